"""Pairing introductions and outcomes: by their quotes as items are, and of two on the same words by who is who.

Ties are left out: that two people are said to belong together stands in half the sentences that name two, and nothing hangs
on finding each. An introduction counts in the direction in which it is told or the other, ``who`` and ``to`` are its two sides;
and once, however often the document tells it: the same two by the same one again are no mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from notesight.candidates import CandidateIntroduction, CandidateOutcome
from notesight.model import fold
from notesight.scoring.gold import Who

HALF = 0.5
"""The share of the shorter quote that both must cover."""
_T = TypeVar("_T", CandidateIntroduction, CandidateOutcome)


@dataclass(frozen=True, slots=True)
class Told(Generic[_T]):
    """What was wanted and found of one kind in a document: pairs, with what is right of each, the missed and the extra.

    ``right`` has for each pair its fields and whether they are right: ``introducer``, ``sides`` and ``state`` of an
    introduction, ``source`` of an outcome.
    """

    pairs: tuple[tuple[_T, _T], ...] = ()
    right: tuple[dict[str, bool], ...] = ()
    missed: tuple[_T, ...] = ()
    extra: tuple[_T, ...] = ()

    @property
    def faultless(self) -> bool:
        """Whether nothing is wrong."""
        return not self.missed and not self.extra and all(all(each.values()) for each in self.right)


Same = Callable[[str | None, str | None], bool]
Overlap = Callable[[str, str], float]


def introductions(
    wanted: Sequence[CandidateIntroduction], found: Sequence[CandidateIntroduction], overlap: Overlap, same: Same
) -> Told[CandidateIntroduction]:
    """Which of the wanted introductions is which of the found, ties left out."""

    def right(goal: CandidateIntroduction, given: CandidateIntroduction) -> dict[str, bool]:
        straight = same(goal.who, given.who) and same(goal.to, given.to)
        turned = same(goal.who, given.to) and same(goal.to, given.who)
        return {
            "introducer": same(goal.by, given.by), "sides": straight or turned, "state": goal.state == given.state,
        }  # fmt: skip

    goals, givens = ([each for each in side if each.manner != "tie"] for side in (wanted, found))
    told = _told(goals, givens, overlap, right)
    again = [
        each
        for each in told.extra
        if any((same_pair := right(goal, each))["introducer"] and same_pair["sides"] for goal, _ in told.pairs)
    ]
    return replace(told, extra=tuple(each for each in told.extra if each not in again))


def outcomes(
    wanted: Sequence[CandidateOutcome], found: Sequence[CandidateOutcome], overlap: Overlap, same: Same
) -> Told[CandidateOutcome]:
    """Which of the wanted outcomes is which of the found."""
    return _told(wanted, found, overlap, lambda goal, given: {"source": same(goal.source, given.source)})


def _told(
    wanted: Sequence[_T], found: Sequence[_T], overlap: Overlap, right: Callable[[_T, _T], dict[str, bool]]
) -> Told[_T]:
    """One to one: the best overlap first, and of two that are as good the one of which more is right."""
    ranked = sorted(
        (
            (overlap(goal.quote, given.quote), sum(right(goal, given).values()), -w, -f)
            for w, goal in enumerate(wanted)
            for f, given in enumerate(found)
        ),
        reverse=True,
    )
    joined: dict[int, int] = {}
    for share, _, w, f in ranked:
        if share >= HALF and -w not in joined and -f not in joined.values():
            joined[-w] = -f
    pairs = tuple((wanted[w], found[f]) for w, f in sorted(joined.items()))
    return Told(
        pairs,
        tuple(right(goal, given) for goal, given in pairs),
        tuple(each for w, each in enumerate(wanted) if w not in joined),
        tuple(each for f, each in enumerate(found) if f not in joined.values()),
    )


def sames(people: Sequence[Who]) -> Same:
    """Whether two parties are one: the same words, or two spellings of one wanted person."""

    def same(wanted: str | None, found: str | None) -> bool:
        goal, given = fold(wanted or ""), fold(found or "")
        return goal == given or any({goal, given} <= person.spellings for person in people)

    return same
