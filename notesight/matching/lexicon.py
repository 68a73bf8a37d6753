"""The lexicon of what people do, lend and give, and what a text is about by it.

``trades.txt`` tells how it is written. Read once, when it is first needed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from notesight.matching.words import PLAIN, plain_form, plain_words, tokens

_TABLE = Path(__file__).with_name("trades.txt")
_SURE, _WEAK, _PHRASE = 1.0, 0.4, 1.15
_MORE = (1.0, 0.45, 0.2)
"""What the first, the second and the third different word of one topic add."""
_MOST, _MOST_WEAK = 1.5, 0.45
_NOTHING = "nothing"
"""Turns of phrase, whose words are of no topic."""
_ARTICLES = frozenset("a an any".split())
_LEAST_SHARED = 3
"""Letters of a word that two texts can share."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that somebody needs and another one has; ``broad`` ones say little alone, a ``group`` excludes its others."""

    name: str
    group: str | None
    broad: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    phrase: tuple[str, ...]
    topic: str
    weight: float
    doer: bool


@dataclass(frozen=True, slots=True)
class Sense:
    """What a text is about: each topic with its strength (0 to 1.5) and the text's own words for it, and its telling words.

    ``doers`` are the topics of which a trade is named: "a plumber".
    """

    topics: Mapping[str, float] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    doers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Lexicon:
    topics: Mapping[str, Topic]
    entries: Mapping[str, tuple[_Entry, ...]]
    """By their first word, the longest first."""
    known: frozenset[str]


@lru_cache(maxsize=20_000)
def sense(text: str) -> Sense:
    """What a text of any length is about."""
    lexicon = _lexicon()
    found: dict[str, dict[str, float]] = {}
    doers: set[str] = set()
    raw = tokens(text)
    forms = [plain_form(word, lexicon.known) for word in raw]
    passed = 0
    for place in range(len(forms)):
        passed = max(passed, _denied(raw, place))
        at = list(_at(lexicon, forms, place)) if place >= passed else []
        turn = max((length for entry, length in at if entry.topic == _NOTHING), default=0)
        if turn:
            passed = place + turn
            at = [each for each in at if each[1] > turn]  # "book a table" is more than "book a"
        for entry, length in at:
            said = " ".join(raw[place : place + length])
            mine = found.setdefault(entry.topic, {})
            mine[said] = max(mine.get(said, 0.0), entry.weight)
            if entry.doer:
                doers.add(entry.topic)
    topics, words = {}, {}
    for topic, those in found.items():
        best = sorted(those.items(), key=lambda each: -each[1])
        most = _MOST if best[0][1] > _WEAK else _MOST_WEAK
        topics[topic] = min(most, sum(more * weight for more, (_, weight) in zip(_MORE, best, strict=False)))
        words[topic] = best[0][0]
    telling = frozenset(form for form, word in zip(forms, raw, strict=True) if _tells(form, word))
    return Sense(topics, words, telling, frozenset(doers))


def topic(name: str) -> Topic:
    """A topic by its name."""
    return _lexicon().topics[name]


def fingerprint() -> str:
    """A hash that changes with the lexicon."""
    return hashlib.sha256(_TABLE.read_bytes()).hexdigest()


def trades(names: frozenset[str] | set[str]) -> list[str]:
    """The trades of topics, as phrases for a full-text search."""
    by_topic = _trades_of()
    return list(dict.fromkeys(phrase for name in sorted(names) for phrase in by_topic.get(name, ())))


def _at(lexicon: _Lexicon, forms: list[str], place: int) -> Iterator[tuple[_Entry, int]]:
    """The entries that begin at a word; of two of one topic only the longer one."""
    seen: set[str] = set()
    for entry in lexicon.entries.get(forms[place], ()):
        length = len(entry.phrase)
        if entry.topic not in seen and tuple(forms[place : place + length]) == entry.phrase:
            seen.add(entry.topic)
            yield entry, length


def _denied(raw: list[str], place: int) -> int:
    """Up to where words mean nothing: what is done without ("without eggs", not "without a drummer"), and what is only like."""
    word, behind = raw[place], raw[place + 1 : place + 2]
    if word == "without" and behind and behind[0] not in _ARTICLES:
        return place + 2
    if word == "like" and behind and behind[0] in ("a", "an"):
        return place + 4
    return 0


def _tells(form: str, word: str) -> bool:
    return len(form) >= _LEAST_SHARED and word not in PLAIN and form not in PLAIN


@cache
def _trades_of() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for entry in _entries():
        if entry.doer:
            found.setdefault(entry.topic, []).append(" ".join(entry.phrase))
    return {name: tuple(phrases) for name, phrases in found.items()}


def _entries() -> Iterator[_Entry]:
    for those in _lexicon().entries.values():
        yield from those


@cache
def _lexicon() -> _Lexicon:
    topics: dict[str, Topic] = {}
    lines: list[tuple[str, str, str]] = []
    name = ""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()  # noqa: PLW2901 (a line without its comment is the line)
        if not line:
            continue
        if heading := re.fullmatch(r"\[(.+)\]", line):
            name = heading[1]
            topics[name] = Topic(name, None, broad=False)
        elif ":" not in line:
            old = topics[name]
            topics[name] = Topic(name, old.group if line == "broad" else line, old.broad or line == "broad")
        else:
            kind, _, words = line.partition(":")
            lines += [(name, kind.strip(), each.strip()) for each in words.split(",") if each.strip()]
    known = plain_words(word for _, _, phrase in lines for word in tokens(phrase))
    entries: dict[str, list[_Entry]] = {}
    for topic_name, kind, phrase in lines:
        forms = tuple(plain_form(word, known) for word in tokens(phrase))
        weight = _WEAK if kind == "weak" else _PHRASE if len(forms) > 1 else _SURE
        entries.setdefault(forms[0], []).append(_Entry(forms, topic_name, weight, kind == "who"))
    ordered = {
        first: tuple(sorted(those, key=lambda entry: (-len(entry.phrase), -entry.weight)))
        for first, those in entries.items()
    }
    return _Lexicon(topics, ordered, known)
