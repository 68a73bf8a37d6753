"""Groups of commands whose first word may be no command: then it is one for ``list``."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from notesight.cli import app


class _ListsFirst(TyperGroup):
    """A group whose command ``list`` may be left out."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What is no command of the group goes to ``list``."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


def listing(name: str, short_help: str, more_help: str, *, panel: str = "Look") -> typer.Typer:
    """A group of that name, in a panel of the program's help; its ``list`` is what it does when no command is named."""
    group = typer.Typer(
        cls=_ListsFirst,
        rich_markup_mode="markdown",
        short_help=short_help,
        help=more_help,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.add_typer(group, name=name, rich_help_panel=panel)
    return group
