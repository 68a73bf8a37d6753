"""The questions with a blank to fill in, as Datasette's stored queries, on either line."""

import pytest
import pytest_asyncio
from datasette.app import Datasette
from publish_example import make
from publish_site import running, site

from notesight.publish.questions import QUESTIONS

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


async def answers(notes, question, **blanks):
    response = await notes.get(f"/notes/{question}.json", params={**blanks, "_shape": "array"})
    assert response.status_code == 200, response.text[:500]
    return response.json()


async def test_the_home_page_and_the_list_of_tables_lead_to_each(notes):
    home = await notes.page("/")
    assert home.section("Ask the notebook").links == [f"/notes/{name}" for name in QUESTIONS]
    tables = (await notes.get("/notes")).text
    for name, question in QUESTIONS.items():
        assert f"/notes/{name}" in tables
        page = (await notes.get(f"/notes/{name}")).text
        assert question["title"] in page
        assert question["description"] in page


@pytest.mark.parametrize(
    ("question", "blanks", "found"),
    [
        ("who-can-help", {"words": "desk"}, [("Tom Okafor", "A desk in the studio")]),
        ("who-can-help", {"words": "projector"}, []),  # lent: done
        ("who-is-looking-for", {"words": "CFO fractional"}, [("Priya Raman", "Find a fractional CFO")]),
        ("what-did-i-promise", {"month_or_title": "2026-03"},
         [("Ines Duarte", "Ask Ines about the venue"), ("Priya Raman", "Send Priya the deck"), ("Priya Raman", "Talk again with Priya")]),
        ("what-did-i-promise", {"month_or_title": "call with"}, [("Ines Duarte", "Ask Ines about the venue")]),
        ("what-is-open-with", {"name": "okafor"}, [(None, "A desk in the studio"), (None, "An introduction to Priya")]),
    ],
)  # fmt: skip
async def test_a_question_is_answered(notes, question, blanks, found):
    rows = await answers(notes, question, **blanks)
    assert sorted(((row.get("who"), row["what"]) for row in rows), key=str) == sorted(found, key=str)


async def test_not_spoken_since_counts_notes_and_mail_to_and_from(notes):
    rows = await answers(notes, "not-spoken-since", day="2026-03-09")
    assert [(row["who"], row["last_contact"]) for row in rows][1:] == [
        ("Priya Raman", "2026-03-06"),
        ("Tom Okafor", "2026-03-06"),
    ]
    assert await answers(notes, "not-spoken-since", day="soon") == []


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "typed", ["", " ", '"', "'; DROP TABLE people; --", "* OR a", "NEAR(", "%", "\x00", "a" * 5000]
)
async def test_whatever_is_typed_is_a_value(notes, question, typed):
    await answers(notes, question, words=typed, month_or_title=typed, day=typed, name=typed)


async def test_an_answer_leads_to_our_pages(notes):
    page = (await notes.get("/notes/who-can-help", params={"words": "desk"})).text
    fact, document = (await notes.rows("SELECT id, document_id FROM offers WHERE summary LIKE '%desk%'"))[0]
    assert f'<a href="{await notes.address_of("Tom Okafor")}">Tom Okafor</a>' in page
    assert f'<a href="/notes/-/document/{document}#words-{fact}">A desk in the studio</a>' in page


async def test_who_may_not_see_the_tables_may_not_ask(tmp_path):
    make(tmp_path / "notes.db")
    closed = {"databases": {"notes": {"allow_sql": False, "tables": {"documents": {"allow": {"id": "ada"}}}}}}
    async with running(closed_site(tmp_path, closed)) as datasette:
        for name in QUESTIONS:
            response = await datasette.client.get(f"/notes/{name}?words=desk")
            assert response.status_code in (403, 404), (name, response.status_code)


def closed_site(folder, closed):
    """A Datasette whose settings stand where its line looks for them."""
    from notesight.publish.lines import V1

    return Datasette([str(folder / "notes.db")], **({"config": closed} if V1 else {"metadata": closed}))


async def test_a_question_of_the_users_own_stays(tmp_path):
    make(tmp_path / "notes.db")
    own = {"databases": {"notes": {"queries": {"who-can-help": {"sql": "SELECT 'mine' AS whose"}}}}}
    async with running(closed_site(tmp_path, own)) as datasette:
        rows = (await datasette.client.get("/notes/who-can-help.json?_shape=array")).json()
        assert rows == [{"whose": "mine"}]
        assert (await datasette.client.get("/notes/who-is-looking-for?words=CFO")).status_code == 200
