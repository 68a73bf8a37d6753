"""From what an owner wants to say to a decision that can be kept: checked, found by its id, with all that it needs later.

Every function reads the notebook and writes nothing; what cannot be said raises ``UsageError`` with a sentence.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from notesight import rhythm
from notesight.contacts import channel_of
from notesight.errors import UsageError
from notesight.model import ITEM_KINDS, ME, fold
from notesight.store import closings, contacts, keeping, queries, readings, repeats, told
from notesight.store.decisions import ITEM_FIELDS, ITEM_STATES, PERSON_ACTIONS, PERSON_FIELDS, Action

Value = str | Mapping[str, Any] | Sequence[int] | None
DOCUMENT_ACTIONS: tuple[Action, ...] = ("added", "private", "dismissed", "accepted", "corrected")
Said = tuple[str, str | None]
"""The subject and the value of a decision."""


def about(conn: sqlite3.Connection, action: Action, subject: str, value: Value) -> Said:
    """What is kept when an owner says ``action`` of ``subject``.

    Of an item: ``done``, ``dismissed``, ``reopened``, ``wrong``, ``confirmed``; ``snoozed`` with a day; ``corrected`` with
    some of :data:`ITEM_FIELDS` (``by`` and ``to``: a person's id, ``me``, other words, or ``None``); ``not_done`` with the
    number of the document that seems to show that it is done: that one is not shown for it again; ``apart`` with the id of
    one of its later tellings, which is not the same and becomes an item of its own. Of an ask: ``declined``, with the id of an
    offer or a person that is no answer to it.

    Of a person: ``wrong``, ``renamed`` with a name, ``added`` with one more name, ``corrected`` with some of
    :data:`PERSON_FIELDS`, ``merged`` and ``apart`` with another person's id, ``split`` with numbers of documents.

    Of a person, or of a group (``organization:NAME``, ``tag:NAME``): ``kept`` with ``every`` (``3 months``; ``None``: no
    longer) and perhaps ``at_most``.

    Of an introduction or an outcome that was read: ``wrong``, ``confirmed`` (an outcome perhaps with its ``worth``), and
    ``reopened``: neither of both again.

    Of a person, an item or a document: ``outcome`` with ``what`` came of it, and perhaps ``worth`` and ``on`` (a day).

    Of a document, by its number: ``private``; ``corrected`` with the ``channel`` by which the owner was in touch in it
    (``None``: not said), with everybody or only ``with`` a person, by the id;
    ``accepted`` with the ``run`` that shall count; ``added`` with ``kind``,
    ``quote`` and, for an item, ``summary``, ``by``, ``to``, ``due``, and ``match`` (``ask``, ``with``) when the follow-up is
    what comes of a suggestion that was taken; ``dismissed`` with the ``quote`` of something that was
    rejected, so that nobody is asked about it again.
    """
    if action == "outcome":
        return _outcome(conn, subject, value)
    if (kind := _told(conn, subject)) is not None:
        return subject, _of_told(action, kind, value)
    item = queries.item_of(conn, subject)
    if item is not None and action == "apart":
        return _not_the_same(conn, item, value)
    if item is not None:
        return item, _of_item(conn, action, item, value)
    person = queries.person_of(conn, subject)
    if person is not None:
        return person, _of_person(conn, action, person, value)
    scope, _, group = subject.partition(":")
    if action == "kept" and scope in GROUPS:
        return _of_group(conn, scope, _words(group, "A group"), value)
    if action in DOCUMENT_ACTIONS and subject.isascii() and subject.isdecimal() and len(subject) < 19:
        return _of_document(conn, action, int(subject), value)
    if action in ITEM_STATES:
        raise UsageError("There is no ask, offer or follow-up with that id.", hint="List them: notesight today")
    raise UsageError(f"There is nothing with the id {subject}.", hint="List what there is: notesight today")


# --- items -------------------------------------------------------------------------------------------------------


def _of_item(conn: sqlite3.Connection, action: Action, item: str, value: Value) -> str | None:
    if action == "snoozed":
        return day(value)
    if action == "declined":
        return _declined(conn, item, value)
    if action in (*ITEM_STATES, "confirmed"):
        if value is not None:
            raise UsageError("Only an item that is snoozed takes a day.")
        return None
    if action == closings.REFUSED:
        return _json({"document": _shown_by(conn, item, value)})
    if action != "corrected":
        raise UsageError(f"An item can be {', '.join((*ITEM_STATES, 'confirmed', 'corrected', closings.REFUSED))}.")
    fields = _fields(value, ITEM_FIELDS)
    now = queries.items(conn, ITEM_KINDS, ["id = :id"], {"id": item})[0]
    checked = {name: _corrected(conn, name, each) for name, each in fields.items()}
    if all(_is_so(now, name, each) for name, each in checked.items()):
        raise UsageError("It says so already.")
    return _json(checked)


def _not_the_same(conn: sqlite3.Connection, item: str, value: Value) -> Said:
    """Which telling of an item is another one; the subject is that telling, and all others are what it is not."""
    tellings = [each["id"] for each in repeats.of(conn, [item]).get(item, ())]
    if value not in tellings:
        raise UsageError("It is not told again there.", hint=f"See where: notesight show {item}")
    assert isinstance(value, str)
    return value, _json({"from": [each for each in (item, *tellings) if each != value]})


def _declined(conn: sqlite3.Connection, item: str, value: Value) -> str:
    """Which offer, or who, is no answer to an ask."""
    if not conn.execute("SELECT 1 FROM asks WHERE id = ?", [item]).fetchone():
        raise UsageError("Only what is suggested for an ask can be declined.")
    other = _other(conn, value)
    if other is None:
        raise UsageError("There is no such offer or person.", hint="List the suggestions: notesight matches")
    return _json({"with": other})


def _other(conn: sqlite3.Connection, value: object) -> str | None:
    """The id of an offer, or of a person, that stands on the other side of an ask."""
    if not isinstance(value, str):
        return None
    item = queries.item_of(conn, value)
    if item is not None and conn.execute("SELECT 1 FROM offers WHERE id = ?", [item]).fetchone():
        return item
    return queries.person_of(conn, value)


def _shown_by(conn: sqlite3.Connection, item: str, value: Value) -> int:
    """The document, by the number under which it came first, of which it is said that it does not show an item done."""
    number = str(value)
    sql = "SELECT 1 FROM closings WHERE item_id = ? AND document_id = ?"
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise UsageError("Name the document that seems to show it, by its number.")
    if conn.execute(sql, [item, int(number)]).fetchone() is None:
        raise UsageError(f"Document {number} does not show that it is done.")
    return closings.first_version(conn, int(number))


def _corrected(conn: sqlite3.Connection, name: str, value: object) -> object:
    if name == "kind":
        if value not in ITEM_KINDS:
            raise UsageError(f"A kind is {', '.join(ITEM_KINDS)}.")
        return value
    if name == "due":
        return None if value is None else day(value)
    if name == "summary":
        return _words(value, "A summary")
    return None if value is None else _party(conn, _words(value, "A name"))


def _party(conn: sqlite3.Connection, words: str) -> dict[str, str]:
    """Who is meant: a person by the id, else the owner or somebody in these words."""
    person = queries.person_of(conn, words)
    if person is None:
        return {"text": ME if words.casefold() == ME else words}
    name = conn.execute("SELECT name FROM people WHERE id = ?", [person]).fetchone()[0]
    return {"text": name, "person": told.anchors(conn, person)[0]}


def _is_so(now: Mapping[str, Any], name: str, value: Any) -> bool:
    if name in ("by", "to"):
        text, person = (value or {}).get("text"), (value or {}).get("person")
        return bool(now[f"{name}_text"] == text and person is None and now[f"{name}_person_id"] is None)
    return bool(now[name] == value)


# --- introductions and outcomes ----------------------------------------------------------------------------------

TOLD_ACTIONS: tuple[Action, ...] = ("wrong", "confirmed", "reopened")


def _told(conn: sqlite3.Connection, subject: str) -> str | None:
    """Whether an id is that of an introduction or of an outcome that was read."""
    sql = """
        SELECT 'introduction' FROM introductions WHERE id = :id
        UNION ALL SELECT 'outcome' FROM outcomes WHERE id = :id AND decision_id IS NULL
        UNION ALL SELECT 'said' FROM outcomes WHERE id = :id AND decision_id IS NOT NULL
    """
    found = conn.execute(sql, {"id": subject}).fetchone()
    return str(found[0]) if found else None


def _of_told(action: Action, kind: str, value: Value) -> str | None:
    if kind == "said":
        raise UsageError(
            "You have said so yourself.", hint="Take it back: notesight history shows the number for undo."
        )
    if action not in TOLD_ACTIONS:
        raise UsageError(f"{'An' if kind[0] in 'aeiou' else 'A'} {kind} can be {', '.join(TOLD_ACTIONS)}.")
    if value is None:
        return None
    if kind != "outcome" or action != "confirmed":
        raise UsageError("Only an outcome that is confirmed takes a worth.")
    return _json({"worth": _words(_fields(value, ("worth",))["worth"], "A worth")})


def _outcome(conn: sqlite3.Connection, subject: str, value: Value) -> Said:
    fields = _fields(value, ("what", "worth", "on"))
    said: dict[str, Any] = {"what": _words(fields.get("what"), "An outcome"), "on": day(fields.get("on"))}
    if fields.get("worth"):
        said["worth"] = _words(fields["worth"], "A worth")
    item = queries.item_of(conn, subject)
    if item is not None:
        return item, _json({"of": "item", **said})
    person = queries.person_of(conn, subject)
    if person is not None:
        name = conn.execute("SELECT name FROM people WHERE id = ?", [person]).fetchone()[0]
        anchors = told.anchors(conn, person)
        return anchors[0], _json({"of": "person", "persons": anchors, "name": name, **said})
    if subject.isascii() and subject.isdecimal() and len(subject) < 19:
        row = conn.execute("SELECT key FROM documents WHERE id = ?", [int(subject)]).fetchone()
        if row is not None:
            return row["key"], _json({"of": "document", **said})
    raise UsageError(
        f"There is nothing with the id {subject}.", hint="Name a person, or the id of an item or a document."
    )


# --- people ------------------------------------------------------------------------------------------------------


def _of_person(conn: sqlite3.Connection, action: Action, person: str, value: Value) -> str:
    said: dict[str, Any]
    if action in ("merged", "apart"):
        said = _another(conn, person, value)
    elif action == "split":
        said = _split(conn, person, value)
    elif action == "renamed":
        said = {"name": _words(value, "A name")}
    elif action == "added":
        said = {"alias": _words(value, "A name")}
    elif action == "corrected":
        fields = _fields(value, PERSON_FIELDS)
        said = {name: None if each is None else _words(each, name.capitalize()) for name, each in fields.items()}
    elif action == "wrong":
        said = {}
    elif action == "kept":
        said = {"name": _name_of(conn, person), **_cadence(value)}
        if said["every"] is None and keeping.of_person(conn, person) is None:
            raise UsageError(f"No cadence is kept with {said['name']}.", hint="notesight keep lists all.")
    else:
        raise UsageError(f"A person can be {', '.join(PERSON_ACTIONS)}.")
    # the anchors come first: an index finds decisions about people by it
    return _json({"anchors": told.anchors(conn, person), **said})


def _another(conn: sqlite3.Connection, person: str, value: Value) -> dict[str, Any]:
    other = queries.person_of(conn, value) if isinstance(value, str) else None
    if other is None:
        raise UsageError("There is no such person.", hint="List them: notesight people")
    if other == person:
        raise UsageError("That is one and the same person.")
    return {"other": told.anchors(conn, other), "with": other}


def _split(conn: sqlite3.Connection, person: str, value: Value) -> dict[str, Any]:
    documents = [each for each in value if isinstance(each, int)] if isinstance(value, Sequence) else []
    sql = "SELECT own_id, document_id FROM _person_nodes WHERE person_id = ? ORDER BY first_id, entry"
    nodes = conn.execute(sql, [person]).fetchall()
    entries = [row["own_id"] for row in nodes if row["document_id"] in set(documents)]
    if not entries:
        raise UsageError("None of these documents names that person.", hint=f"See: notesight show {person}")
    if len(entries) == len(nodes):
        raise UsageError("These are all the documents that name that person: nothing is left to split from.")
    return {"entries": entries}


def _name_of(conn: sqlite3.Connection, person: str) -> str:
    found = conn.execute("SELECT name FROM people WHERE id = ?", [person]).fetchone()
    return str(found[0]) if found else person


GROUPS = ("organization", "tag")
"""What a cadence can be of besides a person."""
_GROUP_WORDS = {"organization": "is at", "tag": "took part in a document tagged"}


def _of_group(conn: sqlite3.Connection, scope: str, name: str, value: Value) -> Said:
    said = _cadence(value)
    there = [each for each in keeping.keeps(conn) if (each.scope, fold(each.name)) == (scope, fold(name))]
    if said["every"] is None and not there:
        raise UsageError(f"No cadence is kept with the {scope} {name}.", hint="notesight keep lists all.")
    if said["every"] is not None and not contacts.members(conn, scope, name):
        raise UsageError(f"Nobody {_GROUP_WORDS[scope]} {name}.", hint="notesight people shows everybody.")
    return f"{scope}:{fold(name)}", _json({"scope": scope, "name": name, **said})


def _cadence(value: Value) -> dict[str, str | None]:
    fields = _fields(value, ("every", "at_most"))
    if not fields.get("every"):
        return {"every": None, "at_most": None}
    usual = rhythm.every(str(fields["every"]))
    most = rhythm.every(str(fields["at_most"])) if fields.get("at_most") else None
    if most is not None and most.days < usual.days:
        raise UsageError(f"At most {most} is less than {usual.words}.", hint="Name a longer while with --at-most.")
    return {"every": str(usual), "at_most": str(most) if most else None}


# --- documents ---------------------------------------------------------------------------------------------------


def _of_document(conn: sqlite3.Connection, action: Action, document_id: int, value: Value) -> Said:
    row = conn.execute("SELECT key, text FROM documents WHERE id = ?", [document_id]).fetchone()
    if row is None:
        raise UsageError(f"There is no document {document_id}.")
    if action == "private":
        return row["key"], None
    if action == "accepted":
        return row["key"], _accepted(conn, document_id, _fields(value, ("run",))["run"])
    if action == "corrected":
        return row["key"], _by_channel(conn, document_id, value)
    if action == "dismissed":
        return row["key"], _json({"quote": _words(_fields(value, ("quote",)).get("quote"), "A quote")})
    fields = _fields(value, ("kind", "quote", "summary", "by", "to", "due", "match"))
    kind, words = fields.get("kind"), _words(fields.get("quote"), "A quote")
    if kind not in (*ITEM_KINDS, "person"):
        raise UsageError(f"What is added is a person or of a kind: {', '.join(ITEM_KINDS)}.")
    # A line may be broken in the document where it is not in what was typed, and the other way round.
    stretch = re.search(r"\s+".join(map(re.escape, words.split())), row["text"])
    if stretch is None:
        raise UsageError("These words do not stand in the document.")
    quote = stretch[0]
    detail: dict[str, Any] = {}
    if kind != "person":
        parties = {side: fields[side] and _party(conn, str(fields[side])) for side in ("by", "to") if side in fields}
        detail = {side: parties[side]["text"] if parties.get(side) else None for side in ("by", "to")}
        detail |= {f"{side}_person": each["person"] for side, each in parties.items() if each and "person" in each}
        detail |= {
            "summary": _words(fields.get("summary") or words, "A summary"),
            "due": day(fields["due"]) if fields.get("due") else None,
        }
    match = {"match": _matched(conn, fields["match"])} if fields.get("match") else {}
    return row["key"], _json({"document": row["key"], "kind": kind, "quote": quote, "detail": detail, **match})


def _by_channel(conn: sqlite3.Connection, document_id: int, value: Value) -> str:
    """By which channel the owner was in touch in a document: with all, or with one who is known there by a name."""
    fields = _fields(value, ("channel", "with"))
    if "channel" not in fields:
        raise UsageError("Name the channel: mail, call, coffee …")
    said: dict[str, Any] = {"channel": channel_of(None if fields["channel"] is None else str(fields["channel"]))}
    there = contacts.real(conn, document_id)
    if fields.get("with"):
        person = queries.person_of(conn, str(fields["with"]))
        there = [each for each in there if each["person_id"] == person]
        if not there:
            raise UsageError(f"You were not in touch with them in document {document_id}.")
        said["name"] = there[0]["said"]
    if not there:
        raise UsageError(f"You were in touch with nobody in document {document_id}.", hint="notesight contacts")
    if all(each["channel"] == said["channel"] for each in there):
        raise UsageError("It says so already.")
    return _json(said)


def _matched(conn: sqlite3.Connection, value: Any) -> dict[str, str]:
    """The ask of a suggestion that was taken, and the offer or the person."""
    match = _fields(value, ("ask", "with"))
    ask, other = queries.item_of(conn, str(match.get("ask"))), _other(conn, match.get("with"))
    if ask is None or other is None:
        raise UsageError("There is no such suggestion any more.", hint="List them: notesight matches")
    return {"ask": ask, "with": other}


def _accepted(conn: sqlite3.Connection, document_id: int, run: object) -> str:
    """A successful run over a document's newest version that does not count yet."""
    found = conn.execute("SELECT document_id, status FROM runs WHERE id = ?", [run]).fetchone()
    if found is None or found["document_id"] != document_id:
        raise UsageError(f"Document {document_id} has no run {run}.")
    if found["status"] != "done":
        raise UsageError(f"Run {run} failed: there is nothing to accept.")
    if conn.execute("SELECT 1 FROM documents WHERE supersedes = ?", [document_id]).fetchone():
        raise UsageError("That run read an older version of the document.", hint="Read the new one: notesight reread")
    if readings.counting_of(conn, document_id) == run:
        raise UsageError(f"Run {run} counts already.")
    return _json({"run": run})


# --- values ------------------------------------------------------------------------------------------------------


def day(value: object) -> str:
    """A day as it is kept; raises ``UsageError`` for anything else."""
    try:
        return date.fromisoformat(str(value or "")).isoformat()
    except ValueError:
        raise UsageError("A day is written YYYY-MM-DD, for example 2026-03-02.") from None


def _fields(value: Value, known: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not value or set(value) - set(known):
        raise UsageError(f"What can be said: {', '.join(known)}.")
    return value


def _words(value: object, what: str) -> str:
    words = " ".join(str(value or "").split())
    if not words:
        raise UsageError(f"{what} needs words.")
    return words


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
