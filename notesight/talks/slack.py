"""Slack's export: a file for each day of a channel, with the ids of users, whose names stand in ``users.json``.

Replies stand below the message that they answer. Bots, joins and such are left out, and so are words in attachments:
nobody in the talk has written them. Everybody's messages have the time of their own clock, as mails do.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from notesight.errors import SourceError
from notesight.talks import files
from notesight.talks.clock import utc
from notesight.talks.made import Message, one_line, storable, written
from notesight.talks.names import is_nobody
from notesight.talks.pieces import FEW, Talk, cast_of

_SAID = frozenset({"", "thread_broadcast", "me_message", "file_share", "reply_broadcast", "file_comment"})
"""The kinds of messages that people write; all others are a program's."""
_ANGLES = re.compile(r"<([@#!][^<>\n]{1,200}|[A-Za-z][\w+.-]{1,20}:[^<>\n]{1,4000})>")
_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_DIRECT = re.compile(r"[DG][0-9A-Z]{7,12}$")
"""The folder of a direct message has the name of its id, which tells nobody anything."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody in a workspace: the name they go by, and how many seconds their clock is ahead of UTC."""

    name: str
    offset: int = 0
    bot: bool = False


Users = Mapping[str, User]


def users_of(listed: object) -> dict[str, User]:
    """The people of a ``users.json``, by id."""
    found: dict[str, User] = {}
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, dict) and isinstance(each.get("id"), str):
            offset = each.get("tz_offset")
            found[each["id"]] = User(
                _name(each),
                offset if isinstance(offset, int) else 0,
                bool(each.get("is_bot")) or each["id"] == "USLACKBOT",
            )
    return found


def read(
    messages: object,
    users: Users,
    *,
    name: str | None,
    title: str | None = None,
    members: Sequence[str] = (),
) -> Talk | None:
    """The talk of one day in one channel; ``None`` when people say nothing in it. ``name`` is the path of the file.

    Raises ``SourceError`` when these are no messages.
    """
    if not isinstance(messages, list) or not all(isinstance(each, dict) for each in messages):
        raise SourceError("This is no day of a Slack export.")
    known = {**_profiles(messages), **{key: user for key, user in users.items() if user.name}}
    answers = _Answers(messages)
    listed = [said for each in answers.in_order if (said := _message(each, known, answers)) is not None]
    if not listed:
        return None
    text, pieces = written(listed)
    day = _day(name) or listed[0].moment.date()
    there = cast_of(pieces)
    others = [known[each].name for each in members if each in known and not known[each].bot]
    cast = tuple(dict.fromkeys((*there, *(who for who in others if not is_nobody(who)))))
    ident = f"slack:{min((str(each.get('ts')) for each in messages), default=day.isoformat())[:40]}"
    return Talk(text, pieces, day, cast if len(cast) <= FEW else there, "chat", title or _channel(name), ident)


def parsed(data: str | bytes) -> Any:
    """JSON as values. Raises ``SourceError`` for what is none, or nested beyond all reason."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise SourceError("This is no JSON that could be read.") from None


# --- who ----------------------------------------------------------------------------------------------------------


def _name(user: Mapping[str, Any]) -> str:
    """How somebody is called: the real name before the one shown, before the handle."""
    profile = user.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    places = (
        (user, "real_name"),
        (profile, "real_name"),
        (profile, "display_name"),
        (user, "display_name"),
        (user, "name"),
    )
    return next((name for where, key in places if (name := one_line(where.get(key)))), "")


def _profiles(messages: Iterable[Mapping[str, Any]]) -> dict[str, User]:
    """The people whom the messages themselves name."""
    found: dict[str, User] = {}
    for each in messages:
        profile, user = each.get("user_profile"), each.get("user")
        if isinstance(profile, dict) and isinstance(user, str) and (name := _name(profile)):
            found.setdefault(user, User(name))
    return found


# --- what ---------------------------------------------------------------------------------------------------------


class _Answers:
    """The messages of a day in the order in which they are read: answers below what they answer."""

    def __init__(self, messages: Sequence[Mapping[str, Any]]) -> None:
        ordered = sorted(messages, key=lambda each: _seconds(each) or 0.0)
        roots = {str(each["ts"]) for each in ordered if "ts" in each}
        below: dict[str, list[Mapping[str, Any]]] = {}
        top: list[Mapping[str, Any]] = []
        for each in ordered:
            thread = each.get("thread_ts")
            if isinstance(thread, str) and thread != each.get("ts") and thread in roots:
                below.setdefault(thread, []).append(each)
            else:
                top.append(each)
        self.in_order = [one for each in top for one in (each, *below.get(str(each.get("ts")), []))]
        self._writers: dict[str, list[str]] = {}
        for each in ordered:
            thread, user = each.get("thread_ts"), each.get("user")
            if isinstance(thread, str) and isinstance(user, str):
                self._writers.setdefault(thread, []).append(user)

    def writers(self, message: Mapping[str, Any]) -> list[str]:
        """Who writes in the thread of an answer, the latest first; nobody for what is no answer."""
        thread = message.get("thread_ts")
        if not isinstance(thread, str) or thread == message.get("ts"):
            return []
        return list(dict.fromkeys(reversed(self._writers.get(thread, []))))


def _message(message: Mapping[str, Any], users: Users, answers: _Answers) -> Message | None:
    user, seconds = message.get("user"), _seconds(message)
    if message.get("type") != "message" or message.get("hidden") or not isinstance(user, str) or seconds is None:
        return None
    known = users.get(user, User(""))
    if str(message.get("subtype") or "") not in _SAID or known.bot or user == "USLACKBOT" or message.get("bot_id"):
        return None
    text = message.get("text")
    words = _readable(text, users) if isinstance(text, str) else ""
    moment = utc(seconds, known.offset)
    if not words.strip() or moment is None:
        return None
    return Message(known.name or one_line(user), moment, words, _addressed(message, str(text), users, answers))


def _seconds(message: Mapping[str, Any]) -> float | None:
    try:
        return float(str(message.get("ts"))[:30])
    except ValueError:
        return None


def _addressed(message: Mapping[str, Any], text: str, users: Users, answers: _Answers) -> tuple[str, ...] | None:
    """Whom a message names, then who else writes in its thread; ``None`` where it is said to the room."""
    named = [each.split("|")[0][1:] for each in _ANGLES.findall(text) if each.startswith("@")]
    ids = [each for each in dict.fromkeys((*named, *answers.writers(message))) if each != message.get("user")]
    found = tuple(users[each].name for each in ids if each in users and not users[each].bot)
    return found[:FEW] or None


def _readable(text: str, users: Users) -> str:
    """A message as it is seen: names for ids, links as their words and addresses, signs for entities."""
    shown = _ANGLES.sub(lambda found: _shown(found[1], users), storable(text))
    return html.unescape(shown.replace("\r\n", "\n"))


def _shown(inner: str, users: Users) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return "@" + (users[target[1:]].name if target[1:] in users else label or target[1:])
    if target.startswith("#"):
        return "#" + (label or target[1:])
    if target.startswith("!"):
        return label or "@" + target[1:].split("^")[0]
    target = target.removeprefix("mailto:").removeprefix("tel:")
    return f"{label} ({target})" if label and label.rstrip("/") not in target else target


def _day(name: str | None) -> date | None:
    words = files.stem(name)
    try:
        return date.fromisoformat(words) if _DAY.match(words) else None
    except ValueError:
        return None


def _channel(name: str | None) -> str | None:
    """The channel of a day's file: the folder that it lies in, unless that is only an id."""
    folders = re.split(r"[/\\]", name or "")[:-1]
    folder = one_line(folders[-1]) if folders and _DAY.match(files.stem(name)) else ""
    return f"#{folder}" if folder and not _DIRECT.match(folder) else None
