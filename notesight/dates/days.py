"""Count days: the coming Friday, the end of next month, two working days on. Numbers in, days out."""

from calendar import monthrange
from datetime import date, timedelta

FRIDAY, SUNDAY = 4, 6
"""Weekdays as ``date.weekday`` counts them: Monday is 0."""
_YEARS_TO_LOOK = 9  # 29 February comes at the latest after eight years


def valid(year: int, month: int, day: int) -> date | None:
    """The date, or ``None`` when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def coming(weekday: int, on: date) -> date:
    """The first such weekday strictly after a day."""
    return on + timedelta((weekday - on.weekday() - 1) % 7 + 1)


def of_week(weekday: int, on: date, ahead: int) -> date:
    """A weekday of the Monday-to-Sunday week that many weeks ahead."""
    return on + timedelta(7 * ahead - on.weekday() + weekday)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def plus_months(on: date, months: int) -> date:
    """The same day that many months on, or the month's last when it is shorter."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def plus_working_days(on: date, count: int) -> date:
    """That many days on when Saturdays and Sundays are left out."""
    # Whole weeks at once, so that an absurd count costs no more than a small one.
    weeks, rest = divmod(count, 5)
    day = on + timedelta(7 * weeks - max(0, on.weekday() - FRIDAY))
    while rest:
        day += timedelta(1)
        rest -= day.weekday() < 5
    return day


def day_month(day: int, month: int, year: int | None, on: date) -> date | None:
    """A day and month; without a year the first such date on or after a day."""
    if year is not None:
        return valid(year, month, day)
    if not 1 <= month <= 12:
        return None
    years = range(on.year, on.year + _YEARS_TO_LOOK)
    return next((found for y in years if (found := valid(y, month, day)) and found >= on), None)


def last_day_month(day: int, month: int, on: date) -> date | None:
    """A day and month without a year, looked back at: the last such date up to a day."""
    years = range(on.year, on.year - _YEARS_TO_LOOK, -1)
    return next((found for y in years if (found := valid(y, month, day)) and found <= on), None)


def day_number(number: int, on: date) -> date | None:
    """A day of the month alone: the next such day strictly after a day."""
    months = (plus_months(on.replace(day=1), ahead) for ahead in range(12))
    return next((found for m in months if (found := valid(m.year, m.month, number)) and found > on), None)


def end_of_month(month: int, year: int | None, on: date) -> date:
    """The last day of a named month, of this year or the next."""
    if year is not None:
        return month_end(year, month)
    end = month_end(on.year, month)
    return end if end >= on else month_end(on.year + 1, month)


def end_of(what: str, on: date, ahead: int = 0) -> date:
    """The last day of this (``ahead`` 0), the next (1), … day, week, weekend, month, quarter or year."""
    if what == "day":
        return on + timedelta(ahead)
    if what == "week":
        # "This week" that is said at a weekend is the week that begins.
        return of_week(FRIDAY, on, ahead) if ahead else on + timedelta((FRIDAY - on.weekday()) % 7)
    if what == "weekend":
        return of_week(SUNDAY, on, ahead)
    if what == "month":
        there = plus_months(on.replace(day=1), ahead)
        return month_end(there.year, there.month)
    if what == "quarter":
        there = plus_months(on.replace(day=1), (2 - (on.month - 1) % 3) + 3 * ahead)
        return month_end(there.year, there.month)
    return date(on.year + ahead, 12, 31)


def ahead(count: int, unit: str, on: date) -> date | None:
    """``count`` units after a day; hours only when they make days."""
    if unit == "working day":
        return plus_working_days(on, count)
    if unit == "month":
        return plus_months(on, count)
    if unit == "year":
        return plus_months(on, 12 * count)
    if unit == "hour":
        return on + timedelta(-(-count // 24)) if count >= 24 else None
    return on + timedelta(count * {"day": 1, "week": 7, "fortnight": 14}[unit])


def nth_weekday(nth: int, weekday: int, year: int, month: int) -> date | None:
    """The first (1), second (2), … or last (-1) such weekday of a month."""
    if nth < 0:
        last = month_end(year, month)
        return last - timedelta((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return valid(year, month, 1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1))
