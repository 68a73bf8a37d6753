"""What stands before somebody's words: whether it names a speaker, and how they are called."""

from __future__ import annotations

import re

from notesight.talks.labels import DUTIES, FIELD_ANYWHERE, FIELDS, NAMELESS, VOICES

LABEL = r"[^\s:：\[\](){}<>|*#\"“”«»,;][^\n:：\[\]{}<>|*#\"“”«»;]{0,58}?"
"""The form of a speaker's name in a pattern; what stands in brackets behind it is no part of it."""
MARKS = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""Signs without width that tell a screen in which direction to write."""
_AROUND = MARKS + " \t\r\n\xa0\u202f"
_LONGEST = 48
_MOST_WORDS = 5
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]\s*$")
_NO_NAME = re.compile(r"/|[a-z0-9_]\.[a-z]|[.,?!]$")
_NUMBERED = re.compile(
    rf"(?:(?:un\w{{4,12}}|fe?male|main|other|remote|zoom)[ _-]?)?(?:{'|'.join(VOICES)})[ _#-]{{0,3}}(?:\d{{1,3}}|[a-z])?",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "van von de da di del della der den des dos das do du la le el al bin ibn ter ten zu zum af av y e und and of the"
    " mac mc st st. o' d' 't".split()
)


def bare(label: str) -> str:
    """A speaker's label without the signs around it, and without the "~" before a name that is not among the contacts."""
    return label.strip(_AROUND).removeprefix("~").strip(_AROUND)


def cleaned(label: str) -> str:
    """A speaker's label as their name, also without what stands in brackets behind it: "(Guest)", "(she/her)"."""
    name = bare(label)
    return _ASIDE.sub("", name).strip() or name


def is_nobody(name: str) -> bool:
    """Whether a label tells voices apart but names nobody: "Speaker 1" of one talk is not that of another."""
    folded = " ".join(name.casefold().split())
    return not folded or folded in NAMELESS or _NUMBERED.fullmatch(folded) is not None


def field(label: str) -> str | None:
    """The label folded, when it is one of a form or a list and no name."""
    folded = " ".join(_ASIDE.sub("", label).casefold().split())
    words = folded.split()
    if folded in FIELDS or folded in DUTIES or (words and words[0] in FIELDS and len(words) > 3):
        return folded
    return folded if len(words) > 1 and any(word in FIELD_ANYWHERE for word in words) else None


def plausible(label: str) -> bool:
    """Whether a label looks like a name by itself: a few words with capitals, no field of a form."""
    name = cleaned(label)
    words = name.split()
    if not 0 < len(name) <= _LONGEST or len(words) > _MOST_WORDS or field(name):
        return False
    if is_nobody(name):
        return True
    return all(map(_is_name_word, words)) and not words[0].endswith(".") and words[0].casefold() not in {"the", "and"}


def _is_name_word(word: str) -> bool:
    inner = word.strip("'’.-")
    if word.casefold() in _PARTICLES:
        return True
    first = inner[:1]
    return bool(first) and first.isalpha() and not first.islower() and all(c.isalpha() or c in "'’.-·" for c in inner)


def loose(label: str) -> bool:
    """Whether a label may be a name where other signs say that somebody speaks: "ana", "bo_l", "Mum 🌻"."""
    name = cleaned(label)
    if not 0 < len(name) <= _LONGEST or len(name.split()) > _MOST_WORDS or field(name):
        return False
    return any(map(str.isalnum, name)) and not _NO_NAME.search(name)
