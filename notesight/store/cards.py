"""The table ``people``: one row for a person, from all that the current documents say of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from notesight import people
from notesight.model import fold
from notesight.store import identity, schema


@dataclass(frozen=True, slots=True)
class Card:
    """A row of ``people``, in the order of its columns."""

    id: str
    name: str
    also_known_as: str | None
    email: str | None
    organization: str | None
    role: str | None
    first_seen: str
    last_seen: str
    documents: int
    open_items: int


_WORDS = ("name", "also_known_as", "email", "organization", "role")
_COUNTS = ("first_seen", "last_seen", "documents", "open_items")


def write(conn: sqlite3.Connection, persons: Iterable[str]) -> None:
    """Write the rows of these people again; who stands in no current document any more is deleted."""
    added: list[Card] = []
    for person in sorted(persons):
        old = conn.execute("SELECT * FROM people WHERE id = ?", [person]).fetchone()
        new = _card(conn, person)
        if new is None:
            conn.execute("DELETE FROM people WHERE id = ?", [person])
            conn.execute(
                "DELETE FROM _person_counts WHERE person_id = ? AND NOT EXISTS "
                "(SELECT 1 FROM _person_nodes WHERE person_id = _person_counts.person_id)",
                [person],
            )
        elif old is None:
            added.append(new)
        elif tuple(old) != astuple(new):
            # The search follows the words by a trigger; where only the counts change it has nothing to do.
            changed = [column for column in _WORDS if old[column] != getattr(new, column)]
            written = [*(_WORDS if changed else ()), *_COUNTS]
            places = ", ".join(f"{column} = ?" for column in written)
            values = [getattr(new, column) for column in written]
            conn.execute(f"UPDATE people SET {places} WHERE id = ?", [*values, person])  # noqa: S608 (our own names)
    conn.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [astuple(card) for card in added])
    if added:
        columns = ", ".join(schema.SEARCHED["people"])
        conn.execute(
            f"INSERT INTO people_fts (rowid, {columns}) SELECT rowid, {columns} FROM people "  # noqa: S608 (our own names)
            "WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps([card.id for card in added])],
        )


_FACTS = """
SELECT (SELECT min(date) FROM _person_nodes WHERE person_id = ?1),
    (SELECT max(date) FROM _person_nodes WHERE person_id = ?1), documents,
    (SELECT organization FROM _person_nodes WHERE person_id = ?1 AND organization IS NOT NULL
        ORDER BY date DESC, first_id DESC, entry DESC LIMIT 1),
    (SELECT role FROM _person_nodes WHERE person_id = ?1 AND role IS NOT NULL
        ORDER BY date DESC, first_id DESC, entry DESC LIMIT 1),
    open_items
FROM _person_counts WHERE person_id = ?1 AND documents > 0
"""


def _card(conn: sqlite3.Connection, person: str) -> Card | None:
    facts = conn.execute(_FACTS, [person]).fetchone()
    if facts is None:
        return None
    first_seen, last_seen, documents, organization, role, open_items = facts
    used: dict[str, dict[str, int]] = {"name": {}, "alias": {}, "address": {}}
    for kind, name, times in conn.execute("SELECT kind, name, times FROM _person_names WHERE person_id = ?", [person]):
        used[kind][name] = times
    said = conn.execute("SELECT * FROM _person_told WHERE person_id = ?", [person]).fetchone()
    if said is not None and said["wrong"]:
        return None
    name = best_name(used["name"])
    email = min(used["address"], key=lambda each: (-used["address"][each], each), default=None)
    spellings = {*used["name"], *used["alias"]}
    if said is not None:
        name, email = said["name"] or name, said["email"] or email
        spellings |= set(json.loads(said["aliases"]))
        organization, role = said["organization"] or organization, said["role"] or role
    return Card(
        person, name, _others(name, email, spellings), email, organization, role,
        first_seen, last_seen, documents, open_items,
    )  # fmt: skip


def best_name(used: Mapping[str, int]) -> str:
    """The form to show, out of spellings and how often each is used: a full one, the most used, capitals as usual."""
    totals: dict[str, int] = {}
    for name, count in used.items():
        key = identity.name_key(name)
        totals[key] = totals.get(key, 0) + count

    def worth(name: str) -> tuple[int, int, str, int, int, str]:
        key = identity.name_key(name)
        fullness = 0 if "@" in name else 2 if people.is_full(name) else 1
        usual = int(name[:1].isupper() and not name.isupper())
        return (fullness, totals[key], key, usual, used[name], name)

    return max(used, key=worth)


def _others(name: str, email: str | None, spellings: Iterable[str]) -> str | None:
    """The other spellings, each once, sorted."""
    shown = {fold(name), fold(email or "")}
    others = []
    for each in sorted(spellings):
        if fold(each) not in shown:
            shown.add(fold(each))
            others.append(each)
    return ", ".join(others) or None
