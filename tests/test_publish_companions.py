"""Beside Datasette's own companions: datasette-search-all and datasette-atom, where they are installed."""

import importlib.util
import xml.etree.ElementTree as ET
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from publish_site import ON, site

COMPANIONS = ("datasette_search_all", "datasette_atom")
MISSING = [name for name in COMPANIONS if importlib.util.find_spec(name) is None]
pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {', '.join(MISSING)}"),
]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        loaded = {plugin["name"] for plugin in (await opened.get("/-/plugins.json")).json()}
        assert {"notesight", *(name.replace("_", "-") for name in COMPANIONS)} <= loaded
        yield opened


async def test_all_our_pages_and_feeds_answer_beside_them(notes):
    person = await notes.address_of("Priya Raman")
    for path in ("/", "/notes/-/asks", "/notes/-/due", "/notes/-/timeline", "/notes/-/search?q=deck", "/notes/-/network",
                 "/notes/-/figures", "/notes/-/history", "/notes/-/who", person, f"/notes/-/document/{notes.ids['coffee']}"):  # fmt: skip
        await notes.page(path)
    search = await notes.page(f"/notes/-/search?q=deck{ON.replace('?', '&')}")
    assert search.first("form", "find").attributes["action"] == "/notes/-/search"
    feed = ET.fromstring((await notes.get("/notes/-/feed.atom")).content)  # ours
    assert feed.find(f"{ATOM}entry") is not None


async def test_search_all_has_its_own_page_and_searches_our_tables(notes):
    page = await notes.get("/-/search?q=deck")
    assert page.status_code == 200
    assert "Search all tables" in page.text
    for table in ("people", "asks", "offers", "followups", "documents"):
        assert f"/notes/{table}" in page.text, table
    found = (await notes.get("/notes/followups.json?_search=deck&_shape=array")).json()
    assert [row["summary"] for row in found] == ["Send Priya the deck"]


async def test_datasette_atom_makes_a_feed_of_a_query_and_ours_stays(notes):
    sql = (
        "SELECT id AS atom_id, summary AS atom_title, said_on || 'T00:00:00Z' AS atom_updated, quote AS atom_content "
        "FROM followups WHERE summary LIKE '%deck'"
    )
    made = await notes.get(f"/notes.atom?{urlencode({'sql': sql})}")
    if made.status_code == 404 or made.is_redirect:  # the 1.0 line asks queries at another address
        made = await notes.get(f"/notes/-/query.atom?{urlencode({'sql': sql})}")
    assert made.status_code == 200, made.text[:300]
    assert [one.text for one in ET.fromstring(made.content).iter(f"{ATOM}title")][1:] == ["Send Priya the deck"]
    ours = ET.fromstring((await notes.get("/notes/-/feed.atom")).content)
    assert "Send Priya the deck" in " ".join(one.text or "" for one in ours.iter(f"{ATOM}title"))
