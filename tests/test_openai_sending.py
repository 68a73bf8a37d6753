"""Long documents that are masked: cut, proved and joined as they are sent, kept and told in their own words and places."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from fake_openai import FakeOpenAI, about, good, refusal
from hypothesis import given
from hypothesis import strategies as st
from terminal import DAY, call, done, write
from test_openai_seam import extractor

from notesight.candidates import CandidateItem, CandidatePerson, Candidates
from notesight.extractors.openai import pieces, seam
from notesight.extractors.openai.merging import merged, placed
from notesight.extractors.openai.sending import Sending
from notesight.grounding import ground
from notesight.model import Document, Known, Owner, Part
from notesight.store import Store

ON = date(2026, 3, 2)
ME = Owner(("Ines Kaldor",))
LONG = (
    "Priya Raman needs a van, and soon. Call 020 7946 0958.\n\n"
    "Tomasz Wrona can bring the ladder for the roof on Friday.\n\n"
    "Zeynep Aydin needs two chairs for the long table.\n\n"
    "Priya Raman needs a van, for her mother too."
)
WANTS = re.compile(r"([A-Z]\w+ [A-Z]\w+) (?:needs|can bring) (?:a|the|two) \w+")


@pytest.fixture(autouse=True)
def _short_pieces(monkeypatch):
    monkeypatch.setattr(seam, "_BACKOFF", 0.01)
    monkeypatch.setattr(pieces.cut, "__defaults__", (90, 40))


def note(text, **more):
    return Document("k", text, ON, **more)


def quoting(text):
    """An answer with everything that somebody needs or can bring in what was sent, whatever the names there."""
    text = text.rpartition("</")[0] or text
    found = list(dict.fromkeys((match.group(), match[1]) for match in WANTS.finditer(text)))
    people = [{"id": f"p{n}", "mentions": [who], "name": who} for n, (_, who) in enumerate(found)]
    items = [{"quote": quote, "kind": "ask", "by": f"p{n}", "summary": quote} for n, (quote, _) in enumerate(found)]
    return good({"people": people, "items": items})


def failing(words):
    return about(lambda text: refusal() if words in text else quoting(text))


def read_on(server, document, earlier=(), **more):
    return list(extractor(server.address, **more).read_on([(document, earlier)], ME))


def told(reading):
    found = ground(reading.candidates, reading.document, ME)
    return [(item.by, item.quote, item.start) for item in found.items]


def test_a_masked_document_in_pieces_gives_what_the_open_one_gives_at_its_own_places():
    with FakeOpenAI(about(quoting)) as server:
        [opened] = read_on(server, note(LONG))
        [masked] = read_on(server, note(LONG), mask=True)
    assert masked.document == opened.document == note(LONG)
    assert told(masked) == told(opened)
    assert told(masked) == [
        ("Priya Raman", "Priya Raman needs a van", 0),
        ("Tomasz Wrona", "Tomasz Wrona can bring the ladder", LONG.index("Tomasz")),
        ("Zeynep Aydin", "Zeynep Aydin needs two chairs", LONG.index("Zeynep")),
        ("Priya Raman", "Priya Raman needs a van", LONG.rindex("Priya")),
    ]
    assert ground(masked.candidates, masked.document, ME).rejected == ()
    sent = server.requests[len(opened.run.pieces) :]
    assert len(sent) == len(masked.run.pieces) > 1
    assert not [
        word for word in (b"Priya", b"Raman", b"Tomasz", b"Zeynep", b"Aydin", b"7946") for body in sent if word in body
    ]


def test_the_places_of_masked_pieces_are_those_of_the_real_text():
    with FakeOpenAI(about(quoting)) as server:
        [reading] = read_on(server, note(LONG), mask=True)
    places = [(piece.start, piece.end) for piece in reading.run.pieces]
    assert (places[0][0], places[-1][1]) == (0, len(LONG))
    assert all(one[1] == other[0] for one, other in pairwise(places))
    assert LONG[places[1][0] :].startswith("Tomasz Wrona can bring")


def test_a_failed_piece_of_a_masked_document_is_read_alone_and_joined_with_what_was_kept():
    document = note(LONG)
    with FakeOpenAI(failing("two chairs for")) as server:
        [first] = read_on(server, document, mask=True)
    assert first.run.incomplete
    assert [by for by, *_ in told(first)] == ["Priya Raman", "Tomasz Wrona", "Priya Raman"]
    with FakeOpenAI(about(quoting)) as server:
        [second] = read_on(server, document, first.run.pieces, mask=True)
        [whole] = read_on(server, document, mask=True)
    assert [piece.kept for piece in second.run.pieces] == [piece.error is None for piece in first.run.pieces]
    assert second.run.tries == [piece.error is None for piece in first.run.pieces].count(False)
    assert told(second) == told(whole)
    assert b"Priya" not in b"".join(server.requests)


def test_a_kept_answer_is_about_the_same_people_when_the_notebook_knows_others_by_then():
    document = note(LONG)
    with FakeOpenAI(failing("two chairs for")) as server:
        [first] = read_on(server, document, mask=True)
    later = replace(
        document, known=(Known("Tomasz Adler", "Zeynep Works"), Known("Alma Needs", "Berit", "berit@wrona.example"))
    )
    masked = [Sending(each, ME, mask=True).document.text for each in (document, later)]
    assert masked[0] != masked[1], "the same words have other stand-ins"
    with FakeOpenAI(about(quoting)) as server:
        [second] = read_on(server, later, first.run.pieces, mask=True)
    assert [by for by, *_ in told(second)] == ["Priya Raman", "Tomasz Wrona", "Zeynep Aydin", "Priya Raman"]
    assert any(piece.kept for piece in second.run.pieces)
    assert b"Wrona" not in b"".join(server.requests)


def test_an_estimate_of_a_masked_document_counts_the_pieces_that_are_left():
    document = note(LONG)
    with FakeOpenAI(failing("two chairs for")) as server:
        [first] = read_on(server, document, mask=True)
        reader = extractor(server.address, mask=True)
        before = server.asked
        assert reader.estimate(document, ME).calls == len(first.run.pieces)
        assert reader.estimate(document, ME, first.run.pieces).calls == 1
        assert server.asked == before


WORDS = st.sampled_from(
    [
        "Priya Raman",
        "Tomasz",
        "priya@lumen.example",
        "+44 20 7946 0958",
        "needs a van",
        "soon",
        ".",
        "\n",
        "\n\n",
        "ZEYNEP’s",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=60), st.integers(0, 3), st.data())
def test_a_quote_of_a_masked_piece_comes_back_as_exactly_its_own_stretch(words, cuts, data):
    text = " ".join(words)
    bounds = sorted({0, len(text), *(data.draw(st.integers(0, len(text))) for _ in range(cuts))})
    document = note(text, parts=tuple(Part("new", start, end) for start, end in pairwise(bounds)))
    sending = Sending(document, ME, mask=True)
    ends = 0
    for piece in sending.pieces:
        start, end = sending.place(piece)
        assert 0 <= start < end <= len(text)
        assert end >= ends, "pieces stand in the order of the text"
        ends = end
        stretch = piece[-1]
        said = sending.document.text[stretch.start : stretch.end].split("\n")[0].strip()
        if not re.search(r"\w", said):
            continue
        found = merged(
            [placed(Candidates((), (CandidateItem("ask", said),)), sending.document, piece, sending.haystack)] * 2
        )
        [item] = sending.restored(found).items
        assert item.span is not None
        assert text[item.span.start : item.span.end] == item.quote
        assert start <= item.span.start or piece[0].again
        assert item.span.end <= end


def test_an_open_document_is_sent_as_it_is():
    sending = Sending(note(LONG), ME, mask=False)
    assert (sending.document, sending.owner) == (note(LONG), ME)
    candidates = Candidates((CandidatePerson("Priya", ("Priya",)),), ())
    assert sending.restored(candidates) is candidates


# --- on the command line --------------------------------------------------------------------------------------------


@pytest.fixture
def db(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    monkeypatch.setenv("NOTESIGHT_MODEL", "gpt-5-mini")
    return tmp_path / "notes.db"


def serving(monkeypatch, *script):
    server = FakeOpenAI(*script)
    monkeypatch.setenv("NOTESIGHT_BASE_URL", server.address)
    return server


def test_looking_first_limiting_and_going_on_work_with_masking(db, tmp_path, monkeypatch):
    file = write(tmp_path / "in" / "long.md", f"{DAY}\n\n{LONG}")
    with serving(monkeypatch, failing("two chairs for")) as server:
        looked = call("ingest", file, "--mask", "--price", "1,10", "--dry-run")
        assert (looked.code, server.asked, db.exists()) == (0, 0, False)
        calls = int(re.search(r"openai gpt-5-mini: (\d+) calls", looked.out)[1])
        assert call("ingest", file, "--mask", "--price", "1,10", "--max-cost", "1").code == 3
        assert server.asked == calls
        assert all(body["max_tokens"] for body in server.bodies), "an answer without an end has no worst case"
    with serving(monkeypatch, about(quoting)) as server:
        assert "openai gpt-5-mini: 1 call, about" in done("run", "--mask", "--price", "1,10", "--dry-run")
        assert call("run", "--mask", "--price", "1,10", "--max-cost", "0.001").code == 3
        assert server.asked == 0
        done("run", "--mask", "--price", "1,10", "--max-cost", "1")
        assert server.asked == 1
        done("run", "--mask")
        assert server.asked == 1
    with Store.open(db, readonly=True) as store:
        assert store.incomplete() == []
        assert sorted(row["quote"] for row in store.items("ask")) == [
            "Priya Raman needs a van",
            "Priya Raman needs a van",
            "Tomasz Wrona can bring the ladder",
            "Zeynep Aydin needs two chairs",
        ]
        assert store.coverage(1) is not None
