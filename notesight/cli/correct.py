"""Commands that put right what was read, add what was not, and take back or list what was decided."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight.cli import app
from notesight.cli import told as told_of
from notesight.cli.common import AsJson, Db, Limit, command, opened, pick, pick_item, talk, today
from notesight.cli.decide import Told
from notesight.cli.view import and_more, count, faint, print_json, visible
from notesight.cli.words import NOBODY, day, party, pick_document, pick_person, say, tell
from notesight.errors import UsageError
from notesight.model import ITEM_KINDS, ME, Document, Extraction, ItemKind, Part, Run, content_digest, fold

if TYPE_CHECKING:
    from notesight.store import Action, Decision, Store

BY_HAND = "by hand"
"""The channel of a note that was typed as one item, and the name of who read it."""
MOST_OF_HISTORY = 40


def _kind(text: str) -> ItemKind:
    found = {"followups": "followup", "follow-up": "followup", "asks": "ask", "offers": "offer"}.get(
        text.lower(), text.lower()
    )
    if found not in ITEM_KINDS:
        raise typer.BadParameter(f"a kind is {', '.join(ITEM_KINDS)}")
    return found


Kind = Annotated[
    str | None,
    typer.Option("--kind", parser=_kind, metavar="KIND", help="ask, offer or followup.", show_default=False),
]
Summary = Annotated[
    str | None, typer.Option("--summary", metavar="WORDS", help="What it is, in one line.", show_default=False)
]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="WHO", help="Who asks, gives or acts: name, id, me or nobody.", show_default=False),
]
To = Annotated[
    str | None, typer.Option("--to", metavar="WHO", help="Whom it is for: name, id, me or nobody.", show_default=False)
]
Due = Annotated[
    str | None,
    typer.Option("--due", metavar="DAY", help="2026-03-06, next Friday, in two weeks, or none.", show_default=False),
]


# --- right and wrong ----------------------------------------------------------------------------------------------


@app.command(rich_help_panel="Decide")
def confirm(
    ids: Told,
    worth: Annotated[
        str | None,
        typer.Option("--worth", metavar="AMOUNT", help="Of an outcome: what it is worth.", show_default=False),
    ] = None,
    db: Db = None,
) -> None:
    """Say that it is right."""
    _all("confirmed", ids, db, worth=worth)


@app.command(rich_help_panel="Decide")
def wrong(ids: Told, db: Db = None) -> None:
    """Say that it is none: it leaves every list for good."""
    _all("wrong", ids, db)


def _all(action: Action, ids: list[str], db: Any, *, worth: str | None = None) -> None:
    with opened(db) as (store, current):
        told, others = told_of.apart(store, ids)
        if others and worth is not None:
            raise UsageError("Only an outcome has a worth.", hint="notesight outcomes shows the ids of outcomes.")
        items = {item["id"]: item for item in (pick_item(store, each, today()) for each in others)}
        answers = told_of.answers(store, action, told, worth)
        new = [
            each
            for each, item in items.items()
            if not (item["confirmed"] if action == "confirmed" else item["state"] == "wrong")
        ]
        for each in items:
            if each not in new:
                talk(f"{action.capitalize()} already: {items[each]['summary']}")
        tell(store, current, say(store, [*answers, *((action, each, None) for each in new)]))


@app.command(rich_help_panel="Decide")
def correct(
    item: Annotated[
        str, typer.Argument(metavar="ID", help="Id of an ask, an offer or a follow-up.", show_default=False)
    ],
    kind: Kind = None,
    summary: Summary = None,
    by: By = None,
    to: To = None,
    due: Due = None,
    db: Db = None,
) -> None:
    """Put right what an ask, an offer or a follow-up is."""
    with opened(db) as (store, current):
        row = pick_item(store, item, today())
        fields = changes(store, kind=kind, summary=summary, by=by, to=to, due=due)
        if not fields:
            raise UsageError("Say what is right.", hint="--kind, --summary, --by, --to or --due")
        tell(store, current, say(store, [("corrected", row["id"], fields)]))


def changes(store: Store, **said: str | None) -> dict[str, str | None]:
    """What was typed for the fields of an item, as a correction holds it."""
    fields: dict[str, str | None] = {}
    for name, value in said.items():
        if value is not None:
            fields[name] = party(store, value) if name in ("by", "to") else day(value) if name == "due" else value
    return fields


# --- added by hand ------------------------------------------------------------------------------------------------


@app.command("add-item", rich_help_panel="Decide")
def add_item(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="The number of the document.", show_default=False)
    ],
    quote: Annotated[
        str, typer.Option("--quote", metavar="WORDS", help="The words of the document.", show_default=False)
    ],
    kind: Annotated[
        str, typer.Option("--kind", parser=_kind, metavar="KIND", help="ask, offer or followup.", show_default=False)
    ],
    summary: Summary = None,
    by: By = None,
    to: To = None,
    due: Due = None,
    db: Db = None,
) -> None:
    """Add what no reader saw in a document, on its words."""
    with opened(db) as (store, current):
        number = pick_document(store, document)
        stored = store.document(number)
        assert stored is not None
        fields = changes(store, summary=summary, by=by, to=to) | ({"due": day(due, stored.date)} if due else {})
        made = say(store, [("added", str(number), {"kind": kind, "quote": quote, **fields})])
        _tell_added(store, number, quote)
        tell(store, current, made)


@app.command(rich_help_panel="Decide")
def remember(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help="What to remember, in your words.", show_default=False)
    ],
    kind: Annotated[
        str, typer.Option("--kind", parser=_kind, metavar="KIND", help="ask, offer or followup.", show_default=False)
    ] = "followup",
    by: By = None,
    to: To = None,
    due: Due = None,
    db: Db = None,
) -> None:
    """Note one ask, offer or follow-up without writing a note."""
    text = " ".join(" ".join(words).split())
    if not any(letter.isalnum() for letter in text):
        raise UsageError(
            "There is nothing to remember.", hint='notesight remember "ask Tom for the projector by Friday"'
        )
    with opened(db, create=True) as (store, current):
        now = today()
        known = _remembered(store, text)
        if known is not None:
            state = "" if known["state"] == "open" else f" ({known['state']})"
            talk(f"Remembered already{state}: {known['summary']}")
            talk(f"See: {command('show', current, store.short_ids([known['id']])[known['id']])}")
            return
        fields: dict[str, Any] = {"kind": kind, "quote": text, "by": ME, "due": _due(text, due, now)}
        fields |= changes(store, by=by, to=to)
        with store.transaction():
            number = _note(store, text, now)
            made = say(store, [("added", str(number), each) for each in (*_people(text, fields), fields)])
        _tell_added(store, number, text)
        tell(store, current, made)


def _key(text: str) -> str:
    return content_digest(f"{BY_HAND}: {text}")


def _remembered(store: Store, text: str) -> dict[str, Any] | None:
    """The item that stands on these words alone, if they were remembered before."""
    number = store.known_as(_key(text))
    items = [item for item in store.items(document=number) if item["quote"] == text] if number is not None else []
    return items[0] if items else None


def _note(store: Store, text: str, on: date) -> int:
    """A small note of these words that nobody needs to read; its number."""
    document = Document(_key(text), text, on, "note", (Part("new", 0, len(text)),), channel=BY_HAND)
    at = datetime.now(UTC)
    stored = store.put(document, seen_at=at)
    if stored.status == "new":
        store.record(stored.id, Run(BY_HAND, BY_HAND, started=at), Extraction())
    return stored.id


def _people(text: str, fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Whoever is said to act or to be meant by a name that stands in the words is a person of the note."""
    names = {name for name in (fields.get("by"), fields.get("to")) if name and name in text and name[:1].isupper()}
    return [{"kind": "person", "quote": name} for name in sorted(names)]


def _due(text: str, due: str | None, on: date) -> str | None:
    """The day that was said, else the one that the words name, if it is one."""
    from notesight import dates

    if due is not None:
        return day(due, on)
    named = {phrase.day for phrase in dates.find(text, on) if phrase.day}
    return named.pop().isoformat() if len(named) == 1 else None


def _tell_added(store: Store, number: int, quote: str) -> None:
    from notesight.cli.findings import print_item

    folded = " ".join(quote.split())
    for item in store.items(document=number):
        if " ".join(item["quote"].split()) == folded and item["run_id"] is None:
            print_item(item, store.short_ids([item["id"]])[item["id"]], on=today())


@app.command(rich_help_panel="Decide")
def private(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="The number of a document.", show_default=False)],
    db: Db = None,
) -> None:
    """Never send a document to a model server from now on."""
    with opened(db) as (store, current):
        number = pick_document(store, document)
        stored = store.document(number)
        assert stored is not None
        if stored.private:
            talk(f"Private already: {stored.title or f'document {number}'}")
            return
        sent = [row for row in store.runs(number) if row["extractor"] not in ("offline", BY_HAND)]
        tell(store, current, say(store, [("private", str(number), None)]))
        if sent:
            talk(f"It was read by {sent[-1]['extractor']} before: what was sent then cannot be taken back.")


@app.command(rich_help_panel="Decide")
def channel(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="The number of the document.", show_default=False)
    ],
    by: Annotated[
        str,
        typer.Argument(
            metavar="CHANNEL", help="mail, call, coffee, school gate …; none: not said.", show_default=False
        ),
    ],
    person: Annotated[
        str | None,
        typer.Option(
            "--with", metavar="PERSON", help="Only with this person; with everybody if left out.", show_default=False
        ),
    ] = None,
    db: Db = None,
) -> None:
    """Put right by which channel you were in touch in a document."""
    with opened(db) as (store, current):
        number = pick_document(store, document)
        value: dict[str, Any] = {"channel": None if fold(by) in NOBODY else by}
        if person is not None:
            value["with"] = pick_person(store, person)["id"]
        tell(store, current, say(store, [("corrected", str(number), value)]))


# --- undo and history ---------------------------------------------------------------------------------------------


@app.command(rich_help_panel="Decide")
def undo(
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID",
            help="Numbers of decisions; or an id: the last one about it. Without any, the last one.",
            show_default=False,
        ),
    ] = None,
    db: Db = None,
) -> None:
    """Take back the last decision, or any other one."""
    with opened(db) as (store, current):
        gone = store.undone()
        chosen = [_decision(store, each, gone) for each in ids] if ids else _last_said(store.decisions(), gone)
        at = datetime.now(UTC)
        with store.transaction():
            made = [
                store.undo(each.id, origin="cli", at=at)
                for each in sorted(chosen, key=lambda one: one.id, reverse=True)
            ]
        for each in made:
            talk(f"{store.in_words(each)}.")
        talk(f"To say it again: {command('undo', current, *(str(each.id) for each in made))}")


def _decision(store: Store, text: str, gone: set[int]) -> Decision:
    if not text.isdecimal():
        return _last(store.decisions(pick(store, text)["id"]), gone)
    found = store.decision(int(text))
    if found.id in gone:
        raise UsageError(f"Decision {found.id} is taken back already.", hint="List them: notesight history")
    return found


def _last_said(said: list[Decision], gone: set[int]) -> list[Decision]:
    """The last decision, with those that were said in the same breath."""
    last = _last(said, gone)
    return [each for each in said if each.made_at == last.made_at and each.undoes is None and each.id not in gone]


def _last(said: list[Decision], gone: set[int]) -> Decision:
    standing = [each for each in said if each.undoes is None and each.id not in gone]
    if not standing:
        raise UsageError("There is nothing to take back.", hint="List what was said: notesight history")
    return standing[-1]


@app.command(rich_help_panel="Decide")
def history(
    about: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="Only what was said of this person, item or document.", show_default=False),
    ] = None,
    db: Db = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """What was decided, the latest first."""
    with opened(db) as (store, current):
        said = store.decisions(_subject(store, about) if about else None)
        gone = store.undone()
        said.reverse()
        if as_json:
            print_json([
                {**asdict(each), "made_at": each.made_at.isoformat(), "value": each.said or each.value,
                 "undone": each.id in gone, "words": store.in_words(each)}
                for each in said[:limit]
            ])  # fmt: skip
            return
        subject = _subject(store, about) if about else None
        for item in store.closed_by_themselves():
            if subject in (None, item["id"]):
                sign = item["closing"]
                quote = " ".join(sign["quote"].split())
                words = f"Closed by itself: {item['summary']}, from these words in document {sign['document_id']}: “{quote}”"
                typer.echo(faint(visible(f"{sign['date']}  {words}")))
        if not said:
            talk("Nothing was decided yet." if about is None else "Nothing was decided about it.")
            return
        most = limit or MOST_OF_HISTORY
        room = len(str(said[0].id))
        for each in said[:most]:
            when = each.made_at.astimezone()
            words = visible(store.in_words(each)) + ("  (taken back)" if each.id in gone else "")
            line = f"{each.id:>{room}}  {when:%Y-%m-%d %H:%M}  {words}"
            typer.echo(faint(line) if each.id in gone else line)
        and_more(len(said) - most, command(f"history --limit {len(said)}", current, *([about] if about else [])))
        talk(f"{count(len(said), 'decision')}. To take one back: {command('undo', current, 'NUMBER')}")


def _subject(store: Store, start: str) -> str:
    row = pick(store, start)
    if row["kind"] != "document":
        return str(row["id"])
    document = store.document(int(row["id"]))
    assert document is not None
    return document.key
