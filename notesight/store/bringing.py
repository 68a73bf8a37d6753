"""Introductions that follow from asks, offers and promises: who says that they will ask one about another brings both together.

Computed from one reading alone: from whom an item is by and to, and whom its words and its line name besides. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from notesight import closing
from notesight.model import ME
from notesight.store.readings import Reading

_DEEDS = re.compile(
    r"\b(?:ask|asks|asking|asked|tell|tells|telling|ring|rings|ringing|call|calls|calling|phone|write to|writing to|mail|email"
    r"|talk to|talking to|speak to|speaking to|speak with|talk with|word with|mention\w*|introduc\w*|intro|connect\w*|put|puts"
    r"|putting|bring|brings|bringing|take|takes|taking|pair\w*|seat|recommend\w*|suggest\w*|refer|refers|point\w*|sound out|nudge"
    r"|text|texts|texting|message|messaging|invite|inviting|pass|passing|get)\b",
    re.IGNORECASE,
)
"""What somebody does who brings two others together."""
_AROUND = re.compile(
    r"\b(?:ask(?:ing)? (?:about|around)|(?:find|know|look(?:ing)? for|think(?:ing)? of) (?:some(?:body|one)|any(?:body|one))"
    r"|spread the word|put (?:the )?word out|listen out|keep (?:my|an) (?:ears?|eyes?))\b",
    re.IGNORECASE,
)
"""What somebody does who will look for the other side."""
_TO_ME = re.compile(
    r"\b(?:send|sends|sending|bring|brings|bringing|refer\w*|point\w*|steer\w*)\b.{0,40}\b(?:to|at) (?:me|us)\b|\bmy way\b",
    re.IGNORECASE,
)
"""What somebody does who sends another one to the owner."""
_NEAR = 160
"""So many characters at most between what somebody asks or offers and the promise to tell another one of it."""
_WORD = re.compile(r"[^\W_]+")
_OF_ME = re.compile(
    r"\b(?:my (?:name|number|card|details|address|work|site|piece|copy|pictures|photos|book)|about me"
    r"|mention\w* me|me (?:up|to)"
    r"|(?:introduc|recommend|suggest|refer|connect)\w* me|for me|in touch)\b",
    re.IGNORECASE,
)
"""What is said of the owner to somebody else."""


@dataclass(frozen=True, slots=True)
class Brought:
    """That ``by`` brings ``who`` together with ``to`` (names of the reading, or me; nobody yet), on the words of an item."""

    by: str
    who: str
    to: str | None
    item: Mapping[str, Any]


def brought(reading: Reading) -> Iterator[Brought]:
    """What the promises of a reading tell of people who are brought together."""
    for row in reading.items:
        if row["kind"] != "followup":
            continue
        detail = json.loads(row["detail"])
        by, to = detail["by"], detail["to"]
        names = {person["name"] for person in reading.people}
        if by != ME and by not in names:
            continue
        words = f"{row['quote']} {detail['summary']}"
        others = [name for name in _named(reading, row, detail["summary"]) if name not in (by, to)]
        if by == ME:
            those = [*([to] if to in names else []), *others]
            other = _just_before(reading, row, detail["summary"], to) if len(those) == 1 and to in names else None
            if len(those) >= 2 and _DEEDS.search(words):
                yield Brought(ME, those[1], those[0], row)
            elif other is not None and _DEEDS.search(words):
                yield Brought(ME, other, str(to), row)
            elif those and _AROUND.search(words):
                yield Brought(ME, those[0], None, row)
        elif to in names and _TO_ME.search(words):
            yield Brought(by, to, ME, row)
        elif _OF_ME.search(words):
            third = to if to in names else next(iter(others), None)
            if third is not None:
                yield Brought(by, ME, third, row)


def _just_before(reading: Reading, row: Mapping[str, Any], summary: str, to: str | None) -> str | None:
    """Who asks for or offers something right before a promise to tell another one, which speaks of nothing else."""
    before = [each for each in reading.items if each["kind"] != "followup" and 0 <= row["start"] - each["end"] <= _NEAR]
    if not before:
        return None
    last = max(before, key=lambda each: (each["end"], each["start"]))
    detail = json.loads(last["detail"])
    names = {person["name"] for person in reading.people}
    other = next((detail[side] for side in ("by", "to") if detail[side] in names and detail[side] != to), None)
    called = {word for person in reading.people for word in _WORD.findall(_plain(_forms(person)))}
    own = {
        each for each in closing.content(f"{row['quote']} {summary}", frozenset(called)) if closing.telling(each) >= 1
    }
    own -= {closing.stem(word) for word in _WORD.findall(_plain(" ".join(_DEEDS.findall(f"{row['quote']} {summary}"))))}
    shared = own & closing.content(f"{last['quote']} {detail['summary']}")
    return other if shared or not own else None


def _forms(person: Mapping[str, Any]) -> str:
    return " ".join([person["name"], *person["aliases"], *(each["text"] for each in person["mentions"])])


def _named(reading: Reading, row: Mapping[str, Any], summary: str) -> list[str]:
    """Whom the words of an item name, and its line, in the order of the text."""
    said = _plain(summary)
    places: dict[str, int] = {}
    for person in reading.people:
        for each in person["mentions"]:
            if each["start"] < row["end"] and each["end"] > row["start"]:
                places.setdefault(person["name"], each["start"])
        forms = {person["name"], *person["aliases"], *(each["text"] for each in person["mentions"])}
        if any(_plain(form) in said for form in forms if form.strip()):
            places.setdefault(person["name"], row["end"])
    return sorted(places, key=lambda name: (places[name], name))


def _plain(text: str) -> str:
    """The words of a text, with a blank around each."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
