"""Says dates, counts and kinds in plain words for the pages; pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

Urgency = Literal["late", "now", "soon", "later"]

KIND_WORDS: dict[str, str] = {"ask": "Ask", "offer": "Offer", "followup": "Follow-up"}
CLOSING_WORDS = {"kept": "Looks done", "answered": "Looks answered", "withdrawn": "Looks no longer wanted"}
"""What is said of an item that a later document shows to be settled."""
TOLD_WORDS = {"introduction": "Introduction", "outcome": "Outcome"}
BADGE_LETTERS: dict[str, str] = {"ask": "A", "offer": "O", "followup": "F", "introduction": "I", "outcome": "C"}
SOON_DAYS = 7
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_of(text: str | None) -> date | None:
    """The day that a stored date or time stands for; ``None`` for none and for what is no date."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def day_words(day: date, today: date) -> str:
    """A day as "Fri 13 Mar", with its year when it is not this year's."""
    words = f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


_LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def month_words(month: str) -> str:
    """A month given as ``2026-03`` in words: "March 2026"; the text itself when it is none."""
    year, _, number = month.partition("-")
    known = number.isdecimal() and 1 <= int(number) <= len(_LONG_MONTHS)
    return f"{_LONG_MONTHS[int(number) - 1]} {year}" if known else month


def moment_words(text: str | None) -> str:
    """A stored time as "3 Mar 2026, 10:22"; the text itself when it is no time, empty for none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return text or ""
    words = f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return f"{words}, {moment:%H:%M}" if len(text or "") > len("2026-03-03") else words


def due_words(due: date, today: date) -> str:
    """How far a due day is: "today", "tomorrow", "in 3 days", "2 weeks late"."""
    days = (due - today).days
    if days in (0, 1, -1):
        return {0: "today", 1: "tomorrow", -1: "1 day late"}[days]
    distance = _span(abs(days))
    return f"in {distance}" if days > 0 else f"{distance} late"


def ago_words(day: date, today: date) -> str:
    """How long ago a day was: "today", "yesterday", "3 weeks ago"; a day to come in its own words."""
    days = (today - day).days
    if days < 0:
        return due_words(day, today)
    return {0: "today", 1: "yesterday"}.get(days, f"{_span(days)} ago")


def _span(days: int) -> str:
    """A number of days in the largest unit that is still honest."""
    if days < 14:
        return counted(days, "day")
    if days < 60:
        return counted(round(days / 7), "week")
    if days < 730:
        return counted(round(days / 30.44), "month")
    return counted(round(days / 365.25), "year")


def urgency(due: date, today: date) -> Urgency:
    """Whether a due day is past, today or tomorrow, within the coming days, or later."""
    days = (due - today).days
    if days < 0:
        return "late"
    if days <= 1:
        return "now"
    return "soon" if days <= SOON_DAYS else "later"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: "1 day", "3 days", "2 people"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def dollar_words(amount: float) -> str:
    """An amount of money: ``$0.0123``, ``$1.20``, and ``under $0.0001`` for what is too small to be written so."""
    if 0 < amount < 0.00005:
        return "under $0.0001"
    return f"${amount:,.4f}" if amount < 1 else f"${amount:,.2f}"
