"""The sentences beside a quote that tell what it is about: of the same paragraph, two before and one behind."""

from __future__ import annotations

import re

from notesight.sentences import cut

_BREAK = re.compile(
    r"\n\s*\n|\n(?=\s*(?:[-*+•‣◦·–—>#]|\d{1,3}[.)]|\[[ xX]?\])\s)|\n(?=\S{1,20}:\s)|\n(?=[^\n.!?]{1,60}\s[–—-]\s)"
)
"""Where a paragraph or a line of a list begins: an empty line, a mark, a name with a colon or a dash."""
_BEFORE, _BEHIND = 320, 220
"""Characters that are looked at."""


def around(text: str, start: int, end: int) -> str:
    """The words beside ``text[start:end]`` in its paragraph or its line of a list; empty where it stands alone."""
    low, high = max(0, start - _BEFORE), min(len(text), end + _BEHIND)
    for found in _BREAK.finditer(text, low, start):
        low = found.end()
    if broken := _BREAK.search(text, end, high):
        high = broken.start()
    places = list(cut(text, low, high))
    before = [text[one:other] for one, other in places if other <= start][-2:]
    behind = [text[one:other] for one, other in places if one >= end][:1]
    beside = [text[one:start] + " " + text[end:other] for one, other in places if one < end and other > start]
    return " ".join(" ".join([*before, *beside, *behind]).split())
