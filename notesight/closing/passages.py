"""A document as evidence: its sentences, and whom each of them is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, TypeVar, overload

from notesight import sentences
from notesight.closing import lexicon
from notesight.closing.words import content, stem, words

T = TypeVar("T")
_KEPT = 8192
"""So many sentences are remembered: a document is judged of many items, and of others when it comes again."""
_LONG = 260
"""A longer sentence (dictated, say) is taken in pieces, each of which begins with one of these words."""
_SEAM = re.compile(r"\s(?=(?:and|but|so|then|um|uh|anyway|also|oh)\b)", re.IGNORECASE)
_BACK = 3
"""From so many sentences before, in one paragraph, a sentence takes over whom it is about."""
_SHORT = 20_000
"""A longer text is cut into sentences each time, so that few long ones do not fill the memory."""
_WRAPPED = 50
_AROUND = 240
_BREAK = re.compile(r"\n(?=\s*(?:[-*+•>#]\s*)?[A-Z0-9(\"'“‘])")
"""Where a line begins that may be a sentence of its own."""
_HARD = 100
"""A text with longer lines has not been broken by a program: each of its lines is its writer's."""


class OfText(Generic[T]):
    """A property of a passage that its text alone decides: worked out once, wherever and how often the sentence stands."""

    def __init__(self, of: Callable[[str], T]) -> None:
        self._of = lru_cache(maxsize=_KEPT)(of)
        self.__doc__ = of.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, passage: None, owner: type) -> OfText[T]: ...
    @overload
    def __get__(self, passage: Passage, owner: type) -> T: ...
    def __get__(self, passage: Passage | None, owner: type) -> T | OfText[T]:
        if passage is None:
            return self
        value = passage.__dict__[self._name] = self._of(passage.text)
        return value


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

    @OfText
    def stems(text: str) -> frozenset[str]:  # noqa: N805
        """What it is about."""
        return content(text)

    @cached_property
    def around(self) -> frozenset[str]:
        """What the sentences just before it are about."""
        return content(self.before)

    @OfText
    def automatic(text: str) -> bool:  # noqa: N805
        """Whether a program has written it."""
        return bool(lexicon.AUTOMATIC.search(text))

    @OfText
    def greets(text: str) -> bool:  # noqa: N805
        """Whether it is no more than a greeting."""
        return bool(lexicon.GREETS.match(text))

    @OfText
    def pays(text: str) -> bool:  # noqa: N805
        """Whether it tells that something was paid for."""
        return bool(lexicon.PAYS.search(text))

    @cached_property
    def follows(self) -> bool:
        """Whether it tells what may follow from something that was done: money, thanks, something that is so since then."""
        return self.pays or self.liked or self.since or bool(lexicon.HAS_IT.search(self.text))

    @OfText
    def liked(text: str) -> bool:  # noqa: N805
        """Whether it tells what somebody makes of what they were given."""
        return bool(lexicon.LIKED.search(text))

    @OfText
    def since(text: str) -> bool:  # noqa: N805
        """Whether it tells that something has come to be so."""
        return bool(lexicon.SINCE.search(text))

    @OfText
    def withdraws(text: str) -> bool:  # noqa: N805
        """Whether it tells that something is wanted no longer."""
        return bool(lexicon.WITHDRAWS.search(text))

    @OfText
    def said(text: str) -> frozenset[str]:  # noqa: N805
        """All its words."""
        return frozenset(words(text))

    @OfText
    def forms(text: str) -> frozenset[str]:  # noqa: N805
        """The stems of all its words."""
        return frozenset(map(stem, words(text)))


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
    spans = tuple(stretches)
    for start, end, back, before in (
        _sentences(text, spans) if len(text) <= _SHORT else _sentences.__wrapped__(text, spans)
    ):
        while at < len(those) and those[at][1] <= start:
            at += 1
        named = set()
        for first, last, person in those[at : at + 64]:
            if first >= end:
                break
            if last > start:
                named.add(person)
        carried = always.union(*(each.named for each in found[len(found) - back :]))
        promises = any(first < end and last > start for first, last in items)
        found.append(
            Passage(
                text[start:end], start, end, frozenset(named), carried - named if named else carried, before, promises
            )
        )
    return found


@lru_cache(maxsize=512)
def _sentences(text: str, stretches: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int, int, str], ...]:
    """Where the sentences of some stretches stand, from how many before it each takes over whom it is about, and these."""
    found: list[tuple[int, int, int, str]] = []
    for start, end in (piece for left, right in stretches for piece in _pieces(text, left, right)):
        back, before = 0, ""
        for n in range(1, _BACK + 1):
            if len(found) < n or not _goes_on(text, found[-n][1], found[1 - n][0] if n > 1 else start):
                break
            back, before = n, f"{text[found[-n][0] : found[-n][1]]} {before}"
        found.append((start, end, back, before))
    return tuple(found)


def around(text: str, start: int, end: int) -> str:
    """The text around some words that tells what they are about: their line where its writer broke it, else a stretch."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND // 2)
    if _has_long_lines(text):
        first = max(first, text.rfind("\n", 0, start) + 1)
        stop = text.find("\n", end)
        last = min(last, stop) if stop >= 0 else last
    return f"{text[first:start]} {text[end:last]}"


@lru_cache(maxsize=64)
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
