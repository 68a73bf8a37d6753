"""Read who takes part in a mail: the header lines, and the addresses that the parts carry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline import lexicon
from notesight.extractors.offline.lexicon import tables
from notesight.model import Address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from notesight.model import Document

Found = tuple[Address, list[tuple[int, int]]]

_LIST_MAX: Final = 15
_NAME: Final = re.compile(r"[^\W\d_][\w'’.-]*")
_MACHINE: Final = re.compile(
    r"(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|newsletter|notifications?|announcements?|registrar|support"
    r"|info|sales|service|orders?|billing|help|admin|webmaster|list|all|team|news|updates?|alerts?|marketing"
    r"|subscri\w*|unsubscribe|bounce\w*|automated|system|root|center|everyone|staff)(?:[.+_-].*)?$"
)
_BODY: Final = re.compile(
    r"\b(?:inc|ltd|llc|corp|announcements?|newsletter|team|support|service|services|notifications?|mailing|list"
    r"|group|center|centre|worldwide|all|everyone|staff|department|dl)\b"
)


def parts_of(name: str) -> tuple[str, ...]:
    """The folded words of a name in spoken order, titles and suffixes left out."""
    if "," in name:
        last, _, first = name.partition(",")
        name = f"{first} {last}" if lexicon.fold(first).replace(".", "").strip() not in tables.SUFFIXES else last
    words = [lexicon.fold(w).strip(".'-") for w in _NAME.findall(name)]
    kept = [w for w in words if w and w not in tables.TITLES and w not in tables.SUFFIXES]
    return tuple(kept or words)


def participants(document: Document) -> Iterator[Found]:
    """Everybody in the header and in the parts' headers, each with the spans of their names and addresses.

    A mailing list, a shop or a machine is nobody; of more than 15 recipients none is given.
    """
    if document.kind == "note":
        return
    header = [p for p in document.parts if p.role == "header"]
    top = header[0] if header else None
    if document.sender is not None:
        yield from _one(document, document.sender, top.start if top else 0, top.end if top else 0)
    if len(document.to) <= _LIST_MAX:
        for who in document.to:
            yield from _one(document, who, top.start if top else 0, top.end if top else 0)
    met: set[Address] = set()  # in a talk everybody speaks often
    for part in document.parts:
        speaks = part.role == "new" and document.sender is None and part.author not in met
        met.add(part.author)
        if part.role in {"quoted", "forwarded"} or speaks:
            yield from _one(document, part.author, max(0, part.start - 400), part.end)
            if len(part.to) <= _LIST_MAX:
                for who in part.to:
                    yield from _one(document, who, max(0, part.start - 400), part.end)


def _one(document: Document, who: Address, start: int, end: int) -> Iterator[Found]:
    name = _clean(who.name)
    address = who.address.strip().strip("<>'\"")
    if not name and "@" not in address:
        return
    local = address.split("@")[0].casefold()
    if _MACHINE.match(local) and (not name or len(parts_of(name)) < 2 or _BODY.search(name.casefold())):
        return
    if name and _BODY.search(name.casefold()):
        return
    spans = []
    text = document.text
    for form in {who.name.strip(), name, address}:
        if form:
            at = text.find(form, start, end)
            if at >= 0:
                spans.append((at, at + len(form)))
    if not spans:
        low = text[start:end].casefold()
        for form in (name, address):
            at = low.find(form.casefold()) if form else -1
            if at >= 0 and len(low) == end - start:
                spans.append((start + at, start + at + len(form)))
                break
    if not spans:
        for form in (name, address):
            at = text.find(form) if form else -1
            if at >= 0:
                spans.append((at, at + len(form)))
                break
    yield Address(name, address if "@" in address else ""), _apart(spans)


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that do not overlap, the longer kept."""
    kept: list[tuple[int, int]] = []
    for span in sorted(set(spans), key=lambda s: s[0] - s[1]):
        if all(span[1] <= k[0] or span[0] >= k[1] for k in kept):
            kept.append(span)
    return kept


def _clean(name: str) -> str:
    """A display name in spoken order without quotes; empty when it is an address."""
    name = re.sub(r"\([^)]{0,60}\)|</?O=.{0,200}|/[A-Z]{2,4}/.{0,40}$|@[A-Z]+\b", " ", name)
    name = " ".join(name.strip(" '\"<>").split())
    if "@" in name or not name:
        return ""
    for mark in (",", ";"):
        last, sign, first = name.partition(mark)
        if sign and first.strip() and lexicon.fold(first).replace(".", "").strip() not in tables.SUFFIXES:
            return f"{first.strip()} {last.strip()}"
    return name
