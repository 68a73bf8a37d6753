"""A notebook behind Datasette for the tests, in this process, and its pages as trees."""

from __future__ import annotations

import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

from publish_example import TODAY, make

from notesight import publish
from notesight.publish import server

ON = f"?as_of={TODAY}"
SERVE = [
    sys.executable,
    "-c",
    "import sys; from notesight.cli import main; sys.exit(main())",
    "serve",
    "--no-browser",
]
_VOID = {"meta", "link", "input", "br", "img", "hr"}


@dataclass
class Element:
    """One element of a page: its tag, its attributes, and what is in it (elements and texts)."""

    tag: str
    attributes: dict[str, str]
    inside: list = field(default_factory=list)

    def __iter__(self):
        """Every element below, in the order of the page."""
        for one in self.inside:
            if isinstance(one, Element):
                yield one
                yield from one

    def all(self, tag="", of="", **attributes):
        """The elements below with this tag, this class and these attributes."""
        return [
            one
            for one in self
            if (not tag or one.tag == tag)
            and (not of or of in one.classes)
            and all(one.attributes.get(name) == value for name, value in attributes.items())
        ]

    def first(self, tag="", of="", **attributes):
        """The first of them; a test that asks for it fails when there is none."""
        found = self.all(tag, of, **attributes)
        assert found, f"no {tag} {of} {attributes} in {self.text[:500]!r}"
        return found[0]

    @property
    def classes(self):
        return self.attributes.get("class", "").split()

    @property
    def raw(self):
        """The text with its line breaks."""
        return "".join(one if isinstance(one, str) else one.raw for one in self.inside)

    @property
    def text(self):
        """The text as a reader sees it, in one line."""
        return " ".join(self.raw.split())

    @property
    def ids(self):
        return [one.attributes["id"] for one in self if "id" in one.attributes]

    @property
    def links(self):
        return [one.attributes["href"] for one in self.all("a")]

    def section(self, heading):
        """The section under a heading (without its count), or none."""
        for one in self.all("section"):
            for title in one.all("h2"):
                if "".join(part for part in title.inside if isinstance(part, str)).strip() == heading:
                    return one
        return None


class _Builder(HTMLParser):
    """Builds the tree and refuses what a browser would have to mend."""

    def __init__(self):
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice: {names}"
        assert not [name for name in names if name.startswith("on") or name == "style"], names
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].inside.append(data)


def tree(html):
    """A page of ours as a tree: well formed, no id twice, no script, no handler, nothing from elsewhere."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open == [builder.root], f"<{builder.open[-1].tag}> is not closed"
    page = builder.root
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"
    assert not page.all("script")
    assert not page.all("iframe")
    for one in page:
        for name in ("href", "src", "action"):
            address = urlsplit(one.attributes.get(name, ""))
            assert address.scheme in ("", "data"), one
            assert not address.netloc, one
    for link in page.links:
        path, _, anchor = link.partition("#")
        assert path or anchor in page.ids, f"{link} leads nowhere"
    return page


@dataclass
class Site:
    """A Datasette over notebooks, the ids of the documents in the first, and ways to ask for a page."""

    datasette: object
    ids: dict[str, int]
    path: Path

    async def get(self, path, **more):
        return await self.datasette.client.get(path, **more)

    async def page(self, path, status=200):
        """A page of ours, as a tree."""
        response = await self.get(path)
        assert response.status_code == status, (path, response.status_code, response.text[:400])
        return tree(response.text)

    async def person(self, name):
        """The page of the person of this name."""
        return await self.page(f"{await self.address_of(name)}{ON}")

    async def address_of(self, name):
        rows = await self.rows("SELECT id FROM people WHERE name = ?", [name])
        assert len(rows) == 1, (name, len(rows))
        return f"/notes/-/person/{rows[0][0]}"

    async def document(self, name):
        """The page of the example's document of this name."""
        return await self.page(f"/notes/-/document/{self.ids[name]}{ON}")

    async def rows(self, sql, params=()):
        return [tuple(row) for row in (await self.datasette.get_database("notes").execute(sql, list(params))).rows]


@asynccontextmanager
async def site(folder, **settings):
    """The example notebook as ``notes``, behind the Datasette that ``notesight serve`` starts."""
    path = folder / "notes.db"
    ids = make(path)
    with patch.dict(server.SETTINGS, settings):
        datasette = publish.build(path)
    async with running(datasette):
        yield Site(datasette, ids, path)


@asynccontextmanager
async def running(datasette):
    """A Datasette that has started, closed at the end."""
    await datasette.invoke_startup()
    try:
        yield datasette
    finally:
        close(datasette)


def close(datasette):
    """End the threads and connections of a Datasette, on either line."""
    if hasattr(datasette, "close"):  # the 1.0 line
        datasette.close()
        return
    for database in datasette.databases.values():
        database.close()
    datasette.executor.shutdown(wait=True)


@contextmanager
def serving(database, *more):
    """A served notebook: its process and its address, as it says it itself."""
    command = [*SERVE, "--db", str(database), *more]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        said = process.stderr.readline()
        assert said.startswith(f"Serving {database} at http://127.0.0.1:"), said + process.stderr.read()
        yield process, said.split()[3]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def paths(links):
    """Addresses without what follows the path."""
    return [unquote(link.partition("#")[0].partition("?")[0]) for link in links]
