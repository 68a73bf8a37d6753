"""Ways to say something, as patterns over a line of words, each sought only where words stand that it cannot do without.

The words of a line are parted by single spaces; a break ``¦`` opens each of its blocks. A part of a document is one line
of hundreds of words, and there are a hundred ways to say things: most of them are nowhere near it. So the words that a
pattern always has are taken from the pattern itself, and it is compiled, and matched, where a block has them.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BREAK: Final = "¦"
_BREAK: Final = re.compile(rf"(?:(?<= )|^){BREAK}(?= |$)")
_BIT: Final = re.compile(r"\\.|\[\^?\]?[^\]]*\]|[()]|[^\\\[()]+")
_QUANTIFIER: Final = re.compile(r"(?:[?*+]|\{[\d,]+\})\??")
_GROUP: Final = re.compile(r"\((?:\?:|\?P<\w+>)((?:[\w' é&+|⟨⟩-]|(?<=\w)\?)+)\)")
_NAME: Final = "⟨⟩"
"""Stands for any name, as it is written in a line (``⟨3⟩``) and in a pattern."""
_ANY_NAME: Final = r"⟨\d+⟩"
_WORD: Final = re.compile(r"(?<![^ ])[\w'-]+(?![^ ])")
_OPEN: Final = re.compile(r"\((?:\?:|\?P<\w+>|\?=) ")


class Wording:
    """One way to say something; ``across``: what it matches may go on behind the break between two blocks."""

    def __init__(self, source: str, *, across: bool = False) -> None:
        self.source = source
        self.across = across

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, which begins and ends with a whole word."""
        return re.compile(rf"(?:(?<= )|^){self.source}(?= |$)")

    @cached_property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Sets of words: whatever it matches has one word of each. None when that cannot be told."""
        return _needs(self.source)


class _Block(NamedTuple):
    """``said[start:end]`` are the words of a block, with the break behind it."""

    start: int
    end: int
    words: frozenset[str]


class Wordings:
    """Many ways to say something, sought in one line together."""

    def __init__(self, those: Iterable[Wording]) -> None:
        self._those = tuple(those)

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        """For a word, the wordings that may stand around it: each by those of its needs that fewest others have."""
        common = Counter(word for each in self._those for need in each.needs for word in need)
        found: dict[str, list[int]] = {}
        for number, each in enumerate(self._those):
            if each.needs and not each.across:
                for word in min(each.needs, key=lambda need: max(common[word] for word in need)):
                    found.setdefault(word, []).append(number)
        return found

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._by_word)

    @cached_property
    def _anywhere(self) -> list[int]:
        """The wordings that are sought in the whole line."""
        return [number for number, each in enumerate(self._those) if each.across or not each.needs]

    def matches(self, said: str) -> Iterator[tuple[int, re.Match[str]]]:
        """What stands in a line: the number of the wording and the match, by their numbers and then as in the line."""
        places: dict[int, list[_Block]] = {}
        whole, blocks = _cut(said)
        for block in blocks:
            for number in {number for word in self._words & block.words for number in self._by_word[word]}:
                if _has(block, self._those[number]):
                    places.setdefault(number, []).append(block)
        for number in self._anywhere:
            if _has(whole, self._those[number]):
                places[number] = [whole]
        for number, here in sorted(places.items()):
            for block in here:
                for match in self._those[number].pattern.finditer(said, block.start, block.end):
                    yield number, match


def _has(block: _Block, wording: Wording) -> bool:
    for need in wording.needs:  # noqa: SIM110 - asked ten thousand times of a long note, where a generator costs more
        if block.words.isdisjoint(need):
            return False
    return True


@lru_cache(maxsize=1)  # one line is asked for introductions, for hosts and for outcomes
def _cut(said: str) -> tuple[_Block, list[_Block]]:
    """The whole line, and its blocks."""
    breaks = [-1, *(match.start() for match in _BREAK.finditer(said)), len(said)]
    return _block(said, 0, len(said), len(said)), [
        _block(said, before + 1, after, min(after + 1, len(said)))
        for before, after in pairwise(breaks)
        if before + 1 < after
    ]


def _block(said: str, start: int, stop: int, end: int) -> _Block:
    words = said[start:stop].split(" ")
    if said.find("⟨", start, stop) >= 0:
        words.append(_NAME)
    return _Block(start, end, frozenset(words))


# --- what a pattern cannot do without ------------------------------------------------------------------------------


class _Piece(NamedTuple):
    """A stretch of a pattern outside of all groups, or a whole group; an ``optional`` one may be left out."""

    text: str
    group: bool
    optional: bool = False


def _needs(source: str) -> tuple[frozenset[str], ...]:
    pieces = _pieces(source)
    if any("|" in piece.text for piece in pieces if not piece.group):
        return ()
    found: list[frozenset[str]] = []
    for n, piece in enumerate(pieces):
        begins, ends = _parted(pieces[:n][::-1]), _parts(pieces[n + 1 :])
        if not piece.group:
            words = _WORD.finditer(piece.text)
            found += [
                frozenset({match.group()})
                for match in words
                if (match.start() > 0 or begins) and (match.end() < len(piece.text) or ends)
            ]
        elif (
            not piece.optional and begins and ends and (plain := _GROUP.fullmatch(piece.text.replace(_ANY_NAME, _NAME)))
        ):
            found.append(frozenset(form for each in plain[1].split("|") for form in _forms(each.split()[0])))
    return tuple(found)


def _forms(word: str) -> Iterator[str]:
    """A word with and without a letter that may be left out: "friends?"."""
    head, optional, tail = word.partition("?")
    if not optional:
        yield word
        return
    for rest in _forms(tail):
        yield head + rest
        yield head[:-1] + rest


def _parted(before: Sequence[_Piece]) -> bool:
    """Whether a word begins behind these pieces, the nearest first."""
    for piece in before:
        if not piece.group:
            return piece.text.endswith(" ")
        if not piece.text.endswith(" )"):
            return False
        if not piece.optional:
            return True
    return True


def _parts(behind: Sequence[_Piece]) -> bool:
    """Whether a word ends before these pieces."""
    for piece in behind:
        if not piece.group:
            return piece.text.startswith(" ")
        if not _OPEN.match(piece.text):
            return False
        if not piece.optional:
            return True
    return True


def _pieces(source: str) -> list[_Piece]:
    found: list[_Piece] = []
    depth, text = 0, ""
    for match in _BIT.finditer(source):
        bit = match.group()
        if bit == "(" and depth == 0 and text:
            found.append(_Piece(text, group=False))
            text = ""
        if not text and not depth and found and found[-1].group and (repeated := _QUANTIFIER.match(bit)):
            found[-1] = found[-1]._replace(optional=True)
            bit = bit[repeated.end() :]
        text += bit if depth or not bit.startswith(("\\", "[")) else "\0"
        depth += (bit == "(") - (bit == ")")
        if bit == ")" and depth == 0:
            found.append(_Piece(text, group=True))
            text = ""
    return [*found, _Piece(text, group=False)] if text else found
