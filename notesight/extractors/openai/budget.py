"""What may be spent: every call reserves the most that it can cost before it goes out, and settles when it is back.

With calls under way at once, what was spent and what is reserved never pass the limit together. A call that does not fit
waits for those that are out; when none is, nothing more will fit, and the limit is reached.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from notesight.errors import ConfigError, LimitReached
from notesight.extractors.openai import prices

if TYPE_CHECKING:
    from notesight.extractors.openai.prices import Price

MARGIN = 1.3
"""What an estimate of input tokens is multiplied by when money is reserved; raised when a server counts more."""
ANSWER_TOKENS = 4096
"""The longest answer that is asked for where money is limited; one that is cut off is asked for with more room."""
_DUST = 1e-9


@dataclass(slots=True)
class Budget:
    """The money of all calls of one extractor. ``limit`` in USD, ``None`` for none; ``price`` as in :mod:`prices`.

    Raises ``ConfigError`` for a limit where the price is not known.
    """

    limit: float | None
    price: Price | None
    model: str
    spent: float = 0.0
    reserved: float = 0.0
    out: int = 0
    """Calls that are under way."""
    _margin: float = MARGIN
    _freed: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        if self.limit is not None and self.price is None:
            raise ConfigError(
                f"What {self.model} costs is not known, so --max-cost cannot be kept.",
                hint=f"Say it in USD per million tokens, for input and output: {prices.HOW}",
            )

    @property
    def limited(self) -> bool:
        """Whether calls must be held back: there is a limit, and they cost something."""
        return self.limit is not None and self.price is not None and any(self.price)

    @property
    def reached(self) -> LimitReached:
        """What to say when nothing more may be spent."""
        spent = f"about {self.spent:.4f} USD were spent" if self.spent else "nothing was spent"
        sentence = f"The limit of {self.limit:g} USD is reached: {spent}, and the next call might pass it."
        return LimitReached(sentence, hint="What is left waits: notesight run, with another --max-cost")

    def open(self) -> None:
        """Begin in a new event loop; what was spent stays spent."""
        self.reserved, self.out, self._freed = 0.0, 0, asyncio.Event()

    async def reserve(self, input_tokens: int, output_tokens: int) -> float | None:
        """The most that a call can cost, set aside for it; ``None`` when that will never fit.

        Waits while other calls are out whose settling may leave enough.
        """
        if not self.limited:
            self.out += 1
            return 0.0
        most = prices.cost(self.price, round(input_tokens * self._margin), output_tokens)
        assert self.limit is not None
        while self.spent + self.reserved + most > self.limit + _DUST:
            if not self.out:
                return None
            freed = self._freed
            await freed.wait()
        self.out += 1
        self.reserved += most
        return most

    def take(self, most: float) -> bool:
        """Spend, once and for all, what may be charged later without coming back; ``False`` where it does not fit."""
        if not self.limited:
            return True
        assert self.limit is not None
        if self.spent + self.reserved + most > self.limit + _DUST:
            return False
        self.spent += most
        return True

    def settle(self, reserved: float, cost: float) -> None:
        """A call is back: what it really cost, instead of what was set aside for it."""
        self.out -= 1
        self.reserved = max(0.0, self.reserved - reserved)
        self.spent += cost
        self._freed.set()
        self._freed = asyncio.Event()

    def learn(self, estimated: int, counted: int) -> None:
        """The server has counted the input tokens of a call that were estimated before."""
        if estimated > 0:
            self._margin = max(self._margin, counted / estimated)
