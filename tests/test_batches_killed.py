"""SIGKILL at every moment of handing in and collecting: nothing is lost, and nothing goes to the server twice.

The stops follow each other on one database, so that every start but the last is both a recovery and a victim.
"""

import json
import os
from collections import Counter

import pytest
from fake_batches import FakeBatches
from fake_openai import completion, said
from test_batches import PRICES, answer, invented, notes, rows
from test_killed import finish, is_whole, kill, start

DOCUMENTS = 12
HANDING_IN = [
    ("upload", "before"), ("list files", "before"), ("upload", "after"), ("list batches", "after"), ("create", "before"),
    ("create", "after"), ("list batches", "before"),
]  # fmt: skip
COLLECTING = [
    ("retrieve", "before"), ("download", "before"), ("download", "after"), ("ask", "before"), ("delete", "before"),
    ("delete", "after"),
]  # fmt: skip


@pytest.fixture
def environ(tmp_path):
    (tmp_path / "config.toml").write_text(PRICES)
    return {
        **os.environ,
        "NOTESIGHT_DB": str(tmp_path / "notes.db"),
        "NOTESIGHT_MODEL": "m",
        "NOTESIGHT_CONCURRENCY": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def stopped(server, what, when, *words, environ):
    """Start a command, and end it at a moment of its talk with the server."""
    server.stop_at(what, when)
    process = start(*words, environ=environ)
    while not server.hung.wait(0.05):
        assert process.poll() is None, (what, when, process.communicate())
    kill(process)


def test_a_batch_is_killed_at_every_moment_and_nothing_is_lost_or_paid_for_twice(tmp_path, environ):
    asked = Counter()

    def live(handler, body):
        if len(body["messages"]) > 2:  # a quote did not stand
            server.hang("ask", "before")
            asked[body["messages"][1]["content"]] += 1
        handler.send(completion(body, said(body, json.dumps(answer(body)))))

    def work(requests):
        """Half of the answers have to be asked about once more."""
        answers = [invented(each["body"]) if n % 2 else answer(each["body"]) for n, each in enumerate(requests)]
        return "completed", [server.answered(each, found) for each, found in zip(requests, answers, strict=True)], []

    db = tmp_path / "notes.db"
    with FakeBatches(live, work=work) as server:
        environ |= {"NOTESIGHT_BASE_URL": server.address}
        folder = notes(tmp_path / "notes", *range(DOCUMENTS))
        for what, when in HANDING_IN:
            stopped(server, what, when, "batch", "submit", folder, environ=environ)
            assert rows(db, "SELECT count(*), sum(state = 'waiting') FROM batch_documents") == [(DOCUMENTS - 1,) * 2]
        finish("batch", "submit", folder, environ=environ)
        [requests] = server.uploaded()
        assert sorted(each["custom_id"] for each in requests) == sorted(
            f"document-{n}-piece-0" for n in range(2, DOCUMENTS + 1)
        )
        assert (len(server.batches), server.asked) == (1, 1)

        finish("batch", "status", environ=environ)
        for what, when in COLLECTING:
            stopped(server, what, when, "batch", "collect", environ=environ)
        finish("batch", "collect", environ=environ)
        assert set(asked.values()) == {1}
        assert (server.files, len(server.batches)) == ({}, 1)
    is_whole(db, DOCUMENTS)
    assert rows(db, "SELECT state, count(*) FROM batch_documents GROUP BY state") == [("read", DOCUMENTS - 1)]
    assert rows(db, "SELECT state, remote_status FROM batches") == [("closed", "completed")]
    assert sorted(int(row[0].split()[1]) for row in rows(db, "SELECT summary FROM asks")) == list(range(DOCUMENTS))


def test_a_batch_that_was_started_unseen_is_collected_without_handing_in_again(tmp_path, environ):
    def live(handler, body):
        handler.send(completion(body, said(body, json.dumps(answer(body)))))

    with FakeBatches(live, answer=answer) as server:
        environ |= {"NOTESIGHT_BASE_URL": server.address}
        stopped(server, "create", "after", "batch", "submit", notes(tmp_path / "notes", *range(4)), environ=environ)
        finish("batch", "status", environ=environ)
        finish("batch", "status", environ=environ)
        finish("batch", "collect", environ=environ)
        assert (len(server.batches), server.calls.count("upload"), server.files) == (1, 1, {})
    is_whole(tmp_path / "notes.db", 4)
