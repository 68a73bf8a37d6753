"""Names of people: how two spellings compare, and what their parts are. Pure knowledge, nothing stored.

``name_key`` is for equality ("Raman, Priya" and "Dr. Priya Raman" have one key); ``compatible`` says whether one
spelling may be a shorter form of the other ("Priya", "P. Raman"); ``likely_same`` adds nicknames and is good for
suggestions only. Nothing here compares by likeness of letters: Dana Cruz is not Dana Ruiz.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TITLES = (
    "mr mrs ms miss mx master dr doctor prof professor sir dame lord lady rev reverend father fr sister sr brother pastor "
    "rabbi imam canon cllr councillor capt captain col colonel sgt sergeant lt major gen general judge justice sen senator "
    "rep president hon nurse coach herr frau monsieur madame mme mlle señor señora señorita sra srta doña signor signora "
    "sig dott dottore dottoressa dhr mevr mevrouw pani"
)
_SUFFIXES = frozenset("jr sr ii iii iv phd md esq mba obe mbe cpa jd dds rn msc bsc mp frcp".split())
_DEGREES = _SUFFIXES | {"ma", "ba", "pe", "mr", "mrs", "ms", "dr", "prof"}
"""What stands behind a comma and is no given name. Without the comma "Ma" is a family."""
# Joined groups of given names: the long form first. A nickname may stand in several groups.
_NICKNAMES = (
    "abigail abby|alexander alexandra alex sandy sasha lex|andrew andy drew|anthony tony|benjamin ben benny|"
    "catherine katherine kathryn kate katie cathy kathy kat kit|charles charlie chuck|christopher christine christina "
    "chris kris tina|daniel dan danny|david dave|deborah deb debbie|dorothy dot dottie|edward ed eddie ted ned|"
    "elizabeth liz lizzie beth betty eliza lisa|frances francis fran frank|frederick fred freddie|gabriel gabriela gabe gabi|"
    "gregory greg|henry harry hank|isabella isabel izzy bella|jacob jake|james jim jimmy jamie|jennifer jen jenny|"
    "jessica jess jessie|john jack johnny|jonathan jon|joseph joe joey|joshua josh|judith judy|kenneth ken kenny|"
    "lawrence laurence larry|leonard len lenny leo|margaret maggie meg peggy greta|matthew matt|matilda tilly|michael mike mick "
    "mickey|nathaniel nathan nate nat|nicholas nicola nick nicky|patricia patrick pat patty paddy tricia|peter pete|philip "
    "phillip phil|rebecca becky becca|richard rick ricky dick rich|robert rob robbie bob bobby|ronald ron ronnie|samuel "
    "samantha sam sammy|stephen steven steve|susan susanna sue susie|theodore theo ted|thomas tom tommy|timothy tim|"
    "victoria vicky tori|vincent vince vinny|william will bill billy liam|zachary zach zack"
)
_GROUPS = tuple(frozenset(group.split()) for group in _NICKNAMES.split("|"))

_ABOVE_ASCII = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[\"“”„«»][^\"“”„«»]*[\"“”„«»]")
_POSSESSIVE = re.compile(r"['’]s$")
_VIA = re.compile(r"\s+(?:via|on behalf of|at|from|@)\s.*$|\s*[|/].*$|\s+[–—]\s.*$", re.IGNORECASE)
_LONGEST = 200


def name_key(name: str) -> str:
    """The form in which two spellings of one name are equal: folded, "Last, First" turned, titles dropped.

    Before a family name alone the title stays, since Mr Osei is not Mrs Osei. Nicknames are left as they are: Bob Miller and
    Robert Miller have two keys.
    """
    kept = tokens(name)
    return " ".join(kept if len(kept) > 1 or not _has_title(name) else _words(name))


@lru_cache(maxsize=65536)
def tokens(name: str) -> tuple[str, ...]:
    """The folded parts of a name without titles and suffixes; all of them when nothing else is left."""
    kept = _words(name)
    while len(kept) > 1 and kept[0] in _FOLDED_TITLES:
        kept = kept[1:]
    while len(kept) > 1 and kept[-1] in _SUFFIXES:
        kept = kept[:-1]
    return kept


def tokens_of_key(key: str) -> tuple[str, ...]:
    """The same of a name that is a :func:`name_key` already, which is much faster."""
    kept = tuple(key.split())
    return kept[1:] if len(kept) > 1 and kept[0] in _FOLDED_TITLES else kept


def turned(name: str) -> str:
    """A name in the order it is spoken, letters and accents kept: "Raman, Priya" becomes "Priya Raman"."""
    clean = " ".join(name.split())
    pieces = _pieces(clean)
    return f"{pieces[1]} {pieces[0]}" if len(pieces) == 2 else clean


def _pieces(name: str) -> list[str]:
    """What commas part in a name, without the titles and degrees at the end."""
    pieces = [piece.strip() for piece in name.split(",")]
    while len(pieces) > 1 and _fold(pieces[-1]).replace(".", "").strip() in _DEGREES | {""}:
        pieces.pop()
    return pieces if all(pieces) else [name]


def display_name(name: str) -> str:
    """The human name in the display name of a mailbox, or an empty text when there is none.

    Quotes, brackets and "via …" go; a name that is itself an address is none.
    """
    clean = " ".join(name.split()).strip("\"'‘’“”<> ")
    if "@" in clean.split(" ")[0] or not clean:
        return ""
    clean = _VIA.sub("", _BRACKETED.sub(" ", clean))
    return turned(clean).strip(" ,;()")


def is_full(name: str) -> bool:
    """Whether a name has a given and a family name, both written out."""
    kept = tokens(name)
    return len(kept) > 1 and not _is_initial(kept[0]) and not _is_initial(kept[-1])


def given(name: str) -> str:
    """The folded given name, or an empty text: "Mrs Osei" and "" have none."""
    kept = tokens(name)
    return kept[0] if len(kept) > 1 or (kept and not _has_title(name)) else ""


def family(name: str) -> str:
    """The folded last name, or an empty text when only a given name is there."""
    kept = tokens(name)
    return kept[-1] if len(kept) > 1 or (kept and _has_title(name)) else ""


def initials(name: str) -> str:
    """The first letters in capitals: "Priya van Raman" has "PVR"."""
    return "".join(token[0] for token in tokens(name)).upper()


def compatible(one: str, other: str) -> bool:
    """Whether one spelling may be a shorter form of the other: "Priya", "Raman", "P. Raman" and "Priya R." of Priya Raman.

    Initials alone are not enough, nor is a likeness of letters; Mr Osei is not Mrs Osei. Empty names are compatible with
    nothing.
    """
    short, long = sorted((one, other), key=lambda name: len(tokens(name)))
    few, many = tokens(short), tokens(long)
    if not few or {_title_of(one), _title_of(other)} == {"his", "hers"}:
        return False
    if len(few) == 1 < len(many) and few != many and _has_title(short):
        by_given = _words(short)[0] in _WITH_GIVEN and few[0] == many[0]
        return (few[0] == many[-1] or by_given) and not _is_initial(few[0])
    return parts_fit(few, many)


def parts_fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """The same for names in their folded parts, without titles."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    if few == many or not few:
        return bool(few)
    if len(few) == 1:
        return len(many) > 1 and not _is_initial(few[0]) and few[0] in (many[0], many[-1])
    return _shortens(few, many)


def likely_same(one: str, other: str) -> bool:
    """Whether two spellings are worth asking about: compatible, or so with a nickname put for the given name."""
    if compatible(one, other):
        return True
    a, b = tokens(one), tokens(other)
    if not a or not b or not any(a[0] in group and b[0] in group for group in _GROUPS):
        return False
    return len(a) == 1 or len(b) == 1 or a[-1] == b[-1]


def _shortens(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Whether ``few`` names are ``many`` with some left out or cut to initials, the given name in its place."""
    if not _token_fits(few[0], many[0]):
        return False
    whole = few[0] == many[0]
    place = 1
    for token in few[1:]:
        while place < len(many) and not _token_fits(token, many[place]):
            place += 1
        if place == len(many):
            return False
        whole = whole or token == many[place]
        place += 1
    return whole


def _token_fits(one: str, other: str) -> bool:
    return one == other or (one[0] == other[0] and (_is_initial(one) or _is_initial(other)))


def _is_initial(word: str) -> bool:
    """Whether a word is a letter that stands for a name; one Chinese character is a name."""
    return len(word) == 1 and word < "\u0590"


def _fold(text: str) -> str:
    """Small letters without accents. Marks of scripts in which they are more than accents stay."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in apart if not (unicodedata.combining(c) and c < "\u0900"))
    return unicodedata.normalize("NFC", plain).translate(_ABOVE_ASCII)


_FOLDED_TITLES = frozenset(map(_fold, _TITLES.split()))
_HIS = frozenset("mr sir lord father fr brother herr monsieur senor signor dhr".split())
_HERS = frozenset(
    "mrs ms miss dame lady sister frau madame mme mlle senora senorita sra srta dona signora mevr mevrouw pani".split()
)


_WITH_GIVEN = frozenset(
    "father fr sister sr brother sir dame pastor rabbi nurse coach dr doctor prof professor".split()
)
"""Titles that stand before a given name as well: Father Declan, Dr Amy."""


@lru_cache(maxsize=65536)
def _words(name: str) -> tuple[str, ...]:
    """The folded words of a name in the order they are spoken. A vowel sign of an Indian script belongs to its word."""
    pieces = _pieces(" ".join(_BRACKETED.sub(" ", name[:_LONGEST]).split()))
    folded = _fold(" ".join(reversed(pieces)) if len(pieces) <= 2 else " ".join(pieces))[:_LONGEST]
    kinds = ((c, unicodedata.category(c)) for c in folded)
    spaced = "".join("" if kind == "Cf" else c if kind[0] in "LNM" or c in "'’" else " " for c, kind in kinds)
    words = (re.sub("['’]", "", _POSSESSIVE.sub("", word.strip("'’"))) for word in spaced.split())
    return tuple(filter(None, words))


def _has_title(name: str) -> bool:
    words = _words(name)
    return len(words) > 1 and words[0] in _FOLDED_TITLES


def _title_of(name: str) -> str:
    title = _words(name)[0] if _has_title(name) else ""
    return "his" if title in _HIS else "hers" if title in _HERS else ""
