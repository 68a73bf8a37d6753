"""Read one mail: its bytes to a Document whose text begins with the decoded header lines."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from notesight.errors import SourceError
from notesight.mail.addresses import parse_addresses
from notesight.mail.headers import Headers, decode_words, read_headers, unfold
from notesight.mail.html import html_text
from notesight.mail.mime import Chunk, chunks
from notesight.mail.parts import Voice, parts
from notesight.mail.when import header_moment
from notesight.model import Address, Document, Part, Role, content_digest

MAX_BYTES = 64 * 1024 * 1024
_SHOWN = (
    (b"from", "From"),
    (b"to", "To"),
    (b"cc", "Cc"),
    (b"date", "Date"),
    (b"subject", "Subject"),
)
_OUTLOOK = ((b"x-from", "X-From"), (b"x-to", "X-To"), (b"x-cc", "X-cc"))
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
    pieces = [Part("header", 0, len(head), voice.author, voice.date, voice.to, voice.subject)]
    text = _write(found, voice, head, pieces)
    return _document(headers, voice, text, pieces, fallback=fallback, source=source)


def _document(
    headers: Headers, voice: Voice, text: str, pieces: list[Part], *, fallback: date, source: str | None
) -> Document:
    threaded = any(part.role in ("quoted", "forwarded") for part in pieces)
    ids = _MESSAGE_ID.findall(headers.first(b"message-id"))
    return Document(
        key=f"mid:{ids[0]}" if ids else content_digest(text),
        text=text,
        date=voice.date.date() if voice.date else fallback,
        kind="thread" if threaded else "email",
        parts=tuple(pieces),
        title=voice.subject,
        channel="mail",
        sender=voice.author if voice.author != Address() else None,
        to=voice.to,
        source=source,
        in_reply_to=next(iter(_MESSAGE_ID.findall(headers.first(b"in-reply-to"))), None),
        references=tuple(_MESSAGE_ID.findall(headers.first(b"references"))[-_MAX_REFERENCES:]),
    )


def _write(found: tuple[Chunk, ...], voice: Voice, text: str, pieces: list[Part]) -> str:
    """Append the readable chunks to the text and their parts to ``pieces``; attached mails come last."""
    said = "\n".join(
        _plain(chunk).rstrip("\n") + "\n" for chunk in found if chunk.kind != "message" and not chunk.blank
    )
    pieces.extend(parts(said, voice, offset=len(text)))
    grown = [text, said]
    length = len(text) + len(said)
    waiting = [chunk for chunk in reversed(found) if chunk.kind == "message"]
    while waiting:
        chunk = waiting.pop()
        assert chunk.headers is not None
        inner = _voice(chunk.headers, "forwarded")
        head = "\n" + _head(chunk.headers, outlook=False) + "\n"
        body = "\n".join(_plain(piece).rstrip("\n") + "\n" for piece in chunk.chunks if piece.kind != "message")
        pieces.append(_announced(inner, length, length + len(head)))
        pieces.extend(parts(body, inner, offset=length + len(head)))
        _join_head(pieces)
        grown += [head, body]
        length += len(head) + len(body)
        waiting.extend(piece for piece in reversed(chunk.chunks) if piece.kind == "message")
    return "".join(grown)


def _announced(voice: Voice, start: int, end: int) -> Part:
    return Part("forwarded", start, end, voice.author, voice.date, voice.to, voice.subject)


def _join_head(pieces: list[Part]) -> None:
    """The header lines of an attached mail belong to its first words."""
    for index in range(len(pieces) - 1, 0, -1):
        one, two = pieces[index - 1], pieces[index]
        same = (one.author, one.date, one.to, one.subject) == (two.author, two.date, two.to, two.subject)
        if one.role == two.role == "forwarded" and same and one.end == two.start:
            pieces[index - 1 : index + 1] = [
                Part(one.role, one.start, two.end, one.author, one.date, one.to, one.subject)
            ]
            return


def _plain(chunk: Chunk) -> str:
    return html_text(chunk.text) if chunk.kind == "html" else chunk.text


def _voice(headers: Headers, role: Role) -> Voice:
    """Who wrote this message, when, to whom, about what: as its own headers say."""
    subject = decode_words(headers.first(b"subject"))[:2000]
    return Voice(
        role,
        _sender(headers.first(b"from") or headers.first(b"sender"), headers.first(b"x-from")),
        header_moment(headers.first(b"date")),
        _recipients(headers.all(b"to"), headers.first(b"x-to"))
        + _recipients(headers.all(b"cc"), headers.first(b"x-cc")),
        subject or None,
    )


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
