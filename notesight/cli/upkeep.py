"""Commands around the database: serve, demo, rebuild, doctor, config."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight import config
from notesight.cli import app
from notesight.cli.common import AsJson, Db, opened, settings, talk
from notesight.cli.view import count
from notesight.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from notesight.config import Settings

Port = Annotated[int, typer.Option("--port", "-p", metavar="N", min=0, max=65535, help="The first port to try.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")]
DEFAULT_PORT = 8001


@app.command(rich_help_panel="Look")
def serve(
    db: Db = None,
    port: Port = DEFAULT_PORT,
    no_browser: NoBrowser = False,
    host: Annotated[
        str,
        typer.Option(
            "--host", metavar="HOST", help="The address to listen on. Another than this machine's own needs a login."
        ),
    ] = "127.0.0.1",
    datasette: Annotated[
        Path | None,
        typer.Option(
            "--datasette", metavar="FILE", help="Configuration of Datasette (YAML or JSON).", show_default=False
        ),
    ] = None,
) -> None:
    """Browse and decide in Datasette; with a login also remotely."""
    with opened(db) as (_, current):
        pass  # brings an older database up to date, and says so when it is not ours
    _judge(current)
    _serve(current.database, port, browser=not no_browser, host=host, datasette=datasette)


@app.command(rich_help_panel="Start")
def demo(
    db: Annotated[
        Path | None,
        typer.Option(
            "--db", metavar="FILE", help="Where to put it. Default: notesight-demo.db, here.", show_default=False
        ),
    ] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop before the server.")] = False,
    port: Port = DEFAULT_PORT,
    no_browser: NoBrowser = False,
) -> None:
    """Read an invented year that comes with notesight, and show it."""
    from notesight.cli.tour import LAST_DAY, read_story

    database = db or Path("notesight-demo.db")
    read_story(database)
    if not no_serve:
        _serve(database, port, browser=not no_browser, demo=LAST_DAY)


@app.command(rich_help_panel="Keep")
def rebuild(db: Db = None) -> None:
    """Compute all lists anew from what was read and decided."""
    from notesight.cli.progress import Told

    with opened(db) as (store, _):
        store.rebuild(tell=Told("All lists are computed anew."))
        counts = store.counts()
    talk(
        f"Rebuilt: {count(counts['people'], 'person', 'people')}, {count(counts['asks'], 'ask')}, "
        f"{count(counts['offers'], 'offer')}, {count(counts['followups'], 'follow-up')}."
    )


@app.command(rich_help_panel="Keep")
def doctor(db: Db = None, as_json: AsJson = False) -> None:
    """Check everything, and list what could not be read."""
    from notesight.cli.checks import examine, report

    found = examine(db)
    report(found, as_json=as_json)
    if any(check.state == "wrong" for check in found):
        raise typer.Exit(1)


@app.command("config", rich_help_panel="Keep")
def configure(
    key: Annotated[str | None, typer.Argument(metavar="SETTING", help="Which one.", show_default=False)] = None,
    value: Annotated[str | None, typer.Argument(metavar="VALUE", help="Its new value.", show_default=False)] = None,
    unset: Annotated[bool, typer.Option("--unset", help="Remove the setting from the file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the settings, or change one: `config name "Ada Brandt"`."""
    path = config.config_path(os.environ)
    if unset:
        if key is None or value is not None:
            raise UsageError("--unset takes the name of one setting.", hint="notesight config model --unset")
        was_there = config.unset(path, key)
        talk(f"{key} removed from {path}." if was_there else f"{key} was not set in {path}.")
        return
    if key is not None and value is not None:
        stored = config.set_value(path, key, value)
        talk(f"{key} = {_words(stored)} (in {path})")
        variable = next(option.variable for option in config.OPTIONS if option.key == key)
        if os.environ.get(variable):
            talk(f"${variable} is set in the environment, and wins.")
        return
    _show(settings(), key, as_json=as_json)


def _show(current: config.Settings, key: str | None, *, as_json: bool) -> None:
    from notesight.cli.view import Column, print_json, print_table

    values = {option.key: _value(current, option.key) for option in config.OPTIONS}
    if key is not None:
        if key not in values:
            raise UsageError(f"There is no setting “{key}”.", hint="notesight config lists the settings.")
        if as_json:
            print_json(values[key])
        else:
            typer.echo(_words(values[key]))
        return
    if as_json:
        print_json(values)
        return
    shown = [
        {
            "setting": option.key,
            "value": _words(values[option.key]),
            "from": current.origins.get(option.key, "default"),
            "meaning": option.meaning,
        }
        for option in config.OPTIONS
    ]
    print_table(
        shown,
        [
            Column("setting", "setting", style="bold"),
            Column("value", "value", rest=True),
            Column("from", "from"),
            Column("is", "meaning", 0.45, wide=True),
        ],
    )
    talk(f"File: {current.path}" + ("" if current.path.exists() else " (not there yet)"))
    for model, (input_price, output_price) in current.prices.items():
        talk(f"Price of {model}: {input_price:g} USD for a million tokens of input, {output_price:g} of output (file).")
    talk("API key: " + ("set in the environment" if current.api_key else "none") + "; it is never stored.")


def _value(current: config.Settings, key: str) -> Any:
    """A setting as a plain value; of the server's address, what may be shown."""
    if key in {"name", "addresses"}:
        return next(iter(current.owner.names), None) if key == "name" else list(current.owner.addresses)
    value = getattr(current, "shown_base_url" if key == "base_url" else key)
    if isinstance(value, Path):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _judge(current: Settings) -> None:
    """Let the pages ask a configured server for embeddings what is alike in meaning, if one can be asked."""
    from notesight import likeness
    from notesight.publish import matches

    try:
        matches.judging = likeness.judges(current, talk)
    except ConfigError as error:
        talk(f"{error.sentence} The suggestions on the pages are put in order without it.")


def _serve(
    database: Path,
    port: int,
    *,
    browser: bool,
    demo: date | None = None,
    host: str = "127.0.0.1",
    datasette: Path | None = None,
) -> None:
    from notesight import publish

    def started(url: str) -> None:
        talk(f"Serving {database} at {url}  (Ctrl-C stops)")

    publish.serve(
        database, host=host, port=port, demo=demo, configuration=datasette, open_browser=browser, started=started
    )
