"""Who took part in a document, on which day, and how: real contacts, as its envelope or its words tell them. Pure.

Merely being talked about is no contact, and a plan is none. In a mail somebody took part who sent it to the owner, or got it
from the owner, or wrote a part of it; in a talk whoever says something; in a note whom its front matter names, or of whom
its words say that the owner met, called or wrote to them. An automatic reply is nobody's contact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from notesight.contacts.notes import Found, read
from notesight.contacts.words import AUTOMATIC, NOTICES, SAME
from notesight.model import DocumentKind, fold

__all__ = ["CROWD", "Contact", "How", "Named", "Seen", "Voice", "channel_of", "contacts"]

How = Literal["wrote", "got", "named", "met", "passed_on"]
CROWD = 12
"""A mail of the owner's to more people than so many is a circular, and no contact with each of them."""


@dataclass(frozen=True, slots=True)
class Named:
    """One person of a document: the ``entry`` there, all names and addresses, and where the text names them."""

    entry: int
    names: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A stretch of a document that somebody wrote or said: its role, the author's name and address, and its day if known."""

    role: str
    start: int
    end: int
    name: str = ""
    address: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A document as far as it tells who took part; ``sender`` and ``recipients`` are names and addresses."""

    kind: DocumentKind
    day: date
    text: str
    title: str | None = None
    channel: str | None = None
    sender: tuple[str, str] = ("", "")
    recipients: tuple[tuple[str, str], ...] = ()
    hinted: tuple[str, ...] = ()
    voices: tuple[Voice, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """One person's contact: the day, how it is known, the channel (``None``: not said), and the words, if words tell it.

    ``passed_on`` is none in itself: somebody else spoke for the owner, or for them.
    """

    entry: int
    day: date
    how: How
    channel: str | None
    start: int = 0
    end: int = 0

    @property
    def real(self) -> bool:
        """Whether the two were in touch."""
        return self.how != "passed_on"


def channel_of(words: str | None) -> str | None:
    """A channel as it is called here, from how one calls it; ``None`` for none."""
    given = " ".join((words or "").split()).casefold()
    return SAME.get(given, given) or None


def contacts(seen: Seen, people: Sequence[Named]) -> list[Contact]:
    """The contacts of the people of a document: of each at most one a day, what is surest first known."""
    best: dict[tuple[int, date], Contact] = {}
    for each in _all(seen, people):
        best.setdefault((each.entry, each.day), each)
    met = {each.entry for each in best.values() if each.real}
    return sorted(
        (each for each in best.values() if each.real or each.entry not in met), key=lambda each: (each.entry, each.day)
    )


def _all(seen: Seen, people: Sequence[Named]) -> Iterator[Contact]:
    given = " ".join(seen.channel.split()).casefold() if seen.channel else None
    if given in NOTICES:
        return
    written = seen.kind != "note" or bool(seen.sender[0] or seen.sender[1])
    channel = channel_of(given)
    if written:
        yield from _of_mail(seen, people, channel or "mail")
    yield from _of_voices(seen, people, channel or ("mail" if written else None))
    if not written:
        yield from _of_note(seen, people, channel)


def _of_mail(seen: Seen, people: Sequence[Named], channel: str) -> Iterator[Contact]:
    sender = _who(people, *seen.sender)
    if sender is not None:
        if not AUTOMATIC.match(seen.title or ""):
            yield Contact(sender.entry, seen.day, "wrote", channel)
    elif len(seen.recipients) <= CROWD:
        for name, address in seen.recipients:
            if (got := _who(people, name, address)) is not None:
                yield Contact(got.entry, seen.day, "got", channel)


def _of_voices(seen: Seen, people: Sequence[Named], channel: str | None) -> Iterator[Contact]:
    """Whoever wrote a part of it; of what was forwarded only if the owner forwarded it, to whom it was written then."""
    others = _who(people, *seen.sender) is not None
    automatic = bool(AUTOMATIC.match(seen.title or ""))
    for voice in seen.voices:
        if voice.role not in {"new", "quoted", "forwarded"} or (voice.role == "forwarded" and others):
            continue
        author = _who(people, voice.name, voice.address)
        day = voice.day or (seen.day if voice.role == "new" else None)
        if author is None or day is None or (automatic and voice.role == "new"):
            continue
        yield Contact(author.entry, min(day, seen.day), "wrote", channel)


def _of_note(seen: Seen, people: Sequence[Named], channel: str | None) -> Iterator[Contact]:
    told: list[Found] = read(
        seen.text, [each.spans for each in people], seen.day, title=seen.title, given=channel, places=_own_words(seen)
    )
    for found in told:
        if found.real:
            yield Contact(people[found.nth].entry, found.day, "met", channel or found.setting, found.start, found.end)
    for words in seen.hinted:
        if (named := _called(people, words)) is not None:
            yield Contact(named.entry, seen.day, "named", channel or next((each.scene for each in told), None))
    for found in told:
        if not found.real:
            yield Contact(people[found.nth].entry, seen.day, "passed_on", "passed on", found.start, found.end)


def _own_words(seen: Seen) -> tuple[tuple[int, int], ...]:
    """Where the owner's own words stand in a note."""
    own = tuple((voice.start, voice.end) for voice in seen.voices if voice.role == "new" and not voice.name)
    return own if seen.voices else ((0, len(seen.text)),)


def _who(people: Sequence[Named], name: str, address: str) -> Named | None:
    """Who is meant on an envelope: by the address, else by a full name; a given name alone may be somebody else's."""
    wanted = fold(address)
    if wanted:
        by_address = [each for each in people if any(fold(one) == wanted for one in each.names)]
        if by_address:
            return by_address[0]
    called = fold(name)
    if not called:
        return None
    exact = [each for each in people if any(fold(one) == called for one in each.names)]
    addressed = [each for each in exact if not any("@" in one for one in each.names)] if wanted else exact
    return addressed[0] if len(addressed) == 1 or (addressed and " " in called) else None


def _called(people: Sequence[Named], words: str) -> Named | None:
    """Whom front matter names: the same name, or the only one of whose names all words stand in it."""
    wanted = fold(words)
    for each in people:
        if any(fold(one) == wanted for one in each.names):
            return each
    part = set(wanted.split())
    close = [each for each in people if any(set(fold(one).split()) <= part for one in each.names)]
    return close[0] if len(close) == 1 else None
