"""What every reader of talks makes: stretches of a text with who says them, and the document that they become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from notesight.model import Address, Document, Part, Role
from notesight.talks.names import is_nobody

Channel = Literal["chat", "call"]
FEW = 8
"""In a talk of more people than these, what one says is said to the room."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch ``text[start:end]``. ``who`` is its speaker as the text calls them, "" when nobody or unknown.

    ``to`` are those whom it is said to when that is known; ``None`` is whoever else is in the talk.
    """

    role: Role
    start: int
    end: int
    who: str = ""
    moment: datetime | None = None
    to: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation, or one day of it. ``cast`` is everybody in it, also who says nothing on this day.

    ``ident`` says which conversation it is where that is known from within, so that a later export is known again.
    """

    text: str
    pieces: tuple[Piece, ...]
    day: date
    cast: tuple[str, ...]
    channel: Channel
    title: str | None = None
    ident: str | None = None

    @property
    def is_silent(self) -> bool:
        """Whether nobody says anything in it."""
        return not any(piece.role in {"new", "forwarded"} for piece in self.pieces)


def cast_of(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """Everybody who says something, in the order of their first words; nameless voices are nobody."""
    said = dict.fromkeys(piece.who for piece in pieces if piece.role == "new")
    return tuple(who for who in said if who and not is_nobody(who))


def as_document(talk: Talk, *, key: str, source: str | None) -> Document:
    """The document of a talk, known by ``key``."""
    people = tuple(Address(who) for who in talk.cast)
    return Document(
        key=key,
        text=talk.text,
        date=talk.day,
        kind="thread",
        parts=_parts(talk),
        title=talk.title,
        channel=talk.channel,
        to=people if len(people) <= FEW else (),
        source=source,
    )


def _parts(talk: Talk) -> tuple[Part, ...]:
    """The pieces as parts: gaps between them are headers, and neighbours in which nobody speaks are one."""
    found: list[Part] = []
    room = _Room(talk.cast)
    at = 0
    for piece in talk.pieces:
        if piece.start > at:
            _add(found, Part("header", at, piece.start))
        if piece.role in {"new", "forwarded"}:
            _add(found, room.say(piece))
        else:
            _add(found, Part(piece.role, piece.start, piece.end))
        at = piece.end
    if at < len(talk.text):
        _add(found, Part("header", at, len(talk.text)))
    return tuple(found)


def _add(found: list[Part], part: Part) -> None:
    last = found[-1] if found else None
    if last is not None and last.role == part.role and part.role in {"header", "boilerplate"}:
        found[-1] = Part(last.role, last.start, part.end)
    else:
        found.append(part)


class _Room:
    """Who is in the talk, and who has spoken last: of several others, that one is the likeliest to be answered."""

    def __init__(self, cast: Sequence[str]) -> None:
        self._recent = list(cast) if 2 <= len(cast) <= FEW else []
        self._addresses = {who: Address(who) for who in cast}
        self._lists: dict[tuple[str, ...], tuple[Address, ...]] = {}

    def say(self, piece: Piece) -> Part:
        who = "" if is_nobody(piece.who) else piece.who
        others = tuple(each for each in self._recent if each != who) if who else ()
        if who in self._recent and piece.role == "new":
            self._recent.remove(who)
            self._recent.insert(0, who)
        to = others if piece.to is None else piece.to
        return Part(piece.role, piece.start, piece.end, self._address(who), piece.moment, self._list(to))

    def _address(self, who: str) -> Address:
        return self._addresses.get(who) or self._addresses.setdefault(who, Address(who))

    def _list(self, names: tuple[str, ...]) -> tuple[Address, ...]:
        if names not in self._lists:
            self._lists[names] = tuple(self._address(name) for name in names if not is_nobody(name))
        return self._lists[names]
