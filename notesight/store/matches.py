"""Which ask is answered by which offer, or by what somebody is known to do: found anew each time, never stored.

What asks and offers are about finds candidates (:mod:`.topics`), :mod:`notesight.matching` weighs them. What the owner declined
or took stays out. Nothing here writes. Every function takes the day for which it is told what is open.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from notesight.matching import (
    CUT_OFF,
    FEWEST,
    JOB,
    Fit,
    Side,
    around,
    fit,
    known_for,
    sense,
    standing_out,
    trades,
    words_in,
)
from notesight.model import ME, PLURALS, ItemKind, fold
from notesight.sentences import cut
from notesight.store import connection, queries, taking, topics
from notesight.store.queries import Row
from notesight.store.topics import NEAR

SHOWN = 3
"""So many suggestions for one ask, the best first."""
LATELY = 60
"""So many of the newest asks and of the newest offers are looked at for the newest suggestions."""
_MANY = 1500
"""Where more rows than this hold the words, the newest are taken and not the best: ranking them would take too long."""
_ALL = 200
"""In a notebook of no more open offers (or asks) than this all are weighed."""
_DOCUMENTS = 60
_ELSEWHERE, _HEDGED, _KNOWN = 0.6, 0.9, 0.75
"""What a score is cut by: put to somebody else; said with a perhaps; not offered, only known."""
_PEOPLE = 12
Judge = Callable[[str, Sequence[str]], Sequence[float] | None]
"""Says how near texts are to one in meaning, from -1 to 1, each; ``None`` when it cannot. See :mod:`notesight.likeness`. No
text of a private document is shown to it."""
_WORTH_JUDGING, _JUDGED = 0.3, 12
"""From this score on, and so many at most, candidates are put before the judge."""
_COMPARED = 200
"""So many open offers (or asks), the newest and what the words found, are compared in meaning beyond all words."""
_LEANING, _LEAST, _MOST = 2.0, 0.5, 1.8
"""How much being nearer than the others counts, and what a score is multiplied with at least and at most."""


@dataclass(frozen=True, slots=True)
class Match:
    """A suggestion: an ask, and the offer that answers it, or somebody who is known to do what is asked for.

    ``ask`` and ``offer`` are rows of items; ``person`` has ``id`` and ``name`` of who would help, ``id`` is ``None`` for the
    owner and whoever has no name; ``evidence`` the words about them: ``document_id``, ``title``, ``date``, ``quote``,
    ``start``, ``end``. ``score`` ranks, and is no measure of a person; ``reason`` is one line without a full stop.
    """

    ask: Row | None
    offer: Row | None
    person: Row
    evidence: Row
    score: float
    reason: str

    @property
    def ask_id(self) -> str:
        """The id of the ask; only for a suggestion that has one, as all but those of ``who`` have."""
        assert self.ask is not None
        return str(self.ask["id"])

    @property
    def other(self) -> str | None:
        """The id by which it is declined or taken: of the offer, else of the person."""
        return str(self.offer["id"]) if self.offer else self.person["id"]


@dataclass(frozen=True, slots=True)
class _Candidate:
    row: Row
    fit: Fit
    score: float


# --- what is asked --------------------------------------------------------------------------------------------------


def for_ask(
    conn: sqlite3.Connection,
    ask_id: str,
    on: date,
    *,
    limit: int = SHOWN,
    judge: Judge | None = None,
    known: bool = True,
) -> list[Match]:
    """What answers an open ask, the best first; nothing for one that is settled or unknown.

    Without ``known`` offers only, and not what people are known to do.
    """
    found = _rows(conn, "ask", [ask_id], on)
    return _answers(conn, found[0], on, limit, judge, known=known) if found else []


def for_offer(
    conn: sqlite3.Connection, offer_id: str, on: date, *, limit: int = SHOWN, judge: Judge | None = None
) -> list[Match]:
    """Whose open ask an offer answers, the best first; nothing for an offer that is settled or unknown."""
    found = _rows(conn, "offer", [offer_id], on)
    if not found:
        return []
    offer = found[0]
    side = _side(offer)
    pairs = [(ask, fit(_side(ask), side)) for ask in _counterparts(conn, "ask", side, on)]
    weighed = [_Candidate(ask, found, _worth(ask, offer, found)) for ask, found in pairs]
    best = _best(side.head, weighed, limit * 3, judge, private=bool(offer["private"]))
    best += _alike(conn, "ask", offer, [ask for ask, _ in pairs], best, on, judge)
    left = [each for each in best if not taking.said_about(conn, each.row["id"]).rules_out(conn, offer["id"])][:limit]
    asks = queries.by_ids(conn, "ask", [each.row["id"] for each in left])
    mine = queries.by_ids(conn, "offer", [offer["id"]])
    return [_match(asks[each.row["id"]], mine[offer["id"]], each) for each in left]


def newest(
    conn: sqlite3.Connection,
    on: date,
    *,
    person: str | None = None,
    lately: int | None = LATELY,
    most: int | None = None,
    judge: Judge | None = None,
) -> list[Match]:
    """The suggestions for the newest asks and offers (all with ``lately=None``), the newest first, each pair once.

    ``person`` (an id or ``me``) leaves only those on whose either side they stand. With ``most``, no further is looked than for
    suggestions for so many asks: a pair is as new as the later of the two.
    """
    found: dict[tuple[str, str | None], Match] = {}
    looks: dict[ItemKind, Any] = {"ask": for_ask, "offer": for_offer}
    latest = [(*each, kind) for kind in looks for each in _latest(conn, kind, on, person, lately)]
    for _, item_id, kind in sorted(latest, reverse=True):
        for each in looks[kind](conn, item_id, on, judge=judge):
            found.setdefault((each.ask_id, each.other), each)
        if most is not None and len({ask for ask, _ in found}) >= most:
            break
    by_ask: dict[str, list[Match]] = {}
    for each in sorted(found.values(), key=lambda each: -each.score):
        by_ask.setdefault(each.ask_id, []).append(each)
    best = [each for those in by_ask.values() for each in those[:SHOWN]]
    return sorted(best, key=_newest_first, reverse=True)


def who(
    conn: sqlite3.Connection, words: str, on: date, *, limit: int = _PEOPLE, judge: Judge | None = None
) -> list[Match]:
    """Who can help with what is said in some words: by an offer, or by what they are known to do; each person once."""
    side = Side(words)
    offers = [_candidate(row, fit(side, _side(row))) for row in _counterparts(conn, "offer", side, on)]
    best = _best(side.head, offers, limit, judge)
    rows = queries.by_ids(conn, "offer", [each.row["id"] for each in best])
    found = [_match(None, rows[each.row["id"]], each) for each in best]
    found += _known(conn, side, _seen(found), limit)
    return _each_once(sorted(found, key=lambda each: -each.score))[:limit]


def who_for(
    conn: sqlite3.Connection, text: str, on: date, *, limit: int = _PEOPLE, judge: Judge | None = None
) -> list[Match]:
    """Who would want what a text of any length tells of: whose open ask it answers, then whose work it is."""
    side = Side(text)
    asks = [_candidate(row, fit(_side(row), side)) for row in _counterparts(conn, "ask", side, on)]
    best = _best(side.head, asks, limit, judge)
    rows = queries.by_ids(conn, "ask", [each.row["id"] for each in best])
    found = [
        Match(
            rows[each.row["id"]],
            None,
            _party(rows[each.row["id"]]),
            _words(rows[each.row["id"]]),
            each.score,
            each.fit.reason,
        )
        for each in best
    ]
    found += _known(conn, side, _seen(found), limit)
    return _each_once(found)[:limit]


# --- weighing -------------------------------------------------------------------------------------------------------


def _answers(
    conn: sqlite3.Connection, ask: Row, on: date, limit: int, judge: Judge | None, *, known: bool = True
) -> list[Match]:
    side = _side(ask)
    pairs = [(offer, fit(side, _side(offer))) for offer in _counterparts(conn, "offer", side, on)]
    weighed = [_Candidate(offer, found, _worth(ask, offer, found)) for offer, found in pairs]
    said = taking.said_about(conn, ask["id"])
    best = _best(side.head, weighed, limit * 3, judge, private=bool(ask["private"]))
    best += _alike(conn, "offer", ask, [offer for offer, _ in pairs], best, on, judge)
    left = [each for each in best if not said.rules_out(conn, each.row["id"])][:limit]
    rows = queries.by_ids(conn, "offer", [each.row["id"] for each in left])
    whole = queries.by_ids(conn, "ask", [ask["id"]])[ask["id"]]
    found = [_match(whole, rows[each.row["id"]], each) for each in left]
    if known and len(found) < limit:
        others = _known(conn, side, {*_seen(found), ask["by_person_id"]}, limit - len(found) + len(said.others))
        found += [replace(each, ask=whole) for each in others if not said.rules_out(conn, each.person["id"])]
    return found[:limit]


def _worth(ask: Row, offer: Row, found: Fit) -> float:
    """The score of an ask and an offer by who they are by and to: none between one and the same person."""
    if _same(ask, offer):
        return 0.0
    score = found.score
    if ask["to_person_id"] and ask["to_person_id"] != offer["by_person_id"]:
        score *= _ELSEWHERE
    if offer["to_person_id"] and offer["to_person_id"] != ask["by_person_id"]:
        score *= _ELSEWHERE
    return score * (_HEDGED if "hedged" in (ask["certainty"], offer["certainty"]) else 1.0)


def _candidate(row: Row, found: Fit) -> _Candidate:
    return _Candidate(row, found, found.score * (_HEDGED if row["certainty"] == "hedged" else 1.0))


def _same(one: Row, other: Row) -> bool:
    """Whether an ask and an offer are by the same person, or by somebody unnamed in the same words of one document."""
    if one["by_person_id"] or other["by_person_id"]:
        return bool(one["by_person_id"] == other["by_person_id"])
    mine, its = fold(one["by_text"] or ""), fold(other["by_text"] or "")
    return mine == its and (mine == ME or one["document_id"] == other["document_id"])


def _best(
    head: str, weighed: Iterable[_Candidate], limit: int, judge: Judge | None, *, private: bool = False
) -> list[_Candidate]:
    """The best candidates, the newer of two that are as good; a judge of meaning puts them in order, where there is one."""
    found = sorted(weighed, key=lambda each: (-each.score, _negative(each.row["said_on"]), each.row["id"]))
    if judge is not None and not private:
        found = _judged(head, [each for each in found if each.score >= _WORTH_JUDGING], judge)
    return [each for each in found if each.score >= CUT_OFF][:limit]


def _judged(head: str, found: list[_Candidate], judge: Judge) -> list[_Candidate]:
    """The candidates as a judge of meaning sees them: what is nearer than the others counts for more."""
    shown = [each for each in found if not each.row["private"]][:_JUDGED]
    near = (
        judge(head, [topics.head(each.row["quote"], each.row["summary"]) for each in shown]) if len(shown) > 1 else None
    )
    if near is None:
        return found
    middle = sum(near) / len(near)
    leaning = {
        each.row["id"]: max(_LEAST, min(_MOST, 1 + _LEANING * (one - middle)))
        for each, one in zip(shown, near, strict=True)
    }
    judged = [replace(each, score=each.score * leaning.get(each.row["id"], 1.0)) for each in found]
    return sorted(judged, key=lambda each: -each.score)


def _alike(
    conn: sqlite3.Connection,
    kind: ItemKind,
    item: Row,
    weighed: Sequence[Row],
    best: Sequence[_Candidate],
    on: date,
    judge: Judge | None,
) -> list[_Candidate]:
    """Offers that answer an ask (or asks that an offer answers) by their meaning alone, where a judge of it is there.

    They come behind whatever the words found: only what stands out from all others that were compared is one.
    """
    if judge is None or item["private"]:
        return []
    rows = {row["id"]: row for row in weighed}
    latest = [each for each in _latest(conn, kind, on, None, _COMPARED) if each not in rows]
    rows |= {row["id"]: row for row in _rows(conn, kind, latest[: max(0, _COMPARED - len(rows))], on)}
    found = {each.row["id"] for each in best}
    factors = {each: _worth(*((item, row) if kind == "offer" else (row, item)), Fit(1.0)) for each, row in rows.items()}
    others = [row for row in rows.values() if row["id"] not in found and not row["private"] and factors[row["id"]] > 0]
    near = (
        judge(
            topics.head(item["quote"], item["summary"]), [topics.head(row["quote"], row["summary"]) for row in others]
        )
        if len(others) >= FEWEST
        else None
    )
    if near is None:
        return []
    return [
        _Candidate(others[n], Fit(CUT_OFF, alike=True), CUT_OFF * factors[others[n]["id"]]) for n in standing_out(near)
    ]


def _negative(day: str) -> int:
    return -int(day.replace("-", ""))


def _side(row: Row) -> Side:
    near_start = max(0, row["start"] - NEAR)
    start, end, near = row["start"] - near_start, row["end"] - near_start, row["near"]
    for one, other in json.loads(row["others"]):  # what another one asks or offers tells nothing of this
        low, high = max(0, one - near_start), min(len(near), other - near_start)
        if high <= start or low >= end:
            near = near[:low] + " " * (high - low) + near[high:]
    beside = around(near, start, end)
    does = " . ".join(filter(None, (row["by_role"], row["by_organization"]))) if row["kind"] == "offer" else ""
    names = words_in(f"{row['by_text'] or ''} {row['to_text'] or ''} {row['by_name'] or ''}")
    return Side(topics.head(row["quote"], row["summary"]), f"{beside} . {does}" if does else beside, names)


# --- candidates -----------------------------------------------------------------------------------------------------

_OTHERS = f"""
    SELECT start, end FROM {{table}} AS other WHERE other.document_id = item.document_id
        AND other.by_person_id IS NOT item.by_person_id AND +other.by_person_id IS NOT NULL
        AND other.start < item.end + {NEAR} AND other.end > item.start - {NEAR}
"""  # noqa: S608 (our own names)
_COLUMNS = f"""
    item.id, item.quote, item.summary, item.start, item.end, item.document_id, item.by_person_id, item.by_text,
    item.to_person_id, item.to_text, item.certainty, item.said_on, documents.private OR EXISTS (
        SELECT 1 FROM decisions WHERE subject = documents.key AND action = 'private'
    ) AS private, giver.role AS by_role,
    giver.organization AS by_organization, giver.name AS by_name,
    substr(documents.text, max(0, item.start - {NEAR}) + 1, item.end - max(0, item.start - {NEAR}) + {NEAR}) AS near,
    (SELECT json_group_array(json_array(start, end)) FROM ({_OTHERS.format(table="asks")} UNION ALL
        {_OTHERS.format(table="offers")})) AS others
"""  # noqa: S608 (our own names)
_OPEN = "(+item.state = 'open' OR (+item.state = 'snoozed' AND item.snoozed_until <= :on))"
"""With the plus, so that rows are found by their ids and not by their state."""


def _rows(conn: sqlite3.Connection, kind: ItemKind, ids: Iterable[object], on: date, by: str = "id") -> list[Row]:
    """Open items of a kind by their ids (or rowids), with all that weighing takes."""
    sql = f"""
        SELECT '{kind}' AS kind, {_COLUMNS} FROM {PLURALS[kind]} AS item JOIN documents ON documents.id = item.document_id
        LEFT JOIN people AS giver ON giver.id = item.by_person_id
        WHERE item.{by} IN (SELECT value FROM json_each(:ids)) AND {_OPEN}
    """  # noqa: S608 (our own words)
    return queries.rows(conn, sql, {"ids": json.dumps(list(ids)), "on": on.isoformat()})


def _counterparts(conn: sqlite3.Connection, kind: ItemKind, side: Side, on: date) -> list[Row]:
    """The open items of a kind that may have to do with a text: all of a small notebook, else what is about the same."""
    table = PLURALS[kind]
    everything = [row[0] for row in conn.execute(f"SELECT rowid FROM {table} LIMIT {_ALL + 1}")]  # noqa: S608 (our own names)
    if len(everything) <= _ALL:
        return _rows(conn, kind, everything, on, by="rowid")
    return _rows(conn, kind, topics.likeliest(conn, kind, side, on), on)


def _found(conn: sqlite3.Connection, index: str, match: str, limit: int) -> list[int]:
    """The rows that hold one of the words: the best, and where they are very many the newest."""
    newest = f"SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rowid DESC LIMIT {_MANY}"  # noqa: S608 (our own names)
    found = [row[0] for row in conn.execute(newest, [match])]
    if limit < len(found) < _MANY:
        best = f"SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rank LIMIT {limit}"  # noqa: S608 (our own names)
        return [row[0] for row in conn.execute(best, [match])]
    return found[:limit]


def _latest(
    conn: sqlite3.Connection, kind: ItemKind, on: date, person: str | None, lately: int | None
) -> list[tuple[str, str]]:
    """The days and the ids of the newest open items."""
    who_says = {
        None: "1",
        ME: "item.by_person_id IS NULL AND item.by_text = 'me'",
    }.get(person, "item.by_person_id = :person")
    sql = f"""
        SELECT item.said_on, item.id FROM {PLURALS[kind]} AS item WHERE {_OPEN} AND {who_says}
        ORDER BY item.said_on DESC, item.id DESC LIMIT :limit
    """  # noqa: S608 (our own words)
    values = {"on": on.isoformat(), "person": person, "limit": -1 if lately is None else lately}
    if (
        person not in (None, ME) and lately is not None
    ):  # somebody may ask thousands of things: the index has their last ones
        sql = f"""
            SELECT item.said_on, item.id FROM {PLURALS[kind]} AS item WHERE item.rowid IN (
                SELECT rowid FROM {PLURALS[kind]} WHERE by_person_id = :person AND state = 'open'
                ORDER BY said_on DESC, rowid DESC LIMIT :limit)
        """  # noqa: S608 (our own words)
    return [(day, item) for day, item in conn.execute(sql, values)]


# --- what people are known to do --------------------------------------------------------------------------------------


def _known(conn: sqlite3.Connection, side: Side, but: set[str | None], limit: int) -> list[Match]:
    """Who is known to do what a text is about, the best first: sentences around their names in which a trade is named."""
    about = sense(side.head)
    if about.topics.get(JOB):  # whoever has such a work elsewhere does not look for one
        return []
    wanted = {name for name, strength in about.topics.items() if strength >= 0.8} or set(about.topics)
    match = _expression_of(trades(wanted))
    if match is None:
        return []
    documents = _found(conn, "documents_fts", match, _DOCUMENTS)
    best: dict[str, Match] = {}
    for row, text in _sentences(conn, documents):
        if row["person_id"] in but:
            continue
        bare = " ".join(re.sub(re.escape(row["called"]), " ", text).split())  # a Mr Baker bakes no bread
        about_them = known_for(bare)
        if about_them is None or not wanted & about_them.doers:
            continue
        found = fit(Side(side.head), Side(bare, names=words_in(row["name"])))
        score = found.score * _KNOWN
        known = best.get(row["person_id"])
        if score >= CUT_OFF and (known is None or score > known.score):
            evidence = {name: row[name] for name in ("document_id", "title", "date", "start", "end")} | {"quote": text}
            person = {"id": row["person_id"], "name": row["name"]}
            best[row["person_id"]] = Match(None, None, person, evidence, round(score, 4), found.reason)
    return sorted(best.values(), key=lambda each: (-each.score, each.person["id"]))[:limit]


def _expression_of(phrases: Sequence[str]) -> str | None:
    terms = [" + ".join(f'"{word}"' for word in phrase.split()) for phrase in phrases]
    plurals = [f'"{phrase}s"' for phrase in phrases if " " not in phrase]
    return " OR ".join(terms + plurals) or None


def _sentences(conn: sqlite3.Connection, documents: Sequence[int]) -> Iterable[tuple[Row, str]]:
    """The sentences of current documents that name somebody, once for each person, but for those that are an ask's words."""
    ids = json.dumps(list(documents))
    asks: dict[int, list[tuple[int, int]]] = {}
    sql = "SELECT document_id, start, end FROM quotes WHERE kind = 'ask' AND document_id IN (SELECT value FROM json_each(?))"
    for row in conn.execute(sql, [ids]):
        asks.setdefault(row["document_id"], []).append((row["start"], row["end"]))
    sql = """
        SELECT mentions.document_id, mentions.person_id, mentions.start, mentions.end, mentions.text AS called, people.name,
            documents.title, documents.date, substr(documents.text, max(0, mentions.start - 250) + 1, 500) AS near
        FROM mentions JOIN people ON people.id = mentions.person_id JOIN documents ON documents.id = mentions.document_id
        WHERE mentions.document_id IN (SELECT value FROM json_each(?))
        ORDER BY mentions.document_id DESC, mentions.start LIMIT 600
    """
    seen: set[tuple[str, int, int]] = set()
    for row in queries.rows(conn, sql, [ids]):
        offset = max(0, row["start"] - 250)
        for low, high in cut(row["near"], 0, len(row["near"])):
            start, end = offset + low, offset + high
            if start <= row["start"] < end and (row["person_id"], row["document_id"], start) not in seen:
                seen.add((row["person_id"], row["document_id"], start))
                if not any(one < end and start < other for one, other in asks.get(row["document_id"], ())):
                    yield {**row, "start": start, "end": end}, row["near"][low:high]


def stands(conn: sqlite3.Connection, match: Match) -> bool:
    """Whether a suggestion that was found before is neither declined nor taken since, and both sides are open."""
    assert match.ask is not None
    rows = [match.ask, *([match.offer] if match.offer else [])]
    sql = "SELECT count(*) FROM items WHERE id IN (?, ?) AND state IN ('open', 'snoozed')"
    there = conn.execute(sql, [rows[0]["id"], rows[-1]["id"]]).fetchone()[0] == len(rows)
    return bool(there and match.other not in taking.said_about(conn, match.ask["id"]).others)


# --- rows -------------------------------------------------------------------------------------------------------------


def _match(ask: Row | None, offer: Row, found: _Candidate) -> Match:
    return Match(ask, offer, _party(offer), _words(offer), round(found.score, 4), found.fit.reason)


def _party(item: Row) -> Row:
    return {"id": item["by_person_id"], "name": item["by"]}


def _words(item: Row) -> Row:
    return {name: item[name] for name in ("document_id", "title", "date", "quote", "start", "end")}


def _seen(found: Iterable[Match]) -> set[str | None]:
    return {each.person["id"] for each in found if each.person["id"]}


def _each_once(found: Iterable[Match]) -> list[Match]:
    """Each person once, by the first; whoever has no name as often as they stand there."""
    once: dict[object, Match] = {}
    for n, each in enumerate(found):
        once.setdefault(each.person["id"] or (each.person["name"] if each.person["name"] == ME else n), each)
    return list(once.values())


def _newest_first(each: Match) -> tuple[str, float, str]:
    assert each.ask is not None
    said = each.offer["said_on"] if each.offer else each.evidence["date"]
    return max(each.ask["said_on"], said), each.score, str(each.ask["id"])


class Matches:
    """The suggestions of an open notebook; ``on`` is the day for which it is told what is open.

    With a ``judge``, :meth:`ranked` and all others put what the lexicon found into the order of its meaning.
    """

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        self._conn = conn
        self._path = path
        self.judge: Judge | None = None

    def ranked(self, ask_id: str, *, on: date, limit: int = SHOWN) -> list[Match]:
        """The suggestions for one ask, the best first."""
        with connection.speaking(self._path):
            return for_ask(self._conn, ask_id, on, limit=limit, judge=self.judge)

    def answered(self, offer_id: str, *, on: date, limit: int = SHOWN) -> list[Match]:
        """The asks that one offer answers, the best first."""
        with connection.speaking(self._path):
            return for_offer(self._conn, offer_id, on, limit=limit, judge=self.judge)

    def newest(
        self, *, on: date, person: str | None = None, lately: int | None = LATELY, most: int | None = None
    ) -> list[Match]:
        """As :func:`newest`."""
        with connection.speaking(self._path):
            return newest(self._conn, on, person=person, lately=lately, most=most, judge=self.judge)

    def who(self, words: str, *, on: date, limit: int = _PEOPLE) -> list[Match]:
        """Who can help with what some words say."""
        with connection.speaking(self._path):
            return who(self._conn, words, on, limit=limit, judge=self.judge)

    def who_for(self, text: str, *, on: date, limit: int = _PEOPLE) -> list[Match]:
        """Who would want what a text tells of."""
        with connection.speaking(self._path):
            return who_for(self._conn, text, on, limit=limit, judge=self.judge)

    def taking(self, ask_id: str, other: str) -> tuple[str, dict[str, Any]] | None:
        """What is ``added`` to which document when a suggestion is taken; ``None`` where a follow-up stands already."""
        with connection.speaking(self._path):
            return taking.follow_up(self._conn, ask_id, other)
