"""A decision in plain words, as its owner may read it again: what was said, of what, by the names that were known then."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Any

from notesight import rhythm
from notesight.model import fold
from notesight.store import decisions, identity, queries
from notesight.store.decisions import Decision

_OF_ITEMS = {
    "done": "Done",
    "dismissed": "Dismissed",
    "reopened": "Open again",
    "wrong": "Wrong",
    "not_done": "Not done",
    "confirmed": "Confirmed",
    "corrected": "Corrected",
    "snoozed": "Snoozed",
}
_KINDS = {"ask": "ask", "offer": "offer", "followup": "follow-up", "person": "person"}


def in_words(conn: sqlite3.Connection, decision: Decision) -> str:
    """What a decision says, in one line without a full stop."""
    if decision.undoes is not None:
        undone = decisions.get(conn, decision.undoes)
        assert undone is not None
        if undone.undoes is not None:
            again = decisions.get(conn, undone.undoes)
            assert again is not None
            return f"Said again: {in_words(conn, again)}"
        return f"Taken back: {in_words(conn, undone)}"
    if decision.action == "kept":
        return _kept(conn, decision)
    if decision.action == "outcome":
        said = decision.said
        worth = f", {said['worth']}" if said.get("worth") else ""
        return f"Outcome: {said['what']}{worth}"
    if (fact := _told(conn, decision.subject)) is not None:
        worth = f", {decision.said['worth']}" if decision.said.get("worth") else ""
        words = "Not sure" if decision.action == "reopened" else _OF_ITEMS[decision.action]
        return f"{words}: {fact}{worth}"
    if decision.about_person:
        return _of_person(conn, decision)
    if document := _document(conn, decision.subject):
        return _of_document(decision, document)
    return _of_item(conn, decision)


def _told(conn: sqlite3.Connection, subject: str) -> str | None:
    """The words of an introduction, or what an outcome is."""
    sql = "SELECT quote FROM introductions WHERE id = :id UNION ALL SELECT what FROM outcomes WHERE id = :id"
    found = conn.execute(sql, {"id": subject}).fetchone()
    return " ".join(str(found[0]).split()) if found else None


def _kept(conn: sqlite3.Connection, decision: Decision) -> str:
    said = decision.said
    who = (_name(conn, said["anchors"]) if "anchors" in said else None) or said["name"]
    group = f"the {said['scope']} " if "scope" in said else ""
    if said["every"] is None:
        return f"No longer kept in touch with by a cadence: {group}{who}"
    most = f", at most {said['at_most']}" if said["at_most"] else ""
    return f"Keep in touch with {group}{who}: {rhythm.every(said['every']).words}{most}"


# --- items --------------------------------------------------------------------------------------------------------


def _of_item(conn: sqlite3.Connection, decision: Decision) -> str:
    item = queries.item_of(conn, decision.subject)
    found = conn.execute("SELECT summary FROM items WHERE id = ?", [item]).fetchone()
    label = found[0] if found else _once(conn, decision.subject)
    if decision.action == "declined":
        return f"Declined: {_other(conn, decision.said['with'])} for: {label}"
    if decision.action == "apart":
        first = queries.item_of(conn, decision.said["from"][0])
        row = conn.execute("SELECT summary FROM items WHERE id = ?", [first]).fetchone()
        return f"Not the same: {label} and what was told before: {row[0] if row else 'what is no longer there'}"
    until = f" until {decision.value}" if decision.action == "snoozed" else ""
    if decision.action != "corrected":
        return f"{_OF_ITEMS[decision.action]}{until}: {label}"
    fields = [f"{name} is {_value(name, value)}" for name, value in decision.said.items()]
    return f"Corrected: {label}: {', '.join(fields)}"


def _other(conn: sqlite3.Connection, one_id: str) -> str:
    """What a suggestion for an ask was: the offer's summary, else the person's name."""
    item = queries.item_of(conn, one_id)
    found = conn.execute("SELECT summary FROM items WHERE id = ?", [item]).fetchone() if item else None
    return f"“{found[0]}”" if found else _name(conn, [one_id]) or "what is no longer there"


def _once(conn: sqlite3.Connection, item: str) -> str:
    """The summary of an item of which no document has the words any more, from the reading that found it last."""
    sql = """
        SELECT observations.*, documents.key FROM observations JOIN runs ON runs.id = observations.run_id
        JOIN documents ON documents.id = runs.document_id WHERE observations.kind IN ('ask', 'offer', 'followup')
        ORDER BY run_id DESC, start, n
    """
    nth: Counter[tuple[int, str, str]] = Counter()
    for row in conn.execute(sql):
        same = (row["run_id"], row["kind"], fold(row["quote"]))
        if identity.item_id(row["key"], row["kind"], row["quote"], nth[same]) == item:
            return str(json.loads(row["detail"])["summary"])
        nth[same] += 1
    return f"{item}, which no document has any more"


def _value(name: str, value: Any) -> str:
    if name in ("by", "to"):
        return str(value["text"]) if value else "nobody"
    if name == "kind":
        return f"{'an' if value != 'followup' else 'a'} {_KINDS[value]}"
    return f"“{value}”" if name == "summary" else str(value or "no day")


# --- people -------------------------------------------------------------------------------------------------------


def _of_person(conn: sqlite3.Connection, decision: Decision) -> str:
    said = decision.said
    name = _name(conn, said["anchors"]) or "somebody whom no document names any more"
    if decision.action in ("merged", "apart"):
        other = _name(conn, said["other"]) or "somebody whom no document names any more"
        if fold(name) == fold(other):
            other = f"another {other}"
        return f"Merged: {name} and {other}" if decision.action == "merged" else f"Not the same: {name} and {other}"
    if decision.action == "split":
        sql = (
            "SELECT DISTINCT document_id FROM _person_nodes WHERE own_id IN (SELECT value FROM json_each(?)) ORDER BY 1"
        )
        documents = [str(row[0]) for row in conn.execute(sql, [json.dumps(said["entries"])])]
        return f"Split: somebody other than {name} is meant in document{'s' * (len(documents) != 1)} {', '.join(documents)}"
    if decision.action == "renamed":
        return f"Renamed: {name} is called {said['name']}"
    if decision.action == "added":
        return f"Also known as: {name} is {said['alias']} too"
    if decision.action == "wrong":
        return f"No person: {name}"
    fields = [f"{field} is {said[field] or 'none'}" for field in decisions.PERSON_FIELDS if field in said]
    return f"Corrected: {name}: {', '.join(fields)}"


def _name(conn: sqlite3.Connection, anchored: Iterable[str]) -> str | None:
    """The name of a person in the first document that is still there."""
    for own_id in anchored:
        row = conn.execute("SELECT name FROM _person_nodes WHERE own_id = ?", [own_id]).fetchone()
        if row:
            return str(row[0])
    return None


# --- documents ----------------------------------------------------------------------------------------------------


def _document(conn: sqlite3.Connection, key: str) -> str | None:
    row = conn.execute("SELECT title FROM documents WHERE key = ? ORDER BY id DESC LIMIT 1", [key]).fetchone()
    return str(row[0]) if row else None


def _of_document(decision: Decision, title: str) -> str:
    said = decision.said
    if decision.action == "added":
        if "match" in said:
            return f"Taken: {said['detail']['summary']}"
        who = "Person" if said["kind"] == "person" else _KINDS[said["kind"]].capitalize()
        where = "" if fold(title) == fold(said["quote"]) else f" in {title}"
        return f"{who} added by hand: “{' '.join(said['quote'].split())}”{where}"
    if decision.action == "accepted":
        return f"Accepted: run {said['run']} over {title}"
    if decision.about_channel:
        of = f" with {said['name']}" if said.get("name") else ""
        return f"Channel{of}: {said['channel'] or 'not said'}, in {title}"
    if decision.action == "dismissed":
        return f"Left out: “{said['quote']}” in {title}"
    return f"Private: {title}"
