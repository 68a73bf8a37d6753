"""How one reading looks on a terminal: what was found in a document, and each thing with its words around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from notesight.cli.common import command, talk
from notesight.cli.common import today as this_day
from notesight.cli.told import lines
from notesight.cli.view import (
    KINDS,
    MIXED_COLUMNS,
    Column,
    and_more,
    count,
    day,
    faint,
    ident,
    item_row,
    lit,
    parties,
    print_json,
    print_table,
    strong,
    summary,
    visible,
    wrapped,
)
from notesight.exports import reading
from notesight.model import ITEM_KINDS, PLURALS, Document, Extraction, Run

if TYPE_CHECKING:
    from notesight.config import Settings
    from notesight.pipeline import Outcome, Read
    from notesight.store import Store
    from notesight.store.counting import StateFilter

AROUND = 160
"""Characters of the text shown before and after a quote."""
MOST_PEOPLE = 20
MOST_ITEMS = 30
MOST_OF_A_PERSON = 40
_LONGEST_QUOTE = 300
_LONGEST_TITLE = 120
_SMALL = frozenset(
    "a am an and are as at be been being but by can could d did do does for from had has have he her hers him his i if in "
    "is it its ll m may me might mine must my of on or our ours s shall she should so t that the their them then there they "
    "this to us ve was we were will with would you your yours re also just too very".split()
)
"""Words that a summary leaves out without leaving anything out."""


def show_outcomes(outcomes: Iterable[Outcome], store: Store, current: Settings, *, as_json: bool) -> int:
    """Print what became of each document, with ids and where to look further; the number of failures."""
    failed = n = 0
    for n, outcome in enumerate(outcomes, start=1):
        if n > 1 and not as_json:
            talk()
        if outcome.error:
            failed += 1
            _show_incomplete(outcome, store, as_json=as_json)
            talk(f"Error: {outcome.error.sentence}")
            if outcome.document_id is not None:
                talk(
                    "It is stored and waits to be read." if outcome.extraction is None else "The rest waits to be read."
                )
                talk(f"Try: {command('run', current)}")
            elif outcome.error.hint:
                talk(f"Try: {outcome.error.hint}")
            continue
        if outcome.status == "forgotten":
            _show_forgotten(outcome, current, as_json=as_json)
            continue
        documents = [outcome.document_id] if outcome.document_id else store.sources.documents(Path(outcome.name))
        if len(documents) != 1:  # a mailbox that is as it was
            talk(f"{count(outcome.documents, 'document')} of {outcome.name} known already; nothing was done.")
        elif as_json:
            print_json({"status": outcome.status, **_document(store, documents[0], this_day())})
        else:
            _show_outcome(outcome, documents[0], store, current)
    if not n:
        talk("There was nothing to read.")
    return failed


def _show_incomplete(outcome: Outcome, store: Store, *, as_json: bool) -> None:
    """Print what was read of a document whose other pieces could not be."""
    if outcome.extraction is None or outcome.document_id is None:
        return
    if as_json:
        print_json({"status": "incomplete", **_document(store, outcome.document_id, this_day())})
    else:
        _print_found(store, outcome.document_id)
        talk()


def to_remember(name: str, current: Settings) -> str:
    """The command that lets a forgotten document in again; what came without a file is piped into it."""
    file = name if Path(name).exists() else name.rpartition("#")[0]
    return command("forget --remember", current, file if file and Path(file).exists() else "-")


def _show_forgotten(outcome: Outcome, current: Settings, *, as_json: bool) -> None:
    if as_json:
        print_json({"status": outcome.status, "name": outcome.name})
    talk(f"{outcome.name}: forgotten, not read again.")
    talk(f"To have it back: {to_remember(outcome.name, current)}")


def _show_outcome(outcome: Outcome, document_id: int, store: Store, current: Settings) -> None:
    if outcome.status == "read":
        _print_found(store, document_id)
        talk()
        if store.forgotten.named_again(document_id):
            talk("Somebody whom you have forgotten is named in it; they are left out of the lists.")
    else:
        document = store.document(document_id)
        assert document is not None
        by = f", read by {_reader(ran)}" if (ran := store.run(document_id)) else ""
        talk(f"Known already: the {document.kind} of {_long(document.date)}{by}. Nothing was done.")
    talk(f"See: {command(f'show {document_id}', current)}   or in the browser: {command('serve', current)}")


def print_reading(read: Read, *, as_json: bool, text: bool, file: str | None) -> None:
    """Print one reading that no database keeps."""
    value = reading(read.document, read.extraction, read.run, text=text)
    if as_json:
        named = {"file": file, **value} if file else value
        typer.echo(json.dumps(named, ensure_ascii=False))
        return
    items = [{"kind": kind, **item} for kind, plural in PLURALS.items() for item in value[plural]]
    _print_heading(read.document, read.run, file or read.document.title)
    _print_facts(value["people"], sorted(items, key=lambda item: item["start"]), {})
    if rejected := value["rejected"]:
        talk(f"{len(rejected)} rejected; --json shows them with the reasons.")


# --- show ---------------------------------------------------------------------------------------------------------


def show_item(
    item: Mapping[str, Any],
    document: Document,
    quotes: Sequence[Mapping[str, Any]],
    closing: Mapping[str, Any] | None = None,
    *,
    as_json: bool,
    today: date,
) -> None:
    """Print an ask, an offer or a follow-up with its words in their context, where they are quoted again, and ``closing``.

    That is what shows that it looks done.
    """
    before, words, after = _context(document.text, item["start"], item["end"])
    copies = [each for each in quotes[1:] if not each["told_again"]]
    if as_json:
        print_json(
            {
                **item,
                "quotes": list(quotes),
                "closing": closing,
                "context": {"before": before, "quote": words, "after": after},
            }
        )
        return
    typer.echo(f"{strong(KINDS[item['kind']])}  {visible(summary(item))}")
    due = date.fromisoformat(item["due"]) if item["due"] else None
    _print_labels(
        ("by", item["by"]),
        ("to", item["to"]),
        ("due", f"{_long(due)}{_late(item, due, today)}" if due else None),
        ("in words", f"“{item['due_text']}”" if item["due_text"] else None),
        ("state", item["state"] + (f" until {item['snoozed_until']}" if item["snoozed_until"] else "")),
        ("said", _long(date.fromisoformat(item["said_on"]))),
        ("from", f"{item['title']}, document {item['document_id']}"),
        ("file", item["source"]),
        ("quoted in", ", ".join(dict.fromkeys(f"document {each['document_id']}" for each in copies)) or None),
        ("read by", item["extractor"] + (f" {item['model']}" if item["model"] else "")),
        ("id", item["id"]),
    )
    typer.echo()
    typer.echo(wrapped(f"{_line(before)}{lit(_line(words))}{_line(after)}", first="  ", indent=2))
    for told in (each for each in quotes if each["told_again"]):
        again = f"Told again on {_long(date.fromisoformat(told['said_on']))}, document {told['document_id']}:"
        typer.echo()
        typer.echo(wrapped(f"{again} “{_line(told['quote'])}”", first="  ", indent=2))
    if closing:
        from notesight.cli.owed import closing_words

        typer.echo()
        words = closing_words(closing, today)
        if item["state"] == "done":
            words = f"closed by itself from these words: “{_line(closing['quote'])}”"
        typer.echo(wrapped(f"{words[:1].upper()}{words[1:]}", first="  ", indent=2))
        typer.echo(
            faint(wrapped(f"Document {closing['document_id']}; {'; '.join(closing['reasons'])}", first="  ", indent=2))
        )


def show_person(store: Store, person_id: str, *, as_json: bool, today: date) -> None:
    """Print a person: names, addresses, and what stands open with them."""
    person = store.person(person_id, whole=as_json)
    assert person is not None
    phones = store.phones(person_id)
    if as_json:
        print_json({**person, "phones": phones, "items": store.items(person=person_id, on=today)})
        return
    typer.echo(strong(visible(person["name"])))
    seen = _long(date.fromisoformat(person["first_seen"]))
    if person["documents"] > 1:
        seen += f" to {_long(date.fromisoformat(person['last_seen']))}, in {person['documents']} documents"
    _print_labels(
        ("also", person["also_known_as"]),
        ("at", person["organization"]),
        ("as", person["role"]),
        ("address", person["email"]),
        ("phone", ", ".join(f"{each['number']} (document {each['document_id']})" for each in phones) or None),
        ("seen", seen),
        ("id", person["id"]),
    )
    items, total = _items_of(store, person_id, today)
    if items:
        typer.echo()
        short = store.short_ids(item["id"] for item in items)
        print_table([item_row(item, short[item["id"]], today) for item in items], MIXED_COLUMNS, indent=2)
        and_more(total - len(items), f"notesight show {person_id} --json", margin=2)
    typer.echo()
    documents = store.documents_of(person_id, limit=MOST_OF_A_PERSON)
    columns = [Column("document", "document_id", style="cyan"), Column("day", "date"), Column("", "title", rest=True)]
    print_table([{"id": row["document_id"], **row} for row in documents], columns, indent=2)
    and_more(person["documents"] - len(documents), f"notesight show {person_id} --json", margin=2)


def _items_of(store: Store, person_id: str, today: date) -> tuple[list[dict[str, Any]], int]:
    """The first asks, offers and follow-ups by or to somebody, the open ones first, and how many there are."""
    from notesight.store import Wanted

    items: list[dict[str, Any]] = []
    total = 0
    in_turn: tuple[tuple[StateFilter, ...], ...] = (("open",), ("snoozed", "done", "dismissed"))
    for states in in_turn:
        left = MOST_OF_A_PERSON - len(items)
        listed = [
            store.listed(kind, Wanted((person_id,), state), on=today, limit=max(left, 1))
            for kind in ITEM_KINDS
            for state in states
        ]
        rows = [row for each in listed for row in each.rows]
        rows.sort(key=lambda row: (row["said_on"], row["document_id"]), reverse=True)
        rows.sort(key=lambda row: (row["due"] is None, row["due"] or ""))
        items += rows[:left]
        total += sum(each.total for each in listed)
    return items, total


def show_document(store: Store, document_id: int, *, as_json: bool, today: date) -> None:
    """Print a document: what was found in it, by whom, and its text."""
    if as_json:
        print_json(_document(store, document_id, today))
        return
    document, ran = store.document(document_id), store.run(document_id)
    assert document is not None
    _print_heading(document, ran, document.title)
    if document.source:
        typer.echo(f"  {visible(document.source)}")
    if others := [str(row["id"]) for row in store.thread(document_id) if row["id"] != document_id]:
        typer.echo(f"  In one conversation with document{'s' * (len(others) > 1)} {', '.join(others)}")
    _print_stored(store, document_id, whole=True)
    _print_coverage(store, document_id, ran)
    typer.echo()
    typer.echo(visible(document.text.rstrip()))


def _print_coverage(store: Store, document_id: int, ran: Run | None) -> None:
    """How many sentences gave something; of an incomplete reading, which characters could not be read and why."""
    if coverage := store.coverage(document_id):
        stated = coverage.sentences - len(coverage.silent)
        typer.echo(faint(f"\n  {stated} of {count(coverage.sentences, 'sentence')} gave facts."))
    elif ran is not None and ran.incomplete:
        typer.echo(faint("\n  Not all of it was read:"))
        for piece in ran.pieces:
            if piece.error:
                where = f"characters {piece.start:,} to {piece.end:,}: {visible(piece.error)}"
                typer.echo(faint(wrapped(where, first="  ", indent=4)))


def _document(store: Store, document_id: int, on: date) -> dict[str, Any]:
    document, ran = store.document(document_id), store.run(document_id)
    assert document is not None
    found = {plural: store.items(kind, document=document_id, on=on) for kind, plural in PLURALS.items()}
    found |= store.outcomes.told(document_id)
    value = reading(document, store.extraction(document_id) or Extraction(), ran or Run("", ""), text=True)
    thread = [row["id"] for row in store.thread(document_id)]
    coverage = store.coverage(document_id)
    covered = coverage and {"sentences": coverage.sentences, "silent": [list(place) for place in coverage.silent]}
    run = value["run"] if ran else None
    return {"id": document_id, **value, **found, "thread": thread, "run": run, "coverage": covered}


# --- facts --------------------------------------------------------------------------------------------------------


def _print_found(store: Store, document_id: int) -> None:
    document = store.document(document_id)
    assert document is not None
    _print_heading(document, store.run(document_id), document.title)
    _print_stored(store, document_id)


def _print_stored(store: Store, document_id: int, *, whole: bool = False) -> None:
    people = store.people_of(document_id)
    items = sorted(store.items(document=document_id, on=this_day()), key=lambda item: item["start"])
    told = lines(store.outcomes.told(document_id))
    if not whole:
        hidden = sum(max(0, len(found) - most) for found, most in _listed(people, items, told))
        people, items, told = (found[:most] for found, most in _listed(people, items, told))
    short = store.short_ids(row["id"] for row in (*people, *items, *told))
    _print_facts(people, items, short, told)
    if not whole:
        and_more(hidden, f"notesight show {document_id}", margin=2)


def _listed(*found: list[Any]) -> list[tuple[list[Any], int]]:
    return list(zip(found, (MOST_PEOPLE, MOST_ITEMS, MOST_ITEMS), strict=True))


def _print_heading(document: Document, ran: Run | None, title: str | None) -> None:
    what = f"{document.kind.capitalize()} of {_long(document.date)}, " + (
        f"read by {_reader(ran)}" if ran else "not read yet"
    )
    if title:
        line = _line(title)
        typer.echo(strong(line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE].rstrip() + " …"))
        typer.echo(f"  {what}")
    else:
        typer.echo(strong(what))


def _print_facts(
    people: Sequence[Mapping[str, Any]],
    items: Sequence[Mapping[str, Any]],
    short: Mapping[str, str],
    told: Sequence[Mapping[str, Any]] = (),
) -> None:
    typer.echo()
    for person in people:
        stated = ", ".join(str(person[key]) for key in ("role", "organization", "email") if person.get(key))
        said = person.get("said")
        here = f", here “{said}”" if said and said != person["name"] else ""
        _print_line(
            short.get(person.get("id", "")), "Person", f"{person['name']}{here}" + (f" ({stated})" if stated else "")
        )
    for item in items:
        print_item(item, short.get(item.get("id", "")))
    for each in told:
        indent = _print_line(short.get(each["id"]), each["kind"], each["line"])
        if _says_more(each["quote"], each["line"]):
            _print_quote(each["quote"], indent)
    if not people and not items and not told:
        typer.echo("  Nobody, and nothing asked, offered or promised.")


def print_item(
    item: Mapping[str, Any], short: str | None = None, *, on: date | None = None, said: bool = False
) -> None:
    """Print an ask, an offer or a follow-up: what, then who and until when, then the words if they say more.

    With ``on`` it is told how late it is on that day, with ``said`` the day it was said on.
    """
    indent = _print_line(short, KINDS[item["kind"]], summary(item))
    due = date.fromisoformat(item["due"]) if item["due"] else None
    who = parties(item) + (f", said {_long(date.fromisoformat(item['said_on']))}" if said else "")
    who += f", due {_long(due)}{_late(item, due, on)}" if due else ""
    typer.echo(faint(wrapped(visible(who), first=" " * indent, indent=indent)))
    if _says_more(item["quote"], f"{item['summary']} {parties(item)}"):
        _print_quote(item["quote"], indent)


def _print_quote(words: str, indent: int) -> None:
    quote = _line(words)
    quote = quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
    typer.echo(faint(wrapped(f"“{quote}”", first=" " * indent, indent=indent)))


def _print_line(short: str | None, kind: str, words: str) -> int:
    """Print one line of the list of what was found; the column at which its words begin."""
    begin = f"  {short:<5}  {kind:<9}  " if short else f"  {kind:<9}  "
    line = wrapped(visible(_line(words)), first=begin, indent=len(begin))
    typer.echo(line.replace(short, ident(short), 1) if short else line)
    return len(begin)


def _print_labels(*rows: tuple[str, object]) -> None:
    for label, value in rows:
        if value:
            typer.echo(wrapped(visible(str(value)), first=f"  {label:<9} ", indent=12))


def _says_more(quote: str, said: str) -> bool:
    """Whether words stand in a quote that what was said before neither has nor may leave out."""
    return bool(_words(quote) - _words(said) - _SMALL)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


def _long(value: date) -> str:
    return f"{value:%a} {value.isoformat()}"


def _late(item: Mapping[str, Any], due: date, on: date | None) -> str:
    if on is None or item["state"] != "open":
        return ""
    late = (on - due).days
    return f", {count(late, 'day')} late" if late > 0 else f", {day(due, on)}" if -1 <= late <= 0 else ""


def _reader(ran: Run) -> str:
    return ran.extractor + (f" {ran.model}" if ran.model else "")


def _context(text: str, start: int, end: int) -> tuple[str, str, str]:
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = "… " + before.partition(" ")[2]
    if end + AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return before, text[start:end], after


def _line(text: str) -> str:
    """A text on one line."""
    return visible(" ".join(text.splitlines()))
