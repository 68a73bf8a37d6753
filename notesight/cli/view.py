"""How rows look: tables for people, JSON and CSV for programs, and the words for days."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from notesight.errors import UsageError

WIDE = 120
"""Columns of a table that is not printed on a terminal."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table for people: its heading, the row's key, and whether it may wrap."""

    heading: str
    key: str
    ratio: int | None = None
    style: str | None = None


def rows(
    found: Sequence[Mapping[str, Any]], columns: Sequence[Column], *, as_json: bool, as_csv: bool, empty: str
) -> None:
    """Print rows in the form that was asked for; ``empty`` is said, on stderr, where a table would have no line."""
    if as_json and as_csv:
        raise UsageError("--json and --csv exclude each other.")
    if as_json:
        print_json(list(found))
    elif as_csv:
        print_csv(found)
    elif found:
        print_table(found, columns)
    else:
        import typer

        typer.echo(empty, err=True)


def print_json(value: object) -> None:
    """One JSON value on stdout, readable, in UTF-8."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n")


def print_csv(found: Sequence[Mapping[str, Any]]) -> None:
    """Rows as CSV with a heading line. A cell that a spreadsheet would run as a formula gets a leading quote mark."""
    if not found:
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(found[0].keys())
    for row in found:
        writer.writerow([_cell(value) for value in row.values()])


def print_table(found: Iterable[Mapping[str, Any]], columns: Sequence[Column], *, title: str | None = None) -> None:
    """A table for people, as wide as the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else WIDE, soft_wrap=False)
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(
            column.heading, ratio=column.ratio, style=column.style, overflow="fold", no_wrap=not column.ratio
        )
    for row in found:
        table.add_row(*[Text(visible(_shown(row.get(column.key)))) for column in columns])
    console.print(table)


def visible(text: str) -> str:
    """A text that a terminal may print: control characters and direction overrides shown as a plain mark."""
    return "".join("�" if _unprintable(character) else character for character in text)


def day(value: date, today: date) -> str:
    """A day for people: ``today``, ``tomorrow``, ``Fri 6 Mar``, with the year where it is another one."""
    distance = (value - today).days
    if distance in _NEAR:
        return _NEAR[distance]
    year = "" if value.year == today.year else f" {value.year}"
    return f"{value:%a} {value.day} {value:%b}{year}"


_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def _unprintable(character: str) -> bool:
    code = ord(character)
    return (
        (code < 32 and character != "\n") or 127 <= code < 160 or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069
    )


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _cell(value: object) -> str:
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else _shown(value)
    return "'" + text if text.startswith(_FORMULA) else text


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
