"""Where text comes from: standard input, notes, mails, mailboxes, Maildirs and folders of these.

``discover`` finds files, ``raws`` cuts one file into the bytes of its documents, ``document`` makes a document of the
bytes. One that cannot be read is a ``Failure`` with a sentence; the others go on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from notesight import dates, mail
from notesight.errors import SourceError
from notesight.model import Document, Part, content_digest

NOTES = frozenset({".txt", ".md", ".markdown", ".text"})
MAILS = frozenset({".eml"})
MAILBOXES = frozenset({".mbox", ".mbx"})
LARGEST_NOTE = 64 * 1024 * 1024
"""Bytes. A larger file is no note that somebody wrote."""
_MAILDIR = ("cur", "new", "tmp")
_TAG = re.compile(r"(?:^|(?<=\s))#([^\W\d][\w/-]{0,60})")
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}


@dataclass(frozen=True, slots=True)
class File:
    """A file that may hold documents, as it is now."""

    path: Path
    size: int
    mtime_ns: int
    form: Literal["note", "mail", "mbox"]


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one document, and what is known of where they came from. ``path`` is ``None`` for standard input."""

    data: bytes
    form: Literal["note", "mail"]
    name: str
    path: Path | None = None
    written: date | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or a document that cannot be read, and why."""

    name: str
    error: SourceError
    path: Path | None = None


def discover(paths: Sequence[Path]) -> Iterator[File | Failure]:
    """The files that hold documents, in a stable order: those that are named, and all of a known kind in folders.

    In a folder, hidden files and other kinds are passed over; in a Maildir every message of ``cur`` and ``new`` counts.
    """
    for path in paths:
        path = Path(os.path.abspath(path))  # noqa: PLW2901, PTH100 - the key of a note; a link is not followed for it
        try:
            if path.is_dir():
                yield from _folder(path, set())
            else:
                yield _file(path, named=True)
        except OSError as error:
            yield _failure(path, error)


def raws(file: File) -> Iterator[Raw | Failure]:
    """The documents of one file: one, or for a mailbox each message."""
    try:
        written = datetime.fromtimestamp(file.mtime_ns / 1e9).date()  # noqa: DTZ006 - the owner's own day
        if file.form == "mbox":
            for n, message in enumerate(mail.split_mbox(file.path), start=1):
                name = f"{file.path}#{n}"
                if isinstance(message, SourceError):
                    yield Failure(name, SourceError(f"{file.path}: {message.sentence}"), file.path)
                else:
                    yield Raw(message, "mail", name, file.path, written)
            return
        if file.form == "note" and file.size > LARGEST_NOTE:
            sentence = f"{file.path} has {file.size // 1_000_000} MB; a note may have {LARGEST_NOTE // 1_000_000} MB."
            yield Failure(str(file.path), SourceError(sentence), file.path)
            return
        yield Raw(file.path.read_bytes(), "mail" if file.form == "mail" else "note", str(file.path), file.path, written)
    except OSError as error:
        yield _failure(file.path, error)


def from_stdin(data: bytes) -> Raw:
    """What was piped in: a mail when it begins with header lines, else a note."""
    if mail.is_mbox(data[:4096]):
        data = data.lstrip(b"\r\n").partition(b"\n")[2]
    return Raw(data, "mail" if mail.looks_like_mail(data[:65_536]) else "note", "standard input")


def document(raw: Raw, *, date: date | None, today: date) -> Document:
    """A document of its bytes. ``date`` wins over all that it says; ``today`` is for what says nothing.

    Raises ``SourceError`` with a sentence when the bytes are empty, no text, or no mail.
    """
    try:
        if raw.form == "mail":
            found = mail.parse(raw.data, fallback=raw.written or today, source=str(raw.path) if raw.path else None)
            return replace(found, date=date) if date else found
        return _note(raw, date, today)
    except SourceError as error:
        if raw.name in error.sentence:
            raise
        raise SourceError(f"{raw.name}: {error.sentence}", hint=error.hint) from None


def _folder(folder: Path, seen: set[tuple[int, int]]) -> Iterator[File | Failure]:
    stat = folder.stat()
    if (stat.st_dev, stat.st_ino) in seen:
        return  # a link that leads back
    seen.add((stat.st_dev, stat.st_ino))
    entries = sorted(folder.iterdir())
    maildir = {entry.name for entry in entries} >= set(_MAILDIR)
    for entry in entries:
        try:
            if maildir and entry.name in _MAILDIR:
                if entry.name != "tmp":
                    yield from (
                        _file(each, maildir=True) for each in sorted(entry.iterdir()) if not each.name.startswith(".")
                    )
            elif entry.name.startswith("."):
                continue
            elif entry.is_dir():
                yield from _folder(entry, seen)
            elif entry.suffix.casefold() in NOTES | MAILS | MAILBOXES:
                yield _file(entry)
        except OSError as error:
            yield _failure(entry, error)


def _file(path: Path, *, named: bool = False, maildir: bool = False) -> File:
    stat = path.stat()
    suffix = path.suffix.casefold()
    form: Literal["note", "mail", "mbox"] = (
        "mail" if maildir or suffix in MAILS else "mbox" if suffix in MAILBOXES else "note"
    )
    if named and suffix not in NOTES | MAILS | MAILBOXES:
        with path.open("rb") as file:
            head = file.read(65_536)
        form = "mbox" if mail.is_mbox(head) else "mail" if mail.looks_like_mail(head) else "note"
    return File(path, stat.st_size, stat.st_mtime_ns, form)


def _failure(path: Path, error: OSError) -> Failure:
    return Failure(
        str(path), SourceError(f"{path} cannot be read: {(error.strerror or type(error).__name__).lower()}."), path
    )


# --- notes --------------------------------------------------------------------------------------------------------


def _note(raw: Raw, day: date | None, today: date) -> Document:
    text = text_of(raw.data)
    markdown = raw.path is None or raw.path.suffix.casefold() in {".md", ".markdown"}
    matter, length = _front_matter(text) if markdown else ({}, 0)
    body = text[length:]
    header = [Part("header", 0, length)] if length else []
    return Document(
        key=f"path:{raw.path.as_posix()}" if raw.path else content_digest(text),
        text=text,
        date=day or _day(matter, raw, body, today),
        kind="note",
        parts=(*header, *mail.parts(body, offset=length, pasted=True)),
        title=_words(matter.get("title")) or _heading(body),
        channel=_words(matter.get("channel")),
        people=_list(matter.get("people")),
        tags=tuple(dict.fromkeys((*_list(matter.get("tags")), *_TAG.findall(body[:100_000])))),
        private=matter.get("private") is True or body.lstrip()[:8].casefold() == "private:",
        source=str(raw.path) if raw.path else None,
    )


def _day(matter: dict[str, Any], raw: Raw, body: str, today: date) -> date:
    reference = raw.written or today
    stated = matter.get("date")
    if isinstance(stated, datetime):
        return stated.date()
    if isinstance(stated, date):
        return stated
    first = next((line for line in body.splitlines() if line.strip()), "")
    named = raw.path.stem if raw.path else ""
    for words in (str(stated or ""), named, first.lstrip("# ")[:200]):
        if words and (found := dates.stated(words, reference)):
            return found
    return reference


def text_of(data: bytes) -> str:
    """The text of a note's bytes: UTF-8, UTF-16, or what the bytes look like; a byte order mark is dropped, nothing else.

    Raises ``SourceError`` for nothing at all and for what is no text.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise SourceError("There is nothing in it: it is empty.")
    text = _decoded(data)
    sample = text[:65536]
    strange = sum(ord(character) in _CONTROLS or character == "\ufffd" for character in sample)
    if strange > len(sample) * 0.02 or not text.strip():
        raise SourceError("This is not text.", hint="notesight reads notes (.txt, .md) and mails (.eml, .mbox).")
    return text.replace("\0", "\ufffd") if "\0" in text else text


def _decoded(data: bytes) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    sample = data[:4096]
    if sample[1::2].count(0) > len(sample) * 0.3:
        return data.decode("utf-16-le", "replace")
    if sample[::2].count(0) > len(sample) * 0.3:
        return data.decode("utf-16-be", "replace")
    if b"\0" in sample:
        raise SourceError("This is not text.", hint="notesight reads notes (.txt, .md) and mails (.eml, .mbox).")
    return data.decode(_guessed(data), "replace")


def _guessed(data: bytes) -> str:
    """The encoding of bytes that are no UTF-8. Western letters win where they are plausible: they are the commonest."""
    try:
        western = data[:65536].decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    letters = [character for character in western if ord(character) > 127]
    if letters and sum(character.isalpha() or character in "–—‘’“”…€£°§«»·" for character in letters) >= 0.9 * len(
        letters
    ):
        plain = sum(character.isascii() and character.isalpha() for character in western)
        if plain > 3 * len(letters):
            return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:65536]).best()
    return best.encoding if best else "cp1252"


def _front_matter(text: str) -> tuple[dict[str, Any], int]:
    """The YAML between two ``---`` lines at the top, and where the text goes on; broken YAML is just text."""
    match = re.match(r"---[ \t]*\r?\n(.{0,20000}?)^---[ \t]*(?:\r?\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if not match:
        return {}, 0
    import yaml

    try:
        found = yaml.safe_load(match.group(1))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, 0
    return (found, match.end()) if isinstance(found, dict) else ({}, 0)


def _heading(body: str) -> str | None:
    match = re.search(r"^#{1,3}[ \t]+(\S.{0,200})$", body[:20_000], re.MULTILINE)
    return match.group(1).strip().rstrip("#").strip() or None if match else None


def _words(value: object) -> str | None:
    return str(value).strip() or None if value is not None and not isinstance(value, dict | list) else None


def _list(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else str(value).split(",") if value is not None else []
    return tuple(words for each in values if (words := str(each).strip().strip("[]#")))
