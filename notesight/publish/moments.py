"""The notebook as of a day, for the pages: a copy of how it stood then, kept for the next pages of the same day."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

KEPT = 3
"""Copies that are kept; a reader looks at one day, or compares two."""


class _Copies:
    """Copies by file, day and version of the notebook; each is used by one thread at a time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], tuple[sqlite3.Connection, threading.Lock]] = OrderedDict()
        self._making = threading.Lock()

    def ask(self, path: Path, day: date, version: tuple[int, ...], question: Callable[[sqlite3.Connection], T]) -> T:
        """Ask a question of the copy, which is made when it is not there."""
        from notesight.store import asof

        key = (path, day, version)
        with self._making:
            for stale in [each for each in self._kept if each[0] == path and each[2] != version]:
                self._close(*self._kept.pop(stale))  # something may have been forgotten since
            if key not in self._kept:
                self._kept[key] = (asof.opened(path, day), threading.Lock())
            self._kept.move_to_end(key)
            conn, one = self._kept[key]
            while len(self._kept) > KEPT:
                _, old = self._kept.popitem(last=False)
                self._close(*old)
            one.acquire()
        try:
            return question(conn)
        finally:
            one.release()

    @staticmethod
    def _close(conn: sqlite3.Connection, in_use: threading.Lock) -> None:
        with in_use:
            conn.close()


_copies = _Copies()


async def ask(datasette: Any, name: str, as_of: date | None, question: Callable[[sqlite3.Connection], T]) -> T:
    """What a question finds in a notebook, as it stands now or as it stood at the end of a day."""
    database = datasette.get_database(name)
    if as_of is not None and database.path is not None:
        from notesight.store import asof

        came_later, version = await database.execute_fn(lambda conn: (asof.later(conn, as_of), asof.version(conn)))
        if came_later:
            return await asyncio.to_thread(_copies.ask, Path(database.path), as_of, version, question)
    found: T = await database.execute_fn(question)
    return found
