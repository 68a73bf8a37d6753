"""Commands that look: today, asks, offers, followups, show, search."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli import app
from notesight.cli.common import AsCsv, AsJson, AsOf, Db, DueBy, Limit, Since, command, opened, opened_as_of, pick, talk
from notesight.cli.common import today as this_day
from notesight.cli.view import (
    ITEM_COLUMNS,
    Column,
    and_more,
    count,
    day,
    exclusive,
    faint,
    item_row,
    print_csv,
    print_json,
    print_table,
    strong,
)
from notesight.errors import UsageError
from notesight.model import ME, PLURALS, ItemKind

if TYPE_CHECKING:
    from notesight.config import Settings
    from notesight.store import Listed, Store

Of = Annotated[
    str | None,
    typer.Option("--person", metavar="WHO", help="By or to this person: name, id or me.", show_default=False),
]
Open = Annotated[bool, typer.Option("--open", help="Only what is open.")]

MOST_OF_A_LIST = 40
"""Rows of a table for people, unless ``--limit`` says otherwise; programs get all."""
MOST_OF_TODAY = 5
"""The same for each list of ``today``."""
MOST_FOUND = 10
"""The same for each kind of what ``search`` finds."""
ITEM_FIELDS = (
    "kind id summary by to due due_text state snoozed_until decided_at confirmed certainty said_on quote start end "
    "by_person_id by_text to_person_id to_text document_id title date source run_id extractor model"
).split()
FOUND_FIELDS = "kind id label date snippet".split()
SECTIONS = {
    "looks_done": "Looks done: confirm?",
    "i_owe": "I owe",
    "they_owe": "They owe me",
    "waiting": "Waiting for an answer",
    "nobodys": "Nobody's yet",
    "between_others": "Between others",
    "overdue": "Overdue",
    "soon": "Due within a week",
    "asked_of_me": "Asked of me",
    "mine": "Mine to do",
    "theirs": "Theirs to do",
    "asks": "Looking for something",
    "offers": "On offer",
    "maybe": "Maybe",
}
MIXED = frozenset(
    {"looks_done", "i_owe", "they_owe", "waiting", "nobodys", "between_others", "overdue", "soon", "maybe"}
)
"""The lists of ``today`` that hold more kinds than one."""
AT_A_GLANCE = ("looks_done", "i_owe", "they_owe", "waiting", "nobodys", "between_others", "offers", "maybe")
"""The lists that ``today`` shows when none is named: each open item stands in one, but for what looks done."""
EACH_ONCE = ("overdue", "soon", "asked_of_me", "mine", "theirs", "asks", "offers", "maybe")
"""The lists of a table for spreadsheets when none is named: each open item stands in one."""
FOUND_KINDS = {"person": "Person", "ask": "Ask", "offer": "Offer", "followup": "Follow-up", "document": "Document"}


def _section(text: str) -> str:
    name = text.replace("-", "_").lower()
    if name not in SECTIONS:
        raise typer.BadParameter(f"the lists are {', '.join(SECTIONS)}")
    return name


@app.command(rich_help_panel="Look")
def today(
    only: Annotated[
        str | None,
        typer.Argument(
            parser=_section,
            metavar="LIST",
            help=f"Only this one, more of it: {', '.join(SECTIONS)}.",
            show_default=False,
        ),
    ] = None,
    db: Db = None,
    as_of: AsOf = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """What I owe, what they owe me, what waits, what looks done."""
    from notesight.cli.keep import print_due
    from notesight.store.owing import LISTS

    exclusive(as_json=as_json, as_csv=as_csv)
    reference = as_of or this_day()
    with opened_as_of(db, as_of) as (store, current):
        if as_json:
            found = store.lists(reference, [only] if only else LISTS, limit=limit)
            keep = {} if only else {"keep": store.touch.nudges(on=reference, limit=limit)}
            print_json({"on": reference.isoformat(), **{name: listed.rows for name, listed in found.items()}, **keep})
            return
        if as_csv:
            blank = dict.fromkeys(ITEM_FIELDS)
            found = store.lists(reference, [only] if only else EACH_ONCE, limit=limit)
            print_csv(
                [{**blank, "list": name, **item} for name, listed in found.items() for item in listed.rows],
                ("list", *ITEM_FIELDS),
            )
            return
        most = limit or (MOST_OF_A_LIST if only else MOST_OF_TODAY)
        found = store.lists(reference, [only] if only else AT_A_GLANCE, limit=most)
        there = {name: listed for name, listed in found.items() if listed.rows}
        if there or (only is None and store.touch.nudges(on=reference, limit=1)):
            _print_today(store, there, reference, current, _asked(as_of), alone=only is not None)
            if only is None:
                print_due(store, current, reference, begun=bool(there))
        else:
            talk("Nothing is due and nothing is open." if only is None else "Nothing.")


def _print_today(
    store: Store, found: Mapping[str, Listed], on: date, current: Settings, looked: list[str], *, alone: bool
) -> None:
    from notesight.cli import owed

    every = [item for listed in found.values() for item in listed.rows]
    short = store.short_ids(item["id"] for item in every if item["kind"] != "mail")
    short |= {item["id"]: f"#{item['id']}" for item in every if item["kind"] == "mail"}
    for n, (name, listed) in enumerate(found.items()):
        if n:
            typer.echo()
        typer.echo(f"{strong(SECTIONS[name])}  {faint(str(listed.total))}")
        owed.print_rows(listed.rows, short, on, kinds=name in MIXED)
        whole = ["--limit", str(listed.total)] if alone else []
        left = listed.total - len(listed.rows)
        and_more(left, command(f"today {name}", current, *looked, *whole), margin=2)
        if name == "looks_done":
            one = short[listed.rows[0]["id"]]
            yes, no = command("done", current, one), command("not-done", current, one)
            typer.echo(faint(f"  It is: {yes}   It is not: {no}"))


@app.command(rich_help_panel="Look")
def asks(
    db: Db = None, person: Of = None, only_open: Open = False, due: DueBy = None, since: Since = None,
    as_of: AsOf = None, limit: Limit = None, as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:  # fmt: skip
    """What people need or have asked for."""
    _list("ask", db, person, only_open, due, since, as_of, limit, as_json, as_csv)


@app.command(rich_help_panel="Look")
def offers(
    db: Db = None, person: Of = None, only_open: Open = False, due: DueBy = None, since: Since = None,
    as_of: AsOf = None, limit: Limit = None, as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:  # fmt: skip
    """What people would give, do, lend or share."""
    _list("offer", db, person, only_open, due, since, as_of, limit, as_json, as_csv)


@app.command(rich_help_panel="Look")
def followups(
    db: Db = None, person: Of = None, only_open: Open = False, due: DueBy = None, since: Since = None,
    as_of: AsOf = None, limit: Limit = None, as_json: AsJson = False, as_csv: AsCsv = False,
) -> None:  # fmt: skip
    """What somebody is going to do: promises and next steps."""
    _list("followup", db, person, only_open, due, since, as_of, limit, as_json, as_csv)


@app.command(rich_help_panel="Look")
def show(
    row: Annotated[str, typer.Argument(metavar="ID", help="Id of anything; its first letters do.", show_default=False)],
    db: Db = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """A person, ask, offer, follow-up or document, with its words."""
    from notesight.cli import findings

    reference = as_of or this_day()
    with opened_as_of(db, as_of) as (store, _):
        found = pick(store, row)
        if found["kind"] == "person":
            findings.show_person(store, found["id"], as_json=as_json, today=reference)
        elif found["kind"] == "document":
            findings.show_document(store, int(found["id"]), as_json=as_json, today=reference)
        elif found["kind"] == "outcome":
            from notesight.cli.outcomes import show_outcome

            show_outcome(store, found["id"], as_json=as_json, on=reference)
        elif found["kind"] == "introduction":
            from notesight.cli.links import show_introduction

            show_introduction(store, found["id"], as_json=as_json, on=reference)
        else:
            item = store.item(found["id"], on=reference)
            assert item is not None
            document = store.document(item["document_id"])
            assert document is not None
            sign = store.closings([item["id"]]).get(item["id"])
            findings.show_item(item, document, store.quotes(item["id"]), sign, as_json=as_json, today=reference)


@app.command(rich_help_panel="Look")
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Words to look for.", show_default=False)],
    db: Db = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=1, help="At most so many of each kind.")
    ] = MOST_FOUND,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Look for words in everything, the texts themselves too."""
    exclusive(as_json=as_json, as_csv=as_csv)
    columns = (
        Column("id", "short", style="cyan"), Column("is", "kind_shown"), Column("words", "words", rest=True),
        Column("day", "day_shown"),
    )  # fmt: skip
    with opened(db) as (store, _):
        found = store.search(" ".join(words), limit=limit)
        if as_json:
            print_json(found)
        elif as_csv:
            print_csv(found, FOUND_FIELDS)
        elif found:
            short = store.short_ids(row["id"] for row in found if row["kind"] != "document")
            print_table([_found_row(row, short) for row in found], columns)
        else:
            talk("Nothing holds these words.")


def _found_row(row: Mapping[str, Any], short: Mapping[str, str]) -> dict[str, Any]:
    label, snippet = str(row["label"]), str(row["snippet"])
    same = snippet.replace("[", "").replace("]", "").casefold() == label.casefold()
    return {
        "short": short.get(row["id"], row["id"]),
        "kind_shown": FOUND_KINDS[row["kind"]],
        "words": snippet if same else f"{label} · {snippet}",
        "day_shown": day(date.fromisoformat(row["date"]), this_day()),
    }


def _list(
    kind: ItemKind, db: Path | None, person: str | None, only_open: bool, due: date | None, since: date | None,
    as_of: date | None, limit: int | None, as_json: bool, as_csv: bool,
) -> None:  # fmt: skip
    from notesight.store import Wanted

    exclusive(as_json=as_json, as_csv=as_csv)
    reference = as_of or this_day()
    with opened_as_of(db, as_of) as (store, current):
        before = due + timedelta(days=1) if due else None
        want = Wanted(_whose(store, person) if person else None, "open" if only_open else None, before, since)
        whole = as_json or as_csv
        found = store.listed(kind, want, on=reference, limit=limit or (None if whole else MOST_OF_A_LIST))
        if as_json:
            print_json(found.rows)
        elif as_csv:
            print_csv(found.rows, ITEM_FIELDS)
        elif found.rows:
            short = store.short_ids(item["id"] for item in found.rows)
            lines = [item_row(item, short[item["id"]], reference) for item in found.rows]
            sure = sum(item["certainty"] != "hedged" for item in found.rows)
            print_table(lines[:sure], ITEM_COLUMNS, beside=lines if 0 < sure < len(lines) else ())
            if sure < len(lines):
                if sure:
                    typer.echo()
                typer.echo(f"{strong(SECTIONS['maybe'])}  {faint(str(found.hedged))}")
                print_table(lines[sure:], ITEM_COLUMNS, heading=not sure, beside=lines if sure else ())
            again = _again(kind, person, only_open, due, since, as_of, found.total)
            and_more(found.total - len(lines), command("", current, *again))
        else:
            talk("None.")


def _whose(store: Store, person: str) -> tuple[str, ...]:
    """The ids of everybody who is meant by a name or an id. Raises ``UsageError`` when there is nobody."""
    if person.strip().casefold() == ME:
        return (ME,)
    named = store.people(person)
    if len(named) > 1:
        exact = [row for row in named if row["name"].casefold() == person.strip().casefold()]
        named = exact if len(exact) == 1 else named
    if len(named) > 1:
        few = ", ".join(row["name"] for row in named[:5]) + (" …" if len(named) > 5 else "")
        talk(f"{count(len(named), 'person goes', 'people go')} by “{person}”: {few}.")
    if not named:
        try:
            named = [row for row in store.find(person) if row["kind"] == "person"]
        except UsageError:
            named = []
    if not named:
        raise UsageError(f"Nobody goes by “{person}”.", hint="notesight people")
    return tuple(row["id"] for row in named)


def _again(
    kind: ItemKind, person: str | None, only_open: bool, due: date | None, since: date | None,
    as_of: date | None, number: int,
) -> list[str]:  # fmt: skip
    """The words of the call that shows so many rows of the same list."""
    words = [PLURALS[kind], *(["--open"] if only_open else []), *_asked(as_of)]
    for option, value in (("--person", person), ("--due", due), ("--since", since), ("--limit", number)):
        if value is not None:
            words += [option, str(value)]
    return words


def _asked(as_of: date | None) -> list[str]:
    """The words by which a call asks for the same day again."""
    return ["--as-of", as_of.isoformat()] if as_of else []
