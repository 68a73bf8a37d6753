"""Cut an mbox file into its messages, one at a time, however large the file is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from notesight.errors import SourceError

MAX_MESSAGE = 64 * 1024 * 1024
"""A message longer than this is reported and passed over."""
_CHUNK = 4 * 1024 * 1024
_ENVELOPE = re.compile(rb"From (?:[^\r\n]{0,300}?\d{1,2}:\d\d[^\r\n]{0,60})?\r?\n(?:[!-9;-~]{1,76}[ \t]{0,3}:|>From )")
_BARE = (b"From \r", b"From \n")
"""Thunderbird writes no more than that, and an empty line before it."""
_ENVELOPE_BYTES = 480
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def is_mbox(head: bytes) -> bool:
    """Whether these first bytes of a file begin like an mbox."""
    return _ENVELOPE.match(head.lstrip(b"\r\n")[:_ENVELOPE_BYTES]) is not None


def split_mbox(path: Path) -> Iterator[bytes | SourceError]:
    """The messages of the file in order, without their envelope lines, ``>From `` unescaped by one level.

    What stands before the first envelope line, and a message that is too large, come as a SourceError in their place.
    Raises OSError when the file cannot be read.
    """
    with path.open("rb") as file:
        yield from split_mbox_stream(file)


def split_mbox_stream(file: BinaryIO) -> Iterator[bytes | SourceError]:
    """:func:`split_mbox` for an open file; holds one message and one block of the file at a time."""
    number = 0
    for piece in _pieces(file):
        if piece is None:
            number += 1
            yield SourceError(f"Message {number} of the mbox is larger than {MAX_MESSAGE >> 20} MB.")
            continue
        if _ENVELOPE.match(piece[:_ENVELOPE_BYTES]):
            number += 1
            yield _message(piece)
        elif piece.strip():
            yield SourceError("The mbox does not begin with a message; what stands before the first one was left out.")


def _may_begin(buffer: bytes, at: int) -> bool:
    """Whether a message may begin behind this line end: for a bare envelope, only behind an empty line."""
    if not buffer.startswith(_BARE, at + 1):
        return True
    before = buffer[max(0, at - 2) : at].removesuffix(b"\r")
    return not before or before.endswith(b"\n")


def _message(piece: bytes) -> bytes:
    body = piece[piece.find(b"\n") + 1 :]
    if body.endswith(b"\n\n"):
        body = body[:-1]
    return _ESCAPED.sub(rb"\1", body) if b">From " in body else body


def _pieces(file: BinaryIO) -> Iterator[bytes | None]:
    """The file cut before each envelope line; None for a piece that outgrew its bound."""
    buffer, searched, overgrown = b"", 0, False
    while True:
        block = file.read(_CHUNK)
        buffer += block
        begin = 0
        while True:
            at = buffer.find(b"\nFrom ", searched)
            if at < 0:
                searched = max(begin, len(buffer) - len(b"\nFrom"))
                break
            if block and len(buffer) - at <= _ENVELOPE_BYTES:
                searched = at
                break
            searched = at + 1
            if _ENVELOPE.match(buffer, at + 1, at + 1 + _ENVELOPE_BYTES) and _may_begin(buffer, at):
                yield None if overgrown or at - begin > MAX_MESSAGE else buffer[begin : at + 1]
                overgrown, begin = False, at + 1
        buffer, searched = buffer[begin:], searched - begin
        if not block:
            if buffer or overgrown:
                yield None if overgrown or len(buffer) > MAX_MESSAGE else buffer
            return
        if len(buffer) > MAX_MESSAGE:
            buffer, searched, overgrown = buffer[searched:], 0, True
