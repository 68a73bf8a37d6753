"""How far work has come that takes minutes, on stderr: in one line of a terminal, else in a line for each tenth."""

from __future__ import annotations

import sys

import typer

from notesight.cli.common import talk

WORTH_TELLING = 4_000
"""Less than this is done before one has read that it is worked on."""


class Told:
    """Is called with how much is done and of how much; the first time it says what it is that is done."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence
        self._said = -1

    def __call__(self, done: int, total: int) -> None:
        """Say it, if there is so much to do that somebody may wonder."""
        if total < WORTH_TELLING:
            return
        if self._said < 0:
            talk(self._sentence)
        percent = 100 * done // total
        step = 1 if sys.stderr.isatty() else 10
        if percent // step > self._said // step or self._said < 0:
            self._line(f"  {percent} %", last=done >= total)
            self._said = percent

    @staticmethod
    def _line(words: str, *, last: bool) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r{words}", err=True, nl=last)
        else:
            typer.echo(words, err=True)
