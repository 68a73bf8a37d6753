"""What is least certain in a notebook, one thing at a time, with all that is needed to decide about it.

The order is the store's (:mod:`notesight.store.reviewing`). Sync functions over one read connection; nothing here writes and
nothing here knows HTML.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import date

from notesight.model import ITEM_KINDS, PLURALS
from notesight.publish import asking, owed
from notesight.publish.facts import Fact, facts, rows
from notesight.publish.knowing import Bearer
from notesight.publish.who import bearers
from notesight.store.counting import Counts, Sought, counted, number
from notesight.store.reviewing import Question

CONTEXT = 240
"""Characters of the text before and after the words in question that are shown with them."""
_ASKED = Sought(ITEM_KINDS, fresh=True)  # what was added by hand is confirmed by that
_NEWEST_FIRST = "item.said_on DESC, item.document_id DESC, item.start, item.id"


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


def count(conn: sqlite3.Connection, counts: Counts) -> int:
    """How many things wait to be looked at, as far as that is known at once; ``counts`` are those of all items."""
    looks_done = conn.execute("SELECT count(*) FROM _looks_done").fetchone()[0]
    return int(looks_done) + number(counts, _ASKED) + len(asking.questions(conn).questions)


def page(conn: sqlite3.Connection, today: date, at: int) -> ReviewPage:
    """The question at a place of the queue, counted from 0; a place behind the end is the last one."""
    asked = asking.questions(conn)
    counts = counted(conn, today)
    others, hedged = asked.questions, number(counts, replace(_ASKED, certainty=("hedged",)))
    looks_done = _looking_done(conn)
    left = looks_done + number(counts, _ASKED) + len(others)
    if not left:
        return ReviewPage(0, 0, asked.pending)
    whole, at = left, max(0, min(at, left - 1))
    if at < looks_done:
        return _closing(conn, _looks_done(conn, at), whole, at, pending=asked.pending)
    place, at = at, at - looks_done
    if hedged <= at < hedged + len(others):
        question = others[at - hedged]
        people = bearers(conn, (question.subject, *question.others)) if question.others else ()
        placed = question.document_id is not None and question.start is not None and question.end is not None
        context = around(conn, question.document_id, question.start, question.end) if placed else None  # type: ignore[arg-type]
        return ReviewPage(left, place, asked.pending, question, people=people, context=context)
    fact = _nth(conn, today, *(("hedged", at) if at < hedged else ("stated", at - hedged - len(others))))
    question = Question("hedged" if fact.hedged else "unconfirmed", fact.id)
    return ReviewPage(
        left, place, asked.pending, question, fact, context=around(conn, fact.document_id, fact.start, fact.end)
    )


_OPEN_STILL = "FROM _looks_done WHERE item_id NOT IN (SELECT item_id FROM _closed_by_itself)"


def _looking_done(conn: sqlite3.Connection) -> int:
    """How many items look done."""
    return int(conn.execute(f"SELECT count(*) {_OPEN_STILL}").fetchone()[0])


def _looks_done(conn: sqlite3.Connection, at: int) -> str:
    """The item at a place among those that look done, those that were shown last first."""
    sql = f"SELECT item_id {_OPEN_STILL} ORDER BY document_id DESC, item_id LIMIT 1 OFFSET ?"
    return str(conn.execute(sql, [at]).fetchone()[0])


def _closing(conn: sqlite3.Connection, item: str, left: int, at: int, *, pending: bool) -> ReviewPage:
    found = [fact for kind in ITEM_KINDS for fact in facts(conn, kind, "item.id = :id", {"id": item})]
    fact = owed.shown(conn, found)[0]
    assert fact.closing is not None
    question = Question(
        "closing", item, fact.closing.reasons, document_id=fact.closing.document_id, how=fact.closing.how
    )
    return ReviewPage(left, at, pending, question, fact, context=around(conn, fact.document_id, fact.start, fact.end))


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


def _nth(conn: sqlite3.Connection, today: date, certainty: str, n: int) -> Fact:
    """The n-th of the items of a certainty that nobody has confirmed, from 0, in the order of :func:`reviewing.queue`.

    There may be tens of thousands, and every decision changes which are left: an index has the newest first.
    """
    those = [
        f"SELECT * FROM (SELECT '{kind}' AS kind, id, said_on, document_id, start FROM {PLURALS[kind]} AS item "  # noqa: S608 (our own words)
        f"INDEXED BY {PLURALS[kind]}_new WHERE {state} AND certainty = :certainty AND confirmed = 0 "
        f"ORDER BY {_NEWEST_FIRST} LIMIT :n + 1)"
        for kind in ITEM_KINDS
        for state in ("state = 'open'", "state = 'snoozed' AND snoozed_until <= :today")
    ]
    sql = f"SELECT kind, id FROM ({' UNION ALL '.join(those)}) AS item ORDER BY {_NEWEST_FIRST} LIMIT 1 OFFSET :n"  # noqa: S608 (our own words)
    row = rows(conn, sql, {"n": n, "today": today.isoformat(), "certainty": certainty})[0]
    return facts(conn, row["kind"], "item.id = :id", {"id": row["id"]})[0]
