"""How one reading looks on a terminal: what was found in a document, and each thing with its words around it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from notesight.cli.common import talk
from notesight.cli.view import day, print_json, visible
from notesight.exports import reading
from notesight.model import PLURALS, Document, Extraction, ItemKind, Run

if TYPE_CHECKING:
    from notesight.config import Settings
    from notesight.pipeline import Outcome, Read
    from notesight.store import Store

NAMES: dict[ItemKind, str] = {"ask": "Ask", "offer": "Offer", "followup": "Follow-up"}
AROUND = 160
"""Characters of the text shown before and after a quote."""


def show_outcomes(outcomes: Iterable[Outcome], store: Store, current: Settings, *, as_json: bool) -> int:
    """Print what became of each document, with ids and where to look further; the number of failures."""
    failed = 0
    for outcome in outcomes:
        if outcome.error:
            failed += 1
            talk(f"Error: {outcome.error.sentence}")
            if outcome.error.hint:
                talk(f"Try: {outcome.error.hint}")
            if outcome.document_id is not None:
                talk("It is stored and waits: notesight run")
            continue
        assert outcome.document_id is not None
        if outcome.status != "read":
            document = store.document(outcome.document_id)
            assert document is not None
            talk(f"Known already, as document {outcome.document_id} of {document.date}; nothing was done.")
            talk(f"See: notesight show {outcome.document_id}")
            continue
        if as_json:
            show_document(store, outcome.document_id, as_json=True, today=date.max)
        else:
            _print_found(store, outcome.document_id)
            option = f" --db {current.database}" if current.origins.get("database") == "option" else ""
            talk(f"See: notesight show {outcome.document_id}{option}   or in the browser: notesight serve{option}")
    return failed


def print_reading(read: Read, *, as_json: bool, text: bool, file: str | None) -> None:
    """Print one reading that no database keeps."""
    value = reading(read.document, read.extraction, read.run, text=text)
    if as_json:
        named = {"file": file, **value} if file else value
        typer.echo(json.dumps(named, ensure_ascii=False))
        return
    if file:
        typer.echo(_strong(visible(file)))
    items = [{"kind": kind, **item} for kind, plural in PLURALS.items() for item in value[plural]]
    _print_facts(value["people"], items)
    if rejected := value["rejected"]:
        talk(f"{len(rejected)} rejected; --json shows them with the reasons.")


def show_item(item: dict[str, Any], document: Document, *, as_json: bool, today: date) -> None:
    """Print an ask, an offer or a follow-up with its words in their context."""
    before, words, after = _context(document.text, item["start"], item["end"])
    if as_json:
        print_json({**item, "context": {"before": before, "quote": words, "after": after}})
        return
    typer.echo(f"{_strong(NAMES[item['kind']])}  {visible(item['summary'])}")
    rows = [
        ("by", item["by"]),
        ("to", item["to"]),
        ("due", f"{day(date.fromisoformat(item['due']), today)} ({item['due']})" if item["due"] else None),
        ("said", f"“{item['due_text']}”" if item["due_text"] else None),
        ("state", item["state"] + (f" until {item['snoozed_until']}" if item["snoozed_until"] else "")),
        ("certainty", item["certainty"]),
        ("from", f"{item['title']} ({item['date']}), document {item['document_id']}"),
        ("file", item["source"]),
        ("id", item["id"]),
    ]
    for label, value in rows:
        if value:
            typer.echo(f"  {label:<10} {visible(str(value))}")
    typer.echo()
    typer.echo("  " + _line(before) + typer.style(_line(words), reverse=True, bold=True) + _line(after))


def show_person(store: Store, person_id: str, *, as_json: bool, today: date) -> None:
    """Print a person: names, addresses, and what stands open with them."""
    person = store.person(person_id)
    assert person is not None
    items = store.items(person=person_id, on=today)
    if as_json:
        print_json({**person, "items": items})
        return
    typer.echo(_strong(visible(person["name"])))
    for label in ("organization", "role", "email", "also_known_as", "first_seen", "last_seen", "id"):
        if person[label]:
            typer.echo(f"  {label.replace('_', ' '):<14} {visible(str(person[label]))}")
    for item in items:
        print_item(item)
    documents = {mention["document_id"]: mention for mention in person["mentions"]}
    for document_id, mention in documents.items():
        typer.echo(f"  {mention['date']}  document {document_id}: {visible(mention['title'])}")


def show_document(store: Store, document_id: int, *, as_json: bool, today: date) -> None:
    """Print a document: what was found in it, by whom, and its text."""
    document, ran = store.document(document_id), store.run(document_id)
    assert document is not None
    found = {plural: store.items(kind, document=document_id, on=today) for kind, plural in PLURALS.items()}
    proved = store.extraction(document_id) or Extraction()
    if as_json:
        value = reading(document, proved, ran or Run("", ""), text=True)
        print_json({"id": document_id, **value, **found, "run": value["run"] if ran else None})
        return
    typer.echo(_strong(visible(document.title or f"Document {document_id}")))
    reader = f"read by {_reader(ran)}" if ran else "not read yet"
    typer.echo(f"  {document.kind} of {document.date}, {reader}" + (f", {document.source}" if document.source else ""))
    _print_facts(
        reading(document, proved, ran or Run("", ""))["people"], [item for each in found.values() for item in each]
    )
    typer.echo()
    typer.echo(visible(document.text))


def _print_found(store: Store, document_id: int) -> None:
    document, ran = store.document(document_id), store.run(document_id)
    assert document is not None
    assert ran is not None
    typer.echo(_strong(f"{document.kind.capitalize()} of {document.date}") + f", read by {_reader(ran)}")
    proved = store.extraction(document_id) or Extraction()
    _print_facts(reading(document, proved, ran)["people"], store.items(document=document_id, on=document.date))


def _reader(ran: Run) -> str:
    return ran.extractor + (f" {ran.model}" if ran.model else "")


def _print_facts(people: list[dict[str, Any]], items: list[dict[str, Any]]) -> None:
    for person in people:
        stated = ", ".join(str(person[key]) for key in ("role", "organization", "email") if person.get(key))
        typer.echo(
            f"  {'Person':<10} {visible(person['name'])}" + (f" ({visible(stated)})" if stated else "") + _id(person)
        )
    for item in items:
        print_item(item)
    if not people and not items:
        typer.echo("  Nobody, and nothing asked, offered or promised.")


def print_item(item: dict[str, Any]) -> None:
    """Print an ask, an offer or a follow-up in two lines: what and who, and the words."""
    who = item["by"] or "somebody"
    who += f" → {item['to']}" if item["to"] else ""
    due = f", due {date.fromisoformat(item['due']):%a} {item['due']}" if item["due"] else ""
    hedge = " (perhaps)" if item["certainty"] == "hedged" else ""
    typer.echo(f"  {NAMES[item['kind']]:<10} {visible(item['summary'])}{hedge}: {visible(who)}{due}{_id(item)}")
    typer.echo(typer.style(f"  {'':<10} “{visible(_line(item['quote']))}”", dim=True))


def _id(row: dict[str, Any]) -> str:
    return typer.style(f"  {row['id']}", fg="cyan") if row.get("id") else ""


def _context(text: str, start: int, end: int) -> tuple[str, str, str]:
    before = text[max(0, start - AROUND) : start]
    after = text[end : end + AROUND]
    return ("…" if start > AROUND else "") + before, text[start:end], after + ("…" if end + AROUND < len(text) else "")


def _line(text: str) -> str:
    return visible(" ".join(text.split("\n")))


def _strong(text: str) -> str:
    return typer.style(text, bold=True)
