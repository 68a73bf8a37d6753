"""Find the lines by which mail programs say: from here on, somebody else wrote this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from notesight.mail.addresses import parse_address
from notesight.mail.attributions import Attribution, attribution, groupwise, starts
from notesight.mail.blocks import block_mark, names_sender, read_block, stuck, unknown_block
from notesight.mail.lines import Line, Mark, label
from notesight.mail.lotus import lotus_marks
from notesight.mail.separators import goes_on, is_rule, is_ruled, named, opening, separator
from notesight.mail.when import moment
from notesight.model import Address

_MAX_LINE = 500
_WRAPPED_OVER = 4
_ATTRIBUTION_CHARS = 300
_LOOKS, _OPENING = 3000, 30
"""So many lines that look as if they said who wrote are looked at closely; no conversation has more."""
_COLONS = (":", "：")
_ENDS = (*_COLONS, ">", "---")


@dataclass(slots=True)
class Marks:
    """All marks of one text, found line by line; each look is bounded, so the whole is linear."""

    lines: Sequence[Line]
    labels: list[tuple[str, str] | None] = field(default_factory=list)
    lotus: dict[int, Mark] = field(default_factory=dict)
    near: bytearray = field(default_factory=bytearray)
    no_block_before: int = 0
    looks: int = _LOOKS

    def __post_init__(self) -> None:
        self.labels = [label(line.text) if ":" in line.text or "：" in line.text else None for line in self.lines]
        self.lotus = lotus_marks(self.lines, self.labels)
        # Only a line that ends like one who wrote, or stands right above one, is looked at as such: most are not.
        self.near = bytearray(len(self.lines))
        for index, line in enumerate(self.lines):
            if line.text.endswith(_ENDS):
                begin = max(0, index - _WRAPPED_OVER + 1)
                self.near[begin : index + 1] = b"\1" * (index + 1 - begin)

    def at(self, index: int) -> Mark | None:
        """The mark that begins with this line, if one does."""
        text = self.lines[index].text.strip()
        if not text:
            return None
        if len(text) > _MAX_LINE:
            return self._opening(index, text)
        mark = self.lotus.get(index) or self._separator(index, text)
        if mark is None and self.labels[index]:
            mark = self._block(index, index)
        return mark or self._attribution(index, text)

    def next_text(self, index: int, limit: int = 12) -> int:
        """The next line that is not empty, or the number of lines; looks ``limit`` lines ahead."""
        stop = min(len(self.lines), index + limit)
        while index < stop and not self.lines[index].text.strip():
            index += 1
        return index

    def _separator(self, index: int, text: str) -> Mark | None:
        kind = separator(text)
        if kind is None:
            return self._opening(index, text) or self._rule(index, text)
        depth = self.lines[index].depth
        end = index + 1
        if kind == "end":
            return Mark("end", end, depth)
        if end < len(self.lines) and goes_on(text, self.lines[end].text.strip()):
            end += 1
        after = self.next_text(end)
        for step in range(4):
            if after >= len(self.lines):
                break
            found = self.lotus.get(after) or (self._block(after, index, trusted=True) if self.labels[after] else None)
            if found is not None:
                date = found.date or (moment(text) if kind == "original" else None)
                return replace(found, kind=kind, end=self._closed(found.end), date=date)
            # An organisation's name may stand between the separator and the header lines, or a line who wrote.
            if step == 3 or len(self.lines[after].text) > 60 or self._says_who(after):
                break
            after = self.next_text(after + 1)
        return self._with_attribution(kind, text, end, depth)

    def _says_who(self, index: int) -> bool:
        text = self.lines[index].text.strip()
        return index < len(self.lines) and bool(text) and self._attribution(index, text) is not None

    def _with_attribution(self, kind: Literal["forward", "original"], text: str, end: int, depth: int) -> Mark:
        """A separator without header lines; a line that says who wrote may follow, or the separator says it."""
        after = self.next_text(end, 4)
        if after < len(self.lines) and self.lines[after].depth >= depth:
            found = self._attribution(after, self.lines[after].text.strip())
            if found is not None and found.strong:
                return replace(found, kind=kind)
        author = parse_address(named(text)) or Address()
        return Mark(kind, end, depth, author, moment(text) if kind == "original" else None)

    def _closed(self, end: int) -> int:
        """Zoho puts the separator below the header lines once more."""
        if end < len(self.lines) and separator(self.lines[end].text.strip() or " ") == "forward":
            return end + 1
        return end

    def _opening(self, index: int, text: str) -> Mark | None:
        """A separator and all header fields on one line, as Yahoo writes it."""
        found = opening(text) if text[0] in "-_=*" and self.looks else None
        if found is None:
            return None
        self.looks = max(0, self.looks - _OPENING)
        fields = stuck(found[1])
        if len(fields) < 2 or "from" not in fields:
            return None
        return replace(block_mark(fields, index + 1, self.lines[index].depth), kind=found[0])

    def _rule(self, index: int, text: str) -> Mark | None:
        """A rule, or words between dashes in a language that nobody here knows, right above header lines."""
        if not is_rule(text):
            if not self.looks or text[0] not in "-_=*─━—–‐‑~":
                return None
            self.looks -= 1
            if not is_ruled(text):
                return None
        after = self.next_text(index + 1, 3)
        if after >= len(self.lines) or self.lines[after].depth != self.lines[index].depth:
            return None
        if self.labels[after] and (found := self._block(after, index)):
            return found
        return unknown_block(self.lines, after)

    def _block(self, index: int, above: int, *, trusted: bool = False) -> Mark | None:
        """A run of header lines that names a sender and more; ``trusted`` below a separator."""
        if not trusted and index < self.no_block_before:
            return None
        fields, end = read_block(self.lines, self.labels, index)
        if not fields.get("to") and fields.get("from", "").count("@") > 1:
            # Several fields may share one line.
            split = stuck(self.lines[index].text)
            if len(split) > 2 and "from" in split:
                return block_mark(split, index + 1, self.lines[above].depth)
        if not names_sender(fields, trusted=trusted):
            if not trusted:
                self.no_block_before = max(self.no_block_before, end)
            return None
        return block_mark(fields, end, self.lines[index].depth)

    def _attribution(self, index: int, text: str) -> Mark | None:
        """``On … wrote:`` over one to four lines, in several languages."""
        if not self.near[index] or not self.looks:
            return None
        depth = self.lines[index].depth
        if depth == 3 and text.endswith(">>>"):
            self.looks -= 1
            found = groupwise(text)
            return Mark("attribution", index + 1, 0, found.author, found.date) if found else None
        begins = starts(text.lstrip("- "))
        if not begins and not text.endswith(_COLONS) and not self._may_wrap(index, text):
            return None if not text.endswith(">") else self._old_gmail(index, text)
        joined = ""
        for at in range(index, min(index + _WRAPPED_OVER, len(self.lines))):
            line = self.lines[at].text.strip()
            if self.lines[at].depth != depth or not line or len(line) > _ATTRIBUTION_CHARS:
                return None
            if at > index and self._begins_anew(line):
                return None
            joined = f"{joined} {line}" if joined else line
            if line.endswith(_COLONS) or (begins and line.endswith("---")):
                self.looks -= 1
                found = attribution(joined)
                return _as_mark(found, at + 1, depth) if found else None
        return None

    def _may_wrap(self, index: int, text: str) -> bool:
        """Whether a line that begins with a name or a day may go on, and end with a colon, on the next ones."""
        if len(text) > 120:
            return False
        following = self.lines[index + 1 : index + _WRAPPED_OVER]
        if not any(line.text.endswith(_COLONS) for line in following):
            return False
        return "@" in text or "<" in text or moment(text) is not None

    def _begins_anew(self, line: str) -> bool:
        """Whether a line says all by itself, so that what stands above it is no part of it."""
        if not line.endswith(_COLONS):
            return False
        found = attribution(line)
        return found is not None and found.strong

    def _old_gmail(self, index: int, text: str) -> Mark | None:
        """``2026/2/27 Ana Ruiz <ana@x.org>`` with nothing behind it."""
        if not text[0].isdigit() or len(text) > _ATTRIBUTION_CHARS:
            return None
        self.looks -= 1
        found = attribution(text)
        return _as_mark(replace(found, strong=False), index + 1, self.lines[index].depth) if found else None


def _as_mark(found: Attribution, end: int, depth: int) -> Mark:
    return Mark("attribution", end, depth, found.author, found.date, strong=found.strong)
