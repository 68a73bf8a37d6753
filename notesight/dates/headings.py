"""The date that a note gives itself, in its file name or its first line."""

from __future__ import annotations

import re
from datetime import date

from notesight.dates import days, names
from notesight.dates.phrases import lower
from notesight.dates.pieces import MONTH, WEEKDAY

_ORNAMENT = re.compile(r"^[\s#*_>\-–—\[(]{0,40}(?:(?:date|datum|fecha|data|on)\s{0,9}:\s{0,9})?")
_FILE_NAME = re.compile(r"\S+")
_CLOSING = " .:)]*_#"
_FULL_DATE = (
    r"(?:(?P<y>(?:19|20)\d\d)[-_./ ]?(?P<m>\d\d)[-_./ ]?(?P<d>\d\d)(?!\d)|"
    r"(?P<d1>\d{1,2})[./-](?P<m1>\d{1,2})[./-](?P<y1>(?:\d\d)?\d\d)(?!\d)|"
    rf"(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er|\.)?[ _-]{{1,3}}(?:(?:of|de)[ _-])?(?P<m2>{MONTH})[, _-]{{1,3}}(?:de )?"
    r"(?P<y2>(?:19|20)\d\d)|"
    rf"(?P<m3>{MONTH})[ _-](?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?[ _-]{{1,3}}(?P<y3>(?:19|20)\d\d))"
)
_FULL = re.compile(rf"(?<!\d){_FULL_DATE}")
_BEGIN = re.compile(
    rf"(?:{WEEKDAY},?[ _]{{1,3}}(?:the )?)?(?:{_FULL_DATE}|"
    rf"(?:(?P<d4>\d{{1,2}})(?:st|nd|rd|th|\.)?[ _-](?:of )?(?P<m4>{MONTH})|(?P<m5>{MONTH})[ _-](?P<d5>\d{{1,2}})(?:st|nd|rd|th)?)"
    r"(?=$|[\s_]{0,9}[-–—:,;.(|@]|[\s_]{1,9}\d))"
)
_MOST_DATES = 9
_LONGEST_LINE = 1000


def stated(line: str, on: date) -> date | None:
    """The date that a file name or the first line of a note gives itself ("2026-03-02 coffee", "3 March – lunch").

    Relative words count for nothing here. A date without a year is the last such day up to ``on`` and must begin
    the line; a full date may also end it, when it does not lie in the future.
    """
    low = _ORNAMENT.sub("", lower(line.strip()[:_LONGEST_LINE]))
    if (begin := _BEGIN.match(low)) and (day := _day(begin, on)):
        return day
    found = [(day, match.end()) for match in _FULL.finditer(low) if (day := _day(match, on))]
    if len(found) != 1:
        return None
    day, end = found[0]
    is_last = not low[end:].strip(_CLOSING)
    return day if day <= on and (is_last or _FILE_NAME.fullmatch(low)) else None


def _day(match: re.Match[str], on: date) -> date | None:
    """The day of whichever form of date matched; each form has its own number in the groups' names."""
    parts = match.groupdict()
    if parts["y"]:
        return days.valid(int(parts["y"]), int(parts["m"]), int(parts["d"]))
    if parts["d1"]:
        day, month, year = int(parts["d1"]), int(parts["m1"]), int(parts["y1"])
        year += 2000 if year < 100 else 0
        return days.valid(year, month, day) or days.valid(year, day, month)
    for form in "23":
        if parts["d" + form]:
            return days.valid(int(parts["y" + form]), names.month(parts["m" + form]), int(parts["d" + form]))
    for form in "45":
        if parts.get("d" + form):
            return days.last_day_month(int(parts["d" + form]), names.month(parts["m" + form]), on)
    return None
