"""Read the header lines of one message or body part: split, unfold, decode encoded words, take parameters apart.

Everything here is linear in what it reads, and what it reads is bounded: header lines come from strangers.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from notesight.mail.charset import decode

HEADER_BYTES = 1 << 23
"""How much of a header block is read; what lies beyond is left alone."""
VALUE_BYTES = 1 << 18
WANTED = frozenset(
    (
        b"from to cc date subject message-id in-reply-to references reply-to sender x-from x-to x-cc content-type "
        b"content-transfer-encoding content-disposition received return-path delivered-to mime-version bcc resent-from "
        b"auto-submitted precedence list-id list-post list-subscribe list-unsubscribe list-unsubscribe-post feedback-id "
        b"x-auto-response-suppress x-autoreply x-autorespond x-autoresponse x-failed-recipients x-campaign x-campaignid "
        b"x-mc-user x-csa-complaints"
    ).split()
)
TELLING = frozenset(b"from to cc date subject message-id received return-path delivered-to reply-to sender".split())
"""Header names that make a text a mail."""

_NAME = re.compile(rb"[!-9;-~]{1,76}")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SPACES = re.compile(r" {2,}")
_PARAMETER = re.compile(
    r"(?:^|;)[ \t]{0,20}([A-Za-z0-9!#$&^_.+-]{1,60})(?:\*(\d{1,4}))?(\*)?"
    r"""[ \t]{0,20}=[ \t]{0,20}(?:"((?:[^"\\]|\\.)*+)"?|([^;"\s]*))"""
)
_ESCAPED = re.compile(r"\\(.)")
_TYPE_CHARS = 8192


@dataclass(frozen=True, slots=True)
class Headers:
    """The header lines of one entity as raw, unfolded bytes by lower-case name; ``end`` is where its body begins."""

    values: dict[bytes, list[bytes]]
    end: int

    def first(self, name: bytes) -> str:
        """The first value of that name with its raw 8-bit characters decoded, encoded words left; "" without one."""
        values = self.values.get(name)
        return _raw(values[0]) if values else ""

    def all(self, name: bytes) -> str:
        """All values of that name, joined by commas as one list of addresses."""
        values = self.values.get(name, [])
        return _raw(values[0]) if len(values) == 1 else ", ".join(_raw(value) for value in values[:50])

    @property
    def telling(self) -> bool:
        """Whether any of these lines says that this is a mail."""
        return not TELLING.isdisjoint(self.values)


def _raw(value: bytes) -> str:
    return _CONTROL.sub(" ", decode(value[:VALUE_BYTES])).strip()


def read_headers(data: bytes, start: int = 0, end: int | None = None) -> Headers:
    """The header lines that begin at ``start``; a line that is none ends them, as an empty line does."""
    stop = len(data) if end is None else end
    limit = min(stop, start + HEADER_BYTES)
    values: dict[bytes, list[list[bytes]]] = {}
    pieces: list[bytes] = []
    room = VALUE_BYTES
    position = start
    while position < limit:
        newline = data.find(b"\n", position, stop)
        after = stop if newline < 0 else newline + 1
        line = data[position : min(after, position + VALUE_BYTES)].rstrip(b"\r\n")
        if not line:
            position = after
            break
        name, colon, value = line.partition(b":") if line[0] not in b" \t" else (b"", b"", b"")
        name = name.rstrip().lower()
        if colon and _NAME.fullmatch(name):
            pieces, room = [value.strip()], VALUE_BYTES
            if name in WANTED:
                values.setdefault(name, []).append(pieces)
        elif line[0] in b" \t" or _is_header(data, after, stop):
            # A folded line, one whose folding is broken, or one that somebody put between.
            if room > 0:
                pieces.append(line.strip())
                room -= len(line)
        elif position != start or not line.startswith((b"From ", b">From ")):
            break
        position = after
    return Headers({name: [b" ".join(value) for value in found] for name, found in values.items()}, position)


def _is_header(data: bytes, start: int, stop: int) -> bool:
    """Whether a header line that mail is known to have begins here."""
    name, colon, _ = data[start : min(stop, start + 80)].partition(b":")
    return bool(colon) and name.strip().lower() in WANTED


def unfold(text: str) -> str:
    """One header value on one line: control characters and runs of blanks become one space."""
    return _SPACES.sub(" ", _CONTROL.sub(" ", text)).strip()


def decode_words(value: str) -> str:
    """RFC 2047: the value with its encoded words decoded; what is broken stays as it stands."""
    if "=?" not in value:
        return unfold(value)
    out: list[str] = []
    pending = bytearray()
    charset = ""
    position = 0
    for found in _WORD.finditer(value):
        between = value[position : found.start()]
        data = _word_bytes(found.group(2), found.group(3))
        position = found.end()
        this = found.group(1).partition("*")[0]
        if pending and not between.strip() and this.lower() == charset.lower():
            # One character may be cut in two by the border of two words: join the bytes first.
            pending += data
            continue
        if pending:
            out.append(decode(bytes(pending), charset))
            out.append("" if not between.strip() else between)
        else:
            out.append(between)
        pending, charset = bytearray(data), this
    out.append(decode(bytes(pending), charset) if pending else "")
    out.append(value[position:])
    return unfold("".join(out))


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(raw, header=True)
    return from_base64(raw)


def from_base64(raw: bytes) -> bytes:
    """Base64 as mail programs write it: line ends, missing padding and stray characters forgiven."""
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
        return binascii.a2b_base64(letters[: len(letters) - (len(letters) % 4 == 1)] + b"===")


def content_type(value: str) -> tuple[str, dict[str, str]]:
    """``text/plain; charset=utf-8`` as ("text/plain", {"charset": "utf-8"}); "" when there is none.

    RFC 2231: a value in several pieces (``boundary*0=…``) is put together, one with a charset (``name*=utf-8''…``) decoded.
    """
    kind, _, rest = value[:_TYPE_CHARS].partition(";")
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for found in _PARAMETER.finditer(rest):
        text = found[5] if found[4] is None else _ESCAPED.sub(r"\1", found[4])
        pieces.setdefault(found[1].lower(), []).append((int(found[2] or 0), bool(found[3]), text or ""))
    return kind.strip().lower(), {name: _joined(parts) for name, parts in pieces.items()}


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    """The value of one parameter; of several that are no pieces of one another, the first."""
    pieces = sorted(pieces, key=lambda piece: piece[0])
    if len({number for number, _, _ in pieces}) < len(pieces):
        pieces = pieces[:1]
    if not any(encoded for _, encoded, _ in pieces):
        return "".join(text for _, _, text in pieces)
    charset, data = "", bytearray()
    for number, encoded, text in pieces:
        if encoded and not number and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)  # noqa: PLW2901 - the rest of the same piece
        data += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return decode(bytes(data), charset or None)
