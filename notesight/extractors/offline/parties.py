"""Say who asks, gives or acts, and for whom: subjects, pronouns and the people around a clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.tokens import WORD
from notesight.model import ME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notesight.extractors.offline.people import Cast, Figure
    from notesight.extractors.offline.tokens import Token

_THIRD: Final = frozenset({"he", "she", "they"})
OBJECTS: Final = frozenset({"him", "her", "them"})
_AFTER_HERSELF: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "his",
        "to",
        "about",
        "by",
        "on",
        "in",
        "again",
        "and",
        "that",
        "for",
        "i",
        "my",
        "our",
        "tomorrow",
        "when",
        "if",
        "as",
        "at",
    ]
)
_TELLING: Final = frozenset(
    ["tell", "told", "to", "with", "send", "ask", "give", "show", "lend", "email", "text", "ring", "call"]
)
_POSSESSORS: Final = frozenset({"his", "her", "their", "my", "our", "the", "a", "an", "some"})


@dataclass(slots=True)
class Voice:
    """Who writes a part and whom it addresses: names as they go into ``by`` and ``to``."""

    author: str | None
    reader: str | None


@dataclass(slots=True)
class Scene:
    """Who was spoken of up to here.

    ``last`` is the last one named, ``prior`` the last one who was said to do something, ``line`` the first one named in
    this line or paragraph, ``topic`` the one whom the heading or the lines above are about.
    """

    last: Figure | None = None
    prior: Figure | None = None
    line: Figure | None = None
    topic: Figure | None = None


def named(figure: Figure | None) -> str | None:
    """How a person is written in ``by`` and ``to``."""
    if figure is None:
        return None
    return ME if figure.me else figure.name


def subject(
    tokens: Sequence[Token], start: int, cue: int, cast: Cast, scene: Scene, voice: Voice
) -> tuple[str | None, str]:
    """Who does what stands at ``cue`` in the clause from ``start``, and how that was known.

    The second value is "i", "you", "name", "pronoun", "words" or "none".
    """
    for place in range(cue - 1, start - 1, -1):
        token = tokens[place]
        if token.norm in {"i", "we"}:
            return voice.author, "i"
        if token.norm == "you":
            return voice.reader, "you"
        if token.norm in _THIRD:
            return named(antecedent(tokens[:place], cast, scene)), "pronoun"
        if token.start in cast.at and not (place > start and tokens[place - 1].norm in tables.MEETING - {"and"}):
            after = next((t for t in tokens[place + 1 : cue + 1] if t.start >= cast.ends[token.start]), None)
            if after is not None and after.norm == "'s":
                words = _phrase(tokens, place, cue)
                if any(t.norm in tables.KIN for t in words):
                    named_kin = next(
                        (
                            cast.at[t.start]
                            for t in words[1:]
                            if t.start in cast.at and cast.at[t.start] is not cast.at[token.start]
                        ),
                        None,
                    )
                    return (named(named_kin), "name") if named_kin else (_text(words), "words")
            return named(cast.at[token.start]), "name"
        if (
            token.norm in _POSSESSORS
            and place + 1 < cue
            and tokens[place + 1].kind == WORD
            and token.norm not in {"a", "an"}
        ) and (tokens[place + 1].norm in tables.KIN or token.norm in {"the", "my"}):
            words = list(tokens[place : min(cue, place + 3)])
            while len(words) > 2 and words[-1].norm in {"who", "that", "is", "has", "would", "could", "says", "'s"}:
                words.pop()
            if len(words) >= 2 and place == start:
                return _text(words), "words"
    return None, "none"


def antecedent(before: Sequence[Token], cast: Cast, scene: Scene) -> Figure | None:
    """Whom a pronoun means: the first one named in its sentence before it, else who the words before it are about."""
    names = [cast.at[t.start] for t in before if t.start in cast.at and not cast.at[t.start].me]
    return names[0] if names else scene.prior or scene.line or scene.last or scene.topic


def _phrase(tokens: Sequence[Token], start: int, stop: int) -> list[Token]:
    return list(tokens[start : min(stop, start + 5)])


def _text(words: Sequence[Token]) -> str:
    pieces: list[str] = []
    last = words[0].start
    for token in words:
        pieces.append(" " * (token.start > last) + token.text)
        last = token.end
    return "".join(pieces)


def possesses(tokens: Sequence[Token], place: int, stop: int) -> bool:
    """Whether "her" stands before a thing of hers ("her deck") and not for herself ("send her the deck")."""
    if tokens[place].norm != "her" or place + 1 >= stop:
        return False
    after = tokens[place + 1]
    if after.kind != WORD or after.norm in _AFTER_HERSELF:
        return False
    return not (place and tokens[place - 1].norm in _TELLING)


def objects(
    tokens: Sequence[Token], start: int, stop: int, cast: Cast, scene: Scene, voice: Voice, but: str | None
) -> str | None:
    """For or with whom a clause is, apart from ``but``: the first name, pronoun or reader after its verb."""
    for place in range(start, stop):
        token = tokens[place]
        if token.start in cast.at:
            name = named(cast.at[token.start])
        elif token.norm in OBJECTS and not possesses(tokens, place, stop):
            name = named(antecedent(tokens[:place], cast, scene))
        elif token.norm in {"me", "us"}:
            name = voice.author
        elif token.norm == "you":
            name = voice.reader
        else:
            continue
        if name is not None and name != but:
            return name
    return None
