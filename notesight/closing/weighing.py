"""Whether a later sentence shows a promise kept where no single word of it says so: by the sum of all that speaks for it.

A careful reader takes a promise for kept when its day has come, and the same person turns up with the same thing, or with
what could only follow from it: money, thanks, something that stands or has been so since. No part is enough by itself. What
is found so is asked about, and never certain.
"""

from __future__ import annotations

from functools import lru_cache

from notesight.closing import lexicon
from notesight.closing.judging import AS_GOOD, Open, Sign, clauses, happened, shared, spelt, tells_done
from notesight.closing.passages import Passage
from notesight.closing.words import telling

WEIGHED = 1.75
"""What all that speaks for it must come to, less what speaks against it."""
SCORE = 1.0
"""What a sign that was only weighed counts at least; a little more for what weighs more, and less than a plain one."""
_MOST_SCORE = 0.5
# What each part adds or takes away. Of words by what they tell, see words.telling; of the others where they are there.
_THING, _AROUND, _BEFORE = 2.0, 1.3, 1.1
_MOST_THING, _MOST_AROUND, _MOST_BEFORE = 2.0, 2.0, 1.0
_NAMED, _BOTH, _NOBODY, _OTHERS = 1.7, 0.9, -1.4, -0.7
_HAPPENED, _PAYS, _LIKED, _SINCE = 0.4, 0.8, 0.4, 0.4
_LATE, _NO_DAY = 1.3, -0.4
_THIN, _DENIED, _OPEN = 0.75, -0.5, -0.6
_FADES, _FADED = 1.7, 200
"""What is taken away for every hundred days since it was promised, up to so many days."""
_LEAST = 0.5
"""So much must be said of the thing or of what stood around it: people and a day that has come show nothing by themselves."""
_PLAINLY = 0.9
"""So much must be said of the thing where nobody of the promise is named."""


def weigh(item: Open, said: Passage, *, days: int, late: bool | None) -> Sign | None:
    """What a later sentence shows of a promise, all in all, or nothing.

    ``days`` are those since it was promised; ``late``: the day by which it is to be done has come (``None``: no day was said).
    """
    if item.kind != "followup" or said.automatic or said.greets:
        return None
    named = item.people & said.named
    nobody = not named and item.people.isdisjoint(said.carried)
    if item.reach.isdisjoint(said.stems) and (nobody or not (len(named) > 1 or said.follows or item.own & said.around)):
        return None  # told in few steps, as most are of this kind
    thing, matched = shared(item, said.stems)
    if nobody and thing < _PLAINLY:
        return None
    near = item.near & said.stems
    around = sum(map(telling, near))
    before = sum(map(telling, (item.own - item.days) & (said.around - said.stems))) / 2
    if thing + around < _LEAST:
        return None
    told = matched or near
    if told and tells_done(said, told) is None:
        return None  # the very words deny it, or tell that it is still to come
    weight = (
        _THING * min(_MOST_THING, thing)
        + _AROUND * min(_MOST_AROUND, around)
        + _BEFORE * min(_MOST_BEFORE, before)
        + (_NAMED if named else _NOBODY if nobody else 0.0)
        + _BOTH * (len(named) > 1)
        + _OTHERS * bool(said.named - item.people)
        + _HAPPENED * _tells(said.text)
        + _PAYS * said.pays
        + _LIKED * said.liked
        + _SINCE * said.since
        + _DENIED * _denies(said.text)
        + _OPEN * said.promises
        + (_NO_DAY if late is None else _LATE * late)
        + _THIN * item.thin
        - _FADES * min(_FADED, days) / 100
    )
    if weight < WEIGHED:
        return None
    return Sign(
        "kept", round(SCORE + min(_MOST_SCORE, (weight - WEIGHED) / 8), 2), _reasons(item, said, told, late=late)
    )


@lru_cache(maxsize=8192)
def _tells(text: str) -> bool:
    return any((happened(clause) or 0) >= AS_GOOD for clause in clauses(text))


@lru_cache(maxsize=8192)
def _denies(text: str) -> bool:
    return any(lexicon.DENIES.search(clause) for clause in clauses(text))


def _reasons(item: Open, said: Passage, told: frozenset[str], *, late: bool | None) -> tuple[str, ...]:
    reasons = []
    if told:
        reasons.append(
            "the same words: " + ", ".join(spelt(sorted(told, key=lambda each: (-telling(each), each))[:4], said))
        )
    if item.people & said.named:
        reasons.append("it names who it is about")
    if late:
        reasons.append("its day had come")
    if said.follows:
        reasons.append("what may follow from it")
    return tuple(reasons)
