"""Few sentences of a document are judged of an item: those that are left out show nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesight.closing import Open, Sentences, judge, passages, weigh

ANA, TOM, NAMES = "ana", "tom", frozenset({"ana", "tom"})


def an_item(kind, quote, summary, by, to, people=(ANA,), around=""):
    return Open(kind, quote, summary, by, to, frozenset(people), NAMES, around)


DECK = an_item("followup", "I'll send Ana and Tom the deck", "Send Ana and Tom the deck", "me", ANA, (ANA, TOM),
               "a trapeze at the lighthouse")  # fmt: skip
PRINTER = an_item("ask", "Ana is looking for a printer", "A printer for the poster", ANA, None)
BARN = an_item("ask", "Ana needs somebody for it", "Somebody for it", ANA, "me", around="the roof of the barn leaks")
TOUCH = an_item("followup", "Tom will put me in touch with Ana", "Put me in touch with Ana", TOM, "me", (ANA, TOM))
VISIT = an_item("followup", "I'll drop by at Ana's", "Drop by at Ana's", "me", ANA)
SCREENS = an_item("ask", "Could you do the screens for Ana?", "Do the screens for Ana", ANA, "me",
                  around="a trapeze at the lighthouse, with an accordion")  # fmt: skip
ITEMS = (
    DECK, PRINTER, BARN, TOUCH, VISIT, SCREENS,
    an_item("followup", "it'll be in her mailbox", "Be in her mailbox", "me", ANA, around="Ana wants the poster for the barn"),
    an_item("followup", "Tom will ring me after Easter", "Ring me after Easter", TOM, "me", (TOM,)),
    an_item("followup", "Ana owes us £80 for the posters", "Pay us £80 for the posters", ANA, "me"),
    an_item("ask", "Could you lend me the deck?", "Lend me the deck", None, "me", ()),
)  # fmt: skip
PIECES = (
    "Ana", "Tom", "she", "I", "me", "sent", "the deck", "the poster", "the barn", "her printer", "rang", "liked my", "has the",
    "the cheque came", "paid", "£80", "no longer looking for", "fell through", "introduced", "is in touch with", "dropped by",
    "since Friday", "now", "not", "will", "is on the wall", "here is", "as promised", "thanks for the", "mailbox", "roof",
    "It rained", ".", ".", ".", "\n\n",
)  # fmt: skip


def looked_at_and_shown(item, text, *, writer="me", reply=False):
    """The sentences that are looked at, and of all sentences those that show something."""
    low = text.lower()
    mentions = [(at, at + 3, name) for name in NAMES for at in range(len(text)) if low.startswith(name, at)]
    found = passages(text, [(0, len(text))], mentions)
    shown = [
        each.text
        for each in found
        if judge(item, each, writer=writer, reply=reply) or weigh(item, each, days=3, late=True)
    ]
    return [each.text for each in Sentences(found).worth_judging(item, reply=reply)], shown


@given(item=st.sampled_from(ITEMS), said=st.lists(st.sampled_from(PIECES), max_size=30), reply=st.booleans(),
       writer=st.sampled_from(("me", ANA, TOM)))  # fmt: skip
def test_a_sentence_that_is_not_looked_at_shows_nothing(item, said, reply, writer):
    looked_at, shown = looked_at_and_shown(item, " ".join(said), writer=writer, reply=reply)
    assert [each for each in shown if each not in looked_at] == []


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (DECK, "Ana and Tom have the trapeze up now, and like it."),
        (PRINTER, "Ana is no longer looking."),
        (BARN, "Ana's barn is painted, the roof is fixed too."),
        (TOUCH, "Ana rang about the workshop."),
        (VISIT, "I saw Ana."),
        (SCREENS, "I took your trapeze and the accordion, Ana."),
    ],
)
def test_what_shows_something_without_a_word_of_the_thing_is_looked_at_and_what_has_nothing_of_it_is_not(item, said):
    assert looked_at_and_shown(item, f"It rained. {said}") == ([said], [said])
