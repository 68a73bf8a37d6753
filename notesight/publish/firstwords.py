"""How a person first came into the notebook: the first document that names them, with the sentence."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import date

from notesight.publish.facts import rows
from notesight.publish.words import day_of

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n\s*\n|\n\s*(?=[-*•])")
_LONGEST_SENTENCE = 280


@dataclass(frozen=True, slots=True)
class FirstWords:
    """The first document that names somebody, with the sentence, and where in it the name stands.

    ``begun`` and ``broken`` say that the sentence is longer, before and after.
    """

    document_id: int
    title: str
    day: date | None
    sentence: str
    start: int
    end: int
    begun: bool = False
    broken: bool = False


def first_words(conn: sqlite3.Connection, person_id: str) -> FirstWords | None:
    """The first document that names a person, with the sentence: of its own words rather than of a mail's header."""
    sql = """
        SELECT document.id, document.title, document.date, document.text, mentions.start, mentions.end,
            (SELECT role FROM parts WHERE document_id = document.id AND start <= mentions.start AND end > mentions.start
             LIMIT 1) AS role
        FROM mentions JOIN documents AS document ON document.id = mentions.document_id
        WHERE mentions.person_id = :id AND document.id = (
            SELECT document_id FROM _person_nodes WHERE person_id = :id ORDER BY date, document_id LIMIT 1)
        ORDER BY ifnull(role, 'new') = 'header', mentions.start LIMIT 1
    """
    found = rows(conn, sql, {"id": person_id})
    if not found:
        return None
    row = found[0]
    if row["role"] == "header":  # a line of it, no sentence
        start = row["text"].rfind("\n", 0, row["start"]) + 1
        end = row["text"].find("\n", row["end"]) if "\n" in row["text"][row["end"] :] else len(row["text"])
    else:
        start, end = sentence_around(row["text"], row["start"], row["end"])
    text = row["text"]
    return FirstWords(
        row["id"], row["title"], day_of(row["date"]), text[start:end], row["start"] - start, row["end"] - start,
        begun=_goes_on(text, start),
        broken=_goes_on(text, end),
    )  # fmt: skip


def _goes_on(text: str, at: int) -> bool:
    """Whether a sentence was cut at a place of the text, so that it goes on there."""
    if not 0 < at < len(text):
        return False
    space = at if text[at].isspace() else at - 1
    before, gap = text[:space].rstrip(), text[len(text[:space].rstrip()) : at + 1]
    return not before.endswith((".", "!", "?", "…")) and "\n" not in gap


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence of a text in which a stretch stands, at most a few lines of it."""
    begin, finish = max(0, start - _LONGEST_SENTENCE), min(len(text), end + _LONGEST_SENTENCE)
    before = [found.end() for found in _SENTENCE.finditer(text, begin, start)]
    after = _SENTENCE.search(text, end, finish)
    first = before[-1] if before else begin
    last = after.start() if after else finish
    if last - first > _LONGEST_SENTENCE:  # between words
        near = max(first, start - _LONGEST_SENTENCE // 2)
        first = near if near == first else next((at for at in range(near, start) if text[at].isspace()), start)
        far = min(last, max(end, first + _LONGEST_SENTENCE))
        last = far if far == last else next((at for at in range(far, end, -1) if text[at].isspace()), end)
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last
