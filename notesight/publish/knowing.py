"""People as a form names them: one label for everybody, and from what was typed back to who is meant.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from notesight.model import ME, fold
from notesight.publish.facts import rows
from notesight.publish.words import day_of

Row = Mapping[str, Any] | sqlite3.Row

OFFERED = 1000
"""How many people a form offers to choose from, those seen last first; all others are found by their name all the same."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """A person with what tells them from others, and how much there is of them."""

    id: str
    name: str
    also_known_as: str | None
    email: str | None
    organization: str | None
    role: str | None
    first_seen: date | None
    last_seen: date | None
    documents: int
    items: int


def everybody(conn: sqlite3.Connection) -> dict[str, str]:
    """:func:`labels` of all people of a notebook, those seen last first."""
    return labels(rows(conn, "SELECT id, name, organization, email FROM people ORDER BY last_seen DESC, name, id", {}))


def labels(people: Iterable[Row]) -> dict[str, str]:
    """For every id of a person how a form calls them, in the given order.

    That is the name; of several with one name, also the organisation, the address or the id.
    """
    found = list(people)
    seen: dict[str, list[Row]] = {}
    for row in found:
        seen.setdefault(fold(row["name"]), []).append(row)
    return {row["id"]: _label(row, seen[fold(row["name"])]) for row in found}


def _label(row: Row, namesakes: list[Row]) -> str:
    if len(namesakes) == 1:
        return str(row["name"])
    told = row["organization"] or row["email"]
    alone = told and sum(told == (each["organization"] or each["email"]) for each in namesakes) == 1
    return f"{row['name']} ({told if alone else row['id']})"


def meant(known: Mapping[str, str], typed: str) -> str | None:
    """Who is meant by what was typed: the id of the one person who is called so, else the words, ``None`` for none.

    ``known`` is what :func:`labels` gives.
    """
    words = " ".join(typed.split())
    if not words:
        return None
    if fold(words) == fold(ME):
        return ME
    ids = [person_id for person_id, label in known.items() if words == person_id or fold(label) == fold(words)]
    return ids[0] if len(ids) == 1 else words


def bearer(conn: sqlite3.Connection, person_id: str) -> Bearer | None:
    """One person; ``None`` for an unknown id."""
    found = rows(conn, "SELECT * FROM people WHERE id = :id", {"id": person_id})
    if not found:
        return None
    row = found[0]
    items = "SELECT count(*) FROM items WHERE (by_person_id = :id OR to_person_id = :id) AND state <> 'wrong'"
    return Bearer(
        id=row["id"],
        name=row["name"],
        also_known_as=row["also_known_as"],
        email=row["email"],
        organization=row["organization"],
        role=row["role"],
        first_seen=day_of(row["first_seen"]),
        last_seen=day_of(row["last_seen"]),
        documents=row["documents"],
        items=conn.execute(items, {"id": person_id}).fetchone()[0],
    )
