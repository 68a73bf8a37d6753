"""What is asked of outcomes: the list, the chain back to the conversations they grew from, and the sums of them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from notesight import chains
from notesight.chains import Step
from notesight.model import ME, PLURALS
from notesight.store import connection, links, roots
from notesight.store.links import Row, rows

_COLUMNS = """
    outcome.id, outcome.what, outcome.worth, outcome.on_day, outcome.state, outcome.certainty, outcome.quote, outcome.start,
    outcome.end, outcome.from_person_id, outcome.from_text, coalesce(from_person.name, outcome.from_text) AS "from",
    outcome.whose_person_id, outcome.whose_text, coalesce(whose_person.name, outcome.whose_text) AS whose,
    outcome.document_id, documents.title, documents.date, documents.source, outcome.item_id, outcome.decision_id
"""
_JOINS = """
    LEFT JOIN documents ON documents.id = outcome.document_id
    LEFT JOIN people AS from_person ON from_person.id = outcome.from_person_id
    LEFT JOIN people AS whose_person ON whose_person.id = outcome.whose_person_id
"""
_OTHERS = 3
_SPARE = 2
"""More documents than there are steps to tell are looked at: one may hold no words for a step."""
_IN = "IN (SELECT value FROM json_each(?))"
_MONEY = re.compile(
    r"([$£€¥]|USD|EUR|GBP|CHF)?\s?(\d[\d,.]*\d|\d)\s?(k\b)?\s?([$£€¥]|USD|EUR|GBP|CHF|dollars|euros|pounds)?",
    re.IGNORECASE,
)


def outcomes(
    conn: sqlite3.Connection,
    *,
    person: str | None = None,
    year: int | None = None,
    wrong: bool = False,
    outcome: str | None = None,
    document: int | None = None,
) -> list[Row]:
    """Outcomes, the newest first, of everybody, one person or one document, of all times or of one year."""
    where = ["1", *([] if wrong else [_RIGHT])]
    where += ["(outcome.from_person_id = :person OR outcome.whose_person_id = :person)"] if person else []
    where += ["outcome.on_day GLOB :year"] if year is not None else []
    where += ["outcome.id = :outcome"] if outcome is not None else []
    where += ["outcome.document_id = :document"] if document is not None else []
    of_year = f"{year:04}-*" if year is not None else None
    return _told(conn, where, {"person": person, "year": of_year, "outcome": outcome, "document": document})


_RIGHT = "outcome.state <> 'wrong'"


def _told(conn: sqlite3.Connection, where: Iterable[str], asked: dict[str, object], *, limit: int = -1) -> list[Row]:
    sql = f"""
        SELECT {_COLUMNS} FROM outcomes AS outcome {_JOINS} WHERE {" AND ".join(where)}
        ORDER BY outcome.on_day DESC, outcome.document_id DESC, outcome.start, outcome.id LIMIT :limit
    """  # noqa: S608 (our own words)
    asked["limit"] = limit
    return rows(conn, sql, asked)


@dataclass(frozen=True, slots=True)
class Way:
    """An outcome as :func:`outcomes` tells it, with the ids of the people of its chain, and how it began.

    ``channel`` is how the owner was first in touch with the first of them; ``since`` the day of the first document that names
    that one.
    """

    outcome: Row
    people: tuple[str, ...]
    since: str | None
    channel: str | None


def ways(conn: sqlite3.Connection, told: Iterable[Row]) -> list[Way]:
    """Through whom each of some outcomes came, without the steps; over most people first, then over the longest time."""
    outcomes = list(told)
    origins = links.Origins(conn, {end for outcome in outcomes for end in _ends(outcome)})
    people = [_people(origins, outcome) for outcome in outcomes]
    firsts = {those[0] for those in people if those}
    since, channels = _first_seen(conn, firsts), _first_channels(conn, firsts)
    found = []
    for outcome, those in zip(outcomes, people, strict=True):
        first = those[0] if those else ""
        day, channel = channels.get(first, ("", None))
        began = channel if channel and day <= outcome["on_day"] else None
        found.append(Way(outcome, tuple(those), since.get(first), began))
    return sorted(found, key=_longest_first)


def ways_of(conn: sqlite3.Connection, person: str, year: int | None = None, *, latest: int | None = None) -> list[Way]:
    """The ways on which somebody stands: where it came from, who has it, or in the middle.

    ``latest``: only of so many of the latest outcomes of the people to whom they have led.
    """
    told = (
        outcomes(conn, year=year) if latest is None else _latest(conn, links.led_to(conn, person, most=latest), latest)
    )
    return [way for way in ways(conn, told) if person in (*way.people, *_ends(way.outcome))]


def _latest(conn: sqlite3.Connection, persons: Iterable[str], most: int) -> list[Row]:
    where = "outcome.from_person_id {0} OR outcome.whose_person_id {0}".format(_IN.replace("?", ":persons"))
    return _told(conn, [f"({where})", _RIGHT], {"persons": json.dumps(list(persons))}, limit=most)


def _longest_first(way: Way) -> tuple[int, int, int, str]:
    day = date.fromisoformat(way.outcome["on_day"])
    since = date.fromisoformat(way.since) if way.since else day
    return -len(way.people), -(day - since).days, -day.toordinal(), way.outcome["id"]


def _ends(outcome: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(each for each in (outcome["whose_person_id"], outcome["from_person_id"]) if each))


def _people(origins: links.Origins, outcome: Mapping[str, Any]) -> list[str]:
    """The ids of the people of an outcome's chain, from the first introducer to the one it came from."""
    people: dict[str, None] = {}
    for end in _ends(outcome):
        people |= dict.fromkeys(each[0] for each in origins.people(end, outcome["on_day"]))
    return list(people)


def _first_seen(conn: sqlite3.Connection, persons: Iterable[str]) -> dict[str, str]:
    sql = f"SELECT id, first_seen FROM people WHERE id {_IN}"  # noqa: S608 (our own names)
    return {row["id"]: row["first_seen"] for row in rows(conn, sql, [json.dumps(list(persons))])}


def _first_channels(conn: sqlite3.Connection, persons: Iterable[str]) -> dict[str, tuple[str, str]]:
    """How and on which day the owner was first in touch with people, of whose contacts that is known."""
    sql = """
        SELECT value AS person, first.day, first.channel FROM json_each(?) JOIN contacts AS first
        ON (first.document_id, first.entry, first.day) = (
            SELECT document_id, entry, day FROM contacts WHERE person_id = value AND real = 1 AND channel IS NOT NULL
            ORDER BY day, document_id LIMIT 1)
    """
    return {row["person"]: (row["day"], row["channel"]) for row in rows(conn, sql, [json.dumps(list(persons))])}


def chain(conn: sqlite3.Connection, outcome: Mapping[str, Any], origins: links.Origins | None = None) -> Row:
    """How an outcome came: ``people`` from the first introducer to the one it came from, and ``steps`` with their words.

    A step has ``kind`` (conversation, introduction, said, outcome), ``day``, ``person``, ``words``, ``quote``,
    ``document_id``, ``title``; the outcome itself is the last one.
    """
    until = date.fromisoformat(outcome["on_day"])
    origins = origins or links.Origins(conn)
    people = _people(origins, outcome)
    steps: list[Step] = []
    grown = roots.roots(conn, outcome, people)
    ends = _ends(outcome)
    if not ends:  # nobody is named with it: whoever was named with the same sum before
        ends = list(dict.fromkeys(row["person_id"] for row in grown.sums if row["person_id"]))[:1]
        people = list(dict.fromkeys(each[0] for end in ends for each in origins.people(end, outcome["on_day"])))
    for end in _and_others(origins, ends, people):
        chained, facts = links.chain(conn, end, until, origins)
        steps += [_introduced(row) for row in facts]
        steps += [step for those in chained[:-1] for step in _few_talks(conn, those, until, chains.MOST_OF_ONE // 2)]
        steps += _few_talks(conn, chained[-1], until, chains.MOST_OF_ONE)
        steps += [step for each in chained[-1] for step in _brought_together(conn, each, until)]
    names = links.names(conn, people)
    steps += [_root(conn, row, names) for row in grown.items]
    steps += [
        Step(
            "conversation", row["date"], names.get(row["person_id"] or ""), row["title"], row["quote"], row["document_id"],
            row["title"], row["start"],
        )
        for row in grown.sums
    ]  # fmt: skip
    last = Step(
        "outcome", outcome["on_day"], outcome["from"], outcome["what"], outcome["quote"], outcome["document_id"],
        outcome["title"], outcome["start"] or 0,
    )  # fmt: skip
    steps += _said_in(conn, outcome)
    told = [step for step in chains.told(steps) if not _is_outcome(step, outcome)]
    return {
        "outcome": dict(outcome),
        "people": [{"id": each, "name": names.get(each)} for each in people],
        "length": len({(step.day, step.document_id) for step in told}) + max(0, len(people) - 1),
        "channel": _channel(conn, people, outcome["on_day"]),
        "steps": [step.as_json() for step in (*told, last)],
    }


def _and_others(origins: links.Origins, ends: Sequence[str], people: Sequence[str]) -> list[str]:
    """The ends of a chain, and who its people may be by another name: a chain may go on from there."""
    found = list(ends)
    for each in (*ends, *people):
        if len(found) >= len(ends) + _OTHERS:
            break
        other = origins.perhaps(each)
        if other is not None and other not in (*found, *people):
            found.append(other)
    return found


def _root(conn: sqlite3.Connection, row: Row, names: Mapping[str, str]) -> Step:
    who = row["by_person_id"] or row["to_person_id"]
    name = names.get(who) or links.names(conn, [who]).get(who) if who else None
    return Step(
        "said", row["said_on"], name, row["summary"], row["quote"], row["document_id"], row["title"], row["start"]
    )


def _is_outcome(step: Step, outcome: Mapping[str, Any]) -> bool:
    same = step.document_id == outcome["document_id"] and step.quote is not None and outcome["quote"] is not None
    return bool(same and " ".join(str(step.quote).split()) in " ".join(outcome["quote"].split()))


def _channel(conn: sqlite3.Connection, people: list[str], until: str) -> str | None:
    day, channel = _first_channels(conn, people[:1]).get(people[0], ("", "")) if people else ("", "")
    return channel if channel and day <= until else None


def _introduced(row: Row) -> Step:
    from_to = " → ".join(filter(None, (row["by"], *(row[side] for side in ("who", "to") if row[side] != ME))))
    return Step(
        "introduction", row["said_on"], row["who"] if row["who"] != ME else row["to"], from_to, row["quote"],
        row["document_id"], row["title"], row["start"],
    )  # fmt: skip


def _brought_together(conn: sqlite3.Connection, person: str, until: date) -> list[Step]:
    """What the owner brought about for somebody: the last introductions by the owner."""
    sql = """
        SELECT id FROM introductions WHERE (who_person_id = :person OR to_person_id = :person) AND NOT wrong
            AND by_person_id IS NULL AND by_text = 'me' AND manner <> 'tie' AND said_on <= :until
        ORDER BY said_on DESC, document_id DESC, start LIMIT 4
    """
    found = rows(conn, sql, {"person": person, "until": until.isoformat()})
    told = (links.introduction(conn, row["id"]) for row in found)
    return [_introduced(row) for row in told if row is not None]


def _few_talks(conn: sqlite3.Connection, persons: Iterable[str], until: date, most: int) -> list[Step]:
    """The first and the last steps of what was said with or of somebody, who goes by several ids, up to a day."""
    talks = (step for each in persons for step in _talks(conn, each, until, most // 2 + _SPARE))
    return chains.few(sorted(talks, key=lambda step: (step.day, step.document_id or 0)), most)


def _talks(conn: sqlite3.Connection, person: str, until: date, documents: int) -> list[Step]:
    """What was said with or of somebody in so many of the first and of the last documents up to a day that name them."""
    asked: dict[str, object] = {"person": person, "until": until.isoformat(), "limit": documents}
    ends = " UNION ".join(
        "SELECT document_id FROM (SELECT document_id FROM _person_nodes WHERE person_id = :person AND date <= :until "  # noqa: S608
        f"GROUP BY date, document_id ORDER BY date {way}, document_id {way} LIMIT :limit)"
        for way in ("ASC", "DESC")
    )
    asked["documents"] = json.dumps([row["document_id"] for row in rows(conn, ends, asked)])
    said = " UNION ALL ".join(
        f"SELECT summary, quote, start, said_on, document_id FROM {table} WHERE document_id {_IN.replace('?', ':documents')} "  # noqa: S608
        "AND (+by_person_id = :person OR +to_person_id = :person) AND state <> 'wrong' AND said_on <= :until"
        for table in PLURALS.values()
    )
    sql = f"SELECT DISTINCT said.*, documents.title FROM ({said}) AS said JOIN documents ON documents.id = said.document_id"  # noqa: S608
    name = links.names(conn, [person]).get(person)
    steps = [
        Step("said", row["said_on"], name, row["summary"], row["quote"], row["document_id"], row["title"], row["start"])
        for row in rows(conn, sql, asked)
    ]
    named = f"""
        SELECT documents.id, documents.date, documents.title, documents.text, min(mention.start) AS start, mention.end
        FROM documents JOIN mentions AS mention ON mention.document_id = documents.id AND mention.person_id = :person
        WHERE documents.id {_IN.replace("?", ":documents")} GROUP BY documents.id
    """  # noqa: S608 (our own names)
    said_in = Counter(step.document_id for step in steps)
    for row in rows(conn, named, asked):
        if said_in[row["id"]] >= _OF_A_DOCUMENT:
            continue
        quote = links.sentence(row["text"], row["start"], row["end"])
        steps.append(
            Step("conversation", row["date"], name, row["title"], quote, row["id"], row["title"], row["start"])
        )
    return _by_document(chains.told(steps))


_OF_A_DOCUMENT = 2


def _by_document(steps: list[Step]) -> list[Step]:
    """At most two steps of a document: what was asked or promised before what only names somebody."""
    order = {"introduction": 0, "said": 1, "conversation": 2, "outcome": 3}
    counts: dict[int | None, int] = {}
    kept = []
    for step in sorted(steps, key=lambda step: (step.document_id or 0, order[step.kind], step.start)):
        counts[step.document_id] = counts.get(step.document_id, 0) + 1
        if counts[step.document_id] <= _OF_A_DOCUMENT:
            kept.append(step)
    return sorted(kept, key=lambda step: (step.day, step.document_id or 0, step.start))


def _said_in(conn: sqlite3.Connection, outcome: Mapping[str, Any]) -> list[Step]:
    """The ask, offer or promise, or the document, from which the owner said that it came."""
    if outcome["item_id"]:
        sql = """
            SELECT items.summary, items.quote, items.start, items.said_on, items.document_id, documents.title
            FROM items JOIN documents ON documents.id = items.document_id WHERE items.id = :id
        """
        return [
            Step(
                "said",
                row["said_on"],
                None,
                row["summary"],
                row["quote"],
                row["document_id"],
                row["title"],
                row["start"],
            )
            for row in rows(conn, sql, {"id": outcome["item_id"]})
        ]
    if outcome["decision_id"] and outcome["document_id"]:
        return [
            Step(
                "conversation", outcome["date"], None, outcome["title"], None, outcome["document_id"], outcome["title"]
            )
        ]
    return []


def amount(worth: str | None) -> tuple[str, float] | None:
    """The currency and the sum that words name: ``$1,350`` is a dollar sign and 1350.0; ``None`` when they name none."""
    for found in _MONEY.finditer(worth or ""):
        sign = found[1] or found[4]
        if sign:
            number = found[2]
            if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number):
                number = re.sub(r"[.,]", "", number)
            try:
                value = float(number.replace(",", "."))
            except ValueError:
                return None
            return sign.upper(), value * (1000 if found[3] else 1)
    return None


def confirmed(found: Iterable[Way]) -> list[Way]:
    """Those that the owner said or confirmed: what was only read is not added up."""
    return [way for way in found if way.outcome["state"] == "confirmed"]


def summed(conn: sqlite3.Connection, found: Sequence[Way]) -> dict[str, list[Row]]:
    """Outcomes counted by with whom they began (``people``), by channel and by year, the most first.

    Rows of ``name``, ``outcomes`` and ``worth``: a text for each currency. Only sums that the words name are added; "a
    month" and the like are taken once.
    """
    names = links.names(conn, {way.people[0] for way in found if way.people})
    kinds: dict[str, dict[str, list[Mapping[str, Any]]]] = {"people": {}, "channels": {}, "years": {}}
    for way in found:
        outcome = way.outcome
        first = names.get(way.people[0]) if way.people else outcome["from"]
        kinds["people"].setdefault(first or "not known", []).append(outcome)
        kinds["channels"].setdefault(way.channel or "not known", []).append(outcome)
        kinds["years"].setdefault(outcome["on_day"][:4], []).append(outcome)
    return {
        kind: [
            {"name": name, "outcomes": len(those), "worth": _added(those)}
            for name, those in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
        ]
        for kind, groups in kinds.items()
    }


def _added(outcomes: Iterable[Mapping[str, Any]]) -> list[str]:
    sums: dict[str, float] = {}
    for outcome in outcomes:
        found = amount(outcome["worth"])
        if found is not None and outcome["whose_person_id"] is None:
            sums[found[0]] = sums.get(found[0], 0.0) + found[1]
    return [f"{sign}{value:,.0f}" if sign in "$£€¥" else f"{value:,.0f} {sign}" for sign, value in sums.items()]


class Outcomes:
    """The outcomes of an open notebook, and how each came."""

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        self._conn = conn
        self._path = path

    def listed(self, *, person: str | None = None, year: int | None = None, wrong: bool = False) -> list[Row]:
        """What came of knowing people, the newest first; ``state`` is ``suggested`` for what was read and not confirmed."""
        with connection.speaking(self._path):
            return outcomes(self._conn, person=person, year=year, wrong=wrong)

    def one(self, outcome_id: str) -> Row | None:
        """One outcome by its whole id, also a wrong one; ``None`` for an unknown one."""
        with connection.speaking(self._path):
            return next(iter(outcomes(self._conn, outcome=outcome_id, wrong=True)), None)

    def told(self, document_id: int) -> dict[str, list[Row]]:
        """The ``introductions`` and ``outcomes`` that a document tells of, in the order of its words, wrong ones too."""
        with connection.speaking(self._path):
            came = outcomes(self._conn, document=document_id, wrong=True)
            read = sorted((row for row in came if row["quote"] is not None), key=lambda row: row["start"])
            return {"introductions": links.of_document(self._conn, document_id), "outcomes": read}

    def ways(self, *, person: str | None = None, year: int | None = None) -> list[Way]:
        """Through whom what came of it came, over most people first; of a person also where they stand in the middle."""
        with connection.speaking(self._path):
            if person is not None:
                return ways_of(self._conn, person, year)
            return ways(self._conn, outcomes(self._conn, year=year))

    def summed(self, found: Sequence[Way]) -> dict[str, list[Row]]:
        """What ways come to, by with whom they began, by channel and by year."""
        with connection.speaking(self._path):
            return summed(self._conn, found)

    def chain(self, outcome_id: str) -> Row | None:
        """How one outcome came, from the first conversation on; ``None`` for an unknown id."""
        with connection.speaking(self._path):
            found = outcomes(self._conn, outcome=outcome_id, wrong=True)
            return chain(self._conn, found[0]) if found else None
