"""The proof of one document's candidates: people first, then what is by and to them, each on its own words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from notesight import dates, people
from notesight.candidates import (
    CandidateIntroduction,
    CandidateItem,
    CandidateOutcome,
    CandidatePerson,
    Candidates,
    Span,
)
from notesight.grounding.haystack import Haystack, has_letter, one_line, seen
from notesight.model import (
    ITEM_KINDS,
    ME,
    Address,
    Document,
    Extraction,
    Introduction,
    Item,
    ItemKind,
    Mention,
    Outcome,
    Owner,
    Part,
    Person,
    Rejection,
    fold,
)  # fmt: skip

MOST_ITEMS = 2000
MOST_PEOPLE = 2000
LONGEST_QUOTE = 2000
LONGEST_SUMMARY = 100
SAME = 0.8
"""Two quotes of one kind that share so much of the shorter one are one thing."""
_MUTE = {"header": "a mail's header", "signature": "a signature", "boilerplate": "boilerplate"}
_FIRST_PERSON = frozenset({"i", "myself", "we", "us", "my", "our", "ours", "mine"})
_NOWHERE = "These words do not stand in the text."

_SAYS_I = re.compile(
    r"(?:(?:and|but|so|ok|okay|yes|then|also|sure|well)[ ,]+){0,4}i(?:'(?:ll|m|re|ve|d)\b"
    r"| (?:will|shall|can|could|would|may|might|am|are|have|need|want|promise|intend|plan|owe)\b)",
    re.IGNORECASE,
)
"""What begins so is said by whoever wrote it: "I'll send it", "and I could lend you one"."""
_QUOTE_MARKS = frozenset("\"'“”„‟«»‹›‘‚‛")
_EXACT = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+\w|\d(?:[\d.,:/-]*\d)?")
"""What a summary may not make up: a number, an address, a link."""
_STEM = 4
"""Two words of one meaning mostly share their first letters."""
_LITTLE = frozenset(
    "the and for with from that this have has had are was were will would can could may might you your yours her hers him his she"
    " its our ours they them their there then than but not any all some one two out who what when where which how about"
    " into".split()
)
_AROUND = 400
"""Characters before and after a quote whose words its summary may use."""
_BORROWED = 0.75
"""The least share of a summary's words that stand around its quote, when none of them stands in it."""


@dataclass(slots=True)
class _Figure:
    """A person as far as the proof has come."""

    name: str
    email: str | None
    organization: str | None = None
    role: str | None = None
    known: str | None = None
    mentions: set[Mention] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)


class Proof:
    """The proof of one document: its text, its parts, and what was proved so far."""

    def __init__(self, document: Document, owner: Owner) -> None:
        self.document = document
        self.owner = owner
        self.own_keys = {people.name_key(name) for name in owner.names} - {""}
        self.own_words = {ME, *map(fold, owner.names), *map(fold, owner.addresses)}
        self.haystack = Haystack(document.text)
        self.starts = [part.start for part in document.parts]
        self.figures: list[_Figure] = []
        self.taken: set[tuple[ItemKind, int, int]] = set()
        self.alike: dict[tuple[ItemKind, str | None, str], list[Item]] = {}
        self.rejected: list[Rejection] = []

    def extraction(self, candidates: Candidates) -> Extraction:
        """What of the candidates is proved, and the rejects."""
        self._people(candidates.people)
        items = self._items(candidates.items)
        persons = sorted(map(_person, self.figures), key=lambda person: person.mentions[0].start)
        introductions = self._introductions(candidates.introductions)
        outcomes = self._outcomes(candidates.outcomes)
        return Extraction(tuple(persons), tuple(items), tuple(self.rejected), tuple(introductions), tuple(outcomes))

    # --- people --------------------------------------------------------------------------------------------------

    def _people(self, proposed: Sequence[CandidatePerson]) -> None:
        known: dict[str, list[_Figure]] = {}
        searched: set[Mention] = set()
        for candidate in proposed[:MOST_PEOPLE]:
            mentions = self._given(candidate)
            if not mentions:
                mentions = self._searched(candidate)
                searched.update(mentions)
            mentions = [mention for mention in mentions if has_letter(mention.text)]
            if not mentions:
                words = next(iter(candidate.mentions), candidate.name)
                self.rejected.append(Rejection("person", words[:LONGEST_QUOTE], _NOWHERE))
                continue
            name = self._name(candidate, mentions)
            if self._is_owner(candidate.name, candidate.email) or self._is_owner(name, None):
                continue
            self._add(known, candidate, name, mentions)
        if len(proposed) > MOST_PEOPLE:
            self.rejected.append(Rejection("person", "", _too_many(len(proposed), MOST_PEOPLE)))
        self.figures = [figure for same in known.values() for figure in same]
        self._drop_nested(searched)

    def _add(
        self, known: dict[str, list[_Figure]], candidate: CandidatePerson, name: str, mentions: list[Mention]
    ) -> None:
        """Put a person down, joined with an earlier entry of the same name that no address speaks against."""
        email = self._address(candidate.email)
        same = known.setdefault(fold(name) if "@" in name else people.name_key(name) or fold(name), [])
        equal = [each for each in same if fold(each.email or "") == fold(email or "")]
        fitting = equal or [each for each in same if not each.email or not email]
        if len(fitting) != 1:
            fitting = [_Figure(name, email)]
            same += fitting
        figure = fitting[0]
        figure.email = figure.email or email
        figure.organization = figure.organization or self._stated(candidate.organization)
        figure.role = figure.role or self._stated(candidate.role)
        figure.known = figure.known or self._known(candidate, name)
        figure.mentions.update(mentions)
        figure.forms |= {fold(words) for words in (name, candidate.name, email or "", *(m.text for m in mentions))} - {
            ""
        }

    def _known(self, candidate: CandidatePerson, name: str) -> str | None:
        """The full name of whom a given name, a nickname or an address means, if it may be a form of that name."""
        if candidate.known is None or not 0 <= candidate.known < len(self.document.known):
            return None
        known = self.document.known[candidate.known].name
        forms = (name, *candidate.mentions)
        return known if any(people.likely_same(form, known) for form in forms if "@" not in form) else None

    def _drop_nested(self, searched: set[Mention]) -> None:
        """Of what was only searched for, drop what stands inside a longer mention: "Jim" is no Jim Baker in "Jim Hall"."""
        nested: set[Mention] = set()
        reach = -1
        every = {mention for figure in self.figures for mention in figure.mentions}
        for mention in sorted(every, key=lambda mention: (mention.start, -mention.end)):
            if mention.end <= reach and mention in searched:
                nested.add(mention)
            reach = max(reach, mention.end)
        for figure in self.figures:
            figure.mentions = figure.mentions - nested or figure.mentions

    def _given(self, candidate: CandidatePerson) -> list[Mention]:
        """The mentions at the places that the extractor gives, if its words stand there."""
        wanted = {fold(words) for words in candidate.mentions}
        spans = [self._trimmed(span) for span in candidate.spans]
        mentions = [Mention(self.document.text[span.start : span.end], span.start, span.end) for span in spans if span]
        return [mention for mention in mentions if fold(mention.text) in wanted]

    def _searched(self, candidate: CandidatePerson) -> list[Mention]:
        return [
            Mention(self.document.text[span.start : span.end], span.start, span.end)
            for words in dict.fromkeys(candidate.mentions or (candidate.name,))
            for span in self.haystack.find(words, whole_words=True)
        ]

    def _name(self, candidate: CandidatePerson, mentions: Sequence[Mention]) -> str:
        """The proposed name if its words are the document's and it may be one with a mention, else the longest mention."""
        name = " ".join(candidate.name.split())
        own = {one_line(mention.text) for mention in mentions}
        if name in own:
            return name
        words = re.findall(r"[^\W_]+", name)
        if words and _may_be(name, own) and all(self.haystack.find(word, whole_words=True) for word in words):
            return name
        return max(sorted(own), key=len)

    def _is_owner(self, name: str, email: str | None) -> bool:
        return (
            fold(name) in self.own_words
            or fold(email or "") in self.own_words
            or people.name_key(name) in self.own_keys
        )

    def _address(self, email: str | None) -> str | None:
        """A mail address as the document writes it, if it does."""
        words = (email or "").strip()
        if "@" not in words or len(words) > LONGEST_QUOTE:
            return None
        found = re.search(rf"(?<![\w.+-]){re.escape(words)}(?![\w@-]|\.\w)", self.document.text, re.IGNORECASE)
        return found.group() if found else None

    def _stated(self, words: str | None, *, whole_words: bool = True) -> str | None:
        """The document's own form of some words; what an extractor made up is dropped."""
        found = self.haystack.find(words, whole_words=whole_words) if words else None
        return one_line(self.document.text[found[0].start : found[0].end]) if found else None

    # --- items ---------------------------------------------------------------------------------------------------

    def _items(self, proposed: Sequence[CandidateItem]) -> list[Item]:
        kept: list[Item] = []
        for candidate in proposed[:MOST_ITEMS]:
            found = self._item(candidate)
            if isinstance(found, str):
                kind = candidate.kind if candidate.kind in ITEM_KINDS else "followup"
                self.rejected.append(Rejection(kind, candidate.quote[:LONGEST_QUOTE], found))
            elif found is not None:
                kept.append(found)
        if len(proposed) > MOST_ITEMS:
            self.rejected.append(Rejection("followup", "", _too_many(len(proposed), MOST_ITEMS)))
        return sorted(kept, key=lambda item: (item.start, item.end))

    def _item(self, candidate: CandidateItem) -> Item | str | None:
        """The proved item, the reason why it is none, or ``None`` when it stands there already."""
        if candidate.kind not in ITEM_KINDS:
            return "There is no such kind of item."
        if not has_letter(candidate.quote):
            return "It quotes no words."
        if len(candidate.quote) > LONGEST_QUOTE:
            return f"The quote is longer than {LONGEST_QUOTE} characters."
        found = self._spoken(self._place(candidate))
        if isinstance(found, str):
            return found
        span, part = found
        item = self._build(candidate, span, part)
        alike = self.alike.setdefault((item.kind, item.by, fold(item.summary)), [])
        if any(_overlap(item, other) for other in alike):
            return None
        alike.append(item)
        self.taken.add((item.kind, item.start, item.end))
        return item

    def _place(self, candidate: CandidateItem) -> Span | None:
        """Where the extractor says if the words stand there, else the first place in its part that nothing has taken."""
        span = self._trimmed(candidate.span) if candidate.span else None
        if span and fold(self.document.text[span.start : span.end]) == fold(candidate.quote):
            return span
        places = self.haystack.find(candidate.quote, whole_words=True) or self.haystack.find(candidate.quote)
        if candidate.part is not None and 0 <= candidate.part < len(self.document.parts):
            part = self.document.parts[candidate.part]
            places = [each for each in places if part.start <= each.start < part.end] or places
        speaking: Span | None = None
        for each in places:
            if not self._is_mute(self._part(each.start)):
                speaking = speaking or each
                if (candidate.kind, each.start, each.end) not in self.taken:
                    return each
        return speaking or next(iter(places), None)

    def _spoken(self, span: Span | None) -> tuple[Span, Part | None] | str:
        """Where words stand, and the part in which somebody says them; else the reason why they prove nothing."""
        if span is None:
            return _NOWHERE
        part = self._part(span.start)
        if self._is_mute(part):
            assert part is not None
            where = "the front matter" if part.role == "header" and self.document.kind == "note" else _MUTE[part.role]
            return f"The words stand in {where}."
        return span, part

    # --- introductions and outcomes ------------------------------------------------------------------------------

    def _introductions(self, proposed: Sequence[CandidateIntroduction]) -> list[Introduction]:
        kept: dict[tuple[str | None, ...], list[Introduction]] = {}
        for candidate in proposed[:MOST_ITEMS]:
            found = self._introduction(candidate)
            if isinstance(found, str):
                self.rejected.append(Rejection("introduction", candidate.quote[:LONGEST_QUOTE], found))
                continue
            same = kept.setdefault((found.by, found.who, found.to), [])
            if not any(_touch(found, other) for other in same):
                same.append(found)
        return sorted((each for those in kept.values() for each in those), key=lambda each: (each.start, each.end))

    def _introduction(self, candidate: CandidateIntroduction) -> Introduction | str:
        place = self._told(candidate)
        if isinstance(place, str):
            return place
        span, part = place
        quote = self.document.text[span.start : span.end]
        by, who, to = (self._party(words, part) for words in (candidate.by, candidate.who, candidate.to))
        named = {side for side in (by, who, to) if side is not None}
        if len(named) < 2:
            return "It does not say who is introduced to whom."
        if who is not None and who == to:
            return "It introduces somebody to themselves."
        said_on = part.date.date() if part and part.date else self.document.date
        tie = candidate.manner == "tie"
        state = "known" if tie else candidate.state if candidate.state != "known" else "happened"
        return Introduction(
            quote, span.start, span.end, by, who, to, state, candidate.manner, said_on, candidate.certainty
        )

    def _outcomes(self, proposed: Sequence[CandidateOutcome]) -> list[Outcome]:
        kept: list[Outcome] = []
        for candidate in proposed[:MOST_ITEMS]:
            place = self._told(candidate)
            if isinstance(place, str):
                self.rejected.append(Rejection("outcome", candidate.quote[:LONGEST_QUOTE], place))
                continue
            span, part = place
            quote = self.document.text[span.start : span.end]
            source, whose = self._party(candidate.source, part), self._party(candidate.whose, part)
            what = self._summary(candidate.what, span, part, (source, whose)) or one_line(quote[:1].upper() + quote[1:])
            found = Outcome(
                quote=quote,
                start=span.start,
                end=span.end,
                what=_shortened(what),
                source=source,
                whose=whose,
                worth=self._said_when(candidate.worth, part),
                said_on=part.date.date() if part and part.date else self.document.date,
                certainty=candidate.certainty,
            )
            if not any(_touch(found, other) for other in kept):
                kept.append(found)
        return sorted(kept, key=lambda each: (each.start, each.end))

    def _told(self, candidate: CandidateIntroduction | CandidateOutcome) -> tuple[Span, Part | None] | str:
        """Where the words of an introduction or an outcome stand, as for an item; else the reason against it."""
        if not has_letter(candidate.quote):
            return "It quotes no words."
        if len(candidate.quote) > LONGEST_QUOTE:
            return f"The quote is longer than {LONGEST_QUOTE} characters."
        place = CandidateItem("followup", candidate.quote, part=candidate.part, span=candidate.span)
        return self._spoken(self._place(place))

    def _trimmed(self, span: Span) -> Span | None:
        """A given span without white space at its ends; ``None`` when it is no stretch of the text, or blank."""
        if not 0 <= span.start < span.end <= len(self.document.text):
            return None
        words = self.document.text[span.start : span.end]
        start = span.start + len(words) - len(words.lstrip())
        return Span(start, start + len(words.strip())) if words.strip() else None

    def _part(self, at: int) -> Part | None:
        index = bisect_right(self.starts, at) - 1
        return self.document.parts[index] if index >= 0 else None

    def _is_mute(self, part: Part | None) -> bool:
        return part is not None and part.role in _MUTE

    def _build(self, candidate: CandidateItem, span: Span, part: Part | None) -> Item:
        quote = self.document.text[span.start : span.end]
        said_on: date = part.date.date() if part and part.date else self.document.date
        due_text = self._said_when(candidate.due_text, part)
        by, to = self._doer(candidate.by, span, part), self._party(candidate.to, part)
        return Item(
            kind=candidate.kind,
            quote=quote,
            start=span.start,
            end=span.end,
            summary=_shortened(
                self._summary(candidate.summary, span, part, (by, to)) or one_line(quote[:1].upper() + quote[1:])
            ),
            by=by,
            to=to,
            said_on=said_on,
            due=candidate.due or (dates.resolve(due_text, said_on) if due_text else None),
            due_text=due_text,
            certainty=candidate.certainty,
        )

    def _summary(self, proposed: str, span: Span, part: Part | None, parties: tuple[str | None, ...]) -> str:
        """The proposed summary if it tells of its quote, else nothing: a text may well ask for other words there."""
        summary = seen(" ".join(proposed.split()))
        text = self.document.text
        quote = text[span.start : span.end]
        known = fold(" ".join((quote, *filter(None, parties))))
        if any(fold(exact) not in known for exact in _EXACT.findall(summary)):
            return ""
        words = _stems(summary)
        if words & _stems(quote):
            return summary
        start, end = (part.start, part.end) if part else (0, len(text))
        around = _stems(text[max(start, span.start - _AROUND) : min(end, span.end + _AROUND)])
        return summary if len(words & around) >= _BORROWED * len(words) else ""

    def _said_when(self, words: str | None, part: Part | None) -> str | None:
        """The document's own words for a time, if they stand in the same part as the quote, or in a header."""
        for span in self.haystack.find(words) if words else []:
            where = self._part(span.start)
            if where is part or where is None or where.role == "header":
                return one_line(self.document.text[span.start : span.end])
        return None

    def _doer(self, words: str | None, span: Span, part: Part | None) -> str | None:
        """Whom an item is by. "I" in a mail is who wrote that part, whatever an extractor was told; not in "direct speech"."""
        said = self.document.text[span.start : span.end]
        direct = span.start > 0 and self.document.text[span.start - 1] in _QUOTE_MARKS
        if words and self.document.kind != "note" and not direct and _SAYS_I.match(said.replace("’", "'")):
            return self._speaker(part) or self._party(words, part)
        return self._party(words, part)

    def _party(self, words: str | None, part: Part | None) -> str | None:
        """Whom some words of an answer mean: a person of the document, the owner, words of the text, or nobody."""
        wanted = fold(words or "")
        if not words or not wanted:
            return None
        if wanted in _FIRST_PERSON:
            return self._speaker(part)
        if self._is_owner(words, None):
            return ME
        tokens = set(people.tokens(words))
        for found in (
            [each for each in self.figures if fold(each.name) == wanted],
            [each for each in self.figures if wanted in each.forms],
            [each for each in self.figures if tokens and tokens <= set(people.tokens(each.name))],
        ):
            if len(found) == 1:
                return found[0].name
        return self._stated(words)

    def _speaker(self, part: Part | None) -> str | None:
        """Who "I" is in a part: its author; in the owner's own notes the owner."""
        author = part.author if part else Address()
        if author == Address():
            own = self.document.kind == "note" and (part is None or part.role == "new")
            return ME if own else None
        if self.owner.is_me(author):
            return ME
        found = [party for words in (author.address, author.name) if (party := self._party(words, None))]
        names = {figure.name for figure in self.figures}
        return next((party for party in found if party in names), found[-1] if found else None)


def _may_be(name: str, mentions: set[str]) -> bool:
    """Whether a name is a form of one of the mentions: "Priya Raman" of "Priya" or priya@lumen.example, and no other name."""
    parts = people.tokens(name)
    return any(
        people.compatible(name, mention) or ("@" in mention and any(part in fold(mention) for part in parts))
        for mention in mentions
    )


def _person(figure: _Figure) -> Person:
    mentions = tuple(sorted(figure.mentions, key=lambda mention: (mention.start, mention.end)))
    others = dict.fromkeys(one_line(mention.text) for mention in mentions)
    aliases = tuple(other for other in others if fold(other) != fold(figure.name))
    return Person(figure.name, mentions, aliases, figure.email, figure.organization, figure.role, figure.known)


def _stems(text: str) -> set[str]:
    """The beginnings of the words that carry a meaning."""
    words = (word for word in re.findall(r"[^\W_]{3,}", seen(text).casefold()) if word not in _LITTLE)
    return {word[:_STEM] for word in words}


def _too_many(proposed: int, most: int) -> str:
    return f"{proposed - most} more were proposed; at most {most} are taken from one document."


def _touch(one: Introduction | Outcome, other: Introduction | Outcome) -> bool:
    return min(one.end, other.end) > max(one.start, other.start)


def _overlap(one: Item, other: Item) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared >= SAME * min(one.end - one.start, other.end - other.start)


def _shortened(line: str) -> str:
    return line if len(line) <= LONGEST_SUMMARY else line[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0] + "…"
