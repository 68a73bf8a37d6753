"""Whom a text speaks of: who is meant by a pronoun, who has no name, who speaks in a log."""

from datetime import date

import pytest

from notesight import sources
from notesight.extractors import offline
from notesight.extractors.offline import mentions, people, speakers
from notesight.extractors.offline.passages import passages
from notesight.extractors.offline.sentences import sentences
from notesight.model import Owner

MONDAY = date(2026, 3, 2)


def cast_of(text):
    document = sources.document(sources.Raw(text.encode(), "note", "a test"), date=MONDAY, today=MONDAY)
    read = [(part, sentences(text, part.start, part.end)) for part in offline.parts(document)]
    return document, read, people.find(document, [sentence for _, said in read for sentence in said], Owner())


def subjects(text):
    """Who is the subject of each clause, and how that was known."""
    document, read, cast = cast_of(text)
    return [(passage.by, passage.how) for passage in passages(document, read, cast, Owner())]


def strangers(text):
    document, read, cast = cast_of(text)
    return [
        (each.words, each.sort, each.gender, each.after)
        for passage in passages(document, read, cast, Owner())
        for each in passage.mentions
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna met Peter. She needs a desk.", ("Anna", "pronoun")),
        ("Anna met Peter. He needs a desk.", ("Peter", "pronoun")),
        ("Anna spoke about Maria for an hour. She needs a desk.", ("Anna", "pronoun")),
        ("Peter brought the plans. His daughter was there too. She needs a desk.", ("His daughter", "pronoun")),
        ("Anna rang. Her brother paints. He needs a desk.", ("Her brother", "pronoun")),
        ("A woman in a red hat came by. She needs a desk.", ("A woman in a red hat", "pronoun")),
    ],
)
def test_a_pronoun_means_whoever_fits_it_and_is_spoken_of_most(text, expected):
    assert subjects(text)[-1] == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Anna rang.", "Anna", "she"),
        ("Mr Varga rang.", "Mr Varga", "he"),
        ("Dinner with Tom and his sister Robin.", "Robin", "she"),
        ("Coffee with Robin. He is moving to Leith.", "Robin", "he"),
        ("Coffee with Robin. He is moving to Leith. She is not.", "Robin", ""),
        ("Robin and Alex came. He is moving to Leith.", "Robin", ""),
    ],
)
def test_the_name_or_else_the_text_tells_who_is_she_and_who_is_he(text, name, expected):
    _, _, cast = cast_of(text)
    assert {figure.name: figure.gender for figure in cast.figures}[name] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I will write to the council by Friday.", [("the council", "group", "they", "to")]),
        ("Ask legal about the lease.", [("legal", "group", "they", "ask")]),
        ("Her vet wants the money.", [("Her vet", "person", "", "^")]),
        ("His brother in law sells honey.", [("His brother in law", "person", "he", "^")]),
        ("Tom told the neighbours.", [("the neighbours", "person", "they", "told")]),
        ("Put the boxes on the van.", []),
        ("Dinner with his sister Anna.", []),
    ],
)
def test_somebody_without_a_name_is_known_by_the_text_s_own_words(text, expected):
    assert strangers(text) == expected


def test_the_words_for_somebody_tell_whether_it_is_a_woman_a_man_or_several():
    assert [mentions.gender_of(words.split()) for words in ("old lady", "tall man", "twins", "vet")] == [
        "she",
        "he",
        "they",
        "",
    ]


LOG = """<heron> who has the key?
<moss_k> me. I'll bring it on friday
<heron> moss_k: could you also bring the ladder
<moss_k> sure
"""


def test_a_log_says_who_speaks_and_to_whom():
    assert speakers.speakers(LOG) == {"heron": [(1, 6), (63, 68)], "moss_k": [(26, 32), (70, 76), (111, 117)]}
    document, read, cast = cast_of(LOG)
    said = [(p.voice.author, p.voice.reader, LOG[p.begin : p.end]) for p in passages(document, read, cast, Owner())]
    assert said[0] == ("heron", None, "who has the key?")
    assert said[-2][:2] == ("heron", "moss_k")
    assert said[-1] == ("moss_k", None, "sure")


@pytest.mark.parametrize(
    "text", ["shoes: wrong\nbag: fine\nhat: lost\ncoat: here\n", "Tom: the deck\nAnna: the room\n", ""]
)
def test_lists_and_labels_are_no_log(text):
    assert speakers.speakers(text) == {}


@pytest.mark.parametrize(
    ("text", "name", "forms"),
    [
        ("Keir Dunmore came. K. wants the key.", "Keir Dunmore", ["Keir Dunmore", "K."]),
        ("Present: KW, RT, LB\nKW to write by Friday", "KW", ["KW", "KW"]),
    ],
)
def test_initials_are_whoever_they_stand_for(text, name, forms):
    _, _, cast = cast_of(text)
    assert {figure.name: [text[a:b] for a, b in figure.spans] for figure in cast.figures}[name] == forms


def test_another_one_of_a_name_is_not_who_was_named_by_it_before():
    text = "Sue Potter keeps the gate.\nTom, her lad, is nine\nanother Tom, Tom Brearley, mends carts\n"
    (cast, *_) = reversed(cast_of(text))
    called = {figure.name: [text[start:end] for start, end in figure.spans] for figure in cast.figures}
    assert (called["Tom"], called["Tom Brearley"]) == (["Tom"], ["Tom", "Tom Brearley"])
