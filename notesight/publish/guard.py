"""Stands before every request when a notebook is attached: who may ask, what may be written, what headers go out.

Datasette 0.65 lets a foreign page write when there is no cookie, and neither line looks at Host (DNS rebinding),
so both are refused here before anything else runs. The front page is led to the notebook's own (only the path is
changed; Datasette's index stays at ``/-/``). With no notebook attached, every request passes through untouched.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

OUR_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""For our own pages: no script at all."""

SCRIPTED_CSP = OUR_CSP + "; script-src 'self'"
"""For the few pages of ours that a keyboard or a selection makes quicker: scripts of our own files only."""

CORE_CSP = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""For Datasette's own pages, which hold inline scripts: nothing is loaded from or sent to elsewhere."""

HEADERS = {
    b"content-security-policy": CORE_CSP.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",  # with none at all, a browser would hide from us that our own forms are ours
    b"cross-origin-resource-policy": b"same-origin",
    b"x-frame-options": b"DENY",
}


def refusal(method: str, headers: dict[str, str], hosts: Iterable[str]) -> tuple[int, str] | None:
    """Why a request is not answered, as status and sentence; ``None`` when it may pass.

    ``headers`` have lower-case names. A write passes only when the browser calls it same-origin, or when it carries
    no sign of a browser at all (a program on this machine).
    """
    host = headers.get("host", "")
    if _place("//" + host)[0] not in hosts:
        return 421, "This address is not served here. Open the notebook at the address that notesight printed."
    if method.upper() in SAFE_METHODS:
        return None
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    foreign_site = site is not None and site not in {"same-origin", "none"}
    # A page that tells no referrer writes from "null"; what the browser itself calls same-origin is ours all the same.
    hidden = origin == "null" and site == "same-origin"
    foreign_origin = origin is not None and not hidden and _place(origin) != _place("//" + host)
    if foreign_site or foreign_origin:
        return 403, "A page from elsewhere may not write here."
    return None


def _place(address: str) -> tuple[str, int | None]:
    """The host name and the port of an address; an empty name when it is none."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "", None


def guarded(
    app: App,
    *,
    notebooks: Callable[[], Awaitable[list[str]]],
    hosts: Iterable[str] = (),
    base_url: str = "/",
    own_index: bool = False,
) -> App:
    """An ASGI app that asks the guard first.

    ``notebooks`` gives the paths of the attached notebooks (``/notes``), ``hosts`` are allowed besides this
    machine's own, ``own_index`` says that Datasette itself answers at ``/-/``.
    """
    allowed = LOCAL | {host.lower().strip("[]") for host in hosts}

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        paths = await notebooks() if scope["type"] == "http" else []
        if not paths:
            await app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refused = refusal(scope["method"], headers, allowed)
        if refused is not None:
            await _refuse(*refused, send)
            return
        led = _led(scope, base_url, paths, own_index=own_index)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _completed(message.get("headers", []))}
            await send(message)

        await app(led, receive, send_with_headers)

    return answer


def _completed(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer with ours added where it says nothing itself."""
    given = list(headers)
    said = {name.lower() for name, _ in given}
    return given + [(name, value) for name, value in HEADERS.items() if name not in said]


def _led(scope: Scope, base_url: str, notebooks: list[str], *, own_index: bool) -> Scope:
    """The request, with the front page led to the only notebook and ``/-/`` to Datasette's index."""
    leads = {base_url: f"{notebooks[0]}/-/home"} if len(notebooks) == 1 else {}
    if not own_index:
        leads[f"{base_url}-/"] = base_url
    asked = scope["path"]
    # Datasette would lead "//" to itself for ever: it takes the slashes from the end, and nothing is left.
    front = (
        base_url if asked != base_url and asked.endswith("/") and asked.rstrip("/") == base_url.rstrip("/") else None
    )
    path = leads.get(front or asked, front)
    return scope if path is None else {**scope, "path": path, "raw_path": path.encode("ascii")}


async def _refuse(status: int, sentence: str, send: Send) -> None:
    body = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *HEADERS.items(),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
