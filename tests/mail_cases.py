"""Read the annotated mails of ``fixtures/mail``: texts in which lines of ``%%`` say what begins there.

``%%% name`` begins a case: header lines, an empty line, a body. In the body ``%% role | author | date | recipients |
subject`` stands above the first line of a part; what is left out (also all of it) is the same as in the mail itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from notesight import mail
from notesight.model import Document, Part

FOLDER = Path(__file__).parent.parent / "fixtures" / "mail"
WRITTEN = date(2026, 3, 2)
DEFAULTS = {
    "From": "Dora Novak <dora@ferry.example>",
    "To": "Emil Wang <emil@harbour.example>",
    "Date": "Mon, 02 Mar 2026 08:15:00 +0100",
    "Subject": "Re: Old tile kiln",
    "Content-Type": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One part as a test sees it: date and time to the minute, its words without the empty lines around them."""

    role: str
    author: str
    date: str
    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """One annotated mail: its bytes, and the parts that its body must have."""

    name: str
    raw: bytes
    body: str
    expected: tuple[Said, ...]


def cases(name: str) -> Iterator[Case]:
    """The annotated mails of one file."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    for piece in text.split("%%% ")[1:]:
        title, _, rest = piece.partition("\n")
        yield _case(f"{Path(name).stem}: {title.strip()}", rest)


def _case(name: str, text: str) -> Case:
    head, _, marked = text.partition("\n\n") if not text.startswith("\n") else ("", "", text[1:])
    headers = dict(DEFAULTS)
    for line in head.splitlines():
        label, _, value = line.partition(":")
        headers[label] = value.strip()
    lines: list[str] = []
    expected: list[tuple[str, list[str]]] = []
    for line in marked.rstrip("\n").split("\n"):
        if line.startswith("%% "):
            expected.append((line[3:], []))
        else:
            lines.append(line)
            expected[-1][1].append(line)
    own = Said(
        "", headers["From"], "2026-03-02 08:15", headers["To"], headers["Subject"], ""
    )  # fmt: skip
    body = "\n".join(lines) + "\n"
    raw = "".join(f"{label}: {value}\n" for label, value in headers.items()) + "\n" + body
    said = tuple(_expected(mark, "\n".join(words), own) for mark, words in expected)
    return Case(name, raw.encode(), body, said)


def _expected(mark: str, words: str, own: Said) -> Said:
    role, *given = (field.strip() for field in mark.split("|"))
    if not given:
        given = [own.author, own.date, own.to, own.subject]
    author, when, to, subject = [*given, "", "", "", ""][:4]
    return Said(role, author, when, to, subject, words.strip("\n"))


def parsed(raw: bytes) -> Document:
    """The document of a mail's bytes."""
    return mail.parse(raw, fallback=WRITTEN)


def said(document: Document) -> list[Said]:
    """The parts of a document below its header lines."""
    return [as_said(document.text, part) for part in document.parts if part.role != "header"]


def as_said(text: str, part: Part) -> Said:
    """One part, written as the annotated mails write it."""
    separator = "; " if any("," in str(one) for one in part.to) else ", "
    return Said(
        part.role,
        str(part.author),
        _minute(part.date),
        separator.join(str(one) for one in part.to),
        part.subject or "",
        text[part.start : part.end].strip("\n"),
    )


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
