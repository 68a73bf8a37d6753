"""Ways to say something are sought only where their words stand, and found as if they were sought everywhere."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notesight import sources
from notesight.extractors import offline
from notesight.extractors.offline import introductions, people
from notesight.extractors.offline.lexicon import introducing, results
from notesight.extractors.offline.lexicon.wordings import Wording, Wordings
from notesight.model import Owner

DAY = date(2026, 3, 2)
ALL = (*(rule.wording for rule in (*introducing.RULES, *introducing.TIES)), *introducing.HOSTS, *results.RESULTS)
FIXTURES = Path(__file__).parent.parent / "fixtures"
SIGNS = ["¦", "¦", "a¦b", ".", ",", ":", "?", "(", ")", "⟨0⟩", "⟨1⟩", "£40", "i", "my", "me", "her", "and", "to"]


@cache
def lines():
    """Every part of the fixtures' notes and mails as a line of words."""
    found = []
    for folder in ("story/notes", "story/mail", "gold", "mail"):
        for file in sources.discover([FIXTURES / folder]):
            for raw in sources.raws(file):
                document = sources.document(raw, date=None, today=DAY)
                said = [offline.sentences(document.text, part.start, part.end) for part in offline.parts(document)]
                cast = people.find(document, [each for sentences in said for each in sentences], Owner())
                found += [introductions._line(sentences, cast).said for sentences in said]
    return found


@cache
def fragments():
    """What the wordings match in the fixtures, whole and in halves."""
    whole = sorted({match.group() for said in lines() for _, match in Wordings(ALL).matches(said)})
    halves = [half for each in whole for half in (each[: len(each) // 2], each[len(each) // 2 :])]
    return [*whole, *(" ".join(half.split()) for half in halves if half.strip())]


def everywhere(those, said):
    return [
        (number, match.span(), match.groupdict())
        for number, each in enumerate(those)
        for match in each.pattern.finditer(said)
    ]


def sought(those, said):
    return [(number, match.span(), match.groupdict()) for number, match in Wordings(those).matches(said)]


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        ("(?:put|puts) (?P<who>⟨\\d+⟩) in touch", ({"put", "puts"}, {"⟨⟩"}, {"in"}, {"touch"})),
        (
            "(?P<by>⟨\\d+⟩|his) (?:friends?|in-laws?) met",
            ({"⟨⟩", "his"}, {"friend", "friends", "in-law", "in-laws"}, {"met"}),
        ),
        ("(?:(?P<by>he|she) )?(?:told|telling)(?: again)? (?:her|him)", ({"told", "telling"}, {"her", "him"})),
        ("(?:heard of|read) (?P<who>me|us)(?: too)?", ({"heard", "read"}, {"me", "us"})),
        ("(?:good )?friends? of (?:mine)*", ({"of"},)),
        ("(?:re)?(?:built|made) (?:for|to) \\w+", ({"for", "to"},)),
        ("(?:came ?)(?:home|back)", ()),
        ("met ,? ?(?:him|her)", ({"met"},)),
        ("met him|saw her", ()),
        ("[.;¦] sold [a-z]+", ({"sold"},)),
    ],
)
def test_a_pattern_tells_what_words_it_cannot_do_without(source, needs):
    assert Wording(source).needs == tuple(map(frozenset, needs))


def test_what_goes_over_a_break_is_found_when_it_says_that_it_may():
    said = "¦ who wants it ? ¦ ⟨0⟩ . ¦ who wants it ? ⟨1⟩"
    within, across = (Wording(r"wants it \?(?: ¦)? ⟨\d⟩", across=across) for across in (False, True))
    assert [match.group() for _, match in Wordings([within]).matches(said)] == ["wants it ? ⟨1⟩"]
    assert [match.group() for _, match in Wordings([across]).matches(said)] == ["wants it ? ¦ ⟨0⟩", "wants it ? ⟨1⟩"]


def test_in_the_fixtures_seeking_only_where_the_words_stand_finds_what_seeking_everywhere_does():
    assert len(fragments()) > 60
    for said in lines():
        assert sought(ALL, said) == everywhere(ALL, said)


@given(st.lists(st.deferred(lambda: st.sampled_from(fragments())) | st.sampled_from(SIGNS), max_size=12).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_of_what_is_said_in_any_order_it_finds_the_same(said):
    assert sought(ALL, said) == everywhere(ALL, said)
