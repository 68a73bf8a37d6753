"""What the home page shows: what is owed and waits, what looks done, what is offered, new and failed.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from notesight.model import ITEM_KINDS, ItemKind
from notesight.publish import owed
from notesight.publish.facts import COUNTED, LIST_LENGTH, DocumentLine, Fact, Listing, document_line, rows
from notesight.publish.owed import Mail
from notesight.publish.picking import Order, listing
from notesight.store.counting import WHENS, Counts, Sought, When, number

_LATE: tuple[When, ...] = ("late",)
_SOON: tuple[When, ...] = ("soon",)

_WAITING = "SELECT count(*) FROM _waiting WHERE tried = 0"
_CURRENT = "SELECT ifnull(sum(number), 0) FROM _month_counts"


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

    overdue: int
    coming: int
    looks_done: Listing[Fact]
    i_owe: Listing[Fact]
    they_owe: Listing[Fact]
    waiting_mails: Listing[Mail]
    nobodys: Listing[Fact]
    between_others: Listing[Fact]
    offers: Listing[Fact]
    maybe: Listing[Fact]
    documents: Listing[DocumentLine]
    failures: Listing[Failure]
    waiting: int
    people: int
    cost: Cost | None


def home(conn: sqlite3.Connection, today: date, counts: Counts) -> Home:
    """What is owed and due, offered, new and failed, as seen on a day; what is hedged stands in ``maybe`` alone.

    ``counts`` are those of all items on that day.
    """
    due: tuple[ItemKind, ...] = ("ask", "followup")

    def those(sought: Sought, order: Order = "due") -> Listing[Fact]:
        return listing(conn, counts, sought, today, order=order, length=LIST_LENGTH)

    def stated(kinds: Sequence[ItemKind], whens: Collection[When] = WHENS) -> Sought:
        return Sought(kinds, certainty=("stated",), whens=whens)

    glance = owed.glance(conn, today, counts)

    return Home(
        overdue=number(counts, stated(due, _LATE)),
        coming=number(counts, stated(due, _SOON)),
        looks_done=glance.looks_done,
        i_owe=glance.i_owe,
        they_owe=glance.they_owe,
        waiting_mails=glance.waiting,
        nobodys=glance.nobodys,
        between_others=glance.between_others,
        offers=those(stated(["offer"]), "newest"),
        maybe=those(Sought(ITEM_KINDS, certainty=("hedged",))),
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
