"""The timeline: documents and what was said in them, newest first, a month at a time."""

from datetime import date, timedelta

import pytest
import pytest_asyncio
from publish_example import RUN, SEEN, note, person
from publish_site import ON, Site, paths, running, site

from notesight import publish
from notesight.model import Extraction
from notesight.store import Store

pytestmark = pytest.mark.asyncio
MORE = ON.replace("?", "&")


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


def entries(page):
    return [one for one in page.first("ol", "timeline").inside if not isinstance(one, str)]


def titles(page):
    return [one.first("p", "what").text for one in entries(page)]


async def test_the_newest_month_comes_first_with_what_was_said(notes):
    page = await notes.page(f"/notes/-/timeline{ON}")
    assert page.first("h2", id="month").text == "March 2026 6"
    assert titles(page)[:2] == ["Not read yet", "A room for the workshop"]
    call = next(one for one in entries(page) if one.first("p", "what").text == "Call with Tom")
    assert call.first("p", "source").text == "Fri 6 Mar · note · call"
    assert [one.text for one in call.all("li")] == [
        "OOffer: Lend the projector Tom Okafor → to me",
        "FFollow-up: Ask Ines about the venue me → to Ines Duarte",
        "AAsk: An introduction to Priya maybe Tom Okafor → to me",
    ]
    assert call.all("li")[0].classes == ["settled"]


async def test_the_index_has_every_month_with_how_many(notes):
    page = await notes.page(f"/notes/-/timeline{ON}")
    months = page.first("nav", "months")
    assert [one.text for one in months.all("li")] == ["March 6", "February 1"]
    february = await notes.page(months.links[1])
    assert titles(february) == ["Plan"]
    assert paths(entries(february)[0].links) == [f"/notes/-/document/{notes.ids['changed']}"]  # the newer version alone
    assert february.first("nav", "pages").first("a").text == "← March 2026"


async def test_it_is_limited_to_a_channel_and_to_a_person(notes):
    assert titles(await notes.page(f"/notes/-/timeline?channel=coffee{MORE}")) == ["Coffee with Priya"]
    assert titles(await notes.page(f"/notes/-/timeline?channel=mail{MORE}")) == ["A room for the workshop"]
    priya = await notes.page(f"/notes/-/timeline?person=priya{MORE}")
    assert titles(priya) == ["Call with Tom", "Coffee with Priya"]
    assert priya.first("p", "lead").text.startswith("2 documents with Priya Raman")
    both = await notes.page(f"/notes/-/timeline?person=priya&channel=call{MORE}")
    assert titles(both) == ["Call with Tom"]
    nothing = await notes.page(f"/notes/-/timeline?person=zork{MORE}")
    assert nothing.first("p", "hint").text == "Nobody goes by this name."
    assert nothing.first("p", "empty").text == "There are no documents with this filter."


@pytest.mark.parametrize("query", ["month=2026-13", "month=1999-01", "month='", "page=0", "page=99999999999", "channel=%00", "person=%22", "channel=" + "x" * 3000])  # fmt: skip
async def test_what_cannot_be_asked_for_is_as_if_it_were_not_said(notes, query):
    page = await notes.page(f"/notes/-/timeline?{query}{MORE}")
    if not query.startswith(("channel", "person")):
        assert page.first("h2", id="month").text.startswith("March 2026")


async def test_a_month_of_many_is_turned_page_by_page_and_then_the_month_before(tmp_path):
    path = tmp_path / "notes.db"
    with Store.open(path) as store, store.transaction():
        for n in range(100):
            text = f"Met Ada Brandt, {n}."
            document = note(f"{n}.md", text, date(2026, 2, 20) + timedelta(days=n // 6), title=f"No. {n}")
            store.record(store.put(document, seen_at=SEEN).id, RUN, Extraction(people=(person(text, "Ada Brandt"),)))
    async with running(publish.build(path)) as datasette:
        opened = Site(datasette, {}, path)
        seen, address = [], f"/notes/-/timeline{ON}"
        while address:
            page = await opened.page(address)
            seen += titles(page)
            onward = page.first("nav", "pages").all("a", rel="next")
            address = onward[0].attributes["href"] if onward else None
        assert seen == [f"No. {n}" for n in reversed(range(100))]


async def test_an_empty_notebook_has_an_empty_timeline(tmp_path):
    Store.open(tmp_path / "notes.db").close()
    async with running(publish.build(tmp_path / "notes.db")) as datasette:
        opened = Site(datasette, {}, tmp_path / "notes.db")
        assert (await opened.page("/notes/-/timeline")).first("p", "empty").text == "There are no documents."
        assert (await opened.page("/notes/-/network")).first("p", "empty").text.startswith("Nobody stands")
        figures = await opened.page("/notes/-/figures")
        assert len(figures.all("p", "empty")) == 5
        for name in ("asks", "offers", "followups", "due"):
            assert (await opened.page(f"/notes/-/{name}")).first("p", "empty")
