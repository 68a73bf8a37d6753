"""The work lists: filtered, counted, paged, what is hedged apart, and the same rows for programs."""

from datetime import date, timedelta

import pytest
import pytest_asyncio
from publish_example import RUN, SEEN, item, note, person
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


def summaries(page, heading="Stated"):
    section = page.section(heading)
    return [one.text for one in section.all("p", "summary")] if section else []


def choice(page, name):
    return {one.text for one in page.first("ul", "choices", **{"aria-label": name}).all("a")}


async def test_a_list_shows_what_is_open_the_nearest_day_first(notes):
    asks = await notes.page(f"/notes/-/asks{ON}")
    assert asks.first("h1").text == "Asks"
    stated = summaries(asks)
    assert stated[:2] == ["Send Ines the number of guests", "The big room on 24 April"]
    assert stated[2].startswith("Help with yyy")
    assert stated[3:] == ["Find a fractional CFO"]
    newest = summaries(await notes.page(f"/notes/-/asks?order=newest{MORE}"))
    assert newest[0] == "Send Ines the number of guests"
    assert newest[1].startswith("Help with")
    assert newest[2:] == ["The big room on 24 April", "Find a fractional CFO"]


async def test_what_is_hedged_stands_below_in_a_section_of_its_own(notes):
    asks = await notes.page(f"/notes/-/asks{ON}")
    assert summaries(asks, "Maybe") == ["An introduction to Priya maybe"]
    assert [one.text for one in asks.all("h2")][-2:] == ["Stated 4", "Maybe 1"]


async def test_each_filter_tells_how_many_it_leaves(notes):
    offers = await notes.page(f"/notes/-/offers{ON}")
    assert choice(offers, "State") == {"Open 2", "Put off 0", "Done 1", "Dismissed 0", "All 3"}
    assert choice(offers, "Whose") == {"Everybody 2", "By me 0", "To me 1", "By others 2"}
    done = await notes.page(f"/notes/-/offers?state=done{MORE}")
    assert summaries(done) == ["Lend the projector"]
    assert summaries(await notes.page(f"/notes/-/followups?state=snoozed{MORE}")) == ["Talk again with Priya"]
    assert summaries(await notes.page(f"/notes/-/followups?whose=others{MORE}")) == [
        "Hold the big room",
        "Bring the chairs",
    ]
    assert summaries(await notes.page(f"/notes/-/followups?whose=by-me{MORE}")) == [
        "Send Priya the deck",
        "Ask Ines about the venue",
    ]
    assert summaries(await notes.page(f"/notes/-/followups?whose=by-me&due=late&state=all{MORE}")) == [
        "Ask Ines about the venue",
        "Send Priya the deck",
    ]
    nothing = await notes.page(f"/notes/-/asks?state=dismissed{MORE}")
    assert nothing.first("p", "empty").text == "Nothing here is dismissed with this filter."


async def test_all_that_has_a_day_stands_in_one_list(notes):
    due = await notes.page(f"/notes/-/due{ON}")
    assert summaries(due) == [
        "Send Priya the deck",
        "Ask Ines about the venue",
        "Send Ines the number of guests",
        "Hold the big room",
        "The big room on 24 April",
    ]


@pytest.mark.parametrize("who", ["Ines", "ines duarte", "ines@harbour.example"])
async def test_a_person_can_be_named(notes, who):
    page = await notes.page(f"/notes/-/followups?person={who}{MORE}")
    assert summaries(page) == ["Ask Ines about the venue", "Hold the big room"]
    assert (await notes.address_of("Ines Duarte")) in paths(page.first("p", "hint").links)


async def test_a_person_can_be_given_by_id_and_somebody_unknown_is_said(notes):
    person_id = (await notes.address_of("Tom Okafor")).rpartition("/")[2]
    assert summaries(await notes.page(f"/notes/-/offers?person={person_id}{MORE}")) == ["A desk in the studio"]
    nobody = await notes.page(f"/notes/-/offers?person=Zork{MORE}")
    assert nobody.first("p", "hint").text == "Nobody goes by this name."
    assert summaries(nobody) == []


@pytest.mark.parametrize(
    "query",
    ["state=lost", "whose=1", "page=-1", "page=999999999999", "page=x", "order='", "person=%00", "person=%22%22*", "due=;",
     "person=" + "x" * 5000, "person=%27%20OR%201%3D1", "state=&whose=&page="],
)  # fmt: skip
async def test_what_cannot_be_asked_for_is_as_if_it_were_not_said(notes, query):
    for name in ("asks", "offers", "followups", "due"):
        await notes.page(f"/notes/-/{name}?{query}{MORE}")


async def test_the_same_rows_stand_in_the_table_and_in_the_forms_for_programs(notes, monkeypatch):
    from notesight.publish import pages

    monkeypatch.setattr(pages, "_real_today", lambda: date(2026, 3, 10))
    tom = (await notes.address_of("Tom Okafor")).rpartition("/")[2]
    for path, number in (
        ("asks", 5), ("asks?whose=to-me", 2), ("followups?state=snoozed", 1), ("followups?whose=others", 2), ("due", 5),
        ("due?due=late", 2), (f"offers?person={tom}&state=all", 2), ("offers?person=nobody", 0), ("offers?state=all", 3),
    ):  # fmt: skip
        page = await notes.page(f"/notes/-/{path}")
        table, as_csv, as_json = page.first("p", "forms").links
        assert (await notes.get(table)).status_code == 200, table
        found = await notes.get(as_json)
        assert (found.status_code, len(found.json())) == (200, number), path
        lines = (await notes.get(as_csv)).text.splitlines()
        assert len([line for line in lines if line.strip()]) >= (1 + number if number else 0), path
    past = await notes.page("/notes/-/asks?as_of=2026-03-07")
    assert past.first("p", "forms").links == ["/notes/-/asks"]


async def test_a_long_list_is_turned_page_by_page(tmp_path):
    path = tmp_path / "notes.db"
    text = "\n".join(f"I'll write to number {n} by Friday" for n in range(120))
    with Store.open(path) as store:
        items = tuple(
            item(text, "followup", f"write to number {n} by", f"Write to number {n}", "me", None, date(2026, 3, 2),
                 due=date(2026, 3, 2) + timedelta(days=n), certainty="hedged" if n % 2 else "stated")
            for n in range(120)
        )  # fmt: skip
        store.record(store.put(note("many.md", text, date(2026, 3, 2)), seen_at=SEEN).id, RUN, Extraction(items=items))
    async with running(publish.build(path)) as datasette:
        opened = Site(datasette, {}, path)
        seen, address = [], f"/notes/-/followups{ON}"
        for said in ("1–50 of 120", "51–100 of 120", "101–120 of 120"):
            page = await opened.page(address)
            assert page.first("nav", "pages").first("span").text == said or said in page.first("nav", "pages").text
            seen += summaries(page) + [one.removesuffix(" maybe") for one in summaries(page, "Maybe")]
            address = page.first("nav", "pages").links[-1]
        assert seen == [f"Write to number {n}" for n in (*range(0, 120, 2), *range(1, 120, 2))]
        last = await opened.page(f"/notes/-/followups?page=77{MORE}")
        assert "101–120 of 120" in last.first("nav", "pages").text


async def test_several_people_of_one_name_are_all_meant_and_listed(tmp_path):
    path = tmp_path / "notes.db"
    with Store.open(path) as store:
        for who, day in (("Ana Ruiz", 1), ("Ana Costa", 2)):
            text = f"{who} needs a van."
            extraction = Extraction(
                (person(text, who),),
                (item(text, "ask", "needs a van", f"A van for {who}", who, None, date(2026, 3, day)),),
            )
            store.record(store.put(note(f"{who}.md", text, date(2026, 3, day)), seen_at=SEEN).id, RUN, extraction)
    async with running(publish.build(path)) as datasette:
        opened = Site(datasette, {}, path)
        both = await opened.page(f"/notes/-/asks?person=ana{MORE}")
        assert both.first("p", "hint").text == "2 people go by this name: Ana Costa, Ana Ruiz"
        assert summaries(both) == ["A van for Ana Costa", "A van for Ana Ruiz"]
        one = await opened.page(both.first("p", "hint").links[0])
        assert summaries(one) == ["A van for Ana Costa"]
