"""Which of many texts stand out by how near they are to one in meaning: pure, and without a fixed bound.

How near "near" is differs from one model of embeddings to another: where one says 0.3 of two sentences about the same thing,
another says 0.8 of any two. So what counts is how far a text stands out from all others that were compared with the same one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

FEWEST = 5
"""Among fewer texts none can be said to stand out."""
_LEAST_APART = 0.1
"""And so much nearer than the middle, at the least."""
_LEAST_SPREAD = 0.02
_BEYOND_CHANCE = 1.0
_NORMAL = 1.4826
"""The standard deviation of a normal distribution over its median distance from the middle."""
_SMALL = 4.0
"""How much less a spread that was told from few texts is trusted."""


def standing_out(near: Sequence[float], *, most: int = 2) -> list[int]:
    """The places of those that stand out, the nearest first, at most ``most``; ``near`` are cosines with one text.

    One stands out that is further from the middle than the largest of so many would be by chance, and a standard deviation
    more. Middle and spread are medians, so that one that stands out does not hide another.
    """
    number = len(near)
    if number < FEWEST:
        return []
    middle = median(near)
    spread = _NORMAL * median(abs(value - middle) for value in near) * (1 + _SMALL / number)
    least = max(_LEAST_APART, max(_LEAST_SPREAD, spread) * (math.sqrt(2 * math.log(number)) + _BEYOND_CHANCE))
    order = sorted(range(number), key=lambda place: -near[place])
    return [place for place in order[:most] if near[place] - middle >= least]
