"""``notesight add``: one note or mail, piped in, named, or written in an editor."""

import json
import os
import pty
import re
import select
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import COFFEE, DAY, MAIL, call, done, environ, process, use_scripted, write

from notesight.cli.view import parties
from notesight.store import Store


@pytest.fixture
def db(tmp_path):
    return tmp_path / "notes.db"


def ids(db):
    """The short ids of what the database holds, by what it says."""
    with Store.open(db) as store:
        rows = {row["name"]: row["id"] for row in store.people()} | {row["summary"]: row["id"] for row in store.items()}
        rows |= {f"Intro of {row['who']}": row["id"] for row in store.introductions.listed()}
        short = store.short_ids(rows.values())
    return {words: short[each] for words, each in rows.items()}


def items(db, kind):
    with Store.open(db) as store:
        return store.items(kind)


def test_a_note_that_is_piped_in_shows_whom_and_what_it_holds_and_where_to_see_it(db):
    result = call("add", "--date", DAY, "--db", db, stdin=COFFEE)
    short = ids(db)
    assert result.out == (
        "Note of Mon 2026-03-02, read by offline\n"
        "\n"
        f"  {short['Ana Ruiz']}  Person     Ana Ruiz\n"
        f"  {short['Mia']}  Person     Mia\n"
        f"  {short['Looking for a web designer']}  Ask        Looking for a web designer\n"
        f"                    {parties(items(db, 'ask')[0])}\n"
        f"  {short['Send Ana Mia’s portfolio by Friday']}  Follow-up  Send Ana Mia’s portfolio by Friday\n"
        "                    me → Ana Ruiz, due Fri 2026-03-06\n"
        f"  {short['Intro of Mia']}  Intro      me ⇢ Mia → Ana Ruiz  (offered)\n"
        "                    “I will send her Mia’s portfolio by Friday”\n"
    )
    assert result.err == f"\nSee: notesight show 1 --db {db}   or in the browser: notesight serve --db {db}\n"
    assert result.code == 0


def test_the_same_note_again_is_said_to_be_known_and_changes_nothing(db):
    done("add", "--date", DAY, "--db", db, stdin=COFFEE)
    before = db.read_bytes()
    again = call("add", "--date", DAY, "--db", db, stdin=COFFEE)
    assert (again.code, again.out) == (0, "")
    assert again.err.splitlines()[0] == "Known already: the note of Mon 2026-03-02, read by offline. Nothing was done."
    with Store.open(db) as store:
        assert (store.counts()["versions"], store.counts()["runs"]) == (1, 1)
    assert db.read_bytes() == before


def test_a_database_that_was_chosen_by_the_environment_is_not_named_again(db):
    result = call("add", stdin=COFFEE, NOTESIGHT_DB=str(db))
    assert result.err == "\nSee: notesight show 1   or in the browser: notesight serve\n"


def test_a_new_database_can_be_read_by_its_owner_only(db):
    done("add", "--db", db, stdin=COFFEE)
    assert stat.S_IMODE(db.stat().st_mode) == 0o600
    with Store.open(db) as store, store.transaction():
        beside = [stat.S_IMODE(path.stat().st_mode) for path in db.parent.glob("notes.db-*")]
    assert set(beside) == {0o600}


def test_a_mail_that_is_piped_in_is_a_mail(db):
    out = done("add", "--db", db, stdin=MAIL.encode())
    assert out.splitlines()[:2] == ["A CFO", "  Thread of Mon 2026-03-02, read by offline"]
    with Store.open(db) as store:
        assert store.document(1).key == "mid:one@lumen.example"


def test_a_quote_is_shown_only_where_it_says_more_than_the_summary(db, monkeypatch):
    use_scripted(monkeypatch)
    assert "“" not in done("add", "--db", db, stdin="ask Ana>me: a van by Friday")
    monkeypatch.setenv("NOTESIGHT_EXTRACTOR", "offline")
    from notesight.cli.findings import _says_more

    assert not _says_more("I'll send her Mia’s portfolio", "Send Ana Mia’s portfolio")
    assert _says_more("she's after a van, diesel, cheap", "Looking for a van")


def test_nobody_and_nothing_is_said_too(db):
    out = done("add", "--date", DAY, "--db", db, stdin="☕")
    assert out == ("Note of Mon 2026-03-02, read by offline\n\n  Nobody, and nothing asked, offered or promised.\n")


def test_files_are_shown_one_after_the_other(db, tmp_path):
    one = write(tmp_path / "2026-03-02 one.txt")
    two = write(tmp_path / "2026-03-03 two.md", "# Two\n\nBob needs a van.")
    result = call("add", one, two, "--db", db)
    assert result.code == 0
    headings = [line for line in result.out.splitlines() if line and "  " not in line[:2]]
    assert headings == ["Note of Mon 2026-03-02, read by offline", "Two"]
    assert re.findall(r"show (\d)", result.err) == ["1", "2"]


def test_a_file_that_was_added_before_is_known_without_being_opened(db, tmp_path):
    note = write(tmp_path / "note.txt")
    done("add", note, "--date", DAY, "--db", db)
    again = call("add", note, "--db", db)
    assert (again.code, again.out) == (0, "")
    assert "Known already: the note of Mon 2026-03-02" in again.err
    assert f"See: notesight show 1 --db {db}" in again.err


def test_a_changed_file_is_read_again_and_supersedes_what_it_was(db, tmp_path):
    note = write(tmp_path / "note.txt")
    done("add", note, "--db", db)
    write(note, COFFEE + "\n\nBob needs a van.")
    assert "Needs a van" in done("add", note, "--db", db)
    with Store.open(db) as store:
        assert (store.counts()["documents"], store.counts()["versions"]) == (1, 2)


def test_json_is_one_object_with_everything_and_tells_what_became_of_it(db):
    first = json.loads(done("add", "--date", DAY, "--db", db, "--json", stdin=COFFEE))
    assert first["status"] == "read"
    assert (first["id"], first["document"]["date"], first["document"]["text"]) == (1, DAY, COFFEE)
    assert [item["due"] for item in first["followups"]] == ["2026-03-06"]
    again = json.loads(done("add", "--date", DAY, "--db", db, "--json", stdin=COFFEE))
    assert again == {**first, "status": "known"}


def test_a_missing_file_is_a_sentence_and_the_others_are_read(db, tmp_path):
    result = call("add", tmp_path / "no.txt", write(tmp_path / "yes.txt"), "--db", db)
    assert result.code == 3
    assert f"Error: {tmp_path}/no.txt cannot be read: no such file or directory." in result.err
    assert "Ana Ruiz" in result.out


def test_standard_input_and_files_do_not_mix(db, tmp_path):
    result = call("add", "-", write(tmp_path / "note.txt"), "--db", db, stdin="x")
    assert (result.code, result.err.splitlines()[0]) == (2, "Error: Standard input cannot be read together with files.")
    assert "Ana Ruiz" in done("add", "-", "--db", db, stdin=COFFEE)


def test_a_closed_standard_input_is_an_empty_one(db):
    command = [sys.executable, "-m", "notesight", "add", "--db", str(db)]
    closed = subprocess.run(["sh", "-c", 'exec "$@" <&-', "sh", *command], capture_output=True, text=True, check=False)
    assert (closed.returncode, closed.stderr) == (3, "Error: standard input: There is nothing in it.\n")


def test_a_note_is_a_process_of_its_own_too(db):
    result = process("add", "--date", DAY, "--db", db, stdin=COFFEE.encode())
    assert (result.returncode, result.stdout.count("Person")) == (0, 2)


# --- the editor ---------------------------------------------------------------------------------------------------


def at_a_terminal(*words, editor, db):
    """What the program prints on a terminal, and its exit code."""
    leader, follower = pty.openpty()
    told = environ(EDITOR=str(editor), NOTESIGHT_DB=str(db), TERM="dumb", COLUMNS="100", VISUAL="")
    command = [sys.executable, "-m", "notesight", *words]
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env=told, close_fds=True) as child:
        os.close(follower)
        printed = b""
        while select.select([leader], [], [], 30)[0]:
            try:
                printed += os.read(leader, 65536)
            except OSError:
                break
        os.close(leader)
        code = child.wait(30)
    return printed.decode().replace("\r\n", "\n"), code


def editor(tmp_path, script):
    path = write(tmp_path / "editor.sh", f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_on_a_terminal_the_editor_opens_and_what_is_written_is_read(tmp_path, db):
    ed = editor(
        tmp_path, f'stat -c %a "$1" > {tmp_path}/mode; printf "%s" "{COFFEE}" > "$1"; echo "$1" > {tmp_path}/name'
    )
    printed, code = at_a_terminal("add", "--date", DAY, editor=ed, db=db)
    assert code == 0
    assert "Follow-up  Send Ana Mia’s portfolio by Friday" in printed
    assert printed.endswith("See: notesight show 1   or in the browser: notesight serve\n")
    assert (tmp_path / "mode").read_text() == "600\n"
    assert not Path((tmp_path / "name").read_text().strip()).exists()


def test_nothing_written_is_nothing_read(tmp_path, db):
    printed, code = at_a_terminal("add", editor=editor(tmp_path, ":"), db=db)
    assert (code, printed) == (2, "Error: Nothing was written, so nothing was read.\n")


def test_an_editor_that_fails_or_is_not_there_is_said(tmp_path, db):
    printed, code = at_a_terminal("add", editor=tmp_path / "none", db=db)
    assert code == 2
    assert printed == f"Error: The editor {tmp_path}/none did not work.\nTry: Set $EDITOR, or pipe a note in.\n"


def test_what_was_written_is_not_thrown_away_when_it_cannot_be_kept(tmp_path, db):
    spoil = f"import sqlite3; sqlite3.connect('{db}').execute('DROP TABLE parts')"
    ed = editor(tmp_path, f'printf "My long note" > "$1"; {sys.executable} -c "{spoil}"')
    printed, code = at_a_terminal("add", editor=ed, db=db)
    assert code == 1
    kept = re.search(r"What you wrote is in (\S+)", printed)
    assert Path(kept[1]).read_text() == "My long note"
    Path(kept[1]).unlink()
