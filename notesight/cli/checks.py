"""What ``notesight doctor`` examines: the installation, the settings, the database, and what could not be read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from notesight.cli.common import command, settings, store_at
from notesight.cli.view import and_more, count, dollars, moment, print_json, visible, wrapped
from notesight.config import Settings
from notesight.errors import ConfigError, NotesightError

if TYPE_CHECKING:
    from notesight.store import Store

FLOORS = {"instructor": (1, 17), "openai": (2, 54), "sqlite-utils": (4, 2), "datasette": (0, 65), "typer": (0, 29)}
"""The versions that were tried together; an older one may have slipped in beside another program's needs."""
MARKS = {"good": "ok", "note": "--", "wrong": "!!"}
MOST_FAILURES = 20
MOST_PROBLEMS = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was examined: good, worth a note, or wrong, and what to try."""

    what: str
    state: Literal["good", "note", "wrong"]
    sentence: str
    hint: str | None = None


def examine(database: Path | None) -> list[Check]:
    """Everything there is to say about this installation and this database; nothing is changed and nothing is sent."""
    found = _libraries()
    try:
        current = settings(database=database)
    except ConfigError as error:
        return [*found, Check("settings", "wrong", error.sentence, error.hint)]
    return [*found, _owner(current), _extractor(current), *_database(current)]


def report(found: list[Check], *, as_json: bool) -> None:
    """Print the checks."""
    if as_json:
        print_json([asdict(check) for check in found])
        return
    failed = [check for check in found if check.what == "failed"]
    hidden = failed[MOST_FAILURES:]
    for check in found:
        if check in hidden:
            continue
        begin = f"{MARKS[check.state]}  {check.what:<13} "
        typer.echo(wrapped(visible(check.sentence), first=begin, indent=len(begin)))
        if check.hint:
            typer.echo(f"{'':{len(begin)}}Try: {visible(check.hint)}")
    and_more(len(hidden), "notesight doctor --json")


def _libraries() -> list[Check]:
    found = []
    for name, floor in FLOORS.items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            found.append(Check(name, "wrong", "is not installed.", "pip install --upgrade notesight"))
            continue
        old = tuple(int(part) for part in installed.split(".")[:2] if part.isdigit()) < floor
        wanted = ".".join(map(str, floor))
        found.append(
            Check(name, "wrong", f"{installed} is older than {wanted}.", f"pip install '{name}>={wanted}'")
            if old
            else Check(name, "good", installed)
        )
    return found


def _owner(current: Settings) -> Check:
    if current.owner.addresses:
        return Check("you", "good", ", ".join([*current.owner.names, *current.owner.addresses]))
    return Check(
        "you",
        "note",
        "Your addresses are not set: in mails, nobody is “me”.",
        'notesight config addresses "you@example.org"',
    )


def _extractor(current: Settings) -> Check:
    if current.extractor == "offline":
        return Check("reader", "good", "offline: embedded, nothing leaves this machine.")
    from notesight import extractors

    try:
        extractors.load(current.extractor, current)
    except ConfigError as error:
        return Check("reader", "wrong", f"{current.extractor}: {error.sentence}", error.hint)
    where = current.shown_base_url or "https://api.openai.com/v1"
    key = "with a key" if current.api_key else "without a key"
    return Check("reader", "good", f"{current.extractor}: {current.model} at {where}, {key}.")


def _database(current: Settings) -> list[Check]:
    if not current.database.exists():
        return [Check("database", "note", f"{current.database} is not there yet.", "notesight add, or notesight demo")]
    try:
        with store_at(current.database) as store:
            return [*_soundness(store, current), *_readings(store, current), *_forgotten(store, current)]
    except NotesightError as error:
        return [Check("database", "wrong", error.sentence, error.hint)]


def _soundness(store: Store, current: Settings) -> list[Check]:
    problems = list(dict.fromkeys(store.check()))[:MOST_PROBLEMS]
    if not problems:
        counts = store.counts()
        held = f"{count(counts['documents'], 'document')}, {count(counts['people'], 'person', 'people')}"
        return [Check("database", "good", f"{current.database} is sound: {held}.")]
    pointing = all("points nowhere" in problem for problem in problems)
    hint = command("rebuild", current) if pointing else "Bring back a copy of it: the file is damaged."
    return [Check("database", "wrong", f"{current.database}: {problem}", hint) for problem in problems]


def _forgotten(store: Store, current: Settings) -> list[Check]:
    found = []
    if store.forgotten.unclean():
        sentence = "Words of what was forgotten may still stand in free pages of the file, or in its log."
        found.append(Check("forgotten", "wrong", sentence, command("forget", current)))
    if again := store.forgotten.named_again():
        named = count(again, "document names", "documents name")
        sentence = f"{named} somebody whom you have forgotten; the lists leave them out."
        found.append(Check("forgotten", "note", sentence, command("forget --remember NAME", current)))
    return found


def _readings(store: Store, current: Settings) -> list[Check]:
    found = []
    for cost in store.costs():
        reader = cost["extractor"] + (f" {cost['model']}" if cost["model"] else "")
        tokens = f", {cost['input_tokens'] + cost['output_tokens']:,} tokens" if cost["input_tokens"] else ""
        each = f", {dollars(cost['cost_usd'] / cost['paid'])} a reading" if cost["paid"] else ""
        price = f", {dollars(cost['cost_usd'])}{each}" if cost["cost_usd"] else ""
        runs = f"{count(cost['runs'], 'run')}, {cost['failed']} failed"
        found.append(Check("read by", "good", f"{reader}: {runs}{tokens}{price}."))
    if paid := store.paid():
        last = f"the last one, of document {paid['document_id']}, {dollars(paid['last_usd'])}"
        found.append(Check("cost", "good", f"{dollars(paid['total_usd'])} for all readings; {last}."))
    for batch in store.batches.all():
        if batch.waiting:
            held = count(batch.waiting, "document is", "documents are")
            sentence = f"{held} in batch {batch.id} since {moment(batch.created_at)}, at {batch.server}."
            found.append(Check("batch", "note", sentence, command("batch collect", current)))
    failures = [
        failure["error"] if failure["name"] in failure["error"] else f"{failure['name']}: {failure['error']}"
        for failure in store.failures()
    ]
    waiting = store.counts()["queued"]
    incomplete = store.incomplete()
    if waiting or failures:
        part = f" ({in_part} in part)" if (in_part := len({row["document_id"] for row in incomplete})) else ""
        said = [count(waiting, "document is", "documents are") + f" not read yet{part}"] if waiting else []
        said += [f"{len(failures)} failed"] if failures else []
        found.append(Check("waiting", "note", " and ".join(said) + ".", command("run", current)))
    for row in incomplete:
        where = f"characters {row['start']:,} to {row['end']:,} of document {row['document_id']}"
        found.append(Check("not read", "note", f"{row['name']}, {where}: {row['error']}"))
    return found + [Check("failed", "note", sentence) for sentence in failures]
