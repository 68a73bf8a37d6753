"""What becomes of decisions when something is forgotten: they hold on for what is left, without its words, or they go.

Decisions name people by anchors (``_person_nodes.own_id``) and items by ids of quotes, both made of a document's key and
its words. Where those go or change, the decisions are written anew: the one place where that is done.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from notesight.model import fold
from notesight.store import decisions, identity, schema
from notesight.store.decisions import PERSON_FIELDS, Decision
from notesight.store.truth import as_json

Place = tuple[int, int]
"""A run and a number in it."""
Told = Callable[[str], str]
"""What is left of words: empty when nothing but what is forgotten stood there."""

_IN = "IN (SELECT value FROM json_each(?))"
_MOST_ANCHORS = 50
_WORDLESS = "█" * 3


# --- ids -----------------------------------------------------------------------------------------------------------


def item_ids(conn: sqlite3.Connection, documents: Iterable[int]) -> dict[Place, str]:
    """The id of every item that any run ever found in some versions of documents."""
    sql = f"""
        SELECT run_id, n, observations.kind, quote, key FROM observations
        JOIN runs ON runs.id = run_id JOIN documents ON documents.id = runs.document_id
        WHERE runs.document_id {_IN} AND observations.kind <> 'person' ORDER BY run_id, start, n
    """  # noqa: S608 (our own names)
    seen: dict[tuple[int, str, str], int] = {}
    found = {}
    for row in conn.execute(sql, [_json(documents)]):
        same = (row["run_id"], row["kind"], fold(row["quote"]))
        nth = seen[same] = seen.get(same, -1) + 1
        found[row["run_id"], row["n"]] = identity.item_id(row["key"], row["kind"], row["quote"], nth)
    return found


def person_ids(conn: sqlite3.Connection, documents: Iterable[int]) -> dict[Place, str]:
    """The own id of everybody whom any run ever found in some versions of documents."""
    sql = f"""
        SELECT run_id, n, json_extract(detail, '$.name') AS name, key FROM observations
        JOIN runs ON runs.id = run_id JOIN documents ON documents.id = runs.document_id
        WHERE runs.document_id {_IN} AND observations.kind = 'person' ORDER BY run_id, n
    """  # noqa: S608 (our own names)
    seen: dict[tuple[int, str], int] = {}
    found = {}
    for row in conn.execute(sql, [_json(documents)]):
        same = (row["run_id"], identity.name_key(row["name"]))
        nth = seen[same] = seen.get(same, -1) + 1
        found[row["run_id"], row["n"]] = identity.person_id(row["key"], row["name"], nth)
    return found


def added(conn: sqlite3.Connection) -> list[Decision]:
    """What was ever added by hand, also what was taken back since."""
    return [each for each in decisions.history(conn) if each.action == "added" and "document" in each.said]


def added_ids(key: str, kind: str, quote: str) -> list[str]:
    """The ids that something can have that was added by hand: of an item one, of a person a few."""
    if kind != "person":
        return [identity.item_id(key, kind, quote, 0)]
    return [identity.person_id(key, quote, nth) for nth in range(3)]  # whom a reader gives that name comes first


# --- documents that go ---------------------------------------------------------------------------------------------


def without(conn: sqlite3.Connection, gone: Collection[int]) -> bool:
    """Let decisions hold on without some documents (all versions of them); whether those about others have changed.

    To be called while the documents and their rows are still there.
    """
    keys = {row[0] for row in conn.execute(f"SELECT key FROM documents WHERE id {_IN}", [_json(gone)])}  # noqa: S608 (our own names)
    follow_items(conn, _heirs(conn, gone, keys))
    lost = set(person_ids(conn, gone).values())
    lost |= {
        row[0]
        for row in conn.execute(f"SELECT own_id FROM _person_nodes WHERE document_id {_IN}", [_json(gone)])  # noqa: S608
    }
    lost |= {own_id for each in _added_to(conn, keys, "person") for own_id in each}
    subjects = conn.execute(f"SELECT id FROM decisions WHERE subject {_IN}", [_json(keys)]).fetchall()  # noqa: S608 (our own names)
    drop(conn, [row[0] for row in subjects])
    return follow_people(conn, dict.fromkeys(lost), _leaving(conn, gone))


def about(conn: sqlite3.Connection, gone: Collection[int]) -> int:
    """How many decisions are about some documents (all versions of them) and what stands in them."""
    keys = {row[0] for row in conn.execute(f"SELECT key FROM documents WHERE id {_IN}", [_json(gone)])}  # noqa: S608 (our own names)
    subjects = {*keys, *_heirs(conn, gone, keys)}
    sql = f"SELECT count(*) FROM decisions WHERE subject {_IN}"  # noqa: S608 (our own names)
    return int(conn.execute(sql, [_json(subjects)]).fetchone()[0])


def _heirs(conn: sqlite3.Connection, gone: Collection[int], keys: Collection[str]) -> dict[str, str | None]:
    """For each item of documents that go, the quote elsewhere for which its decisions hold on; ``None``: for none."""
    sql = f"""
        SELECT mine.id, other.id AS heir FROM quotes AS mine JOIN quotes AS other ON other.item_id = mine.item_id
        WHERE mine.document_id {_IN} AND other.document_id NOT {_IN}
        ORDER BY mine.id, other.id <> other.item_id, NOT other.fresh, other.said_on, NOT other.credited, other.id
    """  # noqa: S608 (our own names)
    heirs: dict[str, str | None] = {}
    for row in conn.execute(sql, [_json(gone)] * 2):
        heirs.setdefault(row["id"], row["heir"])
    subjects = {*item_ids(conn, gone).values(), *(each for ids in _added_to(conn, keys) for each in ids)}
    return {subject: heirs.get(subject) for subject in subjects}


def _added_to(conn: sqlite3.Connection, keys: Collection[str], *kinds: str) -> Iterator[list[str]]:
    for each in added(conn):
        said = each.said
        if said["document"] in keys and (said["kind"] in kinds if kinds else said["kind"] != "person"):
            yield added_ids(said["document"], said["kind"], said["quote"])


def _leaving(conn: sqlite3.Connection, gone: Collection[int]) -> frozenset[str]:
    """The names of those who stand in no other document."""
    sql = f"""
        SELECT people.name FROM people WHERE id IN (SELECT person_id FROM _person_nodes WHERE document_id {_IN})
        AND NOT EXISTS (SELECT 1 FROM _person_nodes WHERE person_id = people.id AND document_id NOT {_IN})
    """  # noqa: S608 (our own names)
    return frozenset(row[0] for row in conn.execute(sql, [_json(gone)] * 2))


# --- items ---------------------------------------------------------------------------------------------------------


def follow_items(conn: sqlite3.Connection, heirs: Mapping[str, str | None]) -> None:
    """Let the decisions about some items hold for others, or for none any more."""
    changes = _Changes(conn)
    for each in decisions.history(conn):
        if each.action == "apart" and "from" in each.said:
            others = [heirs.get(other, other) for other in each.said["from"]]
            changes.say(each, each.subject, {"from": [other for other in others if other and other != each.subject]})
    changes.write()
    decided = {row[0] for row in conn.execute(f"SELECT subject FROM decisions WHERE subject {_IN}", [_json(heirs)])}  # noqa: S608 (our own names)
    if not decided:
        return
    lost = [subject for subject, heir in heirs.items() if heir is None and subject in decided]
    rows = conn.execute(f"SELECT id FROM decisions WHERE subject {_IN}", [_json(lost)]).fetchall()  # noqa: S608 (our own names)
    drop(conn, [row[0] for row in rows])
    # In two steps: an heir may be the name of another one that moves too.
    moved = [
        (heir, row["id"])
        for subject, heir in heirs.items()
        if heir and heir != subject and subject in decided
        for row in conn.execute("SELECT id FROM decisions WHERE subject = ?", [subject]).fetchall()
    ]
    with changeable(conn, "decisions"):
        conn.executemany("UPDATE decisions SET subject = ? WHERE id = ?", moved)


# --- people --------------------------------------------------------------------------------------------------------


def about_person(conn: sqlite3.Connection, person_id: str) -> list[int]:
    """The decisions about a person, alone or with another; without those by which others were split off."""
    found = []
    for each in decisions.history(conn):
        sides = [
            _node(conn, each.said[name])
            for name in ("anchors", "other")
            if "anchors" in each.said and name in each.said
        ]
        if each.action != "split" and any(node is not None and node["person_id"] == person_id for node in sides):
            found.append(each.id)
    return found


def follow_people(
    conn: sqlite3.Connection, new: Mapping[str, str | None], leaving: Collection[str] = frozenset()
) -> bool:
    """Let decisions mean people by the ``new`` ids of some, ``None`` for those that are lost; whether any has changed.

    Whoever was meant by a lost id is meant by others of theirs, as they stand in ``_person_nodes``; where there is none, the
    decision goes. In what was said of items, they and those of the names ``leaving`` become nobody known.
    """
    changes = _Changes(conn)
    for each in decisions.history(conn):
        said = each.said
        if "anchors" in said:
            _follow(conn, each, said, new, changes)
        elif each.action == "corrected":
            fields: dict[str, Any] = {
                side: _party(conn, said[side], new, leaving) for side in ("by", "to") if side in said
            }
            changes.say(each, each.subject, {**said, **fields})
        elif each.action == "added" and said.get("detail"):
            changes.say(each, each.subject, {**said, "detail": _parties(conn, said["detail"], new, leaving)})
    return changes.write()


def _follow(
    conn: sqlite3.Connection, each: Decision, said: dict[str, Any], new: Mapping[str, str | None], changes: _Changes
) -> None:
    together = "cluster" if each.action in ("merged", "apart") else "person_id"
    for name in ("anchors", "other"):
        if name in said:
            said[name] = _anew(conn, said[name], new, together)
    if "entries" in said:
        said["entries"] = _mapped(said["entries"], new)
        said["anchors"] = said["anchors"] or said["entries"][:1]
    if not all(said[name] for name in ("anchors", "other", "entries") if name in said):
        changes.dropped.append(each.id)
        return
    if "with" in said:
        said["with"] = _one(said["with"], new, said["other"])
    changes.say(each, _one(each.subject, new, said["anchors"]), said)


def _one(own_id: str, new: Mapping[str, str | None], others: list[str]) -> str:
    return (new.get(own_id) or others[0]) if own_id in new else own_id


def _anew(conn: sqlite3.Connection, ids: list[str], new: Mapping[str, str | None], together: str) -> list[str]:
    """The anchors of the same person, also when the one that counts is lost."""
    node = _node(conn, ids)
    if node is None or new.get(node["own_id"], node["own_id"]) is not None:
        return _mapped(ids, new)
    sql = f"""
        SELECT own_id FROM _person_nodes WHERE {together} = ? ORDER BY cluster GLOB 'alias:*', first_id, entry
    """  # noqa: S608 (our own names)
    others = [row[0] for row in conn.execute(sql, [node[together]])]
    return _mapped(others, new)[:_MOST_ANCHORS]


def _mapped(ids: Iterable[str], new: Mapping[str, str | None]) -> list[str]:
    return list(dict.fromkeys(now for each in ids if (now := new.get(each, each)) is not None))


def _parties(
    conn: sqlite3.Connection, detail: Mapping[str, Any], new: Mapping[str, str | None], leaving: Collection[str]
) -> dict[str, Any]:
    """What was said of an item that was added by hand, with the persons whom it is by and to."""
    left = dict(detail)
    for side in ("by", "to"):
        person = left.pop(f"{side}_person", None)
        party = _party(conn, {"text": left[side], **({"person": person} if person else {})}, new, leaving)
        left[side] = party and party["text"]
        if party and "person" in party:
            left[f"{side}_person"] = party["person"]
    return left


def _party(conn: sqlite3.Connection, party: Any, new: Mapping[str, str | None], leaving: Collection[str]) -> Any:
    if not party or (party["text"] in leaving and _node(conn, [party.get("person", "")]) is None):
        return None
    if party.get("person") not in new:
        return party
    ids = _anew(conn, [party["person"]], new, "person_id")
    return {**party, "person": ids[0]} if ids else None


def _node(conn: sqlite3.Connection, ids: Iterable[str]) -> sqlite3.Row | None:
    """Who is meant by anchors: the first one that is there."""
    for own_id in ids:
        sql = "SELECT own_id, cluster, person_id FROM _person_nodes WHERE own_id = ?"
        found: sqlite3.Row | None = conn.execute(sql, [own_id]).fetchone()
        if found is not None:
            return found
    return None


# --- words ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Addition:
    """What becomes of something that was added by hand: its document's key now, its quote, and what is left of other words."""

    key: str
    quote: str
    told: Told


def black_out(
    conn: sqlite3.Connection, told: Told, of_items: Mapping[str, Told], additions: Mapping[int, Addition | None]
) -> None:
    """Take words out of what was said.

    ``of_items`` tells what is left of words in what was said of single items, ``told`` of all others; ``additions`` says
    what becomes of each decision by which something was added, ``None`` for those that go.
    """
    changes = _Changes(conn)
    for each in decisions.history(conn):
        said = each.said
        if each.action == "added" and "document" in said:
            place = additions[each.id]
            if place is None:
                changes.dropped.append(each.id)
            else:
                detail = {name: _left(name, words, place.told) for name, words in said["detail"].items()}
                changes.say(each, place.key, {**said, "document": place.key, "quote": place.quote, "detail": detail})
        elif "anchors" in said:
            fields = {name for name in ("name", "alias", *PERSON_FIELDS) if name in said}
            left = {name: said[name] and (told(said[name]) or None) for name in fields}
            emptied = {name for name in fields if said[name] and not left[name]}
            if fields and fields <= emptied:
                changes.dropped.append(each.id)
            else:
                kept = {name: left.get(name, value) for name, value in said.items() if name not in emptied}
                changes.say(each, each.subject, kept)
        elif said:
            mine = of_items.get(each.subject, told)
            changes.say(each, each.subject, {name: _left(name, value, mine) for name, value in said.items()})
    changes.write()


def _left(name: str, value: Any, told: Told) -> Any:
    """What is left of one field of what was said of an item or a document."""
    if isinstance(value, dict):
        words = told(value["text"])
        return {**value, "text": words} if words else None
    if not isinstance(value, str) or name in ("kind", "due", "by_person", "to_person"):
        return value
    return told(value) or (_WORDLESS if name == "summary" else None)


# --- writing -------------------------------------------------------------------------------------------------------


class _Changes:
    """Decisions that are to be written anew or taken out."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._changed: dict[int, tuple[str, str]] = {}
        self.dropped: list[int] = []

    def say(self, decision: Decision, subject: str, said: Mapping[str, Any]) -> None:
        """Let a decision be of this subject, and say this."""
        if subject != decision.subject or dict(said) != decision.said:
            self._changed[decision.id] = subject, as_json(said)

    def write(self) -> bool:
        """Do it; whether there was anything to be done."""
        drop(self._conn, self.dropped)
        with changeable(self._conn, "decisions"):
            for decision_id, (subject, value) in self._changed.items():
                self._conn.execute(
                    "UPDATE decisions SET subject = ?, value = ? WHERE id = ?", [subject, value, decision_id]
                )
                self._conn.execute(_UNDOINGS_TOO, [decision_id, subject])
        return bool(self._changed or self.dropped)


_UNDOINGS_TOO = """
WITH RECURSIVE undoings (id) AS (
    SELECT id FROM decisions WHERE undoes = ?1
    UNION SELECT decisions.id FROM decisions JOIN undoings ON decisions.undoes = undoings.id
) UPDATE decisions SET subject = ?2 WHERE id IN (SELECT id FROM undoings)
"""
_DROP = """
WITH RECURSIVE gone (id) AS (
    SELECT value FROM json_each(?) UNION SELECT decisions.id FROM decisions JOIN gone ON decisions.undoes = gone.id
) SELECT id FROM gone
"""


def drop(conn: sqlite3.Connection, ids: Collection[int]) -> None:
    """Take decisions out, with all that undid them."""
    if ids:
        every = [row[0] for row in conn.execute(_DROP, [_json(ids)])]
        conn.execute(f"DELETE FROM decisions WHERE id {_IN}", [_json(every)])  # noqa: S608 (our own names)


@contextmanager
def changeable(conn: sqlite3.Connection, *tables: str) -> Iterator[None]:
    """Take the triggers that refuse an update away for a while; whatever ends the transaction, they are there again."""
    made = [*schema.statements(schema.never_changed(tables))]
    for statement in made:
        conn.execute(f"DROP TRIGGER {statement.split()[2]}")
    yield
    for statement in made:
        conn.execute(statement)


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
