"""The one way to a database file: opened, checked to be ours, its failures turned into sentences."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from notesight.errors import Locked, NotOurs, StoreError

BUSY_SECONDS = 30.0
"""How long a writer waits for another one."""
_PRIVATE = 0o600
_CACHE_KIB = 16_384


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
        conn = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
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
        raise StoreError(f"The database {path} cannot be created: {error.strerror}.") from error


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
    if name == "SQLITE_NOTADB":
        return NotOurs(f"{path} is not a SQLite database.", hint="Name another file with --db.")
    said = {
        "SQLITE_FULL": f"There is no space left for the database {path}.",
        "SQLITE_READONLY": f"The database {path} cannot be written to.",
        "SQLITE_CANTOPEN": f"The database {path} cannot be opened.",
        "SQLITE_CORRUPT": f"The database {path} is damaged.",
        "SQLITE_IOERR": f"The disk failed while the database {path} was in use.",
        "SQLITE_PERM": f"The database {path} may not be opened.",
    }
    for start, sentence in said.items():
        if name.startswith(start):
            return StoreError(sentence)
    return error


def commit(conn: sqlite3.Connection) -> None:
    """Commit, or leave nothing of the transaction behind."""
    try:
        conn.execute("COMMIT")
    except BaseException:
        rollback(conn)
        raise


def rollback(conn: sqlite3.Connection) -> None:
    """End a transaction without its changes, also when SQLite has done so already (a full disk)."""
    if conn.in_transaction:
        with suppress(sqlite3.OperationalError):
            conn.execute("ROLLBACK")
