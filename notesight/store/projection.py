"""From the truth to the tables that people read: what a change touches, or everything.

:func:`project` computes the rows of some documents and some decisions again, and of the people in them;
:func:`rebuild` throws all away and does the same for every document. Both give the same rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from notesight.store import (
    cards,
    closings,
    contacts,
    horizon,
    identity,
    introductions,
    items,
    joining,
    keeping,
    outcomes,
    readings,
    repeats,
    schema,
    threads,
    told,
    topics,
)
from notesight.store.evidence import Documents
from notesight.store.joining import Moved, Node
from notesight.store.readings import Reading

Tell = Callable[[int, int], None]
"""Hears how much is done, and of how much."""
_REBUILD_DOCUMENTS = 500
_IN = "IN (SELECT value FROM json_each(?))"


@dataclass(slots=True)
class Touched:
    """What a unit of writing has touched.

    Documents (also superseded ones), new documents, those of which no more than a reading failed, items decided
    about, and whether something was decided about people.
    """

    documents: set[int] = field(default_factory=set)
    added: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    people: bool = False

    def __bool__(self) -> bool:
        return bool(self.documents or self.added or self.failed or self.items or self.people)

    def clear(self) -> None:
        """Forget all of it: it is projected, or was taken back."""
        self.documents.clear()
        self.added.clear()
        self.failed.clear()
        self.items.clear()
        self.people = False


def create(conn: sqlite3.Connection) -> None:
    """Make the tables of the projection and of the search, empty."""
    for statement in schema.statements(schema.PROJECTION + schema.search_tables()):
        conn.execute(statement)


def drop(conn: sqlite3.Connection) -> None:
    """Take the tables of the projection and of the search down, those that are there."""
    kinds = dict(conn.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')").fetchall())
    views = ["items", "threads", "current_documents", *(f"{table}_fts" for table in schema.SEARCHED)]
    for name in (*views, *reversed(schema.PROJECTION_TABLES)):  # who is pointed at goes last
        if name in kinds:
            conn.execute(f"DROP {kinds[name].upper()} {name}")
    for trigger in ("documents_fts_delete", "documents_fts_update"):
        conn.execute(f"DROP TRIGGER IF EXISTS {trigger}")


def rebuild(conn: sqlite3.Connection, tell: Tell | None = None) -> None:
    """Throw the projection away and compute it from the truth."""
    conn.execute("PRAGMA defer_foreign_keys = ON")
    drop(conn)
    create(conn)
    documents = [row[0] for row in conn.execute("SELECT id FROM current_documents ORDER BY id")]

    def told(times: int, done: int, of: int) -> None:
        if tell is not None:  # each is looked at three times: by itself, for what is told again, for what looks done
            tell(times * len(documents) + done * len(documents) // max(1, of), 3 * len(documents))

    for start in range(
        0, max(1, len(documents)), _REBUILD_DOCUMENTS
    ):  # what the owner said stands without documents too
        told(0, start, len(documents))
        some = set(documents[start : start + _REBUILD_DOCUMENTS])
        project(conn, Touched(documents=some, people=not some), alone=True)
    tellings = repeats.number(conn)
    cards.write(conn, repeats.rebuild(conn, lambda done: told(1, done, tellings)))
    outcomes.write_said(conn)
    closings.rebuild(conn, lambda done: told(2, done, len(documents)))
    conn.execute("INSERT INTO documents_fts (documents_fts) VALUES ('rebuild')")
    told(2, 1, 1)


def project(conn: sqlite3.Connection, touched: Touched, *, alone: bool = False) -> None:
    """Bring the projection up to what the truth says, for what was touched.

    ``alone``: without what is told again in other documents, and what looks done by them.
    """
    conn.execute("PRAGMA defer_foreign_keys = ON")
    topics.refresh(conn)
    persons = items.decided(conn, touched.items)
    closings.decided(conn, touched.items)
    if touched.documents or touched.people:
        persons |= _documents(conn, touched.documents)
    taken = Documents(conn)
    if not alone:
        persons |= repeats.refresh(conn, taken)
    introductions.decided(conn, touched.items)
    outcomes.decided(conn, touched.items)
    if not alone:
        outcomes.write_said(conn)
    cards.write(conn, persons)
    contacts.rhythms(conn, persons)
    if not alone:
        closings.refresh(conn, taken)
    _wait(conn, touched.documents | touched.failed)
    _place(conn, touched.documents)
    if touched.added:
        schema.index(conn, "documents", "id", touched.added)


def _wait(conn: sqlite3.Connection, documents: set[int]) -> None:
    """Note which of these documents are still to be read."""
    conn.execute(f"DELETE FROM _waiting WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    conn.execute(_WAITING, [_json(documents)])
    accepted = readings.accepted(conn, _keys(conn, documents))
    conn.executemany("DELETE FROM _waiting WHERE document_id = ?", [(document,) for document in accepted])


_WAITING = f"""
INSERT INTO _waiting SELECT id, last IS NOT NULL FROM (
    SELECT id, (
        SELECT status FROM runs WHERE document_id = documents.id AND NOT proposed ORDER BY runs.id DESC LIMIT 1
    ) AS last
    FROM current_documents AS documents WHERE id {_IN}
) WHERE last IS NOT 'done'
"""  # noqa: S608 (our own names)


def _place(conn: sqlite3.Connection, documents: set[int]) -> None:
    """Note the month and the channel of those of these documents that are current; triggers count them."""
    conn.execute(f"DELETE FROM _document_months WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    conn.execute(
        "INSERT INTO _document_months SELECT id, substr(date, 1, 7), ifnull(channel, kind) FROM current_documents "  # noqa: S608 (our own names)
        f"WHERE id {_IN}",
        [_json(documents)],
    )


def _documents(conn: sqlite3.Connection, documents: set[int]) -> set[str]:
    """Write the rows of documents again, and what the decisions about people change; the ids of everybody concerned."""
    nobody = _nobody(conn)
    before = joining.days(conn, documents)
    lost, persons = items.remove(conn, documents)
    forms, clusters, named = joining.remove(conn, documents)
    read = readings.of(conn, documents)
    nodes = [node for reading in read for node in _nodes(reading, _set_apart(conn, reading))]
    said = told.read(conn)
    moved = joining.join(conn, nodes, forms, clusters, said)
    horizon.note_left(
        conn, before - joining.days(conn, documents), [each for each in moved if each.document_id not in documents]
    )
    changed, wrong = told.cards(conn, said)
    keeping.write(conn)
    persons |= named | changed | {person for each in moved for person in (each.old, each.new)}
    nobody |= _nobody(conn)  # who was nobody until now has no rows that could be moved
    others = _documents_of(conn, wrong) | {
        each.document_id for each in moved if not nobody.isdisjoint((each.old, each.new))
    }
    others -= documents
    rewritten = [*read, *readings.of(conn, others)]
    persons |= _write_names(conn, rewritten, documents | others)
    contacts.write(conn, rewritten, documents | others, _nobody(conn))
    _move(conn, [each for each in moved if each.document_id not in documents | others])
    lost |= {row[0] for row in conn.execute(f"SELECT item_id FROM quotes WHERE document_id {_IN}", [_json(others)])}  # noqa: S608 (our own names)
    lost |= items.with_people(conn, persons)
    persons |= items.write(conn, read, threads.join(conn, documents), lost)
    again = documents | others | {each.document_id for each in moved}
    introductions.write(conn, again, rewritten)
    outcomes.write(conn, again, rewritten)
    return persons


def _keys(conn: sqlite3.Connection, documents: Iterable[int]) -> dict[int, str]:
    sql = f"SELECT id, key FROM documents WHERE id {_IN}"  # noqa: S608 (our own names)
    return {row["id"]: row["key"] for row in conn.execute(sql, [_json(documents)])}


def _documents_of(conn: sqlite3.Connection, persons: Iterable[str]) -> set[int]:
    sql = f"SELECT DISTINCT document_id FROM _person_nodes WHERE person_id {_IN}"  # noqa: S608 (our own names)
    return {row[0] for row in conn.execute(sql, [_json(persons)])}


def _nobody(conn: sqlite3.Connection) -> set[str]:
    """The ids of those that the owner said are no people."""
    return {row[0] for row in conn.execute("SELECT person_id FROM _person_told WHERE wrong")}


_BEFORE, _AFTER = 20, 80


def _set_apart(conn: sqlite3.Connection, document: Reading) -> dict[int, str]:
    """Which of a document's people it says to be another one than whoever else has that bare name, with the text before it."""
    sql = "SELECT substr(text, max(0, ?1 - ?3) + 1, min(?1, ?3)), substr(text, ?2 + 1, ?4) FROM documents WHERE id = ?5"
    found: dict[int, str] = {}
    for n, each in enumerate(document.people):
        if " " in each["name"].strip() or not each["mentions"]:
            continue
        first = min(each["mentions"], key=lambda mention: mention["start"])
        row = conn.execute(sql, [first["start"], first["end"], _BEFORE, _AFTER, document.id]).fetchone()
        if row is not None and identity.set_apart(each["name"], row[0], row[1]):
            found[n] = row[0]
    return found


def _nodes(document: Reading, apart: Mapping[int, str]) -> list[Node]:
    """The people of a document; the same name twice is one of them, and ``apart`` are nobody who is known by their name."""
    found = [(each["name"], each["email"], each["organization"]) for each in document.people]
    entries = identity.entries(found, document.hinted, [each.get("known") for each in document.people])
    nodes: list[Node] = []
    seen: dict[str, int] = {}
    for n, (detail, given) in enumerate(zip(document.people, entries, strict=True)):
        entry = identity.qualified(given, apart.get(n, ""))
        key = identity.name_key(detail["name"])
        nth = seen[key] = seen.get(key, -1) + 1
        nodes.append(
            Node(
                document.id, n, detail["name"], detail["organization"], detail["role"], document.date,
                document.first_id, entry.form, entry.alone or n in apart, identity.person_id(document.key, detail["name"], nth),
            )
        )  # fmt: skip
    return nodes


def _write_names(conn: sqlite3.Connection, read: Iterable[Reading], documents: Collection[int]) -> set[str]:
    """Write the names and mentions of documents anew; the ids of the people in them."""
    for table in ("mentions", "names"):
        conn.execute(f"DELETE FROM {table} WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    sql = f"SELECT document_id, entry, person_id FROM _person_nodes WHERE document_id {_IN}"  # noqa: S608 (our own names)
    nobody = _nobody(conn)
    nodes = {(row["document_id"], row["entry"]): row["person_id"] for row in conn.execute(sql, [_json(documents)])}
    names: set[tuple[int, int, str, str, str]] = set()
    mentions: set[tuple[int, int, int, int, str, str]] = set()
    for document in read:
        for n, detail in enumerate(document.people):
            person = nodes[document.id, n]
            if person in nobody:
                continue
            names.add((document.id, n, "name", detail["name"], person))
            names.update((document.id, n, "alias", alias, person) for alias in detail["aliases"])
            if detail["email"]:
                names.add((document.id, n, "address", detail["email"], person))
            mentions.update(
                (document.id, n, each["start"], each["end"], each["text"], person) for each in detail["mentions"]
            )
    conn.executemany("INSERT INTO names VALUES (?, ?, ?, ?, ?)", sorted(names))
    conn.executemany("INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?)", sorted(mentions))
    return set(nodes.values())


def _move(conn: sqlite3.Connection, moved: Sequence[Moved]) -> None:
    """Hand the rows of documents that were not touched to the people that they belong to now."""
    if not moved:
        return
    for table in ("mentions", "names", "contacts"):
        conn.executemany(
            f"UPDATE {table} SET person_id = ? WHERE document_id = ? AND entry = ?",  # noqa: S608 (our own names)
            [(each.new, each.document_id, each.entry) for each in moved],
        )
    items.move(conn, moved)


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
