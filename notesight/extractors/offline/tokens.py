"""Cut a text into tokens with their spans, contractions opened and text-speak spelt out."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from notesight.extractors.offline.lexicon import fold
from notesight.extractors.offline.lexicon.spellings import ENDINGS, SPELLINGS, WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD: Final = "w"
NUMBER: Final = "n"
ADDRESS: Final = "@"
LINK: Final = "u"
HANDLE: Final = "h"
MARK: Final = "p"


class Token(NamedTuple):
    """A word, number, address, link, handle or punctuation mark: ``text[start:end]``, and the word it stands for.

    ``cap``: whether this is a word that begins with a capital letter.
    """

    start: int
    end: int
    text: str
    norm: str
    kind: str
    cap: bool


_TOKEN: Final = re.compile(
    r"""(?P<u>https?://[^\s<>)\]]{1,2000}|www\.[^\s<>)\]]{1,2000})
    |(?P<a>[\w.+'-]{1,64}+@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})
    |(?P<t></?(?:p|br|b|i|li|ul|td|tr|div|span)\s?/?>|&\#x?\w{1,6};|&nbsp;)
    |(?P<h>[@\#][A-Za-z][\w.-]{0,60}\w)
    |(?P<f>(?:w/o|w/|f/u|b/c|c/o|b4|2nite|2day|any1|some1|sum1|every1|no1|2moro|2mrw|gr8|l8r)(?!\w))
    |(?P<n>[£$€]?\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|am|pm|k|m|%)?(?![^\W\d_]))
    |(?P<w>[^\W\d_]\w*(?:['’.-][^\W\d_]\w*|(?<=\d)\.\d\w*)*)
    |(?P<p>->|=>|→|--+|\.{2,}|…|[^\w\s])
    |(?P<o>\w+)""",
    re.VERBOSE | re.IGNORECASE,
)
_DOTTED: Final = re.compile(r"[^\W\d_]{3,}\.[^\W\d_]{2,}")
_LONGEST: Final = 64
_KINDS: Final = {"u": LINK, "a": ADDRESS, "h": HANDLE, "n": NUMBER, "p": MARK, "f": WORD, "w": WORD, "o": WORD}


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The tokens of ``text[start:end]`` in order; tags are left out, spans count from the text's beginning."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text, start, end):
        group = match.lastgroup or "p"
        if group == "t":
            continue
        at = match.start()
        for begin, stop, raw, norm, kind, cap in _pieces(match.group(), group):
            tokens.append(_token((at + begin, at + stop, raw, norm, kind, cap)))
    return tokens


_token: Final = partial(tuple.__new__, Token)
"""A token of a tuple; thousands are made of a long note, and ``Token(...)`` takes three times as long."""


@lru_cache(maxsize=20_000)
def _pieces(raw: str, group: str) -> tuple[Token, ...]:
    """The tokens of what one group of the pattern matched, counted from its beginning: mostly it is one."""
    if group == "w" and len(raw) <= _LONGEST:
        return tuple(_words(raw, 0))
    norm = SPELLINGS.get(raw.lower(), raw.lower()) if group in "wfo" else raw
    return (_of(0, raw, norm, _KINDS[group]),)


def _of(at: int, raw: str, norm: str, kind: str = WORD) -> Token:
    return Token(at, at + len(raw), raw, norm, kind, kind == WORD and raw[0].isupper())


def _words(raw: str, at: int) -> Iterator[Token]:
    """One run of letters: cut at a full stop without a space ("cohort.we") and at contractions."""
    if "." in raw and _DOTTED.fullmatch(raw) and raw[raw.index(".") + 1].isupper():
        dot = raw.index(".")
        yield from _words(raw[:dot], at)
        yield _of(at + dot, ".", ".", MARK)
        yield from _words(raw[dot + 1 :], at + dot + 1)
        return
    low = fold(raw)
    parts = WHOLE.get(low)
    if parts is not None and sum(size for size, _ in parts) == len(raw):
        place = 0
        for size, norm in parts:
            yield _of(at + place, raw[place : place + size], norm)
            place += size
        return
    if "'" in low and len(low) == len(raw):
        for ending, norm in ENDINGS:
            if low.endswith(ending) and len(low) > len(ending):
                cut = len(raw) - len(ending)
                yield _of(at, raw[:cut], SPELLINGS.get(low[:cut], low[:cut]))
                yield _of(at + cut, raw[cut:], norm)
                return
    yield _of(at, raw, SPELLINGS.get(low, low))
