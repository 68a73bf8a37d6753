"""The calendar at its secret address: for a program that knows no login, and for nobody who does not know it."""

from datetime import date

import icalendar
import pytest
import pytest_asyncio
from publish_site import site

from notesight.store import Store

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


def token(tmp_path, **more):
    with Store.open(tmp_path / "notes.db") as store:
        return store.calendar_token(**more)


async def test_whoever_has_the_address_sees_the_open_follow_ups(notes, tmp_path):
    secret = token(tmp_path)
    answer = await notes.get(f"/notes/-/calendar/{secret}.ics?as=tasks")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    found = icalendar.Calendar.from_ical(answer.text).subcomponents
    with Store.open(tmp_path / "notes.db") as store:
        wanted = {f"{item['id']}@notesight" for item in store.items("followup", state="open", on=date.today())}
    assert {str(each["UID"]) for each in found} == wanted != set()
    assert {
        each.name
        for each in icalendar.Calendar.from_ical(
            (await notes.get(f"/notes/-/calendar/{secret}.ics")).text
        ).subcomponents
    } <= {"VEVENT"}


async def test_without_the_secret_there_is_nothing_there(notes, tmp_path):
    assert (await notes.get("/notes/-/calendar/x.ics")).status_code == 404
    secret = token(tmp_path)
    assert (await notes.get("/notes/-/calendar/x.ics")).status_code == 404
    assert token(tmp_path) == secret != token(tmp_path, new=True)
    assert (await notes.get(f"/notes/-/calendar/{secret}.ics")).status_code == 404
