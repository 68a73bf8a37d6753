"""Who introduces whom, as far as offers, follow-ups and asks say it in their words."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from notesight.model import PLURALS, ItemKind
from notesight.publish.facts import Fact, Party, facts, rows

_SAID = 'quote : (intro* OR "in touch" OR "in contact" OR connect)'
"""What the full-text search finds them by; :data:`_INTRODUCES` looks closer."""
LOOKED_AT = 500
"""So many of the newest of each kind are looked at."""
_KINDS: tuple[ItemKind, ...] = ("offer", "followup")
"""An ask to be introduced is no introduction yet."""
_INTRODUCES = re.compile(
    r"\bintro(?:s|d|'d|duc\w+)?\b|\b(?:put|puts|putting|get|bring)\b.{0,60}?\bin (?:touch|contact)\b"
    r"|\bconnect\b.{1,60}?\b(?:with|to)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Introduced:
    """Somebody who is introduced."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """A fact that says that people are introduced: ``by`` whom (``None``: nobody says), and whether to the owner.

    ``people`` are in the order of the words; whoever introduces is not among them.
    """

    fact: Fact
    by: Party | None
    people: tuple[Introduced, ...]
    to_me: bool


def introductions(conn: sqlite3.Connection, person_id: str | None = None, *, limit: int = -1) -> list[Introduction]:
    """Every introduction of the notebook, or those that a person stands in, oldest first."""
    values: dict[str, object] = {"said": _SAID, "person": person_id}
    found: list[Fact] = []
    for kind in _KINDS:
        index = f"{PLURALS[kind]}_fts"
        said_so = f"SELECT rowid FROM {index} WHERE {index} MATCH :said ORDER BY rowid DESC LIMIT {LOOKED_AT}"  # noqa: S608
        where = f"item.rowid IN ({said_so})"
        if person_id is not None:
            of_person = "SELECT document_id FROM mentions WHERE person_id = :person"
            where += f" AND (item.by_person_id = :person OR item.to_person_id = :person OR item.document_id IN ({of_person}))"
        said = facts(conn, kind, where, values, order="item.said_on, item.id", limit=limit)
        found += [fact for fact in said if _INTRODUCES.search(fact.quote)]
    found.sort(key=lambda fact: (fact.said_on or date.min, fact.id))
    named = _named(conn, {fact.document_id for fact in found})
    made = [_introduction(fact, named.get(fact.document_id, ())) for fact in found]
    return [
        each
        for each in made
        if each.people and (len(each.people) > 1 or each.to_me) and (person_id is None or person_id in _all(each))
    ]


def _all(each: Introduction) -> set[str | None]:
    return {*(person.id for person in each.people), each.by.person_id if each.by else None}


def _introduction(fact: Fact, named: Iterable[tuple[int, int, Introduced]]) -> Introduction:
    people: dict[str, Introduced] = {}
    for start, end, person in named:
        if fact.start <= start and end <= fact.end:
            people.setdefault(person.id, person)
    if fact.to is not None and fact.to.person_id is not None:
        people.setdefault(fact.to.person_id, Introduced(fact.to.person_id, fact.to.name))
    if fact.by is not None and fact.by.person_id is not None:
        people.pop(fact.by.person_id, None)
    to_me = bool(fact.to and fact.to.is_me and not (fact.by and fact.by.is_me))
    return Introduction(fact, fact.by, tuple(people.values()), to_me)


def _named(conn: sqlite3.Connection, documents: Iterable[int]) -> dict[int, list[tuple[int, int, Introduced]]]:
    sql = """
        SELECT mentions.document_id, mentions.start, mentions.end, people.id, people.name
        FROM mentions JOIN people ON people.id = mentions.person_id
        WHERE mentions.document_id IN (SELECT value FROM json_each(:documents))
        ORDER BY mentions.document_id, mentions.start
    """
    found: dict[int, list[tuple[int, int, Introduced]]] = {}
    for row in rows(conn, sql, {"documents": json.dumps(sorted(documents))}):
        person = Introduced(row["id"], row["name"])
        found.setdefault(row["document_id"], []).append((row["start"], row["end"], person))
    return found
