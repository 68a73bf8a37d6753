"""Date phrases: where they stand in running text and which day they mean, counted from a given day.

Pure: no clock, no locale. A phrase resolves to the last day it covers ("next week" is Friday of next week), a
vague one ("soon", "early next week", "after the meeting") to no day at all. The way of a text:

    text ─atoms→ "friday", "12 march" ─lookalikes→ those that mean a date ─joining→ "friday, 12 march" ─moves→ the day
         meant among the words around it ─extent→ "by Friday, 12 March"

``english`` and ``abroad`` are the tables of what is known, made of ``names`` and ``pieces``; ``rules`` says which day
each kind of atom means, ``days`` does the counting; ``headings`` reads the date that a note gives itself.
"""

from notesight.dates.headings import stated
from notesight.dates.phrases import DatePhrase, find, resolve

__all__ = ["DatePhrase", "find", "resolve", "stated"]
