"""What the tests of the command line share: a way to call it here and as a process, texts, and a scripted extractor."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from typer.testing import CliRunner

from notesight import cli, extractors
from notesight.candidates import CandidateItem, CandidatePerson, Candidates, Span
from notesight.extractors import Reading
from notesight.model import Run

COFFEE = "Coffee with Ana Ruiz. She is looking for a web designer. I will send her Mia’s portfolio by Friday."
DAY = "2026-03-02"
MAIL = """From: Priya Raman <priya@lumen.example>
To: Ada Brandt <ada@example.org>
Date: Mon, 02 Mar 2026 09:30:00 +0100
Message-ID: <one@lumen.example>
Subject: A CFO

Ada, do you know a fractional CFO?

On Sun, 1 Mar 2026 at 18:00, Ada Brandt <ada@example.org> wrote:
> I can lend you my slides.
"""


def call(*words: object, stdin: str | bytes | None = None, columns: int = 100, **environ: str) -> SimpleNamespace:
    """Call the program in this process: its exit code, what it printed, and what it said."""
    told = {"COLUMNS": str(columns), "TERM": "dumb", **environ}
    result = CliRunner().invoke(
        cli.program, [str(word) for word in words], input=stdin, env=told, prog_name="notesight"
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return SimpleNamespace(code=result.exit_code, out=result.stdout, err=result.stderr)


def done(*words: object, **more: Any) -> str:
    """Call the program, which must succeed; what it printed."""
    result = call(*words, **more)
    assert result.code == 0, result.err
    return str(result.out)


def process(*words: object, stdin: bytes = b"", **more: Any) -> subprocess.CompletedProcess[str]:
    """Call the program as a process of its own."""
    command = [sys.executable, "-m", "notesight", *map(str, words)]
    result = subprocess.run(command, input=stdin, capture_output=True, timeout=60, check=False, **more)
    return subprocess.CompletedProcess(command, result.returncode, result.stdout.decode(), result.stderr.decode())


def start(*words: object, **more: Any) -> subprocess.Popen[str]:
    """Start the program as a process of its own, its words unbuffered."""
    command = [sys.executable, "-u", "-m", "notesight", *map(str, words)]
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.PIPE}
    return subprocess.Popen(command, text=True, start_new_session=True, **{**piped, **more})


def write(path: Path, content: str | bytes = COFFEE) -> Path:
    """A file, written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- an extractor that says what a test wants ---------------------------------------------------------------------


def answer(text: str) -> Candidates:
    """What the scripted extractor finds: lines of the form ``KIND by>to: quote``, wherever they stand."""
    people: dict[str, None] = {}
    items = []
    at = 0
    for line in text.splitlines(keepends=True):
        head, colon, quote = line.strip("> \n").partition(": ")
        kind, _, parties = head.partition(" ")
        if colon and kind in {"ask", "offer", "followup"}:
            by, _, to = parties.partition(">")
            people |= dict.fromkeys(name for name in (by, to) if name and name != "me")
            due = quote[quote.index("by ") :] if "by " in quote else None
            begin = at + line.index(quote)
            items.append(
                CandidateItem(
                    kind, quote, quote, by or None, to or None, due, "stated", None, Span(begin, begin + len(quote))
                )
            )
        at += len(line)
    return Candidates(tuple(CandidatePerson(name, (name,)) for name in people), tuple(items))


class Scripted:
    """An extractor for texts that say themselves what is to be found."""

    name, local, model, prompt, fingerprint = "scripted", True, None, None, "scripted:1"

    def read(self, documents, owner):
        del owner
        for document in documents:
            yield Reading(document, answer(document.text), Run(self.name, self.fingerprint))

    def close(self):
        pass


def use_scripted(monkeypatch: Any) -> None:
    """Let every call read with the scripted extractor."""
    monkeypatch.setitem(extractors._OURS, "scripted", f"{__name__}:load")
    monkeypatch.setenv("NOTESIGHT_EXTRACTOR", "scripted")


def load(_: object) -> Scripted:
    """The scripted extractor, as the entry point of a package would give it."""
    return Scripted()


def environ(**more: str) -> dict[str, str]:
    """The environment of a process, with more in it."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **more}
