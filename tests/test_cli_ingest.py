"""``notesight ingest`` and ``run``: many documents, again and again."""

import os
import pty
import select
import subprocess
import sys

import pytest
from fake_openai import FakeOpenAI, fault, good
from terminal import COFFEE, DAY, MAIL, call, done, environ, write

from notesight.extractors.openai import seam
from notesight.store import Store


@pytest.fixture
def db(tmp_path):
    return tmp_path / "notes.db"


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "in" / "2026-03-02 coffee.txt")
    write(tmp_path / "in" / "deep" / "mail.eml", MAIL)
    write(tmp_path / "in" / "picture.png", b"\x89PNG\r\n")
    return tmp_path / "in"


def counts(db):
    with Store.open(db) as store:
        return store.counts()


def test_a_folder_is_read_and_summed_up_on_stderr(folder, db):
    result = call("ingest", folder, "--db", db)
    assert (result.code, result.out) == (0, "")
    first, second = result.err.splitlines()
    assert first.startswith("Read 2 documents (offline): 4 mentions of people, 2 asks, ")
    assert second == f"See: notesight today --db {db}   or in the browser: notesight serve --db {db}"


def test_the_same_folder_again_is_known_and_nothing_is_done(folder, db):
    done("ingest", folder, "--db", db)
    before = db.read_bytes()
    again = call("ingest", folder, "--db", db)
    assert (again.code, again.err) == (0, "2 documents were known already.\n")
    assert db.read_bytes() == before


def test_what_came_since_is_read(folder, db):
    done("ingest", folder, "--db", db)
    write(folder / "new.md", "# Bob\n\nBob needs a van.")
    again = call("ingest", folder, "--db", db)
    assert again.err.splitlines()[:2] == [
        "Read 1 document (offline): 1 mention of a person, 1 ask, 0 offers, 0 follow-ups.",
        "2 documents were known already.",
    ]


def test_the_same_text_under_another_name_is_known(folder, db):
    done("ingest", folder, "--db", db)
    write(folder / "copy.txt", COFFEE)
    assert "3 documents were known already." in call("ingest", folder, "--db", db).err
    assert counts(db)["documents"] == 2


def test_an_mbox_is_read_message_by_message(tmp_path, db):
    message = "From priya Mon Mar  2 09:30:00 2026\n" + MAIL
    box = write(tmp_path / "box.mbox", message + "\n" + message.replace("one@", "two@").replace("CFO", "COO"))
    assert "Read 2 documents (offline)" in call("ingest", box, "--db", db).err
    assert call("ingest", box, "--db", db).err == "2 documents were known already.\n"


def test_a_date_wins_over_all_else(folder, db):
    done("ingest", folder, "--date", "2025-01-31", "--db", db)
    with Store.open(db) as store:
        assert {str(store.document(n).date) for n in (1, 2)} == {"2025-01-31"}


def test_an_empty_folder_is_said(tmp_path, db):
    (tmp_path / "in").mkdir()
    result = call("ingest", tmp_path / "in", "--db", db)
    assert (result.code, result.err) == (0, "There was nothing to read.\n")


def test_what_fails_is_listed_with_its_reason_and_the_others_are_read(folder, db):
    bad, empty = write(folder / "bad.txt", b"\x00\x01\x02\x03" * 500), write(folder / "empty.md", "")
    result = call("ingest", folder, "--db", db)
    assert result.code == 3
    assert result.err.splitlines()[:3] == [
        f"{bad}: This is not text.",
        f"{empty}: There is nothing in it.",
        "Try: notesight reads notes (.txt, .md) and mails (.eml, .mbox).",
    ]
    assert f"2 failed; the reasons are above, and in: notesight doctor --db {db}" in result.err
    assert counts(db)["documents"] == 2


def test_a_mistyped_path_is_said_and_not_remembered(tmp_path, db):
    result = call("ingest", tmp_path / "nowhere", "--db", db)
    assert result.code == 3
    assert result.err.startswith(f"{tmp_path}/nowhere cannot be read: no such file or directory.\n")
    assert counts(db)["failed_files"] == 0


def test_run_tries_again_what_failed_and_forgets_what_is_gone(folder, db):
    bad, gone = write(folder / "bad.txt", b"\x00" * 9), write(folder / "gone.txt", b"\x00" * 9)
    assert call("ingest", folder, "--db", db).code == 3
    assert counts(db)["failed_files"] == 2
    again = call("run", "--db", db)
    assert (again.code, again.err.splitlines()[0]) == (3, f"{bad}: There is nothing in it.")
    gone.unlink()
    write(bad, "Bob needs a van.")
    result = call("run", "--db", db)
    assert (result.code, result.err.splitlines()[0]) == (
        0,
        "Read 1 document (offline): 1 mention of a person, 1 ask, 0 offers, 0 follow-ups.",
    )
    assert counts(db)["failed_files"] == 0


def test_run_with_nothing_to_do_says_so(folder, db):
    done("ingest", folder, "--db", db)
    assert call("run", "--db", db).err == "There was nothing to read.\n"


def test_another_model_reads_everything_again_on_demand_and_each_only_once(folder, db):
    done("ingest", folder, "--db", db)
    options = ("run", "--again", "--db", db)
    with FakeOpenAI(good({"people": [], "items": []})) as server:
        model = ("--model", "m", "--base-url", server.address)
        assert call("ingest", folder, "--db", db, *model).err == "2 documents were known already.\n"
        assert call(*options, *model).err.startswith("Read 2 documents (openai m): 0 mentions of people, 0 asks")
        assert call(*options, *model).err == "There was nothing to read.\n"
        assert server.asked == 2
    assert (counts(db)["asks"], counts(db)["runs"]) == (0, 4)
    assert call(*options).err == "There was nothing to read.\n", "what was read so before is taken over"
    assert counts(db)["asks"] == 2


def test_a_model_reads_what_it_is_named_for_and_the_rest_waits_for_run(folder, db, monkeypatch):
    monkeypatch.setattr(seam, "_BACKOFF", 0.01)
    found = {
        "people": [
            {
                "id": "p1",
                "mentions": ["Ana Ruiz"],
                "name": "Ana Ruiz",
                "email": None,
                "organization": None,
                "role": None,
            }
        ],
        "items": [],
    }
    (folder / "deep" / "mail.eml").unlink()
    with FakeOpenAI(fault(503)) as server:
        options = ("--db", db, "--model", "m", "--base-url", server.address)
        result = call("ingest", folder, *options)
        assert result.code == 3
        assert f"1 document waits to be read: notesight run --db {db}" in result.err
        server.script = (good(found),)
        result = call("run", *options)
    assert (result.code, result.err.splitlines()[0]) == (
        0,
        "Read 1 document (openai m): 1 mention of a person, 0 asks, 0 offers, 0 follow-ups.",
    )


def test_a_private_note_is_read_here_and_the_sum_says_who_read_what(folder, db):
    write(folder / "diary.md", "---\nprivate: true\n---\nBob needs a van.")
    with FakeOpenAI(good({"people": [], "items": []})) as server:
        result = call("ingest", folder, "--db", db, "--model", "m", "--base-url", server.address)
        assert "Bob" not in str(server.bodies)
    assert result.err.startswith("Read 3 documents (openai m 2, offline 1): ")


def test_progress_is_shown_on_a_terminal_only(folder, db):
    command = [sys.executable, "-m", "notesight", "ingest", str(folder), "--db", str(db), "--date", DAY]
    leader, follower = pty.openpty()
    with subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=follower, env=environ(TERM="xterm")
    ) as child:
        os.close(follower)
        shown = b""
        while select.select([leader], [], [], 30)[0]:
            try:
                shown += os.read(leader, 65536)
            except OSError:
                break
        os.close(leader)
    assert child.returncode == 0
    assert b"Reading" in shown
    assert b"2 documents" in shown
    piped = subprocess.run([*command[:-2]], capture_output=True, check=True, env=environ())
    assert (piped.stdout, piped.stderr) == (b"", b"2 documents were known already.\n")
