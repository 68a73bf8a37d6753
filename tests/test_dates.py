"""Which day a phrase means, where dates stand in a text, and what only looks like one.

The tables are the semantics of ``due``; "none" is a phrase too vague for a day. In a sentence a date is marked as
``{words|day}``: the words are exactly what ``find`` gives.
"""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesight import dates
from notesight.dates import DatePhrase, find, resolve, stated

WEDNESDAY = date(2026, 3, 4)

# --- phrases -----------------------------------------------------------------------------------------------------

PHRASES = {
    # Wednesday, 4 March 2026
    "2026-03-04": """
        Friday = 2026-03-06
        by Friday = 2026-03-06
        on Friday = 2026-03-06
        this Friday = 2026-03-06
        by this Friday = 2026-03-06
        this coming Friday = 2026-03-06
        Friday coming = 2026-03-06
        fri = 2026-03-06
        Fri. = 2026-03-06
        by weds = 2026-03-11
        Wednesday = 2026-03-11
        this Wednesday = 2026-03-11
        thurs = 2026-03-05
        by thur = 2026-03-05
        Sunday = 2026-03-08
        for sat = 2026-03-07
        on Tuesday at ten = 2026-03-10
        next Monday = 2026-03-09
        next Wednesday = 2026-03-11
        next Thursday = 2026-03-12
        next Friday = 2026-03-13
        by next Friday at 3pm = 2026-03-13
        next Sunday = 2026-03-15
        Friday next = 2026-03-13
        Friday next week = 2026-03-13
        next week Friday = 2026-03-13
        next week on Friday = 2026-03-13
        Friday of next week = 2026-03-13
        Monday next week = 2026-03-09
        next week, maybe Tuesday = 2026-03-10
        Tuesday (next week) = 2026-03-10
        Thursday this week = 2026-03-05
        the Tuesday after next = 2026-03-17
        Friday week = 2026-03-13
        Monday week = 2026-03-16
        a week on Tuesday = 2026-03-17
        a week on Friday = 2026-03-13
        a week from Friday = 2026-03-13
        two weeks from Monday = 2026-03-23
        a fortnight on Saturday = 2026-03-21
        Thursday fortnight = 2026-03-19
        a week tomorrow = 2026-03-12
        tomorrow week = 2026-03-12
        a week today = 2026-03-11
        two weeks today = 2026-03-18
        today = 2026-03-04
        later today = 2026-03-04
        tonight = 2026-03-04
        2nite = 2026-03-04
        this morning = 2026-03-04
        this afternoon = 2026-03-04
        this evening at 8 = 2026-03-04
        tomorrow = 2026-03-05
        tmrw = 2026-03-05
        tomorow = 2026-03-05
        tomorrow morning = 2026-03-05
        first thing tomorrow = 2026-03-05
        tomorrow first thing = 2026-03-05
        by noon tomorrow = 2026-03-05
        tomorrow night = 2026-03-05
        tomorrow, Thursday = 2026-03-05
        today, Wednesday = 2026-03-04
        the day after tomorrow = 2026-03-06
        day after tmrw = 2026-03-06
        in 3 days = 2026-03-07
        in three days = 2026-03-07
        in one week = 2026-03-11
        in a week = 2026-03-11
        in another week = 2026-03-11
        within a week = 2026-03-11
        in about two weeks = 2026-03-18
        in two weeks = 2026-03-18
        in two weeks' time = 2026-03-18
        in 2 wks = 2026-03-18
        in a couple of weeks = 2026-03-18
        in the next two weeks = 2026-03-18
        within the next ten days = 2026-03-14
        over the next three weeks = 2026-03-25
        in 2-3 weeks = 2026-03-25
        in two or three weeks = 2026-03-25
        in a fortnight = 2026-03-18
        in a month = 2026-04-04
        in a month's time = 2026-04-04
        in six months = 2026-09-04
        in a year = 2027-03-04
        in 5 working days = 2026-03-11
        within 10 business days = 2026-03-18
        within 48 hours = 2026-03-06
        10 days from now = 2026-03-14
        two weeks from today = 2026-03-18
        three weeks from now = 2026-03-25
        a month from now = 2026-04-04
        this time next week = 2026-03-11
        next week = 2026-03-13
        by next week = 2026-03-13
        sometime next week = 2026-03-13
        at some point next week = 2026-03-13
        the following week = 2026-03-13
        the week after next = 2026-03-20
        this week = 2026-03-06
        later this week = 2026-03-06
        by the end of the week = 2026-03-06
        end of this week = 2026-03-06
        EOW = 2026-03-06
        by the end of next week = 2026-03-13
        end next week = 2026-03-13
        this weekend = 2026-03-08
        at the weekend = 2026-03-08
        over the weekend = 2026-03-08
        by the weekend = 2026-03-08
        the coming weekend = 2026-03-08
        next weekend = 2026-03-15
        the weekend after next = 2026-03-22
        the weekend of the 14th = 2026-03-15
        the weekend of March 28 = 2026-03-29
        by EOD = 2026-03-04
        by the end of the day = 2026-03-04
        by close of business = 2026-03-04
        COB Thursday = 2026-03-05
        by close of business Thursday = 2026-03-05
        by close of play tomorrow = 2026-03-05
        EOD Friday = 2026-03-06
        by end of day Monday = 2026-03-09
        this month = 2026-03-31
        by the end of the month = 2026-03-31
        end of month = 2026-03-31
        EOM = 2026-03-31
        by month's end = 2026-03-31
        before the month is out = 2026-03-31
        last day of the month = 2026-03-31
        next month = 2026-04-30
        by the end of next month = 2026-04-30
        in March = 2026-03-31
        in May = 2026-05-31
        by May = 2026-05-31
        sometime in May = 2026-05-31
        in February = 2027-02-28
        next March = 2027-03-31
        come September = 2026-09-30
        at the end of June = 2026-06-30
        by end of Feb = 2027-02-28
        end May = 2026-05-31
        last week of May = 2026-05-31
        May 2027 = 2027-05-31
        in May '27 = 2027-05-31
        Q1 = 2026-03-31
        Q2 = 2026-06-30
        in Q3 = 2026-09-30
        by the end of Q4 = 2026-12-31
        Q1 2027 = 2027-03-31
        the third quarter = 2026-09-30
        this quarter = 2026-03-31
        next quarter = 2026-06-30
        in H2 = 2026-12-31
        this year = 2026-12-31
        by end of year = 2026-12-31
        EOY = 2026-12-31
        year-end = 2026-12-31
        by the end of 2027 = 2027-12-31
        next year = 2027-12-31
        by 2028 = 2028-12-31
        12 March = 2026-03-12
        12th March = 2026-03-12
        the 12th of March = 2026-03-12
        March 12 = 2026-03-12
        March 12th = 2026-03-12
        Mar. 12 = 2026-03-12
        march the 12th = 2026-03-12
        4 March = 2026-03-04
        3 March = 2027-03-03
        1 May = 2026-05-01
        by May 1 = 2026-05-01
        29 February = 2028-02-29
        12 March 2027 = 2027-03-12
        March 12, 2027 = 2027-03-12
        March 12th, 2027 = 2027-03-12
        12 Mar '27 = 2027-03-12
        12-Mar-27 = 2027-03-12
        the first of May = 2026-05-01
        the twenty-fifth of May = 2026-05-25
        fifth of april = 2026-04-05
        May the fourth = 2026-05-04
        the 25th = 2026-03-25
        by the 12th = 2026-03-12
        on the 3rd = 2026-04-03
        the 4th = 2026-04-04
        the 31st = 2026-03-31
        the first of the month = 2026-04-01
        1st of next month = 2026-04-01
        the 15th of next month = 2026-04-15
        the 20th of this month = 2026-03-20
        Friday the 13th = 2026-03-13
        on Monday the 9th = 2026-03-09
        Mon 16th = 2026-03-16
        Fri 20 Mar = 2026-03-20
        Friday, 20 March = 2026-03-20
        Friday, March 20th, at noon = 2026-03-20
        Friday (20 March) = 2026-03-20
        12/3 = 2026-03-12
        by 12/3 = 2026-03-12
        3/4 = 2026-04-03
        3/25 = 2026-03-25
        Wed 25/3 = 2026-03-25
        Mon 4/6 = 2026-04-06
        Thu 3/12/2026 = 2026-12-03
        Mon 4/6/2026 = 2026-04-06
        1.23.27 = 2027-01-23
        12.3. = 2026-03-12
        12/03/2026 = 2026-03-12
        12/3/26 = 2026-03-12
        03/25/2026 = 2026-03-25
        12.03.2026 = 2026-03-12
        12-03-2026 = 2026-03-12
        2026-03-12 = 2026-03-12
        2026/03/12 = 2026-03-12
        2026-03-12T10:00 = 2026-03-12
        2026-03-12T10:00:00Z = 2026-03-12
        2026-03-12 10:00 = 2026-03-12
        20260312 = 2026-03-12
        early Friday = 2026-03-06
        late on Thursday = 2026-03-05
        late tonight = 2026-03-04
        Mon 9 March to Wed 11 March = 2026-03-11
        Tuesday or Wednesday next week = none
        Mar 30-Apr 2 = 2026-04-02
        next Monday week = 2026-03-16
        EOD today = 2026-03-04
        w/e 13 March = 2026-03-13
        2026.03.12 = 2026-03-12
        Q2 next year = 2027-06-30
        in May next year = 2027-05-31
        12 March next year = 2027-03-12
        12 May this year = 2026-05-12
        spring 2027 = none
        in a week and a half = none
        within 30 days of receipt = none
        30 days from 12 March = 2026-04-11
        the 12th meeting = none
        the second Tuesday of each month = none
        Thursday gone = none
        before Friday = 2026-03-06
        until Friday = 2026-03-06
        till Friday = 2026-03-06
        up to the 12th = 2026-03-12
        no later than 12 March = 2026-03-12
        prior to March 12 = 2026-03-12
        from Monday = 2026-03-09
        Friday at the latest = 2026-03-06
        first thing Monday = 2026-03-09
        first thing on Monday = 2026-03-09
        Monday morning at 9 = 2026-03-09
        by 5pm Friday = 2026-03-06
        Friday 17h = 2026-03-06
        by noon on Friday = 2026-03-06
        at our Monday call = 2026-03-09
        the week of the 16th = 2026-03-20
        the week of March 16 = 2026-03-20
        w/c 16 March = 2026-03-20
        week commencing 16 March = 2026-03-20
        two days before the 12th = 2026-03-10
        the day before Friday = 2026-03-05
        a week after the 12th = 2026-03-19
        the Friday after the 12th = 2026-03-13
        the Monday before 3 April = 2026-03-30
        5-7 March = 2026-03-07
        5th to 7th of March = 2026-03-07
        March 5-7 = 2026-03-07
        5/7 March = 2026-03-07
        from 30 March to 2 April = 2026-04-02
        28 December - 2 January = 2027-01-02
        between 3 and 5 April = 2026-04-05
        between the 10th and the 12th = 2026-03-12
        the 28th to the 3rd = 2026-04-03
        Thursday to Saturday = 2026-03-07
        Thursday to Tuesday = 2026-03-10
        Mon-Wed = 2026-03-11
        Monday to Wednesday next week = 2026-03-11
        May to July = 2026-07-31
        last Wednesday of the month = 2026-03-25
        the last Friday of March = 2026-03-27
        first Monday in April = 2026-04-06
        the second Tuesday of next month = 2026-04-14
        first Monday of the month = 2026-04-06
        third Thursday in May = 2026-05-21
        Christmas Eve = 2026-12-24
        Boxing Day = 2026-12-26
        New Year's Eve = 2026-12-31
        New Year's Day = 2027-01-01
        Halloween = 2026-10-31
        asap, by Friday at the latest = 2026-03-06
        no rush, but by next Friday = 2026-03-13
        by Friday or so = none
        soon = none
        asap = none
        as soon as you can = none
        shortly = none
        eventually = none
        sometime = none
        some time = none
        at some point = none
        one of these days = none
        any day now = none
        in a few days = none
        in the next few weeks = none
        in the coming weeks = none
        in a week or so = none
        in a day or two = none
        in an hour = none
        right now = none
        at noon = none
        early next week = none
        late next week = none
        mid next week = none
        at the beginning of next month = none
        mid-June = none
        in mid-June = none
        middle of May = none
        early May = none
        late in May = none
        the first week of May = none
        sometime in spring = none
        in the spring = none
        by summer = none
        this autumn = none
        in the new year = none
        after the holidays = none
        before the break = none
        after half-term = none
        after Easter = none
        before Easter = none
        till Christmas = none
        after Labor Day = none
        by Thanksgiving = none
        when he's back = none
        after the meeting = none
        before the show = none
        at the next meeting = none
        the Friday before Easter = none
        the Tuesday after the launch = none
        the weekend after the deadline = none
        after Friday = none
        until February = none
        before May = none
        Monday or Tuesday = none
        tomorrow or Friday = none
        Monday, Tuesday or Friday = none
        Tue/Wed = none
        5 and 7 April = none
        in May or June = none
        every Friday = none
        Fridays = none
        last Friday = none
        yesterday = none
        two weeks ago = none
        since Monday = none
        31 February = none
        the 32nd = none
    """,
    # Friday, 30 January 2026: the end of a week and of a month
    "2026-01-30": """
        Friday = 2026-02-06
        by Friday = 2026-02-06
        this Friday = 2026-02-06
        next Friday = 2026-02-06
        tomorrow = 2026-01-31
        this week = 2026-01-30
        EOW = 2026-01-30
        next week = 2026-02-06
        this weekend = 2026-02-01
        in a month = 2026-02-28
        end of the month = 2026-01-31
        next month = 2026-02-28
        by the 30th = 2026-03-30
        the 31st = 2026-01-31
        30 January = 2026-01-30
        29 January = 2027-01-29
        last Friday of the month = 2026-01-30
        first Monday of the month = 2026-02-02
        in 1 working day = 2026-02-02
        Monday = 2026-02-02
        end of the quarter = 2026-03-31
    """,
    # Sunday, 13 December 2026: the turn of a year
    "2026-12-13": """
        Sunday = 2026-12-20
        Monday = 2026-12-14
        next Monday = 2026-12-14
        next Sunday = 2026-12-20
        this weekend = 2026-12-13
        next weekend = 2026-12-20
        this week = 2026-12-18
        next week = 2026-12-18
        in January = 2027-01-31
        in December = 2026-12-31
        12 December = 2027-12-12
        13 December = 2026-12-13
        5 Jan = 2027-01-05
        Jan 5 = 2027-01-05
        Q1 = 2027-03-31
        Q4 = 2026-12-31
        next month = 2027-01-31
        next quarter = 2027-03-31
        by end of year = 2026-12-31
        in three weeks = 2027-01-03
        the 1st = 2027-01-01
        the second Monday of January = 2027-01-11
        28 Dec to 3 Jan = 2027-01-03
        in 3 working days = 2026-12-16
    """,
    # Saturday, 29 February 2028
    "2028-02-29": """
        29 February = 2028-02-29
        in a year = 2029-02-28
        in a month = 2028-03-29
        end of the month = 2028-02-29
        tomorrow = 2028-03-01
    """,
}

ABROAD = {
    "2026-03-04": """
        morgen = 2026-03-05
        bis morgen früh = 2026-03-05
        übermorgen = 2026-03-06
        heute Abend = 2026-03-04
        am Freitag = 2026-03-06
        bis Freitag = 2026-03-06
        bis kommenden Freitag = 2026-03-06
        nächsten Freitag = 2026-03-13
        nächste Woche = 2026-03-13
        bis Ende der Woche = 2026-03-06
        Ende nächster Woche = 2026-03-13
        diese Woche = 2026-03-06
        am Wochenende = 2026-03-08
        in zwei Wochen = 2026-03-18
        in einem Monat = 2026-04-04
        bis zum 12. März = 2026-03-12
        am 12. März 2027 = 2027-03-12
        Freitag, den 20. März = 2026-03-20
        bis 12.3. = 2026-03-12
        am 12.03.2026 = 2026-03-12
        bis Ende Mai = 2026-05-31
        im Mai = 2026-05-31
        bis Monatsende = 2026-03-31
        nächsten Monat = 2026-04-30
        Anfang Mai = none
        letzten Freitag = none
        jeden Freitag = none
        vor zwei Wochen = none
        demain = 2026-03-05
        demain matin = 2026-03-05
        après-demain = 2026-03-06
        aujourd'hui = 2026-03-04
        ce soir = 2026-03-04
        vendredi = 2026-03-06
        d'ici vendredi = 2026-03-06
        vendredi prochain = 2026-03-13
        la semaine prochaine = 2026-03-13
        cette semaine = 2026-03-06
        ce week-end = 2026-03-08
        d'ici la fin de la semaine = 2026-03-06
        d'ici la fin du mois = 2026-03-31
        dans deux semaines = 2026-03-18
        avant le 12 mars = 2026-03-12
        le 1er mai = 2026-05-01
        vendredi 20 mars = 2026-03-20
        le mois prochain = 2026-04-30
        fin mai = 2026-05-31
        en mai = 2026-05-31
        début mai = none
        vendredi dernier = none
        hier = none
        mañana = 2026-03-05
        mañana por la mañana = 2026-03-05
        pasado mañana = 2026-03-06
        hoy = 2026-03-04
        el viernes = 2026-03-06
        para el viernes = 2026-03-06
        antes del 12 de marzo = 2026-03-12
        el 12 de marzo de 2027 = 2027-03-12
        la próxima semana = 2026-03-13
        la semana que viene = 2026-03-13
        esta semana = 2026-03-06
        este fin de semana = 2026-03-08
        en dos semanas = 2026-03-18
        dentro de tres días = 2026-03-07
        a fin de mes = 2026-03-31
        a finales de mayo = 2026-05-31
        el próximo mes = 2026-04-30
        el viernes pasado = none
        ayer = none
        domani = 2026-03-05
        dopodomani = 2026-03-06
        oggi = 2026-03-04
        venerdì = 2026-03-06
        entro venerdì = 2026-03-06
        la settimana prossima = 2026-03-13
        questa settimana = 2026-03-06
        nel fine settimana = 2026-03-08
        tra due settimane = 2026-03-18
        entro il 12 marzo = 2026-03-12
        entro fine mese = 2026-03-31
        a fine maggio = 2026-05-31
        il mese prossimo = 2026-04-30
        venerdì scorso = none
        vandaag = 2026-03-04
        vanavond = 2026-03-04
        morgenochtend = 2026-03-05
        overmorgen = 2026-03-06
        vrijdag = 2026-03-06
        voor vrijdag = 2026-03-06
        volgende vrijdag = 2026-03-13
        volgende week = 2026-03-13
        deze week = 2026-03-06
        dit weekend = 2026-03-08
        over twee weken = 2026-03-18
        voor 12 maart = 2026-03-12
        uiterlijk 12 maart = 2026-03-12
        eind van de maand = 2026-03-31
        eind mei = 2026-05-31
        volgende maand = 2026-04-30
        vorige week = none
    """,
}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _table(table: dict[str, str]) -> list[tuple[str, str, str]]:
    rows = []
    for on, lines in table.items():
        for line in _lines(lines):
            phrase, _, day = line.rpartition(" = ")
            rows.append((on, phrase, day))
    return rows


def _said(day: date | None) -> str:
    return day.isoformat() if day else "none"


@pytest.mark.parametrize(("on", "phrase", "day"), _table(PHRASES))
def test_a_phrase_means_its_day(on: str, phrase: str, day: str) -> None:
    assert _said(resolve(phrase, date.fromisoformat(on))) == day


@pytest.mark.parametrize(("on", "phrase", "day"), _table(ABROAD))
def test_a_plain_phrase_of_another_language_means_its_day(on: str, phrase: str, day: str) -> None:
    assert _said(resolve(phrase, date.fromisoformat(on))) == day


@pytest.mark.parametrize(("on", "phrase", "day"), _table(PHRASES) + _table(ABROAD))
def test_what_is_found_in_a_phrase_resolves_to_the_day_found(on: str, phrase: str, day: str) -> None:
    day = date.fromisoformat(on)
    for found in find(f"Send it to Ana {phrase}, please.", day):
        assert resolve(found.text, day) == found.day


# --- what is no date ---------------------------------------------------------------------------------------------

NO_DATES = """
    May I ask you something?
    You may want to sit down.
    we may need more chairs
    it may be too late
    that may or may not work
    this may take a while
    This may work after all.
    She may second that.
    question 3 may be a trick
    section 4 may need work
    may 2 people share a room?
    May 20 people fit in there?
    we march on
    They march for peace.
    a march 5 miles long
    The long march is over.
    she sat down
    She sat for the exam.
    he sat at the back
    I sat with Ben.
    they sat on the stairs
    the cat sat by the window
    My SAT scores were awful.
    the sat nav is broken
    She loves the sun.
    in the sun
    The Sun Microsystems people were there.
    We looked at Sun hardware.
    sun cream and a hat
    by the sun lounger
    They wed in June's garden.
    the two wed quietly
    mon ami Pierre
    the second time
    for the second time
    the first floor
    the third option is best
    first things first
    one second please
    on second thought
    the last person out
    version 2.5.1
    Version 3.11.12 breaks it.
    upgrade to v2.10.24
    python 3.12.1 is out
    € 12.50
    It costs $12.50 a head.
    £5.10 each
    12.50 euros
    about 1,200 people
    24/7
    on 24/7 support
    open 24/7
    a 50/50 chance
    cut it by 1/3
    reduced by 1/4
    two 1/2 cups
    9/10 would recommend
    room 302
    Room 5, third door
    page 12
    step 3 of 10
    the 3 of us
    table of 8
    April called about the roof.
    April and June are sisters.
    Talk to April about it.
    I met June at the fair.
    Ask Jan for the key.
    for June and her mother
    August Wilson's plays
    by April's desk
    Will Friday the band play?
    I read it in the Sunday Times.
    Saturday Night Live was good.
    Wednesday Addams is her hero.
    the Black Friday sale
    We ate at Ruby Tuesday.
    Ash Wednesday mass
    a 1:1 with Ben
    1:1
    at 10
    at 10.30
    doors 7.30
    at 5pm
    around noon
    half an hour
    in half an hour
    for an hour
    in an hour
    within two hours
    It took two weeks.
    for two weeks
    two weeks' notice
    a two week holiday
    it has been over two weeks
    a day at the beach
    every week or so it rains
    a month of rain
    last Friday
    last week we met
    I saw her last Tuesday.
    Last May was cold.
    over the past month
    in the last two weeks
    this past weekend was fun
    the previous Friday was better
    yesterday
    yesterday evening at Tom's
    the day before yesterday
    two weeks ago
    a few days ago
    a month ago
    earlier this week
    earlier today
    the other day
    We spoke the other week.
    Friday last week
    on Tuesday last
    since Monday
    I have been ill since Friday.
    not since May
    every Friday
    each Monday morning
    on Fridays
    Mondays and Thursdays are hard
    Sunday mornings are for sleep
    open Mon-Fri
    Monday to Friday, nine to five
    every other week
    the second Tuesday of each month
    Thursday gone was fun
    any day is fine
    never deploy on a Friday
    just a Monday
    some Friday or other
    020 7946 0018
    call 555-1234
    +49 30 123456
    (713) 853-5620
    06-12-34-56-78
    ext. 2012
    ISBN 978-3-16
    10.0.0.12
    192.168.1.20
    order no. 4512
    invoice #20260312
    https://example.org/2026/03/12/post
    https://example.org/friday
    report-2026-03-12.pdf
    ana@friday.org
    #friday
    @may
    monday.com is a tool
    the 25th anniversary
    his 40th birthday
    the 5th floor
    on the 3rd floor
    the 21st century
    42nd Street
    at 5th and Main
    the 2nd edition
    the 90th percentile
    in 7th grade
    the 19th-century house
    2nd attempt
    her 1st novel
    by the second chapter
    the 1980s
    Blade Runner 2049
    2000 words
    in 2019 we moved
    at the end of the street
    at the end of the day, it is about people
    end the day with a walk
    the end is near
    a weekend job
    week 5 of the course
    our week in Spain
    this year's budget
    last year's numbers
    today's paper
    in today's world
    our Easter order
    the Christmas party
    Happy New Year!
    a spring in her step
    winter tyres
    the summer intern
    for the January call
    before the March pour
    the spring show
    for the spring show
    at fall training
    year-end bonuses
    in Mei Ling's locker
    they fall apart
    sometimes it rains
    it took some time
    quite some time
    as soon as the paint is dry
    no sooner said than done
    the year was good
    the month was long
    Q1: why now?
    the H2 heading
    the number 0xdec12
    an octopus, decent and marvellous
    Thus far all is well.
    money, monitor, sundry, saturate, friend, wedding
    fried rice
    mayor and mayonnaise
    a marching band
    Guten Morgen!
    guten morgen zusammen
    Goede morgen allemaal
    por la mañana
    esta casa es grande
    Mardi Gras beads
    Mars bars
    12 Mars bars
    Domenica sent a card.
    Martes is a surname
    a presto
    die Woche war gut
    il y a deux semaines
    letzte Woche
    la semaine dernière
    ayer hablamos
    Wir trafen uns gestern.
"""


@pytest.mark.parametrize("sentence", _lines(NO_DATES))
def test_what_only_looks_like_a_date_is_not_found(sentence: str) -> None:
    assert find(sentence, WEDNESDAY) == []


# --- dates in running text ---------------------------------------------------------------------------------------

# All written on Wednesday, 4 March 2026.
SENTENCES = """
    Could you send me the slides {by Friday|2026-03-06}?
    Please reply {by Friday|2026-03-06}.
    I'll call her {tomorrow|2026-03-05}!
    Draft to Ana {by Monday|2026-03-09}; invoice {by the 20th|2026-03-20}.
    See you {on Tuesday at 3pm|2026-03-10}.
    Lunch {Thursday at noon|2026-03-05}?
    Let's meet {next Wednesday|2026-03-11}, same place.
    I can do {Monday or Tuesday|none}.
    She needs it {by the end of the month|2026-03-31}, he said.
    Ring Dan {first thing Monday|2026-03-09}.
    Ring Dan {first thing on Monday|2026-03-09}.
    Send it over {by 5pm Friday|2026-03-06}.
    He wants it {by noon on Friday|2026-03-06}.
    I'd like it back {before the weekend|2026-03-08}.
    We talked about it {over the weekend|2026-03-08}.
    It has to be ready {in two weeks|2026-03-18}.
    Back {in a couple of weeks|2026-03-18}.
    I promised an answer {within 48 hours|2026-03-06}.
    Talk again {in May|2026-05-31}.
    Remind me {in June|2026-06-30}.
    She starts {in April|2026-04-30} with us.
    Out {until Friday|2026-03-06}.
    He is away {until February|none}.
    Rent is {due on the first of the month|2026-04-01}.
    Rent is {due on the 1st|2026-04-01}.
    Can we do {the 25th|2026-03-25} instead?
    The 1:1 is {on 12 March|2026-03-12}.
    The workshop is {March 12-13|2026-03-13}.
    Conference {from 5 to 7 March|2026-03-07} in Lyon.
    I'm in Rome {12-14 April|2026-04-14}.
    Board meeting {Friday, March 20th|2026-03-20}.
    Board meeting: {Fri 20 Mar|2026-03-20}.
    Next meeting: {Mon 16 March, 7.30|2026-03-16}
    Next call {Wed 25/3|2026-03-25}.
    Dinner {on Saturday night|2026-03-07} at ours.
    Yoga {on sat|2026-03-07} if it is dry.
    drop the keys {sat morning|2026-03-07}
    Sam can help {Sun 3pm|2026-03-08}.
    brunch {on Sun|2026-03-08}?
    need the figures {by wed|2026-03-11} or we are stuck
    need the figures {by thurs|2026-03-05} pls
    Ask her again {Weds|2026-03-11}.
    back {mon|2026-03-09}
    call mum {fri|2026-03-06}
    call him {tmrw after 6|2026-03-05}
    order it {tmrw b4 10|2026-03-05}
    text the parents {tonight|2026-03-04}
    I will pick it up {this afternoon|2026-03-04}.
    Please look at it {later today|2026-03-04}.
    Could we bring it to {tomorrow|2026-03-05}'s call?
    We said we'd look at it {next week|2026-03-13}.
    Perhaps {early next week|none}?
    Sign-off is planned {for mid-June|none}.
    Perhaps {next week, maybe Tuesday|2026-03-10}?
    Let's talk {the week after next|2026-03-20}.
    I'm travelling {the week of the 16th|2026-03-20}.
    We meet {the last Thursday of the month|2026-03-26}.
    The committee sits {on the second Tuesday of April|2026-04-14}.
    {On Friday|2026-03-06} I'm seeing Kate.
    {Monday|2026-03-09} works for me.
    {Friday|2026-03-06} the plumber comes.
    {Tomorrow|2026-03-05} we sign.
    - {Friday|2026-03-06}: send Ana the deck
    * {12 March|2026-03-12} – pay Tom
    ({Friday|2026-03-06}) book a table
    "I'll be there {Friday|2026-03-06}," she said.
    The deadline ({20 March|2026-03-20}) is firm.
    She said {Friday (the 13th)|2026-03-13} suits her.
    Will {Friday|2026-03-06} work for you?
    May I call you {on Friday|2026-03-06}?
    April wants the keys {by the 9th|2026-03-09}.
    June asked whether {mid April|none} is fine, but {by 3 May|2026-05-03} would do.
    He sat down and said {Sunday|2026-03-08}.
    The second draft goes out {on the second Friday of May|2026-05-08}.
    Version 2.5.1 ships {on Thursday|2026-03-05}.
    It costs € 12.50 {until the 15th|2026-03-15}.
    See you {Friday 10.15|2026-03-06}.
    See you {on Friday 10.12|2026-03-06}.
    Room 302, {Thursday 10am|2026-03-05}.
    Pay 1/3 {by 12/3|2026-03-12}.
    Last Friday he said {next Friday|2026-03-13}.
    I saw him yesterday and see him again {on Monday|2026-03-09}.
    Two weeks ago I promised it {for the 10th|2026-03-10}.
    Since Monday she's waiting; I owe her an answer {by Thursday|2026-03-05}.
    Standup is every Monday; the retro is {on 11 March|2026-03-11}.
    Send {asap|none}.
    I'll be in touch {soon|none}.
    {As soon as possible|none}, please.
    Send it {by Friday|2026-03-06}, or {asap|none}.
    Send it asap, {by Friday at the latest|2026-03-06}.
    We need to collect these ASAP, i.e., {this weekend|2026-03-08}.
    Let's do it {sometime next week|2026-03-13}.
    Let's do it {sometime|none}.
    They cut the hedge {in the spring|none}.
    {Not before Easter|none}, she says.
    I'll write {after the holidays|none}.
    He wants our Easter order {by next Wednesday|2026-03-11}.
    Contract runs {until 31 December 2027|2027-12-31}.
    We told him {no later than April|2026-04-30}. Ana is fine with it.
    We meet {on Monday the 16th, at seven|2026-03-16}.
    Pay it {by Fri|2026-03-06}. Then call.
    Agreed to meet {on the 7th of April UTC|2026-04-07}.
    The stream is {on Monday the 16th, seven o'clock|2026-03-16}.
    Valid through {2026-12-31|2026-12-31}.
    Due: {2026-03-12|2026-03-12}
    date:{2026-03-12|2026-03-12}
    {due 20260331|2026-03-31}
    The call is {2026-03-12 10:00|2026-03-12}.
    Submit {by March 31, 2026 at 11:59 pm|2026-03-31}.
    The paper is {due on March 31|2026-03-31}.
    The option lapses {on 31.03.2026|2026-03-31}.
    Bring it {on the 25th of May|2026-05-25}.
    We marry {on the twelfth of september|2026-09-12}.
    Numbers {by Q2|2026-06-30}.
    It goes public {in Q3 2026|2026-09-30}.
    I need it {by EOD|2026-03-04}.
    I need it {by COB Thursday|2026-03-05}.
    f/u {EOW|2026-03-06} with both
    Report {before the month is out|2026-03-31}.
    New flat {by the end of May|2026-05-31}, or we stay.
    Taxes {by year-end|2026-12-31}.
    She comes {a week on Tuesday|2026-03-17}.
    Their visit is {Friday week|2026-03-13}.
    I fly {the day after tomorrow|2026-03-06}.
    He'll know {10 days from now|2026-03-14}.
    The tickets are {for 12 April and 3 May|none}.
    Either {12 or 13 April|none} is fine.
    We open {Thursday to Saturday|2026-03-07}.
    Any day {between the 10th and the 12th|2026-03-12}.
    The fair runs {28 March - 2 April|2026-04-02}.
    Come {on Friday or Saturday|none}.
    Free {Mon/Tue|none}?
    Free {Sat or Sun|none}?
    We are in Ghent {Mon 9 March to Wed 11 March|2026-03-11}.
    Let me know {by tomorrow night|2026-03-05}.
    bring the ladder back {on Sunday|2026-03-08}
    Paint is {due Friday|2026-03-06}.
    Happy to help {from Monday|2026-03-09} on.
    I'll raise it {at our Monday|2026-03-09} call.
    Ich schicke es dir {bis Freitag|2026-03-06}.
    Kannst du mir {bis zum 12. März|2026-03-12} antworten?
    Wir sehen uns {nächste Woche|2026-03-13}.
    {Morgen|2026-03-05} rufe ich sie an.
    Guten Morgen, ich melde mich {morgen|2026-03-05}.
    Treffen {am Montag um 10 Uhr|2026-03-09}.
    Je t'envoie ça {d'ici vendredi|2026-03-06}.
    On se voit {la semaine prochaine|2026-03-13} ?
    Peux-tu répondre {avant le 12 mars|2026-03-12} ?
    Te lo mando {mañana|2026-03-05} por correo.
    ¿Puedes venir {el viernes|2026-03-06}?
    Nos vemos {la semana que viene|2026-03-13}.
    Ti scrivo {domani|2026-03-05}.
    Mi serve {entro venerdì|2026-03-06}, grazie.
    Ik bel je {morgen|2026-03-05}.
    Kun je dit {voor vrijdag|2026-03-06} sturen?
    {Tot volgende week|2026-03-13}!
"""
_MARK = re.compile(r"\{([^|{}]+)\|([^|{}]+)\}")


@pytest.mark.parametrize("marked", _lines(SENTENCES))
def test_a_date_is_found_in_running_text_with_its_words_and_its_day(marked: str) -> None:
    text = _MARK.sub(r"\1", marked)
    found = find(text, WEDNESDAY)
    assert [(phrase.text, _said(phrase.day)) for phrase in found] == _MARK.findall(marked)
    assert all(resolve(phrase.text, WEDNESDAY) == phrase.day for phrase in found)


def test_a_phrase_over_two_lines_of_a_quoted_mail_is_one_date() -> None:
    text = "> could you send it by the end\n> of next week? Call me by 12\n> March."
    assert [(p.text, p.day) for p in find(text, WEDNESDAY)] == [
        ("by the end\n> of next week", date(2026, 3, 13)),
        ("by 12\n> March", date(2026, 3, 12)),
    ]


def test_a_new_line_with_a_capital_ends_what_a_date_belongs_to() -> None:
    assert [p.text for p in find("copy of the insurance by Mon\nGaffer: Steve", WEDNESDAY)] == ["by Mon"]


def test_a_jotting_ends_with_its_line() -> None:
    assert [p.text for p in find("the letter comes Mon\nstill need a van", WEDNESDAY)] == ["Mon"]


def test_the_items_of_a_list_are_not_joined() -> None:
    text = "- call Ann Friday\n- Monday: dentist\n- pay Tom by 12 March\n\n14 March: party"
    assert [(p.text, _said(p.day)) for p in find(text, WEDNESDAY)] == [
        ("Friday", "2026-03-06"),
        ("Monday", "2026-03-09"),
        ("by 12 March", "2026-03-12"),
        ("14 March", "2026-03-14"),
    ]


def test_case_does_not_matter_to_a_phrase() -> None:
    assert resolve("BY NEXT FRIDAY", WEDNESDAY) == resolve("by next friday", WEDNESDAY) == date(2026, 3, 13)


def test_the_curly_apostrophe_is_an_apostrophe() -> None:
    assert resolve("in two weeks’ time", WEDNESDAY) == date(2026, 3, 18)
    assert resolve("12 March ’27", WEDNESDAY) == date(2027, 3, 12)
    assert resolve("aujourd’hui", WEDNESDAY) == WEDNESDAY


def test_nothing_is_found_in_nothing() -> None:
    assert find("", WEDNESDAY) == []
    assert resolve("", WEDNESDAY) is None


def test_a_day_beyond_the_calendar_is_none() -> None:
    assert resolve("in 999 years", date(9990, 1, 1)) is None
    assert resolve("tomorrow", date.max) is None
    assert resolve("two weeks before 1 January", date(1, 1, 1)) is None
    assert [phrase.day for phrase in find("tomorrow or next week", date.max)] == [None]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2026-03-02 coffee with Ana", "2026-03-02"),
        ("2026-03-02", "2026-03-02"),
        ("20260302-coffee", "2026-03-02"),
        ("2026_03_02 notes", "2026-03-02"),
        ("# 2026-03-02", "2026-03-02"),
        ("Date: 2 March 2026", "2026-03-02"),
        ("Datum: 2. März 2026", "2026-03-02"),
        ("3 March – lunch with Tom", "2026-03-03"),
        ("3 March", "2026-03-03"),
        ("March 3: lunch", "2026-03-03"),
        ("Tuesday, 3 March", "2026-03-03"),
        ("Tue 3 Mar, call", "2026-03-03"),
        ("5 March", "2025-03-05"),
        ("3rd of March 2026, minutes", "2026-03-03"),
        ("02/03/2026 standup", "2026-03-02"),
        ("02.03.26", "2026-03-02"),
        ("coffee-2026-03-02", "2026-03-02"),
        ("coffee with Ana, 2 March 2026", "2026-03-02"),
        ("coffee with Ana (2026-03-02)", "2026-03-02"),
        ("minutes-20260302-final", "2026-03-02"),
        ("Budget due 2026-12-31", "none"),
        ("From 2025-01-01 to 2025-12-31", "none"),
        ("3 March madness", "none"),
        ("tomorrow: call Ana", "none"),
        ("coffee with Ana", "none"),
        ("April called", "none"),
        ("May 4 people", "none"),
        ("2026-02-31 nonsense", "none"),
        ("12 things to do", "none"),
        ("", "none"),
    ],
)
def test_a_note_states_its_own_day(line: str, day: str) -> None:
    assert _said(stated(line, WEDNESDAY)) == day


# --- what holds for every text -----------------------------------------------------------------------------------

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
_PIECES = sorted(
    {word for _, phrase, _ in _table(PHRASES) + _table(ABROAD) for word in (*phrase.split(), phrase)}
    | set("the a may march sat sun , . ; ( ) - – / > \n & 1 12 31 100 5pm 3rd version €".split(" "))
)
TEXTS = st.text(max_size=200) | st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join)


@given(TEXTS, DAYS)
def test_phrases_lie_in_order_do_not_overlap_and_are_the_words_of_the_text(text: str, on: date) -> None:
    end = 0
    for phrase in find(text, on):
        assert end <= phrase.start < phrase.end <= len(text)
        assert phrase.text == text[phrase.start : phrase.end]
        end = phrase.end


@given(TEXTS, DAYS)
def test_a_phrase_carries_no_blank_or_punctuation_at_its_ends(text: str, on: date) -> None:
    for phrase in find(text, on):
        assert phrase.text == phrase.text.strip(" \t\r\n.,;:!?…")


@given(TEXTS, st.dates())
def test_resolve_and_stated_never_fail(text: str, on: date) -> None:
    assert isinstance(resolve(text, on), date | None)
    assert isinstance(stated(text, on), date | None)
    assert all(isinstance(phrase, DatePhrase) for phrase in find(text, on))


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), DAYS)
def test_a_date_of_the_calendar_is_itself_however_it_is_written(day: date, on: date) -> None:
    month = day.strftime("%B")
    for written in (
        day.isoformat(),
        day.isoformat() + "T09:30",
        f"by {day.isoformat()}",
        day.strftime("%Y/%m/%d"),
        day.strftime("%d.%m.%Y"),
        day.strftime("%d/%m/%Y"),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day}-{day:%b}-{day.year}",
    ):
        assert resolve(written, on) == day, written


@given(DAYS, st.integers(0, 6))
def test_a_weekday_is_the_first_after_the_day_and_next_means_the_following_week(on: date, weekday: int) -> None:
    name = date(2026, 3, 2 + weekday).strftime("%A")
    coming, following = resolve(name, on), resolve(f"next {name}", on)
    assert coming is not None
    assert coming.weekday() == weekday
    assert 1 <= (coming - on).days <= 7
    assert following == on - timedelta(on.weekday()) + timedelta(7 + weekday)


@given(DAYS, st.integers(1, 999))
def test_so_many_days_on_are_so_many_days_on(on: date, count: int) -> None:
    assert resolve(f"in {count} days", on) == on + timedelta(count)


@given(DAYS)
def test_a_period_is_due_on_its_last_day(on: date) -> None:
    month, year = resolve("end of the month", on), resolve("by end of year", on)
    assert month is not None
    assert month >= on
    assert (month.month, (month + timedelta(1)).day) == (on.month, 1)
    assert year == date(on.year, 12, 31)


@pytest.mark.parametrize(
    "piece",
    " |\n|\n> |1|1 |12.|1/|-|the |next |by |may |last |in |a |Friday |Friday, |by the |in 2 |end of |1st ".split("|"),
)
def test_a_hundred_thousand_of_one_piece_are_read(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert find(text + " by 12 March 2026", WEDNESDAY)[-1].day == date(2026, 3, 12)
    assert isinstance(resolve(text, WEDNESDAY), date | None)


def test_the_face_of_the_package_is_four_names() -> None:
    assert sorted(dates.__all__) == ["DatePhrase", "find", "resolve", "stated"]
