"""Mail that was made to hurt: every one ends as a document or as a sentence, and what a reader needs of it is there."""

import base64

import pytest
from mail_cases import WRITTEN

from notesight import mail
from notesight.errors import SourceError
from notesight.mail.lines import MAX_LINES
from notesight.mail.message import CUT
from notesight.mail.mime import MAX_TEXT

HEAD = b"From: Ana Ruiz <ana@kiln.example>\nTo: bo@ferry.example\nSubject: Van\n"


def read(raw):
    found = mail.parse(raw, fallback=WRITTEN)
    assert "".join(found.text[part.start : part.end] for part in found.parts) == found.text
    return found


def html(page):
    return HEAD + b"Content-Type: text/html\n\n" + page


def body(found):
    return found.text[found.parts[0].end :]


# --- headers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("between", [b", ", b",\n "])
def test_fifty_thousand_recipients_are_told_by_the_first(between):
    to = between.join(b"Name %d <n%d@x.example>" % (n, n) for n in range(50_000))
    found = read(b"From: ana@kiln.example\nTo: " + to + b"\nSubject: Van\n\nWords.\n")
    assert (found.title, body(found), len(found.to)) == ("Van", "Words.\n", 500)
    assert str(found.to[0]) == "Name 0 <n0@x.example>"
    assert len(found.text) < 20_000


def test_twenty_thousand_parameters_are_read_over():
    parameters = b";\n ".join(b"name*%d=abc" % n for n in range(20_000))
    found = read(HEAD + b"Content-Type: text/plain; " + parameters + b"\n\nWords.\n")
    assert (found.title, body(found)) == ("Van", "Words.\n")


def test_twenty_thousand_encoded_words_are_read_from_the_front():
    words = b"\n ".join(b"=?utf-8?q?w%d_?=" % n for n in range(20_000))
    found = read(b"From: Ana <ana@kiln.example>\nSubject: " + words + b"\n\nWords.\n")
    assert found.title.startswith("w0 w1 w2 ")
    assert (len(found.title), body(found)) == (2000, "Words.\n")


def test_words_that_are_never_closed_stand_as_they_are():
    found = read(b"From: ana@kiln.example\nSubject: " + b"=?utf-8?q?" * 30_000 + b"\n\nWords.\n")
    assert (found.title[:10], body(found)) == ("=?utf-8?q?", "Words.\n")


def test_three_thousand_comments_leave_the_address():
    found = read(b"From: " + b"(" * 3000 + b"x" + b")" * 3000 + b" <ana@kiln.example>\nSubject: Van\n\nWords.\n")
    assert (found.sender.address, body(found)) == ("ana@kiln.example", "Words.\n")


def test_a_header_line_of_ten_megabytes_is_a_header_line():
    found = read(b"From: ana@kiln.example\nX-Other: " + b"a" * 10_000_000 + b"\nSubject: Van\n\nWords.\n")
    assert body(found).endswith("Words.\n")


def test_a_hundred_thousand_ids_are_read_from_the_end():
    found = read(HEAD + b"References: " + b" ".join(b"<%d@x>" % n for n in range(20_000)) + b"\n\nWords.\n")
    assert len(found.references) == 100


# --- trees ---------------------------------------------------------------------------------------------------------


def nested(depth):
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
    return HEAD + opened + b"\nWords.\n" + b"".join(b"--b%d--\n" % n for n in reversed(range(depth)))


def test_parts_thirty_deep_are_read():
    assert body(read(nested(30))) == "Words.\n"


def test_parts_five_thousand_deep_are_refused_with_a_sentence():
    with pytest.raises(SourceError, match="nested too deeply"):
        read(nested(5000))


def attached(depth):
    return (HEAD + b"Content-Type: message/rfc822\n\n") * depth + HEAD + b"\nWords.\n"


def test_mails_in_mails_thirty_deep_are_read():
    found = read(attached(30))
    assert found.text.endswith("Words.\n")
    assert found.text.count("Subject: Van") == 31


def test_mails_in_mails_a_thousand_deep_are_refused_with_a_sentence():
    with pytest.raises(SourceError, match="nested too deeply"):
        read(attached(1000))


@pytest.mark.parametrize(
    "line", [b"--b\n\nx\n", b"--bx\n", b"--b--\n", b"--b\nContent-Type: message/rfc822\n\n" + HEAD + b"\nx\n"]
)
def test_a_hundred_thousand_parts_end_somewhere(line):
    read(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + line * 100_000)


# --- bodies --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        b">" * 1_000_000,
        b"> " * 500_000,
        b">\n" * 500_000,
        b" " * 1_000_000,
        b" \n" * 500_000,
        b"\t-\t" * 300_000,
        b"(" * 1_000_000,
        b"a@" * 500_000,
        b"1/1/" * 250_000,
        b"-" * 1_000_000,
        b"From: a\n" * 100_000,
        b"   To: a@b.c\n" * 50_000,
        b"           x      To: a@b.c\n" * 8_000,
        b"On 27/02/2026 09:30, Ana Ruiz wrote:\n> x\n" * 8_000,
        b"On 27/02/2026 at 09:30, Ana <a@b.c>\n" * 30_000,
        b"www." * 100 + b":\n" + b"> x\n",
        b"----- Forwarded Message ----- From: a@b.c To: b@c.d\n" * 20_000,
        b"-----Original Message-----\n" * 10_000,
        b"--\n" * 100_000,
        b"this message is confidential and " * 30_000,
        bytes(range(128, 256)) * 8000,
        b"\x00" * 1_000_000,
        b"\r" * 1_000_000,
    ],
    ids=lambda words: repr(words[:24]),
)
def test_a_body_of_nothing_but_noise_is_a_document(words):
    assert read(HEAD + b"\n" + words).title == "Van"


def test_one_line_of_five_megabytes_is_read_as_far_as_there_is_room():
    found = read(HEAD + b"\n" + b"words and " * 500_000 + b"\n")
    assert [part.role for part in found.parts] == ["header", "new", "boilerplate"]
    assert found.text.endswith(CUT)
    assert len(body(found)) == MAX_TEXT + 1 + len(CUT)


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_a_mail_of_many_megabytes_is_read_as_far_as_there_is_room(encoding):
    words = b"Could you send me the plan by Friday?\n" * 150_000
    coded = base64.encodebytes(words) if encoding == "base64" else words
    found = read(HEAD + f"Content-Transfer-Encoding: {encoding}\n\n".encode() + coded)
    assert found.text.endswith("Could you send me the plan by Friday?\n" + CUT)
    assert found.parts[-1].role == "boilerplate"


def test_a_large_attachment_takes_nothing_from_the_text():
    pdf = b"--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + b"QUJD" * 5_000_000
    found = read(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nWords.\n" + pdf + b"\n--b--\n")
    assert body(found) == "Words.\n"


def test_lines_beyond_what_a_person_writes_are_the_last_speakers():
    lines = b"words\n" * MAX_LINES + b"\nOn 27/02/2026 09:30, Ana Ruiz wrote:\n> x\n"
    assert [part.role for part in read(HEAD + b"\n" + lines).parts] == ["header", "new"]


def test_a_mail_that_is_too_large_is_refused_with_a_sentence():
    with pytest.raises(SourceError, match="larger than"):
        mail.parse(HEAD + b"\n" + b"a" * (64 * 1024 * 1024), fallback=WRITTEN)


# --- HTML ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 3000 + b"Words." + b"</div>" * 3000,
        b"<table><tr><td>" * 3000 + b"Words.",
        b"<blockquote>" * 3000 + b"Words.",
        b"<span>" * 3000 + b"Words.",
        b"<ol><li>" * 3000 + b"Words.",
        b"<div>" * 100_000 + b"Words.",
        b"<p><b>" * 50_000 + b"Words.",
        b"<a " + b"x=1 " * 100_000 + b">Words.</a>",
        b'<p style="font:' + b" " * 1_000_000 + b'">Words.</p>',
        b"<!-- " * 50_000 + b"--><p>Words.</p>",
    ],
    ids=lambda page: repr(page[:20]),
)
def test_html_that_nests_or_pads_without_end_shows_its_words(page):
    assert "Words." in body(read(html(page)))


def test_html_of_many_megabytes_is_read_as_far_as_there_is_room():
    found = read(html(b"<p>Could you send me the plan by Friday?</p>\n" * 120_000))
    assert body(found).startswith("Could you send me the plan by Friday?\n")
    assert found.text.endswith(CUT)


@pytest.mark.parametrize(
    "page", [b"<" * 300_000, b"<p" * 100_000, b"&" * 300_000, b"&#" * 100_000, b"<!--", b"<![CDATA[" * 10_000]
)
def test_html_that_is_none_is_a_document(page):
    read(html(page))
