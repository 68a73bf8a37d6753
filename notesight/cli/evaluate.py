"""The command that tells how well a reader reads: eval."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli import INTERRUPTED, app
from notesight.cli.common import AsJson, BaseUrl, Model, Reader, settings, talk
from notesight.cli.view import count, print_json
from notesight.errors import UsageError

if TYPE_CHECKING:
    from notesight.cli.goldfolder import Case
    from notesight.cli.readings import Readings
    from notesight.cli.scoreboard import Scored
    from notesight.config import Settings

SOME_FAILED = 3


@app.command("eval", rich_help_panel="Keep")
def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD_DIR", help="Texts, each with a .json of what should be found.", show_default=False
        ),
    ],
    reader: Reader = None,
    model: Model = None,
    base_url: BaseUrl = None,
    prompt: Annotated[
        str | None,
        typer.Option("--prompt", metavar="NAME", help="The prompt's version, for a model.", show_default=False),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", metavar="NAME", help="Only this document, or 'n*'; may be given again.", show_default=False
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help="Only notes, or only mail: note or mail.", show_default=False),
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List every error with the words it is about.")] = False,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--compare",
            metavar="A B",
            help="Two readers: offline, openai:MODEL, openai:MODEL@PROMPT, or saved readings; shows where they differ.",
            show_default=False,
        ),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(
            "--save",
            metavar="FILE",
            help="Keep the readings; what a model was paid for is not read again.",
            show_default=False,
        ),
    ] = None,
    floor: Annotated[
        Path | None,
        typer.Option(
            "--floor",
            metavar="FILE",
            help="TOML of least figures, as items = 0.8; below is exit 1.",
            show_default=False,
        ),
    ] = None,
    min_people: Annotated[
        float | None,
        typer.Option("--min-people", metavar="F1", help="The least F1 of people; below is exit 1.", show_default=False),
    ] = None,
    min_items: Annotated[
        float | None,
        typer.Option(
            "--min-items", metavar="F1", help="The least F1 of all items; below is exit 1.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell how well a reader reads, against what is known."""
    from notesight.cli import goldfolder

    floors = _floors(floor, people=min_people, items=min_items)
    if compare is not None and (errors or save or floors or reader or model or prompt):
        hint = "notesight eval GOLD_DIR --compare offline openai:MODEL"
        raise UsageError(
            "--compare names both readers, and goes with --only, --kind, --base-url and --json.", hint=hint
        )
    cases = goldfolder.load(gold, only=only or (), kind=kind)
    if compare is not None:
        _compare(cases, compare, base_url, gold, as_json=as_json)
        return
    current = settings(extractor=reader, model=model, base_url=base_url, prompt=prompt)
    if prompt and current.extractor == "offline":
        raise UsageError("--prompt belongs to a model.", hint="notesight eval GOLD_DIR --model MODEL --prompt NAME")
    readings = _read(cases, current, save)
    _leave(_show(cases, readings, gold, errors=errors, as_json=as_json), floors)


def _show(cases: Sequence[Case], readings: Readings, folder: Path, *, errors: bool, as_json: bool) -> list[Scored]:
    from notesight.cli import scoreboard, scorejson

    scored = scoreboard.score(cases, readings)
    if as_json:
        print_json(scorejson.figures(scored, readings.reader, folder, errors=errors))
    else:
        scoreboard.print_figures(scored, readings.reader, str(folder))
        if errors:
            scoreboard.print_errors(scored)
    return scored


def _leave(scored: Sequence[Scored], floors: Mapping[str, float]) -> None:
    """Say what is below its floor and what could not be read, and leave with the code for it."""
    from notesight import scoring

    failed = [each for each in scored if each.kept.error]
    for each in failed:
        talk(f"{each.case.name} was not read and counts as empty: {each.kept.error}")
    low = scoring.below(scoring.figures(each.match for each in scored), floors)
    for name, value, least in low:
        talk(f"Error: {name} is {value:.4f}, below its floor of {least:g}.")
    if low:
        talk("Try: notesight eval GOLD_DIR --errors")
        raise typer.Exit(1)
    if failed:
        raise typer.Exit(SOME_FAILED)


def _read(cases: Sequence[Case], current: Settings, save: Path | None) -> Readings:
    """Read the cases; what comes is kept in a file, also when the rest does not."""
    from rich.console import Console
    from rich.progress import Progress

    from notesight.cli import readings

    known = readings.saved(save) if save and save.exists() else None
    made = readings.Readings(readings.reader_of(current), dict(known.kept) if known else {})
    if known and known.reader != made.reader:
        raise UsageError(f"{save} keeps what {known.reader} read.", hint="Name another file for another reader.")
    if save and not save.absolute().parent.is_dir():
        raise UsageError(f"{save} cannot be written: its folder is not there.")
    console = Console(stderr=True)
    try:
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("Reading", total=len(cases))
            for name, kept in readings.read(cases, current, known=known):
                made.kept[name] = kept
                progress.advance(task)
    except KeyboardInterrupt:
        if save:
            raise
        talk("Stopped. Nothing is kept without --save.")
        raise typer.Exit(INTERRUPTED) from None
    finally:
        if save and made.kept:
            made.save(save)
    return made


def _compare(
    cases: Sequence[Case], names: tuple[str, str], base_url: str | None, folder: Path, *, as_json: bool
) -> None:
    from notesight.cli import scoreboard, scorejson
    from notesight.cli.readings import Readings

    meant = [_meant(name, cases, base_url) for name in names]  # both, before one is paid for
    first, second = (each if isinstance(each, Readings) else _read(cases, each, None) for each in meant)
    one, other = scoreboard.score(cases, first), scoreboard.score(cases, second)
    if as_json:
        print_json(scorejson.comparison(one, other, (first.reader, second.reader), folder))
    else:
        scoreboard.print_comparison(one, other, (first.reader, second.reader), str(folder))
    failed = sum(bool(each.kept.error) for each in (*one, *other))
    if failed:
        talk(f"{count(failed, 'reading')} failed and counts as empty.")
        raise typer.Exit(SOME_FAILED)


def _meant(name: str, cases: Sequence[Case], base_url: str | None) -> Readings | Settings:
    """What a word of ``--compare`` means: the readings in a file, or the settings of a reader that there is."""
    from notesight.cli import readings

    path = Path(name)
    if path.is_file():
        return readings.saved(path, cases)
    if path.suffix == ".json" or "/" in name.partition(":")[0]:
        raise UsageError(f"There is no file {name}.", hint="A reader is offline, openai:MODEL or openai:MODEL@PROMPT.")
    extractor, _, rest = name.partition(":")
    model, at, prompt = rest.rpartition("@")
    if not at or "/" in prompt:  # @vendor/model is all name
        model, prompt = rest, ""
    if rest and extractor == "offline":
        raise UsageError("offline asks no model.", hint="A reader is offline, openai:MODEL or openai:MODEL@PROMPT.")
    current = settings(extractor=extractor, model=model or None, prompt=prompt or None, base_url=base_url)
    readings.reader_of(current)
    return current


# --- floors -------------------------------------------------------------------------------------------------------


def _floors(path: Path | None, **named: float | None) -> dict[str, float]:
    from notesight import scoring

    floors: dict[str, float] = {}
    if path is not None:
        try:
            read = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {(error.strerror or 'no reason given').lower()}.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{path} is not valid TOML: {error}.", hint="people = 0.9 and items = 0.8, say.") from None
        floors = dict(_flat(read))
    floors |= {name: value for name, value in named.items() if value is not None}
    for name, value in floors.items():
        if name not in scoring.FIGURES:
            raise UsageError(f"There is no figure “{name}”.", hint=f"The figures are {', '.join(scoring.FIGURES)}.")
        if not isinstance(value, int | float) or not 0 <= value <= 1:
            raise UsageError(f"The floor of {name} is no number from 0 to 1.")
    return floors


def _flat(read: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """``asks.recall = 0.7`` is a table in TOML; here it is one name."""
    rows: list[tuple[str, Any]] = []
    for key, value in read.items():
        rows += _flat(value, f"{above}{key}.") if isinstance(value, dict) else [(f"{above}{key}", value)]
    return rows
