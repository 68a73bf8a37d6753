"""The pages as of a day: what was known and open then, on every page, and a way back to today."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from publish_site import paths, site

from notesight.publish import moments, pages
from notesight.store import Store

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def notes(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "_real_today", lambda: date(2026, 3, 20))
    async with site(tmp_path) as opened:
        yield opened


def summaries(page):
    return [one.text for one in page.all("p", "summary")]


async def test_documents_dated_later_are_not_there(notes):
    home = await notes.page("/?as_of=2026-03-05")
    assert home.first("h1").text == "As of Thu 5 Mar"
    assert "Find a fractional CFO" in summaries(home)
    assert not [one for one in summaries(home) if "venue" in one or "big room" in one]
    assert "2 people in 2 documents" in home.first("p", "lead").text
    await notes.page(f"/notes/-/document/{notes.ids['mail']}?as_of=2026-03-05", status=404)
    await notes.page(f"{await notes.address_of('Bruno Keller')}?as_of=2026-03-05", status=404)
    assert (await notes.page("/notes/-/search?q=roof&as_of=2026-03-05")).first("p", "lead").text.startswith("Nothing")


async def test_ages_are_counted_from_the_day(notes):
    deck = "/notes/-/followups?whose=by-me&as_of="
    assert "tomorrow" in (await notes.page(f"{deck}2026-03-04")).first("li", "fact").text
    assert "2 days late" in (await notes.page(f"{deck}2026-03-07")).first("li", "fact").text


async def test_decisions_made_later_do_not_count(notes):
    lent = "/notes/-/offers?state={}&as_of={}"
    assert "Lend the projector" in summaries(await notes.page(lent.format("open", "2026-03-08")))
    assert "Lend the projector" not in summaries(await notes.page(lent.format("open", "2026-03-09")))
    assert summaries(await notes.page(lent.format("done", "2026-03-09"))) == ["Lend the projector"]
    assert "Talk again with Priya" in summaries(await notes.page("/notes/-/followups?as_of=2026-03-08"))


async def test_what_is_decided_now_is_seen_at_once_and_the_past_stays(notes):
    before = await notes.page("/notes/-/asks?as_of=2026-03-10")
    with Store.open(notes.path) as store:
        cfo = next(row for row in store.items("ask") if "CFO" in row["summary"])
        store.decide("done", cfo["id"], origin="cli", at=datetime(2026, 3, 15, 12, tzinfo=UTC))
    assert summaries(await notes.page("/notes/-/asks?as_of=2026-03-10")) == summaries(before)
    assert "Find a fractional CFO" not in summaries(await notes.page("/notes/-/asks"))
    assert "Find a fractional CFO" not in summaries(await notes.page("/notes/-/asks?as_of=2026-03-15"))


@pytest.mark.parametrize(
    "page",
    [
        "",
        "notes/-/asks?state=all",
        "notes/-/due",
        "notes/-/timeline",
        "notes/-/network",
        "notes/-/figures",
        "notes/-/search?q=room",
    ],
)
async def test_every_page_says_the_day_keeps_it_and_leads_back(notes, page):
    address = f"/{page}{'&' if '?' in page else '?'}as_of=2026-03-07"
    shown = await notes.page(address)
    banner = shown.first("p", "banner")
    assert banner.text.startswith("As of Sat 7 Mar 2026: what was known and open at the end of that day.")
    back = await notes.page(banner.links[0])
    assert not back.all("p", "banner")
    ours = [link for link in shown.first("main").links + shown.first("nav").links if "/-/" in link]
    assert ours
    for link in ours:
        if (
            link not in shown.first("main").all("p", "forms")[0].links
            if shown.first("main").all("p", "forms")
            else True
        ):
            assert parse_qs(urlsplit(link).query).get("as_of") == ["2026-03-07"], link
    for form in shown.all("form"):
        assert [one.attributes["value"] for one in form.all("input", name="as_of")] == ["2026-03-07"]


async def test_a_day_that_is_none_and_today_are_today(notes):
    for said in ("", "yesterday", "2026-13-01", "2026-03-20"):
        page = await notes.page(f"/notes/-/asks?as_of={said}")
        assert not page.all("p", "banner"), said
        assert not [link for link in page.links if "as_of" in link]


async def test_a_day_after_all_that_is_known_needs_no_copy(notes, monkeypatch):
    def nobody(*_):
        raise AssertionError("a copy was made")

    monkeypatch.setattr(moments._copies, "ask", nobody)
    page = await notes.page("/notes/-/followups?state=all&as_of=2026-03-12")
    assert "Hold the big room" in summaries(page)


async def test_no_more_copies_are_kept_than_a_reader_needs(notes):
    for day in range(1, 9):
        await notes.page(f"/notes/-/timeline?as_of=2026-03-0{day}")
    assert len(moments._copies._kept) <= moments.KEPT
    assert len(paths((await notes.page("/notes/-/timeline?as_of=2026-03-02")).first("ol", "timeline").links)) > 0


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-02", "2026-03-06", "2026-03-08", "2026-03-09"])
async def test_the_pages_and_the_command_line_say_the_same(notes, day):
    as_of = date.fromisoformat(day)
    with Store.open(notes.path) as store, store.as_of(as_of) as then:
        for name, kind in (("asks", "ask"), ("offers", "offer"), ("followups", "followup")):
            told = [row["summary"] for row in then.items(kind, state="open", on=as_of) if row["certainty"] == "stated"]
            page = await notes.page(f"/notes/-/{name}?as_of={day}")
            shown = page.section("Stated")
            found = [one.text for one in shown.all("p", "summary")] if shown else []
            assert found == told, name
