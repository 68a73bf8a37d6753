"""How a database file becomes one of the present version: every step there ever was, in order, each once.

The steps are kept by sqlite-utils in ``_sqlite_migrations``; ``PRAGMA user_version`` counts them, so that opening a
file of the present version imports nothing and looks at two numbers only. All pending steps are one transaction.

A step may use tables of the truth as they were; it never edits :data:`schema.TRUTH`'s first version. A change of the
projection is a step that calls :func:`notesight.store.projection.create`; after the last step all rows are computed anew.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from notesight.errors import NewerDatabase, NotOurs
from notesight.store import connection, projection, schema, tombstones, truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database, Migrations

SET = "notesight"
VERSION = 16
"""The number of steps, and the ``user_version`` of a present database."""


def prepare(conn: sqlite3.Connection, path: Path, *, readonly: bool) -> bool:
    """Bring a database to the present version; whether anything was done.

    Raises ``NotOurs`` for another program's database, ``NewerDatabase`` for one of a newer notesight. A read-only
    connection changes nothing: an older database is refused, with what to do.
    """
    version = _check(conn, path)
    if tombstones.is_copy(conn):  # what it was computed from is not in it, so nothing can be computed anew
        if version != VERSION:
            raise NotOurs(f"{path} is a copy made by an older notesight.", hint="Make it anew: notesight publish-copy")
        return False
    if version == VERSION:
        if not readonly:
            connection.write_ahead(conn)
        return False
    if readonly:
        raise NotOurs(f"{path} was written by an older notesight.", hint="Bring it up to date: notesight rebuild")
    connection.write_ahead(conn)
    conn.execute("BEGIN IMMEDIATE")
    try:
        if _check(conn, path) != VERSION:  # nobody else was faster
            _apply(conn)
    except BaseException:
        connection.rollback(conn)
        raise
    connection.commit(conn)
    return True


def _check(conn: sqlite3.Connection, path: Path) -> int:
    """The version of a database of ours, 0 for an empty file."""
    application, version = (conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if application == schema.APPLICATION_ID:
        if version > VERSION:
            raise _newer(path)
        return int(version)
    tables = {row[0] for row in conn.execute("SELECT name FROM sqlite_master")}
    if not tables and not application:
        return 0
    if application or not {"_sqlite_migrations", "documents", "observations"} <= tables:
        raise NotOurs(f"{path} is a database of another program.", hint="Name another file with --db.")
    # A dump that was read in again has lost the two numbers, and kept the list of steps.
    steps = {row[0] for row in conn.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [SET])}
    if not steps:
        raise NotOurs(f"{path} is a database of another program.", hint="Name another file with --db.")
    if len(steps) > VERSION:
        raise _newer(path)
    return 0


def _newer(path: Path) -> NewerDatabase:
    return NewerDatabase(
        f"The database {path} was written by a newer notesight than this one.", hint="Bring notesight up to date."
    )


def _apply(conn: sqlite3.Connection) -> None:
    from sqlite_utils import Database

    conn.row_factory = None  # sqlite-utils reads plain tuples
    try:
        steps().apply(Database(conn, use_old_upsert=False))
    finally:
        conn.row_factory = sqlite3.Row
    if conn.execute("SELECT 1 FROM documents").fetchone():
        truth.cover(conn)
        projection.rebuild(conn)
    conn.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {VERSION}")


def steps() -> Migrations:
    """Every step from an empty file to the present version."""
    from sqlite_utils import Migrations

    migrations = Migrations(SET)
    for name, step in STEPS:
        migrations(name=name)(step)
    return migrations


def _run(db: Database, *scripts: str) -> None:
    for script in scripts:
        for statement in schema.statements(script):
            db.conn.execute(statement)


def _project_anew(db: Database, *, unless: str) -> None:
    """Make the projection's tables, unless an earlier step of the same run made the present ones: ``unless`` is new."""
    if not db[unless].exists():
        projection.create(db.conn)


def _notebook(db: Database) -> None:
    _run(db, schema.TRUTH, schema.NEVER_CHANGED, schema.LEDGER)
    projection.create(db.conn)


def _mailboxes(db: Database) -> None:
    _run(db, schema.MAILBOXES)


def _counts(db: Database) -> None:
    _project_anew(db, unless="_person_counts")


def _threads(db: Database) -> None:
    _project_anew(db, unless="quotes")


def _decisions(db: Database) -> None:
    _run(db, schema.DECIDED)
    _project_anew(db, unless="_person_told")


def _intake(db: Database) -> None:
    _run(db, schema.INTAKE)


def _pieces_and_coverage(db: Database) -> None:
    _run(db, schema.READING, schema.never_changed(schema.READING_TABLES))


def _batches(db: Database) -> None:
    _run(db, schema.BATCHES)


def _proposed(db: Database) -> None:
    _run(db, schema.PROPOSED)


def _forgotten(db: Database) -> None:
    _run(db, schema.FORGOTTEN)


def _batches_known(db: Database) -> None:
    _run(db, schema.BATCHES_KNOWN)


def _item_counts(db: Database) -> None:
    _project_anew(db, unless="_item_counts")


def _contacts(db: Database) -> None:
    _run(db, schema.KEPT)
    _project_anew(db, unless="contacts")


def _embeddings(db: Database) -> None:
    _run(db, schema.EMBEDDINGS)


def _told(db: Database) -> None:
    _run(db, schema.TOLD, schema.never_changed(("observations", "rejections")))
    _project_anew(db, unless="introductions")


def _closings(db: Database) -> None:
    _project_anew(db, unless="closings")


STEPS: tuple[tuple[str, Callable[[Database], None]], ...] = (
    ("0001_notebook", _notebook),
    ("0002_mailboxes", _mailboxes),
    ("0003_counts", _counts),
    ("0004_threads", _threads),
    ("0005_decisions", _decisions),
    ("0006_intake", _intake),
    ("0007_pieces_and_coverage", _pieces_and_coverage),
    ("0008_batches", _batches),
    ("0009_proposed", _proposed),
    ("0010_forgotten", _forgotten),
    ("0011_batches_known", _batches_known),
    ("0012_item_counts", _item_counts),
    ("0013_contacts", _contacts),
    ("0014_embeddings", _embeddings),
    ("0015_told", _told),
    ("0016_closings", _closings),
)
"""Every step by its name, which never changes, in the order in which they are taken."""
