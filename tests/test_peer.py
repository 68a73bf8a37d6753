"""The whole path against a foreign server: llama.cpp with a model of random weights, which knows nothing at all.

    pytest -m peer

Left out by default. The first time, this builds llama-cpp-python in an environment of its own (``.venv-peer``, or
``$PEER_VENV``): it needs a compiler, cmake and a package registry, and takes minutes.
"""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("PEER_VENV", ROOT / ".venv-peer"))
PACKAGES = ("llama-cpp-python[server]", "gguf", "numpy")
START_SECONDS = 120
NOTES = {
    "coffee.txt": "2026-03-02 Coffee with Ana Ruiz. She is looking for a web designer. I will send her the portfolio by Friday.\n",
    "call.txt": "2026-03-03 Call with Jim Hall: he can lend us his van in April.\n",
    "mail.eml": "From: Priya Raman <priya@lumen.example>\nTo: sam@notes.example\nDate: Mon, 02 Mar 2026 09:30:00 +0100\nMessage-ID: <one@lumen.example>\nSubject: A CFO\n\nSam, do you know a fractional CFO?\n",
}

pytestmark = [pytest.mark.peer, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def python():
    """The interpreter of an environment that has the server, made if it is not there."""
    found = VENV / "bin" / "python"
    if (
        subprocess.run([found, "-c", "import llama_cpp.server, gguf"], capture_output=True, check=False).returncode
        if found.exists()
        else True
    ):
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([found, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return found


@pytest.fixture(scope="module")
def peer(python, tmp_path_factory):
    """The address of the server, and where it writes down what it was asked."""
    folder = tmp_path_factory.mktemp("peer")
    model, log = folder / "random.gguf", folder / "server.log"
    subprocess.run([python, ROOT / "tests" / "random_gguf.py", model], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        python,
        "-m",
        "llama_cpp.server",
        "--model",
        model,
        "--host",
        "127.0.0.1",
        "--port",
        port,
        "--n_ctx",
        32768,
        "--chat_format",
        "chatml",
    ]
    with log.open("wb") as written, subprocess.Popen([*map(str, command)], stdout=written, stderr=written) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/v1/models", process)
            yield f"http://127.0.0.1:{port}/v1", log
        finally:
            process.kill()


def wait_for(address, process):
    patience = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            assert process.poll() is None, "the server has ended"
            assert time.monotonic() < patience, "the server does not start"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def read(peer, tmp_path_factory):
    """Notes read by the model: the folder, the environment, and what was said."""
    folder = tmp_path_factory.mktemp("notes")
    for name, text in NOTES.items():
        (folder / name).write_text(text)
    home = tmp_path_factory.mktemp("home")
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("NOTESIGHT_", "OPENAI_"))},
        "NOTESIGHT_DB": str(home / "notes.db"),
        "NOTESIGHT_CONFIG": str(home / "config.toml"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "NOTESIGHT_BASE_URL": peer[0],
        "NOTESIGHT_MODEL": "random",
        "NOTESIGHT_CONCURRENCY": "1",
        "NOTESIGHT_TIMEOUT_SECONDS": "900",
    }
    return folder, environ, call("ingest", folder, environ=environ)


def call(*words, environ):
    return subprocess.run(
        [sys.executable, "-m", "notesight", *map(str, words)], env=environ, capture_output=True, text=True, check=False
    )


def rows(environ, sql):
    with closing(sqlite3.connect(environ["NOTESIGHT_DB"])) as conn:
        return conn.execute(sql).fetchall()


def asked(log):
    """How many calls were answered with which status."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if '"POST /v1/chat/completions' in line]
    return [int(line.rpartition('HTTP/1.1" ')[2][:3]) for line in lines]


def test_nonsense_of_the_right_form_is_read_and_every_bit_of_it_is_rejected(read):
    _, environ, result = read
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
    assert "Traceback" not in result.stderr
    runs = rows(environ, "SELECT extractor, status, error, input_tokens > 1000, output_tokens > 100 FROM runs")
    assert runs == [("openai", "done", None, 1, 1)] * len(NOTES)
    answers = [json.loads(raw) for (raw,) in rows(environ, "SELECT raw FROM runs")]
    assert all(answer["people"] and answer["items"] for answer in answers)
    assert rows(environ, "SELECT count(*) FROM observations") == [(0,)]
    assert rows(environ, "SELECT kind, count(*) FROM rejections GROUP BY kind = 'person'") in (
        [(kind, len(NOTES)), ("person", len(NOTES))] for kind in ("ask", "offer", "followup")
    )
    assert call("today", environ=environ).returncode == 0


def test_the_way_down_is_found_once_and_remembered_for_the_next_start(read, peer):
    folder, environ, _ = read
    _, log = peer
    first = asked(log)
    assert first[:4] == [500, 500, 500, 200]  # it takes no json_schema; tools are answered
    assert set(first[3:]) == {200}
    (folder / "more.txt").write_text("2026-03-04 Nadia Brook is looking for a chair.\n")
    assert call("ingest", folder, environ=environ).returncode == 0
    assert set(asked(log)[len(first) :]) == {200}


def test_a_server_without_batches_is_a_sentence_and_what_it_would_have_read_is_read_live(read):
    folder, environ, _ = read
    (folder / "last.txt").write_text("2026-03-05 Nadia Brook is looking for two chairs.\n")
    result = call("batch", "submit", folder, environ=environ)
    assert (result.returncode, result.stderr.splitlines()[-2:]) == (
        4,
        [
            f"Error: The server at {environ['NOTESIGHT_BASE_URL']} takes no batches (404).",
            "Try: Read without them: notesight run",
        ],
    )
    assert call("run", environ=environ).returncode == 0
    assert rows(environ, "SELECT count(*) FROM runs WHERE status = 'done'") == [(len(NOTES) + 2,)]
