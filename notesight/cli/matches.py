"""Commands that bring people together: whose ask is answered by whose offer, who can help, who would want something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli import app
from notesight.cli.common import AsJson, Db, Limit, command, opened, pick, piped, standard_input, talk
from notesight.cli.common import today as this_day
from notesight.cli.groups import listing
from notesight.cli.view import count, day, faint, ident, print_json, strong, visible, wrapped
from notesight.cli.words import pick_person, say, tell
from notesight.errors import SourceError, UsageError
from notesight.model import ME, fold

if TYPE_CHECKING:
    from notesight.config import Settings
    from notesight.store import Match, Store

MOST_OF_A_LIST = 12
"""Asks that are shown with their suggestions, unless ``--limit`` says otherwise; programs get all."""
_LONGEST_TEXT = 200_000
"""Bytes of a text that ``who-for`` reads."""
_LONGEST_QUOTE = 240


matches = listing(
    "matches",
    "Whose ask is answered by whose offer; take or decline it.",
    "Whose ask is answered by whose offer, or by what somebody is known to do: suggested, the newest first.\n\n"
    "`notesight matches` lists them; `take` makes a follow-up of one, `decline` lets it rest for good.",
)

Ask = Annotated[str, typer.Argument(metavar="ASK", help="Id of the ask; its first letters do.", show_default=False)]
Other = Annotated[
    str, typer.Argument(metavar="OTHER", help="Id of the offer, or of who could help.", show_default=False)
]


@matches.command("list")
def listed(
    db: Db = None,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="WHO", help="Asked or offered by: name, id or me.", show_default=False),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="For all open asks and offers, not only for the newest.")
    ] = False,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """Suggestions, the newest first; `list` may be left out."""
    with _judged(db) as (store, current):
        whose = _whose(store, person) if person else None
        most = limit or (None if as_json else MOST_OF_A_LIST)
        found = store.matches.newest(
            on=this_day(), person=whose, lately=None if everything or whose else LATELY, most=most and most + 1
        )
        if as_json:
            print_json([_as_json(each) for each in found[:limit]])
            return
        groups = [list(those) for _, those in groupby(_by_ask(found), key=lambda each: each.ask_id)]
        shown = groups[:most]
        if not groups:
            talk("No ask that is open is answered by an offer that stands.")
            return
        short = _short(store, (each for those in shown for each in those))
        for n, those in enumerate(shown):
            if n:
                typer.echo()
            _print_ask(those[0], short)
            for each in those:
                _print_answer(each, short, margin=2)
        if len(groups) > len(shown):
            again = ["matches", *(["--all"] if everything else []), *(["--person", person] if person else [])]
            typer.echo(faint(f"and more: {command('', current, *again, '--limit', str(2 * len(shown)))}"))
        first = shown[0][0]
        ids = [short[first.ask_id], short.get(str(first.other), "OTHER")]
        talk(f"To take one: {command('matches take', current, *ids)}")


@matches.command()
def take(ask: Ask, other: Other, db: Db = None) -> None:
    """Make a follow-up of a suggestion: who is to be introduced to whom."""
    with opened(db) as (store, current):
        ask_id, other_id = _pair(store, ask, other)
        made = store.matches.taking(ask_id, other_id)
        if made is None:
            raise UsageError("A follow-up stands on both already.", hint="notesight followups --open")
        tell(store, current, say(store, [("added", *made)]))


@matches.command()
def decline(ask: Ask, other: Other, db: Db = None) -> None:
    """Say that one is no answer to the other; it is not suggested again."""
    with opened(db) as (store, current):
        tell(store, current, say(store, [("declined", *_pair(store, ask, other))]))


@app.command(rich_help_panel="Look")
def who(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help="What is needed: “aces at web design”.", show_default=False)
    ],
    db: Db = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """Who can help with something, by an offer or their trade."""
    with _judged(db) as (store, _):
        found = store.matches.who(" ".join(words), on=this_day(), limit=limit or MOST_OF_A_LIST)
        _print_people(store, found, as_json=as_json, nobody="Nobody in the notebook is known for that.")


@app.command("who-for", rich_help_panel="Look")
def who_for(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A text, a job posting say; - is what is piped in.")
    ] = "-",
    db: Db = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """Who would want what a text tells of."""
    text = _text(file)
    with _judged(db) as (store, _):
        found = store.matches.who_for(text, on=this_day(), limit=limit or MOST_OF_A_LIST)
        _print_people(store, found, as_json=as_json, nobody="Nobody in the notebook is looking for that.")


# --- what is meant --------------------------------------------------------------------------------------------------

LATELY = 60
"""Of the newest asks and offers so many are looked at."""


@contextmanager
def _judged(db: Path | None) -> Iterator[tuple[Store, Settings]]:
    """The notebook, with the configured model server as the judge of meaning, where there is one for embeddings.

    With masking on, none is asked: the words of an ask say little once its names are others.
    """
    with opened(db) as (store, current):
        if current.embedding_model and not current.mask:
            from notesight.extractors.openai.embedding import Embedder
            from notesight.likeness import Likeness

            store.matches.judge = Likeness(store, Embedder(current), talk)
        yield store, current


def _text(file: str) -> str:
    if file == "-":
        if not piped():
            raise UsageError("Nothing is piped in.", hint="notesight who-for posting.txt")
        raw = standard_input()
    else:
        try:
            with Path(file).open("rb") as opened_file:
                raw = opened_file.read(_LONGEST_TEXT)
        except OSError as error:
            reason = (error.strerror or "it cannot be opened").lower()
            raise SourceError(f"{file} cannot be read: {reason}.") from error
    text = raw[:_LONGEST_TEXT].decode("utf-8", "replace")
    if not any(map(str.isalnum, text)):
        raise UsageError("There are no words in it.", hint="notesight who-for posting.txt")
    return text


def _whose(store: Store, person: str) -> str:
    return ME if fold(person) == ME else str(pick_person(store, person)["id"])


def _pair(store: Store, ask: str, other: str) -> tuple[str, str]:
    one, two = pick(store, ask), pick(store, other)
    if one["kind"] == "offer" and two["kind"] == "ask":
        one, two = two, one
    if one["kind"] != "ask":
        raise UsageError(f"“{ask}” is no ask.", hint="notesight matches shows the ids: the ask, then the offer.")
    if two["kind"] not in ("offer", "person"):
        raise UsageError(f"“{other}” is no offer and nobody.", hint="notesight matches shows the ids.")
    return str(one["id"]), str(two["id"])


def _by_ask(found: Sequence[Match]) -> list[Match]:
    """The suggestions with those for one ask together, its best first, where the newest of them stood."""
    place: dict[str, int] = {}
    for each in found:
        place.setdefault(each.ask_id, len(place))
    return sorted(found, key=lambda each: (place[each.ask_id], -each.score))


def _ask(each: Match) -> Mapping[str, Any]:
    assert each.ask is not None
    return each.ask


# --- printing ---------------------------------------------------------------------------------------------------------


def _short(store: Store, found: Iterable[Match]) -> dict[str, str]:
    ids = {
        str(row["id"]) for each in found for row in (each.ask, each.offer, each.person) if row is not None and row["id"]
    }
    return store.short_ids(ids)


def _print_ask(each: Match, short: Mapping[str, str]) -> None:
    ask = _ask(each)
    said = _said(ask["said_on"])
    typer.echo(
        f"{ident(short[ask['id']])}  {strong(visible(ask['by'] or 'somebody'))}: {visible(ask['summary'])}  {faint(said)}"
    )
    _print_quote(ask["quote"], 2)


def _print_answer(each: Match, short: Mapping[str, str], *, margin: int) -> None:
    pad = " " * margin
    name = strong(visible(each.person["name"] or "somebody"))
    what = f": {visible(each.offer['summary'])}" if each.offer else ""
    typer.echo(f"{pad}{ident(short.get(str(each.other), ''))}  {name}{what}  {faint(_said(each.evidence['date']))}")
    _print_quote(each.evidence["quote"], margin + 2)
    if each.reason:
        typer.echo(faint(wrapped(visible(each.reason), first=" " * (margin + 2), indent=margin + 2)))


def _print_quote(quote: str, margin: int) -> None:
    words = " ".join(quote.split())
    words = words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…"
    typer.echo(wrapped(f"“{visible(words).strip('“”')}”", first=" " * margin, indent=margin))


def _said(written: str) -> str:
    return day(date.fromisoformat(written), this_day())


def _print_people(store: Store, found: Sequence[Match], *, as_json: bool, nobody: str) -> None:
    if as_json:
        print_json([_as_json(each) for each in found])
        return
    if not found:
        talk(nobody)
        return
    short = _short(store, found)
    for n, each in enumerate(found):
        if n:
            typer.echo()
        _print_found(each, short)
    talk(f"{count(len(found), 'person', 'people')}.")


def _print_found(each: Match, short: Mapping[str, str]) -> None:
    name = strong(visible(each.person["name"] or "somebody"))
    row = each.offer or each.ask
    what = f": {visible(row['summary'])}" if row else ""
    one_id = each.person["id"] or (row["id"] if row else "")
    typer.echo(f"{ident(short.get(str(one_id), ''))}  {name}{what}  {faint(_said(each.evidence['date']))}")
    _print_quote(each.evidence["quote"], 2)
    if each.reason:
        typer.echo(faint(wrapped(visible(each.reason), first="  ", indent=2)))


def _as_json(each: Match) -> dict[str, Any]:
    fields = asdict(each)
    return {**fields, "with": each.other}
