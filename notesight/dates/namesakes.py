"""Months and weekdays that are other words as well: "you may", "she sat", "in the sun", a person called April."""

from __future__ import annotations

import re

from notesight.dates import names
from notesight.dates.context import ABROAD, PREPOSITIONS
from notesight.dates.pieces import ENGLISH_WEEKDAY, ORDINAL, spaced
from notesight.dates.place import CLOCK_NEXT, DATE_PREPOSITIONS, NAME_NEXT, POSSESSIVE, UNTIL, Place

_PARTS_OF_MONTH = frozenset({"early", "late", "mid"})
_MONTH_PREPOSITIONS = (PREPOSITIONS | _PARTS_OF_MONTH | {"this", "next"}) - {
    "at",
    "about",
    "over",
    "due",
    "b4",
    "up to",
}
_SURE_OF_MONTH = UNTIL | _PARTS_OF_MONTH | {"in", "during", "next", "this"}
_MONTH_PREPOSITIONS_ABROAD = (ABROAD - {"de", "del", "von", "van", "um", "den"}) | {"in"}
_NAMESAKES = frozenset("may march mar jan june april august dec".split())
_VERBS = frozenset({"may", "march"})
_COUNTED = frozenset(
    """bars bits blocks cards copies cups days degrees dollars euros feet guests hours items kids kilometers kilometres km kms
    lines men metres meters miles minutes mins more others pages people percent persons points pounds questions seconds slides
    steps things tickets times units users volunteers weeks women words years""".split()
)
_SURE_NUMBER = re.compile(r"\d(?:st|nd|rd|th)|\d{4}")

_SURE_SHORT_FORMS = frozenset("tues weds thurs thu thur tue fri".split())
_FEASTS = frozenset(
    "Ash Black Blue Casual Cyber Easter Fat Giving Good Holy Maundy Palm Ruby Shrove Spy Super Whit".split()
)
_TITLES = frozenset("Addams Herald Independent Mail Mirror Post Telegraph Times".split())
_NIGHTS = re.compile(r"\s{1,20}Night (?:Live|Lights|Fever|Football)\b")
_NOUN_NEXT = re.compile(spaced(rf" the (?!\d|{ORDINAL})"))
_LINE_END = re.compile(r"[ \t]{0,20}(?:\n|$)")
_ANOTHER_NEXT = re.compile(spaced(rf"(?:,? (?:or|and) | ?[/&] ?){ENGLISH_WEEKDAY}"))
_ANY_DAY = frozenset("a another any each every many most no one some typical usual".split())
_WHO_WED = frozenset("they we he she were was are be been get got to and who newly just finally".split())
_WHO_SAT = frozenset("i he she we they who it and".split())
_DETERMINERS_ABROAD = frozenset(
    "ce cette diesen kommenden nächsten naechsten este questo deze komende aanstaande el il le la".split()
)
_PEOPLE_ABROAD = frozenset("domenica domingo sabato martes".split())


# --- months ------------------------------------------------------------------------------------------------------


def is_day_and_month(place: Place) -> bool:
    """Tell "2 may" from "question 2 may be", "march 5" from "march 5 miles" and "12 mars" from "12 Mars bars"."""
    name = place.part("mon")
    if name == "mars":
        return not (place.is_capital("mon") and place.next_word)
    if name not in _VERBS:
        return True
    if place.next_word in _COUNTED:
        return False
    if place.preposition or "the " in place.word or " of " in place.word or place.is_capital("mon"):
        return True
    return "word" not in place.atom.parts and (place.ends or _SURE_NUMBER.search(place.word) is not None)


def is_month_in_phrase(place: Place) -> bool:
    """In a phrase that is known to be about a date only "may" and "march" beside other words are verbs."""
    alone = not place.low[: place.atom.start].strip() and not place.next_word
    return place.word not in _VERBS or bool(place.preposition or place.abroad) or alone


def is_month(place: Place) -> bool:
    """In running text a month needs a preposition; "for June" and "by April's desk" are people all the same."""
    name = place.part("mon")
    if name in names.MONTHS_ABROAD:
        return place.abroad in _MONTH_PREPOSITIONS_ABROAD and not place.follows(NAME_NEXT, as_written=True)
    if place.abroad in {"im", "bis", "ab", "seit"}:
        return True
    if place.last == "the" and not place.ends:
        return False  # "the January call" is a call
    if name not in _NAMESAKES:
        return place.preposition in _MONTH_PREPOSITIONS
    is_person = place.follows(POSSESSIVE) or (place.preposition in UNTIL and place.follows(NAME_NEXT, as_written=True))
    return place.preposition in _SURE_OF_MONTH and not is_person


def is_this_month(place: Place) -> bool:
    """Tell "this May" from "this may take long"."""
    if place.part("mon") not in _VERBS or place.atom.parts.get("next"):
        return True
    return not place.next_word or (place.is_capital("mon") and place.ends)


# --- weekdays ----------------------------------------------------------------------------------------------------


def is_weekday(place: Place) -> bool:
    """Whether a weekday or its short form is one, and one to come: "a Friday" is any, "Black Friday" a sale."""
    name = place.part("wd")
    if name in names.WEEKDAYS_ABROAD:
        return _is_weekday_abroad(place, name)
    if place.last in _ANY_DAY or (place.last_as_written in _FEASTS and place.is_capital("wd")):
        return False
    if name.endswith("day"):
        return _is_no_title(place)
    if place.follows(_ANOTHER_NEXT):
        return True
    if name in {"sat", "sun"}:
        return _is_sat_or_sun(place, name)
    if name in _SURE_SHORT_FORMS or place.word != place.atom.parts["wd"] or place.follows(CLOCK_NEXT):
        return True
    if (place.preposition in DATE_PREPOSITIONS or place.preposition in {"for", "around"}) and (
        place.ends or name == "wed"
    ):
        return True
    if place.is_capital("wd") and place.follows(_LINE_END):
        return True
    return place.ends and (place.is_capital("wd") or name == "mon" or place.last not in _WHO_WED)


def _is_no_title(place: Place) -> bool:
    """A weekday in full is one, but not in a title, nor before what a sentence goes on with ("Friday the band")."""
    if place.follows(_NIGHTS, as_written=True):
        return False
    if place.next_word.capitalize() in _TITLES and place.follows(NAME_NEXT, as_written=True):
        return False
    is_led = bool(place.preposition) or place.begins or place.word != place.atom.parts["wd"]
    return is_led or not place.follows(_NOUN_NEXT)


def _is_sat_or_sun(place: Place, name: str) -> bool:
    if place.last == "the":
        return False
    if place.follows(CLOCK_NEXT):
        return place.begins or place.last not in _WHO_SAT
    is_led = place.preposition in DATE_PREPOSITIONS or (place.preposition == "for" and name == "sat")
    # "This sun is brutal": beside "this" only the capital tells.
    is_named = place.is_capital("wd") or place.word == name
    return is_led and is_named and (place.ends or place.next_word == "the")


def _is_weekday_abroad(place: Place, name: str) -> bool:
    if place.next_word == "gras":
        return False
    if place.abroad or place.preposition or place.last in _DETERMINERS_ABROAD or place.follows(CLOCK_NEXT):
        return True
    if name.endswith(("tag", "abend")) or name == "mittwoch":
        # German writes every noun with a capital; after another one it may be a surname.
        return not place.last_as_written[:1].isupper() or place.begins or len(place.before) == 1
    return place.text[place.atom.start].islower() and name not in _PEOPLE_ABROAD
