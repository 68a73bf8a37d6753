"""The same ask or promise told in several documents is one item; two things that only look alike stay two."""

import itertools
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_cases import extraction, item, rows
from terminal import call, done

from notesight.closing import Open, same
from notesight.model import Document, Run
from notesight.store import Store
from notesight.store.schema import PROJECTION_TABLES

ANA, BEN = "Ana Ruiz", "Ben Cole"
DECK = ("d1", date(2026, 3, 2), "Coffee with Ana Ruiz. I'll send Ana Ruiz the kiln deck.", [
    ("followup", "I'll send Ana Ruiz the kiln deck", "me", ANA),
])  # fmt: skip
STILL = (
    "d2",
    date(2026, 3, 9),
    "Still owe Ana Ruiz that deck!",
    [("followup", "Still owe Ana Ruiz that deck", "me", ANA)],
)
TODO = ("d3", date(2026, 3, 16), "To do: deck to Ana Ruiz this week.", [
    ("followup", "deck to Ana Ruiz this week", "me", ANA, date(2026, 3, 20)),
])  # fmt: skip
SENT = ("s", date(2026, 3, 12), "Sent Ana Ruiz the kiln deck, she is happy.", [])
CFO = ("c1", date(2026, 3, 3), "Ben Cole is looking for a fractional CFO.", [
    ("ask", "Ben Cole is looking for a fractional CFO", BEN, None),
])  # fmt: skip
CFO_STILL = (
    "c2",
    date(2026, 4, 20),
    "Ben Cole rang: still looking for a CFO.",
    [("ask", "still looking for a CFO", BEN, None)],
)
OTHERS = ("o", date(2026, 3, 10), "I'll send Ben Cole the deck. I'll send Ana Ruiz the lease.", [
    ("followup", "I'll send Ben Cole the deck", "me", BEN), ("followup", "I'll send Ana Ruiz the lease", "me", ANA),
])  # fmt: skip


def note(store, name, day, text, items):
    who = [each for each in (ANA, BEN) if each in text]
    found = [
        (kind, quote, by, to, due[0] if due else None) for kind, quote, by, to, *due in items
    ]  # fmt: skip
    with store.transaction():
        stored = store.put(Document(name, text, day), seen_at=datetime(2026, 3, 2, 9, tzinfo=UTC))
        proved = [item(text, kind, quote, by, to, due=due, said_on=day) for kind, quote, by, to, due in found]
        store.record(stored.id, Run("offline", fingerprint="f"), extraction(text, who, proved))
    return stored.id


def book(tmp_path, *notes):
    store = Store.open(tmp_path / "n.db")
    for each in notes:
        note(store, *each)
    return store


def told(store):
    """Each item by its first words, with the words of its later tellings."""
    return {
        row["quote"]: [each["quote"] for each in store.quotes(row["id"]) if each["told_again"]] for row in store.items()
    }


ONE = {DECK[3][0][1]: ["Still owe Ana Ruiz that deck", "deck to Ana Ruiz this week"]}


@pytest.mark.parametrize("order", list(itertools.permutations([DECK, STILL, TODO])))
def test_a_promise_told_three_times_is_one_item_with_three_quotes_in_whatever_order_they_come(tmp_path, order):
    with book(tmp_path, *order) as store:
        assert told(store) == ONE
        (item,) = store.items()
        assert (item["due"], item["said_on"], item["to"]) == ("2026-03-20", "2026-03-02", ANA)
        assert {
            name: each.total for name, each in store.lists(date(2026, 3, 17), ["soon", "mine", "i_owe"]).items()
        } == {"soon": 1, "mine": 0, "i_owe": 1}
        assert rows(store, "SELECT count(*) FROM followups") == [(1,)]
        (line,) = store.lists(date(2026, 3, 17), ["i_owe"])["i_owe"].rows
        assert [each["said_on"] for each in line["told_again"]] == ["2026-03-09", "2026-03-16"]


def test_an_ask_told_again_is_one(tmp_path):
    with book(tmp_path, CFO_STILL, CFO) as store:
        assert told(store) == {"Ben Cole is looking for a fractional CFO": ["still looking for a CFO"]}


def test_what_is_for_somebody_else_or_of_something_else_is_another_promise(tmp_path):
    with book(tmp_path, DECK, OTHERS) as store:
        assert set(map(len, told(store).values())) == {0}
        assert len(store.items()) == 3


def test_what_was_done_in_between_is_promised_anew(tmp_path):
    with book(tmp_path, DECK, TODO) as store:
        assert len(store.items()) == 1
        note(store, *SENT)
        assert told(store) == {DECK[3][0][1]: [], "deck to Ana Ruiz this week": []}
        assert len(store.closings(row["id"] for row in store.items())) == 1
        (first,) = (row for row in store.items() if row["quote"] == DECK[3][0][1])
        store.decide(
            "not_done", first["id"], str(store.known_as("s")), origin="cli", at=datetime(2026, 4, 1, tzinfo=UTC)
        )
        assert told(store) == {DECK[3][0][1]: ["deck to Ana Ruiz this week"]}


def test_what_shows_it_done_after_the_last_telling_closes_all_of_it(tmp_path):
    late = ("s", date(2026, 3, 25), "Sent Ana Ruiz the kiln deck, she is happy.", [])
    with book(tmp_path, DECK, late, STILL, TODO) as store:
        assert told(store) == ONE
        (sign,) = store.closings(row["id"] for row in store.items()).values()
        assert sign["quote"] == "Sent Ana Ruiz the kiln deck, she is happy."


def test_what_the_owner_settled_before_it_is_told_again_is_new(tmp_path):
    with book(tmp_path, DECK) as store:
        (item,) = store.items()
        store.decide("done", item["id"], origin="cli", at=datetime(2026, 3, 5, tzinfo=UTC))
        note(store, *STILL)
        assert {row["quote"]: row["state"] for row in store.items()} == {
            DECK[3][0][1]: "done",
            "Still owe Ana Ruiz that deck": "open",
        }


def test_what_is_done_is_done_with_all_its_tellings_also_when_an_earlier_one_comes_later(tmp_path):
    with book(tmp_path, STILL, TODO) as store:
        (item,) = store.items()
        store.decide("done", item["id"], origin="cli", at=datetime(2026, 3, 20, tzinfo=UTC))
        note(store, *DECK)
        (now,) = store.items()
        assert (now["state"], now["id"] == item["id"]) == ("done", False)
        assert store.find(item["id"])[0]["id"] == now["id"]
        assert [each.action for each in store.decisions(now["id"])] == ["done"]


def test_the_owner_says_that_it_is_not_the_same_and_takes_it_back(tmp_path):
    with book(tmp_path, DECK, STILL, TODO) as store:
        (item,) = store.items()
    db = tmp_path / "n.db"
    shown = done("show", item["id"], "--db", db, columns=200)
    assert "Told again on Mon 2026-03-09, document 2: “Still owe Ana Ruiz that deck”" in shown
    assert "told again" in done("today", "i_owe", "--db", db, columns=200)
    said = call("not-same", item["id"], "3", "--db", db)
    assert said.err.startswith(f"Not the same: {item['summary']}. On its own now: Deck to ana ruiz this week")
    with Store.open(db) as store:
        assert told(store) == {DECK[3][0][1]: ["Still owe Ana Ruiz that deck"], "deck to Ana Ruiz this week": []}
        store.rebuild()
        assert len(store.items()) == 2
        assert "Not the same: Deck to ana ruiz this week" in store.in_words(store.decisions()[0])
    assert call("not-same", item["id"], "3", "--db", db).code == 2
    done("undo", "--db", db)
    with Store.open(db) as store:
        assert told(store) == ONE


def test_when_the_first_telling_is_forgotten_the_next_stands_for_it_with_what_was_decided(tmp_path):
    with book(tmp_path, DECK, STILL, TODO) as store:
        (item,) = store.items()
        store.decide("snoozed", item["id"], "2026-05-01", origin="cli", at=datetime(2026, 3, 20, tzinfo=UTC))
        store.forgotten.carry_out(
            store.forgotten.plan("document", store.known_as("d1")), at=datetime(2026, 3, 21, tzinfo=UTC)
        )
        assert told(store) == {"Still owe Ana Ruiz that deck": ["deck to Ana Ruiz this week"]}
        assert [row["state"] for row in store.items()] == ["snoozed"]


def projected(store):
    return {
        table: sorted(map(repr, rows(store, f"SELECT * FROM {table}")))
        for table in PROJECTION_TABLES
        if table not in ("_person_forms", "_person_nodes")
    }


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("note"), st.integers(0, 6)),
        st.tuples(st.just("edit"), st.integers(0, 6)),
        st.tuples(
            st.sampled_from(["done", "wrong", "reopened", "apart", "corrected", "not_done", "closing"]),
            st.integers(0, 5),
        ),
        st.tuples(st.just("undo"), st.integers(0, 9)),
    ),
    max_size=14,
)
MINE = [DECK, STILL, TODO, SENT, CFO, CFO_STILL, OTHERS]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_step_by_step_is_what_a_rebuild_gives(tmp_path_factory, steps):
    with Store.open(tmp_path_factory.mktemp("n") / "n.db") as store:
        for n, (what, which) in enumerate(steps):
            step(store, what, which, datetime(2026, 3, 2 + 2 * n, tzinfo=UTC))
        before = projected(store)
        store.rebuild()
        assert projected(store) == before


@pytest.mark.parametrize("seed", range(2))
def test_what_is_told_hundreds_of_times_is_the_same_in_whatever_order_it_comes(tmp_path, seed):
    things = ["kiln", "lease", "roof", "boat", "garden", "violin", "recipe"]
    notes = []
    for n in range(50):
        text = f"I'll send Ana Ruiz the {things[n * n % 7]} drawing"
        notes.append((f"n{n}", date(2026, 3, 1 + n // 4), f"{text}. No. {n}", [("followup", text, "me", ANA)]))
    Random(seed).shuffle(notes)
    with book(tmp_path, *notes) as store:
        for name, day, text, _ in notes[::9]:
            note(store, name, day, f"{text} Edited.", [])
        before = projected(store)
        together = [len(again) for again in told(store).values() if again]
        store.rebuild()
        assert (projected(store) == before, sum(together) > 5) == (True, True)


def step(store, what, which, at):
    if what == "note":
        note(store, *MINE[which])
    elif what == "edit":
        name, day, text, _ = MINE[which]
        note(store, name, day, f"{text} Edited.", [])
    elif what == "closing":
        store.close_by_themselves(wanted=which < 3)
    elif what == "undo":
        if made := store.decisions():
            store.undo(made[which % len(made)].id, origin="cli", at=at)
    elif items := sorted(store.items(), key=lambda row: row["id"]):
        item = items[which % len(items)]
        again = [each["id"] for each in store.quotes(item["id"]) if each["told_again"]]
        signs = store.closings([item["id"]])
        if what == "apart" and again:
            store.decide(what, item["id"], again[which % len(again)], origin="cli", at=at)
        elif what == "not_done" and signs:
            store.decide(what, item["id"], str(signs[item["id"]]["document_id"]), origin="cli", at=at)
        elif what == "corrected":
            store.decide(what, item["id"], {"summary": f"Words {at.day}", "to": BEN}, origin="cli", at=at)
        elif what not in ("apart", "not_done"):
            store.decide(what, item["id"], origin="cli", at=at)


def promise(quote, summary, *, to="ana", by="me", when="", kind="followup"):
    people = frozenset(each for each in (by, to) if each and each != "me")
    return Open(kind, quote, summary, by, to, people, frozenset({"ana", "ruiz", "ben", "cole"}), "", when)


@pytest.mark.parametrize(
    ("first", "later", "days", "is_same"),
    [
        (("I'll send her the deck", "Send Ana the deck"), ("still owe Ana that deck", "Send Ana the deck"), 7, True),
        (("I'll send her the deck", "Send Ana the deck"), ("deck to Ana this week", "Deck to Ana"), 14, True),
        (("I'll send her the deck", "Send Ana the deck"), ("send Ana the slides", "Send Ana the slides"), 9, True),
        (("I'll send her the deck", "Send Ana the deck"), ("review Ana's deck", "Review Ana's deck"), 7, False),
        (("I'll send her the deck", "Send Ana the deck"), ("send Ana the new deck", "Send Ana the new deck"), 7, False),
        (("I'll send her the deck", "Send Ana the deck"), ("send Ana another deck", "Send another deck"), 7, False),
        (("I'll send her the deck", "Send Ana the deck"), ("send Ana the deck", "Send Ana the deck"), 90, False),
        (("I'll send her the deck", "Send Ana the deck"), ("still owe Ana the deck", "Send Ana the deck"), 90, True),
        (("send Ana invoice 12", "Send invoice 12"), ("send Ana invoice 13", "Send invoice 13"), 30, False),
        (("send Ana the March invoice", "Send the invoice"), ("send Ana the April invoice", "Send the invoice"), 30, False),
        (("I'll call Ana", "Call Ana"), ("call Ana", "Call Ana"), 7, False),
        (("send Ana the pricing deck", "Send it"), ("send Ana the hiring deck", "Send it"), 7, False),
        (("I'll send Ana the lease and the kiln plan", "Send both"), ("send Ana the lease", "Send the lease"), 3, True),
    ],
)  # fmt: skip
def test_what_is_told_again(first, later, days, is_same):
    assert same(promise(*first), promise(*later), apart_days=days) is is_same
