"""The four lists of the loop: what I owe, what they owe me, what waits for an answer, and what is nobody's yet.

Every list holds open items that are stated, or, of what waits, mails of mine that nobody has answered. Rows are those of
:mod:`notesight.store.queries`, each with ``age`` (days since it was said), ``closing`` (what shows that it looks done) and
``told_again`` (where it is told in other words later).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta

from notesight import sentences
from notesight.model import ME, ItemKind
from notesight.store import closings, queries, repeats
from notesight.store.queries import Row

BY_ME = "(by_person_id IS NULL AND by_text IS 'me')"
TO_ME = "(to_person_id IS NULL AND to_text IS 'me')"
I_OWE = f"((kind = 'followup' AND {BY_ME}) OR (kind = 'ask' AND {TO_ME}))"
"""My promises, and asks put to me."""
THEY_OWE = f"""((kind = 'followup' AND {TO_ME} AND NOT {BY_ME} AND coalesce(by_person_id, by_text) IS NOT NULL)
    OR (kind = 'ask' AND {BY_ME} AND NOT {TO_ME} AND coalesce(to_person_id, to_text) IS NOT NULL))"""
"""Promises made to me, and what I asked of somebody."""
NOBODYS = """((kind = 'ask' AND coalesce(to_person_id, to_text) IS NULL)
    OR (kind = 'followup' AND coalesce(by_person_id, by_text) IS NULL))"""
"""Asks that were put to nobody, mine too, and what nobody has said they would do."""
OTHERS = f"NOT ({I_OWE} OR {THEY_OWE} OR {NOBODYS})"
"""What other people have promised to or asked of one another."""
LISTS = {"i_owe": I_OWE, "they_owe": THEY_OWE, "nobodys": NOBODYS, "between_others": OTHERS}
QUIET_DAYS = 2
"""A mail waits for an answer after so many days."""
WAITING_DAYS = 180
"""And after so many nobody waits any more."""
_KINDS: Sequence[ItemKind] = ("ask", "followup")
_ASKS = re.compile(r"\?\s*[\"')”]*$")


def lists(conn: sqlite3.Connection, on: date, *, person: str | None = None) -> dict[str, list[Row]]:
    """The lists as of a day; with a person, only what is by or to them.

    ``looks_done``, ``i_owe``, ``they_owe``, ``waiting``, ``nobodys``, ``between_others``. ``looks_done`` repeats what the others
    hold and a later document shows to be done. ``waiting`` has my asks of others that are open and my mails without an answer
    (``kind`` ``mail``), the longest waiting first.
    """
    values: Row = {"person": person}
    concerned = ["(by_person_id = :person OR to_person_id = :person)"] if person else []
    always = ["state = 'open'", "certainty <> 'hedged'", *concerned]
    found = {
        name: queries.items(conn, _KINDS, [*always, condition], values, on=on) for name, condition in LISTS.items()
    }
    rows = [row for those in found.values() for row in those]
    signs = closings.of(conn, [row["id"] for row in rows])
    again = repeats.of(conn, [row["id"] for row in rows])
    for row in rows:
        row["told_again"] = again.get(row["id"], [])
        row["age"] = _age(row["said_on"], on)
        row["closing"] = signs.get(row["id"])
    for those in found.values():
        those.sort(key=lambda row: _pressing(row, on))
    asked = [row for row in found["they_owe"] if row["kind"] == "ask"]
    waiting = sorted([*asked, *mails(conn, on, person)], key=lambda row: (-row["age"], str(row["id"])))
    seen: dict[str, Row] = {row["id"]: row for row in rows if row["closing"]}
    return {
        "looks_done": sorted(seen.values(), key=lambda row: (row["closing"]["date"], row["id"]), reverse=True),
        "i_owe": found["i_owe"],
        "they_owe": found["they_owe"],
        "waiting": waiting,
        "nobodys": found["nobodys"],
        "between_others": found["between_others"],
    }


_MAILS = f"""
SELECT documents.id, documents.title, documents.date, documents.source, documents.text, documents.recipients,
    _threads.thread_id
FROM current_documents AS documents LEFT JOIN _threads ON _threads.document_id = documents.id
WHERE documents.kind = 'email' AND documents.date BETWEEN :since AND :until AND documents.sender_address <> ''
AND NOT EXISTS (SELECT 1 FROM names WHERE document_id = documents.id AND kind = 'address'
    AND name = documents.sender_address COLLATE NOCASE)
AND EXISTS (SELECT 1 FROM names WHERE document_id = documents.id AND kind = 'address')
AND (:person IS NULL OR EXISTS (SELECT 1 FROM names WHERE document_id = documents.id AND person_id = :person))
AND NOT EXISTS (
    SELECT 1 FROM _threads AS later JOIN documents AS answer ON answer.id = later.document_id
    WHERE later.thread_id = _threads.thread_id AND answer.id <> documents.id AND answer.date >= documents.date
    AND (answer.date > documents.date OR answer.id > documents.id)
)
AND NOT EXISTS (SELECT 1 FROM asks WHERE asks.document_id = documents.id AND {BY_ME})
ORDER BY documents.date, documents.id
"""  # noqa: S608 (our own words)


def mails(conn: sqlite3.Connection, on: date, person: str | None) -> list[Row]:
    """Mails of the owner that ask something and that nobody has answered. Who is no person of a mail is its owner."""
    values = {
        "since": _shifted(on, -WAITING_DAYS), "until": _shifted(on, -QUIET_DAYS), "person": person,
    }  # fmt: skip
    found = []
    for row in conn.execute(_MAILS, values).fetchall():
        parts = conn.execute(
            "SELECT start, end FROM parts WHERE document_id = ? AND role = 'new' ORDER BY n", [row["id"]]
        )
        places = [place for part in parts for place in sentences.cut(row["text"], part["start"], part["end"])]
        asking = [(start, end) for start, end in places if _ASKS.search(row["text"][start:end])]
        if not asking:
            continue
        start, end = asking[-1]
        to = conn.execute(
            "SELECT people.id, people.name FROM names JOIN people ON people.id = names.person_id "
            "WHERE names.document_id = ? AND names.kind = 'address' ORDER BY names.entry LIMIT 1",
            [row["id"]],
        ).fetchone()
        found.append({
            "kind": "mail", "id": str(row["id"]), "summary": row["title"], "by": ME, "to": to["name"], "due": None,
            "state": "open", "certainty": "stated", "said_on": row["date"], "quote": row["text"][start:end],
            "start": start, "end": end, "by_person_id": None, "by_text": ME, "to_person_id": to["id"],
            "to_text": to["name"], "document_id": row["id"], "title": row["title"], "date": row["date"],
            "source": row["source"], "age": _age(row["date"], on), "closing": None,
            "told_again": [],
        })  # fmt: skip
    return found


def _pressing(row: Row, on: date) -> tuple[bool, bool, int, int]:
    """What comes first: what does not look done, what has a day, the nearest day before or behind, the newest words."""
    far = abs(_age(row["due"], on)) if row["due"] else 0
    return (row["closing"] is not None, not row["due"], far, row["age"])


def _age(day: str, on: date) -> int:
    return (on - date.fromisoformat(day)).days


def _shifted(day: date, days: int) -> str:
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError:
        return day.isoformat()
