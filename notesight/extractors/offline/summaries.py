"""Say an item in one line that stands alone: without its subject, with names where the text has pronouns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from notesight.extractors.offline.lexicon.cues import ACTS
from notesight.extractors.offline.parties import named, possesses
from notesight.extractors.offline.scene import antecedent
from notesight.extractors.offline.tokens import MARK, WORD
from notesight.model import ME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notesight.extractors.offline.passages import Passage
    from notesight.extractors.offline.people import Cast
    from notesight.extractors.offline.tokens import Token
    from notesight.model import ItemKind

_BEFORE_ACT: Final[dict[ItemKind, frozenset[str]]] = {
    "followup": frozenset("will would shall to must should gotta".split()),
    "ask": frozenset(["you", "please", "kindly", "to"]),
    "offer": frozenset("can could would will to gladly happily".split()),
}
"""Words right before the verb that says what is to be done."""
_BETWEEN: Final = frozenset(
    ["also", "just", "then", "still", "now", "please", "definitely", "probably", "gladly", "happily", "maybe", "both"]
)
_SEEKING: Final = frozenset(["looking", "hunting", "searching", "scouting"])
_SUBJECTS: Final = frozenset("i we he she they it you".split())
_BE: Final = frozenset(["is", "are", "am", "was", "'s", "be"])
_HELPING: Final = frozenset("do have be let try plan".split())
_TOWARDS: Final = frozenset("to with for from about".split())
_SKIPPED: Final = _BETWEEN - {"please"}
_BEFORE_OBJECT: Final = (ACTS - _HELPING) | _TOWARDS
_NO_OPENING: Final = frozenset("and but so then because or also please just well".split())


def summary(kind: ItemKind, passage: Passage, start: int, end: int, cast: Cast) -> str:
    """The line for an item whose quote is ``text[start:end]`` of the passage's document."""
    tokens = [token for token in passage.sentence.tokens if start <= token.start and token.end <= end]
    kept = _opened(kind, tokens, cast)
    words = [_plain(token, place, kept, passage, cast) for place, token in enumerate(kept)]
    line = _joined(kept, words)
    return line[:1].upper() + line[1:]


def _opened(kind: ItemKind, tokens: Sequence[Token], cast: Cast) -> Sequence[Token]:
    """The tokens from the verb on that says what is wanted or done; all of them where no such verb is found."""
    for place in range(min(len(tokens), 16)):
        token = tokens[place]
        if token.norm in _SEEKING and place + 1 < len(tokens) and tokens[place + 1].norm == "for":
            return tokens[place:]
        before = _word_before(tokens, place)
        if token.kind == WORD and token.norm in ACTS and before is not None and before in _BEFORE_ACT[kind]:
            return tokens[place:]
    first = 0
    while first < len(tokens) - 1 and (tokens[first].norm in _NO_OPENING or tokens[first].kind == MARK):
        first += 1
    after = _after_subject(tokens, first, cast)
    return tokens[after:] if after < len(tokens) - 1 else tokens[first:]


def _word_before(tokens: Sequence[Token], place: int) -> str | None:
    place -= 1
    while place >= 0 and tokens[place].norm in _SKIPPED:
        place -= 1
    return tokens[place].norm if place >= 0 else None


def _after_subject(tokens: Sequence[Token], first: int, cast: Cast) -> int:
    """Where the verb stands if the line begins with a pronoun or a name and its verb; else where it begins."""
    token = tokens[first]
    if token.start in cast.at:
        end = cast.ends[token.start]
        after = next((place for place in range(first, len(tokens)) if tokens[place].start >= end), first)
    elif token.norm in _SUBJECTS:
        after = first + 1
    else:
        return first
    if after >= len(tokens) or tokens[after].kind != WORD or tokens[after].text in {"'s", "’s"}:
        return first
    if tokens[after].norm in _BE and after + 1 < len(tokens):
        return after + 1
    verb = tokens[after].norm
    return after if verb.endswith(("s", "ed")) or verb in {"has", "have", "need", "want", "can", "could"} else first


def _plain(token: Token, place: int, kept: Sequence[Token], passage: Passage, cast: Cast) -> str:
    """A token's words, with a name for a pronoun where it is known whom it means."""
    who: str | None = None
    after_verb = place > 0 and kept[place - 1].norm in _BEFORE_OBJECT
    pronoun = token.norm in {"him", "her"} and after_verb and not any(each.start in cast.at for each in kept[:place])
    if pronoun and not possesses(kept, place, len(kept)):
        before = [each for each in passage.sentence.tokens if each.start < token.start]
        meant = antecedent(token.norm, before, cast, passage.scene, but=(passage.by,))
        who = None if meant is None or meant.unnamed else named(meant)
    elif token.norm == "you" and after_verb:
        who = passage.voice.reader
    elif token.norm == "me" and passage.voice.author != ME:
        who = passage.voice.author
    if who is None:
        return token.text
    return who if who == ME else who.split()[0]


def _joined(tokens: Sequence[Token], words: Sequence[str]) -> str:
    line = ""
    for place, (token, word) in enumerate(zip(tokens, words, strict=True)):
        line += (" " if place and token.start > tokens[place - 1].end else "") + word
    return line
