"""Who may decide on the pages, and what a page needs so that its buttons work: an address, a token, a way back.

The permission is ``notesight-edit``: Datasette's own rules, or the plugin's setting ``edit``, say who has it. The setting
``edit: local`` gives it to whoever sits at this machine and is logged in nowhere; ``notesight serve`` sets that on the
loopback, and nothing else does.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from notesight.publish import history, lines
from notesight.publish.cells import item_path
from notesight.publish.guard import LOCAL
from notesight.publish.history import Line

LOCAL_OWNER = "local"
"""The value of the setting ``edit`` that lets the person at this machine write."""
COOKIE = "notesight_said"
"""Holds the id of the decision just made until a page has told of it; nothing else."""
_COOKIE_SECONDS = 120
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_LABEL_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Acts:
    """What a page needs for its buttons. ``back`` is the address that a decision leads back to, ``last`` the one just made."""

    base: str
    token: str
    back: str
    tomorrow: date
    week: date
    last: Line | None = None

    @property
    def decide(self) -> str:
        """Where the forms go."""
        return f"{self.base}/-/decide"

    def item(self, item_id: str) -> str:
        """The page of one ask, offer or follow-up, which leads back here."""
        return item_path(self.base, item_id, f"?{urlencode({'back': self.back})}")

    @staticmethod
    def short(text: str) -> str:
        """A text as part of a label that is read out."""
        return text if len(text) <= _LABEL_LENGTH else text[:_LABEL_LENGTH] + "…"


async def may_act(datasette: Any, request: Any, database: str) -> bool:
    """Whether whoever asks may decide in this notebook: it can be written to, and they have the permission."""
    attached = datasette.get_database(database)
    if not attached.path or not attached.is_mutable:
        return False
    if await lines.may_edit(datasette, request.actor, database):
        return True
    setting = (datasette.plugin_config("notesight") or {}).get("edit")
    return setting == LOCAL_OWNER and request.actor is None and is_local(request)


def is_local(request: Any) -> bool:
    """Whether a request comes from this machine itself, and not through a program that hands on others' requests."""
    client = request.scope.get("client")
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    handed_on = any(name in request.headers for name in _FORWARDED)
    return client is not None and client[0] in _LOOPBACK and host.rstrip(".") in LOCAL and not handed_on


async def of(datasette: Any, request: Any, database: str, today: date) -> Acts | None:
    """What the page of this request needs for its buttons; ``None`` for who may only read."""
    if not await may_act(datasette, request, database):
        return None
    token = request.scope.get("csrftoken")
    told = _told(request)
    last = None

    def ask(conn: sqlite3.Connection) -> Line | None:
        return None if told is None else history.one(conn, told, today)

    if told is not None:
        last = await datasette.get_database(database).execute_fn(ask)
    # a day that is none, or today, need not come back with every link
    asked = [(name, value) for name, value in parse_qsl(request.query_string or "") if name != "as_of"]
    return Acts(
        base=str(datasette.urls.database(database)),
        token=token() if token else "",
        back=_asked_path(datasette, request) + (f"?{urlencode(asked)}" if asked else ""),
        tomorrow=today + timedelta(days=1),
        week=today + timedelta(days=7 - today.weekday()),
        last=last,
    )


def _asked_path(datasette: Any, request: Any) -> str:
    """The path as the browser knows it: with the folder that Datasette is served under."""
    base = str(datasette.setting("base_url"))
    path = str(request.path)
    return path if path.startswith(base) else base.rstrip("/") + path


def _told(request: Any) -> int | None:
    """The decision that the page has to tell of."""
    said = request.cookies.get(COOKIE, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else None


def tell_once(response: Any, request: Any) -> None:
    """Forget what a page has told."""
    if COOKIE in request.cookies:
        response.set_cookie(COOKIE, "", max_age=0, httponly=True, samesite="strict")


def tell_next(response: Any, decision_id: int) -> None:
    """Let the next page tell of a decision."""
    response.set_cookie(COOKIE, str(decision_id), max_age=_COOKIE_SECONDS, httponly=True, samesite="strict")


def way_back(address: str, otherwise: str) -> str:
    """The address to go back to, when it is one of this site's own, else another one."""
    plain = address.isprintable() and "\\" not in address and " " not in address
    return address if plain and address.startswith("/") and not address.startswith("//") else otherwise
