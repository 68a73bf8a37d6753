"""A folder of gold: every text with what should be found in it, each proved to be what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from notesight import scoring, sources
from notesight.config import owner_from
from notesight.errors import SourceError, UsageError
from notesight.model import Document, Owner

TEXTS = (".txt", ".md", ".eml")
"""What a text may be called, in the order of looking, where its gold file names none."""
KINDS = {"note": ("note",), "mail": ("email", "thread"), "email": ("email",), "thread": ("thread",)}
"""What ``--kind`` may say, and the kinds of gold that it means."""
_MOST = 5
"""So many faults of a folder are told at once."""


@dataclass(frozen=True, slots=True)
class Case:
    """One document with what should be found in it, and whose notebook it is in."""

    gold: scoring.Gold
    document: Document
    owner: Owner

    @property
    def name(self) -> str:
        """The name of the gold file, without its ending."""
        return self.gold.name


def load(folder: Path, *, only: Sequence[str] = (), kind: str | None = None) -> list[Case]:
    """The cases of a folder, by name; those of a kind, and whose name fits a pattern, where that is asked for.

    Raises ``UsageError`` when there is none, or with what is wrong in the gold, file by file.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder.", hint="Name a folder of texts, each with a .json beside it.")
    if kind is not None and kind not in KINDS:
        raise UsageError(f"There is no kind “{kind}” of document.", hint=f"Say {', '.join(KINDS)}.")
    files = sorted(each for each in folder.iterdir() if each.suffix == ".json" and not each.name.startswith("."))
    if not files:
        raise UsageError(f"{folder} holds no gold.", hint="A text NAME.txt, .md or .eml wants a NAME.json beside it.")
    cases: list[Case] = []
    faults: list[str] = []
    for file in files:
        if only and not any(fnmatchcase(file.stem, pattern) for pattern in only):
            continue
        try:
            case = _case(file)
        except _Fault as fault:
            faults += fault.sentences
            continue
        if kind is None or case.gold.kind in KINDS[kind]:
            cases.append(case)
    if faults:
        more = len(faults) - _MOST
        told = [*faults[:_MOST], *([f"And {more} more."] if more > 0 else [])]
        raise UsageError("\n       ".join(told), hint="Mend the gold; nothing was read.")
    if not cases:
        raise UsageError(
            f"Nothing in {folder} fits.", hint=f"There are {len(files)} gold files, {files[0].stem} first."
        )
    return cases


class _Fault(Exception):
    """What is wrong with one gold file, a sentence each."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


def _case(file: Path) -> Case:
    try:
        written = file.read_text(encoding="utf-8")
        value = json.loads(written)
    except UnicodeDecodeError:
        raise _Fault(f"{file} is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise _Fault(f"{file}, line {error.lineno}: this is no JSON ({error.msg}).") from None
    except OSError as error:
        raise _Fault(f"{file} cannot be read: {(error.strerror or type(error).__name__).lower()}.") from None
    try:
        gold = scoring.parse(file.stem, value)
    except scoring.GoldError as error:
        raise _Fault(f"{_at(file, written, error.words)}: {str(error)[0].lower()}{str(error)[1:]}") from None
    path = _text_of(file, gold.file)
    document = _document(path, gold)
    raw = path.read_text(encoding="utf-8", errors="replace")
    strays = [
        f"{_at(file, written, words)}: {what} does not stand in {path.name}."
        for what, words in scoring.strays(gold, document.text, raw)
    ]
    if strays:
        raise _Fault(*strays)
    return Case(gold, document, owner_from([gold.me]) if gold.me else Owner())


def _at(file: Path, written: str, words: str | None) -> str:
    """The file and, where some words of it are known, the line on which they stand first, as a quote if they are one."""
    forms = [] if words is None else [json.dumps(words, ensure_ascii=False), json.dumps(words)]
    patterns = [before + re.escape(form) for before in (r'"quote"\s*:\s*', "") for form in forms]
    at = next((hit.end() for pattern in patterns if (hit := re.search(pattern, written))), -1)
    return f"{file}, line {written.count(chr(10), 0, at) + 1}" if at >= 0 else str(file)


def _text_of(file: Path, named: str | None) -> Path:
    if named:
        path = file.parent / named
        if not path.is_file():
            raise _Fault(f"{file}: its text {named} is not there.")
        return path
    for suffix in TEXTS:
        if (path := file.with_suffix(suffix)).is_file():
            return path
    raise _Fault(f"{file} has no text beside it: {file.stem}.txt, .md or .eml.")


def _document(path: Path, gold: scoring.Gold) -> Document:
    """The document of a text, as it is read, on the gold's day."""
    found = list(_raws(path))
    if len(found) != 1:
        raise _Fault(f"{path} holds {len(found)} documents; gold describes one.")
    (raw,) = found
    if isinstance(raw, sources.Failure):
        raise _Fault(raw.error.sentence)
    try:
        document = sources.document(raw, date=gold.date, today=gold.date)
    except SourceError as error:
        raise _Fault(error.sentence) from None
    return document


def _raws(path: Path) -> Iterator[sources.Raw | sources.Failure]:
    for file in sources.discover([path]):
        if isinstance(file, sources.Failure):
            yield file
        else:
            yield from sources.raws(file)
