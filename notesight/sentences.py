"""Sentences of any text, and which of them a reading made nothing of.

Rough on purpose, and the same for every extractor: a paragraph ends at an empty line, a line of a list stands alone, and a
sentence ends at a full stop, an exclamation or a question mark of any script. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from notesight.model import Document, Extraction

Place = tuple[int, int]
"""Half-open characters of a text."""

_SPOKEN = frozenset({"new", "quoted", "forwarded"})
"""The roles of parts in which somebody says something."""
_WRAPPED, _WRAPPED_WITHIN = 50, 25
"""A line of fewer letters was ended by its writer; of a longer one, perhaps, a program made two. Where the next begins with
a small letter, a shorter one tells as much."""
_ENDS = re.compile(r"[.!?…؟।။]+[\"'”’»)\]]*|[。！？]+[」』”’）]*")
_DENSE = frozenset("。！？")
"""Ends of sentences behind which no white space stands."""
_SHORT = re.compile(
    r"(?:\b(?:[^\W\d_]|mrs?|ms|dr|prof|st|no|nr|vs|etc|e\.g|i\.e|z\.b|d\.h|bzw|approx|inc|ltd|co|tel)"
    r"|(?<!\d)\d{1,2})\.$",
    re.IGNORECASE,
)
"""What a full stop stands behind without ending a sentence: an initial, a title, a number."""
_LIST = re.compile(r"\s*(?:[-*+•‣◦·–—>|#]|\d{1,3}[.)]|\[[ xX]?\])\s")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a document a reading made something of: its number of sentences, and those that gave nothing."""

    sentences: int
    silent: tuple[Place, ...]


def coverage(document: Document, extraction: Extraction) -> Coverage:
    """The sentences of a document's words, and which of them hold no word of any person or item.

    Headers, signatures and boilerplate are no sentences: nobody reads for facts there.
    """
    parts = [(part.start, part.end) for part in document.parts if part.role in _SPOKEN]
    if not document.parts:
        parts = [(0, len(document.text))]
    found = [place for start, end in parts for place in cut(document.text, start, end)]
    stated = [(item.start, item.end) for item in extraction.items]
    stated += [(each.start, each.end) for each in extraction.introductions]
    stated += [(each.start, each.end) for each in extraction.outcomes]
    stated += [(mention.start, mention.end) for person in extraction.people for mention in person.mentions]
    return Coverage(len(found), tuple(_untouched(found, stated)))


def _untouched(places: list[Place], stated: Iterable[Place]) -> Iterator[Place]:
    ends = [end for _, end in places]
    touched = set()
    for start, end in stated:
        n = bisect_left(ends, start + 1)
        while n < len(places) and places[n][0] < end:
            touched.add(n)
            n += 1
    return (place for n, place in enumerate(places) if n not in touched)


def cut(text: str, start: int, end: int) -> list[Place]:
    """The sentences of ``text[start:end]`` in order, without the white space around them; what has no letter is none."""
    found = []
    for left, right in _blocks(text, start, end):
        at = left
        for stop in _stops(text, left, right):
            found.append(_trimmed(text, at, stop))
            at = stop
        found.append(_trimmed(text, at, right))
    return [(left, right) for left, right in found if any(map(str.isalnum, text[left:right]))]


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    for each in _ENDS.finditer(text, start, end):
        if each[0][0] not in _DENSE and not text[each.end() : each.end() + 1].isspace():
            continue
        if each[0] != "." or not _SHORT.search(text, max(start, each.start() - 8), each.end()):
            yield each.end()


def _blocks(text: str, start: int, end: int) -> Iterator[Place]:
    """Lines that go on one from the other."""
    at = opened = start
    last: str | None = None
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop + 1
        line = text[at:stop]
        if last is not None and not _goes_on(last, line):
            yield opened, at
            opened = at
        last, at = line, stop
    if opened < end:
        yield opened, end


def _goes_on(last: str, line: str) -> bool:
    words, before = line.strip(), last.strip()
    if not words or not before or _LIST.match(line):
        return False
    return len(before) >= (_WRAPPED_WITHIN if words[0].islower() else _WRAPPED)


def _trimmed(text: str, start: int, end: int) -> Place:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
