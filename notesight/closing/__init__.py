"""When an ask or a promise looks done: a later sentence that tells of it, judged by people, words, deeds and time. Pure."""

from __future__ import annotations

from notesight.closing.judging import ENOUGH, How, Open, Sign, judge
from notesight.closing.passages import Passage, around, passages
from notesight.closing.words import words

__all__ = ["ENOUGH", "How", "Open", "Passage", "Sign", "around", "judge", "passages", "words"]
