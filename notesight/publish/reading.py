"""What the home page shows: what is due, asked, offered, new and failed.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from notesight.model import ITEM_KINDS, ItemKind
from notesight.publish.facts import (
    COUNTED,
    DATED_FIRST,
    LIST_LENGTH,
    OPEN,
    DocumentLine,
    Fact,
    Listing,
    Params,
    document_line,
    listing,
    rows,
)
from notesight.publish.words import SOON_DAYS

_HEDGED = "item.certainty = 'hedged'"
_STATED = f"item.certainty = 'stated' AND {OPEN}"
_NOT_DUE_SOON = f"(item.due IS NULL OR item.due > :until) AND {_STATED}"
_TO_ME = "item.to_person_id IS NULL AND item.to_text = 'me'"
_BY_ME = "item.by_person_id IS NULL AND item.by_text = 'me'"
_NEWEST_FIRST = "item.said_on DESC, item.rowid DESC"


_WAITING = "SELECT count(*) FROM _waiting WHERE tried = 0"
_CURRENT = "SELECT (SELECT count(*) FROM documents) - (SELECT count(*) FROM documents WHERE supersedes IS NOT NULL)"


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or a document that could not be read, with the reason as a sentence."""

    name: str
    reason: str
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What all readings cost together, in USD, how many cost something, and the last of these with its document."""

    total: float
    readings: int
    last: float
    document_id: int


@dataclass(frozen=True, slots=True)
class Home:
    """All that the home page shows."""

    overdue: Listing[Fact]
    coming: Listing[Fact]
    asked_of_me: Listing[Fact]
    mine: Listing[Fact]
    theirs: Listing[Fact]
    asks: Listing[Fact]
    offers: Listing[Fact]
    maybe: Listing[Fact]
    documents: Listing[DocumentLine]
    failures: Listing[Failure]
    waiting: int
    people: int
    cost: Cost | None


def home(conn: sqlite3.Connection, today: date) -> Home:
    """What is due, asked, offered, new and failed, as seen on a day; what is hedged stands in ``maybe`` alone."""
    until = date.fromordinal(min(today.toordinal() + SOON_DAYS, date.max.toordinal()))
    params: Params = {"today": today.isoformat(), "until": until.isoformat()}
    due: tuple[ItemKind, ...] = ("ask", "followup")
    return Home(
        overdue=listing(conn, due, f"item.due < :today AND {_STATED}", params, "item.due DESC, item.rowid"),
        coming=listing(conn, due, f"item.due BETWEEN :today AND :until AND {_STATED}", params, "item.due, item.rowid"),
        asked_of_me=listing(conn, ["ask"], f"{_TO_ME} AND {_NOT_DUE_SOON}", params, DATED_FIRST),
        mine=listing(conn, ["followup"], f"{_BY_ME} AND {_NOT_DUE_SOON}", params, DATED_FIRST),
        theirs=listing(conn, ["followup"], _NOT_DUE_SOON, params, DATED_FIRST, but=_BY_ME),
        asks=listing(conn, ["ask"], _NOT_DUE_SOON, params, _NEWEST_FIRST, but=_TO_ME),
        offers=listing(conn, ["offer"], _STATED, params, _NEWEST_FIRST),
        maybe=listing(conn, ITEM_KINDS, f"{_HEDGED} AND {OPEN}", params, DATED_FIRST),
        documents=_came_in_last(conn),
        failures=_failures(conn),
        waiting=conn.execute(_WAITING).fetchone()[0],
        people=conn.execute("SELECT count(*) FROM people").fetchone()[0],
        cost=_cost(conn),
    )


def _cost(conn: sqlite3.Connection) -> Cost | None:
    """Failed readings count too; ``None`` when nothing was ever paid."""
    sql = "SELECT sum(cost_usd) AS total, count(*) AS readings, max(id), document_id, cost_usd FROM runs WHERE cost_usd > 0"
    [row] = rows(conn, sql, {})
    return Cost(row["total"], row["readings"], row["cost_usd"], row["document_id"]) if row["readings"] else None


def _came_in_last(conn: sqlite3.Connection) -> Listing[DocumentLine]:
    sql = f"SELECT {COUNTED} FROM current_documents AS document ORDER BY document.id DESC LIMIT :limit"  # noqa: S608
    total = conn.execute(_CURRENT).fetchone()[0]
    return Listing(tuple(document_line(row) for row in rows(conn, sql, {"limit": LIST_LENGTH})), total)


def _failures(conn: sqlite3.Connection) -> Listing[Failure]:
    """Files that could not be read, then documents whose last reading failed."""
    files = "SELECT path, error FROM files WHERE status = 'failed' ORDER BY path"
    found = [Failure(row["path"], row["error"] or "It could not be read.") for row in rows(conn, files, {})]
    runs = """
        SELECT document.id, document.title, runs.error
        FROM _waiting JOIN documents AS document ON document.id = _waiting.document_id
        JOIN runs ON runs.id = (SELECT max(id) FROM runs WHERE document_id = document.id AND NOT proposed)
        WHERE _waiting.tried = 1 ORDER BY runs.id DESC
    """
    found += [Failure(row["title"], row["error"] or "It could not be read.", row["id"]) for row in rows(conn, runs, {})]
    return Listing(tuple(found[:LIST_LENGTH]), len(found))
