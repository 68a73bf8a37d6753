"""Batches of masked and of long documents, within a limit of money: what goes out, and what comes back of it."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing

import pytest
from fake_batches import FakeBatches, line
from fake_openai import completion, said
from terminal import call, done, write

from notesight.extractors import openai
from notesight.extractors.openai import batch_server, pieces, seam
from notesight.store import Store

WANTS = re.compile(r"([A-Z]\w+ [A-Z]\w+) needs (?:a|the|two) \w+")
LONG = (
    "Priya Raman needs a van, and soon. Call 020 7946 0958.\n\n"
    "Tomasz Wrona needs the ladder for the roof on Friday.\n\n"
    "Zeynep Aydin needs two chairs for the long table.\n\n"
    "Priya Raman needs a van, for her mother too.\n"
)
NAMES = ("Priya", "Raman", "Tomasz", "Wrona", "Zeynep", "Aydin", "7946")
FULL = 1000 * 1.0 / 1e6 + 100 * 10.0 / 1e6


def answer(body):
    """What a model finds that reads what was sent, whatever the names there."""
    found = list(dict.fromkeys((m.group(), m[1]) for m in WANTS.finditer(body["messages"][1]["content"])))
    people = [{"id": f"p{n}", "mentions": [who], "name": who} for n, (_, who) in enumerate(found)]
    items = [{"quote": words, "kind": "ask", "by": f"p{n}", "summary": words} for n, (words, _) in enumerate(found)]
    return {"people": people, "items": items}


def live(handler, body):
    handler.send(completion(body, said(body, json.dumps(answer(body)))))


@pytest.fixture(autouse=True)
def _quick_and_short(monkeypatch):
    monkeypatch.setattr(batch_server, "_PAUSE", 0.001)
    monkeypatch.setattr(seam, "_BACKOFF", 0.001)
    monkeypatch.setattr(pieces.cut, "__defaults__", (90, 40))


@pytest.fixture
def server(tmp_path, monkeypatch):
    with FakeBatches(live, answer=answer) as running:
        write(tmp_path / "config.toml", '[prices."m"]\ninput = 1.0\noutput = 10.0\n')
        monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
        monkeypatch.setenv("NOTESIGHT_BASE_URL", running.address)
        monkeypatch.setenv("NOTESIGHT_MODEL", "m")
        done("add", "--date", "2026-03-02", stdin="Nothing at all.")  # how the server wants to be asked is known then
        running.bodies.clear()
        yield running


@pytest.fixture
def db(tmp_path):
    return tmp_path / "notes.db"


@pytest.fixture
def long(tmp_path):
    return write(tmp_path / "notes" / "long.txt", LONG)


def rows(db, sql, *values):
    with closing(sqlite3.connect(db)) as conn:
        return conn.execute(sql, values).fetchall()


def sent(server):
    return json.dumps([server.uploaded(), server.bodies])


def leaked(server):
    return [name for name in NAMES if name in sent(server)]


def collected(server):
    call("batch", "status")
    return call("batch", "collect")


def asked_for(db):
    with Store.open(db, readonly=True) as store:
        return sorted((row["start"], row["by"], row["quote"]) for row in store.items("ask"))


EXPECTED = [
    (0, "Priya Raman", "Priya Raman needs a van"),
    (LONG.index("Tomasz"), "Tomasz Wrona", "Tomasz Wrona needs the ladder"),
    (LONG.index("Zeynep"), "Zeynep Aydin", "Zeynep Aydin needs two chairs"),
    (LONG.rindex("Priya"), "Priya Raman", "Priya Raman needs a van"),
]


@pytest.mark.parametrize("mask", [True, False])
def test_a_long_document_comes_back_as_by_the_live_path_masked_or_not(server, db, tmp_path, long, mask):
    option = ["--mask"] * mask
    done("batch", "submit", long, *option)
    assert bool(leaked(server)) is not mask
    assert collected(server).code == 0
    assert asked_for(db) == EXPECTED
    table = "SELECT n, start, end, status, answer, input_tokens FROM pieces ORDER BY run_id, n"
    silent = "SELECT sentences, silent, places FROM coverage ORDER BY run_id DESC LIMIT 1"
    prints = "SELECT fingerprint, input_tokens, tries FROM runs ORDER BY id DESC LIMIT 1"
    done("add", "--date", "2026-03-02", "--db", tmp_path / "live.db", stdin="Nothing at all.")
    done("ingest", long, *option, "--db", tmp_path / "live.db")
    for sql in (table, silent, prints):
        assert rows(db, sql) == rows(tmp_path / "live.db", sql) != []
    [(run, parts)] = rows(db, "SELECT runs.cost_usd, sum(pieces.cost_usd) FROM runs JOIN pieces ON run_id = runs.id")
    count = len(rows(db, "SELECT 1 FROM pieces"))
    assert (run, parts) == (pytest.approx(count * FULL / 2), pytest.approx(count * FULL / 2))
    assert bool(leaked(server)) is not mask


def test_a_masked_batch_is_restored_whatever_is_set_and_whoever_is_known_by_then(server, db, long, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_ME", "Ines Kaldor")
    done("batch", "submit", long, "--mask")
    monkeypatch.setenv("NOTESIGHT_ME", "Alma Wrona")
    done(
        "add",
        "--date",
        "2026-03-02",
        "--extractor",
        "offline",
        stdin="Met Tomasz Adler and Zeynep Crombie of Braadine.",
    )
    assert collected(server).code == 0
    found = asked_for(db)
    assert [(start, quote) for start, _, quote in found] == [(start, quote) for start, _, quote in EXPECTED]
    assert rows(db, "SELECT fingerprint FROM runs ORDER BY id DESC LIMIT 1")[0][0].startswith("openai:masked-")


def test_what_a_masked_batch_asks_once_more_is_masked_too(server, db, long):
    done("batch", "submit", long, "--mask")
    nowhere = {"people": [], "items": [{"quote": "nowhere at all", "kind": "ask", "summary": "x"}]}
    server.work = lambda requests: ("completed", [server.answered(each, nowhere) for each in requests], [])
    collected(server)
    assert server.bodies, "quotes that do not stand are asked about once more"
    assert leaked(server) == []
    assert asked_for(db) == EXPECTED


def test_a_batch_that_was_masked_by_other_rules_is_read_anew(server, db, long, monkeypatch):
    done("batch", "submit", long, "--mask")
    monkeypatch.setattr("notesight.batching.MASKING", "another")
    result = collected(server)
    assert "Names were masked by rules that this version of notesight does not have" in result.err
    assert rows(db, "SELECT state FROM batch_documents") == [("released",)]
    assert asked_for(db) == []
    done("run", "--mask")
    assert asked_for(db) == EXPECTED
    assert openai.MASKING != "another"


def test_a_failed_request_leaves_the_other_pieces_and_run_reads_only_what_is_missing(server, db, long):
    done("batch", "submit", long, "--mask")

    def answered(request):
        if "two chairs for" not in request["body"]["messages"][1]["content"]:
            return server.answered(request)
        return line(request, 200, json.loads(completion(request["body"], {"content": None, "refusal": "No."})))

    server.work = lambda requests: ("completed", [answered(each) for each in requests], [])
    assert collected(server).code == 3
    assert "Zeynep Aydin" not in [by for _, by, _ in asked_for(db)]
    [(kept,)] = rows(db, "SELECT count(*) FROM pieces WHERE status = 'done'")
    [(failed,)] = rows(db, "SELECT count(*) FROM pieces WHERE status = 'failed'")
    assert min(kept, failed) > 0
    server.bodies.clear()
    done("run", "--mask")
    assert asked_for(db) == EXPECTED
    assert (
        len(server.bodies) == len(rows(db, "SELECT 1 FROM pieces WHERE run_id = 2")) - kept or len(server.bodies) >= 1
    )
    assert leaked(server) == []


def test_what_the_owner_said_of_a_fact_holds_when_a_batch_reads_it_again(server, db, long):
    done("ingest", long)
    with Store.open(db) as store:
        done("done", store.items("ask")[0]["id"])
    done("batch", "submit", "--again", "--mask")
    assert collected(server).code == 0
    with Store.open(db, readonly=True) as store:
        assert sorted(row["state"] for row in store.items("ask")) == ["done", "open", "open", "open"]


def test_a_private_document_goes_into_no_masked_batch(server, db, tmp_path, long):
    write(tmp_path / "notes" / "private.txt", "private:\nQuentin Abara needs a harpsichord.\n")
    done("batch", "submit", tmp_path / "notes", "--mask")
    collected(server)
    assert "harpsichord" not in sent(server)
    readers = rows(db, "SELECT extractor FROM runs JOIN documents ON documents.id = document_id WHERE private = 1")
    assert readers == [("offline",)]


# --- money ----------------------------------------------------------------------------------------------------------


def test_no_more_is_handed_in_than_the_limit_allows_at_half_the_price(server, db, tmp_path):
    for n in range(6):
        write(tmp_path / "notes" / f"{n}.txt", f"Priya Raman needs a van {n}.")
    result = call("batch", "submit", tmp_path / "notes", "--max-cost", "0.08")
    [handed_in] = server.uploaded()
    assert (result.code, 0 < len(handed_in) < 6) == (3, True)
    assert f"Batch 1: {len(handed_in)} documents" in result.err
    assert "The limit of 0.08 USD is reached: about 0.0" in result.err
    assert "Try: What is left waits: notesight batch submit, with another --max-cost" in result.err
    for each in handed_in:
        assert each["body"]["max_tokens"] == 4096
    assert 0.5 * len(handed_in) * 4096 * 10 / 1e6 <= 0.08
    assert 0.5 * (len(handed_in) + 2) * 4096 * 10 / 1e6 > 0.08
    [(waiting,)] = rows(db, "SELECT count(*) FROM _waiting")
    assert waiting == 6
    collected(server)
    assert done("batch", "submit") == ""
    assert sum(map(len, server.uploaded())) == 6


def test_a_limit_that_no_document_fits_into_hands_in_nothing(server, db, long):
    result = call("batch", "submit", long, "--max-cost", "0.001")
    assert (result.code, server.uploaded()) == (3, [])
    assert "nothing was spent" in result.err
    assert rows(db, "SELECT count(*) FROM batches") == [(0,)]


def test_a_limit_wants_a_price(server, long):
    result = call("batch", "submit", long, "--model", "mystery", "--base-url", "http://192.0.2.1/v1", "--max-cost", "1")
    assert (result.code, "so --max-cost cannot be kept" in result.err) == (4, True)
