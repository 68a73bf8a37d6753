"""The prompt: a versioned file, its examples, and the messages that are made of them for one piece of a document.

A prompt file has two halves, ``# System`` and ``# Document``. ``{name}`` stands for a value, ``{example:name}`` for a
file of ``prompts/examples``. Values are put in once and never looked through again: braces in a note stay braces.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from notesight import resources
from notesight.errors import ConfigError
from notesight.extractors.openai.pieces import lay_out
from notesight.model import Document

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from notesight.extractors.openai.pieces import Piece
    from notesight.model import Owner

CURRENT = "extract.v4"
_PLACE = re.compile(r"\{([a-z]+)(?::([a-z0-9-]+))?\}")
_HALVES = re.compile(r"\A# System\n(?P<system>.*?)\n# Document\n(?P<document>.*)\Z", re.DOTALL)

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt that is ready for use; ``version`` is the name of its file."""

    version: str
    system: str
    document: str

    @property
    def digest(self) -> str:
        """A hash of all that the model is told, the examples included."""
        return hashlib.sha256(f"{self.system}\0{self.document}".encode()).hexdigest()

    def messages(self, document: Document, piece: Piece, owner: Owner, met: Iterable[str] = ()) -> list[Message]:
        """The messages for one piece of a document; ``met`` are the people of the pieces before it."""
        mark, text = lay_out(document, piece, met)
        values = {
            "owner": "; ".join((*owner.names, *owner.addresses)) or "not named",
            "kind": document.kind,
            "date": _day(document.date),
            "channel": "",  # whoever named the group wrote it: it stands inside the marked text
            "mark": mark,
            "text": text,
        }
        user = _PLACE.sub(lambda place: values[place[1]], self.document)
        # half a surrogate pair cannot be sent; nor can a quote of it come back
        user = user.encode("utf-8", "replace").decode("utf-8")
        return [{"role": "system", "content": self.system}, {"role": "user", "content": user}]


def load(version: str = CURRENT, folder: Path | None = None) -> Prompt:
    """The prompt of that version. Its file and its examples come with the program. Raises ``ConfigError`` for none."""
    folder = folder or resources.folder("prompts")
    known = sorted(path.stem for path in folder.glob("*.v*.md"))
    if version not in known:
        raise ConfigError(f"There is no prompt “{version}”.", hint=f"Name one of these: {', '.join(known)}.")
    halves = _HALVES.match((folder / f"{version}.md").read_text(encoding="utf-8"))
    if halves is None:
        raise ValueError(f"the prompt {version} has no “# System” and “# Document” halves")
    system = _PLACE.sub(lambda place: _example(folder / "examples" / f"{place[2]}.json"), halves["system"].strip())
    return Prompt(version, system, halves["document"].strip())


def _example(path: Path) -> str:
    example = json.loads(path.read_text(encoding="utf-8"))
    answer = json.dumps(example["answer"], ensure_ascii=False)
    return f"Owner: {example['owner']}\nText:\n{example['text']}\nAnswer:\n{answer}"


def _day(day: date) -> str:
    return f"{day:%Y-%m-%d (%A)}"
