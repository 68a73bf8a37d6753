"""Read the moment that a header line, an attribution or a separator states, whatever program wrote it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from functools import lru_cache

from notesight.mail.months import CROATIAN, MONTHS, ZONES

_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.]\s?(\d{1,2})[-/.]\s?(\d{1,2})(?!\d)")
_EAST = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일號号]")
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|\.|º|°)?[\s-]{{0,2}}(?:de |of |d['’])?({_NAME})\b\.?[\s,-]{{0,2}}(?:de |del )?"
    r"(\d{4}|\d\d(?!\d|:))(\.?)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"\b({_NAME})\b\.?\s{{0,2}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}(?:\d\d:\d\d(?::\d\d)?\s(?:[a-z]{{3,4}}\s)?)?(\d{{4}})",
    re.IGNORECASE,
)
_YEAR_MONTH = re.compile(rf"(?<!\d)(\d{{4}})[.,]?\s({_NAME})\b\.?\s(\d{{1,2}})(?!\d)", re.IGNORECASE)
_THANG = re.compile(r"(?<!\d)(\d{1,2}) tháng (\d{1,2}),? (\d{4})")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d\d)(?!\d)")
_TIME = re.compile(
    r"(?<![\d:.])(?:([上下]午|午[前後]|오[전후])\s?)?(\d{1,2})\s?[:.h時时]\s?(\d\d)(?:\s?[:.分]\s?(\d\d))?(?![\d.])"
    r"(?:\s?([ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    r"(?:\b(?:gmt|utc)\s?)?([+-])(\d\d):?(\d\d)\b|\b(?:gmt|utc)\s?([+-])(\d{1,2})\b|\b([a-zč]{1,4})\b", re.IGNORECASE
)
_AFTERNOON = frozenset(("p", "下午", "午後", "오후"))
_LONGEST = 160


def moment(text: str) -> datetime | None:
    """The date and time that ``text`` states; with its zone when it states one, else naive; None without a full date.

    A date alone is midnight. ``3/4/2021`` is March 4th beside a twelve-hour clock, else the 3rd of April.
    """
    return _moment(" ".join(text[:_LONGEST].split()))


@lru_cache(maxsize=1024)
def _moment(text: str) -> datetime | None:
    if not any(letter.isdigit() for letter in text):
        return None
    time = _TIME.search(text)
    found = _day(text, twelve=bool(time and time.group(5)))
    if found is None:
        return None
    year, month, day, start, end = found
    if time is not None and start < time.end() and time.start() < end:
        inside = _TIME.search(text, start, end)
        time = _TIME.search(text, end) or (inside if inside and ":" in inside.group() else None)
    hour, minute, second = _clock(time) if time else (0, 0, 0)
    zone = _zone(text[max(end, time.end()) :]) if time and time.end() >= end else None
    if time and zone is None:
        zone = _zone(text[time.end() : time.end() + 12])
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _clock(time: re.Match[str]) -> tuple[int, int, int]:
    hour = int(time.group(2))
    half = (time.group(5) or time.group(1) or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    minute, second = int(time.group(3)), int(time.group(4) or 0)
    return (hour, minute, min(second, 59)) if hour < 24 and minute < 60 else (0, 0, 0)


def _day(text: str, *, twelve: bool) -> tuple[int, int, int, int, int] | None:
    """Year, month, day and where they stand."""
    for pattern in (_ISO, _EAST):
        found = pattern.search(text)
        if found:
            return int(found[1]), int(found[2]), int(found[3]), found.start(), found.end()
    found = _DAY_MONTH.search(text)
    if found:
        month = _month(found[2], croatian=bool(found[4]))
        return _full_year(found[3]), month, int(found[1]), found.start(), found.end()
    found = _MONTH_DAY.search(text)
    if found:
        return int(found[3]), _month(found[1]), int(found[2]), found.start(), found.end()
    found = _YEAR_MONTH.search(text)
    if found:
        return int(found[1]), _month(found[2]), int(found[3]), found.start(), found.end()
    found = _THANG.search(text)
    if found:
        return int(found[3]), int(found[2]), int(found[1]), found.start(), found.end()
    found = _NUMERIC.search(text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    month_first = second > 12 or (found[2] == "/" and twelve and first <= 12)
    day, month = (second, first) if month_first else (first, second)
    return _full_year(found[4]), month, day, found.start(), found.end()


def _month(name: str, *, croatian: bool = False) -> int:
    """The number of a month; 0, which is no month, for letters that only look like one's name."""
    number = MONTHS.get(name.lower(), 0)
    return CROATIAN.get(name.lower(), number) if croatian else number


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _zone(text: str) -> tzinfo | None:
    for found in _OFFSET.finditer(text[:24]):
        if found[1] or found[4]:
            hours, minutes = int(found[2] or found[5]), int(found[3] or 0)
            east = (hours * 60 + minutes) * (1 if (found[1] or found[4]) == "+" else -1)
            return timezone(timedelta(minutes=east)) if abs(east) < 24 * 60 else None
        named = ZONES.get(found[6].lower())
        if named is not None and not re.match(r"\s?[+-]\d", text[found.end() :]):
            return UTC if named == 0 else timezone(timedelta(minutes=named))
    return None


def header_moment(value: str) -> datetime | None:
    """The moment of a ``Date:`` header; None when it states none, or one that no mail was sent in."""
    if "0001" in value.split():
        return None  # how a program writes that it knows no date
    parsed = parsedate_tz(value[:_LONGEST])
    found: datetime | None = None
    if parsed is not None:
        try:
            offset = parsed[9]
            zone = timezone(timedelta(seconds=offset)) if offset is not None else None
            found = datetime(*parsed[:5], min(parsed[5], 59), tzinfo=zone)
        except (ValueError, OverflowError):
            found = None
    if found is None:
        found = moment(value)
    return found if found is not None and 1970 <= found.year <= 2199 else None
