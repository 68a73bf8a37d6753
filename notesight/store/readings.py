"""What counts of the truth: for every current document the last successful run, and what it observed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_IN = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Reading:
    """A current document with the run that counts. ``people`` are details of observations, ``items`` are their rows."""

    id: int
    key: str
    date: str
    hinted: tuple[str, ...]
    first_id: int
    run_id: int
    people: list[Mapping[str, Any]] = field(default_factory=list)
    items: list[sqlite3.Row] = field(default_factory=list)


def of(conn: sqlite3.Connection, documents: Iterable[int]) -> list[Reading]:
    """The readings of those of the documents that are current and read, in the order in which they first came."""
    rows = conn.execute(_COUNTING, [json.dumps(list(documents))])
    found = {
        row["run_id"]: Reading(
            row["id"], row["key"], row["date"], tuple(json.loads(row["people"])), row["first_id"], row["run_id"]
        )
        for row in rows
    }
    observed = conn.execute(
        f"SELECT * FROM observations WHERE run_id {_IN} ORDER BY run_id, n",  # noqa: S608 (our own names)
        [json.dumps(list(found))],
    )
    for row in observed:
        if row["kind"] == "person":
            found[row["run_id"]].people.append(json.loads(row["detail"]))
        else:
            found[row["run_id"]].items.append(row)
    return list(found.values())


_COUNTING = f"""
SELECT id, key, date, people,
    (SELECT min(id) FROM documents AS first WHERE first.key = current_documents.key) AS first_id,
    (SELECT max(id) FROM runs WHERE document_id = current_documents.id AND status = 'done') AS run_id
FROM current_documents WHERE id {_IN} AND run_id IS NOT NULL ORDER BY first_id
"""  # noqa: S608 (our own names)
