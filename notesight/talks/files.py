"""What the name of a file and the lines above a talk say: what it is called, and when it began."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from notesight import dates
from notesight.talks.clock import Beginning

_STAMP = re.compile(
    r"(GMT)?(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?:[-_T ](\d\d)[-_.:]?(\d\d)[-_.:]?(\d\d)(?!\d)|(?!\d))"
)
_CLOCK = re.compile(r"\b20\d\d/\d\d?/\d\d?\b|\b\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?\b")
_WHATSAPP = re.compile(
    r"(?:.{0,30}[ _-])?whatsapp\b.{0,20}?[ _](?:with|mit|met|con|com|avec|di|de|-|–)[ _]+(.+)", re.IGNORECASE
)
_COPY = re.compile(r"\s*\(\d{1,3}\)\s*$")
_DROPPED = re.compile(
    r"\b(?:gmt|utc|recording|meeting recording|audio[ _]transcript|closed[ _]caption"
    r"|transcript|transkript|transcription|transcripción"
    r"|transcrição|trascrizione|captions?|subtitles?|meeting saved|saved|new|chat|otter ai|zoom|teams|google meet|meet|result"
    r"|en|de|fr|es|it|pt|nl)\b",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"^\W*(?:date|datum|fecha|data|started|recorded(?: on)?|recording date|meeting date|when|wann)\s*[:：]\s*",
    re.IGNORECASE,
)
_HEAD_LINES = 12


def base(name: str | None) -> str:
    """The last part of a path, whichever way its slashes lean."""
    return re.split(r"[/\\]", name or "")[-1]


def stem(name: str | None) -> str:
    """A file's name without its folder and its suffix."""
    words = base(name)
    return words.rpartition(".")[0] or words


def chat_name(name: str | None) -> str | None:
    """Whom a chat is with, as WhatsApp writes it into the name of the file."""
    words = _COPY.sub("", stem(name)).strip()
    found = _WHATSAPP.match(words)
    return " ".join(found.group(1).replace("_", " ").split())[:100] or None if found else None


def is_whatsapp(name: str) -> bool:
    """Whether a file is named as WhatsApp names its exports."""
    return "whatsapp" in base(name).casefold() or stem(name).casefold() == "_chat"


def title(name: str | None) -> str | None:
    """What a talk is called by the name of its file, without dates and what programs write there."""
    return titled(_COPY.sub("", stem(name)))


def titled(line: str) -> str | None:
    """The same of a line above a talk."""
    words = _CLOCK.sub(" ", _STAMP.sub(" ", line))
    words = re.sub(r"[_\s]+", " ", _DROPPED.sub(" ", words.replace("_", " ")))
    words = re.sub(r"(?: ?[-–.,] ?)+$|^(?: ?[-–.,] ?)+", "", words.strip()).strip()
    words = re.sub(r"\s[-–.]+(?=\s|$)", "", words)
    return words[:100] if sum(map(str.isalpha, words)) >= 3 else None


def beginning(name: str | None, head: Iterable[str], fallback: date) -> Beginning:
    """When a talk began, by the name of its file, else by the lines above it, else the day that is given."""
    if found := _STAMP.search(base(name)):
        begun = _begun(found)
        if begun is not None:
            return begun
    if named := _stated(stem(name), fallback):
        return Beginning(named)
    for number, line in enumerate(head):
        if number >= _HEAD_LINES:
            break
        words = _DATE_LABEL.sub("", line.strip()[:200])
        if (stamp := _STAMP.search(words)) and (begun := _begun(stamp)):
            return Beginning(begun.day)
        if stated := _stated(re.sub(r"(20\d\d)/(\d\d)/(\d\d).*", r"\1-\2-\3", words), fallback):
            return Beginning(stated)
    return Beginning(fallback)


def _stated(words: str, fallback: date) -> date | None:
    return dates.stated(words, fallback) if words.strip() else None


def _begun(found: re.Match[str]) -> Beginning | None:
    zone = UTC if found[1] else None
    try:
        day = date(int(found[2]), int(found[3]), int(found[4]))
        if found[5] is None:
            return Beginning(day)
        clock = (int(found[5]), int(found[6]), int(found[7]))
        return Beginning(day, datetime(day.year, day.month, day.day, *clock, tzinfo=zone))
    except ValueError:
        return None
