"""Reading one document with the model: its pieces, the calls, the account, and the reading that comes of it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from notesight import model
from notesight.candidates import Candidates
from notesight.errors import Incomplete, NotesightError, ServerError, Unreachable
from notesight.extractors import Reading
from notesight.extractors.openai import client, faults, prices, wire
from notesight.extractors.openai.crowd import Last
from notesight.extractors.openai.merging import merged, placed
from notesight.extractors.openai.pace import Pace
from notesight.extractors.openai.seam import Attempt, Seam
from notesight.extractors.openai.sending import Sending
from notesight.grounding import Haystack, failed_quotes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from notesight.extractors.openai.budget import Budget
    from notesight.extractors.openai.ladder import Ladder
    from notesight.extractors.openai.pieces import Piece
    from notesight.extractors.openai.prompt import Prompt
    from notesight.model import Document, Owner

Job = tuple["Document", "Sequence[model.Piece]"]
"""A document, and the pieces of it that were answered before."""

IN_A_ROW = 16
"""After so many calls in a row that the server failed on, and none that it answered, it counts as not there."""
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
    budget: Budget
    concurrency: int
    timeout_seconds: float
    mask: bool = False

    @property
    def price(self) -> prices.Price | None:
        """USD per million (input, output) tokens, if known."""
        return self.budget.price


@asynccontextmanager
async def opened(plan: Plan) -> AsyncIterator[Callable[[Job], Awaitable[Reading]]]:
    """The work that a crowd does: one document in, one reading out. Closes its connections at the end."""
    plan.budget.open()
    server = faults.Server(client.printable(plan.address), plan.model, has_key=plan.key is not None)
    connection = client.open_client(plan.address, plan.key, plan.concurrency)
    try:
        yield Reader(plan, Seam(connection, server, plan.ladder, Pace(plan.concurrency), plan.budget)).read
    finally:
        await connection.close()


class Reader:
    """Reads documents one by one, many at once."""

    def __init__(self, plan: Plan, seam: Seam) -> None:
        self._plan = plan
        self._seam = seam
        self._failed_in_a_row = 0

    async def read(self, job: Job) -> Reading:
        """The reading of one document, of which some pieces may have been answered before.

        Raises only what makes all further reading pointless: as :class:`Last` when something was paid for all the same.
        """
        document, earlier = job
        return await self.read_sent(Sending(document, self._plan.owner, mask=self._plan.mask), earlier)

    async def read_sent(self, sent: Sending, earlier: Sequence[model.Piece] = ()) -> Reading:
        """As :meth:`read`, for a document that is cut already, and masked if it is to be."""
        work = _Work(sent, earlier)
        fatal: NotesightError | None = None
        for piece in work.sent.pieces:
            if work.keep(piece):
                continue
            fatal = await self._read(piece, work)
            if fatal is not None:
                break
        if fatal is None:
            return work.reading(self._plan)
        work.leave_rest(fatal)
        if work.paid:
            raise Last(work.reading(self._plan), fatal)
        raise fatal

    async def _read(self, piece: Piece, work: _Work) -> NotesightError | None:
        """Read one piece; what makes further reading pointless, if anything does."""
        sent = work.sent
        attempt = Attempt(self._plan.timeout_seconds, lambda answer: prove(answer, sent.document, sent.haystack))
        messages = self._plan.prompt.messages(sent.document, piece, sent.owner, work.met)
        reply = await self._seam.ask(messages, attempt)
        fatal, answer = None, reply.error if isinstance(reply, faults.Verdict) else reply
        if isinstance(reply, faults.Verdict):
            fatal = self._judged(reply)
        else:
            self._failed_in_a_row = 0
            if len(sent.pieces) > 1:
                reply = placed(reply, sent.document, piece, sent.haystack)
            answer = sent.restored(reply)
        work.add(piece, attempt, answer, prices.cost(self._plan.price, attempt.input_tokens, attempt.output_tokens))
        return fatal

    def _judged(self, verdict: faults.Verdict) -> NotesightError | None:
        if verdict.what in ("fatal", "spent"):
            return verdict.error
        self._failed_in_a_row = self._failed_in_a_row + 1 if isinstance(verdict.error, ServerError) else 0
        if self._failed_in_a_row < IN_A_ROW:
            return None
        sentence = f"{verdict.error.sentence.rstrip('.')}, for {IN_A_ROW} calls in a row."
        return Unreachable(sentence, hint="What is left stays queued: notesight run.")


class _Work:
    """What has come of one document so far, piece by piece, in its own words.

    Stand-ins depend on whom the notebook knows, which may be others by the time that a kept answer is taken over.
    """

    def __init__(self, sent: Sending, earlier: Sequence[model.Piece]) -> None:
        self.sent = sent
        self._started, self._clock = datetime.now(UTC), monotonic()
        self._earlier = {(piece.start, piece.end): piece for piece in earlier if piece.answer is not None}
        self._found: list[Candidates] = []
        self._done: list[model.Piece] = []
        self._errors: list[NotesightError] = []
        self._raw: list[str] = []

    @property
    def met(self) -> dict[str, None]:
        """The people of the pieces that were read, in order, each once, as the model is told of them."""
        return dict.fromkeys(self.sent.told(person.name) for each in self._found for person in each.people)

    @property
    def paid(self) -> bool:
        """Whether any call of this reading got through to the model."""
        return any(piece.input_tokens and not piece.kept for piece in self._done)

    def keep(self, piece: Piece) -> bool:
        """Take over what an earlier run was answered about a piece, if it was."""
        found = self._earlier.get(self.sent.place(piece))
        candidates = wire.restored(found.answer) if found is not None and found.answer is not None else None
        if found is None or candidates is None:
            return False
        self._found.append(candidates)
        self._done.append(replace(found, kept=True))
        return True

    def add(self, piece: Piece, attempt: Attempt, answer: Candidates | NotesightError, cost: float) -> None:
        """Put down what came of the calls about one piece."""
        if attempt.raw:
            self._raw.append(attempt.raw)
        if isinstance(answer, NotesightError):
            self._errors.append(answer)
        else:
            self._found.append(answer)
        self._done.append(
            model.Piece(
                *self.sent.place(piece),
                answer=None if isinstance(answer, NotesightError) else wire.stored(answer),
                error=answer.sentence if isinstance(answer, NotesightError) else None,
                input_tokens=attempt.input_tokens,
                output_tokens=attempt.output_tokens,
                cost_usd=cost,
                tries=attempt.tries,
            )
        )

    def leave_rest(self, error: NotesightError) -> None:
        """Put down the pieces that nobody will be asked about any more, but for those that are known."""
        for piece in self.sent.pieces[len(self._done) :]:
            if not self.keep(piece):
                self._done.append(model.Piece(*self.sent.place(piece), error=error.sentence))
                self._errors.append(error)

    def reading(self, plan: Plan) -> Reading:
        """The reading: whole, incomplete, or failed."""
        paid = [piece for piece in self._done if not piece.kept]
        error = self._error()
        run = model.Run(
            extractor="openai",
            fingerprint=plan.fingerprint,
            model=plan.model,
            prompt=plan.prompt.version,
            started=self._started,
            seconds=monotonic() - self._clock,
            input_tokens=sum(piece.input_tokens for piece in paid),
            output_tokens=sum(piece.output_tokens for piece in paid),
            cost_usd=sum(piece.cost_usd for piece in paid),
            tries=sum(piece.tries for piece in paid),
            raw="\n".join(self._raw) or None,
            error=error.sentence if error else None,
            pieces=tuple(self._done) if len(self._done) > 1 else (),
        )
        if not self._found:
            return Reading(self.sent.real, None if error else Candidates(), run, error)
        return Reading(self.sent.real, merged(self._found), run, error)

    def _error(self) -> NotesightError | None:
        if not self._errors or not self._found:
            return self._errors[0] if self._errors else None
        failed = len(self._errors)
        first = self._errors[0]
        sentence = f"{failed} of {len(self._done)} pieces could not be read; the others count. {first.sentence}"
        return Incomplete(sentence, hint=first.hint)


def prove(answer: wire.Answer, document: Document, haystack: Haystack | None = None) -> tuple[Candidates, str | None]:
    """The candidates of an answer, and what to tell the model about quotes that do not stand in the text."""
    candidates = wire.to_candidates(answer, max(1, len(document.parts)))
    failed = failed_quotes(candidates, document, haystack)
    if not failed:
        return candidates, None
    named = "\n".join(f"- {quote[:_CLIPPED]}" for quote in failed[:_NAMED])
    complaint = (
        f"These quotes or mentions do not stand in the text word for word:\n{named}\n"
        "Give the whole answer again. Copy each of them exactly as the text has it, or leave its entry out."
    )
    return candidates, complaint
