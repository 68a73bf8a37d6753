"""What a kind of atom is: its name, how it begins, its pattern, the rule for its day, and how much it tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from notesight.dates import names, rules
from notesight.dates.pieces import numbered, spaced
from notesight.dates.rules import Rule

EXACT: Final = 0
"""A date of the calendar."""
DAY: Final = 1
"""A day counted from here."""
PERIOD: Final = 2
"""A stretch of days, or something vague."""

DIGITS: Final = "#"
_END = r"(?![\w@])"
_OPENERS: Final = {
    "WEEKDAY": frozenset(names.ENGLISH_WEEKDAYS),
    "WEEKDAY-ABROAD": frozenset(names.WEEKDAYS_ABROAD),
    "ANY-WEEKDAY": frozenset({**names.ENGLISH_WEEKDAYS, **names.WEEKDAYS_ABROAD}),
    "MONTH": frozenset(names.ENGLISH_MONTHS),
    "ANY-MONTH": frozenset({**names.ENGLISH_MONTHS, **names.MONTHS_ABROAD}),
    "COUNT": frozenset(word.split()[0] for word in names.ENGLISH_COUNTS),
    "COUNT-ABROAD": frozenset(names.COUNTS_ABROAD),
    "NTH": frozenset({**names.ORDINALS, **names.TENS, "last": -1, "final": -1}),
    "TOMORROW": frozenset("tomorrow tomorow tommorow tommorrow tmrw tmr tmw tmro tmrow tomoz".split()),
    "THIS": frozenset("diese diesen dieser dieses diesem cette ce esta este questa questo deze dit".split()),
    "NEXT": frozenset(
        """nächste nächsten nächster nächstes nächstem naechste naechsten naechster naechstes kommende kommenden kommender
        kommendes folgende folgenden folgender prochain prochaine próximo próxima proximo proxima prossimo prossima volgend
        volgende komend komende""".split()
    ),
    "LENGTH": frozenset(
        "woche semaine semana settimana week monat mois mes mese maand jahr année annee año anno jaar".split()
    ),
}


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of atom.

    ``opens`` lists the words that it can begin with: only there its pattern is tried. ``#`` stands for digits, a name
    in capitals for the words of ``_OPENERS``. Of several atoms in one phrase the one with the lowest ``rank`` counts.
    """

    name: str
    opens: str
    pattern: str
    rule: Rule = rules.nothing
    rank: int = DAY

    @property
    def openers(self) -> frozenset[str]:
        """The words that it can begin with."""
        words = self.opens.split()
        return frozenset(word for word in words if word not in _OPENERS).union(
            *(_OPENERS[w] for w in words if w in _OPENERS)
        )

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Its pattern, compiled when it is first needed: most commands read no dates."""
        return re.compile(spaced(numbered(self.pattern)) + _END)
