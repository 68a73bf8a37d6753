"""Take in mail that is handed over, by LMTP or SMTP: "250" is said only of what is committed.

Three threads share the work, so that none waits for a slower one: one talks to whoever hands mail over, one stores what
came, and the caller's reads what was stored. A mail that cannot be stored now is refused for now and handed over again
later; one that is for nobody here, too large or no mail is refused for good, and its sender is told so by who sent it.
"""

from __future__ import annotations

import asyncio
import queue
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Literal, Self

from notesight import letterbox, sources
from notesight.errors import ConfigError, Locked, NotesightError, SourceError, StoreError, Unreachable, UsageError
from notesight.letterbox import Letter, Letterbox
from notesight.mailserver import is_loopback
from notesight.pipeline import Line, Outcome
from notesight.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

Protocol = Literal["lmtp", "smtp"]

GRACE_SECONDS = 30.0
"""What is under way when it is to stop may take so long to be finished."""
GLANCE_SECONDS = 0.5
"""So often is it seen whether to stop."""
RETRY_SECONDS = 30.0
"""What the database or a model server kept from being read is tried again after so long."""
IDLE_SECONDS = 300.0
"""Who says nothing for so long is hung up on."""
MOST_RECIPIENTS = 100
"""More recipients of one mail are asked to come in another one."""
MOST_SESSIONS = 40
"""More talks than these at once are put off."""
MOST_UNANSWERED = 1_000_000
"""Who says more bytes than these without waiting for an answer is hung up on."""
_WHERE = re.compile(r"(?:(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]*):)?(?P<port>\d{1,5})\Z")


@dataclass(frozen=True, slots=True)
class Door:
    """Where mail is handed over, and how."""

    protocol: Protocol
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.protocol}://{host}:{self.port}"


def door(protocol: Protocol, where: str, *, host: str | None = None, others: bool = False) -> Door:
    """The door that ``HOST:PORT`` or ``PORT`` names; ``host`` wins.

    Raises ``UsageError`` for an address that is none, and for one that other machines reach unless ``others`` may.
    """
    match = _WHERE.match(where.strip())
    port = int(match["port"]) if match else 65536
    if match is None or port > 65535:
        raise UsageError(f"“{where}” is no address.", hint=f"notesight receive --{protocol} 127.0.0.1:2525")
    named = ((match["host"] or "127.0.0.1") if host is None else host).strip("[]")
    if not is_loopback(named) and not (host and others):
        raise UsageError(
            f"Who reaches {named or 'every address'} could write into this notebook.",
            hint="Name 127.0.0.1; or, behind a wall of your own, --host ADDRESS together with --yes-others-can-write",
        )
    return Door(protocol, named, port)


class Receiver:
    """Mail that is handed over at a door, stored, and read. To be used in a ``with``, which opens the door."""

    def __init__(self, where: Door, line: Line, *, max_size: int = sources.LARGEST_MAIL) -> None:
        self.door = where
        self.addresses = tuple(dict.fromkeys((*line.settings.owner.addresses, *line.settings.receive_addresses)))
        if not self.addresses:
            raise ConfigError(
                "It is not said for whom mail may be received.",
                hint="notesight config receive_addresses notes@example.org",
            )
        try:
            import aiosmtpd  # noqa: F401
        except ImportError:
            raise ConfigError(
                "Receiving mail wants a library that is not installed.", hint="pip install 'notesight[mail]'"
            ) from None
        self._line = line
        self._box = Letterbox(line)
        self._stored: queue.SimpleQueue[int | Outcome] = queue.SimpleQueue()
        self._clerk = _Clerk(line, self._stored)
        self._talk = _Talk(where, _Rules(self.addresses, min(max_size, sources.LARGEST_MAIL)), self._clerk.store)

    def __enter__(self) -> Self:
        self._clerk.begin()
        try:
            port = self._talk.begin()
        except BaseException:
            self._clerk.end()
            raise
        self.door = Door(self.door.protocol, self.door.host, port)
        return self

    def __exit__(self, *_: object) -> None:
        self._talk.end()
        self._clerk.end()

    def outcomes(self, *, stop: Event | None = None) -> Iterator[Outcome]:
        """Read what comes, and say what becomes of it; what is known is no news. Ends when ``stop`` is set."""
        stop = stop or Event()
        self._box.add_left_over()
        said: dict[str, str] = {}
        later = 0.0
        while not stop.is_set():
            if time.monotonic() >= later:
                try:
                    yield from letterbox.news(self._box.read(), said)
                except (Unreachable, StoreError) as error:
                    yield from letterbox.news([Outcome("failed", "", error=error)], said)
                    later = time.monotonic() + RETRY_SECONDS
                else:
                    said.pop("", None)
                    later = 0.0
            yield from letterbox.news(self._taken(GLANCE_SECONDS), said)

    def finish(self) -> Iterator[Outcome]:
        """Let no more in, finish what is under way, and read it, unless a model would have to be asked."""
        self._talk.end()
        self._clerk.end()
        yield from self._taken(0)
        if self._line.extractor.local:
            yield from self._box.read()

    def _taken(self, seconds: float) -> Iterator[Outcome]:
        """Take over what was stored by now; what failed is told."""
        with suppress(queue.Empty):
            each = self._stored.get(timeout=seconds) if seconds else self._stored.get_nowait()
            while True:
                if isinstance(each, Outcome):
                    yield each
                else:
                    self._box.add([each])
                each = self._stored.get_nowait()


# --- storing ------------------------------------------------------------------------------------------------------


class _Clerk:
    """Stores one mail after the other, in a thread with an open notebook of its own."""

    def __init__(self, line: Line, stored: queue.SimpleQueue[int | Outcome]) -> None:
        self._line = line
        self._stored = stored
        self._thread: ThreadPoolExecutor | None = None
        self._store: Store | None = None

    def begin(self) -> None:
        self._thread = ThreadPoolExecutor(1, "notesight-store")
        self._store = self._thread.submit(Store.open, self._line.store.path).result()

    def end(self) -> None:
        if self._thread is not None and self._store is not None:
            self._thread.submit(self._store.close).result()
            self._thread.shutdown()
        self._thread = self._store = None

    async def store(self, data: bytes, sender: str) -> str:
        """Store a mail; what to answer, which is "250" only when it is committed."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._put, data, sender)

    def _put(self, data: bytes, sender: str) -> str:
        assert self._store is not None
        name = f"mail from {sender}" if sender not in {"", "<>"} else "mail without a sender"
        now = datetime.now().astimezone()
        try:
            stored = self._put_letter(
                letterbox.opened(sources.Raw(data, "mail", name, written=now.date()), self._line), now
            )
        except SourceError as error:
            self._stored.put(Outcome("failed", name, error=error))
            return f"554 5.6.0 {_plain(error.sentence.removeprefix(f'{name}: '))}"
        except Locked as error:
            self._stored.put(Outcome("failed", name, error=error))
            return "451 4.3.0 Another program holds the notebook; try again later"
        except StoreError as error:
            self._stored.put(Outcome("failed", name, error=error))
            return "452 4.3.1 The notebook cannot be written to now; try again later"
        except Exception as error:
            # Whoever hands the mail over keeps it. What the error says may quote the mail, and is not said.
            bug = NotesightError(f"{name}: A bug in notesight kept it from being stored: {type(error).__name__}.")
            self._stored.put(Outcome("failed", name, error=bug))
            raise
        if stored is not None:
            self._stored.put(stored)
        return "250 2.0.0 Stored"

    def _put_letter(self, letter: Letter, now: datetime) -> int | None:
        """Commit a letter: the id of what is new."""
        assert self._store is not None
        if letter.document is None:
            raise letter.error or SourceError("It cannot be read.")
        stored = self._store.put(letter.document, seen_at=now)
        if stored.status == "forgotten":
            self._stored.put(Outcome("forgotten", letter.name))
        return stored.id if stored.status in {"new", "changed"} else None


def _plain(sentence: str) -> str:
    """A sentence as an answer may hold it: one line of ASCII."""
    return "".join(c if " " <= c <= "~" else "?" for c in sentence)[:400]


# --- talking ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rules:
    """For whom mail is taken, and how large it may be."""

    addresses: tuple[str, ...]
    max_size: int

    def takes(self, address: str) -> bool:
        """Whether mail for an address is taken; ``me+x@example.org`` is ``me@example.org``."""
        local, _, host = address.casefold().rpartition("@")
        whole = {each.casefold() for each in self.addresses}
        return f"{local}@{host}" in whole or f"{local.partition('+')[0]}@{host}" in whole


class _Talk:
    """The server, in a thread with a loop of its own."""

    def __init__(self, where: Door, rules: _Rules, store: Callable[[bytes, str], Any]) -> None:
        self.door = where
        self.rules = rules
        self.sessions: set[Any] = set()
        self.closing = False
        self._store = store
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._server: asyncio.Server | None = None

    def begin(self) -> int:
        """Open the door; its port."""
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="notesight-receive", daemon=True)
        self._thread.start()
        try:
            self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        except (OSError, OverflowError, UnicodeError) as error:
            self._leave()
            reason = str(getattr(error, "strerror", None) or "no such address").lower()
            raise ConfigError(
                f"Nothing can be received at {self.door}: {reason}.", hint="Name another port, or end who has it."
            ) from None
        return int(self._server.sockets[0].getsockname()[1])

    def end(self) -> None:
        """Let no more in, finish what is under way, and hang up."""
        if self._loop is not None and self._thread is not None:
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
            self._leave()

    def _leave(self) -> None:
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
        self._loop = self._thread = None

    async def _listen(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        protocol = _protocol(self)
        handler = _Handler(self)
        options = {
            "data_size_limit": self.rules.max_size,
            "enable_SMTPUTF8": True,
            "hostname": "localhost",  # a look-up of our own name may take long
            "ident": "notesight",
            "timeout": IDLE_SECONDS,
            "loop": loop,
        }
        return await loop.create_server(lambda: protocol(handler, **options), self.door.host, self.door.port)

    async def _close(self) -> None:
        self.closing = True
        if self._server is not None:
            self._server.close()
        until = time.monotonic() + GRACE_SECONDS
        while any(session.answers for session in self.sessions) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        for session in list(self.sessions):
            session.dismiss("421 4.3.2 notesight is stopping")
        for _ in range(100):
            if not self.sessions:
                break
            await asyncio.sleep(0.01)

    async def taken(self, data: bytes, sender: str) -> str:
        """What to answer to a mail."""
        return str(await self._store(data, sender))


class _Handler:
    """What is answered; aiosmtpd calls these by their names."""

    def __init__(self, talk: _Talk) -> None:
        self._talk = talk

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        """Whether mail for a recipient is taken."""
        del server, session, options
        if self._talk.closing:
            return "421 4.3.2 notesight is stopping"
        if not self._talk.rules.takes(address):
            return "550 5.1.1 No mail is taken for this address"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Store a mail."""
        del server, session
        return await self._talk.taken(bytes(envelope.content), str(envelope.mail_from or ""))

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours: whoever hands the mail over keeps it."""
        del error
        return "451 4.3.0 notesight failed; try again later"


def _protocol(talk: _Talk) -> Callable[..., asyncio.BaseProtocol]:
    """One talk: aiosmtpd's, with an answer for each recipient in LMTP, and lines as long as the mail may be."""
    from aiosmtpd.lmtp import LMTP
    from aiosmtpd.smtp import SMTP

    lmtp = talk.door.protocol == "lmtp"
    base = LMTP if lmtp else SMTP

    largest = talk.rules.max_size
    too_large = f"552 5.3.4 A mail may have {largest / 1_000_000:g} MB"

    class Session(base):  # type: ignore[misc,valid-type]
        line_length_limit = largest + 1024
        answers = 0
        """How many answers are due: a mail is under way."""
        heard = 0
        """Bytes since the last answer."""

        def connection_made(self, transport: Any) -> None:
            talk.sessions.add(self)
            super().connection_made(transport)

        async def _handle_client(self) -> None:
            if len(talk.sessions) > MOST_SESSIONS or talk.closing:
                self.dismiss("421 4.3.2 Too many talks at once; try again later")
            else:
                await super()._handle_client()

        def connection_lost(self, error: Exception | None) -> None:
            talk.sessions.discard(self)
            super().connection_lost(error)

        def data_received(self, data: bytes) -> None:
            self.heard += len(data)
            if self.heard > (2 * largest if self.answers else 0) + MOST_UNANSWERED:
                self.dismiss(too_large)  # aiosmtpd would keep it all until the line ends, if ever
            else:
                super().data_received(data)

        def dismiss(self, sentence: str) -> None:
            """Hang up."""
            if self.transport is not None:
                self.transport.write(f"{sentence}\r\n".encode())
                self.transport.close()

        async def push(self, status: Any) -> None:
            self.heard = 0
            if isinstance(status, str) and status.startswith("354"):
                self.answers = len(self.envelope.rcpt_tos) if lmtp else 1
                await super().push(status)
                return
            if self.answers and status.startswith(("500", "552")):  # a line, or all of it
                status = too_large
            try:
                await super().push("\r\n".join([status] * self.answers) if self.answers else status)
            finally:
                self.answers = 0

    return Session
