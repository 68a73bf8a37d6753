"""The questions that the pages ask of a notebook: what the home page, a person and a document show.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from notesight.model import ITEM_KINDS, ItemKind
from notesight.publish.facts import (
    COUNTED,
    LIST_LENGTH,
    OPEN,
    DocumentLine,
    Fact,
    Listing,
    Params,
    document_line,
    facts,
    listing,
    rows,
)
from notesight.publish.words import SOON_DAYS, day_of

_NOT_DUE_SOON = f"(item.due IS NULL OR item.due > :until) AND {OPEN}"
_TO_ME = "item.to_person_id IS NULL AND item.to_text = 'me'"
_BY_ME = "item.by_person_id IS NULL AND item.by_text = 'me'"
_DATED_FIRST = "item.due IS NULL, item.due, item.said_on DESC, item.rowid DESC"
_NEWEST_FIRST = "item.said_on DESC, item.rowid DESC"


_WAITING = """
    SELECT count(*) FROM documents WHERE id NOT IN (SELECT document_id FROM runs)
    AND NOT EXISTS (SELECT 1 FROM documents AS newer WHERE newer.supersedes = documents.id)
"""
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
    documents: Listing[DocumentLine]
    failures: Listing[Failure]
    waiting: int
    people: int
    cost: Cost | None


def home(conn: sqlite3.Connection, today: date) -> Home:
    """What is due, asked, offered, new and failed, as seen on a day."""
    until = date.fromordinal(min(today.toordinal() + SOON_DAYS, date.max.toordinal()))
    params: Params = {"today": today.isoformat(), "until": until.isoformat()}
    due: tuple[ItemKind, ...] = ("ask", "followup")
    return Home(
        overdue=listing(conn, due, f"item.due < :today AND {OPEN}", params, "item.due DESC, item.rowid"),
        coming=listing(conn, due, f"item.due BETWEEN :today AND :until AND {OPEN}", params, "item.due, item.rowid"),
        asked_of_me=listing(conn, ["ask"], f"{_TO_ME} AND {_NOT_DUE_SOON}", params, _DATED_FIRST),
        mine=listing(conn, ["followup"], f"{_BY_ME} AND {_NOT_DUE_SOON}", params, _DATED_FIRST),
        theirs=listing(conn, ["followup"], _NOT_DUE_SOON, params, _DATED_FIRST, but=_BY_ME),
        asks=listing(conn, ["ask"], _NOT_DUE_SOON, params, _NEWEST_FIRST, but=_TO_ME),
        offers=listing(conn, ["offer"], OPEN, params, _NEWEST_FIRST),
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
        FROM runs JOIN current_documents AS document ON document.id = runs.document_id
        WHERE runs.status = 'failed'
        AND NOT EXISTS (SELECT 1 FROM runs AS later WHERE later.document_id = runs.document_id AND later.id > runs.id)
        ORDER BY runs.id DESC
    """
    found += [Failure(row["title"], row["error"] or "It could not be read.", row["id"]) for row in rows(conn, runs, {})]
    return Listing(tuple(found[:LIST_LENGTH]), len(found))


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling or address of a person, and the first document that it stands in."""

    kind: str
    name: str
    documents: int
    document_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Station:
    """A role or an organisation as a document states it, on its day."""

    role: str | None
    organization: str | None
    day: date | None
    document_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """One document of a person's timeline, with what was said by or to them in it."""

    document: DocumentLine
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that a person's page shows; ``facts`` are by or to them, open ones first."""

    id: str
    name: str
    also_known_as: str | None
    email: str | None
    organization: str | None
    role: str | None
    first_seen: date | None
    last_seen: date | None
    names: tuple[Name, ...]
    stations: tuple[Station, ...]
    facts: tuple[Fact, ...]
    timeline: Listing[Meeting]


TIMELINE_LENGTH = 40
_FACTS_OF_A_PERSON = 200


def person(conn: sqlite3.Connection, person_id: str) -> PersonPage | None:
    """What is known of one person, or ``None`` when there is nobody of that id."""
    found = rows(conn, "SELECT * FROM people WHERE id = :id", {"id": person_id})
    if not found:
        return None
    row = found[0]
    said = _said_by_or_to(conn, person_id)
    return PersonPage(
        id=row["id"],
        name=row["name"],
        also_known_as=row["also_known_as"],
        email=row["email"],
        organization=row["organization"],
        role=row["role"],
        first_seen=day_of(row["first_seen"]),
        last_seen=day_of(row["last_seen"]),
        names=_names(conn, person_id),
        stations=_stations(conn, person_id),
        facts=said,
        timeline=_timeline(conn, person_id, said),
    )


def _said_by_or_to(conn: sqlite3.Connection, person_id: str) -> tuple[Fact, ...]:
    where = "item.by_person_id = :id OR item.to_person_id = :id"
    order = f"item.state NOT IN ('open', 'snoozed'), {_DATED_FIRST}"
    params: Params = {"id": person_id}
    return tuple(
        fact for kind in ITEM_KINDS for fact in facts(conn, kind, where, params, order=order, limit=_FACTS_OF_A_PERSON)
    )


def _names(conn: sqlite3.Connection, person_id: str) -> tuple[Name, ...]:
    sql = """
        SELECT given.kind, given.name, given.found, given.document_id, documents.title FROM (
            SELECT min(kind) AS kind, name, count(DISTINCT document_id) AS found, min(document_id) AS document_id
            FROM (SELECT CASE kind WHEN 'address' THEN 'address' ELSE 'name' END AS kind, name, document_id
                  FROM names WHERE person_id = :id)
            GROUP BY name
        ) AS given JOIN documents ON documents.id = given.document_id
        ORDER BY given.kind DESC, given.found DESC, given.name LIMIT 60
    """
    return tuple(
        Name(row["kind"], row["name"], row["found"], row["document_id"], row["title"])
        for row in rows(conn, sql, {"id": person_id})
    )


def _stations(conn: sqlite3.Connection, person_id: str) -> tuple[Station, ...]:
    """Every different role and organisation, newest first, each with the last document that states it."""
    sql = """
        SELECT node.role, node.organization, max(node.date) AS day, node.document_id, documents.title
        FROM _person_nodes AS node JOIN documents ON documents.id = node.document_id
        WHERE node.person_id = :id AND (node.role IS NOT NULL OR node.organization IS NOT NULL)
        GROUP BY node.role, node.organization ORDER BY day DESC, node.document_id DESC LIMIT 20
    """
    return tuple(
        Station(row["role"], row["organization"], day_of(row["day"]), row["document_id"], row["title"])
        for row in rows(conn, sql, {"id": person_id})
    )


def _timeline(conn: sqlite3.Connection, person_id: str, said: tuple[Fact, ...]) -> Listing[Meeting]:
    of_person = "SELECT DISTINCT document_id FROM mentions WHERE person_id = :id"
    sql = f"""
        SELECT {COUNTED} FROM documents AS document WHERE document.id IN ({of_person})
        ORDER BY document.date DESC, document.id DESC LIMIT :limit
    """  # noqa: S608
    total = conn.execute(f"SELECT count(*) FROM ({of_person})", {"id": person_id}).fetchone()[0]  # noqa: S608
    meetings = []
    for row in rows(conn, sql, {"id": person_id, "limit": TIMELINE_LENGTH}):
        here = sorted((fact for fact in said if fact.document_id == row["id"]), key=lambda fact: fact.start)
        meetings.append(Meeting(document_line(row), tuple(here)))
    return Listing(tuple(meetings), total)
