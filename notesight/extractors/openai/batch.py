"""Reading by way of a server's batches: the same requests written to a file, the same reading of the answers.

A request is what the seam would send first; it is written down where it would have gone out. A document's answers are read
by the very reader of live calls, on a connection that has the saved answers and hands everything else on to the
server: an answer that does not parse, was cut off or holds quotes that do not stand is asked about once more, live.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from notesight.candidates import Candidates
from notesight.extractors import Reading
from notesight.extractors.openai import client, faults, prices, tokens
from notesight.extractors.openai.budget import MARGIN, Budget
from notesight.extractors.openai.crowd import Crowd, Last
from notesight.extractors.openai.pace import Pace
from notesight.extractors.openai.prompt import Prompt
from notesight.extractors.openai.reader import Plan, Reader
from notesight.extractors.openai.seam import Attempt, Seam
from notesight.extractors.openai.sending import Sending

if TYPE_CHECKING:
    from notesight import model
    from notesight.extractors.openai.pieces import Piece
    from notesight.extractors.openai.prompt import Message
    from notesight.extractors.openai.wire import Answer
    from notesight.model import Document

MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000
"""What one batch may hold, by the provider's rules."""
SHARE = 0.5
"""What a request in a batch costs, as a share of the same request made at once."""

_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""What JSON lets stand in a string, and some take for the end of a line."""

Line = Mapping[str, Any]
"""One line of an output or error file: ``custom_id``, ``response`` (``status_code``, ``body``), ``error``."""
Job: TypeAlias = "tuple[Document, Mapping[int, Line], Sequence[model.Piece]]"
"""A document, its lines by piece, and what was read of it before."""
Fate = Literal["read", "ask again", "leave"]


# --- requests -----------------------------------------------------------------------------------------------------


class _Written(Exception):
    """A request that would have gone out."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        super().__init__()
        self.body = body


class _Desk:
    """A connection on which nothing goes out."""

    async def post(self, _: str, *, cast_to: Any, body: Mapping[str, Any]) -> Any:
        del cast_to
        raise _Written(body)


def custom_id(document_id: int, piece: int) -> str:
    """The name of a request in its batch: the document's id, and which of its pieces, counted from 0."""
    return f"document-{document_id}-piece-{piece}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A document with the lines that ask for its pieces but those read ``earlier``; ``most_usd`` is their worst case.

    That is ``None`` where the price is not known, or the length of an answer is not limited. A document without words
    has no ``pieces``.
    """

    document_id: int
    document: Document
    pieces: int
    lines: list[bytes]
    most_usd: float | None


def requests(plan: Plan, documents: Iterable[tuple[int, Document, Sequence[model.Piece]]]) -> Iterator[Asked]:
    """For each document, with its id and what was read of it before, what asks for its other pieces, masked if planned.

    People are not carried from piece to piece: all pieces are asked about at once.
    """
    server = faults.Server(client.printable(plan.address), plan.model, has_key=plan.key is not None)
    seam = Seam(_Desk(), server, plan.ladder, Pace(1), _Endless(plan.budget))
    with asyncio.Runner() as runner:
        for document_id, document, earlier in documents:
            sending = Sending(document, plan.owner, mask=plan.mask)
            read = {(each.start, each.end) for each in earlier if each.answer is not None}
            bodies = {
                n: runner.run(_body(seam, plan.prompt.messages(sending.document, each, sending.owner)))
                for n, each in enumerate(sending.pieces)
                if sending.place(each) not in read
            }
            lines = [_request(custom_id(document_id, n), body) for n, body in bodies.items()]
            yield Asked(document_id, document, len(sending.pieces), lines, _worst(plan, bodies.values()))


class _Endless(Budget):
    """A budget that a request is written under: it asks for answers of limited length where money is, and takes none."""

    def __init__(self, real: Budget) -> None:
        Budget.__init__(self, real.limit, real.price, real.model)

    async def reserve(self, input_tokens: int, output_tokens: int) -> float | None:
        """Nothing goes out, so nothing is set aside."""
        del input_tokens, output_tokens
        return 0.0

    def settle(self, reserved: float, cost: float) -> None:
        """Nothing went out."""


def _worst(plan: Plan, bodies: Iterable[Mapping[str, Any]]) -> float | None:
    """The most that requests can cost in a batch, in USD."""
    most = 0.0
    for body in bodies:
        longest = body.get("max_tokens", body.get("max_completion_tokens"))
        if plan.price is None or (longest is None and any(plan.price)):
            return None
        most += SHARE * prices.cost(plan.price, round(MARGIN * tokens.of_request(body)), longest or 0)
    return most


async def _body(seam: Seam, messages: list[Message]) -> Mapping[str, Any]:
    try:
        found = await seam.ask(messages, Attempt(1.0, _nothing_to_prove))
    except _Written as request:
        return request.body
    assert isinstance(found, faults.Verdict), "a request is written, not answered"
    raise found.error  # it could not be written


def _nothing_to_prove(_: Answer) -> tuple[Candidates, str | None]:
    return Candidates(), None


def _request(name: str, body: Mapping[str, Any]) -> bytes:
    line = {"custom_id": name, "method": "POST", "url": "/v1/chat/completions", "body": body}
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).translate(_LINE_ENDS)
    return text.encode("utf-8", "replace") + b"\n"


# --- answers ------------------------------------------------------------------------------------------------------


def fate(plan: Plan, lines: Mapping[int, Line], pieces: int) -> tuple[Fate, faults.Verdict | None]:
    """What is to be done with a document whose ``pieces`` got these lines, and why, where it got no answer.

    ``read``: there are answers, or faults that are the document's own. ``ask again``: nothing came, or only faults that
    pass. ``leave``: the server wants nothing of this sort, so that asking again is in vain.
    """
    server = faults.Server(client.printable(plan.address), plan.model, has_key=plan.key is not None)
    verdict: faults.Verdict | None = None
    for n in range(pieces):
        line = lines.get(n)
        if line is None or (fault := _fault(line)) is None:
            if line is not None and line.get("response"):
                return "read", None
            continue
        verdict = faults.of_status(*fault, {}, server)
        if verdict.what == "fatal":
            return "leave", verdict
        if verdict.what not in ("again", "slow"):
            return "read", verdict
    return "ask again", verdict


def _fault(line: Line) -> tuple[int, Any] | None:
    """Status and body of a request that failed; ``None`` for one that was answered, or that was never made."""
    response = line.get("response")
    if not isinstance(response, dict):
        return None
    status = response.get("status_code")
    return (status, response.get("body")) if isinstance(status, int) and status >= 300 else None


@dataclass(slots=True)
class Saved:
    """A document's lines by piece, each used once; and the tokens (in, out) that those have cost which were used."""

    lines: dict[int, Line]
    pieces: list[Piece] = field(default_factory=list)
    piece: int | None = None
    used: dict[int, tuple[int, int]] = field(default_factory=dict)


_NOW: ContextVar[Saved] = ContextVar("_NOW")


class _Marking(Prompt):
    """The prompt, which remembers the piece that is asked about."""

    def messages(self, document: Document, piece: Piece, *rest: Any, **more: Any) -> list[Message]:
        saved = _NOW.get()
        saved.piece = saved.pieces.index(piece) if piece in saved.pieces else None
        return Prompt.messages(self, document, piece, *rest, **more)


class _Answered:
    """A connection that answers what was answered before, and hands everything else on."""

    def __init__(self, live: Any) -> None:
        self._live = live
        self._libraries = client.libraries()

    async def post(self, path: str, *, cast_to: Any, body: Mapping[str, Any]) -> Any:
        saved = _NOW.get()
        line = saved.lines.pop(saved.piece, None) if saved.piece is not None else None
        if line is None or not isinstance(response := line.get("response"), dict):
            return await self._live.post(path, cast_to=cast_to, body=body)
        if (fault := _fault(line)) is not None:
            raise self._error(*fault)
        if not isinstance(found := response.get("body"), dict):
            raise ValueError("no completion")  # noqa: TRY004 (as a server that sends something else)
        completion = cast_to.construct(**found)
        assert saved.piece is not None
        saved.used[saved.piece] = _tokens(found, "prompt_tokens"), _tokens(found, "completion_tokens")
        return completion

    def _error(self, status: int, body: Any) -> Exception:
        http = self._libraries.http
        reply = http.Response(status, request=http.Request("POST", "http://batch.invalid/"))
        said = body.get("error", body) if isinstance(body, dict) else body
        error: Exception = self._libraries.openai.APIStatusError("a line of a batch", response=reply, body=said)
        return error


def _tokens(body: Mapping[str, Any], name: str) -> int:
    usage = body.get("usage")
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and value > 0 else 0


def read(plan: Plan, documents: Iterable[Job]) -> Iterator[Reading]:
    """One reading for each document with its lines, in any order, as the live path would have made it of these answers.

    What is asked once more is asked live and costs the full price; the lines cost half of it. Raises what makes all
    asking pointless, after the readings that came before.
    """
    crowd: Crowd[Job, Reading] = Crowd(lambda: _opened(plan), plan.concurrency)
    return crowd.results(documents)


@asynccontextmanager
async def _opened(plan: Plan) -> AsyncIterator[Callable[[Job], Awaitable[Reading]]]:
    server = faults.Server(client.printable(plan.address), plan.model, has_key=plan.key is not None)
    live = client.open_client(plan.address, plan.key, plan.concurrency)
    marking = replace(plan, prompt=_Marking(plan.prompt.version, plan.prompt.system, plan.prompt.document))
    plan.budget.open()
    reader = Reader(marking, Seam(_Answered(live), server, plan.ladder, Pace(plan.concurrency), plan.budget))

    async def work(job: Job) -> Reading:
        document, lines, earlier = job
        sending = Sending(document, plan.owner, mask=plan.mask)
        saved = Saved(dict(lines), sending.pieces)
        _NOW.set(saved)
        try:
            return _at_their_price(await reader.read_sent(sending, earlier), saved, plan)
        except Last as last:
            raise Last(_at_their_price(cast("Reading", last.result), saved, plan), last.error) from None

    try:
        yield work
    finally:
        await live.close()


def _at_their_price(reading: Reading, saved: Saved, plan: Plan) -> Reading:
    """A reading with what its pieces cost: the answers that a batch gave cost their share."""
    spared = {n: (1 - SHARE) * prices.cost(plan.price, *used) for n, used in saved.used.items()}
    run = reading.run
    pieces = tuple(
        replace(piece, cost_usd=max(0.0, piece.cost_usd - spared.get(n, 0.0))) for n, piece in enumerate(run.pieces)
    )
    return replace(reading, run=replace(run, cost_usd=max(0.0, run.cost_usd - sum(spared.values())), pieces=pieces))
