"""Forgetting for good: what would go, its going, and what keeps it from coming back."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from notesight.errors import StoreError
from notesight.model import Document
from notesight.store import blackout, connection, forgetting, projection, queries, tombstones, truth
from notesight.store.forgetting import Forgettable
from notesight.store.writing import Writing


class Forgotten:
    """What an open notebook has forgotten, or is about to forget."""

    def __init__(self, conn: sqlite3.Connection, path: Path, writing: Writing) -> None:
        self._conn = conn
        self._path = path
        self._writing = writing

    def plan(self, kind: str, row_id: str | int, *, whole: bool = False) -> Forgettable:
        """What forgetting a ``document`` or a ``person`` would take out.

        With ``whole``, of a document all of its conversation goes, of a person every document that names them. Raises
        ``UsageError`` when one of the documents is in a batch at a model server.
        """
        with connection.speaking(self._path):
            self._writing.refuse_copy()
            if kind == "person":
                return blackout.of_person(self._conn, str(row_id), whole=whole)
            return forgetting.of_documents(self._conn, [int(row_id)], thread=whole)

    def carry_out(self, plan: Forgettable, *, at: datetime) -> bool:
        """Take it out for good, in one transaction; then :meth:`scrub` the file, whose answer this is."""
        with self._writing.unit():
            if plan.person_id is None:
                forgetting.refuse_in_batch(self._conn, plan.documents)
                gone = forgetting.remove(self._conn, plan.documents, at)
                if gone.retold:  # of people who may stand anywhere
                    projection.rebuild(self._conn)
                else:
                    projection.project(self._conn, projection.Touched(documents=set(gone.documents)))
                forgetting.index_anew(self._conn)
            else:
                blackout.forget(self._conn, plan, at)
                projection.rebuild(self._conn)
            self._writing.touched.clear()
            forgetting.soil(self._conn)
        return self.scrub()

    def unclean(self) -> bool:
        """Whether something that was forgotten may still stand in free pages of the file, or in its log."""
        with connection.speaking(self._path):
            return tombstones.fact(self._conn, "unclean") is not None

    def scrub(self) -> bool:
        """Write the file anew, so that nothing is left of what was forgotten; false when another program kept from it."""
        try:
            with connection.speaking(self._path):
                return forgetting.scrub(self._conn)
        except StoreError:
            return False

    def keeps_out(self, document: Document) -> bool:
        """Whether a document was forgotten, so that it is not stored again."""
        with connection.speaking(self._path):
            return tombstones.keep_out(self._conn, truth.clean([document.key])[0], document.digest)

    def remember_document(self, document: Document) -> bool:
        """Let a forgotten document be stored again; false when it was not forgotten."""
        key = truth.clean([document.key])[0]
        with self._writing.unit():
            # What came without a file has its text's digest for a key.
            marks: list[tuple[tombstones.Kind, str]] = [
                ("key", key),
                ("key", document.digest),
                ("text", document.digest),
            ]
            return tombstones.remember(self._conn, marks) > 0

    def remember_person(self, words: str) -> bool:
        """Let a forgotten person, by one full name or address, stand in the lists again; false when there is none."""
        with self._writing.unit():
            if tombstones.remember(self._conn, tombstones.of_words(words)):
                projection.rebuild(self._conn)
                self._writing.touched.clear()
                return True
        return False

    def named_again(self, document_id: int | None = None) -> int:
        """How many current documents (or whether one) name somebody who was forgotten, and is left out of the lists."""
        with connection.speaking(self._path):
            return queries.named_again(self._conn, document_id)
