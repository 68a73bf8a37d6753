"""As of a day, a notebook says what one would say that had got no later documents and decisions."""

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_cases import read, store
from test_store_properties import KEYS, a_mail, a_mail_reading, a_text, an_extraction, items, people

from notesight.model import Document, Run
from notesight.store import Store, asof
from notesight.store.decisions import ITEM_STATES

__all__ = ["store"]

FIRST = date(2026, 3, 1)
days = st.integers(0, 5)
notes = st.tuples(st.just("note"), st.sampled_from(KEYS), days, st.integers(0, 2), people, items)
mails = st.tuples(
    st.just("mail"),
    st.integers(0, 3),
    st.sets(st.integers(0, 3)),
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(("ask", "offer")), st.integers(0, 3), st.booleans()), max_size=3),
)
decisions = st.tuples(st.just("decide"), st.integers(0, 9), st.sampled_from(ITEM_STATES), days)


def on(number):
    return FIRST + timedelta(days=number)


def document_of(step):
    if step[0] == "mail":
        _, number, answers, identified, what = step
        document = a_mail(number, answers, identified=identified)
        return document, a_mail_reading(document, what)
    _, key, day, variant, who, what = step
    document = Document(key, f"{key} {day} {a_text(variant)}", on(day))
    return document, an_extraction(document.text, who, what)


def write(store, steps):
    """Do the steps; what was decided, as calls that can be repeated."""
    decided = []
    for n, step in enumerate(steps):
        if step[0] != "decide":
            document, extraction = document_of(step)
            with store.transaction():
                stored = store.put(document, seen_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
                store.record(stored.id, Run("offline", f"f{n}"), extraction)
            decided.append(None)
            continue
        _, nth, action, _ = step
        known = sorted(row["id"] for row in store.items())
        decided.append((action, known[nth % len(known)]) if known else None)
        decide(store, decided[-1], moment(steps, n))
    return decided


def moment(steps, n):
    """Decisions are made one after the other: none is dated before an earlier one."""
    day = max(step[3] for step in steps[: n + 1] if step[0] == "decide")
    return datetime.combine(on(day), datetime.min.time()).astimezone() + timedelta(hours=12)


def decide(store, what, at):
    if what is not None:
        action, subject = what
        value = "2026-03-04" if action == "snoozed" else None
        store.decide(action, subject, value=value, origin="cli", at=at)


def told(store, day):
    """All that a notebook says on a day, but for the numbers of documents and readings."""

    def plain(row):
        return {key: value for key, value in row.items() if key not in ("document_id", "run_id", "mentions", "names")}

    def unordered(rows):
        return sorted(map(repr, map(plain, rows)))

    return {
        "people": unordered(store.people()),
        "names": {row["id"]: sorted({n["name"] for n in store.person(row["id"])["names"]}) for row in store.people()},
        "items": unordered(store.items(on=day)),
        "found": unordered(
            {**row, "id": "" if row["kind"] == "document" else row["id"]} for row in store.search("van")
        ),
        "today": {name: unordered(listed.rows) for name, listed in store.lists(day).items()},
        "quoted": {row["id"]: len(store.quotes(row["id"])) for row in store.items()},
    }


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(notes | mails | decisions, max_size=9), day=days, often=st.sampled_from([0, 10_000]))
def test_as_of_a_day_is_what_a_notebook_says_that_had_got_no_more(tmp_path_factory, steps, day, often):
    folder = tmp_path_factory.mktemp("asof")
    with Store.open(folder / "all.db") as store, Store.open(folder / "until.db") as until:
        decided = write(store, steps)
        for n, (step, what) in enumerate(zip(steps, decided, strict=True)):
            if step[0] == "decide":
                at = moment(steps, n)
                if what and at.date() <= on(day) and until.item(what[1]):
                    decide(until, what, at)
            elif (written := document_of(step))[0].date <= on(day):
                with until.transaction():
                    stored = until.put(written[0], seen_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
                    until.record(stored.id, Run("offline", f"f{n}"), written[1])
        with patch.object(asof, "_MOST_TAKEN_OUT", often), closing(store.as_of(on(day))) as then:
            assert told(then, on(day)) == told(until, on(day))


TEXT = "Jim needs a van"


@pytest.mark.parametrize("often", [0, 10_000])
def test_only_decisions_up_to_the_day_count_and_an_undoing_of_later_undoes_nothing_yet(store, often):
    read(store, TEXT, ["Jim"], [("ask", "needs a van", "Jim")], day=on(0))
    (ask,) = store.items()
    at = [datetime.combine(on(n), datetime.min.time()).astimezone() + timedelta(hours=12) for n in range(6)]
    done = store.decide("done", ask["id"], origin="cli", at=at[1])
    store.undo(done.id, origin="web", at=at[3])
    store.decide("snoozed", ask["id"], value="2026-04-01", origin="cli", at=at[4])
    states = []
    with patch.object(asof, "_MOST_TAKEN_OUT", often):
        for n in range(6):
            with closing(store.as_of(on(n))) as then:
                states.append(then.item(ask["id"])["state"])
    assert states == ["open", "done", "done", "open", "snoozed", "snoozed"]


@pytest.mark.parametrize("often", [0, 10_000])
def test_a_changed_note_says_what_it_said_then(store, often):
    read(store, "Jim needs a van", ["Jim"], [("ask", "needs a van", "Jim")], key="a", day=on(0))
    read(store, "Ana can lend a van", ["Ana"], [("offer", "can lend a van", "Ana")], key="a", day=on(3))
    with patch.object(asof, "_MOST_TAKEN_OUT", often), closing(store.as_of(on(2))) as then:
        assert [row["name"] for row in then.people()] == ["Jim"]
        assert [row["summary"] for row in then.items()] == ["Needs a van"]
        assert [row["id"] for row in then.search("van") if row["kind"] == "document"] == [1]
    assert [row["name"] for row in store.people()] == ["Ana"]


def test_the_copy_cannot_be_written_to_and_the_notebook_is_left_as_it_is(store):
    read(store, TEXT, ["Jim"], [("ask", "needs a van", "Jim")], day=on(1))
    before = store.counts()
    with closing(store.as_of(on(0))) as then:
        assert then.counts()["documents"] == 0
        with pytest.raises(Exception, match=r"readonly|cannot be written"):
            then.rebuild()
    assert store.counts() == before


def test_whether_anything_came_later_is_known_without_a_copy(store):
    read(store, TEXT, ["Jim"], [("ask", "needs a van", "Jim")], day=on(1))
    at = datetime.combine(on(3), datetime.min.time()).astimezone() + timedelta(hours=23)
    assert [asof.later(store._conn, on(n)) for n in range(3)] == [True, False, False]
    before = asof.version(store._conn)
    store.decide("done", store.items()[0]["id"], origin="cli", at=at)
    assert asof.version(store._conn) != before
    assert [asof.later(store._conn, on(n)) for n in range(5)] == [True, True, True, False, False]
