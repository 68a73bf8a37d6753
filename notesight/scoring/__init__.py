"""How well a reader reads: what it found held against what should be found, and the figures that come of it.

``gold`` has the types and reads a gold file, ``match`` pairs what is wanted with what was found in one document, ``figures``
adds the pairs up, ``compare`` holds two readers against each other; ``proposing`` turns gold into what a reader without
mistakes would propose. Everything is pure: values in, values out.

- People: a found person is a wanted one when its name or address is one of the wanted one's spellings; else when they have
  any spelling in common. Each counts once.
- Items: of the same kind, by their quotes. The characters that both cover are at least half of the shorter one, and the longer
  is at most four times as long. Each counts once, the best overlap first.
- ``by`` and ``to`` of a pair are right when they are the same words, or two spellings of one wanted person; ``due`` when
  it is the same day, asked only where one of the two has one.
- Introductions and outcomes, where the gold has them: by their quotes as items; ``introducer``, ``sides`` (either way round)
  and ``state`` of an introduction, ``source`` of an outcome. Ties are not counted.

Letters count without their case, runs of white space as one space.
"""

from __future__ import annotations

from notesight.candidates import CandidateIntroduction as Introduction
from notesight.candidates import CandidateOutcome as Outcome
from notesight.scoring.compare import Comparison, Difference, compare, difference
from notesight.scoring.figures import FIGURES, Counts, Figures, Rates, Ratio, below, figures, total
from notesight.scoring.gold import Found, Gold, GoldError, Thing, Who, found_from, found_in, parse, strays
from notesight.scoring.match import Confusion, Match, Pair, match
from notesight.scoring.proposing import candidates
from notesight.scoring.told import Told

__all__ = [
    "FIGURES",
    "Comparison",
    "Confusion",
    "Counts",
    "Difference",
    "Figures",
    "Found",
    "Gold",
    "GoldError",
    "Introduction",
    "Match",
    "Outcome",
    "Pair",
    "Rates",
    "Ratio",
    "Thing",
    "Told",
    "Who",
    "below",
    "candidates",
    "compare",
    "difference",
    "figures",
    "found_from",
    "found_in",
    "match",
    "parse",
    "strays",
    "total",
]
