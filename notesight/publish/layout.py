"""Places the points of a network on a plane: pure, and the same network always looks the same.

Fruchterman and Reingold's forces, where points push only those of the neighbouring cells of a grid away, with a pull to
the middle that keeps what hangs together by nothing from flying off. Then points that stand too near are set apart,
and each label is put where it covers no other, or left out.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

STEPS = 90
_NEAREST = 2.0
"""Points push each other away up to so many times the distance that they would like to have."""
_PULL = 0.045
_LETTER = 0.54
"""The width of a letter, in heights of it; those of wide scripts take one."""
_WIDE_FROM = 0x1100
FONT = 12.0
"""The height of a label."""
_GAP = 4.0
_MARGIN = 28.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a point stands: its middle, its radius, and where its label begins (``None``: there is no room for it).

    ``anchor`` is ``start``, ``middle`` or ``end``: which point of the label stands there.
    """

    x: float
    y: float
    radius: float
    label: tuple[float, float] | None
    anchor: str


@dataclass(frozen=True, slots=True)
class Plane:
    """A laid out network: its size, and the spots in the order of the points."""

    width: float
    height: float
    spots: tuple[Spot, ...]


@lru_cache(maxsize=32)
def laid_out(
    labels: tuple[str, ...], edges: tuple[tuple[int, int, float], ...], weights: tuple[float, ...], middle: int | None
) -> Plane:
    """The spots of points with these labels and weights; edges are pairs of numbers of points with a strength from 0 to 1.

    ``middle`` is the point that stays in the middle, if any.
    """
    if not labels:
        return Plane(2 * _MARGIN, 2 * _MARGIN, ())
    side = 120 + 90 * math.sqrt(len(labels))
    width, height = side * 1.3, side
    places = _forces(len(labels), edges, width, height, middle)
    radii = [3.5 + 5.5 * math.sqrt(weight) for weight in weights]
    _set_apart(places, radii)
    return _framed(places, radii, labels, weights)


def _forces(
    number: int, edges: Sequence[tuple[int, int, float]], width: float, height: float, middle: int | None
) -> list[list[float]]:
    chance = random.Random(number)  # noqa: S311 - no secret, only a beginning that is always the same
    liked = math.sqrt(width * height / number)
    places = []
    for n in range(number):  # a sunflower: even, and the first ones, who are the most connected, in the middle
        turn, far = n * 2.399963, math.sqrt((n + 0.5) / number) / 2
        places.append([math.cos(turn) * far * width + chance.random(), math.sin(turn) * far * height + chance.random()])
    if middle is not None:
        places[middle] = [0.0, 0.0]
    heat = side = max(width, height) / 8
    reach = _NEAREST * liked
    for step in range(STEPS):
        moves = [[-x * _PULL * side / liked, -y * _PULL * side / liked] for x, y in places]
        _push(places, moves, liked, reach)
        for one, other, strength in edges:
            dx, dy = places[one][0] - places[other][0], places[one][1] - places[other][1]
            pull = math.hypot(dx, dy) / liked * (0.35 + 0.65 * strength)
            moves[one][0] -= dx * pull
            moves[one][1] -= dy * pull
            moves[other][0] += dx * pull
            moves[other][1] += dy * pull
        for n, (dx, dy) in enumerate(moves):
            length = math.hypot(dx, dy)
            if n != middle and length > 0:
                far = min(length, heat) / length
                places[n][0] += dx * far
                places[n][1] += dy * far
        heat = side * (1 - (step + 1) / STEPS) ** 1.5 + 0.5
    return places


def _push(places: Sequence[Sequence[float]], moves: Sequence[list[float]], liked: float, reach: float) -> None:
    cells: dict[tuple[int, int], list[int]] = {}
    for n, (x, y) in enumerate(places):
        cells.setdefault((int(x // reach), int(y // reach)), []).append(n)
    square, most = liked * liked, reach * reach
    for (column, row), here in cells.items():
        for dc, dr in ((0, 0), (1, 0), (-1, 1), (0, 1), (1, 1)):
            there = cells.get((column + dc, row + dr))
            if there is None:
                continue
            same = there is here
            for i, one in enumerate(here):
                x, y = places[one]
                move = moves[one]
                for other in here[i + 1 :] if same else there:
                    dx, dy = x - places[other][0], y - places[other][1]
                    apart = dx * dx + dy * dy
                    if apart > most:
                        continue
                    push = square / (apart or 0.01)
                    dx, dy = dx * push or 0.1, dy * push
                    move[0] += dx
                    move[1] += dy
                    moves[other][0] -= dx
                    moves[other][1] -= dy


def _set_apart(places: list[list[float]], radii: Sequence[float]) -> None:
    """Move points that cover each other apart, a little each time."""
    order = range(len(places))
    for _ in range(30):
        moved = False
        cells: dict[tuple[int, int], list[int]] = {}
        for n in order:
            cells.setdefault((int(places[n][0] // 40), int(places[n][1] // 40)), []).append(n)
        for n in order:
            column, row = int(places[n][0] // 40), int(places[n][1] // 40)
            near = [
                m for dc in (-1, 0, 1) for dr in (-1, 0, 1) for m in cells.get((column + dc, row + dr), ()) if m > n
            ]
            for m in near:
                dx, dy = places[m][0] - places[n][0], places[m][1] - places[n][1]
                apart, least = math.hypot(dx, dy), radii[n] + radii[m] + 2 * _GAP
                if apart < least:
                    moved = True
                    far = (least - apart) / 2 + 0.1
                    dx, dy = (dx / apart, dy / apart) if apart > 0.01 else (1.0, 0.0)
                    places[n] = [places[n][0] - dx * far, places[n][1] - dy * far]
                    places[m] = [places[m][0] + dx * far, places[m][1] + dy * far]
        if not moved:
            return


def label_width(label: str) -> float:
    """How wide a label is, about."""
    return sum(1.0 if ord(letter) >= _WIDE_FROM else _LETTER for letter in label) * FONT


_Box = tuple[float, float, float, float]


def _framed(
    places: Sequence[Sequence[float]], radii: Sequence[float], labels: Sequence[str], weights: Sequence[float]
) -> Plane:
    taken = _Boxes()
    for (x, y), radius in zip(places, radii, strict=True):
        taken.add((x - radius, y - radius, x + radius, y + radius))
    chosen: dict[int, tuple[float, float, str]] = {}
    for n in sorted(range(len(labels)), key=lambda n: (-weights[n], n)):
        (x, y), away, wide = places[n], radii[n] + _GAP, label_width(labels[n])
        for left, top, anchor in (
            (x + away, y - FONT / 2, "start"),
            (x - away - wide, y - FONT / 2, "end"),
            (x - wide / 2, y + away, "middle"),
            (x - wide / 2, y - away - FONT, "middle"),
        ):
            box = (left, top, left + wide, top + FONT)
            if taken.free(box):
                taken.add(box)
                begin = {"start": left, "end": left + wide, "middle": x}[anchor]
                chosen[n] = (begin, top + FONT * 0.8, anchor)
                break
    left, top, right, bottom = taken.around()
    dx, dy = _MARGIN - left, _MARGIN - top
    spots = tuple(
        Spot(
            round(x + dx, 1),
            round(y + dy, 1),
            round(radii[n], 1),
            (round(chosen[n][0] + dx, 1), round(chosen[n][1] + dy, 1)) if n in chosen else None,
            chosen[n][2] if n in chosen else "start",
        )
        for n, (x, y) in enumerate(places)
    )
    return Plane(round(right - left + 2 * _MARGIN), round(bottom - top + 2 * _MARGIN), spots)


class _Boxes:
    """Boxes on the plane, in a grid, so that few are looked at for each."""

    _SIDE = 60

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[_Box]] = {}
        self._all: list[_Box] = []

    def _at(self, box: _Box) -> list[tuple[int, int]]:
        left, top, right, bottom = (int(edge // self._SIDE) for edge in box)
        return [(column, row) for column in range(left, right + 1) for row in range(top, bottom + 1)]

    def add(self, box: _Box) -> None:
        """Take the room of a box."""
        self._all.append(box)
        for cell in self._at(box):
            self._cells.setdefault(cell, []).append(box)

    def free(self, box: _Box) -> bool:
        """Whether nothing stands in a box."""
        left, top, right, bottom = box
        return not any(
            left < its[2] and its[0] < right and top < its[3] and its[1] < bottom
            for cell in self._at(box)
            for its in self._cells.get(cell, ())
        )

    def around(self) -> _Box:
        """The smallest box around all."""
        return (
            min(box[0] for box in self._all),
            min(box[1] for box in self._all),
            max(box[2] for box in self._all),
            max(box[3] for box in self._all),
        )
