"""The texts that the embedded extractor learns from: what they say, and what is to be found in them.

``training/data/*.txt`` holds many documents a file. Each begins with ``=== DATE KIND [me=ADDRESS]``, goes on with its
text, and after its last line ``---`` says what is in it, an entry a line::

    P NAME ; MENTION ; … | org=… | role=… | email=…      a person, with every form in which the text names them
    A BY > TO | QUOTE | DUE WORDS | hedged               an ask (O: an offer, F: a follow-up)

``BY`` and ``TO`` are a name, ``me``, the text's own words for somebody unnamed, or ``-``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from notesight import sources
from notesight.config import owner_from
from notesight.model import Document, ItemKind, Owner

DATA = Path(__file__).resolve().parent / "data"
_HEAD = re.compile(r"=== (\d{4}-\d\d-\d\d) (note|email|thread)(?: me=(\S+))?\s*$")
_KINDS: dict[str, ItemKind] = {"A": "ask", "O": "offer", "F": "followup"}


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person whom a text names, with all forms of the name."""

    name: str
    forms: tuple[str, ...]
    email: str | None = None


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item of a text: its quote, and its parties as the text calls them (``None``: nobody)."""

    kind: ItemKind
    by: str | None
    to: str | None
    quote: str


@dataclass(slots=True)
class Text:
    """One training document with what is to be found in it."""

    name: str
    document: Document
    owner: Owner
    people: list[KnownPerson] = field(default_factory=list)
    items: list[KnownItem] = field(default_factory=list)


def texts(folder: Path = DATA) -> Iterator[Text]:
    """All training documents, in the order of their files."""
    for path in sorted(folder.glob("*.txt")):
        yield from _of_file(path)


def _of_file(path: Path) -> Iterator[Text]:
    blocks = re.split(r"(?m)^(?==== \d{4}-\d\d-\d\d )", path.read_text(encoding="utf-8"))
    for number, block in enumerate((each for each in blocks if each.strip()), start=1):
        head, _, rest = block.partition("\n")
        match = _HEAD.match(head)
        if match is None:
            raise ValueError(f"{path.name}, document {number}: the first line is not “=== DATE KIND”")
        body, mark, gold = f"{rest}\n".rpartition("\n---\n")
        if not mark:
            raise ValueError(f"{path.name}, document {number}: the line --- is missing")
        day = date.fromisoformat(match[1])
        name = f"{path.name} {number}"
        raw = sources.Raw(f"{body}\n".encode(), "note" if match[2] == "note" else "mail", name)
        text = Text(name, sources.document(raw, date=day, today=day), owner_from([match[3]] if match[3] else []))
        for line in filter(str.strip, gold.splitlines()):
            _entry(line, text)
        yield text


def _entry(line: str, text: Text) -> None:
    mark, _, rest = line.partition(" ")
    fields = [each.strip() for each in rest.split("|")]
    if mark == "P":
        forms = tuple(form.strip() for form in fields[0].split(";") if form.strip())
        email = next((each.removeprefix("email=").strip() for each in fields[1:] if each.startswith("email=")), None)
        text.people.append(KnownPerson(forms[0], forms, email))
        return
    by, _, to = (None if each.strip() == "-" else each.strip() for each in fields[0].partition(">"))
    text.items.append(KnownItem(_KINDS[mark], by, to, fields[1]))
