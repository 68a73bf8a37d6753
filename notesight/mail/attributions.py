"""Read the line above a quoted mail that says who wrote it and when: ``On Friday … Ana Ruiz wrote:``.

Languages order its pieces freely, and some do without the verb. What is common to all is used instead of one pattern
each: the name is what is left when the address, the date, the verb and a few words beside these are taken away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from notesight.mail.addresses import parse_address
from notesight.mail.lines import folded
from notesight.mail.when import moment
from notesight.mail.words import PADDING, STARTERS, VERBS
from notesight.model import Address

_VERB = re.compile(VERBS, re.IGNORECASE)
_ADDRESS = re.compile(
    r"[<(\[]{1,2}[ \t]?(?:mailto:)?([^\s<>()\[\]\"',;:]{1,64}@[^\s<>()\[\]\"',;:]{1,255})"
    r"(?:<mailto:[^>\s]{1,320}>)?[ \t]?[>)\]]{1,2}|([^\s<>()\[\]\"',;:]{1,64}@[^\s<>()\[\]\"',;:]{1,255})"
)
_ARTICLE = re.compile(r"\Ain (?:article|message|reply to message) <?[^\s<>]{3,200}>?,?\s{1,3}(?:on )?", re.IGNORECASE)
_AFTER_DIGIT = re.compile(r"(?:st|nd|rd|th)?[\s.,:;、，)\]時分日点]*", re.IGNORECASE)
_GROUPWISE = re.compile(r"(.{3,160}?)[ \t](\d{1,4}[./-]\d{1,2}[./-]\d{2,4}.{0,30}?)[ \t]?>>>")
_NOBODY = frozenset(
    ("i", "you", "he", "she", "we", "they", "ich", "du", "er", "sie", "je", "tu", "elle", "as", "what", "who")
)
_AROUND = " \t\xa0,.:;\"'“”„‘’«»‹›<>、，-–—*_"
_BRACKETS = _AROUND + "()[]"
_NAME_CHARS = 120


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who wrote what follows, and when. ``strong`` is False when only quoted lines below it can prove it."""

    author: Address
    date: datetime | None
    strong: bool


def starts(text: str) -> bool:
    """Whether a line begins as such a line does in one of the languages."""
    return folded(text[:40]).startswith(STARTERS)


def attribution(line: str) -> Attribution | None:
    """What a line (or several, joined) that ends with a colon says; None when it does not say who is quoted."""
    body = _ARTICLE.sub("", line.strip().strip("-–—‐ ").rstrip(" :："))
    if not body:
        return None
    address = _address(body)
    verbs = list(_VERB.finditer(body))
    verb = verbs[-1] if verbs else None
    begins = starts(body)
    if verb is not None and len(body) - verb.end() > 60 and not any(c.isdigit() for c in body[verb.end() :]):
        return None
    quoting = begins and folded(body[:12]).startswith(("quoting ", "zitat von ", "citando "))
    date = moment(body)
    if verb is None and not quoting and not (address or date):
        return None
    timed = date is not None and bool(date.hour or date.minute)
    said = Address(_name(body, address, verb, begins=begins), (address[1] or address[2]) if address else "")
    author = parse_address(str(said)) or Address()
    closed = verb is not None or (address is not None and not body[address.end() :].strip(_BRACKETS))
    strong = date is not None and closed and (bool(address) or (timed and verb is not None))
    if verb is None and address and not timed:
        strong = False
    elif verb is not None and address and date is None and not begins:
        # "Ana Ruiz <ana@x.org> wrote:" and nothing else on the line.
        strong = verb.start() >= address.end() and not body[verb.end() :].strip(_BRACKETS) and bool(said.name)
    return Attribution(author, date, strong)


def _address(body: str) -> re.Match[str] | None:
    """The first mail address, with the brackets around it."""
    at = body.find("@")
    return _ADDRESS.search(body, max(0, at - 80)) if at > 0 else None


def groupwise(text: str) -> Attribution | None:
    """``>>> Ana Ruiz <ana@x.org> 2/27/2026 9:30 AM >>>``, as GroupWise writes it."""
    found = _GROUPWISE.fullmatch(text)
    date = moment(found[2]) if found else None
    if found is None or date is None:
        return None
    return Attribution(parse_address(found[1]) or Address(), date, strong=True)


def _name(body: str, address: re.Match[str] | None, verb: re.Match[str] | None, *, begins: bool) -> str:
    if address is not None:
        verb_end = max((found.end() for found in _VERB.finditer(body, 0, address.start())), default=0)
        return _cut(body[: address.start()], verb_end, begins=begins)
    if verb is None:
        return _cut(body, 0, begins=begins)
    before, after = body[: verb.start()], body[verb.end() :]
    has_day = any(letter.isdigit() for letter in before)
    if after.strip(_BRACKETS) and not any(letter.isdigit() for letter in after) and (has_day or begins):
        # "Am 27. Februar um 9:30 schrieb Ana Ruiz:" names her after the verb.
        return _sound(after)
    name = _cut(before, 0, begins=begins)
    if not name and has_day:
        # "Ana Ruiz hat am 27.02.2026 geschrieben:" names her before the date.
        words = re.split(r"\d", before, maxsplit=1)[0].split()
        while words and (folded(words[-1].strip(_AROUND)) in PADDING or f"{folded(words[-1])} " in STARTERS):
            words.pop()
        name = _sound(" ".join(words))
    return name


def _cut(left: str, at_least: int, *, begins: bool) -> str:
    """What stands at the end of ``left``, behind the date, the verb and the word that such a line begins with."""
    digit = next((at for at in range(len(left) - 1, at_least - 1, -1) if left[at].isdigit()), None)
    if digit is not None:
        after = _AFTER_DIGIT.match(left, digit + 1)
        return _sound(left[after.end() if after else digit + 1 :])
    if begins and not at_least:
        low = folded(left[:40])
        start = max((len(word) for word in STARTERS if low.startswith(word)), default=0)
        comma = left.find(",")
        at_least = comma + 1 if 0 < comma < len(left) - 1 else start
    return _sound(left[at_least:])


def _sound(words: str) -> str:
    """A name without what only stands beside it; empty when it is none."""
    pieces = words.split()
    while pieces and folded(pieces[0].strip(_BRACKETS)) in (PADDING | {""}):
        pieces.pop(0)
    while pieces and folded(pieces[-1].strip(_BRACKETS)) in (PADDING | {""}):
        pieces.pop()
    name = " ".join(pieces).strip(_AROUND)
    if len(name) > _NAME_CHARS or not _NOBODY.isdisjoint(folded(name).split()):
        return ""
    return name
