"""Recognise the lines by which mail programs say: from here on, somebody else wrote this."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from notesight.mail.addresses import parse_address, parse_addresses
from notesight.mail.when import moment
from notesight.mail.words import FIELDS, FORWARDED, FORWARDED_BY, ORIGINAL, STARTERS, VERBS
from notesight.model import Address

_MAX_LINE = 500
_BLOCK_LINES = 40
_LABEL_CHARS = 26

_PREFIX = re.compile(r"[ \t]?>(?:[ \t]?>)*[ \t]?")
_VERB = re.compile(rf"(?<!\w)(?:{VERBS})(?!\w)", re.IGNORECASE)
_DIGIT_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}")
_LAST_DATE = re.compile(
    r"\d{1,4}(?:st|nd|rd|th|\.)?(?:\s?[ap]\.?\s?m\b\.?)?(?:\s?uhr\b|\s?h\b)?(?:\s?\(?(?:utc|gmt|[a-z]{2,4}t|mez|mesz)?\)?"
    r"(?:\s?[+-]\d\d:?\d\d)?)?(?:\s?\([a-z]{2,5}\))?[\s,;:)\]-]{0,6}",
    re.IGNORECASE,
)
_GMAIL_ISO = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:GMT|UTC)?[+-]\d\d:?\d\d ([^<>\n]{0,120})<([^<>\s]{3,200})>:$")
_LOTUS = re.compile(
    r"(?P<who>[^\n]{1,160}?)[ \t]{1,40}(?:on[ \t]{1,4})?(?P<when>\d{1,2}/\d{1,2}/\d{2,4}[ \t]{1,3}\d{1,2}:\d\d(?::\d\d)?"
    r"(?:[ \t]{1,3}[ap]m)?(?:[ \t]{1,3}[a-z]{3,4})?)",
    re.IGNORECASE,
)
_RULES = "-_=*─━—–+~ \t"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text: where it stands, how many ``>`` precede it, and what follows them."""

    start: int
    depth: int
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Lines up to ``end`` (exclusive) that begin somebody else's words, and what they say about these.

    ``depth`` is the quote depth of those words when ``deeper`` is False; an attribution or a separator may stand
    above words that are one level ``deeper``. ``strong`` is False when only quoted lines below prove it.
    """

    kind: Literal["forward", "original", "block", "attribution"]
    end: int
    depth: int
    author: Address = Address()
    date: datetime | None = None
    to: tuple[Address, ...] = ()
    subject: str | None = None
    strong: bool = True
    block: bool = False


def split_lines(text: str) -> list[Line]:
    """The lines of a text with their quote depth; joined by their starts they are the text again."""
    lines: list[Line] = []
    start = 0
    for raw in text.split("\n"):
        if ">" in raw[:2] and (prefix := _PREFIX.match(raw)):
            depth = min(prefix.group().count(">"), 20)
            lines.append(Line(start, depth, raw[prefix.end() :].rstrip()))
        else:
            lines.append(Line(start, 0, raw.rstrip()))
        start += len(raw) + 1
    if len(lines) > 1 and not lines[-1].text and lines[-1].start == len(text):
        lines.pop()
    return lines


def label(text: str) -> tuple[str, str] | None:
    """``*Gesendet:* Montag`` as ("date", "Montag"); None for a line that begins with no known header label."""
    colon = text.find(":", 0, _LABEL_CHARS + 4)
    wide = text.find("：", 0, _LABEL_CHARS + 4) if not text.isascii() else -1
    cut = min(at for at in (colon, wide) if at >= 0) if max(colon, wide) >= 0 else -1
    if cut < 1:
        return None
    name = FIELDS.get(text[:cut].strip(" \t\xa0\u202f*_").replace("’", "'").casefold())
    if name is None:
        return None
    return name, text[cut + 1 :].strip(" \t\xa0*")


@dataclass(slots=True)
class Marks:
    """All marks of one text, found line by line; each look is bounded, so the whole is linear."""

    lines: Sequence[Line]
    labels: list[tuple[str, str] | None] = field(default_factory=list)
    lotus: dict[int, Mark] = field(default_factory=dict)
    no_block_before: int = 0

    def __post_init__(self) -> None:
        self.labels = [label(line.text) if ":" in line.text or "：" in line.text else None for line in self.lines]
        for index, found in enumerate(self.labels):
            if found and found[0] == "to":
                self._lotus_at(index)

    def at(self, index: int) -> Mark | None:
        """The mark that begins with this line, if one does."""
        line = self.lines[index]
        text = line.text.strip()
        if not text or len(text) > _MAX_LINE:
            return None
        mark = self.lotus.get(index) or self._separator(index, text)
        if mark is None and self.labels[index]:
            mark = self._block(index)
        return mark or self._attribution(index, text)

    def next_text(self, index: int, limit: int = 12) -> int:
        """The next line that is not empty, or the number of lines; looks ``limit`` lines ahead."""
        stop = min(len(self.lines), index + limit)
        while index < stop and not self.lines[index].text.strip():
            index += 1
        return index

    def _separator(self, index: int, text: str) -> Mark | None:
        kind = _separator_kind(text)
        if kind is None:
            return None
        end = index + 1
        if end < len(self.lines) and _continues_separator(text, self.lines[end].text.strip()):
            end += 1
        after = self.next_text(end)
        for step in range(4):
            if after >= len(self.lines):
                break
            lotus = self.lotus.get(after)
            found = lotus or (self._block(after, trusted=True) if self.labels[after] else None)
            if found is not None:
                return Mark(kind, found.end, found.depth, found.author, found.date, found.to, found.subject, block=True)
            # An organisation's name may stand between the separator and the header lines.
            if step == 3 or len(self.lines[after].text) > 60:
                break
            after = self.next_text(after + 1)
        return Mark(kind, end, self.lines[index].depth)

    def _block(self, index: int, *, trusted: bool = False) -> Mark | None:
        """A run of header lines that names a sender and more; ``trusted`` below a separator."""
        if not trusted and index < self.no_block_before:
            return None
        depth = self.lines[index].depth
        fields: dict[str, str] = {}
        end, last, at = index, "", index
        stop = min(len(self.lines), index + _BLOCK_LINES)
        while at < stop and self.lines[at].depth == depth:
            found = self.labels[at]
            text = self.lines[at].text.strip()
            if found:
                last = found[0]
                fields.setdefault(last, found[1])
                end = at + 1
            elif not text:
                following = self.next_text(at, 3)
                if following >= stop or not self.labels[following] or not fields or at == index:
                    break
            elif last in ("to", "cc") and self._goes_on(at, stop, depth):
                fields[last] = (fields[last] + " " + text)[:4000]
            elif (
                last != ""
                and not fields.get(last)
                and last in ("from", "date", "subject")
                and self._goes_on(at, stop, depth)
            ):
                fields[last] = text
            else:
                break
            at += 1
        if not _is_block(fields, trusted=trusted):
            if not trusted:
                self.no_block_before = max(self.no_block_before, end)
            return None
        return _block_mark(fields, end, depth)

    def _goes_on(self, index: int, stop: int, depth: int) -> bool:
        """Whether a wrapped list of recipients goes on here: another header line follows without a gap."""
        for at in range(index + 1, min(stop, index + 15)):
            line = self.lines[at]
            if line.depth != depth or not line.text.strip():
                return False
            if self.labels[at]:
                return True
        return False

    def _attribution(self, index: int, text: str) -> Mark | None:
        """``On … wrote:`` over one to four lines, in several languages."""
        folded = text[:12].casefold()
        starts = folded.startswith(STARTERS)
        if not starts and not text.endswith((":", "：")) and not _may_wrap(self, index, text):
            return None
        depth = self.lines[index].depth
        joined = ""
        for at in range(index, min(index + 4, len(self.lines))):
            line = self.lines[at].text.strip()
            if self.lines[at].depth != depth or not line or len(line) > _MAX_LINE:
                return None
            joined = f"{joined} {line}" if joined else line
            if line.endswith((":", "：")):
                return _attribution_mark(joined, at + 1, depth, starts=starts)
        return None

    def _lotus_at(self, index: int) -> None:
        """Lotus Notes puts the name and the date on lines of their own above ``To:``, ``cc:`` and ``Subject:``."""
        fields, end = self._lotus_fields(index)
        if "subject" not in fields and "cc" not in fields:
            return
        depth = self.lines[index].depth
        above: list[int] = []
        at = index - 1
        while at >= 0 and index - at <= 5 and len(above) < 3:
            line = self.lines[at]
            if line.depth != depth or at in self.lotus:
                break
            if line.text.strip():
                above.insert(0, at)
                joined = " ".join(self.lines[i].text.strip() for i in above)
                found = _LOTUS.fullmatch(joined) if len(joined) < 240 else None
                if found:
                    who = found["who"].strip().removeprefix("From:").strip()
                    author = parse_address(who) or Address()
                    to = parse_addresses(fields.get("to", "") + ("; " + fields["cc"] if fields.get("cc") else ""), 100)
                    subject = fields.get("subject") or None
                    self.lotus[above[0]] = Mark(
                        "block", end, depth, author, moment(found["when"]), to, subject, block=True
                    )
                    return
            at -= 1

    def _lotus_fields(self, index: int) -> tuple[dict[str, str], int]:
        depth, end, last = self.lines[index].depth, index, ""
        fields: dict[str, str] = {}
        at = index
        while at < min(len(self.lines), index + _BLOCK_LINES) and self.lines[at].depth == depth:
            found, text = self.labels[at], self.lines[at].text.strip()
            if found and (found[0] in fields or found[0] in ("from", "date")):
                break
            if found:
                last = found[0]
                fields[last] = found[1]
                end = at + 1
            elif text:
                if "subject" in fields or not self._goes_on(at - 1, index + _BLOCK_LINES, depth):
                    break
                fields[last] = (fields[last] + " " + text)[:4000]
            elif "subject" in fields or self.next_text(at, 3) - at > 2:
                break
            at += 1
        return fields, end


def _separator_kind(text: str) -> Literal["forward", "original"] | None:
    ruled = text[0] in _RULES and text[:2].strip(_RULES) == ""
    core = text.strip(_RULES + ":：").replace("’", "'").casefold() if ruled or len(text) < 60 else ""
    if not core or len(core) > 160:
        return None
    if ruled:
        if core in FORWARDED or core.startswith(FORWARDED_BY):
            return "forward"
        return "original" if core in ORIGINAL else None
    return "forward" if text.endswith((":", "：")) and core in FORWARDED and " " in core else None


def _continues_separator(text: str, following: str) -> bool:
    """``-----Forwarded by X on 05/22/2000`` goes on as ``04:45 PM -----`` on the next line."""
    return text.rstrip()[-1] not in "-_=*" and following.endswith("---") and len(following) < 80


def _is_block(fields: dict[str, str], *, trusted: bool) -> bool:
    if not fields.get("from"):
        return trusted and ("date" in fields or "subject" in fields) and len(fields) > 1
    if trusted:
        return True
    if "date" in fields and ("to" in fields or "subject" in fields):
        return "subject" in fields or "@" in fields["from"] or moment(fields["date"]) is not None
    if "to" in fields and "subject" in fields:
        return True
    return "date" in fields and moment(fields["date"]) is not None and len(fields["from"]) < 120


def _block_mark(fields: dict[str, str], end: int, depth: int) -> Mark:
    sender, stated = fields.get("from", ""), fields.get("date", "")
    found = _LOTUS.fullmatch(sender)
    if found:
        sender, stated = found["who"], stated or found["when"]
    senders = parse_addresses(sender.removesuffix(" on"), 1)
    to = parse_addresses(fields.get("to", "") + ("; " + fields["cc"] if fields.get("cc") else ""), 100)
    author = senders[0] if senders else Address()
    return Mark("block", end, depth, author, moment(stated), to, fields.get("subject") or None, block=True)


def _may_wrap(marks: Marks, index: int, text: str) -> bool:
    """An attribution that begins with the name and goes on: ``Ana Ruiz <`` / ``ana@x.org> wrote:``."""
    if index + 1 >= len(marks.lines) or len(text) > 120 or ("@" not in text and "<" not in text):
        return False
    following = marks.lines[index + 1].text
    return following.rstrip().endswith(":") and bool(_VERB.search(following[:_MAX_LINE]))


def _attribution_mark(joined: str, end: int, depth: int, *, starts: bool) -> Mark | None:
    iso = _GMAIL_ISO.fullmatch(joined)
    if iso:
        author = parse_address(f"{iso[1].strip()} <{iso[2]}>") or Address()
        return Mark("attribution", end, depth, author, moment(joined[:40]))
    quoting = joined[:12].casefold().startswith(("quoting ", "zitat von "))
    verbs = list(_VERB.finditer(joined))
    if not verbs and not quoting:
        return None
    verb = verbs[-1] if verbs else None
    if verb is not None and len(joined) - verb.end() > 60 and not _DIGIT_DATE.search(joined, verb.end()):
        return None
    author = parse_address(_who(joined, verb, starts=starts)) or Address()
    date = moment(joined)
    timed = date is not None and bool(date.hour or date.minute)
    strong = date is not None and (bool(author.address) or (starts and timed))
    return Mark("attribution", end, depth, author, date, strong=strong)


def _who(joined: str, verb: re.Match[str] | None, *, starts: bool) -> str:
    """The words of an attribution that name its author: what is left when starter, date and verb are taken away."""
    body = joined.rstrip(":： ")
    if verb is None:
        return body.partition(" ")[2].removeprefix("von ")
    before, after = body[: verb.start()], body[verb.end() :].strip()
    if after and not _DIGIT_DATE.search(after) and (_DIGIT_DATE.search(before) or starts):
        # "Am 17. November um 9:12 schrieb Lee Park:" names the author after the verb.
        return after
    if not starts:
        return before.strip(" -,")
    address = min(
        (at for at in (before.find("<"), before.find("[mailto"), before.find("@")) if at >= 0), default=len(before)
    )
    if address < len(before) and before[address] == "@":
        address = before.rfind(" ", 0, address) + 1
    last = 0
    for found in _LAST_DATE.finditer(before, 0, address):
        last = found.end()
    if not last:
        last = before.find(",", 0, address) + 1 or before.find(" ", 0, address) + 1
    return before[last:].strip(" ,")
