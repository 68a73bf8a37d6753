"""Being in touch: keep, with whom how often and who is due; and contacts, when and how one was last in touch with whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notesight import rhythm
from notesight.cli import app
from notesight.cli.common import AsCsv, AsJson, AsOf, Db, Limit, Since, command, opened, opened_as_of, talk
from notesight.cli.common import today as this_day
from notesight.cli.view import (
    Column,
    and_more,
    count,
    day,
    exclusive,
    faint,
    ident,
    print_csv,
    print_json,
    print_table,
    strong,
    visible,
    wrapped,
)
from notesight.cli.words import pick_person, say, tell
from notesight.errors import UsageError

if TYPE_CHECKING:
    from notesight.config import Settings
    from notesight.store import Store

FEW, LISTED = 5, 20
MOST_CONTACTS = 40
"""Contacts of a table, unless ``--limit`` says otherwise; programs get all."""
_KEPT_FIELDS = "id name organization every at_most via last due late_on state".split()
_CONTACT_FIELDS = "id name organization day channel how document_id title quote usual_days".split()
_ONE_FIELDS = "day channel how document_id title quote".split()
_CHANNEL_FIELDS = "channel contacts people last".split()
_HEADINGS = {"overdue": "Overdue", "due": "Due", "soon": "In two weeks", "ahead": "Later"}
HOWS = {"wrote": "they wrote", "got": "I wrote to them", "named": "the note names them", "met": "in the note's words"}
"""How a contact is known, in words."""

Whom = Annotated[
    str | None, typer.Argument(metavar="PERSON", help="A name, or the first letters of an id.", show_default=False)
]


@app.command(rich_help_panel="Look")
def keep(
    person: Whom = None,
    every: Annotated[
        str | None,
        typer.Argument(metavar="EVERY", help="How often: 'every 3 months', '2 weeks', monthly.", show_default=False),
    ] = None,
    at_most: Annotated[
        str | None, typer.Option("--at-most", metavar="WHILE", help="The longest that it may be.", show_default=False)
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Stop keeping in touch by a cadence.")] = False,
    organization: Annotated[
        str | None,
        typer.Option("--organization", metavar="NAME", help="Everybody there, instead of one.", show_default=False),
    ] = None,
    tag: Annotated[
        str | None,
        typer.Option("--tag", metavar="NAME", help="Whoever takes part in documents so tagged.", show_default=False),
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="Also who is not due yet.")] = False,
    db: Db = None,
    as_of: AsOf = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Keep in touch: with whom, how often, and why to write.

    Without a person, who is due and with whom you are losing touch.
    """
    exclusive(as_json=as_json, as_csv=as_csv)
    if organization is not None and tag is not None:
        raise UsageError("--organization and --tag exclude each other.", hint="Leave one of them out.")
    if (group := _group(organization, tag)) is not None:
        if every is not None:
            raise UsageError("A group stands in place of a person.", hint="notesight keep --tag NAME 'every 3 months'")
        every, person = person, None
    if every is not None or off or at_most is not None:
        if as_of is not None:
            raise UsageError("The past can only be looked at.", hint="Leave out --as-of.")
        _decide(db, group, person, every, at_most, off=off)
        return
    if group is not None:
        raise UsageError("How often?", hint="notesight keep --tag NAME 'every 3 months', or --off")
    _look(db, person, as_of, limit, whole=whole, as_json=as_json, as_csv=as_csv)


def _group(organization: str | None, tag: str | None) -> str | None:
    if organization is not None:
        return f"organization:{organization}"
    return None if tag is None else f"tag:{tag.removeprefix('#')}"


def _decide(
    db: Any, group: str | None, person: str | None, every: str | None, at_most: str | None, *, off: bool
) -> None:
    if off and (every is not None or at_most is not None):
        raise UsageError("--off stops it; there is no cadence to name.", hint="notesight keep PERSON --off")
    if not off and every is None:
        raise UsageError("How often?", hint="notesight keep PERSON 'every 3 months' --at-most '6 months'")
    if group is None and person is None:
        raise UsageError("With whom?", hint="notesight keep PERSON 'every 3 months'")
    if every is not None:
        rhythm.every(every)  # what is no cadence is said before anybody is looked for
    with opened(db) as (store, current):
        subject = group if group is not None else pick_person(store, str(person))["id"]
        made = say(store, [("kept", subject, {"every": every, "at_most": at_most})])
        tell(store, current, made)
        if group is None and not off:
            _tell_due(store, subject)


def _tell_due(store: Store, person_id: str) -> None:
    on = this_day()
    found = next((row for row in store.touch.kept(on=on) if row["id"] == person_id), None)
    if found is not None:
        last = store.touch.last(person_id, on=on)
        since = f"Last contact {contact_words(last, on)}" if last else "No contact yet"
        talk(f"{since}; {_due(found, on)}.")


def _look(
    db: Any, person: str | None, as_of: date | None, limit: int | None, *, whole: bool, as_json: bool, as_csv: bool
) -> None:
    on = as_of or this_day()
    with opened_as_of(db, as_of) as (store, current):
        if person is not None:
            _one(store, pick_person(store, person), on, as_json=as_json)
            return
        kept = store.touch.kept(on=on)
        due = store.touch.nudges(on=on, limit=limit)
        losing = store.touch.losing(on=on, limit=limit or (None if as_json or as_csv else LISTED))
        if as_json:
            print_json({"on": on.isoformat(), "due": due, "kept": kept[:limit], "losing_touch": losing})
        elif as_csv:
            print_csv(kept[:limit], _KEPT_FIELDS)
        elif not kept and not losing:
            talk("There is no cadence yet, and you are losing touch with nobody.")
            talk("To keep in touch: notesight keep PERSON 'every 3 months'")
        else:
            _print(store, current, kept, due, losing, on, whole=whole)


def _print(
    store: Store, current: Settings, kept: Sequence[Mapping[str, Any]], due: Sequence[Mapping[str, Any]],
    losing: Sequence[Mapping[str, Any]], on: date, *, whole: bool,
) -> None:  # fmt: skip
    short = store.short_ids(row["id"] for row in (*kept, *losing))
    begun = False
    for state in ("overdue", "due"):
        rows = [row for row in due if row["state"] == state]
        if rows:
            _heading(_HEADINGS[state], len(rows), first=not begun)
            begun = True
            for row in rows:
                print_nudge(row, short[row["id"]], on)
    ahead = [row for row in kept if row["state"] == "soon" or (whole and row["state"] == "ahead")]
    if ahead:
        _heading("Not due yet" if whole else _HEADINGS["soon"], len(ahead), first=not begun)
        begun = True
        print_table([_ahead(row, short[row["id"]], on) for row in ahead], _AHEAD, indent=2, heading=False)
    later = sum(row["state"] == "ahead" for row in kept)
    if later and not whole:
        typer.echo(faint(f"{'' if not begun else chr(10)}{count(later, 'person', 'people')} more, not due yet: ") +
                   faint(command("keep --all", current)))  # fmt: skip
        begun = True
    if losing:
        total = store.touch.lost(on=on)
        _heading("Losing touch", total, first=not begun)
        typer.echo(faint("  By how often you used to be in touch; no cadence is kept with them."))
        for row in losing:
            print_nudge(row, short[row["id"]], on)
        and_more(total - len(losing), command(f"keep --limit {total}", current), margin=2)


_AHEAD = (
    Column("id", "short", style="cyan"),
    Column("who", "name"),
    Column("last", "said"),
    Column("due", "due_said", rest=True),
)


def _ahead(row: Mapping[str, Any], short: str, on: date) -> dict[str, Any]:
    last = f"last contact {day(date.fromisoformat(row['last']), on)}" if row["last"] else "no contact yet"
    return {"short": short, "name": row["name"], "said": last, "due_said": _due(row, on)}


def _heading(words: str, number: int, *, first: bool) -> None:
    if not first:
        typer.echo()
    typer.echo(f"{strong(words)}  {faint(str(number))}")


def print_nudge(row: Mapping[str, Any], short: str, on: date) -> None:
    """Print who is due, or lost: when the last contact was, by what cadence, and why one could write."""
    said = [contact_words(row["contact"], on) if row["contact"] else "no contact yet"]
    said.append(_due(row, on) if "every" in row else f"usually within {rhythm.in_words(row['usual_days'])}")
    begin = f"  {short:<5}  "
    line = wrapped(visible(f"{row['name']}: {', '.join(said)}"), first=begin, indent=len(begin))
    typer.echo(line.replace(short, ident(short), 1))
    for words in reason_lines(row["reason"], on):
        typer.echo(faint(wrapped(visible(words), first=" " * len(begin), indent=len(begin))))


def reason_lines(reason: Mapping[str, Any] | None, on: date) -> list[str]:
    """A reason to write in words: what, and the quote with its source; or that there is none."""
    from notesight.letters import Line
    from notesight.store.keeping import NO_REASON, WHY

    if reason is None:
        return [NO_REASON]
    source = f"{_short(reason['title'])}, {day(date.fromisoformat(reason['day']), on)}"
    if reason["why"] == "news":
        return [f"{WHY['news']}: “{' '.join(reason['quote'].split())}” ({source})"]
    line = Line(reason["words"], reason["quote"])
    quote = f"“{line.more}” " if line.more else ""
    told = [f"{WHY[reason['why']]}: {reason['words']}", f"{quote}({source})"]
    if "answer" in reason:
        told += _answer_lines(reason["answer"], on)
    if "also" in reason:
        told += reason_lines({"why": "answer", **reason["also"]}, on)
    return told


def _answer_lines(answer: Mapping[str, Any], on: date) -> list[str]:
    """What answers an ask: whose offer it is, its words and its source."""
    from notesight.store.answers import by_me

    who = "You offered" if by_me(answer) else f"{answer['by'] or 'Somebody'} offers"
    source = f"{_short(answer['title'])}, {day(date.fromisoformat(answer['day']), on)}"
    return [f"{who}: “{' '.join(answer['quote'].split())}” ({source})"]


def contact_words(contact: Mapping[str, Any], on: date) -> str:
    """A contact in words: the day, and by what if that is told."""
    words = day(date.fromisoformat(contact["day"]), on)
    return f"{words}, {contact['channel']}" if contact["channel"] else words


def _due(row: Mapping[str, Any], on: date) -> str:
    due, late = date.fromisoformat(row["due"]), date.fromisoformat(row["late_on"])
    habit = rhythm.every(row["every"]).words + (f" ({row['via']})" if row["via"] else "")
    if row["state"] == "overdue":
        return f"{habit}, {rhythm.in_words((on - due).days)} late"
    if row["state"] == "due":
        return f"{habit}, due {day(due, on)}, at most until {day(late, on)}"
    return f"{habit}, next {day(due, on)}"


def _one(store: Store, person: Mapping[str, Any], on: date, *, as_json: bool) -> None:
    found = next((row for row in store.touch.kept(on=on) if row["id"] == person["id"]), None)
    last = store.touch.last(person["id"], on=on)
    if as_json:
        print_json({"id": person["id"], "name": person["name"], "keep": found, "last_contact": last})
        return
    since = f"Last contact {contact_words(last, on)}" if last else "No contact yet"
    typer.echo(f"{visible(person['name'])}: {_due(found, on) if found else 'no cadence is kept'}. {visible(since)}.")


def print_due(store: Store, current: Settings, on: date, *, begun: bool) -> bool:
    """Print the few who are due longest, as a list of ``today``; whether there was anybody."""
    due = store.touch.nudges(on=on, limit=FEW)
    if due:
        total = sum(row["state"] in ("overdue", "due") for row in store.touch.kept(on=on))
        _heading("Keep in touch", total, first=not begun)
        short = store.short_ids(row["id"] for row in due)
        for row in due:
            print_nudge(row, short[row["id"]], on)
        and_more(total - FEW, command("keep", current), margin=2)
    return bool(due)


@app.command(rich_help_panel="Look")
def contacts(
    person: Whom = None,
    by_channel: Annotated[bool, typer.Option("--channels", help="Count them by channel instead.")] = False,
    since: Since = None,
    db: Db = None,
    as_of: AsOf = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """When and how you were last in touch with somebody.

    Being talked about is no contact, nor is a plan.
    """
    exclusive(as_json=as_json, as_csv=as_csv)
    on = as_of or this_day()
    with opened_as_of(db, as_of) as (store, current):
        who = pick_person(store, person)["id"] if person is not None else None
        if by_channel:
            total, found = 0, store.touch.channels(until=on, since=since, person_id=who)[:limit]
            fields: Sequence[str] = _CHANNEL_FIELDS
        else:
            bounded = not (as_json or as_csv or since or limit)  # no more are fetched than are shown
            found = store.touch.contacts(who, on=on, limit=MOST_CONTACTS if bounded else limit)
            total = store.touch.number(who, on=on) if bounded else 0
            found = [row for row in found if since is None or row["day"] >= since.isoformat()]
            fields = _ONE_FIELDS if who else _CONTACT_FIELDS
        if as_json:
            print_json(found)
        elif as_csv:
            print_csv(found, fields)
        elif not found:
            talk("No contact." if who else "No contact with anybody yet.")
        else:
            _print_contacts(store, current, found, on, limit, total, by_channel=by_channel, one=who is not None)


def _print_contacts(
    store: Store,
    current: Settings,
    found: list[dict[str, Any]],
    on: date,
    limit: int | None,
    total: int,
    *,
    by_channel: bool,
    one: bool,
) -> None:
    shown = found if limit else found[:MOST_CONTACTS]
    total = max(total, len(found))
    rows = [
        {**row, "said": day(date.fromisoformat(row.get("day") or row["last"]), on), "how_said": HOWS.get(row.get("how", ""), ""),
         "words": " ".join((row.get("quote") or row.get("title") or "").split())[:160]}
        for row in shown
    ]  # fmt: skip
    if by_channel:
        columns = [
            Column("channel", "channel"),
            Column("contacts", "contacts"),
            Column("people", "people"),
            Column("last", "said"),
        ]
    else:
        short = {} if one else store.short_ids(row["id"] for row in shown)
        rows = [{**row, "short": row["document_id"] if one else short[row["id"]]} for row in rows]
        columns = [
            Column("document" if one else "id", "short", style="cyan"),
            *([] if one else [Column("who", "name", share=0.25)]),
            Column("day", "said"), Column("by", "channel"), Column("known", "how_said", wide=True),
            Column("words", "words", rest=True),
        ]  # fmt: skip
    print_table(rows, columns)
    and_more(total - len(shown), command(f"contacts --limit {total}", current))


def _short(title: str) -> str:
    flat = " ".join(title.split())
    return flat if len(flat) <= 50 else flat[:50].rsplit(" ", 1)[0] + " …"
