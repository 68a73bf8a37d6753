"""Commands that give the notebook to other programs: export calendar, cards, pages, notebook."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from notesight import phones
from notesight.cli import app
from notesight.cli.common import Db, opened, talk
from notesight.cli.common import today as this_day
from notesight.cli.view import count
from notesight.cli.words import pick_person
from notesight.errors import SourceError, UsageError
from notesight.model import CONTACT_KEY

if TYPE_CHECKING:
    from notesight.addressbook import Card
    from notesight.store import Store

PORT = 8001
"""The port of ``serve``, unless it is told another one."""
export = typer.Typer(
    rich_markup_mode="markdown",
    short_help="Give it to other programs: calendars, cards, pages, all.",
    help="Give the notebook to other programs. What is printed goes to a file with `--out`.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(export, name="export", rich_help_panel="Keep")

Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write it there.", show_default=False)]
People = Annotated[
    list[str] | None, typer.Argument(metavar="[PERSON]...", help="Only these: names or ids.", show_default=False)
]


@export.command()
def calendar(
    db: Db = None,
    tasks: Annotated[bool, typer.Option("--tasks", help="As tasks, those without a day too; else events.")] = False,
    address: Annotated[
        bool, typer.Option("--address", help="Print the secret address at which a calendar program finds it.")
    ] = False,
    new: Annotated[bool, typer.Option("--new-address", help="Make another address; the old one ends.")] = False,
    out: Out = None,
) -> None:
    """Open follow-ups as a calendar (iCalendar).

    With --address nothing is exported: the address of the calendar in "notesight serve" is printed, for a program that
    looks there again and again. Whoever has the address can read the follow-ups.
    """
    from notesight import calendars

    with opened(db) as (store, _):
        if address or new:
            token = store.calendar_token(new=new)
            typer.echo(f"http://127.0.0.1:{PORT}/{store.path.stem}/-/calendar/{token}.ics")
            return
        items = store.items("followup", state="open", on=this_day())
        made = calendars.calendar(items, as_="tasks" if tasks else "events", at=datetime.now(UTC), name=store.path.stem)
        with _to(out) as file:
            file.write(made)
    left = sum(item["due"] is None for item in items)
    if left and not tasks:
        talk(f"{count(left, 'follow-up')} without a day {'is' if left == 1 else 'are'} left out; --tasks has all.")


@export.command()
def cards(people: People = None, db: Db = None, out: Out = None) -> None:
    """People as vCards, for an address book."""
    from notesight import addressbook

    with opened(db) as (store, _):
        made = addressbook.written(_card(store, person) for person in _whom(store, people))
    with _to(out) as file:
        file.write(made.encode("utf-8", "replace"))


@export.command()
def pages(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where they are kept.", show_default=False)],
    people: People = None,
    db: Db = None,
) -> None:
    """A Markdown page for every person, for Obsidian.

    A page that is there is brought up to date between its two marks; what you wrote around them, its name and its place
    in the folder stay.
    """
    from notesight import personpages

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder.", hint="Name a folder for the pages.")
    with opened(db) as (store, _):
        folder.mkdir(parents=True, exist_ok=True)
        there = _pages_in(folder)
        taken = {path.name.casefold() for path in there.values()} | {path.name.casefold() for path in folder.iterdir()}
        made = changed = 0
        for row in _whom(store, people):
            person = store.person(row["id"])
            assert person is not None
            items = store.items(person=row["id"], on=this_day())
            documents = list({each["document_id"]: each for each in person["mentions"]}.values())
            path = next((there[each] for each in store.person_ids(row["id"]) if each in there), None)
            if path is None:
                name = personpages.file_name(person, taken)
                taken.add(name.casefold())
                _write(folder / name, personpages.page(person, items, documents).encode())
                made += 1
                continue
            old = path.read_bytes().decode("utf-8", "surrogateescape")
            new = personpages.renewed(old, person, personpages.block(person, items, documents))
            if new != old:
                _write(path, new.encode("utf-8", "surrogateescape"))
                changed += 1
    talk(f"{folder}: {count(made, 'new page')}, {changed} brought up to date.")


@export.command()
def notebook(db: Db = None, out: Out = None) -> None:
    """All of it as JSON Lines: what was read and decided, private documents too.

    "notesight import FILE" makes the same notebook of it on another machine.
    """
    with opened(db) as (store, _), _to(out) as file:
        for line in store.dump(datetime.now(UTC)):
            file.write(line.encode("utf-8", "surrogatepass") + b"\n")


def _whom(store: Store, people: Iterable[str] | None) -> list[dict[str, Any]]:
    return [pick_person(store, each) for each in people] if people else store.people()


def _card(store: Store, row: dict[str, Any]) -> Card:
    """A person as a card: what the lists say, and what only a card of theirs that was taken in says."""
    from notesight import addressbook

    person = store.person(row["id"])
    assert person is not None
    kinds: dict[str, list[str]] = {"name": [], "alias": [], "address": []}
    for each in person["names"]:
        kinds[each["kind"]].append(each["name"])
    emails = dict.fromkeys((*filter(None, (person["email"],)), *kinds["address"]))
    spelled = dict.fromkeys((*kinds["name"], *kinds["alias"]))
    had = [
        addressbook.card_of(document.text)
        for document_id in sorted({each["document_id"] for each in person["mentions"]})
        if (document := store.document(document_id)) is not None and document.key.startswith(CONTACT_KEY)
    ]
    called = store.phones(row["id"])
    return addressbook.Card(
        name=person["name"],
        nicknames=tuple(each for each in spelled if each != person["name"] and "@" not in each),
        emails=tuple(emails),
        phones=_numbers((*(one["number"] for one in called), *_all(had, "phones"))),
        sources=tuple((each["number"], f"“{each['quote']}” ({each['title']}, {each['day']})") for each in called),
        organization=person["organization"],
        role=person["role"],
        birthday=next((each.birthday for each in had if each.birthday), None),
        places=_all(had, "places"),
        webs=_all(had, "webs"),
        groups=_all(had, "groups"),
        note=next((each.note for each in had if each.note), None),
        uid=f"urn:notesight:person:{person['id']}",
    )


def _numbers(numbers: Iterable[str]) -> tuple[str, ...]:
    """Each telephone number once, in its first spelling."""
    found: dict[str, str] = {}
    for each in numbers:
        found.setdefault(phones.digits(each) or each, each)
    return tuple(found.values())


def _all(cards: Iterable[Card], field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for card in cards for value in getattr(card, field)))


# --- files ---------------------------------------------------------------------------------------------------------


def _pages_in(folder: Path) -> dict[str, Path]:
    """The pages of people in a folder and those below it, by the ids in their front matter."""
    from notesight import personpages

    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.md")):
        with path.open("rb") as file:
            begins = file.read(4096).decode("utf-8", "replace")
        person = personpages.id_of(begins)
        if person is not None:
            found.setdefault(person, path)
    return found


@contextmanager
def _to(out: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that only its owner may read, which is whole or not there."""
    if out is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
        beside.replace(out)
    except OSError as error:
        raise SourceError(f"{out} cannot be written: {(error.strerror or 'no reason given').lower()}.") from error
    finally:
        beside.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    with _to(path) as file:
        file.write(data)
