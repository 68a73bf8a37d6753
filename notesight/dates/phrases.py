"""The two questions that are asked of date phrases: which day does this one mean, and where in a text do they stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from notesight.dates.context import words_before
from notesight.dates.extent import phrase_end, phrase_start
from notesight.dates.joining import groups
from notesight.dates.moves import is_past, moved

_LONGEST_PHRASE = 300


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A stretch ``text[start:end]`` that speaks of a date; ``day`` is ``None`` when it is too vague to have one."""

    start: int
    end: int
    text: str
    day: date | None


def resolve(phrase: str, on: date) -> date | None:
    """The day that a phrase means when it is said on the day ``on``, or ``None`` when it names no single day.

    The phrase may carry more than the date ("by next Friday at 3pm", "at our Monday call").
    """
    phrase = phrase[:_LONGEST_PHRASE]
    low = lower(phrase)
    days: dict[int, set[date | None]] = defaultdict(set)
    for group in groups(low, phrase, on, strict=False):
        before = words_before(low, group.start)
        if not is_past(before):
            days[group.rank].add(moved(low, group, before, len(low)).day)
    telling = days[min(days)] if days else set()
    return telling.pop() if len(telling) == 1 else None


def find(text: str, on: date) -> list[DatePhrase]:
    """The date phrases of a running text in order, with their preposition and time of day; they do not overlap.

    Words that only look like dates ("you may", "she sat", a version, a price) are none, nor is what is past
    ("yesterday", "since Monday") or repeated ("every Friday"). ``resolve`` gives the same day for each phrase.
    """
    low = lower(text)
    found = groups(low, text, on, strict=True)
    ceilings = [*(group.start for group in found[1:]), len(text)]
    phrases: list[DatePhrase] = []
    floor = 0
    for group, ceiling in zip(found, ceilings, strict=False):
        before = words_before(low, group.start, floor)
        if is_past(before):
            continue
        place = moved(low, group, before, ceiling)
        start = phrase_start(
            place.start, [word for word in before if word.start < place.start], is_abroad=group.is_abroad
        )
        end = phrase_end(low, start, place.end, max(place.end, ceiling))
        phrases.append(DatePhrase(start, end, text[start:end], place.day))
        floor = end
    return phrases


def lower(text: str) -> str:
    """The text in lower case, character by character, so that offsets stay."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
