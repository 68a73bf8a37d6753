"""How many asks, offers and follow-ups of each sort there are, as seen on a day.

There may be a hundred thousand of each, and a page tells a dozen numbers. So the store counts every item when it comes,
goes or changes, and a page reads these counts once and adds them up; only those by or to a person are counted as they
stand, in the indexes of their person.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from notesight.model import PLURALS, ItemKind
from notesight.store.queries import SOON_DAYS
from notesight.store.schema import side_sql

Params = Mapping[str, object]

State = Literal["open", "back", "snoozed", "done", "dismissed"]
"""As it is stored, but that what was put off is ``back`` from its day on."""
StateFilter = Literal["open", "snoozed", "done", "dismissed", "all"]
Whose = Literal["everybody", "by-me", "to-me", "with-me", "others", "not-to-me"]
Side = Literal["me", "nobody", "other"]
"""By whom or to whom: the owner, nobody that is said, or a person or words of the document."""
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

SIDES: Sequence[Side] = ("me", "nobody", "other")
OWED: Mapping[str, Mapping[ItemKind, tuple[Sequence[Side], Sequence[Side]]]] = {
    "i-owe": {"followup": (("me",), SIDES), "ask": (SIDES, ("me",))},
    "they-owe": {"followup": (("other",), ("me",)), "ask": (("me",), ("other",))},
    "nobodys": {"followup": (("nobody",), SIDES), "ask": (SIDES, ("nobody",))},
    "between-others": {
        "followup": (("other",), ("nobody", "other")),
        "ask": (("nobody", "other"), ("other",)),
    },
}
"""The lists of the loop: by whom and to whom the items of each kind are. Each ask and each promise stands in one.

I owe my promises and what was asked of me; they owe me what they promised me and I asked of somebody; nobody's yet are asks
that were put to nobody, mine too, and what nobody said they would do; the rest is between others.
"""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list is limited to: kinds, a state, whose, which certainty, when due, and by or to which people (their ids).

    ``people`` is ``None`` for everybody, and nobody when it is empty. ``fresh``: only what the owner has not confirmed.
    ``owed``: only what stands in this one of the lists :data:`OWED`. The others are not told apart by what is counted of all
    items: due before a day, said on a day or after it, whether a later document shows it to be done.
    """

    kinds: Sequence[ItemKind]
    state: StateFilter = "open"
    whose: Whose = "everybody"
    certainty: Collection[str] = ("stated", "hedged")
    whens: Collection[When] = WHENS
    people: tuple[str, ...] | None = None
    fresh: bool = False
    owed: str | None = None
    due_before: str | None = None
    since: str | None = None
    looks_done: bool | None = None


@dataclass(frozen=True, slots=True)
class Sort:
    """What the items that are counted together have in common."""

    kind: ItemKind
    state: State
    certainty: str
    by: Side
    to: Side
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
            and (sought.owed is None or self._owed(sought.owed))
            and {
                "everybody": True,
                "by-me": self.by == "me",
                "to-me": self.to == "me",
                "with-me": "me" in (self.by, self.to),
                "others": self.by != "me",
                "not-to-me": self.to != "me",
            }[sought.whose]
        )

    def _owed(self, name: str) -> bool:
        by, to = OWED[name].get(self.kind, ((), ()))
        return self.by in by and self.to in to


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
    certainty, by_side, to_side, confirmed,
    CASE WHEN due = '' THEN 'none' WHEN due < :today THEN 'late' WHEN due <= :until THEN 'soon' ELSE 'later' END AS "when"
"""


def counted(conn: sqlite3.Connection, today: date) -> Counts:
    """All items."""
    sql = f"""
        SELECT kind, {_SEEN}, sum(number) AS many FROM _item_counts WHERE state <> 'wrong' GROUP BY 1, 2, 3, 4, 5, 6, 7
    """  # noqa: S608 (our own words)
    return _read(conn.execute(sql, days(today)))


def counted_of(conn: sqlite3.Connection, today: date, sought: Sought) -> Counts:
    """Of the kinds and days that are sought, the items by or to the people that are, each once, of whatever state.

    Whether they are confirmed is not looked at.
    """
    those = "(SELECT value FROM json_each(:people))"
    within = " AND ".join(between(sought)) or "1"
    streams = []
    for kind in sought.kinds:
        table = PLURALS[kind]
        columns = (
            f"SELECT '{kind}' AS kind, state, certainty, ifnull(due, '') AS due, snoozed_until, 0 AS confirmed, "
            "{by} AS by_side, {to} AS to_side " + f"FROM {table} AS item INDEXED BY {table}"
        )
        by, to = side_sql("by", "item"), side_sql("to", "item")
        once = f"(by_person_id IS NULL OR by_person_id NOT IN {those})"
        if sought.people is None:
            streams.append(f"{columns.format(by=by, to=to)}_due WHERE {within}")
        else:  # whoever is found by an id is a person, whose text is not in that index
            streams += [
                f"{columns.format(by=_OTHER, to=to)}_by WHERE by_person_id IN {those} AND {within}",
                f"{columns.format(by=by, to=_OTHER)}_to WHERE to_person_id IN {those} AND {once} AND {within}",
            ]
    sql = f"""
        SELECT kind, {_SEEN}, count(*) AS many FROM ({" UNION ALL ".join(streams)}) WHERE state <> 'wrong'
        GROUP BY 1, 2, 3, 4, 5, 6, 7
    """  # noqa: S608 (our own words)
    return _read(conn.execute(sql, asked(sought, today)))


def between(sought: Sought) -> list[str]:
    """The days to which a list is limited, as conditions about ``item``."""
    limits = {"item.due < :due_before": sought.due_before, "item.said_on >= :since": sought.since}
    return [condition for condition, day in limits.items() if day is not None]


def asked(sought: Sought, today: date) -> dict[str, object]:
    """The values in the SQL of a list."""
    people = sought.people or ()
    return {
        **days(today), "due_before": sought.due_before, "since": sought.since, "people": json.dumps(people),
        "person": people[0] if people else None,
    }  # fmt: skip


_OTHER = "'other'"


def _read(found: Iterable[Sequence[Any]]) -> Counts:
    return {
        Sort(kind, state, certainty, by, to, bool(confirmed), when): many
        for kind, state, certainty, by, to, confirmed, when, many in found
    }
