"""Read the annotated talks of ``fixtures/talks``: files in which ``%%`` says what must be read out of them.

``%%% name | file name`` begins a case; its text follows, and then a line ``%% moment | author | words`` for each
stretch that somebody says. Signs that nobody sees are written as {LRM} and so on, line breaks among words as ⏎.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from notesight import talks
from notesight.model import Document

FOLDER = Path(__file__).parent.parent / "fixtures" / "talks"
SAVED = date(2026, 3, 10)
UNSEEN = {"{LRM}": "\u200e", "{NNBSP}": "\u202f", "{NBSP}": "\xa0", "{LRE}": "\u202a", "{PDF}": "\u202c"}


@dataclass(frozen=True, slots=True)
class Case:
    """One annotated talk."""

    name: str
    file: str
    text: str
    expected: tuple[str, ...]

    @property
    def documents(self) -> list[Document]:
        """All documents of its text, which is not put into an archive for it."""
        file = self.file.replace(".zip", ".txt")
        form = talks.looks_like(file, self.text)
        assert form is not None
        return list(talks.documents(self.text, form, key="key", fallback=SAVED, source=f"/talks/{file}"))


def cases(name: str) -> Iterator[Case]:
    """The annotated talks of one file."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    for sign, unseen in UNSEEN.items():
        text = text.replace(sign, unseen)
    for piece in text.split("%%% ")[1:]:
        head, _, rest = piece.partition("\n")
        title, file = (each.strip() for each in head.split("|"))
        lines = rest.splitlines(keepends=True)
        said = tuple(line[3:].rstrip("\n") for line in lines if line.startswith("%% "))
        yield Case(f"{Path(name).stem}: {title}", file, "".join(x for x in lines if not x.startswith("%% ")), said)


def every_case() -> list[Case]:
    """All annotated talks."""
    return [case for name in ("captions.txt", "transcripts.txt", "whatsapp.txt") for case in cases(name)]


def said(*documents: Document) -> list[str]:
    """What somebody says in some documents, written as the annotated talks write it."""
    return [
        f"{part.date:%Y-%m-%d %H:%M} | {part.author.name} | {document.text[part.start : part.end].strip().replace(chr(13), '')}".replace("\n", "⏎")
        .replace("\xa0", " ").replace("\u202f", " ")
        for document in documents
        for part in document.parts
        if part.role in {"new", "forwarded"}
    ]  # fmt: skip


def packed(files: dict[str, str | bytes]) -> bytes:
    """A zip archive with some files in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def slack() -> bytes:
    """The Slack export of the fixtures as Slack packs it."""
    top = FOLDER / "slack"
    found = sorted(path for path in top.rglob("*") if path.is_file())
    return packed({path.relative_to(top).as_posix(): path.read_bytes() for path in found})
