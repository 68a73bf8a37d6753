"""The one seam around the model's call: everything that goes to the server and comes back passes here.

instructor builds the request, parses the answer and asks once more when it does not hold; openai carries it. What
neither does stands here: a strict schema, refusal and truncation as types, a clock over the whole call, one pace for
all calls, repeated tries, the way down from strict schema to tools to plain JSON, and an account of every try.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from notesight.errors import AnswerError, ConfigError, Refused, ServerError, Truncated, Unreachable
from notesight.extractors.openai import client, faults, prices, tokens, wire
from notesight.extractors.openai.budget import ANSWER_TOKENS
from notesight.extractors.openai.faults import Stop, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from notesight.candidates import Candidates
    from notesight.extractors.openai.budget import Budget
    from notesight.extractors.openai.ladder import Ladder, Way
    from notesight.extractors.openai.pace import Pace
    from notesight.extractors.openai.prompt import Message

RETRIES = 4
"""How often a failed call is repeated (5xx, 408, 409, a broken connection)."""
ODD_RETRIES = 2
"""How often a call is repeated whose answer was none (a web page, no choices, half a body)."""
DOUBTS = 3
"""After so many HTTP 500 to a way of asking that never worked, the next way down is tried."""
PATIENCE = 300.0
"""Seconds that one document may spend in pauses that the server asked for, on top of its own deadline."""
LONGEST_PAUSE = 120.0
"""A longer pause is not slept through: the rest stays queued for another day."""
_BACKOFF, _BACKOFF_MOST = 0.25, 8.0
_LEAST_PAUSE = 0.05
_WIDER = 4096
_THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


@dataclass(slots=True)
class Attempt:
    """The account of reading one document, kept while it is read.

    ``limit`` is its deadline, ``left`` what remains of it, ``paused`` what was spent in pauses, all in seconds.
    ``prove`` turns an answer into candidates and says what does not stand in the text; ``complaint`` is what the
    re-ask tells the model; ``kept`` are the candidates of the last answer that had the right form.
    """

    limit: float
    prove: Callable[[wire.Answer], tuple[Candidates, str | None]]
    left: float = field(init=False)
    paused: float = 0.0
    tries: int = 0
    refused: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    raw: str = ""
    answers: int = 0
    complaint: str | None = None
    kept: Candidates | None = None
    wider: int = 0

    def __post_init__(self) -> None:
        self.left = self.limit

    def begin(self) -> None:
        """A new question is put: forget what was said about the one before."""
        self.answers, self.complaint, self.kept, self.wider = 0, None, None, 0

    def judge(self, answer: wire.Answer) -> None:
        """Keep the candidates of an answer. The first time that quotes do not stand, ``ValueError`` asks once more."""
        self.kept, complaint = self.prove(answer)
        if complaint is not None and self.answers < 2:
            self.complaint = complaint
            raise ValueError(complaint)


_NOW: ContextVar[Attempt] = ContextVar("_NOW")


class Seam:
    """One model on one server, for any number of calls at once."""

    def __init__(self, connection: Any, server: faults.Server, ladder: Ladder, pace: Pace, budget: Budget) -> None:
        self._connection = connection
        self._server = server
        self._ladder = ladder
        self._pace = pace
        self._budget = budget
        self._libraries = client.libraries()
        self._shape = self._libraries.instructor.response_schema(wire.Answer)
        self._ways = client.patched(self._create)
        self._answered = False

    async def ask(self, messages: list[Message], attempt: Attempt) -> Candidates | Verdict:
        """The candidates that the model answers, or the verdict that says why there are none."""
        way = self._ladder.start
        while True:
            found = await self._ask_by(way, messages, attempt)
            if not isinstance(found, Verdict):
                self._ladder.worked(way)
                return found
            if found.what not in ("unsupported", "unusable"):
                return found
            below = self._ladder.below(way)
            if below is None or self._ladder.proven(way):
                if found.what == "unsupported":
                    self._ladder.forget()
                return Verdict("failed", found.error)
            way = below

    async def _ask_by(self, way: Way, messages: list[Message], attempt: Attempt) -> Candidates | Verdict:
        attempt.begin()
        now, proof = _NOW.set(attempt), wire.PROOF.set(attempt.judge)
        verdict: Verdict | None = None
        try:
            await self._ways[way](
                response_model=self._shape, messages=messages, model=self._server.model, max_retries=1, strict=False
            )
        except self._libraries.gave_up as error:
            verdict = self._verdict(error)
        finally:
            _NOW.reset(now)
            wire.PROOF.reset(proof)
        if attempt.kept is not None and (verdict is None or verdict.what != "fatal"):
            # an answer with some quotes that do not stand is worth more than none: grounding rejects those
            return attempt.kept
        assert verdict is not None, "instructor returns only what was judged"
        return verdict

    def _verdict(self, error: Exception) -> Verdict:
        """What instructor's exception means; it holds the prompt, so it goes no further than here."""
        cause = error.__cause__
        if isinstance(cause, Stop):
            return cause.verdict
        if cause is None or isinstance(cause, self._libraries.unparsable):
            sentence = "The model did not answer in the form that was asked for, also when asked again."
            return Verdict("unusable", AnswerError(sentence))
        raise cause

    async def _create(self, **request: Any) -> Any:
        """What instructor calls as ``chat.completions.create``: one answer, however many calls it takes."""
        attempt = _NOW.get()
        seen: Counter[str] = Counter()
        while True:
            body = self._outgoing(request, attempt)
            reply = await self._call(body, attempt)
            verdict = reply if isinstance(reply, Verdict) else self._weigh(reply, attempt)
            if verdict is None:
                self._answered = True
                attempt.answers += 1
                return reply
            seen[verdict.what] += 1
            verdict = self._settle(verdict, seen[verdict.what], body, attempt)
            if verdict.what not in faults.REPEATED:
                raise Stop(verdict)
            if verdict.what in ("again", "gone", "odd"):
                await self._wait(verdict, seen.total(), attempt)

    def _outgoing(self, request: dict[str, Any], attempt: Attempt) -> dict[str, Any]:
        """The body as it is sent: strict where there is a schema, our own words where instructor's say too much."""
        body = {**request, "temperature": 0}
        if (form := body.get("response_format")) and form["type"] == "json_schema":
            body["response_format"] = {**form, "json_schema": {**form["json_schema"], "strict": True}}
        if tools := body.get("tools"):
            body["tools"] = [{**tool, "function": {**tool["function"], "strict": True}} for tool in tools]
        if attempt.complaint is not None:
            *said, last = body["messages"]
            body["messages"] = [*said, {**last, "content": attempt.complaint}]
        if most := attempt.wider or (ANSWER_TOKENS if self._budget.limited else 0):
            old = "max_tokens" not in self._ladder.refused
            body["max_tokens" if old else "max_completion_tokens"] = most
        return {key: value for key, value in body.items() if key not in self._ladder.refused}

    async def _call(self, body: dict[str, Any], attempt: Attempt) -> Any | Verdict:
        """One request on the wire: the completion, or the verdict on what came instead."""
        if (most := body.get("max_tokens", body.get("max_completion_tokens"))) is None and self._budget.limited:
            return Verdict("fatal", _endless(self._server))
        estimated = tokens.of_request(body)
        reserved = await self._budget.reserve(estimated, most or 0)
        if reserved is None:
            return Verdict("spent", self._budget.reached)
        before = attempt.input_tokens, attempt.output_tokens
        reply: Any | Verdict | None = None
        try:
            reply = await self._sent(body, attempt)
        finally:
            self._account(reply, attempt, before, estimated, reserved)
        return reply

    def _account(
        self, reply: Any | Verdict | None, attempt: Attempt, before: tuple[int, int], estimated: int, reserved: float
    ) -> None:
        """Settle what a call cost. Where nobody says it, what was sent and what came are counted by their letters."""
        counted = attempt.input_tokens - before[0]
        lost = reply is None or (isinstance(reply, Verdict) and reply.lost)
        if counted:
            self._budget.learn(estimated, counted)
        elif lost or not isinstance(reply, Verdict):
            attempt.input_tokens += estimated
            if not lost:
                attempt.output_tokens += tokens.estimate(_said(_message(reply)))
        used = attempt.input_tokens - before[0], attempt.output_tokens - before[1]
        cost = prices.cost(self._budget.price, *used)
        # an answer that was lost on its way may be charged for all the same
        self._budget.settle(reserved, max(cost, reserved) if lost and not counted else cost)

    async def _sent(self, body: dict[str, Any], attempt: Attempt) -> Any | Verdict:
        waiting = monotonic()
        call_round = await self._pace.enter()
        started = monotonic()
        attempt.paused += started - waiting
        attempt.tries += 1
        answered = False
        try:
            async with asyncio.timeout(attempt.left):
                reply = await self._post(body, attempt)
            answered = not isinstance(reply, Verdict)
        except TimeoutError:
            reply = self._too_late(attempt)
        finally:
            attempt.left -= monotonic() - started
            self._pace.leave(answered=answered)
        if isinstance(reply, Verdict) and reply.what == "slow":
            return self._slow_down(reply, call_round, attempt)
        return reply

    async def _post(self, body: dict[str, Any], attempt: Attempt) -> Any | Verdict:
        openai = self._libraries.openai
        try:
            # post() and not chat.completions.create(): that one copies every message twice and imports all of the API
            reply = await self._connection.post("/chat/completions", cast_to=self._libraries.completion, body=body)
        except openai.APIStatusError as error:
            return faults.of_status(error.status_code, error.body, error.response.headers, self._server)
        except openai.APIConnectionError as error:
            return faults.of_connection(error.__cause__, self._server)
        except (openai.APIError, ValueError):
            return faults.of_body("something that is not JSON")
        if not isinstance(reply, self._libraries.completion):
            return faults.of_body("a page of text")
        attempt.input_tokens += _count(reply, "prompt_tokens")
        attempt.output_tokens += _count(reply, "completion_tokens")
        return reply if _message(reply) is not None else faults.of_body("an empty reply")

    def _slow_down(self, verdict: Verdict, call_round: int, attempt: Attempt) -> Verdict:
        asked = verdict.wait
        if asked is not None and asked > LONGEST_PAUSE:
            sentence = f"The model server at {self._server.address} takes no calls for {asked / 60:.0f} minutes (429)."
            return Verdict("fatal", Unreachable(sentence, hint="What is left stays queued: notesight run."))
        if attempt.paused > PATIENCE:
            return Verdict("failed", verdict.error)
        attempt.refused += 1
        # a server that says 0 again and again is asked less and less often all the same
        least = _backoff(attempt.refused) if asked is None or attempt.refused > 3 else _LEAST_PAUSE
        self._pace.slow_down(max(asked or 0.0, least), call_round)
        return verdict

    def _too_late(self, attempt: Attempt) -> Verdict:
        sentence = f"The model server at {self._server.address} gave no whole answer within {attempt.limit:g} seconds."
        return Verdict("failed", ServerError(sentence, hint="Raise timeout_seconds, or lower concurrency."), lost=True)

    def _weigh(self, reply: Any, attempt: Attempt) -> Verdict | None:
        """What is wrong with a completion before its words are looked at, if anything."""
        choice, message = reply.choices[0], _message(reply)
        attempt.raw = _normalise(message)
        if getattr(message, "refusal", None):
            return Verdict("failed", Refused("The model declined to read this document."))
        if choice.finish_reason == "content_filter":
            return Verdict("failed", Refused("The server's content filter stopped this document."))
        if choice.finish_reason != "length":
            return None
        error = Truncated("The model's answer was cut off at its length limit, also with a higher one.")
        if attempt.wider:
            return Verdict("failed", error)
        least = 2 * ANSWER_TOKENS if self._budget.limited else _WIDER
        attempt.wider = max(least, 2 * _count(reply, "completion_tokens"))
        return Verdict("anew", error)

    def _settle(self, verdict: Verdict, count: int, body: dict[str, Any], attempt: Attempt) -> Verdict:
        """The verdict after ``count`` of its kind: still to be repeated, or final."""
        final: faults.What = verdict.what
        if verdict.what == "again" and verdict.doubtful and count == DOUBTS and self._ladder.doubts(_way(body)):
            final = "unsupported"
        elif (verdict.what == "again" and count > RETRIES) or (verdict.what == "odd" and count > ODD_RETRIES):
            final = "failed"
        elif verdict.what == "gone" and count > (RETRIES if self._answered else 2):
            final = "fatal"
        elif verdict.what == "unsupported" and verdict.parameter in body:
            self._ladder.refuse(str(verdict.parameter))
            final = "anew"
        elif verdict.what == "unsupported" and attempt.wider:
            # the way of asking worked until the answer was allowed to be longer
            return Verdict("failed", Truncated("The model's answer was cut off at its length limit."))
        return Verdict(final, verdict.error, verdict.wait)

    async def _wait(self, verdict: Verdict, count: int, attempt: Attempt) -> None:
        delay = max(verdict.wait or 0.0, _backoff(count))
        if delay >= attempt.left:
            raise Stop(Verdict("failed", verdict.error))
        attempt.left -= delay
        await asyncio.sleep(delay)


def _endless(server: faults.Server) -> ConfigError:
    sentence = (
        f"The model server at {server.address} takes no limit on the length of an answer, so --max-cost cannot be kept."
    )
    return ConfigError(sentence, hint="Leave out --max-cost there.")


def _way(body: dict[str, Any]) -> Way:
    if "tools" in body:
        return "tools"
    return "json_schema" if body["response_format"]["type"] == "json_schema" else "json"


def _message(reply: Any) -> Any:
    """The message of a completion. The library checks no shapes, so that anything may stand where it should be."""
    choices = getattr(reply, "choices", None)
    return getattr(choices[0], "message", None) if isinstance(choices, list) and choices else None


def _count(reply: Any, name: str) -> int:
    value = getattr(getattr(reply, "usage", None), name, None)
    return value if isinstance(value, int) and value > 0 else 0


def _said(message: Any) -> str:
    """The words of an answer, whichever way it came."""
    calls = getattr(message, "tool_calls", None)
    if isinstance(calls, list) and calls:
        return str(getattr(getattr(calls[0], "function", None), "arguments", ""))
    return message.content if isinstance(getattr(message, "content", None), str) else ""


def _normalise(message: Any) -> str:
    """The answer's own words. What small models put around their JSON (thoughts, a code fence) is taken off."""
    text = _said(message)
    if getattr(message, "tool_calls", None):
        return text
    bare = _THINKING.sub("", text).strip()
    if bare and not bare.startswith("{") and "{" in bare:
        bare = bare[bare.index("{") : bare.rindex("}") + 1] or bare
    message.content = bare
    return text


def _backoff(count: int) -> float:
    """Seconds to wait before try ``count + 1``, spread so that calls that failed together do not return together."""
    return min(_BACKOFF_MOST, _BACKOFF * 2.0 ** (count - 1)) * random.uniform(0.5, 1.5)  # noqa: S311 (no secret hangs on it)
