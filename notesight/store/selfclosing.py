"""Items that close by themselves, where the owner lets those do so that are done for certain.

What the owner has ever said of an item's state holds: one that was opened again stays open.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable

from notesight.store import decisions, tombstones

_IN = "IN (SELECT value FROM json_each(?))"
_WANTED = "closes_by_itself"
"""The fact of the file that what is done for certain closes by itself."""


def is_wanted(conn: sqlite3.Connection) -> bool:
    """Whether the owner lets items close by themselves."""
    return tombstones.fact(conn, _WANTED) is not None


def want(conn: sqlite3.Connection, *, wanted: bool) -> bool:
    """Let items close by themselves that are done for certain, or let none; whether that changes anything."""
    if is_wanted(conn) == wanted:
        return False
    tombstones.note(conn, _WANTED, "1" if wanted else None)
    sql = "SELECT item_id FROM closings WHERE certain UNION SELECT item_id FROM _closed_by_itself"
    settle(conn, {row[0] for row in conn.execute(sql)})
    return True


def settle(conn: sqlite3.Connection, items: Collection[str]) -> None:
    """Close those of some items that are done for certain, and open those that are so no longer."""
    sql = f"SELECT item_id FROM _closed_by_itself WHERE item_id {_IN}"  # noqa: S608 (our own names)
    before = {row[0] for row in conn.execute(sql, [_json(items)])}
    certain: set[str] = set()
    if is_wanted(conn):
        sql = f"SELECT DISTINCT item_id FROM closings WHERE certain AND item_id {_IN}"  # noqa: S608 (our own names)
        certain = {row[0] for row in conn.execute(sql, [_json(items)])}
        certain -= _settled(conn, certain)
    if not before and not certain:
        return
    conn.execute(f"DELETE FROM _closed_by_itself WHERE item_id {_IN}", [_json(before)])  # noqa: S608 (our own names)
    conn.executemany("INSERT INTO _closed_by_itself VALUES (?)", [(item,) for item in sorted(certain)])
    _set(conn, before - certain - _settled(conn, before), "open", "done")
    _set(conn, certain, "done", "open")


def open_again(conn: sqlite3.Connection, items: Collection[str]) -> None:
    """Open what has closed by itself, to look at it anew; what the owner has settled since stays as it is."""
    sql = f"SELECT item_id FROM _closed_by_itself WHERE item_id {_IN}"  # noqa: S608 (our own names)
    closed = {row[0] for row in conn.execute(sql, [_json(items)])}
    if closed:
        conn.execute(f"DELETE FROM _closed_by_itself WHERE item_id {_IN}", [_json(closed)])  # noqa: S608 (our own names)
        _set(conn, closed - _settled(conn, closed), "open", "done")


def _set(conn: sqlite3.Connection, items: Collection[str], state: str, before: str) -> None:
    for table in ("asks", "followups") if items else ():
        sql = f"UPDATE {table} SET state = ? WHERE id {_IN} AND state = ?"  # noqa: S608 (our own names)
        conn.execute(sql, [state, _json(items), before])


def _settled(conn: sqlite3.Connection, items: Collection[str]) -> set[str]:
    """Those of some items of whose state the owner has said something that stands."""
    sql = f"SELECT id, item_id FROM quotes WHERE item_id {_IN}"  # noqa: S608 (our own names)
    item_of = {row["id"]: row["item_id"] for row in conn.execute(sql, [_json(items)])}
    said = decisions.standing(conn, item_of) if item_of else ()
    return {item_of[each.subject] for each in said if each.action in decisions.ITEM_STATES}


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
