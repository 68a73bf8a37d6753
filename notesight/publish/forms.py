"""The pages on which something is looked at and put right: one item, who somebody is, two people as one, words added by hand.

They only read; what is said on them goes to :mod:`notesight.publish.acting`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from datasette.utils import tilde_decode

from notesight.model import ITEM_KINDS
from notesight.publish import history as told
from notesight.publish import knowing, matches, owed, pages, review, who
from notesight.publish.acting import seen
from notesight.publish.facts import DocumentLine, Fact, facts, rows
from notesight.publish.knowing import Bearer, bearer
from notesight.publish.words import day_of
from notesight.store import queries

_SPLITTABLE = 200


@dataclass(frozen=True, slots=True)
class Merge:
    """What would happen if two people were one: what is known of both, and what the other brings along."""

    one: Bearer
    other: Bearer
    names: tuple[str, ...]
    documents: int
    shared: int
    items: int
    reasons: tuple[str, ...]


async def item(datasette: Any, request: Any) -> Any:
    """``/<database>/-/item/<id>``: an ask, an offer or a follow-up with its words in context, to decide about or correct."""
    asked = tilde_decode(request.url_vars["id"])

    def ask(conn: sqlite3.Connection) -> dict[str, Any] | None:
        item_id = queries.item_of(conn, asked)
        fact = _fact(conn, item_id) if item_id else None
        if item_id is None or fact is None:
            return None
        row = rows(conn, "SELECT * FROM items WHERE id = :id", {"id": item_id})[0]
        people = knowing.everybody(conn)
        return {
            "fact": fact,
            "context": review.around(conn, fact.document_id, fact.start, fact.end),
            "matches": matches.of_item(conn, fact, pages.now(datasette)),
            "seen": seen(dict(row)),
            "by": _typed(people, row, "by"),
            "to": _typed(people, row, "to"),
            "people": _offered(people),
            "history": told.of_subject(conn, item_id, pages.now(datasette)),
            "return": request.args.get("back") or "",
        }

    return await pages.answer(datasette, request, "item", ask)


def _fact(conn: sqlite3.Connection, item_id: str) -> Fact | None:
    found = (facts(conn, kind, "item.id = :id", {"id": item_id}, wrong=True) for kind in ITEM_KINDS)
    return next((owed.shown(conn, each)[0] for each in found if each), None)


def _typed(people: Mapping[str, str], row: sqlite3.Row, side: str) -> str:
    """A party as it is typed into a form."""
    person = row[f"{side}_person_id"]
    return people.get(person, "") if person else row[f"{side}_text"] or ""


def _offered(people: Mapping[str, str]) -> list[str]:
    return list(islice(people.values(), knowing.OFFERED))


async def edit_person(datasette: Any, request: Any) -> Any:
    """``/<database>/-/person/<id>/edit``: put right who somebody is."""
    person_id = tilde_decode(request.url_vars["id"])

    def ask(conn: sqlite3.Connection) -> dict[str, Any] | None:
        found = bearer(conn, person_id)
        if found is None:
            return None
        people = knowing.everybody(conn)
        return {
            "person": found,
            "others": _offered({each: label for each, label in people.items() if each != person_id}),
            "documents": _documents(conn, person_id),
            "history": told.of_person(conn, person_id, pages.now(datasette)),
        }

    return await pages.answer(datasette, request, "person-edit", ask)


def _documents(conn: sqlite3.Connection, person_id: str) -> tuple[DocumentLine, ...]:
    """The documents that name somebody, newest first, with the name they have there as the sender."""
    sql = """
        SELECT documents.id, documents.title, documents.kind, documents.date, documents.channel, node.name AS said
        FROM _person_nodes AS node JOIN documents ON documents.id = node.document_id
        WHERE node.person_id = :id GROUP BY documents.id ORDER BY documents.date DESC, documents.id DESC LIMIT :limit
    """
    return tuple(
        DocumentLine(row["id"], row["title"], row["kind"], day_of(row["date"]), row["channel"], row["said"], 0, 0)
        for row in rows(conn, sql, {"id": person_id, "limit": _SPLITTABLE})
    )


async def merge(datasette: Any, request: Any) -> Any:
    """``/<database>/-/person/<id>/merge?with=``: what moves when two people become one; nothing is moved yet."""
    person_id = tilde_decode(request.url_vars["id"])
    typed = request.args.get("with") or ""

    def ask(conn: sqlite3.Connection) -> dict[str, Any] | None:
        one = bearer(conn, person_id)
        if one is None:
            return None
        people = knowing.everybody(conn)
        other_id = knowing.meant(people, typed)
        other = bearer(conn, other_id) if other_id else None
        if other is None or other.id == one.id:
            others = _offered({each: label for each, label in people.items() if each != person_id})
            return {"merge": None, "person": one, "typed_name": typed, "others": others}
        return {"merge": _merged(conn, one, other), "person": one, "typed_name": people[other.id], "others": []}

    return await pages.answer(datasette, request, "merge", ask)


def _merged(conn: sqlite3.Connection, one: Bearer, other: Bearer) -> Merge:
    ids = {"one": one.id, "other": other.id}
    documents = """
        SELECT count(*) AS moving, sum(document_id IN (SELECT document_id FROM mentions WHERE person_id = :one)) AS shared
        FROM (SELECT DISTINCT document_id FROM mentions WHERE person_id = :other)
    """
    moving = rows(conn, documents, ids)[0]
    names = rows(
        conn, "SELECT DISTINCT name FROM names WHERE person_id = :other ORDER BY kind DESC, name LIMIT 20", ids
    )
    mine = tuple(row["name"] for row in names)
    return Merge(
        one, other, mine, moving["moving"], moving["shared"] or 0, other.items, who.reasons(conn, one.id, other.id)
    )


async def add(datasette: Any, request: Any) -> Any:
    """``/<database>/-/document/<id>/add``: say what a reader has missed, on words of the document."""
    number = request.url_vars["id"]

    def ask(conn: sqlite3.Connection) -> dict[str, Any] | None:
        found = rows(conn, "SELECT * FROM current_documents WHERE id = :id", {"id": int(number)})
        if not found:
            return None
        row = found[0]
        given = {name: request.args.get(name) or "" for name in ("kind", "quote")}
        return {
            "document": {"id": row["id"], "title": row["title"], "day": day_of(row["date"]), "text": row["text"]},
            "people": _offered(knowing.everybody(conn)),
            "given": given,
        }

    return await pages.answer(datasette, request, "add", ask, script="notesight-adding.js")


async def history(datasette: Any, request: Any) -> Any:
    """``/<database>/-/history``: everything that was decided, newest first."""
    asked = request.args.get("before") or ""
    before = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None
    return await pages.answer(
        datasette, request, "history", lambda conn: {"history": told.everything(conn, pages.now(datasette), before)}
    )


async def review_page(datasette: Any, request: Any) -> Any:
    """``/<database>/-/review``: what is least certain, one thing at a time."""
    asked = request.args.get("at") or ""
    at = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0

    def ask(conn: sqlite3.Connection) -> dict[str, Any]:
        return {
            "review": review.page(conn, pages.now(datasette), at),
            "said_last": told.last(conn, pages.now(datasette)),
        }

    return await pages.answer(datasette, request, "review", ask, script="notesight-review.js")


async def matches_page(datasette: Any, request: Any) -> Any:
    """``/<database>/-/matches``: whose ask is answered by whose offer, for the newest asks and offers."""
    return await pages.answer(
        datasette, request, "matches", lambda conn: {"matches": matches.everything(conn, pages.now(datasette))}
    )


async def who_is_who(datasette: Any, request: Any) -> Any:
    """``/<database>/-/who``: pairs of people that may be one, with the reasons."""
    return await pages.answer(datasette, request, "who", lambda conn: {"who": who.page(conn)})
