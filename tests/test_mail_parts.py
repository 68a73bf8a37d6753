"""Who wrote which stretch of a mail, when and to whom: every annotated mail of ``fixtures/mail``, and pasted notes."""

from datetime import datetime

import pytest
from mail_cases import FOLDER, as_said, cases, parsed, said

from notesight import mail
from notesight.mail import Voice, parts
from notesight.mail.when import moment
from notesight.model import Address

FILES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.txt"))
CASES = [case for name in FILES for case in cases(name)]
LOCALES = set("en fr de es it pt nl pl cs sk da sv no fi hu ro hr et ru uk tr ja zh".split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_part_of_a_mail_is_its_writers(case):
    document = parsed(case.raw)
    assert said(document) == list(case.expected)
    assert "".join(document.text[part.start : part.end] for part in document.parts) == document.text


def test_forwards_and_replies_are_known_in_all_the_languages():
    forwards = [case.name.split(": ", 1) for case in CASES if case.expected[-1].role == "forwarded"]
    replies = [case.name.split(": ", 1) for case in CASES if case.expected[-1].role == "quoted"]
    for found in (forwards, replies):
        assert {name.partition("-")[0] for _, name in found} >= LOCALES
    assert {client for client, _ in forwards} >= {
        "apple",
        "gmail",
        "outlook-desktop",
        "outlook-web",
        "thunderbird",
        "yahoo",
    }


def test_there_are_enough_signatures_and_enough_mails_without_one():
    assert len(list(cases("signatures.txt"))) >= 30
    assert len({case.name.split(": ")[1].split(",")[0] for case in cases("signatures.txt")}) >= 6
    assert len(list(cases("unsigned.txt"))) >= 20


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_line_ends_of_windows_make_no_difference(case):
    assert parsed(case.raw.replace(b"\n", b"\r\n")) == parsed(case.raw)


# --- notes that mail was pasted into -------------------------------------------------------------------------------

OWN = Voice("new", Address("Dora Novak", "dora@ferry.example"), datetime(2026, 3, 2), (), None)


def pasted(text):
    return [(part.role, str(part.author), text[part.start : part.end].strip("\n")) for part in parts(text, pasted=True)]


def test_a_note_is_its_owners():
    assert pasted("Tea with Ana.\n- send the plan\n") == [("new", "", "Tea with Ana.\n- send the plan")]


def test_a_notes_lines_with_a_mark_are_its_owners_own():
    assert pasted("> a motto\n\nTea with Ana.") == [("new", "", "> a motto\n\nTea with Ana.")]


def test_a_note_has_no_signature():
    assert pasted("Ask Bo for the van.\n\nBest,\nDora") == [("new", "", "Ask Bo for the van.\n\nBest,\nDora")]


def test_a_mail_that_was_pasted_into_a_note_is_its_writers():
    note = (
        "Ana wrote, must answer:\n\nFrom: Ana Ruiz <ana@kiln.example>\nSent: Friday, February 27, 2026 9:30 AM\n"
        "To: Dora Novak\nSubject: Van\n\nIs the van free?\n\nBest,\nAna\n"
    )
    assert pasted(note) == [
        ("new", "", "Ana wrote, must answer:"),
        (
            "forwarded",
            "Ana Ruiz <ana@kiln.example>",
            note[note.index("From:") : note.index("\n\nBest")],
        ),
        ("signature", "Ana Ruiz <ana@kiln.example>", "Best,\nAna"),
    ]


def test_words_that_are_quoted_in_a_note_under_a_name_are_whose_they_are():
    note = "On 27/02/2026 09:30, Ana Ruiz wrote:\n> Is the van free?\n\nTell her yes.\n"
    assert pasted(note) == [
        ("quoted", "Ana Ruiz", "On 27/02/2026 09:30, Ana Ruiz wrote:\n> Is the van free?"),
        ("new", "", "Tell her yes."),
    ]


def test_parts_begin_where_they_are_told_to():
    found = parts("Yes.\n\nOn 27/02/2026 09:30, Ana Ruiz wrote:\n> Is it?\n", OWN, offset=100)
    assert [(part.role, part.start, part.end) for part in found] == [("new", 100, 106), ("quoted", 106, 152)]


def test_no_text_has_no_parts():
    assert parts("", OWN) == ()


def test_blank_lines_are_the_writers():
    assert [part.role for part in parts("\n \n\n", OWN)] == ["new"]


# --- how a forward is told from a reply ----------------------------------------------------------------------------

BLOCK = "From: Ana Ruiz <ana@kiln.example>\nSent: Friday, February 27, 2026 9:30 AM\nTo: Dora\nSubject: Van\n\nIs the van free?\n"


@pytest.mark.parametrize(
    ("subject", "above", "role"),
    [
        ("Re: Van", "It is.\n\n", "quoted"),
        ("Re: Van", "", "forwarded"),
        ("AW: Van", "Ja.\n\n", "quoted"),
        ("Fwd: Van", "It is.\n\n", "forwarded"),
        ("WG: Van", "Kannst du?\n\n", "forwarded"),
        ("TR : Van", "Tu peux ?\n\n", "forwarded"),
        ("[harbour] FW: Van", "FYI\n\n", "forwarded"),
        ("Van", "FYI, can you help her?\n\n", "forwarded"),
        ("Van", "One two three four five. " * 8 + "\n\n", "quoted"),
    ],
)
def test_header_lines_below_words_are_a_forward_or_a_history(subject, above, role):
    text = above + BLOCK
    found = parts(text, Voice("new", Address("Dora Novak"), None, (), subject))
    assert as_said(text, found[-1]).role == role


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("27/02/2026 09:30", "2026-02-27 09:30"),
        ("2/27/2026 9:30 AM", "2026-02-27 09:30"),
        ("02-27-2026 9:30 PM", "2026-02-27 21:30"),
        ("27.02.26, 09:30 Uhr", "2026-02-27 09:30"),
        ("27. 2. 2026 v 9:30", "2026-02-27 09:30"),
        ("2026. 02. 27. 9:30", "2026-02-27 09:30"),
        ("Feb 27, 2026, at 9:30 a. m.", "2026-02-27 09:30"),
        ("27 листопада 2026 р.", "2026-11-27 00:00"),
        ("27. listopada 2026. u 9:30", "2026-10-27 09:30"),
        ("27 listopada 2026 09:30", "2026-11-27 09:30"),
        ("2026年2月27日 下午9:30", "2026-02-27 21:30"),
        ("12:05 AM 2/27/2026", "2026-02-27 00:05"),
        ("99/99/2026", None),
        ("9:30", None),
        ("Feb 27", None),
        ("", None),
        ("31 February 2026", None),
    ],
)
def test_a_moment_is_read_from_the_words_of_many_programs(words, when):
    found = moment(words)
    assert (f"{found:%Y-%m-%d %H:%M}" if found else None) == when


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("27 Feb 2026 09:30 GMT+1", 1),
        ("27 Feb 2026 09:30 +0100", 1),
        ("27 Feb 2026 09:30 CEST", 2),
        ("27 Feb 2026 09:30 PST", -8),
        ("27 Feb 2026 09:30 UTC", 0),
    ],
)
def test_a_zone_is_read_too(words, hours):
    assert moment(words).utcoffset().total_seconds() == hours * 3600


def test_every_public_name_is_there():
    assert set(mail.__all__) >= {"parse", "parts", "split_mbox", "html_text", "looks_like_mail"}
