"""The routes: each asks its question of the notebook, fills its template, and answers with headers that allow no script."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from datasette import Response
from datasette.utils import tilde_decode
from markupsafe import Markup

from notesight.publish import document as documents
from notesight.publish import lines, reading, searching
from notesight.publish import thread as threads
from notesight.publish.cells import card_anchor, document_path, person_path, thread_path, words_anchor
from notesight.publish.document import DocumentPage
from notesight.publish.facts import SHOWN_TABLES, DocumentLine, Fact, Party
from notesight.publish.guard import OUR_CSP
from notesight.publish.highlight import Lit, found_html, inked, lit_html, visible
from notesight.publish.notebooks import known, notebooks
from notesight.publish.tables import READABLE
from notesight.publish.thread import ThreadPage
from notesight.publish.words import (
    BADGE_LETTERS,
    KIND_WORDS,
    SOON_DAYS,
    ago_words,
    counted,
    day_of,
    day_words,
    dollar_words,
    due_words,
    moment_words,
    urgency,
)

T = TypeVar("T")

_HEADERS = {"Content-Security-Policy": OUR_CSP, "Cache-Control": "private, no-cache"}
_STATIC = Path(__file__).parent / "static"


class View:
    """What the templates call: addresses of pages, and words for days, people and kinds, as of one day.

    ``today`` is the day the page is seen from; when the reader has asked for another than the real one (``?on=``),
    ``on`` is that day and every address leads on with it.
    """

    kind_words = KIND_WORDS
    letters = BADGE_LETTERS
    soon_days = SOON_DAYS

    def __init__(self, base: str, today: date, real: date, *, css: str, instance: str, alone: bool) -> None:
        self.base = base
        self.today = today
        self.real = real
        self.on = today.isoformat() if today != real else ""
        self.css = css
        self.index = f"{instance}-/"
        self.now = instance if alone else f"{base}/-/home"
        self._query = f"?on={self.on}" if self.on else ""
        self.home = self.now + self._query
        self.search = f"{base}/-/search"

    text = staticmethod(visible)
    counted = staticmethod(counted)
    moment = staticmethod(moment_words)
    dollars = staticmethod(dollar_words)
    card_anchor = staticmethod(card_anchor)
    words_anchor = staticmethod(words_anchor)

    def person(self, person_id: str) -> str:
        """The address of a person's page."""
        return person_path(self.base, person_id, self._query)

    def document(self, document_id: int, fact_id: str | None = None) -> str:
        """The address of a document's page, at the words of a fact when one is given."""
        return document_path(self.base, document_id, fact_id, self._query)

    def thread(self, document_id: int) -> str:
        """The address of the conversation that a document stands in."""
        return thread_path(self.base, document_id, self._query)

    def table(self, table: str, **filters: object) -> str:
        """The address of Datasette's own page of a table, with its filters, showing the columns that a reader wants."""
        asked = [("_col", column) for column in READABLE.get(table, ())] + list(filters.items())
        return f"{self.base}/{table}" + (f"?{urlencode(asked)}" if asked else "")

    @property
    def standing(self) -> str:
        """Which day the home page shows: "Today, Wed 25 Nov", or "Seen from Sat 31 Oct"."""
        return f"{'Seen from' if self.on else 'Today,'} {day_words(self.today, self.real)}"

    def day(self, day: date | None) -> str:
        """A day in words, nothing for none."""
        return "" if day is None else day_words(day, self.today)

    def ago(self, day: date | None) -> str:
        """How long ago a day was, nothing for none."""
        return "" if day is None else ago_words(day, self.today)

    def due(self, fact: Fact) -> str:
        """How far the due day of a fact is."""
        return "" if fact.due is None else due_words(fact.due, self.today)

    def urgency(self, fact: Fact) -> str:
        """How pressing a due day is, as a class name; a fact that is settled is not."""
        return "" if fact.due is None or fact.state in {"done", "dismissed"} else urgency(fact.due, self.today)

    def state(self, fact: Fact) -> str:
        """What the owner said about a fact, in words; nothing while it is open."""
        if fact.state == "snoozed" and fact.snoozed_until is not None:
            return "" if fact.snoozed_until <= self.today else f"put off until {self.day(fact.snoozed_until)}"
        return "" if fact.state == "open" else fact.state

    @staticmethod
    def channel(line: DocumentLine | DocumentPage) -> str:
        """Where a document came from, unless its kind says as much: an email that came by mail."""
        said = {line.kind, *(["mail"] if line.kind in {"email", "thread"} else [])}
        return "" if line.channel is None or line.channel in said else line.channel

    @staticmethod
    def who(party: Party | None) -> str:
        """A party by name; the owner is "me"."""
        return visible("someone" if party is None else party.name)

    @staticmethod
    def found(passage: str) -> str:
        """A passage of a search with the found words marked."""
        return found_html(passage, searching.OPENS, searching.CLOSES)


async def home(datasette: Any, request: Any) -> Any:
    """``/`` and ``/<database>/-/home``: what is due, asked, offered, new and failed."""
    today = _today(request)
    return await _answer(datasette, request, "home", lambda conn: {"home": reading.home(conn, today)})


async def person(datasette: Any, request: Any) -> Any:
    """``/<database>/-/person/<id>``: everything about one person."""
    person_id = tilde_decode(request.url_vars["id"])

    def ask(conn: sqlite3.Connection) -> dict[str, Any] | None:
        found = reading.person(conn, person_id)
        return None if found is None else {"person": found}

    return await _answer(datasette, request, "person", ask)


async def document(datasette: Any, request: Any) -> Any:
    """``/<database>/-/document/<id>``: the text with every fact lit, and how it was read."""
    document_id = _number(request)

    def ask(conn: sqlite3.Connection) -> dict[str, Any] | None:
        found = None if document_id is None else documents.document(conn, document_id)
        return None if found is None else {"document": found, **_lit(found)}

    return await _answer(datasette, request, "document", ask)


async def thread(datasette: Any, request: Any) -> Any:
    """``/<database>/-/thread/<document id>``: the conversation that a document stands in, each message once, in order."""
    document_id = _number(request)

    def ask(conn: sqlite3.Connection) -> dict[str, Any] | None:
        found = None if document_id is None else threads.thread(conn, document_id)
        return None if found is None else {"thread": found, **_messages(found)}

    return await _answer(datasette, request, "thread", ask)


def _number(request: Any) -> int | None:
    """The id of a document in an address, or none."""
    number = request.url_vars["id"]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


async def search(datasette: Any, request: Any) -> Any:
    """``/<database>/-/search?q=``: people, facts and documents in which all the words stand."""
    typed = (request.args.get("q") or "").strip()
    return await _answer(
        datasette, request, "search", lambda conn: {"typed": typed, "found": searching.search(conn, typed)}
    )


async def stylesheet(datasette: Any) -> Any:
    """``/-/notesight.css``: the one style sheet of our pages."""
    return await _styled(datasette, "notesight.css")


async def tables_stylesheet(datasette: Any) -> Any:
    """``/-/notesight-tables.css``: what Datasette's own pages of a notebook's tables get besides Datasette's."""
    return await _styled(datasette, "notesight-tables.css")


def tables_css(datasette: Any) -> str:
    """The address of that style sheet."""
    return _css(datasette, "notesight-tables.css")


async def _styled(datasette: Any, name: str) -> Any:
    if not await notebooks(datasette):
        return Response.text("Not found", status=404)
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(_styles(name)[0], content_type="text/css; charset=utf-8", headers=headers)


def _css(datasette: Any, name: str) -> str:
    return str(datasette.urls.path(f"/-/{name}?{_styles(name)[1]}"))


async def _answer(
    datasette: Any, request: Any, page: str, ask: Callable[[sqlite3.Connection], dict[str, Any] | None]
) -> Any:
    """One page: 404 for what is no notebook or not in it, Datasette's permissions, then the filled template."""
    name = tilde_decode(request.url_vars["database"])
    names = await notebooks(datasette)
    if name not in names or known(datasette, name) is None:
        return Response.text("Not found", status=404)
    await lines.ensure_visible(datasette, request.actor, name, SHOWN_TABLES)
    context = await datasette.get_database(name).execute_fn(ask)
    view = View(
        str(datasette.urls.database(name)),
        _today(request),
        _real_today(),
        css=_css(datasette, "notesight.css"),
        instance=str(datasette.urls.instance()),
        alone=len(names) == 1,
    )
    template = page if context is not None else "missing"
    context = {**(context or {}), "view": view, "page": template, "notebook": name}
    html = await datasette.render_template(f"notesight/{template}.html", context, request=request)
    return Response.html(html, status=404 if template == "missing" else 200, headers=_HEADERS)


def _today(request: Any) -> date:
    """The day that the page is seen from: ``?on=YYYY-MM-DD``, else this machine's own."""
    return day_of(request.args.get("on")) or _real_today()


def _real_today() -> date:
    return datetime.now().astimezone().date()


@cache
def _styles(name: str) -> tuple[str, str]:
    """A style sheet, and a short hash that changes with it."""
    import hashlib

    styles = (_STATIC / name).read_text(encoding="utf-8")
    return styles, hashlib.sha256(styles.encode()).hexdigest()[:12]


def _lit(page: DocumentPage) -> dict[str, Any]:
    """The HTML of every part of a document with its facts lit, and the badge of every fact."""
    badges = _badges(each.fact for each in page.said)
    lits = [
        _lit_fact(each.fact, start, end, badges, anchored=number == 0)
        for each in page.said
        for number, (start, end) in enumerate(each.spans)
    ]
    for place, named in enumerate(page.people):
        lits += [
            Lit(start, end, "person", anchor=f"name-{place}-{number}", target=f"person-{place}")
            for number, (start, end) in enumerate(named.spans)
        ]
    texts = [lit_html(page.text, lits, *inked(page.text, part.start, part.end, lits)) for part in page.parts]
    return {"badges": badges, "stretches": list(zip(page.parts, texts, strict=True))}


def _messages(page: ThreadPage) -> dict[str, Any]:
    """The HTML of every message of a conversation with its facts lit, and the badge of every fact."""
    badges = _badges(fact for message in page.messages for fact in message.facts)
    texts = []
    for message in page.messages:
        lits = [_lit_fact(fact, fact.start, fact.end, badges) for fact in message.facts]
        texts.append(Markup("\n").join(lit_html(message.text, lits, *line) for line in message.lines).strip())
    return {"badges": badges, "messages": list(zip(page.messages, texts, strict=True))}


def _lit_fact(fact: Fact, start: int, end: int, badges: dict[str, str], *, anchored: bool = True) -> Lit:
    return Lit(
        start,
        end,
        fact.kind,
        anchor=words_anchor(fact.id) if anchored else "",
        target=card_anchor(fact.id),
        badge=badges[fact.id],
        title=f"{KIND_WORDS[fact.kind]}: {fact.summary}",
    )


def _badges(facts: Iterable[Fact]) -> dict[str, str]:
    """A short label for every fact: its letter, and its number among its kind."""
    counts: dict[str, int] = {}
    badges = {}
    for fact in facts:
        counts[fact.kind] = counts.get(fact.kind, 0) + 1
        badges[fact.id] = f"{BADGE_LETTERS[fact.kind]}{counts[fact.kind]}"
    return badges
