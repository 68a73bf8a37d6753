"""Turn an HTML mail into the text a reader sees, without splitting words and without what is hidden.

The tree is walked with a stack of our own, so its depth is no matter. Quoted blocks become lines that begin with
``> ``, as in a plain mail, so that everything after this reads both alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from notesight.mail.tags import flat_text, is_tame

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_CHARS = 4 * 1024 * 1024
"""HTML beyond this is not read; the text of a mail is a small part of that."""
MAX_NODES = 250_000
"""Nor is what lies beyond so many elements and texts."""
_MAX_QUOTES = 12
_MAX_OPEN = 400

_BLOCK = frozenset(
    (
        "address article aside blockquote body center dd details dir div dl dt fieldset figcaption figure footer "
        "form h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section summary table tbody tfoot thead tr ul "
        "caption"
    ).split()
)
_SPACED = frozenset("p blockquote ul ol table h1 h2 h3 h4 h5 h6 pre dl".split())
_SKIP = frozenset("script style head title template noscript svg iframe object audio video canvas select".split())
_CELL = frozenset(("td", "th"))
_FORMATTING = "a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_OPENING = re.compile(rf"<(?:{_FORMATTING})(?=[\s>/])", re.IGNORECASE)
_CLOSING = re.compile(rf"</(?:{_FORMATTING})(?=[\s>])", re.IGNORECASE)
_ANY_FORMATTING = re.compile(rf"</?(?:{_FORMATTING})(?=[\s>/])[^<>]{{0,2000}}>", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_UNSEEN = re.compile("[\u00ad\u034f\u200b\u2060\ufeff]+")
_LONE_JOINER = re.compile("(?<![^\\s\u200c])\u200c+(?!\\S)")
_HIDDEN = re.compile(
    r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden|mso-hide\s{0,5}:\s{0,5}all"
    r"|opacity\s{0,5}:\s{0,5}0(?:\.0{1,5})?\s{0,5}(?:;|!|$)",
    re.IGNORECASE,
)
_CLIPPED = re.compile(r"max-height\s{0,5}:\s{0,5}0(?![.\d])", re.IGNORECASE)
_OVERFLOW = re.compile(r"overflow\s{0,5}:\s{0,5}hidden", re.IGNORECASE)
_OFF_PAGE = re.compile(r"(?:left|right|top|text-indent)\s{0,5}:\s{0,5}-\d{4,9}\s{0,5}px", re.IGNORECASE)
_INK = re.compile(r"(?:^|[;\s])color\s{0,5}:\s{0,5}([#\w]{3,20})", re.IGNORECASE)
_PAPER = re.compile(r"background(?:-color)?\s{0,5}:\s{0,5}([#\w]{3,20})", re.IGNORECASE)
_COLOURS = {"white": "#ffffff", "black": "#000000"}
_FONT_SIZE = re.compile(
    r"font(?:-size)?\s{0,5}:\s{0,5}(?:[^;]{0,40}\s)?(\d{0,4}(?:\.\d{0,4})?)(?:px|pt|em|rem|%)?", re.IGNORECASE
)
_UNQUOTED = re.compile(r"border(?:-style)?\s{0,5}:\s{0,5}none|border(?:-left)?\s{0,5}:\s{0,5}0", re.IGNORECASE)
_SIGNATURES = frozenset(
    "gmail_signature moz-signature protonmail_signature_block-user AppleMailSignature ms-outlook-mobile-signature "
    "Signature".split()
)
_RULE = "_" * 32
_ABOVE_HEADER_LINES = re.compile(
    r"border\s?:\s?none\s?;\s?border-top\s?:\s?solid\s?#\w{6}\s?1(?:\.0)?pt", re.IGNORECASE
)
_LINK_CHARS = 80
_CITING = ("gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-cite", "zmail_extra", "quote")


@dataclass(slots=True)
class _Page:
    """The text as it grows: finished lines, the pieces of the line in hand, and how deep in quotes we are."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    quotes: int = 0
    counts: list[int | None] = field(default_factory=list)

    def rule(self) -> None:
        """The line that Outlook itself draws in plain text above the header lines of the mail below."""
        self.end_line()
        if self.lines and self.lines[-1].strip("> ") != _RULE:
            self.lines.append(self.prefix + _RULE)

    def bullet(self) -> str:
        """What stands before the next item of the list in hand: its number in one that is numbered."""
        if not self.counts or self.counts[-1] is None:
            return "- "
        self.counts[-1] += 1
        return f"{self.counts[-1]}. "

    def end_line(self) -> None:
        if not self.pieces:
            return
        text = _BLANKS.sub(" ", "".join(self.pieces).replace("\t", "\x00")).strip(" \x00")
        self.pieces.clear()
        if text:
            text = _LONE_JOINER.sub("", _UNSEEN.sub("", text)) if not text.isascii() else text
            if text.strip(" \x00"):
                self.lines.append(self.prefix + _TABS.sub("\t", text))

    def line_break(self) -> None:
        """A ``<br>``: ends the line in hand, or leaves an empty one."""
        if any(not piece.isspace() for piece in self.pieces):
            self.end_line()
        else:
            self.pieces.clear()
            self.gap()

    def gap(self) -> None:
        empty = self.prefix.rstrip()
        if self.lines and self.lines[-1] not in ("", empty):
            self.lines.append(empty)

    def verbatim(self, text: str) -> None:
        """Preformatted text: its lines stay as they are."""
        first, *rest = text.replace("\r\n", "\n").split("\n")
        self.pieces.append(first)
        for line in rest:
            finished = self.prefix + "".join(self.pieces).rstrip()
            if finished.strip() or self.lines:
                self.lines.append(finished.rstrip() if finished.strip("> ") == "" else finished)
            self.pieces = [line]

    @property
    def prefix(self) -> str:
        return "> " * min(self.quotes, _MAX_QUOTES)


_TABS = re.compile(r" ?\x00[ \x00]*")


def html_text(html: str) -> str:
    """The visible text of an HTML mail: one line a block, ``- `` before list items, tabs between cells.

    Addresses behind links, pictures, styles, scripts and hidden elements are left out; a name that hides a mail address
    is followed by it, ``Ana Ruiz <ana@x.org>``. Never raises for bad HTML.
    """
    return read_html(html)[0]


def read_html(html: str) -> tuple[str, bool]:
    """:func:`html_text`, and whether there was more than is read."""
    from selectolax.lexbor import LexborHTMLParser

    cut = len(html) > MAX_CHARS
    html = html[:MAX_CHARS].replace("\x00", "")
    if not is_tame(html):
        return flat_text(html), cut
    root = LexborHTMLParser(_tamed(html)).body
    if root is None:
        return "", cut
    page = _Page()
    # Each entry: what to leave (or None), what to enter, whether its text is too small to see or preformatted.
    stack: list[tuple[str, LexborNode, bool, bool]] = [("in", root, False, False)]
    nodes = 0
    while stack:
        step, node, tiny, pre = stack.pop()
        if step == "out":
            _leave(page, node)
            continue
        if step == "unquote":
            page.end_line()
            page.quotes -= 1
            page.gap()
            continue
        nodes += 1
        if nodes > MAX_NODES:
            cut = True
            break
        following = node.next
        if following is not None and node is not root:
            stack.append(("in", following, tiny, pre))
        _enter(page, node, stack, tiny=tiny, pre=pre)
    page.end_line()
    while page.lines and not page.lines[-1].strip("> "):
        page.lines.pop()
    return ("\n".join(page.lines) + "\n" if page.lines else ""), cut


def _tamed(html: str) -> str:
    """HTML whose open ``<b>``, ``<font>`` … pile up is rid of them: a parser reopens each in every new paragraph."""
    opened, closed = len(_OPENING.findall(html)), len(_CLOSING.findall(html))
    return _ANY_FORMATTING.sub("", html) if opened - closed > _MAX_OPEN else html


def _enter(
    page: _Page, node: LexborNode, stack: list[tuple[str, LexborNode, bool, bool]], *, tiny: bool, pre: bool
) -> None:
    tag = node.tag or ""
    if tag == "-text":
        text = node.text_content or ""
        if pre:
            page.verbatim(text)
        elif not tiny:
            page.pieces.append(text.replace("\t", " "))
        return
    if tag == "br":
        page.line_break()
        return
    if tag == "img":
        _picture(page, node.attributes.get("alt"))
        return
    if tag in _SKIP or tag.startswith("-"):
        return
    attributes = node.attributes
    if attributes:
        style = attributes.get("style") or ""
        if "hidden" in attributes or _is_hidden(style, attributes.get("class") or ""):
            return
        tiny = _is_tiny(style, before=tiny)
    if tag in _BLOCK:
        page.end_line()
        if _is_spaced(page, tag):
            page.gap()
    _open(page, tag, attributes, stack, node)
    child = node.child
    if child is not None:
        stack.append(("in", child, tiny, pre or tag == "pre"))


def _open(
    page: _Page,
    tag: str,
    attributes: dict[str, str | None],
    stack: list[tuple[str, LexborNode, bool, bool]],
    node: LexborNode,
) -> None:
    """What an element puts before its content, and what must be undone after it."""
    if tag == "blockquote" and _is_citation(attributes):
        page.quotes += 1
        stack.append(("unquote", node, False, False))
        return
    if tag == "li":
        page.pieces.append(page.bullet())
    elif tag in ("ol", "ul"):
        page.counts.append(_first_number(attributes.get("start")) if tag == "ol" else None)
    elif tag == "hr":
        page.gap()
    elif tag == "a" and (attributes.get("href") or "")[:7].lower() == "mailto:":
        stack.append(("out", node, False, False))
    if attributes:
        named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()
        if not _SIGNATURES.isdisjoint(named):
            page.end_line()
            delimited = page.lines and page.lines[-1].strip("> ") == "--"
            if not delimited and not node.text(deep=True).lstrip().startswith("--"):
                page.lines.append(page.prefix + "-- ")
        elif attributes.get("id") == "divRplyFwdMsg" or _ABOVE_HEADER_LINES.search(attributes.get("style") or ""):
            page.rule()
    if tag in _BLOCK or tag in _CELL:
        stack.append(("out", node, False, False))


def _leave(page: _Page, node: LexborNode) -> None:
    tag = node.tag or ""
    if tag in _CELL:
        page.pieces.append("\t")
        return
    if tag == "a":
        _mailbox(page, node)
        return
    if tag in ("ol", "ul") and page.counts:
        page.counts.pop()
    if tag == "pre":
        page.verbatim("\n")
    page.end_line()
    if _is_spaced(page, tag):
        page.gap()


def _is_spaced(page: _Page, tag: str) -> bool:
    """Whether an empty line belongs around an element; a list in a list has none."""
    return tag in _SPACED and not (page.counts and tag in ("ol", "ul"))


def _mailbox(page: _Page, node: LexborNode) -> None:
    """The address behind a name, where the name is all that a reader sees: header lines of some programs are like that."""
    address = unquote((node.attributes.get("href") or "")[7 : 7 + 320]).partition("?")[0].strip()
    words = node.text(deep=True)
    if (
        "@" in address
        and " " not in address
        and "<" not in address
        and "@" not in words
        and 0 < len(words.strip()) < _LINK_CHARS
    ):
        page.pieces.append(f" <{address}>")


def _first_number(start: str | None) -> int:
    return int(start) - 1 if start and start.isascii() and start.isdigit() and len(start) < 7 else 0


def _picture(page: _Page, alt: str | None) -> None:
    """A picture of one emoji stands for the emoji; every other picture says nothing."""
    if alt and len(alt) <= 8 and not any(letter.isascii() for letter in alt):
        page.pieces.append(alt)


def _is_hidden(style: str, classes: str) -> bool:
    if style and (_HIDDEN.search(style) or (_CLIPPED.search(style) and _OVERFLOW.search(style))):
        return True
    if style and (_OFF_PAGE.search(style) or _is_ink_on_ink(style)):
        return True
    return "preheader" in classes.lower()


def _is_ink_on_ink(style: str) -> bool:
    """Whether letters have the colour of what they stand on."""
    ink, paper = _INK.search(style), _PAPER.search(style)
    return ink is not None and paper is not None and _colour(ink.group(1)) == _colour(paper.group(1))


def _colour(words: str) -> str:
    low = _COLOURS.get(words.lower(), words.lower())
    return "#" + "".join(digit * 2 for digit in low[1:]) if len(low) == 4 and low[0] == "#" else low


def _is_tiny(style: str, *, before: bool) -> bool:
    if "font" not in style.lower():
        return before
    size = _FONT_SIZE.search(style)
    if size is None or not size.group(1).strip("."):
        return before
    return float(size.group(1)) < 2 and not re.search(r"em|%", size.group())


def _is_citation(attributes: dict[str, str | None]) -> bool:
    """A blockquote that quotes; one without a border is only the indent button of a webmail."""
    if (attributes.get("type") or "") == "cite" or any(name in (attributes.get("class") or "") for name in _CITING):
        return True
    return not _UNQUOTED.search(attributes.get("style") or "")
