"""``notesight eval``: the figures of a reader, its errors in their words, and what tells two readers apart."""

import json

import pytest
from fake_openai import FakeOpenAI, good
from terminal import call, done, use_scripted, write

FIRST = "Coffee.\nask Ana Ruiz>me: a web designer\noffer Bo>me: his kiln by Friday\nThen home, where I owe Bo a cake.\n"
SECOND = """From: Priya Raman <priya@lumen.example>
To: Ada Brandt <ada@example.org>
Date: Mon, 02 Mar 2026 09:30:00 +0100
Message-ID: <one@lumen.example>
Subject: A CFO

ask Priya Raman>me: a fractional CFO
"""


def person(name, email=None):
    return {"name": name, "mentions": [name], "email": email, "organization": None, "role": None}


def item(kind, by, to, quote, due=None):
    return {"kind": kind, "by": by, "to": to, "summary": quote, "quote": quote, "due": due, "due_text": None}


GOLD_FIRST = {
    "id": "first", "kind": "note", "file": "first.txt", "date": "2026-03-02", "me": None,
    "people": [person("Ana Ruiz"), person("Bo")],
    "items": [
        item("ask", "Ana Ruiz", None, "a web designer"),
        item("followup", "me", "Bo", "his kiln by Friday", "2026-03-06"),
        item("followup", "me", "Bo", "I owe Bo a cake"),
    ],
}  # fmt: skip
GOLD_SECOND = {
    "id": "second", "kind": "email", "file": "second.eml", "date": "2026-03-02", "me": "ada@example.org",
    "people": [person("Priya Raman", "priya@lumen.example")],
    "items": [item("ask", "Priya Raman", "me", "a fractional CFO")],
}  # fmt: skip
TABLE = """\
2 documents of {folder}, read by scripted

            precision   recall      F1   right   found  wanted
people          1.000    1.000   1.000       3       3       3
asks            1.000    1.000   1.000       2       2       2
offers          0.000    0.000   0.000       0       1       0
follow-ups      0.000    0.000   0.000       0       0       2
all items       0.667    0.500   0.571       2       3       4

by              1.000  2 of 2: of the items found, who asks, offers or acts is right
to              0.500  1 of 2: and so is whom it is for
due                 –  0 of 0: where either has a day, it is the same
grounded        1.000  3 of 3: of the quotes stand in their text
faultless       0.500  1 of 2: of the documents have no error at all
cost          $0.0000  0.0 s of reading, 0.00 s a document
"""
ERRORS = """
first  note of Mon 2026-03-02
  Missed
    Follow-up: me → Bo
      Then home, where [I owe Bo a cake].
  Wrong kind
    Follow-up is wanted (me → Bo), offer was said (Bo → me)
      offer Bo>me: [his kiln by Friday]
  Wrong by, to or due
    Ask: to should be nobody, said me
      ask Ana Ruiz>me: [a web designer]

1 document of 2 without any error.
"""


@pytest.fixture
def gold(tmp_path, monkeypatch):
    use_scripted(monkeypatch)
    folder = tmp_path / "gold"
    write(folder / "first.txt", FIRST)
    write(folder / "second.eml", SECOND)
    write(folder / "first.json", json.dumps(GOLD_FIRST, indent=1))
    write(folder / "second.json", json.dumps(GOLD_SECOND))
    write(folder / "README.md", "No gold of its own.")
    return folder


def test_the_figures_are_one_table(gold):
    assert done("eval", gold) == TABLE.format(folder=gold)


def test_every_error_is_shown_in_its_line_with_what_was_said_instead(gold):
    assert done("eval", gold, "--errors") == TABLE.format(folder=gold) + ERRORS


def test_a_long_line_is_cut_around_the_words_and_broken_at_the_width(gold):
    write(gold / "first.txt", FIRST.replace("Then home", "and " * 60 + "home") + "word " * 60)
    shown = done("eval", gold, "--errors", "--only", "first", columns=60)
    assert "      … and and" in shown
    assert "where [I]\n      [owe Bo a cake].\n" in shown
    assert max(map(len, shown.partition("first  note")[2].splitlines())) <= 60


@pytest.mark.parametrize(
    ("words", "documents"),
    [
        (["--only", "first"], ["first"]),
        (["--only", "s*"], ["second"]),
        (["--only", "first", "--only", "s*"], ["first", "second"]),
        (["--kind", "note"], ["first"]),
        (["--kind", "mail"], ["second"]),
    ],
)
def test_some_of_the_documents_may_be_chosen(gold, tmp_path, words, documents):
    kept = tmp_path / "kept.json"
    done("eval", gold, *words, "--save", kept)
    assert sorted(json.loads(kept.read_text())["readings"]) == documents


def test_the_same_for_programs(gold):
    value = json.loads(done("eval", gold, "--json", "--errors"))
    assert value["gold"] == str(gold)
    assert (value["reader"], value["documents"], value["refused"], value["failed"]) == ("scripted", 2, 0, [])
    assert value["items"] == {"precision": 0.667, "recall": 0.5, "f1": 0.571, "right": 2, "found": 3, "wanted": 4}
    assert (value["to"], value["due"]) == (
        {"share": 0.5, "right": 1, "of": 2},
        {"share": None, "right": 0, "of": 0},
    )
    assert (value["seconds"], value["cost_usd"], value["input_tokens"], value["output_tokens"]) == (0.0, 0.0, 0, 0)
    ask = {"kind": "ask", "by": "Ana Ruiz", "to": None, "due": None, "quote": "a web designer"}
    kiln = {"kind": "followup", "by": "me", "to": "Bo", "due": "2026-03-06", "quote": "his kiln by Friday"}
    cake = {"kind": "followup", "by": "me", "to": "Bo", "due": None, "quote": "I owe Bo a cake"}
    lent = {**kiln, "kind": "offer", "by": "Bo", "to": "me"}
    assert value["errors"] == {
        "first": {
            "missed": [kiln, cake],
            "extra": [lent],
            "wrong_kind": [{"wanted": kiln, "found": lent}],
            "wrong": [{"wanted": ask, "found": {**ask, "to": "me"}, "wrong": ["to"]}],
            "missed_people": [],
            "extra_people": [],
            "not_in_the_text": [],
        }
    }


def test_words_of_a_text_cannot_write_on_the_terminal(gold):
    write(gold / "first.txt", FIRST.replace("I owe", "\x1b[31mI owe"))
    assert "�[31m[I owe Bo a cake]" in done("eval", gold, "--errors")


# --- floors -------------------------------------------------------------------------------------------------------


def test_what_is_below_its_floor_is_told_and_exits_with_1(gold, tmp_path):
    floors = write(tmp_path / "floors.toml", "people = 1.0\nitems = 0.5\nasks.precision = 1\ngrounded = 1.0\n")
    assert call("eval", gold, "--floor", floors).code == 0
    write(floors, "items = 0.6\nfollowups.recall = 0.1\n")
    found = call("eval", gold, "--floor", floors, "--min-people", "1")
    assert (found.code, found.out) == (1, TABLE.format(folder=gold))
    assert found.err == (
        "Error: items is 0.5714, below its floor of 0.6.\n"
        "Error: followups.recall is 0.0000, below its floor of 0.1.\n"
        "Try: notesight eval GOLD_DIR --errors\n"
    )
    assert call("eval", gold, "--min-items", "0.58").code == 1
    assert call("eval", gold, "--min-items", "0.57").code == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("wishes = 0.5", "Error: There is no figure “wishes”."),
        ("items = 80", "Error: The floor of items is no number from 0 to 1."),
        ("items = 'high'", "Error: The floor of items is no number from 0 to 1."),
        ("items", "is not valid TOML"),
    ],
)
def test_floors_that_cannot_be_are_a_sentence(gold, tmp_path, content, sentence):
    found = call("eval", gold, "--floor", write(tmp_path / "floors.toml", content))
    assert found.code == 2
    assert sentence in found.err


# --- two readers --------------------------------------------------------------------------------------------------


def kept_as(path, reader, change):
    """Saved readings by another reader, which differ from the saved ones."""
    value = json.loads(path.read_text())
    value["reader"] = reader
    change(value["readings"])
    return write(path.with_name(f"{reader}.json"), json.dumps(value))


def other(readings):
    first = readings["first"]
    first["people"] = [each for each in first["people"] if each["name"] != "Bo"]
    first["items"] = [{**each, "to": None} for each in first["items"] if each["kind"] == "ask"]
    first["items"].append({**first["items"][0], "kind": "followup", "quote": "I owe Bo a cake", "by": "me"})
    first["items"].append({**first["items"][0], "quote": "Then home"})


COMPARED = """
first  note of Mon 2026-03-02
  Right, and only A found it
    Person: Bo
      offer [Bo]>me: his kiln by Friday
  Right, and only B found it
    Follow-up: me → Bo
      Then home, where [I owe Bo a cake].
  Wrong, and only A says it
    Offer: Bo → me, due Fri 2026-03-06
      offer Bo>me: [his kiln by Friday]
  Wrong, and only B says it
    Ask: Ana Ruiz
      [Then home], where I owe Bo a cake.
  Found by both, and one is wrong
    Ask: to should be nobody; B is right, A says me
      ask Ana Ruiz>me: [a web designer]

They differ in 1 document of 2.
"""


def test_two_readers_are_told_apart_in_their_words(gold, tmp_path):
    kept = tmp_path / "kept.json"
    done("eval", gold, "--save", kept)
    shown = done("eval", gold, "--compare", "scripted", kept_as(kept, "other", other))
    figures, differences = shown.split("\nfirst  note", 1)
    assert "\nfirst  note" + differences == COMPARED
    assert figures.splitlines()[:4] == [f"2 documents of {gold}", "  A  scripted", "  B  other", ""]
    assert "all items       0.571    0.750    +0.179  within chance (+0.000 to +0.267)" in figures
    assert "offers          0.000    0.000    +0.000  the same" in figures
    assert "to              0.500    0.667" in figures


def test_two_readers_are_told_apart_for_programs(gold, tmp_path):
    kept = tmp_path / "kept.json"
    done("eval", gold, "--save", kept)
    value = json.loads(done("eval", gold, "--json", "--compare", kept, kept_as(kept, "other", other)))
    assert (value["A"]["reader"], value["B"]["reader"]) == ("scripted", "other")
    assert (value["A"]["items"]["f1"], value["B"]["items"]["f1"], value["B_less_A"]["items"]["by"]) == (
        0.571,
        0.75,
        0.179,
    )
    assert list(value["documents"]) == ["first"]
    assert value["documents"]["first"]["A"]["right_people"] == ["Bo"]
    assert [each["quote"] for each in value["documents"]["first"]["B"]["right"]] == ["I owe Bo a cake"]
    ask = {"kind": "ask", "by": "Ana Ruiz", "to": None, "due": None, "quote": "a web designer"}
    assert value["documents"]["first"]["found_by_both"] == [
        {"wanted": ask, "field": "to", "right": "B", "A": "me", "B": None}
    ]


def test_a_reader_against_itself_differs_in_nothing(gold):
    shown = done("eval", gold, "--compare", "scripted", "scripted")
    assert "They differ in no documents of 2." in shown or "They differ in 0 documents of 2." in shown
    assert "chance" not in shown


def test_readings_of_a_text_that_has_changed_are_refused(gold, tmp_path):
    kept = tmp_path / "kept.json"
    done("eval", gold, "--save", kept)
    write(gold / "first.txt", FIRST + "More.\n")
    found = call("eval", gold, "--compare", "scripted", kept)
    assert found.code == 2
    assert f"Error: {kept} has readings of other texts than these: first." in found.err


def test_both_readers_are_looked_at_before_one_is_paid_for(gold):
    with FakeOpenAI(good({"people": [], "items": []})) as server:
        words = ["--compare", "openai:cheap", "openai:cheap@extract.v99", "--base-url", server.address]
        found = call("eval", gold, *words)
    assert (found.code, server.asked) == (4, 0)
    assert found.err.startswith("Error: There is no prompt “extract.v99”.\n")


# --- what was paid for --------------------------------------------------------------------------------------------


def test_what_a_model_was_paid_for_is_not_read_again(gold, tmp_path, monkeypatch):
    monkeypatch.delenv("NOTESIGHT_EXTRACTOR")
    write(tmp_path / "config.toml", '[prices."cheap"]\ninput = 1.0\noutput = 10.0\n')
    kept = tmp_path / "kept.json"
    with FakeOpenAI(good({"people": [], "items": []})) as server:
        words = ["eval", gold, "--model", "cheap", "--base-url", server.address, "--save", kept]
        first = done(*words, "--only", "first")
        assert "1 document of" in first
        assert "read by openai cheap (extract.v4)" in first
        assert "cost          $0.0020  1,100 tokens; " in first
        assert server.asked == 1
        done(*words)
        assert server.asked == 2
        again = done(*words)
        assert server.asked == 2
        assert "cost          $0.0040  2,200 tokens; " in again
        write(gold / "first.txt", FIRST + "More.\n")
        done(*words)
        assert server.asked == 3
    assert done("eval", gold, "--compare", kept, kept).count("$0.0040") == 2
    assert call("eval", gold, "--extractor", "scripted", "--save", kept).err == (
        f"Error: {kept} keeps what openai cheap (extract.v4) read.\nTry: Name another file for another reader.\n"
    )


def test_a_price_that_is_not_known_and_a_private_document_are_told(gold, monkeypatch):
    monkeypatch.delenv("NOTESIGHT_EXTRACTOR")
    write(gold / "first.txt", "private:\n" + FIRST)
    with FakeOpenAI(good({"people": [], "items": []})) as server:
        shown = done("eval", gold, "--model", "strange", "--base-url", server.address)
        assert server.asked == 1
    assert "cost                –  1,100 tokens, of a price that is not known; " in shown
    assert shown.endswith("1 private document was read by offline.\n")


def test_a_document_that_was_not_read_counts_as_empty_and_is_named(gold, monkeypatch):
    monkeypatch.delenv("NOTESIGHT_EXTRACTOR")
    with FakeOpenAI(good("no answer at all")) as server:
        found = call("eval", gold, "--model", "cheap", "--base-url", server.address, "--only", "second", "--errors")
    assert found.code == 3
    assert found.err.startswith("second was not read and counts as empty: ")
    assert "Not read: " in found.out
    assert "people          0.000    0.000   0.000       0       0       1" in found.out


# --- gold that is none --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"date": "2026-03-02",\n "items": [}', "first.json, line 2: this is no JSON (Expecting value)."),
        (
            json.dumps({**GOLD_FIRST, "items": [item("ask", None, None, "a plumber")]}, indent=1),
            "first.json, line 33: the quote of item 1 does not stand in first.txt.",
        ),
        (
            json.dumps({**GOLD_FIRST, "people": [person("Cid")]}, indent=1),
            "first.json, line 9: a mention of person 1 does not stand in first.txt.",
        ),
        (
            json.dumps({**GOLD_FIRST, "items": [item("wish", None, None, "his kiln")]}),
            "first.json, line 1: the kind of item",
        ),
        (json.dumps({**GOLD_FIRST, "file": "gone.txt"}), "first.json: its text gone.txt is not there."),
        (b"\xff\xfe\xfa", "first.json is not UTF-8."),
    ],
    ids=["broken", "quote", "mention", "kind", "file", "bytes"],
)
def test_broken_gold_is_named_with_its_line(gold, content, sentence):
    write(gold / "first.json", content)
    found = call("eval", gold)
    assert (found.code, found.out) == (2, "")
    assert f"Error: {gold}/{sentence}" in found.err
    assert found.err.endswith("Try: Mend the gold; nothing was read.\n")


def test_many_faults_are_told_at_once_and_not_all(gold):
    for n in range(7):
        write(gold / f"x{n}.json", '{"date": "2026-03-02"}')
    found = call("eval", gold)
    assert found.err.count("has no text beside it: ") == 5
    assert "And 2 more." in found.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--only", "third"], "Nothing in {gold} fits."),
        (["--kind", "chat"], "There is no kind “chat” of document."),
        (["--compare", "scripted", "gone.json"], "There is no file gone.json."),
        (["--compare", "scripted", "scripted", "--errors"], "--compare names both readers, and goes with"),
        (["--compare", "scripted", "offline:gpt-5"], "offline asks no model."),
        (["--extractor", "offline", "--prompt", "extract.v1"], "--prompt belongs to a model."),
        (["--save", "/nowhere/kept.json"], "/nowhere/kept.json cannot be written: its folder is not there."),
    ],
)
def test_a_call_that_makes_no_sense_is_a_sentence(gold, words, sentence):
    found = call("eval", gold, *words)
    assert found.code == 2
    assert found.err.startswith(f"Error: {sentence.format(gold=gold)}")


def test_a_folder_without_gold_is_a_sentence(tmp_path):
    assert call("eval", tmp_path).err.startswith(f"Error: {tmp_path} holds no gold.\n")
    assert call("eval", tmp_path / "gone").err.startswith(f"Error: {tmp_path / 'gone'} is no folder.\n")


def test_what_is_no_file_of_readings_is_not_overwritten(gold, tmp_path):
    letter = write(tmp_path / "letter.json", '{"dear": "Ana"}')
    found = call("eval", gold, "--save", letter)
    assert (found.code, letter.read_text()) == (2, '{"dear": "Ana"}')
    assert found.err.startswith(f"Error: {letter} is no file of readings.\n")
