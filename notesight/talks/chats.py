"""Chats in which every message begins with its date: exports of WhatsApp from Android and iPhone, Signal, plain ones.

The text stays as it is read. What a program says between the messages (who joined, that a picture was left out) is
boilerplate. A chat of years is cut into its days: a later export then has the same days once more, and some new ones.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import groupby
from operator import attrgetter

from notesight.errors import SourceError
from notesight.talks import files
from notesight.talks.calendar import order_of
from notesight.talks.names import MARKS, bare
from notesight.talks.notices import is_event, own_words
from notesight.talks.pieces import Piece, Talk, cast_of

_BLANK = r"[ \t\xa0\u202f\u2009]"
_STAMP = re.compile(
    rf"^[{MARKS}]{{0,4}}(?P<open>\[)?(?P<date>\d{{1,4}}(?P<sep>[./-])\d{{1,2}}(?P=sep)\d{{1,4}})\.?"
    rf"(?:,{_BLANK}?|{_BLANK}|T)(?:(?:à|at|um|alle|kl|klo|om|às){_BLANK})?"
    rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}}))?"
    rf"(?:{_BLANK}?(?P<half>[AaPp])\.?{_BLANK}?[Mm]\b\.?)?"
    rf"(?(open)\]{_BLANK}?|(?P<mark>{_BLANK}[-–—]{_BLANK}|:{_BLANK}))",
    re.MULTILINE,
)
"""The date and the time that a message begins with."""
_LONGEST_NAME = 80
_FEW_WORDS = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One message, ``text[start:end]`` with its stamp; ``said`` is where its words begin. Without ``who`` a program's."""

    start: int
    said: int
    end: int
    who: str
    moment: datetime

    @property
    def day(self) -> date:
        """The day it was written on."""
        return self.moment.date()


def read(text: str, *, name: str | None, fallback: date) -> Talk:
    """A whole chat as one talk. Raises ``SourceError`` when no message can be made out."""
    return _talk(text, _some(entries(text, fallback)), name)


def days(text: str, *, name: str | None, fallback: date) -> Iterator[Talk]:
    """A chat as one talk for each of its days. Raises ``SourceError`` when no message can be made out."""
    listed = _some(entries(text, fallback))
    whole = _talk(text, listed, name)
    ident = _ident(text, listed)
    by_day = sorted(listed, key=attrgetter("day"))  # the clocks of two phones differ: a day may come in two stretches
    for day, group in groupby(by_day, key=attrgetter("day")):
        texts: list[str] = []
        pieces: list[Piece] = []
        at = 0
        for entry in group:
            texts.append(text[entry.start : entry.end])
            pieces += _pieces(text, entry, at - entry.start)
            at += entry.end - entry.start
        said = "".join(texts).rstrip()  # what follows its last word is another thing when the chat has gone on
        kept = tuple(_until(len(said), each) for each in pieces if each.start < len(said))
        yield replace(whole, text=said, pieces=kept, day=day, ident=f"{ident}:{day.isoformat()}")


def entries(text: str, fallback: date) -> list[Entry]:
    """The messages of a chat in their order. Dates are read in the one order (day or month first) that fits them all."""
    stamps = list(_stamps(text))
    if not stamps:
        return []
    order = order_of([(stamp["date"], stamp["half"] or "") for stamp in stamps], latest=fallback)
    ends = [*(stamp.start() for stamp in stamps[1:]), len(text)]
    found: list[Entry] = []
    day = fallback
    for stamp, end in zip(stamps, ends, strict=True):
        day = order.day(stamp["date"]) or day
        who, said = _speaker(text, stamp.end(), end)
        found.append(Entry(stamp.start(), said, end, who, datetime.combine(day, _clock(stamp))))
    return _without_events(found)


def _some(found: list[Entry]) -> list[Entry]:
    if not any(entry.who for entry in found):
        raise SourceError("No message of a chat could be made out in it.")
    return found


def _stamps(text: str) -> Iterator[re.Match[str]]:
    """The stamps of a chat: all look like the first."""
    form: tuple[bool, str, str] | None = None
    for stamp in _STAMP.finditer(text):
        this = (stamp["open"] is not None, stamp["sep"], (stamp["mark"] or "")[-2:-1])
        form = form or this
        if this == form:
            yield stamp


def _clock(stamp: re.Match[str]) -> time:
    hour, minute, second = int(stamp["hour"]), int(stamp["minute"]), int(stamp["second"] or 0)
    if stamp["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if stamp["half"] in "Pp" else 0)
    return time(hour, minute, min(second, 59)) if hour < 24 and minute < 60 else time()


def _speaker(text: str, start: int, end: int) -> tuple[str, int]:
    """Who stands before the first colon behind a stamp, and where their words begin; nobody in a program's line."""
    line_end = text.find("\n", start, min(end, start + _LONGEST_NAME + 2))
    stop = min(end if line_end < 0 else line_end, start + _LONGEST_NAME)
    colon = text.find(":", start, stop)
    while colon >= 0:
        after = text[colon + 1 : colon + 2]
        if not after or after.isspace():
            name = bare(text[start:colon])
            if not name or is_event(name):
                return "", start
            said = colon + 1
            while said < end and text[said] in " \t\xa0":
                said += 1
            return name, said
        colon = text.find(":", colon + 1, stop)
    return "", start


def _without_events(found: list[Entry]) -> list[Entry]:
    """Long words before a colon that come only once are no name either."""
    often = Counter(entry.who for entry in found)
    return [
        replace(entry, who="") if often[entry.who] == 1 and len(entry.who.split()) > _FEW_WORDS else entry
        for entry in found
    ]


def _talk(text: str, listed: Sequence[Entry], name: str | None) -> Talk:
    pieces = tuple(piece for entry in listed for piece in _pieces(text, entry, 0))
    title = files.chat_name(name) or files.title(name)
    return Talk(text, pieces, listed[0].day, cast_of(pieces), "chat", title)


def _pieces(text: str, entry: Entry, shift: int) -> Iterator[Piece]:
    """The pieces of one message, moved to where its text stands."""
    start, end = entry.start + shift, entry.end + shift
    if not entry.who:
        yield Piece("boilerplate", start, end)
        return
    begin, stop = own_words(text, entry.said, entry.end)
    begin, stop, said = begin + shift, stop + shift, entry.said + shift
    yield Piece("header", start, said)
    if begin > said:
        yield Piece("boilerplate", said, begin)
    if stop > begin:
        yield Piece("new", begin, stop, entry.who, entry.moment)
    if end > stop:
        yield Piece("boilerplate", stop, end)


def _until(end: int, piece: Piece) -> Piece:
    return piece if piece.end <= end else replace(piece, end=end)


def _ident(text: str, listed: Sequence[Entry]) -> str:
    """Which chat it is, however it and its people are called by now: its first words and their time."""
    first = next(entry for entry in listed if entry.who)
    begin, stop = own_words(text, first.said, first.end)
    words = " ".join(text[begin:stop].split())
    return (
        "chat:" + hashlib.sha256(f"{first.moment:%Y-%m-%d %H:%M}\n{words}".encode("utf-8", "replace")).hexdigest()[:20]
    )
