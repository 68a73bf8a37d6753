"""Commands that take text in: add, ingest, watch, extract, run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notesight.cli import app
from notesight.cli.common import (
    AsJson,
    BaseUrl,
    Dated,
    Db,
    Model,
    Reader,
    extractor,
    opened,
    piped,
    settings,
    talk,
    today,
)
from notesight.config import Settings, owner_from
from notesight.errors import NotesightError, SourceError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from notesight.model import Document
    from notesight.pipeline import Line, Outcome
    from notesight.sources import Raw
    from notesight.store import Store

SOME_FAILED = 3


@app.command(rich_help_panel="Start")
def add(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Notes or mails; - is standard input.", show_default=False)
    ] = None,
    db: Db = None,
    date: Dated = None,
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Read a note or a mail: piped in, from files, or written in $EDITOR."""
    from notesight import pipeline
    from notesight.cli.findings import show_outcomes

    text = None if files and files != [Path("-")] else _typed_or_piped(stdin=bool(files))
    with opened(db, create=True, extractor=reader, model=model, base_url=base_url) as (store, current):
        line = _line(store, current, date)
        outcomes = pipeline.add(text, line) if text else pipeline.ingest(files or [], line)
        failed = show_outcomes(outcomes, store, current, as_json=as_json)
    _leave(failed)


@app.command(rich_help_panel="Start")
def ingest(
    paths: Annotated[
        list[Path], typer.Argument(help="Files, mailboxes, Maildirs, folders of these.", show_default=False)
    ],
    db: Db = None,
    date: Dated = None,
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
) -> None:
    """Read files and folders; what was read before is passed over, so it can be said again and again."""
    from notesight import pipeline

    with opened(db, create=True, extractor=reader, model=model, base_url=base_url) as (store, current):
        failed = follow(pipeline.ingest(paths, _line(store, current, date)), store)
    _leave(failed)


@app.command(rich_help_panel="Start")
def watch(
    folder: Annotated[
        Path | None, typer.Argument(help="The folder. Default: the one in the settings.", show_default=False)
    ] = None,
    db: Db = None,
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
) -> None:
    """Stay, and read whatever arrives in a folder. Ctrl-C stops; nothing in the folder is moved or changed."""
    from notesight import watching

    with opened(db, create=True, extractor=reader, model=model, base_url=base_url) as (store, current):
        watched = folder or current.folder
        if watched is None:
            raise UsageError("No folder is named.", hint="notesight watch FOLDER, or notesight config folder FOLDER")
        talk(f"Watching {watched}  (Ctrl-C stops)")
        line = _line(store, current, None)
        for outcome in watching.arrivals(watched, line):
            _say(outcome)


@app.command(rich_help_panel="Start")
def extract(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Notes or mails; - is standard input.", show_default=False)
    ] = None,
    as_json: AsJson = False,
    date: Dated = None,
    me: Annotated[
        list[str] | None, typer.Option("--me", help="Your address or name; may be given again.", show_default=False)
    ] = None,
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
    text: Annotated[bool, typer.Option("--text", help="With --json: the document's text and parts too.")] = False,
) -> None:
    """Read without a database and print what was found; with --json one object a document."""
    from notesight import pipeline
    from notesight.cli.findings import print_reading

    current = settings(extractor=reader, model=model, base_url=base_url)
    owner = owner_from(me) if me else current.owner
    engine = extractor(current)
    failed = 0
    named = files if files and files != [Path("-")] else None
    for raw in _raws(named):
        try:
            if isinstance(raw, NotesightError):
                raise raw
            read = pipeline.read_alone(_document(raw, date), engine, owner)
        except (SourceError, NotesightError) as error:
            if named is None or len(named) == 1 or error.exit_code != SOME_FAILED:
                raise
            failed += 1
            _say_error(getattr(raw, "name", ""), error)
            continue
        print_reading(read, as_json=as_json, text=text, file=raw.name if named and len(named) > 1 else None)
    _leave(failed)


@app.command(rich_help_panel="Start")
def run(db: Db = None, reader: Reader = None, model: Model = None, base_url: BaseUrl = None) -> None:
    """Read what is stored but not yet read, or whose reading failed."""
    from notesight import pipeline

    with opened(db, extractor=reader, model=model, base_url=base_url) as (store, current):
        failed = follow(pipeline.run_queued(_line(store, current, None)), store)
    _leave(failed)


def follow(outcomes: Iterator[Outcome], store: Store) -> int:
    """Show progress while documents are read, say what failed, and sum up; the number of failures."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    tally = {"read": 0, "known": 0, "copy": 0, "failed": 0}
    found = dict.fromkeys(("people", "ask", "offer", "followup"), 0)
    console = Console(stderr=True)
    columns = (
        TextColumn("Reading"),
        BarColumn(pulse_style="cyan"),
        TextColumn("{task.completed} documents"),
        TimeElapsedColumn(),
    )
    problems: list[Outcome] = []
    try:
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("", total=None)
            for outcome in outcomes:
                tally[outcome.status] += 1
                progress.advance(task)
                if outcome.extraction:
                    found["people"] += len(outcome.extraction.people)
                    for item in outcome.extraction.items:
                        found[item.kind] += 1
                if outcome.status == "failed":
                    problems.append(outcome)
    finally:
        for outcome in problems:
            _say(outcome)
        _sum_up(tally, found, store)
    return tally["failed"]


def _sum_up(tally: dict[str, int], found: dict[str, int], store: Store) -> None:
    talk(
        f"Read {_count(tally['read'], 'document')}: {_count(found['people'], 'mention of a person', 'mentions of people')}, "
        f"{_count(found['ask'], 'ask')}, {_count(found['offer'], 'offer')}, {_count(found['followup'], 'follow-up')}."
    )
    if known := tally["known"] + tally["copy"]:
        talk(f"{_count(known, 'document was', 'documents were')} known already.")
    if tally["failed"]:
        talk(f"{_count(tally['failed'], 'document')} failed; the reasons are above and in: notesight doctor")
    if queued := store.counts()["queued"]:
        talk(f"{_count(queued, 'document waits', 'documents wait')} to be read: notesight run")


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _line(store: Store, current: Settings, day: date | None) -> Line:
    from notesight.pipeline import Line

    return Line(store, extractor(current), current, today=today(), date=day)


def _typed_or_piped(*, stdin: bool) -> Raw:
    from notesight import sources

    if stdin or piped():
        return sources.from_stdin(sys.stdin.buffer.read())
    written = _edited()
    if not written.strip():
        raise UsageError("Nothing was written, so nothing was read.")
    return sources.from_stdin(written)


def _edited() -> bytes:
    """What the user writes in an editor of theirs."""
    import shlex
    import subprocess
    import tempfile

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory(prefix="notesight-") as folder:
        note = Path(folder) / "note.md"
        note.touch(mode=0o600)
        try:
            subprocess.run([*shlex.split(editor), str(note)], check=True)
        except (OSError, subprocess.CalledProcessError):
            raise UsageError("The editor did not work.", hint="Set $EDITOR, or pipe a note in.") from None
        return note.read_bytes()


def _raws(files: list[Path] | None) -> Iterator[Raw | SourceError]:
    from notesight import sources

    if files is None:
        if not piped():
            talk("Type or paste a note; Ctrl-D ends it.")
        yield sources.from_stdin(sys.stdin.buffer.read())
        return
    for file in sources.discover(files):
        for raw in sources.raws(file) if isinstance(file, sources.File) else [file]:
            yield raw.error if isinstance(raw, sources.Failure) else raw


def _document(raw: Raw, day: date | None) -> Document:
    from notesight import sources

    return sources.document(raw, date=day, today=today())


def _say(outcome: Outcome) -> None:
    if outcome.error:
        _say_error(outcome.name, outcome.error)
    elif outcome.status == "read" and outcome.extraction:
        counted = outcome.extraction
        talk(f"{outcome.name}: {len(counted.people)} people, {len(counted.items)} asks, offers and follow-ups")


def _say_error(name: str, error: NotesightError) -> None:
    talk(f"{name}: {error.sentence}" if name and name not in error.sentence else error.sentence)


def _leave(failed: int) -> None:
    if failed:
        raise typer.Exit(SOME_FAILED)
