"""The questions that are asked of a notebook; every answer is a list of plain rows (dicts, dates as ``YYYY-MM-DD``).

Nothing here knows today's date: what depends on it takes ``on``. An item that was put off counts as open again
from its day on.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from notesight.errors import UsageError
from notesight.model import ME, PLURALS, ItemKind, fold
from notesight.store import readings, tombstones

Row = dict[str, Any]
State = Literal["open", "done", "dismissed", "snoozed", "wrong"]
SOON_DAYS = 7
"""An item is due soon when its day is at most this many days away."""
SHORTEST_PREFIX = 3
"""Characters of an id that must be given to find it."""
SHORTEST_SHOWN = 5
"""Characters of an id that are shown at least, so that it soon is not ambiguous."""
_SNIPPET_WORDS = 24
_LONGEST_NUMBER = 18
_GIVEN = re.compile(r"[^\W\d_][\w'’-]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_MOST_WORDS = 4000
_LABELLED = (
    *((kind, plural, "summary") for kind, plural in PLURALS.items()), ("person", "people", "name"),
    ("introduction", "introductions", "quote"), ("outcome", "outcomes", "what"),
)  # fmt: skip

_ITEMS = """
SELECT items.kind, items.id, items.summary, coalesce(by_person.name, items.by_text) AS by,
    coalesce(to_person.name, items.to_text) AS "to", items.due, items.due_text,
    CASE WHEN items.state = 'snoozed' AND items.snoozed_until <= :on THEN 'open' ELSE items.state END AS state,
    items.snoozed_until, items.decided_at, items.confirmed, items.certainty, items.said_on, items.quote, items.start, items.end,
    items.by_person_id, items.by_text, items.to_person_id, items.to_text, items.document_id,
    documents.title, documents.date, documents.source, items.run_id,
    ifnull(runs.extractor, 'by hand') AS extractor, runs.model
FROM ({tables}) AS items
JOIN documents ON documents.id = items.document_id
LEFT JOIN runs ON runs.id = items.run_id
LEFT JOIN people AS by_person ON by_person.id = items.by_person_id
LEFT JOIN people AS to_person ON to_person.id = items.to_person_id
"""


# --- items -------------------------------------------------------------------------------------------------------


def items(
    conn: sqlite3.Connection,
    kinds: Iterable[ItemKind],
    conditions: Iterable[str] = (),
    values: Row | None = None,
    *,
    on: date | None = None,
    order: str = "due IS NULL, due, said_on DESC, document_id DESC, start, id",
) -> list[Row]:
    """Items of some kinds that meet all conditions (SQL over the columns of the answer)."""
    tables = " UNION ALL ".join(f"SELECT '{kind}' AS kind, * FROM {PLURALS[kind]}" for kind in kinds)  # noqa: S608 (our own names)
    where = " AND ".join(conditions) or "1"
    sql = f"SELECT * FROM ({_ITEMS.format(tables=tables)}) AS items WHERE {where} ORDER BY {order} LIMIT :limit"  # noqa: S608 (our own names)
    return rows(conn, sql, {"limit": -1, "on": _before(on), **(values or {})})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of items is limited to: a person (an id or ``me``), a state, days, a document."""

    person: str | None = None
    state: State | None = None
    due_before: date | None = None
    since: date | None = None
    document: int | None = None


def conditions(want: Wanted) -> tuple[list[str], Row]:
    """What is wanted, as SQL conditions and their values."""
    who = "(by_person_id = :person OR to_person_id = :person)"
    me = "((by_person_id IS NULL AND by_text = :person) OR (to_person_id IS NULL AND to_text = :person))"
    asked: list[tuple[str, str, object]] = [
        (me if want.person == ME else who, "person", want.person),
        ("state = :state", "state", want.state),
        ("due < :due_before", "due_before", want.due_before and want.due_before.isoformat()),
        ("said_on >= :since", "since", want.since and want.since.isoformat()),
        ("id IN (SELECT item_id FROM quotes WHERE document_id = :document)", "document", want.document),
    ]
    used = [each for each in asked if each[2] is not None]
    right = [] if want.state == "wrong" else ["state <> 'wrong'"]
    return right + [sql for sql, _, _ in used], {name: value for _, name, value in used}


# --- people and ids ----------------------------------------------------------------------------------------------


def people(conn: sqlite3.Connection, *, name: str | None = None, limit: int | None = None) -> list[Row]:
    """Everybody, or whoever has a name or an address in which these words stand; last seen first."""
    match = _match(name) if name is not None else None
    if name is not None and match is None:
        return []
    sql = """
        SELECT * FROM people
        WHERE :match IS NULL OR rowid IN (SELECT rowid FROM people_fts WHERE people_fts MATCH :match)
        ORDER BY last_seen DESC, name, id LIMIT :limit
    """
    return rows(conn, sql, {"match": match, "limit": -1 if limit is None else limit})


def person(conn: sqlite3.Connection, person_id: str, *, whole: bool = True) -> Row | None:
    """One person with ``names`` (each with how many documents) and ``mentions`` (each with its document), if ``whole``."""
    found = rows(conn, "SELECT * FROM people WHERE id = ?", [person_id])
    if not found or not whole:
        return next(iter(found), None)
    names = """
        SELECT kind, name, min(document_id) AS document_id, count(*) AS documents FROM names WHERE person_id = ?
        GROUP BY kind, name ORDER BY kind DESC, documents DESC, name
    """
    mentions = """
        SELECT mentions.document_id, documents.title, documents.date, start, end, mentions.text
        FROM mentions JOIN documents ON documents.id = document_id
        WHERE person_id = ? ORDER BY documents.date DESC, document_id DESC, start
    """
    return {**found[0], "names": rows(conn, names, [person_id]), "mentions": rows(conn, mentions, [person_id])}


def documents_of(conn: sqlite3.Connection, person_id: str, *, limit: int) -> list[Row]:
    """The newest documents that name a person, with their dates and titles."""
    sql = """
        SELECT node.document_id, documents.date, documents.title FROM (
            SELECT DISTINCT date, document_id FROM _person_nodes WHERE person_id = ?
            ORDER BY date DESC, document_id DESC LIMIT ?
        ) AS node JOIN documents ON documents.id = node.document_id ORDER BY node.date DESC, node.document_id DESC
    """
    return rows(conn, sql, [person_id, limit])


def people_of(conn: sqlite3.Connection, document_id: int) -> list[Row]:
    """The people of a current document as their rows, with ``entry`` and ``said`` (the name there), in its order."""
    sql = """
        SELECT people.*, node.entry, node.name AS said
        FROM _person_nodes AS node JOIN people ON people.id = node.person_id
        WHERE node.document_id = ? ORDER BY node.entry
    """
    return rows(conn, sql, [document_id])


def stakes(conn: sqlite3.Connection, person_id: str) -> dict[str, int]:
    """How many documents, asks, offers, follow-ups and names stand with a person."""
    counted = ", ".join(
        f"(SELECT count(*) FROM {table} WHERE by_person_id = :id OR to_person_id = :id) AS {table}"  # noqa: S608 (our own names)
        for table in PLURALS.values()
    )
    sql = f"""
        SELECT (SELECT count(DISTINCT document_id) FROM _person_nodes WHERE person_id = :id) AS documents, {counted},
            (SELECT count(DISTINCT name) FROM names WHERE person_id = :id) AS names
    """  # noqa: S608 (our own names)
    return rows(conn, sql, {"id": person_id})[0]


def unnamed(conn: sqlite3.Connection) -> list[Row]:
    """Parties that are no person and not the owner, latest first: ``side`` (by, to), ``words``, the item, ``near``.

    ``near`` is the id of the person who is named last before the item's words end, else first in the document; ``None``
    where it names nobody.
    """
    sides = " UNION ALL ".join(
        f"SELECT '{side}' AS side, {side}_text AS words, items.*, items.end AS until FROM items "  # noqa: S608 (our own names)
        f"WHERE {side}_person_id IS NULL AND {side}_text IS NOT NULL AND {side}_text <> :me AND state <> 'wrong'"
        for side in ("by", "to")
    )
    sql = f"""
        SELECT side, words, unnamed.id AS item_id, unnamed.kind, summary, quote, document_id, documents.title,
            documents.date, coalesce(
            (SELECT person_id FROM mentions WHERE mentions.document_id = unnamed.document_id
                AND mentions.start < unnamed.until ORDER BY mentions.start DESC LIMIT 1),
            (SELECT person_id FROM mentions WHERE mentions.document_id = unnamed.document_id ORDER BY mentions.start LIMIT 1)
        ) AS near
        FROM ({sides}) AS unnamed JOIN documents ON documents.id = unnamed.document_id
        ORDER BY documents.date DESC, document_id DESC, start, side
    """  # noqa: S608 (our own names)
    return rows(conn, sql, {"me": ME})


def find(conn: sqlite3.Connection, prefix: str) -> list[Row]:
    """Everything whose id begins so: ``kind``, ``id``, ``label``. An exact id is found alone.

    A number is the id of a document. Raises ``UsageError`` for a prefix that is too short to mean something.
    """
    begins = prefix.strip().lower()
    document: list[Row] = []
    if begins.isascii() and begins.isdecimal() and len(begins) <= _LONGEST_NUMBER:
        document = rows(
            conn, "SELECT 'document' AS kind, id, title AS label FROM documents WHERE id = ?", [int(begins)]
        )
    if not document and len(begins) < SHORTEST_PREFIX:
        raise UsageError(f"Give at least {SHORTEST_PREFIX} characters of the id.")
    sql = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, id, {label} AS label FROM {table} WHERE id >= :low AND id < :high"  # noqa: S608 (our own names)
        for kind, table, label in _LABELLED
    )
    found = rows(conn, sql, {"low": begins, "high": begins + "\x7f"}) if len(begins) >= SHORTEST_PREFIX else []
    exact = [row for row in found if row["id"] == begins]
    return exact or document + found or _once(conn, begins)


def _once(conn: sqlite3.Connection, begins: str) -> list[Row]:
    """What had such an id before: an item whose words stood in another place first, a person who is another one's since."""
    sql = """
        SELECT items.kind, items.id, items.summary AS label FROM items
        WHERE items.id IN (SELECT item_id FROM quotes WHERE id >= :low AND id < :high)
        UNION ALL SELECT 'person', people.id, people.name FROM people
        WHERE people.id IN (SELECT person_id FROM _person_nodes WHERE own_id >= :low AND own_id < :high)
    """
    return rows(conn, sql, {"low": begins, "high": begins + "\x7f"}) if len(begins) >= SHORTEST_PREFIX else []


def item_of(conn: sqlite3.Connection, quote_id: str) -> str | None:
    """The ask, offer or follow-up that has a quote of this id, mostly the same one; ``None`` for an unknown id."""
    found = conn.execute("SELECT item_id FROM quotes WHERE id = ?", [quote_id]).fetchone()
    return str(found[0]) if found else None


def person_of(conn: sqlite3.Connection, person_id: str) -> str | None:
    """The person of this id, or whom that id belongs to since people were joined; ``None`` for an unknown id."""
    sql = """
        SELECT id FROM people WHERE id = :id
        UNION ALL SELECT people.id FROM _person_nodes AS node JOIN people ON people.id = node.person_id
        WHERE node.own_id = :id LIMIT 1
    """
    found = conn.execute(sql, {"id": person_id}).fetchone()
    return str(found[0]) if found else None


def known(conn: sqlite3.Connection, text: str, *, limit: int) -> list[Row]:
    """Whom a text may mean by a given name alone: people with a full name who have it, last seen first.

    Rows of ``name``, ``organization``, ``email``. Whose full name or address stands in the text needs no telling.
    """
    said = fold(text)
    # "jim's" is Jim's; Jean-Luc's given name is all of "jean-luc"
    words = sorted({word for whole in _GIVEN.findall(said) for word in (whole, *_LETTERS.findall(whole))})[:_MOST_WORDS]
    sql = """
        SELECT DISTINCT people.name, people.organization, people.email, people.last_seen, people.id
        FROM _person_forms AS form
        JOIN _person_nodes AS node ON node.document_id = (
            SELECT document_id FROM _person_nodes WHERE form_id = form.id ORDER BY document_id LIMIT 1
        ) AND node.form_id = form.id
        JOIN people ON people.id = node.person_id
        WHERE form.block IN (SELECT value FROM json_each(?)) AND form.kind <> 'bare'
        ORDER BY people.last_seen DESC, people.id
    """
    found = rows(conn, sql, [json.dumps(words)])
    unsaid = [row for row in found if " " in row["name"] and fold(row["name"]) not in said]
    return [{name: row[name] for name in ("name", "organization", "email")} for row in unsaid[:limit]]


def ids_of(conn: sqlite3.Connection, subject: str) -> list[str]:
    """All ids under which something may have been decided about: of an item's quotes, of a person's documents, or itself."""
    sql = """
        SELECT :id UNION SELECT id FROM quotes WHERE item_id = :id UNION SELECT own_id FROM _person_nodes WHERE person_id = :id
    """
    return [str(row[0]) for row in conn.execute(sql, {"id": subject})]


def quotes(conn: sqlite3.Connection, item_id: str) -> list[Row]:
    """Every place where an item's words stand, its own first: the document with its title and date, the span, the quote.

    ``told_again`` is 1 where it is told in other words later, 0 where its words are quoted.
    """
    sql = """
        SELECT quotes.id, quotes.document_id, documents.title, documents.date, quotes.start, quotes.end, quotes.quote,
            quotes.id = quotes.telling_id AND quotes.id <> quotes.item_id AS told_again, quotes.said_on
        FROM quotes JOIN documents ON documents.id = quotes.document_id
        WHERE quotes.item_id = ? ORDER BY quotes.id <> quotes.item_id, documents.date, quotes.document_id, quotes.start
    """
    return rows(conn, sql, [item_id])


def thread_of(conn: sqlite3.Connection, document_id: int) -> list[Row]:
    """The documents of the conversation that a document stands in, in order: ``id``, ``title``, ``date``; none for one alone."""
    sql = """
        SELECT documents.id, documents.title, documents.date, documents.sender_name, documents.sender_address
        FROM _threads AS mine JOIN _threads AS those ON those.thread_id = mine.thread_id
        JOIN documents ON documents.id = those.document_id
        WHERE mine.document_id = ? ORDER BY documents.date, (
            SELECT julianday(date) FROM parts WHERE document_id = documents.id AND role = 'new' AND date IS NOT NULL LIMIT 1
        ), documents.id
    """
    found = rows(conn, sql, [document_id])
    return found if len(found) > 1 else []


def short_ids(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """For ids of people and items, the shortest beginning that finds each alone, of no fewer than five characters."""
    neighbours = " UNION ALL ".join(
        f"SELECT max(id) FROM {table} WHERE id < :id UNION ALL SELECT min(id) FROM {table} WHERE id > :id"  # noqa: S608 (our own names)
        for _, table, _ in _LABELLED
    )
    found = {}
    for each in ids:
        others = [str(row[0]) for row in conn.execute(neighbours, {"id": each}) if row[0]]
        shared = max((_shared(each, other) for other in others), default=0)
        length = max(SHORTEST_SHOWN, shared + 1)
        while each[:length].isdecimal() and length < len(each):  # a number is the id of a document
            length += 1
        found[each] = each[:length]
    return found


def _shared(one: str, other: str) -> int:
    """How many characters two ids have in common at their beginning."""
    return next((n for n, (mine, its) in enumerate(zip(one, other, strict=False)) if mine != its), len(one))


# --- search ------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")


def search(conn: sqlite3.Connection, words: str, *, limit: int = 20) -> list[Row]:
    """What holds all the words, the last one also as a beginning: ``kind``, ``id``, ``label``, ``date``, ``snippet``.

    People first, then items, then current documents, best first within each. Any text is safe to search for.
    A snippet has the words found between ``[`` and ``]``.
    """
    match = _match(words)
    if match is None:
        return []
    found: list[Row] = []
    for kind, table, label, text, day in (
        ("person", "people", "name", -1, "last_seen"),
        *((kind, plural, "summary", -1, "said_on") for kind, plural in PLURALS.items()),
        ("document", "documents", "title", 1, "date"),
    ):
        current = (
            "AND NOT EXISTS (SELECT 1 FROM documents AS newer WHERE newer.supersedes = base.id)"
            if table == "documents"
            else ""
        )
        found += rows(
            conn,
            f"SELECT '{kind}' AS kind, base.id, base.{label} AS label, base.{day} AS date, "  # noqa: S608 (our own names)
            f"snippet({table}_fts, {text}, '[', ']', '…', {_SNIPPET_WORDS}) AS snippet "
            f"FROM {table}_fts JOIN {table} AS base ON base.rowid = {table}_fts.rowid "
            f"WHERE {table}_fts MATCH :match {current} ORDER BY {table}_fts.rank, base.id LIMIT :limit",
            {"match": match, "limit": limit},
        )
    return found


def _match(words: str) -> str | None:
    """A query of FTS5 for all words of any text, as strings, the last one as a beginning; ``None`` without a word."""
    tokens = _WORD.findall(words)
    return " ".join(f'"{token}"' for token in tokens) + "*" if tokens else None


# --- documents, runs, files --------------------------------------------------------------------------------------


def runs(conn: sqlite3.Connection, document_id: int) -> list[Row]:
    """All runs over a document, in their order, without the model's own answers."""
    sql = """
        SELECT id, document_id, extractor, model, prompt, fingerprint, status, error, started_at, seconds, input_tokens,
            output_tokens, cost_usd, tries, taken_from, proposed,
            (SELECT count(*) FROM observations WHERE run_id = runs.id AND kind = 'person') AS people,
            (SELECT count(*) FROM observations WHERE run_id = runs.id AND kind IN ('ask', 'offer', 'followup')) AS items
        FROM runs WHERE document_id = ? ORDER BY id
    """
    return rows(conn, sql, [document_id])


IN_BATCH = "SELECT document_id FROM batch_documents WHERE state = 'waiting'"
"""What a batch at a model server will answer: it is not in the queue."""
_QUEUE = f"_waiting WHERE document_id NOT IN ({IN_BATCH})"
QUEUED = f"SELECT document_id FROM {_QUEUE} ORDER BY document_id"  # noqa: S608 (our own words)
CURRENT = "SELECT id FROM current_documents ORDER BY id"
UNTRIED = f"SELECT document_id FROM {_QUEUE} AND tried = 0 ORDER BY document_id"  # noqa: S608 (our own words)
WAITING = "SELECT document_id FROM _waiting ORDER BY document_id"


def failures(conn: sqlite3.Connection) -> list[Row]:
    """What could not be read: files, then documents whose last run failed; ``name``, ``error``, ``document_id``."""
    files = rows(
        conn, "SELECT path AS name, error, NULL AS document_id FROM files WHERE status = 'failed' ORDER BY path"
    )
    documents = f"""
        SELECT coalesce(documents.source, documents.key) AS name, runs.error, documents.id AS document_id
        FROM _waiting JOIN documents ON documents.id = _waiting.document_id
        JOIN runs ON runs.id = (SELECT max(id) FROM runs WHERE document_id = documents.id AND NOT proposed)
        WHERE tried = 1 AND documents.id NOT IN ({IN_BATCH}) ORDER BY documents.id
    """  # noqa: S608 (our own words)
    return files + rows(conn, documents)


def read_from(conn: sqlite3.Connection, path: str) -> list[int]:
    """The current documents that were read from a file."""
    return [row["id"] for row in conn.execute("SELECT id FROM current_documents WHERE source = ? ORDER BY id", [path])]


def waiting_sources(conn: sqlite3.Connection) -> frozenset[str]:
    """The files of the current documents that no run has read yet, or whose last run failed."""
    sql = "SELECT DISTINCT source FROM _waiting JOIN documents ON id = document_id WHERE source IS NOT NULL"
    return frozenset(row["source"] for row in conn.execute(sql))


def counts(conn: sqlite3.Connection) -> Row:
    """How many there are of everything.

    Current documents, people, asks, offers, follow-ups; what is queued, in a batch, failed; runs and decisions.
    """
    sql = f"""
        SELECT (SELECT count(*) - count(supersedes) FROM documents) AS documents,
            (SELECT count(*) FROM documents) AS versions,
            (SELECT count(*) FROM people) AS people, (SELECT count(*) FROM asks) AS asks,
            (SELECT count(*) FROM offers) AS offers, (SELECT count(*) FROM followups) AS followups,
            (SELECT count(*) FROM {_QUEUE}) AS queued,
            (SELECT count(*) FROM batch_documents WHERE state = 'waiting') AS batched,
            (SELECT count(*) FROM files WHERE status = 'failed') AS failed_files,
            (SELECT count(*) FROM runs) AS runs, (SELECT count(*) FROM rejections) AS rejections,
            (SELECT count(*) FROM decisions) AS decisions
    """  # noqa: S608 (our own words)
    return rows(conn, sql)[0]


def costs(conn: sqlite3.Connection) -> list[Row]:
    """Per extractor and model: ``runs``, ``failed``, ``tries``, ``seconds``, tokens and ``cost_usd`` of all time.

    ``paid`` is how many of the runs cost something.
    """
    sql = """
        SELECT extractor, model, count(*) AS runs, sum(status = 'failed') AS failed, sum(tries) AS tries,
            sum(seconds) AS seconds, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
            sum(cost_usd) AS cost_usd, sum(cost_usd > 0) AS paid
        FROM runs GROUP BY extractor, model ORDER BY extractor, model
    """
    return rows(conn, sql)


PAID = """
    SELECT sum(cost_usd) AS total_usd, count(*) AS runs, max(id) AS run_id, document_id, cost_usd AS last_usd
    FROM runs WHERE cost_usd > 0
"""
"""What all runs cost, failed ones too, how many cost something, and the last of these; sums to null for none."""


def paid(conn: sqlite3.Connection) -> Row | None:
    """What all runs cost together, in USD, and the last that cost something; ``None`` when none did."""
    [found] = rows(conn, PAID)
    return found if found["runs"] else None


def incomplete(conn: sqlite3.Connection) -> list[Row]:
    """The pieces that could not be read, of current documents that were read in part and wait for the rest.

    Rows of ``document_id``, ``name``, ``start``, ``end``, ``error``, in the order of the text.
    """
    sql = """
        SELECT documents.id AS document_id, coalesce(documents.source, documents.title) AS name,
            pieces.start, pieces.end, pieces.error
        FROM _waiting JOIN documents ON documents.id = _waiting.document_id
        JOIN pieces ON pieces.run_id = (SELECT max(id) FROM runs WHERE document_id = documents.id AND NOT proposed)
        WHERE tried = 1 AND pieces.status = 'failed'
        AND EXISTS (SELECT 1 FROM pieces AS read WHERE read.run_id = pieces.run_id AND read.status = 'done')
        ORDER BY documents.id, pieces.n
    """
    return rows(conn, sql)


def named_again(conn: sqlite3.Connection, document_id: int | None = None) -> int:
    """How many current documents name somebody who was forgotten; of one document, whether it does."""
    hidden = tombstones.hidden(conn)
    if hidden is None:
        return 0
    sql = "SELECT id, key FROM current_documents WHERE ?1 IS NULL OR id = ?1"
    keys = {row["id"]: row["key"] for row in conn.execute(sql, [document_id])}
    runs = readings.counting(conn, keys).values()
    sql = """
        SELECT document_id, detail FROM observations JOIN runs ON runs.id = run_id
        WHERE observations.kind = 'person' AND run_id IN (SELECT value FROM json_each(?))
    """
    people = conn.execute(sql, [json.dumps(list(runs))])
    return len({row["document_id"] for row in people if hidden.hides(json.loads(row["detail"]))})


def rows(conn: sqlite3.Connection, sql: str, values: Row | Sequence[object] = ()) -> list[Row]:
    """The rows of a query as dicts."""
    return [dict(row) for row in conn.execute(sql, values)]


def _before(on: date | None) -> str:
    """The day for comparing with a day that something was put off to; without one, nothing has come back yet."""
    return on.isoformat() if on else ""


def by_ids(conn: sqlite3.Connection, kind: ItemKind, ids: Iterable[str]) -> dict[str, Row]:
    """Items of one kind by their ids; those that are not there are left out."""
    wanted = list(ids)
    if not wanted:
        return {}
    where = ["id IN (SELECT value FROM json_each(:ids))"]
    return {row["id"]: row for row in items(conn, [kind], where, {"ids": json.dumps(wanted)})}
