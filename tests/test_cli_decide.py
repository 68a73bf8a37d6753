"""``done``, ``dismiss``, ``snooze``, ``reopen``: what the owner says, and what is said back."""

from datetime import timedelta
from itertools import pairwise

import pytest
from terminal import call, done, use_scripted

from notesight.cli.common import today
from notesight.store import Store

TEXT = "ask Ana>me: a van\noffer Bob: a drum\nfollowup me>Ana: the list by Friday\n"


@pytest.fixture
def db(tmp_path, monkeypatch):
    use_scripted(monkeypatch)
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    done("add", stdin=TEXT)
    return tmp_path / "notes.db"


def rows(db):
    with Store.open(db) as store:
        return {row["summary"]: row for row in store.items(on=today())}


def decisions(db):
    with Store.open(db) as store:
        return [(each.action, each.origin, each.value) for each in store.decisions()]


def test_several_are_done_at_once_and_it_is_said_how_to_take_it_back(db):
    items = rows(db)
    ids = [items["a van"]["id"], items["a drum"]["id"][:7]]
    result = call("done", *ids)
    assert (result.code, result.out) == (0, "")
    said = result.err.splitlines()
    assert said[:2] == ["Done: a van", "Done: a drum"]
    assert said[2] == f"To take it back: notesight reopen {ids[0][:5]} {ids[1][:5]}"
    assert {words: row["state"] for words, row in rows(db).items()} == {
        "a van": "done",
        "a drum": "done",
        "the list by Friday": "open",
    }
    assert call(*said[2].split("notesight ")[1].split()).err.splitlines() == ["Open again: a van", "Open again: a drum"]
    assert {row["state"] for row in rows(db).values()} == {"open"}


def test_what_is_done_already_is_said_and_not_said_again_in_the_database(db):
    one = rows(db)["a van"]["id"]
    done("done", one)
    again = call("done", one, one)
    assert (again.code, again.err) == (0, "Done already: a van\n")
    assert decisions(db) == [("done", "cli", None)]
    assert call("reopen", rows(db)["a drum"]["id"]).err == "Open already: a drum\n"


def test_dismiss_and_snooze_are_said_in_their_own_words(db):
    items = rows(db)
    day = (today() + timedelta(days=3)).isoformat()
    assert call("dismiss", items["a van"]["id"]).err.startswith("Dismissed: a van\n")
    assert call("snooze", items["a drum"]["id"], day).err.startswith(f"Snoozed until {day}: a drum\n")
    assert call("snooze", items["a drum"]["id"], day).err == f"Snoozed until {day} already: a drum\n"
    later = (today() + timedelta(days=9)).isoformat()
    assert call("snooze", items["a drum"]["id"], later).err.startswith(f"Snoozed until {later}: a drum\n")
    assert decisions(db) == [("dismissed", "cli", None), ("snoozed", "cli", day), ("snoozed", "cli", later)]


@pytest.mark.parametrize("days", [0, -1])
def test_a_day_that_is_not_ahead_is_refused(db, days):
    day = today() + timedelta(days=days)
    result = call("snooze", rows(db)["a van"]["id"], day.isoformat())
    assert (result.code, result.err) == (2, f"Error: {day} is not ahead.\nTry: Name a day from tomorrow on.\n")
    assert decisions(db) == []


def test_one_unknown_id_and_nothing_is_decided(db):
    result = call("done", rows(db)["a van"]["id"], "zzzzz")
    assert result.code == 2
    assert result.err == (
        "Error: Nothing has the id “zzzzz”.\nTry: notesight today, asks, offers and followups show ids.\n"
    )
    assert decisions(db) == []


def test_an_ambiguous_beginning_is_refused_with_what_it_could_be(db):
    for n in range(6):
        done("add", stdin="\n".join(f"ask Ana: thing {n} {m}" for m in range(900)))
    ids = sorted(row["id"] for row in rows(db).values())
    start = next(a[:3] for a, b in pairwise(ids) if a[:3] == b[:3] and not a[:3].isdecimal())
    result = call("done", start)
    assert result.code == 2
    assert result.err.startswith(f"Error: “{start}” may be any of ")
    assert result.err.endswith("\nTry: Type more of the id.\n")
    assert call("done", start[:2]).err.startswith("Error: Give at least 3 characters of the id.")
    assert decisions(db) == []


def test_only_items_can_be_decided_on(db):
    with Store.open(db) as store:
        person = store.people("Ana")[0]["id"]
    for what, kind in ((person, "person"), ("1", "document")):
        result = call("done", what)
        assert result.code == 2
        assert result.err.startswith(f"Error: “{what}” is a {kind}.\n")


def test_an_id_may_be_typed_in_capitals(db):
    assert call("done", rows(db)["a van"]["id"].upper()).code == 0


def test_a_decision_survives_reading_again(db, monkeypatch):
    done("done", rows(db)["a van"]["id"])
    done("add", stdin=TEXT + "\n")
    done("rebuild")
    assert rows(db)["a van"]["state"] in ("done", "open")
    with Store.open(db) as store:
        assert [item["state"] for item in store.items("ask", document=1)] == ["done"]
