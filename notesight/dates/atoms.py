"""Find atoms: the smallest stretches of a text that speak of a date, each of one kind and with its day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from notesight.dates import abroad, english
from notesight.dates.kinds import DIGITS, Kind
from notesight.dates.pieces import ENGLISH_MONTH, ENGLISH_WEEKDAY

_WORD = re.compile(r"[^\W_]+")
_AFTER_THE = re.compile(r"the[\s>]{1,20}([^\W_]+)")
_PLACE = re.compile(r"\d+$")
_NUMBER_BEFORE = frozenset("/.,:'’$€£#@-–+&=%\\_")
_NAME_AFTER = re.compile(rf"[-_.]?(?!{ENGLISH_MONTH}|{ENGLISH_WEEKDAY})[a-z]")
_DOMAIN_AFTER = re.compile(r"\.(?:com|org|net|io|co|de|fr|eu|uk|us|app|dev|ai)\b")
_MID = re.compile(r"\W?mid-")
_NTH = ("st", "nd", "rd", "th")


def _by_opener() -> dict[str, list[Kind]]:
    table: dict[str, list[Kind]] = defaultdict(list)
    for kind in (*abroad.KINDS, *english.KINDS):
        for word in kind.openers:
            table[word].append(kind)
    return dict(table)


_KINDS = _by_opener()


@dataclass(frozen=True, slots=True)
class Atom:
    """A stretch of one kind; ``day`` is ``None`` when it has none, ``parts`` are the groups of its pattern."""

    start: int
    end: int
    kind: Kind
    day: date | None
    parts: dict[str, str]


def atoms(low: str, on: date) -> Iterator[Atom]:
    """The atoms of a text in lower case, in order; they do not overlap."""
    end = 0
    for word in _WORD.finditer(low):
        first = word[0]
        kinds = _KINDS.get(DIGITS if first[0].isdecimal() else first)
        if kinds is None:
            continue
        start = word.start()
        if start < end or not _can_begin(low, start, end) or (first == "the" and not _goes_on(low, start)):
            continue
        for kind in kinds:
            if match := kind.compiled.match(low, start):
                if _can_end(low, match.end()):
                    end = match.end()
                    yield _atom(kind, match, on)
                break


def _goes_on(low: str, start: int) -> bool:
    """Whether a word that can begin a date follows "the"; before most words it is not worth a try."""
    following = _AFTER_THE.match(low, start)
    return following is not None and (following[1] in _KINDS or following[1][0].isdecimal())


def _atom(kind: Kind, match: re.Match[str], on: date) -> Atom:
    parts = {_PLACE.sub("", name): value for name, value in match.groupdict().items() if value is not None}
    parts["all"] = match[0]
    try:
        day = kind.rule(parts, on)
    except (OverflowError, ValueError):  # beyond the years 1 to 9999
        day = None
    return Atom(match.start(), match.end(), kind, day, parts)


def _can_begin(low: str, start: int, end: int) -> bool:
    """Whether a date can begin here: not inside a price, a version, an address or a compound; ``end`` is the last atom's."""
    if start == 0:
        return True
    mark, before = low[start - 1], low[max(0, start - 2) : start - 1]
    if mark in "/-–—" and end == start - 1:  # "Mon/Tue", "29 June-2 July"
        return True
    if low[start].isdecimal():
        return mark not in _NUMBER_BEFORE or (mark in ",:–" and before.isalpha())
    if mark in "-'’.":
        return not before.isalnum() or (mark == "-" and _MID.match(low, max(0, start - 5)) is not None)
    return mark not in "@#$\\=&/_"


def _can_end(low: str, end: int) -> bool:
    """Whether a date can end here: it is no part of a file's or a site's name or of a compound ("19th-century")."""
    if low[end - 1].isdecimal() or (low[end - 2 : end] in _NTH and low[end - 3 : end - 2].isdecimal()):
        return not _NAME_AFTER.match(low, end)
    return not _DOMAIN_AFTER.match(low, end)
