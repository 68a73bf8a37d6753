"""Commands that read again without letting it count, show what differs, and accept it: reread, diff, accept."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli import app
from notesight.cli.common import (
    AsJson,
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
    talk,
    today,
)
from notesight.cli.view import KINDS, count, faint, lit, parties, print_json, strong, visible, wrapped
from notesight.cli.words import pick_document, say, tell
from notesight.errors import NotesightError, UsageError
from notesight.model import Extraction, Item, Person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from notesight.config import Settings
    from notesight.store import Store
    from notesight.store.differences import Change

SOME_FAILED = 3
MOST_DOCUMENTS = 20
_SIGNS = {"added": "+", "lost": "-", "changed": "~"}
_HOW = {"added": "added", "lost": "lost", "changed": "changed"}
_FIELDS = {"organization": "at", "role": "as", "quote": "words"}


@app.command(rich_help_panel="Decide")
def reread(
    documents: Annotated[
        list[str] | None,
        typer.Argument(metavar="DOCUMENT", help="Numbers of documents; without any, all.", show_default=False),
    ] = None,
    db: Db = None,
    reader: Reader = None,
    model: Model = None,
    prompt: Annotated[
        str | None,
        typer.Option("--prompt", metavar="VERSION", help="Another prompt than the current one.", show_default=False),
    ] = None,
    base_url: BaseUrl = None,
    mask: Mask = None,
    price: Price = None,
    max_cost: MaxCost = None,
) -> None:
    """Read again, with another model say; it does not count yet."""
    from notesight import pipeline
    from notesight.pipeline import Line

    options = chosen(reader, model, base_url, mask, price, max_cost)
    with opened(db, create=False, **options, prompt=prompt) as (store, current):
        numbers = [pick_document(store, each) for each in documents or ()] or [number for number, _ in store.current()]
        line = Line(store, extractor(current), current, today=today())
        told: list[tuple[int, str]] = []
        known, failures = 0, list[tuple[str, NotesightError]]()
        for outcome in pipeline.reread(line, numbers):
            if outcome.error:
                failures.append((outcome.name, outcome.error))
            elif outcome.status == "known":
                known += 1
            else:
                assert outcome.document_id is not None
                told.append((outcome.document_id, _sum(_compared(store, outcome.document_id))))
                if len(told) <= MOST_DOCUMENTS:
                    _tell_reread(store, *told[-1])
        if len(told) > MOST_DOCUMENTS:
            talk(f"… and {len(told) - MOST_DOCUMENTS} more.")
        for name, error in failures:
            talk(f"{name}: {error.sentence}")
        _sum_up(current, line.extractor.name, told, known)
    if failures:
        raise typer.Exit(SOME_FAILED)


def _tell_reread(store: Store, number: int, differing: str) -> None:
    run = store.runs(number)[-1]["id"]
    talk(f"Document {number}, run {run}: {differing}.")


def _sum_up(current: Settings, reader: str, told: Sequence[tuple[int, str]], known: int) -> None:
    if told:
        talk(f"Read {count(len(told), 'document')} again ({reader}). None of it counts yet.")
        number = next((each for each, words in told if words != _sum([])), told[0][0])
        talk(
            f"See what differs: {command(f'diff {number}', current)}   and let it count: {command('accept RUN', current)}"
        )
    if known:
        talk(f"{count(known, 'document was', 'documents were')} read by this reader already, or may not be sent to it.")
    if not told and not known:
        talk("There was nothing to read.")


@app.command(rich_help_panel="Decide")
def diff(
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN RUN",
            help="Two runs; or a document: the run that counts, and the newest.",
            show_default=False,
        ),
    ],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Show what one reading of a document has that another has not."""
    from notesight.store import differences

    if len(runs) > 2:
        raise UsageError(
            "Two runs can be compared, no more.", hint="notesight diff RUN RUN, or notesight diff DOCUMENT"
        )
    with opened(db) as (store, current):
        one, other = _pair(store, runs)
        before, after = store.reading(one) if one is not None else None, store.reading(other)
        if before is not None and before.document_id != after.document_id:
            raise UsageError(
                f"Run {one} and run {other} read two documents.", hint=f"notesight diff {after.document_id}"
            )
        changes = differences.between(before.extraction if before else Extraction(), after.extraction)
        if as_json:
            listed = [_as_json(each) for each in changes]
            print_json({"document": after.document_id, "before": one, "after": other, "changes": listed})
            return
        document = store.document(after.document_id)
        assert document is not None
        typer.echo(strong(visible(document.title or " ".join(document.text.split())[:80])))
        rows = {row["id"]: row for row in store.runs(after.document_id)}
        for number, sign in ((one, "-"), (other, "+")):
            typer.echo(f"  {sign} " + (_described(rows[number]) if number is not None else "not read yet"))
        typer.echo()
        for change in changes:
            _print_change(change, document.text)
        talk(f"{_sum(changes).capitalize()}.")
        if not rows[other]["counts"]:
            talk(f"To let it count: {command(f'accept {other}', current)}")


def _run(text: str) -> int:
    if not text.isdecimal():
        raise UsageError(f"“{text}” is no run.", hint="A run has a number: notesight diff DOCUMENT tells them.")
    return int(text)


def _pair(store: Store, runs: Sequence[str]) -> tuple[int | None, int]:
    """The two runs to compare: those that are named, or of a document the one that counts and the newest other one."""
    if len(runs) == 2:
        return _run(runs[0]), _run(runs[1])
    number = pick_document(store, runs[0])
    counting = store.counting(number)
    done = [row["id"] for row in store.runs(number) if row["status"] == "done" and row["id"] != counting]
    if not done:
        what = "was read once" if counting is not None else "was not read yet"
        raise UsageError(f"Document {number} {what}: there is nothing to compare.", hint=f"notesight reread {number}")
    return counting, done[-1]


def _compared(store: Store, number: int) -> list[Change]:
    from notesight.store import differences

    newest = store.reading(store.runs(number)[-1]["id"])
    return differences.between(store.extraction(number) or Extraction(), newest.extraction)


def _described(row: Mapping[str, Any]) -> str:
    by = " ".join(str(row[key]) for key in ("extractor", "model", "prompt") if row[key])
    when = f", {row['started_at'][:10]}" if row["started_at"] else ""
    found = f"{count(row['people'], 'person', 'people')}, {count(row['items'], 'item')}"
    return f"run {row['id']}, {by}{when}: {found}" + (", counts" if row["counts"] else "")


def _sum(changes: Sequence[Change]) -> str:
    """How many facts were added, lost and changed, in words."""
    numbers = {how: sum(each.how == how for each in changes) for how in _HOW}
    return ", ".join(f"{number} {_HOW[how]}" for how, number in numbers.items() if number) or "nothing differs"


def _print_change(change: Change, text: str) -> None:
    fact, sign = change.fact, _SIGNS[change.how]
    kind = KINDS[fact.kind] if isinstance(fact, Item) else "Person"
    begin = f"{sign} {kind:<9}  "
    what = fact.summary if isinstance(fact, Item) else fact.name
    typer.echo(wrapped(visible(what), first=begin, indent=len(begin)))
    if change.how != "changed":
        typer.echo(faint(wrapped(visible(_more(fact, text)), first=" " * len(begin), indent=len(begin))))
    for name, (old, new) in change.fields.items():
        words = f"{_FIELDS.get(name, name)}: {_shown(old)} → {_shown(new)}"
        typer.echo(faint(wrapped(visible(words), first=" " * len(begin), indent=len(begin))))


def _more(fact: Person | Item, text: str) -> str:
    """Who and until when, then the words; of a person, the words of the first mention."""
    if isinstance(fact, Item):
        due = f", due {fact.due.isoformat()}" if fact.due else ""
        return f"{parties({'by': fact.by, 'to': fact.to})}{due}: “{' '.join(fact.quote.split())}”"
    first = fact.mentions[0]
    around = text[max(0, first.start - 30) : first.start] + lit(first.text) + text[first.end : first.end + 30]
    return f"… {' '.join(around.split())} …"


def _shown(value: object) -> str:
    return "nothing" if value is None else f"“{' '.join(str(value).split())}”" if isinstance(value, str) else str(value)


def _as_json(change: Change) -> dict[str, Any]:
    fields = {name: {"before": old, "after": new} for name, (old, new) in change.fields.items()}
    kind = change.fact.kind if isinstance(change.fact, Item) else "person"
    facts = {side: fact and asdict(fact) for side, fact in (("before", change.before), ("after", change.after))}
    return {"how": change.how, "kind": kind, **facts, "fields": fields}


@app.command(rich_help_panel="Decide")
def accept(
    runs: Annotated[list[str], typer.Argument(metavar="RUN", help="Numbers of runs.", show_default=False)],
    db: Db = None,
) -> None:
    """Let a reading count for its document, over later ones too."""
    with opened(db) as (store, current):
        chosen_runs = [_run(each) for each in runs]
        readings = {run: store.reading(run) for run in chosen_runs}
        made = say(store, [("accepted", str(read.document_id), {"run": run}) for run, read in readings.items()])
        tell(store, current, made)
