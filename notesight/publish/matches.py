"""Suggestions on the pages: whose ask is answered by whose offer, worked out once for what is in the notebook.

Looking at the newest asks and offers of a large notebook takes seconds. It is done in a thread of its own, on a connection of its
own; until that has come to an end the pages show what was found before, without what was declined or taken meanwhile.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Protocol

from notesight.errors import NotesightError
from notesight.model import ITEM_KINDS
from notesight.publish.facts import Fact, Listing, Party, facts, is_copy
from notesight.publish.words import day_of
from notesight.store import matches
from notesight.store.matches import Match

SHOWN = 40
"""Asks on the page at once."""
ON_HOME = 5
"""Suggestions on the home page."""
_AT_ONCE = 2500
"""Up to so many pairs of an ask and an offer are weighed while the page waits."""
_OF_A_PERSON, _OF_A_PERSON_AT_MOST = 1, 8
"""Asks and offers of somebody that are looked at for their page: in a large notebook, and in a small one."""

_State = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An ask, what answers it (an offer, or words about somebody), why, and ``said``, by which it is taken or declined."""

    ask: Fact
    offer: Fact | None
    person: Party
    quote: str
    document_id: int
    title: str
    day: date | None
    reason: str
    said: str


@dataclass(frozen=True, slots=True)
class MatchesPage:
    """The asks, each with its suggestions, the newest first; ``pending`` says that the newest are still being looked for."""

    asks: Listing[tuple[Fact, tuple[Suggestion, ...]]]
    pending: bool


@dataclass(frozen=True, slots=True)
class _Found:
    state: _State
    matches: tuple[Match, ...]


class Judging(Protocol):
    """What ``notesight serve`` may hand to the pages: judges of meaning, see :mod:`notesight.likeness`."""

    def kept(self, conn: sqlite3.Connection) -> matches.Judge:
        """One that asks nobody."""

    def asking(self, path: Path) -> AbstractContextManager[matches.Judge]:
        """One that may ask a server, which takes its time."""


judging: Judging | None = None
"""Set where a server for embeddings is configured and the notebook is served by ``notesight serve``; no page waits for it."""
_found: dict[str, _Found] = {}
_busy: set[str] = set()
_lock = threading.Lock()


def everything(conn: sqlite3.Connection, today: date) -> MatchesPage:
    """What the page shows."""
    found, pending = _newest(conn, today)
    place: dict[str, int] = {}
    for each in found:
        place.setdefault(each.ask_id, len(place))
    kept = [each for each in found if place[each.ask_id] < SHOWN]
    kept.sort(key=lambda each: (place[each.ask_id], -each.score))
    shown = _suggestions(conn, kept)
    asks = tuple((those[0].ask, tuple(those)) for _, those in _by_ask(shown))
    return MatchesPage(Listing(asks, len(place)), pending)


def newest(conn: sqlite3.Connection, today: date) -> Listing[Suggestion]:
    """The newest suggestions, the best one for each ask."""
    found, _ = _newest(conn, today)
    best: dict[str, Match] = {}
    for each in found:
        known = best.get(each.ask_id)
        if known is None or each.score > known.score:
            best[each.ask_id] = each
    return Listing(tuple(_suggestions(conn, list(best.values())[:ON_HOME])), len(best))


def of_person(conn: sqlite3.Connection, person_id: str, today: date) -> tuple[Suggestion, ...]:
    """What answers the newest asks of somebody, and which asks their newest offers answer."""
    if is_copy(conn):
        return ()
    most = _OF_A_PERSON_AT_MOST if _is_small(conn) else _OF_A_PERSON
    found = matches.newest(conn, today, person=person_id, lately=most, judge=_kept(conn))
    return tuple(_suggestions(conn, found[: 2 * most]))


def of_item(conn: sqlite3.Connection, item: Fact, today: date) -> tuple[Suggestion, ...]:
    """What answers an ask, or which asks an offer answers; nothing for what is settled and for a follow-up."""
    looks: dict[str, Callable[..., list[Match]]] = {"ask": matches.for_ask, "offer": matches.for_offer}
    look = looks.get(item.kind)
    found = look(conn, item.id, today, judge=_kept(conn)) if look and not is_copy(conn) else ()
    return tuple(_suggestions(conn, found))


def _kept(conn: sqlite3.Connection) -> matches.Judge | None:
    return judging.kept(conn) if judging else None


# --- working it out ---------------------------------------------------------------------------------------------------


def _newest(conn: sqlite3.Connection, today: date) -> tuple[Sequence[Match], bool]:
    file = str(conn.execute("PRAGMA database_list").fetchone()[2])
    if is_copy(conn):  # the words are not there
        return (), False
    if not file:  # a notebook as of a day, made for one page: nobody takes a suggestion of the past
        return (), False
    state = _state(conn, today)
    known = _found.get(file)
    if known is not None and known.state == state:
        return known.matches, False
    if judging is None and _is_small(conn):
        found = _found[file] = _Found(state, tuple(matches.newest(conn, today, most=SHOWN + 1)))
        return found.matches, False
    _look(file, today)
    return ([each for each in known.matches if matches.stands(conn, each)] if known else ()), True


def _is_small(conn: sqlite3.Connection) -> bool:
    asks, offers = conn.execute("SELECT (SELECT count(*) FROM asks), (SELECT count(*) FROM offers)").fetchone()
    return bool(asks * offers <= _AT_ONCE)


def _state(conn: sqlite3.Connection, today: date) -> _State:
    """What tells one state of a notebook from all others: the last of all that bears on its asks and offers."""
    sql = "SELECT (SELECT max(id) FROM documents), (SELECT max(id) FROM runs), (SELECT max(id) FROM decisions)"
    return (today, *conn.execute(sql).fetchone())


def _look(file: str, today: date) -> None:
    """Work it out in a thread, unless one is at it."""
    with _lock:
        if file in _busy:
            return
        _busy.add(file)

    def work() -> None:
        try:
            uri = f"{Path(file).absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as own:
                own.row_factory = sqlite3.Row
                own.execute("BEGIN")  # all of it from one state
                state = _state(own, today)
                with judging.asking(Path(file)) if judging else nullcontext() as judge:
                    found = matches.newest(own, today, most=SHOWN + 1, judge=judge)
                    _found[file] = _Found(state, tuple(found))
        except (sqlite3.Error, NotesightError):
            pass  # the file is gone or changes its shape just now; the next page tries again
        finally:
            with _lock:
                _busy.discard(file)

    threading.Thread(target=work, name="notesight-matches", daemon=True).start()


# --- as the pages show it ---------------------------------------------------------------------------------------------


def _suggestions(conn: sqlite3.Connection, found: Iterable[Match]) -> list[Suggestion]:
    those = list(found)
    ids = {row["id"] for each in those for row in (each.ask, each.offer) if row is not None}
    known = _facts(conn, ids)
    made = [_suggestion(each, known) for each in those]
    return [each for each in made if each is not None]


def _facts(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Fact]:
    where = "item.id IN (SELECT value FROM json_each(:ids))"
    params = {"ids": json.dumps(sorted(ids))}
    return {fact.id: fact for kind in ITEM_KINDS[:2] for fact in facts(conn, kind, where, params)}


def _suggestion(each: Match, known: dict[str, Fact]) -> Suggestion | None:
    ask = known.get(each.ask_id)
    offer = known.get(each.offer["id"]) if each.offer else None
    if ask is None or (each.offer and offer is None):  # it has gone since
        return None
    said = each.evidence
    return Suggestion(
        ask=ask,
        offer=offer,
        person=Party(each.person["name"] or "someone", each.person["id"]),
        quote=said["quote"],
        document_id=said["document_id"],
        title=said["title"],
        day=day_of(said["date"]),
        reason=each.reason,
        said=f"{ask.id}.{each.other}",
    )


def _by_ask(shown: Iterable[Suggestion]) -> Iterable[tuple[str, list[Suggestion]]]:
    for ask_id, those in groupby(shown, key=lambda each: each.ask.id):
        yield ask_id, list(those)
