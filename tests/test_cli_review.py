"""``notesight review``: what is asked, what each key says, and that a pipe of letters will do."""

import json
import re

import pytest
from store_cases import DAY, NOW, item, read
from terminal import call, done

from notesight.model import Item
from notesight.store import Store


@pytest.fixture
def db(tmp_path, monkeypatch):
    path = tmp_path / "notes.db"
    monkeypatch.setenv("NOTESIGHT_DB", str(path))
    text = "Ana Costa needs a van. He may lend a boat."
    with Store.open(path) as store:
        start = text.index("may lend")
        hedged = Item("offer", "may lend a boat", start, start + 15, "Lend a boat", None, None, DAY, certainty="hedged")
        read(store, text, ["Ana Costa"], [item(text, "ask", "needs a van", "Ana Costa"), hedged], title="Tea")
        for name in ("Jim Baker", "Jim Hall", "Bob Miller", "Robert Miller"):
            read(store, f"Tea with {name}.", [name])
        close = ("followup", "I will bring the tent", "These words do not stand in the text.")
        read(store, "Lunch with Jim.\nI will bring the big tent.", ["Jim"], rejected=[close])
    return path


def said(db):
    with Store.open(db) as store:
        gone = store.undone()
        return [store.in_words(each) for each in store.decisions() if each.undoes is None and each.id not in gone]


def test_what_is_least_certain_is_asked_first_with_its_words_lit_and_how_many_are_left(db):
    result = call("review", stdin="")
    assert (result.code, result.err) == (0, "0 answers, 5 left.\n")
    assert result.out == (
        "\n5 left  Offer  Lend a boat (perhaps)\n"
        "  somebody\n"
        "    Ana Costa needs a van. He [may lend a boat].\n"
        "    Tea, 2026-03-02, document 1\n"
        "  a accept · e edit · x wrong · d done · s skip · u undo · q quit · ? help\n"
    )


def test_one_letter_each_answers_everything(db):
    result = call("review", stdin="a2aad")
    with Store.open(db) as store:
        names = sorted((row["name"], row["documents"]) for row in store.people() if "Jim" in row["name"])
    assert sorted(number for _, number in names) == [1, 2]
    assert [re.sub(" and .*", "", each) for each in said(db)] == [
        "Confirmed: Lend a boat", "Merged: Jim", "Merged: Robert Miller", "Follow-up added by hand: “I will bring the big tent” in Lunch with Jim. I will bring the big tent.",
        "Confirmed: Needs a van", "Done: Needs a van",
    ]  # fmt: skip
    assert result.err.splitlines()[-2:] == ["5 answers, none left.", "See: notesight history"]
    assert call("review").err == "Everything was looked at.\n"


def test_no_to_everything_is_not_asked_again(db):
    call("review", stdin="xxxxx")
    assert said(db)[0] == "Wrong: Lend a boat"
    assert said(db)[-2:] == [
        "Left out: “I will bring the tent” in Lunch with Jim. I will bring the big tent.",
        "Wrong: Needs a van",
    ]
    assert len([each for each in said(db) if each.startswith("Not the same")]) == 3
    assert call("review").err == "Everything was looked at.\n"


def test_skipping_says_nothing_and_spaces_and_lines_do_not_count(db):
    result = call("review", stdin=" s\n\ns s\n s\ts")
    assert result.err == "0 answers, 5 left.\n"
    assert said(db) == []
    assert result.out.count(" left  ") == 5


def test_undo_takes_the_last_answer_back_and_asks_again(db):
    result = call("review", stdin="aau" + "uu" + "q")
    assert said(db) == []
    assert "  Taken back: Confirmed: Lend a boat\n" in result.err
    assert "  Nothing was said yet.\n" in result.err
    assert result.err.endswith("0 answers, 5 left.\n")


def test_edit_asks_which_field_and_for_the_words(db):
    result = call("review", stdin="e\nb\nJim Hall\nq\n")
    assert said(db) == ["Corrected: Lend a boat: by is Jim Hall"]
    assert "Which? s summary · b by · t to · d due · k kind" in result.err
    with Store.open(db) as store:
        (offer,) = store.items("offer")
        assert offer["by_person_id"] is not None


def test_an_edit_of_a_day_that_is_none_is_said_and_asked_again(db):
    result = call("review", stdin="ed\nsoonish\ned\n2026-12-24\nq")
    assert "“soonish” is no day." in result.err
    assert said(db) == ["Corrected: Lend a boat: due is 2026-12-24"]


def test_who_is_this_takes_a_number_or_a_name(db):
    call("review", stdin="s\ne\nJim Wood\nq")
    assert said(db) == ["Renamed: Jim is called Jim Wood"]


def test_a_key_that_means_nothing_and_help_are_told(db):
    result = call("review", stdin="z?7q")
    assert "“z” is no answer here. a accept" in result.err
    assert "“7” is no answer here." in result.err
    assert "  s  skip it for now" in result.out
    assert said(db) == []


def test_a_limit_asks_so_many_and_tells_of_the_rest(db):
    result = call("review", "--limit", "1", stdin="a")
    assert result.err.splitlines()[-2] == "1 answer, 4 left."


def test_what_an_earlier_answer_settled_is_passed_over(db):
    with Store.open(db) as store:
        read(store, "Lunch again with Jim.", ["Jim"], title="Again")
        ids = {row["name"]: row["id"] for row in store.people()}
        store.decide("apart", ids["Jim Baker"], ids["Jim Hall"], origin="cli", at=NOW)
    assert call("review", stdin="sxxxxxxx").code == 0
    assert json.loads(done("people", "same", "--json"))["unclear"] == []
