"""The work lists: asks, offers, follow-ups, or all that has a day, filtered, counted and paged.

What is hedged comes after all that is stated. Sync functions over one read connection; nothing here writes and
nothing here knows HTML.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from notesight.model import ItemKind
from notesight.publish import owed
from notesight.publish.facts import Fact, rows
from notesight.publish.picking import Order, picked
from notesight.publish.searching import match_expression
from notesight.store.counting import OWED, WHENS, Sought, StateFilter, When, counted, counted_of, days, number
from notesight.store.picking import owed_sql

ListName = Literal["asks", "offers", "followups", "due", "i-owe", "they-owe", "nobodys", "between-others"]
Choice = Literal["everybody", "by-me", "to-me", "others"]
DueFilter = Literal["any", "late", "soon"]

PAGE = 50
"""Rows of a page."""
MOST_PEOPLE = 60
"""More people than these do not go by one name for a filter."""
KINDS: Mapping[ListName, Sequence[ItemKind]] = {
    "asks": ("ask",),
    "offers": ("offer",),
    "followups": ("followup",),
    "due": ("ask", "followup"),
    "i-owe": ("ask", "followup"),
    "they-owe": ("ask", "followup"),
    "nobodys": ("ask", "followup"),
    "between-others": ("ask", "followup"),
}
_LONGEST_NAME = 200
_MOST_PAGES = 100_000

_WHENS: Mapping[DueFilter, Sequence[When]] = {"any": WHENS, "late": ("late",), "soon": ("soon",)}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a work list is limited to. ``person`` is an id, or words of a name that several people may go by."""

    state: StateFilter = "open"
    whose: Choice = "everybody"
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
        whose=one_of("whose", get_args(Choice)),  # type: ignore[arg-type]
        due=one_of("due", get_args(DueFilter)),  # type: ignore[arg-type]
        person=arguments.get("person", "").strip()[:_LONGEST_NAME],
        order=one_of("order", get_args(Order)),  # type: ignore[arg-type]
        page=min(max(int(page), 1), _MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
    )


def worklist(conn: sqlite3.Connection, name: ListName, asked: Filter, today: date) -> WorkList:
    """One page of a list, as seen on a day; a page that is past the last is the last."""
    people = named(conn, asked.person) if asked.person else ()
    kinds = KINDS[name]

    def sought(asked: Filter) -> Sought:
        whens = tuple(when for when in _WHENS[asked.due] if not (name == "due" and when == "none"))
        those = tuple(each.id for each in people) if asked.person else None
        owed_by = name if name in OWED else None
        return Sought(kinds, asked.state, asked.whose, whens=whens, people=those, owed=owed_by)

    counts = counted_of(conn, today, sought(asked)) if asked.person else counted(conn, today)
    total = number(counts, sought(asked))
    asked = replace(asked, page=min(asked.page, max(1, -(-total // PAGE))))
    found = picked(conn, counts, sought(asked), today, order=asked.order, size=PAGE, skipped=(asked.page - 1) * PAGE)
    return WorkList(
        name=name,
        wanted=asked,
        stated=tuple(fact for fact in owed.shown(conn, found) if not fact.hedged),
        maybe=tuple(fact for fact in found if fact.hedged),
        total=total,
        hedged=number(counts, replace(sought(asked), certainty=("hedged",))),
        states={state: number(counts, sought(replace(asked, state=state))) for state in get_args(StateFilter)},
        whose={whose: number(counts, sought(replace(asked, whose=whose))) for whose in get_args(Choice)},
        people=people,
    )


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


_STATES: Mapping[str, str] = {
    "open": "(state IN ('open', 'snoozed') AND (state = 'open' OR snoozed_until <= :today))",
    "snoozed": "(state = 'snoozed' AND snoozed_until > :today)",
    "done": "state = 'done'",
    "dismissed": "state = 'dismissed'",
    "all": "state <> 'wrong'",
}
_WHOSE: Mapping[str, str] = {
    "by-me": "(by_person_id IS NULL AND by_text = 'me')",
    "to-me": "(to_person_id IS NULL AND to_text = 'me')",
    "others": "NOT (by_person_id IS NULL AND ifnull(by_text, '') = 'me')",
}
_DUE: Mapping[str, str] = {"late": "due < :today", "soon": "due BETWEEN :today AND :until"}


def table_filters(found: WorkList, today: date) -> dict[str, str]:
    """The same filter as Datasette's page of the table takes it, as of today."""
    asked = found.wanted
    conditions = [_STATES[asked.state]]
    conditions += [those[name] for those, name in ((_WHOSE, asked.whose), (_DUE, asked.due)) if name in those]
    if asked.person:
        ids = ", ".join("'" + each.id.replace("'", "''") + "'" for each in found.people)
        conditions.append(f"(by_person_id IN ({ids}) OR to_person_id IN ({ids}))")
    if found.name == "due":
        conditions += ["kind IN ('ask', 'followup')", "due IS NOT NULL"]
    if found.name in OWED:
        each = " OR ".join(f"(kind = '{kind}' AND {owed_sql(kind, found.name)})" for kind in OWED[found.name])
        conditions.append(f"({each})".replace("item.", ""))
    where = " AND ".join(conditions)
    for name, day in days(today).items():
        where = where.replace(f":{name}", f"'{day}'")
    return {"_where": where, **({"_sort": "due"} if asked.order == "due" else {"_sort_desc": "said_on"})}
