"""A small language for word patterns, found in one pass over the tokens by their first word.

A pattern is words with a space between: ``looking|hunting for``. ``?word`` may be missing, ``*`` stands for
up to three words of any kind, ``<i>`` and the like for a class of :data:`CLASSES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from notesight.extractors.offline.lexicon.cues import CLASSES, CUES, Cue

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP: Final = 3


class Element(NamedTuple):
    """One place of a pattern: the words that may stand there (``None``: any), and whether it may be left out."""

    words: frozenset[str] | None
    optional: bool


class Hit(NamedTuple):
    """A cue found at ``norms[start:stop]``."""

    cue: Cue
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Table:
    """Patterns by the words that they may begin with."""

    by_first: dict[str, tuple[tuple[Cue, tuple[Element, ...]], ...]]


@cache
def table() -> Table:
    """All cues, compiled once."""
    index: dict[str, list[tuple[Cue, tuple[Element, ...]]]] = {}
    for cue in CUES:
        elements = _compiled(cue.pattern)
        first = elements[0].words
        assert first is not None, "a pattern begins with a word"
        for word in first:
            index.setdefault(word, []).append((cue, elements))
    return Table({word: tuple(rows) for word, rows in index.items()})


def hits(norms: Sequence[str], start: int, stop: int) -> list[Hit]:
    """Every cue in ``norms[start:stop]``, in order of its first word."""
    found: list[Hit] = []
    index = table().by_first
    for place in range(start, stop):
        for cue, elements in index.get(norms[place], ()):
            end = _match(norms, elements, 0, place, stop)
            if end:
                found.append(Hit(cue, place, end))
    return found


def _compiled(pattern: str) -> tuple[Element, ...]:
    elements = []
    for piece in pattern.split():
        if piece == "*":
            elements.append(Element(None, optional=True))
            continue
        optional = piece.startswith("?") and len(piece) > 1
        names = piece[1:] if optional else piece
        words: set[str] = set()
        for name in names.split("|"):
            words |= CLASSES.get(name, {name})
        elements.append(Element(frozenset(words), optional))
    return tuple(elements)


def _match(norms: Sequence[str], elements: Sequence[Element], number: int, place: int, stop: int) -> int:
    """Where the elements from ``number`` on, laid at ``place``, come to an end; 0 when they do not fit."""
    while number < len(elements):
        words, optional = elements[number]
        if words is None:
            for skip in range(_GAP + 1):
                end = _match(norms, elements, number + 1, place + skip, stop)
                if end:
                    return end
            return 0
        if place < stop and norms[place] in words:
            if optional:
                end = _match(norms, elements, number + 1, place + 1, stop)
                if end:
                    return end
                number += 1
                continue
            place += 1
        elif not optional:
            return 0
        number += 1
    return place
