"""From the truth to the tables that people read: what a change touches, or everything.

:func:`project` computes the rows of some documents and some decisions again, and of the people in them;
:func:`rebuild` throws all away and does the same for every document. Both give the same rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from notesight.model import PLURALS, fold
from notesight.store import cards, identity, joining, schema, truth
from notesight.store.joining import Moved, Node

_REBUILD_DOCUMENTS = 500
_IN = "IN (SELECT value FROM json_each(?))"
_ITEM_COLUMNS = (
    "id", "summary", "by_person_id", "by_text", "to_person_id", "to_text", "quote", "start", "end", "due", "due_text",
    "certainty", "said_on", "document_id", "run_id", "state", "snoozed_until", "decided_at",
)  # fmt: skip


@dataclass(slots=True)
class Touched:
    """What a unit of writing has touched.

    Documents (also superseded ones), new documents, those of which no more than a reading failed, items decided about.
    """

    documents: set[int] = field(default_factory=set)
    added: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)
    items: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.documents or self.added or self.failed or self.items)

    def clear(self) -> None:
        """Forget all of it: it is projected, or was taken back."""
        self.documents.clear()
        self.added.clear()
        self.failed.clear()
        self.items.clear()


@dataclass(frozen=True, slots=True)
class _Read:
    """A current document with a successful run: the one that counts, and what it observed."""

    id: int
    key: str
    date: str
    hinted: tuple[str, ...]
    first_id: int
    run_id: int
    people: list[Mapping[str, Any]] = field(default_factory=list)
    items: list[sqlite3.Row] = field(default_factory=list)


def create(conn: sqlite3.Connection) -> None:
    """Make the tables of the projection and of the search, empty; those that are there are dropped."""
    kinds = dict(conn.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')").fetchall())
    views = ["items", "current_documents", *(f"{table}_fts" for table in schema.SEARCHED)]
    for name in (*views, *reversed(schema.PROJECTION_TABLES)):  # who is pointed at goes last
        if name in kinds:
            conn.execute(f"DROP {kinds[name].upper()} {name}")
    for trigger in ("documents_fts_delete", "documents_fts_update"):
        conn.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    for statement in schema.statements(schema.PROJECTION + schema.search_tables()):
        conn.execute(statement)


def rebuild(conn: sqlite3.Connection) -> None:
    """Throw the projection away and compute it from the truth."""
    conn.execute("PRAGMA defer_foreign_keys = ON")
    create(conn)
    documents = [row[0] for row in conn.execute("SELECT id FROM current_documents ORDER BY id")]
    for start in range(0, len(documents), _REBUILD_DOCUMENTS):
        project(conn, Touched(documents=set(documents[start : start + _REBUILD_DOCUMENTS])))
    conn.execute("INSERT INTO documents_fts (documents_fts) VALUES ('rebuild')")


def project(conn: sqlite3.Connection, touched: Touched) -> None:
    """Bring the projection up to what the truth says, for what was touched."""
    conn.execute("PRAGMA defer_foreign_keys = ON")
    persons = _decided(conn, touched.items)
    if touched.documents:
        persons |= _documents(conn, touched.documents)
    cards.write(conn, persons)
    _wait(conn, touched.documents | touched.failed)
    if touched.added:
        _index(conn, "documents", "id", touched.added)


def _wait(conn: sqlite3.Connection, documents: set[int]) -> None:
    """Note which of these documents are still to be read."""
    conn.execute(f"DELETE FROM _waiting WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    conn.execute(_WAITING, [_json(documents)])


_WAITING = f"""
INSERT INTO _waiting SELECT id, last IS NOT NULL FROM (
    SELECT id, (SELECT status FROM runs WHERE document_id = documents.id ORDER BY runs.id DESC LIMIT 1) AS last
    FROM current_documents AS documents WHERE id {_IN}
) WHERE last IS NOT 'done'
"""  # noqa: S608 (our own names)


def _documents(conn: sqlite3.Connection, documents: set[int]) -> set[str]:
    """Write the rows of documents again; the ids of everybody concerned."""
    for table in ("mentions", "names", *schema.ITEM_TABLES):
        conn.execute(f"DELETE FROM {table} WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    forms, clusters, persons = joining.remove(conn, documents)
    read = _read(conn, documents)
    nodes = [node for document in read for node in _nodes(document)]
    moved = joining.join(conn, nodes, forms, clusters)
    by_entry = {(node.document_id, node.entry): node for node in nodes}
    _write_names(conn, read, by_entry)
    _write_items(conn, read, nodes)
    _move(conn, moved)
    persons |= {node.person_id for node in nodes}
    return persons | {person for each in moved for person in (each.old, each.new)}


def _read(conn: sqlite3.Connection, documents: set[int]) -> list[_Read]:
    rows = conn.execute(_COUNTING, [_json(documents)])
    found = {
        row["run_id"]: _Read(
            row["id"], row["key"], row["date"], tuple(json.loads(row["people"])), row["first_id"], row["run_id"]
        )
        for row in rows
    }
    observed = conn.execute(f"SELECT * FROM observations WHERE run_id {_IN} ORDER BY run_id, n", [_json(found)])  # noqa: S608 (our own names)
    for row in observed:
        if row["kind"] == "person":
            found[row["run_id"]].people.append(json.loads(row["detail"]))
        else:
            found[row["run_id"]].items.append(row)
    return list(found.values())


_COUNTING = f"""
SELECT id, key, date, people,
    (SELECT min(id) FROM documents AS first WHERE first.key = current_documents.key) AS first_id,
    (SELECT max(id) FROM runs WHERE document_id = current_documents.id AND status = 'done') AS run_id
FROM current_documents WHERE id {_IN} AND run_id IS NOT NULL ORDER BY first_id
"""  # noqa: S608 (our own names)


def _nodes(document: _Read) -> list[Node]:
    """The people of a document; the same name twice is one of them."""
    found = [(each["name"], each["email"], each["organization"]) for each in document.people]
    entries = identity.entries(found, document.hinted)
    nodes: list[Node] = []
    seen: dict[str, int] = {}
    for n, (detail, entry) in enumerate(zip(document.people, entries, strict=True)):
        key = identity.name_key(detail["name"])
        nth = seen[key] = seen.get(key, -1) + 1
        nodes.append(
            Node(
                document.id, n, detail["name"], detail["organization"], detail["role"], document.date,
                document.first_id, entry.form, entry.alone, identity.person_id(document.key, detail["name"], nth),
            )
        )  # fmt: skip
    return nodes


def _write_names(conn: sqlite3.Connection, read: Iterable[_Read], nodes: Mapping[tuple[int, int], Node]) -> None:
    names: set[tuple[int, int, str, str, str]] = set()
    mentions: set[tuple[int, int, int, int, str, str]] = set()
    for document in read:
        for n, detail in enumerate(document.people):
            person = nodes[document.id, n].person_id
            names.add((document.id, n, "name", detail["name"], person))
            names.update((document.id, n, "alias", alias, person) for alias in detail["aliases"])
            if detail["email"]:
                names.add((document.id, n, "address", detail["email"], person))
            mentions.update(
                (document.id, n, each["start"], each["end"], each["text"], person) for each in detail["mentions"]
            )
    conn.executemany("INSERT INTO names VALUES (?, ?, ?, ?, ?)", sorted(names))
    conn.executemany("INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?)", sorted(mentions))


def _write_items(conn: sqlite3.Connection, read: Iterable[_Read], nodes: Sequence[Node]) -> None:
    called: dict[tuple[int, str], str] = {}
    for node in nodes:
        called.setdefault((node.document_id, node.name), node.person_id)
    drafts = [_item(document, row, nth, called) for document in read for row, nth in _counted(document.items)]
    decided = truth.holding(conn, [draft["id"] for _, draft in drafts])
    for table in schema.ITEM_TABLES:
        rows = [{**draft, **_state(decided.get(draft["id"]))} for name, draft in drafts if name == table]
        places = ", ".join(f":{column}" for column in _ITEM_COLUMNS)
        conn.executemany(f"INSERT INTO {table} ({', '.join(_ITEM_COLUMNS)}) VALUES ({places})", rows)  # noqa: S608 (our own names)
        _index(conn, table, "id", [row["id"] for row in rows])


def _counted(rows: Iterable[sqlite3.Row]) -> list[tuple[sqlite3.Row, int]]:
    """Items with their n-th among those of the same kind and quote, in the order of the text."""
    seen: dict[tuple[str, str], int] = {}
    counted = []
    for row in sorted(rows, key=lambda row: (row["start"], row["n"])):
        same = (row["kind"], fold(row["quote"]))
        seen[same] = seen.get(same, -1) + 1
        counted.append((row, seen[same]))
    return counted


def _item(
    document: _Read, row: sqlite3.Row, nth: int, called: Mapping[tuple[int, str], str]
) -> tuple[str, dict[str, Any]]:
    detail = json.loads(row["detail"])
    by, to = detail["by"], detail["to"]
    return PLURALS[row["kind"]], {
        "id": identity.item_id(document.key, row["kind"], row["quote"], nth),
        "summary": detail["summary"],
        "by_person_id": called.get((document.id, by)),
        "by_text": by,
        "to_person_id": called.get((document.id, to)),
        "to_text": to,
        "quote": row["quote"],
        "start": row["start"],
        "end": row["end"],
        "due": detail["due"],
        "due_text": detail["due_text"],
        "certainty": detail["certainty"],
        "said_on": detail["said_on"],
        "document_id": document.id,
        "run_id": row["run_id"],
    }


def _state(decision: truth.Decision | None) -> dict[str, str | None]:
    if decision is None:
        return {"state": "open", "snoozed_until": None, "decided_at": None}
    state = "open" if decision.action == "reopened" else decision.action
    until = decision.value if decision.action == "snoozed" else None
    return {"state": state, "snoozed_until": until, "decided_at": decision.made_at.isoformat()}


def _decided(conn: sqlite3.Connection, items: set[str]) -> set[str]:
    """Give items the state that the decisions say; the ids of the people whom they concern."""
    if not items:
        return set()
    decided = truth.holding(conn, items)
    rows = [{"id": item, **_state(decided.get(item))} for item in items]
    persons: set[str] = set()
    for table in schema.ITEM_TABLES:
        conn.executemany(
            f"UPDATE {table} SET state = :state, snoozed_until = :snoozed_until, decided_at = :decided_at "  # noqa: S608 (our own names)
            "WHERE id = :id",
            rows,
        )
        found = conn.execute(f"SELECT by_person_id, to_person_id FROM {table} WHERE id {_IN}", [_json(items)])  # noqa: S608 (our own names)
        persons.update(person for row in found for person in row if person)
    return persons


def _move(conn: sqlite3.Connection, moved: Sequence[Moved]) -> None:
    """Hand the rows of documents that were not touched to the people that they belong to now."""
    if not moved:
        return
    for table in ("mentions", "names"):
        conn.executemany(
            f"UPDATE {table} SET person_id = ? WHERE document_id = ? AND entry = ?",  # noqa: S608 (our own names)
            [(each.new, each.document_id, each.entry) for each in moved],
        )
    # An item says a name; of two people with one name in a document, it is the first one's.
    first = (
        "(SELECT min(entry) FROM _person_nodes WHERE _person_nodes.document_id = ?2 AND _person_nodes.name = ?3) = ?4"
    )
    rows = [(each.new, each.document_id, each.name, each.entry) for each in moved]
    for table in schema.ITEM_TABLES:
        for side in ("by", "to"):
            conn.executemany(
                f"UPDATE {table} SET {side}_person_id = ?1 WHERE document_id = ?2 AND {side}_text = ?3 AND {first}",  # noqa: S608 (our own names)
                rows,
            )


def _index(conn: sqlite3.Connection, table: str, key: str, added: Collection[object]) -> None:
    """Put added rows into the full-text index of their table."""
    if added:
        columns = ", ".join(schema.SEARCHED[table])
        conn.execute(
            f"INSERT INTO {table}_fts (rowid, {columns}) SELECT rowid, {columns} FROM {table} WHERE {key} {_IN}",  # noqa: S608 (our own names)
            [_json(added)],
        )


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
