"""Which lines a mail program broke, so that a sentence goes on in the next one, and which the writer ended."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import Final

from notesight.extractors.offline.lexicon.tables import DANGLING

PREFIX: Final = re.compile(r"[ \t>]*")
"""What stands before a line: room, and the marks of what is quoted."""
BULLET: Final = re.compile(
    r"(?:[-*+•‣◦·–—]|\d{1,2}[.)]|\(\d{1,2}\)|[a-z]\)|->|→"
    r"|\d{1,2}(?=[ \t]+(?!Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Z]))[ \t]+"
)
"""What begins an item of a list."""
_WIDE: Final = 40
"""No program breaks lines that are shorter."""
_WIDEST: Final = 110
_LOOSE: Final = 8
_FEW: Final = 3
_FLOWED: Final = 50
"""A line at least so long that ends in a space was broken by a mail program (RFC 3676)."""
_MOSTLY: Final = 0.7


def margins(text: str, lines: list[tuple[int, int]]) -> list[int]:
    """For each line the width at which the lines around it were broken: of the whole part, or else of its paragraph."""
    whole = _margin(text, lines)
    if whole:
        return [whole] * len(lines)
    found: list[int] = []
    for filled, group in groupby(lines, key=lambda line: bool(text[line[0] : line[1]].strip("> \t"))):
        paragraph = list(group)
        found += [_margin(text, paragraph) if filled else 0] * len(paragraph)
    return found


def _margin(text: str, lines: list[tuple[int, int]]) -> int:
    """The width at which the writer's program broke the lines, 0 when the writer did.

    A program breaks a line only where the next word had no place any more; a person breaks it where a thing is said.
    """
    pairs = [
        (right - left, below)
        for (left, right), below in pairwise(lines)
        if text[left:right].strip() and text[below[0] : below[1]].strip() and not _starts_anew(text, *below)
    ]
    if not pairs:
        return 0
    width = sorted(size for size, _ in pairs)[int(len(pairs) * 0.9)]
    if not _WIDE <= width <= _WIDEST or any(
        right - left > width + _LOOSE and " " in text[left:right] for left, right in lines
    ):
        return 0
    full = [below for size, below in pairs if size + 1 + _first_word(text, *below) > width - 2]
    if len(pairs) < _FEW:
        return width if len(full) == len(pairs) and not any(text[left].isupper() for left, _ in full) else 0
    return width if len(full) >= _MOSTLY * len(pairs) else 0


def _first_word(text: str, left: int, right: int) -> int:
    """The length of a line's first word."""
    words = text[left:right].split(None, 1)
    return len(words[0]) if words else 0


def _starts_anew(text: str, left: int, right: int) -> bool:
    at = PREFIX.match(text, left, right).end()  # type: ignore[union-attr]
    return bool(BULLET.match(text, at, right)) or text[at : at + 1] in ("#", "|", "")


def begin_large(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether lines begin with a capital where something new begins: then one that does not goes on."""
    begins = [text[left] for left, right in lines if right > left and text[left].isalpha()]
    return sum(each.isupper() for each in begins) > 0.6 * len(begins)


def goes_on(text: str, previous: tuple[int, int], line: tuple[int, int], margin: int, *, capitals: bool) -> bool:
    """Whether a line continues the one above it.

    ``margin`` is the width at which a program broke the lines around it (0: not known), ``capitals`` says whether
    lines begin large where something new begins.
    """
    size = previous[1] - previous[0]
    if margin:
        return size + 1 + _first_word(text, *line) > margin - 2
    first = text[line[0]]
    last = text[previous[1] - 1 : previous[1]]
    if (last == " " and size >= _FLOWED) or _dangles(text, previous):
        return True
    return capitals and (first.islower() or first in "(&") and size >= 50 and last not in ".!?:"


def _dangles(text: str, line: tuple[int, int]) -> bool:
    """Whether a line of some length ends in a word after which a sentence cannot end."""
    words = text[line[0] : line[1]].split()
    return len(words) > _FEW and words[-1].casefold() in DANGLING
