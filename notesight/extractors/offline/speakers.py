"""Find who speaks in the log of a chat: "<nick> …", "[09:02] <nick> …", "nick: …", "@nick will …"."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIME: Final = r"(?:[\[(]?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]m)?[\])]?[ \t]+)"
_NICK: Final = r"[A-Za-z][\w.|`^\[\]-]{1,24}"
_SAID: Final = re.compile(
    rf"^[ \t]*(?:{_TIME}?<[@+%~& ]?(?P<angled>{_NICK})>|{_TIME}(?P<timed>{_NICK}):|(?P<plain>{_NICK}):)[ \t]+",
    re.MULTILINE,
)
_HANDLE: Final = re.compile(rf"(?<![\w@./])@(?P<nick>{_NICK})\b(?!\.\w)")
_NAMED: Final = re.compile(rf"@?(?P<nick>{_NICK})(?P<mark>[:,])[ \t]+")
_MACHINES: Final = frozenset(
    "zakim trackbot rrsagent meetbot bot scribe chair action topic agenda note notes minutes todo resolution issue resolved"
    " agreed summary present regrets subject date time location host all everyone".split()
)
_FEWEST: Final = 4
"""So many lines at least, of two who speak, make a log."""


def speakers(text: str) -> dict[str, list[tuple[int, int]]]:
    """Who speaks in a log, each with every place of the text where the nick stands as a whole word; else nobody.

    A nick before a mere colon counts if it also speaks in brackets, is no word, and speaks more than once.
    """
    lines = list(_lines(text))
    sure = {nick for nick, certain in lines if certain}
    often = Counter(nick for nick, _ in lines)
    nicks = {
        nick for nick in often if nick in sure or (often[nick] > 1 and nick.islower() and nick not in lexicon.words())
    }
    if len(nicks) < 2 or sum(often[nick] for nick in nicks) < _FEWEST:
        nicks = set()
    handles = [match["nick"] for match in _HANDLE.finditer(text)]
    nicks |= {nick for nick in handles if nick.casefold() not in _MACHINES} if len(set(handles)) > 1 else set()
    return {nick: spans for nick in sorted(nicks, key=text.find) if (spans := _places(nick, text))}


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    for match in _SAID.finditer(text):
        nick = match["angled"] or match["timed"] or match["plain"]
        if nick.casefold() not in _MACHINES and not nick.casefold().startswith(("guest", "http")):
            yield (
                nick,
                match["angled"] is not None or (match["timed"] is not None and nick.casefold() not in lexicon.words()),
            )


def _places(nick: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(rf"(?<![\w@.-])@?{re.escape(nick)}(?![\w-])", text)]


def spoken_by(text: str, start: int, end: int) -> tuple[str, int] | None:
    """Who speaks the line that begins in ``text[start:end]``, and where their words begin."""
    match = _SAID.match(text, start, end)
    if match is None:
        return None
    return match["angled"] or match["timed"] or match["plain"], match.end()


def addressed(text: str, start: int, end: int) -> tuple[str, int, bool] | None:
    """Who is named first in ``text[start:end]``, before a colon or a comma, where it goes on, whether it was a colon."""
    match = _NAMED.match(text, start, end)
    return (match["nick"], match.end(), match["mark"] == ":") if match else None
