"""What the model path costs beyond the model: ``notesight ingest`` against a server that only waits.

    python benchmarks/model_path.py                    # 200 notes, 300 ms (±50) an answer, 8 at once, the whole command
    python benchmarks/model_path.py --reader           # the same without store and command line: the extractor alone
    python benchmarks/model_path.py --latency-ms 0     # what a call costs of our own processor time

Self-contained: a loopback server in a process of its own answers each note with its own quotes, the notes are made
from a seed. The ideal is answers × latency / calls at once; wall is measured around a fresh interpreter, imports
included.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GIVEN = "Ada Bruno Carla Dario Edda Fynn Greta Hanno Ilse Jonas Karin Lasse Mira Nils Olga Pavel".split()
FAMILY = "Abel Brandt Conti Drew Ekman Falk Gruber Holm Iversen Jansen Klein Lund Moser Novak".split()
NEEDS = ("a bookkeeper", "somebody who mends looms", "a room for the choir", "two spare chairs", "a used van")
NOTE = re.compile(r"(?P<name>[A-Z][a-z]+ [A-Z][a-z]+) (?P<ask>is looking for [a-z ]+)\.\n(?P<todo>I'll send [^.\n]+)\.")


def make_notes(folder: Path, count: int, seed: int) -> None:
    """Write that many small notes, each with a person, an ask and a promise."""
    random_ = random.Random(seed)
    for number in range(count):
        given, family = random_.choice(GIVEN), random_.choice(FAMILY)
        text = (
            f"2026-03-{1 + number % 28:02d} tea no. {number}\n\n{given} {family} is looking for "
            f"{random_.choice(NEEDS)}.\nI'll send {given} the number by Friday.\n"
        )
        (folder / f"note-{number:04d}.txt").write_text(text, encoding="utf-8")


def answer(user: str) -> str:
    """What a model would say about one of these notes."""
    found = NOTE.search(user)
    if found is None:
        return '{"people": [], "items": []}'
    person = {"id": "p1", "mentions": [found["name"]], "name": found["name"]}
    person |= {"email": None, "organization": None, "role": None}
    rest = {"part": 1, "to": None, "due_text": None, "certainty": "stated"}
    ask = {"quote": found["ask"], "kind": "ask", "by": "p1", "summary": "Help out", **rest}
    todo = {
        "quote": found["todo"],
        "kind": "followup",
        "by": "me",
        "summary": "Send it",
        **rest,
        "due_text": "by Friday",
    }
    return json.dumps({"people": [person], "items": [ask, {**todo, "to": "p1"}]})


async def serve(latency: float, jitter: float) -> None:
    """Answer chat completions after a while; prints the address, and at the end of standard input the counters."""
    random_ = random.Random(1)
    counted = {"requests": 0, "under_way": 0, "peak": 0, "waited": 0.0}

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)[1])
                body = json.loads(await reader.readexactly(length))
                counted["requests"] += 1
                counted["under_way"] += 1
                counted["peak"] = max(counted["peak"], counted["under_way"])
                wait = max(0.0, latency + random_.uniform(-jitter, jitter))
                counted["waited"] += wait
                await asyncio.sleep(wait)
                counted["under_way"] -= 1
                message = {"role": "assistant", "content": answer(body["messages"][-1]["content"]), "refusal": None}
                usage = {"prompt_tokens": length // 4, "completion_tokens": 90, "total_tokens": length // 4 + 90}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                whole = {
                    "id": "c",
                    "object": "chat.completion",
                    "created": 1,
                    "model": "m",
                    "choices": [choice],
                    "usage": usage,
                }
                raw = json.dumps(whole).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(raw) + raw
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(connection, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps(counted), flush=True)


def read_only(folder: Path) -> None:
    """The extractor alone over the notes of a folder, in this process."""
    from datetime import date

    from notesight import extractors
    from notesight.config import load
    from notesight.model import Document, Owner

    settings = load(os.environ)
    reader = extractors.load("openai", settings)
    texts = ((path, path.read_text(encoding="utf-8")) for path in sorted(folder.iterdir()))
    documents = (Document(f"path:{path}", text, date(2026, 3, 2)) for path, text in texts)
    readings = list(reader.read(documents, Owner()))
    print(sum(len(reading.candidates.items) for reading in readings if reading.candidates), "items")


def measure(arguments: argparse.Namespace) -> None:
    """Run once and print the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        notes = Path(scratch) / "notes"
        notes.mkdir()
        make_notes(notes, arguments.notes, arguments.seed)
        waiting = [
            sys.executable,
            __file__,
            "--serve",
            f"--latency-ms={arguments.latency_ms}",
            f"--jitter-ms={arguments.jitter_ms}",
        ]
        with subprocess.Popen(waiting, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            address = server.stdout.readline().strip()
            environment = {
                **os.environ,
                "HOME": scratch,
                "XDG_CACHE_HOME": f"{scratch}/cache",
                "PYTHONPATH": str(ROOT),
                "NOTESIGHT_CONFIG": f"{scratch}/config.toml",
                "NOTESIGHT_DB": f"{scratch}/notes.db",
                "NOTESIGHT_BASE_URL": address,
                "NOTESIGHT_MODEL": "waits",
                "NOTESIGHT_CONCURRENCY": str(arguments.at_once),
            }
            command = [sys.executable, "-m", "notesight", "ingest", str(notes)]
            if arguments.reader:
                command = [sys.executable, __file__, "--read", str(notes)]
            before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            wall = time.perf_counter() - started
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            counted = json.loads(server.communicate("")[0])
    if done.returncode != 0:
        sys.exit(f"exit {done.returncode}\n{done.stdout}{done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    ideal = counted["waited"] / arguments.at_once
    calls = max(1, counted["requests"])
    ratio = f"{ideal / wall:.2f}" if ideal else "–"
    print(f"requests {counted['requests']}, at most {counted['peak']} at once, peak {after.ru_maxrss // 1024} MiB")
    print(f"wall {wall:.2f} s, ideal {ideal:.2f} s, ideal/wall {ratio}")
    print(f"CPU {cpu:.2f} s, {cpu * 1000 / calls:.1f} ms a call")


def main() -> None:
    """Parse what is wanted and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=200)
    parser.add_argument("--latency-ms", type=float, default=300.0)
    parser.add_argument("--jitter-ms", type=float, default=50.0)
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--reader", action="store_true", help="measure the extractor without store and command line")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        asyncio.run(serve(arguments.latency_ms / 1000, arguments.jitter_ms / 1000))
    elif arguments.read:
        read_only(arguments.read)
    else:
        measure(arguments)


if __name__ == "__main__":
    main()
