"""Pairing what is wanted with what was found in one document: the rules of the match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notesight.candidates import CandidateIntroduction, CandidateOutcome
from notesight.model import ITEM_KINDS, fold
from notesight.scoring import told
from notesight.scoring.gold import Found, Thing, Who
from notesight.scoring.told import HALF, Same, Told

LONGEST = 4
"""No quote of a pair is more than so many times as long as the other."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A wanted item that was found. ``due`` is ``None`` where neither names a day."""

    wanted: Thing
    found: Thing
    by: bool
    to: bool
    due: bool | None


@dataclass(frozen=True, slots=True)
class Confusion:
    """A wanted item whose words were found as another kind; it is a missed and an extra one too."""

    wanted: Thing
    found: Thing


@dataclass(frozen=True, slots=True)
class Match:
    """One document: who and what was found that should be, what was missed, what is extra.

    ``loose`` are the found items whose quote does not stand in the text. ``introductions`` and ``outcomes`` are ``None`` where
    nobody has looked for any.
    """

    people: tuple[tuple[Who, Who], ...] = ()
    missed_people: tuple[Who, ...] = ()
    extra_people: tuple[Who, ...] = ()
    pairs: tuple[Pair, ...] = ()
    missed: tuple[Thing, ...] = ()
    extra: tuple[Thing, ...] = ()
    confused: tuple[Confusion, ...] = ()
    loose: tuple[Thing, ...] = ()
    introductions: Told[CandidateIntroduction] | None = None
    outcomes: Told[CandidateOutcome] | None = None

    @property
    def faultless(self) -> bool:
        """Whether nothing at all is wrong."""
        if not all(told.faultless for told in (self.introductions, self.outcomes) if told is not None):
            return False
        wrong = any((self.missed_people, self.extra_people, self.missed, self.extra, self.loose))
        return not wrong and all(pair.by and pair.to and pair.due is not False for pair in self.pairs)


def match(wanted: Found, found: Found, text: str) -> Match:
    """Hold what was found in a document against what should be. ``text`` is the document's, where quotes have a place."""
    page = Page(text)
    same = told.sames(wanted.people)
    people, missed_people, extra_people = _people(wanted.people, found.people)
    pairs: list[Pair] = []
    missed: list[Thing] = []
    extra: list[Thing] = []
    for kind in ITEM_KINDS:
        goal = [item for item in wanted.items if item.kind == kind]
        given = [item for item in found.items if item.kind == kind]
        joined = _joined(goal, given, page)
        pairs += [_pair(goal[w], given[f], same) for w, f in sorted(joined)]
        missed += [item for w, item in enumerate(goal) if w not in {w for w, _ in joined}]
        extra += [item for f, item in enumerate(given) if f not in {f for _, f in joined}]
    return Match(
        people=people,
        missed_people=missed_people,
        extra_people=extra_people,
        pairs=tuple(pairs),
        missed=tuple(missed),
        extra=tuple(extra),
        confused=tuple(Confusion(missed[w], extra[f]) for w, f in sorted(_joined(missed, extra, page))),
        loose=tuple(item for item in found.items if not page.has(item.quote)),
        introductions=None
        if wanted.introductions is None
        else told.introductions(wanted.introductions, found.introductions or (), page.overlap, same),
        outcomes=None
        if wanted.outcomes is None
        else told.outcomes(wanted.outcomes, found.outcomes or (), page.overlap, same),
    )


class Page:
    """A text in which quotes are looked up, each one once."""

    def __init__(self, text: str) -> None:
        self._text = fold(text)
        self._places: dict[str, tuple[int, ...]] = {}

    def has(self, quote: str) -> bool:
        """Whether some words stand in the text."""
        return bool(self.places(fold(quote)))

    def places(self, folded: str) -> tuple[int, ...]:
        """Where some folded words begin in the folded text, from left to right, without overlap."""
        if folded not in self._places:
            found: list[int] = []
            at = self._text.find(folded) if folded else -1
            while at >= 0:
                found.append(at)
                at = self._text.find(folded, at + len(folded))
            self._places[folded] = tuple(found)
        return self._places[folded]

    def overlap(self, one: str, other: str) -> float:
        """The characters that two quotes share over those of the shorter, at most 1; 0 where one is too long for the other."""
        a, b = fold(one), fold(other)
        shorter = min(len(a), len(b))
        if not shorter or max(len(a), len(b)) > LONGEST * shorter:
            return 0.0
        shared = (min(i + len(a), j + len(b)) - max(i, j) for i in self.places(a) for j in self.places(b))
        return max(0.0, max(shared, default=0) / shorter)


def _people(
    wanted: Sequence[Who], found: Sequence[Who]
) -> tuple[tuple[tuple[Who, Who], ...], tuple[Who, ...], tuple[Who, ...]]:
    """Pairs of people, who was missed, who is extra: the name or the address first, else any spelling."""
    free = list(found)
    pairs: list[tuple[Who, Who]] = []
    missed: list[Who] = []
    for person in wanted:
        hit = next((each for each in free if {fold(each.name), fold(each.email or "")} & person.spellings), None)
        hit = hit or next((each for each in free if each.spellings & person.spellings), None)
        if hit is None:
            missed.append(person)
        else:
            free.remove(hit)
            pairs.append((person, hit))
    return tuple(pairs), tuple(missed), tuple(free)


def _joined(wanted: Sequence[Thing], found: Sequence[Thing], page: Page) -> set[tuple[int, int]]:
    """Which of the wanted is which of the found: one to one, the best overlap first."""
    overlaps = sorted(
        (
            (page.overlap(each.quote, other.quote), w, f)
            for w, each in enumerate(wanted)
            for f, other in enumerate(found)
        ),
        reverse=True,
    )
    joined: dict[int, int] = {}
    for share, w, f in overlaps:
        if share >= HALF and w not in joined and f not in joined.values():
            joined[w] = f
    return set(joined.items())


def _pair(wanted: Thing, found: Thing, same: Same) -> Pair:
    dated = wanted.due is not None or found.due is not None
    return Pair(
        wanted,
        found,
        by=same(wanted.by, found.by),
        to=same(wanted.to, found.to),
        due=wanted.due == found.due if dated else None,
    )
