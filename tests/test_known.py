"""A bare first name comes back as the right person of the notebook or as nobody: the reader is told whom it may mean."""

import json
from datetime import date
from pathlib import Path

import pytest
from fake_openai import FakeOpenAI, good
from store_cases import people, read, store

from notesight import extractors
from notesight.candidates import CandidatePerson, Candidates
from notesight.config import Settings
from notesight.extractors.openai import masking, wire
from notesight.grounding import ground
from notesight.model import Document, Known, Owner
from notesight.pipeline import Line, add
from notesight.sources import from_stdin

__all__ = ["store"]

DAY = date(2026, 3, 2)
BAKER, HALL = Known("Jim Baker", "Acme"), Known("Jim Hall", None, "hall@x.example")


def known(store, text):
    return [each.name for each in store.known(Document("k", text, DAY)).known]


def test_whom_a_text_may_mean_is_whoever_has_that_given_name_and_is_not_named_in_full(store):
    read(store, "Jim Baker, Acme", ["Jim Baker @Acme"], day=date(2026, 1, 1))
    read(store, "Jim Hall", ["Jim Hall"], day=date(2026, 2, 1))
    read(store, "Ana Costa; Kim", ["Ana Costa", "Kim"])
    assert known(store, "Call JIM's sister, and ana") == ["Ana Costa", "Jim Hall", "Jim Baker"]
    assert known(store, "Jim Baker called, with Kim") == ["Jim Hall"]
    assert known(store, "Jimmy and Anabel") == []


def test_at_most_twenty_are_told_those_seen_last_first(store):
    for n in range(25):
        read(store, f"Jim Baker{'abcdefghijklmnopqrstuvwxyz'[n]}", [f"Jim Baker{'abcdefghijklmnopqrstuvwxyz'[n]}"],
             day=date(2026, 1, 1 + n))  # fmt: skip
    found = known(store, "Jim called")
    assert (len(found), found[0], found[-1]) == (20, "Jim Bakery", "Jim Bakerf")


@pytest.mark.parametrize(
    ("name", "which", "meant"),
    [("Jim", 0, "Jim Baker"), ("Jim", 1, "Jim Hall"), ("Jimmy", 0, "Jim Baker"), ("Baker", 0, "Jim Baker"),
     ("Jim", 2, None), ("Jim", -1, None), ("Jim", None, None), ("Ana", 0, None), ("Jim Hall", 0, None)],
)  # fmt: skip
def test_a_reader_is_believed_where_the_name_may_be_a_form_of_the_known_one(name, which, meant):
    document = Document("k", f"{name} called", DAY, known=(BAKER, HALL))
    (person,) = ground(Candidates((CandidatePerson(name, (name,), known=which),)), document, Owner()).people
    assert person.known == meant


@pytest.mark.parametrize(
    ("said", "meant"), [("k2", 1), ("K1", 0), ("k0", None), ("p1", None), ("", None), (None, None)]
)
def test_the_id_of_an_answer_is_a_place_in_the_list(said, meant):
    answer = wire.Answer(people=[wire.WirePerson(id="p1", mentions=["Jim"], name="Jim", known=said)], items=[])
    assert wire.to_candidates(answer, 1).people[0].known == meant


def test_what_is_kept_of_a_piece_forgets_whom_the_notebook_knew_on_that_day():
    candidates = Candidates((CandidatePerson("Jim", ("Jim",), known=1),))
    assert wire.restored(wire.stored(candidates)) == Candidates((CandidatePerson("Jim", ("Jim",)),))


def test_masking_hides_the_known_people_too_and_the_way_back_is_their_place():
    made = masking.mask(Document("k", "Jim called", DAY, known=(BAKER, HALL)), Owner())
    told = json.dumps([[each.name, each.organization, each.email] for each in made.document.known])
    assert not any(word in told for word in ("Jim", "Baker", "Hall", "Acme", "hall@x.example"))
    assert made.document.known[0].name.split()[0] == made.document.text.split()[0]


@pytest.mark.parametrize(
    ("said", "expected"),
    [("k1", ["Jim Baker: 1", "Jim Hall: 2"]), ("k2", ["Jim Baker: 2", "Jim Hall: 1"]),
     (None, ["Jim Baker: 1", "Jim Hall: 1", "Jim: 1"])],
)  # fmt: skip
def test_from_the_notebook_to_the_model_and_back(store, tmp_path, said, expected):
    read(store, "Jim Baker", ["Jim Baker"], day=date(2026, 1, 1))
    read(store, "Jim Hall", ["Jim Hall"], day=date(2026, 2, 1))
    person = {"id": "p1", "mentions": ["Jim"], "name": "Jim", "known": said}
    with FakeOpenAI(good({"people": [person], "items": []})) as server:
        settings = Settings(
            tmp_path / "c.toml", Path(store.path), extractor="openai", model="m", base_url=server.address
        )
        reader = extractors.load("openai", settings)
        list(add(from_stdin(b"Jim called about the hall"), Line(store, reader, settings, today=DAY)))
        assert b"k1: Jim Hall" in server.requests[-1]
    assert people(store) == expected
    store.rebuild()
    assert people(store) == expected
