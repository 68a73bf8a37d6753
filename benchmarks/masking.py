"""What ``--mask`` lets out, and what it costs in words: over documents whose people and organisations are known.

    python benchmarks/masking.py                 # the gold documents of fixtures/gold
    python benchmarks/masking.py FOLDER ...      # other folders of gold files

A person or an organisation has leaked when any word of two letters or more of a mention still stands in the masked text as the
document writes it; words that say what an organisation is ("Ltd", "Archive", "Co-op"), titles and particles do not count.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from notesight import sources  # noqa: E402
from notesight.config import owner_from  # noqa: E402
from notesight.extractors.offline.lexicon import tables  # noqa: E402
from notesight.extractors.openai import masking  # noqa: E402
from notesight.extractors.openai.identifying import WORD, folded_word  # noqa: E402
from notesight.model import Owner  # noqa: E402

WORDS = re.compile(WORD)
GENERIC = tables.ORGANISATION | tables.TITLES | tables.PARTICLES | {"of", "and", "the", "op"}


def left(phrases: Iterable[str], text: str) -> list[str]:
    """The telling words of some phrases that stand in a text, in the same letters."""
    words = {word for phrase in phrases for word in WORDS.findall(phrase) if len(word) > 1}
    telling = sorted(word for word in words if folded_word(word) not in GENERIC)
    return [word for word in telling if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)]


def main() -> None:
    """Mask every gold document and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "fixtures" / "gold"])
    counts = dict.fromkeys(("documents", "people", "people leaked", "organisations", "organisations leaked"), 0)
    words = replaced = characters = 0
    seconds = 0.0
    for path in sorted(each for folder in parser.parse_args().folders for each in folder.glob("*.json")):
        gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        [file] = sources.discover([(path.parent / gold["file"]).resolve()])
        raw = None if isinstance(file, sources.Failure) else next(iter(sources.raws(file)))
        if raw is None or isinstance(raw, sources.Failure):
            sys.exit(f"{gold['file']} cannot be read.")
        document = sources.document(raw, date=None, today=date.fromisoformat(gold["date"]))
        started = time.perf_counter()
        mask = masking.mask(document, owner_from([gold["me"]]) if gold["me"] else Owner())
        seconds += time.perf_counter() - started
        counts["documents"] += 1
        characters += len(document.text)
        words += len(WORDS.findall(document.text))
        replaced += mask.replaced
        for person in gold["people"]:
            for what, phrases in (("people", person["mentions"]), ("organisations", [person["organization"] or ""])):
                if any(phrases):
                    counts[what] += 1
                    if out := left(phrases, mask.document.text):
                        counts[f"{what} leaked"] += 1
                        print(f"{gold['id']}: {phrases[0]}: {', '.join(out)}")
    print(", ".join(f"{what} {count}" for what, count in counts.items()))
    print(
        f"replaced {replaced} of {words} words ({replaced / words:.1%}), {1e6 * seconds / characters:.1f} ms per 1,000 characters"
    )


if __name__ == "__main__":
    main()
