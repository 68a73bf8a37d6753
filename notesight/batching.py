"""Big archives by way of a model server's batches: handed in, looked after, collected, all of it from the database alone.

What goes into a batch is written down before it is sent, under a token of ours that the server keeps with the batch. Whatever
stops us in between, the next call looks there for that token: what was sent is found again and not sent twice, what was
not is sent now. A document is settled in the transaction that records its reading.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import uuid4

from notesight import extractors, pipeline
from notesight.errors import ConfigError, LimitReached, ServerError, Unreachable, UsageError
from notesight.extractors.openai import MASKING
from notesight.extractors.openai import batch as batch_requests
from notesight.extractors.openai.batch_server import BatchServer, RemoteBatch
from notesight.extractors.openai.client import OPENAI, printable
from notesight.model import Owner, Piece
from notesight.pipeline import Line, Outcome
from notesight.store import Batch, Entry, Masked

if TYPE_CHECKING:
    from notesight.config import Settings
    from notesight.extractors.openai import OpenAIExtractor
    from notesight.extractors.openai.reader import Plan
    from notesight.model import Document
    from notesight.store import Store

MOST_ROUNDS = 3
"""After so many batches without an answer, a document is no longer put into another one by itself."""
PROBES = 3
"""At most this many documents are read at once to see how a server wants to be asked."""
POLL_SECONDS = 60.0
"""So often is a server asked whether it is done."""


@dataclass(slots=True)
class Batching:
    """Batches of one notebook at the server that the settings name.

    The settings say by which model new batches are read, whether they are masked, and what may be spent on them; those that
    exist keep theirs. ``today`` and ``date`` as in :class:`~notesight.pipeline.Line`.
    """

    store: Store
    settings: Settings
    today: date
    date: date | None = None
    _extractors: dict[tuple[str, bool], OpenAIExtractor] = field(default_factory=dict)

    @property
    def server(self) -> str:
        """The address of the server, as it may be shown."""
        return printable(self.settings.base_url or OPENAI)

    def here(self) -> list[Batch]:
        """The open batches at this server."""
        return [batch for batch in self.store.batches.open() if batch.server == self.server]

    # --- handing in ----------------------------------------------------------------------------------------------

    def prepare(self, paths: Sequence[Path], *, again: bool = False) -> Iterator[Outcome]:
        """Store what ``paths`` hold, unread, and read at once what is not for a batch.

        That is what is private, what has no words, and, where nothing is known of the server and the model yet, one
        document, so that a wrong key, an unknown model or another way of asking is found before a thousand are sent.
        Raises ``ConfigError`` when the settings name no model server.
        """
        line = self._line()
        yield from pipeline.take_in(paths, line)
        yield from pipeline.read_stored(self._not_for_a_batch(), line)
        for n, (document_id, _) in enumerate(self._for_a_batch(line, again=again)):
            if n == PROBES or self._extractor(line.settings.model).knows_the_way:
                break
            yield from pipeline.read_stored(self._loaded([document_id]), line)

    def send(
        self, *, again: bool = False, most: int | None = None, only: Iterable[int] | None = None
    ) -> Iterator[Batch]:
        """Finish sending what was written down before, then all that waits, or ``only`` these; each batch as it is sent.

        With ``again``, also what others have read; ``most`` is how many documents go at most, the oldest first. Raises
        ``LimitReached`` when the next document might cost more than the settings allow; what was sent before stays sent.
        """
        for batch in self.here():
            if batch.state == "written" and (sent := self._resumed(batch)):
                yield sent
        line = self._line()
        waiting = (document_id for document_id, _ in self._for_a_batch(line, again=again))
        ids = list(islice(waiting, most) if only is None else only)
        extractor = self._extractor(line.settings.model)
        with _folder() as folder:
            for entries, path in self._packed(extractor, ids, folder):
                if (sent := self._sent(extractor, entries, path)) is not None:
                    yield sent

    def _not_for_a_batch(self) -> Iterator[tuple[int, Document]]:
        for document_id, document in self.store.queued():
            if document.private or not document.text.strip():
                yield document_id, document

    def _for_a_batch(self, line: Line, *, again: bool) -> Iterator[tuple[int, Document]]:
        for document_id, document in pipeline.to_read_again(self.store) if again else self.store.queued():
            if document.private or not document.text.strip() or self.store.batches.holds(document_id):
                continue
            if self.store.needs_run(document_id, line.extractor.fingerprint):
                yield document_id, document

    def _loaded(self, document_ids: Iterable[int]) -> Iterator[tuple[int, Document]]:
        for document_id in document_ids:
            if (document := self.store.document(document_id)) is not None:
                yield document_id, document

    def _to_ask(
        self, fingerprint: str, document_ids: Iterable[int]
    ) -> Iterator[tuple[int, Document, tuple[Piece, ...]]]:
        """Documents as they are asked about now: with the people whom they may mean, and what was read of them before."""
        for document_id, document in self._loaded(document_ids):
            yield document_id, self.store.known(document), self.store.earlier_pieces(document_id, fingerprint)

    def _waiting(self, batch: Batch) -> Iterator[tuple[int, int, Document, tuple[Piece, ...]]]:
        """The documents of a batch that wait for an answer, as they were asked about, with their numbers of pieces."""
        for document_id, pieces, known in self.store.batches.waiting(batch.id):
            document = self.store.document(document_id)
            assert document is not None
            earlier = self.store.earlier_pieces(document_id, batch.fingerprint)
            yield document_id, pieces, replace(document, known=known), earlier

    def _packed(
        self, extractor: OpenAIExtractor, document_ids: Iterable[int], folder: Path
    ) -> Iterator[tuple[dict[int, Entry], Path]]:
        """Files of requests within the server's limits, with their documents.

        The requests of one document stay together. A file is gone when the next one is asked for.
        """
        plan = extractor.plan(self.settings.owner)
        written = batch_requests.requests(plan, self._to_ask(extractor.fingerprint, document_ids))
        more = next(written, None)
        over = False
        while more is not None:
            entries: dict[int, Entry] = {}
            size = count = 0
            path = folder / "requests.jsonl"
            with path.open("wb") as file:
                while more is not None:
                    lines = more.lines
                    if not lines:
                        more = next(written, None)
                        continue
                    length = sum(map(len, lines))
                    too_large = size + length > batch_requests.MOST_BYTES
                    if entries and (too_large or count + len(lines) > batch_requests.MOST_REQUESTS):
                        break
                    if over := not plan.budget.take(more.most_usd or 0.0):
                        break
                    file.writelines(lines)
                    entries[more.document_id] = Entry(more.pieces, len(lines), more.document.known)
                    size, count = size + length, count + len(lines)
                    more = next(written, None)
            if entries:
                yield entries, path
            if over:
                raise _too_dear(plan)

    def _sent(self, extractor: OpenAIExtractor, entries: dict[int, Entry], path: Path) -> Batch | None:
        assert extractor.model is not None
        assert extractor.prompt is not None
        planned = Batch(
            id=0, token=uuid4().hex, server=self.server, model=extractor.model, prompt=extractor.prompt,
            fingerprint=extractor.fingerprint, state="written", requests=0, file_id=None, remote_id=None,
            remote_status=None, answered=0, failed=0, output_id=None, error_id=None, error=None, created_at=_now(),
            masked=self._masked(),
        )  # fmt: skip
        batch = self.store.batches.write(planned, entries)
        if batch is None:
            return None
        if batch.documents < len(entries):  # another program was faster with some of them
            return self._resumed(batch)
        named = path.rename(path.with_name(_file_name(batch)))
        with self._given_back_if_refused(batch):
            file_id = self._remote(batch).upload(named)
            named.unlink()
            return self._started(batch, file_id)

    def _resumed(self, batch: Batch) -> Batch | None:
        """A batch that was written down, and of which nobody knows whether it was sent: found there, or sent now."""
        if found := self._found(batch):
            return found
        extractor = self._extractor(batch.model, mask=batch.masked is not None)
        if batch.fingerprint != extractor.fingerprint:
            # The prompt, the owner or notesight itself is another one by now: what waits is handed in anew.
            self.store.batches.release(batch.id)
            self._close(batch)
            return None
        with self._given_back_if_refused(batch):
            file_id = batch.file_id or self._remote(batch).file_called(_file_name(batch))
            return self._started(batch, file_id or self._uploaded(batch))

    @contextmanager
    def _given_back_if_refused(self, batch: Batch) -> Iterator[None]:
        """What a server takes no batch of, for a wrong key or because it has none, is in the queue again."""
        try:
            yield
        except ConfigError as error:
            self.store.batches.release(batch.id)
            self.store.batches.note(batch.id, state="closed", error=error.sentence)
            raise
        except ServerError as error:
            hint = "What was to be sent is written down; the same command goes on from there."
            raise ServerError(error.sentence, hint=error.hint or hint) from error

    def _found(self, batch: Batch) -> Batch | None:
        found = self._remote(batch).batch_of(batch.token, batch.created_at)
        return None if found is None else self._noted(batch, found)

    def _uploaded(self, batch: Batch) -> str:
        with _folder() as folder:
            path = folder / _file_name(batch)
            waiting = ((document_id, document, earlier) for document_id, _, document, earlier in self._waiting(batch))
            with path.open("wb") as file:
                for asked in batch_requests.requests(self._plan(batch), waiting):
                    file.writelines(asked.lines)
            return self._remote(batch).upload(path)

    def _started(self, batch: Batch, file_id: str) -> Batch:
        batch = self.store.batches.note(batch.id, file_id=file_id)
        remote = self._remote(batch)
        started = remote.start(file_id, batch.token, batch.created_at)
        if started is None:  # the file that was uploaded before is gone by now
            batch = self.store.batches.note(batch.id, file_id=self._uploaded(batch))
            started = remote.start(str(batch.file_id), batch.token, batch.created_at)
        if started is None:
            raise ConfigError(f"The server at {self.server} takes no batches.", hint="Read without them: notesight run")
        return self._noted(batch, started)

    # --- looking after -------------------------------------------------------------------------------------------

    def refresh(self) -> list[Batch]:
        """The open batches at this server, as the server tells of them now."""
        return [self._refreshed(batch) for batch in self.here()]

    def _refreshed(self, batch: Batch) -> Batch:
        if batch.state == "written":
            return self._found(batch) or batch
        if batch.state != "sent" or batch.remote_id is None:
            return batch
        now = self._remote(batch).batch(batch.remote_id)
        if now is None:
            return self.store.batches.note(
                batch.id, remote_status="gone", error="The server knows nothing of this batch any more."
            )
        return self._noted(batch, now)

    def _noted(self, batch: Batch, now: RemoteBatch) -> Batch:
        return self.store.batches.note(
            batch.id,
            state="sent" if batch.state == "written" else batch.state,
            remote_id=now.id,
            remote_status=now.status,
            answered=now.answered,
            failed=now.failed,
            output_id=now.output_id,
            error_id=now.error_id,
            error=_why(now),
        )

    def cancel(self, batch_id: int) -> Batch:
        """End a batch: what is answered by then can be collected, all else is in the queue again.

        Raises ``UsageError`` for an unknown batch, one at another server, and one that has ended.
        """
        batch = self.store.batches.find(batch_id)
        if batch is None:
            raise UsageError(f"There is no batch {batch_id}.", hint="notesight batch status")
        if batch.server != self.server:
            raise UsageError(f"Batch {batch_id} is at {batch.server}.", hint=f"Add --base-url {batch.server}")
        batch = self._refreshed(batch)
        if batch.state == "written":  # it was never sent
            self.store.batches.release(batch.id)
            self.store.batches.note(batch.id, error="It was cancelled before it was sent.")
            return self._close(batch)
        if batch.state != "sent" or _ended(batch):
            hint = "notesight batch collect" if batch.state == "sent" else None
            raise UsageError(f"Batch {batch_id} has ended ({batch.remote_status}).", hint=hint)
        now = self._remote(batch).cancel(str(batch.remote_id))
        return self._refreshed(batch) if now is None else self._noted(batch, now)

    # --- collecting ----------------------------------------------------------------------------------------------

    def collect(self, *, wait: bool = False, sleep: Callable[[float], None] = time.sleep) -> Iterator[Outcome]:
        """Record the answers of the batches that have ended; what got none goes into another batch.

        With ``wait``, goes on until no batch is under way; a server that does not answer for a while is waited for too.
        """
        while True:
            try:
                for batch in self.refresh():
                    if batch.state == "collected":
                        self._close(batch)
                    elif _ended(batch):
                        yield from self._settled(batch)
            except (Unreachable, ServerError):
                if not wait:
                    raise
            if not wait or not any(batch.state == "sent" for batch in self.here()):
                return
            sleep(POLL_SECONDS)

    def _settled(self, batch: Batch) -> Iterator[Outcome]:
        """Read a batch that has ended, document by document; then give back what got no answer."""
        ask_again: list[int] = []
        if batch.waiting and batch.masked and batch.masked.version != MASKING:
            error = "Names were masked by rules that this version of notesight does not have; it is to be read anew."
            batch = self.store.batches.note(batch.id, error=error)
        elif batch.waiting:
            with _folder() as folder:
                yield from self._read(batch, self._downloaded(batch, folder), ask_again)
        released = self.store.batches.release(batch.id)
        found = self.store.batches.find(batch.id)
        assert found is not None
        batch = self.store.batches.note(batch.id, state="collected", error=found.error or _left(found))
        passes = found.error is None and batch.remote_status in ("completed", "expired")
        if passes and (again := self._once_more(ask_again, released)):
            for _ in self._as(batch).send(only=again):
                pass
        self._close(batch)

    def _read(self, batch: Batch, answers: _Answers, ask_again: list[int]) -> Iterator[Outcome]:
        plan = self._plan(batch)
        ids: dict[tuple[str, str], int] = {}

        def documents() -> Iterator[batch_requests.Job]:
            for document_id, pieces, document, earlier in self._waiting(batch):
                lines = answers.of(document_id, pieces)
                fate, verdict = batch_requests.fate(plan, lines, pieces)
                if fate == "read":
                    ids[document.key, document.digest] = document_id
                    yield document, lines, earlier
                    continue
                if fate == "ask again":
                    ask_again.append(document_id)
                elif verdict is not None and not batch.error:
                    self.store.batches.note(batch.id, error=verdict.error.sentence)

        for reading in batch_requests.read(plan, documents()):
            read = pipeline.proved(reading, self.settings.owner)
            document_id = ids.pop((read.document.key, read.document.digest))
            name = read.document.source or read.document.title or read.document.key
            with self.store.transaction():
                if not self.store.batches.claimed(batch.id, document_id):
                    continue  # another program was faster
                outcome = pipeline.store_reading(read, name, document_id, self.store)
                self.store.batches.settle(batch.id, document_id, "failed" if outcome.error else "read")
            yield outcome

    def _plan(self, batch: Batch) -> Plan:
        """How the answers of a batch are read: as its requests were written."""
        masked = batch.masked
        owner = Owner(masked.names, masked.addresses) if masked else self.settings.owner
        plan = self._extractor(batch.model, mask=masked is not None).plan(owner)
        return replace(plan, fingerprint=batch.fingerprint)

    def _downloaded(self, batch: Batch, folder: Path) -> _Answers:
        paths = []
        for name, file_id in (("answers", batch.output_id), ("faults", batch.error_id)):
            if not file_id:
                continue
            if self._remote(batch).download(file_id, folder / name):
                paths.append(folder / name)
            else:
                self.store.batches.note(batch.id, error="What the server answered is there no longer.")
        return _Answers(paths)

    def _once_more(self, ask_again: Iterable[int], released: Iterable[int]) -> list[int]:
        free = set(released)
        return [each for each in ask_again if each in free and self.store.batches.rounds(each) < MOST_ROUNDS]

    def _close(self, batch: Batch) -> Batch:
        """Leave nothing of a batch at the server: its files hold the words of documents."""
        remote = self._remote(batch)
        uploaded = batch.file_id or remote.file_called(_file_name(batch))
        for file_id in (uploaded, batch.output_id, batch.error_id):
            if file_id:
                remote.delete(file_id)
        return self.store.batches.note(batch.id, state="closed")

    # --- who reads -----------------------------------------------------------------------------------------------

    def _line(self) -> Line:
        return Line(self.store, self._extractor(self.settings.model), self.settings, self.today, self.date)

    def _as(self, batch: Batch) -> Batching:
        """What hands in more in the way of a batch."""
        mask = batch.masked is not None
        return replace(self, settings=replace(self.settings, extractor="openai", model=batch.model, mask=mask))

    def _masked(self) -> Masked | None:
        owner = self.settings.owner
        return Masked(MASKING, owner.names, owner.addresses) if self.settings.mask else None

    def _extractor(self, model: str | None, *, mask: bool | None = None) -> OpenAIExtractor:
        """Who reads by a model; masked as the settings say, or as a batch was."""
        if model is None:
            raise ConfigError("Only a model server takes batches, and none is named.", hint="Name one with --model.")
        mask = self.settings.mask if mask is None else mask
        if (model, mask) not in self._extractors:
            named = replace(self.settings, extractor="openai", model=model, mask=mask)
            self._extractors[model, mask] = cast("OpenAIExtractor", extractors.load("openai", named))
        return self._extractors[model, mask]

    def _remote(self, batch: Batch) -> BatchServer:
        plan = self._plan(batch)
        return BatchServer(plan.address, plan.key, plan.model, plan.timeout_seconds)


class _Answers:
    """The lines of output and error files, found by document; of two for one request, an answer wins, else the first."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._places: dict[str, tuple[Path, int, bool]] = {}
        for path in paths:
            at = 0
            with path.open("rb") as file:
                for raw in file:
                    self._take(path, at, raw)
                    at += len(raw)

    def _take(self, path: Path, at: int, raw: bytes) -> None:
        line = _parsed(raw)
        name = line.get("custom_id") if line else None
        if line is None or not isinstance(name, str):
            return
        response = line.get("response")
        good = isinstance(response, dict) and response.get("status_code") == 200
        before = self._places.get(name)
        if before is None or (good and not before[2]):
            self._places[name] = path, at, good

    def of(self, document_id: int, pieces: int) -> dict[int, batch_requests.Line]:
        """The lines of a document by piece; those that are not there are missing."""
        found = {}
        for n in range(pieces):
            place = self._places.get(batch_requests.custom_id(document_id, n))
            if place is not None:
                with place[0].open("rb") as file:
                    file.seek(place[1])
                    line = _parsed(file.readline())
                assert line is not None
                found[n] = line
        return found


def _parsed(raw: bytes) -> batch_requests.Line | None:
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None


def _ended(batch: Batch) -> bool:
    return batch.state == "sent" and batch.remote_status in ("completed", "failed", "expired", "cancelled", "gone")


def _why(now: RemoteBatch) -> str | None:
    if now.status != "failed":
        return None
    if now.code == "token_limit_exceeded":
        return (
            "The server holds too much for this model in batches; wait for those, or hand in less: submit --most 1000."
        )
    return f"The server refused the batch ({now.code or 'no reason given'})."


def _left(batch: Batch) -> str | None:
    """What is to be said of a batch that gave no answer to some of its documents."""
    if not batch.released:
        return None
    if batch.remote_status == "expired":
        return "The server did not finish it within its 24 hours."
    if batch.remote_status == "cancelled":
        return "It was cancelled."
    return "The server left some of it without an answer."


def _too_dear(plan: Plan) -> LimitReached:
    limit, taken = plan.budget.limit, plan.budget.spent
    so_far = f"about {taken:.4f} USD are spent, or set aside for what was handed in" if taken else "nothing was spent"
    sentence = f"The limit of {limit:g} USD is reached: {so_far}, and the next document might pass it."
    return LimitReached(sentence, hint="What is left waits: notesight batch submit, with another --max-cost")


def _file_name(batch: Batch) -> str:
    return f"notesight-{batch.token}.jsonl"


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that only its owner may look into, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="notesight-") as name:
        yield Path(name)


def _now() -> datetime:
    return datetime.now(UTC)
