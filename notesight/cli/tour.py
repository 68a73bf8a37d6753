"""The demo: a freelance writer's invented year is read, and a short tour of what was found is printed."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import typer

from notesight import pipeline
from notesight.cli.common import extractor, settings, talk
from notesight.cli.intake import follow
from notesight.config import Settings
from notesight.errors import UsageError
from notesight.model import Document, Owner
from notesight.resources import folder
from notesight.store import Store

LAST_DAY = date(2026, 10, 31)
"""The day after the story's last document: the tour looks from there."""


def read_story(database: Path) -> None:
    """Read the fixtures' story into a database and print the tour. Raises ``UsageError`` when it holds other things."""
    story = folder("fixtures") / "story"
    current = _settings(database, story)
    store = Store.open(database)
    try:
        if any(not (document.source or "").startswith(str(story)) for document in _some(store)):
            raise UsageError(
                f"{database} holds notes of yours.", hint="Name another file with --db; the demo keeps to itself."
            )
        talk(f"Reading {current.owner.names[0]}'s year: {story}")
        line = pipeline.Line(store, extractor(current), current, today=LAST_DAY)
        follow(
            pipeline.ingest([story / "notes", story / "mail", story / "archive.mbox", story / "Maildir"], line), store
        )
        _tour(store, database)
    finally:
        store.close()


def _settings(database: Path, story: Path) -> Settings:
    me = tomllib.loads((story / "me.toml").read_text(encoding="utf-8"))
    owner = Owner(names=(me["name"],), addresses=tuple(me["addresses"]))
    # The demo is read by the embedded extractor whatever else is configured: nothing is sent anywhere.
    return replace(settings(database=database), owner=owner, extractor="offline", model=None, base_url=None)


def _some(store: Store) -> list[Document]:
    """The oldest documents, enough to see whose they are."""
    found = [store.document(document_id) for document_id in range(1, 4)]
    return [document for document in found if document]


def _tour(store: Store, database: Path) -> None:
    from notesight.cli.findings import print_item

    counts = store.counts()
    typer.echo()
    typer.echo(
        f"{counts['documents']} documents name {counts['people']} people and hold {counts['asks']} asks, "
        f"{counts['offers']} offers and {counts['followups']} follow-ups."
    )
    for kind, heading in (("ask", "Somebody asked"), ("offer", "Somebody offered"), ("followup", "Somebody promised")):
        for item in [item for item in store.items(on=LAST_DAY) if item["kind"] == kind and item["by_person_id"]][:2]:
            typer.echo(typer.style(f"\n{heading}", bold=True))
            print_item(item)
    option = f"--db {database}"
    typer.echo("\nTry next:")
    for command, why in (
        (f"notesight today {option} --on {LAST_DAY}", "what is due and open at the end of her year"),
        (f"notesight people {option}", "everybody she met"),
        (f"notesight asks --open {option}", "who is looking for what"),
        (f'notesight search "proofread" {option}', "words, wherever they stand"),
    ):
        typer.echo(f"  {command:<60}  {why}")
    typer.echo()
