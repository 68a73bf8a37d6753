"""A mailbox file that has changed: only what is new in it is read, and the result is that of a whole read."""

import os
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_cases import store
from terminal import Scripted, use_scripted

from notesight import config, pipeline, sources
from notesight.errors import ExtractorError
from notesight.extractors import Reading
from notesight.model import Run
from notesight.pipeline import Line
from notesight.store import Store

__all__ = ["store"]

DAY = date(2026, 3, 2)


def message(n, words="ask Ana: a van", *, named=True):
    name = f"Message-ID: <{n}@x.example>\n" if named else ""
    return (
        "From ana@x.example Mon Mar  2 09:30:00 2026\n"
        f"From: Ana Ruiz <ana@x.example>\nDate: Mon, 2 Mar 2026 09:30:00 +0100\n{name}Subject: no. {n}\n\n{words}\n\n"
    )


@pytest.fixture
def line(store, monkeypatch):
    use_scripted(monkeypatch)
    return line_of(store)


def line_of(store, **more):
    return Line(store, Scripted(), config.load({**os.environ, "NOTESIGHT_EXTRACTOR": "scripted"}), DAY, jobs=1, **more)


@pytest.fixture
def box(tmp_path):
    return tmp_path / "box.mbox"


@pytest.fixture
def parsed(monkeypatch):
    """The names of all mails that are parsed."""
    names = []
    document = sources.document
    monkeypatch.setattr(sources, "document", lambda raw, **more: names.append(raw.name) or document(raw, **more))
    return names


def ingest(path, line):
    return [(Path(outcome.name).name, outcome.status, outcome.documents) for outcome in pipeline.ingest([path], line)]


def test_of_a_mailbox_that_grew_only_the_new_mails_are_parsed(line, box, parsed):
    box.write_text(message(1) + message(2))
    ingest(box, line)
    with box.open("a") as file:
        file.write(message(3))
    parsed.clear()
    assert ingest(box, line) == [("box.mbox#3", "read", 1), ("box.mbox", "known", 2)]
    assert parsed == [f"{box}#3"]
    assert ingest(box, line) == [("box.mbox", "known", 3)]


def test_from_the_first_mail_that_is_another_now_the_file_is_read(line, box, parsed):
    """A mail program writes its flags into a mail, or takes one out: what stands before is as it was."""
    box.write_text(message(1) + message(2).replace("Subject", "X-Mozilla-Status: 0000\nSubject") + message(3))
    ingest(box, line)
    box.write_text(box.read_text().replace("Status: 0000", "Status: 0001"))
    os.utime(box, (1, 1))
    parsed.clear()
    assert sorted(ingest(box, line)) == [
        ("box.mbox", "known", 1),
        ("box.mbox#2", "known", 1),
        ("box.mbox#3", "known", 1),
    ]
    box.write_text(message(1) + message(3))
    parsed.clear()
    assert sorted(ingest(box, line)) == [("box.mbox", "known", 1), ("box.mbox#2", "known", 1)]
    assert (parsed, len(line.store.sources.messages(box))) == ([f"{box}#2"], 2)


def test_of_two_mails_with_one_id_the_later_one_counts_whatever_was_read_before(line, box):
    van, drum = message(1), message(1, "ask Ana: a drum")
    for text in (van + drum, van + drum + van, drum + van, drum + van + drum):
        box.write_text(text)
        ingest(box, line)
        last = "a drum" if text.endswith(drum) else "a van"
        assert [item["summary"] for item in line.store.items()] == [last]


def test_of_two_mails_with_one_id_the_earlier_one_counts_again_when_the_later_one_goes(line, box):
    van, drum = message(1), message(1, "ask Ana: a drum")
    box.write_text(van + drum)
    ingest(box, line)
    box.write_text(van)
    ingest(box, line)
    assert [item["summary"] for item in line.store.items()] == ["a van"]


def test_a_mail_that_was_cut_off_is_read_again_when_it_is_whole(line, box):
    whole = message(1) + message(2, "ask Ana: a lamp\nask Ana: a drum")
    box.write_text(whole[: whole.index("ask Ana: a drum")])
    ingest(box, line)
    box.write_text(whole)
    assert ingest(box, line) == [("box.mbox#2", "read", 1), ("box.mbox", "known", 1)]
    assert sorted(item["summary"] for item in line.store.items()) == ["a drum", "a lamp", "a van"]


def test_a_mail_that_cannot_be_read_is_looked_at_again_and_no_other_one(line, box, parsed):
    bad = "From x Mon Mar  2 09:00:00 2026\nX-Only: this\n\nbad\n\n"
    box.write_text(message(1) + bad + message(3))
    ingest(box, line)
    parsed.clear()
    assert ingest(box, line) == [("box.mbox#2", "failed", 1), ("box.mbox", "known", 2)]
    assert parsed == [f"{box}#2"]
    assert [failure["name"] for failure in line.store.failures()] == [str(box)]


def test_where_a_reading_is_missing_the_whole_file_is_looked_at(line, box, monkeypatch):
    """What a model has refused once is asked for again when its mailbox has changed, as ever."""
    read = Scripted.read
    refused = {"ask Ana: a drum"}

    def read_most(self, documents, owner):
        for reading in read(self, documents, owner):
            if reading.document.text.rpartition("\n\n")[2].strip() in refused:
                yield Reading(reading.document, None, Run("scripted", "scripted:1"), ExtractorError("No."))
            else:
                yield reading

    monkeypatch.setattr(Scripted, "read", read_most)
    monkeypatch.setattr(pipeline, "_readers", {"scripted": Scripted()})
    box.write_text(message(1) + message(2, "ask Ana: a drum"))
    assert sorted(ingest(box, line)) == [("box.mbox#1", "read", 1), ("box.mbox#2", "failed", 1)]
    refused.clear()
    box.write_text(message(1) + message(2, "ask Ana: a drum") + message(3))
    assert sorted(ingest(box, line)) == [
        ("box.mbox#1", "known", 1),
        ("box.mbox#2", "read", 1),
        ("box.mbox#3", "read", 1),
    ]


def test_a_day_that_is_given_counts_for_the_whole_file(line, box, parsed):
    box.write_text(message(1))
    ingest(box, line)
    box.write_text(message(1) + message(2))
    parsed.clear()
    ingest(box, line_of(line.store, date=date(2026, 5, 1)))
    assert len(parsed) == 2


# --- the same as a whole read ------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["ask Ana: a van", "offer Bob: a drum", "followup Ana: call by Friday", "Tea.", ">From here on"]
)
MESSAGES = st.builds(message, st.integers(1, 3), WORDS, named=st.booleans())
APPENDED = st.tuples(st.just("append"), MESSAGES)
CUT = st.tuples(st.just("cut"), st.integers(1, 200))
TOUCHED = st.tuples(st.just("change"), st.sampled_from([("van", "hall"), ("Subject: no.", "Status: RO\nSubject: no.")]))
RUBBISH = st.tuples(
    st.just("append"), st.sampled_from(["\n", "no mail\n", "From the start\n", "From x Mon Mar  2 09:00:00 2026\n"])
)


def changed(data, step):
    what, how = step
    if what == "append":
        return data + how
    return data[:-how] if what == "cut" else data.replace(*how, 1)


def state(store):
    """All that counts: which texts hold now, and what people see."""
    items = [{name: row[name] for name in row if name not in {"run_id", "document_id"}} for row in store.items()]
    documents = sorted((document.key, document.digest, str(document.date)) for _, document in store.current())
    return documents, sorted(map(str, items)), sorted(row["name"] for row in store.people()), len(store.failures())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(APPENDED, APPENDED, RUBBISH, CUT, TOUCHED), min_size=1, max_size=7), st.data())
def test_after_any_changes_the_result_is_that_of_reading_the_whole_file_each_time(steps, data):
    with tempfile.TemporaryDirectory() as where, pytest.MonkeyPatch.context() as patch:
        use_scripted(patch)
        box = Path(where) / "box.mbox"
        with Store.open(Path(where) / "grown.db") as grown, Store.open(Path(where) / "whole.db") as whole:
            patch.setattr(whole.sources, "messages", lambda _: [])
            text = ""
            for n, step in enumerate(steps, start=1):
                text = changed(text, step)
                box.write_text(text)
                os.utime(box, (n, n))
                if n == len(steps) or data.draw(st.booleans()):
                    for one in (grown, whole):
                        list(pipeline.ingest([box], line_of(one)))
            assert state(grown) == state(whole)
