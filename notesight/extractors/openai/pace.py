"""How fast calls may go out: one pause for all when the server says "slow down", and fewer calls at once after it.

The number of calls under way is halved by a 429 and grows back by one for every full round of answers.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import monotonic


@dataclass(slots=True)
class Pace:
    """The shared pace of all calls to one server. ``most`` is the greatest number of calls at once."""

    most: int
    _room: float = field(init=False)
    _under_way: int = field(init=False, default=0)
    _resume: float = field(init=False, default=0.0)
    _round: int = field(init=False, default=0)
    _freed: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._room = float(self.most)

    @property
    def pause(self) -> float:
        """Seconds that are left of the shared pause."""
        return max(0.0, self._resume - monotonic())

    @property
    def room(self) -> int:
        """How many calls may be under way now."""
        return int(self._room)

    async def enter(self) -> int:
        """Wait for a place; gives the round that the call belongs to, which :meth:`slow_down` wants back."""
        while True:
            if pause := self.pause:
                await asyncio.sleep(pause)
            elif self._under_way < self.room:
                self._under_way += 1
                return self._round
            else:
                self._freed.clear()
                await self._freed.wait()

    def leave(self, *, answered: bool) -> None:
        """Give the place back; an answer makes room for more."""
        self._under_way -= 1
        if answered and self._room < self.most:
            self._room = min(float(self.most), self._room + 1 / self._room)
        self._freed.set()

    def slow_down(self, seconds: float, call_round: int) -> None:
        """Pause all calls. A burst of refusals of one round halves the room once."""
        self._resume = max(self._resume, monotonic() + seconds)
        if call_round == self._round:
            self._round += 1
            self._room = max(1.0, self._room / 2)
