"""The ledger: which files were looked at, to skip what is known and to list what failed."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was when it was looked at; with ``error``, it could not be read."""

    path: str
    size: int
    mtime_ns: int
    documents: int
    error: str | None


def note(conn: sqlite3.Connection, file: File, seen_at: datetime) -> None:
    """Remember a file as it is now."""
    conn.execute(
        "INSERT INTO files (path, size, mtime_ns, documents, error, status, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, "
        "status = excluded.status, error = excluded.error, documents = excluded.documents, seen_at = excluded.seen_at",
        [
            *(text(each) if isinstance(each, str) else each for each in astuple(file)),
            "failed" if file.error else "read",
            seen_at.isoformat(),
        ],
    )


def known(conn: sqlite3.Connection, path: str, size: int, mtime_ns: int) -> int | None:
    """How many documents the file gave when it was read as it is; ``None`` when it was not, or failed."""
    sql = "SELECT documents FROM files WHERE path = ? AND size = ? AND mtime_ns = ? AND status = 'read'"
    found = conn.execute(sql, [text(path), size, mtime_ns]).fetchone()
    return found and int(found["documents"])


def failed(conn: sqlite3.Connection) -> list[str]:
    """The paths of the files that could not be read."""
    return [row["path"] for row in conn.execute("SELECT path FROM files WHERE status = 'failed' ORDER BY path")]


def forget(conn: sqlite3.Connection, path: str) -> None:
    """Take a file out of the ledger."""
    conn.execute("DELETE FROM files WHERE path = ?", [text(path)])


def text(words: str) -> str:
    """A path, or words with one, as SQLite can hold it: bytes that are no UTF-8 are written in hexadecimal."""
    return words.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
