"""What looks done: for open asks and promises, the later words that show it, kept up as documents come, change and go.

A row of ``closings`` is computed from one item and one later document alone (:mod:`notesight.closing`), so that the order in
which they came makes no difference. Triggers note which items and documents may have changed; an item that says what it said
when it was looked at last (``_closing_items``) is not looked at again.
"""

from __future__ import annotations

import json
import sqlite3
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from notesight import closing
from notesight.closing import Sign
from notesight.model import ME
from notesight.store import decisions, horizon, namesakes, selfclosing, tellings
from notesight.store.decisions import Action
from notesight.store.evidence import Documents, Evidence
from notesight.store.tellings import Telling, Told

_IN = "IN (SELECT value FROM json_each(?))"

REFUSED: Action = "not_done"
"""The action by which the owner says that a document does not show it."""


@dataclass(frozen=True, slots=True)
class Closing:
    """Words of a later document that show that an item was done: ``documents.text[start:end]``, how, and why."""

    item_id: str
    document_id: int
    start: int
    end: int
    sign: Sign


# --- asking ------------------------------------------------------------------------------------------------------


def of(conn: sqlite3.Connection, items: Iterable[str]) -> dict[str, dict[str, Any]]:
    """For open items that look done, the words that show it best.

    ``how`` (kept, answered, withdrawn), ``quote``, ``document_id``, ``title``, ``date``, ``start``, ``end``, ``reasons``,
    ``score``, ``certain``.
    """
    sql = f"""
        SELECT closings.*, documents.title, documents.date, substr(documents.text, start + 1, end - start) AS quote
        FROM closings JOIN documents ON documents.id = document_id WHERE item_id {_IN}
        ORDER BY item_id, certain DESC, score DESC, documents.date, document_id
    """  # noqa: S608 (our own names)
    found: dict[str, dict[str, Any]] = {}
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    for row in cursor.execute(sql, [_json(items)]):
        found.setdefault(row["item_id"], {
            "how": row["how"], "quote": row["quote"], "document_id": row["document_id"], "title": row["title"],
            "date": row["date"], "start": row["start"], "end": row["end"], "score": row["score"],
            "certain": bool(row["certain"]), "reasons": json.loads(row["reasons"]),
        })  # fmt: skip
    return found


def closed(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """The items that have closed by themselves, the latest first: ``id``, ``summary``, and ``closing`` as in :func:`of`."""
    sql = """
        SELECT items.id, items.summary FROM _closed_by_itself JOIN items ON items.id = _closed_by_itself.item_id
    """
    summaries = {row["id"]: row["summary"] for row in conn.execute(sql)}
    signs = of(conn, summaries)
    found = [{"id": item, "summary": summaries[item], "closing": sign} for item, sign in signs.items()]
    return sorted(found, key=lambda row: (row["closing"]["date"], row["id"]), reverse=True)


def first_version(conn: sqlite3.Connection, document: int) -> int:
    """The number under which a document came first, whatever has become of its text since."""
    sql = """
        WITH RECURSIVE earlier (id, supersedes) AS (
            SELECT id, supersedes FROM documents WHERE id = ?
            UNION ALL SELECT documents.id, documents.supersedes FROM documents JOIN earlier ON documents.id = earlier.supersedes
        ) SELECT min(id) FROM earlier
    """
    return int(conn.execute(sql, [document]).fetchone()[0] or document)


# --- what is looked at -------------------------------------------------------------------------------------------


def decided(conn: sqlite3.Connection, ids: Collection[str]) -> None:
    """Note that something was said of items, given by any of their quotes' ids: it may change nothing else of them."""
    if not ids:
        return
    sql = f"INSERT OR IGNORE INTO _closing_stale SELECT 'item', item_id FROM quotes WHERE id {_IN} OR item_id {_IN}"  # noqa: S608 (our own names)
    conn.execute(sql, [_json(ids)] * 2)


def refresh(conn: sqlite3.Connection, taken: Documents) -> None:
    """Look again at what has changed since the last time: items against later documents, documents against earlier items.

    ``taken`` are documents taken to pieces, as they are now.
    """
    stale: dict[str, list[Any]] = {"document": [], "item": [], "name": [], "person": [], "left": []}
    for what, subject in conn.execute("SELECT what, id FROM _closing_stale").fetchall():
        stale[what].append(subject)
    if not any(stale.values()):
        return
    conn.execute("DELETE FROM _closing_stale")
    documents = set(stale["document"])
    others = _named_by(conn, namesakes.refresh(conn, stale["name"], stale["person"])) | horizon.widened(
        conn, stale["left"]
    )
    items = {*stale["item"], *others, *_named_by(conn, stale["person"]), *_told_in(conn, documents)}
    selfclosing.open_again(conn, items)
    told = {each.id: each for each in tellings.open_ones(conn, items)}
    refused = _refused(conn, told)
    seen = _seen(conn, items)
    now = {each.id: _Seen.of(each, refused) for each in told.values()}
    changed = {
        item for item in seen.keys() | now if item in others or item not in now or not now[item].says(seen.get(item))
    }
    sql = f"SELECT item_id FROM closings WHERE document_id {_IN}"  # noqa: S608 (our own names)
    lost = {row[0] for row in conn.execute(sql, [_json(documents)])}
    _forget(conn, changed, documents)
    fresh = [told[item] for item in sorted(changed & told.keys())]
    _note(conn, fresh, refused)
    pairs = {(item, document) for document in documents for item in horizon.before(conn, document)}
    pairs |= {(item.id, document) for item in fresh for document in horizon.after(conn, item)}
    pairs |= _no_copies_now(conn, [told[item] for item in sorted(now.keys() - changed)], seen, refused)
    missing = {item for item, _ in pairs} - told.keys()
    known = {**told, **{each.id: each for each in tellings.open_ones(conn, missing)}}
    _look(conn, known, pairs, refused | _refused(conn, missing), taken)
    _drop_beyond(conn, known, {pair for pair in pairs if pair[0] in known}, horizon.crowded(conn, documents))
    selfclosing.settle(conn, {*items, *lost, *(item for item, _ in pairs)})


def rebuild(conn: sqlite3.Connection, tell: Callable[[int], None]) -> None:
    """Look at every document against what was said before it, when all other lists are there and none of this one.

    It comes to what :func:`refresh` comes to in any order of documents: who is one of the next documents of an item has the item
    among those before it. In the order of days each item is read once, and let go when no document may tell of it any more.
    ``tell`` hears how many documents are done.
    """
    conn.execute("DELETE FROM _closing_stale")
    namesakes.rebuild(conn)
    sql = " UNION ALL ".join(
        f"SELECT said_on, id FROM {table} WHERE state IN ('open', 'snoozed')"  # noqa: S608 (our own names)
        for table in ("asks", "followups")
    )
    said = deque(conn.execute(f"{sql} ORDER BY 1, 2").fetchall())
    sql = "SELECT DISTINCT item_id FROM quotes JOIN decisions ON decisions.subject = quotes.id WHERE action = ?"
    refused = _refused(conn, [row[0] for row in conn.execute(sql, [REFUSED])])
    documents = conn.execute("SELECT id, date FROM current_documents ORDER BY date, id").fetchall()
    known: dict[str, Told] = {}
    for start in range(0, len(documents), _AT_ONCE):
        tell(start)
        those = documents[start : start + _AT_ONCE]
        first, last = those[0]["date"], those[-1]["date"]
        earliest = horizon.shifted(first, -horizon.WITHIN_DAYS)
        known = {each.id: each for each in known.values() if each.said_on >= earliest}
        new = []
        while said and said[0]["said_on"] <= last:
            new.append(said.popleft()["id"])
        fresh = list(tellings.open_ones(conn, new))
        _note(conn, fresh, refused)
        known |= {each.id: each for each in fresh}
        pairs = {(item, row["id"]) for row in those for item in horizon.before(conn, row["id"])}
        _look(conn, known, pairs, refused, Documents(conn))
    rest = [row["id"] for row in said]  # said after the last document: of a day to come
    _note(conn, tellings.open_ones(conn, rest), refused)
    selfclosing.settle(conn, {row[0] for row in conn.execute("SELECT item_id FROM closings WHERE certain")})


_AT_ONCE = 500


def _named_by(conn: sqlite3.Connection, persons: Collection[str]) -> set[str]:
    """The items that name some people."""
    sql = f"SELECT item_id FROM _closing_people WHERE person_id {_IN}"  # noqa: S608 (our own names)
    return {row[0] for row in conn.execute(sql, [_json(persons)])} if persons else set()


def _told_in(conn: sqlite3.Connection, documents: Collection[int]) -> set[str]:
    """The items that are told in some documents, first or again."""
    sql = f"""
        SELECT id FROM asks WHERE document_id {_IN} UNION SELECT id FROM followups WHERE document_id {_IN}
        UNION SELECT item_id FROM _repeats WHERE document_id {_IN}
    """  # noqa: S608 (our own names)
    return {row[0] for row in conn.execute(sql, [_json(documents)] * 3)}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an item said when it was looked at last, as a hash, and the documents that had its words."""

    said: str
    copies: frozenset[int]

    @classmethod
    def of(cls, item: Told, refused: Collection[tuple[str, int]]) -> _Seen:
        documents = sorted(document for which, document in refused if which == item.id)
        return cls(" ".join(each.fingerprint(documents) for each in item.tellings), item.copies)

    def says(self, other: _Seen | None) -> bool:
        """Whether it says the same, wherever else it stands."""
        return other is not None and self.said == other.said


def _seen(conn: sqlite3.Connection, items: Collection[str]) -> dict[str, _Seen]:
    sql = f"SELECT item_id, said, copies FROM _closing_items WHERE item_id {_IN}"  # noqa: S608 (our own names)
    rows = conn.execute(sql, [_json(items)])
    return {row["item_id"]: _Seen(row["said"], frozenset(json.loads(row["copies"]))) for row in rows}


def _no_copies_now(
    conn: sqlite3.Connection, items: Iterable[Told], seen: Mapping[str, _Seen], refused: Collection[tuple[str, int]]
) -> set[tuple[str, int]]:
    """The documents that had the words of items which say the same, and have them no more: they may show them done now.

    Those that have come to have them show nothing.
    """
    pairs = set()
    for item in items:
        before = seen[item.id].copies
        if item.copies != before:
            sql = f"DELETE FROM closings WHERE item_id = ? AND document_id {_IN}"  # noqa: S608 (our own names)
            conn.execute(sql, [item.id, _json(item.copies - before)])
            _note(conn, [item], refused)
            lost = before - item.copies
            pairs |= {(item.id, document) for document in (lost & horizon.after(conn, item) if lost else ())}
    return pairs


def _forget(conn: sqlite3.Connection, items: Collection[str], documents: Collection[int]) -> None:
    """Take out what was found for items, and in documents."""
    for table in ("closings", "_closing_people", "_closing_items"):
        conn.execute(f"DELETE FROM {table} WHERE item_id {_IN}", [_json(items)])  # noqa: S608 (our own names)
    conn.execute(f"DELETE FROM closings WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)


def _note(conn: sqlite3.Connection, items: Iterable[Told], refused: Collection[tuple[str, int]]) -> None:
    """Note whom the words of items name, and what they say."""
    those = list(items)
    conn.executemany(
        "INSERT OR IGNORE INTO _closing_people VALUES (?, ?, ?)",
        [(person, each.said_on, each.id) for each in those for person in each.people],
    )
    seen = {each.id: _Seen.of(each, refused) for each in those}
    conn.executemany(
        "INSERT OR REPLACE INTO _closing_items VALUES (?, ?, ?)",
        [(item, each.said, _json(sorted(each.copies))) for item, each in seen.items()],
    )


def _refused(conn: sqlite3.Connection, items: Iterable[str]) -> set[tuple[str, int]]:
    """The pairs of which the owner said that it is not done."""
    asked = list(items)
    if not asked:
        return set()
    sql = f"SELECT id, item_id FROM quotes WHERE item_id {_IN}"  # noqa: S608 (our own names)
    item_of = {row["id"]: row["item_id"] for row in conn.execute(sql, [_json(asked)])}
    return {
        (item_of[each.subject], int(each.said["document"]))
        for each in decisions.standing(conn, item_of)
        if each.action == REFUSED
    }


# --- what is judged ----------------------------------------------------------------------------------------------


def _look(
    conn: sqlite3.Connection,
    known: Mapping[str, Told],
    pairs: Collection[tuple[str, int]],
    refused: Collection[tuple[str, int]],
    taken: Documents,
) -> None:
    """Write what documents show of items: of each pair the best words, unless the owner said that it is not done."""
    by_document: dict[int, list[str]] = {}
    for item, document in sorted(pairs):
        if item in known:
            by_document.setdefault(document, []).append(item)
    found: list[Closing] = []
    places = sorted(by_document)
    for start in range(0, len(places), _AT_ONCE):
        taken.fetch(places[start : start + _AT_ONCE])
        for document in places[start : start + _AT_ONCE]:
            shown = taken.of(document)
            if shown is not None:
                found += _shown(conn, shown, [known[item] for item in by_document[document]], refused)
    conn.executemany(
        "INSERT INTO closings VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (each.item_id, each.document_id, each.start, each.end, each.sign.how, each.sign.score,
             json.dumps(each.sign.reasons, ensure_ascii=False), int(each.sign.certain))
            for each in found
        ],
    )  # fmt: skip


def _shown(
    conn: sqlite3.Connection, shown: Evidence, items: Sequence[Told], refused: Collection[tuple[str, int]]
) -> list[Closing]:
    """What a document shows of some items."""
    found = [best for item in items if (best := _best(item, shown))]
    if found and refused:
        first = first_version(conn, shown.id)
        found = [each for each in found if (each.item_id, first) not in refused]
    return found


def _best(item: Told, shown: Evidence) -> Closing | None:
    """The sentence of a document that shows best that an item is done."""
    if shown.id in item.copies or shown.date < item.said_on:
        return None
    best: Closing | None = None
    for telling in item.tellings:
        together = telling.thread is not None and telling.thread == shown.thread
        if shown.date == item.said_on and not (together and shown.moment > item.said_on):
            continue
        worth = shown.sentences.worth_judging(telling.open, reply=together)
        days = _days(telling.said_on, shown.date) if worth else 0
        late = None if telling.due is None else shown.date >= telling.due
        for each in worth:
            sign = closing.judge(telling.open, each, writer=shown.writer or ME, reply=together)
            sign = sign or closing.weigh(telling.open, each, days=days, late=late)
            if sign and (best is None or (sign.certain, sign.score) > (best.sign.certain, best.sign.score)):
                best = Closing(item.id, shown.id, each.start, each.end, sign)
    return best


@lru_cache(maxsize=8192)
def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def shows_done(telling: Telling, shown: Evidence | None) -> bool:
    """Whether a document shows by itself that what was told was done."""
    if shown is None:
        return False
    together = telling.thread is not None and telling.thread == shown.thread
    return any(
        closing.judge(telling.open, each, writer=shown.writer or ME, reply=together)
        for each in shown.sentences.worth_judging(telling.open, reply=together)
    )


def _drop_beyond(
    conn: sqlite3.Connection,
    known: Mapping[str, Told],
    pairs: Collection[tuple[str, int]],
    besides: Collection[tuple[str, int]],
) -> None:
    """Take out what documents show of items that are no longer among their next ones, since others have come before them.

    ``pairs`` are those of items and documents that were looked at just now, ``besides`` those that only count.
    """
    sql = f"SELECT id, date FROM documents WHERE id {_IN}"  # noqa: S608 (our own names)
    days = dict(tuple(row) for row in conn.execute(sql, [_json({document for _, document in (*pairs, *besides)})]))
    earliest: dict[str, str] = {}
    for item, document in (*pairs, *besides):
        earliest[item] = min(days[document], earliest.get(item, days[document]))
    sql = f"SELECT item_id, document_id, date FROM closings JOIN documents ON documents.id = document_id WHERE item_id {_IN}"  # noqa: S608 (our own names)
    behind: dict[str, set[int]] = {}
    for item, document, day in conn.execute(sql, [_json(earliest)]).fetchall():
        if day > earliest[item] and (item, document) not in pairs:
            behind.setdefault(item, set()).add(document)
    missing = {each.id: each for each in tellings.open_ones(conn, behind.keys() - known.keys())}
    items = [known.get(item) or missing[item] for item in behind]
    gone = [(each.id, document) for each in items for document in behind[each.id] - horizon.after(conn, each)]
    conn.executemany("DELETE FROM closings WHERE item_id = ? AND document_id = ?", gone)


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
