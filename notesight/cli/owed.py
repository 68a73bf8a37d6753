"""How the lists of the loop look on a terminal: each line says what, who, how old, from where, in which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import typer

from notesight.cli.view import KINDS, alarm, day, faint, ident, parties, summary, visible, wrapped
from notesight.model import fold

HOW = {"kept": "looks done", "answered": "looks answered", "withdrawn": "looks no longer wanted"}
"""What is said of an item that a later document shows to be settled."""
_INDENT = 2
_LONGEST = 240
_LONGEST_TITLE = 40


def print_rows(rows: Sequence[Mapping[str, Any]], short: Mapping[str, str], on: date, *, kinds: bool) -> None:
    """Print rows of a list; with ``kinds``, what each is."""
    across = max((len(short.get(row["id"], row["id"])) for row in rows), default=0)
    for row in rows:
        _print_row(row, short.get(row["id"], row["id"]), across, on, kinds=kinds)


def _print_row(row: Mapping[str, Any], short: str, across: int, on: date, *, kinds: bool) -> None:
    indent = _INDENT + across + 2
    what = "Mail" if row["kind"] == "mail" else KINDS[row["kind"]]
    begin = f"{'':{_INDENT}}{short:<{across}}  "
    line = wrapped(
        visible((f"{what}: " if kinds or row["kind"] == "mail" else "") + summary(row)), first=begin, indent=indent
    )
    typer.echo(line.replace(short, ident(short), 1))
    said = [visible(parties(row))]
    late = ""
    if row["due"]:
        due = date.fromisoformat(row["due"])
        late = f"due {day(due, on)}" + (f", {_days((on - due).days)} late" if due < on else "")
        said.append(late)
    said.append(f"{ago(row['said_on'], on)} in {visible(title_words(row['title']))}")
    told = faint(wrapped(" · ".join(said), first=" " * indent, indent=indent))
    typer.echo(told.replace(late, alarm(late), 1) if late.endswith(" late") else told)
    if not _same(row["quote"], row["summary"]):
        typer.echo(faint(wrapped(f"“{quote_words(row['quote'])}”", first=" " * indent, indent=indent)))
    for told in row.get("told_again") or ():
        words = f"told again {ago(told['said_on'], on)} in {title_words(told['title'])}: “{quote_words(told['quote'])}”"
        typer.echo(faint(wrapped(visible(words), first=" " * indent, indent=indent)))
    if sign := row.get("closing"):
        typer.echo(wrapped(closing_words(sign, on), first=" " * indent, indent=indent))


def closing_words(sign: Mapping[str, Any], on: date) -> str:
    """What shows that an item looks done, in one line: when, where, in which words."""
    where = visible(title_words(sign["title"]))
    return f"{HOW[sign['how']]}? {ago(sign['date'], on)} in {where}: “{quote_words(sign['quote'])}”"


def ago(said: str, on: date) -> str:
    """How long ago a day was, seen from another one."""
    days = (on - date.fromisoformat(said)).days
    if days < 0:
        return f"on {day(date.fromisoformat(said), on)}"
    return "today" if not days else "yesterday" if days == 1 else f"{_days(days)} ago"


def _days(number: int) -> str:
    return f"{number:,} day{'s' * (number != 1)}"


def title_words(title: str) -> str:
    """A title in quote marks, not all of it where it is long."""
    line = " ".join(title.split())
    return f"“{line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE].rsplit(' ', 1)[0] + ' …'}”"


def quote_words(text: str) -> str:
    """Words of a document on one line, not all of them where they are many."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " …"


def _same(quote: str, said: str) -> bool:
    return fold(quote).strip(" .!?…") == fold(said).strip(" .!?…")
