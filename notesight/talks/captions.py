"""WebVTT and SubRip: from cues to a text in which one speaker's words stand together.

The cues' numbers and times are left out of the text: a sentence often runs over three cues, and it can only be quoted
where nothing stands in between. So a stretch is "Name: words", whatever number of cues it was; where nobody is named
it is the words alone. The file with its times is the user's and stays as it is.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from notesight.errors import SourceError
from notesight.talks import files
from notesight.talks.clock import Beginning, after
from notesight.talks.names import LABEL, cleaned, loose, plausible
from notesight.talks.pieces import Piece, Talk, cast_of

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"[ \t]{{0,9}}{_TIME}[ \t]{{1,9}}-->[ \t]{{1,9}}{_TIME}(?:[ \t].{{0,200}})?$")
_NO_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,100})?[ \t]([^<>\n]{1,200})>|</v>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z0-9][^<>\n]{0,200}>|</?>|\{\\[^{}\n]{0,80}\}")
_LABELLED = re.compile(
    rf"(?:>>|-|–|—)?[ \t]{{0,3}}(?:[(\[]({LABEL})[)\]]|({LABEL})(?:[ \t]?[(\[][^()\[\]\n]{{0,40}}[)\]])?)"
    r"[ \t]?[:：](?:[ \t]{1,5}(?=\S)|$)"
)
_CHANGE = re.compile(r">>+[ \t]*")
_PAUSE = 4.0
"""So many seconds of silence after a sentence begin a new paragraph."""
_PARAGRAPH = 600
_FLASH = 0.05
"""A cue as short as this only repeats, while the next line rolls up."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What stands on the screen from one second to another."""

    start: float
    end: float
    lines: tuple[str, ...]


@dataclass(slots=True)
class _Stretch:
    """What one speaker says without a break, and since when; ``label`` is ``None`` when nobody is named."""

    label: str | None
    start: float
    words: list[str]
    end: float
    size: int = 0


def read(text: str, form: Literal["vtt", "srt"], *, name: str | None, fallback: date) -> Talk:
    """The talk of a file of captions. Raises ``SourceError`` when nothing is said in it."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cues = _rolled(list(_cues(lines, blank_ends=form == "vtt")))
    stretches = _stretches(cues)
    if not stretches:
        raise SourceError("There are no captions in it.")
    heading = lines[0].removeprefix("WEBVTT").strip(" -\t") if form == "vtt" else ""
    begun = files.beginning(name, [heading], fallback)
    written, pieces = _written(stretches, begun)
    title = files.title(name) or (heading[:100] if "=" not in heading and ":" not in heading else "") or None
    return Talk(written, pieces, begun.day, cast_of(pieces), "call", title)


def has_timing(lines: Sequence[str]) -> bool:
    """Whether one of these lines is the timing of a cue."""
    return any("-->" in line and _TIMING.match(line) for line in lines)


# --- cues ---------------------------------------------------------------------------------------------------------


def _cues(lines: Sequence[str], *, blank_ends: bool) -> Iterator[Cue]:
    """The cues in their order; in SubRip a blank line may stand within one."""
    number = 0
    while number < len(lines):
        timing = _TIMING.match(lines[number]) if "-->" in lines[number] else None
        number += 1
        if timing is None:
            if _NO_CUE.match(lines[number - 1]) and (number == 1 or not lines[number - 2].strip()):
                while number < len(lines) and lines[number].strip():
                    number += 1
            continue
        said: list[str] = []
        while number < len(lines) and not ("-->" in lines[number] and _TIMING.match(lines[number])):
            if blank_ends and not lines[number].strip():
                break
            said.append(lines[number].strip())
            number += 1
        at_timing = number < len(lines) and "-->" in lines[number]
        if at_timing and said and (said[-1].isdigit() or (len(said) > 1 and not said[-2])):
            said.pop()  # the next cue's number or name
        yield Cue(_seconds(timing.groups()[:4]), _seconds(timing.groups()[4:]), tuple(each for each in said if each))


def _seconds(numbers: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = numbers
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")


def _rolled(cues: list[Cue]) -> list[Cue]:
    """Without the lines that rolling captions show a second time."""
    found: list[Cue] = []
    above = ""
    for cue in cues:
        lines = cue.lines
        if lines and _plain(lines[0]) == above and (len(lines) > 1 or cue.end - cue.start <= _FLASH):
            lines = lines[1:]
        if cue.lines:
            above = _plain(cue.lines[-1])
        found.append(Cue(cue.start, cue.end, lines))
    return found


def _plain(words: str) -> str:
    """The words of a caption without tags and entities, on one line."""
    shown = html.unescape(_TAG.sub("", words))
    return " ".join(shown.translate(_UNSEEN).split())


_UNSEEN = dict.fromkeys([0, 0xFEFF, 0x200B, *range(0x202A, 0x202F), *range(0xD800, 0xE000)], " ")


# --- speakers -----------------------------------------------------------------------------------------------------

_Said = tuple[bool, str | None, str]
"""Whether another speaker begins, who it is if that is said, and the words."""


def _stretches(cues: Sequence[Cue]) -> list[_Stretch]:
    voiced = any("<" in line and _VOICE.search(line) for cue in cues for line in cue.lines)
    labels = frozenset[str]() if voiced else _labels(cues)
    found: list[_Stretch] = []
    for cue in cues:
        for change, label, words in _voices(cue) if voiced else _named(cue, labels):
            last = found[-1] if found else None
            if last is None or change or (label != last.label and (voiced or label is not None)):
                found.append(_Stretch(label, cue.start, [words], cue.end))
            else:
                last.words += (_gap(last, cue.start), words)
                last.size += len(words)
                last.end = cue.end
    return found


def _gap(last: _Stretch, start: float) -> str:
    """A blank, or a line's end where a sentence has ended and the speaker takes a breath or has gone on for long."""
    ended = last.words[-1].endswith((".", "?", "!", "…", "。"))
    if ended and (start - last.end >= _PAUSE or last.size > _PARAGRAPH):
        last.size = 0
        return "\n"
    return " "


def _voices(cue: Cue) -> Iterator[_Said]:
    """What each ``<v Name>`` of a cue says."""
    label: str | None = None
    at = 0
    text = " ".join(cue.lines)
    for mark in _VOICE.finditer(text):
        if words := _plain(text[at : mark.start()]):
            yield False, label, words
        label = cleaned(_plain(mark[1])) or None if mark[1] else None
        at = mark.end()
    if words := _plain(text[at:]):
        yield False, label, words


def _named(cue: Cue, labels: frozenset[str]) -> Iterator[_Said]:
    """What each line of a cue says, with the speaker in front of it, or after a ">>" that only says that it is another."""
    for line in cue.lines:
        words = _plain(line)
        found = _LABELLED.match(words)
        label = cleaned(found[1] or found[2]) if found else None
        if found is not None and label in labels:
            yield False, label, words[found.end() :]
        elif words:
            change = _CHANGE.match(words)
            words = words[change.end() :] if change else words
            if words:
                yield change is not None, None, words


def _labels(cues: Sequence[Cue]) -> frozenset[str]:
    """The labels in front of lines that are speakers: those that come again, or all when most cues have one."""
    seen: Counter[str] = Counter()
    labelled = 0
    for cue in cues:
        found = [match for line in cue.lines if ":" in line and (match := _LABELLED.match(_plain(line)))]
        labels = [cleaned(match[1] or match[2]) for match in found]
        labelled += any(map(plausible, labels))
        seen.update(labels)
    often = labelled * 3 >= len(cues)
    return frozenset(
        label
        for label, count in seen.items()
        if (plausible(label) and (often or count > 1)) or (loose(label) and count > 2 and count * 10 >= len(cues))
    )


# --- the text -----------------------------------------------------------------------------------------------------


def _written(stretches: Sequence[_Stretch], begun: Beginning) -> tuple[str, tuple[Piece, ...]]:
    """The text of all stretches with an empty line between two, and its pieces."""
    texts: list[str] = []
    pieces: list[Piece] = []
    at = 0
    for stretch in stretches:
        head = f"{stretch.label}: " if stretch.label else ""
        words = "".join(stretch.words) + "\n\n"
        if head:
            pieces.append(Piece("header", at, at + len(head)))
        at += len(head)
        moment = after(begun, stretch.start)
        pieces.append(Piece("new", at, at + len(words), stretch.label or "", moment))
        at += len(words)
        texts += (head, words)
    return "".join(texts), tuple(pieces)
