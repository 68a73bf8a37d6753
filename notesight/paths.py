"""Who could get whom to whom: the shortest ways through what people said of one another, and the chain back. Pure.

A *link* joins two people by evidence; the closer and surer, the less it costs. A way begins with somebody the owner is in
touch with and ends with whom the owner wants to reach.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from notesight.model import IntroductionState, Manner

T = TypeVar("T", bound=Hashable)

WAYS = 3
"""So many ways are found at most."""
DEEPEST = 4
"""Links between the first person of a way and the last at most."""
MOST_SEEN = 50
"""People that are looked at at most; who is further away is not near."""
_MANNERS: dict[Manner, float] = {"introduced": 1.0, "spoke": 1.1, "tie": 1.2, "through": 1.3}
_STATES: dict[IntroductionState, float] = {"happened": 0.0, "made": 0.1, "known": 0.1, "offered": 0.4, "asked": 1.2}
_HEDGED = 0.5
_NEAREST = 0.1
"""What it costs to begin with whoever is closest."""
AGAINST = 1.5
"""What a link costs more that is followed the other way round: from whom somebody introduced to the one who did."""
SAID_BETWEEN = 2.0
"""The cost of a link that is no more than an ask, an offer or a promise between two."""


@dataclass(frozen=True, slots=True)
class Link(Generic[T]):
    """Evidence that two people are linked: ``other`` is whom it leads to, ``evidence`` whatever the caller keeps."""

    other: T
    cost: float
    evidence: object = None


@dataclass(frozen=True, slots=True)
class Way(Generic[T]):
    """A way to somebody: ``people`` from the one the owner is in touch with to the one wanted, the links between them."""

    people: tuple[T, ...]
    links: tuple[Link[T], ...]
    cost: float


def cost_of(manner: Manner, state: IntroductionState, *, hedged: bool) -> float:
    """What a link costs that is an introduction or a tie: the surer, the less."""
    return _MANNERS[manner] + _STATES[state] + (_HEDGED if hedged else 0.0)


def closeness(contacts: int, last: date | None, introduced: int, on: date) -> float:
    """What it costs to begin with somebody: the less, the more and the newer the contacts, and the more they introduced."""
    if not contacts or last is None:
        return math.inf
    months = max(0, (on - last).days) / 30.4
    cost = 0.3 + 1.0 / (1.0 + math.log1p(contacts)) + 0.3 * min(months / 12.0, 3.0)
    return max(_NEAREST, cost - 0.1 * min(introduced, 3))


def ways(
    wanted: T,
    links_of: Callable[[T], Iterable[Link[T]]],
    start_cost: Callable[[T], float],
    *,
    most: int = WAYS,
    least: float = 0.0,
) -> list[Way[T]]:
    """The best ways to somebody, each beginning with another person; nobody stands twice in a way.

    ``links_of`` gives the links of a person, ``start_cost`` what it costs to begin with one (infinite: cannot be asked).
    No link costs less than ``least``. The search goes from the wanted one outward, so that its cost grows with who is near and
    not with the notebook; it does not go on from whom one would rather ask than whoever stands behind them.
    """
    queue: list[tuple[float, int, T]] = [(0.0, 0, wanted)]
    best: dict[T, tuple[float, int, T | None, Link[T] | None]] = {wanted: (0.0, 0, None, None)}
    done: set[T] = set()
    found: list[Way[T]] = []
    serial = 0
    while queue and len(done) < MOST_SEEN:
        cost, _, person = heapq.heappop(queue)
        if person in done:
            continue
        if len(found) >= most and len(shown := _different(found)) >= most and cost >= shown[most - 1].cost:
            break
        done.add(person)
        depth = best[person][1]
        begins = math.inf if person == wanted else start_cost(person)
        if math.isfinite(begins):
            found.append(_way(person, best, cost + begins))
        if depth == DEEPEST or begins <= least + _NEAREST:
            continue
        for link in links_of(person):
            reached = cost + link.cost
            if link.other not in done and (link.other not in best or reached < best[link.other][0]):
                serial += 1
                best[link.other] = (reached, depth + 1, person, Link(person, link.cost, link.evidence))
                heapq.heappush(queue, (reached, serial, link.other))
    return _different(found)[:most]


def _different(found: Iterable[Way[T]]) -> list[Way[T]]:
    """Ways in their order; who would only ask somebody who can be asked directly adds nothing."""
    shown: list[Way[T]] = []
    for way in sorted(found, key=lambda way: (way.cost, len(way.people))):
        if not any(other.people[0] in way.people for other in shown):
            shown.append(way)
    return shown


def _way(first: T, best: dict[T, tuple[float, int, T | None, Link[T] | None]], cost: float) -> Way[T]:
    people, links = [first], []
    here = best[first]
    while here[2] is not None and here[3] is not None:
        people.append(here[2])
        links.append(here[3])
        here = best[here[2]]
    return Way(tuple(people), tuple(links), cost)


def back(person: T, introducer_of: Callable[[T], T | None], *, most: int = 20) -> list[T]:
    """The chain of introducers that leads to somebody, the first one first, the person last; a cycle ends it."""
    chain = [person]
    while len(chain) < most:
        before = introducer_of(chain[-1])
        if before is None or before in chain:
            break
        chain.append(before)
    return chain[::-1]
