"""A copy of a notebook to be shown: the lists without private documents, and without the words that they stand on.

The copy is made in a nameless file that SQLite throws away, and put at its place once it is whole. What is computed from
private documents too (a person's other names, the state of an item) is computed anew without them.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from notesight.errors import StoreError, UsageError
from notesight.model import fold
from notesight.store import connection, decisions, forgetting, projection, readings, retelling, schema, tombstones

SHORTEST = 12
"""A quote of fewer characters is some common words, and may stand in a title or a summary."""
_READ = """
SELECT document_id FROM runs WHERE id IN temp.counting
UNION SELECT document_id FROM quotes UNION SELECT document_id FROM mentions
"""
"""The documents that a reader has read, or to which something was added by hand."""
_EMPTIED = (
    "observations",
    "rejections",
    "pieces",
    "coverage",
    "decisions",
    "files",
    "_moved",
    "_mbox_messages",
    "_embeddings",
    "mailboxes",
    "batch_documents",
    "batches",
    "forgotten",
    "_notebook",
    "_waiting",
    "_thread_links",
    "_person_told",
    "keeps",
    "_tagged",
    "_person_groups",
    "_closed_by_itself",
    "_closing_items",
    "_namesakes",
    "_repeats",
    "_repeat_keys",
    "_repeat_tellings",
    "_repeat_pairs",
)
WORDLESS = "(in words that are not in this copy)"
"""What stands for a summary that repeats the words of a document."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What may be in a copy.

    The documents' own ``titles``, the ``summaries`` of asks, offers and follow-ups that repeat no quote, the ``text`` of
    documents and with it all quotes. ``force``: replace a file.
    """

    titles: bool = True
    summaries: bool = True
    text: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not in a copy, and how many of it."""

    what: str
    number: int


def publish(conn: sqlite3.Connection, path: Path, out: Path, wishes: Wishes, at: datetime) -> list[LeftOut]:
    """Write a copy of an open notebook at ``out``; what is not in it.

    Raises ``UsageError`` when something stands there that is not to be replaced, ``StoreError`` when it cannot be written.
    """
    _may_write(conn, path, out, force=wishes.force)
    with closing(sqlite3.connect("", isolation_level=None)) as work:
        work.row_factory = sqlite3.Row
        conn.backup(work)
        work.execute("PRAGMA journal_mode = DELETE")
        work.execute("BEGIN")
        words = _Words(() if wishes.text else _all_quotes(work))
        besides = _besides(work)
        left = _private(work, at) + _stripped(work, words, wishes) + besides
        forgetting.index_anew(work)
        tombstones.note(work, "copy", at.date().isoformat())
        work.execute("COMMIT")
        _place(work, out)
    return [each for each in left if each.number]


def private(conn: sqlite3.Connection) -> set[int]:
    """The ids of the private documents, those too of which the owner said so later."""
    said = [row[0] for row in conn.execute("SELECT DISTINCT subject FROM decisions WHERE action = 'private'")]
    keys = json.dumps([key for key in said if decisions.is_private(conn, key)])
    sql = "SELECT id FROM current_documents WHERE private OR key IN (SELECT value FROM json_each(?))"
    return {row[0] for row in conn.execute(sql, [keys])}


def opened(conn: sqlite3.Connection, at: datetime) -> sqlite3.Connection:
    """A connection to a copy of an open notebook without its private documents, to be read only; closing it deletes it.

    The connection may be used in any thread, but in one at a time.
    """
    work = sqlite3.connect("", isolation_level=None, check_same_thread=False)  # "": a file of its own, unnamed
    try:
        work.row_factory = sqlite3.Row
        work.execute("PRAGMA journal_mode = OFF")
        work.execute("PRAGMA synchronous = OFF")
        conn.backup(work)
        work.execute("BEGIN")
        _private(work, at)
        work.execute("COMMIT")
        work.execute("PRAGMA query_only = ON")
    except BaseException:
        work.close()
        raise
    return work


def _may_write(conn: sqlite3.Connection, path: Path, out: Path, *, force: bool) -> None:
    if tombstones.is_copy(conn):
        raise UsageError(f"{path} is a copy itself.", hint="Name the notebook with --db.")
    if out.is_dir() or not out.parent.is_dir():
        raise UsageError(f"{out} cannot be a file.", hint="Name a file in a folder that is there.")
    if not os.path.lexists(out):
        return
    if out.exists() and out.samefile(path):
        raise UsageError("That is the notebook itself.", hint="Name another file.")
    if not force:
        raise UsageError(f"{out} is there already.", hint="Name another file, or replace it with --force.")
    if _is_notebook(out):
        raise UsageError(f"{out} is a notebook, and no copy of one: it is not replaced.", hint="Name another file.")


def _is_notebook(out: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{out.absolute().as_uri()}?mode=ro", uri=True)) as there:
            ours = there.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID
            return ours and not tombstones.is_copy(there)
    except sqlite3.DatabaseError:
        return False


def _place(work: sqlite3.Connection, out: Path) -> None:
    """Write the copy beside its place, and put it there in one step."""
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        try:
            with connection.speaking(out):
                work.execute("VACUUM INTO ?", [str(beside)])
            for ending in ("-wal", "-shm", "-journal"):  # of what stood there before
                with suppress(FileNotFoundError):
                    out.with_name(out.name + ending).unlink()
            beside.replace(out)
        except OSError as error:
            reason = (error.strerror or "").lower()
            raise StoreError(f"{out} cannot be written: {reason}.", hint="Name another file.") from error
    finally:
        beside.unlink(missing_ok=True)


# --- private documents -------------------------------------------------------------------------------------------


def _private(work: sqlite3.Connection, at: datetime) -> list[LeftOut]:
    """Forget the private documents, and compute the lists without them."""
    before = _sizes(work)
    hidden = private(work)
    gone = forgetting.remove(work, hidden, at, tombstone=False)
    if gone.retold:
        projection.rebuild(work)
    else:
        projection.project(work, projection.Touched(documents=set(gone.documents)))
    after = _sizes(work)
    left = {name: max(0, before[name] - after[name]) for name in before}
    return [
        LeftOut("private documents", len(hidden)),
        LeftOut("people who stand only in those", left["people"]),
        LeftOut("asks, offers and follow-ups that stand only in those", left["items"]),
    ]


def _sizes(work: sqlite3.Connection) -> dict[str, int]:
    return {name: _count(work, name) for name in ("people", "items")}


# --- what is left out of the others --------------------------------------------------------------------------------


def _stripped(work: sqlite3.Connection, words: _Words, wishes: Wishes) -> list[LeftOut]:
    """Take out of what is left all that the lists do not need."""
    work.execute("CREATE TEMP TABLE counting (id INTEGER PRIMARY KEY)")
    keys = {row["id"]: row["key"] for row in work.execute("SELECT id, key FROM documents")}
    work.executemany("INSERT INTO temp.counting VALUES (?)", [(run,) for run in readings.counting(work, keys).values()])
    left = [
        LeftOut("asks, offers and follow-ups that you said are wrong", _strip_wrong(work)),
        LeftOut("older versions of documents", _count(work, "documents") - _count(work, "current_documents")),
        LeftOut("documents that are not read yet", _count(work, f"current_documents WHERE id NOT IN ({_READ})")),
    ]
    with retelling.changeable(work, *schema.TRUTH_TABLES):
        _strip_truth(work)
        if not wishes.text:
            left[:0] = [
                LeftOut("texts of documents", _count(work, "documents WHERE text <> ''")),
                LeftOut("quotes", _count(work, "quotes")),
                LeftOut("summaries" + " that repeat a quote" * wishes.summaries, _strip_items(work, words, wishes)),
            ]
            _strip_texts(work)
        left.insert(0, LeftOut("titles of documents", _strip_titles(work, words, wishes)))
    work.execute("DROP TABLE temp.counting")
    return left


def _strip_wrong(work: sqlite3.Connection) -> int:
    """Take out what the owner has found to be no ask, offer or follow-up; how many."""
    gone = _count(work, "items WHERE state = 'wrong'")
    work.execute("DELETE FROM quotes WHERE item_id IN (SELECT id FROM items WHERE state = 'wrong')")
    for table in schema.ITEM_TABLES:
        work.execute(f"DELETE FROM {table} WHERE state = 'wrong'")  # noqa: S608 (our own names)
    return gone


def _besides(work: sqlite3.Connection) -> list[LeftOut]:
    """What is left out of every copy, of all documents."""
    return [
        LeftOut("raw answers of models", _count(work, "runs WHERE raw IS NOT NULL")),
        LeftOut("answers of models about pieces of documents", _count(work, "pieces WHERE answer IS NOT NULL")),
        LeftOut("rejected findings", _count(work, "rejections")),
        LeftOut("decisions (what they changed is there)", _count(work, "decisions")),
        LeftOut("names of files", _count(work, "files")),
        LeftOut("batches at a model server", _count(work, "batches")),
        LeftOut("folders of mail servers", _count(work, "mailboxes")),
    ]


def _strip_truth(work: sqlite3.Connection) -> None:
    work.execute("PRAGMA defer_foreign_keys = ON")
    for table in _EMPTIED:
        work.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
    work.execute(f"CREATE TEMP TABLE kept AS SELECT id FROM current_documents WHERE id IN ({_READ})")  # noqa: S608
    for table in ("parts", "_threads"):
        work.execute(f"DELETE FROM {table} WHERE document_id NOT IN (SELECT id FROM temp.kept)")  # noqa: S608 (our own names)
    work.execute("DELETE FROM runs WHERE id NOT IN temp.counting OR document_id NOT IN temp.kept")
    work.execute(
        "UPDATE runs SET status = 'done', proposed = 0, raw = NULL, error = NULL, fingerprint = '', taken_from = NULL, "
        "seconds = 0, input_tokens = 0, output_tokens = 0, cost_usd = 0, tries = 0"
    )
    work.execute("UPDATE documents SET supersedes = NULL WHERE id IN (SELECT id FROM temp.kept)")
    work.execute("DELETE FROM documents WHERE id NOT IN (SELECT id FROM temp.kept)")
    work.execute(
        "UPDATE documents SET key = 'copy:' || id, digest = '', source = NULL, in_reply_to = NULL, refs = '[]', people = '[]'"
    )
    work.execute("DROP TABLE temp.kept")
    # by what people were joined: full names that a reader has put for first names, and addresses, folded
    work.execute("UPDATE _person_forms SET name = id, address = '', organization = '', block = '', cluster = NULL")
    work.execute("UPDATE _person_nodes SET ruled = person_id, cluster = person_id")


def _strip_items(work: sqlite3.Connection, words: _Words, wishes: Wishes) -> int:
    """Take the quotes out of the lists, and what repeats one; how many summaries had to go."""
    work.execute("UPDATE quotes SET quote = ''")
    for table in ("introductions", "outcomes"):  # they are their words
        work.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
    gone = 0
    for table in schema.ITEM_TABLES:
        rows = work.execute(f"SELECT id, summary, quote, by_text, to_text FROM {table}").fetchall()  # noqa: S608 (our own names)
        work.execute(f"UPDATE {table} SET quote = '', due_text = NULL")  # noqa: S608 (our own names)
        for row in rows:
            cut = row["summary"].endswith("…") and fold(row["quote"]).startswith(fold(row["summary"].rstrip("… ")))
            if not wishes.summaries or cut or words.stand_in(row["summary"]):
                gone += 1
                work.execute(f"UPDATE {table} SET summary = ? WHERE id = ?", [WORDLESS, row["id"]])  # noqa: S608
            for column in ("by_text", "to_text"):
                if words.stand_in(row[column]):
                    work.execute(f"UPDATE {table} SET {column} = NULL WHERE id = ?", [row["id"]])  # noqa: S608
    for table, key in (("people", "id"), ("_person_nodes", "document_id || '/' || entry")):
        for row in work.execute(f"SELECT {key} AS id, organization, role FROM {table}").fetchall():  # noqa: S608
            for column in ("organization", "role"):
                if words.stand_in(row[column]):
                    work.execute(f"UPDATE {table} SET {column} = NULL WHERE {key} = ?", [row["id"]])  # noqa: S608
    return gone


def _strip_texts(work: sqlite3.Connection) -> None:
    work.execute("DELETE FROM parts")
    work.execute("UPDATE documents SET text = ''")


def _strip_titles(work: sqlite3.Connection, words: _Words, wishes: Wishes) -> int:
    """Put the kind and the day for titles that are the first words of a text, that repeat a quote, or that are not wished for."""
    gone = 0
    for row in work.execute("SELECT id, kind, date, title, titled FROM documents").fetchall():
        own = wishes.text or (row["titled"] and not words.stand_in(row["title"]))
        if not wishes.titles or not own:
            gone += 1
            title = f"{row['kind'].capitalize()} of {_day(row['date'])}"
            work.execute("UPDATE documents SET title = ?, titled = 0 WHERE id = ?", [title, row["id"]])
    return gone


def _day(written: str) -> str:
    day = date.fromisoformat(written)
    return f"{day.day} {day:%B} {day.year}"


# --- quotes in other words -----------------------------------------------------------------------------------------


def _all_quotes(work: sqlite3.Connection) -> Iterable[str]:
    sql = """
        SELECT quote FROM observations WHERE kind <> 'person' UNION SELECT quote FROM rejections
        UNION SELECT json_extract(value, '$.quote') FROM decisions WHERE action = 'added' AND json_valid(value)
    """
    for row in work.execute(sql):
        yield row[0]


class _Words:
    """Many quotes, and whether one of them stands whole in a short text. Large and small letters are the same here."""

    def __init__(self, quotes: Iterable[str]) -> None:
        self._by_beginning: dict[str, set[str]] = {}
        for quote in map(fold, quotes):
            if len(quote) >= SHORTEST:
                self._by_beginning.setdefault(quote[:SHORTEST], set()).add(quote)

    def stand_in(self, text: str | None) -> bool:
        folded = fold(text or "")
        return any(
            folded.startswith(quote, place)
            for place in range(len(folded) - SHORTEST + 1)
            for quote in self._by_beginning.get(folded[place : place + SHORTEST], ())
        )


def _count(work: sqlite3.Connection, what: str) -> int:
    return int(work.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608 (our own names)
