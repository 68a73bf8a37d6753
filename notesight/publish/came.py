"""What came of knowing people, as the pages show it: each outcome with the conversations that it grew out of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar, cast

from notesight.publish.facts import Party
from notesight.publish.words import day_of
from notesight.store import asof, provenance
from notesight.store.links import Origins
from notesight.store.provenance import Way

T = TypeVar("T")
PAGE = 10
"""So many outcomes stand on a page."""
OF_A_PERSON = 2
"""And so many on the page of a person at most."""
_LATEST = 30
"""So many of the latest outcomes are looked at for the page of a person."""
_MOST_KNOWN = 60


@dataclass(frozen=True, slots=True)
class Came:
    """An outcome with its chain: ``through`` are (id, name), ``steps`` rows with their day, words and quote.

    ``decision_id`` is of the owner's saying so; ``None`` for what was read, which stands on a ``quote``.
    """

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
    title: str | None
    start: int
    end: int
    source: Party | None
    hedged: bool
    decision_id: int | None
    wrong: bool = False

    @property
    def confirmed(self) -> bool:
        """Whether the owner said so, or that it is right."""
        return not self.suggested and not self.wrong

    @property
    def kind(self) -> Literal["outcome"]:
        """What kind of fact it is."""
        return "outcome"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcomes of a notebook or of one person, the longest chain first, and what they come to."""

    rows: tuple[Came, ...]
    total: int
    sums: dict[str, list[dict[str, Any]]]
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are; one when nothing is there."""
        return max(1, -(-self.total // PAGE))

    @property
    def more(self) -> bool:
        """Whether there are some that are not shown."""
        return self.total > len(self.rows)

    @property
    def first(self) -> int:
        """The number of the first row of the page, from 1."""
        return (self.page - 1) * PAGE + 1


def outcomes(conn: sqlite3.Connection, person: str | None = None, year: int | None = None, page: int = 1) -> Outcomes:
    """What came of it, of everybody or of a person, also where they only stand in the middle of a chain."""
    return _once(conn, (person, year, page), lambda: _page(conn, person, year, page))


def _page(conn: sqlite3.Connection, person: str | None, year: int | None, page: int) -> Outcomes:
    found = _once(conn, (person, year), lambda: _ways(conn, person, year))
    page = min(page, max(1, -(-len(found) // PAGE)))
    shown = found[(page - 1) * PAGE : page * PAGE]
    return Outcomes(_told(conn, shown), len(found), provenance.summed(conn, provenance.confirmed(found)), page)


def _ways(conn: sqlite3.Connection, person: str | None, year: int | None) -> list[Way]:
    if person is not None:
        return provenance.ways_of(conn, person, year)
    return provenance.ways(conn, provenance.outcomes(conn, year=year))


_known: dict[str, tuple[tuple[object, ...], dict[object, Any]]] = {}
"""By the file of a notebook: its state, and what was worked out for that state, by what was asked."""


def _once(conn: sqlite3.Connection, asked: object, work: Callable[[], T]) -> T:
    """What comes of some work, done once for a state of the notebook: a large one has thousands of outcomes."""
    file, state = str(conn.execute("PRAGMA database_list").fetchone()[2]), asof.version(conn)
    if not file:  # a notebook as of a day is made for one page
        return work()
    if file not in _known or _known[file][0] != state or len(_known[file][1]) > _MOST_KNOWN:
        _known[file] = state, {}
    found = _known[file][1]
    if asked not in found:
        found[asked] = work()
    return cast("T", found[asked])


def of_person(conn: sqlite3.Connection, person: str) -> Outcomes:
    """The beginning of what came of a person, as far as it came of late; ``total`` counts only these."""

    def work() -> Outcomes:
        found = provenance.ways_of(conn, person, latest=_LATEST)
        return Outcomes(_told(conn, found[:OF_A_PERSON]), len(found), {})

    return _once(conn, ("person", person), work)


def _told(conn: sqlite3.Connection, ways: Sequence[Way]) -> tuple[Came, ...]:
    origins = Origins(conn)
    return tuple(_came(provenance.chain(conn, way.outcome, origins)) for way in ways)


def of_document(conn: sqlite3.Connection, document_id: int) -> list[Came]:
    """The outcomes that a document tells of, in the order of its words, then those that the owner said came of it.

    Wrong ones too; their chains are left out.
    """
    told = provenance.outcomes(conn, document=document_id, wrong=True)
    told.sort(key=lambda row: (row["quote"] is None, row["start"] or 0, row["id"]))
    return [_came({"outcome": row, "people": (), "channel": None, "steps": ()}) for row in told]


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
        title=outcome["title"],
        start=outcome["start"] or 0,
        end=outcome["end"] or 0,
        source=Party(outcome["from"], outcome["from_person_id"]) if outcome["from"] is not None else None,
        hedged=outcome["certainty"] == "hedged",
        decision_id=outcome["decision_id"],
        wrong=outcome["state"] == "wrong",
    )
