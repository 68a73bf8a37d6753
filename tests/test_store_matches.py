"""Suggestions of a notebook: what answers an ask, what is left out, what becomes of one that is taken or declined."""

from datetime import date

import pytest
from store_cases import DAY, LATER, NOW, read

from notesight.errors import UsageError
from notesight.store import Store

ASK = "Greta needs a website for her bakery."
OFFER = "Pavel builds websites for small shops, he says, any time."
NEAR = "Ida gives away a box of old magazines about bread."


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "notebook.db") as opened:
        read(opened, ASK, ["Greta"], [("ask", "needs a website for her bakery", "Greta")], key="a")
        read(opened, OFFER, ["Pavel"], [("offer", "builds websites for small shops", "Pavel")], key="b", day=LATER)
        read(opened, NEAR, ["Ida"], [("offer", "gives away a box of old magazines about bread", "Ida")], key="c")
        yield opened


def ids(store, kind):
    return {row["by"]: row["id"] for row in store.items(kind)}


def suggested(store, by="Greta", on=LATER):
    """Who would help, for the ask of somebody."""
    return [each.person["name"] for each in store.matches.ranked(ids(store, "ask")[by], on=on)]


def test_an_ask_finds_its_offer_with_the_words_of_both_and_the_reason(store):
    [found] = store.matches.ranked(ids(store, "ask")["Greta"], on=LATER)
    assert (found.ask["quote"], found.offer["quote"]) == (
        "needs a website for her bakery", "builds websites for small shops",
    )  # fmt: skip
    assert found.person["name"] == "Pavel"
    assert found.reason == "websites: “website” and “websites”"
    assert (found.evidence["date"], found.other) == (LATER.isoformat(), ids(store, "offer")["Pavel"])


def test_both_ways_give_the_same_pairs_once(store):
    [from_offer] = store.matches.answered(ids(store, "offer")["Pavel"], on=LATER)
    assert (from_offer.ask["by"], from_offer.offer["by"]) == ("Greta", "Pavel")
    assert [(each.ask["by"], each.offer["by"]) for each in store.matches.newest(on=LATER)] == [("Greta", "Pavel")]


def test_nobody_answers_their_own_ask_and_the_owner_not_the_owners(store):
    read(store, "Greta builds websites too.", ["Greta"], [("offer", "builds websites too", "Greta")], key="d")
    read(store, "I need a website.", [], [("ask", "need a website", "me")], key="e")
    read(store, "I could make websites.", [], [("offer", "could make websites", "me")], key="f")
    assert sorted(suggested(store)) == ["Pavel", "me"]
    assert sorted(suggested(store, "me")) == ["Greta", "Pavel"]


@pytest.mark.parametrize("action", ["done", "dismissed", "wrong"])
@pytest.mark.parametrize("kind", ["ask", "offer"])
def test_what_is_settled_or_wrong_is_not_suggested_and_comes_back_with_an_undo(store, kind, action):
    settled = ids(store, kind)["Greta" if kind == "ask" else "Pavel"]
    ask = ids(store, "ask")["Greta"]
    said = store.decide(action, settled, origin="cli", at=NOW)
    assert store.matches.ranked(ask, on=LATER) == []
    store.undo(said.id, origin="cli", at=NOW)
    assert suggested(store) == ["Pavel"]


def test_what_was_put_off_is_suggested_from_its_day_on(store):
    store.decide("snoozed", ids(store, "offer")["Pavel"], LATER.isoformat(), origin="cli", at=NOW)
    assert suggested(store, on=DAY) == []
    assert suggested(store, on=LATER) == ["Pavel"]


def test_declined_stays_declined_also_when_all_is_computed_anew_until_it_is_taken_back(store):
    ask, offer = ids(store, "ask")["Greta"], ids(store, "offer")["Pavel"]
    said = store.decide("declined", ask, offer, origin="cli", at=NOW)
    assert suggested(store) == []
    assert store.matches.answered(offer, on=LATER) == []
    store.rebuild()
    assert suggested(store) == []
    assert store.in_words(said) == "Declined: “Builds websites for small shops” for: Needs a website for her bakery"
    store.undo(said.id, origin="cli", at=NOW)
    assert suggested(store) == ["Pavel"]


def test_taken_makes_a_follow_up_on_the_asks_words_and_undo_takes_both_back(store):
    ask, offer = ids(store, "ask")["Greta"], ids(store, "offer")["Pavel"]
    number, value = store.matches.taking(ask, offer)
    said = store.decide("added", number, value, origin="cli", at=NOW)
    [made] = store.items("followup")
    assert (made["summary"], made["by"], made["to"], made["quote"], made["run_id"]) == (
        "Introduce Greta to Pavel", "me", "Greta", "needs a website for her bakery", None,
    )  # fmt: skip
    assert suggested(store) == []
    assert store.matches.taking(ask, offer) is None
    assert store.in_words(said) == "Taken: Introduce Greta to Pavel"
    store.rebuild()
    assert [row["summary"] for row in store.items("followup")] == ["Introduce Greta to Pavel"]
    store.undo(said.id, origin="cli", at=NOW)
    assert (store.items("followup"), suggested(store)) == ([], ["Pavel"])


def test_two_offers_for_one_ask_can_both_be_taken(store):
    read(store, "Vera makes websites.", ["Vera"], [("offer", "makes websites", "Vera")], key="d")
    ask = ids(store, "ask")["Greta"]
    for who in ("Pavel", "Vera"):
        store.decide("added", *store.matches.taking(ask, ids(store, "offer")[who]), origin="cli", at=NOW)
    assert {row["summary"] for row in store.items("followup")} == {
        "Introduce Greta to Pavel",
        "Introduce Greta to Vera",
    }


def test_the_next_step_is_mine_where_i_ask_or_offer(store):
    read(store, "I need a website.", [], [("ask", "need a website", "me")], key="e")
    read(store, "I could make websites.", [], [("offer", "could make websites", "me")], key="f")
    asks, offers = ids(store, "ask"), ids(store, "offer")
    assert store.matches.taking(asks["me"], offers["Pavel"])[1]["summary"] == (
        "Take Pavel up on it: Builds websites for small shops"
    )
    assert store.matches.taking(asks["Greta"], offers["me"])[1]["summary"] == "Offer Greta: Could make websites"


def test_who_is_known_to_do_it_is_suggested_after_the_offers_and_with_the_words_about_them(store):
    text = "Lunch. Otto is a web developer in Graz. He was late."
    read(store, text, ["Otto"], key="d")
    found = store.matches.ranked(ids(store, "ask")["Greta"], on=LATER)
    assert [(each.person["name"], each.offer is None) for each in found] == [("Pavel", False), ("Otto", True)]
    assert found[1].evidence["quote"] == "Otto is a web developer in Graz."
    said = store.decide("declined", found[1].ask["id"], found[1].other, origin="cli", at=NOW)
    assert suggested(store) == ["Pavel"]
    assert store.in_words(said) == "Declined: Otto for: Needs a website for her bakery"


def test_who_looks_for_a_trade_is_not_known_for_it(store):
    read(store, "Otto needs a web developer.", ["Otto"], [("ask", "needs a web developer", "Otto")], key="d")
    assert suggested(store) == ["Pavel"]


def test_who_can_help_with_some_words(store):
    read(store, "Otto is a web designer.", ["Otto"], key="d")
    found = store.matches.who("aces at web design", on=LATER)
    assert [(each.person["name"], each.evidence["quote"]) for each in found] == [
        ("Otto", "Otto is a web designer."),
        ("Pavel", "builds websites for small shops"),
    ]
    assert store.matches.who("somebody who speaks Welsh", on=LATER) == []
    assert store.matches.who('"* OR', on=LATER) == []


def test_who_would_want_what_a_text_tells_of(store):
    posting = "Free to a good cause: three months of web design by our students, any small shop may apply."
    found = store.matches.who_for(posting, on=LATER)
    assert [(each.person["name"], each.ask["quote"]) for each in found] == [("Greta", "needs a website for her bakery")]


def test_what_was_said_to_somebody_else_counts_less(store):
    read(
        store,
        "Vera makes websites for Tom.",
        ["Vera", "Tom"],
        [("offer", "makes websites for Tom", "Vera", "Tom")],
        key="d",
    )
    assert suggested(store) == ["Pavel", "Vera"]


def test_only_pairs_of_a_person(store):
    person = {row["name"]: row["id"] for row in store.people()}
    assert [each.offer["by"] for each in store.matches.newest(on=LATER, person=person["Pavel"])] == ["Pavel"]
    assert store.matches.newest(on=LATER, person=person["Ida"]) == []
    assert store.matches.newest(on=LATER, person="me") == []


def test_what_cannot_be_declined_or_taken_is_a_sentence(store):
    asks, offers = ids(store, "ask"), ids(store, "offer")
    with pytest.raises(UsageError, match="no such offer or person"):
        store.decide("declined", asks["Greta"], "nothing", origin="cli", at=NOW)
    with pytest.raises(UsageError, match="Only what is suggested for an ask"):
        store.decide("declined", offers["Pavel"], offers["Ida"], origin="cli", at=NOW)
    with pytest.raises(UsageError, match="no such suggestion"):
        store.matches.taking("nothing", offers["Pavel"])
    with pytest.raises(UsageError, match="no such suggestion"):
        store.matches.taking(asks["Greta"], "nothing")


def test_in_a_large_notebook_the_words_of_a_topic_find_the_offer(tmp_path):
    with Store.open(tmp_path / "large.db") as store:
        with store.transaction():
            for n in range(260):
                text = f"P{n} lends book {n}."
                read(store, text, [f"P{n}"], [("offer", f"lends book {n}", f"P{n}")], key=str(n))
        read(store, OFFER, ["Pavel"], [("offer", "builds websites for small shops", "Pavel")], key="b")
        context = "The old casting hall stands empty. Hollis says anybody may have it."
        read(store, context, ["Hollis"], [("offer", "anybody may have it", "Hollis")], key="h")
        read(store, "Greta wants a home page.", ["Greta"], [("ask", "wants a home page", "Greta")], key="a")
        read(store, "Tove needs a rehearsal room.", ["Tove"], [("ask", "needs a rehearsal room", "Tove")], key="t")
        assert suggested(store) == ["Pavel"]
        assert suggested(store, "Tove") == ["Hollis"]


def test_a_forgotten_person_is_suggested_no_more_and_a_decision_about_them_does_no_harm(store):
    ask, offer = ids(store, "ask")["Greta"], ids(store, "offer")["Pavel"]
    store.decide("declined", ask, offer, origin="cli", at=NOW)
    pavel = {row["name"]: row["id"] for row in store.people()}["Pavel"]
    store.forgotten.carry_out(store.forgotten.plan("person", pavel), at=NOW)
    assert suggested(store, on=date(2026, 4, 1)) == []
    assert [store.in_words(each) for each in store.decisions()] == [
        "Declined: what is no longer there for: Needs a website for her bakery"
    ]
