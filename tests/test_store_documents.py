"""What was read: documents and their versions, runs and what they proved, what waits, what failed, and files."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from store_cases import DAY, NOW, extraction, read, rows, store

from notesight.errors import NotOurs, SourceError, StoreError
from notesight.model import Address, Document, Extraction, Item, Mention, Part, Person, Rejection, Run
from notesight.store import Store

__all__ = ["store"]


def put(store, text, key="k", **more):
    return store.put(Document(key, text, more.pop("date", DAY), **more), seen_at=NOW)


def queued(store, **how):
    return [document_id for document_id, _ in store.queued(**how)]


def fail(store, document_id, error="The server gave up."):
    store.record_failure(document_id, Run("openai", "f", error=error))


# --- documents ----------------------------------------------------------------------------------------------------

WHOLE = Document(
    key="mid:1@x.example",
    text="From: Zoë <zoë@x.example>\n\nTea?\u2028\r\n> no 🙂\n",
    date=DAY,
    kind="thread",
    parts=(
        Part("header", 0, 27, Address("Zoë", "zoë@x.example")),
        Part(
            "new", 27, 34, Address("Zoë", ""), datetime(2026, 3, 2, 9, 1, tzinfo=timezone(timedelta(hours=-5))),
            (Address("", "a@x.example"), Address("B, C", "b@x.example")), "Re: tea",
        ),
        Part("quoted", 34, 43),
    ),
    title="Re: tea",
    channel="mail",
    sender=Address("Zoë", "zoë@x.example"),
    to=(Address("Sam", "sam@x.example"), Address("", "a@x.example")),
    people=("Zoë Ek",),
    tags=("work", "loom/blue"),
    private=True,
    source="/mail/1.eml",
    in_reply_to="0@x.example",
    references=("0@x.example", "00@x.example"),
)  # fmt: skip


@pytest.mark.parametrize(
    "document", [WHOLE, Document("k", "Tea.", DAY), Document("k", "  \n" + "word " * 90, date(1, 1, 1))]
)
def test_a_document_comes_back_as_it_was_put(store, document):
    assert store.document(store.put(document, seen_at=NOW).id) == document


def test_there_is_no_document_of_an_unknown_id(store):
    assert (store.document(7), store.run(7), store.extraction(7), store.people_of(7)) == (None, None, None, [])


def test_the_same_bytes_again_are_known_and_nothing_is_done(store):
    first = put(store, "Tea.")
    before = rows(store, "SELECT * FROM documents")
    again = put(store, "Tea.", title="another title", source="/elsewhere")
    assert (first.status, again.status, again.id) == ("new", "known", first.id)
    assert rows(store, "SELECT * FROM documents") == before


def test_a_changed_note_supersedes_its_older_version_which_stays(store):
    old = read(store, "Ana needs a van.", ["Ana"], [("ask", "needs a van", "Ana")], key="k")
    new = put(store, "Ana needs a boat.")
    assert new.status == "changed"
    assert store.document(old).text == "Ana needs a van."
    assert rows(store, "SELECT supersedes FROM documents WHERE id = ?", new.id) == [(old,)]
    assert (store.items(), store.people(), queued(store)) == ([], [], [new.id])
    assert (store.counts()["documents"], store.counts()["versions"]) == (1, 2)


def test_a_note_that_is_changed_back_is_a_third_version(store):
    for text in ("one", "two", "one"):
        last = put(store, text)
    assert (last.status, store.counts()["versions"]) == ("changed", 3)
    assert put(store, "one").status == "known"


def test_the_same_text_under_another_name_is_a_copy(store):
    first = put(store, "Tea.", "a")
    copy = put(store, "Tea.", "b")
    assert (copy.status, copy.id) == ("copy", first.id)
    assert store.counts()["documents"] == 1


def test_what_only_an_older_version_said_is_no_copy(store):
    put(store, "Tea.", "a")
    put(store, "Tea, later.", "a")
    assert put(store, "Tea.", "b").status == "new"


def test_a_known_note_that_takes_over_the_text_of_another_is_a_version_of_its_own(store):
    put(store, "Tea.", "a")
    put(store, "Milk.", "b")
    assert put(store, "Tea.", "b").status == "changed"


def test_a_text_that_is_no_unicode_is_refused(store):
    with pytest.raises(SourceError, match="surrogates"):
        put(store, "half a \ud800 letter")
    assert store.counts()["documents"] == 0


def test_half_a_letter_elsewhere_does_not_stop_a_document(store):
    stored = put(store, "Tea.", "path:/caf\udce9", title="\udce9", source="/caf\udce9", people=("\udce9",))
    assert store.document(stored.id).title == "?"
    assert put(store, "Tea.", "path:/caf\udce9").status == "known"


def test_a_document_without_a_title_is_called_by_its_first_words(store):
    put(store, "\n  Tea with\nAna " + "and others " * 20)
    (title,) = rows(store, "SELECT title, titled FROM documents")
    assert title[0].startswith("Tea with Ana and others")
    assert title[0].endswith(" …")
    assert title[1] == 0


# --- runs ---------------------------------------------------------------------------------------------------------

TEXT = "Ana Costa (ana@x.example) needs a van by Friday. I'll call her roommate."
PROVED = Extraction(
    (Person("Ana Costa", (Mention("Ana Costa", 0, 9),), ("Ana",), "ana@x.example", "Acme", "CEO"),),
    (
        Item(
            "ask", "needs a van by Friday", 26, 47, "Find a van", "Ana Costa", None, DAY, date(2026, 3, 6), "by Friday"
        ),
        Item("followup", "I'll call her roommate", 49, 71, "Call", "me", "her roommate", DAY, certainty="hedged"),
    ),
    (Rejection("offer", "a lift", "These words do not stand in the text."),),
)
RUN = Run("openai", "f1", "m", "extract.v1", NOW, 1.5, 100, 20, 0.003, 2, '{"raw": true}')


def test_a_run_and_what_it_proved_come_back_as_they_were_recorded(store):
    document = put(store, TEXT).id
    assert (store.run(document), store.extraction(document)) == (None, None)
    store.record(document, RUN, PROVED)
    assert store.run(document) == RUN
    assert store.extraction(document) == PROVED


def test_the_last_successful_run_counts(store):
    document = put(store, TEXT).id
    store.record(document, RUN, PROVED)
    store.record(document, Run("offline", "f2"), Extraction())
    assert (store.run(document).fingerprint, store.items(), store.people()) == ("f2", [], [])
    fail(store, document)
    assert store.run(document).fingerprint == "f2"


@pytest.mark.parametrize(
    "wrong",
    [
        Extraction((Person("Ana", (Mention("Ana", 1, 4),)),)),
        Extraction((Person("Ana", ()),)),
        Extraction((), (Item("ask", "needs a boat", 26, 37, "Boat", None, None, DAY),)),
        Extraction((), (Item("ask", "x", 500, 501, "Boat", None, None, DAY),)),
        Extraction((), (Item("ask", "", 5, 5, "Boat", None, None, DAY),)),
    ],
)
def test_no_quote_no_fact(store, wrong):
    document = put(store, TEXT).id
    with pytest.raises(ValueError, match="stand"):
        store.record(document, RUN, wrong)
    assert rows(store, "SELECT * FROM runs") == rows(store, "SELECT * FROM observations") == []


def test_an_unchanged_fingerprint_needs_no_new_run(store):
    document = put(store, TEXT).id
    assert store.needs_run(document, "f1")
    store.record(document, RUN, PROVED)
    assert not store.needs_run(document, "f1")
    assert store.needs_run(document, "f2")
    assert store.counts()["runs"] == 1


def test_a_run_that_failed_is_needed_again(store):
    document = put(store, TEXT).id
    fail(store, document)
    assert store.needs_run(document, "f")


def test_a_reading_of_the_same_text_is_taken_over_at_no_cost(store):
    first = put(store, TEXT).id
    store.record(first, RUN, PROVED)
    put(store, "Something else.")
    back = put(store, TEXT).id
    assert not store.needs_run(back, "f1")
    assert store.extraction(back) == PROVED
    assert [row["summary"] for row in store.items()] == ["Find a van", "Call"]
    assert (store.run(back).cost_usd, store.run(back).tries) == (0, 0)
    assert sum(row["cost_usd"] for row in store.costs()) == RUN.cost_usd


def test_an_earlier_run_is_taken_over_when_one_comes_back_to_its_extractor(store):
    document = put(store, TEXT).id
    store.record(document, RUN, PROVED)
    store.record(document, Run("offline", "f2"), Extraction())
    assert not store.needs_run(document, "f1")
    assert (store.run(document).fingerprint, len(store.items())) == ("f1", 2)


def test_a_reading_from_another_day_is_not_taken_over(store):
    store.record(put(store, TEXT).id, RUN, PROVED)
    put(store, "Something else.")
    assert store.needs_run(put(store, TEXT, date=date(2026, 3, 9)).id, "f1")


def test_what_runs_cost_is_counted_per_extractor_and_model(store):
    read(store, "one", fingerprint="a")
    read(store, "two", extractor="openai", model="m", cost_usd=0.5, input_tokens=100)
    document = read(store, "three", extractor="openai", model="m", cost_usd=0.25, input_tokens=10)
    store.record_failure(document, Run("openai", "f", "m", error="no", tries=3))
    assert [(row["extractor"], row["model"], row["runs"], row["failed"], row["cost_usd"]) for row in store.costs()] == [
        ("offline", None, 1, 0, 0), ("openai", "m", 3, 1, 0.75)
    ]  # fmt: skip


# --- what waits, what failed --------------------------------------------------------------------------------------


def test_what_no_run_has_read_waits(store):
    one, two = put(store, "one", "a").id, put(store, "two", "b").id
    assert queued(store) == [one, two]
    store.record(one, Run("offline", "f"), Extraction())
    assert (queued(store), store.counts()["queued"]) == ([two], 1)
    assert [document.text for _, document in store.queued()] == ["two"]


def test_what_failed_waits_but_counts_as_tried(store):
    one, two = put(store, "one", "a").id, put(store, "two", "b").id
    fail(store, one)
    assert (queued(store), queued(store, tried=False)) == ([one, two], [two])
    store.record(one, Run("openai", "f"), Extraction())
    assert (queued(store), queued(store, tried=False)) == ([two], [two])


def test_a_document_whose_new_reading_failed_waits_and_keeps_its_facts(store):
    document = read(store, TEXT, ["Ana Costa"], [("ask", "needs a van", "Ana Costa")])
    fail(store, document)
    assert queued(store) == [document]
    assert [row["quote"] for row in store.items()] == ["needs a van"]


def test_an_older_version_does_not_wait(store):
    old = put(store, "one").id
    fail(store, old)
    new = put(store, "two").id
    assert (queued(store), queued(store, tried=False), store.failures()) == ([new], [new], [])


def test_writing_goes_on_while_the_queue_is_read(store):
    ids = [put(store, str(n), str(n)).id for n in range(5)]
    for document_id, _ in store.queued():
        store.record(document_id, Run("offline", "f"), Extraction())
        put(store, f"more {document_id}", f"more {document_id}")
    assert queued(store) == list(range(ids[-1] + 1, ids[-1] + 6))


def test_what_failed_is_listed_with_its_reason(store):
    document = put(store, "one", source="/notes/one.md").id
    bare = put(store, "two", "sha256:2").id
    fail(store, document, "The model declined.")
    fail(store, bare, "First.")
    fail(store, bare, "The answer was cut off.")
    store.sources.note(Path("/notes/broken.eml"), 0, 0, error="This is no mail.", seen_at=NOW)
    assert [(row["name"], row["error"], row["document_id"]) for row in store.failures()] == [
        ("/notes/broken.eml", "This is no mail.", None),
        ("/notes/one.md", "The model declined.", document),
        ("sha256:2", "The answer was cut off.", bare),
    ]
    store.record(document, Run("openai", "f"), Extraction())
    assert [row["document_id"] for row in store.failures()] == [None, bare]


# --- files --------------------------------------------------------------------------------------------------------

FILE = Path("/notes/caf\udce9.md")  # a name that is no UTF-8


def test_a_file_is_known_while_it_is_as_it_was(store):
    assert store.sources.known(FILE, 10, 99) is None
    store.sources.note(FILE, 10, 99, documents=3, seen_at=NOW)
    assert store.sources.known(FILE, 10, 99) == 3
    assert (store.sources.known(FILE, 11, 99), store.sources.known(FILE, 10, 98)) == (None, None)


def test_a_file_that_failed_is_not_known_and_is_listed_until_it_is_read(store):
    store.sources.note(FILE, 10, 99, error=f"{FILE} cannot be read.", seen_at=NOW)
    assert store.sources.known(FILE, 10, 99) is None
    assert store.sources.failed() == ["/notes/caf\\xe9.md"]
    assert [row["error"] for row in store.failures()] == ["/notes/caf\\xe9.md cannot be read."]
    store.sources.note(FILE, 10, 99, documents=1, seen_at=NOW)
    assert (store.sources.failed(), store.failures(), store.sources.known(FILE, 10, 99)) == ([], [], 1)


def test_a_file_that_gave_nothing_is_known_too(store):
    store.sources.note(FILE, 0, 99, documents=0, seen_at=NOW)
    assert store.sources.known(FILE, 0, 99) == 0


def test_a_file_that_is_gone_is_forgotten_and_its_documents_stay(store):
    put(store, "Tea.", source=str(FILE))
    store.sources.note(FILE, 10, 99, error="gone", seen_at=NOW)
    store.sources.forget(FILE)
    assert (store.failures(), store.counts()["documents"]) == ([], 1)


def test_the_documents_of_a_file_are_those_of_today(store):
    put(store, "one", "a", source="/box.mbox")
    second = put(store, "two", "b", source="/box.mbox").id
    third = put(store, "one!", "a", source="/box.mbox").id
    put(store, "three", "c", source="/other")
    assert store.sources.documents(Path("/box.mbox")) == [second, third]
    strange = put(store, "four", "d", source="/notes/caf\\xe9.md").id
    assert store.sources.documents(FILE) == [strange]


# --- units of writing ---------------------------------------------------------------------------------------------


def test_a_unit_is_written_whole_or_not_at_all(store):
    def both():
        with store.transaction():
            put(store, "one", "a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        both()
    assert store.counts()["documents"] == 0
    put(store, "two", "a")
    assert [row["label"] for row in store.search("two")] == ["two"]


def test_a_part_of_a_unit_fails_alone(store):
    def part():
        with store.transaction():
            put(store, "two", "b")
            raise ValueError("no")

    with store.transaction():
        put(store, "one", "a")
        with pytest.raises(ValueError, match="no"):
            part()
        put(store, "three", "c")
    assert [document.text for _, document in store.queued()] == ["one", "three"]
    assert store.search("two") == []
    assert store.check() == []


def test_closing_takes_back_what_is_open(tmp_path):
    def closed_in_between():
        with Store.open(tmp_path / "a.db") as store, store.transaction():
            put(store, "one")
            store.close()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        closed_in_between()
    with Store.open(tmp_path / "a.db") as again:
        assert again.counts()["documents"] == 0


def test_nothing_is_written_through_a_notebook_that_is_open_for_reading(store):
    read(store, TEXT, ["Ana Costa"])
    with Store.open(store.path, readonly=True) as reader:
        assert reader.counts()["people"] == 1
        with pytest.raises(StoreError, match="cannot be written"):
            put(reader, "more", "more")


@pytest.mark.parametrize("how", [{"readonly": True}, {"create": False}])
def test_a_missing_notebook_is_not_made_by_reading(tmp_path, how):
    with pytest.raises(StoreError, match="There is no database at"):
        Store.open(tmp_path / "a.db", **how)
    assert not (tmp_path / "a.db").exists()


def test_a_new_notebook_is_the_owners_alone(tmp_path):
    Store.open(tmp_path / "deep" / "er" / "a.db").close()
    assert (tmp_path / "deep" / "er" / "a.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"these are no bytes of a database at all", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "a.db"
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        Store.open(path)
    assert isinstance(caught.value, NotOurs) or "damaged" in caught.value.sentence
    assert path.read_bytes() == content


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(tmp_path)


def test_a_full_disk_is_said_and_nothing_is_half_written(store):
    put(store, "one", "a")
    pages = store._conn.execute("PRAGMA page_count").fetchone()[0]
    store._conn.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(StoreError, match="no space left"):
        put(store, "two " * 200_000, "b")
    store._conn.execute("PRAGMA max_page_count = 1000000")
    assert (store.counts()["documents"], store.check()) == (1, [])
    assert put(store, "two", "b").status == "new"


def test_a_sound_notebook_has_nothing_wrong_and_a_broken_one_is_told(store):
    read(store, TEXT, ["Ana Costa"])
    assert store.check() == []
    with closing(sqlite3.connect(store.path)) as conn:
        conn.execute("DELETE FROM people")
        conn.commit()
    assert "a row of names points nowhere" in store.check()


def test_everything_is_counted(store):
    read(
        store,
        TEXT,
        ["Ana Costa"],
        [("ask", "needs a van"), ("followup", "I'll call", "me")],
        rejected=[("offer", "x", "y")],
    )
    fail(store, put(store, "two", "b").id)
    put(store, "three", "b")
    assert store.counts() == {
        "documents": 2, "versions": 3, "people": 1, "asks": 1, "offers": 0, "followups": 1, "queued": 1, "batched": 0,
        "failed_files": 0, "runs": 2, "rejections": 1, "decisions": 0,
    }  # fmt: skip
    assert store.run(1) == Run("offline", "f")
    assert store.extraction(1).people == extraction(TEXT, ["Ana Costa"]).people
    assert datetime.fromisoformat(rows(store, "SELECT added_at FROM documents")[0][0]) == datetime(
        2026, 3, 2, 9, tzinfo=UTC
    )
