"""Suggestions on the pages: where they stand, how they are taken and declined, and that a large notebook does not wait."""

import threading

import pytest
import pytest_asyncio
from publish_example import SEEN
from publish_site import Site, running
from store_cases import read
from visitor import Visitor

from notesight import publish
from notesight.publish import matches
from notesight.store import Store

pytestmark = pytest.mark.asyncio
ASK = "Greta needs a <b>website</b> for her bakery."
OFFER = "Pavel builds websites for small shops, he says."


@pytest_asyncio.fixture
async def notes(tmp_path):
    path = tmp_path / "notes.db"
    with Store.open(path) as store:
        quote = "needs a <b>website</b> for her bakery"
        a = read(store, ASK, ["Greta"], [("ask", quote, "Greta")], key="a")
        b = read(store, OFFER, ["Pavel"], [("offer", "builds websites for small shops", "Pavel")], key="b")
        read(store, "Ida lends chairs.", ["Ida"], [("offer", "lends chairs", "Ida")], key="c")
    datasette = publish.build(path)
    async with running(datasette):
        yield Site(datasette, {"a": a, "b": b}, path)


@pytest_asyncio.fixture
async def me(notes):
    visitor = Visitor(notes)
    await visitor.go("/notes/-/matches")
    return visitor


async def ask_id(notes):
    return (await notes.rows("SELECT id FROM asks"))[0][0]


async def test_the_page_shows_both_quotes_and_the_reason_and_text_stays_text(notes):
    page = await notes.page("/notes/-/matches")
    assert [one.text for one in page.all("blockquote")] == ["builds websites for small shops"]
    assert "Needs a <b>website</b> for her bakery" in page.text
    assert "websites: “website” and “websites”" in page.text
    assert not [one for one in page.all("b") if one.text == "website"]
    offer = (await notes.rows("SELECT id FROM offers WHERE quote LIKE 'builds%'"))[0][0]
    assert f"/notes/-/document/{notes.ids['b']}#words-{offer}" in page.links


@pytest.mark.parametrize("name", ["Greta", "Pavel"])
async def test_it_stands_on_the_pages_of_both_people(notes, name):
    page = await notes.page(await notes.address_of(name))
    assert "builds websites for small shops" in page.section("Who could help, and whom they could").text


async def test_it_stands_on_the_pages_of_both_items_and_on_the_home_page(notes):
    ask = await notes.page(f"/notes/-/item/{await ask_id(notes)}")
    assert "Pavel" in ask.section("Who could help").text
    offer = (await notes.rows("SELECT id FROM offers WHERE quote LIKE 'builds%'"))[0][0]
    assert "Greta" in (await notes.page(f"/notes/-/item/{offer}")).section("Whom it could help").text
    home = await notes.page("/")
    assert "Pavel" in home.section("Who could help whom").text
    assert "/notes/-/matches" in home.links


async def test_what_nothing_answers_shows_no_empty_list(notes):
    page = await notes.page(await notes.address_of("Ida"))
    assert page.section("Who could help, and whom they could") is None


async def test_a_suggestion_that_is_taken_becomes_a_follow_up_and_undo_takes_it_back(notes, me):
    await me.press("Take: Needs a <b>website</b> for her bakery, Pavel")
    assert (me.status, me.address.partition("#")[0]) == (200, "/notes/-/matches")
    assert await notes.rows("SELECT summary, by_text FROM followups") == [("Introduce Greta to Pavel", "me")]
    assert "Introduce Greta to Pavel" in me.page.text
    assert not me.page.all("blockquote")
    await me.press("Undo")
    assert await notes.rows("SELECT * FROM followups") == []
    assert [one.text for one in me.page.all("blockquote")] == ["builds websites for small shops"]


async def test_a_suggestion_that_is_declined_does_not_come_back(notes, me):
    await me.press("Decline: Needs a <b>website</b> for her bakery, Pavel")
    assert "No ask that is open is answered by an offer that stands." in me.page.text
    assert await notes.rows("SELECT action FROM decisions") == [("declined",)]
    history = await me.go("/notes/-/history")
    assert "Declined: Needs a <b>website</b> for her bakery with Builds websites for small shops" in history.text


async def test_taking_it_twice_takes_it_once_and_what_is_gone_is_said(notes, me):
    button = me.button("Take: Needs a <b>website</b> for her bakery, Pavel")
    address, sent = me.form_of(button)
    await me.send(address, sent)
    await me.send(address, sent)
    assert me.status == 200
    assert await notes.rows("SELECT count(*) FROM followups") == [(1,)]
    await me.send(address, {**sent, "say": "take:nothing.nobody"})
    assert (me.status, "no longer in the notebook" in me.page.text) == (409, True)


async def test_a_large_notebook_is_looked_through_in_a_thread_of_its_own(notes, monkeypatch):
    monkeypatch.setattr(matches, "_AT_ONCE", 0)
    matches._found.clear()
    page = await notes.page("/notes/-/matches")
    assert "still being compared" in page.text
    for thread in threading.enumerate():
        if thread.name == "notesight-matches":
            thread.join(30)
    page = await notes.page("/notes/-/matches")
    assert [one.text for one in page.all("blockquote")] == ["builds websites for small shops"]
    with Store.open(notes.path) as store:
        [pair] = store.matches.newest(on=SEEN.date())
        store.decide("declined", pair.ask["id"], pair.other, origin="cli", at=SEEN)
    page = await notes.page("/notes/-/matches")
    assert not page.all("blockquote")
    for thread in threading.enumerate():
        if thread.name == "notesight-matches":
            thread.join(30)


async def test_as_of_a_day_nothing_is_suggested(notes):
    page = await notes.page("/notes/-/home?as_of=2026-03-05")
    assert page.section("Who could help whom") is None
