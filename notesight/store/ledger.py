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
        [_path(file.path), *astuple(file)[1:], "failed" if file.error else "read", seen_at.isoformat()],
    )


def known(conn: sqlite3.Connection, path: str, size: int, mtime_ns: int) -> bool:
    """Whether the file was read as it is; a failed one is not known."""
    sql = "SELECT 1 FROM files WHERE path = ? AND size = ? AND mtime_ns = ? AND status = 'read'"
    return conn.execute(sql, [_path(path), size, mtime_ns]).fetchone() is not None


def forget(conn: sqlite3.Connection, path: str) -> None:
    """Take a file out of the ledger."""
    conn.execute("DELETE FROM files WHERE path = ?", [_path(path)])


def _path(path: str) -> str:
    """A path as text that SQLite can hold: bytes that are no UTF-8 are written in hexadecimal."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
