"""Address books as CSV tables: LinkedIn's connections, Google's and Outlook's contacts, by the names of their columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from notesight.addressbook.cards import Card
from notesight.errors import SourceError

_NAMED = {
    "name": ("name", "full name", "display name", "file as"),
    "given": ("first name", "given name"),
    "more": ("middle name", "additional name"),
    "family": ("last name", "family name"),
    "organization": ("company", "organization name", "organization 1 - name", "organization"),
    "role": ("position", "organization title", "organization 1 - title", "job title", "title"),
    "birthday": ("birthday",),
    "note": ("notes",),
    "on": ("connected on",),
}  # fmt: skip
"""What the columns are called in these tables, without case."""
_MANY = {
    "nicknames": re.compile(r"nickname"),
    "emails": re.compile(r"e-?mail(?: address|\s*\d+ - value|\s*\d+ address)?"),
    "phones": re.compile(r"(?:phone \d+ - value|(?:mobile|home|business|primary|other) phone(?: \d)?|phone)"),
    "webs": re.compile(r"(?:url|website \d+ - value|web page|personal web page)"),
    "places": re.compile(r"address \d+ - formatted"),
    "groups": re.compile(r"(?:labels|group membership|categories)"),
}
_SEPARATOR = " ::: "
"""Between several values in one cell, as Google writes them."""
_MOST_PREAMBLE = 12
"""So many lines may stand above the heading, as in LinkedIn's file."""


def read(text: str) -> Iterator[Card | SourceError]:
    """The cards of a table, and for each row that names nobody the reason.

    Raises ``SourceError`` for a table of another kind.
    """
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    for n, line in enumerate(lines[:_MOST_PREAMBLE]):
        heading = [" ".join(cell.casefold().split()) for cell in next(csv.reader([line]), [])]
        if _is_heading(heading):
            rows = csv.reader(io.StringIO("".join(lines[n + 1 :]), newline=""))
            yield from _cards(heading, rows)
            return
    raise SourceError("It is no table of contacts: no column is called Name, or First Name, beside a mail address.")


def _is_heading(cells: list[str]) -> bool:
    has_name = any(cell in _NAMED["name"] + _NAMED["given"] for cell in cells)
    return has_name and any(_MANY["emails"].fullmatch(cell) for cell in cells)


def _cards(heading: list[str], rows: Iterator[list[str]]) -> Iterator[Card | SourceError]:
    try:
        for n, cells in enumerate(rows, start=1):
            row = {name: " ".join(cell.split()) for name, cell in zip(heading, cells, strict=False)}
            if not any(row.values()):
                continue
            yield _card(row) or SourceError(f"Row {n} has neither a name nor an address.")
    except csv.Error as error:
        raise SourceError(f"The table is broken: {error}.") from error


def _card(row: Mapping[str, str]) -> Card | None:
    one = {field: next((row[name] for name in names if row.get(name)), "") for field, names in _NAMED.items()}
    many = {
        field: tuple(
            dict.fromkeys(
                value.strip().removeprefix("* ")
                for name, cell in row.items()
                if pattern.fullmatch(name)
                for value in cell.split(_SEPARATOR)
                if value.strip()
            )
        )
        for field, pattern in _MANY.items()
    }
    emails = tuple(each for each in many["emails"] if "@" in each)
    spelled = " ".join(filter(None, (one["given"], one["more"], one["family"])))
    name = one["name"] or spelled or next(iter(emails), "")
    if not name:
        return None
    return Card(
        name=name,
        nicknames=many["nicknames"],
        emails=emails,
        phones=many["phones"],
        organization=one["organization"] or None,
        role=one["role"] or None,
        birthday=one["birthday"] or None,
        places=many["places"],
        webs=many["webs"],
        groups=tuple(each for each in many["groups"] if each.casefold() != "mycontacts"),
        note=one["note"] or None,
        on=_day(one["on"]),
    )


def _day(text: str) -> date | None:
    for form in ("%d %b %Y", "%Y-%m-%d", "%m/%d/%y", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None
