"""For any text and any candidates: what is kept stands in the text, and a disturbed quote is found where it reads the same."""

import random
import unicodedata
from datetime import UTC, date, datetime
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from notesight.candidates import CandidateItem, CandidatePerson, Candidates, Span
from notesight.grounding import Haystack, ground
from notesight.model import Address, Document, Owner, Part

OWNER = Owner(("Sam Rivera",), ("sam@notes.example",))
SOUP = "".join(map(chr, range(32, 127))) + "\n\n\n\t  >>>>**“”„«»‘’–—…\u00ad\u200b\u00a0éÉßİıςσΣжЖ李é\u0301\u0308🙂"
soups = st.text(alphabet=SOUP, max_size=120)
any_text = st.one_of(soups, st.text(max_size=80))
ROLES = ("header", "new", "quoted", "forwarded", "signature", "boilerplate")


@st.composite
def documents(draw):
    text = draw(any_text)
    cuts = sorted({0, len(text), *draw(st.lists(st.integers(0, len(text)), max_size=3))})
    author = st.sampled_from([Address(), Address("Sam Rivera", ""), Address("Ann", "ann@x.example")])
    moment = st.sampled_from([None, datetime(2026, 2, 10, 23, 30, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)])
    parts = tuple(Part(draw(st.sampled_from(ROLES)), a, b, draw(author), draw(moment)) for a, b in pairwise(cuts))
    return Document("key", text, date(2026, 3, 2), draw(st.sampled_from(["note", "email"])), parts)


@st.composite
def cases(draw):
    document = draw(documents())
    text = document.text
    piece = st.tuples(st.integers(0, len(text)), st.integers(0, 30)).map(lambda at: text[at[0] : at[0] + at[1]])
    words = st.one_of(
        piece, piece, any_text, st.sampled_from(["me", "I", "Ann", "by Friday", "next week", "Sam Rivera"])
    )
    maybe = st.one_of(st.none(), words)
    spans = st.builds(Span, st.integers(-3, 130), st.integers(-3, 130))
    people = st.builds(
        CandidatePerson, words, st.lists(words, max_size=3).map(tuple), st.lists(spans, max_size=2).map(tuple),
        maybe, maybe, maybe,
    )  # fmt: skip
    items = st.builds(
        CandidateItem, st.sampled_from(["ask", "offer", "followup", "rumour"]), words, any_text, maybe, maybe, maybe,
        st.sampled_from(["stated", "hedged"]), st.one_of(st.none(), st.integers(-2, 5)), st.one_of(st.none(), spans),
    )  # fmt: skip
    return document, Candidates(tuple(draw(st.lists(people, max_size=4))), tuple(draw(st.lists(items, max_size=5))))


@given(cases())
@settings(max_examples=400, deadline=None)
def test_whatever_is_proposed_what_is_kept_stands_on_its_words(case):
    document, candidates = case
    extraction = ground(candidates, document, OWNER)
    for item in extraction.items:
        assert document.text[item.start : item.end] == item.quote
        assert item.start < item.end
        assert item.quote == item.quote.strip()
        assert "\n" not in item.summary
    for person in extraction.people:
        assert person.name
        assert person.mentions
        assert all(document.text[each.start : each.end] == each.text for each in person.mentions)
    assert len(extraction.items) + len(extraction.rejected) <= len(candidates.items) + len(candidates.people)
    assert ground(candidates, document, OWNER) == extraction


PLAIN = str.maketrans(
    {**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛‹›′´`", "'"), **dict.fromkeys("‐‑‒–—―−", "-")}
)
LIKE = {'"': '“”„«»"', "'": "‘’'", "-": "–—-"}


def reads(text):
    """How a text reads aloud: letters of one size, plain marks, single blanks, nothing that is not heard."""
    lines = [line.lstrip("> \t") for line in text.split("\n")]
    plain = unicodedata.normalize("NFC", " ".join(" ".join(lines).split())).translate(PLAIN).replace("…", "...")
    heard = (
        "".join(c for c in plain if c not in "\u00ad\u200b\u200e\u200f\u2060\ufeff*").casefold().replace("i\u0307", "i")
    )
    return " ".join(heard.split()).strip(" .,;:!?\"'()[]<>_-")


def disturbed(quote, seed):
    """The same words as another hand would type them."""
    pick = random.Random(seed)
    out = []
    for character in quote:
        other = character.swapcase()
        if len(other) == 1 and other.casefold() == character.casefold() and pick.random() < 0.3:
            out.append(other)
        elif (plain := character.translate(PLAIN)) in LIKE:
            out.append(pick.choice(LIKE[plain]))
        elif character in " \t":
            out.append(pick.choice([" ", "  ", "\t", "\u00a0 "]))
        else:
            out.append(character)
    return pick.choice(["", " ", "\u00a0"]) + "".join(out) + pick.choice(["", "  "])


@st.composite
def cuts(draw):
    """A text and a stretch of it; nobody quotes half a letter."""
    text = "x" + draw(any_text)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    while "\u0300" <= text[start] <= "\u036f":
        start -= 1
    while end < len(text) and "\u0300" <= text[end] <= "\u036f":
        end += 1
    return text, text[start:end]


@given(cuts(), st.integers(0, 2**32))
@settings(max_examples=1500, deadline=None)
def test_a_quote_that_is_cut_out_and_disturbed_is_found_where_it_reads_the_same(cut, seed):
    text, quote = cut
    assume(reads(quote))
    places = Haystack(text).find(disturbed(quote, seed))
    assert places
    assert all(reads(text[each.start : each.end]) == reads(quote) for each in places)


@given(cuts())
@settings(max_examples=500, deadline=None)
def test_a_quote_that_is_cut_out_is_found_exactly(cut):
    text, quote = cut
    places = Haystack(text).find(quote)
    assert all(text[each.start : each.end] == quote.strip() for each in places)
    assert bool(places) == bool(quote.strip())
