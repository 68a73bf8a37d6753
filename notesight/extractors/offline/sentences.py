"""Cut a part of a document into blocks (lines, bullets, headings, cells, paragraphs) and these into sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from notesight.extractors.offline.lexicon.tables import (
    ABBREVIATIONS,
    ACTION_HEADINGS,
    ACTION_WORDS,
    DONE_HEADINGS,
    FORMER,
    ROLL_HEADINGS,
)
from notesight.extractors.offline.tokens import MARK, NUMBER, Token, tokenize
from notesight.extractors.offline.wrapping import BULLET, PREFIX, begin_large, goes_on, margins

if TYPE_CHECKING:
    from collections.abc import Iterator

BlockKind = Literal["text", "bullet", "heading", "cell"]
Section = Literal["", "actions", "done", "roll"]


@dataclass(slots=True)
class Block:
    """Lines that belong together: a paragraph, a bullet, a heading or a table cell."""

    start: int
    end: int
    kind: BlockKind = "text"
    checked: bool | None = None
    section: Section = ""
    row: int = -1
    column: int = -1


@dataclass(slots=True)
class Sentence:
    """A sentence of a block, as its tokens."""

    block: Block
    tokens: list[Token]
    first: bool

    @property
    def start(self) -> int:
        """Where its first token begins."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where its last token ends."""
        return self.tokens[-1].end


_BREAK: Final = re.compile(r"<(?:br|/p|/li)\s?/?>", re.IGNORECASE)
_CELL_BULLET: Final = re.compile(r"\s*(?:<\w+>\s*)*(?:[-*•–]\s+)?")
_BOX: Final = re.compile(r"\[([ xX-]?)\][ \t]*")
_RULE: Final = re.compile(r"[-=_*~|: \t]{3,}$")
_HEADING: Final = 4
"""The most words of a heading that is no set phrase."""
_STRUCK: Final = "~~"
_BESIDE: Final = frozenset("by owner who no id ref status due date number".split())
"""Words of the heads of columns that only say more of a thing to do."""
_TASK: Final = re.compile(
    r"(?:[-*+•][ \t]+)?\W{0,4}"
    r"(?:ACTION (?=\w)|(?:(?i:(?:new )?action(?: item| point)?|todo)s?|AI)[*_]{0,2} ?:[*_]{0,2} ?\w)"
)
"""What a line begins with that says of itself that it is a thing to do: "Action item: …", "ACTION Vic …"."""


def blocks(text: str, start: int, end: int) -> list[Block]:
    """The blocks of ``text[start:end]`` in order, with the kind of section that their heading opens."""
    found: list[Block] = []
    section: Section = ""
    lines = list(_lines(text, start, end))
    widths = margins(text, lines)
    capitals = begin_large(text, lines)
    previous: tuple[int, int] | None = None
    row = 0
    columns: dict[int, Section] | None = None
    for (left, right), margin in zip(lines, widths, strict=True):
        at = PREFIX.match(text, left, right).end()  # type: ignore[union-attr]
        body = text[at:right]
        if not body.strip() or _RULE.match(body):
            previous = None
            columns = columns if body.strip() else None
            if body.strip() and found and found[-1].kind == "text" and body.strip()[0] in "-=":
                found[-1].kind = "heading"
            continue
        if body.startswith("|"):
            row += 1
            columns = _cells(text, at, right, row, found, section, columns)
            previous = None
            continue
        columns = None
        block = _block(text, at, right)
        if (
            block.kind == "text"
            and previous is not None
            and goes_on(text, previous, (at, right), margin, capitals=capitals)
        ):
            found[-1].end = right
            previous = (left, right)
            continue
        if block.kind != "heading" and _TASK.match(text, block.start, block.end):
            block.section = section or "actions"
        else:
            block.section = section = _section(text[block.start : block.end], block, section)
        found.append(block)
        previous = (left, right) if block.kind != "heading" else None
    return found


def sentences(text: str, start: int, end: int) -> list[Sentence]:
    """The sentences of ``text[start:end]`` in order."""
    found: list[Sentence] = []
    for block in blocks(text, start, end):
        tokens = [t for t in tokenize(text, block.start, block.end) if t.text != ">"]
        found.extend(_sentences(block, tokens))
    return found


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines = []
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        lines.append((at, stop - 1 if stop > at and text[stop - 1] == "\r" else stop))
        at = stop + 1
    return lines


def _block(text: str, at: int, right: int) -> Block:
    if text[at] == "#" and text[at : at + 7].lstrip("#")[:1] in (" ", "\t"):
        return Block(at + (len(text[at:right]) - len(text[at:right].lstrip("# \t"))), right, "heading")
    kind: BlockKind = "text"
    checked: bool | None = None
    while match := BULLET.match(text, at, right):
        at, kind = match.end(), "bullet"
        if match.group()[0] not in "-*+•":
            break
    if match := _BOX.match(text, at, right):
        checked = match.group(1) not in ("", " ")
        at, kind = match.end(), "bullet"
    if text.startswith(_STRUCK, at):
        checked = True
    body = text[at:right].strip()
    if (kind == "text" and body.startswith("**") and body.rstrip(":").endswith("**") and len(body) < 60) or (
        kind == "text" and len(body) < 40 and body.endswith(":")
    ):
        kind = "heading"
    return Block(at, right, kind, checked)


def _cells(
    text: str, at: int, right: int, row: int, found: list[Block], section: Section, columns: dict[int, Section] | None
) -> dict[int, Section]:
    """Add the cells of a row; what stands in one on lines of its own (``<br>``) are blocks of their own.

    ``columns`` is what the columns of the table hold, as its first row says and as it returns; ``None`` in that row.
    """
    heads: dict[int, Section] = {}
    kinds = columns or {}
    column = 0
    left = at + 1
    while left < right:
        stop = text.find("|", left, right)
        while stop > 0 and text[left:stop].count("[[") > text[left:stop].count("]]"):
            stop = text.find("|", stop + 1, right)
        stop = right if stop < 0 else stop
        if text[left:stop].strip() and not _RULE.match(text[left:stop].strip() + "---"):
            heads[column] = "actions" if _holds_actions(text[left:stop]) else ""
            for begin, end in _broken(text, left, stop):
                found.append(Block(begin, end, "cell", None, kinds.get(column, section), row, column))
        left = stop + 1
        column += 1
    if columns is not None:
        return columns
    return heads if any(heads.values()) else {}


def _holds_actions(head: str) -> bool:
    """Whether a column of that head lists things to do: "Actions: Responsible / Note", not "Action by"."""
    words = set(re.findall(r"[\w-]+", head.lower()))
    return len(words) <= _HEADING and bool((ACTION_WORDS | {"task"}) & words) and not (FORMER | _BESIDE) & words


def _broken(text: str, left: int, right: int) -> Iterator[tuple[int, int]]:
    """The lines of a cell without their tags and bullets; the cell as it is when it has no breaks."""
    if "<" not in text[left:right] or not _BREAK.search(text, left, right):
        yield left, right
        return
    begin = left
    for match in [*_BREAK.finditer(text, left, right), None]:
        end = match.start() if match else right
        skip = _CELL_BULLET.match(text, begin, end)
        if text[skip.end() if skip else begin : end].strip():
            yield (skip.end() if skip else begin), end
        begin = match.end() if match else right


def _section(body: str, block: Block, section: Section) -> Section:
    key = body.strip(" *_:#()[]").lower()
    if block.kind == "heading" or len(key) < 24:
        for headings, name in ((ACTION_HEADINGS, "actions"), (DONE_HEADINGS, "done"), (ROLL_HEADINGS, "roll")):
            if key in headings or (name == "actions" and _lists_actions(key)):
                block.kind = "heading"
                return name  # type: ignore[return-value]
    return "" if block.kind == "heading" else section


def _lists_actions(key: str) -> bool:
    """Whether a heading says that things to do follow: "New actions", "Action points", not "Actions of last time"."""
    words = key.split()
    return len(words) <= _HEADING and bool(ACTION_WORDS & set(words)) and not FORMER & set(words)


def _sentences(block: Block, tokens: list[Token]) -> list[Sentence]:
    found: list[Sentence] = []
    begin = 0
    for place, token in enumerate(tokens):
        if token.kind == MARK and token.text[0] in ".!?…" and _ends(tokens, place):
            stop = place + 1
            while (
                stop < len(tokens)
                and tokens[stop].text in {'"', "”", "’", ")", "!", "?"}
                and (tokens[stop].start == tokens[stop - 1].end)
            ):
                stop += 1
            if stop > begin:
                found.append(Sentence(block, tokens[begin:stop], begin == 0))
                begin = stop
    if begin < len(tokens):
        found.append(Sentence(block, tokens[begin:], begin == 0))
    return found


def _ends(tokens: list[Token], place: int) -> bool:
    token = tokens[place]
    if place + 1 == len(tokens):
        return True
    after, before = tokens[place + 1], tokens[place - 1] if place else None
    if token.text == "." and after.start == token.end and after.text not in {'"', "”", ")"}:
        return before is not None and after.cap and len(before.text) > 3
    if token.text in {"!", "?"} and after.text in {"!", "?"}:
        return False
    if token.text == "." and before is not None:
        if before.norm in ABBREVIATIONS or (len(before.text) == 1 and before.text.isupper() and before.text != "I"):
            return False
        if before.kind == NUMBER and place == 1:
            return False
    if token.text[0] in ".…" and len(token.text) > 1:
        return after.cap
    return True
