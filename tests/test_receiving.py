"""``notesight receive``: "250" is said only of what is stored, and nothing is lost whatever happens."""

import os
import signal
import smtplib
import socket
import sqlite3
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import dovecot
import pytest
import terminal
from terminal import Scripted, call, start, use_scripted

from notesight import config, extractors, pipeline, receiving, sources
from notesight.errors import ConfigError, StoreError, Unreachable, UsageError
from notesight.store import Store, connection

ME, OTHER = "dana@x.example", "notes@x.example"


@pytest.fixture
def db(tmp_path, monkeypatch):
    use_scripted(monkeypatch)
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "a.db"))
    monkeypatch.setenv("NOTESIGHT_ADDRESSES", ME)
    monkeypatch.setenv("NOTESIGHT_RECEIVE_ADDRESSES", OTHER)
    monkeypatch.setattr(receiving, "GLANCE_SECONDS", 0.05)
    return tmp_path / "a.db"


class Open:
    """A receiver whose reading is done in a thread of its own, with its own open notebook."""

    def __init__(self, database, protocol="smtp", max_size=sources.LARGEST_MAIL, *, reading=True):
        self.outcomes = []
        self._settings = replace(config.load(dict(os.environ)), database=database)
        self._door, self._max_size, self._reading = receiving.door(protocol, "127.0.0.1:0"), max_size, reading
        self._ready, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.port = 0

    def _run(self):
        with Store.open(self._settings.database) as store:
            line = pipeline.Line(
                store, extractors.load(self._settings.extractor, self._settings), self._settings, today=date(2026, 3, 2)
            )
            with receiving.Receiver(self._door, line, max_size=self._max_size) as receiver:
                self.port = receiver.door.port
                self._ready.set()
                if not self._reading:
                    self._stop.wait()
                for outcome in receiver.outcomes(stop=self._stop):
                    self.outcomes.append(outcome)
                self.outcomes += receiver.finish()

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        self._stop.set()
        self._thread.join(40)
        assert not self._thread.is_alive()

    def client(self):
        return smtplib.SMTP("127.0.0.1", self.port, local_hostname="x.example", timeout=30)

    def raw(self):
        return Raw(self.port)

    def wait(self, count):
        until(lambda: len(self.outcomes) >= count)
        return [(outcome.name, outcome.status) for outcome in self.outcomes]


class Raw:
    """A talk, line by line."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._lines = self.socket.makefile("rb")

    def __enter__(self):
        assert self.hear().startswith("220 localhost notesight")
        return self

    def __exit__(self, *_):
        self._lines.close()
        self.socket.close()

    def hear(self):
        while True:
            line = self._lines.readline().decode().rstrip("\r\n")
            if line[3:4] != "-":
                return line

    def say(self, *lines):
        """Say each line, and hear one answer to each."""
        answers = []
        for line in lines:
            self.socket.sendall(line.encode() + b"\r\n")
            answers.append(self.hear()[:3])
        return answers


def until(what, seconds=20):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def mail(n, words=None, headers=""):
    said = words or f"ask Ana: chair number {n}"
    return f"From: Ana Ruiz <ana@x.example>\r\nTo: {ME}\r\nSubject: chair {n}\r\nMessage-ID: <{n}@x.example>\r\n{headers}\r\n{said}\r\n".encode()


def rows(path, sql, *values):
    conn = sqlite3.connect(path)
    try:
        return conn.execute(sql, values).fetchall()
    finally:
        conn.close()


def titles(path):
    return [row[0] for row in rows(path, "SELECT title FROM current_documents ORDER BY title")]


# --- what is taken ---------------------------------------------------------------------------------------------------


def test_a_mail_is_stored_when_it_is_accepted_and_read_then(db):
    with Open(db, reading=False) as door, door.client() as client:
        assert client.sendmail("ana@x.example", [ME], mail(1)) == {}
        assert titles(db) == ["chair 1"], "nobody has read it yet"
        assert rows(db, "SELECT * FROM runs") == []
        client.sendmail("ana@x.example", [ME], mail(2))
        client.sendmail("ana@x.example", [ME], mail(1))
        assert titles(db) == ["chair 1", "chair 2"]
    assert sorted(outcome.name for outcome in door.outcomes) == ["chair 1", "chair 2"]
    assert rows(db, "SELECT count(*) FROM runs") == [(2,)]
    assert rows(db, "SELECT date FROM documents WHERE id = 1") == [(date.today().isoformat(),)]


def test_a_mail_that_was_forgotten_is_taken_off_the_sender_and_not_stored_again(db):
    with Open(db) as door, door.client() as client:
        client.sendmail("ana@x.example", [ME], mail(1))
        door.wait(1)
        with Store.open(db) as store:
            assert store.forgotten.carry_out(store.forgotten.plan("document", 1), at=datetime.now(UTC))
        assert client.sendmail("ana@x.example", [ME], mail(1)) == {}
        assert door.wait(2)[1] == ("mail from ana@x.example", "forgotten")
    assert titles(db) == []


def test_what_comes_is_read_as_it_comes(db):
    with Open(db) as door, door.client() as client:
        for n in range(3):
            client.sendmail("ana@x.example", [ME], mail(n))
            assert door.wait(n + 1)[n] == (f"chair {n}", "read")


def test_recipients(db):
    with Open(db) as door, door.raw() as talk:
        assert talk.say("EHLO here", "MAIL FROM:<ana@x.example>") == ["250", "250"]
        for wanted in (ME, "Dana@X.example", "dana+notes@x.example", OTHER, "notes+a+b@x.example"):
            assert talk.say(f"RCPT TO:<{wanted}>") == ["250"], wanted
        for other in (
            "bob@x.example",
            "dana@y.example",
            "dana+x@y.example",
            "+dana@x.example",
            "dana",
            "dana-x@x.example",
            "x+dana@x.example",
        ):
            assert talk.say(f"RCPT TO:<{other}>") == ["550"], other
        assert talk.say("RSET", "MAIL FROM:<>", f"RCPT TO:<{ME}>") == ["250"] * 3, (
            "a report of a failed delivery has no sender"
        )


def test_of_two_recipients_one_is_wrong(db):
    for protocol in ("smtp", "lmtp"):
        with Open(db, protocol) as door, door.raw() as talk:
            hello = "LHLO" if protocol == "lmtp" else "EHLO"
            assert talk.say(
                f"{hello} here", "MAIL FROM:<a@x>", f"RCPT TO:<{ME}>", "RCPT TO:<bob@x.example>", "DATA"
            ) == ["250", "250", "250", "550", "354"]
            talk.socket.sendall(mail(protocol) + b".\r\n")
            assert talk.hear() == "250 2.0.0 Stored"
            assert talk.say("NOOP") == ["250"], "one answer, and no more"
    assert titles(db) == ["chair lmtp", "chair smtp"]


def test_lmtp_answers_for_each_recipient_also_when_it_refuses(db):
    with Open(db, "lmtp", max_size=5000) as door, door.raw() as talk:
        assert talk.say("EHLO here", "HELO here", "LHLO here") == ["500", "500", "250"]
        for body, code in (
            (mail(1), "250"),
            (mail(2, "x" * 60_000), "552"),
            (b"\r\n\r\nno mail\r\n", "554"),
            (mail(3), "250"),
        ):
            assert talk.say("MAIL FROM:<a@x>", f"RCPT TO:<{ME}>", f"RCPT TO:<{OTHER}>", "RCPT TO:<bob@x>", "DATA") == [
                "250",
                "250",
                "250",
                "550",
                "354",
            ]
            talk.socket.sendall(body + b".\r\n")
            assert [talk.hear()[:3], talk.hear()[:3]] == [code, code]
            assert talk.say("NOOP") == ["250"]
    assert titles(db) == ["chair 1", "chair 3"]
    assert rows(db, "SELECT count(*) FROM runs") == [(2,)]


def test_a_mail_that_is_too_large_is_refused_for_good(db):
    with Open(db, max_size=100_000) as door, door.client() as client:
        with pytest.raises(smtplib.SMTPSenderRefused) as told:  # it says its size before
            client.sendmail("a@x.example", [ME], mail(1, "y" * 200_000))
        assert told.value.smtp_code == 552
        client.docmd("MAIL", "FROM:<a@x.example>")
        client.docmd("RCPT", f"TO:<{ME}>")
        assert client.data(mail(2, "many words\r\n" * 20_000))[0] == 552  # it does not
        client.sendmail("a@x.example", [ME], mail(3, "many words\r\n" * 7000))
        assert titles(db) == ["chair 3"]


@pytest.mark.parametrize(
    "data", [b"\r\n", b"only words, no header\r\n", b"\x00\x01\x02" * 99 + b"\r\n", b"\r\n\r\n\r\n"]
)
def test_what_is_no_mail_is_refused_for_good(db, data):
    with Open(db) as door, door.client() as client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("a@x.example", [ME], data)
        assert refused.value.smtp_code == 554
        assert refused.value.smtp_error.startswith(b"5.6.0 This is no mail")
        assert door.wait(1) == [("mail from a@x.example", "failed")]
    assert titles(db) == []


def test_mails_of_eight_bits_of_ten_megabytes_and_of_one_long_line(db):
    eight = "From: Ana Ruiz <ana@x.example>\r\nSubject: Größe\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nask Ana: ein grüner Stuhl\r\n.\r\n..ask Ana: no\r\n".encode()
    large = mail(
        2,
        headers='MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n',
        words="--b\r\n\r\nask Ana: a van\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + ("QUJD" * 19 + "\r\n") * 130_000
        + "--b--\r\n",
    )
    long = mail(3, "ask Ana: a drum\r\n" + "word " * 100_000)
    assert len(large) > 10_000_000
    with Open(db) as door, door.client() as client:
        client.sendmail("a@x.example", [ME], eight, mail_options=["BODY=8BITMIME", "SMTPUTF8"])
        client.sendmail("größe@x.example", [ME], large, mail_options=["SMTPUTF8"])
        client.sendmail("a@x.example", [ME], long)
        door.wait(3)
    assert [row[0] for row in rows(db, "SELECT summary FROM asks ORDER BY document_id")] == [
        "ein grüner Stuhl",
        "a van",
        "a drum",
    ]
    assert rows(db, "SELECT title, substr(text, -18) FROM documents WHERE id = 1") == [
        ("Größe", "l\n.\n..ask Ana: no\n")
    ]


def test_many_hand_in_at_once(db):
    def send(n):
        with door.client() as client:
            for k in range(5):
                client.sendmail("a@x.example", [ME, OTHER], mail(f"{n:02}{k}"))

    with Open(db) as door, ThreadPoolExecutor(16) as pool:
        list(pool.map(send, range(16)))
        assert len(titles(db)) == 80
        door.wait(80)
    assert rows(db, "SELECT count(*), count(DISTINCT document_id) FROM runs") == [(80, 80)]


def test_more_talks_than_are_held_at_once_are_put_off(db, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_SESSIONS", 2)
    with Open(db) as door, door.client(), door.client() as second:
        with pytest.raises(smtplib.SMTPConnectError) as put_off:
            door.client()
        assert put_off.value.smtp_code == 421
        second.sendmail("a@x.example", [ME], mail(1))
        second.quit()
        until(lambda: _answers(door))
    assert titles(db) == ["chair 1"]


def _answers(door):
    try:
        with door.client():
            return True
    except smtplib.SMTPConnectError:
        return False


def test_more_recipients_than_one_mail_may_have_are_put_off(db, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_RECIPIENTS", 2)
    with Open(db) as door, door.raw() as talk:
        assert talk.say("EHLO here", "MAIL FROM:<a@x>", *[f"RCPT TO:<dana+{n}@x.example>" for n in range(3)])[2:] == [
            "250",
            "250",
            "452",
        ]


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_a_database_without_room_is_said_and_nothing_is_lost(db, monkeypatch):
    with Store.open(db):
        pass
    room = {"pages": 130}
    original = connection.connect

    def limited(*args, **options):
        conn = original(*args, **options)
        conn.execute(f"PRAGMA max_page_count = {room['pages']}")
        opened.append(conn)
        return conn

    opened: list[sqlite3.Connection] = []
    monkeypatch.setattr(connection, "connect", limited)
    large = mail(1, "ask Ana: a van\r\n" + "the same again\r\n" * 40_000)
    with Open(db, reading=False) as door, door.client() as client:
        for _ in range(2):
            with pytest.raises(smtplib.SMTPDataError) as refused:
                client.sendmail("a@x.example", [ME], large)
            assert refused.value.smtp_code == 452
        assert titles(db) == []
        client.sendmail("a@x.example", [ME], mail(2))  # a small one finds room
        assert titles(db) == ["chair 2"]
    with Open(db) as door, door.client() as client:  # room is made: the same is handed in again
        room["pages"] = 100_000
        with pytest.raises(smtplib.SMTPDataError):
            client.sendmail("a@x.example", [ME], large)
    with Open(db) as door, door.client() as client:
        client.sendmail("a@x.example", [ME], large)
        door.wait(1)
    assert titles(db) == ["chair 1", "chair 2"]
    with Store.open(db) as store:
        assert (store.check(), store.counts()["queued"]) == ([], 0)


def test_a_database_that_another_program_holds_is_said_and_nothing_is_lost(db, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.2)
    with Open(db, "lmtp", reading=False) as door, door.raw() as talk:
        other = sqlite3.connect(db, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        talk.say("LHLO here")
        for code in ("451", "250"):
            talk.say("MAIL FROM:<a@x>", f"RCPT TO:<{ME}>", f"RCPT TO:<{OTHER}>", "DATA")
            talk.socket.sendall(mail(1) + b".\r\n")
            assert [talk.hear()[:3], talk.hear()[:3]] == [code, code]
            if other.in_transaction:
                other.execute("ROLLBACK")
        other.close()
    assert titles(db) == ["chair 1"]
    assert [(outcome.name, outcome.status) for outcome in door.outcomes] == [
        ("mail from a@x", "failed"),
        ("chair 1", "read"),
    ]


def test_what_cannot_be_read_for_want_of_room_is_read_later(db, monkeypatch):
    monkeypatch.setattr(receiving, "RETRY_SECONDS", 0.2)
    original, full = Store.record, [StoreError("There is no space left.")] * 2

    def record(self, *args):
        if full:
            raise full.pop()
        return original(self, *args)

    monkeypatch.setattr(Store, "record", record)
    with Open(db) as door, door.client() as client:
        client.sendmail("a@x.example", [ME], mail(1))
        door.wait(2)
        assert [outcome.error and outcome.error.sentence for outcome in door.outcomes] == [
            "There is no space left.",
            None,
        ]


def test_a_fault_of_ours_is_put_off_without_the_words_of_the_mail(db, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("cannot read: secret words")

    with Open(db, "lmtp") as door, door.raw() as talk:
        monkeypatch.setattr(sources, "document", broken)
        talk.say("LHLO here", "MAIL FROM:<a@x>", f"RCPT TO:<{ME}>", f"RCPT TO:<{OTHER}>", "DATA")
        talk.socket.sendall(mail(1) + b".\r\n")
        answers = [talk.hear(), talk.hear()]
        assert answers == ["451 4.3.0 notesight failed; try again later"] * 2
        door.wait(1)
        assert (
            door.outcomes[0].error.sentence
            == "mail from a@x: A bug in notesight kept it from being stored: RuntimeError."
        )
        assert talk.say("NOOP") == ["250"]


def test_who_hangs_up_in_the_middle_leaves_nothing_and_disturbs_nobody(db):
    with Open(db) as door:
        for cut in (b"", mail(1)[:40], mail(1), mail(1) + b"."):
            with door.raw() as talk:
                talk.say("EHLO here", "MAIL FROM:<a@x>", f"RCPT TO:<{ME}>", "DATA")
                talk.socket.sendall(cut)
        with door.client() as client:
            client.sendmail("a@x.example", [ME], mail(2))
        door.wait(1)
    assert titles(db) == ["chair 2"]


def test_who_never_ends_is_hung_up_on(db):
    with Open(db, max_size=100_000) as door:
        for begin in ([], ["EHLO here", "MAIL FROM:<a@x>", f"RCPT TO:<{ME}>", "DATA"]):
            with door.raw() as talk:
                talk.say(*begin)
                with pytest.raises(OSError, match=r"reset|[Bb]roken"):
                    talk.socket.sendall(b"x" * 50_000_000)
        with door.client() as client:
            client.sendmail("a@x.example", [ME], mail(1))
    assert titles(db) == ["chair 1"]


def test_what_makes_no_sense_is_answered(db):
    with Open(db) as door, door.raw() as talk:
        assert talk.say("DATA", "MAIL FROM:<a@x>", "EHLO here", "RCPT TO:<a@x>", "DATA", "MAIL FROM:", "XYZ", "VRFY dana") == [
            "503", "503", "250", "503", "503", "501", "500", "252",
        ]  # fmt: skip


# --- a model reads ---------------------------------------------------------------------------------------------------


class Model(Scripted):
    """A model server that can be away, or slow."""

    name, local, fingerprint = "far", False, "far:1"
    away, slow = False, threading.Event()

    def read(self, documents, owner):
        for document in documents:
            assert Model.slow.wait(20)
            if Model.away:
                raise Unreachable("The model is away.")
            yield from super().read([document], owner)


def load(_):
    return Model()


@pytest.fixture
def model(db, monkeypatch):
    monkeypatch.setitem(extractors._OURS, "far", f"{__name__}:load")
    monkeypatch.setenv("NOTESIGHT_EXTRACTOR", "far")
    monkeypatch.setattr(Model, "away", False)
    monkeypatch.setattr(receiving, "RETRY_SECONDS", 0.2)
    Model.slow.set()
    return Model


def test_nobody_waits_for_a_slow_model(db, model):
    model.slow.clear()
    with Open(db) as door, door.client() as client:
        for n in range(4):
            client.sendmail("a@x.example", [ME], mail(n))
        assert len(titles(db)) == 4
        assert door.outcomes == []
        model.slow.set()
        door.wait(4)


def test_a_model_that_is_away_is_said_once_and_asked_again(db, model, monkeypatch):
    monkeypatch.setattr(model, "away", True)
    with Open(db) as door, door.client() as client:
        client.sendmail("a@x.example", [ME], mail(1))
        door.wait(1)
        time.sleep(0.6)
        assert [outcome.error.sentence for outcome in door.outcomes] == ["The model is away."]
        monkeypatch.setattr(model, "away", False)
        assert door.wait(2)[1:] == [("chair 1", "read")]


def test_what_a_model_has_not_read_at_the_end_waits_in_the_notebook(db, model, monkeypatch):
    monkeypatch.setattr(model, "away", True)
    with Open(db) as door, door.client() as client:
        client.sendmail("a@x.example", [ME], mail(1))
        door.wait(1)
    with Store.open(db) as store:
        assert store.counts()["queued"] == 1
    monkeypatch.setattr(model, "away", False)
    with Open(db) as door:
        assert door.wait(1) == [("chair 1", "read")]


# --- the door --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "options", "expected"),
    [
        ("127.0.0.1:2525", {}, ("127.0.0.1", 2525)),
        ("2525", {}, ("127.0.0.1", 2525)),
        ("localhost:2525", {}, ("localhost", 2525)),
        ("[::1]:2525", {}, ("::1", 2525)),
        ("127.0.0.1:2525", {"host": "0.0.0.0", "others": True}, ("0.0.0.0", 2525)),
    ],
)
def test_where_mail_is_handed_in(where, options, expected):
    found = receiving.door("lmtp", where, **options)
    assert (found.host, found.port) == expected


@pytest.mark.parametrize(
    ("where", "options"),
    [
        ("0.0.0.0:2525", {}), ("192.168.1.2:2525", {}), ("mail.example.org:25", {}), (":2525", {"host": ""}), ("2525", {"host": "0.0.0.0"}),
        ("0.0.0.0:2525", {"others": True}), ("2525", {"host": "", "others": True}), ("[::]:2525", {}),
        ("", {}), ("127.0.0.1", {}), ("127.0.0.1:", {}), ("127.0.0.1:70000", {}), ("a:b:2525", {}), ("127.0.0.1:2525/x", {}), ("-1", {}),
    ],
)  # fmt: skip
def test_where_others_could_hand_in_mail_is_refused_unless_both_are_said(where, options):
    with pytest.raises(UsageError):
        receiving.door("smtp", where, **options)


def refused(*words, code):
    result = call("receive", *words)
    assert (result.code, result.out) == (code, "")
    assert result.err.startswith("Error: ")
    return result.err


def test_calls_that_make_no_sense(db, monkeypatch):
    assert "Name one of --lmtp and --smtp." in refused(code=2)
    assert "Name one of --lmtp and --smtp." in refused("--lmtp", "2424", "--smtp", "2525", code=2)
    assert "could write into this notebook" in refused("--smtp", "0.0.0.0:2525", code=2)
    assert "64 MB at most" in refused("--smtp", "2525", "--max-size", 65, code=2)
    monkeypatch.setenv("NOTESIGHT_ADDRESSES", "")
    monkeypatch.setenv("NOTESIGHT_RECEIVE_ADDRESSES", "")
    assert "notesight config receive_addresses notes@example.org" in refused("--smtp", "2525", code=4)


def test_a_port_that_is_taken(db):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused("--smtp", f"127.0.0.1:{port}", code=4)
    assert said.startswith(f"Error: Nothing can be received at smtp://127.0.0.1:{port}: ")
    assert "address already in use" in said


def test_without_the_extra_a_sentence_says_how_to_get_it(db, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "aiosmtpd"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "aiosmtpd", None)
    said = refused("--smtp", "2525", code=4)
    assert said.endswith("Try: pip install 'notesight[mail]'\n")


def test_the_addresses_are_a_setting(db, monkeypatch):
    monkeypatch.delenv("NOTESIGHT_RECEIVE_ADDRESSES")
    assert call("config", "receive_addresses", "a@x.example, b@x.example").code == 0
    assert config.load(dict(os.environ)).receive_addresses == ("a@x.example", "b@x.example")


# --- stopping --------------------------------------------------------------------------------------------------------


def receiver(protocol="lmtp", **more):
    """The program, and its port."""
    process = start(
        "receive", f"--{protocol}", "127.0.0.1:0", env={**terminal.environ(), "NOTESIGHT_EXTRACTOR": "offline", **more}
    )
    said = process.stderr.readline()
    assert said.startswith(f"Receiving at {protocol}://127.0.0.1:"), said + process.communicate()[1]
    return process, int(said.split("127.0.0.1:")[1].split()[0]), said


def test_what_is_under_way_when_it_is_stopped_is_finished(db):
    process, port, said = receiver()
    try:
        assert said.endswith(f" for {ME}, {OTHER}, read by offline  (Ctrl-C stops)\n")
        with Raw(port) as talk, Raw(port) as idle:
            talk.say("LHLO here", "MAIL FROM:<a@x>", f"RCPT TO:<{ME}>", "DATA")
            talk.socket.sendall(mail(1, "Could you send me the list by Friday?")[:60])
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
            time.sleep(0.3)
            with pytest.raises(ConnectionRefusedError):
                Raw(port).__enter__()
            talk.socket.sendall(mail(1, "Could you send me the list by Friday?")[60:] + b".\r\n")
            assert talk.hear() == "250 2.0.0 Stored"
            assert idle.hear().startswith("421 ")
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "chair 1: " in err
    assert err.endswith("Stopped. What was read is kept; the same command goes on from there.\n")
    assert "Traceback" not in err
    assert rows(db, "SELECT count(*) FROM runs") == [(1,)]


def test_killed_at_any_point_what_was_accepted_is_there(db):
    accepted = set()
    for stop in range(4):
        process, port, _ = receiver("smtp")
        timer = threading.Timer(0.05 + 0.1 * stop, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        try:
            with smtplib.SMTP("127.0.0.1", port, local_hostname="x.example", timeout=20) as client:
                for n in range(1000):
                    client.sendmail(
                        "a@x.example",
                        [ME],
                        mail(f"{stop}-{n}", f"Could you send me chair number {stop}-{n} by Friday?"),
                    )
                    accepted.add(f"mid:{stop}-{n}@x.example")
        except (smtplib.SMTPException, OSError):
            pass
        timer.join()
        process.communicate()
        kept = {row[0] for row in rows(db, "SELECT key FROM documents")}
        assert accepted <= kept
    assert len(accepted) >= 4  # a busy machine hands in few before it is killed
    process, port, _ = receiver("smtp")
    until(lambda: rows(db, "SELECT count(*) FROM _waiting") == [(0,)])
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert rows(db, "SELECT count(*) - count(DISTINCT key) FROM documents") == [(0,)]
    assert rows(db, "SELECT count(*) FROM documents WHERE id NOT IN (SELECT document_id FROM runs)") == [(0,)]
    with Store.open(db) as store:
        assert store.check() == []


@pytest.mark.skipif(dovecot.ABSENT is not None, reason=str(dovecot.ABSENT))
def test_a_real_mail_server_delivers_to_it(db):
    with Open(db, "lmtp") as door, dovecot.Dovecot(onward=door.port) as server:
        with smtplib.LMTP("127.0.0.1", server.lmtp) as client:
            client.ehlo_or_helo_if_needed()
            client.docmd("MAIL", "FROM:<ana@x.example>")
            wanted = [ME, "notes+x@x.example", "bob@x.example"]
            assert [client.docmd("RCPT", f"TO:<{each}>")[0] for each in wanted] == [250, 250, 550]
            assert client.data(mail(1))[0] == 250
            assert client.getreply()[0] == 250
        assert door.wait(1) == [("chair 1", "read")]
        assert server.log().count(": 250 2.0.0 Stored") == 2


def test_an_owner_without_addresses_is_told(db, monkeypatch):
    settings = replace(config.load({}), database=db)
    with Store.open(db) as store, pytest.raises(ConfigError):
        receiving.Receiver(
            receiving.door("smtp", "2525"), pipeline.Line(store, Scripted(), settings, today=date(2026, 3, 2))
        )
