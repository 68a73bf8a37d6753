"""Zip files: Slack's export of a workspace, and a WhatsApp chat as the iPhone saves it."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from notesight.errors import SourceError
from notesight.talks import chats, files, slack
from notesight.talks.decoding import decoded
from notesight.talks.made import one_line
from notesight.talks.pieces import Talk

LARGEST_FILE = 64_000_000
"""Bytes of one file in an archive, unpacked."""
LARGEST = 1_000_000_000
"""Bytes of all that is read out of one archive."""
_MOST_FILES = 200_000
_DAY = re.compile(r"(?:.{0,200}/)?([^/]{1,120})/\d{4}-\d\d-\d\d\.json$")
_CHAT = re.compile(r"(?:.{0,200}/)?(?:_chat|[^/]{0,30}whatsapp[^/]{0,150})\.txt$", re.IGNORECASE)
_LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, OSError, ValueError,
    struct.error, LookupError, MemoryError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Channel:
    """A channel of a workspace: what it is called, and who is in it."""

    title: str
    members: tuple[str, ...]


def talks(data: bytes, *, name: str | None, fallback: date) -> Iterator[Talk]:
    """The talks in an archive. Raises ``SourceError`` when it holds none, and at the end when some could not be read."""
    opened = _Archive(data)
    days = [path for path in opened.names if _DAY.match(path)]
    found = [path for path in opened.names if _CHAT.match(path)]
    if days:
        yield from _of_slack(opened, days)
    elif found:
        for path in found:
            called = name if path.endswith("_chat.txt") else path
            yield from chats.days(decoded(opened.read(path)), name=called, fallback=fallback)
    else:
        raise SourceError("There is no Slack export and no WhatsApp chat in this archive.")


def _of_slack(opened: _Archive, days: list[str]) -> Iterator[Talk]:
    root = _DAY.match(days[0])[0].rsplit("/", 2)[0] + "/" if days[0].count("/") > 1 else ""  # type: ignore[index]
    users = slack.users_of(opened.json(f"{root}users.json"))
    channels = _channels(opened, root, users)
    failed: list[str] = []
    for path in sorted(days):
        folder = _DAY.match(path)[1]  # type: ignore[index]
        channel = channels.get(folder, _Channel(f"#{one_line(folder)}", ()))
        try:
            messages = slack.parsed(opened.read(path))
            talk = slack.read(messages, users, name=path, title=channel.title, members=channel.members)
        except SourceError:
            failed.append(path)
            continue
        if talk is not None:
            yield talk
    if failed:
        others = f" and {len(failed) - 3} more" if len(failed) > 3 else ""
        raise SourceError(f"In this archive {', '.join(failed[:3])}{others} cannot be read.")


def _channels(opened: _Archive, root: str, users: Mapping[str, slack.User]) -> dict[str, _Channel]:
    """The channels by the names of their folders; a direct message is called by those who write to each other."""
    found: dict[str, _Channel] = {}
    for listed in _LISTS:
        held = opened.json(root + listed)
        for each in held if isinstance(held, list) else []:
            if not isinstance(each, dict):
                continue
            members = each.get("members")
            ids = tuple(one for one in members if isinstance(one, str)) if isinstance(members, list) else ()
            folder = one_line(each.get("name") if listed in _LISTS[:2] else each.get("name") or each.get("id"))
            names = ", ".join(users[one].name for one in ids[:8] if one in users)
            title = f"#{folder}" if listed in _LISTS[:2] else names or folder
            if folder:
                found[folder] = _Channel(title, ids)
    return found


class _Archive:
    """An archive in memory, of which never more is unpacked than a talk may have."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            self._infos = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        except _BROKEN:
            raise SourceError("This is no zip archive that could be read.") from None
        if len(self._infos) > _MOST_FILES:
            raise SourceError(f"This archive holds more than {_MOST_FILES:,} files.")
        self.names = [path for path in self._infos if not files.base(path).startswith("._")]
        self._left = LARGEST

    def read(self, path: str) -> bytes:
        """The bytes of one file in it. Raises ``SourceError`` when it is broken, locked or too large."""
        most = min(LARGEST_FILE, self._left)
        try:
            with self._zip.open(self._infos[path]) as opened:
                data = opened.read(most + 1)
        except _BROKEN:
            raise SourceError("A file in this archive is broken, or locked with a password.") from None
        if len(data) > most:
            raise SourceError("What is in this archive is too large for talks that people have had.")
        self._left -= len(data)
        return data

    def json(self, path: str) -> object:
        """The values of a JSON file in it; None when there is no such file, or it is broken."""
        try:
            return slack.parsed(self.read(path)) if path in self._infos else None
        except SourceError:
            return None
