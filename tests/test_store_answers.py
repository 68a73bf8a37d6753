"""A reason to write that comes of what somebody asks for and somebody else, or the owner, offers."""

from datetime import date

import pytest
from store_cases import NOW, read
from terminal import done

from notesight.cli import keep as keep_command
from notesight.store import Store

MAY, JUNE, ON = date(2026, 5, 1), date(2026, 6, 1), date(2026, 9, 1)
ASK = "Coffee with Greta. She needs a website for her bakery."
OFFER = "Lunch with Pavel. He builds websites for small shops, he says, any time."


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "notebook.db") as opened:
        read(opened, ASK, ["Greta"], [("ask", "needs a website for her bakery", "Greta")], key="a", day=MAY)
        keep(opened, "Greta")
        yield opened


def keep(store, name):
    (person,) = store.people(name)
    store.decide("kept", person["id"], {"every": "1 month", "at_most": None}, origin="cli", at=NOW)


def reason(store):
    (row,) = store.touch.nudges(on=ON)
    return row["reason"]


def offered(store):
    return read(store, OFFER, ["Pavel"], [("offer", "builds websites for small shops", "Pavel")], key="b", day=JUNE)


def test_an_ask_that_an_offer_answers_is_the_reason_with_the_words_of_both(store):
    assert (reason(store)["why"], "answer" in reason(store)) == ("asked", False)
    offered(store)
    found = reason(store)
    assert (found["why"], found["quote"]) == ("answer", "needs a website for her bakery")
    answer = found["answer"]
    assert (answer["by"], answer["quote"], answer["document_id"]) == ("Pavel", "builds websites for small shops", 2)
    assert answer["reason"] == "websites: “website” and “websites”"


def test_what_i_offer_myself_is_an_answer_and_what_somebody_is_merely_known_for_is_none(store):
    read(store, "Met Ida, a web designer at Foil.", ["Ida"], key="c", day=JUNE)
    assert reason(store)["why"] == "asked"
    read(store, "I could build websites.", [], [("offer", "could build websites", "me")], key="d", day=JUNE)
    assert (reason(store)["why"], reason(store)["answer"]["by"]) == ("answer", "me")


def test_my_own_promise_goes_first_and_what_could_be_answered_stands_beside_it(store):
    offered(store)
    read(store, "I will call Greta.", ["Greta"], [("followup", "will call Greta", "me", "Greta")], key="e", day=JUNE)
    found = reason(store)
    assert (found["why"], found["quote"]) == ("promised", "will call Greta")
    assert (found["also"]["quote"], found["also"]["answer"]["quote"]) == (
        "needs a website for her bakery", "builds websites for small shops",
    )  # fmt: skip


@pytest.mark.parametrize("settled", ["ask", "offer"])
def test_what_was_declined_or_is_settled_is_no_answer(store, settled):
    offered(store)
    (ask,), (offer,) = store.items("ask"), store.items("offer")
    made = store.decide("declined", ask["id"], offer["id"], origin="cli", at=NOW)
    assert reason(store)["why"] == "asked"
    store.undo(made.id, origin="cli", at=NOW)
    store.decide("done", {"ask": ask, "offer": offer}[settled]["id"], origin="cli", at=NOW)
    assert reason(store) is None or reason(store)["why"] == "asked"


def test_what_is_said_later_is_no_answer_yet(store):
    read(store, "Rain.", key="c", day=JUNE)
    read(
        store, OFFER, ["Pavel"], [("offer", "builds websites for small shops", "Pavel")], key="b", day=date(2026, 7, 1)
    )
    with store.as_of(JUNE) as before:
        assert [row["reason"]["why"] for row in before.touch.nudges(on=JUNE)] == ["asked"]
    assert reason(store)["why"] == "answer"


def test_the_list_and_the_digest_show_both_sides(store, monkeypatch):
    offered(store)
    monkeypatch.setattr(keep_command, "this_day", lambda: ON)
    shown = " ".join(done("keep", "--db", str(store.path)).split())
    assert "What they are looking for is on offer: " in shown
    assert "Pavel offers: “builds websites for small shops” (Lunch with Pavel." in shown
    letter = store.letters.digest(since=date(2026, 8, 1), on=ON)
    (section,) = [each for each in letter.sections if each.key == "keep"]
    assert [(line.quote, line.document_id) for line in section.lines] == [
        ("needs a website for her bakery", 1),
        ("builds websites for small shops", 2),
    ]
