"""Stay with a folder and read whatever arrives in it, once it is whole.

The folder is read anew after every change that the system tells of, and every now and then besides, for file systems
that tell nothing. The ledger of files makes that cheap: what has not changed is not opened. A file that was written to
a moment ago, or that a program still has open to write on, is left for the next round, so that nothing is read
half-written. When the model server does not answer, or another program holds the database, that is said once and tried
again in the next round: nothing is lost by waiting. With an archive, what was read and committed is moved there after
each look at the folder.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from notesight import moving, pipeline, sources
from notesight.archive import Archive, Kept
from notesight.errors import Locked, SourceError, Unreachable

SETTLED_SECONDS = 1.0
"""A file is whole when it has not been written to for so long."""
OPEN_SECONDS = 30.0
"""And for so long when a program still has it open for writing: some never close what they write to."""
ROUND_SECONDS = 30.0
"""The folder is looked at at least so often."""
RETRY_SECONDS = 600.0
"""So often is a file that could not be read tried again although it has not changed: a disk may have come back."""
GLANCE_MILLISECONDS = 1000
"""So often is it seen whether the folder is still there."""


def arrivals(
    folder: Path,
    line: pipeline.Line,
    *,
    archive: Archive | None = None,
    stop: Event | None = None,
    clock: Callable[[], float] = time.time,
) -> Iterator[pipeline.Outcome]:
    """Yield an outcome for all that is in the folder and all that comes; what fails in the same way again is said once.

    What was read goes to the ``archive``; that something cannot be moved there is an outcome too. Ends when ``stop`` is
    set. Raises ``SourceError`` when the folder is not there, or no longer.
    """
    if not folder.is_dir():
        raise SourceError(f"{folder} is no folder.", hint="Name the folder that mail and notes are put in.")
    return _arrivals(_Watch(folder, line, archive, stop or Event(), clock))


@dataclass
class _Watch:
    """One watch over a folder, and what it remembers between two looks."""

    folder: Path
    line: pipeline.Line
    archive: Archive | None
    stop: Event
    clock: Callable[[], float]
    said: dict[str, str] = field(default_factory=dict)
    failed: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """The files that could not be read, and by what it is seen that they have changed since."""
    failed_since: float = 0.0
    unmoved: set[Path] = field(default_factory=set)
    """What could not be moved to the archive, and was said."""


def _arrivals(watch: _Watch) -> Iterator[pipeline.Outcome]:
    folder = watch.folder
    for _ in _rounds(folder, _not_theirs(watch), watch.stop):
        if not folder.is_dir():
            raise SourceError(
                f"{folder} has vanished.", hint="Start again when it is back; nothing that was read is lost."
            )
        try:
            for outcome in _settled(watch):
                if _is_news(outcome, watch.said):
                    yield outcome
        except (Unreachable, Locked) as error:
            outcome = pipeline.Outcome("failed", str(folder), error=error)
            if _is_news(outcome, watch.said):
                yield outcome
        else:
            watch.said.pop(str(folder), None)


def _not_theirs(watch: _Watch) -> tuple[str, ...]:
    """What changes in the folder by our own doing: the database and the archive, when they stand there."""
    ours = [str(watch.line.store.path.absolute())]
    if watch.archive:
        ours += [f"{watch.archive.folder}/", f"{watch.archive.folder.resolve()}/"]
    return tuple(ours)


def _rounds(folder: Path, ours: tuple[str, ...], stop: Event) -> Iterator[None]:
    """Now, after each change, and every now and then; at once when the folder is gone."""
    yield
    last = 0.0  # what came between the first look and the beginning of the watch is found by a second look
    for changed in _changes(folder, ours, stop):
        if changed or not folder.is_dir() or time.monotonic() - last >= ROUND_SECONDS:
            yield
            last = time.monotonic()


def _changes(folder: Path, ours: tuple[str, ...], stop: Event) -> Iterator[bool]:
    """Every second or sooner, whether something has changed; what is ours and stands there does not count."""
    import watchfiles

    def counts(_: object, path: str) -> bool:
        return not path.startswith(ours) and not Path(path).name.startswith(".")

    for polling in (False, True):  # some file systems tell nothing, and a system can be out of watches
        try:
            for changes in watchfiles.watch(
                folder,
                watch_filter=counts,
                stop_event=stop,
                yield_on_timeout=True,
                rust_timeout=GLANCE_MILLISECONDS,
                force_polling=polling or None,
            ):
                yield bool(changes)
        except (OSError, RuntimeError):  # its own error, when a folder in it may not be read, is a RuntimeError
            if not folder.is_dir():
                yield True
                return
        else:
            return
    while not stop.wait(GLANCE_MILLISECONDS / 1000):  # it cannot be watched: then it is looked at every now and then
        yield False


def _is_news(outcome: pipeline.Outcome, said: dict[str, str]) -> bool:
    if outcome.error is None:
        if outcome.status == "forgotten":  # it is looked at each time, and told once
            told, said[outcome.name] = said.get(outcome.name), outcome.status
            return told != outcome.status
        said.pop(outcome.name, None)
        return outcome.status != "known"
    if said.get(outcome.name) == outcome.error.sentence:
        return False
    said[outcome.name] = outcome.error.sentence
    return True


def _settled(watch: _Watch) -> Iterator[pipeline.Outcome]:
    """Read the folder until every file in it has settled."""
    store, archive = watch.line.store, watch.archive
    while not watch.stop.is_set():
        look = _Look(watch)
        yield from pipeline.ingest(
            [watch.folder], watch.line, ready=look.is_ready, leave_out=archive.folder if archive else None
        )
        look.remember(store.sources.failed())
        if archive:
            kept = {each.source: each.error for each in archive.take(store) if isinstance(each, Kept)}
            for path in kept.keys() - watch.unmoved:
                yield pipeline.Outcome("failed", sources.shown(path), error=kept[path])
            watch.unmoved = set(kept)
        if not look.unsettled:
            return
        watch.stop.wait(SETTLED_SECONDS / 2)


class _Look:
    """One look at the folder: which files are to be read now."""

    def __init__(self, watch: _Watch) -> None:
        self._watch = watch
        self._offered: dict[str, tuple[int, ...]] = {}
        self.unsettled = False
        if time.monotonic() - watch.failed_since >= RETRY_SECONDS:
            watch.failed.clear()
            watch.failed_since = time.monotonic()

    def is_ready(self, path: Path) -> bool:
        """Whether a file is whole, and not one that could not be read and is as it was then."""
        try:
            status = path.stat()
            if self._is_young(path, abs(self._watch.clock() - status.st_mtime)):
                self.unsettled = True
                return False
        except OSError:
            return False
        name = sources.shown(path)
        # Its rights are not in its time, but in the time of its change.
        mark = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        self._offered[name] = mark
        return self._watch.failed.get(name) != mark

    def _is_young(self, path: Path, age: float) -> bool:
        if age < SETTLED_SECONDS:
            return True
        try:
            return age < OPEN_SECONDS and moving.being_written(path)
        except PermissionError:
            return False  # whoever reads it will say so

    def remember(self, failed: list[str]) -> None:
        """Keep what could not be read, so that it is left alone until it changes."""
        self._watch.failed = {name: self._offered[name] for name in failed if name in self._offered}
