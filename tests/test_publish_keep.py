"""The pages of keeping in touch: who is due and why, the form on a person's page, and the brief before a meeting."""

from datetime import UTC, date, datetime

import pytest
import pytest_asyncio
from publish_site import site
from visitor import Visitor

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


async def test_the_channel_of_a_contact_is_put_right_on_the_page_of_the_person_and_of_the_document(notes):
    me = Visitor(notes)
    await me.go(await notes.address_of("Priya Raman"))
    details = next(one for one in me.page.all("details") if one.first("summary").text.startswith("Last contact by"))
    await me.press("Put right", details, channel="School gate")
    assert me.flash == "Channel: Coffee with Priya with Priya Raman: school gate"
    assert "Last contact Mon 2 Mar" in me.page.text
    assert ", school gate: " in me.page.first("p", "contact").text
    await me.go(f"/notes/-/document/{notes.ids['coffee']}")
    assert "Priya Raman: school gate" in me.page.first("dl", "about").text
    details = next(one for one in me.page.all("details") if one.first("summary").text.startswith("In touch by"))
    await me.press("Put right", details, channel="Mail")
    assert "Priya Raman: mail" in me.page.first("dl", "about").text
    await me.press("Undo")
    assert "Priya Raman: school gate" in me.page.first("dl", "about").text


async def test_a_channel_of_somebody_who_was_not_there_is_refused(notes):
    me = Visitor(notes)
    await me.go(f"/notes/-/document/{notes.ids['coffee']}")
    details = next(one for one in me.page.all("details") if one.first("summary").text.startswith("In touch by"))
    address, sent = me.form_of(me.button("Put right", details), {"channel": "mail"})
    await me.send(address, {**sent, "with": "nobody"})
    assert me.status == 409
    await me.send(address, {**sent, "say": f"channel:{10**30}"})
    assert me.status == 409
