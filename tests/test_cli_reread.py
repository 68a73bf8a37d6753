"""``reread``, ``diff``, ``accept``: another reading that does not count until it is accepted."""

import json

import pytest
from terminal import Scripted, answer, call, done, use_scripted

from notesight import extractors
from notesight.errors import ServerError
from notesight.extractors import Reading
from notesight.model import Run

NOTE = "ask Ana: a van by Friday\noffer Bob: a drum\n"


class Other(Scripted):
    """Another reader: it takes the offer for an ask, sees Cleo, misses Bob, and fails on what it cannot read."""

    name, model, fingerprint = "other", "m2", "other:1"

    def read(self, documents, owner):
        del owner
        for document in documents:
            run = Run(self.name, self.fingerprint, self.model)
            if "unreadable" in document.text:
                error = ServerError("The server gave up.")
                yield Reading(document, None, run, error)
            else:
                text = document.text.replace("offer Bob:", "ask Cleo: ").replace("by Friday", "by Sunday")
                found = answer(text)
                yield Reading(document, found, run)


def load_other(_):
    return Other()


@pytest.fixture
def db(tmp_path, monkeypatch):
    use_scripted(monkeypatch)
    monkeypatch.setitem(extractors._OURS, "other", f"{__name__}:load_other")
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    done("add", "--date", "2026-03-02", stdin=NOTE)
    return tmp_path / "notes.db"


def lists():
    return sorted(
        f"{kind}: {item['summary']}" for kind in ("asks", "offers") for item in json.loads(done(kind, "--json"))
    )


def test_another_reading_changes_no_list_and_tells_what_differs(db):
    before = lists()
    result = call("reread", "--extractor", "other")
    assert result.code == 0
    said = result.err.splitlines()
    assert said[0].startswith("Document 1, run 2: ")
    assert said[1:] == [
        "Read 1 document again (other). None of it counts yet.",
        "See what differs: notesight diff 1   and let it count: notesight accept RUN",
    ]
    assert lists() == before
    again = call("reread", "1", "--extractor", "other")
    assert again.err == "1 document was read by this reader already, or may not be sent to it.\n"


def test_the_difference_is_shown_with_its_words_for_two_runs_or_a_document(db):
    done("reread", "--extractor", "other")
    shown = done("diff", "1")
    assert shown == done("diff", "1", "2")
    lines = [line.rstrip() for line in shown.splitlines()]
    assert lines[1].startswith("  - run 1, scripted")
    assert lines[1].endswith(", counts")
    assert lines[2].startswith("  + run 2, other m2")
    assert any(line.startswith("- Person") and "Bob" in line for line in lines)
    assert any(line.startswith("~ ") for line in lines)
    found = json.loads(done("diff", "1", "--json"))
    assert (found["document"], found["before"], found["after"]) == (1, 1, 2)
    assert {(each["how"], each["kind"]) for each in found["changes"]} >= {("lost", "person")}
    back = json.loads(done("diff", "2", "1", "--json"))["changes"]
    assert {(each["how"], each["kind"]) for each in back} >= {("added", "person")}
    assert call("diff", "1").err.splitlines()[-1] == "To let it count: notesight accept 2"


def test_an_accepted_reading_counts_also_over_a_later_one_and_undone_the_old_one_is_back(db):
    before = lists()
    done("reread", "--extractor", "other")
    result = call("accept", "2")
    assert result.err.splitlines() == [
        "Accepted: run 2 over ask Ana: a van by Friday offer Bob: a drum",
        "To take it back: notesight undo 1",
    ]
    accepted = lists()
    assert accepted != before
    done("run", "--again")
    assert lists() == accepted
    done("rebuild")
    assert lists() == accepted
    done("undo")
    assert lists() == before
    assert "Taken back: Accepted: run 2" in done("history")


def test_an_edited_note_is_read_as_ever_after_an_old_reading_was_accepted(db, tmp_path):
    note = tmp_path / "tea.md"
    note.write_text("ask Ana: a boat\n")
    done("add", str(note), "--date", "2026-03-02")
    done("reread", "2", "--extractor", "other")
    done("accept", "3")
    note.write_text("ask Ana: a boat\nask Ana: a raft\n")
    done("add", str(note), "--date", "2026-03-02")
    assert "asks: a raft" in lists()


def test_a_document_that_no_one_has_read_waits_also_when_it_was_reread(db, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_EXTRACTOR", "other")
    assert call("add", stdin="unreadable\n").code == 3
    assert call("reread", "2").code == 3
    assert call("reread", "2").err.splitlines()[0] == "document 2: The server gave up."
    monkeypatch.setenv("NOTESIGHT_EXTRACTOR", "scripted")
    done("reread", "2")
    assert json.loads(done("show", "2", "--json"))["run"] is None
    assert call("diff", "2").out.splitlines()[1] == "  - not read yet"
    done("accept", "5")
    assert json.loads(done("show", "2", "--json"))["run"]["extractor"] == "scripted"
    assert call("run").err == "There was nothing to read.\n"
    done("undo")
    assert call("run").err.startswith("Read 1 document (scripted)")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("diff", "1"), "Error: Document 1 was read once: there is nothing to compare.\nTry: notesight reread 1\n"),
        (("diff", "1", "9"), "Error: There is no run 9."),
        (("diff", "1", "2", "3"), "Error: Two runs can be compared, no more."),
        (("diff", "x", "1"), "Error: “x” is no run."),
        (("diff", "7"), "Error: There is no document 7."),
        (("accept", "1"), "Error: Run 1 counts already."),
        (("accept", "9"), "Error: There is no run 9."),
        (("reread", "9"), "Error: There is no document 9."),
        (("reread", "--extractor", "nobody"), "Error: "),
    ],
)
def test_what_makes_no_sense_is_refused(db, words, said):
    result = call(*words)
    assert result.code in (2, 4)
    assert result.err.startswith(said)
    assert call("history").err == "Nothing was decided yet.\n"


def test_two_runs_of_two_documents_are_not_compared(db):
    done("add", "--date", "2026-03-02", stdin="ask Cleo: a lamp\n")
    assert call("diff", "1", "2").err.startswith("Error: Run 1 and run 2 read two documents.")
