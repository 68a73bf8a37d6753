"""What a document's page shows: the text with its parts, every fact that stands on it, and how it was read.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date

from notesight.model import ITEM_KINDS
from notesight.publish import came as outcomes
from notesight.publish import introductions
from notesight.publish.came import Came
from notesight.publish.facts import Fact, facts, is_copy, rows
from notesight.publish.introductions import Introduction
from notesight.publish.words import day_of
from notesight.store import decisions
from notesight.store.readings import counting_of


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the text: who wrote it and when, as far as known. ``role`` as in :class:`notesight.model.Part`."""

    role: str
    start: int
    end: int
    author: str
    written: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """A person of the document, with every stretch that names them."""

    person_id: str
    name: str
    organization: str | None
    role: str | None
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A fact whose words stand in the document, with every stretch of them; ``fact`` tells where they stood first."""

    fact: Fact
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Who was brought together, and what came of it, as the document tells it, in the order of its words."""

    introductions: tuple[Introduction, ...] = ()
    outcomes: tuple[Came, ...] = ()

    def __len__(self) -> int:
        return len(self.introductions) + len(self.outcomes)


@dataclass(frozen=True, slots=True)
class InTouch:
    """Somebody who was in touch with the owner in the document, and by which channel (``None``: not said)."""

    person_id: str
    name: str
    channel: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One run over the document."""

    id: int
    extractor: str
    model: str | None
    prompt: str | None
    failed: bool
    error: str | None
    started: str | None
    seconds: float
    input_tokens: int
    output_tokens: int
    cost_usd: float
    incomplete: bool
    proposed: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece of the text that a reading got nothing for, with the reason."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many sentences the reading made something."""

    sentences: int
    stated: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """What an extractor said and could not be proved, with the reason."""

    kind: str
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """All that a document's page shows. ``wordless``: its words were left out of a copy.

    ``older`` and ``newer`` are ids of the versions next to this one, ``thread`` is how many documents its conversation has.
    """

    id: int
    title: str
    titled: bool
    kind: str
    day: date | None
    channel: str | None
    sender: str
    recipients: tuple[str, ...]
    tags: tuple[str, ...]
    private: bool
    source: str | None
    added_at: str
    text: str
    older: int | None
    newer: int | None
    parts: tuple[Stretch, ...]
    people: tuple[Named, ...]
    said: tuple[Said, ...]
    thread: int
    readings: tuple[Reading, ...]
    rejected: tuple[Rejected, ...]
    unread: tuple[Unread, ...]
    coverage: Coverage | None
    silent: tuple[tuple[int, int], ...]
    wrong: tuple[Fact, ...] = ()
    wordless: bool = False
    told: Told = Told()
    in_touch: tuple[InTouch, ...] = ()
    wrongly_told: Told = Told()

    @property
    def reading(self) -> Reading | None:
        """The run that the facts on the page come from: the last that was accepted, else the last that was done."""
        return _counting(self.readings)

    @property
    def last_failed(self) -> Reading | None:
        """The last run, when it failed."""
        last = next((reading for reading in self.readings if not reading.proposed), None)
        return last if last and last.failed else None


def document(conn: sqlite3.Connection, document_id: int) -> DocumentPage | None:
    """One version of a document with all that stands on it, or ``None`` when there is none of that id."""
    found = rows(conn, "SELECT * FROM documents WHERE id = :id", {"id": document_id})
    if not found:
        return None
    row = found[0]
    newer = conn.execute("SELECT id FROM documents WHERE supersedes = ?", [document_id]).fetchone()
    readings = _readings(conn, document_id)
    counting = _counting(readings)
    introduced, came = introductions.of_document(conn, document_id), outcomes.of_document(conn, document_id)
    done = counting.id if counting else None
    return DocumentPage(
        id=row["id"],
        title=row["title"],
        titled=bool(row["titled"]),
        kind=row["kind"],
        day=day_of(row["date"]),
        channel=row["channel"],
        sender=_mailbox(row["sender_name"], row["sender_address"]),
        recipients=tuple(_mailbox(one["name"], one["address"]) for one in json.loads(row["recipients"])),
        tags=tuple(json.loads(row["tags"])),
        private=bool(row["private"]) or decisions.is_private(conn, row["key"]),
        source=row["source"],
        added_at=row["added_at"],
        text=row["text"],
        older=row["supersedes"],
        newer=newer[0] if newer else None,
        parts=_parts(conn, document_id, len(row["text"])),
        people=_people(conn, document_id),
        said=_said(conn, document_id),
        thread=_thread(conn, document_id),
        readings=readings,
        rejected=_rejected(conn, done),
        unread=_unread(conn, readings[0].id) if readings and readings[0].incomplete else (),
        coverage=_coverage(conn, done),
        silent=_silent(conn, done),
        wrong=_wrong(conn, document_id),
        wordless=not row["text"] and is_copy(conn),
        in_touch=_in_touch(conn, document_id),
        told=Told(tuple(one for one in introduced if not one.wrong), tuple(one for one in came if not one.wrong)),
        wrongly_told=Told(tuple(one for one in introduced if one.wrong), tuple(one for one in came if one.wrong)),
    )


def _said(conn: sqlite3.Connection, document_id: int) -> tuple[Said, ...]:
    """Every fact of the document in the order of the text, with its words as this document has them."""
    spans: dict[str, list[tuple[int, int]]] = {}
    sql = "SELECT item_id, start, end FROM quotes WHERE document_id = :id ORDER BY start, end"
    for row in rows(conn, sql, {"id": document_id}):
        spans.setdefault(row["item_id"], []).append((row["start"], row["end"]))
    where = "item.id IN (SELECT item_id FROM quotes WHERE document_id = :id)"
    found = {fact.id: fact for kind in ITEM_KINDS for fact in facts(conn, kind, where, {"id": document_id})}
    return tuple(Said(found[item_id], tuple(places)) for item_id, places in spans.items() if item_id in found)


def _wrong(conn: sqlite3.Connection, document_id: int) -> tuple[Fact, ...]:
    """What the owner said is wrong, of the words that stand in the document."""
    where = "item.state = 'wrong' AND item.id IN (SELECT item_id FROM quotes WHERE document_id = :id)"
    return tuple(fact for kind in ITEM_KINDS for fact in facts(conn, kind, where, {"id": document_id}, wrong=True))


def _in_touch(conn: sqlite3.Connection, document_id: int) -> tuple[InTouch, ...]:
    """Each person once, with the channel of the first day."""
    sql = """
        SELECT contacts.person_id, people.name, contacts.channel FROM contacts JOIN people ON people.id = contacts.person_id
        WHERE contacts.document_id = :id AND contacts.real ORDER BY contacts.entry, contacts.day
    """
    found: dict[str, InTouch] = {}
    for row in rows(conn, sql, {"id": document_id}):
        found.setdefault(row["person_id"], InTouch(row["person_id"], row["name"], row["channel"]))
    return tuple(found.values())


def _thread(conn: sqlite3.Connection, document_id: int) -> int:
    sql = """
        SELECT count(*) FROM _threads AS mine JOIN _threads AS those ON those.thread_id = mine.thread_id
        WHERE mine.document_id = ?
    """
    return int(conn.execute(sql, [document_id]).fetchone()[0])


def _counting(readings: tuple[Reading, ...]) -> Reading | None:
    return next((reading for reading in readings if reading.counts), None)


def _mailbox(name: str, address: str) -> str:
    return f"{name} <{address}>" if name and address else name or address


def _parts(conn: sqlite3.Connection, document_id: int, length: int) -> tuple[Stretch, ...]:
    """The parts in order; a document without any is one part."""
    sql = "SELECT role, start, end, author_name, author_address, date FROM parts WHERE document_id = :id ORDER BY n"
    found = tuple(
        Stretch(row["role"], row["start"], row["end"], row["author_name"] or row["author_address"], row["date"])
        for row in rows(conn, sql, {"id": document_id})
    )
    return found or (Stretch("new", 0, length, "", None),)


def _people(conn: sqlite3.Connection, document_id: int) -> tuple[Named, ...]:
    sql = """
        SELECT mentions.person_id, people.name, people.organization, people.role, mentions.start, mentions.end
        FROM mentions JOIN people ON people.id = mentions.person_id
        WHERE mentions.document_id = :id ORDER BY mentions.start, mentions.end
    """
    spans: dict[str, list[tuple[int, int]]] = {}
    about: dict[str, sqlite3.Row] = {}
    for row in rows(conn, sql, {"id": document_id}):
        spans.setdefault(row["person_id"], []).append((row["start"], row["end"]))
        about[row["person_id"]] = row
    return tuple(
        Named(person_id, row["name"], row["organization"], row["role"], tuple(spans[person_id]))
        for person_id, row in about.items()
    )


def _readings(conn: sqlite3.Connection, document_id: int) -> tuple[Reading, ...]:
    """Every run, newest first; the model's raw answer is left where it is."""
    sql = """
        SELECT id, extractor, model, prompt, status, error, started_at, seconds, input_tokens, output_tokens, cost_usd,
            proposed, status = 'failed' AND EXISTS (SELECT 1 FROM pieces WHERE run_id = runs.id AND status = 'done') AS incomplete
        FROM runs WHERE document_id = :id ORDER BY id DESC
    """
    counting = counting_of(conn, document_id)
    return tuple(
        Reading(
            id=row["id"],
            extractor=row["extractor"],
            model=row["model"],
            prompt=row["prompt"],
            failed=row["status"] == "failed",
            error=row["error"],
            started=row["started_at"],
            seconds=row["seconds"],
            input_tokens=row["input_tokens"],
            output_tokens=row["output_tokens"],
            cost_usd=row["cost_usd"],
            incomplete=bool(row["incomplete"]),
            proposed=bool(row["proposed"]),
            counts=row["id"] == counting,
        )
        for row in rows(conn, sql, {"id": document_id})
    )


def _rejected(conn: sqlite3.Connection, run_id: int | None) -> tuple[Rejected, ...]:
    sql = "SELECT kind, quote, reason FROM rejections WHERE run_id = :id ORDER BY n"
    return tuple(Rejected(row["kind"], row["quote"], row["reason"]) for row in rows(conn, sql, {"id": run_id}))


def _unread(conn: sqlite3.Connection, run_id: int) -> tuple[Unread, ...]:
    sql = "SELECT start, end, error FROM pieces WHERE run_id = :id AND status = 'failed' ORDER BY n"
    return tuple(Unread(row["start"], row["end"], row["error"]) for row in rows(conn, sql, {"id": run_id}))


def _silent(conn: sqlite3.Connection, run_id: int | None) -> tuple[tuple[int, int], ...]:
    """The sentences that gave nothing."""
    sql = "SELECT start, end FROM silent_sentences WHERE run_id = :id ORDER BY start"
    return tuple((row["start"], row["end"]) for row in rows(conn, sql, {"id": run_id}))


def _coverage(conn: sqlite3.Connection, run_id: int | None) -> Coverage | None:
    found = rows(conn, "SELECT sentences, silent FROM coverage WHERE run_id = :id", {"id": run_id})
    return Coverage(found[0]["sentences"], found[0]["sentences"] - found[0]["silent"]) if found else None
