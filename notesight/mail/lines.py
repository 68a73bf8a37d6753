"""The text of a mail as lines: how deep each is quoted, what label it begins with, what a run of them announces."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from notesight.mail.words import FIELDS
from notesight.model import Address

MAX_DEPTH = 20
MAX_LINES = 30_000
"""No person writes more; what lies beyond is taken as one line, so that the largest mail costs no more than this."""
_LINE_CHARS = 1000
_LABEL_CHARS = 30

_PREFIX = re.compile(r"[ \t]?>(?:[ \t]?>){0,500}[ \t]?")
_LABEL = re.compile(r"[\s*_]{0,6}([^\s:：*_][^:：*_\n]{0,28}?)[\s*_]{0,4}[:：]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text: where it stands, how many ``>`` precede it, and what follows them."""

    start: int
    depth: int
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Lines up to ``end`` (exclusive) that begin somebody else's words, and what they say about these.

    ``depth`` is the quote depth of the mark itself; the words that it announces may stand one level deeper. ``strong``
    is False when only quoted lines below prove it. An ``end`` closes what a forward opened.
    """

    kind: Literal["forward", "original", "block", "attribution", "end"]
    end: int
    depth: int
    author: Address = Address()
    date: datetime | None = None
    to: tuple[Address, ...] = ()
    subject: str | None = None
    strong: bool = True


def split_lines(text: str, limit: int = MAX_LINES) -> list[Line]:
    """The first ``limit`` lines of a text with their quote depth, and the rest as one; by their starts they are the text.

    ``Line.text`` is what a look needs: the first thousand characters, without what quotes it and without blanks behind.
    """
    lines: list[Line] = []
    start = 0
    for raw in text.split("\n", limit):
        if ">" in raw[:2] and (prefix := _PREFIX.match(raw)):
            depth = min(prefix.group().count(">"), MAX_DEPTH)
            lines.append(Line(start, depth, raw[prefix.end() : prefix.end() + _LINE_CHARS].rstrip()))
        else:
            lines.append(Line(start, 0, raw[:_LINE_CHARS].rstrip()))
        start += len(raw) + 1
    if len(lines) > 1 and not lines[-1].text and lines[-1].start == len(text):
        lines.pop()
    return lines


def folded(text: str) -> str:
    """A text for looking up in the tables of words: one form of each letter, the Turkish dotted İ included."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text).casefold().replace("i\u0307", "i").replace("’", "'")


def label(text: str) -> tuple[str, str] | None:
    """``*Gesendet:* Montag`` as ("date", "Montag"); None for a line that begins with no known header label."""
    colon = text.find(":", 0, _LABEL_CHARS)
    if not text.isascii():
        wide = text.find("：", 0, _LABEL_CHARS)
        colon = wide if colon < 0 or 0 <= wide < colon else colon
    if colon < 1:
        return None
    name = FIELDS.get(folded(text[:colon].strip(" \t\xa0\u202f*_")))
    if name is None:
        return None
    return name, text[colon + 1 :].strip(" \t\xa0\u202f*")


def any_label(text: str) -> tuple[str, str] | None:
    """What may be a header label in a language that nobody here knows: a short word and a colon."""
    found = _LABEL.match(text[:60])
    return (found.group(1), text[found.end() :].strip(" \t\xa0*")) if found else None
