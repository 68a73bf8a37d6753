"""The words that dates are made of and what each is worth: weekdays, months, numbers, units.

English first, then German, French, Spanish, Italian and Dutch, since mail comes in these languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def _numbered(groups: str, first: int = 0) -> Mapping[str, int]:
    """Each word with the number of its group; a comma ends a group."""
    return {word: number for number, group in enumerate(groups.split(","), start=first) for word in group.split()}


ENGLISH_WEEKDAYS = _numbered(
    """mon monday, tue tues tuesday tusday tueday, wed weds wednesday wensday wednsday wendsday,
    thu thur thurs thursday thurday thrusday, fri friday, sat saturday, sun sunday"""
)
WEEKDAYS_ABROAD = _numbered(
    """montag lundi lunes lunedì lunedi maandag, dienstag mardi martes martedì martedi dinsdag,
    mittwoch mercredi miércoles miercoles mercoledì mercoledi woensdag, donnerstag jeudi jueves giovedì giovedi donderdag,
    freitag vendredi viernes venerdì venerdi vrijdag, samstag sonnabend samedi sábado sabado sabato zaterdag,
    sonntag dimanche domingo domenica zondag"""
)
ENGLISH_MONTHS = _numbered(
    """jan january, feb february febuary, mar march, apr april, may, jun june, jul july, aug august, sep sept september,
    oct october, nov november, dec december""",
    first=1,
)
MONTHS_ABROAD = _numbered(
    """januar jänner janvier enero gennaio januari, februar février fevrier febrero febbraio februari,
    märz maerz mars marzo maart, avril abril aprile, mai mayo maggio mei, juni juin junio giugno,
    juli juillet julio luglio, août aout agosto augustus, septembre septiembre settembre,
    okt oktober octobre octubre ottobre, novembre noviembre, dez dezember décembre decembre diciembre dicembre""",
    first=1,
)
ENGLISH_COUNTS = {
    **_numbered("a an one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve", first=1),
    **dict.fromkeys(("a couple of", "a couple", "couple of"), 2),
    "another": 1,
    "fourteen": 14,
}
COUNTS_ABROAD = _numbered(
    """ein eine einem einer un une una uno een, zwei deux dos due twee, drei trois tres tre drie, vier quatre cuatro quattro,
    fünf cinq cinco cinque vijf, sechs seis sei zes, sieben sept siete sette zeven, acht huit ocho otto,
    neun neuf nueve nove negen, zehn dix diez dieci tien""",
    first=1,
)
TENS = {"twenty": 20, "thirty": 30}
ORDINALS = {
    **_numbered(
        """first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, eleventh, twelfth, thirteenth,
        fourteenth, fifteenth, sixteenth, seventeenth, eighteenth, nineteenth, twentieth""",
        first=1,
    ),
    "thirtieth": 30,
}
_LAST = {"last", "final"}
_WEEKDAYS = {**ENGLISH_WEEKDAYS, **WEEKDAYS_ABROAD}
_MONTHS = {**ENGLISH_MONTHS, **MONTHS_ABROAD}
_COUNTS = {**COUNTS_ABROAD, **ENGLISH_COUNTS}
_UNITS = {
    word: unit
    for unit, words in {
        "day": "day days business play trading tag tage tagen jour jours día días dia dias giorno giorni dag dagen",
        "week": "week weeks wk wks woche wochen semaine semaines semana semanas settimana settimane weken",
        "weekend": "weekend week-end wochenende",
        "fortnight": "fortnight fortnights",
        "month": "month months mth mths monat monats monate monaten mois mes meses mese mesi maand maanden",
        "quarter": "quarter quarters qtr quartal quartals trimestre kwartaal",
        "year": "year years yr yrs jahr jahre jahren jahres an ans année annee année año años anno anni jaar",
        "hour": "hour hours hr hrs",
    }.items()
    for word in words.split()
} | dict.fromkeys(("fin de semana", "fine settimana"), "weekend")


def plain(words: str) -> str:
    """Words with single blanks, without the marks of quoted lines and with the typewriter's apostrophe."""
    return " ".join(words.replace(">", " ").replace("’", "'").split())


def listed(phrases: str) -> frozenset[str]:
    """The phrases of a list with commas, which may run over several lines."""
    return frozenset(plain(phrase) for phrase in phrases.split(","))


def weekday(word: str) -> int:
    """The number of a weekday's name, Monday 0."""
    return _WEEKDAYS[word.rstrip(".")]


def month(word: str) -> int:
    """The number of a month's name, January 1."""
    return _MONTHS[word.rstrip(".")]


def count(words: str) -> int:
    """The number that a count says in digits or in words."""
    return int(words) if words.isdecimal() else _COUNTS[plain(words)]


def ordinal(words: str) -> int:
    """The number of "3rd", "third", "twenty-third"; -1 for the last."""
    if digits := re.match(r"\d+", words):
        return int(digits[0])
    *tens, ones = plain(words.replace("-", " ")).split()
    return -1 if ones in _LAST else sum(TENS[ten] for ten in tens) + ORDINALS[ones]


def unit(words: str) -> str:
    """The plain name of a unit: day, working day, week, weekend, fortnight, month, quarter, year or hour."""
    word = plain(words)
    return _UNITS.get(word) or "working day"
