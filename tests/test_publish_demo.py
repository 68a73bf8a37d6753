"""The demo lives on the last day of its invented year: what is due is due then, and all can be decided."""

from datetime import date

import pytest
import pytest_asyncio
from publish_example import TODAY, make
from publish_site import Site, running
from visitor import Visitor

from notesight import publish

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def demo(tmp_path):
    path = tmp_path / "notes.db"
    ids = make(path)
    async with running(publish.build(path, demo=TODAY)) as datasette:
        yield Site(datasette, ids, path)


async def test_the_demo_shows_its_last_day_as_today_and_says_so(demo):
    home = await demo.page("/")
    assert home.first("h1").text == "Today, Tue 10 Mar"
    assert home.first("p", "banner").text == (
        "The demo: an invented year that ends on Tue 10 Mar 2026, which is taken for today. "
        "Tick off, put off and correct as you like."
    )
    assert "2 overdue" in home.first("main").text
    assert not [link for link in home.links if "as_of=" in link]


async def test_in_the_demo_something_is_done_and_something_put_off_from_its_own_day(demo):
    me = Visitor(demo)
    await me.go("/")
    await me.press("Done: Send Priya the deck")
    assert me.flash == "Done: Send Priya the deck"
    await me.press("Until tomorrow", me.page.section("I owe"))
    assert await demo.rows("SELECT state, snoozed_until FROM followups WHERE summary LIKE 'Ask Ines%'") == [
        ("snoozed", "2026-03-11")
    ]
    assert "overdue" not in me.page.first("main").text


async def test_an_earlier_day_of_the_demo_can_be_looked_at_only(demo):
    home = await demo.page("/?as_of=2026-03-07")
    assert home.first("h1").text == "As of Sat 7 Mar"
    assert "nothing can be decided here" in home.first("p", "banner").text
    assert home.first("p", "banner").links == ["/notes/-/home"]
    assert not home.all("button", "act")


async def test_what_is_no_day_makes_no_demo(tmp_path):
    path = tmp_path / "notes.db"
    make(path)
    configured = {"plugins": {"notesight": {"demo": "soon"}}}
    async with running(publish.build(path, configuration=configured)) as datasette:
        home = await Site(datasette, {}, path).page("/")
        assert not home.all("p", "banner")
        assert str(date.today().day) in home.first("h1").text
