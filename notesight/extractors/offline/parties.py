"""Say who asks, gives or acts, and for whom: subjects, pronouns and the people around a clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline import lexicon
from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.lexicon.cues import ACTS
from notesight.extractors.offline.tokens import WORD
from notesight.model import ME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notesight.extractors.offline.people import Cast, Figure
    from notesight.extractors.offline.tokens import Token

_HERS: Final = frozenset({"she", "her", "hers", "herself"})
_HIS: Final = frozenset({"he", "him", "his", "himself"})
_MEN: Final = frozenset("mr sir father fr brother lord uncle don herr señor".split())
_WOMEN: Final = frozenset("mrs ms miss mme madame lady sister aunt auntie aunty frau señora".split())
_THIRD: Final = frozenset({"he", "she", "they"})
_FILLERS: Final = frozenset("right so um uh er erm well ok okay oh and but also then now anyway yes ah hm".split())
_WANTING: Final = frozenset("need needs want wants asks wants after would could can 's is are".split())
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

    def copy(self) -> Scene:
        """The same, to be kept while the scene goes on."""
        return Scene(self.last, self.prior, self.line, self.topic)


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
    opening = start
    while opening < cue and tokens[opening].norm in _FILLERS:
        opening += 1
    for place in range(cue - 1, start - 1, -1):
        token = tokens[place]
        if token.norm in {"i", "we"}:
            return voice.author, "i"
        if token.norm == "you":
            return voice.reader, "you"
        if token.norm in _THIRD:
            return named(antecedent(token.norm, tokens[:place], cast, scene)), "pronoun"
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
            if len(words) >= 2 and place <= opening:
                return _text(words), "words"
    bare = _bare(tokens, opening, cue)
    return (bare, "words") if bare else (None, "none")


def _bare(tokens: Sequence[Token], opening: int, cue: int) -> str | None:
    """A subject without an article before its verb, as notes have it: "client asked", "scaffold lads want"."""
    words = tokens[opening:cue]
    if not 0 < len(words) <= _LONGEST_BARE or cue >= len(tokens):
        return None
    if tokens[cue].norm not in tables.SAYING | _WANTING:
        return None
    plain = all(token.kind == WORD and token.text.islower() and token.norm not in _NO_SUBJECT for token in words)
    return _text(words) if plain else None


def antecedent(pronoun: str, before: Sequence[Token], cast: Cast, scene: Scene) -> Figure | None:
    """Whom a pronoun means: the first one named in its sentence before it, else who the words before it are about.

    A name that is only a man's is no "she", and a woman's no "he".
    """
    said = [cast.at[t.start] for t in before if t.start in cast.at and not cast.at[t.start].me]
    spoken_of = [*said, scene.prior, scene.line, scene.last, scene.topic]
    fitting = [each for each in spoken_of if each is not None and not clashes(each, pronoun)]
    return fitting[0] if fitting else None


def clashes(figure: Figure, pronoun: str) -> bool:
    """Whether a person's given name says that this pronoun means somebody else."""
    given = figure.parts[0] if figure.parts else ""
    if pronoun in _HERS:
        return given in lexicon.men() or figure.title.casefold().strip(".") in _MEN
    if pronoun in _HIS:
        return given in lexicon.women() or figure.title.casefold().strip(".") in _WOMEN
    return False


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
            name = named(antecedent(token.norm, tokens[:place], cast, scene))
        elif token.norm in {"me", "us"}:
            name = voice.author
        elif token.norm == "you":
            name = voice.reader
        else:
            continue
        if name is not None and name != but:
            return name
    return None
