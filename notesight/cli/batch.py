"""Commands for big archives: batch submit, batch status, batch collect, batch cancel."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli import Commands, app
from notesight.cli.common import (
    AsJson,
    BaseUrl,
    Dated,
    Db,
    Mask,
    MaxCost,
    Model,
    Price,
    chosen,
    command,
    opened,
    talk,
    today,
)
from notesight.cli.intake import SOME_FAILED, follow
from notesight.cli.view import Column, count, moment, print_json, print_table
from notesight.errors import NotesightError

if TYPE_CHECKING:
    from datetime import date

    from notesight.batching import Batching
    from notesight.config import Settings
    from notesight.store import Batch, Store

batch = typer.Typer(
    cls=Commands,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Big archives at half the price: handed in, answered in a day.",
)
app.add_typer(batch, name="batch", rich_help_panel="Start")

STATES = {
    "validating": "being checked",
    "in_progress": "under way",
    "finalizing": "nearly done",
    "cancelling": "being cancelled",
    "gone": "unknown to the server",
}
"""The server's words for how far a batch is, in ours; those that are not here are plain already."""
COLUMNS = (
    Column("batch", "id", style="cyan"),
    Column("made", "made"),
    Column("documents", "documents"),
    Column("state", "state_shown"),
    Column("answered", "answered_shown"),
    Column("read", "read"),
    Column("failed", "unread"),
    Column("USD", "cost_shown"),
)


@batch.command()
def submit(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Files, mailboxes, Maildirs, folders of these.", show_default=False),
    ] = None,
    db: Db = None,
    date: Dated = None,
    model: Model = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
    again: Annotated[
        bool, typer.Option("--again", help="Everything, where this model has not read it yet: what offline read, say.")
    ] = False,
    most: Annotated[
        int | None,
        typer.Option(
            "--most", metavar="N", min=1, help="At most so many documents; the rest waits.", show_default=False
        ),
    ] = None,
) -> None:
    """Hand in what waits to be read, and what the paths hold."""
    options = chosen(None, model, base_url, mask, price, max_cost)
    with opened(db, create=True, **options) as (store, current):
        work = _batching(store, current, date)
        failed = follow(work.prepare(paths or [], again=again), store, current, onward=False, waiting=False)
        sent = 0
        try:
            for each in work.send(again=again, most=most):
                sent += 1
                _say_sent(each)
            if not sent:
                talk("Nothing waits for a batch.")
        finally:
            if sent:
                talk(f"When it is answered, within a day: {command('batch collect', current)}")
    _leave(failed)


@batch.command()
def status(db: Db = None, base_url: BaseUrl = None, as_json: AsJson = False) -> None:
    """Show all batches: when, how many documents, how far, what they cost so far."""
    with opened(db, base_url=base_url) as (store, current):
        error = None
        try:
            _batching(store, current).refresh()
        except NotesightError as found:  # what is known is shown all the same
            error = found
        every = store.batches.all()
        if as_json:
            print_json([_plain(each) for each in every])
        elif every:
            print_table([_row(each) for each in every], COLUMNS)
            for each in every:
                if each.error:
                    talk(f"Batch {each.id}: {each.error}")
        else:
            talk(f"There is no batch. Hand one in: {command('batch submit', current)} PATH")
        if error is not None:
            raise error


@batch.command()
def collect(
    db: Db = None,
    base_url: BaseUrl = None,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until all batches are answered; Ctrl-C stops.")] = False,
) -> None:
    """Read the answers of batches that are done; what got none goes into the next batch."""
    with opened(db, base_url=base_url) as (store, current):
        work = _batching(store, current)
        before = [each.id for each in store.batches.open()]
        if not before:
            talk("No batch is under way.")
            return
        if wait:
            talk("Waiting for the server  (Ctrl-C stops; the batches go on)")
        failed = follow(work.collect(wait=wait), store, current, waiting=False)
        for each in store.batches.all():
            if each.id in before:
                _say_collected(each, work.server, current)
            elif each.id > max(before):
                _say_sent(each)
        if queued := store.counts()["queued"]:
            talk(
                f"{count(queued, 'document waits', 'documents wait')} to be read: {command('run', current)}, "
                f"or {command('batch submit', current)}"
            )
    _leave(failed)


@batch.command()
def cancel(
    number: Annotated[int, typer.Argument(metavar="BATCH", help="Its number in the status.", show_default=False)],
    db: Db = None,
    base_url: BaseUrl = None,
) -> None:
    """End a batch; what it was answered by then is kept, and paid for."""
    with opened(db, base_url=base_url) as (store, current):
        ended = _batching(store, current).cancel(number)
        if ended.state == "closed":
            talk(f"Batch {number} was never sent; its documents are in the queue again.")
        else:
            talk(f"Batch {number} is being cancelled. What it was answered: {command('batch collect', current)}")


def _batching(store: Store, current: Settings, day: date | None = None) -> Batching:
    import logging

    from notesight.batching import Batching

    logging.getLogger().addHandler(logging.NullHandler())  # what a library logs may quote a note
    return Batching(store, current, today(), day)


def _leave(failed: int) -> None:
    if failed:
        raise typer.Exit(SOME_FAILED)


def _say_sent(sent: Batch) -> None:
    requests = count(sent.requests, "request")
    talk(f"Batch {sent.id}: {count(sent.documents, 'document')} in {requests}, sent to {sent.server} ({sent.model}).")


def _say_collected(each: Batch, server: str, current: Settings) -> None:
    note = f" {each.error}" if each.error else ""
    if each.server != server:
        talk(f"Batch {each.id} is at {each.server}: {command('batch collect --base-url', current)} {each.server}")
    elif each.state == "written":
        talk(f"Batch {each.id} was not sent yet: {command('batch submit', current)}")
    elif each.state == "sent":
        talk(f"Batch {each.id} is {_state(each)}: {_answered(each)} requests answered.{note}")
    else:
        parts = [f"{each.read:,} of {count(each.documents, 'document')} read"]
        parts += [f"{each.unread:,} failed"] if each.unread else []
        parts += [f"{each.released:,} not answered"] if each.released else []
        talk(f"Batch {each.id}: {', '.join(parts)}; {each.cost_usd:.4f} USD.{note}")


def _state(each: Batch) -> str:
    words = STATES.get(each.remote_status or "", each.remote_status or "not sent")
    if each.state == "written":
        return "not sent yet"
    if each.state == "sent":
        return "done, to be collected" if each.remote_status == "completed" else words
    return "collected" if each.remote_status == "completed" else f"{words}, closed"


def _answered(each: Batch) -> str:
    return f"{each.answered:,} of {each.requests:,}"


def _row(each: Batch) -> dict[str, Any]:
    return {
        **asdict(each),
        "made": moment(each.created_at),
        "documents": f"{each.documents:,}",
        "state_shown": _state(each),
        "answered_shown": _answered(each),
        "read": f"{each.read:,}",
        "unread": f"{each.unread:,}" if each.unread else "",
        "cost_shown": f"{each.cost_usd:.4f}",
    }


def _plain(each: Batch) -> dict[str, Any]:
    row = asdict(each)
    return {**row, "created_at": each.created_at.isoformat()}
