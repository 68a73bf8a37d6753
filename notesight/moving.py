"""Move a file to another folder so that nothing can be lost: never over another file, never half, never a changed one.

On one file system a move is one renaming, which the system refuses when the new name is taken. From one file system to
another the file is copied under a name that nobody looks at, is put into its place whole, and only then is the old one
taken away. Whatever stops the program in between, at least one of the two is whole; the same move finishes it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

_BLOCK = 1 << 20
_AT_FDCWD, _RENAME_NOREPLACE = -100, 1
_UNABLE = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM})
_INFO = re.compile(r"[:;!]2,[^/]*\Z")
"""What a Maildir's mail program has written behind the name of a message: its flags."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what it is seen that a file was changed: its size in bytes, and its time in nanoseconds."""

    size: int
    mtime_ns: int


def being_written(path: Path) -> bool:
    """Whether some program has the file open for writing; false where the system does not tell.

    Raises ``OSError`` when the file cannot be opened.
    """
    with _alone(path) as alone:
        return not alone


def move(source: Path, target: Path, was: Stamp, *, staging: Path) -> Path | None:
    """Move a file that still is as it ``was`` to ``target``; where it went, or ``None`` when it had to stay.

    It stays when it has changed, is gone, or is being written to. Where another file has the name, a number is added to
    it; where the very same bytes stand under that name already, they are kept once. ``staging`` is a folder on the file
    system of ``target``, for a copy that is not whole yet; it is made when it is needed. Raises ``OSError`` when the file
    cannot be moved; then it is where it was.
    """
    try:
        if source.parent.samefile(target.parent):
            raise OSError(errno.EINVAL, "it is in that folder already")
        with _alone(source) as alone:
            if not alone or not _is(source, was):
                return None
            return _moved(source, target, was, staging)
    except FileNotFoundError:
        if os.path.lexists(source):
            raise
        return None


def _moved(source: Path, target: Path, was: Stamp, staging: Path) -> Path | None:
    for place in _places(target):
        if _same_bytes(source, place):
            _sync(place)
            return place if _taken_away(source, was) else None
        try:
            if not _put(source, place, was, staging):
                return None
        except FileExistsError:
            continue
        return place
    raise AssertionError("there is always another number")


def _put(source: Path, place: Path, was: Stamp, staging: Path) -> bool:
    """Put the file into its place; whether it was still as it should be. Raises ``FileExistsError`` for a taken place."""
    if os.path.lexists(place):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place))
    try:
        _rename(source, place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copied = _copied(source, staging)
        try:
            if not _is(source, was):
                return False
            _rename(copied, place)
        finally:
            copied.unlink(missing_ok=True)
            with suppress(OSError):
                staging.rmdir()
        _sync(place.parent)
        return _taken_away(source, was)
    if _is(place, was):
        return True
    _put_back(place, source)  # it was exchanged in the very moment before
    return False


def _copied(source: Path, staging: Path) -> Path:
    """A copy that is safely on the disk, under a name of our own."""
    staging.mkdir(mode=0o700, exist_ok=True)
    copied = _unused(staging)
    try:
        shutil.copy2(source, copied)
        _sync(copied)
    except BaseException:
        copied.unlink(missing_ok=True)
        raise
    return copied


def _taken_away(source: Path, was: Stamp) -> bool:
    """Remove a file that is kept elsewhere now; whether it was still the same one.

    It is put aside first and looked at there: a program may have put a new file in its place just now.
    """
    aside = _unused(source.parent)
    _rename(source, aside)
    if _is(aside, was):
        aside.unlink()
        return True
    _put_back(aside, source)
    return False


def _put_back(file: Path, name: Path) -> None:
    for place in _places(name):
        with suppress(FileExistsError):
            _rename(file, place)
            return


def _is(path: Path, was: Stamp) -> bool:
    status = path.lstat()
    return stat.S_ISREG(status.st_mode) and Stamp(status.st_size, status.st_mtime_ns) == was


def _places(target: Path) -> Iterator[Path]:
    """The name, and the same with a number: before the suffix of a file, before the flags of a message."""
    yield target
    flags = _INFO.search(target.name)
    suffix = flags.group() if flags else target.suffix
    stem = target.name.removesuffix(suffix)
    for n in count(2):
        yield target.with_name(f"{stem}-{n}{suffix}")


def _unused(folder: Path) -> Path:
    """A hidden name in a folder that is not in use."""
    return folder / f".notesight-{os.getpid()}-{os.urandom(6).hex()}"


def _same_bytes(one: Path, other: Path) -> bool:
    try:
        first, second = one.lstat(), other.lstat()
        if not stat.S_ISREG(second.st_mode) or first.st_size != second.st_size:
            return False
        with one.open("rb") as mine, other.open("rb") as theirs:
            while block := mine.read(_BLOCK):
                if block != theirs.read(_BLOCK):
                    return False
    except FileNotFoundError:
        return False
    return True


def _sync(path: Path) -> None:
    """Let a file or a folder be on the disk before anything else happens."""
    with suppress(PermissionError):  # a folder cannot be opened everywhere
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _rename(source: Path, target: Path) -> None:
    """Rename a file at once, as all others see it; raises ``FileExistsError`` when there is one of that name."""
    if sys.platform == "win32":
        os.rename(source, target)  # noqa: PTH104 - there it refuses by itself
        return
    failed = _rename_exclusively(os.fsencode(source), os.fsencode(target))
    if failed == 0:
        return
    if failed not in _UNABLE:
        raise OSError(failed, os.strerror(failed), str(source), None, str(target))
    # A file system that cannot refuse: an empty file of ours keeps the place for the moment between.
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        source.rename(target)
    except BaseException:
        target.unlink()
        raise


def _rename_exclusively(source: bytes, target: bytes) -> int:
    """0, or the number of the error; Python has no call for it."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "renameat2"):
        done = libc.renameat2(_AT_FDCWD, source, _AT_FDCWD, target, _RENAME_NOREPLACE)
    elif hasattr(libc, "renamex_np"):
        done = libc.renamex_np(source, target, 4)  # RENAME_EXCL
    else:
        return errno.ENOSYS
    return 0 if done == 0 else ctypes.get_errno()


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Whether no program has the file open for writing; whoever would open it so waits until this ends.

    Linux tells by a lease, to the owner of a local file. Where it does not tell, nobody is taken to have it open.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        yield _leased(descriptor)
    finally:
        os.close(descriptor)


def _leased(descriptor: int) -> bool:
    if sys.platform != "linux":
        return True
    import fcntl

    try:
        # The signal for "somebody else wants it" would end the program; this one is passed over by whoever does not ask.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno not in {errno.EAGAIN, errno.EBUSY}
    return True
