"""What a call costs: a small table of list prices, which the user's own ``[prices]`` override.

USD per million tokens, input and output, as OpenAI listed them in November 2026 for calls that are answered at
once. Cached input is cheaper there and is counted at the full price here: what we say is never too low. A model
that is not in the table has no known price; its cost is given as 0. A server on this machine costs nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Price = tuple[float, float]

LISTED: dict[str, Price] = {
    "gpt-4.1": (2.00, 8.00),
    "gpt-4.1-mini": (0.40, 1.60),
    "gpt-4.1-nano": (0.10, 0.40),
    "gpt-4o": (2.50, 10.00),
    "gpt-4o-mini": (0.15, 0.60),
    "gpt-5": (1.25, 10.00),
    "gpt-5-mini": (0.25, 2.00),
    "gpt-5-nano": (0.05, 0.40),
    "gpt-5.1": (1.25, 10.00),
    "gpt-5.2": (1.75, 14.00),
    "gpt-5.4": (2.50, 15.00),
    "gpt-5.4-mini": (0.75, 4.50),
    "o3": (2.00, 8.00),
    "o3-mini": (1.10, 4.40),
    "o4-mini": (1.10, 4.40),
}

FREE: Price = (0.0, 0.0)
HOW = "--price 0.25,2.00"
"""How somebody says a price on the command line."""
_DATED = re.compile(r"-\d{4}(-?\d\d){0,2}$")


def price_of(model: str, own: Mapping[str, Price], *, listed: bool) -> Price | None:
    """USD per million (input, output) tokens of a model, or ``None`` when nobody said.

    ``own`` is the user's table and wins. ``listed`` says whether the built-in table counts: it does for OpenAI's
    own servers and for gateways, not for a server on this machine. A dated name costs what the plain one does.
    """
    for name in (model, _plain(model)):
        if name in own:
            return own[name]
    return LISTED.get(_plain(model)) if listed else None


def cost(price: Price | None, input_tokens: int, output_tokens: int) -> float:
    """What so many tokens cost in USD; 0 where the price is not known."""
    if price is None:
        return 0.0
    return (input_tokens * price[0] + output_tokens * price[1]) / 1_000_000


def _plain(model: str) -> str:
    return _DATED.sub("", model.removeprefix("openai/"))
