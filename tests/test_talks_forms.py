"""Every form of talk, as the annotated ones say: who says what, and when."""

from datetime import UTC, date, datetime

import pytest
from talk_cases import SAVED, cases, every_case, said

from notesight import talks
from notesight.errors import SourceError


@pytest.mark.parametrize("case", every_case(), ids=lambda case: case.name)
def test_a_talk_is_read_as_annotated(case):
    assert said(*case.documents) == [each.strip() for each in case.expected]


def test_consecutive_cues_of_one_speaker_are_one_stretch_that_can_be_quoted():
    document = next(case for case in cases("captions.txt") if "Zoom" in case.name).documents[0]
    assert document.text == (
        "Ana Ruiz: I can send you the glaze recipes by Friday.\n\nBo Lindqvist: That would be great & kind!\n\n"
    )
    assert [(part.role, part.author.name) for part in document.parts] == [
        ("header", ""), ("new", "Ana Ruiz"), ("header", ""), ("new", "Bo Lindqvist"),
    ]  # fmt: skip
    assert document.parts[1].date == datetime(2026, 3, 2, 14, 3, 5, tzinfo=UTC)


def test_a_text_stays_as_it_is_read():
    for case in cases("transcripts.txt"):
        text = case.text.replace("\n", "\r\n")
        form = talks.looks_like(case.file, text)
        assert talks.document(text, form, key="key", fallback=SAVED, source=case.file).text == text


def test_a_document_says_what_it_is():
    case = next(cases("whatsapp.txt"))
    document = case.documents[0]
    assert (document.kind, document.channel, document.title, document.date) == (
        "thread",
        "chat",
        "Bo Lindqvist",
        date(2026, 3, 2),
    )
    assert document.source == f"/talks/{case.file}"
    assert [who.name for who in document.to] == ["Ana Ruiz", "Bo Lindqvist"]
    call = next(cases("captions.txt")).documents[0]
    assert (call.kind, call.channel, call.title, call.key) == ("thread", "call", None, "key")


@pytest.mark.parametrize(
    ("file", "title", "day"),
    [
        ("2026-03-02 call with Priya.vtt", "call with Priya", "2026-03-02"),
        ("Kiln weekly-20260302_140300-Meeting Recording.vtt", "Kiln weekly", "2026-03-02"),
        ("GMT20260302-140312_Recording.transcript.vtt", None, "2026-03-02"),
        ("Kiln weekly (2).vtt", "Kiln weekly", "2026-03-10"),
        ("recording.vtt", None, "2026-03-10"),
    ],
)
def test_the_name_of_a_file_tells_title_and_day(file, title, day):
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nAna: hello\n"
    document = talks.document(text, "vtt", key="key", fallback=SAVED, source=f"/a/b/{file}")
    assert (document.title, str(document.date)) == (title, day)


def test_what_is_said_is_said_to_whoever_spoke_last():
    text = "".join(f"[12:0{n}] {who}: Do you hear me?\n" for n, who in enumerate(["Ana", "Bo", "Dora", "Ana", "Dora"]))
    document = talks.document(text, "stamped", key="key", fallback=SAVED)
    to = [[who.name for who in part.to] for part in document.parts if part.role == "new"]
    assert to == [["Bo", "Dora"], ["Ana", "Dora"], ["Bo", "Ana"], ["Dora", "Bo"], ["Ana", "Bo"]]


@pytest.mark.parametrize(("people", "others"), [(1, 0), (2, 1), (8, 7), (9, 0)])
def test_those_who_are_spoken_to_are_named_in_talks_of_two_to_eight(people, others):
    text = "".join(f"[12:03] Ana{chr(97 + n)}: Hi\n" for n in range(people))
    document = talks.document(text, "stamped", key="key", fallback=SAVED)
    assert {len(part.to) for part in document.parts if part.role == "new"} == {others}


def test_a_direct_message_is_to_one_person():
    case = next(case for case in cases("transcripts.txt") if case.name.endswith("Zoom chat"))
    private = [part for part in case.documents[0].parts if part.author.name == "Bo Lindqvist"]
    assert [[who.name for who in part.to] for part in private] == [["Ana Ruiz"]]


def test_nothing_is_read_in_what_programs_write():
    case = next(cases("whatsapp.txt"))
    document = case.documents[0]
    silent = "".join(document.text[p.start : p.end] for p in document.parts if p.role in {"header", "boilerplate"})
    for words in ("end-to-end", "<Media omitted>", "changed the subject", "edited", "deleted", "2:03"):
        assert words in silent


def test_ambiguous_dates_are_told_by_all_of_them_together():
    american = "3/2/26, 2:03 PM - Ana: Can you?\n3/13/26, 2:03 PM - Bo: Yes\n"
    british = "02/03/26, 14:03 - Ana: Can you?\n13/03/26, 14:03 - Bo: Yes\n"
    short = "2/3/26, 14:03 - Ana: Can you?\n3/3/26, 14:03 - Bo: Yes\n4/3/26, 14:03 - Bo: Yes\n"
    coming = "3/10/26, 14:03 - Ana: Can you?\n"
    for text, first in (
        (american, "2026-03-02"),
        (british, "2026-03-02"),
        (short, "2026-03-02"),
        (coming, "2026-03-10"),
    ):
        documents = list(talks.documents(text, "chat", key="key", fallback=SAVED))
        assert str(documents[0].date) == first


def test_some_words_that_look_like_a_stamp_or_a_name_are_a_message():
    text = (
        "02/03/2026, 14:03 - Ana: Look:\n10:30: the train\n2026: the year\n[02/03/2026, 14:00:00] Dora: pasted\nBo: no\n"
        "02/03/2026, 14:04 - Bo: Ratio 3:1, link https://kiln.example: ok?\n"
    )
    (document,) = talks.documents(text, "chat", key="key", fallback=SAVED)
    assert said(document) == [
        "2026-03-02 14:03 | Ana | Look:⏎10:30: the train⏎2026: the year⏎[02/03/2026, 14:00:00] Dora: pasted⏎Bo: no",
        "2026-03-02 14:04 | Bo | Ratio 3:1, link https://kiln.example: ok?",
    ]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", "vtt"), ("WEBVTT\n", "vtt"), ("WEBVTT\n\n00:01.000 --> 00:02.000\n", "vtt"), ("", "srt"), ("words", "chat"),
        ("02/03/2026, 14:00 - Ana left\n", "chat"), ("words", "labelled"), ("words", "stamped"), ("words", "blocks"),
        ("", "slack"), ("[1]", "slack"), ("{}", "slack"), ("[]", "telegram"), ("{", "telegram"), ('{"messages": []}', "telegram"),
        ("[" * 100_000, "slack"), ("", "archive"), ("PK\x03\x04", "archive"), ("[]", "slack"),
    ],
)  # fmt: skip
def test_what_is_no_talk_ends_with_a_sentence(text, form):
    with pytest.raises(SourceError) as raised:
        talks.document(text, form, key="key", fallback=SAVED)
    assert raised.value.sentence.endswith(".")
