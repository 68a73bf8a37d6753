"""Commands that look: today, people, asks, offers, followups, show, search."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli import app
from notesight.cli.common import AsCsv, AsJson, Db, DueBy, On, Since, opened, pick, talk
from notesight.cli.common import today as this_day
from notesight.cli.view import Column, day, print_json, print_table, rows
from notesight.errors import UsageError
from notesight.model import ItemKind

if TYPE_CHECKING:
    from notesight.store import State, Store

Of = Annotated[str | None, typer.Option("--person", help="By or to this person (name or id).", show_default=False)]
Open = Annotated[bool, typer.Option("--open", help="Only what is open.")]
Limit = Annotated[int | None, typer.Option("--limit", "-n", min=1, help="At most so many.", show_default=False)]

ITEMS = [
    Column("id", "id", style="cyan"),
    Column("who", "who", 2),
    Column("what", "what", 5),
    Column("due", "due_shown"),
    Column("state", "state_shown"),
    Column("from", "said_on"),
]
SECTIONS = {
    "overdue": "Overdue",
    "soon": "Due in the next days",
    "asked_of_me": "Asked of me",
    "mine": "Mine to do",
    "theirs": "Theirs to do",
    "asks": "Looking for something",
    "offers": "On offer",
}


@app.command(rich_help_panel="Look")
def today(db: Db = None, on: On = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """What is overdue and due, what was asked of you, who is looking for what, and what is on offer."""
    reference = on or this_day()
    with opened(db) as (store, _):
        found = store.today(reference)
    if as_json:
        print_json({"on": reference.isoformat(), **{name: found[name] for name in SECTIONS}})
        return
    if as_csv:
        flat = [{"list": name, **item} for name in SECTIONS for item in found[name]]
        rows(flat, ITEMS, as_json=False, as_csv=True, empty="")
        return
    for name, title in SECTIONS.items():
        if found[name]:
            print_table([_shown(item, reference) for item in found[name]], ITEMS, title=title)
    if not any(found[name] for name in SECTIONS):
        talk("Nothing is due and nothing is open.")


@app.command(rich_help_panel="Look")
def people(
    name: Annotated[str | None, typer.Argument(help="Part of a name or an address.", show_default=False)] = None,
    db: Db = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Everybody your notes and mails name, the latest first."""
    with opened(db) as (store, _):
        found = store.people(name, limit=limit)
    columns = [
        Column("id", "id", style="cyan"), Column("name", "name", 3), Column("at", "organization", 2), Column("as", "role", 2),
        Column("address", "email", 3), Column("last", "last_seen"), Column("open", "open_items"),
    ]  # fmt: skip
    rows(
        found, columns, as_json=as_json, as_csv=as_csv, empty="Nobody yet." if name is None else "Nobody of that name."
    )


@app.command(rich_help_panel="Look")
def asks(
    db: Db = None, person: Of = None, only_open: Open = False, due: DueBy = None, since: Since = None,
    limit: Limit = None, as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:  # fmt: skip
    """What people need or have asked for."""
    _list("ask", db, person, only_open, due, since, limit, as_json, as_csv)


@app.command(rich_help_panel="Look")
def offers(
    db: Db = None, person: Of = None, only_open: Open = False, due: DueBy = None, since: Since = None,
    limit: Limit = None, as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:  # fmt: skip
    """What people would give, do, lend or share."""
    _list("offer", db, person, only_open, due, since, limit, as_json, as_csv)


@app.command(rich_help_panel="Look")
def followups(
    db: Db = None, person: Of = None, only_open: Open = False, due: DueBy = None, since: Since = None,
    limit: Limit = None, as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:  # fmt: skip
    """What somebody is going to do: promises, agreed next steps, to-dos."""
    _list("followup", db, person, only_open, due, since, limit, as_json, as_csv)


@app.command(rich_help_panel="Look")
def show(
    row: Annotated[str, typer.Argument(metavar="ID", help="Id of anything; its first letters do.", show_default=False)],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """One row with its words in their context."""
    from notesight.cli import findings

    with opened(db) as (store, _):
        found = pick(store, row)
        if found["kind"] == "person":
            findings.show_person(store, found["id"], as_json=as_json, today=this_day())
        elif found["kind"] == "document":
            findings.show_document(store, int(found["id"]), as_json=as_json, today=this_day())
        else:
            item = store.item(found["id"], on=this_day())
            assert item is not None
            document = store.document(item["document_id"])
            assert document is not None
            findings.show_item(item, document, as_json=as_json, today=this_day())


@app.command(rich_help_panel="Look")
def search(
    words: Annotated[list[str], typer.Argument(help="Words to look for.", show_default=False)],
    db: Db = None,
    limit: Limit = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Look for words in everything: people, asks, offers, follow-ups and the texts themselves."""
    with opened(db) as (store, _):
        found = store.search(" ".join(words), limit=limit or 20)
    columns = [
        Column("id", "id", style="cyan"), Column("is", "kind"), Column("what", "label", 2), Column("words", "snippet", 4),
        Column("from", "date"),
    ]  # fmt: skip
    rows(found, columns, as_json=as_json, as_csv=as_csv, empty="Nothing holds these words.")


def _list(
    kind: ItemKind, db: Path | None, person: str | None, only_open: bool, due: date | None, since: date | None,
    limit: int | None, as_json: bool, as_csv: bool,
) -> None:  # fmt: skip
    reference = this_day()
    with opened(db) as (store, _):
        before = due + timedelta(days=1) if due else None
        state: State | None = "open" if only_open else None
        found = [
            item
            for who in (_ids(store, person) if person else [None])
            for item in store.items(
                kind, person=who, state=state, due_before=before, since=since, on=reference, limit=limit
            )
        ][:limit]
    if not as_json and not as_csv:
        found = [_shown(item, reference) for item in found]
    rows(found, ITEMS, as_json=as_json, as_csv=as_csv, empty="None.")


def _ids(store: Store, person: str) -> list[str]:
    """The ids of everybody who is meant by a name or an id."""
    found = [row["id"] for row in store.people(person)]
    try:
        return found or [row["id"] for row in store.find(person) if row["kind"] == "person"]
    except UsageError:
        return []


def _shown(item: dict[str, Any], reference: date) -> dict[str, Any]:
    due = day(date.fromisoformat(item["due"]), reference) if item["due"] else ""
    who = item["by"] or "somebody"
    if item["to"]:
        who += f" → {item['to']}"
    state = item["state"]
    if state == "snoozed" and item["snoozed_until"]:
        state = f"until {item['snoozed_until']}"
    hedge = " (perhaps)" if item["certainty"] == "hedged" else ""
    return {**item, "who": who, "what": item["summary"] + hedge, "due_shown": due, "state_shown": state}
