"""What is least certain in a notebook, one thing at a time, with all that is needed to decide about it.

The order is the store's (:mod:`notesight.store.reviewing`). Sync functions over one read connection; nothing here writes and
nothing here knows HTML.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from notesight.model import ITEM_KINDS, PLURALS
from notesight.publish import asking
from notesight.publish.facts import OPEN, Fact, facts, rows
from notesight.publish.knowing import Bearer
from notesight.publish.who import bearers
from notesight.store.reviewing import Question

CONTEXT = 240
"""Characters of the text before and after the words in question that are shown with them."""
_ASKED = f"{OPEN} AND item.confirmed = 0 AND item.run_id IS NOT NULL"
_LEAST_CERTAIN_FIRST = "item.certainty <> 'hedged', item.said_on DESC, item.document_id DESC, item.start, item.id"


@dataclass(frozen=True, slots=True)
class Context:
    """Words with the text around them, and the document that they stand in."""

    before: str
    words: str
    after: str
    document_id: int
    title: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What the page shows: how many are ``left``, the question at place ``at`` among them, and what it is about.

    ``fact`` is the item in question, ``people`` are who is asked about and whom they may be, ``context`` the words.
    ``pending`` says that people are still being compared.
    """

    left: int
    at: int
    pending: bool
    question: Question | None = None
    fact: Fact | None = None
    people: tuple[Bearer, ...] = ()
    context: Context | None = None


def count(conn: sqlite3.Connection, today: date) -> int:
    """How many things wait to be looked at, as far as that is known at once."""
    return _items(conn, today) + len(asking.questions(conn).questions)


def page(conn: sqlite3.Connection, today: date, at: int) -> ReviewPage:
    """The question at a place of the queue, counted from 0; a place behind the end is the last one."""
    asked = asking.questions(conn)
    others, hedged = asked.questions, _items(conn, today, "item.certainty = 'hedged'")
    left = _items(conn, today) + len(others)
    if not left:
        return ReviewPage(0, 0, asked.pending)
    at = max(0, min(at, left - 1))
    if hedged <= at < hedged + len(others):
        question = others[at - hedged]
        people = bearers(conn, (question.subject, *question.others)) if question.others else ()
        placed = question.document_id is not None and question.start is not None and question.end is not None
        context = around(conn, question.document_id, question.start, question.end) if placed else None  # type: ignore[arg-type]
        return ReviewPage(left, at, asked.pending, question, people=people, context=context)
    fact = _nth(conn, today, at if at < hedged else at - len(others))
    question = Question("hedged" if fact.hedged else "unconfirmed", fact.id)
    return ReviewPage(
        left, at, asked.pending, question, fact, context=around(conn, fact.document_id, fact.start, fact.end)
    )


def around(conn: sqlite3.Connection, document_id: int, start: int, end: int) -> Context:
    """The words of a stretch with the text before and after, cut where a word ends."""
    row = rows(conn, "SELECT title, text FROM documents WHERE id = :id", {"id": document_id})[0]
    text = row["text"]
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    before, after = text[first:start], text[end:last]
    if first:
        before = "…" + (before.partition(" ")[2] or before)
    if last < len(text):
        after = (after.rpartition(" ")[0] or after) + " …"
    return Context(before, text[start:end], after, document_id, row["title"])


# Items are counted and picked in SQL: there may be tens of thousands, and every decision changes which are left.


def _items(conn: sqlite3.Connection, today: date, which: str = "1") -> int:
    values = {"today": today.isoformat()}
    counts = (f"SELECT count(*) FROM {PLURALS[kind]} AS item WHERE {_ASKED} AND {which}" for kind in ITEM_KINDS)  # noqa: S608 (our own words)
    return sum(int(conn.execute(sql, values).fetchone()[0]) for sql in counts)


def _nth(conn: sqlite3.Connection, today: date, n: int) -> Fact:
    """The n-th of the items that nobody has confirmed, in the order of :func:`reviewing.queue`."""
    every = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, id, certainty, said_on, document_id, start FROM {PLURALS[kind]} AS item WHERE {_ASKED}"  # noqa: S608 (our own words)
        for kind in ITEM_KINDS
    )
    sql = f"SELECT kind, id FROM ({every}) AS item ORDER BY {_LEAST_CERTAIN_FIRST} LIMIT 1 OFFSET :n"  # noqa: S608 (our own words)
    row = rows(conn, sql, {"n": n, "today": today.isoformat()})[0]
    return facts(conn, row["kind"], "item.id = :id", {"id": row["id"]})[0]
