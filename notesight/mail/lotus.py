"""Recognise how Lotus Notes writes the head of a message: a name and a date on lines of their own, or in two columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from notesight.mail.addresses import parse_address
from notesight.mail.blocks import BLOCK_LINES, recipients
from notesight.mail.lines import Line, Mark
from notesight.mail.when import moment
from notesight.model import Address

Labels = Sequence[tuple[str, str] | None]

_HEAD = re.compile(
    r"(?P<who>[^\n]{1,160}?)[ \t]{1,40}(?:on[ \t]{1,4})?(?P<when>\d{1,2}/\d{1,2}/\d{2,4}[ \t]{1,3}\d{1,2}:\d\d(?::\d\d)?"
    r"(?:[ \t]{1,3}[ap]m)?(?:[ \t]{1,3}[a-z]{3,4})?)",
    re.IGNORECASE,
)
_COLUMN = re.compile(r"[ \t]{2}(?:To|cc|bcc|Subject):", re.IGNORECASE)
_BARE_DATE = re.compile(
    r"\d{1,2}/\d{1,2}/\d{2,4}(?:\s\d{1,2}:\d\d(?::\d\d)?)?(?:\s?[AP]M)?|\d{1,2}:\d\d(?::\d\d)?(?:\s[AP]M)?|[AP]M"
)


def lotus_marks(lines: Sequence[Line], labels: Labels) -> dict[int, Mark]:
    """The heads of messages in Lotus' forms, by the line that each begins with."""
    marks: dict[int, Mark] = {}
    busy = 0
    for index, line in enumerate(lines):
        found = labels[index]
        if found and found[0] == "to":
            _above(lines, labels, index, marks)
        elif index >= busy and len(line.text) < 300 and _COLUMN.search(line.text, 4):
            mark = _columns(lines, index)
            if mark is not None:
                marks[mark[0]] = mark[1]
                busy = mark[1].end
    return marks


def _above(lines: Sequence[Line], labels: Labels, index: int, marks: dict[int, Mark]) -> None:
    """The name and the date above ``To:``, ``cc:`` and ``Subject:``."""
    fields, end = _fields(lines, labels, index)
    if "subject" not in fields and "cc" not in fields:
        return
    depth = lines[index].depth
    above: list[int] = []
    at = index - 1
    while at >= 0 and index - at <= 6 and len(above) < 3:
        line = lines[at]
        if line.depth != depth or at in marks:
            break
        if line.text.strip():
            above.insert(0, at)
            joined = " ".join(lines[i].text.strip() for i in above)
            found = _HEAD.fullmatch(joined) if len(joined) < 240 else None
            if found:
                author = parse_address(found["who"].strip().removeprefix("From:").strip()) or Address()
                marks[above[0]] = Mark(
                    "block",
                    end,
                    depth,
                    author,
                    moment(found["when"]),
                    recipients(fields),
                    fields.get("subject") or None,
                )
                return
        at -= 1


def _fields(lines: Sequence[Line], labels: Labels, index: int) -> tuple[dict[str, str], int]:
    depth, end, last = lines[index].depth, index, ""
    fields: dict[str, str] = {}
    stop = min(len(lines), index + BLOCK_LINES)
    at = index
    while at < stop and lines[at].depth == depth:
        found, text = labels[at], lines[at].text.strip()
        if found and (found[0] in fields or found[0] in ("from", "date")):
            break
        if found:
            last = found[0]
            fields[last] = found[1]
            end = at + 1
        elif text:
            if "subject" in fields or not _labelled_soon(lines, labels, at, stop):
                break
            fields[last] = (fields[last] + " " + text)[:4000]
        elif "subject" in fields or not _labelled_soon(lines, labels, at, min(stop, at + 3)):
            break
        at += 1
    return fields, end


def _labelled_soon(lines: Sequence[Line], labels: Labels, index: int, stop: int) -> bool:
    for at in range(index + 1, min(stop, index + 15)):
        if lines[at].depth != lines[index].depth or (lines[index].text.strip() and not lines[at].text.strip()):
            return False
        if labels[at]:
            return True
    return False


def _columns(lines: Sequence[Line], index: int) -> tuple[int, Mark] | None:
    """Name, address and date in a left column, To, cc and Subject in a right one."""
    depth = lines[index].depth
    start = index
    while start and index - start < 4 and lines[start - 1].depth == depth and _is_left(lines[start - 1].text):
        start -= 1
    left: list[str] = [lines[at].text.strip() for at in range(start, index)]
    fields: dict[str, str] = {}
    last, at = "", index
    while at < len(lines) and at - index < 14 and lines[at].depth == depth:
        text = lines[at].text
        found = _COLUMN.search(text)
        if found:
            last, _, value = text[found.start() :].strip().partition(":")
            fields[last.casefold()] = value.strip()
            left.append(text[: found.start()].strip())
        elif not text.strip():
            break
        elif last.casefold() != "subject" and not text[:1].isspace():
            fields[last.casefold()] += " " + text.strip()  # a long value that came back to the margin
        elif (
            _BARE_DATE.fullmatch(text.strip())
            or text.strip().casefold().startswith(("sent by", "please respond"))
            or (text[:1].isspace() and len(left) < 8 and "subject" not in fields)
        ):
            left.append(text.strip())
        else:
            break
        at += 1
    if "to" not in fields or "subject" not in fields:
        return None
    stated = " ".join(piece for piece in left if _BARE_DATE.fullmatch(piece))
    names = [piece for piece in left if piece and not _BARE_DATE.fullmatch(piece)]
    author = parse_address(_mended(names)) or Address()
    return start, Mark("block", at, depth, author, moment(stated), recipients(fields), fields["subject"] or None)


def _is_left(text: str) -> bool:
    return bool(text.strip()) and text[:1].isspace() and len(text.strip()) < 60 and ":" not in text


def _mended(pieces: list[str]) -> str:
    """A name and an address, of which the narrow column broke the address in the middle of a word."""
    joined = ""
    for piece in pieces:
        inside = joined.rfind("<") > joined.rfind(">")
        joined += piece if inside or not joined else f" {piece}"
    return joined.partition(" Sent by")[0].partition(" Please respond")[0]
