"""Introductions and outcomes on the pages: lit in their words, right or wrong at a click, and taken back."""

from datetime import date

import pytest
import pytest_asyncio
from publish_example import RUN, SEEN, note, person
from publish_site import site
from visitor import Visitor

from notesight.model import Extraction, Introduction, Outcome
from notesight.store import Store

pytestmark = pytest.mark.asyncio

ON = date(2026, 3, 7)
PARTY = "Party. Tom Okafor told Ines Duarte about me. She booked me for May. <b>Zed</b> was there."
SPOKE, CAME = "Tom Okafor told Ines Duarte about me", "She booked me for May"


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        told = Introduction(SPOKE, 7, 7 + len(SPOKE), "Tom Okafor", "me", "Ines Duarte", "made", "spoke", ON)
        came = Outcome(CAME, PARTY.index(CAME), PARTY.index(CAME) + len(CAME), CAME, "Ines Duarte", "me", None, ON)
        who = (person(PARTY, "Tom Okafor"), person(PARTY, "Ines Duarte"))
        with Store.open(opened.path) as store:
            opened.ids["party"] = store.put(note("party.md", PARTY, ON, title="Party"), seen_at=SEEN).id
            store.record(opened.ids["party"], RUN, Extraction(who, introductions=(told,), outcomes=(came,)))
        yield opened


@pytest_asyncio.fixture
async def me(notes):
    """The owner, on the page of the note."""
    visitor = Visitor(notes)
    await visitor.go(f"/notes/-/document/{notes.ids['party']}")
    return visitor


async def state(notes):
    introduction = await notes.rows("SELECT wrong, confirmed FROM introductions")
    return [*introduction, *await notes.rows("SELECT state, worth FROM outcomes")]


async def test_the_page_of_a_document_lights_them_and_leads_from_the_words_to_the_card_and_back(me):
    marks = {kind: me.page.first("article").first("mark", kind) for kind in ("introduction", "outcome")}
    words = me.page.first("article").first("div", "words")
    lit = {kind: next(one for one in words.all("mark", kind)) for kind in marks}
    assert {kind: one.text for kind, one in lit.items()} == {"introduction": SPOKE, "outcome": CAME}
    for kind, heading, card_text in (
        ("introduction", "Who was brought together", "I1 Introduction: Tom Okafor ⇢ introduces Ines Duarte for me"),
        ("outcome", "What came of it", f"C1 Outcome: {CAME}"),
    ):
        card = me.page.section(heading).first("li", kind)
        assert card.text.startswith(card_text)
        assert f"#{lit[kind].attributes['id']}" in card.links
        assert f"#{card.attributes['id']}" in lit[kind].links


async def test_an_introduction_is_confirmed_then_wrong_then_open_where_it_stands(notes, me):
    await me.press(f"Confirm: {SPOKE}")
    assert me.flash == f"Confirmed: {SPOKE}"
    assert (await state(notes))[0] == (0, 1)
    assert "confirmed" in me.page.section("Who was brought together").text
    await me.press(f"Wrong: {SPOKE}")
    assert me.flash == f"Wrong: {SPOKE}"
    assert (await state(notes))[0] == (1, 0)
    assert me.page.section("Who was brought together") is None
    await me.press(f"Reopen: {SPOKE}")
    assert (await state(notes))[0] == (0, 0)
    await me.press("Undo")
    assert (await state(notes))[0] == (1, 0)
    assert me.flash == f"Taken back: Not sure: {SPOKE}"


async def test_what_is_wrong_leaves_the_pages_of_the_people_and_undo_brings_it_back(notes, me):
    await me.go(await notes.address_of("Ines Duarte"))
    assert SPOKE in me.page.section("How we met").text
    await me.press(f"Wrong: {SPOKE}")
    assert SPOKE not in me.page.section("How we met").text
    await me.press("Undo")
    assert SPOKE in me.page.section("How we met").text
    assert me.address.partition("#")[0] == await notes.address_of("Ines Duarte")


async def test_an_outcome_is_confirmed_with_what_it_was_worth_and_keeps_it(notes, me):
    await me.go("/notes/-/outcomes")
    assert "read in a note, not confirmed" in me.page.section("What came").text
    assert me.page.section("By year") is None
    form = next(one for one in me.page.section("What came").all("form") if one.all("input", name="worth"))
    await me.press("Confirm", form, worth="$350")
    assert me.flash == f"Confirmed: {CAME} worth $350"
    assert (await state(notes))[1] == ("confirmed", "$350")
    assert me.page.section("By year").first("tbody").text == "20261$350"
    await me.press(f"Not sure: {CAME}")
    await me.press(f"Confirm: {CAME}")
    assert (await state(notes))[1] == ("confirmed", "$350")
    await me.press(f"Wrong: {CAME}")
    assert me.page.section("What came") is None


async def test_what_the_owner_said_came_of_a_note_stands_there_and_is_taken_back(notes, me):
    with Store.open(notes.path) as store:
        said = {"what": "A year of work", "on": "2026-03-08", "worth": "$9"}
        store.decide("outcome", str(notes.ids["party"]), said, origin="cli", at=SEEN)
    await me.go(f"/notes/-/document/{notes.ids['party']}")
    card = me.page.section("What came of it").all("li", "outcome")[1]
    assert "A year of work $9 you said so" in card.text
    await me.press("Take back: A year of work")
    assert me.flash == "Taken back: Outcome: A year of work worth $9"
    assert await notes.rows("SELECT count(*) FROM outcomes") == [(1,)]
    await me.press("Say it again")
    assert await notes.rows("SELECT count(*) FROM outcomes") == [(2,)]


async def test_the_same_click_twice_says_nothing_twice_and_one_on_what_is_gone_says_so(notes, me):
    address, sent = me.form_of(me.button(f"Wrong: {SPOKE}"))
    await me.send(address, sent)
    before = await notes.rows("SELECT count(*) FROM decisions")
    await me.send(address, sent)
    assert await notes.rows("SELECT count(*) FROM decisions") == before
    with Store.open(notes.path) as store:
        store.put(note("party.md", "Party.", ON, title="Party"), seen_at=SEEN)
    await me.send(address, sent)
    assert (me.status, await notes.rows("SELECT count(*) FROM decisions")) == (409, before)


async def test_who_may_only_look_and_who_looks_back_see_no_buttons(notes, me):
    page = await notes.page(f"/notes/-/document/{notes.ids['party']}?as_of=2026-12-01")
    assert SPOKE in page.section("Who was brought together").text
    assert [one.text for one in page.all("button")] == ["Search"]


async def test_the_history_tells_of_them_and_leads_to_their_words(notes, me):
    await me.press(f"Wrong: {CAME}")
    await me.go("/notes/-/history")
    line = me.page.first("ol", "decisions").all("li")[0]
    assert line.text.startswith(f"Wrong: {CAME}")
    assert f"/notes/-/document/{notes.ids['party']}" in line.links[0]


async def test_every_page_leads_to_the_outcomes(me):
    assert "/notes/-/outcomes" in me.page.first("nav").links
