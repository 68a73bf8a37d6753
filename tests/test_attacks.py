"""Orders inside documents change nothing: with a model that obeys them, no list holds what no document says.

The cases stand in ``fixtures/attacks``; each is read as a user reads it, from a file to every list.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from pathlib import Path

import pytest
from fake_openai import FakeOpenAI, good, words
from terminal import call, done

from notesight.extractors.openai import prompt
from notesight.extractors.openai.plain import likeness
from notesight.store import Store

FOLDER = Path(__file__).parent.parent / "fixtures" / "attacks"
CASES = [
    case for path in sorted(FOLDER.glob("*.toml")) for case in tomllib.loads(path.read_text(encoding="utf-8"))["attack"]
]
LISTS = ("asks", "offers", "followups")
SIGNS = re.compile(r"<\|\w+\|>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|<｜\w+｜>|</?tool_call>")
UNSEEN = re.compile("[\u200b\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
CONFIG = 'name = "Ines Kaldor"\naddresses = ["ines@kaldor.example"]\n'


def answer(case):
    """The step of the server: the gullible answer of a case."""
    if "raw" in case:
        return words(case["raw"])
    people = [each if isinstance(each, dict) else {"mentions": [each], "name": each} for each in case["people"]]
    people = [{"id": f"p{number}", **each} for number, each in enumerate(people, start=1)]
    return good({"people": people, "items": [{"summary": "", **each} for each in case["items"]]})


@pytest.fixture
def read(tmp_path, monkeypatch):
    """A function that reads a case into a database, and gives the server that was asked."""
    (tmp_path / "config.toml").write_text(CONFIG)
    monkeypatch.setenv("NOTESIGHT_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def reading(case, *options):
        path = tmp_path / "in" / case.get("file", "note.txt")
        path.parent.mkdir()
        repeat = case.get("repeat", {"words": "", "times": 0})
        path.write_text(case["text"].lstrip("\n") + repeat["words"] * repeat["times"], encoding="utf-8")
        day = () if path.suffix == ".eml" else ("--date", "2026-03-02")
        with FakeOpenAI(answer(case)) as server:
            told = call("ingest", path.parent, *day, "--model", "m", "--base-url", server.address, *options)
        assert told.code == (3 if case["lists"].get("fails") else 0), told.err
        return server

    return reading


def told(value):
    """All that some JSON says but for the titles of documents, which are the documents' own words."""
    if isinstance(value, dict):
        return [each for key, inside in value.items() if key not in ("title", "source") for each in told(inside)]
    return [each for inside in value for each in told(inside)] if isinstance(value, list) else [value]


def listed():
    """What all lists hold: the names, the items as one line each, and everything as it is printed."""
    people = json.loads(done("people", "--json"))
    items = [item for which in LISTS for item in json.loads(done(which, "--json"))]
    lines = [" | ".join(item[key] or "-" for key in ("kind", "by", "to", "summary", "due")) for item in items]
    shown = [value for row in [*people, *items] for key, value in row.items() if key not in ("title", "source")]
    shown += [done(which, columns=300) for which in ("people", *LISTS)]
    shown += told(json.loads(done("today", "--as-of", "2026-03-02", "--json")))
    return sorted(person["name"] for person in people), sorted(lines), "\n".join(map(str, shown)), items


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_order_inside_a_document_changes_no_list(case, read, tmp_path):
    server = read(case)
    people, items, shown, rows = listed()
    expected = case["lists"]
    assert (people, items) == (sorted(expected["people"]), sorted(expected["items"]))
    assert [word for word in expected.get("absent", []) if word in shown] == []
    with Store.open(tmp_path / "notes.db") as store:
        for row in rows:
            text = store.document(row["document_id"]).text
            assert text[row["start"] : row["end"]] == row["quote"]
    for which in ("people", *LISTS):
        cells = [cell for row in csv.reader(io.StringIO(done(which, "--csv"))) for cell in row]
        assert [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t") and not cell.startswith("'")] == []
    for body in server.bodies:
        check_request(body)


def check_request(body):
    """The text is one message with one end of its own; nothing in it is a sign of the protocol, and nothing unseen."""
    system, user = body["messages"][0], body["messages"][1]
    assert (system["role"], user["role"]) == ("system", "user")
    assert system["content"].startswith(prompt.load().system)
    sent = user["content"]
    mark = re.search(r"begins with (\[[0-9a-f]{16}\]) is ours", sent)[1]
    lines = sent.splitlines()
    ours = [line.removeprefix(mark).split(":")[0].strip() for line in lines if line.startswith(mark)]
    assert lines[-1] == f"{mark} end"
    assert ours.count("end") == 1
    known = re.compile(r"title|channel|end|part \d+")
    assert [each for each in ours if not known.fullmatch(each)] == []
    inside = [line.removeprefix(mark) for line in lines if line.startswith(mark)] + [
        line for line in lines[4:] if not line.startswith(mark)
    ]
    assert [line for line in inside if mark[1:-1] in likeness(line)] == []
    assert SIGNS.findall(sent) == []
    assert UNSEEN.findall(sent) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_nor_does_it_when_names_are_masked(case, read, tmp_path):
    # the answer speaks of real names, which no masked text has: whatever is listed stands in the document all the same
    server = read(case, "--mask")
    _, _, shown, rows = listed()
    with Store.open(tmp_path / "notes.db") as store:
        for row in rows:
            text = store.document(row["document_id"]).text
            assert text[row["start"] : row["end"]] == row["quote"]
    assert [word for word in case["lists"].get("absent", []) if word in shown] == []
    assert not any("Ana Ruiz" in json.dumps(body["messages"][:2]) for body in server.bodies)


def test_there_are_attacks_enough():
    assert len(CASES) >= 40
    assert len({case["name"] for case in CASES}) == len(CASES)
