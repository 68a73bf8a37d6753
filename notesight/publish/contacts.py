"""When somebody was last in touch, and how the notebook knows: in which documents a person took part.

Merely being talked about is no contact. A person took part in a document when they sent it or got it, when a part of
it is theirs (then on the day of that part, if it is known), when its front matter names them, or when a note of the
owner's says in its words or its title that they met or called.
"""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from datetime import date

from notesight.model import fold
from notesight.publish.facts import rows
from notesight.publish.words import day_of

LOOKED_AT = 60
"""So many of the newest documents that name a person are looked at; who took part in none of them is only talked about."""
_MOST_TALKED = 4_000
"""People of documents that are looked at to count who was talked with; beyond it the older ones are passed over."""
_BEFORE = 200
"""Characters before a name in which the words of a meeting are looked for."""
_MEAL = "(?:coffee|tea|lunch|dinner|breakfast|supper)"
_MET = re.compile(
    r"\b(?:met(?: up)?(?: with)?|saw|visited|rang|phoned|called(?! (?:off|it|him|her|them)\b)|ran into|bumped into"
    r"|(?:spoke|talked|chatted) (?:to|with)|(?:present|attendees|attending|in the room)\s*:"
    rf"|(?:{_MEAL}|drinks?|beers?|pint|walk|call|chat|meeting|meet-up|catch-up|talk|evening|day|hour|morning|afternoon)"
    rf"(?: \w+){{0,2}} with|(?:on the phone|in person|over {_MEAL}) with)(?!\w)[^.!?;\n]*$",
    re.IGNORECASE,
)
"""What stands before the name of somebody who was met or called, in the same sentence."""
_AFTER = re.compile(
    rf"^[^.!?;\n]{{0,40}}?\b(?:in person|on the phone|over {_MEAL}|rang|phoned|called|came (?:by|over|round|home)"
    r"|stopped (?:me|by)|dropped (?:by|in)|and I|and me|told me|met (?:at|in|on|by|over|through)|showed me|gave me"
    r"|asked me|says? hello|was (?:here|there|back))\b",
    re.IGNORECASE,
)
"""What stands behind it."""
_NOT = re.compile(r"\b(?:not|never|n[’']t|should|must|will|to|want|if|before|until|hope)\s+(?:\w+\s+)?$", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n\s*\n|\n\s*(?=[-*•])")
_LONGEST_SENTENCE = 280


@dataclass(frozen=True, slots=True)
class Contact:
    """The last time somebody took part, in which document, and how: ``wrote``, ``got``, ``named`` or ``met``."""

    day: date
    how: str
    document_id: int
    title: str


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


def last_contact(conn: sqlite3.Connection, person_id: str) -> Contact | None:
    """The newest document in which a person took part; ``None`` when they are only talked about."""
    known = _known_by(conn, person_id)
    best: Contact | None = None
    sql = """
        SELECT document.* FROM documents AS document WHERE document.id IN (
            SELECT document_id FROM _person_nodes WHERE person_id = :id ORDER BY date DESC, document_id DESC LIMIT :limit)
        ORDER BY document.date DESC, document.id DESC
    """
    for row in rows(conn, sql, {"id": person_id, "limit": LOOKED_AT}):
        day = day_of(row["date"])
        if day is None or (best is not None and day <= best.day):
            break  # no document before can be newer than a part of it that was found
        found = _took_part(conn, row, day, known, person_id)
        if found is not None and (best is None or found.day > best.day):
            best = found
        if best is not None and best.day >= day:
            break
    return best


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


def _known_by(conn: sqlite3.Connection, person_id: str) -> frozenset[str]:
    """All full names and addresses of a person, folded: a given name alone may be somebody else's on an envelope."""
    sql = "SELECT DISTINCT name FROM names WHERE person_id = :id"
    names = {fold(row["name"]) for row in rows(conn, sql, {"id": person_id})}
    return frozenset(name for name in names if " " in name or "@" in name)


def _took_part(
    conn: sqlite3.Connection, row: sqlite3.Row, day: date, known: frozenset[str], person_id: str
) -> Contact | None:
    def contact(how: str, when: date = day) -> Contact:
        return Contact(when, how, row["id"], row["title"])

    if {fold(row["sender_address"]), fold(row["sender_name"])} & known:
        return contact("wrote")
    if any({fold(each["name"]), fold(each["address"])} & known for each in json.loads(row["recipients"])):
        return contact("got")
    if row["kind"] == "note" and _met(conn, row, person_id):
        return contact("met")
    if any(fold(name) in known for name in json.loads(row["people"])):
        return contact("named")
    sql = "SELECT role, author_name, author_address, date FROM parts WHERE document_id = :id ORDER BY n"
    theirs = [
        part
        for part in rows(conn, sql, {"id": row["id"]})
        if {fold(part["author_name"]), fold(part["author_address"])} & known
    ]
    written = [day_of(part["date"]) or (day if part["role"] != "forwarded" else None) for part in theirs]
    return max((contact("wrote", min(when, day)) for when in written if when), key=lambda one: one.day, default=None)


def _met(conn: sqlite3.Connection, row: sqlite3.Row, person_id: str) -> bool:
    """Whether a note says by the words around a name, or in its title, that the owner met or called them."""
    sql = "SELECT start, end, text FROM mentions WHERE document_id = :document AND person_id = :person ORDER BY start"
    text = row["text"]
    for place in rows(conn, sql, {"document": row["id"], "person": person_id}):
        first, last = sentence_around(text, place["start"], place["end"])
        before = text[max(first, place["start"] - _BEFORE) : place["start"]]
        said = _MET.search(before)
        if said and not _NOT.search(before[: said.start()]):
            return True
        if _AFTER.search(text[place["end"] : last]) and not _NOT.search(before):
            return True
        title = row["title"] if row["titled"] else ""
        at = title.find(place["text"])
        if at >= 0 and (_MET.search(title[:at]) or _AFTER.search(title[at + len(place["text"]) :])):
            return True
    return False


def talked(conn: sqlite3.Connection, since: date, until: date) -> dict[str, int]:
    """In how many documents each person took part from a day on to another; who took part in none is left out."""
    sql = """
        SELECT DISTINCT node.person_id, node.document_id FROM _person_nodes AS node
        JOIN documents ON documents.id = node.document_id
        WHERE documents.date BETWEEN :since AND :until ORDER BY node.document_id DESC LIMIT :limit
    """
    asked = {"since": since.isoformat(), "until": until.isoformat(), "limit": _MOST_TALKED}
    known: dict[str, frozenset[str]] = {}
    documents: dict[int, sqlite3.Row] = {}
    found: dict[str, int] = {}
    for row in rows(conn, sql, asked):
        person, document = row["person_id"], row["document_id"]
        if person not in known:
            known[person] = _known_by(conn, person)
        if document not in documents:
            documents = {document: rows(conn, "SELECT * FROM documents WHERE id = :id", {"id": document})[0]}
        day = day_of(documents[document]["date"])
        if day is not None and _took_part(conn, documents[document], day, known[person], person) is not None:
            found[person] = found.get(person, 0) + 1
    return found
