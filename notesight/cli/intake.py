"""Commands that take text in: add, ingest, watch, extract, run."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notesight.cli import app
from notesight.cli.common import (
    AsJson,
    BaseUrl,
    Channel,
    Dated,
    Db,
    DryRun,
    Mask,
    MaxCost,
    Model,
    Price,
    Reader,
    chosen,
    command,
    extractor,
    opened,
    piped,
    settings,
    standard_input,
    store_at,
    talk,
    today,
)
from notesight.cli.view import count, dollars
from notesight.config import Settings, owner_from
from notesight.errors import ConfigError, LimitReached, NotesightError, SourceError, Unreachable, UsageError

if TYPE_CHECKING:
    from datetime import date

    from notesight.foresight import Queued
    from notesight.model import Document, Extraction
    from notesight.pipeline import Line, Outcome
    from notesight.sources import Failure, Raw
    from notesight.store import Store

SOME_FAILED = 3
Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="FILE", help="Notes or mails; without any, or as -, standard input.", show_default=False),
]


@app.command(rich_help_panel="Start")
def add(
    files: Files = None,
    db: Db = None,
    date: Dated = None,
    channel: Channel = None,
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Read a note or a mail: piped in, named, or from $EDITOR."""
    from notesight import pipeline, sources
    from notesight.cli.findings import show_outcomes

    named = _named(files)
    options = chosen(reader, model, base_url, mask, price, max_cost)
    if dry_run:
        if not named and not files and not piped():
            raise UsageError("There is nothing to look at.", hint="notesight add FILE --dry-run, or pipe a note in.")
        foretell(db, named, options, day=date, queued="untried" if named else "none", as_json=as_json)
        return
    with opened(db, create=True, **options) as (store, current):
        line = _line(store, current, date, channel)
        if named:
            failed = show_outcomes(pipeline.ingest(named, line), store, current, as_json=as_json)
        elif files or piped():
            text = sources.from_stdin(standard_input())
            failed = show_outcomes(pipeline.add(text, line), store, current, as_json=as_json)
        else:
            with _written() as text:
                failed = show_outcomes(pipeline.add(text, line), store, current, as_json=as_json)
    _leave(failed)


@app.command(rich_help_panel="Start")
def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Files, mailboxes, Maildirs, folders of these.", show_default=False),
    ],
    db: Db = None,
    date: Dated = None,
    channel: Channel = None,
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
) -> None:
    """Read files and folders; what was read before is passed over."""
    from notesight import pipeline

    options = chosen(reader, model, base_url, mask, price, max_cost)
    if dry_run:
        foretell(db, paths, options, day=date, queued="untried")
        return
    with opened(db, create=True, **options) as (store, current):
        failed = follow(pipeline.ingest(paths, _line(store, current, date, channel)), store, current)
    _leave(failed)


@app.command(rich_help_panel="Start")
def watch(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="The folder. Default: the one in the settings.", show_default=False),
    ] = None,
    archive: Annotated[
        Path | None,
        typer.Option("--archive", metavar="FOLDER", help="Move what was read to this folder.", show_default=False),
    ] = None,
    db: Db = None,
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
) -> None:
    """Stay, and read whatever arrives in a folder; Ctrl-C stops."""
    from notesight import watching
    from notesight.archive import Archive

    options = chosen(reader, model, base_url, mask, price, max_cost)
    watched = folder or settings(**options).folder
    if watched is None:
        raise UsageError("No folder is named.", hint="notesight watch FOLDER, or notesight config folder FOLDER")
    if dry_run:
        foretell(db, [watched], options, queued="untried")
        return
    with opened(db, create=True, **options) as (store, current), _terminable():
        line = _line(store, current, None)
        if not watched.is_dir():
            archive = None  # and so it is said
        outcomes = watching.arrivals(watched, line, archive=Archive(archive, watched) if archive else None)
        to = f", moved to {archive}" if archive else ""
        talk(f"Watching {watched}, read by {line.extractor.name}{to}  (Ctrl-C stops)")
        for outcome in outcomes:
            talk(f"{time.strftime('%H:%M')}  {_in_words(outcome, watched)}")


@contextmanager
def _terminable() -> Iterator[None]:
    """Whoever asks a program that stays to end (a service manager) is obeyed, and it has done what it should."""
    asked = False

    def ask(*_: object) -> None:
        nonlocal asked
        asked = True
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, ask)
    try:
        yield
    except KeyboardInterrupt:
        if not asked:
            raise
        talk("Stopped. What was read is kept; the same command goes on from there.")
    finally:
        signal.signal(signal.SIGTERM, before)


@app.command(rich_help_panel="Start")
def extract(
    files: Files = None,
    as_json: AsJson = False,
    date: Dated = None,
    me: Annotated[
        list[str] | None,
        typer.Option("--me", metavar="WHO", help="Your address or name; may be given again.", show_default=False),
    ] = None,
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
    text: Annotated[bool, typer.Option("--text", help="With --json: the document's text and parts too.")] = False,
) -> None:
    """Read without a database; with --json one object a document."""
    from dataclasses import replace

    from notesight import pipeline
    from notesight.cli.findings import print_reading

    if text and not as_json:
        raise UsageError("--text belongs to --json.", hint="notesight extract FILE --json --text")
    current = settings(**chosen(reader, model, base_url, mask, price, max_cost))
    if me:
        current = replace(current, owner=owner_from(me))
    if dry_run:
        from notesight.cli.foretelling import show
        from notesight.foresight import Look, foresee

        look = Look(extractor(replace(current, max_cost=None)), current, today(), date)
        _leave(show(foresee(_raws(_named(files)), look), look.extractor, as_json=as_json))
        return
    reading = _Reading(_named(files), date)
    try:
        for read in pipeline.read_alone(reading.documents(), extractor(current), current):
            name = reading.name_of(read.document)
            if read.run.incomplete or not read.error:
                print_reading(read, as_json=as_json, text=text, file=name)
            if read.error:
                reading.fail(name, read.error)
    except LimitReached as error:
        hint = "Name the documents that are left once more, with another --max-cost."
        raise LimitReached(error.sentence, hint=hint) from None
    _leave(reading.failed)


@app.command(rich_help_panel="Start")
def run(
    db: Db = None,
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
    again: Annotated[
        bool, typer.Option("--again", help="Everything, where this reader has not read it yet: another model, say.")
    ] = False,
    batched: Annotated[
        bool, typer.Option("--batched", help="Also what waits in a batch, and is paid for there.")
    ] = False,
) -> None:
    """Read what waits to be read, and try again what failed."""
    from notesight import pipeline

    options = chosen(reader, model, base_url, mask, price, max_cost)
    if dry_run:
        foretell(db, [], options, queued="again" if again else "all", batched=batched)
        return
    with opened(db, create=False, **options) as (store, current):
        outcomes = pipeline.run_queued(_line(store, current, None), again=again, batched=batched)
        failed = follow(outcomes, store, current)
    _leave(failed)


def foretell(
    db: Path | None,
    named: Sequence[Path],
    options: Mapping[str, object | None],
    *,
    queued: Queued,
    day: date | None = None,
    batched: bool = False,
    as_json: bool = False,
) -> None:
    """Print what a command would read, and about what that would cost. The database is only looked at."""
    from dataclasses import replace

    from notesight.cli.foretelling import show
    from notesight.foresight import Look, arriving, foresee

    current = replace(settings(database=db, **options), max_cost=None)
    with ExitStack() as stack:
        store = stack.enter_context(store_at(current.database)) if current.database.exists() else None
        look = Look(extractor(current), current, today(), day, store, batched)
        failed_files = [Path(name) for name in store.sources.failed()] if store and queued in ("all", "again") else []
        raws = arriving([*named, *failed_files], store) if named or failed_files or queued != "none" else _raws([])
        failed = show(foresee(raws, look, queued), look.extractor, as_json=as_json)
    _leave(failed)


class _Reading:
    """The documents of one call of ``extract``, and what they are called where there are several."""

    def __init__(self, named: list[Path], day: date | None) -> None:
        self.failed = 0
        self._named = named
        self._day = day
        self._several = len(named) > 1 or any(path.is_dir() for path in named)
        self._names: dict[tuple[str, str], list[str]] = {}

    def documents(self) -> Iterator[Document]:
        from itertools import chain, islice

        from notesight import sources

        arriving = _raws(self._named)
        first = list(islice(arriving, 2))
        self._several = self._several or len(first) > 1  # a mailbox
        for raw in chain(first, arriving):
            if isinstance(raw, sources.Failure):
                self.fail(raw.name, raw.error)
                continue
            try:
                document = sources.document(raw, date=self._day, today=today())
            except SourceError as error:
                self.fail(raw.name, error)
                continue
            self._names.setdefault((document.key, document.digest), []).append(raw.name)
            yield document

    def name_of(self, document: Document) -> str | None:
        name = self._names[document.key, document.digest].pop(0)
        return name if self._several else None

    def fail(self, name: str | None, error: NotesightError) -> None:
        """Say that one of several could not be read; when there is only one, that is the end."""
        if not self._several:
            raise error
        self.failed += 1
        _say_error(name or "", error)


def _raws(named: list[Path]) -> Iterator[Raw | Failure]:
    from notesight import sources

    if not named:
        if not piped():
            talk("Type or paste a note; Ctrl-D ends it.")
        yield sources.from_stdin(standard_input())
        return
    for file in sources.discover(named):
        if isinstance(file, sources.Failure):
            yield file
        else:
            yield from sources.raws(file)


# --- following many documents -------------------------------------------------------------------------------------


def follow(
    outcomes: Iterator[Outcome], store: Store, current: Settings, *, onward: bool = True, waiting: bool = True
) -> int:
    """Show progress while documents are read, say what failed, sum up, and where to go on; the number of failures.

    Without ``waiting`` it is left to the caller to say that there was nothing to do, or what is left to do.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    tally = _Tally()
    console = Console(stderr=True)
    columns = (
        TextColumn("Reading"),
        BarColumn(pulse_style="cyan"),
        TextColumn("{task.completed} documents"),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("", total=None)
            for outcome in outcomes:
                tally.take(outcome)
                progress.advance(task, outcome.documents)
    except LimitReached:
        tally.sum_up(current)
        if waiting:
            _say_waiting(store, current)
        raise
    except BaseException:
        tally.sum_up(current)
        raise
    tally.sum_up(current)
    if waiting and not (tally.read or tally.known or tally.forgotten or tally.problems):
        talk("There was nothing to read.")
    if tally.read and store.forgotten.named_again():
        talk(f"Somebody forgotten is named again, and left out of the lists: {command('doctor', current)}")
    if tally.read and onward:
        talk(f"See: {command('today', current)}   or in the browser: {command('serve', current)}")
    if waiting:
        _say_waiting(store, current)
    return len(tally.problems)


def _say_waiting(store: Store, current: Settings) -> None:
    counts = store.counts()
    if queued := counts["queued"]:
        talk(f"{count(queued, 'document waits', 'documents wait')} to be read: {command('run', current)}")
    if batched := counts["batched"]:
        talk(f"{count(batched, 'document is', 'documents are')} in a batch: {command('batch status', current)}")


class _Tally:
    """What became of many documents."""

    def __init__(self) -> None:
        self.problems: list[Outcome] = []
        self._readers: Counter[str] = Counter()
        self._found: Counter[str] = Counter()
        self._cost = 0.0
        self.known = 0
        self.forgotten: list[str] = []

    @property
    def read(self) -> int:
        """How many were read."""
        return sum(self._readers.values())

    def take(self, outcome: Outcome) -> None:
        self._cost += outcome.run.cost_usd if outcome.run else 0.0
        if outcome.status == "failed":
            self.problems.append(outcome)
        elif outcome.status == "read":
            self._readers[_reader(outcome)] += 1
            if outcome.extraction:
                self._found += _found(outcome.extraction)
        elif outcome.status == "forgotten":
            self.forgotten.append(outcome.name)
        else:
            self.known += outcome.documents

    def sum_up(self, current: Settings) -> None:
        """Say it: what failed first, for the sum should stand last."""
        from notesight.cli.findings import to_remember

        for outcome in self.problems:
            assert outcome.error is not None
            _say_error(outcome.name, outcome.error)
        for hint in dict.fromkeys(
            outcome.error.hint for outcome in self.problems if outcome.error and outcome.error.hint
        ):
            talk(f"Try: {hint}")
        if read := self.read:
            by = (
                ", ".join(self._readers)
                if len(self._readers) == 1
                else ", ".join(f"{reader} {number}" for reader, number in self._readers.items())
            )
            talk(f"Read {count(read, 'document')} ({by}): {_listed(self._found, whole=True)}.")
        if self._cost:
            talk(f"That cost {dollars(self._cost)}.")
        if self.known:
            talk(f"{count(self.known, 'document was', 'documents were')} known already.")
        if self.forgotten:
            again = to_remember(self.forgotten[0], current)
            talk(
                f"{count(len(self.forgotten), 'document was', 'documents were')} forgotten, and not read again: {again}"
            )
        if self.problems:
            talk(f"{len(self.problems):,} failed; the reasons are above, and in: {command('doctor', current)}")


def _found(extraction: Extraction) -> Counter[str]:
    return Counter({"person": len(extraction.people)}) + Counter(item.kind for item in extraction.items)


def _listed(found: Counter[str], *, whole: bool) -> str:
    """The numbers of what was found, in words; the people of several documents are counted as often as they are named."""
    kinds = (
        ("person", "mention of a person" if whole else "person", "mentions of people" if whole else "people"),
        ("ask", "ask", "asks"),
        ("offer", "offer", "offers"),
        ("followup", "follow-up", "follow-ups"),
    )
    counted = [count(found[kind], one, many) for kind, one, many in kinds if whole or found[kind]]
    return ", ".join(counted) or "nobody, and nothing asked, offered or promised"


def _in_words(outcome: Outcome, folder: Path) -> str:
    """What became of one document, in one line."""
    name = outcome.name
    for root in (f"{folder.absolute()}{os.sep}", f"{folder.resolve()}{os.sep}"):
        name = name.removeprefix(root)
    if outcome.error:
        hint = f" Try: {outcome.error.hint}" if outcome.error.hint else ""
        return _with_name(name, outcome.error.sentence.replace(outcome.name, name)) + hint
    if outcome.status == "read" and outcome.extraction:
        return f"{name}: {_listed(_found(outcome.extraction), whole=False)} ({_reader(outcome)})"
    if outcome.status == "forgotten":
        return f"{name}: forgotten, not read again"
    return f"{name}: the same is known already"


def _reader(outcome: Outcome) -> str:
    assert outcome.run is not None
    return outcome.run.extractor + (f" {outcome.run.model}" if outcome.run.model else "")


def _say_error(name: str, error: NotesightError) -> None:
    talk(_with_name(name, error.sentence))


def _with_name(name: str, sentence: str) -> str:
    """A sentence that says what it is about; of a message in a mailbox, the mailbox will do."""
    named = any(each and each in sentence for each in (name, name.rpartition("#")[0]))
    return sentence if named or not name else f"{name}: {sentence}"


# --- what is typed ------------------------------------------------------------------------------------------------


def _named(files: Sequence[Path] | None) -> list[Path]:
    """The files that are named, none when it is standard input."""
    if not files or files == [Path("-")]:
        return []
    if Path("-") in files:
        raise UsageError("Standard input cannot be read together with files.", hint="Read them in two calls.")
    return list(files)


@contextmanager
def _written() -> Iterator[Raw]:
    """What the user writes in an editor of theirs. It is not thrown away when it could not be kept."""
    import shlex
    import shutil
    import subprocess
    import tempfile

    from notesight import sources

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    folder = Path(tempfile.mkdtemp(prefix="notesight-"))  # only its owner may look into it
    note = folder / "note.md"
    note.touch(mode=0o600)
    try:
        subprocess.run([*shlex.split(editor), str(note)], check=True)
        written = note.read_bytes()
    except (OSError, ValueError, subprocess.CalledProcessError):
        shutil.rmtree(folder, ignore_errors=True)
        raise UsageError(f"The editor {editor} did not work.", hint="Set $EDITOR, or pipe a note in.") from None
    if not written.strip():
        shutil.rmtree(folder, ignore_errors=True)
        raise UsageError("Nothing was written, so nothing was read.")
    try:
        yield sources.from_stdin(written)
    except (ConfigError, LimitReached, Unreachable):  # it is stored, and waits
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except BaseException:
        talk(f"What you wrote is in {note}")
        raise
    shutil.rmtree(folder, ignore_errors=True)


def _line(store: Store, current: Settings, day: date | None, channel: str | None = None) -> Line:
    from notesight.pipeline import Line

    if channel is not None and not channel.strip():
        raise UsageError("A channel needs words.", hint="--channel coffee")
    words = " ".join(channel.split()) if channel else None
    return Line(store, extractor(current), current, today=today(), date=day, channel=words)


def _leave(failed: int) -> None:
    if failed:
        raise typer.Exit(SOME_FAILED)
