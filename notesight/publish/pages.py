"""The routes: each asks its question of the notebook, fills its template, and answers with headers that allow no script."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args
from weakref import WeakKeyDictionary

from datasette import Response
from datasette.utils import tilde_decode
from markupsafe import Markup

from notesight.model import PLURALS
from notesight.publish import (
    acts,
    feeds,
    history,
    lines,
    moments,
    picking,
    reading,
    review,
    searching,
    worklists,
)
from notesight.publish import document as documents
from notesight.publish import figures as plots
from notesight.publish import keeping as touching
from notesight.publish import matches as suggested
from notesight.publish import network as networks
from notesight.publish import person as persons
from notesight.publish import thread as threads
from notesight.publish import timeline as timelines
from notesight.publish.came import Came
from notesight.publish.cells import card_anchor, document_path, words_anchor
from notesight.publish.document import DocumentPage
from notesight.publish.facts import SHOWN_TABLES, Fact
from notesight.publish.guard import OUR_CSP, SCRIPTED_CSP
from notesight.publish.highlight import Lit, inked, lit_html
from notesight.publish.introductions import Introduction
from notesight.publish.notebooks import known, notebooks
from notesight.publish.questions import QUESTIONS
from notesight.publish.thread import ThreadPage
from notesight.publish.view import View
from notesight.publish.words import BADGE_LETTERS, KIND_WORDS, TOLD_WORDS, day_of
from notesight.store import counting

_HEADERS = {"Content-Security-Policy": OUR_CSP, "Cache-Control": "private, no-cache"}
_STATIC = Path(__file__).parent / "static"


async def home(datasette: Any, request: Any) -> Any:
    """``/`` and ``/<database>/-/home``: what is due, asked, offered, new and failed."""
    today = _today(datasette, request)

    def ask(conn: sqlite3.Connection) -> dict[str, Any]:
        counts = counting.counted(conn, today)
        return {
            "home": reading.home(conn, today, counts),
            "due": touching.due(conn, today, touching.FEW),
            "questions": QUESTIONS,
            "matches": None if _as_of(datasette, request) else suggested.newest(conn, today),
            "review": 0 if _as_of(datasette, request) else review.count(conn, counts),
        }

    return await _answer(datasette, request, "home", ask)


async def worklist(datasette: Any, request: Any) -> Any:
    """``/<database>/-/asks``, ``…/offers``, ``…/followups`` and ``…/due``: a work list, filtered and paged."""
    name = request.url_vars["list"]
    today = _today(datasette, request)
    asked = worklists.wanted(_arguments(request))

    def ask(conn: sqlite3.Connection) -> dict[str, Any]:
        found = worklists.worklist(conn, name, asked, today)
        table = name if name in PLURALS.values() else "items"
        return {"list": found, "table": table, "filters": worklists.table_filters(found, today), "choices": _CHOICES}

    return await _answer(datasette, request, "worklist", ask)


_CHOICES = {
    "state": dict(zip(get_args(counting.StateFilter), ("Open", "Put off", "Done", "Dismissed", "All"), strict=True)),
    "whose": dict(zip(get_args(worklists.Choice), ("Everybody", "By me", "To me", "By others"), strict=True)),
    "due": dict(zip(get_args(worklists.DueFilter), ("Any day", "Late", "In the coming days"), strict=True)),
    "order": dict(zip(get_args(picking.Order), ("By due day", "Newest first"), strict=True)),
}


async def person(datasette: Any, request: Any) -> Any:
    """``/<database>/-/person/<id>``: everything about one person."""
    person_id = tilde_decode(request.url_vars["id"])

    def ask(conn: sqlite3.Connection) -> dict[str, Any] | None:
        found = persons.person(conn, person_id, _today(datasette, request))
        if found is None:
            return None
        today = _today(datasette, request)
        near = () if _as_of(datasette, request) else suggested.of_person(conn, person_id, today)
        return {"person": found, "matches": near, "history": history.of_person(conn, person_id, today)}

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


async def timeline(datasette: Any, request: Any) -> Any:
    """``/<database>/-/timeline``: documents and what was said in them, a month at a time."""
    asked = timelines.asked(_arguments(request))
    return await _answer(datasette, request, "timeline", lambda conn: {"line": timelines.timeline(conn, asked)})


async def network(datasette: Any, request: Any) -> Any:
    """``/<database>/-/network``: who stands together in documents, and who introduces whom, as a picture and a list."""
    focus = (request.args.get("person") or "").strip()

    def ask(conn: sqlite3.Connection) -> dict[str, Any] | None:
        found = networks.network(conn, focus or None)
        return None if found is None else {"network": found}

    return await _answer(datasette, request, "network", ask)


async def figures(datasette: Any, request: Any) -> Any:
    """``/<database>/-/figures``: a few questions, each answered by a plot and its numbers."""
    today = _today(datasette, request)
    return await _answer(datasette, request, "figures", lambda conn: {"figures": plots.figures(conn, today)})


async def search(datasette: Any, request: Any) -> Any:
    """``/<database>/-/search?q=``: people, facts and documents in which all the words stand."""
    typed = (request.args.get("q") or "").strip()
    return await _answer(
        datasette, request, "search", lambda conn: {"typed": typed, "found": searching.search(conn, typed)}
    )


async def feed(datasette: Any, request: Any) -> Any:
    """``/<database>/-/feed.atom``: what was last asked, offered and promised, for a feed reader."""
    name = await _notebook(datasette, request)
    if name is None:
        return Response.text("Not found", status=404)
    base = str(datasette.urls.database(name))

    def address(path: str) -> str:
        return str(datasette.absolute_url(request, path))

    def ask(conn: sqlite3.Connection) -> bytes:
        own = address(f"{base}/-/feed.atom")
        return feeds.feed(conn, name, own, lambda fact: address(document_path(base, fact.document_id, fact.id)))

    body = await datasette.get_database(name).execute_fn(ask)
    return Response(body, content_type="application/atom+xml; charset=utf-8", headers=_HEADERS)


async def stylesheet(datasette: Any) -> Any:
    """``/-/notesight.css``: the one style sheet of our pages."""
    return await _styled(datasette, "notesight.css")


async def tables_stylesheet(datasette: Any) -> Any:
    """``/-/notesight-tables.css``: what Datasette's own pages of a notebook's tables get besides Datasette's."""
    return await _styled(datasette, "notesight-tables.css")


async def review_script(datasette: Any) -> Any:
    """``/-/notesight-review.js``: the keys of the review."""
    return await _styled(datasette, "notesight-review.js", "text/javascript")


async def adding_script(datasette: Any) -> Any:
    """``/-/notesight-adding.js``: takes the selected words into the form."""
    return await _styled(datasette, "notesight-adding.js", "text/javascript")


def tables_css(datasette: Any) -> str:
    """The address of that style sheet."""
    return _css(datasette, "notesight-tables.css")


async def _styled(datasette: Any, name: str, kind: str = "text/css") -> Any:
    if not await notebooks(datasette):
        return Response.text("Not found", status=404)
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(_styles(name)[0], content_type=f"{kind}; charset=utf-8", headers=headers)


def _css(datasette: Any, name: str) -> str:
    return str(datasette.urls.path(f"/-/{name}?{_styles(name)[1]}"))


async def _answer(
    datasette: Any,
    request: Any,
    page: str,
    ask: Callable[[sqlite3.Connection], dict[str, Any] | None],
    *,
    script: str | None = None,
    status: int = 200,
) -> Any:
    """One page: 404 for what is no notebook or not in it, Datasette's permissions, then the filled template.

    ``script`` is a file of ours that makes the page quicker for who may write on it; it works without.
    """
    name = await _notebook(datasette, request)
    if name is None:
        return Response.text("Not found", status=404)
    context = await moments.ask(datasette, name, _as_of(datasette, request), ask)
    view = View(
        str(datasette.urls.database(name)),
        _today(datasette, request),
        now(datasette),
        here=(_path(datasette, request), _arguments(request)),
        css=_css(datasette, "notesight.css"),
        instance=str(datasette.urls.instance()),
        alone=len(await notebooks(datasette)) == 1,
    )
    view.demo = _demo(datasette) is not None
    if view.today == view.real:  # what is past is only looked at
        view.acts = await acts.of(datasette, request, name, view.today)
    template = page if context is not None else "missing"
    scripted = script if view.acts and template == page else None
    context = {
        "script": _css(datasette, scripted) if scripted else None,
        **(context or {}),
        "view": view,
        "page": template,
        "place": request.url_vars.get("list", template),
        "notebook": name,
    }
    html = _templates(datasette, request).get_template(f"notesight/{template}.html").render(context)
    headers = _HEADERS | ({"Content-Security-Policy": SCRIPTED_CSP} if scripted else {})
    response = Response.html(html, status=404 if template == "missing" else status, headers=headers)
    acts.tell_once(response, request)
    return response


_environments: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


def _templates(datasette: Any, request: Any) -> Any:
    """Datasette's templates, rendered at one go: nothing in ours waits, and looking whether it does takes as long again."""
    own = getattr(datasette, "get_jinja_environment", None)  # since 1.0
    theirs = own(request) if own else datasette.jinja_env
    if theirs not in _environments:
        _environments[theirs] = theirs.overlay(enable_async=False)
    return _environments[theirs]


answer = _answer  # the pages of other modules are answered in the same way


async def _notebook(datasette: Any, request: Any) -> str | None:
    """The notebook that an address names, if it is one and its rows may be seen; else Datasette's own refusal."""
    name = str(tilde_decode(request.url_vars["database"]))
    if name not in await notebooks(datasette) or known(datasette, name) is None:
        return None
    await lines.ensure_visible(datasette, request.actor, name, SHOWN_TABLES)
    return name


def _path(datasette: Any, request: Any) -> str:
    """The path of this page as a browser must ask for it, also where Datasette stands under another path."""
    prefix = datasette.setting("base_url")
    path = str(request.path)
    return str(datasette.urls.path("/" + path.removeprefix(prefix).lstrip("/")))


def _arguments(request: Any) -> dict[str, str]:
    """What an address asks for, the first of each."""
    return {name: request.args.get(name) for name in request.args}


def _as_of(datasette: Any, request: Any) -> date | None:
    """The day as of which the page is shown: ``?as_of=YYYY-MM-DD``; ``None`` for today."""
    day = day_of(request.args.get("as_of"))
    return None if day == now(datasette) else day


def _today(datasette: Any, request: Any) -> date:
    """The day that the page is seen from: the one it is shown as of, else today."""
    return _as_of(datasette, request) or now(datasette)


def now(datasette: Any) -> date:
    """What is taken for today: this machine's own day, or the last one of the demo's year."""
    return _demo(datasette) or _real_today()


def _demo(datasette: Any) -> date | None:
    """The plugin's setting ``demo``: the last day of the invented year that is shown; ``None`` for a notebook of one's own."""
    return day_of(str((datasette.plugin_config("notesight") or {}).get("demo") or ""))


def _real_today() -> date:
    return datetime.now().astimezone().date()


today = _today  # and are seen from the same day


@cache
def _styles(name: str) -> tuple[str, str]:
    """A style sheet, and a short hash that changes with it."""
    import hashlib

    names = [name, "notesight-acts.css"] if name == "notesight.css" else [name]
    styles = "\n".join((_STATIC / each).read_text(encoding="utf-8") for each in names)
    return styles, hashlib.sha256(styles.encode()).hexdigest()[:12]


def _lit(page: DocumentPage) -> dict[str, Any]:
    """The HTML of every part of a document with its facts lit, and the badge of every fact."""
    told: list[Introduction | Came] = [*page.told.introductions, *page.told.outcomes]
    badges = _badges(each.fact for each in page.said) | _badges(told)
    lits = [
        _lit_fact(each.fact, start, end, badges, anchored=number == 0)
        for each in page.said
        for number, (start, end) in enumerate(each.spans)
    ]
    lits += [_lit_told(each, badges) for each in told if each.quote is not None]
    for place, named in enumerate(page.people):
        lits += [
            Lit(start, end, "person", anchor=f"name-{place}-{number}", target=f"person-{place}")
            for number, (start, end) in enumerate(named.spans)
        ]
    silent = [Lit(start, end, "silent") for start, end in page.silent]
    windows = [inked(page.text, part.start, part.end, lits) for part in page.parts]
    texts = [lit_html(page.text, [*silent, *lits], *window) for window in windows]
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


def _lit_told(told: Introduction | Came, badges: dict[str, str]) -> Lit:
    words = told.said if isinstance(told, Introduction) else told.what
    return Lit(
        told.start,
        told.end,
        told.kind,
        anchor=words_anchor(told.id),
        target=card_anchor(told.id),
        badge=badges[told.id],
        title=f"{TOLD_WORDS[told.kind]}: {words}",
    )


def _badges(facts: Iterable[Fact | Introduction | Came]) -> dict[str, str]:
    """A short label for every fact: its letter, and its number among its kind."""
    counts: dict[str, int] = {}
    badges = {}
    for fact in facts:
        counts[fact.kind] = counts.get(fact.kind, 0) + 1
        badges[fact.id] = f"{BADGE_LETTERS[fact.kind]}{counts[fact.kind]}"
    return badges
