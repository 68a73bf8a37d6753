"""A server that fails on some calls: what a retry can save is read, the rest is listed with its reason, nothing twice."""

import json
import random
import re
import threading
from collections import Counter, defaultdict
from datetime import date

import pytest
from fake_openai import FakeOpenAI, completion, drop, fault, raw, refusal, said, words
from store_cases import rows, store

from notesight import extractors, pipeline
from notesight.config import Settings
from notesight.extractors.openai import seam
from notesight.pipeline import Line

__all__ = ["store"]

NOTES = 100
NOTE = "2026-03-02 visit no. {n}\n\nNadia Brook is looking for chair number {n}.\n"
QUOTE = re.compile(r"Nadia Brook (is looking for chair number (\d+))")
PERSON = {
    "id": "p1",
    "mentions": ["Nadia Brook"],
    "name": "Nadia Brook",
    "email": None,
    "organization": None,
    "role": None,
}

# What goes wrong in one call. ``None`` in the second place: asked again within the same run, the server may do better.
FAULTS = {
    "500": (fault(500), None),
    "503, come back at once": (fault(503, retry_after="0"), None),
    "429": (fault(429, "slow down", "rate_limit_exceeded", retry_after="0"), None),
    "a dropped connection": (drop(), None),
    "half an answer": (drop(b'{"id": "c1", "choi'), None),
    "broken JSON": (words('{"people": [], "items": ['), None),
    "a wrong schema": (words('{"people": "none", "items": 7}'), None),
    "HTML": (raw(b"<html><h1>Gateway</h1>", "text/html"), None),
    "no JSON at all": (words("I found one person and one ask."), None),
    "a refusal": (refusal(), "declined"),
    "a cut answer": (words('{"people": [', "length"), None),
}


@pytest.fixture(autouse=True)
def _no_long_backoff(monkeypatch):
    monkeypatch.setattr(seam, "_BACKOFF", 0.01)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "notes"
    made.mkdir()
    for n in range(NOTES):
        (made / f"{n:03}.txt").write_text(NOTE.format(n=n))
    return made


def number_in(body):
    return int(QUOTE.search(json.dumps(body["messages"]))[2])


def right(handler, body):
    quote = re.findall(QUOTE, json.dumps(body["messages"]))[0][0]
    item = {
        "quote": quote,
        "part": 1,
        "kind": "ask",
        "by": "p1",
        "to": None,
        "summary": f"Chair {number_in(body)}",
        "due_text": None,
        "certainty": "stated",
    }
    handler.send(completion(body, said(body, json.dumps({"people": [PERSON], "items": [item]}))))


class Faulty:
    """Answers each call as ``choose(note, how many calls for it came before)`` says: a fault's name, or rightly."""

    def __init__(self, choose):
        self.choose = choose
        self.calls = Counter()
        self.last = {}
        self._lock = threading.Lock()

    def __call__(self, handler, body):
        note = number_in(body)
        with self._lock:
            name = self.choose(note, self.calls[note])
            self.calls[note] += 1
            self.last[note] = name
        (FAULTS[name][0] if name else right)(handler, body)


def line(store, server):
    settings = Settings(
        store.path.with_name("none.toml"),
        store.path,
        extractor="openai",
        model="m",
        base_url=server.address,
        api_key="sk-x",
    )
    return Line(store, extractors.load("openai", settings), settings, date(2026, 3, 10))


def read_notes(store):
    return sorted(int(row["summary"].split()[1]) for row in store.items("ask"))


def nothing_is_there_twice(store):
    assert store.check() == []
    assert store.counts()["documents"] == NOTES
    done = Counter(row[0] for row in rows(store, "SELECT document_id FROM runs WHERE status = 'done'"))
    assert set(done.values()) <= {1}
    assert len(read_notes(store)) == len(set(read_notes(store))) == len(done)
    before = store.items(), store.people(), store.failures()
    store.rebuild()
    assert before == (store.items(), store.people(), store.failures())


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_on_the_first_call_of_six_notes_of_a_hundred(store, folder, name):
    faulty = {3, 20, 41, 60, 77, 98}
    server_says = Faulty(lambda note, before: name if note in faulty and before == 0 else None)
    with FakeOpenAI(server_says) as server:
        outcomes = list(pipeline.ingest([folder], line(store, server)))
        final = FAULTS[name][1]
        failed = sorted(int(each.name[-7:-4]) for each in outcomes if each.status == "failed")
        assert failed == (sorted(faulty) if final else [])
        assert read_notes(store) == [n for n in range(NOTES) if n not in failed]
        assert all(final in row["error"] for row in store.failures())
        nothing_is_there_twice(store)
        list(pipeline.run_queued(line(store, server)))
        assert (read_notes(store), store.failures()) == (list(range(NOTES)), [])
        nothing_is_there_twice(store)
        assert all(server_says.calls[n] == 1 for n in range(NOTES) if n not in faulty)


@pytest.mark.parametrize("seed", range(3))
def test_faults_of_all_kinds_on_six_calls_of_a_hundred(store, folder, seed):
    random_ = random.Random(seed)
    server_says = Faulty(lambda *_: random_.choice(sorted(FAULTS)) if random_.random() < 0.06 else None)
    with FakeOpenAI(server_says) as server:
        outcomes = list(pipeline.ingest([folder], line(store, server)))
        assert len(outcomes) == NOTES
        right_ones = sorted(note for note, name in server_says.last.items() if name is None)
        assert read_notes(store) == right_ones
        assert len(store.failures()) == NOTES - len(right_ones)
        assert all(row["error"].endswith(".") for row in store.failures())
        assert "Nadia" not in json.dumps(store.failures())
        nothing_is_there_twice(store)
        for _ in range(10):
            list(pipeline.run_queued(line(store, server)))
        assert (read_notes(store), store.failures(), store.counts()["queued"]) == (list(range(NOTES)), [], 0)
        nothing_is_there_twice(store)


def test_what_no_retry_can_save_is_listed_with_its_reason_and_the_rest_is_read(store, folder):
    lasting = {
        5: "500",
        25: "broken JSON",
        45: "a wrong schema",
        65: "a refusal",
        85: "a dropped connection",
        95: "a cut answer",
    }
    server_says = Faulty(lambda note, _: lasting.get(note))
    with FakeOpenAI(server_says) as server:
        list(pipeline.ingest([folder], line(store, server)))
        assert read_notes(store) == [n for n in range(NOTES) if n not in lasting]
        reasons = {int(row["name"][-7:-4]): row["error"] for row in store.failures()}
        assert reasons.keys() == lasting.keys()
        assert len(set(reasons.values())) >= 4, reasons
        calls = sum(server_says.calls.values())
        list(pipeline.ingest([folder], line(store, server)))
        assert sum(server_says.calls.values()) == calls, "an ingest asks again for what failed"
        nothing_is_there_twice(store)
    by_note = defaultdict(int)
    for (document,) in rows(store, "SELECT document_id FROM runs WHERE status = 'failed'"):
        by_note[document] += 1
    assert set(by_note.values()) == {1}
