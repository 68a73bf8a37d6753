"""What came of knowing somebody: paid, signed, got the job; rules over the same line of words as introductions."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from notesight.candidates import CandidateOutcome, Span
from notesight.extractors.offline.lexicon import results
from notesight.extractors.offline.lexicon.wordings import Wordings
from notesight.extractors.offline.parties import named
from notesight.model import ME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from notesight.extractors.offline.introductions import Finder, Line
    from notesight.extractors.offline.people import Figure

_RESULTS: Final = Wordings((*results.RESULTS, *results.LASTING, results.SUM))
_PLAIN: Final = len(results.RESULTS)
"""From this wording on, words are no more than a hint."""
_PER: Final = r"(?:a|an|per|each) (?:month|week|word|hour|day|piece|year|page|head|issue)|apiece|each"
_RATE: Final = r"/\s?(?:hr|h|hour|day|wk|week|month|word|page|head)"
_MONEY: Final = re.compile(
    rf"[$£€]\d[\d.,]*k?(?:\s?(?:{_RATE}|{_PER}))?(?:\s?\+\s?[$£€]\d[\d.,]*)*"
    r"|\d[\d.,]*\s?(?:euros|pounds|dollars|EUR|USD|GBP|quid|zł|kr)\b",
    re.IGNORECASE,
)
_BARE: Final = _PLAIN + len(results.LASTING)
_UNSURE: Final = re.compile(r" (?:might|maybe|perhaps) ")
_LONGEST: Final = 200
_LOOKED_BACK: Final = 10
"""So many words before tell whether something is only hoped for, where nothing divides them."""
_LEAD: Final = 12
"""So many characters may stand before the name with which a line begins: the time of a call, a bullet."""
_LISTED: Final = re.compile(r"\s*(?:[-–—*•>.(]|\d+[.):]?\s)")
"""How a line of a list begins."""
_FEW: Final = 6
_NEAR: Final = 5
"""The same in what was dictated, where many sentences are one."""
_DICTATED: Final = 60
"""Words of a sentence that is none."""
_ENDS: Final = frozenset({".", "!", "?", ";", "¦", ")"})


def find(text: str, finder: Finder) -> Iterator[CandidateOutcome]:
    """The outcomes of one part, each sentence once."""
    line = finder.line
    taken: set[int] = set()
    told: dict[tuple[str | None, str | None, tuple[str, int, int] | None, int], int] = {}
    for number, match in _RESULTS.matches(line.said):
        first, last = line.unit(match.start()), line.unit(match.end() - 1)
        if not taken.isdisjoint({line.sentence[first], line.sentence[last]}) or _hoped(line, first, match):
            continue
        if number == _BARE and _only_said(line, first):
            continue
        if number >= _PLAIN and results.DENIED.search(f" {match.group()} "):
            continue
        bare_sum = re.search(r"\d{2}", match.group()) is not None
        other = match.groupdict().get("whose") not in (None, "i", "we")
        start, end = finder.quote(first, last)
        worth = _worth(text, line, first, last, around=not other)
        source, whose = _sides(text, finder, match, first, last)
        if source is None and worth is None and not bare_sum and not match.groupdict().get("whose"):
            continue
        bare = last + 1 == len(line.spans) or line.word(last + 1) in _ENDS
        if bare and worth is None and line.word(last) in ("paid", "bought", "ordered"):
            continue  # she paid for the lunch
        key = (source, whose, worth, line.block[first])
        if abs(told.get(key, -_FEW) - line.sentence[first]) <= 1:
            continue
        told[key] = line.sentence[first]
        taken |= {line.sentence[first], line.sentence[last]}
        start, end = _with(text, start, end, worth)
        few = len(match.group().split()) <= _FEW
        if few and worth is not None and worth[1] < start and end - worth[1] < _LONGEST:
            start = finder.quote(*[_unit_at(line, worth[1])] * 2)[0]  # the question that was said yes to
        yield CandidateOutcome(
            quote=text[start:end],
            what="",
            source=source,
            whose=whose or ME,
            worth=worth[0] if worth else None,
            certainty="hedged" if number >= _PLAIN or _UNSURE.search(f" {match.group()} ") else "stated",
            span=Span(start, end),
        )


def _unit_at(line: Line, at: int) -> int:
    return max(0, bisect_right(line.spans, at, key=lambda span: span[0]) - 1)


def _hoped(line: Line, first: int, match: re.Match[str]) -> bool:
    """Whether words only tell what somebody would like, or what is still to come."""
    start = first
    while start > 0 and line.sentence[start - 1] == line.sentence[first] and line.word(start - 1) not in ",;:.(–—-":
        start -= 1
    dictated = line.sentence.count(line.sentence[first]) > _DICTATED
    words = " ".join(line.said[line.starts[start] : match.start()].split()[-(_NEAR if dictated else _LOOKED_BACK) :])
    if "invoice" in match.group():
        return False
    return bool(results.HOPED.search(f" {words} "))


def told_by(text: str, finder: Finder) -> Iterator[CandidateOutcome]:
    """What somebody who writes to the owner tells of having paid, signed or agreed to: it came from who writes."""
    line = finder.line
    seen: set[int] = set()
    for match in results.TOLD_BY.finditer(line.said):
        first, last = line.unit(match.start()), line.unit(match.end() - 1)
        if line.sentence[first] in seen or _hoped(line, first, match) or _only_said(line, first):
            continue
        seen.add(line.sentence[first])
        worth = _worth(text, line, first, last, around=False)
        start, end = finder.quote(first, last)
        start, end = _with(text, start, end, worth)
        yield CandidateOutcome(
            quote=text[start:end], what="", source=finder.voice.author, whose=ME, worth=worth[0] if worth else None,
            certainty="hedged", span=Span(start, end),
        )  # fmt: skip


def _only_said(line: Line, unit: int) -> bool:
    """Whether the sentence of a sum tells what somebody asks, offers or wonders about."""
    words = [line.word(n) for n in range(len(line.sentence)) if line.sentence[n] == line.sentence[unit]]
    if len(words) > _DICTATED:
        words = [line.word(n) for n in range(max(0, unit - _LOOKED_BACK), min(len(line.words), unit + _LOOKED_BACK))]
    said = f" {' '.join(words)} "
    return bool(results.HOPED.search(said) or results.OFFERED.search(said))


def _worth(text: str, line: Line, first: int, last: int, *, around: bool) -> tuple[str, int, int] | None:
    """The money that stands in the same sentence, else right before or behind it, in the same lines."""
    here, block = line.sentence[first], line.block[first]
    sentences = ((here, line.sentence[last]), (here + 1,), (here - 1,), (here - 2,))
    for numbers in sentences if around else sentences[:1]:
        units = [n for n, number in enumerate(line.sentence) if number in numbers and line.block[n] == block]
        if units:
            start, end = line.spans[units[0]][0], line.spans[units[-1]][1] + 1
            found = _MONEY.search(text, start, end + 12)
            if found is not None and found.start() < end:
                return (
                    " ".join(found.group().rstrip(".,").split()),
                    found.start(),
                    found.start() + len(found.group().rstrip(".,")),
                )
    return None


def _with(text: str, start: int, end: int, worth: tuple[str, int, int] | None) -> tuple[int, int]:
    """A quote that goes on to the money where that stands right behind it."""
    if worth is not None and end <= worth[1] <= end + 3 and "\n" not in text[end : worth[1]]:
        return start, worth[2]
    return start, end


def _sides(text: str, finder: Finder, match: re.Match[str], first: int, last: int) -> tuple[str | None, str | None]:
    groups = match.groupdict()
    whose: Figure | str | None = None
    source: Figure | str | None = None
    if groups.get("whose"):
        whose = finder.who(groups["whose"], match.start("whose"), [])
    if groups.get("source"):
        but = [whose] if whose is not None else []
        source = finder.who(groups["source"], match.start("source"), but)
        if not groups["source"].startswith("⟨") and not _in_block(finder, first, source):
            source = finder.named_last(first, [each for each in but if each]) or source
    else:
        source = _about(text, finder, first, last, [whose])
    return finder.word(source), finder.word(whose)


def _about(text: str, finder: Finder, first: int, last: int, but: Sequence[Figure | str | None]) -> str | None:
    """Whom the lines around some words are about: named in them, before them, behind them."""
    line = finder.line
    block, here = line.block[first], line.sentence[first]
    around = [n for n in range(len(line.block)) if line.block[n] == block and line.figures[n] is not None]
    same = [n for n in around if line.sentence[n] == here]
    if line.sentence.count(here) > _DICTATED:  # nobody set a stop: who stands nearest before is meant
        same = [n for n in reversed(same) if first - _LOOKED_BACK <= n <= last]
    left, right = text.rfind("\n", 0, line.spans[first][0]) + 1, text.find("\n", line.spans[last][1])
    beside = [n for n in around if left <= line.spans[n][0] and (right < 0 or line.spans[n][1] <= right)]
    lead = [n for n in beside[:1] if line.spans[n][0] - left <= _LEAD and n < first]
    if right >= 0 and beside and line.block.count(block) > 1:  # a line of its own among others
        same = [n for n in same if n in beside]
        around = beside
    before = lead + [n for n in around if line.sentence[n] < here][::-1]
    behind = [n for n in around if line.sentence[n] > line.sentence[last]]
    order = (
        (same, False),
        (before, False),
        (same, True),
        (behind[:1], False),
        (before, True),
        (behind, True),
    )
    for those, owned in order:
        for n in those:
            figure = line.figures[n]
            if figure is not None and not figure.me and figure not in but and finder.owns(n) is owned:
                return named(figure)
    if not around and not _LISTED.match(text, left):
        return named(finder.named_last(first, []))
    return None


def _in_block(finder: Finder, unit: int, who: Figure | str | None) -> bool:
    line = finder.line
    return any(line.figures[n] is who for n in range(unit) if line.block[n] == line.block[unit])
