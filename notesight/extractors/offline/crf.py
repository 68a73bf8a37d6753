"""Weigh features with a conditional random field that CRFsuite has trained: how probable is each label at each place.

CRFsuite's own tagger copies every name of a feature into C and looks it up there, at every place anew. Here what names
weigh that often come together is remembered, and of names made of two only those are put together that the model knows.
The models are the files that CRFsuite writes: ``FEAT`` holds the weights, ``CQDB`` the names with their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache, lru_cache
from math import exp
from operator import mul
from struct import Struct, error, unpack_from
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

Row = tuple[float, ...]
"""A number for each label."""
Source = Callable[[Any], Iterable[str]]
"""What gives names of features for a key: the same ones for the same key."""
Shown = Sequence[tuple[Source, Iterable[Hashable]]]
"""What is to be seen at a place: sources with the keys to ask them for."""


def by_name(shown: Shown) -> list[str]:
    """What is to be seen name by name, in order: as a model is trained."""
    return [name for source, keys in shown for key in keys for name in source(key)]


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_HEADER: Final = Struct("<4sI4sI8I")
_NAMES: Final = Struct("<4s5I")
_LIST: Final = Struct("<4sII")
_WEIGHT: Final = Struct("<3Id")
_OF_NAME: Final = 0
"""The sort of a weight that a name has for a label; the others are of a label after a label."""
_MOST_REMEMBERED: Final = 8_000
"""Of one source; there are some twenty, and most of them have fewer keys than this."""
_FEW: Final = 2_000
_THREE: Final = 3


def crossed(left: Iterable[str], sign: str, right: Sequence[str]) -> list[str]:
    """Names made of two: each one of ``left`` with each one of ``right``, ``sign`` between them."""
    return [f"{one}{sign}{two}" for one in left for two in right]


class Field:
    """A trained model: its labels, and what the names of features weigh for each of them."""

    def __init__(self, path: Path) -> None:
        """Read the file; ``ValueError`` when it is none of CRFsuite's, or broken."""
        data = path.read_bytes()
        try:
            magic, _, sort, _, _, _, _, weights, labels, names, _, _ = _HEADER.unpack_from(data)
            if (magic, sort) != (b"lCRF", b"FOMC"):
                raise ValueError(f"{path.name} is no model of CRFsuite")
            self.labels = tuple(_names(data, labels))
            known = _names(data, names)
            rows, self._after = _weights(data, weights, len(known), len(self.labels))
        except error as flaw:
            raise ValueError(f"{path.name} is broken") from flaw
        self._rows: dict[str, Row] = dict(zip(known, rows, strict=True))
        self._nothing: Row = (0.0,) * len(self.labels)
        three = len(self.labels) == _THREE
        self._add, self._pass = (_sum_of_three, _chain_of_three) if three else (_sum, _chain)
        self._halves = cache(self._split)
        self.remembered: Remembered[Source, Remembered[Any, Row]] = Remembered(
            lambda source: Remembered(lambda key: self.sum(self.rows(source(key))))
        )
        """What a source's names weigh, by the source and its keys: looked up once and remembered."""
        self.behind_together = lru_cache(maxsize=_FEW)(self._behind_together)
        """What crossed names weigh that often come together, by what is on their left: remembered."""

    def rows(self, names: Iterable[str]) -> list[Row]:
        """What each of some names weighs, those left out that weigh nothing."""
        known = self._rows
        return [known[name] for name in names if name in known]

    def behind(self, sign: str, right: Iterable[str]) -> list[dict[str, Row]]:
        """The same for the names that :func:`crossed` makes, for each one on the right by those on the left."""
        known = self._halves(sign)
        return [known[name] for name in right if name in known]

    def weigh(self, shown: Shown) -> Row:
        """What all of that weighs."""
        remembered = self.remembered
        return self.sum([remembered[source][key] for source, keys in shown for key in keys])

    def sum(self, rows: Sequence[Row]) -> Row:
        """What rows are together."""
        return self._add(rows) if rows else self._nothing

    def probabilities(self, weighed: Sequence[Row]) -> list[Row]:
        """For each place of a chain, given what it weighs for each label, how probable each label is there."""
        return self._pass(weighed, self._after)

    def _behind_together(self, sign: str, right: tuple[str, ...]) -> dict[str, Row]:
        found: dict[str, list[Row]] = {}
        for each in self.behind(sign, right):
            for left, row in each.items():
                found.setdefault(left, []).append(row)
        return {left: self.sum(rows) for left, rows in found.items()}

    def _split(self, sign: str) -> dict[str, dict[str, Row]]:
        """The names in which a sign stands, by what is behind the first one and then by what is before."""
        found: dict[str, dict[str, Row]] = {}
        for name, row in self._rows.items():
            left, parted, right = name.partition(sign)
            if parted:
                found.setdefault(right, {})[left] = row
        return found


class Remembered(dict[_Key, _Value]):
    """What is made for a key when it is first asked for; all of it is forgotten when it is too much."""

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        self._make = make

    def __missing__(self, key: _Key) -> _Value:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        value = self[key] = self._make(key)
        return value


def _names(data: bytes, start: int) -> list[str]:
    """The strings of a table of CRFsuite, by number."""
    _, _, _, _, count, table = _NAMES.unpack_from(data, start)
    places = unpack_from(f"<{count}I", data, start + table)
    text = data[start : start + table].decode("latin-1")  # at once: each byte a character
    names = [text[place + 8 : text.index("\0", place + 8)] for place in places]
    return [name if name.isascii() else name.encode("latin-1").decode("utf-8") for name in names]


def _weights(data: bytes, start: int, names: int, labels: int) -> tuple[list[Row], list[Row]]:
    """What each name weighs for each label, and how much more probable each label makes each one behind it."""
    rows = [[0.0] * labels for _ in range(names)]
    after = [[1.0] * labels for _ in range(labels)]
    _, _, count = _LIST.unpack_from(data, start)
    start += _LIST.size
    for sort, one, label, weight in _WEIGHT.iter_unpack(data[start : start + count * _WEIGHT.size]):
        if sort == _OF_NAME:
            rows[one][label] = weight
        else:
            after[one][label] = exp(weight)
    return list(map(tuple, rows)), list(map(tuple, after))


def _sum(rows: Sequence[Row]) -> Row:
    return tuple(map(sum, zip(*rows, strict=True)))


def _chain(weighed: Sequence[Row], after: Sequence[Row]) -> list[Row]:
    """The forward-backward algorithm, with every step forward scaled to a sum of one."""
    # Less the largest, which changes no probability: then no power is beyond the numbers.
    chances = [[exp(weight - most) for weight in row] for row in weighed for most in (max(row),)]
    columns = tuple(zip(*after, strict=True))
    forward: list[tuple[list[float], float]] = []
    for here in chances:
        if forward:
            before = forward[-1][0]
            reached = [chance * sum(map(mul, before, column)) for chance, column in zip(here, columns, strict=True)]
        else:
            reached = here
        scale = 1.0 / sum(reached)
        forward.append(([each * scale for each in reached], scale))
    found: list[Row] = []
    back = [1.0] * len(after)
    for (reached, scale), here in zip(reversed(forward), reversed(chances), strict=True):
        found.append(tuple(map(mul, reached, back)))
        ahead = [chance * each * scale for chance, each in zip(here, back, strict=True)]
        back = [sum(map(mul, ahead, row)) for row in after]
    found.reverse()
    return found


# Both written out for three labels, as the models of names, of by and of to have them: half of the time goes by here.


def _sum_of_three(rows: Sequence[Row]) -> Row:
    x = y = z = 0.0
    for a, b, c in rows:
        x += a
        y += b
        z += c
    return x, y, z


def _chain_of_three(weighed: Sequence[Row], after: Sequence[Row]) -> list[Row]:
    (aa, ab, ac), (ba, bb, bc), (ca, cb, cc) = after
    forward: list[tuple[float, float, float, float, float, float]] = []
    x = y = z = 1.0
    for weight_a, weight_b, weight_c in weighed:
        most = max(weight_a, weight_b, weight_c)
        a, b, c = exp(weight_a - most), exp(weight_b - most), exp(weight_c - most)
        if forward:
            x, y, z = a * (x * aa + y * ba + z * ca), b * (x * ab + y * bb + z * cb), c * (x * ac + y * bc + z * cc)
        else:
            x, y, z = a, b, c
        scale = 1.0 / (x + y + z)
        x, y, z = x * scale, y * scale, z * scale
        forward.append((x, y, z, a * scale, b * scale, c * scale))
    found: list[Row] = []
    back_a = back_b = back_c = 1.0
    for x, y, z, a, b, c in reversed(forward):
        found.append((x * back_a, y * back_b, z * back_c))
        p, q, r = a * back_a, b * back_b, c * back_c
        back_a, back_b, back_c = aa * p + ab * q + ac * r, ba * p + bb * q + bc * r, ca * p + cb * q + cc * r
    found.reverse()
    return found
