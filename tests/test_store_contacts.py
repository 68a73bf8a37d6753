"""Contacts, cadences and letters in a notebook: computed, kept right by every change, and the same after a rebuild."""

import re
from datetime import UTC, date, datetime

import pytest
from store_cases import NOW, extraction, item, read, rows, store

from notesight import letters
from notesight.errors import UsageError
from notesight.letters import Line
from notesight.model import Document, Run

__all__ = ["store"]

MAY, JUNE, ON = date(2026, 5, 1), date(2026, 6, 1), date(2026, 9, 1)


def who(store, name):
    return next(row["id"] for row in store.people() if row["name"] == name)


def last(store, name, on=ON):
    found = store.touch.last(who(store, name), on=on)
    return found and (found["day"], found["channel"], found["how"], found["quote"])


def keep(store, subject, every="3 months", at_most=None, at=NOW):
    return store.decide("kept", subject, {"every": every, "at_most": at_most}, origin="cli", at=at)


def due(store, on=ON):
    return [(row["name"], row["last"], row["due"], row["state"]) for row in store.touch.kept(on=on)]


def test_the_last_contact_is_the_newest_real_one_whatever_is_read_last(store):
    read(store, "Lunch with Ana Costa.", ["Ana Costa"], day=JUNE)
    read(store, "Coffee with Ana Costa.", ["Ana Costa"], day=MAY)  # an old note, read later
    read(store, "Jim Baker says Ana Costa has moved.", ["Ana Costa", "Jim Baker"], day=date(2026, 7, 1))
    read(store, "Call Ana Costa tomorrow.", ["Ana Costa"], day=date(2026, 8, 1))
    assert last(store, "Ana Costa") == ("2026-06-01", "lunch", "met", "Lunch with Ana Costa.")
    assert last(store, "Ana Costa", on=date(2026, 5, 20)) == ("2026-05-01", "coffee", "met", "Coffee with Ana Costa.")


def test_contacts_are_counted_by_channel(store):
    read(store, "Lunch with Ana Costa.", ["Ana Costa"], day=JUNE)
    read(store, "Lunch with Jim Baker.", ["Jim Baker"], day=MAY)
    read(store, "Jim Baker rang.", ["Jim Baker"], day=JUNE)
    assert store.touch.channels(until=ON) == [
        {"channel": "lunch", "contacts": 2, "people": 2, "last": "2026-06-01"},
        {"channel": "call", "contacts": 1, "people": 1, "last": "2026-06-01"},
    ]
    assert [
        row["channel"] for row in store.touch.channels(until=ON, since=JUNE, person_id=who(store, "Jim Baker"))
    ] == ["call"]


def test_a_note_that_no_longer_tells_a_contact_takes_it_away(store):
    read(store, "Lunch with Ana Costa.", ["Ana Costa"], key="a", day=MAY)
    read(store, "No lunch. Ana Costa is ill.", ["Ana Costa"], key="a", day=MAY)
    assert last(store, "Ana Costa") is None


def test_a_cadence_counts_from_the_last_contact_and_begins_anew_with_the_next(store):
    read(store, "Lunch with Ana Costa.", ["Ana Costa"], day=MAY)
    keep(store, who(store, "Ana Costa"), at_most="5 months")
    assert due(store) == [("Ana Costa", "2026-05-01", "2026-08-01", "due")]
    assert due(store, date(2026, 10, 2))[0][3] == "overdue"
    read(store, "Ben says Ana Costa is well.", ["Ana Costa"], day=date(2026, 8, 1))
    assert due(store)[0][1] == "2026-05-01"
    read(store, "Ana Costa rang.", ["Ana Costa"], day=date(2026, 8, 2))
    assert due(store) == [("Ana Costa", "2026-08-02", "2026-11-02", "ahead")]


def test_without_any_contact_a_cadence_counts_from_the_day_it_was_said(store):
    read(store, "Ana Costa has a van.", ["Ana Costa"], day=MAY)
    keep(store, who(store, "Ana Costa"), "2 weeks", at=datetime(2026, 8, 25, tzinfo=UTC))
    assert due(store) == [("Ana Costa", None, "2026-09-08", "soon")]


def test_a_cadence_survives_rebuild_and_a_merge_and_can_be_taken_back(store):
    read(store, "Lunch with Ana Costa.", ["Ana Costa"], day=MAY)
    read(store, "Coffee with Ana C. Costa.", ["Ana C. Costa"], day=JUNE)
    made = keep(store, who(store, "Ana Costa"))
    merged = store.decide("merged", who(store, "Ana C. Costa"), who(store, "Ana Costa"), origin="cli", at=NOW)
    joined = due(store)
    assert [(row[1], row[2]) for row in joined] == [("2026-06-01", "2026-09-01")]
    store.rebuild()
    assert due(store) == joined
    store.undo(merged.id, origin="cli", at=NOW)
    assert due(store) == [("Ana Costa", "2026-05-01", "2026-08-01", "due")]
    store.undo(made.id, origin="cli", at=NOW)
    assert due(store) == []


def test_a_group_keeps_in_touch_with_all_of_it_but_who_has_a_cadence_of_their_own(store):
    for name in ("Ana Costa", "Jim Baker", "Lea Hall"):
        read(store, f"Lunch with {name} of Acme.", [f"{name} @Acme"], day=MAY)
    keep(store, "organization:acme", "6 months")
    keep(store, who(store, "Jim Baker"), "1 month")
    keep(store, who(store, "Lea Hall"), "1 year")
    keep(store, who(store, "Lea Hall"), None)
    assert [(row["name"], row["every"], row["via"]) for row in store.touch.kept(on=ON)] == [
        ("Jim Baker", "1 month", None),
        ("Ana Costa", "6 months", "organization acme"),
    ]
    keep(store, "organization:Acme", None)
    assert [row["name"] for row in store.touch.kept(on=ON)] == ["Jim Baker"]


def test_a_tag_is_a_group_of_those_who_took_part(store):
    read(store, "Lunch with Ana Costa, who knows Jim Baker.", ["Ana Costa", "Jim Baker"], day=MAY, tags=("Clients",))
    keep(store, "tag:clients", "monthly")
    assert [row["name"] for row in store.touch.kept(on=ON)] == ["Ana Costa"]


@pytest.mark.parametrize(
    ("subject", "value", "sentence"),
    [
        ("Ana Costa", {"every": "0 days"}, "A cadence is at least a day."),
        ("Ana Costa", {"every": "soon"}, "“soon” is no cadence."),
        ("Ana Costa", {"every": "3 months", "at_most": "1 month"}, "At most 1 month is less than every 3 months."),
        ("Ana Costa", {"every": None}, "No cadence is kept with Ana Costa."),
        ("organization:Zeta", {"every": "1 month"}, "Nobody is at Zeta."),
        ("tag:none", {"every": "1 month"}, "Nobody took part in a document tagged none."),
        ("tag:none", {"every": None}, "No cadence is kept with the tag none."),
        ("nobody", {"every": "1 month"}, "There is nothing with the id nobody."),
    ],
)
def test_what_cannot_be_kept_is_a_sentence(store, subject, value, sentence):
    read(store, "Ana Costa", ["Ana Costa"])
    with pytest.raises(UsageError) as error:
        store.decide("kept", who(store, subject) if subject == "Ana Costa" else subject, value, origin="cli", at=NOW)
    assert (error.value.sentence, store.decisions()) == (sentence, [])


def test_every_nudge_carries_a_reason_from_quotes_or_says_that_there_is_none(store):
    text = "Lunch with Ana Costa. She needs a van. I'll send her the deck."
    promise = item(text, "followup", "I'll send her the deck", "me", "Ana Costa", said_on=MAY)
    read(store, text, ["Ana Costa"], [promise, ("ask", "needs a van", "Ana Costa")], day=MAY)
    read(store, "Tea with Jim Baker.", ["Jim Baker"], day=MAY)
    read(store, "Lea says that Jim Baker has twins.", ["Jim Baker"], day=JUNE)
    read(store, "Tea with Lea Hall.", ["Lea Hall"], day=MAY)
    for name in ("Ana Costa", "Jim Baker", "Lea Hall"):
        keep(store, who(store, name))
    told = {
        row["name"]: row["reason"] and (row["reason"]["why"], row["reason"]["quote"])
        for row in store.touch.nudges(on=ON)
    }
    assert told == {
        "Ana Costa": ("promised", "I'll send her the deck"),
        "Jim Baker": ("news", "Lea says that Jim Baker has twins."),
        "Lea Hall": None,
    }
    found = next(row for row in store.items("followup"))
    store.decide("done", found["id"], origin="cli", at=NOW)
    assert next(row["reason"]["why"] for row in store.touch.nudges(on=ON) if row["name"] == "Ana Costa") == "asked"


def test_who_used_to_be_in_touch_more_often_is_being_lost(store):
    for n in (1, 11, 21):
        read(store, f"Lunch no. {n} with Ana Costa.", ["Ana Costa"], day=date(2026, 4, n))
    read(store, "Lunch with Jim Baker.", ["Jim Baker"], day=MAY)  # once is no rhythm
    found = [(row["name"], row["last"], row["usual_days"]) for row in store.touch.losing(on=ON)]
    assert found == [("Ana Costa", "2026-04-21", 10)]
    assert store.touch.losing(on=date(2026, 5, 1)) == []
    keep(store, who(store, "Ana Costa"))
    assert (store.touch.losing(on=ON), store.touch.lost(on=ON)) == ([], 0)


def test_a_rebuild_gives_the_same_rows_of_contact(store):
    read(store, "Lunch with Ana Costa and Jim Baker.", ["Ana Costa", "Jim Baker"], key="a", day=MAY, tags=("x",))
    read(store, "Jim Baker rang.", ["Jim Baker"], key="b", day=JUNE)
    read(store, "Jim Baker never rang.", ["Jim Baker"], key="b", day=JUNE)
    keep(store, who(store, "Ana Costa"))
    tables = ("contacts", "keeps", "_tagged", "_rhythms")
    before = [rows(store, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]
    store.rebuild()
    assert [rows(store, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables] == before
    assert [len(each) for each in before] == [2, 1, 1, 2]


def test_a_brief_is_who_last_time_open_both_ways_and_what_has_changed(store):
    text = "Lunch with Ana Costa. She needs a van. I'll send her the deck. She will bring the chairs."
    read(
        store, text, ["Ana Costa"],
        [("ask", "needs a van", "Ana Costa"), ("followup", "I'll send her the deck", "me", "Ana Costa"),
         ("followup", "will bring the chairs", "Ana Costa", "me")],
        day=MAY,
    )  # fmt: skip
    read(store, "Jim says that Ana Costa has moved to Zeta.", ["Ana Costa @Zeta"], day=JUNE)
    letter = store.letters.brief(who(store, "Ana Costa"), on=ON)
    assert letter.lead == ("Zeta.", "Last contact 2026-05-01 (lunch), 4 months ago.")
    assert {section.key: [line.words for line in section.lines] for section in letter.sections} == {
        "last_time": ["Lunch with Ana Costa.", "Needs a van", "I'll send her the deck", "Will bring the chairs"],
        "i_owe": ["I'll send her the deck"],
        "they_owe": ["Will bring the chairs"],
        "looking_for": ["Needs a van"],
        "changed": ["Now Zeta", "Jim says that Ana Costa has moved to Zeta."],
    }
    assert [line.words for line in store.letters.news(who(store, "Ana Costa"), on=ON).lines] == [
        "Now Zeta",
        "Jim says that Ana Costa has moved to Zeta.",
    ]


def test_a_digest_is_what_came_in_of_a_while_and_what_is_due(store):
    read(
        store, "Lunch with Ana Costa. Needs a van.", ["Ana Costa"], [("ask", "Needs a van", "Ana Costa", "me")], day=MAY
    )
    letter = store.letters.digest(since=date(2026, 3, 1), on=JUNE)
    assert letter.lead == ("1 document. In touch with 1 person: 1 lunch.",)
    assert {section.key: [line.words for line in section.lines] for section in letter.sections} == {
        "asked_of_me": ["Ana Costa → me: Needs a van"],
        "new_people": ["Ana Costa"],
    }
    assert store.letters.digest(since=date(2027, 1, 1), on=date(2027, 1, 8)).sections == ()


def test_no_words_of_a_document_become_markup_in_a_letter():
    hostile = "# <script>alert(1)</script> [x](http://evil.example) `a` | b\n\n1. c"
    section = letters.Section("key", "Heading", (Line(hostile, hostile + " more", 1, hostile, "2026-01-01"),))
    letter = letters.Letter(hostile, (hostile,), (section,), "Nothing.")
    written = letters.page(letter)
    assert ("<script>" in written, "href" in written, "&lt;script&gt;" in written) == (False, False, True)
    lines = letters.markdown(letter).splitlines()
    assert [line[:2] for line in lines if line] == ["# ", "\\#", "##", "- ", "  "]
    assert not [line for line in lines if re.search(r"(?<!\\)[<\[`|]", line)]


# --- what the owner says of the channel ----------------------------------------------------------------------------


def by(store):
    """Who was in touch on which day by which channel."""
    return [(row["name"], row["day"], row["channel"]) for row in store.touch.contacts(on=date(2027, 1, 1))]


def lunch(store, text="Lunch with Ana Costa. Then a call with Jim Baker.", run="f"):
    stored = store.put(Document("lunch", text, date(2026, 3, 2)), seen_at=NOW)
    store.record(stored.id, Run("offline", run), extraction(text, ["Ana Costa", "Jim Baker"]))
    return stored.id


def test_the_channel_of_all_contacts_of_a_document_is_put_right_and_taken_back(store):
    number = lunch(store)
    read = by(store)
    assert read == [("Ana Costa", "2026-03-02", "lunch"), ("Jim Baker", "2026-03-02", "call")]
    made = store.decide("corrected", str(number), {"channel": " Zoom"}, origin="cli", at=NOW)
    said = [("Ana Costa", "2026-03-02", "video call"), ("Jim Baker", "2026-03-02", "video call")]
    assert by(store) == said
    store.rebuild()
    assert by(store) == said
    assert [row["channel"] for row in store.touch.channels(until=date(2027, 1, 1))] == ["video call"]
    assert store.in_words(made).startswith("Channel: video call, in Lunch with Ana Costa.")
    store.undo(made.id, origin="cli", at=NOW)
    assert by(store) == read


def test_the_channel_of_one_contact_survives_another_reading_and_another_version_of_the_note(store):
    number = lunch(store)
    jim = store.people("Jim Baker")[0]["id"]
    store.decide("corrected", str(number), {"channel": "walk", "with": jim}, origin="cli", at=NOW)
    said = [("Ana Costa", "2026-03-02", "lunch"), ("Jim Baker", "2026-03-02", "walk")]
    assert by(store) == said
    lunch(store, run="g")
    assert by(store) == said
    number = lunch(store, "Lunch with Ana Costa. Then a call with Jim Baker. It rained.")
    assert by(store) == said
    store.decide("corrected", str(number), {"channel": None}, origin="cli", at=NOW)
    assert by(store) == [("Ana Costa", "2026-03-02", None), ("Jim Baker", "2026-03-02", None)]
    store.rebuild()
    assert by(store) == [("Ana Costa", "2026-03-02", None), ("Jim Baker", "2026-03-02", None)]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"channel": "lunch", "with": "nobody"}, "You were not in touch with them in document 1."),
        ({"with": "nobody"}, "Name the channel: mail, call, coffee …"),
        ({"day": "2026-03-03"}, "What can be said: channel, with."),
    ],
)
def test_a_channel_that_makes_no_sense_is_refused(store, value, why):
    number = lunch(store)
    with pytest.raises(UsageError) as refused:
        store.decide("corrected", str(number), value, origin="cli", at=NOW)
    assert refused.value.sentence == why


def test_what_is_so_already_and_a_document_without_contacts_take_no_channel(store):
    number = lunch(store)
    ana = store.people("Ana Costa")[0]["id"]
    nobody = store.put(Document("none", "The sea.", date(2026, 3, 2)), seen_at=NOW).id
    for subject, value in ((number, {"channel": "lunch", "with": ana}), (nobody, {"channel": "call"})):
        with pytest.raises(UsageError):
            store.decide("corrected", str(subject), value, origin="cli", at=NOW)


def test_who_is_forgotten_leaves_no_name_in_what_was_said_of_the_channel(store):
    number = lunch(store)
    for name in ("Ana Costa", "Jim Baker"):
        person = store.people(name)[0]["id"]
        store.decide("corrected", str(number), {"channel": f"{name}'s party", "with": person}, origin="cli", at=NOW)
    assert store.forgotten.carry_out(store.forgotten.plan("person", store.people("Jim Baker")[0]["id"]), at=NOW)
    assert by(store) == [("Ana Costa", "2026-03-02", "ana costa's party")]
    assert "jim" not in "".join(each.value or "" for each in store.decisions()).casefold()
    store.rebuild()
    assert by(store) == [("Ana Costa", "2026-03-02", "ana costa's party")]
