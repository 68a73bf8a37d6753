"""Turns a stretch of text and the spans in it into HTML that shows every character and runs none.

Pure. Offsets are characters of the text, half-open. Spans may nest, cross or touch: crossing spans are
split so that the marks nest. Reading the result without its tags and badges gives the text back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup, escape

LitKind = Literal["person", "ask", "offer", "followup", "introduction", "outcome", "silent"]

_CONTROLS = {code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)}
_CONTROLS |= {0x7F: "\u2421"}
_CONTROLS |= dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "\ufffd")


@dataclass(frozen=True, slots=True)
class Lit:
    """One stretch to light: ``anchor`` is its own id on the page, ``target`` the id of the card it leads to.

    ``silent`` is a sentence that gave nothing.
    ``badge`` is a short label set behind it ("A1"), ``title`` what the badge is called aloud. Both empty: a plain mark.
    """

    start: int
    end: int
    kind: LitKind
    anchor: str = ""
    target: str = ""
    badge: str = ""
    title: str = ""


def visible(text: str) -> Markup:
    """A text as HTML: markup escaped, control characters as their pictures, so that nothing acts and nothing hides."""
    return escape(text.translate(_CONTROLS))


def lit_html(text: str, lits: Iterable[Lit], start: int = 0, end: int | None = None) -> Markup:
    """The HTML of ``text[start:end]`` with every lit stretch marked, linked to its card and followed by its badge.

    A stretch that reaches out of the window is clipped: its anchor stands where it begins, its badge where it ends.
    """
    end = len(text) if end is None else end
    inside = [clipped for lit in lits if (clipped := _clip(lit, start, end)) is not None]
    starts: dict[int, list[Lit]] = {}
    for lit in inside:
        starts.setdefault(lit.start, []).append(lit)
    cuts = sorted({start, end, *starts, *(lit.end for lit in inside)})
    pieces: list[Markup] = []
    stack: list[Lit] = []
    for here, following in zip(cuts, [*cuts[1:], end], strict=True):
        closed, stack, again = _close(stack, here)
        pieces.extend(closed)
        for lit in sorted([*again, *starts.get(here, [])], key=lambda lit: -lit.end):
            pieces.append(_open(lit, first=lit.start == here))
            stack.append(lit)
        pieces.append(_words(text[here:following], stack))
    return Markup("").join(pieces)


def inked(text: str, start: int, end: int, lits: Iterable[Lit] = ()) -> tuple[int, int]:
    """The window without the blank lines around it, but with all that is lit in it; its first line keeps its indent."""
    words = text[start:end]
    body = words.rstrip()
    indent = len(body) - len(body.lstrip())
    first, last = start + words.rfind("\n", 0, indent) + 1, start + len(body)
    for lit in lits:
        if start <= lit.start < end:
            first = min(first, lit.start)
        if start < lit.end <= end:
            last = max(last, lit.end)
    return first, last


def _clip(lit: Lit, start: int, end: int) -> Lit | None:
    """The part of a lit stretch inside the window, or none."""
    if max(lit.start, start) >= min(lit.end, end):
        return None
    return replace(
        lit,
        start=max(lit.start, start),
        end=min(lit.end, end),
        anchor=lit.anchor if lit.start >= start else "",
        badge=lit.badge if lit.end <= end else "",
    )


def _close(stack: list[Lit], here: int) -> tuple[list[Markup], list[Lit], list[Lit]]:
    """Ends the marks that stop here: the closing HTML, the stack that stays, and what must be opened again."""
    keep = next((place for place, lit in enumerate(stack) if lit.end <= here), len(stack))
    pieces: list[Markup] = []
    again: list[Lit] = []
    for lit in reversed(stack[keep:]):
        pieces.append(Markup("</mark>"))
        if lit.end <= here:
            pieces.append(_badge(lit))
        else:
            again.append(lit)
    return pieces, stack[:keep], again[::-1]


def _open(lit: Lit, *, first: bool) -> Markup:
    if first and lit.anchor:
        return Markup('<mark class="lit {}" id="{}">').format(lit.kind, lit.anchor)
    return Markup('<mark class="lit {}">').format(lit.kind)


def _words(text: str, stack: Sequence[Lit]) -> Markup:
    """A run of text, linked to the card of the innermost mark around it."""
    target = next((lit.target for lit in reversed(stack) if lit.target), "")
    if not target:
        return visible(text)
    return Markup('<a href="#{}">{}</a>').format(target, visible(text))


def _badge(lit: Lit) -> Markup:
    if not lit.badge:
        return Markup("")
    form = Markup('<a class="badge {}" href="#{}" title="{}">{}</a>')
    return form.format(lit.kind, lit.target, visible(lit.title), lit.badge)


def found_html(text: str, opens: str, closes: str) -> Markup:
    """A passage whose found words stand between two control characters, as HTML; stray ones are left out."""
    pieces: list[Markup] = []
    for piece in text.split(opens):
        word, closed, rest = piece.partition(closes)
        if pieces and closed:
            pieces.append(
                Markup('<mark class="hit">{}</mark>{}').format(visible(word), visible(rest.replace(closes, "")))
            )
        else:
            pieces.append(visible(piece.replace(closes, "")))
    return Markup("").join(pieces)
