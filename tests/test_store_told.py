"""What the owner says of people and items wins over every reading, holds for what comes later, and can be taken back."""

from datetime import date

import pytest
from store_cases import NOW, item, people, read, rows, store

from notesight.errors import UsageError
from notesight.model import Document, Extraction, Run

__all__ = ["store"]

TEXT = "Jim Baker needs a van. Ana Costa can lend a van, will call"


def say(store, action, subject, value=None):
    return store.decide(action, subject, value, origin="cli", at=NOW)


def who(store, name):
    (found,) = (row for row in store.people() if row["name"] == name)
    return found["id"]


def one(store, kind="ask", **wanted):
    (row,) = store.items(kind, **wanted)
    return row


def documents(store, person):
    return sorted({mention["document_id"] for mention in store.person(person)["mentions"]})


# --- people -------------------------------------------------------------------------------------------------------


def test_two_people_who_are_merged_are_one_with_all_that_comes_later_until_it_is_taken_back(store):
    read(store, "Jim Baker needs a van", ["Jim Baker"], [("ask", "needs a van", "Jim Baker", None)])
    read(store, "James Baker came", ["James Baker"])
    made = say(store, "merged", who(store, "James Baker"), who(store, "Jim Baker"))
    read(store, "James Baker wrote, will call", ["James Baker"], [("followup", "will call", "James Baker", "me")])
    (merged,) = store.people()
    assert (merged["documents"], merged["open_items"], merged["also_known_as"]) == (3, 2, "Jim Baker")
    store.undo(made.id, origin="cli", at=NOW)
    assert people(store) == ["James Baker: 2", "Jim Baker: 1"]
    assert one(store)["by"] == "Jim Baker"
    assert one(store, "followup")["by"] == "James Baker"


def test_an_id_that_somebody_had_before_a_merge_still_finds_them(store):
    read(store, "Jim Baker", ["Jim Baker"])
    read(store, "James Baker", ["James Baker"])
    lost = who(store, "James Baker")
    say(store, "merged", lost, who(store, "Jim Baker"))
    assert [row["id"] for row in store.find(lost)] == [store.people()[0]["id"]]


def test_three_are_merged_in_any_order_and_each_merge_is_taken_back_alone(store):
    for name in ("Jim Baker", "James Baker", "J. P. Baker"):
        read(store, f"{name} came", [name])
    ids = [who(store, name) for name in ("Jim Baker", "James Baker", "J. P. Baker")]
    first = say(store, "merged", ids[2], ids[1])
    say(store, "merged", ids[1], ids[0])
    assert len(store.people()) == 1
    store.undo(first.id, origin="cli", at=NOW)
    assert len(store.people()) == 2


def test_a_merge_holds_when_a_document_is_read_again_by_another_reader(store):
    first = read(store, "Jim Baker met James Baker", ["Jim Baker", "James Baker"])
    say(store, "merged", who(store, "James Baker"), who(store, "Jim Baker"))
    text = store.document(first).text
    store.record(first, Run("openai", "g"), Extraction((_person(text, "James Baker"), _person(text, "Jim Baker"))))
    assert len(store.people()) == 1


def _person(text, name):
    from store_cases import person

    return person(text, name)


def test_documents_that_are_split_off_are_about_somebody_else(store):
    for day in (1, 2, 3):
        read(store, f"Sam Lee came, {day}", ["Sam Lee"], day=date(2026, 3, day))
    made = say(store, "split", store.people()[0]["id"], [3])
    assert sorted(documents(store, row["id"]) for row in store.people()) == [[1, 2], [3]]
    read(store, "Sam Lee called", ["Sam Lee"], [("ask", "called", "Sam Lee", None)])
    assert sorted(documents(store, row["id"]) for row in store.people()) == [[1, 2, 4], [3]]
    store.undo(made.id, origin="cli", at=NOW)
    assert people(store) == ["Sam Lee: 4"]


def test_people_who_are_not_the_same_are_never_joined_by_what_is_read_later(store):
    read(store, "Sam Lee came", ["Sam Lee"])
    read(store, "S. Lee called", ["S. Lee"])
    say(store, "apart", who(store, "Sam Lee"), who(store, "S. Lee"))
    read(store, "Sam Lee, S. Lee, sam@x.example", [("Sam Lee <sam@x.example>", "S. Lee")])
    read(store, "again: S. Lee sam@x.example", ["S. Lee <sam@x.example>"])
    assert documents(store, who(store, "S. Lee"))[0] == 2 or len(store.people()) >= 2


def test_a_name_that_is_added_leads_to_its_person_wherever_it_stands(store):
    read(store, "Robert Miller came", ["Robert Miller"])
    read(store, "Bobcat called", ["Bobcat"])
    made = say(store, "added", who(store, "Robert Miller"), "Bobcat")
    read(store, "Bobcat will call", ["Bobcat"], [("followup", "will call", "Bobcat", None)])
    (row,) = store.people()
    assert (row["name"], row["also_known_as"], row["documents"]) == ("Robert Miller", "Bobcat", 3)
    store.undo(made.id, origin="cli", at=NOW)
    assert people(store) == ["Bobcat: 2", "Robert Miller: 1"]


def test_a_new_name_and_corrected_fields_are_shown_whatever_documents_say(store):
    read(store, "Jim Baker jim@x.example Acme", ["Jim Baker <jim@x.example> @Acme"])
    jim = store.people()[0]["id"]
    say(store, "renamed", jim, "James  Baker")
    made = say(store, "corrected", jim, {"email": "james@y.example", "organization": "Zeta", "role": "baker"})
    read(store, "Jim Baker jim@x.example Omega", ["Jim Baker <jim@x.example> @Omega"], day=date(2026, 4, 1))
    row = store.people()[0]
    shown = ("name", "also_known_as", "email", "organization", "role", "documents")
    assert [row[each] for each in shown] == ["James Baker", "Jim Baker", "james@y.example", "Zeta", "baker", 2]
    store.undo(made.id, origin="cli", at=NOW)
    row = store.people()[0]
    assert [row[each] for each in shown] == ["James Baker", "Jim Baker", "jim@x.example", "Omega", None, 2]


def test_what_is_no_person_leaves_the_lists_and_items_keep_their_words(store):
    read(store, "Crystal Palace needs a van", ["Crystal Palace"], [("ask", "needs a van", "Crystal Palace", None)])
    made = say(store, "wrong", store.people()[0]["id"])
    read(store, "Crystal Palace will call", ["Crystal Palace"], [("followup", "will call", "Crystal Palace", None)])
    assert store.people() == []
    assert rows(store, "SELECT * FROM mentions") == []
    assert (one(store)["by"], one(store)["by_person_id"]) == ("Crystal Palace", None)
    store.undo(made.id, origin="cli", at=NOW)
    assert people(store) == ["Crystal Palace: 2"]
    assert one(store, "followup")["by_person_id"] == store.people()[0]["id"]


@pytest.mark.parametrize(
    ("action", "value", "why"),
    [
        ("merged", "nobody", "no such person"),
        ("merged", "self", "one and the same"),
        ("split", [99], "None of these"),
        ("split", [1], "all the documents"),
        ("renamed", "  ", "needs words"),
        ("corrected", {"age": "7"}, "email, organization, role"),
        ("corrected", None, "email, organization, role"),
        ("done", None, "A person can be"),
    ],
)
def test_what_cannot_be_said_of_a_person_is_refused_and_changes_nothing(store, action, value, why):
    read(store, "Jim Baker", ["Jim Baker"])
    jim = store.people()[0]["id"]
    with pytest.raises(UsageError, match=why):
        say(store, action, jim, jim if value == "self" else value)
    assert store.decisions() == []


# --- items --------------------------------------------------------------------------------------------------------


def test_what_is_wrong_leaves_the_lists_and_is_found_when_it_is_asked_for(store):
    read(store, TEXT, ["Jim Baker"], [("ask", "needs a van", "Jim Baker", None)])
    say(store, "wrong", one(store)["id"])
    assert store.items() == []
    assert store.people()[0]["open_items"] == 0
    assert [row["summary"] for row in store.items(state="wrong")] == ["Needs a van"]


def test_corrections_win_field_by_field_over_readings_and_edits(store):
    first = read(store, TEXT, ["Jim Baker", "Ana Costa"], [("ask", "needs a van", "Jim Baker", None)], key="k")
    ask = one(store)["id"]
    say(store, "corrected", ask, {"by": who(store, "Ana Costa"), "due": "2026-05-01"})
    say(store, "corrected", ask, {"summary": "A van for the fair", "to": "her boss"})
    text = store.document(first).text
    items = (item(text, "ask", "needs a van", "Jim Baker", "me", summary="Van", due=date(2026, 3, 3)),)
    found = Extraction((_person(text, "Jim Baker"), _person(text, "Ana Costa")), items)
    store.record(first, Run("openai", "g"), found)
    read(store, f"{TEXT} and more", ["Jim Baker", "Ana Costa"], [("ask", "needs a van", "Jim Baker", None)], key="k")
    row = one(store)
    assert row["id"] == ask
    shown = ("by", "to", "due", "due_text", "summary", "confirmed", "state")
    assert [row[each] for each in shown] == [
        "Ana Costa",
        "her boss",
        "2026-05-01",
        None,
        "A van for the fair",
        1,
        "open",
    ]
    assert {row["name"]: row["open_items"] for row in store.people()} == {"Jim Baker": 0, "Ana Costa": 1}


def test_an_item_of_another_kind_keeps_its_id_and_comes_back_with_the_undoing(store):
    read(store, TEXT, ["Jim Baker"], [("ask", "can lend a van", "Jim Baker", None)])
    ask = one(store)["id"]
    made = say(store, "corrected", ask, {"kind": "offer"})
    assert (store.items("ask"), one(store, "offer")["id"]) == ([], ask)
    store.undo(made.id, origin="web", at=NOW)
    assert (store.items("offer"), one(store)["id"]) == ([], ask)


def test_an_item_that_was_given_to_somebody_goes_with_them_when_they_are_merged(store):
    read(store, TEXT, ["Jim Baker"], [("ask", "needs a van", "Jim Baker", None)])
    read(store, "Ana Costa", ["Ana Costa"])
    read(store, "A. M. Costa", ["A. M. Costa"])
    say(store, "corrected", one(store)["id"], {"by": who(store, "A. M. Costa")})
    made = say(store, "merged", who(store, "A. M. Costa"), who(store, "Ana Costa"))
    together = next(row["id"] for row in store.people() if row["documents"] == 2)
    assert one(store)["by_person_id"] == together
    store.undo(made.id, origin="cli", at=NOW)
    assert one(store)["by_person_id"] == who(store, "A. M. Costa")


def test_what_is_added_by_hand_stands_on_words_and_survives_every_reading(store):
    first = read(store, TEXT, ["Jim Baker"], key="k")
    say(
        store,
        "added",
        str(first),
        {"kind": "followup", "quote": "will call", "by": "me", "to": store.people()[0]["id"]},
    )
    row = one(store, "followup")
    assert (row["by"], row["to"], row["extractor"], row["confirmed"], row["start"]) == (
        "me", "Jim Baker", "by hand", 1, TEXT.index("will call"),
    )  # fmt: skip
    store.record(first, Run("openai", "g"), Extraction((_person(TEXT, "Jim Baker"),)))
    assert one(store, "followup")["id"] == row["id"]
    read(store, f"So: {TEXT}", ["Jim Baker"], key="k")
    assert one(store, "followup")["start"] == TEXT.index("will call") + 4
    read(store, "Nothing of it", [], key="k")
    assert store.items() == []


def test_what_is_added_by_hand_and_read_as_well_is_one(store):
    first = read(store, TEXT, ["Jim Baker"])
    say(store, "added", str(first), {"kind": "ask", "quote": "needs a van", "summary": "A big van", "by": "Jim Baker"})
    found = Extraction((_person(TEXT, "Jim Baker"),), (item(TEXT, "ask", "needs a van"),))
    store.record(first, Run("openai", "g"), found)
    assert (one(store)["summary"], one(store)["by_person_id"]) == ("A big van", store.people()[0]["id"])


def test_a_person_who_is_added_by_hand_is_one_wherever_the_name_stands_in_the_document(store):
    first = read(store, "met Xan at the fair. Xan plays the harp")
    made = say(store, "added", str(first), {"kind": "person", "quote": "Xan"})
    assert people(store) == ["Xan: 1"]
    assert [mention["start"] for mention in store.person(store.people()[0]["id"])["mentions"]] == [21, 4][::-1]
    store.undo(made.id, origin="cli", at=NOW)
    assert store.people() == []


def test_a_document_that_no_run_has_read_yet_can_have_something_added(store):
    stored = store.put(Document("k", "will call Ana", date(2026, 3, 2)), seen_at=NOW)
    say(store, "added", str(stored.id), {"kind": "followup", "quote": "will call Ana", "by": "me", "due": "2026-03-05"})
    assert (one(store, "followup")["due"], one(store, "followup")["said_on"]) == ("2026-03-05", "2026-03-02")


@pytest.mark.parametrize(
    ("action", "value", "why"),
    [
        ("snoozed", "soon", "YYYY-MM-DD"),
        ("done", "2026-03-02", "takes a day"),
        ("corrected", {"kind": "wish"}, "ask, offer, followup"),
        ("corrected", {"due": "2026-13-01"}, "YYYY-MM-DD"),
        ("corrected", {"summary": ""}, "needs words"),
        ("corrected", {"summary": "Needs a van"}, "already"),
        ("corrected", {"quote": "x"}, "kind, summary, by, to, due"),
        ("merged", "x", "An item can be"),
    ],
)
def test_what_cannot_be_said_of_an_item_is_refused_and_changes_nothing(store, action, value, why):
    read(store, TEXT, ["Jim Baker"], [("ask", "needs a van", "Jim Baker", None)])
    with pytest.raises(UsageError, match=why):
        say(store, action, one(store)["id"], value)
    assert store.decisions() == []


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"kind": "ask", "quote": "never said"}, "do not stand"),
        ({"kind": "wish", "quote": "needs a van"}, "of a kind"),
        ({"kind": "ask"}, "needs words"),
        (None, "kind, quote"),
    ],
)
def test_what_cannot_be_added_to_a_document_is_refused(store, value, why):
    first = read(store, TEXT)
    with pytest.raises(UsageError, match=why):
        say(store, "added", str(first), value)


def test_the_history_of_an_item_follows_it_over_all_the_ids_it_has_had(store):
    read(store, TEXT, ["Jim Baker"], [("ask", "needs a van", "Jim Baker", None)])
    ask = one(store)["id"]
    say(store, "snoozed", ask, "2026-05-01")
    made = say(store, "wrong", ask)
    store.undo(made.id, origin="web", at=NOW)
    assert [(each.action, each.undoes) for each in store.decisions(ask)] == [
        ("snoozed", None), ("wrong", None), ("undone", made.id),
    ]  # fmt: skip
    assert store.undone() == {made.id}
    assert one(store)["state"] == "snoozed"
