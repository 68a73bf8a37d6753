"""What the commands that decide have in common: whom and what is meant by an argument, and how a decision is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from notesight.cli.common import command, talk, today
from notesight.errors import UsageError
from notesight.model import ME, fold

if TYPE_CHECKING:
    from notesight.config import Settings
    from notesight.store import Decision, Store
    from notesight.store.reviewing import Answer

NOBODY = frozenset({"nobody", "none", "-"})
"""What is typed for a party that is left open."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_FEW = 6
_LONGEST_NUMBER = 18


def pick_person(store: Store, who: str) -> dict[str, Any]:
    """The one person who is called so, or whose id begins so. Raises ``UsageError`` for nobody or several."""
    named = store.people(who)
    exact = [row for row in named if fold(row["name"]) == fold(who) or row["id"] == who.lower()]
    if len(exact) == 1:
        return exact[0]
    try:
        by_id = [row for row in store.find(who) if row["kind"] == "person"]
    except UsageError:
        by_id = []
    if len(by_id) == 1 and not exact:
        found = store.person(by_id[0]["id"], whole=False)
        assert found is not None
        return found
    several = exact or named or by_id
    if len(several) == 1:
        return several[0]
    if not several:
        raise UsageError(f"Nobody goes by “{who}”.", hint="notesight people shows everybody, with ids.")
    short = store.short_ids(row["id"] for row in several[:_FEW])
    few = ", ".join(f"{short[row['id']]} {row.get('name') or row['label']}" for row in several[:_FEW])
    more = " …" if len(several) > _FEW else ""
    raise UsageError(f"“{who}” may be any of {len(several)}: {few}{more}.", hint="Say the id instead of the name.")


def pick_document(store: Store, number: str) -> int:
    """The document of this number. Raises ``UsageError`` for none."""
    if not (number.isascii() and number.isdecimal()):
        raise UsageError(
            f"“{number}” is no document.", hint="A document has a number: notesight search WORDS shows it."
        )
    if len(number) > _LONGEST_NUMBER or store.document(int(number)) is None:
        raise UsageError(
            f"There is no document {number}.", hint="notesight search WORDS shows the numbers of documents."
        )
    return int(number)


def party(store: Store, words: str) -> str | None:
    """Who is meant: ``None`` for nobody, ``me``, the id of a person who is called so, else the words themselves."""
    if fold(words) in NOBODY:
        return None
    if fold(words) == ME:
        return ME
    exact = [row for row in store.people(words) if fold(row["name"]) == fold(words)]
    if len(exact) == 1:
        return str(exact[0]["id"])
    if len(exact) > 1:
        raise UsageError(f"{len(exact)} people are called {words}.", hint=f"Say an id: notesight people “{words}”")
    if len(words) >= 5 and " " not in words:
        found = [row for row in store.find(words) if row["kind"] == "person"]
        if len(found) == 1:
            return str(found[0]["id"])
    return words


def day(words: str, on: date | None = None) -> str | None:
    """The day that is meant by ``2026-03-06``, ``next friday`` or ``nobody``'s ``none``, counted from ``on``."""
    from notesight import dates

    if fold(words) in NOBODY:
        return None
    if _ISO.fullmatch(words):
        return words
    found = dates.resolve(words, on or today())
    if found is None:
        raise UsageError(f"“{words}” is no day.", hint="Write 2026-03-06, next Friday, in two weeks, or none.")
    return found.isoformat()


def say(store: Store, answers: Iterable[Answer]) -> list[Decision]:
    """Decide, all of it or nothing."""
    at = datetime.now(UTC)
    with store.transaction():
        return [store.decide(*answer, origin="cli", at=at) for answer in answers]


def tell(store: Store, current: Settings, made: Sequence[Decision], *, how_back: bool = True) -> None:
    """Say what was decided, and how to take it back."""
    for each in made:
        talk(store.in_words(each))
    if made and how_back:
        talk(f"To take it back: {command('undo', current, *(str(each.id) for each in made))}")
