"""The parts of the openai extractor that need no server: wire, ladder, pace, prices, faults."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from notesight.candidates import CandidateItem, CandidatePerson, Candidates
from notesight.errors import ConfigError, ExtractorError, Refused, ServerError, Unreachable
from notesight.extractors.openai import client, faults, prices, wire
from notesight.extractors.openai.ladder import FileMemory, Ladder
from notesight.extractors.openai.pace import Pace

WIRE = Path(__file__).parent.parent / "fixtures" / "wire"
SERVER = faults.Server("http://127.0.0.1:1/v1", "m", has_key=True)


def item(**more):
    return {"quote": "q", "kind": "ask", "by": None, "to": None, "summary": "s", "due_text": None, **more}


def candidates(people, *items, parts=1):
    return wire.to_candidates(wire.Answer.model_validate({"people": people, "items": list(items)}), parts)


@pytest.mark.parametrize("path", sorted(WIRE.glob("[mn][0-9]*.json")), ids=lambda path: path.stem)
def test_a_scripted_answer_has_the_shape_of_the_wire(path):
    answer = wire.Answer.model_validate_json(path.read_text(encoding="utf-8"))
    found = wire.to_candidates(answer, 1)
    assert (len(found.people), len(found.items)) == (len(answer.people), len(answer.items))


def test_ids_become_names_and_unknown_ids_nobody():
    ana = {"id": "p1", "mentions": ["Ana", " "], "name": " "}
    found = candidates([ana], item(by="p1", to="ME"), item(by="p9", to="her cousin"), item(by="null", to=""))
    assert found.people == (CandidatePerson("Ana", ("Ana",)),)
    assert [(each.by, each.to) for each in found.items] == [("Ana", "me"), (None, "her cousin"), (None, None)]


def test_part_numbers_count_from_one_and_others_are_dropped():
    found = candidates([], item(part=2), item(part=0), item(part=3), item(part=None), parts=2)
    assert [each.part for each in found.items] == [1, None, None, None]


@pytest.mark.parametrize("kind", ["follow-up", "Follow_Up", "followup"])
def test_a_kind_may_be_spelled_in_other_ways(kind):
    assert candidates([], item(kind=kind)).items == (CandidateItem("followup", "q", "s"),)


def test_the_strict_schema_closes_every_object_and_requires_every_property():
    nullable = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    closed = {"type": "object", "additionalProperties": False}
    person = {
        "id": {"type": "string"},
        "mentions": {"type": "array", "items": {"type": "string"}},
        "name": {"type": "string"},
        "email": nullable,
        "organization": nullable,
        "role": nullable,
        "known": nullable,
    }
    one = {
        "quote": {"type": "string"},
        "part": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "kind": {"type": "string", "enum": ["ask", "offer", "followup"]},
        "by": nullable,
        "to": nullable,
        "summary": {"type": "string"},
        "due_text": nullable,
        "certainty": {"type": "string", "enum": ["stated", "hedged"]},
    }
    introduction = {
        "quote": {"type": "string"},
        "part": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "by": nullable,
        "who": nullable,
        "to": nullable,
        "state": {"type": "string", "enum": ["asked", "offered", "made", "happened", "known"]},
        "manner": {"type": "string", "enum": ["introduced", "spoke", "through", "tie"]},
        "certainty": {"type": "string", "enum": ["stated", "hedged"]},
    }
    outcome = {
        "quote": {"type": "string"},
        "part": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "what": {"type": "string"},
        "source": nullable,
        "whose": nullable,
        "worth": nullable,
        "certainty": {"type": "string", "enum": ["stated", "hedged"]},
    }
    entries = {
        wire.WirePerson: person,
        wire.WireItem: one,
        wire.WireIntroduction: introduction,
        wire.WireOutcome: outcome,
    }
    lists = dict(zip(("people", "items", "introductions", "outcomes"), entries, strict=True))
    assert wire.strict_schema() == {
        "$defs": {
            entry.__name__: {**closed, "description": entry.__doc__, "properties": own, "required": list(own)}
            for entry, own in entries.items()
        },
        **closed,
        "description": wire.Answer.__doc__,
        "properties": {
            name: {"type": "array", "items": {"$ref": f"#/$defs/{entry.__name__}"}} for name, entry in lists.items()
        },
        "required": list(lists),
        "title": "Answer",
    }


def test_pieces_are_merged_by_the_names_of_people():
    one = Candidates((CandidatePerson("Ana Ruiz", ("Ana",)),), (CandidateItem("ask", "a"),))
    two = Candidates((CandidatePerson("ana ruiz", ("Ana", "Ms Ruiz"), role="cook"),), (CandidateItem("offer", "b"),))
    merged = wire.merge([one, two])
    assert merged.people == (CandidatePerson("Ana Ruiz", ("Ana", "Ms Ruiz"), role="cook"),)
    assert [each.quote for each in merged.items] == ["a", "b"]


def test_the_strictest_way_that_ever_worked_is_remembered():
    memory = {}
    ladder = Ladder(memory, "k")
    ladder.worked("tools")
    ladder.worked("json")
    assert (ladder.start, memory) == ("tools", {"k": "tools"})
    ladder.worked("json_schema")
    ladder.refuse("temperature")
    assert memory == {"k": "json_schema without temperature"}
    again = Ladder(memory, "k")
    assert (again.start, again.refused, again.doubts("json_schema")) == ("json_schema", {"temperature"}, False)
    again.forget()
    assert (again.start, again.refused, memory) == ("json_schema", frozenset(), {})


def test_a_memory_file_survives_and_a_broken_one_is_no_harm(tmp_path):
    path = tmp_path / "cache" / "servers.json"
    FileMemory(path)["k"] = "tools"
    assert dict(FileMemory(path)) == {"k": "tools"}
    path.write_text("{broken")
    assert dict(FileMemory(path)) == {}
    blocked = FileMemory(path / "under" / "a-file.json")
    blocked["k"] = "json"
    assert blocked["k"] == "json"


def test_the_pace_halves_once_for_a_burst_and_grows_back():
    async def story():
        pace = Pace(8)
        rounds = [await pace.enter() for _ in range(8)]
        for each in rounds:
            pace.slow_down(0.01, each)
            pace.leave(answered=False)
        rooms = [pace.room]
        for _ in range(40):
            await pace.enter()
            pace.leave(answered=True)
        return [*rooms, pace.room]

    assert asyncio.run(story()) == [4, 8]


@pytest.mark.parametrize(
    ("model", "own", "listed", "price"),
    [
        ("gpt-4o-mini", {}, True, (0.15, 0.60)),
        ("openai/gpt-4o-mini-2024-07-18", {}, True, (0.15, 0.60)),
        ("gpt-4o-mini", {}, False, None),
        ("gpt-4o-mini", {"gpt-4o-mini": (1.0, 2.0)}, False, (1.0, 2.0)),
        ("gpt-oss:20b", {}, True, None),
        ("gpt-4o-audio-preview", {}, True, None),
    ],
)
def test_the_price_of_a_model(model, own, listed, price):
    assert prices.price_of(model, own, listed=listed) == price


def test_the_cost_of_tokens():
    assert prices.cost((2.0, 8.0), 500_000, 250_000) == pytest.approx(3.0)
    assert prices.cost(None, 500_000, 250_000) == 0.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "-4"}, 0.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Mon, 01 Jan 2001 00:00:00 GMT"}, 0.0),
        ({}, None),
    ],
)
def test_how_long_a_server_asks_us_to_wait(headers, seconds):
    assert faults.retry_after(headers) == seconds


def test_a_date_to_come_is_a_wait():
    soon = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3500 < faults.retry_after({"retry-after": soon}) <= 3600


@pytest.mark.parametrize(
    ("status", "body", "what", "kind"),
    [
        (400, {"code": "content_filter"}, "failed", Refused),
        (400, {"code": "context_length_exceeded"}, "failed", ExtractorError),
        (400, "request (9000 tokens) exceeds the available context size", "failed", ExtractorError),
        (413, None, "failed", ExtractorError),
        (422, {"message": "unknown field", "param": None}, "unsupported", ServerError),
        (429, {"code": 429}, "slow", ServerError),
        (429, {"type": "insufficient_quota"}, "fatal", ConfigError),
        (402, None, "fatal", ConfigError),
        (308, None, "fatal", ConfigError),
        (418, None, "fatal", ConfigError),
        (502, "<html>", "again", ServerError),
        (501, None, "unsupported", ServerError),
    ],
)
def test_what_a_status_means(status, body, what, kind):
    verdict = faults.of_status(status, body, {}, SERVER)
    assert (verdict.what, type(verdict.error)) == (what, kind)


def test_a_connection_that_was_never_made_is_another_thing_than_one_that_broke():
    kinds = {name: type(name, (Exception,), {}) for name in ("ConnectError", "ReadError", "UnsupportedProtocol")}
    found = {name: faults.of_connection(kind(), SERVER) for name, kind in kinds.items()}
    assert {name: (verdict.what, type(verdict.error)) for name, verdict in found.items()} == {
        "ConnectError": ("gone", Unreachable),
        "ReadError": ("again", ServerError),
        "UnsupportedProtocol": ("fatal", ConfigError),
    }


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:1/v1", True),
        ("http://127.9.9.9/v1", True),
        ("http://localhost.example/v1", False),
        ("https://api.openai.com/v1", False),
        ("http://192.168.0.2/v1", False),
    ],
)
def test_which_addresses_are_this_machine(address, loopback):
    assert client.is_loopback(address) == loopback


def test_a_printable_address_has_no_secrets():
    assert client.printable("https://me:pw@host:8/v1?key=k#f") == "https://host:8/v1"


def test_the_schema_is_json_and_its_hash_is_stable():
    assert json.loads(json.dumps(wire.strict_schema())) == wire.strict_schema()
    assert wire.schema_hash() == wire.schema_hash()
