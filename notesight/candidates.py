"""What an extractor proposes about one document, not yet proved.

The shape of a gold file: quotes and mentions are words, not offsets. :mod:`notesight.grounding` turns
candidates into an :class:`~notesight.model.Extraction` or into rejections. These are plain dataclasses, so that
the embedded extractor starts without pydantic; the model's wire schema is built where the wire is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notesight.model import Certainty, IntroductionState, ItemKind, Manner


@dataclass(frozen=True, slots=True)
class Span:
    """Where an extractor says that something stands, when it knows: half-open characters of the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CandidatePerson:
    """A proposed person. ``mentions`` are words of the text; ``spans``, if given, pairs with them."""

    name: str
    mentions: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    email: str | None = None
    organization: str | None = None
    role: str | None = None
    known: int | None = None
    """Which of ``Document.known`` this is, counted from 0."""


@dataclass(frozen=True, slots=True)
class CandidateItem:
    """A proposed ask, offer or follow-up.

    ``part`` (an index into ``Document.parts``) and ``span`` say where the quote stands when the extractor knows.
    ``due_text`` is the document's own words; code resolves them. ``due`` is a day that a person has settled: it holds.
    """

    kind: ItemKind
    quote: str
    summary: str = ""
    by: str | None = None
    to: str | None = None
    due_text: str | None = None
    certainty: Certainty = "stated"
    part: int | None = None
    span: Span | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class CandidateIntroduction:
    """A proposed introduction; the fields are those of :class:`~notesight.model.Introduction`."""

    quote: str
    by: str | None = None
    who: str | None = None
    to: str | None = None
    state: IntroductionState = "made"
    manner: Manner = "introduced"
    certainty: Certainty = "stated"
    part: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class CandidateOutcome:
    """A proposed outcome; the fields are those of :class:`~notesight.model.Outcome`."""

    quote: str
    what: str = ""
    source: str | None = None
    whose: str | None = None
    worth: str | None = None
    certainty: Certainty = "stated"
    part: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """All that an extractor proposes about one document."""

    people: tuple[CandidatePerson, ...] = ()
    items: tuple[CandidateItem, ...] = ()
    introductions: tuple[CandidateIntroduction, ...] = ()
    outcomes: tuple[CandidateOutcome, ...] = ()
