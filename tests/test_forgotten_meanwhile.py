"""One program reads a document while another one forgets it: the reading is dropped, and nothing else is harmed."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from terminal import Scripted, answer

from notesight import config, pipeline, sources
from notesight.extractors import Reading
from notesight.letterbox import Letter, Letterbox, news
from notesight.model import Document, Run
from notesight.store import Store

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Meanwhile(Scripted):
    """A model that takes so long that another program forgets each document called "secret" before it has answered."""

    local, fingerprint = False, "slow:1"

    def __init__(self, path):
        self.path = path

    def read(self, documents, owner):
        del owner
        for document in documents:
            if "secret" in document.text:
                with Store.open(self.path) as other:
                    (mine,) = [n for n, each in other.current() if each.key == document.key]
                    assert other.forgotten.carry_out(other.forgotten.plan("document", mine), at=NOW)
            yield Reading(document, answer(document.text), Run("slow", self.fingerprint))


@pytest.fixture
def line(tmp_path):
    current = replace(config.load({}), database=tmp_path / "notes.db")
    with Store.open(current.database) as store:
        yield pipeline.Line(store, Meanwhile(current.database), current, today=date(2026, 3, 2))


def test_a_document_that_is_forgotten_while_a_model_reads_it_is_gone(line, tmp_path):
    for name, text in (("a.txt", "ask Ana: a secret"), ("b.txt", "ask Bob: a van")):
        (tmp_path / name).write_text(text)
    outcomes = list(pipeline.ingest([tmp_path / "a.txt", tmp_path / "b.txt"], line))
    assert [outcome.status for outcome in outcomes] == ["forgotten", "read"]
    assert [row["summary"] for row in line.store.items()] == ["a van"]
    assert line.store.counts()["runs"] == 1
    assert line.store.check() == []


def test_a_document_that_is_forgotten_before_a_model_reads_it_is_not_sent(line, tmp_path):
    raw = sources.from_stdin(b"ask Bob: a van")
    document = sources.document(raw, date=None, today=date(2026, 3, 2))
    first = line.store.put(document, seen_at=NOW).id
    second = line.store.put(Document("k", "ask Ana: a drum", date(2026, 3, 2)), seen_at=NOW).id
    queued = line.store.queued()
    assert next(queued)[0] == first
    with Store.open(line.store.path) as other:
        other.forgotten.carry_out(other.forgotten.plan("document", second), at=NOW)
    assert list(queued) == []


def test_a_letter_that_was_forgotten_is_told_and_waits_for_nothing(line):
    letter = Letter("chair", Document("mid:1@x", "ask Ana: a chair", date(2026, 3, 2), "email"))
    box = Letterbox(line)
    assert box.put([letter], lambda _: None) == []
    assert [outcome.status for outcome in box.read()] == ["read"]
    line.store.forgotten.carry_out(line.store.forgotten.plan("document", 1), at=NOW)
    outcomes = box.put([letter], lambda _: None)
    assert [(outcome.name, outcome.status, outcome.document_id) for outcome in outcomes] == [
        ("chair", "forgotten", None)
    ]
    assert [outcome.status for outcome in news(outcomes, {})] == ["forgotten"]
    assert list(box.read()) == []


def test_a_letter_that_is_forgotten_while_it_is_read_is_gone(line):
    box = Letterbox(line)
    box.put(
        [Letter("s", Document("mid:1@x", "ask Ana: a secret", date(2026, 3, 2), "email", title="S"))], lambda _: None
    )
    assert [(outcome.name, outcome.status) for outcome in box.read()] == [("S", "forgotten")]
    assert line.store.counts()["versions"] == 0
