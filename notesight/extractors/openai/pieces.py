"""A document cut into pieces that fit one call, and each piece laid out so that its text cannot be taken for ours.

Pieces end where parts end; a part that is too long by itself is cut between paragraphs, else lines, else
sentences, else words. Every line of ours inside the text begins with a mark that occurs nowhere in the document.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from notesight.extractors.openai.plain import likeness, shown
from notesight.model import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from notesight.model import Document

LIMIT = 12_000
"""Characters of a piece: about 3,000 tokens, which leaves room for the prompt in the smallest usual windows."""
_LABEL = 120
_ENDS = (re.compile(r"\n[ \t]*\n"), re.compile(r"\n"), re.compile(r"[.!?…]['\"”’)]*\s"), re.compile(r"\s"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """``text[start:end]`` of one part; ``number`` is what the model calls the part, counted from 1."""

    number: int
    part: Part
    start: int
    end: int


Piece = tuple[Stretch, ...]


def cut(document: Document, limit: int = LIMIT) -> list[Piece]:
    """The pieces of a document in order, each of at most ``limit`` characters; blank parts are left out."""
    pieces: list[Piece] = []
    current: list[Stretch] = []
    size = 0
    for stretch in _stretches(document, limit):
        length = stretch.end - stretch.start
        if current and size + length > limit:
            pieces.append(tuple(current))
            current, size = [], 0
        current.append(stretch)
        size += length
    return [*pieces, tuple(current)] if current else pieces


def lay_out(document: Document, piece: Piece, met: Iterable[str] = ()) -> tuple[str, str]:
    """The mark and the laid-out text of a piece. ``met`` are people of the earlier pieces.

    What a mail says of itself (subject, authors) comes from whoever wrote it, so it stands inside the marked text.
    """
    labels = [f"{what}: {_label(words)}" for what, words in _said_of(document) if words]
    if names := ", ".join(_label(name) for name in met):
        labels.append(f"people named earlier in this document: {names}")
    headings = [_heading(stretch) for stretch in piece]
    mark = _mark(document.text, "\n".join([*labels, *headings]))
    lines = [f"{mark} {shown(label)}" for label in labels]
    for heading, stretch in zip(headings, piece, strict=True):
        lines += [f"{mark} {shown(heading)}", shown(document.text[stretch.start : stretch.end].strip("\n"))]
    return mark, "\n".join([*lines, f"{mark} end"])


def _said_of(document: Document) -> Iterator[tuple[str, str | None]]:
    yield "title", document.title
    yield "channel", document.channel


def _stretches(document: Document, limit: int) -> Iterator[Stretch]:
    parts = document.parts or (Part("new", 0, len(document.text)),)
    for number, part in enumerate(parts, start=1):
        start = part.start
        while start < part.end:
            end = _end(document.text, start, part.end, limit)
            if document.text[start:end].strip():
                yield Stretch(number, part, start, end)
            start = end


def _end(text: str, start: int, stop: int, limit: int) -> int:
    if stop - start <= limit:
        return stop
    for end in _ENDS:
        # the first half of the window is no place to cut: it would leave crumbs
        found = [match.end() for match in end.finditer(text, start + limit // 2, start + limit)]
        if found:
            return found[-1]
    return start + limit


def _heading(stretch: Stretch) -> str:
    part = stretch.part
    words = [f"part {stretch.number}: {part.role}"]
    if str(part.author):
        words.append(f"by {_label(str(part.author))}")
    if part.date is not None:
        words.append(f"on {part.date:%Y-%m-%d (%A)}")
    if stretch.start > part.start:
        words.append("continued")
    return ", ".join(words)


def _label(text: str) -> str:
    return " ".join(text.split())[:_LABEL]


def _mark(text: str, labels: str) -> str:
    """The same document gets the same mark, so that the same request can be recognised; no document holds its own.

    Nor anything that looks like it; and it is too long for somebody to search for a text that gets a mark of their choice.
    """
    seed = text
    looks = likeness(f"{text}\n{labels}")
    while True:
        seed = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()
        if seed[:16] not in looks:
            return f"[{seed[:16]}]"
