"""``forget`` and ``publish-copy``: what is said before, what is asked, what is done, and what comes in again."""

import json
import os
import pty
import subprocess
import sys

import pytest
from terminal import call, done, environ, process, use_scripted, write
from test_forgetting import on_disk

from notesight.store import Store, forgetting

NOTES = {
    "wilma.txt": "ask Wilma Brack>me: a loom\n",
    "both.txt": "offer Ana Costa: a van\nfollowup me>Wilma Brack: call on Monday\n",
    "ana.txt": "ask Ana Costa: a drum\n",
}


@pytest.fixture
def db(tmp_path, monkeypatch):
    use_scripted(monkeypatch)
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    for name, text in NOTES.items():
        write(tmp_path / "notes" / name, text)
    done("ingest", tmp_path / "notes")
    return tmp_path / "notes.db"


def everybody(db):
    with Store.open(db) as store:
        return sorted(row["name"] for row in store.people())


def test_a_dry_run_says_all_of_it_and_does_nothing(db, tmp_path):
    shown = done("forget", "Wilma Brack", "--dry-run")
    notes = tmp_path / "notes"
    with Store.open(db) as store:
        person = store.people("Wilma")[0]["id"]
    assert [" ".join(line.split()) for line in shown.splitlines()] == [
        "Forget Wilma Brack",
        "named Wilma Brack",
        "These documents are removed:",
        "3 2026-03-02 note ask Wilma Brack>me: a loom".replace("2026-03-02", shown.split("3  ")[1][:10]),
        "In these they are blacked out, with what was said by or to them:",
        f"2 {shown.split('2  ')[1][:10]} note offer Ana Costa: a van followup me>Wilma Brack: call on Monday",
        "with it 2 asks, offers and follow-ups, 1 version of a document, 1 reading",
        f"or to remove these documents too, whole: notesight forget {person} --documents all",
        "",
        "Not touched: backups, copies elsewhere, and the files these came from:",
        str(notes / "wilma.txt"),
        str(notes / "both.txt"),
        "This cannot be undone.",
    ]
    assert everybody(db) == ["Ana Costa", "Wilma Brack"]


def test_it_is_done_unasked_with_yes_and_the_next_ingest_does_not_bring_it_back(db, tmp_path):
    result = call("forget", "Wilma Brack", "--yes")
    assert (result.code, result.err) == (
        0,
        f"Forgotten: 1 document removed, 1 blacked out.\n{db} was written anew: no free page and no log holds anything of it.\n",
    )
    assert b"Wilma" not in on_disk(db)
    os.utime(tmp_path / "notes" / "both.txt", (1, 1))
    result = call("ingest", tmp_path / "notes")
    assert result.code == 0
    assert result.err.splitlines()[:2] == [
        "1 document was known already.",
        f"2 documents were forgotten, and not read again: notesight forget --remember {tmp_path / 'notes' / 'both.txt'}",
    ]
    assert (everybody(db), b"Wilma" in on_disk(db)) == (["Ana Costa"], False)
    result = call("add", tmp_path / "notes" / "wilma.txt")
    assert result.err.splitlines() == [
        f"{tmp_path / 'notes' / 'wilma.txt'}: forgotten, not read again.",
        f"To have it back: notesight forget --remember {tmp_path / 'notes' / 'wilma.txt'}",
    ]
    result = call("add", tmp_path / "notes" / "wilma.txt", "--json")
    assert json.loads(result.out) == {"status": "forgotten", "name": str(tmp_path / "notes" / "wilma.txt")}


def test_a_file_is_read_again_when_that_is_asked_for(db, tmp_path):
    file = tmp_path / "notes" / "ana.txt"
    done("forget", file, "--yes")
    result = call("forget", "--remember", file)
    assert (result.code, result.err) == (0, f"1 document in {file} may come in again: notesight ingest {file}\n")
    assert call("ingest", file).err.startswith("Read 1 document")
    result = call("forget", "--remember", file)
    assert (result.code, result.err) == (2, f"Error: Nothing in {file} was forgotten.\n")


def test_what_was_piped_in_is_read_again_when_it_is_piped_in_for_that(db, tmp_path):
    text = "ask Bob Hale: a kite\n"
    done("add", stdin=text)
    done("forget", "4", "--yes")
    result = call("add", stdin=text)
    assert result.err.splitlines() == [
        "standard input: forgotten, not read again.",
        "To have it back: notesight forget --remember -",
    ]
    result = call("forget", "--remember", "-", stdin=text)
    assert (result.code, result.err) == (0, "It may come in again: notesight add\n")
    assert "Bob Hale" in done("add", stdin=text)
    result = call("forget", "--remember", "-", stdin=text)
    assert (result.code, result.err) == (2, "Error: What was piped in was not forgotten.\n")
    done("forget", "Bob Hale", "--documents", "all", "--yes")
    done("forget", "--remember", write(tmp_path / "kite.txt", text))  # the same text, as a file
    done("add", stdin=text)


def test_one_message_of_a_mailbox_is_read_again_too(db, tmp_path):
    mail = "From a Mon Mar  2 09:00:00 2026\nFrom: a@x.example\nMessage-ID: <{n}@x>\nSubject: Tea {n}\n\nask Bob Hale: tea no. {n}\n\n"
    box = write(tmp_path / "tea.mbox", mail.format(n=1) + mail.format(n=2))
    done("ingest", box)
    with Store.open(db) as store:
        document = next(n for n, each in store.current() if each.title == "Tea 1")
    done("forget", document, "--yes")
    assert call("ingest", box).err.splitlines()[0] == "2 documents were known already."
    done("forget", "--remember", box)
    assert call("ingest", box).err.startswith("Read 1 document")


def test_who_is_named_again_is_told_and_comes_back_when_asked_for(db):
    done("forget", "Wilma Brack", "--yes")
    result = call("add", stdin="ask Wilma Brack: yarn\noffer Bob Hale: wool\n")
    assert "Wilma" not in result.out.splitlines()[4:]
    assert "Somebody whom you have forgotten is named in it; they are left out of the lists." in result.err
    assert everybody(db) == ["Ana Costa", "Bob Hale"]
    checks = json.loads(call("doctor", "--json").out)
    assert [(each["state"], each["sentence"]) for each in checks if each["what"] == "forgotten"] == [
        ("note", "1 document names somebody whom you have forgotten; the lists leave them out.")
    ]
    assert call("forget", "--remember", "Wilma").code == 2
    result = call("forget", "--remember", "wilma brack")
    assert result.err == "wilma brack may stand in the lists again. What was removed is not brought back by it.\n"
    assert everybody(db) == ["Ana Costa", "Bob Hale", "Wilma Brack"]
    assert not [each for each in json.loads(call("doctor", "--json").out) if each["what"] == "forgotten"]


def test_every_document_goes_when_that_is_wanted(db):
    assert call("forget", "Wilma Brack", "--documents", "all", "--yes").err.startswith(
        "Forgotten: 2 documents removed."
    )
    assert (everybody(db), b"Wilma" in on_disk(db)) == (["Ana Costa"], False)


def test_without_a_terminal_it_is_refused(db):
    before = everybody(db)
    result = process("forget", "Wilma Brack", env=environ(NOTESIGHT_DB=str(db)))
    assert result.returncode == 2
    assert result.stderr.splitlines() == [
        "Error: There is no terminal to ask at, so nothing was done.",
        "Try: --dry-run only says it, --yes does it unasked.",
    ]
    assert everybody(db) == before


@pytest.mark.parametrize(("typed", "code", "left"), [("forget", 0, 1), ("Forget ", 0, 1), ("yes", 1, 2), ("", 1, 2)])
def test_at_a_terminal_the_word_is_to_be_typed(db, typed, code, left):
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "notesight", "forget", "Wilma Brack"]
    told = environ(NOTESIGHT_DB=str(db))
    with subprocess.Popen(command, stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=told) as asked:
        os.write(leader, f"{typed}\n".encode())
        out, err = asked.communicate(timeout=60)
    os.close(leader)
    os.close(follower)
    assert asked.returncode == code, err
    assert out.decode().splitlines()[-1] == "This cannot be undone."
    assert "Type forget to go on: " in err.decode()
    assert ("Nothing was done." in err.decode()) is (left == 2)
    assert len(everybody(db)) == left


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("Nobody",), "Nobody and nothing is called “Nobody”."),
        (("99",), "Nobody and nothing is called “99”."),
        (("1", "--documents", "all"), "--thread goes with a document, --documents with a person."),
        (("Ana Costa", "--thread"), "--thread goes with a document, --documents with a person."),
        (("Ana Costa", "--documents", "some"), "Invalid value for '--documents': the only choice is all."),
        (("--remember",), "Name a person or a document."),
        ((), "Name a person or a document."),
    ],
)
def test_what_makes_no_sense_is_a_sentence(db, words, sentence):
    result = call("forget", *words)
    assert result.code == 2
    assert result.err.startswith(f"Error: {sentence}"), result.err
    assert len(everybody(db)) == 2


def test_of_several_people_who_are_called_so_none_is_chosen(db):
    done("add", stdin="ask Ana Reed: a bun\n")
    with Store.open(db) as store:
        both = {f"{row['id']} ({row['name']})" for row in store.people("Ana")}
    said = call("forget", "Ana").err.splitlines()
    assert said[0].startswith("Error: “Ana” may be any of 2: ")
    assert set(said[0].partition(": ")[2].partition(": ")[2].removesuffix(".").split(", ")) == both
    assert said[1] == "Try: Type the whole id."


def test_an_ask_is_not_forgotten_but_its_document_is_named(db):
    with Store.open(db) as store:
        (item,) = store.items("offer")
    result = call("forget", item["id"])
    assert result.code == 2
    assert result.err.splitlines() == [
        f"Error: “{item['id']}” is offer {item['id']}, of document {item['document_id']}.",
        f"Try: notesight dismiss {item['id']}, or forget the document: notesight forget {item['document_id']}",
    ]


def test_a_name_and_an_id_that_begins_like_it_are_told_apart(db):
    with Store.open(db) as store:
        person = store.people("Ana")[0]["id"]
    assert "Forget Ana Costa" in done("forget", person, "--dry-run")
    assert "Forget Ana Costa" in done("forget", person[:6], "--dry-run")
    assert "Forget Ana Costa" in done("forget", "ana costa", "--dry-run")


def test_what_another_program_kept_from_is_told_and_finished_later(db, monkeypatch):
    monkeypatch.setattr(forgetting, "PATIENCE_SECONDS", 0.05)
    import sqlite3

    reader = sqlite3.connect(db)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM documents").fetchone()
    result = call("forget", "Wilma Brack", "--yes")
    assert result.code == 1
    assert result.err.splitlines() == [
        "Forgotten: 1 document removed, 1 blacked out.",
        f"Another program has {db} open, or there is no room to write it anew.",
        "It is in no list any more, but in free pages of the file or in its log words of it may still stand.",
        "Close the other program (a server, too), then: notesight forget",
    ]
    checks = json.loads(call("doctor", "--json").out)
    assert [(each["state"], each["hint"]) for each in checks if each["what"] == "forgotten"] == [
        ("wrong", "notesight forget")
    ]
    reader.close()
    result = call("forget")
    assert (result.code, result.err) == (0, f"{db} was written anew: no free page and no log holds anything of it.\n")
    assert b"Wilma" not in on_disk(db)


def test_a_copy_says_what_it_left_out(db, tmp_path):
    write(tmp_path / "p.md", "---\nprivate: true\n---\nask Zed Money: a loan until Easter\n")
    done("ingest", tmp_path / "p.md")
    out = tmp_path / "out.db"
    result = call("publish-copy", out)
    assert result.code == 0
    assert [" ".join(line.split()) for line in result.out.splitlines()] == [
        "Left out:", "1 private documents", "1 people who stand only in those",
        "1 asks, offers and follow-ups that stand only in those", "3 titles of documents", "3 texts of documents", "4 quotes",
        "1 summaries that repeat a quote", "4 names of files",
    ]  # fmt: skip
    assert (
        result.err
        == f"Written: {out} ({out.stat().st_size / 1000:,.0f} kB). Look before you share it: notesight serve --db {out}\n"
    )
    assert b"Zed" not in on_disk(out)
    assert call("publish-copy", out).err.startswith(f"Error: {out} is there already.\nTry: ")
    assert call("publish-copy", db, "--force").err.startswith("Error: That is the notebook itself.\n")
    assert call("publish-copy", out, "--force", "--no-titles", "--with-text").code == 0
    assert call("publish-copy", out, "--force", "--no-summaries", "--with-text").code == 2
    assert (
        call("add", "--db", out, stdin="ask Bob: a bun").err
        == f"Error: {out} is a copy to be shown. Nothing can be added to it or changed in it.\n"
    )
    assert "a loom" in done("asks", "--db", out)
