"""The words of a clause as coarse grammatical classes, so that what is learned of one wording holds for others like it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.lexicon.cues import ACTS

if TYPE_CHECKING:
    from collections.abc import Iterable

_TABLE: Final = {
    "I": "i we",
    "YOU": "you ye",
    "HE": "he she they who",
    "IT": "it this that there these those which",
    "US": "me us",
    "HIM": "him her them",
    "MY": "my our",
    "YOUR": "your",
    "HIS": "his its their",
    "WILL": "will shall",
    "WOULD": "would",
    "CAN": "can could may might",
    "MUST": "should must need needs ought",
    "BE": "is are am was were be been being 's",
    "HAVE": "have has had having got",
    "DO": "do does did",
    "NOT": "not no never none nothing nobody noone neither nor without",
    "PLEASE": "please kindly pls plz",
    "IF": "if unless when whenever once whether until till",
    "WH": "what where why how whom whose",
    "AND": "and or but so then because although while since & plus",
    "TO": "to",
    "IN": "in on at by for with from of about into over under after before through between per as than off up out",
    "THE": "the a an another each every all both some several many few more two three",
    "ANY": "any anyone anybody someone somebody anything something everyone everybody",
    "SAY": "said says told asked asks mentioned reported noted suggested suggests agreed confirmed proposed thinks",
    "WANT": "want wants wanted like love hope hoping wish looking appreciate wonder wondering keen",
    "GLAD": "happy glad willing free welcome able ready available delighted pleased",
    "NOW": "today tomorrow tonight now soon later next again still already yet also just",
}
_OF: Final = {word: name for name, words in _TABLE.items() for word in words.split()}
_OTHER: Final = "x"
_CONTENT: Final = frozenset({_OTHER, "ACT", "ING", "ED", "WHO", "ORG"})
_FEW: Final = 2
_MOST: Final = 0.65


def grammar(words: Iterable[str]) -> list[str]:
    """The class of each word; a run of words of no class counts as one."""
    found: list[str] = []
    for word in words:
        name = _class(word)
        if name != _OTHER or not found or found[-1] != _OTHER:
            found.append(name)
    return found


def content(words: Iterable[str]) -> frozenset[str]:
    """The words that say what a clause is about: its verbs of action, its things and the like."""
    return frozenset(word for word in words if word[0].isalpha() and _class(word) in _CONTENT)


def repeats(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two clauses say the same thing, by their words of content: most of the shorter one's are in the other."""
    shared = len(one & other)
    return shared >= _FEW and shared >= _MOST * min(len(one), len(other))


@lru_cache(maxsize=16384)
def _class(word: str) -> str:
    known = _OF.get(word)
    if known is not None:
        return known
    if word[0] == "<" or not word[0].isalpha():
        return word
    if word in ACTS:
        return "ACT"
    if word in tables.KIN or word in tables.ROLE_WORDS:
        return "WHO"
    if word in tables.ORGANISATION:
        return "ORG"
    if len(word) > 4 and word.endswith("ing"):
        return "ING"
    if len(word) > 3 and word.endswith("ed"):
        return "ED"
    return _OTHER
