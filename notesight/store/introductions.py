"""The rows of ``introductions``: who brings whom together, as the counting readings say and the owner decided."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from notesight.model import fold
from notesight.store import bringing, decisions, identity, items, readings
from notesight.store.readings import Reading

KIND = "introduction"
_IN = "IN (SELECT value FROM json_each(?))"
_COLUMNS = (
    "id", "by_person_id", "by_text", "who_person_id", "who_text", "to_person_id", "to_text", "state", "manner", "quote",
    "start", "end", "certainty", "said_on", "document_id", "run_id", "wrong", "confirmed",
)  # fmt: skip


def write(conn: sqlite3.Connection, documents: Collection[int], read: Sequence[Reading]) -> None:
    """Write the introductions of documents anew; ``read`` are readings that are there already."""
    rows = [_row(reading, row, nth, called) for reading, row, nth, called in told(conn, KIND, documents, read)]
    follow = _following(conn, documents, read, rows)
    rows = [row for row in rows if not any(_other_one_says(row, each) for each in follow)] + follow
    said = _said(conn, [row["id"] for row in rows])
    conn.execute(f"DELETE FROM introductions WHERE document_id {_IN}", [json.dumps(list(documents))])  # noqa: S608 (our own names)
    places = ", ".join(f":{column}" for column in _COLUMNS)
    conn.executemany(
        f"INSERT INTO introductions ({', '.join(_COLUMNS)}) VALUES ({places})",  # noqa: S608 (our own names)
        [row | _columns(said.get(row["id"])) for row in rows],
    )


def _following(
    conn: sqlite3.Connection, documents: Collection[int], read: Sequence[Reading], told_of: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The introductions that follow from promises, where nothing tells of the same people in the same words."""
    here = {reading.id for reading in read}
    moved = [each for each in documents if each not in here]
    sql = f"SELECT DISTINCT document_id FROM introductions WHERE document_id {_IN}"  # noqa: S608 (our own names)
    others = [row[0] for row in conn.execute(sql, [json.dumps(moved)])] if moved else []
    found = [*read, *(readings.of(conn, others) if others else ())]
    each_of = [(reading, one) for reading in found for one in bringing.brought(reading)]
    called = items.called(conn, {reading.id for reading, _ in each_of})
    known = {row["id"] for row in told_of}
    rows = []
    for reading, one in each_of:
        detail = {
            "by": one.by, "who": one.who, "to": one.to, "state": "offered", "manner": "introduced",
            "certainty": "stated", "said_on": json.loads(one.item["detail"])["said_on"],
        }  # fmt: skip
        row = _row(reading, {**one.item, "detail": json.dumps(detail)}, 0, called)
        same = any(
            each["document_id"] == row["document_id"]
            and each["start"] < row["end"]
            and each["end"] > row["start"]
            and _sides(row) <= _sides(each)
            for each in told_of
        )
        row["id"] = identity.item_id(reading.key, f"{KIND} by a promise", one.item["quote"], 0)
        if not same and row["id"] not in known:
            known.add(row["id"])
            rows.append(row)
    return rows


def _other_one_says(row: Mapping[str, Any], promise: Mapping[str, Any]) -> bool:
    """Whether a promise in the same words tells of the same two that somebody else brings them together."""
    near = (
        row["document_id"] == promise["document_id"] and row["start"] < promise["end"] and row["end"] > promise["start"]
    )
    brought = {row["who_text"], row["to_text"]} == {promise["who_text"], promise["to_text"]}
    return near and brought and row["manner"] != "tie" and row["by_text"] != promise["by_text"]


def _sides(row: Mapping[str, Any]) -> set[str]:
    return {row[f"{side}_text"] for side in ("by", "who", "to") if row[f"{side}_text"]}


def decided(conn: sqlite3.Connection, ids: Collection[str]) -> None:
    """Mark introductions as the decisions about them say; other ids are passed over."""
    said = _said(conn, ids)
    conn.executemany(
        "UPDATE introductions SET wrong = :wrong, confirmed = :confirmed WHERE id = :id",
        [{"id": each, **_columns(said.get(each))} for each in ids],
    )


def _said(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """The owner's last word of each that one was said of."""
    return {
        each.subject: each.action
        for each in decisions.standing(conn, ids)
        if each.action in ("wrong", "reopened", "confirmed")
    }


def _columns(said: str | None) -> dict[str, int]:
    return {"wrong": int(said == "wrong"), "confirmed": int(said == "confirmed")}


Told = tuple[Reading, Mapping[str, Any], int, Mapping[tuple[int, str], str]]


def told(conn: sqlite3.Connection, kind: str, documents: Collection[int], read: Sequence[Reading]) -> Iterator[Told]:
    """What is told of a kind in documents: its reading, its row, its n-th of the same words, and who is called how there."""
    here = {reading.id for reading in read}
    table = f"{kind}s"
    moved = [each for each in documents if each not in here]
    sql = f"SELECT DISTINCT document_id FROM {table} WHERE document_id {_IN}"  # noqa: S608 (our own names)
    others = [row[0] for row in conn.execute(sql, [json.dumps(moved)])] if moved else []
    found = [*read, *(readings.of(conn, others) if others else ())]
    found = [reading for reading in found if any(row["kind"] == kind for row in reading.told)]
    called = items.called(conn, {reading.id for reading in found})
    for reading in found:
        seen: dict[str, int] = {}
        for row in sorted(reading.told, key=lambda row: (row["start"], row["n"])):
            if row["kind"] == kind:
                same = fold(row["quote"])
                nth = seen[same] = seen.get(same, -1) + 1
                yield reading, row, nth, called


def _row(reading: Reading, row: Mapping[str, Any], nth: int, called: Mapping[tuple[int, str], str]) -> dict[str, Any]:
    detail = json.loads(row["detail"])
    sides = {
        f"{side}_{what}": value
        for side in ("by", "who", "to")
        for what, value in (("person_id", called.get((reading.id, detail[side]))), ("text", detail[side]))
    }
    return {
        **sides,
        "id": identity.item_id(reading.key, KIND, row["quote"], nth),
        "state": detail["state"],
        "manner": detail["manner"],
        "quote": row["quote"],
        "start": row["start"],
        "end": row["end"],
        "certainty": detail["certainty"],
        "said_on": detail["said_on"],
        "document_id": reading.id,
        "run_id": reading.run_id,
    }
