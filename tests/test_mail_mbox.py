"""A mailbox file is cut into its messages, whatever wrote it and whatever is broken in it."""

import io

import pytest

from notesight.errors import SourceError
from notesight.mail import is_mbox, mbox, split_mbox, split_mbox_stream

ENVELOPE = b"From ana@kiln.example Fri Feb 27 09:30:12 2026\n"
ONE = b"From: ana@kiln.example\nSubject: one\n\nThe first.\n"
TWO = b"From: bo@ferry.example\nSubject: two\n\nThe second.\n"


def split(data):
    return [piece if isinstance(piece, bytes) else type(piece) for piece in split_mbox_stream(io.BytesIO(data))]


def test_messages_come_in_order_without_their_envelopes(tmp_path):
    path = tmp_path / "box.mbox"
    path.write_bytes(ENVELOPE + ONE + b"\n" + ENVELOPE + TWO)
    assert list(split_mbox(path)) == [ONE, TWO]


@pytest.mark.parametrize(
    "envelope",
    [
        b"From ana@kiln.example Fri Feb 27 09:30:12 2026\n",
        b"From ana@kiln.example  Fri Feb 27 09:30:12 2026 +0100\n",
        b"From - Fri Feb 27 09:30:12 2026\n",
        b"From MAILER-DAEMON Fri Feb 27 09:30:12 2026\n",
        b"From 1776543@xxx Fri Feb 27 08:30:12 +0000 2026\n",
        b'From "ana ruiz"@kiln.example Fri Feb 27 09:30 2026\n',
    ],
)
def test_every_envelope_that_programs_write_is_known(envelope):
    assert is_mbox(envelope + ONE)
    assert split(envelope + ONE + b"\n" + envelope + TWO) == [ONE, TWO]


@pytest.mark.parametrize(
    "line",
    [b"From now on we meet at 9:30 on Fridays.\n", b"From: nobody\n", b">From the start it was so.\n", b"From \n"],
)
def test_a_body_line_that_begins_with_from_ends_no_message(line):
    plain = line.removeprefix(b">")
    assert split(ENVELOPE + ONE + b"\n" + line + b"more\n\n" + ENVELOPE + TWO) == [ONE + b"\n" + plain + b"more\n", TWO]


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_the_bare_envelope_of_thunderbird_is_known(monkeypatch, end, chunk):
    monkeypatch.setattr(mbox, "_CHUNK", chunk)
    data = (b"From \n" + ONE + b"\nFrom \n" + TWO + b"\n").replace(b"\n", end)
    assert is_mbox(data)
    assert [piece.replace(b"\r\n", b"\n").strip() for piece in split(data)] == [ONE.strip(), TWO.strip()]


def test_a_bare_from_within_a_paragraph_ends_no_message():
    words = b"He wrote\nFrom \nTo: and nothing more.\n"
    assert split(ENVELOPE + ONE + words + b"\n" + ENVELOPE + TWO) == [ONE + words, TWO]


def test_an_escaped_line_is_unescaped_by_one_level():
    assert split(ENVELOPE + ONE + b">From here\n>>From there\n") == [ONE + b"From here\n>From there\n"]


def test_line_ends_of_windows_are_kept():
    data = (ENVELOPE + ONE + b"\n" + ENVELOPE + TWO).replace(b"\n", b"\r\n")
    assert [piece.replace(b"\r\n", b"\n").strip() for piece in split(data)] == [ONE.strip(), TWO.strip()]


def test_messages_without_an_empty_line_between_them_are_cut():
    assert split(ENVELOPE + ONE + ENVELOPE + TWO) == [ONE, TWO]


def test_what_stands_before_the_first_envelope_is_told_and_passed_over():
    assert split(b"some words\n\n" + ENVELOPE + ONE) == [SourceError, ONE]


@pytest.mark.parametrize("data", [b"", b"\n\n\n"])
def test_an_empty_mailbox_has_no_messages(data):
    assert split(data) == []


def test_a_mailbox_of_words_is_told():
    assert split(b"no mail at all\n") == [SourceError]


def test_a_message_that_was_cut_off_is_still_a_message():
    assert split(ENVELOPE + ONE[:20]) == [ONE[:20]]


@pytest.mark.parametrize("chunk", [1, 7, 64, 480, 481, 1000])
def test_the_size_of_a_block_makes_no_difference(monkeypatch, chunk):
    monkeypatch.setattr(mbox, "_CHUNK", chunk)
    data = ENVELOPE + ONE + b"\n" + ENVELOPE + ONE + b">From x\n\n" + ENVELOPE + TWO
    assert split(data) == [ONE, ONE + b"From x\n", TWO]


def test_a_message_that_is_too_large_is_told_in_its_place(monkeypatch):
    monkeypatch.setattr(mbox, "MAX_MESSAGE", 1000)
    monkeypatch.setattr(mbox, "_CHUNK", 64)
    data = ENVELOPE + ONE + b"\n" + ENVELOPE + ONE + b"x" * 50 + (b"\n" + b"x" * 50) * 80 + b"\n\n" + ENVELOPE + TWO
    assert split(data) == [ONE, SourceError, TWO]


@pytest.mark.parametrize(
    "head", [b"", b"From ", b"From: ana@kiln.example\n", b"From me to you\n\nhello", b"Subject: x\n"]
)
def test_other_files_are_no_mailboxes(head):
    assert not is_mbox(head)
