"""A person's page: their names, what they do, what is open with them, and every document that names them."""

from datetime import date

import pytest
import pytest_asyncio
from publish_example import RUN, SEEN, note, person
from publish_site import Site, paths, running, site

from notesight import publish
from notesight.model import Address, Document, Extraction, Part
from notesight.store import Store

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


async def test_the_head_says_who_it_is_and_since_when(notes):
    priya = await notes.person("Priya Raman")
    assert priya.first("h1").text == "Priya Raman"
    assert priya.first("title").text == "Priya Raman · notesight"
    assert priya.first("p", "lead").text == "VP Product · Lumen"
    assert "First in the notebook Mon 2 Mar, last Fri 6 Mar (4 days ago)" in priya.text


async def test_every_name_and_address_stands_with_the_document_it_comes_from(notes):
    ines = (await notes.person("Ines Duarte")).section("Names and addresses")
    assert [one.text for one in ines.all("li")] == [
        "Ines in 2 documents, first in Call with Tom",
        "Ines Duarte in A room for the workshop",
        "ines@harbour.example in A room for the workshop",
    ]
    assert set(paths(ines.links)) == {f"/notes/-/document/{notes.ids[name]}" for name in ("call", "mail")}


async def test_a_number_in_their_signature_stands_with_its_line_and_its_document(notes):
    signed = "Until Friday!\n-- \nInes Duarte\n<b>T</b> 020 7946 0958\n"
    author = Address("Ines Duarte", "ines@harbour.example")
    parts = (Part("new", 0, 14, author), Part("signature", 14, len(signed), author))
    document = Document("mid:2@x", signed, date(2026, 3, 10), "email", parts, "Friday", "mail", author)
    with Store.open(notes.path) as store:
        number = store.put(document, seen_at=SEEN).id
        store.record(number, RUN, Extraction((person(signed, "Ines Duarte", email="ines@harbour.example"),)))
    ines = (await notes.person("Ines Duarte")).section("Names and addresses, numbers")
    assert ines.all("li")[-1].text == "020 7946 0958 “<b>T</b> 020 7946 0958”, signed in Friday"
    assert f"/notes/-/document/{number}" in ines.links[-1]


async def test_what_they_do_stands_as_the_document_states_it(notes):
    priya = (await notes.person("Priya Raman")).section("What they do, as stated")
    assert [one.text for one in priya.all("li")] == ["VP Product · Lumen Mon 2 Mar · Coffee with Priya"]
    assert (await notes.person("Tom Okafor")).section("What they do, as stated") is None


async def test_what_is_open_stands_by_kind_and_what_is_settled_is_folded_away(notes):
    tom = await notes.person("Tom Okafor")
    assert [one.text for one in tom.section("Maybe").all("p", "summary")] == ["An introduction to Priya maybe"]
    assert [one.text for one in tom.section("What they offer").all("p", "summary")] == ["A desk in the studio"]
    for empty in ("I owe them", "They owe me", "What they are looking for", "Also open"):
        assert tom.section(empty) is None
    settled = tom.first("details", "more")
    assert settled.first("summary").text == "Done and dismissed (1)"
    assert settled.first("p", "summary").text == "Lend the projector"
    assert "done" in settled.first("li").text


async def test_what_was_put_off_says_until_when(notes):
    priya = (await notes.person("Priya Raman")).section("I owe them")
    assert "put off until Wed 1 Apr" in priya.text


async def test_the_timeline_has_every_document_newest_first_with_what_was_said(notes):
    priya = (await notes.person("Priya Raman")).section("Timeline")
    assert priya.first("h2").text == "Timeline 2"
    meetings = [one for one in priya.first("ol", "timeline").inside if not isinstance(one, str)]
    assert [one.first("p").text for one in meetings] == ["Call with Tom", "Coffee with Priya"]
    said = meetings[1].all("li")
    assert [one.text for one in said] == [
        "AAsk: Find a fractional CFO",
        "FFollow-up: Send Priya the deck",
        "FFollow-up: Talk again with Priya",
    ]


async def test_how_we_met_is_the_first_sentence_that_names_them(notes):
    ines = (await notes.person("Ines Duarte")).section("How we met")
    assert ines.first("p").text == "First named on Fri 6 Mar in Call with Tom"
    assert ines.first("blockquote").text == "I said I'd ask Ines about the venue by Monday."
    assert ines.first("mark").text == "Ines"
    bruno = (await notes.person("Bruno Keller")).section("How we met")
    assert "Bruno Keller will bring the chairs." in bruno.first("blockquote").text


async def test_the_last_contact_says_how_it_is_known(notes):
    async def contact(name):
        return (await notes.person(name)).first("p", "contact").text

    assert (
        await contact("Ines Duarte")
        == "Last contact Mon 9 Mar (yesterday), mail: they wrote, in A room for the workshop"
    )
    assert await contact("Tom Okafor") == (
        "Last contact Fri 6 Mar (4 days ago), call: the note says so in its words, in Call with Tom"
    )
    assert await contact("Priya Raman") == (  # in the later call she was only talked about
        "Last contact Mon 2 Mar (8 days ago), coffee: the note says so in its words, in Coffee with Priya"
    )
    assert await contact("Bruno Keller") == "No contact in this notebook: they are only talked about."


async def test_what_i_owe_and_what_they_owe_stand_apart(notes):
    ines = await notes.person("Ines Duarte")
    assert [one.text for one in ines.section("I owe them").all("p", "summary")] == [
        "Ask Ines about the venue",
        "Send Ines the number of guests",
    ]
    assert [one.text for one in ines.section("They owe me").all("p", "summary")] == [
        "Hold the big room",
        "The big room on 24 April",
    ]
    assert [one.text for one in ines.section("What they offer").all("p", "summary")] == ["Show the roof terrace"]
    priya = await notes.person("Priya Raman")
    assert [one.text for one in priya.section("What they are looking for").all("p", "summary")] == [
        "Find a fractional CFO"
    ]
    every = [one.text for name in ("Ines Duarte",) for one in ines.first("main").all("p", "summary")]
    assert len(every) == len(set(every)) == 5  # each in one list


async def test_who_stands_in_the_same_documents_is_listed_most_often_first(notes):
    tom = (await notes.person("Tom Okafor")).section("In the same documents")
    assert [one.text for one in tom.all("li")] == ["Priya Raman 2 documents", "Ines Duarte 1 document"]
    assert (await notes.address_of("Priya Raman")) in paths(tom.links)


@pytest.mark.parametrize(
    ("text", "met"),
    [("Coffee with Ada Brandt.", True), ("Saw Ada Brandt at the market", True), ("Ada Brandt rang about the van.", True),
     ("Long call with Bo and Ada Brandt", True), ("Present: Bo Lind (chair), Ada Brandt, me", True),
     ("Ran into Bo. He says Ada Brandt has a van.", False), ("I should call with Ada Brandt", False),
     ("Ask Ada Brandt about the van", False), ("Bo met her. Ada Brandt's van is blue.", False), ("Want to have coffee with Ada Brandt", False)],
)  # fmt: skip
async def test_a_note_tells_whom_its_owner_met_and_whom_it_only_talks_about(tmp_path, text, met):
    path = tmp_path / "notes.db"
    with Store.open(path) as store:
        people = tuple(person(text, name) for name in ("Ada Brandt", "Bo Lind") if name in text)
        store.record(store.put(note("a.md", text, date(2026, 3, 1)), seen_at=SEEN).id, RUN, Extraction(people=people))
    async with running(publish.build(path)) as datasette:
        ada = await Site(datasette, {}, path).person("Ada Brandt")
        assert ada.first("p", "contact").text.startswith("Last contact" if met else "No contact")


async def test_nothing_open_is_said(tmp_path):
    path = tmp_path / "notes.db"
    text = "Met Ada Brandt."
    with Store.open(path) as store:
        document = note("ada.md", text, date(2026, 3, 1))
        store.record(store.put(document, seen_at=SEEN).id, RUN, Extraction(people=(person(text, "Ada Brandt"),)))
    async with running(publish.build(path)) as datasette:
        ada = await Site(datasette, {}, path).person("Ada Brandt")
        assert "Nothing is open with Ada Brandt." in ada.text


async def test_somebody_named_in_a_hundred_documents_has_a_timeline_of_forty_that_leads_on(tmp_path):
    path = tmp_path / "notes.db"
    with Store.open(path) as store:
        for n in range(100):
            text = f"Met Ada Brandt, {n}."
            document = note(f"{n}.md", text, date(2026, 1, 1 + n % 28))
            store.record(store.put(document, seen_at=SEEN).id, RUN, Extraction(people=(person(text, "Ada Brandt"),)))
    async with running(publish.build(path)) as datasette:
        opened = Site(datasette, {}, path)
        timeline = (await opened.person("Ada Brandt")).section("Timeline")
        assert timeline.first("h2").text == "Timeline 100"
        assert len(timeline.all("time")) == 40
        whole = await opened.page(timeline.first("p", "all").links[0])
        assert "100 documents" in whole.text


@pytest.mark.parametrize(
    "wrong",
    ["nobody", "0", "%00", "~", "~zz", "~ff~fe", "..%2f..%2fetc", "'%20OR%201=1--", "%F0%9F%98%80", "a" * 3000, "%"],
)  # fmt: skip
async def test_an_id_that_is_nobody_is_not_found(notes, wrong):
    response = await notes.get(f"/notes/-/person/{wrong}")
    assert response.status_code == 404, response.text[:300]


async def test_the_page_of_nobody_leads_back(notes):
    missing = await notes.page("/notes/-/person/nobody", status=404)
    assert missing.first("h1").text == "Not found"
    assert missing.first("main").links == ["/"]
