"""The network: who stands together, who introduces whom, around one person, and how it is laid out."""

from datetime import date
from itertools import combinations

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st
from publish_example import RUN, SEEN, note, person
from publish_site import ON, Site, running, site

from notesight import publish
from notesight.model import Extraction, Introduction
from notesight.publish import layout, network
from notesight.store import Store

MORE = ON.replace("?", "&")
DAY = date(2026, 3, 2)


def notebook(path, documents):
    """A notebook of notes: each a text, its people, and its introductions as ``(state, quote, by, who, to)``."""
    with Store.open(path) as store:
        for n, (text, who, what) in enumerate(documents):
            told = tuple(
                Introduction(quote, at := text.index(quote), at + len(quote), by, one, to, state, "introduced", DAY)
                for state, quote, by, one, to in what
            )
            extraction = Extraction(tuple(person(text, name) for name in who), introductions=told)
            store.record(store.put(note(f"{n}.md", text, DAY), seen_at=SEEN).id, RUN, extraction)


INTRODUCTIONS = [
    ("I'll introduce Ada Brandt to Bo Lind next week.", ["Ada Brandt", "Bo Lind"],
     [("offered", "I'll introduce Ada Brandt to Bo Lind", "me", "Ada Brandt", "Bo Lind")]),
    ("Cy Olsen: happy to put you in touch with Dee Falk.", ["Cy Olsen", "Dee Falk"],
     [("offered", "happy to put you in touch with Dee Falk", "Cy Olsen", "Dee Falk", "me")]),
    ("Bo Lind wants an intro to Dee Falk.", ["Bo Lind", "Dee Falk"], [("asked", "wants an intro to Dee Falk", None, "Bo Lind", "Dee Falk")]),
    ("Ada Brandt and Bo Lind again. The introduction was long.", ["Ada Brandt", "Bo Lind"], []),
]  # fmt: skip


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def introduced(tmp_path):
    notebook(tmp_path / "notes.db", INTRODUCTIONS)
    async with running(publish.build(tmp_path / "notes.db")) as datasette:
        yield Site(datasette, {}, tmp_path / "notes.db")


def listed(page):
    return [tuple(cell.text for cell in row.all("td")) for row in page.first("table", "numbers").all("tr")[1:]]


@pytest.mark.asyncio
async def test_people_are_nodes_that_lead_to_their_pages_and_lines_say_how_often(notes):
    page = await notes.page(f"/notes/-/network{ON}")
    nodes = page.all("a", "node")
    assert sorted(one.first("text").text for one in nodes) == [
        "Bruno Keller",
        "Ines Duarte",
        "Priya Raman",
        "Tom Okafor",
    ]
    assert {one.attributes["href"].partition("?")[0] for one in nodes} == {
        await notes.address_of(name) for name in ("Bruno Keller", "Ines Duarte", "Priya Raman", "Tom Okafor")
    }
    assert sorted(one.text for one in page.first("g", "edges").all("title")) == [
        "Bruno Keller, Ines Duarte: 1 document",
        "Ines Duarte, Priya Raman: 1 document",
        "Ines Duarte, Tom Okafor: 1 document",
        "Priya Raman, Tom Okafor: 2 documents",
    ]


@pytest.mark.asyncio
async def test_the_list_below_says_the_same_as_the_picture(notes):
    page = await notes.page(f"/notes/-/network{ON}")
    assert listed(page)[0] == ("Priya Raman", "Tom Okafor", "2")
    assert len(listed(page)) == len(page.first("g", "edges").all("line")) == 4
    (priya,) = {
        link for link in page.first("table", "numbers").links if (await notes.address_of("Priya Raman")) in link
    }
    assert priya.endswith(ON)


@pytest.mark.asyncio
async def test_around_one_person_stand_those_at_distance_one_and_two(notes):
    bruno = (await notes.address_of("Bruno Keller")).rpartition("/")[2]
    page = await notes.page(f"/notes/-/network?person={bruno}{MORE}")
    assert page.first("h1").text == "Around Bruno Keller"
    assert [one.first("text").text for one in page.all("a", "middle")] == ["Bruno Keller"]
    assert sorted(one.first("text").text for one in page.all("a", "far")) == ["Priya Raman", "Tom Okafor"]
    await notes.page(f"/notes/-/network?person=nobody{MORE}", status=404)


@pytest.mark.asyncio
async def test_who_introduces_whom_is_dashed_with_the_words(introduced):
    page = await introduced.page(f"/notes/-/network{ON}")
    dashed = page.first("g", "dashed").all("line")
    assert sorted(one.first("title").text for one in dashed) == [
        "Cy Olsen: happy to put you in touch with Dee Falk",
        "me: I'll introduce Ada Brandt to Bo Lind",
    ]
    assert sorted("marker-end" in one.attributes for one in dashed) == [False, True]  # to each other; by one, to me
    told = page.section("Who introduces whom")
    assert sorted(one.first("p").text for one in told.all("li")) == [
        "Cy Olsen ⇢ introduces Dee Falk to me",
        "me ⇢ introduces Ada Brandt, Bo Lind",
    ]
    assert "wants an intro" not in told.text  # an ask is no introduction yet


@pytest.mark.asyncio
async def test_a_persons_page_says_who_introduces_them(introduced):
    dee = await introduced.person("Dee Falk")
    assert [one.first("p").text for one in dee.section("How we met").all("li")] == [
        "Cy Olsen ⇢ introduces Dee Falk to me",
        "First named on Mon 2 Mar in Cy Olsen: happy to put you in touch with Dee Falk.",
    ]
    cy = await introduced.person("Cy Olsen")
    assert "Dee Falk" in cy.section("Whom they introduce").text
    assert cy.section("How we met").first("mark").text == "Cy Olsen"


@pytest.mark.asyncio
async def test_no_name_breaks_out_of_the_picture(tmp_path):
    name, other = '</text></svg><script>alert("x")</script>', "Ann\u202e\x07 Bo"
    text = f"{name} will introduce {other} to me"
    notebook(tmp_path / "notes.db", [(text, [name, other], [("offered", text, name, other, "me")])])
    async with running(publish.build(tmp_path / "notes.db")) as datasette:
        page = await Site(datasette, {}, tmp_path / "notes.db").page(f"/notes/-/network{ON}")
        assert len(page.all("a", "node")) == 2
        assert len(page.first("g", "dashed").all("line")) == 1
        assert name in page.first("svg").text


@pytest.mark.asyncio
async def test_nobody_together_is_said(tmp_path):
    notebook(tmp_path / "notes.db", [("Ada Brandt alone.", ["Ada Brandt"], [])])
    async with running(publish.build(tmp_path / "notes.db")) as datasette:
        page = await Site(datasette, {}, tmp_path / "notes.db").page(f"/notes/-/network{ON}")
        assert page.first("p", "empty").text == "Nobody stands together with anybody yet."


@pytest.mark.asyncio
async def test_more_than_three_hundred_people_are_cut_to_the_most_connected_and_it_says_so(tmp_path):
    names = [f"P{chr(97 + n // 26)}{chr(97 + n % 26)} Q{chr(97 + n % 7)}{chr(97 + n // 7 % 26)}son" for n in range(320)]
    documents = [
        (
            f"{names[0]}, {one} and {names[(n * 7 + 1) % 300]}, {n}.",
            sorted({names[0], one, names[(n * 7 + 1) % 300]}),
            [],
        )
        for n, one in enumerate(names)
    ]
    notebook(tmp_path / "notes.db", documents)
    async with running(publish.build(tmp_path / "notes.db")) as datasette:
        page = await Site(datasette, {}, tmp_path / "notes.db").page(f"/notes/-/network{ON}")
        assert "The 300 most connected of 320 people are shown." in page.first("p", "lead").text
        assert len(page.all("a", "node")) == 300
        assert any(one.first("title").text.startswith(names[0]) for one in page.all("a", "node"))


@pytest.mark.asyncio
async def test_a_crowd_in_one_document_tells_nothing_of_who_knows_whom(tmp_path):
    names = [f"Guest{chr(97 + n)} Person" for n in range(26)]
    notebook(tmp_path / "notes.db", [(", ".join(names), names, []), ("Guesta Person, Guestb Person", names[:2], [])])
    async with running(publish.build(tmp_path / "notes.db")) as datasette:
        page = await Site(datasette, {}, tmp_path / "notes.db").page(f"/notes/-/network{ON}")
        assert listed(page) == [("Guesta Person", "Guestb Person", "1")]
    assert len(names) > network.CROWD


# --- the layout ---------------------------------------------------------------------------------------------------

graphs = st.integers(1, 40).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.floats(0, 1)), max_size=80),
        st.lists(st.text(min_size=1, max_size=24), min_size=n, max_size=n),
        st.lists(st.floats(0, 1), min_size=n, max_size=n),
        st.none() | st.integers(0, n - 1),
    )
)


def boxes(plane, labels):
    """The room of each label, and of each point."""
    found = []
    for spot, label in zip(plane.spots, labels, strict=True):
        if spot.label:
            wide = layout.label_width(label)
            left = spot.label[0] - {"start": 0, "middle": wide / 2, "end": wide}[spot.anchor]
            top = spot.label[1] - layout.FONT * 0.8
            found.append((left, top, left + wide, top + layout.FONT))
    return found


@settings(max_examples=60, deadline=None)
@given(graph=graphs)
def test_no_label_covers_another_and_all_stands_on_the_plane(graph):
    number, edges, labels, weights, middle = graph
    edges = tuple((one, other, strength) for one, other, strength in edges if one != other)
    plane = layout.laid_out(tuple(labels), edges, tuple(weights), middle)
    assert len(plane.spots) == number
    for one, other in combinations(boxes(plane, labels), 2):
        rounding = 0.2
        apart = one[2] <= other[0] + rounding or other[2] <= one[0] + rounding
        assert apart or one[3] <= other[1] + rounding or other[3] <= one[1] + rounding
    for spot in plane.spots:
        assert 0 < spot.x < plane.width
        assert 0 < spot.y < plane.height
    layout.laid_out.cache_clear()
    assert layout.laid_out(tuple(labels), edges, tuple(weights), middle) == plane  # nothing is left to chance


def test_those_who_stand_together_stand_near():
    edges = tuple((one, other, 1.0) for group in (range(6), range(6, 12)) for one, other in combinations(group, 2))
    plane = layout.laid_out(tuple("abcdefghijkl"), edges, (0.5,) * 12, None)

    def mean(pairs):
        pairs = list(pairs)
        spots = plane.spots
        return sum(((spots[a].x - spots[b].x) ** 2 + (spots[a].y - spots[b].y) ** 2) ** 0.5 for a, b in pairs) / len(
            pairs
        )

    together = mean([*combinations(range(6), 2), *combinations(range(6, 12), 2)])
    assert together * 1.5 < mean((one, other) for one in range(6) for other in range(6, 12))
