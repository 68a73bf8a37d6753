"""What counts as found: the rules of the match, and the figures that come of them."""

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesight import scoring
from notesight.model import ITEM_KINDS, Item, Mention, Person
from notesight.model import Extraction as Proved
from notesight.scoring import Confusion, Found, GoldError, Pair, Thing, Who, compare, difference, match
from notesight.scoring.figures import ROWS, Counts

ANA, BO = Who("Ana Ruiz", "ana@ruiz.example", ("Ana",)), Who("Bo Lindqvist", None, ("Bo",))
TEXT = "Coffee with Ana Ruiz. She needs a web designer, soon. Bo can lend his kiln. I'll ring Ana on Friday."
NEEDS = Thing("ask", "She needs a web designer", by="Ana Ruiz")
LENDS = Thing("offer", "Bo can lend his kiln", by="Bo Lindqvist", to="me")
RINGS = Thing("followup", "I'll ring Ana on Friday", by="me", to="Ana Ruiz", due=date(2026, 3, 6))
GOLD = Found((ANA, BO), (NEEDS, LENDS, RINGS))


def rates(wanted, found, text=TEXT):
    """Right, found and wanted of people and of all items."""
    figures = scoring.figures([match(wanted, found, text)])
    return {row: (r.right, r.found, r.wanted) for row in ("people", "items") for r in [figures.rates[row]]}


# --- people -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "person",
    [Who("Ana Ruiz"), Who("ANA   ruiz"), Who("Ana"), Who("A. R.", "Ana@Ruiz.example"), Who("Dr Ruiz", None, ("Ana",))],
    ids=lambda person: person.name,
)
def test_a_person_is_found_by_any_spelling_or_by_the_address(person):
    assert match(Found((ANA,)), Found((person,)), TEXT).people == ((ANA, person),)


def test_a_name_goes_before_a_spelling():
    sister = Who("Ana Prado", None, ("Ana", "Ana Ruiz"))
    found = match(Found((ANA,)), Found((sister, Who("Ana Ruiz"))), TEXT)
    assert (found.people, found.extra_people) == (((ANA, Who("Ana Ruiz")),), (sister,))


def test_nobody_is_found_twice():
    found = match(Found((ANA, BO)), Found((Who("Ana"), Who("Ana Ruiz"))), TEXT)
    assert (found.people, found.missed_people, found.extra_people) == (((ANA, Who("Ana")),), (BO,), (Who("Ana Ruiz"),))


# --- items --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "is_found"),
    [
        ("She needs a web designer", True),
        ("she   needs\na WEB designer, soon", True),
        ("a web designer", True),
        ("designer, soon. Bo can", False),  # eight of twenty-two characters
        ("She", False),  # the other is eight times as long
        ("web designer, soon. Bo can", True),  # twelve of twenty-four: just half
        ("eb designer, soon. Bo can", False),
        ("She needs a web designer from Leith", False),
        ("", False),
    ],
)
def test_an_item_is_found_by_half_of_the_shorter_quote(quote, is_found):
    assert bool(match(Found((), (NEEDS,)), Found((), (replace(NEEDS, quote=quote),)), TEXT).pairs) == is_found


def test_a_quote_may_be_four_times_as_long_and_no_longer():
    text = "ring him " + "x" * 40
    eight = Thing("followup", "ring him")
    assert match(Found((), (eight,)), Found((), (Thing("followup", text[:32]),)), text).pairs
    assert not match(Found((), (eight,)), Found((), (Thing("followup", text[:33]),)), text).pairs


def test_words_that_stand_twice_are_found_at_either_place():
    text = "Ring Ana. Then tea. Ring Ana again."
    assert match(
        Found((), (Thing("followup", "Ring Ana again"),)), Found((), (Thing("followup", "Ring Ana"),)), text
    ).pairs


def test_the_best_overlap_goes_first_and_each_counts_once():
    whole, part = Thing("ask", "She needs a web designer, soon"), Thing("ask", "a web designer, soon")
    found = match(Found((), (NEEDS,)), Found((), (part, whole)), TEXT)
    assert (found.pairs[0].found, found.extra) == (whole, (part,))


def test_another_kind_is_missed_and_extra_and_said_to_be_a_confusion():
    found = match(Found((), (NEEDS,)), Found((), (replace(NEEDS, kind="followup"),)), TEXT)
    wrong = replace(NEEDS, kind="followup")
    assert (found.pairs, found.missed, found.extra) == ((), (NEEDS,), (wrong,))
    assert found.confused == (Confusion(NEEDS, wrong),)


def test_who_and_when_are_told_of_every_pair():
    said = replace(RINGS, by="I", to="Ana", due=None)
    assert match(GOLD, Found((), (said,)), TEXT).pairs == (Pair(RINGS, said, by=False, to=True, due=False),)
    assert match(GOLD, Found((), (NEEDS,)), TEXT).pairs == (Pair(NEEDS, NEEDS, by=True, to=True, due=None),)
    early = replace(NEEDS, due=date(2026, 3, 2))
    assert match(GOLD, Found((), (early,)), TEXT).pairs == (Pair(NEEDS, early, by=True, to=True, due=False),)


def test_two_spellings_are_one_party_only_where_the_gold_says_so():
    lends = replace(LENDS, by="her roommate")
    assert match(Found((BO,), (LENDS,)), Found((), (replace(LENDS, by="bo"),)), TEXT).pairs[0].by
    assert not match(Found((), (LENDS,)), Found((BO,), (replace(LENDS, by="bo"),)), TEXT).pairs[0].by
    assert match(Found((), (lends,)), Found((), (replace(lends, by="Her  Roommate"),)), TEXT).pairs[0].by


def test_a_quote_that_stands_nowhere_is_extra_and_loose():
    made_up = Thing("ask", "She needs a plumber")
    found = match(GOLD, Found((), (made_up,)), TEXT)
    assert (found.extra, found.loose) == ((made_up,), (made_up,))
    grounded = scoring.figures([found, match(GOLD, GOLD, TEXT)]).grounded
    assert (grounded.right, grounded.of, grounded.share) == (3, 4, 0.75)


# --- figures ------------------------------------------------------------------------------------------------------


def test_the_figures_of_a_reading_are_these():
    said = Found((ANA, Who("Web Designer")), (NEEDS, replace(RINGS, to=None), Thing("ask", "soon")))
    assert scoring.figures([match(GOLD, said, TEXT)]).as_json() == {
        "documents": 1,
        "people": {"precision": 0.5, "recall": 0.5, "f1": 0.5, "right": 1, "found": 2, "wanted": 2},
        "asks": {"precision": 0.5, "recall": 1.0, "f1": 0.667, "right": 1, "found": 2, "wanted": 1},
        "offers": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "right": 0, "found": 0, "wanted": 1},
        "followups": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "right": 1, "found": 1, "wanted": 1},
        "items": {"precision": 0.667, "recall": 0.667, "f1": 0.667, "right": 2, "found": 3, "wanted": 3},
        "by": {"share": 1.0, "right": 2, "of": 2},
        "to": {"share": 0.5, "right": 1, "of": 2},
        "due": {"share": 1.0, "right": 1, "of": 1},
        "grounded": {"share": 1.0, "right": 3, "of": 3},
        "faultless": {"share": 0.0, "right": 0, "of": 1},
    }


def test_only_figures_below_their_floor_are_told():
    figures = scoring.figures([match(GOLD, Found((ANA,), (NEEDS,)), TEXT)])
    floors = {"people": 0.9, "people.precision": 1.0, "asks": 1.0, "items.recall": 0.5, "due": 1.0}
    assert scoring.below(figures, floors) == [("people", 2 / 3, 0.9), ("items.recall", 1 / 3, 0.5)]


# --- whatever the documents are -----------------------------------------------------------------------------------

WORDS = [f"word{n}" for n in range(60)]
PAGE = " ".join(WORDS)


@st.composite
def golds(draw):
    """People of distinct names, items on stretches of a text that do not touch."""
    people = tuple(Who(f"Person {n}", None, (f"P{n}",)) for n in range(draw(st.integers(0, 4))))
    parties = st.sampled_from([None, "me", *(person.name for person in people), *(f"P{n}" for n in range(len(people)))])
    items = tuple(
        Thing(
            draw(st.sampled_from(ITEM_KINDS)),
            " ".join(WORDS[10 * n : 10 * n + draw(st.integers(4, 8))]),
            draw(parties),
            draw(parties),
            draw(st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 12, 31)))),
        )
        for n in range(draw(st.integers(0, 5)))
    )
    return Found(people, items)


def parts(found, keep):
    """Some of what is in a document."""
    return Found(found.people[: keep % 3], found.items[: keep % 4])


@given(golds())
def test_a_gold_against_itself_is_faultless(gold):
    found = match(gold, gold, PAGE)
    assert found.faultless
    figures = scoring.figures([found])
    for row in ROWS:
        if figures.rates[row].wanted:
            assert (figures.rates[row].precision, figures.rates[row].recall, figures.rates[row].f1) == (1.0, 1.0, 1.0)
    assert all(getattr(figures, name).share in (None, 1.0) for name in ("by", "to", "due", "grounded", "faultless"))


@given(golds(), st.randoms(use_true_random=False), st.integers(0, 11))
def test_the_order_of_people_and_items_changes_no_figure(gold, chance, keep):
    said = parts(gold, keep)

    def shuffled(found):
        return Found(*(tuple(chance.sample(side, len(side))) for side in (found.people, found.items)))

    assert scoring.figures([match(shuffled(gold), shuffled(said), PAGE)]) == scoring.figures([match(gold, said, PAGE)])


@given(golds(), st.integers(0, 11), st.sampled_from(ITEM_KINDS))
def test_a_wrong_item_lowers_precision_and_nothing_else(gold, keep, kind):
    said = parts(gold, keep)
    more = Found(said.people, (*said.items, Thing(kind, "word59")))
    before, after = (scoring.figures([match(gold, each, PAGE)]) for each in (said, more))
    assert after.rates["items"].found == before.rates["items"].found + 1
    assert after.rates["items"].precision < before.rates["items"].precision or not before.rates["items"].right
    assert [after.rates[row].recall for row in ROWS] == [before.rates[row].recall for row in ROWS]
    assert (after.by, after.to, after.due, after.rates["people"]) == (
        before.by,
        before.to,
        before.due,
        before.rates["people"],
    )


@given(golds(), st.integers(0, 11))
def test_what_is_left_out_lowers_recall_and_never_precision(gold, keep):
    figures = scoring.figures([match(gold, parts(gold, keep), PAGE)])
    for row in ROWS:
        assert figures.rates[row].right == figures.rates[row].found
        assert figures.rates[row].recall <= 1.0


@given(golds(), golds())
def test_counts_add_up_and_no_share_leaves_its_range(gold, said):
    found = match(gold, said, PAGE)
    figures = scoring.figures([found])
    for row in ROWS:
        rate = figures.rates[row]
        assert 0 <= rate.right <= min(rate.found, rate.wanted)
        assert all(0.0 <= share <= 1.0 for share in (rate.precision, rate.recall, rate.f1))
    assert len(found.pairs) + len(found.missed) == len(gold.items)
    assert len(found.pairs) + len(found.extra) == len(said.items)
    assert scoring.figures([found, found]) == scoring.total([Counts.of(found) + Counts.of(found)])


@given(golds(), golds())
def test_no_letter_case_and_no_white_space_changes_a_match(gold, said):
    loud = Found(
        tuple(Who(each.name.upper(), each.email, each.mentions) for each in said.people),
        tuple(replace(each, quote=each.quote.upper().replace(" ", " \n\t")) for each in said.items),
    )
    assert scoring.figures([match(gold, loud, PAGE)]) == scoring.figures([match(gold, said, PAGE)])


# --- two readers --------------------------------------------------------------------------------------------------


def test_two_readers_are_told_apart_by_what_only_one_of_them_has():
    made_up, other = Thing("ask", "lend his kiln"), Thing("ask", "Coffee with Ana")
    one = match(GOLD, Found((ANA, Who("Coffee")), (NEEDS, replace(RINGS, to="Bo"), made_up)), TEXT)
    two = match(GOLD, Found((ANA, BO), (LENDS, RINGS, made_up, other)), TEXT)
    found = compare(one, two, TEXT)
    assert found.found == ((NEEDS,), (LENDS,))
    assert found.people == ((), (BO,))
    assert found.extra == ((), (other,))
    assert found.extra_people == ((Who("Coffee"),), ())
    assert found.parties == ((RINGS, "to", False, "Bo", "Ana Ruiz"),)
    assert not found.same
    assert compare(one, one, TEXT).same


def test_what_one_reader_finds_in_every_document_is_more_than_chance():
    good, bad = Counts.of(match(GOLD, GOLD, TEXT)), Counts.of(match(GOLD, Found(), TEXT))
    sure = difference([bad] * 30, [good] * 30, "items")
    assert (sure.by, sure.low, sure.high, sure.more_than_chance) == (1.0, 1.0, 1.0, True)
    chance = random.Random(1)
    mixed = [[chance.choice([good, bad]) for _ in range(30)] for _ in range(2)]
    unsure = difference(*mixed, "items")
    assert unsure.low < 0 < unsure.high
    assert not unsure.more_than_chance
    assert difference(*mixed, "items") == unsure
    assert difference([], [], "items") == scoring.Difference(0.0, 0.0, 0.0)


# --- gold files ---------------------------------------------------------------------------------------------------

VALUE = {
    "id": "one", "kind": "note", "file": "one.txt", "date": "2026-03-02", "me": None,
    "people": [{"name": "Ana Ruiz", "mentions": ["Ana Ruiz", "Ana"], "email": None, "organization": None, "role": None}],
    "items": [{"kind": "followup", "by": "me", "to": "Ana Ruiz", "summary": "Ring Ana", "quote": "I'll ring Ana on Friday",
               "due": "2026-03-06", "due_text": "on Friday"}],
}  # fmt: skip


def test_a_gold_file_is_read():
    gold = scoring.parse("one", VALUE)
    assert (gold.name, gold.kind, gold.file, gold.date, gold.me) == ("one", "note", "one.txt", date(2026, 3, 2), None)
    assert gold.wanted == Found(
        (Who("Ana Ruiz", None, ("Ana Ruiz", "Ana")),), (replace(RINGS, summary="Ring Ana", due_text="on Friday"),)
    )
    assert scoring.found_from(gold.wanted.as_json()) == gold.wanted


def test_an_extraction_is_what_was_found():
    mentions = (Mention("Ana Ruiz", 12, 20), Mention("Ana", 86, 89))
    item = Item("ask", "She needs a web designer", 22, 46, "A web designer", "Ana Ruiz", None, date(2026, 3, 2))
    proved = Proved((Person("Ana Ruiz", mentions, ("Ana",)),), (item,))
    assert scoring.found_in(proved) == Found(
        (Who("Ana Ruiz", None, ("Ana", "Ana Ruiz")),), (replace(NEEDS, summary="A web designer"),), (), ()
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ([], "A gold file is a JSON object, and this is none."),
        ({**VALUE, "date": None}, "It has no date."),
        ({**VALUE, "date": "2 March"}, "Its date is not written YYYY-MM-DD."),
        ({**VALUE, "kind": "chat"}, "Its kind is none of note, email, thread."),
        ({**VALUE, "people": "Ana"}, "“people” is a list, and this is none."),
        ({**VALUE, "people": [{"mentions": ["Ana"]}]}, "Person 1 has no name."),
        ({**VALUE, "people": [{"name": "Ana", "mentions": [7]}]}, "Person 1 has a mention that is no text."),
        ({**VALUE, "items": [{"kind": "ask"}]}, "Item 1 has no quote."),
        (
            {**VALUE, "items": [{"kind": "wish", "quote": "a kiln"}]},
            "The kind of item 1 is none of ask, offer, followup.",
        ),
        ({**VALUE, "items": [{"kind": "ask", "quote": "a kiln", "by": 7}]}, "Item 1 has a “by” that is no text."),
        (
            {**VALUE, "items": [{"kind": "ask", "quote": "a kiln", "due": "soon"}]},
            "The due date of item 1 is not written YYYY-MM-DD.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_gold_file_is_a_sentence(change, sentence):
    with pytest.raises(GoldError) as raised:
        scoring.parse("one", change)
    assert str(raised.value) == sentence


def test_gold_that_does_not_stand_in_its_text_is_named():
    gold = scoring.parse("one", VALUE)
    assert list(scoring.strays(gold, TEXT)) == []
    assert list(scoring.strays(gold, "I'll ring Ana\n on Friday.")) == [("a mention of person 1", "Ana Ruiz")]
    assert list(scoring.strays(gold, "Ana Ruiz")) == [("the quote of item 1", "I'll ring Ana on Friday")]
