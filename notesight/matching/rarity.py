"""How much it tells that two texts share a word: "cassettes" much, "house" little.

``words.txt`` says of the words of our own texts (``training/data``) in how many of them each stands; ``training/rarity.py``
writes it. A word that is not there is rare.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("words.txt")
_COMMON, _SPAN = 2.5, 4.0
"""From which inverse document frequency (natural logarithm) on a word tells something, and how much more makes it tell 1."""
_UNHEARD = 1


@cache
def rarity(word: str) -> float:
    """From 0 for a word that stands in every tenth text to 1.2 for one that hardly anybody says."""
    texts, counts = _counts()
    return max(0.0, (math.log(texts / (1 + counts.get(word, _UNHEARD))) - _COMMON) / _SPAN)


@cache
def _counts() -> tuple[int, Mapping[str, int]]:
    counts: dict[str, int] = {}
    head, *lines = _TABLE.read_text(encoding="utf-8").splitlines()
    for line in lines:
        number, _, words = line.partition(": ")
        counts |= dict.fromkeys(words.split(), int(number))
    return int(head.split()[0]), counts
