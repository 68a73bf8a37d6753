"""What the model is asked to answer: the wire's shape, its strict schema, and the way from there to candidates.

Quotes and mentions stand first in every entry, so that a model copies words before it draws conclusions. Whatever
is unknown is null, never missing; what small servers leave out all the same is taken as null.
"""

from __future__ import annotations

import copy
import json
import re
from contextvars import ContextVar
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, model_validator

from notesight.candidates import CandidateIntroduction, CandidateItem, CandidateOutcome, CandidatePerson, Candidates
from notesight.model import ME, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROOF: ContextVar[Callable[[Answer], None] | None] = ContextVar("PROOF", default=None)
"""What an answer must stand before it is taken; raises ``ValueError`` with what to tell the model. A context
variable, because instructor's own ``context=`` renders every message as a template, notes that hold braces included."""

_PERSON_ID = re.compile(r"p\d+")
_KNOWN_ID = re.compile(r"k([1-9]\d{0,3})")


def _plain(value: object) -> object:
    """``Follow-up`` and ``follow_up`` as ``followup``: small models spell the kinds in their own way."""
    return re.sub(r"[^a-z]", "", value.casefold()) if isinstance(value, str) else value


class WirePerson(BaseModel):
    """A person of the text."""

    id: str
    mentions: list[str]
    name: str
    email: str | None = None
    organization: str | None = None
    role: str | None = None
    known: str | None = None


class WireItem(BaseModel):
    """An ask, an offer or a follow-up of the text."""

    quote: str
    part: int | None = None
    kind: Annotated[Literal["ask", "offer", "followup"], BeforeValidator(_plain)]
    by: str | None = None
    to: str | None = None
    summary: str = ""
    due_text: str | None = None
    certainty: Literal["stated", "hedged"] = "stated"


class WireIntroduction(BaseModel):
    """Somebody of the text brings two sides together."""

    quote: str
    part: int | None = None
    by: str | None = None
    who: str | None = None
    to: str | None = None
    state: Annotated[Literal["asked", "offered", "made", "happened", "known"], BeforeValidator(_plain)] = "made"
    manner: Annotated[Literal["introduced", "spoke", "through", "tie"], BeforeValidator(_plain)] = "introduced"
    certainty: Literal["stated", "hedged"] = "stated"


class WireOutcome(BaseModel):
    """Something that came of knowing somebody."""

    quote: str
    part: int | None = None
    what: str = ""
    source: str | None = None
    whose: str | None = None
    worth: str | None = None
    certainty: Literal["stated", "hedged"] = "stated"


class Answer(BaseModel):
    """The people of a text, what they asked, offered and promised, who introduced whom, and what came of it."""

    model_config = ConfigDict(hide_input_in_errors=True)

    people: list[WirePerson]
    items: list[WireItem]
    introductions: list[WireIntroduction] = []
    outcomes: list[WireOutcome] = []

    @model_validator(mode="after")
    def _stands(self) -> Answer:
        if (proof := PROOF.get()) is not None:
            proof(self)
        return self

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        """The strict schema, built once: whoever sends this model's schema sends that one."""
        return strict_schema()


@cache
def strict_schema() -> dict[str, Any]:
    """The JSON schema of :class:`Answer` as strict mode wants it: every object closed, every property required."""
    schema = BaseModel.model_json_schema.__func__(Answer)  # type: ignore[attr-defined]
    return {**_strict(copy.deepcopy(schema)), "title": Answer.__name__}


def schema_hash() -> str:
    """A hash of the schema, which is a part of an extractor's fingerprint."""
    import hashlib

    return hashlib.sha256(json.dumps(strict_schema(), sort_keys=True).encode()).hexdigest()[:16]


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _strict(value) for key, value in node.items() if key not in ("default", "title")}
    if isinstance(node.get("properties"), dict):
        closed["properties"] = {name: _strict(value) for name, value in node["properties"].items()}
        closed |= {"additionalProperties": False, "required": list(node["properties"])}
    return closed


def to_candidates(answer: Answer, parts: int) -> Candidates:
    """An answer as candidates. ``parts`` is how many parts the document has; other part numbers are dropped."""
    names = {person.id: _name(person) for person in answer.people}
    people = tuple(
        CandidatePerson(
            name=names[person.id],
            mentions=tuple(dict.fromkeys(mention for mention in person.mentions if mention.strip())),
            email=_words(person.email),
            organization=_words(person.organization),
            role=_words(person.role),
            known=_number(person.known),
        )
        for person in answer.people
    )
    items = tuple(
        CandidateItem(
            kind=item.kind,
            quote=item.quote,
            summary=item.summary.strip(),
            by=_who(item.by, names),
            to=_who(item.to, names),
            due_text=_words(item.due_text),
            certainty=item.certainty,
            part=_part(item.part, parts),
        )
        for item in answer.items
    )
    return Candidates(people, items, _introductions(answer, names, parts), _outcomes(answer, names, parts))


def _introductions(answer: Answer, names: dict[str, str], parts: int) -> tuple[CandidateIntroduction, ...]:
    return tuple(
        CandidateIntroduction(
            quote=each.quote,
            by=_who(each.by, names),
            who=_who(each.who, names),
            to=_who(each.to, names),
            state=each.state,
            manner=each.manner,
            certainty=each.certainty,
            part=_part(each.part, parts),
        )
        for each in answer.introductions
    )


def _outcomes(answer: Answer, names: dict[str, str], parts: int) -> tuple[CandidateOutcome, ...]:
    return tuple(
        CandidateOutcome(
            quote=each.quote,
            what=each.what.strip(),
            source=_who(each.source, names),
            whose=_who(each.whose, names),
            worth=_words(each.worth),
            certainty=each.certainty,
            part=_part(each.part, parts),
        )
        for each in answer.outcomes
    )


def _part(number: int | None, parts: int) -> int | None:
    return number - 1 if number is not None and 1 <= number <= parts else None


def stored(candidates: Candidates) -> str:
    """Candidates as JSON, for keeping what was paid for; without whom the notebook knew on that day."""
    people = tuple(replace(person, known=None) for person in candidates.people)
    return TypeAdapter(Candidates).dump_json(replace(candidates, people=people), exclude_defaults=True).decode()


def restored(text: str) -> Candidates | None:
    """Candidates that were kept; ``None`` for what is none."""
    try:
        return TypeAdapter(Candidates).validate_json(text)
    except ValueError:
        return None


def merge(pieces: Sequence[Candidates]) -> Candidates:
    """The candidates of a document that was read in pieces: a person of the same name is one person."""
    if len(pieces) == 1:
        return pieces[0]
    people: dict[str, CandidatePerson] = {}
    for person in (person for piece in pieces for person in piece.people):
        before = people.get(fold(person.name))
        people[fold(person.name)] = person if before is None else _joined(before, person)
    return Candidates(
        tuple(people.values()),
        tuple(item for piece in pieces for item in piece.items),
        tuple(each for piece in pieces for each in piece.introductions),
        tuple(each for piece in pieces for each in piece.outcomes),
    )


def _joined(one: CandidatePerson, other: CandidatePerson) -> CandidatePerson:
    return CandidatePerson(
        name=one.name,
        mentions=tuple(dict.fromkeys((*one.mentions, *other.mentions))),
        email=one.email or other.email,
        organization=one.organization or other.organization,
        role=one.role or other.role,
        known=other.known if one.known is None else one.known,
    )


def _name(person: WirePerson) -> str:
    return person.name.strip() or next((mention.strip() for mention in person.mentions if mention.strip()), "")


def _number(value: str | None) -> int | None:
    """Which of the known people an id like ``k2`` means, counted from 0."""
    found = _KNOWN_ID.fullmatch((value or "").strip().casefold())
    return int(found[1]) - 1 if found else None


def _words(value: str | None) -> str | None:
    """A field's words; small models write an empty string, or the word, where null is meant."""
    text = (value or "").strip()
    return text if text and text.casefold() not in ("null", "none", "n/a") else None


def _who(value: str | None, names: dict[str, str]) -> str | None:
    text = _words(value)
    if text is None or text in names:
        return names[text] or None if text else None
    if fold(text) == ME:
        return ME
    return None if _PERSON_ID.fullmatch(text) else text
