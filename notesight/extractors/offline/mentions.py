"""Find whom a clause speaks of without a name: "her vet", "a woman in a green coat", "the Methodists", "legal".

A mention is a stretch of words with what stands before it; whether anybody asks, gives or gets something there is not
decided here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from notesight.extractors.offline import lexicon
from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.lexicon.cues import ACTS
from notesight.extractors.offline.tokens import WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notesight.extractors.offline.people import Cast
    from notesight.extractors.offline.tokens import Token

Gender = Literal["", "he", "she", "they"]
Sort = Literal["person", "group", "name", "other"]

WOMEN: Final = frozenset(
    "woman lady girl mum mom mother wife sister daughter aunt auntie niece granddaughter grandmother granny gran grandma"
    " girlfriend sister-in-law mother-in-law daughter-in-law landlady headmistress widow stepmother stepdaughter nun"
    " chairwoman saleswoman bride".split()
)
MEN: Final = frozenset(
    "man gentleman boy lad bloke chap guy fellow dad father husband brother son uncle nephew grandson grandfather grandad"
    " grandpa boyfriend brother-in-law father-in-law son-in-law landlord headmaster widower stepfather stepson monk"
    " chairman salesman postman groom priest vicar".split()
)
_PEOPLE: Final = (
    tables.KIN
    | tables.ROLE_WORDS
    | WOMEN
    | MEN
    | frozenset(
        "vet dentist gp midwife physio vicar priest rector archdeacon bishop canon dean registrar bursar warden verger"
        " neighbour neighbor tenant lodger guest host hostess driver farmer gardener builder roofer electrician plumber"
        " joiner decorator tiler mason smith potter weaver tailor florist grocer butcher fishmonger barber hairdresser"
        " postman postmistress policeman fireman soldier sailor captain skipper pilot judge mayor minister mp councillor"
        " clerk chair headteacher headmaster head tutor governor registrar reporter journalist reviewer referee expert"
        " inspector insurer broker lender banker adviser advisor valuer seller buyer owner client customer supplier"
        " contractor organiser organizer volunteer member applicant candidate trainee apprentice beginner newcomer"
        " stranger somebody someone person child baby toddler teenager pensioner nan gran cousin twin godson"
        " goddaughter godmother godfather fiancé fiancée fiance fiancee ex-wife ex-husband parent grandparent relative"
        " carpenter maintainer archivist machinist musician drummer bassist singer pianist violinist cellist organist"
        " painter sculptor poet author novelist illustrator filmmaker dancer actor actress critic chemist pharmacist"
        " therapist psychologist physicist biologist statistician programmer sysadmin admin webmaster helpdesk"
        " receptionist porter janitor cleaner cook waiter waitress barman barista brewer winemaker beekeeper shepherd"
        " forester ranger opa oma papa mama nonna nonno abuela abuelo".split()
    )
)
_THINGS: Final = frozenset(
    "kitchen list newsletter data cloud api security software app power gas oil energy books records radio tv fm channel"
    " house hall party party's airport station stadium project festival conference media board initiative network estate"
    " estates insurance market review times journal news bar store home town city county services solutions systems".split()
)
"""Words of names of organisations that by themselves are rather things."""
_GROUPS: Final = (tables.ORGANISATION - _THINGS) | frozenset(
    "council parish choir congregation police library museum archive embassy consulate bank insurer insurers agency"
    " hospital surgery practice ward school nursery university faculty department ministry club society union"
    " association committee board panel band orchestra crew cast staff legal accounts payroll finance hr ops support"
    " sales marketing facilities procurement planning compliance reception people folk folks lot crowd couple"
    " twins kids children neighbours neighbors parents students pupils volunteers members tenants residents guests"
    " customers clients suppliers sponsors donors maintainers reviewers editors trustees governors organisers organizers"
    " scouts guides brownies methodists quakers baptists catholics press paper magazine gazette railway railways"
    " landlords lawyers solicitors builders roofers insurers hospice shelter charity foodbank garage dealer dealers"
    " brewery bakery theatre gallery cinema venue pub hotel hostel café cafe restaurant company firm factory co-op coop"
    " county town ministry court office team group".split()
)
_DETERMINERS: Final = frozenset(
    "his her their my our its your the a an some another one any that this these those".split()
)
_STOPS: Final = (
    frozenset(
        "to of for from with at by in on about into over under after before through between per as than off up out down"
        " near round until till since during without within against and or but so then because although while if when"
        " whether where who whom which that what why how i you he she it we they me him us them there is are was were am"
        " be been being has have had do does did will would can could shall should may might must 's not n't today"
        " tomorrow tonight yesterday now soon later again too also just still already yet once first please next this"
        " last every each all both herself himself themselves back asap weekly daily".split()
    )
    | tables.SAYING
    | tables.CALENDAR
)
TOWARDS: Final = frozenset("to with for at from by of via".split())
ADDRESSED: Final = frozenset(
    "ask asks asked asking tell tells told telling call calls called calling ring rings rang ringing phone email emails"
    " emailed mail text texts texted write chase chases chased chasing remind reminds reminded invite invited inviting see"
    " sees meet meets meeting contact contacting message thank pay pays paid owe owes give gives gave giving send sends"
    " lend lends show shows visit visiting warn help helps nudge ping poke bring brings let sound pester approach consult"
    " inform notify teach introduce promised".split()
)
"""Verbs whose object is somebody."""
_WHICH: Final = frozenset("from in of at with up on over down next".split())
_LONGEST: Final = 4
_LEADING: Final = TOWARDS | ADDRESSED
_NOBODY: Final = ACTS | tables.NOT_NAMES
_PLAIN_GROUPS: Final = _GROUPS - _PEOPLE


class Mention(NamedTuple):
    """Somebody without a name: ``tokens[start:stop]`` of a sentence.

    ``after`` is the preposition or verb in front ("to", "ask"; "^" at the clause's opening, "" otherwise).
    """

    start: int
    stop: int
    words: str
    sort: Sort
    gender: Gender
    after: str


def find(tokens: Sequence[Token], start: int, stop: int, cast: Cast) -> list[Mention]:
    """The unnamed somebodies of ``tokens[start:stop]``, in order; what leads up to a name is none ("her wife Bea")."""
    found: list[Mention] = []
    inside = _inside(tokens, start, stop, cast)
    place = start
    while place < stop:
        begin = place
        here = None if place in inside else _begins(tokens, place, start, stop, cast)
        if here is None:
            place += 1
            continue
        end = _extent(tokens, here, stop, cast)
        if end <= here or (end < stop and tokens[end].start in cast.at and tokens[end - 1].kind == WORD):
            place = max(end, place + 1)
            continue
        sort = _sort(tokens, here, end)
        after = _after(tokens, begin, start)
        if after == "^" and sort in ("person", "group"):
            end = _more(tokens, end, stop)
        if sort in ("person", "group") or after:
            words = text_of(tokens[begin:end])
            gender: Gender = "they" if sort == "name" else gender_of([t.norm for t in tokens[here:end]])
            found.append(Mention(begin, end, words, sort, gender, after))
        place = end
    return found


def gender_of(norms: Sequence[str]) -> Gender:
    """Whether the words for somebody mean a woman, a man or several; empty when they do not tell."""
    for norm in norms:
        if norm in WOMEN:
            return "she"
        if norm in MEN:
            return "he"
    last = norms[-1] if norms else ""
    return "they" if last in _PLAIN_GROUPS or (last.endswith("s") and last[:-1] in _PEOPLE) else ""


def text_of(words: Sequence[Token]) -> str:
    """Neighbouring tokens as they stand in the text, runs of white space as one space."""
    return "".join(" " * (n > 0 and token.start > words[n - 1].end) + token.text for n, token in enumerate(words))


def _begins(tokens: Sequence[Token], place: int, start: int, stop: int, cast: Cast) -> int | None:
    """Where the first noun of a mention that begins at ``place`` stands; ``None`` when none begins there."""
    token = tokens[place]
    if token.start in cast.at:
        end = cast.ends[token.start]
        owned = next((n for n in range(place + 1, stop) if tokens[n].start >= end), None)
        return owned + 1 if owned is not None and tokens[owned].norm == "'s" and owned + 1 < stop else None
    if token.kind != WORD:
        return None
    if token.norm in _DETERMINERS:
        after = tokens[place + 1] if place + 1 < stop else None
        return place + 1 if after is not None and after.kind == WORD and after.norm not in _DETERMINERS else None
    if token.norm in _STOPS:
        return None
    before = tokens[place - 1].norm if place > start else "^"
    if before in _LEADING:
        fitting = token.cap or token.norm in _GROUPS or token.norm in _PEOPLE or token.norm[:-1] in _PEOPLE
        return place if fitting and (token.cap or token.norm not in ACTS) else None
    opening = place == start or before in {",", "and", "but", ":"}
    if not opening or token.norm in _NOBODY:
        return None
    near = tokens[place : min(stop, place + _LONGEST)]
    follows = next((n for n, t in enumerate(near) if t.norm in _STOPS or t.kind != WORD), len(near))
    heads = [n for n, t in enumerate(near[:follows]) if _is_somebody(t.norm)]
    if heads:
        after = tokens[place + heads[-1] + 1] if place + heads[-1] + 1 < stop else None
        goes_on = after is not None and heads[-1] + 1 == follows
        return (
            place if goes_on or (after is not None and (_is_verb(after.norm) or after.norm.endswith("ing"))) else None
        )
    plain = token.norm in lexicon.words()
    return place if token.cap and not plain and 0 < follows < len(near) else None


def _inside(tokens: Sequence[Token], start: int, stop: int, cast: Cast) -> set[int]:
    """Which of ``tokens[start:stop]`` are later words of a name, and begin none themselves."""
    found = set()
    for place in range(max(0, start - _LONGEST), stop):
        end = cast.ends.get(tokens[place].start)
        if end is not None:
            for later in range(place + 1, min(place + 1 + _LONGEST, stop)):
                if tokens[later].start < end and tokens[later].start not in cast.at:
                    found.add(later)
    return found


def _extent(tokens: Sequence[Token], first: int, stop: int, cast: Cast) -> int:
    """Where the nouns that begin at ``first`` stop: with the last one that is somebody, if one is, else with the last."""
    end = first
    whole = 0
    while end < stop and end - first < _LONGEST:
        token = tokens[end]
        if token.kind != WORD or token.norm in _STOPS or token.start in cast.at:
            break
        if end > first and (token.norm in _DETERMINERS or (whole == end and _is_verb(token.norm))):
            break
        end += 1
        if _is_somebody(token.norm):
            whole = end
    if not whole or (end < stop and tokens[end].start in cast.at):
        return end
    if whole + 1 < stop and tokens[whole].norm == "in" and tokens[whole + 1].norm == "law":
        whole += 2
    return whole


def _more(tokens: Sequence[Token], end: int, stop: int) -> int:
    """Where words behind somebody at a clause's opening stop that say which one: "a woman in a green coat"."""
    if end + 1 >= stop or tokens[end].norm not in _WHICH:
        return end
    last = end + 1
    while last < stop and last - end <= _LONGEST + 1:
        token = tokens[last]
        if token.kind != WORD or (token.norm in _STOPS and not (last == end + 1 and token.norm in _WHICH)):
            break
        last += 1
    return last if last > end + 1 + (tokens[end + 1].norm in _WHICH or tokens[end + 1].norm in _DETERMINERS) else end


def _is_somebody(norm: str) -> bool:
    return norm in _PEOPLE or norm in _GROUPS or norm[:-1] in _PEOPLE


def _is_verb(norm: str) -> bool:
    """Whether a word behind a noun may be what that one does."""
    return norm in ACTS or (norm.endswith("s") and (norm[:-1] in ACTS or norm[:-2] in ACTS)) or norm.endswith("ed")


def _sort(tokens: Sequence[Token], first: int, end: int) -> Sort:
    norms = [token.norm for token in tokens[first:end]]
    last = norms[-1]
    if last == "law":
        return "person"
    if last in _PEOPLE or last[:-1] in _PEOPLE or any(norm in WOMEN or norm in MEN for norm in norms):
        return "person"
    if last in _GROUPS:
        return "group"
    return "name" if tokens[end - 1].cap else "other"


def _after(tokens: Sequence[Token], begin: int, start: int) -> str:
    if begin == start or (begin == start + 1 and tokens[start].norm in {"and", "but", "so", "also", "then"}):
        return "^"
    norm = tokens[begin - 1].norm
    return norm if norm in TOWARDS or norm in ADDRESSED else ""
