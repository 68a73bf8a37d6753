"""What looks done in a notebook: found as notes come in any order, said to be so or not, and the same after a rebuild."""

import json

import pytest
from terminal import call, done, write

from notesight.store import Store

PROMISE = ("p", "2026-03-02", "Lunch with Ana Ruiz. I'll send her the tile catalogue by Friday.", [
    ("followup", "me", "Ana Ruiz", "Send Ana the tile catalogue", "I'll send her the tile catalogue by Friday"),
])  # fmt: skip
KEPT = ("k", "2026-03-20", "Ana Ruiz rang. The tile catalogue I sent her is on her kitchen wall.", [])
OTHER = ("o", "2026-03-25", "Ana Ruiz brought apples.", [])
ASKED = ("a", "2026-03-03", "Ben Cole needs a bricklayer for his oven.", [
    ("ask", "Ben Cole", None, "A bricklayer for the oven", "Ben Cole needs a bricklayer for his oven"),
])  # fmt: skip
OFF = ("f", "2026-04-01", "Ben Cole is no longer looking for a bricklayer.", [])


def load(tmp_path, *notes):
    folder, db = tmp_path / "gold", tmp_path / "n.db"
    for name, day, text, items in notes:
        names = [each for each in ("Ana Ruiz", "Ben Cole") if each in text]
        gold = {
            "id": name, "kind": "note", "file": f"{name}.txt", "date": day, "me": None,
            "people": [{"name": each, "mentions": [each], "email": None, "organization": None, "role": None} for each in names],
            "items": [
                {"kind": kind, "by": by, "to": to, "summary": summary, "quote": quote, "due": None, "due_text": None}
                for kind, by, to, summary, quote in items
            ],
        }  # fmt: skip
        write(folder / f"{name}.txt", text)
        write(folder / f"{name}.json", json.dumps(gold))
        done("load-gold", folder, "--only", name, "--db", db)
    return db


def closings(db):
    with Store.open(db) as store:
        items = {row["id"]: row["summary"] for row in store.items()}
        return {items[each]: (sign["how"], sign["quote"]) for each, sign in store.closings(items).items()}


SHOWN = {
    "Send Ana the tile catalogue": ("kept", "The tile catalogue I sent her is on her kitchen wall."),
    "A bricklayer for the oven": ("withdrawn", "Ben Cole is no longer looking for a bricklayer."),
}


@pytest.mark.parametrize("turned", [False, True])
def test_in_whatever_order_notes_come_the_same_looks_done_and_after_a_rebuild_too(tmp_path, turned):
    notes = [PROMISE, KEPT, OTHER, ASKED, OFF]
    db = load(tmp_path, *(reversed(notes) if turned else notes))
    assert closings(db) == SHOWN
    done("rebuild", "--db", db)
    assert closings(db) == SHOWN


def test_a_line_that_only_asks_or_promises_again_shows_nothing_done(tmp_path):
    again = ("n", "2026-03-20", "Ana Ruiz: tile catalogue, samples.", [
        ("followup", "me", "Ana Ruiz", "Tile catalogue, samples", "Ana Ruiz: tile catalogue, samples"),
    ])  # fmt: skip
    db = load(tmp_path, PROMISE, again)
    assert closings(db) == {}


def test_the_owner_says_that_it_is_done_and_takes_it_back(tmp_path):
    db = load(tmp_path, PROMISE, KEPT)
    today = json.loads(done("today", "--db", db, "--json"))
    (item,) = today["looks_done"]
    assert item["closing"]["quote"] == "The tile catalogue I sent her is on her kitchen wall."
    assert (item["quote"], item["closing"]["how"]) == ("I'll send her the tile catalogue by Friday", "kept")
    done("done", item["id"], "--db", db)
    assert closings(db) == {}
    done("undo", "--db", db)
    assert list(closings(db)) == ["Send Ana the tile catalogue"]


def test_what_is_said_not_to_be_done_is_not_suggested_for_that_note_again_but_for_another(tmp_path):
    db = load(tmp_path, PROMISE, KEPT)
    (item,) = json.loads(done("today", "i_owe", "--db", db, "--json"))["i_owe"]
    assert call("not-done", item["id"], "--db", db).err.startswith("Not done: Send Ana the tile catalogue.")
    assert closings(db) == {}
    done("rebuild", "--db", db)
    assert closings(db) == {}
    again = call("not-done", item["id"], "--db", db)
    assert (again.code, again.err.splitlines()[0]) == (
        2,
        "Error: Nothing shows that it is done: Send Ana the tile catalogue",
    )
    load(tmp_path, ("l", "2026-05-01", "Ana Ruiz got the tile catalogue that I sent.", []))
    assert list(closings(db)) == ["Send Ana the tile catalogue"]
    done("undo", "--db", db)
    assert list(closings(db)) == ["Send Ana the tile catalogue"]


def test_an_item_shows_both_quotes_and_the_review_asks_about_it_first(tmp_path):
    db = load(tmp_path, PROMISE, KEPT)
    (item,) = json.loads(done("today", "looks_done", "--db", db, "--json"))["looks_done"]
    shown = done("show", item["id"], "--db", db, columns=200)
    assert "[I'll send her the tile catalogue by Friday]" in shown
    assert "“The tile catalogue I sent her is on her kitchen wall.”" in shown
    reviewed = call("review", "--db", db, stdin="a\nq\n")
    assert "Looks done?  Follow-up: Send Ana the tile catalogue" in reviewed.out
    assert "Done: Send Ana the tile catalogue" in reviewed.err


SENT = ("s", "2026-03-05", "I sent Ana Ruiz the tile catalogue this morning.", [])


def states(db):
    with Store.open(db) as store:
        return {row["summary"]: row["state"] for row in store.items()}


def test_what_is_certain_closes_by_itself_only_where_the_owner_wants_it(tmp_path, monkeypatch):
    db = load(tmp_path, PROMISE, SENT, ASKED, OFF)
    summary = "Send Ana the tile catalogue"
    assert (states(db)[summary], set(closings(db))) == ("open", {summary, "A bricklayer for the oven"})
    monkeypatch.setenv("NOTESIGHT_CLOSE_BY_ITSELF", "true")
    today = json.loads(done("today", "--db", db, "--json"))
    assert [each["summary"] for each in today["looks_done"]] == ["A bricklayer for the oven"]
    assert states(db) == {summary: "done", "A bricklayer for the oven": "open"}
    said = "Closed by itself: Send Ana the tile catalogue, from these words in document 2: “I sent Ana Ruiz the tile"
    assert said in done("history", "--db", db, columns=200)
    done("rebuild", "--db", db)
    assert states(db)[summary] == "done"
    with Store.open(db) as store:
        (item,) = store.closed_by_themselves()
        assert store.decisions() == []
    assert "Closed by itself from these words: “I sent Ana Ruiz" in done("show", item["id"], "--db", db, columns=200)
    monkeypatch.setenv("NOTESIGHT_CLOSE_BY_ITSELF", "no")
    done("today", "--db", db)
    assert states(db)[summary] == "open"


def test_what_was_opened_again_stays_open_whatever_else_shows_it_done(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_CLOSE_BY_ITSELF", "true")
    db = load(tmp_path, PROMISE, SENT)
    with Store.open(db) as store:
        (item,) = store.closed_by_themselves()
    assert call("reopen", item["id"], "--db", db).err == "Open again: Send Ana the tile catalogue\n"
    load(tmp_path, ("t", "2026-03-09", "I sent Ana Ruiz the tile catalogue once more.", []))
    done("rebuild", "--db", db)
    assert states(db) == {"Send Ana the tile catalogue": "open"}
    done("undo", "--db", db)
    assert states(db) == {"Send Ana the tile catalogue": "done"}
    assert "Nothing was decided" not in done("history", "--db", db)


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz rang. The tile catalogue I sent her is on her kitchen wall.",
        "I think I sent Ana Ruiz the tile catalogue.",
        "I sent Ana Ruiz half of the tile catalogue.",
        "Ben Cole sent Ana Ruiz a tile catalogue.",
        "Ana Ruiz sent me her tile catalogue.",
    ],
)
def test_what_is_not_said_plainly_is_only_asked_about(tmp_path, monkeypatch, text):
    monkeypatch.setenv("NOTESIGHT_CLOSE_BY_ITSELF", "true")
    db = load(tmp_path, PROMISE, ("x", "2026-03-20", text, []))
    assert states(db) == {"Send Ana the tile catalogue": "open"}
