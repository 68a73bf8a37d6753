"""What a person's page shows: who they are, how we met, what stands between us, and who is near them.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any

from notesight.model import ITEM_KINDS, PLURALS, ItemKind
from notesight.publish import owed
from notesight.publish.came import Outcomes, of_person
from notesight.publish.facts import (
    COUNTED,
    DATED_FIRST,
    SETTLED,
    DocumentLine,
    Fact,
    Listing,
    document_line,
    facts,
    rows,
)
from notesight.publish.firstwords import FirstWords, first_words
from notesight.publish.introductions import Introduction, introductions
from notesight.publish.keeping import Contact, Keep, contact, keep
from notesight.publish.owed import Mail
from notesight.publish.words import day_of
from notesight.store import calling, links


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
class Near:
    """Somebody who stands in the same documents: in how many."""

    id: str
    name: str
    documents: int


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that a person's page shows. Of all that is by or to them, each fact stands in one list.

    ``owed_to_them`` is what I said I would do for them and what they asked of me, ``owed_to_me`` the other way round;
    ``maybe`` is whatever is hedged, ``settled`` what is done or dismissed, ``others`` the rest; of the kinds in ``cut``
    there are more than :data:`FACTS_OF_A_KIND`, and the open ones that are due first are shown.
    """

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
    first_words: FirstWords | None
    contact: Contact | None
    keep: Keep | None
    introduced: tuple[Introduction, ...]
    introduces: tuple[Introduction, ...]
    ties: tuple[Introduction, ...]
    paths: dict[str, Any]
    came: Outcomes
    owed_to_them: tuple[Fact, ...]
    owed_to_me: tuple[Fact, ...]
    waiting: Listing[Mail]
    asked: tuple[Fact, ...]
    offered: tuple[Fact, ...]
    others: tuple[Fact, ...]
    maybe: tuple[Fact, ...]
    settled: tuple[Fact, ...]
    cut: tuple[ItemKind, ...]
    timeline: Listing[Meeting]
    near: Listing[Near]
    phones: tuple[dict[str, Any], ...]


NEAR_LENGTH = 12
_NEAR_DOCUMENTS = 5000
_INTRODUCTIONS = 40
TIMELINE_LENGTH = 40
FACTS_OF_A_KIND = 20


def person(conn: sqlite3.Connection, person_id: str, today: date) -> PersonPage | None:
    """What is known of one person, or ``None`` when there is nobody of that id."""
    found = rows(conn, "SELECT * FROM people WHERE id = :id", {"id": person_id})
    if not found:
        return None
    row = found[0]
    said, cut = _said_by_or_to(conn, person_id)
    told = introductions(conn, person_id, limit=_INTRODUCTIONS)
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
        first_words=first_words(conn, person_id),
        contact=contact(conn, person_id, today),
        keep=keep(conn, person_id, today),
        introduced=tuple(
            each
            for each in told
            if not each.tie and each.state != "asked" and person_id in {one.id for one in each.people}
        ),
        introduces=tuple(
            each for each in told if not each.tie and each.by is not None and each.by.person_id == person_id
        ),
        ties=tuple(each for each in told if each.tie),
        paths=links.path(conn, person_id, today),
        came=of_person(conn, person_id),
        **_sorted(person_id, said),
        waiting=owed.waiting(conn, today, person_id),
        cut=cut,
        timeline=_timeline(conn, person_id, row["documents"]),
        near=_near(conn, person_id),
        phones=tuple(calling.of_person(conn, person_id)),
    )


def _said_by_or_to(conn: sqlite3.Connection, person_id: str) -> tuple[tuple[Fact, ...], tuple[ItemKind, ...]]:
    """The first facts of each kind, and the kinds of which there are more.

    Somebody may stand in every document, so the first are picked in the indexes, without the texts.
    """
    said: list[Fact] = []
    cut = []
    for kind in ITEM_KINDS:
        table = PLURALS[kind]
        columns = "SELECT rowid, state, due, said_on FROM"
        sql = f"""
            SELECT item.rowid AS place FROM (
                {columns} {table} INDEXED BY {table}_by WHERE by_person_id = :id UNION ALL
                {columns} {table} INDEXED BY {table}_to WHERE to_person_id = :id AND by_person_id IS NOT :id
            ) AS item WHERE item.state <> 'wrong' ORDER BY {_OPEN_FIRST} LIMIT :limit
        """  # noqa: S608 (our own words)
        places = [row["place"] for row in rows(conn, sql, {"id": person_id, "limit": FACTS_OF_A_KIND + 1})]
        if len(places) > FACTS_OF_A_KIND:
            cut.append(kind)
        where = "item.rowid IN (SELECT value FROM json_each(:places))"
        said += facts(conn, kind, where, {"places": json.dumps(places[:FACTS_OF_A_KIND])}, order=_OPEN_FIRST)
    return tuple(owed.shown(conn, said)), tuple(cut)


_OPEN_FIRST = f"item.state NOT IN ('open', 'snoozed'), {DATED_FIRST}"


def _sorted(person_id: str, said: tuple[Fact, ...]) -> dict[str, tuple[Fact, ...]]:
    """Each fact in the one list where it is looked for."""
    lists: dict[str, list[Fact]] = {
        name: [] for name in ("owed_to_them", "owed_to_me", "asked", "offered", "others", "maybe", "settled")
    }
    for fact in said:
        lists[_place(person_id, fact)].append(fact)
    for those in lists.values():
        those.sort(key=lambda fact: fact.due or date.max)
    return {name: tuple(those) for name, those in lists.items()}


def _place(person_id: str, fact: Fact) -> str:
    by_them = fact.by is not None and fact.by.person_id == person_id
    by_me, to_me = fact.by is not None and fact.by.is_me, fact.to is not None and fact.to.is_me
    if fact.state in SETTLED:
        return "settled"
    if fact.hedged:
        return "maybe"
    if (fact.kind == "followup" and by_me) or (fact.kind == "ask" and by_them and to_me):
        return "owed_to_them"
    if (fact.kind == "followup" and by_them and to_me) or (fact.kind == "ask" and by_me):
        return "owed_to_me"
    if by_them and fact.kind != "followup":
        return "asked" if fact.kind == "ask" else "offered"
    return "others"


def _near(conn: sqlite3.Connection, person_id: str) -> Listing[Near]:
    """Who stands in the same documents, most often first: of whom thousands tell, in the newest of these."""
    sql = """
        SELECT people.id, people.name, together.documents, count(*) OVER () AS everybody FROM (
            SELECT other.person_id, count(DISTINCT other.document_id) AS documents
            FROM (SELECT document_id FROM _person_nodes WHERE person_id = :id ORDER BY date DESC LIMIT :documents) AS mine
            CROSS JOIN _person_nodes AS other ON other.document_id = mine.document_id
            WHERE other.person_id <> :id GROUP BY other.person_id
        ) AS together JOIN people ON people.id = together.person_id
        ORDER BY together.documents DESC, people.name, people.id LIMIT :limit
    """
    found = rows(conn, sql, {"id": person_id, "limit": NEAR_LENGTH, "documents": _NEAR_DOCUMENTS})
    near = tuple(Near(row["id"], row["name"], row["documents"]) for row in found)
    return Listing(near, found[0]["everybody"] if found else 0)


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
        SELECT node.role, node.organization, node.day, node.document_id, documents.title FROM (
            SELECT role, organization, max(date) AS day, document_id FROM _person_nodes INDEXED BY _person_nodes_stated
            WHERE person_id = :id AND (role IS NOT NULL OR organization IS NOT NULL) GROUP BY role, organization
        ) AS node JOIN documents ON documents.id = node.document_id ORDER BY day DESC, node.document_id DESC LIMIT 20
    """
    return tuple(
        Station(row["role"], row["organization"], day_of(row["day"]), row["document_id"], row["title"])
        for row in rows(conn, sql, {"id": person_id})
    )


def _timeline(conn: sqlite3.Connection, person_id: str, total: int) -> Listing[Meeting]:
    newest = """
        SELECT document_id FROM _person_nodes WHERE person_id = :id GROUP BY date, document_id
        ORDER BY date DESC, document_id DESC LIMIT :limit
    """
    sql = f"""
        SELECT {COUNTED} FROM documents AS document WHERE document.id IN ({newest})
        ORDER BY document.date DESC, document.id DESC
    """  # noqa: S608
    found = rows(conn, sql, {"id": person_id, "limit": TIMELINE_LENGTH})
    those = {"id": person_id, "documents": json.dumps([row["id"] for row in found])}
    here = "item.document_id IN (SELECT value FROM json_each(:documents))"
    theirs = "(+item.by_person_id = :id OR +item.to_person_id = :id)"
    said: dict[int, list[Fact]] = {}
    for kind in ITEM_KINDS:
        for fact in facts(conn, kind, f"{here} AND {theirs}", those):
            said.setdefault(fact.document_id, []).append(fact)
    meetings = (
        Meeting(document_line(row), tuple(sorted(said.get(row["id"], ()), key=lambda fact: fact.start)))
        for row in found
    )
    return Listing(tuple(meetings), total)
