"""From clauses to items: which of them ask, offer or promise something, in which words, by whom, to whom, till when."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from notesight import dates
from notesight.candidates import CandidateItem, Span
from notesight.extractors.offline import labeller, roles
from notesight.extractors.offline.features import sequence, shapes
from notesight.extractors.offline.passages import passages
from notesight.extractors.offline.summaries import summary
from notesight.extractors.offline.tokens import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from notesight.dates import DatePhrase
    from notesight.extractors.offline.passages import Passage
    from notesight.extractors.offline.people import Cast
    from notesight.extractors.offline.sentences import Sentence
    from notesight.model import Certainty, Document, ItemKind, Owner, Part

ENOUGH: Final = 0.4
"""A clause whose probability to be an item is below this is none; tried on held-out texts."""
_HEDGES: Final = frozenset({"might", "maybe", "perhaps", "possibly", "probably"})
_LEADING: Final = frozenset({"and", "but", "so", "then", "because", "or", "also", "although", "while", "since", "&"})
_CLOSING: Final = frozenset({")", '"', "”", "?"})


@dataclass(slots=True)
class Chain:
    """The clauses of one part in order, with what is to be seen of them and the dates among their words."""

    part: Part
    passages: list[Passage]
    words: list[list[str]]
    features: list[list[str]]
    days: list[DatePhrase]


@dataclass(slots=True)
class Claim:
    """Neighbouring clauses that were judged to be one item: ``text[start:end]`` are its words."""

    kind: ItemKind
    passages: list[Passage]
    words: list[str]
    start: int
    end: int


def find(
    document: Document, read: Sequence[tuple[Part, list[Sentence]]], cast: Cast, owner: Owner
) -> Iterator[CandidateItem]:
    """The asks, offers and follow-ups of a document, in order."""
    for chain in chains(document, read, cast, owner):
        for claim in _claims(chain):
            first, last = (bisect_left(chain.days, at, key=lambda day: day.start) for at in (claim.start, claim.end))
            said = chain.days[first:last]
            due = next((each for each in said if each.day), said[0] if said else None)
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
    note = document.kind == "note"
    for _, group in groupby(passages(document, read, cast, owner), key=lambda passage: passage.part.start):
        said = list(group)
        part = said[0].part
        days = _days(document, part)
        words = [shapes(passage.tokens, cast, days) for passage in said]
        yield Chain(part, said, words, sequence(said, words, note=note), days)


def claim(kind: ItemKind, chain: Chain, first: int, last: int) -> Claim:
    """Clauses ``first`` to ``last`` of a chain as one item."""
    said = chain.passages[first : last + 1]
    words = [word for shape in chain.words[first : last + 1] for word in shape]
    start, end = _quote(said)
    return Claim(kind, said, words, start, end)


def _claims(chain: Chain) -> Iterator[Claim]:
    begun: tuple[ItemKind, int] | None = None
    for place, (passage, label) in enumerate(zip(chain.passages, labeller.labels(chain.features), strict=True)):
        counts = label.probability >= ENOUGH and not _is_settled(passage)
        same = place > 0 and passage.sentence.block is chain.passages[place - 1].sentence.block
        if begun is not None and not (counts and same and label.goes_on and label.kind == begun[0]):
            yield claim(begun[0], chain, begun[1], place - 1)
            begun = None
        if counts and begun is None:
            begun = label.kind, place
    if begun is not None:
        yield claim(begun[0], chain, begun[1], len(chain.passages) - 1)


def _is_settled(passage: Passage) -> bool:
    """Whether its place says that a clause is no open item: a ticked box, a list of what is done, a roll."""
    block = passage.sentence.block
    return bool(block.checked) or block.section in {"done", "roll"}


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


def _certainty(claim: Claim) -> Certainty:
    asked = any(pair == ("might", "you") for pair in pairwise(claim.words))  # "might you come?" is only polite
    return "hedged" if _HEDGES & set(claim.words) and not asked else "stated"
