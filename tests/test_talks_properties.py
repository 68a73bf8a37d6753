"""What holds for any text and any bytes: parts cover the text, and reading ends as documents or as a sentence."""

import json
import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from talk_cases import FOLDER, SAVED, every_case, packed, slack

from notesight import talks
from notesight.errors import SourceError
from notesight.model import Document

FORMS = ["vtt", "srt", "labelled", "stamped", "blocks", "chat", "slack", "telegram", "archive"]
TEXT_FORMS = FORMS[:6]
PIECES = [
    "Ana Ruiz: ", "Bo: ", "Speaker 1: ", "[12:03] Ana: ", "12:03:10 ", "Ana Ruiz  0:12\n", "Ana Ruiz 12:03 PM\n", "Ana (12:03): ", "@0:12 - Ana\n",
    "0:0:0.0 --> 0:0:4.120\n", "14:03:10 From Ana to Bo(Direct Message):\n", "<v Ana>", "</v>", "<v ", "<c>", ">> ", "- ", "**Ana:** ", "[Ana] 12:03:10\n",
    "WEBVTT\n\n", "1\n", "00:01.000 --> 00:02.000\n", "00:00:01,000 --> 00:00:02,000\n", "99999:99:99.999 --> 0:00.000\n", "NOTE\n", "STYLE\n", "\n\n", "\n", "\r\n", "\r",
    "02/03/2026, 14:03 - ", "3/2/26, 2:03\u202fPM - ", "[02.03.26, 14:03:10] ", "\u200e[02/03/2026, 14:03:10] ", "99/99/9999, 99:99 - ", "2026-03-02 14:03 - ",
    "0/0/0, 0:00 - ", "<Media omitted>\n", "\u200eimage omitted\n", "<This message was edited>\n", "IMG.jpg (file attached)\n", "~\u202fAna: ", "\u202a+44 7700\u202c: ",
    "words. ", "Can you? ", "I will\n", ":", "：", " ", "\t", "\u2028", "\x0c", "\x85", "\u202f", "İ", "\U0001f389", "&amp;", "&#0;", "&#xd800;", "\x00", "00:05:00\n",
    "Transcribed by https://otter.ai\n", "Ana stopped transcription\n",
]  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


def holds(document):
    """Whether the parts of a document are in order, do not overlap, cover its text and join to it."""
    assert isinstance(document, Document)
    parts, text = document.parts, document.text
    assert text.strip()
    assert (parts[0].start, parts[-1].end) == (0, len(text))
    assert all(one.end == two.start for one, two in pairwise(parts))
    assert all(part.start < part.end for part in parts)
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert any(part.role in {"new", "forwarded"} for part in parts)
    for part in parts:
        silent = part.role in {"header", "boilerplate"}
        assert (part.date is None) == silent
        assert not silent or (part.author.name, part.to) == ("", ())
        assert part.author not in part.to or not part.author.name
        assert len(part.to) <= 8
    text.encode("utf-8")
    return True


def read(data, form, source=None):
    """The documents of anything in any form; none where it is refused with a sentence."""
    found = []
    try:
        found.extend(
            talks.documents(
                data, form, key="key", fallback=SAVED, source=source, users=data if isinstance(data, bytes) else None
            )
        )
        found.append(
            talks.document(
                data if isinstance(data, str) else data.decode("latin-1"),
                form,
                key="key",
                fallback=SAVED,
                source=source,
            )
        )
    except SourceError as error:
        assert error.sentence.endswith(".")  # noqa: PT017
    assert all(map(holds, found))
    return found


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from(TEXT_FORMS))
@example("00:01.000 --> 00:02.000\n<v Ana>", "vtt")
@example("02/03/2026, 14:03 - Ana:\n", "chat")
@example("12:03 Ana:\n12:04 Ana: \n", "stamped")
@example("Ana 12:03\nAna 12:04", "blocks")
def test_parts_cover_any_text_once_and_in_order(text, form):
    text = text.encode("utf-8", "replace").decode()
    read(text, form)


@settings(max_examples=200, deadline=None)
@given(
    TEXTS,
    st.sampled_from(
        ["", "a.txt", "transcript.md", "_chat.txt", "a.vtt", "a.srt", "a.json", "a.zip", "WhatsApp Chat with A.zip"]
    ),
)
def test_any_text_is_told_to_be_a_talk_or_none(text, name):
    form = talks.looks_like(name, text)
    assert form is None or form in FORMS
    if form in TEXT_FORMS:
        read(text.encode("utf-8", "replace").decode(), form, source=name)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(FORMS))
def test_any_bytes_end_as_documents_or_as_a_sentence(data, form):
    read(data, form)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | st.sampled_from(["message", "1772452980.0001", "U1", "2026-03-02T14:03:10"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["type", "ts", "user", "text", "user_profile", "real_name", "thread_ts", "subtype", "id", "profile", "members", "name", "messages", "chats", "list", "date", "from", "href", "forwarded_from", "tz_offset"]),
        inner, max_size=8,
    ),
    max_leaves=40,
)  # fmt: skip
MESSAGE = st.fixed_dictionaries(
    {"type": st.just("message"), "ts": st.sampled_from(["1772452980.0001", "1772452981.0001", "9e99", ""]), "user": st.sampled_from(["U1", "U2"]), "text": st.text(), "date": st.sampled_from(["2026-03-02T14:03:10", "0001-01-01T00:00:00", "9999-12-31T23:59:59"]), "from": st.text()},
    optional={"thread_ts": JSON, "user_profile": JSON, "forwarded_from": JSON, "subtype": JSON},
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.one_of(JSON, st.lists(st.one_of(MESSAGE, JSON), max_size=6)), JSON)
def test_any_values_end_as_documents_or_as_a_sentence(messages, users):
    for form, held in (
        ("slack", messages),
        ("telegram", {"messages": messages, "id": users, "name": users, "type": users}),
    ):
        try:
            found = list(
                talks.documents(json.dumps(held), form, key="key", fallback=SAVED, users=json.dumps(users).encode())
            )
        except SourceError:
            continue
        assert all(map(holds, found))


# --- changed talks ------------------------------------------------------------------------------------------------


def _flip(data, chance):
    data = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _cut(data, chance):
    start = chance.randrange(len(data))
    return data[start : start + chance.randrange(1, len(data))] if chance.random() < 0.5 else data[: start + 1]


def _shuffle(data, chance):
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def _double(data, chance):
    at = chance.randrange(len(data))
    return data[:at] + data[: chance.randrange(len(data))] * chance.randint(1, 4) + data[at:]


def _splice(data, chance):
    other = chance.choice(SEEDS)[1]
    return data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]


def _join(data, chance):
    return data.replace(b"\n", chance.choice([b"", b" ", b"\r", b"\n\n", b"\x00\n", b"\r\n"]))


SEEDS = [(talks.looks_like(case.file.replace(".zip", ".txt"), case.text), case.text.encode()) for case in every_case()]
SEEDS += [("slack", path.read_bytes()) for path in sorted(FOLDER.glob("slack/*/*.json"))]
SEEDS += [
    ("telegram", (FOLDER / "telegram/result.json").read_bytes()),
    ("archive", slack()),
    ("archive", packed({"_chat.txt": SEEDS[-1][1]})),
]


@pytest.mark.parametrize("change", [_flip, _cut, _shuffle, _double, _splice, _join])
def test_changed_talks_end_as_documents_or_as_sentences(change):
    chance = random.Random(f"{change.__name__} 2026")
    documents = 0
    for form, seed in SEEDS * 8:
        data = change(seed, chance)
        if chance.random() < 0.2:
            data = _flip(data, chance)
        documents += len(read(data, form if chance.random() < 0.9 else chance.choice(FORMS)))
        talks.looks_like("talk.txt", data.decode("utf-8", "replace"))
    assert documents > len(SEEDS)


# --- much ---------------------------------------------------------------------------------------------------------


def test_a_chat_of_fifty_thousand_messages_is_read_day_by_day():
    first = date(2020, 1, 1)
    text = "".join(
        f"{first + timedelta(days=n // 50):%d/%m/%Y}, {n % 24:02}:{n % 60:02} - {('Ana Ruiz', 'Bo', 'Dora')[n % 3]}: Can you send me number {n}?\n"
        for n in range(50_000)
    )
    assert talks.looks_like("note.txt", text) == "chat"
    documents = list(talks.documents(text, "chat", key="key", fallback=date(2026, 1, 1)))
    assert len(documents) == 1000
    assert sum(part.role == "new" for document in documents for part in document.parts) == 50_000
    assert all(map(holds, documents[::100]))
    one = talks.document(text, "chat", key="key", fallback=date(2026, 1, 1))
    assert len(one.parts) == 100_000


@pytest.mark.parametrize("form", TEXT_FORMS)
@pytest.mark.parametrize(
    "piece",
    ["Ana: a\n", "[12:03] Ana: a\n", "Ana 0:12\na\n", "02/03/2026, 14:03 - Ana: a\n", "00:01.000 --> 00:02.000\nAna: a\n\n", " ", ">", "\n", "<v ", "<", "[", "-", "a", "a ", "A b ",
     "Ana ", "0:", "0:00 ", "\u200e", "(", "*", ":", ": ", "\u202f", "&", "1\n", "00:01.000 --> ", "02/03/2026, ", "A" * 70 + ": a\n", "<a><", "{\\"],
)  # fmt: skip
def test_long_runs_of_anything_are_read_once(form, piece):
    text = piece * (200_000 // len(piece))
    read(text, form)
    talks.looks_like("note.txt", text)
