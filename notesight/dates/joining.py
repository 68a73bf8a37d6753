"""Join neighbouring atoms: "Thursday, April 26th" is one date, "Tuesday to Thursday" a range, "Monday or Tuesday" none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from notesight.dates import abroad, days, names, rules
from notesight.dates.atoms import Atom, atoms
from notesight.dates.context import words_before
from notesight.dates.extent import past_time_of_day
from notesight.dates.kinds import EXACT
from notesight.dates.lookalikes import means_date
from notesight.dates.pieces import spaced

_SILENT = frozenset({"past", "repeated"})
_VAGUE = frozenset({"vague", "season", "few"})
_WEEKDAYS = frozenset({"wd", "nextwd"})
_HERE = frozenset({"today", "tomorrow", "aftertomorrow"})
_ENDS = frozenset({"end", "endshort"})
_HANGS_ON = _WEEKDAYS | _HERE | _ENDS | {"dom"}
_LISTED = _WEEKDAYS | {"dom", "daymonth", "monthday"}
_LONGEST_GAP = 24
_FARTHEST_YEAR = 10
_RANGE = re.compile(spaced(r" ?(?:-|–|—) ?| (?:to|through|thru|until|till|and|bis|au|al|tot) (?:the )?"))
_OR = re.compile(spaced(r"(?:,? (?:or|and|und|oder|et|ou|y|o|e|en)| ?&) (?:on |by |maybe |even |the )?|/"))
_BESIDE = re.compile(spaced(r",? ?\(?(?:on |by |the |of |den |le |el |il |de )?|,? | - | – "))
_OF_WEEK = re.compile(spaced(r",? ?\(?(?:(?:on|of|by|maybe|probably|say|perhaps|likely|ideally|preferably) ){0,2}"))
_AFTER_VAGUE = re.compile(spaced(r"(?: ?[,(–-]?(?: i\.e\.,?)?)? (?:(?:in|on|during|around|by|and) )?"))
_HANGING = re.compile(spaced(r" (?:before|after|following) (?:the )?"))
_NEW_ITEM = re.compile(r"\n[\s>]*(?:[-–—*•]|\n)")
_COMMA = re.compile(spaced(", "))


@dataclass(frozen=True, slots=True)
class Group:
    """One atom or several joined: its stretch, the kind that counts and its day, and how telling it is."""

    start: int
    end: int
    name: str
    day: date | None
    rank: int
    is_abroad: bool
    swapped: date | None = None
    """What "3/12" means with the month before the day."""


def groups(low: str, text: str, on: date, *, strict: bool) -> list[Group]:
    """All atoms that mean a day to come, the neighbours joined; what is past or repeated is left out."""
    # Words for one day first: in "Mon 9 March to Wed 11 March" the range is one of whole dates.
    days_alone = _joined(
        _atoms(low, text, on, strict=strict), low, lambda left, right, gap: _one_day(left, right, gap, on)
    )
    joined = _joined(
        days_alone, low, lambda left, right, gap: _range(left, right, gap, low) or _either(left, right, gap)
    )
    return [group for group in joined if group.name not in _SILENT]


def _atoms(low: str, text: str, on: date, *, strict: bool) -> Iterator[Group]:
    """Each atom that means a date where it stands, as a group of its own."""
    previous: Atom | None = None
    for found in atoms(low, on):
        atom = _between(low, found, on)
        if atom.day is None and atom.kind.rank == EXACT and not atom.parts.get("two"):
            continue  # no day of the calendar
        near = previous if previous is not None and _are_near(low, previous, atom) else None
        if means_date(low, text, atom, near, strict=strict) and (not strict or _is_likely(atom, on)):
            previous = atom
            yield _group(atom, on)


def _joined(found: Iterable[Group], low: str, join: Callable[[Group, Group, str], Group | None]) -> list[Group]:
    """Groups with the neighbours joined that have to do with each other; times of day between them do not part them."""
    joined: list[Group] = []
    for right in found:
        both = None
        if joined and not _SILENT & {joined[-1].name, right.name}:
            gap = _gap(low, past_time_of_day(low, joined[-1].end, right.start), right.start)
            both = join(joined[-1], right, gap) if gap is not None else None
        if both is None:
            joined.append(right)
        else:
            joined[-1] = both
            _join_list(joined, low)
    return joined


def _group(atom: Atom, on: date) -> Group:
    swapped = rules.swapped(atom.parts, on) if atom.kind.name in {"short", "numeric"} else None
    return Group(atom.start, atom.end, atom.kind.name, atom.day, atom.kind.rank, _is_abroad(atom), swapped)


def _between(low: str, atom: Atom, on: date) -> Atom:
    """An atom of two days ("3 and 5 April") as a range when "between" stands before it."""
    if not atom.parts.get("two") or [word.text for word in words_before(low, atom.start)][-1:] != ["between"]:
        return atom
    parts = {name: value for name, value in atom.parts.items() if name != "two"} | {"to": atom.parts["two"]}
    return replace(atom, parts=parts, day=atom.kind.rule(parts, on))


def _gap(low: str, left: int, right: int) -> str | None:
    """What stands between two neighbours; ``None`` when they are too far apart or in two items of a list."""
    if right - left > _LONGEST_GAP:
        return None
    gap = low[left:right]
    return None if _NEW_ITEM.search(gap) else gap


def _are_near(low: str, left: Atom, right: Atom) -> bool:
    gap = _gap(low, left.end, right.start)
    return gap is not None and any(between.fullmatch(gap) for between in (_RANGE, _OR, _BESIDE))


def _is_likely(atom: Atom, on: date) -> bool:
    """Digits alone are a date only in the years around the text's own."""
    if atom.day is None or atom.kind.name not in {"compact", "numeric"}:
        return True
    return abs(atom.day.year - on.year) <= _FARTHEST_YEAR


def _is_abroad(atom: Atom) -> bool:
    if atom.kind in abroad.KINDS:
        return True
    name = (atom.parts.get("mon") or atom.parts.get("wd") or "").rstrip(".")
    return name in names.MONTHS_ABROAD or name in names.WEEKDAYS_ABROAD or atom.kind.name in {"short", "numeric"}


def _one_day(left: Group, right: Group, gap: str, on: date) -> Group | None:
    """Two neighbours that speak of one day as one group."""
    return _hung(left, right, gap) or _replace_vague(left, right, gap) or _beside(left, right, gap, on)


def _replace_vague(left: Group, right: Group, gap: str) -> Group | None:
    """The date alone where it says better what a vague word says: "sometime next week", "asap, by Friday"."""
    if left.name not in _VAGUE or right.name in _VAGUE or not _AFTER_VAGUE.fullmatch(gap):
        return None
    return replace(right, start=right.start if left.name == "vague" and gap.strip() else left.start)


def _hung(left: Group, right: Group, gap: str) -> Group | None:
    """No day for what hangs on something vague: "the Friday before Easter"."""
    if left.name not in _WEEKDAYS | {"weekend", "week"} or right.name != "season" or not _HANGING.fullmatch(gap):
        return None
    return replace(left, end=right.end, day=None, name="two")


def _beside(left: Group, right: Group, gap: str, on: date) -> Group | None:
    """Two words for one day: the more telling one counts."""
    kinds = {left.name, right.name}
    whole = replace(left, end=right.end, is_abroad=left.is_abroad or right.is_abroad)
    if "week" in kinds and kinds & _WEEKDAYS and _OF_WEEK.fullmatch(gap):
        week, weekday = (left, right) if left.name == "week" else (right, left)
        if week.day is None or weekday.day is None:
            return None
        day = days.of_week(weekday.day.weekday(), week.day, 0)
        return replace(whole, name="nextwd", day=day if day > on else day + timedelta(7), rank=weekday.rank)
    if not _BESIDE.fullmatch(gap):
        return None
    if kinds & _HERE and kinds & _WEEKDAYS:
        here, weekday = (left, right) if left.name in _HERE else (right, left)
        together = replace(whole, name=here.name, day=here.day, rank=weekday.rank)
        return together if _agree(here.day, weekday.day) else None
    if kinds & _HERE and kinds & _ENDS:
        here = left if left.name in _HERE else right
        return replace(whole, name=here.name, day=here.day, rank=here.rank)
    if left.rank == right.rank or not kinds & _HANGS_ON:
        return None
    best, other = sorted((left, right), key=lambda group: group.rank)
    is_swapped = other.name in _WEEKDAYS and _agree(best.swapped, other.day) and not _agree(best.day, other.day)
    return replace(whole, name=best.name, day=best.swapped if is_swapped else best.day, rank=best.rank)


def _agree(one: date | None, other: date | None) -> bool:
    """Whether two days are the same weekday."""
    return one is not None and other is not None and one.weekday() == other.weekday()


def _range(left: Group, right: Group, gap: str, low: str) -> Group | None:
    """From one day to another: due on the last."""
    is_between = "between" in low[max(0, left.start - 14) : left.start]
    if not _RANGE.fullmatch(gap) or (names.plain(gap) == "and" and not is_between):
        return None
    return replace(left, end=right.end, day=_last(left, right), rank=min(left.rank, right.rank))


def _last(left: Group, right: Group) -> date | None:
    """The last day of a range; what has no month of its own comes after the first."""
    if left.day is None or right.day is None or right.day >= left.day:
        return right.day
    if right.name == "wd":
        return days.coming(right.day.weekday(), left.day)
    return days.day_number(right.day.day, left.day) if right.name == "dom" else right.day


def _either(left: Group, right: Group, gap: str) -> Group | None:
    """One of two days: none."""
    if right.name in _VAGUE or not _OR.fullmatch(gap):
        return None
    day = left.day if left.day == right.day else None
    return replace(left, end=right.end, day=day, name="two", rank=min(left.rank, right.rank))


def _join_list(joined: list[Group], low: str) -> None:
    """Take the days of a list that stand before its "or" as well: "Monday, Tuesday or Friday"."""
    while len(joined) > 1 and joined[-1].name == "two":
        left, last = joined[-2], joined[-1]
        is_listed = left.name in _LISTED and left.rank == last.rank
        if not is_listed or not _COMMA.fullmatch(low, left.end, last.start):
            return
        joined[-2:] = [replace(left, end=last.end, day=None, name="two")]
