"""What is proved: quotes found with tolerance at the right place, the rest rejected with a reason, nobody invented."""

from datetime import UTC, date, datetime

import pytest

from notesight.candidates import CandidateItem, CandidatePerson, Candidates, Span
from notesight.grounding import LONGEST_SUMMARY, MOST_ITEMS, MOST_PEOPLE, failed_quotes, ground
from notesight.model import ME, Address, Document, Owner, Part

DAY = date(2026, 3, 2)  # a Monday
ME_SELF = Owner(names=("Sam Rivera",), addresses=("sam@notes.example",))
PRIYA = Address("Priya Raman", "priya@lumen.example")


def note(text, **more):
    return Document("key", text, DAY, **more)


def found(text, *items, people=(), parts=(), kind="note", owner=ME_SELF):
    document = note(text, parts=parts, kind=kind)
    proposed = [each if isinstance(each, CandidateItem) else CandidateItem("ask", each) for each in items]
    extraction = ground(Candidates(tuple(people), tuple(proposed)), document, owner)
    for each in extraction.items:
        assert text[each.start : each.end] == each.quote
    for person in extraction.people:
        assert person.mentions
        assert all(text[each.start : each.end] == each.text for each in person.mentions)
    return extraction


def quotes(text, *items, **more):
    return [item.quote for item in found(text, *items, **more).items]


def reason(text, item, **more):
    extraction = found(text, item, **more)
    assert extraction.items == ()
    return extraction.rejected[-1].reason


def person(name, *mentions, **more):
    return CandidatePerson(name, mentions or (name,), **more)


def names(text, *people, **more):
    return [each.name for each in found(text, people=people, **more).people]


# --- matching ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "stands"),
    [
        ("She's looking for a CFO.", "looking for a CFO", "looking for a CFO"),
        ("She's looking\nfor   a\tCFO.", "looking for a CFO", "looking\nfor   a\tCFO"),
        ("She's looking for a CFO.", "looking  for\na CFO", "looking for a CFO"),
        ("She’s looking for “a CFO”.", 'She\'s looking for "a CFO".', "She’s looking for “a CFO”."),
        ("She's looking for «a CFO».", "looking for “a CFO”", "looking for «a CFO»"),
        ("back on the 3–5 May — or later", "the 3-5 May - or later", "the 3–5 May — or later"),
        ("the two\u2011day visit", "the two-day visit", "the two\u2011day visit"),
        ("could you SEND the deck", "Could you send the deck", "could you SEND the deck"),
        ("ΘΑ ΤΗΛΕΦΩΝΗΣΩ ΤΗΣ ΜΑΡΙΑΣ", "θα τηλεφωνήσω της", None),  # another accent is another letter
        ("ΤΗΛΕΦΩΝΩ ΤΗΣ ΜΑΡΙΑΣ", "τηλεφωνω της", "ΤΗΛΕΦΩΝΩ ΤΗΣ"),
        ("İzmir'e gelir misin", "izmir'e gelir", "İzmir'e gelir"),
        ("you said:\n> we need a van\n> and a driver\n", "we need a van and a driver", "we need a van\n> and a driver"),
        ("> > we need a van\n> > and a driver", "need a van and a", "need a van\n> > and a"),
        ("> we need\r\n>\r\n>> a van", "we need a van", "we need\r\n>\r\n>> a van"),
        ("a frac\u00adtional C\u00adFO for May", "a fractional CFO", "a frac\u00adtional C\u00adFO"),
        ("a\u200b fractional\u2060 CFO", "a fractional CFO", "a\u200b fractional\u2060 CFO"),
        ("she is **looking for** a *CFO*.", "is looking for a CFO", "is **looking for** a *CFO"),
        ("a CFO … or a COO", "a CFO ... or a COO", "a CFO … or a COO"),
        ("meet Jose\u0301 and Zoe\u0308 there", "José and Zoë", "Jose\u0301 and Zoe\u0308"),
        ("meet José there", "Jose\u0301 there", "José there"),
        ("needs a van, by May", "…needs a van.", "needs a van"),
        ("needs a van", "[needs a van]", "needs a van"),
        ("  needs a van  ", " needs a van\n", "needs a van"),
        ("5 > 3 and 2", "5 > 3", "5 > 3"),
        ("她想找一位会计", "想找一位会计", "想找一位会计"),
        ("🙂 needs a van 🙂", "needs a van 🙂", "needs a van 🙂"),
    ],
)
def test_a_quote_is_found_although_it_is_written_a_little_differently(text, quote, stands):
    assert quotes(text, quote) == ([] if stands is None else [stands])


@pytest.mark.parametrize(
    "quote", ["looking for a CTO", "a CFO looking for", "She is looking", "for a CFO and more", ""]
)
def test_other_words_are_not_found(quote):
    assert quotes("She's looking for a CFO.", quote) == []


def test_the_exact_place_is_taken_before_one_that_only_looks_alike():
    assert found("CALL ANN. Call Ann.", "Call Ann").items[0].start == 10


def test_whole_words_are_taken_before_a_stretch_inside_a_word():
    assert found("a task Ann did; ask Ann again", "ask Ann").items[0].start == 16
    assert quotes("I don't come", "n't come") == ["n't come"]


def test_letters_whose_small_form_is_longer_do_not_shift_what_follows():
    text = "GROẞE STRAßE in İzmir, ŉ ǰ ﬁ: needs a van"
    assert quotes(text, "NEEDS A VAN", "große straße") == ["GROẞE STRAßE", "needs a van"]


# --- the right occurrence of several -----------------------------------------------------------------------------

TWICE = "Ana: send the deck.\nTom: send the deck.\n"


def test_the_same_words_said_twice_are_two_items_at_two_places():
    one, two = (CandidateItem("ask", "send the deck", f"Send it to {who}") for who in ("Ana", "Tom"))
    assert [item.start for item in found(TWICE, one, two).items] == [5, 25]


def test_the_part_says_which_occurrence_is_meant():
    parts = (Part("new", 0, 20), Part("quoted", 20, 40))
    second = CandidateItem("ask", "send the deck", part=1)
    assert found(TWICE, second, parts=parts).items[0].start == 25


def test_a_part_that_does_not_hold_the_words_is_passed_over():
    parts = (Part("new", 0, 20), Part("quoted", 20, 40))
    assert found(TWICE, CandidateItem("ask", "Ana: send", part=1), parts=parts).items[0].start == 0
    assert found(TWICE, CandidateItem("ask", "Ana: send", part=17), parts=parts).items[0].start == 0


def test_the_span_says_which_occurrence_is_meant():
    assert found(TWICE, CandidateItem("ask", "send the deck", span=Span(25, 38))).items[0].start == 25
    assert found(TWICE, CandidateItem("ask", "send the deck", span=Span(24, 38))).items[0].start == 25


@pytest.mark.parametrize("span", [Span(0, 3), Span(-5, 8), Span(25, 4000), Span(9, 9), Span(30, 20)])
def test_a_span_with_other_words_is_not_believed(span):
    assert found(TWICE, CandidateItem("ask", "send the deck", span=span)).items[0].start == 5


def test_words_that_stand_in_a_signature_and_in_the_text_are_those_of_the_text():
    text = "happy to help\nlater: happy to help\n"
    parts = (Part("signature", 0, 14), Part("new", 14, 35))
    assert found(text, CandidateItem("offer", "happy to help"), parts=parts).items[0].start == 21


# --- rejects ------------------------------------------------------------------------------------------------------

MAIL = "Subject: we need a van\n\nCould you come?\n-- \nAsk me about vans\nThis mail is confidential"
MAIL_PARTS = (
    Part("header", 0, 24, PRIYA),
    Part("new", 24, 40, PRIYA),
    Part("signature", 40, 62, PRIYA),
    Part("boilerplate", 62, 87, PRIYA),
)


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (CandidateItem("ask", "needs a lorry"), "These words do not stand in the text."),
        (CandidateItem("ask", "—…!"), "It quotes no words."),
        (CandidateItem("ask", ""), "It quotes no words."),
        (CandidateItem("ask", "come " * 500), "The quote is longer than 2000 characters."),
        (CandidateItem("rumour", "Could you come?"), "There is no such kind of item."),
        (CandidateItem("ask", "we need a van"), "The words stand in a mail's header."),
        (CandidateItem("ask", "Ask me about vans"), "The words stand in a signature."),
        (CandidateItem("ask", "This mail is confidential"), "The words stand in boilerplate."),
        (CandidateItem("ask", "Ask me about vans", span=Span(44, 61)), "The words stand in a signature."),
    ],
)
def test_what_cannot_be_proved_is_rejected_with_its_reason(item, why):
    assert reason(MAIL, item, parts=MAIL_PARTS, kind="email") == why


def test_front_matter_is_no_place_for_an_item():
    text = "---\ntitle: we need a van\n---\nTea."
    assert (
        reason(text, "we need a van", parts=(Part("header", 0, 29), Part("new", 29, 33)))
        == "The words stand in the front matter."
    )


def test_a_reject_keeps_its_quote_and_its_kind():
    rejected = found("Tea.", CandidateItem("offer", "a lift home"), people=[person("Ghost")]).rejected
    assert [(each.kind, each.quote) for each in rejected] == [("person", "Ghost"), ("offer", "a lift home")]


def test_a_reject_of_an_unknown_kind_or_length_can_still_be_stored():
    rejected = found("Tea.", CandidateItem("rumour", "x" * 5000)).rejected
    assert rejected[0].kind == "followup"
    assert len(rejected[0].quote) == 2000


def test_what_a_re_ask_names_are_the_quotes_and_mentions_that_do_not_stand():
    candidates = Candidates(
        (person("Ann", "Ann", "Annie"), person("Lan")),
        (CandidateItem("ask", "plan a trip"), CandidateItem("ask", "buy a boat"), CandidateItem("offer", "buy a boat")),
    )
    assert failed_quotes(candidates, note("Ann will plan a trip")) == ["buy a boat", "Annie", "Lan"]


# --- people -------------------------------------------------------------------------------------------------------


def test_every_form_of_a_name_is_a_mention():
    text = "Priya Raman called. Priya wants tea. PRIYA RAMAN!"
    (priya,) = found(text, people=[person("Priya Raman", "Priya Raman", "Priya")]).people
    assert [each.text for each in priya.mentions] == ["Priya Raman", "Priya"]
    assert priya.aliases == ("Priya",)


def test_a_mention_is_whole_words():
    assert names("The planner met Annabel.", person("Ann"), person("Lan")) == []
    assert names("Ann’s plan, Lan-Anh's too", person("Ann"), person("Lan")) == ["Ann", "Lan"]
    assert names("planning with ANN", person("Ann")) == ["Ann"]


def test_scripts_without_blanks_have_no_whole_words():
    assert names("昨天和李明说了会计的事", person("李明")) == ["李明"]
    assert names("민수가 전화했다", person("민수")) == ["민수"]


def test_a_person_without_a_mention_is_rejected():
    extraction = found("Tea with Tom.", people=[person("Ghost Rider", "Ghost")])
    assert [(each.kind, each.quote, each.reason) for each in extraction.rejected] == [
        ("person", "Ghost", "These words do not stand in the text.")
    ]


@pytest.mark.parametrize("words", ["—", "🙂", "\u200b", " ", ""])
def test_a_mention_has_letters(words):
    assert names(f"Tea {words} with", person(words, words)) == []


def test_a_person_without_listed_mentions_is_looked_for_by_name():
    assert names("Tea with Tom.", CandidatePerson("Tom", ()), CandidatePerson("", ("Tom",))) == ["Tom"]


def test_the_name_is_made_of_words_of_the_text():
    assert names("Tea with Jim.", person("Jim Baker", "Jim")) == ["Jim"]
    assert names("From: Raman, Priya", person("Priya Raman", "Raman, Priya")) == ["Priya Raman"]
    assert names("Priya\n  Raman came", person("Priya Raman")) == ["Priya Raman"]


def test_the_places_that_an_extractor_gives_are_taken_when_the_words_stand_there():
    text = "Jim and Jim"
    (jim,) = found(text, people=[CandidatePerson("Jim", ("Jim",), (Span(8, 11), Span(0, 11), Span(40, 44)))]).people
    assert [(each.start, each.end) for each in jim.mentions] == [(8, 11)]


def test_a_name_inside_somebody_elses_longer_name_is_not_a_mention():
    people = [person("Jim Baker", "Jim Baker", "Jim"), person("Jim Hall")]
    one, other = found("Jim Baker, Jim Hall, and Jim", people=people).people
    assert [(each.start, each.text) for each in one.mentions] == [(0, "Jim Baker"), (25, "Jim")]
    assert [each.text for each in other.mentions] == ["Jim Hall"]


def test_the_same_name_twice_is_one_person():
    people = [
        person("Priya Raman", email="priya@lumen.example"),
        person("PRIYA RAMAN", "Priya", organization="Lumen"),
        person("Raman, Priya", "Priya Raman", role="VP Product"),
    ]
    (priya,) = found("Priya Raman, VP Product of Lumen (priya@lumen.example). Priya!", people=people).people
    assert (priya.name, priya.email, priya.organization, priya.role, priya.aliases) == (
        "Priya Raman", "priya@lumen.example", "Lumen", "VP Product", ("Priya",)
    )  # fmt: skip


def test_one_name_at_two_addresses_is_two_people():
    text = "Jim <jim@a.example>, Jim <jim@b.example>"
    one, other = found(text, people=[person("Jim", email="jim@a.example"), person("Jim", email="jim@b.example")]).people
    assert {one.email, other.email} == {"jim@a.example", "jim@b.example"}


def test_what_the_document_does_not_state_is_dropped():
    text = "Priya (PRIYA@mail.example, VP Product,\nLumen) says hello"
    (priya,) = found(
        text, people=[person("Priya", email="priya@mail.example", organization="lumen", role="vp  product")]
    ).people
    assert (priya.email, priya.organization, priya.role) == ("PRIYA@mail.example", "Lumen", "VP Product")
    (priya,) = found(text, people=[person("Priya", email="p@mail.example", organization="Men", role="CFO")]).people
    assert (priya.email, priya.organization, priya.role) == (None, None, None)


@pytest.mark.parametrize("email", ["iya@lumen.example", "priya@lumen", "priya@lumen.exam", "Priya", "@", "", "  "])
def test_a_piece_of_an_address_is_no_address(email):
    assert found("Priya <x.priya@lumen.example>", people=[person("Priya", email=email)]).people[0].email is None


@pytest.mark.parametrize(
    "candidate",
    [
        person("Sam Rivera"),
        person("Rivera, Sam", "Sam Rivera"),
        person("sam rivera", "SAM RIVERA"),
        person("Sam", email="SAM@notes.example"),
        person("sam@notes.example"),
        person("me", "me"),
    ],
)
def test_the_owner_is_never_an_entry(candidate):
    text = "Sam Rivera <sam@notes.example> SAM RIVERA wrote to me and Tom"
    assert names(text, candidate, person("Tom")) == ["Tom"]


def test_an_owner_without_letters_makes_nobody_the_owner():
    assert names("Tom and 🙂", person("Tom"), owner=Owner(names=("-",))) == ["Tom"]


def test_people_and_items_come_in_the_order_of_the_text():
    extraction = found(
        "Tom needs a van. Ana can lend a van.", "can lend a van", "needs a van", people=[person("Ana"), person("Tom")]
    )
    assert [each.name for each in extraction.people] == ["Tom", "Ana"]
    assert [each.quote for each in extraction.items] == ["needs a van", "can lend a van"]


# --- by and to ----------------------------------------------------------------------------------------------------

TALK = "Priya Raman (priya@lumen.example) and Jim Baker. Jim's husband and her roommate need a van."
CAST = [person("Priya Raman", email="priya@lumen.example"), person("Jim Baker", "Jim Baker", "Jim")]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Priya Raman", "Priya Raman"),
        ("priya  raman", "Priya Raman"),
        ("Priya", "Priya Raman"),
        ("Ms Raman", "Priya Raman"),
        ("priya@lumen.example", "Priya Raman"),
        ("Jim", "Jim Baker"),
        ("me", ME),
        ("Me", ME),
        ("I", ME),
        ("we", ME),
        ("Sam Rivera", ME),
        ("SAM@notes.example", ME),
        ("her roommate", "her roommate"),
        ("Her  roommate", "her roommate"),
        ("Jim's husband", "Jim's husband"),
        ("the mayor", None),
        ("Zoe", None),
        ("an", None),
        ("roo", None),
        ("", None),
        (" ", None),
        (None, None),
    ],
)
def test_a_party_is_a_person_the_owner_words_of_the_text_or_nobody(words, meant):
    item = CandidateItem("ask", "need a van", by=words, to=words)
    (proved,) = found(TALK, item, people=CAST).items
    assert (proved.by, proved.to) == (meant, meant)


def test_a_name_that_two_people_have_stays_the_words_of_the_text():
    text = "Jim Baker and Jim Hall came; Jim needs a van."
    people = [person("Jim Baker"), person("Jim Hall")]
    assert found(text, CandidateItem("ask", "needs a van", by="Jim"), people=people).items[0].by == "Jim"


def test_a_party_by_the_name_that_a_person_did_not_keep_is_that_person():
    item = CandidateItem("ask", "needs a van", by="Jim Baker")
    assert found("Jim needs a van", item, people=[person("Jim Baker", "Jim")]).items[0].by == "Jim"


def test_i_is_whoever_wrote_the_part():
    text = "I need a van.\nI will ask.\nI can lend one.\nPriya Raman"
    parts = (
        Part("new", 0, 14, Address("Sam Rivera", "sam@notes.example")),
        Part("quoted", 14, 26, PRIYA),
        Part("quoted", 26, 41),
        Part("signature", 41, 53),
    )
    items = [CandidateItem("ask", quote, by="I") for quote in ("need a van", "will ask", "can lend one")]
    proved = found(text, *items, people=[person("Priya Raman")], parts=parts, kind="thread").items
    assert [item.by for item in proved] == [ME, "Priya Raman", None]


# --- due dates ----------------------------------------------------------------------------------------------------


def test_due_is_counted_from_the_day_of_the_part_that_holds_the_words():
    text = "Please send it by Friday.\nPlease call by Friday.\n"
    sent = datetime(2026, 2, 10, 23, 30, tzinfo=UTC)
    parts = (Part("new", 0, 26), Part("quoted", 26, 49, date=sent))
    items = [CandidateItem("ask", quote, due_text="by Friday") for quote in ("send it by Friday", "call by Friday")]
    proved = found(text, *items, parts=parts).items
    assert [(item.said_on, item.due) for item in proved] == [
        (DAY, date(2026, 3, 6)),
        (date(2026, 2, 10), date(2026, 2, 13)),
    ]


def test_the_words_for_a_date_are_the_documents():
    text = "Send it by\nnext Tuesday or never"
    (item,) = found(text, CandidateItem("ask", "Send it", due_text="BY next tuesday")).items
    assert (item.due_text, item.due) == ("by next Tuesday", date(2026, 3, 10))


def test_a_date_that_the_document_does_not_say_is_dropped():
    (item,) = found("Send it soon", CandidateItem("ask", "Send it", due_text="by Friday")).items
    assert (item.due_text, item.due) == (None, None)


def test_vague_words_stay_without_a_day():
    (item,) = found("Send it soon", CandidateItem("ask", "Send it soon", due_text="soon")).items
    assert (item.due_text, item.due) == ("soon", None)


# --- one line, one thing ------------------------------------------------------------------------------------------


def test_a_summary_that_is_too_long_is_cut_at_a_word():
    (item,) = found("needs a van", CandidateItem("ask", "needs a van", "Find a van " + "that is large " * 40)).items
    assert len(item.summary) <= LONGEST_SUMMARY
    assert item.summary.endswith("large…")


def test_a_summary_is_one_line():
    (item,) = found("needs a van", CandidateItem("ask", "needs a van", " Find\n a\tvan… ")).items
    assert item.summary == "Find a van…"


def test_without_a_summary_the_words_stand_for_themselves():
    assert found("> needs\n> a **van**", CandidateItem("ask", "needs a van")).items[0].summary == "Needs a van"


def test_the_same_thing_on_overlapping_words_is_once():
    text = "Priya is looking for a fractional CFO by May"
    short = CandidateItem("ask", "looking for a fractional CFO", "Find a CFO", by="Priya")
    longer = CandidateItem("ask", "is looking for a fractional CFO", "find  a CFO", by="Priya")
    extraction = found(text, short, longer, people=[person("Priya")])
    assert [item.quote for item in extraction.items] == ["looking for a fractional CFO"]
    assert extraction.rejected == ()


def test_two_things_on_overlapping_words_are_two():
    text = "needs a designer and an accountant"
    items = (CandidateItem("ask", text, "Find a designer"), CandidateItem("ask", text, "Find an accountant"))
    assert [item.quote for item in found(text, *items).items] == [text, text]
    kinds = (CandidateItem("ask", text, "Find both"), CandidateItem("followup", text, "Find both"))
    assert len(found(text, *kinds).items) == 2


# --- very much ----------------------------------------------------------------------------------------------------


def test_of_ten_thousand_items_the_first_are_taken_and_the_rest_is_counted():
    text = "call Ann. " * 12_000
    items = [CandidateItem("followup", "call Ann", f"Call Ann for the {n}th time") for n in range(10_000)]
    extraction = found(text, *items)
    assert len(extraction.items) == MOST_ITEMS
    assert len({item.start for item in extraction.items}) == MOST_ITEMS
    assert [each.reason for each in extraction.rejected] == [
        "8000 more were proposed; at most 2000 are taken from one document."
    ]


def test_of_ten_thousand_people_the_first_are_taken_and_the_rest_is_counted():
    every = [f"Ann{n}" for n in range(10_000)]
    extraction = found(" ".join(every), people=[person(each) for each in every])
    assert [each.name for each in extraction.people] == every[:MOST_PEOPLE]
    assert len(extraction.rejected) == 1


def test_nothing_proposed_is_nothing_found():
    extraction = found("Tea.")
    assert (extraction.people, extraction.items, extraction.rejected) == ((), (), ())


def test_an_empty_document_proves_nothing():
    extraction = found("", "needs a van", people=[person("Tom")])
    assert (extraction.people, extraction.items) == ((), ())


# --- what a model adds of its own ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "summary", "kept"),
    [
        ("Ana needs a van by May.", "Ana needs a van", "Find Ana a van", True),
        ("Met Ana.\nShe needs it. A van, blue.", "She needs it", "A blue van", True),  # its words stand close by
        ("Ana needs a van.", "Ana needs a van", "A van for 900", False),
        ("Ana needs a van. Pay 900.", "Ana needs a van", "A van for 900", False),
        ("Ana needs a van for 900.", "needs a van for 900", "A van for 900", True),
        ("Ana needs a van.", "Ana needs a van", "A van: www.quick.example", False),
        ("Ana needs a van.", "Ana needs a van", "Write to bo@quick.example about a van", False),
        ("Ana needs a van.", "Ana needs a van", "Sell the house", False),
        ("Ana needs it." + " So." * 200 + " Sell the house.", "Ana needs it", "Sell the house", False),  # too far away
    ],
)
def test_a_summary_that_does_not_tell_of_its_quote_gives_way_to_it(text, quote, summary, kept):
    [item] = found(text, CandidateItem("ask", quote, summary)).items
    assert item.summary == (summary if kept else quote[:1].upper() + quote[1:])


def test_a_summary_holds_no_sign_that_turns_writing_or_hides_it():
    [item] = found("Ana needs a van.", CandidateItem("ask", "Ana needs a van", "\u202eA van\u202c\U000e0041")).items
    assert item.summary == "A van"


TWO = "I'll send it on Monday.\n> I can lend you a van.\n"
TWO_PARTS = (Part("new", 0, 24, PRIYA), Part("quoted", 24, len(TWO), Address("Bo Lind", "bo@lind.example")))


@pytest.mark.parametrize(
    ("quote", "said", "by"),
    [
        ("I'll send it on Monday", ME, "Priya Raman"),
        ("I'll send it on Monday", "Bo Lind", "Priya Raman"),
        ("I can lend you a van", ME, "Bo Lind"),
        ("lend you a van", ME, ME),  # without an "I" the words do not say
        ("I can lend you a van", None, None),
    ],
)
def test_i_in_a_mail_is_who_wrote_it_whatever_a_model_says(quote, said, by):
    text = f"{TWO}Priya Raman\nBo Lind\n"
    parts = (*TWO_PARTS, Part("signature", len(TWO), len(text)))
    everybody = (person("Priya Raman"), person("Bo Lind"))
    [item] = found(text, CandidateItem("offer", quote, by=said), people=everybody, parts=parts, kind="email").items
    assert item.by == by


@pytest.mark.parametrize("text", ['Bo Lind said: "I can lend you a van"', "Bo Lind said: “I can lend you a van”"])
def test_direct_speech_is_whose_it_is_said_to_be(text):
    offer = CandidateItem("offer", "I can lend you a van", by="Bo Lind")
    [item] = found(
        text, offer, people=[person("Bo Lind")], parts=(Part("new", 0, len(text), PRIYA),), kind="email"
    ).items
    assert item.by == "Bo Lind"


def test_a_day_from_another_part_is_none_of_an_item():
    offer = CandidateItem("offer", "I can lend you a van", due_text="on Monday")
    [item] = found(TWO, offer, parts=TWO_PARTS, kind="email").items
    assert (item.due_text, item.due) == (None, None)
