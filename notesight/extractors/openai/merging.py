"""What the pieces of a document gave, as the candidates of the whole: everything at its place, and nothing twice.

A piece begins with the last words of the one before, and so both may give what was said there. Two items of a kind whose
words are the same stretch of the text are one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from notesight.candidates import Candidates, Span
from notesight.extractors.openai import wire
from notesight.grounding import SAME
from notesight.model import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notesight.candidates import CandidateItem
    from notesight.extractors.openai.pieces import Piece
    from notesight.grounding import Haystack
    from notesight.model import Document


def placed(candidates: Candidates, document: Document, piece: Piece, haystack: Haystack) -> Candidates:
    """The candidates of one piece, their items with the span at which their words stand in it.

    The same words may stand in other pieces too: what is said here is meant here. Words that do not stand in the piece
    are left without a span.
    """
    start, end = piece[0].start, piece[-1].end
    taken: set[tuple[str, int]] = set()
    items = []
    for item in candidates.items:
        spans = haystack.find(item.quote, whole_words=True) or haystack.find(item.quote)
        spans = [span for span in spans if start <= span.start and span.end <= end]
        free = [span for span in spans if (item.kind, span.start) not in taken] or spans
        if item.part is not None and item.part < len(document.parts):
            since = document.parts[item.part].start  # a heading may stand for the parts that follow it too
            free = [span for span in free if span.start >= since] or free
        if free:
            taken.add((item.kind, free[0].start))
        items.append(replace(item, span=free[0] if free else None))
    return replace(
        candidates,
        items=tuple(items),
        introductions=tuple(
            replace(each, span=_within(haystack, each.quote, start, end)) for each in candidates.introductions
        ),
        outcomes=tuple(replace(each, span=_within(haystack, each.quote, start, end)) for each in candidates.outcomes),
    )


def _within(haystack: Haystack, quote: str, start: int, end: int) -> Span | None:
    spans = haystack.find(quote, whole_words=True) or haystack.find(quote)
    return next((span for span in spans if start <= span.start and span.end <= end), None)


def merged(pieces: Sequence[Candidates]) -> Candidates:
    """One out of the candidates of all pieces, whose items were :func:`placed`."""
    whole = wire.merge(pieces)
    if len(pieces) == 1:
        return whole
    kept: list[CandidateItem] = []
    before: list[int] = []
    for piece in pieces:
        here = []
        for item in piece.items:
            twin = _twin(item, before, kept)
            if twin is None:
                here.append(len(kept))
                kept.append(item)
            else:
                before.remove(twin)
                here.append(twin)
                kept[twin] = _fuller(kept[twin], item)
        before = here
    return replace(whole, items=tuple(kept))


def _twin(item: CandidateItem, earlier: Sequence[int], kept: Sequence[CandidateItem]) -> int | None:
    """The item of the piece before that is the same; of several, the one of the same person."""
    same = [n for n in earlier if kept[n].kind == item.kind and _overlap(kept[n].span, item.span)]
    same.sort(key=lambda n: fold(kept[n].by or "") != fold(item.by or ""))
    return same[0] if same else None


def _overlap(one: Span | None, other: Span | None) -> bool:
    if one is None or other is None:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > 0 and shared >= SAME * min(one.end - one.start, other.end - other.start)


def _fuller(one: CandidateItem, other: CandidateItem) -> CandidateItem:
    """Of two that are one, the one with more words, and from the other what it lacks: its own piece may have cut it."""
    if other.span and one.span and other.span.end - other.span.start > one.span.end - one.span.start:
        one, other = other, one
    return replace(one, by=one.by or other.by, to=one.to or other.to, due_text=one.due_text or other.due_text)
