"""Commands about who brings whom together: introductions, path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli import app
from notesight.cli.common import AsCsv, AsJson, AsOf, Db, Limit, command, opened_as_of, talk
from notesight.cli.common import today as this_day
from notesight.cli.view import (
    Column,
    and_more,
    count,
    day,
    exclusive,
    faint,
    print_csv,
    print_json,
    print_table,
    strong,
    wrapped,
)
from notesight.cli.words import pick_person
from notesight.model import ME, fold

if TYPE_CHECKING:
    from notesight.store import Store

MOST_OF_A_LIST = 40
INTRODUCTION_FIELDS = (
    "id manner state certainty said_on by who to quote start end wrong confirmed by_person_id by_text who_person_id who_text "
    "to_person_id to_text document_id title date source"
).split()
_LONGEST = 200
_SAID = {"asked": "asked for", "offered": "offered", "made": "made", "happened": "happened", "known": "tie"}


@app.command(rich_help_panel="Look")
def introductions(
    person: Annotated[
        str | None, typer.Argument(metavar="PERSON", help="Only with this person: a name or an id.", show_default=False)
    ] = None,
    db: Db = None,
    ties: Annotated[bool, typer.Option("--ties", help="Also who only is said to know whom.")] = False,
    as_of: AsOf = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Who introduced whom, or spoke for you in your absence."""
    exclusive(as_json=as_json, as_csv=as_csv)
    reference = as_of or this_day()
    with opened_as_of(db, as_of) as (store, current):
        who = pick_person(store, person)["id"] if person is not None else None
        most = limit or (None if as_json or as_csv else MOST_OF_A_LIST)
        found = store.introductions.listed(who, ties=ties, limit=most)
        if as_json:
            print_json(found)
        elif as_csv:
            print_csv(found, INTRODUCTION_FIELDS)
        elif not found:
            more = "" if ties else " Who only knows whom: --ties"
            talk(f"Nobody introduces anybody yet.{more}" if who is None else f"No introduction with {person}.{more}")
        else:
            total = len(found) if limit else store.introductions.number(who, ties=ties)
            short = store.short_ids(row["id"] for row in found)
            columns = (
                Column("id", "short", style="cyan"), Column("who ⇢ whom", "sides", share=0.36), Column("", "state_shown"),
                Column("words", "words", rest=True), Column("said", "said_shown"),
            )  # fmt: skip
            print_table([_row(row, short[row["id"]], reference) for row in found], columns)
            words = [
                "introductions",
                *([person] if person else []),
                *(["--ties"] if ties else []),
                "--limit",
                str(total),
            ]
            and_more(total - len(found), command("", current, *words))


def _row(row: Mapping[str, Any], short: str, on: date) -> dict[str, str]:
    return {
        "short": short,
        "sides": sides(row),
        "state_shown": state_said(row) + (", confirmed" if row["confirmed"] else ""),
        "words": shortened(row["quote"]),
        "said_shown": day(date.fromisoformat(row["said_on"]), on),
    }


def show_introduction(store: Store, introduction_id: str, *, as_json: bool, on: date) -> None:
    """Print one introduction with its words."""
    row = store.introductions.one(introduction_id)
    assert row is not None
    if as_json:
        print_json(row)
        return
    wrong = "  wrong" if row["wrong"] else ""
    typer.echo(f"{strong(sides(row))}  {_row(row, '', on)['state_shown']}{faint(wrong)}")
    typer.echo(
        faint(
            f"{day(date.fromisoformat(row['said_on']), on)}, document {row['document_id']}, {shortened(row['title'], 80)}"
        )
    )
    _quote(row["quote"], 2)


def state_said(row: Mapping[str, Any]) -> str:
    """How far an introduction is, in a few words."""
    said = "spoke for you" if _for_me(row) else _SAID[row["state"]]
    return said + (", perhaps" if row["certainty"] == "hedged" else "")


def _for_me(row: Mapping[str, Any]) -> bool:
    """Whether somebody spoke for the owner who was not there."""
    return bool(row["manner"] == "spoke" and ME in (row["who_text"], row["to_text"]))


def sides(row: Mapping[str, Any]) -> str:
    """Who brings whom together, in one line."""
    if row["manner"] == "tie":
        return f"{row['by']} – {row['who']}"
    by = row["by"] or "somebody"
    if row["to"] is None or row["who"] is None:
        return f"{by} ⇢ {row['who'] or row['to']}"
    return f"{by} ⇢ {row['who']} → {row['to']}"


def shortened(words: str | None, most: int = _LONGEST) -> str:
    """Words in one line, cut where they are too long for a list."""
    line = " ".join((words or "").split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


@app.command(rich_help_panel="Look")
def path(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="Whom to reach: a name or an id.", show_default=False)
    ],
    db: Db = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Who could get you to somebody, with what was said."""
    reference = as_of or this_day()
    with opened_as_of(db, as_of) as (store, current):
        if fold(person) in {ME, *map(fold, current.owner.names)}:
            if as_json:
                print_json(
                    {"person": {"id": None, "name": ME}, "direct": None, "contacts": 0, "paths": [], "nearest": None}
                )
            else:
                talk("That is you.")
            return
        found = store.introductions.path(pick_person(store, person)["id"], on=reference)
        if as_json:
            print_json(found)
        else:
            show_path(store, found, reference)


def show_path(store: Store, found: Mapping[str, Any], on: date) -> None:
    """Print the ways to somebody, or who stands nearest."""
    del store
    name = found["person"]["name"]
    if found["direct"]:
        typer.echo(
            f"You are in touch with {name} yourself: {count(found['contacts'], 'contact')}, last {_contact(found['direct'], on)}."
        )
        _quote(found["direct"]["quote"], 2)
    ways: Sequence[Mapping[str, Any]] = found["paths"]
    if ways and found["direct"]:
        typer.echo()
        typer.echo("Who else could:")
    for n, way in enumerate(ways, start=1):
        if n > 1:
            typer.echo()
        hops = way["hops"]
        typer.echo(f"{n}. {strong(' → '.join(hop['to']['name'] for hop in hops))}")
        first = hops[0]["evidence"][0]
        typer.echo(
            f"   you know {hops[0]['to']['name']}: {count(way['contacts'], 'contact')}, last {_contact(first, on)}"
        )
        _quote(first["quote"], 5)
        for hop in hops[1:]:
            for each in hop["evidence"]:
                when = f"{day(date.fromisoformat(each['day']), on)}, document {each['document_id']}"
                said = sides(each) if each["kind"] == "introduction" else each["kind"].replace("followup", "follow-up")
                typer.echo(f"   {hop['from']['name']} – {hop['to']['name']}: {said} {faint(f'({when})')}")
                _quote(each["quote"], 5)
    if not ways and not found["direct"]:
        nearest = found["nearest"]
        if nearest is None:
            talk(f"No path to {name}, and nobody whom you know stands near.")
        else:
            typer.echo(
                f"No path to {name}; nearest is {nearest['name']}, named in the same document {nearest['document_id']}"
                f" ({day(date.fromisoformat(nearest['day']), on)}):"
            )
            _quote(nearest["quote"], 2)
    elif not ways:
        talk("Nobody else is known who could.")


def _contact(row: Mapping[str, Any], on: date) -> str:
    channel = f", {row['channel']}" if row["channel"] else ""
    return f"{day(date.fromisoformat(row['day']), on)}{channel}, document {row['document_id']}"


def _quote(words: str | None, indent: int) -> None:
    if words and words.strip():
        typer.echo(wrapped(f"“{shortened(words)}”", first=" " * indent, indent=indent + 1))
