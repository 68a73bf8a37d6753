"""Which items stand on a page of a list: each list is read from an index in the order in which it is shown.

A list is made of stretches that follow one another: what is stated before what is hedged, what is late before what is
due soon, what has no day at last. How long each is, the counts tell; so only the stretches that a page shows are looked
at, each from the place on where the page begins.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from notesight.model import PLURALS, ItemKind
from notesight.publish.counting import STATES, Counts, Sought, State, When, number
from notesight.publish.facts import Fact, Listing, Params, facts, rows

Order = Literal["due", "newest"]
_Way = Literal["due", "missed", "newest"]
_ORDERS: dict[_Way, str] = {
    "due": "item.due, item.said_on DESC, item.place DESC",
    "missed": "item.due DESC, item.said_on DESC, item.place DESC",
    "newest": "item.said_on DESC, item.place DESC",
}

_STATED_FIRST = ("stated", "hedged")
_STATES: dict[State, str] = {
    "open": "item.state = 'open'",
    "back": "item.state = 'snoozed' AND item.snoozed_until <= :today",
    "snoozed": "item.state = 'snoozed' AND item.snoozed_until > :today",
    "done": "item.state = 'done'",
    "dismissed": "item.state = 'dismissed'",
}
_BY_ME = "item.by_person_id IS NULL AND item.by_text IS 'me'"
_TO_ME = "item.to_person_id IS NULL AND item.to_text IS 'me'"
_WHOSE = {
    "everybody": "1", "by-me": _BY_ME, "to-me": _TO_ME, "others": f"NOT ({_BY_ME})", "not-to-me": f"NOT ({_TO_ME})",
}  # fmt: skip
_WHENS: dict[When, str] = {
    "late": "item.due < :today",
    "soon": "item.due BETWEEN :today AND :until",
    "later": "item.due > :until",
    "none": "item.due IS NULL",
}
_THOSE = "(SELECT value FROM json_each(:people))"


@dataclass(frozen=True, slots=True)
class _Side:
    """By which index the items of a table are read, and which they are."""

    index: str
    where: str


def listing(
    conn: sqlite3.Connection, counts: Counts, sought: Sought, days: Params, *, order: Order, length: int
) -> Listing[Fact]:
    """The first items of a list, and how many it has."""
    return Listing(
        tuple(picked(conn, counts, sought, days, order=order, size=length, skipped=0)), number(counts, sought)
    )


def picked(
    conn: sqlite3.Connection, counts: Counts, sought: Sought, days: Params, *, order: Order, size: int, skipped: int
) -> list[Fact]:
    """The items of a page: at most ``size``, after the first ``skipped``. ``counts`` are those of the same people.

    By due day: the nearest first, but in a list of nothing but late ones what was just missed before what is long past. What
    was said last comes first among those of a day, and in the order ``newest`` altogether; what is hedged, after all that
    is stated.
    """
    way: _Way = "missed" if order == "due" and tuple(sought.whens) == ("late",) else order
    places: list[tuple[ItemKind, int]] = []
    for stretch in _stretches(sought, order):
        long = number(counts, stretch)
        if skipped < long and len(places) < size:
            places += _places(conn, counts, stretch, days, way, size - len(places), skipped)
        skipped = max(0, skipped - long)
    found: dict[tuple[ItemKind, int], Fact] = {}
    for kind in sought.kinds:
        here = [place for which, place in places if which == kind]
        if here:
            where = "item.rowid IN (SELECT value FROM json_each(:places))"
            got = facts(conn, kind, where, {"places": json.dumps(here)}, order="item.rowid")
            found |= {(kind, place): fact for place, fact in zip(sorted(here), got, strict=True)}
    return [found[each] for each in places]


def _stretches(sought: Sought, order: Order) -> Iterator[Sought]:
    for certainty in _STATED_FIRST:
        if certainty in sought.certainty:
            stretch = replace(sought, certainty=(certainty,))
            whens = [each for each in _WHENS if each in sought.whens]
            yield from [replace(stretch, whens=(when,)) for when in whens] if order == "due" else [stretch]


def _places(
    conn: sqlite3.Connection, counts: Counts, stretch: Sought, days: Params, order: _Way, size: int, skipped: int
) -> list[tuple[ItemKind, int]]:
    """The tables and the rows of a part of a stretch."""
    by = _ORDERS[order]
    streams = []
    for kind in stretch.kinds:
        for state in STATES[stretch.state]:
            one = replace(stretch, kinds=(kind,))
            if not any(sort.state == state and sort.fits(one) for sort in counts):
                continue
            for side in _sides(kind, stretch, order):
                where = " AND ".join([side.where, *_conditions(stretch, state)])
                streams.append(
                    f"SELECT * FROM (SELECT '{kind}' AS kind, item.rowid AS place, item.due, item.said_on "  # noqa: S608 (our own words)
                    f"FROM {PLURALS[kind]} AS item INDEXED BY {side.index} WHERE {where} "
                    f"ORDER BY {by.replace('item.place', 'item.rowid')} LIMIT :end)"
                )
    sql = f"SELECT kind, place FROM ({' UNION ALL '.join(streams)}) AS item ORDER BY {by} LIMIT :size OFFSET :skipped"  # noqa: S608
    people = stretch.people or ()
    values = {**days, "people": json.dumps(people), "person": people[0] if people else None}
    limits = {"end": skipped + size, "size": size, "skipped": skipped}
    return [(row["kind"], row["place"]) for row in rows(conn, sql, {**values, **limits})]


def _sides(kind: ItemKind, stretch: Sought, order: _Way) -> list[_Side]:
    table = PLURALS[kind]
    if stretch.people is None:
        return [_Side(f"{table}_{'new' if order == 'newest' else 'due'}", "1")]
    those = "= :person" if len(stretch.people) == 1 else f"IN {_THOSE}"  # of one alone, the index has the order too
    others = f"(item.by_person_id IS NULL OR item.by_person_id NOT IN {_THOSE})"
    return [
        _Side(f"{table}_by", f"item.by_person_id {those}"),
        _Side(f"{table}_to", f"item.to_person_id {those} AND {others}"),
    ]


def _conditions(stretch: Sought, state: State) -> list[str]:
    [certainty] = stretch.certainty
    whens = [_WHENS[when] for when in _WHENS if when in stretch.whens]
    return [
        _STATES[state],
        f"item.certainty = '{certainty}'",
        _WHOSE[stretch.whose],
        *([f"({' OR '.join(whens)})"] if 0 < len(whens) < len(_WHENS) else []),
    ]
