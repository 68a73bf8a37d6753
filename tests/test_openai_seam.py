"""The openai extractor against a scripted server on loopback: answers, faults, and what is said about them."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fake_openai import (
    FakeOpenAI,
    after,
    drip,
    drop,
    fault,
    filtered,
    good,
    no_choices,
    only,
    raw,
    refusal,
    unless_sent,
    way_of,
    words,
)

from notesight.candidates import CandidateItem, CandidatePerson, Candidates
from notesight.config import Settings
from notesight.errors import AnswerError, ConfigError, ExtractorError, Refused, ServerError, Truncated, Unreachable
from notesight.extractors.openai import OpenAIExtractor, seam
from notesight.model import Document, Owner

TEXT = "Nadia needs a plumber before Easter. {{secret}} {% if x %}"
KEY = "sk-tests-only"
PERSON = {"id": "p1", "mentions": ["Nadia"], "name": "Nadia", "email": None, "organization": None, "role": None}
ITEM = {
    "quote": "Nadia needs a plumber",
    "part": 1,
    "kind": "ask",
    "by": "p1",
    "to": None,
    "summary": "Find a plumber",
    "due_text": "before Easter",
    "certainty": "stated",
}
ANSWER = {"people": [PERSON], "items": [ITEM]}
INVENTED = {"people": [PERSON], "items": [{**ITEM, "quote": "Nadia wants plumbing"}]}
FOUND = Candidates(
    (CandidatePerson("Nadia", ("Nadia",)),),
    (CandidateItem("ask", "Nadia needs a plumber", "Find a plumber", "Nadia", None, "before Easter", "stated", 0),),
)


@pytest.fixture(autouse=True)
def _no_long_backoff(monkeypatch):
    monkeypatch.setattr(seam, "_BACKOFF", 0.01)


def note(text=TEXT, number=0, **more):
    return Document(key=f"path:{number}", text=text, date=date(2026, 3, 2), **more)


def extractor(address, memory=None, **more):
    settings = Settings(
        path=Path("config.toml"), database=Path("notes.db"), model="gpt-5-mini", base_url=address, api_key=KEY
    )
    return OpenAIExtractor(replace(settings, **{"timeout_seconds": 5.0, **more}), {} if memory is None else memory)


def read(*script, documents=None, memory=None, **more):
    """The readings, and the server that was asked."""
    with FakeOpenAI(*script) as server:
        found = list(extractor(server.address, memory, **more).read(documents or [note()], Owner(("Ines Kaldor",))))
    return found, server


def test_a_good_answer_becomes_candidates_and_a_run():
    [reading], server = read(good(ANSWER), prices={"gpt-5-mini": (1.0, 10.0)})
    assert (reading.candidates, reading.error) == (FOUND, None)
    run = reading.run
    assert (run.extractor, run.model, run.prompt) == ("openai", "gpt-5-mini", "extract.v4")
    assert (run.tries, run.input_tokens, run.output_tokens) == (1, 1000, 100)
    assert run.cost_usd == pytest.approx(0.002)
    assert json.loads(run.raw) == ANSWER
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_a_schema_goes_out_strict_and_closed_and_says_nothing_about_this_computer():
    _, server = read(good(ANSWER))
    form = server.bodies[0]["response_format"]["json_schema"]
    assert form["strict"] is True
    assert form["schema"]["additionalProperties"] is False
    assert form["schema"]["$defs"]["WireItem"]["required"] == list(ITEM)
    assert not [name for name in server.headers[0] if name.lower() in ("x-stainless-os", "x-stainless-arch")]


def test_braces_in_a_note_arrive_as_they_were_written():
    _, server = read(good(ANSWER))
    assert TEXT in server.bodies[0]["messages"][-1]["content"]


def test_half_a_surrogate_pair_in_a_note_does_not_stop_it():
    [reading], _ = read(good(ANSWER), documents=[note(TEXT + " \ud83d")])
    assert reading.candidates == FOUND


def test_an_invented_quote_is_named_in_one_re_ask():
    [reading], server = read(good(INVENTED), good(ANSWER))
    assert reading.candidates == FOUND
    assert server.bodies[1]["messages"][-1]["content"].splitlines()[1] == "- Nadia wants plumbing"
    assert (reading.run.tries, reading.run.input_tokens) == (2, 2000)


@pytest.mark.parametrize("second", [good(INVENTED), words("no"), refusal(), fault(503)])
def test_after_the_re_ask_the_rest_is_left_to_grounding(second):
    [reading], server = read(good(INVENTED), second)
    assert reading.error is None
    assert reading.candidates.items[0].quote == "Nadia wants plumbing"
    assert server.asked >= 2


@pytest.mark.parametrize("broken", ['{"people": [', "[]", '{"people": [{"id": 3}], "items": []}', ""])
def test_an_answer_of_the_wrong_form_is_asked_for_once_more(broken):
    [reading], server = read(words(broken), good(ANSWER))
    assert reading.candidates == FOUND
    assert [way_of(body) for body in server.bodies] == ["json_schema", "json_schema"]


@pytest.mark.parametrize("around", ["```json\n{}\n```", "Here it is:\n{}\nDone.", "<think>a {{b}}</think>\n{}"])
def test_what_small_models_put_around_their_answer_is_taken_off(around):
    around = around.replace("{{", "<").replace("}}", ">")
    [reading], server = read(words(around.replace("{}", json.dumps(ANSWER))))
    assert (reading.candidates, server.asked) == (FOUND, 1)


def test_prose_to_the_end_is_an_answer_error_after_every_way_of_asking():
    [reading], server = read(words("Sure! Nadia needs a plumber."))
    assert type(reading.error) is AnswerError
    assert [way_of(body) for body in server.bodies] == ["json_schema"] * 2 + ["tools"] * 2 + ["json_object"] * 2
    assert reading.run.error == reading.error.sentence


@pytest.mark.parametrize(("step", "kind"), [(refusal(), Refused), (filtered(), Refused)])
def test_a_refusal_is_a_type_and_costs_one_call(step, kind):
    [reading], server = read(step)
    assert (type(reading.error), server.asked) == (kind, 1)
    assert reading.run.input_tokens == 1000


def test_a_cut_answer_is_asked_for_once_more_with_a_higher_limit():
    [reading], server = read(words('{"people": [', "length"), good(ANSWER))
    assert reading.candidates == FOUND
    assert [body.get("max_tokens") for body in server.bodies] == [None, 4096]


def test_an_answer_that_is_cut_twice_is_truncated():
    [reading], server = read(words('{"people": [', "length"))
    assert (type(reading.error), server.asked) == (Truncated, 2)


@pytest.mark.parametrize(
    "step", [no_choices(), raw(b"<html>", "text/html"), raw(b'{"id": "c1", "ch'), raw(b"{}"), raw(b"[]"), raw(b"oops")]
)
def test_what_is_no_completion_is_repeated_and_then_listed(step):
    [reading], server = read(step)
    assert (type(reading.error), server.asked) == (AnswerError, 3)
    [reading], server = read(step, good(ANSWER))
    assert (reading.candidates, server.asked) == (FOUND, 2)


@pytest.mark.parametrize("step", [fault(500), fault(503), fault(408), fault(409), drop(), drop(b'{"id'), fault(429)])
def test_a_passing_fault_is_repeated(step):
    [reading], server = read(step, good(ANSWER))
    assert (reading.candidates, server.asked, reading.run.tries) == (FOUND, 2, 2)


@pytest.mark.parametrize("step", [fault(503), drop()])
def test_a_lasting_fault_ends_in_a_server_error(step):
    [reading], server = read(step)
    assert (type(reading.error), server.asked) == (ServerError, 5)


def test_a_server_that_says_not_to_retry_is_not_asked_again():
    [reading], server = read(fault(503, x_should_retry="false"))
    assert (type(reading.error), server.asked) == (ServerError, 1)


def test_retry_after_is_honoured_and_holds_all_calls():
    documents = [note(number=number) for number in range(4)]
    found, server = read(fault(429, retry_after="1"), good(ANSWER), documents=documents, concurrency=2)
    assert [reading.error for reading in found] == [None] * 4
    late = [moment - server.times[0] for moment in server.times]
    early = [moment for moment in late if moment < 0.9]
    assert len(early) <= 2, "the calls that were already out, and no other"


def test_a_pause_that_is_too_long_ends_the_run_at_once():
    with pytest.raises(Unreachable):
        read(fault(429, retry_after="3600"))


def test_a_dripping_server_meets_the_deadline():
    [reading], server = read(drip(ANSWER), timeout_seconds=0.3)
    assert (type(reading.error), server.asked) == (ServerError, 1)
    assert reading.run.seconds < 3


@pytest.mark.parametrize(
    "step", [fault(401), fault(403), fault(404), fault(429, code="insufficient_quota"), fault(307, location="/x")]
)
def test_a_wrong_setting_ends_the_run(step):
    with pytest.raises(ConfigError):
        read(step)


def test_what_had_arrived_before_a_fatal_fault_is_given_first():
    got = []
    with FakeOpenAI(good(ANSWER), fault(401)) as server, pytest.raises(ConfigError):  # noqa: PT012 (the loop is the point)
        for reading in extractor(server.address, concurrency=1).read([note(number=n) for n in range(5)], Owner()):
            got += [reading.document.key]
    assert got == ["path:0"]


def test_nobody_at_the_address_is_unreachable():
    with FakeOpenAI(good(ANSWER)) as server:
        address = server.address
    with pytest.raises(Unreachable):
        list(extractor(address).read([note()], Owner()))


def test_a_server_that_fails_on_everything_is_given_up(monkeypatch):
    documents = [note(number=number) for number in range(40)]
    with pytest.raises(Unreachable):
        read(fault(503, x_should_retry="false"), documents=documents)


def test_a_text_that_is_too_long_is_said_to_be():
    [reading], _ = read(fault(400, "This model's maximum context length is 4096 tokens"))
    assert type(reading.error) is ExtractorError


@pytest.mark.parametrize("refusing", [fault(400), fault(500), words("prose")])
def test_a_server_that_knows_only_tools_is_asked_with_tools_from_then_on(refusing):
    memory = {}
    script = only("tools", good(ANSWER), refusing)
    [reading], server = read(script, memory=memory)
    assert reading.candidates == FOUND
    assert server.bodies[-1]["tools"][0]["function"]["strict"] is True
    assert memory == {f"{server.address} gpt-5-mini": "tools"}


def test_the_ladder_ends_at_plain_json():
    [reading], server = read(only("json_object", good(ANSWER), fault(400)))
    assert reading.candidates == FOUND
    assert [way_of(body) for body in server.bodies] == ["json_schema", "tools", "json_object"]


def test_what_was_remembered_is_used_by_the_next_run():
    with FakeOpenAI(only("tools", good(ANSWER), fault(400))) as server:
        memory = {f"{server.address} gpt-5-mini": "tools"}
        list(extractor(server.address, memory).read([note()], Owner()))
    assert [way_of(body) for body in server.bodies] == ["tools"]


def test_a_parameter_that_is_refused_is_left_out_and_remembered():
    memory = {}
    [reading], server = read(unless_sent("temperature", good(ANSWER)), memory=memory)
    assert reading.candidates == FOUND
    assert ["temperature" in body for body in server.bodies] == [True, False]
    assert memory == {f"{server.address} gpt-5-mini": "json_schema without temperature"}


def test_a_private_document_is_never_sent():
    found, server = read(good(ANSWER), documents=[note(private=True), note(number=1)])
    by_key = {reading.document.key: reading for reading in found}
    assert type(by_key["path:0"].error) is ExtractorError
    assert (by_key["path:1"].candidates, server.asked) == (FOUND, 1)


def test_only_private_documents_open_no_connection():
    found, server = read(good(ANSWER), documents=[note(private=True)])
    assert (len(found), server.asked) == (1, 0)


def test_as_many_calls_as_allowed_are_under_way_and_no_more():
    documents = [note(number=number) for number in range(12)]
    found, server = read(after(0.1, good(ANSWER)), documents=documents, concurrency=4)
    assert sorted(reading.document.key for reading in found) == sorted(document.key for document in documents)
    assert server.peak == 4


def test_leaving_the_loop_cancels_what_is_under_way():
    pulled = []

    def documents():
        for number in range(1000):
            pulled.append(number)
            yield note(number=number)

    with FakeOpenAI(good(ANSWER), after(0.2, good(ANSWER))) as server:
        readings = extractor(server.address, concurrency=2).read(documents(), Owner())
        next(readings)
        readings.close()
        time.sleep(0.2)  # what was on its way when the loop was left has come by then
        asked = server.asked
        time.sleep(0.5)  # longer than a call takes: no other one follows
    assert (len(pulled) <= 8, asked <= 8, server.asked) == (True, True, asked)


def test_an_empty_document_is_read_without_a_call():
    [reading], server = read(good(ANSWER), documents=[note(" \n")])
    assert (reading.candidates, reading.run.tries, server.asked) == (Candidates(), 0, 0)


def test_a_long_document_is_read_in_pieces_and_people_carry_over(monkeypatch):
    monkeypatch.setattr("notesight.extractors.openai.pieces.cut.__defaults__", (60, 0))
    text = "Nadia needs a plumber, says her brother.\n\nOmar Lindqvist can come on Monday and look at it."
    omar = {**PERSON, "mentions": ["Omar Lindqvist"], "name": "Omar Lindqvist"}
    offer = {**ITEM, "quote": "Omar Lindqvist can come on Monday", "kind": "offer", "due_text": "on Monday"}
    [reading], server = read(
        good(ANSWER | {"items": [{**ITEM, "due_text": None}]}),
        good({"people": [omar], "items": [offer]}),
        documents=[note(text)],
    )
    assert [person.name for person in reading.candidates.people] == ["Nadia", "Omar Lindqvist"]
    assert [item.by for item in reading.candidates.items] == ["Nadia", "Omar Lindqvist"]
    assert "people named earlier in this document: Nadia" in server.bodies[1]["messages"][-1]["content"]
    assert (server.asked, reading.run.tries, reading.run.input_tokens) == (2, 2, 2000)


@pytest.mark.parametrize(
    "step",
    [fault(400), fault(401), fault(404), fault(429, code="insufficient_quota"), fault(503), words("Nadia! plumber"),
     refusal(), raw(b"<html>Nadia plumber sk-tests-only</html>", "text/html"), drop()],
)  # fmt: skip
def test_no_error_and_no_log_holds_the_text_or_the_key(step, caplog, capfd):
    caplog.set_level(logging.INFO)
    try:
        [reading], _ = read(step)
        error = reading.error
        said = reading.run.error
    except (ConfigError, Unreachable) as fatal:
        error, said = fatal, ""
    everything = (
        f"{error!r} {error} {error.hint} {said} {error.__cause__!r} {caplog.text} {''.join(capfd.readouterr())}"
    )
    assert [word for word in ("Nadia", "plumber", "Easter", KEY) if word in everything] == []


def test_a_key_in_the_address_is_not_shown():
    with FakeOpenAI(fault(404)) as server, pytest.raises(ConfigError) as caught:
        list(extractor(server.address.replace("//", "//me:hush@") + "?token=hush").read([note()], Owner()))
    assert "hush" not in caught.value.sentence


def test_what_is_missing_is_said_before_any_call():
    settings = Settings(path=Path("config.toml"), database=Path("notes.db"))
    with pytest.raises(ConfigError, match="No model"):
        OpenAIExtractor(settings, {})
    with pytest.raises(ConfigError, match="key"):
        OpenAIExtractor(replace(settings, model="gpt-5-mini"), {})


def test_the_fingerprint_changes_with_all_that_could_change_an_answer():
    base = extractor("http://127.0.0.1:1/v1")
    others = [
        extractor("http://127.0.0.1:1/v1", model="gpt-5"),
        extractor("http://127.0.0.1:1/v1", owner=Owner(("Ines Kaldor",))),
    ]
    assert base.fingerprint == extractor("http://127.0.0.1:2/v1", concurrency=1).fingerprint
    assert len({base.fingerprint, *(other.fingerprint for other in others)}) == 3
