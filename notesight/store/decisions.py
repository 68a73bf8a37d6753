"""What the owner said: rows that are only ever added, and that win over every reading. What is undone does not stand.

An action on an ask, an offer or a follow-up has its id for a subject. An action on a person has the person's id, and in its
value the *anchors*: ids that stand for single documents' people (``_person_nodes.own_id``), by which the person is found
again whatever is joined or read anew later. An action on a document has the document's key.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from notesight.model import ItemKind
from notesight.store.truth import as_json, clean

Action = Literal[
    "done", "dismissed", "snoozed", "reopened", "wrong", "confirmed", "corrected", "added",
    "merged", "split", "apart", "renamed", "private", "accepted", "declined", "outcome", "not_done", "undone", "kept",
]  # fmt: skip
ITEM_STATES: tuple[Action, ...] = ("done", "dismissed", "snoozed", "reopened", "wrong")
"""What settles or opens an ask, an offer or a follow-up; the last one holds."""
PERSON_ACTIONS: tuple[Action, ...] = ("merged", "split", "apart", "renamed", "corrected", "wrong", "added", "kept")
Origin = Literal["cli", "web"]

ITEM_FIELDS = ("kind", "summary", "by", "to", "due")
"""What can be corrected of an ask, an offer or a follow-up."""
PERSON_FIELDS = ("email", "organization", "role")
"""What can be corrected of a person, besides the name."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the owner said, when, about what; ``undoes`` is the earlier decision that no longer holds.

    ``value``: for ``snoozed`` a day, for all that needs more an object as JSON, else nothing.
    """

    id: int
    made_at: datetime
    origin: Origin
    action: Action
    subject: str
    value: str | None = None
    undoes: int | None = None

    @property
    def said(self) -> dict[str, Any]:
        """The value as an object; empty when it is none."""
        return dict(json.loads(self.value)) if self.value and self.value.startswith("{") else {}

    @property
    def about_channel(self) -> bool:
        """Whether it corrects by which channel the owner was in touch in a document."""
        return self.action == "corrected" and "channel" in self.said

    @property
    def about_person(self) -> bool:
        """Whether the subject is a person."""
        return self.action in PERSON_ACTIONS and "anchors" in self.said


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that the owner said of one ask, offer or follow-up, the later over the earlier.

    ``fields`` are the corrected ones of :data:`ITEM_FIELDS`; ``by`` and ``to`` are ``None`` or objects with ``text`` and
    perhaps ``person``, an anchor.
    """

    state: Literal["open", "done", "dismissed", "snoozed", "wrong"]
    snoozed_until: str | None
    decided_at: str | None
    confirmed: bool
    fields: dict[str, Any]

    @property
    def kind(self) -> ItemKind | None:
        """The kind that it was corrected to."""
        kind: ItemKind | None = self.fields.get("kind")
        return kind


def add(conn: sqlite3.Connection, decision: Decision) -> Decision:
    """Add a decision; the same with its id."""
    added = conn.execute(
        "INSERT INTO decisions (made_at, origin, action, subject, value, undoes) VALUES (?, ?, ?, ?, ?, ?)",
        clean((
            decision.made_at.isoformat(), decision.origin, decision.action, decision.subject, decision.value,
            decision.undoes,
        )),
    ).lastrowid  # fmt: skip
    assert added is not None
    return replace(decision, id=added)


def get(conn: sqlite3.Connection, decision_id: int) -> Decision | None:
    """A decision by its id."""
    found = conn.execute("SELECT * FROM decisions WHERE id = ?", [decision_id]).fetchone()
    return _decision(found) if found else None


def history(conn: sqlite3.Connection, subjects: Iterable[str] | None = None) -> list[Decision]:
    """All decisions, or those about some subjects, in the order they were made."""
    where, values = ("", []) if subjects is None else (f"WHERE subject {_IN}", [as_json(list(subjects))])
    return [_decision(row) for row in conn.execute(f"SELECT * FROM decisions {where} ORDER BY id", values)]  # noqa: S608 (our own words)


def undone(conn: sqlite3.Connection) -> set[int]:
    """The ids of the decisions that do not stand, undoings that were undone themselves included."""
    gone: set[int] = set()
    for row in conn.execute("SELECT id, undoes FROM decisions WHERE undoes IS NOT NULL ORDER BY id DESC"):
        if row["id"] not in gone:
            gone.add(row["undoes"])
    return gone


def standing(conn: sqlite3.Connection, subjects: Iterable[str]) -> Iterator[Decision]:
    """The decisions about some subjects that stand, in the order they were made."""
    asked = list(subjects)
    found = history(conn, asked) if asked else []
    gone: set[int] = set()
    for each in reversed(found):
        if each.undoes is not None and each.id not in gone:
            gone.add(each.undoes)
    return (each for each in found if each.undoes is None and each.id not in gone)


def about_people(conn: sqlite3.Connection) -> list[Decision]:
    """The decisions about people that stand, in the order they were made."""
    rows = conn.execute(f"SELECT * FROM decisions WHERE {ANCHORED} ORDER BY id").fetchall()  # noqa: S608 (our own words)
    gone = undone(conn) if rows else set()
    return [_decision(row) for row in rows if row["id"] not in gone]


ANCHORED = """value GLOB '{"anchors":*'"""
"""SQL for the decisions about people; an index has exactly these."""


def of_person(conn: sqlite3.Connection, person_id: str) -> list[Decision]:
    """All decisions about a person, in the order they were made: the same as by all ids that the person has had.

    Those about people are few, and the documents that name somebody may be many.
    """
    sql = f"""
        SELECT * FROM decisions WHERE ({ANCHORED} OR undoes IS NOT NULL) AND (subject = :id
            OR EXISTS (SELECT 1 FROM _person_nodes WHERE own_id = decisions.subject AND person_id = :id))
        ORDER BY id
    """  # noqa: S608 (our own words)
    return [_decision(row) for row in conn.execute(sql, {"id": person_id})]


def added(conn: sqlite3.Connection) -> list[Decision]:
    """What was added by hand and stands."""
    rows = conn.execute("SELECT * FROM decisions WHERE action = 'added' ORDER BY id").fetchall()
    gone = undone(conn) if rows else set()
    return [_decision(row) for row in rows if row["id"] not in gone]


def accepted(conn: sqlite3.Connection, keys: Iterable[str]) -> dict[str, list[int]]:
    """For documents, given by their keys, the runs that were accepted and stand so, the last one first."""
    found: dict[str, list[int]] = {}
    for each in standing(conn, keys):
        if each.action == "accepted":
            found.setdefault(each.subject, []).insert(0, int(each.said["run"]))
    return found


def is_private(conn: sqlite3.Connection, key: str) -> bool:
    """Whether the owner said that a document, given by its key, is private."""
    return any(each.action == "private" for each in standing(conn, [key]))


def verdict(said: Iterable[Decision]) -> Verdict:
    """What standing decisions about one item come to."""
    state, until, decided_at, confirmed = "open", None, None, False
    fields: dict[str, Any] = {}
    for each in said:
        if each.action == "apart":
            continue  # it tells what the item is not
        decided_at = each.made_at.isoformat()
        if each.action in ITEM_STATES:
            state = "open" if each.action == "reopened" else each.action
            until = each.value if each.action == "snoozed" else None
        elif each.action == "corrected":
            fields |= {name: value for name, value in each.said.items() if name in ITEM_FIELDS}
            confirmed = True
        elif each.action in ("confirmed", "added"):
            confirmed = True
    return Verdict(state, until, decided_at, confirmed, fields)  # type: ignore[arg-type]


def _decision(row: sqlite3.Row) -> Decision:
    return Decision(**{**dict(row), "made_at": datetime.fromisoformat(row["made_at"])})


_IN = "IN (SELECT value FROM json_each(?))"
