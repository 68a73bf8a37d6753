"""The work lists: asks, offers, follow-ups, or all that has a day, filtered, counted and paged.

What is hedged comes after all that is stated. Sync functions over one read connection; nothing here writes and
nothing here knows HTML.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from notesight.model import PLURALS, ItemKind
from notesight.publish.facts import OPEN, Fact, facts, rows
from notesight.publish.searching import match_expression
from notesight.publish.words import SOON_DAYS

ListName = Literal["asks", "offers", "followups", "due"]
StateFilter = Literal["open", "snoozed", "done", "dismissed", "all"]
Whose = Literal["everybody", "by-me", "to-me", "others"]
DueFilter = Literal["any", "late", "soon"]
Order = Literal["due", "newest"]

PAGE = 50
"""Rows of a page."""
MOST_PEOPLE = 60
"""More people than these do not go by one name for a filter."""
KINDS: Mapping[ListName, Sequence[ItemKind]] = {
    "asks": ("ask",),
    "offers": ("offer",),
    "followups": ("followup",),
    "due": ("ask", "followup"),
}
_LONGEST_NAME = 200
_MOST_PAGES = 100_000

_STATES: Mapping[str, str] = {
    "open": f"({OPEN})",
    "snoozed": "(item.state = 'snoozed' AND item.snoozed_until > :today)",
    "done": "item.state = 'done'",
    "dismissed": "item.state = 'dismissed'",
    "all": "1",
}
_WHOSE: Mapping[str, str] = {
    "everybody": "1",
    "by-me": "(item.by_person_id IS NULL AND item.by_text = 'me')",
    "to-me": "(item.to_person_id IS NULL AND item.to_text = 'me')",
    "others": "NOT (item.by_person_id IS NULL AND ifnull(item.by_text, '') = 'me')",
}
_DUE: Mapping[str, str] = {
    "any": "1",
    "late": "item.due < :today",
    "soon": "item.due BETWEEN :today AND :until",
}
_ORDERS: Mapping[str, str] = {
    "due": "item.certainty = 'hedged', item.due IS NULL, item.due, item.said_on DESC, item.id",
    "newest": "item.certainty = 'hedged', item.said_on DESC, item.document_id DESC, item.id",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a work list is limited to. ``person`` is an id, or words of a name that several people may go by."""

    state: StateFilter = "open"
    whose: Whose = "everybody"
    due: DueFilter = "any"
    person: str = ""
    order: Order = "due"
    page: int = 1

    def query(self, **changes: object) -> dict[str, str]:
        """The filter as parameters of an address, with changes; what is usual is left out, and so is the page."""
        changed = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        usual = Filter()
        return {
            name: str(getattr(changed, name))
            for name in ("state", "whose", "due", "person", "order", "page")
            if getattr(changed, name) != getattr(usual, name)
        }


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom the list is limited to."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class WorkList:
    """A page of a work list. ``states`` and ``whose`` tell how many rows the other choices would have."""

    name: ListName
    wanted: Filter
    stated: tuple[Fact, ...]
    maybe: tuple[Fact, ...]
    total: int
    hedged: int
    states: Mapping[str, int]
    whose: Mapping[str, int]
    people: tuple[Known, ...]

    @property
    def pages(self) -> int:
        """How many pages there are; one when nothing is there."""
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """The number of the first row of the page, from 1."""
        return (self.wanted.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """The number of the last row of the page."""
        return self.first + len(self.stated) + len(self.maybe) - 1


def wanted(arguments: Mapping[str, str]) -> Filter:
    """The filter that an address asks for; what it says that cannot be is as if it were not said."""

    def one_of(name: str, choices: tuple[str, ...]) -> str:
        said = arguments.get(name, "")
        return said if said in choices else choices[0]

    page = arguments.get("page", "")
    return Filter(
        state=one_of("state", get_args(StateFilter)),  # type: ignore[arg-type]
        whose=one_of("whose", get_args(Whose)),  # type: ignore[arg-type]
        due=one_of("due", get_args(DueFilter)),  # type: ignore[arg-type]
        person=arguments.get("person", "").strip()[:_LONGEST_NAME],
        order=one_of("order", get_args(Order)),  # type: ignore[arg-type]
        page=min(max(int(page), 1), _MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
    )


def worklist(conn: sqlite3.Connection, name: ListName, asked: Filter, today: date) -> WorkList:
    """One page of a list, as seen on a day; a page that is past the last is the last."""
    people = named(conn, asked.person) if asked.person else ()
    until = date.fromordinal(min(today.toordinal() + SOON_DAYS, date.max.toordinal()))
    values = {
        "today": today.isoformat(),
        "until": until.isoformat(),
        "people": json.dumps([each.id for each in people]),
    }
    always = ["item.due IS NOT NULL"] if name == "due" else []
    if asked.person:
        those = "(SELECT value FROM json_each(:people))"
        always.append(f"(item.by_person_id IN {those} OR item.to_person_id IN {those})")

    def count(wanted: Filter, *more: str) -> int:
        where = " AND ".join([*always, *_conditions(wanted), *more])
        sql = f"SELECT count(*) FROM {{}} AS item WHERE {where}"  # noqa: S608 (our own words)
        return sum(conn.execute(sql.format(PLURALS[kind]), values).fetchone()[0] for kind in KINDS[name])

    total = count(asked)
    asked = replace(asked, page=min(asked.page, max(1, -(-total // PAGE))))
    found = _page(conn, name, asked, always, values) if total else []
    return WorkList(
        name=name,
        wanted=asked,
        stated=tuple(fact for fact in found if not fact.hedged),
        maybe=tuple(fact for fact in found if fact.hedged),
        total=total,
        hedged=count(asked, "item.certainty = 'hedged'") if total else 0,
        states={state: count(replace(asked, state=state)) for state in get_args(StateFilter)},
        whose={whose: count(replace(asked, whose=whose)) for whose in get_args(Whose)},
        people=people,
    )


def _conditions(asked: Filter) -> list[str]:
    return [_STATES[asked.state], _WHOSE[asked.whose], _DUE[asked.due]]


def _page(
    conn: sqlite3.Connection, name: ListName, asked: Filter, always: list[str], values: Mapping[str, object]
) -> list[Fact]:
    """The facts of a page: which ones is settled by ids, so that sorting does not carry all texts about."""
    where = " AND ".join([*always, *_conditions(asked)])
    columns = "item.id, item.due, item.said_on, item.document_id, item.certainty"
    tables = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, {columns} FROM {PLURALS[kind]} AS item WHERE {where}"  # noqa: S608 (our own words)
        for kind in KINDS[name]
    )
    order = _ORDERS[asked.order]
    if asked.due == "late":  # what was just missed comes before what is long past
        order = order.replace("item.due, ", "item.due DESC, ")
    sql = f"SELECT kind, id FROM ({tables}) AS item ORDER BY {order} LIMIT :size OFFSET :skipped"  # noqa: S608
    picked = rows(conn, sql, {**values, "size": PAGE, "skipped": (asked.page - 1) * PAGE})
    found: dict[str, Fact] = {}
    for kind in KINDS[name]:
        ids = json.dumps([row["id"] for row in picked if row["kind"] == kind])
        where = "item.id IN (SELECT value FROM json_each(:ids))"
        found |= {fact.id: fact for fact in facts(conn, kind, where, {"ids": ids})}
    return [found[row["id"]] for row in picked]


def named(conn: sqlite3.Connection, person: str) -> tuple[Known, ...]:
    """Whoever has this id, or else goes by these words, the one seen last first; nobody when there is none."""
    by_id = rows(conn, "SELECT id, name FROM people WHERE id = :id", {"id": person})
    match = "" if by_id else match_expression(person)
    if match:
        sql = """
            SELECT people.id, people.name FROM people_fts JOIN people ON people.rowid = people_fts.rowid
            WHERE people_fts MATCH :match ORDER BY people.last_seen DESC, people.id LIMIT :limit
        """
        # The words are those of a name: an organisation's would mean all who work there.
        found = rows(conn, sql, {"match": f"{{name also_known_as email}} : ({match})", "limit": MOST_PEOPLE})
        exact = [row for row in found if row["name"].casefold() == person.casefold()]
        by_id = exact if len(exact) == 1 else found
    return tuple(Known(row["id"], row["name"]) for row in by_id)


def table_filters(found: WorkList, today: date) -> dict[str, str]:
    """The same filter as Datasette's page of the table takes it, as of today."""
    asked = found.wanted
    until = date.fromordinal(min(today.toordinal() + SOON_DAYS, date.max.toordinal()))
    conditions = [each for each in _conditions(asked) if each != "1"]
    if asked.person:
        ids = ", ".join("'" + each.id.replace("'", "''") + "'" for each in found.people)
        conditions.append(f"(item.by_person_id IN ({ids}) OR item.to_person_id IN ({ids}))")
    where = " AND ".join(conditions).replace("item.", "")
    where = where.replace(":today", f"'{today.isoformat()}'").replace(":until", f"'{until.isoformat()}'")
    if found.name == "due":
        where = " AND ".join([*([where] if where else []), "kind IN ('ask', 'followup')", "due IS NOT NULL"])
    order = {"_sort": "due"} if asked.order == "due" else {"_sort_desc": "said_on"}
    return {**({"_where": where} if where else {}), **order}
