"""Letters: brief before a meeting, news since the last contact, and digest of a while; on the screen or as a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
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
    Person,
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
    from notesight.store import Store

A_WEEK = 7
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
    form = _Form(as_markdown, html, force, as_json)
    told_by = chosen(None, model, base_url, mask, price, max_cost) if prose else None
    _letter(lambda store, on: store.letters.brief(pick_person(store, person)["id"], on=on), db, as_of, form, told_by)


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
    form = _Form(as_markdown, html, force, as_json)
    told_by = chosen(None, model, base_url, mask, price, max_cost) if prose else None
    _letter(lambda store, on: store.letters.news(pick_person(store, person)["id"], on=on), db, as_of, form, told_by)


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
    form = _Form(as_markdown, html, force, as_json)
    told_by = chosen(None, model, base_url, mask, price, max_cost) if prose else None
    _letter(lambda store, on: store.letters.digest(since=begin, on=on), db, as_of, form, told_by)


@dataclass(frozen=True, slots=True)
class _Form:
    """In which form a letter is given: on the screen, or as one of these."""

    as_markdown: bool
    html: Path | None
    force: bool
    as_json: bool

    def __post_init__(self) -> None:
        if sum((self.as_markdown, self.html is not None, self.as_json)) > 1:
            raise UsageError("--markdown, --html and --json exclude each other.", hint="Leave all but one out.")


def _letter(
    write: Callable[[Store, date], Letter],
    db: Path | None,
    as_of: date | None,
    form: _Form,
    told_by: dict[str, object | None] | None,
) -> None:
    """Write a letter about a day and give it; ``told_by`` are the options of the model that puts it into prose, if one does."""
    on = as_of or this_day()
    with opened_as_of(db, as_of) as (store, _):
        letter = write(store, on)
    if told_by is not None:
        letter = _told(letter, db, told_by)
    _give(letter, on, form)


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


def _give(letter: Letter, on: date, form: _Form) -> None:
    """Print a letter, or write it to a file."""
    from notesight import letters

    if form.as_json:
        print_json({"on": on.isoformat(), **letter.as_dict()})
    elif form.as_markdown:
        sys.stdout.write(letters.markdown(letter))
    elif form.html is not None:
        _write(form.html, letters.page(letter), force=form.force)
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
