"""Starts Datasette over one notebook and opens the browser when there is one: for this machine only, or behind a login."""

from __future__ import annotations

import copy
import os
import socket
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from notesight.errors import ConfigError, StoreError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - these are what is looked for
PORT = 8001
_PORTS_TRIED = 20

SETTINGS = {"suggest_facets": False, "truncate_cells_html": 160, "default_page_size": 50}
"""Facet suggestions cost half a second on a large table; the rest keeps long texts from filling the tables."""


def build(
    database: Path,
    *,
    host: str = LOOPBACK[0],
    configuration: Mapping[str, Any] | None = None,
    demo: date | None = None,
) -> Any:
    """A ``Datasette`` over one notebook file, on either line; its ``app()`` is an ASGI application.

    Datasette itself only reads: its connections are read-only. What the owner decides on our pages is written by the store.
    On the loopback whoever sits at this machine may decide; for any other ``host`` that is as the ``configuration`` says
    (Datasette's own, with ``plugins: notesight:``), and who is not logged in sees nothing. ``demo`` is the last day of an
    invented year, which is taken for today. Raises ``StoreError`` without the file.
    """
    if not database.is_file():
        raise StoreError(f"There is no database at {database}.", hint="Add a note first: notesight add FILE")
    from datasette.app import Datasette
    from datasette.plugins import pm

    import notesight.publish as plugin
    from notesight.publish import acts, lines

    if not pm.is_registered(plugin):
        pm.register(plugin, "notesight")
    given = copy.deepcopy(dict(configuration or {}))
    ours = given.setdefault("plugins", {}).setdefault("notesight", {})
    if demo is not None:
        ours["demo"] = demo.isoformat()
    if host in LOOPBACK:
        ours.setdefault("edit", acts.LOCAL_OWNER)
    else:
        given.setdefault("allow", {"id": "*"})
        ours["hosts"] = [*ours.get("hosts", ()), *([] if host in EVERYWHERE else [host])]
    return Datasette([str(database)], settings=SETTINGS, **{"config" if lines.V1 else "metadata": given})


def read_configuration(path: Path | None) -> dict[str, Any]:
    """Datasette's configuration out of a file, YAML or JSON; an empty one for none. Raises ``ConfigError``."""
    if path is None:
        return {}
    from datasette.utils import BadMetadataError, parse_metadata

    try:
        read = parse_metadata(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {(error.strerror or '').lower()}.") from error
    except (BadMetadataError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is neither YAML nor JSON.") from error
    plugins = read.get("plugins", {}) if isinstance(read, dict) else None
    if not isinstance(plugins, dict) or not all(isinstance(each, dict) for each in plugins.values()):
        raise ConfigError(f"{path} is no configuration of Datasette.", hint="See “Opening it to others” in the README.")
    return dict(read)


def accounts(datasette: Any) -> int:
    """How many people can log in with a password; none without the plugin for that."""
    from datasette.plugins import pm

    if not any(getattr(plugin, "__name__", "") == "datasette_auth_passwords" for plugin in pm.get_plugins()):
        return 0
    configured = datasette.plugin_config("datasette-auth-passwords") or {}
    return sum(bool(value) for key, value in configured.items() if key.endswith("_password_hash"))


def serve(
    database: Path,
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    demo: date | None = None,
    configuration: Path | None = None,
    open_browser: bool = False,
    started: Callable[[str], None] | None = None,
) -> None:
    """Serve a notebook until Ctrl-C. ``started`` is called with the address once it answers.

    ``demo`` is the day that is taken for today, for the invented year that ends on it. ``configuration`` is a
    file with Datasette's. A port that is taken gives way to the next free one; port 0 takes any. Raises ``ConfigError`` for
    an address that others can reach when they need not log in, or when no port is free, ``StoreError`` without the file.
    """
    import asyncio

    site = build(database, host=host, configuration=read_configuration(configuration), demo=demo)
    names = [host] if host in LOOPBACK else _names(site)
    with _listening(host, port) as listener:
        address = _address(names[0], listener.getsockname()[1])

        def ready() -> None:
            if started is not None:
                started(address)
            if open_browser and has_browser():
                import webbrowser

                webbrowser.open(address)

        try:
            asyncio.run(_run(site, listener, ready, closed=host not in LOOPBACK))
        except KeyboardInterrupt:
            return


def _names(site: Any) -> list[str]:
    """By which names others reach the notebook; raises ``ConfigError`` unless they have to log in."""
    if not accounts(site):
        raise ConfigError(
            "A notebook is served to this machine only, unless whoever looks has to log in; no login is set up.",
            hint="Leave the host out; or see “Opening it to others” in the README.",
        )
    names = list(site.plugin_config("notesight")["hosts"])
    if not names:
        raise ConfigError(
            "It is not said by which names others reach this machine; requests to any other name are refused.",
            hint="Name them in the configuration: plugins, notesight, hosts.",
        )
    return names


async def _see_that_it_is_closed(site: Any) -> None:
    """Raise ``ConfigError`` when somebody who is not logged in could read the notebook."""
    from notesight.publish import lines
    from notesight.publish.facts import SHOWN_TABLES
    from notesight.publish.notebooks import notebooks

    for name in await notebooks(site):
        if await lines.may_see(site, None, name, SHOWN_TABLES):
            raise ConfigError(
                "Everybody who reaches this machine could read the notebook: its configuration lets them in.",
                hint="Say in the configuration who may look: allow.",
            )


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


async def _run(site: Any, listener: socket.socket, ready: Callable[[], None], *, closed: bool) -> None:
    import asyncio

    import uvicorn

    await site.invoke_startup()
    if closed:
        await _see_that_it_is_closed(site)
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
