"""The rows of ``asks``, ``offers`` and ``followups``: each once, however often its words are quoted, as it was decided."""

from __future__ import annotations

import bisect
import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from notesight.model import PLURALS, fold
from notesight.store import identity, quotes, readings, schema, truth
from notesight.store.joining import Moved
from notesight.store.readings import Reading

_IN = "IN (SELECT value FROM json_each(?))"
_COLUMNS = (
    "id", "summary", "by_person_id", "by_text", "to_person_id", "to_text", "quote", "start", "end", "due", "due_text",
    "certainty", "said_on", "document_id", "run_id", "state", "snoozed_until", "decided_at",
)  # fmt: skip

_UNWRITTEN = "item_id = id AND NOT EXISTS (SELECT 1 FROM items WHERE items.id = quotes.id)"


def remove(conn: sqlite3.Connection, documents: Collection[int]) -> set[str]:
    """Take the rows of documents and their quotes out; the ids of the items that lost one."""
    lost = {
        row[0]
        for row in conn.execute(f"SELECT item_id FROM quotes WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    }
    for table in ("quotes", *schema.ITEM_TABLES):
        conn.execute(f"DELETE FROM {table} WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    return lost


def write(conn: sqlite3.Connection, read: Sequence[Reading], threads: Collection[int], lost: set[str]) -> set[str]:
    """Write what was read again, joined with the quotes of all documents of the same ``threads``.

    The people of the documents are written already. ``lost`` are items that had a quote there before. Returns the ids
    of the people whom items of other documents concern that came, went or changed.
    """
    quotes.write(conn, _quotes(conn, read))
    changed = quotes.join(conn, threads) | lost
    own = {reading.id for reading in read}
    persons = _drop(conn, changed)
    _add(conn, read)
    _add(conn, readings.of(conn, _unwritten(conn, threads) - own))
    return persons | decided(conn, changed)


def decided(conn: sqlite3.Connection, ids: Collection[str]) -> set[str]:
    """Give items, by any of their quotes' ids, the state that the decisions say; the ids of the people concerned."""
    if not ids:
        return set()
    items = {
        row[0]
        for row in conn.execute(f"SELECT item_id FROM quotes WHERE id {_IN} OR item_id {_IN}", [_json(ids), _json(ids)])  # noqa: S608 (our own names)
    }
    states = _states(conn, items)
    rows = [{"id": item, **states[item]} for item in items]
    persons: set[str] = set()
    for table in schema.ITEM_TABLES:
        conn.executemany(
            f"UPDATE {table} SET state = :state, snoozed_until = :snoozed_until, decided_at = :decided_at "  # noqa: S608 (our own names)
            "WHERE id = :id",
            rows,
        )
        found = conn.execute(f"SELECT by_person_id, to_person_id FROM {table} WHERE id {_IN}", [_json(items)])  # noqa: S608 (our own names)
        persons.update(person for row in found for person in row if person)
    return persons


def move(conn: sqlite3.Connection, moved: Sequence[Moved]) -> None:
    """Hand the items of documents that were not touched to the people that they belong to now."""
    # An item says a name; of two people with one name in a document, it is the first one's.
    first = (
        "(SELECT min(entry) FROM _person_nodes WHERE _person_nodes.document_id = ?2 AND _person_nodes.name = ?3) = ?4"
    )
    rows = [(each.new, each.document_id, each.name, each.entry) for each in moved]
    for table in schema.ITEM_TABLES:
        for side in ("by", "to"):
            conn.executemany(
                f"UPDATE {table} SET {side}_person_id = ?1 WHERE document_id = ?2 AND {side}_text = ?3 AND {first}",  # noqa: S608 (our own names)
                rows,
            )


# --- quotes ------------------------------------------------------------------------------------------------------


def _quotes(conn: sqlite3.Connection, read: Sequence[Reading]) -> list[dict[str, Any]]:
    """The quotes of readings, each as an item of its own."""
    sql = f"""
        SELECT document_id, start, role, author_name <> '' OR author_address <> '' AS known
        FROM parts WHERE document_id {_IN} ORDER BY document_id, n
    """  # noqa: S608 (our own names)
    parts: dict[int, list[sqlite3.Row]] = {}
    for row in conn.execute(sql, [_json(reading.id for reading in read if reading.items)]):
        parts.setdefault(row["document_id"], []).append(row)
    return [
        _quote(reading, row, nth, parts.get(reading.id, [])) for reading in read for row, nth in _counted(reading.items)
    ]


def _quote(reading: Reading, row: sqlite3.Row, nth: int, parts: Sequence[sqlite3.Row]) -> dict[str, Any]:
    place = bisect.bisect_right(parts, row["start"], key=lambda part: part["start"]) - 1
    part = parts[place] if place >= 0 else None
    item_id = identity.item_id(reading.key, row["kind"], row["quote"], nth)
    return {
        "id": item_id,
        "item_id": item_id,
        "kind": row["kind"],
        "document_id": reading.id,
        "start": row["start"],
        "end": row["end"],
        "quote": row["quote"],
        "said_on": json.loads(row["detail"])["said_on"],
        "part": max(place, 0),
        "fresh": int(part is None or part["role"] not in ("quoted", "forwarded")),
        "credited": int(part is None or bool(part["known"])),
        "run_id": reading.run_id,
    }


def _counted(rows: Iterable[sqlite3.Row]) -> list[tuple[sqlite3.Row, int]]:
    """Items with their n-th among those of the same kind and quote, in the order of the text."""
    seen: dict[tuple[str, str], int] = {}
    counted = []
    for row in sorted(rows, key=lambda row: (row["start"], row["n"])):
        same = (row["kind"], fold(row["quote"]))
        seen[same] = seen.get(same, -1) + 1
        counted.append((row, seen[same]))
    return counted


# --- items -------------------------------------------------------------------------------------------------------


def _drop(conn: sqlite3.Connection, items: Collection[str]) -> set[str]:
    """Delete the rows of items that are none by themselves any more; the ids of the people concerned."""
    persons: set[str] = set()
    for table in schema.ITEM_TABLES:
        where = f"id {_IN} AND NOT EXISTS (SELECT 1 FROM quotes WHERE quotes.id = {table}.id AND item_id = quotes.id)"  # noqa: S608 (our own names)
        found = conn.execute(f"SELECT by_person_id, to_person_id FROM {table} WHERE {where}", [_json(items)])  # noqa: S608 (our own names)
        persons.update(person for row in found for person in row if person)
        conn.execute(f"DELETE FROM {table} WHERE {where}", [_json(items)])  # noqa: S608 (our own names)
    return persons


def _unwritten(conn: sqlite3.Connection, documents: Collection[int]) -> set[int]:
    """Those of the documents that have an item of their own without its row."""
    sql = f"SELECT DISTINCT document_id FROM quotes WHERE document_id {_IN} AND {_UNWRITTEN}"  # noqa: S608 (our own names)
    return {row[0] for row in conn.execute(sql, [_json(documents)])}


def _add(conn: sqlite3.Connection, read: Sequence[Reading]) -> None:
    """Write the items of readings that are not there yet, and are their own."""
    documents = [reading.id for reading in read if reading.items]
    if not documents:
        return
    own = f"SELECT id FROM quotes WHERE document_id {_IN} AND {_UNWRITTEN}"  # noqa: S608 (our own names)
    wanted = {row[0] for row in conn.execute(own, [_json(documents)])}
    called: dict[tuple[int, str], str] = {}
    people = (
        f"SELECT document_id, name, person_id FROM _person_nodes WHERE document_id {_IN} ORDER BY document_id, entry"  # noqa: S608 (our own names)
    )
    for row in conn.execute(people, [_json(documents)]):
        called.setdefault((row["document_id"], row["name"]), row["person_id"])
    drafts = [
        (PLURALS[row["kind"]], _item(reading, row, nth, called))
        for reading in read
        for row, nth in _counted(reading.items)
    ]
    drafts = [(table, draft) for table, draft in drafts if draft["id"] in wanted]
    states = _states(conn, wanted)
    for table in schema.ITEM_TABLES:
        rows = [{**draft, **states[draft["id"]]} for name, draft in drafts if name == table]
        places = ", ".join(f":{column}" for column in _COLUMNS)
        conn.executemany(f"INSERT INTO {table} ({', '.join(_COLUMNS)}) VALUES ({places})", rows)  # noqa: S608 (our own names)
        schema.index(conn, table, "id", [row["id"] for row in rows])


def _item(reading: Reading, row: sqlite3.Row, nth: int, called: Mapping[tuple[int, str], str]) -> dict[str, Any]:
    detail = json.loads(row["detail"])
    by, to = detail["by"], detail["to"]
    return {
        "id": identity.item_id(reading.key, row["kind"], row["quote"], nth),
        "summary": detail["summary"],
        "by_person_id": called.get((reading.id, by)),
        "by_text": by,
        "to_person_id": called.get((reading.id, to)),
        "to_text": to,
        "quote": row["quote"],
        "start": row["start"],
        "end": row["end"],
        "due": detail["due"],
        "due_text": detail["due_text"],
        "certainty": detail["certainty"],
        "said_on": detail["said_on"],
        "document_id": reading.id,
        "run_id": row["run_id"],
    }


def _states(conn: sqlite3.Connection, items: Collection[str]) -> dict[str, dict[str, str | None]]:
    """What the owner said last of each item, by whichever of its quotes' ids."""
    sql = f"SELECT id, item_id FROM quotes WHERE item_id {_IN}"  # noqa: S608 (our own names)
    item_of = {row["id"]: row["item_id"] for row in conn.execute(sql, [_json(items)])}
    latest: dict[str, truth.Decision] = {}
    for subject, decision in truth.holding(conn, item_of).items():
        before = latest.get(item_of[subject])
        if before is None or before.id < decision.id:
            latest[item_of[subject]] = decision
    return {item: _state(latest.get(item)) for item in items}


def _state(decision: truth.Decision | None) -> dict[str, str | None]:
    if decision is None:
        return {"state": "open", "snoozed_until": None, "decided_at": None}
    state = "open" if decision.action == "reopened" else decision.action
    until = decision.value if decision.action == "snoozed" else None
    return {"state": state, "snoozed_until": until, "decided_at": decision.made_at.isoformat()}


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
