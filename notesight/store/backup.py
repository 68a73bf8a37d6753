"""A whole notebook as lines of JSON, and back: what was read and what was decided, from which all else is computed.

The first line says what it is. Each other line is a row: its ``table``, and its columns by their names. Ids stay what they
are, so that a notebook made of them is the same: same ids, same lists, same history.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from notesight.errors import NewerDatabase, StoreError, UsageError

TABLES = (
    "documents", "parts", "runs", "observations", "rejections", "pieces", "coverage", "decisions", "forgotten", "_notebook",
    "mailboxes",
)  # fmt: skip
"""What a notebook is made of, in an order in which no row comes before one that it names."""
OF_THIS_MACHINE = (
    "files",
    "_moved",
    "_mbox_messages",
    "batches",
    "batch_documents",
    "_embeddings",
    "_sqlite_migrations",
)
"""What tells of files of this machine, or of what a model server still holds: of no use elsewhere."""
FORMAT = 1
_FACTS = ("salt", "last_document")
"""What is told of the file itself: without the first what was forgotten could come back. No secret address."""


def dump(conn: sqlite3.Connection, version: int, at: datetime) -> Iterator[str]:
    """The lines of a notebook, all of one moment."""
    conn.execute("SAVEPOINT dump")
    try:
        yield _line({"notesight": FORMAT, "version": version, "made_at": at.isoformat()})
        for table in TABLES:
            for row in conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):  # noqa: S608 (our own names)
                if table != "_notebook" or row["name"] in _FACTS:
                    yield _line({"table": table, **dict(row)})
    finally:
        conn.execute("RELEASE dump")


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def restore(conn: sqlite3.Connection, lines: Iterable[str], version: int) -> dict[str, int]:
    """Write the rows of such lines into an empty notebook; how many of each table. The lists are to be computed after it.

    Raises ``UsageError`` for a notebook that is not empty and for lines that are no notebook, ``NewerDatabase`` for one of a
    newer notesight.
    """
    if (
        conn.execute("SELECT 1 FROM documents LIMIT 1").fetchone()
        or conn.execute("SELECT 1 FROM decisions LIMIT 1").fetchone()
    ):
        raise UsageError("A whole notebook goes into an empty one only.", hint="Name another file with --db.")
    rows = _rows(lines, version)
    columns = {table: [row["name"] for row in conn.execute(f"PRAGMA table_info({table})")] for table in TABLES}
    conn.execute("PRAGMA defer_foreign_keys = ON")
    counts = dict.fromkeys(TABLES, 0)
    for n, row in rows:
        table = row.pop("table", None)
        if table not in columns or not row.keys() <= set(columns[table]):
            raise UsageError(f"Line {n} is no row of a notebook.")
        names = list(row)
        marks = ", ".join("?" * len(names))
        try:
            conn.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", [row[name] for name in names])  # noqa: S608 (our own names)
        except (sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError) as error:
            raise UsageError(f"Line {n} is no row of a notebook: {error}.") from error
        counts[table] += 1
    _prove(conn)
    return counts


def _rows(lines: Iterable[str], version: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows with the numbers of their lines; the first line is looked at before any."""
    numbered = ((n, line) for n, line in enumerate(lines, start=1) if line.strip())
    head = _object(*next(numbered, (1, "")))
    if head.get("notesight") != FORMAT or not isinstance(head.get("version"), int):
        raise UsageError("These lines are no notebook.", hint="notesight export notebook writes one.")
    if head["version"] > version:
        raise NewerDatabase("These lines are of a newer notesight.", hint="pip install --upgrade notesight")
    return ((n, _object(n, line)) for n, line in numbered)


def _object(n: int, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise UsageError(f"Line {n} is no JSON object.")
    return value


def _prove(conn: sqlite3.Connection) -> None:
    """No quote, no fact: also in what another machine wrote."""
    sql = """
        SELECT documents.text, start, end, quote FROM observations JOIN runs ON runs.id = run_id
        JOIN documents ON documents.id = runs.document_id WHERE substr(text, start + 1, end - start) IS NOT quote
    """
    for row in conn.execute(sql):  # SQL ends a text at a NUL character, so that these are looked at once more
        if row["text"][row["start"] : row["end"]] != row["quote"]:
            raise StoreError("A quote in these lines is not the text at its place; nothing was taken in.")
