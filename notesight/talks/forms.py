"""Which form of talk a file holds, if any: only where that is sure, for an ordinary note must stay a note."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Literal

from notesight.talks import captions, chats, files, transcripts
from notesight.talks.clock import goes_on, is_elapsed
from notesight.talks.labels import DUTIES
from notesight.talks.names import MARKS, cleaned, field, is_nobody, loose, plausible
from notesight.talks.notices import is_about_the_chat
from notesight.talks.spoken import share_reports, share_sentences, share_spoken
from notesight.talks.transcripts import Lines, Opening, TextForm, any_label, is_by_program, is_time_alone

Form = Literal["vtt", "srt", "labelled", "stamped", "blocks", "chat", "slack", "telegram", "archive"]
"""WebVTT; SubRip; "Name: words"; "[12:03] Name: words"; "Name  0:12" above the words; a chat with dated messages;
a day of a Slack export; Telegram's ``result.json``; a zip with a Slack export or a WhatsApp chat in it."""

SUFFIXES = frozenset({".vtt", ".srt", ".json", ".zip"})
"""Files that may be talks and nothing else that we read; a talk may also be in a text file."""
_TEXTS = frozenset({"", ".txt", ".text", ".md", ".markdown"})
_HEAD = 65_536
_PRIVATE = re.compile(r"[\s#>*_]{0,20}private[*_ \t]{0,5}(?::|[.!]?[*_ \t]{0,5}\r?(?:\n|$))", re.IGNORECASE)
"""What says so of itself is a note, which keeps it on this machine."""
_TELLING = re.compile(
    r"transcript|transkript|transcrip[ct]|trascrizione|transcri[cç]|closed.?caption|saved.?chat|chat.?log|wortprotokoll|verbatim|otter.ai",
    re.IGNORECASE,
)
_TRANSCRIPT = r"(?:transcript|transkript|transcription|transcripción|transcrição|trascrizione|transcriptie)"
_TELLING_LINE = re.compile(
    rf"\W{{0,4}}(?i:{_TRANSCRIPT})\b.{{0,60}}|.{{0,80}}[-–—:|] ?(?i:{_TRANSCRIPT})\W{{0,4}}"
    rf"|\W{{0,4}}(?:[A-Z]\w* ){{1,3}}(?=T)(?i:{_TRANSCRIPT})\W{{0,4}}"
)
_MINUTES = re.compile(
    r"\b(?:minutes|agenda|protokoll|compte rendu|ordre du jour|orden del día|verbale|ata da|notulen|stand-?up|retro|notes)\b",
    re.IGNORECASE,
)
_SLACK_EXPORT = re.compile(r"slack[ _-]export", re.IGNORECASE)
_LAST_DAY = date(9999, 1, 1)
_SLACK = re.compile(r"\s*\[\s*\{")
_SLACK_MESSAGE = re.compile(r'"type"\s*:\s*"message"')
_SLACK_TIME = re.compile(r'"ts"\s*:\s*"\d{9,11}\.\d{3,6}"')
_TELEGRAM_MESSAGE = re.compile(
    r'"messages"\s*:\s*\[\s*(?:\]|\{\s*"id"\s*:\s*-?\d+\s*,\s*"type"\s*:\s*"(?:message|service)")'
)
_TELEGRAM_ABOUT = re.compile(r'\s*\{\s*"about"\s*:\s*"Here is the data you requested')
_INSIDE = re.compile(
    r"(?:_chat\.txt|/\d{4}-\d\d-\d\d\.json|channels\.json|users\.json|WhatsApp Chat.{1,100}\.txt)$", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"(?:\A|(?<=\n\n)|(?<=\n\r\n))[^\n]*\S")
_BULLET = re.compile(r"\s*(?:[-*+•‣◦]|\d{1,2}[.)])\s|\s*\||\s*#{1,6}\s|\s*```")
_MOST_ABOVE = 12
_LONGEST_ABOVE = 200


def looks_like(name: str, head: str) -> Form | None:
    """The form of the talk that a file holds, by its name and its first 64 Ki characters; ``None`` when it may be a note.

    Of an archive the head is its first bytes, read as Latin-1.
    """
    head = head[:_HEAD].lstrip("\ufeff")
    base = files.base(name)
    suffix = ("." + base.rpartition(".")[2]).casefold() if "." in base.lstrip(".") else ""
    if suffix == ".zip":
        return "archive" if _is_archive(base, head) else None
    if suffix == ".json":
        return _exported(head)
    lines = head.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if suffix in _TEXTS | {".vtt", ".srt"} and (form := _captions(lines, suffix)):
        return form
    if suffix not in _TEXTS:
        return None
    return _written(base, head)


def _is_archive(base: str, head: str) -> bool:
    if not head.startswith("PK\x03\x04") or len(head) < 30:
        return False
    length = ord(head[26]) + 256 * ord(head[27])
    known = files.is_whatsapp(base) or _SLACK_EXPORT.search(base) is not None
    return known or _INSIDE.search(head[30 : 30 + length]) is not None


def _exported(head: str) -> Form | None:
    if _SLACK.match(head) and _SLACK_MESSAGE.search(head) and _SLACK_TIME.search(head):
        return "slack"
    if head.lstrip().startswith("{") and (_TELEGRAM_MESSAGE.search(head) or _TELEGRAM_ABOUT.match(head)):
        return "telegram"
    return None


def _captions(lines: Sequence[str], suffix: str) -> Form | None:
    first = next((line for line in lines if line.strip()), "")
    if re.match(r"WEBVTT(?:[ \t]|$)", first):
        return "vtt" if suffix == ".vtt" or captions.has_timing(lines) else None
    if suffix in {".vtt", ".srt"}:
        return ("vtt" if suffix == ".vtt" else "srt") if captions.has_timing(lines) else None
    numbered = [line for line in lines[:12] if line.strip()][:2]
    return "srt" if len(numbered) == 2 and numbered[0].strip().isdigit() and captions.has_timing(numbered[1:]) else None


def _written(base: str, head: str) -> Form | None:
    if not head.strip() or head.startswith(("---\n", "---\r\n")) or _PRIVATE.match(head):
        return None
    if _is_chat(base, head):
        return "chat"
    lines = Lines.of(head)
    telling = _TELLING.search(base) is not None or any(map(_TELLING_LINE.fullmatch, head[:800].splitlines()[:6]))
    tests: tuple[tuple[TextForm, Callable[[_Look], bool]], ...] = (
        ("stamped", _is_stamped),
        ("blocks", _is_blocks),
        ("labelled", _is_labelled),
    )
    for form, holds in tests:
        found = transcripts.openings(lines, form)
        if len(found) > 1 and holds(_Look(lines, found, telling=telling)):
            return form
    return None


def _is_chat(base: str, head: str) -> bool:
    """Whether dated messages stand in it: WhatsApp says so in the file's name or the first line, or two people write."""
    found = chats.entries(head, _LAST_DAY)
    spoken = [entry for entry in found if entry.who]
    if not spoken or head[: found[0].start].strip():
        return False
    notices = (
        head[entry.start : entry.end] for entry in found[:3] if not entry.who or "\u200e" in head[entry.said :][:1]
    )
    if files.is_whatsapp(base) or any(map(is_about_the_chat, notices)):
        return True
    counts = Counter(entry.who for entry in spoken)
    bracketed = head.lstrip(MARKS + " \r\n").startswith("[")
    if len(counts) < 2 or len(spoken) < (2 if bracketed else 3) or not all(map(loose, counts)):
        return False
    filled = sum(bool(line.strip()) for line in head.split("\n"))
    words = [head[entry.said : entry.end] for entry in spoken]
    return (
        len(found) >= 0.5 * filled
        and len(spoken) >= 0.7 * len(found)
        and (max(counts.values()) > 1 or bracketed)
        and not _goes_over(words)
        and share_spoken(words) >= 0.2
        and share_reports(words) <= 0.3
    )


def _is_prose(line: str) -> bool:
    """Whether a line above is a sentence of somebody who tells what follows, and no title."""
    words = len(line.split())
    if len(line) > _LONGEST_ABOVE or (words > 3 and line.rstrip().endswith((":", ",", ";"))):
        return True
    ended = words > 4 and line.rstrip().endswith((".", "!", "?"))
    return ended and not is_by_program(line) and _TELLING.search(line) is None


def _goes_over(turns: Sequence[str]) -> bool:
    """Whether another paragraph stands below turns that have none: somebody's own words about a talk that they noted."""
    *before, last = (each.strip().replace("\r", "") for each in turns)
    if any("\n\n" in each for each in before):
        return False
    _, blank, after = last.partition("\n\n")
    return bool(blank) and not any(is_by_program(line) or is_time_alone(line) for line in after.split("\n") if line)


class _Look:
    """What is to be seen of a text in which speakers may begin."""

    def __init__(self, lines: Lines, found: Sequence[Opening], *, telling: bool) -> None:
        text = lines.text
        ends = [*(each.start for each in found[1:]), len(text)]
        self.text = text
        self.found = found
        self.telling = telling
        self.turns = [text[each.start : end] for each, end in zip(found, ends, strict=True)]
        self.words = [text[each.said : end].strip() for each, end in zip(found, ends, strict=True)]
        self.above = [line for line in text[: found[0].start].splitlines() if line.strip()]
        self.below = [line for line in text[found[0].start :].splitlines() if line.strip()]
        self.labels = [cleaned(each.label) for each in found]
        self.counts = Counter(self.labels)
        self.times = [each.time for each in found if each.time is not None]
        elapsed = is_elapsed(self.times)
        self.to_the_second = bool(self.times) and all(len(each.numbers) > 2 for each in self.times)
        self.enough = 2 if telling or elapsed or self.to_the_second else 3

    @property
    def begins_soon(self) -> bool:
        """Whether only a title and a few such lines stand above, and nobody's own words above or below."""
        if not self.telling and _goes_over(self.turns):
            return False
        return len(self.above) <= _MOST_ABOVE and not any(map(_is_prose, self.above))

    @property
    def is_listed(self) -> bool:
        """Whether many lines are bullets, headings or rows of a table, as in notes."""
        return sum(_BULLET.match(line) is not None for line in self.below) > 0.1 * len(self.below)

    @property
    def comes_again(self) -> bool:
        """Whether somebody speaks a second time, after another, or alone for a third time."""
        runs = Counter(label for label, _ in groupby(self.labels))
        return max(runs.values()) > 1 or (len(runs) == 1 and len(self.labels) > 2)

    @property
    def are_names(self) -> bool:
        """Whether all labels are whole names, or numbers of voices, so that one occurrence of each is enough."""
        return all(plausible(label) and (is_nobody(label) or " " in label) for label in self.counts)

    @property
    def share_begun(self) -> float:
        """How many of the lines, or else of the paragraphs, begin with a speaker."""
        begun = {each.start for each in self.found}
        paragraphs = [match.start() for match in _PARAGRAPH.finditer(self.text) if match.start() >= self.found[0].start]
        of_paragraphs = sum(start in begun for start in paragraphs) / len(paragraphs) if len(paragraphs) > 1 else 0.0
        return max(len(begun) / max(1, len(self.below)), of_paragraphs)


def _is_stamped(look: _Look) -> bool:
    """Whether "[12:03] Name: words" is what most lines are."""
    if look.to_the_second and any(each.to for each in look.found):
        return True  # as Zoom saves a chat
    return (
        len(look.found) >= look.enough
        and look.begins_soon
        and not look.is_listed
        and goes_on(look.times)
        and look.share_begun >= 0.4
        and (look.comes_again or (look.are_names and look.enough == 2))
        and share_spoken(look.words) >= 0.2
        and share_reports(look.words) <= 0.3
    )


def _is_blocks(look: _Look) -> bool:
    """Whether "Name  0:12" stands above what is said, again and again."""
    return (
        len(look.found) >= look.enough
        and look.begins_soon
        and not look.is_listed
        and goes_on(look.times)
        and sum(map(bool, look.words)) >= 0.8 * len(look.words)
        and (look.comes_again or (look.are_names and look.enough == 2))
        and share_spoken(look.words) >= 0.25
        and share_reports(look.words) <= 0.3
        and (look.enough == 2 or share_sentences(look.words) >= 0.4 or any(each.half for each in look.times))
    )


def _is_labelled(look: _Look) -> bool:
    """Whether people speak in turn, in sentences; lines that note what each of them wants or does are no talk."""
    fields = [label for line in look.below if (label := any_label(line)) and field(label)]
    if any(field(label) in DUTIES for label in fields) or len(fields) > 0.1 * len(look.found):
        return False
    if len(look.counts) < 2 or not look.begins_soon or look.is_listed or share_reports(look.words) > 0.15:
        return False
    if look.telling:
        return look.share_begun >= 0.4 and share_spoken(look.words) >= 0.25
    switches = sum(one != other for one, other in pairwise(look.labels))
    twice = sum(count > 1 for count in look.counts.values())
    in_turn = (switches >= 3 and twice >= 2) or (switches >= 2 and look.comes_again and look.are_names)
    return (
        in_turn
        and look.share_begun >= 0.5
        and share_spoken(look.words) >= 0.5
        and share_sentences(look.words) >= 0.6
        and not any(_MINUTES.search(line) for line in look.above)
    )
