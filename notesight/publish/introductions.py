"""Who introduces whom, as the pages show it: introductions and ties with their words."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from notesight.model import ME
from notesight.publish.facts import Party
from notesight.publish.words import day_of
from notesight.store import links

STATES = {
    "asked": "asked for",
    "offered": "offered",
    "made": "made",
    "happened": "happened",
    "known": "they know each other",
}
"""What each state is called on a page."""


@dataclass(frozen=True, slots=True)
class Introduced:
    """Somebody who is introduced."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """A fact that says that people are introduced: ``by`` whom (``None``: nobody says), and whether to the owner.

    ``people`` are the sides that are people of the notebook, in their order; whoever introduces is not among them.
    ``others`` are sides in the document's words. ``absent``: somebody spoke for the owner, who was not there.
    """

    id: str
    by: Party | None
    people: tuple[Introduced, ...]
    others: tuple[str, ...]
    to_me: bool
    state: str
    manner: str
    hedged: bool
    quote: str
    start: int
    end: int
    document_id: int
    title: str
    said_on: date | None
    confirmed: bool = False
    wrong: bool = False

    @property
    def kind(self) -> Literal["introduction"]:
        """What kind of fact it is."""
        return "introduction"

    @property
    def decision_id(self) -> None:
        """Introductions are read; the owner says none."""
        return

    @property
    def tie(self) -> bool:
        """Whether it only says that two know each other."""
        return self.manner == "tie"

    @property
    def absent(self) -> bool:
        """Whether somebody spoke for the owner in their absence."""
        return self.manner == "spoke" and self.to_me

    @property
    def said(self) -> str:
        """What it is, in a few words."""
        words = "spoke for me" if self.absent else STATES[self.state]
        return f"{words}, perhaps" if self.hedged else words


def introductions(
    conn: sqlite3.Connection, person_id: str | None = None, *, limit: int = -1, ties: bool = True
) -> list[Introduction]:
    """Every introduction of the notebook, or those that a person stands in, oldest first."""
    found = links.introductions(conn, person_id, ties=ties, limit=limit)
    return [_introduction(row) for row in reversed(found)]


def of_document(conn: sqlite3.Connection, document_id: int) -> list[Introduction]:
    """All that a document tells of introductions and ties, in the order of its words, wrong ones too."""
    return [_introduction(row) for row in links.of_document(conn, document_id)]


def _introduction(row: dict[str, Any]) -> Introduction:
    sides = [(row[f"{side}_person_id"], row[side], row[f"{side}_text"]) for side in ("who", "to")]
    by = Party(row["by"], row["by_person_id"]) if row["by"] is not None else None
    return Introduction(
        id=row["id"],
        by=by,
        people=tuple(Introduced(person, name) for person, name, _ in sides if person is not None),
        others=tuple(text for person, _, text in sides if person is None and text not in (None, ME)),
        to_me=any(person is None and text == ME for person, _, text in sides),
        state=row["state"],
        manner=row["manner"],
        hedged=row["certainty"] == "hedged",
        quote=row["quote"],
        start=row["start"],
        end=row["end"],
        document_id=row["document_id"],
        title=row["title"],
        said_on=day_of(row["said_on"]),
        confirmed=bool(row["confirmed"]),
        wrong=bool(row["wrong"]),
    )
