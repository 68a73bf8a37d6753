"""What counts of the truth: for every current document the run that counts, and what it observed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from notesight.model import fold
from notesight.store import decisions, truth

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


def of(conn: sqlite3.Connection, documents: Iterable[int]) -> list[Reading]:
    """The readings of those of the documents that are current and read, in the order in which they first came."""
    rows = conn.execute(_COUNTING, [json.dumps(list(documents))]).fetchall()
    by_hand = _added(conn, {row["key"] for row in rows})
    found = [
        Reading(row["id"], row["key"], row["date"], tuple(json.loads(row["people"])), row["first_id"], row["run_id"])
        for row in rows
        if row["run_id"] is not None or row["key"] in by_hand
    ]
    by_run = {reading.run_id: reading for reading in found if reading.run_id is not None}
    observed = conn.execute(
        f"SELECT * FROM observations WHERE run_id {_IN} ORDER BY run_id, n",  # noqa: S608 (our own names)
        [json.dumps(list(by_run))],
    )
    for row in observed:
        if row["kind"] == "person":
            by_run[row["run_id"]].people.append(json.loads(row["detail"]))
        else:
            by_run[row["run_id"]].items.append(dict(row))
    for reading in found:
        for each in by_hand.get(reading.key, ()):
            _put(conn, reading, each)
    return found


def counting(conn: sqlite3.Connection, documents: Mapping[int, str]) -> dict[int, int]:
    """For documents, given by id and key, the run that counts; those that no run has read are left out."""
    sql = f"SELECT value AS id, {truth.COUNTING.format(id='value')} AS run_id FROM json_each(?)"  # noqa: S608 (our own words)
    return {row["id"]: row["run_id"] for row in conn.execute(sql, [json.dumps(list(documents))]) if row["run_id"]}


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

_COUNTING = f"""
SELECT id, key, date, people,
    (SELECT min(id) FROM documents AS first WHERE first.key = current_documents.key) AS first_id,
    {truth.COUNTING.format(id="current_documents.id")} AS run_id
FROM current_documents WHERE id {_IN} ORDER BY first_id
"""  # noqa: S608 (our own names)
