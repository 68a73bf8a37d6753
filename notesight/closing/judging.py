"""Whether a sentence of a later document shows that a promise was kept, that an ask was answered, or that it is off.

Local, deterministic and careful: a sentence must be about the same people, about the same thing in the same or in related
words, and tell that something has happened. What is to come, what is asked and what was not done shows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from notesight.closing import lexicon
from notesight.closing.passages import Passage
from notesight.closing.words import alike, content, days, numbers, stem, telling, words
from notesight.model import ME

How = Literal["kept", "answered", "withdrawn"]

ENOUGH = 1.9
"""What all that speaks for it must come to."""
_CLAUSE = re.compile(
    r"[,;:()–—]|\s[-/+]\s|(?<!hundred)(?<!thousand)\s(?:and|but|so|because|which|who)\s", re.IGNORECASE
)
# What speaks for it, each with its worth.
_NAMED, _CARRIED, _SECOND, _THIRD = 0.6, 0.4, 0.4, 0.3
_HAPPENED, AS_GOOD, _IS_SO = 0.6, 0.5, 0.1
_MOST, _LIKE = 1.7, 0.8
_NEAR, _MOST_NEAR = 0.3, 0.7
_THIN_NEAR, _THIN_MOST = 0.8, 1.2
_DAY, _SAME_DEED, _FOLLOWS = 0.2, 0.3, 0.3
_ENOUGH_AS_IT_IS, _ASK_AS_IT_IS = 1.6, 2.2
"""The same where nothing tells that something has happened: an ask is talked of while it is open, too."""
_LEAST, _LEAST_AROUND = 0.3, 2.0
_ALONE, _ALL = 1.9, 0.9
"""How much of the thing a sentence must be about that names none of the people: less where it is about nothing else."""
_PRICE = frozenset("pay sell cost buy ow".split())
"""What an ask says of money is not what it is about."""
_BRIEF, _FEW_WORDS = 0.35, 6
"""What it adds that a sentence is short, names one of the people and tells of something done."""
_WHOLE_THING = 0.3
"""What it adds that a sentence that names one of the people has all that the item is about."""
_PLAIN = 1.0
"""What the shared words must tell of the thing where something is certain."""
_LONG, _WINDOW = 18, 6
_NO_DEED = frozenset("have be do get".split())
"""Verbs that are said of everything."""
_THIN = 0.75
"""An item whose own words tell less than this ("I will, this weekend") is about what the words around it are about."""


@dataclass(frozen=True)
class Open:
    """An ask or a promise. ``by`` and ``to`` are a person's id, ``me``, or ``None``; ``people`` are all whom its words name.

    ``names`` are the words of their names, which say who and not what; ``around`` is the text it stands in, ``when`` are
    the words that tell by when.
    """

    kind: Literal["ask", "followup"]
    quote: str
    summary: str
    by: str | None
    to: str | None
    people: frozenset[str]
    names: frozenset[str] = frozenset()
    around: str = ""
    when: str = ""

    @cached_property
    def own(self) -> frozenset[str]:
        """What it is about."""
        own = content(f"{self.quote} {self.summary}", self._names)
        return own if self.kind == "followup" else own - _PRICE

    @cached_property
    def near(self) -> frozenset[str]:
        """What the text around it is about besides."""
        near = content(self.around, self._names) - self.own
        return near - days(near)

    @cached_property
    def reach(self) -> frozenset[str]:
        """All stems by which a sentence may be about it."""
        return self.own.union(self.near, *map(alike, self.own))

    @cached_property
    def core(self) -> frozenset[str]:
        """The stems of which a sentence that is about the thing itself has at least one."""
        own = self.own - self.days
        return own.union(*map(alike, own))

    @cached_property
    def thin(self) -> bool:
        """Whether its own words hardly tell what it is about."""
        own = self.own - self.days
        if sum(map(telling, own)) < _THIN:
            return True
        # "it'll be in her mailbox": what it is about stands elsewhere, and no summary says it
        return bool(lexicon.STANDS_FOR.search(self.quote)) and own <= content(self.quote, self._names)

    @cached_property
    def days(self) -> frozenset[str]:
        """The days and months it speaks of."""
        return days(self.own)

    @cached_property
    def verb(self) -> str:
        """What is to be done, by the summary, which begins with it."""
        said = words(self.summary)
        verb = stem(said[0]) if said and self.kind == "followup" else ""
        return "" if verb in _NO_DEED else verb

    @cached_property
    def introduces(self) -> bool:
        """Whether it is about bringing people together."""
        return self.kind == "followup" and bool(lexicon.INTRODUCES.search(f"{self.quote} {self.summary}"))

    @cached_property
    def calls(self) -> bool:
        """Whether somebody else will get in touch with the owner."""
        return (
            self.kind == "followup"
            and self.by not in (None, ME)
            and self.to == ME
            and bool(lexicon.CALLS.match(self.summary) or lexicon.CALLS.search(self.quote))
        )

    @cached_property
    def pays(self) -> bool:
        """Whether it is about money that somebody owes."""
        return self.verb in lexicon.PAYING or bool(lexicon.OWED.search(self.quote))

    @cached_property
    def doer(self) -> str | None:
        """Who is to act: of an ask, who was asked."""
        return self.by if self.kind == "followup" else self.to

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(map(stem, self.names)) | self.names


@dataclass(frozen=True, slots=True)
class Sign:
    """That something looks done: how, how sure (from ``ENOUGH`` on), and why in words.

    ``certain``: a sentence says plainly that who was to do it has done just that with just that thing.
    """

    how: How
    score: float
    reasons: tuple[str, ...]
    certain: bool = False


def judge(item: Open, said: Passage, *, writer: str = ME, reply: bool = False) -> Sign | None:
    """What a later sentence shows of an ask or a promise, or nothing.

    ``writer`` is who says "I" there (a person's id, or ``me``); ``reply`` says that it answers the item's own message.
    """
    if said.automatic or said.greets:
        return None
    near = not (item.people.isdisjoint(said.named) and item.people.isdisjoint(said.carried))
    if not (near or reply):
        return _told(item, said, writer) if _plainly_about(item, said) else None
    return (
        _withdrawn(item, said)
        or _delivered(item, said, writer, reply=reply)
        or _told(item, said, writer)
        or _came_of_it(item, said)
        or _did(item, said, writer)
        or _paid(item, said)
    )


def _begins_past(said: Sequence[str]) -> bool:
    """Whether a sentence begins with what was done, as who writes of themselves leaves "I" out: "Rang Ana"."""
    return bool(said) and (said[0] in lexicon.PAST or (said[0].endswith("ed") and said[0] not in lexicon.NO_VERB))


def _paid(item: Open, said: Passage) -> Sign | None:
    """Money that was promised, and has come."""
    if item.kind != "followup" or not item.pays:
        return None
    if not item.people & said.named or _is_open(said.text):
        return None
    if not lexicon.MONEY_CAME.search(said.text):
        return None
    return Sign("kept", ENOUGH, ("what follows from it", "the money came"))


def _plainly_about(item: Open, said: Passage) -> bool:
    """Whether a sentence that names nobody of an item, in a document that does, is about the same thing all the same."""
    if item.reach.isdisjoint(said.stems):
        return False
    about, matched = shared(item, said.stems)
    return about >= _ALONE or (about >= _ALL and not said.named and not said.stems - matched)


def _did(item: Open, said: Passage, writer: str) -> Sign | None:
    """Who was to go, come, call or write has done so: the same deed and the same people, whatever came up there."""
    if item.kind != "followup" or item.doer is None:
        return None
    meets = item.verb in lexicon.MEETS
    if not meets and not (item.verb in lexicon.REACHES and item.thin):
        return None
    deeds = lexicon.MEETS if meets else lexicon.REACHES
    others = item.people - {item.doer}
    for n, clause in enumerate(clauses(said.text)):
        mine_said = words(clause)
        if happened(clause) != _HAPPENED or deeds.isdisjoint(map(stem, mine_said)):
            continue
        mine = bool(lexicon.I_DID.match(clause)) or (not n and _begins_past(mine_said))
        if item.doer == writer:
            if mine and (others & (said.named | said.carried)):
                return Sign(_how(item), ENOUGH, ("the same deed", "it is told as done"))
        elif not mine and item.doer in said.named and lexicon.ME.search(said.text):
            return Sign(_how(item), ENOUGH, ("the same deed", "it is told as done"))
    return None


def _told(item: Open, said: Passage, writer: str) -> Sign | None:
    """The same thing in the same or related words, as something that has happened."""
    if item.reach.isdisjoint(said.stems):
        return None
    about, matched = shared(item, said.stems)
    near = item.near & said.stems
    told = matched | near
    around = sum(map(telling, near))
    behind = sum(map(telling, (item.own - item.days) & (said.around - said.stems))) / 2
    paid = said.pays
    liked = item.doer == writer and said.liked
    if about < _LEAST and not (item.thin and around >= _LEAST) and not (around >= _LEAST_AROUND and (paid or liked)):
        return None
    happened = tells_done(said, matched or near)
    if happened is None:
        return None
    weight, most = (_THIN_NEAR, _THIN_MOST) if item.thin else (_NEAR, _MOST_NEAR)
    score = min(_MOST, about) + min(most, weight * around + _NEAR * behind) + happened + _people(item, said)
    score += _DAY * bool(item.days & said.stems) + _to_the_point(item, said, matched, tells=happened >= AS_GOOD)
    reasons: list[str] = []
    if item.verb and item.verb in said.forms:
        if _wrong_doer(item, said, writer, matched or near):
            return None
        score += _SAME_DEED
        reasons.append("the same deed")
    if paid or liked:
        score += _FOLLOWS
        reasons.append("what follows from it")
    if item.doer == ME and writer == ME and lexicon.MY_WORK.search(said.text):
        score += _FOLLOWS
    as_it_is = _ENOUGH_AS_IT_IS if item.kind == "followup" and matched else _ASK_AS_IT_IS
    if score < (ENOUGH if happened >= AS_GOOD else as_it_is):
        return None
    best = sorted(told, key=lambda each: (-telling(each), each))[:4]
    if best:
        reasons.insert(0, "the same words: " + ", ".join(spelt(best, said)))
    if happened >= _HAPPENED:
        reasons.append("it is told as done")
    return Sign(_how(item), round(score, 2), tuple(reasons), _certain(item, said, writer, matched))


def _to_the_point(item: Open, said: Passage, matched: frozenset[str], *, tells: bool) -> float:
    """What it adds that a sentence is short, has all of the thing, or is about nothing else."""
    named = bool(item.people & said.named)
    score = _BRIEF * (tells and named and len(said.stems) <= _FEW_WORDS)
    score += _NAMED * (tells and not said.stems - matched and not said.named)
    rest = item.own - item.days - {item.verb}
    return score + _WHOLE_THING * (named and bool(rest) and rest <= matched)


def _certain(item: Open, said: Passage, writer: str, matched: frozenset[str]) -> bool:
    """Whether one clause has who, the deed, the thing and for whom: "I sent her the deck", and nothing takes it back."""
    if item.kind != "followup" or not item.verb or _is_open(said.text):
        return False
    same = matched & item.own
    if sum(map(telling, same - {item.verb})) < _PLAIN or lexicon.UNSURE.search(said.text):
        return False
    if item.to not in (None, ME, item.by) and item.to not in said.named | said.carried:
        return False
    if item.own - item.days - same - {item.verb} and sum(map(telling, item.own - item.days - same - {item.verb})) > sum(
        map(telling, same)
    ):
        return False
    for clause in clauses(said.text):
        stems = _stems(clause)
        if item.verb not in stems or same.isdisjoint(stems - {item.verb}) or happened(clause) != _HAPPENED:
            continue
        mine = lexicon.I_DID.match(clause) is not None or stem((words(clause) or [""])[0]) == item.verb
        if item.doer == writer:
            return mine
        return not mine and item.doer in said.named and (item.to != ME or bool(lexicon.ME.search(clause)))
    return False


def _people(item: Open, said: Passage) -> float:
    """How plainly a sentence is about the people of an item."""
    named, carried = item.people & said.named, item.people & said.carried
    if named:
        return _NAMED + _SECOND * (len(named) > 1) + _THIRD * bool(carried)
    if not carried:
        return 0
    alone = len(said.carried) == 1 and not said.named
    return _NAMED if alone and lexicon.GOES_ON.search(said.text) else _CARRIED


def shared(item: Open, stems: frozenset[str]) -> tuple[float, frozenset[str]]:
    """How much of the thing a sentence is about, and the stems of the sentence that tell it."""
    own = item.own - item.days
    same = own & stems
    total = sum(telling(each) for each in same)
    matched = set(same)
    for each in own - same:
        others = (alike(each) & stems) - matched
        if others:
            total += _LIKE * max(telling(each), 0.6)
            matched |= others
    return total, frozenset(matched)


def tells_done(said: Passage, told: frozenset[str]) -> float | None:
    """How plainly the clauses that are about the thing tell that it has happened; ``None`` where they deny it."""
    best: float | None = None
    elsewhere = 0.0
    for clause in _told_in(said.text, told):
        value = happened(clause)
        if told.isdisjoint(_stems(clause)):
            elsewhere = max(elsewhere, value or 0)
        elif value is None and lexicon.DENIES.search(clause):
            return None
        elif value is not None:
            best = max(best or 0, value)
    if lexicon.CHARGES.search(said.text) and not lexicon.DENIES.search(said.text):
        return max(best or 0, AS_GOOD)
    if best == _IS_SO and (said.promises or _is_open(said.text)):
        return None  # what is said besides tells that it is still to come
    if best is not None and best < AS_GOOD and elsewhere >= AS_GOOD:
        return AS_GOOD  # one clause names the thing, another one tells
    return best


@lru_cache(maxsize=8192)
def _is_open(text: str) -> bool:
    """Whether a clause of a sentence tells that something was not done, or is still to come."""
    return any(map(_open_still, clauses(text)))


def _open_still(clause: str) -> bool:
    low = clause.casefold().replace("’", "'")
    return bool(lexicon.DENIES.search(low) or lexicon.PLANS.search(low) or lexicon.TO_DO.match(low)) or _would(low)


@lru_cache(maxsize=8192)
def _counted(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The clauses of a sentence, each with its words."""
    return tuple((clause, tuple(clause.split())) for clause in clauses(text))


def _told_in(text: str, told: frozenset[str]) -> Iterator[str]:
    """The clauses of a sentence; of a long one that nothing divides (dictated, say) the words around those it is told by."""
    for clause, said in _counted(text):
        if len(said) <= _LONG:
            yield clause
            continue
        places = [n for n, word in enumerate(said) if not told.isdisjoint(_stems(word))]
        for n in places:
            yield " ".join(said[max(0, n - _WINDOW) : n + _WINDOW + 1])
        if not places:
            yield clause


@lru_cache(maxsize=16384)
def happened(clause: str) -> float | None:
    """How plainly a clause tells that something has happened; ``None`` where it is denied, asked for or yet to come."""
    low = clause.casefold().replace("’", "'")
    past = _is_past(low)
    if lexicon.DENIES.search(low):
        return None
    if lexicon.PROGRESS.search(low) or lexicon.RECALLS.search(low):
        return AS_GOOD
    if lexicon.PLANS.search(low) or _would(low):
        return None
    if past:
        return _HAPPENED
    said = set(words(low))
    if said & lexicon.RESULT or lexicon.STANDS.search(low):
        return AS_GOOD
    if said & lexicon.UNCHANGED:
        return AS_GOOD
    return _IS_SO


def _is_past(clause: str) -> bool:
    said = words(clause)
    if lexicon.PERFECT.search(clause):
        return True
    return any(
        (
            word in lexicon.PAST
            and word not in ("was", "were", "been", "said", "told", "meant", "thought", "known", "did")
        )
        or (word.endswith("ed") and len(word) > 4 and word not in lexicon.NO_VERB)
        for word in said
    )


def _would(clause: str) -> bool:
    """Whether a "'d" stands for "would": before a verb that is in its first form."""
    for each in re.finditer(r"'d (?:\w+ly |never |always )?(\w+)", clause):
        word = each[1]
        if not (word in lexicon.PAST or word in lexicon.LEMMAS or word.endswith("ed")):
            return True
    return False


def _wrong_doer(item: Open, said: Passage, writer: str, told: frozenset[str]) -> bool:
    """Whether the same deed was done by somebody else: "Ana sent me" for what I would send, "I sent" for what she would."""
    for clause in clauses(said.text):
        stems = [stem(word) for word in words(clause)]
        if item.verb not in stems or told.isdisjoint(stems) or len(stems) > _LONG:
            continue
        mine = lexicon.I_DID.match(clause)
        if mine:
            return item.doer not in (None, writer)
        if item.doer == writer == ME and re.search(rf"\b{re.escape(item.verb)}|\bme\b", clause, re.IGNORECASE):
            return bool(
                re.search(r"\b(?:sent|gave|told|called|wrote|emailed|showed|brought|paid) me\b", clause, re.IGNORECASE)
            )
    return False


def _came_of_it(item: Open, said: Passage) -> Sign | None:
    """What can only be when people were brought together, or got in touch: who was to be reached is in touch."""
    if item.introduces:
        brought = lexicon.INTRODUCED.search(said.text) and any(
            (happened(clause) or 0) >= AS_GOOD for clause in clauses(said.text)
        )
        if brought and item.people & said.named:
            return Sign(_how(item), ENOUGH + 0.4, ("people were brought together",))
        targets = item.people - {item.by} if item.by != ME else item.people
        reached = targets & said.named
        if item.by == ME and len(reached) < min(2, len(targets)):
            return None
        if not reached or (item.to == ME and item.by in said.named and not item.people - {item.by}):
            return None
        for clause in clauses(said.text):
            low = clause.casefold()
            if lexicon.DENIES.search(low) or re.search(r"\b(?:will|should|could|would|going to)\b|'ll\b", low):
                continue
            if lexicon.IN_TOUCH.search(clause):
                both = item.by in said.named
                return Sign(_how(item), ENOUGH + 0.3 * both, ("whom it was about is in touch",))
        return None
    if item.calls and item.by in said.named and lexicon.ME.search(said.text):
        of_me = [clause for clause in clauses(said.text) if lexicon.ME.search(clause)]
        if any(happened(clause) is not None for clause in of_me) and not lexicon.PLANS.search(said.text):
            return Sign("kept", ENOUGH, ("who was to get in touch is",))
    return None


def _delivered(item: Open, said: Passage, writer: str, *, reply: bool) -> Sign | None:
    """A reply in the conversation that brings the thing along."""
    if not reply or item.doer not in (writer, None) or (item.doer is None and item.by == writer):
        return None
    if not lexicon.DELIVERS.search(said.text) or lexicon.DENIES.search(said.text):
        return None
    about, matched = shared(item, said.stems)
    if about < 0.3:
        return None
    return Sign(
        _how(item),
        round(ENOUGH + min(1.0, about), 2),
        ("the reply brings it", *spelt(sorted(matched)[:3], said)),
        certain=about >= _PLAIN and item.doer == writer and not _is_open(said.text),
    )


def _withdrawn(item: Open, said: Passage) -> Sign | None:
    """That who asked does not look for it any more."""
    if item.kind != "ask" or item.by in (None, ME) or item.by not in said.named | said.carried:
        return None
    if not said.withdraws:
        return None
    for clause in clauses(said.text):
        if not lexicon.WITHDRAWS.search(clause) or re.search(
            r"\bhas(?:n['’]t| not)|\bstill\b|\bif\b", clause, re.IGNORECASE
        ):
            continue
        about, _ = shared(item, said.stems)
        rest = content(lexicon.WITHDRAWS.sub(" ", said.text), item.names)
        if about >= 0.3 or not rest - content("looking search need longer job"):
            return Sign("withdrawn", round(ENOUGH + about, 2), ("who asked looks no longer",))
    return None


def _how(item: Open) -> How:
    return "kept" if item.kind == "followup" else "answered"


@lru_cache(maxsize=16384)
def _stems(clause: str) -> frozenset[str]:
    return frozenset(map(stem, words(clause))) | numbers(clause)


@lru_cache(maxsize=16384)
def clauses(text: str) -> tuple[str, ...]:
    """A sentence cut where another verb may begin."""
    return tuple(part for part in _CLAUSE.split(text) if part and any(map(str.isalnum, part)))


def spelt(stems: list[str], said: Passage) -> tuple[str, ...]:
    """The words of a sentence for its stems."""
    by_stem = {stem(word): word for word in words(said.text)}
    return tuple(by_stem.get(each, each) for each in stems)
