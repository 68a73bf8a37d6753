"""The embedded extractor: rules over a light syntactic pass. No key, no network, no download.

    text ─sentences→ blocks and sentences ─people→ the cast ─passages→ clauses in their scene ─items→ candidates

Deterministic: the same document gives the same candidates, on every machine and in every process.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

from notesight.candidates import CandidateIntroduction, CandidateOutcome, CandidatePerson, Candidates, Span
from notesight.extractors import Reading
from notesight.extractors.offline import introductions, items, outcomes, passages, people
from notesight.extractors.offline.sentences import sentences
from notesight.model import ME, Part, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from notesight.extractors.offline.people import Cast
    from notesight.extractors.offline.sentences import Sentence
    from notesight.model import Document, Owner

VERSION = "5"
"""Raised with every change that may give another answer: documents are then worth reading again."""
READ = frozenset({"new", "quoted", "forwarded"})
"""The roles of parts in which somebody says something."""


def load(settings: object) -> OfflineExtractor:
    """The extractor; no setting changes what it reads."""
    del settings
    return OfflineExtractor()


class OfflineExtractor:
    """Reads documents one after the other, in this process."""

    name = "offline"
    local = True
    model: str | None = None
    prompt: str | None = None
    fingerprint = f"offline:{VERSION}"

    def read(self, documents: Iterable[Document], owner: Owner) -> Iterator[Reading]:
        """One reading for each document, in order."""
        for document in documents:
            started, clock = datetime.now(UTC), perf_counter()
            found = candidates(document, owner)
            run = Run(self.name, self.fingerprint, started=started, seconds=perf_counter() - clock)
            yield Reading(document, found, run)

    def close(self) -> None:
        """Nothing is held open."""


def candidates(document: Document, owner: Owner) -> Candidates:
    """The people and items that a document seems to hold."""
    with _without_collecting():
        return _candidates(document, owner)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Look for no reference cycles meanwhile: of all that a reading makes and drops nothing refers to itself.

    Looking for them, again and again in ten thousands of tokens, took a fifth of its time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _candidates(document: Document, owner: Owner) -> Candidates:
    read = [(part, sentences(document.text, part.start, part.end)) for part in parts(document)]
    cast = people.find(document, [sentence for _, said in read for sentence in said], owner)
    told = _told(document, read, cast, owner)
    return replace(told, people=tuple(_people(document, cast)), items=tuple(items.find(document, read, cast, owner)))


def told_of(document: Document, those: Sequence[CandidatePerson], owner: Owner) -> Candidates:
    """What the rules find of introductions and outcomes in a document whose people are known: ``those`` and nothing else."""
    cast = people.given(document, those)
    read = [(part, sentences(document.text, part.start, part.end)) for part in parts(document)]
    return _told(document, read, cast, owner)


def _told(document: Document, read: Sequence[tuple[Part, list[Sentence]]], cast: Cast, owner: Owner) -> Candidates:
    introduced: list[CandidateIntroduction] = []
    came: list[CandidateOutcome] = []
    for part, said in read:
        finder = introductions.finder_of(said, cast, passages.voice_of(document, part, said, cast, owner))
        introduced += introductions.find(finder)
        chatting = document.kind == "thread" and not part.author.address
        if finder.voice.author == ME or chatting:  # what came of it is the owner's to tell, and theirs who talk of it
            came += outcomes.find(document.text, finder)
        elif finder.voice.author is not None and finder.voice.reader == ME:
            came += outcomes.told_by(document.text, finder)  # but for what somebody pays the owner
    return Candidates(introductions=tuple(introductions.placed(document.text, introduced)), outcomes=tuple(came))


def parts(document: Document) -> list[Part]:
    """The parts in which somebody says something."""
    said = document.parts or (Part("new", 0, len(document.text)),)
    return [part for part in said if part.role in READ]


def _people(document: Document, cast: Cast) -> Iterator[CandidatePerson]:
    for figure in cast.figures:
        if not figure.me and figure.spans:
            yield CandidatePerson(
                name=figure.name,
                mentions=tuple(document.text[start:end] for start, end in figure.spans),
                spans=tuple(Span(start, end) for start, end in figure.spans),
                email=figure.email or None,
                organization=figure.organization or None,
                role=figure.role or None,
            )
