"""Talks: transcripts of calls and exports of chats, from text or bytes to documents whose parts have speakers and times.

:func:`looks_like` says which form a file has, :func:`document` reads one conversation, :func:`documents` all that a file
holds, a chat of years day by day. Pure: nothing here opens a file.

    text ─forms→ the form ─captions | transcripts | chats | slack | telegram | archives→ Talk ─pieces→ Document

What people say is of role ``new``, whoever they are: it is said here first. It has its author, its date where the talk
tells it (a naive moment where it is only "2:03 PM"; the day at midnight where there is no time at all), and ``to``: who
else is there, the last speaker first, in talks of two to eight. Names, times and titles are headers, what programs write
is boilerplate, and nothing is read in either.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from notesight.errors import SourceError
from notesight.talks import archives, captions, chats, slack, telegram, transcripts
from notesight.talks.decoding import decoded
from notesight.talks.forms import SUFFIXES, Form, looks_like
from notesight.talks.pieces import Talk, as_document

if TYPE_CHECKING:
    from notesight.model import Document


def document(text: str, form: Form, *, key: str, fallback: date, source: str | None = None) -> Document:
    """The document of a file that holds one conversation; a chat of many days is one too, when it is asked for so.

    ``fallback`` is the day of a talk that tells none, ``source`` the path of the file, which may tell its day and title.
    Raises ``SourceError`` when nothing is said in it, or when it holds several.
    """
    if form == "chat":
        reading = iter([chats.read(decoded(text), name=source, fallback=fallback)])
    else:
        reading = _talks(text, form, fallback, source, None)
    found = list(islice((talk for talk in reading if not talk.is_silent), 2))
    if len(found) != 1:
        sentence = "This file holds several conversations." if found else "Nobody says anything in it."
        raise SourceError(sentence, hint="Save it, and then: notesight ingest FILE" if found else None)
    return as_document(found[0], key=key, source=source)


def documents(
    data: bytes | str, form: Form, *, key: str, fallback: date, source: str | None = None, users: bytes | None = None
) -> Iterator[Document]:
    """The documents of all conversations in a file, for chats one of each day.

    The key of a chat's day is made of the chat itself: a later export has it again, and only its new days are new.
    What says nothing of which chat it is has ``key``. ``users`` is the ``users.json`` of a Slack export, for one of its
    days. A day on which nobody says anything is no document. Raises ``SourceError`` when it cannot be read, and at the end
    when some of an archive could not be.
    """
    for talk in _talks(data, form, fallback, source, users):
        if not talk.is_silent:
            yield as_document(talk, key=talk.ident or key, source=source)


def _talks(data: bytes | str, form: Form, fallback: date, source: str | None, users: bytes | None) -> Iterator[Talk]:
    if form == "archive":
        packed = data if isinstance(data, bytes) else data.encode("latin-1", "replace")
        yield from archives.talks(packed, name=source, fallback=fallback)
        return
    text = decoded(data)
    if form == "slack" or form == "telegram":  # noqa: PLR1714 - mypy narrows only these
        yield from _exported(text, form, source, users)
    elif form == "chat":
        yield from chats.days(text, name=source, fallback=fallback)
    elif form == "vtt" or form == "srt":  # noqa: PLR1714 - mypy narrows only these
        yield captions.read(text, form, name=source, fallback=fallback)
    else:
        yield transcripts.read(text, form, name=source, fallback=fallback)


def _exported(text: str, form: Form, source: str | None, users: bytes | None) -> Iterator[Talk]:
    held = slack.parsed(text)
    if form == "telegram":
        yield from telegram.days(held)
        return
    people = slack.users_of(slack.parsed(decoded(users))) if users else {}
    talk = slack.read(held, people, name=source)
    if talk is not None:
        yield talk


__all__ = ["SUFFIXES", "Form", "document", "documents", "looks_like"]
