"""Address books: cards as other programs write them, and what is written is read as it was."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesight import addressbook
from notesight.addressbook import Card, card_of, document_of, merged, written
from notesight.addressbook.cards import text_of
from notesight.errors import SourceError

PRIYA = Card(
    "Priya Raman", ("Pri",), ("priya@lumen.example", "pr@home.example"), ("+44 20 7946 0000",), "Lumen", "VP, Product",
    "1980-05-01", ("12 Quay Street, Port",), ("https://priya.example",), ("Clients",), "Met; at the fair", "abc-1",
    date(2024, 3, 12),
)  # fmt: skip


def read(text, name="book.vcf"):
    """Cards, and the reasons for what is none."""
    data = text if isinstance(text, bytes) else text.encode()
    return [each.sentence if isinstance(each, SourceError) else each for each in addressbook.read(data, name)]


def card(*lines):
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""])


def test_what_is_written_is_read_as_it_was():
    assert read(written([PRIYA, Card("Bo")])) == [PRIYA, Card("Bo")]


def test_a_backslash_before_a_comma_is_a_backslash():
    one = Card("Bo", ("\\", "B"), organization="A\\", groups=("\\", "x,y", "z;\\"))
    assert read(written([one])) == [one]


LINE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=120)
WORDS = st.lists(LINE, max_size=3, unique_by=str.casefold).map(tuple)


@given(
    st.builds(
        Card,
        LINE,
        WORDS,
        phones=WORDS.map(lambda each: tuple(f"+{one}" for one in each)),
        organization=LINE,
        role=LINE,
        note=LINE,
        webs=WORDS,
        groups=WORDS,
    )
)
def test_no_text_of_a_card_ends_it_or_begins_another(one):
    assert read(written([one, PRIYA])) == [one, PRIYA]
    assert all(len(line.encode()) <= 75 for line in written([one]).split("\r\n"))


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: card(text).encode()))
def test_any_bytes_are_cards_or_a_reason(data):
    with suppress(SourceError):
        assert all(isinstance(each, Card | SourceError) and str(each) for each in addressbook.read(data, "x.vcf"))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["N:Raman;Priya;K.;;"], Card("Priya K. Raman")),
        (["FN:Priya", "ORG:Lumen;Sales", "TITLE:VP\\, Product"], Card("Priya", organization="Lumen, Sales", role="VP, Product")),
        (["FN:Priya", "item1.EMAIL;type=INTERNET;type=pref:p@x.example"], Card("Priya", emails=("p@x.example",))),
        (["FN:Priya", "EMAIL:p@x.example", "EMAIL;TYPE=work:p@x.example"], Card("Priya", emails=("p@x.example",))),
        (["EMAIL:p@x.example"], Card("p@x.example", emails=("p@x.example",))),
        (["FN:Pri", " ya Ra", "\tman"], Card("Priya Raman")),
        (["FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BC=", "rgen"], Card("Jürgen")),
        (["FN:Bo", "TEL;VALUE=uri:tel:+45-1234", "REV:2024-03-12T10:00:00Z"], Card("Bo", phones=("+45-1234",), on=date(2024, 3, 12))),
        (["FN:Bo", "ADR;TYPE=home:;;1 Main St;Port;;99;UK", "REV:soon"], Card("Bo", places=("1 Main St, Port, 99, UK",))),
        (["FN:Bo", "NICKNAME:Bobo,B\\, the man", "CATEGORIES:a,b"], Card("Bo", ("Bobo", "B, the man"), groups=("a", "b"))),
        (["FN:Bo", "NOTE:one\\ntwo", "PHOTO;ENCODING=b:AAAA", "no property"], Card("Bo", note="one two")),
        (["FN:", "NOTE:x"], "A card has neither a name nor an address."),
    ],
)  # fmt: skip
def test_cards_as_address_books_write_them(lines, expected):
    assert read(card(*lines)) == [expected]


def test_groups_and_organisations_are_no_people():
    assert (
        read(
            card("FN:Acme", "KIND:org")
            + card("FN:Acme", "X-ABShowAs:COMPANY")
            + card("FN:All", "X-ADDRESSBOOKSERVER-KIND:group")
        )
        == []
    )


def test_a_card_that_is_cut_off_is_told_and_the_others_are_read():
    assert read("BEGIN:VCARD\nFN:Ana\n" + card("FN:Bo")) == ["A card is not finished.", Card("Bo")]
    assert read(card("FN:Bo") + "BEGIN:VCARD\nFN:Ana") == [Card("Bo"), "The last card is not finished."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_book_is_read_in_the_encodings_that_programs_use(encoding):
    assert read(card("FN:José Núñez").encode(encoding)) == [Card("José Núñez")]


LINKEDIN = """Notes:
"When exporting your connection data, some addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ana,Costa,https://l.example/ana,,"Costa, Sons",Designer,12 Mar 2024
,,,,,,
Bo,,,bo@x.example,,,
,,,,Acme,,
"""
GOOGLE = """Name,Given Name,Family Name,Nickname,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title,Notes
Ana Costa,Ana,Costa,Nana,* myContacts ::: Choir,* Home,ana@x.example ::: a@y.example,+351 1,Costa,Designer,"sings
well"
"""
OUTLOOK = "First Name,Middle Name,Last Name,Company,Job Title,E-mail Address,E-mail 2 Address,Mobile Phone\nAna,M,Costa,Costa,Boss,a@x.example,b@x.example,123\n"


def test_the_connections_of_linkedin():
    assert read(LINKEDIN, "Connections.csv") == [
        Card("Ana Costa", organization="Costa, Sons", role="Designer", webs=("https://l.example/ana",), on=date(2024, 3, 12)),
        Card("Bo", emails=("bo@x.example",)),
        "Row 4 has neither a name nor an address.",
    ]  # fmt: skip


def test_the_contacts_of_google_and_outlook():
    assert read(GOOGLE, "contacts.csv") == [
        Card("Ana Costa", ("Nana",), ("ana@x.example", "a@y.example"), ("+351 1",), "Costa", "Designer", groups=("Choir",), note="sings well")
    ]  # fmt: skip
    assert read(OUTLOOK, "contacts.csv") == [
        Card("Ana M Costa", emails=("a@x.example", "b@x.example"), phones=("123",), organization="Costa", role="Boss")
    ]


def test_another_table_is_refused():
    with pytest.raises(SourceError, match="It is no table of contacts"):
        read("Day,Amount\n1,2\n", "bank.csv")
    with pytest.raises(SourceError, match="It holds no vCard"):
        read("hello", "x.vcf")


def test_the_cards_of_one_person_in_one_book_are_joined():
    again = Card("Priya R", emails=("pr2@x.example",), phones=("+44 20 7946 0000", "2"), role="Boss", uid="abc-1")
    (joined,) = merged([PRIYA, again])
    assert (joined.name, joined.nicknames, joined.emails, joined.phones, joined.role) == (
        "Priya Raman", ("Pri", "Priya R"), ("priya@lumen.example", "pr@home.example", "pr2@x.example"),
        ("+44 20 7946 0000", "2"), "VP, Product",
    )  # fmt: skip
    assert len(merged([Card("Bo", organization="A"), Card("Bo", organization="B"), Card("bo", organization="a")])) == 2


def test_the_text_of_a_card_tells_all_of_it():
    document = document_of(PRIYA, book="book.vcf", today=date(2026, 1, 1))
    assert document.text.splitlines()[:4] == ["Priya Raman", "Also: Pri", "Organization: Lumen", "Role: VP, Product"]
    assert (document.date, document.source, document.is_contact) == (date(2024, 3, 12), "book.vcf", True)
    told = card_of(text_of(PRIYA))
    assert (told.phones, told.places, told.note, told.birthday) == (
        PRIYA.phones, PRIYA.places, PRIYA.note, PRIYA.birthday,
    )  # fmt: skip
