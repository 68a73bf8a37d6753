"""The names of the months and of the time zones, as mail programs in many languages write them."""

from __future__ import annotations

_NAMES = """jan january januar januari janvier janv enero ene gennaio gen janeiro styczeń stycznia sty leden ledna led
        január januára tammikuuta tammik ian ianuarie siječnja siječanj sij jaan jaanuar january. január ocak oca january
        января январь янв січня січень січ януари gener ιανουαρίου ιαν jänner
    feb february februar februari februari. février fév févr febrero febbraio fevereiro fev luty lutego lut únor února úno
        február februára febr helmikuuta helmik februarie veljače veljača velj vlj veebr veebruar şubat şub
        февраля февраль февр фев лютого лютий лют февруари febrer φεβρουαρίου φεβ feber
    mar march märz mär mrz mars marzo maart mrt março marca marzec marec březen března bře marts március márc maaliskuuta
        maalisk martie ožujka ožujak ožu märts mart марта март мар березня березень бер març μαρτίου μαρ
    apr april avril avr abril abr aprile kwiecień kwietnia kwi duben dubna dub apríl apríla április ápr huhtikuuta huhtik
        aprilie travnja travanj tra aprill nisan nis апреля апрель апр квітня квітень квіт απριλίου απρ
    may mai mayo maggio mag mei maio maj maja květen května kvě máj mája május toukokuuta toukok svibnja svibanj svi mayıs
        мая май травня травень трав maig μαΐου μαΐ
    jun june juni juin junio giugno giu junho jun. czerwiec czerwca cze červen června čvn jún júna június kesäkuuta kesäk
        iun iunie lipnja lipanj juuni haziran haz июня июнь июн червня червень черв juny ιουνίου ιουν
    jul july juli juillet juil julio luglio lug julho lipiec lipca lip červenec července čvc júl júla július heinäkuuta
        heinäk iul iulie srpnja srpanj juuli temmuz tem июля июль июл липня липень лип juliol ιουλίου ιουλ
    aug august août aou agosto ago augustus augusti sierpień sierpnia sie srpen srpna srp augusta augusztus elokuuta elok
        kolovoza kolovoz kol ağustos ağu августа август авг серпня серпень серп agost αυγούστου αυγ
    sep sept september septembre septiembre settembre set setembro wrzesień września wrz září zář septembra szeptember
        szept syyskuuta syysk septembrie rujna rujan ruj eylül eyl сентября сентябрь сент сен вересня вересень вер
        setembre σεπτεμβρίου σεπ
    oct october okt oktober octobre octubre ottobre ott outubro out październik października paź říjen října říj októbra
        október lokakuuta lokak octombrie oktoober ekim eki октября октябрь окт жовтня жовтень жовт οκτωβρίου οκτ
    nov november novembre noviembre novembro listopad listopada listopadu lis novembra marraskuuta marrask noiembrie noi
        studenoga studenog studeni stu kasım kas ноября ноябрь нояб ноя листопада листопад лист νοεμβρίου νοε
    dec december dez dezember décembre déc diciembre dic dicembre dezembro desember des grudzień grudnia gru prosinec
        prosince pro decembra joulukuuta jouluk decembrie prosinca prosinac dets detsember aralık ara декабря декабрь дек
        грудня грудень груд desembre δεκεμβρίου δεκ"""

MONTHS: dict[str, int] = {}
"""The number of each month by its names and short forms, in lower case."""
_number = 0
for _line in _NAMES.split("\n"):
    _number += not _line.startswith("        ")
    for _name in _line.split():
        MONTHS.setdefault(_name.strip("."), _number)

CROATIAN = {"lip": 6, "lipnja": 6, "srp": 7, "lis": 10, "listopad": 10, "listopada": 10}
"""Months that Croatian calls by a neighbour's name for another; it writes a dot behind the year, the neighbours do not."""

ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "mez": 60, "seč": 60, "cest": 120, "mesz": 120,
    "selč": 120, "eet": 120, "sast": 120, "eest": 180, "msk": 180, "ist": 330, "sgt": 480, "hkt": 480, "awst": 480,
    "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "brt": -180, "est": -300, "edt": -240,
    "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip
"""Minutes east of Greenwich, by the short names of time zones."""
