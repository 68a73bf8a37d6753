"""Bad input: each gets a clear sentence, the right exit code, nothing half-written, and the other documents done.

And nothing of a user's text stands in what is said.
"""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from fake_openai import FakeOpenAI, drop, fault, filtered, good, no_choices, raw, refusal, words
from terminal import call, done, environ, process, write

from notesight import sources
from notesight.extractors.openai import seam
from notesight.store import Store, connection, migrations

SECRET = "Nadia Brook is looking for a discreet locksmith."
GOOD = "Bob Stone needs a van."
PERSON = {
    "id": "p1",
    "mentions": ["Nadia Brook"],
    "name": "Nadia Brook",
    "email": None,
    "organization": None,
    "role": None,
}
NOTHING = {"people": [], "items": []}


@pytest.fixture
def db(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    return tmp_path / "notes.db"


@pytest.fixture
def folder(tmp_path):
    """A folder with one good note in it."""
    write(tmp_path / "in" / "good.txt", GOOD)
    return tmp_path / "in"


def counts(db):
    with Store.open(db) as store:
        assert store.check() == []
        return store.counts()


def says_nothing_of(text, result):
    said = result.out + result.err
    assert not [word for word in text.split() if len(word) > 5 and word in said], said
    assert "Traceback" not in said
    assert "bug" not in said


# --- texts --------------------------------------------------------------------------------------------------------

UNREADABLE = {
    "empty.txt": (b"", "There is nothing in it."),
    "blank.md": (b" \n\t\r\n", "There is nothing in it."),
    "rubbish.txt": (bytes(range(256)) * 40, "This is not text."),
    "zeros.md": (b"\x00" * 5000, "There is nothing in it."),
    "rubbish.eml": (bytes(range(256)) * 40, "This is no mail: it does not begin with header lines."),
    "empty.eml": (b"", "This is no mail: it does not begin with header lines."),
    "headless.eml": (SECRET.encode(), "This is no mail: it does not begin with header lines."),
    "broken.mbox": (
        b"This is no mbox.\n\nNadia Brook\n",
        "The mbox does not begin with a message; what stands before the first one was left out.",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_text_and_no_mail_is_listed_and_the_others_are_read(folder, db, name):
    content, sentence = UNREADABLE[name]
    bad = write(folder / name, content)
    result = call("ingest", folder)
    assert (result.code, result.out) == (3, "")
    assert result.err.splitlines()[0] == f"{bad}: {sentence}"
    assert "Read 1 document (offline): 1 mention of a person, 1 ask" in result.err
    says_nothing_of(SECRET, result)
    assert (counts(db)["documents"], counts(db)["failed_files"]) == (1, 1)
    alone = call("extract", bad)
    assert (alone.code, alone.out, alone.err.splitlines()[0]) == (3, "", f"Error: {bad}: {sentence}")


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "There is nothing in it."), (b"\xff\x00\x01" * 900, "This is not text.")]
)
def test_what_is_piped_in_and_is_nothing_is_said(db, content, sentence):
    for command in ("add", "extract"):
        result = call(command, stdin=content)
        assert (result.code, result.out, result.err.splitlines()[0]) == (3, "", f"Error: standard input: {sentence}")
    assert counts(db)["documents"] == 0


def test_a_note_of_fifty_megabytes_is_refused_before_it_is_read(folder, db):
    big = write(folder / "big.txt", SECRET * 1_100_000)
    result = call("ingest", folder)
    assert result.code == 3
    assert result.err.splitlines()[:2] == [
        f"{big} has 53 MB; a note may have 2 MB.",
        "Try: Cut it into the pieces that it was made of.",
    ]
    assert counts(db)["documents"] == 1
    piped = call("add", stdin=big.read_bytes())
    assert (piped.code, piped.err.splitlines()[0]) == (3, "Error: standard input has 53 MB; a note may have 2 MB.")
    says_nothing_of(SECRET, piped)


def test_a_mail_with_more_words_than_anybody_writes_is_refused(folder, db, monkeypatch):
    monkeypatch.setattr(sources, "LARGEST_NOTE", 5000)
    write(folder / "big.eml", f"From: a@b.example\nTo: c@d.example\nSubject: x\n\n{SECRET * 200}")
    result = call("ingest", folder)
    assert (result.code, "big.eml" in result.err.splitlines()[0]) == (3, True)
    says_nothing_of(SECRET, result)
    assert counts(db)["documents"] == 1


def test_a_note_of_one_emoji_is_a_note(db):
    assert "Nobody, and nothing asked, offered or promised." in done("add", stdin="🙂")
    assert counts(db)["documents"] == 1


def test_an_unknown_charset_is_read_as_well_as_can_be(folder, db):
    head = b"From: Nadia Brook <nadia@brook.example>\nTo: me@notes.example\n"
    kind = b"Content-Type: text/plain; charset=x-klingon\nSubject: =?x-klingon?B?4pi6?=\n\n"
    write(folder / "odd.eml", head + kind + b"I am looking for a caf\xe9 with a \xff terrace.")
    result = call("ingest", folder)
    assert result.code == 0
    assert "locksmith" not in result.err
    assert counts(db)["documents"] == 2


def test_of_a_mailbox_with_a_broken_piece_the_rest_is_read(folder, db):
    message = "From a@b.example Mon Mar  2 09:30:00 2026\nFrom: A <a@b.example>\nMessage-ID: <{0}@b>\nSubject: {0}\n\nI need a van.\n\n"
    box = write(folder / "half.mbox", f"{SECRET}\n" + message.format(1) + message.format(2))
    result = call("ingest", folder)
    assert result.code == 3
    assert result.err.startswith(f"{box}: The mbox does not begin with a message;")
    assert "Read 3 documents" in result.err
    says_nothing_of(SECRET, result)


@pytest.mark.parametrize("what", ["empty folder", "empty mailbox"])
def test_where_there_is_nothing_that_is_said(tmp_path, db, what):
    path = tmp_path / "empty"
    path = write(tmp_path / "empty.mbox", "") if what == "empty mailbox" else path
    path.mkdir(exist_ok=True) if what == "empty folder" else None
    for command in ("add", "ingest"):
        result = call(command, path)
        assert (result.code, result.out) == (0, "")
        assert result.err in ("There was nothing to read.\n", "0 documents were known already.\n")


# --- files --------------------------------------------------------------------------------------------------------


def test_a_pipe_does_not_hang_and_a_link_to_nowhere_is_said(folder, db):
    os.mkfifo(folder / "pipe.txt")
    (folder / "lost.txt").symlink_to(folder / "nowhere")
    (folder / "dir.txt").mkdir()
    (folder / "loop").symlink_to(folder)
    result = process("ingest", folder)
    assert result.returncode == 3
    assert result.stderr.splitlines()[:2] == [
        f"{folder}/lost.txt cannot be read: no such file or directory.",
        f"{folder}/pipe.txt cannot be read: it is a pipe or a device.",
    ]
    assert "Read 1 document" in result.stderr
    assert call("add", "/dev/null").code == 3


@contextmanager
def somebody_else():
    """Act as a user who may not read everything; root may always."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder(monkeypatch):
    """A folder outside of pytest's own, which other users may not enter; every module that is needed is imported."""
    path = Path(tempfile.mkdtemp(prefix="notesight-test-"))
    path.chmod(0o777)
    write(path / "in" / "good.txt", GOOD)
    for command in (
        ["ingest", path / "in"],
        ["today"],
        ["doctor"],
        ["extract", path / "in"],
        ["ingest", path / "none"],
    ):
        call(*command, NOTESIGHT_DB=str(path / "warm.db"))
    monkeypatch.setenv("NOTESIGHT_CONFIG", str(path / "config.toml"))
    yield path
    path.chmod(0o777)
    shutil.rmtree(path)


def test_a_file_that_may_not_be_read_is_said_and_the_others_are_read(open_folder):
    secret = write(open_folder / "in" / "secret.txt", SECRET)
    secret.chmod(0)
    with somebody_else():
        result = call("ingest", open_folder / "in", NOTESIGHT_DB=str(open_folder / "notes.db"))
    assert result.code == 3
    assert result.err.splitlines()[:2] == [
        f"{secret} cannot be read: permission denied.",
        "Try: Look at its permissions.",
    ]
    assert "Read 1 document" in result.err


def test_a_folder_that_vanishes_during_an_ingest_loses_nothing_that_was_read(folder, db, monkeypatch):
    for n in range(5):
        write(folder / f"{n}.txt", f"Ana needs van no. {n}.")
    raws = sources.raws

    def last_look(file):
        yield from raws(file)
        shutil.rmtree(folder, ignore_errors=True)

    monkeypatch.setattr(sources, "raws", last_look)
    result = call("ingest", folder)
    assert result.code == 3
    assert "Read 1 document" in result.err
    assert result.err.count("no such file or directory") >= 1
    says_nothing_of(SECRET, result)
    monkeypatch.setattr(sources, "raws", raws)
    assert counts(db)["documents"] == 1
    assert call("run").code == 0
    assert counts(db)["failed_files"] == 0


# --- the database -------------------------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_the_next_call_finishes(folder, db):
    for n in range(120):
        write(folder / f"{n}.txt", f"Nadia Brook is looking for chair number {n}. {'And so on. ' * 150}")
    limit = 400_000

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    full = process("ingest", folder, preexec_fn=limited)
    assert full.returncode == 1, full.stderr
    assert "while the database" in full.stderr or "no space left" in full.stderr
    assert full.stderr.splitlines()[-1].endswith("say the same again: nothing is lost.")
    assert "Nadia" not in full.stderr
    before = counts(db)["documents"]
    assert before < 121
    assert process("ingest", folder).returncode == 0
    assert (counts(db)["documents"], counts(db)["queued"]) == (121, 0)


def test_a_database_that_may_not_grow_is_a_sentence(folder, db, monkeypatch):
    done("ingest", folder)
    connect = connection.connect

    def small(*args, **more):
        conn = connect(*args, **more)
        conn.execute(f"PRAGMA max_page_count = {conn.execute('PRAGMA page_count').fetchone()[0]}")
        return conn

    monkeypatch.setattr(connection, "connect", small)
    result = call("add", stdin=SECRET * 900)
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        f"Error: There is no space left for the database {db}.\nTry: Make room, and say the same again: nothing is lost.\n"
    )
    monkeypatch.setattr(connection, "connect", connect)
    assert counts(db)["documents"] == 1


@pytest.mark.parametrize(
    "command", [["today"], ["add"], ["ingest", "in"], ["rebuild"], ["serve"], ["demo", "--no-serve"], ["run"]]
)
@pytest.mark.parametrize("kind", ["text", "other", "newer", "folder"])
def test_a_database_that_is_not_ours_is_refused_and_not_touched(tmp_path, command, kind):
    path = tmp_path / "x.db"
    if kind == "text":
        write(path, SECRET * 100)
    elif kind == "folder":
        path.mkdir()
    else:
        conn = sqlite3.connect(path)
        conn.execute("CREATE TABLE songs (title)")
        if kind == "newer":
            conn.execute("DROP TABLE songs")
            conn.close()
            Store.open(path).close()
            conn = sqlite3.connect(path)
            conn.execute(f"PRAGMA user_version = {migrations.VERSION + 1}")
        conn.commit()
        conn.close()
    before = path.read_bytes() if path.is_file() else None
    write(tmp_path / "in" / "good.txt", GOOD)
    words = [tmp_path / word if word == "in" else word for word in command]
    result = call(*words, "--db", path, stdin=SECRET)
    sentence = {
        "text": f"{path} is not a SQLite database.",
        "other": f"{path} is a database of another program.",
        "newer": f"The database {path} was written by a newer notesight than this one.",
        "folder": f"The database {path} cannot be opened.",
    }[kind]
    assert (result.code, result.out) == (1, "")
    first, second = result.err.splitlines()[-2:]
    assert first == f"Error: {sentence}"
    assert second.startswith("Try: ")
    says_nothing_of(SECRET, result)
    if before is not None:
        assert path.read_bytes() == before
        assert sorted(each.name for each in tmp_path.glob("x.db*")) == ["x.db"]


def test_a_database_that_cannot_be_written_to_is_refused(open_folder):
    db = open_folder / "notes.db"
    done("add", "--db", db, stdin=GOOD)
    before = db.read_bytes()
    db.chmod(0o444)
    with somebody_else():
        result = call("add", "--db", db, stdin=SECRET)
        nowhere = call("add", "--db", open_folder / "in" / "new.db", stdin=SECRET)
    assert (result.code, result.err) == (
        1,
        f"Error: The database {db} cannot be written to.\nTry: Look at its permissions, or name another file with --db.\n",
    )
    assert db.read_bytes() == before
    if os.geteuid() == 0:
        assert nowhere.code == 1
        assert nowhere.err.splitlines() == [
            f"Error: The database {open_folder}/in/new.db cannot be created: permission denied.",
            "Try: Name another file with --db.",
        ]


def test_a_damaged_database_is_a_sentence(db):
    done("add", stdin="\n".join(f"Bob needs van no. {n}." for n in range(300)))
    whole = bytearray(db.read_bytes())
    for page in range(1, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 4096] = b"\xff" * 4096
    db.write_bytes(bytes(whole))
    for command in (["today"], ["people"], ["search", "van"]):
        result = call(*command)
        assert (result.code, result.err.splitlines()[0]) == (1, f"Error: The database {db} is damaged.")
        assert result.err.splitlines()[1].startswith("Try: Bring back a copy of it")


def test_a_database_that_another_program_holds_is_waited_for_and_then_said(db, monkeypatch):
    done("add", stdin=GOOD)
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)
    holder = sqlite3.connect(db, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    result = call("add", stdin=SECRET)
    assert result.code == 1
    assert result.err.startswith(f"Error: Another program holds the database {db} for longer than")
    assert call("today").code == 0, "looking needs no lock"
    holder.execute("ROLLBACK")
    holder.close()
    done("add", stdin=SECRET)
    assert counts(db)["documents"] == 2


# --- the model server ---------------------------------------------------------------------------------------------


@pytest.fixture
def asked(db, monkeypatch):
    """Read the secret note with a scripted server; what was said."""
    monkeypatch.setattr(seam, "_BACKOFF", 0.01)
    monkeypatch.setattr(seam, "PATIENCE", 0.05)

    def ask(*script, code, words=("add",), stdin=SECRET):
        with FakeOpenAI(*script) as server:
            result = call(
                *words, "--model", "m", "--base-url", server.address, stdin=stdin, NOTESIGHT_API_KEY="sk-open-sesame"
            )
        assert result.code == code, result.err
        assert "sesame" not in result.out + result.err
        result.err = result.err.replace(server.address, "ADDRESS")
        return result

    return ask


BAD_ANSWERS = {
    "a page of HTML": (
        raw(b"<html><body>Nadia Brook</body></html>", "text/html"),
        "instead of an answer, also on repeated tries.",
    ),
    "half a JSON": (words('{"people": [{"id": "p1", "mentions": ["Nadia Brook'), ""),
    "half of a body": (
        raw(b'{"choices": [{"message": {"content": "Nadia'),
        "instead of an answer, also on repeated tries.",
    ),
    "prose": (words("Sure! Nadia Brook wants a locksmith."), ""),
    "a refusal": (refusal("I will not read about Nadia Brook."), "declined"),
    "a filter": (filtered(), ""),
    "no choice at all": (no_choices(), ""),
    "an empty answer": (words(""), ""),
    "faults": (fault(500, SECRET), "The model server at ADDRESS failed (500), also on repeated tries."),
    "a closed door": (drop(), "The model server at ADDRESS broke off the connection, also on repeated tries."),
    "too many calls": (fault(429, SECRET, retry_after="0"), "takes no more calls at the moment (429)."),
    "a long text": (
        fault(400, "maximum context length", "context_length_exceeded"),
        "This document is too long for m.",
    ),
}


@pytest.mark.parametrize("what", BAD_ANSWERS)
def test_an_answer_that_is_none_is_listed_and_waits_for_the_next_try(asked, db, what):
    step, sentence = BAD_ANSWERS[what]
    result = asked(step, code=3)
    first, second, third = result.err.splitlines()
    assert first.startswith("Error: ")
    assert sentence in first
    assert (second, third) == ("It is stored and waits to be read.", "Try: notesight run")
    says_nothing_of(SECRET, result)
    assert (counts(db)["queued"], counts(db)["people"], counts(db)["asks"]) == (1, 0, 0)
    listed = done("doctor", columns=300)
    assert first.removeprefix("Error: ").split("ADDRESS")[0] in listed
    assert "locksmith" not in listed
    asked(good({"people": [PERSON], "items": []}), code=0, words=("run",))
    assert (counts(db)["queued"], counts(db)["people"]) == (0, 1)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (fault(401, SECRET), "The model server at ADDRESS does not accept the key (401)."),
        (fault(403, SECRET), "The model server at ADDRESS refuses this key or this model (403)."),
        (fault(404, SECRET), "The model server at ADDRESS knows no model “m” (404)."),
        (fault(429, SECRET, "insufficient_quota"), "The account at ADDRESS has no quota left."),
    ],
)
def test_a_wrong_key_or_model_is_a_setting_and_what_was_stored_waits(asked, db, folder, step, sentence):
    result = asked(step, code=4, words=("ingest", folder))
    error, hint = result.err.splitlines()[-2:]
    assert error == f"Error: {sentence}"
    assert hint.startswith("Try: ")
    says_nothing_of(SECRET, result)
    assert (counts(db)["documents"], counts(db)["queued"]) == (1, 1)


def test_a_server_that_is_not_there_is_exit_code_5(db, folder):
    options = ("--model", "m", "--base-url", "http://127.0.0.1:1/v1")
    for command in (["ingest", folder], ["add"], ["extract"], ["run"]):
        result = call(*command, *options, stdin=SECRET)
        assert (result.code, result.out) == (5, "")
        assert "Error: " in result.err
        assert result.err.splitlines()[-1].startswith("Try: ")
        says_nothing_of(SECRET, result)
    assert (counts(db)["documents"], counts(db)["queued"]) == (2, 2)
    assert done("run", "--extractor", "offline") == ""
    assert counts(db)["queued"] == 0


def test_of_several_documents_the_others_are_done(asked, db, folder):
    for n in range(6):
        write(folder / f"{n}.txt", f"Nadia Brook is looking for chair {n}.")

    def step(handler, body):
        asked_for = body["messages"][-1]["content"]
        (
            refusal()
            if "chair 3" in asked_for
            else good({"people": [PERSON] if "Nadia" in asked_for else [], "items": []})
        )(handler, body)

    result = asked(step, code=3, words=("ingest", folder))
    assert result.err.startswith(f"{folder}/3.txt: ")
    assert "Read 6 documents (openai m): 5 mentions of people" in result.err
    assert "1 failed" in result.err
    assert "1 document waits to be read: notesight run" in result.err
    assert (counts(db)["queued"], counts(db)["documents"]) == (1, 7)


def test_an_empty_list_is_an_answer(asked, db):
    result = asked(good(NOTHING), code=0)
    assert "Nobody, and nothing asked, offered or promised." in result.out
    assert counts(db)["queued"] == 0


def test_invented_quotes_are_rejected_with_the_reason_and_stand_in_no_list(asked, db):
    item = {
        "part": 1,
        "kind": "ask",
        "by": "p1",
        "to": None,
        "summary": "A horse",
        "due_text": None,
        "certainty": "stated",
    }
    invented = {"people": [PERSON], "items": [{**item, "quote": "Nadia wants a golden horse"}]}
    result = asked(good(invented), code=0)
    assert "horse" not in result.out
    assert (counts(db)["asks"], counts(db)["people"], counts(db)["rejections"]) == (0, 1, 1)
    with Store.open(db) as store:
        assert store.extraction(1).rejected[0].reason == "These words do not stand in the text."


def test_ten_thousand_items_are_taken_up_to_a_limit_and_the_screen_stays_readable(asked, db):
    text = f"Nadia Brook needs {' '.join(f'c{n}' for n in range(2000))}"
    item = {"part": 0, "kind": "ask", "by": "p1", "to": None, "due_text": None, "certainty": "stated"}
    items = [{**item, "quote": f"c{n % 2000}", "summary": f"Chair {n}"} for n in range(10_000)]
    result = asked(good({"people": [PERSON], "items": items}), code=0, stdin=text)
    lines = result.out.splitlines()
    assert len(lines) < 100
    assert lines[-1].endswith("more: notesight show 1")
    assert counts(db)["asks"] == 2000
    with Store.open(db) as store:
        assert store.extraction(1).rejected[-1].reason.startswith("8000 more were proposed")
    assert done("asks").splitlines()[-1] == "and 1,960 more: notesight asks --limit 2000"


# --- and in no log ------------------------------------------------------------------------------------------------


def test_no_word_of_a_note_stands_on_stderr_of_a_process_that_fails(tmp_path):
    with FakeOpenAI(raw(b"<html>", "text/html")) as server:
        told = environ(NOTESIGHT_MODEL="m", NOTESIGHT_BASE_URL=server.address, NOTESIGHT_DB=str(tmp_path / "a.db"))
        command = [sys.executable, "-X", "dev", "-m", "notesight", "add"]
        result = subprocess.run(command, input=SECRET.encode(), capture_output=True, env=told, check=False)
    assert result.returncode == 3
    assert b"Nadia" not in result.stderr
    assert b"locksmith" not in result.stderr
    assert b"Traceback" not in result.stderr
