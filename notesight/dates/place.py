"""An atom where it stands: the words about it, and how they are written."""

from __future__ import annotations

import re
from functools import cached_property

from notesight.dates import names
from notesight.dates.atoms import Atom
from notesight.dates.context import ABROAD, PREPOSITIONS, Word, next_word, preposition, words_before
from notesight.dates.pieces import spaced

FUNCTION_WORDS = frozenset(
    """a after again already also although and are around as asap at b4 because before but by can cob come could cos earliest
    either eod for from had has have he hopefully i if ideally in instead is it just latest maybe my not of ok okay on onward
    onwards or our perhaps please pls plz she should since so somewhere sometime suits thanks that then they this thx till to too
    unless until via was we were what when where which while who will with works would you your""".split()
)
"""A date may stand before these. Before any other word a bare number or month belongs to that word ("the 5th floor")."""
DATE_PREPOSITIONS = (PREPOSITIONS | {"this", "next", "of"}) - frozenset(
    "about after around at during for in over within".split()
)
"""Before a number or a short form these tell that it is a date: "by 12/3", "on sat"."""
DOTTED_PREPOSITIONS = frozenset("am ab bis vom zum den dem il le op el due".split()) | {"bis zum", "vor dem", "bis den"}
"""The same before "12.3." in the languages that write dates with full stops."""
UNTIL = frozenset({"by", "before", "until", "till", "til", "no later than", "not later than", "prior to"})
POSSESSIVE = re.compile(r"['’]s\b")
NAME_NEXT = re.compile(r"\s{1,20}[A-Z][a-z]")
CLOCK_NEXT = re.compile(
    spaced(
        r"(?:,| )? ?\(?(?:\d{1,2}(?:st|nd|rd|th|[:.]\d\d| ?[ap]\.?m|h|-\d{1,2} ?[ap]m)?\b|morning|afternoon|evening|night|lunch|"
        r"noon|(?:at|after|before|by|b4|from|around) \d|@ ?\d|(?:eod|cob|am|pm)\b|latest|first thing|"
        r"for (?:lunch|dinner|coffee|breakfast))"
    )
)
"""A time of day or a day number: what stands before it is a weekday."""
_BEFORE_DATES = PREPOSITIONS | {"this", "next", "of", "early", "late", "mid"}
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•*\n\-–—]\s*|\n[\s>]*)$")
_REACH = 12


class Place:
    """An atom where it stands. ``low`` is the text in lower case; ``word`` the atom with single blanks."""

    def __init__(self, low: str, text: str, atom: Atom) -> None:
        self.low = low
        self.text = text
        self.atom = atom
        self.word = names.plain(low[atom.start : atom.end])

    def part(self, name: str) -> str:
        """A part of the atom that names a weekday or a month, without the full stop of a short form."""
        return self.atom.parts.get(name, "").rstrip(".")

    def is_capital(self, name: str) -> bool:
        """Whether a part of the atom is written with a capital."""
        at = self.low.rfind(self.atom.parts[name], self.atom.start, self.atom.end)
        return self.text[at].isupper()

    @cached_property
    def before(self) -> list[Word]:
        """The words before the atom."""
        return words_before(self.low, self.atom.start)

    @cached_property
    def preposition(self) -> str:
        """The preposition before the atom, or "this", "next", "of", "early", "late", "mid"."""
        return preposition(self.before, _BEFORE_DATES)

    @cached_property
    def abroad(self) -> str:
        """The German, French, Spanish, Italian or Dutch preposition before the atom."""
        return preposition(self.before, ABROAD)

    @cached_property
    def next_word(self) -> str:
        """The word after the atom; none when a new line begins with a capital."""
        return next_word(self.low, self.text, self.atom.end)

    @property
    def next_word_as_written(self) -> str:
        """The word after the atom, as the text writes it."""
        at = self.low.find(self.next_word, self.atom.end)
        return self.text[at : at + len(self.next_word)]

    @property
    def last(self) -> str:
        """The word just before the atom, in lower case."""
        return self.before[-1].text if self.before else ""

    @property
    def last_as_written(self) -> str:
        """The word just before the atom, as the text writes it."""
        return self.text[self.before[-1].start :][: len(self.last)] if self.before else ""

    @property
    def ends(self) -> bool:
        """Whether the clause ends here, or goes on with a word that a date stands before."""
        return not self.next_word or self.next_word in FUNCTION_WORDS

    @property
    def begins(self) -> bool:
        """Whether a sentence begins here."""
        return _SENTENCE_START.search(self.text, max(0, self.atom.start - _REACH), self.atom.start) is not None

    def follows(self, pattern: re.Pattern[str], *, as_written: bool = False) -> bool:
        """Whether a pattern comes right after the atom, in lower case or in the text as it is written."""
        return pattern.match(self.text if as_written else self.low, self.atom.end) is not None
