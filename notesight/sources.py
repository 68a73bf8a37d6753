"""Where text comes from: standard input, notes, mails, mailboxes, Maildirs, talks and folders of these.

``discover`` finds files, ``raws`` cuts one file into the bytes of its documents, ``document`` makes a document of the
bytes. One that cannot be read is a ``Failure`` with a sentence; the others go on.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Literal

from notesight import dates, mail, talks
from notesight.errors import SourceError
from notesight.model import FINGERPRINT_BYTES, Document, Part, content_digest

NOTES = frozenset({".txt", ".md", ".markdown", ".text"})
MAILS = frozenset({".eml"})
MAILBOXES = frozenset({".mbox", ".mbx"})
LARGEST_NOTE = 2_000_000
"""Bytes of a note, and characters of any text. What is larger is no note or letter that somebody wrote."""
LARGEST_MAIL = 64_000_000
"""Bytes of a mail, with all that is attached to it."""
_FORMS = NOTES | MAILS | MAILBOXES
MAILDIR = frozenset({"cur", "new", "tmp"})
"""The folders of a Maildir."""
_UNWANTED = re.compile(r"\.(?:trash|junk|spam|deleted|drafts)", re.IGNORECASE)
"""Folders of a Maildir that nobody wants read."""
_TAG = re.compile(r"(?:^|(?<=\s))#([^\W\d][\w/-]{0,60})")
_CONTROLS = frozenset(range(32)) - {9, 10, 11, 12, 13, 27}


@dataclass(frozen=True, slots=True)
class File:
    """A file that may hold documents, as it is now."""

    path: Path
    size: int
    mtime_ns: int
    form: Literal["note", "mail", "mbox", "talk"]


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one document, and what is known of where they came from. ``path`` is ``None`` for standard input.

    ``made`` is a document that its file has made already: a talk, of which one day may need the whole file to be read.
    ``nth`` counts the notes that came under one name, each after the one before it had gone to the archive: another one
    is another note, and no new version. ``message`` says which message of a mailbox file it is, whatever its number.
    """

    data: bytes
    form: Literal["note", "mail"]
    name: str
    path: Path | None = None
    written: date | None = None
    made: Document | None = None
    nth: int = 1
    message: bytes | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or a document that cannot be read, and why."""

    name: str
    error: SourceError
    path: Path | None = None


def discover(paths: Sequence[Path], *, leave_out: Path | None = None) -> Iterator[File | Failure]:
    """The files that hold documents, in a stable order: those that are named, and all of a known kind in folders.

    In a folder, hidden files and other kinds are passed over, and so is the folder ``leave_out``, whichever way leads
    there; in a Maildir every message of ``cur`` and ``new`` counts, also in its hidden folders for other mail, but for
    trash and drafts. What vanishes from a folder while it is looked at was never there.
    """
    for path in paths:
        path = Path(os.path.abspath(path))  # noqa: PLW2901, PTH100 - the key of a note; a link is not followed for it
        try:
            if path.is_dir():
                yield from _folder(path, leave_out)
            else:
                yield _file(path, named=True)
        except OSError as error:
            yield _failure(path, error)


def raws(file: File) -> Iterator[Raw | Failure]:
    """The documents of one file: one, for a mailbox each message, for a chat each day."""
    try:
        name, written = shown(file.path), _day_of(file)
        if file.form == "mbox":
            for n, message in enumerate(mail.split_mbox(file.path), start=1):
                if isinstance(message, SourceError):
                    yield Failure(f"{name}#{n}", SourceError(f"{name}: {message.sentence}"), file.path)
                else:
                    fingerprint = blake2b(message, digest_size=FINGERPRINT_BYTES).digest()
                    yield Raw(message, "mail", f"{name}#{n}", file.path, written, message=fingerprint)
        elif file.form == "mail":
            if error := _too_large("mail", file.size, name):
                yield Failure(name, error, file.path)
            else:
                yield Raw(_without_envelope(file.path.read_bytes()), "mail", name, file.path, written)
        else:
            form = _talk_in(file.path)
            if error := _too_large("talk" if form else "note", file.size, name):
                yield Failure(name, error, file.path)
            elif form:
                yield from _talks(file.path, form, name, written)
            else:
                yield Raw(file.path.read_bytes(), "note", name, file.path, written)
    except OSError as error:
        yield _failure(file.path, error)


def _talks(path: Path, form: talks.Form, name: str, written: date | None) -> Iterator[Raw | Failure]:
    """The documents of a file that holds talks, ready made."""
    data = path.read_bytes()
    users = next((each.read_bytes() for up in path.parents[:2] if (each := up / "users.json").is_file()), None)
    try:
        for found in talks.documents(
            data if form == "archive" else text_of(data),
            form,
            key=f"path:{name}",
            fallback=written or date.today(),  # noqa: DTZ011 - the owner's own day
            source=name,
            users=users if form == "slack" else None,
        ):
            called = name if found.key == f"path:{name}" else f"{name}#{found.date}"
            if error := _too_large("note", len(found.text), called):
                yield Failure(called, error, path)
            else:
                yield Raw(b"", "note", called, path, written, found)
    except SourceError as error:
        yield Failure(name, SourceError(f"{name}: {error.sentence}", hint=error.hint), path)


def _talk_in(path: Path) -> talks.Form | None:
    """The form of the talk that a file holds, if it surely holds one."""
    with path.open("rb") as file:
        return _talk_of(path.name, file.read(65_536))


def _talk_of(name: str, head: bytes) -> talks.Form | None:
    packed = name.casefold().endswith(".zip")
    return talks.looks_like(name, head.decode("latin-1") if packed else _decoded(head))


def from_stdin(data: bytes) -> Raw:
    """What was piped in: a mail when it begins with header lines, else a note.

    Raises ``SourceError`` for a mailbox with several mails.
    """
    if mail.is_mbox(data[:4096]):
        first, *more = islice(mail.split_mbox_stream(BytesIO(data.lstrip(b"\r\n"))), 2)
        if more:
            hint = "Save them in a file that ends in .mbox, then: notesight ingest FILE"
            raise SourceError("Standard input holds several mails; it takes one.", hint=hint)
        if isinstance(first, SourceError):
            raise first
        data = first
    return Raw(data, "mail" if mail.looks_like_mail(data[:65_536]) else "note", "standard input")


def shown(path: Path) -> str:
    """A path as text that can be stored and printed: bytes in it that are no UTF-8 are written in hexadecimal."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _without_envelope(data: bytes) -> bytes:
    return data.lstrip(b"\r\n").partition(b"\n")[2] if mail.is_mbox(data[:4096]) else data


def document(raw: Raw, *, date: date | None, today: date, channel: str | None = None) -> Document:
    """A document of its bytes. ``date`` and ``channel`` win over all that it says; ``today`` is for what says nothing.

    Raises ``SourceError`` with a sentence when the bytes are empty, no text, or no mail.
    """
    try:
        found = _document(raw, date, today)
    except SourceError as error:
        if raw.name in error.sentence:
            raise
        hint = error.hint or ("A note in a file wants a name that ends in .txt or .md." if raw.form == "mail" else None)
        raise SourceError(f"{raw.name}: {error.sentence}", hint=hint) from None
    return replace(found, channel=channel) if channel else found


def _document(raw: Raw, day: date | None, today: date) -> Document:
    if raw.made is not None:
        return _moved(raw.made, day)
    if error := _too_large(raw.form, len(raw.data), raw.name):
        raise error
    if raw.form == "note":
        form = _talk_of("", raw.data[:65_536]) if raw.path is None else None
        if form is None:
            return _note(raw, day, today)
        text = text_of(raw.data)
        return _moved(talks.document(text, form, key=content_digest(text), fallback=raw.written or today), day)
    found = mail.parse(raw.data, fallback=raw.written or today, source=shown(raw.path) if raw.path else None)
    if len(found.text) > LARGEST_NOTE:
        millions = len(found.text) / 1_000_000
        sentence = f"The words of this mail are {millions:.0f} million characters; nobody wrote so many."
        raise SourceError(sentence, hint="Cut it into the pieces that it was made of.")
    return _dated(found, day) if day else found


def _too_large(form: str, size: int, name: str) -> SourceError | None:
    largest, what = (LARGEST_NOTE, "note") if form == "note" else (LARGEST_MAIL, form)
    if size <= largest:
        return None
    sentence = f"{name} has {size / 1_000_000:.0f} MB; a {what} may have {largest // 1_000_000} MB."
    return SourceError(sentence, hint="Cut it into the pieces that it was made of.")


def _dated(document: Document, day: date) -> Document:
    """A mail as if it were from another day: its own words count from there, what it quotes keeps its dates."""
    sent = next((part.date for part in document.parts if part.role == "header"), None)
    if sent is None:
        return replace(document, date=day)
    moment = sent.replace(year=day.year, month=day.month, day=day.day)
    parts = tuple(replace(part, date=moment) if part.date == sent else part for part in document.parts)
    return replace(document, date=day, parts=parts)


def _moved(talk: Document, day: date | None) -> Document:
    """A talk as if it had begun on another day."""
    if day is None or day == talk.date:
        return talk
    try:
        parts = tuple(replace(each, date=each.date and each.date + (day - talk.date)) for each in talk.parts)
    except OverflowError:
        parts = talk.parts
    return replace(talk, date=day, parts=parts)


def _folder(top: Path, leave_out: Path | None) -> Iterator[File | Failure]:
    seen: set[tuple[int, int]] = set()
    if leave_out is not None and leave_out.is_dir():
        status = leave_out.stat()
        seen.add((status.st_dev, status.st_ino))
    waiting = [(top, top.name in {"cur", "new"} and (top.parent / "tmp").is_dir())]
    while waiting:
        folder, of_mails = waiting.pop()
        inner: list[tuple[Path, bool]] = []
        try:
            status = folder.stat()
            known = (status.st_dev, status.st_ino) in seen  # a link that leads back
            entries = [] if known else sorted(folder.iterdir())
        except OSError as error:
            if folder == top or os.path.lexists(folder):
                yield _failure(folder, error)
            continue
        seen.add((status.st_dev, status.st_ino))
        maildir = {entry.name for entry in entries} >= MAILDIR
        for entry in entries:
            try:
                if entry.is_dir():
                    if _is_wanted(entry, maildir=maildir):
                        inner.append((entry, maildir and entry.name in MAILDIR))
                elif not entry.name.startswith(".") and (of_mails or _is_ours(entry)):
                    yield _file(entry)
            except OSError as error:
                if os.path.lexists(entry):
                    yield _failure(entry, error)
                elif not os.path.lexists(top):
                    yield _failure(top, error)
                    return
        waiting += reversed(inner)


def _is_ours(path: Path) -> bool:
    """Whether a file in a folder is of a kind that we read: by its suffix, a talk in a data format by a look at it."""
    suffix = path.suffix.casefold()
    return (
        suffix in _FORMS
        or _is_exported(path)
        or (suffix in talks.SUFFIXES and path.is_file() and _talk_in(path) is not None)
    )


def _is_exported(path: Path) -> bool:
    """Whether it is the mailbox in a folder that Apple Mail has exported: ``Notes.mbox/mbox``."""
    return path.name == "mbox" and path.parent.suffix.casefold() in MAILBOXES


def _is_wanted(folder: Path, *, maildir: bool) -> bool:
    if maildir and folder.name.startswith("."):
        return (folder / "cur").is_dir() and not _UNWANTED.match(folder.name)
    return not folder.name.startswith(".") and not (maildir and folder.name == "tmp")


def is_message(path: Path) -> bool:
    """Whether a file is a message of a Maildir: one whose name changes when somebody has seen it, or answered."""
    in_place = path.parent.name in {"cur", "new"} and path.suffix.casefold() not in NOTES
    return in_place and (path.parent.parent / "tmp").is_dir()


def _file(path: Path, *, named: bool = False) -> File:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device")
    suffix = path.suffix.casefold()
    maildir = is_message(path)
    form: Literal["note", "mail", "mbox", "talk"] = (
        "mail" if maildir or suffix in MAILS else "mbox" if suffix in MAILBOXES or _is_exported(path) else "note"
    )
    if not maildir and suffix in talks.SUFFIXES and _talk_in(path):
        form = "talk"
    elif named and not maildir and suffix not in _FORMS:
        with path.open("rb") as file:
            head = file.read(65_536)
        form = "mbox" if mail.is_mbox(head) else "mail" if mail.looks_like_mail(head) else "note"
    return File(path, status.st_size, status.st_mtime_ns, form)


def _day_of(file: File) -> date | None:
    try:
        return datetime.fromtimestamp(file.mtime_ns / 1e9).date()  # noqa: DTZ006 - the owner's own day
    except (OverflowError, ValueError):
        return None


def _failure(path: Path, error: OSError) -> Failure:
    reason = (error.strerror or type(error).__name__).lower()
    found = SourceError(f"{shown(path)} cannot be read: {reason}.", hint=_HINTS.get(error.errno or 0))
    # A name that was only mistyped is nothing to come back to.
    return Failure(shown(path), found, path if os.path.lexists(path) else None)


_HINTS = {
    errno.ENOENT: "Look at how it is written, or where it has gone.",
    errno.EACCES: "Look at its permissions.",
    errno.EINVAL: "Pipe it in: notesight add < NAME",
}


# --- notes --------------------------------------------------------------------------------------------------------


def _note(raw: Raw, day: date | None, today: date) -> Document:
    text = text_of(raw.data)
    markdown = raw.path is None or raw.path.suffix.casefold() in {".md", ".markdown"}
    matter, length = _front_matter(text) if markdown else ({}, 0)
    body = text[length:]
    header = [Part("header", 0, length)] if length else []
    source = shown(raw.path) if raw.path else None
    return Document(
        key=f"path:{source}{f'#{raw.nth}' if raw.nth > 1 else ''}" if source else content_digest(text),
        text=text,
        date=day or _day(matter, raw, body, today),
        kind="note",
        parts=(*header, *mail.parts(body, offset=length, pasted=True)),
        title=_words(matter.get("title")) or _heading(body),
        channel=_words(matter.get("channel")),
        people=tuple(dict.fromkeys(filter(None, map(_linked, _listed(matter.get("people")))))),
        tags=tuple(dict.fromkeys((*_tags(matter.get("tags")), *_TAG.findall(body[:100_000])))),
        private=_is_private(matter, text, body),
        source=source,
    )


def _day(matter: dict[str, object], raw: Raw, body: str, today: date) -> date:
    reference = raw.written or today
    stated = _words(matter.get("date")) or ""
    try:
        return date.fromisoformat(stated[:10])
    except ValueError:
        pass
    named = raw.path.stem if raw.path else ""
    for words in (stated, named, _first_line(body).lstrip("# ")[:200]):
        if words and (found := dates.stated(words, reference)):
            return found
    return reference


def _first_line(body: str) -> str:
    return next((line for line in body[:20_000].splitlines() if line.strip()), "")


def text_of(data: bytes) -> str:
    """The text of a note's bytes: UTF-8, UTF-16, or what the bytes look like; a byte order mark is dropped, nothing else.

    Raises ``SourceError`` for nothing at all and for what is no text.
    """
    text = _decoded(data)
    if not text.strip("\0 \t\r\n"):
        raise SourceError("There is nothing in it.")
    sample = text[:65536]
    strange = sum(ord(character) in _CONTROLS or character == "\ufffd" for character in sample)
    if strange > 1 + len(sample) * 0.02 or not any(c.isprintable() and not c.isspace() for c in sample):
        raise SourceError("This is not text.", hint="notesight reads notes (.txt, .md) and mails (.eml, .mbox).")
    return text.replace("\0", "\ufffd") if "\0" in text else text


def _decoded(data: bytes) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    if b"\0" in data[:4096] and (wide := _wide(data[:4096])):
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    mended = data.decode("utf-8", "replace")
    bad = mended.count("\ufffd")
    if sum(byte >= 0xC2 for byte in data) > 3 * bad:  # a few bad bytes in what is UTF-8
        return mended
    return data.decode(_guessed(data[:65536]), "replace")


def _wide(sample: bytes) -> str | None:
    """Which UTF-16 some bytes with zeros are, if any: plain blanks or letters among those of one or two scripts."""
    plain: dict[str, int] = {}
    for name in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(name, "replace")
        blocks = Counter(ord(character) >> 8 for character in text if character != "\0")
        if sum(n for _, n in blocks.most_common(5)) >= 0.9 * len(text):
            plain[name] = sum("\t" <= character <= "~" for character in text)
    return max(plain, key=plain.__getitem__) if max(plain.values(), default=0) > len(sample) // 100 else None


_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґўђјљњћџѓќѕ"
_GREEK = "αοιετσνηυρπκμλςωδγχθφβξζψάέήίόύώϊϋΐΰ"
_POLISH, _CZECH, _HUNGARIAN = "ąćęłńóśźż", "áäčďéěíĺľňóôŕřšťúůýž", "áéíóöőúüű"
_WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœß¿¡ºª"
# An encoding and the letters that a language writes in it, the commonest first; of equals the first wins.
_ALPHABETS = (
    ("cp1252", "àâæçéèêëîïôœùûü"),
    ("cp1252", "äöüß"),
    ("cp1252", "áéíñóúü¿¡ºª"),
    ("cp1252", "àáâãçéêíóôõúü"),
    ("cp1252", "àèéìíîòóùú"),
    ("cp1252", "åäöéæø"),
    ("cp1252", "àáèéëíïòóöúüç"),
    *(
        (encoding, letters)
        for letters in (_POLISH, _CZECH, _HUNGARIAN, "čćđšž")
        for encoding in ("cp1250", "iso8859-2")
    ),
    ("cp1250", "ăâîşţ"),
    ("cp1254", "çğıöşü"),
    ("cp1252", "áéíóúýþæöð"),
    ("cp1257", "āčēģīķļņšūžąęėįųõäöü"),
    ("cp1251", _CYRILLIC),
    ("koi8-r", _CYRILLIC),
    ("cp1253", _GREEK),
)
_SIGNS = frozenset("\u00a0–—‘’‚“”„«»…€§°·•™©®№½")


def _guessed(data: bytes) -> str:
    """The encoding of bytes that are no UTF-8: the one in which some language uses just such letters."""
    worth = {(encoding, letters): _plausible(data, encoding, letters) for encoding, letters in _ALPHABETS}
    worth["cp1252", _WESTERN] = 0.9 * _plausible(data, "cp1252", _WESTERN)
    best = max(worth, key=worth.__getitem__)
    if worth[best] >= 0.6:
        return best[0]
    from charset_normalizer import from_bytes

    found = from_bytes(data).best()
    return found.encoding if found else "cp1252"


def _plausible(data: bytes, encoding: str, letters: str) -> float:
    """Up to 1: how much of the letters beyond ASCII are those of an alphabet.

    Capitals count for less, and so do the rarer letters of another script; no word is half in one script.
    """
    text = re.sub(r"£(?=\s?\d)", "", data.decode(encoding, "replace"))
    counts = Counter(character for character in text if character > "\x7f" and character not in _SIGNS)
    common, mixed = letters, 0
    if letters[0] > "\u036f":
        common = letters[:10]
        mixed = len(re.findall(rf"[a-z](?=[{letters}])|[{letters}](?=[a-z])", text))
    known = sum(
        n if c in common else 0.9 * n if c in letters else 0.6 * n if c.lower() in letters else -n
        for c, n in counts.items()
    )
    return (known - 2 * mixed) / counts.total() if counts else 1.0


# --- front matter -------------------------------------------------------------------------------------------------

_FRONT = re.compile(r"---[ \t]*\r?\n(.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_SAYS_PRIVATE = re.compile(r"^private[ \t]*:[ \t]*[\"']?(?:true|yes|on|1)\b", re.IGNORECASE | re.MULTILINE)
_TRUE = frozenset({"true", "yes", "on", "1"})
_MOST_LISTED = 200


def _front_matter(text: str) -> tuple[dict[str, object], int]:
    """The YAML between two ``---`` lines at the top, and where the text goes on; broken YAML is just text.

    All values are texts, lists and mappings. Aliases are refused: nobody's note needs them, and a few lines of them
    can mean a billion values.
    """
    match = _FRONT.match(text)
    if not match:
        return {}, 0
    import yaml

    class Loader(yaml.BaseLoader):
        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("an alias")
            return super().compose_node(parent, index)

    try:
        found = yaml.load(match.group(1), Loader)  # noqa: S506 - it makes texts only
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, 0
    if not isinstance(found, dict):
        return {}, 0
    return {str(key).strip().casefold(): value for key, value in found.items()}, match.end()


def _is_private(matter: dict[str, object], text: str, body: str) -> bool:
    """Whether a note says that it is private: in its first line, or in its front matter, also in one that is broken."""
    first = _first_line(body).strip("#>*_ \t").casefold()
    if first.startswith("private:") or first.rstrip(".! ") == "private":
        return True
    if matter:
        return str(matter.get("private")).strip().casefold() in _TRUE
    return text.startswith("---") and _SAYS_PRIVATE.search(text[:20_000]) is not None


def _heading(body: str) -> str | None:
    match = re.search(r"^#{1,3}[ \t]+(\S.{0,200})$", body[:20_000], re.MULTILINE)
    return match.group(1).strip().rstrip("#").strip() or None if match else None


def _words(value: object) -> str | None:
    """A single value of the front matter as one line."""
    words = " ".join(value.split())[:200] if isinstance(value, str) else ""
    return None if words.casefold() in {"", "~", "null"} else words


def _listed(value: object) -> list[str]:
    """The texts in a value, however it is nested: Obsidian's ``[[Priya]]`` is a list in a list for YAML."""
    found: list[str] = []
    waiting = [value]
    while waiting and len(found) < _MOST_LISTED:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [each["name"]] if "name" in each else reversed(each)
        elif isinstance(each, list):
            waiting += reversed(each)
        elif isinstance(each, str):
            found += re.findall(r"\s*\[\[[^\[\]]+\]\]|[^,\n]+", each[:20_000])
    return found[:_MOST_LISTED]


def _linked(words: str) -> str | None:
    """Whom a link means: Priya Raman in ``[[people/Priya Raman|Priya]]``."""
    target = words.strip().strip("[]\"'@ ").split("|")[0].split("#")[0]
    return _words(target.rsplit("/", 1)[-1].removesuffix(".md"))


def _tags(value: object) -> list[str]:
    return [tag for words in _listed(value) for each in words.split() if (tag := each.strip("[]#\"'"))]
