"""Read the header lines of one message or body part: split, unfold, decode encoded words, take parameters apart.

Everything here is linear in what it reads, and what it reads is bounded: header lines come from strangers.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

from notesight.mail.charset import decode

HEADER_BYTES = 1 << 20
"""How much of a header block is read; what lies beyond is left alone."""
VALUE_BYTES = 1 << 18
WANTED = frozenset(
    (
        b"from to cc date subject message-id in-reply-to references reply-to sender x-from x-to x-cc content-type "
        b"content-transfer-encoding content-disposition received return-path delivered-to mime-version bcc resent-from"
    ).split()
)
TELLING = frozenset(b"from to cc date subject message-id received return-path delivered-to reply-to sender".split())
"""Header names that make a text a mail."""

_NAME = re.compile(rb"[!-9;-~]{1,76}")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SPACES = re.compile(r" {2,}")
_PARAM = re.compile(r"""([A-Za-z0-9!#$&^_.+-]{1,60})(?:\*(?:0\*?)?)?[ \t]?=[ \t]?(?:"([^"]*)"|([^;"\s]*))""")


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
    position = start
    while position < limit:
        newline = data.find(b"\n", position, stop)
        after = stop if newline < 0 else newline + 1
        line = data[position : min(after, position + VALUE_BYTES)].rstrip(b"\r\n")
        if not line:
            position = after
            break
        if line[0] in b" \t":
            pieces.append(line.strip())
        else:
            name, colon, value = line.partition(b":")
            name = name.rstrip().lower()
            if colon and _NAME.fullmatch(name):
                pieces = [value.strip()]
                if name in WANTED:
                    values.setdefault(name, []).append(pieces)
            elif position > start or not line.startswith((b"From ", b">From ")):
                break
        position = after
    return Headers({name: [b" ".join(value) for value in found] for name, found in values.items()}, position)


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
    """``text/plain; charset=utf-8`` as ("text/plain", {"charset": "utf-8"}); "" when there is none."""
    kind, _, rest = value[:4096].partition(";")
    found: dict[str, str] = {}
    for match in _PARAM.finditer(rest):
        found.setdefault(match.group(1).lower().partition("*")[0], match.group(2) or match.group(3) or "")
    return kind.strip().lower(), found
