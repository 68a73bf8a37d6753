"""Read the header lines that mail programs print above a message they quote: ``From: … Sent: … To: … Subject: …``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from notesight.mail.addresses import parse_address, parse_addresses
from notesight.mail.lines import Line, Mark, any_label, folded
from notesight.mail.when import moment
from notesight.mail.words import FIELDS
from notesight.model import Address

BLOCK_LINES = 40
RECIPIENTS = 200
_VALUE_CHARS = 8000
_LOTUS_FROM = re.compile(
    r"(?P<who>[^\n]{1,160}?)[ \t]{1,40}(?:on[ \t]{1,4})?(?P<when>\d{1,2}/\d{1,2}/\d{2,4}[ \t]{1,3}\d{1,2}:\d\d(?::\d\d)?"
    r"(?:[ \t]{1,3}[ap]m)?(?:[ \t]{1,3}[a-z]{3,4})?)",
    re.IGNORECASE,
)
_SHOWN = sorted({name for name, field in FIELDS.items() if field != "other" and len(name) > 1}, key=len, reverse=True)
_STUCK = re.compile(
    # On one line a label may follow an address or a time zone without a blank, so it must begin with a capital.
    "(" + "|".join(re.escape(name[0].upper() + name[1:]) for name in [*_SHOWN, "a", "à"]) + r"|CC)[ \xa0]?[:：]"
    r"|(?<=>)(Assunto|Dw)(?=[ <\"])"
)


def names_sender(fields: dict[str, str], *, trusted: bool) -> bool:
    """Whether these header lines begin a message; ``trusted`` below a line that announces one."""
    sender = fields.get("from", "")
    if not sender:
        return trusted and ("date" in fields or "subject" in fields) and len(fields) > 1
    if trusted:
        return True
    if "date" in fields and ("to" in fields or "subject" in fields):
        return "subject" in fields or "@" in sender or moment(fields["date"]) is not None
    if "to" in fields and "subject" in fields:
        return True
    return "date" in fields and moment(fields["date"]) is not None and len(sender) < 120


def block_mark(fields: dict[str, str], end: int, depth: int) -> Mark:
    """What header lines say about the message below them."""
    sender, stated = fields.get("from", ""), fields.get("date", "")
    found = _LOTUS_FROM.fullmatch(sender[:300])
    if found:
        sender, stated = found["who"], stated or found["when"]
    senders = parse_addresses(sender.removesuffix(" on"), 1)
    author = senders[0] if senders else Address()
    return Mark("block", end, depth, author, moment(stated), recipients(fields), fields.get("subject") or None)


def recipients(fields: dict[str, str]) -> tuple[Address, ...]:
    """Everybody in To and Cc; each line is a list of its own, with its own separators."""
    found = parse_addresses(fields.get("to", ""), RECIPIENTS) + parse_addresses(fields.get("cc", ""), RECIPIENTS)
    return found[:RECIPIENTS]


def read_block(
    lines: Sequence[Line], labels: Sequence[tuple[str, str] | None], index: int
) -> tuple[dict[str, str], int]:
    """The header lines that begin at ``index`` as fields, and the index behind them."""
    depth = lines[index].depth
    fields: dict[str, str] = {}
    end, last, at = index, "", index
    stop = min(len(lines), index + BLOCK_LINES)
    while at < stop and lines[at].depth == depth:
        found = labels[at]
        text = lines[at].text.strip()
        if found and found[0] in fields and found[0] != "other" and "from" in fields:
            break  # a second block begins
        if found:
            last = found[0]
            fields.setdefault(last, found[1])
            end = at + 1
        elif not text:
            following = _next_text(lines, at, 3)
            if following >= stop or not labels[following] or not fields or at == index:
                break
        elif last in ("to", "cc") and _goes_on(lines, labels, at, stop):
            fields[last] = (fields[last] + " " + text)[:_VALUE_CHARS]
        elif last in ("from", "date", "subject") and not fields[last] and _goes_on(lines, labels, at, stop):
            fields[last] = text
        elif last == "from" and text.startswith(("<", "[")) and len(text) < 320 and _goes_on(lines, labels, at, stop):
            fields[last] += " " + text
        else:
            break
        at += 1
    return fields, end


def stuck(text: str) -> dict[str, str]:
    """The header fields of a line that holds them all: ``From: Ana <ana@x.org>To: Bo <bo@x.org>Subject: Kiln``."""
    fields: dict[str, str] = {}
    begin, name = 0, ""
    for found in _STUCK.finditer(text[:_VALUE_CHARS]):
        following = FIELDS[folded(found.group(1) or found.group(2))]
        if following in fields or name in (following, "subject"):
            continue
        if name:
            fields[name] = text[begin : found.start()].strip()
        begin, name = found.end(), following
    if name:
        fields[name] = text[begin:].strip()
    return fields


def unknown_block(lines: Sequence[Line], index: int) -> Mark | None:
    """Header lines in a language that nobody here knows, by their order: sender, date, recipients, subject."""
    depth, at = lines[index].depth, index
    values: list[str] = []
    while at < len(lines) and len(values) < 8 and lines[at].depth == depth:
        found = any_label(lines[at].text)
        if found is None:
            break
        values.append(found[1])
        at += 1
    if len(values) < 3 or "@" not in values[0]:
        return None
    dates = [n for n, value in enumerate(values) if n and "@" not in value and moment(value)]
    if not dates:
        return None
    others = [n for n in range(1, len(values)) if n != dates[0]]
    to = tuple(one for n in others if "@" in values[n] for one in parse_addresses(values[n], RECIPIENTS))
    subjects = [values[n] for n in others if "@" not in values[n]]
    author = parse_address(values[0]) or Address()
    return Mark("block", at, depth, author, moment(values[dates[0]]), to, (subjects or [""])[-1] or None)


def _next_text(lines: Sequence[Line], index: int, limit: int) -> int:
    stop = min(len(lines), index + limit)
    while index < stop and not lines[index].text.strip():
        index += 1
    return index


def _goes_on(lines: Sequence[Line], labels: Sequence[tuple[str, str] | None], index: int, stop: int) -> bool:
    """Whether a wrapped list of recipients goes on here: another header line follows without a gap."""
    depth = lines[index].depth
    for at in range(index + 1, min(stop, index + 25)):
        if lines[at].depth != depth or not lines[at].text.strip():
            return False
        if labels[at]:
            return True
    return False
