"""The items of a page of a list, as the pages show them; which ones they are is settled in the store without their texts."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

from notesight.model import ItemKind
from notesight.publish.facts import Fact, Listing, facts
from notesight.store import picking
from notesight.store.counting import Counts, Sought, number
from notesight.store.picking import AnyOrder, Order

__all__ = ["Order", "listing", "picked"]


def listing(
    conn: sqlite3.Connection, counts: Counts, sought: Sought, today: date, *, order: AnyOrder, length: int
) -> Listing[Fact]:
    """The first items of a list, and how many it has."""
    return Listing(tuple(picked(conn, counts, sought, today, order=order, size=length)), number(counts, sought))


def picked(
    conn: sqlite3.Connection,
    counts: Counts,
    sought: Sought,
    today: date,
    *,
    order: AnyOrder,
    size: int,
    skipped: int = 0,
) -> list[Fact]:
    """The items of a page: at most ``size``, after the first ``skipped``; see :func:`notesight.store.picking.picked`."""
    places = picking.picked(conn, counts, sought, today, order=order, size=size, skipped=skipped)
    found: dict[tuple[ItemKind, int], Fact] = {}
    for kind in sought.kinds:
        here = [place for which, place in places if which == kind]
        if here:
            where = "item.rowid IN (SELECT value FROM json_each(:places))"
            got = facts(conn, kind, where, {"places": json.dumps(here)}, order="item.rowid")
            found |= {(kind, place): fact for place, fact in zip(sorted(here), got, strict=True)}
    return [found[each] for each in places]
