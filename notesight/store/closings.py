"""What looks done: for open asks and promises, the later words that show it, kept up as documents come, change and go.

A row of ``closings`` is computed from one item and one later document alone (:mod:`notesight.closing`), so that the order in
which they came makes no difference. Triggers note which items and documents are to be looked at again.
"""

from __future__ import annotations

import json
import re
import sqlite3
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from notesight import closing
from notesight.closing import Open, Passage, Sign
from notesight.model import ME
from notesight.store import decisions, tombstones
from notesight.store.decisions import Action

WITHIN_DAYS = 450
"""So long after something was said a document may show that it was done."""
WITHIN_DOCUMENTS = 50
"""And only the next so many documents that name somebody: who is named every day is not looked for in a thousand."""
_IN = "IN (SELECT value FROM json_each(?))"

CLOSES = "closes_by_itself"
"""The fact of the file that what is done for certain closes by itself."""
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


@dataclass(frozen=True)
class Telling:
    """One place where an ask or a promise is told: ``thread`` is its conversation, ``due`` the day by which it is to be done."""

    id: str
    document_id: int
    said_on: str
    open: Open
    thread: int | None
    due: str | None = None


@dataclass(frozen=True)
class _Item:
    """An ask or a promise with all its tellings, ``said_on`` the day of the newest; ``copies`` are all its documents."""

    id: str
    said_on: str
    tellings: tuple[Telling, ...]
    copies: frozenset[int]

    @cached_property
    def people(self) -> frozenset[str]:
        return frozenset().union(*(each.open.people for each in self.tellings))


class _Cast:
    """Who is named where in a document, by which words: made once for all its items, which may be hundreds."""

    def __init__(self, mentions: Iterable[sqlite3.Row]) -> None:
        self._places: list[tuple[int, int, str]] = []
        self._forms: dict[str, set[str]] = {}
        self._words: dict[str, set[str]] = {}
        seen: set[tuple[str, str]] = set()
        for each in mentions:
            person, text = str(each["person_id"]), str(each["text"])
            self._places.append((each["start"], each["end"], person))
            if (person, text) not in seen:
                seen.add((person, text))
                self._forms.setdefault(" ".join(closing.words(text)), set()).add(person)
                self._words.setdefault(person, set()).update(closing.words(f"{text} {each['name']}"))
        self._places.sort()
        self._longest = max((end - start for start, end, _ in self._places), default=0)

    def named(self, start: int, end: int, summary: str) -> set[str]:
        """Whom a stretch names, or a summary, given as words with a blank around each."""
        found = {person for form, people in self._forms.items() if form and f" {form} " in summary for person in people}
        for place in range(bisect_left(self._places, (start - self._longest,)), len(self._places)):
            begins, ends, person = self._places[place]
            if begins >= end:
                break
            if ends > start:
                found.add(person)
        return found

    def last_before(self, start: int) -> str | None:
        """Who was named last before a place, not far from it."""
        place = bisect_left(self._places, (start,)) - 1
        if place < 0 or start - self._places[place][1] > _NEAR:
            return None
        return self._places[place][2]

    def words(self, people: Iterable[str]) -> frozenset[str]:
        """All words by which these people are named."""
        return frozenset(word for person in people for word in self._words.get(person, ()))


@dataclass(frozen=True)
class Evidence:
    """A document as it is judged: its sentences, and who says "I" in it."""

    id: int
    date: str
    moment: str
    writer: str | None
    thread: int | None
    passages: list[Passage]


def refresh(conn: sqlite3.Connection) -> None:
    """Look again at what has changed since the last time: items against later documents, documents against earlier items."""
    stale = conn.execute("SELECT what, id FROM _closing_stale").fetchall()
    if not stale:
        return
    conn.execute("DELETE FROM _closing_stale")
    documents = {int(row["id"]) for row in stale if row["what"] == "document"}
    items = {str(row["id"]) for row in stale if row["what"] == "item"}
    items |= _renamed(conn, [str(row["id"]) for row in stale if row["what"] == "name"])
    items |= _called(conn, [str(row["id"]) for row in stale if row["what"] == "person"])
    sql = f"SELECT id FROM asks WHERE document_id {_IN} UNION SELECT id FROM followups WHERE document_id {_IN}"  # noqa: S608 (our own names)
    items |= {row[0] for row in conn.execute(sql, [_json(documents), _json(documents)])}
    sql = f"SELECT item_id FROM closings WHERE document_id {_IN}"  # noqa: S608 (our own names)
    lost = {row[0] for row in conn.execute(sql, [_json(documents)])}
    conn.execute(f"DELETE FROM closings WHERE item_id {_IN}", [_json(items)])  # noqa: S608 (our own names)
    conn.execute(f"DELETE FROM closings WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    conn.execute(f"DELETE FROM _closing_people WHERE item_id {_IN}", [_json(items)])  # noqa: S608 (our own names)
    _open(conn, items)
    fresh = {each.id: each for each in _items(conn, items)}
    _name(conn, fresh.values())
    pairs = {(item, document) for document in documents for item in _before(conn, document)}
    pairs |= {(item.id, document) for item in fresh.values() for document in _after(conn, item)}
    _look(conn, fresh, pairs)
    _close(conn, {*items, *lost, *(item for item, _ in pairs)})


def close_by_themselves(conn: sqlite3.Connection, *, wanted: bool) -> bool:
    """Let items close by themselves that are done for certain, or let none; whether that changes anything."""
    if (tombstones.fact(conn, CLOSES) is not None) == wanted:
        return False
    tombstones.note(conn, CLOSES, "1" if wanted else None)
    sql = "SELECT item_id FROM closings WHERE certain UNION SELECT item_id FROM _closed_by_itself"
    _close(conn, {row[0] for row in conn.execute(sql)})
    return True


def closed(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """The items that have closed by themselves, the latest first: ``id``, ``summary``, and ``closing`` as in :func:`of`."""
    sql = """
        SELECT items.id, items.summary FROM _closed_by_itself JOIN items ON items.id = _closed_by_itself.item_id
    """
    summaries = {row["id"]: row["summary"] for row in conn.execute(sql)}
    signs = of(conn, summaries)
    found = [{"id": item, "summary": summaries[item], "closing": sign} for item, sign in signs.items()]
    return sorted(found, key=lambda row: (row["closing"]["date"], row["id"]), reverse=True)


def is_closed(conn: sqlite3.Connection, item: str) -> bool:
    """Whether an item has closed by itself."""
    return conn.execute("SELECT 1 FROM _closed_by_itself WHERE item_id = ?", [item]).fetchone() is not None


def _close(conn: sqlite3.Connection, items: Collection[str]) -> None:
    """Close those of some items that are done for certain, and open those that are so no longer.

    What the owner has ever said of an item's state holds: one that was opened again stays open.
    """
    sql = f"SELECT item_id FROM _closed_by_itself WHERE item_id {_IN}"  # noqa: S608 (our own names)
    before = {row[0] for row in conn.execute(sql, [_json(items)])}
    certain: set[str] = set()
    if tombstones.fact(conn, CLOSES) is not None:
        sql = f"SELECT DISTINCT item_id FROM closings WHERE certain AND item_id {_IN}"  # noqa: S608 (our own names)
        certain = {row[0] for row in conn.execute(sql, [_json(items)])}
        certain -= _settled(conn, certain)
    if not before and not certain:
        return
    conn.execute(f"DELETE FROM _closed_by_itself WHERE item_id {_IN}", [_json(before)])  # noqa: S608 (our own names)
    conn.executemany("INSERT INTO _closed_by_itself VALUES (?)", [(item,) for item in sorted(certain)])
    _set(conn, before - certain - _settled(conn, before), "open", "done")
    _set(conn, certain, "done", "open")


def _open(conn: sqlite3.Connection, items: Collection[str]) -> None:
    """Open what has closed by itself, to look at it anew; what the owner has settled since stays as it is."""
    sql = f"SELECT item_id FROM _closed_by_itself WHERE item_id {_IN}"  # noqa: S608 (our own names)
    closed = {row[0] for row in conn.execute(sql, [_json(items)])}
    if closed:
        conn.execute(f"DELETE FROM _closed_by_itself WHERE item_id {_IN}", [_json(closed)])  # noqa: S608 (our own names)
        _set(conn, closed - _settled(conn, closed), "open", "done")


def _set(conn: sqlite3.Connection, items: Collection[str], state: str, before: str) -> None:
    for table in ("asks", "followups") if items else ():
        sql = f"UPDATE {table} SET state = ? WHERE id {_IN} AND state = ?"  # noqa: S608 (our own names)
        conn.execute(sql, [state, _json(items), before])


def _settled(conn: sqlite3.Connection, items: Collection[str]) -> set[str]:
    """Those of some items of whose state the owner has said something that stands."""
    sql = f"SELECT id, item_id FROM quotes WHERE item_id {_IN}"  # noqa: S608 (our own names)
    item_of = {row["id"]: row["item_id"] for row in conn.execute(sql, [_json(items)])}
    said = decisions.standing(conn, item_of) if item_of else ()
    return {item_of[each.subject] for each in said if each.action in decisions.ITEM_STATES}


def _look(conn: sqlite3.Connection, fresh: Mapping[str, _Item], pairs: Collection[tuple[str, int]]) -> None:
    """Judge pairs of items and documents anew; ``fresh`` are items that were read just now."""
    if not pairs:
        return
    missing = {item for item, _ in pairs} - fresh.keys()
    others = {each.id: each for each in _items(conn, missing)}
    known = {**fresh, **others}
    by_document: dict[int, list[str]] = {}
    for item, document in sorted(pairs, key=lambda pair: (pair[1], pair[0])):
        by_document.setdefault(document, []).append(item)
    _judge(conn, by_document, known, _refused(conn, known))
    crowded = {row[0] for row in conn.execute(_HAVING, [_json(others)])}
    _drop_beyond(conn, (item for item in others.values() if item.id in crowded))


def rebuild(conn: sqlite3.Connection, tell: Callable[[int], None]) -> None:
    """Look at every document against what was said before it, when all other lists are there and none of this one.

    It comes to what :func:`refresh` comes to in any order of documents: who is one of the next documents of an item has the item
    among those before it. In the order of days each item is read once, and let go when no document may tell of it any more.
    ``tell`` hears how many documents are done.
    """
    conn.execute("DELETE FROM _closing_stale")
    sql = " UNION ALL ".join(
        f"SELECT said_on, id FROM {table} WHERE state IN ('open', 'snoozed')"  # noqa: S608 (our own names)
        for table in ("asks", "followups")
    )
    said = deque(conn.execute(f"{sql} ORDER BY 1, 2").fetchall())
    sql = "SELECT DISTINCT item_id FROM quotes JOIN decisions ON decisions.subject = quotes.id WHERE action = ?"
    refused = _refused(conn, [row[0] for row in conn.execute(sql, [REFUSED])])
    documents = conn.execute("SELECT id, date FROM current_documents ORDER BY date, id").fetchall()
    known: dict[str, _Item] = {}
    for start in range(0, len(documents), _AT_ONCE):
        tell(start)
        those = documents[start : start + _AT_ONCE]
        first, last = those[0]["date"], those[-1]["date"]
        known = {each.id: each for each in known.values() if each.said_on >= _shifted(first, -WITHIN_DAYS)}
        new = []
        while said and said[0]["said_on"] <= last:
            new.append(said.popleft()["id"])
        fresh = {each.id: each for each in _items(conn, new)}
        _name(conn, fresh.values())
        known |= fresh
        _judge(conn, {row["id"]: sorted(_before(conn, row["id"])) for row in those}, known, refused)
    _name(conn, _items(conn, [row["id"] for row in said]))  # said after the last document: of a day to come
    _close(conn, {row[0] for row in conn.execute("SELECT item_id FROM closings WHERE certain")})


_AT_ONCE = 500


def _name(conn: sqlite3.Connection, items: Iterable[_Item]) -> None:
    """Note whom the words of items name."""
    conn.executemany(
        "INSERT OR IGNORE INTO _closing_people VALUES (?, ?, ?)",
        [(person, each.said_on, each.id) for each in items for person in each.people],
    )


def _judge(
    conn: sqlite3.Connection,
    by_document: Mapping[int, Sequence[str]],
    known: Mapping[str, _Item],
    refused: Collection[tuple[str, int]],
) -> None:
    """Write what documents show of items: of each pair the best words, unless the owner said that it is not done."""
    found = []
    for document, those in by_document.items():
        shown = evidence(conn, document) if those else None
        if shown is None:
            continue
        first = first_version(conn, document)
        asked = (known[item] for item in those if item in known and (item, first) not in refused)
        found += [best for item in asked if (best := _best(item, shown))]
    conn.executemany(
        "INSERT INTO closings VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (each.item_id, each.document_id, each.start, each.end, each.sign.how, each.sign.score,
             json.dumps(each.sign.reasons, ensure_ascii=False), int(each.sign.certain))
            for each in found
        ],
    )  # fmt: skip


_HAVING = f"SELECT DISTINCT item_id FROM closings WHERE item_id {_IN}"  # noqa: S608 (our own names)


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


def first_version(conn: sqlite3.Connection, document: int) -> int:
    """The number under which a document came first, whatever has become of its text since."""
    sql = """
        WITH RECURSIVE earlier (id, supersedes) AS (
            SELECT id, supersedes FROM documents WHERE id = ?
            UNION ALL SELECT documents.id, documents.supersedes FROM documents JOIN earlier ON documents.id = earlier.supersedes
        ) SELECT min(id) FROM earlier
    """
    return int(conn.execute(sql, [document]).fetchone()[0] or document)


# --- who goes by one name ----------------------------------------------------------------------------------------

_FEW, _MOST_ALIKE, _MOST_BARE = 3, 15, 12
_MOST_NAMES = 40
_GOING_BY = "SELECT person_id FROM _person_names WHERE name = ? COLLATE NOCASE AND kind <> 'address' LIMIT 12"


def _also(conn: sqlite3.Connection, persons: Iterable[str]) -> dict[str, set[str]]:
    """For people, whoever else goes by a name that nobody but these two has, as long as one of them has no fuller one.

    A given name alone may also be anybody's who has it, as long as they are few. "Mags" of one note may well be
    the Mags whom another note also calls Marguerite Dunne: that joins nobody, but what the one did may close what the other
    said.
    """
    found: dict[str, set[str]] = {}
    names = (
        "SELECT DISTINCT name FROM _person_names WHERE person_id = ? AND kind <> 'address' AND length(name) > 2 LIMIT ?"
    )
    for person in persons:
        for (name,) in conn.execute(names, [person, _MOST_NAMES]).fetchall():
            others = {row[0] for row in conn.execute(_GOING_BY, [name])} - {person}
            if len(others) == 1 and _one_has_no_more(conn, person, *others):
                found.setdefault(person, set()).update(others)
            given, _, rest = name.partition(" ")
            full, bare = _with_given_name(conn, given), {row[0] for row in conn.execute(_GOING_BY, [given])}
            few = len(given) > 2 and len(full) <= _FEW and len(bare) < _MOST_BARE  # asked of either, it is the same
            if few and (others := (bare if rest else full) - {person}):
                found.setdefault(person, set()).update(others)
    return found


_CALLED = """
SELECT DISTINCT person_id FROM _person_names WHERE name > ? COLLATE NOCASE AND name < ? COLLATE NOCASE
    AND kind <> 'address' LIMIT 12
"""


def _with_given_name(conn: sqlite3.Connection, name: str) -> set[str]:
    """Everybody whose full name begins with a given name."""
    return {row[0] for row in conn.execute(_CALLED, [f"{name} ", f"{name}!"])}


def _one_has_no_more(conn: sqlite3.Connection, one: str, other: str) -> bool:
    sql = "SELECT 1 FROM people WHERE id IN (?, ?) AND name NOT LIKE '% %' LIMIT 1"
    return conn.execute(sql, [one, other]).fetchone() is not None


def _renamed(conn: sqlite3.Connection, names: Iterable[str]) -> set[str]:
    """The items of those who go by a name that somebody has come to have, or has no longer, if they are few."""
    found: set[str] = set()
    for name in {part for each in names for part in (each, each.split(" ")[0])}:
        people = {row[0] for row in conn.execute(_GOING_BY, [name])} | _with_given_name(conn, name)
        if len(people) <= _MOST_ALIKE:  # one alone, too: another may have gone by it until now
            sql = f"SELECT item_id FROM _closing_people WHERE person_id {_IN}"  # noqa: S608 (our own names)
            found.update(row[0] for row in conn.execute(sql, [_json(people)]))
    return found


def _called(conn: sqlite3.Connection, persons: Collection[str]) -> set[str]:
    """The items of people who are called otherwise now, and of who shares a name: it tells who may be the other one."""
    sql = f"SELECT name FROM _person_names WHERE person_id {_IN}"  # noqa: S608 (our own names)
    names = [row[0] for row in conn.execute(sql, [_json(persons)])]
    sql = f"SELECT item_id FROM _closing_people WHERE person_id {_IN}"  # noqa: S608 (our own names)
    return _renamed(conn, names) | {row[0] for row in conn.execute(sql, [_json(persons)])}


# --- pairs -------------------------------------------------------------------------------------------------------


def _before(conn: sqlite3.Connection, document: int) -> set[str]:
    """The items that a document may show to be done: said before it, not long before, of somebody whom it names."""
    row = conn.execute("SELECT date FROM current_documents WHERE id = ?", [document]).fetchone()
    if row is None:
        return set()
    named = {each[0] for each in conn.execute("SELECT person_id FROM mentions WHERE document_id = ?", [document])}
    also = _also(conn, named)
    earliest = _shifted(row["date"], -WITHIN_DAYS)
    found: set[str] = set()
    for person in named:
        sql = "SELECT date FROM _person_nodes WHERE person_id = ? AND date < ? ORDER BY date DESC LIMIT 1 OFFSET ?"
        far = conn.execute(sql, [person, row["date"], WITHIN_DOCUMENTS]).fetchone()
        for each in {person, *also.get(person, ())}:
            sql = "SELECT item_id FROM _closing_people WHERE person_id = ? AND said_on >= ? AND said_on < ? AND said_on > ?"
            values = [each, earliest, row["date"], far[0] if far else ""]
            found.update(item[0] for item in conn.execute(sql, values))
        found.update(_same_day(conn, document, row["date"], {person, *also.get(person, ())}))
    return found


def _same_day(conn: sqlite3.Connection, document: int, day: str, people: Collection[str]) -> set[str]:
    """The items of the same day that a document may show to be done: only its own conversation tells which came first."""
    sql = " UNION ".join(
        f"""SELECT item.id FROM _threads AS own JOIN _threads AS other ON other.thread_id = own.thread_id
        JOIN {table} AS item ON item.document_id = other.document_id
        WHERE own.document_id = ? AND item.said_on = ?"""  # noqa: S608 (our own names)
        for table in ("asks", "followups")
    )
    near = [row[0] for row in conn.execute(sql, [document, day, document, day])]
    if not near:
        return set()
    sql = f"SELECT item_id FROM _closing_people WHERE item_id {_IN} AND person_id {_IN}"  # noqa: S608 (our own names)
    return {row[0] for row in conn.execute(sql, [_json(near), _json(people)])}


def _after(conn: sqlite3.Connection, item: _Item) -> set[int]:
    """The documents that may show that an item is done: the next ones that name its people."""
    found: set[int] = set()
    for person, until in _horizon(conn, item).items():
        sql = "SELECT document_id FROM _person_nodes WHERE person_id = ? AND date > ? AND date <= ?"
        found.update(row[0] for row in conn.execute(sql, [person, item.said_on, until]))
        # of the same day, only what stands in the same conversation
        for thread in {each.thread for each in item.tellings if each.thread is not None}:
            sql = """
                SELECT document_id FROM _threads WHERE thread_id = ? AND document_id IN
                    (SELECT document_id FROM _person_nodes WHERE person_id = ? AND date = ?)
            """
            found.update(row[0] for row in conn.execute(sql, [thread, person, item.said_on]))
    return found


def _horizon(conn: sqlite3.Connection, item: _Item) -> dict[str, str]:
    """For everybody whom an item concerns, the day of the last document that may still tell of it."""
    latest = _shifted(item.said_on, WITHIN_DAYS)
    found: dict[str, str] = {}
    for person in item.people.union(*_also(conn, item.people).values()):
        sql = "SELECT date FROM _person_nodes WHERE person_id = ? AND date >= ? ORDER BY date LIMIT 1 OFFSET ?"
        row = conn.execute(sql, [person, item.said_on, WITHIN_DOCUMENTS]).fetchone()
        found[person] = min(latest, row[0]) if row else latest
    return found


def _drop_beyond(conn: sqlite3.Connection, items: Iterable[_Item]) -> None:
    """Take out what a document shows that is no longer among the next ones, since others have come before it."""
    for item in items:
        until = max(_horizon(conn, item).values(), default="")
        sql = "DELETE FROM closings WHERE item_id = ? AND (SELECT date FROM documents WHERE id = document_id) > ?"
        conn.execute(sql, [item.id, until])


def _best(item: _Item, evidence: Evidence) -> Closing | None:
    """The sentence of a document that shows best that an item is done."""
    if evidence.id in item.copies or evidence.date < item.said_on:
        return None
    best: Closing | None = None
    for telling in item.tellings:
        together = telling.thread is not None and telling.thread == evidence.thread
        if evidence.date == item.said_on and not (together and evidence.moment > item.said_on):
            continue
        days = (date.fromisoformat(evidence.date) - date.fromisoformat(telling.said_on)).days
        late = None if telling.due is None else evidence.date >= telling.due
        for each in evidence.passages:
            sign = closing.judge(telling.open, each, writer=evidence.writer or ME, reply=together)
            sign = sign or closing.weigh(telling.open, each, days=days, late=late)
            if sign and (best is None or (sign.certain, sign.score) > (best.sign.certain, best.sign.score)):
                best = Closing(item.id, evidence.id, each.start, each.end, sign)
    return best


def shows_done(telling: Telling, shown: Evidence | None) -> bool:
    """Whether a document shows by itself that what was told was done."""
    together = shown is not None and telling.thread is not None and telling.thread == shown.thread
    return shown is not None and any(
        closing.judge(telling.open, each, writer=shown.writer or ME, reply=together) for each in shown.passages
    )


def _refused(conn: sqlite3.Connection, items: Iterable[str]) -> set[tuple[str, int]]:
    """The pairs of which the owner said that it is not done."""
    sql = f"SELECT id, item_id FROM quotes WHERE item_id {_IN}"  # noqa: S608 (our own names)
    item_of = {row["id"]: row["item_id"] for row in conn.execute(sql, [_json(items)])}
    return {
        (item_of[each.subject], int(each.said["document"]))
        for each in decisions.standing(conn, item_of)
        if each.action == REFUSED
    }


# --- items -------------------------------------------------------------------------------------------------------


def _items(conn: sqlite3.Connection, ids: Collection[str]) -> Iterator[_Item]:
    """Open asks and promises as they are judged, with what tells them again."""
    rows = [
        row
        for kind, table in (("ask", "asks"), ("followup", "followups"))
        for row in conn.execute(
            f"SELECT '{kind}' AS kind, item.id AS item_id, {_TOLD} FROM {table} AS item {_PLACE} "  # noqa: S608 (our own names)
            f"WHERE item.id {_IN} AND (+item.state IN ('open', 'snoozed') "
            "OR item.id IN (SELECT item_id FROM _closed_by_itself))",
            [_json(ids)],
        )
    ]
    sql = f"SELECT item.kind, item.item_id, {_TOLD} FROM _repeats AS item {_PLACE} WHERE item.item_id {_IN} ORDER BY item.id"  # noqa: S608 (our own names)
    rows += conn.execute(sql, [_json(row["id"] for row in rows)])
    copies: dict[str, set[int]] = {}
    for row in conn.execute(f"SELECT item_id, document_id FROM quotes WHERE item_id {_IN}", [_json(ids)]):  # noqa: S608 (our own names)
        copies.setdefault(row["item_id"], set()).add(row["document_id"])
    of_item: dict[str, list[Telling]] = {}
    for row, telling in zip(rows, tellings(conn, rows), strict=True):
        of_item.setdefault(row["item_id"], []).append(replace(telling, due=row["due"]))
    for item, those in of_item.items():
        newest = max(each.said_on for each in those)
        yield _Item(item, newest, tuple(those), frozenset(copies.get(item, ())))


_NEAR = 300
_SOMEBODY = re.compile(r"\b(?:she|her|hers|he|him|his|they|them|their)\b", re.IGNORECASE)
"""Somebody who was named before."""
_TOLD = """item.id, item.quote, item.summary, by_person_id, by_text, to_person_id, to_text, said_on, due, due_text,
    item.document_id, item.start, item.end, documents.text, _threads.thread_id"""
_PLACE = """JOIN documents ON documents.id = item.document_id
    LEFT JOIN _threads ON _threads.document_id = item.document_id"""


def tellings(conn: sqlite3.Connection, rows: Sequence[Mapping[str, Any]], *, called: bool = True) -> Iterator[Telling]:
    """Rows of asks and promises (with ``kind``, their document's ``text``, their ``thread_id``) as they are judged.

    With ``called``, a person's name in the notebook counts as a word that names them, besides those of the document.
    """
    named: dict[int, list[sqlite3.Row]] = {}
    sql = f"""
        SELECT mentions.document_id, start, end, mentions.text, person_id, {"people.name" if called else "''"} AS name
        FROM mentions {"JOIN people ON people.id = person_id" if called else ""} WHERE mentions.document_id {_IN}
    """  # noqa: S608 (our own names)
    for row in conn.execute(sql, [_json({row["document_id"] for row in rows})]):
        named.setdefault(row["document_id"], []).append(row)
    casts = {document: _Cast(those) for document, those in named.items()}
    for each in rows:
        yield _telling(each, casts.get(each["document_id"]) or _Cast(()))


def _telling(row: Mapping[str, Any], cast: _Cast) -> Telling:
    parties = {side: row[f"{side}_person_id"] or (ME if row[f"{side}_text"] == ME else None) for side in ("by", "to")}
    people = {party for party in parties.values() if party and party != ME}
    people |= cast.named(row["start"], row["end"], f" {' '.join(closing.words(row['summary']))} ")
    if not people and _SOMEBODY.search(row["quote"]) and (meant := cast.last_before(row["start"])):
        people.add(meant)
    item = Open(
        row["kind"],
        row["quote"],
        row["summary"],
        parties["by"],
        parties["to"],
        frozenset(people),
        cast.words(people),
        closing.around(row["text"], row["start"], row["end"]),
        row["due_text"] or "",
    )
    return Telling(row["id"], row["document_id"], row["said_on"], item, row["thread_id"])


# --- documents ---------------------------------------------------------------------------------------------------


def evidence(conn: sqlite3.Connection, document: int, *, also: bool = True) -> Evidence | None:
    """A current document in pieces; with ``also``, whoever goes by a name there may be anybody else who does."""
    sql = """
        SELECT documents.id, text, date, kind, thread_id FROM current_documents AS documents
        LEFT JOIN _threads ON _threads.document_id = documents.id WHERE documents.id = ?
    """
    row = conn.execute(sql, [document]).fetchone()
    if row is None:
        return None
    sql = "SELECT role, start, end, author_name, author_address, date FROM parts WHERE document_id = ? ORDER BY n"
    parts = conn.execute(sql, [document]).fetchall()
    mentions = [
        (each["start"], each["end"], each["person_id"])
        for each in conn.execute(
            "SELECT start, end, person_id FROM mentions WHERE document_id = ? ORDER BY start", [document]
        )
    ]
    there = {person for _, _, person in mentions}
    for person, others in _also(conn, there).items() if also else ():
        spans = [(start, end) for start, end, who in mentions if who == person]
        mentions += [(start, end, other) for other in others - there for start, end in spans]
    mentions.sort()
    own = [part for part in parts if part["role"] == "new"]
    always: frozenset[str] = frozenset()
    writer: str | None = ME
    if row["kind"] != "note":
        head = [part for part in parts if part["role"] == "header"]
        always = frozenset(
            person for start, _, person in mentions if any(part["start"] <= start < part["end"] for part in head)
        )
        writer = _writer(conn, document, own)
    moment = next((part["date"] for part in own if part["date"]), row["date"])
    stretches = [(part["start"], part["end"]) for part in own] if parts else [(0, len(row["text"]))]
    sql = "SELECT start, end FROM quotes WHERE document_id = ? AND kind <> 'offer' ORDER BY start, end"
    items = [(each["start"], each["end"]) for each in conn.execute(sql, [document])]
    found = closing.passages(row["text"], stretches, mentions, always, items)
    return Evidence(row["id"], row["date"], moment, writer, row["thread_id"], found)


def _writer(conn: sqlite3.Connection, document: int, parts: Iterable[sqlite3.Row]) -> str | None:
    """Who says "I" in a mail: a person of it, else the owner."""
    for part in parts:
        sql = "SELECT person_id FROM names WHERE document_id = ? AND name IN (?, ?) COLLATE NOCASE LIMIT 1"
        found = conn.execute(sql, [document, part["author_address"], part["author_name"]]).fetchone()
        return str(found[0]) if found else ME
    return ME


def _shifted(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return day


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
