"""Documents as evidence of what was done: their sentences, whom each is about, and who says "I"."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from notesight import closing
from notesight.closing import Sentences
from notesight.model import ME
from notesight.store import namesakes

_IN = "IN (SELECT value FROM json_each(?))"
_MOST_HELD = 500


@dataclass(frozen=True)
class Evidence:
    """A document as it is judged: its sentences, and who says "I" in it."""

    id: int
    date: str
    moment: str
    writer: str | None
    thread: int | None
    sentences: Sentences


@dataclass(slots=True)
class _Rows:
    """What is stored of one current document."""

    document: sqlite3.Row
    parts: list[sqlite3.Row] = field(default_factory=list)
    mentions: list[tuple[int, int, str]] = field(default_factory=list)
    items: list[tuple[int, int]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """Who goes by which name or address there."""


class Documents:
    """Current documents as evidence, each taken to pieces once and held for a while."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._rows: dict[int, _Rows | None] = {}
        self._made: dict[tuple[int, bool], Evidence | None] = {}

    def fetch(self, documents: Iterable[int]) -> None:
        """Read the rows of some documents at once, which is cheaper than one by one."""
        wanted = {each for each in documents if each not in self._rows}
        if len(self._rows) + len(wanted) > _MOST_HELD:
            self._rows.clear()
            self._made.clear()
        self._rows |= dict.fromkeys(wanted) | _read(self._conn, wanted)

    def of(self, document: int, *, also: bool = True) -> Evidence | None:
        """A document, if it is current; with ``also``, whoever has namesakes may be these there."""
        place = document, also
        if place not in self._made:
            if document not in self._rows:
                self.fetch([document])
            rows = self._rows[document]
            self._made[place] = _evidence(self._conn, rows, also=also) if rows else None
        return self._made[place]


def _read(conn: sqlite3.Connection, documents: Collection[int]) -> dict[int, _Rows]:
    wanted = json.dumps(sorted(documents))
    sql = f"""
        SELECT documents.id, text, date, kind, thread_id FROM current_documents AS documents
        LEFT JOIN _threads ON _threads.document_id = documents.id WHERE documents.id {_IN}
    """  # noqa: S608 (our own names)
    found = {row["id"]: _Rows(row) for row in conn.execute(sql, [wanted])}
    wanted = json.dumps(sorted(found))
    sql = f"""
        SELECT document_id, role, start, end, author_name, author_address, date FROM parts
        WHERE document_id {_IN} ORDER BY document_id, n
    """  # noqa: S608 (our own names)
    for row in conn.execute(sql, [wanted]):
        found[row["document_id"]].parts.append(row)
    sql = f"SELECT document_id, start, end, person_id FROM mentions WHERE document_id {_IN}"  # noqa: S608 (our own names)
    for document, start, end, person in conn.execute(sql, [wanted]):
        found[document].mentions.append((start, end, person))
    sql = f"SELECT document_id, start, end FROM quotes WHERE document_id {_IN} AND kind <> 'offer'"  # noqa: S608 (our own names)
    for document, start, end in conn.execute(sql, [wanted]):
        found[document].items.append((start, end))
    mails = json.dumps([each for each, rows in found.items() if rows.document["kind"] != "note"])
    sql = f"SELECT document_id, name, person_id FROM names WHERE document_id {_IN} ORDER BY document_id, entry, kind, name"  # noqa: S608 (our own names)
    for document, name, person in conn.execute(sql, [mails]):
        found[document].names.setdefault(name, person)
    return found


def _evidence(conn: sqlite3.Connection, rows: _Rows, *, also: bool) -> Evidence:
    document, parts, mentions = rows.document, rows.parts, sorted(rows.mentions)
    there = {person for _, _, person in mentions}
    for person, others in namesakes.of(conn, there).items() if also else ():
        spans = [(start, end) for start, end, who in mentions if who == person]
        mentions += [(start, end, other) for other in others - there for start, end in spans]
    mentions.sort()
    own = [part for part in parts if part["role"] == "new"]
    always: frozenset[str] = frozenset()
    writer: str | None = ME
    if document["kind"] != "note":
        head = [(part["start"], part["end"]) for part in parts if part["role"] == "header"]
        always = frozenset(person for at, _, person in mentions if any(start <= at < end for start, end in head))
        writer = _writer(rows.names, own)
    moment = next((part["date"] for part in own if part["date"]), document["date"])
    stretches = [(part["start"], part["end"]) for part in own] if parts else [(0, len(document["text"]))]
    found = closing.passages(document["text"], stretches, mentions, always, sorted(rows.items))
    return Evidence(document["id"], document["date"], moment, writer, document["thread_id"], Sentences(found))


def _writer(names: Mapping[str, str], parts: Sequence[sqlite3.Row]) -> str:
    """Who says "I" in a mail: a person of it, else the owner."""
    for part in parts[:1]:
        found = (names.get(each) for each in (part["author_address"], part["author_name"]))
        return next(filter(None, found), ME)
    return ME
