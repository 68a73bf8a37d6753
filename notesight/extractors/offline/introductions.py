"""Who introduces whom: rules over the tokens of a part, in which every name stands as one sign.

What is found are :class:`~notesight.candidates.CandidateIntroduction`; a tie ("Ada's client") is one of them, because it
tells who could bring two together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from notesight.candidates import CandidateIntroduction, Span
from notesight.extractors.offline.genders import clashes
from notesight.extractors.offline.lexicon import introducing
from notesight.extractors.offline.lexicon.wordings import BREAK, Wordings
from notesight.extractors.offline.parties import named
from notesight.model import ME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from notesight.extractors.offline.lexicon.introducing import Rule
    from notesight.extractors.offline.parties import Voice
    from notesight.extractors.offline.people import Cast, Figure
    from notesight.extractors.offline.sentences import Sentence
    from notesight.model import IntroductionState

_RULES: Final = (*introducing.RULES, *introducing.TIES)
_WORDINGS: Final = Wordings(rule.wording for rule in _RULES)
_HOSTS: Final = Wordings(introducing.HOSTS)
LONGEST: Final = 220
"""Characters of a quote that is a whole sentence; of a longer one only the words around the match are quoted."""
_CROWD: Final = 25
_LOOKED_BACK: Final = 2
"""So many sentences before somebody's first name tell beside whom it stands."""
_APART: Final = 2
"""So many words at least stand between two names that are more than a list."""
_VERBAL: Final = 5
"""So many words after who acts tell whether they did or will."""
_NAME: Final = re.compile(r"⟨(\d+)⟩")
_OBJECTS: Final = {
    "him": "he",
    "his": "he",
    "her": "she",
    "hers": "she",
    "them": "they",
    "their": "they",
    "theirs": "they",
}
_THIRD: Final = frozenset({"he", "she", "they"})
_MINE: Final = frozenset({"i", "me", "we", "us", "my", "our", "ours"})
_LEADING: Final = frozenset({"¦", "–", "—", "-", "->", ">", "→", "*", "(", "•"})
_TRAILING: Final = frozenset({".", ",", ";", ":", "–", "—"})
_MARKS: Final = frozenset({".", ",", ";", ":", "!", "?", "(", ")", "¦"})
_BESIDE: Final = frozenset(
    {
        ",",
        ".",
        ":",
        ";",
        "-",
        "–",
        "—",
        "(",
        "=",
        "!",
        "from",
        "of",
        "at",
        "who",
        "whose",
        "somebody",
        "someone",
        "in",
        "with",
        "&",
        "and",
    }
)
"""What stands behind the name of somebody who is set down for the first time."""
_STOPS: Final = frozenset({".", "!", "?", ";", "…", "¦"})


@dataclass(slots=True)
class Line:
    """The words of one part as one string with a sign for every name, and the way back to the text.

    ``starts`` are where each unit begins in ``said``; ``spans`` what it stands for; ``figures`` whom, if anybody;
    ``sentence`` and ``block`` which one it stands in.
    """

    said: str
    words: list[str]
    starts: list[int]
    spans: list[tuple[int, int]]
    figures: list[Figure | None]
    sentence: list[int]
    block: list[int]

    def word(self, unit: int) -> str:
        """A unit as it stands in ``said``."""
        return self.words[unit]

    def unit(self, at: int) -> int:
        """The unit in which a character of ``said`` stands."""
        return max(0, bisect_right(self.starts, at) - 1)


def finder_of(said: Sequence[Sentence], cast: Cast, voice: Voice) -> Finder:
    """What finds introductions and outcomes in one part."""
    return Finder(_line(said, cast), cast, voice)


def find(finder: Finder) -> Iterator[CandidateIntroduction]:
    """The introductions of one part, in no order; the same sides may be told of twice."""
    found = [*finder.rules(), *finder.lists(), *finder.work(), *finder.occasion()]
    yield from found
    yield from finder.beside(found)


def _line(said: Sequence[Sentence], cast: Cast) -> Line:
    line = Line("", [], [], [], [], [], [])
    numbers = {id(figure): n for n, figure in enumerate(cast.figures)}
    block = -1
    for number, sentence in enumerate(said):
        before = len(line.words)
        if sentence.first:
            block += 1
            line.words.append(BREAK)
            line.spans.append((sentence.start, sentence.start))
            line.figures.append(None)
        until = -1
        for token in sentence.tokens:
            if token.start < until:
                continue
            figure = cast.at.get(token.start)
            until = token.end if figure is None else cast.ends[token.start]
            line.words.append(_unit(token.norm) if figure is None else f"⟨{numbers[id(figure)]}⟩")
            line.spans.append((token.start, until))
            line.figures.append(figure)
        line.sentence += [number] * (len(line.words) - before)
        line.block += [block] * (len(line.words) - before)
    line.starts = list(accumulate((len(word) + 1 for word in line.words[:-1]), initial=0)) if line.words else []
    line.said = " ".join(line.words)
    return line


@lru_cache(maxsize=20_000)
def _unit(norm: str) -> str:
    return norm.replace(" ", "_").replace("’", "'")


class Finder:
    """The words of one part, and who is meant by which of them."""

    def __init__(self, line: Line, cast: Cast, voice: Voice) -> None:
        self.line = line
        self.cast = cast
        self.voice = voice
        self.taken: list[tuple[int, int, frozenset[str]]] = []

    # --- single sentences ----------------------------------------------------------------------------------------

    def rules(self) -> Iterator[CandidateIntroduction]:
        """What the patterns say."""
        for number, match in _WORDINGS.matches(self.line.said):
            found = self._of(_RULES[number], match)
            if found is not None:
                yield found

    def _of(self, rule: Rule, match: re.Match[str]) -> CandidateIntroduction | None:
        groups = match.groupdict()
        first, last = self.line.unit(match.start()), self.line.unit(match.end() - 1)
        sides: dict[str, Figure | str | None] = {"by": None, "who": None, "to": None}
        given = {side: next((groups[name] for name in (side, f"{side}2") if groups.get(name)), None) for side in sides}
        us = bool(groups.get("us"))
        if us:  # whoever was named last, and so not the one whom a pronoun before it means
            given["to"] = "me"
            by_name = given["by"] and _NAME.match(given["by"])
            but = [self.who(given["by"], match.start("by"), [])] if given["by"] and by_name else []
            none: list[Figure | str] = [each for each in but if each]
            behind = (figure for figure in self.line.figures[last:] if figure and not figure.me and figure not in none)
            sides["who"] = self.named_last(first, none) or next(behind, None)
        # names first: a pronoun is nobody who stands there by name
        for pronouns in (False, True):
            for side, words in given.items():
                if words and bool(_NAME.match(words)) is not pronouns:
                    at = match.start(side) if groups.get(side) else first
                    sides[side] = self.who(words, at if at >= 0 else match.start(), [s for s in sides.values() if s])
                    if pronouns and sides[side] is None and words in {*_OBJECTS, *_THIRD}:
                        return None
        for side, stands in (("who", rule.who), ("to", rule.to)):
            if sides[side] is None and not given[side] and stands is not None:
                sides[side] = self._standing(stands, first, [s for s in sides.values() if s])
        if sides["by"] is None and rule.manner == "tie":
            others = [side for side in sides.values() if side]
            sides["by"] = self.named_last(first, others) or self._topic(first)
        if sides["by"] is None and rule.manner in ("introduced", "spoke") and rule.state != "asked":
            sides["by"] = self.voice.author  # told without a subject
        return self._candidate(rule, match, sides, first, last)

    def _candidate(
        self, rule: Rule, match: re.Match[str], sides: dict[str, Figure | str | None], first: int, last: int
    ) -> CandidateIntroduction | None:
        by, who, to = (self.word(sides[side]) for side in ("by", "who", "to"))
        if to == who:
            to = None
        if rule.manner != "tie" and by is not None and by in (who, to):
            return None
        if len({side for side in (by, who, to) if side}) < 2 or (rule.manner == "tie" and (by == who or not by)):
            return None
        if rule.manner == "tie":
            to = None
        key = frozenset(side for side in (by, who, to) if side)
        if any(start <= last and first <= end and (key <= told or told <= key) for start, end, told in self.taken):
            return None
        before = self.line.said[max(0, match.start() - 30) : match.end()]
        if rule.manner in ("introduced", "spoke") and introducing.CLOSED.search(self._same_sentence(before, match)):
            return None
        self.taken.append((first, last, key))
        state: IntroductionState = "known" if rule.manner == "tie" else rule.state or self._state(match, sides, first)
        start, end = self.quote(first, last)
        return CandidateIntroduction(
            quote="", by=by, who=who, to=to, state=state, manner=rule.manner, span=Span(start, end),
            certainty="hedged" if re.search(r" (?:might|maybe|perhaps|possibly) ", f" {match.group()} ") else "stated",
        )  # fmt: skip

    def _same_sentence(self, before: str, match: re.Match[str]) -> str:
        words = before[: -len(match.group()) or None]
        cut = max(words.rfind(stop) for stop in (".", ";", ":", "!", "?", BREAK, ",", "("))
        return words[cut + 1 :] + match.group()

    def _state(self, match: re.Match[str], sides: dict[str, Figure | str | None], first: int) -> IntroductionState:
        """Whether words tell what was done, or what somebody will or could do."""
        start = next((n for n in range(first, -1, -1) if self.line.word(n) in _STOPS), 0)
        before = self.line.said[self.line.starts[start] : match.start()]
        words = match.group()
        if re.search(r"(?:could|can|would) you ", before + words):
            return "asked"
        by = match.groupdict().get("by")
        verbal = words[match.end("by") - match.start() :] if by and match.start("by") == match.start() else words
        verbal = " ".join(verbal.split()[:_VERBAL])
        verbal = re.split(r" (?:that|about|who|because|when) ", f"{verbal} ")[0]
        if not by and words.split(" ")[0] in ("put", "set", "get"):
            return "offered"  # a line of a list of things to do
        for token in (*before.split()[-2:], *verbal.split()):
            if introducing.MODAL.search(f" {token} "):
                return "offered"
            if introducing.PAST.search(f" {token} "):
                return "made"
        return "offered" if sides["by"] == self.voice.author and not by else "made"

    # --- who is meant --------------------------------------------------------------------------------------------

    def who(self, words: str, at: int, but: Sequence[Figure | str]) -> Figure | str | None:
        """Whom words at a character of the line mean, nobody of ``but``."""
        found = _NAME.search(words)
        if found is not None:
            return self.cast.figures[int(found[1])]
        first = words.split(" ", maxsplit=1)[0]
        if first in _MINE and (" " not in words or first not in ("my", "our") or words.startswith("my name")):
            return self.voice.author
        if first in ("my", "our"):
            kin = re.search(introducing.KIN, words)
            return self.words(words, at) if kin and kin.start() == len(first) + 1 else self.voice.author
        if first == "you":
            return self.voice.reader
        pronoun = _OBJECTS.get(first, first)
        if pronoun in _THIRD and " " not in words:
            return self._antecedent(pronoun, self.line.unit(at), but)
        if re.fullmatch(rf"{introducing.PARTNER}|(?:wo)?man s?he lives with", words):
            return self.voice.author
        return self.words(words, at)

    def words(self, words: str, at: int) -> str:
        """The text's own words for somebody without a name."""
        first = self.line.unit(at)
        last = first + len(words.split(" ")) - 1
        return f"\0{self.line.spans[first][0]}:{self.line.spans[min(last, len(self.line.spans) - 1)][1]}"

    def _antecedent(self, pronoun: str, unit: int, but: Sequence[Figure | str]) -> Figure | None:
        """Whom a pronoun means: named before in its sentence, else who does something in those before it, else the topic."""
        line = self.line
        spoken: list[Figure | None] = []
        here = line.sentence[unit]
        sentence = [n for n in range(unit - 1, -1, -1) if line.sentence[n] == here]
        spoken += [line.figures[n] for n in reversed(sentence) if not self.owns(n)]
        spoken += [line.figures[n] for n in reversed(sentence)]
        block = line.block[unit]
        before: dict[int, list[int]] = {}
        for n in range(unit - 1, -1, -1):
            if line.block[n] == block and line.sentence[n] != here:
                before.setdefault(line.sentence[n], []).append(n)
        for number in sorted(before, reverse=True):
            spoken += [line.figures[n] for n in sorted(before[number]) if not self.owns(n)]
        spoken += [self._topic(unit)]
        spoken += [line.figures[n] for n in range(unit - 1, -1, -1)]
        for each in spoken:
            if each is not None and not each.me and each not in but and not clashes(each, pronoun):
                return each
        return None

    def owns(self, unit: int) -> bool:
        """Whether a name only says whose something is: "Tash's roommate"."""
        return self.line.said[self.line.starts[unit] :].startswith(f"{self.line.word(unit)} 's ")

    def _topic(self, unit: int) -> Figure | None:
        """Whom the first lines are about."""
        return next((figure for figure in self.line.figures[:unit] if figure is not None and not figure.me), None)

    def named_last(self, unit: int, but: Sequence[Figure | str]) -> Figure | None:
        """Who was named last before a unit, and is nobody of ``but``."""
        named = [n for n in range(unit - 1, -1, -1) if self.line.figures[n] is not None]
        order = [self.line.figures[n] for n in (*(n for n in named if not self.owns(n)), *named)]
        return next((each for each in order if each and not each.me and each not in but), None)

    def _standing(self, what: str, first: int, but: Sequence[Figure | str]) -> Figure | str | None:
        if what == "me":
            return self.voice.author
        if what == "reader":
            return self.voice.reader
        if what == "topic":
            return self._topic(first)
        if what == "subject":
            return self._antecedent("they", first, but)
        found = self.named_last(first, but)
        if what == "last":
            return found
        return self.named_last(first, [*but, found]) if found else None

    def word(self, side: Figure | str | None) -> str | None:
        """How a side is written in a candidate."""
        if side is None or isinstance(side, str):
            return side
        return named(side)

    # --- quotes --------------------------------------------------------------------------------------------------

    def quote(self, first: int, last: int) -> tuple[int, int]:
        """The sentences of a match; of long ones its own words and a few around them."""
        line = self.line
        begin, end = first, last
        while (
            begin > 0
            and line.sentence[begin - 1] == line.sentence[first]
            and line.spans[begin - 1] != line.spans[begin]
        ):
            begin -= 1
        while end + 1 < len(line.spans) and line.sentence[end + 1] == line.sentence[last]:
            end += 1
        if line.spans[end][1] - line.spans[begin][0] > LONGEST:
            begin, end = self._closer(first, last)
        while begin < end and line.word(begin) in _LEADING:
            begin += 1
        while end > begin and line.word(end) in _TRAILING:
            end -= 1
        return line.spans[begin][0], line.spans[end][1]

    def _closer(self, first: int, last: int) -> tuple[int, int]:
        line = self.line
        begin, end = first, last
        while (
            begin > 0
            and line.sentence[begin - 1] == line.sentence[first]
            and line.word(begin - 1) not in _MARKS
            and line.spans[last][1] - line.spans[begin - 1][0] < LONGEST // 2
        ):
            begin -= 1
        while (
            end + 1 < len(line.spans)
            and line.sentence[end + 1] == line.sentence[last]
            and line.word(end + 1) not in _MARKS
            and line.spans[end + 1][1] - line.spans[begin][0] < LONGEST // 2 + 40
        ):
            end += 1
        return begin, end

    # --- lines that belong together --------------------------------------------------------------------------------

    def _blocks(self) -> list[tuple[int, int]]:
        """The first and the last unit of every block, without its sign."""
        found: list[tuple[int, int]] = []
        for n, number in enumerate(self.line.block):
            if not found or self.line.block[found[-1][0]] != number:
                found.append((n, n))
            else:
                found[-1] = (found[-1][0], n)
        return [(start + 1, end) for start, end in found]

    def lists(self) -> Iterator[CandidateIntroduction]:
        """People who are passed on in a list: "I gave her:", and a line for each."""
        giver: tuple[Figure | str | None, Figure | str | None, int, int] | None = None
        for start, end in self._blocks():
            if end < start:
                continue
            words = self.line.said[self.line.starts[start] : self.line.starts[end]] + self._unit(end)
            head = introducing.GIVING.fullmatch(words)
            if head is not None:
                giver = (*self._giver(head, start), start, end)
                continue
            if giver is None:
                continue
            first = next(
                (self.line.figures[n] for n in range(start, min(end, start + 3) + 1) if self.line.figures[n]), None
            )
            lead = self.line.figures[start] or (self.line.figures[start + 1] if start + 1 <= end else None)
            if lead is None or lead is not first:
                giver = giver if self._unit(start) in {"(", "nb"} else None
                continue
            by, to = giver[0], giver[1]
            if lead in (by, to):
                continue
            stop = self._end_of_sentence(start)
            yield CandidateIntroduction(
                quote="", by=self.word(by), who=named(lead), to=self.word(to), state="made", manner="introduced",
                span=Span(self.line.spans[start][0], self.line.spans[stop][1]),
            )  # fmt: skip

    def _unit(self, n: int) -> str:
        return self.line.word(n)

    def _end_of_sentence(self, unit: int) -> int:
        end = unit
        while end + 1 < len(self.line.spans) and self.line.sentence[end + 1] == self.line.sentence[unit]:
            end += 1
        while end > unit and self._unit(end) in _STOPS | {","}:
            end -= 1
        return end

    def _giver(self, head: re.Match[str], unit: int) -> tuple[Figure | str | None, Figure | str | None]:
        groups = head.groupdict()
        other = self._topic(unit)
        if groups["by"]:
            by = other if groups["by"] in _THIRD else self.who(groups["by"], 0, [])
            to = self.who(groups["to"], 0, []) if groups["to"] and _NAME.match(groups["to"]) else None
            return by, to or (other if by == self.voice.author else self.voice.author)
        words = groups["other"] or groups["other2"] or ""
        whom = self.who(words, 0, []) if _NAME.match(words) or words in _MINE else other
        way = groups["way"] or groups["way2"]
        if whom == self.voice.author:
            return (other, whom) if way == "for" else (whom, other)
        return (self.voice.author, whom) if way == "for" else (whom, self.voice.author)

    def work(self) -> Iterator[CandidateIntroduction]:
        """Whom one met for somebody's commission: "Interviewed Ada for the Gazette. (Bo took the idea.)"."""
        for match in introducing.WORK.finditer(self.line.said):
            unit = self.line.unit(match.start())
            who = self.who(match["who"], match.start("who"), [])
            block = self.line.block[unit]
            stop = next(
                (n for n in range(unit, len(self.line.block)) if self.line.block[n] != block), len(self.line.block)
            )
            rest = self.line.said[match.start("for") : self.line.starts[stop] if stop < len(self.line.starts) else None]
            by: Figure | str | None = None
            end = self.line.unit(match.end() - 1)
            if _NAME.match(match["for"]):
                by = self.who(match["for"], match.start("for"), [])
            else:
                for said in introducing.COMMISSIONS.finditer(rest):
                    by = self.who(said["by"], match.start("for"), [])
                    if by is not who:
                        end = self.line.unit(match.start("for") + said.end("by") - 1)
                        break
                    by = None
            if isinstance(who, str) or who is None or by is None or by is who:
                continue
            start, finish = self.quote(unit, end)
            if finish - start > LONGEST:
                finish = self.line.spans[self._end_of_sentence(unit)][1]
            yield CandidateIntroduction(
                quote="", by=self.word(by), who=named(who), to=self.voice.author, state="happened", manner="through",
                span=Span(start, finish),
            )  # fmt: skip

    def occasion(self) -> Iterator[CandidateIntroduction]:
        """Whom one met at what somebody runs: those with a line of their own in a note that says whose occasion it was."""
        if self.voice.author != ME:
            return
        match = min((match for _, match in _HOSTS.matches(self.line.said)), key=re.Match.start, default=None)
        if match is None:
            return
        host = self.who(match["by"], match.start("by"), [])
        if not self._opens(match) or host is None or isinstance(host, str):
            return
        seen: set[int] = {id(host)}
        for start, end in self._blocks():
            if end < start:
                continue
            lead = self.line.figures[start]
            if lead is None or id(lead) in seen or lead.me or self.owns(start) or not self._stands_alone(start, end):
                continue
            seen.add(id(lead))
            if self.line.spans[start][0] == self.line.spans[self.line.unit(match.start("by"))][0]:
                continue
            stop = self._end_of_sentence(start)
            finish = min(stop, start + 24)
            yield CandidateIntroduction(
                quote="", by=named(host), who=named(lead), to=ME, state="happened", manner="through",
                span=Span(self.line.spans[start][0], self.line.spans[finish][1]),
            )  # fmt: skip

    def beside(self, found: Sequence[CandidateIntroduction]) -> Iterator[CandidateIntroduction]:
        """Beside whom somebody is first named, where nothing tells it better: perhaps one came to them by way of that one.

        No more than a hint, and of those whom the notebook knew before it says nothing.
        """
        if len(self.cast.figures) > _CROWD:
            return
        told = {side for each in found if each.by not in (None, ME) for side in (each.who, each.to)}
        seen: set[int] = set()
        for unit, figure in enumerate(self.line.figures):
            if figure is None or figure.me or id(figure) in seen:
                continue
            seen.add(id(figure))
            if named(figure) in told or named(figure) == self.voice.author or self.owns(unit):
                continue
            other = self._nearest(unit, figure)
            if other is not None:
                yield self._by_way(self.line.figures[other], named(figure), unit, other)
            elif (meant := self._whose(unit, figure)) is not None:
                yield self._by_way(meant, named(figure), unit, unit)
        author = self.voice.author
        if author not in (None, ME) and author not in told and self.voice.reader in (None, ME):
            for unit in self._speaks_of(author):
                yield self._by_way(self.line.figures[unit], author, unit, unit)

    def _by_way(self, by: Figure | None, who: str | None, unit: int, other: int) -> CandidateIntroduction:
        start, end = self.quote(min(unit, other), max(unit, other))
        return CandidateIntroduction(
            quote="", by=named(by), who=who, to=None, state="known", manner="tie", certainty="hedged", span=Span(start, end),
        )  # fmt: skip

    def _nearest(self, unit: int, figure: Figure) -> int | None:
        """Where somebody else is named nearest to somebody's first name: in its sentence, in the next one, in those before."""
        line = self.line
        here, block = line.sentence[unit], line.block[unit]
        places = [
            n
            for n, other in enumerate(line.figures)
            if other is not None and not other.me and other is not figure and line.block[n] == block
        ]
        order = (
            [n for n in reversed(places) if n < unit and line.sentence[n] == here],
            [n for n in places if n > unit and line.sentence[n] == here],
            [n for n in places if here < line.sentence[n] <= here + _LOOKED_BACK]
            if places and places[0] > unit
            else [],
            [n for n in places if line.sentence[n] < here][:1],  # whom its lines are about
            [n for n in reversed(places) if here - _LOOKED_BACK <= line.sentence[n] < here],
        )
        for those in order:
            for n in those:
                between = line.words[min(n, unit) + 1 : max(n, unit)]
                apart = sum(word.isalpha() and word != "and" for word in between) >= _APART
                owned = self.owns(n) and line.sentence[n] != here
                denied = line.sentence[n] == here and introducing.CLOSED.search(" ".join(between))
                if apart and not owned and not denied:
                    return n
        return self._opening(unit, figure)

    def _whose(self, unit: int, figure: Figure) -> Figure | None:
        """Whom a "he" or "her" beside somebody's first name means, where that is the one whom the lines before are about."""
        line = self.line
        near = range(line.sentence[unit] - _LOOKED_BACK, line.sentence[unit] + 1)
        said = [n for n in range(unit) if line.sentence[n] in near and line.block[n] == line.block[unit]]
        for n in reversed(said):
            pronoun = _OBJECTS.get(line.word(n), line.word(n))
            if pronoun in _THIRD - {"they"}:
                if introducing.CLOSED.search(" ".join(line.words[n:unit])):
                    return None
                return self._antecedent(pronoun, n, [figure])
        return None

    def _opening(self, unit: int, figure: Figure) -> int | None:
        """Who alone is named in the first sentence, of the owner: what follows came by that one."""
        line = self.line
        first = (
            [n for n in range(len(line.sentence)) if line.sentence[n] <= line.sentence[1] and n < unit]
            if len(line.sentence) > 1
            else []
        )
        others = [n for n in first if (each := line.figures[n]) and not each.me and each is not figure]
        about_me = any(line.word(n) in _MINE for n in first)
        alone = len({id(line.figures[n]) for n in others}) == 1 and line.block[others[0]] != line.block[unit]
        if about_me and alone and line.word(self._begins(unit)) not in _LEADING:
            return others[0]
        return None

    def _begins(self, unit: int) -> int:
        """Where the block of a unit begins, behind its sign."""
        block = self.line.block[unit]
        return next(n for n in range(len(self.line.block)) if self.line.block[n] == block) + 1

    def _speaks_of(self, author: str) -> list[int]:
        """Where somebody who writes to the owner speaks of others and the owner in one sentence: the first such one."""
        line = self.line
        for number in dict.fromkeys(line.sentence):
            units = [n for n in range(len(line.sentence)) if line.sentence[n] == number]
            others = [n for n in units if (each := line.figures[n]) and not each.me and named(each) != author]
            if others and any(line.word(n) in ("you", "your", "yours") for n in units):
                return others[:2]
        return []

    def _stands_alone(self, unit: int, end: int) -> bool:
        """Whether a line is about the one whose name it begins with, and does not tell what they did: "Ada, printer"."""
        return unit == end or self._unit(unit + 1) in _BESIDE

    def _opens(self, match: re.Match[str]) -> bool:
        """Whether the occasion is told in the first lines: then it is what the note is about."""
        return self.line.block[self.line.unit(match.start())] <= 2


def placed(text: str, found: Sequence[CandidateIntroduction]) -> list[CandidateIntroduction]:
    """Introductions with their words: the quote from its span, and whoever has no name in the text's own words."""
    done = []
    for each in sorted(found, key=lambda one: (one.span.start, one.span.end) if one.span else (0, 0)):
        assert each.span is not None
        sides = {side: _spelt(text, getattr(each, side)) for side in ("by", "who", "to")}
        done.append(replace(each, quote=text[each.span.start : each.span.end], **sides))  # type: ignore[arg-type]
    return done


def _spelt(text: str, words: str | None) -> str | None:
    if words is None or not words.startswith("\0"):
        return words
    start, end = map(int, words[1:].split(":"))
    return text[start:end]
