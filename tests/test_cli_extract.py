"""``notesight extract``: the stable JSON that other programs build on, and the same for people."""

import json
import os

import pytest
from terminal import COFFEE, DAY, MAIL, call, done, process, use_scripted, write

NOTE = "Coffee.\nask Ana Ruiz>me: a web designer\nfollowup me>Ana Ruiz: the portfolio by Friday\n"
LETTER = """From: Priya Raman <priya@lumen.example>
To: Ada Brandt <ada@example.org>, Ben <ben@example.org>
Date: Mon, 02 Mar 2026 09:30:00 +0100
Message-ID: <one@lumen.example>
Subject: A CFO

ask Priya Raman>me: a fractional CFO

On Sun, 1 Mar 2026 at 18:00, Ada Brandt <ada@example.org> wrote:
> offer me>Priya Raman: my slides
"""


RUN = {
    "extractor": "scripted",
    "model": None,
    "prompt": None,
    "seconds": 0.0,
    "input_tokens": 0,
    "output_tokens": 0,
    "cost_usd": 0.0,
}
NOTE_READ = {
    "document": {
        "key": "sha256:3c655bad28faa551d397e93ac3bfde27094ee29962ab6f4ff6f75ab9151a22e8",
        "digest": "sha256:3c655bad28faa551d397e93ac3bfde27094ee29962ab6f4ff6f75ab9151a22e8",
        "kind": "note",
        "date": "2026-03-02",
        "title": None,
        "from": None,
        "to": [],
    },
    "people": [
        {
            "name": "Ana Ruiz", "aliases": [], "email": None, "organization": None, "role": None,
            "mentions": [{"text": "Ana Ruiz", "start": 12, "end": 20}, {"text": "Ana Ruiz", "start": 52, "end": 60}],
        }
    ],
    "asks": [
        {
            "by": "Ana Ruiz", "to": "me", "summary": "a web designer", "quote": "a web designer",
            "start": 25, "end": 39, "due": None, "due_text": None, "certainty": "stated",
        }
    ],
    "offers": [],
    "followups": [
        {
            "by": "me", "to": "Ana Ruiz", "summary": "the portfolio by Friday", "quote": "the portfolio by Friday",
            "start": 62, "end": 85, "due": "2026-03-06", "due_text": "by Friday", "certainty": "stated",
        }
    ],
    "introductions": [], "outcomes": [], "rejected": [],
    "run": RUN,
}  # fmt: skip
BOTH = ["Ada Brandt <ada@example.org>", "Ben <ben@example.org>"]
LETTER_READ = {
    "document": {
        "key": "mid:one@lumen.example",
        "digest": "sha256:706dc5a3a95828f200f1ece299f653928bdb1426f9298d324708d4df376b56dc",
        "kind": "thread",
        "date": "2026-03-02",
        "title": "A CFO",
        "from": "Priya Raman <priya@lumen.example>",
        "to": BOTH,
        "text": "From: Priya Raman <priya@lumen.example>\n"
        "To: Ada Brandt <ada@example.org>, Ben <ben@example.org>\n"
        "Date: Mon, 02 Mar 2026 09:30:00 +0100\n"
        "Subject: A CFO\n\n"
        "ask Priya Raman>me: a fractional CFO\n\n"
        "On Sun, 1 Mar 2026 at 18:00, Ada Brandt <ada@example.org> wrote:\n"
        "> offer me>Priya Raman: my slides\n",
        "parts": [
            {
                "role": "header", "author": "Priya Raman", "address": "priya@lumen.example",
                "date": "2026-03-02T09:30:00+01:00", "to": BOTH, "subject": "A CFO", "start": 0, "end": 150,
            },
            {
                "role": "new", "author": "Priya Raman", "address": "priya@lumen.example",
                "date": "2026-03-02T09:30:00+01:00", "to": BOTH, "subject": "A CFO", "start": 150, "end": 188,
            },
            {
                "role": "quoted", "author": "Ada Brandt", "address": "ada@example.org",
                "date": "2026-03-01T18:00:00", "to": [], "subject": None, "start": 188, "end": 287,
            },
        ],
    },
    "people": [
        {
            "name": "Priya Raman", "aliases": [], "email": None, "organization": None, "role": None,
            "mentions": [
                {"text": "Priya Raman", "start": 6, "end": 17},
                {"text": "Priya Raman", "start": 154, "end": 165},
                {"text": "Priya Raman", "start": 264, "end": 275},
            ],
        }
    ],
    "asks": [
        {
            "by": "Priya Raman", "to": "me", "summary": "a fractional CFO", "quote": "a fractional CFO",
            "start": 170, "end": 186, "due": None, "due_text": None, "certainty": "stated",
        }
    ],
    "offers": [
        {
            "by": "me", "to": "Priya Raman", "summary": "my slides", "quote": "my slides",
            "start": 277, "end": 286, "due": None, "due_text": None, "certainty": "stated",
        }
    ],
    "followups": [],
    "introductions": [], "outcomes": [], "rejected": [],
    "run": RUN,
}  # fmt: skip


@pytest.fixture
def scripted(monkeypatch):
    """The extractor whose answer stands in the text."""
    use_scripted(monkeypatch)


def read(*words, stdin=None):
    return json.loads(done("extract", "--json", *words, stdin=stdin))


def test_the_json_of_a_note_is_exactly_this(scripted):
    out = done("extract", "--json", "--date", DAY, stdin=NOTE)
    assert out == json.dumps(NOTE_READ, ensure_ascii=False) + "\n"


def test_the_json_of_a_mail_with_its_text_is_exactly_this(scripted):
    out = done("extract", "--json", "--text", "--me", "ada@example.org", stdin=LETTER)
    assert out == json.dumps(LETTER_READ, ensure_ascii=False) + "\n"


def test_without_text_the_words_and_the_parts_are_left_out(scripted):
    document = {key: value for key, value in LETTER_READ["document"].items() if key not in ("text", "parts")}
    assert read("--me", "ada@example.org", stdin=LETTER) == {**LETTER_READ, "document": document}


def test_what_was_rejected_is_in_the_json_with_its_reason(scripted, monkeypatch):
    import terminal

    from notesight.candidates import CandidateItem, Candidates

    monkeypatch.setattr(terminal, "answer", lambda _: Candidates((), (CandidateItem("ask", "a golden horse"),)))
    found = read(stdin=NOTE)
    assert found["rejected"] == [
        {"kind": "ask", "quote": "a golden horse", "reason": "These words do not stand in the text."}
    ]
    told = call("extract", stdin=NOTE)
    assert (told.code, told.err) == (0, "1 rejected; --json shows them with the reasons.\n")


def test_me_is_a_name_or_an_address_and_wins_over_the_settings(monkeypatch):
    monkeypatch.setenv("NOTESIGHT_ADDRESSES", "priya@lumen.example")
    asked = read(stdin=MAIL)["asks"][0]
    assert asked["by"] == "me"
    for me in ("ada@example.org", "Ada Brandt"):
        asked = read("--me", me, stdin=MAIL)["asks"][0]
        assert (asked["by"], asked["to"]) == ("Priya Raman", "me")


def test_one_file_is_one_object_without_a_file_name(tmp_path):
    assert "file" not in read(write(tmp_path / "note.txt"))


def test_several_files_are_one_object_a_line_each_with_its_file(tmp_path):
    paths = [write(tmp_path / "a.txt"), write(tmp_path / "b.eml", MAIL)]
    lines = done("extract", "--json", *paths).splitlines()
    assert [(json.loads(line)["file"], json.loads(line)["document"]["kind"]) for line in lines] == [
        (str(paths[0]), "note"),
        (str(paths[1]), "thread"),
    ]


def test_a_folder_is_several_files_even_with_one_in_it(tmp_path):
    note = write(tmp_path / "notes" / "a.txt")
    assert read(tmp_path / "notes")["file"] == str(note)


def test_a_mailbox_is_one_object_a_message(tmp_path):
    message = "From priya Mon Mar  2 09:30:00 2026\n" + MAIL
    box = write(tmp_path / "box.mbox", message + "\n" + message.replace("one@", "two@"))
    lines = [json.loads(line) for line in done("extract", "--json", box).splitlines()]
    assert [line["file"] for line in lines] == [f"{box}#1", f"{box}#2"]


def test_the_same_text_in_two_files_is_two_objects(tmp_path):
    mails = [write(tmp_path / name, MAIL) for name in ("a.eml", "b.eml")]
    lines = [json.loads(line) for line in done("extract", "--json", *mails).splitlines()]
    assert [line["file"] for line in lines] == [str(mail) for mail in mails]


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path):
    result = call("extract", "--json", tmp_path / "no.txt", write(tmp_path / "a.txt"))
    assert result.code == 3
    assert result.err == f"{tmp_path}/no.txt cannot be read: no such file or directory.\n"
    assert len(result.out.splitlines()) == 1


def test_a_single_file_that_cannot_be_read_is_an_error(tmp_path):
    result = call("extract", tmp_path / "no.txt")
    assert (result.code, result.out) == (3, "")
    assert result.err.splitlines() == [
        f"Error: {tmp_path}/no.txt cannot be read: no such file or directory.",
        "Try: Look at how it is written, or where it has gone.",
    ]


def test_for_people_it_shows_what_was_found_and_who_read():
    out = done("extract", "--date", DAY, stdin=COFFEE)
    assert out.splitlines()[:5] == [
        "Note of Mon 2026-03-02, read by offline",
        "",
        "  Person     Ana Ruiz",
        "  Person     Mia",
        "  Ask        Looking for a web designer",
    ]
    assert "             me → Ana Ruiz, due Fri 2026-03-06" in out.splitlines()


def test_several_documents_for_people_have_their_names_above_them(tmp_path):
    out = done("extract", "--date", DAY, write(tmp_path / "a.txt"), write(tmp_path / "b.txt"))
    assert [line for line in out.splitlines() if line.startswith(str(tmp_path))] == [
        f"{tmp_path}/a.txt",
        f"{tmp_path}/b.txt",
    ]


def test_text_belongs_to_json():
    result = call("extract", "--text", stdin=COFFEE)
    assert (result.code, result.err.splitlines()[0]) == (2, "Error: --text belongs to --json.")


def test_no_database_is_made(tmp_path):
    done("extract", stdin=COFFEE)
    assert not list(tmp_path.rglob("*.db"))


def test_a_private_note_is_read_here_even_when_a_server_is_named(tmp_path):
    out = done(
        "extract", "--json", "--model", "m", "--base-url", "http://127.0.0.1:1/v1", stdin="private: Ana needs a van."
    )  # nobody listens there
    assert json.loads(out)["run"]["extractor"] == "offline"


def test_json_is_utf_8_and_a_file_name_that_is_none_does_not_break_it(tmp_path):
    note = write(tmp_path / "a.txt", "Zoë needs a van 🚐.")
    odd = tmp_path / os.fsdecode(b"caf\xe9.txt")
    odd.write_text("Bob needs a car.")
    result = process("extract", "--json", "--text", note, odd)
    assert (result.returncode, result.stderr) == (0, "")
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["document"]["text"] == "Zoë needs a van 🚐."
    assert second["file"] == f"{tmp_path}/caf\\xe9.txt"
