"""A copy to be shown: the lists and their pages without what is private, without quotes, texts and raw answers."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import date

import pytest
from store_cases import NOW, read, rows, store
from terminal import done
from test_forgetting import on_disk

from notesight import publish
from notesight.errors import NotOurs, UsageError
from notesight.model import Address, Document, Part
from notesight.store import Store, Wishes, migrations

__all__ = ["store"]

ANA = Address("Ana Costa", "ana@x.example")


@pytest.fixture
def notebook(store):
    """A note, a mail and a private note; Zed stands in the private one alone, which also knows more of Ana."""
    text = "Ana Costa needs a van with a long roof. Zora Quill will lend her one by the end of next week."
    read(
        store, text, ["Ana Costa", "Zora Quill"], [
            ("ask", "needs a van with a long roof", "Ana Costa"),
            ("offer", "will lend her one by the end of next week", "Zora Quill", "Ana Costa"),
        ], raw='{"model": "quoth the raven"}', key="path:/home/me/notes/van.txt", source="/home/me/notes/van.txt",
        rejected=[("ask", "a quote that is not there", "The words do not stand in the text.")],
    )  # fmt: skip
    mail = "Could you send me the drawings of the boat?"
    read(
        store, mail, [], [("ask", mail, None, "me")], kind="email", title="The boat", sender=ANA, to=(Address("", "me@x.example"),),
        parts=(Part("new", 0, len(mail), ANA),), references=("secret.id@x.example",), tags=("boats",), people=("Olaf Hint",),
    )  # fmt: skip
    read(
        store, "Between us: Zed Moneypenny owes Ana Costa (ana.private@x.example, Lumen Ltd) for the piano.",
        ["Zed Moneypenny", "Ana Costa <ana.private@x.example> @Lumen Ltd"],
        [("followup", "owes Ana Costa (ana.private@x.example, Lumen Ltd) for the piano", "Zed Moneypenny", "Ana Costa")],
        private=True, title="Between us, about the piano",
    )  # fmt: skip
    for item in store.items("offer"):
        store.decide("snoozed", item["id"], value="2026-04-01", origin="cli", at=NOW)
    store.sources.note("/home/me/notes/van.txt", 3, 4, documents=1, seen_at=NOW)
    store.forgotten.carry_out(store.forgotten.plan("document", read(store, "Old Tombstone", ["Old Tombstone"])), at=NOW)
    return store


def copied(store, **wishes):
    out = store.path.with_name("out.db")
    left = store.publish_copy(out, Wishes(**wishes), at=NOW)
    return out, {each.what: each.number for each in left}


def quotes(store):
    found = rows(store, "SELECT quote FROM observations WHERE kind <> 'person' UNION SELECT quote FROM rejections")
    return [quote for (quote,) in found if len(quote) >= 12]


def test_no_quote_no_text_no_raw_answer_and_nothing_private_is_in_its_bytes(notebook):
    out, left = copied(notebook)
    held = on_disk(out)
    assert len(quotes(notebook)) == 5
    gone = [
        *quotes(notebook), "long roof", "drawings", "next week", "quoth the raven", "not there", "/home/me", "van.txt", "secret.id",
        "Zed", "Moneypenny", "moneypenny", "Between us", "piano", "ana.private", "Lumen", "lumen", "Old Tombstone", "Olaf", "stand in the text",
    ]  # fmt: skip
    assert [words for words in gone if words.encode() in held] == []
    assert [
        words for words in ("Ana Costa", "Zora Quill", "The boat", "ana@x.example") if words.encode() not in held
    ] == []
    assert left == {
        "titles of documents": 1,
        "texts of documents": 2,
        "quotes": 3,
        "summaries that repeat a quote": 3,
        "private documents": 1,
        "people who stand only in those": 1,
        "asks, offers and follow-ups that stand only in those": 1,
        "raw answers of models": 1,
        "rejected findings": 1,
        "decisions (what they changed is there)": 1,
        "names of files": 1,
    }


def test_the_lists_are_those_of_a_notebook_without_the_private_ones(notebook):
    out, _ = copied(notebook)
    with Store.open(out) as copy:
        assert copy.check() == []
        people = {
            row["name"]: (row["email"], row["organization"], row["documents"], row["open_items"])
            for row in copy.people()
        }
        assert people == {"Ana Costa": (None, None, 1, 2), "Zora Quill": (None, None, 1, 1)}
        items = [
            (row["kind"], row["summary"], row["by"], row["to"], row["quote"], row["due_text"], row["state"])
            for row in copy.items()
        ]
        wordless = "(in words that are not in this copy)"
        assert sorted(items, key=str) == [
            ("ask", wordless, "Ana Costa", None, "", None, "open"),
            ("ask", wordless, None, "me", "", None, "open"),
            ("offer", wordless, "Zora Quill", "Ana Costa", "", None, "snoozed"),
        ]
        assert [document.title for _, document in copy.current()] == [None, "The boat"]
        assert rows(copy, "SELECT title FROM documents") == [("Note of 2 March 2026",), ("The boat",)]
        assert [row["name"] for row in copy.people("Zora")] == ["Zora Quill"]
        assert [row["label"] for row in copy.search("boat")] == ["The boat"]


def test_a_summary_in_other_words_stays_unless_it_is_not_wished_for(store):
    from store_cases import item

    text = "Ana Costa said: could you look out for a van, please"
    read(
        store,
        text,
        ["Ana Costa"],
        [item(text, "ask", "could you look out for a van", "Ana Costa", summary="Wants a van")],
    )
    long = "Ana Costa goes on and on about what she would like to have one day"
    read(store, long, ["Ana Costa"], [item(long, "ask", long, "Ana Costa", summary=long[:30] + "…")])
    out, _ = copied(store)
    wordless = "(in words that are not in this copy)"
    assert rows(store.open(out), "SELECT summary FROM asks ORDER BY document_id") == [("Wants a van",), (wordless,)]
    out, left = copied(store, summaries=False, force=True)
    assert rows(store.open(out), "SELECT DISTINCT summary FROM asks") == [(wordless,)]
    assert left["summaries"] == 2


def test_a_title_that_repeats_a_quote_goes_and_all_go_when_that_is_wanted(store):
    read(
        store,
        "Could you lend us the van?",
        [],
        [("ask", "Could you lend us the van", None)],
        title="Re: could you  lend us the van",
    )
    read(store, "Tea", [], title="About tea")
    out, _ = copied(store)
    assert rows(Store.open(out), "SELECT title FROM documents") == [("Note of 2 March 2026",), ("About tea",)]
    out, _ = copied(store, titles=False, force=True)
    assert rows(Store.open(out), "SELECT DISTINCT title FROM documents") == [("Note of 2 March 2026",)]


def test_with_texts_the_quotes_are_there_too_and_what_is_private_is_not(notebook):
    out, left = copied(notebook, text=True)
    with Store.open(out) as copy:
        assert sorted(row["quote"] for row in copy.items()) == sorted(
            row["quote"] for row in notebook.items() if row["document_id"] < 3
        )
        assert copy.document(1).text == notebook.document(1).text
    assert "quotes" not in left
    held = on_disk(out)
    assert [
        words
        for words in ("Moneypenny", "piano", "quoth the raven", "/home/me", "ana.private")
        if words.encode() in held
    ] == []


def test_only_the_present_versions_that_were_read_are_there(store):
    read(store, "Ana Costa, secretly", ["Ana Costa"], key="k", private=True)
    read(store, "Ana Costa, openly", ["Ana Costa"], key="k")
    read(store, "Zora Quill, openly", ["Zora Quill"], key="l")
    read(store, "Zora Quill, secretly", ["Zora Quill"], key="l", private=True)
    store.put(Document("m", "Not read", date(2026, 3, 2)), seen_at=NOW)
    out, left = copied(store)
    assert (
        left["older versions of documents"],
        left["documents that are not read yet"],
        left["private documents"],
    ) == (1, 1, 1)
    with Store.open(out) as copy:
        assert [row["name"] for row in copy.people()] == ["Ana Costa"]
        assert rows(copy, "SELECT id, key, digest, text FROM documents") == [(2, "copy:2", "", "")]


def test_nothing_can_be_written_into_a_copy_and_a_newer_notesight_leaves_it_alone(notebook, monkeypatch):
    out, _ = copied(notebook)
    before = out.read_bytes()
    with Store.open(out) as copy:
        for write in (
            copy.rebuild,
            lambda: copy.forgotten.plan("document", 1),
            lambda: copy.decide("done", "x", origin="cli", at=NOW),
        ):
            with pytest.raises(UsageError, match="is a copy to be shown"):
                write()
        with pytest.raises(UsageError, match="a copy itself"):
            copy.publish_copy(out.with_name("more.db"), Wishes(), at=NOW)
    monkeypatch.setattr(migrations, "VERSION", migrations.VERSION + 1)
    with pytest.raises(NotOurs, match="older notesight") as caught:
        Store.open(out)
    assert caught.value.hint == "Make it anew: notesight publish-copy"
    assert (out.read_bytes(), on_disk(out)) == (before, before)


def test_a_file_that_is_there_is_replaced_only_when_that_is_wished_for_and_a_notebook_never(notebook, tmp_path):
    out, _ = copied(notebook)
    with pytest.raises(UsageError, match="there already"):
        copied(notebook)
    assert copied(notebook, force=True)[0] == out
    with pytest.raises(UsageError, match="the notebook itself"):
        notebook.publish_copy(notebook.path, Wishes(force=True), at=NOW)
    with Store.open(tmp_path / "other.db") as other:
        read(other, "Mine")
    with pytest.raises(UsageError, match="no copy of one"):
        notebook.publish_copy(tmp_path / "other.db", Wishes(force=True), at=NOW)
    with pytest.raises(UsageError, match="cannot be a file"):
        notebook.publish_copy(tmp_path / "nowhere" / "x.db", Wishes(), at=NOW)
    (tmp_path / "text.db").write_text("no database")
    notebook.publish_copy(tmp_path / "text.db", Wishes(force=True), at=NOW)
    assert {each.name for each in tmp_path.iterdir() if "-" not in each.name} == {
        "notebook.db",
        "out.db",
        "other.db",
        "text.db",
    }


def test_the_notebook_itself_is_not_changed_by_it(notebook):
    before = rows(notebook, "SELECT * FROM documents"), rows(notebook, "SELECT * FROM people"), notebook.items()
    copied(notebook)
    assert (
        rows(notebook, "SELECT * FROM documents"),
        rows(notebook, "SELECT * FROM people"),
        notebook.items(),
    ) == before


def test_the_pages_say_that_the_words_are_not_there(notebook):
    out, _ = copied(notebook)
    person = rows(Store.open(out), "SELECT id FROM people WHERE name = 'Ana Costa'")[0][0]

    pages = "asks", "offers", "due", "timeline", "network", "figures", "feed.atom"
    more = [f"/out/-/{page}" for page in pages] + ["/out/-/timeline?as_of=2026-01-01"]

    async def look():
        site = publish.build(out)
        await site.invoke_startup()
        answers = {}
        for path in (
            "/",
            "/out/-/document/1",
            f"/out/-/person/{person}",
            "/out/-/search?q=boat",
            "/out/asks",
            "/out/documents",
            "/out/people",
            *more,
        ):
            answers[path] = await site.client.get(path)
        return answers

    answers = asyncio.run(look())
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert "The words are not in this copy." in answers["/out/-/document/1"].text
    assert "wait to be read" not in answers["/"].text
    for path in ("/", "/out/-/document/1", f"/out/-/person/{person}"):
        assert "<blockquote" not in answers[path].text, path
        assert "not in this copy" in answers[path].text, path
    assert [path for path in more if "<blockquote" in answers[path].text] == []


def test_the_copy_of_an_invented_year_holds_no_quote(tmp_path):
    done("demo", "--no-serve", "--db", tmp_path / "notes.db")
    with Store.open(tmp_path / "notes.db") as store:
        out, left = copied(store)
        held = on_disk(out)
        every = quotes(store)
        assert len(every) > 200
        assert [quote for quote in every if quote.encode() in held] == []
        private = rows(store, "SELECT title FROM documents WHERE private")
        assert [title for (title,) in private if title.encode() in held] == []
        assert left["private documents"] == len(private) == 1
    with closing(sqlite3.connect(out)) as conn:
        assert conn.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert conn.execute("PRAGMA journal_mode").fetchone() == ("delete",)
