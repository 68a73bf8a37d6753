"""What an outcome grew from, beside the people it came by: the promise it keeps, who asked for it, and who offered it.

Three things tie an earlier ask, offer or promise to it: its own words show that the promise was kept; both are about the same
rare thing, or the same sum of money; an ask and an offer that fit each other, of the people concerned. All of it is worked out
when somebody wants to see it, and nothing of it is kept.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from notesight import closing
from notesight.matching import Side, fit, likely, sense
from notesight.matching import about as about_topics
from notesight.model import PLURALS
from notesight.store.links import Row, rows, sentence

_IN = "IN (SELECT value FROM json_each(?))"
_COLUMNS = """item.id, item.summary, item.quote, item.start, item.end, item.said_on, item.document_id, item.by_person_id,
    item.to_person_id, documents.title"""
_MOST_SAID = 12
"""A word that more asks, offers and promises have than so many tells nothing of one thing."""
_RARE, _ENOUGH = 1.0, 2.0
_RELATED = 6
_OF_A_PERSON = 15
"""So many of the latest asks and of the latest offers of one person are laid side by side."""
_SMALLEST_SUM = 100
_SUMS = 4
"""A sum that as many documents name is no sum of one thing."""
_NEAR = 400
_FITS = 0.35
_LIKELIEST = 60
"""So many pairs that may fit, the likeliest first, are weighed."""
_PAIRS = 2
_PEOPLE = 8


@dataclass(frozen=True, slots=True)
class Roots:
    """The asks, offers and promises that something grew from, and the earlier words that name its sum of money.

    ``sums`` have ``document_id``, ``date``, ``title``, ``start``, ``quote`` and ``person_id``, who is named just before.
    """

    items: list[Row]
    sums: list[Row]


def roots(conn: sqlite3.Connection, outcome: Mapping[str, object], people: Collection[str]) -> Roots:
    """What an outcome that was read grew from; ``people`` are those it is known to have come by."""
    if outcome["quote"] is None:
        return Roots([], [])
    kept = _kept(conn, outcome)
    sums = _of_the_sum(conn, outcome)
    people = [*people, *(row["person_id"] for row in sums if row["person_id"] and row["person_id"] not in people)]
    named = {str(each["name"]) for each in _names(conn, [*people, *_concerned(kept)])}
    about = _about(conn, outcome, kept, named, people)
    concerned = list(dict.fromkeys([*people, *_beside(conn, kept), *_concerned([*kept, *about])]))[:_PEOPLE]
    pairs = _fitting(conn, concerned, {row["id"] for row in (*kept, *about)}, str(outcome["on_day"]))
    found = {row["id"]: row for row in (*kept, *about, *pairs)}
    return Roots(list(found.values()), sums)


def _kept(conn: sqlite3.Connection, outcome: Mapping[str, object]) -> list[Row]:
    """The asks and promises that its words show to be done."""
    sql = " UNION ALL ".join(
        f"""SELECT '{kind}' AS kind, {_COLUMNS} FROM closings AS shown JOIN {PLURALS[kind]} AS item ON item.id = shown.item_id
        JOIN documents ON documents.id = item.document_id
        WHERE shown.document_id = :document AND shown.start < :end AND shown.end > :start AND item.state <> 'wrong'"""  # noqa: S608 (our own names)
        for kind in ("ask", "followup")
    )
    asked = {"document": outcome["document_id"], "start": outcome["start"], "end": outcome["end"]}
    return rows(conn, sql, asked)


def _of_the_sum(conn: sqlite3.Connection, outcome: Mapping[str, object]) -> list[Row]:
    """Where earlier documents name the sum of money of an outcome, and who is named there just before it."""
    found: list[Row] = []
    for each in sorted(closing.numbers(str(outcome["quote"]))):
        value = int(each.removeprefix("#"))
        if value < _SMALLEST_SUM:
            continue
        sql = f"""
            SELECT documents.id AS document_id, documents.date, documents.title, documents.text FROM documents_fts
            JOIN current_documents AS documents ON documents.id = documents_fts.rowid
            WHERE documents_fts MATCH :match AND documents.date < :until ORDER BY documents.date DESC LIMIT {_SUMS}
        """  # noqa: S608 (our own names)
        told = rows(conn, sql, {"match": f'"{value}" OR "{value:,}"', "until": outcome["on_day"]})
        for row in told if len(told) < _SUMS else ():
            place = re.search(rf"(?<![\d.,]){value:,}(?![\d,]*\d)|(?<![\d.,]){value}(?!\d)", row["text"])
            if place is not None:
                found.append(row | {
                    "start": place.start(), "quote": sentence(row["text"], place.start(), place.end()),
                    "person_id": _named_before(conn, row["document_id"], place.start()),
                })  # fmt: skip
    return found


def _named_before(conn: sqlite3.Connection, document: int, place: int) -> str | None:
    sql = "SELECT person_id FROM mentions WHERE document_id = ? AND start < ? AND start > ? ORDER BY start DESC LIMIT 1"
    found = rows(conn, sql, [document, place, place - _NEAR])
    return found[0]["person_id"] if found else None


def _about(
    conn: sqlite3.Connection,
    outcome: Mapping[str, object],
    kept: Collection[Row],
    named: Collection[str],
    people: Collection[str],
) -> list[Row]:
    """What was asked, offered or promised before of the same thing, most of it first.

    It shares a word that few have: one is enough that the outcome and what it keeps both have, or of somebody it came by.
    """
    names = frozenset(word for name in named for word in closing.words(name))
    own = closing.content(str(outcome["quote"]), names)
    sure = own & closing.content(" ".join(f"{row['quote']} {row['summary']}" for row in kept), names)
    words = {closing.stem(word): word for word in closing.words(str(outcome["quote"]))}
    scores: dict[str, float] = {}
    found: dict[str, Row] = {}
    for stem in sorted(own & words.keys()):
        hits = _saying(conn, words[stem], str(outcome["on_day"])) if closing.telling(stem) >= _RARE else []
        for row in hits if len(hits) <= _MOST_SAID else ():
            ours = stem in sure or not {row["by_person_id"], row["to_person_id"]}.isdisjoint(people)
            found[row["id"]] = row
            scores[row["id"]] = scores.get(row["id"], 0.0) + (_ENOUGH if ours else closing.telling(stem))
    best = sorted(found, key=lambda each: (-scores[each], found[each]["said_on"], each))
    return [found[each] for each in best if scores[each] >= _ENOUGH][:_RELATED]


def _saying(conn: sqlite3.Connection, word: str, until: str) -> list[Row]:
    """The asks, offers and promises up to a day that have a word, in any of its forms."""
    bare = word[:-1] if len(word) > 4 and word[-1] in "eys" else word
    match = f'"{bare}"*' if len(bare) >= 4 else f'"{word}"'
    found: list[Row] = []
    for kind, table in PLURALS.items():
        index = f"{table}_fts"
        sql = f"""
            SELECT '{kind}' AS kind, {_COLUMNS} FROM (SELECT rowid FROM {index} WHERE {index} MATCH :match LIMIT {5 * _MOST_SAID})
            AS hit JOIN {table} AS item ON item.rowid = hit.rowid JOIN documents ON documents.id = item.document_id
            WHERE item.said_on < :until AND item.state <> 'wrong' LIMIT {_MOST_SAID + 1}
        """  # noqa: S608 (our own names)
        found += rows(conn, sql, {"match": match, "until": until})
    return found


def _fitting(conn: sqlite3.Connection, people: Collection[str], known: Collection[str], until: str) -> list[Row]:
    """The asks of some people that the offers of others of them answer, what is known to belong here first."""
    asks, offers = (_latest(conn, kind, people, until) for kind in ("ask", "offer"))
    about = {row["id"]: _about_what(row) for row in (*asks, *offers)}
    pairs = []
    for ask, offer in product(asks, offers):
        (one, mine), (other, its) = about[ask["id"]], about[offer["id"]]
        if ask["by_person_id"] != offer["by_person_id"] and (mine & its or one.keys() & other.keys()):
            belongs = (ask["id"] in known) + (offer["id"] in known)
            pairs.append((-belongs, -likely(one, other) - len(mine & its), ask["id"], offer["id"], ask, offer))
    weighed = []
    for belongs, _, *ids, ask, offer in sorted(pairs, key=lambda each: each[:4])[:_LIKELIEST]:
        score = fit(_side(ask), _side(offer)).score
        if score >= _FITS:
            weighed.append((belongs, -score, *ids, ask, offer))
    return [row for *_, ask, offer in sorted(weighed, key=lambda each: each[:4])[:_PAIRS] for row in (ask, offer)]


def _latest(conn: sqlite3.Connection, kind: str, people: Collection[str], until: str) -> list[Row]:
    """The latest asks or offers of each of some people up to a day."""
    found: list[Row] = []
    of_them = "by_person_id = :person AND said_on <= :until AND state <> 'wrong'"
    for person in people:
        asked: dict[str, object] = {"person": person, "until": until}
        # Of somebody who has said thousands, the first statement reads an index and the second only what is wanted.
        day = f"SELECT said_on FROM {kind}s WHERE {of_them} ORDER BY said_on DESC LIMIT 1 OFFSET {_OF_A_PERSON - 1}"  # noqa: S608
        earliest = rows(conn, day, asked)
        asked["since"] = earliest[0]["said_on"] if earliest else ""
        sql = f"""
            SELECT '{kind}' AS kind, {_COLUMNS} FROM (
                SELECT rowid FROM {kind}s WHERE {of_them} AND said_on >= :since
            ) AS late JOIN {kind}s AS item ON item.rowid = late.rowid JOIN documents ON documents.id = item.document_id
            ORDER BY item.said_on DESC, item.id LIMIT {_OF_A_PERSON}
        """  # noqa: S608 (our own names)
        found += rows(conn, sql, asked)
    return found


def _about_what(row: Row) -> tuple[Mapping[str, float], frozenset[str]]:
    """The topics of an ask or an offer, and its words."""
    side = _side(row)
    return about_topics(side), sense(side.head).words


def _side(row: Row) -> Side:
    return Side(f"{row['quote']} {row['summary']}")


def _concerned(those: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(row[side] for row in those for side in ("by_person_id", "to_person_id") if row[side]))


def _beside(conn: sqlite3.Connection, kept: Iterable[Row]) -> list[str]:
    """Whom the words of promises name besides."""
    sql = f"SELECT DISTINCT person_id FROM _closing_people WHERE item_id {_IN} ORDER BY person_id"  # noqa: S608 (our own names)
    return [row["person_id"] for row in rows(conn, sql, [json.dumps([each["id"] for each in kept])])]


def _names(conn: sqlite3.Connection, people: Iterable[str]) -> list[Row]:
    sql = f"SELECT DISTINCT name FROM _person_names WHERE person_id {_IN}"  # noqa: S608 (our own names)
    return rows(conn, sql, [json.dumps(list(people))])
