"""Where a notebook was filled from: the files and the folders of mail servers that were read, and what came of each."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from notesight.model import Document, MboxMessage
from notesight.store import connection, ledger, mailboxes, queries
from notesight.store.mailboxes import Address, Mailbox


class Sources:
    """The files and mail servers of an open notebook."""

    def __init__(
        self, conn: sqlite3.Connection, path: Path, transaction: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._conn = conn
        self._path = path
        self._transaction = transaction

    def note(
        self, path: Path, size: int, mtime_ns: int, *, documents: int = 0, error: str | None = None, seen_at: datetime
    ) -> None:
        """Remember that a file was read, or, with ``error``, that it could not be."""
        with self._transaction():
            ledger.note(self._conn, ledger.File(str(path), size, mtime_ns, documents, error), seen_at)

    def known(self, path: Path, size: int, mtime_ns: int, *, message: bool = False) -> int | None:
        """How many documents a file gave when it was read whole with this size and time; ``None`` when it was not.

        A ``message`` of a Maildir is known too when it was read under another name: in ``new``, or with other flags.
        """
        with connection.speaking(self._path):
            found = ledger.known(self._conn, str(path), size, mtime_ns)
            if found is None and message:
                found = ledger.known_message(self._conn, str(path), size, mtime_ns)
            return found

    def messages(self, path: Path) -> list[MboxMessage]:
        """The messages that a mailbox file held when it was last read, in its order."""
        with connection.speaking(self._path):
            return ledger.messages(self._conn, str(path))

    def note_messages(self, path: Path, messages: Iterable[MboxMessage]) -> None:
        """Remember the messages of a mailbox file, so that they are passed over when it has changed behind them."""
        with self._transaction():
            ledger.note_messages(self._conn, str(path), messages)

    def note_moves(self, files: Iterable[tuple[Path, int, int]]) -> None:
        """Remember that files (path, size, time) are about to go to the archive; the same one again is no other one."""
        with self._transaction():
            for path, size, mtime_ns in files:
                ledger.note_move(self._conn, str(path), size, mtime_ns)

    def take_back_moves(self, paths: Iterable[Path]) -> None:
        """Remember that files have stayed where they are after all."""
        with self._transaction():
            for path in paths:
                ledger.take_back_move(self._conn, str(path))

    def times_moved(self, path: Path) -> int:
        """How many files of that name have gone to the archive."""
        with connection.speaking(self._path):
            return ledger.times_moved(self._conn, str(path))

    def waiting(self) -> frozenset[str]:
        """The files that current documents were read from which still wait for a reading, or whose reading failed."""
        with connection.speaking(self._path):
            return queries.waiting_sources(self._conn)

    def failed(self) -> list[str]:
        """The files that could not be read when they were last looked at."""
        with connection.speaking(self._path):
            return [name for name in ledger.failed(self._conn) if not mailboxes.is_message(name)]

    def documents(self, path: Path) -> list[int]:
        """The current documents that were read from a file."""
        with connection.speaking(self._path):
            return queries.read_from(self._conn, ledger.text(str(path)))

    def forget(self, path: Path) -> None:
        """Forget a file that is no longer there, with its failure; its documents stay."""
        with self._transaction():
            ledger.forget(self._conn, str(path))

    def mailbox(self, address: Address) -> Mailbox | None:
        """Up to where a folder of a mail server was read; ``None`` when nothing was ever read from it."""
        with connection.speaking(self._path):
            return mailboxes.find(self._conn, address)

    def note_mailbox(
        self, address: Address, mailbox: Mailbox, *, seen_at: datetime, mended: Iterable[int] = ()
    ) -> None:
        """Remember up to where a folder was read, in the transaction that stores its messages.

        ``mailbox.failed`` are messages that could not be read just now, ``mended`` are those that no longer fail.
        """
        with self._transaction():
            mailboxes.note(self._conn, address, mailbox, seen_at, mended)

    def holds(self, document: Document) -> bool:
        """Whether a mail of which only the header is known is stored: the same key, day, sender and title."""
        with connection.speaking(self._path):
            return mailboxes.holds(self._conn, document)
