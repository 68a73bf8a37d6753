"""The tables of a notebook, as the SQL that makes them: the truth, the projection, the search, the ledger.

*Truth* is append-only; triggers refuse an update. *Projection* is computed from the truth and can be thrown
away: ``notesight rebuild`` makes it again. Dates are ``YYYY-MM-DD``, moments ISO 8601 with an offset, offsets
characters of ``documents.text`` (half-open), lists JSON. Tables that begin with ``_`` are workings.
"""

from __future__ import annotations

from functools import cache
from sqlite3 import complete_statement

from notesight.store.schema.lists import ITEM_TABLES, LISTS
from notesight.store.schema.search import SEARCHED, index, search_tables
from notesight.store.schema.triggers import TRIGGERS, side_sql
from notesight.store.schema.truth import (
    BATCHES,
    BATCHES_KNOWN,
    DECIDED,
    EMBEDDINGS,
    FORGOTTEN,
    INTAKE,
    KEPT,
    LEDGER,
    MAILBOXES,
    NEVER_CHANGED,
    OBSERVED,
    OBSERVED_NOW,
    OUTCOMES_SAID,
    PRESENT,
    PROPOSED,
    READING,
    READING_TABLES,
    TOLD,
    TRUTH,
    TRUTH_TABLES,
    never_changed,
)
from notesight.store.schema.workings import WORKINGS

__all__ = [
    "APPLICATION_ID",
    "BATCHES",
    "BATCHES_KNOWN",
    "DECIDED",
    "EMBEDDINGS",
    "FORGOTTEN",
    "INTAKE",
    "ITEM_TABLES",
    "KEPT",
    "LEDGER",
    "MAILBOXES",
    "NEVER_CHANGED",
    "OBSERVED",
    "OBSERVED_NOW",
    "OUTCOMES_SAID",
    "PRESENT",
    "PROJECTION",
    "PROJECTION_TABLES",
    "PROPOSED",
    "READING",
    "READING_TABLES",
    "SEARCHED",
    "TOLD",
    "TRUTH",
    "TRUTH_TABLES",
    "index",
    "never_changed",
    "search_tables",
    "side_sql",
    "statements",
]  # fmt: skip

APPLICATION_ID = 0x6E736768
"""``PRAGMA application_id`` of our files: the bytes ``nsgh``."""

PROJECTION = LISTS + WORKINGS + TRIGGERS
"""All that is computed from the truth."""

PROJECTION_TABLES = (
    "people", "names", "mentions", *ITEM_TABLES, "quotes", "closings", "_closed_by_itself", "_closing_people",
    "_looks_done", "_closing_items", "_namesakes", "_closing_stale", "_repeats", "_repeat_keys", "_repeat_tellings",
    "_repeat_pairs", "_topics", "contacts", "keeps", "_tagged", "_rhythms", "introductions", "outcomes", "_threads",
    "_thread_links", "_person_forms", "_person_nodes", "_person_groups", "_person_told", "_person_counts",
    "_person_names", "_waiting", "_item_counts", "_document_months", "_month_counts",
)  # fmt: skip


@cache
def statements(script: str) -> tuple[str, ...]:
    """The single statements of a script (``executescript`` would commit the open transaction)."""
    found, statement = [], ""
    for line in script.splitlines(keepends=True):
        statement += line
        if complete_statement(statement):
            found.append(statement.strip())
            statement = ""
    return tuple(found)
