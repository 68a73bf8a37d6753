"""``/<database>/-/calendar/<token>.ics``: the open follow-ups for a calendar program, which knows no login but the address."""

from __future__ import annotations

import hmac
import sqlite3
from datetime import UTC, datetime
from typing import Any

from datasette.utils import tilde_decode
from datasette.utils.asgi import Response

from notesight import calendars
from notesight.publish import pages
from notesight.publish.notebooks import notebooks
from notesight.store import queries, tombstones


async def calendar(datasette: Any, request: Any) -> Any:
    """All-day events, or with ``?as=tasks`` tasks. Who does not know the secret does not learn that there is one."""
    name = str(tilde_decode(request.url_vars["database"]))
    if name not in await notebooks(datasette):
        return Response.text("Not found", status=404)
    given = str(request.url_vars["token"])
    form: calendars.As = "tasks" if request.args.get("as") == "tasks" else "events"
    today = pages.now(datasette)

    def ask(conn: sqlite3.Connection) -> bytes | None:
        token = tombstones.fact(conn, "calendar")
        if token is None or not hmac.compare_digest(token.encode(), given.encode()):
            return None
        found = queries.items(conn, ["followup"], *queries.conditions(queries.Wanted(state="open")), on=today)
        return calendars.calendar(found, as_=form, at=datetime.now(UTC), name=name)

    body = await datasette.get_database(name).execute_fn(ask)
    if body is None:
        return Response.text("Not found", status=404)
    return Response(body, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-store"})
