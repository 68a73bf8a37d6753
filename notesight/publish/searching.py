"""Full-text search over people, facts and documents, and the passage that was found.

Whatever is typed is words to look for, never a query language: it cannot break the search or change what it does.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import date

from notesight.model import ITEM_KINDS, PLURALS
from notesight.publish.facts import Fact, facts, rows
from notesight.publish.words import day_of

OPENS, CLOSES = "\x02", "\x03"
"""What stands before and after a found word in a passage (control characters, which no page shows as such)."""
FOUND_LENGTH = 20
LONGEST_QUERY = 200
RANKED = 2000
"""Of what is found, so many of the newest are compared; a word that stands everywhere ranks nothing, and costs most."""
_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person whose name, organisation or address was found."""

    id: str
    name: str
    role: str | None
    organization: str | None
    last_seen: date | None


@dataclass(frozen=True, slots=True)
class FoundFact:
    """A fact with its summary and its quote, found words between :data:`OPENS` and :data:`CLOSES`."""

    fact: Fact
    summary: str
    quote: str


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document with the passage that was found, its words between :data:`OPENS` and :data:`CLOSES`."""

    id: int
    title: str
    kind: str
    day: date | None
    passage: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave, best first; each list has at most :data:`FOUND_LENGTH` rows."""

    people: tuple[FoundPerson, ...] = ()
    facts: tuple[FoundFact, ...] = ()
    documents: tuple[FoundDocument, ...] = ()

    @property
    def total(self) -> int:
        """How many rows are shown."""
        return len(self.people) + len(self.facts) + len(self.documents)


def match_expression(typed: str) -> str:
    """What was typed as an FTS5 expression: every word must stand there, the last may be the beginning of one.

    Words in double quotes stay together, and a single Latin letter is no beginning: it begins too much. Empty when nothing
    that was typed is a word.
    """
    terms = [phrase or word for phrase, word in _TERM.findall(typed[:LONGEST_QUERY])]
    words = [" ".join(term.replace("\x00", " ").split()) for term in terms if any(map(str.isalnum, term))]
    if not words:
        return ""
    single = len(words[-1]) == 1 and words[-1].isascii()
    last = "" if single or typed.rstrip().endswith('"') else "*"
    return " ".join(f'"{word}"' for word in words) + last


def search(conn: sqlite3.Connection, typed: str) -> Found:
    """Everything in which all the words stand."""
    match = match_expression(typed)
    if not match:
        return Found()
    return Found(_people(conn, match), _facts(conn, match), _documents(conn, match))


def _newest(index: str) -> str:
    """SQL for the newest :data:`RANKED` rows of a full-text index in which the words stand."""
    nth = f"SELECT rowid FROM {index} WHERE {index} MATCH :match ORDER BY rowid DESC LIMIT 1 OFFSET {RANKED}"  # noqa: S608 (our own names)
    return f"{index} MATCH :match AND {index}.rowid > ifnull(({nth}), 0)"


def _people(conn: sqlite3.Connection, match: str) -> tuple[FoundPerson, ...]:
    sql = """
        SELECT people.* FROM people_fts JOIN people ON people.rowid = people_fts.rowid
        WHERE people_fts MATCH :match ORDER BY rank LIMIT :limit
    """
    return tuple(
        FoundPerson(row["id"], row["name"], row["role"], row["organization"], day_of(row["last_seen"]))
        for row in rows(conn, sql, {"match": match, "limit": FOUND_LENGTH})
    )


def _facts(conn: sqlite3.Connection, match: str) -> tuple[FoundFact, ...]:
    """Facts of all kinds, open ones first, then newest first."""
    found: list[FoundFact] = []
    for kind in ITEM_KINDS:
        index = f"{PLURALS[kind]}_fts"
        sql = f"""
            SELECT item.id, highlight({index}, 0, :opens, :closes) AS summary,
                   highlight({index}, 1, :opens, :closes) AS quote
            FROM {index} JOIN {PLURALS[kind]} AS item ON item.rowid = {index}.rowid
            WHERE {_newest(index)} ORDER BY rank LIMIT :limit
        """  # noqa: S608
        params = {"match": match, "opens": OPENS, "closes": CLOSES, "limit": FOUND_LENGTH}
        marked = {row["id"]: (row["summary"], row["quote"]) for row in rows(conn, sql, params)}
        ids = {f"id{number}": fact_id for number, fact_id in enumerate(marked)}
        if ids:
            where = f"item.id IN ({', '.join(':' + name for name in ids)})"
            found += [FoundFact(fact, *marked[fact.id]) for fact in facts(conn, kind, where, ids)]
    found.sort(key=lambda one: one.fact.said_on or date.min, reverse=True)
    found.sort(key=lambda one: one.fact.state not in ("open", "snoozed"))
    return tuple(found[:FOUND_LENGTH])


def _documents(conn: sqlite3.Connection, match: str) -> tuple[FoundDocument, ...]:
    """The newest versions in which the words stand, best first."""
    sql = f"""
        SELECT document.id, document.title, document.kind, document.date,
               snippet(documents_fts, 1, :opens, :closes, '…', 40) AS passage
        FROM documents_fts JOIN current_documents AS document ON document.id = documents_fts.rowid
        WHERE {_newest("documents_fts")} ORDER BY rank LIMIT :limit
    """  # noqa: S608 (our own words)
    params = {"match": match, "opens": OPENS, "closes": CLOSES, "limit": FOUND_LENGTH}
    return tuple(
        FoundDocument(row["id"], row["title"], row["kind"], day_of(row["date"]), row["passage"])
        for row in rows(conn, sql, params)
    )
