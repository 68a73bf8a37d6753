"""The lists of the loop on the pages: what I owe, what they owe me, what waits, what is nobody's yet, what looks done.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from notesight.model import ITEM_KINDS, PLURALS, ItemKind
from notesight.publish.facts import LIST_LENGTH, OPEN, Fact, Listing, Params, Shown, count, facts, rows
from notesight.publish.words import day_of
from notesight.store import asof, closings, owing

_BY_ME = "(item.by_person_id IS NULL AND item.by_text = 'me')"
_TO_ME = "(item.to_person_id IS NULL AND item.to_text = 'me')"
_BY_NOBODY = "coalesce(item.by_person_id, item.by_text) IS NULL"
_TO_NOBODY = "coalesce(item.to_person_id, item.to_text) IS NULL"
_NOT_BY_ME = "NOT (item.by_person_id IS NULL AND ifnull(item.by_text, '') = 'me')"
_NOT_TO_ME = "NOT (item.to_person_id IS NULL AND ifnull(item.to_text, '') = 'me')"
OWED: Mapping[str, Mapping[ItemKind, str]] = {
    "i-owe": {"followup": _BY_ME, "ask": _TO_ME},
    "they-owe": {
        "followup": f"{_TO_ME} AND {_NOT_BY_ME} AND NOT {_BY_NOBODY}",
        "ask": f"{_BY_ME} AND {_NOT_TO_ME} AND NOT {_TO_NOBODY}",
    },
    "nobodys": {"followup": _BY_NOBODY, "ask": _TO_NOBODY},
    "between-others": {
        "followup": f"{_NOT_BY_ME} AND NOT {_BY_NOBODY} AND {_NOT_TO_ME}",
        "ask": f"{_NOT_BY_ME} AND {_NOT_TO_ME} AND NOT {_TO_NOBODY}",
    },
}
"""The lists by their names in an address, each as SQL of ours about ``item`` for each kind: the same as those of the store."""
_STATED = f"item.certainty = 'stated' AND {OPEN}"
_TIERS = (
    ("item.due < :today", "item.due DESC, item.rowid"),  # what was just missed comes before what is long past
    ("item.due >= :today", "item.due, item.rowid"),
    ("item.due IS NULL", "item.said_on DESC, item.rowid DESC"),
)


LOOKS_DONE = 3
"""So many of what looks done stand above the lists; review has all."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of the owner's that asks something and has no answer: to whom, the words, how many days."""

    document_id: int
    title: str
    to: str
    person_id: str | None
    quote: str
    day: date | None
    days: int


@dataclass(frozen=True, slots=True)
class Glance:
    """The beginnings of all the lists of the loop, and how long each is."""

    looks_done: Listing[Fact]
    i_owe: Listing[Fact]
    they_owe: Listing[Fact]
    waiting: Listing[Mail]
    nobodys: Listing[Fact]
    between_others: Listing[Fact]


_glances: dict[str, tuple[tuple[object, ...], Glance]] = {}
"""By the file of a notebook: what was last worked out, with the state of the notebook and the day for which it holds."""


def glance(conn: sqlite3.Connection, today: date) -> Glance:
    """All the lists as seen on a day, worked out once for a state of the notebook: a large one has many open items."""
    file = str(conn.execute("PRAGMA database_list").fetchone()[2])
    state = (asof.version(conn), today)
    if file and file in _glances and _glances[file][0] == state:
        return _glances[file][1]
    params: Params = {"today": today.isoformat()}
    found = Glance(
        looks_done(conn, params),
        listed(conn, "i-owe", params),
        listed(conn, "they-owe", params),
        waiting(conn, today),
        listed(conn, "nobodys", params),
        listed(conn, "between-others", params),
    )
    if file:  # a notebook as of a day has none: it is made for one page
        _glances[file] = state, found
    return found


def count_of(conn: sqlite3.Connection, name: str, conditions: Sequence[str], values: Params) -> int:
    """How many rows of one of the lists fit some conditions about an item, SQL of ours with these values."""
    return sum(
        count(conn, PLURALS[kind], " AND ".join((mine, *conditions)), values) for kind, mine in OWED[name].items()
    )


def page(
    conn: sqlite3.Connection,
    name: str,
    conditions: Sequence[str],
    values: Params,
    *,
    newest: bool,
    size: int,
    skipped: int,
) -> list[Fact]:
    """Some rows of one of the lists, in the order of the work lists; which ones is settled without their texts."""
    columns = "item.id, item.due, item.said_on, item.document_id, item.certainty"
    tables = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, {columns} FROM {PLURALS[kind]} AS item WHERE {' AND '.join((mine, *conditions))}"  # noqa: S608 (our own words)
        for kind, mine in OWED[name].items()
    )
    order = "said_on DESC, id" if newest else "certainty = 'hedged', due IS NULL, due, said_on DESC, id"
    sql = f"SELECT kind, id FROM ({tables}) ORDER BY {order} LIMIT :size OFFSET :skipped"  # noqa: S608 (our own words)
    picked = rows(conn, sql, {**values, "size": size, "skipped": skipped})
    found: dict[str, Fact] = {}
    for kind in OWED[name]:
        ids = json.dumps([row["id"] for row in picked if row["kind"] == kind])
        found |= {
            fact.id: fact for fact in facts(conn, kind, "item.id IN (SELECT value FROM json_each(:ids))", {"ids": ids})
        }
    return shown(conn, [found[row["id"]] for row in picked])


def listed(conn: sqlite3.Connection, name: str, params: Params) -> Listing[Fact]:
    """The first rows of one of the lists, and how many it has; ``params`` have ``today``."""
    conditions = OWED[name]
    total = sum(
        count(conn, PLURALS[kind], f"{_STATED} AND {condition}", params) for kind, condition in conditions.items()
    )
    found: list[Fact] = []
    for tier, order in _TIERS if total else ():
        left = LIST_LENGTH - len(found)
        here: list[Fact] = []
        for kind, condition in conditions.items() if left else ():
            where = f"{_STATED} AND {tier} AND {condition}"
            ids = f"SELECT item.rowid FROM {PLURALS[kind]} AS item WHERE {where} ORDER BY {order} LIMIT {left}"  # noqa: S608 (our own words)
            here += facts(conn, kind, f"item.rowid IN ({ids})", params, order=order)
        here.sort(key=lambda fact: fact.due or fact.said_on or date.min, reverse="DESC" in order)
        found += here[:left]
    return Listing(tuple(shown(conn, found)), total)


def looks_done(conn: sqlite3.Connection, params: Params) -> Listing[Fact]:
    """The asks and promises that a later document shows to be done, those that came last first."""
    total = int(rows(conn, "SELECT count(DISTINCT item_id) AS n FROM closings", {})[0]["n"])
    sql = "SELECT item_id, document_id FROM closings ORDER BY document_id DESC LIMIT :most"
    ids = list(dict.fromkeys(row["item_id"] for row in rows(conn, sql, {"most": 4 * LIST_LENGTH})))
    these, values = f"item.id IN (SELECT value FROM json_each(:ids)) AND {OPEN}", {**params, "ids": json.dumps(ids)}  # noqa: S608 (our own words)
    found = {fact.id: fact for kind in ITEM_KINDS for fact in facts(conn, kind, these, values)}
    return Listing(tuple(shown(conn, [found[each] for each in ids if each in found][:LOOKS_DONE])), total)


def waiting(conn: sqlite3.Connection, today: date, person: str | None = None) -> Listing[Mail]:
    """My mails without an answer, the longest waiting first."""
    found = [
        Mail(
            row["document_id"],
            row["title"],
            row["to"],
            row["to_person_id"],
            row["quote"],
            day_of(row["said_on"]),
            row["age"],
        )
        for row in owing.mails(conn, today, person)
    ]
    return Listing(tuple(found[:LIST_LENGTH]), len(found))


def shown(conn: sqlite3.Connection, those: Sequence[Fact]) -> list[Fact]:
    """Facts, each with what shows that it looks done, if anything does."""
    signs = signs_of(conn, [fact.id for fact in those])
    return [replace(fact, closing=signs.get(fact.id)) for fact in those]


def signs_of(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Shown]:
    """For items, what shows best that they look done."""
    return {
        item: Shown(
            sign["how"], sign["quote"], sign["document_id"], sign["title"], day_of(sign["date"]), tuple(sign["reasons"])
        )
        for item, sign in closings.of(conn, ids).items()
    }
