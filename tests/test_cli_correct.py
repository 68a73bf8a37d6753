"""``wrong``, ``confirm``, ``correct``, ``add-item``, ``remember``, ``private``, ``undo``, ``history``."""

import json
from datetime import date, timedelta
from typing import ClassVar

import pytest
from store_cases import NOW
from terminal import call, done, use_scripted

from notesight import extractors
from notesight.cli.common import today
from notesight.store import Store

TEXT = "ask Ana>me: a van by Friday\noffer Bob: a drum\nShe may also need a good\nroof for Sunday, says Cleo.\n"


@pytest.fixture
def db(tmp_path, monkeypatch):
    use_scripted(monkeypatch)
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    done("add", "--date", "2026-03-02", stdin=TEXT)
    return tmp_path / "notes.db"


def ids():
    found = [item for kind in ("asks", "offers", "followups") for item in json.loads(done(kind, "--json"))]
    return {item["summary"]: item["id"] for item in found}


def item(start):
    return json.loads(done("show", start, "--json"))


# --- right and wrong ----------------------------------------------------------------------------------------------


def test_what_is_wrong_leaves_the_lists_also_after_another_reading_and_comes_back(db):
    drum = ids()["a drum"]
    assert call("wrong", drum[:6]).err == "Wrong: a drum\nTo take it back: notesight undo 1\n"
    assert list(ids()) == ["a van by Friday"]
    done("rebuild")
    assert list(ids()) == ["a van by Friday"]
    assert call("undo", "1").err == "Taken back: Wrong: a drum.\nTo say it again: notesight undo 2\n"
    assert list(ids()) == ["a van by Friday", "a drum"]


def test_several_are_confirmed_and_what_is_confirmed_already_is_said(db):
    van, drum = ids().values()
    assert call("confirm", van).err == "Confirmed: a van by Friday\nTo take it back: notesight undo 1\n"
    assert call("confirm", van, drum).err == (
        "Confirmed already: a van by Friday\nConfirmed: a drum\nTo take it back: notesight undo 2\n"
    )


def test_every_field_of_an_item_can_be_put_right(db):
    van = ids()["a van by Friday"]
    result = call(
        "correct",
        van[:5],
        "--kind",
        "offer",
        "--summary",
        "Lend a bus",
        "--by",
        "bob",
        "--to",
        "nobody",
        "--due",
        "in two weeks",
    )
    due = (today() + timedelta(days=14)).isoformat()
    assert result.err.splitlines() == [
        f"Corrected: Lend a bus: kind is an offer, summary is “Lend a bus”, by is Bob, to is nobody, due is {due}",
        "To take it back: notesight undo 1",
    ]
    now = item(van)
    assert [now[key] for key in ("kind", "summary", "by", "to", "due", "due_text")] == [
        "offer",
        "Lend a bus",
        "Bob",
        None,
        due,
        None,
    ]
    done("undo")
    assert [item(van)[key] for key in ("kind", "summary", "by", "to")] == ["ask", "a van by Friday", "Ana", "me"]
    done("correct", van, "--due", "none")
    assert item(van)["due"] is None


def test_a_party_can_be_in_other_words_or_me(db):
    van = ids()["a van by Friday"]
    done("correct", van, "--by", "her neighbour", "--to", "ME")
    assert (item(van)["by_text"], item(van)["by_person_id"], item(van)["to_text"]) == ("her neighbour", None, "me")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("correct", "VAN"), "Error: Say what is right."),
        (("correct", "VAN", "--due", "soonish"), "Error: “soonish” is no day."),
        (("correct", "VAN", "--kind", "wish"), "Error: Invalid value for '--kind': a kind is ask, offer, followup."),
        (("correct", "VAN", "--summary", " "), "Error: A summary needs words."),
        (("correct", "VAN", "--kind", "ask"), "Error: It says so already."),
        (("wrong", "zzzzz"), "Error: Nothing has the id “zzzzz”."),
        (("confirm", "1"), "Error: “1” is a document."),
        (("add-item", "1", "--kind", "ask", "--quote", "a boat"), "Error: These words do not stand in the document."),
        (("add-item", "9", "--kind", "ask", "--quote", "a boat"), "Error: There is no document 9."),
        (("remember", " ", "…"), "Error: There is nothing to remember."),
        (("private", "VAN"), "Error: “"),
        (("undo",), "Error: There is nothing to take back."),
        (("undo", "7"), "Error: There is no decision 7."),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_decided(db, words, said):
    van = ids()["a van by Friday"]
    result = call(*(van if word == "VAN" else word for word in words))
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(said)
    assert call("history").err == "Nothing was decided yet.\n"


# --- added by hand ------------------------------------------------------------------------------------------------


def test_what_no_reader_saw_is_added_with_its_words_over_a_break_of_lines(db):
    result = call(
        "add-item", "1", "--kind", "ask", "--quote", "need a good roof", "--by", "Ana", "--due", "next Sunday"
    )
    title = "ask Ana>me: a van by Friday offer Bob: a drum She may also need a good roof for …"
    assert result.err == f"Ask added by hand: “need a good roof” in {title}\nTo take it back: notesight undo 1\n"
    (added,) = [each for each in json.loads(done("asks", "--json")) if each["extractor"] == "by hand"]
    assert [added[key] for key in ("summary", "by", "due", "quote")] == [
        "need a good roof",
        "Ana",
        "2026-03-15",
        "need a good\nroof",
    ]
    assert added["summary"] in result.out
    assert item(added["id"])["by_person_id"] == json.loads(done("people", "Ana", "--json"))[0]["id"]
    done("undo")
    assert list(ids()) == ["a van by Friday", "a drum"]


def test_whom_an_item_was_said_to_be_by_is_that_person_also_after_a_merge(db):
    done("add", "--date", "2026-03-03", stdin="ask Dora Lind: a lamp\n")
    done("add", "--date", "2026-03-03", stdin="ask Dora Lindt: a lamp too\n")
    done("add-item", "1", "--kind", "ask", "--quote", "need a good roof", "--by", "Dora Lind")
    roof = ids()["need a good roof"]
    first = item(roof)
    assert (first["by"], first["by_person_id"]) == (
        "Dora Lind",
        json.loads(done("people", "Dora Lind", "--json"))[0]["id"],
    )
    done("people", "merge", "Dora Lind", "Dora Lindt")
    (dora,) = json.loads(done("people", "dora", "--json"))
    assert (item(roof)["by_person_id"], dora["open_items"]) == (dora["id"], 3)
    done("people", "wrong", dora["id"])
    assert (item(roof)["by"], item(roof)["by_person_id"]) == ("Dora Lind", None)
    before = item(roof)
    done("rebuild")
    assert item(roof) == before


def friday():
    return (today() + timedelta(days=(4 - today().weekday()) % 7 or 7)).isoformat()


def test_one_thing_is_remembered_without_a_note_with_the_day_that_it_names(db):
    result = call("remember", "ask Tom for the projector by Friday", "--to", "Tom")
    assert result.err == (
        "Person added by hand: “Tom” in ask Tom for the projector by Friday\n"
        "Follow-up added by hand: “ask Tom for the projector by Friday”\nTo take it back: notesight undo 1 2\n"
    )
    (row,) = json.loads(done("followups", "--json"))
    assert [row[key] for key in ("by", "to", "due", "state", "extractor", "said_on")] == [
        "me", "Tom", friday(), "open", "by hand", today().isoformat()
    ]  # fmt: skip
    shown = json.loads(done("show", str(row["document_id"]), "--json"))
    assert (shown["document"]["kind"], shown["run"]["extractor"]) == ("note", "by hand")
    assert call("run").err.startswith("There was nothing to read.")
    again = call("remember", "ask  Tom for the projector", "by Friday")
    assert again.err.splitlines()[0] == "Remembered already: ask Tom for the projector by Friday"
    done("done", row["id"])
    assert call("remember", "ask Tom for the projector by Friday").err.startswith("Remembered already (done): ")
    done("reopen", row["id"])
    done("undo", "1", "2")
    assert json.loads(done("followups", "--json")) == []
    assert call("remember", "ask Tom for the projector by Friday").code == 0
    assert len(json.loads(done("followups", "--json"))) == 1


def test_the_last_thing_remembered_is_taken_back_in_one_word(db):
    done("remember", "ask Tom for the projector", "--to", "Tom")
    assert len(call("undo").err.splitlines()) == 3
    assert json.loads(done("followups", "--json")) == []
    assert call("people", "Tom").err == "Nobody goes by that name.\n"


def test_an_ask_or_an_offer_can_be_remembered_too_in_a_notebook_that_is_not_there_yet(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "new.db"))
    done("remember", "Ana needs a printer", "--kind", "ask", "--by", "Ana", "--due", "2026-12-01")
    (row,) = json.loads(done("asks", "--json"))
    assert [row[key] for key in ("by", "to", "due")] == ["Ana", None, "2026-12-01"]
    assert row["by_person_id"] is not None


# --- private ------------------------------------------------------------------------------------------------------


class Far:
    """A reader that would send: it must never see what is private."""

    name, local, model, prompt, fingerprint = "far", False, "m", None, "far:1"
    seen: ClassVar[list[str]] = []

    def read(self, documents, owner):
        del owner
        self.seen.extend(document.text for document in documents)
        return iter(())

    def close(self):
        pass


def load_far(_):
    return Far()


def test_a_private_document_is_sent_nowhere_from_then_on(db, monkeypatch):
    monkeypatch.setitem(extractors._OURS, "far", f"{__name__}:load_far")
    done("add", "--date", "2026-03-03", stdin="ask Cleo: a lamp\n")
    assert call("private", "1").err.splitlines()[0].startswith("Private: ask Ana>me: a van by Friday")
    assert call("private", "1").err.startswith("Private already: ")
    done("reread", "--extractor", "far")
    done("run", "--again", "--extractor", "far")
    assert Far.seen == ["ask Cleo: a lamp\n", "ask Cleo: a lamp\n"]
    done("undo", "1")
    with Store.open(db) as store:
        assert not store.document(1).private


# --- undo and history ---------------------------------------------------------------------------------------------


def test_undo_walks_back_one_by_one_and_what_was_taken_back_can_be_said_again(db):
    van, drum = ids().values()
    done("done", van)
    done("wrong", drum)
    assert call("undo").err.startswith("Taken back: Wrong: a drum.")
    assert call("undo").err.startswith("Taken back: Done: a van by Friday.")
    assert call("undo").err.startswith("Error: There is nothing to take back.")
    assert call("undo", "3").err.startswith("Said again: Wrong: a drum.")
    assert list(ids()) == ["a van by Friday"]


def test_undo_takes_the_last_decision_about_one_thing(db):
    van, drum = ids().values()
    done("done", van)
    done("confirm", van)
    done("done", drum)
    assert call("undo", van[:6]).err.startswith("Taken back: Confirmed: a van by Friday.")
    assert item(drum)["state"] == "done"
    assert call("undo", "2").err.startswith("Error: Decision 2 is taken back already.")


def test_history_tells_in_plain_words_what_was_said_the_latest_first(db):
    van, drum = ids().values()
    done("done", van)
    done("snooze", drum, (today() + timedelta(days=3)).isoformat())
    done("undo")
    day = (today() + timedelta(days=3)).isoformat()
    lines = [line.split("  ", 2)[2] for line in done("history").splitlines()]
    assert lines == [
        f"Taken back: Snoozed until {day}: a drum",
        f"Snoozed until {day}: a drum  (taken back)",
        "Done: a van by Friday",
    ]
    assert [line.split("  ", 2)[2] for line in done("history", van[:7]).splitlines()] == ["Done: a van by Friday"]
    listed = json.loads(done("history", "--json", "--limit", "2"))
    assert [(each["id"], each["action"], each["undone"], each["value"]) for each in listed] == [
        (3, "undone", False, None),
        (2, "snoozed", True, day),
    ]
    assert call("history", "Bob").code == 2


# --- edited notes -------------------------------------------------------------------------------------------------


def test_decisions_on_what_survives_an_edit_hold_and_the_rest_stays_in_the_history(db, tmp_path):
    note = tmp_path / "tea.md"
    note.write_text("ask Ana: a tent\noffer Bob: a drum\nask Cleo: a lamp\n")
    done("add", str(note), "--date", "2026-03-02")
    for words in ("a tent", "a lamp"):
        done("correct", ids()[words], "--due", "2026-05-01")
    done("wrong", ids()["a drum"]) if ids().get("a drum") else None
    note.write_text("A new first line.\nask Ana: a tent\nask Dora: a boat\n")
    done("add", str(note), "--date", "2026-03-04")
    assert item(ids()["a tent"])["due"] == "2026-05-01"
    assert "a lamp" not in ids()
    assert "Corrected: a lamp: due is 2026-05-01" in done("history")
    assert "Wrong: a drum" in done("history")
    note.write_text("ask Ana: a tent\noffer Bob: a drum\nask Cleo: a lamp\n")
    done("add", str(note), "--date", "2026-03-06")
    assert item(ids()["a lamp"])["due"] == "2026-05-01"


def test_the_clock_of_a_decision_is_that_of_the_owner(db):
    with Store.open(db) as store:
        store.decide("done", store.items()[0]["id"], origin="web", at=NOW)
    assert done("history").startswith(f"1  {NOW.astimezone():%Y-%m-%d %H:%M}  Done: ")
    assert date.fromisoformat(done("history").split()[1])
