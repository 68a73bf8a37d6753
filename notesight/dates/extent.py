"""How far a date's phrase reaches: from its preposition to the time of day ("by noon on Friday", "Friday at 5pm")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from notesight.dates.context import ABROAD, PREPOSITIONS, Word, preposition_length
from notesight.dates.pieces import spaced

_AM_PM = r"(?:[ap]m\b|[ap]\.m\b\.?)"
_SPOKEN = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
_ZONE = r"(?:utc|gmt|cet|cest|bst|est|edt|cst|cdt|mst|mdt|pst|pdt)\b"
_HOURS = r"\d{1,2}(?:[:.]\d\d)?"
_CLOCK = (
    rf"(?:{_HOURS}(?: ?(?:-|–|to) ?{_HOURS})? ?(?:{_AM_PM}|h\b|hrs\b|uhr\b|o['’]clock\b)|"
    r"\d{1,2}[:.]\d\d(?: ?(?:-|–) ?\d{1,2}[:.]\d\d)?(?![\d%])|(?:noon|midday|midnight|lunch(?:time)?)\b)"
)
_AT = r"(?:at|@|after|before|b4|by|around|from|until|till|um|à|a las|alle|om)"
_PART_OF_DAY = (
    r"(?:morning|afternoon|evening|night|matin|soir|abend|nachmittag|vormittag|früh|mattina|sera|ochtend|avond)\b"
)
_TAIL = re.compile(
    spaced(
        rf",? \(?(?:{_AT} ?(?:{_CLOCK}|\d{{1,2}}\b(?![-/.]\d| ?(?:st|nd|rd|th)\b)|{_SPOKEN}(?: thirty\b| o['’]clock\b)?)|"
        rf"{_SPOKEN} o['’]clock\b|{_CLOCK}|{_ZONE}|(?:in the |at )?{_PART_OF_DAY}|"
        rf"(?:at the (?:very )?)?latest\b|first thing\b|eod\b|cob\b|am\b|pm\b)(?: (?:{_ZONE}|[ecmp]t\b))?"
    )
)
_MOST_TAILS = 3
_ALL_PREPOSITIONS = PREPOSITIONS | ABROAD
_TRAILING = " \t\r\n\f\v>.,;:!?…-–—'’\"”"

_LOOSE = frozenset("the our my your that".split())
_MODIFIERS = _LOOSE | frozenset(
    "sometime early late later noon midday midnight lunchtime morning afternoon evening".split()
)
_PAIRS = frozenset(
    {
        "early on",
        "late on",
        "some time",
        "first thing",
        "end of",
        "close of",
        "morning of",
        "afternoon of",
        "evening of",
        "night of",
    }
)
_AGAIN = frozenset("noon midday midnight thing by due at before early late".split())
"""Before "on Friday" these still belong to the phrase: "by noon on Friday"."""
_MONEY = frozenset("€ $ £ eur usd gbp chf".split())
_HALVES = frozenset({"am", "pm", "a.m.", "p.m."})
_HOUR = re.compile(r"\d{1,2}(?:[:.]\d\d)?(?:[ap]\.?m\.?|h|uhr)?")


def past_time_of_day(low: str, end: int, ceiling: int) -> int:
    """The end of a date with the times of day that follow it, not farther than ``ceiling``."""
    for _ in range(_MOST_TAILS):
        tail = _TAIL.match(low, end)
        if tail is None or tail.end() > ceiling:
            break
        end = tail.end()
    return end


def phrase_end(low: str, start: int, end: int, ceiling: int) -> int:
    """Where a phrase ends: after the time of day and a bracket that it opened, without the sentence's punctuation."""
    end = past_time_of_day(low, end, ceiling)
    while end > start + 1 and low[end - 1] in _TRAILING:
        end -= 1
    if low.count("(", start, end) > low.count(")", start, end) and end < ceiling and low[end] == ")":
        end += 1
    return end


def phrase_start(start: int, before: Sequence[Word], *, is_abroad: bool) -> int:
    """Where a phrase begins: at its preposition, with what stands between ("first thing on …", "by 5 pm …")."""
    known = _ALL_PREPOSITIONS if is_abroad else PREPOSITIONS
    rest = len(before)
    while rest:
        modified = _without_modifiers(before, rest)
        length = preposition_length(before, modified, known)
        if not length:
            # An article without a preposition is not the date's: of "our Monday call" only "Monday" is.
            while modified < rest and before[modified].text in _LOOSE:
                modified += 1
            return before[modified].start if modified < rest else start
        rest = modified - length
        start = before[rest].start
        if rest and before[rest - 1].text not in _AGAIN and not _is_hour(before, rest):
            break
    return start


def _without_modifiers(before: Sequence[Word], rest: int) -> int:
    """How many of the first ``rest`` words are left when those that modify the date are taken off the end."""
    while rest:
        if rest > 1 and f"{before[rest - 2].text} {before[rest - 1].text}" in _PAIRS:
            rest -= 2
        elif before[rest - 1].text.rstrip(",") in _MODIFIERS or _is_hour(before, rest):
            rest -= 1
        else:
            break
    return rest


def _is_hour(before: Sequence[Word], rest: int) -> bool:
    """Whether the last of the first ``rest`` words is a time of day: it says so, or stands before "pm" or after "at"."""
    last = before[rest - 1].text.rstrip(",")
    if last in _HALVES:
        return rest > 1 and _HOUR.fullmatch(before[rest - 2].text) is not None
    if not _HOUR.fullmatch(last) or (rest > 1 and before[rest - 2].text in _MONEY):
        return False
    if not last.isdecimal():
        return True
    half = rest < len(before) and before[rest].text.rstrip(",") in _HALVES
    return half or (rest > 1 and before[rest - 2].text in {"at", "by", "before", "after", "@"})
