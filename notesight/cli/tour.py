"""The demo: a freelance writer's invented year is read, and a short tour of what was found is printed."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import typer

from notesight import pipeline
from notesight.cli.common import extractor, settings, talk
from notesight.cli.findings import print_item
from notesight.cli.intake import follow
from notesight.cli.view import count, faint, ident, strong, visible, width
from notesight.config import Settings
from notesight.errors import UsageError
from notesight.model import Document, Owner
from notesight.resources import folder
from notesight.store import Store

LAST_DAY = date(2026, 10, 31)
"""The day after the story's last document: the tour looks from there."""
ANSWERED = ("reads old Polish", "Polish")
"""Words of an ask of the story, and of the offer that answers it."""


def read_story(database: Path) -> None:
    """Read the fixtures' story into a database and print the tour. Raises ``UsageError`` when it holds other things."""
    story = folder("fixtures") / "story"
    current = _settings(database, story)
    store = Store.open(database)
    try:
        if any(not (document.source or "").startswith(str(story)) for document in _some(store)):
            raise UsageError(
                f"{database} holds other notes.", hint="Name another file with --db; the demo keeps to itself."
            )
        talk(f"Reading the year of {current.owner.names[0]}, who is invented: {story}")
        line = pipeline.Line(store, extractor(current), current, today=LAST_DAY)
        places = [story / "notes", story / "mail", story / "archive.mbox", story / "Maildir"]
        follow(pipeline.ingest(places, line), store, current, onward=False)
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
    counts = store.counts()
    typer.echo()
    typer.echo(
        f"{counts['documents']} documents name {count(counts['people'], 'person', 'people')} and hold "
        f"{count(counts['asks'], 'ask')}, {count(counts['offers'], 'offer')} and {count(counts['followups'], 'follow-up')}."
    )
    answered, overdue, person = _answered(store), _overdue(store), _renamed(store)
    short = store.short_ids(row["id"] for row in (*answered, *overdue, *person))
    for heading, items in (
        ("An ask, and an offer from elsewhere that answers it", answered),
        ("A promise that is overdue", overdue),
    ):
        if items:
            typer.echo(f"\n{strong(heading)}")
        for item in items:
            print_item(item, short[item["id"]], on=LAST_DAY, said=True)
    for row in person:
        typer.echo(f"\n{strong('One person under several names')}")
        seen = f"{visible(row['name'])}, also {visible(row['also_known_as'])}"
        typer.echo(f"  {ident(short[row['id']])}  {seen}: {count(row['documents'], 'document')}")
    shown = [(short[row["id"]], "the ask in its words") for row in answered[:1]]
    shown += [(short[row["id"]], "a page of a person") for row in person]
    _print_next(database, shown, [short[row["id"]] for row in overdue])


def _answered(store: Store) -> list[dict[str, Any]]:
    asks = [item for item in store.items("ask", on=LAST_DAY) if ANSWERED[0] in item["quote"]]
    offers = [item for item in store.items("offer", on=LAST_DAY) if ANSWERED[1] in item["quote"]]
    return [asks[0], offers[0]] if asks and offers else []


def _overdue(store: Store) -> list[dict[str, Any]]:
    """What somebody has promised the owner, or else anybody, and is late with."""
    late = [
        item
        for item in store.lists(LAST_DAY, ["overdue"])["overdue"].rows
        if item["kind"] == "followup" and item["by_person_id"]
    ]
    late.sort(key=lambda item: item["to"] != "me")
    return late[:1]


def _renamed(store: Store) -> list[dict[str, Any]]:
    """Who goes by more names than one, and is met most often."""
    named = [person for person in store.people() if person["also_known_as"]]
    named.sort(key=lambda person: (person["also_known_as"].count(",") > 0, person["documents"]), reverse=True)
    return named[:1]


def _print_next(database: Path, shown: list[tuple[str, str]], promised: list[str]) -> None:
    option = f"--db {shlex.quote(str(database))}"
    commands = [
        (f"today --as-of {LAST_DAY}", "what is due and open"),
        *((f"show {short}", why) for short, why in shown),
        ("search proofread", "words anywhere"),
        *((f"done {short}", "tick the promise off") for short in promised),
    ]
    typer.echo(f"\n{strong('Try next')}")
    lines = [(f"  {_program()} {words} {option}", f"  # {why}") for words, why in commands]
    column = sorted(len(line) for line, _ in lines)[-2]  # the longest one may stick out
    for line, why in lines:
        typer.echo(f"{line:<{column}}{faint(why)}" if max(len(line), column) + len(why) <= width() else line)
    typer.echo()


def _program() -> str:
    """How this program is called from here, so that a line can be copied."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return "python -m notesight"
    found = shutil.which("notesight")
    if found and called.exists() and called.samefile(found):
        return "notesight"
    return shlex.quote(os.path.relpath(called)) if called.name == "notesight" and called.exists() else "notesight"
