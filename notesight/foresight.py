"""What reading would take, told before anything is sent: the documents, about how many tokens, about what they cost.

Nothing is sent here, and nothing is stored. What is asked of the store is what reading would ask of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from notesight import extractors, sources
from notesight.errors import NotesightError
from notesight.extractors import Estimate
from notesight.sources import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from notesight.config import Settings
    from notesight.extractors import Extractor
    from notesight.model import Document, Piece
    from notesight.sources import Raw
    from notesight.store import Store

Queued = Literal["none", "untried", "all", "again"]
"""Which of the stored documents would be read: none; those nobody has tried to read; all that wait; all that this
extractor has not read."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One document that would be read, and about what that would take; or what would fail, with the reason."""

    name: str
    estimate: Estimate = Estimate()
    error: NotesightError | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Who would read, from which day. ``store`` is ``None`` where there is none yet, or none is used.

    Without ``batched``, what waits in a batch at a model server is left alone.
    """

    extractor: Extractor
    settings: Settings
    today: date
    date: date | None = None
    store: Store | None = None
    batched: bool = False

    def at(self, document: Document, earlier: Sequence[Piece] = ()) -> Estimate:
        """About what reading a document would take; nothing where it is read on this machine."""
        if self.extractor.local or document.private or not isinstance(self.extractor, extractors.Paid):
            return Estimate()
        return self.extractor.estimate(document, self.settings.owner, earlier)


def arriving(paths: Sequence[Path], store: Store | None = None) -> Iterator[Raw | Failure]:
    """What files, mailboxes and folders hold, but for files that are as they were when they were read."""
    for file in sources.discover(paths):
        if isinstance(file, Failure):
            yield file
        elif store is None or store.sources.known(file.path, file.size, file.mtime_ns) is None:
            yield from sources.raws(file)


def foresee(raws: Iterable[Raw | Failure], look: Look, queued: Queued = "none") -> Iterator[Foreseen]:
    """What would be read of all that arrives, each text once, and of what is stored already."""
    seen: set[tuple[str, str]] = set()
    for raw in raws:
        if isinstance(raw, Failure):
            yield Foreseen(raw.name, error=raw.error)
            continue
        try:
            document = sources.document(raw, date=look.date, today=look.today)
        except NotesightError as error:
            yield Foreseen(raw.name, error=error)
            continue
        if (document.key, document.digest) not in seen:
            seen.add((document.key, document.digest))
            if not _is_read(document, look.store):
                yield Foreseen(raw.name, look.at(document))
    if look.store is not None and queued != "none":
        yield from _stored(look.store, look, queued, seen)


def _is_read(document: Document, store: Store | None) -> bool:
    stored = store.would_put(document) if store else None
    return (
        store is not None
        and stored is not None
        and (stored.status == "forgotten" or store.extraction(stored.id) is not None or store.batches.holds(stored.id))
    )


def _stored(store: Store, look: Look, queued: Queued, seen: set[tuple[str, str]]) -> Iterator[Foreseen]:
    for document_id, document in (
        store.current() if queued == "again" else store.queued(tried=queued == "all", batched=look.batched)
    ):
        if not look.batched and store.batches.holds(document_id):
            continue
        if (document.key, document.digest) in seen or not store.would_run(document_id, look.extractor.fingerprint):
            continue
        earlier = store.earlier_pieces(document_id, look.extractor.fingerprint)
        yield Foreseen(document.source or document.title or document.key, look.at(document, earlier))
