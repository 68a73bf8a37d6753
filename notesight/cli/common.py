"""What every command shares: its options, the settings they make, and the open database."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight import config
from notesight.errors import UsageError
from notesight.model import PLURALS

if TYPE_CHECKING:
    from notesight.extractors import Extractor
    from notesight.store import Store


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("a date is written YYYY-MM-DD, for example 2026-03-02") from None


Db = Annotated[
    Path | None,
    typer.Option("--db", help="The database. Default: $NOTESIGHT_DB, else the user data folder.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")]
Dated = Annotated[
    date | None,
    typer.Option(
        "--date",
        parser=_day,
        metavar="YYYY-MM-DD",
        help="The day it was written; wins over all else.",
        show_default=False,
    ),
]
On = Annotated[
    date | None,
    typer.Option(
        "--on", parser=_day, metavar="YYYY-MM-DD", help="Look from this day instead of today.", show_default=False
    ),
]
Since = Annotated[
    date | None,
    typer.Option("--since", parser=_day, metavar="YYYY-MM-DD", help="Said on or after this day.", show_default=False),
]
DueBy = Annotated[
    date | None,
    typer.Option("--due", parser=_day, metavar="YYYY-MM-DD", help="Due on or before this day.", show_default=False),
]
Reader = Annotated[
    str | None,
    typer.Option("--extractor", help="Who reads: offline or openai.", show_default=False),
]
Model = Annotated[
    str | None,
    typer.Option("--model", help="The model's name; naming one makes openai the extractor.", show_default=False),
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", help="Address of an OpenAI-compatible server.", show_default=False),
]


def settings(**options: object | None) -> config.Settings:
    """The settings in force, with the command line's options on top."""
    return config.load(os.environ, options)


@contextmanager
def opened(
    db: Path | None, *, create: bool = False, **options: object | None
) -> Iterator[tuple[Store, config.Settings]]:
    """The database that the options name, open, with the settings; closed at the end.

    Without ``create`` a database that is not there yet is a sentence that tells how to begin.
    """
    from notesight.store import Store

    current = settings(database=db, **options)
    if not create and not current.database.exists():
        raise UsageError(
            f"There is no database at {current.database} yet.",
            hint="notesight add, notesight ingest FOLDER, or notesight demo",
        )
    store = Store.open(current.database)
    try:
        yield store, current
    finally:
        store.close()


def extractor(current: config.Settings) -> Extractor:
    """The extractor that the settings name."""
    from notesight import extractors

    return extractors.load(current.extractor, current)


def talk(sentence: str = "") -> None:
    """Say something to the person, on stderr: never data."""
    typer.echo(sentence, err=True)


def today() -> date:
    """The day on the wall, read in one place."""
    return date.today()  # noqa: DTZ011 - the owner's own day, wherever the machine stands


def piped() -> bool:
    """Whether something is piped into standard input."""
    return not sys.stdin.isatty()


def pick(store: Store, start: str) -> dict[str, Any]:
    """The one row whose id begins so: ``{"kind": …, "id": …, "label": …}``. Raises ``UsageError`` for none or several."""
    found = store.find(start)
    if not found:
        raise UsageError(f"Nothing has the id “{start}”.", hint="notesight today, asks, offers and followups show ids.")
    if len(found) > 1:
        few = ", ".join(str(each["id"]) for each in found[:5])
        raise UsageError(f"“{start}” may be any of {len(found)}: {few}.", hint="Type more of the id.")
    return found[0]


def pick_item(store: Store, start: str) -> dict[str, Any]:
    """The one ask, offer or follow-up whose id begins so."""
    row = pick(store, start)
    if row["kind"] not in PLURALS:
        raise UsageError(f"“{start}” is a {row['kind']}.", hint="Only asks, offers and follow-ups can be decided on.")
    item = store.item(row["id"])
    assert item is not None
    return item
