"""The table ``contacts``: who was in touch with the owner, on which day, how, in which document; and what is asked of it.

A row hangs on one document and its own reading alone, so that a new document touches no other row; who it is belongs to
``joining``, which hands rows on. Questions take the day they are asked for: what a document dated later tells has not been.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from notesight import contacts, rhythm
from notesight.contacts import Named, Seen, Voice
from notesight.model import fold
from notesight.store import decisions
from notesight.store.queries import Row, rows
from notesight.store.readings import Reading

_IN = "IN (SELECT value FROM json_each(?))"
NOT_SAID = "not said"
"""The channel under which contacts are counted of which none is told."""


# --- writing -----------------------------------------------------------------------------------------------------


def write(
    conn: sqlite3.Connection, read: Iterable[Reading], documents: Collection[int], nobody: Collection[str]
) -> None:
    """Write the contacts and tags of documents anew; ``nobody`` are those who are no people."""
    for table in ("contacts", "_tagged"):
        conn.execute(f"DELETE FROM {table} WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    readings = {reading.id: reading for reading in read}
    sql = f"SELECT document_id, entry, person_id FROM _person_nodes WHERE document_id {_IN}"  # noqa: S608 (our own names)
    persons = {(row["document_id"], row["entry"]): row["person_id"] for row in conn.execute(sql, [_json(documents)])}
    corrected = _corrected(conn, [reading.key for reading in readings.values()])
    found: list[tuple[object, ...]] = []
    for seen, document_id, tags in _seen(conn, readings):
        conn.executemany("INSERT OR IGNORE INTO _tagged VALUES (?, ?)", [(fold(tag), document_id) for tag in tags])
        reading = readings[document_id]
        named = [_named(n, detail) for n, detail in enumerate(reading.people)]
        said = corrected.get(reading.key, {})
        for each in contacts.contacts(seen, named):
            person = persons.get((document_id, each.entry))
            if person is not None and person not in nobody:
                day = each.day.isoformat()
                channel = _channel(said, reading.people[each.entry], each.channel) if each.real else each.channel
                found.append((document_id, each.entry, day, channel, each.how, each.real, each.start, each.end, person))
    conn.executemany("INSERT INTO contacts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", found)


Said = dict[str | None, str | None]
"""What the owner said of a document: by folded names the channel, by ``None`` that of everybody else."""


def _corrected(conn: sqlite3.Connection, keys: Iterable[str]) -> dict[str, Said]:
    """By which channel the owner said to have been in touch in documents, given by their keys: the later holds."""
    found: dict[str, Said] = {}
    for each in decisions.standing(conn, keys):
        if each.about_channel:
            said = each.said
            if "name" in said:  # none is left of the name of somebody who was forgotten
                found.setdefault(each.subject, {})[fold(said["name"] or "")] = said["channel"]
            else:
                found[each.subject] = {None: said["channel"]}
    return found


def _channel(said: Said, person: Mapping[str, Any], read: str | None) -> str | None:
    """The channel of a person of a document: as the owner said of them, by any of their names there, else as it was read."""
    if not said:
        return read
    forms = [person["name"], *person["aliases"], *(each["text"] for each in person["mentions"])]
    mine = [name for name in map(fold, forms) if name in said]
    return said[mine[0]] if mine else said.get(None, read)


def real(conn: sqlite3.Connection, document_id: int) -> list[Row]:
    """Who was in touch in a document, and how: ``person_id``, ``name``, ``said`` (the name there), ``day``, ``channel``."""
    sql = """
        SELECT contacts.person_id, people.name, node.name AS said, contacts.day, contacts.channel
        FROM contacts JOIN people ON people.id = contacts.person_id
        JOIN _person_nodes AS node ON node.document_id = contacts.document_id AND node.entry = contacts.entry
        WHERE contacts.document_id = ? AND contacts.real ORDER BY contacts.entry, contacts.day
    """
    return rows(conn, sql, [document_id])


def _seen(conn: sqlite3.Connection, documents: Iterable[int]) -> Iterable[tuple[Seen, int, list[str]]]:
    """The documents, as far as they tell who took part, with their tags."""
    wanted = _json(documents)
    parts: dict[int, list[Voice]] = {}
    sql = f"SELECT * FROM parts WHERE document_id {_IN} ORDER BY document_id, n"  # noqa: S608 (our own names)
    for row in conn.execute(sql, [wanted]):
        parts.setdefault(row["document_id"], []).append(
            Voice(row["role"], row["start"], row["end"], row["author_name"], row["author_address"], day_of(row["date"]))
        )
    sql = f"SELECT * FROM documents WHERE id {_IN} ORDER BY id"  # noqa: S608 (our own names)
    for row in conn.execute(sql, [wanted]).fetchall():
        day = day_of(row["date"])
        if day is None:
            continue
        seen = Seen(
            row["kind"],
            day,
            row["text"],
            row["title"] if row["titled"] else None,
            row["channel"],
            (row["sender_name"], row["sender_address"]),
            tuple((each["name"], each["address"]) for each in json.loads(row["recipients"])),
            tuple(json.loads(row["people"])),
            tuple(parts.get(row["id"], ())),
        )
        yield seen, row["id"], json.loads(row["tags"])


def _named(entry: int, detail: Mapping[str, Any]) -> Named:
    names = [detail["name"], *detail["aliases"], *([detail["email"]] if detail["email"] else [])]
    return Named(entry, tuple(names), tuple((each["start"], each["end"]) for each in detail["mentions"]))


def rhythms(conn: sqlite3.Connection, persons: Collection[str]) -> None:
    """Compute anew how often these people were in touch of late."""
    conn.execute(f"DELETE FROM _rhythms WHERE person_id {_IN}", [_json(persons)])  # noqa: S608 (our own names)
    found = []
    for person in sorted(persons):
        sql = "SELECT DISTINCT day FROM contacts WHERE person_id = ? AND real ORDER BY day DESC LIMIT ?"
        days = [row[0] for row in conn.execute(sql, [person, rhythm.LOOKED_AT])]
        if not days:
            continue
        usual = rhythm.rhythm([date.fromisoformat(day) for day in days]) if _mutual(conn, person) else None
        found.append((person, days[0], usual and usual.usual_days, usual and usual.lost_on.isoformat()))
    conn.executemany("INSERT INTO _rhythms VALUES (?, ?, ?, ?)", found)


def _mutual(conn: sqlite3.Connection, person: str) -> bool:
    """Whether the owner has done something too: whose newsletters one merely gets is not lost."""
    sql = "SELECT 1 FROM contacts WHERE person_id = ? AND real = 1 AND how <> 'wrote' LIMIT 1"
    return conn.execute(sql, [person]).fetchone() is not None


# --- asking ------------------------------------------------------------------------------------------------------

_COLUMNS = """
    contact.day, contact.channel, contact.how, contact.real, contact.document_id, contact.start, contact.end,
    contact.person_id, documents.title, documents.kind, documents.private,
    substr(documents.text, contact.start + 1, contact.end - contact.start) AS quote
"""


def of_person(conn: sqlite3.Connection, person_id: str, on: date, *, limit: int = -1) -> list[Row]:
    """The real contacts with a person up to a day, newest first."""
    sql = f"""
        SELECT {_COLUMNS} FROM contacts AS contact JOIN documents ON documents.id = contact.document_id
        WHERE contact.person_id = :person AND contact.real = 1 AND contact.day <= :on
        ORDER BY contact.day DESC, contact.how = 'named', contact.document_id DESC LIMIT :limit
    """  # noqa: S608 (our own names)
    return rows(conn, sql, {"person": person_id, "on": on.isoformat(), "limit": limit})


def last(conn: sqlite3.Connection, person_id: str, on: date) -> Row | None:
    """The last real contact with a person up to a day: ``day``, ``channel``, ``how``, the document, the ``quote``."""
    return next(iter(of_person(conn, person_id, on, limit=1)), None)


def spoken_for(conn: sqlite3.Connection, person_id: str, on: date) -> Row | None:
    """The last time somebody else spoke for one to the other; only worth asking for where there is no real contact."""
    sql = f"""
        SELECT {_COLUMNS} FROM contacts AS contact JOIN documents ON documents.id = contact.document_id
        WHERE contact.person_id = :person AND contact.real = 0 AND contact.day <= :on
        ORDER BY contact.day DESC, contact.document_id DESC LIMIT 1
    """  # noqa: S608 (our own names)
    return next(iter(rows(conn, sql, {"person": person_id, "on": on.isoformat()})), None)


def everybody(conn: sqlite3.Connection, on: date, *, limit: int = -1) -> list[Row]:
    """Everybody who was ever in touch, the last one first: ``id``, ``name``, ``day``, ``channel``, ``document_id``, ``title``."""
    sql = """
        SELECT people.id, people.name, people.organization, latest.last_day AS day, latest.usual_days
        FROM _rhythms AS latest JOIN people ON people.id = latest.person_id
        WHERE latest.last_day <= :on ORDER BY latest.last_day DESC, people.name LIMIT :limit
    """
    found = rows(conn, sql, {"on": on.isoformat(), "limit": limit})
    for row in found:
        row |= {key: value for key, value in (last(conn, row["id"], on) or {}).items() if key != "person_id"}
    return found


def number(conn: sqlite3.Connection, person_id: str | None, on: date) -> int:
    """How many real contacts there were with a person up to a day; without one, with how many people."""
    sql = "SELECT count(*) FROM _rhythms WHERE last_day <= :on AND :person IS NULL"
    if person_id is not None:
        sql = "SELECT count(*) FROM contacts WHERE person_id = :person AND real = 1 AND day <= :on"
    return int(conn.execute(sql, {"person": person_id, "on": on.isoformat()}).fetchone()[0])


def channels(
    conn: sqlite3.Connection, until: date, *, since: date | None = None, person_id: str | None = None
) -> list[Row]:
    """By which ``channel`` how many ``contacts`` (each a person, a document and a day), with ``people``, and the ``last`` day."""
    whose = "AND person_id = :person" if person_id else ""
    sql = f"""
        SELECT ifnull(channel, '{NOT_SAID}') AS channel, count(*) AS contacts, count(DISTINCT person_id) AS people,
            max(day) AS last
        FROM contacts WHERE real = 1 AND day BETWEEN :since AND :until {whose} GROUP BY 1 ORDER BY contacts DESC, channel
    """  # noqa: S608 (our own names)
    asked = {"since": since.isoformat() if since else "", "until": until.isoformat(), "person": person_id}
    return rows(conn, sql, asked)


def by_month(conn: sqlite3.Connection, since: date, until: date) -> list[Row]:
    """How many contacts in which ``month`` (``2026-03``) by which ``channel``: ``number``, days with a person."""
    sql = f"""
        SELECT substr(day, 1, 7) AS month, ifnull(channel, '{NOT_SAID}') AS channel, count(*) AS number
        FROM contacts WHERE real = 1 AND day BETWEEN :since AND :until GROUP BY 1, 2
    """  # noqa: S608 (our own names)
    return rows(conn, sql, {"since": since.isoformat(), "until": until.isoformat()})


def talked(conn: sqlite3.Connection, since: date, until: date, *, limit: int = -1) -> list[Row]:
    """Who was in touch on most days from a day on to another: ``person_id``, ``name``, ``number`` of days."""
    sql = """
        SELECT often.person_id, people.name, often.number FROM (
            SELECT person_id, count(DISTINCT day) AS number FROM contacts
            WHERE real = 1 AND day BETWEEN :since AND :until GROUP BY person_id
        ) AS often JOIN people ON people.id = often.person_id ORDER BY often.number DESC, people.name, people.id LIMIT :limit
    """
    return rows(conn, sql, {"since": since.isoformat(), "until": until.isoformat(), "limit": limit})


def members(conn: sqlite3.Connection, scope: str, name: str) -> list[str]:
    """The ids of those of an ``organization``, or who took part in a document of a ``tag``."""
    if scope == "organization":
        sql = "SELECT id FROM people WHERE organization IS NOT NULL AND organization = ? COLLATE NOCASE ORDER BY id"
        return [row[0] for row in conn.execute(sql, [name])]
    sql = """
        SELECT DISTINCT person_id FROM contacts JOIN _tagged ON _tagged.document_id = contacts.document_id
        WHERE _tagged.tag = ? AND contacts.real = 1 ORDER BY person_id
    """
    return [row[0] for row in conn.execute(sql, [fold(name)])]


def day_of(text: str | None) -> date | None:
    """The day that a stored date or moment begins with."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values) if not isinstance(values, Sequence) else values)
