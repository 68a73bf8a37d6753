"""A folder of a mail server (IMAP): its address, a connection to it, and what is said on the wire.

imap-tools gives the connection, the names of folders and the waiting. Messages are taken as bytes, for our own parser,
and a flag is set by hand: imap-tools expunges the folder with each. What a server says is never shown but for the names
of folders: it may quote anything.
"""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from threading import Event
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote

from notesight.errors import ConfigError, NotesightError, Unreachable, UsageError

if TYPE_CHECKING:
    import ssl

    from imap_tools import BaseMailBox

CONNECT_SECONDS = 20.0
"""How long a server may take to say who it is."""
ANSWER_SECONDS = 60.0
"""And then to answer."""
GLANCE_SECONDS = 1.0
"""So often is it seen whether to stop."""
ASKING_SECONDS = 30.0
"""A server that does not tell of new mail by itself is asked so often."""
MOST_FOLDERS = 40
"""So many names of folders are listed when one is not there."""
_URL = re.compile(
    r"(?P<scheme>imaps?)://(?:(?P<user>[^/]*)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^/:@\[\]]*)(?::(?P<port>\d{1,5}))?"
    r"(?:/(?P<folder>.*))?\Z",
    re.IGNORECASE | re.DOTALL,
)
_PORTS = {"imap": 143, "imaps": 993}
_FORM = "For example: notesight fetch imaps://you@mail.example.org/INBOX"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOT_ACCEPTED = "Many providers want an app password here, made in their settings, or IMAP to be switched on there."
_AGAIN = "Say the same again: what was fetched is kept, and the rest is fetched then."
_MAYBE_LATER = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\b", re.IGNORECASE)


class Lost(Unreachable):
    """The mail server does not answer, or no longer."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of somebody's on a mail server, and whether TLS begins with the connection."""

    host: str
    port: int
    user: str
    folder: str
    tls: bool


@dataclass(frozen=True, slots=True)
class Head:
    """One message before it is fetched: its number, size and day of arrival, and what its header tells."""

    uid: int
    size: int
    arrived: date | None
    header: bytes


def folder(url: str) -> Folder:
    """The folder that a URL names, ``INBOX`` when none. Raises ``UsageError``, which never quotes it: it may be secret."""
    match = _URL.match(url.strip())
    if match is None or not match["host"]:
        raise UsageError("A mail folder is named imaps://USER@HOST/FOLDER.", hint=_FORM)
    if match["user"] is not None and ":" in match["user"]:
        raise UsageError(
            "An address with a password in it is not taken: it would stay in the history of the shell.",
            hint="Leave the password out; set $NOTESIGHT_IMAP_PASSWORD, or type it when asked.",
        )
    user, name = unquote(match["user"] or ""), unquote(match["folder"] or "").strip("/") or "INBOX"
    if not user:
        raise UsageError("The address names no user.", hint=_FORM)
    if not (user + name).isprintable():
        raise UsageError("The address holds characters that no name of a user or a folder has.", hint=_FORM)
    scheme = match["scheme"].lower()
    port = int(match["port"] or _PORTS[scheme])
    if not 0 < port < 65536:
        raise UsageError(f"There is no port {port}.", hint=_FORM)
    host = match["host"].strip("[]").lower()
    return Folder(host, port, user, "INBOX" if name.upper() == "INBOX" else name, scheme == "imaps")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, and what is sent there stays on it."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


@contextmanager
def _speaking(where: Folder) -> Iterator[None]:
    """Turn what goes wrong on the wire into a sentence."""
    import imaplib

    from imap_tools.errors import ImapToolsError

    try:
        yield
    except (imaplib.IMAP4.abort, OSError, EOFError):
        raise Lost(f"The connection to {where.host} was lost.", hint=_AGAIN) from None
    except (imaplib.IMAP4.error, ImapToolsError):
        raise _refused(where) from None


class Server:
    """A connection with the folder open, for reading only unless messages are to be marked."""

    def __init__(self, where: Folder, box: BaseMailBox, *, writing: bool) -> None:
        self.where = where
        self.tried_again = False
        self._box = box
        self._abilities: list[str] = []
        self._open(writing=writing)
        self.uidvalidity = self._number("UIDVALIDITY")
        self.next_uid = self._number("UIDNEXT")

    @classmethod
    def connected(
        cls, where: Folder, password: Callable[[], str], *, writing: bool = False, unchecked: bool = False
    ) -> Self:
        """Connect, log in and open the folder; ``unchecked`` leaves the certificate unchecked, on this machine only."""
        box = _connect(where, unchecked=unchecked)
        try:
            _log_in(where, box, password())
            return cls(where, box, writing=writing)
        except BaseException:
            _hang_up(box)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _hang_up(self._box)

    def _open(self, *, writing: bool) -> None:
        import imaplib

        from imap_tools.errors import MailboxFolderSelectError

        with _speaking(self.where):
            _, told = self._box.client.capability()  # it may be another than before the log-in
            self._abilities = b" ".join(filter(None, told)).decode(errors="replace").upper().split()
            name = self.where.folder
            try:
                self._box.folder.set(name, readonly=not writing)
            except imaplib.IMAP4.readonly:
                raise UsageError(
                    f"The folder “{name}” can only be read: nothing in it can be marked.", hint="Leave out --mark-seen."
                ) from None
            except MailboxFolderSelectError:
                there = self._folders()
                if name in there:
                    raise UsageError(
                        f"The folder “{name}” cannot be opened.", hint="Look at its permissions."
                    ) from None
                raise UsageError(
                    f"There is no folder “{name}” at {self.where.host}.", hint=f"One of these: {', '.join(there)}"
                ) from None

    def _folders(self) -> list[str]:
        """The names of the folders that are there, fit for a screen."""
        with suppress(ValueError):  # a name that cannot be decoded
            names = [each.name for each in self._box.folder.list() if r"\Noselect" not in each.flags]
            shown = sorted(name for name in names if name.isprintable())
            return shown[:MOST_FOLDERS] + (["…"] if len(shown) > MOST_FOLDERS else [])
        return ["INBOX"]

    def search(self, first: int, last: int | None, since: date | None) -> list[int]:
        """The numbers, upwards, of the messages from one to another that came on or after a day."""
        with _speaking(self.where):
            criteria = f"UID {first}:{last or '*'}"
            if since:
                criteria += f" SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year:04}"
            found = {int(uid) for uid in self._box.uids(criteria, charset=None)}
            # "9:*" is the last message too, when that is number 5.
            return sorted(uid for uid in found if first <= uid <= (last or uid))

    def heads(self, uids: Sequence[int]) -> list[Head]:
        """What is known of messages before they are fetched; one that is no longer there is left out."""
        with _speaking(self.where):
            fields = (
                "UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM SENDER X-FROM SUBJECT)]"
            )
            found = {}
            for told, header in self._fetch(uids, fields):
                uid = _told_number(told, b"UID")
                if uid is not None:
                    found[uid] = Head(uid, _told_number(told, b"RFC822.SIZE") or 0, _arrived(told), header or b"")
            return [found[uid] for uid in uids if uid in found]

    def messages(self, uids: Sequence[int]) -> dict[int, bytes | None]:
        """Whole messages as bytes, ``None`` for one that the server refuses; reading leaves their flags as they are."""
        with _speaking(self.where):
            try:
                found = self._messages(uids)
            except Lost:
                if len(uids) == 1:
                    return {uids[0]: None}
                found = {}
                for uid in uids:  # one that is broken on the server keeps no other one from being read
                    try:
                        found |= self._messages([uid])
                    except Lost:
                        found[uid] = None
            return found

    def _messages(self, uids: Sequence[int]) -> dict[int, bytes | None]:
        found: dict[int, bytes | None] = {}
        for told, data in self._fetch(uids, "UID BODY.PEEK[]"):
            uid = _told_number(told, b"UID")
            if uid is not None and b"BODY[]" in told.upper():
                found[uid] = data or b""
        return found

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Mark messages as seen, and do nothing else to the folder."""
        with _speaking(self.where):
            if uids:
                self._accepted(self._box.client.uid("STORE", _set(uids), "+FLAGS.SILENT", r"(\Seen)"))

    def wait(self, stop: Event, seconds: float) -> None:
        """Until the server tells of something, some time has passed, or ``stop`` is set."""
        with _speaking(self.where):
            if "IDLE" not in self._abilities:
                stop.wait(min(seconds, ASKING_SECONDS))
                self._box.client.noop()
                return
            until = time.monotonic() + seconds
            self._box.idle.start()  # type: ignore[no-untyped-call]
            while not (self._overheard() or stop.is_set()) and time.monotonic() < until:
                begun = time.monotonic()
                # Nothing, and that at once: the connection has ended, as the next word to the server will tell.
                if self._box.idle.poll(GLANCE_SECONDS) or time.monotonic() - begun < GLANCE_SECONDS / 2:
                    break
            self._box.idle.stop()  # type: ignore[no-untyped-call]

    def _overheard(self) -> bool:
        """Whether the server told of something in one breath with its last answer: imap-tools listens to the wire only."""
        client = self._box.client
        client.sock.settimeout(0)
        try:
            heard: Any = getattr(client, "_file", None) or client.file
            return bool(heard.peek(1))
        except OSError:
            return False
        finally:
            client.sock.settimeout(ANSWER_SECONDS)

    def _fetch(self, uids: Sequence[int], what: str) -> Iterator[tuple[bytes, bytes | None]]:
        """For each message all that the server said of it, and the bytes it gave, if any."""
        return _records(self._accepted(self._box.client.uid("FETCH", _set(uids), f"({what})")))

    def _accepted(self, answer: tuple[str, list[Any]]) -> list[Any]:
        if answer[0] != "OK":
            raise _refused(self.where)
        return answer[1]

    def _number(self, name: str) -> int:
        """A number that the server told when it opened the folder, 0 when it told none."""
        _, told = self._box.client.response(name)
        return int(told[-1]) if told and told[-1] and told[-1].isdigit() else 0


def _refused(where: Folder) -> Lost:
    return Lost(f"{where.host} refused what was asked of it.", hint=_AGAIN)


def _connect(where: Folder, *, unchecked: bool) -> BaseMailBox:
    import imaplib
    import ssl

    try:
        from imap_tools import BaseMailBox
    except ImportError:
        raise ConfigError(
            "Fetching mail wants a library that is not installed.", hint="pip install 'notesight[mail]'"
        ) from None
    context = ssl.create_default_context()
    if unchecked:
        if not is_loopback(where.host):
            raise UsageError(
                "--insecure is for a server on this machine only: over a network, anybody could play the server.",
                hint="Have the certificate trusted: set $SSL_CERT_FILE to a file with the certificate of its authority.",
            )
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE

    class Box(BaseMailBox):
        def _get_mailbox_client(self) -> imaplib.IMAP4:
            if where.tls:
                return imaplib.IMAP4_SSL(where.host, where.port, ssl_context=context, timeout=CONNECT_SECONDS)
            client = imaplib.IMAP4(where.host, where.port, timeout=CONNECT_SECONDS)
            if not is_loopback(where.host):
                _encrypt(where, client, context)
            return client

    at = f"{where.host}:{where.port}"
    try:
        box = Box()
    except ssl.SSLCertVerificationError as error:
        hint = (
            "For a server of your own on this machine: --insecure"
            if is_loopback(where.host)
            else "If it is right, set $SSL_CERT_FILE to a file with the certificate of its authority."
        )
        reason = str(error.verify_message).rstrip(".")
        raise ConfigError(f"The certificate of {at} is not trusted: {reason}.", hint=hint) from None
    except ssl.SSLError:
        raise Lost(f"{at} does not speak TLS.", hint="Look at the port; imaps:// is 993 by custom.") from None
    except imaplib.IMAP4.error:
        raise Lost(f"{at} does not answer as a mail server (IMAP) does.", hint="Look at the port.") from None
    except (OSError, EOFError, UnicodeError) as error:
        reason = (
            getattr(error, "strerror", None) or "it takes too long" if isinstance(error, OSError) else "no such name"
        )
        sentence = f"{at} cannot be reached: {str(reason).lower()}."
        raise Lost(sentence, hint="Look at the address, and whether there is a network.") from None
    box.client.sock.settimeout(ANSWER_SECONDS)
    return box


def _encrypt(where: Folder, client: Any, context: ssl.SSLContext) -> None:
    """Begin TLS, or end: a password is not sent in the clear."""
    if "STARTTLS" not in client.capabilities:
        client.shutdown()
        raise ConfigError(
            f"{where.host} offers no encryption at port {where.port}, so no password is sent to it.",
            hint=f"imaps://{where.host}, or another port",
        )
    try:
        client.starttls(context)
    except BaseException:
        with suppress(OSError):
            client.shutdown()
        raise


def _log_in(where: Folder, box: BaseMailBox, password: str) -> None:
    import imaplib

    from imap_tools.errors import MailboxLoginError

    abilities = box.client.capabilities
    with _speaking(where):
        try:
            if "AUTH=PLAIN" in abilities:  # the one that takes every letter
                box.login_utf8(where.user, password, initial_folder=None)
            elif "LOGINDISABLED" in abilities:
                raise ConfigError(
                    f"{where.host} takes no password here.", hint=f"imaps://{where.host}, or another port"
                )
            elif not (where.user + password).isascii() or not password.isprintable():
                raise ConfigError(f"{where.host} takes no name and no password with such letters in them.")
            else:
                box.login(where.user, password, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, MailboxLoginError) as error:
            if _MAYBE_LATER.search(str(error)):
                raise Lost(f"{where.host} takes no log-in just now.", hint=_AGAIN) from None
            sentence = f"{where.host} does not accept the password of {where.user}."
            raise ConfigError(sentence, hint=_NOT_ACCEPTED) from None


def _hang_up(box: BaseMailBox) -> None:
    import imaplib

    client = box.client
    with suppress(OSError, EOFError, imaplib.IMAP4.error, NotesightError):
        client.sock.settimeout(2.0)  # who goes does not wait for long
        client.logout()
    with suppress(OSError):
        client.shutdown()


# --- what a server says -------------------------------------------------------------------------------------------


def _records(data: Sequence[Any]) -> Iterator[tuple[bytes, bytes | None]]:
    """The answer to FETCH, message by message: what was said around the bytes, and the bytes."""
    told, body = b"", None
    for each in data:
        head = each[0] if isinstance(each, tuple) else each
        if not isinstance(head, bytes):
            continue
        if re.match(rb"\d+ \(", head) and told:
            yield told, body
            told, body = b"", None
        told += b" " + head
        if isinstance(each, tuple):
            body = each[1]
    if told:
        yield told, body


def _told_number(told: bytes, name: bytes) -> int | None:
    match = re.search(rb"[( ]" + re.escape(name) + rb" (\d{1,19})\b", told, re.IGNORECASE)
    return int(match[1]) if match else None


def _arrived(told: bytes) -> date | None:
    """The owner's own day on which a message arrived."""
    import imaplib

    try:
        moment = imaplib.Internaldate2tuple(told)
    except (ValueError, OverflowError, OSError):
        return None
    return date(*moment[:3]) if moment else None


def _set(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))
