"""What Datasette's own pages know of a notebook's tables: labels, facets, sort orders, and what each column is.

The descriptions are the comments that the tables were made with: SQLite keeps them, so they are said once only.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any

_ITEM = {"label_column": "summary", "sort_desc": "said_on", "facets": ["state", "certainty", "by_person_id"]}
_DOCUMENT = {"label_column": "title", "sort_desc": "date", "facets": ["kind", "channel"]}

SETTINGS: dict[str, dict[str, Any]] = {
    "people": {"label_column": "name", "sort_desc": "last_seen"},
    "asks": _ITEM,
    "offers": _ITEM,
    "followups": _ITEM,
    "items": {"sort_desc": "said_on", "facets": ["kind", "state", "certainty"]},
    "documents": _DOCUMENT,
    "current_documents": _DOCUMENT | {"fts_table": "documents_fts", "fts_pk": "id"},
    "threads": {"sort_desc": "last_date"},
    "quotes": {"sort_desc": "said_on", "facets": ["kind"]},
    "contacts": {"sort_desc": "day", "facets": ["channel", "how", "real"]},
    "keeps": {"sort": "id", "facets": ["scope"]},
    "introductions": {"label_column": "quote", "sort_desc": "said_on", "facets": ["state", "manner", "by_person_id"]},
    "outcomes": {"label_column": "what", "sort_desc": "on_day", "facets": ["state", "from_person_id"]},
    "runs": {"sort_desc": "id", "facets": ["status", "extractor"]},
    "pieces": {"facets": ["status"]},
    "coverage": {"sort_desc": "silent"},
    "decisions": {"sort_desc": "id", "facets": ["action"]},
    "files": {"sort_desc": "seen_at", "facets": ["status"]},
}

_ITEM_COLUMNS = (
    "summary",
    "by_person_id",
    "by_text",
    "to_person_id",
    "to_text",
    "due",
    "certainty",
    "state",
    "said_on",
    "document_id",
)
READABLE: dict[str, tuple[str, ...]] = {
    "people": ("name", "also_known_as", "email", "organization", "role", "last_seen", "documents", "open_items"),
    "asks": _ITEM_COLUMNS,
    "offers": _ITEM_COLUMNS,
    "followups": _ITEM_COLUMNS,
    "items": ("kind", "id", "summary", "by_text", "to_text", "due", "certainty", "state", "said_on", "document_id"),
    "current_documents": ("id", "date", "kind", "channel", "title", "sender_name", "source"),
}
"""The columns that our links to a table ask for; Datasette's "Show all columns" has the others."""

_TABLE = re.compile(r"^CREATE (?:TABLE\s+\S+\s*\(|VIEW\s+\S+\s+AS)\s*--\s*(.+)$", re.MULTILINE)
_COLUMN = re.compile(r"^\s*\"?([a-z_]+)\"?\s[^-\n]*(?:-(?!-)[^-\n]*)*--\s*(.+)$")
_MORE = re.compile(r"^\s+--\s*(.+)$")


def described(conn: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Settings and descriptions of every table and view of a notebook, in the form of Datasette's metadata."""
    sql = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'view') AND sql IS NOT NULL"
    said = {
        name: _hidden(name) | dict(SETTINGS.get(name, {})) | comments(made)
        for name, made in map(tuple, conn.execute(sql).fetchall())
    }
    if "current_documents" in said and "columns" in said.get("documents", {}):
        said["current_documents"]["columns"] = said["documents"]["columns"]
    return said


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
