"""What was forgotten and must not come back, as hashes; and the few things to be known of the file itself.

A hash is keyed with a random salt of the notebook: by itself it tells nothing, and equal things forgotten in two
notebooks do not look alike. Whoever has the file can still try out whether a name that they guess was forgotten.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from notesight import people
from notesight.model import fold
from notesight.store import identity

Kind = Literal["key", "text", "name", "address"]

NEXT_DOCUMENT = (
    "SELECT max(coalesce((SELECT max(id) FROM documents), 0), "
    "coalesce((SELECT CAST(value AS INTEGER) FROM _notebook WHERE name = 'last_document'), 0)) + 1"
)
"""The id of the next document: never one that a forgotten document had, for another program may still mean that one."""


# --- the file itself ---------------------------------------------------------------------------------------------


def fact(conn: sqlite3.Connection, name: str) -> str | None:
    """One fact of the file: ``salt``, ``last_document``, ``unclean``, ``copy``; ``None`` where there is none."""
    found = conn.execute("SELECT value FROM _notebook WHERE name = ?", [name]).fetchone()
    return None if found is None else str(found[0])


def note(conn: sqlite3.Connection, name: str, value: str | None) -> None:
    """Write a fact of the file down, or take it out."""
    if value is None:
        conn.execute("DELETE FROM _notebook WHERE name = ?", [name])
    else:
        conn.execute("INSERT OR REPLACE INTO _notebook VALUES (?, ?)", [name, value])


def is_copy(conn: sqlite3.Connection) -> bool:
    """Whether a file, also one of an older version or of another program, is a copy that was made to be shown."""
    there = conn.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_notebook'").fetchone()
    return bool(there) and fact(conn, "copy") is not None


def document_gone(conn: sqlite3.Connection, document_id: int) -> None:
    """Remember that a document has had this id, so that no other one gets it."""
    note(conn, "last_document", str(max(document_id, int(fact(conn, "last_document") or 0))))


# --- hashes ------------------------------------------------------------------------------------------------------


def hashed(salt: str, kind: Kind, what: str) -> str:
    """What is kept of a key, of a text's digest, of a folded name or address."""
    words = f"{kind}\x1f{what}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(words, digest_size=20, key=bytes.fromhex(salt)).hexdigest()


def add(conn: sqlite3.Connection, what: Iterable[tuple[Kind, str]], at: datetime) -> None:
    """Keep these from coming back, all by one forgetting."""
    salt = fact(conn, "salt")
    if salt is None:
        note(conn, "salt", salt := secrets.token_hex(32))
    number = conn.execute("SELECT coalesce(max(forgetting), 0) + 1 FROM forgotten").fetchone()[0]
    rows = sorted({(kind, hashed(salt, kind, words)) for kind, words in what})
    conn.executemany(
        "INSERT OR REPLACE INTO forgotten VALUES (?, ?, ?, ?)", [(*row, number, at.isoformat()) for row in rows]
    )


def keep_out(conn: sqlite3.Connection, key: str, digest: str | None = None) -> bool:
    """Whether a document was forgotten, by its key or its text; by its key alone where the text is not known."""
    salt = fact(conn, "salt")
    if salt is None:
        return False
    wanted = [("key", hashed(salt, "key", key))] + ([("text", hashed(salt, "text", digest))] if digest else [])
    sql = "SELECT 1 FROM forgotten WHERE kind = ? AND hash = ?"
    return any(conn.execute(sql, row).fetchone() for row in wanted)


def remember(conn: sqlite3.Connection, what: Sequence[tuple[Kind, str]]) -> int:
    """Let these come back; how many of them were kept out. Of a person, everything that was forgotten with them comes back."""
    salt = fact(conn, "salt")
    if salt is None:
        return 0
    found = 0
    for kind, words in what:
        row = conn.execute(
            "SELECT forgetting FROM forgotten WHERE kind = ? AND hash = ?", [kind, hashed(salt, kind, words)]
        ).fetchone()
        if row is None:
            continue
        found += 1
        if kind in ("name", "address"):
            conn.execute("DELETE FROM forgotten WHERE forgetting = ? AND kind IN ('name', 'address')", [row[0]])
        else:
            conn.execute("DELETE FROM forgotten WHERE kind = ? AND hash = ?", [kind, hashed(salt, kind, words)])
    return found


# --- people ------------------------------------------------------------------------------------------------------


def of_person(names: Iterable[str], addresses: Iterable[str]) -> list[tuple[Kind, str]]:
    """What is kept of a person: full names and addresses. A bare given name is everybody's."""
    told: list[tuple[Kind, str]] = [("name", identity.name_key(name)) for name in names if people.is_full(name)]
    return told + [("address", fold(address)) for address in addresses]


def of_words(words: str) -> list[tuple[Kind, str]]:
    """What may be kept of a person who is called so."""
    return [("name", identity.name_key(words)), ("address", fold(words))]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Who was forgotten, for asking many times."""

    salt: str
    hashes: frozenset[tuple[str, str]]

    def hides(self, person: Mapping[str, Any]) -> bool:
        """Whether a person as an observation gives them (``name``, ``aliases``, ``email``, ``known``) was forgotten."""
        addresses = [each for each in (person["email"], person["name"]) if each and "@" in each]
        told = of_person([person["name"], *person["aliases"], person.get("known") or ""], addresses)
        return any((kind, hashed(self.salt, kind, words)) in self.hashes for kind, words in told)


def hidden(conn: sqlite3.Connection) -> Hidden | None:
    """Who was forgotten; ``None`` when nobody was."""
    rows = conn.execute("SELECT kind, hash FROM forgotten WHERE kind IN ('name', 'address')").fetchall()
    salt = fact(conn, "salt")
    return Hidden(salt, frozenset(map(tuple, rows))) if rows and salt else None
