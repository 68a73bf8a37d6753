"""``keep``, ``contacts``, ``brief``, ``news`` and ``digest``, and what ``today`` says of who is due."""

import csv
import io
import json
from datetime import date

import pytest
from terminal import call, done, write

from notesight.cli import brief, keep, lists
from notesight.store import Store

TODAY = date(2026, 9, 1)
LUNCH = "Lunch with Ana Ruiz. She is looking for a web designer. I will send her Mia's portfolio by Friday."


@pytest.fixture
def db(tmp_path, monkeypatch):
    for module in (keep, brief, lists):
        monkeypatch.setattr(module, "this_day", lambda: TODAY)
    path = tmp_path / "notes.db"
    monkeypatch.setenv("NOTESIGHT_DB", str(path))
    done("add", write(tmp_path / "lunch.txt", LUNCH), "--date", "2026-05-01")
    done(
        "add",
        write(tmp_path / "ben.txt", "Spoke to Ben Cole about nothing."),
        "--date",
        "2026-06-01",
        "--channel",
        "School gate",
    )
    return path


def test_who_is_due_stands_with_the_last_contact_and_a_reason_in_keep_and_today(db):
    said = call("keep", "Ana Ruiz", "every 2 months", "--at-most", "3 months")
    assert said.err.splitlines()[0] == "Keep in touch with Ana Ruiz: every 2 months, at most 3 months"
    assert said.err.splitlines()[2] == "Last contact Fri 1 May, lunch; every 2 months, 2 months late."
    shown = done("keep")
    for lines in (shown, done("today")):
        assert "Ana Ruiz: " in lines
        assert "lunch, every 2 months, 2 months late" in " ".join(lines.split())
        assert "I promised: " in lines
    assert shown.startswith("Overdue  1\n")


def test_the_same_for_programs(db):
    done("keep", "Ana Ruiz", "every 2 months")
    found = json.loads(done("keep", "--json"))
    assert [(row["name"], row["state"], row["due"], row["reason"]["why"]) for row in found["due"]] == [
        ("Ana Ruiz", "due", "2026-07-01", "promised")
    ]
    assert json.loads(done("today", "--json"))["keep"] == found["due"]
    assert [row["name"] for row in csv.DictReader(io.StringIO(done("keep", "--csv")))] == ["Ana Ruiz"]


def test_a_cadence_is_stopped_and_said_again_like_every_decision(db):
    done("keep", "Ana Ruiz", "monthly")
    assert call("keep", "Ana Ruiz", "--off").err.startswith("No longer kept in touch with by a cadence: Ana Ruiz\n")
    assert "no cadence is kept" in done("keep", "Ana Ruiz")
    done("undo", "2")
    assert "Ana Ruiz: every month" in done("keep", "Ana Ruiz")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["Ana Ruiz", "every 0 months"], "A cadence is at least a day."),
        (["Ana Ruiz", "whenever"], "“whenever” is no cadence."),
        (["Nobody Here", "monthly"], "Nobody goes by “Nobody Here”."),
        (["Ana Ruiz", "--off"], "No cadence is kept with Ana Ruiz."),
        (["Ana Ruiz", "monthly", "--off"], "--off stops it; there is no cadence to name."),
        (["--off"], "With whom?"),
        (["--tag", "x"], "How often?"),
        (["Ana Ruiz", "--at-most", "1 year"], "How often?"),
        (["--tag", "x", "--organization", "y", "monthly"], "--organization and --tag exclude each other."),
        (["Ana Ruiz", "monthly", "--as-of", "2026-06-01"], "The past can only be looked at."),
        (["Ana Ruiz", "6 months", "--at-most", "1 month"], "At most 1 month is less than every 6 months."),
    ],
)
def test_what_makes_no_sense_is_a_sentence_and_nothing_is_kept(db, words, sentence):
    result = call("keep", *words)
    assert (result.err.splitlines()[0], result.out) == (f"Error: {sentence}", "")
    assert json.loads(done("keep", "--json"))["kept"] == []


def test_without_a_cadence_and_without_anybody_lost_keep_says_how_to_begin(db):
    assert call("keep").err.splitlines()[0] == "There is no cadence yet, and you are losing touch with nobody."


def test_contacts_are_listed_with_their_channel_which_can_be_given(db):
    found = json.loads(done("contacts", "--json"))
    assert [(row["name"], row["day"], row["channel"]) for row in found] == [
        ("Ben Cole", "2026-06-01", "school gate"),
        ("Ana Ruiz", "2026-05-01", "lunch"),
    ]
    assert [row["channel"] for row in json.loads(done("contacts", "--channels", "--json"))] == ["lunch", "school gate"]
    assert "Lunch with Ana Ruiz." in done("contacts", "Ana Ruiz")
    assert json.loads(done("contacts", "--as-of", "2026-05-02", "--json"))[0]["name"] == "Ana Ruiz"
    with Store.open(db) as store:
        assert {document.channel for _, document in store.current()} == {None, "School gate"}


def test_a_channel_without_words_is_refused(db):
    assert call("add", "x.txt", "--channel", " ").err.startswith("Error: A channel needs words.\n")


def test_a_brief_is_read_before_a_meeting(db):
    shown = done("brief", "Ana Ruiz")
    assert shown.splitlines()[0] == "Ana Ruiz"
    assert [line for line in shown.splitlines() if line and not line.startswith(" ")][1:] == [
        "Last time",
        "What I owe them",
        "What they are looking for",
    ]
    assert json.loads(done("brief", "Ana Ruiz", "--json"))["title"] == "Ana Ruiz"
    assert done("brief", "Ana Ruiz", "--markdown").startswith("# Ana Ruiz\n")


def test_news_of_somebody_say_when_there_is_none(db):
    assert done("news", "Ben Cole").splitlines()[-1] == "  There is no news."


def test_a_digest_is_written_to_a_file_that_is_not_replaced_unawares(db, tmp_path):
    path = tmp_path / "digest.html"
    done("digest", "--since", "2026-04-01", "--html", path)
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    again = call("digest", "--html", path)
    assert again.err.splitlines()[0] == f"Error: {path} is there already."
    done("digest", "--html", path, "--force")
    nowhere = call("digest", "--html", tmp_path / "no" / "where.html")
    assert nowhere.err.startswith("Error: ")


def test_a_digest_of_days_to_come_is_refused(db):
    assert call("digest", "--since", "2027-01-01").err.startswith("Error: 2027-01-01 is not past.\n")
    assert call("digest", "--json", "--markdown").err.startswith(
        "Error: --markdown, --html and --json exclude each other.\n"
    )


def test_prose_names_its_sources_and_leaves_out_what_was_said_to_be_private(db):
    from fake_openai import FakeOpenAI, words

    with FakeOpenAI(words("You had lunch [1].\nShe is kind.")) as server:
        shown = done("brief", "Ana Ruiz", "--prose", "--model", "m", "--base-url", server.address)
        done("private", "1")
        nothing = call("brief", "Ana Ruiz", "--prose", "--model", "m", "--base-url", server.address)
    assert "You had lunch. [1]" in shown
    assert "She is kind" not in shown
    assert "[1] Lunch with Ana Ruiz." in shown
    assert len(server.bodies) == 1  # all of it is private now
    assert nothing.out.startswith("Ana Ruiz\n")


def test_a_channel_that_was_read_wrong_is_put_right_and_stays_so(db):
    said = call("channel", "1", "Phone", "--with", "Ana Ruiz")
    assert said.err.splitlines()[0].startswith("Channel with Ana Ruiz: call, in Lunch with Ana Ruiz.")
    assert json.loads(done("contacts", "Ana Ruiz", "--json"))[0]["channel"] == "call"
    done("run", "--again")
    done("rebuild")
    assert json.loads(done("contacts", "Ana Ruiz", "--json"))[0]["channel"] == "call"
    assert call("channel", "1", "phone").err.splitlines()[0] == "Error: It says so already."
    done("channel", "1", "none")
    assert json.loads(done("contacts", "Ana Ruiz", "--json"))[0]["channel"] is None
    assert "Channel: not said, in Lunch with Ana Ruiz." in done("history")
    done("undo")
    assert json.loads(done("contacts", "Ana Ruiz", "--json"))[0]["channel"] == "call"
    assert call("channel", "1", "tea", "--with", "Ben Cole").code == 2
