"""What every command shares: its options, the settings they make, and the open database."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight import config
from notesight.errors import ConfigError, UsageError
from notesight.model import PLURALS

if TYPE_CHECKING:
    from notesight.extractors import Extractor
    from notesight.store import Store

DAY = "YYYY-MM-DD"
_YEARS = range(1000, 9000)


def parsed_day(text: str) -> date:
    """The day that an option or an argument names."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"a date is written {DAY}, for example 2026-03-02") from None
    if day.year not in _YEARS:
        raise typer.BadParameter("that year is too far away")
    return day


def _day_option(name: str, words: str) -> Any:
    return typer.Option(name, parser=parsed_day, metavar=DAY, help=words, show_default=False)


Db = Annotated[
    Path | None,
    typer.Option(
        "--db",
        metavar="FILE",
        help="The database. Default: $NOTESIGHT_DB, else the user data folder.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")]
Dated = Annotated[date | None, _day_option("--date", "The day it was written; wins over all else.")]
Channel = Annotated[
    str | None,
    typer.Option(
        "--channel", metavar="WORDS", help="How you were in touch: coffee, call, class ...", show_default=False
    ),
]
AsOf = Annotated[date | None, _day_option("--as-of", "As it stood then: without what came or was decided later.")]
Since = Annotated[date | None, _day_option("--since", "Said on or after this day.")]
DueBy = Annotated[date | None, _day_option("--due", "Due on or before this day.")]
Person = Annotated[
    str, typer.Argument(metavar="PERSON", help="A name, or the first letters of an id.", show_default=False)
]
Limit = Annotated[
    int | None, typer.Option("--limit", "-n", metavar="N", min=1, help="At most so many.", show_default=False)
]
Reader = Annotated[
    str | None,
    typer.Option("--extractor", metavar="NAME", help="Who reads: offline or openai.", show_default=False),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model", metavar="NAME", help="The model's name; naming one makes openai the extractor.", show_default=False
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="Address of an OpenAI-compatible server.", show_default=False),
]
Mask = Annotated[
    bool | None,
    typer.Option("--mask", help="Send a model server stand-ins for names and addresses.", show_default=False),
]
MaxCost = Annotated[
    float | None,
    typer.Option(
        "--max-cost", metavar="USD", help="Stop before more than this is spent on a model.", show_default=False
    ),
]
Price = Annotated[
    str | None,
    typer.Option("--price", metavar="IN,OUT", help="What the model costs: USD per million tokens.", show_default=False),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what it would read and cost; send and store nothing.")]


def chosen(
    reader: str | None,
    model: str | None,
    base_url: str | None,
    mask: bool | None,
    price: str | None,
    max_cost: float | None,
) -> dict[str, object | None]:
    """What a command's options say of who reads, by the names of the settings."""
    return {
        "extractor": reader,
        "model": model,
        "base_url": base_url,
        "mask": mask,
        "price": price,
        "max_cost": max_cost,
    }


def settings(**options: object | None) -> config.Settings:
    """The settings in force, with the command line's options on top."""
    return config.load(os.environ, options)


UP_TO_DATE = (
    "This database is of an older notesight. It is brought up to date, once; stopped, it begins anew next time."
)


def store_at(path: Path) -> Store:
    """A database, open. An older one is brought up to date, which may take minutes and is said."""
    from notesight.cli.progress import Told
    from notesight.store import Store

    return Store.open(path, tell=Told(UP_TO_DATE))


@contextmanager
def opened(
    db: Path | None, *, create: bool = False, **options: object | None
) -> Iterator[tuple[Store, config.Settings]]:
    """The database that the options name, open, with the settings; closed at the end.

    Without ``create`` a database that is not there yet is a sentence that tells how to begin.
    """
    current = settings(database=db, **options)
    if not create and not current.database.exists():
        raise UsageError(
            f"There is no database at {current.database} yet.",
            hint="notesight add, notesight ingest FOLDER, or notesight demo",
        )
    with store_at(current.database) as store:
        store.close_by_themselves(wanted=current.close_by_itself)
        yield store, current


@contextmanager
def opened_as_of(db: Path | None, as_of: date | None) -> Iterator[tuple[Store, config.Settings]]:
    """The notebook as it is, or with a day as it stood at the end of it, which can be read only."""
    with opened(db) as (store, current):
        if as_of is None:
            yield store, current
        else:
            with store.as_of(as_of) as then:
                yield then, current


def extractor(current: config.Settings) -> Extractor:
    """The extractor that the settings name."""
    import logging

    from notesight import extractors

    logging.getLogger().addHandler(logging.NullHandler())  # what a library logs may quote a note
    made = extractors.load(current.extractor, current)
    if current.mask and not made.local and not getattr(made, "masks", False):
        raise ConfigError(f"{current.extractor} cannot mask names.", hint="Read with openai, or set NOTESIGHT_MASK=no.")
    return made


def talk(sentence: str = "") -> None:
    """Say something to the person, on stderr: never data."""
    from notesight.cli.view import visible

    typer.echo(visible(sentence), err=True)


def today() -> date:
    """The day on the wall, read in one place."""
    return date.today()  # noqa: DTZ011 - the owner's own day, wherever the machine stands


def piped() -> bool:
    """Whether something is piped into standard input."""
    return sys.stdin is None or not sys.stdin.isatty()


def standard_input() -> bytes:
    """All that is piped in."""
    return sys.stdin.buffer.read() if sys.stdin is not None else b""


def command(words: str, current: config.Settings, *more: str) -> str:
    """A command to type next, on the database that this one was told to use."""
    named = ["--db", str(current.database)] if current.origins.get("database") == "option" else []
    return shlex.join(["notesight", *words.split(), *more, *named])


def pick(store: Store, start: str) -> dict[str, Any]:
    """The one row whose id begins so: ``{"kind": …, "id": …, "label": …}``. Raises ``UsageError`` for none or several."""
    found = store.find(start)
    if not found:
        raise UsageError(f"Nothing has the id “{start}”.", hint="notesight today, asks, offers and followups show ids.")
    if len(found) > 1:
        few = ", ".join(str(each["id"]) for each in found[:5]) + (" …" if len(found) > 5 else "")
        raise UsageError(f"“{start}” may be any of {len(found)}: {few}.", hint="Type more of the id.")
    return found[0]


def pick_item(store: Store, start: str, on: date) -> dict[str, Any]:
    """The one ask, offer or follow-up whose id begins so, as it stands on a day."""
    row = pick(store, start)
    if row["kind"] not in PLURALS:
        raise UsageError(f"“{start}” is a {row['kind']}.", hint="Only asks, offers and follow-ups can be decided on.")
    item = store.item(row["id"], on=on)
    assert item is not None
    return item
