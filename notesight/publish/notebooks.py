"""Which of the attached databases are notebooks: looked at once each, when Datasette starts or first sees them."""

from __future__ import annotations

import sqlite3
import sys
import traceback
from typing import Any
from weakref import WeakKeyDictionary

from notesight.publish import lines
from notesight.publish.facts import is_notebook
from notesight.publish.questions import QUESTIONS
from notesight.publish.tables import described

Described = dict[str, dict[str, Any]]

_seen: WeakKeyDictionary[Any, Described | None] = WeakKeyDictionary()
"""By Datasette's ``Database``: what is known of the tables of a notebook; ``None`` for any other database."""


async def notebooks(datasette: Any) -> list[str]:
    """The names of the attached databases that are notebooks, in Datasette's order."""
    found = []
    for name, database in list(datasette.databases.items()):
        if database not in _seen:
            _seen[database] = await database.execute_fn(_look)
            if _seen[database] is not None:
                _keep_quiet()
                await lines.describe(datasette, name, _seen[database] or {})
                await lines.store_questions(datasette, name, QUESTIONS)
        if _seen[database] is not None:
            found.append(name)
    return found


def known(datasette: Any, name: str) -> Described | None:
    """What was seen of a notebook's tables; ``None`` for a database that is none, or was not looked at yet."""
    database = datasette.databases.get(name)
    return None if database is None else _seen.get(database)


def known_names(datasette: Any) -> list[str]:
    """The notebooks that were seen so far."""
    return [name for name in datasette.databases if known(datasette, name) is not None]


def _look(conn: sqlite3.Connection) -> Described | None:
    return described(conn) if is_notebook(conn) else None


class _Frames:
    """Stands where Datasette holds ``traceback``: prints where an error came up, and not its message, which may quote."""

    @staticmethod
    def print_exc() -> None:
        kind, _, where = sys.exc_info()
        print("This is a bug in notesight or in Datasette:", file=sys.stderr)  # noqa: T201 - where Datasette prints
        for frame in traceback.extract_tb(where):
            print(f"  {frame.filename}:{frame.lineno} in {frame.name}", file=sys.stderr)  # noqa: T201
        print(f"  {kind.__name__ if kind else 'unknown'}", file=sys.stderr)  # noqa: T201


def _keep_quiet() -> None:
    """Stop Datasette from printing every error, 404s too, with its message and all local variables: a user's texts."""
    from datasette import handle_exception

    handle_exception.rich = None
    handle_exception.traceback = _Frames
