"""A server's own batches: its files and batches endpoints, through the one client, with faults as errors of ours.

Each call stands alone: it opens a connection, tries again where that makes sense, and closes it. What makes something on
the server is not simply sent again when its answer did not come: it is looked for first.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from notesight.errors import ConfigError, ServerError, Unreachable
from notesight.extractors.openai import client, faults
from notesight.extractors.openai.faults import Server, Verdict
from notesight.extractors.openai.seam import LONGEST_PAUSE, RETRIES

if TYPE_CHECKING:
    from pathlib import Path

Found = TypeVar("Found")

ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
"""The server's words for a batch that it does no more work on."""
KEY = "notesight"
"""Under this key, a batch's metadata have our own name for it."""
TRANSFER_SECONDS = 3600.0
"""The longest that one file may take on its way."""
_CLOCKS_DIFFER = timedelta(days=1)
_MOST_LISTED = 20_000
_PAUSE, _MOST_PAUSE = 0.5, 30.0
_CODE = re.compile(r"[a-z][a-z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class RemoteBatch:
    """A batch as the server tells of it; ``code`` says in one of its own code words why it was refused, if it was."""

    id: str
    status: str
    answered: int
    failed: int
    output_id: str | None
    error_id: str | None
    code: str | None

    @property
    def ended(self) -> bool:
        """Whether the server does no more work on it."""
        return self.status in ENDED


class _NotThere(Exception):
    """The server knows nothing of that name."""


class BatchServer:
    """The files and batches of one server. ``seconds`` is the longest that a small call may take.

    Every method raises ``ConfigError`` for a wrong key or a server without batches, ``Unreachable`` when none answers
    and ``ServerError`` when it fails also on repeated tries.
    """

    def __init__(self, address: str, key: str | None, model: str, seconds: float) -> None:
        self._address = address
        self._key = key
        self._seconds = seconds
        self._server = Server(client.printable(address), model, has_key=key is not None)

    def upload(self, path: Path) -> str:
        """Upload a file of requests, once for its name; the server's name for it."""

        async def work(connection: Any, tried: int) -> str:
            if tried and (there := await self._file_called(connection, path.name)):
                return there
            with path.open("rb") as content:
                made = await connection.files.create(file=(path.name, content, "application/jsonl"), purpose="batch")
            return _text(made, "id")

        return self._do(work, seconds=TRANSFER_SECONDS)

    def file_called(self, name: str) -> str | None:
        """The uploaded file that goes by this name of ours, if there is one."""
        return self._do(lambda connection, _: self._file_called(connection, name))

    def start(self, file_id: str, token: str, since: datetime) -> RemoteBatch | None:
        """Start a batch, once for its ``token``; ``None`` when the server has no such file."""

        async def work(connection: Any, tried: int) -> RemoteBatch:
            if tried and (there := await self._batch_of(connection, token, since)):
                return there
            return _told(
                await connection.batches.create(
                    input_file_id=file_id,
                    endpoint="/v1/chat/completions",
                    completion_window="24h",
                    metadata={KEY: token},
                )
            )

        with suppress(_NotThere):
            return self._do(work, absent=("", "file_not_found", "invalid_file"))
        return None

    def batch_of(self, token: str, since: datetime) -> RemoteBatch | None:
        """The batch that was started with this token at or after ``since``, if there is one."""
        return self._do(lambda connection, _: self._batch_of(connection, token, since))

    def batch(self, batch_id: str) -> RemoteBatch | None:
        """A batch as it is now; ``None`` when the server knows it no more."""

        async def work(connection: Any, _: int) -> RemoteBatch:
            return _told(await connection.batches.retrieve(batch_id))

        with suppress(_NotThere):
            return self._do(work, absent=("",))
        return None

    def cancel(self, batch_id: str) -> RemoteBatch | None:
        """Ask for a batch to be ended; as it is now. One that has ended stays as it is."""

        async def work(connection: Any, _: int) -> RemoteBatch:
            now = _told(await connection.batches.retrieve(batch_id))
            return now if now.ended else _told(await connection.batches.cancel(batch_id))

        with suppress(_NotThere):
            return self._do(work, absent=("",))
        return None

    def download(self, file_id: str, path: Path) -> bool:
        """Write a file of the server to ``path``; whether it is still there."""

        async def work(connection: Any, _: int) -> bool:
            async with connection.files.with_streaming_response.content(file_id) as reply:
                with path.open("wb") as target:
                    async for some in reply.iter_bytes(1 << 16):
                        target.write(some)
            return True

        with suppress(_NotThere):
            return self._do(work, seconds=TRANSFER_SECONDS, absent=("",))
        return False

    def delete(self, file_id: str) -> None:
        """Delete a file of ours; one that is gone already is no failure."""

        async def work(connection: Any, _: int) -> None:
            await connection.files.delete(file_id)

        with suppress(_NotThere):
            self._do(work, absent=("",))

    # --- one call ------------------------------------------------------------------------------------------------

    async def _file_called(self, connection: Any, name: str) -> str | None:
        async for each in _limited(connection.files.list(purpose="batch", limit=1000)):
            if getattr(each, "filename", None) == name:
                return _text(each, "id")
        return None

    async def _batch_of(self, connection: Any, token: str, since: datetime) -> RemoteBatch | None:
        oldest = (since - _CLOCKS_DIFFER).timestamp()
        async for each in _limited(connection.batches.list(limit=100)):
            data = getattr(each, "metadata", None)
            if isinstance(data, dict) and data.get(KEY) == token:
                return _told(each)
            made = getattr(each, "created_at", None)
            if isinstance(made, int) and made < oldest:  # the newest stand first
                return None
        return None

    def _do(
        self,
        work: Callable[[Any, int], Awaitable[Found]],
        *,
        seconds: float | None = None,
        absent: tuple[str, ...] = (),
    ) -> Found:
        """Do one call, and again while it makes sense. ``absent`` are the codes that mean “not there”, "" any with 404."""
        return asyncio.run(self._tried(work, seconds or self._seconds, absent))

    async def _tried(
        self, work: Callable[[Any, int], Awaitable[Found]], seconds: float, absent: tuple[str, ...]
    ) -> Found:
        connection = client.open_client(self._address, self._key, 1)
        try:
            tried = 0
            while isinstance(found := await self._once(work(connection, tried), seconds, absent), _Failed):
                verdict = found.verdict
                final = verdict.what not in ("again", "slow", "gone", "odd") or (verdict.what == "gone" and tried)
                if final or tried == RETRIES:
                    raise verdict.error
                tried += 1
                await asyncio.sleep(self._pause(tried, verdict))
            return found
        finally:
            await connection.close()

    async def _once(self, call: Awaitable[Found], seconds: float, absent: tuple[str, ...]) -> Found | _Failed:
        libraries = client.libraries()
        openai = libraries.openai
        try:
            async with asyncio.timeout(seconds):
                return await call
        except TimeoutError:
            sentence = f"The model server at {self._server.address} gave no whole answer within {seconds:g} seconds."
            return _Failed(Verdict("again", ServerError(sentence, hint="Raise timeout_seconds.")))
        except openai.APIStatusError as error:
            return _Failed(self._of_status(error, absent))
        except openai.APIConnectionError as error:
            return _Failed(faults.of_connection(error.__cause__, self._server))
        except libraries.http.HTTPError as error:  # in the middle of a file
            return _Failed(faults.of_connection(error, self._server))
        except (openai.APIError, ValueError, TypeError, AttributeError):
            return _Failed(self._odd())

    def _of_status(self, error: Any, absent: tuple[str, ...]) -> Verdict:
        body = error.body.get("error", error.body) if isinstance(error.body, dict) else {}
        code = str(body.get("code") or body.get("type") or "") if isinstance(body, dict) else ""
        if absent and ((error.status_code == 404 and "" in absent) or (code and code in absent)):
            raise _NotThere
        if error.status_code in (404, 405, 501):
            sentence = f"The server at {self._server.address} takes no batches ({error.status_code})."
            return Verdict("fatal", ConfigError(sentence, hint="Read without them: notesight run"))
        verdict = faults.of_status(error.status_code, error.body, error.response.headers, self._server)
        if verdict.what == "unsupported" or (verdict.what == "failed" and error.status_code < 429):
            sentence = f"The server at {self._server.address} does not take our batch ({error.status_code})."
            return Verdict("fatal", ConfigError(sentence, hint="Read without batches: notesight run"))
        return verdict

    def _odd(self) -> Verdict:
        sentence = f"The server at {self._server.address} answered about its batches with something that is none."
        return Verdict("odd", ServerError(sentence, hint="Check the base URL, or read without batches: notesight run"))

    def _pause(self, tried: int, verdict: Verdict) -> float:
        if verdict.wait is not None and verdict.wait > LONGEST_PAUSE:
            sentence = f"The model server at {self._server.address} takes no calls for {verdict.wait / 60:.0f} minutes."
            raise Unreachable(sentence, hint="Say the same again then: nothing is lost.")
        spread = random.uniform(0.5, 1.5)  # noqa: S311 (no secret hangs on it)
        return max(verdict.wait or 0.0, min(_MOST_PAUSE, _PAUSE * 2.0 ** (tried - 1)) * spread)


@dataclass(frozen=True, slots=True)
class _Failed:
    verdict: Verdict


async def _limited(paginator: Any) -> Any:
    """What a list gives, page by page, but no endless list."""
    seen = 0
    async for each in paginator:
        yield each
        seen += 1
        if seen >= _MOST_LISTED:
            return


def _told(found: Any) -> RemoteBatch:
    """A batch out of the library's object, in which anything may stand: it checks no shapes."""
    counts = getattr(found, "request_counts", None)
    errors = getattr(getattr(found, "errors", None), "data", None) or []
    codes = [str(getattr(each, "code", "")) for each in errors if _CODE.fullmatch(str(getattr(each, "code", "")))]
    return RemoteBatch(
        id=_text(found, "id"),
        status=_word(found),
        answered=_number(counts, "completed"),
        failed=_number(counts, "failed"),
        output_id=_optional(found, "output_file_id"),
        error_id=_optional(found, "error_file_id"),
        code=codes[0] if codes else None,
    )


def _word(found: Any) -> str:
    status = _text(found, "status")
    if not _CODE.fullmatch(status):
        raise ValueError("no status")
    return status


def _text(found: Any, name: str) -> str:
    value = getattr(found, name, None)
    if not isinstance(value, str) or not value:
        raise ValueError(f"no {name}")
    return value


def _optional(found: Any, name: str) -> str | None:
    value = getattr(found, name, None)
    return value if isinstance(value, str) and value else None


def _number(counts: Any, name: str) -> int:
    value = getattr(counts, name, None)
    return value if isinstance(value, int) and value >= 0 else 0
