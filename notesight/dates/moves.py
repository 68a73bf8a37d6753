"""Words around a date that move its day: "early …", "the week of …", "two days before …", "… or so"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from notesight.dates import days, names
from notesight.dates.context import Word
from notesight.dates.joining import Group
from notesight.dates.pieces import spaced

_AFTER = frozenset({"after", "not before", "no earlier than"})
_VAGUE = frozenset("early mid middle late".split()) | names.listed(
    """early in,early on,late in,late on,beginning of,start of,middle of,first half of,second half of,
    first days of,first week of,second week of,third week of"""
)
_HAZY = _VAGUE | _AFTER
_VAGUE_ABROAD = frozenset(
    "anfang mitte nach début debut mi après apres después despues inizio metà dopo begin half na".split()
) | {"principios de", "mediados de", "à partir du", "a partir del"}
_PAST = frozenset("since seit depuis desde sinds".split())
_WEEK_OF = frozenset({"w/c", "wc", "w/b", "w/e"}) | {
    f"{week} {of}" for week in ("week", "wk") for of in ("of", "commencing", "beginning", "starting", "from", "ending")
}
_OPEN = frozenset("until till til before b4 vor avant hasta voor".split())
_OPEN_KINDS = frozenset("month monthyear year period week quarter nextmonth".split())
_SPANS = _OPEN_KINDS | {"weekend", "weekafter", "season"}
"""Of these a part is vague; "early Friday" is still Friday."""
_ARTICLES = frozenset("the on den le el il de der des la del di van in".split())
_LONGEST = 3
_OR_SO = re.compile(spaced(r"(?:-?ish\b| or so\b| or thereabouts\b| or (?:later|after)\b)"))
_HUNG = re.compile(
    spaced(
        r" (?:before|after|following)\b(?! (?:\d|noon|lunch|work|midnight|breakfast|dinner|that|then|which|school|hours))"
        r"(?: (?:the|our|my|your|his|her|their))?(?: [^\W_]{1,20})?"
    )
)
"""The Friday *after the launch*: what hangs on another event has no day."""
_HANGING = frozenset({"wd", "week", "weekend"})
_SIDES = {"before": -1, "after": 1, "from": 1}
_STEPS = {"day": 1, "days": 1, "night": 1, "week": 7, "weeks": 7, "fortnight": 14}


@dataclass(frozen=True, slots=True)
class Moved:
    """A date with the words that move its day: the day it means among them and the stretch that says so."""

    day: date | None
    start: int
    end: int


def is_past(before: Sequence[Word]) -> bool:
    """Whether the words before a date say that it lies behind."""
    return bool(before) and before[-1].text in _PAST


def moved(low: str, group: Group, before: Sequence[Word], ceiling: int) -> Moved:
    """A date with the words around it taken in, those behind it no farther than ``ceiling``."""
    try:
        return _moved(low, group, before, ceiling)
    except OverflowError:  # beyond the years 1 to 9999
        return Moved(None, group.start, group.end)


def _moved(low: str, group: Group, before: Sequence[Word], ceiling: int) -> Moved:
    here = Moved(group.day, group.start, group.end)
    if so := _OR_SO.match(low, group.end):
        return Moved(None, group.start, min(so.end(), ceiling))
    if group.day is None:
        return _with_vague(here, group, before)
    if group.name in _HANGING and (hung := _HUNG.match(low, group.end)):
        article = before[-1] if before and before[-1].text == "the" else None
        if article or low.startswith("the ", group.start):
            return Moved(None, article.start if article else group.start, min(hung.end(), ceiling))
    words = _without_article(before)
    if stepped := _stepped(group, words):
        return stepped
    for length in range(min(_LONGEST, len(words)), 0, -1):
        phrase, start = _phrase(words, length), _start(words, length)
        is_part = phrase in _VAGUE and group.name in _SPANS
        if is_part or phrase in _AFTER or (group.is_abroad and phrase in _VAGUE_ABROAD):
            return Moved(None, start, group.end)
        if phrase in _WEEK_OF:
            return Moved(days.of_week(days.FRIDAY, group.day, 0), start, group.end)
        if phrase in _OPEN and group.name in _OPEN_KINDS:
            # "Until February" leaves open which end of the month is meant.
            return Moved(None, start, group.end)
    return here


def _with_vague(here: Moved, group: Group, before: Sequence[Word]) -> Moved:
    """What has no day keeps the words that would make it vague, for it to be read whole."""
    words = _without_article(before)
    for length in range(min(_LONGEST, len(words)), 0, -1):
        if _phrase(words, length) in _HAZY:
            return Moved(None, _start(words, length), group.end)
    return here


def _without_article(before: Sequence[Word]) -> Sequence[Word]:
    if not before or before[-1].text not in _ARTICLES or _phrase(before, 2) in _VAGUE:
        return before
    return before[:-1]


def _start(words: Sequence[Word], length: int) -> int:
    """Where the last words begin, with an article before them: "the week of …"."""
    first = len(words) - length
    return words[first - 1].start if first and words[first - 1].text == "the" else words[first].start


def _phrase(words: Sequence[Word], length: int) -> str:
    return " ".join(word.text for word in words[-length:])


def _stepped(group: Group, words: Sequence[Word]) -> Moved | None:
    """A date moved by a count: "two days before the 12th", "the day after Friday"."""
    if group.day is None or len(words) < 2 or words[-1].text not in _SIDES or words[-2].text not in _STEPS:
        return None
    steps = _SIDES[words[-1].text] * _STEPS[words[-2].text]
    try:
        return Moved(group.day + timedelta(steps * names.count(words[-3].text)), _start(words, 3), group.end)
    except (IndexError, KeyError):
        return Moved(group.day + timedelta(steps), _start(words, 2), group.end)
