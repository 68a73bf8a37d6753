"""Say who asks, gives or acts, and for whom: subjects, pronouns and the people around a clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.lexicon.cues import ACTS
from notesight.extractors.offline.mentions import text_of
from notesight.extractors.offline.scene import antecedent, owns, unnamed
from notesight.extractors.offline.tokens import WORD
from notesight.model import ME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notesight.extractors.offline.mentions import Mention
    from notesight.extractors.offline.people import Cast, Figure
    from notesight.extractors.offline.scene import Scene
    from notesight.extractors.offline.tokens import Token

_THIRD: Final = frozenset({"he", "she", "they"})
_FILLERS: Final = frozenset("right so um uh er erm well ok okay oh and but also then now anyway yes ah hm".split())
_WANTING: Final = frozenset("need needs want wants asks wants after would could can 's is are".split())
_MET: Final = tables.MEETING - {"and"}
_BARE_VERBS: Final = tables.SAYING | _WANTING
_NO_SUBJECT: Final = ACTS | frozenset(
    "it there this that these those what who which how why when where still also never always not just only both some any"
    " all each every no more most if as in on at for with from by to of the a an and or but so then yes please maybe".split()
)
_LONGEST_BARE: Final = 2
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


@dataclass(slots=True)
class Voice:
    """Who writes a part and whom it addresses: names as they go into ``by`` and ``to``."""

    author: str | None
    reader: str | None


def named(figure: Figure | None) -> str | None:
    """How a person is written in ``by`` and ``to``."""
    if figure is None:
        return None
    return ME if figure.me else figure.name


def subject(
    tokens: Sequence[Token], start: int, cue: int, cast: Cast, scene: Scene, voice: Voice, strangers: Sequence[Mention]
) -> tuple[str | None, str, Figure | None]:
    """Who does what stands at ``cue`` in the clause from ``start``, how that was known, and which figure that is.

    ``strangers`` are the unnamed of the clause. The second value is "i", "you", "name", "pronoun", "words" or "none";
    words without a name make a new figure.
    """
    opening = start
    while opening < cue and tokens[opening].norm in _FILLERS:
        opening += 1
    for place in range(cue - 1, start - 1, -1):
        token = tokens[place]
        if token.norm in {"i", "we"}:
            return voice.author, "i", None
        if token.norm == "you":
            return voice.reader, "you", None
        if token.norm in _THIRD:
            figure = antecedent(token.norm, tokens[:place], cast, scene)
            return named(figure), "pronoun", figure
        if token.start in cast.at and not (place > start and tokens[place - 1].norm in _MET):
            if owns(tokens[: cue + 1], place, cast):
                kin = next((each for each in strangers if each.start == place and each.sort == "person"), None)
                if kin is not None:
                    return kin.words, "words", unnamed(kin)
                if any(t.norm in tables.KIN for t in tokens[place : min(cue, place + 5)]):
                    continue  # the name of whoever that is stands nearer, or is not known
            return named(cast.at[token.start]), "name", cast.at[token.start]
    first = next((each for each in strangers if each.start == opening and each.sort != "other"), None)
    if first is not None and opening < cue:
        return first.words, "words", unnamed(first)
    bare = _bare(tokens, opening, cue)
    return (bare, "words", None) if bare else (None, "none", None)


def _bare(tokens: Sequence[Token], opening: int, cue: int) -> str | None:
    """A subject without an article before its verb, as notes have it: "client asked", "scaffold lads want"."""
    words = tokens[opening:cue]
    if not 0 < len(words) <= _LONGEST_BARE or cue >= len(tokens):
        return None
    if tokens[cue].norm not in _BARE_VERBS:
        return None
    plain = all(token.kind == WORD and token.text.islower() and token.norm not in _NO_SUBJECT for token in words)
    return text_of(words) if plain else None


def possesses(tokens: Sequence[Token], place: int, stop: int) -> bool:
    """Whether "her" stands before a thing of hers ("her deck") and not for herself ("send her the deck")."""
    if tokens[place].norm != "her" or place + 1 >= stop:
        return False
    after = tokens[place + 1]
    if after.kind != WORD or after.norm in _AFTER_HERSELF:
        return False
    return not (place and tokens[place - 1].norm in _TELLING)
