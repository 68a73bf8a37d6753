"""How fast a large notebook answers: its pages, the listings of the command line, one decision, one more document.

    python benchmarks/pages.py                                  # 100,000 documents, 20,000 people, 300,000 items
    python benchmarks/pages.py --documents 10000 --keep FOLDER  # a smaller one, which stays there and is used again
    python benchmarks/pages.py --keep FOLDER --only listings    # pages, listings or writes alone

The notebook is made from a seed (some minutes for the large one). It is then served on loopback as ``notesight serve`` does, and
each page is fetched many times, one request after the other, of other people and documents each time; a bare Datasette
table page on the same file is printed beside them, and the person who is named most often is measured apart. Each listing is a
command, called in one process, so that starting Python is not in it. Milliseconds: the middle, what nineteen of twenty are
under, and both for the CPU time, which does not count what else the machine does.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import typer  # noqa: E402
from large_notebook import GIVEN, GIVEN_AWAY, WANTED, a_document, build  # noqa: E402

from notesight import cli  # noqa: E402
from notesight.model import Run  # noqa: E402
from notesight.store import Store  # noqa: E402

Spent = Callable[[], float]
"""Seconds of CPU that what is measured has taken since it began."""


@contextmanager
def served(path: Path, port: int) -> Iterator[tuple[str, Spent]]:
    """The notebook on loopback, as a user serves it; its address, and the CPU time of the server."""
    run = [sys.executable, "-m", "notesight", "serve", "--db", str(path), "--port", str(port), "--no-browser"]
    process = subprocess.Popen(run, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    threads = Path(f"/proc/{process.pid}/task")

    def spent() -> float:
        return sum(int((each / "schedstat").read_text().split()[0]) for each in threads.iterdir()) / 1e9

    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", spent if threads.exists() else lambda: 0.0
    finally:
        process.terminate()
        process.wait()


def measure(name: str, action: Callable[[], object], times: int, spent: Spent = time.process_time) -> None:
    """Do something many times, once before it counts, and print a line of the table."""
    action()
    took, cost = [], []
    for _ in range(times):
        begin, before = time.perf_counter(), spent()
        action()
        took.append((time.perf_counter() - begin) * 1000)
        cost.append((spent() - before) * 1000)
    numbers = [number for those in (took, cost) for number in (statistics.median(those), _nineteen_of_twenty(those))]
    print(f"  {name:34}" + "".join(f" {number:8.1f}" for number in numbers), flush=True)


def _nineteen_of_twenty(those: list[float]) -> float:
    return sorted(those)[min(len(those) - 1, len(those) * 95 // 100)]


def main() -> None:
    """Build what is missing, serve, fetch, call, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--port", type=int, default=8797)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", choices=("pages", "listings", "writes"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"large{arguments.documents}.db"
        build(path, arguments.documents, arguments.people)
        people = _people(path)
        print(f"{arguments.documents:,} documents, {len(people):,} people, {path.stat().st_size >> 20} MiB")
        for name, part in {"pages": _pages, "listings": _listings, "writes": _writes}.items():
            if arguments.only in (None, name):
                print(f"{name:36} {'middle':>8} {'95 %':>8} {'CPU':>8} {'95 %':>8}  ms")
                part(path, arguments, people)


def _people(path: Path) -> list[str]:
    """Everybody's id, who is named most often first."""
    with contextlib.closing(sqlite3.connect(path)) as conn:
        return [row[0] for row in conn.execute("SELECT id FROM people ORDER BY documents DESC, id")]


def _some(people: list[str], seed: random.Random) -> list[str]:
    """Those who are asked about: some of those who stand everywhere, and some of all."""
    return [*people[:5], *seed.sample(people, min(len(people), 40))]


def _pages(path: Path, arguments: argparse.Namespace, people: list[str]) -> None:
    seed = random.Random(3)
    some = _some(people, seed)
    base = f"/{path.stem}"
    sought = ("choir", "van", "chairs", "list", "bookkeeper")
    pages: dict[str, Callable[[], str]] = {
        "home": lambda: "/",
        "person": lambda: f"{base}/-/person/{seed.choice(some)}",
        "person named most often": lambda: f"{base}/-/person/{people[0]}",
        "document": lambda: f"{base}/-/document/{seed.randrange(arguments.documents) + 1}",
        "thread": lambda: f"{base}/-/thread/{seed.randrange(arguments.documents // 3) * 3 + 1}",
        **{
            name: lambda name=name: f"{base}/-/{name}"
            for name in (
                "asks",
                "offers",
                "followups",
                "due",
                "i-owe",
                "they-owe",
                "nobodys",
                "between-others",
                "outcomes",
                "matches",
                "review",
                "timeline",
                "network",
                "figures",
                "keep",
                "history",
                "who",
            )
        },
        "followups of one person": lambda: f"{base}/-/followups?person={seed.choice(some)}",
        "followups of the most named": lambda: f"{base}/-/followups?person={people[0]}",
        "i-owe of one person": lambda: f"{base}/-/i-owe?person={seed.choice(some)}",
        "timeline of one person": lambda: f"{base}/-/timeline?person={seed.choice(some)}",
        "brief of one person": lambda: f"{base}/-/brief/{seed.choice(some)}",
        "search": lambda: f"{base}/-/search?q={seed.choice(GIVEN)}+{seed.choice(sought)}",
        "search for a common word": lambda: f"{base}/-/search?q={seed.choice(sought)}",
        "Datasette's table of asks": lambda: f"{base}/asks?_size=20",
    }
    with served(path, arguments.port) as (address, spent):
        _settle(spent)
        for name, where in pages.items():

            def fetch(where: Callable[[], str] = where) -> None:
                with urllib.request.urlopen(address + where(), timeout=120) as response:
                    response.read()

            try:
                measure(name, fetch, arguments.times, spent)
            except urllib.error.HTTPError as error:
                print(f"  {name:34} {error.code}")


def _settle(spent: Spent) -> None:
    """Wait until the server has done what it does in the background after its first page: people and suggestions are compared."""
    before = -1.0
    while spent() - before > _QUIET:
        before = spent()
        time.sleep(3)
    print(f"  {'in the background, once':34} {'':17} {1000 * spent():8.0f}")


_QUIET = 0.02


def _listings(path: Path, arguments: argparse.Namespace, people: list[str]) -> None:
    seed = random.Random(4)
    some = _some(people, seed)
    posting = path.with_name("posting.txt")
    posting.write_text("We look for somebody who draws posters and logos for our fair in May, paid by the hour.\n")
    program = typer.main.get_command(cli.program)
    listings: dict[str, Callable[[], list[str]]] = {
        "today": lambda: ["today"],
        **{
            f"today {name}": lambda name=name: ["today", name] for name in ("i_owe", "waiting", "looks_done", "overdue")
        },
        "asks": lambda: ["asks"],
        "offers --open": lambda: ["offers", "--open"],
        "followups": lambda: ["followups"],
        "asks --person": lambda: ["asks", "--person", seed.choice(some)],
        "followups --person, most named": lambda: ["followups", "--person", people[0]],
        "brief": lambda: ["brief", seed.choice(some)],
        "brief of the most named": lambda: ["brief", people[0]],
        "digest": lambda: ["digest"],
        "path": lambda: ["path", seed.choice(some)],
        "matches": lambda: ["matches"],
        "who": lambda: ["who", seed.choice(WANTED)],
        "who-for": lambda: ["who-for", str(posting)],
        "keep": lambda: ["keep"],
        "contacts": lambda: ["contacts"],
        "news": lambda: ["news", seed.choice(some)],
        "outcomes": lambda: ["outcomes"],
        "introductions": lambda: ["introductions"],
        "people": lambda: ["people"],
        "show a person": lambda: ["show", seed.choice(some)],
        "search": lambda: ["search", seed.choice(GIVEN), seed.choice(GIVEN_AWAY).split()[-1]],
    }
    for name, words in listings.items():

        def call(words: Callable[[], list[str]] = words) -> None:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                program.main([*words(), "--db", str(path)], standalone_mode=False)

        measure(name, call, max(1, arguments.times // 2))
    with Store.open(path, readonly=True) as store:
        asks, offers = ([row["id"] for row in store.items(kind, limit=500)] for kind in ("ask", "offer"))
        on = date.today()
        measure("matches of one new ask", lambda: store.matches.ranked(seed.choice(asks), on=on), arguments.times)
        measure("matches of one new offer", lambda: store.matches.answered(seed.choice(offers), on=on), arguments.times)


def _writes(path: Path, arguments: argparse.Namespace, people: list[str]) -> None:
    del people
    seed = random.Random(5)
    with Store.open(path) as store:
        open_ones = [row["id"] for row in store.items("followup", state="open", limit=1000)]

        def decide() -> None:
            store.decide("done", seed.choice(open_ones), origin="cli", at=datetime.now(UTC))

        def add() -> None:
            number = seed.randrange(10**9, 10**10)
            document, extraction = a_document(number, arguments.documents, arguments.people, seed)
            with store.transaction():
                stored = store.put(document, seen_at=datetime.now(UTC))
                store.record(stored.id, Run("offline", "benchmark"), extraction)

        measure("one decision", decide, arguments.times)
        measure("one more document", add, arguments.times)


if __name__ == "__main__":
    main()
