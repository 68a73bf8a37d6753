"""Whether what somebody asks for could be answered now: by the owner, or by an offer that the notebook knows of.

Looked for anew each time among the suggestions (:mod:`.matches`), for one person's newest open asks alone. What was declined or
taken stays out, and so does what people are merely known to do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from notesight.model import ME
from notesight.store import matches
from notesight.store.queries import Row, rows

LOOKED_AT = 1
"""So many of somebody's newest open asks are looked at: each takes a search among all offers."""


def to_asks_of(conn: sqlite3.Connection, person_id: str, on: date, *, asks: int = LOOKED_AT) -> Row | None:
    """The newest open ask of a person that an offer answers: the ask's own row with its ``answer``; ``None`` for none.

    Both are rows of ``item_id``, ``words``, ``quote``, ``document_id``, ``title``, ``day``, ``private``; the answer has ``by``
    and ``by_person_id`` (``None`` for the owner, whose offer it is where ``by`` is ``me``), and the ``reason`` why it answers.
    What was stated goes before what was said with a perhaps.
    """
    sql = """
        SELECT id FROM asks WHERE by_person_id = :person AND said_on <= :on
            AND (state = 'open' OR (state = 'snoozed' AND snoozed_until <= :on))
        ORDER BY certainty = 'hedged', said_on DESC, id LIMIT :limit
    """
    for found in rows(conn, sql, {"person": person_id, "on": on.isoformat(), "limit": asks}):
        for match in matches.for_ask(conn, found["id"], on, limit=1, known=False):
            assert match.offer is not None
            answer = _told(conn, "offers", match.offer["id"])
            by = {"by": match.offer["by"], "by_person_id": match.offer["by_person_id"]}
            return {**_told(conn, "asks", found["id"]), "answer": {**answer, **by, "reason": match.reason}}
    return None


def by_me(answer: Mapping[str, Any]) -> bool:
    """Whether an answer is the owner's own offer."""
    return answer["by_person_id"] is None and answer["by"] == ME


def _told(conn: sqlite3.Connection, table: str, item_id: str) -> Row:
    sql = f"""
        SELECT item.id AS item_id, item.summary AS words, item.quote, item.document_id, documents.title, item.said_on AS day,
            item.due, documents.private OR EXISTS (
                SELECT 1 FROM decisions WHERE subject = documents.key AND action = 'private'
            ) AS private FROM {table} AS item JOIN documents ON documents.id = item.document_id
        WHERE item.id = ?
    """  # noqa: S608 (our own names)
    return rows(conn, sql, [item_id])[0]
