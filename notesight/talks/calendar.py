"""Dates of numbers alone: whether "3/2/26" is in March or in February is told by all the dates of a chat together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

_NUMBERS = re.compile(r"(\d+)\D(\d+)\D(\d+)")
_MOST_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Order:
    """Where year, month and day stand in a date: the places of the three numbers."""

    year: int
    month: int
    day_of_month: int

    def day(self, words: str) -> date | None:
        """The day that a date in this order means, if there is one."""
        found = _NUMBERS.match(words)
        if found is None:
            return None
        numbers = [int(each) for each in found.groups()]
        year = numbers[self.year]
        try:
            return date(year + 2000 if year < 100 else year, numbers[self.month], numbers[self.day_of_month])
        except ValueError:
            return None


DAY_FIRST = Order(2, 1, 0)
MONTH_FIRST = Order(2, 0, 1)
YEAR_FIRST = Order(0, 1, 2)


def order_of(stamps: Sequence[tuple[str, str]], *, latest: date) -> Order:
    """The order in which the dates of a chat make most sense: all exist, none is to come, none goes back.

    A stamp is a date with "A" or "P", as it is written, where a half of the day follows. ``latest`` is the day on which
    the chat was saved. Of two orders that fit alike, months come first where phones set to American English write so.
    """
    written = list(dict.fromkeys(stamps[:_MOST_LOOKED_AT]))
    if not written or len(_NUMBERS.match(written[0][0])[1]) > 2:  # type: ignore[index]
        return YEAR_FIRST
    worth = {order: _faults(order, written, latest) for order in (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)}
    days = {order: span for order, (_, span) in worth.items() if order is not YEAR_FIRST}
    longer = max(days, key=lambda order: days[order]) if len(set(days.values())) > 1 else None
    habit = _habit(written)
    return min(worth, key=lambda order: worth[order][0] + habit[order] + (2 if order is longer else 0))


def _faults(order: Order, written: Iterable[tuple[str, str]], latest: date) -> tuple[int, int]:
    """How little the dates fit an order, and how many days lie between the first and the last."""
    found = [order.day(words) for words, _ in written]
    days = [day for day in found if day is not None]
    future = sum(day - latest > timedelta(days=1) for day in days)
    back = sum(later < earlier for earlier, later in pairwise(days))
    return 1000 * (len(found) - len(days)) + 10 * (future + back), (max(days) - min(days)).days if days else 0


def _habit(written: Sequence[tuple[str, str]]) -> dict[Order, int]:
    """How unlikely an order is by the way of writing alone."""
    separator = next(c for c in written[0][0] if not c.isdigit())
    short = any(re.match(r"\d\D|\d+\D\d\D", words) for words, _ in written)
    padded = any(re.match(r"0\d|\d+\D0\d", words) for words, _ in written)
    american = separator == "/" and short and not padded and any(half in {"A", "P"} for _, half in written)
    if american:
        return {DAY_FIRST: 5, MONTH_FIRST: 0, YEAR_FIRST: 900}
    return {DAY_FIRST: 0, MONTH_FIRST: 5 if padded or separator != "/" else 1, YEAR_FIRST: 900}
