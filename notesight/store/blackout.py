"""Forgetting a person: what it would take out, and blacking out the words that name them or were said by or to them.

A document that holds other matters stays; in it, the words that name the person and those said by or to them become
blocks of the same length, so that every other span is as exact as before. Truth is rewritten here and nowhere else.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from notesight.errors import UsageError
from notesight.model import content_digest, fold
from notesight.store import forgetting, identity, naming, readings, retelling, schema, tombstones, truth
from notesight.store.decisions import Decision
from notesight.store.forgetting import Forgettable
from notesight.store.retelling import Addition, Place

BLOCK = "█"
"""What stands for each character of a word that was blacked out."""
_IN = "IN (SELECT value FROM json_each(?))"
_LEAST = 12
"""A quote of fewer characters is no more than some common words, and is blacked out only where it was found."""


def of_person(conn: sqlite3.Connection, person_id: str, *, whole: bool = False) -> Forgettable:
    """What forgetting a person would take out; with ``whole``, every document that names them goes, none is blacked out.

    Raises ``UsageError`` when one of the documents is in a batch at a model server.
    """
    known = naming.Known(conn, person_id)
    named = known.naming()
    forgetting.refuse_in_batch(conn, named, [*known.names, *known.addresses])
    about = named if whole else {each for each in named if known.is_about_them(each)}
    return Forgettable(
        tuple(forgetting.listed(conn, about)),
        _counts(conn, known, about),
        blacked=tuple(forgetting.listed(conn, named - about)),
        person_id=person_id,
        names=tuple(known.names),
        addresses=tuple(known.addresses),
        staying=tuple(known.staying.items()),
        whole=whole,
    )


def forget(conn: sqlite3.Connection, plan: Forgettable, at: datetime) -> None:
    """Do what :func:`of_person` has told. All lists are to be computed anew after it."""
    assert plan.person_id is not None
    conn.execute("PRAGMA defer_foreign_keys = ON")
    known = naming.Known(conn, plan.person_id)
    if not known.documents:
        raise UsageError("The notebook has changed meanwhile; nothing was done.", hint="Say the same again.")
    forgetting.refuse_in_batch(conn, known.naming(), [*known.names, *known.addresses])
    retelling.drop(conn, retelling.about_person(conn, known.person_id))
    forgetting.remove(conn, plan.documents, at)
    kept = _black_out(conn, known)
    truth.cover(conn)
    _clean_up(conn, known)
    unmistakable = [name for name in known.names if known.staying.get(name) != naming.SOMEBODY]
    addresses = [address for address in known.addresses if address not in known.staying]
    tombstones.add(conn, kept + tombstones.of_person(unmistakable, addresses), at)


def _counts(conn: sqlite3.Connection, known: naming.Known, about: set[int]) -> dict[str, int]:
    counts = forgetting.counted(conn, about)
    items = """
        SELECT id FROM items WHERE (by_person_id = :id OR to_person_id = :id)
        AND document_id NOT IN (SELECT value FROM json_each(:about))
    """
    asked = {"id": known.person_id, "about": _json(about)}
    counts["items"] += len(conn.execute(items, asked).fetchall())
    counts["decisions"] += conn.execute(
        f"SELECT count(*) FROM decisions WHERE subject IN (SELECT id FROM quotes WHERE item_id IN ({items}))",  # noqa: S608 (our own names)
        asked,
    ).fetchone()[0]
    counts["decisions"] += len(retelling.about_person(conn, known.person_id))
    counts["people"] -= known.documents <= about  # who is meant is not counted with those that go along
    return counts


# --- blacking out ------------------------------------------------------------------------------------------------


def _black_out(conn: sqlite3.Connection, known: naming.Known) -> list[tuple[tombstones.Kind, str]]:
    """Rewrite every document that names them, and what was decided; what is to be kept from coming back as it was."""
    by_key: dict[str, list[Decision]] = {}
    for each in retelling.added(conn):
        by_key.setdefault(each.said["document"], []).append(each)
    theirs = _Theirs(conn, known)
    now = _Now()
    kept: list[tuple[tombstones.Kind, str]] = []
    with retelling.changeable(conn, *_REWRITTEN):
        for (document_id,) in conn.execute("SELECT id FROM documents ORDER BY id").fetchall():
            document = conn.execute("SELECT * FROM documents WHERE id = ?", [document_id]).fetchone()
            kept += _Rewriting(conn, known, document, theirs, by_key.get(document["key"], [])).write(now)
    for each in (each for those in by_key.values() for each in those):
        now.follow(each)
    retelling.follow_items(conn, now.items)
    nodes = conn.execute("SELECT own_id FROM _person_nodes WHERE person_id = ?", [known.person_id])
    retelling.follow_people(conn, {**now.people, **{row[0]: None for row in nodes}})
    everywhere = _Words(known.everywhere, theirs.said)
    additions = {each.id: now.additions.get(each.id) for those in by_key.values() for each in those}
    retelling.black_out(conn, everywhere.told, now.told, additions)
    with retelling.changeable(conn, "decisions"):
        conn.executemany(
            "UPDATE decisions SET subject = ? WHERE subject = ?", [(new, old) for old, new in now.keys.items()]
        )
    return kept


_REWRITTEN = ("documents", "parts", "runs", "observations", "rejections", *schema.READING_TABLES)


@dataclass(slots=True)
class _Now:
    """What has become of ids, keys and additions by hand: of each what it is now, ``None`` when it is gone."""

    items: dict[str, str | None] = field(default_factory=dict)
    people: dict[str, str | None] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    told: dict[str, retelling.Told] = field(default_factory=dict)
    """By the present id of an item, what is left of words that were said of it."""
    additions: dict[int, Addition | None] = field(default_factory=dict)

    def follow(self, added: Decision) -> None:
        """Let what was said of something that was added by hand follow it, unless a reader has found the same."""
        said, place = added.said, self.additions.get(added.id)
        old = retelling.added_ids(said["document"], said["kind"], said["quote"])
        new = retelling.added_ids(place.key, said["kind"], place.quote) if place else [None] * len(old)
        ids = self.people if said["kind"] == "person" else self.items
        for before, after in zip(old, new, strict=True):
            if ids.get(before) is None:
                ids[before] = after
            if place is not None and after is not None:
                self.told.setdefault(after, place.told)


class _Theirs:
    """The asks, offers and follow-ups by or to them: the ids of their quotes, and those words that are no common ones."""

    def __init__(self, conn: sqlite3.Connection, known: naming.Known) -> None:
        sql = """
            SELECT quotes.id, quotes.quote FROM quotes JOIN items ON items.id = quotes.item_id
            WHERE by_person_id = ?1 OR to_person_id = ?1
        """
        rows = conn.execute(sql, [known.person_id]).fetchall()
        self.ids = {row["id"] for row in rows}
        said = sorted({row["quote"] for row in rows if len(row["quote"]) >= _LEAST})
        each = (r"[\s>]+".join(map(re.escape, quote.split())) for quote in said)
        self.said = re.compile("|".join(each)) if said else None


class _Words:
    """What is to be blacked out of a short text: their words, and what was said by or to them."""

    def __init__(self, words: naming.Words, said: re.Pattern[str] | None) -> None:
        self._words, self._said = words, said

    def told(self, value: str) -> str:
        """A short text without these words; empty when it was nothing else."""
        spans = self._words.spans(value) + (
            [match.span() for match in self._said.finditer(value)] if self._said else []
        )
        left = blacked(value, spans)
        return "" if spans and not left.replace(BLOCK, "").strip(" .,;:<>()\"'") else left


class _Rewriting:
    """One version of a document on the way to saying nothing of them any more."""

    def __init__(
        self,
        conn: sqlite3.Connection,
        known: naming.Known,
        document: sqlite3.Row,
        theirs: _Theirs,
        added: Sequence[Decision],
    ) -> None:
        self._conn, self._known, self._document, self._theirs, self._added = conn, known, document, theirs, added
        self._words = known.words_in(document)
        self._short = _Words(self._words, theirs.said)
        self._gone: list[Place] = []  # observations
        self._unsaid: set[int] = set()  # additions by hand
        self._text = document["text"]

    def write(self, now: _Now) -> list[tuple[tombstones.Kind, str]]:
        """Rewrite it, if it says anything of them; what is to be kept from coming back.

        ``now`` is told what has become of items and people; the newest version that has them decides.
        """
        before = self._ids()
        spans = self._spans(before[0])
        text = blacked(self._text, spans)
        fields = {name: self._told(self._document[name]) for name in ("title", "sender_name", "sender_address", "channel",
                  "source", "in_reply_to")}  # fmt: skip
        fields |= {name: self._told_json(self._document[name]) for name in ("recipients", "people", "tags", "refs")}
        key = self._short.told(self._document["key"])
        if key != self._document["key"]:  # two keys must not become one
            first = self._conn.execute(
                "SELECT min(id) FROM documents WHERE key = ?", [self._document["key"]]
            ).fetchone()
            key = f"{key}#{self._first(first[0])}"
        fields |= {"text": text, "key": key}
        if text != self._text:
            fields["digest"] = content_digest(text)
            if not self._document["titled"]:
                fields["title"] = truth.first_words(text)
        changed = {name: value for name, value in fields.items() if value != self._document[name]}
        self._add_anew(now, text, key)
        if not changed and not self._gone and not self._is_named_in_readings():
            for ids, mine in zip((now.items, now.people), before, strict=True):
                ids.update({old: old for old in mine.values() if old in ids})
            return []
        self._update("documents", changed, {"id": self._document["id"]})
        self._rewrite_parts()
        self._rewrite_readings(text)
        after = self._ids()
        for ids, mine, those in zip((now.items, now.people), before, after, strict=True):
            for place, old in sorted(mine.items()):
                if place in those or old not in ids:
                    ids[old] = those.get(place)
        now.told.update(dict.fromkeys([*after[0].values(), self._document["key"]], self._short.told))
        if key != self._document["key"]:
            now.keys[self._document["key"]] = key
        kept: list[tuple[tombstones.Kind, str]] = []
        if "text" in changed:
            kept.append(("text", self._document["digest"]))
        if "key" in changed:
            kept.append(("key", self._document["key"]))
        return kept

    def _first(self, still: int | None) -> int:
        """The id of the first version, also when its key is rewritten already."""
        row, first = self._document, self._document["id"]
        while row["supersedes"] is not None:
            row = self._conn.execute(
                "SELECT id, supersedes FROM documents WHERE id = ?", [row["supersedes"]]
            ).fetchone()
            first = row["id"]
        return int(min(first, still or first))

    def _ids(self) -> tuple[dict[Place, str], dict[Place, str]]:
        """The ids of all items, and of all people, that readings have found in it."""
        mine = [self._document["id"]]
        return retelling.item_ids(self._conn, mine), retelling.person_ids(self._conn, mine)

    def _add_anew(self, now: _Now, text: str, key: str) -> None:
        """Tell what becomes of what was added by hand: the newest version in which its words stand decides."""
        for each in self._added:
            quote = each.said["quote"]
            start = self._text.find(quote)
            if each.id in self._unsaid:
                now.additions[each.id] = None
            elif start >= 0 or each.id not in now.additions:
                left = text[start : start + len(quote)] if start >= 0 else self._short.told(quote) or BLOCK * 3
                nobody = each.said["kind"] == "person" and not left.replace(BLOCK, "").strip()
                now.additions[each.id] = None if nobody else Addition(key, left, self._short.told)

    def _spans(self, items: Mapping[Place, str]) -> list[tuple[int, int]]:
        """All stretches of the text that are to be blacked out; notes which observations and additions go."""
        spans = self._words_of_text()
        sure = self._known.details.get(self._document["id"], [])
        counting = readings.counting_of(self._conn, self._document["id"])
        for (run_id,) in self._conn.execute(
            "SELECT id FROM runs WHERE document_id = ?", [self._document["id"]]
        ).fetchall():
            rows = self._conn.execute("SELECT * FROM observations WHERE run_id = ? ORDER BY n", [run_id]).fetchall()
            told = [(row, json.loads(row["detail"])) for row in rows]
            theirs = [
                (row, detail)
                for row, detail in told
                if row["kind"] == "person"
                and self._known.is_them(detail, self._document["key"], sure if run_id == counting else ())
            ]
            names = {detail["name"] for _, detail in theirs}
            for row, detail in theirs:
                self._gone.append((run_id, row["n"]))
                spans += [(each["start"], each["end"]) for each in detail["mentions"]]
            for row, detail in told:
                if row["kind"] == "person":
                    continue
                sides = set(map(detail.get, ("by", "to", "who", "source", "whose")))
                if names & sides or items.get((run_id, row["n"])) in self._theirs.ids:
                    self._gone.append((run_id, row["n"]))
                    spans.append((row["start"], row["end"]))
        return spans + self._spans_by_hand(sure)

    def _spans_by_hand(self, sure: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
        spans = [(each["start"], each["end"]) for detail in sure for each in detail["mentions"]]
        here = {fold(detail["name"]) for detail in sure}
        names = {detail["name"] for detail in sure} | (set(self._known.names) - self._known.staying.keys())
        for each in self._added:
            said, detail = each.said, each.said["detail"]
            if said["kind"] == "person":
                named = {"name": said["quote"], "email": None}
                mine = fold(said["quote"]) in here or self._known.is_them(named, self._document["key"], sure)
            else:
                item = identity.item_id(said["document"], said["kind"], said["quote"], 0)
                mine = item in self._theirs.ids or bool(names & {detail["by"], detail["to"]})
            if mine:
                self._unsaid.add(each.id)
                start = self._text.find(said["quote"])
                spans += [(start, start + len(said["quote"]))] if start >= 0 else []
        return spans

    def _words_of_text(self) -> list[tuple[int, int]]:
        """Where their words stand in the text; an ordinary word counts only where a reading says that it is a name."""
        ordinary = {each for each, why in self._known.staying.items() if why == naming.ORDINARY}
        words = naming.Words(self._words.any_case, [each for each in self._words.this_case if each not in ordinary])
        found = words.spans(self._text)
        said = self._theirs.said
        return found + ([match.span() for match in said.finditer(self._text)] if said else [])

    def _told(self, value: str | None) -> str | None:
        """A short text without their words; empty when it was nothing else."""
        return self._short.told(value) if value else value

    def _told_json(self, value: str) -> str:
        told = mapped(json.loads(value), self._told)
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    def _is_named_in_readings(self) -> bool:
        sql = """
            SELECT detail AS words FROM observations JOIN runs ON runs.id = run_id WHERE document_id = ?1
            UNION ALL SELECT quote || char(10) || reason FROM rejections JOIN runs ON runs.id = run_id WHERE document_id = ?1
            UNION ALL SELECT coalesce(error, '') || char(10) || coalesce(raw, '') FROM runs WHERE document_id = ?1
            UNION ALL SELECT coalesce(pieces.error, '') || char(10) || coalesce(answer, '') FROM pieces
                JOIN runs ON runs.id = run_id WHERE document_id = ?1
            UNION ALL SELECT author_name || char(10) || author_address || char(10) || recipients || coalesce(subject, '')
                FROM parts WHERE document_id = ?1
        """
        rows = self._conn.execute(sql, [self._document["id"]])
        return any(self._words.spans(row["words"]) for row in rows)

    def _rewrite_parts(self) -> None:
        for row in self._conn.execute("SELECT * FROM parts WHERE document_id = ?", [self._document["id"]]).fetchall():
            told = {name: self._told(row[name]) for name in ("author_name", "author_address", "subject")}
            told["recipients"] = self._told_json(row["recipients"])
            self._update("parts", told, {"document_id": row["document_id"], "n": row["n"]})

    def _rewrite_readings(self, text: str) -> None:
        runs = self._conn.execute("SELECT id, error FROM runs WHERE document_id = ?", [self._document["id"]]).fetchall()
        self._conn.executemany("DELETE FROM observations WHERE run_id = ? AND n = ?", self._gone)
        for run in runs:
            self._update("runs", {"raw": None, "error": self._told(run["error"])}, {"id": run["id"]})
            self._conn.execute("DELETE FROM coverage WHERE run_id = ?", [run["id"]])  # told anew from what is left
            for row in self._conn.execute("SELECT n, error FROM pieces WHERE run_id = ?", [run["id"]]).fetchall():
                # an answer about words that no longer stand there is asked for again
                told = {"answer": None, "error": self._told(row["error"])}
                self._update("pieces", told, {"run_id": run["id"], "n": row["n"]})
            for row in self._conn.execute("SELECT * FROM rejections WHERE run_id = ?", [run["id"]]).fetchall():
                told = {"quote": self._told(row["quote"]), "reason": self._told(row["reason"])}
                self._update("rejections", told, {"run_id": row["run_id"], "n": row["n"]})
            for row in self._conn.execute("SELECT * FROM observations WHERE run_id = ?", [run["id"]]).fetchall():
                told = {"quote": text[row["start"] : row["end"]], "detail": self._detail(row["detail"], text)}
                self._update("observations", told, {"run_id": row["run_id"], "n": row["n"]})

    def _detail(self, detail: str, text: str) -> str:
        told = json.loads(detail)
        mentions = told.pop("mentions", None)
        told = mapped(told, lambda words: self._told(words) or None)
        if told.get("known", "") is None:
            del told["known"]
        for name in {"name", "summary", "what"} & told.keys():  # what must be there
            told[name] = told[name] or BLOCK * 3
        if mentions is not None:
            told["aliases"] = [alias for alias in told["aliases"] if alias]
            told["mentions"] = [{**each, "text": text[each["start"] : each["end"]]} for each in mentions]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    def _update(self, table: str, values: Mapping[str, object], place: Mapping[str, object]) -> None:
        if values:
            written = ", ".join(f"{name} = :{name}" for name in values)
            where = " AND ".join(f"{name} = :at_{name}" for name in place)
            at = {f"at_{name}": value for name, value in place.items()}
            self._conn.execute(f"UPDATE {table} SET {written} WHERE {where}", {**values, **at})  # noqa: S608 (our own names)


def _clean_up(conn: sqlite3.Connection, known: naming.Known) -> None:
    """Take out of the ledger what may name them."""
    for table, words in (
        ("files", "path || char(10) || coalesce(error, '')"),
        ("_moved", "path"),
        ("_mbox_messages", "path"),
    ):
        rows = conn.execute(f"SELECT path, {words} AS words FROM {table}").fetchall()  # noqa: S608 (our own names)
        named = [row["path"] for row in rows if known.everywhere.spans(row["words"])]
        conn.execute(f"DELETE FROM {table} WHERE path {_IN}", [_json(named)])  # noqa: S608 (our own names)


def blacked(text: str, spans: Collection[tuple[int, int]]) -> str:
    """A text of the same length with stretches blacked out; the ends of lines stay."""
    if not spans:
        return text
    characters = list(text)
    for start, end in spans:
        characters[start:end] = [each if each in "\r\n" else BLOCK for each in characters[start:end]]
    return "".join(characters)


def mapped(value: Any, change: Callable[[str], Any]) -> Any:
    """A JSON value with every text in it changed; the names of its fields stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [mapped(each, change) for each in value]
    return {name: mapped(each, change) for name, each in value.items()} if isinstance(value, dict) else value


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
