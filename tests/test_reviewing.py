"""What an owner is asked to look at, in which order, and what each answer says."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_cases import DAY, LATER, NOW, item, met, read, store

from notesight.model import Item
from notesight.store import Store
from notesight.store.reviewing import closest, refuse

__all__ = ["store"]


def hedged(text, kind, quote):
    start = text.index(quote)
    return Item(kind, quote, start, start + len(quote), quote.capitalize(), None, None, DAY, certainty="hedged")


def asked(store):
    """The questions as ``kind: the words they are about``."""
    names = {row["id"]: row["name"] for row in store.people()}
    found = []
    for each in store.questions():
        if each.kind in ("who", "same"):
            words = " / ".join(sorted(names[one] for one in (each.subject, *each.others)))
        else:
            words = store.document(each.document_id).text[each.start : each.end]
        found.append(f"{each.kind}: {words}")
    return found


def say(store, answers):
    return [store.decide(*answer, origin="cli", at=NOW) for answer in answers]


def a_notebook(store):
    text = "She needs a van. He may lend a boat."
    read(store, text, [], [item(text, "ask", "needs a van"), hedged(text, "offer", "may lend a boat")])
    later = "I will bring the big tent to the summer party."
    close = ("followup", "I will bring a big tent to the party", "These words do not stand in the text.")
    far = ("followup", "I will sell the farm", "These words do not stand in the text.")
    met(store, ["Jim Baker"], ["Jim Hall"], ["Jim"], ["Bob Miller"], ["Robert Miller"])
    read(store, later, [], [], rejected=[close, far], day=LATER)


def test_what_is_least_certain_comes_first(store):
    a_notebook(store)
    assert asked(store) == [
        "hedged: may lend a boat",
        "who: Jim / Jim Baker / Jim Hall",
        "same: Bob Miller / Robert Miller",
        "rejected: I will bring the big tent to the summer party",
        "unconfirmed: needs a van",
    ]


@pytest.mark.parametrize("yes", [True, False])
def test_what_was_answered_is_not_asked_again_and_undone_it_is(store, yes):
    a_notebook(store)
    before = asked(store)
    made = []
    while questions := store.questions():
        made += say(store, store.accepting(questions[0]) if yes else refuse(questions[0]))
        assert len(made) < 20
    states = {
        (row["summary"], row["state"], row["confirmed"])
        for state in (None, "wrong")
        for row in store.items(state=state)
    }
    assert states == (
        {
            ("Needs a van", "open", 1),
            ("May lend a boat", "open", 1),
            ("I will bring the big tent to the summer party", "open", 1),
        }
        if yes
        else {("Needs a van", "wrong", 0), ("May lend a boat", "wrong", 0)}
    )
    assert len(store.people()) == (3 if yes else 5)
    for each in reversed(made):
        store.undo(each.id, origin="cli", at=NOW)
    assert asked(store) == before


def test_of_several_people_the_chosen_one_is_meant(store):
    met(store, ["Jim Baker"], ["Jim Hall"], ["Jim"])
    (question,) = store.questions()
    names = {row["id"]: row["name"] for row in store.people()}
    say(store, store.accepting(question, choice=1))
    assert {row["name"]: row["documents"] for row in store.people()} == {
        names[question.others[0]]: 1,
        names[question.others[1]]: 2,
    }
    assert store.questions() == []


def test_what_is_done_or_put_off_is_not_asked_about_and_comes_back_on_its_day(store):
    text = "needs a van; needs a boat"
    read(store, text, [], [("ask", "needs a van"), ("ask", "needs a boat")])
    one, other = (each.subject for each in store.questions())
    store.decide("done", one, origin="cli", at=NOW)
    store.decide("snoozed", other, "2026-04-01", origin="cli", at=NOW)
    assert store.questions(on=date(2026, 3, 31)) == []
    assert [each.subject for each in store.questions(on=date(2026, 4, 1))] == [other]


def test_what_was_added_by_hand_or_corrected_needs_no_look(store):
    number = read(store, "needs a van and a boat", [], [("ask", "needs a van")])
    store.decide("added", str(number), {"kind": "ask", "quote": "a boat"}, origin="cli", at=NOW)
    store.decide("corrected", store.items()[0]["id"], {"due": "2026-04-01"}, origin="cli", at=NOW)
    assert [each.subject for each in store.questions() if each.kind != "unconfirmed"] == []
    assert len(store.questions()) <= 1


def test_every_question_has_a_key_of_its_own(store):
    a_notebook(store)
    assert len({each.key for each in store.questions()}) == len(store.questions())


# --- words that are close -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "there"),
    [
        ("Well, I will send you the old slides soon.", "I will send the slides", "I will send you the old slides"),
        ("I’ll bring the tent, the big one.", "I'll bring the big tent", "I’ll bring the tent, the big"),
        ("She needs a van.", "She needs a van.", None),
        ("She  needs\na van.", "she needs a van", None),
        ("She needs a van.", "a van", None),
        ("She needs a van.", "the farm was sold to them", None),
        ("", "the farm was sold", None),
        ("她需要一辆车送货。", "她需要一台车送货", "她需要一辆车送货"),
    ],
)
def test_the_stretch_that_has_most_of_the_words_of_a_quote(text, quote, there):
    place = closest(text, quote)
    assert (place and text[slice(*place)]) == there


words = st.lists(st.sampled_from("a van the boat will lend bring soon tent".split()), max_size=30)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(words, words)
def test_a_close_stretch_begins_and_ends_with_words_of_the_quote_and_is_no_longer(text, quote):
    place = closest(" ".join(text), " ".join(quote))
    if place is not None:
        found = " ".join(text)[slice(*place)].split()
        assert 3 <= len(found) <= len(quote) + max(2, len(quote) // 4)
        assert {found[0], found[-1]} <= set(quote)


def test_a_notebook_without_anything_asks_nothing():
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "notebook.db") as store:
        assert store.questions() == []
