"""A notebook as it stood at the end of a day: only the documents dated up to then, only what was decided up to then.

It is no condition on queries: who is who, which words are quotes of which, and what an older version said depend on
all documents there are. So the truth is copied as far as it had come, and the projection is computed from it, by the
same code as ever. Every question can then be asked of the copy as of any notebook.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from notesight.store import projection, schema, tombstones
from notesight.store.projection import Touched

_IN = "IN (SELECT value FROM json_each(?))"
_OF_RUNS = ("observations", "rejections", *schema.READING_TABLES)
_MOST_TAKEN_OUT = 6
"""Later documents are taken out of a copy of everything unless there are so many times more of them than earlier ones."""


def later(conn: sqlite3.Connection, day: date) -> bool:
    """Whether the notebook has documents or decisions of after a day; without, it stands now as it stood then.

    A copy that was made to be shown stands as on the day it was made: what earlier days are computed from is not in it.
    """
    if tombstones.is_copy(conn):
        return False
    last = conn.execute("SELECT max(date) FROM documents").fetchone()[0]
    return (last is not None and last > day.isoformat()) or bool(_decided_later(conn, day))


def version(conn: sqlite3.Connection) -> tuple[int, ...]:
    """Numbers that change whenever something is read, decided or forgotten."""
    sql = """
        SELECT ifnull((SELECT max(id) FROM documents), 0), ifnull((SELECT max(id) FROM runs), 0),
            ifnull((SELECT max(id) FROM decisions), 0), (SELECT count(*) FROM files WHERE status = 'failed'),
            (SELECT schema_version FROM pragma_schema_version)
    """  # the last one is another whenever a forgetting has written the file anew
    return tuple(conn.execute(sql).fetchone())


def opened(path: Path, day: date) -> sqlite3.Connection:
    """A connection to a private copy of the notebook in a file, as it stood at the end of a day; closing it deletes it.

    Ids are those of the notebook. The connection may be used in any thread, but in one at a time.
    """
    conn = sqlite3.connect(
        "", uri=True, isolation_level=None, check_same_thread=False
    )  # "": a file of its own, unnamed
    try:
        conn.row_factory = sqlite3.Row
        conn.execute("PRAGMA journal_mode = OFF")
        conn.execute("PRAGMA synchronous = OFF")
        with _reading(path) as source:
            source.execute("BEGIN")  # all that is copied is of one moment
            gone = [row[0] for row in source.execute("SELECT id FROM documents WHERE date > ?", [day.isoformat()])]
            undecided = _decided_later(source, day)
            kept = source.execute("SELECT count(*) FROM documents").fetchone()[0] - len(gone)
            if len(gone) < _MOST_TAKEN_OUT * kept and _about_items(source, undecided):
                source.execute("COMMIT")
                source.backup(conn)
                conn.execute("BEGIN")
                _take_out(conn, gone, undecided)
                conn.execute("DELETE FROM files WHERE substr(seen_at, 1, 10) > ?", [day.isoformat()])
            else:
                conn.execute("BEGIN")
                _leave_out(conn, source, day, undecided)
        conn.execute("COMMIT")
        conn.execute("PRAGMA query_only = ON")
    except BaseException:
        conn.close()
        raise
    return conn


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    conn.row_factory = sqlite3.Row
    try:
        yield conn
    finally:
        conn.close()


def _decided_later(conn: sqlite3.Connection, day: date) -> list[int]:
    """The decisions that were made after a day, as this machine tells days."""
    near = conn.execute("SELECT id, made_at FROM decisions WHERE made_at >= ?", [day.isoformat()])
    return [row[0] for row in near if datetime.fromisoformat(row[1]).astimezone().date() > day]


def _about_items(conn: sqlite3.Connection, decisions: Iterable[int]) -> bool:
    """Whether decisions are all about asks, offers and follow-ups, so that taking them out touches only these."""
    sql = f"SELECT count(*) FROM decisions WHERE id {_IN} AND subject NOT IN (SELECT id FROM quotes)"  # noqa: S608 (our own names)
    return int(conn.execute(sql, [_json(decisions)]).fetchone()[0]) == 0


# --- many documents are left: the copy of everything, without the later ones ------------------------------------------


def _take_out(conn: sqlite3.Connection, gone: list[int], undecided: list[int]) -> None:
    for trigger in ("documents_never_change", "decisions_never_change"):
        conn.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    around = _IN.replace("?", "?1")
    versions = (
        f"SELECT id FROM documents WHERE key IN (SELECT key FROM documents WHERE id {around}) AND id NOT {around}"  # noqa: S608 (our own names)
    )
    neighbours = {row[0] for row in conn.execute(versions, [_json(gone)])}
    subjects = {row[0] for row in conn.execute(f"SELECT subject FROM decisions WHERE id {_IN}", [_json(undecided)])}  # noqa: S608 (our own names)
    for table in _OF_RUNS:
        conn.execute(
            f"DELETE FROM {table} WHERE run_id IN (SELECT id FROM runs WHERE document_id {_IN})",  # noqa: S608 (our own names)
            [_json(gone)],
        )
    for table, column in (("runs", "document_id"), ("parts", "document_id"), ("documents", "id")):
        conn.execute(f"DELETE FROM {table} WHERE {column} {_IN}", [_json(gone)])  # noqa: S608 (our own names)
    conn.execute(f"DELETE FROM decisions WHERE id {_IN}", [_json(undecided)])  # noqa: S608 (our own names)
    _chain(conn, neighbours)
    projection.project(conn, Touched(documents={*gone, *neighbours}, items=subjects))


def _chain(conn: sqlite3.Connection, documents: Iterable[int]) -> None:
    """Let each version follow the one before it that is still there."""
    sql = f"""
        UPDATE documents SET supersedes =
            (SELECT max(older.id) FROM documents AS older WHERE older.key = documents.key AND older.id < documents.id)
        WHERE id {_IN}
    """  # noqa: S608 (our own names)
    conn.execute(f"UPDATE documents SET supersedes = NULL WHERE id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    conn.execute(sql, [_json(documents)])


# --- few documents are left: these alone ------------------------------------------------------------------------------


def _leave_out(conn: sqlite3.Connection, source: sqlite3.Connection, day: date, undecided: list[int]) -> None:
    for statement in schema.statements(schema.PRESENT):
        conn.execute(statement)
    kept = "SELECT id FROM documents WHERE date <= ?"
    of_runs = f"run_id IN (SELECT id FROM runs WHERE document_id IN ({kept}))"  # noqa: S608 (our own words)
    for table, where, value in (
        ("documents", "date <= ?", day.isoformat()),
        ("parts", f"document_id IN ({kept})", day.isoformat()),
        ("runs", f"document_id IN ({kept})", day.isoformat()),
        *((table, of_runs, day.isoformat()) for table in _OF_RUNS),
        ("decisions", f"id NOT {_IN}", _json(undecided)),
        ("files", "substr(seen_at, 1, 10) <= ?", day.isoformat()),
        ("forgotten", "forgetting >= ?", "0"),  # who was forgotten since was there then, and is left out all the same
        ("_notebook", "name >= ?", ""),
    ):
        _copy(conn, source, table, where, value)
    _chain(conn, [row[0] for row in conn.execute("SELECT id FROM documents WHERE supersedes IS NOT NULL")])
    projection.rebuild(conn)


def _copy(conn: sqlite3.Connection, source: sqlite3.Connection, table: str, where: str, value: str) -> None:
    """Copy the rows of a table that are meant, with the columns that both have."""
    those = {row["name"] for row in source.execute(f"PRAGMA table_info({table})")}
    columns = [row["name"] for row in conn.execute(f"PRAGMA table_info({table})") if row["name"] in those]
    if not columns:  # a notebook of an older version has no such table
        return
    rows = source.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {where}", [value])  # noqa: S608 (our own names)
    places = ", ".join("?" * len(columns))
    conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", map(tuple, rows))  # noqa: S608 (our own names)


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
