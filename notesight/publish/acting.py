"""Writes what the owner says on the pages: one route, POST only, through :class:`notesight.store.Store`.

A form says ``say=<verb>:<subject>``, its fields, and ``back``, where it was clicked. The answer leads back there, and that
page tells what was said, with a button that takes it back. What cannot be said is a page with the reason and all that was
typed, so that nothing is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from datasette import Response
from datasette.utils import tilde_decode

from notesight.errors import Locked, NotesightError, UsageError
from notesight.publish import acts, knowing, lines, pages
from notesight.publish.facts import SHOWN_TABLES
from notesight.publish.notebooks import known, notebooks
from notesight.store import Action, Decision, Store

LONGEST = 200_000
"""Bytes of a form that are read; no text that one types is longer."""
_CHANGED = "This has changed since the page was shown."
_GONE = "This is no longer in the notebook: its document has changed, or was read anew."


class Stale(UsageError):
    """What a page showed is not so any more."""


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent: the verb, whom or what it is about, and the fields with all their values."""

    verb: str
    subject: str
    fields: Mapping[str, Sequence[str]]

    def text(self, name: str) -> str:
        """A field as one line of text, empty when it is missing."""
        return " ".join(self.fields.get(name, [""])[-1].split())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the decision, none when all was so already, and where to go when it is not back."""

    decision: Decision | None
    to: str | None = None


async def decide(datasette: Any, request: Any) -> Any:
    """``POST /<database>/-/decide``: say something of an item, a person or a document, or take it back."""
    name = tilde_decode(request.url_vars["database"])
    if name not in await notebooks(datasette) or known(datasette, name) is None:
        return Response.text("Not found", status=404)
    if request.method != "POST":
        headers = {"Allow": "POST"}
        return Response.text("The buttons of the pages write here; there is nothing to read.", 405, headers)
    await lines.ensure_visible(datasette, request.actor, name, SHOWN_TABLES)
    if not await acts.may_act(datasette, request, name):
        sentence = "Here you can look, and not decide." if request.actor else "Who decides here has to log in."
        return await _say(datasette, request, 403, sentence)
    form, back = _form(await _body(request), f"{datasette.urls.database(name)}/-/home")
    today = pages.now(datasette)
    path = Path(datasette.get_database(name).path)
    try:
        outcome = await asyncio.to_thread(_write, path, form, today)
    except Locked:
        sentence = "Another program is writing into the notebook and does not come to an end."
        return await _say(datasette, request, 503, sentence, form=form, back=back, again=True)
    except Stale as error:
        return await _say(datasette, request, 409, error.sentence, back=back)
    except UsageError as error:
        return await _say(datasette, request, 400, error.sentence, form=form, back=back)
    except NotesightError as error:
        return await _say(datasette, request, 503, error.sentence, form=form, back=back, again=True)
    response = Response.redirect(_leads(datasette, name, outcome, back), status=303)
    if outcome.decision is not None:
        acts.tell_next(response, outcome.decision.id)
    return response


def _leads(datasette: Any, name: str, outcome: Outcome, back: str) -> str:
    return back if outcome.to is None else f"{datasette.urls.database(name)}/-/{outcome.to}"


async def _body(request: Any) -> bytes:
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LONGEST:
        return b""
    return bytes(await request.post_body())


def _form(body: bytes, home: str) -> tuple[Form | None, str]:
    """The form, none when it says nothing, and the address to go back to."""
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=2000)
    except ValueError:
        return None, home
    verb, _, subject = fields.pop("say", [""])[-1].partition(":")
    fields.pop("csrftoken", None)
    back = acts.way_back(fields.pop("back", [""])[-1], home)
    subject, _, at = subject.partition("#")  # where on the page it was clicked
    if at and "#" not in back and at.replace("-", "").replace("_", "").replace("~", "").isalnum() and at.isascii():
        back += f"#{at}"
    return (Form(verb, subject, fields) if verb and subject else None), back


_TITLES = {403: "Not allowed", 503: "Not said yet"}


async def _say(
    datasette: Any,
    request: Any,
    status: int,
    sentence: str,
    *,
    form: Form | None = None,
    back: str | None = None,
    again: bool = False,
) -> Any:
    """A page with the reason why nothing was said; with ``again``, a button that sends the same once more."""
    title = _TITLES.get(status, "Not said")
    told = {"title": title, "sentence": sentence, "form": form, "return": back, "again": again}
    return await pages.answer(datasette, request, "unsaid", lambda _: {"unsaid": told}, status=status)


# --- writing: in a thread, on a connection of its own -------------------------------------------------------------


def _write(path: Path, form: Form | None, today: date) -> Outcome:
    verb = _VERBS.get(form.verb) if form else None
    if form is None or verb is None:
        raise UsageError("That is nothing that can be said.")
    with Store.open(path, create=False) as store, store.transaction():
        return verb(store, form, today)


def _decide(store: Store, action: Action, subject: str, value: Any = None) -> Outcome:
    return Outcome(store.decide(action, subject, value, origin="web", at=datetime.now(UTC)))


def _undo(store: Store, form: Form, _: date) -> Outcome:
    number = form.subject
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise UsageError("That is no decision.")
    if int(number) in store.undone():
        return Outcome(None)
    return Outcome(store.undo(int(number), origin="web", at=datetime.now(UTC)))


# --- asks, offers and follow-ups ----------------------------------------------------------------------------------

_STATES = {"done": "done", "dismissed": "dismissed", "wrong": "wrong", "reopened": "open"}


def _item(store: Store, form: Form, today: date) -> Mapping[str, Any]:
    found = store.find(form.subject) if len(form.subject) >= 3 else []
    items = [store.item(each["id"], on=today) for each in found if each["kind"] in _KINDS]
    item = items[0] if len(items) == 1 else None
    if item is None:
        raise Stale(_GONE)
    return item


def _settle(action: Action) -> Callable[[Store, Form, date], Outcome]:
    def settle(store: Store, form: Form, today: date) -> Outcome:
        if action in _TOLD_STATES and (told := _told(store, form.subject)) is not None:
            return _settle_told(store, action, told, form.text("worth"))
        item = _item(store, form, today)
        stays = item["state"] == _STATES.get(action) and not (action == "reopened" and item["snoozed_until"])
        if stays or (action == "confirmed" and item["confirmed"]):
            return Outcome(None)
        return _decide(store, action, item["id"])

    return settle


_TOLD_STATES = {"confirmed": "confirmed", "wrong": "wrong", "reopened": "suggested"}


def _told(store: Store, subject: str) -> Mapping[str, Any] | None:
    """An introduction or an outcome, with what was said of it as its ``state``; ``None`` when the id is of nothing such."""
    found = store.introductions.one(subject)
    if found is not None:
        return {**found, "state": "wrong" if found["wrong"] else "confirmed" if found["confirmed"] else "suggested"}
    return store.outcomes.one(subject)


def _settle_told(store: Store, action: Action, told: Mapping[str, Any], worth: str) -> Outcome:
    value = {"worth": worth} if action == "confirmed" and worth and worth != told.get("worth") else None
    if told["state"] == _TOLD_STATES[action] and value is None:
        return Outcome(None)
    return _decide(store, action, told["id"], value)


def _not_done(store: Store, form: Form, today: date) -> Outcome:
    """What a document seems to show is not so; its number stands behind the item's id."""
    subject, _, document = form.subject.partition(":")
    item = _item(store, Form(form.verb, subject, form.fields), today)
    sign = store.closings([item["id"]]).get(item["id"])
    if sign is None or str(sign["document_id"]) != document:
        raise Stale(_CHANGED)
    return _decide(store, "not_done", item["id"], document)


def _not_same(store: Store, form: Form, today: date) -> Outcome:
    """What is told again somewhere is another one; the telling's id stands behind the item's."""
    subject, _, telling = form.subject.partition(":")
    item = _item(store, Form(form.verb, subject, form.fields), today)
    if not any(each["told_again"] and each["id"] == telling for each in store.quotes(item["id"])):
        raise Stale(_CHANGED)
    return _decide(store, "apart", item["id"], telling)


def _snooze(until: Callable[[date], date] | None) -> Callable[[Store, Form, date], Outcome]:
    def snooze(store: Store, form: Form, today: date) -> Outcome:
        item = _item(store, form, today)
        day = until(today) if until else _day(form.text("until"))
        if day <= today:
            raise UsageError("That day is not ahead; name one from tomorrow on.")
        return _decide(store, "snoozed", item["id"], day.isoformat())

    return snooze


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("Name a day, as in 2026-03-02.") from None


def seen(item: Mapping[str, Any]) -> str:
    """What tells one state of an item from another: a form carries it, so that it changes only what it showed."""
    import hashlib

    told = [
        str(item[name]) for name in ("kind", "summary", "by_text", "by_person_id", "to_text", "to_person_id", "due")
    ]
    return hashlib.sha256("\x00".join(told).encode("utf-8", "replace")).hexdigest()[:16]


def _correct(store: Store, form: Form, today: date) -> Outcome:
    item = _item(store, form, today)
    if form.text("seen") != seen(item):
        raise Stale(_CHANGED)
    known_as = knowing.labels(store.people())
    now: dict[str, str | None] = {
        "kind": item["kind"],
        "summary": item["summary"],
        "by": item["by_person_id"] or item["by_text"],
        "to": item["to_person_id"] or item["to_text"],
        "due": item["due"],
    }
    wanted: dict[str, str | None] = {
        "kind": form.text("kind"),
        "summary": form.text("summary"),
        "by": knowing.meant(known_as, form.text("by")),
        "to": knowing.meant(known_as, form.text("to")),
        "due": form.text("due") or None,
    }
    changed = {name: value for name, value in wanted.items() if value != now[name] and name in form.fields}
    if not changed:
        return _settle("confirmed")(store, form, today)
    return _decide(store, "corrected", item["id"], changed)


# --- people -------------------------------------------------------------------------------------------------------


def _person(store: Store, form: Form) -> Mapping[str, Any]:
    person = store.person(form.subject)
    if person is None:
        raise Stale(
            "There is nobody of that id any more: they were joined with somebody, or their documents have changed."
        )
    return person


def _name(action: Action) -> Callable[[Store, Form, date], Outcome]:
    def name(store: Store, form: Form, _: date) -> Outcome:
        return _decide(store, action, _person(store, form)["id"], form.text("name"))

    return name


def _card(store: Store, form: Form, _: date) -> Outcome:
    person = _person(store, form)
    wanted = {name: form.text(name) or None for name in ("email", "organization", "role") if name in form.fields}
    changed = {name: value for name, value in wanted.items() if value != person[name]}
    return _decide(store, "corrected", person["id"], changed) if changed else Outcome(None)


def _another(action: Action) -> Callable[[Store, Form, date], Outcome]:
    def another(store: Store, form: Form, _: date) -> Outcome:
        person = _person(store, form)
        other = knowing.meant(knowing.labels(store.people()), form.text("other"))
        if other is None or store.person(other) is None:
            raise UsageError("There is nobody of that name; take one of those that are offered.")
        outcome = _decide(store, action, person["id"], other)
        if action == "merged":
            return Outcome(outcome.decision, None if form.text("stay") else _one(store, person["id"], other))
        return outcome

    return another


def _one(store: Store, *ids: str) -> str:
    """The page of whoever is left of people that were joined."""
    left = next(each for each in ids if store.person(each) is not None)
    return f"person/{left}"


def _keep(store: Store, form: Form, _: date) -> Outcome:
    value = {"every": form.text("every"), "at_most": form.text("at_most") or None}
    if not value["every"]:
        raise UsageError("Say how often, as in every 3 months.")
    return _decide(store, "kept", _person(store, form)["id"], value)


def _keep_off(store: Store, form: Form, _: date) -> Outcome:
    return _decide(store, "kept", _person(store, form)["id"], {"every": None})


def _split(store: Store, form: Form, _: date) -> Outcome:
    chosen = [int(each) for each in form.fields.get("document", []) if each.isascii() and each.isdecimal()]
    if not chosen:
        raise UsageError("Choose the documents that are about somebody else.")
    return _decide(store, "split", _person(store, form)["id"], chosen)


def _nobody(store: Store, form: Form, _: date) -> Outcome:
    return Outcome(_decide(store, "wrong", _person(store, form)["id"]).decision, "home")


# --- documents ----------------------------------------------------------------------------------------------------


def _private(store: Store, form: Form, _: date) -> Outcome:
    return _decide(store, "private", form.subject)


def _channel(store: Store, form: Form, _: date) -> Outcome:
    number = form.subject
    plain = number.isascii() and number.isdecimal() and len(number) < 19
    there = store.touch.of_document(int(number)) if plain else []
    whom = form.text("with")
    if not there or (whom and all(each["person_id"] != whom for each in there)):
        raise Stale(_CHANGED)
    value = {"channel": form.text("channel") or None} | ({"with": whom} if whom else {})
    return _decide(store, "corrected", form.subject, value)


def _add(store: Store, form: Form, _: date) -> Outcome:
    known_as = knowing.labels(store.people())
    value: dict[str, Any] = {"kind": form.text("kind"), "quote": form.fields.get("quote", [""])[-1]}
    if value["kind"] != "person":
        value |= {
            "summary": form.text("summary"),
            "by": knowing.meant(known_as, form.text("by")),
            "to": knowing.meant(known_as, form.text("to")),
            "due": form.text("due") or None,
        }
    return _decide(store, "added", form.subject, value)


def _leave_out(store: Store, form: Form, _: date) -> Outcome:
    return _decide(store, "dismissed", form.subject, {"quote": form.text("quote")})


# --- suggestions --------------------------------------------------------------------------------------------------


def _suggestion(store: Store, form: Form) -> tuple[str, str]:
    """The ask of a suggestion, and the offer or the person that answers it."""
    ask, _, other = form.subject.partition(".")
    if store.item(ask) is None or not (store.item(other) or store.person(other)):
        raise Stale(_GONE)
    return ask, other


def _take(store: Store, form: Form, _: date) -> Outcome:
    made = store.matches.taking(*_suggestion(store, form))
    return Outcome(None) if made is None else _decide(store, "added", *made)


def _decline(store: Store, form: Form, _: date) -> Outcome:
    return _decide(store, "declined", *_suggestion(store, form))


_KINDS = ("ask", "offer", "followup")
_VERBS: dict[str, Callable[[Store, Form, date], Outcome]] = {
    "done": _settle("done"),
    "dismissed": _settle("dismissed"),
    "wrong": _settle("wrong"),
    "reopened": _settle("reopened"),
    "not_done": _not_done,
    "not_same": _not_same,
    "confirmed": _settle("confirmed"),
    "tomorrow": _snooze(lambda today: today + timedelta(days=1)),
    "week": _snooze(lambda today: today + timedelta(days=7 - today.weekday())),
    "snoozed": _snooze(None),
    "corrected": _correct,
    "renamed": _name("renamed"),
    "alias": _name("added"),
    "card": _card,
    "merged": _another("merged"),
    "apart": _another("apart"),
    "split": _split,
    "nobody": _nobody,
    "keep": _keep,
    "keep-off": _keep_off,
    "private": _private,
    "channel": _channel,
    "added": _add,
    "left-out": _leave_out,
    "take": _take,
    "decline": _decline,
    "undo": _undo,
}
"""What a form can say."""
