"""Who may be who: pairs of people that may be one, with the reasons, and short names that several people have.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from notesight.publish import asking
from notesight.publish.knowing import Bearer, bearer
from notesight.store.reviewing import Question

SHOWN = 50
"""Pairs, and names, on the page at once."""
_AROUND = 90
"""Characters of the text around a short name."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people that may be one, the better known first, with the reasons."""

    one: Bearer
    other: Bearer
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unclear:
    """Somebody named by words that several others have too, in which words of which document, and those others."""

    person: Bearer
    candidates: tuple[Bearer, ...]
    document_id: int
    words: str


@dataclass(frozen=True, slots=True)
class WhoPage:
    """All that the page asks; ``more`` says that it asks only about the likeliest, ``pending`` that it does not know all yet."""

    pairs: tuple[Pair, ...]
    unclear: tuple[Unclear, ...]
    more: bool
    pending: bool


def page(conn: sqlite3.Connection) -> WhoPage:
    """What the page asks."""
    asked = asking.questions(conn)
    pairs = [each for each in asked.questions if each.kind == "same"]
    names = [each for each in asked.questions if each.kind == "who"]
    return WhoPage(
        tuple(_pair(conn, each) for each in pairs[:SHOWN]),
        tuple(_unclear(conn, each) for each in names[:SHOWN]),
        len(pairs) > SHOWN or len(names) > SHOWN,
        asked.pending,
    )


def _pair(conn: sqlite3.Connection, question: Question) -> Pair:
    one, other = bearers(conn, (*question.others, question.subject))
    return Pair(one, other, question.reasons)


def _unclear(conn: sqlite3.Connection, question: Question) -> Unclear:
    person, *candidates = bearers(conn, (question.subject, *question.others))
    text = conn.execute("SELECT text FROM documents WHERE id = ?", [question.document_id]).fetchone()[0]
    start, end = question.start or 0, question.end or 0
    words = f"{text[max(0, start - _AROUND) : start]}{text[start : end + _AROUND]}"
    return Unclear(person, tuple(candidates), question.document_id or 0, " ".join(words.split()))


def reasons(conn: sqlite3.Connection, one: str, other: str) -> tuple[str, ...]:
    """Why two people may be one, as far as that is known at once; empty when nothing says so."""
    both = {one, other}
    found = (
        each
        for each in asking.questions(conn).questions
        if each.kind == "same" and {each.subject, *each.others} == both
    )
    return next((each.reasons for each in found), ())


def bearers(conn: sqlite3.Connection, ids: Iterable[str]) -> tuple[Bearer, ...]:
    """What is known of people; who is no longer there is left out."""
    found = (bearer(conn, each) for each in ids)
    return tuple(each for each in found if each is not None)
