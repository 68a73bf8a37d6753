"""Gather the names of a document into people: full forms, short forms, addresses, organisation and role."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline import genders, lexicon, mailbox, naming, speakers
from notesight.extractors.offline.appositives import describe
from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.names import LIKELY, SURE, Run, is_ordinary, runs, weighed
from notesight.extractors.offline.tokens import ADDRESS, WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from notesight.candidates import CandidatePerson
    from notesight.extractors.offline.mentions import Gender
    from notesight.extractors.offline.sentences import Sentence
    from notesight.model import Document, Owner


_TRUST: Final = 6.0
"""What the model's full yes or no adds to the weight that the rules give, in halves."""
_CERTAIN: Final = 0.95
_INITIALS: Final = (2, 3)
"""So many letters stand for a whole name."""
_ROLLS: Final = frozenset("present attendees apologies participants attending here there pres".split())
_FAMILIAR: Final = -3.5
"""A word with a capital in mid-sentence that is part of somebody's full name is a name even with so little weight."""
_ABBREVIATIONS: Final = frozenset({"AM", "PM", "OK", "TV", "IT", "HR", "PR", "US", "UK"})


@dataclass(slots=True)
class Figure:
    """A person as the finder knows them: name parts, spans of the text, and what is said of them."""

    name: str
    parts: tuple[str, ...]
    spans: list[tuple[int, int]] = field(default_factory=list)
    email: str = ""
    organization: str = ""
    role: str = ""
    title: str = ""
    me: bool = False
    gender: Gender = ""
    unnamed: bool = False
    """Whether ``name`` is only what the text calls somebody: "her vet"."""


@dataclass(slots=True)
class Cast:
    """Everybody in a document, and who stands at which place."""

    figures: list[Figure]
    at: dict[int, Figure]
    """Where a mention begins → whom it names."""
    ends: dict[int, int]
    """Where a mention begins → where it ends."""
    nicks: dict[str, Figure] = field(default_factory=dict)
    """Who speaks in the log of a chat, by nick."""

    def by_address(self, address: str) -> Figure | None:
        """The person with this address."""
        low = address.casefold()
        return next((f for f in self.figures if f.email and f.email.casefold() == low), None) if low else None

    def by_name(self, name: str) -> Figure | None:
        """The person whose name this is, whole or in part."""
        parts = mailbox.parts_of(name)
        return _match(self.figures, parts) if parts else None


def find(document: Document, read: Sequence[Sentence], owner: Owner) -> Cast:
    """Everybody whom these sentences and the document's header lines name."""
    figures: list[Figure] = []
    _participants(document, owner, figures)
    nicks = _nicks(document, figures)
    small = is_small(read)
    folded = document.text.casefold() if "@" in document.text else ""
    found = [run for run in _runs(read, figures, small=small) if not _is_house(run, folded)]
    full = [r for r in found if r.weight >= LIKELY and len(r.parts) > 1]
    for run in full:
        _enter(run, figures)
    for run in found:
        if run.weight >= LIKELY and len(run.parts) == 1:
            _enter(run, figures)
    _rolled(document, figures, read)
    _initials(document, figures, found, read)
    cast = Cast(figures, {}, {}, nicks)
    others, known = _others(found, read), list(figures)
    figures += {id(each): each for each in others.values()}.values()
    for run in found:
        figure = others.get(run.begin) or _named(run, known)
        if figure is not None:
            figure.spans.append((run.begin, run.end))
            describe(figure, run, read[run.sentence])
    _addresses(read, figures)
    for figure in figures:
        figure.spans = sorted(set(figure.spans))
        for start, end in figure.spans:
            cast.at[start] = figure
            cast.ends[start] = end
    genders.learn(cast, read)
    return cast


def _nicks(document: Document, figures: list[Figure]) -> dict[str, Figure]:
    """Enter those who speak in the log of a chat, with all places where their nicks stand."""
    found: dict[str, Figure] = {}
    if document.kind != "note":
        return found
    for nick, spans in speakers.speakers(document.text).items():
        found[nick] = Figure(nick, (lexicon.fold(nick),), spans=list(spans))
        figures.append(found[nick])
    return found


def given(document: Document, those: Sequence[CandidatePerson]) -> Cast:
    """A cast of people who are known already, each at every place where a mention stands as whole words."""
    figures = [Figure(each.name, mailbox.parts_of(each.name), email=each.email or "") for each in those]
    forms = [
        (form, figure) for each, figure in zip(those, figures, strict=True) for form in dict.fromkeys(each.mentions)
    ]
    cast = Cast(figures, {}, {})
    covered: set[int] = set()
    for form, figure in sorted(forms, key=lambda one: -len(one[0])):
        pattern = r"\s+".join(map(re.escape, form.split()))
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", document.text, re.IGNORECASE if len(form) > 1 else 0):
            if covered.isdisjoint(range(*match.span())):
                covered.update(range(*match.span()))
                figure.spans.append(match.span())
                cast.at[match.start()] = figure
                cast.ends[match.start()] = match.end()
    return cast


def _runs(read: Sequence[Sentence], figures: list[Figure], *, small: bool) -> list[Run]:
    """The stretches that may name somebody: what the rules say of them and what the model says, taken together."""
    found: list[Run] = []
    seen = [runs(number, sentence, small=small) for number, sentence in enumerate(read)]
    probable = naming.probabilities(read, [run for each in seen for run in each], small=small)
    for number, sentence in enumerate(read):
        covered: set[int] = set()
        for run in seen[number]:
            words = [place for place in range(run.start, run.stop) if sentence.tokens[place].kind == WORD]
            run.weight += _TRUST * (sum(probable[number][place] for place in words) / len(words) - 0.5)
            found.append(run)
            if run.weight >= LIKELY:
                covered.update(range(run.start, run.stop))
        found += _missed(number, sentence, probable[number], covered, small=small)
    _raise(found, read, figures)
    return found


def _missed(
    number: int, sentence: Sentence, probable: Sequence[float], covered: set[int], *, small: bool
) -> Iterator[Run]:
    """What no rule takes for a name, and the model certainly does."""
    if max(probable, default=0.0) < _CERTAIN:
        return
    place = 0
    while place < len(probable):
        stop = place
        while stop < len(probable) and probable[stop] >= _CERTAIN and stop not in covered:
            stop += 1
        alone = weighed(number, sentence, place, stop, small=small) if stop > place else None
        if alone is not None:
            alone.weight = SURE
            yield alone
        place = max(stop, place + 1)


def _is_house(run: Run, text: str) -> bool:
    """Whether a single word is the house of somebody's address and no person: "Enron" beside ana@enron.example."""
    return len(run.parts) == 1 and not run.title and f"@{run.parts[0]}." in text


_ANOTHER: Final = frozenset({"another", "other"})


def _participants(document: Document, owner: Owner, figures: list[Figure]) -> None:
    for who, spans in mailbox.participants(document):
        name = who.name
        parts = mailbox.parts_of(name) if name else ()
        known = next((f for f in figures if who.address and f.email.casefold() == who.address.casefold()), None)
        if known is None and parts:
            known = _match(figures, parts)
            if known is not None and known.email and who.address and known.email.casefold() != who.address.casefold():
                known = None
        if known is None:
            known = Figure(name or who.address, parts)
            known.me = owner.is_me(who)
            figures.append(known)
        elif parts and len(parts) > len(known.parts):
            known.name, known.parts = name, parts
        known.me = known.me or owner.is_me(who)
        known.email = known.email or who.address
        known.spans.extend(spans)
    for name in owner.names:
        parts = mailbox.parts_of(name)
        if parts and _match(figures, parts) is None:
            figures.append(Figure(name, parts, me=True))


def is_small(read: Sequence[Sentence]) -> bool:
    """Whether the text is written without capitals, as a dictated one is."""
    begins = [s.tokens[0] for s in read if s.tokens[0].text[0].isalpha()]
    words = sum(len(s.tokens) for s in read)
    capitals = sum(1 for s in read for t in s.tokens if t.cap)
    return bool(begins) and (capitals < 0.02 * words or sum(t.text[0].islower() for t in begins) > 0.85 * len(begins))


def _raise(found: list[Run], read: Sequence[Sentence], figures: list[Figure]) -> None:
    """Let what the text says of a word in one place count in all: a name once is a name again."""
    best: dict[str, float] = {}
    count: dict[str, int] = {}
    for run in found:
        if len(run.parts) == 1:
            best[run.parts[0]] = max(best.get(run.parts[0], -9.0), run.weight)
            count[run.parts[0]] = count.get(run.parts[0], 0) + 1
    for run in found:
        if len(run.parts) != 1 or run.weight >= LIKELY:
            continue
        word = run.parts[0]
        sentence = read[run.sentence]
        at_start = run.start == 0
        if best[word] >= LIKELY and not (
            at_start and is_ordinary(word) and not sentence.tokens[run.start].text.isupper()
        ):
            run.weight = max(run.weight, LIKELY)
        elif (sentence.block.section == "roll" and not is_ordinary(word) and run.weight > -1) or (
            any(word in f.parts for f in figures) and run.weight > (-2 if at_start else _FAMILIAR)
        ):
            run.weight = LIKELY


def _match(figures: Sequence[Figure], parts: tuple[str, ...]) -> Figure | None:
    """The one figure that these name parts may stand for: the same, or some of a longer name's in order."""
    exact = [f for f in figures if f.parts == parts]
    if exact:
        return exact[-1]
    if not parts:
        return None
    if len(parts) == 1 and len(parts[0]) == 1:  # "K. would come" is whoever's name begins with it
        begun = [f for f in figures if f.parts and f.parts[0].startswith(parts[0])]
        return begun[-1] if begun else None
    if len(parts) == 1:
        same = [f for f in figures if f.parts and f.parts[0] == parts[0]]
        if not same:
            same = [f for f in figures if f.parts and parts[0] == f.parts[-1]]
        if not same and len(parts[0]) >= 3:
            same = [f for f in figures if len(f.parts) > 1 and parts[0] in f.parts]
        return same[-1] if same else None
    for figure in figures:
        if len(figure.parts) > 1 and _fits(parts, figure.parts):
            return figure
    single = [f for f in figures if len(f.parts) == 1 and f.parts[0] in {parts[0], parts[-1]} and not f.title]
    return single[0] if len(single) == 1 else None


def _fits(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two full names agree: the same family name, and given names that are equal or one's initial."""
    if _close(one[-1], other[-1]) and (
        one[0] == other[0] or (1 in (len(one[0]), len(other[0])) and one[0][0] == other[0][0])
    ):
        return True
    short, long = sorted((one, other), key=len)
    return one[0] == other[0] and (short[-1] in long or (len(short[-1]) == 1 and long[-1].startswith(short[-1])))


def _close(one: str, other: str) -> bool:
    return one == other or (len(one) == 1 and other.startswith(one)) or (len(other) == 1 and one.startswith(other))


def _enter(run: Run, figures: list[Figure]) -> None:
    known = _match(figures, run.parts)
    if known is not None and len(run.parts) > 1 and len(known.parts) > 1 and not _fits(run.parts, known.parts):
        known = None
    if known is None:
        figures.append(Figure(run.name, run.parts, title=run.title))
    elif len(run.parts) > len(known.parts):
        known.name, known.parts = run.name, run.parts
        known.title = known.title or run.title


def _others(found: Sequence[Run], read: Sequence[Sentence]) -> dict[int, Figure]:
    """Who has a name that a later "another Tom" has too, by where they are named before it."""
    apart: dict[int, Figure] = {}
    for run in found:
        before = read[run.sentence].tokens[run.start - 1].norm if run.start else ""
        if before in _ANOTHER and len(run.parts) == 1:
            earlier = [
                each for each in found if each.begin < run.begin and each.parts == run.parts and each.weight >= LIKELY
            ]
            figure = Figure(run.name, run.parts)
            apart |= {each.begin: figure for each in earlier if each.begin not in apart}
    return apart


def _named(run: Run, figures: Sequence[Figure]) -> Figure | None:
    if run.weight < LIKELY:
        return None
    return _match(figures, run.parts)


def _rolled(document: Document, figures: list[Figure], read: Sequence[Sentence]) -> None:
    """People whom the list of those present only gives by their initials: "Present: KW, RT, NB"."""
    known = {form for figure in figures if figure.parts for form in _letter_forms(figure.parts)}
    listed: dict[str, None] = {}
    for sentence in read:
        tokens = sentence.tokens
        if document.kind != "note" or not (sentence.block.section == "roll" or tokens[0].norm in _ROLLS):
            continue
        here = [
            token.text
            for place, token in enumerate(tokens)
            if token.kind == WORD
            and token.text.isupper()
            and len(token.text) in _INITIALS
            and tokens[place - 1].text in {",", ":", "&", "+", "and", "/"}
        ]
        if len(here) > 1:
            listed |= dict.fromkeys(form for form in here if form not in known and not _is_word(form))
    for form in listed:
        spans = [(token.start, token.end) for each in read for token in each.tokens if token.text == form]
        figures.append(Figure(form, (form.lower(),), spans=spans))


def _initials(document: Document, figures: list[Figure], found: Sequence[Run], read: Sequence[Sentence]) -> None:
    """Initials by which minutes call the people on their list, and their spans."""
    letters: dict[str, Figure | None] = {}
    for figure in figures:
        if len(figure.parts) > 1:
            for form in _letter_forms(figure.parts):
                letters[form] = None if form in letters and letters[form] is not figure else figure
    letters |= _given_letters(found, read, figures)
    if document.kind != "note":
        return
    _first_letters(figures, found, read)
    if not letters:
        return
    seen: dict[str, list[tuple[int, int]]] = {}
    for sentence in read:
        for token in sentence.tokens:
            if token.text in letters:
                seen.setdefault(token.text, []).append((token.start, token.end))
    clear = {form for form in seen if letters[form] is not None and form not in _ABBREVIATIONS and not _is_word(form)}
    for form, spans in seen.items():
        called = letters[form]
        # "PR to write": where two others are called by their initials, a third one is who has these
        if called is not None and (form in clear or (len(clear) > 1 and called.parts[0][0] == form[0].lower())):
            called.spans.extend(spans)


def _is_word(form: str) -> bool:
    return form.lower() in tables.NOT_NAMES or form.lower() == "mc"


def _first_letters(figures: Sequence[Figure], found: Sequence[Run], read: Sequence[Sentence]) -> None:
    """A single letter with a full stop for somebody named before by a name that begins with it: "N. asked again"."""
    inside = [(run.begin, run.end) for run in found if run.weight >= LIKELY]
    named = sorted(
        (
            (run.begin, figure)
            for run in found
            if len(run.parts[0]) > 1 and (figure := _named(run, figures)) is not None
        ),
        key=lambda each: each[0],
    )
    for sentence in read:
        tokens = sentence.tokens
        for place, token in enumerate(tokens[:-1]):
            if len(token.text) != 1 or not token.cap or token.text == "I" or tokens[place + 1].text != ".":
                continue
            after = tokens[place + 2] if place + 2 < len(tokens) else None
            if (after is not None and after.cap) or any(start <= token.start < end for start, end in inside):
                continue
            before = [figure for start, figure in named if start < token.start and figure.parts[0][0] == token.norm]
            if before and not before[-1].me:
                before[-1].spans.append((token.start, tokens[place + 1].end))


def _given_letters(
    found: Sequence[Run], read: Sequence[Sentence], figures: Sequence[Figure]
) -> dict[str, Figure | None]:
    """Initials that a text gives in brackets behind a name: "Wambui (W)", "Fatima El Amrani (FZ, chair)"."""
    given: dict[str, Figure | None] = {}
    for run in found:
        tokens = read[run.sentence].tokens[run.stop : run.stop + 3]
        figure = _named(run, figures)
        if figure is None or len(tokens) < 3 or tokens[0].text != "(" or tokens[2].text not in {")", ","}:
            continue
        form = tokens[1].text
        if form.isalpha() and form.isupper() and len(form) <= 3 and form[0].lower() == figure.parts[0][:1]:
            given[form] = None if form in given and given[form] is not figure else figure
    return given


def _letter_forms(parts: tuple[str, ...]) -> set[str]:
    first = "".join(p[0] for p in parts).upper()
    forms = {first, (parts[0][0] + parts[-1][0]).upper()}
    if len(parts) > 2:
        forms.add((parts[0][0] + parts[1][0]).upper())
    return {f for f in forms if len(f) > 1}


def _addresses(read: Sequence[Sentence], figures: list[Figure]) -> None:
    """Give an address in the text to the person whose name stands before it in the sentence and fits."""
    for sentence in read:
        for token in sentence.tokens:
            if token.kind != ADDRESS or any(f.email.casefold() == token.text.casefold() for f in figures):
                continue
            local = lexicon.fold(token.text.split("@")[0])
            near = [f for f in figures if not f.email and any(sentence.start <= s < token.start for s, _ in f.spans)]
            fitting = [f for f in near if any(len(p) > 2 and p[:4] in local for p in f.parts)]
            if fitting:
                fitting[-1].email = token.text
