"""The word lists of the embedded extractor: given names, family names and ordinary English words, read once.

``given.txt`` holds names of many languages that are no English word, ``given_words.txt`` those that are one
("Grace", "Will"), ``surnames.txt`` family names that are neither. ``words.txt`` are the ordinary words of English
that a dictionary writes small (spelling after SCOWL). All are folded: small letters, no accents.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from unicodedata import combining, normalize

_STROKES = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "ß": "ss", "ə": "e", "’": "'"})


@cache
def _load(name: str) -> frozenset[str]:
    return frozenset(files(__package__).joinpath(name).read_text(encoding="utf-8").split())


def given() -> frozenset[str]:
    """Given names that are hardly ever anything else."""
    return _load("given.txt")


def given_words() -> frozenset[str]:
    """Given names that are ordinary words, months or places too, and need a witness in the text."""
    return _load("given_words.txt")


def women() -> frozenset[str]:
    """Given names that only women have, as good as always."""
    return _load("women.txt")


def men() -> frozenset[str]:
    """Given names that only men have, as good as always."""
    return _load("men.txt")


def surnames() -> frozenset[str]:
    """Family names that are neither given names nor ordinary words."""
    return _load("surnames.txt")


def words() -> frozenset[str]:
    """Ordinary words of English."""
    return _load("words.txt")


def fold(word: str) -> str:
    """A word for looking up: small letters, no accents, straight apostrophes."""
    if word.isascii():
        return word.lower()
    small = word.casefold().translate(_STROKES)
    return "".join(c for c in normalize("NFD", small) if not combining(c))
