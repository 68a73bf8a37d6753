"""The Atom feed: what came in last, with addresses that last, and no text of a note that could break out of it."""

from xml.etree import ElementTree as ET

import pytest
import pytest_asyncio
from publish_example import HOSTILE_NAME
from publish_site import site

ATOM = "{http://www.w3.org/2005/Atom}"
pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


async def entries(notes):
    response = await notes.get("/notes/-/feed.atom")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.text), ET.fromstring(response.text).findall(f"{ATOM}entry")


async def test_the_feed_has_what_is_open_with_who_when_and_the_words(notes):
    feed, found = await entries(notes)
    assert feed.find(f"{ATOM}title").text == "notes: asks, offers and follow-ups"
    (cfo,) = [one for one in found if "fractional CFO" in one.find(f"{ATOM}content").text]
    assert cfo.find(f"{ATOM}title").text.startswith("Ask: ")
    assert "Priya Raman" in cfo.find(f"{ATOM}content").text
    assert cfo.find(f"{ATOM}category").attrib == {"term": "ask"}
    page = cfo.find(f"{ATOM}link").attrib["href"]
    assert page.startswith("http://localhost/notes/-/document/")
    assert (await notes.get(page.removeprefix("http://localhost").partition("#")[0])).status_code == 200


async def test_every_entry_has_an_id_of_its_own_and_what_is_done_is_none(notes):
    _, found = await entries(notes)
    ids = [one.find(f"{ATOM}id").text for one in found]
    assert len(set(ids)) == len(ids) > 3
    assert not [one for one in found if "projector" in one.find(f"{ATOM}content").text]


async def test_a_hostile_name_is_text_in_it_and_control_characters_are_left_out(notes):
    _, found = await entries(notes)
    assert any(HOSTILE_NAME in one.find(f"{ATOM}content").text for one in found)
    response = await notes.get("/notes/-/feed.atom")
    assert "<img" not in response.text
    assert "\x07" not in response.text


async def test_every_page_leads_to_the_feed(notes):
    page = await notes.page("/")
    link = page.first("link", rel="alternate")
    assert link.attributes["href"] == "/notes/-/feed.atom"


async def test_there_is_no_feed_of_what_is_no_notebook(notes):
    assert (await notes.get("/nothing/-/feed.atom")).status_code == 404
