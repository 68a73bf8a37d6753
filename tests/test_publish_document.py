"""A document's page: its text with every fact and every name lit, and the cards they lead to and come from."""

import re
from datetime import date

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from publish_example import COFFEE, MAIL, RUN, SEEN, item, note, person
from publish_site import ON, Site, running, site, tree

from notesight import publish
from notesight.model import Extraction, Part
from notesight.publish.highlight import Lit, inked, lit_html
from notesight.store import Store

KINDS = ("ask", "offer", "followup", "person")


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


async def page_of(folder, text, extraction, **more):
    """The page of one note, as a tree."""
    path = folder / "notes.db"
    with Store.open(path) as store:
        document = note("one.md", text, date(2026, 3, 2), **more)
        document_id = store.put(document, seen_at=SEEN).id
        store.record(document_id, RUN, extraction)
    async with running(publish.build(path)) as datasette:
        return await Site(datasette, {}, path).page(f"/notes/-/document/{document_id}{ON}")


def shown(page):
    """The words of the document as they stand on the page, without the badges."""
    return "".join(bare(words) for words in page.all("div", "words"))


def bare(element):
    return "".join(
        one if isinstance(one, str) else "" if "badge" in one.classes else bare(one) for one in element.inside
    )


def lit(page, anchor):
    """The words that are lit for an anchor, with its continuations where other marks cut it."""
    return bare(page.first("mark", id=anchor))


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["coffee", "call", "mail", "hostile"])
async def test_every_fact_leads_from_its_words_to_its_card_and_back(notes, name):
    page = await notes.document(name)
    facts = await notes.rows("SELECT id, quote FROM items WHERE document_id = ?", [notes.ids[name]])
    assert facts
    assert len(page.all("li", "card")) >= len(facts)
    for fact, quote in facts:
        words, card = page.first("mark", id=f"words-{fact}"), page.first("li", id=f"fact-{fact}")
        assert bare(words) == quote
        assert f"#words-{fact}" in card.links
        assert f"#fact-{fact}" in page.first("article").links
        badge = page.first("article").first("a", "badge", href=f"#fact-{fact}")
        assert badge.text == card.first("a", "badge").text


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["coffee", "call", "mail"])
async def test_every_name_is_lit_and_leads_to_the_card_of_its_person(notes, name):
    page = await notes.document(name)
    cards = page.all("li", "person")
    rows = "SELECT people.name, text FROM mentions JOIN people ON people.id = person_id WHERE document_id = ? ORDER BY start"
    mentions = await notes.rows(rows, [notes.ids[name]])
    assert {card.first("p", "summary").text for card in cards} == {person for person, _ in mentions}
    for card in cards:
        named = card.first("p", "summary").text
        leads = [link[1:] for link in card.first("p", "mentions").links]
        assert [lit(page, anchor) for anchor in leads] == [text for person, text in mentions if person == named]


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["coffee", "call", "mail", "changed", "failed", "waiting"])
async def test_the_whole_text_is_shown_as_it_was_read(notes, name):
    text = (await notes.rows("SELECT text FROM documents WHERE id = ?", [notes.ids[name]]))[0][0]
    assert re.sub(r"\s+", "", shown(await notes.document(name))) == re.sub(r"\s+", "", text)


@pytest.mark.asyncio
async def test_each_part_says_whose_words_it_holds(notes):
    page = await notes.document("mail")
    parts = page.first("article").all(of="part")
    assert [one.classes[1] for one in parts] == ["header", "new", "quoted", "signature"]
    assert parts[1].first("p", "author").text == "Ines Duarte · 9 Mar 2026, 09:14"
    assert parts[2].first("p", "author").text == "quoted · me · 6 Mar 2026, 17:02"
    assert MAIL.partition("\n\n")[0] in parts[0].raw
    assert shown(parts[1]).startswith("Hello! Could you")
    assert shown(parts[2]).endswith("will bring the chairs.")


@pytest.mark.asyncio
async def test_a_card_says_what_by_whom_and_counts_the_day(notes):
    page = await notes.document("mail")
    fact = (await notes.rows("SELECT id FROM followups WHERE summary = 'Hold the big room'"))[0][0]
    card = page.first("li", id=f"fact-{fact}")
    assert card.first("p", "summary").text == "F1 Follow-up: Hold the big room"
    assert card.first("p", "small").text == "Ines Duarte → to me Fri 13 Mar in 3 days"
    assert card.first("blockquote").text == "I'll hold the big room until Friday"
    assert card.first("p", "source").text == "“until Friday”, counted from Mon 9 Mar"


@pytest.mark.asyncio
async def test_settled_and_put_off_and_hedged_show_on_their_cards(notes):
    call, coffee = await notes.document("call"), await notes.document("coffee")
    done = next(one for one in call.all("li", "card") if "Lend the projector" in one.text)
    assert "settled" in done.classes
    assert "done" in done.text
    assert next(one for one in call.all("li", "card") if "introduction" in one.text).first("span", "maybe")
    assert "put off until Wed 1 Apr" in coffee.text


@pytest.mark.asyncio
async def test_about_a_document_says_where_it_is_from_and_who_read_it_at_what_cost(notes):
    about = (await notes.document("call")).section("About this document")
    said = dict(zip([one.text for one in about.all("dt")], [one.text for one in about.all("dd")], strict=True))
    assert said["File"] == "/notes/call.md"
    assert said["Read by"] == "openai, small-model, prompt v3, 9 Mar 2026, 18:30"
    assert said["Cost"] == "812 + 143 tokens, $0.0021, 1.4 s"
    mail = (await notes.document("mail")).section("About this document")
    assert [one.text for one in mail.all("dd")][:2] == [
        "Ines Duarte <ines@harbour.example>",
        "me <me@notes.example>",
    ]


@pytest.mark.asyncio
async def test_what_was_left_out_is_listed_with_its_reason(notes):
    left_out = (await notes.document("coffee")).first("details", "more")
    assert left_out.first("summary").text == "Left out, because the words do not stand in the text (1)"
    assert [one.text for one in left_out.first("li").all("p")] == [
        "ask: she needs a <lawyer>",
        "These words do not stand in the text.",
    ]


@pytest.mark.asyncio
async def test_versions_lead_to_each_other(notes):
    old, new = await notes.document("old"), await notes.document("changed")
    assert "This is an older version" in old.text
    assert f"/notes/-/document/{notes.ids['changed']}{ON}" in old.links
    assert f"/notes/-/document/{notes.ids['old']}{ON}" in new.links
    assert "Nothing was found in this document." in new.text


@pytest.mark.asyncio
async def test_a_failed_and_a_waiting_document_say_so(notes):
    assert "The last reading failed: The model cut its answer off." in (await notes.document("failed")).text
    assert "This document waits to be read: notesight run" in (await notes.document("waiting")).text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "wrong", ["0", "-1", "999", "1.0", "1e3", "one", "٣", "²", "0x1", "9" * 18, "9" * 19, "9" * 400, "%00", "1%00", "~31x", "'"]
)  # fmt: skip
async def test_an_id_that_is_no_document_is_not_found(notes, wrong):
    response = await notes.get(f"/notes/-/document/{wrong}")
    assert response.status_code == 404, response.text[:300]
    tree(response.text)


@pytest.mark.asyncio
async def test_crossing_nested_and_touching_quotes_are_each_lit_whole(tmp_path):
    text = "Ada Brandt asks for the keys and offers the car and will call on Monday."
    facts = (
        item(text, "ask", "asks for the keys and offers", "The keys", "Ada Brandt", None, date(2026, 3, 2)),
        item(text, "offer", "offers the car and", "The car", "Ada Brandt", None, date(2026, 3, 2)),
        item(text, "followup", "the car", "See the car", "me", None, date(2026, 3, 2)),
        item(text, "followup", " will call on Monday"[1:], "Call", "Ada Brandt", "me", date(2026, 3, 2)),
        item(text, "ask", "Ada Brandt asks for", "Something", "Ada Brandt", None, date(2026, 3, 2)),
    )
    page = await page_of(tmp_path, text, Extraction(people=(person(text, "Ada Brandt"),), items=facts))
    assert shown(page) == text
    badges = page.first("article").first("div", "words").all("a", "badge")
    assert sorted(one.text for one in badges) == ["A1", "A2", "F1", "F2", "O1"]
    for badge in badges:
        card = page.first("li", id=badge.attributes["href"][1:])
        anchor = card.first("a", "badge").attributes["href"][1:]
        assert text.index(lit(page, anchor)) >= 0


@pytest.mark.asyncio
async def test_a_quote_that_goes_over_two_parts_is_lit_in_both_and_stands_once(tmp_path):
    text = "I'll bring the cake\n\nby Friday, and the plates."
    page_parts = (Part("new", 0, 21), Part("quoted", 21, len(text)))
    path = tmp_path / "notes.db"
    with Store.open(path) as store:
        document = note("one.md", text, date(2026, 3, 2))
        object.__setattr__(document, "parts", page_parts)
        document_id = store.put(document, seen_at=SEEN).id
        promise = item(text, "followup", "bring the cake\n\nby Friday", "Bring the cake", "me", None, date(2026, 3, 2))
        store.record(document_id, RUN, Extraction(items=(promise,)))
    async with running(publish.build(path)) as datasette:
        page = await Site(datasette, {}, path).page(f"/notes/-/document/{document_id}{ON}")
    first, second = page.all("div", "words")
    assert first.first("mark", "followup").text == "bring the cake"
    assert second.first("mark", "followup").text == "by Friday"
    assert [len(one.all("a", "badge")) for one in (first, second)] == [0, 1]
    assert re.sub(r"\s", "", shown(page)) == re.sub(r"\s", "", text)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("quote", "summary", "line"),
    [
        ("needs a lift on the 24th", "Needs a lift on the 24th", "Needs a lift on the 24th"),
        ("who knows a plumber?!", "Who knows a plumber", "Who knows a plumber"),
        ("NEEDS  a\nlift ...", "Needs a lift…", "NEEDS a lift ..."),
        ("looking for a room, quiet, with a view of the sea", "Looking for a room, quiet…", "looking for a room, quiet, with a view of the sea"),
    ],
)  # fmt: skip
async def test_a_summary_that_says_the_same_as_its_quote_is_shown_once(tmp_path, quote, summary, line):
    text = f"Bex {quote} or so"
    facts = (item(text, "ask", quote, summary, "me", None, date(2026, 3, 2)),)
    page = await page_of(tmp_path, text, Extraction(items=facts))
    card = page.first("li", "card")
    assert card.first("p", "summary").text == f"A1 Ask: {line}"
    assert not card.all("blockquote")
    assert len(card.links) == 2  # the badge and the line itself lead to the words


@pytest.mark.asyncio
async def test_a_summary_that_says_it_in_other_words_leaves_the_quote(notes):
    card = next(one for one in (await notes.document("coffee")).all("li", "card") if "CFO" in one.text)
    assert card.first("blockquote").text == "She's looking for a fractional CFO"


@pytest.mark.asyncio
async def test_a_note_without_words_has_a_page(tmp_path):
    for n, text in enumerate(("", "\n\n\n", "🙂")):
        (tmp_path / str(n)).mkdir()
        page = await page_of(tmp_path / str(n), text, Extraction())
        assert shown(page).strip() == text.strip()


@st.composite
def marked(draw):
    """A text with a window and any spans."""
    text = draw(st.text(alphabet="ab \n<&\x07\u202e'\"é🙂", max_size=60))
    place = st.integers(0, len(text))
    ends = st.tuples(place, place).map(sorted).filter(lambda ends: ends[0] < ends[1])
    spans = draw(st.lists(ends, max_size=8)) if text else []
    window = sorted(draw(st.tuples(place, place)))
    lits = [
        Lit(*span, draw(st.sampled_from(KINDS)), f"words-{n}", f"card-{n}", f"A{n}", "t")
        for n, span in enumerate(spans)
    ]
    return text, lits, window


def as_shown(text):
    return text.replace("\x07", "␇")


@given(marked())
def test_any_spans_give_marks_that_nest_and_the_text_back(given_text):
    text, lits, (start, end) = given_text
    targets = "".join(f'<p id="card-{n}"></p>' for n in range(len(lits)))
    page = tree(f"<div>{lit_html(text, lits, start, end)}</div>{targets}")
    assert bare(page.first("div")) == as_shown(text[start:end])
    for one in lits:
        if start <= one.start and one.end <= end:
            assert [badge.attributes["href"] for badge in page.all("a", "badge") if badge.text == one.badge] == [
                f"#{one.target}"
            ]
            assert page.first("mark", id=one.anchor)


@given(marked())
def test_a_window_without_its_blank_lines_has_all_its_words_and_all_its_lights(given_text):
    text, lits, (start, end) = given_text
    first, last = inked(text, start, end, lits)
    assert start <= first <= last <= end
    assert text[start:first].strip() == ""
    assert text[last:end].strip() == ""
    for one in lits:
        assert not start <= one.start < first
        assert not last < one.end <= end


def test_blank_lines_around_a_part_go_and_the_indent_of_its_first_line_stays():
    text = "\n \n   - one\n   - two\n\n\n"
    assert text[slice(*inked(text, 0, len(text)))] == "   - one\n   - two"
    assert COFFEE[slice(*inked(COFFEE, 0, len(COFFEE)))] == COFFEE.rstrip()
