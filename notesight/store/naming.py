"""Which words name a person, and which documents: all that is to be known before a person is forgotten."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from notesight import people
from notesight.model import fold
from notesight.store import identity, readings

SOMEBODY, ORDINARY = "somebody else goes by it", "it is an ordinary word too"
"""Why a word cannot be blacked out wherever it stands."""
_IN = "IN (SELECT value FROM json_each(?))"


@dataclass(slots=True)
class Words:
    """Words to be blacked out, as one pattern for any case and one for the case in which they stand there."""

    any_case: list[str] = field(default_factory=list)
    this_case: list[str] = field(default_factory=list)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where they stand in a text."""
        found = []
        for words, flags in ((self.any_case, re.IGNORECASE), (self.this_case, re.NOFLAG)):
            if words:
                found += [match.span() for match in _compiled(tuple(words), flags).finditer(text)]
        return found


@lru_cache(maxsize=256)
def _compiled(words: tuple[str, ...], flags: re.RegexFlag) -> re.Pattern[str]:
    return re.compile("|".join(_pattern(word) for word in sorted(words, key=len, reverse=True)), flags)


def _pattern(words: str) -> str:
    """Words as a whole, over the ends of lines and the marks of quoting too."""
    last = r"(?![\w-])" if "@" in words else r"(?!\w)"
    forms = {unicodedata.normalize(form, words) for form in ("NFC", "NFD")} | {words}
    return r"(?<!\w)(?:" + "|".join(r"[\s>]+".join(map(re.escape, form.split())) for form in sorted(forms)) + ")" + last


class Known:
    """A person as the lists have them, before anything is taken out."""

    def __init__(self, conn: sqlite3.Connection, person_id: str) -> None:
        self._conn = conn
        self.person_id = person_id
        self.documents = {
            row[0] for row in conn.execute("SELECT document_id FROM _person_nodes WHERE person_id = ?", [person_id])
        }
        self.details = self._details()
        rows = conn.execute("SELECT DISTINCT kind, name FROM names WHERE person_id = ?", [person_id]).fetchall()
        said = conn.execute("SELECT DISTINCT text FROM mentions WHERE person_id = ?", [person_id]).fetchall()
        given = [row["name"] for row in rows if row["kind"] != "address"] + [" ".join(row[0].split()) for row in said]
        given += self._called()
        self.addresses = sorted(
            {each for each in given if "@" in each} | {r["name"] for r in rows if r["kind"] == "address"}
        )
        self.names = sorted({each for each in given if each and "@" not in each})
        self.others = {
            row[0] for row in conn.execute("SELECT DISTINCT name FROM names WHERE person_id <> ?", [person_id])
        } | {
            name
            for row in conn.execute("SELECT name, aliases FROM _person_told WHERE person_id <> ?", [person_id])
            for name in (row["name"], *json.loads(row["aliases"]))
            if name
        }
        self.staying = self._staying((*self.names, *self.addresses))
        parts = sorted({each for name in self.names for each in _ends(name)} - set(self.names))
        doubtful = self._staying(parts)
        self.parts = [each for each in parts if each not in doubtful]
        sure = [each for each in (*self.names, *self.addresses) if each not in self.staying]
        self.everywhere = Words(
            [form for each in sure if not _is_bare(each) for form in _orders(each)],
            [each for each in sure if _is_bare(each)],
        )
        self.keys = {
            row[0]
            for row in conn.execute(f"SELECT key FROM documents WHERE id {_IN}", [_json(self.documents)])  # noqa: S608
        }

    def _called(self) -> list[str]:
        """What the owner calls them, and whom a reader has taken a first name for: words that no text need hold."""
        told = self._conn.execute(
            "SELECT name, email, aliases FROM _person_told WHERE person_id = ?", [self.person_id]
        ).fetchone()
        called = [told["name"], told["email"], *json.loads(told["aliases"])] if told else []
        called += [detail.get("known") for details in self.details.values() for detail in details]
        return [" ".join(each.split()) for each in called if each]

    def _staying(self, words: Iterable[str]) -> dict[str, str]:
        """Which of the words cannot be blacked out wherever they stand, and why."""
        staying = {}
        others = "\n".join(self.others)
        words = list(words)
        for each in words:
            if re.search(_pattern(each), others, re.IGNORECASE):
                staying[each] = SOMEBODY
        bare = [each for each in words if each not in staying and _is_bare(each) and each != each.lower()]
        for each in bare:
            word = re.compile(_pattern(each.lower()))
            texts = self._conn.execute("SELECT id, text FROM documents WHERE instr(text, ?)", [each.lower()])
            if any(word.search(row["text"]) for row in texts if row["id"] not in self.documents):
                staying[each] = ORDINARY
        return staying

    def _details(self) -> dict[int, list[Mapping[str, Any]]]:
        """What the readings that count say of them, by the current document."""
        nodes = self._conn.execute("SELECT document_id, entry FROM _person_nodes WHERE person_id = ?", [self.person_id])
        entries = {tuple(row) for row in nodes}
        return {
            reading.id: [detail for n, detail in enumerate(reading.people) if (reading.id, n) in entries]
            for reading in readings.of(self._conn, self.documents)
        }

    def naming(self) -> set[int]:
        """The current documents that name them, also where no reading has found it."""
        found = set(self.documents)
        for row in self._conn.execute("SELECT * FROM current_documents"):
            if row["id"] not in found and self.everywhere.spans("\n".join(map(str, tuple(row)))):
                found.add(row["id"])
        return found

    def is_about_them(self, document_id: int) -> bool:
        """Whether a document holds nothing but what is about or with them."""
        row = self._conn.execute("SELECT * FROM documents WHERE id = ?", [document_id]).fetchone()
        if not self.details.get(document_id):
            unread = not self._conn.execute("SELECT 1 FROM runs WHERE document_id = ?", [document_id]).fetchone()
            return unread and bool(self.everywhere.spans(f"{row['sender_name']}\n{row['sender_address']}"))
        reading = readings.of(self._conn, [document_id])[0]
        if len(reading.people) > len(self.details[document_id]):
            return False
        mine = {detail["name"] for detail in self.details[document_id]}
        spans = [(each["start"], each["end"]) for detail in self.details[document_id] for each in detail["mentions"]]
        for item in reading.items:
            detail = json.loads(item["detail"])
            around = any(item["start"] <= start < item["end"] for start, _ in spans)
            if not (mine & {detail["by"], detail["to"]}) and not around:
                return False
        return True

    def words_in(self, document: sqlite3.Row) -> Words:
        """All their words, for what is told of a document that names them: those of somebody else there stay."""
        if document["key"] not in self.keys:
            return self.everywhere
        there = {
            row[0]
            for row in self._conn.execute(
                "SELECT name FROM names JOIN documents ON documents.id = document_id WHERE key = ? AND person_id <> ?",
                [document["key"], self.person_id],
            )
        }
        others = "\n".join(there)
        here = [each for each in self.staying if not re.search(_pattern(each), others, re.IGNORECASE)]
        more = Words(
            [each for each in here if not _is_bare(each)], self.parts + [each for each in here if _is_bare(each)]
        )
        return Words(self.everywhere.any_case + more.any_case, self.everywhere.this_case + more.this_case)

    def is_them(self, detail: Mapping[str, Any], key: str, sure: Sequence[Mapping[str, Any]]) -> bool:
        """Whether an observation of a person in any reading of any document is of them."""
        if sure:
            return detail in sure
        if detail["email"] and fold(detail["email"]) in {fold(a) for a in self.addresses if a not in self.staying}:
            return True
        keys = {identity.name_key(name) for name in (detail["name"], detail.get("known")) if name}
        full = {identity.name_key(name) for name in self.names if people.is_full(name) and name not in self.staying}
        mine = {identity.name_key(name) for name in self.names} if key in self.keys else set()
        return bool(keys & (full | mine))


def _is_bare(name: str) -> bool:
    return len(name.split()) == 1 and "@" not in name


def _ends(name: str) -> list[str]:
    """The given name and the family name of a full one: where it stands, each of them alone means the same person."""
    words = name.replace(",", " ").split()
    ends = [words[0], words[-1]] if people.is_full(name) else []
    return [each for each in ends if len(each) > 2 and each[0].isupper() and each.isalpha()]


def _orders(name: str) -> list[str]:
    """A name, and where it is of two words, family name first."""
    words = name.replace(",", " ").split()
    return [name, f"{words[1]}, {words[0]}"] if len(words) == 2 and "@" not in name and "," not in name else [name]


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
