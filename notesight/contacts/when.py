"""On which day something was that a note tells of: mostly its own, sometimes a named day before it. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_WEEKDAY = r"(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:[a-z]{0,3}day|s|rs|nes|r)?"
_MONTH = (
    r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b"
)
_AGO = re.compile(
    r"\b(?P<number>\d{1,2}|a|an|one|two|three|four|five|six) (?P<unit>day|week|month|year)s? ago\b", re.IGNORECASE
)
_NEAR = re.compile(r"\b(?:yesterday|last night|the other day)\b", re.IGNORECASE)
_LAST = re.compile(
    r"\b(?:last|back in) (?:week|month|year|spring|summer|fall|autumn|winter|christmas)\b", re.IGNORECASE
)
_HEAD = re.compile(
    rf"^\W*(?:{_WEEKDAY}\b\.?,?\s*)?(?:(?P<one>\d{{1,2}})[/.](?P<other>\d{{1,2}})\b|(?P<day>\d{{1,2}})\.? {_MONTH}\b)?",
    re.IGNORECASE,
)
_ON = re.compile(rf"\b(?:on|last) {_WEEKDAY}\b(?!\s*(?:next|at \d))", re.IGNORECASE)
_IN = re.compile(rf"\bin {_MONTH}\b", re.IGNORECASE)
_LAST_DAYS = {"week": 7, "month": 30}
_LONG_AGO = 366


def happened(sentence: str, anchor: date) -> date | None:
    """The day that a sentence says of what has happened, on or before the ``anchor``, the note's own, which is the default.

    ``None`` for a time so vague that no day is meant: "last summer".
    """
    if found := _AGO.search(sentence):
        number = _NUMBERS.get(found["number"].casefold()) or int(found["number"])
        return _before(anchor, number * _DAYS[found["unit"].casefold()])
    if _NEAR.search(sentence):
        return _before(anchor, 1)
    if found := _LAST.search(sentence):
        unit = found[0].split()[-1].casefold()
        return _before(anchor, _LAST_DAYS[unit]) if unit in _LAST_DAYS else None
    if (head := _HEAD.match(sentence)) and (named := _head(head, anchor)):
        return named
    if found := _ON.search(sentence):
        return _weekday(found["weekday"], anchor)
    if found := _IN.search(sentence):
        return _month(_MONTHS.index(found["month"].casefold()), anchor)
    return anchor


def _head(head: re.Match[str], anchor: date) -> date | None:
    """The day at the beginning of a line: ``Wed 9/30``, ``Mon:``, ``14 May``."""
    pairs: list[tuple[int, int]] = []
    if head["one"]:
        pairs = [(int(head["one"]), int(head["other"])), (int(head["other"]), int(head["one"]))]
    elif head["day"]:
        pairs = [(_MONTHS.index(head["month"].casefold()) + 1, int(head["day"]))]
    days = [found for month, day in pairs if (found := _day(month, day, anchor))]
    if head["weekday"] and days:
        wanted = _WEEKDAYS.index(head["weekday"].casefold())
        days = [day for day in days if day.weekday() == wanted] or days
    if days:
        return max(days)
    return _weekday(head["weekday"], anchor) if head["weekday"] and not pairs else None


def _day(month: int, day: int, anchor: date) -> date | None:
    """The last such day on or before the anchor, at most a year back."""
    for year in (anchor.year, anchor.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= anchor and (anchor - found).days < _LONG_AGO:
            return found
    return None


def _weekday(name: str, anchor: date) -> date:
    return _before(anchor, (anchor.weekday() - _WEEKDAYS.index(name.casefold())) % 7)


def _month(month: int, anchor: date) -> date:
    """The last day of the last such month that is over; the anchor in that month itself."""
    if month + 1 == anchor.month:
        return anchor
    year = anchor.year if month + 1 < anchor.month else anchor.year - 1
    return date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1) if year > 0 else anchor


def _before(anchor: date, days: int) -> date:
    return date.fromordinal(max(1, anchor.toordinal() - days))
