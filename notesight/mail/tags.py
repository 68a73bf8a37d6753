"""Look over the tags of a large HTML page before a parser builds its tree, and read it flat when a tree would hurt.

A browser's rules make some pages quadratic: a hundred thousand nested blocks, or attributes on one tag. No mail that
a person reads is like that, so such a page gets its text and its line breaks, and nothing finer.
"""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from collections.abc import Iterator

_SMALL = 100_000
_MAX_NESTED = 3000
_MAX_ATTRIBUTES = 2000

_START = re.compile(r"<(?:!--|(/?)([a-zA-Z][^\s/>]*+))")
_ATTRIBUTE = re.compile(r"""[\s/]*+[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?)?|[\s/]*+=+""")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_CLOSED_BY_THE_NEXT = frozenset("li p td th tr option dt dd tbody thead tfoot".split())
_SELF_CLOSED = _VOID | _CLOSED_BY_THE_NEXT
_NAMES = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{3000,}")
_ATTRIBUTES = re.compile(r"[\s/][^\s/>=]+=|\s[^\s/>=]+(?=\s)")
_RAW = frozenset(("script", "style", "title", "textarea", "template"))
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code em font i label mark q s small span strike strong sub sup tt u wbr img".split()
)


def is_tame(html: str) -> bool:
    """Whether a tree of this page can be built in time that grows with its length."""
    if len(html) < _SMALL:
        return True
    if any(len(_ATTRIBUTES.findall(found.group())) > _MAX_ATTRIBUTES for found in _LONG_TAG.finditer(html)):
        return False
    open_now: Counter[str] = Counter()
    nested = 0
    for closing, name in _NAMES.findall(html):
        if closing:
            if open_now[name]:
                open_now[name] -= 1
                nested -= 1
        elif name.lower() not in _SELF_CLOSED:
            open_now[name] += 1
            nested += 1
            if nested > _MAX_NESTED:
                return False
    return True


def flat_text(html: str) -> str:
    """The text between the tags, a line break wherever a tag is not one of those inside a line."""
    out: list[str] = []
    position = 0
    for start, end, closing, name, _ in _tags(html):
        if start < position:
            continue
        out.append(html[position:start])
        position = end
        if name in _RAW and not closing:
            found = re.compile(f"</{name}", re.IGNORECASE).search(html, end)
            position = found.start() if found else len(html)
        elif name not in _INLINE:
            out.append("\n")
    out.append(html[position:])
    lines = (" ".join(line.split()) for line in entities.unescape("".join(out)).split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


def _tags(html: str) -> Iterator[tuple[int, int, bool, str, int]]:
    """Each tag as (start, end, closing, lower-case name, number of attributes); comments as one of name ``!``."""
    position, length = 0, len(html)
    while True:
        found = _START.search(html, position)
        if found is None:
            return
        if found.group(2) is None:
            close = html.find("-->", found.end())
            position = length if close < 0 else close + 3
            yield found.start(), position, False, "span", 0
            continue
        at, attributes = found.end(), 0
        while (attribute := _ATTRIBUTE.match(html, at)) is not None:
            attributes += 1
            at = attribute.end()
        close = html.find(">", at)
        position = length if close < 0 else close + 1
        yield found.start(), position, found.group(1) == "/", found.group(2)[:40].lower(), attributes
