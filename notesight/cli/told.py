"""What the commands say and take of introductions and outcomes: both are read, and right or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from notesight.cli.common import pick, talk
from notesight.errors import UsageError

if TYPE_CHECKING:
    from notesight.store import Action, Answer, Store

TOLD_KINDS = ("introduction", "outcome")
_STATES = {"confirmed": "confirmed", "wrong": "wrong", "reopened": "suggested"}
_ALREADY = {"confirmed": "Confirmed", "wrong": "Wrong", "reopened": "Not decided"}


def apart(store: Store, ids: Iterable[str]) -> tuple[list[str], list[str]]:
    """Of ids as they were typed, those of introductions and outcomes, whole, each once; and the others as they are."""
    told: list[str] = []
    others: list[str] = []
    for each in ids:
        row = pick(store, each)
        if row["kind"] not in TOLD_KINDS:
            others.append(each)
        elif row["id"] not in told:
            told.append(row["id"])
    return told, others


def answers(store: Store, action: Action, ids: Sequence[str], worth: str | None = None) -> list[Answer]:
    """What to say so that introductions and outcomes, by their whole ids, are right or wrong, or neither again.

    What is so already is told, and not to be said again. Raises ``UsageError`` when a ``worth`` is given to an introduction.
    """
    found: list[Answer] = []
    for each in ids:
        outcome = store.outcomes.one(each)
        if worth is not None and outcome is None:
            raise UsageError("Only an outcome has a worth.", hint="notesight outcomes shows the ids of outcomes.")
        row = outcome or store.introductions.one(each)
        assert row is not None
        new_worth = worth is not None and worth != row["worth"]
        if _state(row) == _STATES[action] and not new_worth:
            talk(f"{_ALREADY[action]} already: {label(row)}")
        else:
            found.append((action, each, {"worth": worth} if worth is not None else None))
    return found


def _state(row: Mapping[str, Any]) -> str:
    """What was said of it: an outcome says so itself, an introduction in two columns."""
    if "what" in row:
        return str(row["state"])
    return "wrong" if row["wrong"] else "confirmed" if row["confirmed"] else "suggested"


def label(row: Mapping[str, Any]) -> str:
    """What an outcome is, or the words of an introduction, in one line."""
    return " ".join(str(row["what"] if "what" in row else row["quote"]).split())


def lines(told: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """What a document tells of introductions and outcomes, for the list of what was found: ``id``, ``kind``, ``line``, ``quote``.

    Wrong ones are left out, as wrong items are.
    """
    from notesight.cli.links import sides, state_said

    found = [
        {**row, "kind": "Intro", "line": f"{sides(row)}  ({state_said(row)})"} for row in told["introductions"]
    ] + [
        {**row, "kind": "Outcome", "line": row["what"] + (f", {row['worth']}" if row["worth"] else "")}
        for row in told["outcomes"]
    ]
    return sorted((row for row in found if _state(row) != "wrong"), key=lambda row: row["start"])
