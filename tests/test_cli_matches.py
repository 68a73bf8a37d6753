"""``matches``, ``matches take``, ``matches decline``, ``who``, ``who-for``: what is printed, and bad input."""

import json

import pytest
from terminal import call, done, use_scripted

from notesight.cli.common import today
from notesight.store import Store

TEXT = "ask Greta: a website for her bakery\noffer Pavel: websites for small shops\noffer Ida: a box of old magazines\n"


@pytest.fixture
def db(tmp_path, monkeypatch):
    use_scripted(monkeypatch)
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    done("add", stdin=TEXT)
    return tmp_path / "notes.db"


def short(db, by):
    with Store.open(db) as store:
        [item] = [row["id"] for row in store.items(on=today()) if row["by"] == by]
        return store.short_ids([item])[item]


def test_a_suggestion_is_printed_with_both_quotes_and_the_reason_and_how_to_take_it(db):
    greta, pavel = short(db, "Greta"), short(db, "Pavel")
    result = call("matches")
    assert result.out.splitlines() == [
        f"{greta}  Greta: a website for her bakery  today",
        "  “a website for her bakery”",
        f"  {pavel}  Pavel: websites for small shops  today",
        "    “websites for small shops”",
        "    websites: “website” and “websites”",
    ]
    assert result.err == f"To take one: notesight matches take {greta} {pavel}\n"


def test_programs_get_all_of_it_as_json(db):
    [found] = json.loads(done("matches", "--json"))
    assert (found["ask"]["by"], found["offer"]["by"], found["person"]["name"]) == ("Greta", "Pavel", "Pavel")
    assert found["with"] == found["offer"]["id"]
    assert found["reason"] == "websites: “website” and “websites”"
    assert json.loads(done("matches", "--person", "Ida", "--json")) == []
    assert len(json.loads(done("matches", "--person", "Pavel", "--json"))) == 1
    assert len(json.loads(done("matches", "--all", "--json"))) == 1


def test_taken_makes_a_follow_up_that_can_be_taken_back(db):
    greta, pavel = short(db, "Greta"), short(db, "Pavel")
    result = call("matches", "take", pavel, greta)
    assert (result.code, result.out, result.err.splitlines()[0]) == (0, "", "Taken: Introduce Greta to Pavel")
    assert "Introduce Greta to Pavel" in done("followups")
    assert call("matches").err == "No ask that is open is answered by an offer that stands.\n"
    again = call("matches", "take", greta, pavel)
    assert (again.code, again.err.splitlines()[0]) == (2, "Error: A follow-up stands on both already.")
    assert call("undo").err.splitlines()[0] == "Taken back: Taken: Introduce Greta to Pavel."
    assert json.loads(done("followups", "--json")) == []


def test_declined_is_not_suggested_again(db):
    greta, pavel = short(db, "Greta"), short(db, "Pavel")
    result = call("matches", "decline", greta, pavel)
    assert result.err.splitlines()[0] == "Declined: “websites for small shops” for: a website for her bakery"
    assert done("matches") == ""


def test_who_can_help_and_who_would_want_it(db, tmp_path):
    assert done("who", "aces", "at", "web", "design").splitlines()[1:] == [
        "  “websites for small shops”",
        "  websites: “web design” and “websites”",
    ]
    posting = tmp_path / "posting.txt"
    posting.write_text("Students make a website for any small shop")
    for words, stdin in (([posting], None), (["-"], posting.read_text()), ([], posting.read_text())):
        [found] = json.loads(done("who-for", *words, "--json", stdin=stdin))
        assert (found["person"]["name"], found["ask"]["quote"], found["offer"]) == (
            "Greta", "a website for her bakery", None,
        )  # fmt: skip
    assert call("who", "xyzzy").err == "Nobody in the notebook is known for that.\n"
    assert call("who-for", stdin="xyzzy").err == "Nobody in the notebook is looking for that.\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["matches", "take", "zzzzz", "zzzzz"], 2, "Error: Nothing has the id “zzzzz”."),
        (["matches", "take"], 2, "Error: Missing argument 'ASK'."),
        (["matches", "--person", "Nobody"], 2, "Error: Nobody goes by “Nobody”."),
        (["matches", "--limit", "0"], 2, "Error: Invalid value"),
        (["who"], 2, "Error: Missing argument 'WORDS'."),
        (["who-for", "/nowhere.txt"], 3, "Error: /nowhere.txt cannot be read: no such file or directory."),
        (["who-for"], 2, "Error: There are no words in it."),
    ],
)
def test_bad_input_is_a_sentence(db, words, code, said):
    result = call(*words, stdin="  ...\n")
    assert (result.code, result.out) == (code, "")
    assert result.err.startswith(said)


def test_an_offer_is_no_ask(db):
    pavel, ida = short(db, "Pavel"), short(db, "Ida")
    assert call("matches", "take", pavel, ida).err.splitlines()[0] == f"Error: “{pavel}” is no ask."
