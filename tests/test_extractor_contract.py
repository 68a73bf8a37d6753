"""What every extractor keeps, whoever reads: the embedded one, and a model whose answers are written by hand."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from fake_openai import FakeOpenAI, completion, said

from notesight import config, extractors, pipeline, sources
from notesight.config import owner_from
from notesight.model import Owner
from notesight.resources import folder

FIXTURES = folder("fixtures")
ANSWERS = {path.stem: json.loads(path.read_text()) for path in (FIXTURES / "wire").glob("[mn][0-9]*.json")}
GOLD = {path.stem: json.loads(path.read_text()) for path in sorted((FIXTURES / "gold").glob("*.json"))}


def document(name):
    """A fixture as it is read, and its owner."""
    gold = GOLD[name]
    path = (FIXTURES / "gold" / gold["file"]).resolve()
    (raw,) = sources.raws(next(sources.discover([path])))
    owner = owner_from([gold["me"]]) if gold["me"] else Owner(names=("Cerys Wainfleet",))
    return sources.document(raw, date=date.fromisoformat(gold["date"]), today=date(2026, 10, 31)), owner


def answer(handler, body):
    """The scripted answer for the document whose first words stand in the request."""
    asked = body["messages"][-1]["content"]
    name = next(
        name
        for name in ANSWERS
        if document(name)[0].text.strip()[:60] in asked or document(name)[0].text.strip()[-60:] in asked
    )
    handler.send(completion(body, said(body, json.dumps(ANSWERS[name]))))


@pytest.fixture(scope="module")
def server():
    with FakeOpenAI(answer) as running:
        yield running


def settings(**options):
    return config.load({"NOTESIGHT_CONFIG": "/nonexistent/config.toml"}, options)


def read(given, extractor, owner):
    """One document read without a store."""
    (only,) = pipeline.read_alone([given], extractor, replace(settings(), owner=owner))
    return only


@pytest.fixture(params=["offline", "openai"])
def extractor(request, server):
    server_options = {"model": "scripted", "base_url": server.address} if request.param == "openai" else {}
    made = extractors.load(request.param, settings(extractor=request.param, **server_options))
    yield made
    made.close()


def test_it_says_its_name_and_whether_it_reads_here(extractor):
    assert (extractor.name, extractor.local) in {("offline", True), ("openai", False)}
    assert (extractor.model, extractor.prompt) == ((None, None) if extractor.local else ("scripted", "extract.v1"))
    assert extractor.fingerprint.startswith(extractor.name + ":")


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_every_quote_and_every_name_it_gives_for_a_fixture_stands_in_its_text(extractor, name):
    given, owner = document(name)
    found = read(given, extractor, owner)
    for person in found.extraction.people:
        assert person.mentions
        assert all(given.text[each.start : each.end] == each.text for each in person.mentions)
        assert person.name not in owner.names
    for item in found.extraction.items:
        assert given.text[item.start : item.end] == item.quote
        assert (
            item.by is None
            or item.by == "me"
            or item.by in {p.name for p in found.extraction.people}
            or item.by in given.text
        )
    assert found.extraction.rejected == ()
    assert (found.run.extractor, found.run.model, found.run.error) == (extractor.name, extractor.model, None)


def test_every_document_gives_exactly_one_reading(extractor):
    given = [document(name)[0] for name in sorted(ANSWERS)]
    readings = list(extractor.read(given, owner_from(["Cerys Wainfleet"])))
    assert sorted(reading.document.key for reading in readings) == sorted(each.key for each in given)
    assert all((reading.candidates is None) == (reading.error is not None) for reading in readings)


def squash(text):
    return re.sub(r"\s+", " ", text).casefold()


def overlap(one, other, text):
    """Shared characters over the shorter quote; 0 when one is over four times the other."""
    spans = [(text.find(each), text.find(each) + len(each)) for each in (squash(one), squash(other))]
    (a, b), (c, d) = spans
    if min(a, c) < 0 or max(b - a, d - c) > 4 * min(b - a, d - c):
        return 0.0
    return (min(b, d) - max(a, c)) / min(b - a, d - c)


def score(kind):
    """Precision, recall and F1 of the embedded extractor on our own gold, which it has not learned from."""
    right = found = wanted = 0
    extractor = extractors.load("offline", settings())
    for name in GOLD:
        given, owner = document(name)
        extraction = read(given, extractor, owner).extraction
        if kind == "people":
            free = [{squash(form) for form in (p.name, p.email or "", *p.aliases)} for p in extraction.people]
            known = [
                {squash(form) for form in (p["name"], p["email"] or "", *p["mentions"])} for p in GOLD[name]["people"]
            ]
            found, wanted = found + len(free), wanted + len(known)
            for forms in known:
                if hit := next((each for each in free if (each & forms) - {""}), None):
                    free.remove(hit)
                    right += 1
            continue
        for each in ("ask", "offer", "followup"):
            quotes = [item.quote for item in extraction.of(each)]
            goal = [item["quote"] for item in GOLD[name]["items"] if item["kind"] == each]
            found, wanted = found + len(quotes), wanted + len(goal)
            for quote in goal:
                best = max(quotes, key=lambda q: overlap(quote, q, squash(given.text)), default=None)
                if best is not None and overlap(quote, best, squash(given.text)) >= 0.5:
                    quotes.remove(best)
                    right += 1
    return 2 * right / (found + wanted)


@pytest.mark.parametrize(("kind", "floor"), [("people", 0.93), ("items", 0.75)])
def test_the_embedded_extractor_does_not_fall_on_our_own_gold(kind, floor):
    assert score(kind) >= floor
