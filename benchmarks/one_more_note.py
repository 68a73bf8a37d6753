"""What one more note costs in a notebook that is small, and in one that is large.

    python benchmarks/one_more_note.py                        # notebooks of 1,000 and of 20,000 documents
    python benchmarks/one_more_note.py --documents 500 5000   # others
    python benchmarks/one_more_note.py --keep FOLDER          # the notebooks stay there, and are used again

The notebooks are made from a seed: few people in many documents, many in few, one in all, bare given names, some names at one
shared address, asks and follow-ups. To each, notes are added one by one as ``notesight add`` (piped) and ``notesight
ingest`` (a file) do it, reading by ``offline`` and the commit to disk included, the start of a process not; ``store alone``
is what of it is the database.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from notesight import extractors, pipeline, sources  # noqa: E402
from notesight.config import load  # noqa: E402
from notesight.model import Document, Extraction, Item, Mention, Person, Run  # noqa: E402
from notesight.store import Store  # noqa: E402

GIVEN = (
    "Ada Anna Bruno Carla Dario Edda Fynn Greta Hanno Ilse Jim Jonas Karin Lasse Maria Mira Nils Olga Pavel Priya Rosa Sam "
    "Sofia Tom Uma Vera Wim Yara Zoe".split()
)
FAMILY = [
    one + two
    for one in "Ab Bra Con Dre Ek Fal Gru Hol Iv Jan Kle Lun Mo No Ok Per Ra".split()
    for two in "en er i man o sen sky ton wall".split()
]
THINGS = "a bookkeeper|somebody who mends looms|a room for the choir|two spare chairs|a used van|an intro to the editor".split(
    "|"
)
SHARED = "notifications@forge.example"
START = date(2016, 1, 4)


def a_document(number: int, seed: random.Random, people: int) -> tuple[Document, Extraction]:
    """One note with three people, an ask and a promise; low numbers of people come back often, one always does."""
    text, persons = "", []
    for _ in range(2):
        who = min(int(seed.paretovariate(0.7)) - 1, people - 1)
        given, family = GIVEN[who % len(GIVEN)], FAMILY[who * 7 % len(FAMILY)]
        kind = seed.random()
        name = given if kind < 0.3 else f"{given} {family}"
        email = SHARED if kind > 0.97 else f"{given}.{family}.{who}@mail.example".lower() if kind > 0.7 else None
        line = f"{name} {f'<{email}> ' if email else ''}is looking for {seed.choice(THINGS)}.\n"
        persons.append(Person(name, (Mention(name, len(text), len(text) + len(name)),), email=email))
        text += line
    text += "Kim Sand sat with us.\n"
    persons.append(Person("Kim Sand", (Mention("Kim Sand", text.index("Kim"), text.index("Kim") + 8),)))
    said_on = START + timedelta(days=number // 8 % 3700)
    ask = text.index("is looking"), text.index(".\n")
    promise = f"I'll send {persons[1].name} the list no. {number}."
    items = (
        Item("ask", text[slice(*ask)], *ask, "Find it", persons[0].name, None, said_on),
        Item(
            "followup",
            promise,
            len(text),
            len(text) + len(promise),
            "Send the list",
            "me",
            persons[1].name,
            said_on,
            said_on,
        ),
    )
    distinct = {person.name: person for person in reversed(persons)}
    return Document(f"path:/notes/{number}.txt", text + promise, said_on), Extraction(tuple(distinct.values()), items)


def build(path: Path, documents: int, seed: int) -> None:
    """A notebook of that many documents, if it is not there yet."""
    if path.exists():
        return
    random_ = random.Random(seed)
    run = Run("offline", extractors.load("offline", None).fingerprint)
    with Store.open(path) as store:
        for start in range(0, documents, 200):
            with store.transaction():
                for number in range(start, min(documents, start + 200)):
                    document, extraction = a_document(number, random_, 20 + documents // 8)
                    store.record(store.put(document, seen_at=datetime.now(UTC)).id, run, extraction)


def timed(action: Callable[[], object]) -> float:
    """Milliseconds."""
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1000


class Adding:
    """Adds notes to one notebook and keeps the milliseconds that each took."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.store = Store.open(path)
        self.took: dict[str, list[float]] = {"store alone": [], "add (piped)": [], "ingest (a file)": []}
        settings = load({**os.environ, "NOTESIGHT_CONFIG": str(folder / "none.toml")})
        reader = extractors.load("offline", settings)
        self._run = Run(reader.name, reader.fingerprint)
        self._line = pipeline.Line(self.store, reader, settings, today=date(2026, 3, 2))
        self._folder = folder
        # By the clock: notes that are not there yet, also in a notebook that was kept.
        self._random = random.Random(time.time_ns())

    def one_more(self) -> None:
        """Add a note in each of the ways."""
        document, extraction = self._note()
        self.took["store alone"].append(timed(lambda: self._store(document, extraction)))
        raw = sources.from_stdin(self._note()[0].text.encode())
        self.took["add (piped)"].append(timed(lambda: list(pipeline.add(raw, self._line))))
        file = self._folder / f"{self._random.randrange(10**12)}.txt"
        file.write_text(self._note()[0].text, encoding="utf-8")
        self.took["ingest (a file)"].append(timed(lambda: list(pipeline.ingest([file], self._line))))

    def _note(self) -> tuple[Document, Extraction]:
        return a_document(self._random.randrange(10**9), self._random, 2000)

    def _store(self, document: Document, extraction: Extraction) -> None:
        with self.store.transaction():
            self.store.record(self.store.put(document, seen_at=datetime.now(UTC)).id, self._run, extraction)


def main() -> None:
    """Build what is missing, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 20_000])
    parser.add_argument("--adds", type=int, default=200, help="notes that are added to each, in every way")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        adding = []
        for documents in arguments.documents:
            path = folder / f"{documents}.db"
            build(path, documents, arguments.seed)
            adding.append(Adding(path, Path(scratch)))
        for _ in range(arguments.adds):  # in turn, so that a busy disk is busy for all of them
            for each in adding:
                each.one_more()
        for documents, each in zip(arguments.documents, adding, strict=True):
            each.store.close()
            print(f"{documents:,} documents, {each.store.path.stat().st_size >> 20} MiB")
            for step, took in each.took.items():
                tenth = sorted(took)[len(took) * 9 // 10]
                print(f"  {step:16} median {statistics.median(took):6.1f} ms, nine of ten under {tenth:6.1f} ms")


if __name__ == "__main__":
    main()
