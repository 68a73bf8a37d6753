"""Commands about what came of knowing people: outcome, outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli import app
from notesight.cli.common import AsCsv, AsJson, AsOf, Db, Limit, command, opened, opened_as_of, pick, talk
from notesight.cli.common import today as this_day
from notesight.cli.groups import listing
from notesight.cli.links import shortened
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
from notesight.cli.words import day as day_said
from notesight.cli.words import pick_person, say, tell
from notesight.errors import UsageError

if TYPE_CHECKING:
    from notesight.store import Store, Way

MOST_OF_A_LIST = 40
OUTCOME_FIELDS = (
    "id what worth on_day state certainty from whose quote start end from_person_id from_text whose_person_id whose_text "
    "document_id title date source item_id decision_id"
).split()
NOT_KNOWN = "not known"


outcomes = listing(
    "outcomes",
    "What came of it, and from which conversations.",
    "What came of knowing people, the longest way first: outcome, introduction, conversation.\n\n"
    "`notesight outcomes` lists all, `notesight outcomes show ID` tells how one came.",
)


@app.command(rich_help_panel="Decide")
def outcome(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="What came of it, in your words.", show_default=False)],
    source: Annotated[
        str,
        typer.Option(
            "--from", metavar="WHENCE", help="A person, or the id of an item or a document.", show_default=False
        ),
    ],
    worth: Annotated[
        str | None, typer.Option("--worth", metavar="AMOUNT", help="What it is worth: '$350'.", show_default=False)
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="The day it came; today if left out.", show_default=False)
    ] = None,
    db: Db = None,
) -> None:
    """Say what came of somebody, of something said, or of a note."""
    when = day_said(on) if on is not None else this_day().isoformat()
    if when is None:
        raise UsageError("An outcome has a day.", hint="Leave --on out for today.")
    with opened(db) as (store, current):
        value = {"what": what, "on": when} | ({"worth": worth} if worth is not None else {})
        made = say(store, [("outcome", whence(store, source), value)])
        tell(store, current, made)


def whence(store: Store, words: str) -> str:
    """The id of what an outcome came from: a person by name, or anything by its id. Raises ``UsageError``."""
    if words.isascii() and words.isdecimal():
        return str(pick(store, words)["id"])
    try:
        found = [row for row in store.find(words) if row["kind"] in ("ask", "offer", "followup", "person")]
    except UsageError:
        found = []
    if len(found) == 1 and not store.people(words):
        return str(found[0]["id"])
    return str(pick_person(store, words)["id"])


Who = Annotated[
    str | None, typer.Option("--of", metavar="PERSON", help="What came of this person.", show_default=False)
]
Year = Annotated[
    int | None, typer.Option("--year", metavar="YEAR", min=1, max=9999, help="Only of this year.", show_default=False)
]
Channel = Annotated[
    str | None,
    typer.Option("--channel", metavar="CHANNEL", help="What began so: mail, call, coffee, class …", show_default=False),
]


@outcomes.command("list")
def listed(
    db: Db = None,
    of: Who = None,
    year: Year = None,
    channel: Channel = None,
    as_of: AsOf = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """What came of it, the longest chain first; `list` may be left out."""
    exclusive(as_json=as_json, as_csv=as_csv)
    reference = as_of or this_day()
    with opened_as_of(db, as_of) as (store, current):
        person = pick_person(store, of)["id"] if of is not None else None
        found = store.outcomes.ways(person=person, year=year)
        if channel is not None:
            found = [way for way in found if (way.channel or NOT_KNOWN).casefold() == channel.casefold()]
        if as_json:
            print_json([store.outcomes.chain(way.outcome["id"]) for way in found[:limit]])
        elif as_csv:
            print_csv([way.outcome for way in found[:limit]], OUTCOME_FIELDS)
        elif not found:
            talk("Nothing has come of it yet that was told. Say so: notesight outcome WHAT --from PERSON")
        else:
            shown = found[: limit or MOST_OF_A_LIST]
            short = store.short_ids(way.outcome["id"] for way in shown)
            names = store.introductions.names({each for way in shown for each in way.people})
            columns = (
                Column("id", "short", style="cyan"), Column("what came", "what", rest=True), Column("worth", "worth"),
                Column("through", "through", share=0.3), Column("", "state"), Column("day", "day"),
            )  # fmt: skip
            print_table([_row(way, short[way.outcome["id"]], names, reference) for way in shown], columns)
            words = ["outcomes", *(["--of", of] if of else []), "--limit", str(len(found))]
            and_more(len(found[:limit]) - len(shown), command("", current, *words))
            if suggested := sum(way.outcome["state"] == "suggested" for way in found[:limit]):
                talk()
                talk(
                    f"{count(suggested, 'outcome')} read in your notes and not confirmed: {command('confirm', current, 'ID')}"
                )


def _row(way: Way, short: str, names: Mapping[str, str], on: date) -> dict[str, str]:
    outcome = way.outcome
    whose = f" ({outcome['whose']})" if outcome["whose"] not in (None, "me") else ""
    return {
        "short": short,
        "what": shortened(outcome["what"], 120) + whose + (" (perhaps)" if outcome["certainty"] == "hedged" else ""),
        "worth": outcome["worth"] or "",
        "through": " → ".join(names.get(each, "?") for each in way.people) or outcome["from"] or "",
        "state": "" if outcome["state"] == "confirmed" else "confirm?",
        "day": day(date.fromisoformat(outcome["on_day"]), on),
    }


@outcomes.command("show")
def shown(
    start: Annotated[
        str, typer.Argument(metavar="ID", help="Id of an outcome; its first letters do.", show_default=False)
    ],
    db: Db = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """How one outcome came: every step with its date and words."""
    with opened_as_of(db, as_of) as (store, _):
        row = pick(store, start)
        if row["kind"] != "outcome":
            raise UsageError(f"“{start}” is a {row['kind']}.", hint="notesight outcomes shows the ids of outcomes.")
        show_outcome(store, str(row["id"]), as_json=as_json, on=as_of or this_day())


def show_outcome(store: Store, outcome_id: str, *, as_json: bool, on: date) -> None:
    """Print one outcome with the chain that led to it."""
    found = store.outcomes.chain(outcome_id)
    assert found is not None
    if as_json:
        print_json(found)
        return
    outcome = found["outcome"]
    state = {"suggested": "  confirm?", "wrong": "  wrong"}.get(outcome["state"], "")
    typer.echo(f"{strong(outcome['what'])}{'  ' + outcome['worth'] if outcome['worth'] else ''}{faint(state)}")
    if found["people"]:
        typer.echo(f"through {' → '.join(one['name'] or '?' for one in found['people'])}")
    typer.echo()
    steps: Sequence[Mapping[str, Any]] = found["steps"]
    for step in steps:
        where = f"  document {step['document_id']}" if step["document_id"] else ""
        label = {"introduction": "introduction: ", "outcome": "outcome: ", "said": "", "conversation": ""}[step["kind"]]
        who = f"{step['person']}: " if step["person"] and step["kind"] in ("said", "conversation") else ""
        words = step["words"] if step["kind"] in ("introduction", "outcome") else shortened(step["words"], 90)
        typer.echo(f"{day(date.fromisoformat(step['day']), on)}  {label}{who}{words}{faint(where)}")
        if step["quote"] and " ".join(step["quote"].split()) != words:
            typer.echo(wrapped(f"“{shortened(step['quote'])}”", first="    ", indent=5))


@outcomes.command("report")
def report(
    db: Db = None,
    year: Year = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """How much came of whom, by which channel, in which year."""
    from notesight.store import provenance

    with opened_as_of(db, as_of) as (store, _):
        told = store.outcomes.ways(year=year)
        sure = provenance.confirmed(told)
        found = store.outcomes.summed(sure)
        if as_json:
            print_json(found)
        elif not sure:
            talk("Nothing is said or confirmed to have come of it.")
        else:
            for name, title in (("people", "By whom it began"), ("channels", "By channel"), ("years", "By year")):
                typer.echo(strong(title))
                columns = (Column("", "name", rest=True), Column("", "outcomes"), Column("", "worth"))
                rows = [
                    {**row, "outcomes": str(row["outcomes"]), "worth": " + ".join(row["worth"])} for row in found[name]
                ]
                print_table(rows, columns, heading=False, indent=2)
        if not as_json and len(told) > len(sure):
            talk(
                f"{count(len(told) - len(sure), 'outcome')} read in your notes and not confirmed, not counted: notesight outcomes"
            )
