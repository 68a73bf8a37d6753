"""The straight line for many documents: one outcome for each, nothing twice, nothing lost, and nothing private sent."""

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest
from fake_openai import FakeOpenAI, completion, fault, good, refusal, said
from store_cases import people, rows, store

from notesight import extractors, pipeline, sources, workers
from notesight.candidates import CandidateItem, CandidatePerson, Candidates
from notesight.config import Settings
from notesight.errors import ConfigError, ExtractorError, Unreachable
from notesight.extractors import Reading
from notesight.extractors.openai import seam
from notesight.model import Document, Owner, Run
from notesight.pipeline import Line

__all__ = ["store"]

TODAY = date(2026, 3, 10)
NOTE = "{name} needs {thing}."
NEEDS = re.compile(r"(?P<name>[A-Z]\w+ [A-Z]\w+) (?P<quote>needs [\w ]+)\.")
MAIL = "From: Ana Costa <ana@x.example>\nTo: sam@x.example\nMessage-ID: <{n}@x.example>\nDate: Mon, 2 Mar 2026 09:00:00 +0000\nSubject: no. {n}\n\nHello! Jim Hall needs van {n}.\n"


class Reader:
    """A local extractor that understands one kind of sentence, and can be told to fail."""

    name, local, model, prompt, fingerprint = "reader", True, None, None, "reader:1"

    def __init__(self) -> None:
        self.read_texts: list[str] = []
        self.failing = ""

    def read(self, documents, owner):  # noqa: ARG002 - as every extractor
        for document in documents:
            self.read_texts.append(document.text)
            run = Run(self.name, self.fingerprint)
            if self.failing and self.failing in document.text:
                error = ExtractorError("The reader gave up.")
                yield Reading(document, None, run, error)
            else:
                yield Reading(document, found(document.text), run)

    def close(self):
        pass


def found(text):
    matches = list(NEEDS.finditer(text))
    return Candidates(
        tuple(CandidatePerson(m["name"], (m["name"],)) for m in matches),
        tuple(CandidateItem("ask", m["quote"], "", m["name"]) for m in matches),
    )


@pytest.fixture
def reader(monkeypatch):
    made = Reader()
    monkeypatch.setattr(pipeline, "_readers", {"reader": made})
    return made


@pytest.fixture
def line(store, reader):
    return Line(store, reader, settings_for(store), TODAY)


def settings_for(store, **more):
    return Settings(store.path.with_name("none.toml"), store.path, Owner(("Sam Rivera",), ("sam@x.example",)), **more)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "notes"
    made.mkdir()
    return made


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def told(outcomes, folder=None):
    """Outcomes as ``status name``, the names as they are in the folder."""
    return sorted(f"{each.status} {each.name.removeprefix(f'{folder}/')}" for each in outcomes)


def asks(store):
    return sorted(row["quote"] for row in store.items("ask"))


# --- outcomes -----------------------------------------------------------------------------------------------------


def test_a_note_is_read_and_its_facts_are_stored(store, line, folder):
    path = write(folder, "a.txt", "Ana Costa needs a van.")
    (outcome,) = pipeline.ingest([folder], line)
    assert (outcome.status, outcome.name, outcome.document_id, outcome.error) == ("read", str(path), 1, None)
    assert [item.quote for item in outcome.extraction.items] == ["needs a van"]
    assert (outcome.run.extractor, people(store), asks(store)) == ("reader", ["Ana Costa: 1"], ["needs a van"])


def test_the_same_folder_again_is_known_and_no_file_is_opened(line, folder, monkeypatch):
    write(folder, "a.txt", "Ana Costa needs a van.")
    write(folder, "box.mbox", "".join(f"From x Mon Mar  2 09:00:00 2026\n{MAIL.format(n=n)}\n" for n in range(3)))
    assert {each.status for each in pipeline.ingest([folder], line)} == {"read"}
    for name in ("read_bytes", "open"):
        monkeypatch.setattr(Path, name, lambda *_, **__: pytest.fail("a file was opened"))
    again = list(pipeline.ingest([folder], line))
    assert told(again, folder) == ["known a.txt", "known box.mbox"]
    assert [each.documents for each in again] == [1, 3]
    assert len(line.extractor.read_texts) == 4


def test_a_file_with_another_time_and_the_same_bytes_is_known(store, line, folder):
    path = write(folder, "a.txt", "Ana Costa needs a van.")
    list(pipeline.ingest([folder], line))
    os.utime(path, ns=(1, 1))
    before = store.counts()
    assert told(pipeline.ingest([folder], line), folder) == ["known a.txt"]
    assert store.counts() == before


def test_a_changed_note_is_read_again_and_supersedes(store, line, folder):
    write(folder, "a.txt", "Ana Costa needs a van.")
    list(pipeline.ingest([folder], line))
    write(folder, "a.txt", "Ana Costa needs a boat.")
    assert told(pipeline.ingest([folder], line), folder) == ["read a.txt"]
    assert (asks(store), store.counts()["versions"]) == (["needs a boat"], 2)


def test_the_same_text_in_another_file_is_a_copy(store, line, folder):
    for name in ("a.txt", "b.txt"):
        write(folder, name, "Ana Costa needs a van.")
    one, copy = pipeline.ingest([folder], line)
    assert (one.status, copy.status, copy.document_id) == ("read", "copy", one.document_id)
    assert asks(store) == ["needs a van"]


def test_a_file_that_is_named_twice_is_read_once(store, line, folder):
    path = write(folder, "a.txt", "Ana Costa needs a van.")
    assert told(pipeline.ingest([path, folder, path], line), folder) == ["known a.txt", "known a.txt", "read a.txt"]
    assert store.counts()["runs"] == 1


def test_what_cannot_be_read_is_told_and_the_others_go_on(store, line, folder):
    write(folder, "a.txt", b"\x89PNG\r\n\x1a\n" + bytes(200))
    write(folder, "b.txt", "")
    write(folder, "c.eml", "no header lines at all")
    write(folder, "d.txt", "Ana Costa needs a van.")
    outcomes = list(pipeline.ingest([folder, folder / "gone.txt"], line))
    assert told(outcomes, folder) == ["failed a.txt", "failed b.txt", "failed c.eml", "failed gone.txt", "read d.txt"]
    assert all(each.error.sentence and each.error.exit_code == 3 for each in outcomes if each.status == "failed")
    assert {Path(row["name"]).name for row in store.failures()} == {"a.txt", "b.txt", "c.eml"}
    assert asks(store) == ["needs a van"]


def test_a_file_that_failed_is_looked_at_again_until_it_is_read_or_gone(store, line, folder):
    write(folder, "a.txt", "")
    write(folder, "b.txt", "")
    for again in (pipeline.ingest([folder], line), pipeline.ingest([folder], line), pipeline.run_queued(line)):
        assert told(again, folder) == ["failed a.txt", "failed b.txt"]
    write(folder, "a.txt", "Ana Costa needs a van.")
    (folder / "b.txt").unlink()
    assert told(pipeline.run_queued(line), folder) == ["read a.txt"]
    assert (store.failures(), asks(store)) == ([], ["needs a van"])


def test_a_mixed_folder_is_read_whole(store, line, folder):
    write(folder, "a.md", "---\ndate: 2026-03-01\n---\nAna Costa needs a van.")
    write(folder, "deep/b.txt", "Jim Hall needs a boat.")
    write(folder, "c.eml", MAIL.format(n=1))
    write(folder, "box/cur/1:2,S", MAIL.format(n=2))
    write(folder, "box/new/2", MAIL.format(n=3))
    (folder / "box" / "tmp").mkdir()
    write(folder, "d.mbox", "".join(f"From x Mon Mar  2 09:00:00 2026\n{MAIL.format(n=n)}\n" for n in (3, 4)))
    write(folder, "photo.jpg", b"\xff\xd8")
    statuses = sorted(each.status for each in pipeline.ingest([folder], line))
    assert statuses == ["known", "read", "read", "read", "read", "read", "read"]
    assert asks(store) == ["needs a boat", "needs a van", "needs van 1", "needs van 2", "needs van 3", "needs van 4"]
    assert people(store) == ["Ana Costa: 1", "Jim Hall: 5"]


def test_one_bad_mail_in_a_mailbox_does_not_stop_the_others(store, line, folder):
    envelope = "From x Mon Mar  2 09:00:00 2026\n"
    path = write(
        folder,
        "box.mbox",
        f"{envelope}{MAIL.format(n=1)}\n{envelope}X-Only: this\n\nbad\n\n{envelope}{MAIL.format(n=3)}\n",
    )
    first = list(pipeline.ingest([path], line))
    assert sorted(each.status for each in first) == ["failed", "read", "read"]
    assert [row["name"] for row in store.failures()] == [str(path)]
    assert [(each.status, each.documents) for each in pipeline.ingest([path], line)] == [("failed", 1), ("known", 2)]
    assert len(asks(store)) == 2


def test_the_day_that_is_given_counts_for_all(store, line, folder):
    write(folder, "2025-01-01.txt", "Ana Costa needs a van.")
    list(pipeline.ingest([folder], Line(line.store, line.extractor, line.settings, TODAY, date=date(2024, 12, 24))))
    assert store.items()[0]["said_on"] == "2024-12-24"


def test_what_is_piped_in_twice_is_known(store, line):
    raw = sources.from_stdin(b"Ana Costa needs a van.")
    (first,) = pipeline.add(raw, line)
    (again,) = pipeline.add(raw, line)
    assert (first.status, again.status, again.document_id) == ("read", "known", first.document_id)
    assert (first.name, store.counts()["runs"]) == ("standard input", 1)


def test_a_file_that_is_not_ready_is_left_for_later(line, folder):
    write(folder, "a.txt", "Ana Costa needs a van.")
    assert told(pipeline.ingest([folder], line, ready=lambda _: False)) == []
    assert told(pipeline.ingest([folder], line), folder) == ["read a.txt"]


def test_the_paths_that_cannot_be_written_are_told_too(line, tmp_path):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    write(folder, "a.txt", "")
    write(folder, "b.txt", "Ana Costa needs a van.")
    assert told(pipeline.ingest([folder], line), f"{tmp_path}/caf\\xe9") == [
        "failed a.txt",
        "read b.txt",
    ]
    assert told(pipeline.run_queued(line)) == []


# --- what fails and what was stopped --------------------------------------------------------------------------------


def test_a_document_whose_reading_fails_is_listed_and_read_by_the_next_run(store, line, reader, folder):
    write(folder, "a.txt", "Ana Costa needs a van.")
    write(folder, "b.txt", "Jim Hall needs a boat.")
    reader.failing = "boat"
    (failed,) = (each for each in pipeline.ingest([folder], line) if each.status == "failed")
    assert (failed.error.sentence, failed.run.error) == ("The reader gave up.", "The reader gave up.")
    assert [(row["error"], row["document_id"]) for row in store.failures()] == [
        ("The reader gave up.", failed.document_id)
    ]
    assert told(pipeline.run_queued(line), folder) == ["failed b.txt"]
    reader.failing = ""
    assert told(pipeline.run_queued(line), folder) == ["read b.txt"]
    assert (store.failures(), asks(store)) == ([], ["needs a boat", "needs a van"])
    assert told(pipeline.run_queued(line)) == []


def test_what_a_stopped_run_has_stored_is_read_by_the_next_ingest(store, line, folder):
    with store.transaction():
        for n in range(3):
            store.put(Document(f"k{n}", f"Ana Costa needs van {n}.", TODAY), seen_at=pipeline._now())
    assert sorted(each.status for each in pipeline.ingest([folder], line)) == ["read"] * 3
    assert len(asks(store)) == 3
    assert told(pipeline.ingest([folder], line)) == []


def test_stopping_in_the_middle_loses_nothing_and_doubles_nothing(store, line, folder, monkeypatch):
    monkeypatch.setattr(pipeline, "BATCH_DOCUMENTS", 4)
    for n in range(30):
        write(folder, f"{n:02}.txt", f"Ana Costa needs van {n}.")
    for steps in (1, 6, 11):
        outcomes = pipeline.ingest([folder], line)
        for _ in range(steps):
            next(outcomes)
        outcomes.close()
        assert len(asks(store)) == store.counts()["documents"]
    list(pipeline.ingest([folder], line))
    assert (len(asks(store)), store.counts()["runs"], store.counts()["documents"]) == (30, 30, 30)


def test_an_error_of_ours_takes_back_only_what_is_not_committed_yet(store, line, reader, folder, monkeypatch):
    monkeypatch.setattr(pipeline, "BATCH_DOCUMENTS", 4)
    for n in range(10):
        write(folder, f"{n}.txt", f"Ana Costa needs van {n}.")
    read = reader.read

    def broken(documents, owner):
        document = next(iter(documents))
        if "van 6" in document.text:
            raise ZeroDivisionError
        return read([document], owner)

    monkeypatch.setattr(reader, "read", broken)
    with pytest.raises(ZeroDivisionError):
        list(pipeline.ingest([folder], line))
    assert (store.counts()["documents"], store.check()) == (6, [])


# --- many processes -------------------------------------------------------------------------------------------------


def test_the_result_is_the_same_whatever_the_number_of_processes(tmp_path, folder):
    from notesight.store import Store

    for n in range(workers.ALONE + 60):
        who = ("Ana Costa", "Jim Hall", "Priya Raman")[n % 3]
        write(
            folder,
            f"{n:03}.txt",
            f"2026-03-02\n{who} is looking for chair number {n}. I'll send {who.split()[0]} the list by Friday.",
        )
    write(folder, "empty.txt", "")
    results = []
    for jobs in (1, 2, 3):
        with Store.open(tmp_path / f"{jobs}.db") as store:
            settings = settings_for(store)
            line = Line(store, extractors.load("offline", settings), settings, TODAY, jobs=jobs)
            outcomes = [(each.status, each.name, each.document_id) for each in pipeline.ingest([folder], line)]
            tables = [
                rows(store, "SELECT key, digest, date, title FROM documents ORDER BY id"),
                rows(store, "SELECT run_id, n, kind, quote, detail FROM observations ORDER BY 1, 2"),
                rows(store, "SELECT * FROM people ORDER BY id"),
                store.items(),
            ]
            results.append((outcomes, tables))
    assert results[0] == results[1] == results[2]
    assert len(results[0][1][0]) == workers.ALONE + 60


# --- a model server -------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_long_backoff(monkeypatch):
    monkeypatch.setattr(seam, "_BACKOFF", 0.01)


def answer(body):
    text = body["messages"][-1]["content"]
    people_, items = [], []
    for n, match in enumerate(NEEDS.finditer(text)):
        people_.append(
            {
                "id": f"p{n}",
                "mentions": [match["name"]],
                "name": match["name"],
                "email": None,
                "organization": None,
                "role": None,
            }
        )
        items.append(
            {
                "quote": match["quote"],
                "part": None,
                "kind": "ask",
                "by": f"p{n}",
                "to": None,
                "summary": "",
                "due_text": None,
                "certainty": "stated",
            }
        )
    return {"people": people_, "items": items}


def answering(handler, body):
    handler.send(completion(body, said(body, json.dumps(answer(body)))))


def sending(store, server, **more):
    settings = settings_for(store, extractor="openai", model="m", base_url=server.address, concurrency=4, **more)
    return Line(store, extractors.load("openai", settings), settings, TODAY)


def test_a_model_reads_and_is_not_asked_again(store, folder):
    write(folder, "a.txt", "Ana Costa needs a van.")
    write(folder, "b.eml", MAIL.format(n=1))
    write(folder, "c.txt", "Ana Costa needs a van.")
    with FakeOpenAI(answering) as server:
        line = sending(store, server)
        assert told(pipeline.ingest([folder], line), folder) == ["read a.txt", "read b.eml"]

        assert asks(store) == ["needs a van", "needs van 1"]
        assert server.asked == 2
        assert {each.status for each in pipeline.ingest([folder], line)} <= {"known", "copy"}
        assert {each.status for each in pipeline.add(sources.from_stdin(b"Ana Costa needs a van."), line)} <= {
            "known",
            "copy",
        }
        assert told(pipeline.run_queued(line)) == []
        assert server.asked == 2
    assert (store.costs()[0]["extractor"], store.costs()[0]["model"], store.costs()[0]["runs"]) == ("openai", "m", 2)


SECRET = "Ana Costa needs a secret van."


def test_what_is_private_is_never_sent(store, folder):
    write(folder, "a.md", f"---\nprivate: true\n---\n{SECRET}")
    write(folder, "b.txt", f"private: {SECRET}")
    write(folder, "c.md", f"---\nprivate: true\nbroken: [\n---\n{SECRET} And more.")
    write(folder, "d.txt", "Jim Hall needs a boat.")
    with FakeOpenAI(answering) as server:
        line = sending(store, server)
        assert told(pipeline.ingest([folder], line), folder) == ["read a.md", "read b.txt", "read c.md", "read d.txt"]
        piped = sources.from_stdin(f"private:\n{SECRET}".encode())
        assert [each.status for each in pipeline.add(piped, line)] == ["read"]
        list(pipeline.run_queued(line))
        (alone,) = pipeline.read_alone([Document("k", SECRET, TODAY, private=True)], line.extractor, line.settings)
        assert alone.run.extractor == "offline"
        assert "secret" not in json.dumps(server.bodies)
        assert server.asked == 1
    who = dict(
        rows(store, "SELECT documents.source, runs.extractor FROM runs JOIN documents ON documents.id = document_id")
    )
    assert {Path(path or "stdin").name: by for path, by in who.items()} == {
        "a.md": "offline", "b.txt": "offline", "c.md": "offline", "d.txt": "openai", "stdin": "offline"
    }  # fmt: skip


def test_a_note_that_became_private_is_not_sent_when_its_reading_is_tried_again(store, folder):
    write(folder, "a.txt", SECRET)
    with FakeOpenAI(refusal()) as server:
        list(pipeline.ingest([folder], sending(store, server)))
    write(folder, "a.txt", f"private: {SECRET}")
    with FakeOpenAI(answering) as server:
        assert {each.status for each in pipeline.ingest([folder], sending(store, server))} == {"read"}
        list(pipeline.run_queued(sending(store, server)))
        assert server.asked == 0


def test_what_the_model_refuses_is_listed_and_asked_again_by_run_only(store, folder):
    write(folder, "a.txt", "Ana Costa needs a van.")
    write(folder, "b.txt", "Jim Hall needs a boat.")

    def picky(handler, body):
        (refusal() if "boat" in body["messages"][-1]["content"] else answering)(handler, body)

    with FakeOpenAI(picky) as server:
        line = sending(store, server)
        assert told(pipeline.ingest([folder], line), folder) == ["failed b.txt", "read a.txt"]
        asked = server.asked
        assert told(pipeline.ingest([folder], line), folder) == ["known a.txt", "known b.txt"]
        assert server.asked == asked
        assert told(pipeline.run_queued(line), folder) == ["failed b.txt"]
    assert [Path(row["name"]).name for row in store.failures()] == ["b.txt"]
    with FakeOpenAI(answering) as server:
        assert told(pipeline.run_queued(sending(store, server)), folder) == ["read b.txt"]
    assert (store.failures(), asks(store)) == ([], ["needs a boat", "needs a van"])


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (fault(401, "wrong key", "invalid_api_key"), ConfigError),
        (fault(404, "no such model", "model_not_found"), ConfigError),
    ],
)
def test_a_wrong_setting_stops_and_leaves_all_stored(store, folder, step, error):
    for n in range(5):
        write(folder, f"{n}.txt", f"Ana Costa needs van {n}.")
    with FakeOpenAI(step) as server, pytest.raises(error):
        list(pipeline.ingest([folder], sending(store, server)))
    assert (store.counts()["documents"], store.counts()["queued"]) == (5, 5)
    with FakeOpenAI(answering) as server:
        assert {each.status for each in pipeline.ingest([folder], sending(store, server))} <= {"read", "known"}
    assert (len(asks(store)), store.counts()["documents"], store.counts()["queued"]) == (5, 5, 0)


def test_a_server_that_is_not_there_stops_and_leaves_all_stored(store, folder):
    write(folder, "a.txt", "Ana Costa needs a van.")
    with FakeOpenAI(answering) as server:
        pass
    with pytest.raises(Unreachable):
        list(pipeline.ingest([folder], sending(store, server)))
    assert store.counts()["queued"] == 1


def test_an_answer_is_stored_as_it_comes(store, folder):
    for n in range(12):
        write(folder, f"{n:02}.txt", f"Ana Costa needs van {n}.")
    with FakeOpenAI(answering) as server:
        outcomes = pipeline.ingest([folder], sending(store, server))
        for _ in range(5):
            assert next(outcomes).status == "read"
        outcomes.close()
        stored = store.counts()["runs"]
        assert stored >= 5
        list(pipeline.ingest([folder], sending(store, server)))
    assert (store.counts()["runs"], len(asks(store))) == (12, 12)


def test_what_one_extractor_has_read_is_not_read_by_another_without_being_told(store, line, folder):
    write(folder, "a.txt", "Ana Costa needs a van.")
    list(pipeline.ingest([folder], line))
    with FakeOpenAI(good({"people": [], "items": []})) as server:
        assert told(pipeline.ingest([folder], sending(store, server)), folder) == ["known a.txt"]
        assert server.asked == 0


def test_a_reading_that_gives_no_answer_is_an_error():
    reading = Reading(Document("k", "Tea.", TODAY), None, Run("x", "f"))
    read = pipeline.proved(reading, Owner())
    assert read.run.error == read.error.sentence == "The extractor gave no answer."
