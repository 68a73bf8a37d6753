"""A conversation is told once, however it was saved: mail by mail, as one mail that quotes the rest, or both, in any order."""

from datetime import UTC, date, datetime
from itertools import permutations
from random import Random

import pytest
from thread_example import ANNA, BORIS, ME, SAID, a_line, eml, on_wrote, outlook

from notesight.mail import parse
from notesight.mail.threads import links, topic
from notesight.pipeline import ingest
from notesight.store import Store


@pytest.fixture
def read(tmp_path):
    """Read mails one after the other into a new notebook, and give it."""
    opened = []

    def reading(*mails: bytes) -> Store:
        folder = tmp_path / f"mail-{len(opened)}"
        folder.mkdir()
        store = Store.open(tmp_path / f"notebook-{len(opened)}.db")
        opened.append(store)
        line = a_line(store)
        for n, mail in enumerate(mails):
            (folder / f"{n}.eml").write_bytes(mail)
            assert [outcome.status for outcome in ingest([folder / f"{n}.eml"], line)] == ["read"]
        return store

    yield reading
    for store in opened:
        store.close()


def said(store: Store) -> list[tuple]:
    return sorted(((row["kind"], row["by"], row["said_on"], row["due"]) for row in store.items()), key=repr)


def orders(things, count=6):
    every = list(permutations(things))
    return [tuple(things), tuple(reversed(things)), *Random(7).sample(every, count)]


@pytest.mark.parametrize("quoting", [on_wrote, outlook])
def test_a_thread_saved_as_six_files_is_told_once_in_any_order(read, quoting):
    for order in orders(range(6)):
        store = read(*(eml(n, quoting=quoting) for n in order))
        assert said(store) == SAID
        assert [row["documents"] for row in rows(store, "SELECT * FROM threads")] == [6]


@pytest.mark.parametrize("quoting", [on_wrote, outlook])
def test_a_thread_that_one_mail_quotes_whole_is_told_once(read, quoting):
    assert said(read(eml(5, quoting=quoting))) == SAID


@pytest.mark.parametrize("ids", [True, False])
def test_the_last_mail_and_all_the_others_tell_the_same_as_either(read, ids):
    for order in orders((5, 0, 3, 1, 4, 2), 3):
        assert said(read(*(eml(n, ids=ids) for n in order))) == SAID
    assert said(read(eml(5, ids=ids), eml(2, ids=ids))) == SAID


def test_what_was_decided_about_a_quotation_holds_for_the_original_that_comes_later(read, tmp_path):
    store = read(eml(5))
    posters = next(row for row in store.items("ask") if "print posters" in row["quote"])
    made = store.decide("done", posters["id"], origin="cli", at=datetime(2026, 3, 10, tzinfo=UTC))
    line = a_line(store)
    (tmp_path / "late.eml").write_bytes(eml(1))
    list(ingest([tmp_path / "late.eml"], line))
    original = next(row for row in store.items("ask") if "print posters" in row["quote"])
    assert original["id"] != posters["id"]
    assert (original["state"], store.document(original["document_id"]).key) == ("done", "mid:m1@mail.example")
    assert [row["id"] for row in store.find(posters["id"])] == [original["id"]]
    assert len(store.quotes(original["id"])) == 2
    store.undo(made.id, origin="cli", at=datetime(2026, 3, 11, tzinfo=UTC))
    assert store.item(original["id"])["state"] == "open"


def test_a_forward_joins_the_conversation_that_it_forwards_and_adds_what_its_sender_asks(read):
    forward = (
        b"From: Ines Duarte <ines@duarte.example>\nTo: Carla Moss <carla@moss.example>\n"
        b"Date: Tue, 10 Mar 2026 08:00:00 +0100\nSubject: Fwd: The hall\nMessage-ID: <f1@mail.example>\n\n"
        b"Could you take the door on the 24th?\n\n---------- Forwarded message ---------\n"
        b"From: Anna Brandt <anna@brandt.example>\nDate: Mon, Mar 2, 2026 at 9:30 AM\nSubject: The hall\n"
        b"To: Ines Duarte <ines@duarte.example>\n\nCould you send me the floor plan of the hall by Friday?\n"
    )
    for order in ([forward, eml(0)], [eml(0), forward]):
        store = read(*order)
        assert said(store) == [
            ("ask", "Anna Brandt", "2026-03-02", "2026-03-06"),
            ("ask", "me", "2026-03-10", "2026-03-24"),
        ]
        assert [row["documents"] for row in rows(store, "SELECT * FROM threads")] == [2]


def test_one_subject_from_two_people_or_from_long_ago_is_no_conversation(read):
    def invoice(number: int, who: str, day: str, subject: str = "Re: Invoice") -> bytes:
        return (
            f"From: {who}\nTo: {ME}\nDate: {day} 09:00:00 +0000\nSubject: {subject}\nMessage-ID: <i{number}@x>\n\n"
            f"Could you pay invoice {number}?\n"
        ).encode()

    store = read(
        invoice(1, ANNA, "Mon, 05 Jan 2026"),
        invoice(2, BORIS, "Tue, 06 Jan 2026"),
        invoice(3, ANNA, "Mon, 01 Jun 2026"),
        invoice(4, ANNA, "Tue, 02 Jun 2026", subject="AW: [billing] Re: invoice"),
        invoice(5, ANNA, "Wed, 03 Jun 2026", subject="Invoice"),
    )
    assert sorted(row["documents"] for row in rows(store, "SELECT * FROM threads")) == [1, 1, 3]
    assert len(store.items("ask")) == 5


def test_who_asks_the_same_again_has_asked_once_in_two_mails(read):
    again = eml(0).replace(b"<m0@", b"<again@").replace(b"Mon, 2 Mar", b"Mon, 16 Mar") + b"\n(I asked before.)\n"
    store = read(eml(0), again)
    (item,) = store.items("ask")
    assert (item["said_on"], item["due"]) == ("2026-03-02", "2026-03-20")
    assert [each["said_on"] for each in store.quotes(item["id"])] == ["2026-03-02", "2026-03-16"]


def test_a_subject_is_compared_without_what_answers_put_before_it():
    assert [topic(each) for each in ("Re: [board] AW: Fwd: The  hall!", "[board] The hall", "RE[2]: The hall", "Recap")] == [
        ("the hall", True), ("the hall", False), ("the hall", True), ("recap", False),
    ]  # fmt: skip


def test_a_note_that_quotes_nobody_has_no_links():
    assert links(parse(b"Subject: x\n\nhello\n", fallback=date(2026, 3, 2))) == ()


def rows(store: Store, sql: str) -> list[dict]:
    import sqlite3

    with sqlite3.connect(store.path) as conn:
        conn.row_factory = sqlite3.Row
        found = [dict(row) for row in conn.execute(sql)]
    conn.close()
    return found
