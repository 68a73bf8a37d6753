"""Mailboxes: up to which message each folder of a mail server was read. Never a password.

A message that could not be read stands in the ledger of files under its own address, so that it is listed with them; it
is tried again by whoever fetches from the folder, and forgotten when the server has given the folder new numbers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import quote

from notesight.model import Document
from notesight.store import ledger, tombstones


class Address(NamedTuple):
    """A folder of somebody's on a mail server; ``server`` has a port only where it is not the usual one."""

    server: str
    user: str
    folder: str

    def message(self, uidvalidity: int, uid: int | str) -> str:
        """One message of it, as RFC 5092 writes it; all of them begin as with an empty ``uid``."""
        user, folder = quote(self.user, safe=""), quote(self.folder, safe="/")
        return f"imap://{user}@{self.server}/{folder};UIDVALIDITY={uidvalidity}/;UID={uid}"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """All messages of a folder up to ``last_uid`` were read, but for those that came before ``since``.

    They are numbered so while the folder has this ``uidvalidity``. ``failed`` are those that could not be read, with the
    sentences that say why.
    """

    uidvalidity: int
    last_uid: int
    since: date | None = None
    failed: Mapping[int, str] = field(default_factory=dict)


def is_message(name: str) -> bool:
    """Whether an entry of the ledger is a message on a mail server and no file: no absolute path looks so."""
    return name.startswith("imap://")


def find(conn: sqlite3.Connection, address: Address) -> Mailbox | None:
    """What is known of a folder; ``None`` when nothing was ever read from it."""
    sql = "SELECT uidvalidity, last_uid, since FROM mailboxes WHERE server = ? AND user = ? AND folder = ?"
    row = conn.execute(sql, address).fetchone()
    if row is None:
        return None
    begin = address.message(row["uidvalidity"], "")
    listed = "SELECT path, error FROM files WHERE status = 'failed' AND substr(path, 1, ?) = ?"
    failed = {int(each["path"][len(begin) :]): str(each["error"]) for each in conn.execute(listed, [len(begin), begin])}
    since = date.fromisoformat(row["since"]) if row["since"] else None
    return Mailbox(row["uidvalidity"], row["last_uid"], since, failed)


def note(
    conn: sqlite3.Connection, address: Address, mailbox: Mailbox, seen_at: datetime, mended: Iterable[int] = ()
) -> None:
    """Remember up to where a folder was read; of two who read it at once, the one who came further counts.

    ``failed`` is added to what is listed already, ``mended`` are messages that are taken out of it.
    """
    conn.execute(
        "INSERT INTO mailboxes (server, user, folder, uidvalidity, last_uid, since, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (server, user, folder) DO UPDATE SET "
        "last_uid = CASE WHEN uidvalidity = excluded.uidvalidity THEN max(last_uid, excluded.last_uid) "
        "ELSE excluded.last_uid END, "
        "uidvalidity = excluded.uidvalidity, since = excluded.since, seen_at = excluded.seen_at",
        [
            *address,
            mailbox.uidvalidity,
            mailbox.last_uid,
            mailbox.since.isoformat() if mailbox.since else None,
            seen_at.isoformat(),
        ],
    )
    mine, others = address.message(mailbox.uidvalidity, ""), address.message(0, "").partition("0/;UID=")[0]
    conn.execute(
        "DELETE FROM files WHERE status = 'failed' AND substr(path, 1, ?) = ? AND substr(path, 1, ?) <> ?",
        [len(others), others, len(mine), mine],
    )
    for uid, sentence in mailbox.failed.items():
        ledger.note(conn, ledger.File(f"{mine}{uid}", 0, 0, 0, sentence), seen_at)
    for uid in mended:
        ledger.forget(conn, f"{mine}{uid}")


def holds(conn: sqlite3.Connection, document: Document) -> bool:
    """Whether a document is stored that has the same key, day, sender and title: as much as a mail's header tells.

    One that was forgotten need not be fetched either.
    """
    if tombstones.keep_out(conn, document.key):
        return True
    sql = (
        "SELECT 1 FROM documents WHERE key = ? AND date = ? AND sender_address = ? "
        "AND titled = ? AND (titled = 0 OR title = ?) LIMIT 1"
    )
    sender = document.sender.address if document.sender else ""
    titled = int(bool(document.title))
    row = (document.key, document.date.isoformat(), sender, titled, document.title or "")
    return conn.execute(sql, row).fetchone() is not None
