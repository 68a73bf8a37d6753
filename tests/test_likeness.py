"""Embeddings of a model server put suggestions in order: asked for once, kept, never for what is private or with masking on."""

import json

import pytest
from fake_openai import FakeOpenAI
from store_cases import LATER, NOW, read
from terminal import call, done

from notesight.store import Store

VECTORS = {"website": [1.0, 0.0], "shops": [0.2, 1.0], "charities": [1.0, 0.1]}
"""What the server thinks of a text in which a word stands; the first one that does."""


def vector(text):
    return next((each for word, each in reversed(VECTORS.items()) if word in text), [0.0, 1.0])


def embeddings(handler, body):
    data = [{"object": "embedding", "index": n, "embedding": vector(text)} for n, text in enumerate(body["input"])]
    handler.send(json.dumps({"object": "list", "model": body["model"], "data": data[::-1]}).encode())


def fails(handler, body):
    handler.send(b'{"error": {"message": "secret words"}}', status=404)


def nonsense(handler, body):
    handler.send(json.dumps({"object": "list", "data": [{"index": 0}]}).encode())


@pytest.fixture
def db(tmp_path, monkeypatch):
    path = tmp_path / "notes.db"
    with Store.open(path) as store:
        read(store, "Greta needs a website.", ["Greta"], [("ask", "needs a website", "Greta")], key="a")
        text = "Pavel builds websites for small shops."
        read(store, text, ["Pavel"], [("offer", "builds websites for small shops", "Pavel")], key="b", day=LATER)
        text = "Vera builds websites for charities."
        read(store, text, ["Vera"], [("offer", "builds websites for charities", "Vera")], key="c")
    monkeypatch.setenv("NOTESIGHT_DB", str(path))
    monkeypatch.setenv("NOTESIGHT_EMBEDDING_MODEL", "tiny-embed")
    return path


def order(*words):
    return [each["person"]["name"] for each in json.loads(done("matches", "--json", *words))]


def by_score(*words):
    found = json.loads(done("matches", "--json", *words))
    return [each["person"]["name"] for each in sorted(found, key=lambda each: -each["score"])]


def test_the_nearer_offer_comes_first_and_every_text_is_sent_once(db, monkeypatch):
    with Store.open(db) as store:
        [ask] = store.items("ask")
        assert [each.person["name"] for each in store.matches.ranked(ask["id"], on=LATER)] == ["Pavel", "Vera"]
    with FakeOpenAI(embeddings) as server:
        monkeypatch.setenv("NOTESIGHT_BASE_URL", server.address)
        assert by_score() == ["Vera", "Pavel"]
        assert server.paths == ["/v1/embeddings"]
        assert server.bodies[0]["model"] == "tiny-embed"
        assert sorted(server.bodies[0]["input"]) == [
            "builds websites for charities", "builds websites for small shops", "needs a website",
        ]  # fmt: skip
        assert by_score() == ["Vera", "Pavel"]
        assert server.asked == 1


def test_nothing_is_sent_of_a_private_document(db, monkeypatch):
    with Store.open(db) as store:
        store.decide("private", "3", origin="cli", at=NOW)
    with FakeOpenAI(embeddings) as server:
        monkeypatch.setenv("NOTESIGHT_BASE_URL", server.address)
        assert sorted(order()) == ["Pavel", "Vera"]
        assert not any("charities" in text for body in server.bodies for text in body["input"])
    with Store.open(db) as store:
        store.decide("private", "1", origin="cli", at=NOW)
    with FakeOpenAI(embeddings) as server:
        monkeypatch.setenv("NOTESIGHT_BASE_URL", server.address)
        assert sorted(order()) == ["Pavel", "Vera"]
        assert not any("needs" in text for body in server.bodies for text in body["input"])


def test_with_masking_on_and_without_a_model_for_it_no_server_is_asked(db, monkeypatch):
    with FakeOpenAI(embeddings) as server:
        monkeypatch.setenv("NOTESIGHT_BASE_URL", server.address)
        monkeypatch.setenv("NOTESIGHT_MASK", "yes")
        assert len(order()) == 2
        monkeypatch.setenv("NOTESIGHT_MASK", "no")
        monkeypatch.delenv("NOTESIGHT_EMBEDDING_MODEL")
        assert len(order()) == 2
        assert server.asked == 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (fails, "knows no model “tiny-embed” (404). The suggestions are put in order without it."),
        (nonsense, "answers are no embeddings. The suggestions are put in order without it."),
    ],
)
def test_a_server_that_cannot_be_asked_is_said_once_and_the_suggestions_are_there(db, monkeypatch, answer, said):
    with FakeOpenAI(answer) as server:
        monkeypatch.setenv("NOTESIGHT_BASE_URL", server.address)
        result = call("matches", "--json")
        assert (result.code, len(json.loads(result.out))) == (0, 2)
        assert result.err.count(said) == 1
        assert "secret" not in result.err
        assert server.asked == 1


def test_a_server_that_is_not_there_is_said(db, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_BASE_URL", "http://127.0.0.1:9/v1")
    result = call("who", "websites")
    assert result.code == 0
    assert "The suggestions are put in order without it." in result.err
    assert "Pavel" in result.out


def test_forgetting_drops_what_is_kept(db, monkeypatch):
    with FakeOpenAI(embeddings) as server:
        monkeypatch.setenv("NOTESIGHT_BASE_URL", server.address)
        order()
    with Store.open(db) as store:
        assert store._conn.execute("SELECT count(*) FROM _embeddings").fetchone()[0] == 3
        store.forgotten.carry_out(store.forgotten.plan("document", 3), at=NOW)
        assert store._conn.execute("SELECT count(*) FROM _embeddings").fetchone()[0] == 0
