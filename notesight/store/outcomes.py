"""The rows of ``outcomes``: what came of knowing somebody, read in documents to be confirmed, or said by the owner."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from notesight.store import decisions, identity, introductions, items, queries
from notesight.store.decisions import Decision
from notesight.store.readings import Reading

KIND = "outcome"
_IN = "IN (SELECT value FROM json_each(?))"
_COLUMNS = (
    "id", "what", "from_person_id", "from_text", "whose_person_id", "whose_text", "worth", "on_day", "quote", "start", "end",
    "certainty", "document_id", "item_id", "run_id", "decision_id", "state",
)  # fmt: skip


def write(conn: sqlite3.Connection, documents: Collection[int], read: Sequence[Reading]) -> None:
    """Write the outcomes that were read in documents anew."""
    found = [
        _row(reading, row, nth, called) for reading, row, nth, called in introductions.told(conn, KIND, documents, read)
    ]
    said = {row["id"]: _decided(conn, row["id"]) for row in found}
    conn.execute(
        f"DELETE FROM outcomes WHERE document_id {_IN} AND decision_id IS NULL",  # noqa: S608 (our own names)
        [json.dumps(list(documents))],
    )
    _insert(conn, [row | said[row["id"]] for row in found])


def decided(conn: sqlite3.Connection, ids: Collection[str]) -> None:
    """Bring outcomes that were read up to what was decided about them; other ids are passed over."""
    if not ids:
        return
    sql = f"SELECT DISTINCT document_id FROM outcomes WHERE id {_IN} AND decision_id IS NULL"  # noqa: S608 (our own names)
    documents = {row[0] for row in conn.execute(sql, [json.dumps(list(ids))])}
    if documents:
        write(conn, documents, ())


def _decided(conn: sqlite3.Connection, outcome: str) -> dict[str, str]:
    """The columns of an outcome that was read which the owner's words decide."""
    columns: dict[str, str] = {}
    for each in decisions.standing(conn, [outcome]):
        if each.action in _STATES:
            columns |= {
                "state": _STATES[each.action],
                **({"worth": each.said["worth"]} if "worth" in each.said else {}),
            }
    return columns


_STATES = {"confirmed": "confirmed", "wrong": "wrong", "reopened": "suggested"}


def write_said(conn: sqlite3.Connection) -> None:
    """Write anew what the owner said came of somebody or something.

    Whom it came from may be another one now, and what is told again is an item of another document.
    """
    said = [
        Decision(row["id"], row["made_at"], row["origin"], row["action"], row["subject"], row["value"], row["undoes"])
        for row in conn.execute("SELECT * FROM decisions WHERE action = 'outcome' ORDER BY id")
    ]
    gone = decisions.undone(conn) if said else set()
    conn.execute("DELETE FROM outcomes WHERE decision_id IS NOT NULL")
    _insert(conn, [_said(conn, each) for each in said if each.id not in gone])


def _said(conn: sqlite3.Connection, each: Decision) -> dict[str, Any]:
    said = each.said
    person, text, document, item = None, said.get("name"), None, None
    if said["of"] == "person":
        person = next(filter(None, (items.person_of(conn, anchor) for anchor in said["persons"])), None)
    elif said["of"] == "item":
        item = queries.item_of(conn, each.subject)
        found = conn.execute("SELECT * FROM items WHERE id = ?", [item]).fetchone()
        if found is not None:
            document = found["document_id"]
            sides = [side for side in ("by", "to") if found[f"{side}_person_id"]] or ["by"]
            person, text = found[f"{sides[0]}_person_id"], found[f"{sides[0]}_text"]
    else:
        found = conn.execute("SELECT max(id) FROM documents WHERE key = ?", [each.subject]).fetchone()
        document = found[0]
    return {
        "id": identity.item_id(each.subject, KIND, said["what"], each.id),
        "what": said["what"],
        "from_person_id": person,
        "from_text": None if person is None and text == "me" else text,
        "whose_person_id": None,
        "whose_text": "me",
        "worth": said.get("worth"),
        "on_day": said["on"],
        "quote": None,
        "start": None,
        "end": None,
        "certainty": "stated",
        "document_id": document,
        "item_id": item,
        "run_id": None,
        "decision_id": each.id,
        "state": "confirmed",
    }


def _insert(conn: sqlite3.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    places = ", ".join(f":{column}" for column in _COLUMNS)
    conn.executemany(f"INSERT INTO outcomes ({', '.join(_COLUMNS)}) VALUES ({places})", rows)  # noqa: S608 (our own names)


def _row(reading: Reading, row: Mapping[str, Any], nth: int, called: Mapping[tuple[int, str], str]) -> dict[str, Any]:
    detail = json.loads(row["detail"])
    return {
        "id": identity.item_id(reading.key, KIND, row["quote"], nth),
        "what": detail["what"],
        "from_person_id": called.get((reading.id, detail["source"])),
        "from_text": detail["source"],
        "whose_person_id": called.get((reading.id, detail["whose"])),
        "whose_text": detail["whose"],
        "worth": detail["worth"],
        "on_day": detail["said_on"],
        "quote": row["quote"],
        "start": row["start"],
        "end": row["end"],
        "certainty": detail["certainty"],
        "document_id": reading.id,
        "item_id": None,
        "run_id": reading.run_id,
        "decision_id": None,
        "state": "suggested",
    }
