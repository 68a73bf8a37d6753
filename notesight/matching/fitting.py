"""How well an offer answers an ask: what both are about, weighed by where it stands, less what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from notesight.matching.lexicon import sense, topic
from notesight.matching.rarity import rarity
from notesight.matching.words import words_in

CUT_OFF = 0.56
"""Below this nothing is suggested: no suggestion is better than a poor one. Tuned on the pairs in ``tests/match_cases.py``."""
_AROUND, _AROUND_DEFINITE = 0.6, 0.3
"""What stands around counts so much of what stands in the head; less where the head itself is about something definite."""
SURE = 0.8
"""From this strength on a text is surely about a topic."""
_MOST = 1.5
_BROAD = 0.5
_NEXT = (1.0, 0.35, 0.15)
"""What the best, the second and the third shared topic add."""
_SHARED_WORD, _MOST_WORDS = 0.1, 0.35
_SAME, _SAME_TWICE = 0.3, 0.6
"""What one word adds, and what two do, that both heads have and no topic knows better: "walnut" is walnut."""
_RARE = 0.5
"""What a rare one adds, where nothing speaks against it or it does not stand alone."""
_AMONG = (1.0, 0.8, 0.6)
"""How much the first, the second and the third count of several."""
_MUCH = 1.0
"""From this on several are the same thing whatever speaks against it."""
_CROSSED, _MOST_CROSSED = 0.25, 0.45
"""What a rare word adds that one head has and that stands beside the other: "he'd let it go" is about what was named just before."""
_COMPOUND = 4
"""Letters of a word that is the end of a longer one: "woodchip" is chip."""
_ELSEWHERE = 0.25
"""Both are about something definite, and not about the same."""
_BESIDE = 0.5
"""The head is about something definite, and what is shared only stands beside it, or says little."""
_UNTAUGHT = 0.6
"""One is about learning or hearing of something, the other about having it done."""
_TEACHING = ("speaking and classes", "tutoring")
_OTHER_SORT = 0.4
"""A person is wanted and a thing is given, or the other way round."""

_REQUIRED = frozenset({"place", "language"})
"""Whoever asks for one of these first of all is not helped with anything else."""

_PERSON = re.compile(
    r"\b(?:some(?:one|body)|any(?:one|body)|who|whoever|person|people|names? of|a hand|speakers?|helpers?)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"\b(?:any(?:one|body)|some(?:one|body)|who|you) (?:\w+ )?(?:has|have|own|owns|got|spare|with) (?:an?|some|any|old|spare)\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:broke|broken|leaks?|leaking|drips?|stopped|full of|(?:is|are) a (?:mess|jungle|ruin)|failing|doesn['’]?t work|won['’]?t (?:start|work|open)|"
    r"fell off|needs? (?:fixing|repairs?|repairing|mending|a new)|out of order|keeps? (?:falling|breaking|crashing)|help)\b",
    re.IGNORECASE,
)
_LENT = r"lend|lending|lent|loan|spare|sparing|give|giving|let|hand on|pass on|donate|sell|part with"
_THING = re.compile(
    r"\b(?:going spare|spare|lend(?:s|ing)?|borrow(?:s|ed)?|give (?:it |them )?away|giving (?:it |them )?away|gathering dust|unused|"
    r"gives? (?:\w+ ){0,6}away|sells?|swaps?|for sale|outgrown|too many|to collect|collect(?:s|ed)? (?:it|them)|up for grabs|for the taking|first to|second-?hand|left over|"
    r"(?:can|may|could) have (?:it|them|the|her|his|my|our))\b",
    re.IGNORECASE,
)
_DOING = re.compile(
    rf"(?:\b(?:will|would|can|could|happy to|glad to|offers? to|offered to|willing to)|['’](?:d|ll))\s+(?:\w+ly\s+)?"
    rf"(?!(?:{_LENT}|have|be|use|come|stay|borrow|take)\b)\w+|\b(?:teaches|tutors|fixes|builds|shoots|helps|does|repairs|writes|edits|designs|translates|cooks|bakes|sews|mends)\b",
    re.IGNORECASE,
)
_BORROW = re.compile(
    r"\b(?:borrow|lend|a spare|second-?hand|a used|to give away|hand-me-down|old one)\b", re.IGNORECASE
)
_SEEKS_WORK = re.compile(
    r"\b(?:(?:looking|look|looks|hunting|hunts|search\w*) for (?:\w+ ){0,3}(?:work|jobs?|gigs?|internship|placement|position|role|"
    r"apprenticeship|shifts|employment|training)|(?:wants?|needs?|after|seeks?|seeking) (?:\w+ ){0,4}(?:jobs?|work|gigs?|internship|"
    r"placement|apprenticeship|shifts|employment|position|hours)\b|apply|applying|out of work|unemployed|laid off|lost (?:his|her|their|my) job|"
    r"i['’]?m looking|i am looking|job[- ]hunting|get into|break into|part[- ]time work|freelance work|(?:contract|part[- ]time|full[- ]time) (?:or|and) \w+|"
    r"contract, part time|let go|made redundant|new job|summer job|work experience|first job|learn (?:a|the|his|her|their) (?:trade|craft|job)|(?:out of|left|leaves|finished) school)",
    re.IGNORECASE,
)
_AVAILABLE = re.compile(
    r"\b(?:available|could start|can start|free to start|would work|will work|for hire|take on work|takes on work|looking for (?:work|a job))\b",
    re.IGNORECASE,
)
JOB = "job"
_ANYBODYS = frozenset({"apply", "applies", "applying", "application"})
"""Words of the job hunt that are no opening: one applies for many things."""


@dataclass(frozen=True, slots=True)
class Side:
    """An ask or an offer for comparing: its head, what stands around it, and whose names are no words of it."""

    head: str
    around: str = ""
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fit:
    """How well two sides fit: the score, and the topics that both are about with the words of each, the best first.

    ``alike``: a model of meaning alone found them, beyond all words.
    """

    score: float
    topics: tuple[tuple[str, str, str], ...] = ()
    words: tuple[str, ...] = ()
    alike: bool = False

    @property
    def reason(self) -> str:
        """Why, in one line without a full stop: ``photography: “photographer” and “shoots”``."""
        if self.alike:
            return "alike in meaning"
        said = [
            f"{name}: “{one}” and “{other}”" if one != other else f"{name}: “{one}”"
            for name, one, other in self.topics[:2]
        ]
        if not said and self.words:
            said = ["both say " + " and ".join(f"“{word}”" for word in self.words[:3])]
        return "; ".join(said)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A side's topics: ``all`` with their strength, ``head`` those of its head."""

    all: dict[str, float]
    head: dict[str, float]
    said: dict[str, str]
    words: frozenset[str]
    doers: frozenset[str]
    beside: frozenset[str] = frozenset()


def fit(ask: Side, offer: Side) -> Fit:
    """How well an offer answers an ask."""
    one, other = _weighed(ask), _weighed(offer)
    shared: list[tuple[float, str]] = []
    for name in one.all.keys() & other.all.keys():
        if name == JOB and not _same_end(ask, offer):
            continue
        shared.append((_worth(name, one, other), name))
    shared.sort(key=lambda each: (-each[0], each[1]))
    score = sum(more * worth for more, (worth, _) in zip(_NEXT, shared, strict=False))
    words = sorted((one.words & other.words) - ask.names - offer.names)
    score += min(_MOST_WORDS, _SHARED_WORD * len(words))
    against = _against(ask, offer, one, other, [name for _, name in shared])
    score *= against
    known = words_in(" ".join(said for _, name in shared for said in (one.said[name], other.said[name])))
    names = ask.names | offer.names
    same = _same_words(one, other) - names
    score += _for_same(same, known, against)
    if against > _ELSEWHERE:
        crossed = ((one.words & other.beside) | (one.beside & other.words)) - same - names
        score += min(_MOST_CROSSED, _CROSSED * _telling(crossed))
    topics = tuple((name, one.said[name], other.said[name]) for worth, name in shared if worth >= 0.12)
    return Fit(round(score, 4), topics, tuple(words))


def _same_words(one: _Weighed, other: _Weighed) -> frozenset[str]:
    """The words that both heads have, or that end a longer one of the other."""
    mine, its = one.words, other.words
    doing = {_root(each) for each in mine - its} & {_root(each) for each in its - mine}
    return (
        (mine & its)
        | {each for each in mine if _root(each) in doing}
        | {
            each
            for words, others in ((mine, its), (its, mine))
            for each in words - others
            if len(each) >= _COMPOUND and any(len(its) >= len(each) + 3 and its.endswith(each) for its in others)
        }
    )


def _for_same(words: frozenset[str], known: frozenset[str], against: float) -> float:
    """What is added for words that both heads have, of which topics count some; ``against`` is by what the score was cut."""
    telling = _telling(words - known)
    several = len(words) > 1
    if not words or (against <= _ELSEWHERE and not (several and telling >= _MUCH)):
        return 0.0
    rare = _RARE * telling if several or against == 1.0 else 0.0
    return max(rare, _SAME_TWICE if several else _SAME)


def _telling(words: Iterable[str]) -> float:
    """How much it tells that two share these words."""
    rarest = sorted(map(rarity, words), reverse=True)
    return sum(more * rare for more, rare in zip(_AMONG, rarest, strict=False))


def _root(word: str) -> str:
    """What "driver" and "drive", "printer" and "print" have in common; of a short word itself."""
    for ending in ("er", "or", "ing", "ed", "e", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= _COMPOUND:
            return word[: -len(ending)]
    return word


def about(side: Side) -> dict[str, float]:
    """The topics of a side with their strengths, as :func:`fit` takes them."""
    return _weighed(side).all


def likely(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How well two sides can fit by their topics alone, as long as nothing speaks against it."""
    worth = [
        min(1.2, strength) * min(1.2, other[name]) * (_BROAD if topic(name).broad else 1.0)
        for name, strength in one.items()
        if name in other
    ]
    return sum(more * most for more, most in zip(_NEXT, sorted(worth, reverse=True), strict=False))


def _weighed(side: Side) -> _Weighed:
    head, beside = sense(side.head), sense(side.around)
    mine = {name: strength for name, strength in head.topics.items() if head.said[name] not in side.names}
    together = dict(mine)
    told = _AROUND_DEFINITE if _definite(mine) else _AROUND
    for name, strength in beside.topics.items():
        if beside.said[name] not in side.names:
            together[name] = min(_MOST, together.get(name, 0.0) + told * strength)
    return _Weighed(together, mine, {**beside.said, **head.said}, head.words, head.doers, beside.words)


def _worth(name: str, one: _Weighed, other: _Weighed) -> float:
    worth = min(1.2, one.all[name]) * min(1.2, other.all[name])
    if name not in one.head and name not in other.head:
        worth *= 0.5  # what only stands beside both may belong to something else
    return worth * (_BROAD if topic(name).broad else 1.0)


def _against(ask: Side, offer: Side, one: _Weighed, other: _Weighed, shared: list[str]) -> float:
    """By what a score is cut: 1 when nothing speaks against it."""
    factor = _by_group(one, other)
    for side in (one, other):
        if _definite(side.head) and not any(side.head.get(name, 0.0) >= SURE or name == JOB for name in shared):
            factor *= _BESIDE
    if all(topic(name).broad for name in shared) and _definite(one.head) and _definite(other.head):
        factor *= _BESIDE
    if _taught(one.all) != _taught(other.all) and not any(topic(name).group == "language" for name in shared):
        factor *= _UNTAUGHT
    return factor * _by_work(ask, offer, one, other) * _by_sort(ask.head, offer.head, one, other)


def _by_work(ask: Side, offer: Side, one: _Weighed, other: _Weighed) -> float:
    """What speaks against it in work: an opening is for who seeks one, and who seeks one is helped with an opening."""
    seeks = one.head.get(JOB, 0.0) >= SURE and _seeks(ask)
    opening = other.head.get(JOB, 0.0) >= SURE and other.said[JOB] not in _ANYBODYS
    if opening and not _AVAILABLE.search(offer.head) and not _seeks(ask):
        return _OTHER_SORT
    return _UNTAUGHT if seeks and other.all.get(JOB, 0.0) < SURE else 1.0


def _by_group(one: _Weighed, other: _Weighed) -> float:
    """What speaks against it in topics that exclude each other: Polish is no help for Hungarian, and a desk is no flat."""
    factor = 1.0
    mine, its = _groups(one.head), _groups(other.head)
    for group in mine.keys() & its.keys():
        if not mine[group] & its[group]:
            factor = min(factor, _ELSEWHERE)
    first = max(one.head, key=lambda name: (one.head[name], name), default=None)
    if first is not None and topic(first).group in _REQUIRED and one.head[first] >= SURE:
        named = [name for name in other.all if topic(name).group == topic(first).group]
        if not any(name in one.head for name in named):
            factor = min(factor, _OTHER_SORT)
    return factor


def _by_sort(ask: str, offer: str, one: _Weighed, other: _Weighed) -> float:
    """What speaks against it in the sort of what is wanted and given: somebody's work, a thing, a place."""
    if _placed(one.head, SURE):
        return 1.0
    if one.doers and not other.doers and _placed(other.head, 1.1):
        return _OTHER_SORT
    thing, doing = bool(_THING.search(offer)), bool(_DOING.search(offer))
    wants_thing = bool(_BORROW.search(ask) or _OWNED.search(ask))
    wants_work = not wants_thing and bool(_PERSON.search(ask) or one.doers or _TROUBLE.search(ask))
    if (wants_work and thing and not doing) or (wants_thing and doing and not thing):
        return _OTHER_SORT
    return 1.0


def _placed(topics: Mapping[str, float], least: float) -> bool:
    """Whether a place to be in is meant."""
    return any(topic(name).group == "place" and strength >= least for name, strength in topics.items())


def _taught(topics: dict[str, float]) -> bool:
    """Whether something is to be learnt or heard rather than done."""
    return any(topics.get(name, 0.0) >= SURE for name in _TEACHING)


def _groups(topics: dict[str, float]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, strength in topics.items():
        group = topic(name).group
        if group and strength >= SURE:
            found.setdefault(group, set()).add(name)
    return found


def _definite(topics: Mapping[str, float]) -> bool:
    """Whether something that is not broad is surely meant."""
    return any(strength >= SURE and not topic(name).broad for name, strength in topics.items())


def _same_end(ask: Side, offer: Side) -> bool:
    """Whether of work one side seeks what the other gives: two who look for staff are no help for each other."""
    return _seeks(ask) != bool(_AVAILABLE.search(offer.head))


def _seeks(ask: Side) -> bool:
    return bool(_SEEKS_WORK.search(f"{ask.head} {ask.around}"))
