"""The ledger: which files were looked at, to skip what is known and to list what failed."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime

from notesight.model import FINGERPRINT_BYTES, MboxMessage


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


def known_message(conn: sqlite3.Connection, path: str, size: int, mtime_ns: int) -> int | None:
    """:func:`known` for a message of a Maildir, which mail programs move from ``new`` to ``cur`` and give flags."""
    folder, name = os.path.split(path)
    maildir, name = os.path.dirname(folder), re.split("[:;!]2,", name)[0]  # noqa: PTH120 - a text, not a path
    new, cur = (text(os.path.join(maildir, each, name)) for each in ("new", "cur"))  # noqa: PTH118 - as above
    sql = """
        SELECT documents FROM files WHERE size = :size AND mtime_ns = :mtime_ns AND status = 'read' AND (
            path IN (:new, :cur) OR path >= :cur || ':2,' AND path < :cur || ':2-'
            OR path >= :cur || ';2,' AND path < :cur || ';2-' OR path >= :cur || '!2,' AND path < :cur || '!2-')
    """
    found = conn.execute(sql, {"size": size, "mtime_ns": mtime_ns, "new": new, "cur": cur}).fetchone()
    return found and int(found["documents"])


def messages(conn: sqlite3.Connection, path: str) -> list[MboxMessage]:
    """The messages that a mailbox file held when it was read, in its order; none when it is not known."""
    found = conn.execute("SELECT fingerprints FROM _mbox_messages WHERE path = ?", [text(path)]).fetchone()
    joined: bytes = found["fingerprints"] if found else b""
    each = FINGERPRINT_BYTES + 1
    return [MboxMessage(joined[at + 1 : at + each], joined[at] == 1) for at in range(0, len(joined), each)]


def note_messages(conn: sqlite3.Connection, path: str, messages: Iterable[MboxMessage]) -> None:
    """Remember the messages of a mailbox file, instead of what was remembered of it before."""
    joined = b"".join(bytes([message.was_read]) + message.fingerprint for message in messages)
    conn.execute("INSERT OR REPLACE INTO _mbox_messages (path, fingerprints) VALUES (?, ?)", [text(path), joined])


def failed(conn: sqlite3.Connection) -> list[str]:
    """The paths of the files that could not be read."""
    return [row["path"] for row in conn.execute("SELECT path FROM files WHERE status = 'failed' ORDER BY path")]


def note_move(conn: sqlite3.Connection, path: str, size: int, mtime_ns: int) -> None:
    """Count a file that is about to go to the archive; the same one again is not counted again."""
    conn.execute(
        "INSERT INTO _moved (path, times, size, mtime_ns) VALUES (?, 1, ?, ?) ON CONFLICT (path) DO UPDATE SET "
        "times = times + 1, size = excluded.size, mtime_ns = excluded.mtime_ns "
        "WHERE (size, mtime_ns) <> (excluded.size, excluded.mtime_ns)",
        [text(path), size, mtime_ns],
    )


def take_back_move(conn: sqlite3.Connection, path: str) -> None:
    """Count a file no more that has stayed."""
    conn.execute("UPDATE _moved SET times = times - 1, size = -1, mtime_ns = -1 WHERE path = ?", [text(path)])


def times_moved(conn: sqlite3.Connection, path: str) -> int:
    """How many files of that name have gone to the archive."""
    found = conn.execute("SELECT times FROM _moved WHERE path = ?", [text(path)]).fetchone()
    return int(found["times"]) if found else 0


def forget(conn: sqlite3.Connection, path: str) -> None:
    """Take a file out of the ledger."""
    conn.execute("DELETE FROM files WHERE path = ?", [text(path)])
    conn.execute("DELETE FROM _mbox_messages WHERE path = ?", [text(path)])


def text(words: str) -> str:
    """A path, or words with one, as SQLite can hold it: bytes that are no UTF-8 are written in hexadecimal."""
    return words.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
