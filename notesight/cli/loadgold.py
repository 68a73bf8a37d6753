"""The command that loads gold as if a reader had read it: load-gold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notesight.cli import app
from notesight.cli.common import Db, opened, talk
from notesight.cli.view import count

if TYPE_CHECKING:
    from notesight.cli.goldfolder import Case
    from notesight.config import Settings
    from notesight.pipeline import Outcome, Read

GOLD = "gold"
"""The name of the extractor of what people have written down."""


@app.command("load-gold", rich_help_panel="Keep")
def load_gold(
    gold: Annotated[
        Path,
        typer.Argument(metavar="GOLD_DIR", help="Texts, each with a .json of what is in it.", show_default=False),
    ],
    db: Db = None,
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
) -> None:
    """Load texts with gold readings, to measure the rest."""
    from notesight import pipeline
    from notesight.cli import goldfolder
    from notesight.cli.intake import follow

    cases = goldfolder.load(gold, only=only or (), kind=kind)
    with opened(db, create=True) as (store, current):
        follow(_told(pipeline.keep(readings(cases, current), store)), store, current)


def readings(cases: Iterable[Case], current: Settings) -> Iterator[Read]:
    """Gold as readings by an extractor called ``gold``, proved like any reading."""
    from notesight import pipeline, scoring
    from notesight.extractors import Reading, offline
    from notesight.model import Run

    for case in cases:
        owner = case.owner if case.gold.me else current.owner
        written = json.dumps(case.gold.wanted.as_json(), sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(f"{written}{owner}".encode("utf-8", "surrogatepass")).hexdigest()
        run = Run(GOLD, f"{GOLD}:{offline.VERSION}:{digest}", started=datetime.now(UTC))
        document = replace(case.document, date=case.gold.date)
        proposed = scoring.candidates(case.gold)
        # What gold does not annotate is read by rule, with the people that gold knows.
        told = offline.told_of(document, proposed.people, owner)
        if case.gold.wanted.introductions is None:
            proposed = replace(proposed, introductions=told.introductions)
        if case.gold.wanted.outcomes is None:
            proposed = replace(proposed, outcomes=told.outcomes)
        yield pipeline.proved(Reading(document, proposed, run), owner)


def _told(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Outcomes passed on; what gold says and is not proved is told."""
    for outcome in outcomes:
        rejected = outcome.extraction.rejected if outcome.extraction else ()
        for each in rejected:
            talk(f"{outcome.name}: {each.kind} “{each.quote[:60]}” was not taken. {each.reason}")
        if rejected:
            talk(f"{outcome.name}: {count(len(rejected), 'entry', 'entries')} of its gold left out.")
        yield outcome
