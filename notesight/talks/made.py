"""A readable text made of messages that a program has stored as data: "Name, 14:03: words", one message a block."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from notesight.talks.pieces import Piece

_LONGEST_NAME = 100
_UNSTORABLE = dict.fromkeys([0, *range(0xD800, 0xE000)], "\ufffd")


@dataclass(frozen=True, slots=True)
class Message:
    """What one person wrote at one time. ``origin`` is who wrote it first, when it was forwarded."""

    who: str
    moment: datetime
    words: str
    to: tuple[str, ...] | None = None
    origin: str | None = None


def storable(words: str) -> str:
    """Words without what no text may hold: zeros, and halves of characters."""
    return words.translate(_UNSTORABLE)


def one_line(words: object) -> str:
    """A name out of somebody's data: one line, not too long; empty for what is no text."""
    return " ".join(storable(words).split())[:_LONGEST_NAME] if isinstance(words, str) else ""


def written(messages: Iterable[Message]) -> tuple[str, tuple[Piece, ...]]:
    """The text of messages in their order, an empty line between two, and its pieces."""
    texts: list[str] = []
    pieces: list[Piece] = []
    at = 0
    for message in messages:
        aside = f", forwarded from {message.origin}" if message.origin else ""
        head = f"{message.who}, {message.moment:%H:%M}{aside}: "
        words = message.words.strip() + "\n\n"
        pieces.append(Piece("header", at, at + len(head)))
        at += len(head)
        role, who = ("forwarded", message.origin) if message.origin else ("new", message.who)
        pieces.append(
            Piece("forwarded" if role == "forwarded" else "new", at, at + len(words), who, message.moment, message.to)
        )
        at += len(words)
        texts += (head, words)
    return "".join(texts), tuple(pieces)
