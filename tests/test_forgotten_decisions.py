"""What the owner said when something is forgotten: it holds for what is left, and none of the forgotten words stay in it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from store_cases import DAY, NOW, extraction, item, people, read, rows, store
from test_blackout import forget as forget_person
from test_blackout import found_in, texts, who
from test_forgetting import forget
from test_store_pieces import IN_PART
from test_store_properties import projected
from test_store_told import one, say

from notesight.errors import UsageError
from notesight.model import Document, Extraction, Mention, Person, Run
from notesight.store import Batch, Entry, Wishes, asof

__all__ = ["store"]


def forget_document(store, document_id, **how):
    assert forget(store, document_id, **how)
    before = projected(store.path)
    store.rebuild()
    assert projected(store.path) == before
    assert store.check() == []


def said(store):
    """All decisions as they stand in the file: action, value, and whether it undoes another."""
    return rows(store, "SELECT action, value, undoes IS NOT NULL FROM decisions ORDER BY id")


# --- a person ------------------------------------------------------------------------------------------------------


def test_what_a_forgotten_person_was_called_and_corrected_to_stands_nowhere(store):
    read(store, "Ana Costa met Wilma Brack", ["Ana Costa", "Wilma Brack"])
    read(store, "Ana Costa again, with Minnie Mordaunt", ["Ana Costa"])
    wilma = who(store, "Wilma Brack")
    say(store, "renamed", wilma, "Wilhelmina Ravensworth")
    first = say(store, "added", wilma, "Minnie Mordaunt")
    store.undo(store.undo(first.id, origin="cli", at=NOW).id, origin="cli", at=NOW)
    say(store, "corrected", wilma, {"email": "mina@secret.example", "organization": "Foxglove", "role": "harpist"})
    say(store, "renamed", who(store, "Ana Costa"), "Anastasia Costa")
    words = (
        "Wilma Brack Wilhelmina Ravensworth Minnie Mordaunt mina@secret Foxglove foxglove harpist ravensworth".split()
    )
    plan = forget_person(store, "Wilhelmina Ravensworth")
    assert plan.names == ("Minnie Mordaunt", "Wilhelmina Ravensworth", "Wilma Brack")
    assert plan.addresses == ("mina@secret.example",)
    assert plan.counts["decisions"] == 3
    assert found_in(store, *words) == []
    assert texts(store) == ["Ana Costa met ███████████", "Ana Costa again, with ███████████████"]
    assert [row["name"] for row in store.people()] == ["Anastasia Costa"]
    assert [action for action, _, _ in said(store)] == ["renamed"]


def test_who_was_renamed_is_kept_out_by_the_new_name_too(store):
    read(store, "Wilma Brack", ["Wilma Brack"])
    say(store, "renamed", who(store, "Wilma Brack"), "Wilhelmina Ravensworth")
    forget_person(store, "Wilhelmina Ravensworth")
    read(store, "Wilhelmina Ravensworth came", ["Wilhelmina Ravensworth"])
    assert (people(store), store.forgotten.named_again()) == ([], 1)


def test_a_summary_that_names_them_and_an_item_that_was_given_to_them_are_corrected_no_more(store):
    text = "Ana Costa needs a van, needs a boat and will call"
    read(
        store, text, ["Ana Costa"],
        [("ask", "needs a van", "Ana Costa"), ("ask", "needs a boat", "Ana Costa"), ("followup", "will call", "Ana Costa")],
    )  # fmt: skip
    read(store, "Wilma Brack", ["Wilma Brack"])
    van, boat = (row["id"] for row in store.items("ask"))
    say(store, "corrected", van, {"summary": "A van for Wilma Brack", "to": "the aunt of Wilma Brack"})
    say(store, "snoozed", van, "2026-05-01")
    say(store, "corrected", boat, {"by": who(store, "Wilma Brack"), "summary": "A secret yacht"})
    call = say(store, "corrected", one(store, "followup")["id"], {"to": who(store, "Wilma Brack")})
    store.undo(call.id, origin="cli", at=NOW)
    forget_person(store, "Wilma Brack")
    assert found_in(store, "Wilma", "Brack", "yacht") == []
    assert texts(store) == ["Ana Costa needs a van, ████████████ and will call"]
    (ask,) = store.items("ask")
    assert (ask["summary"], ask["to"], ask["state"]) == ("A van for ███████████", "the aunt of ███████████", "snoozed")
    assert said(store)[-2:] == [("corrected", '{"to":null}', 0), ("undone", None, 1)]


def test_what_was_added_by_hand_of_them_goes_and_of_others_keeps_its_words(store):
    text = "Wilma Brack can lend a van. Bob Hale will call Wilma Brack. Xan too"
    document = str(read(store, text, ["Wilma Brack"], key="path:/notes/Wilma Brack.txt"))
    say(store, "added", document, {"kind": "offer", "quote": "can lend a van", "by": who(store, "Wilma Brack")})
    say(store, "added", document, {"kind": "followup", "quote": "will call Wilma Brack", "summary": "Call Wilma Brack"})
    say(store, "added", document, {"kind": "person", "quote": "Bob Hale"})
    say(store, "added", document, {"kind": "person", "quote": "Wilma"})
    say(store, "done", one(store, "followup")["id"])
    say(store, "renamed", who(store, "Bob Hale"), "Robert Hale")
    forget_person(store, "Wilma Brack")
    assert found_in(store, "Wilma", "Brack", "lend a van") == []
    assert texts(store) == ["███████████ ██████████████. Bob Hale will call ███████████. Xan too"]
    (row,) = store.items()
    assert (row["quote"], row["summary"], row["state"]) == ("will call ███████████", "Call ███████████", "done")
    assert [each["name"] for each in store.people()] == ["Robert Hale"]


def test_the_answers_about_pieces_go_and_are_asked_for_again(store):
    document = store.put(Document("k", "Ana Costa needs a van. It rains. Wilma Brack has one.", DAY), seen_at=NOW).id
    read(store, "Wilma Brack", ["Wilma Brack"])
    done = replace(IN_PART.pieces[0], answer='{"people": [{"name": "Wilma Brack", "said": "an amphora"}]}')
    lost = replace(IN_PART.pieces[1], error="The server said: Wilma Brack.")
    found = extraction("Ana Costa needs a van.", ["Ana Costa"])
    store.record_failure(document, replace(IN_PART, pieces=(done, lost)), found)
    forget_person(store, "Wilma Brack")
    assert found_in(store, "Wilma", "Brack", "amphora") == []
    assert people(store) == ["Ana Costa: 1"]
    assert [(each.answer, each.error) for each in store.earlier_pieces(document, "f")] == [
        (None, None),
        (None, "The server said: ███████████."),
    ]


def test_how_much_gave_facts_is_told_anew_of_what_is_left(store):
    text = "Ana Costa came. Wilma Brack can lend a van. It rains."
    document = read(store, text, ["Ana Costa", "Wilma Brack"], [("offer", "can lend a van", "Wilma Brack")])
    read(store, "Bob Hale", ["Bob Hale"])
    forget_person(store, "Wilma Brack")
    told = store.coverage(document)
    assert all(text[start:end] != "Ana Costa came." for start, end in told.silent)
    assert told.sentences >= 2


def test_a_first_name_that_was_taken_to_be_theirs_goes_with_the_full_name_beside_it(store):
    read(store, "Wilma Brack and Ana Costa", ["Wilma Brack", "Ana Costa"])
    text = "saw Wilma and Ana Costa at the fair"
    document = store.put(Document("k", text, DAY), seen_at=NOW).id
    bare = Person("Wilma", (Mention("Wilma", 4, 9),), known="Wilma Brack")
    ana = extraction(text, ["Ana Costa"]).people
    store.record(document, Run("openai", "f"), Extraction((bare, *ana)))
    store.record(document, Run("openai", "g"), Extraction((bare, *ana)))
    assert people(store) == ["Ana Costa: 2", "Wilma Brack: 2"]
    forget_person(store, "Wilma Brack")
    assert found_in(store, "Wilma", "Brack") == []
    assert texts(store)[1] == "saw █████ and Ana Costa at the fair"
    again = store.put(Document("l", text + " again", DAY), seen_at=NOW).id
    store.record(again, Run("openai", "f"), Extraction((bare, *ana)))
    assert (people(store), store.forgotten.named_again(again)) == (["Ana Costa: 3"], 1)


def test_decisions_about_others_hold_when_the_key_of_their_document_is_blacked_out(store):
    read(store, "Wilma Brack met Ana Costa, A. M. Costa and Bob Hale", ["Wilma Brack", "Ana Costa", "A. M. Costa", "Bob Hale"],
         key="path:/notes/Wilma Brack.txt")  # fmt: skip
    read(store, "Cleo Dorn needs a van", ["Cleo Dorn"], [("ask", "needs a van", "Cleo Dorn")])
    say(store, "merged", who(store, "A. M. Costa"), who(store, "Ana Costa"))
    say(store, "renamed", who(store, "Bob Hale"), "Robert Hale")
    say(store, "corrected", one(store)["id"], {"by": who(store, "Robert Hale")})
    say(store, "private", "1")
    forget_person(store, "Wilma Brack")
    assert sorted(row["name"] for row in store.people()) in (
        ["A. M. Costa", "Cleo Dorn", "Robert Hale"], ["Ana Costa", "Cleo Dorn", "Robert Hale"],
    )  # fmt: skip
    assert one(store)["by_person_id"] == who(store, "Robert Hale")
    keys = {key for (key,) in rows(store, "SELECT key FROM documents")}
    assert {row[0] for row in rows(store, "SELECT subject FROM decisions WHERE action = 'private'")} <= keys


# --- a document ----------------------------------------------------------------------------------------------------


def test_what_was_said_of_people_holds_on_in_the_documents_that_stay(store):
    first = read(store, "Jim Baker and Ana Costa", ["Jim Baker", "Ana Costa"])
    say(store, "renamed", who(store, "Jim Baker"), "James Baker")
    made = say(store, "merged", who(store, "Ana Costa"), read_person(store, "A. M. Costa"))
    read(store, "Jim Baker and Ana Costa again", ["Jim Baker", "Ana Costa"])
    forget_document(store, first)
    assert sorted(row["name"] for row in store.people()) == ["Ana Costa", "James Baker"]
    undone = [each for each in store.decisions() if each.action == "merged"]
    store.undo(undone[0].id, origin="cli", at=NOW)
    assert undone[0].id == made.id
    assert sorted(row["name"] for row in store.people()) == ["A. M. Costa", "Ana Costa", "James Baker"]
    assert [each.action for each in store.decisions(who(store, "James Baker"))] == ["renamed"]


def read_person(store, name):
    read(store, f"{name} came", [name])
    return who(store, name)


def test_what_was_said_of_people_who_stand_nowhere_else_goes_with_all_that_undid_it(store):
    first = read(store, "Wilma Brack", ["Wilma Brack"])
    made = say(store, "renamed", who(store, "Wilma Brack"), "Wilhelmina Ravensworth")
    undone = store.undo(made.id, origin="cli", at=NOW)
    store.undo(undone.id, origin="cli", at=NOW)
    merged = say(store, "merged", read_person(store, "Ana Costa"), who(store, "Wilhelmina Ravensworth"))
    store.undo(merged.id, origin="cli", at=NOW)
    forget_document(store, first)
    assert said(store) == []
    assert found_in(store, "Wilma", "Wilhelmina", "Ravensworth") == []
    assert people(store) == ["Ana Costa: 1"]


def test_a_name_for_somebody_is_not_handed_on_to_another_who_was_once_the_same(store):
    first = read(store, "Jim Baker", ["Jim Baker"])
    bob = read_person(store, "Bob Hale")
    made = say(store, "merged", bob, who(store, "Jim Baker"))
    say(store, "renamed", store.people()[0]["id"], "King Kong")
    store.undo(made.id, origin="cli", at=NOW)
    forget_document(store, first)
    assert [row["name"] for row in store.people()] == ["Bob Hale"]
    assert found_in(store, "King", "Kong") == []


def test_what_was_added_to_it_goes_with_what_was_said_of_that(store):
    first = str(read(store, "will call about the amphora", []))
    made = say(store, "added", first, {"kind": "followup", "quote": "will call about the amphora", "summary": "Krater"})
    say(store, "done", one(store, "followup")["id"])
    say(store, "added", first, {"kind": "person", "quote": "amphora"})
    say(store, "renamed", who(store, "amphora"), "Amphitrite")
    store.undo(store.undo(made.id, origin="cli", at=NOW).id, origin="cli", at=NOW)
    say(store, "private", first)
    assert store.forgotten.plan("document", 1).counts["decisions"] == 6
    forget_document(store, 1)
    assert (said(store), found_in(store, "amphora", "Krater", "Amphitrite")) == ([], [])


def test_an_item_elsewhere_that_was_given_to_somebody_of_it_is_given_to_nobody(store):
    first = read(store, "Wilma Brack", ["Wilma Brack"])
    read(store, "Ana Costa needs a van", ["Ana Costa"], [("ask", "needs a van", "Ana Costa")])
    say(store, "corrected", one(store)["id"], {"by": who(store, "Wilma Brack"), "due": "2026-05-01"})
    forget_document(store, first)
    assert found_in(store, "Wilma", "Brack") == []
    assert (one(store)["by"], one(store)["due"]) == (None, "2026-05-01")


def test_an_item_elsewhere_stays_with_somebody_who_stands_in_other_documents_too(store):
    first = read(store, "Bob Hale", ["Bob Hale"])
    read(store, "Ana Costa needs a van", ["Ana Costa"], [("ask", "needs a van", "Ana Costa")])
    say(store, "corrected", one(store)["id"], {"by": who(store, "Bob Hale")})
    read(store, "Bob Hale again", ["Bob Hale"])
    forget_document(store, first)
    assert (one(store)["by"], one(store)["by_person_id"]) == ("Bob Hale", who(store, "Bob Hale"))


def test_pieces_coverage_and_the_ledger_say_nothing_of_it(store):
    document = store.put(Document("k", IN_PART_TEXT, DAY, source="/in/amphora.mbox"), seen_at=NOW).id
    done = replace(IN_PART.pieces[0], answer='{"people": [{"name": "Krater"}]}')
    store.record_failure(document, replace(IN_PART, pieces=(done, IN_PART.pieces[1])), extraction(IN_PART_TEXT))
    store.record(document, Run("offline", "g"), extraction(IN_PART_TEXT))
    with closing(sqlite3.connect(store.path)) as conn, conn:
        conn.execute("INSERT INTO _moved VALUES ('/in/amphora.mbox', 1, 2, 3)")
        conn.execute("INSERT INTO _mbox_messages VALUES ('/in/amphora.mbox', x'00')")
    forget_document(store, document)
    assert found_in(store, "amphora", "Krater") == []
    assert rows(store, "SELECT count(*) FROM pieces UNION ALL SELECT count(*) FROM coverage") == [(0,), (0,)]


IN_PART_TEXT = "Ana Costa needs a van. It rains. Bo Lind has one."


def test_runs_that_were_accepted_quotes_that_were_dismissed_and_who_was_meant_by_hand_are_followed(store):
    text = "Wilma Brack met Ana Costa. She needs a van"
    document = read(store, text, ["Wilma Brack", "Ana Costa"], key="path:/notes/Wilma Brack.txt")
    other = read(store, "Cleo Dorn will call", ["Cleo Dorn"])
    proposed = extraction(text, ["Wilma Brack", "Ana Costa"], [("ask", "needs a van", "Ana Costa")])
    run = store.record(document, Run("openai", "g"), proposed, proposed=True)
    say(store, "accepted", str(document), {"run": run})
    say(store, "dismissed", str(document), {"quote": "Wilma Brack wants a harp"})
    say(
        store,
        "added",
        str(other),
        {"kind": "followup", "quote": "will call", "by": who(store, "Ana Costa"), "to": who(store, "Wilma Brack")},
    )
    say(store, "added", str(other), {"kind": "offer", "quote": "will call", "by": who(store, "Ana Costa")})
    forget_person(store, "Wilma Brack")
    assert found_in(store, "Wilma", "Brack") == []
    assert store.counting(document) == run
    assert [row["quote"] for row in store.items("ask")] == ["needs a van"]
    assert one(store, "offer")["by_person_id"] == who(store, "Ana Costa")
    assert store.items("followup") == []
    forget_document(store, document)
    assert found_in(store, "Ana", "Costa") == []
    assert (one(store, "offer")["by"], one(store, "offer")["by_person_id"]) == (None, None)
    assert [action for action, _, _ in said(store)] == ["added"]


# --- batches -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["document", "person"])
def test_what_waits_in_a_batch_is_not_forgotten_before_the_batch_is_closed(store, kind):
    document = read(store, "Wilma Brack met Ana Costa", ["Wilma Brack", "Ana Costa"])
    what = document if kind == "document" else who(store, "Wilma Brack")
    plan = store.forgotten.plan(kind, what)
    batch = store.batches.write(
        Batch(
            0, "token", "http://x.example", "m", "p", "f", "written", 0, None, None, None, 0, 0, None, None, None, NOW
        ),
        {document: Entry(1, 1)},
    )
    with pytest.raises(UsageError, match="Document 1 is in batch 1, at a model server") as caught:
        store.forgotten.plan(kind, what)
    assert "notesight batch cancel 1" in caught.value.hint
    with pytest.raises(UsageError, match="nothing was forgotten"):
        store.forgotten.carry_out(plan, at=NOW)
    assert (texts(store), store.forgotten.unclean()) == (["Wilma Brack met Ana Costa"], False)
    store.batches.release(batch.id)
    store.batches.note(batch.id, state="closed")
    assert store.forgotten.carry_out(store.forgotten.plan(kind, what), at=NOW) is True
    assert store.check() == []
    assert found_in(store, "Wilma", "Brack") == []


# --- a copy to be shown --------------------------------------------------------------------------------------------


def test_a_copy_holds_no_decision_no_answer_about_a_piece_and_nobody_s_full_name_for_a_first_name(store):
    text = "saw Wilma at the fair. Ana Costa needs a van with a long roof."
    document = store.put(Document("k", text, DAY), seen_at=NOW).id
    bare = Person("Wilma", (Mention("Wilma", 4, 9),), known="Wilma Ravensworth")
    done = replace(IN_PART.pieces[0], answer='{"people": [{"name": "Krater"}]}')
    found = Extraction(
        (bare, *extraction(text, ["Ana Costa"]).people), (item(text, "ask", "needs a van", "Ana Costa", summary="Van"),)
    )
    store.record_failure(document, replace(IN_PART, pieces=(done, IN_PART.pieces[1])), found)
    by_hand = "needs a van with a long roof"
    say(store, "added", str(document), {"kind": "followup", "quote": by_hand})
    say(store, "wrong", one(store, "ask")["id"])
    say(store, "wrong", who(store, "Wilma"))
    unread = store.put(Document("l", "will call about the amphora", date(2026, 3, 4)), seen_at=NOW).id
    say(store, "added", str(unread), {"kind": "followup", "quote": "will call", "summary": "Telephone"})
    say(store, "renamed", who(store, "Ana Costa"), "Anastasia Costa")
    say(store, "private", str(read(store, "Zed Moneypenny", ["Zed Moneypenny"])))
    store.batches.write(
        Batch(
            0,
            "hush",
            "http://secret.example",
            "m",
            "p",
            "f",
            "written",
            0,
            None,
            None,
            None,
            0,
            0,
            None,
            None,
            None,
            NOW,
        ),
        {unread: Entry(1, 1)},
    )
    out = store.path.with_name("out.db")
    left = {each.what: each.number for each in store.publish_copy(out, Wishes(), at=NOW)}
    held = out.read_bytes()
    gone = "Ravensworth ravensworth Krater roof amphora hush secret.example Moneypenny".split()
    assert [word for word in gone if word.encode() in held] == []
    assert left["asks, offers and follow-ups that you said are wrong"] == 1
    assert left["answers of models about pieces of documents"] == 1
    with type(store).open(out) as copy:
        assert copy.check() == []
        assert [row["name"] for row in copy.people()] == ["Anastasia Costa"]
        assert sorted(row["summary"] for row in copy.items()) == ["(in words that are not in this copy)", "Telephone"]


# --- as of a day ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("later", [1, 9])
def test_who_was_forgotten_is_in_no_list_of_an_earlier_day_either(store, later):
    read(store, "Ana Costa met Wilma Brack", ["Ana Costa", "Wilma Brack"])
    for n in range(later):
        read(store, f"Bob Hale came, {n}", ["Bob Hale"], day=date(2026, 4, 1))
    forget_person(store, "Wilma Brack")
    read(store, "Ana Costa saw Wilma Brack", ["Ana Costa", "Wilma Brack"])
    before = asof.version(store._conn)
    with store.as_of(DAY) as then:
        assert people(then) == ["Ana Costa: 2"]
    forget_document(store, 1)
    assert asof.version(store._conn) != before, "a page that was kept for that day is not shown again"
    with store.as_of(DAY) as then:
        assert people(then) == ["Ana Costa: 1"]


def test_a_copy_stands_as_on_the_day_it_was_made(store):
    read(store, "Ana Costa", ["Ana Costa"])
    out = store.path.with_name("out.db")
    store.publish_copy(out, Wishes(), at=NOW)
    with type(store).open(out) as copy:
        assert asof.later(copy._conn, date(2025, 1, 1)) is False
        with pytest.raises(UsageError, match="It stands as on the day it was made"):
            copy.as_of(date(2025, 1, 1))
