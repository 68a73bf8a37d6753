"""``/<database>/-/outcomes``: what came of knowing people, each with the conversations that it grew out of."""

from __future__ import annotations

from typing import Any

from notesight.publish import pages
from notesight.publish.came import outcomes


async def page(datasette: Any, request: Any) -> Any:
    """``/<database>/-/outcomes``: all outcomes, those of ``?person=`` or of ``?year=``."""
    person = (request.args.get("person") or "").strip() or None
    typed = (request.args.get("year") or "").strip()
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else None
    return await pages.answer(
        datasette, request, "outcomes", lambda conn: {"outcomes": outcomes(conn, person, year), "year": year}
    )
