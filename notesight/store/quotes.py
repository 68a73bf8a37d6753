"""One ask, offer or follow-up for all the places where its words stand: a mail that is answered is quoted in each answer.

The quotes of a thread are laid together in :func:`joined`, which knows no order of arrival: what stands in a document's
own words comes first and is credited to its writer; what is quoted or forwarded joins what says the same, and where
the original is not there, the earliest copy stands for it.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_IN = "IN (SELECT value FROM json_each(?))"
_COLUMNS = (
    "id", "item_id", "telling_id", "kind", "document_id", "start", "end", "quote", "said_on", "part", "fresh", "credited",
    "run_id",
)  # fmt: skip
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")  # some scripts set no spaces
_SAME_SHARE = 0.6
"""Two quotes say the same when so much of the shorter one stands in the other, word for word in a row."""
_SAME_WORDS = 3
"""And at least so many words, unless they are equal."""
_MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Quote:
    """A row of ``quotes`` as far as joining looks at it."""

    id: str
    telling_id: str
    kind: str
    document_id: int
    quote: str
    said_on: str
    part: int
    fresh: bool
    credited: bool


@dataclass(slots=True)
class _Item:
    """What was found to be one ask, offer or follow-up; the first quote is its own."""

    quotes: list[Quote]
    words: tuple[str, ...]
    places: set[tuple[int, int]] = field(default_factory=set)


def write(conn: sqlite3.Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add quotes; until they are joined, each is of an item of its own."""
    places = ", ".join(f":{column}" for column in _COLUMNS)
    conn.executemany(f"INSERT INTO quotes VALUES ({places})", list(rows))  # noqa: S608 (our own names)


def join(conn: sqlite3.Connection, documents: Iterable[int]) -> set[str]:
    """Join the quotes of whole threads, given by their documents; the ids of the items that lost or won a quote."""
    sql = f"""
        SELECT quotes.*, coalesce(_threads.thread_id, quotes.document_id) AS thread FROM quotes
        LEFT JOIN _threads ON _threads.document_id = quotes.document_id WHERE quotes.document_id {_IN}
    """  # noqa: S608 (our own names)
    threads: dict[int, list[Quote]] = {}
    for row in conn.execute(sql, [json.dumps(sorted(documents))]):
        threads.setdefault(row["thread"], []).append(
            Quote(
                row["id"], row["telling_id"], row["kind"], row["document_id"], row["quote"], row["said_on"], row["part"],
                bool(row["fresh"]), bool(row["credited"]),
            )
        )  # fmt: skip
    changed: set[str] = set()
    for those in threads.values():
        item_of = joined(those)
        moved = [(item_of[quote.id], quote.id) for quote in those if item_of[quote.id] != quote.telling_id]
        before = (
            [row[0] for row in conn.execute(_ITEMS_OF, [json.dumps([quote for _, quote in moved])])] if moved else []
        )
        conn.executemany("UPDATE quotes SET item_id = ?1, telling_id = ?1 WHERE id = ?2", moved)
        changed.update(before)
        changed.update(item_of[quote.id] for quote in those if item_of[quote.id] != quote.telling_id)
        changed.update(quote.telling_id for quote in those if item_of[quote.id] != quote.telling_id)
    return changed


_ITEMS_OF = f"SELECT DISTINCT item_id FROM quotes WHERE id {_IN}"  # noqa: S608 (our own names)


def joined(quotes: Sequence[Quote]) -> dict[str, str]:
    """For the quotes of one thread, the item of each: the id of the quote that is the item's own.

    Two quotes of one part are never one item, nor are two documents' own words: who asks again asks twice.
    """
    if all(quote.fresh for quote in quotes):
        return {quote.id: quote.id for quote in quotes}
    items: list[_Item] = []
    by_words: dict[tuple[str, ...], list[_Item]] = {}
    for quote in sorted(quotes, key=lambda each: (not each.fresh, each.said_on, not each.credited, each.id)):
        words = _words(quote.quote)
        place = (quote.document_id, quote.part)
        item = None if quote.fresh else _best(quote, words, place, by_words)
        if item is None:
            item = _Item([], words)
            items.append(item)
            for shingle in _shingles(words):
                by_words.setdefault(shingle, []).append(item)
        item.quotes.append(quote)
        item.places.add(place)
    return {quote.id: item.quotes[0].id for item in items for quote in item.quotes}


def _best(
    quote: Quote, words: tuple[str, ...], place: tuple[int, int], by_words: Mapping[tuple[str, ...], list[_Item]]
) -> _Item | None:
    """The item that a copied quote is one more place of: of the same kind and day rather than not, then the longest."""
    candidates = {id(item): item for shingle in _shingles(words) for item in by_words.get(shingle, ())}
    best: tuple[tuple[bool, bool, int], _Item] | None = None
    for item in candidates.values():
        if place in item.places:
            continue
        shared = _shared(words, item.words)
        if words != item.words and shared < max(_SAME_WORDS, _SAME_SHARE * min(len(words), len(item.words))):
            continue
        own = item.quotes[0]
        worth = (own.kind == quote.kind, own.said_on == quote.said_on, shared)
        if best is None or worth > best[0]:
            best = (worth, item)
    return best[1] if best else None


def _words(text: str) -> tuple[str, ...]:
    """The words for comparing: the marks of quoting and the breaks of lines are none."""
    return tuple(_WORD.findall(text.casefold())[:_MOST_WORDS])


def _shingles(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """All rows of three words, by which quotes that may say the same are found; all of a shorter quote."""
    if len(words) <= _SAME_WORDS:
        return {words}
    return {words[start : start + _SAME_WORDS] for start in range(len(words) - _SAME_WORDS + 1)}


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """The length of the longest row of words that stands in both."""
    longest = 0
    before = [0] * (len(other) + 1)
    for word in one:
        row = [0] * (len(other) + 1)
        for n, its in enumerate(other, start=1):
            if word == its:
                row[n] = before[n - 1] + 1
                longest = max(longest, row[n])
        before = row
    return longest
