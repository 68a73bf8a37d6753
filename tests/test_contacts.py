"""Who took part in a document: real contacts, their day, their channel; who is only talked about is none."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesight.contacts import CROWD, Contact, Named, Seen, Voice, contacts
from notesight.contacts.when import happened
from notesight.contacts.words import setting

WED = date(2026, 5, 20)
ANA, BEN = "Ana Ruiz", "Ben Cole"


def named(text, *names):
    return [
        Named(n, (name,), tuple(place.span() for place in re.finditer(re.escape(name), text)))
        for n, name in enumerate(names)
    ]


def told(text, *names, day=WED, **more):
    """Whom a note tells to have been met: name, day, channel."""
    names = names or (ANA, BEN)
    people = named(text, *names)
    found = contacts(Seen("note", day, text, **more), people)
    return [(names[each.entry], each.day.isoformat(), each.channel) for each in found if each.real]


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Lunch with Ana Ruiz at the noodle place.", "lunch"),
        ("Coffee w/ Ana Ruiz, tues am", "coffee"),
        ("The boiler is out. Ana Ruiz rang about it.", "call"),
        ("Saw Ana Ruiz at the school gate.", "school gate"),
        ("Interviewed Ana Ruiz today for the paper.", "interview"),
        ("Ana Ruiz, an hour on the phone.", "call"),
        ("Long walk. I texted Ana Ruiz about the keys.", "message"),
        ("LinkedIn, ten minutes\n* Ana Ruiz commented, then DM'd", "comment"),
        ("Ana Ruiz stopped me in the library.", "library"),
        ("ok so the new stylist is Ana Ruiz and she asked what I do all day", "hairdresser"),
        ("Ana Ruiz, monthly soup. I said it will be in her mailbox.", None),
        ("A week off. Then an email from Ana Ruiz, pharmacist.", "mail"),
        ("Ana Ruiz (managing ed.) kept me back after class.", "class"),
    ],
)
def test_a_note_tells_by_its_words_who_was_met_and_how(text, channel):
    assert told(text) == [(ANA, "2026-05-20", channel)]


@pytest.mark.parametrize(
    "text",
    [
        "Ring Ana Ruiz on Monday.",
        "I should call Ana Ruiz.",
        "Lunch with Ana Ruiz tomorrow.",
        "He told Ana Ruiz about my coaching.",
        "Ben says that Ana Ruiz said she could.",
        "Find out whether Ana Ruiz thinks so.",
        "Ana Ruiz's van is blue.",
        "-> email Ana Ruiz the deck",
        "Pru calls. Her friend Ana Ruiz has a cabin.",
        "Minutes\nApologies: Ana Ruiz",
        "Met Ben, who works for Ana Ruiz.",
        "Met Ana Ruiz last summer.",
        "",
    ],
)
def test_being_talked_about_or_a_plan_is_no_contact(text):
    assert told(text, ANA) == []


def test_whoever_begins_a_line_of_the_notes_of_an_occasion_was_there():
    text = "Bloggers' meetup, upstairs\n\n- Ana Ruiz: taxes in a shoebox\n- Ben Cole, old mills. Knows Cy Hart."
    assert told(text, ANA, BEN, "Cy Hart") == [(ANA, "2026-05-20", "meetup"), (BEN, "2026-05-20", "meetup")]


def test_whom_somebody_names_over_a_coffee_for_two_was_not_there():
    assert told("Coffee with Ana Ruiz. She gave me names:\nBen Cole, accountant") == [(ANA, "2026-05-20", "coffee")]


def test_a_line_with_a_day_of_its_own_is_a_contact_of_that_day():
    text = "Three lunches\n\nThu 5/14, Ana Ruiz, the paper.\nYesterday I saw Ben Cole."
    assert told(text) == [(ANA, "2026-05-14", "lunch"), (BEN, "2026-05-19", "lunch")]


def test_a_channel_that_is_given_wins_over_what_is_read():
    assert told("Lunch with Ana Ruiz.", channel="Telephone") == [(ANA, "2026-05-20", "call")]


def test_whom_front_matter_names_took_part():
    assert told("A quiet one. Ana talked.", "Ana", hinted=("Ana Ruiz",), channel="walk") == [
        ("Ana", "2026-05-20", "walk")
    ]


def test_who_speaks_for_me_to_somebody_is_told_apart_from_a_contact():
    text = "Supper at home. Ben Cole came home. He told Ana Ruiz about my work."
    found = contacts(Seen("note", WED, text), named(text, ANA, BEN))
    assert [(each.entry, each.how, each.channel, each.real) for each in found] == [
        (0, "passed_on", "passed on", False),
        (1, "met", "dinner", True),
    ]


def mail(sender, *recipients, title="Hello", voices=(), people=((ANA, "ana@x.example"), (BEN, "ben@x.example"))):
    named = [Named(n, names, ()) for n, names in enumerate(people)]
    seen = Seen("email", WED, "…", title, "mail", sender, recipients, voices=tuple(voices))
    return contacts(seen, named)


ME = ("Me", "me@x.example")


def test_a_mail_is_a_contact_with_who_wrote_it_and_not_with_who_got_it_too():
    assert mail((ANA, "ana@x.example"), ME, (BEN, "ben@x.example")) == [Contact(0, WED, "wrote", "mail")]


def test_a_mail_of_mine_is_a_contact_with_who_got_it_unless_it_is_a_circular():
    assert mail(ME, (BEN, "BEN@x.example")) == [Contact(1, WED, "got", "mail")]
    crowd = [(f"N{n}", f"n{n}@x.example") for n in range(CROWD)]
    assert mail(ME, (BEN, "ben@x.example"), *crowd) == []


def test_an_automatic_reply_is_nobodys_contact():
    assert mail((ANA, "ana@x.example"), ME, title="Re: Out of office: back in June") == []
    assert mail((ANA, "ana@x.example"), ME, title="Automatic reply: Hello") == []


def test_a_newsletter_is_no_contact():
    seen = Seen("email", WED, "…", "No. 212", "newsletter", (ANA, "ana@x.example"), (ME,))
    assert contacts(seen, [Named(0, (ANA, "ana@x.example"), ())]) == []


def test_an_older_mail_that_is_quoted_is_a_contact_of_its_own_day():
    quoted = Voice("quoted", 0, 1, BEN, "ben@x.example", date(2026, 4, 1))
    assert mail((ANA, "ana@x.example"), ME, voices=[quoted]) == [
        Contact(0, WED, "wrote", "mail"),
        Contact(1, date(2026, 4, 1), "wrote", "mail"),
    ]


def test_what_somebody_forwards_to_me_was_not_written_to_me():
    forwarded = Voice("forwarded", 0, 1, BEN, "ben@x.example", date(2026, 4, 1))
    assert mail((ANA, "ana@x.example"), ME, voices=[forwarded]) == [Contact(0, WED, "wrote", "mail")]
    assert mail(ME, ME, voices=[forwarded]) == [Contact(1, date(2026, 4, 1), "wrote", "mail")]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Met her.", "2026-05-20"),
        ("Met her yesterday.", "2026-05-19"),
        ("Two weeks ago I met her.", "2026-05-06"),
        ("Mon: rang her", "2026-05-18"),
        ("Told her in April.", "2026-04-30"),
        ("Jim in Marketing says no", "2026-05-20"),
        ("13/5, rang", "2026-05-13"),
        ("Met her last summer.", None),
    ],
)
def test_the_day_of_what_happened_is_never_after_the_notes_own(sentence, day):
    found = happened(sentence, WED)
    assert (found and found.isoformat()) == day


@given(st.text(max_size=200), st.dates(date(1, 1, 1), date(9998, 1, 1)))
def test_any_words_tell_a_day_that_is_over(sentence, day):
    found = happened(sentence, day)
    assert found is None or found <= day


PIECES = (
    "Ana Ruiz",
    "Ben Cole",
    " rang. ",
    "Met ",
    "\n- ",
    ", ",
    " and ",
    "tomorrow ",
    "Lunch with ",
    "’s ",
    "he told ",
    "in May",
)


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.dates(date(1, 1, 1), date(9998, 1, 1)))
def test_every_contact_stands_on_words_of_the_note_once_a_day(pieces, day):
    text = "".join(pieces)
    found = contacts(Seen("note", day, text), named(text, ANA, BEN))
    assert len({(each.entry, each.day) for each in found}) == len(found)
    assert all(0 <= each.start <= each.end <= len(text) and each.day <= day for each in found)


def test_the_setting_is_the_first_that_is_told():
    assert [setting(text) for text in ("A party after class", "After class a party", "Nothing of the kind")] == [
        "party",
        "class",
        None,
    ]
