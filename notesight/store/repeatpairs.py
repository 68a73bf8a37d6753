"""Which two tellings are of the same ask or promise, kept up in ``_repeat_pairs``, and whether it was done in between.

A pair is worked out from what was read of both, and from the documents that stand between them, alone. Only those are compared
that tell of the same person by the same, next to one another in time (``_repeat_keys``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from notesight import closing
from notesight.store import closings, decisions, items, tellings
from notesight.store.decisions import Decision
from notesight.store.evidence import Documents
from notesight.store.horizon import shifted
from notesight.store.tellings import Telling

_IN = "IN (SELECT value FROM json_each(?))"
_MOST_BETWEEN = 12
"""Two tellings with more documents of somebody between them are not taken for one: too much may have come of it."""
TOO_MANY = 0
"""What stands for the document where there are more."""
_BESIDE = 10
"""Two tellings with more than so many by and about the same between them are not compared: who asks for hundreds of things
asks for others each time."""
Key = tuple[str, str, str, str, str, str]
"""A row of ``_repeat_keys``: by whom, about whom, the day, the telling, its kind, its words."""


def move_keys(
    conn: sqlite3.Connection, tellings_: Collection[str], now: Mapping[str, Telling]
) -> tuple[set[Key], set[Key]]:
    """Write by whom and about whom some tellings are now; the rows that were taken out, and those that came."""
    sql = f"SELECT * FROM _repeat_keys WHERE telling_id {_IN}"  # noqa: S608 (our own names)
    before: set[Key] = {tuple(row) for row in conn.execute(sql, [_json(tellings_)])}
    after: set[Key] = set()
    for each in (now[one] for one in tellings_ if one in now):
        words = " ".join(sorted(closing.thing(each.open)))
        after.update((by, about, each.said_on, each.id, each.open.kind, words) for by, about in closing.keys(each.open))
    sql = "DELETE FROM _repeat_keys WHERE by = ? AND about = ? AND said_on = ? AND telling_id = ?"
    conn.executemany(sql, [row[:4] for row in sorted(before - after)])
    conn.executemany("INSERT INTO _repeat_keys VALUES (?, ?, ?, ?, ?, ?)", sorted(after - before))
    return before - after, after - before


def pair(conn: sqlite3.Connection, fresh: Mapping[str, Telling], between: Between) -> None:
    """Write the pairs that tellings make with all others."""
    near = {each.id: _near(conn, each) for each in fresh.values()}
    others = set().union(*near.values()) - fresh.keys() if near else set()
    _compare(conn, near, {**fresh, **read(conn, others)}, between)


def pair_all(conn: sqlite3.Connection, ids: Sequence[str], taken: Documents, tell: Callable[[int], None]) -> None:
    """Write the pairs of all tellings, given in the order of their days; ``tell`` hears how many are done.

    Each is read once, compared with those before it, and let go when none of those to come may tell it again.
    """
    known: dict[str, Telling] = {}
    for start in range(0, len(ids), _AT_ONCE):
        tell(start)
        fresh = read(conn, ids[start : start + _AT_ONCE])
        earliest = shifted(min((each.said_on for each in fresh.values()), default=""), -closing.REPEATED_WITHIN)
        known = {each.id: each for each in known.values() if each.said_on >= earliest} | fresh
        changed(conn, fresh.keys(), fresh)
        move_keys(conn, fresh.keys(), fresh)
        near = {each.id: _near(conn, each, later=False) for each in fresh.values()}
        _compare(conn, near, known, Between(conn, taken))


_AT_ONCE = 1000


def _compare(
    conn: sqlite3.Connection, near: Mapping[str, Collection[str]], known: Mapping[str, Telling], between: Between
) -> None:
    """Write those pairs of tellings that are of the same, ``near`` one another, and ``known``."""
    pairs = {
        (min(known[one], known[other], key=_place), max(known[one], known[other], key=_place))
        for one, those in near.items()
        for other in those
        if other in known
    }
    found = []
    for first, later in sorted(
        pairs, key=lambda each: (_place(each[0]), _place(each[1]))
    ):  # documents of one time together
        apart = (date.fromisoformat(later.said_on) - date.fromisoformat(first.said_on)).days
        if first.document_id != later.document_id and closing.same(first.open, later.open, apart_days=apart):
            ended = between.ended_by(first, later, known=None, new=None)
            found += [
                (person, first.id, later.id, first.said_on, later.said_on, ended)
                for person in first.open.people or frozenset({""})
            ]
    conn.executemany("INSERT OR REPLACE INTO _repeat_pairs VALUES (?, ?, ?, ?, ?, ?)", found)


def _place(telling: Telling) -> tuple[str, str]:
    """By what tellings are put in order."""
    return telling.said_on, telling.id


def _near(conn: sqlite3.Connection, telling: Telling, *, later: bool = True) -> set[str]:
    """The next tellings by the same and about the same people, of about the time, that have a word in common with one.

    Those before it, and with ``later`` those behind it.
    """
    first, last = (shifted(telling.said_on, days) for days in (-closing.REPEATED_WITHIN, closing.REPEATED_WITHIN))
    own = closing.reach(telling.open)
    found: set[str] = set()
    for by, about in sorted(closing.keys(telling.open)):
        place = [by, about, telling.open.kind, telling.said_on, telling.id]
        rows = conn.execute(_NEXT[0], [*place, first]).fetchall()
        if later:
            rows += conn.execute(_NEXT[1], [*place, last])
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


def beside(conn: sqlite3.Connection, keys: Iterable[Key]) -> set[str]:
    """Those whose next tellings are others where these come or go: where somebody tells very much of somebody."""
    found: set[str] = set()
    for by, about, said_on, telling, kind, _ in keys:
        if conn.execute(_CROWDED, [by, about]).fetchone() is None:
            continue
        for next_ones, bound in zip(_NEXT, ("", _NO_DAY), strict=True):
            place = [by, about, kind, said_on, telling, bound]
            found.update(row["telling_id"] for row in conn.execute(next_ones, place))
    return found


_CROWDED = f"SELECT 1 FROM _repeat_keys WHERE by = ? AND about = ? LIMIT 1 OFFSET {_BESIDE}"  # noqa: S608 (our own words)
_NO_DAY = "9999-99-99"


def part(conn: sqlite3.Connection, those: Collection[str]) -> set[str]:
    """Take out pairs of tellings between which too many others stand now; the tellings of these pairs."""
    sql = f"SELECT DISTINCT earlier, later FROM _repeat_pairs WHERE earlier {_IN} AND later {_IN}"  # noqa: S608 (our own names)
    far = [
        (row["earlier"], row["later"])
        for row in conn.execute(sql, [_json(those)] * 2).fetchall()
        if conn.execute(_STILL_NEAR, [row["earlier"], row["later"]]).fetchone() is None
    ]
    conn.executemany("DELETE FROM _repeat_pairs WHERE earlier = ? AND later = ?", far)
    return {each for pair in far for each in pair}


_STILL_NEAR = f"""
SELECT 1 FROM _repeat_keys AS one JOIN _repeat_keys AS other ON other.by = one.by AND other.about = one.about
WHERE one.telling_id = ?1 AND other.telling_id = ?2 AND (
    SELECT count(*) FROM (
        SELECT 1 FROM _repeat_keys AS amid WHERE amid.by = one.by AND amid.about = one.about
            AND amid.kind = one.kind AND (amid.said_on, amid.telling_id) > (one.said_on, one.telling_id)
            AND (amid.said_on, amid.telling_id) < (other.said_on, other.telling_id) LIMIT {_BESIDE}
    )
) < {_BESIDE}
"""  # noqa: S608 (our own words)


_BETWEEN = """
SELECT DISTINCT document_id, date FROM _person_nodes WHERE person_id = ? AND date > ? AND date < ?
ORDER BY date, document_id LIMIT ?
"""


class Between:
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
                self._refused |= refused(self._conn, [telling.id])
            denied = self._refused[telling.id]
            self._shown[place] = not (denied and closings.first_version(self._conn, document) in denied) and (
                closings.shows_done(telling, self._taken.of(document, also=False))
            )
        return self._shown[place]


def refused(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, set[int]]:
    """For tellings, the documents of which the owner said that they do not show what was told to be done."""
    said = said_of(conn, copies_of(conn, list(ids)))
    return {
        telling: {int(each.said["document"]) for each in those if each.action == closings.REFUSED}
        for telling, those in said.items()
    }


def look_between(conn: sqlite3.Connection, documents: Collection[int], between: Between) -> set[str]:
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
    known = read(conn, {each for row in rows for each in (row["earlier"], row["later"])}) if rows else {}
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


def neighbours(conn: sqlite3.Connection, tellings: Collection[str]) -> set[str]:
    """Those with which tellings make a pair, also one that was done in between."""
    sql = (
        f"SELECT later FROM _repeat_pairs WHERE earlier {_IN} UNION SELECT earlier FROM _repeat_pairs WHERE later {_IN}"  # noqa: S608
    )
    return {row[0] for row in conn.execute(sql, [_json(tellings)] * 2)} if tellings else set()


def unpair(conn: sqlite3.Connection, tellings: Collection[str]) -> None:
    """Take out all pairs of some tellings."""
    for column in ("earlier", "later"):
        conn.execute(f"DELETE FROM _repeat_pairs WHERE {column} {_IN}", [_json(tellings)])  # noqa: S608 (our own names)


# --- tellings ------------------------------------------------------------------------------------------------------

_COLUMNS = (
    """id, summary, by_person_id, by_text, to_person_id, to_text, quote, start, end, due_text, said_on, document_id"""
)


def read(conn: sqlite3.Connection, ids: Collection[str]) -> dict[str, Telling]:
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


def changed(conn: sqlite3.Connection, ids: Collection[str], now: Mapping[str, Telling]) -> set[str]:
    """Those of some tellings that do not say what they said when they were compared last; notes what they say ``now``."""
    sql = f"SELECT telling_id, said FROM _repeat_tellings WHERE telling_id {_IN}"  # noqa: S608 (our own names)
    before = {row["telling_id"]: row["said"] for row in conn.execute(sql, [_json(ids)])}
    denied = refused(conn, now)
    says = {each.id: each.fingerprint(sorted(denied.get(each.id, ()))) for each in now.values()}
    those = {each for each in before.keys() | says if before.get(each) != says.get(each)}
    conn.execute(f"DELETE FROM _repeat_tellings WHERE telling_id {_IN}", [_json(those)])  # noqa: S608 (our own names)
    rows = sorted((each, says[each]) for each in those & says.keys())
    conn.executemany("INSERT INTO _repeat_tellings VALUES (?, ?)", rows)
    return those


# --- what the owner said -------------------------------------------------------------------------------------------


COPIES = f"SELECT id, item_id, telling_id FROM quotes WHERE telling_id {_IN} AND telling_id <> id"  # noqa: S608 (our own names)


def copies_of(conn: sqlite3.Connection, tellings: Collection[str]) -> dict[str, list[str]]:
    """For tellings, the ids of the quotes of each: its own, and where a conversation quotes it."""
    found = {each: [each] for each in tellings}
    if not found:
        return found
    for row in conn.execute(COPIES, [_json(tellings)]):
        found[row["telling_id"]].append(row["id"])
    return found


def said_of(conn: sqlite3.Connection, copies: Mapping[str, Collection[str]]) -> dict[str, list[Decision]]:
    """For tellings, the standing decisions about each."""
    of = {quote: telling for telling, quotes in copies.items() for quote in quotes}
    found: dict[str, list[Decision]] = {telling: [] for telling in copies}
    for each in decisions.standing(conn, of):
        found[of[each.subject]].append(each)
    return found


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
