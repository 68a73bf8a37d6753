"""How many asks, offers and follow-ups of each sort there are, as seen on a day.

There may be a hundred thousand of each, and a page tells a dozen numbers. So the store counts every item when it comes,
goes or changes, and a page reads these counts once and adds them up; only those by or to a person are counted as they
stand, in the indexes of their person.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from notesight.model import PLURALS, ItemKind
from notesight.publish.facts import Params, rows
from notesight.publish.words import SOON_DAYS

State = Literal["open", "back", "snoozed", "done", "dismissed"]
"""As it is stored, but that what was put off is ``back`` from its day on."""
StateFilter = Literal["open", "snoozed", "done", "dismissed", "all"]
Whose = Literal["everybody", "by-me", "to-me", "others", "not-to-me"]
When = Literal["late", "soon", "later", "none"]

STATES: Mapping[StateFilter, Sequence[State]] = {
    "open": ("open", "back"),
    "snoozed": ("snoozed",),
    "done": ("done",),
    "dismissed": ("dismissed",),
    "all": ("open", "back", "snoozed", "done", "dismissed"),
}
"""What an item's state may be to stand in a list; what is wrong stands in none."""
WHENS: Sequence[When] = ("late", "soon", "later", "none")
"""The nearest first."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list is limited to: kinds, a state, whose, which certainty, when due, and by or to which people (their ids).

    ``people`` is ``None`` for everybody, and nobody when it is empty. ``fresh``: only what the owner has not confirmed.
    """

    kinds: Sequence[ItemKind]
    state: StateFilter = "open"
    whose: Whose = "everybody"
    certainty: Collection[str] = ("stated", "hedged")
    whens: Collection[When] = WHENS
    people: tuple[str, ...] | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Sort:
    """What the items that are counted together have in common."""

    kind: ItemKind
    state: State
    certainty: str
    by_me: bool
    to_me: bool
    confirmed: bool
    when: When

    def fits(self, sought: Sought) -> bool:
        """Whether these stand in a list."""
        return (
            self.kind in sought.kinds
            and self.state in STATES[sought.state]
            and self.certainty in sought.certainty
            and self.when in sought.whens
            and not (sought.fresh and self.confirmed)
            and {
                "everybody": True,
                "by-me": self.by_me,
                "to-me": self.to_me,
                "others": not self.by_me,
                "not-to-me": not self.to_me,
            }[sought.whose]
        )


Counts = Mapping[Sort, int]
"""How many items there are of each sort that has some."""


def number(counts: Counts, sought: Sought) -> int:
    """How many items a list has."""
    return sum(many for sort, many in counts.items() if sort.fits(sought))


def days(today: date) -> Params:
    """The values of ``:today`` and ``:until``: what is due from the one to the other is due soon."""
    until = date.fromordinal(min(today.toordinal() + SOON_DAYS, date.max.toordinal()))
    return {"today": today.isoformat(), "until": until.isoformat()}


_SEEN = """
    CASE WHEN state = 'snoozed' AND snoozed_until <= :today THEN 'back' ELSE state END AS state,
    certainty, by_me, to_me, confirmed,
    CASE WHEN due = '' THEN 'none' WHEN due < :today THEN 'late' WHEN due <= :until THEN 'soon' ELSE 'later' END AS "when"
"""


def counted(conn: sqlite3.Connection, today: date) -> Counts:
    """All items."""
    sql = f"""
        SELECT kind, {_SEEN}, sum(number) AS many FROM _item_counts WHERE state <> 'wrong' GROUP BY 1, 2, 3, 4, 5, 6, 7
    """  # noqa: S608 (our own words)
    return _read(rows(conn, sql, days(today)))


def counted_of(conn: sqlite3.Connection, today: date, kinds: Sequence[ItemKind], people: Sequence[str]) -> Counts:
    """The items of some kinds by or to some people, each once. Whether they are confirmed is not looked at."""
    those = "(SELECT value FROM json_each(:people))"
    sides = []
    for kind in kinds:
        table = PLURALS[kind]
        columns = f"SELECT '{kind}' AS kind, state, certainty, ifnull(due, '') AS due, snoozed_until, 0 AS confirmed"
        by = f"{columns}, 0 AS by_me, to_person_id IS NULL AND to_text IS 'me' AS to_me FROM {table} INDEXED BY {table}_by"
        to = f"{columns}, by_person_id IS NULL AND by_text IS 'me', 0 FROM {table} INDEXED BY {table}_to"
        once = f"(by_person_id IS NULL OR by_person_id NOT IN {those})"
        sides += [f"{by} WHERE by_person_id IN {those}", f"{to} WHERE to_person_id IN {those} AND {once}"]
    sql = f"""
        SELECT kind, {_SEEN}, count(*) AS many FROM ({" UNION ALL ".join(sides)}) WHERE state <> 'wrong'
        GROUP BY 1, 2, 3, 4, 5, 6, 7
    """  # noqa: S608 (our own words)
    return _read(rows(conn, sql, {**days(today), "people": json.dumps(list(people))}))


def _read(found: Sequence[sqlite3.Row]) -> Counts:
    return {
        Sort(
            row["kind"], row["state"], row["certainty"], bool(row["by_me"]), bool(row["to_me"]), bool(row["confirmed"]),
            row["when"],
        ): row["many"]
        for row in found
    }  # fmt: skip
