"""The plain types: who the owner is, what a digest is of, how words compare."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesight.model import (
    ITEM_KINDS,
    PLURALS,
    Address,
    Document,
    Extraction,
    Item,
    Owner,
    content_digest,
    fold,
)  # fmt: skip

DAY = date(2026, 3, 2)

OWNER = Owner(("Sam Rivera", "Sam"), ("sam@notes.example", "SAM@work.example"))


@pytest.mark.parametrize(
    ("name", "address", "me"),
    [
        ("", "sam@notes.example", True),
        ("Anybody", "SAM@NOTES.example", True),
        ("", "sam@work.example", True),
        ("Sam Rivera", "", True),
        ("sam  RIVERA", "", True),
        ("Sam Rivera", "sam@other.example", False),  # an address decides before a name does
        ("Samuel", "", False),
        ("", "", False),
    ],
)
def test_who_the_owner_is(name, address, me):
    assert OWNER.is_me(Address(name, address)) is me


def test_without_addresses_the_name_decides():
    assert Owner(("Sam",)).is_me(Address("Sam", "sam@x.example"))
    assert not Owner().is_me(Address("Sam", "sam@x.example"))
    assert not Owner(("",)).is_me(Address("", "sam@x.example"))


@pytest.mark.parametrize(
    ("name", "address", "shown"),
    [("Ana", "a@x.example", "Ana <a@x.example>"), ("Ana", "", "Ana"), ("", "a@x.example", "a@x.example"), ("", "", "")],
)
def test_how_a_mailbox_is_written(name, address, shown):
    assert str(Address(name, address)) == shown


@pytest.mark.parametrize(
    ("text", "folded"),
    [(" Tea \n with\tANA ", "tea with ana"), ("Straße", "strasse"), ("", ""), ("\u00a0a\u00a0", "a")],
)
def test_how_words_are_folded(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folded_words_stay_folded(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_a_digest_is_of_the_whole_text_and_of_nothing_else(one, other):
    assert (content_digest(one) == content_digest(other)) == (one == other)
    assert Document("a", one, DAY, title="x").digest == Document("b", one, DAY).digest == content_digest(one)


def test_a_digest_is_known():
    assert (
        content_digest("").removeprefix("sha256:") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


def test_the_items_of_one_kind_keep_their_order():
    items = tuple(Item(kind, q, 0, 1, "", None, None, DAY) for kind, q in [("ask", "a"), ("offer", "b"), ("ask", "c")])
    assert [each.quote for each in Extraction(items=items).of("ask")] == ["a", "c"]
    assert tuple(PLURALS) == ITEM_KINDS
