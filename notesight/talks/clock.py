"""Times in front of words: "0:12" since the talk began, or "2:03 PM" by the clock on the wall."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise

TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:[ \xa0\u202f]{0,2}[AaPp]\.?[ \xa0\u202f]?[Mm]\b\.?)?"
"""The form of a time in a pattern."""
_PARTS = re.compile(r"(\d{1,3}):(\d{1,2})(?::(\d{1,2}))?(?:[.,]\d{1,3})?(?:[ \xa0\u202f]{0,2}([AaPp]))?")
_EARLY = 600
"""A talk whose first time is below ten minutes past nothing counts from its own beginning."""
_MIDNIGHT = timedelta(hours=6)
"""A clock that goes back by more has passed midnight."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The day of a talk, and the moment at which it began when that is known."""

    day: date
    moment: datetime | None = None

    @property
    def at_all(self) -> datetime:
        """What is known of when anything in it was said."""
        return self.moment or datetime.combine(self.day, time())


@dataclass(frozen=True, slots=True)
class Time:
    """A time as it is written: its numbers, and "a" or "p" for the half of the day."""

    numbers: tuple[int, ...]
    half: str = ""

    @property
    def seconds(self) -> int:
        """As a length: "1:02" is a minute and two seconds."""
        total = 0
        for number in self.numbers:
            total = total * 60 + number
        return total

    @property
    def minutes(self) -> int | None:
        """As minutes of the day, when a clock may show it."""
        hour, minute = self.numbers[:2]
        if self.half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if self.half == "p" else 0)
        return hour * 60 + minute if hour < 24 and minute < 60 else None


def time_of(words: str) -> Time:
    """The time that stands first in some words that matched ``TIME``."""
    found = _PARTS.search(words)
    assert found is not None
    return Time(tuple(int(each) for each in found.groups()[:3] if each is not None), (found[4] or "").lower())


def is_elapsed(times: Sequence[Time]) -> bool:
    """Whether these times, in their order, count from the beginning of the talk."""
    if not times or any(each.half for each in times):
        return False
    return times[0].seconds < _EARLY or any(each.minutes is None for each in times)


def goes_on(times: Sequence[Time]) -> bool:
    """Whether these times hardly ever go back, as those of one talk do."""
    elapsed = is_elapsed(times)
    marks = [each.seconds if elapsed else each.minutes or 0 for each in times]
    back = sum(later < earlier for earlier, later in pairwise(marks))
    return back <= 1 + len(marks) // 10


def moments(times: Iterable[Time | None], begun: Beginning) -> list[datetime]:
    """When each of them was; what has no time has the moment of the one before."""
    listed = list(times)
    elapsed = is_elapsed([each for each in listed if each is not None])
    found: list[datetime] = []
    current = begun.at_all
    for each in listed:
        if each is None:
            pass
        elif not elapsed:
            current = _by_the_wall(each, current if found else datetime.combine(begun.day, time()))
        elif begun.moment is not None:
            current = after(begun, each.seconds)
        found.append(current)
    return found


def after(begun: Beginning, seconds: float) -> datetime:
    """The moment so long after the beginning; the day alone when the beginning is not known."""
    if begun.moment is None:
        return begun.at_all
    try:
        return begun.moment + timedelta(seconds=int(seconds))
    except OverflowError:
        return begun.moment


def _by_the_wall(shown: Time, before: datetime) -> datetime:
    minutes = shown.minutes
    if minutes is None:
        return before
    second = shown.numbers[2] if len(shown.numbers) > 2 else 0
    moment = datetime.combine(before.date(), time(minutes // 60, minutes % 60, min(second, 59)))
    try:
        return moment + timedelta(days=1) if before - moment > _MIDNIGHT else moment
    except OverflowError:
        return moment


def utc(seconds: float, offset: int = 0) -> datetime | None:
    """The moment of a Unix time at a clock that is ``offset`` seconds ahead of UTC; None for what is no time."""
    try:
        zone = timezone(timedelta(seconds=offset)) if offset and abs(offset) < 86_400 else UTC
        return datetime.fromtimestamp(int(seconds), zone)
    except (OverflowError, ValueError, OSError):
        return None
