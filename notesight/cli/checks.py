"""What ``notesight doctor`` examines: the installation, the settings, the database, and what could not be read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

import typer

from notesight.cli.view import print_json, visible
from notesight.config import Settings
from notesight.errors import NotesightError

FLOORS = {"instructor": (1, 17), "openai": (2, 54), "sqlite-utils": (4, 2), "datasette": (0, 65), "typer": (0, 29)}
"""The versions that were tried together; an older one may have slipped in beside another program's needs."""
MARKS = {"good": "ok", "note": "--", "wrong": "!!"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was examined: good, worth a note, or wrong, and what to try."""

    what: str
    state: Literal["good", "note", "wrong"]
    sentence: str
    hint: str | None = None


def examine(current: Settings) -> list[Check]:
    """Everything there is to say about this installation and this database; nothing is changed and nothing is sent."""
    return [*_libraries(), _owner(current), _extractor(current), *_database(current)]


def report(found: list[Check], *, as_json: bool) -> None:
    """Print the checks."""
    if as_json:
        print_json([asdict(check) for check in found])
        return
    for check in found:
        typer.echo(f"{MARKS[check.state]}  {check.what:<11} {visible(check.sentence)}")
        if check.hint:
            typer.echo(f"    {'':<11} Try: {check.hint}")


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
    where = current.base_url or "https://api.openai.com/v1"
    key = "with a key" if current.api_key else "without a key"
    if current.model is None:
        return Check(
            "reader", "wrong", f"{current.extractor} at {where}: no model is named.", "notesight config model NAME"
        )
    return Check("reader", "good", f"{current.extractor}: {current.model} at {where}, {key}.")


def _database(current: Settings) -> list[Check]:
    if not current.database.exists():
        return [Check("database", "note", f"{current.database} is not there yet.", "notesight add, or notesight demo")]
    from notesight.store import Store

    try:
        store = Store.open(current.database)
    except NotesightError as error:
        return [Check("database", "wrong", error.sentence, error.hint)]
    try:
        counts = store.counts()
        found = [
            Check("database", "wrong", f"{current.database}: {problem}", "notesight rebuild")
            for problem in store.check()
        ] or [
            Check(
                "database",
                "good",
                f"{current.database} is sound: {counts['documents']} documents, {counts['people']} people.",
            )
        ]
        for cost in store.costs():
            reader = cost["extractor"] + (f" {cost['model']}" if cost["model"] else "")
            tokens = f", {cost['input_tokens'] + cost['output_tokens']:,} tokens" if cost["input_tokens"] else ""
            price = f", {cost['cost_usd']:.4f} USD" if cost["cost_usd"] else ""
            found.append(
                Check("read by", "good", f"{reader}: {cost['runs']} runs, {cost['failed']} failed{tokens}{price}.")
            )
        if counts["queued"]:
            found.append(Check("waiting", "note", f"{counts['queued']} documents are not read yet.", "notesight run"))
        for failure in store.failures():
            found.append(Check("failed", "note", f"{failure['name']}: {failure['error']}"))  # noqa: PERF401 - reads better
    finally:
        store.close()
    return found
