"""The command that takes in what other programs know: import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notesight.cli import app
from notesight.cli.common import Db, command, opened, standard_input, talk
from notesight.cli.common import today as this_day
from notesight.cli.intake import SOME_FAILED
from notesight.cli.view import count
from notesight.errors import SourceError

if TYPE_CHECKING:
    from notesight.addressbook import Card
    from notesight.config import Settings
    from notesight.pipeline import Read
    from notesight.store import Store

READ_BY = "address book"
"""What stands as the extractor of a run that took over the fields of a card."""


@app.command("import", rich_help_panel="Keep")
def take_in(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", help=".vcf, .csv of LinkedIn, Google or Outlook, or .jsonl; - is standard input.",
            show_default=False,
        ),
    ],
    db: Db = None,
) -> None:  # fmt: skip
    """Take in people of address books, or a whole notebook.

    A .vcf or .csv file gives people, each with the card they stand on; the same card again is passed over. What
    "notesight export notebook" wrote fills a notebook that is empty.
    """
    with opened(db, create=True) as (store, current):
        failed = 0
        for file in files:
            failed += _one(file, store, current)
    if failed:
        raise typer.Exit(SOME_FAILED)


def _one(file: Path, store: Store, current: Settings) -> int:
    """Take in one file; how much of it could not be."""
    from notesight import addressbook

    data = standard_input() if str(file) == "-" else _bytes(file)
    name = "standard input" if str(file) == "-" else str(file)
    if data.lstrip()[:1] == b"{":
        counts = store.restore(data.decode("utf-8", "replace").splitlines())
        talk(f"{name}: {count(counts['documents'], 'document')} and {count(counts['decisions'], 'decision')} taken in.")
        return 0
    cards, failed = [], 0
    for each in addressbook.read(data, name):
        if isinstance(each, SourceError):
            talk(f"{name}: {each.sentence}")
            failed += 1
        else:
            cards.append(each)
    _keep(addressbook.merged(cards), name, store, current)
    return failed


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {(error.strerror or 'no reason given').lower()}.") from error


def _keep(cards: Sequence[Card], name: str, store: Store, current: Settings) -> None:
    from notesight import pipeline

    before = _unsure(store)
    known, new = 0, []
    with store.transaction():
        for outcome in pipeline.keep(_readings(cards, name, current, this_day()), store):
            if outcome.error:
                talk(f"{outcome.name}: {outcome.error.sentence}")
            elif outcome.status == "read" and outcome.document_id is not None:
                new.append(outcome.document_id)
            else:
                known += 1
    with store.transaction():
        for document_id in new:
            _join(store, document_id)
    passed = f", {known} known already" if known else ""
    talk(f"{name}: {count(len(new), 'card')} taken in{passed}.")
    if unsure := len(_unsure(store) - before):
        talk(f"{count(unsure, 'pair')} of people may be one and the same: {command('people same', current)}")


def _unsure(store: Store) -> set[tuple[str, str]]:
    """The pairs of people of whom only the owner can say whether they are one."""
    return {(each.one, each.other) for each in store.suggestions()}


def _readings(cards: Iterable[Card], name: str, current: Settings, today: date) -> Iterator[Read]:
    from notesight import addressbook, pipeline
    from notesight.extractors import Reading
    from notesight.model import Run

    for card in cards:
        run = Run(READ_BY, f"{READ_BY}:1", started=datetime.now(UTC))
        document = addressbook.document_of(card, book=name, today=today)
        yield pipeline.proved(Reading(document, addressbook.candidates_of(card), run), current.owner)


def _join(store: Store, document_id: int) -> None:
    """All addresses of one card are one person's: the address book says so, in the owner's name."""
    ids = list(dict.fromkeys(row["id"] for row in store.people_of(document_id)))
    for other in ids[1:]:
        store.decide("merged", ids[0], other, origin="cli", at=datetime.now(UTC))
