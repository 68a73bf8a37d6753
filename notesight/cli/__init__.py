"""The command line: parse, call, print. stdout is data, stderr is talk.

The commands stand in the modules beside this one, grouped as in ``--help``; this one has the application and the
boundary, where an error becomes a sentence and an exit code.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from notesight.errors import NotesightError

INTERRUPTED = 130
MODULES = (
    "intake", "post", "batch", "lists", "keep", "brief", "persons", "matches", "links", "outcomes", "decide", "correct", "review",
    "reread", "upkeep", "hide", "outgoing", "incoming", "agents", "evaluate", "loadgold",
)  # fmt: skip
"""The modules of the commands, in the order of use, which is the order of ``--help``."""
_Misuse: type[Exception] = typer.BadParameter.__bases__[0]
"""What the parser raises for a call that makes no sense: an unknown option, a missing argument, a date that is none."""


class Commands(TyperGroup):
    """The group of all commands, and the one place where errors are printed."""

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

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands in the order of use; a group stands where its module does, not at the end."""
        names = list(super().list_commands(ctx))
        beside = (("people", "today"), ("matches", "people"), ("outcomes", "path"), ("export", "publish-copy"))
        for group, before in beside:
            if group in names:
                names.remove(group)
                names.insert(names.index(before) + 1, group)
        return names

    def get_params(self, ctx: Any) -> Any:
        """The options of the program itself."""
        return _plain(super().get_params(ctx))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command by its name."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            _plain(command.get_params(ctx))
        return command


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


app = typer.Typer(
    cls=Commands,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Read notes and mail; keep the people, asks, offers and follow-ups in one SQLite file you own.",
)


def _version(wanted: bool) -> None:
    if wanted:
        import notesight

        typer.echo(f"notesight {notesight.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help="Print the version and stop.", is_eager=True, callback=_version
    ),
) -> None:
    del version


def load_commands() -> None:
    """Register every command, in the order of ``--help``."""
    for module in MODULES:
        import_module(f"notesight.cli.{module}")


def main() -> None:
    """The entry point of the ``notesight`` program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter is no reason to stop
    load_commands()
    app()
