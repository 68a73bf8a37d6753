"""Full-text search over documents and lists."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

SEARCHED = {
    "documents": ("title", "text"),
    "people": ("name", "also_known_as", "organization", "email"),
    "asks": ("summary", "quote"),
    "offers": ("summary", "quote"),
    "followups": ("summary", "quote"),
}
"""The tables with full-text search, and the columns it covers; the index of ``asks`` is ``asks_fts``."""


def search_tables() -> str:
    """The SQL of the full-text indexes: what is in them follows a deletion or an update of a row by itself.

    Rows that we add come in bulk, once for each unit of writing; a trigger for them would cost four times as much.
    """
    return "".join(_search_table(table, columns) for table, columns in SEARCHED.items())


def _search_table(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(columns)
    old = ", ".join(f"old.{column}" for column in columns)
    new = ", ".join(f"new.{column}" for column in columns)
    forget = f"INSERT INTO {table}_fts ({table}_fts, rowid, {names}) VALUES ('delete', old.rowid, {old});"  # noqa: S608 (our own names)
    add = f"INSERT INTO {table}_fts (rowid, {names}) VALUES (new.rowid, {new});"  # noqa: S608 (our own names)
    return f"""
CREATE VIRTUAL TABLE {table}_fts USING fts5 ({names}, content="{table}", tokenize="unicode61 remove_diacritics 2");
CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN {forget} END;
CREATE TRIGGER {table}_fts_update AFTER UPDATE OF {names} ON {table} BEGIN {forget} {add} END;
"""


def index(conn: sqlite3.Connection, table: str, key: str, added: Collection[object]) -> None:
    """Put added rows into the full-text index of their table."""
    if added:
        columns = ", ".join(SEARCHED[table])
        conn.execute(
            f"INSERT INTO {table}_fts (rowid, {columns}) SELECT rowid, {columns} FROM {table} "  # noqa: S608 (our own names)
            f"WHERE {key} IN (SELECT value FROM json_each(?))",
            [json.dumps(list(added))],
        )
