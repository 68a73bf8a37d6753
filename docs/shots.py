# ruff: noqa: INP001 - a script, not a package
"""Takes the pictures of the README: the demo's story, read, served and photographed.

Run it in the environment that has notesight, where Chromium is installed: ``python docs/shots.py``.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from chromium import Chromium  # noqa: E402 - it lies with the tests, which drive the browser in the same way
from publish_site import serving  # noqa: E402

WIDTH, HEIGHT = 1200, 900
LARGEST = 250_000
ON = "?as_of=2026-10-31"  # the day after the story's last document
PERSON = "Casper van den Nieuwenhof"
DOCUMENT = "2026-03-06 coffee with Casper.md"


def main() -> None:
    """Read, serve, photograph."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "story.db"
        demo = "import sys; from notesight.cli import main; sys.exit(main())"
        subprocess.run(
            [sys.executable, "-c", demo, "demo", "--no-serve", "--db", database], check=True, capture_output=True
        )
        with serving(database, "--port", "0") as (_, address), Chromium() as browser:
            page = browser.page(WIDTH, HEIGHT)
            for name, place in _places(database).items():
                page.go(f"{address}{place}")
                _keep(HERE / f"{name}.png", page.shot(WIDTH, HEIGHT))


def _places(database: Path) -> dict[str, str]:
    conn = sqlite3.connect(database)
    try:
        (person,) = conn.execute("SELECT id FROM people WHERE name = ?", [PERSON]).fetchone()
        (document,) = conn.execute("SELECT id FROM documents WHERE source LIKE '%/' || ?", [DOCUMENT]).fetchone()
    finally:
        conn.close()
    base = f"{database.stem}/-"
    return {"home": ON, "person": f"{base}/person/{person}{ON}", "document": f"{base}/document/{document}{ON}"}


def _keep(path: Path, picture: bytes) -> None:
    if len(picture) > LARGEST:
        raise SystemExit(f"{path.name} has {len(picture):,} bytes, more than {LARGEST:,}.")
    path.write_bytes(picture)
    print(f"{path.name}: {len(picture):,} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
