"""A document as evidence: its sentences, and whom each of them is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from notesight import sentences
from notesight.closing import lexicon
from notesight.closing.words import content, words

_LONG = 260
"""A longer sentence (dictated, say) is taken in pieces, each of which begins with one of these words."""
_SEAM = re.compile(r"\s(?=(?:and|but|so|then|um|uh|anyway|also|oh)\b)", re.IGNORECASE)
_BACK = 3
"""From so many sentences before, in one paragraph, a sentence takes over whom it is about."""
_WRAPPED = 50
_AROUND = 240
_BREAK = re.compile(r"\n(?=\s*(?:[-*+•>#]\s*)?[A-Z0-9(\"'“‘])")
"""Where a line begins that may be a sentence of its own."""
_HARD = 100
"""A text with longer lines has not been broken by a program: each of its lines is its writer's."""


@dataclass(frozen=True)
class Passage:
    """One sentence ``text`` of a document at ``start``: whom it names, and whom it goes on about.

    ``promises``: an ask or a promise stands in it, so that it tells at least in part of what is to come.
    """

    text: str
    start: int
    end: int
    named: frozenset[str]
    carried: frozenset[str]
    before: str = ""
    promises: bool = False

    @cached_property
    def stems(self) -> frozenset[str]:
        """What it is about."""
        return content(self.text)

    @cached_property
    def around(self) -> frozenset[str]:
        """What the sentences just before it are about."""
        return content(self.before)

    @cached_property
    def automatic(self) -> bool:
        """Whether a program has written it."""
        return bool(lexicon.AUTOMATIC.search(self.text))

    @cached_property
    def greets(self) -> bool:
        """Whether it is no more than a greeting."""
        return bool(lexicon.GREETS.match(self.text))

    @cached_property
    def pays(self) -> bool:
        """Whether it tells that something was paid for."""
        return bool(lexicon.PAYS.search(self.text))

    @cached_property
    def follows(self) -> bool:
        """Whether it tells what may follow from something that was done: money, thanks, something that is so since then."""
        return self.pays or self.liked or self.since or bool(lexicon.HAS_IT.search(self.text))

    @cached_property
    def liked(self) -> bool:
        """Whether it tells what somebody makes of what they were given."""
        return bool(lexicon.LIKED.search(self.text))

    @cached_property
    def since(self) -> bool:
        """Whether it tells that something has come to be so."""
        return bool(lexicon.SINCE.search(self.text))

    @cached_property
    def withdraws(self) -> bool:
        """Whether it tells that something is wanted no longer."""
        return bool(lexicon.WITHDRAWS.search(self.text))

    @cached_property
    def said(self) -> frozenset[str]:
        """All its words."""
        return frozenset(words(self.text))


def passages(
    text: str,
    stretches: Iterable[tuple[int, int]],
    mentions: Sequence[tuple[int, int, str]],
    always: frozenset[str] = frozenset(),
    items: Sequence[tuple[int, int]] = (),
) -> list[Passage]:
    """The sentences of some stretches of a text.

    ``mentions`` are spans with a person's id; ``always`` are whom every sentence may be about: who wrote a mail, who got it.
    ``items`` are the spans of asks and promises.
    """
    found: list[Passage] = []
    at = 0
    those = sorted(mentions)
    for start, end in (piece for left, right in stretches for piece in _pieces(text, left, right)):
        while at < len(those) and those[at][1] <= start:
            at += 1
        named = frozenset(person for first, last, person in those[at : at + 64] if first < end and last > start)
        carried = frozenset(always)
        before = ""
        for n in range(1, _BACK + 1):
            if len(found) < n or not _goes_on(text, found[-n].end, found[1 - n].start if n > 1 else start):
                break
            carried |= found[-n].named
            before = f"{found[-n].text} {before}"
        promises = any(first < end and last > start for first, last in items)
        found.append(Passage(text[start:end], start, end, named, carried - named, before, promises))
    return found


def around(text: str, start: int, end: int) -> str:
    """The text around some words that tells what they are about: their line where its writer broke it, else a stretch."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND // 2)
    if _has_long_lines(text):
        first = max(first, text.rfind("\n", 0, start) + 1)
        stop = text.find("\n", end)
        last = min(last, stop) if stop >= 0 else last
    return f"{text[first:start]} {text[end:last]}"


@lru_cache(maxsize=8)
def _has_long_lines(text: str) -> bool:
    """Whether lines end where their writer broke them; kept, because all items of a text ask for it one after the other."""
    return max((len(line) for line in text.splitlines()), default=0) > _HARD


def _goes_on(text: str, end: int, start: int) -> bool:
    """Whether nothing but a blank, or a line that a program has broken, is between two sentences."""
    gap = text[end:start]
    if "\n" not in gap:
        return True
    line = text.rfind("\n", 0, end) + 1
    return gap.count("\n") == 1 and not gap.strip() and end - line >= _WRAPPED


def _lines(text: str, left: int, right: int) -> Iterable[tuple[int, int]]:
    """The sentences of a stretch; where its writer broke the lines, none goes on over one."""
    own = _has_long_lines(text[left:right])
    for start, end in sentences.cut(text, left, right):
        at = start
        for each in _BREAK.finditer(text, start, end) if own else ():
            yield at, each.start()
            at = each.end()
        yield at, end


def _pieces(text: str, left: int, right: int) -> Iterable[tuple[int, int]]:
    for start, end in _lines(text, left, right):
        if end - start <= _LONG:
            yield start, end
            continue
        at = start
        for seam in _SEAM.finditer(text, start, end):
            if seam.end() - at >= _LONG // 3:
                yield at, seam.start()
                at = seam.end()
        yield at, end
