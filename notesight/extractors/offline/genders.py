"""Tell which pronoun means somebody: by the name, by a title, by a word of kin beside it, by what the text says itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from notesight.extractors.offline import lexicon
from notesight.extractors.offline.mentions import MEN, WOMEN, Gender

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notesight.extractors.offline.people import Cast, Figure
    from notesight.extractors.offline.sentences import Sentence
    from notesight.extractors.offline.tokens import Token

_PRONOUNS: Final[dict[str, Gender]] = {
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "they"),
}
_MEN: Final = frozenset("mr sir father fr brother lord uncle don herr señor".split())
_WOMEN: Final = frozenset("mrs ms miss mme madame lady sister aunt auntie aunty frau señora".split())


def pronoun_of(word: str) -> Gender:
    """The plain form of a personal pronoun: "her" → "she"; empty for any other word."""
    return _PRONOUNS.get(word, "")


def clashes(figure: Figure, pronoun: str) -> bool:
    """Whether what is known of a person says that this pronoun means somebody else."""
    wanted = _PRONOUNS.get(pronoun, "")
    if wanted not in ("she", "he"):
        return False
    known = figure.gender or by_name(figure)
    return known not in ("", wanted)


def by_name(figure: Figure) -> Gender:
    """What the title or the given name of a person tells."""
    title = figure.title.casefold().strip(".")
    if title in _MEN:
        return "he"
    if title in _WOMEN:
        return "she"
    given = figure.parts[0] if figure.parts else ""
    if given in lexicon.women():
        return "she"
    return "he" if given in lexicon.men() else ""


def learn(cast: Cast, read: Sequence[Sentence]) -> None:
    """Fill in the gender of everybody in a cast whose name, or whose text, tells it.

    The text tells it by a word of kin before the name ("her wife Bea"), else by the pronoun that follows where nobody
    else can be meant, as long as it is always the same one.
    """
    for figure in cast.figures:
        figure.gender = figure.gender or by_name(figure)
    votes: dict[int, set[Gender]] = {}
    before: list[Figure] = []
    strangers = False
    block = None
    for sentence in read:
        here: list[Figure] = []
        if sentence.block is not block:
            before, strangers, block = [], False, sentence.block
        tokens = sentence.tokens
        for place, token in enumerate(tokens):
            named = cast.at.get(token.start)
            if named is not None:
                named.gender = named.gender or _kin_before(tokens, place)
                if not named.me and named not in here:
                    here.append(named)
                continue
            if token.norm in WOMEN or token.norm in MEN:
                strangers = True
            wanted = _PRONOUNS.get(token.norm, "")
            if wanted in ("she", "he") and not strangers:
                around = here + [each for each in before if each not in here]
                fitting = [each for each in around if not clashes(each, token.norm)]
                if len(fitting) == 1 and not fitting[0].gender:
                    votes.setdefault(id(fitting[0]), set()).add(wanted)
        before = here or before
    for figure in cast.figures:
        told = votes.get(id(figure), set())
        if not figure.gender and len(told) == 1:
            figure.gender = next(iter(told))


def _kin_before(tokens: Sequence[Token], place: int) -> Gender:
    norm = tokens[place - 1].norm if place else ""
    if place > 1 and tokens[place - 1].text == ",":
        norm = ""
    return "she" if norm in WOMEN else "he" if norm in MEN else ""
