"""The same ask or promise told again in other words is one item: the first telling, with the later ones as further quotes.

Which tellings are the same is worked out two by two (``_repeat_pairs``) from what was read of both alone, so that the order
in which they came makes no difference; :func:`grouped` puts them together. A telling that is put to an earlier one stands in
``_repeats`` and not in the lists. Where a document between two tellings shows that the first was done, or the owner has
said so by then, the later one is a new ask or promise; the owner can also say that two are not the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from notesight.store import decisions, items
from notesight.store.decisions import Decision
from notesight.store.evidence import Documents
from notesight.store.repeatpairs import (
    COPIES,
    Between,
    beside,
    changed,
    copies_of,
    look_between,
    move_keys,
    neighbours,
    pair,
    pair_all,
    part,
    read,
    said_of,
    unpair,
)

_IN = "IN (SELECT value FROM json_each(?))"
_SETTLES = ("done", "dismissed", "wrong")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One telling as far as grouping looks at it."""

    id: str
    said_on: str
    document: int


def refresh(conn: sqlite3.Connection, taken: Documents) -> set[str]:
    """Put tellings together anew where something has changed since closings were computed; the people concerned.

    ``taken`` are documents taken to pieces, which closings look at too.
    """
    stale = conn.execute("SELECT what, id FROM _closing_stale WHERE what IN ('document', 'item')").fetchall()
    documents = {int(row["id"]) for row in stale if row["what"] == "document"}
    asked = _tellings_of(conn, {str(row["id"]) for row in stale if row["what"] == "item"}, documents)
    if not asked and not documents:
        return set()
    now = read(conn, asked)
    others = changed(conn, asked, now)
    left, come = move_keys(conn, others, now)
    again = others | beside(conn, left)  # what stood between them and others is gone
    seeds = asked | again | neighbours(conn, asked | again)
    unpair(conn, again)
    between = Between(conn, taken)
    pair(conn, {**{each: now[each] for each in others & now.keys()}, **read(conn, again - others)}, between)
    seeds |= part(conn, beside(conn, come))
    seeds |= look_between(conn, documents, between)
    sql = f"SELECT item_id FROM _repeats WHERE id {_IN}"  # noqa: S608 (our own names)
    roots = {row[0] for row in conn.execute(sql, [_json(others)])}  # they take over what their later tellings say
    return _regroup(conn, seeds | neighbours(conn, again), roots)


def rebuild(conn: sqlite3.Connection, tell: Callable[[int], None]) -> set[str]:
    """Put all tellings together when the lists are there and none is put together yet; the people concerned.

    ``tell`` hears how many of :func:`number` are done.
    """
    sql = "SELECT id FROM quotes WHERE telling_id = id AND kind <> 'offer' ORDER BY said_on, id"
    ids = [row[0] for row in conn.execute(sql)]
    pair_all(conn, ids, Documents(conn), tell)
    sql = "SELECT earlier FROM _repeat_pairs UNION SELECT later FROM _repeat_pairs"
    waiting = {row[0] for row in conn.execute(sql)}
    persons: set[str] = set()
    while waiting:
        together = _closure(conn, set(islice(waiting, _AT_ONCE)))
        persons |= _regroup(conn, together, ())
        waiting -= together
    return persons


def number(conn: sqlite3.Connection) -> int:
    """How many tellings of asks and promises there are."""
    return int(conn.execute("SELECT count(*) FROM quotes WHERE telling_id = id AND kind <> 'offer'").fetchone()[0])


_AT_ONCE = 1000


def of(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """For items that are told again, where, in the order of the days: ``id``, ``said_on``, ``quote``, the document, its title."""
    sql = f"""
        SELECT again.item_id, again.id, said_on, quote, document_id, documents.title FROM _repeats AS again
        JOIN documents ON documents.id = document_id WHERE item_id {_IN} ORDER BY item_id, said_on, again.id
    """  # noqa: S608 (our own names)
    found: dict[str, list[dict[str, Any]]] = {}
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    for row in cursor.execute(sql, [_json(ids)]):
        found.setdefault(row["item_id"], []).append({name: row[name] for name in row.keys() if name != "item_id"})  # noqa: SIM118
    return found


def grouped(
    told: Iterable[Told],
    pairs: Mapping[Pair, bool],
    apart: Mapping[str, Collection[str]],
    settled: Callable[[Collection[str], str], bool],
) -> dict[str, str]:
    """For each telling, the first telling of the same.

    ``pairs`` are the earlier and the later of two that are the same, with whether the earlier one was done in between;
    ``apart`` are those that a telling is not the same as; ``settled`` says whether the owner had settled some by a day.
    """
    groups: list[list[Told]] = []
    for each in sorted(told, key=lambda one: (one.said_on, one.id)):
        fitting = [
            group
            for group in groups
            if pairs.get((group[0].id, each.id)) is False
            and not any(pairs.get((one.id, each.id)) for one in group)
            and not any(one.id in apart.get(each.id, ()) for one in group)
            and all(one.document != each.document for one in group)  # who says two things at once says two
            and not settled([one.id for one in group], each.said_on)
        ]
        if fitting:
            max(fitting, key=lambda group: (group[-1].said_on, group[-1].id)).append(each)
        else:
            groups.append([each])
    return {each.id: group[0].id for group in groups for each in group}


# --- what has changed ----------------------------------------------------------------------------------------------


def _tellings_of(conn: sqlite3.Connection, ids: Collection[str], documents: Collection[int]) -> set[str]:
    """The tellings of asks and promises that items and documents have, and had."""
    sql = f"""
        SELECT telling_id FROM quotes WHERE id {_IN} UNION SELECT telling_id FROM quotes WHERE item_id {_IN}
        UNION SELECT telling_id FROM quotes WHERE document_id {_IN} UNION SELECT id FROM _repeats WHERE item_id {_IN}
        UNION SELECT telling_id FROM _repeat_tellings WHERE telling_id {_IN}
    """  # noqa: S608 (our own names)
    return {row[0] for row in conn.execute(sql, [_json(ids), _json(ids), _json(documents), _json(ids), _json(ids)])}


# --- groups --------------------------------------------------------------------------------------------------------


def _regroup(conn: sqlite3.Connection, seeds: Collection[str], again: Collection[str]) -> set[str]:
    """Put all tellings that hang together with some into groups, and write the items that changed by it, and ``again`` some."""
    those = _closure(conn, seeds)
    sql = f"SELECT id, item_id, telling_id, said_on, document_id FROM quotes WHERE id {_IN} AND telling_id = id"  # noqa: S608 (our own names)
    own = {row["id"]: row for row in conn.execute(sql, [_json(those)])}
    pairs = _pairs(conn, own)
    alone = own.keys() - {each for pair in pairs for each in pair}
    first = {each: each for each in alone}
    if pairs:
        together = own.keys() - alone
        copies = copies_of(conn, together)
        said = said_of(conn, copies)
        apart = {
            each: {other for one in those if one.action == "apart" for other in one.said.get("from", ())}
            for each, those in said.items()
        }
        apart = {
            each: {telling for other in others for telling in [_telling_of(conn, other)]}
            for each, others in apart.items()
        }
        told = [Told(each, own[each]["said_on"], own[each]["document_id"]) for each in together]
        first |= grouped(
            told, pairs, apart, lambda group, day: _settled([one for each in group for one in said[each]], day)
        )
    moved: dict[str, str] = {each: item for each, item in first.items() if own[each]["item_id"] != item}
    changed = set(again)
    for telling, item in moved.items():
        changed |= {telling, item, own[telling]["item_id"]}
    copied = [
        (first[row["telling_id"]], row["id"])
        for row in conn.execute(COPIES, [_json(first)])
        if row["item_id"] != first[row["telling_id"]]
    ]
    changed |= {item for item, _ in copied}
    conn.executemany(
        "UPDATE quotes SET item_id = ? WHERE id = ?", [*((item, each) for each, item in moved.items()), *copied]
    )
    return items.decided(conn, changed)


def _closure(conn: sqlite3.Connection, seeds: Collection[str]) -> set[str]:
    found: set[str] = set()
    frontier = set(seeds)
    while frontier:
        found |= frontier
        frontier = neighbours(conn, frontier) - found
    return found


def _pairs(conn: sqlite3.Connection, own: Collection[str]) -> dict[Pair, bool]:
    sql = f"SELECT DISTINCT earlier, later, ended_by FROM _repeat_pairs WHERE earlier {_IN}"  # noqa: S608 (our own names)
    rows = conn.execute(sql, [_json(own)])
    return {(row["earlier"], row["later"]): row["ended_by"] is not None for row in rows if row["later"] in own}


def _settled(said: Iterable[Decision], day: str) -> bool:
    """Whether the owner had said before a day that something is done, need not be done, or is none."""
    state = None
    for each in sorted(said, key=lambda one: one.id):
        if each.action in decisions.ITEM_STATES and each.made_at.date().isoformat() < day:
            state = each.action
    return state in _SETTLES


def _telling_of(conn: sqlite3.Connection, quote: str) -> str:
    found = conn.execute("SELECT telling_id FROM quotes WHERE id = ?", [quote]).fetchone()
    return str(found[0]) if found else quote


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
