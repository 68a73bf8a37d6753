"""What the page of a conversation shows: every message once and in order, whoever's mail it was found in.

Sync functions over one read connection; nothing here writes and nothing here knows HTML.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from notesight.model import ITEM_KINDS
from notesight.publish.facts import Fact, facts, rows
from notesight.publish.words import day_of

LONGEST = 200
"""A conversation of more documents than these shows its first ones."""
_WORD = re.compile(r"[^\W_]+")
_REPEATED = 0.7
"""A quoted stretch is a message that is shown already when so many of its lines stand in it."""
_TELLING_WORDS = 3
"""Lines of fewer words tell nothing of where they come from, unless there are no others."""
_MOST_HEAD_LINES = 12
_LABELLED = re.compile(r"[^\W\d_][\w .'’-]{1,18}\*?:\s*+\S")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: the ``lines`` of a document, as spans of its ``text``, without the marks of quoting before them.

    ``fresh`` is false where all that is left of it is a quotation.
    """

    document_id: int
    author: str
    day: date | None
    written: str | None
    text: str
    lines: tuple[tuple[int, int], ...]
    fresh: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A conversation in its order; ``documents`` is how many documents it was put together from."""

    title: str
    documents: int
    first: date | None
    last: date | None
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of one of the documents that somebody wrote."""

    document: sqlite3.Row
    row: sqlite3.Row | None

    @property
    def fresh(self) -> bool:
        return self.row is None or self.row["role"] == "new"

    @property
    def span(self) -> tuple[int, int]:
        return (0, len(self.document["text"])) if self.row is None else (self.row["start"], self.row["end"])

    @property
    def text(self) -> str:
        start, end = self.span
        return str(self.document["text"][start:end])

    @property
    def lines(self) -> list[tuple[int, int]]:
        """The lines as spans of the document's text; of a quotation, without its marks and what introduces it."""
        start, end = self.span
        found = []
        for line in str(self.document["text"])[start:end].splitlines(keepends=True):
            words = line.rstrip("\r\n")
            mark = 0 if self.fresh else len(words) - len(words.lstrip("> \t"))
            found.append((start + mark, start + len(words)))
            start += len(line)
        return found if self.fresh else found[self._head(found) :]

    def _head(self, lines: Sequence[tuple[int, int]]) -> int:
        """How many lines introduce a quotation: "On 2 March, Ana wrote:", "From: …", "---- Forwarded message ----"."""
        row = self.row
        names = (
            [name.casefold() for name in (row["author_name"], row["author_address"]) if name] if row is not None else []
        )
        head = 0
        for n, (start, end) in enumerate(lines[:_MOST_HEAD_LINES]):
            line = str(self.document["text"])[start:end]
            told = n <= head + 1 and (any(name in line.casefold() for name in names) or line.rstrip().endswith(":"))
            if (
                (not line.strip() and n == head)
                or told
                or (n == head and (_LABELLED.match(line) or line.startswith("--")))
            ):
                head = n + 1
        return head

    @property
    def order(self) -> tuple[float, int, int]:
        """When it was written; without a date, before the document that quotes it, the deepest quotation first."""
        written = self.row["date"] if self.row is not None else None
        place = 0 if self.fresh else -self.span[0]
        return (_moment(written, self.document["date"]), self.document["id"], place)


def thread(conn: sqlite3.Connection, document_id: int) -> ThreadPage | None:
    """The conversation that a document stands in; ``None`` for an unknown id, and for one that is no part of any."""
    sql = """
        SELECT documents.* FROM _threads AS mine JOIN _threads AS those ON those.thread_id = mine.thread_id
        JOIN documents ON documents.id = those.document_id
        WHERE mine.document_id = :id ORDER BY documents.date, documents.id LIMIT :limit
    """
    documents = rows(conn, sql, {"id": document_id, "limit": LONGEST})
    if not documents:
        return None
    parts = [part for document in documents for part in _parts(conn, document)]
    said = _facts(conn, [row["id"] for row in documents])
    once = sorted(_each_once(parts), key=lambda part: part.order)
    messages = [_message(part, here) for part, here in zip(once, _placed(once, said), strict=True)]
    days = [message.day for message in messages if message.day]
    title = next((row["title"] for row in documents if row["titled"]), documents[0]["title"])
    return ThreadPage(title, len(documents), min(days, default=None), max(days, default=None), tuple(messages))


def _parts(conn: sqlite3.Connection, document: sqlite3.Row) -> list[_Part]:
    sql = """
        SELECT role, start, end, author_name, author_address, date FROM parts
        WHERE document_id = :id AND role IN ('new', 'quoted', 'forwarded') ORDER BY n
    """
    found = [_Part(document, row) for row in rows(conn, sql, {"id": document["id"]})]
    return [part for part in found if part.text.strip()] or [_Part(document, None)]


def _each_once(parts: Iterable[_Part]) -> list[_Part]:
    """All that is written freshly, and of what is quoted the first copy of each message that is not there itself."""
    kept: list[_Part] = []
    seen: list[str] = []
    for part in sorted(parts, key=lambda part: (not part.fresh, part.order)):
        lines = [str(part.document["text"])[start:end] for start, end in part.lines]
        if not part.fresh and any(_repeats(lines, words) for words in seen):
            continue
        kept.append(part)
        seen.append(_words(" ".join(lines)))
    return kept


def _repeats(said: Iterable[str], words: str) -> bool:
    lines = [_words(line) for line in said]
    telling = [line for line in lines if line.count(" ") >= _TELLING_WORDS + 1] or [
        line for line in lines if line.strip()
    ]
    return not telling or sum(line in words for line in telling) >= _REPEATED * len(telling)


def _words(text: str) -> str:
    """The words with a space around each, so that one text can be looked for in another."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _facts(conn: sqlite3.Connection, documents: Sequence[int]) -> dict[int, list[Fact]]:
    """The facts that stand in each of the documents, with the place of their words there."""
    listed = ", ".join(str(int(each)) for each in documents)
    where = f"item.id IN (SELECT item_id FROM quotes WHERE document_id IN ({listed}))"  # noqa: S608 (numbers)
    found = {fact.id: fact for kind in ITEM_KINDS for fact in facts(conn, kind, where, {})}
    here: dict[int, list[Fact]] = {}
    sql = f"SELECT document_id, item_id, start, end FROM quotes WHERE document_id IN ({listed}) ORDER BY start, end"  # noqa: S608
    for row in rows(conn, sql, {}):
        if row["item_id"] not in found:
            continue  # the owner said that it is wrong
        fact = replace(found[row["item_id"]], start=row["start"], end=row["end"])
        here.setdefault(row["document_id"], []).append(fact)
    return here


def _placed(parts: Sequence[_Part], said: Mapping[int, Sequence[Fact]]) -> list[tuple[Fact, ...]]:
    """The facts of each part; one whose words stand in several is shown where they are fresh, else where they come first."""
    placed: dict[int, list[Fact]] = {n: [] for n in range(len(parts))}
    shown: set[str] = set()
    for n in sorted(placed, key=lambda n: not parts[n].fresh):
        start, end = parts[n].span
        for fact in said.get(parts[n].document["id"], ()):
            if start <= fact.start < end and fact.id not in shown:
                shown.add(fact.id)
                placed[n].append(fact)
    return [tuple(each) for each in placed.values()]


def _message(part: _Part, here: tuple[Fact, ...]) -> Message:
    row, document = part.row, part.document
    author = (row["author_name"] or row["author_address"]) if row is not None else ""
    written = row["date"] if row is not None else None
    return Message(
        document_id=document["id"],
        author=author or (document["sender_name"] or document["sender_address"] if part.fresh else ""),
        day=day_of(written[:10] if written else document["date"] if part.fresh else None),
        written=written,
        text=document["text"],
        lines=tuple(part.lines),
        fresh=part.fresh,
        facts=here,
    )


def _moment(written: str | None, day: str) -> float:
    """Seconds since the epoch; a day alone is its beginning, and a time without an offset is taken as it stands."""
    moment = datetime.fromisoformat(written) if written else datetime.combine(date.fromisoformat(day), time())
    try:
        return moment.timestamp()
    except (OverflowError, ValueError, OSError):
        return float(moment.toordinal() - 719_163) * 86_400
