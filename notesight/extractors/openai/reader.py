"""Reading one document with the model: its pieces, the calls, the account, and the reading that comes of it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from notesight.candidates import Candidates
from notesight.errors import NotesightError, ServerError, Unreachable
from notesight.extractors import Reading
from notesight.extractors.openai import client, faults, masking, prices, wire
from notesight.extractors.openai.pace import Pace
from notesight.extractors.openai.pieces import cut
from notesight.extractors.openai.seam import Attempt, Seam
from notesight.grounding import failed_quotes
from notesight.model import Run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from notesight.extractors.openai.ladder import Ladder
    from notesight.extractors.openai.prompt import Prompt
    from notesight.model import Document, Owner

IN_A_ROW = 16
"""After so many documents in a row that the server failed on, and none that it answered, it counts as not there."""
_NAMED, _CLIPPED = 10, 200


@dataclass(frozen=True, slots=True)
class Plan:
    """How documents are to be read: all that is known before the first call."""

    address: str
    key: str | None = field(repr=False)
    model: str
    prompt: Prompt
    owner: Owner
    fingerprint: str
    ladder: Ladder
    price: prices.Price | None
    concurrency: int
    timeout_seconds: float
    mask: bool = False


@asynccontextmanager
async def opened(plan: Plan) -> AsyncIterator[Callable[[Document], Awaitable[Reading]]]:
    """The work that a crowd does: one document in, one reading out. Closes its connections at the end."""
    server = faults.Server(client.printable(plan.address), plan.model, has_key=plan.key is not None)
    connection = client.open_client(plan.address, plan.key, plan.concurrency)
    try:
        yield Reader(plan, Seam(connection, server, plan.ladder, Pace(plan.concurrency))).read
    finally:
        await connection.close()


class Reader:
    """Reads documents one by one, many at once."""

    def __init__(self, plan: Plan, seam: Seam) -> None:
        self._plan = plan
        self._seam = seam
        self._failed_in_a_row = 0

    async def read(self, document: Document) -> Reading:
        """The reading of one document. Raises only what makes all further reading pointless."""
        started, clock = datetime.now(UTC), monotonic()
        real, mask = document, masking.mask(document, self._plan.owner) if self._plan.mask else None
        document, owner = (mask.document, mask.owner) if mask else (document, self._plan.owner)
        pieces = cut(document)
        attempt = Attempt(self._plan.timeout_seconds * len(pieces), lambda answer: prove(answer, document))
        found: list[Candidates] = []
        raw: list[str] = []
        error: NotesightError | None = None
        for piece in pieces:
            met = dict.fromkeys(person.name for each in found for person in each.people)
            messages = self._plan.prompt.messages(document, piece, owner, met)
            answer = await self._seam.ask(messages, attempt)
            raw.append(attempt.raw)
            if isinstance(answer, faults.Verdict):
                error = self._judged(answer)
                break
            self._failed_in_a_row = 0
            found.append(answer)
        run = Run(
            extractor="openai",
            fingerprint=self._plan.fingerprint,
            model=self._plan.model,
            prompt=self._plan.prompt.version,
            started=started,
            seconds=monotonic() - clock,
            input_tokens=attempt.input_tokens,
            output_tokens=attempt.output_tokens,
            cost_usd=prices.cost(self._plan.price, attempt.input_tokens, attempt.output_tokens),
            tries=attempt.tries,
            raw="\n".join(raw) or None,
            error=error.sentence if error else None,
        )
        merged = wire.merge(found) if found else Candidates()
        return Reading(real, None if error else mask.restored(merged) if mask else merged, run, error)

    def _judged(self, verdict: faults.Verdict) -> NotesightError:
        if verdict.what == "fatal":
            raise verdict.error
        self._failed_in_a_row = self._failed_in_a_row + 1 if isinstance(verdict.error, ServerError) else 0
        if self._failed_in_a_row >= IN_A_ROW:
            sentence = f"{verdict.error.sentence.rstrip('.')}, for {IN_A_ROW} documents in a row."
            raise Unreachable(sentence, hint="What is left stays queued: notesight run.")
        return verdict.error


def prove(answer: wire.Answer, document: Document) -> tuple[Candidates, str | None]:
    """The candidates of an answer, and what to tell the model about quotes that do not stand in the text."""
    candidates = wire.to_candidates(answer, max(1, len(document.parts)))
    failed = failed_quotes(candidates, document)
    if not failed:
        return candidates, None
    named = "\n".join(f"- {quote[:_CLIPPED]}" for quote in failed[:_NAMED])
    complaint = (
        f"These quotes or mentions do not stand in the text word for word:\n{named}\n"
        "Give the whole answer again. Copy each of them exactly as the text has it, or leave its entry out."
    )
    return candidates, complaint
