"""One rule for each kind of atom: which day its parts mean, counted from a day.

``parts`` are the groups of the pattern that matched, by name; ``all`` is the whole atom. A rule gives ``None`` for no
such day and for what is too vague to have one. ``OverflowError`` and ``ValueError`` mean a day beyond the calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from notesight.dates import days, names

Parts = Mapping[str, str]
Rule = Callable[[Parts, date], date | None]


def nothing(_parts: Parts, _on: date) -> None:
    """No day: vague, past or repeated."""


def today(_parts: Parts, on: date) -> date:
    """The day itself."""
    return on


def days_ahead(count: int) -> Rule:
    """The rule for a word that always means so many days on."""
    return lambda _parts, on: on + timedelta(count)


# --- dates in digits and with a month's name ---------------------------------------------------------------------


def iso(parts: Parts, _on: date) -> date | None:
    """Year, month, day."""
    return days.valid(int(parts["y"]), int(parts["m"]), int(parts["d"]))


def numeric(parts: Parts, on: date) -> date | None:
    """Day before month; the other way round only when nothing else fits."""
    return _in_order(parts, on) or swapped(parts, on)


def swapped(parts: Parts, on: date) -> date | None:
    """Month before day, which "10.15" never is: it is a time."""
    if parts.get("y") is None and "." in parts["all"]:
        return None
    return _in_order({**parts, "d": parts["m"], "m": parts["d"]}, on)


def _in_order(parts: Parts, on: date) -> date | None:
    return days.day_month(int(parts["d"]), int(parts["m"]), _year(parts, on), on)


def named_month(parts: Parts, on: date) -> date | None:
    """A day of a named month; the last of a range, none of two."""
    return None if parts.get("two") else days.day_month(_number(parts), names.month(parts["mon"]), _year(parts, on), on)


def whole_month(parts: Parts, on: date) -> date:
    """The last day of a named month."""
    return days.end_of_month(names.month(parts["mon"]), _year(parts, on), on)


def next_named_month(parts: Parts, on: date) -> date:
    """The last day of "this March" or "next March", which in March is next year's."""
    end = days.end_of_month(names.month(parts["mon"]), None, on)
    return days.plus_months(end, 12) if parts.get("next") and (end.year, end.month) == (on.year, on.month) else end


def year(parts: Parts, _on: date) -> date:
    """The last day of a year."""
    return date(int(parts["y"]), 12, 31)


def day_number(parts: Parts, on: date) -> date | None:
    """A day number alone: the next such day; of a range the last."""
    return None if parts.get("two") else days.day_number(_number(parts), on)


def day_of_month(parts: Parts, on: date) -> date | None:
    """A day of this or the next month: "the 15th of next month", "the first of the month"."""
    number = _number(parts)
    if parts.get("next"):
        there = days.plus_months(on.replace(day=1), 1)
        return days.valid(there.year, there.month, number)
    return days.valid(on.year, on.month, number) if parts.get("this") else days.day_number(number, on)


def fixed_day(day: int, month: int) -> Rule:
    """The rule for a day that has a name of its own and is the same every year."""
    return lambda _parts, on: days.day_month(day, month, None, on)


# --- weekdays ----------------------------------------------------------------------------------------------------


def weekday(parts: Parts, on: date) -> date:
    """The first such weekday after the day."""
    return days.coming(names.weekday(parts["wd"]), on)


def next_weekday(parts: Parts, on: date) -> date:
    """That weekday of the following Monday-to-Sunday week."""
    return days.of_week(names.weekday(parts["wd"]), on, 1)


def weekday_after_next(parts: Parts, on: date) -> date:
    """That weekday of the week after the following one."""
    return days.of_week(names.weekday(parts["wd"]), on, 2)


def nth_weekday(parts: Parts, on: date) -> date | None:
    """The last Wednesday of the month, the second Monday in April: the first such day on or after the day."""
    nth, weekday = names.ordinal(parts["nth"]), names.weekday(parts["wd"])
    if word := parts.get("mon"):
        end = days.end_of_month(names.month(word), _year(parts, on), on)
        later = 0 if _year(parts, on) else 12
    else:
        end = days.end_of("month", on, 1 if parts.get("next") else 0)
        later = 1
    day = days.nth_weekday(nth, weekday, end.year, end.month)
    if day is not None and day < on and later:
        there = days.plus_months(end.replace(day=1), later)
        return days.nth_weekday(nth, weekday, there.year, there.month)
    return day


def weekday_beside(parts: Parts, on: date) -> date | None:
    """The Friday after the 12th, the last Monday before 3 May."""
    there, weekday = _beside(parts, on), names.weekday(parts["wd"])
    if there is None:
        return None
    return days.coming(weekday, there - timedelta(8)) if parts.get("before") else days.coming(weekday, there)


# --- so and so long from here ------------------------------------------------------------------------------------


def in_time(parts: Parts, on: date) -> date | None:
    """So long from here: "in two weeks", "within the next month"; with "or so" no day."""
    return None if parts.get("so") else _ahead(parts, on)


def from_a_day(parts: Parts, on: date) -> date | None:
    """So long from another day: "a week on Tuesday", "Friday week", "two weeks from tomorrow"."""
    if word := parts.get("wd"):
        on = days.coming(names.weekday(word), on)
    return _ahead(parts, on + timedelta(1 if parts.get("tomorrow") else 0))


# --- periods: due on their last day ------------------------------------------------------------------------------


def period(parts: Parts, on: date) -> date:
    """The last day of this or the next week, weekend, month, quarter or year."""
    return days.end_of(names.unit(parts["what"]), on, 1 if parts.get("next") else 0)


def period_after_next(parts: Parts, on: date) -> date:
    """The last day of "the week after next"."""
    return days.end_of(names.unit(parts["what"]), on, 2)


def weekend_beside(parts: Parts, on: date) -> date | None:
    """The Sunday of "the weekend of the 12th"."""
    there = _beside(parts, on)
    return None if there is None else days.of_week(days.SUNDAY, there, 0)


def end(parts: Parts, on: date) -> date:
    """The end of a day, week, month, quarter, half or year, whether named or counted from here."""
    if parts.get("mon"):
        return whole_month(parts, on)
    if parts.get("q") or parts.get("h"):
        return quarter(parts, on)
    return year(parts, on) if parts.get("y") else period(parts, on)


def short_end(parts: Parts, on: date) -> date:
    """An end in letters, EOW, COB, EOM: the last says of what; for business and play it is the day."""
    what = {"w": "week", "m": "month", "q": "quarter", "y": "year"}.get(parts["all"][-1], "day")
    return days.end_of(what, on)


def quarter(parts: Parts, on: date) -> date:
    """The last day of a quarter or a half of the year."""
    if half := parts.get("h"):
        return days.end_of_month(6 * int(half[1]), _year(parts, on), on)
    number = int(parts["q"][1]) if parts.get("q") else names.ordinal(parts["nth"])
    return days.end_of_month(3 * (number if number > 0 else 4), _year(parts, on), on)


# --- parts -------------------------------------------------------------------------------------------------------


def _year(parts: Parts, on: date) -> int | None:
    """The year that is said, in digits or as "this year" and "next year"."""
    if which := parts.get("which"):
        return on.year + (which == "next")
    digits = parts.get("y") or parts.get("yy")
    return (int(digits) if len(digits) == 4 else 2000 + int(digits)) if digits else None


def _number(parts: Parts) -> int:
    """The number of a day in the month; of a range the last."""
    digits = parts.get("to") or parts.get("d")
    return int(digits) if digits else names.ordinal(parts["word"])


def _beside(parts: Parts, on: date) -> date | None:
    """The date, with or without a month, that another day hangs on."""
    if month := parts.get("mon"):
        return days.day_month(_number(parts), names.month(month), _year(parts, on), on)
    return days.day_number(_number(parts), on)


def _ahead(parts: Parts, on: date) -> date | None:
    return days.ahead(names.count(parts.get("n", "a")), names.unit(parts["unit"]), on)
