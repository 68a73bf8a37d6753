"""What asks and offers are about, as rows by which those that may answer one another are found among hundreds of thousands.

A row of ``_topics`` is computed from one item and the words around it alone, when the item is written, so that neither the order
in which documents came nor how many there are makes a difference. They are computed anew where another lexicon made them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from notesight.matching import SURE, Side, about, around, fingerprint, likely, sense, topic
from notesight.model import PLURALS, ItemKind, fold
from notesight.store import tombstones

NEAR = 400
"""Characters of the text that are read on both sides of a quote."""
KINDS: tuple[ItemKind, ...] = ("ask", "offer")
"""What can answer one another."""
MOST = 16
"""So many of those that may fit are worth weighing."""
_WANTED = 6
"""Topics that are looked for at most."""
_SURELY, _PERHAPS = 40, 12
"""So many of the newest that are surely about a topic are compared, and so many that may be."""
_SAID = 1500
"""Words that more items say than these tell none from the others."""
_LEAST = 0.35
"""Below this strength nothing is kept of a topic: it could not make two fit."""
_LEXICON = "lexicon"
_IN = "IN (SELECT value FROM json_each(?))"


def head(quote: str, summary: str) -> str:
    """What an item says of itself: its quote, and its summary where that says more."""
    same = fold(summary).rstrip("…") in fold(quote)
    return quote if same else f"{quote} . {summary}"


def write(conn: sqlite3.Connection, kind: ItemKind, ids: Iterable[str]) -> None:
    """Write what new items of a kind are about; a trigger takes it out with them."""
    if kind not in KINDS:
        return
    sql = f"""
        SELECT item.id, item.quote, item.summary, item.said_on, item.start - max(0, item.start - {NEAR}) AS start,
            item.end - max(0, item.start - {NEAR}) AS end,
            substr(documents.text, max(0, item.start - {NEAR}) + 1, item.end - max(0, item.start - {NEAR}) + {NEAR}) AS near
        FROM {PLURALS[kind]} AS item JOIN documents ON documents.id = item.document_id WHERE item.id {_IN}
    """  # noqa: S608 (our own names)
    rows = conn.execute(sql, [json.dumps(list(ids))]).fetchall()
    conn.executemany(
        "INSERT INTO _topics VALUES (?, ?, ?, ?, ?, ?)", [each for row in rows for each in _topics(kind, row)]
    )


def _topics(kind: ItemKind, row: sqlite3.Row) -> Iterator[tuple[object, ...]]:
    side = Side(head(row["quote"], row["summary"]), around(row["near"], row["start"], row["end"]))
    for name, strength in about(side).items():
        if strength >= _LEAST:
            yield kind, name, int(strength >= SURE), row["said_on"], row["id"], round(strength, 2)


def refresh(conn: sqlite3.Connection) -> None:
    """Compute all of it anew, if it was made with another lexicon."""
    lexicon = fingerprint()
    if tombstones.fact(conn, _LEXICON) == lexicon:
        return
    conn.execute("DELETE FROM _topics")
    for kind in KINDS:
        write(conn, kind, [row[0] for row in conn.execute(f"SELECT id FROM {PLURALS[kind]}")])  # noqa: S608 (our own names)
    tombstones.note(conn, _LEXICON, lexicon)


def likeliest(conn: sqlite3.Connection, kind: ItemKind, side: Side, on: date) -> list[str]:
    """The ids of the open items of a kind that may best fit a side, by what both are about; the newer of two that are as good."""
    wanted = about(side)
    names = sorted(wanted, key=lambda name: (topic(name).broad, -wanted[name], name))[:_WANTED]
    table = PLURALS[kind]
    open_now = "(item.state = 'open' OR (item.state = 'snoozed' AND item.snoozed_until <= ?4))"
    sql = f"""
        SELECT item.id, item.said_on FROM _topics AS about CROSS JOIN {table} AS item ON item.id = about.item_id
        WHERE about.kind = ?1 AND about.topic = ?2 AND about.sure = ?3 AND {open_now}
        ORDER BY about.said_on DESC, about.item_id DESC LIMIT ?5
    """  # noqa: S608 (our own names)
    found: dict[str, str] = {}
    for name in names:
        for sure, most in ((1, _SURELY), (0, _PERHAPS)):
            found |= dict(map(tuple, conn.execute(sql, [kind, name, sure, on.isoformat(), most])))
    if match := _expression(sorted(sense(side.head).words - side.names)):
        index = f"{table}_fts"
        said = f"SELECT rowid FROM {index} WHERE {index} MATCH ? LIMIT {_SAID}"  # noqa: S608 (our own names)
        if len(conn.execute(said, [match]).fetchall()) < _SAID:
            sql = f"""
                SELECT item.id, item.said_on FROM (
                    SELECT rowid, rank FROM {index} WHERE {index} MATCH ?1 ORDER BY rank LIMIT ?2
                ) AS best JOIN {table} AS item ON item.rowid = best.rowid WHERE {open_now.replace("?4", "?3")}
            """  # noqa: S608 (our own names)
            found |= dict(map(tuple, conn.execute(sql, [match, _SURELY, on.isoformat()])))
    topics = _of(conn, found, wanted)
    return sorted(found, key=lambda each: (likely(wanted, topics.get(each, {})), found[each], each), reverse=True)[
        :MOST
    ]


def _of(conn: sqlite3.Connection, ids: Iterable[str], wanted: Iterable[str]) -> dict[str, Mapping[str, float]]:
    sql = f"SELECT item_id, topic, strength FROM _topics WHERE item_id {_IN} AND topic {_IN}"  # noqa: S608 (our own names)
    found: dict[str, dict[str, float]] = {}
    for item, name, strength in conn.execute(sql, [json.dumps(list(ids)), json.dumps(list(wanted))]):
        found.setdefault(item, {})[name] = strength
    return dict(found)


def _expression(words: Iterable[str]) -> str | None:
    """A query of FTS5 for any of some words in any of their forms."""
    terms = []
    for word in words:
        bare = word[:-1] if len(word) > 4 and word[-1] in "ey" else word
        terms.append(f'"{bare}"*' if len(bare) >= 4 else f'"{word}" OR "{word}s"')
    return " OR ".join(terms) or None
