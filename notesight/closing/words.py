"""Words for comparing: one form for all forms of a word, and how much it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from notesight.closing.lexicon import COMMON, DAYS, LEMMAS, NOTHING, SYNONYMS, WHOLE

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_JOINED = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})+")
"""Words with a hyphen tell more together: "op-ed", "plus-one"."""
ONLY, RARE, MIDDLING = 1.9, 1.0, 0.35
_CODE = re.compile(r"(?=.*[^\W\d_])(?=.*\d)[^\W_]{3,}(?<!st)(?<!nd)(?<!rd)(?<!th)(?<!am)(?<!pm)")
_SHORTEST = 3
_ENDINGS = (
    ("ies", "y", 5), ("ing", "", 6), ("ers", "", 6), ("er", "", 6), ("ed", "", 5), ("sses", "ss", 6), ("ches", "ch", 6),
    ("shes", "sh", 6), ("xes", "x", 5), ("s", "", 4),
)  # fmt: skip
"""Endings, what stands for them, and the letters that a word must have to lose one."""


def words(text: str) -> list[str]:
    """The words of a text, in small letters, without what an apostrophe adds."""
    return [word.partition("'")[0] for word in _WORD.findall(text.casefold().replace("’", "'"))]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """One form for the forms of a word: "sends", "sending" and "sent" are one, so are "checker" and "checks"."""
    base = LEMMAS.get(word, word)
    if base in WHOLE or (base.endswith("s") and base[:-1] in WHOLE):
        return base.removesuffix("s")
    for ending, rest, least in _ENDINGS:
        if base.endswith(ending) and len(base) >= least and not base.endswith("ss"):
            base = base[: -len(ending)] + rest
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
                base = base[:-1]
            break
    return base[:-1] if len(base) > 4 and base.endswith("e") else base


_DIGITS = re.compile(r"(?<![\w.,:/-])[$£€]?(\d[\d,]*)(?:\.\d+)?(k?)(?![\w/:-]|st\b|nd\b|rd\b|th\b)")
_SMALLEST = 20
"""Smaller numbers are days, hours and pieces, and tell little."""
_YEARS = range(1900, 2100)
_SPOKEN = re.compile(r"[^\W_\d]+|[.,;:]")
_SPELLED: dict[str, int] = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen".split()
    )
} | {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000}


def _by_a_month(text: str, start: int, end: int) -> bool:
    """Whether a month stands before or behind a number."""
    before = text[max(0, start - 12) : start].rstrip(" .").rpartition(" ")[2]
    behind = text[end : end + 12].split()
    return any(word.casefold().strip(".,;:()") in DAYS for word in (before, *behind[:1]))


def numbers(text: str) -> frozenset[str]:
    """The sums and larger numbers that a text names, in digits or in words, as stems: ``#80`` for "£80" and "eighty"."""
    found: set[int] = set()
    for each in _DIGITS.finditer(text):
        value = int(each[1].replace(",", "")) * (1000 if each[2] else 1)
        is_sum = text[each.start()] in "$£€"
        if is_sum or (value >= _SMALLEST and value not in _YEARS and not _by_a_month(text, each.start(), each.end())):
            found.add(value)
    total = 0
    for word in [*_SPOKEN.findall(text.casefold()), "."]:
        if word in _SPELLED:
            if total and not (total % 100 == 0 or (total % 10 == 0 and _SPELLED[word] < 10)):
                found.add(total)
                total = 0
            total += _SPELLED[word]
        elif word in _SCALES and total:
            scale = _SCALES[word]
            total = total * scale if scale == 1000 else total // 1000 * 1000 + total % 1000 * scale
        elif word != "and" or not total:
            if total >= _SMALLEST:
                found.add(total)
            total = 0
    return frozenset(f"#{value}" for value in found if value)


_NOTHING = frozenset(map(stem, NOTHING)) | NOTHING
_COMMON = frozenset(map(stem, COMMON))
_DAYS = frozenset(map(stem, DAYS))
_GROUPS: dict[str, frozenset[str]] = {}
for _line in SYNONYMS:
    _group = frozenset(map(stem, _line.split()))
    for _each in _group:
        _GROUPS[_each] = _GROUPS.get(_each, frozenset()) | _group


@lru_cache(maxsize=8192)  # an open item is compared with every later document that names its people
def content(text: str, but: frozenset[str] = frozenset()) -> frozenset[str]:
    """The stems of a text that tell what it is about, ``but`` for some (names, say); small numbers tell nothing."""
    found = {stem(word) for word in words(text) if len(word) >= _SHORTEST - 1 and not word.isdigit()}
    found |= {"-".join(map(stem, each.casefold().split("-"))) for each in _JOINED.findall(text)} | numbers(text)
    return frozenset(
        each for each in found if each not in _NOTHING and len(each) > 1 and not but.issuperset(each.split("-"))
    )


def days(stems: Iterable[str]) -> frozenset[str]:
    """The names of days and months among stems."""
    return frozenset(stems) & _DAYS


@lru_cache(maxsize=65536)
def telling(stem_: str) -> float:
    """How much a stem tells apart, from 0 to 2: what many things are about tells little, a code ("p45") most."""
    if _CODE.fullmatch(stem_):
        return ONLY
    return 0.2 if stem_ in _DAYS else MIDDLING if stem_ in _COMMON or len(stem_) < _SHORTEST else RARE


def alike(stem_: str) -> frozenset[str]:
    """The stems that may stand for this one when the same is told again."""
    return _GROUPS.get(stem_, frozenset())
