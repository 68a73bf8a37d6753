"""What holds for any text and any bytes: parts cover a text, and reading ends as a document or as a sentence."""

import random
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mail_cases import FOLDER, WRITTEN, cases

from notesight import mail
from notesight.errors import SourceError
from notesight.mail import Voice, html_text, parts
from notesight.model import Address, Document

PIECES = [
    "> ", ">> ", ">", " ", "\n", "\n\n", "\t", "\r", "--\n", "-- \n", "____________________\n", "*From:* ", "From: Ana Ruiz <ana@kiln.example>\n",
    "Sent: Friday, February 27, 2026 9:30 AM\n", "Date: 27 Feb 2026 09:30\n", "To: Bo\n", "Cc: ", "Subject: Van\n", "Von: Ana\n", "Gesendet: \n",
    "On 27/02/2026 09:30, Ana Ruiz wrote:\n", "On ", "wrote:\n", "Am 27.02.2026 um 09:30 schrieb Ana:\n", "-----Original Message-----\n",
    "---------- Forwarded message ---------\n", "----- End forwarded message -----\n", "Begin forwarded message:\n", "Best,\nAna\n",
    "Sent from my iPhone\n", "unsubscribe ", "confidential ", "Ana Ruiz\n", ">>> Ana <a@x.org> 2/27/2026 9:30 AM >>>\n", "words. ", "Is it free?\n",
    "   To:  <a@x.org>\n", "   cc:\n", "   Subject: Van\n", "\u2028", "\x0c", "\x85", "：", "差出人：", "\U0001f389", "\u202f", "İ",
]  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
VOICES = st.builds(
    Voice,
    st.sampled_from(["new", "forwarded"]),
    st.sampled_from([Address(), Address("Dora Novak", "dora@ferry.example"), Address("", "x")]),
    st.none(),
    st.just(()),
    st.sampled_from([None, "", "Re: Van", "Fwd: Van"]),
)


def holds(text, found, offset=0):
    """Whether parts are in order, do not overlap, cover the text and join to it."""
    if not text:
        return found == ()
    assert [part.start for part in found][:1] == [offset]
    assert found[-1].end == offset + len(text)
    assert all(one.end == two.start for one, two in pairwise(found))
    assert all(part.start < part.end for part in found)
    return "".join(text[part.start - offset : part.end - offset] for part in found) == text


@settings(max_examples=300, deadline=None)
@given(TEXTS, VOICES, st.booleans(), st.sampled_from([0, 1, 1000]))
@example("\n", Voice("new"), False, 0)
@example("> \n>> \n\n>", Voice("new"), False, 0)
def test_parts_cover_any_text_once_and_in_order(text, voice, pasted, offset):
    assert holds(text, parts(text, voice, offset=offset, pasted=pasted), offset)


HEADS = st.lists(
    st.sampled_from(
        [
            b"From: Ana Ruiz <ana@kiln.example>\n", b"To: a, b; c <d@e>\n", b"Subject: =?utf-8?q?=C3=A9?=\n", b"Subject: =?utf-16?b?/w==?=\n",
            b"Date: Fri, 27 Feb 2026 09:30:12 +0100\n", b"Date: \xff\n", b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: text/html\n",
            b'Content-Type: multipart/alternative; boundary="b\n', b"Content-Type: message/rfc822\n", b"Content-Type: text/calendar\n",
            b"Content-Type: text/plain; charset=utf-7\n", b"Content-Type: text/plain; charset=\xff\n", b"Content-Transfer-Encoding: base64\n",
            b"Content-Transfer-Encoding: quoted-printable\n", b"List-Id: <x>\n", b" folded\n", b"no header\n", b"\n", b"--b\n", b"--b--\n", b"=C3=\n",
            b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260310T083000Z\nEND:VEVENT\n", b"<p>words</p><blockquote>\n", b"\xc3", b"\x00", b"\r", b"> words\n",
            b"On 27/02/2026 09:30, Ana Ruiz wrote:\n", b"Message-ID: <\xff>\n", b"From ana Fri Feb 27 09:30:12 2026\n",
        ]
    ),
    max_size=25,
).map(b"".join)  # fmt: skip


def read(raw):
    """The document of any bytes, or None where they are refused with a sentence; its parts join to its text."""
    try:
        document = mail.parse(raw, fallback=WRITTEN)
    except SourceError as error:
        document, sentence = None, error.sentence
    if document is None:
        assert sentence.endswith(".")
        return None
    assert isinstance(document, Document)
    assert holds(document.text, document.parts)
    assert "\x00" not in document.text
    document.text.encode("utf-8")
    return document


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=400), HEADS, HEADS.map(lambda head: b"From: a@b.c\n" + head)))
def test_any_bytes_end_as_a_document_or_as_a_sentence(raw):
    read(raw)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/=\"' abdhiloqrtuvpre-!&;\n\u200b"), max_size=200))
def test_any_html_has_a_text(html):
    assert isinstance(html_text(html), str)


STORY = FOLDER.parent / "story" / "mail"
SEEDS = [case.raw for path in sorted(FOLDER.rglob("*.txt")) for case in cases(str(path.relative_to(FOLDER)))][::4]
SEEDS += [path.read_bytes() for path in sorted(STORY.glob("*.eml"))]


def _flip(data, chance):
    data = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _cut(data, chance):
    return data[: chance.randrange(len(data))]


def _shuffle(data, chance):
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def _double(data, chance):
    head, _, body = data.partition(b"\n\n")
    lines = head.split(b"\n")
    return b"\n".join(lines + chance.choices(lines, k=chance.randint(1, 30))) + b"\n\n" + body


def _nest(data, chance):
    kind = chance.choice(
        [b"message/rfc822", b"multipart/mixed; boundary=x", b"multipart/digest; boundary=x", b"text/html"]
    )
    return (
        b"From: a@b.c\nContent-Type: " + kind + b"\n\n--x\n" + data + b"\n--x\nContent-Type: message/rfc822\n\n" + data
    )


def _splice(data, chance):
    other = chance.choice(SEEDS)
    return data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]


@pytest.mark.parametrize("change", [_flip, _cut, _shuffle, _double, _nest, _splice])
def test_changed_mails_end_as_documents_or_as_sentences(change):
    chance = random.Random(f"{change.__name__} 2026")
    documents = 0
    for seed in SEEDS:
        data = change(seed, chance)
        if chance.random() < 0.3:
            data = _flip(data or b"x", chance)
        documents += read(data) is not None
    assert documents > len(SEEDS) // 4


@pytest.mark.parametrize("seed", SEEDS[-6:])
def test_a_mail_cut_anywhere_ends_as_a_document_or_as_a_sentence(seed):
    for end in range(0, len(seed), 37):
        read(seed[:end])
