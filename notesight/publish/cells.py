"""The links that the cells of Datasette's own tables get: to a person's page, to a document, to the words of a fact."""

from __future__ import annotations

from typing import Any

from datasette.utils import tilde_encode
from markupsafe import Markup

from notesight.publish.highlight import visible

_PEOPLE_COLUMNS = frozenset({"by_person_id", "to_person_id", "person_id"})
_DOCUMENT_COLUMNS = frozenset({"document_id", "supersedes"})
_ITEM_TABLES = frozenset({"asks", "offers", "followups", "items"})
_DOCUMENT_TABLES = frozenset({"documents", "current_documents"})


def person_path(base: str, person_id: str, query: str = "") -> str:
    """The address of a person's page in the notebook at ``base`` (``/notes``)."""
    return f"{base}/-/person/{tilde_encode(person_id)}{query}"


def document_path(base: str, document_id: int, fact_id: str | None = None, query: str = "") -> str:
    """The address of a document's page, at the words of a fact when one is given."""
    page = f"{base}/-/document/{document_id}{query}"
    return page if fact_id is None else f"{page}#{words_anchor(fact_id)}"


def thread_path(base: str, document_id: int, query: str = "") -> str:
    """The address of the conversation that a document stands in."""
    return f"{base}/-/thread/{document_id}{query}"


def item_path(base: str, item_id: str, query: str = "") -> str:
    """The address of the page of one ask, offer or follow-up."""
    return f"{base}/-/item/{tilde_encode(item_id)}{query}"


def words_anchor(fact_id: str) -> str:
    """The id, on a document's page, of the words that a fact stands on."""
    return f"words-{tilde_encode(fact_id)}"


def card_anchor(fact_id: str) -> str:
    """The id, on a document's page, of a fact's card."""
    return f"fact-{tilde_encode(fact_id)}"


def linked(base: str, table: str, column: str, value: Any, row: Any) -> Markup | None:
    """The HTML of a cell that leads to one of our pages, or ``None`` for a cell that Datasette shows as it is.

    ``value`` is a plain value, or ``{"value", "label"}`` where Datasette has looked up what a key stands for.
    """
    label = value["label"] if isinstance(value, dict) else value
    key = value["value"] if isinstance(value, dict) else value
    if key in (None, ""):
        return None
    path = _path(base, table, column, key, row)
    return None if path is None else Markup('<a href="{}">{}</a>').format(path, visible(str(label)))


def answered(base: str, column: str, value: Any, row: Any) -> Markup | None:
    """The same for the answer to a query that names the ids: who leads to a person, what to its words, where to a document."""
    columns = set(row.keys())
    path = None
    if column == "who" and "person_id" in columns and row["person_id"]:
        path = person_path(base, str(row["person_id"]))
    elif column == "what" and {"fact_id", "document_id"} <= columns:
        path = document_path(base, row["document_id"], str(row["fact_id"]))
    elif column == "where" and "document_id" in columns:
        path = document_path(base, row["document_id"])
    if path is None or value in (None, ""):
        return None
    return Markup('<a href="{}">{}</a>').format(path, visible(str(value)))


def _path(base: str, table: str, column: str, key: Any, row: Any) -> str | None:
    if column in _PEOPLE_COLUMNS:
        return person_path(base, str(key))
    if column in _DOCUMENT_COLUMNS:
        return document_path(base, key)
    columns = set(row.keys())
    if table == "people" and column == "name" and "id" in columns:
        return person_path(base, row["id"])
    if table in _DOCUMENT_TABLES and column == "title" and "id" in columns:
        return document_path(base, row["id"])
    if table == "threads" and column == "title" and "id" in columns:
        return thread_path(base, row["id"])
    if table in _ITEM_TABLES and column == "summary" and {"id", "document_id"} <= columns:
        document_id = row["document_id"]
        return document_path(base, document_id["value"] if isinstance(document_id, dict) else document_id, row["id"])
    return None
