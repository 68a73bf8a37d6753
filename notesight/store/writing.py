"""Writing in units: all of one or nothing, and the lists brought up to date once, before it is committed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notesight.errors import UsageError
from notesight.store import connection, projection, tombstones


class Writing:
    """The writing to an open notebook. ``touched`` gathers what the lists must be computed for again."""

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        self._conn = conn
        self._path = path
        self.is_copy = tombstones.is_copy(conn)
        self.touched = projection.Touched()
        self._depth = 0

    @contextmanager
    def unit(self) -> Iterator[None]:
        """A unit of writing; inside another one, a part of it that fails alone.

        Raises ``Locked`` when another program writes for too long, ``StoreError`` when the disk is full or the file cannot
        be written, ``UsageError`` in a copy to be shown.
        """
        with connection.speaking(self._path):
            self.refuse_copy()
            with self._part() if self._depth else self._whole():
                yield

    def refuse_copy(self, why: str = "Nothing can be added to it or changed in it.") -> None:
        """Raise ``UsageError`` when this is a copy to be shown."""
        if self.is_copy:
            raise UsageError(f"{self._path} is a copy to be shown. {why}")

    @contextmanager
    def _whole(self) -> Iterator[None]:
        self._conn.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
            if self.touched:
                projection.project(self._conn, self.touched)
            connection.commit(self._conn)
        except BaseException:
            connection.rollback(self._conn)
            raise
        finally:
            self._depth = 0
            self.touched.clear()

    @contextmanager
    def _part(self) -> Iterator[None]:
        self._conn.execute("SAVEPOINT part")
        self._depth += 1
        try:
            yield
        except BaseException:
            if self._conn.in_transaction:
                self._conn.execute("ROLLBACK TO part")
                self._conn.execute("RELEASE part")
            raise
        else:
            self._conn.execute("RELEASE part")
        finally:
            self._depth -= 1
