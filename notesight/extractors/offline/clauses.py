"""Cut a sentence into clauses: stretches with one thing said in them, and who is their subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline.tokens import MARK, WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notesight.extractors.offline.people import Cast
    from notesight.extractors.offline.sentences import Sentence
    from notesight.extractors.offline.tokens import Token

_STRONG: Final = frozenset({";", "—", "–", "->", "→", "=>", "(", ")", "--", "…", "?", "!", ".", "·", "•"})
_JOINS: Final = frozenset({"and", "but", "so", "then", "because", "or", "although", "while", "since", "&", "which"})
_PRONOUNS: Final = frozenset({"i", "we", "he", "she", "they", "you", "it", "there", "that", "this"})
_VERBS: Final = frozenset(
    [
        "will",
        "would",
        "can",
        "could",
        "is",
        "are",
        "am",
        "was",
        "were",
        "has",
        "have",
        "had",
        "'s",
        "need",
        "needs",
        "want",
        "wants",
        "said",
        "says",
        "asked",
        "asks",
        "must",
        "should",
        "may",
        "might",
        "do",
        "does",
        "did",
        "told",
        "knows",
        "know",
        "owes",
        "owe",
        "offered",
        "thinks",
    ]
)
_ASIDE: Final = 6
"""So near a bracket that opens within a word must close."""
_FILLERS: Final = frozenset({"um", "uh", "oh", "er", "erm", "anyway", "ok", "okay", "right"})
_OPENERS: Final = frozenset({"please", "could", "can", "would", "also", "let", "do"})


@dataclass(slots=True)
class Clause:
    """``sentence.tokens[start:stop]``: one clause, and where its sentence stands in the document."""

    sentence: int
    start: int
    stop: int
    loose: bool
    """Whether it goes on from the clause before without a mark of its own (", and she …")."""


def cut(number: int, sentence: Sentence, cast: Cast) -> list[Clause]:
    """The clauses of a sentence, in order; together they hold all of its words."""
    tokens = sentence.tokens
    edges = [(0, False)]
    unstopped = len(tokens) > 30 and sum(t.kind == MARK for t in tokens) * 25 < len(tokens)
    glued = False
    for place in range(1, len(tokens)):
        token = tokens[place]
        before = tokens[place - 1]
        if before.text == "(" and _is_glued(tokens, place - 1):
            glued = True
        elif glued:
            glued = before.text != ")"
        elif (
            before.text in _STRONG
            or (before.text == ":" and place > 1)
            or (before.text == "-" and place > 1 and token.start > before.end and before.start > tokens[place - 2].end)
        ):
            edges.append((place, False))
        elif (
            (before.text == "," or token.norm in _JOINS or (unstopped and token.norm in _FILLERS))
            and _opens(tokens, place, cast, unstopped=unstopped)
        ) or (
            unstopped
            and _subject_here(tokens, place, cast)
            and before.norm not in {"that", "if", "whether", "when"}
            and place - edges[-1][0] > 3
        ):
            edges.append((place, True))
    found = []
    for (start, loose), (stop, _) in zip(edges, [*edges[1:], (len(tokens), False)], strict=True):
        if any(t.kind != MARK for t in tokens[start:stop]):
            found.append(Clause(number, start, stop, loose))
    return found


def _is_glued(tokens: Sequence[Token], place: int) -> bool:
    """Whether a bracket opens right behind a word and soon closes: "Greg(RepRap) has", "the key(s)"."""
    if not place or tokens[place - 1].kind != WORD or tokens[place - 1].end != tokens[place].start:
        return False
    return any(token.text == ")" for token in tokens[place + 1 : place + _ASIDE])


def _opens(tokens: Sequence[Token], place: int, cast: Cast, *, unstopped: bool) -> bool:
    """Whether a new clause begins at this word, after a comma or with a joining word."""
    here = place
    if tokens[here].norm in _FILLERS and unstopped:
        return True
    if tokens[here].norm in _JOINS:
        here += 1
    if here >= len(tokens):
        return False
    if tokens[here].norm in _OPENERS and (here == place or tokens[place - 1].text == ","):
        return True
    return _subject_here(tokens, here, cast)


def _subject_here(tokens: Sequence[Token], place: int, cast: Cast) -> bool:
    """Whether a subject with its verb begins at this word."""
    token = tokens[place]
    if token.kind != WORD or place + 1 >= len(tokens):
        return False
    after = tokens[place + 1]
    if token.norm in _PRONOUNS:
        return after.norm in _VERBS or (after.kind == WORD and token.norm in {"i", "we", "he", "she", "they"})
    if token.start in cast.at:
        end = cast.ends[token.start]
        following = next((t for t in tokens[place + 1 : place + 6] if t.start >= end), None)
        return following is not None and (
            following.norm in _VERBS
            or (following.norm.endswith("s") and following.kind == WORD and following.norm != "'s")
            or following.norm == "to"
        )
    return False
