"""Commands by which the owner decides: done, dismiss, snooze, reopen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notesight.cli import app
from notesight.cli.common import Db, _day, opened, talk, today
from notesight.errors import UsageError

if TYPE_CHECKING:
    from notesight.store import Action

Ids = Annotated[
    list[str], typer.Argument(help="Ids of asks, offers or follow-ups; their first letters do.", show_default=False)
]
Until = Annotated[
    date, typer.Argument(parser=_day, metavar="YYYY-MM-DD", help="The day it comes back.", show_default=False)
]


@app.command(rich_help_panel="Decide")
def done(ids: Ids, db: Db = None) -> None:
    """Say that it is done."""
    _decide("done", ids, db)


@app.command(rich_help_panel="Decide")
def dismiss(ids: Ids, db: Db = None) -> None:
    """Say that it need not be done."""
    _decide("dismissed", ids, db)


@app.command(rich_help_panel="Decide")
def snooze(
    item: Annotated[
        str, typer.Argument(metavar="ID", help="Id of an ask, an offer or a follow-up.", show_default=False)
    ],
    until: Until,
    db: Db = None,
) -> None:
    """Put it out of sight until a day."""
    if until <= today():
        raise UsageError(f"{until} is not ahead.", hint="Name a day from tomorrow on.")
    _decide("snoozed", [item], db, value=until.isoformat())


@app.command(rich_help_panel="Decide")
def reopen(ids: Ids, db: Db = None) -> None:
    """Take it back: it is open again."""
    _decide("reopened", ids, db)


def _decide(action: Action, ids: list[str], db: Path | None, *, value: str | None = None) -> None:
    from notesight.cli.common import pick_item
    from notesight.cli.view import visible

    with opened(db) as (store, _):
        items = [pick_item(store, each) for each in ids]  # all must be known before any is decided
        with store.transaction():
            for item in items:
                store.decide(action, item["id"], value=value, origin="cli", at=datetime.now(UTC))
        for item in items:
            talk(f"{action.capitalize()}{f' until {value}' if value else ''}: {visible(item['summary'])}")
