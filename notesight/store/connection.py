"""The one way to a database file: opened, checked to be ours, its failures turned into sentences."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from notesight.errors import Locked, NotOurs, StoreError

BUSY_SECONDS = 30.0
"""How long a writer waits for another one."""
_PRIVATE = 0o600
_CACHE_KIB = 16_384
_STATEMENTS = 1024
"""So many statements are kept ready: one note takes hundreds of different ones, and the usual 128 would all be made again."""
_ANOTHER = "Name another file with --db."
_SAID = {
    "SQLITE_NOTADB": ("{} is not a SQLite database.", _ANOTHER),
    "SQLITE_FULL": (
        "There is no space left for the database {}.",
        "Make room, and say the same again: nothing is lost.",
    ),
    "SQLITE_READONLY": (
        "The database {} cannot be written to.",
        "Look at its permissions, or name another file with --db.",
    ),
    "SQLITE_CANTOPEN": (
        "The database {} cannot be opened.",
        "Look at its permissions, or name another file with --db.",
    ),
    "SQLITE_PERM": ("The database {} may not be opened.", "Look at its permissions, or name another file with --db."),
    "SQLITE_CORRUPT": (
        "The database {} is damaged.",
        "Bring back a copy of it, or save what can be read: sqlite3 DAMAGED .recover | sqlite3 NEW",
    ),
    "SQLITE_IOERR": (
        "The disk failed while the database {} was in use.",
        "Look whether it is full or gone, and say the same again: nothing is lost.",
    ),
}
"""What SQLite's errors of a file mean, and what to try."""


def connect(path: Path, *, readonly: bool, create: bool) -> sqlite3.Connection:
    """Open a database file with foreign keys on and a long patience; transactions are begun by hand.

    A new file can be read by its owner only. Raises ``StoreError`` when it is missing or cannot be opened.
    """
    if not path.exists():
        if readonly or not create:
            raise StoreError(f"There is no database at {path}.", hint="Add a note first: notesight add FILE")
        _create(path)
    with speaking(path):
        uri = f"{path.absolute().as_uri()}?mode={'ro' if readonly else 'rw'}"
        conn = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=_STATEMENTS)
        conn.row_factory = sqlite3.Row
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        conn.execute("PRAGMA synchronous = FULL")
    return conn


def _create(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, _PRIVATE))
    except FileExistsError:
        pass  # another process was faster; it is the same file then
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise StoreError(f"The database {path} cannot be created: {reason}.", hint=_ANOTHER) from error


def write_ahead(conn: sqlite3.Connection) -> None:
    """Let readers and a writer work at once. SQLite does not wait here while others do the same, so we do."""
    patience = time.monotonic() + BUSY_SECONDS
    while conn.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            conn.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > patience:
                raise
            time.sleep(0.01)


@contextmanager
def speaking(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a file into errors of ours; a fault of our own SQL passes as it is."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        raise _sentence(path, getattr(error, "sqlite_errorname", None) or "", error) from error


def _sentence(path: Path, name: str, error: sqlite3.DatabaseError) -> Exception:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Locked(
            f"Another program holds the database {path} for longer than {BUSY_SECONDS:.0f} seconds.",
            hint="Close it, or wait until it has finished.",
        )
    for start, (sentence, hint) in _SAID.items():
        if name.startswith(start):
            kind = NotOurs if start == "SQLITE_NOTADB" else StoreError
            return kind(sentence.format(path), hint=hint)
    return error


def commit(conn: sqlite3.Connection) -> None:
    """Commit, or leave nothing of the transaction behind."""
    try:
        conn.execute("COMMIT")
    except BaseException:
        rollback(conn)
        raise


def rollback(conn: sqlite3.Connection) -> None:
    """End a transaction without its changes, also when SQLite has done so already (a full disk, a closed file)."""
    with suppress(sqlite3.OperationalError, sqlite3.ProgrammingError):
        if conn.in_transaction:
            conn.execute("ROLLBACK")
