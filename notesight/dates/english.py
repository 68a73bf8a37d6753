"""The table of English: what each kind of date looks like, the most telling first. Digits belong to every language."""

from __future__ import annotations

from typing import Final

from notesight.dates import rules
from notesight.dates.kinds import EXACT, PERIOD, Kind
from notesight.dates.pieces import (
    COUNT,
    DAYS,
    ENGLISH_MONTH,
    ENGLISH_WEEKDAY,
    MONTH,
    NTH,
    NTH_DAYS,
    ORDINAL,
    TODAY,
    TOMORROW,
    UNIT,
    WEEKDAY,
    YEAR,
)

_MON = rf"(?P<mon>{ENGLISH_MONTH})"
_WD = rf"(?P<wd>{ENGLISH_WEEKDAY})"
_DAY_AND_MONTH = rf"{DAYS} (?:of )?{_MON}{YEAR}?"
_MONTH_AND_DAY = rf"{_MON} (?:the )?{DAYS}{YEAR}?"
_SOME_DAY = rf"(?:{NTH_DAYS}(?! of| {ENGLISH_MONTH})|{_DAY_AND_MONTH}|{_MONTH_AND_DAY})"
_NEXT = r"(?:(?P<next>next|the following|following|the coming|this coming|coming)|this)"
_SPAN = r"(?:month|quarter|qtr|year)"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_FEAST = r"(?:new year|easter|christmas|xmas|thanksgiving|labou?r day|memorial day|passover|ramadan|eid|diwali|hanukkah|pentecost)"
_LONG = rf"(?:day|week|wk|weekend|month|quarter|year|night|{_SEASON}|christmas|easter|time)"
_WITHIN = r"(?:(?:in|within|inside|inside of) (?:the )?(?:next |coming )?|(?:over|during) (?:the )?(?:next|coming) )"
_NEARLY = r"(?:about |around |roughly |approximately |approx |another |less than |under |max )?"
_CAN = r"(?:possible|convenient|practicable|(?:you|i|we|he|she|they) (?:can|could|possibly can|are able))"

KINDS: Final = (
    # the calendar's own dates
    Kind("iso", "#", r"(?P<y>(?:19|20)\d\d)(?:-(?P<m>\d\d?)-(?P<d>\d\d?)|/(?P<m>\d\d?)/(?P<d>\d\d?)|\.(?P<m>\d\d)\.(?P<d>\d\d))(?!\d)(?:t\d\d:?\d\d(?::?\d\d)?(?:\.\d{1,9})?(?:z|[+-]\d\d:?\d\d)?|-\d{4}\b)?", rules.iso, EXACT),
    Kind("compact", "#", r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)", rules.iso, EXACT),
    Kind("numeric", "#", r"(?P<d>\d{1,2})(?:/(?P<m>\d{1,2})/|\.(?P<m>\d{1,2})\. ?|-(?P<m>\d{1,2})-)(?P<y>\d{4}|\d\d)(?![./-]?\d)", rules.numeric, EXACT),
    Kind("weekendof", "the weekend", rf"(?:the )?weekend of (?:the )?{_SOME_DAY}", rules.weekend_beside),
    Kind("wdbeside", "the first last WEEKDAY", rf"(?:the )?(?:first |last )?{_WD} (?:(?P<before>before)|after) (?:the )?{_SOME_DAY}", rules.weekday_beside),
    Kind("daymonth", "# the NTH", rf"(?:the )?{DAYS}\.?(?: of (?:the )?| de | |-)(?P<mon>{MONTH}){YEAR}?(?!\d)", rules.named_month, EXACT),
    Kind("monthday", "MONTH", rf"{_MON}[ -](?:the )?{DAYS}(?![%$€£]|[:.,]\d| ?(?:am|pm)\b){YEAR}?", rules.named_month, EXACT),
    Kind("short", "#", r"(?P<d>\d{1,2})(?:/(?P<m>\d{1,2})(?![/.]?\d)|\.(?P<m>\d{1,2})(?:\.(?!\d)|(?![.\d])))", rules.numeric, EXACT),
    Kind("monthyear", "ANY-MONTH", rf"(?P<mon>{MONTH}){YEAR}", rules.whole_month),
    Kind("domof", "# the NTH", rf"(?:the )?(?:{DAYS}|(?P<word>first) day) of (?:(?P<next>next)|(?P<this>this)|the) month\b", rules.day_of_month),
    # what is no day to come
    Kind("nth", "# the very NTH", rf"(?:the )?(?:very )?{NTH} {_WD} (?:of|in) (?:(?P<next>next month)|(?:the|this) month|(?:the )?{_MON}{YEAR}?)", rules.nth_weekday),
    Kind("past", "# yesterday this the other last past previous day earlier few several COUNT WEEKDAY MONTH", rf"yesterday\b|(?:this |the )?(?:last|past|previous) (?:{ENGLISH_WEEKDAY}|{ENGLISH_MONTH}|{_LONG}\b(?:(?: on)? {ENGLISH_WEEKDAY})?)(?! of\b)|"
                 rf"{ENGLISH_WEEKDAY} (?:of )?last (?:week|wk)\b|{ENGLISH_WEEKDAY} (?:last\b(?! week)|gone\b)|{ENGLISH_MONTH} last year\b|the (?:week|month|year|day|night) before last\b|"
                 rf"(?:the )?day before yesterday\b|(?:the )?other (?:day|week|night|month|{ENGLISH_WEEKDAY})\b|earlier (?:today\b|this {_LONG}\b|this (?:morning|afternoon|evening)\b)|"
                 rf"(?:{COUNT}|few|several) {UNIT} (?:ago|earlier|back|old)\b"),
    Kind("repeated", "every each any the NTH mondays tuesdays wednesdays thursdays fridays saturdays sundays WEEKDAY", rf"(?:every|each|any) (?:other |second |single )?(?:{ENGLISH_WEEKDAY}|{_LONG}\b(?! now)|{ENGLISH_MONTH}|(?:morning|evening|afternoon)\b)|(?:the )?{NTH} {ENGLISH_WEEKDAY} (?:of|in) (?:each|every) \w+|"
                     rf"(?:mon|tues|wednes|thurs|fri|satur|sun)days\b|{ENGLISH_WEEKDAY} (?:mornings|afternoons|evenings|nights|lunchtimes)\b|"
                     r"mon(?:day)?s? ?(?:-|–|—|to|through|thru) ?fri(?:day)?s?\b(?! next| this)"),
    # so and so long from here
    Kind("aftertomorrow", "the day", rf"(?:the )?day after {TOMORROW}", rules.days_ahead(2)),
    Kind("weekon", "# COUNT", rf"{COUNT} (?:(?P<unit>weeks?|fortnights?) (?:(?:on|from|after) )?|(?P<unit>days?|months?) (?:from|after) )(?:{_WD}|(?P<tomorrow>{TOMORROW})|(?:today|now)\b)", rules.from_a_day),
    Kind("wdweek", "today next this TOMORROW WEEKDAY", rf"(?:(?:(?:next|this) )?{_WD}|(?P<tomorrow>{TOMORROW})|today) (?P<unit>week|fortnight)\b", rules.from_a_day),
    Kind("fromnow", "# COUNT", rf"{COUNT} {UNIT} (?:from (?:now|today|this date)|hence)\b", rules.in_time),
    Kind("few", "in within over during after", r"(?:in|within|over|during|after) (?:(?:a|the|the next|the coming|the following|next|coming) )?(?:few|several|coming|next)(?: more)? (?:working |business )?(?:days|weeks|months|hours|years)(?:['’])?(?: time)?\b", rank=PERIOD),
    Kind("innext", "in within inside over during", rf"{_WITHIN}{_NEARLY}(?:(?:\d{{1,2}}|one|two|three|four|five) ?(?:-|–|to|or) ?)?{COUNT} {UNIT}(?P<so> or (?:so|two|three|more)\b| and a half\b| of\b(?! today| now))?", rules.in_time),
    Kind("innextone", "in within over during", r"(?:in|within|over|during) the (?:next|coming) (?P<unit>week|month|fortnight|year|day)\b(?P<so> or (?:so|two)\b)?", rules.in_time),
    Kind("timenext", "this same", r"(?:this|same) (?:time|day) next (?P<unit>week|month|year)\b", rules.in_time),
    # periods
    Kind("weekafter", "the week month year weekend", r"(?:the )?(?P<what>week|month|year|weekend) after next\b", rules.period_after_next, PERIOD),
    Kind("wdafter", "the WEEKDAY", rf"(?:the )?{_WD} after next\b", rules.weekday_after_next),
    Kind("end", "the very end close", rf"(?:the )?(?:very )?(?:(?:end of|close of)(?: the)? (?:(?:(?P<next>next)|this) )?(?:(?P<what>day|business|play|trading|week|wk|weekend|month|quarter|year)\b|{_MON}{YEAR}?|(?:(?P<q>q[1-4])|(?P<h>h[12]))\b{YEAR}?|(?P<y>20\d\d)\b)|"
                rf"end (?:(?:(?P<next>next)|this) (?P<what>week|month|quarter|year)\b|(?P<mon>{ENGLISH_MONTH})|(?P<q>q[1-4])\b))", rules.end, PERIOD),
    Kind("endof", "the month year quarter week", r"(?:the )?(?:(?P<what>month|year|quarter)(?:['’]s)?[ -]end|(?P<what>week)['’]s end)\b", rules.period, PERIOD),
    Kind("endshort", "eod eob cob cop eow eom eoq eoy", r"(?:eod|eob|cob|cop|eow|eom|eoq|eoy)\b", rules.short_end, PERIOD),
    Kind("out", "the this", r"(?:the|this) (?P<what>week|month|year)(?: is|['’]s) (?:out|over|up|done)\b", rules.period, PERIOD),
    Kind("lastweek", "the last", rf"(?:the )?last (?:week|days|few days) of (?:(?:(?P<next>next)|the|this) (?P<what>month)\b|{_MON}{YEAR}?)", rules.end, PERIOD),
    Kind("lastday", "the very last", rf"(?:the )?(?:very )?last (?:working |business )?day (?:of|in) (?:(?:(?P<next>next)|the|this) (?P<what>month|year|quarter|week)\b|{_MON}{YEAR}?)", rules.end),
    Kind("week", "next this the following coming", rf"{_NEXT} (?P<what>week|wk)\b", rules.period, PERIOD),
    Kind("weekend", "next this the following coming", r"(?:(?P<next>next|the following|following)|this coming|the coming|coming|this|the) (?P<what>week-?end)\b", rules.period, PERIOD),
    Kind("period", "next this the following coming", rf"{_NEXT} (?P<what>{_SPAN})\b", rules.period, PERIOD),
    Kind("quarter", "# the q1 q2 q3 q4 h1 h2 NTH", rf"(?:the )?(?:(?:(?P<q>q[1-4])|(?P<h>h[12]))\b|{NTH} quarter\b)(?:(?: of)?{YEAR})?", rules.quarter, PERIOD),
    # days with a name
    Kind("christmaseve", "christmas xmas", r"(?:christmas|xmas) eve\b", rules.fixed_day(24, 12)),
    Kind("christmas", "christmas xmas", r"(?:christmas|xmas) day\b", rules.fixed_day(25, 12)),
    Kind("boxingday", "boxing", r"boxing day\b", rules.fixed_day(26, 12)),
    Kind("newyearseve", "new", r"new year['’]?s eve\b", rules.fixed_day(31, 12)),
    Kind("newyear", "new", r"new year['’]?s day\b", rules.fixed_day(1, 1)),
    Kind("valentine", "valentine valentines", r"valentine['’]?s(?: day)?\b", rules.fixed_day(14, 2)),
    Kind("halloween", "halloween", r"halloween\b", rules.fixed_day(31, 10)),
    # a word or a number alone
    Kind("today", "# today tonight tonite this", TODAY, rules.today, PERIOD),
    Kind("tomorrow", "# TOMORROW", TOMORROW, rules.days_ahead(1)),
    Kind("nextwd", "next WEEKDAY", rf"(?:next {_WD}|(?P<wd>{ENGLISH_WEEKDAY}) next\b(?! week| wk))", rules.next_weekday),
    Kind("wd", "this the coming ANY-WEEKDAY", rf"(?:(?:this coming|the coming|coming|this) )?(?P<wd>{WEEKDAY})(?: coming\b)?", rules.weekday),
    Kind("dom", "# the", rf"(?:the )?{NTH_DAYS}|the (?P<word>{ORDINAL})", rules.day_number, EXACT),
    Kind("nextmonth", "next this", rf"(?:(?P<next>next)|this coming|this) {_MON}", rules.next_named_month, PERIOD),
    Kind("month", "ANY-MONTH", rf"(?P<mon>{MONTH})", rules.whole_month, PERIOD),
    Kind("year", "#", r"(?P<y>20\d\d)(?![.,:/%-]?\d)", rules.year, PERIOD),
    # vague
    Kind("vague", "as asap soon soonish soonest shortly sometime some someday at eventually one any before in early", rf"(?:as soon as {_CAN}|asap|soon(?:ish|est)?|shortly|sometime|some time|some ?day|at some (?:point|stage)|eventually|"
                  r"one of these days|one day soon|any day now|before long|(?:early )?in the new year)\b", rank=PERIOD),
    Kind("season", "the this next new half school holiday holidays christmas xmas easter thanksgiving labor labour memorial passover ramadan eid diwali hanukkah pentecost spring summer autumn fall winter", rf"(?:the )?(?:{_FEAST}|(?:school |summer )?holidays?|half[ -]term|(?:{_SEASON}|christmas|easter) (?:break|term|semester)|"
                   rf"(?:(?:this|next) )?{_SEASON}(?: (?:of )?20\d\d)?)\b", rank=PERIOD),
)  # fmt: skip
