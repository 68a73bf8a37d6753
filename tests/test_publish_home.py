"""The home page: what is due, asked, offered, new and failed."""

from datetime import date

import pytest
import pytest_asyncio
from publish_example import RUN, SEEN, item, note
from publish_site import ON, Site, paths, running, site

from notesight import publish
from notesight.model import Extraction
from notesight.publish import pages
from notesight.store import Store

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def empty(tmp_path):
    path = tmp_path / "notes.db"
    Store.open(path).close()
    async with running(publish.build(path)) as datasette:
        yield Site(datasette, {}, path)


def summaries(section):
    return [one.text for one in section.all("p", "summary")] if section else []


async def test_the_front_page_of_the_only_notebook_is_its_home_page(notes):
    front, own = await notes.page(f"/{ON}"), await notes.page(f"/notes/-/home{ON}")
    assert front.text == own.text
    assert front.first("h1").text == "As of Tue 10 Mar"


async def test_every_open_fact_stands_in_the_list_where_it_is_looked_for(notes):
    home = await notes.page(f"/{ON}")
    assert home.section("Looks done: confirm?") is None
    assert summaries(home.section("I owe")) == [
        "Ask Ines about the venue",
        "Send Priya the deck",
        "Send Ines the number of guests",
    ]
    assert summaries(home.section("They owe me")) == ["Hold the big room", "The big room on 24 April"]
    assert summaries(home.section("Between others")) == ["Bring the chairs"]
    assert home.section("Waiting for an answer") is None
    wanted = summaries(home.section("Nobody’s yet"))
    assert wanted[0].startswith("Help with yyy")
    assert wanted[1:] == ["Find a fractional CFO"]
    assert summaries(home.section("Maybe")) == ["An introduction to Priya maybe"]
    assert summaries(home.section("What is on offer")) == [
        "Show the roof terrace",
        "A desk in the studio",
    ]  # lent: done


async def test_a_fact_tells_who_by_when_in_which_words_and_from_where(notes):
    deck = next(one for one in (await notes.page(f"/{ON}")).section("I owe").all("li", "fact") if "deck" in one.text)
    assert deck.first("p", "small").text == "me → to Priya Raman Thu 5 Mar 5 days late"
    assert deck.first("blockquote").text == "send Priya the deck by Thursday"
    assert deck.first("p", "source").text == "Coffee with Priya · Mon 2 Mar, 8 days ago"
    fact = (await notes.rows("SELECT id FROM followups WHERE summary LIKE '%deck'"))[0][0]
    assert deck.first("p", "summary").links == [f"/notes/-/document/{notes.ids['coffee']}{ON}#words-{fact}"]
    assert (await notes.address_of("Priya Raman")) in paths(deck.links)


async def test_what_was_put_off_comes_back_on_its_day(notes):
    later = await notes.page("/?as_of=2026-04-24")
    assert "Talk again with Priya" in summaries(later.section("I owe"))
    assert "Talk again with Priya" not in (await notes.page("/?as_of=2026-03-31")).text


async def test_the_newest_documents_are_listed_without_the_versions_they_replaced(notes):
    latest = (await notes.page(f"/{ON}")).section("Came in last")
    assert paths([one.links[0] for one in latest.all("li", "line")])[:3] == [
        f"/notes/-/document/{notes.ids[name]}" for name in ("waiting", "failed", "changed")
    ]
    assert f"/notes/-/document/{notes.ids['old']}" not in paths(latest.links)
    assert "1 document waits to be read" in latest.text
    assert "Mon 9 Mar · email · Ines Duarte · 5 facts" in latest.text


async def test_what_could_not_be_read_is_listed_with_its_reason(notes):
    failed = (await notes.page(f"/{ON}")).section("Could not be read")
    assert [one.text for one in failed.all("li")] == [
        "/notes/scan.bin This file is not text.",
        "Lunch with Olga The model cut its answer off.",
    ]
    assert paths(failed.links) == [f"/notes/-/document/{notes.ids['failed']}"]


async def test_an_empty_notebook_says_how_to_begin(empty):
    home = await empty.page("/")
    assert home.section("This notebook is empty")
    assert "notesight add" in home.first("pre").text
    assert [one.first("h2").text for one in home.all("section")] == ["This notebook is empty"]
    for path in ("/notes/-/search", "/notes/-/search?q=anything"):
        await empty.page(path)
    await empty.page("/notes/-/document/1", status=404)
    await empty.page("/notes/-/person/nobody", status=404)


async def test_a_long_list_shows_its_beginning_and_leads_to_the_whole(tmp_path):
    path = tmp_path / "notes.db"
    text = "\n".join(f"I'll write to number {n} by Friday" for n in range(20))
    with Store.open(path) as store:
        items = tuple(
            item(text, "followup", f"I'll write to number {n} by Friday", f"Write to number {n}", "me", None,
                 date(2026, 3, 2), due=date(2026, 3, 6))
            for n in reversed(range(20))
        )  # fmt: skip
        store.record(store.put(note("many.md", text, date(2026, 3, 2)), seen_at=SEEN).id, RUN, Extraction(items=items))
    async with running(publish.build(path)) as datasette:
        opened = Site(datasette, {}, path)
        overdue = (await opened.page(f"/{ON}")).section("I owe")
        assert overdue.first("h2").text == "I owe 20"
        assert len(overdue.all("li", "fact")) == 8
        whole = await opened.page(overdue.first("p", "all").links[0])
        assert whole.section("Stated").first("h2").text == "Stated 20"
        assert "Write to number 19" in whole.text


async def test_the_title_says_today_and_the_day(notes, monkeypatch):
    monkeypatch.setattr(pages, "_real_today", lambda: date(2026, 3, 10))
    for path in ("/", "/?as_of=", "/?as_of=yesterday", "/?as_of=2026-13-45", f"/{ON}"):
        home = await notes.page(path)
        assert home.first("title").text == "Today, Tue 10 Mar · notesight", path
        assert home.first("h1").text == "Today, Tue 10 Mar"
        assert not [link for link in home.links if "as_of=" in link]


async def test_another_day_goes_along_from_page_to_page_and_leads_back(notes, monkeypatch):
    monkeypatch.setattr(pages, "_real_today", lambda: date(2027, 1, 2))
    home = await notes.page(f"/{ON}")
    assert home.first("h1").text == "As of Tue 10 Mar 2026"
    assert home.first("p", "banner").links == ["/notes/-/home"]
    ours = [link for link in home.first("main").links if "/-/" in link]
    ours += [link for link in home.first("nav").links if "/-/" in link]
    assert ours
    assert all("as_of=2026-03-10" in link for link in ours)
    assert home.first("input", type="hidden").attributes["value"] == "2026-03-10"
    person = await notes.person("Priya Raman")
    assert "First in the notebook Mon 2 Mar, last Fri 6 Mar (4 days ago)" in person.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1969-07-20"])
async def test_the_first_and_the_last_day_of_the_calendar_are_days_too(notes, day):
    await notes.page(f"/?as_of={day}")
    known = 200 if day > "2026" else 404
    await notes.page(f"{await notes.address_of('Priya Raman')}?as_of={day}", status=known)
