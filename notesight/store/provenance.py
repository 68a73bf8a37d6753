"""What is asked of outcomes: the list, the chain back to the conversations they grew from, and the sums of them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from notesight import chains
from notesight.chains import Step
from notesight.model import ME
from notesight.store import links
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
MOST_STEPS = 40
"""Documents and items of one person that are looked at for a chain."""
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
    where = ["1", *([] if wrong else ["outcome.state <> 'wrong'"])]
    where += ["(outcome.from_person_id = :person OR outcome.whose_person_id = :person)"] if person else []
    where += ["outcome.on_day GLOB :year"] if year is not None else []
    where += ["outcome.id = :outcome"] if outcome is not None else []
    where += ["outcome.document_id = :document"] if document is not None else []
    sql = f"""
        SELECT {_COLUMNS} FROM outcomes AS outcome {_JOINS} WHERE {" AND ".join(where)}
        ORDER BY outcome.on_day DESC, outcome.document_id DESC, outcome.start, outcome.id
    """  # noqa: S608 (our own words)
    of_year = f"{year:04}-*" if year is not None else None
    return rows(conn, sql, {"person": person, "year": of_year, "outcome": outcome, "document": document})


def chain(conn: sqlite3.Connection, outcome: Mapping[str, Any]) -> Row:
    """How an outcome came: ``people`` from the first introducer to the one it came from, and ``steps`` with their words.

    A step has ``kind`` (conversation, introduction, said, outcome), ``day``, ``person``, ``words``, ``quote``,
    ``document_id``, ``title``; the outcome itself is the last one.
    """
    until = date.fromisoformat(outcome["on_day"])
    ends = [each for each in (outcome["whose_person_id"], outcome["from_person_id"]) if each]
    people: list[str] = []
    steps: list[Step] = []
    for end in ends:
        chained, facts = links.chain(conn, end, until)
        people += [each[0] for each in chained if each[0] not in people]
        steps += [_introduced(row) for row in facts]
        steps += [step for those in chained[:-1] for step in chains.few(_all_talks(conn, those, until), 4)]
        steps += chains.few(_all_talks(conn, chained[-1], until))
        steps += [step for each in chained[-1] for step in _brought_together(conn, each, until)]
    names = links.names(conn, people)
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
        "channel": _channel(conn, people[0] if people else None, until),
        "steps": [step.as_json() for step in (*told, last)],
    }


def _is_outcome(step: Step, outcome: Mapping[str, Any]) -> bool:
    same = step.document_id == outcome["document_id"] and step.quote is not None and outcome["quote"] is not None
    return bool(same and " ".join(str(step.quote).split()) in " ".join(outcome["quote"].split()))


def _introduced(row: Row) -> Step:
    from_to = " → ".join(filter(None, (row["by"], *(row[side] for side in ("who", "to") if row[side] != ME))))
    return Step(
        "introduction", row["said_on"], row["who"] if row["who"] != ME else row["to"], from_to, row["quote"],
        row["document_id"], row["title"], row["start"],
    )  # fmt: skip


def _brought_together(conn: sqlite3.Connection, person: str, until: date) -> list[Step]:
    """What the owner brought about for somebody: introductions by the owner."""
    found = links.introductions(conn, person, ties=False)
    return [
        _introduced(row)
        for row in found
        if row["by_person_id"] is None and row["by_text"] == ME and row["said_on"] <= until.isoformat()
    ][:4]


def _all_talks(conn: sqlite3.Connection, persons: Iterable[str], until: date) -> list[Step]:
    return sorted(
        (step for each in persons for step in _talks(conn, each, until)),
        key=lambda step: (step.day, step.document_id or 0),
    )


def _talks(conn: sqlite3.Connection, person: str, until: date) -> list[Step]:
    """What was said with or of somebody up to a day: asks, offers and promises, and the documents that name them."""
    asked = {"person": person, "until": until.isoformat(), "limit": MOST_STEPS}
    sql = """
        SELECT said.*, documents.title FROM (
            SELECT kind, summary, quote, start, said_on, document_id FROM (
                SELECT 'ask' AS kind, * FROM asks WHERE by_person_id = :person OR to_person_id = :person
                UNION ALL SELECT 'offer', * FROM offers WHERE by_person_id = :person OR to_person_id = :person
                UNION ALL SELECT 'followup', * FROM followups WHERE by_person_id = :person OR to_person_id = :person
            ) WHERE state <> 'wrong' AND said_on <= :until ORDER BY said_on, document_id, start LIMIT :limit
        ) AS said JOIN documents ON documents.id = said.document_id
    """
    steps = [
        Step("said", row["said_on"], None, row["summary"], row["quote"], row["document_id"], row["title"], row["start"])
        for row in rows(conn, sql, asked)
    ]
    named = """
        SELECT node.document_id, node.date, documents.title, documents.text, mention.start, mention.end
        FROM _person_nodes AS node JOIN documents ON documents.id = node.document_id
        JOIN mentions AS mention ON mention.document_id = node.document_id AND mention.entry = node.entry
        WHERE node.person_id = :person AND node.date <= :until
        GROUP BY node.document_id HAVING mention.start = min(mention.start)
        ORDER BY node.date, node.document_id LIMIT :limit
    """
    for row in rows(conn, named, asked):
        quote = links.sentence(row["text"], row["start"], row["end"])
        steps.append(
            Step("conversation", row["date"], None, row["title"], quote, row["document_id"], row["title"], row["start"])
        )
    name = links.names(conn, [person]).get(person)
    steps = [Step(s.kind, s.day, name, s.words, s.quote, s.document_id, s.title, s.start) for s in steps]
    return _by_document(chains.told(steps))


def _by_document(steps: list[Step]) -> list[Step]:
    """At most two steps of a document: what was asked or promised before what only names somebody."""
    order = {"introduction": 0, "said": 1, "conversation": 2, "outcome": 3}
    counts: dict[int | None, int] = {}
    kept = []
    for step in sorted(steps, key=lambda step: (step.document_id or 0, order[step.kind], step.start)):
        counts[step.document_id] = counts.get(step.document_id, 0) + 1
        if counts[step.document_id] <= 2:
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


def _channel(conn: sqlite3.Connection, person: str | None, until: date) -> str | None:
    """How the owner was first in touch with whoever stands at the beginning: by coffee, call or mail."""
    if person is None:
        return None
    sql = """
        SELECT channel FROM contacts WHERE person_id = :person AND real AND day <= :until AND channel IS NOT NULL
        ORDER BY day, document_id LIMIT 1
    """
    found = rows(conn, sql, {"person": person, "until": until.isoformat()})
    return found[0]["channel"] if found else None


def report(conn: sqlite3.Connection, told: Iterable[Row]) -> list[Row]:
    """Chains of outcomes, the longest first: the conversations furthest from what came of them."""
    found = [chain(conn, outcome) for outcome in told]
    return sorted(found, key=lambda each: (-len(each["people"]), -each["length"], each["outcome"]["on_day"]))


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


def confirmed(found: Iterable[Row]) -> list[Row]:
    """Those that the owner said or confirmed: what was only read is not added up."""
    return [each for each in found if each["outcome"]["state"] == "confirmed"]


def summed(found: Iterable[Mapping[str, Any]]) -> dict[str, list[Row]]:
    """Chains counted by with whom they began (``people``), by channel and by year, the most first.

    Rows of ``name``, ``outcomes`` and ``worth``: a text for each currency. Only sums that the words name are added; "a
    month" and the like are taken once.
    """
    kinds: dict[str, dict[str, list[Mapping[str, Any]]]] = {"people": {}, "channels": {}, "years": {}}
    for each in found:
        outcome = each["outcome"]
        first = each["people"][0]["name"] if each["people"] else outcome["from"] or "not known"
        kinds["people"].setdefault(first, []).append(outcome)
        kinds["channels"].setdefault(each["channel"] or "not known", []).append(outcome)
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
