"""The straight line for many documents: bytes in, rows out, one outcome each.

    raw bytes ─sources→ Document ─extractor→ Candidates ─grounding→ Extraction ─store→ rows

An extractor that reads on this machine works in other processes when there is much to read, and what comes back is
committed in batches. A model's answers are committed one by one as they come: an answer that was paid for is never
asked for twice. What goes to a model is stored before it is read, so that ``run_queued`` can finish it, whatever happens.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from notesight import extractors, sources, workers
from notesight.errors import ExtractorError, NotesightError
from notesight.grounding import ground
from notesight.model import Document, Extraction, MboxMessage, Owner, Piece, Run
from notesight.sources import Failure, File, Raw

if TYPE_CHECKING:
    from notesight.config import Settings
    from notesight.extractors import Extractor, Reading
    from notesight.store import Store, Stored

Status = Literal["read", "known", "copy", "forgotten", "failed"]

BATCH_DOCUMENTS = 200
"""At most this many readings of a local extractor wait for one commit."""
BATCH_SECONDS = 0.5
"""And at most this long."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document, or of one file that could not be read.

    ``read``: read now and stored. ``known``: nothing to do. ``copy``: the same text is known under another name.
    ``forgotten``: the owner has had it removed, and it is not stored again.
    ``failed``: ``error`` says why; a document that got as far as the store stays queued. With an ``extraction``, it is
    incomplete: some of its pieces were read, and count. A file that was not even opened,
    because it is as it was, is one outcome for all its ``documents``, and names none.
    """

    status: Status
    name: str
    document_id: int | None = None
    extraction: Extraction | None = None
    run: Run | None = None
    error: NotesightError | None = None
    documents: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One straight line: where rows go, who reads, and the days that count.

    ``date`` and ``channel`` win over every document's own; ``today`` is for documents that tell no day. ``jobs`` is the number of
    processes for a local extractor (by default one for each processor).
    """

    store: Store
    extractor: Extractor
    settings: Settings
    today: date
    date: date | None = None
    jobs: int | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """One document with what was proved about it, or with the error that says why nothing was, or not all."""

    document: Document
    extraction: Extraction
    run: Run
    error: NotesightError | None = None


@dataclass(frozen=True, slots=True)
class _End:
    """All documents of one file have passed; of a mailbox file, these are the messages in it, by their names."""

    file: File
    documents: int
    messages: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class _Known:
    """A file that is as it was when it was read, or so many documents of it."""

    file: File
    documents: int


Earlier = Callable[[Document], Sequence[Piece]]
"""What was read of a document before, piece by piece."""
_Passing = Raw | Failure | _End | _Known


def ingest(
    paths: Sequence[Path],
    line: Line,
    *,
    ready: Callable[[Path], bool] = lambda _: True,
    leave_out: Path | None = None,
) -> Iterator[Outcome]:
    """Read files, mailboxes and folders into the store; what is known is passed over.

    Yields an outcome for each document that was looked at and each file that could not be read. A file that has not
    changed since it was read whole is not opened, nor is one that is not ``ready`` yet, nor one in the folder
    ``leave_out``. Of a mailbox file that has grown, the messages that were read are passed over. What vanishes before it
    is read is no failure, unless what was named is gone. What an earlier call stored and was stopped before it could
    read is read now too. Raises only what makes going on pointless.
    """
    _failed_files(line.store)
    yield from _through(_arriving(paths, line, ready, leave_out), line)
    yield from read_stored(line.store.queued(tried=False), line)


def add(raw: Raw, line: Line) -> Iterator[Outcome]:
    """Read one piece of text (a note or a mail from standard input or an editor) into the store."""
    yield from _through(iter([raw]), line)


def run_queued(line: Line, *, again: bool = False, batched: bool = False) -> Iterator[Outcome]:
    """Read the documents that are stored and not yet read or whose reading failed, and the files that failed.

    With ``again``, everything else too that this extractor, as it is now, has not read; with ``batched``, also what waits
    in a batch at a model server.
    """
    yield from _through(_arriving(_failed_files(line.store), line), line)
    stored = to_read_again(line.store) if again else line.store.queued(batched=batched)
    yield from read_stored(stored, line, batched=batched)


def to_read_again(store: Store) -> Iterator[tuple[int, Document]]:
    """All current documents that a reader can read: the fields of a card say themselves what is what."""
    return ((document_id, document) for document_id, document in store.current() if not document.is_contact)


def take_in(paths: Sequence[Path], line: Line) -> Iterator[Outcome]:
    """Store what files hold without reading it: it waits in the queue. Outcomes for what is known and what failed."""
    _failed_files(line.store)
    yield from _stored(_arriving(paths, line), line, {})


def read_stored(stored: Iterable[tuple[int, Document]], line: Line, *, batched: bool = False) -> Iterator[Outcome]:
    """Read stored documents; a private one is read here, whoever else reads.

    What this extractor has read is passed over, and, but with ``batched``, what waits in a batch at a model server.
    """
    store = line.store
    ids: dict[tuple[str, str], int] = {}

    def documents() -> Iterator[Document]:
        for document_id, document in stored:
            if not batched and store.batches.holds(document_id):
                continue
            if store.needs_run(document_id, line.extractor.fingerprint):
                ids[document.key, document.digest] = document_id
                yield document if line.extractor.local else store.known(document)

    def earlier(document: Document) -> tuple[Piece, ...]:
        return store.earlier_pieces(ids[document.key, document.digest], line.extractor.fingerprint)

    for read in read_alone(documents(), line.extractor, line.settings, earlier):
        yield _record(read, ids, store)


def reread(line: Line, documents: Iterable[int]) -> Iterator[Outcome]:
    """Read stored documents once more without letting it count: each reading is a proposal, for its owner to accept.

    What this extractor, as it is now, has read already is ``known``; so is a private document that it would have to send.
    """
    ids: dict[tuple[str, str], int] = {}
    passed: list[Outcome] = []

    def wanted() -> Iterator[Document]:
        for document_id, document in _loaded(documents, line.store):
            done = [row for row in line.store.runs(document_id) if row["status"] == "done"]
            is_read = any(row["fingerprint"] == line.extractor.fingerprint for row in done)
            if is_read or (document.private and not line.extractor.local):
                passed.append(Outcome("known", _called(document, document_id), document_id))
            else:
                ids[document.key, document.digest] = document_id
                yield document if line.extractor.local else line.store.known(document)

    for read in read_alone(wanted(), line.extractor, line.settings):
        document_id = ids.pop((read.document.key, read.document.digest))
        name = _called(read.document, document_id)
        with line.store.transaction():
            if not line.store.has(document_id):  # another program has forgotten it meanwhile
                outcome = Outcome("forgotten", name)
            elif read.error:
                line.store.record_failure(document_id, read.run, read.extraction, proposed=True)
                outcome = Outcome("failed", name, document_id, run=read.run, error=read.error)
            else:
                line.store.record(document_id, read.run, read.extraction, proposed=True)
                outcome = Outcome("read", name, document_id, read.extraction, read.run)
        yield outcome
    yield from passed


def keep(reads: Iterable[Read], store: Store) -> Iterator[Outcome]:
    """Store documents with readings of them that were made elsewhere; what was kept before with the same is ``known``."""
    for read in reads:
        with store.transaction():
            stored = store.put(read.document, seen_at=_now())
            name = _called(read.document, stored.id)
            if stored.status == "forgotten":
                outcome = Outcome("forgotten", name)
            elif not store.needs_run(stored.id, read.run.fingerprint):
                outcome = Outcome("copy" if stored.status == "copy" else "known", name, stored.id)
            else:
                outcome = store_reading(read, name, stored.id, store)
        yield outcome


def _called(document: Document, document_id: int) -> str:
    return document.source or document.title or f"document {document_id}"


def read_alone(
    documents: Iterable[Document], extractor: Extractor, settings: Settings, earlier: Earlier | None = None
) -> Iterator[Read]:
    """Read documents without a store, a private one always here; each comes once, in any order, with its error if any.

    ``earlier`` gives the pieces of a document that were read before, for an extractor that can go on from there.
    """
    private: list[Document] = []

    def open_ones() -> Iterator[Document]:
        for document in documents:
            if document.private and not extractor.local:
                private.append(document)
            else:
                yield document

    if earlier is not None and isinstance(extractor, extractors.Paid):
        jobs = ((document, earlier(document)) for document in open_ones())
        readings = extractor.read_on(jobs, settings.owner)
    else:
        readings = extractor.read(open_ones(), settings.owner)
    for reading in readings:
        yield proved(reading, settings.owner)
    if private:
        for reading in extractors.load("offline", settings).read(private, settings.owner):
            yield proved(reading, settings.owner)


def proved(reading: Reading, owner: Owner) -> Read:
    """Ground what an extractor proposed."""
    if reading.candidates is None:
        error = reading.error or ExtractorError("The extractor gave no answer.")
        return Read(reading.document, Extraction(), replace(reading.run, error=error.sentence), error)
    return Read(reading.document, ground(reading.candidates, reading.document, owner), reading.run, reading.error)


# --- what arrives -------------------------------------------------------------------------------------------------


def _arriving(
    paths: Sequence[Path], line: Line, ready: Callable[[Path], bool] = lambda _: True, leave_out: Path | None = None
) -> Iterator[_Passing]:
    store = line.store
    gone: set[Path] = set()
    for file in sources.discover(paths, leave_out=leave_out):
        if isinstance(file, Failure):
            yield file
            continue
        known = store.sources.known(file.path, file.size, file.mtime_ns, message=sources.is_message(file.path))
        if known is not None:
            yield _Known(file, known)
        elif ready(file.path):
            yield from _documents_of(file, line, _vanished(file, paths, gone))


def _vanished(file: File, paths: Sequence[Path], gone: set[Path]) -> Callable[[], bool]:
    """Whether the loss of a file is to be told: when what was named is gone with it (a disk, say), once."""

    def is_told() -> bool:
        lost = {path for path in paths if not os.path.lexists(path) and file.path.is_relative_to(path.absolute())}
        news = bool(lost - gone)
        gone.update(lost)
        return news

    return is_told


def _documents_of(file: File, line: Line, is_told: Callable[[], bool]) -> Iterator[_Passing]:
    """What is in a file, then its end; when it has vanished no end, and no failure unless it ``is_told``."""
    store = line.store
    read = iter(_messages_read(file, line))
    nth = 1 + store.sources.times_moved(file.path) if file.form == "note" else 1
    count = passed_over = 0
    messages: dict[str, bytes] = {}
    is_as_it_was = True
    for raw in sources.raws(file):
        if isinstance(raw, Failure) and raw.path is None:
            if is_told():
                yield raw
            return
        count += 1
        if isinstance(raw, Raw) and raw.message is not None:
            messages[raw.name] = raw.message
            then = next(read, None) if is_as_it_was else None
            if then is not None and then.fingerprint == raw.message and then.was_read:
                passed_over += 1
                continue
            is_as_it_was = then is not None and then.fingerprint == raw.message
        yield replace(raw, nth=nth) if isinstance(raw, Raw) and nth > 1 else raw
    if passed_over:
        yield _Known(file, passed_over)
    yield _End(file, count, messages)


def _messages_read(file: File, line: Line) -> Sequence[MboxMessage]:
    """The messages that a mailbox file held when it was read; none where there is any doubt.

    Up to the first one that is another now, they need not be read again. Those behind it must be: of two messages with
    one Message-ID the later one counts.
    """
    if file.form != "mbox" or line.date is not None:
        return ()
    read = line.store.sources.messages(file.path)
    if read and sources.shown(file.path) in line.store.sources.waiting():
        return ()
    return read


def _failed_files(store: Store) -> list[Path]:
    """The files that could not be read and are still there; those that are not are forgotten."""
    there = []
    for name in store.sources.failed():
        path = Path(name)
        if os.path.lexists(path):
            there.append(path)
        else:
            store.sources.forget(path)
    return there


def _through(arriving: Iterator[_Passing], line: Line) -> Iterator[Outcome]:
    if line.extractor.local:
        yield from _read_here(arriving, line, _Keeper(line.store))
    else:
        waiting: dict[int, None] = {}
        yield from _stored(arriving, line, waiting)
        yield from read_stored(_loaded(waiting, line.store), line)


def _stored(arriving: Iterator[_Passing], line: Line, waiting: dict[int, None]) -> Iterator[Outcome]:
    keeper = _Keeper(line.store)
    for chunk in workers.chunks(arriving, BATCH_DOCUMENTS):
        with line.store.transaction():
            outcomes = [outcome for passing in chunk for outcome in keeper.take_in(passing, line, waiting)]
        yield from outcomes


def _loaded(document_ids: Iterable[int], store: Store) -> Iterator[tuple[int, Document]]:
    for document_id in document_ids:
        document = store.document(document_id)
        if document is not None:  # another program may have forgotten it since
            yield document_id, document


class _Keeper:
    """What goes into the store, and the ledger of files: a file with a failed document is looked at again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._failed: dict[Path, str] = {}
        self._unread: set[str] = set()
        self._changed: set[Path] = set()
        self._forgotten: Counter[Path] = Counter()

    def keep(self, passing: _Passing, result: Read | NotesightError | None) -> list[Outcome]:
        """Store what a local extractor made of one document."""
        if not isinstance(passing, Raw):
            return self._pass(passing)
        if not isinstance(result, Read):
            assert result is not None
            return [self._not_read(passing.name, passing.path, result)]
        stored = self._put(passing, result.document)
        if stored.status == "forgotten":
            return [self._not_again(passing)]
        if stored.status in {"known", "copy"} and self._taken_care_of(stored.id):
            return [Outcome("copy" if stored.status == "copy" else "known", passing.name, stored.id)]
        return [store_reading(result, passing.name, stored.id, self._store)]

    def take_in(self, passing: _Passing, line: Line, waiting: dict[int, None]) -> list[Outcome]:
        """Store one document unread; its id joins ``waiting`` when it is to be read."""
        if not isinstance(passing, Raw):
            return self._pass(passing)
        try:
            document = sources.document(passing, date=line.date, today=line.today, channel=line.channel)
        except NotesightError as error:
            return [self._not_read(passing.name, passing.path, error)]
        stored = self._put(passing, document)
        if stored.status == "forgotten":
            return [self._not_again(passing)]
        if stored.status in {"known", "copy"} and self._taken_care_of(stored.id):
            return [Outcome("copy" if stored.status == "copy" else "known", passing.name, stored.id)]
        waiting[stored.id] = None
        return []

    def _put(self, raw: Raw, document: Document) -> Stored:
        stored = self._store.put(document, seen_at=_now())
        if stored.status == "changed" and raw.path is not None:
            self._changed.add(raw.path)
        return stored

    def _taken_care_of(self, document_id: int) -> bool:
        return self._store.extraction(document_id) is not None or self._store.batches.holds(document_id)

    def _pass(self, passing: Failure | _End | _Known) -> list[Outcome]:
        if isinstance(passing, Failure):
            return [self._not_read(passing.name, passing.path, passing.error)]
        if isinstance(passing, _Known):
            return [Outcome("known", str(passing.file.path), documents=passing.documents)]
        file = passing.file
        error = self._failed.pop(file.path, None)
        forgotten = self._forgotten.pop(file.path, 0)
        if forgotten and forgotten == passing.documents:  # its name may tell what it was
            self._store.sources.forget(file.path)
            return []
        self._store.sources.note(
            file.path, file.size, file.mtime_ns, documents=passing.documents, error=error, seen_at=_now()
        )
        if file.form == "mbox":
            # Of a message that took another one's place, the other may stand in this file too, and count again when
            # this one goes: next time the whole file is read.
            kept = {} if file.path in self._changed else passing.messages
            messages = (MboxMessage(each, name not in self._unread) for name, each in kept.items())
            self._store.sources.note_messages(file.path, messages)
            self._unread.clear()
        self._changed.discard(file.path)
        return []

    def _not_again(self, raw: Raw) -> Outcome:
        if raw.path is not None:
            self._forgotten[raw.path] += 1
        return Outcome("forgotten", raw.name)

    def _not_read(self, name: str, path: Path | None, error: NotesightError) -> Outcome:
        self._unread.add(name)
        if path is not None and path not in self._failed:
            self._failed[path] = error.sentence
            self._store.sources.note(path, 0, 0, error=error.sentence, seen_at=_now())
        return Outcome("failed", name, error=error)


def store_reading(read: Read, name: str, document_id: int, store: Store) -> Outcome:
    """Record what was made of one document, a failure too; the document's outcome under that name."""
    record_reading(read, document_id, store)
    if read.error:
        found = read.extraction if read.run.incomplete else None
        return Outcome("failed", name, document_id, found, run=read.run, error=read.error)
    return Outcome("read", name, document_id, read.extraction, read.run)


def record_reading(read: Read, document_id: int, store: Store) -> None:
    """Record a reading, as a success or as a failure; of an incomplete one, what it proved too."""
    if read.error:
        store.record_failure(document_id, read.run, read.extraction)
    else:
        store.record(document_id, read.run, read.extraction)


# --- a local extractor: many at once, committed in batches ---------------------------------------------------------


def _read_here(arriving: Iterator[_Passing], line: Line, keeper: _Keeper) -> Iterator[Outcome]:
    given = {"date": line.date, "today": line.today, "channel": line.channel}
    work = partial(_work, extractor=line.extractor.name, settings=line.settings, given=given)
    batch: list[tuple[_Passing, Read | NotesightError | None]] = []
    begun = time.monotonic()
    for each in workers.in_order(work, arriving, jobs=line.jobs):
        batch.append(each)
        if len(batch) >= BATCH_DOCUMENTS or time.monotonic() - begun > BATCH_SECONDS:
            yield from _commit(batch, line.store, keeper)
            batch, begun = [], time.monotonic()
    yield from _commit(batch, line.store, keeper)


def _work(
    passing: _Passing, *, extractor: str, settings: Settings, given: Mapping[str, Any]
) -> tuple[_Passing, Read | NotesightError | None]:
    """Parse, read and prove one document; it may run in a worker process, so nothing here needs the store."""
    if not isinstance(passing, Raw):
        return passing, None
    done = replace(passing, data=b"", made=None)  # the bytes need not travel back
    try:
        document = sources.document(passing, **given)
        reader = _readers.get(extractor) or _readers.setdefault(extractor, extractors.load(extractor, settings))
        return done, proved(next(iter(reader.read([document], settings.owner))), settings.owner)
    except NotesightError as error:
        return done, error


_readers: dict[str, Extractor] = {}
"""The extractors of this process, set up once."""


def _commit(batch: list[tuple[_Passing, Read | NotesightError | None]], store: Store, keeper: _Keeper) -> list[Outcome]:
    if not batch:
        return []
    with store.transaction():
        return [outcome for passing, result in batch for outcome in keeper.keep(passing, result)]


# --- a model server: stored first, then read, committed as answers come ---------------------------------------------


def _record(read: Read, ids: dict[tuple[str, str], int], store: Store) -> Outcome:
    name = read.document.source or read.document.title or read.document.key
    with store.transaction():
        if not store.has(ids[read.document.key, read.document.digest]):  # another program has forgotten it meanwhile
            return Outcome("forgotten", name)
        return store_reading(read, name, ids.pop((read.document.key, read.document.digest)), store)


def _now() -> datetime:
    return datetime.now(UTC)
