"""SIGKILL in the middle of a document that takes several calls: nothing of it stands there, and the next start reads it whole."""

import os
import re
import signal
import subprocess
import sys
import threading
import time

from fake_openai import FakeOpenAI, completion, said

from notesight.store import Store

QUOTE = re.compile(r"Nadia needs chair number \d+")


def test_a_long_document_that_is_killed_between_two_answers_is_read_whole_by_the_next_start(tmp_path):
    note = tmp_path / "long.md"
    note.write_text("\n\n".join(f"2026-03-02 Nadia needs chair number {n}, and {'so on ' * 20}" for n in range(150)))
    first, hang = threading.Event(), threading.Event()

    def step(handler, body):
        if hang.is_set():
            first.set()
            time.sleep(5)
            return
        hang.set()
        quotes = dict.fromkeys(QUOTE.findall(body["messages"][1]["content"]))
        items = [{"quote": quote, "kind": "ask", "summary": quote} for quote in quotes]
        text = '{"people": [], "items": ' + str(items).replace("'", '"') + "}"
        handler.send(completion(body, said(body, text)))
        if len(server.bodies) > 2:
            hang.clear()

    with FakeOpenAI(step) as server:
        environ = {
            **os.environ,
            "NOTESIGHT_DB": str(tmp_path / "notes.db"),
            "NOTESIGHT_BASE_URL": server.address,
            "NOTESIGHT_MODEL": "m",
        }
        command = [sys.executable, "-m", "notesight", "ingest", str(note)]
        killed = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, start_new_session=True)
        assert first.wait(30)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.communicate()
        with Store.open(tmp_path / "notes.db") as store:
            assert (store.counts()["queued"], store.counts()["runs"], store.items()) == (1, 0, [])
        asked = server.asked
        hang.clear()
        done = subprocess.run(command, env=environ, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        assert server.asked - asked > 1
    with Store.open(tmp_path / "notes.db") as store:
        assert len(store.items()) == 150
        assert (store.counts()["queued"], store.check()) == (0, [])
