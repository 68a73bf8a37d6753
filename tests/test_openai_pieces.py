"""Long documents: cut with a little overlap, read piece by piece, joined by place; talks with short headings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from fake_openai import FakeOpenAI, about, fault, good, refusal
from hypothesis import given
from hypothesis import strategies as st
from test_openai_seam import extractor

from notesight.candidates import CandidateItem, Candidates, Span
from notesight.errors import ConfigError, Incomplete
from notesight.extractors.openai import merging, pieces, seam, wire
from notesight.grounding import Haystack
from notesight.model import Address, Document, Owner, Part

ON = date(2026, 3, 2)
MONDAY = datetime(2026, 3, 2, 14, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_long_backoff(monkeypatch):
    monkeypatch.setattr(seam, "_BACKOFF", 0.01)


@pytest.fixture
def _short_pieces(monkeypatch):
    monkeypatch.setattr(pieces.cut, "__defaults__", (90, 40))


def note(text, **more):
    return Document("k", text, ON, **more)


def shown(document, piece, met=()):
    mark, text = pieces.lay_out(document, piece, met)
    return text.replace(mark, "##").splitlines()


# --- overlap --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "repeated"),
    [
        ("First one. I need a van. It is for\n\nMonday.\n\n", "Monday.\n\n"),
        ("First one is very long indeed, it is. I need a van for Monday.\n\n", "I need a van for Monday.\n\n"),
        ("I need a van that is larger than the one that we had and red", "than the one that we had and red"),
        ("x" * 60, ""),
    ],
    ids=["a paragraph", "a sentence", "words", "nothing"],
)
def test_a_piece_begins_with_the_last_words_of_the_one_before(end, repeated):
    text = end + "y" * 150
    document = note(text, parts=(Part("new", 0, len(end)), Part("new", len(end), len(text), Address("Bo"))))
    second = pieces.cut(document, 150, 40)[1]
    assert [(each.again, text[each.start : each.end]) for each in second] == [(True, repeated)] * bool(repeated) + [
        (False, "y" * 150)
    ]


def test_words_that_go_on_in_the_same_part_stand_under_one_heading():
    text = "One two three four. Five six.\n\nSeven eight nine ten eleven twelve."
    document = note(text)
    [_, second] = pieces.cut(document, 60, 20)
    assert shown(document, second) == [
        "## part 1: new, continued", "Five six.", "", "Seven eight nine ten eleven twelve.", "## end",
    ]  # fmt: skip


@given(st.text(alphabet="ab .\n", max_size=300), st.integers(8, 40), st.integers(0, 60))
def test_an_overlap_is_short_stands_right_before_its_piece_and_changes_no_cut(text, limit, overlap):
    found = pieces.cut(note(text), limit, overlap)
    assert [pieces.place(piece) for piece in found] == [
        pieces.place(piece) for piece in pieces.cut(note(text), limit, 0)
    ]
    for before, piece in pairwise(found):
        again = [each for each in piece if each.again]
        assert all(each.end == pieces.place(before)[1] for each in again)
        assert sum(len(text[each.start : each.end].rstrip()) for each in again) <= min(overlap, limit // 4)


# --- joining --------------------------------------------------------------------------------------------------------


def found(document, piece, *items):
    return merging.placed(Candidates((), items), document, piece, Haystack(document.text))


TWICE = "Ana needs a van. Bo too.\n\nI need a van for Monday.\n\nAna needs a van."
WHOLE = Part("new", 0, len(TWICE))
FIRST = (pieces.Stretch(1, WHOLE, 0, 52),)
SECOND = (pieces.Stretch(1, WHOLE, 26, 52, again=True), pieces.Stretch(1, WHOLE, 52, len(TWICE)))


def test_the_same_words_in_two_pieces_are_each_where_they_were_said():
    item = CandidateItem("ask", "Ana needs a van")
    both = [found(note(TWICE), piece, item) for piece in (FIRST, SECOND)]
    assert [each.span for each in merging.merged(both).items] == [Span(0, 15), Span(52, 67)]


def test_what_both_pieces_give_of_the_words_between_them_is_one_item_with_all_that_is_known():
    cut_off = CandidateItem("ask", "I need a van for", "Van", by="me")
    whole = CandidateItem("ask", "I need a van for Monday", "A van for Monday", due_text="Monday")
    merged = merging.merged([found(note(TWICE), FIRST, cut_off), found(note(TWICE), SECOND, whole)])
    assert merged.items == (replace(whole, by="me", span=Span(26, 49)),)


def test_two_people_who_say_the_same_stay_two():
    ana, bo = (CandidateItem("ask", "I need a van for Monday", by=who) for who in ("Ana", "Bo"))
    merged = merging.merged([found(note(TWICE), piece, ana, bo) for piece in (FIRST, SECOND)])
    assert [item.by for item in merged.items] == ["Ana", "Bo"]


def test_items_of_other_kinds_and_words_that_stand_nowhere_are_left_as_they_are():
    items = (
        CandidateItem("ask", "I need a van"),
        CandidateItem("followup", "I need a van"),
        CandidateItem("ask", "no"),
    )
    merged = merging.merged([found(note(TWICE), FIRST, *items), found(note(TWICE), SECOND)])
    assert [(item.kind, item.span) for item in merged.items] == [
        ("ask", Span(26, 38)), ("followup", Span(26, 38)), ("ask", None),
    ]  # fmt: skip


def test_candidates_are_kept_whole():
    candidates = Candidates((), (CandidateItem("ask", "q", "s", "Ana", None, "Monday", "hedged", 3, Span(1, 2)),))
    assert wire.restored(wire.stored(candidates)) == candidates
    assert wire.restored('{"items": 3}') is None


# --- reading --------------------------------------------------------------------------------------------------------

LONG = "Ana needs a van, and soon.\n\nBo can bring the ladder for the roof on Friday.\n\nCy needs two chairs for the table.\n\n"
LONG += "Di needs a lamp, and then she is done."


def quoting(text):
    """An answer that holds the asks and offers of the long note that stand in what was sent."""
    named = {
        "Ana": "Ana needs a van",
        "Bo": "Bo can bring the ladder",
        "Cy": "Cy needs two chairs",
        "Di": "Di needs a lamp",
    }
    here = {who: quote for who, quote in named.items() if quote in text}
    people = [{"id": f"p{n}", "mentions": [who], "name": who} for n, who in enumerate(here)]
    items = [{"quote": quote, "kind": "ask", "by": f"p{n}", "summary": quote} for n, quote in enumerate(here.values())]
    return good({"people": people, "items": items})


def failing(*names, step=None):
    refused = step or refusal()
    return about(lambda text: refused if any(f"{name} needs" in text for name in names) else quoting(text))


def read_on(server, document, earlier=()):
    return list(extractor(server.address).read_on([(document, earlier)], Owner()))


@pytest.mark.usefixtures("_short_pieces")
def test_a_failed_piece_leaves_the_others_and_only_it_is_read_again():
    document = note(LONG)
    with FakeOpenAI(failing("Cy")) as server:
        [first] = read_on(server, document)
    assert [item.by for item in first.candidates.items] == ["Ana", "Bo"]
    assert type(first.error) is Incomplete
    assert (
        first.error.sentence
        == "1 of 2 pieces could not be read; the others count. The model declined to read this document."
    )
    assert first.run.incomplete
    assert [piece.error for piece in first.run.pieces] == [None, "The model declined to read this document."]
    assert first.run.input_tokens == 2000
    with FakeOpenAI(failing()) as server:
        [second] = read_on(server, document, first.run.pieces)
    assert (server.asked, second.error, second.run.incomplete) == (1, None, False)
    assert [item.by for item in second.candidates.items] == ["Ana", "Bo", "Cy", "Di"]
    assert [piece.kept for piece in second.run.pieces] == [True, False]
    assert (second.run.input_tokens, second.run.tries) == (1000, 1)
    assert "people named earlier in this document: Ana, Bo" in server.bodies[0]["messages"][1]["content"]


@pytest.mark.usefixtures("_short_pieces")
def test_a_document_of_which_every_piece_fails_has_failed():
    with FakeOpenAI(refusal()) as server:
        [reading] = read_on(server, note(LONG))
    assert (reading.candidates, reading.run.incomplete) == (None, False)
    assert reading.error.sentence == "The model declined to read this document."


@pytest.mark.usefixtures("_short_pieces")
def test_what_was_answered_before_a_fatal_fault_is_given_out_and_kept():
    got = []
    with FakeOpenAI(failing("Cy", step=fault(401))) as server, pytest.raises(ConfigError):  # noqa: PT012 (the loop is the point)
        for reading in extractor(server.address).read([note(LONG)], Owner()):
            got += [reading]
    [reading] = got
    assert (reading.run.incomplete, reading.run.input_tokens) == (True, 1000)
    assert [item.by for item in reading.candidates.items] == ["Ana", "Bo"]


@pytest.mark.usefixtures("_short_pieces")
def test_pieces_of_another_cut_are_not_taken_over():
    with FakeOpenAI(failing()) as server:
        [first] = read_on(server, note(LONG))
        moved = [replace(piece, start=piece.start + 1) for piece in first.run.pieces]
        [again] = read_on(server, note(LONG), moved)
    assert server.asked == 4
    assert again.candidates == first.candidates


# --- talks ----------------------------------------------------------------------------------------------------------


def talk(*said, title=None):
    """A chat of ``(speaker, minutes after 14:03, words)``, each behind a line with speaker and time."""
    text, parts = "", []
    for who, minutes, words in said:
        when = MONDAY + timedelta(minutes=minutes)
        for role, piece, author in (
            ("header", f"{who}, {when:%H:%M}: ", Address()),
            ("new", f"{words}\n", Address(who)),
        ):
            parts.append(Part(role, len(text), len(text) + len(piece), author, when if role == "new" else None))
            text += piece
    return note(text, kind="thread", channel="chat", parts=tuple(parts), title=title)


def test_a_talk_has_short_headings_and_none_that_says_nothing_new():
    document = talk(
        ("Ana Ruiz", 0, "Who has a kiln?"), ("Ana Ruiz", 0, "For Monday."), ("Ana Ruiz", 2, "Anybody?"),
        ("Bo Lindqvist", 2, "I do."), ("Ana Ruiz", 60 * 24, "Thanks!"),
    )  # fmt: skip
    assert shown(document, pieces.cut(document)[0]) == [
        "## channel: chat", "## part 2: Ana Ruiz, 14:03", "Who has a kiln?", "For Monday.",
        "## part 6: 14:05", "Anybody?",
        "## part 8: Bo Lindqvist", "I do.",
        "## part 10: Ana Ruiz, 2026-03-03 14:03", "Thanks!",
        "## end",
    ]  # fmt: skip


def test_a_header_that_says_more_than_who_and_when_stays():
    text = "Kiln week\nPresent: Ana, Bo\nAna: Hello.\n"
    parts = (Part("header", 0, 32), Part("new", 32, len(text), Address("Ana")))
    document = note(text, kind="thread", channel="call", parts=parts)
    assert shown(document, pieces.cut(document)[0]) == [
        "## channel: call", "## part 1: header", "Kiln week", "Present: Ana, Bo", "Ana: ", "## part 2: Ana", "Hello.", "## end",
    ]  # fmt: skip


def test_the_next_piece_of_a_talk_begins_with_what_was_said_last():
    document = talk(*((who, n, f"Words {n} of the talk.") for n, who in enumerate(["Ana", "Bo"] * 6)))
    [first, second, *_] = pieces.cut(document, 240, 60)
    last = shown(document, first)[-2]
    assert shown(document, second)[2] == last
    assert [each.again for each in second][:4] == [True, True, True, False]
