"""A document that is forgotten is gone: from the lists, from the truth, from the bytes of the file; and it stays away."""

import sqlite3
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_cases import NOW, extraction, people, read, rows, store
from test_store_properties import KEYS, a_mail, a_mail_reading, a_text, an_extraction, items, projected
from test_store_properties import people as some_people

from notesight.model import Address, Document, Part, Run
from notesight.store import Store, forgetting, schema
from notesight.store.schema import TRUTH_TABLES

__all__ = ["store"]

TEXT = "Wilhelmina Brackenbury wants a harpsichord tuned before Michaelmas"


def on_disk(path):
    """All bytes that there are of a notebook: the file, its log, and the index of the log."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(path.name + "*")))


def forget(store, document_id, **how):
    return store.forgotten.carry_out(store.forgotten.plan("document", document_id, **how), at=NOW)


def a_secret(store, **more):
    return read(
        store, TEXT, ["Wilhelmina Brackenbury"], [("ask", "wants a harpsichord tuned", "Wilhelmina Brackenbury")],
        rejected=[("offer", "a spinet of walnut", "The words do not stand in the text.")],
        raw='{"answer": "harpsichord tuner"}', key="path:/notes/brackenbury.txt", source="/notes/brackenbury.txt", **more,
    )  # fmt: skip


def test_no_word_of_it_stands_anywhere_in_the_file_or_its_log(store):
    read(store, "Ana Costa needs a van", ["Ana Costa"], [("ask", "needs a van", "Ana Costa")])
    secret = a_secret(store)
    store.decide("done", store.items("ask", document=secret)[0]["id"], origin="cli", at=NOW)
    store.sources.note(Path("/notes/brackenbury.txt"), 3, 4, documents=1, seen_at=NOW)
    words = b"Brackenbury brackenbury harpsichord Michaelmas michaelmas spinet walnut".split()
    assert all(word in on_disk(store.path) for word in words)
    assert forget(store, secret) is True
    assert [word for word in words if word in on_disk(store.path)] == []
    assert (people(store), [row["summary"] for row in store.items()]) == (["Ana Costa: 1"], ["Needs a van"])
    assert store.counts()["versions"] == 1
    assert (store.decisions(), rows(store, "SELECT * FROM files"), store.check()) == ([], [], [])
    assert [row["kind"] for row in store.search("van")] == ["ask", "document"]
    assert store.search("harpsichord") == []


def test_free_pages_that_an_earlier_change_left_are_cleaned_too(store):
    read(store, "Ana Costa needs a van", ["Ana Costa"])
    secret = a_secret(store)
    store.rebuild()
    store.rebuild()
    assert forget(store, secret)
    assert b"rackenbury" not in on_disk(store.path)
    assert rows(store, "PRAGMA freelist_count") == [(0,)]
    assert store.path.with_name(store.path.name + "-wal").stat().st_size == 0


def test_what_will_go_is_told_first_and_nothing_is_done_yet(store):
    read(store, "Ana Costa needs a van", ["Ana Costa"])
    secret = a_secret(store)
    store.decide("done", store.items("ask", document=secret)[0]["id"], origin="cli", at=NOW)
    before = projected(store.path)
    plan = store.forgotten.plan("document", secret)
    assert [(row["id"], row["source"]) for row in plan.removed] == [(secret, "/notes/brackenbury.txt")]
    assert plan.counts == {"documents": 1, "runs": 1, "people": 1, "items": 1, "decisions": 1}
    assert (plan.quoting, plan.blacked, plan.person_id) == ((), (), None)
    assert (projected(store.path), store.counts()["versions"]) == (before, 2)


def test_all_versions_go_whichever_is_named(store):
    first = read(store, "The harpsichord is out of tune", key="k")
    second = read(store, "The harpsichord is in tune", key="k")
    assert store.forgotten.plan("document", first).documents == {second}
    assert forget(store, first)
    assert store.counts()["versions"] == 0
    assert b"harpsichord" not in on_disk(store.path)


def test_it_does_not_come_back_by_itself_under_its_key_or_with_its_text(store):
    forget(store, a_secret(store))
    key = "path:/notes/brackenbury.txt"
    for again in (Document(key, TEXT, date(2026, 3, 2)), Document(key, TEXT + ".", date(2026, 3, 2)),
                  Document("path:/elsewhere.txt", TEXT, date(2026, 3, 2))):  # fmt: skip
        stored = store.put(again, seen_at=NOW)
        assert (stored.id, stored.status) == (0, "forgotten")
    assert store.counts()["versions"] == 0
    assert store.put(Document("path:/elsewhere.txt", "Something else", date(2026, 3, 2)), seen_at=NOW).status == "new"


def test_it_comes_back_when_it_is_asked_for(store):
    forget(store, a_secret(store))
    again = Document("path:/notes/brackenbury.txt", TEXT, date(2026, 3, 2))
    assert store.forgotten.keeps_out(again)
    assert store.forgotten.remember_document(again) is True
    assert not store.forgotten.keeps_out(again)
    assert store.forgotten.remember_document(again) is False
    assert store.put(again, seen_at=NOW).status == "new"


def test_a_mail_of_which_only_the_header_is_known_need_not_be_fetched_again(store):
    mail = Document("mid:1@x", "Subject: A\n\nTea?", date(2026, 3, 2), "email", title="A")
    forget(store, store.put(mail, seen_at=NOW).id)
    assert store.sources.holds(mail) is True


def test_a_tombstone_tells_nothing_and_looks_different_in_each_notebook(store, tmp_path):
    forget(store, a_secret(store))
    mine = rows(store, "SELECT kind, hash FROM forgotten ORDER BY kind")
    with Store.open(tmp_path / "other.db") as other:
        forget(other, a_secret(other))
        theirs = rows(other, "SELECT kind, hash FROM forgotten ORDER BY kind")
    assert [kind for kind, _ in mine] == [kind for kind, _ in theirs] == ["key", "text"]
    assert not {each for _, each in mine} & {each for _, each in theirs}


def test_its_number_is_given_to_no_other_document(store):
    first = read(store, "One")
    forget(store, first)
    assert read(store, "Two") == first + 1


def test_what_was_decided_holds_on_for_its_words_where_they_are_quoted(store):
    ana, jim = Address("Ana Costa", "ana@x.example"), Address("Jim Baker", "jim@x.example")
    words = "Could you lend us the van on Friday?"
    original = Document(
        "mid:1@x", words, date(2026, 3, 2), "email", (Part("new", 0, len(words), ana),), "The van", "mail", ana, (jim,)
    )
    answer = f"Yes.\n> {words}"
    reply = Document(
        "mid:2@x", answer, date(2026, 3, 3), "email",
        (Part("new", 0, 5, jim), Part("quoted", 5, len(answer), ana, NOW)), "Re: The van", "mail", jim, (ana,),
        references=("1@x",),
    )  # fmt: skip
    ids = []
    for document in (original, reply):
        ids.append(store.put(document, seen_at=NOW).id)
        store.record(ids[-1], Run("offline", "f"), extraction(document.text, items=[("ask", words, None, "me")]))
    (item,) = store.items()
    store.decide("done", item["id"], origin="cli", at=NOW)
    plan = store.forgotten.plan("document", ids[0])
    assert [row["id"] for row in plan.quoting] == [ids[1]]
    assert plan.counts["items"] == 0, "it stands in the answer too"
    assert store.forgotten.plan("document", ids[0], whole=True).documents == set(ids)
    store.forgotten.carry_out(plan, at=NOW)
    (left,) = store.items()
    assert (left["document_id"], left["state"], left["id"] == item["id"]) == (ids[1], "done", False)
    store.rebuild()
    assert store.items() == [left]


def test_a_mailbox_stays_in_the_ledger_while_another_mail_of_it_stays(store):
    for n in (1, 2):
        store.put(Document(f"mid:{n}@x", f"Mail {n}", date(2026, 3, 2), "email", source="/a.mbox"), seen_at=NOW)
    store.sources.note(Path("/a.mbox"), 3, 4, documents=2, seen_at=NOW)
    forget(store, 1)
    assert store.sources.known(Path("/a.mbox"), 3, 4) == 2
    forget(store, 2)
    assert store.sources.known(Path("/a.mbox"), 3, 4) is None


# --- two programs -------------------------------------------------------------------------------------------------


def test_while_another_program_reads_it_is_said_and_finished_later(store, monkeypatch):
    monkeypatch.setattr(forgetting, "PATIENCE_SECONDS", 0.05)
    secret = a_secret(store)
    with closing(sqlite3.connect(store.path)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM documents").fetchone() == (1,)
        assert forget(store, secret) is False
        assert store.forgotten.unclean() is True
        assert store.counts()["versions"] == 0
        assert reader.execute("SELECT text FROM documents").fetchone() == (TEXT,), "it reads what it began to read"
        reader.execute("COMMIT")
        assert store.forgotten.scrub() is True
        assert store.forgotten.unclean() is False
        assert b"rackenbury" not in on_disk(store.path)


def test_while_another_program_writes_nothing_is_half_done(store, monkeypatch):
    monkeypatch.setattr(forgetting, "PATIENCE_SECONDS", 0.05)
    secret = a_secret(store)
    forget(store, secret)
    forgetting.soil(store._conn)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert store.forgotten.scrub() is False
        writer.execute("ROLLBACK")
    assert store.forgotten.scrub() is True


def test_a_document_that_another_program_has_forgotten_is_not_there_to_be_read(store):
    documents = [read(store, "One"), read(store, "Two")]
    stored = store.current()
    assert next(stored)[0] == documents[0]
    with Store.open(store.path) as other:
        forget(other, documents[1])
    assert list(stored) == []
    assert not store.has(documents[1])


def test_an_error_in_the_middle_leaves_everything_as_it_was(store, monkeypatch):
    secret = a_secret(store)
    before = rows(store, "SELECT * FROM documents"), projected(store.path), rows(store, "SELECT sql FROM sqlite_master")
    monkeypatch.setattr(forgetting, "index_anew", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        forget(store, secret)
    after = rows(store, "SELECT * FROM documents"), projected(store.path), rows(store, "SELECT sql FROM sqlite_master")
    assert after == before
    assert not store.forgotten.unclean()


def test_truth_refuses_a_change_after_it_as_before(store):
    read(store, "Ana Costa needs a van", ["Ana Costa"], [("ask", "needs a van", "Ana Costa")])
    store.decide("done", store.items()[0]["id"], origin="cli", at=NOW)
    forget(store, a_secret(store))
    made = rows(
        store, "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%never_change' ORDER BY name"
    )
    assert made == [(f"{table}_never_change",) for table in sorted((*schema.TRUTH_TABLES, *schema.READING_TABLES))]
    with closing(sqlite3.connect(store.path)) as conn, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        conn.execute("UPDATE decisions SET action = 'reopened'")


# --- as if it had never been there -----------------------------------------------------------------------------------

notes = st.tuples(st.just("note"), st.sampled_from(KEYS), st.integers(0, 1), some_people, items)
mails = st.tuples(
    st.just("mail"), st.integers(0, 3), st.sets(st.integers(0, 3), max_size=2),
    st.lists(st.tuples(st.sampled_from(("ask", "offer")), st.integers(0, 5), st.booleans()), max_size=4),
)  # fmt: skip


def write(store, steps, *, but=None):
    """Write documents one after the other; whichever has the key ``but`` is never there."""
    for kind, *told in steps:
        if kind == "note":
            key, variant, who, what = told
            document = Document(key, f"{key} {a_text(variant)}", date(2026, 3, 2))
        else:
            number, answers, found = told
            document = a_mail(number, answers, identified=True)
        if document.key == but:
            continue
        with store.transaction():
            stored = store.put(document, seen_at=NOW)
            text = store.document(stored.id)
            reading = an_extraction(text.text, who, what) if kind == "note" else a_mail_reading(text, found)
            store.record(stored.id, Run("offline", "f"), reading)


def renumbered(path):
    """Truth and projection, with documents and runs numbered from 1 in their order."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        with closing(sqlite3.connect(path)) as conn:
            conn.execute("VACUUM INTO ?", [str(copy)])
        with closing(sqlite3.connect(copy, isolation_level=None)) as conn:
            for each in schema.statements(schema.NEVER_CHANGED + schema.never_changed(schema.READING_TABLES)):
                conn.execute(f"DROP TRIGGER {each.split()[2]}")
            for old, new in conn.execute("SELECT id, row_number() OVER (ORDER BY id) FROM documents").fetchall():
                conn.execute("UPDATE documents SET id = ? WHERE id = ?", [new, old])
                conn.execute("UPDATE documents SET supersedes = ? WHERE supersedes = ?", [new, old])
                for table in ("parts", "runs"):
                    conn.execute(f"UPDATE {table} SET document_id = ? WHERE document_id = ?", [new, old])
            for old, new in conn.execute("SELECT id, row_number() OVER (ORDER BY id) FROM runs").fetchall():
                conn.execute("UPDATE runs SET id = ? WHERE id = ?", [new, old])
                for table in ("observations", "rejections", *schema.READING_TABLES):
                    conn.execute(f"UPDATE {table} SET run_id = ? WHERE run_id = ?", [new, old])
            truth = {
                table: conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
                for table in (*TRUTH_TABLES, *schema.READING_TABLES)
            }
        with Store.open(copy) as store:
            store.rebuild()
        return truth, projected(copy)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(st.one_of(notes, mails), min_size=1, max_size=8), data=st.data())
def test_after_it_the_notebook_is_one_that_never_had_the_document(steps, data):
    with tempfile.TemporaryDirectory() as folder:
        path, never = Path(folder) / "a.db", Path(folder) / "never.db"
        with Store.open(path) as store:
            write(store, steps)
            chosen = data.draw(st.sampled_from([each.key for _, each in store.current()]))
            (document_id,) = [each for each, document in store.current() if document.key == chosen]
            store.forgotten.carry_out(store.forgotten.plan("document", document_id), at=NOW)
            step_by_step = projected(path)
            store.rebuild()
            assert step_by_step == projected(path)
            assert store.check() == []
        with Store.open(never) as store:
            write(store, steps, but=chosen)
        assert renumbered(path) == renumbered(never)
