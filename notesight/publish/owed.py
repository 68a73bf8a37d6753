"""The lists of the loop on the pages: what I owe, what they owe me, what waits, what is nobody's yet, what looks done.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from notesight.model import ItemKind
from notesight.publish.facts import LIST_LENGTH, Fact, Listing, Shown, facts
from notesight.publish.picking import listing
from notesight.publish.words import day_of
from notesight.store import closings, owing
from notesight.store.counting import Counts, Sought
from notesight.store.queries import Row

KINDS: Sequence[ItemKind] = ("ask", "followup")
"""What can be owed."""

LOOKS_DONE = 3
"""So many of what looks done stand above the lists; review has all."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of the owner's that asks something and has no answer: to whom, the words, how many days."""

    document_id: int
    title: str
    to: str
    person_id: str | None
    quote: str
    day: date | None
    days: int


@dataclass(frozen=True, slots=True)
class Glance:
    """The beginnings of all the lists of the loop, and how long each is."""

    looks_done: Listing[Fact]
    i_owe: Listing[Fact]
    they_owe: Listing[Fact]
    waiting: Listing[Mail]
    nobodys: Listing[Fact]
    between_others: Listing[Fact]


def glance(conn: sqlite3.Connection, today: date, counts: Counts) -> Glance:
    """All the lists as seen on a day; ``counts`` are those of all items on that day."""

    def listed(name: str) -> Listing[Fact]:
        sought = Sought(KINDS, certainty=("stated",), owed=name)
        found = listing(conn, counts, sought, today, order="pressing", length=LIST_LENGTH)
        return Listing(tuple(shown(conn, found.rows)), found.total)

    return Glance(
        looks_done(conn, today),
        listed("i-owe"),
        listed("they-owe"),
        waiting(conn, today),
        listed("nobodys"),
        listed("between-others"),
    )


def looks_done(conn: sqlite3.Connection, today: date) -> Listing[Fact]:
    """The asks and promises that a later document shows to be done, those that came last first."""
    ids = owing.looks_done(conn, today, LOOKS_DONE)
    where, values = "item.id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(ids)}
    found = {fact.id: fact for kind in KINDS for fact in facts(conn, kind, where, values)}
    return Listing(tuple(shown(conn, [found[each] for each in ids])), owing.looking_done(conn, today))


def waiting(conn: sqlite3.Connection, today: date, person: str | None = None) -> Listing[Mail]:
    """My mails without an answer, the longest waiting first."""
    found = owing.unanswered(conn, today, person)
    return Listing(tuple(_mail(row) for row in owing.mails(conn, found[:LIST_LENGTH], today)), len(found))


def _mail(row: Row) -> Mail:
    return Mail(
        row["document_id"], row["title"], row["to"], row["to_person_id"], row["quote"], day_of(row["said_on"]), row["age"]
    )  # fmt: skip


def shown(conn: sqlite3.Connection, those: Sequence[Fact]) -> list[Fact]:
    """Facts, each with what shows that it looks done, if anything does."""
    signs = signs_of(conn, [fact.id for fact in those])
    return [replace(fact, closing=signs.get(fact.id)) for fact in those]


def signs_of(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Shown]:
    """For items, what shows best that they look done."""
    return {
        item: Shown(
            sign["how"], sign["quote"], sign["document_id"], sign["title"], day_of(sign["date"]), tuple(sign["reasons"])
        )
        for item, sign in closings.of(conn, ids).items()
    }
