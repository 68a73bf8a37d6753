"""The readings of a folder of gold by one reader: made now, or kept in a file from an earlier call."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from notesight import extractors, scoring
from notesight.cli.goldfolder import Case
from notesight.errors import UsageError

if TYPE_CHECKING:
    from notesight.config import Settings
    from notesight.model import Owner
    from notesight.pipeline import Read

FORM = "notesight readings 1"
_MISSING = "It is not in the file of readings."


@dataclass(frozen=True, slots=True)
class Kept:
    """What one reader made of one document: what was proved, what was refused, at what cost, or why there is nothing.

    ``refused`` counts what the reader said and whose words do not stand where they must. ``seconds`` is wall clock.
    """

    digest: str
    fingerprint: str
    found: scoring.Found
    refused: int = 0
    seconds: float = 0.0
    cost_usd: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0
    error: str | None = None


@dataclass(slots=True)
class Readings:
    """The readings of many documents by one reader, by the names of their gold files."""

    reader: str
    kept: dict[str, Kept] = field(default_factory=dict)

    def of(self, case: Case) -> Kept:
        """The reading of one document; an empty one with its error where there is none."""
        return self.kept.get(case.name) or Kept(case.document.digest, "", scoring.Found(), error=_MISSING)

    def save(self, path: Path) -> None:
        """Write them to a file. Raises ``UsageError`` when that cannot be."""
        rows = {
            name: {
                **{key: getattr(kept, key) for key in Kept.__dataclass_fields__ if key != "found"},
                **kept.found.as_json(),
            }
            for name, kept in sorted(self.kept.items())
        }
        value = {"form": FORM, "reader": self.reader, "readings": rows}
        beside = path.with_name(f".{path.name}.part")
        try:
            beside.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            beside.replace(path)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {_reason(error)}.") from None


def saved(path: Path, cases: Iterable[Case] = ()) -> Readings:
    """The readings that a file keeps. Raises ``UsageError`` for another file, and for readings of texts that have changed."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        rows = {FORM: value["readings"]}[value["form"]]
        readings = Readings(str(value["reader"]), {name: _kept(row) for name, row in rows.items()})
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {_reason(error)}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        hint = "notesight eval GOLD_DIR --save FILE makes one."
        raise UsageError(f"{path} is no file of readings.", hint=hint) from None
    changed = [case.name for case in cases if case.name in readings.kept and not _is_of(readings.of(case), case)]
    if changed:
        sentence = (
            f"{path} has readings of other texts than these: {', '.join(changed[:3])}{' …' * (len(changed) > 3)}."
        )
        raise UsageError(sentence, hint="Read them again: notesight eval GOLD_DIR --save FILE")
    return readings


def read(cases: Sequence[Case], current: Settings, *, known: Readings | None = None) -> Iterator[tuple[str, Kept]]:
    """Read documents as the settings say, each for its own owner; what is known and was paid for is not read again.

    Yields names of gold files with their readings, in any order. Raises what makes going on pointless.
    """
    groups: dict[Owner, list[Case]] = {}
    local = _is_local(current)
    for case in cases:
        kept = known.kept.get(case.name) if known and not local else None
        if kept and not kept.error and _is_of(kept, case) and kept.fingerprint == _fingerprint(case, current):
            yield case.name, kept
        else:
            groups.setdefault(case.owner, []).append(case)
    alone = [group for group in groups.values() if len(group) == 1]
    for group in (group for group in groups.values() if len(group) > 1):
        yield from _group(group, current)
    # A server is asked about many single documents at once too, though each of them has an owner of its own.
    one_call = replace(current, concurrency=1)
    if local or len(alone) < 2:
        for group in alone:
            yield from _group(group, one_call)
        return
    with ThreadPoolExecutor(current.concurrency) as pool:
        try:
            for found in pool.map(lambda group: list(_group(group, one_call)), alone):
                yield from found
        finally:
            pool.shutdown(cancel_futures=True)


def reader_of(current: Settings) -> str:
    """How a reader is called on the screen: its name, its model and its prompt."""
    with closing(extractors.load(current.extractor, current)) as extractor:
        prompt = f" ({extractor.prompt})" if extractor.prompt else ""
        return extractor.name + (f" {extractor.model}" if extractor.model else "") + prompt


def _group(cases: Sequence[Case], current: Settings) -> Iterator[tuple[str, Kept]]:
    """Read the documents of one owner."""
    from notesight import pipeline

    settings = replace(current, owner=cases[0].owner)
    waiting: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        waiting.setdefault((case.document.key, case.document.digest), []).append(case)
    with closing(extractors.load(settings.extractor, settings)) as extractor:
        for each in pipeline.read_alone((case.document for case in cases), extractor, settings):
            yield waiting[each.document.key, each.document.digest].pop().name, _kept_of(each)


def _kept_of(read: Read) -> Kept:
    return Kept(
        digest=read.document.digest,
        fingerprint=read.run.fingerprint,
        found=scoring.found_in(read.extraction),
        refused=len(read.extraction.rejected),
        seconds=round(read.run.seconds, 3),
        cost_usd=read.run.cost_usd,
        input_tokens=read.run.input_tokens,
        output_tokens=read.run.output_tokens,
        error=read.error.sentence if read.error else None,
    )


def _is_local(current: Settings) -> bool:
    """Whether the reader works here, for nothing; then its readings are always made anew."""
    with closing(extractors.load(current.extractor, current)) as extractor:
        return extractor.local


def _fingerprint(case: Case, current: Settings) -> str:
    """What a reading of this document by this reader is told by."""
    with closing(extractors.load(current.extractor, replace(current, owner=case.owner))) as extractor:
        return extractor.fingerprint


def _is_of(kept: Kept, case: Case) -> bool:
    return kept.digest == case.document.digest


def _kept(row: Mapping[str, Any]) -> Kept:
    found = scoring.found_from(row)
    return Kept(found=found, **{key: row[key] for key in Kept.__dataclass_fields__ if key != "found"})


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
