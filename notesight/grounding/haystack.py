"""Find quotes in a text, with tolerance for white space, marks and capitals: what is found is a span of the text itself."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from notesight.candidates import Span

MOST_PLACES = 2000
"""Places of one quote that are looked at."""
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‘’‚‛‹›′´`ʼ＇", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "İ": "I",
        "ẞ": "ß",
    }
)
_SHARP_S = "\uf8ff"
_UNSEEN = "\u00ad\u200b\u200e\u200f\ufeff" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xE0000, 0xE0080)))
)
_HIDDEN = re.compile(f"[{_UNSEEN}]+")
_SILENT = _UNSEEN + "*"
"""Signs that nobody reads: the soft hyphen, marks without width, of direction and tags, emphasis in Markdown."""
_GAP = re.compile(rf"(?! [^\s{_SILENT}])(?:(?<=\n)[ \t]*>[>\s]*|\s|[{_SILENT}])+")
"""What a gap looks like, but for the common one, a single blank."""
_SPECIAL = re.compile(_GAP.pattern + r"|…|[^\W\d_][\u0300-\u036f]+")
_EDGES = " .,;:!?…\"'()[]<>_-"


class Haystack:
    """A text to find quotes in, with a folded form and a map back to the text, made once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: dict[str, tuple[list[Span], list[Span]]] = {}

    def find(self, quote: str, *, whole_words: bool = False) -> list[Span]:
        """Every place where a quote stands, the exact ones if there are any, else the tolerant ones, else any case."""
        if quote not in self._found:
            anywhere: list[Span] = []
            whole: list[Span] = []
            for spans in self._by_tolerance(quote.strip()):
                anywhere = anywhere or spans
                whole = [span for span in spans if self._is_whole(span)]
                if whole:
                    break
            self._found[quote] = anywhere, whole
        return self._found[quote][whole_words]

    def _by_tolerance(self, quote: str) -> Iterator[list[Span]]:
        if not quote:
            return
        yield [Span(at, at + len(quote)) for at in _places(quote, self.text)]
        plain = _folded(quote)[0].strip()
        for words in dict.fromkeys((plain, plain.strip(_EDGES))):
            if words:
                places = _places(_lower(words), self._lowered)
                same_case = [place for place in places if self._folded[0].startswith(words, place)]
                yield [self._span(place, len(words)) for place in same_case]
                yield [self._span(place, len(words)) for place in places]

    @cached_property
    def _folded(self) -> tuple[str, list[int], list[int]]:
        return _folded(self.text)

    @cached_property
    def _lowered(self) -> str:
        return _lower(self._folded[0])

    def _span(self, place: int, length: int) -> Span:
        start, end = self._origin(place), self._origin(place + length - 1) + 1
        while end < len(self.text) and "\u0300" <= self.text[end] <= "\u036f":
            end += 1
        return Span(start, end)

    def _origin(self, place: int) -> int:
        """Where a character of the folded text stood."""
        _, folded_starts, starts = self._folded
        stretch = bisect_right(folded_starts, place) - 1
        at = starts[stretch] + place - folded_starts[stretch]
        return min(at, starts[stretch + 1] - 1) if stretch + 1 < len(starts) else at

    def _is_whole(self, span: Span) -> bool:
        text = self.text
        cut_before = span.start > 0 and _spaced(text[span.start - 1]) and _spaced(text[span.start])
        cut_after = span.end < len(text) and _spaced(text[span.end - 1]) and _spaced(text[span.end])
        return not cut_before and not cut_after


def _folded(text: str) -> tuple[str, list[int], list[int]]:
    """A text with gaps as single blanks and marks made plain; where its stretches begin, and where they stood before."""
    out: list[str] = []
    folded_starts, starts = [0], [0]
    length = position = 0
    for special in _SPECIAL.finditer(text):
        plain = _replacement(special.group())
        out += (text[position : special.start()], plain)
        length += special.start() - position + len(plain)
        position = special.end()
        folded_starts.append(length)
        starts.append(position)
    out.append(text[position:])
    return "".join(out).translate(_PLAIN), folded_starts, starts


def _replacement(special: str) -> str:
    if special == "…":
        return "..."
    if special[0].isalpha():
        return unicodedata.normalize("NFC", special)
    return " " if special.strip(_SILENT) else ""


def _lower(folded: str) -> str:
    """A folded text without case, of the same length: "ß" and the few letters like it stay what they are."""
    text = folded.replace("ß", _SHARP_S)
    lowered = text.casefold()
    return lowered if len(lowered) == len(text) else "".join(c if len(c.casefold()) > 1 else c.casefold() for c in text)


def _spaced(character: str) -> bool:
    """Whether a character belongs to a word of a script that parts words by blanks (not Chinese, Japanese, Thai …)."""
    if not (character < "\u0e00" or "\u1e00" <= character < "\u2000"):
        return False
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _places(needle: str, text: str) -> list[int]:
    found: list[int] = []
    at = text.find(needle)
    while at >= 0 and len(found) < MOST_PLACES:
        found.append(at)
        at = text.find(needle, at + len(needle))
    return found


def has_letter(words: str) -> bool:
    """Whether there is more than marks."""
    return any(map(str.isalnum, words))


def one_line(text: str) -> str:
    """Words of a text without its line breaks and what else is a gap there."""
    return " ".join(_GAP.sub(lambda gap: _replacement(gap.group()), text).split())


def seen(text: str) -> str:
    """What one sees of a text: no marks without width or of direction."""
    return _HIDDEN.sub("", text)
