# ruff: noqa: INP001 - a script, not a package
"""Takes the pictures of the README: the demo's story, read, served and photographed.

Run it in the environment that has notesight, where Chromium is installed: ``python docs/shots.py``.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from chromium import Chromium  # noqa: E402 - it lies with the tests, which drive the browser in the same way

WIDTH, HEIGHT = 1200, 900
LARGEST = 250_000
PERSON = "Casper van den Nieuwenhof"
DOCUMENT = "2026-03-06 coffee with Casper.md"


def main() -> None:
    """Read, serve, photograph."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "story.db"
        with _demo(database) as address, Chromium() as browser:
            page = browser.page(WIDTH, HEIGHT)
            for name, place in _places(database).items():
                page.go(f"{address}{place}")
                _keep(HERE / f"{name}.png", page.shot(WIDTH, HEIGHT))


@contextmanager
def _demo(database: Path) -> Iterator[str]:
    """The demo, read and served as a first visitor sees it; its address."""
    command = [sys.executable, "-m", "notesight", "demo", "--no-browser", "--port", "0", "--db", str(database)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            serving = next((line for line in process.stderr or () if line.startswith("Serving ")), None)
            if serving is None:
                raise SystemExit("The demo was not served.")
            yield serving.removeprefix(f"Serving {database} at ").split()[0]
        finally:
            process.terminate()


def _places(database: Path) -> dict[str, str]:
    conn = sqlite3.connect(database)
    try:
        (person,) = conn.execute("SELECT id FROM people WHERE name = ?", [PERSON]).fetchone()
        (document,) = conn.execute("SELECT id FROM documents WHERE source LIKE '%/' || ?", [DOCUMENT]).fetchone()
    finally:
        conn.close()
    base = f"{database.stem}/-"
    return {"home": "", "person": f"{base}/person/{person}", "document": f"{base}/document/{document}"}


def _keep(path: Path, picture: bytes) -> None:
    if len(picture) > LARGEST:
        raise SystemExit(f"{path.name} has {len(picture):,} bytes, more than {LARGEST:,}.")
    path.write_bytes(picture)
    print(f"{path.name}: {len(picture):,} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
