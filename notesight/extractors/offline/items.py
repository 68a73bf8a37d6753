"""From clauses to items: which of them ask, offer or promise something, in which words, by whom, to whom, till when."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from notesight import dates
from notesight.candidates import CandidateItem, Span
from notesight.extractors.offline import labeller, roles
from notesight.extractors.offline.crf import by_name
from notesight.extractors.offline.features import COURTESIES, sequence, shapes
from notesight.extractors.offline.lexicon.classes import content, repeats
from notesight.extractors.offline.passages import passages
from notesight.extractors.offline.summaries import summary
from notesight.extractors.offline.tokens import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from notesight.dates import DatePhrase
    from notesight.extractors.offline.features import Form, Shown
    from notesight.extractors.offline.passages import Passage
    from notesight.extractors.offline.people import Cast
    from notesight.extractors.offline.sentences import Sentence
    from notesight.model import Certainty, Document, ItemKind, Owner, Part

ENOUGH: Final = 0.4
"""A clause whose probability to be an item is below this is none; tried on held-out texts."""
_ENOUGH_PLAIN: Final = 0.1
"""The same for a clause that says in so many words that its writer wants something, however short the text around it is."""
_PLAIN: Final = re.compile(
    r"^(?:\W|(?:hi|hello|hey|dear)(?: \w+)?|and|so|but|also|well)*"
    r"(?:(?:he|she|they|<P>) (?:might|may)|(?:i|we)\W*(?:am|are|m|re|ve been|have been|might|may)?)\W*"
    r"(?:(?:still|now|also|currently|urgently|really|just|desperately)\W+)*(?:looking for|in need of|need(?! to\b))\s+\w"
)
_UNWANTED: Final = re.compile(
    r"\b(?:not|never) (?:\w+ )?(?:looking|searching|hunting|in need)\b|\bdo not need(?! to\b)"
)
"""Words that say that something is not wanted."""
_OPENING: Final = 3
_RECORDS: Final = frozenset("minutes meeting mtg standup stand-up agenda retro committee".split())
"""Words in the first lines of minutes."""
_ROLLS: Final = frozenset("present attendees apologies participants".split())
"""What a line of minutes begins with that says who was there."""
_HEDGES: Final = frozenset({"might", "maybe", "perhaps", "possibly", "probably"})
_POLITE: Final = frozenset({"thanks", "thank", "sorry", "apologies"})
"""What a clause of courtesy begins with."""
_REACHING: Final = frozenset("call contact ask let email hesitate free ring reach give write phone shout".split())
_LEADING: Final = frozenset({"and", "but", "so", "then", "because", "or", "also", "although", "while", "since", "&"})
_BY: Final = frozenset("by before until till due deadline".split())
_NOT_DUE: Final = {"ask": frozenset({"in", "from"}), "offer": frozenset({"in", "from", "for", "over"})}
_BUT: Final = re.compile(
    r"\b(?:any|every|each|all)\b[^.,;:!?]{1,30}\b(?:but|except|bar)\s+(?:on\s+|for\s+)?$", re.IGNORECASE
)
"""What stands before a day that is left out: "any day but Sunday"."""
_CLOSING: Final = frozenset({")", '"', "”", "?"})


@dataclass(slots=True)
class Chain:
    """The clauses of one part in order, their words, and the dates among these."""

    part: Part
    form: Form
    passages: list[Passage]
    words: list[list[str]]
    days: list[DatePhrase]

    @property
    def shown(self) -> Iterator[Shown]:
        """What is to be seen of each clause."""
        return sequence(self.passages, self.words, self.form)

    @property
    def features(self) -> list[list[str]]:
        """The same name by name."""
        return [by_name(each) for each in self.shown]


@dataclass(slots=True)
class Claim:
    """Neighbouring clauses that were judged to be one item: ``text[start:end]`` are its words."""

    kind: ItemKind
    passages: list[Passage]
    words: list[str]
    start: int
    end: int
    form: Form


def find(
    document: Document, read: Sequence[tuple[Part, list[Sentence]]], cast: Cast, owner: Owner
) -> Iterator[CandidateItem]:
    """The asks, offers and follow-ups of a document, in order."""
    for chain in chains(document, read, cast, owner):
        for claim in _once(list(_claims(chain))):
            first, last = (bisect_left(chain.days, at, key=lambda day: day.start) for at in (claim.start, claim.end))
            said = [day for day in chain.days[first:last] if not _BUT.search(document.text, claim.start, day.start)]
            due = _due(claim.kind, said)
            by, to = roles.parties(claim, cast)
            yield CandidateItem(
                kind=claim.kind,
                quote=document.text[claim.start : claim.end],
                summary=summary(claim.kind, claim.passages[0], claim.start, claim.end, cast),
                by=by,
                to=to,
                due_text=due.text if due else None,
                certainty=_certainty(claim),
                span=Span(claim.start, claim.end),
            )


def chains(
    document: Document, read: Sequence[tuple[Part, list[Sentence]]], cast: Cast, owner: Owner
) -> Iterator[Chain]:
    """What the labeller reads: a chain of clauses for each part in which something is said."""
    form = _form(document, read)
    for _, group in groupby(passages(document, read, cast, owner), key=lambda passage: passage.part.start):
        said = list(group)
        part = said[0].part
        days = _days(document, part)
        words = [shapes(passage.tokens, cast, days) for passage in said]
        yield Chain(part, form, said, words, days)


def _form(document: Document, read: Sequence[tuple[Part, list[Sentence]]]) -> Form:
    """What a document is; minutes say who was there, or have a list of actions, or say that they are minutes."""
    if document.kind != "note":
        return "mail"
    for _, said in read:
        for number, sentence in enumerate(said):
            if (
                sentence.block.section in {"roll", "actions"}
                or sentence.tokens[0].norm in _ROLLS
                or (number < _OPENING and _RECORDS & {token.norm for token in sentence.tokens})
            ):
                return "minutes"
    return "note"


def claim(kind: ItemKind, chain: Chain, first: int, last: int) -> Claim:
    """Clauses ``first`` to ``last`` of a chain as one item."""
    said = chain.passages[first : last + 1]
    words = [word for shape in chain.words[first : last + 1] for word in shape]
    start, end = _quote(said)
    return Claim(kind, said, words, start, end, chain.form)


def _claims(chain: Chain) -> Iterator[Claim]:
    begun: tuple[ItemKind, int] | None = None
    for place, (passage, label) in enumerate(zip(chain.passages, labeller.labels(chain.shown), strict=True)):
        plain = label.kind == "ask" and _PLAIN.match(" ".join(chain.words[place])) is not None
        enough = _ENOUGH_PLAIN if plain else ENOUGH
        counts = label.probability >= enough and not _is_settled(passage)
        counts = counts and not (label.kind == "ask" and _UNWANTED.search(" ".join(chain.words[place])) is not None)
        counts = counts and not (chain.form == "mail" and _is_courtesy(passage))
        same = place > 0 and passage.sentence.block is chain.passages[place - 1].sentence.block
        if begun is not None and not (counts and same and label.goes_on and label.kind == begun[0]):
            yield claim(begun[0], chain, begun[1], place - 1)
            begun = None
        if counts and begun is None:
            begun = label.kind, place
    if begun is not None:
        yield claim(begun[0], chain, begun[1], len(chain.passages) - 1)


def _once(claims: Sequence[Claim]) -> Sequence[Claim]:
    """Things to do that are said twice, in the discussion and in the list of actions, once: where more is said of them."""
    if not any(_is_listed(each) for each in claims):
        return claims
    kept: list[tuple[Claim, frozenset[str]]] = []
    for claim in claims:
        about = content(claim.words)
        twin = next((n for n, (other, said) in enumerate(kept) if _twins(claim, about, other, said)), None)
        if twin is None:
            kept.append((claim, about))
        elif len(about) > len(kept[twin][1]):
            kept[twin] = claim, about
    return sorted((claim for claim, _ in kept), key=lambda each: each.start)


def _twins(one: Claim, about: frozenset[str], other: Claim, said: frozenset[str]) -> bool:
    return one.kind == other.kind and (_is_listed(one) or _is_listed(other)) and repeats(about, said)


def _is_listed(claim: Claim) -> bool:
    """Whether an item stands in a list of things to do."""
    return claim.passages[0].sentence.block.section == "actions"


def _is_settled(passage: Passage) -> bool:
    """Whether its place says that a clause is no open item: a ticked box, a list of what is done, a roll."""
    block = passage.sentence.block
    return bool(block.checked) or block.section in {"done", "roll"}


def _is_courtesy(passage: Passage) -> bool:
    """Whether a clause of a letter thanks, says sorry or invites questions: nobody has to do anything for it."""
    if passage.tokens[0].norm in _POLITE:
        return True
    norms = {token.norm for token in passage.sentence.tokens}
    return "if" in norms and not norms.isdisjoint(COURTESIES) and not norms.isdisjoint(_REACHING)


def _quote(said: Sequence[Passage]) -> tuple[int, int]:
    """Where the words of an item begin and end: its clauses without what joins and closes them."""
    first, last = said[0].tokens, said[-1].tokens
    begin, end = 0, len(last) - 1
    while begin < len(first) - 1 and (first[begin].norm in _LEADING or first[begin].kind == MARK):
        begin += 1
    while end > 0 and last[end].kind == MARK and last[end].text not in _CLOSING:
        end -= 1
    return first[begin].start, max(last[end].end, first[begin].end)


def _days(document: Document, part: Part) -> list[DatePhrase]:
    on = part.date.date() if part.date else document.date
    found = dates.find(document.text[part.start : part.end], on)
    return [dates.DatePhrase(p.start + part.start, p.end + part.start, p.text, p.day) for p in found]


def _due(kind: ItemKind, said: Sequence[DatePhrase]) -> DatePhrase | None:
    """The date by which an item is due: the one that says so itself, else the first that is a day, else the first.

    What is wanted or offered "in April" or "from Monday" is for then, and not due then.
    """
    meant = [each for each in said if kind == "followup" or _opens_with(each) not in _NOT_DUE[kind]]
    days = [each for each in meant if each.day]
    by = next((each for each in days if _opens_with(each) in _BY), None)
    return by or (days[0] if days else meant[0] if meant else None)


def _opens_with(phrase: DatePhrase) -> str:
    return phrase.text.split(maxsplit=1)[0].casefold()


def _certainty(claim: Claim) -> Certainty:
    asked = any(pair == ("might", "you") for pair in pairwise(claim.words))  # "might you come?" is only polite
    return "hedged" if _HEDGES & set(claim.words) and not asked else "stated"
