"""How rows look: tables for people, JSON and CSV for programs, and the words for days and parties."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import typer

from notesight.errors import UsageError
from notesight.model import ItemKind

KINDS: dict[ItemKind, str] = {"ask": "Ask", "offer": "Offer", "followup": "Follow-up"}
"""How the three kinds are called, one at a time."""
WIDE = 120
"""Columns of what is not printed on a terminal, unless ``$COLUMNS`` says otherwise."""
WIDEST = 140
"""No table is wider: eyes lose the line."""
NARROW = 100
"""Below this width the columns that are nice to have are left out."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HALF_A_YEAR = 183
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table for people: its heading and the row's key.

    ``share`` is the part of the table's width that it may take at most, wrapping; ``rest`` marks the one that gets what
    the others leave. All others never wrap. ``wide`` columns are left out where there is little room.
    """

    heading: str
    key: str
    share: float | None = None
    style: str | None = None
    rest: bool = False
    wide: bool = False


ITEM_COLUMNS = (
    Column("id", "short", style="cyan"),
    Column("what", "what", rest=True),
    Column("who → whom", "who", share=0.28),
    Column("due", "due_shown"),
    Column("state", "state_shown"),
    Column("said", "said_shown", wide=True),
)
"""A table of asks, offers and follow-ups; its rows are made by :func:`item_row`."""
MIXED_COLUMNS = (ITEM_COLUMNS[0], Column("", "kind_shown"), *ITEM_COLUMNS[1:])
"""The same for a table that mixes the kinds."""
_NARROWEST = 40
_GAP = 2
_LEAST = 16
"""Columns that wrapped words get at least."""


def exclusive(*, as_json: bool, as_csv: bool) -> None:
    """Raise ``UsageError`` when both forms for programs are asked for."""
    if as_json and as_csv:
        raise UsageError("--json and --csv exclude each other.", hint="Leave one of them out.")


def print_json(value: object) -> None:
    """One JSON value on stdout, readable, in UTF-8."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n")


def print_csv(found: Sequence[Mapping[str, Any]], fields: Sequence[str]) -> None:
    """Rows as CSV with a heading line. A cell that a spreadsheet would run as a formula gets a leading quote mark."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(fields)
    for row in found:
        writer.writerow([_cell(row[field]) for field in fields])


def print_table(
    found: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    *,
    heading: bool = True,
    indent: int = 0,
    beside: Sequence[Mapping[str, Any]] = (),
) -> None:
    """A table for people, at most as wide as the screen; a column in which nothing stands is left out.

    ``beside`` are the rows of the tables above and below, so that all are laid out alike.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    across = min(width(), WIDEST) - indent
    measured = beside or found
    shown = [
        column
        for column in columns
        if not (column.wide and across < NARROW) and any(_line(row, column) for row in measured)
    ]
    table = Table(box=None, show_header=heading, header_style="bold", padding=(0, _GAP, 0, 0), pad_edge=False)
    for column, room in zip(shown, _widths(shown, measured, across, heading=heading, full=bool(beside)), strict=True):
        table.add_column(column.heading, style=column.style, overflow="fold", width=room)
    for row in found:
        table.add_row(*[Text(_line(row, column)) for column in shown])
    console = Console(width=sys.maxsize, color_system="standard" if coloured() else None, highlight=False)
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        sys.stdout.write(f"{'':{indent}}{line}".rstrip() + "\n")


def _widths(
    columns: Sequence[Column], found: Sequence[Mapping[str, Any]], across: int, *, heading: bool, full: bool
) -> list[int]:
    from rich.cells import cell_len

    needed = [
        max(cell_len(column.heading) if heading else 0, *(cell_len(_line(row, column)) for row in found))
        for column in columns
    ]
    given = [
        min(need, max(_LEAST, int(across * column.share))) if column.share else need
        for column, need in zip(columns, needed, strict=True)
    ]
    for n, column in enumerate(columns):
        if column.rest:
            left = across - sum(given[:n]) - sum(given[n + 1 :]) - _GAP * (len(columns) - 1)
            given[n] = max(_LEAST, left if full else min(needed[n], left))
    return given


def _line(row: Mapping[str, Any], column: Column) -> str:
    return visible(" ".join(_shown(row.get(column.key)).split()))


def width() -> int:
    """How many columns may be written on: of the terminal, also when stdout goes through a pager to it."""
    set_to = os.environ.get("COLUMNS", "")
    if set_to.isascii() and set_to.isdecimal() and len(set_to) < 5:
        return max(_NARROWEST, int(set_to))
    for stream in (1, 2, 0):
        with suppress(OSError):
            return max(_NARROWEST, os.get_terminal_size(stream).columns or WIDE)
    return WIDE


def coloured() -> bool:
    """Whether stdout is a terminal that shows colours, and nobody has asked for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def strong(text: str) -> str:
    """A text that stands out."""
    return typer.style(text, bold=True) if coloured() else text


def faint(text: str) -> str:
    """A text that stands back."""
    return typer.style(text, dim=True) if coloured() else text


def ident(text: str) -> str:
    """An id, in the colour of all ids."""
    return typer.style(text, fg="cyan") if coloured() else text


def alarm(text: str) -> str:
    """Words that tell of something late."""
    return typer.style(text, fg="red") if coloured() else text


def lit(text: str) -> str:
    """Words that stand out in a text around them."""
    return typer.style(text, bold=True, fg="green") if coloured() else f"[{text}]"


def wrapped(text: str, *, first: str, indent: int) -> str:
    """A text behind its first words, broken at the width of the screen, further lines indented."""
    import textwrap

    return textwrap.fill(
        text,
        width=max(width(), indent + 20),
        initial_indent=first,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def visible(text: str) -> str:
    """A text that a terminal may print: control characters and direction overrides shown as a plain mark."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join("�" if _unprintable(character) else character for character in lines)


def day(value: date, today: date) -> str:
    """A day for people: ``today``, ``Fri 6 Mar``, and with its year when it is further away: ``6 Mar 2024``."""
    distance = (value - today).days
    if distance in _NEAR:
        return _NEAR[distance]
    if abs(distance) < _HALF_A_YEAR:
        return f"{value:%a} {value.day} {value:%b}"
    return f"{value.day} {value:%b} {value.year}"


def moment(value: datetime) -> str:
    """A moment for people, by their own clock: ``Tue 3 Mar 2026 14:05``."""
    here = value.astimezone()
    return f"{here:%a} {here.day} {here:%b %Y %H:%M}"


def parties(item: Mapping[str, Any]) -> str:
    """Who asks, offers or acts, and whom it is for."""
    who = item["by"] or "somebody"
    return f"{who} → {item['to']}" if item["to"] else str(who)


def item_row(item: Mapping[str, Any], short: str, on: date) -> dict[str, str]:
    """An ask, an offer or a follow-up as a row of a table for people; what is open is not said to be."""
    state = "" if item["state"] == "open" else item["state"]
    if state == "snoozed" and item["snoozed_until"]:
        state = f"until {day(date.fromisoformat(item['snoozed_until']), on)}"
    return {
        "short": short,
        "kind_shown": KINDS[item["kind"]],
        "what": summary(item),
        "who": parties(item),
        "due_shown": day(date.fromisoformat(item["due"]), on) if item["due"] else "",
        "state_shown": state,
        "said_shown": day(date.fromisoformat(item["said_on"]), on),
    }


def summary(item: Mapping[str, Any]) -> str:
    """What an item is, in one line, with its hedge."""
    return str(item["summary"]) + (" (perhaps)" if item["certainty"] == "hedged" else "")


def and_more(number: int, where: str, *, margin: int = 0) -> None:
    """Say that a list goes on, and the command that shows it whole."""
    if number > 0:
        typer.echo(faint(f"{'':{margin}}and {number:,} more: {where}"))


def count(number: int, one: str, many: str | None = None) -> str:
    """A number of things in words: ``1 ask``, ``2 asks``, ``no asks``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def dollars(amount: float) -> str:
    """An amount of money: ``0.0123 USD``, and what is too small to be written so as ``under 0.0001 USD``."""
    if 0 < amount < 0.00005:
        return "under 0.0001 USD"
    return f"{amount:,.4f} USD" if amount < 1 else f"{amount:,.2f} USD"


def _unprintable(character: str) -> bool:
    code = ord(character)
    return (
        (code < 32 and character not in "\n\t")
        or 127 <= code < 160
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
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
