"""Stay with a folder and read whatever arrives in it, once it is whole.

The folder is read anew after every change that the system tells of, and every now and then besides, for file systems
that tell nothing. The ledger of files makes that cheap: what has not changed is not opened. A file that was written to
a moment ago is left for the next round, so that nothing is read half-written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

from notesight import pipeline
from notesight.errors import SourceError

SETTLED_SECONDS = 1.0
"""A file is whole when it has not been written to for so long."""
ROUND_SECONDS = 30.0
"""The folder is looked at at least so often."""


def arrivals(
    folder: Path, line: pipeline.Line, *, stop: Event | None = None, clock: Callable[[], float] = time.time
) -> Iterator[pipeline.Outcome]:
    """Yield an outcome for all that is in the folder and all that comes; ends when ``stop`` is set or the folder is gone."""
    import watchfiles

    if not folder.is_dir():
        raise SourceError(f"{folder} is no folder.", hint="Name the folder that mail and notes are put in.")
    yield from _settled(folder, line, clock)
    changes = watchfiles.watch(
        folder, stop_event=stop, yield_on_timeout=True, rust_timeout=int(ROUND_SECONDS * 1000), raise_interrupt=True
    )
    for _ in changes:
        if not folder.is_dir():
            raise SourceError(
                f"{folder} has vanished.", hint="Start again when it is back; nothing that was read is lost."
            )
        yield from _settled(folder, line, clock)


def _settled(folder: Path, line: pipeline.Line, clock: Callable[[], float]) -> Iterator[pipeline.Outcome]:
    """Read the folder until every file in it has settled."""
    while True:
        unsettled = False

        def whole(path: Path) -> bool:
            nonlocal unsettled
            try:
                young = clock() - path.stat().st_mtime < SETTLED_SECONDS
            except OSError:
                return False
            unsettled = unsettled or young
            return not young

        for outcome in pipeline.ingest([folder], line, ready=whole):
            if outcome.status != "known":
                yield outcome
        if not unsettled:
            return
        time.sleep(SETTLED_SECONDS / 2)
