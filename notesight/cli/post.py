"""Commands that take mail in from elsewhere: fetch, receive."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notesight.cli import app
from notesight.cli.common import (
    DAY,
    BaseUrl,
    Db,
    Mask,
    MaxCost,
    Model,
    Price,
    Reader,
    chosen,
    command,
    extractor,
    opened,
    parsed_day,
    talk,
    today,
)
from notesight.cli.intake import SOME_FAILED, _in_words, follow
from notesight.cli.view import count
from notesight.config import Settings
from notesight.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from notesight.mailserver import Folder
    from notesight.pipeline import Line, Outcome
    from notesight.store import Store

PASSWORD = "NOTESIGHT_IMAP_PASSWORD"  # noqa: S105 - the name of a variable
_MEGABYTE = 1_000_000


@app.command(rich_help_panel="Start")
def fetch(
    folder: Annotated[
        str,
        typer.Argument(metavar="URL", help="imaps://USER@HOST/FOLDER; without a folder, INBOX.", show_default=False),
    ],
    stay: Annotated[bool, typer.Option("--follow", help="Stay, and fetch what comes; Ctrl-C stops.")] = False,
    mark_seen: Annotated[
        bool, typer.Option("--mark-seen", help="Mark as seen what was stored; without it nothing there is changed.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", "-n", min=1, metavar="N", help="At most so many mails now, the oldest first.", show_default=False
        ),
    ] = None,
    since: Annotated[
        date | None,
        typer.Option(
            "--since",
            parser=parsed_day,
            metavar=DAY,
            help="Only what arrived on or after this day; an earlier day goes back.",
            show_default=False,
        ),
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Do not check the certificate; a server on this machine only.")
    ] = False,
    db: Db = None,
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
) -> None:
    """Fetch new mail from a folder of a mail server (IMAP).

    The password is taken from $NOTESIGHT_IMAP_PASSWORD, else from the keyring (keyring set HOST USER), else asked for.
    """
    from notesight import fetching

    where = fetching.folder(folder)
    if stay and limit:
        raise UsageError("--limit and --follow exclude each other.", hint="Leave one of them out.")
    wishes = fetching.Wishes(since, limit, mark_seen, insecure)
    options = chosen(reader, model, base_url, mask, price, max_cost)
    with opened(db, create=True, **options) as (store, current):
        line = _line(store, current)
        # The password is asked for and the connection made before anything is drawn.
        if stay:
            outcomes = fetching.arrivals(where, line, lambda: _password(where), wishes)
            shown = f"{where.folder} of {where.user} at {where.host}"
            talk(f"Fetching {shown}, read by {line.extractor.name}  (Ctrl-C stops)")
            _tell(outcomes)
            return
        failed = follow(fetching.fetched(where, line, lambda: _password(where), wishes), store, current)
    if failed:
        raise typer.Exit(SOME_FAILED)


@app.command(rich_help_panel="Start")
def receive(
    lmtp: Annotated[
        str | None,
        typer.Option("--lmtp", metavar="HOST:PORT", help="Where a mail server delivers to.", show_default=False),
    ] = None,
    smtp: Annotated[
        str | None,
        typer.Option("--smtp", metavar="HOST:PORT", help="Where a program sends to.", show_default=False),
    ] = None,
    max_size: Annotated[
        float | None,
        typer.Option("--max-size", metavar="MB", min=0.001, help="The largest mail. Default: 64.", show_default=False),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option("--host", metavar="HOST", help="An address that other machines reach.", show_default=False),
    ] = None,
    others: Annotated[
        bool, typer.Option("--yes-others-can-write", help="With --host: whoever reaches it may hand in mail.")
    ] = False,
    db: Db = None,
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
) -> None:
    """Stay, and take in mail over LMTP or SMTP; Ctrl-C stops.

    A mail is accepted when it is stored, and only for your own addresses and those of the setting receive_addresses.
    """
    from notesight import receiving, sources

    if (lmtp is None) == (smtp is None):
        raise UsageError("Name one of --lmtp and --smtp.", hint="notesight receive --lmtp 127.0.0.1:2424")
    where = (
        receiving.door("lmtp", lmtp, host=host, others=others)
        if lmtp is not None
        else receiving.door("smtp", smtp or "", host=host, others=others)
    )
    largest = sources.LARGEST_MAIL if max_size is None else int(max_size * _MEGABYTE)
    if largest > sources.LARGEST_MAIL:
        raise UsageError(
            f"A mail may have {sources.LARGEST_MAIL // _MEGABYTE} MB at most.", hint="Leave out --max-size."
        )
    options = chosen(reader, model, base_url, mask, price, max_cost)
    with opened(db, create=True, **options) as (store, current):
        line = _line(store, current)
        with receiving.Receiver(where, line, max_size=largest) as receiver:
            named = ", ".join(receiver.addresses)
            talk(f"Receiving at {receiver.door} for {named}, read by {line.extractor.name}  (Ctrl-C stops)")
            try:
                _tell(receiver.outcomes())
            finally:
                _tell(receiver.finish())
                if waiting := store.counts()["queued"]:
                    talk(f"{count(waiting, 'document waits', 'documents wait')} to be read: {command('run', current)}")


def _line(store: Store, current: Settings) -> Line:
    from notesight.pipeline import Line

    return Line(store, extractor(current), current, today=today())


def _tell(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        talk(f"{time.strftime('%H:%M')}  {_in_words(outcome, Path())}")


def _password(where: Folder) -> str:
    """The password of a user, from where it may be; it is kept nowhere."""
    if named := os.environ.get(PASSWORD, "").rstrip("\r\n"):
        return named
    if kept := _from_keyring(where):
        return kept
    if sys.stdin is None or not sys.stdin.isatty():
        raise ConfigError(
            f"No password is there for {where.user} at {where.host}.",
            hint=f"Set ${PASSWORD}, or once: keyring set {where.host} {where.user}",
        )
    try:
        typed: str = typer.prompt(f"Password of {where.user} at {where.host}", hide_input=True, err=True)
    except typer.Abort:  # Ctrl-C, as anywhere else
        raise KeyboardInterrupt from None
    return typed


def _from_keyring(where: Folder) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        kept: str | None = keyring.get_password(where.host, where.user)
    except (KeyringError, OSError):
        return None
    return kept
