"""The questions about people and rejected quotes, worked out once for what is in the notebook and not for every page.

Comparing many thousand people takes seconds. A large notebook is compared in a thread of its own, on a connection of its
own, and until that has come to an end the pages ask what was found before; what was answered meanwhile is left out at once.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from notesight.model import fold
from notesight.store import decisions, queries, reviewing
from notesight.store.reviewing import Question

AT_ONCE = 1000
"""Up to so many people are compared while the page waits."""
_USUAL_SECONDS = sys.getswitchinterval()
_GIVES_WAY_SECONDS = 0.0005
"""After so long the comparing lets a page go on: a page asks thirty times, and would wait for each of them ten times longer."""

_State = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions, and whether more are being looked for."""

    questions: tuple[Question, ...]
    pending: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    state: _State
    questions: tuple[Question, ...]


_found: dict[str, _Found] = {}
_busy: set[str] = set()
_lock = threading.Lock()


def questions(conn: sqlite3.Connection) -> Asked:
    """What there is to ask about people and rejected quotes; what was answered is not asked again."""
    file = str(conn.execute("PRAGMA database_list").fetchone()[2])
    if not file:  # a notebook as of a day, made for one page
        return Asked(tuple(reviewing.others(conn)))
    state = _state(conn)
    known = _found.get(file)
    if known is not None and known.state == state:
        return Asked(known.questions)
    if conn.execute("SELECT count(*) FROM people").fetchone()[0] <= AT_ONCE:
        found = _found[file] = _Found(state, tuple(reviewing.others(conn)))
        return Asked(found.questions)
    _look(file)
    return Asked(_unanswered(conn, known.questions) if known else (), pending=True)


def _state(conn: sqlite3.Connection) -> _State:
    """What tells one state of a notebook from all others, as far as these questions go: the last of all that bears on them."""
    sql = """
        SELECT (SELECT max(id) FROM documents), (SELECT max(id) FROM runs), (SELECT max(id) FROM decisions
            WHERE undoes IS NOT NULL OR value GLOB '{"anchors":*' OR (action IN ('added', 'dismissed') AND value IS NOT NULL))
    """
    return tuple(each or 0 for each in conn.execute(sql).fetchone())


def _look(file: str) -> None:
    """Work it out in a thread, unless one is at it."""
    with _lock:
        if file in _busy:
            return
        _busy.add(file)

    def work() -> None:
        sys.setswitchinterval(_GIVES_WAY_SECONDS)
        try:
            uri = f"{Path(file).absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as own:
                own.row_factory = sqlite3.Row
                own.execute("BEGIN")  # all of it from one state
                state = _state(own)
                _found[file] = _Found(state, tuple(reviewing.others(own)))
        except sqlite3.Error:
            pass  # the file is gone or changes its shape just now; the next page tries again
        finally:
            with _lock:
                _busy.discard(file)
                if not _busy:
                    sys.setswitchinterval(_USUAL_SECONDS)

    threading.Thread(target=work, name="notesight-asking", daemon=True).start()


def _unanswered(conn: sqlite3.Connection, those: tuple[Question, ...]) -> tuple[Question, ...]:
    """Earlier questions without those that have been answered since."""
    apart = _told_apart(conn)
    left = []
    for question in those:
        if question.kind == "rejected":
            if not _settled(conn, question):
                left.append(question)
            continue
        others = tuple(each for each in question.others if frozenset((each, question.subject)) not in apart)
        there = all(queries.person_of(conn, each) == each for each in (question.subject, *others))
        if there and others and len(others) == len(question.others):
            left.append(question)
        elif there and question.kind == "who" and len(others) > 1:
            left.append(replace(question, others=others))
    return tuple(left)


def _told_apart(conn: sqlite3.Connection) -> set[frozenset[str]]:
    found: set[frozenset[str]] = set()
    for each in decisions.about_people(conn):
        if each.action == "apart":
            ones = {queries.person_of(conn, node) for node in each.said["anchors"]}
            others = {queries.person_of(conn, node) for node in each.said["other"]}
            found |= {frozenset((one, other)) for one in ones for other in others if one and other}
    return found


def _settled(conn: sqlite3.Connection, question: Question) -> bool:
    sql = "SELECT 1 FROM quotes WHERE document_id = ? AND kind = ? AND start < ? AND end > ?"
    if conn.execute(sql, [question.document_id, question.item, question.end, question.start]).fetchone():
        return True
    key = conn.execute("SELECT key FROM documents WHERE id = ?", [question.document_id]).fetchone()[0]
    said = (each.said.get("quote") for each in decisions.standing(conn, [key]) if each.action == "dismissed")
    return any(fold(str(quote)) == fold(question.rejected or "") for quote in said)
