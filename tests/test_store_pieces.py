"""Readings in pieces and the coverage of readings, as they are kept."""

from store_cases import DAY, NOW, extraction, people, read, rows, store

from notesight.model import Document, Piece, Run
from notesight.sentences import Coverage

__all__ = ["store"]

TEXT = "Ana Costa needs a van. It rains. Bo Lind has one."
DONE = Piece(0, 23, answer='{"people": []}', input_tokens=10, output_tokens=5, cost_usd=0.25, tries=1)
LOST = Piece(23, 49, error="Too slow.", tries=3)
IN_PART = Run(
    "openai", "f", "m", input_tokens=10, cost_usd=0.25, tries=4, error="1 of 2 pieces failed.", pieces=(DONE, LOST)
)


def put(store, text=TEXT, key="k"):
    return store.put(Document(key, text, DAY), seen_at=NOW).id


def half(store, document, run=IN_PART):
    found = extraction(TEXT, ["Ana Costa"], [("ask", "needs a van", "Ana Costa")])
    return store.record_failure(document, run, found)


def test_what_an_incomplete_reading_proved_counts_and_the_document_waits_for_the_rest(store):
    document = put(store)
    half(store, document)
    assert people(store) == ["Ana Costa: 1"]
    assert [item["summary"] for item in store.items()] == ["Needs a van"]
    assert [each for each, _ in store.queued()] == [document]
    assert store.run(document) == IN_PART
    assert store.incomplete() == [{"document_id": document, "name": TEXT, "start": 23, "end": 49, "error": "Too slow."}]
    assert store.failures() == [{"name": "k", "error": "1 of 2 pieces failed.", "document_id": document}]
    assert store.coverage(document) is None
    assert rows(store, "SELECT n, start, end, status, error, kept, cost_usd FROM pieces") == [
        (0, 0, 23, "done", None, 0, 0.25), (1, 23, 49, "failed", "Too slow.", 0, 0.0),
    ]  # fmt: skip


def test_a_rebuild_gives_the_same(store):
    half(store, put(store))
    before = store.items(), store.people(), store.counts()
    store.rebuild()
    assert (store.items(), store.people(), store.counts()) == before


def test_the_whole_reading_takes_the_place_of_the_part(store):
    document = put(store)
    half(store, document)
    found = extraction(TEXT, ["Ana Costa", "Bo Lind"], [("offer", "has one", "Bo Lind")])
    store.record(document, Run("openai", "f", "m", cost_usd=0.5), found)
    assert (list(store.queued()), store.incomplete()) == ([], [])
    assert [item["kind"] for item in store.items()] == ["offer"]
    assert store.coverage(document) == Coverage(3, ((23, 32),))


def test_an_incomplete_reading_takes_nothing_from_a_whole_one_before_it(store):
    document = read(store, TEXT, ["Bo Lind"], [("offer", "has one", "Bo Lind")], key="k", fingerprint="offline")
    half(store, document)
    assert [item["kind"] for item in store.items()] == ["offer"]
    assert people(store) == ["Bo Lind: 1"]
    assert [each for each, _ in store.queued()] == [document]


def test_the_pieces_of_the_last_reading_of_that_kind_are_found_again(store):
    document = put(store)
    half(store, document)
    store.record_failure(document, Run("openai", "other", "m", error="no"))
    assert store.earlier_pieces(document, "f") == (DONE, LOST)
    assert store.earlier_pieces(document, "other") == ()
    assert store.earlier_pieces(put(store, "Another.", "k2"), "f") == ()


def test_a_reading_of_which_all_pieces_failed_counts_for_nothing(store):
    document = put(store)
    store.record_failure(document, Run("openai", "f", error="no", pieces=(LOST, LOST)))
    assert (store.run(document), store.items(), store.incomplete()) == (None, [], [])


def test_every_whole_reading_tells_its_silent_sentences_to_whoever_asks_in_sql(store):
    document = read(store, TEXT, ["Ana Costa"], [("ask", "needs a van", "Ana Costa")])
    assert rows(store, "SELECT document_id, run_id, start, end, text FROM silent_sentences") == [
        (document, 1, 23, 32, "It rains."), (document, 1, 33, 49, "Bo Lind has one."),
    ]  # fmt: skip
    assert rows(store, "SELECT run_id, sentences, silent FROM coverage") == [(1, 3, 2)]


def test_a_reading_that_is_taken_over_has_its_coverage_and_costs_nothing(store):
    read(store, TEXT, ["Ana Costa"], key="k", cost_usd=1.0)
    read(store, "Something else.", key="k")
    again = put(store)
    assert store.needs_run(again, "f") is False
    assert store.coverage(again) == Coverage(3, ((23, 32), (33, 49)))
    assert store.paid()["total_usd"] == 1.0


def test_all_that_was_paid_is_told_failed_readings_too(store):
    assert store.paid() is None
    read(store, "Free.")
    document = put(store)
    half(store, document)
    store.record(document, Run("openai", "f", "m", cost_usd=0.5), extraction(TEXT))
    assert store.paid() == {"total_usd": 0.75, "runs": 2, "run_id": 3, "document_id": document, "last_usd": 0.5}
    plan = " ".join(
        str(row) for row in rows(store, "EXPLAIN QUERY PLAN SELECT sum(cost_usd) FROM runs WHERE cost_usd > 0")
    )
    assert "runs_paid" in plan


def test_looking_adds_nothing(store):
    new = Document("k", TEXT, DAY)
    assert store.would_put(new) is None
    document = put(store)
    assert store.would_put(new).status == "known"
    assert store.would_put(Document("k2", TEXT, DAY)).status == "copy"
    assert store.would_put(Document("k", "Changed.", DAY)) is None
    assert store.would_run(document, "f") is True
    store.record(document, Run("offline", "f"), extraction(TEXT))
    assert store.would_run(document, "f") is False
    assert store.counts()["runs"] == 1
