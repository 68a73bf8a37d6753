"""A page of plain sentences with their sources: what a brief, a digest and news are, before they look like anything. Pure.

A letter is rendered as Markdown or as an HTML file that stands alone; on a terminal the command line does it. Every text in
it may be a stranger's: nothing in it can become markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_AT_BEGINNING = re.compile(r"^(\d*)([-+=.)])")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: the ``words``, the ``quote`` it stands on if it says more, and the document that it is from.

    ``id`` is that of the ask, offer, follow-up or person it is about; what comes from a ``private`` document is for no
    model server.
    """

    words: str
    quote: str | None = None
    document_id: int | None = None
    title: str | None = None
    day: str | None = None
    id: str | None = None
    private: bool = False

    @property
    def more(self) -> str | None:
        """The quote where it says more than the words."""
        if self.quote is None or _bare(self.quote) in _bare(self.words):
            return None
        return " ".join(self.quote.split())


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading; ``more`` is how many were left out."""

    key: str
    heading: str
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a letter put into prose, with the numbers of the lines that it stands on, counted from 1."""

    words: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A title, a few words below it, and the sections in which something stands; ``empty`` is said when there are none."""

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    empty: str
    prose: tuple[Told, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in their order."""
        return tuple(line for section in self.sections for line in section.lines)

    def as_dict(self) -> dict[str, Any]:
        """For programs: ``title``, ``lead``, ``sections`` by their keys, ``prose``."""
        value: dict[str, Any] = {"title": self.title, "lead": list(self.lead)}
        value["sections"] = {section.key: [asdict(line) for line in section.lines] for section in self.sections}
        if self.prose:
            value["prose"] = [asdict(each) for each in self.prose]
        return value


def markdown(letter: Letter) -> str:
    """The letter as Markdown."""
    return "\n".join(_markdown(letter)) + "\n"


def _markdown(letter: Letter) -> Iterator[str]:
    yield f"# {_escaped(letter.title)}"
    for words in letter.lead:
        yield ""
        yield _escaped(words)
    if letter.prose:
        yield ""
        yield " ".join(f"{_escaped(told.words)} {_marks(told)}" for told in letter.prose)
    number = 0
    for section in letter.sections:
        yield ""
        yield f"## {_escaped(section.heading)}"
        yield ""
        for line in section.lines:
            number += 1
            mark = f"[{number}] " if letter.prose else ""
            yield f"- {mark}{_escaped(line.words)}{_escaped(_source(line), space=True)}"
            if line.more:
                yield f"  > {_escaped(line.more)}"
        if section.more:
            yield f"- and {section.more:,} more"
    if not letter.sections:
        yield ""
        yield _escaped(letter.empty)


def page(letter: Letter) -> str:
    """The letter as an HTML file that needs nothing else, with no address of anything in it."""
    return "".join(_page(letter))


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1c1b1a;background:#fff}"
    "h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:1.5rem 0 .25rem}ul{margin:0;padding-left:1.2rem}"
    "li{margin:.3rem 0}blockquote{margin:.1rem 0 .3rem;padding-left:.7rem;border-left:2px solid #bbb;color:#444}"
    ".source{color:#666;font-size:.87em}p{margin:.4rem 0}"
    "@media (prefers-color-scheme:dark){body{background:#191817;color:#e8e6e3}blockquote,.source{color:#aaa}}"
    "@media print{body{margin:0;max-width:none}}"
)


def _page(letter: Letter) -> Iterator[str]:
    title = html.escape(letter.title)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><h1><bdi>{title}</bdi></h1>\n"
    for words in letter.lead:
        yield f"<p>{html.escape(words)}</p>\n"
    if letter.prose:
        yield f"<p>{' '.join(f'{html.escape(told.words)} {_marks(told)}' for told in letter.prose)}</p>\n"
    number = 0
    for section in letter.sections:
        yield f"<h2>{html.escape(section.heading)}</h2>\n<ul>\n"
        for line in section.lines:
            number += 1
            mark = f"[{number}] " if letter.prose else ""
            yield f'<li>{mark}<bdi>{html.escape(line.words)}</bdi><span class="source">{html.escape(_source(line))}</span>'
            if line.more:
                yield f'<blockquote dir="auto">{html.escape(line.more)}</blockquote>'
            yield "</li>\n"
        if section.more:
            yield f"<li>and {section.more:,} more</li>\n"
        yield "</ul>\n"
    if not letter.sections:
        yield f"<p>{html.escape(letter.empty)}</p>\n"
    yield "</body></html>\n"


def _marks(told: Told) -> str:
    return "".join(f"[{number}]" for number in told.sources)


def _source(line: Line) -> str:
    """Where a line is from, behind it."""
    known = [part for part in (line.title and _short(line.title), line.day) if part]
    return f" ({', '.join(known)})" if known else ""


def _short(title: str, most: int = 60) -> str:
    title = " ".join(title.split())
    return title if len(title) <= most else title[:most].rsplit(" ", 1)[0] + " …"


def _escaped(text: str, *, space: bool = False) -> str:
    """A text of which nothing is markup in Markdown, on one line."""
    flat = " ".join(text.split())
    return " " * (space and bool(flat)) + _AT_BEGINNING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", flat))


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
