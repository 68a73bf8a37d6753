"""What the plugin leaves alone, what it does beside other databases, and who may see its pages."""

import re
import sqlite3

import pytest
from datasette.app import Datasette
from datasette.database import Database
from publish_example import make
from publish_site import Site, running, site, tree

from notesight import publish
from notesight.publish import guard, reading
from notesight.publish.lines import V1
from notesight.publish.notebooks import notebooks
from notesight.store import Store

pytestmark = pytest.mark.asyncio


def plain(path):
    """A database that has nothing to do with us, though one of its tables has one of our names."""
    conn = sqlite3.connect(path)
    conn.executescript(
        """
        CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, by_person_id TEXT);
        INSERT INTO people VALUES (1, 'Grace', 'x');
        CREATE VIEW items AS SELECT id, name AS summary, 1 AS document_id FROM people;
        """
    )
    conn.close()
    return str(path)


async def test_a_plain_database_is_left_alone(tmp_path):
    async with running(Datasette([plain(tmp_path / "shop.db")])) as datasette:
        front = await datasette.client.get("/")
        assert front.status_code == 200
        assert 'href="/shop"' in front.text
        for path in ("/", "/shop", "/shop/people", "/shop/people/1", "/shop/items", "/shop/people.json"):
            response = await datasette.client.get(path)
            assert response.status_code == 200, path
            assert "notesight" not in response.text.lower(), path
            assert "/-/home" not in response.text, path
            assert "/-/person/" not in response.text, path
            for header in guard.HEADERS.keys() - {b"referrer-policy"}:  # Datasette says that itself
                assert header.decode() not in response.headers, (path, header)
        for path in ("/shop/-/home", "/shop/-/person/1", "/shop/-/document/1", "/shop/-/search?q=a", "/-/notesight.css",
                     "/-/notesight-tables.css", "/other/-/home"):  # fmt: skip
            assert (await datasette.client.get(path)).status_code == 404, path
        for headers in ({"Host": "datasette.example"}, {"Host": "192.168.0.7:8001"}):
            assert (await datasette.client.get("/", headers=headers)).status_code == 200


async def test_a_datasette_without_any_database_starts(tmp_path):
    async with running(Datasette([], memory=True)) as datasette:
        assert (await datasette.client.get("/")).status_code == 200


async def test_a_plain_database_beside_a_notebook_keeps_its_pages(tmp_path):
    make(tmp_path / "notes.db")
    async with running(Datasette([plain(tmp_path / "shop.db"), str(tmp_path / "notes.db")])) as datasette:
        assert "Today" in (await datasette.client.get("/")).text
        assert 'href="/shop"' in (await datasette.client.get("/-/")).text
        people = (await datasette.client.get("/shop/people")).text
        assert "notesight-tables.css" not in people
        assert "/-/person/" not in people
        assert (await datasette.client.get("/shop/-/home")).status_code == 404
        assert (await datasette.client.get("/notes/-/home")).status_code == 200


async def test_two_notebooks_each_have_their_pages_and_the_front_page_is_datasettes(tmp_path):
    ids = make(tmp_path / "notes.db")
    Store.open(tmp_path / "work 2.db").close()
    async with running(Datasette([str(tmp_path / "notes.db"), str(tmp_path / "work 2.db")])) as datasette:
        front = (await datasette.client.get("/")).text
        assert 'href="/notes"' in front
        assert '<a href="/notes/-/home">Notebook: notes</a>' in front
        assert '<a href="/work~202/-/home">Notebook: work 2</a>' in front or "/work+2/-/home" in front
        both = Site(datasette, ids, tmp_path / "notes.db")
        notes = await both.page("/notes/-/home")
        work = await both.page(next(link for link in links(front) if "work" in link and link.endswith("/-/home")))
        assert "8 documents" not in work.text
        assert work.section("This notebook is empty")
        assert notes.first("a", "brand").attributes["href"] == "/notes/-/home"
        assert "/work" in work.first("a", "brand").attributes["href"]
        assert all("/notes" in link for link in notes.links if link.endswith("/-/search"))
        await both.page(f"{work.first('form').attributes['action'].removesuffix('search')}document/1", status=404)


def links(html):
    return re.findall(r'href="([^"]+)"', html)


async def test_a_notebook_that_is_attached_later_is_found(tmp_path):
    make(tmp_path / "notes.db")
    async with running(Datasette([plain(tmp_path / "shop.db")])) as datasette:
        assert (await datasette.client.get("/notes/-/home")).status_code == 404
        datasette.add_database(Database(datasette, path=str(tmp_path / "notes.db")))
        assert (await datasette.client.get("/notes/-/home")).status_code == 200


DENIED = [
    pytest.param({"allow": {"id": "ada"}}, id="the whole instance"),
    pytest.param({"databases": {"notes": {"allow": {"id": "ada"}}}}, id="the database"),
    pytest.param({"databases": {"notes": {"tables": {"documents": {"allow": {"id": "ada"}}}}}}, id="one table"),
]


@pytest.mark.parametrize("rules", DENIED)
async def test_who_may_not_see_the_tables_does_not_see_the_pages(tmp_path, rules):
    ids = make(tmp_path / "notes.db")
    settings = {"config": rules} if V1 else {"metadata": rules}
    async with running(Datasette([str(tmp_path / "notes.db")], **settings)) as datasette:
        person = (await datasette.get_database("notes").execute("SELECT id FROM people")).first()[0]
        addresses = ["/", "/notes/-/home", f"/notes/-/person/{person}", "/notes/-/person/nobody", "/notes/-/search?q=the",
                     f"/notes/-/document/{ids['coffee']}", "/notes/-/document/999"]  # fmt: skip
        ada = {"ds_actor": datasette.sign({"a": {"id": "ada"}}, "actor")}
        for address in addresses:
            denied = await datasette.client.get(address)
            assert denied.status_code == 403, address
            assert "Priya" not in denied.text
            allowed = await datasette.client.get(address, cookies=ada)
            assert allowed.status_code in (200, 404), address
            tree(allowed.text)
        for address in ("/-/", "/notes", "/notes/people"):
            assert "/notes/-/home" not in (await datasette.client.get(address)).text, address
        assert "/notes/-/home" in (await datasette.client.get("/notes/people", cookies=ada)).text


async def test_nothing_of_a_note_is_printed_when_a_page_fails(tmp_path, monkeypatch, capfd):
    async with site(tmp_path) as notes:

        def broken(conn, today, counts):
            secret = conn.execute("SELECT text FROM documents").fetchone()[0]
            raise ValueError(secret)

        monkeypatch.setattr(reading, "home", broken)
        for path in ("/", "/notes/-/home"):
            response = await notes.get(path)
            assert response.status_code == 500
            assert response.headers["content-security-policy"]
        for path in (
            "/notes/-/document/999",
            "/notes/-/person/nobody",
            "/nowhere",
            "/notes/nothing",
            "/notes/people/nobody",
        ):
            assert (await notes.get(path)).status_code == 404
    printed = "".join(capfd.readouterr())
    assert "ValueError" in printed
    assert "broken" in printed
    for word in ("Priya", "CFO", "coffee", "fractional"):
        assert word not in printed


async def test_a_page_that_is_not_found_says_nothing_on_the_terminal(tmp_path, capfd):
    async with site(tmp_path) as notes:
        for path in ("/notes/-/document/999", "/notes/-/person/x", "/nowhere", "/notes/nowhere", "/-/notesight.js"):
            assert (await notes.get(path)).status_code in (400, 404), path
        await notes.get("/notes/-/home", headers={"Host": "evil.example"})
    assert capfd.readouterr() == ("", "")


async def test_a_hostile_note_is_only_ever_text(tmp_path):
    async with site(tmp_path) as notes:
        person = (await notes.rows("SELECT id FROM people WHERE organization = '<u>Org</u>'"))[0][0]
        for path in ("/?as_of=2026-03-10", f"/notes/-/person/{person}", f"/notes/-/document/{notes.ids['hostile']}",
                     "/notes/-/search?q=zed", "/notes/-/search?q=bold+help"):  # fmt: skip
            response = await notes.get(path)
            page = tree(response.text)  # no script, no handler, no style, nothing from elsewhere, nothing unclosed
            assert "bold" not in [one.text for one in page.all("b")]
            assert not page.all("img")
            assert not page.all("u")
            assert "\x07" not in response.text
        document = await notes.document("hostile")
        assert "<script>alert('title')</script>" in document.first("h1").text
        assert "<img src=x onerror=alert(1)>" in document.text
        assert "x" * 10_000 in document.text
        assert "␇" in document.text
        for one in document:
            if "\u202e" in "".join(part for part in one.inside if isinstance(part, str)):
                assert one.tag in {"bdi", "title", "a", "mark"}, one.tag
        for path in (
            "/notes/people",
            "/notes/documents",
            "/notes/asks",
            f"/notes/people/{person}",
            f"/notes/documents/{notes.ids['hostile']}",
        ):
            html = (await notes.get(path)).text
            assert "<script>alert(" not in html
            assert "<img src=x" not in html
            assert "<u>Org" not in html


async def test_a_database_without_one_of_our_tables_is_none_of_ours(tmp_path):
    make(tmp_path / "notes.db")
    conn = sqlite3.connect(tmp_path / "notes.db")
    conn.execute("DROP TABLE files")
    conn.close()
    async with running(publish.build(tmp_path / "notes.db")) as datasette:
        assert await notebooks(datasette) == []
        assert (await datasette.client.get("/notes/-/home")).status_code == 404
        assert (await datasette.client.get("/")).status_code == 200


async def test_the_pages_only_read(tmp_path):
    async with site(tmp_path) as notes:
        before = notes.path.read_bytes()
        for path in ("/", "/notes/-/search?q=the", f"/notes/-/document/{notes.ids['mail']}", "/notes/asks"):
            assert (await notes.get(path)).status_code == 200
        assert notes.path.read_bytes() == before
