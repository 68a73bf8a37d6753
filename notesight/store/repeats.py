"""The same ask or promise told again in other words is one item: the first telling, with the later ones as further quotes.

Which tellings are the same is worked out two by two (``_repeat_pairs``) from what was read of both alone, so that the order
in which they came makes no difference; :func:`grouped` puts them together. A telling that is put to an earlier one stands in
``_repeats`` and not in the lists. Where a document between two tellings shows that the first was done, or the owner has
said so by then, the later one is a new ask or promise; the owner can also say that two are not the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from notesight import closing
from notesight.store import closings, decisions, items, tellings
from notesight.store.decisions import Decision
from notesight.store.evidence import Documents
from notesight.store.tellings import Telling

_IN = "IN (SELECT value FROM json_each(?))"
_MOST_BETWEEN = 12
"""Two tellings with more documents of somebody between them are not taken for one: too much may have come of it."""
TOO_MANY = 0
"""What stands for the document where there are more."""
_BESIDE = 10
"""Two tellings with more than so many by and about the same between them are not compared: who asks for hundreds of things
asks for others each time."""
_SETTLES = ("done", "dismissed", "wrong")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One telling as far as grouping looks at it."""

    id: str
    said_on: str
    document: int


def refresh(conn: sqlite3.Connection, taken: Documents) -> set[str]:
    """Put tellings together anew where something has changed since closings were computed; the people concerned.

    ``taken`` are documents taken to pieces, which closings look at too.
    """
    stale = conn.execute("SELECT what, id FROM _closing_stale WHERE what <> 'name'").fetchall()
    documents = {int(row["id"]) for row in stale if row["what"] == "document"}
    changed = _tellings_of(conn, {str(row["id"]) for row in stale if row["what"] == "item"}, documents)
    if not changed and not documents:
        return set()
    touched = changed | _beside(conn, changed)
    conn.execute(f"DELETE FROM _repeat_keys WHERE telling_id {_IN}", [_json(changed)])  # noqa: S608 (our own names)
    _note_keys(conn, _read(conn, changed).values())
    touched |= _beside(conn, changed)
    seeds = touched | _neighbours(conn, touched)
    _unpair(conn, touched)
    between = _Between(conn, taken)
    _pair(conn, _read(conn, touched), between)
    seeds |= _look_between(conn, documents, between)
    sql = f"SELECT item_id FROM _repeats WHERE id {_IN}"  # noqa: S608 (our own names)
    roots = {row[0] for row in conn.execute(sql, [_json(changed)])}  # they take over what their later tellings say
    return _regroup(conn, seeds | _neighbours(conn, changed), roots)


def of(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """For items that are told again, where, in the order of the days: ``id``, ``said_on``, ``quote``, the document, its title."""
    sql = f"""
        SELECT again.item_id, again.id, said_on, quote, document_id, documents.title FROM _repeats AS again
        JOIN documents ON documents.id = document_id WHERE item_id {_IN} ORDER BY item_id, said_on, again.id
    """  # noqa: S608 (our own names)
    found: dict[str, list[dict[str, Any]]] = {}
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    for row in cursor.execute(sql, [_json(ids)]):
        found.setdefault(row["item_id"], []).append({name: row[name] for name in row.keys() if name != "item_id"})  # noqa: SIM118
    return found


def grouped(
    told: Iterable[Told],
    pairs: Mapping[Pair, bool],
    apart: Mapping[str, Collection[str]],
    settled: Callable[[Collection[str], str], bool],
) -> dict[str, str]:
    """For each telling, the first telling of the same.

    ``pairs`` are the earlier and the later of two that are the same, with whether the earlier one was done in between;
    ``apart`` are those that a telling is not the same as; ``settled`` says whether the owner had settled some by a day.
    """
    groups: list[list[Told]] = []
    for each in sorted(told, key=lambda one: (one.said_on, one.id)):
        fitting = [
            group
            for group in groups
            if pairs.get((group[0].id, each.id)) is False
            and not any(pairs.get((one.id, each.id)) for one in group)
            and not any(one.id in apart.get(each.id, ()) for one in group)
            and all(one.document != each.document for one in group)  # who says two things at once says two
            and not settled([one.id for one in group], each.said_on)
        ]
        if fitting:
            max(fitting, key=lambda group: (group[-1].said_on, group[-1].id)).append(each)
        else:
            groups.append([each])
    return {each.id: group[0].id for group in groups for each in group}


# --- what has changed ----------------------------------------------------------------------------------------------


def _tellings_of(conn: sqlite3.Connection, ids: Collection[str], documents: Collection[int]) -> set[str]:
    """The tellings of asks and promises that items and documents have, and had."""
    sql = f"""
        SELECT telling_id FROM quotes WHERE id {_IN} UNION SELECT telling_id FROM quotes WHERE item_id {_IN}
        UNION SELECT telling_id FROM quotes WHERE document_id {_IN} UNION SELECT id FROM _repeats WHERE item_id {_IN}
        UNION SELECT telling_id FROM _repeat_keys WHERE telling_id {_IN}
    """  # noqa: S608 (our own names)
    return {row[0] for row in conn.execute(sql, [_json(ids), _json(ids), _json(documents), _json(ids), _json(ids)])}


def _neighbours(conn: sqlite3.Connection, tellings: Collection[str]) -> set[str]:
    """Those with which tellings make a pair, also one that was done in between."""
    sql = (
        f"SELECT later FROM _repeat_pairs WHERE earlier {_IN} UNION SELECT earlier FROM _repeat_pairs WHERE later {_IN}"  # noqa: S608
    )
    return {row[0] for row in conn.execute(sql, [_json(tellings)] * 2)} if tellings else set()


def _unpair(conn: sqlite3.Connection, tellings: Collection[str]) -> None:
    for column in ("earlier", "later"):
        conn.execute(f"DELETE FROM _repeat_pairs WHERE {column} {_IN}", [_json(tellings)])  # noqa: S608 (our own names)


# --- tellings ------------------------------------------------------------------------------------------------------

_COLUMNS = (
    """id, summary, by_person_id, by_text, to_person_id, to_text, quote, start, end, due_text, said_on, document_id"""
)


def _read(conn: sqlite3.Connection, ids: Collection[str]) -> dict[str, Telling]:
    """Tellings of asks and promises by their ids, as they were read: nothing that was decided changes what is the same."""
    sql = f"SELECT id, kind, document_id, item_id FROM quotes WHERE id {_IN} AND telling_id = id AND kind <> 'offer'"  # noqa: S608
    own = {row["id"]: row for row in conn.execute(sql, [_json(ids)])}
    if not own:
        return {}
    rows: dict[str, dict[str, Any]] = {}
    for table in ("asks", "followups", "offers", "_repeats"):
        for row in conn.execute(f"SELECT {_COLUMNS} FROM {table} WHERE id {_IN}", [_json(own)]):  # noqa: S608 (our own names)
            rows[row["id"]] = {**dict(row), "kind": own[row["id"]]["kind"]}
    # What was corrected or told again is another row than was read.
    sql = f"SELECT DISTINCT item_id FROM _repeats WHERE item_id {_IN}"  # noqa: S608 (our own names)
    moved = {row[0] for row in conn.execute(sql, [_json(rows)])} | _corrected(conn, rows)
    rows |= items.drafts(conn, {each: own[each]["document_id"] for each in moved})
    places = {row["document_id"] for row in rows.values()}
    sql = f"""
        SELECT documents.id, text, thread_id FROM documents LEFT JOIN _threads ON document_id = documents.id
        WHERE documents.id {_IN}
    """  # noqa: S608 (our own names)
    texts = {row["id"]: row for row in conn.execute(sql, [_json(places)])}
    whole = [
        {**row, "text": texts[row["document_id"]]["text"], "thread_id": texts[row["document_id"]]["thread_id"]}
        for row in rows.values()
    ]
    return {each.id: each for each in tellings.of(conn, whole, called=False)}


def _corrected(conn: sqlite3.Connection, ids: Collection[str]) -> set[str]:
    sql = f"""
        SELECT DISTINCT quotes.item_id FROM quotes JOIN decisions ON decisions.subject = quotes.id
        WHERE quotes.item_id {_IN} AND decisions.action = 'corrected'
    """  # noqa: S608 (our own names)
    return {row[0] for row in conn.execute(sql, [_json(ids)])}


def _note_keys(conn: sqlite3.Connection, those: Iterable[Telling]) -> None:
    rows = []
    for each in those:
        words = " ".join(sorted(closing.thing(each.open)))
        rows += [(by, about, each.said_on, each.id, each.open.kind, words) for by, about in closing.keys(each.open)]
    conn.executemany("INSERT OR IGNORE INTO _repeat_keys VALUES (?, ?, ?, ?, ?, ?)", rows)


# --- pairs ---------------------------------------------------------------------------------------------------------


def _pair(conn: sqlite3.Connection, fresh: Mapping[str, Telling], between: _Between) -> None:
    """Write the pairs that tellings make with all others."""
    near = {each.id: _near(conn, each) for each in fresh.values()}
    others = set().union(*near.values()) - fresh.keys() if near else set()
    known = {**fresh, **_read(conn, others)}
    pairs = {
        tuple(sorted((one, other), key=lambda each: (known[each].said_on, each)))
        for one, those in near.items()
        for other in those
        if other in known
    }
    found = []
    for first, later in sorted(
        pairs, key=lambda pair: (known[pair[0]].said_on, pair)
    ):  # documents of one time together
        one, other = known[first], known[later]
        apart = (date.fromisoformat(other.said_on) - date.fromisoformat(one.said_on)).days
        if one.document_id == other.document_id:
            continue
        if closing.same(one.open, other.open, apart_days=apart):
            ended = between.ended_by(one, other, known=None, new=None)
            found += [
                (person, one.id, other.id, one.said_on, other.said_on, ended)
                for person in one.open.people or frozenset({""})
            ]
    conn.executemany("INSERT OR REPLACE INTO _repeat_pairs VALUES (?, ?, ?, ?, ?, ?)", found)


def _near(conn: sqlite3.Connection, telling: Telling) -> set[str]:
    """The next tellings by the same and about the same people, of about the time, that have a word in common with one."""
    first, last = (_shifted(telling.said_on, days) for days in (-closing.REPEATED_WITHIN, closing.REPEATED_WITHIN))
    own = closing.reach(telling.open)
    found: set[str] = set()
    for by, about in sorted(closing.keys(telling.open)):
        place = [by, about, telling.open.kind, telling.said_on, telling.id]
        rows = [*conn.execute(_NEXT[0], [*place, first]), *conn.execute(_NEXT[1], [*place, last])]
        found.update(row["telling_id"] for row in rows if not own.isdisjoint(row["words"].split()))
    return found


_NEXT = tuple(
    f"""
    SELECT telling_id, words FROM _repeat_keys WHERE by = ?1 AND about = ?2 AND kind = ?3
        AND (said_on, telling_id) {side} (?4, ?5) AND said_on {bound} ?6
    ORDER BY said_on {order}, telling_id {order} LIMIT {_BESIDE}
    """  # noqa: S608 (our own words)
    for side, bound, order in (("<", ">=", "DESC"), (">", "<=", "ASC"))
)
"""SQL for the tellings next before and next behind one, by the same about the same."""


def _beside(conn: sqlite3.Connection, tellings: Collection[str]) -> set[str]:
    """Those whose next tellings are others where these come or go: where somebody tells very much of somebody."""
    sql = f"""
        SELECT mine.by, mine.about, mine.kind, mine.said_on, mine.telling_id FROM _repeat_keys AS mine
        WHERE mine.telling_id {_IN} AND (
            SELECT count(*) FROM (SELECT 1 FROM _repeat_keys WHERE by = mine.by AND about = mine.about LIMIT {_BESIDE + 1})
        ) > {_BESIDE}
    """  # noqa: S608 (our own names)
    found: set[str] = set()
    for place in conn.execute(sql, [_json(tellings)]).fetchall():
        for next_ones, bound in zip(_NEXT, ("", _NO_DAY), strict=True):
            found.update(row["telling_id"] for row in conn.execute(next_ones, [*place, bound]))
    return found


_NO_DAY = "9999-99-99"


_BETWEEN = """
SELECT DISTINCT document_id, date FROM _person_nodes WHERE person_id = ? AND date > ? AND date < ?
ORDER BY date, document_id LIMIT ?
"""


class _Between:
    """Looks at the documents between two tellings; each is asked of a telling once."""

    def __init__(self, conn: sqlite3.Connection, taken: Documents) -> None:
        self._conn = conn
        self._taken = taken
        self._shown: dict[tuple[str, int], bool] = {}
        self._refused: dict[str, set[int]] = {}

    def ended_by(self, first: Telling, later: Telling, *, known: int | None, new: Collection[int] | None) -> int | None:
        """The earliest document from the one telling to the other that shows that it was done; what the owner denied does not.

        ``TOO_MANY`` where very many stand between. With ``new``, only these have come since ``known`` was the answer.
        """
        found: set[tuple[str, int]] = set()
        for person in first.open.people:
            values = [person, first.said_on, later.said_on, _MOST_BETWEEN + 1]
            here = {(row["date"], row["document_id"]) for row in self._conn.execute(_BETWEEN, values)}
            if len(here) > _MOST_BETWEEN:
                return TOO_MANY
            found |= here
        if later.said_on > first.said_on:
            found.add((later.said_on, later.document_id))
        places = [document for _, document in sorted(found) if document != first.document_id]
        if new is not None and known != TOO_MANY and (known is None or known not in new):
            before = places[: places.index(known)] if known in places else places
            seen = [document for document in before if document in new]
            return next((document for document in seen if self._shows(first, document)), known)
        return next((document for document in places if self._shows(first, document)), None)

    def _shows(self, telling: Telling, document: int) -> bool:
        place = telling.id, document
        if place not in self._shown:
            if telling.id not in self._refused:
                self._refused[telling.id] = _refused(self._conn, telling.id)
            denied = self._refused[telling.id]
            self._shown[place] = not (denied and closings.first_version(self._conn, document) in denied) and (
                closings.shows_done(telling, self._taken.of(document, also=False))
            )
        return self._shown[place]


def _refused(conn: sqlite3.Connection, telling: str) -> set[int]:
    said = decisions.standing(conn, _copies(conn, [telling])[telling])
    return {int(each.said["document"]) for each in said if each.action == closings.REFUSED}


def _look_between(conn: sqlite3.Connection, documents: Collection[int], between: _Between) -> set[str]:
    """Look again at pairs between whose tellings documents stand, or stood; the tellings of those that changed."""
    sql = f"SELECT count(*) FROM current_documents WHERE id {_IN}"  # noqa: S608 (our own names)
    gone = conn.execute(sql, [_json(documents)]).fetchone()[0] < len(documents)
    sql = f"""
        SELECT earlier, later, ended_by FROM _repeat_pairs WHERE ended_by {_IN}
        UNION SELECT pair.earlier, pair.later, pair.ended_by FROM documents
        CROSS JOIN _person_nodes AS node ON node.document_id = documents.id
        CROSS JOIN _repeat_pairs AS pair ON pair.person_id = node.person_id
        WHERE documents.id {_IN} AND documents.date > pair.said_from AND documents.date <= pair.said_until
    """  # noqa: S608 (our own names)
    wanted = {*documents, TOO_MANY} if gone else documents
    rows = conn.execute(sql, [_json(wanted), _json(documents)]).fetchall()
    known = _read(conn, {each for row in rows for each in (row["earlier"], row["later"])}) if rows else {}
    found: set[str] = set()
    for row in rows:
        one, other = known.get(row["earlier"]), known.get(row["later"])
        if one is None or other is None:
            continue
        ended = between.ended_by(one, other, known=row["ended_by"], new=documents)
        if ended != row["ended_by"]:
            sql = "UPDATE _repeat_pairs SET ended_by = ? WHERE earlier = ? AND later = ?"
            conn.execute(sql, [ended, row["earlier"], row["later"]])
            found |= {row["earlier"], row["later"]}
    return found


# --- groups --------------------------------------------------------------------------------------------------------


def _regroup(conn: sqlite3.Connection, seeds: Collection[str], again: Collection[str]) -> set[str]:
    """Put all tellings that hang together with some into groups, and write the items that changed by it, and ``again`` some."""
    those = _closure(conn, seeds)
    sql = f"SELECT id, item_id, telling_id, said_on, document_id FROM quotes WHERE id {_IN} AND telling_id = id"  # noqa: S608 (our own names)
    own = {row["id"]: row for row in conn.execute(sql, [_json(those)])}
    pairs = _pairs(conn, own)
    alone = own.keys() - {each for pair in pairs for each in pair}
    first = {each: each for each in alone}
    if pairs:
        together = own.keys() - alone
        copies = _copies(conn, together)
        said = _said(conn, copies)
        apart = {
            each: {other for one in those if one.action == "apart" for other in one.said.get("from", ())}
            for each, those in said.items()
        }
        apart = {
            each: {telling for other in others for telling in [_telling_of(conn, other)]}
            for each, others in apart.items()
        }
        told = [Told(each, own[each]["said_on"], own[each]["document_id"]) for each in together]
        first |= grouped(
            told, pairs, apart, lambda group, day: _settled([one for each in group for one in said[each]], day)
        )
    moved: dict[str, str] = {each: item for each, item in first.items() if own[each]["item_id"] != item}
    changed = set(again)
    for telling, item in moved.items():
        changed |= {telling, item, own[telling]["item_id"]}
    copied = [
        (first[row["telling_id"]], row["id"])
        for row in conn.execute(_COPIES, [_json(first)])
        if row["item_id"] != first[row["telling_id"]]
    ]
    changed |= {item for item, _ in copied}
    conn.executemany(
        "UPDATE quotes SET item_id = ? WHERE id = ?", [*((item, each) for each, item in moved.items()), *copied]
    )
    return items.decided(conn, changed)


_COPIES = f"SELECT id, item_id, telling_id FROM quotes WHERE telling_id {_IN} AND telling_id <> id"  # noqa: S608 (our own names)


def _closure(conn: sqlite3.Connection, seeds: Collection[str]) -> set[str]:
    found: set[str] = set()
    frontier = set(seeds)
    while frontier:
        found |= frontier
        frontier = _neighbours(conn, frontier) - found
    return found


def _pairs(conn: sqlite3.Connection, own: Collection[str]) -> dict[Pair, bool]:
    sql = f"SELECT DISTINCT earlier, later, ended_by FROM _repeat_pairs WHERE earlier {_IN}"  # noqa: S608 (our own names)
    rows = conn.execute(sql, [_json(own)])
    return {(row["earlier"], row["later"]): row["ended_by"] is not None for row in rows if row["later"] in own}


def _copies(conn: sqlite3.Connection, tellings: Collection[str]) -> dict[str, list[str]]:
    """For tellings, the ids of the quotes of each: its own, and where a conversation quotes it."""
    found = {each: [each] for each in tellings}
    for row in conn.execute(_COPIES, [_json(tellings)]):
        found[row["telling_id"]].append(row["id"])
    return found


def _said(conn: sqlite3.Connection, copies: Mapping[str, Collection[str]]) -> dict[str, list[Decision]]:
    """For tellings, the standing decisions about each."""
    of = {quote: telling for telling, quotes in copies.items() for quote in quotes}
    found: dict[str, list[Decision]] = {telling: [] for telling in copies}
    for each in decisions.standing(conn, of):
        found[of[each.subject]].append(each)
    return found


def _settled(said: Iterable[Decision], day: str) -> bool:
    """Whether the owner had said before a day that something is done, need not be done, or is none."""
    state = None
    for each in sorted(said, key=lambda one: one.id):
        if each.action in decisions.ITEM_STATES and each.made_at.date().isoformat() < day:
            state = each.action
    return state in _SETTLES


def _telling_of(conn: sqlite3.Connection, quote: str) -> str:
    found = conn.execute("SELECT telling_id FROM quotes WHERE id = ?", [quote]).fetchone()
    return str(found[0]) if found else quote


def _shifted(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return day


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
