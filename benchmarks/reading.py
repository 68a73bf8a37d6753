"""A long note read by ``offline``: milliseconds of a processor for 2,000 words, and for proving what was found.

    python benchmarks/reading.py
    python benchmarks/reading.py --words 500 --runs 20

The note is put together from the notes of ``fixtures/story``, from another one on each time. The models are loaded before
the first reading is timed. The target is 50 ms for 2,000 words.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from datetime import date
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 3, 2)


def note(texts: list[str], first: int, words: int) -> str:
    """Lines of the texts from one of them on, until there are so many words."""
    lines = (line for text in islice(cycle(texts), first, None) for line in (*text.splitlines(), ""))
    taken, count = [], 0
    while count < words:
        taken.append(next(lines))
        count += len(taken[-1].split())
    return "\n".join(taken)


def main() -> None:
    """Put the notes together, read each, print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=12)
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from notesight import sources
    from notesight.extractors import offline
    from notesight.grounding import ground
    from notesight.model import Owner

    owner = Owner(("Sam Rivera",), ("sam@notes.example",))
    found = [raw for file in sources.discover([ROOT / "fixtures/story/notes"]) for raw in sources.raws(file)]
    texts = [sources.document(raw, date=DAY, today=DAY).text for raw in found if isinstance(raw, sources.Raw)]
    took: list[tuple[float, float]] = []
    for run in range(-1, arguments.runs):
        text = note(texts, 5 * (run + 1), arguments.words)
        document = sources.document(sources.Raw(text.encode(), "note", "note"), date=DAY, today=DAY)
        begin = time.process_time()
        candidates = offline.candidates(document, owner)
        read = time.process_time()
        ground(candidates, document, owner)
        if run >= 0:  # the first one loads the models
            took.append((read - begin, time.process_time() - read))
    read, proved = (statistics.median(each[n] for each in took) * 1000 for n in (0, 1))
    print(f"{arguments.words:,} words of note, medians of {arguments.runs} (benchmarks/reading.py)")
    print(f"reading {read:.0f} ms of a processor, proving {proved:.0f} ms (target 50 ms)")


if __name__ == "__main__":
    main()
