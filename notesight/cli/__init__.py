"""The command line: parse, call, print. stdout is data, stderr is talk.

The commands stand in the modules beside this one, grouped as in ``--help``; this one has the application and the
boundary, where an error becomes a sentence and an exit code.
"""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from notesight.errors import NotesightError

INTERRUPTED = 130


class Commands(TyperGroup):
    """The group of all commands, and the one place where errors are printed."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; a failure of ours is a sentence, a bug is a traceback without anybody's words in it."""
        try:
            return super().invoke(ctx)
        except NotesightError as error:
            fail(error)
        except BrokenPipeError:
            # The reader (head, less) has gone: that is its right. Nothing more may be written at exit either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except KeyboardInterrupt:
            typer.echo("Stopped. What was read is kept; the same command goes on from there.", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if type(error).__module__.startswith("typer") or os.environ.get("NOTESIGHT_DEBUG"):
                raise
            _report_bug(error)

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order in which they are declared, which is the order of use."""
        del ctx
        return list(self.commands)


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
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Read notes and mail; keep the people, asks, offers and follow-ups in one SQLite file you own.",
)


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", help="Print the version and stop.", is_eager=True),
) -> None:
    if version:
        import notesight

        typer.echo(f"notesight {notesight.__version__}")
        raise typer.Exit


def load_commands() -> None:
    """Register every command, in the order of ``--help``."""
    from notesight.cli import decide, intake, lists, upkeep

    del decide, intake, lists, upkeep


def main() -> None:
    """The entry point of the ``notesight`` program."""
    load_commands()
    app()
