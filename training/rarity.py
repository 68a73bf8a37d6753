"""Count in how many of our own texts each word stands, for ``notesight/matching``: ``python training/rarity.py``.

Words are in the plain form in which texts are compared. Counts are rounded down to a power of two, so that a few texts more
change little; what stands in fewer than four texts is left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from corpus import texts

from notesight.matching import sense

TABLE = Path(__file__).resolve().parent.parent / "notesight/matching/words.txt"
LEAST = 4


def main() -> None:
    """Write the table."""
    known = list(texts())
    counts = Counter(word for text in known for word in sense(text.document.text).words)
    by_count: dict[int, list[str]] = defaultdict(list)
    for word, number in counts.items():
        if number >= LEAST:
            by_count[1 << (number.bit_length() - 1)].append(word)
    lines = [f"{len(known)} texts", *(f"{number}: {' '.join(sorted(by_count[number]))}" for number in sorted(by_count))]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
