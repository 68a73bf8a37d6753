"""The figures: questions, plots, and the same numbers in a table."""

import pytest
import pytest_asyncio
from publish_example import HOSTILE_NAME, TODAY
from publish_site import ON, site

from notesight.publish.figures import HEIGHT, last_months, nice

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


def table(section):
    """The numbers of a figure by the names of its columns and rows."""
    head, *body = section.first("table", "numbers").all("tr")
    names = [one.text for one in head.all("th")][1:]
    return {
        (row.first("th").text, name): int(cell.text.replace(",", ""))
        for row in body
        for name, cell in zip(names, row.all("td"), strict=True)
        if cell.text != "0"
    }


async def test_each_figure_has_its_question_for_a_title_and_its_numbers_in_a_table(notes):
    page = await notes.page(f"/notes/-/figures{ON}")
    assert [one.first("h2").text for one in page.all("section", "figure")] == [
        "How do we talk?",
        "Where does it all come from?",
        "Which promises were kept?",
        "How much is asked, and how much is offered?",
        "Who did I talk with most in the last 90 days?",
    ]
    assert table(page.section("How do we talk?")) == {
        ("March 2026", each): 1 for each in ("call", "coffee", "mail", "not said")
    }
    assert table(page.section("Where does it all come from?")) == {
        ("March 2026", "note"): 3, ("March 2026", "coffee"): 1, ("March 2026", "call"): 1, ("March 2026", "mail"): 1,
        ("February 2026", "note"): 1,
    }  # fmt: skip
    assert table(page.section("Which promises were kept?")) == {
        ("March 2026", "Mine, open"): 3,
        ("March 2026", "Others’, open"): 2,
    }
    assert table(page.section("How much is asked, and how much is offered?")) == {
        ("March 2026", "Asks"): 5,
        ("March 2026", "Offers"): 3,
    }


async def test_whom_i_talked_with_are_those_who_took_part_and_not_those_who_were_talked_about(notes):
    page = await notes.page(f"/notes/-/figures{ON}")
    section = page.section("Who did I talk with most in the last 90 days?")
    assert [name for name, _ in table(section)] == [HOSTILE_NAME, "Ines Duarte", "Priya Raman", "Tom Okafor"]
    assert set(table(section).values()) == {1}  # in the mail Bruno Keller is only talked about
    assert {one.partition("?")[0] for one in section.first("ol", "ranked").links} == {
        await notes.address_of(name) for name in (HOSTILE_NAME, "Ines Duarte", "Priya Raman", "Tom Okafor")
    }


async def test_bars_are_as_high_as_their_numbers(notes):
    page = await notes.page(f"/notes/-/figures{ON}")
    asks = page.section("How much is asked, and how much is offered?").all("figure")[0]
    (bar,) = asks.all("rect")
    assert bar.first("title").text == "2026-03: 5 asks"
    assert float(bar.attributes["height"]) == HEIGHT * 5 / 5
    assert asks.first("g", "scale").first("text").text == "5"
    assert "done" in page.section("Which promises were kept?").first("p", "key").text


async def test_the_last_month_is_that_of_the_day(notes):
    months = last_months(TODAY)
    assert (len(months), months[0], months[-1]) == (12, "2025-04", "2026-03")
    assert last_months(TODAY.replace(year=1, month=3)) == ("0001-01", "0001-02", "0001-03")
    for day in ("0001-01-01", "9999-12-31"):
        await notes.page(f"/notes/-/figures?as_of={day}")


@pytest.mark.parametrize(
    ("number", "end"), [(0, 1), (1, 1), (2, 2), (3, 5), (6, 10), (10, 10), (11, 20), (99, 100), (2001, 5000)]
)
async def test_a_scale_ends_at_a_round_number(number, end):
    assert nice(number) == end
