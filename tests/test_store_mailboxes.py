"""What is remembered of folders of mail servers."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from notesight.model import Address as Person
from notesight.model import Document
from notesight.store import Address, Mailbox, Store, migrations

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
INBOX = Address("mail.example.org", "dana@example.org", "INBOX")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "a.db") as store:
        yield store


def test_of_two_who_read_a_folder_the_one_who_came_further_counts(store):
    assert store.sources.mailbox(INBOX) is None
    for last in (5, 9, 7):
        store.sources.note_mailbox(INBOX, Mailbox(1, last), seen_at=NOW)
    store.sources.note_mailbox(INBOX._replace(folder="Sent"), Mailbox(1, 2, date(2026, 1, 1)), seen_at=NOW)
    assert store.sources.mailbox(INBOX) == Mailbox(1, 9)
    assert store.sources.mailbox(INBOX._replace(folder="Sent")) == Mailbox(1, 2, date(2026, 1, 1))


def test_a_folder_that_is_numbered_anew_begins_anew_and_forgets_what_failed(store):
    store.sources.note_mailbox(INBOX, Mailbox(1, 9, None, {3: "This is no mail.", 4: "It is too large."}), seen_at=NOW)
    store.sources.note_mailbox(
        INBOX._replace(folder="INBOX2"), Mailbox(1, 9, None, {3: "This is no mail."}), seen_at=NOW
    )
    store.sources.note_mailbox(INBOX, Mailbox(1, 9, None, {5: "So is this."}), seen_at=NOW, mended=[4])
    assert store.sources.mailbox(INBOX).failed == {3: "This is no mail.", 5: "So is this."}
    store.sources.note_mailbox(INBOX, Mailbox(2, 1), seen_at=NOW)
    assert store.sources.mailbox(INBOX) == Mailbox(2, 1)
    assert [failure["name"] for failure in store.failures()] == [
        "imap://dana%40example.org@mail.example.org/INBOX2;UIDVALIDITY=1/;UID=3"
    ]


def test_a_message_that_failed_is_no_file_to_look_for(store, tmp_path):
    store.sources.note(tmp_path / "a.txt", 1, 1, error="It cannot be read.", seen_at=NOW)
    store.sources.note_mailbox(INBOX, Mailbox(1, 9, None, {3: "This is no mail."}), seen_at=NOW)
    assert store.sources.failed() == [str(tmp_path / "a.txt")]
    assert len(store.failures()) == 2
    assert store.counts()["failed_files"] == 2


def test_what_is_remembered_stands_or_falls_with_what_is_stored(store):
    class Stop(Exception):
        pass

    def write():
        with store.transaction():
            store.put(Document("mid:1", "text", date(2026, 3, 2)), seen_at=NOW)
            store.sources.note_mailbox(INBOX, Mailbox(1, 1, None, {2: "This is no mail."}), seen_at=NOW)
            raise Stop

    with pytest.raises(Stop):
        write()
    assert store.sources.mailbox(INBOX) is None
    assert store.failures() == []


def test_a_mail_is_known_by_its_header_only_when_all_of_it_is_the_same(store):
    mail = Document(
        "mid:1@x", "words", date(2026, 3, 2), "email", title="Chairs", sender=Person("Ana", "ana@x.example")
    )
    store.put(mail, seen_at=NOW)
    store.put(Document("mid:2@x", "other words", date(2026, 3, 2), "email"), seen_at=NOW)
    known = ("mid:1@x", "", date(2026, 3, 2), "email")
    assert store.sources.holds(Document(*known, title="Chairs", sender=Person("", "ana@x.example")))
    assert store.sources.holds(Document("mid:2@x", "", date(2026, 3, 2), "email"))
    for other in (
        Document(*known, title="Vans", sender=mail.sender),
        Document(*known, sender=mail.sender),
        Document(*known, title="Chairs", sender=Person("Ana", "bob@x.example")),
        Document("mid:1@x", "", date(2026, 3, 3), "email", title="Chairs", sender=mail.sender),
        Document("mid:3@x", "", date(2026, 3, 2), "email", title="Chairs", sender=mail.sender),
        Document("mid:2@x", "", date(2026, 3, 2), "email", title="other words"),
    ):
        assert not store.sources.holds(other)


def test_a_notebook_from_before_learns_of_mailboxes(tmp_path):
    path = Path(tmp_path / "old.db")
    with Store.open(path) as store:
        store.put(Document("mid:1", "text", date(2026, 3, 2)), seen_at=NOW)
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("DROP TABLE mailboxes")
        conn.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_mailboxes'")
        conn.execute("PRAGMA user_version = 1")
        conn.commit()
    with Store.open(path) as store:
        assert store.sources.mailbox(INBOX) is None
        assert store.counts()["documents"] == 1
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("PRAGMA user_version").fetchone()[0] == migrations.VERSION
