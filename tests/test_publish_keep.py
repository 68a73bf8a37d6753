"""The pages of keeping in touch: who is due and why, the form on a person's page, and the brief before a meeting."""

from datetime import UTC, date, datetime

import pytest
import pytest_asyncio
from publish_site import site

from notesight.store import Store

pytestmark = pytest.mark.asyncio
ON = "?as_of=2026-08-01"


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        with Store.open(opened.path) as store:
            ids = {row["name"]: row["id"] for row in store.people()}
            value = {"every": "3 months", "at_most": "4 months"}
            for name in ("Priya Raman", "Ines Duarte"):
                store.decide("kept", ids[name], value, origin="web", at=datetime(2026, 3, 9, tzinfo=UTC))
            store.decide(
                "kept", ids["Tom Okafor"], {"every": "1 year"}, origin="web", at=datetime(2026, 3, 9, tzinfo=UTC)
            )
        yield opened


async def test_who_is_due_stands_on_a_page_with_the_last_contact_and_a_reason(notes):
    page = await notes.page(f"/notes/-/keep{ON}")
    due = page.section("Due").all("li")
    assert [one.first("p").text for one in due] == [
        "Priya Raman every 3 months, late since Tue 2 Jun",
        "Ines Duarte every 3 months, late since Tue 9 Jun",
    ]
    assert due[0].all("p")[1].text == "last contact Mon 2 Mar, coffee, in Coffee with Priya"
    assert due[0].first("p", "reason").text.startswith("I promised: ")
    assert [one.first("p").text for one in page.section("Not due yet").all("li")] == ["Tom Okafor"]
    assert page.section("Losing touch").first("p", "empty").text == "Nobody."


async def test_the_home_page_has_who_is_due_and_leads_to_all(notes):
    page = await notes.page(f"/notes/-/home{ON}")
    section = page.section("Keep in touch")
    assert section.first("h2").text == "Keep in touch 2"
    assert "/notes/-/keep?as_of=2026-08-01" in section.links


async def test_a_persons_page_says_the_cadence_and_leads_to_the_brief(notes):
    priya = await notes.person("Priya Raman")
    assert "Keep in touch every 3 months, at most 4 months: due Tue 2 Jun" in priya.text
    brief = next(link for link in priya.links if "/-/brief/" in link)
    page = await notes.page(brief)
    assert page.first("h1").text == "Priya Raman"
    assert [one.text for one in page.all("h2")][:2] == ["Last time", "What I owe them"]


async def test_a_brief_of_nobody_is_not_found(notes):
    found = await notes.datasette.client.get("/notes/-/brief/nobody")
    assert found.status_code == 404


async def test_the_past_knows_no_later_cadence(notes):
    page = await notes.page("/notes/-/keep?as_of=2026-03-08")
    assert page.section("Due").first("p", "empty").text.startswith("There is no cadence yet.")
    assert date(2026, 3, 8) < date(2026, 3, 9)
