"""Which documents are one conversation, kept up in the database: the links of ``mail.threads`` over current documents.

A thread is what hangs together by links, whatever the order of arrival; its id is that of its first document. Only
the conversations that a change touches are looked at again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from notesight.mail import threads
from notesight.mail.threads import Link
from notesight.store import truth

_IN = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class _Linked:
    """A document at one of its links, with its day as a number."""

    document_id: int
    link: Link
    day: int


def join(conn: sqlite3.Connection, documents: Collection[int]) -> set[int]:
    """Put documents into their threads, out of them when they are superseded; all documents of the threads concerned.

    The documents themselves are always among them, also those that are in no thread.
    """
    changed = _link(conn, documents)
    before = {row["document_id"]: row["thread_id"] for row in _threads_of(conn, changed)}
    closure = changed | set(before)
    neighbours = _neighbourhood(conn, closure)
    after = _components(neighbours)
    known = {
        row["document_id"]: row["thread_id"]
        for row in conn.execute(f"SELECT * FROM _threads WHERE document_id {_IN}", [_json(after)])  # noqa: S608 (our own names)
    }
    moved = {document: thread for document, thread in after.items() if known.get(document) != thread}
    conn.executemany("INSERT OR REPLACE INTO _threads VALUES (?, ?)", sorted(moved.items()))
    left = set(before) - set(after)
    conn.execute(f"DELETE FROM _threads WHERE document_id {_IN}", [_json(left)])  # noqa: S608 (our own names)
    together = {row["document_id"] for row in _threads_of(conn, {*documents, *moved})}
    return {*documents, *together, *moved, *(set(before) - left)}


def _link(conn: sqlite3.Connection, documents: Collection[int]) -> set[int]:
    """Write the links of documents that have none yet, drop those of superseded ones; the documents that changed."""
    current = {row[0] for row in conn.execute(f"SELECT id FROM current_documents WHERE id {_IN}", [_json(documents)])}  # noqa: S608 (our own names)
    linked = {
        row[0]
        for row in conn.execute(f"SELECT document_id FROM _threads WHERE document_id {_IN}", [_json(documents)])  # noqa: S608 (our own names)
    }
    gone, come = linked - current, sorted(current - linked)
    conn.execute(f"DELETE FROM _thread_links WHERE document_id {_IN}", [_json(gone)])  # noqa: S608 (our own names)
    rows = []
    for document_id in come:
        document = truth.document(conn, document_id)
        assert document is not None
        rows += [
            (link.value, document_id, link.answer, link.loose, link.dated, document.date.toordinal())
            for link in threads.links(document)
        ]
    conn.executemany("INSERT INTO _thread_links VALUES (?, ?, ?, ?, ?, ?)", rows)
    return gone | {row[1] for row in rows}


def _threads_of(conn: sqlite3.Connection, documents: Iterable[int]) -> Iterator[sqlite3.Row]:
    """The rows of all threads in which one of these documents stands."""
    sql = f"""
        SELECT * FROM _threads
        WHERE thread_id IN (SELECT thread_id FROM _threads WHERE document_id {_IN})
    """  # noqa: S608 (our own names)
    yield from conn.execute(sql, [_json(documents)]).fetchall()


def _neighbourhood(conn: sqlite3.Connection, seeds: Collection[int]) -> dict[int, list[_Linked]]:
    """Each link that can be reached from these documents, with every document at it."""
    found: dict[int, list[_Linked]] = {}
    seen: set[int] = set()
    frontier = set(seeds)
    while frontier:
        seen |= frontier
        sql = f"SELECT DISTINCT link FROM _thread_links WHERE document_id {_IN}"  # noqa: S608 (our own names)
        new = {row[0] for row in conn.execute(sql, [_json(frontier)])} - found.keys()
        frontier = set()
        sql = f"SELECT * FROM _thread_links WHERE link {_IN} ORDER BY day, document_id"  # noqa: S608 (our own names)
        for row in conn.execute(sql, [_json(new)]):
            link = Link(row["link"], bool(row["answer"]), bool(row["loose"]), bool(row["dated"]))
            found.setdefault(link.value, []).append(_Linked(row["document_id"], link, row["day"]))
            if row["document_id"] not in seen:
                frontier.add(row["document_id"])
    return found


def _components(links: Mapping[int, Sequence[_Linked]]) -> dict[int, int]:
    """The thread of each document: the smallest id of all that hang together."""
    parents: dict[int, int] = {each.document_id: each.document_id for those in links.values() for each in those}

    def root(document: int) -> int:
        while parents[document] != document:
            parents[document] = document = parents[parents[document]]
        return document

    for those in links.values():
        for one, other in _edges(those):
            low, high = sorted((root(one), root(other)))
            parents[high] = low
    return {document: root(document) for document in parents}


def _edges(those: Sequence[_Linked]) -> Iterator[tuple[int, int]]:
    """Enough pairs at one link, given in the order of their days, to join all that belong together.

    Of the documents of one sort that a later one has joined, the last alone stands for all: it is the nearest in time
    to whatever comes.
    """
    waiting: dict[tuple[bool, bool], list[_Linked]] = {}
    for each in those:
        for (answer, loose), earlier in waiting.items():
            if not ((answer or each.link.answer) and (loose or each.link.loose)):
                continue
            near = [other for other in earlier if not each.link.dated or each.day - other.day <= threads.TOPIC_DAYS]
            for other in near:
                yield other.document_id, each.document_id
            if near:
                earlier[:] = near[-1:]
        waiting.setdefault((each.link.answer, each.link.loose), []).append(each)


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
