"""The pieces that the patterns of dates are made of. In a pattern a blank stands for any white space."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

from notesight.dates import names

_GROUP = re.compile(r"\(\?P<([a-z]+)>")
_BLANK = r"[\s>]"  # ">": a phrase may run over the mark of a quoted line
_LONGEST_BLANK = 20
"""Bounded, so that a long run of white space costs no more than a short one."""


def spaced(pattern: str) -> str:
    """A pattern with its blanks written out: `` `` is white space, `` ?`` white space or none."""
    written = pattern.replace("[ -]", r"[\s-]").replace(" ?", f"{_BLANK}{{0,{_LONGEST_BLANK}}}")
    return written.replace(" ", f"{_BLANK}{{1,{_LONGEST_BLANK}}}")


def one_of(words: Iterable[str]) -> str:
    """An alternation of words, the longest first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


def numbered(pattern: str) -> str:
    """A pattern whose groups have a number after their name, so that a name may come more than once."""
    numbers = count(1)
    return _GROUP.sub(lambda group: f"(?P<{group[1]}{next(numbers)}>", pattern)


_DOT = r"\b(?:\.(?=,|[\s>]{1,3}\d))?"
"""The full stop of a short form, which only a number tells from the one that ends a sentence ("Sept. 4")."""
ENGLISH_WEEKDAY = one_of(names.ENGLISH_WEEKDAYS) + _DOT
WEEKDAY_ABROAD = one_of(names.WEEKDAYS_ABROAD) + r"\b"
WEEKDAY = rf"(?:{ENGLISH_WEEKDAY}|{WEEKDAY_ABROAD})"
ENGLISH_MONTH = one_of(names.ENGLISH_MONTHS) + _DOT
MONTH_ABROAD = one_of(names.MONTHS_ABROAD) + _DOT
MONTH = rf"(?:{ENGLISH_MONTH}|{MONTH_ABROAD})"
YEAR = (
    r"(?:(?:,? (?:del? )?|[-/])(?P<y>(?:19|20)\d\d)(?![\d/])|,? ['’](?P<yy>\d\d)\b|-(?P<yy>\d\d)(?![\d:])|"
    r",? (?:of )?(?P<which>next|this) year\b)"
)

COUNT = rf"(?P<n>\d{{1,3}}|{one_of(names.ENGLISH_COUNTS)})"
COUNT_ABROAD = rf"(?P<n>\d{{1,3}}|{one_of(names.COUNTS_ABROAD)})"
UNIT = (
    r"(?P<unit>(?:working|business|work|week)[ -]?days?|days?|weeks?|wks?|fortnights?|months?|mths?|years?|yrs?|hours?|hrs?)\b"
    r"(?:['’]s?)?(?: time\b)?"
)

_TENS = one_of(names.TENS)
_ONES = one_of(word for word, number in names.ORDINALS.items() if number < 10)
ORDINAL = rf"(?:{_TENS}[ -]{_ONES}|{one_of(names.ORDINALS)})\b"
NTH = r"(?P<nth>first|second|third|fourth|last|final|1st|2nd|3rd|4th)"
_TH = r"(?:st|nd|rd|th)"
_ANY_TH = r"(?:st|nd|rd|th|er|e|º|°)?"
_TO = r" ?(?:-|–|—|/|\b(?:to|until|till|through|thru|bis|au|al|tot)\b) ?(?:the )?"
_AND = r"(?:,? (?:and|or|und|oder|et|ou|y|o|e|en) (?:the )?| ?& ?)"
DAYS = (
    rf"(?:(?P<d>\d{{1,2}}){_ANY_TH}(?:{_TO}(?P<to>\d{{1,2}}){_ANY_TH}|{_AND}(?P<two>\d{{1,2}}){_ANY_TH})?(?![^\W_])"
    rf"|(?P<word>{ORDINAL}))"
)
"""One day of a month, the last of several ("5th to 7th") or two of them ("5 and 7")."""
NTH_DAYS = rf"(?P<d>\d{{1,2}}){_TH}(?:{_TO}(?P<to>\d{{1,2}}){_TH}|{_AND}(?P<two>\d{{1,2}}){_TH})?(?![^\W_])"
"""The same with the ending that makes a number a day, so that it needs no month."""

TODAY = r"(?:today|tonight|2nite|tonite|2day|this (?:morning|afternoon|evening|arvo))\b"
TOMORROW = r"(?:tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|tmw|tmro|tmrow|tomoz|2moro|2morrow)\b"
