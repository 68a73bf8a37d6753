"""Writing and reading the truth: documents, parts, runs, observations, rejections, decisions. Only ever added to.

Functions take an open connection inside a transaction; what they add is projected by the caller.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from notesight import sentences
from notesight.errors import SourceError
from notesight.model import (
    Address,
    Document,
    Extraction,
    Introduction,
    Item,
    Mention,
    Outcome,
    Part,
    Person,
    Piece,
    Rejection,
    Run,
)
from notesight.store import tombstones

_TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a document stands: its id, and whether it is new, known, a changed version, or a copy of a known one.

    What was ``forgotten`` stands nowhere, and its id is 0.
    """

    id: int
    status: Literal["new", "known", "changed", "copy", "forgotten"]


# --- documents ---------------------------------------------------------------------------------------------------

_DOCUMENT_COLUMNS = (
    "key, digest, kind, date, title, titled, channel, sender_name, sender_address, recipients, people, tags, private, "
    "source, in_reply_to, refs, text, added_at, supersedes"
)
_IS_CURRENT = "NOT EXISTS (SELECT 1 FROM documents AS newer WHERE newer.supersedes = documents.id)"


def put(conn: sqlite3.Connection, document: Document, seen_at: datetime) -> Stored:
    """Store a document unless it is known: by key and digest, or by digest as the current version of another key.

    One that was forgotten is not stored either.
    """
    if found := find(conn, document):
        return found
    last = _last_version(conn, document)
    added = _insert_document(conn, document, document.digest, seen_at, last["id"] if last else None)
    return Stored(added, "changed" if last else "new")


def find(conn: sqlite3.Connection, document: Document) -> Stored | None:
    """A document that is known, a copy of one that is, or one that was forgotten; ``None`` for what is new or changed."""
    if tombstones.keep_out(conn, clean([document.key])[0], document.digest):
        return Stored(0, "forgotten")
    last = _last_version(conn, document)
    if last:
        return Stored(last["id"], "known") if last["digest"] == document.digest else None
    same = f"SELECT id FROM documents WHERE digest = ? AND {_IS_CURRENT} ORDER BY id LIMIT 1"  # noqa: S608 (our own words)
    copy = conn.execute(same, [document.digest]).fetchone()
    return Stored(copy["id"], "copy") if copy else None


def _last_version(conn: sqlite3.Connection, document: Document) -> sqlite3.Row | None:
    sql = "SELECT id, digest FROM documents WHERE key = ? ORDER BY id DESC LIMIT 1"
    found: sqlite3.Row | None = conn.execute(sql, clean([document.key])).fetchone()
    return found


def _insert_document(
    conn: sqlite3.Connection, document: Document, digest: str, seen_at: datetime, supersedes: int | None
) -> int:
    if not _storable(document.text):
        raise SourceError("The text holds characters that are no Unicode text (lone surrogates).")
    sender = document.sender or Address()
    row = (
        document.key, digest, document.kind, document.date.isoformat(), document.title or first_words(document.text),
        int(bool(document.title)), document.channel, sender.name, sender.address, _addresses(document.to),
        as_json(document.people), as_json(document.tags), int(document.private), document.source, document.in_reply_to,
        as_json(document.references), document.text, seen_at.isoformat(), supersedes,
    )  # fmt: skip
    places = ", ".join("?" * len(row))
    sql = f"INSERT INTO documents (id, {_DOCUMENT_COLUMNS}) VALUES (({tombstones.NEXT_DOCUMENT}), {places})"  # noqa: S608 (our own words)
    added = conn.execute(sql, clean(row)).lastrowid
    assert added is not None
    conn.executemany(
        "INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            clean((
                added, n, part.role, part.start, part.end, part.author.name, part.author.address,
                part.date.isoformat() if part.date else None, _addresses(part.to), part.subject,
            ))
            for n, part in enumerate(document.parts)
        ],
    )  # fmt: skip
    return added


def first_words(text: str) -> str:
    """What a document without a title is called by."""
    words = " ".join(text[: 4 * _TITLE_LENGTH].split())
    return words if len(words) <= _TITLE_LENGTH else words[:_TITLE_LENGTH].rsplit(" ", 1)[0] + " …"


def document(conn: sqlite3.Connection, document_id: int) -> Document | None:
    """A document as it was put, or ``None``."""
    row = conn.execute("SELECT * FROM documents WHERE id = ?", [document_id]).fetchone()
    if row is None:
        return None
    parts = conn.execute("SELECT * FROM parts WHERE document_id = ? ORDER BY n", [document_id])
    sender = Address(row["sender_name"], row["sender_address"])
    return Document(
        key=row["key"],
        text=row["text"],
        date=date.fromisoformat(row["date"]),
        kind=row["kind"],
        parts=tuple(_part(part) for part in parts),
        title=row["title"] if row["titled"] else None,
        channel=row["channel"],
        sender=sender if sender != Address() else None,
        to=_read_addresses(row["recipients"]),
        people=tuple(json.loads(row["people"])),
        tags=tuple(json.loads(row["tags"])),
        private=bool(row["private"]),
        source=row["source"],
        in_reply_to=row["in_reply_to"],
        references=tuple(json.loads(row["refs"])),
    )


def _part(row: sqlite3.Row) -> Part:
    return Part(
        role=row["role"],
        start=row["start"],
        end=row["end"],
        author=Address(row["author_name"], row["author_address"]),
        date=datetime.fromisoformat(row["date"]) if row["date"] else None,
        to=_read_addresses(row["recipients"]),
        subject=row["subject"],
    )


def current(conn: sqlite3.Connection, key: str) -> list[int]:
    """The id of the newest version of a document, none for an unknown key."""
    return [row["id"] for row in conn.execute("SELECT id FROM documents WHERE key = ? ORDER BY id DESC LIMIT 1", [key])]


# --- runs --------------------------------------------------------------------------------------------------------


def record(
    conn: sqlite3.Connection, document_id: int, run: Run, extraction: Extraction, *, proposed: bool = False
) -> int:
    """Add a successful run with what it proved and what it rejected; its id. A ``proposed`` one counts when it is accepted.

    Raises ``ValueError`` when a quote or a mention is not the text at its place: no quote, no fact.
    """
    text = conn.execute("SELECT text FROM documents WHERE id = ?", [document_id]).fetchone()["text"]
    observations = _observations(extraction, text)
    run_id = _insert_run(conn, document_id, run, "done", proposed=proposed)
    _observe(conn, run_id, observations, extraction)
    _insert_coverage(conn, run_id, document_id, extraction)
    return run_id


def record_failure(
    conn: sqlite3.Connection, document_id: int, run: Run, extraction: Extraction, *, proposed: bool = False
) -> int:
    """Add a failed run, with what an incomplete one proved all the same; its id. Raises as :func:`record` does."""
    text = conn.execute("SELECT text FROM documents WHERE id = ?", [document_id]).fetchone()["text"]
    observations = _observations(extraction, text)
    run_id = _insert_run(conn, document_id, run, "failed", proposed=proposed)
    _observe(conn, run_id, observations, extraction)
    return run_id


def _observations(extraction: Extraction, text: str) -> list[tuple[Any, ...]]:
    rows = [_person_row(person, text) for person in extraction.people]
    rows += [_item_row(item, text) for item in extraction.items]
    rows += [_told_row("introduction", each, text) for each in extraction.introductions]
    return rows + [_told_row("outcome", each, text) for each in extraction.outcomes]


def _observe(
    conn: sqlite3.Connection, run_id: int, observations: Sequence[tuple[Any, ...]], extraction: Extraction
) -> None:
    conn.executemany(
        "INSERT INTO observations VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(run_id, n, *clean(row)) for n, row in enumerate(observations)],
    )
    conn.executemany(
        "INSERT INTO rejections VALUES (?, ?, ?, ?, ?)",
        [(run_id, n, *clean((each.kind, each.quote, each.reason))) for n, each in enumerate(extraction.rejected)],
    )


def cover(conn: sqlite3.Connection) -> None:
    """Tell for every successful run that was made before this was told which sentences gave nothing."""
    bare = "SELECT id, document_id FROM runs WHERE status = 'done' AND id NOT IN (SELECT run_id FROM coverage)"
    for row in conn.execute(bare).fetchall():
        _insert_coverage(conn, row["id"], row["document_id"], extraction(conn, row["id"]))


def _insert_coverage(conn: sqlite3.Connection, run_id: int, document_id: int, extraction: Extraction) -> None:
    read = document(conn, document_id)
    assert read is not None
    found = sentences.coverage(read, extraction)
    row = (run_id, found.sentences, len(found.silent), as_json(found.silent))
    conn.execute("INSERT INTO coverage (run_id, sentences, silent, places) VALUES (?, ?, ?, ?)", row)


def coverage(conn: sqlite3.Connection, run_id: int) -> sentences.Coverage | None:
    """How much of its document a run made something of; ``None`` for one that did not read all of it."""
    row = conn.execute("SELECT sentences, places FROM coverage WHERE run_id = ?", [run_id]).fetchone()
    if row is None:
        return None
    return sentences.Coverage(row["sentences"], tuple((start, end) for start, end in json.loads(row["places"])))


def pieces(conn: sqlite3.Connection, run_id: int) -> tuple[Piece, ...]:
    """The pieces of a run, in the order of the text; none for a run of one call."""
    return tuple(
        Piece(
            row["start"], row["end"], row["answer"], row["error"], row["input_tokens"], row["output_tokens"],
            row["cost_usd"], row["tries"], kept=bool(row["kept"]),
        )
        for row in conn.execute("SELECT * FROM pieces WHERE run_id = ? ORDER BY n", [run_id])
    )  # fmt: skip


def earlier_pieces(conn: sqlite3.Connection, document_id: int, fingerprint: str) -> tuple[Piece, ...]:
    """The pieces of the last run over a document with this fingerprint that was told by pieces."""
    sql = """
        SELECT max(id) FROM runs WHERE document_id = ? AND fingerprint = ?
        AND EXISTS (SELECT 1 FROM pieces WHERE run_id = runs.id)
    """
    found = conn.execute(sql, [document_id, fingerprint]).fetchone()[0]
    return pieces(conn, found) if found is not None else ()


def needs_run(conn: sqlite3.Connection, document_id: int, fingerprint: str) -> int | Literal[True] | None:
    """Whether a document must be read with this fingerprint.

    ``None``: its last run is that one. An id: that run has read the same text on the same date, and can be taken over.
    A proposed run is no reading here: it neither spares one nor is taken over.
    """
    sql = "SELECT fingerprint, status FROM runs WHERE document_id = ? AND NOT proposed ORDER BY id DESC LIMIT 1"
    last = conn.execute(sql, [document_id]).fetchone()
    if last and last["status"] == "done" and last["fingerprint"] == fingerprint:
        return None
    earlier = conn.execute(_EARLIER, [document_id, fingerprint]).fetchone()
    return int(earlier["id"]) if earlier else True


_EARLIER = """
SELECT runs.id FROM documents AS this
JOIN documents AS same ON same.key = this.key AND same.digest = this.digest AND same.date = this.date
    AND same.people = this.people AND same.sender_address = this.sender_address AND same.sender_name = this.sender_name
JOIN runs ON runs.document_id = same.id AND runs.status = 'done' AND NOT runs.proposed
WHERE this.id = ? AND runs.fingerprint = ? ORDER BY runs.id DESC LIMIT 1
"""


def take_over(conn: sqlite3.Connection, document_id: int, run_id: int) -> int:
    """Add a run that repeats an earlier one of the same text at no cost; its id."""
    taken = conn.execute(
        "INSERT INTO runs (document_id, extractor, model, prompt, fingerprint, status, started_at, seconds, "
        "input_tokens, output_tokens, cost_usd, tries, raw, taken_from) "
        "SELECT ?, extractor, model, prompt, fingerprint, status, started_at, 0, 0, 0, 0, 0, raw, "
        "coalesce(taken_from, id) FROM runs WHERE id = ?",
        [document_id, run_id],
    ).lastrowid
    assert taken is not None
    for table, columns in (
        ("observations", "n, kind, start, end, quote, detail"),
        ("rejections", "n, kind, quote, reason"),
    ):
        conn.execute(f"INSERT INTO {table} SELECT ?, {columns} FROM {table} WHERE run_id = ?", [taken, run_id])  # noqa: S608 (our own words)
    _insert_coverage(conn, taken, document_id, extraction(conn, taken))
    return taken


def _insert_run(
    conn: sqlite3.Connection, document_id: int, run: Run, status: Literal["done", "failed"], *, proposed: bool
) -> int:
    row = (
        document_id, run.extractor, run.model, run.prompt, run.fingerprint, status, run.error,
        run.started.isoformat() if run.started else None, float(run.seconds), run.input_tokens, run.output_tokens,
        float(run.cost_usd), run.tries, run.raw, int(proposed),
    )  # fmt: skip
    added = conn.execute(
        "INSERT INTO runs (document_id, extractor, model, prompt, fingerprint, status, error, started_at, seconds, "
        "input_tokens, output_tokens, cost_usd, tries, raw, proposed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        clean(row),
    ).lastrowid
    assert added is not None
    conn.executemany(
        "INSERT INTO pieces VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            clean((
                added, n, piece.start, piece.end, "failed" if piece.error else "done", piece.error, piece.answer,
                int(piece.kept), piece.input_tokens, piece.output_tokens, float(piece.cost_usd), piece.tries,
            ))
            for n, piece in enumerate(run.pieces)
        ],
    )  # fmt: skip
    return added


def _person_row(person: Person, text: str) -> tuple[Any, ...]:
    if not person.mentions:
        raise ValueError("a person stands on no mention")
    for mention in person.mentions:
        _must_stand(text, mention.start, mention.end, mention.text)
    first = person.mentions[0]
    detail = {
        "name": person.name,
        "aliases": person.aliases,
        "email": person.email,
        "organization": person.organization,
        "role": person.role,
        **({"known": person.known} if person.known else {}),
        "mentions": [{"text": each.text, "start": each.start, "end": each.end} for each in person.mentions],
    }
    return ("person", first.start, first.end, first.text, as_json(detail))


def _item_row(item: Item, text: str) -> tuple[Any, ...]:
    _must_stand(text, item.start, item.end, item.quote)
    detail = {
        "summary": item.summary,
        "by": item.by,
        "to": item.to,
        "said_on": item.said_on.isoformat(),
        "due": item.due.isoformat() if item.due else None,
        "due_text": item.due_text,
        "certainty": item.certainty,
    }
    return (item.kind, item.start, item.end, item.quote, as_json(detail))


def _told_row(kind: str, told: Introduction | Outcome, text: str) -> tuple[Any, ...]:
    _must_stand(text, told.start, told.end, told.quote)
    detail = asdict(told)
    for name in ("quote", "start", "end"):
        del detail[name]
    return (kind, told.start, told.end, told.quote, as_json({**detail, "said_on": told.said_on.isoformat()}))


def _must_stand(text: str, start: int, end: int, quote: str) -> None:
    if not 0 <= start < end <= len(text) or text[start:end] != quote:
        raise ValueError(f"a quote does not stand at {start}:{end} of its document")


LAST = """coalesce(
    (SELECT max(id) FROM runs WHERE document_id = {id} AND status = 'done' AND NOT proposed),
    (SELECT max(id) FROM runs WHERE document_id = {id} AND NOT proposed
        AND EXISTS (SELECT 1 FROM pieces WHERE run_id = runs.id AND status = 'done'))
)"""
"""The run that counts for a document while none was accepted, as SQL.

The last successful one that is no proposal; before there is any, the last incomplete one.
"""


def run(conn: sqlite3.Connection, run_id: int) -> Run:
    """A run as it was recorded."""
    row = dict(conn.execute("SELECT * FROM runs WHERE id = ?", [run_id]).fetchone())
    started = row.pop("started_at")
    for column in ("id", "document_id", "status", "taken_from", "proposed"):
        del row[column]
    moment = datetime.fromisoformat(started) if started else None
    return Run(**row, started=moment, pieces=pieces(conn, run_id))


def extraction(conn: sqlite3.Connection, run_id: int) -> Extraction:
    """What a run proved and rejected, as it was recorded."""
    people: list[Person] = []
    items: list[Item] = []
    introductions: list[Introduction] = []
    outcomes: list[Outcome] = []
    for row in conn.execute("SELECT * FROM observations WHERE run_id = ? ORDER BY n", [run_id]):
        detail = json.loads(row["detail"])
        if row["kind"] == "person":
            mentions = tuple(Mention(**each) for each in detail["mentions"])
            people.append(Person(**{**detail, "aliases": tuple(detail["aliases"]), "mentions": mentions}))
        elif row["kind"] in ("introduction", "outcome"):
            told = {**detail, "said_on": date.fromisoformat(detail["said_on"])}
            stands = {"quote": row["quote"], "start": row["start"], "end": row["end"]}
            if row["kind"] == "introduction":
                introductions.append(Introduction(**stands, **told))
            else:
                outcomes.append(Outcome(**stands, **told))
        else:
            days = {name: date.fromisoformat(detail[name]) if detail[name] else None for name in ("said_on", "due")}
            items.append(
                Item(kind=row["kind"], quote=row["quote"], start=row["start"], end=row["end"], **{**detail, **days})
            )
    rejected = conn.execute("SELECT kind, quote, reason FROM rejections WHERE run_id = ? ORDER BY n", [run_id])
    rejections = tuple(Rejection(*row) for row in rejected)
    return Extraction(tuple(people), tuple(items), rejections, tuple(introductions), tuple(outcomes))


# --- values ------------------------------------------------------------------------------------------------------


def as_json(value: object) -> str:
    """A value as SQLite keeps it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _addresses(addresses: Sequence[Address]) -> str:
    return as_json([{"name": each.name, "address": each.address} for each in addresses]) if addresses else "[]"


def _read_addresses(text: str) -> tuple[Address, ...]:
    return tuple(Address(each["name"], each["address"]) for each in json.loads(text))


def _storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def clean(row: Sequence[Any]) -> tuple[Any, ...]:
    """A row whose texts SQLite can hold: half a surrogate pair, which is no character, becomes a question mark."""
    return tuple(
        value.encode(errors="replace").decode()
        if isinstance(value, str) and not value.isascii() and not _storable(value)
        else value
        for value in row
    )
