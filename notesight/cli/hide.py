"""Commands by which something leaves the notebook: forget, publish-copy."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli import app
from notesight.cli.common import Db, command, opened, standard_input, talk, today
from notesight.cli.view import KINDS, Column, count, print_table, strong, visible, wrapped
from notesight.errors import NotesightError, UsageError
from notesight.model import PLURALS

if TYPE_CHECKING:
    from notesight.config import Settings
    from notesight.store import Forgettable, Store

CONFIRMED = "forget"
"""What is typed to go on."""
MOST_FILES = 20
_DOCUMENTS = [
    Column("document", "id", style="cyan"),
    Column("day", "date"),
    Column("", "kind"),
    Column("", "title", rest=True),
]
_COUNTED = (
    ("items", "ask, offer or follow-up", "asks, offers and follow-ups"),
    ("people", "person who stands nowhere else", "people who stand nowhere else"),
    ("documents", "version of a document", "versions of documents"),
    ("runs", "reading", "readings"),
    ("decisions", "decision of yours", "decisions of yours"),
)


def _all(text: str) -> str:
    if text != "all":
        raise typer.BadParameter("the only choice is all")
    return text


@app.command(rich_help_panel="Keep")
def forget(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="PERSON|DOCUMENT",
            help="A person's name or id, a document's number or file. Without it: finish what an earlier call left.",
            show_default=False,
        ),
    ] = None,
    thread: Annotated[bool, typer.Option("--thread", help="Of a document: its whole conversation.")] = False,
    documents: Annotated[
        str | None,
        typer.Option(
            "--documents",
            parser=_all,
            metavar="all",
            help="Of a person: remove every document that names them; black out none.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    remember: Annotated[
        bool, typer.Option("--remember", help="Let a forgotten person, a file or what is piped in (-) come in again.")
    ] = False,
    db: Db = None,
) -> None:
    """Remove a person or a document for good.

    It says first what it will remove, and asks. It cannot be undone.
    """
    with opened(db) as (store, current):
        if what is None:
            if thread or documents or remember:
                raise UsageError("Name a person or a document.", hint="notesight forget --help")
            _finish(store, current)
        elif remember:
            _remember(store, what, current)
        else:
            row = _meant(store, what)
            if (thread and row["kind"] == "person") or (documents and row["kind"] == "document"):
                raise UsageError("--thread goes with a document, --documents with a person.")
            plan = store.forgotten.plan(row["kind"], row["id"], whole=thread or bool(documents))
            _show(plan, row, current)
            if not dry_run:
                _confirm(yes=yes)
                _forget(store, plan, current)


def _finish(store: Store, current: Settings) -> None:
    if not store.forgotten.unclean():
        raise UsageError(
            "Name a person or a document.", hint=command("people", current) + ", " + command("search WORDS", current)
        )
    _say_clean(store, current, clean=store.forgotten.scrub())


def _forget(store: Store, plan: Forgettable, current: Settings) -> None:
    clean = store.forgotten.carry_out(plan, at=datetime.now(UTC))
    done = [f"{count(len(plan.removed), 'document')} removed"] if plan.removed else []
    done += [f"{len(plan.blacked)} blacked out"] if plan.blacked else []
    talk(f"Forgotten: {', '.join(done)}.")
    _say_clean(store, current, clean=clean)


def _say_clean(store: Store, current: Settings, *, clean: bool) -> None:
    if clean:
        talk(f"{store.path} was written anew: no free page and no log holds anything of it.")
        return
    talk(f"Another program has {store.path} open, or there is no room to write it anew.")
    talk("It is in no list any more, but in free pages of the file or in its log words of it may still stand.")
    talk(f"Close the other program (a server, too), then: {command('forget', current)}")
    raise typer.Exit(1)


# --- what is meant ------------------------------------------------------------------------------------------------


def _meant(store: Store, what: str) -> dict[str, Any]:
    """The one person or document that is named. Raises ``UsageError`` for nothing, several, or an ask."""
    path = Path(what)
    named = {row["id"]: {"kind": "person", "id": row["id"], "label": row["name"]} for row in store.people(what)}
    exact = [row for row in named.values() if row["label"].casefold() == what.strip().casefold()]
    found = [{"kind": "document", "id": each, "label": what} for each in store.sources.documents(path.absolute())]
    with suppress(UsageError):  # it is too short for an id
        found += [row for row in store.find(what) if row["id"] not in named]
    if len(found) == 1 and str(found[0]["id"]) == what.strip().lower():
        exact = []
        named = {}
    found += exact if len(exact) == 1 else list(named.values())
    if not found:
        raise UsageError(f"Nobody and nothing is called “{what}”.", hint="notesight people, notesight search WORDS")
    if len(found) > 1:
        few = ", ".join(f"{each['id']} ({each['label']})" for each in found[:5]) + (" …" if len(found) > 5 else "")
        raise UsageError(f"“{what}” may be any of {len(found)}: {few}.", hint="Type the whole id.")
    if found[0]["kind"] in PLURALS:
        item = store.item(str(found[0]["id"]))
        assert item is not None
        raise UsageError(
            f"“{what}” is {KINDS[item['kind']].lower()} {item['id']}, of document {item['document_id']}.",
            hint=f"notesight dismiss {what}, or forget the document: notesight forget {item['document_id']}",
        )
    return found[0]


def _remember(store: Store, what: str, current: Settings) -> None:
    path = Path(what)
    if what == "-":
        from notesight import sources

        piped = sources.document(sources.from_stdin(standard_input()), date=None, today=today())
        if not store.forgotten.remember_document(piped):
            raise UsageError("What was piped in was not forgotten.")
        talk(f"It may come in again: {command('add', current)}")
        return
    if not path.exists():
        if not store.forgotten.remember_person(what):
            raise UsageError(
                f"Nobody called “{what}” was forgotten, and there is no such file.",
                hint="Give a full name or an address as it was, or the file.",
            )
        talk(f"{what} may stand in the lists again. What was removed is not brought back by it.")
        return
    again = sum(map(store.forgotten.remember_document, _in_file(store, path)))
    if not again:
        raise UsageError(f"Nothing in {path} was forgotten.")
    talk(f"{count(again, 'document')} in {path} may come in again: {command(f'ingest {path}', current)}")


def _in_file(store: Store, path: Path) -> Iterable[Any]:
    """The documents of a file or a folder; the ledger lets each file be looked at again."""
    from notesight import sources

    for file in sources.discover([path]):
        if isinstance(file, sources.Failure):
            talk(file.error.sentence)
            continue
        forgotten = []
        for raw in sources.raws(file):
            try:
                if isinstance(raw, sources.Failure):
                    raise raw.error
                document = sources.document(raw, date=None, today=today())
            except NotesightError as error:
                talk(error.sentence)
                continue
            if store.forgotten.keeps_out(document):
                forgotten.append(document)
        if forgotten:
            store.sources.forget(file.path)
        yield from forgotten


# --- what is said before ------------------------------------------------------------------------------------------


def _show(plan: Forgettable, row: dict[str, Any], current: Settings) -> None:
    """Say what will be removed, what stays, and what is not touched."""
    if plan.person_id is not None:
        typer.echo(strong(f"Forget {visible(str(row['label']))}"))
        _line("named", ", ".join((*plan.names, *plan.addresses)))
    _documents("These documents are removed:", plan.removed)
    _documents("In these they are blacked out, with what was said by or to them:", plan.blacked)
    _line(
        "with it", ", ".join(count(plan.counts[name], one, many) for name, one, many in _COUNTED if plan.counts[name])
    )
    for words, why in plan.staying:
        _line("stays", f"“{words}”: {why}. It is blacked out only where it means them.")
    if plan.quoting:
        _documents("These stay, and may quote it; they are of the same conversation (--thread):", plan.quoting)
    if plan.blacked:
        again = command("forget", current, str(row["id"]), "--documents", "all")
        _line("or", f"to remove these documents too, whole: {again}")
    files = list(dict.fromkeys(str(each["source"]) for each in (*plan.removed, *plan.blacked) if each["source"]))
    typer.echo()
    typer.echo(
        "Not touched: backups, copies elsewhere, and the file"
        + ("s these came from:" if files else "s you have yourself.")
    )
    for file in files[:MOST_FILES]:
        typer.echo(f"  {visible(file)}")
    if len(files) > MOST_FILES:
        typer.echo(f"  and {len(files) - MOST_FILES} more")
    typer.echo(strong("This cannot be undone."))


def _documents(heading: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        typer.echo(heading)
        print_table(rows, _DOCUMENTS, indent=2, heading=False)


def _line(label: str, words: str) -> None:
    if words:
        typer.echo(wrapped(visible(words), first=f"  {label:<9} ", indent=12))


def _confirm(*, yes: bool) -> None:
    if yes:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            "There is no terminal to ask at, so nothing was done.",
            hint="--dry-run only says it, --yes does it unasked.",
        )
    typer.echo(f"Type {CONFIRMED} to go on: ", nl=False, err=True)
    if sys.stdin.readline().strip().casefold() != CONFIRMED:
        talk("Nothing was done.")
        raise typer.Exit(1)


# --- a copy to be shown -------------------------------------------------------------------------------------------


@app.command("publish-copy", rich_help_panel="Keep")
def publish_copy(
    out: Annotated[Path, typer.Argument(metavar="OUT.db", help="The file to write.", show_default=False)],
    no_titles: Annotated[bool, typer.Option("--no-titles", help="Leave the titles of documents out too.")] = False,
    no_summaries: Annotated[
        bool, typer.Option("--no-summaries", help="Leave out what asks, offers and follow-ups are about, too.")
    ] = False,
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Put the texts of the documents in, and with them the quotes.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
    db: Db = None,
) -> None:
    """Write a copy to show to others: nothing private, no quotes.

    It prints what it left out. Look at the copy before you hand it on.
    """
    from notesight.store import Wishes

    if no_summaries and with_text:
        raise UsageError("--no-summaries and --with-text exclude each other.", hint="Leave one of them out.")
    with opened(db) as (store, _):
        wishes = Wishes(titles=not no_titles, summaries=not no_summaries, text=with_text, force=force)
        left = store.publish_copy(out, wishes, at=datetime.now(UTC))
    if left:
        typer.echo("Left out:")
        print_table(
            [{"number": f"{each.number:,}", "what": each.what} for each in left],
            [Column("", "number"), Column("", "what", rest=True)],
            heading=False,
            indent=2,
        )
    talk(f"Written: {out} ({out.stat().st_size / 1000:,.0f} kB). Look before you share it: notesight serve --db {out}")
