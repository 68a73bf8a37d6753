"""A document cut into pieces that fit one call, and each piece laid out so that its text cannot be taken for ours.

Pieces end where parts end; a part that is too long by itself is cut between paragraphs, else lines, else
sentences, else words. A piece begins with the last words of the one before it once more, so that nothing is lost that
was said across the cut. Every line of ours inside the text begins with a mark that occurs nowhere in the document.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from notesight import sentences
from notesight.extractors.openai.plain import likeness, shown
from notesight.model import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from notesight.model import Document, Known

LIMIT = 12_000
"""Characters of a piece: about 3,000 tokens, which leaves room for the prompt in the smallest usual windows."""
OVERLAP = 400
"""Characters at most of a piece that the next one has once more: its last paragraph, else sentence, else words."""
_SAID_BEFORE = 6
"""Parts of a talk at most, half of them headers, that the next piece has once more."""
_LABEL = 120
_TALKS = frozenset({"chat", "call"})
"""Channels of documents in which people talk: many short parts, each behind a header with its speaker and its time."""
_INITIALS = 8
"""So few letters besides the speaker's name are no words: "PM", "Uhr"."""
_WORD = re.compile(r"[^\W\d_]+")
_ENDS = (re.compile(r"\n[ \t]*\n"), re.compile(r"\n"), re.compile(r"[.!?…]['\"”’)]*\s"), re.compile(r"\s"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """``text[start:end]`` of one part; ``number`` is what the model calls the part, counted from 1.

    With ``again``, the piece before had these words too.
    """

    number: int
    part: Part
    start: int
    end: int
    again: bool = False


Piece = tuple[Stretch, ...]


def cut(document: Document, limit: int = LIMIT, overlap: int = OVERLAP) -> list[Piece]:
    """The pieces of a document in order; blank parts are left out.

    Each has at most ``limit`` characters, and at its beginning up to ``overlap`` of the one before it.
    """
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
    if current:
        pieces.append(tuple(current))
    repeated = _last_parts if document.channel in _TALKS else _last_words
    most = min(overlap, limit // 4)
    return [(*(repeated(document.text, pieces[n - 1], most) if n else ()), *piece) for n, piece in enumerate(pieces)]


def place(piece: Piece) -> tuple[int, int]:
    """From where to where a piece reaches in the document, without what it has from the one before."""
    own = [stretch for stretch in piece if not stretch.again]
    return own[0].start, own[-1].end


def _last_parts(text: str, piece: Piece, most: int) -> Piece:
    """What was said last in a piece of a talk."""
    last: list[Stretch] = []
    for stretch in reversed(piece[-_SAID_BEFORE:]):
        most -= stretch.end - stretch.start
        if most < 0:
            break
        last.insert(0, replace(stretch, again=True))
    return tuple(last) or _last_words(text, piece, most + piece[-1].end - piece[-1].start)


def _last_words(text: str, piece: Piece, most: int) -> Piece:
    """The last paragraph of a piece if it is short enough, else its last sentence, else its last words."""
    last = piece[-1]
    end = len(text[: last.end].rstrip())
    first = max(last.start, end - most)
    if end <= first:
        return ()
    starts = [last.start] if first == last.start else []
    starts += [match.end() for match in _ENDS[0].finditer(text, first, end)]
    starts = starts[:1] or [start for start, _ in sentences.cut(text, last.start, end) if start >= first][-1:]
    starts = starts or [match.end() for match in _ENDS[-1].finditer(text, first, end)][:1]
    return (Stretch(last.number, last.part, starts[0], last.end, again=True),) if starts else ()


def lay_out(document: Document, piece: Piece, met: Iterable[str] = ()) -> tuple[str, str]:
    """The mark and the laid-out text of a piece. ``met`` are people of the earlier pieces.

    What a mail says of itself (subject, authors) comes from whoever wrote it, so it stands inside the marked text.
    """
    labels = [f"{what}: {_label(words)}" for what, words in _said_of(document) if words]
    if names := ", ".join(_label(name) for name in met):
        labels.append(f"people named earlier in this document: {names}")
    if document.known:
        labels.append("people whom the owner knows, and who may be meant:")
        labels += [f"k{n}: {_label(_introduced(known))}" for n, known in enumerate(document.known, start=1)]
    stretches = _joined(piece)
    talks = document.channel in _TALKS
    headings = list(_short_headings(document, stretches) if talks else map(_heading, stretches))
    mark = _mark(document.text, "\n".join([*labels, *filter(None, headings)]))
    lines = [f"{mark} {shown(label)}" for label in labels]
    for heading, stretch in zip(headings, stretches, strict=True):
        if heading is not None:
            lines += [f"{mark} {shown(heading)}"] if heading else []
            lines.append(shown(document.text[stretch.start : stretch.end].strip("\n")))
    return mark, "\n".join([*lines, f"{mark} end"])


def _said_of(document: Document) -> Iterator[tuple[str, str | None]]:
    yield "title", document.title
    yield "channel", document.channel


def _introduced(known: Known) -> str:
    return ", ".join(filter(None, (known.name, known.organization, known.email)))


def _joined(piece: Piece) -> Piece:
    """The stretches of a piece; words that are there again and go on in the same part are one stretch with the rest."""
    own = next(n for n, stretch in enumerate(piece) if not stretch.again)
    if own and piece[own - 1].number == piece[own].number:
        return (*piece[: own - 1], replace(piece[own], start=piece[own - 1].start), *piece[own + 1 :])
    return piece


def _short_headings(document: Document, stretches: Piece) -> Iterator[str | None]:
    """What stands over each stretch of a talk: speaker and time, as far as they are others than before.

    Nothing stands over words that the same person says in the same minute. The document's own line with speaker and time
    is left out, which is ``None``: the heading says the same.
    """
    before = when = ""
    for stretch in stretches:
        part = stretch.part
        if part.role != "new" or not str(part.author):
            if part.role == "header" and _is_label(document, stretch):
                yield None
            else:
                yield _heading(stretch)
                before = when = ""
            continue
        who, moment = _label(str(part.author)), _moment(document, part)
        said = [who] * (who != before) + [moment] * (bool(moment) and moment != when)
        yield f"part {stretch.number}: {', '.join(said)}" if said else ""
        before, when = who, moment


def _is_label(document: Document, stretch: Stretch) -> bool:
    """Whether a header says no more than who speaks next, and when."""
    if stretch.number >= len(document.parts):
        return False
    speaker = set(_WORD.findall(str(document.parts[stretch.number].author).casefold()))
    words = _WORD.findall(document.text[stretch.start : stretch.end].casefold())
    return bool(speaker) and sum(len(word) for word in words if word not in speaker) <= _INITIALS


def _moment(document: Document, part: Part) -> str:
    """The time of day at which something was said, with its day when that is another than the document's."""
    if part.date is None:
        return ""
    day = f"{part.date:%Y-%m-%d}" if part.date.date() != document.date else ""
    clock = f"{part.date:%H:%M}" if part.date.hour or part.date.minute else ""
    return f"{day} {clock}".strip()


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
