"""The command line: parse, call, print. stdout is data, stderr is talk.

The commands stand in the modules beside this one, which are listed in ``contents``; this one has the program and the
boundary, where an error becomes a sentence and an exit code.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from notesight.cli.contents import CONTENTS
from notesight.errors import NotesightError

INTERRUPTED = 130
_Misuse: type[Exception] = typer.BadParameter.__bases__[0]
"""What the parser raises for a call that makes no sense: an unknown option, a missing argument, a date that is none."""


class Commands(TyperGroup):
    """A group of commands, and the one place where errors are printed."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the program; a call that makes no sense is a sentence too, in the same form as every other."""
        standalone = extra.get("standalone_mode", True)
        extra["standalone_mode"] = False
        try:
            code = super().main(*args, **extra)
        except _Misuse as error:
            if not standalone:
                raise
            typer.echo(f"Error: {_sentence(error)}", err=True)
            context = getattr(error, "ctx", None)
            typer.echo(f"Try: {context.command_path if context else 'notesight'} --help", err=True)
            sys.exit(2)
        if not standalone:
            return code
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; a failure of ours is a sentence, a bug is a traceback without anybody's words in it."""
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()  # what was not yet taken by a reader that has gone is said here, not at exit
        except NotesightError as error:
            fail(error)
        except BrokenPipeError:
            # The reader (head, less) has gone: that is its right. Nothing more may be written at exit either.
            for stream in (sys.stdout, sys.stderr):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            raise typer.Exit(0) from None
        except KeyboardInterrupt:
            typer.echo("Stopped. What was read is kept; the same command goes on from there.", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except (typer.Exit, typer.Abort, _Misuse):
            raise
        except Exception as error:
            if os.environ.get("NOTESIGHT_DEBUG"):
                raise
            _report_bug(error)
        return done

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Without any word, the help."""
        return super().parse_args(ctx, args or ["--help"])

    def get_params(self, ctx: Any) -> Any:
        """The options of the program itself."""
        return _plain(super().get_params(ctx))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command by its name."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            _plain(command.get_params(ctx))
        return command


class Program(Commands):
    """All commands, of which only that one is imported which is called: the others are known by the table of contents."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.commands = {
            entry.name: TyperCommand(entry.name, help=entry.help, rich_help_panel=panel)
            for panel, entries in CONTENTS.items()
            for entry in entries
        }

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that is called, in full."""
        name, command, rest = super().resolve_command(ctx, args)
        if name and command:
            command = _command(name)
            _plain(command.get_params(ctx))
        return name, command, rest


@cache
def _command(name: str) -> Any:
    module = next(each.module for entries in CONTENTS.values() for each in entries if each.name == name)
    import_module(f"notesight.cli.{module}")
    return get_group(app).commands[name]


def _plain(parameters: Iterable[Any]) -> Iterable[Any]:
    """Parameters whose help speaks of files and names, not of Python's types."""
    for each in parameters:
        if each.param_type_name == "argument":
            each.display_type_rich = _nothing
        elif each.is_flag and each.metavar is None:
            each.metavar = ""
    return parameters


def _nothing(ctx: Any) -> str:
    del ctx
    return ""


def _sentence(error: Any) -> str:
    words = str(error.format_message()).strip()
    return words if words.endswith((".", "?", ")")) else words + "."


def fail(error: NotesightError) -> NoReturn:
    """Print an error's sentence and next step, and leave with its code."""
    typer.echo(f"Error: {error.sentence}", err=True)
    if error.hint:
        typer.echo(f"Try: {error.hint}", err=True)
    raise typer.Exit(error.exit_code) from None


def _report_bug(error: Exception) -> NoReturn:
    """Print where a bug happened. Its message is left out: it may hold words of a note."""
    import traceback

    typer.echo("This is a bug in notesight:", err=True)
    for frame in traceback.extract_tb(error.__traceback__):
        typer.echo(f"  {frame.filename}:{frame.lineno} in {frame.name}", err=True)
    typer.echo(f"  {type(error).__name__} (its message may quote a note; NOTESIGHT_DEBUG=1 shows it)", err=True)
    raise typer.Exit(1) from None


app = typer.Typer(rich_markup_mode="markdown")
"""Where each module registers its commands."""
program = typer.Typer(
    cls=Program,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Read notes and mail; keep the people, asks, offers and follow-ups in one SQLite file you own.",
)
"""The program that is run."""


def _version(wanted: bool) -> None:
    if wanted:
        import notesight

        typer.echo(f"notesight {notesight.__version__}")
        raise typer.Exit


@program.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help="Print the version and stop.", is_eager=True, callback=_version
    ),
) -> None:
    del version


def main() -> None:
    """The entry point of the ``notesight`` program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter is no reason to stop
    # Starting makes much that stays; looking for circles in it again and again costs a tenth of a short command.
    gc.set_threshold(100_000, 50, 100)
    program()
