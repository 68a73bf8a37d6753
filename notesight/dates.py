"""Date phrases: where they stand in running text and which day they mean, counted from a given day.

Pure: no clock, no locale. A phrase resolves to the last day it covers ("next week" is Friday of next week), a
vague one ("soon", "early next week", "after the meeting") to no day at all. Three steps: one compiled alternation
finds *atoms* ("friday", "12 march", "in two weeks"), a rule for each kind of atom gives its day, and neighbouring
atoms are joined ("Thursday, April 26th" is one date, "Tuesday to Thursday" a range, "Monday or Tuesday" two
dates and so none).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A stretch ``text[start:end]`` that speaks of a date; ``day`` is ``None`` when it is too vague to have one."""

    start: int
    end: int
    text: str
    day: date | None


def resolve(phrase: str, on: date) -> date | None:
    """The day that a phrase means when it is said on the day ``on``, or ``None`` when it names no single day.

    The phrase may carry more than the date ("by next Friday at 3pm", "at our Monday call").
    """
    low = _lower(phrase[:_LONGEST_PHRASE])
    try:
        groups = [group for group in _groups(low, phrase, on, strict=False) if not group.past]
        if groups:
            days = {_after_modifiers(low, group, on) for group in groups if group.rank == min(g.rank for g in groups)}
            return days.pop() if len(days) == 1 else None
        return _foreign(low, on)
    except (OverflowError, ValueError):  # beyond the years 1 to 9999
        return None


def find(text: str, on: date) -> list[DatePhrase]:
    """The date phrases of a running text in order, with their preposition and time of day; they do not overlap.

    Words that only look like dates ("you may", "she sat", a version, a price) are none.
    """
    low = _lower(text)
    phrases: list[DatePhrase] = []
    last = 0
    for group in _groups(low, text, on, strict=True):
        if group.past:
            continue
        try:
            day = _after_modifiers(low, group, on)
        except (OverflowError, ValueError):
            day = None
        start, end = _with_surroundings(low, group, last)
        phrases.append(DatePhrase(start, end, text[start:end], day))
        last = end
    return phrases


def stated(line: str, on: date) -> date | None:
    """The date that a file name or the first line of a note gives itself ("2026-03-02 coffee", "3 March – lunch").

    Relative words count for nothing here. A date without a year is the last such day up to ``on`` and must begin
    the line; a full date may also end it, when it does not lie in the future.
    """
    low = _LINE_ORNAMENT.sub("", _lower(line.strip()))
    if begin := _STATED_BEGIN.match(low):
        day = _stated_day(begin.groupdict(), on)
        if day is not None:
            return day
    candidates = [day for m in _STATED_FULL.finditer(low) if (day := _stated_day(m.groupdict(), on)) is not None]
    ends = [m.end() for m in _STATED_FULL.finditer(low)]
    if len(candidates) == 1 and ends and (_FILE_NAME.fullmatch(low) or not low[ends[-1] :].strip(" .:)]*_#")):
        return candidates[0] if candidates[0] <= on else None
    return None


# --- words -----------------------------------------------------------------------------------------------------

_LONGEST_PHRASE = 300
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fourteen": 14,
    "a couple": 2,
    "couple": 2,
    "a couple of": 2,
    "couple of": 2,
}
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}

_WD = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r?s(?:day)?|r)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b\.?"
_MON = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:(?:,? |[-/])(?P<y>(?:19|20)\d\d)(?![\d/])|,? ['’](?P<yy>\d\d)\b)"
_TH = r"(?:st|nd|rd|th)?"
_DAY = rf"(?P<d>\d{{1,2}}){_TH}"
_TO = r" ?(?:-|–|—|to|until|till|through|/) ?(?:the )?"
_DAYS = rf"{_DAY}(?:{_TO}(?P<to>\d{{1,2}}){_TH}|,? (?P<two>and|or|&) (?:the )?\d{{1,2}}{_TH})?"
_COUNT = r"(?P<n>\d{1,3}|a couple of|couple of|a couple|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen)"
_UNIT = r"(?P<unit>(?:working |business )?(?:day|week|wk|fortnight|month|year|hour|hr)s?)['’]?s?(?: time)?"
_TODAY = r"(?:today|tonight|2nite|tonite|2day|this (?:morning|afternoon|evening|arvo))\b"
_TOMORROW = r"(?:tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|tmw|tmro|tmrow|tomoz|2moro|2morrow)\b"
_PERIOD = r"(?:weekend|week|wk|month|quarter|year)"
_WHICH = r"(?:this coming|the coming|coming|the following|following|this|next|the)"

# Each kind of atom: its name and its pattern, the most telling first. A blank stands for any white space.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"(?P<y>(?:19|20)\d\d)(?:-(?P<m>\d\d?)-(?P<d>\d\d?)|/(?P<m2>\d\d?)/(?P<d2>\d\d?))(?!\d)(?:t\d\d:?\d\d\S*|-\d{4}\b)?"),
    ("compact", r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    ("numeric", r"(?P<d>\d{1,2})(?:/(?P<m>\d{1,2})/|\.(?P<m2>\d{1,2})\. ?|-(?P<m3>\d{1,2})-)(?P<y>\d{4}|\d\d)(?![\d./-]\d|\d)"),
    ("daymonth", rf"(?:the )?{_DAYS}\.?(?: of (?:the )?| |-)(?P<mon>{_MON}){_YEAR}?(?!\d)"),
    ("monthday", rf"(?P<mon>{_MON})[ -](?:the )?{_DAYS}(?![\d%$€£]|[:.,]\d)(?: ?(?:am|pm)\b(?P<clock>))?{_YEAR}?"),
    ("short", r"(?P<d>\d{1,2})(?:/(?P<m>\d{1,2})(?![\d/.])|\.(?P<m2>\d{1,2})\.(?!\d))"),
    ("monthyear", rf"(?P<mon>{_MON}){_YEAR}"),
    ("past", rf"yesterday\b|(?:last|past) (?:{_WD}|{_MON}|week|weekend|wk|month|year|night|spring|summer|autumn|fall|winter)\b(?! of)|"
             rf"{_COUNT} {_UNIT} (?:ago|earlier)\b|the other day\b"),
    ("repeated", rf"(?:every|each) (?:other |second )?(?:{_WD}|{_PERIOD}|day|morning|evening|{_MON})\b|(?:mon|tues|wednes|thurs|fri|satur|sun)days\b"),
    ("nth", rf"(?:the )?(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th) (?P<wd>{_WD}) (?:of|in) "
            rf"(?:(?P<next>next month)|(?:the|this) month|(?P<mon>{_MON}){_YEAR}?)"),
    ("lastday", rf"(?:the )?last (?:working |business )?day (?:of|in) (?:(?P<next>next)|the|this)? ?(?:month\b|(?P<mon>{_MON}){_YEAR}?)"),
    ("aftertomorrow", rf"(?:the )?day after {_TOMORROW}"),
    ("weekon", rf"(?:(?P<n>a|one|two|three|a couple of) )?(?P<unit>weeks?|fortnight) (?:on |from |after )?(?:(?P<wd>{_WD})|(?P<tom>{_TOMORROW})|(?P<tod>today|now)\b)"),
    ("wdweek", rf"(?:(?P<wd>{_WD})|(?P<tom>{_TOMORROW})|(?P<tod>today)\b) (?P<unit>week|fortnight)\b"),
    ("fromnow", rf"{_COUNT} {_UNIT} (?:from (?:now|today)|hence)\b"),
    ("innext", rf"(?:in|within|inside|over|during) (?:of )?(?:the )?(?:next |coming )?(?:(?P<lo>\d{{1,2}}|one|two|three|four|five) ?(?:-|–|to|or) ?)?{_COUNT} {_UNIT}\b(?P<so> or (?:so|two|three)\b)?"),
    ("innextone", r"(?:in|within|over|during) the (?:next|coming) (?P<unit>week|month|fortnight|year|day)\b(?P<so> or (?:so|two)\b)?"),
    ("weekafter", r"(?:the )?(?P<what>week|month|year|weekend) after next\b"),
    ("wdafter", rf"(?:the )?(?P<wd>{_WD}) after next\b"),
    ("wdofweek", rf"(?:(?P<wd>{_WD}),? (?:of )?(?P<which>this|next) (?:week|wk)\b|(?P<which2>this|next) (?:week|wk),?(?: on)? (?P<wd2>{_WD}))"),
    ("end", rf"(?:the )?(?:end of|end|close of) (?:(?P<which>this|next|the) )?(?:(?P<what>day|business|play|week|wk|month|quarter|year|weekend)\b|"
            rf"(?:(?P<mon>{_MON})|(?P<q>q[1-4])\b){_YEAR}?|(?P<yr>20\d\d)\b)"),
    ("endshort", r"(?:eod|eob|cob|cop|eow|eom|eoq|eoy|month[- ]end|year[- ]end|quarter[- ]end)\b"),
    ("out", r"(?:the|this) (?P<what>week|month|year) is (?:out|over|up)\b"),
    ("period", rf"(?P<which>{_WHICH}) (?P<what>{_PERIOD})\b"),
    ("quarter", rf"(?:the )?(?:(?P<q>q[1-4])\b|(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th) quarter\b)(?: of)?{_YEAR}?"),
    ("named", r"(?:christmas eve|christmas day|xmas eve|xmas day|boxing day|new year['’]?s eve|new year['’]?s day|valentine['’]?s day|halloween)\b"),
    ("today", rf"(?:later |by )?{_TODAY}"),
    ("tomorrow", _TOMORROW),
    ("nextwd", rf"(?:next (?P<wd>{_WD})|(?P<wd2>{_WD}) next\b)"),
    ("wd", rf"(?:(?:this coming|the coming|coming|this) )?(?P<wd>{_WD})"),
    ("dom", r"(?P<the>the )?(?P<d>\d{1,2})(?P<th>st|nd|rd|th)\b"),
    ("nextmonth", rf"(?:next|this|this coming) (?P<mon>{_MON})"),
    ("month", rf"(?P<mon>{_MON})"),
    ("year", r"(?P<y>20\d\d)(?![\d.,:/%-])"),
    ("vague", r"(?:as soon as (?:possible|you can|i can|we can)|asap|soon(?:ish|est)?|shortly|sometimes?|some (?:time|day|point)|someday|"
              r"eventually|one of these days|in the new year|new year|easter|christmas|xmas|thanksgiving|labou?r day|memorial day|"
              r"(?:the )?(?:school )?holidays?|half[- ]term|(?:the )?(?:spring|summer|autumn|winter|christmas|easter) (?:break|term|holidays?|semester)|"
              r"(?:this|next|in|in the|over the|by|before|after|until|till) (?:spring|summer|autumn|winter)|in (?:a )?(?:few|several) (?:days|weeks|months))\b"),
)  # fmt: skip


def _spaced(pattern: str) -> str:
    """A blank in a pattern is any run of white space, also over the mark of a quoted line."""
    return pattern.replace("[ -]", r"[\s-]").replace(" ?", r"[\s>]*").replace(" ", r"[\s>]+")


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


_RULE_OF = {name: re.compile(_spaced(pattern)) for name, pattern in _PATTERNS}
_ATOM = re.compile(
    r"(?<![\w/.,:'’$€£#@-])(?:"
    + "|".join(f"(?P<{name}>{_spaced(_unnamed(p))})" for name, p in _PATTERNS)
    + r")(?![\w@])"
)


# --- days ------------------------------------------------------------------------------------------------------


def _weekday(word: str) -> int:
    return _WEEKDAYS.index(word[:3])


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1


def _coming(weekday: int, on: date) -> date:
    """The first such weekday strictly after a day."""
    return on + timedelta((weekday - on.weekday() - 1) % 7 + 1)


def _of_next_week(weekday: int, on: date, weeks: int = 1) -> date:
    """A weekday of the following Monday-to-Sunday week."""
    return on + timedelta(7 * weeks - on.weekday() + weekday)


def _this_friday(on: date) -> date:
    """Friday of this week; said at a weekend, of the week that begins."""
    return on + timedelta((4 - on.weekday()) % 7)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _plus_months(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _year_of(parts: dict[str, str | None]) -> int | None:
    if full := parts.get("y"):
        return int(full) if len(full) == 4 else 2000 + int(full)
    if short := parts.get("yy"):
        return 2000 + int(short)
    return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_month(day: int, month: int, year: int | None, on: date) -> date | None:
    """A day and month; without a year the first such date on or after ``on``."""
    if year is not None:
        return _valid(year, month, day)
    if not 1 <= month <= 12:
        return None
    return next((d for y in range(on.year, on.year + 9) if (d := _valid(y, month, day)) and d >= on), None)


def _end_of_month(month: int, year: int | None, on: date) -> date:
    if year is not None:
        return _month_end(year, month)
    end = _month_end(on.year, month)
    return end if end >= on else _month_end(on.year + 1, month)


def _end_of_quarter(quarter: int, year: int | None, on: date) -> date:
    return _end_of_month(3 * quarter, year, on)


def _end_of(what: str, on: date, ahead: int = 0) -> date:
    """The last day of this (``ahead`` 0), the next (1), … day, week, weekend, month, quarter or year."""
    if what in {"day", "business", "play"}:
        return on + timedelta(ahead)
    if what in {"week", "wk"}:
        return _of_next_week(4, on, ahead) if ahead else _this_friday(on)
    if what == "weekend":
        return on + timedelta(6 - on.weekday() + 7 * ahead)
    if what == "month":
        there = _plus_months(on.replace(day=1), ahead)
        return _month_end(there.year, there.month)
    if what == "quarter":
        there = _plus_months(on.replace(day=1), (2 - (on.month - 1) % 3) + 3 * ahead)
        return _month_end(there.year, there.month)
    return date(on.year + ahead, 12, 31)


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[" ".join(word.split())]


def _ahead(count: int, unit: str, on: date) -> date | None:
    """``count`` units after a day; hours only when they make days."""
    unit = " ".join(unit.split())
    if unit.startswith(("working", "business")):
        if "day" not in unit:
            return None
        day = on
        while count:
            day += timedelta(1)
            count -= day.weekday() < 5
        return day
    if unit.startswith("month"):
        return _plus_months(on, count)
    if unit.startswith("year"):
        return _plus_months(on, 12 * count)
    if unit.startswith(("hour", "hr")):
        return on + timedelta(-(-count // 24)) if count >= 24 else None
    return on + timedelta(count * (14 if unit.startswith("fortnight") else 7 if unit.startswith("w") else 1))


def _nth_weekday(nth: int, weekday: int, year: int, month: int) -> date | None:
    if nth < 0:
        last = _month_end(year, month)
        return last - timedelta((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return _valid(year, month, 1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1))


# --- one rule for each kind of atom ------------------------------------------------------------------------------

_Parts = dict[str, str | None]


def _text(parts: _Parts, *names: str) -> str:
    """The first of these groups that matched, or an empty text."""
    return next((value for name in names if (value := parts.get(name))), "")


def _iso(parts: _Parts, _on: date) -> date | None:
    return _valid(int(_text(parts, "y")), int(_text(parts, "m", "m2")), int(_text(parts, "d", "d2")))


def _numeric(parts: _Parts, on: date) -> date | None:
    """Day before month; the other way round only when nothing else fits."""
    first, second = int(_text(parts, "d")), int(_text(parts, "m", "m2", "m3"))
    year = _year_of(parts)
    return _day_month(first, second, year, on) or _day_month(second, first, year, on)


def _named_month(parts: _Parts, on: date) -> date | None:
    if parts.get("two"):
        return None
    return _day_month(int(_text(parts, "to", "d")), _month(_text(parts, "mon")), _year_of(parts), on)


def _whole_month(parts: _Parts, on: date) -> date | None:
    return _end_of_month(_month(_text(parts, "mon")), _year_of(parts), on)


def _nth(parts: _Parts, on: date) -> date | None:
    nth, weekday = _NTH[_text(parts, "nth")], _weekday(_text(parts, "wd"))
    if word := parts.get("mon"):
        end = _end_of_month(_month(word), _year_of(parts), on)
        day = _nth_weekday(nth, weekday, end.year, end.month)
        if day is not None and day < on and _year_of(parts) is None:
            return _nth_weekday(nth, weekday, end.year + 1, end.month)
        return day
    there = _plus_months(on.replace(day=1), 1 if parts.get("next") else 0)
    day = _nth_weekday(nth, weekday, there.year, there.month)
    if day is not None and day < on:
        there = _plus_months(there, 1)
        return _nth_weekday(nth, weekday, there.year, there.month)
    return day


def _last_day(parts: _Parts, on: date) -> date | None:
    return _whole_month(parts, on) if parts.get("mon") else _end_of("month", on, 1 if parts.get("next") else 0)


def _anchor(parts: _Parts, on: date) -> date:
    if word := parts.get("wd"):
        return _coming(_weekday(word), on)
    return on + timedelta(1) if parts.get("tom") else on


def _week_on(parts: _Parts, on: date) -> date | None:
    return _ahead(_count(parts.get("n") or "a"), _text(parts, "unit"), _anchor(parts, on))


def _in_next(parts: _Parts, on: date) -> date | None:
    return None if parts.get("so") else _ahead(_count(_text(parts, "n") or "a"), _text(parts, "unit"), on)


def _week_after(parts: _Parts, on: date) -> date | None:
    return _end_of(_text(parts, "what"), on, 2)


def _weekday_of_week(parts: _Parts, on: date) -> date | None:
    weekday = _weekday(_text(parts, "wd", "wd2"))
    return _of_next_week(weekday, on) if _text(parts, "which", "which2") == "next" else _coming(weekday, on)


def _end(parts: _Parts, on: date) -> date | None:
    if parts.get("mon"):
        return _whole_month(parts, on)
    if quarter := parts.get("q"):
        return _end_of_quarter(int(quarter[1]), _year_of(parts), on)
    if year := parts.get("yr"):
        return date(int(year), 12, 31)
    return _end_of(_text(parts, "what"), on, 1 if parts.get("which") == "next" else 0)


def _quarter(parts: _Parts, on: date) -> date | None:
    word = _text(parts, "q")
    return _end_of_quarter(int(word[1]) if word else _NTH[_text(parts, "nth")], _year_of(parts), on)


def _period(parts: _Parts, on: date) -> date | None:
    ahead = _text(parts, "which").split()[-1] in {"next", "following", "coming"}
    what = _text(parts, "what")
    return _end_of(what, on, 0 if what == "weekend" and "coming" in _text(parts, "which") else int(ahead))


def _day_of_month(parts: _Parts, on: date) -> date | None:
    """A day number alone: the next such day."""
    number = int(_text(parts, "d"))
    months = (_plus_months(on.replace(day=1), ahead) for ahead in range(12))
    return next((d for m in months if (d := _valid(m.year, m.month, number)) and d > on), None)


_NAMED_DAYS = {
    "christmas eve": (24, 12),
    "christmas day": (25, 12),
    "xmas eve": (24, 12),
    "xmas day": (25, 12),
    "boxing day": (26, 12),
    "new years eve": (31, 12),
    "new years day": (1, 1),
    "valentines day": (14, 2),
    "halloween": (31, 10),
}
_SHORT_ENDS = {"d": "day", "b": "day", "p": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}


def _named(parts: _Parts, on: date) -> date | None:
    word = " ".join(re.sub("['’]", "", _text(parts, "all")).split())
    return _day_month(*_NAMED_DAYS[word], None, on)


def _short_end(parts: _Parts, on: date) -> date | None:
    word = _text(parts, "all")
    return _end_of(re.split(r"[\s>-]", word)[0] if word.endswith("end") else _SHORT_ENDS[word[-1]], on)


def _next_month_named(parts: _Parts, on: date) -> date | None:
    return _end_of_month(_month(_text(parts, "mon")), None, on)


def _none(_parts: _Parts, _on: date) -> date | None:
    return None


_RULES: dict[str, Callable[[_Parts, date], date | None]] = {
    "iso": _iso,
    "compact": _iso,
    "numeric": _numeric,
    "short": _numeric,
    "daymonth": _named_month,
    "monthday": _named_month,
    "monthyear": _whole_month,
    "past": _none,
    "repeated": _none,
    "nth": _nth,
    "lastday": _last_day,
    "aftertomorrow": lambda _parts, on: on + timedelta(2),
    "weekon": _week_on,
    "wdweek": _week_on,
    "fromnow": _in_next,
    "innext": _in_next,
    "innextone": _in_next,
    "weekafter": _week_after,
    "wdafter": lambda parts, on: _of_next_week(_weekday(_text(parts, "wd")), on, 2),
    "wdofweek": _weekday_of_week,
    "end": _end,
    "endshort": _short_end,
    "out": lambda parts, on: _end_of(_text(parts, "what"), on),
    "period": _period,
    "quarter": _quarter,
    "named": _named,
    "today": lambda _parts, on: on,
    "tomorrow": lambda _parts, on: on + timedelta(1),
    "nextwd": lambda parts, on: _of_next_week(_weekday(_text(parts, "wd", "wd2")), on),
    "wd": lambda parts, on: _coming(_weekday(_text(parts, "wd")), on),
    "dom": _day_of_month,
    "nextmonth": _next_month_named,
    "month": _whole_month,
    "year": lambda parts, _on: date(int(_text(parts, "y")), 12, 31),
    "vague": _none,
}
# Of several dates in one phrase the most telling one counts: a full date before a weekday before a period.
_RANKS = {
    **dict.fromkeys(_RULES, 1),
    **dict.fromkeys(("iso", "compact", "numeric", "daymonth", "monthday", "short", "dom"), 0),
    **dict.fromkeys(("period", "month", "year", "vague"), 2),
    **dict.fromkeys(("end", "endshort"), 2),
    "today": 2,
}


# --- atoms in a text ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    """One atom or several joined: its kind, its day, how telling it is, and whether it speaks of the past."""

    start: int
    end: int
    kind: str
    day: date | None
    rank: int
    past: bool = False


_PREPOSITION = (
    r"(?:no later than|not later than|at the latest by|as late as|prior to|up to|by|on|before|b4|until|till?|"
    r"in|within|during|at|over|from|around|about|due|come|for)"
)
_LEAD = re.compile(
    _spaced(
        rf"(?:\b{_PREPOSITION} )?(?:(?:the end of|the|our|my|your|that|some ?time|first thing|noon|midday|midnight|early|mid|late|later|"
        r"the week (?:of|commencing|beginning|starting)|the (?:morning|afternoon|evening|night) of|"
        r"\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)|(?:early|mid|late)(?: in| on)?)(?:,? |-)(?:in |on |by )?(?:the )?)*$"
    )
)
_BEFORE = re.compile(_spaced(rf"\b({_PREPOSITION}|this|next|since|after)(?: the)? $"))
_CLOCK = r"(?:\d{1,2}(?:[:.]\d\d)? ?(?:am|pm|h|hrs|uhr)\b|\d{1,2}[:.]\d\d\b|(?:at|@|after|before|b4|by) \d{1,2}\b(?![-/.]\d)|noon\b|midday\b|midnight\b|lunch(?:time)?\b|o['’]clock\b)"
_TAIL = re.compile(
    _spaced(
        rf",?(?: (?:at|@|after|before|b4|by|around|in the|from))?(?: (?:{_CLOCK}|morning\b|afternoon\b|evening\b|night\b|latest\b|the latest\b|"
        r"utc\b|gmt\b|one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b|eleven\b|twelve\b))"
    )
)
_RANGE = re.compile(_spaced(r" ?(?:-|–|—) ?| (?:to|through|thru|until|till|and) (?:the )?"))
_OR = re.compile(_spaced(r",? (?:or|and|&) (?:on |by |maybe |even |the )?|/"))
_SIDE = re.compile(_spaced(r",? ?\(?(?:on |by |the |of )?|,? "))


def _lower(text: str) -> str:
    """The text in lower case, character by character, so that offsets stay."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _groups(low: str, text: str, on: date, *, strict: bool) -> list[_Group]:
    """All atoms that mean a date, the neighbours joined."""
    joined: list[_Group] = []
    for match in _ATOM.finditer(low):
        kind = match.lastgroup or ""
        parts = _RULE_OF[kind].match(low, match.start())
        if parts is None or not _means_date(kind, match, low, text, strict=strict):
            continue
        try:
            named = parts.groupdict() | {"all": parts[0]}
            day = _RULES[kind](named, on)
        except (OverflowError, ValueError):
            day = None
        if (
            day is None
            and kind in {"iso", "compact", "numeric", "short", "daymonth", "monthday", "dom"}
            and not named.get("two")
        ):
            continue
        if strict and not _near(kind, day, on):
            continue
        group = _Group(match.start(), match.end(), kind, day, _RANKS[kind], past=kind in {"past", "repeated"})
        if joined and (both := _join(joined[-1], group, low, on)):
            joined[-1] = both
        else:
            joined.append(group)
    return joined


def _join(left: _Group, right: _Group, low: str, on: date) -> _Group | None:
    """Two neighbours as one group, or ``None`` when they have nothing to do with each other."""
    gap = low[left.end : right.start]
    if len(gap) > 12 or left.past or right.past:
        return None
    one = replace(left, end=right.end)
    if (
        left.rank != right.rank
        and _SIDE.fullmatch(gap)
        and {"wd", "nextwd", "tomorrow", "end", "endshort", "today"} & {left.kind, right.kind}
    ):
        best = min(left, right, key=lambda g: g.rank)
        return replace(one, day=best.day, kind=best.kind, rank=best.rank)
    if _RANGE.fullmatch(gap) and not (
        gap.strip(" >\n") == "and" and "between" not in low[max(0, left.start - 9) : left.start]
    ):
        day = right.day
        if right.kind == "wd" and left.day is not None and day is not None and day < left.day:
            day = _coming(day.weekday(), left.day)
        return replace(one, day=day, rank=min(left.rank, right.rank))
    if _OR.fullmatch(gap):
        return replace(
            one, day=None if left.day != right.day else left.day, kind="two", rank=min(left.rank, right.rank)
        )
    return None


_AMBIGUOUS_MONTHS = {"may", "march", "mar", "dec", "jan", "sep", "oct"}
_FUNCTION_WORDS = frozenset(
    [
        "at",
        "for",
        "or",
        "and",
        "to",
        "if",
        "with",
        "in",
        "on",
        "by",
        "from",
        "then",
        "so",
        "but",
        "because",
        "@",
        "-",
        "–",
        "—",
        "is",
        "as",
        "after",
        "before",
        "b4",
        "until",
        "till",
        "works",
        "latest",
    ]
)
_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
_DATE_PREPOSITIONS = frozenset(
    [
        "by",
        "on",
        "before",
        "b4",
        "until",
        "til",
        "till",
        "due",
        "this",
        "next",
        "from",
        "no later than",
        "not later than",
        "up to",
        "prior to",
    ]
)


def _means_date(kind: str, match: re.Match[str], low: str, text: str, *, strict: bool) -> bool:
    """Whether an atom is a date here, not a word or a number that only looks like one."""
    word = match[0]
    before = _BEFORE.search(low, max(0, match.start() - 24), match.start())
    preposition = " ".join(before[1].split()) if before else ""
    following = _NEXT_WORD.match(low, match.end())
    next_word = following[1] if following else ""
    if kind in {"daymonth", "monthday"} and re.search(r"\b(?:may|march)\b", word):
        capital = any(c.isupper() for c in text[match.start() : match.end()])
        sure = capital or preposition or re.search(r"\d(?:st|nd|rd|th)|of|\d{4}", word)
        return bool(sure) or not next_word or next_word in _FUNCTION_WORDS
    if not strict:
        return not (kind == "month" and word in {"may", "march"} and _is_verb(match, low, preposition, next_word))
    if kind == "wd":
        return _is_weekday(match, low, text, preposition, next_word)
    if kind == "dom":
        return bool(parts_the(word) or preposition in _DATE_PREPOSITIONS) and (
            not next_word or next_word in _FUNCTION_WORDS
        )
    if kind == "short":
        return preposition in _DATE_PREPOSITIONS
    if kind == "month":
        return _is_month(match, low, text, preposition, next_word)
    if kind == "year":
        return preposition in {"by", "before", "until", "till"}
    if kind == "period":
        return not word.startswith("the ") or (
            word.endswith("weekend") and preposition in {"over", "at", "by", "before", "for", "on", "during"}
        )
    return kind != "named" or True


def parts_the(word: str) -> bool:
    return word.startswith("the")


def _is_verb(match: re.Match[str], low: str, preposition: str, next_word: str) -> bool:
    """ "may" and "march" beside other words and without a preposition are verbs."""
    alone = not low[: match.start()].strip() and not next_word
    return not preposition and not alone


def _is_weekday(match: re.Match[str], low: str, text: str, preposition: str, next_word: str) -> bool:
    word = match[0].rstrip(".")
    if word.endswith("day") or (word.startswith(("this", "the ", "coming")) and not word.endswith(("sun", "sat"))):
        return True
    name = word.split()[-1]
    capital = text[match.end() - len(match[0]) : match.end()][-len(match[0].split()[-1]) :][:1].isupper()
    dated = bool(
        re.match(
            r"[\s,]+(?:\d{1,2}(?:st|nd|rd|th|[:.]\d\d|\s?[ap]m|h)?\b|morning|afternoon|evening|night|lunch|at \d|after \d|@|eod|cob|latest)",
            low[match.end() : match.end() + 20],
        )
    )
    if name in {"tues", "weds", "thurs", "thu", "thur", "tue", "fri"}:
        return True
    if name in {"sat", "sun"}:
        article = low[: match.start()].rstrip().endswith((" the", "\nthe"))
        return not article and (
            dated or (preposition in _DATE_PREPOSITIONS | {"for"} and (name == "sat" or preposition != "for"))
        )
    ends = not next_word or next_word in _FUNCTION_WORDS
    return dated or preposition in _DATE_PREPOSITIONS | {"for"} or (ends and (capital or name == "mon"))


def _is_month(match: re.Match[str], low: str, text: str, preposition: str, next_word: str) -> bool:
    if preposition not in {
        "in",
        "by",
        "until",
        "till",
        "til",
        "before",
        "during",
        "for",
        "this",
        "next",
        "from",
        "come",
        "around",
        "on",
    }:
        return False
    word = match[0].rstrip(".")
    if word not in {"may", "march", "mar", "jan", "june", "april", "august", "dec"}:
        return True
    named = re.match(r"(?:['’]s\b|\s+[A-Z][a-z])", text[match.end() : match.end() + 8])
    return preposition in {"in", "until", "till", "til", "before", "during", "next", "this"} or (
        preposition == "by" and not named
    )


def _near(kind: str, day: date | None, on: date) -> bool:
    """A bare number is a date only in the years around the text's own."""
    if day is None or kind not in {"compact", "numeric"}:
        return True
    return abs(day.year - on.year) <= 10


_JUST_BEFORE = re.compile(
    _spaced(
        r"(?:(?P<vague>early(?: in| on)?|mid|middle of|late(?: in)?|beginning of|start of|some ?time(?: in| next| during| around)?|after|"
        r"first (?:week|half|days?) of|second half of|since)|(?P<week>(?:week|wk) (?:of|commencing|beginning|starting|starting on)|w/?c)|"
        r"(?P<count>\d{1,2}|a|the|one|two|three|four) (?P<unit>day|week|night)s? (?P<side>before|after|from)|"
        r"(?P<till>until|till?|before))(?: |-)(?:the |on )?$"
    )
)
_JUST_AFTER = re.compile(_spaced(r"(?:-?ish\b| or so\b| or (?:thereabouts|later|after)\b)"))
_HUNG = re.compile(_spaced(r" (?:before|after)\b(?! (?:\d|noon|lunch|work|midnight|breakfast|dinner|that|then))"))


def _after_modifiers(low: str, group: _Group, on: date) -> date | None:
    """A group's day with the words around it taken in: "early …", "the week of …", "… or so"."""
    day = group.day
    if day is None or _JUST_AFTER.match(low, group.end):
        return None
    before = _JUST_BEFORE.search(low, max(0, group.start - 40), group.start)
    if group.kind == "wd" and low[: group.start].rstrip().endswith("the") and _HUNG.match(low, group.end):
        return None
    if before is None:
        return day
    if before["vague"]:
        return None
    if before["week"]:
        return day + timedelta(4 - day.weekday())
    if before["unit"]:
        count = _count(before["count"]) if before["count"] != "the" else 1
        days = count * (7 if before["unit"] == "week" else 1)
        return day - timedelta(days) if before["side"] == "before" else day + timedelta(days)
    # "until February" leaves open which end of the month is meant.
    return None if group.kind in {"month", "year"} else day


def _with_surroundings(low: str, group: _Group, floor: int) -> tuple[int, int]:
    """A group's span with its preposition before it and the time of day after it."""
    lead = _LEAD.search(low, max(floor, group.start - 48), group.start)
    start = lead.start() if lead else group.start
    while start < group.start and low[start].isspace():
        start += 1
    end = group.end
    for _ in range(2):
        if tail := _TAIL.match(low, end):
            end = tail.end()
    return start, end


def _foreign(low: str, on: date) -> date | None:
    del low, on
    return None


_ = (datetime, time, pairwise)
_LINE_ORNAMENT = re.compile(r"^[\s#*_>\-–—\[(]*(?:(?:date|datum|on)\s*:\s*)?")
_FILE_NAME = re.compile(r"\S+")
_STATED_DATES = (
    r"(?:(?P<y>(?:19|20)\d\d)(?:[-_./ ]?)(?P<m>\d\d)(?:[-_./ ]?)(?P<d>\d\d)(?!\d)|"
    r"(?P<d1>\d{1,2})[./-](?P<m1>\d{1,2})[./-](?P<y1>(?:\d\d)?\d\d)(?!\d)|"
    rf"(?P<d2>\d{{1,2}})(?:st|nd|rd|th|\.)?[ _-](?:of[ _-])?(?P<m2>{_MON})[, _-]+(?P<y2>(?:19|20)\d\d)|"
    rf"(?P<m3>{_MON})[ _-](?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?[ _-]+(?P<y3>(?:19|20)\d\d))"
)
_STATED_FULL = re.compile(rf"(?<!\d){_STATED_DATES}")
_STATED_BEGIN = re.compile(
    rf"(?:{_WD},?[ _]+(?:the )?)?(?:{_STATED_DATES}|"
    rf"(?:(?P<d4>\d{{1,2}})(?:st|nd|rd|th|\.)?[ _-](?:of )?(?P<m4>{_MON})|(?P<m5>{_MON})[ _-](?P<d5>\d{{1,2}})(?:st|nd|rd|th)?)"
    r"(?=$|[\s_]*[-–—:,;.(|@]|[\s_]+\d))"
)


def _stated_day(parts: dict[str, str | None], on: date) -> date | None:
    if parts.get("y"):
        return _iso(parts, on)
    if parts.get("d1"):
        return _numeric({"d": parts["d1"], "m": parts["m1"], "y": parts["y1"]}, on)
    for n in ("2", "3"):
        if parts.get("d" + n):
            return _valid(int(_text(parts, "y" + n)), _month(_text(parts, "m" + n)), int(_text(parts, "d" + n)))
    for n in ("4", "5"):
        if day := parts.get("d" + n):
            month = _month(_text(parts, "m" + n))
            return next(
                (d for y in range(on.year, on.year - 9, -1) if (d := _valid(y, month, int(day))) and d <= on), None
            )
    return None
