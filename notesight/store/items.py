"""The rows of ``asks``, ``offers`` and ``followups``: each once, however often its words are quoted, as it was decided."""

from __future__ import annotations

import bisect
import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from notesight.model import PLURALS, ItemKind, fold
from notesight.store import decisions, identity, quotes, readings, schema, topics
from notesight.store.decisions import Decision, Verdict
from notesight.store.joining import Moved
from notesight.store.readings import Reading

_IN = "IN (SELECT value FROM json_each(?))"
_COLUMNS = (
    "id", "summary", "by_person_id", "by_text", "to_person_id", "to_text", "quote", "start", "end", "due", "due_text",
    "certainty", "said_on", "document_id", "run_id", "state", "snoozed_until", "decided_at", "confirmed",
)  # fmt: skip

Row = Mapping[str, Any]
_UNWRITTEN = """telling_id = id AND NOT EXISTS (SELECT 1 FROM _repeats WHERE _repeats.id = quotes.id)
    AND NOT EXISTS (SELECT 1 FROM asks WHERE asks.id = quotes.id)
    AND NOT EXISTS (SELECT 1 FROM offers WHERE offers.id = quotes.id)
    AND NOT EXISTS (SELECT 1 FROM followups WHERE followups.id = quotes.id)"""
"""SQL for the quotes that tell something first in their conversation, and of which there is no row (the view of all items
would be read whole)."""
_REPEATED = tuple(name for name in _COLUMNS[:14])
"""The columns of an item that a row of ``_repeats`` has too, besides its kind and the item it tells again."""


def remove(conn: sqlite3.Connection, documents: Collection[int]) -> tuple[set[str], set[str]]:
    """Take the rows of documents and their quotes out; the ids of the items that lost one, and of whoever those rows concern.

    A row may concern somebody whom its document does not name: the owner or a later telling said so.
    """
    lost = {
        row[0]
        for row in conn.execute(f"SELECT item_id FROM quotes WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    }
    persons: set[str] = set()
    for table in schema.ITEM_TABLES:
        sides = conn.execute(
            f"SELECT by_person_id, to_person_id FROM {table} WHERE document_id {_IN}",  # noqa: S608 (our own names)
            [_json(documents)],
        )
        persons.update(person for row in sides for person in row if person)
    for table in ("quotes", "_repeats", *schema.ITEM_TABLES):
        conn.execute(f"DELETE FROM {table} WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    return lost, persons


def write(conn: sqlite3.Connection, read: Sequence[Reading], threads: Collection[int], lost: set[str]) -> set[str]:
    """Write what was read again, joined with the quotes of all documents of the same ``threads``.

    The people of the documents are written already. ``lost`` are items that had a quote there before. Returns the ids
    of the people whom items of other documents concern that came, went or changed.
    """
    quotes.write(conn, _quotes(conn, read))
    return decided(conn, quotes.join(conn, threads) | lost) | _write(
        conn, {*threads, *(reading.id for reading in read)}
    )


def decided(conn: sqlite3.Connection, ids: Collection[str]) -> set[str]:
    """Write items anew, given by any of their quotes' ids, as the decisions say; the ids of the people concerned."""
    if not ids:
        return set()
    sql = f"SELECT id, item_id, document_id FROM quotes WHERE id {_IN} OR item_id {_IN}"  # noqa: S608 (our own names)
    found = conn.execute(sql, [_json(ids), _json(ids)]).fetchall()
    items = {*ids, *(row["item_id"] for row in found)}
    own = f"SELECT DISTINCT document_id FROM quotes WHERE id {_IN}"  # noqa: S608 (our own names)
    return _write(conn, {row[0] for row in conn.execute(own, [_json(items)])}, items)


def with_people(conn: sqlite3.Connection, persons: Collection[str]) -> set[str]:
    """The items of which the owner said that they are by or to one of these people, whom their documents do not name.

    And those of which it was somebody who is nobody any more: what was handed on with a name is taken back.
    """
    sql = """
        SELECT decisions.subject FROM decisions CROSS JOIN json_each('["by", "to"]') AS side
        LEFT JOIN _person_nodes AS node ON node.own_id = json_extract(decisions.value, '$.' || side.value || '.person')
        WHERE decisions.action = 'corrected' AND json_extract(decisions.value, '$.' || side.value || '.person') IS NOT NULL
            AND (node.person_id IS NULL OR node.person_id IN (SELECT value FROM json_each(?1)))
        UNION SELECT quotes.id FROM decisions CROSS JOIN json_each('["by_person", "to_person"]') AS side
        LEFT JOIN _person_nodes AS node ON node.own_id = json_extract(decisions.value, '$.detail.' || side.value)
        CROSS JOIN documents ON documents.key = decisions.subject
        CROSS JOIN quotes ON quotes.document_id = documents.id AND quotes.kind = json_extract(decisions.value, '$.kind')
        WHERE decisions.action = 'added' AND json_extract(decisions.value, '$.detail.' || side.value) IS NOT NULL
            AND (node.person_id IS NULL OR node.person_id IN (SELECT value FROM json_each(?1)))
    """
    return {row[0] for row in conn.execute(sql, [_json(persons)])} if persons else set()


def move(conn: sqlite3.Connection, moved: Sequence[Moved]) -> None:
    """Hand the items of documents that were not touched to the people that they belong to now."""
    # An item says a name; of two people with one name in a document, it is the first one's.
    first = (
        "(SELECT min(entry) FROM _person_nodes WHERE _person_nodes.document_id = ?2 AND _person_nodes.name = ?3) = ?4"
    )
    rows = [(each.new, each.document_id, each.name, each.entry) for each in moved]
    for table in (*schema.ITEM_TABLES, "_repeats"):
        for side in ("by", "to"):
            conn.executemany(
                f"UPDATE {table} SET {side}_person_id = ?1 WHERE document_id = ?2 AND {side}_text = ?3 AND {first}",  # noqa: S608 (our own names)
                rows,
            )


# --- quotes ------------------------------------------------------------------------------------------------------


def _quotes(conn: sqlite3.Connection, read: Sequence[Reading]) -> list[dict[str, Any]]:
    """The quotes of readings, each as an item of its own."""
    sql = f"""
        SELECT document_id, start, role, author_name <> '' OR author_address <> '' AS known
        FROM parts WHERE document_id {_IN} ORDER BY document_id, n
    """  # noqa: S608 (our own names)
    parts: dict[int, list[sqlite3.Row]] = {}
    for row in conn.execute(sql, [_json(reading.id for reading in read if reading.items)]):
        parts.setdefault(row["document_id"], []).append(row)
    return [
        _quote(reading, row, nth, parts.get(reading.id, [])) for reading in read for row, nth in _counted(reading.items)
    ]


def _quote(reading: Reading, row: Row, nth: int, parts: Sequence[sqlite3.Row]) -> dict[str, Any]:
    place = bisect.bisect_right(parts, row["start"], key=lambda part: part["start"]) - 1
    part = parts[place] if place >= 0 else None
    item_id = identity.item_id(reading.key, row["kind"], row["quote"], nth)
    return {
        "id": item_id,
        "item_id": item_id,
        "telling_id": item_id,
        "kind": row["kind"],
        "document_id": reading.id,
        "start": row["start"],
        "end": row["end"],
        "quote": row["quote"],
        "said_on": json.loads(row["detail"])["said_on"],
        "part": max(place, 0),
        "fresh": int(part is None or part["role"] not in ("quoted", "forwarded")),
        "credited": int(part is None or bool(part["known"])),
        "run_id": reading.run_id,
    }


def _counted(rows: Iterable[Row]) -> list[tuple[Row, int]]:
    """Items with their n-th among those of the same kind and quote, in the order of the text."""
    seen: dict[tuple[str, str], int] = {}
    counted = []
    for row in sorted(rows, key=lambda row: (row["start"], row["n"])):
        same = (row["kind"], fold(row["quote"]))
        seen[same] = seen.get(same, -1) + 1
        counted.append((row, seen[same]))
    return counted


# --- items -------------------------------------------------------------------------------------------------------


def _write(conn: sqlite3.Connection, documents: Collection[int], again: Collection[str] = ()) -> set[str]:
    """Write the items of documents that are their own: those that have no row yet, and ``again`` some, as they are now.

    A row that would be the same stays. Returns the ids of the people whom those concern that came, went or changed.
    """
    before = _rows(conn, again)
    sql = f"""
        SELECT id, item_id, document_id FROM quotes WHERE document_id {_IN} AND telling_id = id AND (id {_IN} OR {_UNWRITTEN})
    """  # noqa: S608 (our own names)
    found = conn.execute(sql, [_json(documents), _json(again)]).fetchall()
    if not found and not before:
        return set()
    wanted = {row["id"]: row["document_id"] for row in found}
    first = {row["id"]: row["item_id"] for row in found}
    called_in = called(conn, set(wanted.values()))
    verdicts = _verdicts(conn, [each for each in wanted if first[each] == each])
    drafts: list[tuple[ItemKind, dict[str, Any]]] = []
    repeats: list[dict[str, Any]] = []
    for reading in readings.of(conn, set(wanted.values())):
        for row, nth in _counted(reading.items):
            draft = _item(reading, row, nth, called_in)
            if draft["id"] not in wanted:
                continue
            if row["run_id"] is None:
                draft |= _by_hand(conn, row)
            if first[draft["id"]] == draft["id"]:
                drafts.append((row["kind"], draft))
            else:
                told = {column: draft[column] for column in _REPEATED}
                repeats.append(told | {"item_id": first[draft["id"]], "kind": row["kind"]})
    _replace(conn, {each: before[each] for each in before if before[each][0] == "_repeats"}, {"_repeats": repeats})
    later = _told_again(conn, [draft["id"] for _, draft in drafts])
    now: dict[str, list[dict[str, Any]]] = {table: [] for table in schema.ITEM_TABLES}
    for kind, draft in drafts:
        verdict = verdicts[draft["id"]]
        said = _verdict(conn, verdict)
        said["confirmed"] |= int(draft["run_id"] is None)
        now[PLURALS[verdict.kind or kind]].append(draft | _newest(draft, later.get(draft["id"], ())) | said)
    gone, added = _replace(conn, {each: before[each] for each in before if before[each][0] != "_repeats"}, now)
    for table, rows in added.items():
        schema.index(conn, table, "id", [row["id"] for row in rows])
    for kind in topics.KINDS:
        topics.write(conn, kind, [row["id"] for row in added[PLURALS[kind]]])
    changed = [*gone, *(row for rows in added.values() for row in rows)]
    return {person for row in changed for side in ("by", "to") if (person := row[f"{side}_person_id"])}


Stood = dict[str, tuple[str, Row]]
"""Rows by their ids, each with the table in which it stands."""


def _rows(conn: sqlite3.Connection, ids: Collection[str]) -> Stood:
    """The rows that some items have now."""
    found: Stood = {}
    for table in (*schema.ITEM_TABLES, "_repeats") if ids else ():
        for row in conn.execute(f"SELECT * FROM {table} WHERE id {_IN}", [_json(ids)]):  # noqa: S608 (our own names)
            found[row["id"]] = (table, row)
    return found


def _replace(
    conn: sqlite3.Connection, before: Stood, now: Mapping[str, Sequence[Row]]
) -> tuple[list[Row], dict[str, list[Row]]]:
    """Write rows in place of others, given by their tables, but for those that are the same; who went, and who came where."""
    same = {
        row["id"]
        for table, rows in now.items()
        for row in rows
        if row["id"] in before and before[row["id"]][0] == table and dict(before[row["id"]][1]) == row
    }
    gone: list[Row] = []
    for item, (table, row) in before.items():
        if item not in same:
            gone.append(row)
            conn.execute(f"DELETE FROM {table} WHERE id = ?", [item])  # noqa: S608 (our own names)
    came = {table: [row for row in rows if row["id"] not in same] for table, rows in now.items()}
    for table, rows in came.items():
        columns = ("item_id", "kind", *_REPEATED) if table == "_repeats" else _COLUMNS
        places = ", ".join(f":{column}" for column in columns)
        conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608 (our own names)
    return gone, came


def _told_again(conn: sqlite3.Connection, ids: Collection[str]) -> dict[str, list[sqlite3.Row]]:
    """For items, the rows of ``_repeats`` that tell them again, in the order in which they were said."""
    found: dict[str, list[sqlite3.Row]] = {}
    if not ids:
        return found
    sql = f"SELECT * FROM _repeats WHERE item_id {_IN} ORDER BY said_on, id"  # noqa: S608 (our own names)
    for row in conn.execute(sql, [_json(ids)]):
        found.setdefault(row["item_id"], []).append(row)
    return found


def _newest(draft: Mapping[str, Any], again: Sequence[sqlite3.Row]) -> dict[str, Any]:
    """What the later tellings change in an item: the newest day, for whom it is if they alone say so, and that it is sure."""
    changed: dict[str, Any] = {}
    for row in again:
        if row["due"]:
            changed |= {"due": row["due"], "due_text": row["due_text"]}
        if row["certainty"] == "stated":
            changed["certainty"] = "stated"
        if row["to_text"] and not draft["to_text"] and "to_text" not in changed:
            changed |= {"to_text": row["to_text"], "to_person_id": row["to_person_id"]}
    return changed


def drafts(conn: sqlite3.Connection, wanted: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """Items as they were read (with ``kind``), without what was decided or told again; given by ids, with their documents."""
    found: dict[str, dict[str, Any]] = {}
    if not wanted:
        return found
    called_in = called(conn, set(wanted.values()))
    for reading in readings.of(conn, set(wanted.values())):
        for row, nth in _counted(reading.items):
            draft = _item(reading, row, nth, called_in)
            if draft["id"] in wanted:
                by_hand = _by_hand(conn, row) if row["run_id"] is None else {}
                found[draft["id"]] = {**draft, **by_hand, "kind": row["kind"]}
    return found


def called(conn: sqlite3.Connection, documents: Collection[int]) -> dict[tuple[int, str], str]:
    """Whom a name means in a document, by the document's id and the name: the id of a person."""
    found: dict[tuple[int, str], str] = {}
    for row in conn.execute(_CALLED, [_json(documents)]):
        found.setdefault((row["document_id"], row["name"]), row["person_id"])
    return found


_CALLED = f"""
SELECT document_id, node.name, node.person_id FROM _person_nodes AS node
LEFT JOIN _person_told AS told ON told.person_id = node.person_id
WHERE document_id {_IN} AND ifnull(told.wrong, 0) = 0 ORDER BY document_id, entry
"""  # noqa: S608 (our own names)


def _item(reading: Reading, row: Row, nth: int, called: Mapping[tuple[int, str], str]) -> dict[str, Any]:
    detail = json.loads(row["detail"])
    by, to = detail["by"], detail["to"]
    return {
        "id": identity.item_id(reading.key, row["kind"], row["quote"], nth),
        "summary": detail["summary"],
        "by_person_id": called.get((reading.id, by)),
        "by_text": by,
        "to_person_id": called.get((reading.id, to)),
        "to_text": to,
        "quote": row["quote"],
        "start": row["start"],
        "end": row["end"],
        "due": detail["due"],
        "due_text": detail["due_text"],
        "certainty": detail["certainty"],
        "said_on": detail["said_on"],
        "document_id": reading.id,
        "run_id": row["run_id"],
    }


def _by_hand(conn: sqlite3.Connection, row: Row) -> dict[str, Any]:
    """Whom an item that was added by hand is by or to, where a person was meant, whatever the document calls them."""
    detail = json.loads(row["detail"])
    sides = (side for side in ("by", "to") if f"{side}_person" in detail)
    return {f"{side}_person_id": person_of(conn, detail[f"{side}_person"]) for side in sides}


def _verdicts(conn: sqlite3.Connection, items: Iterable[str]) -> dict[str, Verdict]:
    """What the owner said of each item, by whichever of its quotes' ids."""
    sql = f"SELECT id, item_id FROM quotes WHERE item_id {_IN}"  # noqa: S608 (our own names)
    item_of = {row["id"]: row["item_id"] for row in conn.execute(sql, [_json(items)])}
    said: dict[str, list[Decision]] = {item: [] for item in items}
    for each in decisions.standing(conn, item_of):
        said[item_of[each.subject]].append(each)
    return {item: decisions.verdict(those) for item, those in said.items()}


def _verdict(conn: sqlite3.Connection, verdict: Verdict) -> dict[str, Any]:
    """The columns of an item that the owner's words decide."""
    columns: dict[str, Any] = {
        "state": verdict.state,
        "snoozed_until": verdict.snoozed_until,
        "decided_at": verdict.decided_at,
        "confirmed": int(verdict.confirmed),
    }
    columns |= {name: verdict.fields[name] for name in ("summary", "due") if name in verdict.fields}
    if "due" in verdict.fields:
        columns["due_text"] = None  # the document's words led elsewhere
    for side in ("by", "to"):
        if side in verdict.fields:
            party = verdict.fields[side] or {}
            columns[f"{side}_text"] = party.get("text")
            columns[f"{side}_person_id"] = person_of(conn, party.get("person"))
    return columns


def person_of(conn: sqlite3.Connection, own_id: str | None) -> str | None:
    """Who a node is now, unless it is nobody; the row of ``people`` may still be to be written."""
    sql = """
        SELECT node.person_id FROM _person_nodes AS node LEFT JOIN _person_told AS told ON told.person_id = node.person_id
        WHERE node.own_id = ? AND ifnull(told.wrong, 0) = 0
    """
    found = conn.execute(sql, [own_id]).fetchone()
    return found[0] if found else None


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
