"""What is least certain in a notebook, one question after the other, and what may be answered.

In this order: asks and promises that look done by the words of a later document; asks, offers and follow-ups that were said
with a "perhaps"; short names that several people have; people who
may be one; what a reader quoted nearly as it stands in the text, and was rejected for it; then every open ask, offer and
follow-up that nobody has confirmed. What was answered is a decision, and is not asked again unless it is undone.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from notesight.model import ITEM_KINDS, fold
from notesight.store import closings, decisions, queries, readings, suggestions
from notesight.store.decisions import Action
from notesight.store.saying import Value

Kind = Literal["closing", "hedged", "who", "same", "rejected", "unconfirmed"]
Answer = tuple[Action, str, Value]
"""What an answer says: an action, its subject and its value, as ``Store.decide`` takes them."""

MOST_SUGGESTIONS = 200
MOST_REJECTED = 300
"""Rejected quotes that are looked at, those of the newest documents."""
_CLOSE = 0.7
"""The share of a rejected quote's words that must stand together in the text."""
_FEWEST_WORDS = 3
_MORE_WORDS = 2
"""So many words, or a quarter more, may stand between those of the quote."""
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to look at.

    ``subject`` is the id of an item or a person, or the number of a document (as text) where a quote was rejected.
    ``others`` are the people whom ``subject`` may be, the likeliest first. ``document_id``, ``start`` and ``end`` are the
    words in question; ``item`` is the kind of a rejected one and ``rejected`` what the reader said. What looks done is ``kept``,
    ``answered`` or ``withdrawn``: that is ``how``, and the words in question show it.
    """

    kind: Kind
    subject: str
    reasons: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    document_id: int | None = None
    start: int | None = None
    end: int | None = None
    item: str | None = None
    rejected: str | None = None
    how: str | None = None

    @property
    def key(self) -> str:
        """What a question is told from all others by."""
        document = (str(self.document_id),) if self.kind == "closing" else ()
        return "~".join((self.kind, self.subject, *self.others, *document, self.rejected or ""))


def queue(conn: sqlite3.Connection, *, on: date | None = None) -> list[Question]:
    """All questions, the least certain first; ``on`` is the day for which it is told what is open."""
    looks_done = list(closing(conn, on))
    asked = {each.subject for each in looks_done}
    items = [each for hedged in (True, False) for each in _items(conn, on, hedged=hedged) if each.subject not in asked]
    hedged = [each for each in items if each.kind == "hedged"]
    return [*looks_done, *hedged, *others(conn), *items[len(hedged) :]]


def closing(conn: sqlite3.Connection, on: date | None = None) -> Iterator[Question]:
    """The asks and promises that look done, those that were shown last first, each with the words that show it."""
    sql = "SELECT DISTINCT item_id FROM closings"
    signs = closings.of(conn, [row[0] for row in conn.execute(sql)])
    found = queries.items(
        conn, ("ask", "followup"), ["state = 'open'", _THESE], {"ids": json.dumps(list(signs))}, on=on
    )
    kinds = {row["id"]: row["kind"] for row in found}
    for item in sorted(kinds, key=lambda each: (signs[each]["date"], each), reverse=True):
        sign = signs[item]
        yield Question(
            "closing", item, tuple(sign["reasons"]), (), sign["document_id"], sign["start"], sign["end"], kinds[item],
            how=sign["how"],
        )  # fmt: skip


_THESE = "id IN (SELECT value FROM json_each(:ids))"


def others(conn: sqlite3.Connection) -> list[Question]:
    """The questions that are not about items: about short names, people who may be one, and rejected quotes."""
    unclear = suggestions.unclear(conn)
    asked = [_who(conn, each) for each in unclear]
    vague = {each.person for each in unclear}
    asked += [
        Question("same", each.other, each.reasons, (each.one,))
        for each in suggestions.suggestions(conn, limit=MOST_SUGGESTIONS + len(vague))
        if not {each.one, each.other} & vague
    ][:MOST_SUGGESTIONS]
    return [*asked, *_rejected(conn)]


def accept(conn: sqlite3.Connection, question: Question, *, choice: int = 0) -> list[Answer]:
    """What is said by "yes": it is so; of several people it is the one of ``choice``."""
    if question.kind == "closing":
        return [("done", question.subject, None)]
    if question.kind in ("hedged", "unconfirmed"):
        return [("confirmed", question.subject, None)]
    if question.kind == "rejected":
        text = conn.execute("SELECT text FROM documents WHERE id = ?", [question.document_id]).fetchone()[0]
        return [("added", question.subject, {"kind": question.item, "quote": text[question.start : question.end]})]
    return [("merged", question.subject, question.others[choice])]


def refuse(question: Question) -> list[Answer]:
    """What is said by "no": no such item, none of these people, no such words."""
    if question.kind == "closing":
        return [(closings.REFUSED, question.subject, str(question.document_id))]
    if question.kind in ("hedged", "unconfirmed"):
        return [("wrong", question.subject, None)]
    if question.kind == "rejected":
        return [("dismissed", question.subject, {"quote": question.rejected})]
    return [("apart", question.subject, other) for other in question.others]


# --- items --------------------------------------------------------------------------------------------------------


def _items(conn: sqlite3.Connection, on: date | None, *, hedged: bool) -> Iterator[Question]:
    found = queries.items(
        conn,
        ITEM_KINDS,
        ["state = 'open'", "confirmed = 0", "run_id IS NOT NULL", f"certainty {'=' if hedged else '<>'} 'hedged'"],
        on=on,
        order="said_on DESC, document_id DESC, start, id",
    )
    kind: Kind = "hedged" if hedged else "unconfirmed"
    reasons = ("it was said with a “perhaps”",) if hedged else ()
    for row in found:
        yield Question(kind, row["id"], reasons, (), row["document_id"], row["start"], row["end"], row["kind"])


# --- people -------------------------------------------------------------------------------------------------------


def _who(conn: sqlite3.Connection, unclear: suggestions.Unclear) -> Question:
    sql = "SELECT start, end FROM mentions WHERE person_id = ? AND document_id = ? ORDER BY start LIMIT 1"
    start, end = conn.execute(sql, [unclear.person, unclear.document_id]).fetchone()
    reasons = (f"{len(unclear.candidates)} people may be meant",)
    return Question("who", unclear.person, reasons, unclear.candidates, unclear.document_id, start, end)


# --- rejected quotes ----------------------------------------------------------------------------------------------


def _rejected(conn: sqlite3.Connection) -> Iterator[Question]:
    """What the runs that count rejected although nearly the same words stand in the text, unless that was dismissed."""
    sql = """
        SELECT DISTINCT document.id, document.key, document.date FROM rejections
        JOIN runs ON runs.id = rejections.run_id JOIN current_documents AS document ON document.id = runs.document_id
        WHERE rejections.kind <> 'person' ORDER BY document.date DESC, document.id DESC LIMIT ?
    """
    documents = {row["id"]: row["key"] for row in conn.execute(sql, [MOST_REJECTED])}
    counting = readings.counting(conn, documents)
    dismissed = _dismissed(conn, documents.values())
    for document, key in documents.items():
        rows = conn.execute(
            "SELECT kind, quote, reason FROM rejections WHERE run_id = ? AND kind <> 'person' ORDER BY n",
            [counting.get(document)],
        ).fetchall()
        if not rows:
            continue
        text = conn.execute("SELECT text FROM documents WHERE id = ?", [document]).fetchone()[0]
        taken = conn.execute("SELECT kind, start, end FROM quotes WHERE document_id = ?", [document]).fetchall()
        for row in rows:
            if (key, fold(row["quote"])) in dismissed or (place := closest(text, row["quote"])) is None:
                continue
            if not any(each["kind"] == row["kind"] and _overlap(each, place) for each in taken):
                yield Question(
                    "rejected", str(document), (row["reason"],), (), document, *place, row["kind"], row["quote"]
                )


def _dismissed(conn: sqlite3.Connection, keys: Iterable[str]) -> set[tuple[str, str]]:
    return {
        (each.subject, fold(str(each.said.get("quote"))))
        for each in decisions.standing(conn, keys)
        if each.action == "dismissed"
    }


def _overlap(taken: Mapping[str, Any], place: tuple[int, int]) -> bool:
    return bool(taken["start"] < place[1] and place[0] < taken["end"])


@lru_cache(maxsize=512)
def closest(text: str, quote: str) -> tuple[int, int] | None:
    """The stretch of a text in which most words of a quote stand; ``None`` when too few do, or when all stand as quoted."""
    wanted = [word.casefold() for word in _WORD.findall(quote)]
    if len(wanted) < _FEWEST_WORDS or fold(quote) in fold(text):
        return None
    words = [(match.start(), match.end(), match[0].casefold()) for match in _WORD.finditer(text)]
    best = _window([word for _, _, word in words], wanted)
    return (words[best[0]][0], words[best[1]][1]) if best else None


def _window(words: Sequence[str], wanted: Sequence[str]) -> tuple[int, int] | None:
    """The first and the last word of the window, a little longer than the quote, that has most of its words."""
    want = Counter(wanted)
    length = len(wanted) + max(_MORE_WORDS, len(wanted) // 4)
    inside: Counter[str] = Counter()
    shared = 0
    best: tuple[int, int] | None = None
    for n, word in enumerate(words):
        shared += inside[word] < want[word]
        inside[word] += 1
        if n >= length:
            gone = words[n - length]
            inside[gone] -= 1
            shared -= inside[gone] < want[gone]
        if shared >= max(_FEWEST_WORDS, _CLOSE * len(wanted)) and (best is None or shared > best[0]):
            best = (shared, n)
    if best is None:
        return None
    first, last = max(0, best[1] - length + 1), best[1]
    while words[first] not in want:
        first += 1
    while words[last] not in want:
        last -= 1
    return first, last
