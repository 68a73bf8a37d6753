"""Tell what a message says from the signature that stands under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from notesight.mail.farewells import CLOSINGS, ONWARD
from notesight.mail.footers import footer_lines
from notesight.model import Address
from notesight.people import likely_same

Ending = Literal["signature", "boilerplate"]

_TAIL_LINES = 40
_SIGNATURE_LINES = 14
_DELIMITED_LINES = 30
_LINE_CHARS = 90
_CLOSING_CHARS = 60
_DELIMITERS = ("--", "—", "– –")

_CONTACT = re.compile(
    r"\+?\(?\d[\d().\s/-]{6,}\d|[^\s@]{1,64}@[\w.-]{3,}|https?://|www\.|\b(?:tel|phone|fax|cell|mobile|mob|ph)\b",
    re.IGNORECASE,
)
_NAME_LINE = re.compile(r"(?:[-–—~*_/ ]{0,4})(?:(?:[^\W\d_][\w.'’-]{0,24}|&|\([\w/ ]{1,20}\)),?\s?){1,5}[!.]?")
_PICTURE = re.compile(
    r"(?:\[(?:cid|image|logo|inline image)[^\]]{0,120}\]|<image\d[^>]{0,60}>)(?:<[^>]{0,400}>)?", re.IGNORECASE
)
_NOTE_AFTER = re.compile(r"(?:p\.?\s?p?\.?s\b|nb\b|n\.b\.)", re.IGNORECASE)
_SAID_AFTER = re.compile(
    r"\b(?:please|bitte|por favor|per favore|i['’]ll|i will|let me|let's|don['’]t forget)\b", re.IGNORECASE
)
_KISSES = frozenset(("x", "xx", "xxx", "xo", "xoxo"))
_PARTICLES = frozenset("van von der den de di da del la le el al bin ibn af av zu und and et y e".split())
_BINDING = frozenset("van von de der den del di da dos la le y e i und et and or aka via for at from on".split())
_TRIM = " \t,.!-–—~*_;:)(。，、！"


def endings(lines: Sequence[str], author: Address) -> list[Ending | None]:
    """For each line of one person's stretch of text: part of the signature, of a footer, or neither (None)."""
    roles: list[Ending | None] = [None] * len(lines)
    for index in footer_lines(lines):
        roles[index] = "boilerplate"
        if index and roles[index - 1] is None and lines[index - 1].rstrip() in _DELIMITERS:
            roles[index - 1] = "boilerplate"
    end = _last_said(lines, roles)
    while end and _PICTURE.fullmatch(lines[end - 1].strip()):
        roles[end - 1] = "signature"
        end = _last_said(lines, roles)
    names = _name_words(author)
    delimiter = _delimiter(lines, end)
    if delimiter is not None:
        _mark(roles, delimiter, len(lines))
        end = _last_said(lines, roles)
    start = _closing(lines, end, names)
    if start is None:
        start = _card(lines, end, names, author)
    if start is not None:
        _mark(roles, start, _signed_until(lines, start, end))
    return roles


def _mark(roles: list[Ending | None], start: int, end: int) -> None:
    for index in range(start, end):
        roles[index] = roles[index] or "signature"


def _last_said(lines: Sequence[str], roles: list[Ending | None]) -> int:
    """One past the last line that still belongs to the text."""
    end = len(lines)
    while end and (roles[end - 1] is not None or not lines[end - 1].strip(_TRIM)):
        end -= 1
    return end


def _delimiter(lines: Sequence[str], end: int) -> int | None:
    """The line ``-- `` above a signature; a dash between two paragraphs is none."""
    for index in range(end - 1, max(-1, end - _DELIMITED_LINES - 1), -1):
        if lines[index].rstrip() in _DELIMITERS and index + 1 < len(lines):
            said = [line for line in lines[index + 1 : end] if line.strip()]
            prose = any(len(line) > _LINE_CHARS or (line.endswith("?") and len(line) > 30) for line in said)
            return None if prose and not lines[index + 1].strip() else index
    return None


def _closing(lines: Sequence[str], end: int, names: set[str]) -> int | None:
    """The line ``Best,`` / ``Viele Grüße`` that only a name and a short block follow, or that names the writer itself."""
    seen = 0
    for index in range(end - 1, max(-1, end - _TAIL_LINES), -1):
        text = lines[index].strip()
        if not text:
            continue
        if len(text) <= _CLOSING_CHARS and not text.endswith(("?", ":")):
            if seen <= _SIGNATURE_LINES and _signs(text, names):
                return index
            if 1 <= seen <= _SIGNATURE_LINES and _is_closing(text):
                after = next(line.strip() for line in lines[index + 1 :] if line.strip())
                return index if _is_name(after, names) else None
        if len(text) > _LINE_CHARS and not _CONTACT.search(text):
            return None
        seen += 1
        if seen > _SIGNATURE_LINES:
            return None
    return None


def _is_closing(text: str) -> bool:
    core = text.strip(_TRIM).casefold()
    if core in CLOSINGS:
        return True
    words = core.split()
    for cut in range(len(words) - 1, 1, -1):
        if words[cut] in ONWARD and len(words) - cut <= 4 and " ".join(words[:cut]) in CLOSINGS:
            return True
    return any(
        half.strip(_TRIM) in CLOSINGS and rest.strip(_TRIM) in CLOSINGS
        for half, sep, rest in (
            core.partition(mark) for mark in (",", ".", "!", " and ", " & ", " und ", " et ", " y ")
        )
        if sep
    )


def _is_name(text: str, names: set[str]) -> bool:
    """Whether a line under a closing is somebody's name: it begins with capitals, where there are any, or is the writer's."""
    if len(text) > 48 or not _NAME_LINE.fullmatch(text):
        return False
    words = [word for each in text.split() if (word := each.strip(_TRIM + "/&()")) and word not in _KISSES]
    capitals = all(word[:1] == word[:1].upper() or word in _PARTICLES for word in words)
    initials = len(words) == 1 and len(words[0]) <= 4
    return capitals or initials or {word.casefold() for word in words} <= names


def _signs(text: str, names: set[str]) -> bool:
    """``LG Dora``, ``Thanks, Dora``: a closing and the writer's own name on one line."""
    words = text.casefold().replace(",", " ").split()
    for cut in range(1, min(len(words), 5)):
        rest = {word.strip(_TRIM) for word in words[cut:]} - {""}
        if rest and rest <= names and " ".join(words[:cut]).strip(_TRIM) in CLOSINGS:
            return True
    return False


def _card(lines: Sequence[str], end: int, names: set[str], author: Address) -> int | None:
    """A block at the end that begins with the author's own name: a business card, or the name alone."""
    start, seen = end, 0
    best: int | None = None
    for index in range(end - 1, max(-1, end - _TAIL_LINES), -1):
        text = lines[index].strip()
        if not text:
            continue
        if (len(text) > _LINE_CHARS and not _CONTACT.search(text)) or seen >= _SIGNATURE_LINES or _is_sentence(text):
            break
        seen += 1
        start = index
        if _names_author(text, names, author) and _stands_apart(lines, index):
            best = start
    if best is not None:
        ruled = best > 0 and lines[best - 1].strip() and not lines[best - 1].strip("-_=*~ \t")
        return best - 1 if ruled else best
    if start < end and not names:
        block = [line.strip() for line in lines[start:end] if line.strip()]
        if seen >= 2 and _NAME_LINE.fullmatch(block[0]) and len(block[0].split()) in (2, 3, 4) and _has_contact(block):
            return start
    return None


def _names_author(text: str, names: set[str], author: Address) -> bool:
    """Whether a line is the author's name, a part of it, or its initials."""
    words = {word.strip(_TRIM).casefold() for word in text.replace(",", " ").split()} - {""} - _KISSES
    if len(words) <= 5 and ((words and words <= names) or len(words & names) >= 2):
        return not _says_more(text, names)
    if len(words) == 1 and text[:1].isupper() and 2 < len(text) < 16 and author.name:
        return likely_same(text.strip(_TRIM), author.name)
    initials = "".join(word[0] for word in author.name.replace(",", " ").split() if word[:1].isalpha()).casefold()
    core = text.strip(_TRIM).replace(".", "").replace(" ", "")
    return bool(initials) and core.isupper() and core.casefold() in (initials, initials[:1], initials[::-1])


def _says_more(text: str, names: set[str]) -> bool:
    """Whether a line goes on from the name in small letters, as a sentence does: "Ana Costa needs a van"."""
    words = text.split()
    named = 0
    while named < len(words) and words[named].casefold() in names:
        named += 1
    return 0 < named < len(words) and words[named].isalpha() and words[named].islower() and words[named] not in _BINDING


def _stands_apart(lines: Sequence[str], index: int) -> bool:
    """A name in a list, or one that the line above announces, is no signature."""
    above = index - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    if above < 0:
        return True
    if lines[above].rstrip().endswith(":"):
        return False
    return above < index - 1 or not all(word[:1].isupper() for word in lines[above].split())


def _is_sentence(text: str) -> bool:
    return text.endswith((".", "?", "!")) and len(text.split()) > 5


def _has_contact(block: Sequence[str]) -> bool:
    return any(_CONTACT.search(line) for line in block[1:])


def _name_words(author: Address) -> set[str]:
    words = {word.strip(_TRIM + "\"'[]").casefold() for word in author.name.replace(",", " ").replace("_", " ").split()}
    local = author.address.partition("@")[0]
    words |= {word.casefold() for word in re.split(r"[._\-+\d]+", local)}
    return {word for word in words if len(word) > 1 or word.isalpha()} - {""}


def _signed_until(lines: Sequence[str], start: int, end: int) -> int:
    """A postscript under the name is text again, and so is a question, or a list that a line announces."""
    for index in range(start + 1, end):
        text = lines[index].strip()
        if _NOTE_AFTER.match(text) or (text.endswith(":") and len(text) > 8 and not _CONTACT.search(text)):
            return index
        if index > start + 1 and not lines[index - 1].strip() and len(text.split()) > 2:
            asks = text.endswith("?") and not text.startswith(('"', "“", "„", "«", "'"))
            if asks or (_SAID_AFTER.search(text) and not _CONTACT.search(text)):
                return index
    return end
