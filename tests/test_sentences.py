"""Sentences of texts of all kinds, and which of them a reading made nothing of."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_cases import extraction

from notesight import sentences
from notesight.model import Document, Part
from notesight.sentences import Coverage

ON = date(2026, 3, 2)


def cut(text):
    return [text[start:end] for start, end in sentences.cut(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She needs a van! Does he? Yes.", ["She needs a van!", "Does he?", "Yes."]),
        ("Ask Dr. Ruiz or J. Doe at 3.5 km. ok", ["Ask Dr. Ruiz or J. Doe at 3.5 km.", "ok"]),
        ("- one\n- two\n3. three\n", ["- one", "- two", "3. three"]),
        ("milk\nbread\n\n\ncall Bo", ["milk", "bread", "call Bo"]),
        (
            "A line that some program has broken where it was so\nlong. Then more.",
            ["A line that some program has broken where it was so\nlong.", "Then more."],
        ),
        ("“Bring it.” And so on…  Fine", ["“Bring it.”", "And so on…", "Fine"]),
        ("你好。再见！ अब आओ। ठीक", ["你好。", "再见！", "अब आओ।", "ठीक"]),
        ("---\n***\n 12 \n", ["12"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_sentences(text, found):
    assert cut(text) == found


@given(st.text(alphabet="aB1.!? \n-。é", max_size=200))
def test_sentences_are_in_order_apart_and_hold_every_letter(text):
    places = sentences.cut(text, 0, len(text))
    assert all(start < end for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    inside = {at for start, end in places for at in range(start, end)}
    assert [at for at, letter in enumerate(text) if letter.isalnum() and at not in inside] == []


TEXT = "From: Ana Costa\n\nI need a van. It rains. Bo knows.\n-- \nAna\n"
PARTS = (Part("header", 0, 17), Part("new", 17, 51), Part("signature", 51, len(TEXT)))


def test_the_sentences_that_gave_nothing_are_named_and_headers_and_signatures_are_none():
    document = Document("k", TEXT, ON, parts=PARTS)
    read = extraction(TEXT, ["Ana Costa", "Bo"], [("ask", "need a van", "Ana Costa")])
    assert sentences.coverage(document, read) == Coverage(3, ((31, 40),))
    assert TEXT[31:40] == "It rains."


def test_a_quote_over_several_sentences_covers_them_all_and_nothing_covers_none():
    document = Document("k", "I need it. Today. Or not.", ON)
    assert sentences.coverage(document, extraction(document.text, [], [("ask", "need it. Today")])).silent == (
        (18, 25),
    )
    assert sentences.coverage(document, extraction(document.text)) == Coverage(3, ((0, 10), (11, 17), (18, 25)))


def test_a_text_without_words_has_no_sentences():
    assert sentences.coverage(Document("k", " \n", ON), extraction(" \n")) == Coverage(0, ())


@pytest.mark.parametrize("stretch", [".", "!", "a.", "a. ", "1.", "\n", " ", "a\n", "\u0301"], ids=repr)
def test_a_strange_text_of_any_length_is_cut_in_one_pass(stretch, monkeypatch):
    seen = []
    ends = sentences._ENDS

    class Counting:
        @staticmethod
        def finditer(text, start, end):
            seen.append(end - start)
            return ends.finditer(text, start, end)

    monkeypatch.setattr(sentences, "_ENDS", Counting)
    cut(stretch * 5000)
    assert sum(seen) <= len(stretch) * 5000
