"""Being in touch, as the pages show it: the last contact, a cadence, who is due and with what reason, who is being lost.

Sync functions over one read connection; what is due is the store's affair (:mod:`notesight.store.keeping`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from notesight import rhythm
from notesight.publish.facts import Listing, Party
from notesight.publish.words import day_of
from notesight.store import contacts, keeping

FEW = 5
"""Nudges on the home page."""
MANY = 100
"""Rows of a list on the page of all."""
LOST = 20
_MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact: the day, how it is known (``wrote``, ``got``, ``named``, ``met``), by what, and the words that tell it."""

    day: date
    how: str
    channel: str | None
    document_id: int
    title: str
    quote: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What one could write about: in which respect, the words, the quote if it says more, and where it stands."""

    why: str
    words: str
    quote: str
    item_id: str | None
    document_id: int
    title: str
    day: date | None
    answer: Answer | None = None
    also: Reason | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An offer that answers what somebody asks for: whose (``None``: nobody says), its words, and where they stand."""

    by: Party | None
    quote: str
    item_id: str
    document_id: int
    title: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Keep:
    """Somebody with a cadence: how often, when the next contact is due, and the ``state``.

    It is ``overdue``, ``due``, ``soon`` or ``ahead``.
    """

    id: str
    name: str
    last: date | None
    every: str
    at_most: str | None
    via: str | None
    due: date
    late_on: date
    state: str
    contact: Contact | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody without a cadence with whom contact is unusually long ago; ``usual`` is how long it is mostly."""

    id: str
    name: str
    usual: str
    contact: Contact | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class KeepPage:
    """All that the page of keeping in touch shows."""

    due: tuple[Keep, ...]
    ahead: tuple[Keep, ...]
    losing: Listing[Lost]
    kept: int


def contact(conn: sqlite3.Connection, person_id: str, today: date) -> Contact | None:
    """The last contact with a person up to a day; ``None`` when they are only talked about."""
    return _contact(contacts.last(conn, person_id, today))


def keep(conn: sqlite3.Connection, person_id: str, today: date) -> Keep | None:
    """How one keeps in touch with a person; ``None`` without a cadence."""
    found = keeping.standing(conn, today, person_id=person_id)
    return _keep(found[0]) if found else None


def due(conn: sqlite3.Connection, today: date, limit: int) -> Listing[Keep]:
    """The first of those who are due or overdue, and how many there are."""
    total = sum(row["state"] in ("overdue", "due") for row in keeping.standing(conn, today))
    return Listing(tuple(_keep(row) for row in keeping.nudges(conn, today, limit=limit)) if total else (), total)


def page(conn: sqlite3.Connection, today: date) -> KeepPage:
    """Everybody who is due, who will be, and with whom one is losing touch."""
    kept = keeping.standing(conn, today)
    losing = keeping.losing(conn, today, limit=LOST)
    return KeepPage(
        tuple(_keep(row) for row in keeping.nudges(conn, today, limit=MANY)),
        tuple(_keep(row) for row in kept if row["state"] in ("soon", "ahead"))[:MANY],
        Listing(
            tuple(
                Lost(
                    row["id"],
                    row["name"],
                    rhythm.in_words(row["usual_days"]),
                    _contact(row["contact"]),
                    _reason(row["reason"]),
                )
                for row in losing
            ),
            keeping.lost(conn, today),
        ),
        len(kept),
    )


def _keep(row: Mapping[str, Any]) -> Keep:
    return Keep(
        row["id"], row["name"], day_of(row["last"]), rhythm.every(row["every"]).words, row["at_most"], row["via"],
        date.fromisoformat(row["due"]), date.fromisoformat(row["late_on"]), row["state"],
        _contact(row.get("contact")), _reason(row.get("reason")),
    )  # fmt: skip


def _contact(row: Mapping[str, Any] | None) -> Contact | None:
    if row is None:
        return None
    return Contact(
        date.fromisoformat(row["day"]), row["how"], row["channel"], row["document_id"], row["title"],
        " ".join((row["quote"] or "").split())[:_MOST_WORDS],
    )  # fmt: skip


def _reason(row: Mapping[str, Any] | None) -> Reason | None:
    if row is None:
        return None
    words, quote = (" ".join((row[name] or "").split())[:_MOST_WORDS] for name in ("words", "quote"))
    more = "" if quote.casefold().strip(" .!?") == words.casefold().strip(" .!?") else quote
    return Reason(
        keeping.WHY[row["why"]], words, more, row["item_id"], row["document_id"], row["title"], day_of(row["day"]),
        _answer(row.get("answer")), _reason({"why": "answer", **row["also"]}) if "also" in row else None,
    )  # fmt: skip


def _answer(row: Mapping[str, Any] | None) -> Answer | None:
    if row is None:
        return None
    return Answer(
        Party(row["by"], row["by_person_id"]) if row["by"] else None, " ".join(row["quote"].split())[:_MOST_WORDS],
        row["item_id"], row["document_id"], row["title"], day_of(row["day"]),
    )  # fmt: skip
