"""What it takes to find what answers one new ask, or whom one new offer answers, in a large notebook.

    python benchmarks/matches.py                    # 50,000 asks and offers
    python benchmarks/matches.py --items 2000 50000 # others
    python benchmarks/matches.py --db FILE          # a notebook that is there

The notebook is made from a seed: each note has an ask or an offer of one of many sorts, with a sentence before it. Every line is
the CPU time of the middle and of the slowest of some looks, none of which has seen its texts before.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from notesight.matching import sense  # noqa: E402
from notesight.model import Document, Extraction, Item, Mention, Person, Run  # noqa: E402
from notesight.store import Store, matches  # noqa: E402

GIVEN = (
    "Ada Bruno Carla Dario Edda Fynn Greta Hanno Ilse Jonas Karin Lasse Maria Nils Olga Pavel Rosa Sam Tom Uma".split()
)
FAMILY = [
    one + two for one in "Ab Bra Con Dre Fal Hol Jan Lun Mo Per".split() for two in "en er is man sky ton".split()
]
WANTED = (
    "a website for the shop|somebody to prune an old apple tree|a bookkeeper for a small society|"
    "a place to live by May|a drummer for June|a translator from Polish|a proofreader for her thesis|"
    "a plumber who answers|a pram|a hall to rehearse in|a quiet week to finish the book|"
    "someone to mind two toddlers|a lift to the airport|an apprenticeship with wood|a dog walker|"
    "a sewing machine to borrow|a speaker on bees|help with a visa|piano lessons|a roofer|"
    "a graphic designer|a physio|a desk in town"
).split("|")
GIVEN_AWAY = (
    "builds small sites|prunes trees at cost|does accounts for societies|has a room to let|"
    "plays the drums with anyone|translates Polish|proofreads for fun|"
    "was a plumber and still fixes things|lends a pram|has an empty hall|has a cabin by the lake|"
    "babysits any evening|drives to town every day|takes an apprentice in the workshop|walks dogs|"
    "has a spare sewing machine|talks about bees at any school|helps with forms and visas|"
    "teaches piano|mends roofs|draws logos and posters|does physiotherapy at home|"
    "has a desk nobody uses"
).split("|")
PLACES = "after choir|on the train|at the market|at the school gate|by phone|over soup|at the fair|in the queue".split(
    "|"
)
START = date(2018, 1, 1)


def fill(path: Path, items: int, seed: random.Random) -> None:
    """A notebook of so many asks and offers, half and half, one in each note."""
    with Store.open(path) as store:
        for begin in range(0, items, 2000):
            with store.transaction():
                for n in range(begin, min(items, begin + 2000)):
                    note(store, n, seed)


def note(store: Store, n: int, seed: random.Random) -> None:
    """One note with one person and one ask or offer."""
    name = f"{seed.choice(GIVEN)} {seed.choice(FAMILY)}"
    quote = f"needs {seed.choice(WANTED)}" if n % 2 else seed.choice(GIVEN_AWAY)
    text = f"Met {name} {seed.choice(PLACES)}. We spoke of the weather and of this and that. {name} {quote}, no. {n}."
    day = START + timedelta(days=n % 2900)
    start = text.index(quote)
    item = Item("ask" if n % 2 else "offer", quote, start, start + len(quote), quote, name, None, day, None)
    person = Person(name, (Mention(name, 4, 4 + len(name)),))
    stored = store.put(Document(f"n{n}", text, day), seen_at=datetime.now(UTC))
    store.record(stored.id, Run("offline", "f"), Extraction((person,), (item,)))


def times(look: Callable[[str], object], ids: list[str]) -> str:
    """The CPU time of the middle and the slowest look."""
    spent = []
    for each in ids:
        sense.cache_clear()
        begin = time.process_time()
        look(each)
        spent.append(1000 * (time.process_time() - begin))
    return f"{statistics.median(spent):6.1f} ms, at most {max(spent):6.1f} ms"


def measure(path: Path, looks: int) -> None:
    """Print what looks take in one notebook."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as conn:
        conn.row_factory = sqlite3.Row
        today = date(2026, 11, 25)
        counts = conn.execute("SELECT (SELECT count(*) FROM asks), (SELECT count(*) FROM offers)").fetchone()
        print(f"{counts[0]:,} asks and {counts[1]:,} offers")
        ids = {
            kind: [row[0] for row in conn.execute(f"SELECT id FROM {kind}s ORDER BY random() LIMIT {looks}")]
            for kind in ("ask", "offer")
        }
        matches.for_ask(conn, ids["ask"][0], today)  # the lexicon is read once
        print(f"  a new ask      {times(lambda each: matches.for_ask(conn, each, today), ids['ask'])}")
        print(f"  a new offer    {times(lambda each: matches.for_offer(conn, each, today), ids['offer'])}")
        print(f"  who            {times(lambda each: matches.who(conn, each, today), WANTED[:looks])}")


def main() -> None:
    """Read the command line, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, nargs="+", default=[50_000])
    parser.add_argument("--looks", type=int, default=30)
    parser.add_argument("--db", type=Path)
    given = parser.parse_args()
    if given.db:
        measure(given.db, given.looks)
        return
    for items in given.items:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "notes.db"
            fill(path, items, random.Random(7))
            measure(path, given.looks)


if __name__ == "__main__":
    main()
