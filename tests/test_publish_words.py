"""Days, distances and counts in the words of the pages."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesight.publish.words import ago_words, counted, day_of, day_words, due_words, moment_words, month_words, urgency

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("days", "due", "ago", "pressing"),
    [
        (-800, "2 years late", "2 years ago", "late"),
        (-90, "3 months late", "3 months ago", "late"),
        (-21, "3 weeks late", "3 weeks ago", "late"),
        (-13, "13 days late", "13 days ago", "late"),
        (-1, "1 day late", "yesterday", "late"),
        (0, "today", "today", "now"),
        (1, "tomorrow", "tomorrow", "now"),
        (2, "in 2 days", "in 2 days", "soon"),
        (7, "in 7 days", "in 7 days", "soon"),
        (8, "in 8 days", "in 8 days", "later"),
        (400, "in 13 months", "in 13 months", "later"),
    ],
)
def test_distances_are_said_in_the_unit_that_fits(days, due, ago, pressing):
    day = TODAY + timedelta(days)
    assert due_words(day, TODAY) == due
    assert ago_words(day, TODAY) == ago
    assert urgency(day, TODAY) == pressing


def test_a_day_has_its_year_when_it_is_another_one():
    assert day_words(date(2026, 3, 1), TODAY) == "Sun 1 Mar"
    assert day_words(date(2025, 12, 31), TODAY) == "Wed 31 Dec 2025"


def test_moments_and_counts():
    assert moment_words("2026-03-03T10:22:00+01:00") == "3 Mar 2026, 10:22"
    assert moment_words("2026-03-03") == "3 Mar 2026"
    assert moment_words("last week") == "last week"
    assert moment_words(None) == ""
    assert [counted(n, "person", "people") for n in (0, 1, 1200)] == ["0 people", "1 person", "1,200 people"]


@given(st.none() | st.text())
def test_what_is_no_date_is_none(text):
    assert day_of(text) is None or isinstance(day_of(text), date)


@given(st.dates(), st.dates())
def test_any_two_days_have_words(day, today):
    assert day_words(day, today)
    for words in (due_words(day, today), ago_words(day, today)):
        number = re.search(r"\d+", words)
        assert int(number[0]) > 0 if number else words in {"today", "tomorrow", "yesterday"}


@pytest.mark.parametrize(
    ("month", "words"),
    [("2026-03", "March 2026"), ("0001-12", "December 0001"), ("2026-13", "2026-13"), ("soon", "soon"), ("", "")],
)
def test_a_month_is_said_with_its_year(month, words):
    assert month_words(month) == words
