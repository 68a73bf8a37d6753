"""Tell a date from what only looks like one: a price, "the 5th floor", "this year's budget", "the spring show"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from notesight.dates import names
from notesight.dates.atoms import Atom
from notesight.dates.context import PREPOSITIONS, next_word
from notesight.dates.namesakes import is_day_and_month, is_month, is_month_in_phrase, is_this_month, is_weekday
from notesight.dates.pieces import WEEKDAY, spaced
from notesight.dates.place import DATE_PREPOSITIONS, DOTTED_PREPOSITIONS, FUNCTION_WORDS, POSSESSIVE, UNTIL, Place

_SHORTENED = frozenset(
    "cut cuts down drop fall fell grew grow increase increased off over raise reduce reduced rise rose shrink under up".split()
)
_FRACTIONS = frozenset("1/2 1/3 2/3 1/4 3/4 1/5".split())
_NO_DATES = frozenset({"24/7", "50/50"})
_VERSIONS = ("version", "v", "release")
_PADDED = re.compile(r"\d\d\.\d\d\.")
_SMALL_ORDINALS = frozenset({"the first", "the second", "the third"})
_LIST_NEXT = re.compile(spaced(r"(?:(?: ?[-–/&] ?|,? (?:and|or|to) |, )(?:the )?\d{1,2}(?:st|nd|rd|th)){0,9}"))
_TIME_NEXT = re.compile(spaced(r",? (?:at |@ ?)?\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)\b|,? (?:at|@) ?\d{1,2}[:.]\d\d"))
_WEEKDAY_NEXT = re.compile(spaced(rf",? \(?(?:a )?{WEEKDAY}"))
_LEADING_PREPOSITIONS = (DATE_PREPOSITIONS | {"for"}) - {"of"}
_FEAST_PREPOSITIONS = (PREPOSITIONS | {"early", "late"}) - {"due", "from", "on", "b4"}
_SEASONS = ("spring", "summer", "autumn", "fall", "winter")
_SPENDING = frozenset("a been buy for has have need needs quite save spend spent take takes took".split())
_GREETINGS = frozenset(
    "am das den der die diesen einen eines elke gestern goede guten heute jede jeden schönen".split()
)
_NOT_TOMORROW = frozenset("la esta cada una por buena".split())
_Check = Callable[[Place], bool]


def means_date(low: str, text: str, atom: Atom, previous: Atom | None, *, strict: bool) -> bool:
    """Whether an atom is a date where it stands. ``strict`` is running text; a phrase is known to be about a date.

    ``previous`` is the date that the atom goes on with ("Monday" in "Monday 11th", "May" in "May or June").
    """
    place, name = Place(low, text, atom), atom.kind.name
    if name in _ALWAYS and not _ALWAYS[name](place):
        return False
    if not strict or name not in _STRICT:
        return True
    return (previous is not None and previous.kind.name in _GOES_ON_WITH.get(name, ())) or _STRICT[name](place)


# --- numbers -----------------------------------------------------------------------------------------------------


def _is_no_price(place: Place) -> bool:
    """A day is "12.3" only after "am", "bis" or "Freitag": elsewhere it is a price or a time of day."""
    if "." not in place.word or (place.word.endswith(".") and not place.before):
        return True
    is_led = place.abroad in DOTTED_PREPOSITIONS or place.last.rstrip(".,") in names.WEEKDAYS_ABROAD
    return is_led and place.ends


def _is_short(place: Place) -> bool:
    """Tell "by 12/3" from "24/7" and from "cut it by 1/3"."""
    if place.word in _NO_DATES:
        return False
    if place.word in _FRACTIONS and any(word.text in _SHORTENED for word in place.before[-4:]):
        return False
    if "." in place.word or place.follows(_WEEKDAY_NEXT):
        return bool(place.before) or "." not in place.word
    is_led = place.preposition in _LEADING_PREPOSITIONS or place.abroad in DOTTED_PREPOSITIONS
    return is_led and (place.ends or place.last in {"am", "due"})


def _is_numeric(place: Place) -> bool:
    """Three numbers with full stops and a short year may be a version."""
    if len(place.atom.parts["y"]) == 4:
        return True
    if "." not in place.word or _PADDED.match(place.word):
        return not place.last.endswith(_VERSIONS)
    return place.preposition in DATE_PREPOSITIONS or place.abroad in DOTTED_PREPOSITIONS


def _is_day_number(place: Place) -> bool:
    """Tell "the 5th" from "the 5th floor" and "the 3rd and 4th quarter"."""
    if place.follows(_WEEKDAY_NEXT) or place.follows(_TIME_NEXT):
        return True
    listed = _LIST_NEXT.match(place.low, place.atom.end)
    following = next_word(place.low, place.text, listed.end() if listed else place.atom.end)
    if following and (following not in FUNCTION_WORDS or following == "of"):
        return False
    if "word" in place.atom.parts:
        return (place.preposition in UNTIL or place.preposition in {"on", "due"}) and place.word not in _SMALL_ORDINALS
    return place.word.startswith("the ") or place.preposition in DATE_PREPOSITIONS


def _is_whole_ordinal(place: Place) -> bool:
    """Tell "the tenth" from "the first week"."""
    return place.ends or ("word" not in place.atom.parts and not place.next_word_as_written.islower())


def _is_year(place: Place) -> bool:
    return place.preposition in UNTIL


# --- periods -----------------------------------------------------------------------------------------------------


def _is_weekend(place: Place) -> bool:
    """Tell "at the weekend" from what the weekend was like."""
    return not place.word.startswith("the ") or "coming" in place.word or place.preposition in PREPOSITIONS


def _is_week(place: Place) -> bool:
    return not place.word.startswith("the following") or bool(place.preposition)


def _is_period(place: Place) -> bool:
    """Tell "this year" from "this year's budget"."""
    return _is_week(place) and not place.follows(POSSESSIVE)


def _is_quarter(place: Place) -> bool:
    """Tell "in Q1" from the first question."""
    return bool(place.preposition or place.atom.parts.keys() & {"y", "which"})


def _is_end(place: Place) -> bool:
    """Tell "at the end of the day" from the figure of speech, which a comma follows."""
    is_figure = place.preposition == "at" and place.atom.parts.get("what") == "day"
    return not (is_figure and place.low.startswith(",", place.atom.end))


def _is_end_of_period(place: Place) -> bool:
    """Tell "by year-end" from "year-end bonuses"."""
    return place.ends


def _is_season(place: Place) -> bool:
    """Tell "in the spring" and "after Easter" from "the spring show" and "our Easter order"."""
    is_led = place.preposition in _FEAST_PREPOSITIONS or place.word.startswith(("this ", "next "))
    return is_led and place.ends and not (place.preposition == "at" and place.word.endswith(_SEASONS))


def _is_vague(place: Place) -> bool:
    """Tell "soon" from "as soon as the paint is dry" and "some time" from "it took some time"."""
    return place.next_word != "as" and (place.word != "some time" or place.last not in _SPENDING)


# --- words -------------------------------------------------------------------------------------------------------


def _is_today(place: Place) -> bool:
    """Tell "today" from "today's paper", and "hoy" and "oggi" from surnames."""
    if place.word in {"hoy", "oggi"}:
        return place.text[place.atom.start].islower() or place.begins
    return not place.follows(POSSESSIVE) or place.preposition in {"by", "before", "for", "at", "after"}


def _is_tomorrow(place: Place) -> bool:
    """Tell "morgen" from "guten Morgen" and "mañana" from "por la mañana"."""
    if place.word == "mañana":
        return place.last not in _NOT_TOMORROW
    if place.word != "morgen":
        return True
    is_adverb = place.text[place.atom.start].islower() or (place.begins and place.next_word not in {"", "zusammen"})
    return is_adverb and place.last not in _GREETINGS


def _is_long_enough(place: Place) -> bool:
    """Hours that make no day are a time, not a date."""
    return place.atom.day is not None or names.unit(place.atom.parts["unit"]) != "hour"


_ALWAYS: Mapping[str, _Check] = {
    "daymonth": is_day_and_month,
    "monthday": is_day_and_month,
    "month": is_month_in_phrase,
    "dom": _is_whole_ordinal,
    "short": _is_no_price,
}
_STRICT: Mapping[str, _Check] = {
    "month": is_month,
    "nextmonth": is_this_month,
    "wd": is_weekday,
    "short": _is_short,
    "numeric": _is_numeric,
    "dom": _is_day_number,
    "year": _is_year,
    "week": _is_week,
    "weekend": _is_weekend,
    "period": _is_period,
    "quarter": _is_quarter,
    "end": _is_end,
    "endof": _is_end_of_period,
    "season": _is_season,
    "vague": _is_vague,
    "today": _is_today,
    "tomorrow": _is_tomorrow,
    "innext": _is_long_enough,
    "fromnow": _is_long_enough,
}
_GOES_ON_WITH: Mapping[str, frozenset[str]] = {
    "month": frozenset({"month", "monthyear"}),
    "dom": frozenset({"wd", "nextwd", "dom"}),
    "short": frozenset({"wd", "nextwd", "short"}),
    "wd": frozenset({"wd"}),
    "quarter": frozenset({"quarter"}),
}
"""After a date of these kinds an atom is one as well, with nothing but "or", "to" or a comma between."""
