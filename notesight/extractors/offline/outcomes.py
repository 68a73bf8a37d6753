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

_RESULTS: Final = Wordings(results.RESULTS)
_PER: Final = r"(?:a|an|per|each) (?:month|week|word|hour|day|piece|year|page|head|issue)|apiece|each"
_RATE: Final = r"/\s?(?:hr|h|hour|day|wk|week|month|word|page|head)"
_MONEY: Final = re.compile(
    rf"[$£€]\d[\d.,]*k?(?:\s?(?:{_RATE}|{_PER}))?(?:\s?\+\s?[$£€]\d[\d.,]*)*"
    r"|\d[\d.,]*\s?(?:euros|pounds|dollars|EUR|USD|GBP|quid|zł|kr)\b",
    re.IGNORECASE,
)
_LONGEST: Final = 200
_LOOKED_BACK: Final = 10
"""So many words before tell whether something is only hoped for, where nothing divides them."""
_DICTATED: Final = 60
"""Words of a sentence that is none."""
_ENDS: Final = frozenset({".", "!", "?", ";", "¦", ")"})


def find(text: str, finder: Finder) -> Iterator[CandidateOutcome]:
    """The outcomes of one part, each sentence once."""
    line = finder.line
    taken: set[int] = set()
    told: set[tuple[str | None, tuple[str, int, int] | None, int]] = set()
    for _, match in _RESULTS.matches(line.said):
        first, last = line.unit(match.start()), line.unit(match.end() - 1)
        if not taken.isdisjoint({line.sentence[first], line.sentence[last]}) or _hoped(line, first, match):
            continue
        other = match.groupdict().get("whose") not in (None, "i", "we")
        start, end = finder.quote(first, last)
        worth = _worth(text, line, first, last, around=not other)
        source, whose = _sides(finder, match, first, last)
        if source is None and worth is None and not match.groupdict().get("whose"):
            continue
        bare = last + 1 == len(line.spans) or line.word(last + 1) in _ENDS
        if bare and worth is None and line.word(last) in ("paid", "bought", "ordered"):
            continue  # she paid for the lunch
        if (source, worth, line.block[first]) in told:
            continue
        told.add((source, worth, line.block[first]))
        taken |= {line.sentence[first], line.sentence[last]}
        start, end = _with(text, start, end, worth)
        if match.group().startswith("i ") and worth is not None and worth[1] < start and end - worth[1] < _LONGEST:
            start = finder.quote(*[_unit_at(line, worth[1])] * 2)[0]  # the question that was said yes to
        yield CandidateOutcome(
            quote=text[start:end],
            what="",
            source=source,
            whose=whose or ME,
            worth=worth[0] if worth else None,
            certainty="hedged" if re.search(r" (?:might|maybe|perhaps) ", f" {match.group()} ") else "stated",
            span=Span(start, end),
        )


def _unit_at(line: Line, at: int) -> int:
    return max(0, bisect_right(line.spans, at, key=lambda span: span[0]) - 1)


def _hoped(line: Line, first: int, match: re.Match[str]) -> bool:
    """Whether words only tell what somebody would like, or what is still to come."""
    start = first
    while start > 0 and line.sentence[start - 1] == line.sentence[first] and line.word(start - 1) not in ",;:.(–—-":
        start -= 1
    words = " ".join(line.said[line.starts[start] : match.start()].split()[-_LOOKED_BACK:])
    if "invoice" in match.group():
        return False
    return bool(results.HOPED.search(f" {words} "))


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


def _sides(finder: Finder, match: re.Match[str], first: int, last: int) -> tuple[str | None, str | None]:
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
        source = _about(finder, first, last, [whose])
    return finder.word(source), finder.word(whose)


def _about(finder: Finder, first: int, last: int, but: Sequence[Figure | str | None]) -> str | None:
    """Whom the lines around some words are about: named in them, before them, behind them."""
    line = finder.line
    block, here = line.block[first], line.sentence[first]
    around = [n for n in range(len(line.block)) if line.block[n] == block and line.figures[n] is not None]
    same = [n for n in around if line.sentence[n] == here]
    if line.sentence.count(here) > _DICTATED:  # nobody set a stop: who stands nearest before is meant
        same = [n for n in reversed(same) if first - _LOOKED_BACK <= n <= last]
    before = [n for n in around if line.sentence[n] < here]
    behind = [n for n in around if line.sentence[n] > line.sentence[last]]
    order = (
        (same, False),
        (before[::-1], False),
        (same, True),
        (behind[:1], False),
        (before[::-1], True),
        (behind, True),
    )
    for those, owned in order:
        for n in those:
            figure = line.figures[n]
            if figure is not None and not figure.me and figure not in but and finder.owns(n) is owned:
                return named(figure)
    return None


def _in_block(finder: Finder, unit: int, who: Figure | str | None) -> bool:
    line = finder.line
    return any(line.figures[n] is who for n in range(unit) if line.block[n] == line.block[unit])
