"""The notebook: one SQLite file that holds what was read, what was decided, and the lists made of both.

This is the door to it. :class:`Store` opens a file, writes in whole units and answers questions with plain rows.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Self, TypedDict, Unpack

from notesight.errors import UsageError
from notesight.model import ITEM_KINDS, Document, Extraction, ItemKind, Known, Piece, Run
from notesight.sentences import Coverage
from notesight.store import (
    asof,
    backup,
    calling,
    closings,
    connection,
    copying,
    decisions,
    migrations,
    owing,
    projection,
    queries,
    readings,
    reviewing,
    saying,
    selfclosing,
    suggestions,
    telling,
    tombstones,
    truth,
    vectors,
)
from notesight.store.batches import Batch, Batches, Entry, Masked
from notesight.store.briefs import Letters
from notesight.store.copying import LeftOut, Wishes
from notesight.store.decisions import Action, Decision, Origin
from notesight.store.forgetting import Forgettable
from notesight.store.forgotten import Forgotten
from notesight.store.links import Introductions
from notesight.store.mailboxes import Address, Mailbox
from notesight.store.matches import Match, Matches
from notesight.store.owing import Listed, Wanted
from notesight.store.projection import Tell
from notesight.store.provenance import Outcomes, Way
from notesight.store.queries import Row, State
from notesight.store.reviewing import Answer, Question
from notesight.store.saying import Value
from notesight.store.sources import Sources
from notesight.store.suggestions import Suggestion, Unclear
from notesight.store.touch import Touch
from notesight.store.truth import Stored
from notesight.store.writing import Writing

__all__ = [
    "Action", "Address", "Answer", "Batch", "Batches", "Decision", "Entry", "Forgettable", "LeftOut", "Limits", "Listed",
    "Mailbox", "Masked",
    "Match", "Matches", "Origin", "Question", "ReadBy", "Row", "State", "Store", "Stored", "Suggestion", "Unclear",
    "Wanted", "Way", "Wishes",
]  # fmt: skip

MOST_KNOWN = 20
"""So many people of the notebook at most are told to whoever reads a text that may mean them."""


class Limits(TypedDict, total=False):
    """What a list of items can be limited to; each part may be left out."""

    person: str | None
    state: State | None
    due_before: date | None
    since: date | None
    document: int | None


@dataclass(frozen=True, slots=True)
class ReadBy:
    """A run over a document, and what it proved; a ``proposed`` one counts only if it was accepted."""

    document_id: int
    run: Run
    extraction: Extraction
    proposed: bool


class Store:
    """An open notebook. Use it in one thread; several processes may have the same file open."""

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._conn = conn
        self._writing = Writing(conn, path)
        self.sources = Sources(conn, path, self.transaction)
        """The files and mail servers it was filled from."""
        self.forgotten = Forgotten(conn, path, self._writing)
        """What was forgotten for good, and how that is done."""
        self.batches = Batches(conn, path, self.transaction)
        """What is handed to a model server in batches."""
        self.matches = Matches(conn, path)
        """Which ask is answered by which offer, and who can help with what."""
        self.introductions = Introductions(conn, path)
        """Who introduced whom, and who could get the owner to somebody."""
        self.outcomes = Outcomes(conn, path)
        """What came of knowing people."""
        self.touch = Touch(conn, path)
        """When the owner was last in contact with whom, and with whom it is time again."""
        self.letters = Letters(conn, path)
        """What the owner wants to read before a meeting, and of a while."""

    # --- opening -------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False, create: bool = True, tell: Tell | None = None) -> Self:
        """Open a notebook, made if it is missing, brought to the present version if it is older: ``tell`` hears how far that is.

        Raises ``NotOurs``, ``NewerDatabase``, ``Locked``, or ``StoreError`` when it is missing or cannot be used.
        """
        conn = connection.connect(path, readonly=readonly, create=create)
        try:
            with connection.speaking(path):
                migrations.prepare(conn, path, readonly=readonly, tell=tell)
        except BaseException:
            conn.close()
            raise
        return cls(conn, path)

    def as_of(self, day: date) -> Self:
        """The notebook as it stood at the end of a day, as a notebook of its own that can be read only.

        Documents dated later are not there, decisions made later do not count. Close it too.
        """
        with connection.speaking(self.path):
            self._writing.refuse_copy("It stands as on the day it was made.")
            if not asof.later(self._conn, day):
                return self.open(self.path, readonly=True)
            return type(self)(asof.opened(self.path, day), self.path)

    def has_private(self) -> bool:
        """Whether the notebook has documents that no model server may see."""
        with connection.speaking(self.path):
            return bool(copying.private(self._conn))

    def without_private(self, at: datetime) -> Self:
        """The notebook without its private documents, and what only they say, as one of its own that can be read only.

        It may be used in any thread, but in one at a time. Close it too.
        """
        with connection.speaking(self.path):
            return type(self)(copying.opened(self._conn, at), self.path)

    def version(self) -> tuple[int, ...]:
        """Numbers that are others whenever something was read, decided or forgotten."""
        with connection.speaking(self.path):
            return asof.version(self._conn)

    def close(self) -> None:
        """Close the file; an open transaction is taken back."""
        connection.rollback(self._conn)
        self._conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def transaction(self) -> AbstractContextManager[None]:
        """A unit of writing: all of it or nothing. Inside another one, it is a part that fails alone.

        The lists are brought up to date once, before the outermost unit commits. Raises ``Locked`` when another
        program writes for too long, ``StoreError`` when the disk is full or the file cannot be written.
        """
        return self._writing.unit()

    # --- writing -------------------------------------------------------------------------------------------------

    def put(self, document: Document, *, seen_at: datetime) -> Stored:
        """Store a document: ``new``, ``known`` (nothing done), ``changed`` (a new version), ``copy`` of another key's.

        What was ``forgotten`` is not stored.

        Raises ``SourceError`` for a text that is no Unicode.
        """
        with self.transaction():
            stored = truth.put(self._conn, document, seen_at)
            if stored.status in {"new", "changed"}:
                self._writing.touched.added.add(stored.id)
                self._writing.touched.documents.add(stored.id)
                if stored.status == "changed":
                    self._writing.touched.documents.add(self._superseded(stored.id))
        return stored

    def _superseded(self, document_id: int) -> int:
        return int(self._conn.execute("SELECT supersedes FROM documents WHERE id = ?", [document_id]).fetchone()[0])

    def needs_run(self, document_id: int, fingerprint: str) -> bool:
        """Whether a document must be read with this fingerprint.

        When not its last run but an earlier one, perhaps of an earlier version with the same text and day, was made
        with this fingerprint, that reading is taken over as a new run that cost nothing, and no reading is needed.
        """
        with self.transaction():
            answer = truth.needs_run(self._conn, document_id, fingerprint)
            if answer is not None and answer is not True:
                truth.take_over(self._conn, document_id, answer)
                self._writing.touched.documents.add(document_id)
        return answer is True

    def record(self, document_id: int, run: Run, extraction: Extraction, *, proposed: bool = False) -> int:
        """Store a successful run and all that it proved; its id.

        From now on it counts for its document, unless the owner has accepted another one. A ``proposed`` one does not
        count, and is no reading of its document, until it is accepted.

        Raises ``ValueError`` when a quote is not the text at its place.
        """
        with self.transaction():
            run_id = truth.record(self._conn, document_id, run, extraction, proposed=proposed)
            if not proposed:
                self._writing.touched.documents.add(document_id)
        return run_id

    def record_failure(
        self, document_id: int, run: Run, extraction: Extraction | None = None, *, proposed: bool = False
    ) -> int:
        """Store a failed run (``run.error`` says why); the document stays queued, if it was. The run's id.

        What an incomplete run proved counts for its document until there is a whole reading, unless it is ``proposed``.
        """
        with self.transaction():
            if not proposed:
                (self._writing.touched.documents if run.incomplete else self._writing.touched.failed).add(document_id)
            return truth.record_failure(self._conn, document_id, run, extraction or Extraction(), proposed=proposed)

    def decide(self, action: Action, subject: str, value: Value = None, *, origin: Origin, at: datetime) -> Decision:
        """Say something of an item, a person or a document; what can be said, and with which value: :func:`saying.about`.

        Raises ``UsageError`` for what cannot be said.
        """
        with self.transaction():
            found, kept = saying.about(self._conn, action, subject, value)
            return self._decide(Decision(0, at, origin, action, found, kept))

    def undo(self, decision_id: int, *, origin: Origin, at: datetime) -> Decision:
        """Take back a decision, or an undoing; what held before it holds again. ``UsageError`` for an unknown id."""
        with self.transaction():
            found = decisions.get(self._conn, decision_id)
            if found is None:
                raise UsageError(f"There is no decision {decision_id}.", hint="List them: notesight history")
            return self._decide(Decision(0, at, origin, "undone", found.subject, undoes=decision_id))

    def _decide(self, decision: Decision) -> Decision:
        made = decisions.add(self._conn, decision)
        about = made
        while about.undoes is not None:
            earlier = decisions.get(self._conn, about.undoes)
            assert earlier is not None
            about = earlier
        if about.about_person or about.action == "kept":
            self._writing.touched.people = True
        elif about.action in {"added", "accepted"} or about.about_channel:
            self._writing.touched.documents.update(truth.current(self._conn, about.subject))
        else:
            self._writing.touched.items.add(about.subject)
        return made

    def rebuild(self, *, tell: Tell | None = None) -> None:
        """Compute all lists again from what was read and decided; ``tell`` hears how far it has come."""
        with self.transaction():
            projection.rebuild(self._conn, tell)
            self._writing.touched.clear()

    def calendar_token(self, *, new: bool = False) -> str:
        """The secret word in the address of the calendar, made at the first call; ``new``: another one."""
        with self.transaction():
            token = None if new else tombstones.fact(self._conn, "calendar")
            if token is None:
                token = secrets.token_urlsafe(24)
                tombstones.note(self._conn, "calendar", token)
        return token

    # --- the whole notebook ----------------------------------------------------------------------------------------

    def dump(self, at: datetime) -> Iterator[str]:
        """What was read and decided, as lines of JSON: see ``backup``."""
        with connection.speaking(self.path):
            self._writing.refuse_copy("What its lists are computed from is not in it.")
            yield from backup.dump(self._conn, migrations.VERSION, at)

    def restore(self, lines: Iterable[str]) -> dict[str, int]:
        """Take in what :meth:`dump` gave, into an empty notebook; how many rows of each table.

        Raises ``UsageError`` when it is not empty or the lines are none of a notebook; nothing is taken in then.
        """
        with self.transaction():
            counts = backup.restore(self._conn, lines, migrations.VERSION)
            projection.rebuild(self._conn)
            self._writing.touched.clear()
        return counts

    def has(self, document_id: int) -> bool:
        """Whether there is a document of this id: another program may have forgotten it."""
        with connection.speaking(self.path):
            return self._conn.execute("SELECT 1 FROM documents WHERE id = ?", [document_id]).fetchone() is not None

    def publish_copy(self, out: Path, wishes: Wishes, *, at: datetime) -> list[LeftOut]:
        """Write a copy to be shown, without private documents, quotes and raw answers; what was left out.

        Whatever stands at ``out`` is replaced once the copy is whole.
        """
        with connection.speaking(self.path):
            return copying.publish(self._conn, self.path, out, wishes, at)

    # --- embeddings -----------------------------------------------------------------------------------------------

    def vectors(self, model: str, digests: Iterable[str]) -> dict[str, bytes]:
        """The embeddings of texts that are kept, by the texts' digests: 32-bit floats."""
        with connection.speaking(self.path):
            return vectors.kept(self._conn, model, digests)

    def keep_vectors(self, model: str, found: Mapping[str, bytes]) -> None:
        """Keep embeddings by their texts' digests."""
        with self.transaction():
            vectors.keep(self._conn, model, found)

    # --- reading -------------------------------------------------------------------------------------------------

    def would_put(self, document: Document) -> Stored | None:
        """Where a document stands already, as :meth:`put` would say; ``None`` for what is new or changed. Adds nothing."""
        with connection.speaking(self.path):
            return truth.find(self._conn, document)

    def would_run(self, document_id: int, fingerprint: str) -> bool:
        """Whether :meth:`needs_run`, without taking anything over."""
        with connection.speaking(self.path):
            return truth.needs_run(self._conn, document_id, fingerprint) is True

    def earlier_pieces(self, document_id: int, fingerprint: str) -> tuple[Piece, ...]:
        """The pieces of the last reading with this fingerprint that took several calls, if there was one."""
        with connection.speaking(self.path):
            return truth.earlier_pieces(self._conn, document_id, fingerprint)

    def coverage(self, document_id: int) -> Coverage | None:
        """How much of a document the run that counts made something of; ``None`` before it was read whole."""
        with connection.speaking(self.path):
            counting = readings.counting_of(self._conn, document_id)
            return None if counting is None else truth.coverage(self._conn, counting)

    def document(self, document_id: int) -> Document | None:
        """A document as it was put, private also if the owner said so later; ``None`` for an unknown id."""
        with connection.speaking(self.path):
            found = truth.document(self._conn, document_id)
            if found is not None and not found.private and decisions.is_private(self._conn, found.key):
                return replace(found, private=True)
            return found

    def known_as(self, key: str) -> int | None:
        """The newest version of the document with this key; ``None`` for an unknown key."""
        with connection.speaking(self.path):
            return next(iter(truth.current(self._conn, key)), None)

    def counting(self, document_id: int) -> int | None:
        """The id of the run that counts for a document.

        The last one that the owner has accepted, else the last successful one that is no proposal; ``None`` before there
        is one.
        """
        with connection.speaking(self.path):
            return readings.counting_of(self._conn, document_id)

    def run(self, document_id: int) -> Run | None:
        """The run that counts for a document; ``None`` before there is one."""
        counting = self.counting(document_id)
        return None if counting is None else self.reading(counting).run

    def extraction(self, document_id: int) -> Extraction | None:
        """What the run that counts proved about a document; ``None`` before there is one."""
        counting = self.counting(document_id)
        return None if counting is None else self.reading(counting).extraction

    def runs(self, document_id: int) -> list[Row]:
        """All runs over a document, in their order: what each cost, ``people`` and ``items`` found, ``proposed``, ``counts``."""
        with connection.speaking(self.path):
            counting = readings.counting_of(self._conn, document_id)
            return [{**row, "counts": row["id"] == counting} for row in queries.runs(self._conn, document_id)]

    def reading(self, run_id: int) -> ReadBy:
        """A run with its document and what it proved. ``UsageError`` for an unknown one."""
        with connection.speaking(self.path):
            found = queries.rows(self._conn, "SELECT document_id, proposed FROM runs WHERE id = ?", [run_id])
            if not found:
                raise UsageError(
                    f"There is no run {run_id}.", hint="notesight diff DOCUMENT tells the runs of a document."
                )
            proved = truth.extraction(self._conn, run_id)
            return ReadBy(found[0]["document_id"], truth.run(self._conn, run_id), proved, bool(found[0]["proposed"]))

    def people_of(self, document_id: int) -> list[Row]:
        """The people of a current document, in its order: their rows, with ``said``, the name there."""
        with connection.speaking(self.path):
            return queries.people_of(self._conn, document_id)

    def known(self, document: Document) -> Document:
        """The document with the people of the notebook whom it may mean by a given name alone, at most :data:`MOST_KNOWN`."""
        with connection.speaking(self.path):
            found = queries.known(self._conn, document.text, limit=MOST_KNOWN)
        return replace(document, known=tuple(Known(**row) for row in found))

    def queued(self, *, tried: bool = True, batched: bool = False) -> Iterator[tuple[int, Document]]:
        """The current documents that no run has read yet, or whose last run failed, with their ids, oldest first.

        Without ``tried``, only those that no run has tried to read; with ``batched``, also those in a batch. The list is
        taken at the first step; writing meanwhile is allowed.
        """
        yield from self._documents(queries.WAITING if batched else queries.QUEUED if tried else queries.UNTRIED)

    def current(self) -> Iterator[tuple[int, Document]]:
        """All current documents with their ids, oldest first; writing meanwhile is allowed."""
        yield from self._documents(queries.CURRENT)

    def _documents(self, which: str) -> Iterator[tuple[int, Document]]:
        with connection.speaking(self.path):
            listed = [row[0] for row in self._conn.execute(which)]
        for document_id in listed:
            found = self.document(document_id)
            if found is not None:  # another program may have forgotten it since
                yield document_id, found

    def items(
        self,
        kind: ItemKind | None = None,
        *,
        on: date | None = None,
        limit: int | None = None,
        **wanted: Unpack[Limits],
    ) -> list[Row]:
        """Asks, offers and follow-ups, soonest due first.

        ``person`` is an id or ``me``; ``due_before`` leaves its day out, ``since`` (said on) counts its day in; ``on``
        is the day for which ``state`` is told: what was put off is open again from its day on.
        """
        with connection.speaking(self.path):
            conditions, values = queries.conditions(queries.Wanted(**wanted))
            if limit is not None:
                values["limit"] = limit
            return queries.items(self._conn, [kind] if kind else ITEM_KINDS, conditions, values, on=on)

    def item(self, item_id: str, *, on: date | None = None) -> Row | None:
        """One ask, offer or follow-up by its whole id; ``None`` for an unknown one."""
        with connection.speaking(self.path):
            found = queries.items(self._conn, ITEM_KINDS, ["id = :id"], {"id": item_id}, on=on)
        return found[0] if found else None

    def quotes(self, item_id: str) -> list[Row]:
        """Every place where the words of an ask, offer or follow-up stand, its own first."""
        with connection.speaking(self.path):
            return queries.quotes(self._conn, item_id)

    def thread(self, document_id: int) -> list[Row]:
        """The documents of the conversation that a document stands in, in their order; none for one that stands alone."""
        with connection.speaking(self.path):
            return queries.thread_of(self._conn, document_id)

    def listed(self, kind: ItemKind, want: Wanted, *, on: date, limit: int | None = None) -> Listed:
        """The first asks, offers or follow-ups of a list and how many it has, soonest due first, what is hedged last."""
        with connection.speaking(self.path):
            return owing.of_kind(self._conn, kind, want, on, limit=limit)

    def lists(self, on: date, names: Iterable[str] = owing.LISTS, *, limit: int | None = None) -> dict[str, Listed]:
        """What a day asks for, as lists by their names (see :data:`owing.LISTS`), each with so many rows at most."""
        with connection.speaking(self.path):
            return owing.lists(self._conn, on, names, limit=limit)

    def person_ids(self, person_id: str) -> list[str]:
        """All ids that a person has had, their own first."""
        with connection.speaking(self.path):
            return list(dict.fromkeys((person_id, *queries.ids_of(self._conn, person_id))))

    def closings(self, items: Iterable[str]) -> dict[str, Row]:
        """For items that look done, the later words that show it best: ``how``, ``quote``, their document and place, why."""
        with connection.speaking(self.path):
            return closings.of(self._conn, items)

    def close_by_themselves(self, *, wanted: bool) -> None:
        """Let asks and promises close by themselves that a later document shows for certain to be done, or let none."""
        with connection.speaking(self.path):
            if self._writing.is_copy or selfclosing.is_wanted(self._conn) == wanted:
                return
        with self.transaction():
            selfclosing.want(self._conn, wanted=wanted)

    def closed_by_themselves(self) -> list[Row]:
        """What has closed by itself, the latest first: ``id``, ``summary``, ``closing`` as in :meth:`closings`."""
        with connection.speaking(self.path):
            return closings.closed(self._conn)

    def people(self, name: str | None = None, *, limit: int | None = None) -> list[Row]:
        """Everybody, or whoever goes by these words; last seen first."""
        with connection.speaking(self.path):
            return queries.people(self._conn, name=name, limit=limit)

    def person(self, person_id: str, *, whole: bool = True) -> Row | None:
        """One person by the whole id, with ``names`` and ``mentions`` if ``whole``; ``None`` for an unknown one."""
        with connection.speaking(self.path):
            return queries.person(self._conn, person_id, whole=whole)

    def documents_of(self, person_id: str, *, limit: int) -> list[Row]:
        """The newest documents that name somebody: ``document_id``, ``date``, ``title``."""
        with connection.speaking(self.path):
            return queries.documents_of(self._conn, person_id, limit=limit)

    def phones(self, person_id: str) -> list[Row]:
        """By which numbers a person can be called, from their signatures; see :func:`.calling.of_person`."""
        with connection.speaking(self.path):
            return calling.of_person(self._conn, person_id)

    def suggestions(self, *, limit: int | None = None) -> list[Suggestion]:
        """Two and two people who may be one, the likeliest first; none whom the owner has told apart."""
        with connection.speaking(self.path):
            return suggestions.suggestions(self._conn, limit=limit)

    def unclear(self, *, limit: int | None = None) -> list[Unclear]:
        """Who is named by no more than words that several people have, with those and the sentence; the latest first."""
        with connection.speaking(self.path):
            return suggestions.unclear(self._conn, limit=limit)

    def questions(self, *, on: date | None = None) -> list[Question]:
        """What the owner should look at, the least certain first; ``on`` is the day for which it is told what is open."""
        with connection.speaking(self.path):
            return reviewing.queue(self._conn, on=on)

    def accepting(self, question: Question, *, choice: int = 0) -> list[Answer]:
        """The decisions (action, subject, value) by which a question is answered with yes."""
        with connection.speaking(self.path):
            return reviewing.accept(self._conn, question, choice=choice)

    def find(self, prefix: str) -> list[Row]:
        """Everything whose id begins so (``kind``, ``id``, ``label``): nothing, one, or several to choose from."""
        with connection.speaking(self.path):
            return queries.find(self._conn, prefix)

    def short_ids(self, ids: Iterable[str]) -> dict[str, str]:
        """For ids of people and items, the shortest beginning that finds each alone, of no fewer than five characters."""
        with connection.speaking(self.path):
            return queries.short_ids(self._conn, ids)

    def search(self, words: str, *, limit: int = 20) -> list[Row]:
        """What holds all these words: ``kind``, ``id``, ``label``, ``date``, ``snippet``. Any text is safe."""
        with connection.speaking(self.path):
            return queries.search(self._conn, words, limit=limit)

    def decisions(self, subject: str | None = None) -> list[Decision]:
        """All decisions, or those about one item, person or document, in the order they were made."""
        with connection.speaking(self.path):
            return decisions.history(self._conn, None if subject is None else queries.ids_of(self._conn, subject))

    def decision(self, decision_id: int) -> Decision:
        """A decision by its id. ``UsageError`` for an unknown one."""
        with connection.speaking(self.path):
            found = decisions.get(self._conn, decision_id)
        if found is None:
            raise UsageError(f"There is no decision {decision_id}.", hint="List them: notesight history")
        return found

    def in_words(self, decision: Decision) -> str:
        """What a decision says, in one line of plain words."""
        with connection.speaking(self.path):
            return telling.in_words(self._conn, decision)

    def stakes(self, person_id: str) -> dict[str, int]:
        """How much stands with a person: ``documents``, ``asks``, ``offers``, ``followups``, ``names``."""
        with connection.speaking(self.path):
            return queries.stakes(self._conn, person_id)

    def unnamed(self) -> list[Row]:
        """Who asks, gives or acts and has no name: the document's ``words``, the item, and ``near``, the person they hang on."""
        with connection.speaking(self.path):
            return queries.unnamed(self._conn)

    def undone(self) -> set[int]:
        """The ids of the decisions that were taken back."""
        with connection.speaking(self.path):
            return decisions.undone(self._conn)

    def failures(self) -> list[Row]:
        """What could not be read: ``name``, ``error`` (a sentence), ``document_id`` (``None`` for a file)."""
        with connection.speaking(self.path):
            return queries.failures(self._conn)

    def counts(self) -> Row:
        """How many of everything there is."""
        with connection.speaking(self.path):
            return queries.counts(self._conn)

    def costs(self) -> list[Row]:
        """What the runs cost, per extractor and model."""
        with connection.speaking(self.path):
            return queries.costs(self._conn)

    def paid(self) -> Row | None:
        """What all readings cost together (``total_usd``), and the last that cost something; ``None`` when none did."""
        with connection.speaking(self.path):
            return queries.paid(self._conn)

    def incomplete(self) -> list[Row]:
        """The pieces that could not be read of documents that were read in part: where, and why."""
        with connection.speaking(self.path):
            return queries.incomplete(self._conn)

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file, and rows that point nowhere; empty when it is sound."""
        with connection.speaking(self.path):
            found = [row[0] for row in self._conn.execute("PRAGMA integrity_check") if row[0] != "ok"]
            return found + [
                f"a row of {row[0]} points nowhere" for row in self._conn.execute("PRAGMA foreign_key_check")
            ]
