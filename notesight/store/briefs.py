"""What the owner wants to read before a meeting, since the last contact, and of a while: letters made of facts and quotes.

Nothing here is judged or written up: each line is a summary or the document's words, with its source. How a letter looks is
:mod:`notesight.letters`'s affair.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from notesight import rhythm
from notesight.letters import Letter, Line, Section
from notesight.model import ITEM_KINDS, ME, PLURALS, ItemKind
from notesight.store import answers, connection, contacts, counting, decisions, keeping, owing
from notesight.store.queries import Row, rows
from notesight.store.truth import as_json

MOST = 5
"""Lines of a section of a brief: it fits on a screen."""
MOST_OF_A_DIGEST = 12
_SOON_DAYS = 14
_MY = "item.by_person_id IS NULL AND item.by_text = 'me'"
_TO_ME = "item.to_person_id IS NULL AND item.to_text = 'me'"
_OPEN = "(item.state = 'open' OR (item.state = 'snoozed' AND item.snoozed_until <= :on))"
_STATED = "item.certainty <> 'hedged'"


# --- before a meeting ---------------------------------------------------------------------------------------------


def brief(conn: sqlite3.Connection, person_id: str, on: date) -> Letter:
    """One screen on a person: who, last time, what is open both ways, what to ask, what has changed since."""
    person = _person(conn, person_id)
    last = contacts.last(conn, person_id, on)
    since = last["day"] if last else None
    open_ones = _open_with(conn, person_id, on)
    mine = [row for row in open_ones if row["side"] == "mine"]
    theirs = [row for row in open_ones if row["side"] == "theirs"]
    looking = [row for row in open_ones if row["side"] == "looking"]
    offered = [row for row in open_ones if row["side"] == "offered"]
    sections = [
        _section("last_time", "Last time", _last_time(conn, person_id, last)),
        _section("i_owe", "What I owe them", map(_line, mine)),
        _section("they_owe", "What they owe me", map(_line, theirs)),
        _section("looking_for", "What they are looking for", map(_line, looking)),
        _section("offered", "What they offer", map(_line, offered)),
        _section("to_ask", "What to ask", _to_ask(conn, person_id, on)),
        _section("changed", "What has changed since", _changed(conn, person_id, on, since) if since else []),
    ]
    empty = "Nothing is known but the name."
    return Letter(person["name"], _who(conn, person, last, on), _filled(conn, sections), empty)


def news(conn: sqlite3.Connection, person_id: str, on: date) -> Letter:
    """What has come up about a person since the last contact; without any contact, all that was ever said of them."""
    person = _person(conn, person_id)
    last = contacts.last(conn, person_id, on)
    since = last["day"] if last else None
    lead = f"Since {_contact(last)}." if last else "You were never in touch, as far as the notebook knows."
    sections = [
        _section("changed", "What has changed", _stations(conn, person_id, on, since), most=MOST_OF_A_DIGEST),
        _section(
            "said", "Said by them, to them or for them", _items_since(conn, person_id, on, since), most=MOST_OF_A_DIGEST
        ),
        _section("settled", "Settled", _settled(conn, on, since or "", person_id), most=MOST_OF_A_DIGEST),
        _section("told", "Told of them", _told_of(conn, person_id, on, since), most=MOST_OF_A_DIGEST),
    ]
    return Letter(f"News of {person['name']}", (lead,), _filled(conn, sections), "There is no news.")


def _person(conn: sqlite3.Connection, person_id: str) -> Row:
    return rows(conn, "SELECT * FROM people WHERE id = ?", [person_id])[0]


def _who(conn: sqlite3.Connection, person: Row, last: Row | None, on: date) -> tuple[str, ...]:
    """Who it is, when the last contact was, how often there is one, by what."""
    stated = ", ".join(str(person[key]) for key in ("role", "organization", "email") if person[key])
    also = f"Also {person['also_known_as']}." if person["also_known_as"] else ""
    count = conn.execute(
        "SELECT count(DISTINCT day), min(day) FROM contacts WHERE person_id = ? AND real = 1 AND day <= ?",
        [person["id"], on.isoformat()],
    ).fetchone()
    lead = [f"{stated}." if stated else "", also]
    if last is None:
        other = contacts.spoken_for(conn, person["id"], on)
        lead.append("You were never in touch, as far as the notebook knows.")
        if other:
            lead.append(f"Somebody spoke for you on {other['day']}: “{' '.join(other['quote'].split())}”")
    else:
        ago = rhythm.in_words((on - date.fromisoformat(last["day"])).days)
        counted = contacts.channels(conn, on, person_id=person["id"])
        by = [row["channel"] for row in counted if row["channel"] != contacts.NOT_SAID][:3]
        often = f"; {count[0]} times since {count[1]}{', by ' * bool(by)}{', '.join(by)}" if count[0] > 1 else ""
        lead.append(f"Last contact {_contact(last)}, {ago} ago{often}.")
    keep = next(iter(keeping.standing(conn, on, person_id=person["id"])), None)
    if keep:
        lead.append(f"You keep in touch {rhythm.every(keep['every']).words}: next {keep['due']}.")
    return tuple(words for words in lead if words)


def _contact(row: Row) -> str:
    return f"{row['day']} ({row['channel']})" if row["channel"] else str(row["day"])


def _last_time(conn: sqlite3.Connection, person_id: str, last: Row | None) -> list[Line]:
    """What was said by or to them in the last document, else its sentence."""
    if last is None:
        return []
    found = _items(
        conn,
        "(item.by_person_id = :person OR item.to_person_id = :person) AND item.document_id = :document AND item.state <> 'wrong'",
        {"person": person_id, "document": last["document_id"]},
        "item.start",
    )
    seen = " ".join(last["quote"].split())
    first = seen or ("" if found else last["title"])
    private = bool(last["private"])
    words = [Line(first, None, last["document_id"], last["title"], last["day"], private=private)] if first else []
    return words + [_line(row) for row in found if " ".join(row["quote"].split()) not in seen]


def _open_with(conn: sqlite3.Connection, person_id: str, on: date) -> list[Row]:
    """What is open with a person, each with the ``side`` it stands on; what was said last first."""
    sides: tuple[tuple[str, ItemKind, str], ...] = (
        ("mine", "followup", f"{_MY} AND item.to_person_id = :person"),
        ("mine", "ask", f"item.by_person_id = :person AND {_TO_ME}"),
        ("theirs", "followup", f"item.by_person_id = :person AND {_TO_ME}"),
        ("theirs", "ask", f"{_MY} AND item.to_person_id = :person"),
        ("looking", "ask", f"item.by_person_id = :person AND NOT ifnull({_TO_ME}, 0)"),
        ("offered", "offer", "item.by_person_id = :person"),
    )
    found = []
    for side, kind, condition in sides:
        where = f"{condition} AND {_OPEN} AND {_STATED} AND item.said_on <= :on"
        found += [
            {**row, "side": side}
            for row in _items(conn, where, {"person": person_id, "on": on.isoformat()}, kinds=[kind], limit=50)
        ]
    return sorted(found, key=lambda row: row["said_on"], reverse=True)


def _to_ask(conn: sqlite3.Connection, person_id: str, on: date) -> list[Line]:
    """How what they planned went, whose day is over, and what was half said."""
    planned = _items(
        conn,
        f"item.by_person_id = :person AND NOT ifnull({_TO_ME}, 0) AND {_OPEN} AND {_STATED} AND item.said_on <= :on "
        "AND (item.due IS NULL OR item.due <= :on)",
        {"person": person_id, "on": on.isoformat()},
        "item.due IS NULL, item.due DESC, item.said_on DESC",
        kinds=["followup"],
        limit=MOST,
    )
    half = _items(
        conn,
        f"item.by_person_id = :person AND {_OPEN} AND NOT {_STATED} AND item.said_on <= :on",
        {"person": person_id, "on": on.isoformat()},
        "item.said_on DESC",
        limit=MOST,
    )
    return [_line(row, "How did it go: ") for row in planned] + [_line(row, "Still so, perhaps: ") for row in half]


def _changed(conn: sqlite3.Connection, person_id: str, on: date, since: str | None) -> list[Line]:
    return [
        *_stations(conn, person_id, on, since),
        *_items_since(conn, person_id, on, since),
        *_settled(conn, on, since or "", person_id),
        *_told_of(conn, person_id, on, since),
    ]


def _stations(conn: sqlite3.Connection, person_id: str, on: date, since: str | None) -> list[Line]:
    """A role or an organisation that was first stated after a day."""
    sql = """
        SELECT node.role, node.organization, node.document_id, documents.title, node.date AS day, documents.private
        FROM _person_nodes AS node JOIN documents ON documents.id = node.document_id
        WHERE node.person_id = :person AND node.date > :since AND node.date <= :on
            AND (node.role IS NOT NULL OR node.organization IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM _person_nodes AS before WHERE before.person_id = :person AND before.date <= :since
                AND ifnull(before.role, '') = ifnull(node.role, '')
                AND ifnull(before.organization, '') = ifnull(node.organization, ''))
        GROUP BY node.role, node.organization ORDER BY node.date DESC LIMIT 10
    """
    found = rows(conn, sql, {"person": person_id, "since": since or "", "on": on.isoformat()}) if since else []
    return [
        Line(
            "Now " + ", ".join(each for each in (row["role"], row["organization"]) if each), None, row["document_id"],
            row["title"], row["day"], private=bool(row["private"]),
        )
        for row in found
    ]  # fmt: skip


def _items_since(conn: sqlite3.Connection, person_id: str, on: date, since: str | None) -> list[Line]:
    where = (
        "(item.by_person_id = :person OR item.to_person_id = :person) AND item.said_on > :since AND item.said_on <= :on "
        "AND item.state <> 'wrong'"
    )
    asked = {"person": person_id, "since": since or "", "on": on.isoformat()}
    return [_line(row, whose=True) for row in _items(conn, where, asked, "item.said_on DESC, item.start", limit=60)]


def _told_of(conn: sqlite3.Connection, person_id: str, on: date, since: str | None) -> list[Line]:
    found = keeping.news(conn, person_id, on, since, limit=60)
    return [
        Line(
            " ".join(row["quote"].split()),
            None,
            row["document_id"],
            row["title"],
            row["day"],
            private=bool(row["private"]),
        )
        for row in found
    ]


# --- of a while ---------------------------------------------------------------------------------------------------


def digest(conn: sqlite3.Connection, since: date, on: date) -> Letter:
    """What came in from a day up to another, what was settled, what is due, and with whom to be in touch again."""
    asked = {"since": since.isoformat(), "on": on.isoformat(), "soon": _soon(on)}
    said = "item.said_on BETWEEN :since AND :on AND +item.state <> 'wrong'"
    fresh: list[tuple[str, str, str, ItemKind]] = [
        ("asked_of_me", "Asked of me", _TO_ME, "ask"),
        ("mine", "What I promised", _MY, "followup"),
        ("theirs", "What others promised", f"NOT ifnull({_MY}, 0)", "followup"),
        ("asks", "Who is looking for what", f"NOT ifnull({_TO_ME}, 0)", "ask"),
        ("offers", "What is on offer", "1", "offer"),
    ]
    owed: tuple[ItemKind, ...] = ("ask", "followup")
    sections = [
        _overdue(conn, owed, on),
        _of_digest(conn, "soon", "Due in two weeks", _SOON, asked, "item.due", owed),
        *(
            _of_digest(conn, key, heading, f"{which} AND {said}", asked, _NEWEST, [kind])
            for key, heading, which, kind in fresh
        ),
        _section("settled", "Settled", _settled(conn, on, since.isoformat(), None), most=MOST_OF_A_DIGEST),
        _section("keep", "Keep in touch", _nudged(keeping.nudges(conn, on, limit=MOST_OF_A_DIGEST)), most=MOST_OF_A_DIGEST),
        _section("losing", "Losing touch", _nudged(keeping.losing(conn, on, limit=MOST)), most=MOST),
        _section("new_people", "New people", _new_people(conn, since, on), most=MOST_OF_A_DIGEST),
    ]  # fmt: skip
    return Letter(
        f"{since} to {on}", _counted(conn, since, on), _filled(conn, sections), "Nothing came in, and nothing is due."
    )


_NEWEST = "item.said_on DESC, item.document_id DESC, item.start"


def _soon(on: date) -> str:
    return (on + timedelta(days=min(_SOON_DAYS, (date.max - on).days))).isoformat()


_SOON = """item.state IN ('open', 'snoozed') AND item.certainty = 'stated' AND item.due BETWEEN :on AND :soon
    AND (item.state = 'open' OR item.snoozed_until <= :on)"""
"""Written so that the index on state and due serves."""


def _overdue(conn: sqlite3.Connection, kinds: Sequence[ItemKind], on: date) -> Section:
    """What was just missed, and how much more there is, of which there may be tens of thousands."""
    sought = replace(owing.DUE["overdue"], kinds=kinds)
    listed = owing.first(conn, counting.counted(conn, on), sought, on, MOST)
    place = {row["id"]: n for n, row in enumerate(listed.rows)}
    found = _items(conn, "item.id IN (SELECT value FROM json_each(:ids))", {"ids": as_json(list(place))}, kinds=kinds)
    lines = [_line(row, whose=True) for row in sorted(found, key=lambda row: place[row["id"]])]
    return Section("late", "Overdue", tuple(lines), listed.total - len(lines))


def _of_digest(  # noqa: PLR0913, PLR0917 (a query has so many parts)
    conn: sqlite3.Connection, key: str, heading: str, where: str, asked: Mapping[str, object], order: str,
    kinds: Sequence[ItemKind], most: int = MOST_OF_A_DIGEST,
) -> Section:  # fmt: skip
    """The first lines of a list, and how many more there are, which an index counts."""
    found = _items(conn, where, asked, order, kinds=kinds, limit=most)[:most]
    total = sum(
        conn.execute(f"SELECT count(*) FROM {PLURALS[kind]} AS item WHERE {where}", asked).fetchone()[0]  # noqa: S608
        for kind in kinds
    )
    return Section(key, heading, tuple(_line(row, whose=True) for row in found), max(0, total - len(found)))


def _counted(conn: sqlite3.Connection, since: date, on: date) -> tuple[str, ...]:
    asked = [since.isoformat(), on.isoformat()]
    documents = conn.execute("SELECT count(*) FROM current_documents WHERE date BETWEEN ? AND ?", asked).fetchone()[0]
    by = contacts.channels(conn, on, since=since)
    total = sum(row["contacts"] for row in by)
    how = ", ".join(f"{row['contacts']} {row['channel']}" for row in by[:6])
    people = conn.execute(
        "SELECT count(DISTINCT person_id) FROM contacts WHERE real = 1 AND day BETWEEN ? AND ?", asked
    ).fetchone()[0]
    words = f"{documents} document{'s' * (documents != 1)}."
    if total:
        words += f" In touch with {people} {'person' if people == 1 else 'people'}: {how}."
    return (words,)


def _new_people(conn: sqlite3.Connection, since: date, on: date) -> list[Line]:
    sql = """
        SELECT people.id, people.name, people.role, people.organization, people.first_seen AS day, documents.id AS document_id,
            documents.title, documents.private
        FROM people JOIN documents ON documents.id = (
            SELECT document_id FROM _person_nodes WHERE person_id = people.id ORDER BY date, document_id LIMIT 1)
        WHERE people.first_seen BETWEEN :since AND :on ORDER BY people.first_seen DESC, people.name LIMIT :limit
    """
    found = rows(conn, sql, {"since": since.isoformat(), "on": on.isoformat(), "limit": 200})
    return [
        Line(
            ", ".join(each for each in (row["name"], row["role"], row["organization"]) if each), None, row["document_id"],
            row["title"], row["day"], row["id"], bool(row["private"]),
        )
        for row in found
    ]  # fmt: skip


def _nudged(found: Iterable[Row]) -> list[Line]:
    """Who is due, each with the reason to write."""
    lines = []
    for row in found:
        since = f"last contact {_contact(row['contact'])}" if row["contact"] else "no contact yet"
        why = row["reason"]
        words = f"{row['name']}: {since}. "
        if why is None:
            lines.append(
                Line(
                    words + keeping.NO_REASON, id=row["id"], private=bool(row["contact"] and row["contact"]["private"])
                )
            )
        else:
            private = bool(why["private"] or (row["contact"] and row["contact"]["private"]))
            words += f"{keeping.WHY[why['why']]}: " + " ".join((why["words"] or "").split())
            lines.append(Line(words, why["quote"], why["document_id"], why["title"], why["day"], row["id"], private))
            lines += _answer(row["name"], why.get("also", why))
    return lines


def _answer(name: str, ask: Row) -> list[Line]:
    """What answers an ask that is a reason to write to somebody."""
    if "answer" not in ask:
        return []
    answer = ask["answer"]
    who = "you offered" if answers.by_me(answer) else f"{answer['by'] or 'somebody'} offers"
    words = f"{name} is looking for this: {' '.join(ask['words'].split())}; {who}: {' '.join(answer['words'].split())}"
    private = bool(answer["private"] or ask["private"])
    return [
        Line(words, answer["quote"], answer["document_id"], answer["title"], answer["day"], answer["item_id"], private)
    ]


def _settled(conn: sqlite3.Connection, on: date, since: str, person_id: str | None) -> list[Line]:
    """What was said to be done or dismissed after a day."""
    decided = "substr(item.decided_at, 1, 10)"
    # +state: the index on it would lead through all that was ever settled
    where = f"+item.state IN ('done', 'dismissed') AND {decided} > :since AND {decided} <= :on"
    if person_id is not None:
        where += " AND (item.by_person_id = :person OR item.to_person_id = :person)"
    else:
        where += (
            " AND item.id IN (SELECT quotes.item_id FROM decisions JOIN quotes ON quotes.id = decisions.subject"
            " WHERE decisions.made_at >= :since)"
        )
    asked = {"since": since, "on": on.isoformat(), "person": person_id}
    found = _items(conn, where, asked, "item.decided_at DESC", limit=200)
    return [_line(row, f"{row['state'].capitalize()}: ", whose=True) for row in found]


# --- lines --------------------------------------------------------------------------------------------------------


def _items(
    conn: sqlite3.Connection, where: str, asked: Mapping[str, object], order: str = "item.said_on DESC", *,
    kinds: Sequence[ItemKind] = ITEM_KINDS, limit: int = 100,
) -> list[Row]:  # fmt: skip
    """Asks, offers and follow-ups with their documents, by kind; ``where`` and ``order`` are SQL of ours about ``item``."""
    found: list[Row] = []
    for kind in kinds:
        sql = f"""
            SELECT '{kind}' AS kind, item.id, item.summary, item.quote, item.due, item.said_on, item.state, item.certainty,
                coalesce(giver.name, item.by_text) AS by, coalesce(taker.name, item.to_text) AS "to",
                item.document_id, documents.title, documents.private
            FROM {PLURALS[kind]} AS item JOIN documents ON documents.id = item.document_id
            LEFT JOIN people AS giver ON giver.id = item.by_person_id
            LEFT JOIN people AS taker ON taker.id = item.to_person_id
            WHERE item.rowid IN (SELECT item.rowid FROM {PLURALS[kind]} AS item WHERE {where} ORDER BY {order} LIMIT :most)
            ORDER BY {order}
        """  # noqa: S608 (our own words)
        found += rows(conn, sql, {**asked, "most": limit})
    return found


def _line(row: Row, before: str = "", *, whose: bool = False) -> Line:
    words = " ".join(str(row["summary"]).split())
    if whose:
        who = row["by"] or "somebody"
        words = f"{'I' if who == ME else who}{' → ' + row['to'] if row['to'] else ''}: {words}"
    if row["certainty"] == "hedged":
        words += " (perhaps)"
    if row["due"] and row["state"] not in ("done", "dismissed"):
        words += f", due {row['due']}"
    return Line(
        before + words, row["quote"], row["document_id"], row["title"], row["said_on"], row["id"], bool(row["private"])
    )


def _section(key: str, heading: str, lines: Iterable[Line], *, most: int = MOST) -> Section:
    every = list(lines)
    return Section(key, heading, tuple(every[:most]), max(0, len(every) - most))


def _filled(conn: sqlite3.Connection, sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections in which something stands; what the owner said later is private is private there too."""
    filled = [section for section in sections if section.lines]
    ids = {line.document_id for section in filled for line in section.lines if line.document_id is not None}
    sql = "SELECT id, key FROM documents WHERE id IN (SELECT value FROM json_each(?))"
    private = {row["id"] for row in rows(conn, sql, [as_json(list(ids))]) if decisions.is_private(conn, row["key"])}
    return tuple(
        replace(
            section,
            lines=tuple(replace(line, private=line.private or line.document_id in private) for line in section.lines),
        )
        for section in filled
    )


class Letters:
    """The letters of an open notebook."""

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        self._conn = conn
        self._path = path

    def brief(self, person_id: str, *, on: date) -> Letter:
        """One screen on a person before a meeting: who, last time, open both ways, what to ask, what has changed."""
        with connection.speaking(self._path):
            return brief(self._conn, person_id, on)

    def news(self, person_id: str, *, on: date) -> Letter:
        """What has come up about a person since the last contact."""
        with connection.speaking(self._path):
            return news(self._conn, person_id, on)

    def digest(self, *, since: date, on: date) -> Letter:
        """What came in between two days, what was settled, what is due, and with whom to be in touch again."""
        with connection.speaking(self._path):
            return digest(self._conn, since, on)
