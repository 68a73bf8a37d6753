"""What went wrong with a call, and what that means: try again, slow down, ask another way, give up.

Judged by type and status, and by the server's own codes; its words are looked at and never passed on, because servers
echo keys and prompts.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal

from notesight.errors import AnswerError, ConfigError, ExtractorError, NotesightError, Refused, ServerError, Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

What = Literal["again", "slow", "gone", "odd", "anew", "unsupported", "unusable", "failed", "spent", "fatal"]
REPEATED: frozenset[What] = frozenset({"again", "slow", "gone", "odd", "anew"})
"""After these the same call goes out again."""

_TOO_LONG = ("context length", "context window", "context size", "maximum context", "too many tokens", "n_ctx")
_OPTIONAL = ("temperature", "max_tokens", "max_completion_tokens")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do after a call that gave no answer.

    ``again``: the same once more after a while; ``slow``: all calls pause, then the same; ``gone``: nobody listens
    there; ``odd``: what came is no completion; ``anew``: at once, with another body; ``unsupported``: another way of
    asking, or without ``parameter``; ``unusable``: a completion, but not in the form asked for; ``failed``: this
    document gets none; ``spent``: no money is left for it; ``fatal``: no document gets one. ``wait`` is what the server
    asked for, in seconds; ``doubtful`` says that the way of asking itself may be what the server stumbles over. ``lost``
    says that the server may have worked for an answer, and charge for it, that never came whole.
    """

    what: What
    error: NotesightError
    wait: float | None = None
    parameter: str | None = None
    doubtful: bool = False
    lost: bool = False


class Stop(Exception):
    """Ends a call inside of instructor; holds nothing that could be printed."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.what)
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Server:
    """Whom a sentence speaks of: the address without what could be secret, the model, whether a key was given."""

    address: str
    model: str
    has_key: bool


def of_status(status: int, body: object, headers: Mapping[str, str], server: Server) -> Verdict:
    """The verdict on an answer with an HTTP status that is no success."""
    code, parameter, words = _details(body)
    at = f"The model server at {server.address}"
    wait = retry_after(headers)
    if status == 429:
        return _too_many(code, wait, headers, server)
    if status in (408, 409, 425) or (status >= 500 and status != 501):
        error = ServerError(f"{at} failed ({status}), also on repeated tries.")
        if headers.get("x-should-retry") == "false":
            return Verdict("failed", error)
        return Verdict("again", error, wait, doubtful=status == 500)
    if status in (400, 413, 415, 422, 501):
        return _not_accepted(status, code, parameter, words, server)
    return Verdict("fatal", _setting(status, server))


def _too_many(code: str, wait: float | None, headers: Mapping[str, str], server: Server) -> Verdict:
    if code in ("insufficient_quota", "billing_hard_limit_reached"):
        sentence = f"The account at {server.address} has no quota left."
        return Verdict("fatal", ConfigError(sentence, hint="Look at its billing page, or name another server."))
    error = ServerError(f"The model server at {server.address} takes no more calls at the moment (429).")
    return Verdict("failed" if headers.get("x-should-retry") == "false" else "slow", error, wait)


def _not_accepted(status: int, code: str, parameter: str, words: str, server: Server) -> Verdict:
    if code == "content_filter":
        return Verdict("failed", Refused("The server's content filter stopped this document."))
    if status == 413 or code == "context_length_exceeded" or any(each in words for each in _TOO_LONG):
        return Verdict("failed", ExtractorError(f"This document is too long for {server.model}."))
    error = ServerError(f"The model server at {server.address} does not accept our request ({status}).")
    unknown = next((each for each in _OPTIONAL if each == parameter or (not parameter and each in words)), None)
    return Verdict("unsupported", error, parameter=unknown)


def _setting(status: int, server: Server) -> ConfigError:
    key = "Set NOTESIGHT_API_KEY to a key that is valid there."
    if status == 401:
        what = "does not accept the key" if server.has_key else "asks for a key"
        return ConfigError(f"The model server at {server.address} {what} (401).", hint=key)
    if status in (402, 403):
        return ConfigError(f"The model server at {server.address} refuses this key or this model ({status}).", hint=key)
    if status in (404, 405, 410):
        sentence = f"The model server at {server.address} knows no model “{server.model}” ({status})."
        return ConfigError(sentence, hint="Check the model's name, and the base URL: most end in /v1.")
    if 300 <= status < 400:
        sentence = f"{server.address} sends us to another address ({status}); your words are not sent after it."
        return ConfigError(sentence, hint="Set the base URL to the server's own address.")
    return ConfigError(f"The model server at {server.address} turns us away ({status}).", hint="Check the base URL.")


def of_connection(cause: BaseException | None, server: Server) -> Verdict:
    """The verdict on a call that never got a whole answer. ``cause`` is the transport's own exception."""
    # by name: httpx and httpx2 have the same classes twice
    kinds = {each.__name__ for each in type(cause).__mro__}
    if kinds & {"ConnectError", "ConnectTimeout", "ProxyError"}:
        sentence = f"No model server answers at {server.address}."
        return Verdict("gone", Unreachable(sentence, hint="Start it, or check the base URL."))
    if kinds & {"UnsupportedProtocol", "InvalidURL", "LocalProtocolError"}:
        sentence = f"{server.address} cannot be called."
        return Verdict("fatal", ConfigError(sentence, hint="Check the base URL and the key for stray characters."))
    sentence = f"The model server at {server.address} broke off the connection, also on repeated tries."
    return Verdict("again", ServerError(sentence), lost=True)


def of_body(what: str) -> Verdict:
    """The verdict on an answer with status 200 that is none; ``what`` it was, in our words."""
    error = AnswerError(f"The model server sent {what} instead of an answer, also on repeated tries.")
    return Verdict("odd", error, lost=True)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks us to wait, from ``retry-after-ms`` or ``Retry-After`` (seconds or a date)."""
    with suppress(ValueError, OverflowError):
        return _seconds(float(headers["retry-after-ms"]) / 1000) if "retry-after-ms" in headers else _plain(headers)
    return None


def _plain(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after")
    if not value:
        return None
    with suppress(ValueError):
        return _seconds(float(value))
    moment = parsedate_to_datetime(value)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return _seconds((moment - datetime.now(UTC)).total_seconds())


def _seconds(value: float) -> float | None:
    return max(0.0, value) if value == value and value != float("inf") else None  # noqa: PLR0124 (only nan differs from itself)


def _details(body: Any) -> tuple[str, str, str]:
    """Code, parameter and words of an error body, in lower case; servers differ in all three."""
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        body = body["error"]
    if not isinstance(body, dict):
        return "", "", str(body or "")[:2000].casefold()
    code = str(body.get("code") or body.get("type") or "").casefold()
    return code, str(body.get("param") or "").casefold(), str(body.get("message") or "")[:2000].casefold()
