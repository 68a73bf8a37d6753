"""The search page: what is typed is words to look for, and what is found shows them."""

from urllib.parse import quote

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from publish_site import ON, paths, site, tree

from notesight.publish.highlight import found_html
from notesight.publish.searching import CLOSES, OPENS, match_expression


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


def find(notes, typed):
    return notes.page(f"/notes/-/search{ON}&q={quote(typed)}")


@pytest.mark.asyncio
async def test_a_passage_is_shown_with_the_words_marked(notes):
    page = await find(notes, "fractional CFO")
    document = page.section("Documents").first("li", "line")
    assert paths(document.links) == [f"/notes/-/document/{notes.ids['coffee']}"]
    assert [one.text for one in document.all("mark", "hit")] == ["fractional", "CFO"]
    assert "looking for a fractional CFO, two days a week" in document.first("blockquote").text
    fact = page.section("Asks, offers and follow-ups").first("li", "fact")
    assert [one.text for one in fact.first("p", "summary").all("mark", "hit")] == ["fractional", "CFO"]
    assert [one.text for one in fact.first("blockquote").all("mark", "hit")] == ["fractional", "CFO"]


@pytest.mark.asyncio
async def test_people_are_found_by_name_by_organisation_and_by_address(notes):
    for typed in ("Ines Duarte", "Harbour House", "ines@harbour.example", "duar"):
        people = (await find(notes, typed)).section("People")
        assert [one.first("a").text for one in people.all("li")] == ["Ines Duarte"], typed


@pytest.mark.asyncio
async def test_case_and_accents_do_not_matter_and_the_last_word_may_be_a_beginning(notes):
    for typed in ("TERRACE", "térrace", "terr", "roof terr", '"roof terrace"'):
        assert "Show the roof terrace" in (await find(notes, typed)).text, typed
    assert "Nothing was found" in (await find(notes, "terr roof")).text


@pytest.mark.asyncio
async def test_open_facts_come_before_settled_ones(notes):
    facts = (await find(notes, "the")).section("Asks, offers and follow-ups").all("li", "fact")
    settled = ["settled" in one.classes for one in facts]
    assert settled == sorted(settled)
    assert any(settled)


@pytest.mark.asyncio
async def test_only_the_present_version_of_a_document_is_found(notes):
    assert (await find(notes, "Wanda")).section("Documents") is None
    assert (await find(notes, "flyers year")).section("Documents")


@pytest.mark.asyncio
async def test_nothing_found_and_nothing_typed_say_what_to_do(notes):
    nothing = await find(notes, "zebra")
    assert "Nothing was found." in nothing.first("p", "lead").text
    assert not nothing.all("section")
    assert "Type a few words" in (await find(notes, "")).first("p", "lead").text
    assert "Type a few words" in (await notes.page("/notes/-/search")).text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "typed",
    [
        '"', '""', '"a', "*", "a*", "-a", "NOT", "a OR b", "a AND", "NEAR(a b)", "title:a", "{title text}: a", "^a", "a + b",
        "(", ")", "a)", "'", "';--", "\\", "%", "_", "\x00", "a\x00b", "\x02a\x03", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "<script>alert(1)</script>", "</title><b>", '" onfocus="alert(1)', "\u202eabc", "🙂", "中文", "a" * 5000, "a " * 5000, "…", ".,;",
    ],
)  # fmt: skip
async def test_whatever_is_typed_is_words_only(notes, typed):
    page = await find(notes, typed)
    assert page.first("input", id="q").attributes["value"].strip() == typed.strip()
    assert len(page.all("h1")) == 1


@pytest.mark.asyncio
async def test_a_field_that_is_no_text_at_all_is_answered(notes):
    for query in ("q=%ff%fe", "q=%00", "q=a&q=b", "q", "q[]=1", "q=" + "%F0%9F" * 100, "on=&q=a"):
        response = await notes.get(f"/notes/-/search?{query}")
        assert response.status_code == 200, query
        tree(response.text)


@given(st.text())
def test_a_query_becomes_quoted_words(typed):
    expression = match_expression(typed)
    assert expression.count('"') % 2 == 0
    outside = "".join(expression.split('"')[::2])
    assert set(outside) <= {" ", "*"}


@given(st.text(alphabet="ab<\x02\x03 "))
def test_a_passage_is_text_with_marks_whatever_stands_in_it(passage):
    page = tree(f"<p>{found_html(passage, OPENS, CLOSES)}</p>")
    assert page.raw == passage.replace(OPENS, "").replace(CLOSES, "")
