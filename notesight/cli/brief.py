"""Letters: brief before a meeting, news since the last contact, and digest of a while; on the screen or as a file."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notesight.cli import app
from notesight.cli.common import (
    AsJson,
    AsOf,
    BaseUrl,
    Db,
    Mask,
    MaxCost,
    Model,
    Price,
    Since,
    chosen,
    opened_as_of,
    settings,
    talk,
)
from notesight.cli.common import today as this_day
from notesight.cli.view import day, faint, print_json, strong, visible, wrapped
from notesight.cli.words import pick_person
from notesight.errors import UsageError

if TYPE_CHECKING:
    from notesight.letters import Letter, Line

A_WEEK = 7
Person = Annotated[
    str, typer.Argument(metavar="PERSON", help="A name, or the first letters of an id.", show_default=False)
]
AsMarkdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown.")]
AsHtml = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write an HTML file that needs nothing else.", show_default=False),
]
Prose = Annotated[bool, typer.Option("--prose", help="Let the model put it into sentences, each with its sources.")]
Force = Annotated[bool, typer.Option("--force", help="Replace that file.")]


@app.command(rich_help_panel="Look")
def brief(
    person: Person,
    db: Db = None,
    as_of: AsOf = None,
    as_markdown: AsMarkdown = False,
    html: AsHtml = None,
    force: Force = False,
    prose: Prose = False,
    model: Model = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
    as_json: AsJson = False,
) -> None:
    """Before a meeting: who it is, last time, what is open."""
    on = as_of or this_day()
    with opened_as_of(db, as_of) as (store, _):
        letter = store.brief(pick_person(store, person)["id"], on=on)
    if prose:
        letter = _told(letter, db, chosen(None, model, base_url, mask, price, max_cost))
    _give(letter, on, as_markdown=as_markdown, html=html, force=force, as_json=as_json)


@app.command(rich_help_panel="Look")
def news(
    person: Person,
    db: Db = None,
    as_of: AsOf = None,
    as_markdown: AsMarkdown = False,
    html: AsHtml = None,
    force: Force = False,
    prose: Prose = False,
    model: Model = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
    as_json: AsJson = False,
) -> None:
    """What came up about somebody since you were in touch."""
    on = as_of or this_day()
    with opened_as_of(db, as_of) as (store, _):
        letter = store.news(pick_person(store, person)["id"], on=on)
    if prose:
        letter = _told(letter, db, chosen(None, model, base_url, mask, price, max_cost))
    _give(letter, on, as_markdown=as_markdown, html=html, force=force, as_json=as_json)


@app.command(rich_help_panel="Look")
def digest(
    since: Since = None,
    db: Db = None,
    as_of: AsOf = None,
    as_markdown: AsMarkdown = False,
    html: AsHtml = None,
    force: Force = False,
    prose: Prose = False,
    model: Model = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
    as_json: AsJson = False,
) -> None:
    """What came in of late, was settled and is due."""
    on = as_of or this_day()
    begin = since or on - timedelta(days=A_WEEK)
    if begin > on:
        raise UsageError(f"{begin} is not past.", hint="Name an earlier day with --since.")
    with opened_as_of(db, as_of) as (store, _):
        letter = store.digest(since=begin, on=on)
    if prose:
        letter = _told(letter, db, chosen(None, model, base_url, mask, price, max_cost))
    _give(letter, on, as_markdown=as_markdown, html=html, force=force, as_json=as_json)


def _told(letter: Letter, db: Path | None, options: dict[str, object | None]) -> Letter:
    """A letter put into prose by the model that the settings name."""
    from notesight.extractors.openai.telling import tell

    current = settings(database=db, **options)
    told = tell(letter, current)
    if not told.prose:
        talk("The model made no sentence of it that names its sources; here it is as it stands.")
    elif hidden := sum(line.private for line in letter.lines):
        talk(f"{hidden} of {len(letter.lines)} lines are from private documents and were not sent.")
    return told


def _give(letter: Letter, on: date, *, as_markdown: bool, html: Path | None, force: bool, as_json: bool) -> None:
    """Print a letter, or write it to a file."""
    from notesight import letters

    if sum((as_markdown, html is not None, as_json)) > 1:
        raise UsageError("--markdown, --html and --json exclude each other.", hint="Leave all but one out.")
    if as_json:
        print_json({"on": on.isoformat(), **letter.as_dict()})
    elif as_markdown:
        sys.stdout.write(letters.markdown(letter))
    elif html is not None:
        _write(html, letters.page(letter), force=force)
    else:
        _print(letter, on)


def _write(path: Path, text: str, *, force: bool) -> None:
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} is there already.", hint="Name another file, or replace it with --force.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", hint="Name another file.") from None
    talk(f"Written: {path}")


def _print(letter: Letter, on: date) -> None:
    typer.echo(strong(visible(letter.title)))
    for words in letter.lead:
        typer.echo(wrapped(visible(words), first="  ", indent=2))
    for told in letter.prose:
        marks = "".join(f"[{number}]" for number in told.sources)
        typer.echo(wrapped(visible(f"{told.words} {marks}"), first="  ", indent=2))
    number = 0
    for section in letter.sections:
        typer.echo(f"\n{strong(section.heading)}")
        for line in section.lines:
            number += 1
            mark = f"[{number}] " if letter.prose else ""
            _print_line(line, on, mark)
        if section.more:
            typer.echo(faint(f"  and {section.more:,} more"))
    if not letter.sections:
        typer.echo(f"  {letter.empty}")


def _print_line(line: Line, on: date, mark: str) -> None:
    source = f" ({day(date.fromisoformat(line.day), on)})" if line.day else ""
    typer.echo(wrapped(visible(f"{line.words}{source}"), first=f"  {mark}", indent=4))
    if line.more:
        typer.echo(faint(wrapped(visible(f"“{line.more}”"), first="    ", indent=4)))
