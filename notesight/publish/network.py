"""The network: who stands together in documents, and who introduces whom, of everybody or around one person.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from notesight.publish.facts import rows
from notesight.publish.introductions import Introduction, introductions
from notesight.publish.layout import Plane, Spot, laid_out

SHOWN = 300
"""So many people are drawn at most: the most connected."""
AROUND = 60
"""So many at distance one are drawn around a person, and twice as many at distance two."""
LOOKED_AT = 500
"""So many of the newest introductions are looked at."""
CROWD = 25
"""A document that names more people than these tells nothing of who knows whom."""
_EDGES_OF_ONE = 5
"""Of each person, so many of the strongest edges are drawn, if the other's are more."""
_MOST_EDGES = 900
_LONGEST_LABEL = 24
_LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Node:
    """A person on the picture; ``distance`` from the one in the middle, 0 for that one and in the whole network."""

    id: str
    name: str
    label: str
    documents: int
    others: int
    distance: int
    spot: Spot


@dataclass(frozen=True, slots=True)
class Edge:
    """Two people who stand together in so many documents; ``width`` of the line."""

    one: Node
    other: Node
    documents: int
    width: float


@dataclass(frozen=True, slots=True)
class Dashed:
    """An introduction: of ``one`` and ``other`` to each other, or (``arrow``) by ``one`` of ``other`` to the owner."""

    one: Node
    other: Node
    arrow: bool
    line: tuple[float, float, float, float]
    told: Introduction
    quote: str


@dataclass(frozen=True, slots=True)
class Network:
    """A picture and its list. ``everybody`` is how many people stand with somebody, ``left_out`` weaker edges not drawn."""

    middle: Node | None
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    dashed: tuple[Dashed, ...]
    width: float
    height: float
    everybody: int
    left_out: int
    unlabelled: int


@dataclass(frozen=True, slots=True)
class _Together:
    """All that is known of who stands with whom."""

    pairs: Mapping[tuple[str, str], int]
    others: Mapping[str, frozenset[str]]


_seen: OrderedDict[tuple[object, ...], _Together] = OrderedDict()
"""What was last counted, by file and state of the notebook."""
_KEPT = 4


def network(conn: sqlite3.Connection, focus: str | None) -> Network | None:
    """The network of the most connected, or around one person; ``None`` when there is nobody of that id."""
    together = _together(conn)
    if focus is not None and not rows(conn, "SELECT 1 FROM people WHERE id = :id", {"id": focus}):
        return None
    # an ask to be introduced is no introduction yet
    told = [each for each in introductions(conn, focus, limit=LOOKED_AT) if each.state != "asked"]
    if focus is None:
        connected = set(together.others) | {
            person.id for each in told for person in each.people if len(each.people) > 1 or each.tie
        }
        order = sorted(connected, key=lambda each: (-len(together.others.get(each, ())), each))
        distance = dict.fromkeys(order[:SHOWN], 0)
    else:
        distance = _around(together, focus, told)
        order = sorted(distance)
    chosen = _strongest(together, distance, focus)
    return _drawn(conn, together, distance, chosen, told, focus, len(order))


def _together(conn: sqlite3.Connection) -> _Together:
    """Who stands with whom in how many documents, counted once for each state of the notebook."""
    state = conn.execute(
        "SELECT (SELECT max(id) FROM documents), (SELECT max(id) FROM runs), (SELECT max(id) FROM decisions), "
        "(SELECT count(*) FROM _person_nodes), (SELECT max(rowid) FROM people)"
    ).fetchone()
    file = conn.execute("PRAGMA database_list").fetchone()[2]
    key = (file, *tuple(state))
    if file and key in _seen:
        _seen.move_to_end(key)
        return _seen[key]
    found = _count(conn)
    if file:  # a copy as of a day has no name to know it by
        _seen[key] = found
        while len(_seen) > _KEPT:
            _seen.popitem(last=False)
    return found


def _count(conn: sqlite3.Connection) -> _Together:
    pairs: dict[tuple[str, str], int] = {}
    others: dict[str, set[str]] = {}

    def add(crowd: set[str]) -> None:
        if 1 < len(crowd) <= CROWD:
            these = sorted(crowd)
            for n, one in enumerate(these):
                for other in these[n + 1 :]:
                    pairs[one, other] = pairs.get((one, other), 0) + 1
                    others.setdefault(one, set()).add(other)
                    others.setdefault(other, set()).add(one)

    here: int | None = None
    crowd: set[str] = set()
    cursor = conn.cursor()
    cursor.row_factory = None
    for document, person in cursor.execute("SELECT document_id, person_id FROM _person_nodes ORDER BY document_id"):
        if document != here:
            add(crowd)
            here, crowd = document, set()
        crowd.add(person)
    add(crowd)
    return _Together(pairs, {person: frozenset(those) for person, those in others.items()})


def _weight(together: _Together, one: str, other: str) -> int:
    return together.pairs.get((one, other) if one < other else (other, one), 0)


def _around(together: _Together, focus: str, told: Iterable[Introduction]) -> dict[str, int]:
    """The nearest people with their distance: all that stand with the one in the middle, and the strongest of theirs."""

    def nearest(those: Iterable[str], start: str, most: int) -> list[str]:
        return sorted(those, key=lambda other: (-_weight(together, start, other), other))[:most]

    distance = {focus: 0}
    introduced = {person.id for each in told for person in each.people}
    first = nearest(together.others.get(focus, frozenset()), focus, AROUND)
    distance |= {person: 1 for person in [*first, *introduced] if person != focus}
    reached: dict[str, int] = {}
    for person in first:
        for other in nearest(together.others[person], person, AROUND):
            if other not in distance:
                reached[other] = max(reached.get(other, 0), _weight(together, person, other))
    second = sorted(reached, key=lambda other: (-reached[other], other))[: 2 * AROUND]
    return distance | dict.fromkeys(second, 2)


def _strongest(together: _Together, people: Mapping[str, int], focus: str | None) -> list[tuple[str, str]]:
    """The edges that are drawn: the strongest of each person, so that the picture stays one that can be read."""
    chosen: dict[tuple[str, str], int] = {}
    for person in people:
        near = [other for other in together.others.get(person, ()) if other in people]
        near.sort(key=lambda other: (-_weight(together, person, other), other))
        most = len(near) if person == focus else _EDGES_OF_ONE
        for other in near[:most]:
            pair = (person, other) if person < other else (other, person)
            chosen[pair] = _weight(together, person, other)
    order = sorted(chosen, key=lambda pair: (focus not in pair, -chosen[pair], pair))
    return order[:_MOST_EDGES]


def _drawn(
    conn: sqlite3.Connection, together: _Together, distance: Mapping[str, int], chosen: list[tuple[str, str]],
    told: Iterable[Introduction], focus: str | None, everybody: int,
) -> Network:  # fmt: skip
    sql = "SELECT id, name, documents FROM people WHERE id IN (SELECT value FROM json_each(:ids))"
    about = {row["id"]: row for row in rows(conn, sql, {"ids": json.dumps(list(distance))})}
    ids = sorted(about, key=lambda each: (distance[each], -len(together.others.get(each, ())), each))
    number = {person: n for n, person in enumerate(ids)}
    labels = tuple(_short(about[person]["name"]) for person in ids)
    busiest = max((len(together.others.get(person, ())) for person in ids), default=1) or 1
    weights = tuple(1.0 if person == focus else len(together.others.get(person, ())) / busiest for person in ids)
    pairs = [pair for pair in chosen if pair[0] in number and pair[1] in number]
    heaviest = max((together.pairs[pair] for pair in pairs), default=1)
    strengths = [math.log1p(together.pairs[pair]) / math.log1p(heaviest) for pair in pairs]
    arrows = [each for each in (_arrow(one, number) for one in told) if each is not None]
    springs = [(number[one], number[other], strength) for (one, other), strength in zip(pairs, strengths, strict=True)]
    springs += [(number[one], number[other], 0.6) for one, other, _, _ in arrows]
    plane: Plane = laid_out(labels, tuple(springs), weights, number.get(focus) if focus else None)
    nodes = {
        person: Node(
            person, about[person]["name"], labels[n], about[person]["documents"],
            len(together.others.get(person, ())), distance[person], plane.spots[n],
        )
        for n, person in enumerate(ids)
    }  # fmt: skip
    edges = []
    for (one, other), strength in zip(pairs, strengths, strict=True):
        first, second = sorted((nodes[one], nodes[other]), key=lambda node: (node.name, node.id))
        edges.append(Edge(first, second, together.pairs[one, other], round(0.7 + 2.6 * strength, 1)))
    inside = sum(1 for one, other in together.pairs if one in nodes and other in nodes)
    return Network(
        middle=nodes.get(focus) if focus else None,
        nodes=tuple(nodes.values()),
        edges=tuple(sorted(edges, key=lambda edge: (-edge.documents, edge.one.name, edge.other.name))),
        dashed=tuple(_dashed(nodes[one], nodes[other], arrow, each) for one, other, arrow, each in arrows),
        width=plane.width,
        height=plane.height,
        everybody=everybody,
        left_out=inside - len(edges),
        unlabelled=sum(node.spot.label is None for node in nodes.values()),
    )


def _arrow(each: Introduction, known: Mapping[str, int]) -> tuple[str, str, bool, Introduction] | None:
    people = [person.id for person in each.people if person.id in known]
    by = each.by.person_id if each.by else None
    if len(people) > 1:
        return (people[0], people[1], False, each)
    if not people or by is None or by not in known:
        return None
    return (by, people[0], True, each) if each.to_me else (by, people[0], False, each) if each.tie else None


def _dashed(one: Node, other: Node, arrow: bool, told: Introduction) -> Dashed:  # noqa: FBT001
    """The line from rim to rim, so that the head of an arrow is seen."""
    dx, dy = other.spot.x - one.spot.x, other.spot.y - one.spot.y
    length = math.hypot(dx, dy) or 1.0
    dx, dy = dx / length, dy / length
    gap = other.spot.radius + (7 if arrow else 1)
    line = (
        round(one.spot.x + dx * one.spot.radius, 1), round(one.spot.y + dy * one.spot.radius, 1),
        round(other.spot.x - dx * gap, 1), round(other.spot.y - dy * gap, 1),
    )  # fmt: skip
    quote = told.quote
    return Dashed(
        one, other, arrow, line, told, quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE] + " …"
    )


def _short(name: str) -> str:
    words = " ".join(name.split())
    return words if len(words) <= _LONGEST_LABEL else words[: _LONGEST_LABEL - 1].rstrip() + "…"
