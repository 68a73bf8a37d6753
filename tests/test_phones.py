"""Telephone numbers in signatures: which are, which are other numbers, and whose they are in a notebook."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_cases import NOW, extraction, store
from terminal import done

from notesight import addressbook
from notesight.model import Address, Document, Part, Run
from notesight.phones import phones

__all__ = ["store"]

SIGNED = [
    ("Kofi Mensah\nHead of Partnerships\n+46 8 555 010", ["+46 8 555 010"]),
    ("Tel: 020 7946 0958 | Fax: 020 7946 0959", ["020 7946 0958"]),
    ("T +44 (0)114 496 0123\nM 07700 900 123", ["+44 (0)114 496 0123", "07700 900 123"]),
    ("tel. 601 123 456", ["601 123 456"]),
    ("Mobil 0171/555 01 23 · Fax 0171 555 01 24", ["0171/555 01 23"]),
    ("(212) 555-0143 (cell)\n", []),
    ("Cell: (212) 555-0143", ["(212) 555-0143"]),
    ("+1-212-555-0143, ext. 12", ["+1-212-555-0143"]),
    ("☎ 555 0143 99", ["555 0143 99"]),
    ("Registered in England, company no. 04512345", []),
    ("Tel. no. 0412 345 678", ["0412 345 678"]),
    ("VAT 0412 345 678", []),
    ("IBAN DE02 1203 0000 0000 2020 51", []),
    ("Harbour House, 12 Quay Lane, 2026-03-02", []),
    ("01.02.2026 to 03.04.2026", []),
    ("room 0123", []),
    ("Direct +49 30 5550 123\nOffice: +49 30 5550 123", ["+49 30 5550 123"]),
]


@pytest.mark.parametrize(("text", "numbers"), SIGNED, ids=[text[:20] for text, _ in SIGNED])
def test_a_number_is_a_telephone_by_how_it_begins_or_what_stands_before_it(text, numbers):
    assert [each.number for each in phones(text)] == numbers


@given(st.text(alphabet="0123456789+() -./\nTelFaxm:|,é", max_size=120))
def test_a_number_stands_at_its_place_and_once(text):
    found = phones(text)
    assert all(text[each.start : each.end] == each.number for each in found)
    assert len({each.digits for each in found}) == len(found)
    assert all(7 <= sum(map(str.isdigit, each.number)) <= 15 for each in found)


def mail(store, number, signature, day, *, writer=("Ines Duarte", "ines@harbour.example"), reader="Bruno Keller"):
    """A mail with a signature; who wrote it and who else is named in it."""
    body = f"Dear all, {reader} brings the chairs.\n"
    text = f"{body}-- \n{writer[0]}\n{writer[1]}\n{signature}\n"
    author = Address(*writer)
    parts = (Part("new", 0, len(body), author), Part("signature", len(body), len(text), author))
    stored = store.put(Document(f"mid:{number}@x", text, day, "email", parts, "Chairs", "mail", author), seen_at=NOW)
    store.record(stored.id, Run("offline", "f"), extraction(text, [f"{writer[0]} <{writer[1]}>", reader]))
    return stored.id


def who(store, name):
    (found,) = store.people(name)
    return found["id"]


def test_the_number_in_a_signature_is_its_writers_with_the_line_and_the_newest_first(store):
    mail(store, 1, "phone 020 7946 0958", date(2026, 3, 1))
    mail(store, 2, "Harbour House · events\nT +44 20 7946 0958 | M 07700 900 123", date(2026, 3, 2))
    found = store.phones(who(store, "Ines Duarte"))
    assert [(each["number"], each["quote"], each["document_id"]) for each in found] == [
        ("+44 20 7946 0958", "T +44 20 7946 0958 | M 07700 900 123", 2),
        ("07700 900 123", "T +44 20 7946 0958 | M 07700 900 123", 2),
    ]
    text = store.document(2).text
    assert [text[each["start"] : each["end"]] for each in found] == [each["number"] for each in found]
    assert store.phones(who(store, "Bruno Keller")) == []


def test_a_number_follows_a_merge_and_goes_with_what_is_forgotten(store):
    first = mail(store, 1, "phone 020 7946 0958", date(2026, 3, 1))
    mail(store, 2, "mobile 07700 900 123", date(2026, 3, 2), writer=("I. Duarte", "id@home.example"))
    made = store.decide("merged", who(store, "I. Duarte"), who(store, "Ines Duarte"), origin="cli", at=NOW)
    assert len(store.phones(who(store, "Ines Duarte"))) == 2
    store.undo(made.id, origin="cli", at=NOW)
    assert [each["number"] for each in store.phones(who(store, "Ines Duarte"))] == ["020 7946 0958"]
    store.forgotten.carry_out(store.forgotten.plan("document", first), at=NOW)
    assert [each["number"] for each in store.phones(who(store, "I. Duarte"))] == ["07700 900 123"]


def test_a_card_has_the_number_with_its_source_and_comes_back(store):
    mail(store, 1, 'Tel 020 7946 0958 "desk"', date(2026, 3, 1))
    made = done("export", "cards", "Ines Duarte", "--db", str(store.path)).replace("\n ", "")
    assert 'TEL;VALUE=text;X-SOURCE="“Tel 020 7946 0958' in made
    assert '(Chairs, 2026-03-01)":020 7946 0958' in made
    (card,) = addressbook.read(made.encode(), "x.vcf")
    assert card.phones == ("020 7946 0958",)


def test_show_names_the_number_and_where_it_stands(store):
    mail(store, 1, "Tel 020 7946 0958", date(2026, 3, 1))
    ines = who(store, "Ines Duarte")
    assert "phone     020 7946 0958 (document 1)" in done("show", ines, "--db", str(store.path))
    assert (
        json.loads(done("show", ines, "--json", "--db", str(store.path)))["phones"][0]["quote"] == "Tel 020 7946 0958"
    )
