"""Transcripts as plain text: "Name: words", "[12:03] Name: words", or "Name  0:12" on a line above the words.

The text stays as it is read. What names a speaker or tells a time is a header, and so is all above the first words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from notesight.errors import SourceError
from notesight.talks import files
from notesight.talks.clock import TIME, Time, is_elapsed, moments, time_of
from notesight.talks.labels import DUTIES
from notesight.talks.names import LABEL, cleaned, field, loose, plausible
from notesight.talks.pieces import Channel, Piece, Talk, cast_of

TextForm = Literal["labelled", "stamped", "blocks"]

_GAP = r"[ \t\xa0\u202f]"
_ASIDE = rf"(?:{_GAP}?[(\[](?![\d:. ]{{3,12}}[)\]])[^()\[\]\n]{{0,40}}[)\]])?"
_WHO = rf"(?:\*\*)?[\[<]?(?P<who>{LABEL})[\]>]?{_ASIDE}(?:\*\*)?"
_COLON = rf"{_GAP}?[:：](?:\*\*)?(?:{_GAP}{{1,9}}|$)"
_WHEN = rf"(?P<time>{TIME})(?:{_GAP}?(?:-->|-|–){_GAP}?{TIME})?"
_AT = rf"[\[(@]?{_WHEN}[\])]?"
_BEGIN = rf"^{_GAP}{{0,8}}[\u200e\ufeff]?"

_LABELLED = re.compile(rf"{_BEGIN}{_WHO}{_COLON}")
_STAMPED = (
    re.compile(
        rf"{_BEGIN}{_AT}{_GAP}{{1,9}}From{_GAP}{{1,3}}(?P<who>{LABEL})(?:{_GAP}{{1,3}}[Tt]o{_GAP}{{1,3}}(?P<to>{LABEL}){_ASIDE})?{_COLON}"
    ),
    re.compile(rf"{_BEGIN}{_AT}{_GAP}{{0,9}}<(?P<who>{LABEL})>{_GAP}"),
    re.compile(rf"{_BEGIN}(?:\*\*)?{_AT}(?:\*\*)?{_GAP}{{0,9}}(?:[-–—|·]{_GAP}?)?{_WHO}{_COLON}"),
    re.compile(rf"{_BEGIN}{_WHO}{_GAP}{{1,9}}(?:\*\*)?{_AT}(?:\*\*)?{_COLON}"),
    re.compile(rf"{_BEGIN}{_WHO}{_GAP}?[:：](?:\*\*)?{_GAP}{{1,9}}[\[(]{_WHEN}[\])]{_GAP}{{1,9}}"),
)
_HEADS = (
    re.compile(rf"{_BEGIN}[\[(@]?{_WHEN}[\])]?{_GAP}{{0,9}}(?:[-–—|·]{_GAP}{{1,3}})?{_WHO}:?{_GAP}*$"),
    re.compile(rf"{_BEGIN}{_WHO}(?:{_GAP}{{0,3}}[,|·•–—-])?{_GAP}{{1,20}}(?:\*\*)?{_AT}(?:\*\*)?:?{_GAP}*$"),
)
_CUE = r"\d{1,3}(?::\d{1,2}){1,2}(?:[.,]\d{1,3})?"
_RANGE = re.compile(rf"{_BEGIN}{_CUE}{_GAP}?-->{_GAP}?{_CUE}{_GAP}*$")
_ONLY_TIME = re.compile(rf"{_BEGIN}[\[(]?{TIME}[\])]?{_GAP}*$")
_BY_PROGRAM = re.compile(
    r"\s*(?:transcribed by https?://|transcription ended after|transcript ended|meeting ended after|this editable transcript"
    r"|this transcript was (?:computer|automatically)|recorded and transcribed"
    r"|\S.{0,60} (?:started|stopped|ended) (?:the )?(?:transcription|recording)\W*$"
    r"|(?:reacted to|replying to|removed a \S+ reaction (?:from|to)) [\"“])",
    re.IGNORECASE,
)
_LONGEST_HEAD = 160


@dataclass(frozen=True, slots=True)
class Opening:
    """A line, or two, with which a speaker begins: ``said`` is where their words stand."""

    start: int
    said: int
    label: str
    time: Time | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text: each with where it starts, without what ends it."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Lines:
        """The lines of a text."""
        starts = [0]
        at = text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        return cls(text, tuple(starts))

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, number: int) -> str:
        return self.text[self.starts[number] : self.end(number)].rstrip("\r\n")

    def end(self, number: int) -> int:
        """Where the next line starts."""
        return self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)


def read(text: str, form: TextForm, *, name: str | None, fallback: date) -> Talk:
    """The talk of a transcript. Raises ``SourceError`` when no speaker can be made out."""
    lines = Lines.of(text)
    found = openings(lines, form)
    if not found:
        raise SourceError("No speaker could be made out in it.")
    head = text[: found[0].start].splitlines()
    begun = files.beginning(name, head, fallback)
    when = moments([each.time for each in found], begun)
    ends = [*(each.start for each in found[1:]), len(text)]
    pieces: list[Piece] = []
    for each, moment, end in zip(found, when, ends, strict=True):
        to = (
            None
            if each.to is None or each.to.casefold() in {"everyone", "all", "alle", "todos", "tous"}
            else (each.to,)
        )
        pieces.append(Piece("header", each.start, each.said))
        pieces += _words(text, Piece("new", each.said, end, cleaned(each.label), moment, to))
    return Talk(
        text, tuple(pieces), begun.day, cast_of(pieces), _channel(form, found), files.title(name) or _title(head)
    )


def openings(lines: Lines, form: TextForm) -> list[Opening]:
    """Where the speakers begin, in order."""
    if form == "labelled":
        return _labelled(lines)
    if form == "stamped":
        return [each for number in range(len(lines)) if (each := _stamped(lines, number)) is not None]
    return _blocks(lines)


def is_time_alone(line: str) -> bool:
    """Whether a line is nothing but a time."""
    return _ONLY_TIME.match(line) is not None


def is_by_program(line: str) -> bool:
    """Whether a line is one that a program adds to a transcript."""
    return _BY_PROGRAM.match(line[:_LONGEST_HEAD]) is not None


def any_label(line: str) -> str | None:
    """What stands before the first colon of a line, if it may be a label of any kind."""
    found = _LABELLED.match(line[:_LONGEST_HEAD]) if ":" in line or "：" in line else None
    return found["who"] if found else None


# --- where they begin ---------------------------------------------------------------------------------------------


def _labelled(lines: Lines) -> list[Opening]:
    """Lines with a name before their first colon: one that looks like a name, or comes again and again."""
    found: list[Opening] = []
    for number in range(len(lines)):
        line = lines[number]
        match = _LABELLED.match(line[:_LONGEST_HEAD]) if ":" in line or "：" in line else None
        if match is not None:
            said = lines.starts[number] + match.end() if match.end() < len(line) else lines.end(number)
            found.append(Opening(lines.starts[number], said, match["who"]))
    often = Counter(cleaned(each.label) for each in found)
    return [each for each in found if plausible(each.label) or (often[cleaned(each.label)] > 2 and loose(each.label))]


def _stamped(lines: Lines, number: int) -> Opening | None:
    line = lines[number]
    head = line[:_LONGEST_HEAD]
    if ":" not in head:
        return None
    for form in _STAMPED:
        match = form.match(head)
        if match is None:
            continue
        label = match["who"]
        if not (plausible(label) or loose(label)):
            return None
        said = lines.starts[number] + match.end() if match.end() < len(line) else lines.end(number)
        to = match.groupdict().get("to")
        return Opening(lines.starts[number], said, label, time_of(match["time"]), cleaned(to) if to else None)
    return None


def _blocks(lines: Lines) -> list[Opening]:
    """Lines with nothing but a name and a time; or a cue's two times, and a name on the next line."""
    found: list[Opening] = []
    for number in range(len(lines)):
        line = lines[number]
        if ":" not in line or len(line) > _LONGEST_HEAD:
            continue
        if _RANGE.match(line):
            label = lines[number + 1].strip() if number + 1 < len(lines) else ""
            if plausible(label) or loose(label):
                found.append(Opening(lines.starts[number], lines.end(number + 1), label, time_of(line)))
            continue
        match = next((match for form in _HEADS if (match := form.match(line))), None)
        if match is not None:
            found.append(Opening(lines.starts[number], lines.end(number), match["who"], time_of(match["time"])))
    often = Counter(cleaned(each.label) for each in found)
    return [each for each in found if plausible(each.label) or (often[cleaned(each.label)] > 2 and loose(each.label))]


# --- what they say ------------------------------------------------------------------------------------------------


def _words(text: str, said: Piece) -> Iterator[Piece]:
    """The words of one speaker without the lines between them that tell a time, or that a program has added."""
    if not text[said.start : said.end].strip():
        return
    at = said.start
    for start, end in _lines(text, said.start, said.end):
        line = text[start:end].rstrip("\r\n")
        if not line or len(line) > _LONGEST_HEAD:
            continue
        program = is_by_program(line)
        if program or is_time_alone(line):
            yield from _said(text, said, at, start)
            yield Piece("boilerplate" if program else "header", start, end)
            at = end
    yield from _said(text, said, at, said.end)


def _said(text: str, said: Piece, start: int, end: int) -> Iterator[Piece]:
    if text[start:end].strip():
        yield Piece("new", start, end, said.who, said.moment, said.to)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = text.find("\n", start, end) + 1 or end
        yield start, stop
        start = stop


def _channel(form: TextForm, found: Sequence[Opening]) -> Channel:
    """Written where it is a saved chat: it says to whom, or shows "2:03 PM" above the words."""
    times = [each.time for each in found if each.time]
    written = any(each.to for each in found) or (form == "blocks" and bool(times) and not is_elapsed(times))
    return "chat" if written else "call"


def _title(head: Sequence[str]) -> str | None:
    """The first line above a talk, when it is one that names it."""
    first = next((line.strip("#* \t") for line in head if line.strip()), "")
    words = files.titled(first)
    return None if words is None or ":" in words or field(words) or words.casefold() in DUTIES else words
