"""Recognise the ruled lines that stand above a quoted message: ``-----Original Message-----`` in many languages."""

from __future__ import annotations

import re
from typing import Literal

from notesight.mail.lines import folded
from notesight.mail.words import ENDS, FORWARDED, FORWARDED_BY, ORIGINAL, VERBS

_RULES = "-_=*─━—–‐‑+~ \t"
_RULED = re.compile(r"[-_=*─━—–‐‑~]{2,}[ \t]{0,4}([^-_=*─━—–‐‑~\n][^\n]{2,70}?)[ \t]{0,4}[-_=*─━—–‐‑~]{2,}")
_MESSAGE_OF = re.compile(r"message du \d|inactive hide details for ", re.IGNORECASE)
_BY = re.compile(
    r"(?:forwarded message from|nachricht von)[ \t]{1,4}([^\n]{3,160}?)[ \t]{0,4}[-_=*]{2,}$", re.IGNORECASE
)
_WROTE = re.compile(rf"-{{3,8}}[ \t]?([^\n\d-][^\n\d]{{1,80}}?)[ \t](?:{VERBS})[ \t]?:?[ \t]?-{{3,8}}", re.IGNORECASE)
_ABOVE_STARTS = tuple("# - = * _ + [ ( Please please Reply Type Write Enter Do Antworten Bitte Répond Responda".split())
_ABOVE = re.compile(
    r"(?:type |write |enter |add )?(?:your )?reply above (?:this|the) line|do not write below this line"
    r"|antworten sie (?:bitte )?(?:oberhalb|über) dieser (?:linie|zeile)|répond(?:ez|re) au[- ]dessus de cette ligne"
    r"|responda por encima de esta línea",
    re.IGNORECASE,
)


def separator(text: str) -> Literal["forward", "original", "end"] | None:
    """What a line announces; None when it is no separator."""
    if text.startswith(_ABOVE_STARTS) and len(text) < 120 and _ABOVE.search(text):
        return "original"
    ruled = text[0] in _RULES and not text[:2].strip(_RULES)
    if not ruled and len(text) >= 60:
        return None
    core = folded(text.strip(_RULES + ":：[]").rstrip())
    if not core or len(core) > 160:
        return None
    if ruled:
        if core in FORWARDED or core.startswith(FORWARDED_BY):
            return "forward"
        if core in ENDS:
            return "end"
        return "original" if core in ORIGINAL or _WROTE.fullmatch(text) else None
    if _MESSAGE_OF.match(text):
        return "original"
    if text.startswith("[") and text.endswith("]") and core in FORWARDED | ORIGINAL:
        return "forward" if core in FORWARDED else "original"
    return (
        "forward" if text.endswith((":", "：")) and core in FORWARDED and (" " in core or not core.isascii()) else None
    )


def opening(text: str) -> tuple[Literal["forward", "original"], str] | None:
    """A separator whose line goes on with the header fields, and what it goes on with."""
    found = _RULED.match(text)
    if found is None or found.end() == len(text):
        return None
    kind = separator(found.group())
    return (kind, text[found.end() :].strip()) if kind in ("forward", "original") else None


def is_rule(text: str) -> bool:
    """A line of nothing but dashes or the like, as Outlook draws above the header lines."""
    return len(text) >= 5 and not text.strip(_RULES)


def is_ruled(text: str) -> bool:
    """Words between dashes, whatever they say."""
    return _RULED.fullmatch(text) is not None


def named(text: str) -> str:
    """Whose message a separator says it is: ``----- Forwarded message from Ana Ruiz <ana@x.org> -----``."""
    found = _BY.search(text) or _WROTE.fullmatch(text)
    return found.group(1) if found else ""


def goes_on(text: str, following: str) -> bool:
    """``-----Forwarded by X on 05/22/2000`` goes on as ``04:45 PM -----`` on the next line."""
    return text.rstrip()[-1] not in "-_=*" and following.endswith("---") and len(following) < 80
