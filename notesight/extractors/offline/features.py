"""What is to be seen of a clause, as names of features: the words, the cues, who is its subject, where it stands.

The labeller weighs these; nothing here decides. A name of a person counts as ``<P>``, a date as ``<D>``, a number
as ``<N>``, so that what is learned of one clause holds for others.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal

from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.lexicon.classes import grammar
from notesight.extractors.offline.lexicon.cues import ACTS
from notesight.extractors.offline.tokens import ADDRESS, HANDLE, LINK, MARK, NUMBER
from notesight.model import ME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from notesight.dates import DatePhrase
    from notesight.extractors.offline.passages import Passage
    from notesight.extractors.offline.people import Cast
    from notesight.extractors.offline.tokens import Token

Form = Literal["note", "minutes", "mail"]
"""What a document is: jottings, the record of a meeting, or something sent."""
_TOLD: Final = 4
"""So many of the features of :func:`_where` a clause tells its neighbours; also its cues and its first word."""
_TOLD_CLASSES: Final = ("has:<", "ends", "asks")
_CLASSES: Final = {NUMBER: "<N>", ADDRESS: "<@>", LINK: "<U>", HANDLE: "<H>"}
_MODALS: Final = frozenset("will would can could shall should must may might".split())
_NEGATIONS: Final = frozenset("not no never noone none nothing without neither nor".split())
_FIRST: Final = frozenset("i we".split())
_THIRD: Final = frozenset("he she they".split())
_ANY: Final = frozenset("anyone someone any whoever everyone everybody anybody some".split())
_HEDGES: Final = frozenset("might maybe perhaps possibly probably if unless when once".split())
_PAST: Final = frozenset(
    "was were had did went got gave took came said told asked sent made found left brought bought paid met saw wrote rang"
    " thought knew ate drank sat stood ran spoke kept felt lost won built drove".split()
)
_GROUPS: Final = (
    ("has:negated", _NEGATIONS), ("has:modal", _MODALS), ("has:i", _FIRST), ("has:third", _THIRD), ("has:any", _ANY),
    ("has:hedge", _HEDGES), ("has:past", _PAST), ("has:act", ACTS), ("has:kin", tables.KIN),
    ("has:role", tables.ROLE_WORDS), ("has:you", {"you", "your"}), ("has:obj", {"me", "us"}),
    ("has:them", {"him", "her", "them"}),
)  # fmt: skip
COURTESIES: Final = frozenset(
    "question questions concern concerns feedback comments information problems queries anything".split()
)
"""What a letter invites at its end, for courtesy: "if you have any questions"."""
_BULK: Final = ("unsubscribe", "<U>", "subscribers", "newsletter", "offers")
"""Words by which mail to everybody is known."""


def shapes(tokens: Sequence[Token], cast: Cast, days: Sequence[DatePhrase]) -> list[str]:
    """The words of a clause with names, dates and numbers as classes; what follows inside a class is left out."""
    found: list[str] = []
    stop = -1
    ahead = _from(days, tokens[0].start) if tokens else iter(())
    day = next(ahead, None)
    for token in tokens:
        if token.start < stop:
            continue
        while day is not None and day.end <= token.start:
            day = next(ahead, None)
        if token.start in cast.at:
            found.append("<ME>" if cast.at[token.start].me else "<P>")
            stop = cast.ends[token.start]
        elif day is not None and day.start <= token.start:
            found.append("<D>")
            stop = day.end
        else:
            found.append(_CLASSES.get(token.kind, token.norm))
    return found


def _from(days: Sequence[DatePhrase], place: int) -> Iterator[DatePhrase]:
    """The date phrases from this place of the text on; they are in order and do not overlap."""
    return islice(days, bisect_right(days, place, key=lambda day: day.end), None)


def sequence(passages: Sequence[Passage], words: Sequence[Sequence[str]], form: Form) -> list[list[str]]:
    """The features of the clauses of one part in order, each with what its neighbours tell; ``words`` are their shapes."""
    count = len(passages)
    note = form != "mail"
    mark = "note:" if note else "mail:"
    own: list[list[str]] = []
    told: list[list[str]] = []
    for place, (passage, more) in enumerate(zip(passages, _places(passages, words, form, mark), strict=True)):
        shape = words[place]
        where = _where(passage, note=note, size=len(shape), place=place, count=count)
        cues = _cues(passage, note=note)
        classes, pairs = _grammar(shape, passage)
        again = [mark + name for name in cues]
        again += [f"{mark}w={word}" for word in dict.fromkeys(shape)]
        if "asks" in classes:
            again.append(f"{mark}asks")
        own.append([*where, *cues, *classes, *pairs, *_words(shape), *again, *more])
        tells = where[:_TOLD] + [name for name in cues if name.startswith("best")]
        tells += [name for name in classes if name.startswith(_TOLD_CLASSES)]
        if shape:
            tells.append(f"head={shape[0]}")
        told.append(tells)
    for place, whole in enumerate(own):
        for step, side in ((-1, "-1:"), (1, "+1:")):
            if 0 <= place + step < count:
                same = passages[place + step].sentence is passages[place].sentence
                whole += [side + name for name in told[place + step]]
                whole.append(f"{side}same={same}")
    return own


def _places(passages: Sequence[Passage], words: Sequence[Sequence[str]], form: Form, mark: str) -> Iterator[list[str]]:
    """Where each clause stands: in what form of document, under which heading, in what kind of sentence; its grammar."""
    under: list[str] = []
    columns: dict[int, list[str]] = {}
    row = -1
    voice = passages[0].voice
    around = [f"author={_known(voice.author)}", f"reader={_known(voice.reader)}+{form}"]
    around += [f"says:{word}" for word in _BULK if any(word in shape for shape in words)]
    starts = [place for place in range(len(passages)) if _opens(passages, place)]
    for number, begin in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(passages)
        sentence = passages[begin].sentence
        norms = {token.norm for token in sentence.tokens}
        asked = sentence.tokens[-1].text == "?"
        whole = [
            f"form={form}",
            f"nth={min(number, 4)}",
            f"left={min(len(starts) - number - 1, 4)}",
            f"clauses={min(end - begin, 4)}",
            f"asked={asked}",
        ]
        whole += around
        whole += [f"sentence:{word}" for word in ("please", "you", "thanks", "if") if word in norms]
        if "if" in norms and norms & COURTESIES:
            whole.append("courtesy")
        if end - begin > 1:
            cues = dict.fromkeys(hit.cue for each in passages[begin:end] for hit in each.hits)
            whole += [f"s:{cue.kind}:{cue.pattern}" for cue in cues]
        block = sentence.block
        if block.kind == "cell":
            if row < 0:
                columns, row = {}, block.row
            if block.row == row:
                columns.setdefault(block.column, list(words[begin][:3]))
            else:
                whole += [f"column={word}" for word in columns.get(block.column, ())]
            whole.append(f"row={min(block.row - row, 1)}")
        else:
            row = -1
            whole += [f"under={word}" for word in under]
        for place in range(begin, end):
            own = [f"clause={min(place - begin, 3)}", f"last={place == end - 1}"]
            classes = grammar(words[place])
            pairs = [f"{one} {two}" for one, two in zip(["^", *classes], [*classes, "$"], strict=True)]
            own += [f"{mark}c={pair}" for pair in pairs]
            own += [f"{mark}c={pair} {third}" for pair, third in zip(pairs[1:], classes[2:], strict=False)]
            own += [f"{mark}opens={' '.join(classes[:size])}" for size in (1, 2, 3, 4)]
            own += [f"opens+form={form}+{' '.join(classes[:3])}", f"opens+asked={asked}+{' '.join(classes[:2])}"]
            if place > begin:
                own.append(f"after={words[place - 1][0] if words[place - 1] else ''}")
            yield whole + own
        if sentence.block.kind == "heading":
            under = [word for word in words[begin] if word.isalpha()][:4]


def _known(party: str | None) -> str:
    """Whether a party of a part is the owner, somebody else, or not known."""
    return "none" if party is None else "me" if party == ME else "other"


def _opens(passages: Sequence[Passage], place: int) -> bool:
    return place == 0 or passages[place].sentence is not passages[place - 1].sentence


def _where(passage: Passage, *, note: bool, size: int, place: int, count: int) -> list[str]:
    """Where a clause of ``size`` words stands and who is its subject; the first ``_TOLD`` its neighbours see too."""
    block = passage.sentence.block
    names = [
        f"how={passage.how}",
        f"by={_who(passage)}",
        f"block={block.kind}",
        f"imperative={passage.imperative}",
        "bias",
        f"kind={'note' if note else 'mail'}",
        f"role={passage.part.role}",
        f"section={block.section}",
        f"checked={block.checked}",
        f"loose={passage.loose}",
        f"first={passage.sentence.first and passage.start == 0}",
        f"label={passage.label is not None}",
        f"length={_size(size)}",
        f"how+kind={passage.how}+{'note' if note else 'mail'}",
    ]
    if place == 0:
        names.append("opens")
    if place >= count - 1:
        names.append("closes")
    return names


def _who(passage: Passage) -> str:
    if passage.by is None:
        return "none"
    if passage.by == ME:
        return "me"
    return "author" if passage.by == passage.voice.author else "other"


def _size(count: int) -> str:
    return (
        str(count) if count < 4 else "4-6" if count < 7 else "7-12" if count < 13 else "13-20" if count < 21 else "long"
    )


def _cues(passage: Passage, *, note: bool) -> list[str]:
    best: dict[str, float] = {}
    names = []
    for hit in passage.hits:
        cue = hit.cue
        names.append(f"cue:{cue.kind}:{cue.pattern}")
        best[cue.kind] = max(best.get(cue.kind, 0.0), abs(cue.weight))
    for kind, weight in best.items():
        names.append(f"best:{kind}={weight:.0f}")
        names.append(f"best:{kind}+how={passage.how}")
        names.append(f"best:{kind}+{'note' if note else 'mail'}")
    names.append("best=" + "+".join(sorted(best)))
    return names


def _words(words: Sequence[str]) -> list[str]:
    names = [f"w={word}" for word in dict.fromkeys(words)]
    names += [f"b={one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True)]
    names += [f"t={words[n]} {words[n + 1]} {words[n + 2]}" for n in range(min(3, len(words) - 2))]
    names += [f"s={word[-4:]}" for word in dict.fromkeys(words) if len(word) > 6 and word[0] != "<"]
    if words:
        names.append(f"head={words[0]}")
        names.append(f"tail={words[-1]}")
    return names


def _grammar(words: Sequence[str], passage: Passage) -> tuple[list[str], list[str]]:
    """Which classes of words a clause holds and how it ends, and the pairs of these classes."""
    seen = set(words)
    names = [name for name, group in _GROUPS if not seen.isdisjoint(group)]
    names += [f"has:{word}" for word in ("<P>", "<D>", "<N>", "<ME>") if word in seen]
    if "ed" in {word[-2:] for word in seen}:
        names.append("has:-ed")
    if "ing" in {word[-3:] for word in seen}:
        names.append("has:-ing")
    last = passage.sentence.tokens[-1]
    after = passage.sentence.tokens[passage.stop - 1]
    names.append(f"ends={last.text if last.kind == MARK else 'word'}")
    if after.text == "?":
        names.append("asks")
    pairs = [name for name in names if name.startswith("has:")]
    return names, [f"{one}&{two}" for n, one in enumerate(pairs) for two in pairs[n + 1 :]]
