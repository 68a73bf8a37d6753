"""Post is stored first and read after, whichever way it comes: what a server was told is kept, is kept.

Only what was stored here is read here. Two programs that take in the same post at once read no mail twice, and ask no
model twice: the one that stored it reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from notesight import pipeline, sources, workers
from notesight.errors import SourceError
from notesight.model import Document, Piece
from notesight.pipeline import Outcome


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as it came: its document, or the error that says why there is none."""

    name: str
    document: Document | None = None
    error: SourceError | None = None


def opened(raw: sources.Raw, line: pipeline.Line, *, source: str | None = None) -> Letter:
    """A letter of a mail's bytes; ``source`` says where the mail stands."""
    try:
        document = sources.document(raw, date=line.date, today=line.today)
    except SourceError as error:
        return Letter(raw.name, error=error)
    return Letter(raw.name, replace(document, source=source) if source else document)


def news(outcomes: Iterable[Outcome], said: dict[str, str]) -> Iterator[Outcome]:
    """What is worth telling: each mail that was read or is not taken again, and a failure once.

    ``said`` keeps the sentence for each name.
    """
    for outcome in outcomes:
        if outcome.error is None:
            if outcome.status in {"read", "forgotten"}:
                yield outcome
        elif said.get(outcome.name) != outcome.error.sentence:
            said[outcome.name] = outcome.error.sentence
            yield outcome


class Letterbox:
    """What was put in and is still to be read."""

    def __init__(self, line: pipeline.Line) -> None:
        self._line = line
        self._waiting: dict[int, None] = {}

    def put(self, letters: Sequence[Letter], note: Callable[[list[Letter]], None]) -> list[Outcome]:
        """Store letters, all or none; what is new waits to be read, the others have their outcomes here.

        ``note`` is called in the same transaction, with the letters that cannot be read: bookkeeping stands or falls
        with what it tells of.
        """
        outcomes: list[Outcome] = []
        new: dict[int, None] = {}
        with self._line.store.transaction():
            failed = []
            for letter in letters:
                try:
                    if letter.document is None:
                        raise letter.error or SourceError(f"{letter.name} cannot be read.")
                    stored = self._line.store.put(letter.document, seen_at=datetime.now(UTC))
                except SourceError as error:
                    failed.append(replace(letter, error=error))
                    outcomes.append(Outcome("failed", letter.name, error=error))
                    continue
                if stored.status == "forgotten":
                    outcomes.append(Outcome("forgotten", letter.name))
                elif stored.status in {"new", "changed"}:
                    new[stored.id] = None
                elif stored.id not in new:
                    outcomes.append(Outcome("copy" if stored.status == "copy" else "known", letter.name, stored.id))
            note(failed)
        self._waiting |= new
        return outcomes

    def add(self, document_ids: Iterable[int]) -> None:
        """Let stored documents wait to be read."""
        self._waiting |= dict.fromkeys(document_ids)

    def add_left_over(self) -> None:
        """Let what an earlier call stored, and was stopped before it could read, be read too."""
        self.add(document_id for document_id, _ in self._line.store.queued(tried=False))

    def read(self) -> Iterator[Outcome]:
        """Read what waits. Whatever stops it, what is not read waits on, here and in the store.

        A local extractor's readings are committed a batch at a time, made outside of the transaction, so that nobody
        waits for a reader; a model's one by one, for they were paid for.
        """
        line = self._line
        local = line.extractor.local
        size = pipeline.BATCH_DOCUMENTS if local else max(1, len(self._waiting))
        for few in workers.chunks(list(self._waiting), size):
            ids: dict[tuple[str, str], int] = {}

            def earlier(document: Document, ids: dict[tuple[str, str], int] = ids) -> Sequence[Piece]:
                return line.store.earlier_pieces(ids[document.key, document.digest], line.extractor.fingerprint)

            unread = self._unread(few, ids)
            reads: Iterable[pipeline.Read] = pipeline.read_alone(unread, line.extractor, line.settings, earlier)
            if local:
                reads = list(reads)
                with line.store.transaction():
                    outcomes = [self._record(read, ids) for read in reads]
                self._done(few)
                yield from outcomes
                continue
            for read in reads:
                outcome = self._record(read, ids)
                self._done([ids[read.document.key, read.document.digest]])
                yield outcome
            self._done(few)

    def _unread(self, document_ids: Iterable[int], ids: dict[tuple[str, str], int]) -> Iterator[Document]:
        line = self._line
        for document_id in document_ids:
            if not line.store.batches.holds(document_id) and line.store.needs_run(
                document_id, line.extractor.fingerprint
            ):
                document = line.store.document(document_id)
                if document is not None:  # another program may have forgotten it since
                    ids[document.key, document.digest] = document_id
                    yield document if line.extractor.local else line.store.known(document)

    def _record(self, read: pipeline.Read, ids: dict[tuple[str, str], int]) -> Outcome:
        store = self._line.store
        document = read.document
        document_id = ids[document.key, document.digest]
        name = document.title or document.source or document.key
        with store.transaction():
            if not store.has(document_id):  # another program has forgotten it meanwhile
                return Outcome("forgotten", name)
            if store.extraction(document_id) is not None and not store.needs_run(document_id, read.run.fingerprint):
                return Outcome("known", name, document_id)  # another program was faster
            pipeline.record_reading(read, document_id, store)
        if read.error:
            found = read.extraction if read.run.incomplete else None
            return Outcome("failed", document.source or name, document_id, found, run=read.run, error=read.error)
        return Outcome("read", name, document_id, read.extraction, read.run)

    def _done(self, document_ids: Iterable[int]) -> None:
        for document_id in document_ids:
            self._waiting.pop(document_id, None)
