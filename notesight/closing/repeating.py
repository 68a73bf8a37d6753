"""Whether an ask or a promise is told again: by the same person, to the same, of the same thing, in the same or other words.

Careful, for two things taken for one hide one of them: a word that sets the later one apart, another number or month, or
another deed makes it another thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from notesight.closing.judging import Open
from notesight.closing.words import alike, content, days, stem, telling, words

REPEATED_WITHIN = 300
"""Longer after it was said first, nothing counts as told again."""
_SOON_DAYS = 60
"""And so long after it also where no word refers back."""
_LEAST = 0.8
"""What the shared words must tell: one word that few things are about, or one that stands for it."""
_OF_SHORTER, _OF_LONGER = 0.75, 0.34
"""How much of the shorter and of the longer telling the shared words must be."""
_OF_SHORTER_AGAIN, _OF_LONGER_AGAIN = 0.6, 0.25
"""The same where the later one refers back."""
_LIKE = 0.8
_AGAIN = re.compile(
    r"\b(?:still|yet|again|owes?|owed|owing|overdue|outstanding|promised|forg[oe]t\w*|remember\w*|remind\w*|meant to|that|those"
    r"|as (?:i|we) said|said (?:i|we)['’]d|not (?:yet )?(?:sent|done|found)|no luck|keep(?:s)? (?:looking|searching|asking))\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
"""What refers back to something said before."""
_ANOTHER = re.compile(
    r"\b(?:another|other|else|second|third|next|new|newer|newest|latest|updated|revised|final|more|extra|additional|too|also"
    r"|follow-?up|v\d+|one more|instead)\b",
    re.IGNORECASE,
)
"""What sets a thing apart from one that was told before."""
_NUMBER = re.compile(r"\d+")
_DEEDS = (
    "send mail email give share forward bring deliver drop pass hand post owe get show text pop over",
    "review read check proof proofread comment look edit feedback",
    "write draft prepare build design make sketch",
    "call ring phone",
    "meet lunch dinner coffee visit see breakfast drink",
    "pay refund invoice bill",
    "introduce intro connect",
    "sign",
    "book reserve",
    "cancel return",
    "fix repair mend",
    "ask",
    "buy order",
    "lend borrow",
    "translate",
    "sell",
    "teach",
)
_DEED_OF: dict[str, int] = {stem(word): n for n, line in enumerate(_DEEDS) for word in line.split()}
_NO_THING = frozenset(map(stem, " ".join(_DEEDS).split())) | frozenset(
    map(
        stem,
        "still again yet owe promise remind remember need want look find seek search know anyone someone somebody".split(),
    )
)
"""Verbs tell what is done with a thing, and are compared by themselves."""


def thing(item: Open) -> frozenset[str]:
    """What an item is about: its words but for days, and for what is done."""
    return frozenset(each for each in item.own - item.days if each not in _NO_THING)


def reach(item: Open) -> frozenset[str]:
    """All stems by which another telling may be about the same thing."""
    own = thing(item)
    return own.union(*map(alike, own))


def keys(item: Open) -> frozenset[tuple[str, str]]:
    """By whom and about whom, else about what it is: two items without a key in common are never the same."""
    if item.by is None:
        return frozenset()
    if item.people:
        return frozenset((item.by, each) for each in item.people)
    return frozenset((item.by, each) for each in thing(item) if telling(each) >= _LEAST)


def same(first: Open, later: Open, *, apart_days: int) -> bool:
    """Whether the later item tells the first one again, so many days after it."""
    if first.kind != later.kind or first.by is None or first.by != later.by or not 0 <= apart_days <= REPEATED_WITHIN:
        return False
    if first.to is not None and later.to is not None and first.to != later.to:
        return False
    if keys(first).isdisjoint(keys(later)):
        return False
    again = bool(_AGAIN.search(later.quote))
    if not again and apart_days > _SOON_DAYS:
        return False
    if _differ(first, later) or (
        not apart_days and _sets_apart(later, first)
    ):  # of one day, either may be the later one
        return False
    mine, its = thing(first), thing(later)
    shared = _shared(mine, its)
    least, most = sorted((_weight(mine), _weight(its)))
    of_shorter, of_longer = (_OF_SHORTER_AGAIN, _OF_LONGER_AGAIN) if again else (_OF_SHORTER, _OF_LONGER)
    return shared >= _LEAST and shared >= of_shorter * least and shared >= of_longer * most


def _differ(first: Open, later: Open) -> bool:
    """Whether something tells that they are two things."""
    if _sets_apart(first, later):
        return True
    one, other = _plain(first), _plain(later)
    numbers = set(_NUMBER.findall(one)), set(_NUMBER.findall(other))
    if all(numbers) and numbers[0].isdisjoint(numbers[1]):
        return True
    named = days(content(one)), days(content(other))
    if all(named) and named[0].isdisjoint(named[1]):
        return True
    if first.kind == "ask":
        return False
    deeds = _deeds(first), _deeds(later)
    return all(deeds) and deeds[0].isdisjoint(deeds[1])


def _sets_apart(first: Open, later: Open) -> bool:
    """Whether a word of the later item says that it is another thing."""
    mine, its = ({each.casefold() for each in _ANOTHER.findall(item.quote)} for item in (first, later))
    return bool(its - mine)


def _plain(item: Open) -> str:
    """The words without those that tell by when."""
    return item.quote.replace(item.when, " ") if item.when else item.quote


def _deeds(item: Open) -> frozenset[int]:
    said = map(stem, words(f"{item.quote} {item.summary}"))
    return frozenset(_DEED_OF[each] for each in said if each in _DEED_OF)


def _shared(mine: frozenset[str], its: frozenset[str]) -> float:
    same_ = mine & its
    total = _weight(same_)
    left = set(its - same_)
    for each in sorted(mine - same_):
        others = alike(each) & left
        if others:
            total += _LIKE * telling(each)
            left -= others
    return total


def _weight(stems: Iterable[str]) -> float:
    return sum(map(telling, stems))
