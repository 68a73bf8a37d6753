"""SIGKILL at twenty points of one ingest: nothing is lost, nothing is double, and no answer is paid for twice.

The twenty stops follow each other on one database, so that every start but the last is both a recovery and a victim.
"""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest
from fake_openai import FakeOpenAI, completion, said

from notesight.store import Store

STOPS = 20
NOTE = """2026-03-02 visit no. {n}

Nadia Brook is looking for chair number {n}.
I'll send Nadia the list of chair {n} by Friday.
"""
QUOTE = re.compile(r"Nadia Brook (is looking for chair number (\d+))")


def write_notes(folder, count):
    folder.mkdir()
    for n in range(count):
        (folder / f"{n:03}.txt").write_text(NOTE.format(n=n))
    return folder


def write_mbox(path, count):
    """Mails enough that the work is shared with other processes and committed in several batches."""
    message = "From someone Mon Mar  2 09:00:00 2026\nFrom: Nadia Brook <nadia@brook.example>\nTo: me@notes.example\nDate: Mon, 2 Mar 2026 09:00:00 +0000\nMessage-ID: <{n}@brook.example>\nSubject: chair {n}\n\nI am looking for chair number {n}.\n\n"
    path.write_text("".join(message.format(n=n) for n in range(count)))
    return path


def start(*words, environ):
    command = [sys.executable, "-m", "notesight", *map(str, words)]
    return subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def kill(process):
    """The whole session, as the end of a machine would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def finish(*words, environ):
    process = start(*words, environ=environ)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, (out, err)


def rows_of(path):
    conn = sqlite3.connect(path)
    try:
        tables = [row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE name IN ('documents', 'runs')")]
        if len(tables) < 2:
            return [], []
        documents = conn.execute("SELECT key, text FROM documents ORDER BY id").fetchall()
        read = conn.execute("SELECT document_id FROM runs WHERE status = 'done' ORDER BY document_id").fetchall()
        return documents, [row[0] for row in read]
    finally:
        conn.close()


def is_whole(path, count):
    """Every document once, read once, with its facts; sound; and the lists are those of a fresh rebuild."""
    documents, read = rows_of(path)
    assert len(documents) == len({key for key, _ in documents}) == count
    assert read == list(range(1, count + 1))
    with Store.open(path) as store:
        assert store.check() == []
        assert (store.counts()["queued"], store.counts()["failed_files"], store.failures()) == (0, 0, [])
        before = store.items(), store.people()
        store.rebuild()
        assert before == (store.items(), store.people())


@pytest.fixture
def environ(tmp_path):
    return {**os.environ, "NOTESIGHT_DB": str(tmp_path / "notes.db"), "PYTHONDONTWRITEBYTECODE": "1"}


def test_the_embedded_extractor_is_killed_at_twenty_points(tmp_path, environ):
    path, mbox = tmp_path / "notes.db", write_mbox(tmp_path / "chairs.mbox", 1200)
    notes = write_notes(tmp_path / "notes", 100)
    started = time.monotonic()
    finish("ingest", mbox, notes, "--db", tmp_path / "other.db", environ=environ)
    whole = time.monotonic() - started
    for stop in range(STOPS):
        process = start("ingest", mbox, notes, environ=environ)
        # The points are spread over the time that a whole run takes; wherever they fall, the end must be the same.
        time.sleep(whole * (stop + 0.5) / STOPS)
        kill(process)
        if path.exists():
            documents, read = rows_of(path)
            assert len(documents) == len({key for key, _ in documents})
            assert read == list(range(1, len(documents) + 1)), "a document stands there without its reading"
    finish("ingest", mbox, notes, environ=environ)
    is_whole(path, 1300)
    with Store.open(path) as store, Store.open(tmp_path / "other.db") as undisturbed:
        facts = ("kind", "id", "summary", "by", "to", "quote", "due", "said_on")
        mine, theirs = ([[row[each] for each in facts] for row in one.items()] for one in (store, undisturbed))
        assert sorted(mine, key=str) == sorted(theirs, key=str)
        assert len(mine) >= 1300


def test_a_forgetting_is_killed_at_twenty_points_and_is_done_whole_or_not_at_all(tmp_path, environ):
    path, mbox = tmp_path / "notes.db", write_mbox(tmp_path / "chairs.mbox", 300)
    kept = tmp_path / "kept.db"
    finish("ingest", mbox, "--db", kept, environ=environ)
    shutil.copy(kept, path)
    started = time.monotonic()
    finish("forget", "Nadia Brook", "--documents", "all", "--yes", environ=environ)
    whole = time.monotonic() - started
    for stop in range(STOPS):
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        shutil.copy(kept, path)
        process = start("forget", "Nadia Brook", "--documents", "all", "--yes", environ=environ)
        time.sleep(whole * (stop + 0.5) / STOPS)
        kill(process)
        with Store.open(path) as store:
            assert store.check() == []
            left, tombstones = store.counts()["documents"], rows_in(path, "forgotten")
            assert (left, tombstones > 0) in {(300, False), (0, True)}
            if store.forgotten.unclean():
                assert left == 0, "nothing is to be cleaned while all is there"
                assert store.forgotten.scrub() is True
        if not left:
            assert b"nadia@brook" not in b"".join(each.read_bytes() for each in tmp_path.glob("notes.db*"))


def rows_in(path, table):
    conn = sqlite3.connect(path)
    try:
        return conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    finally:
        conn.close()


def test_the_model_path_is_killed_at_twenty_points_and_pays_for_no_answer_twice(tmp_path, environ):
    path, notes = tmp_path / "notes.db", write_notes(tmp_path / "notes", 70)
    asked_for: list[list[str]] = [[]]
    enough = threading.Event()

    def step(handler, body):
        quote, number = QUOTE.search(body["messages"][-1]["content"]).groups()
        asked_for[-1].append(number)
        if len(asked_for[-1]) >= 6 and len(asked_for) <= STOPS:
            enough.set()  # three or more answers are out by now, four calls are under way
            time.sleep(5)
            return
        person = {
            "id": "p1",
            "mentions": ["Nadia Brook"],
            "name": "Nadia Brook",
            "email": None,
            "organization": None,
            "role": None,
        }
        item = {
            "quote": quote,
            "part": 1,
            "kind": "ask",
            "by": "p1",
            "to": None,
            "summary": f"Chair {number}",
            "due_text": None,
            "certainty": "stated",
        }
        handler.send(completion(body, said(body, json.dumps({"people": [person], "items": [item]}))))

    with FakeOpenAI(step) as server:
        environ |= {"NOTESIGHT_BASE_URL": server.address, "NOTESIGHT_MODEL": "m", "NOTESIGHT_CONCURRENCY": "4"}
        stored: set[str] = set()
        for _ in range(STOPS):
            enough.clear()
            process = start("ingest", notes, environ=environ)
            while not enough.wait(0.05) and process.poll() is None:
                pass
            kill(process)
            again = stored & set(asked_for[-1])
            assert not again, f"asked again although the answer was stored: {again}"
            documents, read = rows_of(path)
            assert len(read) == len(set(read))
            stored = {QUOTE.search(documents[number - 1][1])[2] for number in read}
            asked_for.append([])
        finish("ingest", notes, environ=environ)
        assert not stored & set(asked_for[-1])
    is_whole(path, 70)
    with Store.open(path) as store:
        assert sorted(item["summary"] for item in store.items("ask")) == sorted(f"Chair {n}" for n in range(70))
