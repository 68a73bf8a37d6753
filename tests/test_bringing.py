"""Promises that bring people together are introductions, by whom the item is and whom its words and its line name."""

from datetime import UTC, date, datetime

import pytest
from store_cases import extraction, item, store  # noqa: F401 (a fixture)

from notesight.model import Document, Run

ADA, BEN = "Ada Lund", "Ben Cole"


def told(store, text, quote, by, to, summary):  # noqa: F811
    who = [each for each in (ADA, BEN) if each in text]
    with store.transaction():
        stored = store.put(Document(text, text, date(2026, 3, 2)), seen_at=datetime(2026, 3, 2, tzinfo=UTC))
        found = extraction(text, who, [item(text, "followup", quote, by, to, summary=summary)])
        store.record(stored.id, Run("gold", fingerprint="f"), found)
    return [(row["by"], row["who"], row["to"], row["state"]) for row in store.introductions.listed()]


@pytest.mark.parametrize(
    ("text", "quote", "by", "to", "summary", "wanted"),
    [
        ("Ada Lund has a barn. I'll ask Ben Cole about it.", "I'll ask Ben Cole about it", "me", BEN,
         "Ask Ben Cole about Ada Lund's barn", [("me", ADA, BEN, "offered")]),
        ("Ben Cole is giving Ada Lund my number.", "is giving Ada Lund my number", BEN, ADA, "Give Ada Lund my number",
         [(BEN, "me", ADA, "offered")]),
        ("Ben Cole. He's sending Ada Lund down to me.", "He's sending Ada Lund down to me", BEN, ADA, "Send Ada Lund to me",
         [(BEN, ADA, "me", "offered")]),
        ("Ada Lund needs a vet. Said I'd ask around.", "Said I'd ask around", "me", ADA, "Ask around for a vet",
         [("me", ADA, None, "offered")]),
        ("I'll paint the barn of Ada Lund, Ben Cole's was red.", "I'll paint the barn of Ada Lund", "me", ADA,
         "Paint Ada Lund's barn", []),
        ("Ada Lund will bake for Ben Cole.", "Ada Lund will bake for Ben Cole", ADA, BEN, "Bake for Ben Cole", []),
    ],
)  # fmt: skip
def test_a_promise_brings_two_together(store, text, quote, by, to, summary, wanted):  # noqa: F811
    assert told(store, text, quote, by, to, summary) == wanted
    store.rebuild()
    assert [(row["by"], row["who"], row["to"], row["state"]) for row in store.introductions.listed()] == wanted


@pytest.mark.parametrize(
    ("promise", "summary", "wanted"),
    [
        ("Tell Ben Cole tonight!", "Tell Ben Cole", [("me", ADA, BEN, "offered")]),
        ("Tell Ben Cole tonight!", "Tell Ben Cole about the barn", [("me", ADA, BEN, "offered")]),
        ("Tell Ben Cole tonight!", "Tell Ben Cole about the tax form", []),
    ],
)
def test_who_is_told_right_after_what_another_one_offers_is_brought_to_that_one(store, promise, summary, wanted):  # noqa: F811
    text = f"Ada Lund: whoever wants her barn can have it. {promise} Ben Cole is at home."
    with store.transaction():
        stored = store.put(Document(text, text, date(2026, 3, 2)), seen_at=datetime(2026, 3, 2, tzinfo=UTC))
        said = [
            item(text, "offer", "whoever wants her barn can have it", ADA, summary="Her barn"),
            item(text, "followup", promise, "me", BEN, summary=summary),
        ]
        store.record(stored.id, Run("gold", fingerprint="f"), extraction(text, [ADA, BEN], said))
    assert [(row["by"], row["who"], row["to"], row["state"]) for row in store.introductions.listed()] == wanted


def test_one_that_is_wrong_stays_away(store):  # noqa: F811
    text = "Ada Lund has a barn. I'll ask Ben Cole about it."
    told(store, text, "I'll ask Ben Cole about it", "me", BEN, "Ask Ben Cole about Ada Lund's barn")
    (row,) = store.introductions.listed()
    store.decide("wrong", row["id"], origin="cli", at=datetime(2026, 3, 3, tzinfo=UTC))
    store.rebuild()
    assert store.introductions.listed() == []
