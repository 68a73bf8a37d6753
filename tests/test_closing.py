"""What shows that a promise was kept or an ask answered: people, words, deeds and time, in plain sentences."""

import pytest

from notesight.closing import ENOUGH, Open, judge, passages, weigh
from notesight.closing.words import content, numbers, stem

ANA, TOM = "ana", "tom"
DECK = Open(
    "followup", "I'll send Ana the deck by Friday", "Send Ana the deck", "me", ANA, frozenset({ANA}), frozenset({"ana"})
)
POSTER = Open("ask", "Ana is looking for a printer for her poster", "A printer for the poster", ANA, None, frozenset({ANA}),
              frozenset({"ana"}))  # fmt: skip
INTRO = Open("followup", "Tom will put me in touch with Ana", "Put me in touch with Ana", TOM, "me", frozenset({ANA, TOM}),
             frozenset({"ana", "tom"}))  # fmt: skip
CALL = Open(
    "followup", "Tom will ring me after Easter", "Ring me after Easter", TOM, "me", frozenset({TOM}), frozenset({"tom"})
)


def signs(item, text, **more):
    """What each sentence of a text shows of an item."""
    low = text.lower()
    mentions = [
        (at, at + len(name), name) for name in (ANA, TOM) for at in range(len(text)) if low.startswith(name, at)
    ]
    found = [judge(item, each, **more) for each in passages(text, [(0, len(text))], mentions)]
    return [sign.how for sign in found if sign]


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (DECK, "Sent Ana the deck."),
        (DECK, "Coffee with Ana. I sent her the deck last week."),
        (DECK, "Ana liked my deck, and has shown it to her board."),
        (DECK, "Ana's deck went out on Tuesday."),
        (INTRO, "Tom's intro to Ana came this morning."),
        (INTRO, "Ana phoned about the workshop."),
        (CALL, "Tom rang me on Monday about the barn."),
    ],
)
def test_a_promise_that_is_told_as_done_looks_kept(item, text):
    assert signs(item, text) == ["kept"]


@pytest.mark.parametrize(
    "text",
    [
        "I still have not sent Ana the deck.",
        "I will send Ana the deck tomorrow.",
        "Must send Ana the deck!",
        "Could I send Ana the deck?",
        "Ana never got the deck.",
        "Ana sent me the deck of her own.",
        "Sent Tom the deck.",
        "Saw Ana at the market, we spoke about tomatoes.",
        "Thanks, Ana!",
        "- [ ] Ana's deck",
        "Dear Ana,",
        "Ask Tom about the deck for Ana.",
        "Ana: automatic reply, I got your deck and am out of the office until Monday.",
    ],
)
def test_what_is_to_come_was_not_done_or_is_about_others_shows_nothing(text):
    assert signs(DECK, text) == []


CHAIRS = Open("followup", "I owe Ana £220 for the chairs", "Pay Ana £220 for the chairs", "me", ANA, frozenset({ANA}),
              frozenset({"ana"}))  # fmt: skip
VISIT = Open("followup", "I'm to go up and see Tom on 18 April", "See Tom about the kiln", "me", TOM, frozenset({TOM}),
             frozenset({"tom"}))  # fmt: skip
RAMP = Open("followup", "Tom will build us the ramp", "Build the ramp", TOM, None, frozenset({TOM}), frozenset({"tom"}))


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (CHAIRS, "Ana has her two hundred and twenty, counted it twice."),
        (CHAIRS, "Ana drank my health out of the £220."),
        (VISIT, "Up at the kiln with Tom, I went on Sunday and saw Tom at last."),
        (RAMP, "Rain all week. The ramp's up."),
        (DECK, "right so ana's deck runs like a film she says it made her board cry and what else the van is back"),
    ],
)
def test_sums_visits_and_how_a_thing_stands_tell_of_it_too(item, text):
    assert signs(item, text) == ["kept"]


def test_sums_are_the_same_in_digits_and_in_words():
    assert numbers("£1,900, or nineteen hundred; eighty for the elm, five hundred more, 18 April 2026 at 5") == {
        "#1900", "#80", "#500",
    }  # fmt: skip
    assert numbers("one thousand two hundred and six") == {"#1206"}


def test_who_is_no_longer_looking_closes_what_they_asked_for_and_nothing_else():
    assert signs(POSTER, "Ana is no longer looking for a printer.") == ["withdrawn"]
    assert signs(POSTER, "Ana has found a printer, two streets away.") == ["withdrawn"]
    assert signs(POSTER, "Ana is no longer looking for a flat in Bern.") == []
    assert signs(POSTER, "Ana still hasn't found a printer for the poster.") == []


def test_a_reply_that_brings_it_closes_what_was_asked_in_the_conversation_and_a_thanks_does_not():
    asked = Open("ask", "Could you send me the deck?", "Send the deck", ANA, "me", frozenset({ANA}))
    assert signs(asked, "Here is the deck.", reply=True) == ["answered"]
    assert signs(asked, "Thanks, I got your mail.", reply=True) == []
    assert signs(asked, "Here is the deck.", reply=False) == []
    assert signs(asked, "Here is the deck.", reply=True, writer=TOM) == []


def test_the_forms_of_a_word_are_one():
    assert {stem(word) for word in ("sends", "sending", "sent", "send")} == {"send"}
    assert {stem(word) for word in ("check", "checks", "checker", "checked", "checking")} == {"check"}
    assert content("I'll send her the op-eds tomorrow, by Friday") == {"op-eds", "eds", "op", "send", "friday"} - {
        "send"
    }


CATALOGUE = Open("followup", "I'll send Ana the tile catalogue by Friday", "Send Ana the tile catalogue", "me", ANA,
                 frozenset({ANA}), frozenset({"ana"}))  # fmt: skip
LOAN = Open("followup", "she'll have it by Friday", "She'll have it by Friday", "me", ANA, frozenset({ANA}), frozenset({"ana"}),
            around="Ana wants to see what our kitchen would cost. I said")  # fmt: skip


def weighed(item, text, *, days=14, late=True):
    """What each sentence shows by all that speaks for it, with the reasons."""
    low = text.lower()
    mentions = [
        (at, at + len(name), name) for name in (ANA, TOM) for at in range(len(text)) if low.startswith(name, at)
    ]
    found = [weigh(item, each, days=days, late=late) for each in passages(text, [(0, len(text))], mentions)]
    return [sign.reasons for sign in found if sign]


def test_a_promise_whose_day_has_come_looks_kept_where_who_it_is_about_and_the_thing_turn_up_again():
    assert weighed(CATALOGUE, "Ana, tiles all over the floor, green.") == [
        ("the same words: tiles", "it names who it is about", "its day had come")
    ]
    assert weighed(LOAN, "Ana paid for the kitchen.") == [
        ("the same words: kitchen", "it names who it is about", "its day had come", "what may follow from it")
    ]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Ana brought apples.", {}),
        ("Tom has tiles all over the floor.", {}),
        ("Ana, tiles all over the floor, green.", {"days": 300}),
        ("Ana asks when I'll send the tile catalogue.", {}),
        ("Ana never got her tiles.", {}),
        ("Dear Ana,", {}),
    ],
)
def test_a_name_alone_another_one_long_after_or_words_of_what_is_still_to_come_weigh_too_little(text, more):
    assert weighed(CATALOGUE, text, **more) == []


def test_what_is_weighed_is_never_certain_and_counts_less_than_a_plain_sign():
    (said,) = passages("Ana, tiles all over the floor, green.", [(0, 37)], [(0, 3, ANA)])
    sign = weigh(CATALOGUE, said, days=14, late=True)
    assert (sign.how, sign.certain, 1.0 <= sign.score < ENOUGH) == ("kept", False, True)
    ask = Open("ask", "Ana needs tiles", "Tiles", ANA, None, frozenset({ANA}), frozenset({"ana"}))
    assert weigh(ask, said, days=14, late=True) is None
