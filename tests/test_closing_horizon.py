"""Only the next documents of somebody are looked at, and which these are may change: it comes to what a rebuild comes to."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_cases import extraction, item, rows

from notesight.model import Document, Run
from notesight.store import Store, horizon

ANA, BEN = "Ana Ruiz", "Ben Cole"
PROMISE = "I'll send Ana Ruiz and Ben Cole the kiln deck"
TEXTS = (
    f"Lunch. {PROMISE}.",
    "Sent Ana Ruiz the kiln deck.",
    "Ben Cole has the kiln deck now.",
    "Ana Ruiz brought apples.",
    "Ben Cole and Ana Ruiz liked my kiln deck.",
    "Ana came by.",
    "Sent Ana Cole the kiln deck.",
)
NAMES = (ANA, BEN, "Ana Cole", "Ana")


def note(store, day, which, *, named=True):
    """A note of a day of March, one of each day and text; read as naming everybody or nobody."""
    text = f"{TEXTS[which]}\n\nNo. {day}"
    who = [name for name in NAMES if name in text and (name != "Ana" or text.startswith("Ana came"))] if named else []
    found = (
        [item(text, "followup", PROMISE, "me", ANA, said_on=date(2026, 3, day))] if PROMISE in text and named else []
    )
    with store.transaction():
        stored = store.put(
            Document(f"{day}/{which}", text, date(2026, 3, day)), seen_at=datetime(2026, 4, 1, tzinfo=UTC)
        )
        store.record(stored.id, Run("offline", fingerprint=f"f{named}"), extraction(text, who, found))


def computed(store):
    tables = ("closings", "_closing_people", "_closing_items", "_namesakes")
    return {table: sorted(map(repr, rows(store, f"SELECT * FROM {table}"))) for table in tables}


def shown(store):
    """On which days which words show that the promise was kept."""
    sql = """
        SELECT date, substr(text, start + 1, end - start) FROM closings JOIN documents ON documents.id = document_id ORDER BY 1
    """
    return [tuple(row) for row in rows(store, sql)]


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(horizon, "WITHIN_DOCUMENTS", 2)
    with Store.open(tmp_path / "n.db") as opened:
        yield opened


def test_what_stands_beyond_the_next_documents_of_whom_it_names_is_taken_out_though_another_ones_go_further(store):
    note(store, 1, 0)
    note(store, 9, 1)
    assert shown(store) == [("2026-03-09", "Sent Ana Ruiz the kiln deck.")]
    for day in (3, 4):
        note(store, day, 3)
    assert shown(store) == []


def test_when_a_document_before_it_names_somebody_no_more_what_stood_beyond_is_looked_at(store):
    note(store, 1, 0)
    for day in (3, 4):
        note(store, day, 3)
    note(store, 9, 1)
    assert shown(store) == []
    note(store, 4, 3, named=False)
    assert shown(store) == [("2026-03-09", "Sent Ana Ruiz the kiln deck.")]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(1, 9), st.integers(0, len(TEXTS) - 1), st.booleans()), max_size=10))
def test_step_by_step_is_what_a_rebuild_gives(tmp_path_factory, steps):
    with pytest.MonkeyPatch.context() as patch, Store.open(tmp_path_factory.mktemp("n") / "n.db") as opened:
        patch.setattr(horizon, "WITHIN_DOCUMENTS", 2)
        note(opened, 1, 0)
        for day, which, named in steps:
            note(opened, day, which, named=named)
        before = computed(opened)
        opened.rebuild()
        assert computed(opened) == before
