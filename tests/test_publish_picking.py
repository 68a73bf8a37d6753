"""Lists are counted and picked in pieces, and give what sorting all rows would give."""

import sqlite3
import tempfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from publish_example import RUN, SEEN, item, note, person

from notesight.model import Extraction
from notesight.publish import picking, review
from notesight.publish.worklists import Filter, worklist
from notesight.store import Store, counting, reviewing
from notesight.store.counting import OWED, STATES, WHENS, Sought
from notesight.store.owing import DUE, LOOP

TODAY = date(2026, 3, 10)
WORDS = ("Ana Costa", "Jim Hall", "me", "her roommate", None)
DAYS = (None, -400, -3, -1, 0, 3, 7, 8, 90)

rows = st.lists(
    st.tuples(
        st.sampled_from(["ask", "offer", "followup"]), st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(DAYS),
        st.sampled_from(["stated", "hedged"]), st.integers(0, 3),
        st.sampled_from([None, "done", "dismissed", "wrong", "confirmed", "soon", "back"]),
    ),
    max_size=14,
)  # fmt: skip


def notebook(folder, said):
    """A notebook with these items, one of a line: kind, by, to, due in days, certainty, said how many days ago, decided."""
    store = Store.open(Path(folder) / "notes.db")
    lines = [f"Ana Costa and Jim Hall, line {n}." for n in range(len(said))]
    text = "\n".join(["Ana Costa and Jim Hall.", *lines])
    items = [
        item(text, kind, line, f"No. {n}", by, to, TODAY - timedelta(days=ago),
             due=None if due is None else TODAY + timedelta(days=due), certainty=certainty)
        for n, (line, (kind, by, to, due, certainty, ago, _)) in enumerate(zip(lines, said, strict=True))
    ]  # fmt: skip
    people = tuple(person(text, who) for who in ("Ana Costa", "Jim Hall"))
    stored = store.put(note("many.md", text, date(2026, 3, 2)), seen_at=SEEN)
    store.record(stored.id, RUN, Extraction(people, tuple(items)))
    ids = {row["summary"]: row["id"] for row in store.items()}
    for n, (*_, decided) in enumerate(said):
        if decided in ("soon", "back"):
            until = TODAY + timedelta(days=5 if decided == "soon" else 0)
            store.decide(
                "snoozed", ids[f"No. {n}"], until.isoformat(), origin="cli", at=datetime(2026, 3, 2).astimezone()
            )
        elif decided:
            store.decide(decided, ids[f"No. {n}"], origin="cli", at=datetime(2026, 3, 2).astimezone())
    return store


def stands(row, sought):
    """Whether a row of the view of all items stands in a list, told as plainly as can be."""
    by_me = row["by_person_id"] is None and row["by_text"] == "me"
    to_me = row["to_person_id"] is None and row["to_text"] == "me"
    until = row["snoozed_until"]
    state = "back" if row["state"] == "snoozed" and until <= TODAY.isoformat() else row["state"]
    due = row["due"] and (date.fromisoformat(row["due"]) - TODAY).days
    when = "none" if due is None else "late" if due < 0 else "soon" if due <= 7 else "later"
    return (
        row["kind"] in sought.kinds and state in STATES[sought.state] and row["certainty"] in sought.certainty
        and when in sought.whens
        and {"everybody": True, "by-me": by_me, "to-me": to_me, "others": not by_me, "not-to-me": not to_me,
             "with-me": by_me or to_me}[sought.whose]
        and (sought.owed is None or owed(row, sought.owed))
        and (sought.due_before is None or (due is not None and row["due"] < sought.due_before))
        and (sought.since is None or row["said_on"] >= sought.since)
        and (sought.people is None or bool({row["by_person_id"], row["to_person_id"]} & set(sought.people)))
    )  # fmt: skip


def owed(row, name):
    """Whether a row stands in one of the lists of the loop, told as plainly as can be."""
    by, to = (row["by_person_id"] or row["by_text"], row["to_person_id"] or row["to_text"])
    if row["kind"] == "offer":
        return False
    mine, theirs, nobody = (
        {"followup": (by == "me", to == "me" and by not in ("me", None), by is None),
         "ask": (to == "me", by == "me" and to not in ("me", None), to is None)}[row["kind"]]
    )  # fmt: skip
    return {"i-owe": mine, "they-owe": theirs, "nobodys": nobody, "between-others": not (mine or theirs or nobody)}[
        name
    ]


def sorted_all(found, order, whens):
    """All rows in the order of a list: the last sort weighs most."""
    found = sorted(found, key=lambda row: row["said_on"], reverse=True)
    if order == "due":
        found.sort(key=lambda row: row["due"] or "9999", reverse=tuple(whens) == ("late",))
    return sorted(found, key=lambda row: row["certainty"] == "hedged")


def key(row, order):
    """What must be the same at each place of a list; rows of the same day may stand in either order."""
    return (row["certainty"], row["said_on"], row["due"] if order == "due" else None)


soughts = st.builds(
    Sought,
    st.sampled_from([("ask",), ("offer",), ("followup",), ("ask", "followup"), ("ask", "offer", "followup")]),
    st.sampled_from(sorted(STATES)),
    st.sampled_from(["everybody", "by-me", "to-me", "with-me", "others", "not-to-me"]),
    st.sampled_from([("stated", "hedged"), ("stated",), ("hedged",)]),
    st.sampled_from([WHENS, ("late",), ("soon",), ("later", "none"), ("late", "soon", "later")]),
    st.sampled_from([None, (), ("Ana Costa",), ("Ana Costa", "Jim Hall")]),
    owed=st.sampled_from([None, None, *OWED]),
    due_before=st.sampled_from([None, None, (TODAY + timedelta(days=3)).isoformat()]),
    since=st.sampled_from([None, None, (TODAY - timedelta(days=1)).isoformat()]),
)


@settings(max_examples=60, deadline=None)
@given(said=rows, sought=soughts, order=st.sampled_from(["due", "newest"]), size=st.integers(1, 5))
@example(
    [("ask", "Ana Costa", "Jim Hall", -1, "stated", 0, None)] * 3,
    Sought(("ask",), people=("Ana Costa", "Jim Hall")),
    "due",
    2,
)
def test_the_pages_of_a_list_together_are_all_its_rows_in_order(said, sought, order, size):
    with tempfile.TemporaryDirectory() as folder:
        store = notebook(folder, said)
        names = {row["name"]: row["id"] for row in store.people()}
        if sought.people is not None:
            sought = replace(sought, people=tuple(names[name] for name in sought.people))
        with sqlite3.connect(store.path) as conn:
            conn.row_factory = sqlite3.Row
            every = conn.execute("SELECT * FROM items ORDER BY rowid").fetchall()
            expected = sorted_all([row for row in every if stands(row, sought)], order, sought.whens)
            counts = (
                counting.counted(conn, TODAY) if sought.people is None else counting.counted_of(conn, TODAY, sought)
            )
            assert counting.number(counts, sought) == len(expected)
            shown = []
            for skipped in range(0, len(expected) + size, size):
                shown += picking.picked(conn, counts, sought, TODAY, order=order, size=size, skipped=skipped)
        conn.close()
        store.close()
        by_id = {row["id"]: row for row in every}
        assert {fact.id for fact in shown} == {row["id"] for row in expected}
        assert [key(by_id[fact.id], order) for fact in shown] == [key(row, order) for row in expected]


@settings(max_examples=20, deadline=None)
@given(said=rows)
def test_the_review_asks_in_the_order_of_the_queue_and_of_what_is_not_confirmed(said):
    with tempfile.TemporaryDirectory() as folder:
        store = notebook(folder, said)
        with sqlite3.connect(store.path) as conn:
            conn.row_factory = sqlite3.Row
            queue = [each for each in reviewing.queue(conn, on=TODAY) if each.kind in ("hedged", "unconfirmed")]
            pages = [review.page(conn, TODAY, n) for n in range(len(queue))]
            left = review.page(conn, TODAY, 0).left
        conn.close()
        store.close()
        assert [page.fact.id for page in pages] == [each.subject for each in queue]
        assert left == len(queue)


@settings(max_examples=30, deadline=None)
@given(said=rows, limit=st.integers(1, 4))
def test_the_beginnings_of_the_lists_of_a_day_are_those_of_the_whole_lists(said, limit):
    with tempfile.TemporaryDirectory() as folder:
        store = notebook(folder, said)
        whole, first = store.lists(TODAY), store.lists(TODAY, limit=limit)
        store.close()

    def key(name, row):
        late = row["due"] and (date.fromisoformat(row["due"]) - TODAY).days
        return late if name in DUE else late and abs(late), row["said_on"], row["certainty"]

    assert list(whole) == list(first)
    for name, listed in whole.items():
        assert listed.total == len(listed.rows) == first[name].total
        assert len(first[name].rows) == min(limit, listed.total)
        assert [key(name, row) for row in first[name].rows] == [key(name, row) for row in listed.rows[:limit]]
    held = [row["id"] for name in DUE for row in whole[name].rows]
    assert len(held) == len(set(held))
    loop = [row["id"] for name in LOOP for row in whole[name].rows]
    stated = {row["id"] for name in DUE if name != "maybe" for row in whole[name].rows if row["kind"] != "offer"}
    assert len(loop) == len(set(loop)) == len(stated)


def test_a_list_of_all_states_leaves_out_what_is_wrong():
    with tempfile.TemporaryDirectory() as folder:
        store = notebook(
            folder, [("ask", None, None, None, "stated", 0, decided) for decided in ("wrong", "done", None)]
        )
        with sqlite3.connect(store.path) as conn:
            found = worklist(conn, "asks", Filter(state="all"), TODAY)
        conn.close()
        store.close()
        assert sorted(fact.state for fact in found.stated) == ["done", "open"]
        assert (found.total, found.states["all"]) == (2, 2)
