"""Batches: what was handed to a model server to be answered within a day, written down before anything is sent.

A document that waits in a batch is not in the queue. What becomes of it is said once: whoever says it first wins, so
that two who collect the same batch at once, or one who was stopped, record nothing twice.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from notesight.model import Known
from notesight.store import connection, queries

State = Literal["written", "sent", "collected", "closed"]
Fate = Literal["read", "failed", "released"]


@dataclass(frozen=True, slots=True)
class Masked:
    """What stand-ins depend on besides the document: the version of the rules, and who the owner was."""

    version: str
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in a batch: its ``pieces``, for how many of them there are ``requests``, and the people offered with it.

    What was read before is not asked again. Answers name people by their place in ``known``, and stand-ins depend on
    them, so they are kept until the answer has come.
    """

    pieces: int
    requests: int
    known: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch with its numbers: ``answered`` and ``failed`` count requests, as the server last said.

    ``waiting``, ``read``, ``unread`` (answered, but not usably) and ``released`` count documents; ``cost_usd`` is what their
    readings cost. ``token`` is our own name for it at the server; ``file_id`` and the three ids after it are the server's.
    ``masked`` is ``None`` where the requests hold the documents' own words.
    """

    id: int
    token: str
    server: str
    model: str
    prompt: str
    fingerprint: str
    state: State
    requests: int
    file_id: str | None
    remote_id: str | None
    remote_status: str | None
    answered: int
    failed: int
    output_id: str | None
    error_id: str | None
    error: str | None
    created_at: datetime
    masked: Masked | None = None
    documents: int = 0
    waiting: int = 0
    read: int = 0
    unread: int = 0
    released: int = 0
    cost_usd: float = 0.0


_ALL = """
SELECT batches.*, count(entries.document_id) AS documents, coalesce(sum(entries.state = 'waiting'), 0) AS waiting,
    coalesce(sum(entries.state = 'read'), 0) AS read, coalesce(sum(entries.state = 'failed'), 0) AS unread,
    coalesce(sum(entries.state = 'released'), 0) AS released, coalesce(sum(runs.cost_usd), 0.0) AS cost_usd
FROM batches LEFT JOIN batch_documents AS entries ON entries.batch_id = batches.id
LEFT JOIN runs ON runs.id = entries.run_id
WHERE {where} GROUP BY batches.id ORDER BY batches.id
"""
_CHANGEABLE = frozenset(
    {"state", "file_id", "remote_id", "remote_status", "answered", "failed", "output_id", "error_id", "error"}
)


class Batches:
    """The batches of an open notebook. ``transaction`` is the notebook's own unit of writing."""

    def __init__(
        self, conn: sqlite3.Connection, path: Path, transaction: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._conn = conn
        self._path = path
        self._transaction = transaction

    def write(self, batch: Batch, entries: Mapping[int, Entry]) -> Batch | None:
        """Write down a batch of these documents, by their ids, before it is sent; the same with its id.

        Documents that are in another batch already are left out; ``None`` when that leaves nothing.
        """
        with self._transaction():
            taken = self.holding(entries)
            mine = {document_id: entry for document_id, entry in entries.items() if document_id not in taken}
            if not mine:
                return None
            added = self._conn.execute(
                "INSERT INTO batches (token, server, model, prompt, fingerprint, masked, state, requests, created_at) "
                "VALUES (?, ?, ?, ?, ?, ?, 'written', ?, ?)",
                [batch.token, batch.server, batch.model, batch.prompt, batch.fingerprint,
                 json.dumps(asdict(batch.masked)) if batch.masked else None, sum(entry.requests for entry in mine.values()),
                 batch.created_at.isoformat()],
            ).lastrowid  # fmt: skip
            assert added is not None
            self._conn.executemany(
                "INSERT INTO batch_documents (batch_id, document_id, pieces, state, known) VALUES (?, ?, ?, 'waiting', ?)",
                [
                    (
                        added,
                        document_id,
                        entry.pieces,
                        json.dumps([asdict(each) for each in entry.known], ensure_ascii=False),
                    )
                    for document_id, entry in mine.items()
                ],
            )
        return self.find(added)

    def note(self, batch_id: int, **values: str | int | None) -> Batch:
        """Write down what is now known of a batch, by the names of its fields; the same, brought up to date."""
        assert values.keys() <= _CHANGEABLE
        told = ", ".join(f"{name} = :{name}" for name in values)
        with self._transaction():
            self._conn.execute(f"UPDATE batches SET {told} WHERE id = :id", {**values, "id": batch_id})  # noqa: S608 (our own names)
        found = self.find(batch_id)
        assert found is not None
        return found

    def all(self) -> list[Batch]:
        """All batches, oldest first."""
        return self._batches("1")

    def open(self) -> list[Batch]:
        """The batches of which something is left to do, oldest first."""
        return self._batches("batches.state <> 'closed'")

    def find(self, batch_id: int) -> Batch | None:
        """One batch; ``None`` for an unknown one."""
        return next(iter(self._batches("batches.id = ?", batch_id)), None)

    def _batches(self, where: str, *values: int) -> list[Batch]:
        with connection.speaking(self._path):
            found = [dict(row) for row in self._conn.execute(_ALL.format(where=where), values)]
        return [
            Batch(**{
                **row, "created_at": datetime.fromisoformat(row["created_at"]), "masked": _read_masked(row["masked"])
            })
            for row in found
        ]  # fmt: skip

    def waiting(self, batch_id: int) -> list[tuple[int, int, tuple[Known, ...]]]:
        """The documents of a batch of which nothing is said yet, oldest first: id, pieces, and the people offered with it."""
        sql = """
            SELECT document_id, pieces, known FROM batch_documents
            WHERE batch_id = ? AND state = 'waiting' ORDER BY document_id
        """
        with connection.speaking(self._path):
            return [
                (row["document_id"], row["pieces"], tuple(Known(**each) for each in json.loads(row["known"] or "[]")))
                for row in self._conn.execute(sql, [batch_id])
            ]

    def holds(self, document_id: int) -> bool:
        """Whether a document waits in a batch."""
        with connection.speaking(self._path):
            return self._conn.execute(f"{queries.IN_BATCH} AND document_id = ?", [document_id]).fetchone() is not None

    def holding(self, document_ids: Iterable[int]) -> set[int]:
        """Which of these documents wait in a batch."""
        with connection.speaking(self._path):
            held = {row["document_id"] for row in self._conn.execute(queries.IN_BATCH)}
        return held.intersection(document_ids)

    def rounds(self, document_id: int) -> int:
        """How many batches had a document in them and gave no answer to it."""
        sql = "SELECT count(*) FROM batch_documents WHERE document_id = ? AND state = 'released'"
        with connection.speaking(self._path):
            return int(self._conn.execute(sql, [document_id]).fetchone()[0])

    def settle(self, batch_id: int, document_id: int, fate: Fate) -> None:
        """Say what became of a document that :meth:`claimed`; its last run, recorded just before, came of the batch."""
        run = "(SELECT max(id) FROM runs WHERE runs.document_id = batch_documents.document_id)"
        with self._transaction():
            self._conn.execute(
                f"UPDATE batch_documents SET state = ?, known = NULL, run_id = {run if fate != 'released' else 'NULL'} "  # noqa: S608 (our own words)
                "WHERE batch_id = ? AND document_id = ?",
                [fate, batch_id, document_id],
            )

    def claimed(self, batch_id: int, document_id: int) -> bool:
        """Whether it is still to be said what became of a document; asked inside the transaction that says it."""
        sql = "SELECT 1 FROM batch_documents WHERE batch_id = ? AND document_id = ? AND state = 'waiting'"
        return self._conn.execute(sql, [batch_id, document_id]).fetchone() is not None

    def release(self, batch_id: int, document_ids: Iterable[int] | None = None) -> list[int]:
        """Give documents that got no answer back to the queue (all that wait, if none are named); which these are."""
        with self._transaction():
            waits = [document_id for document_id, *_ in self.waiting(batch_id)]
            given = sorted(set(waits).intersection(waits if document_ids is None else document_ids))
            for document_id in given:
                self.settle(batch_id, document_id, "released")
        return given


def _read_masked(value: str | None) -> Masked | None:
    if value is None:
        return None
    found = json.loads(value)
    return Masked(found["version"], tuple(found["names"]), tuple(found["addresses"]))
