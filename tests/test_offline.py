"""The embedded extractor: what it finds in the kinds of text people write, each with its words."""

from datetime import date

import pytest

from notesight import sources
from notesight.config import owner_from
from notesight.extractors.offline import OfflineExtractor, candidates
from notesight.extractors.offline.sentences import sentences
from notesight.grounding import ground
from notesight.model import Owner

MONDAY = date(2026, 3, 2)


NOBODY = Owner()


def read(text, *, owner=NOBODY, form="note", on=MONDAY):
    document = sources.document(sources.Raw(text.encode(), form, "a test"), date=on, today=on)
    return ground(candidates(document, owner), document, owner)


def names(text, **more):
    return sorted(person.name for person in read(text, **more).people)


def told(text, kind, **more):
    """The items of a kind as (by, to, quote, due)."""
    return [
        (item.by, item.to, " ".join(item.quote.split()), item.due and item.due.isoformat())
        for item in read(text, **more).of(kind)
    ]


def test_the_coffee_note_gives_two_people_one_ask_and_my_promise_with_its_day():
    found = read("Coffee with Ana Ruiz. She is looking for a web designer. I will send her Mia’s portfolio by Friday.")
    assert [person.name for person in found.people] == ["Ana Ruiz", "Mia"]
    assert [(item.kind, item.by, item.quote, item.due) for item in found.items] == [
        ("ask", "Ana Ruiz", "She is looking for a web designer", None),
        ("followup", "me", "I will send her Mia’s portfolio by Friday", date(2026, 3, 6)),
    ]
    assert [item.summary for item in found.items] == [
        "Looking for a web designer",
        "Send Ana Mia’s portfolio by Friday",
    ]
    assert found.rejected == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lunch with Tomasz Wilk and his sister Agnieszka.", ["Agnieszka", "Tomasz Wilk"]),
        ("Met Łukasz Banaś, José Ferré and Nguyễn Bảo Châu.", ["José Ferré", "Nguyễn Bảo Châu", "Łukasz Banaś"]),
        ("met oluwaseun adebayo by the lifts he says hi", ["oluwaseun adebayo"]),
        ("Dr. Ingrid Halvorsen rang. Ingrid wants the slides.", ["Ingrid Halvorsen"]),
        ("Mrs Osei called about the boiler.", ["Mrs Osei"]),
        ("Grace asked Will for the keys. Rose was there too.", ["Grace", "Rose", "Will"]),
        ("We will meet in May. Grace period ends in March.", []),
        ("Paris in April, then Berlin. The Amazon order came.", []),
        ("Talked to the recruiter and my roommate.", []),
        ("[[Priya Raman]] introduced me to [[Tom Okafor]].", ["Priya Raman", "Tom Okafor"]),
        ("", []),
        ("🙂", []),
    ],
)
def test_people_are_named_human_beings(text, expected):
    assert (names(text) if text.strip() else []) == expected


def test_a_short_name_later_in_the_text_is_the_same_person():
    (priya,) = read("Coffee with Priya Raman. Priya has moved to Leith.").people
    assert (priya.name, priya.aliases, len(priya.mentions)) == ("Priya Raman", ("Priya",), 2)


def test_the_owner_is_nobody_in_his_own_notebook():
    assert names("Jim Baker asked Ada Brandt to write a page.", owner=owner_from(["Ada Brandt"])) == ["Jim Baker"]


@pytest.mark.parametrize(
    ("text", "by", "due"),
    [
        ("I'll send Priya the deck by Friday.", "me", "2026-03-06"),
        ("- [ ] call Tomasz Wilk about the invoice tomorrow", "me", "2026-03-03"),
        ("Need to email Ruth Ann Cole the brochure by 12 March.", "me", "2026-03-12"),
        ("Hollis Brandt will send me the contract next week.", "Hollis Brandt", "2026-03-13"),
    ],
)
def test_promises_and_things_to_do_are_follow_ups(text, by, due):
    assert [(item[0], item[3]) for item in told(text, "followup")] == [(by, due)]


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Zeynep Karahan is looking for somebody to write the texts for her showroom.", "Zeynep Karahan"),
        ("Jonas needs a second-hand piano.", "Jonas"),
        ("do i know anyone who mends looms?", "me"),
    ],
)
def test_needs_and_requests_are_asks(text, by):
    assert [item[0] for item in told(text, "ask")] == [by]


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Rolf Diekmann can lend us his van any weekend.", "Rolf Diekmann"),
        ("Tash offered to introduce me to her cousin.", "Tash"),
        ("Ines has a spare room if anybody wants it.", "Ines"),
    ],
)
def test_what_is_held_out_is_an_offer(text, by):
    assert [item[0] for item in told(text, "offer")] == [by]


@pytest.mark.parametrize(
    "text",
    [
        "Sent Priya the deck. Paid the plumber. Lovely weather.",
        "- [x] call Tomasz about the invoice",
        "Thanks again for lunch, it was good to see everybody.",
        "How was Lisbon? Hope the children are well.",
        "We went to the lake and ate too much cake.",
    ],
)
def test_done_things_courtesy_and_small_talk_are_no_items(text):
    assert read(text).items == ()


MAIL = """From: Ines Duarte <ines@harbour.example>
To: Ada Brandt <ada@notes.example>
Date: Mon, 9 Mar 2026 09:14:00 +0100
Subject: A room for the workshop
Message-ID: <room@harbour.example>

Hello Ada,

could you send me the number of guests by tomorrow?
I'll hold the big room until Friday.

Best wishes,
Ines Duarte
Harbour House, +44 20 7946 0000
"""


def test_in_her_mail_i_is_she_and_you_is_me():
    ada = owner_from(["ada@notes.example"])
    assert told(MAIL, "ask", owner=ada, form="mail", on=None) == [
        ("Ines Duarte", "me", "could you send me the number of guests by tomorrow?", "2026-03-10")
    ]
    (by, to, quote, due) = told(MAIL, "followup", owner=ada, form="mail", on=None)[0]
    assert (by, quote, due) == ("Ines Duarte", "I'll hold the big room until Friday", "2026-03-13")
    assert to in {"me", None}  # whether a room is held for somebody is a matter of taste


def test_the_same_mail_in_her_own_notebook_turns_round():
    ines = owner_from(["ines@harbour.example"])
    assert [item[:2] for item in told(MAIL, "ask", owner=ines, form="mail", on=None)] == [("me", "Ada Brandt")]
    assert names(MAIL, owner=ines, form="mail", on=None) == ["Ada Brandt"]


def test_what_is_quoted_belongs_to_whoever_wrote_it():
    text = MAIL.replace(
        "Best wishes,",
        "On 6 Mar 2026 at 17:02, Ada Brandt wrote:\n> Could you keep the terrace for us?\n\nBest wishes,",
    )
    found = told(text, "ask", owner=owner_from(["ada@notes.example"]), form="mail", on=None)
    assert ("me", "Ines Duarte") in [item[:2] for item in found]


def test_lines_that_a_program_wrapped_are_one_sentence_and_lines_that_a_person_ended_are_not():
    wrapped = "Ana Ruiz is looking for somebody who can write the texts for the\nwalls of her showroom in Rotterdam, four rooms and a staircase, and\nshe wants them to be short. We talked about trams for the rest of\nthe evening, and about her mother.\n"
    assert [item[2][:40] for item in told(wrapped, "ask")][:1] == ["Ana Ruiz is looking for somebody who can"]
    lines = "tea with ana ruiz\nshe needs a web designer\nbibs are in the hall\n"
    assert [item[2] for item in told(lines, "ask")] == ["she needs a web designer"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "we should eat at the Lantern, so let's meet at\n7:30. Berta, would you\nbook it, then we will know how many to\nlay the table for.\n",
            [
                "we should eat at the Lantern, so let's meet at 7:30.",
                "Berta, would you book it, then we will know how many to lay the table for.",
            ],
        ),
        (
            "Berta asked for a copy of the agreement that we used for the ferry, \nLot 3 at least. \n\nA signature line\n",
            ["Berta asked for a copy of the agreement that we used for the ferry, Lot 3 at least.", "A signature line"],
        ),
        (
            "Please give the keys of the hall to the caretaker from Orchard\nStreet on Monday morning, and tell her to ring Berta or Jonas\nFalk when the boiler does not light, because the old one from\nRotterdam is still in there.\n\nA line of another message that is a good deal longer than the ones above it, and was never broken by anybody at all.\n",
            [
                "Please give the keys of the hall to the caretaker from Orchard Street on Monday morning, and tell her to ring Berta or Jonas Falk when the boiler does not light, because the old one from Rotterdam is still in there.",
                "A line of another message that is a good deal longer than the ones above it, and was never broken by anybody at all.",
            ],
        ),
        ("milk and\nbread for\ntea\n", ["milk and", "bread for", "tea"]),
    ],
    ids=["a word that ends no sentence", "a space at the end", "a paragraph's own width", "a list"],
)
def test_a_sentence_goes_on_over_a_broken_line(text, expected):
    assert [" ".join(text[each.start : each.end].split()) for each in sentences(text, 0, len(text))] == expected


@pytest.mark.parametrize(
    "closing",
    [
        "If you have any questions about the room, please call me at the desk.",
        "Thank you for sending the guests' names so soon.",
        "Sorry to bother you again with this.",
    ],
)
def test_the_courtesies_of_a_letter_ask_and_offer_nothing(closing):
    text = MAIL.replace("Best wishes,", f"{closing}\n\nBest wishes,")
    items = read(text, owner=owner_from(["ada@notes.example"]), form="mail", on=None).items
    assert [(item.kind, item.quote) for item in items] == [
        ("ask", "could you send me the number of guests by tomorrow?"),
        ("followup", "I'll hold the big room until Friday"),
    ]


def test_a_hedged_word_makes_a_hedged_item():
    items = read("Jonas might need a second-hand piano.").items
    assert [item.certainty for item in items] == ["hedged"]


def test_every_document_gives_one_reading_in_order_and_the_same_one_again():
    documents = [
        sources.document(sources.Raw(f"Jonas needs {n} chairs.".encode(), "note", str(n)), date=MONDAY, today=MONDAY)
        for n in range(5)
    ]
    first, second = (list(OfflineExtractor().read(documents, Owner())) for _ in range(2))
    assert [reading.document for reading in first] == documents
    assert [reading.candidates for reading in first] == [reading.candidates for reading in second]
    assert {reading.run.fingerprint for reading in first} == {OfflineExtractor.fingerprint}


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000,
        "x" + " " * 100_000 + "x",
        "a " * 50_000,
        "- " * 20_000,
        "X" * 200_000,
        "?!" * 50_000,
        "needs " * 5_000,
    ],
)
def test_strange_texts_are_read_without_harm(text):
    read(text)


def test_a_date_at_the_beginning_of_a_wrapped_line_is_no_number_of_a_list():
    text = "Our hundredth year begins soon and the committee is curious about you. Might you come and talk to us on\n27 October, at two o'clock? We would be so glad, all of us, and there will be tea and a cake with trams on\nit, and the old photographs from the hall, which nobody has looked at for so many years now.\n"
    asked = next(item for item in read(text).of("ask") if "talk to us" in item.quote)
    assert (asked.due, asked.certainty, "27 October" in asked.quote) == (date(2026, 10, 27), "stated", True)


MINUTES = """# Orchard group

Present: Ada Holm (AH), Bruno Falk (BF), Carla Moser

The gate sticks. Bruno will ask the smith about the hinges before the picnic.

## Action items

- AH to order forty trees from the nursery
- BF: ask the smith about the hinges
- Carla Moser will book the hall by Friday
- pay the water bill
"""


def test_a_list_of_actions_says_who_does_what_and_what_was_said_before_it_is_not_said_twice():
    assert [(item[0], item[2], item[3]) for item in told(MINUTES, "followup")] == [
        ("Bruno Falk", "Bruno will ask the smith about the hinges before the picnic", None),
        ("Ada Holm", "AH to order forty trees from the nursery", None),
        ("Carla Moser", "Carla Moser will book the hall by Friday", "2026-03-06"),
        ("me", "pay the water bill", None),
    ]


CELLS = """## Present

Ada Holm, Bruno Falk

## Notes

| Topic | Notes | Action items |
| --- | --- | --- |
| Gate | <p>- Discussed the hinges.<br>- Confirmed the colour.</p> | <p>- Ada to order the hinges.<br>- Bruno to paint the gate.</p> |
"""


def test_the_lines_of_a_table_cell_are_read_one_by_one():
    assert [(item[0], item[2]) for item in told(CELLS, "followup")] == [
        ("Ada Holm", "Ada to order the hinges"),
        ("Bruno Falk", "Bruno to paint the gate"),
    ]


def sections(text):
    """The sentences of a text with the section in which each stands."""
    return [
        (sentence.block.section, " ".join(token.text for token in sentence.tokens))
        for sentence in sentences(text, 0, len(text))
    ]


def test_a_column_headed_actions_lists_things_to_do_and_the_others_do_not():
    table = (
        "## Decisions/Actions\n\n| Point | Notes | Actions: Responsible / Note |\n| --- | --- | --- |\n"
        "| Tasks | Talked of hinges. | <p>- Order hinges.<br>- Paint it.</p> |\n\n| Action by | Task |\n| Ada | Sweep |\n"
    )
    assert sections(table)[1:] == [
        ("", "Point"),
        ("", "Notes"),
        ("", "Actions : Responsible / Note"),
        ("", "Tasks"),
        ("", "Talked of hinges ."),
        ("actions", "Order hinges ."),
        ("actions", "Paint it ."),
        ("", "Action by"),
        ("", "Task"),
        ("", "Ada"),
        ("actions", "Sweep"),
    ]


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("Action item: ask the smith about the hinges", "actions"),
        ("* **Action:** Ada to ask", "actions"),
        ("ACTION Ada to ask", "actions"),
        ("TODO: ask Ada", "actions"),
        ("AI: Ada to ask the smith", "actions"),
        ("Actions speak louder: Ada said so", ""),
        ("AI is in the news again", ""),
        ("Action films are what Ada likes", ""),
    ],
)
def test_a_line_that_says_that_it_is_an_action_is_one(line, section):
    assert [found for found, _ in sections(f"Talk of the gate\n\n{line}\n\nThe gate sticks.\n")][1:] == [section, ""]


def test_a_day_that_is_left_out_is_no_day_by_which_something_is_due():
    text = "Vera Lund can lend us the van, any day but Sunday."
    assert told(text, "offer") == [("Vera Lund", "me", text[:-1], None)]


def test_what_stands_on_an_agenda_is_no_thing_to_do():
    text = (
        "# Orchard group\n\n## Agenda\n\n- call the smith\n- order trees\n\n## Minutes\n\n- Ada will order the trees.\n"
    )
    assert [item[2] for item in told(text, "followup")] == ["Ada will order the trees"]


def test_a_version_and_a_bracket_within_a_word_cut_no_sentence():
    text = "We will revert what went into v0.10.2 of Greg(RepRap) tomorrow."
    assert [item[2] for item in told(text, "followup")] == [text[:-1]]


@pytest.mark.parametrize(
    "text",
    [
        "I am looking for a plumber.",
        "I am looking for chair number 7.",
        "I need a van.",
        "We are looking for a hall for May.",
    ],
)
def test_a_mail_of_one_sentence_that_wants_something_is_an_ask(text):
    mail = f"From: Ana Ruiz <ana@x.example>\nTo: Ben <ben@x.example>\nSubject: hello\n\n{text}\n"
    assert [(item.kind, item.by) for item in read(mail, form="mail").items] == [("ask", "Ana Ruiz")]


@pytest.mark.parametrize(
    "text", ["I am not looking for a van.", "I was looking for my keys.", "I need to call the hall."]
)
def test_what_is_not_wanted_is_no_ask(text):
    assert read(text).of("ask") == ()
