"""``notesight watch --archive``: what was read goes to another folder.

The ledger of files says what was read: a file goes when it is as it was when it was read whole, and none of its
documents waits for a reading. So it makes no difference when a program was stopped: the next one looks at the same
ledger, and moves what is still there. The documents keep the path that they were read from.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from notesight import moving, sources
from notesight.errors import SourceError, UsageError
from notesight.store import Store

_STAGING = ".notesight-moving"
"""Where a copy from another file system stands until it is whole."""
_LEFT_OVER_SECONDS = 3600.0
"""A copy that was not finished in that time never will be."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A file that went to the archive, and where it is now."""

    source: Path
    target: Path


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that could not be moved, and why."""

    source: Path
    error: SourceError


class Archive:
    """A folder that takes in what was read from another one."""

    def __init__(self, folder: Path, watched: Path) -> None:
        """Make the folder when it is not there.

        Raises ``UsageError`` when it cannot be made or written, and when what goes there would be read again.
        """
        self.folder = Path(os.path.abspath(folder))  # noqa: PTH100 - a link is shown as it was named
        self._watched = Path(os.path.abspath(watched))  # noqa: PTH100 - as above
        inner, outer = self._watched.resolve(), self.folder.resolve()
        if inner == outer or outer in inner.parents:
            what = "is the watched folder itself" if inner == outer else f"holds the watched folder {watched}"
            raise UsageError(
                f"The archive {folder} {what}: what goes there would be read again.",
                hint="Name a folder beside it, or one in it: a folder in it is not read.",
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._clean()
            probe = self.folder / _STAGING / f"{os.getpid()}"
            probe.mkdir(parents=True, exist_ok=True)
            probe.rmdir()
            with suppress(OSError):
                probe.parent.rmdir()
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            raise UsageError(
                f"The archive {folder} cannot be made or written: {reason}.",
                hint="Name a folder that you may write to.",
            ) from None

    def _clean(self) -> None:
        """Take away what a program that was killed in the middle of a copy has left."""
        staging = self.folder / _STAGING
        if not staging.is_dir():
            return
        for each in staging.iterdir():
            with suppress(OSError):
                if each.is_file() and time.time() - each.stat().st_ctime > _LEFT_OVER_SECONDS:
                    each.unlink()

    def take(self, store: Store) -> Iterator[Moved | Kept]:
        """Move all that was read; what is not to be moved now is passed over.

        That a file goes is written down before it does: a file that comes under its name later is another one, also
        when the program was killed at just this moment.
        """
        files = list(self._read_whole(store))
        if not files:
            return
        store.sources.note_moves((file.path, file.size, file.mtime_ns) for file in files)
        stayed = {file.path for file in files}
        try:
            for file in files:
                outcome = self._moved(file)
                if isinstance(outcome, Moved):
                    stayed.remove(file.path)
                if outcome is not None:
                    yield outcome
        finally:
            if stayed:
                store.sources.take_back_moves(stayed)

    def _read_whole(self, store: Store) -> Iterator[sources.File]:
        """The files of the folder that are as they were when all of their documents were read."""
        waiting = store.sources.waiting()
        for file in sources.discover([self._watched], leave_out=self.folder):
            if isinstance(file, sources.Failure) or sources.shown(file.path) in waiting:
                continue
            message = sources.is_message(file.path)
            read = store.sources.known(file.path, file.size, file.mtime_ns, message=message)
            if read and self._stands_in_the_folder(file.path):
                yield file

    def _moved(self, file: sources.File) -> Moved | Kept | None:
        try:
            target = self._place(file.path)
            was = moving.Stamp(file.size, file.mtime_ns)
            moved = moving.move(file.path, target, was, staging=self.folder / _STAGING)
        except OSError as error:
            return Kept(file.path, self._sentence(file.path, error))
        return None if moved is None else Moved(file.path, moved)

    def _stands_in_the_folder(self, path: Path) -> bool:
        """Whether it is a file of the folder, and not one that only a link leads to: that one belongs elsewhere."""
        return path.resolve() == self._watched.resolve() / path.relative_to(self._watched)

    def _place(self, path: Path) -> Path:
        """Where a file goes: the same way down. A Maildir becomes a Maildir."""
        way = path.relative_to(self._watched)
        target = self.folder / way
        target.parent.mkdir(parents=True, exist_ok=True)
        if len(way.parts) > 1 and sources.is_message(path):
            for name in sources.MAILDIR:
                (target.parent.parent / name).mkdir(exist_ok=True)
        return target

    def _sentence(self, path: Path, error: OSError) -> SourceError:
        reason = (error.strerror or type(error).__name__).lower()
        return SourceError(
            f"{sources.shown(path)} was read, but cannot be moved to {sources.shown(self.folder)}: {reason}.",
            hint="Look at the permissions of both folders and the room on the disk; it is tried again.",
        )
