"""Forgetting: rows that are taken out of the truth for good, and what is left of them in the file.

What is read and decided is only ever added to; this is the one exception. A forgetting is one transaction. What it took
out stands on in free pages and in the write-ahead log until :func:`scrub` has written the file anew; until then
the file says of itself that it is ``unclean``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notesight.errors import UsageError
from notesight.store import connection, retelling, schema, tombstones, vectors

Row = dict[str, Any]
PATIENCE_SECONDS = 3.0
"""How long the writing anew waits for other programs; it can be done later."""
_IN = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Forgettable:
    """What a forgetting would take out; nothing is done yet.

    ``removed`` and ``blacked`` are current documents with ``id``, ``title``, ``date``, ``kind``, ``source``: those that
    go whole, and those in which words are blacked out. ``counts`` has ``documents`` (all versions), ``runs``, ``people``
    (who stand nowhere else), ``items`` and ``decisions``. ``quoting`` are documents that stay and belong to the same
    conversations. Of a person, ``names`` and ``addresses`` are theirs, and ``staying`` says which of them may stand on
    somewhere, and why.
    """

    removed: tuple[Row, ...]
    counts: Mapping[str, int]
    quoting: tuple[Row, ...] = ()
    blacked: tuple[Row, ...] = ()
    person_id: str | None = None
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    staying: tuple[tuple[str, str], ...] = ()
    whole: bool = False

    @property
    def documents(self) -> frozenset[int]:
        """The ids of the current documents that go whole."""
        return frozenset(row["id"] for row in self.removed)


# --- what it would be --------------------------------------------------------------------------------------------


def of_documents(conn: sqlite3.Connection, documents: Iterable[int], *, thread: bool = False) -> Forgettable:
    """What forgetting some documents would take out, given by any of their versions; with ``thread``, their conversations.

    Raises ``UsageError`` when one of them is in a batch at a model server.
    """
    wanted = _current(conn, versions(conn, documents))
    together = _together(conn, wanted)
    if thread:
        wanted |= together
    refuse_in_batch(conn, wanted)
    return Forgettable(
        tuple(listed(conn, wanted)), counted(conn, wanted), tuple(listed(conn, together - wanted)), whole=thread
    )


def versions(conn: sqlite3.Connection, documents: Iterable[int]) -> set[int]:
    """The ids of all versions of documents."""
    sql = f"SELECT id FROM documents WHERE key IN (SELECT key FROM documents WHERE id {_IN})"  # noqa: S608 (our own names)
    return {row[0] for row in conn.execute(sql, [_json(documents)])}


def _current(conn: sqlite3.Connection, documents: Iterable[int]) -> set[int]:
    return {row[0] for row in conn.execute(f"SELECT id FROM current_documents WHERE id {_IN}", [_json(documents)])}  # noqa: S608 (our own names)


def _together(conn: sqlite3.Connection, documents: Iterable[int]) -> set[int]:
    sql = f"""
        SELECT document_id FROM _threads
        WHERE thread_id IN (SELECT thread_id FROM _threads WHERE document_id {_IN})
    """  # noqa: S608 (our own names)
    return {row[0] for row in conn.execute(sql, [_json(documents)])}


def listed(conn: sqlite3.Connection, documents: Iterable[int]) -> list[Row]:
    """Documents as rows for people, oldest first."""
    sql = f"SELECT id, title, date, kind, source FROM documents WHERE id {_IN} ORDER BY date, id"  # noqa: S608 (our own names)
    return [dict(row) for row in conn.execute(sql, [_json(documents)])]


def counted(conn: sqlite3.Connection, documents: Collection[int]) -> dict[str, int]:
    """How much would go with current documents."""
    every = versions(conn, documents)
    # An item whose words also stand in a document that stays is told from there.
    sql = {
        "runs": f"SELECT count(*) FROM runs WHERE document_id {_IN}",  # noqa: S608 (our own names)
        "people": f"SELECT count(DISTINCT person_id) FROM _person_nodes AS node WHERE document_id {_IN} AND NOT EXISTS "  # noqa: S608
        f"(SELECT 1 FROM _person_nodes AS other WHERE other.person_id = node.person_id AND other.document_id NOT {_IN})",
        "items": f"SELECT count(DISTINCT item_id) FROM quotes WHERE document_id {_IN} AND NOT EXISTS "  # noqa: S608
        f"(SELECT 1 FROM quotes AS other WHERE other.item_id = quotes.item_id AND other.document_id NOT {_IN})",
    }
    found = {
        name: int(conn.execute(each, [_json(every if name == "runs" else documents)] * each.count("?")).fetchone()[0])
        for name, each in sql.items()
    }
    return {"documents": len(every), **found, "decisions": retelling.about(conn, every)}


def refuse_in_batch(conn: sqlite3.Connection, documents: Iterable[int], names: Iterable[str] = ()) -> None:
    """Raise ``UsageError`` when a version of one of the documents is in a batch of which a model server still has files.

    Its answer would come for a text that is gone, and the server would keep the words. So it would keep those of
    somebody, by one of the ``names``, who was offered with a document that waits.
    """
    sql = f"""
        SELECT batch_id, document_id FROM batch_documents JOIN batches ON batches.id = batch_id
        WHERE batches.state <> 'closed' AND (document_id {_IN} OR EXISTS (
            SELECT 1 FROM json_each(batch_documents.known) AS offered
            WHERE offered.value ->> 'name' {_IN} OR offered.value ->> 'email' {_IN}))
        ORDER BY batch_id, document_id LIMIT 1
    """  # noqa: S608 (our own names)
    spelled = json.dumps(list(names))
    found = conn.execute(sql, [_json(versions(conn, documents)), spelled, spelled]).fetchone()
    if found is not None:
        raise UsageError(
            f"Document {found['document_id']} is in batch {found['batch_id']}, at a model server; nothing was forgotten.",
            hint="notesight batch collect, or notesight batch cancel "
            f"{found['batch_id']} and then collect; after it, forget again.",
        )


# --- doing it ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gone:
    """What was taken out: the ids of documents, all versions; ``retold``, whether decisions about others have changed by it."""

    documents: frozenset[int]
    retold: bool


def remove(conn: sqlite3.Connection, documents: Iterable[int], at: datetime, *, tombstone: bool = True) -> Gone:
    """Take documents out of the truth, all versions, with all that was read and decided of them.

    What the owner said of an item or a person who also stands in a document that stays holds there. With
    ``tombstone`` neither these documents nor their texts come back by themselves.
    """
    conn.execute("PRAGMA defer_foreign_keys = ON")
    gone = versions(conn, documents)
    ids = _json(gone)
    rows = conn.execute(f"SELECT id, key, digest, source FROM documents WHERE id {_IN}", [ids]).fetchall()  # noqa: S608 (our own names)
    retold = retelling.without(conn, gone)
    vectors.drop(conn)
    runs = f"run_id IN (SELECT id FROM runs WHERE document_id {_IN})"  # noqa: S608 (our own names)
    for table, where in (
        ("batch_documents", f"document_id {_IN}"), ("pieces", runs), ("coverage", runs), ("rejections", runs),
        ("observations", runs), ("runs", f"document_id {_IN}"), ("parts", f"document_id {_IN}"), ("documents", f"id {_IN}"),
    ):  # fmt: skip
        conn.execute(f"DELETE FROM {table} WHERE {where}", [ids])  # noqa: S608 (our own names)
    _unlist(conn, [row["source"] for row in rows if row["source"]])
    for document_id in gone:
        tombstones.document_gone(conn, document_id)
    if tombstone and rows:
        kept: list[tuple[tombstones.Kind, str]] = [("key", row["key"]) for row in rows]
        tombstones.add(conn, kept + [("text", row["digest"]) for row in rows], at)
    return Gone(frozenset(gone), retold)


def _unlist(conn: sqlite3.Connection, sources: Iterable[str]) -> None:
    """Take files out of the ledger of which no document is left; of a mailbox, the hashes of its messages in any case."""
    left = "path NOT IN (SELECT source FROM documents WHERE source IS NOT NULL)"
    for table, where in (("files", f"AND {left}"), ("_moved", f"AND {left}"), ("_mbox_messages", "")):
        conn.execute(f"DELETE FROM {table} WHERE path {_IN} {where}", [_json(sources)])  # noqa: S608 (our own names)


# --- what is left of it ------------------------------------------------------------------------------------------


def index_anew(conn: sqlite3.Connection) -> None:
    """Write the full-text search anew: FTS5 keeps what was deleted as a word with a mark of deletion."""
    for table in schema.SEARCHED:
        conn.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")  # noqa: S608 (our own names)


def soil(conn: sqlite3.Connection) -> None:
    """Note, in the transaction that takes something out, that the file must be written anew."""
    tombstones.note(conn, "unclean", "1")


def scrub(conn: sqlite3.Connection) -> bool:
    """Write the file anew, without free pages and with an empty log; whether nothing is left to be done.

    False when another program is reading from an older state of the file, which is kept for it in the log. Raises
    ``sqlite3.OperationalError`` when another program writes for too long, or there is no room for a second copy.
    """
    for (table,) in conn.execute(
        "SELECT name FROM sqlite_master WHERE name IN ('sqlite_stat3', 'sqlite_stat4')"
    ).fetchall():
        conn.execute(f"DELETE FROM {table}")  # noqa: S608 (SQLite's own names); samples of rows, if somebody has made them
    conn.execute(f"PRAGMA busy_timeout = {int(PATIENCE_SECONDS * 1000)}")
    try:
        conn.execute("VACUUM")
        if not _emptied(conn):
            return False
        tombstones.note(conn, "unclean", None)
        return _emptied(conn)
    finally:
        conn.execute(f"PRAGMA busy_timeout = {int(connection.BUSY_SECONDS * 1000)}")


def _emptied(conn: sqlite3.Connection) -> bool:
    """Bring all of the log into the file and cut it off; whether nobody stood in the way."""
    busy, *_ = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
