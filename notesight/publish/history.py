"""What the owner decided, in plain words: for the history, for the line after a click, and on the pages of what it is about.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from notesight.publish.facts import rows
from notesight.publish.words import counted, day_of, day_words
from notesight.rhythm import every
from notesight.store import decisions, queries
from notesight.store.decisions import Decision

PAGE = 100
"""Decisions on one page of the history."""

_GONE = "something that is no longer in the notebook"
_SAID = {
    "done": "Done",
    "dismissed": "Dismissed",
    "reopened": "Open again",
    "confirmed": "Confirmed",
    "wrong": "Wrong",
    "not_done": "Not done",
    "apart": "Not the same as before",
}
_FIELDS = {"kind": "a", "summary": "", "by": "by", "to": "to", "due": "due"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a decision is about: what to call it, and the page that it has."""

    label: str
    kind: Literal["item", "person", "document", "introduction", "outcome", ""] = ""
    id: str = ""
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One decision: "``said``: ``about`` ``more``"; what it ``stands`` for holds, ``undoing`` takes another one back."""

    id: int
    at: str
    said: str
    about: Subject
    more: str
    stands: bool
    undoing: bool


@dataclass(frozen=True, slots=True)
class History:
    """Some decisions, newest first; ``older`` is where the next page begins, if there is one."""

    lines: tuple[Line, ...]
    total: int
    older: int | None = None


def everything(conn: sqlite3.Connection, today: date, before: int | None = None) -> History:
    """A page of all decisions, newest first; ``before`` an id."""
    total = conn.execute("SELECT count(*) FROM decisions").fetchone()[0]
    sql = "SELECT id FROM decisions WHERE :before IS NULL OR id < :before ORDER BY id DESC LIMIT :limit"
    ids = [row["id"] for row in rows(conn, sql, {"before": before, "limit": PAGE + 1})]
    found = [each for each in (decisions.get(conn, one) for one in ids[:PAGE]) if each is not None]
    return History(told(conn, found, today), total, ids[PAGE - 1] if len(ids) > PAGE else None)


def of_subject(conn: sqlite3.Connection, subject: str, today: date) -> History:
    """All decisions about an item or the key of a document, newest first."""
    found = decisions.history(conn, queries.ids_of(conn, subject))
    return History(told(conn, reversed(found), today), len(found))


def of_person(conn: sqlite3.Connection, person_id: str, today: date) -> History:
    """All decisions about a person, newest first."""
    found = decisions.of_person(conn, person_id)
    return History(told(conn, reversed(found), today), len(found))


def one(conn: sqlite3.Connection, decision_id: int, today: date) -> Line | None:
    """One decision; ``None`` for an unknown id."""
    found = decisions.get(conn, decision_id)
    return None if found is None else told(conn, [found], today)[0]


def last(conn: sqlite3.Connection, today: date) -> Line | None:
    """The last thing that was said on the pages and stands; undoings are left out."""
    gone = decisions.undone(conn)
    sql = "SELECT id FROM decisions WHERE origin = 'web' AND undoes IS NULL ORDER BY id DESC LIMIT 50"
    ids = (row["id"] for row in rows(conn, sql, {}) if row["id"] not in gone)
    found = next(ids, None)
    return None if found is None else one(conn, found, today)


def told(conn: sqlite3.Connection, found: Iterable[Decision], today: date) -> tuple[Line, ...]:
    """Decisions in plain words, in the given order."""
    gone = decisions.undone(conn)
    return tuple(_line(conn, each, today, each.id not in gone) for each in found)


def _line(conn: sqlite3.Connection, decision: Decision, today: date, stands: bool) -> Line:  # noqa: FBT001
    said, about, more = _words(conn, decision, today)
    at = decision.made_at.astimezone().isoformat(timespec="minutes")
    return Line(decision.id, at, said, about, more, stands, decision.undoes is not None)


def _words(conn: sqlite3.Connection, decision: Decision, today: date) -> tuple[str, Subject, str]:
    if decision.undoes is not None:
        earlier = decisions.get(conn, decision.undoes)
        assert earlier is not None
        said, about, more = _words(conn, earlier, today)
        if earlier.undoes is not None:
            return f"Said again: {said.removeprefix('Taken back: ')}", about, more
        return f"Taken back: {said}", about, more
    whose = {"kept": _kept, "added": _added, "outcome": _outcome}.get(decision.action)
    if decision.about_person and decision.action not in ("kept", "outcome"):
        whose = _of_person
    if whose is not None:
        return whose(conn, decision)
    if (told := _told(conn, decision.subject)) is not None:
        worth = f"worth {decision.said['worth']}" if decision.said.get("worth") else ""
        said = "Not sure" if decision.action == "reopened" else _SAID.get(decision.action, "")
        return said, told, worth
    if (item := queries.item_of(conn, decision.subject)) is None and (by_key := _document(conn, decision.subject)).kind:
        return _of_document(decision, by_key)
    about = item_subject(conn, item)
    if decision.action == "snoozed":
        day = day_of(decision.value)
        return f"Put off until {day_words(day, today) if day else decision.value}", about, ""
    if decision.action == "corrected":
        return "Corrected", about, _corrected(decision.said, today)
    return _SAID.get(decision.action, decision.action.capitalize()), about, _declined(conn, decision)


def _of_document(decision: Decision, document: Subject) -> tuple[str, Subject, str]:
    said = decision.said
    if decision.about_channel:
        of = f"with {said['name']}: " if said.get("name") else ""
        return "Channel", document, f"{of}{said['channel'] or 'not said'}"
    if decision.action == "accepted":
        return "Accepted", document, f"run {said['run']}"
    if decision.action == "dismissed":
        return "Left out", document, f"“{said.get('quote', '')}”"
    return "Made private", document, ""


def _declined(conn: sqlite3.Connection, decision: Decision) -> str:
    """What a suggestion was that was declined for an ask; nothing for all else."""
    if decision.action != "declined":
        return ""
    other = decision.said["with"]
    item = queries.item_of(conn, other)
    return f"with {item_subject(conn, item).label if item else _person(conn, [other]).label}"


def _told(conn: sqlite3.Connection, subject: str) -> Subject | None:
    """An introduction by its words, or an outcome by what it is; ``None`` for an id of neither."""
    sql = """
        SELECT 'introduction' AS kind, quote AS label, document_id FROM introductions WHERE id = :id
        UNION ALL SELECT 'outcome', what, document_id FROM outcomes WHERE id = :id
    """
    found = rows(conn, sql, {"id": subject})
    return Subject(found[0]["label"], found[0]["kind"], subject, found[0]["document_id"]) if found else None


def _outcome(conn: sqlite3.Connection, decision: Decision) -> tuple[str, Subject, str]:
    """What the owner said came of somebody or something."""
    sql = "SELECT id, document_id FROM outcomes WHERE decision_id = :id"
    found = rows(conn, sql, {"id": decision.id})
    more = f"worth {decision.said['worth']}" if decision.said.get("worth") else ""
    if not found:
        return "Outcome", Subject(decision.said["what"]), more
    return "Outcome", Subject(decision.said["what"], "outcome", found[0]["id"], found[0]["document_id"]), more


def _corrected(said: dict[str, Any], today: date) -> str:
    parts = []
    for name, value in said.items():
        if name not in _FIELDS:
            continue
        if name == "summary":
            parts.append(f"“{value}”")
        elif name == "kind":
            parts.append({"ask": "an ask", "offer": "an offer", "followup": "a follow-up"}.get(value, str(value)))
        elif value is None:
            parts.append(f"{_FIELDS[name]} nobody" if name != "due" else "no day")
        elif name == "due":
            day = day_of(value)
            parts.append(f"due {day_words(day, today) if day else value}")
        else:
            parts.append(f"{_FIELDS[name]} {value.get('text')}")
    return ", ".join(parts)


def _of_person(conn: sqlite3.Connection, decision: Decision) -> tuple[str, Subject, str]:
    said = decision.said
    about = _person(conn, [decision.subject, *said["anchors"]])
    if decision.action in ("merged", "apart"):
        other = _person(conn, [*said["other"], said.get("with", "")])
        if decision.action == "merged":
            return "The same person", about, f"and {other.label}"
        return "Not the same person", about, f"and {other.label}"
    if decision.action == "split":
        documents = counted(len(said["entries"]), "document")
        return "Split off", about, f"in {documents}"
    if decision.action == "renamed":
        return "Renamed", about, f"to {said['name']}"
    if decision.action == "added":
        return "One more name", about, said["alias"]
    if decision.action == "wrong":
        return "Not a person", about, ""
    changed = (f"{name} {value or 'none'}" for name, value in said.items() if name in decisions.PERSON_FIELDS)
    return "Corrected", about, ", ".join(changed).replace("organization", "organisation").replace("email", "address")


def _kept(conn: sqlite3.Connection, decision: Decision) -> tuple[str, Subject, str]:
    said = decision.said
    about = (
        _person(conn, [decision.subject, *said["anchors"]])
        if "anchors" in said
        else Subject(f"{said['scope']} {said['name']}")
    )
    if said["every"] is None:
        return "No longer keep in touch by a cadence", about, ""
    most = f", at most {said['at_most']}" if said["at_most"] else ""
    return "Keep in touch", about, f"{every(said['every']).words}{most}"


def _added(conn: sqlite3.Connection, decision: Decision) -> tuple[str, Subject, str]:
    said = decision.said
    kind = {"ask": "ask", "offer": "offer", "followup": "follow-up"}.get(said["kind"], said["kind"])
    if "match" in said:
        return (
            "Taken",
            item_subject(conn, queries.item_of(conn, said["match"]["ask"])),
            f"“{said['detail']['summary']}”",
        )
    words = said["quote"] if said["kind"] == "person" else said["detail"]["summary"]
    return (
        f"Added by hand, {'an' if kind in ('ask', 'offer') else 'a'} {kind}",
        _document(conn, said["document"]),
        f"“{words}”",
    )


def item_subject(conn: sqlite3.Connection, item: str | None) -> Subject:
    """What an ask, an offer or a follow-up is called, and its page."""
    found = rows(conn, "SELECT summary FROM items WHERE id = :id", {"id": item}) if item else []
    return Subject(found[0]["summary"], "item", str(item)) if found else Subject(_GONE)


def _person(conn: sqlite3.Connection, ids: Sequence[str]) -> Subject:
    """Who is meant, as the first document calls them: people who were joined keep their own names here."""
    for one_id in ids:
        sql = "SELECT name, person_id FROM _person_nodes WHERE own_id = :id"
        for row in rows(conn, sql, {"id": one_id}):
            there = conn.execute("SELECT 1 FROM people WHERE id = ?", [row["person_id"]]).fetchone()
            return Subject(row["name"], "person" if there else "", row["person_id"])
    return Subject(_GONE)


def _document(conn: sqlite3.Connection, key: str) -> Subject:
    found = rows(conn, "SELECT id, title FROM documents WHERE key = :key ORDER BY id DESC LIMIT 1", {"key": key})
    return Subject(found[0]["title"], "document", str(found[0]["id"])) if found else Subject(_GONE)
