"""A mailbox from the file to the notebook, read by ``offline``: messages a second, and memory at its peak.

    python benchmarks/mailbox.py                       # 10,000 messages made from a seed, the whole command
    python benchmarks/mailbox.py --messages 2000
    python benchmarks/mailbox.py --jobs 1              # without other processes

The messages are ours: threads of replies with quoted history, forwarded mails, HTML twins, newsletters, signatures, in a
share of each that a mailbox has. A fresh process runs ``notesight ingest``; its wall time counts from start to exit. Memory
is the largest that this process, and the largest that any of its workers, ever had, seen by the kernel. What reading alone
takes, without a database and other processes, is told beside it. The target is 10,000 messages in 30 s on two cores that
nobody else uses, which is 6 ms of a processor each, and less than 300 MB, however long the file is.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GIVEN = (
    "Ada Bruno Carla Dario Edda Fynn Greta Hanno Ilse Jonas Karin Lasse Mira Nils Olga Pavel Zoë José Łukasz".split()
)
FAMILY = "Abel Brandt Conti Drew Ekman Falk Gruber Holm Iversen Jansen Klein Lund Moser Novak Ruiz Wiśniewski".split()
PLACES = ("lumen.example", "kiln.example", "harbour.example", "loom.example", "mail.example")
ASKED = (
    "Could you send me the figures for {thing} by {when}?",
    "I'm looking for {thing}, do you know anyone?",
    "Happy to lend you {thing} if you'd like.",
    "I'll bring {thing} on {when}.",
    "We need {thing} before {when}, otherwise the whole thing moves to autumn.",
    "{name} mentioned that you could introduce her to somebody with {thing}.",
    "Let's talk again about {thing} on {when}.",
)
TOLD = (
    "Thank you for {thing}, it came yesterday.",
    "It rained all week, and the roof of the barn gave way at last.",
    "The minutes of the last meeting are in the folder, as always.",
    "How was the journey? Ours took nine hours, with two goats in the compartment.",
    "{name} was here on {when} and sends her regards.",
    "The exhibition opened with forty people, which was more than the room holds.",
    "I read the draft twice, and the second half is much stronger than the first.",
    "Nothing new about {thing}, the office is closed until Easter.",
    "The dye came out darker than on the samples, but the weavers like it better so.",
    "{name} has moved to Lisbon, where she works for a museum of tiles.",
    "We counted the looms again: thirty-one, and two that nobody remembers buying.",
    "The train was late, so we began without {name}.",
)
ASKING = 0.2
"""The share of sentences in which somebody wants, offers or promises something."""
THINGS = (
    "a bookkeeper",
    "the blue loom",
    "two spare chairs",
    "the van",
    "a room for the choir",
    "the contract",
    "a translator",
)
WHENS = ("Friday", "next Tuesday", "12 March", "the end of the month", "tomorrow", "Monday morning")
FOOTER = (
    "This e-mail and any files transmitted with it are confidential and intended solely for the use of the individual or "
    "entity to whom they are addressed. If you have received this e-mail in error please notify the sender."
)


class Writer:
    """Makes messages, each from what came before."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._people = [
            (
                f"{given} {family}",
                f"{given}.{family}@{place}".lower().encode("ascii", "replace").decode().replace("?", "x"),
            )
            for n in range(400)
            for given, family, place in [(self._pick(GIVEN), self._pick(FAMILY), PLACES[n % len(PLACES)])]
        ]
        self._earlier: list[tuple[str, str, str, str]] = []

    def _pick(self, what: list[str] | tuple[str, ...]) -> str:
        return what[int(self._random.random() * len(what))]

    def _words(self, sentences: int) -> str:
        said = []
        for _ in range(sentences):
            sentence = self._pick(ASKED if self._random.random() < ASKING else TOLD)
            said.append(sentence.format(thing=self._pick(THINGS), when=self._pick(WHENS), name=self._pick(GIVEN)))
        return "\n\n".join(" ".join(said[n : n + 3]) for n in range(0, len(said), 3))

    def message(self, number: int) -> str:
        """One message with its envelope line."""
        name, address = self._people[min(int(self._random.paretovariate(0.6)) - 1, len(self._people) - 1)]
        sent = datetime(2024, 1, 1, 8, tzinfo=UTC) + timedelta(minutes=37 * number)
        kind = self._random.random()
        body = f"Hi,\n\n{self._words(self._random.randint(2, 9))}\n\nBest,\n{name.split()[0]}\n"
        subject = f"{self._pick(THINGS)}, no. {number % 977}"
        if kind < 0.45 and self._earlier:
            other, when, about, text = self._earlier[int(self._random.random() * len(self._earlier))]
            quoted = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
            body += f"\nOn {when}, {other} wrote:\n{quoted}\n"
            subject = about if about.startswith("Re: ") else f"Re: {about}"
        elif kind < 0.52 and self._earlier:
            other, when, about, text = self._earlier[int(self._random.random() * len(self._earlier))]
            body += f"\n---------- Forwarded message ---------\nFrom: {other}\nDate: {when}\n"
            body += f"Subject: {about}\nTo: {name} <{address}>\n\n{text}"
            subject = f"Fwd: {about}"
        if kind > 0.85:
            body += f"\n-- \n{name}\nHead of Weaving | Loom & Kiln\n+49 30 1234567\n\n{FOOTER}\n"
        self._earlier = [*self._earlier[-199:], (name, format_datetime(sent), subject, body[:4000])]
        header = (
            f"From: {name} <{address}>\nTo: Sam Rivera <sam@notes.example>\nDate: {format_datetime(sent)}\n"
            f"Subject: {subject}\nMessage-ID: <{number}.{address}>\nMIME-Version: 1.0\n"
        )
        plain = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + body
        if 0.52 <= kind < 0.75:
            lines = (line.replace("&", "&amp;").replace("<", "&lt;") for line in body.splitlines() if line)
            html = "<html><body><div>" + "".join(f"<p>{line}</p>" for line in lines) + "</div></body></html>"
            twins = (
                f"--b{number}\n{plain}\n--b{number}\nContent-Type: text/html; charset=utf-8\n\n{html}\n--b{number}--\n"
            )
            plain = f'Content-Type: multipart/alternative; boundary="b{number}"\n\n{twins}'
        escaped = "\n".join(f">{line}" if line.startswith("From ") else line for line in plain.splitlines())
        return f"From {address} {sent:%a %b %d %H:%M:%S %Y}\n{header}{escaped}\n\n"


def make(path: Path, messages: int, seed: int) -> None:
    """Write the mailbox."""
    writer = Writer(seed)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number in range(messages):
            file.write(writer.message(number))


def peak_kib(pid: int) -> int:
    """The largest memory that a process ever had, or 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def family(pid: int) -> list[int]:
    """The processes that a process has started, and these."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except OSError:
        return []
    return [each for child in map(int, children) for each in (child, *family(child))]


def measure(mailbox: Path, scratch: Path, jobs: int | None) -> tuple[float, float, int, int]:
    """Seconds of the whole command and of processors, and the peaks of it and of its largest worker in KiB."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NOTESIGHT_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once
    environment = {
        **kept,
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(scratch / "compiled"),
        "NOTESIGHT_CONFIG": str(scratch / "config.toml"),
        "NOTESIGHT_ADDRESSES": "sam@notes.example",
        "NOTESIGHT_NAME": "Sam Rivera",
    }
    command = [sys.executable, "-m", "notesight", "ingest", str(mailbox), "--db", str(mailbox.with_suffix(".db"))]
    if jobs:
        command = ["taskset", "--cpu-list", f"0-{jobs - 1}", *command]
    peaks = {"own": 0, "worker": 0}
    done = threading.Event()

    def look(pid: int) -> None:
        while not done.wait(0.05):
            peaks["own"] = max(peaks["own"], peak_kib(pid))
            peaks["worker"] = max([peaks["worker"], *map(peak_kib, family(pid))])

    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        watcher = threading.Thread(target=look, args=(process.pid,))
        watcher.start()
        said = process.communicate()[0]
        wall = time.perf_counter() - begin
        done.set()
        watcher.join()
    if process.returncode != 0 or "failed" in said:
        sys.exit(f"exit {process.returncode}: {' '.join(command)}\n{said}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, peaks["own"], peaks["worker"]


def reading_alone(mailbox: Path, most: int) -> tuple[int, dict[str, float]]:
    """How many messages were read here, in this process and without a database, and seconds of a processor by stage."""
    sys.path.insert(0, str(ROOT))
    from notesight import sources
    from notesight.extractors import offline
    from notesight.grounding import ground
    from notesight.model import Owner

    owner = Owner(("Sam Rivera",), ("sam@notes.example",))
    raws = list(islice((raw for file in sources.discover([mailbox]) for raw in sources.raws(file)), most))
    took: Counter[str] = Counter()
    for n, raw in enumerate([raws[0], *raws]):  # the first one, which loads the models, comes again
        begin = time.process_time()
        document = sources.document(raw, date=None, today=datetime(2026, 1, 1).date())
        parsed = time.process_time()
        found = offline.candidates(document, owner)
        read = time.process_time()
        ground(found, document, owner)
        if n:
            took.update(parse=parsed - begin, read=read - parsed, prove=time.process_time() - read)
    return len(raws), dict(took)


def main() -> None:
    """Make the mailbox, read it, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--jobs", type=int, help="processors that may be used (by default all)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        mailbox = scratch / "box.mbox"
        make(mailbox, arguments.messages, arguments.seed)
        processors = arguments.jobs or len(os.sched_getaffinity(0))
        size = mailbox.stat().st_size / 1e6
        print(f"{arguments.messages:,} messages, {size:.1f} MB, seed {arguments.seed}, {processors} processors")
        one = scratch / "one.mbox"
        make(one, 1, arguments.seed)
        measure(one, scratch, None)  # what is not compiled yet is compiled now
        wall, cpu, own, worker = measure(mailbox, scratch, arguments.jobs)
        stored = mailbox.with_suffix(".db").stat().st_size / 1e6
        print(f"{arguments.messages / wall:.0f} messages/s ({wall:.1f} s), notebook {stored:.0f} MB")
        print(f"{cpu * 1000 / arguments.messages:.1f} ms of a processor each: {processors} idle ones could do ", end="")
        print(f"{processors * arguments.messages / cpu:.0f} messages/s")
        count, took = reading_alone(mailbox, most=1000)
        stages = ", ".join(f"{stage} {seconds * 1000 / count:.1f} ms" for stage, seconds in took.items())
        print(f"reading alone, in one process: {sum(took.values()) * 1000 / count:.1f} ms each ({stages})")
        print(f"peak memory: {own // 1024} MiB, and {worker // 1024} MiB in the largest worker")


if __name__ == "__main__":
    main()
