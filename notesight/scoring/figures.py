"""The figures: pairs added up over many documents, and the shares that come of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from notesight.model import ITEM_KINDS, PLURALS
from notesight.scoring.match import Match
from notesight.scoring.told import Told

ROWS = ("people", *PLURALS.values(), "items")
"""What has a precision, a recall and an F1; ``items`` is the three kinds together."""
TOLD_ROWS = ("introductions", "outcomes")
"""The same of what stands beside the items, where the gold has it."""
PARTIES = ("by", "to", "due")
TOLD_PARTIES = ("introducer", "sides", "state", "source")
"""What is right of the introductions (by whom, of whom to whom, how far) and of the outcomes (from whom) that were found."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How much of what was found is right (precision), how much of what is wanted was found (recall), and both (F1).

    A share of nothing is 0.
    """

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """The share of the found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of the wanted that was found."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many."""

    right: int
    of: int

    @property
    def share(self) -> float | None:
        """The share, ``None`` of nothing."""
        return self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted in one document, or in many: for each row what is right, found and wanted, and the rest as ratios."""

    values: Mapping[tuple[str, str], int]

    def __add__(self, other: Counts) -> Counts:
        return Counts(Counter(self.values) + Counter(other.values))

    @classmethod
    def of(cls, match: Match) -> Counts:
        """The counts of one document."""
        counts: Counter[tuple[str, str]] = Counter()
        right = {"people": len(match.people)}
        missed = {"people": len(match.missed_people)}
        extra = {"people": len(match.extra_people)}
        for kind in ITEM_KINDS:
            row = PLURALS[kind]
            right[row] = sum(pair.wanted.kind == kind for pair in match.pairs)
            missed[row] = sum(item.kind == kind for item in match.missed)
            extra[row] = sum(item.kind == kind for item in match.extra)
        for row, hits in right.items():
            for sum_row in (row,) if row == "people" else (row, "items"):
                counts[sum_row, "right"] += hits
                counts[sum_row, "found"] += hits + extra[row]
                counts[sum_row, "wanted"] += hits + missed[row]
        for party in PARTIES:
            answers = [answer for pair in match.pairs if (answer := getattr(pair, party)) is not None]
            counts[party, "right"], counts[party, "of"] = sum(answers), len(answers)
        found = len(match.pairs) + len(match.extra)
        counts["grounded", "right"], counts["grounded", "of"] = found - len(match.loose), found
        for row in TOLD_ROWS:
            told: Told[Any] | None = getattr(match, row)
            if told is None:
                continue
            counts[row, "looked"] = 1
            counts[row, "right"] = len(told.pairs)
            counts[row, "found"] = len(told.pairs) + len(told.extra)
            counts[row, "wanted"] = len(told.pairs) + len(told.missed)
            for fields in told.right:
                for name, is_right in fields.items():
                    counts[name, "right"] += is_right
                    counts[name, "of"] += 1
        counts["faultless", "right"], counts["faultless", "of"] = int(match.faultless), 1
        return cls(counts)


@dataclass(frozen=True, slots=True)
class Figures:
    """How well somebody read: rates by kind, ``by``, ``to`` and ``due`` of what was found, quotes that stand, documents.

    ``faultless`` are the documents in which nothing is wrong. Introductions and outcomes have rates, and ``told`` has what is
    right of them, only where the gold of some document says what they should be.
    """

    rates: Mapping[str, Rates]
    by: Ratio
    to: Ratio
    due: Ratio
    grounded: Ratio
    faultless: Ratio
    told: Mapping[str, Ratio]

    def value(self, name: str) -> float | None:
        """A figure by its name, one of ``FIGURES``."""
        row, _, rate = name.partition(".")
        if row in TOLD_ROWS and row not in self.rates:
            return None
        if name in TOLD_PARTIES:
            return self.told[name].share if name in self.told else None
        value: float | None = getattr(self.rates[row], rate or "f1") if row in self.rates else getattr(self, name).share
        return value

    def as_json(self) -> dict[str, Any]:
        """Plain values, shares rounded to a thousandth."""
        rates = {
            row: {
                **{name: round(getattr(rate, name), 3) for name in ("precision", "recall", "f1")},
                "right": rate.right,
                "found": rate.found,
                "wanted": rate.wanted,
            }
            for row, rate in self.rates.items()
        }
        ratios = {
            name: {"share": _rounded(ratio.share), "right": ratio.right, "of": ratio.of}
            for name in (*PARTIES, "grounded", "faultless")
            if (ratio := getattr(self, name))
        }
        ratios |= {
            name: {"share": _rounded(ratio.share), "right": ratio.right, "of": ratio.of}
            for name, ratio in self.told.items()
        }
        return {"documents": self.faultless.of, **rates, **ratios}


_ALL = (*ROWS, *TOLD_ROWS)
FIGURES = (
    *_ALL, *(f"{row}.{rate}" for row in _ALL for rate in ("precision", "recall", "f1")), *PARTIES, *TOLD_PARTIES, "grounded",
)  # fmt: skip
"""The names of the figures that a floor may be set for; a row alone is its F1."""


def figures(matches: Iterable[Match]) -> Figures:
    """The figures of many documents."""
    return total(map(Counts.of, matches))


def total(counts: Iterable[Counts]) -> Figures:
    """The figures of what was counted in many documents."""
    summed: Counter[tuple[str, str]] = Counter()
    for each in counts:
        summed.update(each.values)
    rows = [*ROWS, *(row for row in TOLD_ROWS if summed[row, "looked"])]
    rates = {row: Rates(summed[row, "right"], summed[row, "found"], summed[row, "wanted"]) for row in rows}
    told = {name: Ratio(summed[name, "right"], summed[name, "of"]) for name in TOLD_PARTIES if summed[name, "of"]}
    ratios = {name: Ratio(summed[name, "right"], summed[name, "of"]) for name in (*PARTIES, "grounded", "faultless")}
    return Figures(rates, **ratios, told=told)


def below(found: Figures, floors: Mapping[str, float]) -> list[tuple[str, float, float]]:
    """The figures that are below their floor: name, figure, floor. A share of nothing is below none."""
    measured = ((name, found.value(name), floor) for name, floor in floors.items())
    return [(name, value, floor) for name, value, floor in measured if value is not None and value < floor]


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)
