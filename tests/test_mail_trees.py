"""Mails of several parts: which of them a reader sees, and whose words they are."""

import base64

import pytest
from mail_cases import WRITTEN, said

from notesight import mail

HEAD = "From: Dora Novak <dora@ferry.example>\nTo: emil@harbour.example\nDate: Mon, 02 Mar 2026 08:15:00 +0100\nSubject: Van\n"
INNER = (
    "From: Ana Ruiz <ana@kiln.example>\nTo: Dora Novak <dora@ferry.example>\nDate: Fri, 27 Feb 2026 09:30:12 +0100\n"
    "Subject: =?utf-8?q?Caf=C3=A9?=\n\nIs the van free?\n"
)


def entity(kind, body, *lines):
    return "".join(f"{line}\n" for line in (f"Content-Type: {kind}", *lines)) + f"\n{body}"


def multipart(kind, *entities, boundary="=_1"):
    inside = "".join(f"--{boundary}\n{each}\n" for each in entities)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\nThis is a multi-part message.\n{inside}--{boundary}--\n'


def read(tree, head=HEAD):
    return mail.parse((head + tree).encode(), fallback=WRITTEN)


def body(tree):
    found = read(tree)
    return found.text[found.parts[0].end :].strip("\n")


PLAIN = entity("text/plain; charset=utf-8", "Plain words.")
RICH = entity("text/html; charset=utf-8", "<p>Rich <b>words</b>.</p>")


def test_of_two_forms_of_one_text_the_plain_one_is_read():
    assert body(multipart("alternative", PLAIN, RICH)) == "Plain words."
    assert body(multipart("alternative", RICH, PLAIN)) == "Plain words."


@pytest.mark.parametrize(
    "plain",
    [
        "",
        " \n\n\t\n",
        "Your mail client does not show HTML. View this in a browser.",
        "This is an HTML message. Please use an HTML viewer.",
    ],
)
def test_a_plain_form_that_says_nothing_leaves_the_word_to_the_other(plain):
    assert body(multipart("alternative", entity("text/plain", plain), RICH)) == "Rich words."


def test_html_alone_is_read():
    assert body(entity("text/html", "<p>Rich <b>words</b>.</p>")) == "Rich words."


def test_attachments_are_left_out_and_texts_between_them_are_read_in_order():
    tree = multipart(
        "mixed",
        PLAIN,
        entity(
            "application/pdf; name=a.pdf",
            "JVBERi0=",
            "Content-Disposition: attachment",
            "Content-Transfer-Encoding: base64",
        ),
        entity("text/plain", "notes of a file", 'Content-Disposition: attachment; filename="notes.txt"'),
        entity("text/plain", "More words."),
        entity("image/png", "iVBOR", "Content-Transfer-Encoding: base64"),
    )
    assert body(tree) == "Plain words.\n\nMore words."


def test_pictures_beside_html_are_left_out():
    related = multipart("related", RICH, entity("image/png", "iVBOR", "Content-ID: <1>"), boundary="=_2")
    assert body(multipart("alternative", entity("text/plain", ""), related)) == "Rich words."


def test_a_signed_mail_is_read_without_its_signature():
    assert body(multipart("signed", PLAIN, entity("application/pgp-signature", "-----BEGIN PGP"))) == "Plain words."


@pytest.mark.parametrize(
    "tree",
    [
        "Content-Type: multipart/mixed\n\n--zz\nContent-Type: text/plain\n\nPlain words.\n--zz--\n",
        'Content-Type: multipart/mixed; boundary="other"\n\n--zz\nContent-Type: text/plain\n\nPlain words.\n--zz--\n',
        'Content-Type: multipart/mixed; boundary="zz"\n\n--zz\nContent-Type: text/plain\n\nPlain words.\n',
        'Content-Type: multipart/mixed; boundary="zz"\n\n--zz\n\nPlain words.\n--zz--\nnothing of the mail\n',
        'Content-Type: multipart/mixed; boundary="zz"\n\nPlain words.\n',
        "Content-Type: multipart/mixed\n\nPlain words.\n",
        'Content-Type: multipart/mixed; boundary="zz"\r\n\r\n--zz  \r\nContent-Type: text/plain\r\n\r\nPlain words.\r\n--zz--\r\n',
        "Content-Type: nonsense\n\nPlain words.\n",
        "Content-Type:\n\nPlain words.\n",
        "\nPlain words.\n",
    ],
)
def test_a_broken_tree_still_shows_its_words(tree):
    assert body(tree) == "Plain words."


def test_a_boundary_that_begins_another_is_told_from_it():
    inner = multipart("alternative", PLAIN, RICH, boundary="zz-1")
    assert (
        body(multipart("mixed", inner, entity("text/plain", "More words."), boundary="zz"))
        == "Plain words.\n\nMore words."
    )


def test_a_mail_of_no_text_at_all_is_a_document_with_a_header():
    found = read(entity("application/pdf", "JVBERi0="))
    assert [part.role for part in found.parts] == ["header"]


# --- mails in mails ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attached",
    [
        entity("message/rfc822", INNER),
        entity("message/rfc822", INNER, "Content-Disposition: attachment; filename=van.eml"),
        entity("message/rfc822", base64.b64encode(INNER.encode()).decode(), "Content-Transfer-Encoding: base64"),
        entity(
            "application/octet-stream; name=van.eml",
            base64.encodebytes(INNER.encode()).decode(),
            "Content-Disposition: attachment; filename=van.eml",
            "Content-Transfer-Encoding: base64",
        ),
        entity("text/plain", INNER, "Content-Disposition: attachment; filename*=utf-8''Caf%C3%A9.EML"),
    ],
)
def test_an_attached_mail_is_its_senders_with_its_own_date_recipients_and_subject(attached):
    found = read(multipart("mixed", entity("text/plain", "Can you help her?"), attached))
    new, forwarded = said(found)
    assert (new.role, new.text) == ("new", "Can you help her?")
    assert (forwarded.role, forwarded.author, forwarded.date) == (
        "forwarded",
        "Ana Ruiz <ana@kiln.example>",
        "2026-02-27 09:30",
    )
    assert (forwarded.to, forwarded.subject) == ("Dora Novak <dora@ferry.example>", "Café")
    assert forwarded.text.endswith("Subject: Café\n\nIs the van free?")
    assert found.kind == "thread"


def test_mails_in_an_attached_mail_follow_it():
    middle = INNER.replace("Ana Ruiz <ana@", "Bo Lind <bo@").replace("\n\nIs the van free?\n", "\n")
    inside = middle + multipart(
        "mixed", entity("text/plain", "See below."), entity("message/rfc822", INNER), boundary="=_3"
    )
    found = said(read(multipart("mixed", entity("text/plain", "FYI"), entity("message/rfc822", inside))))
    assert [(one.role, one.author.partition(" <")[0], one.text.splitlines()[-1]) for one in found] == [
        ("new", "Dora Novak", "FYI"),
        ("forwarded", "Bo Lind", "See below."),
        ("forwarded", "Ana Ruiz", "Is the van free?"),
    ]


def test_what_an_attached_mail_quotes_is_whose_it_was():
    quoting = INNER.replace("Is the van free?\n", "Yes.\n\nOn 26/02/2026 10:00, Bo Lind wrote:\n> Is it?\n")
    found = said(read(multipart("mixed", entity("text/plain", "FYI"), entity("message/rfc822", quoting))))
    assert [(one.role, one.author.partition(" <")[0]) for one in found] == [
        ("new", "Dora Novak"),
        ("forwarded", "Ana Ruiz"),
        ("forwarded", "Bo Lind"),
    ]


def test_an_attached_mail_without_headers_is_left_out():
    assert body(multipart("mixed", PLAIN, entity("message/rfc822", "only words"))) == "Plain words."


def test_parts_join_to_the_text():
    found = read(
        multipart(
            "mixed", entity("text/plain", "FYI"), entity("message/rfc822", INNER), entity("message/rfc822", INNER)
        )
    )
    assert "".join(found.text[part.start : part.end] for part in found.parts) == found.text
