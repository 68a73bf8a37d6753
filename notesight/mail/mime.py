"""Take the tree of a MIME message apart into the texts a reader sees.

The standard library's parser recurses through nested parts and tests every line against every open boundary; mail
from strangers makes both hurt. Here each level is found with ``bytes.find`` and the depth is bounded.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from typing import Literal

from notesight.errors import SourceError
from notesight.mail.charset import decode, meta_charset
from notesight.mail.headers import Headers, content_type, from_base64, read_headers

MAX_DEPTH = 32
MAX_PARTS = 1000
_STUB_CHARS = 400
_STUB_WORDS = ("html", "viewer", "browser", "email client", "mail client", "text version", "plain text")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a message in the order of reading: plain text, HTML, or an attached message (``headers``)."""

    kind: Literal["plain", "html", "message"]
    text: str = ""
    headers: Headers | None = None
    chunks: tuple[Chunk, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read in it."""
        return self.kind != "message" and not self.text.strip()


def chunks(data: bytes, headers: Headers) -> tuple[Chunk, ...]:
    """The readable parts of a whole message; attachments left out, alternatives decided.

    Raises SourceError for one that is nested deeper than any mail a person sends.
    """
    return tuple(_Walk(data).entity(headers, len(data), 0, top=True))


@dataclass(slots=True)
class _Walk:
    """One walk through one message; ``parts`` counts what was met, so that a million parts end somewhere."""

    data: bytes
    parts: int = 0

    def entity(self, headers: Headers, end: int, depth: int, *, top: bool = False) -> list[Chunk]:
        if depth > MAX_DEPTH:
            raise SourceError("The mail is nested too deeply to be read.")
        self.parts += 1
        kind, parameters = content_type(headers.first(b"content-type"))
        if kind.startswith("multipart/") and parameters.get("boundary"):
            return self._multipart(kind, parameters["boundary"], headers.end, end, depth)
        disposition = headers.first(b"content-disposition").lower()
        if kind in ("message/rfc822", "message/global"):
            return self._attached(headers, end, depth)
        if not top and disposition.startswith("attachment"):
            return []
        if kind in ("text/html", "application/xhtml+xml"):
            body = _transfer_decoded(self.data[headers.end : end], headers)
            return [Chunk("html", decode(body, parameters.get("charset") or meta_charset(body)))]
        if kind in ("", "text/plain", "text", "text/markdown", "text/enriched") or (top and "/" not in kind):
            body = _transfer_decoded(self.data[headers.end : end], headers)
            return [Chunk("plain", _newlines(decode(body, parameters.get("charset"))))]
        return []

    def _multipart(self, kind: str, boundary: str, start: int, end: int, depth: int) -> list[Chunk]:
        children: list[list[Chunk]] = []
        for low, high in self._sections(boundary, start, end):
            if self.parts > MAX_PARTS:
                break
            children.append(self.entity(read_headers(self.data, low, high), high, depth + 1))
        if kind == "multipart/alternative":
            return _best(children)
        if kind == "multipart/signed":
            return children[0] if children else []
        return [chunk for child in children for chunk in child]

    def _attached(self, headers: Headers, end: int, depth: int) -> list[Chunk]:
        start, data = headers.end, self.data
        if headers.first(b"content-transfer-encoding").lower() in ("base64", "quoted-printable"):
            inner = _Walk(_transfer_decoded(data[start:end], headers), self.parts)
            start, end = 0, len(inner.data)
        else:
            inner = self
        attached = read_headers(inner.data, start, end)
        if not attached.telling:
            return []
        texts = tuple(inner.entity(attached, end, depth + 1, top=True))
        self.parts = max(self.parts, inner.parts)
        return [Chunk("message", headers=attached, chunks=texts)]

    def _sections(self, boundary: str, start: int, end: int) -> list[tuple[int, int]]:
        """Where the parts between the boundary lines begin and end."""
        mark = b"\n--" + boundary.encode("utf-8", "replace")
        found: list[tuple[int, int]] = []
        opened: int | None = None
        position = start
        at = start - 1 if self.data.startswith(mark[1:], start) else self.data.find(mark, start, end)
        while at >= start - 1 and len(found) <= MAX_PARTS:
            position = at + len(mark)
            newline = self.data.find(b"\n", position, min(end, position + 200))
            stop = min(end, position + 200) if newline < 0 else newline
            tail = self.data[position:stop].strip()
            if tail in (b"", b"--"):
                if opened is not None:
                    found.append((opened, max(opened, self._without_return(at))))
                if tail:
                    return found
                opened = stop + 1 if newline >= 0 else stop
                position = stop
            at = self.data.find(mark, position, end)
            if at < 0:
                break
        if opened is not None and opened < end:
            found.append((opened, end))
        return found

    def _without_return(self, at: int) -> int:
        """The line end before a boundary belongs to the boundary."""
        return at - (self.data[at - 1 : at] == b"\r")


def _best(children: list[list[Chunk]]) -> list[Chunk]:
    """Of several forms of one text: the plain one, unless it is empty or only says to look at the other."""
    plain = [child for child in children if child and all(chunk.kind != "html" for chunk in child)]
    rich = [child for child in children if any(chunk.kind == "html" and not chunk.blank for chunk in child)]
    for child in plain:
        text = "\n".join(chunk.text for chunk in child)
        if any(not chunk.blank for chunk in child) and not (rich and _is_stub(text)):
            return child
    if rich:
        return rich[-1]
    return plain[0] if plain else []


def _is_stub(text: str) -> bool:
    if len(text) > _STUB_CHARS:
        return False
    lowered = text.casefold()
    return sum(word in lowered for word in _STUB_WORDS) >= 2


def _transfer_decoded(body: bytes, headers: Headers) -> bytes:
    encoding = headers.first(b"content-transfer-encoding").strip().lower()
    if encoding == "base64":
        return from_base64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    return body


def _newlines(text: str) -> str:
    """One kind of line end; a mail's own is an affair of the wire."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
