"""How long it takes until something is on the screen: the help, and one note from the pipe to the printed result.

    python benchmarks/start_up.py               # medians of 15 whole processes each, taken in turn
    python benchmarks/start_up.py --runs 40

``notesight --help`` stands beside the smallest Typer program there is; the target is at most 1.5 times as long. A note
that is piped into ``notesight add`` should be read, stored and told within 0.6 s on a warm disk; the same once more, for
a notebook that is there already, is what happens every day.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HELLO = """
import typer

app = typer.Typer()

@app.command()
def hello(name: str = "you") -> None:
    "Say hello."
    typer.echo(f"Hello {name}")

@app.command()
def goodbye(name: str = "you") -> None:
    "Say goodbye."
    typer.echo(f"Goodbye {name}")

if __name__ == "__main__":
    app()
"""
NOTE = """Coffee with Priya Raman. She's looking for a fractional CFO, no. {n}.
I'll send her the list by Friday.
"""


def seconds(command: list[str], environment: dict[str, str], text: str | None = None) -> tuple[float, float]:
    """The wall time of a whole process, and the processor time it took."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, env=environment, input=text, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"exit {done.returncode}: {' '.join(command)}\n{done.stdout}{done.stderr}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure in turn, so that a busy machine is busy for all; print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    arguments = parser.parse_args()
    took: dict[str, list[tuple[float, float]]] = {
        "python -c pass": [],
        "hello --help": [],
        "notesight --help": [],
        "add, first": [],
        "add": [],
    }
    with tempfile.TemporaryDirectory() as scratch:
        hello = Path(scratch) / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NOTESIGHT_")}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once
        environment = {
            **kept,
            "NOTESIGHT_CONFIG": f"{scratch}/config.toml",
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": f"{scratch}/compiled",
        }
        ours = [sys.executable, "-m", "notesight"]
        for n in range(-1, arguments.runs):
            add = [*ours, "add", "--db", f"{scratch}/{n}.db"]
            one = {
                "python -c pass": seconds([sys.executable, "-c", "pass"], environment),
                "hello --help": seconds([sys.executable, str(hello), "--help"], environment),
                "notesight --help": seconds([*ours, "--help"], environment),
                "add, first": seconds(add, environment, NOTE.format(n=n)),
                "add": seconds(add, environment, NOTE.format(n=f"{n} again")),
            }
            for name, each in one.items() if n >= 0 else ():  # the first round warms the disk
                took[name].append(each)
    wall, cpu = ({name: statistics.median(one[n] for one in each) for name, each in took.items()} for n in (0, 1))
    print(f"medians of {arguments.runs} processes each (benchmarks/start_up.py --runs {arguments.runs})")
    for name, meaning in {
        "python -c pass": "an interpreter that does nothing",
        "hello --help": "a Typer program with two commands",
        "notesight --help": "ours",
        "add, first": "echo note | notesight add, into a new notebook",
        "add": "echo note | notesight add, into that notebook",
    }.items():
        print(f"  {name:17} {wall[name] * 1000:6.0f} ms ({cpu[name] * 1000:4.0f} ms of a processor)  {meaning}")
    print(f"help, ours / Typer's: {wall['notesight --help'] / wall['hello --help']:.2f} (target 1.5)")
    print(f"one note: {wall['add']:.2f} s, the first one {wall['add, first']:.2f} s (target 0.6 s)")


if __name__ == "__main__":
    main()
