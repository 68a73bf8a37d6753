"""Commands by which the owner decides: done, dismiss, snooze, reopen, not done, not the same."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notesight.cli import app
from notesight.cli.common import DAY, Db, command, opened, parsed_day, talk, today
from notesight.errors import UsageError

if TYPE_CHECKING:
    from notesight.store import Action

Ids = Annotated[
    list[str],
    typer.Argument(metavar="ID", help="Ids of asks, offers or follow-ups; their first letters do.", show_default=False),
]
Told = Annotated[
    list[str],
    typer.Argument(
        metavar="ID",
        help="Ids of asks, offers, follow-ups, introductions or outcomes; their first letters do.",
        show_default=False,
    ),
]
Until = Annotated[
    date, typer.Argument(parser=parsed_day, metavar=DAY, help="The day it comes back.", show_default=False)
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
def reopen(ids: Told, db: Db = None) -> None:
    """Take it back: it is open again."""
    from notesight.cli import told
    from notesight.cli.words import say, tell

    with opened(db) as (store, current):
        mine, ids = told.apart(store, ids)
        tell(store, current, say(store, told.answers(store, "reopened", mine)))
    if ids:
        _decide("reopened", ids, db)


@app.command("not-done", rich_help_panel="Decide")
def not_done(ids: Ids, db: Db = None) -> None:
    """Say that it is not done, though a later document looks so."""
    from notesight.cli.common import pick_item

    with opened(db) as (store, current):
        items = {item["id"]: item for item in (pick_item(store, each, today()) for each in ids)}
        signs = store.closings(items)
        for item in items.values():
            if item["id"] not in signs:
                raise UsageError(f"Nothing shows that it is done: {item['summary']}", hint="notesight today looks_done")
        with store.transaction():
            made = [
                store.decide("not_done", each, str(signs[each]["document_id"]), origin="cli", at=datetime.now(UTC))
                for each in items
            ]
        more = store.closings(items)
    for each, item in items.items():
        talk(f"Not done: {item['summary']}. Document {signs[each]['document_id']} does not show it.")
        if each in more:
            talk(f"Document {more[each]['document_id']} may: “{' '.join(more[each]['quote'].split())}”")
    talk(f"To take it back: {command('undo', current, *(str(each.id) for each in made))}")


@app.command("not-same", rich_help_panel="Decide")
def not_same(
    item: Annotated[str, typer.Argument(metavar="ID", help="Id of an ask or a follow-up.", show_default=False)],
    document: Annotated[
        int, typer.Argument(metavar="DOCUMENT", help="The document that tells it again.", show_default=False)
    ],
    db: Db = None,
) -> None:
    """Say that a later document does not tell it again."""
    from notesight.cli.common import pick_item

    with opened(db) as (store, current):
        found = pick_item(store, item, today())
        again = [each for each in store.quotes(found["id"]) if each["told_again"] and each["document_id"] == document]
        if not again:
            raise UsageError(
                f"Document {document} does not tell it again: {found['summary']}",
                hint=f"See where it is told: {command('show', current, item)}",
            )
        with store.transaction():
            made = [
                store.decide("apart", found["id"], each["id"], origin="cli", at=datetime.now(UTC)) for each in again
            ]
        own = [store.item(each["id"]) for each in again]
    for each in own:
        if each is not None:
            talk(f"Not the same: {found['summary']}. On its own now: {each['summary']}")
    talk(f"To take it back: {command('undo', current, *(str(each.id) for each in made))}")


def _decide(action: Action, ids: list[str], db: Path | None, *, value: str | None = None) -> None:
    from notesight.cli.common import pick_item

    state = "open" if action == "reopened" else action
    with opened(db) as (store, current):
        # All must be known before any is decided, and one that is named twice is decided once.
        items = {item["id"]: item for item in (pick_item(store, each, today()) for each in ids)}.values()
        changed = [item for item in items if item["state"] != state or (value and item["snoozed_until"] != value)]
        with store.transaction():
            for item in changed:
                store.decide(action, item["id"], value=value, origin="cli", at=datetime.now(UTC))
        short = store.short_ids(item["id"] for item in changed)
    for item in items:
        said = "Open again" if action == "reopened" else state.capitalize()
        until = f" until {value}" if value else ""
        talk(
            f"{said}{until}: {item['summary']}"
            if item in changed
            else f"{state.capitalize()}{until} already: {item['summary']}"
        )
    if changed and action != "reopened":
        talk(f"To take it back: {command('reopen', current, *short.values())}")
