"""Telegram's export ``result.json``: one chat, or all of them, as one talk for each of their days.

Messages of bots' chats and of channels are left out where all chats are saved: these are no conversations.
What was forwarded belongs to whoever wrote it first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from notesight.errors import SourceError
from notesight.talks.made import Message, one_line, storable, written
from notesight.talks.names import is_nobody
from notesight.talks.pieces import Talk, cast_of

_BROADCASTS = frozenset({"bot_chat", "public_channel", "private_channel", "verification_codes", "replies"})
_OWN = "saved_messages"


def days(export: object) -> Iterator[Talk]:
    """The days of all chats in an export. Raises ``SourceError`` when it holds none."""
    chats = list(_chats(export))
    if not chats:
        raise SourceError("There are no messages of Telegram in it.")
    for chat in chats:
        yield from _days(chat)


def _chats(export: object) -> Iterator[Mapping[str, Any]]:
    if not isinstance(export, dict):
        return
    if isinstance(export.get("messages"), list):
        yield export
        return
    for key in ("chats", "left_chats"):
        held = export.get(key)
        listed = held.get("list") if isinstance(held, dict) else None
        for chat in listed if isinstance(listed, list) else []:
            held_talk = isinstance(chat, dict) and isinstance(chat.get("messages"), list)
            if held_talk and str(chat.get("type")) not in _BROADCASTS:
                yield chat


def _days(chat: Mapping[str, Any]) -> Iterator[Talk]:
    messages = [said for each in chat["messages"] if isinstance(each, dict) and (said := _message(each)) is not None]
    cast = tuple(who for who in dict.fromkeys(each.who for each in messages) if not is_nobody(who))
    title = one_line(chat.get("name")) or ("Saved messages" if chat.get("type") == _OWN else None)
    ident = _ident(chat, messages)
    messages.sort(key=lambda each: each.moment)
    for day, group in groupby(messages, key=lambda each: each.moment.date()):
        text, pieces = written(group)
        yield Talk(text, pieces, day, cast or cast_of(pieces), "chat", title, f"{ident}:{day.isoformat()}")


def _ident(chat: Mapping[str, Any], messages: list[Message]) -> str:
    number = chat.get("id")
    if isinstance(number, int):
        return f"telegram:{one_line(chat.get('type'))[:40]}:{number % 10**18}"
    first = f"{messages[0].moment.isoformat()}\n{messages[0].words}" if messages else ""
    return "telegram:" + hashlib.sha256(first.encode()).hexdigest()[:20]


def _message(message: Mapping[str, Any]) -> Message | None:
    moment, who = _moment(message.get("date")), one_line(message.get("from"))
    words = storable(_words(message.get("text")))
    if message.get("type") != "message" or moment is None or not words.strip():
        return None
    origin = one_line(message.get("forwarded_from"))
    return Message(who or "Deleted account", moment, words, None, origin if origin != who else None)


def _moment(written_at: object) -> datetime | None:
    try:
        return datetime.fromisoformat(written_at) if isinstance(written_at, str) else None
    except ValueError:
        return None


def _words(text: object) -> str:
    """The words of a message: a text, or pieces of one of which some are links."""
    if isinstance(text, str):
        return text
    return "".join(map(_piece, text)) if isinstance(text, list) else ""


def _piece(piece: object) -> str:
    if isinstance(piece, str):
        return piece
    if not isinstance(piece, dict) or not isinstance(piece.get("text"), str):
        return ""
    address = piece.get("href")
    return f"{piece['text']} ({address})" if isinstance(address, str) and address != piece["text"] else piece["text"]
