"""How often: a cadence in words, the days that follow from it, and what is unusual by somebody's own past. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import quantiles

from notesight.errors import UsageError

_UNITS = {"day": (0, 1), "week": (0, 7), "fortnight": (0, 14), "month": (1, 0), "quarter": (3, 0), "year": (12, 0)}
_NAMED = {
    "daily": (1, "day"), "weekly": (1, "week"), "fortnightly": (2, "week"), "biweekly": (2, "week"), "monthly": (1, "month"),
    "quarterly": (3, "month"), "yearly": (1, "year"), "annually": (1, "year"), "half-yearly": (6, "month"),
}  # fmt: skip
_NUMBERS = {
    "zero": 0, "no": 0, "a": 1, "an": 1, "one": 1, "other": 2, "second": 2, "two": 2, "three": 3, "third": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_EVERY = re.compile(
    r"(?:(?:every|each|once(?: every| in)?|per|in|all)\s+)*(?:(?P<number>-?\d{1,6}|half an?|[a-z]+)\s*)??"
    r"(?P<unit>days?|d|weeks?|wks?|w|fortnights?|months?|mon|mo|m|quarters?|q|years?|yrs?|y)"
)
_SHORT = {
    "d": "day",
    "w": "week",
    "wk": "week",
    "m": "month",
    "mo": "month",
    "mon": "month",
    "q": "quarter",
    "y": "year",
    "yr": "year",
}
_LONGEST_DAYS = 36_600
LEAST_CONTACTS = 3
"""Of fewer days of contact no rhythm can be told."""
LOOKED_AT = 24
"""So many of the last days of contact tell the rhythm."""
_SLACK = 2
"""Contact is unusually long ago after so many times the usual while."""
_SOONEST = 45
"""Days within which nobody is lost."""


@dataclass(frozen=True, slots=True, order=True)
class Every:
    """A while as one says it: a number of days, weeks, months or years, at least one."""

    days: int
    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'s' * (self.number != 1)}"

    @property
    def words(self) -> str:
        """As a habit: ``every 3 months``, ``every month``."""
        return f"every {self.unit}" if self.number == 1 else f"every {self}"

    def after(self, day: date) -> date:
        """The day so long after another; a month is a calendar month."""
        months, days = _UNITS[self.unit]
        if not months:
            return date.fromordinal(min(day.toordinal() + days * self.number, date.max.toordinal()))
        year, month = divmod(day.year * 12 + day.month - 1 + months * self.number, 12)
        if year > date.max.year:
            return date.max
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def every(words: str) -> Every:
    """The cadence that is meant by ``every 3 months``, ``2 weeks``, ``monthly``. Raises ``UsageError`` for what is none."""
    said = " ".join(words.casefold().split()).strip(" .")
    if said in ("0", "zero", "never", "none"):
        raise UsageError("A cadence is at least a day.", hint="To stop it: notesight keep PERSON --off")
    if said in _NAMED:
        return _of(*_NAMED[said])
    found = _EVERY.fullmatch(said)
    hint = "Write every 3 months, 2 weeks, or monthly."
    if found is None:
        raise UsageError(f"“{words}” is no cadence.", hint=hint)
    number = (found["number"] or "one").strip()
    unit = found["unit"].rstrip("s") or "s"
    unit = _SHORT.get(unit, unit)
    if number.startswith("half"):
        if unit != "year":
            raise UsageError(f"“{words}” is no cadence.", hint=hint)
        return _of(6, "month")
    if number not in _NUMBERS and not number.lstrip("-").isdecimal():
        raise UsageError(f"“{words}” is no cadence.", hint=hint)
    return _of(_NUMBERS[number] if number in _NUMBERS else int(number), unit)


def _of(number: int, unit: str) -> Every:
    if number < 1:
        raise UsageError("A cadence is at least a day.", hint="To stop it: notesight keep PERSON --off")
    if unit in ("fortnight", "quarter"):
        number, unit = (number * 2, "week") if unit == "fortnight" else (number * 3, "month")
    months, days = _UNITS[unit]
    total = number * (days or months * 30)
    if total > _LONGEST_DAYS:
        raise UsageError("That is longer than a life.", hint="Write every 3 months, 2 weeks, or monthly.")
    return Every(total, number, unit)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How many days usually lie between two contacts, and the day from which the last one is unusually long ago."""

    usual_days: int
    lost_on: date


def rhythm(days: Sequence[date]) -> Rhythm | None:
    """The rhythm of some days of contact, in any order; ``None`` for too few."""
    ordered = sorted(set(days))[-LOOKED_AT:]
    if len(ordered) < LEAST_CONTACTS:
        return None
    gaps = [(after - before).days for before, after in pairwise(ordered)]
    usual = max(1, round(quantiles(gaps, n=4, method="inclusive")[2]))
    away = max(_SOONEST, usual * _SLACK)
    return Rhythm(usual, date.fromordinal(min(ordered[-1].toordinal() + away, date.max.toordinal())))


def in_words(days: int) -> str:
    """A number of days as one says it: ``3 days``, ``2 weeks``, ``4 months``."""
    for size, unit in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        if days >= size * 2 or size == 1:
            number = round(days / (size if unit != "month" else 30.44))
            return f"{number} {unit}{'s' * (number != 1)}"
    return ""
