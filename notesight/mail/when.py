"""Read the moment that a header line, an attribution or a separator states, whatever program wrote it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from functools import lru_cache

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "jan january januar jänner janvier janv enero ene gennaio gen januari janeiro styczeń stycznia sty января янв leden ledna",
        "feb february februar février févr fév febrero febbraio februari fevereiro fev luty lutego lut февраля фев února",
        "mar march märz mär mrz mars marzo maart mrt março marca marzec марта мар března",
        "apr april avril avr abril abr aprile kwietnia kwi апреля апр dubna",
        "may mai mayo maggio mag mei maio maj maja мая май května",
        "jun june juni juin junio giugno giu junho czerwca cze июня июн června",
        "jul july juli juillet juil julio luglio lug julho lipca lip июля июл července",
        "aug august août aou agosto ago augustus augusti sierpnia sie августа авг srpna",
        "sep sept september septembre septiembre settembre set setembro września wrz сентября сен září",
        "oct october okt oktober octobre octubre ottobre ott outubro out października paź октября окт října",
        "nov november novembre noviembre novembro listopada lis ноября ноя listopadu",
        "dec december dez dezember décembre déc diciembre dic dicembre dezembro desember grudnia gru декабря дек prosince",
    ),
    start=1,
):
    for _name in _names.split():
        _MONTHS.setdefault(_name, _number)

_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 60, "bst": 60, "ist": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120, "eet": 120,
    "eest": 180, "msk": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_EAST = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|\.|º|°)?[\s-]{{0,2}}(?:de |of )?({_NAME})\b\.?[\s,-]{{0,2}}(?:de |del )?(\d{{4}}|\d\d(?!\d|:))",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(rf"\b({_NAME})\b\.?\s{{0,2}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}(\d{{4}})", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")
_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})\s?[:.h時]\s?(\d\d)(?:\s?[:.分]\s?(\d\d))?(?![\d.])(?:\s?([ap])\.?\s?m\b\.?)?", re.IGNORECASE
)
_OFFSET = re.compile(r"(?:\b(?:gmt|utc)\s?)?([+-])(\d\d):?(\d\d)\b|\b([a-z]{1,4})\b", re.IGNORECASE)
_LONGEST = 160


def moment(text: str) -> datetime | None:
    """The date and time that ``text`` states; with its zone when it states one, else naive; None without a full date.

    A date alone is midnight. ``3/4/2021`` is March 4th beside a twelve-hour clock, else the 3rd of April.
    """
    return _moment(" ".join(text[:_LONGEST].split()))


@lru_cache(maxsize=1024)
def _moment(text: str) -> datetime | None:
    time = _TIME.search(text)
    found = _day(text, twelve=bool(time and time.group(4)))
    if found is None:
        return None
    year, month, day, start, end = found
    if time is not None and start < time.end() and time.start() < end:
        time = _TIME.search(text, end)
    hour, minute, second = _clock(time) if time else (0, 0, 0)
    zone = _zone(text[max(end, time.end()) :]) if time and time.end() >= end else None
    if time and zone is None:
        zone = _zone(text[time.end() : time.end() + 12])
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _clock(time: re.Match[str]) -> tuple[int, int, int]:
    hour = int(time.group(1))
    half = (time.group(4) or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    minute, second = int(time.group(2)), int(time.group(3) or 0)
    return (hour, minute, min(second, 59)) if hour < 24 and minute < 60 else (0, 0, 0)


def _day(text: str, *, twelve: bool) -> tuple[int, int, int, int, int] | None:
    """Year, month, day and where they stand."""
    for pattern in (_ISO, _EAST):
        found = pattern.search(text)
        if found:
            return int(found[1]), int(found[2]), int(found[3]), found.start(), found.end()
    found = _DAY_MONTH.search(text)
    if found:
        return _full_year(found[3]), _MONTHS[found[2].lower()], int(found[1]), found.start(), found.end()
    found = _MONTH_DAY.search(text)
    if found:
        return int(found[3]), _MONTHS[found[1].lower()], int(found[2]), found.start(), found.end()
    found = _NUMERIC.search(text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    month_first = found[2] == "/" and (second > 12 or (twelve and first <= 12))
    day, month = (second, first) if month_first else (first, second)
    return _full_year(found[4]), month, day, found.start(), found.end()


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _zone(text: str) -> tzinfo | None:
    for found in _OFFSET.finditer(text[:24]):
        if found[1]:
            minutes = (int(found[2]) * 60 + int(found[3])) * (1 if found[1] == "+" else -1)
            return timezone(timedelta(minutes=minutes)) if abs(minutes) < 24 * 60 else None
        minutes_east = _ZONES.get(found[4].lower())
        if minutes_east is not None and not re.match(r"\s?[+-]\d\d", text[found.end() :]):
            return UTC if minutes_east == 0 else timezone(timedelta(minutes=minutes_east))
    return None


def header_moment(value: str) -> datetime | None:
    """The moment of a ``Date:`` header; None when it states none, or one that no mail was sent in."""
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
