"""What counts of the truth: for every current document the run that was accepted, else the last one, and what it observed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from notesight.model import fold
from notesight.store import decisions, tombstones, truth
from notesight.store.tombstones import Hidden

_IN = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Reading:
    """A current document with the run that counts, and what was added by hand.

    ``people`` are details of observations, ``items`` are their rows. ``run_id`` is ``None`` before a run has read anything.
    """

    id: int
    key: str
    date: str
    hinted: tuple[str, ...]
    first_id: int
    run_id: int | None
    people: list[Mapping[str, Any]] = field(default_factory=list)
    items: list[Mapping[str, Any]] = field(default_factory=list)
    told: list[Mapping[str, Any]] = field(default_factory=list)
    """Rows of the introductions and outcomes."""


def of(conn: sqlite3.Connection, documents: Iterable[int]) -> list[Reading]:
    """The readings of those of the documents that are current and read, in the order in which they first came."""
    rows = conn.execute(_CURRENT, [json.dumps(list(documents))]).fetchall()
    if not rows:
        return []
    by_hand = _added(conn, {row["key"] for row in rows})
    runs = counting(conn, {row["id"]: row["key"] for row in rows})
    found = [
        Reading(
            row["id"], row["key"], row["date"], tuple(json.loads(row["people"])), row["first_id"], runs.get(row["id"])
        )
        for row in rows
        if row["id"] in runs or row["key"] in by_hand
    ]
    by_run = {reading.run_id: reading for reading in found if reading.run_id is not None}
    observed = conn.execute(
        f"SELECT * FROM observations WHERE run_id {_IN} ORDER BY run_id, n",  # noqa: S608 (our own names)
        [json.dumps(list(by_run))],
    )
    for row in observed:
        if row["kind"] == "person":
            by_run[row["run_id"]].people.append(json.loads(row["detail"]))
        elif row["kind"] in ("introduction", "outcome"):
            by_run[row["run_id"]].told.append(dict(row))
        else:
            by_run[row["run_id"]].items.append(dict(row))
    for reading in found:
        for each in by_hand.get(reading.key, ()):
            _put(conn, reading, each)
    if hidden := tombstones.hidden(conn):
        for reading in found:
            _leave_out(reading, hidden)
    return found


def _leave_out(reading: Reading, hidden: Hidden) -> None:
    """Take out of a reading whoever was forgotten, and what is by or to them."""
    names = {person["name"] for person in reading.people if hidden.hides(person)}
    if names:
        reading.people[:] = [person for person in reading.people if not hidden.hides(person)]
        reading.items[:] = [
            row for row in reading.items if not names & set(map(json.loads(row["detail"]).get, ("by", "to")))
        ]
        sides = ("by", "who", "to", "source", "whose")
        reading.told[:] = [row for row in reading.told if not names & set(map(json.loads(row["detail"]).get, sides))]


def counting(conn: sqlite3.Connection, documents: Mapping[int, str]) -> dict[int, int]:
    """For documents, given by id and key, also superseded ones, the run that counts: the last accepted, else the last one."""
    sql = f"SELECT value AS id, {truth.LAST.format(id='value')} AS run_id FROM json_each(?)"  # noqa: S608 (our own words)
    found = {row["id"]: row["run_id"] for row in conn.execute(sql, [json.dumps(list(documents))]) if row["run_id"]}
    return found | accepted(conn, documents)


def counting_of(conn: sqlite3.Connection, document_id: int) -> int | None:
    """The run that counts for one document; ``None`` before there is one, and for an unknown document."""
    found = conn.execute("SELECT key FROM documents WHERE id = ?", [document_id]).fetchone()
    return counting(conn, {document_id: found[0]}).get(document_id) if found else None


def accepted(conn: sqlite3.Connection, documents: Mapping[int, str]) -> dict[int, int]:
    """For those of the documents of which the owner has accepted a run, the last one that was."""
    said = decisions.accepted(conn, set(documents.values()))
    sql = f"SELECT id, document_id FROM runs WHERE id {_IN} AND status = 'done'"  # noqa: S608 (our own words)
    of = dict(tuple(row) for row in conn.execute(sql, [json.dumps([run for runs in said.values() for run in runs])]))
    found: dict[int, int] = {}
    for document, key in documents.items():
        if (run := next((run for run in said.get(key, ()) if of.get(run) == document), None)) is not None:
            found[document] = run
    return found


def _added(conn: sqlite3.Connection, keys: Collection[str]) -> dict[str, list[Mapping[str, Any]]]:
    """What was added by hand to documents of these keys."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for each in decisions.added(conn):
        said = each.said
        if said.get("document") in keys:
            found.setdefault(said["document"], []).append(said)
    return found


def _put(conn: sqlite3.Connection, reading: Reading, added: Mapping[str, Any]) -> None:
    """Put what was added by hand to what was read, where its words still stand; the same thing read is the same thing."""
    text = conn.execute("SELECT text FROM documents WHERE id = ?", [reading.id]).fetchone()[0]
    start = text.find(added["quote"])
    if start < 0:
        return
    if added["kind"] == "person":
        _put_person(reading, added, text)
        return
    end = start + len(added["quote"])
    detail = {"said_on": reading.date, "due_text": None, "certainty": "stated", **added["detail"]}
    same = (
        n
        for n, item in enumerate(reading.items)
        if item["kind"] == added["kind"] and fold(item["quote"]) == fold(added["quote"])
    )
    row = {"run_id": None, "kind": added["kind"], "start": start, "end": end, "quote": added["quote"]}
    row |= {"n": _BY_HAND + len(reading.items), "detail": json.dumps(detail)}
    if (place := next(same, None)) is not None:
        reading.items[place] = row | {name: reading.items[place][name] for name in ("n", "start", "end", "quote")}
    else:
        reading.items.append(row)


def _put_person(reading: Reading, added: Mapping[str, Any], text: str) -> None:
    name = added["quote"]
    if any(fold(name) == fold(each["name"]) for each in reading.people):
        return
    starts = [start for start in range(len(text)) if text.startswith(name, start)]
    mentions = [{"text": name, "start": start, "end": start + len(name)} for start in starts]
    empty = dict.fromkeys(("email", "organization", "role"))
    reading.people.append({"name": name, "aliases": [], **empty, "mentions": mentions})


_BY_HAND = 1_000_000
"""What is added by hand comes after all that was read."""

_CURRENT = f"""
SELECT id, key, date, people,
    (SELECT min(id) FROM documents AS first WHERE first.key = current_documents.key) AS first_id
FROM current_documents WHERE id {_IN} ORDER BY first_id
"""  # noqa: S608 (our own names)
