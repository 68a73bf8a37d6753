"""Big archives through a server's batches: handed in, looked after, collected, with the same rows as the live path."""

import json
import re
import sqlite3
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from fake_batches import FakeBatches, expired_line, fault_line, line
from fake_openai import completion, drop, fault, said
from hypothesis import given
from hypothesis import strategies as st
from store_cases import people, read
from terminal import call, done, write

from notesight import batching, config
from notesight.batching import Batching
from notesight.errors import ConfigError, ServerError, UsageError
from notesight.extractors.openai import batch_server, seam
from notesight.store import Store

SEEKS = re.compile(r"Nadia Brook (is looking for chair number (\d+))")
NOTE = "2026-03-02 visit no. {n}\n\nNadia Brook is looking for chair number {n}.\n"
PRIVATE = "private:\n2026-03-02 Ana Ruiz is looking for a web designer.\n"
PERSON = {
    "id": "p1",
    "mentions": ["Nadia Brook"],
    "name": "Nadia Brook",
    "email": None,
    "organization": None,
    "role": None,
}
PRICES = '[prices."m"]\ninput = 1.0\noutput = 10.0\n'
FULL = 1000 * 1.0 / 1e6 + 100 * 10.0 / 1e6
"""What one call costs at these prices; the scripted server says 1000 and 100 tokens."""
HALF = FULL / 2


def item(quote, number):
    parties = {"kind": "ask", "by": "p1", "to": None, "due_text": None, "certainty": "stated"}
    return {"quote": quote, "part": 1, "summary": f"Chair {number}", **parties}


def answer(body):
    """What a model finds in the text that it is given."""
    return {"people": [PERSON], "items": [item(*found) for found in SEEKS.findall(body["messages"][1]["content"])]}


def invented(body):
    """The same, but for a quote that does not stand in the text."""
    return {**answer(body), "items": [item("Nadia Brook wants every chair", 0), *answer(body)["items"]]}


def live(handler, body):
    handler.send(completion(body, said(body, json.dumps(answer(body)))))


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(batch_server, "_PAUSE", 0.001)
    monkeypatch.setattr(seam, "_BACKOFF", 0.001)


@pytest.fixture
def server(tmp_path, monkeypatch):
    with FakeBatches(live, answer=answer) as running:
        write(tmp_path / "config.toml", PRICES)
        monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
        monkeypatch.setenv("NOTESIGHT_BASE_URL", running.address)
        monkeypatch.setenv("NOTESIGHT_MODEL", "m")
        yield running


@pytest.fixture
def db(tmp_path):
    return tmp_path / "notes.db"


def notes(folder, *numbers):
    for n in numbers:
        write(folder / f"{n:03}.txt", NOTE.format(n=n))
    return folder


def rows(db, sql, *values):
    with closing(sqlite3.connect(db)) as conn:
        return conn.execute(sql, values).fetchall()


def asks(db):
    return sorted(int(row[0].split()[1]) for row in rows(db, "SELECT summary FROM asks"))


def costs(db):
    """What the runs of each document cost, in calls at the full price, and how many calls there were."""
    sql = "SELECT sum(cost_usd), sum(tries) FROM runs WHERE extractor = 'openai' GROUP BY document_id ORDER BY document_id"
    return [(round(cost / FULL, 3), tries) for cost, tries in rows(db, sql)]


def fates(db):
    return dict(rows(db, "SELECT state, count(*) FROM batch_documents GROUP BY state"))


def known_way(server, db, tmp_path):
    """Let it be known how the server wants to be asked, so that nothing is read at once."""
    done("add", "--date", "2026-03-02", stdin="Nadia Brook is looking for chair number 1000.")
    assert server.asked == 1
    server.bodies.clear()


def collected(server):
    """Collect a batch; it is answered at the second look."""
    call("batch", "status")
    return call("batch", "collect")


def without_the_place(db):
    """What the lists hold, without what differs between two databases of the same notes."""
    with Store.open(db) as store:
        facts = ("kind", "id", "summary", "by", "to", "quote", "start", "due", "said_on", "state")
        return sorted([row[each] for each in facts] for row in store.items()), [
            (row["name"], row["documents"], row["open_items"]) for row in store.people()
        ]


# --- the straight way ---------------------------------------------------------------------------------------------


def test_an_archive_goes_in_and_comes_back_with_the_same_rows_as_the_live_path(server, db, tmp_path):
    folder = notes(tmp_path / "notes", *range(5))
    result = call("batch", "submit", folder)
    assert (result.code, result.out) == (0, "")
    assert result.err.splitlines() == [
        "Read 1 document (openai m): 1 mention of a person, 1 ask, 0 offers, 0 follow-ups.",
        "That cost 0.0020 USD.",
        f"Batch 1: 4 documents in 4 requests, sent to {server.address} (m).",
        "When it is answered, within a day: notesight batch collect",
    ]
    assert (server.asked, [len(each) for each in server.uploaded()]) == (1, [4])
    assert collected(server).err.splitlines()[-1] == "Batch 1: 4 of 4 documents read; 0.0040 USD."
    assert costs(db) == [(1, 1), (0.5, 1), (0.5, 1), (0.5, 1), (0.5, 1)]
    assert asks(db) == [0, 1, 2, 3, 4]
    done("ingest", folder, "--db", tmp_path / "live.db")
    assert without_the_place(db) == without_the_place(tmp_path / "live.db")
    stored = "SELECT extractor, model, prompt, fingerprint, status, input_tokens, output_tokens, raw FROM runs ORDER BY document_id"
    assert rows(db, stored) == rows(tmp_path / "live.db", stored)


def test_a_request_is_what_the_live_path_sends(server, db, tmp_path):
    folder = notes(tmp_path / "notes", 1, 2)
    done("batch", "submit", folder)
    [[request]] = server.uploaded()
    assert (request["custom_id"], request["method"], request["url"]) == (
        "document-2-piece-0",
        "POST",
        "/v1/chat/completions",
    )
    server.bodies.clear()
    done("ingest", folder, "--db", tmp_path / "live.db")
    assert request["body"] in server.bodies
    assert request["body"]["response_format"]["json_schema"]["strict"] is True


def test_no_text_breaks_out_of_its_line(server, db, tmp_path):
    known_way(server, db, tmp_path)
    words = 'Nadia Brook is looking for chair number 7. \u2028 \x85 \u2029 \x0b \x0c "} \\ \U0001f6cb {{x}} {"custom_id": "document-1-piece-0"}'
    write(tmp_path / "notes" / "odd.txt", words)
    done("batch", "submit", tmp_path / "notes")
    [(_, data)] = server.files.values()
    [line] = data.decode().splitlines()
    assert (json.loads(line)["custom_id"], words in json.loads(line)["body"]["messages"][1]["content"]) == (
        "document-2-piece-0",
        True,
    )
    collected(server)
    assert asks(db) == [7, 1000]


def test_what_was_read_by_a_batch_is_not_read_again(server, db, tmp_path):
    folder = notes(tmp_path / "notes", *range(3))
    done("batch", "submit", folder)
    collected(server)
    asked = server.asked
    for words in (["run"], ["run", "--again"], ["ingest", folder], ["batch", "submit", "--again", folder]):
        assert call(*words).code == 0
    assert (server.asked, len(server.batches), len(rows(db, "SELECT 1 FROM runs"))) == (asked, 1, 3)


def test_collecting_twice_changes_nothing(server, db, tmp_path):
    done("batch", "submit", notes(tmp_path / "notes", *range(3)))
    collected(server)
    before = [rows(db, f"SELECT * FROM {table}") for table in ("runs", "observations", "batches", "batch_documents")]
    assert call("batch", "collect").err == "No batch is under way.\n"
    with Store.open(db) as store:  # also when it was stopped before the last word about it
        store.batches.note(1, state="sent")
        batch = Batching(store, config.load({"NOTESIGHT_BASE_URL": server.address}), None)
        server.batches["batch_2"] |= {"status": "completed"}
        assert list(batch.collect()) == []
    assert [
        rows(db, f"SELECT * FROM {table}") for table in ("runs", "observations", "batches", "batch_documents")
    ] == before


def test_nothing_of_a_batch_is_left_at_the_server(server, tmp_path):
    done("batch", "submit", notes(tmp_path / "notes", *range(3)))
    assert [name for name, _ in server.files.values()] == [server.files["file-1"][0]]
    assert re.fullmatch(r"notesight-[0-9a-f]{32}\.jsonl", server.files["file-1"][0])
    collected(server)
    assert server.files == {}


def test_a_private_document_is_read_here_and_never_goes(server, db, tmp_path):
    folder = notes(tmp_path / "notes", 1, 2)
    write(folder / "private.txt", PRIVATE)
    done("batch", "submit", folder)
    collected(server)
    done("batch", "submit", "--again")
    readers = rows(db, "SELECT extractor FROM runs JOIN documents ON documents.id = document_id WHERE private = 1")
    assert readers == [("offline",)]
    assert "web designer" not in json.dumps([server.uploaded(), server.bodies])


def test_what_is_in_a_batch_is_not_read_meanwhile_unless_it_is_asked_for(server, db, tmp_path):
    folder = notes(tmp_path / "notes", *range(3))
    done("batch", "submit", folder)
    asked = server.asked
    write(folder / "001.txt", NOTE.format(n=1))  # touched, not changed
    for words in (["run"], ["ingest", folder], ["run", "--again"], ["run", "--extractor", "offline"]):
        result = call(*words)
        assert result.code == 0
        assert result.err.endswith("2 documents are in a batch: notesight batch status\n")
    assert (server.asked, asks(db)) == (asked, [0])
    assert re.search(r"batch +2 documents are in batch 1 since \w{3} \d+ \w{3} \d{4} \d\d:\d\d", done("doctor"))
    done("run", "--batched")
    assert (server.asked, asks(db)) == (asked + 2, [0, 1, 2])
    collected(server)
    assert (asks(db), fates(db)) == ([0, 1, 2], {"read": 2})


def test_what_others_have_read_goes_with_again(server, db, tmp_path):
    folder = notes(tmp_path / "notes", *range(3))
    done("ingest", folder, "--extractor", "offline")
    assert call("batch", "submit", folder).err.splitlines()[-1] == "Nothing waits for a batch."
    done("batch", "submit", "--again")
    collected(server)
    assert rows(db, "SELECT extractor, count(*) FROM runs GROUP BY 1") == [("offline", 3), ("openai", 3)]


def test_a_batch_holds_no_more_than_the_server_takes_and_no_document_is_torn_apart(server, db, tmp_path, monkeypatch):
    known_way(server, db, tmp_path)
    long = NOTE.format(n=7) + "\n\n".join(
        f"Nadia Brook is looking for chair number {n}. {'word ' * 400}" for n in range(10, 20)
    )
    folder = notes(tmp_path / "notes", *range(4))
    write(folder / "long.txt", long)
    monkeypatch.setattr(batching.batch_requests, "MOST_REQUESTS", 3)
    done("batch", "submit", folder)
    sizes = [[request["custom_id"].partition("-piece")[0] for request in batch] for batch in server.uploaded()]
    assert sizes == [["document-2", "document-3", "document-4"], ["document-5", "document-6", "document-6"]]
    for _ in range(2):
        call("batch", "collect")
    assert asks(db) == [0, 1, 2, 3, 7, *range(10, 20), 1000]
    assert rows(db, "SELECT max(tries) FROM runs") == [(2,)]
    with Store.open(db) as store:
        assert [row["name"] for row in store.people()] == ["Nadia Brook"]


def test_a_batch_holds_no_more_bytes_than_the_server_takes(server, db, tmp_path, monkeypatch):
    known_way(server, db, tmp_path)
    assert (batching.batch_requests.MOST_REQUESTS, batching.batch_requests.MOST_BYTES) == (50_000, 200_000_000)
    done("batch", "submit", notes(tmp_path / "whole", 9))
    [[alone]] = server.uploaded()
    most = int(2.5 * len(json.dumps(alone, ensure_ascii=False)))
    monkeypatch.setattr(batching.batch_requests, "MOST_BYTES", most)
    done("batch", "submit", notes(tmp_path / "notes", *range(5)))
    assert [len(each) for each in server.uploaded()[1:]] == [2, 2, 1]
    assert max(len(json.dumps(each, ensure_ascii=False)) for each in server.uploaded()[1:]) < most


def test_a_wrong_setting_is_found_before_anything_is_handed_in(server, db, tmp_path):
    server.script = (fault(401),)
    result = call("batch", "submit", notes(tmp_path / "notes", *range(3)))
    assert (result.code, server.calls, rows(db, "SELECT * FROM batches")) == (4, [], [])


def test_the_way_that_a_server_understands_is_the_way_of_the_batch(server, tmp_path):
    def tools_only(handler, body):
        (live if "tools" in body else fault(400))(handler, body)

    server.script = (tools_only,)
    done("batch", "submit", notes(tmp_path / "notes", *range(3)))
    assert [[set(each["body"]) & {"tools", "response_format"} for each in batch] for batch in server.uploaded()] == [
        [{"tools"}] * 2
    ]
    assert collected(server).err.splitlines()[-1].startswith("Batch 1: 2 of 2 documents read")


# --- what goes wrong with answers -----------------------------------------------------------------------------------


def submitted(server, db, tmp_path, *numbers):
    known_way(server, db, tmp_path)
    done("batch", "submit", notes(tmp_path / "notes", *numbers))


def test_lines_out_of_order_twice_unknown_or_broken_do_no_harm(server, db, tmp_path):
    def work(requests):
        good = [server.answered(each) for each in requests]
        stranger = {**good[0], "custom_id": "document-99-piece-0"}
        other = {**good[1], "custom_id": "document-2-piece-7"}
        twice = {
            **good[2],
            "response": {"status_code": 200, "body": json.loads(completion({"model": "m"}, {"content": "{}"}))},
        }
        broken = [b"{half a line\n", b"[1]\n", b"\n", b'{"custom_id": 7}\n', {"custom_id": None, "response": "x"}]
        return "completed", [stranger, *broken, *reversed(good), other, twice], [fault_line(requests[0], 500)]

    server.work = work
    submitted(server, db, tmp_path, *range(4))
    assert collected(server).code == 0
    assert (asks(db), fates(db), server.asked) == ([0, 1, 2, 3, 1000], {"read": 4}, 0)
    assert costs(db) == [(1, 1), *[(0.5, 1)] * 4]


def test_a_quote_that_does_not_stand_is_asked_about_once_more_and_at_once(server, db, tmp_path):
    server.work = lambda requests: (
        "completed",
        [server.answered(each, invented(each["body"])) for each in requests],
        [],
    )
    submitted(server, db, tmp_path, 1, 2)
    collected(server)
    assert asks(db) == [1, 2, 1000]
    assert costs(db)[1:] == [(1.5, 2), (1.5, 2)]
    assert [[message["role"] for message in body["messages"]] for body in server.bodies] == [
        ["system", "user", "assistant", "user"]
    ] * 2
    assert "do not stand in the text" in server.bodies[0]["messages"][-1]["content"]
    assert rows(db, "SELECT count(*) FROM rejections") == [(0,)]


def test_an_answer_that_stays_bad_keeps_what_stands(server, db, tmp_path):
    server.work = lambda requests: (
        "completed",
        [server.answered(each, invented(each["body"])) for each in requests],
        [],
    )
    submitted(server, db, tmp_path, 1)
    server.script = (lambda handler, body: handler.send(completion(body, said(body, json.dumps(invented(body))))),)
    collected(server)
    assert (asks(db), rows(db, "SELECT quote FROM rejections")) == ([1, 1000], [("Nadia Brook wants every chair",)])


@pytest.mark.parametrize("text", ["I would rather not say.", '{"people": [', "", "{}", "[]"])
def test_an_answer_that_does_not_parse_is_asked_for_once_more(server, db, tmp_path, text):
    server.work = lambda requests: ("completed", [server.answered(each, text or " ") for each in requests], [])
    submitted(server, db, tmp_path, 1)
    collected(server)
    assert (asks(db), costs(db)[1:]) == ([1, 1000], [(1.5, 2)])


def test_a_refusal_fails_and_is_listed_and_paid_for(server, db, tmp_path):
    def refused(request):
        return line(
            request, 200, json.loads(completion(request["body"], {"content": None, "refusal": "Nadia’s words"}))
        )

    server.work = lambda requests: ("completed", [refused(each) for each in requests], [])
    submitted(server, db, tmp_path, 1)
    result = collected(server)
    assert result.code == 3
    assert "The model declined to read this document." in result.err
    assert "Batch 1: 0 of 1 document read, 1 failed; 0.0010 USD." in result.err
    assert (fates(db), costs(db)[1:], "Nadia’s words" in result.err) == ({"failed": 1}, [(0.5, 1)], False)
    assert result.err.endswith("1 document waits to be read: notesight run, or notesight batch submit\n")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_fault_that_passes_puts_the_document_into_the_next_batch(server, db, tmp_path, status):
    def work(requests):
        if len(server.batches) == 1:
            return "completed", [server.answered(requests[0])], [fault_line(each, status) for each in requests[1:]]
        return server.all_answered(requests)

    server.work = work
    submitted(server, db, tmp_path, *range(3))
    assert collected(server).err.splitlines()[-2:] == [
        "Batch 1: 1 of 3 documents read, 2 not answered; 0.0010 USD. The server left some of it without an answer.",
        f"Batch 2: 2 documents in 2 requests, sent to {server.address} (m).",
    ]
    assert [[each["custom_id"] for each in batch] for batch in server.uploaded()][1] == [
        "document-3-piece-0",
        "document-4-piece-0",
    ]
    collected(server)
    assert (asks(db), fates(db), server.asked) == ([0, 1, 2, 1000], {"read": 3, "released": 2}, 0)


def test_a_fault_of_the_document_itself_is_its_failure(server, db, tmp_path):
    server.work = lambda requests: (
        "completed",
        [],
        [fault_line(each, 400, "context_length_exceeded") for each in requests],
    )
    submitted(server, db, tmp_path, 1)
    result = collected(server)
    assert (result.code, fates(db), server.asked) == (3, {"failed": 1}, 0)
    assert "This document is too long for m." in result.err
    assert "chair" not in result.err


def test_faults_that_asking_again_does_not_mend_leave_all_in_the_queue(server, db, tmp_path):
    server.work = lambda requests: ("completed", [], [fault_line(each, 403) for each in requests])
    submitted(server, db, tmp_path, 1, 2)
    result = collected(server)
    assert (
        f"Batch 1: 0 of 2 documents read, 2 not answered; 0.0000 USD. The model server at {server.address} refuses this key or this model (403)."
        in result.err
    )
    assert (fates(db), len(server.batches), server.asked) == ({"released": 2}, 1, 0)


def test_a_batch_that_expired_keeps_its_answers_and_the_rest_goes_on_but_not_for_ever(server, db, tmp_path):
    server.work = lambda requests: (
        "expired",
        [server.answered(requests[0])],
        [expired_line(each) for each in requests[1:]],
    )
    submitted(server, db, tmp_path, *range(5))
    collected(server)
    for _ in range(4):
        last = collected(server)
    assert [len(each) for each in server.uploaded()] == [5, 4, 3]
    assert (asks(db), fates(db)) == ([0, 1, 2, 1000], {"read": 3, "released": 9})
    assert last.err == "No batch is under way.\n"
    shown = call("batch", "status")
    assert re.findall(r"expired, closed", shown.out) == ["expired, closed"] * 3
    assert shown.err.splitlines() == [
        f"Batch {n}: The server did not finish it within its 24 hours." for n in (1, 2, 3)
    ]
    assert call("run").code == 0
    assert asks(db) == [0, 1, 2, 3, 4, 1000]


def test_a_document_of_which_one_piece_is_missing_is_completed_at_once(server, db, tmp_path):
    known_way(server, db, tmp_path)
    text = "\n\n".join(f"Nadia Brook is looking for chair number {n}. {'word ' * 400}" for n in range(10, 20))
    write(tmp_path / "notes" / "long.txt", text)
    server.work = lambda requests: ("expired", [server.answered(requests[0])], [expired_line(requests[1])])
    done("batch", "submit", tmp_path / "notes")
    collected(server)
    assert (asks(db), server.asked, costs(db)[1:]) == ([*range(10, 20), 1000], 1, [(1.5, 2)])
    assert "people named earlier in this document: Nadia Brook" in server.bodies[0]["messages"][1]["content"]


def test_what_was_read_of_a_document_before_is_not_asked_in_a_batch_again(server, db, tmp_path):
    known_way(server, db, tmp_path)
    for name, first in (("a", 10), ("b", 20)):
        said = (f"Nadia Brook is looking for chair number {n}. {'word ' * 400}" for n in range(first, first + 10))
        write(tmp_path / "notes" / f"{name}.txt", "\n\n".join(said))
    server.work = lambda requests: (
        "completed", [server.answered(each) for each in requests[::2]], [fault_line(each, 400) for each in requests[1::2]]
    )  # fmt: skip
    done("batch", "submit", tmp_path / "notes")
    collected(server)
    assert fates(db) == {"failed": 2}
    server.work = server.all_answered
    done("batch", "submit")  # a server that refused a request is tried with one document first
    assert [[each["custom_id"] for each in batch] for batch in server.uploaded()] == [
        ["document-2-piece-0", "document-2-piece-1", "document-3-piece-0", "document-3-piece-1"],
        ["document-3-piece-1"],
    ]
    collected(server)
    assert (asks(db), costs(db)[1:]) == ([*range(10, 30), 1000], [(1.5, 3), (1.0, 3)])


def test_whom_a_first_name_may_mean_is_told_in_a_batch_too_and_understood_as_it_was_told(server, db, tmp_path):
    with Store.open(db) as store:
        read(store, "Jim Baker", ["Jim Baker"], day=date(2026, 1, 1))
        read(store, "Jim Hall", ["Jim Hall"], day=date(2026, 2, 1))
    known_way(server, db, tmp_path)
    write(tmp_path / "notes" / "a.txt", "2026-03-02 Jim called\n")
    jim = {**PERSON, "mentions": ["Jim"], "name": "Jim", "known": "k2"}  # who was seen last is told first
    server.work = lambda requests: ("completed", [server.answered(requests[0], {"people": [jim], "items": []})], [])
    done("batch", "submit", tmp_path / "notes")
    assert "k1: Jim Hall" in server.uploaded()[0][0]["body"]["messages"][1]["content"]
    with Store.open(db) as store:  # whom the list begins with now is somebody else
        read(store, "Jim Zorn", ["Jim Zorn"], day=date(2026, 3, 1))
        with pytest.raises(UsageError, match="is in batch 1, at a model server"):
            store.forgotten.plan("person", next(row["id"] for row in store.people() if row["name"] == "Jim Hall"))
    collected(server)
    with Store.open(db) as store:
        assert people(store) == ["Jim Baker: 2", "Jim Hall: 1", "Jim Zorn: 1", "Nadia Brook: 1"]


def test_a_batch_that_the_server_refuses_gives_all_back_and_is_not_handed_in_again(server, db, tmp_path):
    server.work = lambda _: ("failed", [], [])
    submitted(server, db, tmp_path, 1, 2)
    result = collected(server)
    assert "holds too much for this model in batches; wait for those, or hand in less" in result.err
    assert "words of a note" not in result.err
    assert (fates(db), len(server.batches)) == ({"released": 2}, 1)
    assert result.err.endswith("2 documents wait to be read: notesight run, or notesight batch submit\n")


def test_a_batch_is_cancelled_and_what_was_answered_is_kept(server, db, tmp_path):
    server.work = lambda requests: ("cancelled", [server.answered(requests[0])], [])
    submitted(server, db, tmp_path, *range(3))
    result = call("batch", "cancel", 1)
    assert (result.code, result.err) == (
        0,
        "Batch 1 is being cancelled. What it was answered: notesight batch collect\n",
    )
    assert (
        "Batch 1: 1 of 3 documents read, 2 not answered; 0.0010 USD. It was cancelled." in call("batch", "collect").err
    )
    assert (asks(db), fates(db), len(server.batches)) == ([0, 1000], {"read": 1, "released": 2}, 1)
    again = call("batch", "cancel", 1)
    assert (again.code, again.err) == (2, "Error: Batch 1 has ended (cancelled).\n")
    assert call("batch", "cancel", 9).err == "Error: There is no batch 9.\nTry: notesight batch status\n"


def test_answers_that_are_there_no_longer_are_said_and_not_bought_again(server, db, tmp_path):
    submitted(server, db, tmp_path, 1, 2)
    done("batch", "status")
    server.faults["download"] = [fault(404)]
    result = call("batch", "collect")
    assert "What the server answered is there no longer." in result.err
    assert (fates(db), len(server.batches)) == ({"released": 2}, 1)


def test_a_batch_that_the_server_forgot_gives_all_back(server, db, tmp_path):
    submitted(server, db, tmp_path, 1, 2)
    server.batches.clear()
    assert "The server knows nothing of this batch any more." in call("batch", "collect").err
    assert fates(db) == {"released": 2}


def test_a_note_that_changed_meanwhile_keeps_its_own_reading(server, db, tmp_path):
    submitted(server, db, tmp_path, 1, 2)
    write(tmp_path / "notes" / "001.txt", NOTE.format(n=55))
    done("ingest", tmp_path / "notes")
    collected(server)
    assert asks(db) == [2, 55, 1000]


# --- what goes wrong on the way -------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["upload", "create", "retrieve", "download", "delete"])
@pytest.mark.parametrize(
    "step", [fault(500), fault(503), fault(429, retry_after="0"), drop()], ids=["500", "503", "429", "drop"]
)
def test_a_call_that_fails_once_is_made_again(server, db, tmp_path, what, step):
    server.faults[what] = [step]
    submitted(server, db, tmp_path, *range(3))
    assert collected(server).code == 0
    assert (asks(db), len(server.batches), server.files) == ([0, 1, 2, 1000], 1, {})


@pytest.mark.parametrize(("what", "number"), [("upload", 1), ("create", 1)])
def test_a_call_that_took_effect_without_an_answer_is_not_made_twice(server, db, tmp_path, what, number):
    effect = {"upload": server.keep, "create": server.begin}[what]

    def lost(*asked):
        found = effect(*asked)
        setattr(server, {"upload": "keep", "create": "begin"}[what], effect)
        raise OSError(found["id"])  # the connection breaks before the answer is out

    setattr(server, {"upload": "keep", "create": "begin"}[what], lost)
    submitted(server, db, tmp_path, *range(3))
    assert (server.calls.count(what), len(server.batches), len(server.files)) == (number, 1, 1)
    collected(server)
    assert (asks(db), fates(db)) == ([0, 1, 2, 1000], {"read": 3})


@pytest.mark.parametrize("status", [404, 405])
def test_a_server_without_batches_is_a_sentence_and_the_documents_are_free_again(server, db, tmp_path, status):
    server.faults["upload"] = [fault(status)]
    known_way(server, db, tmp_path)
    result = call("batch", "submit", notes(tmp_path / "notes", 1, 2))
    assert (result.code, result.err.splitlines()[-2:]) == (
        4,
        [
            f"Error: The server at {server.address} takes no batches ({status}).",
            "Try: Read without them: notesight run",
        ],
    )
    done("run")
    assert asks(db) == [1, 2, 1000]


@pytest.mark.parametrize("what", ["upload", "create"])
@pytest.mark.parametrize("status", [400, 401, 413])
def test_a_batch_that_is_turned_away_leaves_its_documents_free(server, db, tmp_path, what, status):
    known_way(server, db, tmp_path)
    server.faults[what] = [fault(status)]
    result = call("batch", "submit", notes(tmp_path / "notes", 1, 2))
    assert result.code == 4
    assert "words of a note" not in result.err
    assert fates(db) == {"released": 2}
    done("batch", "submit")
    collected(server)
    assert asks(db) == [1, 2, 1000]


def test_a_server_that_is_away_leaves_all_where_it_is(server, db, tmp_path, monkeypatch):
    submitted(server, db, tmp_path, 1, 2)
    monkeypatch.setenv("NOTESIGHT_BASE_URL", server.address)
    server.faults["retrieve"] = [fault(503)] * 20
    shown = call("batch", "status")
    assert (shown.code, len(shown.out.splitlines())) == (3, 2)
    assert shown.err.startswith(f"Error: The model server at {server.address} failed (503)")
    assert fates(db) == {"waiting": 2}
    server.faults.clear()
    collected(server)
    assert asks(db) == [1, 2, 1000]


def test_a_batch_at_another_server_is_left_alone_and_said(server, db, tmp_path, monkeypatch):
    submitted(server, db, tmp_path, 1, 2)
    monkeypatch.setenv("NOTESIGHT_BASE_URL", "http://127.0.0.1:9/v1")
    result = call("batch", "collect")
    assert (result.code, result.err) == (
        0,
        f"Batch 1 is at {server.address}: notesight batch collect --base-url {server.address}\n",
    )
    assert call("batch", "cancel", 1).code == 2
    call("batch", "status", "--base-url", server.address)
    done("batch", "collect", "--base-url", server.address)
    assert asks(db) == [1, 2, 1000]


def test_the_model_of_a_batch_is_known_from_the_database(server, db, tmp_path, monkeypatch):
    submitted(server, db, tmp_path, 1, 2)
    monkeypatch.delenv("NOTESIGHT_MODEL")
    collected(server)
    assert asks(db) == [1, 2, 1000]
    assert rows(db, "SELECT DISTINCT model FROM runs") == [("m",)]


def test_a_page_instead_of_a_batch_is_a_sentence(server, db, tmp_path):
    submitted(server, db, tmp_path, 1)
    server.faults["retrieve"] = [lambda handler, _: handler.send(b"<html>words of a note</html>", kind="text/html")] * 9
    result = call("batch", "collect")
    assert (result.code, result.err.splitlines()[0]) == (
        3,
        f"Error: The server at {server.address} answered about its batches with something that is none.",
    )


def written_down(server, db, tmp_path, *numbers):
    """A batch that stands in the database, and whose start the server did not answer to."""
    known_way(server, db, tmp_path)
    server.faults["create"] = [fault(503)] * 20
    result = call("batch", "submit", notes(tmp_path / "notes", *numbers))
    assert (result.code, fates(db)) == (3, {"waiting": len(numbers)})
    assert result.err.endswith("Try: What was to be sent is written down; the same command goes on from there.\n")
    server.faults.clear()


def test_a_batch_that_could_not_be_started_is_started_by_the_next_call(server, db, tmp_path):
    written_down(server, db, tmp_path, 1, 2)
    assert "not sent yet" in done("batch", "status")
    assert call("batch", "collect").err.startswith("Batch 1 was not sent yet: notesight batch submit\n")
    assert call("batch", "submit").err.splitlines()[0].startswith("Batch 1: 2 documents in 2 requests")
    assert (server.calls.count("upload"), len(server.batches)) == (1, 1)
    collected(server)
    assert asks(db) == [1, 2, 1000]


def test_a_file_that_has_gone_in_between_is_uploaded_again(server, db, tmp_path):
    written_down(server, db, tmp_path, 1, 2)
    server.files.clear()
    done("batch", "submit")
    assert (server.calls.count("upload"), len(server.batches)) == (2, 1)
    collected(server)
    assert asks(db) == [1, 2, 1000]


def test_a_batch_is_found_again_among_many(server, db, tmp_path):
    written_down(server, db, tmp_path, 1, 2)
    [name] = server.files
    with Store.open(db) as store:
        token = store.batches.find(1).token
    asked = {"endpoint": "/v1/chat/completions", "completion_window": "24h", "input_file_id": name}
    for n in range(9):
        server.begin({**asked, "metadata": {"notesight": token} if n == 1 else None})
    done("batch", "submit")
    assert len(server.batches) == 9
    assert [row[0] for row in rows(db, "SELECT remote_id FROM batches")] == [list(server.batches)[1]]


def test_what_was_written_down_for_another_owner_is_handed_in_anew(server, db, tmp_path, monkeypatch):
    written_down(server, db, tmp_path, 1, 2)
    monkeypatch.setenv("NOTESIGHT_NAME", "Ines Kaldor")
    done("batch", "submit")
    assert rows(db, "SELECT id, state FROM batches") == [(1, "closed"), (2, "sent")]
    [batch] = server.uploaded()
    assert "Ines Kaldor" in batch[0]["body"]["messages"][1]["content"]
    assert len(server.files) == 1
    collected(server)
    assert (asks(db), fates(db)) == ([1, 2, 1000], {"released": 2, "read": 2})


def test_a_batch_that_was_never_sent_is_cancelled_here(server, db, tmp_path):
    written_down(server, db, tmp_path, 1, 2)
    assert call("batch", "cancel", 1).err == "Batch 1 was never sent; its documents are in the queue again.\n"
    assert (fates(db), server.files, server.batches) == ({"released": 2}, {}, {})
    done("run")
    assert asks(db) == [1, 2, 1000]


def test_no_more_is_handed_in_than_is_wanted(server, db, tmp_path):
    known_way(server, db, tmp_path)
    assert "Batch 1: 2 documents" in call("batch", "submit", "--most", 2, notes(tmp_path / "notes", *range(5))).err
    assert "Batch 2: 3 documents" in call("batch", "submit").err
    assert call("batch", "submit", "--most", 0).code == 2


@given(data=st.data())
def test_the_lines_of_a_document_are_found_however_they_stand_in_the_files(data):
    pieces = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    names = [(document, n) for document, number in enumerate(pieces) for n in range(number)]
    good = [line({"custom_id": batching.batch_requests.custom_id(*name)}, 200, {"n": name}) for name in names]
    bad = [line({"custom_id": each["custom_id"]}, 500, {}) for each in data.draw(st.lists(st.sampled_from(good)))]
    junk = [
        json.dumps(each).encode()
        for each in data.draw(st.lists(st.one_of(st.none(), st.integers(), st.dictionaries(st.text(), st.text()))))
    ]
    lines = data.draw(st.permutations([json.dumps(each).encode() for each in good + bad] + junk + [b"\xff{", b""]))
    cut = data.draw(st.integers(0, len(lines)))
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in "ab"]
        for path, some in zip(paths, (lines[:cut], lines[cut:]), strict=True):
            path.write_bytes(b"".join(each + b"\n" for each in some))
        answers = batching._Answers(paths)
        for document, number in enumerate(pieces):
            found = answers.of(document, number)
            assert {n: each["response"]["body"]["n"] for n, each in found.items()} == {
                n: [document, n] for n in range(number)
            }


# --- looking after --------------------------------------------------------------------------------------------------


def test_status_is_one_plain_table(server, db, tmp_path):
    submitted(server, db, tmp_path, *range(3))
    server.busy = True
    done("batch", "status")
    heading, row = done("batch", "status").splitlines()
    assert heading.split() == ["batch", "made", "documents", "state", "answered", "read", "USD"]
    assert re.fullmatch(r"1 +\w{3} \d+ \w{3} \d{4} \d\d:\d\d +3 +under way +0 of 3 +0 +0\.0000", row)
    server.busy = False
    assert "done, to be collected" in done("batch", "status")
    [told] = json.loads(done("batch", "status", "--json"))
    assert (told["id"], told["documents"], told["requests"], told["answered"], told["model"]) == (1, 3, 3, 3, "m")
    done("batch", "collect")
    assert re.search(r"collected +3 of 3 +3 +0\.0030$", done("batch", "status"))


def test_waiting_goes_on_until_all_is_done_also_when_the_server_is_away_for_a_while(server, db, tmp_path):
    submitted(server, db, tmp_path, *range(3))
    slept = []
    server.faults["retrieve"] = [fault(503)] * 5

    def sleep(seconds):
        slept.append(seconds)

    with Store.open(db) as store:
        work = Batching(store, config.load({"NOTESIGHT_BASE_URL": server.address}), None)
        outcomes = list(work.collect(wait=True, sleep=sleep))
    assert ([each.status for each in outcomes], slept) == (["read"] * 3, [batching.POLL_SECONDS] * 2)


def test_without_a_model_there_is_nothing_to_hand_in_to(tmp_path, db):
    result = call("batch", "submit", notes(tmp_path / "notes", 1), "--db", db)
    assert (result.code, result.err) == (
        4,
        "Error: Only a model server takes batches, and none is named.\nTry: Name one with --model.\n",
    )


def test_two_who_hand_in_at_once_share_what_there_is(server, db, tmp_path):
    """What another program has put into a batch in the meantime is left out, and the file holds only the rest."""
    known_way(server, db, tmp_path)
    folder = notes(tmp_path / "notes", *range(4))
    write_batch = []

    with Store.open(db) as store, Store.open(db) as other:
        settings = config.load({"NOTESIGHT_BASE_URL": server.address, "NOTESIGHT_MODEL": "m"})
        work = Batching(store, settings, None)
        assert list(work.prepare([folder])) == []
        plan = store.batches.write

        def late(batch, pieces):
            if not write_batch:
                write_batch.append(other.batches.write(batch, dict(list(pieces.items())[:2])))
                other.batches.note(write_batch[0].id, state="closed")
            return plan(
                type(batch)(**{**{name: getattr(batch, name) for name in batch.__slots__}, "token": "t2"}), pieces
            )

        store.batches.write = late
        [sent] = work.send()
    assert (sent.documents, [each["custom_id"] for each in server.uploaded()[0]]) == (
        2,
        ["document-4-piece-0", "document-5-piece-0"],
    )


def test_errors_of_the_server_are_of_our_kinds(server):
    remote = batch_server.BatchServer(server.address, None, "m", 5.0)
    server.faults["retrieve"] = [fault(401)]
    with pytest.raises(ConfigError, match="asks for a key"):
        remote.batch("batch_1")
    server.faults["retrieve"] = [fault(500)] * 9
    with pytest.raises(ServerError, match="500"):
        remote.batch("batch_1")
    assert remote.batch("batch_1") is None
