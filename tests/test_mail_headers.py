"""What a mail says of itself: senders, recipients, subjects and dates, however its headers are written."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from mail_cases import WRITTEN

from notesight import mail
from notesight.errors import SourceError
from notesight.mail.addresses import parse_addresses
from notesight.mail.headers import content_type
from notesight.model import Address


def read(*lines, body="Hello Bo."):
    """The document of header lines, given as text or as bytes."""
    head = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    return mail.parse(head + b"\n" + body.encode() + b"\n", fallback=WRITTEN)


def told(value):
    return [(one.name, one.address) for one in parse_addresses(value)]


# --- subjects ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Old tile kiln", "Old tile kiln"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
        ("=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
        ("=?iso-8859-1?q?Gr=FC=DFe?=", "Grüße"),
        ("Re: =?utf-8?q?Gr=C3=BC=C3=9Fe?= to all", "Re: Grüße to all"),
        ("=?utf-8?q?one?= =?utf-8?q?_word?=", "one word"),
        ("=?utf-8?q?Gr=C3?= =?utf-8?q?=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=\n =?iso-8859-1?q?_an_Jos=E9?=", "Grüße an José"),
        ("=?utf-8*de?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?x-nobody-knows?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?q?two words?=", "two words"),
        ("=?utf-8?q?=ZZ?=", "=ZZ"),
        ("=?utf-8?q?never closed", "=?utf-8?q?never closed"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        ("folded\n  over\n\tthree lines", "folded over three lines"),
        ("Grüße", "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        ("План".encode("koi8-r"), "План"),
        ("with a \x00 and a \x07 bell", "with a \ufffd and a bell"),
    ],
)
def test_a_subject_is_read_as_a_reader_sees_it(written, read_as):
    line = b"Subject: " + (written if isinstance(written, bytes) else written.encode())
    found = read("From: ana@kiln.example", line)
    assert found.title.replace("\ufffd", "").split() == read_as.replace("\ufffd", "").split()
    assert f"Subject: {found.title}\n" in found.text


def test_a_mail_without_a_subject_has_no_title():
    assert read("From: ana@kiln.example", "To: bo@ferry.example").title is None


def test_of_two_subjects_the_first_counts():
    assert read("From: ana@kiln.example", "Subject: first", "Subject: second").title == "first"


# --- senders and recipients ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("ana@kiln.example", [("", "ana@kiln.example")]),
        ("<ana@kiln.example>", [("", "ana@kiln.example")]),
        ("Ana Ruiz <ana@kiln.example>", [("Ana Ruiz", "ana@kiln.example")]),
        ('"Ruiz, Ana" <ana@kiln.example>', [("Ruiz, Ana", "ana@kiln.example")]),
        ("Ruiz, Ana <ana@kiln.example>", [("Ruiz, Ana", "ana@kiln.example")]),
        ("ana@kiln.example (Ana Ruiz)", [("Ana Ruiz", "ana@kiln.example")]),
        ('"Ana \\"Anita\\" Ruiz" <ana@kiln.example>', [('Ana "Anita" Ruiz', "ana@kiln.example")]),
        ("'Ana Ruiz' <ana@kiln.example>", [("Ana Ruiz", "ana@kiln.example")]),
        ('"ana@kiln.example" <ana@kiln.example>', [("", "ana@kiln.example")]),
        ("=?utf-8?q?Jos=C3=A9_N=C3=BA=C3=B1ez?= <jose@kiln.example>", [("José Núñez", "jose@kiln.example")]),
        ('"=?utf-8?q?N=C3=BA=C3=B1ez=2C_Jos=C3=A9?=" <jose@kiln.example>', [("Núñez, José", "jose@kiln.example")]),
        ("Ana Ruiz <ana@mülltonne.example>", [("Ana Ruiz", "ana@mülltonne.example")]),
        ("ana@xn--mlltonne-n2a.example", [("", "ana@xn--mlltonne-n2a.example")]),
        ("пётр@почта.example", [("", "пётр@почта.example")]),
        ("Ana Ruiz [mailto:ana@kiln.example]", [("Ana Ruiz", "ana@kiln.example")]),
        ("Ana Ruiz <mailto:ana@kiln.example>", [("Ana Ruiz", "ana@kiln.example")]),
        ("Ana Ruiz <ana@kiln.example<mailto:ana@kiln.example>>", [("Ana Ruiz", "ana@kiln.example")]),
        ("Ana Ruiz/KILN/ECT@ECT", [("Ana Ruiz", "")]),
        ("a@x.example, b@y.example", [("", "a@x.example"), ("", "b@y.example")]),
        ("Ana Ruiz <a@x.example>; Bo Lind <b@y.example>", [("Ana Ruiz", "a@x.example"), ("Bo Lind", "b@y.example")]),
        ("Ruiz, Ana; Lind, Bo", [("Ruiz, Ana", ""), ("Lind, Bo", "")]),
        ("Ana Ruiz, Bo Lind", [("Ana Ruiz", ""), ("Bo Lind", "")]),
        ("undisclosed-recipients:;", []),
        ("Potters: a@x.example, Bo <b@y.example>;", [("", "a@x.example"), ("Bo", "b@y.example")]),
        ("", []),
        (",,;", []),
        (
            "Ana Ruiz (the (very) old (one)) <ana@kiln.example>",
            [("Ana Ruiz (the (very) old (one))", "ana@kiln.example")],
        ),
    ],
)
def test_mailboxes_are_read_as_people_write_them(written, who):
    assert told(written) == who


def test_a_mail_tells_its_sender_and_everybody_it_went_to():
    found = read(
        "From: Ana Ruiz <ana@kiln.example>", "To: Bo Lind <bo@ferry.example>", "Cc: chidi@ferry.example", "Subject: Van"
    )
    assert found.sender == Address("Ana Ruiz", "ana@kiln.example")
    assert [str(one) for one in found.to] == ["Bo Lind <bo@ferry.example>", "chidi@ferry.example"]
    assert found.text.startswith("From: Ana Ruiz <ana@kiln.example>\nTo: Bo Lind <bo@ferry.example>\nCc: chidi")
    assert [part.role for part in found.parts] == ["header", "new"]
    assert found.parts[1].author == found.sender
    assert found.parts[1].to == found.to


def test_recipients_in_several_header_lines_are_one_list():
    found = read("From: ana@kiln.example", "To: a@x.example", "To: b@x.example", "Cc: c@x.example", "Cc: d@x.example")
    assert [one.address[0] for one in found.to] == ["a", "b", "c", "d"]


def test_the_sender_line_stands_in_for_a_missing_from():
    assert read("Sender: ana@kiln.example", "Subject: Van").sender == Address("", "ana@kiln.example")


def test_a_mail_from_nobody_has_no_sender():
    found = read("To: bo@ferry.example", "Subject: Van")
    assert (found.sender, found.parts[1].author) == (None, Address())


def test_a_name_in_raw_eight_bit_letters_is_read():
    found = read(b"From: Jos\xe9 N\xfa\xf1ez <jose@kiln.example>", "Subject: Van")
    assert found.sender == Address("José Núñez", "jose@kiln.example")


def test_outlooks_own_lines_name_whom_the_addresses_do_not():
    found = read(
        "From: ana.ruiz@kiln.example",
        "To: bo.lind@kiln.example",
        "Subject: Van",
        "X-From: Ana Ruiz",
        "X-To: Bo Lind",
    )
    assert found.sender == Address("Ana Ruiz", "ana.ruiz@kiln.example")
    assert found.to == (Address("Bo Lind", "bo.lind@kiln.example"),)


# --- dates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Fri, 27 Feb 2026 09:30:12 +0100", datetime(2026, 2, 27, 9, 30, 12, tzinfo=timezone(timedelta(hours=1)))),
        ("27 Feb 2026 09:30 GMT", datetime(2026, 2, 27, 9, 30, tzinfo=UTC)),
        (
            "Fri, 27 Feb 2026 09:30:12 -0800 (PST)",
            datetime(2026, 2, 27, 9, 30, 12, tzinfo=timezone(timedelta(hours=-8))),
        ),
        ("Fri Feb 27 09:30:12 2026", datetime(2026, 2, 27, 9, 30, 12, tzinfo=UTC)),
        ("2026-02-27 09:30:12", datetime(2026, 2, 27, 9, 30, 12)),
        ("Fri, 27 Feb 26 09:30:12 +0000", datetime(2026, 2, 27, 9, 30, 12, tzinfo=UTC)),
        ("Fr, 27 Feb 2026 09:30:12 +0100", datetime(2026, 2, 27, 9, 30, 12, tzinfo=timezone(timedelta(hours=1)))),
        ("Fri, 27 Feb 2026 09:30:60 +0000", datetime(2026, 2, 27, 9, 30, 59, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_with_its_zone(written, moment):
    found = read("From: ana@kiln.example", f"Date: {written}")
    assert (found.date, found.parts[0].date) == (moment.date(), moment)


@pytest.mark.parametrize("written", ["", "yesterday", "Fri, 99 Foo 2026 09:30", "Mon, 1 Jan 0001 00:00:00 +0000", "0"])
def test_a_date_that_states_none_leaves_the_day_to_the_caller(written):
    found = read("From: ana@kiln.example", f"Date: {written}")
    assert (found.date, found.parts[0].date) == (WRITTEN, None)


def test_a_mail_without_a_date_is_from_when_the_last_server_got_it():
    found = read(
        "Received: from b.example by c.example; Fri, 27 Feb 2026 09:31:00 +0100",
        "Received: from a.example by b.example; Fri, 27 Feb 2026 09:30:00 +0100",
        "From: ana@kiln.example",
    )
    assert found.date == date(2026, 2, 27)


# --- the rest of the block -----------------------------------------------------------------------------------------


def test_ids_key_and_thread_a_mail():
    found = read(
        "From: ana@kiln.example",
        "Message-ID: <2@kiln.example>",
        "In-Reply-To: <1@kiln.example>",
        "References: <0@k>\n <1@kiln.example>",
    )
    assert (found.key, found.in_reply_to, found.references) == (
        "mid:2@kiln.example",
        "1@kiln.example",
        ("0@k", "1@kiln.example"),
    )


def test_a_mail_without_an_id_is_keyed_by_its_text():
    found = read("From: ana@kiln.example", "Subject: Van")
    assert found.key == found.digest


@pytest.mark.parametrize(
    "raw",
    [
        b"From: ana@kiln.example\r\nSubject: Van\r\n\r\nHello.\r\n",
        b"From: ana@kiln.example\nSubject: Van\n\nHello.\n",
        b"From: ana@kiln.example\rSubject: Van\r\rHello.\r",
        b"\r\n\r\nFrom: ana@kiln.example\r\nSubject: Van\r\n\r\nHello.\r\n",
        b"From ana@kiln.example Fri Feb 27 09:30:12 2026\nFrom: ana@kiln.example\nSubject: Van\n\nHello.\n",
        b"From : ana@kiln.example\nSUBJECT:Van\n\nHello.\n",
        b"From: ana@kiln.example\nSubject: Van\nThis is no header line\nX-Other: 1\nTo: bo@x.example\n\nHello.\n",
        b" a folded first line\nFrom: ana@kiln.example\nSubject: Van\n\nHello.\n",
        b"From: ana@kiln.example\nSubject: Van\nHello.\n",
    ],
)
def test_the_header_ends_where_a_reader_sees_it_end(raw):
    found = mail.parse(raw, fallback=WRITTEN)
    assert (found.sender.address, found.title.split()[0]) == ("ana@kiln.example", "Van")
    assert found.text.endswith("\nHello.\n")


def test_a_header_line_in_the_body_is_body():
    found = mail.parse(b"From: ana@kiln.example\nSubject: Van\n\nTo: nobody\nHello.\n", fallback=WRITTEN)
    assert found.to == ()
    assert found.text.endswith("\n\nTo: nobody\nHello.\n")


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"Hello Bo.\n", b"\x00\x01\x02", b"Shopping: milk\n\nand bread\n", b"{}"]
)
def test_what_is_no_mail_is_refused_with_a_sentence(raw):
    with pytest.raises(SourceError, match="no mail"):
        mail.parse(raw, fallback=WRITTEN)


@pytest.mark.parametrize(
    ("written", "kind", "parameters"),
    [
        ("text/plain", "text/plain", {}),
        ('TEXT/Plain; Charset="UTF-8"', "text/plain", {"charset": "UTF-8"}),
        ("text/plain;charset=utf-8;format=flowed", "text/plain", {"charset": "utf-8", "format": "flowed"}),
        ('multipart/mixed; boundary="a;b\\"c"', "multipart/mixed", {"boundary": 'a;b"c'}),
        ('multipart/mixed; boundary*0="abc"; boundary*1="def"', "multipart/mixed", {"boundary": "abcdef"}),
        ("text/plain; charset*=us-ascii'en'utf-8", "text/plain", {"charset": "utf-8"}),
        ("text/x; name*1*=%A9; name*0*=utf-8''caf%C3; name*2=.txt", "text/x", {"name": "café.txt"}),
        ("text/plain; charset=a; charset=b", "text/plain", {"charset": "a"}),
        ('text/plain; charset="utf-8', "text/plain", {"charset": "utf-8"}),
        ("", "", {}),
    ],
)
def test_a_content_type_is_taken_apart(written, kind, parameters):
    assert content_type(written) == (kind, parameters)


@pytest.mark.parametrize(
    ("head", "is_mail"),
    [
        (b"From: ana@kiln.example\nTo: bo@ferry.example\n\nHi", True),
        (b"Return-Path: <ana@kiln.example>\r\nReceived: from a by b\r\n", True),
        (b"Subject: a heading\nthen text", False),
        (b"From: Ana\n\na note that begins with From", False),
        (b"To do: buy milk\nDate: Friday\n", False),
        (b"", False),
    ],
)
def test_a_mail_is_told_from_a_note_by_its_first_lines(head, is_mail):
    assert mail.looks_like_mail(head) is is_mail
