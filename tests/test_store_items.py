"""Asks, offers and follow-ups: how they are listed, what stays of their ids, and what the owner decides about them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from store_cases import DAY, NOW, item, read, rows, store

from notesight.errors import UsageError
from notesight.model import Document
from notesight.store import Store
from notesight.store.owing import DUE

__all__ = ["store"]

TEXT = "Ana Costa needs a van. Jim Hall can lend a van. I'll call Ana Costa. Ana Costa needs a boat."
WHO = ("Ana Costa", "Jim Hall")
ITEMS = (
    ("ask", "needs a van", "Ana Costa"),
    ("offer", "can lend a van", "Jim Hall", "Ana Costa"),
    ("followup", "I'll call Ana Costa", "me", "Ana Costa"),
    ("ask", "needs a boat", "Ana Costa", "me"),
)
LATER = NOW + timedelta(hours=1)


def one(store, quote="needs a van"):
    return next(row for row in store.items() if row["quote"] == quote)


def quotes(found):
    return [row["quote"] for row in found]


def say(store, action, subject, value=None, at=NOW):
    return store.decide(action, subject, value=value, origin="cli", at=at)


# --- lists --------------------------------------------------------------------------------------------------------


def test_an_item_says_who_what_when_and_where_it_stands(store):
    items = [item(TEXT, "ask", "needs a van", "Ana Costa", "her roommate", due=date(2026, 3, 6), summary="Find a van")]
    document = read(store, TEXT, ["Ana Costa"], items, title="Tea", source="/tea.md", model="m")
    (row,) = store.items()
    person = store.people()[0]["id"]
    assert row | {"id": "", "run_id": 0} == {
        "kind": "ask", "id": "", "summary": "Find a van", "by": "Ana Costa", "to": "her roommate", "due": "2026-03-06",
        "due_text": None, "state": "open", "snoozed_until": None, "decided_at": None, "confirmed": 0, "certainty": "stated",
        "said_on": "2026-03-02", "quote": "needs a van", "start": 10, "end": 21, "by_person_id": person,
        "by_text": "Ana Costa", "to_person_id": None, "to_text": "her roommate", "document_id": document,
        "title": "Tea", "date": "2026-03-02", "source": "/tea.md", "run_id": 0, "extractor": "offline", "model": "m",
    }  # fmt: skip
    assert store.item(row["id"]) == row


def test_items_are_listed_soonest_due_first(store):
    dues = [None, date(2026, 5, 1), date(2026, 3, 4), None]
    text = "wants a; wants b; wants c; wants d"
    read(store, text, (), [item(text, "ask", f"wants {x}", due=due) for x, due in zip("abcd", dues, strict=True)])
    assert quotes(store.items()) == ["wants c", "wants b", "wants a", "wants d"]
    assert quotes(store.items(limit=2)) == ["wants c", "wants b"]


def test_a_list_is_limited_by_kind_person_state_day_and_document(store):
    document = read(store, TEXT, WHO, ITEMS)
    text = "Ana Costa wants tea"
    read(
        store,
        text,
        ["Ana Costa"],
        [item(text, "ask", "wants tea", "Ana Costa", due=date(2026, 3, 5), said_on=date(2026, 3, 4))],
    )
    ana, jim = (next(row["id"] for row in store.people(name)) for name in ("Ana", "Jim"))
    say(store, "done", one(store)["id"])
    assert quotes(store.items("offer")) == ["can lend a van"]
    assert set(quotes(store.items(person=jim))) == {"can lend a van"}
    assert len(store.items(person=ana)) == 5
    assert set(quotes(store.items(person="me"))) == {"I'll call Ana Costa", "needs a boat"}
    assert set(quotes(store.items("ask", state="open"))) == {"wants tea", "needs a boat"}
    assert quotes(store.items(due_before=date(2026, 3, 6))) == ["wants tea"]
    assert quotes(store.items(due_before=date(2026, 3, 5))) == []
    assert quotes(store.items(since=date(2026, 3, 3))) == ["wants tea"]
    assert len(store.items(document=document)) == 4
    assert quotes(store.items("ask", person=ana, state="done", document=document)) == ["needs a van"]


def test_the_owner_in_an_item_is_not_a_person_called_me(store):
    text = "me needs a van"
    read(store, text, ["me"], [("ask", "needs a van", "me")])
    assert store.items(person="me") == []
    assert len(store.items(person=store.people()[0]["id"])) == 1


def test_today_is_sorted_into_what_to_do(store):
    text = "; ".join(f"no. {n} of it" for n in range(10))
    days = [date(2026, 3, 1), date(2026, 2, 1), DAY, date(2026, 3, 9), date(2026, 3, 10)]
    read(store, text, (), [
        item(text, "ask", "no. 0 of it", due=days[0]), item(text, "followup", "no. 1 of it", "me", due=days[1]),
        item(text, "offer", "no. 2 of it", due=days[2]), item(text, "ask", "no. 3 of it", due=days[3]),
        item(text, "ask", "no. 4 of it", "x", "me", due=days[4]), item(text, "followup", "no. 5 of it", "me"),
        item(text, "followup", "no. 6 of it", "Ana"), item(text, "ask", "no. 7 of it"), item(text, "offer", "no. 8 of it"),
        item(text, "followup", "no. 9 of it"),
    ])  # fmt: skip
    found = {name: [int(row["quote"][4]) for row in listed.rows] for name, listed in store.lists(DAY, DUE).items()}
    assert found == {
        "overdue": [0, 1],
        "soon": [2, 3],
        "asked_of_me": [4],
        "mine": [5],
        "theirs": [6, 9],
        "asks": [7],
        "offers": [8],
        "maybe": [],
    }
    assert sum(len(listed.rows) for listed in store.lists(date(2026, 12, 1), DUE).values()) == 10


def test_what_is_done_or_put_off_is_nothing_for_today(store):
    read(store, TEXT, WHO, ITEMS)
    for n, action in enumerate(("done", "dismissed")):
        say(store, action, store.items(state="open")[n]["id"])
    assert sum(listed.total for listed in store.lists(DAY, DUE).values()) == 2


# --- ids ----------------------------------------------------------------------------------------------------------


def test_ids_stay_through_a_new_reading(store):
    read(store, TEXT, WHO, ITEMS, key="k")
    before = {row["quote"]: row["id"] for row in store.items()}
    again = [
        item(TEXT, "ask", "needs a van", summary="Another line", due=DAY),
        ("ask", "needs a boat"),
        ("ask", "Jim Hall can"),
    ]
    read(store, TEXT, (), again, key="k", fingerprint="g")
    after = {row["quote"]: row["id"] for row in store.items()}
    assert (after["needs a van"], after["needs a boat"]) == (before["needs a van"], before["needs a boat"])
    assert len(after) == 3


def test_ids_stay_through_an_edit_elsewhere_in_the_note(store):
    read(store, TEXT, WHO, ITEMS, key="k")
    before = {row["quote"]: row["id"] for row in store.items()}
    say(store, "done", before["needs a van"])
    read(store, "It rained.\n\n" + TEXT + " And more.", WHO, ITEMS, key="k")
    assert {row["quote"]: row["id"] for row in store.items()} == before
    assert one(store)["state"] == "done"


def test_ids_stay_when_the_words_are_only_wrapped_in_another_way(store):
    read(store, "Ana  NEEDS\na van", (), [("ask", "NEEDS\na van")], key="k")
    before = store.items()[0]["id"]
    read(store, "Ana needs a van", (), [("ask", "needs a van")], key="k")
    assert store.items()[0]["id"] == before


def test_the_same_words_twice_have_two_ids_in_the_order_of_the_text(store):
    text = "Ana: send it. Tom: send it."
    twice = [item(text, "ask", "send it", "Ana"), item(text, "ask", "send it", "Tom", nth=1)]
    read(store, text, (), twice, key="k")
    first, second = (row["id"] for row in sorted(store.items(), key=lambda row: row["start"]))
    assert first != second
    read(store, text, (), reversed(twice), key="k", fingerprint="g")
    assert [row["id"] for row in sorted(store.items(), key=lambda row: row["start"])] == [first, second]


def test_the_same_words_in_another_note_or_of_another_kind_have_another_id(store):
    for key, kind in (("a", "ask"), ("b", "ask"), ("c", "offer")):
        read(store, f"{key} the van", (), [(kind, "the van")], key=key)
    assert len({row["id"] for row in store.items()}) == 3


def test_ids_stay_through_a_rebuild(store):
    read(store, TEXT, WHO, ITEMS)
    say(store, "done", one(store)["id"])
    before = store.items()
    store.rebuild()
    assert store.items() == before


# --- decisions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("action", "state"), [("done", "done"), ("dismissed", "dismissed"), ("reopened", "open")])
def test_what_the_owner_says_holds(store, action, state):
    read(store, TEXT, WHO, ITEMS)
    decision = say(store, action, one(store)["id"])
    assert (one(store)["state"], one(store)["decided_at"]) == (state, NOW.isoformat())
    assert store.decisions() == [decision]
    assert (decision.id, decision.made_at, decision.origin, decision.action) == (1, NOW, "cli", action)


def test_the_last_word_wins_and_every_word_is_kept(store):
    read(store, TEXT, WHO, ITEMS)
    subject = one(store)["id"]
    for action in ("done", "reopened", "dismissed"):
        say(store, action, subject)
    assert one(store)["state"] == "dismissed"
    assert [each.action for each in store.decisions(subject)] == ["done", "reopened", "dismissed"]
    assert store.decisions("another") == []


def test_what_was_put_off_is_open_again_from_its_day_on(store):
    read(store, TEXT, WHO, ITEMS)
    subject = one(store)["id"]
    say(store, "snoozed", subject, "2026-03-09")
    assert (one(store)["state"], one(store)["snoozed_until"]) == ("snoozed", "2026-03-09")
    assert [store.item(subject, on=date(2026, 3, day))["state"] for day in (8, 9, 10)] == ["snoozed", "open", "open"]
    assert subject not in {row["id"] for row in store.items(state="open", on=date(2026, 3, 8))}
    assert subject in {row["id"] for row in store.items(state="open", on=date(2026, 3, 9))}
    assert subject in {row["id"] for row in store.lists(date(2026, 3, 9), ["asks"])["asks"].rows}
    assert store.people("Ana")[0]["open_items"] == 4


def test_a_decision_wins_over_every_later_reading(store):
    read(store, TEXT, WHO, ITEMS, key="k")
    say(store, "done", one(store)["id"])
    read(store, TEXT, WHO, ITEMS, key="k", fingerprint="g")
    assert one(store)["state"] == "done"
    read(store, TEXT, WHO, [], key="k", fingerprint="h")
    assert store.items() == []
    read(store, TEXT, WHO, ITEMS, key="k", fingerprint="i")
    assert one(store)["state"] == "done"


def test_every_decision_can_be_undone_and_so_can_an_undoing(store):
    read(store, TEXT, WHO, ITEMS)
    subject = one(store)["id"]
    done, snoozed = say(store, "done", subject), say(store, "snoozed", subject, "2026-04-01")
    back = store.undo(snoozed.id, origin="web", at=LATER)
    assert (back.action, back.subject, back.undoes, back.origin) == ("undone", subject, snoozed.id, "web")
    assert one(store)["state"] == "done"
    store.undo(done.id, origin="cli", at=LATER)
    assert (one(store)["state"], one(store)["decided_at"]) == ("open", None)
    store.undo(back.id, origin="cli", at=LATER)
    assert one(store)["state"] == "snoozed"
    store.rebuild()
    assert one(store)["state"] == "snoozed"
    assert len(store.decisions()) == 5


def test_the_open_items_of_a_person_follow_the_decisions(store):
    read(store, TEXT, WHO, ITEMS)
    counted = lambda: {row["name"]: row["open_items"] for row in store.people()}  # noqa: E731
    assert counted() == {"Ana Costa": 4, "Jim Hall": 1}
    done = say(store, "done", one(store, "can lend a van")["id"])
    assert counted() == {"Ana Costa": 3, "Jim Hall": 0}
    store.undo(done.id, origin="cli", at=LATER)
    assert counted() == {"Ana Costa": 4, "Jim Hall": 1}


@pytest.mark.parametrize(
    ("action", "value", "sentence"),
    [
        ("eaten", None, "An item can be done, dismissed, snoozed, reopened."),
        ("undone", None, "An item can be"),
        ("snoozed", None, "A day is written YYYY-MM-DD"),
        ("snoozed", "tomorrow", "A day is written YYYY-MM-DD"),
        ("snoozed", "2026-02-30", "A day is written YYYY-MM-DD"),
        ("done", "2026-03-09", "Only an item that is snoozed takes a day."),
    ],
)
def test_what_makes_no_sense_is_not_decided(store, action, value, sentence):
    read(store, TEXT, WHO, ITEMS)
    with pytest.raises(UsageError, match=sentence):
        say(store, action, one(store)["id"], value)
    assert store.decisions() == []


@pytest.mark.parametrize("subject", ["nobody", "", "x' OR '1'='1"])
def test_an_unknown_item_or_decision_is_refused(store, subject):
    read(store, TEXT, WHO, ITEMS)
    with pytest.raises(UsageError, match="no ask, offer or follow-up"):
        say(store, "done", subject)
    with pytest.raises(UsageError, match="There is no decision 7"):
        store.undo(7, origin="cli", at=NOW)


def test_the_beginning_of_an_id_is_not_enough_to_decide(store):
    read(store, TEXT, WHO, ITEMS)
    with pytest.raises(UsageError):
        say(store, "done", one(store)["id"][:6])


def test_a_decision_of_another_notebook_does_not_matter(tmp_path):
    with Store.open(tmp_path / "a.db") as a, Store.open(tmp_path / "b.db") as b:
        for each in (a, b):
            read(each, TEXT, WHO, ITEMS, key="k")
        say(a, "done", one(a)["id"])
        assert (one(a)["state"], one(b)["state"]) == ("done", "open")


# --- finding by the beginning of an id ----------------------------------------------------------------------------


def test_an_id_is_found_by_its_beginning(store):
    document = read(store, TEXT, WHO, ITEMS)
    for row in store.items():
        (found,) = store.find(row["id"])
        assert (found["kind"], found["id"], found["label"]) == (row["kind"], row["id"], row["summary"])
        assert row["id"] in {each["id"] for each in store.find(row["id"][:3].upper())}
    for row in store.people():
        assert [(each["kind"], each["label"]) for each in store.find(row["id"])] == [("person", row["name"])]
    assert [(each["kind"], each["id"]) for each in store.find(str(document))] == [("document", document)]


@pytest.mark.parametrize(
    "prefix", ["zzz", "999", "%%%", "'; DROP TABLE asks; --", "٣٣٣", "123456789012345678901234567890"]
)
def test_what_nothing_begins_with_finds_nothing(store, prefix):
    read(store, TEXT, WHO, ITEMS)
    assert store.find(prefix) == []


@pytest.mark.parametrize("prefix", ["", "a", "ab", " ab "])
def test_too_short_a_beginning_is_refused(store, prefix):
    with pytest.raises(UsageError, match="at least 3 characters"):
        store.find(prefix)


def test_a_shown_beginning_finds_its_row_alone(store):
    for n in range(60):
        read(store, f"Ana{n} Costa needs van no. {n}", [f"Ana{n} Costa"], [("ask", f"van no. {n}", f"Ana{n} Costa")])
    every = [row["id"] for row in (*store.items(), *store.people())]
    shown = store.short_ids(every)
    assert len(set(shown.values())) == len(every) == 120
    for whole, beginning in shown.items():
        assert len(beginning) >= 5
        assert [row["id"] for row in store.find(beginning)] == [whole]


# --- search -------------------------------------------------------------------------------------------------------


def test_search_finds_people_items_and_documents(store):
    read(store, TEXT, WHO, ITEMS, title="Vans and boats")
    assert [(row["kind"], row["label"]) for row in store.search("van")] == [
        ("ask", "Needs a van"), ("offer", "Can lend a van"), ("document", "Vans and boats")
    ]  # fmt: skip
    assert next(row["label"] for row in store.search("hall")) == "Jim Hall"
    (document,) = (row for row in store.search("boat") if row["kind"] == "document")
    assert (document["date"], "[boat]" in document["snippet"]) == ("2026-03-02", True)


def test_search_wants_all_words_without_accents_and_the_last_one_may_be_a_beginning(store):
    read(store, "Zoë Ek needs a schooner", ["Zoë Ek"], [("ask", "needs a schooner", "Zoë Ek")])
    for words in ("zoe", "ZOË EK", "schoo", "needs schoo", "schooner, needs!"):
        assert store.search(words)
    for words in ("zoe van", "schoo needs", "chooner", ""):
        assert store.search(words) == []


@pytest.mark.parametrize(
    "words",
    [
        '"', "'", "*", "a OR b", "NEAR(a b)", "title:van", "van AND", "NOT van", "-van", "^van", "van*", "{van}", "(van",
        "van; DROP TABLE asks", "\0", "\ud800", "van\0boat", "%", "_", "🙂", "a" * 5000, "van " * 2000, "\u202evan", "col:*", "\\",
    ],
)  # fmt: skip
def test_any_words_are_safe_to_search_for(store, words):
    read(store, TEXT, WHO, ITEMS)
    assert isinstance(store.search(words), list)
    assert isinstance(store.people(words), list)
    assert store.check() == []
    assert len(store.items()) == 4


def test_search_shows_what_is_there_now(store):
    read(store, "Ana Costa needs a van", ["Ana Costa"], [("ask", "needs a van", "Ana Costa")], key="k")
    read(store, "Ana Ruiz needs a boat", ["Ana Ruiz"], [("ask", "needs a boat", "Ana Ruiz")], key="k")
    assert (store.search("van"), store.search("costa")) == ([], [])
    assert [row["kind"] for row in store.search("boat")] == ["ask", "document"]
    store.rebuild()
    assert (store.search("van"), [row["kind"] for row in store.search("ruiz")]) == ([], ["person", "document"])


def test_search_is_limited_per_kind(store):
    for n in range(30):
        read(store, f"needs van {n}", (), [("ask", f"needs van {n}")])
    assert len(store.search("van", limit=3)) == 6


def test_the_words_of_a_note_that_is_not_read_yet_are_found(store):
    store.put(Document("k", "a schooner", DAY), seen_at=datetime(2026, 3, 2, tzinfo=UTC))
    assert [row["kind"] for row in store.search("schooner")] == ["document"]
    assert rows(store, "SELECT count(*) FROM runs") == [(0,)]
