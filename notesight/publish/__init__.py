"""The pages of a notebook, as a Datasette plugin: what Datasette calls, and :func:`serve` for the command line.

Every hook does nothing for a database that is no notebook. A notebook's pages are ``/<database>/-/home`` (also
``/``, when it is the only notebook), ``…/-/asks``, ``…/-/offers``, ``…/-/followups`` and ``…/-/due``, ``…/-/timeline``,
``…/-/network``, ``…/-/figures``, ``…/-/matches``, ``…/-/outcomes``, ``…/-/person/<id>``, ``…/-/document/<id>``,
``…/-/thread/<id>``, ``…/-/search?q=``, ``…/-/keep`` and ``…/-/brief/<id>``; what
one decides on them: ``…/-/item/<id>``, ``…/-/person/<id>/edit`` and ``…/merge``, ``…/-/document/<id>/add``,
``…/-/review``, ``…/-/who`` and ``…/-/history``, and ``…/-/decide``, which alone writes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from datasette import hookimpl

from notesight.publish import acting, calendar, cells, forms, guard, lines, outcomes, pages, server, touch
from notesight.publish.facts import SHOWN_TABLES
from notesight.publish.notebooks import known, known_names, notebooks
from notesight.publish.questions import QUESTIONS
from notesight.publish.server import build, serve

__all__ = ["build", "serve"]


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:
    """Look at the attached databases once, before the first request."""

    async def look() -> None:
        await notebooks(datasette)

    return look


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Our pages; each answers 404 for a database that is no notebook."""
    return [
        (r"^/(?P<database>[^/]+)/-/home$", pages.home),
        (r"^/(?P<database>[^/]+)/-/person/(?P<id>[^/]+)$", pages.person),
        (r"^/(?P<database>[^/]+)/-/document/(?P<id>[^/]+)$", pages.document),
        (r"^/(?P<database>[^/]+)/-/thread/(?P<id>[^/]+)$", pages.thread),
        (r"^/(?P<database>[^/]+)/-/search$", pages.search),
        (
            r"^/(?P<database>[^/]+)/-/(?P<list>asks|offers|followups|due|i-owe|they-owe|nobodys|between-others)$",
            pages.worklist,
        ),
        (r"^/(?P<database>[^/]+)/-/feed\.atom$", pages.feed),
        (r"^/(?P<database>[^/]+)/-/calendar/(?P<token>[\w-]+)\.ics$", calendar.calendar),
        (r"^/(?P<database>[^/]+)/-/timeline$", pages.timeline),
        (r"^/(?P<database>[^/]+)/-/network$", pages.network),
        (r"^/(?P<database>[^/]+)/-/figures$", pages.figures),
        (r"^/(?P<database>[^/]+)/-/keep$", touch.keep),
        (r"^/(?P<database>[^/]+)/-/brief/(?P<id>[^/]+)$", touch.brief),
        (r"^/(?P<database>[^/]+)/-/matches$", forms.matches_page),
        (r"^/(?P<database>[^/]+)/-/outcomes$", outcomes.page),
        (r"^/(?P<database>[^/]+)/-/decide$", acting.decide),
        (r"^/(?P<database>[^/]+)/-/item/(?P<id>[^/]+)$", forms.item),
        (r"^/(?P<database>[^/]+)/-/person/(?P<id>[^/]+)/edit$", forms.edit_person),
        (r"^/(?P<database>[^/]+)/-/person/(?P<id>[^/]+)/merge$", forms.merge),
        (r"^/(?P<database>[^/]+)/-/document/(?P<id>[0-9]{1,18})/add$", forms.add),
        (r"^/(?P<database>[^/]+)/-/history$", forms.history),
        (r"^/(?P<database>[^/]+)/-/review$", forms.review_page),
        (r"^/(?P<database>[^/]+)/-/who$", forms.who_is_who),
        (r"^/-/notesight-review\.js$", pages.review_script),
        (r"^/-/notesight-adding\.js$", pages.adding_script),
        (r"^/-/notesight\.css$", pages.stylesheet),
        (r"^/-/notesight-tables\.css$", pages.tables_stylesheet),
    ]


@hookimpl(trylast=True)
def asgi_wrapper(datasette: Any) -> Callable[[guard.App], guard.App]:
    """Put the guard before everything else."""

    async def paths() -> list[str]:
        return [str(datasette.urls.database(name)) for name in await notebooks(datasette)]

    def wrap(app: guard.App) -> guard.App:
        settings = datasette.plugin_config("notesight") or {}
        return guard.guarded(
            app,
            notebooks=paths,
            hosts=settings.get("hosts", ()),
            base_url=datasette.setting("base_url"),
            own_index=lines.V1,
        )

    return wrap


@hookimpl
def menu_links(datasette: Any, actor: Any) -> Callable[[], Awaitable[list[dict[str, str]]]]:
    """A way from Datasette's pages to the home page of each notebook that the actor may see."""

    async def links() -> list[dict[str, str]]:
        names = known_names(datasette)
        label = "Notebook: {}" if len(names) > 1 else "Notebook"
        return [
            {"href": f"{datasette.urls.database(name)}/-/home", "label": label.format(name)}
            for name in names
            if await lines.may_see(datasette, actor, name, SHOWN_TABLES)
        ]

    return links


@hookimpl
def extra_css_urls(datasette: Any, database: str | None, table: str | None) -> list[str]:
    """Keep long texts short and the descriptions of columns small on Datasette's own pages of a notebook's tables."""
    if database is None or table is None or known(datasette, database) is None:
        return []
    return [pages.tables_css(datasette)]


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    """Lead from a row to its page: people, documents, and facts on their words."""
    if known(datasette, database) is None:
        return None
    if table is None:
        return cells.answered(str(datasette.urls.database(database)), column, value, row)
    return cells.linked(str(datasette.urls.database(database)), table, column, value, row)


@hookimpl
def forbidden(datasette: Any, request: Any) -> Any:
    """Lead whoever is not logged in to the login, where there is one and the notebook is not for everybody."""
    from datasette import Response

    if request.actor or not known_names(datasette) or not server.accounts(datasette):
        return None
    return Response.redirect(datasette.urls.path("/-/login"))


globals().update({name: hookimpl(hook) for name, hook in lines.permission_hooks().items()})


_NOT_OURS_TO_SAY = frozenset({"allow", "allow_sql", "tables"})
"""What Datasette 0.65 asks when it looks who may see a table: for each table of each page, and copies all that it is told."""


def get_metadata(datasette: Any, key: str | None, database: str | None) -> Mapping[str, Any]:
    """Labels, facets, sort orders and column descriptions of a notebook's tables."""
    if key in _NOT_OURS_TO_SAY:
        return {}
    names = known_names(datasette) if database is None else [database]
    tables = {name: known(datasette, name) for name in names}
    said = {name: lines.metadata(datasette, name, those) for name, those in tables.items() if those is not None}
    return {"databases": {name: {"tables": those} for name, those in said.items()}}


def canned_queries(datasette: Any, database: str, actor: Any) -> Callable[[], Awaitable[Mapping[str, Any]]]:
    """The questions of a notebook, for whoever may see what they are about."""

    async def those() -> Mapping[str, Any]:
        if known(datasette, database) is None or not await lines.may_see(datasette, actor, database, SHOWN_TABLES):
            return {}
        return lines.questions(datasette, database, QUESTIONS)

    return those


if not lines.V1:
    get_metadata = hookimpl(get_metadata)
    canned_queries = hookimpl(canned_queries)
