"""What the owner said of suggested matches: which were declined or taken, and the follow-up that taking one makes."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from notesight.errors import UsageError
from notesight.model import ME
from notesight.store import decisions, queries


@dataclass(frozen=True, slots=True)
class Said:
    """What the owner said of the suggestions for one ask: ids of the offers and of people that were declined or taken."""

    others: frozenset[str]

    def rules_out(self, conn: sqlite3.Connection, other: str) -> bool:
        """Whether an offer or a person, by any id they have had, is among them."""
        return bool(self.others) and not self.others.isdisjoint({other, *queries.ids_of(conn, other)})


def said_about(conn: sqlite3.Connection, ask_id: str) -> Said:
    """What was said of the suggestions for an ask."""
    ids = queries.ids_of(conn, ask_id)
    said = {each.said["with"] for each in decisions.standing(conn, ids) if each.action == "declined"}
    return Said(frozenset(said | {each["with"] for each in _taken(conn) if each["ask"] in ids}))


def _taken(conn: sqlite3.Connection) -> list[Mapping[str, Any]]:
    sql = "SELECT 1 FROM decisions WHERE action = 'added' AND json_extract(value, '$.match.ask') IS NOT NULL LIMIT 1"
    if not conn.execute(sql).fetchone():
        return []
    return [each.said["match"] for each in decisions.added(conn) if "match" in each.said]


def follow_up(conn: sqlite3.Connection, ask_id: str, other: str) -> tuple[str, dict[str, Any]] | None:
    """The follow-up that taking a suggestion makes: the number of a document, and what is ``added`` to it.

    It stands on the ask's own words, or where a follow-up stands on these already, on the words of what answers it;
    ``None`` when both are taken, and when the suggestion was. ``other`` is an offer or a person. Raises ``UsageError``
    when one of the two is not there.
    """
    ask = queries.by_ids(conn, "ask", [ask_id]).get(ask_id)
    offer = queries.by_ids(conn, "offer", [other]).get(other)
    person = None if offer else conn.execute("SELECT name FROM people WHERE id = ?", [other]).fetchone()
    if ask is None or (offer is None and person is None):
        raise UsageError("There is no such suggestion any more.", hint="List them: notesight matches")
    name = offer["by"] if offer else person[0] if person else None
    if other in said_about(conn, ask_id).others:
        return None
    helper = (offer["by_person_id"] or offer["by_text"]) if offer else other
    asker = ask["by_person_id"] or ask["by_text"]
    for place in [ask] + ([offer] if offer else []):
        sql = "SELECT 1 FROM quotes WHERE document_id = ? AND kind = 'followup' AND quote = ?"
        if not conn.execute(sql, [place["document_id"], place["quote"]]).fetchone():
            said = {
                "kind": "followup", "quote": place["quote"], "by": ME, "match": {"ask": ask_id, "with": other},
                **_next_step(ask["by"], asker, name, helper, offer["summary"] if offer else None),
            }  # fmt: skip
            return str(place["document_id"]), said
    return None


def _next_step(
    asking: str | None, asker: str | None, giving: str | None, helper: str | None, what: str | None
) -> dict[str, str | None]:
    if asker == ME:
        return {
            "summary": f"Take {giving or 'them'} up on it: {what}" if what else f"Ask {giving} for help",
            "to": helper,
        }
    if helper == ME:
        return {"summary": f"Offer {asking or 'them'}: {what}", "to": asker}
    return {"summary": f"Introduce {asking or 'whoever asks'} to {giving or 'whoever offers'}", "to": asker}
