"""Where asks and promises are told: their rows as :mod:`notesight.closing` judges them, with everybody whom their words name."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from notesight import closing
from notesight.closing import Open
from notesight.model import ME

_IN = "IN (SELECT value FROM json_each(?))"
_NEAR = 300
"""Who is named no further before some words may be meant by "her" there."""
_SOMEBODY = re.compile(r"\b(?:she|her|hers|he|him|his|they|them|their)\b", re.IGNORECASE)
"""Somebody who was named before."""
_COLUMNS = """item.id, item.quote, item.summary, by_person_id, by_text, to_person_id, to_text, said_on, due, due_text,
    item.document_id, item.start, item.end, documents.text, _threads.thread_id"""
_PLACE = """JOIN documents ON documents.id = item.document_id
    LEFT JOIN _threads ON _threads.document_id = item.document_id"""


@dataclass(frozen=True)
class Telling:
    """One place where an ask or a promise is told: ``thread`` is its conversation, ``due`` the day by which it is to be done."""

    id: str
    document_id: int
    said_on: str
    open: Open
    thread: int | None
    due: str | None = None

    def fingerprint(self, besides: object = None) -> str:
        """A hash of all that it says, and of something ``besides``."""
        said = self.open
        parts = (
            self.id, self.document_id, self.said_on, self.thread, self.due, said.kind, said.quote, said.summary, said.by,
            said.to, sorted(said.people), sorted(said.names), said.around, said.when, besides,
        )  # fmt: skip
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Told:
    """An ask or a promise with all its tellings, ``said_on`` the day of the newest; ``copies`` are all its documents."""

    id: str
    said_on: str
    tellings: tuple[Telling, ...]
    copies: frozenset[int]

    @cached_property
    def people(self) -> frozenset[str]:
        """Everybody whom its words name."""
        return frozenset().union(*(each.open.people for each in self.tellings))


def open_ones(conn: sqlite3.Connection, ids: Collection[str]) -> Iterator[Told]:
    """Those of some asks and promises that are open, or have closed by themselves, with what tells them again."""
    if not ids:
        return
    rows = [
        row
        for kind, table in (("ask", "asks"), ("followup", "followups"))
        for row in conn.execute(
            f"SELECT '{kind}' AS kind, item.id AS item_id, {_COLUMNS} FROM {table} AS item {_PLACE} "  # noqa: S608 (our own names)
            f"WHERE item.id {_IN} AND (+item.state IN ('open', 'snoozed') "
            "OR item.id IN (SELECT item_id FROM _closed_by_itself))",
            [_json(ids)],
        )
    ]
    sql = f"SELECT item.kind, item.item_id, {_COLUMNS} FROM _repeats AS item {_PLACE} WHERE item.item_id {_IN} ORDER BY item.id"  # noqa: S608 (our own names)
    rows += conn.execute(sql, [_json(row["id"] for row in rows)])
    copies: dict[str, set[int]] = {}
    for row in conn.execute(f"SELECT item_id, document_id FROM quotes WHERE item_id {_IN}", [_json(ids)]):  # noqa: S608 (our own names)
        copies.setdefault(row["item_id"], set()).add(row["document_id"])
    of_item: dict[str, list[Telling]] = {}
    for row, telling in zip(rows, of(conn, rows), strict=True):
        of_item.setdefault(row["item_id"], []).append(replace(telling, due=row["due"]))
    for item, those in of_item.items():
        newest = max(each.said_on for each in those)
        yield Told(item, newest, tuple(those), frozenset(copies.get(item, ())))


def of(conn: sqlite3.Connection, rows: Sequence[Mapping[str, Any]], *, called: bool = True) -> Iterator[Telling]:
    """Rows of asks and promises (with ``kind``, their document's ``text``, their ``thread_id``) as they are judged.

    With ``called``, a person's name in the notebook counts as a word that names them, besides those of the document.
    """
    named: dict[int, list[tuple[int, int, str, str, str]]] = {}
    sql = f"""
        SELECT mentions.document_id, start, end, person_id, mentions.text, {"people.name" if called else "''"}
        FROM mentions {"JOIN people ON people.id = person_id" if called else ""} WHERE mentions.document_id {_IN}
    """  # noqa: S608 (our own names)
    for document, *mention in conn.execute(sql, [_json({row["document_id"] for row in rows})]):
        named.setdefault(document, []).append(tuple(mention))
    for each in rows:
        yield _telling(each, _cast(tuple(named.get(each["document_id"], ()))))


def _telling(row: Mapping[str, Any], cast: _Cast) -> Telling:
    parties = {side: row[f"{side}_person_id"] or (ME if row[f"{side}_text"] == ME else None) for side in ("by", "to")}
    people = {party for party in parties.values() if party and party != ME}
    people |= cast.named(row["start"], row["end"], f" {' '.join(closing.words(row['summary']))} ")
    if not people and _SOMEBODY.search(row["quote"]) and (meant := cast.last_before(row["start"])):
        people.add(meant)
    item = _open(
        row["kind"],
        row["quote"],
        row["summary"],
        parties["by"],
        parties["to"],
        frozenset(people),
        cast.words(people),
        closing.around(row["text"], row["start"], row["end"]),
        row["due_text"] or "",
    )
    return Telling(row["id"], row["document_id"], row["said_on"], item, row["thread_id"])


class _Cast:
    """Who is named where in a document, by which words: made once for all its items, which may be hundreds."""

    def __init__(self, mentions: Iterable[tuple[int, int, str, str, str]]) -> None:
        self._places: list[tuple[int, int, str]] = []
        self._forms: dict[str, set[str]] = {}
        self._words: dict[str, set[str]] = {}
        seen: set[tuple[str, str]] = set()
        for start, end, person, text, name in mentions:
            self._places.append((start, end, person))
            if (person, text) not in seen:
                seen.add((person, text))
                said = _words(text)
                self._forms.setdefault(" ".join(said), set()).add(person)
                self._words.setdefault(person, set()).update(said, _words(name))
        self._places.sort()
        self._longest = max((end - start for start, end, _ in self._places), default=0)

    def named(self, start: int, end: int, summary: str) -> set[str]:
        """Whom a stretch names, or a summary, given as words with a blank around each."""
        found = {person for form, people in self._forms.items() if form and f" {form} " in summary for person in people}
        for place in range(bisect_left(self._places, (start - self._longest,)), len(self._places)):
            begins, ends, person = self._places[place]
            if begins >= end:
                break
            if ends > start:
                found.add(person)
        return found

    def last_before(self, start: int) -> str | None:
        """Who was named last before a place, not far from it."""
        place = bisect_left(self._places, (start,)) - 1
        if place < 0 or start - self._places[place][1] > _NEAR:
            return None
        return self._places[place][2]

    def words(self, people: Iterable[str]) -> frozenset[str]:
        """All words by which these people are named."""
        return frozenset(word for person in people for word in self._words.get(person, ()))


_cast = lru_cache(maxsize=512)(_Cast)
_open = lru_cache(maxsize=2048)(Open)
"""The same words with the same people are looked at many times, and what they are about is worked out once."""


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    return tuple(closing.words(name))


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
