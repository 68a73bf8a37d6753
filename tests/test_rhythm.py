"""A cadence in words, the days that follow from it, and what is unusually long by somebody's own past."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesight.errors import UsageError
from notesight.rhythm import LEAST_CONTACTS, Every, every, in_words, rhythm

DAY = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("words", "said", "next_day"),
    [
        ("every 3 months", "3 months", "2026-04-30"),
        ("Every month", "1 month", "2026-02-28"),
        ("monthly", "1 month", "2026-02-28"),
        ("2 weeks", "2 weeks", "2026-02-14"),
        ("every other week", "2 weeks", "2026-02-14"),
        ("every fortnight", "2 weeks", "2026-02-14"),
        ("once a quarter", "3 months", "2026-04-30"),
        ("every six weeks", "6 weeks", "2026-03-14"),
        ("half a year", "6 months", "2026-07-31"),
        ("90d", "90 days", "2026-05-01"),
        ("1y", "1 year", "2027-01-31"),
    ],
)
def test_a_cadence_is_what_people_call_one(words, said, next_day):
    found = every(words)
    assert (str(found), found.after(DAY).isoformat()) == (said, next_day)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("0 months", "A cadence is at least a day."),
        ("every zero weeks", "A cadence is at least a day."),
        ("0", "A cadence is at least a day."),
        ("-3 days", "A cadence is at least a day."),
        ("soon", "“soon” is no cadence."),
        ("", "“” is no cadence."),
        ("every blue moon", "“every blue moon” is no cadence."),
        ("999999 years", "That is longer than a life."),
    ],
)
def test_what_is_no_cadence_is_said_to_be_none(words, sentence):
    with pytest.raises(UsageError) as error:
        every(words)
    assert error.value.sentence == sentence


@given(st.text(max_size=30))
def test_any_words_are_a_cadence_or_a_sentence(words):
    try:
        found = every(words)
    except UsageError:
        return
    assert every(str(found)) == found


@given(st.integers(1, 900), st.sampled_from(["day", "week", "month", "year"]), st.dates())
def test_the_next_day_is_ahead_unless_the_calendar_ends(number, unit, day):
    after = Every(number, number, unit).after(day)
    assert after > day or after == date.max


def test_the_end_of_time_is_no_error():
    assert every("100 years").after(date(9990, 1, 1)) == date.max


def test_a_rhythm_is_the_longer_of_the_usual_whiles_and_needs_a_few_contacts():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in (0, 20, 60, 70)]
    found = rhythm(days)
    assert (found.usual_days, found.lost_on.isoformat()) == (30, "2026-05-11")
    assert rhythm(days[: LEAST_CONTACTS - 1]) is None


def test_nobody_whom_one_sees_every_day_is_lost_within_weeks():
    days = [date(2026, 1, n) for n in range(1, 8)]
    assert rhythm(days).lost_on == date(2026, 1, 7) + timedelta(days=45)


def test_a_while_is_said_in_the_unit_that_fits():
    assert [in_words(days) for days in (1, 13, 14, 59, 90, 800)] == [
        "1 day",
        "13 days",
        "2 weeks",
        "8 weeks",
        "3 months",
        "2 years",
    ]
