"""The page of a conversation: every message once, in order, with what was asked, offered and promised in it."""

import pytest
from publish_site import Site, running
from thread_example import MESSAGES, a_line, eml, name_of, outlook

from notesight import publish
from notesight.pipeline import ingest
from notesight.store import Store

pytestmark = pytest.mark.asyncio


async def page_of(folder, document_id, *mails):
    """The page of a conversation out of these mails."""
    path = folder / "notes.db"
    with Store.open(path) as store:
        for n, mail in enumerate(mails):
            (folder / f"{n}.eml").write_bytes(mail)
            list(ingest([folder / f"{n}.eml"], a_line(store)))
    async with running(publish.build(path)) as datasette:
        return await Site(datasette, {}, path).page(f"/notes/-/thread/{document_id}?as_of=2026-03-20")


def messages(page):
    """Who wrote what, message by message, without the badges in the words."""
    found = []
    for message in page.first("ol", "thread").all("li", "message"):
        words = message.first("div", "words")
        badges = {one.text for one in words.all("a", "badge")}
        text = words.text
        for badge in badges:
            text = text.replace(badge, "")
        found.append((message.first("b").text, " ".join(text.split())))
    return found


WHOLE = [(name_of(who), words) for who, _, _, words in MESSAGES]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5), (5,), (5, 0, 3), (2, 4, 5)])
async def test_every_message_stands_once_and_in_order_whoever_quotes_it(tmp_path, order):
    assert messages(await page_of(tmp_path, 1, *(eml(n) for n in order))) == WHOLE


async def test_header_blocks_of_quotations_are_no_words_of_theirs(tmp_path):
    assert messages(await page_of(tmp_path, 1, eml(5, quoting=outlook))) == WHOLE


async def test_a_fact_stands_beside_its_message_and_is_lit_in_it(tmp_path):
    page = await page_of(tmp_path, 1, eml(5), eml(0))
    first = page.first("ol", "thread").all("li", "message")[0]
    assert [card.first("p", "summary").text for card in first.all("li", "card")] == [
        "A1 Ask: Send Anna the floor plan of the hall by Friday?"
    ]
    mark = first.first("mark", "lit")
    assert "Could you send me the floor plan" in mark.text
    assert first.first("li", "card").first("a", "badge").attributes["href"] == f"#{mark.attributes['id']}"
    assert len(page.all("li", "card")) == 7


async def test_a_document_leads_to_its_conversation_and_says_where_its_words_stood_first(tmp_path):
    await page_of(tmp_path, 1, eml(5), eml(0))
    async with running(publish.build(tmp_path / "notes.db")) as datasette:
        site = Site(datasette, {}, tmp_path / "notes.db")
        page = await site.page("/notes/-/document/1?as_of=2026-03-20")
        assert page.first("a", href="/notes/-/thread/1?as_of=2026-03-20").text == "One of 2 in a conversation"
        plan = next(card for card in page.all("li", "card") if "floor plan" in card.text)
        assert "said first in The hall" in plan.text
        home = await site.page("/?as_of=2026-03-20")
        plan = next(fact for fact in home.all("li", "fact") if "floor plan" in fact.text)
        assert plan.first("p", "source").text == "The hall · Mon 2 Mar, 3 weeks ago · also in 1 more"


async def test_a_document_that_is_in_no_conversation_has_no_such_page(tmp_path):
    with Store.open(tmp_path / "notes.db"):
        pass
    async with running(publish.build(tmp_path / "notes.db")) as datasette:
        for address in ("/notes/-/thread/1", "/notes/-/thread/x", "/notes/-/thread/99999999999999999999"):
            assert (await datasette.client.get(address)).status_code == 404
