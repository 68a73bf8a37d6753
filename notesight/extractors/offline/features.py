"""What is to be seen of a clause, as names of features: the words, the cues, who is its subject, where it stands.

The labeller weighs these; nothing here decides. A name of a person counts as ``<P>``, a date as ``<D>``, a number
as ``<N>``, so that what is learned of one clause holds for others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, combinations, islice, pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

from notesight.extractors.offline.crf import Source
from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.lexicon.classes import grammar
from notesight.extractors.offline.lexicon.cues import ACTS, Cue
from notesight.extractors.offline.tokens import ADDRESS, HANDLE, LINK, MARK, NUMBER
from notesight.model import ME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from notesight.dates import DatePhrase
    from notesight.extractors.offline.passages import Passage
    from notesight.extractors.offline.people import Cast
    from notesight.extractors.offline.tokens import Token

Form = Literal["note", "minutes", "mail"]
"""What a document is: jottings, the record of a meeting, or something sent."""
Kind = Literal["note", "mail"]
Shown = list[tuple[Source, Iterable[Any]]]
"""What is to be seen of a clause: sources of names, and for which keys each is asked."""
_SHORT: Final = 6
"""What words of so many letters end in tells nothing that they do not tell themselves."""
_TOLD_CLASSES: Final = ("has:<", "ends", "asks")
"""How the classes begin that a clause tells its neighbours; it also tells its subject, its best cues and its first word."""
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
    ("has:them", {"him", "her", "them"}), ("has:<P>", {"<P>"}), ("has:<D>", {"<D>"}), ("has:<N>", {"<N>"}),
    ("has:<ME>", {"<ME>"}),
)  # fmt: skip
_CLASS_ORDER: Final = {name: place for place, name in enumerate((*dict(_GROUPS), "has:-ed", "has:-ing"))}
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


def sequence(passages: Sequence[Passage], words: Sequence[Sequence[str]], form: Form) -> Iterator[Shown]:
    """What is to be seen of the clauses of one part in order, each with what its neighbours tell.

    ``words`` are their shapes. The sources below say which names of features that is.
    """
    count = len(passages)
    kind: Kind = "mail" if form == "mail" else "note"
    cues = [(tuple([hit.cue for hit in passage.hits]), passage.how, kind) for passage in passages]
    classes = [_classes(shape, passage) for shape, passage in zip(words, passages, strict=True)]
    subjects = [(each.how, _who(each), each.sentence.block.kind, each.imperative) for each in passages]
    for place, more in enumerate(_places(passages, words, form, kind)):
        passage, shape = passages[place], words[place]
        once = dict.fromkeys(shape)
        where = (subjects[place], kind, *_where(passage, size=len(shape), place=place, count=count))
        shown: Shown = [
            (_standing, (where,)),
            (_cues, (cues[place],)),
            (_class, (classes[place],)),
            (_word, once),
            (_two, pairwise(("^", *shape, "$"))),
            (_three, zip(shape[:3], shape[1:], shape[2:], strict=False)),
            (_ending, [word for word in once if len(word) > _SHORT]),
            (_edges, ((shape[0], shape[-1]),) if shape else ()),
            (_cues_again, (cues[place],)),
            (_word_of(kind), once),
            (_name, (f"{kind}:asks",) if "asks" in classes[place] else ()),
            *more,
        ]
        for step, side in ((-1, "-1:"), (1, "+1:")):
            beside = place + step
            if 0 <= beside < count:
                same = passages[beside].sentence is passage.sentence
                shown.append((_told(side), ((subjects[beside], cues[beside], classes[beside]),)))
                shown.append((_told_head(side), ((words[beside][0] if words[beside] else None, same),)))
        yield shown


def _places(passages: Sequence[Passage], words: Sequence[Sequence[str]], form: Form, kind: Kind) -> Iterator[Shown]:
    """Where each clause stands: in what form of document, under which heading, in what kind of sentence; its grammar."""
    under: list[str] = []
    columns: dict[int, list[str]] = {}
    row = -1
    voice = passages[0].voice
    said = set(chain.from_iterable(words))
    says = tuple([word for word in _BULK if word in said])
    around = (_known(voice.author), _known(voice.reader), says)
    starts = [place for place in range(len(passages)) if _opens(passages, place)]
    for number, begin in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(passages)
        sentence = passages[begin].sentence
        norms = {token.norm for token in sentence.tokens}
        asked = sentence.tokens[-1].text == "?"
        nth = (form, min(number, 4), min(len(starts) - number - 1, 4), min(end - begin, 4), asked)
        names = [f"sentence:{word}" for word in ("please", "you", "thanks", "if") if word in norms]
        if "if" in norms and norms & COURTESIES:
            names.append("courtesy")
        if end - begin > 1:
            cues = dict.fromkeys(hit.cue for each in passages[begin:end] for hit in each.hits)
            names += [f"s:{cue.kind}:{cue.pattern}" for cue in cues]
        block = sentence.block
        if block.kind == "cell":
            if row < 0:
                columns, row = {}, block.row
            if block.row == row:
                columns.setdefault(block.column, list(words[begin][:3]))
            else:
                names += [f"column={word}" for word in columns.get(block.column, ())]
            names.append(f"row={min(block.row - row, 1)}")
        else:
            row = -1
            names += [f"under={word}" for word in under]
        for place in range(begin, end):
            classes = tuple(grammar(words[place]))
            yield [
                (_nth, ((nth, around),)),
                (_name, names),
                (_clause, ((min(place - begin, 3), place == end - 1),)),
                (_two_classes(kind), pairwise(("^", *classes, "$"))),
                (_three_classes(kind), zip(classes, classes[1:], classes[2:], strict=False)),
                (_opening, ((kind, form, asked, classes[:4]),)),
                (_after, (words[place - 1][0] if words[place - 1] else "",) if place > begin else ()),
            ]
        if sentence.block.kind == "heading":
            under = [word for word in words[begin] if word.isalpha()][:4]


def _known(party: str | None) -> str:
    """Whether a party of a part is the owner, somebody else, or not known."""
    return "none" if party is None else "me" if party == ME else "other"


def _opens(passages: Sequence[Passage], place: int) -> bool:
    return place == 0 or passages[place].sentence is not passages[place - 1].sentence


def _where(passage: Passage, *, size: int, place: int, count: int) -> tuple[object, ...]:
    """Where a clause of ``size`` words stands."""
    block = passage.sentence.block
    begins = passage.sentence.first and passage.start == 0
    whether = (block.checked, passage.loose, begins, passage.label is not None)
    return passage.part.role, block.section, *whether, _size(size), place == 0, place >= count - 1


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


def _classes(words: Sequence[str], passage: Passage) -> tuple[str, ...]:
    """Which classes of words a clause holds, and how it ends."""
    names = sorted({name for word in words for name in _classes_of(word)}, key=_CLASS_ORDER.__getitem__)
    last = passage.sentence.tokens[-1]
    after = passage.sentence.tokens[passage.stop - 1]
    names.append(f"ends={last.text if last.kind == MARK else 'word'}")
    if after.text == "?":
        names.append("asks")
    return tuple(names)


@lru_cache(maxsize=20_000)
def _classes_of(word: str) -> tuple[str, ...]:
    names = [name for name, group in _GROUPS if word in group]
    names += [f"has:-{ending}" for ending in ("ed", "ing") if word.endswith(ending)]
    return tuple(names)


# --- the sources: which names are seen for a key ------------------------------------------------------------------------


def _name(name: str) -> tuple[str]:
    return (name,)


def _standing(where: tuple[Any, ...]) -> list[str]:
    """What :func:`_where` says, and who is the subject."""
    subject, kind, role, section, checked, loose, first, label, size, opens, closes = where
    return [
        *_subject(subject),
        "bias",
        f"kind={kind}",
        f"role={role}",
        f"section={section}",
        f"checked={checked}",
        f"loose={loose}",
        f"first={first}",
        f"label={label}",
        f"length={size}",
        f"how+kind={subject[0]}+{kind}",
        *(["opens"] if opens else []),
        *(["closes"] if closes else []),
    ]


def _subject(subject: tuple[str, str, str, bool]) -> list[str]:
    how, by, block, imperative = subject
    return [f"how={how}", f"by={by}", f"block={block}", f"imperative={imperative}"]


_Cues = tuple[tuple[Cue, ...], str, Kind]
"""The cues of a clause, how its subject was known, and in what kind of document that is."""


def _cues(those: _Cues) -> list[str]:
    return [*[f"cue:{cue.kind}:{cue.pattern}" for cue in those[0]], *_best(those)]


def _cues_again(those: _Cues) -> list[str]:
    return [f"{those[2]}:{name}" for name in _cues(those)]


def _best(those: _Cues) -> list[str]:
    """The strongest cue of each kind."""
    cues, how, kind = those
    best: dict[str, float] = {}
    for cue in cues:
        best[cue.kind] = max(best.get(cue.kind, 0.0), abs(cue.weight))
    names = []
    for sort, weight in best.items():
        names += [f"best:{sort}={weight:.0f}", f"best:{sort}+how={how}", f"best:{sort}+{kind}"]
    return [*names, "best=" + "+".join(sorted(best))]


def _class(classes: tuple[str, ...]) -> list[str]:
    """The classes of words, and each two of them."""
    pairs = combinations([name for name in classes if name.startswith("has:")], 2)
    return [*classes, *[f"{one}&{two}" for one, two in pairs]]


def _word(word: str) -> tuple[str]:
    return (f"w={word}",)


def _two(words: tuple[str, str]) -> tuple[str]:
    return (f"b={words[0]} {words[1]}",)


def _three(words: tuple[str, str, str]) -> tuple[str]:
    return (f"t={words[0]} {words[1]} {words[2]}",)


def _ending(word: str) -> tuple[str, ...]:
    return (f"s={word[-4:]}",) if word[0] != "<" else ()


def _edges(words: tuple[str, str]) -> tuple[str, str]:
    return f"head={words[0]}", f"tail={words[1]}"


@cache
def _word_of(kind: Kind) -> Source:
    return lambda word: (f"{kind}:w={word}",)


@cache
def _told(side: str) -> Source:
    """What a clause tells its neighbour on one side."""

    def source(clause: tuple[tuple[str, str, str, bool], _Cues, tuple[str, ...]]) -> list[str]:
        subject, cues, classes = clause
        names = [*_subject(subject), *_best(cues), *[name for name in classes if name.startswith(_TOLD_CLASSES)]]
        return [side + name for name in names]

    return source


@cache
def _told_head(side: str) -> Source:
    """With which word a neighbour opens, and whether it stands in the same sentence."""

    def source(told: tuple[str | None, bool]) -> list[str]:
        head, same = told
        return [*([f"{side}head={head}"] if head is not None else []), f"{side}same={same}"]

    return source


def _nth(place: tuple[tuple[Form, int, int, int, bool], tuple[str, str, tuple[str, ...]]]) -> list[str]:
    """Where a sentence stands in its part, and how many clauses it has; who writes the part to whom, if not to everybody."""
    (form, nth, left, clauses, asked), (author, reader, says) = place
    names = [f"form={form}", f"nth={nth}", f"left={left}", f"clauses={clauses}", f"asked={asked}"]
    return [*names, f"author={author}", f"reader={reader}+{form}", *[f"says:{word}" for word in says]]


def _clause(place: tuple[int, bool]) -> tuple[str, str]:
    return f"clause={place[0]}", f"last={place[1]}"


@cache
def _two_classes(kind: Kind) -> Source:
    return lambda two: (f"{kind}:c={two[0]} {two[1]}",)


@cache
def _three_classes(kind: Kind) -> Source:
    return lambda three: (f"{kind}:c={three[0]} {three[1]} {three[2]}",)


def _opening(opening: tuple[Kind, Form, bool, tuple[str, ...]]) -> list[str]:
    """With which classes a clause opens."""
    kind, form, asked, classes = opening
    opens = [" ".join(classes[:size]) for size in (1, 2, 3, 4)]
    return [
        *[f"{kind}:opens={each}" for each in opens],
        f"opens+form={form}+{opens[2]}",
        f"opens+asked={asked}+{opens[1]}",
    ]


def _after(word: str) -> tuple[str]:
    return (f"after={word}",)
