"""When an ask or a promise looks done by what a later sentence tells, and when it is told again. Pure."""

from __future__ import annotations

from notesight.closing.indexing import Sentences
from notesight.closing.judging import ENOUGH, How, Open, Sign, judge
from notesight.closing.passages import Passage, around, passages
from notesight.closing.repeating import REPEATED_WITHIN, keys, reach, same, thing
from notesight.closing.weighing import weigh
from notesight.closing.words import content, numbers, stem, telling, words

__all__ = [
    "ENOUGH", "REPEATED_WITHIN", "How", "Open", "Passage", "Sentences", "Sign", "around", "content", "judge", "keys", "numbers",
    "passages", "reach", "same", "stem", "telling", "thing", "weigh", "words",
]  # fmt: skip
