"""Which items stand on a page of a list: each list is read from an index in the order in which it is shown.

A list is made of stretches that follow one another: what is stated before what is hedged, what is late before what is
due soon, what has no day at last. How long each is, the counts tell; so only the stretches that a page shows are looked
at, each from the place on where the page begins.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from notesight.model import PLURALS, ItemKind
from notesight.store import queries
from notesight.store.counting import OWED, SIDES, STATES, Counts, Params, Sought, State, When, asked, between, number
from notesight.store.queries import Row
from notesight.store.schema import side_sql

Order = Literal["due", "newest"]
"""By due day, the nearest first; or what was said last first."""
AnyOrder = Literal["due", "newest", "pressing", "oldest"]
"""And: what was just missed, then what is due, then the newest; or what was said first first."""
_Way = Literal["due", "missed", "newest", "oldest"]
_ORDERS: dict[_Way, str] = {
    "due": "item.due, item.said_on DESC, item.place DESC",
    "missed": "item.due DESC, item.said_on DESC, item.place DESC",
    "newest": "item.said_on DESC, item.place DESC",
    "oldest": "item.said_on, item.place",
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
    "everybody": "1", "by-me": _BY_ME, "to-me": _TO_ME, "with-me": f"({_BY_ME} OR {_TO_ME})",
    "others": f"NOT ({_BY_ME})", "not-to-me": f"NOT ({_TO_ME})",
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


def picked(
    conn: sqlite3.Connection,
    counts: Counts,
    sought: Sought,
    today: date,
    *,
    order: AnyOrder,
    size: int,
    skipped: int = 0,
) -> list[tuple[ItemKind, int]]:
    """The items of a page as kinds and rowids: at most ``size``, after the first ``skipped``; ``counts`` are of the same people.

    By due day: the nearest first, but in a list of nothing but late ones what was just missed before what is long past. What
    was said last comes first among those of a day, and in the order ``newest`` altogether; what is hedged, after all that
    is stated.
    """
    places: list[tuple[ItemKind, int]] = []
    for stretch in _stretches(sought, order):
        long = number(counts, stretch)
        if skipped < long and len(places) < size:
            limits = {"end": skipped + size - len(places), "size": size - len(places), "skipped": skipped}
            places += _places(conn, counts, stretch, _way(sought, stretch, order), {**asked(sought, today), **limits})
        skipped = max(0, skipped - long)
    return places


def rows_at(conn: sqlite3.Connection, places: Sequence[tuple[ItemKind, int]], on: date) -> list[Row]:
    """The rows of :func:`notesight.store.queries.items` at places that were picked, in their order."""
    found: dict[str, Row] = {}
    ids: dict[tuple[ItemKind, int], str] = {}
    for kind in dict.fromkeys(kind for kind, _ in places):
        here = json.dumps([place for which, place in places if which == kind])
        sql = f"SELECT rowid, id FROM {PLURALS[kind]} WHERE rowid IN (SELECT value FROM json_each(?))"  # noqa: S608 (our own names)
        ids |= {(kind, place): each for place, each in conn.execute(sql, [here])}
        wanted = json.dumps([each for (which, _), each in ids.items() if which == kind])
        where = ["id IN (SELECT value FROM json_each(:ids))"]
        found |= {row["id"]: row for row in queries.items(conn, [kind], where, {"ids": wanted}, on=on)}
    return [found[ids[place]] for place in places]


def _way(sought: Sought, stretch: Sought, order: AnyOrder) -> _Way:
    if order in ("newest", "oldest"):
        return order
    return "missed" if tuple((stretch if order == "pressing" else sought).whens) == ("late",) else "due"


def _stretches(sought: Sought, order: AnyOrder) -> Iterator[Sought]:
    for certainty in _STATED_FIRST:
        if certainty in sought.certainty:
            stretch = replace(sought, certainty=(certainty,))
            whens = [each for each in _WHENS if each in sought.whens]
            yield from (
                [replace(stretch, whens=(when,)) for when in whens] if order in ("due", "pressing") else [stretch]
            )


def _places(
    conn: sqlite3.Connection, counts: Counts, stretch: Sought, order: _Way, values: Params
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
                where = " AND ".join([side.where, *_conditions(kind, stretch, state)])
                streams.append(
                    f"SELECT * FROM (SELECT '{kind}' AS kind, item.rowid AS place, item.due, item.said_on "  # noqa: S608 (our own words)
                    f"FROM {PLURALS[kind]} AS item INDEXED BY {side.index} WHERE {where} "
                    f"ORDER BY {by.replace('item.place', 'item.rowid')} LIMIT :end)"
                )
    sql = f"SELECT kind, place FROM ({' UNION ALL '.join(streams)}) AS item ORDER BY {by} LIMIT :size OFFSET :skipped"  # noqa: S608
    return [(kind, place) for kind, place in conn.execute(sql, values)]


def _sides(kind: ItemKind, stretch: Sought, order: _Way) -> list[_Side]:
    table = PLURALS[kind]
    if stretch.people is None:
        return [_Side(f"{table}_{'new' if order in ('newest', 'oldest') else 'due'}", "1")]
    those = "= :person" if len(stretch.people) == 1 else f"IN {_THOSE}"  # of one alone, the index has the order too
    others = f"(item.by_person_id IS NULL OR item.by_person_id NOT IN {_THOSE})"
    return [
        _Side(f"{table}_by", f"item.by_person_id {those}"),
        _Side(f"{table}_to", f"item.to_person_id {those} AND {others}"),
    ]


def _conditions(kind: ItemKind, stretch: Sought, state: State) -> list[str]:
    [certainty] = stretch.certainty
    whens = [_WHENS[when] for when in _WHENS if when in stretch.whens]
    return [
        _STATES[state],
        f"item.certainty = '{certainty}'",
        _WHOSE[stretch.whose],
        *([owed_sql(kind, stretch.owed)] if stretch.owed else []),
        *between(stretch),
        *([_LOOKS_DONE[stretch.looks_done]] if stretch.looks_done is not None else []),
        *([f"({' OR '.join(whens)})"] if 0 < len(whens) < len(_WHENS) else []),
    ]


SHOWN_DONE = "EXISTS (SELECT 1 FROM closings WHERE closings.item_id = item.id)"
"""That a later document shows an item to be done, as SQL."""
_LOOKS_DONE = {True: SHOWN_DONE, False: f"NOT {SHOWN_DONE}"}


def owed_sql(kind: ItemKind, name: str) -> str:
    """What an item of a kind is in one of the lists of the loop, as SQL over what the indexes of lists have."""
    sides = [
        f"{side_sql(side, 'item')} IN ({', '.join(repr(each) for each in those)})"
        for side, those in zip(("by", "to"), OWED[name][kind], strict=True)
        if len(those) < len(SIDES)
    ]
    return " AND ".join(sides)
