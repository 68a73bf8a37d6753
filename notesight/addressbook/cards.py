"""A card of an address book, and the document that it becomes: a text that the facts about a person stand on.

An imported card is a source like a note: one document under the key ``contact:…``, read without a reader, because its fields
say what is what. So people of an address book are matched with those of notes and mails by the same rules as ever, a card
that has changed is a new version, and every fact shows where it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from notesight.candidates import CandidatePerson, Candidates
from notesight.model import CONTACT_KEY, Document, fold

CHANNEL = "address book"
"""The channel of documents that were cards."""


@dataclass(frozen=True, slots=True)
class Card:
    """What an address book knows of somebody. ``name`` is never empty; lists are in the order of the card.

    ``uid`` is the book's own name for the card, ``on`` the day it was last changed or made, where it says so.
    ``sources`` are phones, each with where it stands, in words.
    """

    name: str
    nicknames: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    organization: str | None = None
    role: str | None = None
    birthday: str | None = None
    places: tuple[str, ...] = ()
    webs: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    note: str | None = None
    uid: str | None = None
    on: date | None = None
    sources: tuple[tuple[str, str], ...] = ()


_LABELS = {
    "nicknames": "Also", "organization": "Organization", "role": "Role", "emails": "Email", "phones": "Phone",
    "birthday": "Birthday", "places": "Address", "webs": "Web", "groups": "Group", "note": "Note",
}  # fmt: skip
"""The words before each field in the text of a card, in this order; what may be more than one stands on a line each."""


def text_of(card: Card) -> str:
    """A card as lines for people: the name, then what is known, a line each."""
    lines = [card.name]
    for field, label in _LABELS.items():
        value = getattr(card, field)
        lines += [f"{label}: {each}" for each in ((value,) if isinstance(value, str) else value or ())]
    return "\n".join(lines) + "\n"


def card_of(text: str) -> Card:
    """The card whose text this is; the other way round than :func:`text_of`."""
    name, *lines = text.splitlines() or [""]
    found: dict[str, list[str]] = {}
    by_label = {label: field for field, label in _LABELS.items()}
    for line in lines:
        label, _, value = line.partition(": ")
        if label in by_label:
            found.setdefault(by_label[label], []).append(value)
    many = {field.name for field in fields(Card) if str(field.type).startswith("tuple")}
    return Card(name, **{key: tuple(value) if key in many else value[0] for key, value in found.items()})  # type: ignore[arg-type]


def document_of(card: Card, *, book: str, today: date) -> Document:
    """The document of a card out of ``book``, the file or program it comes from."""
    return Document(
        key=f"{CONTACT_KEY}{_key(card)}",
        text=text_of(card),
        date=card.on or today,
        title=card.name,
        channel=CHANNEL,
        tags=card.groups,
        source=book,
    )


def _key(card: Card) -> str:
    """What a card is, whatever else on it changes: its own name, else an address, else the name and the organisation."""
    told = card.uid or (card.emails[0] if card.emails else f"{card.name}\n{card.organization or ''}")
    return hashlib.sha256(fold(told).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def candidates_of(card: Card) -> Candidates:
    """Who stands on a card: one person, and an entry for each further address, to be joined with them."""
    first = card.emails[0] if card.emails else None
    names = (card.name, *card.nicknames)
    person = CandidatePerson(
        card.name, tuple(dict.fromkeys((*names, *filter(None, (first,))))), email=first,
        organization=card.organization, role=card.role,
    )  # fmt: skip
    return Candidates((person, *(CandidatePerson(each, (each,), email=each) for each in card.emails[1:])))


def merged(cards: Iterable[Card]) -> list[Card]:
    """Cards of one book, those that are the same person's by their own name or first address joined, in their order."""
    found: dict[str, Card] = {}
    for card in cards:
        key = _key(card)
        found[key] = _joined(found[key], card) if key in found else card
    return list(found.values())


def _joined(one: Card, other: Card) -> Card:
    also = [other.name] if fold(other.name) != fold(one.name) else []
    return Card(
        name=one.name,
        nicknames=_once((*one.nicknames, *other.nicknames, *also)),
        emails=_once((*one.emails, *other.emails)),
        phones=_once((*one.phones, *other.phones)),
        organization=one.organization or other.organization,
        role=one.role or other.role,
        birthday=one.birthday or other.birthday,
        places=_once((*one.places, *other.places)),
        webs=_once((*one.webs, *other.webs)),
        groups=_once((*one.groups, *other.groups)),
        note=one.note or other.note,
        uid=one.uid or other.uid,
        on=one.on or other.on,
    )


def _once(values: Sequence[str]) -> tuple[str, ...]:
    return tuple({fold(each): each for each in reversed(values)}.values())[::-1]
