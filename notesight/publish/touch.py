"""The pages of keeping in touch: who is due and whom one is losing, and the brief before a meeting, made to be printed."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils import tilde_decode

from notesight.publish import keeping, pages
from notesight.store import briefs, queries


async def keep(datasette: Any, request: Any) -> Any:
    """``/<database>/-/keep``: who is due, for what reason one could write, and with whom one is losing touch."""
    today = pages.today(datasette, request)
    return await pages.answer(datasette, request, "keep", lambda conn: {"keep": keeping.page(conn, today)})


async def brief(datasette: Any, request: Any) -> Any:
    """``/<database>/-/brief/<id>``: one screen on a person before a meeting."""
    asked = tilde_decode(request.url_vars["id"])
    today = pages.today(datasette, request)

    def ask(conn: sqlite3.Connection) -> dict[str, Any] | None:
        person_id = queries.person_of(conn, asked)
        if person_id is None:
            return None
        return {"letter": briefs.brief(conn, person_id, today), "person_id": person_id}

    return await pages.answer(datasette, request, "brief", ask)
