"""The stable JSON of one reading, as ``notesight extract`` prints it; other programs build on its shape."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from notesight.model import PLURALS, Address, Document, Extraction, Introduction, Item, Outcome, Part, Person, Run


def reading(document: Document, extraction: Extraction, run: Run, *, text: bool = False) -> dict[str, Any]:
    """One document with all that was proved about it, as plain values ready for ``json.dumps``.

    With ``text``, ``document.text`` and ``document.parts`` are in it too. Dates are ISO 8601; offsets are
    characters of the document's text.
    """
    return {
        "document": _document(document, text=text),
        "people": [_person(person) for person in extraction.people],
        **{plural: [_item(item) for item in extraction.of(kind)] for kind, plural in PLURALS.items()},
        "introductions": [_told(each) for each in extraction.introductions],
        "outcomes": [_told(each) for each in extraction.outcomes],
        "rejected": [asdict(rejection) for rejection in extraction.rejected],
        "run": {
            "extractor": run.extractor,
            "model": run.model,
            "prompt": run.prompt,
            "seconds": round(run.seconds, 3),
            "input_tokens": run.input_tokens,
            "output_tokens": run.output_tokens,
            "cost_usd": round(run.cost_usd, 6),
            **({"failed_pieces": _failed(run)} if run.incomplete else {}),
        },
    }


def _failed(run: Run) -> list[dict[str, Any]]:
    """The pieces of an incomplete reading that nothing is known of, with the reasons."""
    return [{"start": each.start, "end": each.end, "reason": each.error} for each in run.pieces if each.error]


def _document(document: Document, *, text: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "key": document.key,
        "digest": document.digest,
        "kind": document.kind,
        "date": document.date.isoformat(),
        "title": document.title,
        "from": _address(document.sender) if document.sender else None,
        "to": [_address(each) for each in document.to],
    }
    if text:
        shown["text"] = document.text
        shown["parts"] = [_part(part) for part in document.parts]
    return shown


def _address(address: Address) -> str:
    return str(address)


def _part(part: Part) -> dict[str, Any]:
    return {
        "role": part.role,
        "author": part.author.name or None,
        "address": part.author.address or None,
        "date": _moment(part.date),
        "to": [_address(each) for each in part.to],
        "subject": part.subject,
        "start": part.start,
        "end": part.end,
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "aliases": list(person.aliases),
        "email": person.email,
        "organization": person.organization,
        "role": person.role,
        "mentions": [asdict(mention) for mention in person.mentions],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "by": item.by,
        "to": item.to,
        "summary": item.summary,
        "quote": item.quote,
        "start": item.start,
        "end": item.end,
        "due": _moment(item.due),
        "due_text": item.due_text,
        "certainty": item.certainty,
    }


def _told(fact: Introduction | Outcome) -> dict[str, Any]:
    return {**asdict(fact), "said_on": fact.said_on.isoformat()}


def _moment(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None
