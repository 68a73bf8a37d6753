"""Which way of asking for JSON a server understands, tried from the strictest down and remembered.

A foreign server may answer ``json_schema`` with HTTP 500 and do tools perfectly; another ignores tools. What worked
is kept for each address and model, so that the steps down are paid for once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Literal

Way = Literal["json_schema", "tools", "json"]
WAYS: tuple[Way, ...] = ("json_schema", "tools", "json")

Memory = MutableMapping[str, str]


class Ladder:
    """The ways of asking one model on one server, and the parameters that it does not take."""

    def __init__(self, memory: Memory, key: str) -> None:
        self._memory = memory
        self._key = key
        way, _, refused = memory.get(key, "").partition(" without ")
        self._start: Way = next((each for each in WAYS if each == way), WAYS[0])
        self._proven: Way | None = self._start if way else None
        self._refused = frozenset(refused.split()) if refused else frozenset[str]()

    @property
    def start(self) -> Way:
        """The way to begin with."""
        return self._start

    @property
    def refused(self) -> frozenset[str]:
        """Parameters that the server said it does not take."""
        return self._refused

    def proven(self, way: Way) -> bool:
        """Whether this way has worked before, so that a failure is no reason to leave it."""
        return self._proven == way

    def below(self, way: Way) -> Way | None:
        """The next way down, or ``None`` at the bottom."""
        place = WAYS.index(way) + 1
        return WAYS[place] if place < len(WAYS) else None

    def doubts(self, way: Way) -> bool:
        """Whether a failure may lie in this way of asking: it never worked, and there is one below it."""
        return not self.proven(way) and self.below(way) is not None

    def worked(self, way: Way) -> None:
        """A usable answer came this way; the strictest that ever worked is the one to stay with."""
        if self._proven is None or WAYS.index(way) < WAYS.index(self._proven):
            self._proven = self._start = way
            self._remember()

    def refuse(self, parameter: str) -> None:
        """The server does not take this parameter: leave it out from now on."""
        if parameter not in self._refused:
            self._refused |= {parameter}
            self._remember()

    def forget(self) -> None:
        """Nothing remembered works any more: the next call begins at the top."""
        self._start, self._proven, self._refused = WAYS[0], None, frozenset()
        self._memory.pop(self._key, None)

    def _remember(self) -> None:
        if self._proven is not None:
            without = f" without {' '.join(sorted(self._refused))}" if self._refused else ""
            self._memory[self._key] = self._proven + without


class FileMemory(MutableMapping[str, str]):
    """A small mapping in a JSON file of the user's cache. What cannot be read or written is simply not remembered."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = self._read()

    def __getitem__(self, key: str) -> str:
        return self._values[key]

    def __setitem__(self, key: str, value: str) -> None:
        self._values = {**self._read(), key: value}
        self._write()

    def __delitem__(self, key: str) -> None:
        self._values = self._read()  # another program may have found out about another server meanwhile
        self._values.pop(key, None)
        self._write()

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}

    def _write(self) -> None:
        draft = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(self._values, indent=1), encoding="utf-8")
            draft.replace(self._path)
        except OSError:
            return
