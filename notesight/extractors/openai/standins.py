"""Invented names, addresses and numbers that stand in for real ones: of the same sort, and never words of the text.

The order is fixed, so that the same document gets the same stand-ins; nothing of the real name goes into its stand-in.
"""

from __future__ import annotations

import hashlib
from itertools import chain, islice, product
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Sort = Literal["woman", "man", "given", "family", "name", "letters"]
"""What a word is: a given name (of women, of men, of both), a family name, another name (a firm, a place), initials."""

_WOMEN = (
    "Alma Berit Clara Dalia Elena Flora Gilda Hedda Irma Jolanda Kaisa Linnea Martina Ottilie Paula Romy Sabine "
    "Tilda Undine Vera Wanda Xenia Yvette Zelda Amalia Beatrix Celeste Delphine Estella Fabia"
)
_MEN = (
    "Anton Bruno Conrad Detlef Emil Fabian Gustav Hector Ivo Jasper Klaus Lorenz Marek Nestor Oskar Pascal Quentin "
    "Rainer Stefan Tobias Ulrich Viktor Waldo Xaver Yorick Zeno Adrian Bastian Claudio Damian"
)
_EITHER = "Robin Kim Sasha Noor Ari Remy Lou Skyler Marlo Quinn Ellis Rowan Jules Tatum Blair Kendall Lennox Sidney"
_FAMILY = (
    "Ald Bex Crom Dun Ever Fal Garn Hox Ing Jar Kest Lam Mor Nor Ox Pen Rad Sed Thorn Ulv Wen Yar".split(),
    "bury combe den ford gate ham ington ley more nell ock pole ridge stead thorpe vane well wick worth yard".split(),
)
_NAMES = (
    "Bra Cal Dor Esk Fen Gal Hel Ist Jor Kel Lor Mav Nir Orb Pel Qua Ros Sel Tar Umb Vel Wex Yel Zan".split(),
    "adine alto anda arix elta enco essa imer indo ista ivia olin onda oria ovar umet".split(),
)
_TRIES = 40
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ"


class StandIns:
    """Gives out stand-ins for one document. ``taken`` is all of its words, folded: no stand-in stands in it."""

    def __init__(self, taken: str) -> None:
        self._taken = taken
        self._given: set[str] = set()
        self._supply: dict[Sort, Iterator[str]] = {
            "woman": chain(_WOMEN.split(), _made("a")),
            "man": chain(_MEN.split(), _made("us")),
            "given": chain(_EITHER.split(), _made("i")),
            "family": _spread(*_FAMILY),
            "name": _spread(*_NAMES),
        }
        self._numbers = 0

    def word(self, sort: Sort, like: str) -> str:
        """An invented word of a sort, with a capital; ``like`` gives initials their length."""
        if sort == "letters":
            return self._free(_initials(len(like)))
        return self._free(self._supply[sort])

    def number(self, like: str) -> str:
        """A telephone number, a postcode or the like of the same shape: other digits, other capitals.

        In a text that holds all house numbers there are, another one than the real one has to do.
        """
        tries = [word for word in islice(self._shaped(like), _TRIES) if word != like]
        free = (word for word in tries if word.casefold() not in self._taken and word.casefold() not in self._given)
        word = next(free, tries[0])
        self._given.add(word.casefold())
        return word

    def numbered(self, stem: str, tail: str) -> str:
        """``stem`` and ``tail`` with a number between them where the two alone are given out already."""
        return self._free(chain([stem + tail], (f"{stem}{n}{tail}" for n in range(2, 1_000_000))))

    def _free(self, supply: Iterator[str]) -> str:
        for word in supply:
            low = word.casefold()
            if low not in self._taken and low not in self._given:
                self._given.add(low)
                return word
        raise AssertionError("the supply of stand-ins does not end")

    def _shaped(self, like: str) -> Iterator[str]:
        while True:
            self._numbers += 1
            noise = hashlib.sha256(str(self._numbers).encode()).digest()
            pairs = zip(like, noise * (len(like) // len(noise) + 1), strict=False)
            yield "".join(_other(character, byte) for character, byte in pairs)


def _other(character: str, byte: int) -> str:
    if character.isdigit():
        return str(byte % 10)
    return _CONSONANTS[byte % len(_CONSONANTS)] if character.isalpha() else character


def _spread(heads: list[str], tails: list[str]) -> Iterator[str]:
    """Every head with every tail, neighbours unlike in both; then ever longer ones."""
    for turn in range(len(tails)):
        for place, head in enumerate(heads):
            yield head + tails[(turn + place) % len(tails)]
    for word in _spread(heads, tails):
        yield from (head + word.lower() for head in heads)


def _made(ending: str) -> Iterator[str]:
    for word in _spread(*_NAMES):
        yield word + ending


def _initials(length: int) -> Iterator[str]:
    for size in range(max(2, length), 12):
        for letters in product(_CONSONANTS, repeat=size):
            yield "".join(reversed(letters))
