"""Commands about people: everybody, who is who, who may be the same, and who has no name yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli.common import AsCsv, AsJson, AsOf, Db, Limit, Person, command, opened, opened_as_of, pick_item, talk
from notesight.cli.common import today as this_day
from notesight.cli.groups import listing
from notesight.cli.view import (
    Column,
    and_more,
    count,
    day,
    exclusive,
    faint,
    ident,
    lit,
    print_csv,
    print_json,
    print_table,
    strong,
    visible,
    wrapped,
)
from notesight.cli.words import NOBODY, party, pick_document, pick_person, say, tell
from notesight.errors import UsageError
from notesight.model import PLURALS, fold

if TYPE_CHECKING:
    from notesight.config import Settings
    from notesight.store import Store

MOST_OF_A_LIST = 40
MOST_ASKED = 20
"""Pairs of people that are asked about at once; programs get all."""
PERSON_FIELDS = "id name also_known_as email organization role first_seen last_seen documents open_items".split()
_COUNTED = {"documents": "document", "asks": "ask", "offers": "offer", "followups": "follow-up", "names": "name"}


people = listing(
    "people",
    "Everybody your notes and mails name; and who is who.",
    "Everybody your notes and mails name, the latest first; or, with a word of these, who is who.\n\n"
    "`notesight people` lists all, `notesight people NAME` whoever goes by that name.",
)

Other = Annotated[str, typer.Argument(metavar="OTHER", help="Another one.", show_default=False)]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name.", show_default=False)]


@people.command("list")
def everybody(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Part of a name or an address.", show_default=False)
    ] = None,
    db: Db = None,
    as_of: AsOf = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Everybody, or whoever goes by a name; `list` may be left out."""
    exclusive(as_json=as_json, as_csv=as_csv)
    columns = (
        Column("id", "short", style="cyan"), Column("name", "name", rest=True), Column("who", "who", 0.25),
        Column("address", "email", wide=True), Column("last seen", "last"), Column("open", "open"),
    )  # fmt: skip
    reference = as_of or this_day()
    with opened_as_of(db, as_of) as (store, current):
        found = store.people(name, limit=limit)
        if as_json:
            print_json(found)
        elif as_csv:
            print_csv(found, PERSON_FIELDS)
        elif found:
            shown = found if limit else found[:MOST_OF_A_LIST]
            short = store.short_ids(person["id"] for person in shown)
            print_table([_row(person, short[person["id"]], reference) for person in shown], columns)
            then = ["--as-of", as_of.isoformat()] if as_of else []
            words = ["people", *([name] if name else []), *then, "--limit", str(len(found))]
            and_more(len(found) - len(shown), command("", current, *words))
        else:
            talk("Nobody yet." if name is None else "Nobody goes by that name.")


def _row(person: Mapping[str, Any], short: str, on: date) -> dict[str, Any]:
    stated = [person[key] for key in ("role", "organization") if person[key]]
    last = day(date.fromisoformat(person["last_seen"]), on)
    return {**person, "short": short, "who": ", ".join(stated), "last": last, "open": person["open_items"] or ""}


# --- who is who ---------------------------------------------------------------------------------------------------


@people.command()
def merge(
    person: Person,
    other: Other,
    db: Db = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would move.")] = False,
) -> None:
    """Say that two are one and the same person."""
    with opened(db) as (store, current):
        one, two = pick_person(store, person), pick_person(store, other)
        if one["id"] == two["id"]:
            raise UsageError("That is one and the same person.", hint=f"See: notesight show {one['id'][:5]}")
        moving = _counted(store.stakes(one["id"]))
        if dry_run:
            talk(f"From {_called(store, one)} to {_called(store, two)} would move: {moving}.")
            return
        made = say(store, [("merged", one["id"], two["id"])])
        now = pick_person(store, two["id"])
        talk(
            f"{one['name']} and {two['name']} are one person now: {_called(store, now)}, {count(now['documents'], 'document')}."
        )
        talk(f"Moved: {moving}.")
        tell(store, current, made)


@people.command("not-same")
def not_same(
    person: Person,
    others: Annotated[list[str], typer.Argument(metavar="OTHER", help="One or more others.", show_default=False)],
    db: Db = None,
) -> None:
    """Say that two are not the same person; nobody asks again."""
    with opened(db) as (store, current):
        one = pick_person(store, person)
        several = [pick_person(store, other) for other in others]
        tell(store, current, say(store, [("apart", one["id"], other["id"]) for other in several]))


@people.command()
def split(
    person: Person,
    documents: Annotated[
        list[str],
        typer.Argument(metavar="DOCUMENT", help="Numbers of documents that name somebody else.", show_default=False),
    ],
    db: Db = None,
) -> None:
    """Say that some documents mean somebody else of that name."""
    with opened(db) as (store, current):
        one = pick_person(store, person)
        numbers = [pick_document(store, each) for each in documents]
        made = say(store, [("split", one["id"], numbers)])
        for each in {row["id"]: row for number in numbers for row in store.people_of(number)}.values():
            if each["id"] != one["id"] and fold(each["name"]) in {fold(one["name"]), *_folded(one["also_known_as"])}:
                talk(f"{_called(store, each)} is somebody else now, in {count(each['documents'], 'document')}.")
        tell(store, current, made)


@people.command()
def rename(person: Person, name: Name, db: Db = None) -> None:
    """Call a person by another name."""
    with opened(db) as (store, current):
        one = pick_person(store, person)
        tell(store, current, say(store, [("renamed", one["id"], name)]))


@people.command()
def alias(person: Person, name: Name, db: Db = None) -> None:
    """Say that a person goes by one more name, wherever it stands."""
    with opened(db) as (store, current):
        one = pick_person(store, person)
        tell(store, current, say(store, [("added", one["id"], name)]))


@people.command("correct")
def correct_person(
    person: Person,
    email: Annotated[
        str | None, typer.Option("--email", metavar="ADDRESS", help="The mail address.", show_default=False)
    ] = None,
    organization: Annotated[
        str | None, typer.Option("--organization", metavar="NAME", help="Where they are.", show_default=False)
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", metavar="WORDS", help="What they are there.", show_default=False)
    ] = None,
    db: Db = None,
) -> None:
    """Put right what is known of a person."""
    fields = {"email": email, "organization": organization, "role": role}
    said = {name: value for name, value in fields.items() if value is not None}
    if not said:
        raise UsageError("Say what is right.", hint="--email, --organization or --role")
    with opened(db) as (store, current):
        one = pick_person(store, person)
        tell(store, current, say(store, [("corrected", one["id"], said)]))


@people.command("wrong")
def wrong_person(person: Person, db: Db = None) -> None:
    """Say that it is no person: a company, a place, a word."""
    with opened(db) as (store, current):
        one = pick_person(store, person)
        tell(store, current, say(store, [("wrong", one["id"], None)]))


# --- who may be the same ------------------------------------------------------------------------------------------


@people.command()
def same(db: Db = None, limit: Limit = None, as_json: AsJson = False) -> None:
    """Who may be the same person, and who a short name may mean."""
    with opened(db) as (store, current):
        unclear = store.unclear(limit=limit)
        vague = {each.person for each in unclear}
        pairs = [each for each in store.suggestions(limit=limit) if not {each.one, each.other} & vague]
        cards = {row["id"]: row for row in store.people()}
        if as_json:
            print_json({
                "same": [
                    {"one": _card(cards[each.one]), "other": _card(cards[each.other]), "reasons": each.reasons}
                    for each in pairs
                ],
                "unclear": [
                    {
                        "person": _card(cards[each.person]),
                        "candidates": [_card(cards[one]) for one in each.candidates],
                        "document_id": each.document_id,
                        "words": each.words,
                    }
                    for each in unclear
                ],
            })  # fmt: skip
            return
        most = limit or MOST_ASKED
        ids = [each for pair in pairs[:most] for each in (pair.one, pair.other)]
        ids += [each for one in unclear[:most] for each in (one.person, *one.candidates)]
        short = store.short_ids(ids)
        for number, pair in enumerate(pairs[:most], start=1):
            one, other = (cards[each] for each in (pair.one, pair.other))
            _question(
                number,
                f"{_line(one, short)}   {faint('and')}   {_line(other, short)}",
                visible("; ".join(pair.reasons)),
            )
            names = (short[pair.other], short[pair.one])
            _choices(current, ("the same", "merge", *names), ("not the same", "not-same", *names))
        for number, each in enumerate(unclear[:most], start=len(pairs[:most]) + 1):
            person = cards[each.person]
            where = f"document {each.document_id}"
            _question(number, f"{_line(person, short)} in {where}: who is this?", _lit_name(each.words, person["name"]))
            choices = [(_line(cards[one], short), "merge", short[each.person], short[one]) for one in each.candidates]
            _choices(
                current,
                *choices,
                ("none of these", "not-same", *(short[one] for one in (each.person, *each.candidates))),
            )
        if not pairs and not unclear:
            talk("Nobody seems to be there twice.")
        left = len(pairs[most:]) + len(unclear[most:])
        and_more(left, command(f"people same --limit {len(pairs) + len(unclear)}", current))


def _question(number: int, line: str, why: str) -> None:
    if number > 1:
        typer.echo()
    begin = f"{number:>3}  "
    typer.echo(wrapped(line, first=begin, indent=5))
    typer.echo(wrapped(why, first=" " * 5, indent=5))


def _choices(current: Settings, *choices: tuple[str, ...]) -> None:
    room = max(len(each[0]) for each in choices)
    for said, verb, *ids in choices:
        shown = command(f"people {verb}", current, *ids)
        typer.echo(f"       {said:<{room}}  {faint(shown)}")


def _line(person: Mapping[str, Any], short: Mapping[str, str]) -> str:
    told = [person[key] for key in ("email", "organization") if person[key]] or [count(person["documents"], "document")]
    return f"{ident(short[person['id']])} {strong(visible(person['name']))} ({visible(', '.join(told))})"


def _lit_name(words: str, name: str) -> str:
    before, found, after = visible(words).partition(visible(name))
    return f"{before}{lit(found)}{after}" if found else before


def _card(person: Mapping[str, Any]) -> dict[str, Any]:
    return {key: person[key] for key in ("id", "name", "email", "organization", "documents")}


# --- who has no name ----------------------------------------------------------------------------------------------


@people.command()
def unnamed(db: Db = None, limit: Limit = None, as_json: AsJson = False) -> None:
    """Who asks, gives or acts and has no name: "her roommate"."""
    with opened(db) as (store, current):
        found = store.unnamed()
        cards = {row["id"]: row["name"] for row in store.people()} if found else {}
        rows = [{**row, "near": row["near"] and {"id": row["near"], "name": cards.get(row["near"])}} for row in found]
        if as_json:
            print_json(rows[:limit])
            return
        if not rows:
            talk("Everybody who asks, gives or acts has a name.")
            return
        shown = rows[: limit or MOST_OF_A_LIST]
        short = store.short_ids(row["item_id"] for row in shown)
        lines = [
            {
                "short": short[row["item_id"]],
                "words": row["words"],
                "side": row["side"],
                "what": row["summary"],
                "near": row["near"]["name"] if row["near"] else "",
                "document": row["document_id"],
            }
            for row in shown
        ]
        columns = (
            Column("id", "short", style="cyan"), Column("", "side"), Column("who", "words", 0.25), Column("near", "near", 0.2),
            Column("what", "what", rest=True), Column("document", "document", wide=True),
        )  # fmt: skip
        print_table(lines, columns)
        and_more(len(rows) - len(shown), command(f"people unnamed --limit {len(rows)}", current))
        example = shown[0]
        talk(
            f"To name one: {command('people name', current, short[example['item_id']], '--' + example['side'], 'NAME')}"
        )


@people.command("name")
def name_party(
    item: Annotated[
        str, typer.Argument(metavar="ITEM", help="Id of an ask, an offer or a follow-up.", show_default=False)
    ],
    by: Annotated[
        str | None, typer.Option("--by", metavar="PERSON", help="Who asks, gives or acts.", show_default=False)
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="PERSON", help="Whom it is for.", show_default=False)
    ] = None,
    db: Db = None,
) -> None:
    """Name who is meant in an ask, an offer or a follow-up."""
    if by is None and to is None:
        raise UsageError("Say who is meant.", hint="--by PERSON or --to PERSON")
    with opened(db) as (store, current):
        row = pick_item(store, item, this_day())
        fields: dict[str, Any] = {}
        made = []
        for side, words in (("by", by), ("to", to)):
            if words is not None:
                fields[side], added = _named(store, row, words)
                made += added
        made += say(store, [("corrected", row["id"], fields)])
        tell(store, current, made)


def _named(store: Store, item: Mapping[str, Any], words: str) -> tuple[str | None, list[Any]]:
    """A person by the id, added by hand when the document has the name and no reader saw a person in it; else the words."""
    meant = party(store, words)
    if meant != words or fold(words) in NOBODY:
        return meant, []
    document = store.document(item["document_id"])
    assert document is not None
    if words not in document.text or not words[:1].isupper():
        return words, []
    made = say(store, [("added", str(item["document_id"]), {"kind": "person", "quote": words})])
    with_name = [row["id"] for row in store.people_of(item["document_id"]) if fold(row["said"]) == fold(words)]
    return (with_name[0] if with_name else words), made


# --- words --------------------------------------------------------------------------------------------------------


def _called(store: Store, person: Mapping[str, Any]) -> str:
    return f"{person['name']} ({store.short_ids([person['id']])[person['id']]})"


def _counted(stakes: Mapping[str, int]) -> str:
    words = [count(stakes[name], one) for name, one in _COUNTED.items()]
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _folded(names: str | None) -> set[str]:
    return {fold(each) for each in (names or "").split(", ")}


assert set(PLURALS.values()) < set(_COUNTED)
