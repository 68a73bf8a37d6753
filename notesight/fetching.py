"""Fetch mail from a folder of a mail server: only what is new, by its number there, and nothing there is changed.

A server numbers the messages of a folder upwards (UID) and says with another number (UIDVALIDITY) when it has begun
anew. What was read is remembered by both, in the same transaction that stores the messages: a stop at any point loses
nothing, and what is fetched again is known. A folder that was numbered anew is gone through by its headers; only what
is not known is fetched whole.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Event

from notesight import letterbox, sources, workers
from notesight.errors import SourceError, StoreError, Unreachable
from notesight.letterbox import Letter, Letterbox
from notesight.mailserver import Folder, Head, Lost, Server, folder
from notesight.pipeline import Line, Outcome
from notesight.store import Address, Mailbox

__all__ = ["Folder", "Wishes", "arrivals", "fetched", "folder"]

BATCH_MESSAGES = 50
"""At most so many messages are fetched and stored at once."""
BATCH_BYTES = 8_000_000
"""And at most so many bytes, unless one message alone has more."""
IDLE_SECONDS = 240.0
"""The folder is looked at at least so often: a connection that is dead is found so, and a server may end an old one."""
RETRY_SECONDS = 30.0
"""What another program or a model server kept from is tried again after so long."""
FIRST_PAUSE_SECONDS = 1.0
"""The time before a try to connect again; it doubles with each."""
LONGEST_PAUSE_SECONDS = 300.0
"""But is never longer."""
STEADY_SECONDS = 60.0
"""A connection that held for so long was a good one, and its end is no news."""
_SERVER, _ELSE = "", " "
"""What failures that belong to no message are remembered by, so that each is said once: nothing that is shown."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be fetched, and how: ``since`` is the day of arrival, ``limit`` a number of messages for this time.

    ``unchecked`` leaves the server's certificate unchecked; a server on this machine only.
    """

    since: date | None = None
    limit: int | None = None
    mark_seen: bool = False
    unchecked: bool = False


def fetched(where: Folder, line: Line, password: Callable[[], str], wishes: Wishes) -> Iterator[Outcome]:
    """Connect; then fetch what is new in a folder, store it and read it, with an outcome for each message looked at.

    A message that still fails as it did is no news. Raises ``Unreachable`` when the server does not answer or the
    connection is lost, ``ConfigError`` for a wrong password or a certificate that is not trusted, ``UsageError`` for a
    folder that is not there.
    """
    return _fetched(_connected(where, password, wishes), line, wishes)


def _fetched(server: Server, line: Line, wishes: Wishes) -> Iterator[Outcome]:
    box = Letterbox(line)
    with server:
        box.add_left_over()
        yield from _round(server, line, box, wishes)
    yield from box.read()


def arrivals(
    where: Folder, line: Line, password: Callable[[], str], wishes: Wishes, *, stop: Event | None = None
) -> Iterator[Outcome]:
    """Connect; then fetch what is new, stay and fetch what comes; what is known is no news. Ends when ``stop`` is set.

    A connection that is lost, a model server that does not answer and a database that cannot be written to now are
    each said once and tried again. Raises as ``fetched`` does while the first connection is made, and later when the
    server no longer takes the password.
    """
    connect = functools.partial(_connected, where, functools.cache(password), wishes)
    return _arrivals(connect(), connect, line, wishes, stop or Event())


def _arrivals(
    first: Server | None, connect: Callable[[], Server], line: Line, wishes: Wishes, stop: Event
) -> Iterator[Outcome]:
    box = Letterbox(line)
    box.add_left_over()
    said: dict[str, str] = {}
    pause = FIRST_PAUSE_SECONDS
    while not stop.is_set():
        begun = time.monotonic()
        try:
            with first or connect() as server:
                while not stop.is_set():
                    calm = yield from _patient_round(server, line, box, wishes, said)
                    server.wait(stop, IDLE_SECONDS if calm else RETRY_SECONDS)
        except Lost as error:
            if time.monotonic() - begun > STEADY_SECONDS:  # every connection ends some day
                pause = FIRST_PAUSE_SECONDS
                said.pop(_SERVER, None)
            else:
                again = Lost(f"{error.sentence.removesuffix('.')}; it is tried again.")
                yield from letterbox.news([Outcome("failed", _SERVER, error=again)], said)
            first = None
            stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _connected(where: Folder, password: Callable[[], str], wishes: Wishes) -> Server:
    return Server.connected(where, password, writing=wishes.mark_seen, unchecked=wishes.unchecked)


# --- one look at the folder ---------------------------------------------------------------------------------------


def _patient_round(
    server: Server, line: Line, box: Letterbox, wishes: Wishes, said: dict[str, str]
) -> Generator[Outcome, None, bool]:
    """One look, and the reading; false when the database or a model server keeps from it, which is left for later."""
    try:
        yield from letterbox.news(_round(server, line, box, wishes), said)
        yield from letterbox.news(box.read(), said)
    except Lost:
        raise
    except (Unreachable, StoreError) as error:
        yield from letterbox.news([Outcome("failed", _ELSE, error=error)], said)
        return False
    said.pop(_ELSE, None)
    return True


def _round(server: Server, line: Line, box: Letterbox, wishes: Wishes) -> Iterator[Outcome]:
    """Store all that is new in the folder; a local extractor reads it at once, for a model it waits in the box."""
    progress = _Progress(server, line, wishes)
    for uids in workers.chunks(progress.uids(), BATCH_MESSAGES):
        for batch in progress.batches(uids):
            yield from progress.take(batch, box)
            if line.extractor.local:
                yield from box.read()
            if batch.last:
                return
    progress.finish()


@dataclass(slots=True)
class _Batch:
    """Messages that are passed over, and those that are fetched and stored at once; ``last`` when the limit is reached."""

    known: list[int] = field(default_factory=list)
    too_large: list[Head] = field(default_factory=list)
    wanted: list[Head] = field(default_factory=list)
    last: bool = False

    @property
    def uids(self) -> list[int]:
        """All of them."""
        return [*self.known, *(head.uid for head in (*self.too_large, *self.wanted))]

    @property
    def bytes(self) -> int:
        """What is to be fetched."""
        return sum(head.size for head in self.wanted)


class _Progress:
    """What is to be looked at in a folder, and up to where that was done.

    What was remembered counts only while the folder is numbered as it was. A server that names no numbering is gone
    through by its headers each time.

    Messages that came before a day can be left out; all that is known of the others is remembered with that day. A call
    that names an earlier day goes back to what was left out.
    """

    def __init__(self, server: Server, line: Line, wishes: Wishes) -> None:
        self._server, self._line, self._wishes = server, line, wishes
        self._address = _address(server.where)
        self._left = wishes.limit
        before = line.store.sources.mailbox(self._address)
        earlier = before.since if before else None
        self._before = before if before and before.uidvalidity == server.uidvalidity != 0 else None
        self._last = self._before.last_uid if self._before else 0
        self._failed = dict(self._before.failed) if self._before else {}
        self._back = bool(self._before and earlier and wishes.since and wishes.since < earlier)
        if self._before is None:
            self._since = self._from = wishes.since or earlier
        else:
            self._from = wishes.since
            self._since = earlier if self._back else max(filter(None, (earlier, wishes.since)), default=None)

    def uids(self) -> Iterator[int]:
        """The numbers to look at: what failed, once for each connection; what an earlier day brings in; what is new."""
        search = self._server.search
        failed = [] if self._server.tried_again else sorted(self._failed)
        back = search(1, self._last, self._from) if self._back else []
        return iter(dict.fromkeys([*failed, *back, *search(self._last + 1, None, self._from)]))

    def batches(self, uids: Sequence[int]) -> Iterator[_Batch]:
        """Messages in lots of a bounded size; those that are no longer there are left out."""
        batch = _Batch()
        for head in self._server.heads(uids):
            if self._is_known(head):
                batch.known.append(head.uid)
            elif head.size > sources.LARGEST_MAIL:
                batch.too_large.append(head)
            elif self._left == 0:
                batch.last = True
                break
            else:
                if batch.wanted and batch.bytes + head.size > BATCH_BYTES:
                    yield batch
                    batch = _Batch()
                batch.wanted.append(head)
                self._left = None if self._left is None else self._left - 1
        yield batch

    def take(self, batch: _Batch, box: Letterbox) -> Iterator[Outcome]:
        """Fetch and store one lot, and remember that."""
        letters = self._too_large(batch.too_large) | self._fetch(batch.wanted)
        uids = {letter.name: uid for uid, letter in letters.items()}
        last = max((self._last, *batch.uids))
        mended = self._failed.keys() & set(batch.uids)
        failed: dict[int, str] = {}

        def note(unread: list[Letter]) -> None:
            # The list of what failed shows each under its own address: "INBOX, message 5" says less.
            failed.update(
                (uids[letter.name], letter.error.sentence.removeprefix(f"{letter.name}: "))
                for letter in unread
                if letter.error
            )
            self._note(last, failed, mended - failed.keys())

        outcomes = box.put(list(letters.values()), note)
        self._last = last
        if self._wishes.mark_seen:
            self._server.mark_seen([uid for uid in batch.uids if uid not in failed])
        for outcome in outcomes:
            uid = uids[outcome.name]
            if uid not in failed or self._failed.get(uid) != failed[uid]:
                yield outcome
        self._failed = {uid: why for uid, why in self._failed.items() if uid not in mended}
        if batch.known:
            yield Outcome("known", self._server.where.folder, documents=len(batch.known))

    def finish(self) -> None:
        """Remember that all was looked at: what was left out is not searched again, what has vanished is forgotten."""
        vanished = set() if self._server.tried_again else self._failed.keys()
        self._server.tried_again = True
        last = max(self._last, self._server.next_uid - 1)
        self._since = self._from if self._back else self._since
        before = self._before
        if vanished or before is None or (last, self._since) != (before.last_uid, before.since):
            self._note(last, {}, vanished)

    def _note(self, last: int, failed: dict[int, str], mended: Iterable[int]) -> None:
        mailbox = Mailbox(self._server.uidvalidity, last, self._since, failed)
        self._line.store.sources.note_mailbox(self._address, mailbox, seen_at=datetime.now(UTC), mended=mended)

    def _is_known(self, head: Head) -> bool:
        """Whether the header alone says that the mail is stored: its key, day, sender and title."""
        document = letterbox.opened(sources.Raw(head.header, "mail", "", written=head.arrived), self._line).document
        return document is not None and document.key.startswith("mid:") and self._line.store.sources.holds(document)

    def _fetch(self, heads: Sequence[Head]) -> dict[int, Letter]:
        found = self._server.messages([head.uid for head in heads]) if heads else {}
        letters = {}
        for head in heads:
            if head.uid not in found:
                continue  # it was taken away since its header was seen
            name, data = self._name(head.uid), found[head.uid]
            if data is None:
                letters[head.uid] = Letter(name, error=SourceError(f"{name}: The server does not give it."))
                continue
            source = self._address.message(self._server.uidvalidity, head.uid)
            raw = sources.Raw(data, "mail", name, written=head.arrived)
            letters[head.uid] = letterbox.opened(raw, self._line, source=source)
        return letters

    def _too_large(self, heads: Sequence[Head]) -> dict[int, Letter]:
        largest = f"a mail may have {sources.LARGEST_MAIL // 1_000_000} MB"
        sentences = {
            head.uid: f"{self._name(head.uid)} has {head.size / 1_000_000:.0f} MB; {largest}." for head in heads
        }
        return {uid: Letter(self._name(uid), error=SourceError(sentence)) for uid, sentence in sentences.items()}

    def _name(self, uid: int) -> str:
        return f"{self._server.where.folder}, message {uid}"


def _address(where: Folder) -> Address:
    """What a folder is remembered by, with TLS or without."""
    host = f"[{where.host}]" if ":" in where.host else where.host
    return Address(host if where.port in (143, 993) else f"{host}:{where.port}", where.user, where.folder)
