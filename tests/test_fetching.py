"""``notesight fetch`` against a real Dovecot: what is new, once, and nothing there is changed."""

import itertools
import os
import random
import re
import signal
import socket
import sqlite3
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import dovecot
import pytest
import terminal
from terminal import Scripted, call, done, start, use_scripted

from notesight import config, extractors, fetching, mailserver, pipeline, sources
from notesight.cli import post
from notesight.errors import ConfigError, Unreachable, UsageError
from notesight.store import Address, Store, connection

TODAY = date(2026, 3, 2)
_names = itertools.count()


@pytest.fixture(scope="session")
def _running():
    if dovecot.ABSENT:
        pytest.skip(dovecot.ABSENT)
    with dovecot.Dovecot() as server:
        yield server


@pytest.fixture
def server(_running, monkeypatch):
    monkeypatch.setenv(post.PASSWORD, dovecot.PASSWORD)
    return _running


@pytest.fixture
def user(server):
    """A user whom no other test knows."""
    return f"dana{next(_names)}"


@pytest.fixture
def db(tmp_path, monkeypatch):
    use_scripted(monkeypatch)
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "a.db"))
    return tmp_path / "a.db"


def mail(n, words=None, *, day=2, headers=""):
    said = words or f"ask Ana: chair number {n}"
    return f"From: Ana Ruiz <ana@x.example>\r\nTo: dana@x.example\r\nDate: Mon, {day} Mar 2026 09:00:00 +0000\r\nSubject: chair {n}\r\nMessage-ID: <{n}@x.example>\r\n{headers}\r\n{said}\r\n".encode()


def append(box, folder, *mails, day=date(2026, 3, 2), flags=()):
    for each in mails:
        box.append(each, folder, datetime(day.year, day.month, day.day, 12, tzinfo=UTC), flags)


def rows(path, sql, *values):
    conn = sqlite3.connect(path)
    try:
        return conn.execute(sql, values).fetchall()
    finally:
        conn.close()


def titles(path):
    return sorted(row[0] for row in rows(path, "SELECT title FROM current_documents"))


def remembered(path):
    return rows(path, "SELECT user, folder, last_uid, since FROM mailboxes ORDER BY user, folder")


# --- what is new, once ----------------------------------------------------------------------------------------------


def test_new_mail_is_fetched_once_and_nothing_there_is_changed(server, user, db):
    server.deliver(user, mail(1), mail(2))
    before = server.flags(user)
    first = call("fetch", server.url(user))
    assert (first.code, first.out) == (0, "")
    assert first.err.startswith("Read 2 documents (scripted): ")
    assert server.read_whole(user) == 2
    assert call("fetch", server.url(user)).err == "There was nothing to read.\n"
    assert server.read_whole(user) == 0
    server.deliver(user, mail(3))
    assert "Read 1 document (" in call("fetch", server.url(user)).err
    assert server.read_whole(user) == 1
    assert titles(db) == ["chair 1", "chair 2", "chair 3"]
    assert before == {"1": (), "2": ()}
    assert server.flags(user) == {"1": (), "2": (), "3": ()}
    assert remembered(db) == [(user, "INBOX", 3, None)]
    (source,) = rows(db, "SELECT source FROM documents WHERE title = 'chair 3'")[0]
    assert source.startswith(f"imap://{user}@127.0.0.1:{server.imap}/INBOX;UIDVALIDITY=")
    assert source.endswith("/;UID=3")
    with server.box(user) as box:  # whoever looks next is the first to see them as recent
        assert r"\Recent" in next(iter(box.fetch("UID 3", mark_seen=False))).flags


def test_a_folder_that_is_numbered_anew_costs_nothing_but_headers(server, user, db):
    with server.box(user) as box:
        box.folder.create("Wörk & play")
        append(box, "Wörk & play", mail(1), mail(2), mail(3))
    url = server.url(user, "W%C3%B6rk%20&%20play")
    assert "Read 3 documents" in call("fetch", url).err
    first = rows(db, "SELECT uidvalidity FROM mailboxes")
    with server.box(user) as box:
        box.folder.delete("Wörk & play")
        time.sleep(1.1)  # Dovecot counts by the second
        box.folder.create("Wörk & play")
        append(box, "Wörk & play", mail(2), mail(4), mail(1))
    again = call("fetch", url)
    assert "Read 1 document (" in again.err
    assert "2 documents were known already." in again.err
    assert server.read_whole(user) == 1
    assert titles(db) == ["chair 1", "chair 2", "chair 3", "chair 4"]
    assert rows(db, "SELECT uidvalidity FROM mailboxes") != first
    assert remembered(db) == [(user, "Wörk & play", 3, None)]
    assert call("fetch", url).err == "There was nothing to read.\n"


def test_the_same_mail_in_another_folder_is_known_and_another_mail_under_its_id_is_not(server, user, db):
    with server.box(user) as box:
        append(box, "INBOX", mail(1))
        box.folder.create("Other")
        append(box, "Other", mail(1), mail(1, "ask Ana: a van", day=9))
    assert "Read 1 document (" in call("fetch", server.url(user)).err
    other = call("fetch", server.url(user, "Other"))
    assert "Read 1 document (" in other.err
    assert "1 document was known already." in other.err
    assert server.read_whole(user) == 1
    assert len(rows(db, "SELECT id FROM documents")) == 2


def test_a_mail_without_an_id_is_known_by_its_words(server, user, db):
    bare = mail(1).replace(b"Message-ID: <1@x.example>\r\n", b"")
    with server.box(user) as box:
        append(box, "INBOX", bare, bare)
    assert call("fetch", server.url(user)).code == 0
    assert len(rows(db, "SELECT id FROM documents")) == 1


def test_mails_that_are_marked_are_those_that_are_stored_and_nothing_else_happens(server, user, db):
    with server.box(user) as box:
        append(box, "INBOX", mail(1), b"\r\n\r\n", mail(3))
        append(box, "INBOX", mail(4), flags=[r"\Deleted", r"\Flagged"])
    assert call("fetch", server.url(user), "--mark-seen").code == 3
    flags = server.flags(user)
    assert [set(flags[uid]) for uid in "1234"] == [{r"\Seen"}, set(), {r"\Seen"}, {r"\Seen", r"\Deleted", r"\Flagged"}]


def test_a_number_of_mails_at_a_time_the_oldest_first(server, user, db):
    server.deliver(user, *(mail(n) for n in range(1, 6)))
    for expected in (["chair 1", "chair 2"], [f"chair {n}" for n in range(1, 5)], [f"chair {n}" for n in range(1, 6)]):
        assert call("fetch", server.url(user), "--limit", 2).code == 0
        assert titles(db) == expected
    assert remembered(db)[0][2] == 5


def test_from_a_day_on_then_what_comes_then_back_to_an_earlier_day(server, user, db):
    with server.box(user) as box:
        for n in range(1, 6):
            append(box, "INBOX", mail(n), day=date(2026, n, 10))
    done("fetch", server.url(user), "--since", "2026-04-01")
    assert titles(db) == ["chair 4", "chair 5"]
    assert remembered(db) == [(user, "INBOX", 5, "2026-04-01")]
    with server.box(user) as box:
        append(box, "INBOX", mail(6), day=date(2020, 1, 1))  # an old one that is moved in is new here
    done("fetch", server.url(user))
    assert titles(db) == ["chair 4", "chair 5", "chair 6"]
    assert server.read_whole(user) == 1
    done("fetch", server.url(user), "--since", "2026-02-01", "--limit", 1)
    assert remembered(db) == [(user, "INBOX", 6, "2026-04-01")], "not all of it was done"
    back = call("fetch", server.url(user), "--since", "2026-02-01")
    assert "Read 1 document (" in back.err
    assert titles(db) == [f"chair {n}" for n in range(2, 7)]
    assert remembered(db) == [(user, "INBOX", 6, "2026-02-01")]
    done("fetch", server.url(user), "--since", "2026-02-01")
    assert server.read_whole(user) == 0


def test_mails_of_eight_bits_and_of_ten_megabytes(server, user, db):
    eight = "From: Ana Ruiz <ana@x.example>\r\nSubject: Größe\r\nMessage-ID: <8@x>\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nask Ana: ein grüner Stuhl\r\n".encode()
    large = mail(
        2,
        headers='MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n',
        words="--b\r\n\r\nask Ana: a van\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + ("QUJD" * 19 + "\r\n") * 130_000
        + "--b--\r\n",
    )
    assert len(large) > 10_000_000
    server.deliver(user, eight, large, mail(3))
    assert "Read 3 documents" in call("fetch", server.url(user)).err
    assert [row[0] for row in rows(db, "SELECT summary FROM asks ORDER BY document_id")] == [
        "ein grüner Stuhl",
        "a van",
        "chair number 3",
    ]
    assert rows(db, "SELECT title FROM documents WHERE id = 1") == [("Größe",)]


def test_a_mail_without_a_day_has_the_day_on_which_it_arrived(server, user, db):
    with server.box(user) as box:
        append(
            box,
            "INBOX",
            b"From: Ana Ruiz <ana@x.example>\r\nSubject: van\r\n\r\nask Ana: a van\r\n",
            day=date(2024, 5, 6),
        )
    assert call("fetch", server.url(user)).code == 0
    assert rows(db, "SELECT date FROM documents") == [("2024-05-06",)]


# --- what cannot be read --------------------------------------------------------------------------------------------


def test_a_message_that_is_no_mail_is_listed_said_once_and_forgotten_when_it_is_gone(server, user, db, tmp_path):
    with server.box(user) as box:
        append(box, "INBOX", b"\r\n\r\nno header\r\n", mail(2))
    first = call("fetch", server.url(user))
    assert first.code == 3
    assert first.err.startswith("INBOX, message 1: This is no mail")
    assert titles(db) == ["chair 2"]
    assert call("fetch", server.url(user)).code == 0
    for words in (["run"], ["ingest", terminal.write(tmp_path / "a.txt")]):
        done(*words)
        assert "/;UID=1: This is no mail" in " ".join(done("doctor").split())
    with Store.open(db) as store:
        (failure,) = store.failures()
        assert failure["name"].startswith(f"imap://{user}@")
    with server.box(user) as box:
        box.delete("1")
    assert call("fetch", server.url(user)).code == 0
    assert "no mail" not in done("doctor")


def test_a_message_that_a_better_reader_can_read_is_read_then(server, user, db, monkeypatch):
    server.deliver(user, mail(1), mail(2))
    original = sources.document

    def picky(raw, **more):
        if b"chair number 1" in raw.data:
            raise sources.SourceError("It is nested too deeply.")
        return original(raw, **more)

    monkeypatch.setattr(sources, "document", picky)
    assert call("fetch", server.url(user)).err.startswith("INBOX, message 1: It is nested too deeply.\n")
    monkeypatch.undo()
    use_scripted(monkeypatch)
    monkeypatch.setenv(post.PASSWORD, dovecot.PASSWORD)
    assert "Read 1 document (" in call("fetch", server.url(user), "--db", db).err
    with Store.open(db) as store:
        assert store.failures() == []


def test_a_message_that_is_too_large_is_not_even_fetched(server, user, db, monkeypatch):
    monkeypatch.setattr(sources, "LARGEST_MAIL", 1_000_000)
    server.deliver(user, mail(1), mail(2, "x" * 900 + "\r\n" + ("y" * 70 + "\r\n") * 20_000), mail(3))
    result = call("fetch", server.url(user))
    assert result.code == 3
    assert result.err.startswith("INBOX, message 2 has 1 MB; a mail may have 1 MB.\n")
    assert server.read_whole(user) == 2
    assert titles(db) == ["chair 1", "chair 3"]
    assert call("fetch", server.url(user)).code == 0


def test_a_message_that_the_server_does_not_give_keeps_no_other_one_back(server, user, db, monkeypatch):
    original = mailserver.Server._messages

    def broken(self, uids):
        if 2 in uids:
            raise mailserver._refused(self.where)
        return original(self, uids)

    monkeypatch.setattr(mailserver.Server, "_messages", broken)
    server.deliver(user, mail(1), mail(2), mail(3))
    result = call("fetch", server.url(user))
    assert (result.code, result.err.splitlines()[0]) == (3, "INBOX, message 2: The server does not give it.")
    assert titles(db) == ["chair 1", "chair 3"]
    monkeypatch.setattr(mailserver.Server, "_messages", original)
    assert "Read 1 document (" in call("fetch", server.url(user)).err


# --- what goes wrong ------------------------------------------------------------------------------------------------


def failing(*words, code, **environ):
    result = call("fetch", *words, **environ)
    assert (result.code, result.out) == (code, "")
    first, *more = result.err.splitlines()
    assert dovecot.PASSWORD not in result.err
    return first.removeprefix("Error: "), more[0].removeprefix("Try: ") if more else None


def test_a_wrong_password(server, user, db):
    sentence, hint = failing(server.url(user), code=4, **{post.PASSWORD: "nonsense-secret"})
    assert sentence == f"127.0.0.1 does not accept the password of {user}."
    assert "app password" in hint
    assert "nonsense-secret" not in sentence + hint


def test_no_password_at_all(server, user, db):
    sentence, hint = failing(server.url(user), code=4, **{post.PASSWORD: ""})
    assert sentence == f"No password is there for {user} at 127.0.0.1."
    assert hint == f"Set ${post.PASSWORD}, or once: keyring set 127.0.0.1 {user}"


def test_the_password_is_kept_nowhere(server, user, db, tmp_path):
    server.deliver(user, mail(1))
    assert call("fetch", server.url(user)).code == 0
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or dovecot.PASSWORD.encode() not in path.read_bytes()


def test_a_folder_that_is_not_there(server, user, db):
    with server.box(user) as box:
        box.folder.create("Archive.2026")
    sentence, hint = failing(server.url(user, "Archiv"), code=2)
    assert sentence == "There is no folder “Archiv” at 127.0.0.1."
    assert "Archive" in hint
    assert "INBOX" in hint


def test_a_server_that_is_not_there_or_is_none(server, user, db):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        sentence, _ = failing(f"imap://{user}@127.0.0.1:{taken.getsockname()[1]}", code=5)
    assert sentence.endswith(" cannot be reached: connection refused.")
    assert failing(f"imap://{user}@127.0.0.1:{server.lmtp}", code=5)[0].endswith(
        "does not answer as a mail server (IMAP) does."
    )
    assert failing(f"imaps://{user}@127.0.0.1:{server.imap}", code=5)[0].endswith(" does not speak TLS.")


def test_a_certificate_is_checked_unless_the_server_is_on_this_machine_and_one_says_so(server, user, db, monkeypatch):
    url = server.url(user, tls=True)
    server.deliver(user, mail(1))
    sentence, hint = failing(url, code=4)
    assert sentence == f"The certificate of 127.0.0.1:{server.imaps} is not trusted: self-signed certificate."
    assert hint.endswith("--insecure")
    assert "Read 1 document (" in call("fetch", url, SSL_CERT_FILE=str(server.certificate)).err
    assert call("fetch", url, "--insecure").err == "There was nothing to read.\n"
    sentence, _ = failing("imaps://dana@mail.example.org", "--insecure", code=2)
    assert sentence.startswith("--insecure is for a server on this machine only")


def test_over_a_network_a_password_is_never_sent_in_the_clear(server, user, db, monkeypatch):
    monkeypatch.setattr(mailserver, "is_loopback", lambda _: False)
    server.deliver(user, mail(1))
    assert failing(server.url(user), code=4)[0].startswith("The certificate of ")
    assert "Read 1 document (" in call("fetch", server.url(user), SSL_CERT_FILE=str(server.certificate)).err
    assert re.search(rf"Login: user=<{user}>.*, TLS,", server.log())
    with fake_imap(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello\r\n") as (port, heard):
        sentence, _ = failing(f"imap://{user}@127.0.0.1:{port}", code=4)
    assert sentence == f"127.0.0.1 offers no encryption at port {port}, so no password is sent to it."
    assert not any(b"LOGIN" in line or b"AUTHENTICATE" in line for line in heard)


@contextmanager
def fake_imap(greeting):
    """A server that greets, says OK to all, and can do nothing."""
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            with listener.accept()[0] as talk:
                talk.sendall(greeting)
                for line in talk.makefile("rb"):
                    heard.append(line)
                    talk.sendall(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + line.split()[0] + b" OK done\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join(10)


def test_a_connection_that_is_lost_on_the_way_loses_nothing(server, user, db, monkeypatch):
    monkeypatch.setattr(fetching, "BATCH_MESSAGES", 2)
    server.deliver(user, *(mail(n) for n in range(1, 6)))
    original, calls = mailserver.Server.messages, []

    def dropping(self, uids):
        calls.append(uids)
        if len(calls) == 2:
            server.hang_up()
        return original(self, uids)

    monkeypatch.setattr(mailserver.Server, "messages", dropping)
    result = call("fetch", server.url(user))
    assert result.code == 5
    assert "Error: The connection to 127.0.0.1 was lost.\nTry: Say the same again" in result.err
    assert titles(db) == ["chair 1", "chair 2"]
    assert remembered(db)[0][2] == 2
    assert "Read 3 documents" in call("fetch", server.url(user)).err
    assert calls[2:] == [[3, 4], [5]]


def test_a_database_without_room_loses_nothing(server, user, db, monkeypatch):
    server.deliver(
        user, *(mail(n, f"ask Ana: chair number {n}\r\n" + "the same again\r\n" * 4000) for n in range(1, 4))
    )
    with Store.open(db):
        pass
    room = {"pages": 120}
    limit_pages(monkeypatch, room)
    full = call("fetch", server.url(user))
    assert full.code == 1
    assert "There is no space left for the database" in full.err
    assert remembered(db) == []
    room["pages"] = 100_000
    assert "Read 3 documents" in call("fetch", server.url(user)).err
    assert remembered(db)[0][2] == 3


def limit_pages(monkeypatch, room):
    """Let every database that is opened from now on have no more than ``room["pages"]`` pages."""
    original = connection.connect

    def limited(*args, **options):
        conn = original(*args, **options)
        conn.execute(f"PRAGMA max_page_count = {room['pages']}")
        return conn

    monkeypatch.setattr(connection, "connect", limited)


def test_without_the_extra_a_sentence_says_how_to_get_it(db, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "imap_tools"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "imap_tools", None)
    assert failing("imap://dana@127.0.0.1:9", code=4, **{post.PASSWORD: "x"}) == (
        "Fetching mail wants a library that is not installed.", "pip install 'notesight[mail]'",
    )  # fmt: skip


# --- addresses and passwords ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("imaps://dana@mail.example.org", ("mail.example.org", 993, "dana", "INBOX", True)),
        ("imaps://dana@mail.example.org/inbox/", ("mail.example.org", 993, "dana", "INBOX", True)),
        ("imap://dana@example.org@Mail.example.org:1143/Sent%20mail", ("mail.example.org", 1143, "dana@example.org", "Sent mail", False)),
        ("imaps://dana%40example.org@[::1]:9993/A/B?c#d", ("::1", 9993, "dana@example.org", "A/B?c#d", True)),
        ("IMAPS://D%3Aa@h/[Gmail]/All Mail", ("h", 993, "D:a", "[Gmail]/All Mail", True)),
    ],
)  # fmt: skip
def test_addresses(url, expected):
    found = fetching.folder(url)
    assert (found.host, found.port, found.user, found.folder, found.tls) == expected


@pytest.mark.parametrize(
    "url",
    ["", "dana@example.org", "http://dana@example.org", "imaps://", "imaps://example.org/INBOX", "imaps://dana@", "imaps://dana@h:0/",
     "imaps://dana@h:99999/", "imaps://dana@h:x/", "imaps://da%0Ana@h/", "imaps://dana@h/IN%0D%0A1%20LOGOUT", "imaps://dana:secret@h/INBOX",
     "imaps://dana:se/cr@et@h", "imaps://:secret@h", "imaps://dana@h/a%ff%00", "imaps://da\ud800na@h"],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_quoting_it(url):
    with pytest.raises(UsageError) as caught:
        fetching.folder(url)
    assert "secret" not in caught.value.sentence + (caught.value.hint or "")
    assert "\n" not in caught.value.sentence


def test_both_ports_of_one_server_are_the_same_mailbox():
    first, second = (fetching._address(fetching.folder(f"{scheme}://dana@h/")) for scheme in ("imap", "imaps"))
    assert first == second == Address("h", "dana", "INBOX")


def test_a_password_comes_from_the_environment_then_the_keyring_then_the_person(monkeypatch):
    where = fetching.folder("imaps://dana@h")
    asked = []
    monkeypatch.setattr(
        post.typer, "prompt", lambda words, **options: asked.append((words, options["hide_input"])) or "typed"
    )
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert (post._password(where), asked) == ("typed", [("Password of dana at h", True)])

    def gone(*_, **__):
        raise post.typer.Abort

    with monkeypatch.context() as patch:
        patch.setattr(post.typer, "prompt", gone)
        with pytest.raises(KeyboardInterrupt):
            post._password(where)

    class Oops(Exception):
        pass

    def locked(*_):
        raise Oops

    ring = SimpleNamespace(get_password=lambda service, name: f"kept {service} {name}")
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", SimpleNamespace(KeyringError=Oops))
    assert post._password(where) == "kept h dana"
    ring.get_password = locked
    assert post._password(where) == "typed"
    monkeypatch.setenv(post.PASSWORD, "told\n")
    assert post._password(where) == "told"
    monkeypatch.delenv(post.PASSWORD)
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ConfigError):
        post._password(where)


def test_a_limit_and_staying_exclude_each_other(db):
    assert failing("imaps://dana@h", "--follow", "--limit", 3, code=2)[0] == "--limit and --follow exclude each other."


# --- a model reads --------------------------------------------------------------------------------------------------


class Model(Scripted):
    """A model server that can be away."""

    name, local, fingerprint, away = "far", False, "far:1", False
    asked = None

    def read(self, documents, owner):
        for document in documents:
            if Model.away:
                raise Unreachable("The model is away.")
            Model.asked.append(document.title)
            yield from super().read([document], owner)


def load(_):
    return Model()


@pytest.fixture
def model(monkeypatch, db):
    monkeypatch.setitem(extractors._OURS, "far", f"{__name__}:load")
    monkeypatch.setenv("NOTESIGHT_EXTRACTOR", "far")
    monkeypatch.setattr(Model, "asked", [])
    monkeypatch.setattr(Model, "away", False)
    return Model


def test_for_a_model_all_is_stored_first_and_read_later_when_the_model_is_away(server, user, db, model, monkeypatch):
    monkeypatch.setattr(fetching, "BATCH_MESSAGES", 2)
    server.deliver(user, *(mail(n) for n in range(1, 4)))
    monkeypatch.setattr(model, "away", True)
    away = call("fetch", server.url(user))
    assert away.code == 5
    assert "The model is away." in away.err
    assert len(titles(db)) == 3
    monkeypatch.setattr(model, "away", False)
    server.deliver(user, mail(4))
    assert "Read 4 documents" in call("fetch", server.url(user)).err
    assert sorted(model.asked) == [f"chair {n}" for n in range(1, 5)]


# --- staying --------------------------------------------------------------------------------------------------------


class Following:
    """A fetch that stays, in a thread of its own, with its own open database."""

    def __init__(self, url, database, **wishes):
        self.outcomes = []
        self.error = None
        self._stop = threading.Event()
        self._url, self._wishes = url, fetching.Wishes(**wishes)
        self._settings = replace(config.load(dict(os.environ)), database=database)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        with Store.open(self._settings.database) as store:
            line = pipeline.Line(
                store, extractors.load(self._settings.extractor, self._settings), self._settings, today=TODAY
            )
            try:
                for outcome in fetching.arrivals(
                    fetching.folder(self._url), line, lambda: dovecot.PASSWORD, self._wishes, stop=self._stop
                ):
                    self.outcomes.append(outcome)
            except ConfigError as error:
                self.error = error

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(20)
        assert not self._thread.is_alive()

    def wait(self, count):
        until(lambda: len(self.outcomes) >= count)
        return [(outcome.name, outcome.status) for outcome in self.outcomes]


def until(what, seconds=20):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def hurry(monkeypatch):
    monkeypatch.setattr(mailserver, "GLANCE_SECONDS", 0.1)
    monkeypatch.setattr(fetching, "FIRST_PAUSE_SECONDS", 0.1)


def test_what_comes_is_read_as_it_comes(server, user, db, hurry):
    server.deliver(user, mail(1))
    with Following(server.url(user), db, mark_seen=True) as follow:
        assert follow.wait(1) == [("chair 1", "read")]
        time.sleep(0.3)  # it waits for news by now
        begun = time.monotonic()
        server.deliver(user, mail(2), mail(3))
        assert follow.wait(3)[1:] == [("chair 2", "read"), ("chair 3", "read")]
        assert time.monotonic() - begun < 5
        server.deliver(user, mail(2))  # the same again is no news
        until(lambda: len(server.flags(user)) == 4 and all(server.flags(user).values()))
        assert len(follow.outcomes) == 3
    assert len(rows(db, "SELECT id FROM runs")) == 3


def test_what_comes_between_a_look_and_the_waiting_is_not_missed(server, user, db, hurry, monkeypatch):
    original, late = mailserver.Server.wait, [mail(2)]

    def slow(self, stop, seconds):
        if late:
            server.deliver(user, late.pop())
        original(self, stop, seconds)

    monkeypatch.setattr(mailserver.Server, "wait", slow)
    server.deliver(user, mail(1))
    with Following(server.url(user), db) as follow:
        assert follow.wait(2) == [("chair 1", "read"), ("chair 2", "read")]


def test_a_connection_that_is_lost_is_said_once_and_made_again(server, user, db, hurry):
    server.deliver(user, mail(1))
    with Following(server.url(user), db) as follow:
        follow.wait(1)
        time.sleep(0.3)
        server.hang_up()
        server.deliver(user, mail(2))
        assert follow.wait(3)[1:] == [("", "failed"), ("chair 2", "read")]
        assert follow.outcomes[1].error.sentence == "The connection to 127.0.0.1 was lost; it is tried again."


def test_that_a_long_connection_ends_is_no_news(server, user, db, hurry, monkeypatch):
    monkeypatch.setattr(fetching, "STEADY_SECONDS", 0.1)
    with Following(server.url(user), db) as follow:
        until(lambda: remembered_or_none(db) is not None)
        time.sleep(0.3)
        server.hang_up()
        server.deliver(user, mail(1))
        assert follow.wait(1) == [("chair 1", "read")]


def test_a_server_that_tells_nothing_is_asked(server, user, db, hurry, monkeypatch):
    monkeypatch.setattr(mailserver, "ASKING_SECONDS", 0.1)
    original = mailserver.Server._open

    def poor(self, **options):
        original(self, **options)
        self._abilities = [each for each in self._abilities if each != "IDLE"]

    monkeypatch.setattr(mailserver.Server, "_open", poor)
    with Following(server.url(user), db) as follow:
        time.sleep(0.2)
        server.deliver(user, mail(1))
        assert follow.wait(1) == [("chair 1", "read")]


def test_a_model_that_is_away_is_said_once_and_asked_again(server, user, db, hurry, model, monkeypatch):
    monkeypatch.setattr(fetching, "RETRY_SECONDS", 0.3)
    monkeypatch.setattr(model, "away", True)
    server.deliver(user, mail(1))
    with Following(server.url(user), db) as follow:
        follow.wait(1)
        time.sleep(1)
        assert [str(outcome.error.sentence) for outcome in follow.outcomes] == ["The model is away."]
        monkeypatch.setattr(model, "away", False)
        assert follow.wait(2)[1:] == [("chair 1", "read")]
    assert model.asked == ["chair 1"]


def test_a_password_that_is_taken_no_longer_ends_it(server, user, db, hurry, monkeypatch):
    with Following(server.url(user), db) as follow:
        until(lambda: remembered_or_none(db) is not None)
        monkeypatch.setattr(mailserver, "_log_in", lambda *_: (_ for _ in ()).throw(ConfigError("no")))
        server.hang_up()
        until(lambda: follow.error is not None)


def test_the_program_stays_until_it_is_stopped(server, user, db):
    server.deliver(user, mail(1))
    process = start("fetch", server.url(user), "--follow", env={**terminal.environ(), "NOTESIGHT_EXTRACTOR": "offline"})
    try:
        assert process.stderr.readline() == f"Fetching INBOX of {user} at 127.0.0.1, read by offline  (Ctrl-C stops)\n"
        assert "chair 1: " in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert (process.returncode, err) == (130, "Stopped. What was read is kept; the same command goes on from there.\n")


# --- stopped at any point, and two at once --------------------------------------------------------------------------

MANY = 200


def is_whole(path):
    """Every message once, read once, and all of them remembered."""
    assert rows(path, "SELECT count(*), count(DISTINCT key) FROM documents") == [(MANY, MANY)]
    assert rows(path, "SELECT count(*), count(DISTINCT document_id) FROM runs") == [(MANY, MANY)]
    assert remembered(path)[0][2] == MANY
    with Store.open(path) as store:
        assert store.check() == []
        assert (store.counts()["queued"], store.failures()) == (0, [])


def words(url):
    return start("fetch", url, env={**terminal.environ(), "NOTESIGHT_EXTRACTOR": "offline"})


def test_killed_at_any_point_nothing_is_lost_and_nothing_is_double(server, user, db):
    server.fill(user, *(mail(n, f"Could you send me chair number {n} by Friday?") for n in range(MANY)))
    chance = random.Random(7)
    for _ in range(20):
        before = rows(db, "SELECT count(*) FROM documents")[0][0] if remembered_or_none(db) else 0
        process = words(server.url(user))
        deadline = time.monotonic() + 30
        # Some batches further, anywhere in the next one.
        while process.poll() is None and time.monotonic() < deadline and count_of(db) <= before:
            time.sleep(0.005)
        time.sleep(chance.random() * 0.12)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if last := remembered_or_none(db):
            # The n-th message is chair n - 1: all that is said to be read is stored.
            kept = {row[0] for row in rows(db, "SELECT key FROM documents")}
            assert kept >= {f"mid:{n}@x.example" for n in range(last)}
        if last == MANY:
            break
    process = words(server.url(user))
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    is_whole(db)


def remembered_or_none(path):
    try:
        return remembered(path)[0][2]
    except (sqlite3.OperationalError, IndexError):
        return None


def count_of(path):
    try:
        return rows(path, "SELECT count(*) FROM documents")[0][0]
    except sqlite3.OperationalError:
        return 0


def test_two_at_once_fetch_and_read_everything_once(server, user, db):
    server.fill(user, *(mail(n, f"Could you send me chair number {n} by Friday?") for n in range(MANY)))
    with Store.open(db):
        pass
    processes = [words(server.url(user)) for _ in range(2)]
    for process in processes:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    is_whole(db)
