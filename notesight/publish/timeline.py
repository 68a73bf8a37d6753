"""The timeline: documents and what was asked, offered and promised in them, newest first, a month at a time.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

from notesight.model import ITEM_KINDS
from notesight.publish.facts import COUNTED, DocumentLine, Fact, document_line, facts, rows
from notesight.publish.worklists import Known, named

PAGE = 40
"""Documents of a page."""
MOST_CHANNELS = 40
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a timeline is limited to: a month (``2026-03``; empty: the last one), a channel, a person."""

    month: str = ""
    channel: str = ""
    person: str = ""
    page: int = 1

    def query(self, **changes: object) -> dict[str, str]:
        """As parameters of an address, with changes; what is not said is left out, and so is the page."""
        changed = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        said = {"month": changed.month, "channel": changed.channel, "person": changed.person}
        return {name: value for name, value in said.items() if value} | (
            {"page": str(changed.page)} if changed.page > 1 else {}
        )


@dataclass(frozen=True, slots=True)
class Happened:
    """One document, and the facts that are its own."""

    document: DocumentLine
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of a month. ``months`` are those that have documents, newest first, with how many."""

    asked: Asked
    happened: tuple[Happened, ...]
    months: Mapping[str, int]
    channels: tuple[str, ...]
    people: tuple[Known, ...]

    @property
    def total(self) -> int:
        """How many documents there are in all months."""
        return sum(self.months.values())

    @property
    def pages(self) -> int:
        """How many pages the month has."""
        return max(1, -(-self.months.get(self.asked.month, 0) // PAGE))

    @property
    def years(self) -> dict[str, dict[str, int]]:
        """The months by year, newest first."""
        years: dict[str, dict[str, int]] = {}
        for month, number in self.months.items():
            years.setdefault(month[:4], {})[month] = number
        return years

    @property
    def earlier(self) -> str | None:
        """The month with documents before this one."""
        return next((older for newer, older in pairwise(self.months) if newer == self.asked.month), None)

    @property
    def later(self) -> str | None:
        """The month with documents after this one."""
        return next((newer for newer, older in pairwise(self.months) if older == self.asked.month), None)


def asked(arguments: Mapping[str, str]) -> Asked:
    """What an address asks for; what cannot be is as if it were not said."""
    month, page = arguments.get("month", ""), arguments.get("page", "")
    return Asked(
        month if _MONTH.fullmatch(month) else "",
        arguments.get("channel", "")[:_LONGEST],
        arguments.get("person", "").strip()[:_LONGEST],
        max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


_NEWEST = "NOT EXISTS (SELECT 1 FROM documents AS newer WHERE newer.supersedes = document.id)"


def timeline(conn: sqlite3.Connection, want: Asked) -> Timeline:
    """One page; without a month, or with one that has no documents, of the last month that has some."""
    people = named(conn, want.person) if want.person else ()
    values: dict[str, object] = {
        "channel": want.channel, "people": json.dumps([each.id for each in people]), "size": PAGE,
    }  # fmt: skip
    conditions = []
    if want.channel:
        conditions.append("ifnull(document.channel, document.kind) = :channel")
    if want.person:
        conditions.append(
            "document.id IN (SELECT document_id FROM _person_nodes WHERE person_id IN (SELECT value FROM json_each(:people)))"
        )
    months = _months(conn, conditions if want.person else [], values)
    month = want.month if want.month in months else next(iter(months), "")
    pages = max(1, -(-months.get(month, 0) // PAGE))
    want = replace(want, month=month, page=min(want.page, pages))
    return Timeline(
        asked=want,
        happened=tuple(_page(conn, want, conditions, values)) if month else (),
        months=months,
        channels=_channels(conn),
        people=people,
    )


def _months(conn: sqlite3.Connection, conditions: list[str], values: Mapping[str, object]) -> dict[str, int]:
    if conditions:
        sql = f"""
            SELECT substr(document.date, 1, 7) AS month, count(*) AS number FROM documents AS document
            WHERE {" AND ".join(conditions)} AND {_NEWEST} GROUP BY 1
        """  # noqa: S608 (our own words)
    else:
        channel = "WHERE channel = :channel" if values["channel"] else ""
        sql = f"SELECT month, sum(number) AS number FROM _month_counts {channel} GROUP BY 1"  # noqa: S608 (our own words)
    return {
        row["month"]: row["number"] for row in sorted(rows(conn, sql, values), key=itemgetter("month"), reverse=True)
    }


def _channels(conn: sqlite3.Connection) -> tuple[str, ...]:
    """Where documents came from, most often first."""
    sql = "SELECT channel FROM _month_counts GROUP BY 1 ORDER BY sum(number) DESC, 1 LIMIT :limit"
    return tuple(row["channel"] for row in rows(conn, sql, {"limit": MOST_CHANNELS}))


def _page(conn: sqlite3.Connection, want: Asked, conditions: list[str], values: Mapping[str, object]) -> list[Happened]:
    where = " AND ".join(["document.date BETWEEN :first AND :last", _NEWEST, *conditions])
    picked = f"""
        SELECT document.id FROM documents AS document WHERE {where}
        ORDER BY document.date DESC, document.id DESC LIMIT :size OFFSET :skipped
    """  # noqa: S608 (our own words)
    sql = f"""
        SELECT {COUNTED} FROM documents AS document WHERE document.id IN ({picked})
        ORDER BY document.date DESC, document.id DESC
    """  # noqa: S608
    here = {"first": f"{want.month}-01", "last": f"{want.month}-31", "skipped": (want.page - 1) * PAGE}
    lines = [document_line(row) for row in rows(conn, sql, {**values, **here})]
    those = {"documents": json.dumps([line.id for line in lines])}
    said: dict[int, list[Fact]] = {}
    for kind in ITEM_KINDS:
        where = "item.document_id IN (SELECT value FROM json_each(:documents))"
        for fact in facts(conn, kind, where, those):
            said.setdefault(fact.document_id, []).append(fact)
    return [Happened(line, tuple(sorted(said.get(line.id, ()), key=lambda fact: fact.start))) for line in lines]
