"""Tell what a message says from what stands under it: signatures, and the footers that programs add."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from notesight.mail.words import CLOSINGS, FOOTER_CUES
from notesight.model import Address

Ending = Literal["signature", "boilerplate"]

_TAIL_LINES = 40
_SIGNATURE_LINES = 14
_DELIMITED_LINES = 30
_LINE_CHARS = 90

_FOOTER = re.compile(
    r"intended (?:only |solely )?(?:recipient|for)|not the (?:intended|named) (?:recipient|addressee)"
    r"|(?:message|e-?mail|transmission|communication)s?\b.{0,120}\b(?:confidential|privileged)"
    r"|(?:confidential|privileged)\b.{0,80}\b(?:message|e-?mail|information)|received (?:this|it)\b.{0,60}\bin error"
    r"|disclosure, copying|consider the environment|(?:to |click here to |click to )unsubscribe|^unsubscribe|unsubscribe (?:here|from|at|link)"
    r"|you (?:received|are receiving|have received|were sent|got) this|(?:manage|update|change) your (?:email |e-mail |notification )?(?:preferences|subscription|settings)"
    r"|view (?:this|it)\b.{0,40}\bin your browser|do you yahoo|virus[- ]free|checked (?:by|for) .{0,40}virus|scanned for virus"
    r"|all rights reserved|registered in england|company (?:number|registration)\b.{0,20}\d{5}|this (?:e-?mail|message) was sent (?:to|by|from)"
    r"|sent (?:from|via|with|by) (?:my |outlook|mail for|yahoo|proton|gmail|samsung|windows|the all)|get outlook for|download the official"
    r"|diese (?:e-?mail|nachricht) (?:enthält|wurde|kann|ist)|vertrauliche|von meinem .{0,30} gesendet|gesendet (?:von mein|mit der)"
    r"|ce (?:message|courriel|courrier)\b.{0,100}\bconfidentiel|envoyé (?:de mon|depuis)|se désabonner|este (?:mensaje|correo|e-mail)\b.{0,100}\bconfidencial"
    r"|enviado (?:desde|do) (?:mi|meu)|darse de baja|(?:messaggio|e-?mail)\b.{0,100}\briservat|inviato da(?:l mio)? |(?:bericht|e-?mail)\b.{0,100}\bvertrouwelijk"
    r"|verzonden vanaf|skickat från min|sendt fra min|mailing list$|mailing list\b.{0,80}https?://",
    re.IGNORECASE,
)
_PHONE_MAIL_WEB = re.compile(
    r"\+?\(?\d[\d().\s/-]{6,}\d|[^\s@]{1,64}@[\w.-]{3,}|https?://|www\.|\b(?:tel|phone|fax|cell|mobile|mob|ph)\b",
    re.IGNORECASE,
)
_NAME_LINE = re.compile(r"(?:[-–—~*_/ ]{0,4})(?:(?:[^\W\d_][\w.'’-]{0,24}|&|\([\w ]{1,20}\)),?\s?){1,5}[!.]?")
_NOTE_AFTER = re.compile(r"(?:p\.?\s?p?\.?s\b|nb\b|n\.b\.)", re.IGNORECASE)
_TRIM = " \t,.!-–—~*_;:)("


def endings(lines: Sequence[str], author: Address) -> list[Ending | None]:
    """For each line of one person's stretch of text: part of the signature, of a footer, or neither (None)."""
    roles: list[Ending | None] = [None] * len(lines)
    _mark_footers(lines, roles)
    body_end = _last_said(lines, roles)
    delimiter = _delimiter(lines, body_end)
    if delimiter is not None:
        _mark(roles, delimiter, len(lines), "signature")
        body_end = _last_said(lines, roles)
    start = _closing(lines, body_end)
    if start is None:
        start = _card(lines, body_end, author)
    if start is not None:
        _mark(roles, start, _signed_until(lines, start, body_end), "signature")
    return roles


def _mark(roles: list[Ending | None], start: int, end: int, role: Ending) -> None:
    for index in range(start, end):
        roles[index] = roles[index] or role


def _last_said(lines: Sequence[str], roles: list[Ending | None]) -> int:
    """One past the last line that still belongs to the text."""
    end = len(lines)
    while end and (roles[end - 1] is not None or not lines[end - 1].strip(_TRIM)):
        end -= 1
    return end


def _mark_footers(lines: Sequence[str], roles: list[Ending | None]) -> None:
    """Footers at the end: paragraph by paragraph, from the line on that gives them away."""
    first = max(0, len(lines) - _TAIL_LINES)
    folded = "\n".join(lines[first:]).casefold()
    if not any(cue in folded for cue in FOOTER_CUES):
        return
    start = first
    while start < len(lines):
        if not lines[start].strip():
            start += 1
            continue
        end = start
        while end < len(lines) and lines[end].strip():
            end += 1
        at = _footer_line(lines[start:end])
        if at is not None:
            _mark(roles, start + at, end, "boilerplate")
        start = end


def _footer_line(paragraph: Sequence[str]) -> int | None:
    """Which line of the paragraph begins its footer."""
    joined = ""
    ends: list[int] = []
    for line in paragraph:
        joined += line[:1000] + " "
        ends.append(len(joined))
    found = _FOOTER.search(joined[:4000])
    if found is None:
        return None
    begin = next(index for index, end in enumerate(ends) if found.start() < end)
    # The sentence may have begun on the lines above, which a signature or the text itself can touch.
    while begin and not _ends_sentence(paragraph[begin - 1]) and len(paragraph[begin - 1]) > 55:
        begin -= 1
    if begin and not paragraph[begin - 1].strip("-_=*~. \t"):
        begin -= 1
    return begin


def _ends_sentence(line: str) -> bool:
    return line.rstrip().endswith((".", "!", "?", ":", ")"))


def _delimiter(lines: Sequence[str], end: int) -> int | None:
    for index in range(end - 1, max(-1, end - _DELIMITED_LINES - 1), -1):
        if lines[index].rstrip() in ("--", "—") and index + 1 < len(lines):
            return index
    return None


def _closing(lines: Sequence[str], end: int) -> int | None:
    """The line ``Best,`` / ``Viele Grüße`` that only a name and a short block follow."""
    seen = 0
    for index in range(end - 1, max(-1, end - _TAIL_LINES), -1):
        text = lines[index].strip()
        if not text:
            continue
        if _is_closing(text) and 1 <= seen <= _SIGNATURE_LINES:
            after = next(line.strip() for line in lines[index + 1 :] if line.strip())
            return index if _NAME_LINE.fullmatch(after) and len(after) <= 48 else None
        if len(text) > _LINE_CHARS:
            return None
        seen += 1
        if seen > _SIGNATURE_LINES:
            return None
    return None


def _is_closing(text: str) -> bool:
    if len(text) > 48 or text.endswith(("?", ":")):
        return False
    core = text.strip(_TRIM).casefold()
    return core in CLOSINGS or any(
        half.strip(_TRIM) in CLOSINGS and rest.strip(_TRIM) in CLOSINGS
        for half, sep, rest in (core.partition(","), core.partition(" and "), core.partition(" und "))
        if sep
    )


def _card(lines: Sequence[str], end: int, author: Address) -> int | None:
    """A block at the end that begins with the author's own name: a business card, or the name alone."""
    start, seen = end, 0
    names = _name_words(author)
    best: int | None = None
    for index in range(end - 1, max(-1, end - _TAIL_LINES), -1):
        text = lines[index].strip()
        if not text:
            continue
        if len(text) > _LINE_CHARS or seen >= _SIGNATURE_LINES or (text.endswith((".", "?")) and len(text.split()) > 5):
            break
        seen += 1
        start = index
        words = {word.strip(_TRIM).casefold() for word in text.replace(",", " ").split()} - {""}
        if len(words) <= 5 and ((words and words <= names) or len(words & names) >= 2):
            best = start
    if best is not None:
        ruled = best > 0 and lines[best - 1].strip() and not lines[best - 1].strip("-_=*~ \t")
        return best - 1 if ruled else best
    if start < end and not names:
        block = [line.strip() for line in lines[start:end]]
        if seen >= 2 and _NAME_LINE.fullmatch(block[0]) and len(block[0].split()) in (2, 3, 4) and _has_contact(block):
            return start
    return None


def _has_contact(block: Sequence[str]) -> bool:
    return any(_PHONE_MAIL_WEB.search(line) for line in block[1:])


def _name_words(author: Address) -> set[str]:
    words = {word.strip(_TRIM + "\"'[]").casefold() for word in author.name.replace(",", " ").replace("_", " ").split()}
    local = author.address.partition("@")[0]
    words |= {word.casefold() for word in re.split(r"[._\-+\d]+", local)}
    return {word for word in words if len(word) > 1 or word.isalpha()} - {""}


def _signed_until(lines: Sequence[str], start: int, end: int) -> int:
    """A postscript under the name is text again."""
    for index in range(start + 1, end):
        text = lines[index].strip()
        if _NOTE_AFTER.match(text):
            return index
    return end
