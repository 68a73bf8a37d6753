"""Take the tree of a MIME message apart into the texts a reader sees.

The standard library's parser recurses through nested parts and tests every line against every open boundary; mail
from strangers makes both hurt. Here each level is found with ``bytes.find`` and the depth is bounded.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from typing import Literal

from notesight.errors import SourceError
from notesight.mail.charset import decode, meta_charset
from notesight.mail.headers import Headers, content_type, from_base64, read_headers

MAX_DEPTH = 32
MAX_PARTS = 1000
MAX_TEXT = 4 * 1024 * 1024
"""Characters of all texts in one mail together; the longest novels are shorter."""
_BYTES_A_CHARACTER = 4
_PLAIN = frozenset(("", "text/plain", "text", "text/markdown", "text/x-markdown", "text/enriched"))
_BOUNDARY = re.compile(rb"(?:^|\n)--([^\r\n]{1,70})\r?\n[Cc]ontent-", re.MULTILINE)
_PROSE = re.compile(rb"[A-Za-z]{2,}[,.:;]?[ ][A-Za-z(]")
_STUB_CHARS = 400
_STUB_WORDS = ("html", "viewer", "browser", "email client", "mail client", "text version", "plain text")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a message in the order of reading: plain text, HTML, an invitation, or an attached message (``headers``).

    ``cut`` says that there was more of the text than is read.
    """

    kind: Literal["plain", "html", "calendar", "message"]
    text: str = ""
    headers: Headers | None = None
    chunks: tuple[Chunk, ...] = ()
    cut: bool = False

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
    """One walk through one message; ``parts`` and ``room`` see to it that a million parts, or a huge one, end somewhere."""

    data: bytes
    parts: int = 0
    room: int = MAX_TEXT

    def entity(self, headers: Headers, end: int, depth: int, *, top: bool = False, untyped: str = "") -> list[Chunk]:
        """What a reader sees of one entity; ``untyped`` is the type of one that states none."""
        if depth > MAX_DEPTH:
            raise SourceError("The mail is nested too deeply to be read.")
        self.parts += 1
        kind, parameters = content_type(headers.first(b"content-type") or untyped)
        if kind.startswith("multipart/"):
            sections = self._sections(parameters.get("boundary", ""), headers.end, end)
            sections = sections or self._sections(self._boundary(headers.end, end), headers.end, end)
            if sections or not top:
                return self._multipart(kind, sections, depth)
            kind = "text/plain"  # a label without parts: what is there is text
        disposition, about = content_type(headers.first(b"content-disposition"))
        name = about.get("filename") or parameters.get("name") or ""
        if kind in ("message/rfc822", "message/global") or name[-4:].casefold() == ".eml":
            return self._attached(headers, end, depth)
        if kind in ("text/calendar", "application/ics"):
            return [self._text("calendar", headers, end, parameters)]
        if not top and disposition == "attachment":
            return []
        if kind in ("text/html", "application/xhtml+xml"):
            return [self._text("html", headers, end, parameters)]
        if kind in _PLAIN or (top and "/" not in kind):
            return [self._text("plain", headers, end, parameters)]
        return []

    def _text(
        self, kind: Literal["plain", "html", "calendar"], headers: Headers, end: int, parameters: dict[str, str]
    ) -> Chunk:
        """The decoded text of one part, as far as there is room for it."""
        stop = min(end, headers.end + _BYTES_A_CHARACTER * self.room)
        body = _transfer_decoded(self.data[headers.end : stop], headers)
        charset = parameters.get("charset") or (meta_charset(body) if kind == "html" else None)
        text = _newlines(decode(body, charset))
        cut = stop < end or len(text) > self.room
        if len(text) > self.room:
            text = text[: text.rfind("\n", 0, self.room) + 1 or self.room]
        self.room -= len(text)
        return Chunk(kind, text, cut=cut)

    def _multipart(self, kind: str, sections: list[tuple[int, int]], depth: int) -> list[Chunk]:
        untyped = "message/rfc822" if kind == "multipart/digest" else ""
        children: list[list[Chunk]] = []
        for low, high in sections:
            if self.parts > MAX_PARTS:
                break
            children.append(self.entity(read_headers(self.data, low, high), high, depth + 1, untyped=untyped))
        if kind == "multipart/alternative":
            return _best(children)
        if kind == "multipart/signed":
            return children[0] if children else []
        return [chunk for child in children for chunk in child]

    def _boundary(self, start: int, end: int) -> str:
        """The boundary that a label forgot to state: the first line that looks like one, above header lines."""
        found = _BOUNDARY.search(self.data, max(0, start - 1), min(end, start + 65_536))
        return found.group(1).decode("utf-8", "replace").rstrip() if found else ""

    def _attached(self, headers: Headers, end: int, depth: int) -> list[Chunk]:
        start, data = headers.end, self.data
        if headers.first(b"content-transfer-encoding").lower() in ("base64", "quoted-printable"):
            inner = _Walk(_transfer_decoded(data[start:end], headers), self.parts, self.room)
            start, end = 0, len(inner.data)
        else:
            inner = self
        attached = read_headers(inner.data, start, end)
        if not attached.telling:
            return []
        texts = tuple(inner.entity(attached, end, depth + 1, top=True))
        self.parts, self.room = max(self.parts, inner.parts), min(self.room, inner.room)
        return [Chunk("message", headers=attached, chunks=texts)]

    def _sections(self, boundary: str, start: int, end: int) -> list[tuple[int, int]]:
        """Where the parts between the boundary lines begin and end."""
        if not boundary:
            return []
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
    """Of several forms of one text: the plain one, unless it is empty or only says to look at the other.

    An invitation is no form of the text and stays beside it.
    """
    meetings = [chunk for child in children for chunk in child if chunk.kind == "calendar"]
    children = [[chunk for chunk in child if chunk.kind != "calendar"] for child in children]
    plain = [child for child in children if child and all(chunk.kind != "html" for chunk in child)]
    rich = [child for child in children if any(chunk.kind == "html" and not chunk.blank for chunk in child)]
    for child in plain:
        text = "\n".join(chunk.text for chunk in child)
        if any(not chunk.blank for chunk in child) and not (rich and _is_stub(text)):
            return child + meetings
    if rich:
        return rich[-1] + meetings
    return (plain[0] if plain else []) + meetings


def _is_stub(text: str) -> bool:
    if len(text) > _STUB_CHARS:
        return False
    lowered = text.casefold()
    return sum(word in lowered for word in _STUB_WORDS) >= 2


def _transfer_decoded(body: bytes, headers: Headers) -> bytes:
    encoding = headers.first(b"content-transfer-encoding").strip().lower()
    if encoding == "base64":
        return _from_base64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    return body


def _from_base64(body: bytes) -> bytes:
    """Base64, and what a list server wrote below it in plain text; a body that is all plain text stays as it is."""
    prose = _PROSE.search(body) if b" " in body else None
    if prose is None:
        return from_base64(body)
    cut = body.rfind(b"\n", 0, prose.start()) + 1
    return from_base64(body[:cut]) + b"\n" + body[cut:] if body[:cut].strip() else body


def _newlines(text: str) -> str:
    """One kind of line end; a mail's own is an affair of the wire."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
