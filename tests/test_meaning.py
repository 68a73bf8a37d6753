"""What stands out in meaning among many: by how far, not by a fixed bound; on lists, in the terminal and on pages."""

import asyncio
import json
import os
import random
from dataclasses import replace

import pytest
import pytest_asyncio
from fake_openai import FakeOpenAI
from hypothesis import given
from hypothesis import strategies as st
from publish_site import Site, running
from store_cases import NOW, read
from terminal import done

from notesight import likeness, publish
from notesight.config import load
from notesight.matching import FEWEST, standing_out
from notesight.publish import matches as pages
from notesight.store import Store

ASK = "Greta cannot get rid of the slugs."
OFFERS = {
    "Pavel": "gives lessons on the cello", "Ida": "lends her trestle tables", "Vera": "translates from Finnish",
    "Otto": "has ducks that go through any garden by night", "Noor": "cuts hair at home", "Lev": "repairs bicycles",
    "Mia": "has a spare ticket for Friday",
}  # fmt: skip


def vector(text):
    """The ducks are nearly where the slugs are; all others lie about, each elsewhere and far from both."""
    if "slugs" in text:
        return [1.0, 0.0, 0.0]
    if "ducks" in text:
        return [0.8, 0.6, 0.0]
    spread = random.Random(text)
    return [spread.uniform(-0.05, 0.1), spread.uniform(-1, 1), 1.0]


def embeddings(handler, body):
    data = [{"object": "embedding", "index": n, "embedding": vector(text)} for n, text in enumerate(body["input"])]
    handler.send(json.dumps({"object": "list", "model": body["model"], "data": data}).encode())


def fails(handler, body):
    handler.send(b'{"error": {"message": "secret words"}}', status=404)


@pytest.fixture
def db(tmp_path, monkeypatch):
    path = tmp_path / "notes.db"
    with Store.open(path) as store:
        read(store, ASK, ["Greta"], [("ask", "cannot get rid of the slugs", "Greta")], key="a")
        for name, offer in OFFERS.items():
            read(store, f"{name} {offer}.", [name], [("offer", offer, name)], key=name)
    monkeypatch.setenv("NOTESIGHT_DB", str(path))
    monkeypatch.setenv("NOTESIGHT_EMBEDDING_MODEL", "tiny-embed")
    return path


@pytest.fixture
def server(monkeypatch):
    with FakeOpenAI(embeddings) as opened:
        monkeypatch.setenv("NOTESIGHT_BASE_URL", opened.address)
        yield opened


def suggested():
    return [
        (each["ask"]["by"], each["person"]["name"], each["reason"]) for each in json.loads(done("matches", "--json"))
    ]


# --- standing out ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("near", "out"),
    [
        ([0.1, 0.12, 0.9, 0.11, 0.09, 0.1], [2]),
        ([0.8, 0.81, 0.95, 0.8, 0.79, 0.82], [2]),
        ([0.1, 0.7, 0.12, 0.8, 0.11, 0.09, 0.1], [3, 1]),
        ([0.5, 0.5, 0.5, 0.5, 0.5, 0.5], []),
        ([0.1, 0.12, 0.18, 0.11, 0.09, 0.1], []),
        ([0.1, 0.9], []),
        ([], []),
    ],
)  # fmt: skip
def test_what_is_far_nearer_than_all_others_stands_out_wherever_the_model_puts_the_middle(near, out):
    assert standing_out(near) == out


@given(st.lists(st.floats(-1, 1), max_size=60), st.floats(-0.5, 0.5))
def test_it_is_few_and_the_nearest_and_the_same_for_another_middle(near, shift):
    out = standing_out(near)
    assert len(out) <= 2
    assert sorted((near[place] for place in out), reverse=True) == sorted(near, reverse=True)[: len(out)]
    assert len(near) >= FEWEST or out == []


def test_among_what_only_differs_by_chance_hardly_anything_stands_out():
    chance = random.Random(1)
    found = sum(bool(standing_out([chance.gauss(0.3, 0.08) for _ in range(200)])) for _ in range(200))
    assert found <= 4


# --- in a notebook --------------------------------------------------------------------------------------------------


def test_an_offer_that_no_word_leads_to_is_suggested_for_its_meaning_and_asked_for_once(db, server):
    assert suggested() == [("Greta", "Otto", "alike in meaning")]
    asked = server.asked
    assert suggested() == [("Greta", "Otto", "alike in meaning")]
    assert server.asked == asked
    with Store.open(db) as store:
        (ask,) = store.items("ask")
        (offer,) = (row for row in store.items("offer") if row["by"] == "Otto")
        store.decide("declined", ask["id"], offer["id"], origin="cli", at=NOW)
    assert suggested() == []


def test_nothing_private_is_sent_or_suggested(db, server):
    with Store.open(db) as store:
        (offer,) = (row for row in store.items("offer") if row["by"] == "Otto")
        store.decide("private", str(offer["document_id"]), origin="cli", at=NOW)
    assert suggested() == []
    assert not any("ducks" in text for body in server.bodies for text in body["input"])


def test_what_greta_herself_offers_is_no_answer_and_without_a_server_nothing_is_added(db, server, monkeypatch):
    with Store.open(db) as store:
        read(store, "Greta has ducks too.", ["Greta"], [("offer", "has ducks too", "Greta")], key="g")
    assert suggested() == [("Greta", "Otto", "alike in meaning")]
    monkeypatch.delenv("NOTESIGHT_EMBEDDING_MODEL")
    assert suggested() == []


# --- on pages -------------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def notes(db):
    datasette = publish.build(db)
    async with running(datasette):
        yield Site(datasette, {}, db)


def settings(**more):
    return replace(load(os.environ), embedding_model="tiny-embed", **more)


def judged(monkeypatch, server, told):
    monkeypatch.setattr(pages, "judging", likeness.judges(settings(base_url=server.address), told.append))
    monkeypatch.setattr(pages, "_found", {})


async def compared(notes, path="/notes/-/matches"):
    """The page once nothing is compared any more."""
    for _ in range(200):
        page = await notes.page(path)
        if "still being compared" not in page.text:
            return page
        await asyncio.sleep(0.05)
    raise AssertionError("it never ends")


@pytest.mark.asyncio
async def test_a_page_does_not_wait_and_shows_what_is_alike_in_meaning_once_it_is_known(notes, server, monkeypatch):
    told = []
    judged(monkeypatch, server, told)
    greta = await notes.address_of("Greta")
    assert "alike in meaning" not in (await notes.page(greta)).text
    assert server.asked == 0
    assert "still being compared" in (await notes.page("/notes/-/matches")).text
    assert "alike in meaning" in (await compared(notes)).text
    asked = server.asked
    assert "has ducks that go through any garden by night" in (await notes.page(greta)).text
    assert (server.asked, told) == (asked, [])


@pytest.mark.asyncio
async def test_a_server_that_fails_is_told_of_and_the_pages_are_there(notes, monkeypatch):
    told = []
    with FakeOpenAI(fails) as server:
        judged(monkeypatch, server, told)
        assert "No ask that is open is answered" in (await compared(notes)).text
    assert len(told) == 1
    assert "secret" not in told[0]


def test_no_judge_is_there_without_a_model_for_it_or_with_masking_on():
    named = settings(base_url="http://127.0.0.1:9/v1")
    assert likeness.judges(named, print) is not None
    assert likeness.judges(replace(named, mask=True), print) is None
    assert likeness.judges(replace(named, embedding_model=None), print) is None
