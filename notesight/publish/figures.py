"""A few questions that a plot answers, each with its numbers: who, when, how many.

Sync functions over one read connection; nothing here writes and nothing here knows HTML. Months are ``2026-03``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from notesight.publish.facts import rows
from notesight.store import contacts

MONTHS = 12
"""The plots show so many months, the last one that of the day they are seen from."""
RECENT_DAYS = 90
_CHANNELS = 6
_PEOPLE = 15
_TICKS = (1, 2, 5)
HEIGHT = 120.0
WIDTH = 320.0
_BAR = 0.68


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a bar of a plot: its place and size, which series it is of, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    series: int
    words: str


@dataclass(frozen=True, slots=True)
class Plot:
    """One small plot: bars by month, with a scale that ends at ``top``; ``total`` is what all bars add up to."""

    title: str
    bars: tuple[Bar, ...]
    top: int
    total: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A question, its plots, and the table of the same numbers: a row for each of ``rows``, a column for each of ``columns``.

    ``ids`` are the people of the rows, where these are people. ``ticks`` are months under a plot with their middles.
    """

    id: str
    question: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    plots: tuple[Plot, ...] = ()
    series: tuple[str, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    ids: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(any(numbers) for _, numbers in self.rows)

    @property
    def most(self) -> int:
        """The largest number of all."""
        return max((max(numbers) for _, numbers in self.rows if numbers), default=0)


def figures(conn: sqlite3.Connection, today: date) -> tuple[Figure, ...]:
    """All questions, as seen on a day."""
    months = last_months(today)
    first = {"first": f"{months[0]}-01"}
    return (
        _contacts(conn, months, today),
        _channels(conn, months, first),
        _promises(conn, months, first),
        _opened(conn, months, first),
        _people(conn, today),
    )


def last_months(today: date) -> tuple[str, ...]:
    """The months up to that of a day, oldest first; those before the calendar begins are left out."""
    last = today.year * 12 + today.month - 1
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in range(last - MONTHS + 1, last + 1) if n >= 12)


def _channels(conn: sqlite3.Connection, months: Sequence[str], first: Mapping[str, object]) -> Figure:
    sql = """
        SELECT substr(date, 1, 7) AS month, ifnull(channel, kind) AS name, count(*) AS number FROM documents
        WHERE date >= :first AND NOT EXISTS (SELECT 1 FROM documents AS newer WHERE newer.supersedes = documents.id)
        GROUP BY 1, 2
    """
    numbers: dict[str, dict[str, int]] = {}
    for row in rows(conn, sql, first):
        numbers.setdefault(row["name"], {})[row["month"]] = row["number"]
    return _often("channels", "Where does it all come from?", "Documents by where they came from, a month at a time.",
                  numbers, months, "documents")  # fmt: skip


def _contacts(conn: sqlite3.Connection, months: Sequence[str], today: date) -> Figure:
    numbers: dict[str, dict[str, int]] = {}
    for row in contacts.by_month(conn, date.fromisoformat(f"{months[0]}-01"), today):
        numbers.setdefault(row["channel"], {})[row["month"]] = row["number"]
    return _often("contacts", "How do we talk?", "Contacts by how we were in touch: one for each person and document, a month "
                  "at a time. Being talked about is none.", numbers, months, "contacts")  # fmt: skip


def _often(
    ident: str, question: str, note: str, numbers: dict[str, dict[str, int]], months: Sequence[str], what: str
) -> Figure:
    """The names that stand for most, a plot each; all others in one."""
    often = sorted(numbers, key=lambda name: (-sum(numbers[name].values()), name))
    if len(often) > _CHANNELS:
        rest = often[_CHANNELS - 1 :]
        numbers["others"] = {month: sum(numbers[name].get(month, 0) for name in rest) for month in months}
        often = [*often[: _CHANNELS - 1], "others"]
    table = tuple((name, tuple(numbers[name].get(month, 0) for month in months)) for name in often)
    top = nice(max((max(each) for _, each in table), default=0))
    plots = tuple(_plot(name, [each], months, (what,), top) for name, each in table)
    return Figure(ident, question, note, tuple(months), table, plots, ticks=_ticks(months))


def _promises(conn: sqlite3.Connection, months: Sequence[str], first: Mapping[str, object]) -> Figure:
    sql = """
        SELECT substr(said_on, 1, 7) AS month, CASE WHEN state = 'snoozed' THEN 'open' ELSE state END AS state,
            by_person_id IS NULL AND by_text = 'me' AS mine, count(*) AS number
        FROM followups WHERE said_on >= :first GROUP BY 1, 2, 3
    """
    states = ("done", "open", "dismissed")
    numbers = {(row["month"], row["state"], row["mine"]): row["number"] for row in rows(conn, sql, first)}

    def series(mine: int) -> list[tuple[int, ...]]:
        return [tuple(numbers.get((month, state, mine), 0) for month in months) for state in states]

    whose = (("Mine", series(1)), ("Others’", series(0)))
    top = nice(max((sum(column) for _, those in whose for column in zip(*those, strict=True)), default=0))
    return Figure(
        "promises", "Which promises were kept?", "Follow-ups by the month in which they were said, and how they stand.",
        tuple(months), tuple((f"{name}, {state}", those[n]) for name, those in whose for n, state in enumerate(states)),
        tuple(_plot(name, those, months, states, top) for name, those in whose), states, _ticks(months),
    )  # fmt: skip


def _opened(conn: sqlite3.Connection, months: Sequence[str], first: Mapping[str, object]) -> Figure:
    table = []
    for name, kind in (("Asks", "asks"), ("Offers", "offers")):
        sql = (
            f"SELECT substr(said_on, 1, 7) AS month, count(*) AS number FROM {kind} WHERE said_on >= :first GROUP BY 1"  # noqa: S608
        )
        numbers = {row["month"]: row["number"] for row in rows(conn, sql, first)}
        table.append((name, tuple(numbers.get(month, 0) for month in months)))
    top = nice(max(max(each) for _, each in table))
    return Figure(
        "opened", "How much is asked, and how much is offered?", "Asks and offers by the month in which they were said.",
        tuple(months), tuple(table), tuple(_plot(name, [each], months, (name.lower(),), top) for name, each in table),
        ticks=_ticks(months),
    )  # fmt: skip


def _people(conn: sqlite3.Connection, today: date) -> Figure:
    since = date.fromordinal(max(1, today.toordinal() - RECENT_DAYS))
    found = contacts.talked(conn, since, today, limit=_PEOPLE)
    return Figure(
        "people", f"Who did I talk with most in the last {RECENT_DAYS} days?",
        "Days on which they wrote, were written to, or were met or called.",
        ("days",), tuple((row["name"], (row["number"],)) for row in found), ids=tuple(row["person_id"] for row in found),
    )  # fmt: skip


def _plot(title: str, series: Sequence[Sequence[int]], months: Sequence[str], names: Sequence[str], top: int) -> Plot:
    """Bars by month; the series stand on each other."""
    step = WIDTH / len(months)
    bars = []
    for n, month in enumerate(months):
        floor = HEIGHT
        for k, numbers in enumerate(series):
            if numbers[n]:
                tall = HEIGHT * numbers[n] / top
                floor -= tall
                bars.append(
                    Bar(
                        round((n + (1 - _BAR) / 2) * step, 1), round(floor, 1), round(step * _BAR, 1), round(tall, 1), k,
                        f"{month}: {numbers[n]:,} {names[k]}",
                    )
                )  # fmt: skip
    return Plot(title, tuple(bars), top, sum(map(sum, series)))


def _ticks(months: Sequence[str]) -> tuple[tuple[float, str], ...]:
    """Every third month, counted back from the last one, with the middle of its bar."""
    step = WIDTH / len(months)
    return tuple(
        (round((n + 0.5) * step, 1), month) for n, month in enumerate(months) if (len(months) - 1 - n) % 3 == 0
    )


def nice(number: int) -> int:
    """The end of a scale: the smallest 1, 2 or 5 times a power of ten that is not below the number; 1 for nothing."""
    power = 1
    while True:
        for tick in _TICKS:
            if tick * power >= number:
                return tick * power
        power *= 10
