"""What Datasette's own pages know of a notebook's tables: labels, facets, sort orders, and what each column is.

The descriptions are the comments that the tables were made with: SQLite keeps them, so they are said once only.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any

_ITEM = {"label_column": "summary", "sort_desc": "said_on", "facets": ["state", "by_person_id"]}

SETTINGS: dict[str, dict[str, Any]] = {
    "people": {"label_column": "name", "sort_desc": "last_seen"},
    "asks": _ITEM,
    "offers": _ITEM,
    "followups": _ITEM,
    "documents": {"label_column": "title", "sort_desc": "date", "facets": ["kind", "channel"]},
    "runs": {"sort_desc": "id", "facets": ["status", "extractor"]},
    "decisions": {"sort_desc": "id", "facets": ["action"]},
    "files": {"sort_desc": "seen_at", "facets": ["status"]},
}

_TABLE = re.compile(r"^CREATE TABLE\s+\S+\s*\(\s*--\s*(.+)$", re.MULTILINE)
_COLUMN = re.compile(r"^\s*\"?([a-z_]+)\"?\s[^-\n]*(?:-(?!-)[^-\n]*)*--\s*(.+)$")
_MORE = re.compile(r"^\s+--\s*(.+)$")


def described(conn: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Settings and descriptions of every table of a notebook, in the form of Datasette's metadata."""
    made = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL").fetchall()
    return {name: _hidden(name) | dict(SETTINGS.get(name, {})) | comments(sql) for name, sql in map(tuple, made)}


def _hidden(table: str) -> dict[str, Any]:
    return {"hidden": True} if table.startswith("_") else {}


def comments(sql: str) -> dict[str, Any]:
    """The description of a table and of its columns, read from the comments of its ``CREATE TABLE``."""
    said: dict[str, Any] = {}
    columns: dict[str, str] = {}
    last = ""
    if table := _TABLE.search(sql):
        said["description"] = _sentence(table[1])
    for line in sql.splitlines()[1:]:
        if column := _COLUMN.match(line):
            last = column[1]
            columns[last] = column[2].strip()
        elif last and (more := _MORE.match(line)):
            columns[last] = f"{columns[last]}; {more[1].strip()}"
        else:
            last = ""
    if columns:
        said["columns"] = {name: _sentence(words) for name, words in columns.items()}
    return said


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]
