"""What is asked of introductions: the list, the ways to somebody, and who brought whom."""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import pairwise
from pathlib import Path
from typing import Any

from notesight import nicknames, paths, people
from notesight.model import ME
from notesight.paths import Link
from notesight.store import connection, decisions, queries

Row = dict[str, Any]
LOOKED_AT = 40
"""So many of the newest links of one person are looked at."""
CROWD = 25
"""A document that names more people than these tells nothing of who is near whom."""
_LEAST = 0.8
"""What a link costs at least, however much is known of it."""
_EVIDENCE = 3
"""So many of the facts that link two people are shown."""
_NEAR = 40
_SENTENCE = 200
_WORDS = re.compile(r"[^\W_]+")
_IN = "IN (SELECT value FROM json_each(?))"

_COLUMNS = """
    told.id, told.manner, told.state, told.certainty, told.said_on, told.quote, told.start, told.end, told.wrong, told.confirmed,
    told.by_person_id, told.by_text, coalesce(by_person.name, told.by_text) AS by,
    told.who_person_id, told.who_text, coalesce(who_person.name, told.who_text) AS who,
    told.to_person_id, told.to_text, coalesce(to_person.name, told.to_text) AS "to",
    told.document_id, documents.title, documents.date, documents.source
"""
_JOINS = """
    JOIN documents ON documents.id = told.document_id
    LEFT JOIN people AS by_person ON by_person.id = told.by_person_id
    LEFT JOIN people AS who_person ON who_person.id = told.who_person_id
    LEFT JOIN people AS to_person ON to_person.id = told.to_person_id
"""
_OF = "told.by_person_id = :person OR told.who_person_id = :person OR told.to_person_id = :person"
_FIRST_MET = """((told.manner <> 'through' AND NOT (told.manner = 'tie' AND told.certainty = 'hedged'))
    OR coalesce(told.who_person_id, told.to_person_id) IS NULL OR NOT EXISTS (
        SELECT 1 FROM _person_nodes AS node WHERE node.person_id = coalesce(told.who_person_id, told.to_person_id)
        AND node.date < told.said_on))"""
"""Whom one knew before one does not meet through somebody."""


def introductions(
    conn: sqlite3.Connection, person: str | None = None, *, ties: bool = True, wrong: bool = False, limit: int = -1
) -> list[Row]:
    """Introductions of everybody or of one person, newest first. ``wrong`` ones, as the owner said, only if asked for."""
    where = ["1", *([f"({_OF})"] if person else []), *([] if wrong else ["NOT told.wrong", _FIRST_MET])]
    where += [] if ties else ["told.manner <> 'tie'"]
    order = "ORDER BY told.said_on DESC, told.document_id DESC, told.start"
    picked = f"SELECT told.id FROM introductions AS told WHERE {' AND '.join(where)} {order} LIMIT :limit"  # noqa: S608
    sql = f"SELECT {_COLUMNS} FROM introductions AS told {_JOINS} WHERE told.id IN ({picked}) {order}"  # noqa: S608 (our own words)
    return rows(conn, sql, {"person": person, "limit": limit})


def of_document(conn: sqlite3.Connection, document_id: int) -> list[Row]:
    """All introductions and ties that a document tells of, in the order of its words, wrong ones too."""
    sql = f"SELECT {_COLUMNS} FROM introductions AS told {_JOINS} WHERE told.document_id = :id ORDER BY told.start, told.id"  # noqa: S608 (our own words)
    return rows(conn, sql, {"id": document_id})


def number(conn: sqlite3.Connection, person: str | None = None, *, ties: bool = True) -> int:
    """How many :func:`introductions` would give without a limit."""
    where = [
        *([f"({_OF})"] if person else []),
        "NOT told.wrong",
        _FIRST_MET,
        *([] if ties else ["told.manner <> 'tie'"]),
    ]
    sql = f"SELECT count(*) AS n FROM introductions AS told WHERE {' AND '.join(where)}"  # noqa: S608 (our own words)
    return int(rows(conn, sql, {"person": person})[0]["n"])


def introduction(conn: sqlite3.Connection, introduction_id: str) -> Row | None:
    """One introduction by its whole id."""
    sql = f"SELECT {_COLUMNS} FROM introductions AS told {_JOINS} WHERE told.id = :id"  # noqa: S608 (our own words)
    return next(iter(rows(conn, sql, {"id": introduction_id})), None)


# --- ways --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Touch:
    contacts: int
    last: date | None
    introduced: int


class _Graph:
    """The links around somebody, loaded as the search comes to them, each person once."""

    def __init__(self, conn: sqlite3.Connection, on: date) -> None:
        self._conn = conn
        self._on = on
        self._touches: dict[str, _Touch] = {}

    def touch(self, person: str) -> _Touch:
        """How often and how lately the owner was in touch with somebody, and whom they introduced to the owner."""
        if person not in self._touches:
            sql = """
                SELECT count(*) AS contacts, max(day) AS last, (SELECT count(*) FROM (
                    SELECT 1 FROM introductions WHERE by_person_id = :person AND NOT wrong AND manner <> 'tie'
                        AND state IN ('made', 'happened') LIMIT 3)) AS introduced
                FROM (SELECT DISTINCT day FROM contacts WHERE person_id = :person AND real = 1 AND day <= :on
                    ORDER BY day DESC LIMIT 100)
            """
            row = rows(self._conn, sql, {"person": person, "on": self._on.isoformat()})[0]
            last = date.fromisoformat(row["last"]) if row["last"] else None
            self._touches[person] = _Touch(row["contacts"], last, row["introduced"])
        return self._touches[person]

    def start_cost(self, person: str) -> float:
        """What it costs to ask somebody."""
        touch = self.touch(person)
        return paths.closeness(touch.contacts, touch.last, touch.introduced, self._on)

    def links(self, person: str) -> list[Link[str]]:
        """Whom somebody is linked with: the newest facts of each kind, as little of them as the search needs."""
        sides = " UNION ALL ".join(
            "SELECT * FROM (SELECT id, manner, state, certainty, said_on, by_person_id, who_person_id, to_person_id "  # noqa: S608
            f"FROM introductions WHERE {side}_person_id = :person AND NOT wrong AND said_on <= :on LIMIT {LOOKED_AT})"
            for side in ("by", "who", "to")
        )
        asked = {"person": person, "on": self._on.isoformat()}
        found: list[Link[str]] = []
        for row in rows(self._conn, sides, asked):
            cost = paths.cost_of(row["manner"], row["state"], hedged=row["certainty"] == "hedged")
            against = row["manner"] != "tie" and row["by_person_id"] == person
            others = {row[f"{side}_person_id"] for side in ("by", "who", "to")} - {person, None}
            fact = ("introduction", row["id"])
            found += [Link(other, cost + (paths.AGAINST if against else 0.0), fact) for other in sorted(others)]
        return _bundled(found + self._between(asked))

    def _between(self, asked: Mapping[str, object]) -> list[Link[str]]:
        """Whom somebody asked, offered or promised something."""
        parts = " UNION ALL ".join(
            f"SELECT kind, id, other FROM (SELECT '{kind}' AS kind, id, {other}_person_id AS other, state, said_on "  # noqa: S608
            f"FROM {table} WHERE {side}_person_id = :person LIMIT {LOOKED_AT}) "
            "WHERE other IS NOT NULL AND other <> :person AND state <> 'wrong' AND said_on <= :on"
            for kind, table in (("ask", "asks"), ("offer", "offers"), ("followup", "followups"))
            for side, other in (("by", "to"), ("to", "by"))
        )
        found = rows(self._conn, parts, asked)
        return [Link(row["other"], paths.SAID_BETWEEN, (row["kind"], row["id"])) for row in found]


def _bundled(links: Iterable[Link[str]]) -> list[Link[str]]:
    """One link for each person: as near as the best of what is known, a little nearer for whatever else is."""
    with_each: dict[str, list[Link[str]]] = {}
    for link in links:
        with_each.setdefault(link.other, []).append(link)
    found = []
    for other, those in with_each.items():
        those.sort(key=lambda link: link.cost)
        cost = max(_LEAST, those[0].cost - 0.05 * min(len(those) - 1, 4))
        found.append(Link(other, cost, [link.evidence for link in those[:_EVIDENCE]]))
    return found


def path(conn: sqlite3.Connection, person: str, on: date) -> Row:
    """Who could get the owner to somebody: ``person``, ``direct``, ``paths``, ``nearest``.

    ``direct`` is the last real contact, when there was one. Each of ``paths`` has ``hops``: ``from`` and ``to`` (``id``,
    ``name``; the first is ``me``) and ``evidence``, rows with ``kind`` (contact, introduction, ask, offer, followup),
    ``quote``, ``day``, ``document_id``, ``title``. Without any, ``nearest`` is who stands nearest, and why.
    """
    graph = _Graph(conn, on)
    found = paths.ways(person, graph.links, graph.start_cost, least=_LEAST)
    called = names(conn, {person, *(each for way in found for each in way.people)})
    ways = [
        {
            "hops": [
                _hop(None, way.people[0], called, _contacts(conn, way.people[0], on)),
                *(
                    _hop(one, other, called, _evidence(conn, link.evidence))  # type: ignore[arg-type]
                    for one, other, link in zip(way.people, way.people[1:], way.links, strict=False)
                ),
            ],
            "contacts": graph.touch(way.people[0]).contacts,
            "cost": round(way.cost, 2),
        }
        for way in found
    ]
    direct = _contacts(conn, person, on)
    return {
        "person": {"id": person, "name": called.get(person)},
        "direct": direct[0] if direct else None,
        "contacts": graph.touch(person).contacts,
        "paths": ways,
        "nearest": None if ways or direct else _nearest(conn, graph, person),
    }


def _hop(one: str | None, other: str, called: Mapping[str, str], evidence: list[Row]) -> Row:
    begins = {"id": one, "name": called.get(one) if one else ME}
    return {"from": begins, "to": {"id": other, "name": called.get(other)}, "evidence": evidence}


def _evidence(conn: sqlite3.Connection, facts: Iterable[tuple[str, str]]) -> list[Row]:
    """The facts that link two people, with their words; the same words once."""
    shown: list[Row] = []
    for kind, fact in facts:
        row = introduction(conn, fact) if kind == "introduction" else _item(conn, fact)
        if row is None or any(
            row["document_id"] == each["document_id"] and row["quote"] in each["quote"] for each in shown
        ):
            continue
        told = {
            "kind": kind,
            "id": fact,
            "manner": row.get("manner"),
            "state": row.get("state"),
            "quote": row["quote"],
            "day": row["said_on"],
            "document_id": row["document_id"],
            "title": row["title"],
        }
        shown.append(told | {name: row[name] for name in ("by", "who", "to") if name in row})
    return shown


def _item(conn: sqlite3.Connection, item: str) -> Row | None:
    sql = """
        SELECT items.quote, items.said_on, items.document_id, documents.title
        FROM items JOIN documents ON documents.id = items.document_id WHERE items.id = :id
    """
    return next(iter(rows(conn, sql, {"id": item})), None)


def _contacts(conn: sqlite3.Connection, person: str, on: date) -> list[Row]:
    sql = """
        SELECT 'contact' AS kind, contact.day, contact.channel, contact.how, contact.document_id, documents.title,
            substr(documents.text, contact.start + 1, contact.end - contact.start) AS quote
        FROM contacts AS contact JOIN documents ON documents.id = contact.document_id
        WHERE contact.person_id = :person AND contact.real = 1 AND contact.day <= :on
        ORDER BY contact.day DESC LIMIT 1
    """
    return rows(conn, sql, {"person": person, "on": on.isoformat()})


def _nearest(conn: sqlite3.Connection, graph: _Graph, person: str) -> Row | None:
    """Whom the owner is in touch with and who stands in a document with somebody: the closest, with the words."""
    sql = """
        SELECT DISTINCT other.person_id, mine.document_id FROM _person_nodes AS mine
        JOIN _person_nodes AS other ON other.document_id = mine.document_id AND other.person_id <> mine.person_id
        WHERE mine.document_id IN (
            SELECT document_id FROM _person_nodes WHERE person_id = :person ORDER BY date DESC LIMIT :near)
        AND mine.person_id = :person
        AND (SELECT count(*) FROM _person_nodes AS crowd WHERE crowd.document_id = mine.document_id) <= :crowd
        LIMIT :most
    """
    asked = {"person": person, "near": _NEAR, "crowd": CROWD, "most": LOOKED_AT}
    near = {row["person_id"]: row["document_id"] for row in rows(conn, sql, asked)}
    costs = {other: graph.start_cost(other) for other in near}
    best = min(costs, key=lambda other: (costs[other], other), default=None)
    if best is None or not math.isfinite(costs[best]):
        return None
    words = """
        SELECT mentions.start, mentions.end, documents.text, documents.title, documents.date FROM mentions
        JOIN documents ON documents.id = mentions.document_id
        WHERE mentions.person_id = :person AND mentions.document_id = :document ORDER BY mentions.start LIMIT 1
    """
    told = rows(conn, words, {"person": person, "document": near[best]})
    quote = sentence(told[0]["text"], told[0]["start"], told[0]["end"]) if told else None
    return {
        "id": best,
        "name": names(conn, [best]).get(best),
        "document_id": near[best],
        "title": told[0]["title"] if told else None,
        "day": told[0]["date"] if told else None,
        "quote": quote,
    }


def sentence(text: str, start: int, end: int) -> str:
    """The words around a stretch of a text: its sentence, or as much of it as fits."""
    from notesight.sentences import cut

    low, high = max(0, start - _SENTENCE), min(len(text), end + _SENTENCE)
    begin = text.rfind("\n\n", low, start)
    places = cut(text, begin + 2 if begin >= 0 else low, high)
    found = next(((one, other) for one, other in places if one <= start < other), (start, end))
    return text[found[0] : max(found[1], end)]


def names(conn: sqlite3.Connection, persons: Iterable[str]) -> dict[str, str]:
    """How people are called, by their ids."""
    sql = "SELECT id, name FROM people WHERE id IN (SELECT value FROM json_each(:ids))"
    return {row["id"]: row["name"] for row in rows(conn, sql, {"ids": json.dumps(list(persons))})}


# --- who brought whom --------------------------------------------------------------------------------------------


def alike(conn: sqlite3.Connection, persons: Collection[str]) -> dict[str, list[str]]:
    """Each of some people and, if there is exactly one, another who goes by one of the same names and was not told apart.

    Whom a later note only calls by a short name stays a person of their own until the owner says who it is; a chain is
    told over both.
    """
    sql = f"""
        SELECT DISTINCT mine.person_id, bearer.person_id AS other, mine.name FROM _person_names AS mine
        CROSS JOIN _person_names AS bearer ON bearer.name = mine.name COLLATE NOCASE AND bearer.person_id <> mine.person_id
        WHERE mine.person_id {_IN}
    """  # noqa: S608 (our own names)
    others: dict[str, set[str]] = {}
    for row in rows(conn, sql, [json.dumps(list(persons))]):
        if _WORDS.search(row["name"]):
            others.setdefault(row["person_id"], set()).add(row["other"])
    apart = _told_apart(conn) if others else {}
    found = {}
    for person in persons:
        left = others.get(person, set()) - apart.get(person, set()) - {person}
        found[person] = [person, *left] if len(left) == 1 else [person]
    return found


_MOST_CALLED = 60
_CALLED = """
SELECT DISTINCT called.person_id, called.name FROM (SELECT rowid FROM people_fts WHERE people_fts MATCH ? LIMIT ?) AS hit
JOIN people AS who ON who.rowid = hit.rowid JOIN _person_names AS called ON called.person_id = who.id
WHERE called.kind <> 'address' AND who.id <> ?
"""


def perhaps(conn: sqlite3.Connection, person: str) -> str | None:
    """Who else somebody may be by a shorter or fuller name, if there is exactly one whom no document names beside them.

    Slower than :func:`alike`, and for one chain that somebody wants to see.
    """
    sql = "SELECT DISTINCT name FROM _person_names WHERE person_id = ? AND kind <> 'address'"
    names = [row["name"] for row in rows(conn, sql, [person])]
    found: set[str] = set()
    titled: set[str] = set()
    for name in names:
        parts = people.tokens(name)
        title = name.split(" ", 1)[0] if len(name.split()) > len(parts) else ""
        words = [part for part in (parts[0], parts[-1]) if len(part) > 1] if parts else []
        words = words or [word for word in (title.strip(".").casefold(),) if word]
        match = " OR ".join(f'"{word}"*' for word in dict.fromkeys(words) if word.isalnum())
        for row in rows(conn, _CALLED, [match, _MOST_CALLED, person]) if match else ():
            if _may_be(name, row["name"], title):
                found.add(row["person_id"])
                titled |= {row["person_id"]} if title and row["name"].startswith(f"{title} ") else set()
    found = titled or found
    if not found:
        return None
    sql = f"""
        SELECT DISTINCT its.person_id FROM _person_nodes AS its CROSS JOIN _person_nodes AS mine USING (document_id)
        WHERE its.person_id {_IN} AND mine.person_id = ?
    """  # noqa: S608 (our own names)
    found -= {row["person_id"] for row in rows(conn, sql, [json.dumps(list(found)), person])}
    found -= _told_apart(conn).get(person, set()) if found else set()
    return next(iter(found)) if len(found) == 1 else None


def _may_be(one: str, other: str, title: str) -> bool:
    if people.compatible(one, other) or people.likely_same(one, other):
        return True
    mine, its = people.tokens(one), people.tokens(other)
    if not mine or not its:
        return False
    if title and len(mine) == len(mine[0]) == 1:  # Sr P. is Sr Paulina
        return other.startswith(f"{title} ") and its[0].startswith(mine[0])
    families = len(mine) == 1 or len(its) == 1 or mine[-1] == its[-1]
    return families and (nicknames.share(mine[0], its[0]) or nicknames.shortens(mine[0], its[0]))


def _told_apart(conn: sqlite3.Connection) -> dict[str, set[str]]:
    """For people those of whom the owner said that they are not the same."""
    found: dict[str, set[str]] = {}
    for each in decisions.about_people(conn):
        if each.action == "apart":
            one, other = (
                {person for anchor in each.said[side] if (person := queries.person_of(conn, anchor))}
                for side in ("anchors", "other")
            )
            for these, those in ((one, other), (other, one)):
                for person in these:
                    found.setdefault(person, set()).update(those)
    return found


_BROUGHT = f"""
    NOT told.wrong AND told.by_person_id IS NOT NULL
    AND (told.who_text = 'me' OR told.to_text = 'me' OR told.manner = 'tie' OR told.to_text IS NULL) AND {_FIRST_MET}
"""
"""What brought somebody to the owner."""
_BROUGHT_BY = " UNION ALL ".join(
    f"""
    SELECT {side}_person_id AS person, 2 * (certainty = 'hedged') + (manner = 'tie') AS tie, state = 'asked' AS asked, said_on,
        document_id, start, by_person_id
    FROM introductions AS told WHERE {side}_person_id IN (SELECT value FROM json_each(:persons)) AND {_BROUGHT}
    """  # noqa: S608 (our own words)
    for side in ("who", "to")
)


class Origins:
    """Through whom one came to people, each up to some day. What is needed is fetched when it is asked for.

    For many people it is fetched at once (``beforehand``), with all through whom one may have come to them.
    """

    def __init__(self, conn: sqlite3.Connection, beforehand: Iterable[str] = ()) -> None:
        self._conn = conn
        self._same: dict[str, list[str]] = {}
        self._brought: dict[str, list[tuple[tuple[object, ...], str, str]]] = {}
        self._facts: dict[tuple[str, ...], list[Row]] = {}
        self._perhaps: dict[str, str | None] = {}
        wave = set(beforehand)
        while wave:
            fresh = self._fetch(wave)
            wave = {by for person in fresh for _, _, by in self._brought[person]} | fresh
            wave -= self._same.keys()

    def _fetch(self, persons: Collection[str]) -> set[str]:
        """Fetch who else some people may be, and who brought them; of whom the latter was not known yet."""
        same = alike(self._conn, persons)
        self._same |= same
        fresh = {each for those in same.values() for each in those} - self._brought.keys()
        self._brought |= {person: [] for person in fresh}
        for person, *rank, by in self._conn.execute(_BROUGHT_BY, {"persons": json.dumps(list(fresh))}):
            self._brought[person].append((tuple(rank), rank[2], by))  # tens of thousands: no names for their columns
        for person in fresh:
            self._brought[person].sort()
        return fresh

    def people(self, person: str, until: str) -> list[list[str]]:
        """The people of :func:`chain`, without the facts between them; a day as ``YYYY-MM-DD``."""
        called: dict[str, str] = {}

        def known(one: str) -> str:
            if one in called:
                return called[one]
            if one not in self._same:
                self._fetch([one])
            called.update(dict.fromkeys(self._same[one], one))
            return one

        def introducer(one: str) -> str | None:
            same = self._same[one]
            told = merge(*(self._brought[each] for each in same)) if len(same) > 1 else self._brought[one]
            return next((known(by) for _, said_on, by in told if said_on <= until and by not in same), None)

        return [self._same[one] for one in paths.back(known(person), introducer)]

    def perhaps(self, person: str) -> str | None:
        """As :func:`perhaps`, looked for once."""
        if person not in self._perhaps:
            self._perhaps[person] = perhaps(self._conn, person)
        return self._perhaps[person]

    def facts(self, introducers: Sequence[str], persons: Sequence[str]) -> list[Row]:
        """What brought somebody to the owner by way of somebody: introductions before ties, the earlier first."""
        key = (*introducers, "", *persons)
        if key not in self._facts:
            asked = {"by": json.dumps(introducers), "persons": json.dumps(persons)}
            self._facts[key] = rows(self._conn, _FACTS, asked)
        return self._facts[key]


def led_to(conn: sqlite3.Connection, person: str, *, most: int) -> set[str]:
    """Somebody and those to whom one came through them, directly and further on, no more than some at each step."""
    found: set[str] = set()
    wave = {person}
    while wave and len(found) < most:
        wave = {each for those in alike(conn, wave).values() for each in those} - found
        found |= wave
        sql = f"""
            SELECT who_person_id AS who, to_person_id AS "to" FROM introductions
            WHERE by_person_id {_IN} AND NOT wrong ORDER BY said_on DESC, id LIMIT ?
        """  # noqa: S608 (our own names)
        those = rows(conn, sql, [json.dumps(list(wave)), most])
        wave = {row[side] for row in those for side in ("who", "to") if row[side]} - found
    return found


_FACTS = f"""
SELECT {_COLUMNS} FROM introductions AS told {_JOINS} WHERE told.id IN (
    SELECT told.id FROM introductions AS told WHERE told.by_person_id IN (SELECT value FROM json_each(:by))
    AND (+told.who_person_id IN (SELECT value FROM json_each(:persons))
        OR +told.to_person_id IN (SELECT value FROM json_each(:persons)))
    AND {_BROUGHT}
) ORDER BY 2 * (told.certainty = 'hedged') + (told.manner = 'tie'), told.state = 'asked', told.said_on, told.document_id,
    told.start LIMIT {LOOKED_AT}
"""  # noqa: S608 (our own words)


def chain(
    conn: sqlite3.Connection, person: str, until: date, origins: Origins | None = None
) -> tuple[list[list[str]], list[Row]]:
    """The people through whom one came to somebody, the first one first, and the facts between them in that order.

    Each of the people is a list of ids: those under which they go, see :func:`alike`.
    """
    origins = origins or Origins(conn)
    people = origins.people(person, until.isoformat())
    return people, [
        row for two in pairwise(people) for row in origins.facts(*two) if row["said_on"] <= until.isoformat()
    ]


def rows(conn: sqlite3.Connection, sql: str, values: Mapping[str, object] | Collection[object]) -> list[Row]:
    """The rows of a query as dicts, however the connection is set."""
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    return [dict(row) for row in cursor.execute(sql, values)]  # type: ignore[arg-type]


class Introductions:
    """The introductions of an open notebook, and the ways they make to somebody."""

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        self._conn = conn
        self._path = path

    def listed(
        self, person: str | None = None, *, ties: bool = True, wrong: bool = False, limit: int | None = None
    ) -> list[Row]:
        """Who introduced whom, of everybody or around one person, newest first; without ``ties`` only introductions."""
        with connection.speaking(self._path):
            found = -1 if limit is None else limit
            return introductions(self._conn, person, ties=ties, wrong=wrong, limit=found)

    def number(self, person: str | None = None, *, ties: bool = True) -> int:
        """How many :meth:`introductions` there are."""
        with connection.speaking(self._path):
            return number(self._conn, person, ties=ties)

    def one(self, introduction_id: str) -> Row | None:
        """One introduction by its whole id; ``None`` for an unknown one."""
        with connection.speaking(self._path):
            return introduction(self._conn, introduction_id)

    def path(self, person_id: str, *, on: date) -> Row:
        """Who could get the owner to a person, as of a day; see :func:`notesight.store.path`."""
        with connection.speaking(self._path):
            return path(self._conn, person_id, on)

    def names(self, persons: Iterable[str]) -> dict[str, str]:
        """How people are called, by their ids."""
        with connection.speaking(self._path):
            return names(self._conn, persons)
