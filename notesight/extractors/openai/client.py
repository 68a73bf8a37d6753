"""The way in to the two outside libraries: imported once, quietly, and with a client that is ours to the last setting.

The client itself never retries, follows no redirect, asks no proxy about addresses of this machine, and tells the
server nothing about the computer that it runs on.
"""

from __future__ import annotations

import gc
import ipaddress
import logging
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from notesight.extractors.openai.ladder import Way

OPENAI = "https://api.openai.com/v1"
NO_KEY = "none"
"""What is sent where no key is set: the library does not start without one, and servers at home do not look."""
CONNECT_SECONDS = 10.0
_TELLTALE = (
    "Lang",
    "Package-Version",
    "OS",
    "Arch",
    "Runtime",
    "Runtime-Version",
    "Async",
    "Retry-Count",
    "Read-Timeout",
)


@dataclass(frozen=True, slots=True)
class Libraries:
    """What the seam needs of openai, instructor and the HTTP library that this openai stands on."""

    openai: Any
    instructor: Any
    http: Any
    completion: Any
    gave_up: type[Exception]
    unparsable: tuple[type[Exception], ...]


@cache
def libraries() -> Libraries:
    """Import them. Takes half a second; collecting garbage meanwhile would take a fifth more."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        import instructor
        import openai
        import pydantic
        from instructor.core import exceptions
        from openai.types.chat import ChatCompletion

        # what is imported lives on: there is nothing in it to collect
        gc.freeze()
    finally:
        if was_on:
            gc.enable()
    # both log prompts and answers, instructor even at level ERROR
    logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
    logging.getLogger("openai").setLevel(logging.WARNING)
    newer = int(openai.__version__.partition(".")[0]) >= 3
    return Libraries(
        openai=openai,
        instructor=instructor,
        http=import_module("httpx2" if newer else "httpx"),
        completion=ChatCompletion,
        gave_up=exceptions.InstructorError,
        unparsable=(pydantic.ValidationError, ValueError, exceptions.ResponseParsingError),
    )


def is_loopback(address: str) -> bool:
    """Whether a URL points to this machine."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def printable(address: str) -> str:
    """A URL without user, password and query, which may be secret."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"


def open_client(address: str, key: str | None, concurrency: int) -> Any:
    """An ``AsyncOpenAI`` for that address. Time is not its affair: the seam holds the clock."""
    found = libraries()
    timeout = found.http.Timeout(None, connect=CONNECT_SECONDS)
    transport = found.http.AsyncClient(
        trust_env=not is_loopback(address),
        limits=found.http.Limits(max_connections=concurrency, max_keepalive_connections=concurrency),
        timeout=timeout,
        follow_redirects=False,
    )
    return found.openai.AsyncOpenAI(
        base_url=address,
        api_key=key or NO_KEY,
        max_retries=0,
        timeout=timeout,
        http_client=transport,
        default_headers={f"X-Stainless-{name}": found.openai.Omit() for name in _TELLTALE},
    )


def patched(create: Callable[..., Any]) -> dict[Way, Callable[..., Any]]:
    """``create`` behind instructor, once for each way of asking."""
    mode = libraries().instructor.Mode
    modes: dict[Way, Any] = {"json_schema": mode.JSON_SCHEMA, "tools": mode.TOOLS, "json": mode.JSON}
    return {way: libraries().instructor.patch(create=create, mode=each) for way, each in modes.items()}
