"""Read one mail: its bytes to a Document whose text begins with the decoded header lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from notesight.errors import SourceError
from notesight.mail.addresses import parse_addresses
from notesight.mail.bulk import notice
from notesight.mail.headers import Headers, decode_words, read_headers, unfold
from notesight.mail.html import read_html
from notesight.mail.invitations import Invitation, invitation
from notesight.mail.lines import MAX_LINES
from notesight.mail.mime import Chunk, chunks
from notesight.mail.parts import Voice, parts
from notesight.mail.when import header_moment
from notesight.model import Address, Document, Part, Role, content_digest

MAX_BYTES = 64 * 1024 * 1024
CUT = "[This mail is too long: the rest of it was not read.]\n"
"""What stands where a text was cut, in a part that is nobody's words."""
_SHOWN = (
    (b"from", "From"),
    (b"to", "To"),
    (b"cc", "Cc"),
    (b"date", "Date"),
    (b"subject", "Subject"),
)
_OUTLOOK = ((b"x-from", "X-From"), (b"x-to", "X-To"), (b"x-cc", "X-cc"))
_TEXTS = frozenset(("plain", "html"))
_MAX_SHOWN = 16_384
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,900})>")
_MAX_REFERENCES = 100


def looks_like_mail(head: bytes) -> bool:
    """Whether bytes begin with header lines that only a mail has: who, and at least one of when, to whom, about what."""
    headers = read_headers(head[:65_536].lstrip(b"\r\n"))
    names = headers.values.keys()
    sent = b"from" in names or b"return-path" in names or b"received" in names
    return sent and len(names & {b"to", b"date", b"subject", b"message-id", b"received"}) >= 1 and headers.end > 0


def parse(raw: bytes, *, fallback: date, source: str | None = None) -> Document:
    r"""One RFC 822 message as a Document; ``fallback`` is its date when the headers state none.

    The text is the decoded From, To, Cc, Date, Subject (X-From, X-To, X-cc) lines, an empty line, and the body with
    ``\\n`` as line end. Raises SourceError for bytes that are no mail, or one that is too large or too deep.
    """
    if len(raw) > MAX_BYTES:
        raise SourceError(f"The mail is larger than {MAX_BYTES >> 20} MB.")
    raw = raw.lstrip(b"\r\n")
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    headers = read_headers(raw)
    if not headers.telling:
        raise SourceError("This is no mail: it does not begin with header lines.")
    try:
        found = chunks(raw, headers)
    except RecursionError as error:
        raise SourceError("The mail is nested too deeply to be read.") from error
    voice = _voice(headers, "new")
    head = _head(headers, outlook=True) + "\n"
    page = _Page([head], len(head), [Part("header", 0, len(head), voice.author, voice.date, voice.to, voice.subject)])
    kind = page.message(found, headers, voice)
    return _document(headers, voice, page, channel=kind or "mail", fallback=fallback, source=source)


def _document(
    headers: Headers, voice: Voice, page: _Page, *, channel: str, fallback: date, source: str | None
) -> Document:
    text = "".join(page.pieces)
    threaded = any(part.role in ("quoted", "forwarded") for part in page.parts)
    ids = _MESSAGE_ID.findall(headers.first(b"message-id"))
    return Document(
        key=f"mid:{ids[0]}" if ids else content_digest(text),
        text=text,
        date=voice.date.date() if voice.date else fallback,
        kind="thread" if threaded else "email",
        parts=tuple(page.parts),
        title=voice.subject,
        channel=channel,
        sender=voice.author if voice.author != Address() else None,
        to=voice.to,
        source=source,
        in_reply_to=next(iter(_MESSAGE_ID.findall(headers.first(b"in-reply-to"))), None),
        references=tuple(_MESSAGE_ID.findall(headers.first(b"references"))[-_MAX_REFERENCES:]),
    )


@dataclass(slots=True)
class _Page:
    """The text of a document as it grows, and the parts of what stands there already."""

    pieces: list[str]
    length: int
    parts: list[Part]
    lines: int = MAX_LINES

    def message(self, found: tuple[Chunk, ...], headers: Headers, voice: Voice) -> str | None:
        """Put down what one message holds: its text, its invitation, the mails attached to it. Says what notice it is."""
        said, cut = _said(found)
        meeting = _meeting(found, described=not said.strip())
        kind = notice(headers, voice.author, voice.subject or "", said)
        if meeting is not None and not meeting.answer:
            self.boilerplate(said, voice) if kind or meeting.by_machine else self.say(said, voice)
            self.meet(meeting, voice)
            kind = None
        elif kind is not None or (meeting is not None and meeting.by_machine):
            kind = kind or "calendar notice"
            self.boilerplate(said, voice)
        else:
            self.say(said, voice)
        if cut:
            self.boilerplate(CUT, voice)
        if meeting is not None and meeting.answer:
            kind = "calendar notice"
            self.boilerplate(meeting.text, voice)
        for chunk in found:
            if chunk.kind == "message" and chunk.headers is not None:
                self.attached(chunk, chunk.headers, silent=kind is not None)
        return kind

    def attached(self, chunk: Chunk, headers: Headers, *, silent: bool) -> None:
        """A mail in the mail: its header lines, then all that it holds; its words are its own sender's."""
        voice = _voice(headers, "boilerplate" if silent else "forwarded")
        before = len(self.parts)
        self.put("\n" + _head(headers, outlook=False) + "\n", voice)
        if silent:
            self.boilerplate(_said(chunk.chunks)[0], voice)
            return
        self.message(chunk.chunks, headers, voice)
        self.join(before)

    def say(self, text: str, voice: Voice) -> None:
        """Words of a person, with whatever they quote, forward and sign."""
        self.parts.extend(parts(text, voice, offset=self.length, lines=self.lines))
        self.lines = max(0, self.lines - text.count("\n"))
        self.pieces.append(text)
        self.length += len(text)

    def boilerplate(self, text: str, voice: Voice) -> None:
        """Words that no person wrote to anybody."""
        self.put(text, Voice("boilerplate", voice.author, voice.date, voice.to, voice.subject))

    def meet(self, meeting: Invitation, voice: Voice) -> None:
        """An invitation, as words of whoever invites."""
        author = meeting.organiser if meeting.organiser != Address() else voice.author
        text = "\n" + meeting.text if self.length and self.parts[-1].role != "header" else meeting.text
        self.put(text, Voice(voice.role, author, voice.date, meeting.guests or voice.to, voice.subject))

    def put(self, text: str, voice: Voice) -> None:
        """A stretch that is one part as it stands."""
        if text:
            start, self.length = self.length, self.length + len(text)
            self.parts.append(Part(voice.role, start, self.length, voice.author, voice.date, voice.to, voice.subject))
            self.pieces.append(text)

    def join(self, index: int) -> None:
        """The header lines of an attached mail belong to its first words, where these are its sender's."""
        one, *rest = self.parts[index:]
        if rest and replace(rest[0], start=one.start) == replace(one, end=rest[0].end):
            self.parts[index : index + 2] = [replace(one, end=rest[0].end)]


def _meeting(found: tuple[Chunk, ...], *, described: bool) -> Invitation | None:
    for chunk in found:
        if chunk.kind == "calendar" and (meeting := invitation(chunk.text, described=described)):
            return meeting
    return None


def _said(found: tuple[Chunk, ...]) -> tuple[str, bool]:
    """The texts of a message one below the other, and whether there was more than is read."""
    texts: list[str] = []
    cut = False
    for chunk in found:
        if chunk.kind in _TEXTS and not chunk.blank:
            text, more = read_html(chunk.text) if chunk.kind == "html" else (chunk.text, False)
            texts.append(text.rstrip("\n") + "\n")
            cut = cut or more or chunk.cut
    return "\n".join(texts), cut


def _voice(headers: Headers, role: Role) -> Voice:
    """Who wrote this message, when, to whom, about what: as its own headers say."""
    subject = decode_words(headers.first(b"subject"))[:2000]
    return Voice(
        role,
        _sender(headers.first(b"from") or headers.first(b"sender"), headers.first(b"x-from")),
        header_moment(headers.first(b"date")) or _received(headers),
        _recipients(headers.all(b"to"), headers.first(b"x-to"))
        + _recipients(headers.all(b"cc"), headers.first(b"x-cc")),
        subject or None,
    )


def _received(headers: Headers) -> datetime | None:
    """When the last server got it, for a mail without a date of its own."""
    return header_moment(headers.first(b"received").rpartition(";")[2])


@lru_cache(maxsize=2048)
def _sender(stated: str, outlook: str) -> Address:
    found = parse_addresses(stated, 1)
    sender = found[0] if found else Address()
    if outlook and not sender.name:
        named = parse_addresses(outlook, 1)
        if named and named[0].name:
            return Address(named[0].name, sender.address or named[0].address)
    return sender


@lru_cache(maxsize=2048)
def _recipients(stated: str, outlook: str) -> tuple[Address, ...]:
    """The mailboxes of To or Cc; a lone address takes the name that the matching X- line gives it."""
    found = parse_addresses(stated)
    if outlook and any(not one.name for one in found):
        named = parse_addresses(outlook)
        if len(named) == len(found):
            return tuple(Address(one.name or other.name, one.address) for one, other in zip(found, named, strict=True))
    return found


def _head(headers: Headers, *, outlook: bool) -> str:
    """The header lines that are shown, decoded, one line each."""
    lines = []
    for name, shown in _SHOWN:
        value = decode_words(headers.all(name) if name in (b"to", b"cc") else headers.first(name))
        if value:
            lines.append(f"{shown}: {_shortened(value)}\n")
    for name, shown in _OUTLOOK if outlook else ():
        value = unfold(headers.first(name))
        if value and any(one.name for one in parse_addresses(value, 3)):
            lines.append(f"{shown}: {_shortened(value)}\n")
    return "".join(lines)


def _shortened(value: str) -> str:
    """A list of fifty thousand recipients is told by its beginning, cut between two of them."""
    if len(value) <= _MAX_SHOWN:
        return value
    cut = value.rfind(",", 0, _MAX_SHOWN)
    return value[: cut if cut > 0 else _MAX_SHOWN] + " …"
