"""Look at the words around a stretch of text: which stand before it, which comes next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from notesight.dates import names

_NEXT_WORD = re.compile(r"[\s>]{1,20}([^\W\d_]{1,20})")
_OPENING = "([{\"'“‘*_•<"
_REACH = 60
_MOST_WORDS = 7
"""How far back words are looked at; nothing that belongs to a date stands farther off."""
_LONGEST_PREPOSITION = 3

PREPOSITIONS = frozenset(
    """about after around at b4 before beginning between by come due during effective for from in on over since starting til
    till until within""".split()
) | {"as of", "as late as", "no later than", "not later than", "on or before", "prior to", "up to", "latest by"}
ABROAD = frozenset(
    """ab al am antes au avant bis binnen de del dem den desde dès dopo durante el em en entro entre für gegen hasta il im in
    innerhalb la le nach nel op para per pour seit spätestens tegen tot um van vanaf vom von voor vor zum""".split()
) | names.listed(
    """bis zum,bis zu,vor dem,d'ici,d'ici au,d'ici le,d'ici la,d'ici à,avant le,avant la,pour le,à partir du,jusqu'au,à la,
    antes del,antes de,para el,hasta el,entro il,entro la,per il,prima del,prima di,fino a,voor de,tot en met"""
)
"""Prepositions of German, French, Spanish, Italian and Dutch; they count only beside a date of these languages."""


class Word(NamedTuple):
    """A word before a date, without opening marks, and where it begins."""

    text: str
    start: int


def words_before(low: str, start: int, floor: int = 0) -> list[Word]:
    """The last words before a place, none that begins before ``floor``; "mid" of "mid-June" is one."""
    begin = max(floor, start - _REACH)
    window = low[begin:start].replace(">", " ")
    tokens = window.split()
    if begin > floor and tokens and not low[begin - 1].isspace() and not window[0].isspace():
        del tokens[0]  # the end of a word that begins farther off
    words: list[Word] = []
    at = len(window)
    for token in reversed(tokens[-_MOST_WORDS:]):
        at = window.rfind(token, 0, at)
        text = token.lstrip(_OPENING)
        if text.strip("-"):
            words.append(Word(text.rstrip("-").replace("’", "'"), begin + at + len(token) - len(text)))
    words.reverse()
    return words


def preposition(words: Sequence[Word], known: AbstractSet[str]) -> str:
    """The preposition that words end with, over an article: "by the" gives "by"; empty for none."""
    last = len(words) - 1 if words and words[-1].text == "the" else len(words)
    length = preposition_length(words, last, known)
    return " ".join(word.text for word in words[last - length : last])


def preposition_length(words: Sequence[Word], last: int, known: AbstractSet[str]) -> int:
    """How many words the preposition has that the first ``last`` words end with; 0 for none."""
    for length in range(min(_LONGEST_PREPOSITION, last), 1, -1):
        if " ".join(word.text for word in words[last - length : last]) in known:
            return length
    return int(last > 0 and words[last - 1].text in known)


def next_word(low: str, text: str, end: int) -> str:
    """The word that follows with nothing but blanks between; empty for none and for the first of a new line's sentence."""
    following = _NEXT_WORD.match(low, end)
    if following is None or (text[following.start(1)].isupper() and "\n" in text[end : following.start(1)]):
        return ""
    return following[1]
