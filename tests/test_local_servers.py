"""Servers by address: the way that one understands is found once, and known at the next start."""

import json

import pytest
from fake_openai import FakeOpenAI, completion, fault, said, way_of
from terminal import done, process

from notesight.extractors.openai.ladder import FileMemory

EMPTY = json.dumps({"people": [], "items": []})


def dialect(*ways, without=()):
    """A server that understands some ways of asking, and does not take some parameters."""

    def step(handler, body):
        if way_of(body) not in ways:
            fault(400, "response_format is not supported")(handler, body)
        elif refused := [each for each in without if each in body]:
            fault(400, "Unsupported parameter", "unsupported_parameter", refused[0])(handler, body)
        else:
            handler.send(completion(body, said(body, EMPTY)))

    return step


def read(server, text, tmp_path):
    result = process(
        "add", "--base-url", server.address, "--model", "m", "--db", tmp_path / "n.db", stdin=text.encode()
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("ways", "without", "first", "then"),
    [
        (("json_schema", "tools", "json_object"), (), ["json_schema"], "json_schema"),
        (("tools", "json_object"), (), ["json_schema", "tools"], "tools"),
        (("json_object",), (), ["json_schema", "tools", "json_object"], "json_object"),
        (("json_schema",), ("temperature",), ["json_schema", "json_schema"], "json_schema"),
        (("tools",), ("temperature",), ["json_schema", "tools", "tools"], "tools"),
    ],
    ids=["all", "tools", "json", "no temperature", "tools, no temperature"],
)
def test_the_way_that_a_server_understands_is_known_at_the_next_start(tmp_path, ways, without, first, then):
    with FakeOpenAI(dialect(*ways, without=without)) as server:
        read(server, "Tea with Ana.", tmp_path)
        assert [way_of(body) for body in server.bodies] == first
        server.bodies.clear()
        read(server, "Coffee with Ana.", tmp_path)
        assert [way_of(body) for body in server.bodies] == [then]
        assert not set(without) & set(server.bodies[0])


def test_what_is_known_holds_for_one_server_and_one_model(tmp_path):
    with FakeOpenAI(dialect("tools")) as server:
        for model, asked in (("one", ["json_schema", "tools"]), ("two", ["json_schema", "tools"]), ("one", ["tools"])):
            server.bodies.clear()
            done(
                "add",
                "--base-url",
                server.address,
                "--model",
                model,
                "--db",
                tmp_path / "n.db",
                stdin=f"Tea {len(server.times)}.",
            )
            assert [way_of(body) for body in server.bodies] == asked


def test_forgetting_one_server_keeps_what_another_program_found_out_meanwhile(tmp_path):
    mine = FileMemory(tmp_path / "servers.json")
    mine["here"] = "tools"
    FileMemory(tmp_path / "servers.json")["there"] = "json"
    mine.pop("here", None)
    assert dict(FileMemory(tmp_path / "servers.json")) == {"there": "json"}
    mine.pop("nowhere", None)
