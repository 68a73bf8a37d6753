"""Judge clauses: which of them ask, offer or promise something, in which words, by whom and to whom, and till when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from notesight import dates
from notesight.candidates import CandidateItem, Span
from notesight.extractors.offline.parties import named, objects
from notesight.extractors.offline.passages import Passage, passages
from notesight.extractors.offline.summaries import summary
from notesight.extractors.offline.tokens import MARK
from notesight.model import ME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from notesight.dates import DatePhrase
    from notesight.extractors.offline.people import Cast
    from notesight.extractors.offline.sentences import Sentence
    from notesight.model import Certainty, Document, ItemKind, Owner, Part

ENOUGH: Final = 2.0
_HEDGES: Final = frozenset({"might", "maybe", "perhaps", "possibly", "probably"})
_ANYBODY: Final = frozenset({"anyone", "someone", "whoever", "everyone", "noone", "any"})
_LEADING: Final = frozenset({"and", "but", "so", "then", "because", "or", "also", "although", "while", "since", "&"})


def find(
    document: Document, read: Sequence[tuple[Part, list[Sentence]]], cast: Cast, owner: Owner
) -> Iterator[CandidateItem]:
    """The asks, offers and follow-ups of a document, in order."""
    days: dict[int, list[DatePhrase]] = {}
    for passage in passages(document, read, cast, owner):
        start, end = _quote(passage)
        if id(passage.part) not in days:
            days[id(passage.part)] = _days(document, passage.part)
        due = next((p for p in days[id(passage.part)] if start <= p.start < end), None)
        kind = judged(passage, note=document.kind == "note", dated=due is not None)
        if kind is None:
            continue
        by, to = _parties(kind, passage, cast)
        quote = document.text[start:end]
        yield CandidateItem(
            kind=kind,
            quote=quote,
            summary=summary(kind, passage, start, end, cast),
            by=by,
            to=to,
            due_text=due.text if due else None,
            certainty=_certainty(passage),
            span=Span(start, end),
        )


def judged(passage: Passage, *, note: bool, dated: bool) -> ItemKind | None:
    """What a clause is, by the weight of its cues; ``None`` for none of the three."""
    block = passage.sentence.block
    if block.checked or block.section in {"done", "roll"} or block.kind == "heading":
        return None
    scores: dict[str, float] = {"ask": 0.0, "offer": 0.0, "followup": 0.0}
    against = 0.0
    for hit in passage.hits:
        if hit.cue.kind == "against":
            against = min(against, hit.cue.weight)
        else:
            scores[hit.cue.kind] = max(scores[hit.cue.kind], hit.cue.weight) + 0.2 * (scores[hit.cue.kind] > 0)
    if passage.imperative:
        if note or block.kind == "bullet":
            scores["followup"] += 2.4 if passage.sentence.first or block.kind == "bullet" else 1.2
        else:
            scores["ask"] += 2.0
    if block.section == "actions":
        scores["followup"] += 3.0
    if block.checked is False:
        scores["followup"] += 3.0
    if passage.sentence.tokens[-1].text == "?":
        scores["ask"] += 0.8
    if dated and scores["followup"]:
        scores["followup"] += 0.8
    kind = max(scores, key=lambda each: scores[each])
    return kind if scores[kind] + against >= ENOUGH else None  # type: ignore[return-value]


def _quote(passage: Passage) -> tuple[int, int]:
    """Where the words of an item begin and end: the clause without what joins and closes it."""
    tokens = passage.tokens
    first, last = 0, len(tokens) - 1
    while first < last and (tokens[first].norm in _LEADING or tokens[first].kind == MARK):
        first += 1
    while last > first and tokens[last].kind == MARK and tokens[last].text not in {")", '"', "”", "?"}:
        last -= 1
    return tokens[first].start, tokens[last].end


def _days(document: Document, part: Part) -> list[DatePhrase]:
    on = part.date.date() if part.date else document.date
    found = dates.find(document.text[part.start : part.end], on)
    return [dates.DatePhrase(p.start + part.start, p.end + part.start, p.text, p.day) for p in found]


def _certainty(passage: Passage) -> Certainty:
    return "hedged" if any(token.norm in _HEDGES for token in passage.tokens) else "stated"


def _parties(kind: ItemKind, passage: Passage, cast: Cast) -> tuple[str | None, str | None]:
    """Who asks, gives or acts, and for whom."""
    voice, tokens = passage.voice, passage.sentence.tokens
    cue = next((hit for hit in passage.hits if hit.cue.kind == kind), None)
    by, how = passage.by, passage.how
    if passage.label and how in {"none", "i"}:
        by, how = passage.label, "name"
    if how == "none":
        if (cue is not None and cue.cue.side == "author") or kind == "followup" or voice.author != ME:
            by = voice.author
        else:
            by = named(passage.scene.topic) or named(passage.scene.last)
    if kind == "ask" and how == "you":
        by = voice.author
    to = objects(tokens, cue.start if cue else passage.start, passage.stop, cast, passage.scene, voice, by)
    words = {token.norm for token in passage.tokens}
    if kind == "ask":
        if to is None or (to == voice.author and to == by):
            to = voice.reader
        if voice.author == ME and by != ME and not words & _ANYBODY:
            to = ME
        if to == by:
            to = None
    elif kind == "offer":
        to = None if words & _ANYBODY else ME if voice.author == ME and by != ME else to or voice.reader
        if to == by:
            to = None
    elif to is None and voice.author != ME:
        to = voice.reader if voice.reader != by else None
    return by, to
