"""How fast the pages answer on a large notebook: home, person, document, lists, search, and one decision.

    python benchmarks/pages.py                                  # 100,000 documents, 20,000 people, 300,000 items
    python benchmarks/pages.py --documents 10000 --keep FOLDER  # a smaller one, which stays there and is used again

The notebook is made from a seed (some minutes for the large one). It is then served on loopback as ``notesight serve`` does, and
each page is fetched many times, one request after the other, of other people and documents each time; a bare Datasette
table page on the same file is printed beside them. Milliseconds: median, and nine of ten under.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from notesight.model import Address, Document, Extraction, Item, Mention, Part, Person, Run  # noqa: E402
from notesight.store import Store  # noqa: E402

GIVEN = (
    "Ada Anna Bruno Carla Dario Edda Fynn Greta Hanno Ilse Jim Jonas Karin Lasse Maria Mira Nils Olga Pavel Priya Rosa Sam "
    "Sofia Tom Uma Vera Wim Yara Zoe Amadou Bea Chidi Devi Emeka Farid Gwen Hugo Ines Jorun Kofi Lien Malik Nour Oona".split()
)
FAMILY = [
    one + two + three
    for one in "Ab Bra Con Dre Ek Fal Gru Hol Iv Jan Kle Lun Mo No Ok Per Ra".split()
    for two in "en er i man o sen".split()
    for three in ("", "sky", "ton", "wall", "berg", "s")
]
THINGS = (
    "a bookkeeper",
    "somebody who mends looms",
    "a room for the choir",
    "two spare chairs",
    "a used van",
    "an editor",
)
CHANNELS = ("mail", "coffee", "call", "class", "party")
START = date(2016, 1, 4)


def name_of(number: int) -> str:
    """The name of a person of the notebook, each another one."""
    return f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // len(GIVEN) % len(FAMILY)]}"


def a_document(number: int, people: int, seed: random.Random) -> tuple[Document, Extraction]:
    """A mail or a note with two people, an ask, an offer and a promise."""
    one, other = (
        min(int(seed.paretovariate(0.35)) - 1, people - 1) if seed.random() < 0.6 else seed.randrange(people)
        for _ in range(2)
    )
    ask, offer = (
        f"{name_of(one)} is looking for {seed.choice(THINGS)}",
        f"{name_of(other)} can lend {seed.choice(THINGS)}",
    )
    promise = f"I'll send {name_of(other)} the list no. {number}"
    text = f"{ask}. {offer}. {promise}. " + "We spoke of the weather and of the allotment for a while. " * 6
    said_on = START + timedelta(days=number // 30 % 3700)
    mail = number % 3 == 0
    people_of = {name_of(each): _mentions(text, name_of(each)) for each in (one, other)}
    items = [
        Item("ask", ask, 0, len(ask), f"Find {ask[-20:]}", name_of(one), None, said_on),
        Item("offer", offer, text.index(offer), text.index(offer) + len(offer), "Lend it", name_of(other), None, said_on),
        Item("followup", promise, text.index(promise), text.index(promise) + len(promise), f"Send the list no. {number}", "me",
             name_of(other), said_on, said_on + timedelta(days=seed.randrange(60))),
    ]  # fmt: skip
    document = Document(
        f"mid:{number}@x" if mail else f"path:/notes/{number}.txt", text, said_on, "email" if mail else "note",
        (Part("new", 0, len(text), Address(name_of(one)) if mail else Address()),), f"About {number // 4}", seed.choice(CHANNELS),
        Address(name_of(one), f"p{one}@mail.example") if mail else None, (Address("me", "me@x.example"),) if mail else (),
        in_reply_to=f"{number - 3}@x" if mail and number % 4 else None,
    )  # fmt: skip
    return document, Extraction(tuple(Person(name, those) for name, those in people_of.items()), tuple(items))


def _mentions(text: str, name: str) -> tuple[Mention, ...]:
    return tuple(Mention(name, found.start(), found.end()) for found in re.finditer(re.escape(name), text))


def build(path: Path, documents: int, people: int) -> None:
    """The notebook, if it is not there yet."""
    if path.exists():
        return
    seed = random.Random(7)
    begun = time.monotonic()
    with Store.open(path) as store:
        for start in range(0, documents, 500):
            with store.transaction():
                for number in range(start, min(documents, start + 500)):
                    document, extraction = a_document(number, people, seed)
                    stored = store.put(document, seen_at=datetime.now(UTC))
                    store.record(stored.id, Run("offline", "benchmark"), extraction)
            if start % 10_000 == 0:
                print(f"  {start:,} of {documents:,} documents, {time.monotonic() - begun:.0f} s", file=sys.stderr)


@contextmanager
def served(path: Path, port: int) -> Iterator[str]:
    """The notebook on loopback, as a user serves it; its address."""
    run = [sys.executable, "-m", "notesight", "serve", "--db", str(path), "--port", str(port), "--no-browser"]
    process = subprocess.Popen(run, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def measured(action: Callable[[], object], times: int) -> tuple[float, float]:
    """Milliseconds: the median, and what nine of ten and a half are under (the 95th percentile)."""
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        action()
        took.append((time.perf_counter() - begin) * 1000)
    took.sort()
    return statistics.median(took), took[min(len(took) - 1, len(took) * 95 // 100)]


def main() -> None:
    """Build what is missing, serve, fetch, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--port", type=int, default=8797)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"large{arguments.documents}.db"
        build(path, arguments.documents, arguments.people)
        _pages(path, arguments)
        _writes(path, arguments)


def _pages(path: Path, arguments: argparse.Namespace) -> None:
    seed = random.Random(3)
    with sqlite3.connect(path) as conn:
        ids = [row[0] for row in conn.execute("SELECT id FROM people ORDER BY documents DESC")]
    conn.close()
    some = [*ids[:5], *seed.sample(ids, min(len(ids), 40))]
    base = path.stem
    pages: dict[str, Callable[[], str]] = {
        "home": lambda: "/",
        "person": lambda: f"/{base}/-/person/{seed.choice(some)}",
        "document": lambda: f"/{base}/-/document/{seed.randrange(arguments.documents) + 1}",
        "thread": lambda: f"/{base}/-/thread/{seed.randrange(arguments.documents // 3) * 3 + 1}",
        "asks": lambda: f"/{base}/-/asks",
        "offers": lambda: f"/{base}/-/offers",
        "due": lambda: f"/{base}/-/due",
        "follow-ups of one person": lambda: f"/{base}/-/followups?person={seed.choice(some)}",
        "timeline": lambda: f"/{base}/-/timeline",
        "search": lambda: f"/{base}/-/search?q={seed.choice(GIVEN)}+{seed.choice(('choir', 'van', 'chairs', 'list'))}",
        "Datasette's table of asks": lambda: f"/{base}/asks?_size=20",
    }
    with served(path, arguments.port) as address:
        print(f"{arguments.documents:,} documents, {len(ids):,} people, {path.stat().st_size >> 20} MiB")
        for name, where in pages.items():

            def fetch(where: Callable[[], str] = where) -> None:
                with urllib.request.urlopen(address + where(), timeout=120) as response:
                    response.read()

            try:
                fetch()
            except urllib.error.HTTPError as error:
                print(f"  {name:26} {error.code}")
                continue
            print("  {:26} median {:7.1f} ms, 95 % under {:7.1f} ms".format(name, *measured(fetch, arguments.times)))


def _writes(path: Path, arguments: argparse.Namespace) -> None:
    seed = random.Random(5)
    with Store.open(path) as store:
        open_ones = [row["id"] for row in store.items("followup", state="open", limit=1000)]

        def decide() -> None:
            store.decide("done", seed.choice(open_ones), origin="cli", at=datetime.now(UTC))

        def add() -> None:
            number = seed.randrange(10**9, 10**10)
            document, extraction = a_document(number, arguments.people, seed)
            with store.transaction():
                stored = store.put(document, seen_at=datetime.now(UTC))
                store.record(stored.id, Run("offline", "benchmark"), extraction)

        for name, action in (("one decision", decide), ("one more document", add)):
            print("  {:26} median {:7.1f} ms, 95 % under {:7.1f} ms".format(name, *measured(action, arguments.times)))


if __name__ == "__main__":
    main()
