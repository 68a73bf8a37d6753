"""How a database file becomes one of the present version: every step there ever was, in order, each once.

The steps are kept by sqlite-utils in ``_sqlite_migrations``; ``PRAGMA user_version`` counts them, so that opening a
file of the present version imports nothing and looks at two numbers only. All pending steps are one transaction.

A step may use tables of the truth as they were; it never edits :data:`schema.TRUTH`'s first version. The projection is
taken down before the first step and computed anew after the last: a change of it is a step without SQL of its own.
A file that is still empty takes the same steps, and gets the same tables, without the help of sqlite-utils.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from notesight.errors import NewerDatabase, NotOurs
from notesight.store import connection, projection, schema, tombstones, truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

    from notesight.store.projection import Tell

SET = "notesight"


def prepare(conn: sqlite3.Connection, path: Path, *, readonly: bool, tell: Tell | None = None) -> bool:
    """Bring a database to the present version; whether anything was done.

    Raises ``NotOurs`` for another program's database, ``NewerDatabase`` for one of a newer notesight. A read-only
    connection changes nothing: an older database is refused, with what to do. ``tell`` hears how far it has come.
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
            _apply(conn, tell)
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


def _apply(conn: sqlite3.Connection, tell: Tell | None) -> None:
    if conn.execute("SELECT 1 FROM sqlite_master").fetchone():
        projection.drop(conn)  # a step changes the truth only, and finds nothing that hangs on it
        _catch_up(conn)
    else:
        _lay(conn)
    if conn.execute("SELECT 1 FROM documents").fetchone():
        truth.cover(conn)
        projection.rebuild(conn, tell)
    else:
        projection.create(conn)
    conn.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {VERSION}")


def _lay(conn: sqlite3.Connection) -> None:
    """Take all steps in an empty file, and keep the record that sqlite-utils would keep, without its cost."""
    for script in (_RECORD, *STEPS.values()):
        for statement in schema.statements(script):
            conn.execute(statement)
    now = str(datetime.now(UTC))
    conn.executemany(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
        [(SET, name, now) for name in STEPS],
    )


def _catch_up(conn: sqlite3.Connection) -> None:
    """Take the steps that a file has not taken yet."""
    from sqlite_utils import Database, Migrations

    migrations = Migrations(SET)
    for name, script in STEPS.items():
        migrations(name=name)(_taking(script))
    conn.row_factory = None  # sqlite-utils reads plain tuples
    try:
        migrations.apply(Database(conn, use_old_upsert=False))
    finally:
        conn.row_factory = sqlite3.Row


def _taking(script: str) -> Callable[[Database], None]:
    def take(db: Database) -> None:
        for statement in schema.statements(script):
            db.conn.execute(statement)

    return take


_RECORD = """
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
"""
"""The table of the steps taken, as sqlite-utils makes it."""

STEPS = {
    "0001_notebook": schema.TRUTH + schema.NEVER_CHANGED + schema.LEDGER,
    "0002_mailboxes": schema.MAILBOXES,
    "0003_counts": "",
    "0004_threads": "",
    "0005_decisions": schema.DECIDED,
    "0006_intake": schema.INTAKE,
    "0007_pieces_and_coverage": schema.READING + schema.never_changed(schema.READING_TABLES),
    "0008_batches": schema.BATCHES,
    "0009_proposed": schema.PROPOSED,
    "0010_forgotten": schema.FORGOTTEN,
    "0011_batches_known": schema.BATCHES_KNOWN,
    "0012_item_counts": "",
    "0013_contacts": schema.KEPT,
    "0014_embeddings": schema.EMBEDDINGS,
    "0015_told": schema.TOLD + schema.never_changed(("observations", "rejections")),
    "0016_closings": "",
    "0017_repeats": "",
    "0018_confirmed_introductions": "",
    "0019_topics": "",
    "0020_namesakes": schema.OUTCOMES_SAID,
}
"""Every step by its name, which never changes, in the order in which they are taken, and the SQL that takes it.

One without SQL changed the projection only.
"""
VERSION = len(STEPS)
"""The number of steps, and the ``user_version`` of a present database."""
