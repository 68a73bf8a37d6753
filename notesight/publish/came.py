"""What came of knowing people, as the pages show it: each outcome with the conversations that it grew out of."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any

from notesight.publish.words import day_of
from notesight.store import provenance

SHOWN = 200
"""So many outcomes stand on the page at most."""


@dataclass(frozen=True, slots=True)
class Came:
    """An outcome with its chain: ``through`` are (id, name), ``steps`` rows with their day, words and quote."""

    id: str
    what: str
    worth: str | None
    day: date | None
    suggested: bool
    whose: str | None
    through: tuple[tuple[str, str], ...]
    channel: str | None
    steps: tuple[dict[str, Any], ...]
    quote: str | None
    document_id: int | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcomes of a notebook or of one person, the longest chain first, and what they come to."""

    rows: tuple[Came, ...]
    total: int
    sums: dict[str, list[dict[str, Any]]]


def outcomes(conn: sqlite3.Connection, person: str | None = None, year: int | None = None) -> Outcomes:
    """What came of it, of everybody or of a person, also where they only stand in the middle of a chain."""
    told = provenance.outcomes(conn, year=year)
    found = provenance.report(conn, told)
    if person is not None:
        found = [
            each
            for each in found
            if person in {one["id"] for one in each["people"]}
            or person in (each["outcome"]["from_person_id"], each["outcome"]["whose_person_id"])
        ]
    sums = provenance.summed(provenance.confirmed(found))
    return Outcomes(tuple(map(_came, found[:SHOWN])), len(found), sums)


def _came(each: dict[str, Any]) -> Came:
    outcome = each["outcome"]
    return Came(
        id=outcome["id"],
        what=outcome["what"],
        worth=outcome["worth"],
        day=day_of(outcome["on_day"]),
        suggested=outcome["state"] == "suggested",
        whose=outcome["whose"] if outcome["whose_text"] not in (None, "me") else None,
        through=tuple((one["id"], one["name"] or "") for one in each["people"]),
        channel=each["channel"],
        steps=tuple({**step, "day": day_of(step["day"])} for step in each["steps"]),
        quote=outcome["quote"],
        document_id=outcome["document_id"],
    )
