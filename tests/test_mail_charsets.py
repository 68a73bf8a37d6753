"""Bytes that claim to be one alphabet and are another: what a reader would make of them."""

import base64
import quopri

import pytest
from mail_cases import WRITTEN

from notesight import mail
from notesight.mail.charset import decode

RUSSIAN = "Пришлите, пожалуйста, план до пятницы. Спасибо большое."


def body(content, *, charset=None, encoding=None, kind="text/plain"):
    """The body text of a mail with these bytes in it."""
    label = f"{kind}; charset={charset}" if charset else kind
    head = f"From: ana@kiln.example\nSubject: Van\nContent-Type: {label}\n"
    if encoding:
        head += f"Content-Transfer-Encoding: {encoding}\n"
    found = mail.parse(head.encode() + b"\n" + content, fallback=WRITTEN)
    return found.text.partition("\n\n")[2].rstrip("\n")


@pytest.mark.parametrize(
    ("written_as", "declared", "text"),
    [
        ("utf-8", "utf-8", "Grüße – 5 €"),
        ("utf-8", None, "Grüße – 5 €"),
        ("utf-8", "us-ascii", "Grüße – 5 €"),
        ("utf-8", "iso-8859-1", "Grüße – 5 €"),
        ("utf-8", "windows-1252", "Grüße – 5 €"),
        ("utf-8", "x-nobody-knows", "Grüße – 5 €"),
        ("utf-8", "idna", "Grüße – 5 €"),
        ("utf-8", "unicode-escape", "Grüße – 5 €"),
        ("cp1252", "iso-8859-1", "“Grüße” – 5 €"),
        ("cp1252", "utf-8", "“Grüße” – 5 € to the café"),
        ("cp1252", None, "Grüße to the café"),
        ("cp1252", "x-nobody-knows", "Grüße to the café"),
        ("latin-1", "latin1", "Grüße"),
        ("cp1250", "windows-1250", "Žluťoučký kůň"),
        ("iso8859-2", "iso-8859-2", "Zażółć gęślą jaźń"),
        ("koi8-r", "koi8-r", RUSSIAN),
        ("koi8-r", None, RUSSIAN),
        ("cp1251", "windows-1251", RUSSIAN),
        ("cp1251", None, RUSSIAN),
        ("cp1251", "utf-8", RUSSIAN),
        ("iso2022_jp", "iso-2022-jp", "日本語の文"),
        ("iso2022_jp", None, "日本語の文"),
        ("shift_jis", "Shift_JIS", "日本語の文"),
        ("euc_jp", "euc-jp", "日本語の文"),
        ("gb18030", "gb2312", "你好，世界"),
        ("big5", "big5", "你好，世界"),
        ("euc_kr", "ks_c_5601-1987", "안녕하세요"),
    ],
)
def test_a_body_is_read_whatever_its_label_says(written_as, declared, text):
    assert body(text.encode(written_as), charset=declared) == text


@pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "utf-7", "utf-32"])
def test_wide_and_odd_alphabets_are_read_when_they_are_encoded(name):
    assert body(base64.b64encode("Grüße an Bo".encode(name)), charset=name, encoding="base64") == "Grüße an Bo"


def test_a_line_of_another_alphabet_in_a_body_is_read_as_what_it_is():
    mixed = "Grüße aus Köln und München,\nviele Grüße,\n".encode() + "schöne Grüße".encode("latin-1")
    assert body(mixed, charset="utf-8") == "Grüße aus Köln und München,\nviele Grüße,\nschöne Grüße"


def test_html_names_its_own_alphabet_where_the_header_does_not():
    page = '<html><head><meta charset="windows-1251"></head><body><p>План</p></body></html>'.encode("cp1251")
    assert body(page, kind="text/html") == "План"


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"\xed\xa0\x80", b"a\x00b", bytes(range(256)), b"\x1b$B\xff", b"\xc3"]
)
@pytest.mark.parametrize(
    "declared", [None, "utf-8", "utf-16", "utf-7", "iso-2022-jp", "gb2312", "base64", "rot13", "", " ", "\x00"]
)
def test_any_bytes_become_text_that_can_be_stored(data, declared):
    text = decode(data, declared)
    assert "\x00" not in text
    text.encode("utf-8")


# --- transfer encodings --------------------------------------------------------------------------------------------

WORDS = "Could you bring the key to the café on Friday?"


@pytest.mark.parametrize(
    "coded",
    [
        base64.b64encode(WORDS.encode()),
        base64.b64encode(WORDS.encode()).rstrip(b"="),
        base64.encodebytes(WORDS.encode()),
        b"\n".join(base64.b64encode(WORDS.encode())[n : n + 7] for n in range(0, 80, 7)),
        b"!" + base64.b64encode(WORDS.encode()).replace(b"A", b"A*", 1),
        WORDS.encode(),
    ],
)
def test_broken_base64_is_read(coded):
    assert body(coded, charset="utf-8", encoding="base64") == WORDS


def test_a_footer_that_a_list_put_below_base64_is_read_as_it_stands():
    coded = base64.encodebytes(WORDS.encode()) + b"_____________\nHarbour mailing list\nhttps://lists.example/\n"
    assert body(coded, charset="utf-8", encoding="base64").startswith(WORDS)
    assert body(coded, charset="utf-8", encoding="base64").endswith("Harbour mailing list\nhttps://lists.example/")


@pytest.mark.parametrize(
    ("coded", "text"),
    [
        (quopri.encodestring(WORDS.encode()), WORDS),
        (b"a long =\nline", "a long line"),
        (b"a long =\r\nline", "a long line"),
        (b"caf=C3=A9", "café"),
        (b"caf=c3=a9", "café"),
        (b"100 =ZZ percent", "100 =ZZ percent"),
        (b"ends with =", "ends with"),
        (b"1 + 1 = 2", "1 + 1 = 2"),
        ("café".encode(), "café"),
    ],
)
def test_quoted_printable_is_read_however_broken(coded, text):
    assert body(coded, charset="utf-8", encoding="quoted-printable").rstrip("= ") == text.rstrip("= ")


@pytest.mark.parametrize("encoding", ["8bit", "7bit", "binary", "x-nobody-knows", "QUOTED-PRINTABLE", " Base64 "])
def test_the_name_of_an_encoding_may_be_written_in_any_way(encoding):
    coded = {"quoted-printable": b"caf=C3=A9", "base64": base64.b64encode("café".encode())}.get(
        encoding.strip().lower(), "café".encode()
    )
    assert body(coded, charset="utf-8", encoding=encoding) == "café"


def test_line_ends_of_the_wire_become_line_ends():
    assert body(b"one\r\ntwo\rthree\n") == "one\ntwo\nthree"
