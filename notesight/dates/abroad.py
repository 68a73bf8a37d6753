"""The table of German, French, Spanish, Italian and Dutch: tomorrow, next week, in two weeks, the end of May.

Weekdays and months of these languages stand in the common table ("am 12. März", "le 12 mars"). What is said plainly
is known; words that mean something else in English as well are left alone. "Next Friday" is the Friday of the
following week in every language.
"""

from __future__ import annotations

from typing import Final

from notesight.dates import rules
from notesight.dates.kinds import PERIOD, Kind
from notesight.dates.pieces import COUNT_ABROAD, MONTH_ABROAD, WEEKDAY_ABROAD, YEAR

_WD = rf"(?P<wd>{WEEKDAY_ABROAD})"
_MON = rf"(?P<mon>{MONTH_ABROAD}|(?:april|august|september|november)\b)"
_NEXT = (
    r"(?P<next>(?:nächste|naechste|kommende|folgende)[rnsm]?|prochaine?|pr[oó]xim[oa]|prossim[oa]|volgende?|komende?)"
)
_NEXT_AFTER = r"(?P<next>prochaine?|pr[oó]xim[oa]|que viene|prossim[oa])"
_THIS = r"(?:diese[rnsm]?|cette|ce|est[ae]|quest[oa]|deze|dit)"
_LAST = r"(?:(?:letzte|vorige|vergangene)[rnsm]?|afgelopen|vorig|scors[oa])"
_LAST_AFTER = r"(?:derni[eè]re?|pasad[oa]|scors[oa]|passat[oa])"
_WEEK = r"(?P<what>woche|semaine|semana|settimana|week)"
_SPAN = r"(?P<what>monat|quartal|jahr|mois|trimestre|ann[eé]e|mes|año|mese|anno|maand|kwartaal|jaar)"
_DAYS = r"(?:tag(?:en?)?|jours?|d[ií]as?|giorn[io]|dag(?:en)?)"
_WEEKS = r"(?:wochen?|semaines?|semanas?|settiman[ae]|weken|week)"
_MONTHS = r"(?:monat(?:en?)?|mois|mes(?:es|e|i)?|maand(?:en)?)"
_UNIT = rf"(?P<unit>{_DAYS}|{_WEEKS}|{_MONTHS})\b"
_LONG = rf"(?:{_DAYS}|{_WEEKS}|{_MONTHS}|jahr|an|ann[eé]e|año|anno|jaar|wochenende|week-?end)\b"

KINDS: Final = (
    Kind("past", "# letzte letzten letzter letztes vorige voriger voriges vorigen vorig vergangene vergangenen vergangenes afgelopen scorso scorsa gestern vorgestern hier avant ayer anteayer ieri gisteren eergisteren vor il hace LENGTH COUNT-ABROAD WEEKDAY-ABROAD", rf"{_LAST} (?:{WEEKDAY_ABROAD}|{_LONG})|(?:{WEEKDAY_ABROAD}|{_LONG}) {_LAST_AFTER}\b|gestern\b|vorgestern\b|(?:avant-)?hier\b|(?:ante)?ayer\b|ieri\b|(?:eer)?gisteren\b|"
                 rf"(?:vor|il y a|hace) {COUNT_ABROAD} {_LONG}|{COUNT_ABROAD} {_LONG} (?:fa|geleden)\b"),
    Kind("repeated", "jede jeden jeder jedes chaque cada ogni elke iedere tous los montags dienstags mittwochs donnerstags freitags samstags sonntags", rf"(?:jede[nrsm]?|chaque|cada|ogni|elke|iedere) (?:{WEEKDAY_ABROAD}|{_LONG})|tous les (?:\w+dis?|dimanches|jours|mois)\b|los (?:{WEEKDAY_ABROAD}|sábados|domingos)|"
                     r"(?:montags|dienstags|mittwochs|donnerstags|freitags|samstags|sonntags)\b"),
    Kind("today", "heute aujourd aujourdhui ce cet hoy esta oggi stasera stamattina stanotte vandaag vanochtend vanmiddag vanavond", r"(?:heute(?: (?:morgen|früh|vormittag|mittag|nachmittag|abend|nacht))?|aujourd['’]?hui|ce (?:matin|soir)|cet apr[eè]s-midi|hoy|esta (?:mañana|tarde|noche)|"
                  r"oggi|stasera|stamattina|stanotte|vandaag|vanochtend|vanmiddag|vanavond)\b", rules.today, PERIOD),
    Kind("aftertomorrow", "übermorgen uebermorgen après apres pasado dopodomani overmorgen", r"(?:übermorgen|uebermorgen|apr[eè]s-demain|pasado mañana|dopodomani|overmorgen)\b", rules.days_ahead(2)),
    Kind("tomorrow", "morgen morgenochtend morgenmiddag morgenavond demain mañana domani", r"(?:morgen(?: (?:früh|vormittag|mittag|nachmittag|abend)|ochtend|middag|avond)?|demain(?: (?:matin|midi|soir|apr[eè]s-midi))?|"
                     r"mañana(?: por la (?:mañana|tarde|noche))?|domani(?: (?:mattina|pomeriggio|sera))?)\b", rules.days_ahead(1)),
    Kind("innext", "in innerhalb binnen dans sous dentro tra fra over en", rf"(?:(?:in|innerhalb von|binnen|dans|sous|dentro de|tra|fra|over) {COUNT_ABROAD} {_UNIT}|en {COUNT_ABROAD} (?P<unit>d[ií]as?|semanas?|mes(?:es)?)\b)", rules.in_time),
    Kind("weekend", "wochenende fin fine ce questo nel dit het week weekend NEXT", rf"(?:(?:{_NEXT} )?(?P<what>wochenende|fin de semana|fine settimana)(?: {_NEXT_AFTER})?|(?:{_NEXT}|ce|questo|nel|dit|het) (?P<what>week-?end)\b|"
                    rf"(?P<what>week-?end) {_NEXT_AFTER})\b", rules.period, PERIOD),
    Kind("end", "ende monatsende quartalsende jahresende fin final finales fine eind einde", rf"(?:ende (?:{_NEXT} |de[rs] |diese[rsm] )?(?P<what>woche|monats?|quartals?|jahres)|(?P<what>monats|quartals|jahres)ende|"
                rf"fin (?:de la |de cette )?(?P<what>semaine)(?: {_NEXT_AFTER})?|fin (?:du |de ce |de l['’]|de )?(?P<what>mois|trimestre|ann[eé]e|mes|año)|fin(?:al|ales)? de (?:la |el |esta |este )?(?P<what>semana|mes|año|trimestre)|"
                rf"fine (?:del |della |dell['’]|di )?(?P<what>mese|anno|trimestre|settimana)|einde? (?:van )?(?:(?P<next>volgende?) |deze |dit |de |het )?(?P<what>week|maand|kwartaal|jaar)|"
                rf"(?:ende|fin|finales de|final de|fine|fine di|einde?) {_MON}{YEAR}?)(?![^\W_])", rules.end, PERIOD),
    Kind("week", "woche semaine semana settimana week NEXT THIS", rf"(?:{_NEXT} {_WEEK}|{_WEEK} {_NEXT_AFTER}|{_THIS} {_WEEK})\b", rules.period, PERIOD),
    Kind("period", "mois mes mese maand année annee año anno trimestre NEXT THIS", rf"(?:{_NEXT} {_SPAN}|{_SPAN} {_NEXT_AFTER}|{_THIS} {_SPAN})\b", rules.period, PERIOD),
    Kind("nextwd", "WEEKDAY-ABROAD NEXT", rf"(?:(?:nächste|naechste)[rnsm]?|prochain|pr[oó]ximo|prossim[oa]|volgende) {_WD}|{_WD} (?:prochain|pr[oó]ximo|que viene|prossim[oa])\b", rules.next_weekday),
)  # fmt: skip
