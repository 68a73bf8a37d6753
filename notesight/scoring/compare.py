"""Two readers of the same documents: what one finds that the other does not, and whether that is more than chance."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from notesight.scoring.figures import Counts
from notesight.scoring.gold import Thing, Who
from notesight.scoring.match import Match, Page
from notesight.scoring.told import HALF

DRAWS = 2000
"""How often the documents are drawn anew for the interval of a difference."""
SEED = 20251101
"""The same documents give the same interval."""
_TAILS = 0.025
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where two readings of one document differ; each is a pair of tuples, the first reader's and the second's.

    ``found`` and ``people`` are right and the other one missed them; ``extra`` and ``extra_people`` are wrong and the
    other one does not have them. ``parties`` are items that both found, with what the first and the second say of ``by``,
    ``to`` or ``due`` where only one of them is right: ``(wanted, field, first is right, first's, second's)``.
    """

    found: tuple[tuple[Thing, ...], tuple[Thing, ...]]
    people: tuple[tuple[Who, ...], tuple[Who, ...]]
    extra: tuple[tuple[Thing, ...], tuple[Thing, ...]]
    extra_people: tuple[tuple[Who, ...], tuple[Who, ...]]
    parties: tuple[tuple[Thing, str, bool, object, object], ...]

    @property
    def same(self) -> bool:
        """Whether they differ in nothing that is told here."""
        sides = (*self.found, *self.people, *self.extra, *self.extra_people)
        return not any(sides) and not self.parties


@dataclass(frozen=True, slots=True)
class Difference:
    """The second reader's figure less the first's, and the interval that holds it in 95 of 100 draws of documents."""

    by: float
    low: float
    high: float

    @property
    def more_than_chance(self) -> bool:
        """Whether no difference at all lies outside of the interval."""
        return self.low > 0 or self.high < 0


def compare(first: Match, second: Match, text: str) -> Comparison:
    """Where two readings of one document differ."""
    page = Page(text)
    one, two = ({pair.wanted: pair for pair in each.pairs} for each in (first, second))
    mine, theirs = dict(first.people), dict(second.people)
    return Comparison(
        found=(_without(one, two), _without(two, one)),
        people=(_without(mine, theirs), _without(theirs, mine)),
        extra=(_only(first.extra, second.extra, page), _only(second.extra, first.extra, page)),
        extra_people=(
            _strangers(first.extra_people, second.extra_people),
            _strangers(second.extra_people, first.extra_people),
        ),
        parties=tuple(
            (wanted, field, right, getattr(pair.found, field), getattr(two[wanted].found, field))
            for wanted, pair in one.items()
            if wanted in two
            for field in ("by", "to", "due")
            if (right := getattr(pair, field) is not False) != (getattr(two[wanted], field) is not False)
        ),
    )


def difference(first: Sequence[Counts], second: Sequence[Counts], row: str) -> Difference:
    """How the F1 of a row differs between two readings of the same documents in the same order.

    The interval is a bootstrap over documents: they are drawn with replacement, both readings of a document together.
    """
    counted = [(_three(a.values, row), _three(b.values, row)) for a, b in zip(first, second, strict=True)]
    draw = random.Random(SEED)  # noqa: S311 - a bootstrap, no secret
    drawn = sorted(_apart(draw.choices(counted, k=len(counted))) for _ in range(DRAWS if counted else 1))
    edge = int(_TAILS * len(drawn))
    return Difference(_apart(counted), drawn[edge], drawn[-1 - edge])


_Three = tuple[int, int]


def _three(values: Mapping[tuple[str, str], int], row: str) -> _Three:
    return 2 * values.get((row, "right"), 0), values.get((row, "found"), 0) + values.get((row, "wanted"), 0)


def _apart(counted: Sequence[tuple[_Three, _Three]]) -> float:
    sums = [0, 0, 0, 0]
    for (a, b), (c, d) in counted:
        sums[0] += a
        sums[1] += b
        sums[2] += c
        sums[3] += d
    return (sums[2] / sums[3] if sums[3] else 0.0) - (sums[0] / sums[1] if sums[1] else 0.0)


def _without(mine: Mapping[_T, object], others: Mapping[_T, object]) -> tuple[_T, ...]:
    return tuple(each for each in mine if each not in others)


def _only(mine: Sequence[Thing], others: Sequence[Thing], page: Page) -> tuple[Thing, ...]:
    """What one reader made up and the other did not, by the same rule as any match."""
    return tuple(
        item
        for item in mine
        if not any(item.kind == each.kind and page.overlap(item.quote, each.quote) >= HALF for each in others)
    )


def _strangers(mine: Sequence[Who], others: Sequence[Who]) -> tuple[Who, ...]:
    return tuple(person for person in mine if not any(person.spellings & each.spellings for each in others))
