"""Tell what programs, lists and lawyers put under (and sometimes above) a message from what somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence

from notesight.mail.farewells import CUES, DEVICE, LEGAL, SUBSCRIPTION

_HEAD_LINES, _TAIL_LINES = 12, 60
_DEVICE = re.compile(DEVICE, re.IGNORECASE)
_DEVICE_CHARS = 120
_FOOTER = re.compile(f"{LEGAL}|{SUBSCRIPTION}", re.IGNORECASE)
_BANNER = re.compile(
    r"\W{0,4}(?:caution|warning|external|achtung|attention|extern)\W|.{0,40}from outside (?:of )?(?:the|your|our)"
    r"|you don't often get email from",
    re.IGNORECASE,
)
_LINK = re.compile(r"[^\s:]{0,20}:?\s?<?(?:https?://|www\.|[^\s@]{1,64}@)\S{1,500}>?")


def footer_lines(lines: Sequence[str]) -> set[int]:
    """The lines that no person wrote: footers in the last paragraphs, a warning in the first, lines of telephones."""
    found: set[int] = set()
    _devices(lines, found)
    first = max(0, len(lines) - _TAIL_LINES)
    if _is_worth_it(lines[first:]):
        under = False
        for start, end in _paragraphs(lines, first, len(lines)):
            at = _footer_line(lines[start:end])
            if at is not None or (under and _is_address(lines[start:end])):
                found.update(range(start + (at or 0), end))
            under = at is not None or start in found
    if first and not _is_worth_it(lines[:_HEAD_LINES]):
        return found
    for start, end in _paragraphs(lines, 0, min(len(lines), _HEAD_LINES)):
        if _BANNER.match(" ".join(lines[start:end])[:400]) and _footer_line(lines[start:end]) is not None:
            found.update(range(start, end))
        break
    return found


def _is_worth_it(lines: Sequence[str]) -> bool:
    """Whether the words of a footer stand in these lines at all; most mails have none, and looking closer takes time."""
    folded = "\n".join(line[:1000] for line in lines).casefold()
    return any(cue in folded for cue in CUES)


def _is_address(paragraph: Sequence[str]) -> bool:
    """Whether there is nothing but links and addresses: under a footer these belong to it."""
    return all(_LINK.fullmatch(line.strip()) for line in paragraph)


def _devices(lines: Sequence[str], found: set[int]) -> None:
    """``Sent from my iPhone``: whole short lines, wherever the message ends."""
    for index in range(max(0, len(lines) - _TAIL_LINES), len(lines)):
        line = lines[index].strip()
        if 8 < len(line) <= _DEVICE_CHARS and _DEVICE.match(line):
            found.add(index)


def _paragraphs(lines: Sequence[str], start: int, stop: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    while start < stop:
        if not lines[start].strip():
            start += 1
            continue
        end = start
        while end < stop and lines[end].strip():
            end += 1
        found.append((start, end))
        start = end
    return found


def _footer_line(paragraph: Sequence[str]) -> int | None:
    """Which line of the paragraph begins its footer."""
    joined = ""
    ends: list[int] = []
    for line in paragraph:
        joined += line[:1000] + " "
        ends.append(len(joined))
    found = _FOOTER.search(joined[:4000])
    if found is None:
        return None
    begin = next(index for index, end in enumerate(ends) if found.start() < end)
    # The sentence may have begun on the lines above, which a signature or the text itself can touch.
    while (
        begin
        and not paragraph[begin - 1].rstrip().endswith((".", "!", "?", ":", ")"))
        and len(paragraph[begin - 1]) > 55
    ):
        begin -= 1
    while begin and not paragraph[begin - 1].strip("-_=*~. \t"):
        begin -= 1
    return begin
