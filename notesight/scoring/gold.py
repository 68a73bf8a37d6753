"""What is held against each other: people and items as a gold file and as a reading name them, in the same types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from notesight.candidates import CandidateIntroduction, CandidateOutcome
from notesight.model import (
    INTRODUCTION_STATES,
    ITEM_KINDS,
    MANNERS,
    Certainty,
    DocumentKind,
    Extraction,
    ItemKind,
    fold,
)

_KINDS: tuple[DocumentKind, ...] = ("note", "email", "thread")


class GoldError(ValueError):
    """A gold file that is none. Its words are one sentence; ``words`` is the JSON string that it is about, if there is one."""

    def __init__(self, sentence: str, words: str | None = None) -> None:
        super().__init__(sentence)
        self.words = words


@dataclass(frozen=True, slots=True)
class Who:
    """A person: the fullest name, every other spelling, and the address, the organization and the role that are stated."""

    name: str
    email: str | None = None
    mentions: tuple[str, ...] = ()
    organization: str | None = None
    role: str | None = None

    @property
    def spellings(self) -> frozenset[str]:
        """All that this person is called, folded for comparing."""
        return frozenset(map(fold, (self.name, self.email or "", *self.mentions))) - {""}


@dataclass(frozen=True, slots=True)
class Thing:
    """An ask, an offer or a follow-up, by its words."""

    kind: ItemKind
    quote: str
    by: str | None = None
    to: str | None = None
    due: date | None = None
    summary: str = ""
    due_text: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What is in one document: what should be found there, or what somebody found.

    ``introductions`` and ``outcomes`` are ``None`` where nobody has looked for any.
    """

    people: tuple[Who, ...] = ()
    items: tuple[Thing, ...] = ()
    introductions: tuple[CandidateIntroduction, ...] | None = None
    outcomes: tuple[CandidateOutcome, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values in the form of a gold file, which ``found_from`` reads."""
        items = ({**asdict(item), "due": item.due and item.due.isoformat()} for item in self.items)
        people = ({**asdict(person), "mentions": list(person.mentions)} for person in self.people)
        value: dict[str, Any] = {"people": list(people), "items": list(items)}
        if self.introductions is not None:
            value["introductions"] = [_plain(each, _INTRODUCTION) for each in self.introductions]
        if self.outcomes is not None:
            value["outcomes"] = [_plain(each, _OUTCOME) for each in self.outcomes]
        return value


@dataclass(frozen=True, slots=True)
class Gold:
    """One gold file: the text it describes (by its path from here), its day, whose notebook it is in, what is wanted."""

    name: str
    kind: DocumentKind
    file: str | None
    date: date
    me: str | None
    wanted: Found


def found_in(extraction: Extraction) -> Found:
    """What was proved about a document."""
    people = (
        Who(
            each.name,
            each.email,
            tuple(dict.fromkeys((*each.aliases, *(m.text for m in each.mentions)))),
            each.organization,
            each.role,
        )
        for each in extraction.people
    )
    items = (
        Thing(each.kind, each.quote, each.by, each.to, each.due, each.summary, each.due_text)
        for each in extraction.items
    )
    introductions = (
        CandidateIntroduction(each.quote, each.by, each.who, each.to, each.state, each.manner, each.certainty)
        for each in extraction.introductions
    )
    outcomes = (
        CandidateOutcome(each.quote, each.what, each.source, each.whose, each.worth, each.certainty)
        for each in extraction.outcomes
    )
    return Found(tuple(people), tuple(items), tuple(introductions), tuple(outcomes))


def parse(name: str, value: object) -> Gold:
    """The gold of one JSON value. Raises ``GoldError`` with a sentence for what is no gold file."""
    gold = _object(value, "A gold file")
    day = _day(gold.get("date"), "Its date")
    if day is None:
        raise GoldError("It has no date.")
    kind = gold.get("kind", "note")
    if kind not in _KINDS:
        raise GoldError(f"Its kind is none of {', '.join(_KINDS)}.", _string(kind))
    return Gold(name, kind, _text(gold, "file", "It"), day, _text(gold, "me", "It"), found_from(gold))


def found_from(value: Mapping[str, Any]) -> Found:
    """The ``people`` and ``items`` of a JSON object, and ``introductions`` and ``outcomes`` if it has them.

    Raises ``GoldError``.
    """
    people = (_who(each, f"Person {n}") for n, each in enumerate(_list(value, "people"), start=1))
    items = (_thing(each, f"Item {n}") for n, each in enumerate(_list(value, "items"), start=1))
    introductions = outcomes = None
    if value.get("introductions") is not None:
        introductions = tuple(_told(each, f"Introduction {n}") for n, each in _numbered(value, "introductions"))
    if value.get("outcomes") is not None:
        outcomes = tuple(_came(each, f"Outcome {n}") for n, each in _numbered(value, "outcomes"))
    return Found(tuple(people), tuple(items), introductions, outcomes)


def strays(gold: Gold, *texts: str) -> Iterator[tuple[str, str]]:
    """What a gold file quotes and none of these texts has: what it is ("the quote of item 3"), and the words."""
    folded = [fold(text) for text in texts]
    for n, item in enumerate(gold.wanted.items, start=1):
        if not any(fold(item.quote) in text for text in folded):
            yield f"the quote of item {n}", item.quote
    told = [("introduction", n, each.quote) for n, each in enumerate(gold.wanted.introductions or (), start=1)]
    told += [("outcome", n, each.quote) for n, each in enumerate(gold.wanted.outcomes or (), start=1)]
    for kind, n, quote in told:
        if not any(fold(quote) in text for text in folded):
            yield f"the quote of {kind} {n}", quote
    for n, person in enumerate(gold.wanted.people, start=1):
        for mention in person.mentions:
            if not any(fold(mention) in text for text in folded):
                yield f"a mention of person {n}", mention


def _who(value: object, what: str) -> Who:
    person = _object(value, what)
    name = _text(person, "name", what)
    if not name:
        raise GoldError(f"{what} has no name.")
    mentions = []
    for each in (*_list(person, "mentions"), *_list(person, "aliases")):
        text = each.get("text") if isinstance(each, Mapping) else each
        if not isinstance(text, str) or not text.strip():
            raise GoldError(f"{what} has a mention that is no text.", name)
        mentions.append(text)
    email, organization, role = (_text(person, key, what) for key in ("email", "organization", "role"))
    return Who(name, email, tuple(dict.fromkeys(mentions)), organization, role)


def _thing(value: object, what: str) -> Thing:
    item = _object(value, what)
    kind, quote = item.get("kind"), _text(item, "quote", what)
    if not quote:
        raise GoldError(f"{what} has no quote.", _string(item.get("summary")))
    if kind not in ITEM_KINDS:
        raise GoldError(f"The kind of {what.lower()} is none of {', '.join(ITEM_KINDS)}.", quote)
    due = _day(item.get("due"), f"The due date of {what.lower()}")
    by, to, said = (_text(item, key, what) for key in ("by", "to", "due_text"))
    return Thing(kind, quote, by, to, due, _text(item, "summary", what) or "", said)


def _told(value: object, what: str) -> CandidateIntroduction:
    told = _object(value, what)
    quote, state, manner = (_text(told, key, what) for key in ("quote", "state", "manner"))
    if not (quote or "").strip():
        raise GoldError(f"{what} has no quote.")
    if state not in INTRODUCTION_STATES or manner not in MANNERS:
        raise GoldError(f"The state or the manner of {what.lower()} is none.", f"{state}, {manner}")
    by, who, to = (_text(told, key, what) for key in ("by", "who", "to"))
    return CandidateIntroduction(quote or "", by, who, to, state, manner, _certainty(told))


def _came(value: object, what: str) -> CandidateOutcome:
    told = _object(value, what)
    quote, said, source, whose, worth = (
        _text(told, key, what) for key in ("quote", "what", "source", "whose", "worth")
    )
    if not (quote or "").strip():
        raise GoldError(f"{what} has no quote.", said)
    return CandidateOutcome(quote or "", said or "", source, whose, worth, _certainty(told))


_INTRODUCTION = ("quote", "by", "who", "to", "state", "manner", "certainty")
_OUTCOME = ("quote", "what", "source", "whose", "worth", "certainty")


def _plain(told: CandidateIntroduction | CandidateOutcome, fields: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(told, name) for name in fields}


def _certainty(told: Mapping[str, Any]) -> Certainty:
    return "hedged" if told.get("certainty") == "hedged" else "stated"


def _numbered(value: Mapping[str, Any], key: str) -> Iterator[tuple[int, object]]:
    return iter(enumerate(_list(value, key), start=1))


def _object(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise GoldError(f"{what} is a JSON object, and this is none.")
    return value


def _list(value: Mapping[str, Any], key: str) -> list[Any]:
    found = value.get(key) or []
    if not isinstance(found, list):
        raise GoldError(f"“{key}” is a list, and this is none.")
    return found


def _text(value: Mapping[str, Any], key: str, what: str) -> str | None:
    found = value.get(key)
    if found is not None and not isinstance(found, str):
        raise GoldError(f"{what} has a “{key}” that is no text.")
    return (found.strip() or None) if found else None


def _day(value: object, what: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise GoldError(f"{what} is not written YYYY-MM-DD.", _string(value)) from None


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None
