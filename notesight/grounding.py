"""Prove what an extractor proposed: every quote becomes a span of the document, or a rejection with its reason.

Pure. White space, quote marks, dashes and the mail's ``>`` marks are matched with tolerance; what is kept is always
the document's own words: ``document.text[start:end] == quote``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from notesight import dates, people
from notesight.candidates import CandidateItem, CandidatePerson, Candidates, Span
from notesight.model import (
    ITEM_KINDS,
    ME,
    Document,
    Extraction,
    Item,
    Mention,
    Owner,
    Part,
    Person,
    Rejection,
    fold,
)  # fmt: skip

MOST_ITEMS = 2000
LONGEST_QUOTE = 2000
LONGEST_SUMMARY = 100
SAME = 0.8
"""Two quotes of one kind that share so much of the shorter one are one thing."""
_SILENT = {"header": "a mail's header", "signature": "a signature", "boilerplate": "boilerplate"}
_FOLDED = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "‚": "'",
        "`": "'",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
    }
)
_GAP = re.compile(r"(?:\s|(?<=\n)[>\s]+|\u00ad)+")
_EDGES = " \t\n\r.,;:!?…\"'“”‘’()[]*_-–—"
_FIRST_PERSON = {"me", "i", "myself", "we", "us", "my", "our"}


class Haystack:
    """A text to find quotes in, with a folded form and a map back to the text, made once."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _folded(self) -> tuple[str, list[int]]:
        """The text with runs of white space as one space, marks made plain, and where each character stood."""
        out: list[str] = []
        at: list[int] = []
        position = 0
        for gap in _GAP.finditer(self.text):
            out.append(self.text[position : gap.start()])
            at.extend(range(position, gap.start()))
            out.append(" ")
            at.append(gap.start())
            position = gap.end()
        out.append(self.text[position:])
        at.extend(range(position, len(self.text)))
        at.append(len(self.text))
        return "".join(out).translate(_FOLDED), at

    @cached_property
    def _lower(self) -> str:
        # Folding case may change lengths ("ß"); only what keeps its length is folded, so that the map holds.
        folded = self._folded[0]
        lowered = folded.lower()
        return (
            lowered if len(lowered) == len(folded) else "".join(c if len(c.lower()) != 1 else c.lower() for c in folded)
        )

    def find(self, quote: str, *, whole_words: bool = False) -> list[Span]:
        """Every place where a quote stands, the exact ones if there are any, else the tolerant ones, else any case."""
        if not quote.strip():
            return []
        exact = [Span(at, at + len(quote)) for at in _places(quote, self.text)]
        found = exact or self._tolerant(_fold_quote(quote)) or self._tolerant(_fold_quote(quote.strip(_EDGES)))
        return [span for span in found if self._is_whole(span)] if whole_words else found

    def _tolerant(self, quote: str) -> list[Span]:
        if not quote:
            return []
        folded, at = self._folded
        places = _places(quote, folded) or _places(quote.lower(), self._lower)
        return [Span(at[place], at[place + len(quote) - 1] + 1) for place in places]

    def _is_whole(self, span: Span) -> bool:
        before, after = self.text[max(0, span.start - 1) : span.start], self.text[span.end : span.end + 1]
        return not (before.isalnum() and self.text[span.start].isalnum()) and not (
            after.isalnum() and self.text[span.end - 1].isalnum()
        )


def _places(needle: str, text: str) -> list[int]:
    found: list[int] = []
    at = text.find(needle)
    while at >= 0 and len(found) < MOST_ITEMS:
        found.append(at)
        at = text.find(needle, at + len(needle))
    return found


def _fold_quote(quote: str) -> str:
    return " ".join(quote.translate(_FOLDED).split())


def locate(quote: str, text: str) -> Span | None:
    """The first place where a quote stands in a text, with tolerance; ``None`` when it does not."""
    found = Haystack(text).find(quote)
    return found[0] if found else None


def failed_quotes(candidates: Candidates, document: Document) -> list[str]:
    """The quotes and mentions that do not stand in the document, in the order proposed: what a re-ask names."""
    haystack = Haystack(document.text)
    wanted = [item.quote for item in candidates.items]
    wanted += [mention for person in candidates.people for mention in person.mentions]
    return [quote for quote in dict.fromkeys(wanted) if not haystack.find(quote)]


def ground(candidates: Candidates, document: Document, owner: Owner) -> Extraction:
    """Prove candidates against their document.

    A person needs at least one mention that stands in the text as whole words; the owner is never an entry. An item needs
    its quote in words that somebody wrote, not in a header or a signature. ``due`` is resolved against the day of the
    part that holds the quote.
    """
    return _Proof(document, owner).extraction(candidates)


@dataclass(frozen=True, slots=True)
class _Proved:
    person: Person
    forms: frozenset[str]


class _Proof:
    """The proof of one document: its text, its parts, and what was proved so far."""

    def __init__(self, document: Document, owner: Owner) -> None:
        self.document = document
        self.owner = owner
        self.haystack = Haystack(document.text)
        self.folded = fold(document.text)
        self.starts = [part.start for part in document.parts]
        self.rejected: list[Rejection] = []

    def extraction(self, candidates: Candidates) -> Extraction:
        persons = self._people(candidates.people)
        items = self._items(candidates.items, persons)
        ordered = sorted((each.person for each in persons), key=lambda person: person.mentions[0].start)
        return Extraction(tuple(ordered), tuple(items), tuple(self.rejected))

    # --- people --------------------------------------------------------------------------------------------------

    def _people(self, proposed: Iterable[CandidatePerson]) -> list[_Proved]:
        merged: dict[str, _Proved] = {}
        for candidate in proposed:
            name = " ".join(candidate.name.split())
            mentions = self._mentions(candidate)
            if not mentions:
                words = next(iter(candidate.mentions), name)
                self.rejected.append(Rejection("person", words, "These words do not stand in the text."))
                continue
            if not name:
                name = max((mention.text for mention in mentions), key=len)
            if self._is_owner(name, candidate.email):
                continue
            key = f"{people.name_key(name)} {fold(candidate.email or '')}"
            if key in merged:
                mentions = [*merged[key].person.mentions, *mentions]
            person = self._person(name, mentions, candidate)
            forms = {fold(name), fold(person.email or name), *(fold(mention.text) for mention in mentions)}
            merged[key] = _Proved(person, frozenset(forms))
        return list(merged.values())

    def _person(self, name: str, mentions: list[Mention], candidate: CandidatePerson) -> Person:
        unique = tuple(sorted(set(mentions), key=lambda mention: (mention.start, mention.end)))
        others = dict.fromkeys(" ".join(mention.text.split()) for mention in unique)
        aliases = tuple(other for other in others if fold(other) != fold(name))
        email = candidate.email if candidate.email and fold(candidate.email) in self.folded else None
        return Person(name, unique, aliases, email, self._stated(candidate.organization), self._stated(candidate.role))

    def _mentions(self, candidate: CandidatePerson) -> list[Mention]:
        text = self.document.text
        given = [
            Mention(text[span.start : span.end], span.start, span.end)
            for span in candidate.spans
            if 0 <= span.start < span.end <= len(text)
            and any(fold(text[span.start : span.end]) == fold(words) for words in candidate.mentions)
        ]
        if given:
            return given
        return [
            Mention(text[span.start : span.end], span.start, span.end)
            for words in dict.fromkeys(candidate.mentions or (candidate.name,))
            for span in self.haystack.find(words, whole_words=True)
        ]

    def _is_owner(self, name: str, email: str | None) -> bool:
        if email and fold(email) in {fold(address) for address in self.owner.addresses}:
            return True
        return fold(name) in {*map(fold, self.owner.addresses), ME} or any(
            people.name_key(name) == people.name_key(own) for own in self.owner.names
        )

    def _stated(self, words: str | None) -> str | None:
        """A field that the document states; what an extractor made up is dropped."""
        if not words or not words.strip():
            return None
        return " ".join(words.split()) if self.haystack.find(words) else None

    # --- items ---------------------------------------------------------------------------------------------------

    def _items(self, proposed: tuple[CandidateItem, ...], persons: list[_Proved]) -> list[Item]:
        kept: list[Item] = []
        for candidate in proposed[:MOST_ITEMS]:
            found = self._item(candidate, persons, kept)
            if isinstance(found, str):
                kind = candidate.kind if candidate.kind in ITEM_KINDS else "followup"
                self.rejected.append(Rejection(kind, candidate.quote[:LONGEST_QUOTE], found))
            elif found is not None:
                kept.append(found)
        more = len(proposed) - MOST_ITEMS
        if more > 0:
            reason = f"{more} more were proposed; at most {MOST_ITEMS} are taken from one document."
            self.rejected.append(Rejection(proposed[MOST_ITEMS].kind, "", reason))
        return sorted(kept, key=lambda item: (item.start, item.end))

    def _item(self, candidate: CandidateItem, persons: list[_Proved], kept: list[Item]) -> Item | str | None:
        """The proved item, the reason why it is none, or ``None`` when it stands there already."""
        if candidate.kind not in ITEM_KINDS:
            return "There is no such kind of item."
        if not any(character.isalnum() for character in candidate.quote):
            return "It quotes no words."
        if len(candidate.quote) > LONGEST_QUOTE:
            return f"The quote is longer than {LONGEST_QUOTE} characters."
        span = self._place(candidate, kept)
        if span is None:
            return "These words do not stand in the text."
        part = self._part(span.start)
        if part and part.role in _SILENT:
            return f"The words stand in {_SILENT[part.role]}."
        item = self._build(candidate, span, part, persons)
        return None if any(_same(item, other) for other in kept) else item

    def _place(self, candidate: CandidateItem, kept: list[Item]) -> Span | None:
        text, span = self.document.text, candidate.span
        inside = span is not None and 0 <= span.start < span.end <= len(text)
        if span and inside and fold(text[span.start : span.end]) == fold(candidate.quote):
            return span
        places = self.haystack.find(candidate.quote)
        if candidate.part is not None and 0 <= candidate.part < len(self.document.parts):
            part = self.document.parts[candidate.part]
            places = [each for each in places if part.start <= each.start < part.end] or places
        speaking = [each for each in places if (p := self._part(each.start)) is None or p.role not in _SILENT]
        taken = {(item.start, item.end) for item in kept if item.kind == candidate.kind}
        free = [each for each in speaking if (each.start, each.end) not in taken]
        return next(iter(free or speaking or places), None)

    def _part(self, at: int) -> Part | None:
        index = bisect_right(self.starts, at) - 1
        return self.document.parts[index] if index >= 0 else None

    def _build(self, candidate: CandidateItem, span: Span, part: Part | None, persons: list[_Proved]) -> Item:
        quote = self.document.text[span.start : span.end]
        said_on: date = part.date.date() if part and part.date else self.document.date
        due_text = self._stated(candidate.due_text)
        return Item(
            kind=candidate.kind,
            quote=quote,
            start=span.start,
            end=span.end,
            summary=_one_line(candidate.summary) or _one_line(quote[:1].upper() + quote[1:]),
            by=self._party(candidate.by, persons),
            to=self._party(candidate.to, persons),
            said_on=said_on,
            due=dates.resolve(due_text, said_on) if due_text else None,
            due_text=due_text,
            certainty=candidate.certainty,
        )

    def _party(self, words: str | None, persons: list[_Proved]) -> str | None:
        if not words or not words.strip():
            return None
        wanted = fold(words)
        if wanted in _FIRST_PERSON or self._is_owner(words, words if "@" in words else None):
            return ME
        exact = [each for each in persons if fold(each.person.name) == wanted]
        for found in exact, [each for each in persons if wanted in each.forms]:
            if len(found) == 1:
                return found[0].person.name
        return self._stated(words)


def _same(one: Item, other: Item) -> bool:
    if one.kind != other.kind or one.by != other.by or fold(one.summary) != fold(other.summary):
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared >= SAME * min(one.end - one.start, other.end - other.start)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SUMMARY else line[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0] + "…"
