"""Starts Datasette over one notebook, on this machine only, and opens the browser when there is one."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from notesight.errors import ConfigError, StoreError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORT = 8001
_PORTS_TRIED = 20

SETTINGS = {"suggest_facets": False, "truncate_cells_html": 160, "default_page_size": 50}
"""Facet suggestions cost half a second on a large table; the rest keeps long texts from filling the tables."""


def build(database: Path) -> Any:
    """A ``Datasette`` over one notebook file, on either line; its ``app()`` is an ASGI application.

    Reads only: the file is opened read-only, and none of our pages writes. Raises ``StoreError`` without the file.
    """
    if not database.is_file():
        raise StoreError(f"There is no database at {database}.", hint="Add a note first: notesight add FILE")
    from datasette.app import Datasette
    from datasette.plugins import pm

    import notesight.publish as plugin

    if not pm.is_registered(plugin):
        pm.register(plugin, "notesight")
    return Datasette([str(database)], settings=SETTINGS)


def serve(
    database: Path,
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    as_of: date | None = None,
    open_browser: bool = False,
    started: Callable[[str], None] | None = None,
) -> None:
    """Serve a notebook until Ctrl-C. ``started`` is called with the address once it answers.

    ``as_of`` is the day as of which the home page is first shown; without one it is the day on the wall.
    A port that is taken gives way to the next free one; port 0 takes any. Raises ``ConfigError`` for an address
    that others can reach, or when no port is free, ``StoreError`` without the file.
    """
    import asyncio

    if host not in LOOPBACK:
        raise ConfigError(
            "A notebook is served to this machine only.", hint="Leave the host out, or name 127.0.0.1 or localhost."
        )
    site = build(database)
    with _listening(host, port) as listener:
        address = _address(host, listener.getsockname()[1]) + (f"?as_of={as_of}" if as_of else "")

        def ready() -> None:
            if started is not None:
                started(address)
            if open_browser and has_browser():
                import webbrowser

                webbrowser.open(address)

        try:
            asyncio.run(_run(site, listener, ready))
        except KeyboardInterrupt:
            return


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _listening(host: str, port: int) -> socket.socket:
    """A socket on the first free port from ``port`` on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + _PORTS_TRIED if port else 1):
        listener = socket.socket(family, socket.SOCK_STREAM)
        if sys.platform != "win32":  # there it would share a port that is taken
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except (OSError, OverflowError):
            listener.close()
            continue
        return listener
    raise ConfigError(f"No port from {port} on is free.", hint="Name another one with --port.")


async def _run(site: Any, listener: socket.socket, ready: Callable[[], None]) -> None:
    import asyncio

    import uvicorn

    await site.invoke_startup()
    config = uvicorn.Config(site.app(), log_level="error", access_log=False, lifespan="on", proxy_headers=False)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not running.done():  # noqa: ASYNC110 - uvicorn tells of its start by this flag only
        await asyncio.sleep(0.01)
    if not running.done():
        ready()
    await running


def has_browser() -> bool:
    """Whether there is a screen to open a browser on."""
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
