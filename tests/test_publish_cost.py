"""What the pages say of the cost of reading, of readings in pieces, and of sentences that gave nothing."""

from datetime import date

import pytest
import pytest_asyncio
from publish_example import RUN, SEEN, item, note
from publish_site import ON, Site, running, site

from notesight import publish
from notesight.model import Extraction, Piece, Run
from notesight.store import Store

pytestmark = pytest.mark.asyncio

TEXT = "Ana needs a van. It rains. <b>Bo</b> has one."
PIECES = (Piece(0, 26, "{}", cost_usd=0.5), Piece(26, 45, error="The model <i>declined</i> to read this document."))
IN_PART = Run("openai", "f", "m", cost_usd=0.5, error="1 of 2 pieces could not be read.", pieces=PIECES)
ASK = Extraction(items=(item(TEXT, "ask", "Ana needs a van", "A van", "Ana", None, date(2026, 3, 2)),))


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


async def page_of(folder, record):
    """The page of a document after something was recorded about it."""
    path = folder / "notes.db"
    with Store.open(path) as store:
        document_id = store.put(note("one.md", TEXT, date(2026, 3, 2)), seen_at=SEEN).id
        record(store, document_id)
    async with running(publish.build(path)) as datasette:
        return await Site(datasette, {}, path).page(f"/notes/-/document/{document_id}{ON}")


def about(page):
    """The last card of a document's page, as its words by their labels."""
    listed = page.first("dl", "about")
    return dict(zip((each.text for each in listed.all("dt")), (each.text for each in listed.all("dd")), strict=True))


async def test_the_home_page_tells_what_reading_has_cost_in_all_and_last(notes):
    section = (await notes.page(f"/{ON}")).section("Came in last")
    [line] = [each for each in section.all("p", "hint") if "cost" in each.text]
    assert line.text == "Reading has cost $0.0021 in all, $0.0021 a reading; the last one $0.0021."
    table, last = (link.attributes["href"] for link in line.all("a"))
    assert last == f"/notes/-/document/{notes.ids['call']}{ON}"
    rows = await notes.get(table)
    assert (rows.status_code, rows.text.count("small-model")) == (200, 1), (
        "the reading that failed at once cost nothing"
    )


async def test_a_notebook_that_was_read_for_nothing_says_nothing_of_cost(tmp_path):
    path = tmp_path / "notes.db"
    with Store.open(path) as store:
        store.record(store.put(note("one.md", TEXT, date(2026, 3, 2)), seen_at=SEEN).id, RUN, ASK)
    async with running(publish.build(path)) as datasette:
        assert "cost" not in (await Site(datasette, {}, path).page(f"/{ON}")).text


async def test_a_document_that_was_read_in_part_says_which_part_was_not_and_why(tmp_path):
    page = await page_of(tmp_path, lambda store, document: store.record_failure(document, IN_PART, ASK))
    notice = page.first("p", "notice")
    assert (
        notice.text
        == "This reading is not complete: 1 piece of the text could not be read. notesight run reads only what is missing."
    )
    [line] = [each for each in page.all("li", "line") if "Characters" in each.text]
    assert [each.text for each in line.all("p")] == [
        "Characters 26 to 45",
        "The model <i>declined</i> to read this document.",
    ]
    assert [each.text for each in page.all("p", "summary")][:1] == ["A1 Ask: A van"]
    assert about(page)["Read by"].startswith("openai, m")
    assert "Sentences" not in about(page)


async def test_a_document_that_was_read_whole_says_how_many_sentences_gave_facts(tmp_path):
    page = await page_of(tmp_path, lambda store, document: store.record(document, RUN, ASK))
    assert about(page)["Sentences"] == "1 of 3 gave facts"
    assert page.all("p", "notice") == []
