"""Which documents may tell that an item is done: the next ones that name its people, and not for ever.

Seen from a document and from an item, these are the same pairs.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from notesight.store import namesakes
from notesight.store.joining import Moved
from notesight.store.tellings import Told

WITHIN_DAYS = 450
"""So long after something was said a document may show that it was done."""
WITHIN_DOCUMENTS = 50
"""And only the next so many documents that name somebody: who is named every day is not looked for in a thousand."""
_IN = "IN (SELECT value FROM json_each(?))"


def before(conn: sqlite3.Connection, document: int) -> set[str]:
    """The items that a document may show to be done: said before it, not long before, of somebody whom it names."""
    row = conn.execute("SELECT date FROM current_documents WHERE id = ?", [document]).fetchone()
    if row is None:
        return set()
    named = {each[0] for each in conn.execute("SELECT person_id FROM mentions WHERE document_id = ?", [document])}
    also = namesakes.of(conn, named)
    earliest = shifted(row["date"], -WITHIN_DAYS)
    found: set[str] = set()
    for person in named:
        sql = "SELECT date FROM _person_nodes WHERE person_id = ? AND date < ? ORDER BY date DESC LIMIT 1 OFFSET ?"
        far = conn.execute(sql, [person, row["date"], WITHIN_DOCUMENTS]).fetchone()
        for each in {person, *also.get(person, ())}:
            sql = "SELECT item_id FROM _closing_people WHERE person_id = ? AND said_on >= ? AND said_on < ? AND said_on > ?"
            values = [each, earliest, row["date"], far[0] if far else ""]
            found.update(item[0] for item in conn.execute(sql, values))
    found.update(_same_day(conn, document, row["date"], named.union(*also.values())))
    return found


def _same_day(conn: sqlite3.Connection, document: int, day: str, people: Collection[str]) -> set[str]:
    """The items of the same day that a document may show to be done: only its own conversation tells which came first."""
    near = [row[0] for row in conn.execute(_TOLD_THERE, [document])]
    if not near:
        return set()
    sql = f"SELECT item_id FROM _closing_people WHERE item_id {_IN} AND person_id {_IN} AND said_on = ?"  # noqa: S608 (our own names)
    return {row[0] for row in conn.execute(sql, [_json(near), _json(people), day])}


def crowded(conn: sqlite3.Connection, documents: Collection[int]) -> set[tuple[str, int]]:
    """The items of the day of documents which name their people, each with the document: it counts as one of the next ones."""
    sql = f"""
        SELECT item.item_id, named.document_id FROM (SELECT DISTINCT document_id, person_id FROM mentions WHERE document_id {_IN})
            AS named CROSS JOIN documents ON documents.id = named.document_id
        CROSS JOIN _closing_people AS item ON item.said_on = documents.date AND (item.person_id = named.person_id
            OR item.person_id IN (SELECT other_id FROM _namesakes WHERE _namesakes.person_id = named.person_id))
        WHERE EXISTS (SELECT 1 FROM closings WHERE closings.item_id = item.item_id)
    """  # noqa: S608 (our own names)
    return {(row[0], row[1]) for row in conn.execute(sql, [_json(documents)])}


_TOLD_THERE = " UNION ".join(
    f"""SELECT item.{key} FROM _threads AS own JOIN _threads AS other ON other.thread_id = own.thread_id
    JOIN {table} AS item ON item.document_id = other.document_id WHERE own.document_id = ?1"""  # noqa: S608 (our own names)
    for table, key in (("asks", "id"), ("followups", "id"), ("_repeats", "item_id"))
)
"""SQL for the asks and promises that are told, first or again, in the conversation of a document."""


def after(conn: sqlite3.Connection, item: Told) -> set[int]:
    """The documents that may show that an item is done: the next ones that name its people."""
    found: set[int] = set()
    for person, until in _horizon(conn, item).items():
        sql = "SELECT document_id FROM _person_nodes WHERE person_id = ? AND date > ? AND date <= ?"
        found.update(row[0] for row in conn.execute(sql, [person, item.said_on, until]))
        # of the same day, only what stands in the same conversation
        for thread in {each.thread for each in item.tellings if each.thread is not None}:
            sql = """
                SELECT document_id FROM _threads WHERE thread_id = ? AND document_id IN
                    (SELECT document_id FROM _person_nodes WHERE person_id = ? AND date = ?)
            """
            found.update(row[0] for row in conn.execute(sql, [thread, person, item.said_on]))
    return found


def _horizon(conn: sqlite3.Connection, item: Told) -> dict[str, str]:
    """For everybody whom an item concerns, the day of the last document that may still tell of it."""
    latest = shifted(item.said_on, WITHIN_DAYS)
    found: dict[str, str] = {}
    for person in item.people.union(*namesakes.of(conn, item.people).values()):
        sql = "SELECT date FROM _person_nodes WHERE person_id = ? AND date >= ? ORDER BY date LIMIT 1 OFFSET ?"
        row = conn.execute(sql, [person, item.said_on, WITHIN_DOCUMENTS]).fetchone()
        found[person] = min(latest, row[0]) if row else latest
    return found


def note_left(conn: sqlite3.Connection, left: Counter[tuple[str, str]], moved: Iterable[Moved]) -> None:
    """Note on which days documents named whom and do so no more: given as such, and by who is somebody else there now."""
    gone = Counter(left)
    those = list(moved)
    sql = f"SELECT id, date FROM documents WHERE id {_IN}"  # noqa: S608 (our own names)
    day_of = (
        dict(tuple(row) for row in conn.execute(sql, [_json({each.document_id for each in those})])) if those else {}
    )
    gone.update((each.old, day_of[each.document_id]) for each in those)
    gone.subtract((each.new, day_of[each.document_id]) for each in those)
    rows = [(f"{day} {person}",) for (person, day), times in gone.items() if times > 0]
    conn.executemany("INSERT OR IGNORE INTO _closing_stale VALUES ('left', ?)", rows)


def widened(conn: sqlite3.Connection, left: Iterable[str]) -> set[str]:
    """The items that other documents may tell of, since those before them name somebody no more, as :func:`note_left` noted."""
    days: dict[str, list[str]] = {}
    for each in left:
        day, _, person = each.partition(" ")
        days.setdefault(person, []).append(day)
    found: set[str] = set()
    for person, those in days.items():
        most = WITHIN_DOCUMENTS + len(those)
        if (
            conn.execute(
                "SELECT 1 FROM _person_nodes WHERE person_id = ? LIMIT 1 OFFSET ?", [person, WITHIN_DOCUMENTS - 1]
            ).fetchone()
            is None
        ):
            continue  # all were near enough before, too
        sql = "SELECT date FROM _person_nodes WHERE person_id = ? AND date < ? ORDER BY date DESC LIMIT 1 OFFSET ?"
        far = conn.execute(sql, [person, min(those), most]).fetchone()
        people = _json({person, *namesakes.of(conn, [person]).get(person, ())})
        sql = f"SELECT item_id FROM _closing_people WHERE person_id {_IN} AND said_on > ? AND said_on <= ?"  # noqa: S608 (our own names)
        found.update(row[0] for row in conn.execute(sql, [people, far[0] if far else "", max(those)]))
    return found


def shifted(day: str, days: int) -> str:
    """A day so many days later; the same where no calendar goes so far."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return day


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
