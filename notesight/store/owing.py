"""The lists that a day asks for: what I owe, what they owe me, what waits, what looks done, what is due; the first of each.

Every list holds open items that are stated, or, of what waits, mails of mine that nobody has answered; what is hedged stands in
``maybe``. Which rows are the first is settled in the indexes, and how many there are the counts tell, so that a list of fifty
thousand costs no more than one of five. Rows are those of :mod:`notesight.store.queries`; those of the loop have ``age`` (days
since it was said), ``closing`` (what shows that it looks done) and ``told_again`` (where it is told in other words later).
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from notesight import sentences
from notesight.model import ITEM_KINDS, ME, PLURALS, ItemKind
from notesight.store import closings, counting, queries, repeats
from notesight.store.counting import Counts, Sought, StateFilter, When
from notesight.store.picking import SHOWN_DONE, AnyOrder, picked, rows_at
from notesight.store.queries import Row

QUIET_DAYS = 2
"""A mail waits for an answer after so many days."""
WAITING_DAYS = 180
"""And after so many nobody waits any more."""
_ALL = 1_000_000_000
_NO_DAY = "9999-99-99"
_DATED: tuple[tuple[When, ...], ...] = (("late",), ("soon", "later"))
_UNDATED: tuple[When, ...] = ("none",)
_LATER: tuple[When, ...] = ("later", "none")
_OWED: tuple[ItemKind, ...] = ("ask", "followup")


def _stated(kinds: Sequence[ItemKind], **limits: object) -> Sought:
    return Sought(kinds, certainty=("stated",), **limits)  # type: ignore[arg-type]


DUE: Mapping[str, Sought] = {
    "overdue": _stated(ITEM_KINDS, whens=("late",)),
    "soon": _stated(ITEM_KINDS, whens=("soon",)),
    "asked_of_me": _stated(["ask"], whose="to-me", whens=_LATER),
    "mine": _stated(["followup"], whose="by-me", whens=_LATER),
    "theirs": _stated(["followup"], whose="others", whens=_LATER),
    "asks": _stated(["ask"], whose="not-to-me", whens=_LATER),
    "offers": _stated(["offer"], whens=_LATER),
    "maybe": Sought(ITEM_KINDS, certainty=("hedged",)),
}
"""What a day asks for, in lists of which each open item stands in one."""
LOOP: Mapping[str, Sought] = {
    name.replace("-", "_"): _stated(_OWED, owed=name) for name in ("i-owe", "they-owe", "nobodys", "between-others")
}
"""The lists of the loop: each open ask and promise stands in one."""
LISTS = (*DUE, "looks_done", "i_owe", "they_owe", "waiting", "nobodys", "between_others")
"""Every list by its name. ``waiting`` has my asks of others and my unanswered mails; ``looks_done`` repeats what others hold."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The first rows of a list, and how many it has; ``hedged`` of these come last."""

    rows: list[Row]
    total: int
    hedged: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is limited to: people (their ids, or ``me`` alone), a state, days."""

    people: tuple[str, ...] | None = None
    state: StateFilter | None = None
    due_before: date | None = None
    since: date | None = None


def lists(
    conn: sqlite3.Connection, on: date, names: Iterable[str] = LISTS, *, limit: int | None = None
) -> dict[str, Listed]:
    """Lists as of a day, by their names, each with so many rows at most."""
    counts = counting.counted(conn, on)
    return {name: _listed(conn, counts, name, on, _ALL if limit is None else limit) for name in names}


def _listed(conn: sqlite3.Connection, counts: Counts, name: str, on: date, size: int) -> Listed:
    if name in DUE:
        return first(conn, counts, DUE[name], on, size)
    if name == "looks_done":
        ids = looks_done(conn, on, size)
        found = {row["id"]: row for row in _by_ids(conn, ids, on)}
        return Listed(_told(conn, [found[each] for each in ids], on), looking_done(conn, on))
    if name == "waiting":
        return _waiting(conn, counts, on, size)
    rows = _pressing(conn, counts, LOOP[name], on, size)
    return Listed(_told(conn, rows, on), counting.number(counts, LOOP[name]))


def first(
    conn: sqlite3.Connection, counts: Counts, sought: Sought, on: date, size: int = _ALL, *, order: AnyOrder = "due"
) -> Listed:
    """The first rows of any list, as :func:`notesight.store.picking.picked` picks them."""
    places = picked(conn, counts, sought, on, order=order, size=size)
    rows = rows_at(conn, places, on)
    rows.sort(key=lambda row: (row["start"], row["id"]))  # of one day, those of one document in the order of its text
    rows.sort(key=lambda row: row["document_id"], reverse=True)
    rows.sort(key=lambda row: row["said_on"], reverse=order != "oldest")
    if order == "due":
        rows.sort(key=lambda row: row["due"] or _NO_DAY, reverse=tuple(sought.whens) == ("late",))
    rows.sort(key=lambda row: row["certainty"] == "hedged")
    hedged = counting.number(counts, replace(sought, certainty=("hedged",))) if "hedged" in sought.certainty else 0
    return Listed(rows, counting.number(counts, sought), hedged)


def of_kind(conn: sqlite3.Connection, kind: ItemKind, want: Wanted, on: date, *, limit: int | None = None) -> Listed:
    """The asks, offers or follow-ups that somebody wants to see, soonest due first, what is hedged last.

    Without ``state`` whatever is not wrong.
    """
    mine = want.people == (ME,)
    sought = Sought(
        [kind], want.state or "all", "with-me" if mine else "everybody", people=None if mine else want.people,
        due_before=want.due_before.isoformat() if want.due_before else None,
        since=want.since.isoformat() if want.since else None,
    )  # fmt: skip
    everything = sought.people is None and not counting.between(sought)
    counts = counting.counted(conn, on) if everything else counting.counted_of(conn, on, sought)
    return first(conn, counts, sought, on, _ALL if limit is None else limit)


def _pressing(conn: sqlite3.Connection, counts: Counts, sought: Sought, on: date, size: int) -> list[Row]:
    """What does not look done first, then what has a day, the nearest day before or behind, then the newest words."""
    found: list[Row] = []
    for looks_done in (False, True):
        sought = replace(sought, looks_done=looks_done)
        dated = [row for whens in _DATED for row in first(conn, counts, replace(sought, whens=whens), on, size).rows]
        dated.sort(key=lambda row: (abs(_age(row["due"], on)), row["due"], _age(row["said_on"], on)))
        found += dated[: size - len(found)]
        found += first(conn, counts, replace(sought, whens=_UNDATED), on, size - len(found)).rows
    return found


def _told(conn: sqlite3.Connection, rows: list[Row], on: date) -> list[Row]:
    """Rows with their age and what shows that they look done."""
    signs = closings.of(conn, [row["id"] for row in rows])
    again = repeats.of(conn, [row["id"] for row in rows])
    return [
        {
            **row,
            "age": _age(row["said_on"], on),
            "closing": signs.get(row["id"]),
            "told_again": again.get(row["id"], []),
        }
        for row in rows
    ]


# --- what looks done -----------------------------------------------------------------------------------------------

_SEEN = "(state = 'open' OR (state = 'snoozed' AND snoozed_until <= :on))"


def looks_done(conn: sqlite3.Connection, on: date, most: int) -> list[str]:
    """The ids of open asks and promises that later documents show to be done, those that were shown last first."""
    open_now = " OR ".join(
        f"EXISTS (SELECT 1 FROM {PLURALS[kind]} WHERE id = closings.item_id AND {_SEEN})"  # noqa: S608 (our own names)
        for kind in _OWED
    )
    sql = f"""
        SELECT closings.item_id FROM documents INDEXED BY documents_date CROSS JOIN closings
        ON closings.document_id = documents.id WHERE {open_now} ORDER BY documents.date DESC, closings.item_id
    """  # noqa: S608 (our own words)
    found: dict[str, None] = {}
    for (item,) in conn.execute(
        sql, {"on": on.isoformat()}
    ):  # read no further than needed: there may be tens of thousands
        found[item] = None
        if len(found) >= most:
            break
    return list(found)


def looking_done(conn: sqlite3.Connection, on: date) -> int:
    """How many there are of them."""
    put_off = " + ".join(
        f"(SELECT count(*) FROM {PLURALS[kind]} AS item WHERE state = 'snoozed' AND snoozed_until > :on AND {SHOWN_DONE})"  # noqa: S608
        for kind in _OWED
    )
    shown = "SELECT count(*) FROM _looks_done WHERE item_id NOT IN (SELECT item_id FROM _closed_by_itself)"
    sql = f"SELECT ({shown}) - ({put_off})"
    return int(conn.execute(sql, {"on": on.isoformat()}).fetchone()[0])


def _by_ids(conn: sqlite3.Connection, ids: Sequence[str], on: date) -> list[Row]:
    where = ["id IN (SELECT value FROM json_each(:ids))"]
    asked = {"ids": json.dumps(ids)}
    return [row for kind in _OWED for row in queries.items(conn, [kind], where, asked, on=on)]


# --- what waits for an answer ---------------------------------------------------------------------------------------


def _waiting(conn: sqlite3.Connection, counts: Counts, on: date, size: int) -> Listed:
    """My asks of others that are open and my mails without an answer, the longest waiting first."""
    asks = first(conn, counts, _stated(["ask"], owed="they-owe"), on, size, order="oldest")
    unread = unanswered(conn, on)
    rows = [*_told(conn, asks.rows, on), *mails(conn, unread[:size], on)]
    rows.sort(key=lambda row: (-row["age"], str(row["id"])))
    return Listed(rows[:size], asks.total + len(unread))


_UNANSWERED = """
SELECT documents.id FROM current_documents AS documents LEFT JOIN _threads ON _threads.document_id = documents.id
WHERE documents.kind = 'email' AND documents.date BETWEEN :since AND :until AND documents.sender_address <> ''
AND NOT EXISTS (SELECT 1 FROM names WHERE document_id = documents.id AND kind = 'address'
    AND name = documents.sender_address COLLATE NOCASE)
AND EXISTS (SELECT 1 FROM names WHERE document_id = documents.id AND kind = 'address')
AND (:person IS NULL OR EXISTS (SELECT 1 FROM names WHERE document_id = documents.id AND +person_id = :person))
AND NOT EXISTS (
    SELECT 1 FROM _threads AS later JOIN documents AS answer ON answer.id = later.document_id
    WHERE later.thread_id = _threads.thread_id AND answer.id <> documents.id AND answer.date >= documents.date
    AND (answer.date > documents.date OR answer.id > documents.id)
)
AND NOT EXISTS (SELECT 1 FROM asks WHERE asks.document_id = documents.id AND by_person_id IS NULL AND by_text IS 'me')
ORDER BY documents.date, documents.id
"""
_WORDS = """
SELECT documents.id, substr(documents.text, parts.start + 1, parts.end - parts.start) AS words FROM parts
JOIN documents ON documents.id = parts.document_id
WHERE parts.document_id IN (SELECT value FROM json_each(?)) AND parts.role = 'new' AND instr(documents.text, '?')
"""
_QUESTION = re.compile(r"\?[\"')”]*(?:\s|$)")
"""Where a sentence ends that asks."""


def unanswered(conn: sqlite3.Connection, on: date, person: str | None = None) -> list[int]:
    """Mails of the owner that ask something and that nobody has answered, the longest waiting first, by their numbers.

    Who is no person of a mail is its owner.
    """
    values = {"since": _shifted(on, -WAITING_DAYS), "until": _shifted(on, -QUIET_DAYS), "person": person}
    quiet = [row[0] for row in conn.execute(_UNANSWERED, values)]
    asking = {number for number, words in conn.execute(_WORDS, [json.dumps(quiet)]) if _QUESTION.search(words)}
    return [each for each in quiet if each in asking]


def mails(conn: sqlite3.Connection, numbers: Sequence[int], on: date) -> list[Row]:
    """Unanswered mails as rows of a list: ``kind`` is ``mail``, ``quote`` their last question."""
    return [_mail(conn, number, on) for number in numbers]


def _mail(conn: sqlite3.Connection, number: int, on: date) -> Row:
    sql = "SELECT id, title, date, source, text FROM documents WHERE id = ?"
    number, title, day, source, text = conn.execute(sql, [number]).fetchone()
    sql = "SELECT start, end FROM parts WHERE document_id = ? AND role = 'new' ORDER BY n"
    parts = conn.execute(sql, [number]).fetchall()
    places = [place for start, end in parts for place in sentences.cut(text, start, end)]
    start, end = next((place for place in reversed(places) if _QUESTION.search(text[slice(*place)])), parts[-1])
    sql = """
        SELECT people.id, people.name FROM names JOIN people ON people.id = names.person_id
        WHERE names.document_id = ? AND names.kind = 'address' ORDER BY names.entry LIMIT 1
    """
    person, name = conn.execute(sql, [number]).fetchone()
    return {
        "kind": "mail", "id": str(number), "summary": title, "by": ME, "to": name, "due": None, "state": "open",
        "certainty": "stated", "said_on": day, "quote": text[start:end], "start": start, "end": end, "by_person_id": None,
        "by_text": ME, "to_person_id": person, "to_text": name, "document_id": number, "title": title, "date": day,
        "source": source, "age": _age(day, on), "closing": None, "told_again": [],
    }  # fmt: skip


def _age(day: str, on: date) -> int:
    return (on - date.fromisoformat(day)).days


def _shifted(day: date, days: int) -> str:
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError:
        return day.isoformat()
