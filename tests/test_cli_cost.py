"""What a model costs, on the command line: looked at before, limited while, told after; and readings in pieces."""

from __future__ import annotations

import json
import re

import pytest
from fake_openai import FakeOpenAI, about, fault, good
from terminal import COFFEE, DAY, call, done, write

from notesight.extractors.openai import pieces, prompt, seam, tokens
from notesight.store import Store

PRICE = ("--price", "1,10")
EMPTY = {"people": [], "items": []}


@pytest.fixture(autouse=True)
def _no_long_backoff(monkeypatch):
    monkeypatch.setattr(seam, "_BACKOFF", 0.01)
    monkeypatch.setattr(pieces.cut, "__defaults__", (90, 40))
    monkeypatch.setenv("NOTESIGHT_MODEL", "gpt-5-mini")


@pytest.fixture
def db(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    return tmp_path / "notes.db"


@pytest.fixture
def notes(tmp_path):
    for n in range(6):
        write(tmp_path / "in" / f"{n}.md", f"{DAY} Nadia needs chair {n}.")
    return tmp_path / "in"


def serving(monkeypatch, *script):
    server = FakeOpenAI(*script)
    monkeypatch.setenv("NOTESIGHT_BASE_URL", server.address)
    return server


# --- --dry-run -------------------------------------------------------------------------------------------------------


def test_a_dry_run_lists_documents_tokens_and_money_and_sends_and_stores_nothing(db, notes, monkeypatch):
    with serving(monkeypatch, good(EMPTY)) as server:
        result = call("ingest", notes, *PRICE, "--dry-run", columns=200)
    assert (result.code, server.asked, db.exists()) == (0, 0, False)
    *listed, _, whole = result.out.splitlines()
    assert re.split(r"  +", listed[0].strip()) == ["document", "calls", "tokens in", "tokens out", "cost"]
    assert len(listed) == 7
    lines = [
        re.fullmatch(r".*/\d\.md +1 +about ([\d,]+) +about (\d+) +about (0\.\d{4}) USD", line) for line in listed[1:]
    ]
    assert all(lines), listed
    sent, answered = (sum(int(line[n].replace(",", "")) for line in lines) for n in (1, 2))
    least = 6 * tokens.estimate(prompt.load().system)
    assert least < sent < 1.5 * least
    assert 600 < answered < 1200
    assert [line[3] for line in lines] == [f"{(sent / 6 + 10 * answered / 6) / 1e6:.4f}"] * 6
    assert whole == (
        f"6 documents would be read by openai gpt-5-mini: 6 calls, about {sent:,} tokens in and {answered:,} out,"
        f" about {(sent + 10 * answered) / 1e6:.4f} USD."
    )
    assert result.err.endswith("Nothing was sent, and nothing was stored.\n")


def test_what_is_known_is_not_listed_and_what_waits_is(db, notes, monkeypatch):
    with serving(monkeypatch, good(EMPTY)):
        done("ingest", notes / "0.md")
        assert done("ingest", notes / "0.md", "--dry-run") == "There is nothing to read.\n"
        assert done("ingest", notes, "--dry-run").splitlines()[-1].startswith("5 documents would be read")
        assert done("run", "--dry-run") == "There is nothing to read.\n"
        again = done("run", "--again", "--model", "gpt-5", "--dry-run").splitlines()[-1]
    assert again.startswith("1 document would be read by openai gpt-5: 1 call, ")


def test_an_unknown_price_is_said_and_tokens_are_told_all_the_same(db, notes):
    result = call("ingest", notes, "--dry-run", "--base-url", "http://192.0.2.1/v1", "--model", "mystery")
    assert result.code == 0
    assert result.out.splitlines()[-1].endswith("out; the price is not known.")
    assert "What mystery costs is not known. Say it in USD per million tokens: --price 0.25,2.00\n" in result.err


def test_a_dry_run_of_the_embedded_extractor_says_that_it_costs_nothing(notes):
    for command in ("ingest", "extract"):
        result = done(command, notes, "--dry-run", "--extractor", "offline")
        assert result.splitlines()[-1] == "6 documents would be read by offline, on this machine, at no cost."


def test_every_command_that_reads_can_look_first(db, notes, monkeypatch):
    with serving(monkeypatch, good(EMPTY)) as server:
        for words in (("add", notes / "0.md"), ("watch", notes), ("extract", notes / "0.md"), ("add", "-")):
            result = call(*words, "--dry-run", stdin="Nadia needs a chair.")
            assert (result.code, "would be read by openai gpt-5-mini" in result.out) == (0, True), words
    assert (server.asked, db.exists()) == (0, False)


def test_a_dry_run_as_json_is_plain_values(notes, monkeypatch):
    with serving(monkeypatch, good(EMPTY)):
        found = json.loads(done("extract", notes / "0.md", *PRICE, "--dry-run", "--json"))
    [document] = found["documents"]
    assert document["name"].endswith("0.md")
    assert found["total"] == {"documents": 1, **{key: document[key] for key in document if key != "name"}}
    assert document["cost_usd"] == round((document["input_tokens"] + 10 * document["output_tokens"]) / 1e6, 6)


def test_a_private_note_costs_nothing_and_a_file_that_cannot_be_read_is_told(notes, monkeypatch):
    write(notes / "p.md", "private:\nNadia needs a chair.")
    write(notes / "bad.eml", b"\x00\x01\x02" * 99)
    with serving(monkeypatch, good(EMPTY)):
        result = call("ingest", notes / "p.md", notes / "bad.eml", *PRICE, "--dry-run")
    assert result.code == 3
    assert "bad.eml" in result.err
    assert result.out.splitlines()[-1] == "1 document would be read by openai gpt-5-mini, on this machine, at no cost."


# --- --max-cost, --price ---------------------------------------------------------------------------------------------


def test_a_limit_leaves_the_rest_queued_and_says_what_was_spent(db, notes, monkeypatch):
    with serving(monkeypatch, good(EMPTY)) as server:
        result = call("ingest", notes, *PRICE, "--max-cost", "0.048")
        assert result.code == 3
        read = server.asked
        assert 0 < read < 6
        read_line, cost, waiting, error, hint = result.err.splitlines()
        assert read_line.startswith(f"Read {read} document")
        assert cost == f"That cost {read * 0.002:.4f} USD."
        assert waiting.startswith(f"{6 - read} document")
        assert (
            error
            == f"Error: The limit of 0.048 USD is reached: about {read * 0.002:.4f} USD were spent, and the next call might pass it."
        )
        assert hint == "Try: What is left waits: notesight run, with another --max-cost"
        assert call("run", *PRICE, "--max-cost", "5").code == 0
        assert server.asked == 6


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--max-cost", "nan"), 2, "Error: --max-cost is an amount of USD, for example 0.50."),
        (("--max-cost", "-1"), 2, "Error: --max-cost is an amount of USD, for example 0.50."),
        (("--price", "1"), 2, "Error: A price is two numbers, USD per million tokens of input and of output."),
        (("--price", "1,-2"), 2, "Error: A price is two numbers, USD per million tokens of input and of output."),
        (
            ("--max-cost", "1", "--base-url", "http://192.0.2.1/v1", "--model", "mystery"),
            4,
            "Error: What mystery costs is not known, so --max-cost cannot be kept.",
        ),
    ],
)
def test_a_limit_or_a_price_that_cannot_be_is_a_sentence(db, notes, words, code, sentence):
    result = call("ingest", notes, "--base-url", "http://127.0.0.1:1/v1", *words)
    assert (result.code, result.err.splitlines()[0]) == (code, sentence)


def test_prices_of_the_configuration_file_hold_unless_an_option_says_another(db, notes, tmp_path, monkeypatch):
    write(tmp_path / "config.toml", '[prices."gpt-5-mini"]\ninput = 1\noutput = 10\n')
    with serving(monkeypatch, good(EMPTY)):
        done("add", notes / "0.md")
        done("add", notes / "1.md", "--price", "2,20")
    with Store.open(db) as store:
        assert store.paid()["total_usd"] == pytest.approx(0.002 + 0.004)
        assert store.paid()["last_usd"] == pytest.approx(0.004)
    write(tmp_path / "config.toml", '[prices."gpt-5-mini"]\ninput = -1\noutput = 10\n')
    assert call("add", notes / "2.md").code == 4


def test_extract_stops_at_the_limit_too(notes, monkeypatch):
    with serving(monkeypatch, good(EMPTY)):
        result = call("extract", notes, "--json", *PRICE, "--max-cost", "0.048")
    assert result.code == 3
    assert 0 < len(result.out.splitlines()) < 6
    assert result.err.splitlines()[-1] == "Try: Name the documents that are left once more, with another --max-cost."


def test_doctor_tells_what_reading_has_cost_in_all_and_a_reading(db, notes, monkeypatch):
    with serving(monkeypatch, good(EMPTY)):
        done("ingest", notes, *PRICE)
        found = {check["what"]: check["sentence"] for check in json.loads(call("doctor", "--json").out)}
    assert found["read by"] == "openai gpt-5-mini: 6 runs, 0 failed, 6,600 tokens, 0.0120 USD, 0.0020 USD a reading."
    assert re.fullmatch(r"0\.0120 USD for all readings; the last one, of document \d, 0\.0020 USD\.", found["cost"])


# --- in pieces -------------------------------------------------------------------------------------------------------

LONG = "Ana needs a van, and soon.\n\nBo can bring the ladder for the roof on Friday.\n\nCy needs two chairs for the table.\n\nDi needs a lamp."


def found_in(text):
    named = {"Ana": "Ana needs a van", "Cy": "Cy needs two chairs", "Di": "Di needs a lamp"}
    here = {who: quote for who, quote in named.items() if quote in text}
    people = [{"id": f"p{n}", "mentions": [who], "name": who} for n, who in enumerate(here)]
    return {
        "people": people,
        "items": [{"quote": q, "kind": "ask", "by": f"p{n}", "summary": q} for n, q in enumerate(here.values())],
    }


def lame(text):
    """Answers for the beginning, no answer for the rest."""
    return fault(503, x_should_retry="false") if "Cy needs" in text else good(found_in(text))


def test_a_document_that_was_read_in_part_is_shown_so_everywhere_and_run_reads_the_rest(db, tmp_path, monkeypatch):
    path = write(tmp_path / "long.md", LONG)
    with serving(monkeypatch, about(lame)) as server:
        result = call("ingest", path, *PRICE)
        assert (result.code, server.asked) == (3, 2)
        assert "long.md: 1 of 2 pieces could not be read; the others count. The model server at " in result.err
        assert [row["summary"] for row in json.loads(done("asks", "--json"))] == ["Ana needs a van"]
        assert f"Not all of it was read:\n  characters 77 to {len(LONG)}: The model server at" in done("show", 1)
        checks = json.loads(call("doctor", "--json").out)
    [waiting] = [check["sentence"] for check in checks if check["what"] == "waiting"]
    [unread] = [check["sentence"] for check in checks if check["what"] == "not read"]
    assert waiting == "1 document is not read yet (1 in part) and 1 failed."
    assert unread.startswith(f"{path}, characters 77 to {len(LONG)} of document 1: The model server at ")
    with serving(monkeypatch, about(lambda text: good(found_in(text)))) as server:
        foreseen = done("run", "--dry-run", *PRICE).splitlines()[-1]
        assert foreseen.startswith("1 document would be read by openai gpt-5-mini: 1 call, ")
        done("run", *PRICE)
        assert server.asked == 1
        assert sorted(row["by"] for row in json.loads(done("asks", "--json"))) == ["Ana", "Cy", "Di"]
        assert "\n  3 of 4 sentences gave facts.\n" in done("show", 1)
        assert json.loads(done("show", 1, "--json"))["coverage"] == {"sentences": 4, "silent": [[28, 75]]}
        assert call("doctor").out.count("not read") == 0
    with Store.open(db) as store:
        assert store.paid()["total_usd"] == pytest.approx(2 * 0.002)


def test_add_shows_what_was_read_of_a_document_and_says_that_there_is_more(db, monkeypatch):
    with serving(monkeypatch, about(lame)):
        result = call("add", "--date", DAY, stdin=LONG)
    assert result.code == 3
    assert "Ana needs a van" in result.out
    assert result.err.splitlines()[-2:] == ["The rest waits to be read.", "Try: notesight run"]


def test_extract_prints_what_was_read_and_names_the_pieces_that_were_not(monkeypatch):
    with serving(monkeypatch, about(lame)):
        result = call("extract", "--json", stdin=LONG)
    found = json.loads(result.out)
    assert (result.code, [ask["by"] for ask in found["asks"]]) == (3, ["Ana"])
    [failed] = found["run"]["failed_pieces"]
    assert (failed["start"], failed["end"]) == (77, len(LONG))


def test_an_embedded_reading_tells_its_coverage_too(db):
    done("add", "--date", DAY, "--extractor", "offline", stdin=COFFEE + " It rained all day long.")
    assert re.search(r"\n  \d of \d sentences gave facts\.\n", done("show", 1))
