"""Stay with a folder and read whatever arrives in it, once it is whole.

The folder is read anew after every change that the system tells of, and every now and then besides, for file systems
that tell nothing. The ledger of files makes that cheap: what has not changed is not opened. A file that was written to
a moment ago is left for the next round, so that nothing is read half-written. When the model server does not answer, or
another program holds the database, that is said once and tried again in the next round: nothing is lost by waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

from notesight import pipeline
from notesight.errors import Locked, SourceError, Unreachable

SETTLED_SECONDS = 1.0
"""A file is whole when it has not been written to for so long."""
ROUND_SECONDS = 30.0
"""The folder is looked at at least so often."""
GLANCE_MILLISECONDS = 1000
"""So often is it seen whether the folder is still there."""


def arrivals(
    folder: Path, line: pipeline.Line, *, stop: Event | None = None, clock: Callable[[], float] = time.time
) -> Iterator[pipeline.Outcome]:
    """Yield an outcome for all that is in the folder and all that comes; what fails in the same way again is said once.

    Ends when ``stop`` is set. Raises ``SourceError`` when the folder is not there, or no longer.
    """
    if not folder.is_dir():
        raise SourceError(f"{folder} is no folder.", hint="Name the folder that mail and notes are put in.")
    return _arrivals(folder, line, stop or Event(), clock)


def _arrivals(folder: Path, line: pipeline.Line, stop: Event, clock: Callable[[], float]) -> Iterator[pipeline.Outcome]:
    said: dict[str, str] = {}
    for _ in _rounds(folder, line.store.path, stop):
        try:
            for outcome in _settled(folder, line, stop, clock):
                if _is_news(outcome, said):
                    yield outcome
        except (Unreachable, Locked) as error:
            outcome = pipeline.Outcome("failed", str(folder), error=error)
            if _is_news(outcome, said):
                yield outcome
        else:
            said.pop(str(folder), None)
        if not folder.is_dir():
            raise SourceError(
                f"{folder} has vanished.", hint="Start again when it is back; nothing that was read is lost."
            )


def _rounds(folder: Path, ours: Path, stop: Event) -> Iterator[None]:
    """Now, after each change, and every now and then; at once when the folder is gone."""
    yield
    last = 0.0  # what came between the first look and the beginning of the watch is found by a second look
    for changed in _changes(folder, ours, stop):
        if changed or not folder.is_dir() or time.monotonic() - last >= ROUND_SECONDS:
            yield
            last = time.monotonic()


def _changes(folder: Path, ours: Path, stop: Event) -> Iterator[bool]:
    """Every second or sooner, whether something has changed; our own database, if it stands there, does not count."""
    import watchfiles

    own = str(ours.absolute())

    def counts(_: object, path: str) -> bool:
        return not path.startswith(own) and not Path(path).name.startswith(".")

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
        except OSError:
            if polling or not folder.is_dir():
                yield True
                return
        else:
            return


def _is_news(outcome: pipeline.Outcome, said: dict[str, str]) -> bool:
    if outcome.error is None:
        said.pop(outcome.name, None)
        return outcome.status != "known"
    if said.get(outcome.name) == outcome.error.sentence:
        return False
    said[outcome.name] = outcome.error.sentence
    return True


def _settled(folder: Path, line: pipeline.Line, stop: Event, clock: Callable[[], float]) -> Iterator[pipeline.Outcome]:
    """Read the folder until every file in it has settled."""
    while not stop.is_set():
        unsettled = False

        def whole(path: Path) -> bool:
            nonlocal unsettled
            try:
                young = abs(clock() - path.stat().st_mtime) < SETTLED_SECONDS
            except OSError:
                return False
            unsettled = unsettled or young
            return not young

        yield from pipeline.ingest([folder], line, ready=whole)
        if not unsettled:
            return
        stop.wait(SETTLED_SECONDS / 2)
