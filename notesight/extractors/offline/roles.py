"""Say who asks, gives or acts, and for whom: one of those on the scene, chosen by a trained model.

Everybody who may be meant is a candidate, with every role in which they are on the scene ("author", "subject", "to" …);
the model weighs these roles with the words of the item. Whom it cannot choose from it cannot make up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as empty
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from notesight.extractors.offline import crf, labeller
from notesight.extractors.offline.genders import clashes, pronoun_of
from notesight.extractors.offline.lexicon.classes import grammar
from notesight.extractors.offline.mentions import ADDRESSED, TOWARDS
from notesight.extractors.offline.parties import OBJECTS, named, possesses
from notesight.extractors.offline.scene import antecedent, owns
from notesight.model import ME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from notesight.extractors.offline.crf import Field, Row
    from notesight.extractors.offline.features import Form
    from notesight.extractors.offline.items import Claim
    from notesight.extractors.offline.mentions import Mention
    from notesight.extractors.offline.passages import Passage
    from notesight.extractors.offline.people import Cast, Figure
    from notesight.model import ItemKind

NOBODY: Final = "-"
BEFORE: Final = "<"
CHOSEN: Final = "="
BEHIND: Final = ">"
"""The labels of candidates in order: those before the one who is meant, that one, those behind."""
_FIRST: Final = {
    role: rank
    for rank, role in enumerate(
        "nobody author subject label row object reader @^ @to @with @for @from @by @at @of @verb @ prior line topic".split()
    )
}
"""The role that stands for a candidate of several when words are weighed: the first of these, else the first one had."""
_OBJECTS: Final = OBJECTS | {"me", "us", "you"}
_OWNERS: Final = frozenset({"his", "her", "their"})
_ASKED_ME: Final = re.compile(
    r"(?:^|[.,;:!?–—)-] |and |so |but )(?:would|could|can|might|may|should|do|will) (?:i|we)\b"
)
_LATELY: Final = 5
"""So many of those who were spoken of most before are candidates."""
_SURE: Final[dict[Form, dict[ItemKind, float]]] = {
    "note": {"ask": 0.5, "offer": 0.5, "followup": 0.5},
    "mail": {"ask": 0.5, "offer": 0.5, "followup": 0.5},
    "minutes": {"ask": 0.5, "offer": 0.5, "followup": 0.0},
}
"""So sure the model must be that something is for nobody: what is jotted down of a talk was mostly said to somebody."""
_FRAMES: Final = {
    name: re.compile(pattern)
    for name, pattern in {
        "asks-i": r"\b(?:would|could|can|will|do|did|might|should|may|am|have) (?:i|we)\b.*\?$",
        "asks": r"\?$",
        "said-i": r"(?:^|\bi |\bwe )(?:have )?(?:said|told|swore|promised|agreed|vowed|undertook)\b",
        "said-they": r"\b(?:he|she|they|<P>) (?:said|says|asked|asks|wondered|wonders)\b",
        "from": r"\bfrom (?:him|her|them|<P>)(?!\w)",
        "from-me": r"\bfrom (?:me|us)\b",
        "comes": r"\b(?:comes|coming|arrives|arriving|due|on its way|in the post|by post)\b",
        "i-owe": r"\b(?:i|we)(?: still)? owe\b",
        "owes-me": r"\bowes? (?:me|us)\b",
        "gets": r"\b(?:he|she|they|<P>) (?:is |are |'s |will |would )?(?:getting|to have|to get|gets|have|having|welcome)\b",
        "verb-i": r"^(?:and |so |but |then )?(?:i|we)\b",
        "verb-they": r"^(?:and |so |but |then )?(?:he|she|they|<P>)(?!\w)",
    }.items()
}
"""Frames of what is said that turn the parties around: "would I plane it?", "I said she'd have it"."""
_TURNING: Final = ("said-i", "said-they")
"""Frames that count also where they stand before the item's own words."""
_NEAR: Final = 6


@dataclass(slots=True)
class Candidate:
    """Somebody who may be meant: how ``by`` and ``to`` write them, in which roles they are there, what else is seen."""

    name: str | None
    roles: list[str]
    marks: list[str] = empty(default_factory=list)

    @property
    def first(self) -> str:
        """The role that stands for all."""
        return _first(tuple(self.roles))


@lru_cache(maxsize=10_000)
def _first(roles: tuple[str, ...]) -> str:
    return min(roles, key=lambda role: _FIRST.get(role, len(_FIRST)))


def parties(claim: Claim, cast: Cast) -> tuple[str | None, str | None]:
    """Who is ``by`` and who is ``to``."""
    those = candidates(claim, cast)
    said = words(claim)
    reported = _reported(claim)
    by = _chosen("by", _fitting(claim, those), said, None, sure=0.0, but=ME if reported else None)
    if reported and by.name is not None:
        return by.name, ME
    return by.name, _chosen("to", those, said, by, sure=_SURE[claim.form][claim.kind]).name


def candidates(claim: Claim, cast: Cast) -> list[Candidate]:
    """Everybody on the scene of an item, nobody first: a person's name, ``me``, or the text's words for somebody unnamed."""
    found = [Candidate(None, ["nobody"])]
    places: dict[str, Candidate] = {}
    pronouns = {token.norm for passage in claim.passages for token in passage.tokens if pronoun_of(token.norm)}
    for role, name, figure, mention in _on_scene(claim, cast):
        if not name:
            continue
        one = places.get(name.casefold())
        if one is None:
            one = places[name.casefold()] = Candidate(name, [])
            found.append(one)
        if role not in one.roles:
            one.roles.append(role)
        if mention is not None:
            one.marks.append(f"sort={mention.sort}")
            one.marks.append(f"sort={mention.sort}+{role}")
        if figure is not None and not one.marks:
            one.marks.append("unnamed" if figure.unnamed else "named")
            for pronoun in sorted(pronouns):
                wanted = pronoun_of(pronoun)
                if clashes(figure, pronoun):
                    one.marks.append(f"clashes={pronoun}")
                elif wanted and figure.gender == wanted:
                    one.marks.append(f"fits={pronoun}")
    return found


def _on_scene(claim: Claim, cast: Cast) -> Iterator[tuple[str, str | None, Figure | None, Mention | None]]:
    first = claim.passages[0]
    scene = first.scene
    yield "author", first.voice.author, None, None
    yield "reader", first.voice.reader, None, None
    yield "subject", first.by, first.doer, None
    yield "label", first.label, None, None
    yield "row", first.mate, None, None
    for passage in claim.passages[1:]:
        yield "subject2", passage.by, passage.doer, None
    for role, each in _pronouns(claim, cast):
        yield role, each if isinstance(each, str) else named(each), None if isinstance(each, str) else each, None
    number = 0
    for passage in claim.passages:
        tokens = passage.sentence.tokens
        for place in range(passage.start, passage.stop):
            here = cast.at.get(tokens[place].start)
            if here is None:
                continue
            number += 1
            yield f"named{min(number, 3)}", named(here), here, None
            yield f"@{_after(passage, place)}", named(here), here, None
            if owns(tokens, place, cast):
                yield "owner", named(here), here, None
        for mention in passage.mentions:
            after = "verb" if mention.after in ADDRESSED else mention.after
            yield f"@{after}", mention.words, None, mention
            if mention.sort == "person":
                office = _in_office(mention, cast)
                yield f"@{after}", named(office), office, None
    for role, each in (("prior", scene.prior), ("line", scene.line), ("topic", scene.topic), ("last", scene.last)):
        yield role, named(each), each, None
    before = _before(claim, cast)
    yield "before", named(before), before, None
    for number, each in enumerate(scene.ranked()[:_LATELY], start=1):
        yield f"spoken{number}", named(each), each, None
    yield "me", ME, None, None


def _after(passage: Passage, place: int) -> str:
    if place == passage.start:
        return "^"
    norm = passage.sentence.tokens[place - 1].norm
    return norm if norm in TOWARDS else "verb" if norm in ADDRESSED else ""


class Said(NamedTuple):
    """What is to be seen of an item for choosing its parties, apart from who is there.

    All but ``loose`` is weighed with every role of a candidate, ``loose`` with the first one only.
    """

    kind: tuple[str, ...]
    head: tuple[str, ...]
    place: tuple[str, ...]
    frames: tuple[str, ...]
    loose: list[str]


def words(claim: Claim) -> Said:
    """What is to be seen of an item."""
    first = claim.passages[0]
    note = "note" if first.voice.reader is None and first.voice.author == ME else "mail"
    said = " ".join(claim.words)
    asked = first.sentence.tokens[-1].text == "?" and "?" not in said
    frames = [f"frame={name}" for name, frame in _FRAMES.items() if frame.search(f"{said} ?" if asked else said)]
    before = [token.norm for token in first.sentence.tokens if token.start < claim.start][-_NEAR:]
    frames += [f"before={name}" for name in _TURNING if before and _FRAMES[name].search(" ".join(before))]
    classes = grammar(claim.words)
    loose = [f"c={one} {two}" for one, two in zip(["^", *classes], [*classes, "$"], strict=True)]
    loose += [f"opens={' '.join(classes[:size])}" for size in (2, 3)]
    loose += [f"w={word}" for word in dict.fromkeys(claim.words)]
    loose += [f"b={one} {two}" for one, two in zip(["^", *claim.words], claim.words, strict=False)]
    loose += [f"cue:{hit.cue.pattern}" for passage in claim.passages for hit in passage.hits]
    return Said(
        kind=(
            f"kind={claim.kind}",
            f"in={note}",
            f"kind+in={claim.kind}+{note}",
            f"how={first.how}",
            f"kind+how={claim.kind}+{first.how}",
        ),
        head=(f"head={claim.words[0]}", f"head+kind={claim.words[0]}+{claim.kind}"),
        place=(
            f"imperative={first.imperative}",
            f"block={first.sentence.block.kind}",
            f"first={first.sentence.first}",
            f"form={claim.form}",
            f"form+kind={claim.form}+{claim.kind}",
            f"section={first.sentence.block.section}",
        ),
        frames=tuple(frames),
        loose=loose,
    )


def features(those: Sequence[Candidate], said: Said, by: Candidate | None) -> list[list[str]]:
    """For each candidate, what speaks for and against, by name: for training.

    ``by`` is who was chosen to act, for choosing whom it is for.
    """
    tight = (*said.kind, *said.head, *said.place, *said.frames)
    around = _around(those)
    found = []
    for each, alone, beside in zip(those, _alone(those, said), _beside(those, said, by), strict=True):
        crossed = (
            *crf.crossed(each.roles, "&", tight),
            *crf.crossed([each.first], "|", said.loose),
            *crf.crossed([each.first], "/", around),
        )
        found.append([*_own(alone), *crossed, *_among(beside)])
    return found


def _weighed(field: Field, those: Sequence[Candidate], said: Said, by: Candidate | None) -> Iterator[Row]:
    """For each candidate, what all of that weighs."""
    own, among = field.remembered[_own], field.remembered[_among]
    scene = field.behind_together("&", said.kind + said.place)  # there are few of these
    tight = field.behind("&", said.head + said.frames)
    loose = field.behind("|", said.loose)
    around = field.behind("/", _around(those))
    for each, alone, beside in zip(those, _alone(those, said), _beside(those, said, by), strict=True):
        first = each.first
        rows = [own[alone], among[beside]]
        rows += [scene[role] for role in each.roles if role in scene]
        rows += [known[role] for role in each.roles for known in tight if role in known]
        rows += [known[first] for known in loose if first in known]
        rows += [known[first] for known in around if first in known]
        yield field.sum(rows)


def _around(those: Sequence[Candidate]) -> list[str]:
    return [f"there:{role}" for each in those for role in each.roles]


_Alone = tuple[tuple[str, ...], tuple[str, ...], str]
"""The roles and the marks of a candidate, and of which kind the item is."""
_Beside = tuple[tuple[str, ...], str, str | None, bool, bool, bool]
"""The roles of a candidate, the kind, the first role of who acts, whether that is the candidate, whether first or last."""


def _alone(those: Sequence[Candidate], said: Said) -> Iterator[_Alone]:
    return ((tuple(each.roles), tuple(each.marks), said.kind[0]) for each in those)


def _beside(those: Sequence[Candidate], said: Said, by: Candidate | None) -> Iterator[_Beside]:
    acts, last = by.first if by is not None else None, len(those) - 1
    return (
        (tuple(each.roles), said.kind[0], acts, each is by, number == 0, number == last)
        for number, each in enumerate(those)
    )


def _own(alone: _Alone) -> Sequence[str]:
    roles, marks, kind = alone
    return "bias", *roles, *marks, "roles=" + "+".join(sorted(roles)), *[f"{mark}+{kind}" for mark in marks]


def _among(beside: _Beside) -> Sequence[str]:
    roles, kind, by, same, opens, closes = beside
    names = ["is-by"] if same else []
    if by is not None:
        names += [f"{role}&by={by}" for role in roles]
        names += [f"{role}&by={by}&{kind}" for role in roles]
    return *names, *(["opens"] if opens else []), *(["closes"] if closes else [])


def _fitting(claim: Claim, those: list[Candidate]) -> list[Candidate]:
    """The candidates without those who cannot be the "she" or "he" who is the subject, and are not named beside it."""
    subjects = {token.norm for passage in claim.passages for token in passage.tokens} & {"she", "he"}
    if claim.passages[0].how != "pronoun" or len(subjects) != 1:
        return those
    against = f"clashes={subjects.pop()}"
    return [each for each in those if against not in each.marks or "named1" in each.roles or "named2" in each.roles]


def _chosen(
    model: str,
    those: Sequence[Candidate],
    said: Said,
    by: Candidate | None,
    *,
    sure: float,
    but: str | None = None,
) -> Candidate:
    """The most probable candidate; of nobody the model must be sure."""
    field = labeller.model(model)
    chosen = field.labels.index(CHOSEN)
    chances = [each[chosen] for each in field.probabilities(list(_weighed(field, those, said, by)))]
    order = sorted(range(len(those)), key=lambda place: (-chances[place], place))
    if by is not None and by.name is not None:
        order = [place for place in order if those[place] is not by]
    if but is not None:
        order = [place for place in order if those[place].name != but]
    if order[0] == 0 and chances[0] < sure and len(order) > 1:
        return those[order[1]]
    return those[order[0]]


def _in_office(mention: Mention, cast: Cast) -> Figure | None:
    """The only one of whom the text says that they are what the mention calls them: "the Clerk"."""
    words = mention.words.casefold().split()
    if words[0] != "the" or len(words) != 2:
        return None
    those = [figure for figure in cast.figures if figure.role and words[1] in figure.role.casefold().split()]
    return those[0] if len(those) == 1 else None


def _before(claim: Claim, cast: Cast) -> Figure | None:
    """The first person named in the sentence before the item's own words."""
    tokens = claim.passages[0].sentence.tokens
    return next((cast.at[t.start] for t in tokens if t.start < claim.start and t.start in cast.at), None)


def _pronouns(claim: Claim, cast: Cast) -> Iterator[tuple[str, Figure | str | None]]:
    """Whom the first object pronoun and the first possessive of an item mean, and what stands before the pronoun."""
    meant = owner = False
    for passage in claim.passages:
        tokens = passage.sentence.tokens
        for place in range(passage.start, passage.stop):
            norm = tokens[place].norm
            if norm in _OWNERS and (norm != "her" or possesses(tokens, place, passage.stop)):
                if not owner:
                    owner = True
                    whose = antecedent(norm, tokens[:place], cast, passage.scene)
                    yield "owner^" if tokens[place].start == claim.start else "owner-", whose
                continue
            if meant or norm not in _OBJECTS:
                continue
            meant = True
            if norm in OBJECTS:
                yield "object", passage.meant
                yield f"@{_after(passage, place)}", passage.meant
            else:
                yield "object", passage.voice.reader if norm == "you" else passage.voice.author


def _reported(claim: Claim) -> bool:
    """Whether a jotted question with "I" is what somebody asked the writer: "would I plane it?", "could we take her?"."""
    first = claim.passages[0]
    if claim.kind != "ask" or first.voice.author != ME or first.voice.reader is not None:
        return False
    asked = first.sentence.tokens[-1].text == "?" or "?" in claim.words
    spoken_of = first.scene.line is not None or first.label is not None
    return asked and spoken_of and _ASKED_ME.search(" ".join(claim.words)) is not None
