"""Drives a headless Chromium over the DevTools protocol, through a pipe, with the standard library only.

``Chromium()`` starts one with a profile of its own; ``page()`` opens a tab; a tab can go, click as a hand would, be
asked and be photographed, and keeps what its console said and which addresses it asked for.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --force-color-profile=srgb --remote-debugging-pipe"
).split()
ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
_PIPED = (  # Chromium reads its orders from 3 and answers on 4
    "import os, sys; os.dup2(int(sys.argv[1]), 100); os.dup2(int(sys.argv[2]), 101); "
    "os.dup2(100, 3); os.dup2(101, 4); os.execv(sys.argv[3], sys.argv[3:])"
)
PATIENCE = 20


class BrowserError(Exception):
    """Chromium did not do what it was asked."""


class Chromium:
    """One browser with an empty profile; leave it with ``with``."""

    def __init__(self):
        self._profile = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        command = [PROGRAM, *FLAGS, ONLY_THIS_MACHINE, f"--user-data-dir={self._profile.name}", "about:blank"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PIPED, str(theirs_in), str(theirs_out), *command],
            pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._buffer = b""
        self._number = 0
        self.pages = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._in)
        os.close(self._out)
        self._profile.cleanup()

    def page(self, width=1200, height=900):
        """A new tab of this size."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self.pages[session] = Page(self, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(f"{domain}.enable")
        page.resize(width, height)
        page.prefer("light")
        return page

    def call(self, method, session=None, **params):
        """Ask for something and wait for the answer; what happens meanwhile is told to the tabs."""
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._out, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE
        while True:
            got = self.listen(deadline)
            if got.get("id") == number:
                if "error" in got:
                    raise BrowserError(f"{method}: {got['error']['message']}")
                return got["result"]

    def listen(self, deadline):
        """The next message; an event is told to its tab."""
        while b"\0" not in self._buffer:
            if not select.select([self._in], [], [], max(0, deadline - time.monotonic()))[0]:
                raise BrowserError("Chromium does not answer.")
            more = os.read(self._in, 1 << 20)
            if not more:
                raise BrowserError("Chromium has ended.")
            self._buffer += more
        message, _, self._buffer = self._buffer.partition(b"\0")
        got = json.loads(message)
        if got.get("sessionId") in self.pages and "method" in got:
            self.pages[got["sessionId"]].told(got["method"], got["params"])
        return got


class Page:
    """One tab."""

    def __init__(self, browser, session):
        self._browser = browser
        self._session = session
        self._arrivals = 0
        self.console = []
        self.requests = []

    def call(self, method, **params):
        """Ask this tab for something."""
        return self._browser.call(method, self._session, **params)

    def told(self, method, params):
        """Note what happened in this tab."""
        if method in ("Page.loadEventFired", "Page.navigatedWithinDocument"):
            self._arrivals += 1
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Log.entryAdded":
            self.console.append(params["entry"]["text"])
        elif method == "Runtime.consoleAPICalled":
            self.console.append(" ".join(str(one.get("value")) for one in params["args"]))
        elif method == "Runtime.exceptionThrown":
            self.console.append(params["exceptionDetails"]["text"])

    @contextmanager
    def arriving(self):
        """What is done inside leads somewhere; wait until it is there."""
        before = self._arrivals
        yield
        deadline = time.monotonic() + PATIENCE
        while self._arrivals == before:
            self._browser.listen(deadline)

    def resize(self, width, height):
        """Be a window of this size, a phone's when it is narrow."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )

    def prefer(self, scheme):
        """Prefer light or dark; and nothing that moves, so that a click meets what it aims at."""
        wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        self.call("Emulation.setEmulatedMedia", features=features)

    def without_scripts(self):
        """Run no script of any page from now on."""
        self.call("Emulation.setScriptExecutionDisabled", value=True)

    def go(self, address):
        """Open an address and wait until it is loaded."""
        with self.arriving():
            failed = self.call("Page.navigate", url=address).get("errorText")
            if failed:
                raise BrowserError(f"{address}: {failed}")

    def ask(self, expression):
        """The value of a JavaScript expression, asked from outside the page."""
        got = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in got:
            raise BrowserError(f"{expression}: {got['exceptionDetails']['exception']['description']}")
        return got["result"].get("value")

    def wait_for(self, promise):
        """The value that a JavaScript promise comes to."""
        got = self.call("Runtime.evaluate", expression=promise, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in got:
            raise BrowserError(f"{promise}: {got['exceptionDetails']['exception']['description']}")
        return got["result"].get("value")

    def until(self, expression):
        """Wait until an expression is true."""
        deadline = time.monotonic() + PATIENCE
        while not self.ask(expression):
            if time.monotonic() > deadline:
                raise BrowserError(f"It never came true: {expression}")
            time.sleep(0.02)

    def click(self, selector):
        """Click in the middle of the first line of the first such element, and wait for where it leads."""
        place = self.ask(
            "(() => {"
            f"const found = document.querySelector({json.dumps(selector)});"
            "if (!found) return null;"
            "found.scrollIntoView({block: 'center', behavior: 'instant'});"
            "const box = found.getClientRects()[0];"
            "return [box.left + box.width / 2, box.top + box.height / 2]; })()"
        )
        if place is None:
            raise BrowserError(f"There is no {selector} on {self.address}.")
        with self.arriving():
            for kind in ("mousePressed", "mouseReleased"):
                self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def type(self, text):
        """Type into what has the focus and press Enter."""
        self.call("Input.insertText", text=text)
        with self.arriving():
            for kind in ("keyDown", "keyUp"):
                self.call(
                    "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r", windowsVirtualKeyCode=13
                )

    @property
    def address(self):
        """Where the tab is."""
        return self.ask("location.href")

    @property
    def text(self):
        """What a reader sees."""
        return self.ask("document.body.innerText")

    def shot(self, width=None, height=None):
        """A picture of the window, or of its top left corner, as PNG."""
        clip = {"clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}} if width else {}
        return base64.b64decode(self.call("Page.captureScreenshot", format="png", **clip)["data"])
