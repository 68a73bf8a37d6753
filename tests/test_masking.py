"""Masking: nobody's name, address or number is in what is sent, and everything comes back in the document's own words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from fake_openai import FakeOpenAI, good
from hypothesis import given
from hypothesis import strategies as st
from terminal import call

from notesight import config, resources, sources
from notesight.candidates import CandidateItem, CandidatePerson, Candidates, Span
from notesight.config import Settings, owner_from
from notesight.errors import ConfigError
from notesight.extractors.offline.lexicon import tables
from notesight.extractors.openai import OpenAIExtractor, masking, prompt
from notesight.extractors.openai.identifying import WORD, folded_word
from notesight.extractors.openai.pieces import cut
from notesight.grounding import Haystack, ground
from notesight.model import Address, Document, Owner, Part

ON = date(2026, 3, 2)
GOLD = Path(__file__).parent.parent / "fixtures" / "gold"
ME = Owner(("Ines Kaldor",), ("ines@kaldor.example",))
GENERIC = tables.ORGANISATION | tables.TITLES | tables.PARTICLES | {"co", "op", "of", "and", "the"}
"""Words in the names of firms and people that say what they are, and not which."""
_WORDS = re.compile(WORD)


def note(text, **more):
    return Document("k", text, ON, **more)


def mask(text, owner=ME, **more):
    return masking.mask(note(text, **more), owner)


def gold():
    """Every gold document: its answer, the document as it is read, and the owner."""
    for path in sorted(GOLD.glob("*.json")):
        answer = json.loads(path.read_text(encoding="utf-8"))
        [file] = sources.discover([(GOLD / answer["file"]).resolve()])
        document = sources.document(next(sources.raws(file)), date=None, today=ON)
        yield answer, document, owner_from([answer["me"]]) if answer["me"] else Owner(("Cerys Wainfleet",))


GOLDEN = list(gold())
IDS = [answer["id"] for answer, _, _ in GOLDEN]


# --- there --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Priya Raman needs a CFO.", "Berit Bexcombe needs a CFO."),
        ("Met Priya. PRIYA's deck, priya's cat.", "Met Berit. BERIT's deck, berit's cat."),
        ("José Pérez rang; Jose wants Perez & Co.", "Anton Bexcombe rang; Anton wants Bexcombe & Co."),
        ("The Ramans came, Raman too.", "The Bexcombes came, Bexcombe too."),
        ("Mail priya.raman@lumen.example by Friday", "Mail berit.bexcombe@braadine.example by Friday"),
        ("Lumen (lumen.example) and hi@lumen.example", "Braadine (braadine.example) and calalto@braadine.example"),
        ("See https://lumen.example/priya or @priyar_92", "See https://braadine.example/page or @calalto"),
        ("ask Morrow Archive, then Silver Fern Ltd", "ask Braadine Archive, then Calalto Robin Ltd"),
        ("Will Turner needs a boat. Will you call him?", "Anton Braadine needs a boat. Will you call him?"),
        ("Coffee in May, at 12:30 on 2026-03-04 (Wed)", "Coffee in May, at 12:30 on 2026-03-04 (Wed)"),
        ("Isn't she on the board? Don't ask. 1,500 words.", "Isn't she on the board? Don't ask. 1,500 words."),
        ("TODO: send Priya the PDF by Q2", "TODO: send Berit the PDF by Q2"),
        ("Pri\u00adya met Priya", "Berit met Berit"),
        ("Priya met 王小明 about the boat, then محمد.", "Berit met Braadine about the boat, then Calalto."),
    ],
)
def test_words_become_stand_ins_of_the_same_sort(text, expected):
    assert mask(text).document.text == expected


@pytest.mark.parametrize("number", ["+44 20 7946 0018", "(555) 010-9999", "01632 960001", "LS1 4AB"])
def test_a_number_keeps_its_shape_and_nothing_else(number):
    text = mask(f"Ring {number}, please").document.text
    shape = re.escape(re.sub("[A-Z]", "X", re.sub(r"\d", "0", number))).replace("0", r"\d").replace("X", "[A-Z]")
    assert re.fullmatch(f"Ring {shape}, please", text)
    assert number not in text


def test_a_house_number_finds_another_one_in_a_text_that_has_them_all():
    text = " ".join(map(str, range(100))) + " at 5 Rosa Street"
    number, street = mask(text).document.text.split(" at ")[1].split(" ", 1)
    assert number != "5"
    assert "Rosa" not in street


@pytest.mark.parametrize("text", ["on 02.03.2026 09:30", "2019-2026", "£12000000", "2026-03-04 10:00", "1,000,000"])
def test_dates_and_money_are_no_telephone_numbers(text):
    assert mask(f"said {text} there").document.text == f"said {text} there"


def test_all_that_goes_with_a_document_is_masked_alike():
    text = "From: Ana Ruiz <ana@ruiz.example>\n\nIs Ines there?\n> Ask Bo.\n"
    parts = (
        Part("header", 0, 35),
        Part("new", 35, 50, Address("Ana Ruiz", "ana@ruiz.example"), subject="Ines"),
        Part("quoted", 50, len(text), Address("Bo Lindqvist"), to=(Address("Ana"),)),
    )
    whole = Document(
        "mid:<ana@ruiz.example>", text, ON, "email", parts, "To Ines", "Ana's mail", Address("Ana Ruiz", "ana@ruiz.example"),
        (Address("Ines Kaldor", "ines@kaldor.example"),), people=("Bo",), tags=("ruiz",), source="/home/ines/ana.eml",
    )  # fmt: skip
    made = masking.mask(whole, ME)
    given_names = {"Ana": "Berit", "Ruiz": "Bexcombe", "Ines": "Alma", "Kaldor": "Aldbury"}
    sent = made.document
    assert sent.text == f"From: {sent.sender}\n\nIs Alma there?\n> Ask {sent.people[0]}.\n"
    assert (sent.sender.name, sent.title, sent.channel) == ("Berit Bexcombe", "To Alma", "Berit's mail")
    assert sent.sender == sent.parts[1].author == Address("Berit Bexcombe", "berit@bexcombe.example")
    assert sent.parts[2].to == (Address("Berit"),)
    assert (sent.parts[1].subject, sent.tags, sent.source) == ("Alma", ("bexcombe",), None)
    assert (
        made.owner
        == Owner(("Alma Aldbury",), ("alma@aldbury.example",))
        == Owner((sent.to[0].name,), (sent.to[0].address,))
    )
    assert [text[p.start : p.end].count("\n") for p in parts] == [
        sent.text[p.start : p.end].count("\n") for p in sent.parts
    ]
    assert not any(name in repr(replace(sent, key="")) for name in given_names)


def test_the_same_document_gets_the_same_stand_ins_and_they_tell_nothing_of_the_names():
    assert mask("Zeynep met Jadwiga.").document == mask("Zeynep met Jadwiga.").document
    assert mask("Zeynep met Jadwiga.").document.text == mask("Jadwiga met Priya.").document.text


def test_a_stand_in_is_no_word_of_the_document():
    first = mask("Priya Raman").document.text
    names = first.split()
    again = mask(f"Priya Raman met {names[0]} and the {names[1].lower()}s.").document.text
    assert not {"Priya", "Raman", *names} & set(_WORDS.findall(again.split(" met ")[0]))


def test_a_document_with_more_names_than_the_tables_have_gets_a_stand_in_for_each():
    families = [f"Zq{a}{b}{c}" for a in "abcdefgh" for b in "ijklmnop" for c in "qrstuvwx"]
    text = mask("\n".join(f"Met Priya {name}." for name in families)).document.text
    assert len(set(text.split("\n"))) == len(families)


# --- and back -----------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    "Priya Raman José Pérez O'Brien Bo Zeynep Will May Lumen ZEYNEP priya Ramans Pri\u00adya".split()
)
ADDRESSES = st.sampled_from("bo@x.example priya.raman@lumen.example https://bo.example/a @bo +4420794600180".split())
PLAIN = st.sampled_from(
    "she needs a boat by Friday , . : \n \n\n — (and) I'll call you’re ß İ 👩‍🚀 日本 1,500 <b> {x}".split(" ")
)
TEXTS = st.lists(st.one_of(NAMES, ADDRESSES, PLAIN, st.text(max_size=4)), max_size=25).map(" ".join)


@given(TEXTS, st.lists(st.integers(0, 200), max_size=3))
def test_a_masked_text_restored_is_the_text(text, cuts):
    bounds = sorted({0, len(text), *(at for at in cuts if at < len(text))})
    parts = tuple(Part("new", a, b) for a, b in pairwise(bounds))
    made = masking.mask(note(text, parts=parts), ME)
    sent = made.document
    assert made.span(0, len(sent.text)) == Span(0, len(text))
    # every place of the masked text belongs to one place of the text, in order and without a gap
    spans = list(dict.fromkeys(made.span(at, at + 1) for at in range(len(sent.text))))
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert [(made.span(part.start, part.end).start, made.span(part.start, part.end).end) for part in sent.parts] == [
        (part.start, part.end) for part in parts
    ]


@given(TEXTS)
def test_no_masked_name_stands_in_a_masked_text(text):
    sent = mask(text).document.text
    words = {folded_word(word) for word in _WORDS.findall(sent)}
    assert not words & {"priya", "raman", "ramans", "zeynep", "perez", "brien", "lumen", "ines", "kaldor"}
    assert not re.search(r"bo@x|@bo|lumen\.example|bo\.example|20794600", sent)


@given(st.data())
def test_a_quote_of_the_masked_text_is_the_same_stretch_of_the_real_one(data):
    text = data.draw(TEXTS)
    made = mask(text)
    sent = made.document.text
    start = data.draw(st.integers(0, len(sent)))
    end = data.draw(st.integers(start, len(sent)))
    span = made.span(start, end)
    assert 0 <= span.start <= span.end <= len(text)
    if start < end:
        # a stretch that cuts no stand-in masks to itself again
        there = (made.masked_at(span.start), made.masked_at(span.end))
        assert there[0] <= start
        assert there[1] >= end


@pytest.mark.parametrize(("answer", "document", "owner"), GOLDEN, ids=IDS)
def test_the_gold_answer_in_masked_words_comes_back_as_the_gold_answer(answer, document, owner):
    made = masking.mask(document, owner)

    def there(words):
        """Words of the document as a model that sees the masked text would write them."""
        places = Haystack(document.text).find(words, whole_words=True) if words else []
        if not places:
            return made.label(words) if words else words
        sign = document.text[: places[0].start].endswith("@")  # a handle is hidden with its sign
        return made.document.text[made.masked_at(places[0].start - sign) + sign : made.masked_at(places[0].end)]

    def candidates(form, summary):
        return Candidates(
            tuple(
                CandidatePerson(
                    form(p["name"]), tuple(map(form, p["mentions"])), (), form(p["email"]), form(p["organization"]), form(p["role"])
                )
                for p in answer["people"]
            ),
            tuple(
                CandidateItem(i["kind"], form(i["quote"]), summary(i["summary"]), i["by"] if i["by"] == "me" else form(i["by"]),
                              i["to"] if i["to"] == "me" else form(i["to"]), form(i["due_text"]))
                for i in answer["items"]
            ),
        )  # fmt: skip

    plain = ground(candidates(lambda words: words, str), document, owner)
    assert ground(made.restored(candidates(there, made.label)), document, owner) == plain
    assert len(plain.people) == len(answer["people"])
    assert len(plain.items) == len(answer["items"])


def test_free_words_of_the_model_come_back_word_by_word():
    made = mask("Priya Raman (priya@lumen.example) wants a boat. PRIYA!")
    assert made.words("Ask BERIT BEXCOMBE's cousin, berit@braadine.example; Alma helps the Bexcombes") == (
        "Ask PRIYA RAMAN's cousin, priya@lumen.example; Ines helps the Ramans"
    )


def test_what_the_model_makes_up_has_no_place_and_is_rejected():
    made = mask("Priya needs a boat.")
    found = made.restored(
        Candidates((CandidatePerson("Otto", ("Otto",)),), (CandidateItem("ask", "Berit wants two boats"),))
    )
    assert [(each.kind, each.quote) for each in ground(found, made.real, ME).rejected] == [
        ("person", "Otto"),
        ("ask", "Priya wants two boats"),
    ]


# --- on the wire --------------------------------------------------------------------------------------------------


def secrets(answer, document):
    """What must not leave: every word of the people and firms of a gold answer, every address and number of its text."""
    said = [mention for person in answer["people"] for mention in person["mentions"]]
    said += [person["organization"] for person in answer["people"] if person["organization"]]
    words = {folded_word(word) for words in said for word in _WORDS.findall(words)}
    addresses = re.findall(r"[\w.+-]+@[\w.-]+\w|[\w-]+\.example\b|\+?\d[\d -]{8,}\d", document.text)
    return {word for word in words - GENERIC if len(word) > 1}, {
        each for each in addresses if not re.match(r"\d{4}-", each)
    }


def extractor(address, **more):
    plain = Settings(Path("config.toml"), Path("notes.db"), model="m", base_url=address, api_key="sk-tests", mask=True)
    return OpenAIExtractor(replace(plain, **more), {})


def told(found):
    return {"people": [{"id": "p1", "mentions": [found], "name": found}], "items": []}


PLAIN_WORDS = {
    ("m15-extruder", "dash"), ("n33-hanging-day", "may"), ("n34-two-annas", "aquarium"),
    ("n37-agritech", "seed"), ("n45-transcript", "observatory"),
}  # fmt: skip
"""Names that are plain words where they stand, which nothing here can tell from them; the README says so."""


def test_no_byte_of_any_request_has_a_name_an_address_or_a_firm_of_gold_but_for_plain_words():
    leaked = []
    sent_ones = [each for each in GOLDEN if not each[1].private]
    # the answer quotes words that are nowhere, so that every document is asked about twice
    with FakeOpenAI(good(told("Nobody Atall"))) as server:
        for answer, document, owner in sent_ones:
            before = len(server.requests)
            [reading] = extractor(server.address, owner=owner).read([document], owner)
            assert reading.error is None
            words, addresses = secrets(answer, document)
            for request in server.requests[before:]:
                # the prompt itself, which is the same for every document, has words like "scales" of its own
                whole = unescaped(request.decode()).replace(unescaped(json.dumps(SYSTEM)), "").replace(SYSTEM, "")
                sent = {folded_word(word) for word in _WORDS.findall(whole)}
                leaked += [(answer["id"], word) for word in sorted(words & sent)]
                leaked += [(answer["id"], each) for each in addresses if each in whole]
        assert server.asked == 2 * len(sent_ones)
    assert set(leaked) == PLAIN_WORDS


SYSTEM = prompt.load().system


def unescaped(text):
    """A request's bytes with what JSON writes as \\uXXXX and \\n as it is."""
    plain = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
    return plain.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')


def test_an_answer_about_stand_ins_is_read_as_one_about_people():
    text = "Met Priya Raman. PRIYA's looking for a CFO by Friday."
    item = {"quote": "BERIT's looking for a CFO", "kind": "ask", "by": "p1", "to": None, "summary": "Find Berit a CFO",
            "due_text": "by Friday"}  # fmt: skip
    person = {"id": "p1", "mentions": ["Berit Bexcombe", "BERIT"], "name": "Berit Bexcombe"}
    with FakeOpenAI(good({"people": [person], "items": [item]})) as server:
        [reading] = extractor(server.address).read([note(text)], ME)
    assert reading.document == note(text)
    found = ground(reading.candidates, reading.document, ME)
    assert [(p.name, [m.text for m in p.mentions]) for p in found.people] == [("Priya Raman", ["Priya Raman", "PRIYA"])]
    [ask] = found.items
    assert (ask.quote, text[ask.start : ask.end]) == ("PRIYA's looking for a CFO",) * 2
    assert (ask.by, ask.summary, ask.due) == ("Priya Raman", "Find Priya a CFO", date(2026, 3, 6))
    assert reading.run.raw == json.dumps({"people": [person], "items": [item]})
    assert reading.run.fingerprint.startswith("openai:masked-")


def test_a_masked_run_and_an_open_one_are_two():
    prints = [extractor("http://127.0.0.1:1/v1", mask=on).fingerprint for on in (True, False)]
    assert prints[0] != prints[1]
    assert ["masked" in each for each in prints] == [True, False]


def test_a_masked_request_is_the_same_whoever_is_meant():
    def asked(text):
        made = mask(text)
        [piece] = cut(made.document)
        return prompt.load().messages(made.document, piece, made.owner)

    assert asked("Zeynep needs a boat.") == asked("Jadwiga needs a boat.")


def test_no_stand_in_is_somebody_of_the_prompt_examples():
    texts = " ".join(p.read_text(encoding="utf-8") for p in (resources.folder("prompts") / "examples").glob("*.json"))
    used = set(
        _WORDS.findall(mask(". ".join(f"Met {a}{b} Zq{a}{b}" for a in "BCDFGKLM" for b in "aeiou")).document.text)
    )
    assert not (used - {"Met"}) & set(re.findall(r"[A-Z]\w+", texts))


# --- how it is asked for ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "environ", "option", "expected"),
    [
        ("", {}, None, False),
        ("mask = true", {}, None, True),
        ("mask = true", {"NOTESIGHT_MASK": "no"}, None, False),
        ("", {"NOTESIGHT_MASK": "1"}, None, True),
        ("", {"NOTESIGHT_MASK": "1"}, False, False),
        ("mask = false", {}, True, True),
    ],
)
def test_file_environment_and_option_set_it(tmp_path, file, environ, option, expected):
    path = tmp_path / "config.toml"
    path.write_text(file)
    assert config.load({"NOTESIGHT_CONFIG": str(path), **environ}, {"mask": option}).mask is expected


@pytest.mark.parametrize("environ", [{"NOTESIGHT_MASK": "maybe"}])
def test_a_value_that_is_neither_yes_nor_no_is_refused(tmp_path, environ):
    with pytest.raises(ConfigError, match="neither true nor false"):
        config.load({"NOTESIGHT_CONFIG": str(tmp_path / "none.toml"), **environ})


def test_a_word_for_mask_in_the_file_is_refused(tmp_path):
    (tmp_path / "config.toml").write_text('mask = "yes"')
    with pytest.raises(ConfigError, match="wrong kind"):
        config.load({"NOTESIGHT_CONFIG": str(tmp_path / "config.toml")})


def test_a_reader_that_cannot_mask_is_not_asked_to(monkeypatch, tmp_path):
    class Elsewhere:
        local = False

    monkeypatch.setattr("notesight.extractors.load", lambda *_: Elsewhere())
    (tmp_path / "note.txt").write_text("Priya needs a boat.")
    told = call("extract", tmp_path / "note.txt", "--extractor", "elsewhere", "--mask")
    assert (told.code, told.out) == (4, "")
    assert told.err.startswith("Error: elsewhere cannot mask names.")


def test_a_private_note_is_not_sent_masked_either():
    with FakeOpenAI(good(told("Nobody"))) as server:
        [reading] = extractor(server.address).read([note("Priya needs a boat.", private=True)], ME)
    assert (server.asked, reading.candidates) == (0, None)
