"""With whom the owner wants to keep in touch, how often, who is due, and for what reason one could write.

The table ``keeps`` is what the standing decisions come to; who is due is computed on the day it is asked for, from the last
real contact. A person's own cadence goes before those of groups, of which the shortest holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from notesight import rhythm, sentences
from notesight.model import PLURALS, ItemKind, fold
from notesight.rhythm import Every
from notesight.store import answers, contacts, decisions, told, tombstones
from notesight.store.queries import Row, rows
from notesight.store.truth import as_json

_FAR_AHEAD = 14
"""Days that are coming soon."""
_LONGEST_QUOTE = 300
_LOST_AFTER_YEARS = 5
_IN = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Keep:
    """A standing cadence: of whom, how often, and after how long it is late; ``every`` is ``None`` where it was stopped."""

    id: int
    scope: str
    name: str
    person_id: str | None
    every: Every | None
    at_most: Every | None


# --- what was decided ---------------------------------------------------------------------------------------------


def write(conn: sqlite3.Connection) -> None:
    """Write the table ``keeps`` anew, if anything was ever said of it."""
    said = conn.execute("SELECT * FROM decisions WHERE action = 'kept' ORDER BY id").fetchall()
    if not said and not conn.execute("SELECT 1 FROM keeps LIMIT 1").fetchone():
        return
    gone = decisions.undone(conn) if said else set()
    standing: dict[tuple[str, str], tuple[object, ...]] = {}
    for row in said:
        if row["id"] in gone:
            continue
        each = decisions.get(conn, row["id"])
        assert each is not None
        value = each.said
        scope = value.get("scope", "person")
        if scope == "person":
            person = told.person_of(conn, value["anchors"])
            if person is None:
                continue
            standing[scope, person] = (each.id, scope, value["name"], person, value["every"], value["at_most"])
        else:
            key = (scope, fold(value["name"]))
            standing.pop(key, None)
            if value["every"]:
                standing[key] = (each.id, scope, value["name"], None, value["every"], value["at_most"])
    conn.execute("DELETE FROM keeps")
    conn.executemany("INSERT INTO keeps VALUES (?, ?, ?, ?, ?, ?)", sorted(standing.values()))


def keeps(conn: sqlite3.Connection) -> list[Keep]:
    """All standing cadences, in the order in which they were said."""
    return [
        Keep(
            row["id"], row["scope"], row["name"], row["person_id"],
            rhythm.every(row["every"]) if row["every"] else None,
            rhythm.every(row["at_most"]) if row["at_most"] else None,
        )
        for row in rows(conn, "SELECT * FROM keeps ORDER BY id")
    ]  # fmt: skip


def kept(conn: sqlite3.Connection) -> dict[str, Keep]:
    """For everybody with whom the owner keeps in touch the cadence that holds."""
    own = {each.person_id: each for each in keeps(conn) if each.person_id}
    found: dict[str, Keep] = {person: each for person, each in own.items() if each.every}
    groups = sorted(
        (each for each in keeps(conn) if not each.person_id and each.every), key=lambda each: (each.every, each.id)
    )
    for group in groups:
        for person in contacts.members(conn, group.scope, group.name):
            if person not in own:
                found.setdefault(person, group)
    return found


def of_person(conn: sqlite3.Connection, person_id: str) -> Keep | None:
    """The cadence that holds for one person."""
    return kept(conn).get(person_id) if conn.execute("SELECT 1 FROM keeps LIMIT 1").fetchone() else None


# --- who is due ---------------------------------------------------------------------------------------------------


def standing(conn: sqlite3.Connection, on: date, *, person_id: str | None = None) -> list[Row]:
    """Everybody with a cadence, the longest overdue first.

    ``id``, ``name``, ``organization``, ``every``, ``at_most``, ``via`` (a group, else ``None``), ``last`` (a day or ``None``),
    ``due``, ``late_on`` (days), ``state``: ``overdue`` (past what is at most), ``due``, ``soon`` (in two weeks), ``ahead``.
    """
    held = kept(conn)
    if person_id is not None:
        held = {person: keep for person, keep in held.items() if person == person_id}
    if not held:
        return []
    sql = f"""
        SELECT people.id, people.name, people.organization, latest.last_day AS last FROM people
        LEFT JOIN _rhythms AS latest ON latest.person_id = people.id WHERE people.id {_IN}
    """  # noqa: S608 (our own names)
    made = dict(
        tuple(row)
        for row in conn.execute(
            f"SELECT id, substr(made_at, 1, 10) FROM decisions WHERE id {_IN}",  # noqa: S608 (our own names)
            [as_json([each.id for each in held.values()])],
        )
    )
    found = [_standing(conn, row, held[row["id"]], made, on) for row in rows(conn, sql, [as_json(list(held))])]
    return sorted(found, key=lambda row: (row["due"], row["name"], row["id"]))


def _standing(conn: sqlite3.Connection, row: Row, keep: Keep, made: Mapping[int, str], on: date) -> Row:
    assert keep.every is not None
    last = row["last"]
    if last is not None and last > on.isoformat():  # a document is dated ahead
        latest = contacts.last(conn, row["id"], on)
        last = latest["day"] if latest else None
    begun = date.fromisoformat(last or made.get(keep.id) or on.isoformat())
    due = keep.every.after(begun)
    late_on = keep.at_most.after(begun) if keep.at_most else keep.every.after(due)
    soon = date.fromordinal(min(on.toordinal() + _FAR_AHEAD, date.max.toordinal()))
    state = "overdue" if late_on < on else "due" if due <= on else "soon" if due <= soon else "ahead"
    via = None if keep.scope == "person" else f"{keep.scope} {keep.name}"
    return {
        **row,
        "last": last,
        "every": str(keep.every),
        "at_most": str(keep.at_most) if keep.at_most else None,
        "via": via,
        "due": due.isoformat(),
        "late_on": late_on.isoformat(),
        "state": state,
    }


def nudges(conn: sqlite3.Connection, on: date, *, limit: int = -1) -> list[Row]:
    """Who is due or overdue, as :func:`standing` tells, each with ``contact`` (the last one) and ``reason`` to write."""
    found = [row for row in standing(conn, on) if row["state"] in ("overdue", "due")]
    found.sort(key=lambda row: (row["state"] != "overdue", row["due"]))
    return _reasoned(conn, found if limit < 0 else found[:limit], on)


def losing(conn: sqlite3.Connection, on: date, *, limit: int = -1) -> list[Row]:
    """With whom contact is unusually long ago by their own past, who have no cadence; who was lost last comes first.

    ``id``, ``name``, ``organization``, ``last``, ``usual_days``, ``lost_on``, ``contact`` and ``reason``.
    """
    earliest = date.fromordinal(max(1, on.toordinal() - 366 * _LOST_AFTER_YEARS))
    held = list(kept(conn)) + [each.person_id for each in keeps(conn) if each.person_id]
    sql = f"""
        SELECT people.id, people.name, people.organization, latest.last_day AS last, latest.usual_days, latest.lost_on
        FROM _rhythms AS latest JOIN people ON people.id = latest.person_id
        WHERE latest.lost_on <= ?1 AND latest.lost_on >= ?2 AND latest.person_id NOT {_IN.replace("?", "?3")}
        ORDER BY latest.lost_on DESC, people.name, people.id LIMIT ?4
    """  # noqa: S608 (our own names)
    found = rows(conn, sql, [on.isoformat(), earliest.isoformat(), as_json(held), limit])
    return _reasoned(conn, found, on)


def lost(conn: sqlite3.Connection, on: date) -> int:
    """How many :func:`losing` would give without a limit."""
    earliest = date.fromordinal(max(1, on.toordinal() - 366 * _LOST_AFTER_YEARS))
    held = list(kept(conn)) + [each.person_id for each in keeps(conn) if each.person_id]
    sql = f"SELECT count(*) FROM _rhythms WHERE lost_on <= ? AND lost_on >= ? AND person_id NOT {_IN}"  # noqa: S608
    return int(conn.execute(sql, [on.isoformat(), earliest.isoformat(), as_json(held)]).fetchone()[0])


def _reasoned(conn: sqlite3.Connection, found: list[Row], on: date) -> list[Row]:
    most = 0 if tombstones.is_copy(conn) else MOST_ANSWERED  # what was declined is not in a copy
    return [
        {
            **row,
            "contact": contacts.last(conn, row["id"], on),
            "reason": reason(conn, row["id"], on, row["last"], answered=n < most),
        }
        for n, row in enumerate(found)
    ]


# --- what one could write about -----------------------------------------------------------------------------------

MOST_ANSWERED = 10
"""For so many of a list it is looked for whether what they ask for could be answered: each takes a search among all offers."""
WHY = {
    "answer": "What they are looking for is on offer",
    "promised": "I promised",
    "asked_me": "They asked me",
    "asked": "They are looking",
    "owes": "They promised me",
    "offered": "They offered",
    "asks": "They asked somebody",
    "news": "News of them",
}
"""How each reason to write is told, before its words."""
NO_REASON = "Nothing is open between you and there is no news: it would be for its own sake."
"""What is said when there is none."""
_REASONS: tuple[tuple[str, ItemKind, str], ...] = (
    ("promised", "followup", "item.by_text = 'me' AND item.by_person_id IS NULL AND item.to_person_id = :person"),
    ("asked_me", "ask", "item.by_person_id = :person AND item.to_person_id IS NULL AND item.to_text = 'me'"),
    ("asked", "ask", "item.by_person_id = :person AND item.to_text IS NULL"),
    ("owes", "followup", "item.by_person_id = :person AND item.to_person_id IS NULL AND item.to_text = 'me'"),
    ("offered", "offer", "item.by_person_id = :person"),
    ("asks", "ask", "item.by_person_id = :person"),
)


def reason(
    conn: sqlite3.Connection, person_id: str, on: date, last: str | None, *, answered: bool = True
) -> Row | None:
    """What one could write about: ``why``, ``words``, the ``quote`` and its document; ``None`` when there is nothing.

    ``why`` is ``promised`` (by me), ``asked_me``, ``answer`` (what they ask for, that an offer answers), ``asked`` (of anybody),
    ``owes``, ``offered``, ``asks`` (of somebody else) or ``news`` (said of them since the day of the ``last`` contact). With
    ``answered``, the open ask and what could answer it now is also told beside another reason, as ``also``; see
    :func:`.answers.to_asks_of`.
    """
    found = _own_reason(conn, person_id, on, last)
    ask = answers.to_asks_of(conn, person_id, on) if answered else None
    if ask is None or found is None or found["why"] not in ("promised", "asked_me"):
        return {"why": "answer", **ask} if ask else found
    if found["item_id"] == ask["item_id"]:
        return {**found, "answer": ask["answer"]}
    return {**found, "also": ask}


def _own_reason(conn: sqlite3.Connection, person_id: str, on: date, last: str | None) -> Row | None:
    for why, kind, condition in _REASONS:
        sql = f"""
            SELECT item.id AS item_id, item.summary AS words, item.quote, item.document_id, documents.title, item.said_on AS day,
                item.due, documents.private FROM {PLURALS[kind]} AS item JOIN documents ON documents.id = item.document_id
            WHERE {condition} AND item.said_on <= :on
                AND (item.state = 'open' OR (item.state = 'snoozed' AND item.snoozed_until <= :on))
            ORDER BY item.certainty = 'hedged', item.said_on DESC, item.id LIMIT 1
        """  # noqa: S608 (our own words)
        if found := rows(conn, sql, {"person": person_id, "on": on.isoformat()}):
            return {"why": why, **found[0]}
    told_of = news(conn, person_id, on, last, limit=1)
    if told_of:
        return {"why": "news", "item_id": None, "due": None, "words": told_of[0]["quote"], **told_of[0]}
    return None


def news(conn: sqlite3.Connection, person_id: str, on: date, last: str | None, *, limit: int = -1) -> list[Row]:
    """What was said of a person after a day, newest first: the ``quote``, a sentence, with ``document_id``, ``title``, ``day``.

    With ``last`` ``None``, what was ever said. Documents in which they took part themselves are left out.
    """
    sql = """
        SELECT documents.id AS document_id, documents.title, documents.date AS day, documents.private, documents.text,
            mention.start, mention.end
        FROM (SELECT DISTINCT date, document_id FROM _person_nodes WHERE person_id = :person AND date > :last AND date <= :on)
            AS node CROSS JOIN documents ON documents.id = node.document_id
        CROSS JOIN mentions AS mention ON mention.document_id = node.document_id AND +mention.person_id = :person
        WHERE NOT EXISTS (SELECT 1 FROM contacts WHERE contacts.document_id = documents.id AND +contacts.person_id = :person
                AND +contacts.real = 1)
            AND mention.start = (
                SELECT min(start) FROM mentions WHERE document_id = documents.id AND +person_id = :person
                AND NOT EXISTS (SELECT 1 FROM parts WHERE parts.document_id = mentions.document_id
                    AND parts.start <= mentions.start AND parts.end > mentions.start
                    AND parts.role IN ('header', 'signature', 'boilerplate')))
        ORDER BY node.date DESC, node.document_id DESC LIMIT :limit
    """
    told = rows(conn, sql, {"person": person_id, "last": last or "", "on": on.isoformat(), "limit": limit})
    found = list({row["document_id"]: row for row in told}.values())
    for row in found:
        text = row.pop("text")
        start, end = around(text, row.pop("start"), row.pop("end"))
        row["quote"] = text[start:end]
    return found


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence in which a stretch of a text stands, at most a few lines of it."""
    begin, finish = max(0, start - _LONGEST_QUOTE), min(len(text), end + _LONGEST_QUOTE)
    for left, right in sentences.cut(text, begin, finish):
        if left <= start < right:
            if right - left > 2 * _LONGEST_QUOTE:
                return max(left, start - _LONGEST_QUOTE // 2), min(right, end + _LONGEST_QUOTE // 2)
            return left, max(right, end)
    return start, end
