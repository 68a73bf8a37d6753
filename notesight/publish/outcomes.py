"""``/<database>/-/outcomes``: what came of knowing people, each with the conversations that it grew out of."""

from __future__ import annotations

import sqlite3
from typing import Any

from notesight.publish import pages
from notesight.publish.came import outcomes


async def page(datasette: Any, request: Any) -> Any:
    """``/<database>/-/outcomes``: a page of all outcomes, of those of ``?person=`` or of ``?year=``."""
    person = (request.args.get("person") or "").strip() or None
    year = _number(request, "year", 4) if len(request.args.get("year") or "") == 4 else None
    number = max(1, _number(request, "page", 6) or 1)
    here = {name: value for name, value in (("person", person), ("year", year)) if value is not None}

    def ask(conn: sqlite3.Connection) -> dict[str, Any]:
        return {"outcomes": outcomes(conn, person, year, number), "year": year, "here": here}

    return await pages.answer(datasette, request, "outcomes", ask)


def _number(request: Any, name: str, longest: int) -> int | None:
    typed = (request.args.get(name) or "").strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= longest else None
