"""Asks, offers, follow-ups and documents as rows that the pages can show, and the SQL that fetches them.

Everything here reads one connection and writes nothing. ``where`` and ``order`` are always SQL of ours about
``item``; what a user typed comes in as a parameter only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from notesight.model import ME, PLURALS, ItemKind, fold
from notesight.publish.words import day_of
from notesight.store import repeats

T = TypeVar("T")
Params = Mapping[str, object]

_MARKS = " .…!?,;:-–—*\"'“”‘’«»()[]"

LIST_LENGTH = 8
"""How many rows a list on a page shows before it leads on to the whole table."""

TABLES = frozenset(
    {
        "documents",
        "parts",
        "runs",
        "pieces",
        "coverage",
        "observations",
        "rejections",
        "people",
        "names",
        "mentions",
        "asks",
        "offers",
        "followups",
        "quotes",
        "contacts",
        "keeps",
        "introductions",
        "outcomes",
        "closings",
        "files",
        "decisions",
        "_item_counts",
        "_month_counts",
    }
)
"""What a database must have to be one of ours."""

SHOWN_TABLES = (
    "documents",
    "parts",
    "runs",
    "pieces",
    "coverage",
    "rejections",
    "people",
    "names",
    "mentions",
    "asks",
    "offers",
    "followups",
    "quotes",
    "contacts",
    "keeps",
    "introductions",
    "outcomes",
    "closings",
    "files",
    "decisions",
)
"""What the pages show rows of; who may not see all of them in Datasette does not see the pages."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who asks, gives or acts: a person of the notebook, the owner, or somebody in the document's words."""

    name: str
    person_id: str | None = None

    @property
    def is_me(self) -> bool:
        """Whether this is the owner of the notebook."""
        return self.person_id is None and self.name == ME


@dataclass(frozen=True, slots=True)
class Shown:
    """Words of a later document that show that an ask or a promise was ``kept``, ``answered`` or ``withdrawn``, and why."""

    how: str
    quote: str
    document_id: int
    title: str
    day: date | None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Where an ask or a promise is told again in other words; ``id`` is that telling's."""

    id: str
    quote: str
    day: date | None
    document_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Fact:
    """An ask, an offer or a follow-up with the document it stands in, and in how many more its words are quoted."""

    id: str
    kind: ItemKind
    summary: str
    by: Party | None
    to: Party | None
    quote: str
    start: int
    end: int
    due: date | None
    due_text: str | None
    hedged: bool
    said_on: date | None
    state: str
    snoozed_until: date | None
    document_id: int
    title: str
    document_day: date | None
    again: int = 0
    confirmed: bool = False
    by_hand: bool = False
    closing: Shown | None = None
    told_again: tuple[Told, ...] = ()

    @property
    def verbatim(self) -> bool:
        """Whether the summary says the same as the quote, so that one of the two is enough."""
        said, summary = _bare(self.quote), _bare(self.summary)
        return said == summary or (self.summary.endswith("…") and said.startswith(summary))

    @property
    def line(self) -> str:
        """The fact in one line: its summary, or the whole words where the summary is only their beginning."""
        return self.quote if self.verbatim and self.summary.endswith("…") else self.summary


def _bare(text: str) -> str:
    """A text for comparing what it says: folded, without the marks around it."""
    return fold(text).strip(_MARKS)


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """The first rows of a list, and how many rows it has."""

    rows: tuple[T, ...]
    total: int

    @property
    def more(self) -> bool:
        """Whether there are rows that are not shown."""
        return self.total > len(self.rows)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document in a list, with how much it holds."""

    id: int
    title: str
    kind: str
    day: date | None
    channel: str | None
    sender: str
    facts: int
    people: int


COUNTED = """
    document.*,
    (SELECT count(DISTINCT item_id) FROM quotes WHERE document_id = document.id) AS fact_count,
    (SELECT count(DISTINCT person_id) FROM mentions WHERE document_id = document.id) AS person_count
"""
"""The columns that :func:`document_line` takes, of a table named ``document``."""


def document_line(row: sqlite3.Row) -> DocumentLine:
    """One document of a list."""
    return DocumentLine(
        id=row["id"],
        title=row["title"],
        kind=row["kind"],
        day=day_of(row["date"]),
        channel=row["channel"],
        sender=row["sender_name"] or row["sender_address"],
        facts=row["fact_count"],
        people=row["person_count"],
    )


def is_notebook(conn: sqlite3.Connection) -> bool:
    """Whether a database has the tables of a notebook."""
    return {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} >= TABLES


def is_copy(conn: sqlite3.Connection) -> bool:
    """Whether a notebook is a copy that was made to be shown, in which the words of its documents may be missing."""
    there = conn.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_notebook'").fetchone()
    return bool(there and conn.execute("SELECT 1 FROM _notebook WHERE name = 'copy'").fetchone())


SETTLED = frozenset({"done", "dismissed"})
"""The states of what needs nothing more."""
OPEN = "item.state IN ('open', 'snoozed') AND (item.state = 'open' OR item.snoozed_until <= :today)"
"""Open on the day ``:today``, also when it was put off until then. Written so that the index on state and due serves."""
DATED_FIRST = "item.due IS NULL, item.due, item.said_on DESC, item.rowid DESC"
"""What has a day first, the nearest before, then the newest."""


def facts(
    conn: sqlite3.Connection,
    kind: ItemKind,
    where: str,
    params: Params,
    *,
    order: str = "item.start, item.end, item.rowid",
    limit: int = -1,
    wrong: bool = False,
) -> list[Fact]:
    """The facts of one kind; ``where`` and ``order`` are SQL of ours about ``item``, never a user's text.

    Those that the owner said are wrong are left out, unless they are asked for.
    """
    right = "" if wrong else "item.state <> 'wrong' AND "
    sql = (
        "SELECT item.*, giver.name AS by_name, taker.name AS to_name, "  # noqa: S608
        "documents.title AS title, documents.date AS document_date, "
        "(SELECT count(DISTINCT document_id) FROM quotes WHERE quotes.item_id = item.id) - 1 AS again "
        f"FROM {PLURALS[kind]} AS item JOIN documents ON documents.id = item.document_id "
        "LEFT JOIN people AS giver ON giver.id = item.by_person_id "
        "LEFT JOIN people AS taker ON taker.id = item.to_person_id "
        f"WHERE {right}({where}) ORDER BY {order} LIMIT :limit"
    )
    found = [_fact(kind, row) for row in rows(conn, sql, {**params, "limit": limit})]
    again = repeats.of(conn, [fact.id for fact in found if fact.again])
    return [replace(fact, told_again=_told(again[fact.id])) if fact.id in again else fact for fact in found]


def _told(again: Iterable[Mapping[str, Any]]) -> tuple[Told, ...]:
    return tuple(
        Told(each["id"], each["quote"], day_of(each["said_on"]), each["document_id"], each["title"]) for each in again
    )


def rows(conn: sqlite3.Connection, sql: str, params: Params) -> list[sqlite3.Row]:
    """The rows of a query, each with its columns by name, however the connection is set."""
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(sql, params).fetchall()


def _fact(kind: ItemKind, row: sqlite3.Row) -> Fact:
    return Fact(
        id=row["id"],
        kind=kind,
        summary=row["summary"],
        by=_party(row["by_person_id"], row["by_name"] or row["by_text"]),
        to=_party(row["to_person_id"], row["to_name"] or row["to_text"]),
        quote=row["quote"],
        start=row["start"],
        end=row["end"],
        due=day_of(row["due"]),
        due_text=row["due_text"],
        hedged=row["certainty"] == "hedged",
        said_on=day_of(row["said_on"]),
        state=row["state"],
        snoozed_until=day_of(row["snoozed_until"]),
        document_id=row["document_id"],
        title=row["title"],
        document_day=day_of(row["document_date"]),
        again=row["again"],
        confirmed=bool(row["confirmed"]),
        by_hand=row["run_id"] is None,
    )


def _party(person_id: str | None, name: str | None) -> Party | None:
    return Party(name, person_id) if name else None


def count(conn: sqlite3.Connection, table: str, where: str, params: Params) -> int:
    """How many rows of a table of items there are; ``where`` is SQL of ours about ``item``."""
    return int(conn.execute(f"SELECT count(*) FROM {table} AS item WHERE {where}", params).fetchone()[0])  # noqa: S608
