"""The language model as an extractor: any OpenAI-compatible server, asked through openai and instructor.

Nothing heavy is imported before the first document is read.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from notesight.errors import ConfigError, ExtractorError
from notesight.extractors import Reading
from notesight.extractors.openai import prices
from notesight.extractors.openai.budget import Budget
from notesight.extractors.openai.client import OPENAI, is_loopback, printable
from notesight.extractors.openai.crowd import Crowd
from notesight.extractors.openai.ladder import FileMemory, Ladder
from notesight.extractors.openai.prompt import CURRENT
from notesight.extractors.openai.prompt import load as load_prompt
from notesight.model import Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from notesight.config import Settings
    from notesight.extractors import Estimate
    from notesight.extractors.openai.ladder import Memory
    from notesight.extractors.openai.reader import Job, Plan
    from notesight.model import Document, Owner, Piece

VERSION = "2"
"""Raised when a change of the code changes what comes out of the same answer."""

MASKING = "1"
"""Raised when masking hides other words or gives other stand-ins; a masked run's fingerprint says so openly."""


def load(settings: Settings) -> OpenAIExtractor:
    """The extractor for the configured server. Raises ``ConfigError`` when no model, or no needed key, is set."""
    import platformdirs

    cache = Path(platformdirs.user_cache_dir("notesight", appauthor=False))
    return OpenAIExtractor(settings, FileMemory(cache / "servers.json"))


class OpenAIExtractor:
    """Reads documents with a language model. ``memory`` keeps what a server was found to understand."""

    name = "openai"
    local = False
    """Documents leave the process, and may leave the machine."""
    masks = True
    """With the setting ``mask``, stand-ins leave it in place of names and addresses."""

    def __init__(self, settings: Settings, memory: Memory) -> None:
        if settings.model is None:
            raise ConfigError("No model is named.", hint="Name one with --model, or notesight config model NAME.")
        self._address = settings.base_url or OPENAI
        if settings.api_key is None and settings.base_url is None:
            sentence = "OpenAI's server wants a key, and none is set."
            raise ConfigError(sentence, hint="Set NOTESIGHT_API_KEY, or name your own server with --base-url.")
        self.model: str | None = settings.model
        self._model = settings.model
        self._settings = settings
        self._prompt = load_prompt(settings.prompt or CURRENT)
        self.prompt: str | None = self._prompt.version
        self._ladder = Ladder(memory, f"{printable(self._address)} {settings.model}")
        self._fingerprints: dict[Owner, str] = {}
        self._crowd: Crowd[Job, Reading] | None = None
        self._budget = Budget(settings.max_cost, self.price, settings.model)

    @property
    def fingerprint(self) -> str:
        """All that could change the answers, as one hash: our version, model, prompt, schema, and who ``me`` is."""
        return self._fingerprint(self._settings.owner)

    @property
    def price(self) -> prices.Price | None:
        """USD per million (input, output) tokens, or ``None`` when the price is not known."""
        here = is_loopback(self._address)
        return prices.price_of(self._model, self._settings.prices, listed=not here) or (prices.FREE if here else None)

    def read(self, documents: Iterable[Document], owner: Owner) -> Iterator[Reading]:
        """One reading for each document as the answers come, in any order; a private document is never sent.

        Raises ``ConfigError`` for a wrong key or an unknown model, ``Unreachable`` when no server answers, both
        after the readings that came before.
        """
        return self.read_on(((document, ()) for document in documents), owner)

    def read_on(self, jobs: Iterable[Job], owner: Owner) -> Iterator[Reading]:
        """As :meth:`read`, for documents of which an earlier run read some pieces: only the others are sent.

        Also raises ``LimitReached`` when the money is spent; what had been paid for is given out before.
        """
        from notesight.extractors.openai.reader import opened

        plan = self.plan(owner)
        refused: list[Reading] = []
        crowd: Crowd[Job, Reading] = Crowd(lambda: opened(plan), plan.concurrency)
        self._crowd = crowd
        try:
            for reading in crowd.results(self._sendable(jobs, owner, refused)):
                yield reading
                yield from _drained(refused)
            yield from _drained(refused)
        finally:
            crowd.stop()
            self._crowd = None

    def estimate(self, document: Document, owner: Owner, earlier: Sequence[Piece] = ()) -> Estimate:
        """About what reading a document would take; nothing is sent. Of ``earlier`` pieces, none is read again."""
        from notesight.extractors.openai import estimating

        return estimating.estimate(document, self._prompt, owner, self.price, earlier, mask=self._settings.mask)

    def close(self) -> None:
        """Cancel what is still under way."""
        if self._crowd is not None:
            self._crowd.stop()

    def _sendable(self, jobs: Iterable[Job], owner: Owner, refused: list[Reading]) -> Iterator[Job]:
        for document, earlier in jobs:
            if document.private:
                error = ExtractorError("This document is private; only the embedded extractor reads it.")
                run = Run(self.name, self._fingerprint(owner), self._model, self.prompt, error=error.sentence)
                refused.append(Reading(document, None, run, error))
            else:
                yield document, earlier

    @property
    def knows_the_way(self) -> bool:
        """Whether it is known from earlier answers how this server and model want to be asked."""
        return self._ladder.proven(self._ladder.start)

    def plan(self, owner: Owner) -> Plan:
        """How documents of this owner are read: all that is known before the first call."""
        from notesight.extractors.openai.reader import Plan

        return Plan(
            address=self._address,
            key=self._settings.api_key,
            model=self._model,
            prompt=self._prompt,
            owner=owner,
            fingerprint=self._fingerprint(owner),
            ladder=self._ladder,
            budget=self._budget,
            concurrency=self._settings.concurrency,
            timeout_seconds=self._settings.timeout_seconds,
            mask=self._settings.mask,
        )

    def _fingerprint(self, owner: Owner) -> str:
        if owner not in self._fingerprints:
            from notesight.extractors.openai.wire import schema_hash

            me = [sorted(owner.names), sorted(address.casefold() for address in owner.addresses)]
            whole = json.dumps([VERSION, self._model, self._prompt.version, self._prompt.digest, schema_hash(), me])
            masked = f"masked-{MASKING}:" if self._settings.mask else ""
            self._fingerprints[owner] = f"openai:{masked}" + hashlib.sha256(whole.encode()).hexdigest()[:24]
        return self._fingerprints[owner]


def _drained(readings: list[Reading]) -> Iterator[Reading]:
    while readings:
        yield readings.pop(0)
