"""Names of people: how two spellings compare, and what their parts are. Pure knowledge, nothing stored.

``name_key`` is for equality ("Raman, Priya" and "Dr. Priya Raman" have one key); ``compatible`` says whether one
spelling may be a shorter form of the other ("Priya", "P. Raman"); ``likely_same`` adds nicknames and is good for
suggestions only. Nothing here compares by likeness of letters: Dana Cruz is not Dana Ruiz.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "master",
        "dr",
        "doctor",
        "prof",
        "professor",
        "sir",
        "dame",
        "lord",
        "lady",
        "rev",
        "reverend",
        "father",
        "fr",
        "sister",
        "sr",
        "brother",
        "pastor",
        "rabbi",
        "imam",
        "canon",
        "cllr",
        "councillor",
        "capt",
        "captain",
        "col",
        "colonel",
        "sgt",
        "sergeant",
        "lt",
        "major",
        "gen",
        "general",
        "judge",
        "justice",
        "sen",
        "senator",
        "rep",
        "president",
        "hon",
        "nurse",
        "coach",
        "herr",
        "frau",
        "monsieur",
        "madame",
        "mme",
        "mlle",
        "señor",
        "señora",
        "señorita",
        "sra",
        "srta",
        "don",
        "doña",
        "signor",
        "signora",
        "sig",
        "dott",
        "dottore",
        "dottoressa",
        "dhr",
        "mevr",
        "mevrouw",
        "pan",
        "pani",
    ]
)
_SUFFIXES = frozenset(
    [
        "jr",
        "sr",
        "ii",
        "iii",
        "iv",
        "phd",
        "md",
        "esq",
        "mba",
        "obe",
        "mbe",
        "cpa",
        "jd",
        "dds",
        "rn",
        "pe",
        "msc",
        "bsc",
        "ma",
        "mp",
        "frcp",
    ]
)
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

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[\"“”„«»][^\"“”„«»]*[\"“”„«»]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
_VIA = re.compile(r"\s+(?:via|on behalf of|at|from|@)\s.*$|\s*[|/–—].*$", re.IGNORECASE)
_LONGEST = 200


def name_key(name: str) -> str:
    """The form in which two spellings of one name are equal: folded, "Last, First" turned, titles dropped.

    Nicknames are left as they are: Bob Miller and Robert Miller have two keys.
    """
    return " ".join(_tokens(name))


def turned(name: str) -> str:
    """A name in the order it is spoken, letters and accents kept: "Raman, Priya" becomes "Priya Raman"."""
    clean = " ".join(name.split())
    last, comma, first = clean.partition(",")
    if not comma or "," in first or not first.strip() or not last.strip():
        return clean
    if _fold(first).replace(".", "").strip() in _SUFFIXES:
        return clean
    return f"{first.strip()} {last.strip()}"


def display_name(name: str) -> str:
    """The human name in the display name of a mailbox, or an empty text when there is none.

    Quotes, brackets and "via …" go; a name that is itself an address is none.
    """
    clean = " ".join(name.split()).strip("\"'‘’“”<>() ")
    if "@" in clean.split(" ")[0] or not clean:
        return ""
    clean = _VIA.sub("", _BRACKETED.sub(" ", clean))
    return turned(clean).strip(" ,;")


def is_full(name: str) -> bool:
    """Whether a name has a given and a family name, both written out."""
    tokens = _tokens(name)
    return len(tokens) >= 2 and len(tokens[0]) > 1 and len(tokens[-1]) > 1


def given(name: str) -> str:
    """The folded given name, or an empty text: "Mrs Osei" and "" have none."""
    tokens = _tokens(name)
    if not tokens or (len(tokens) == 1 and _has_title(name)):
        return ""
    return tokens[0]


def family(name: str) -> str:
    """The folded last name, or an empty text when only a given name is there."""
    tokens = _tokens(name)
    return tokens[-1] if len(tokens) > 1 or (tokens and _has_title(name)) else ""


def initials(name: str) -> str:
    """The first letters in capitals: "Priya van Raman" has "PVR"."""
    return "".join(token[0] for token in _tokens(name)).upper()


def compatible(one: str, other: str) -> bool:
    """Whether one spelling may be a shorter form of the other: "Priya", "Raman", "P. Raman" and "Priya R." of Priya Raman.

    Initials alone are not enough, nor is a likeness of letters. Empty names are compatible with nothing.
    """
    short, long = sorted((one, other), key=lambda name: len(_tokens(name)))
    few, many = _tokens(short), _tokens(long)
    if not few:
        return False
    if few == many:
        return True
    if len(few) == 1:
        if len(few[0]) == 1:
            return False
        if len(many) == 1:
            return False
        ends = many[-1:] if _has_title(short) else (many[0], many[-1])
        return few[0] in ends
    return _shortens(few, many)


def likely_same(one: str, other: str) -> bool:
    """Whether two spellings are worth asking about: compatible, or so with a nickname put for the given name."""
    if compatible(one, other):
        return True
    a, b = _tokens(one), _tokens(other)
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
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _fold(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return plain.replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("æ", "ae").replace("œ", "oe")


_FOLDED_TITLES = frozenset(_fold(title) for title in _TITLES)


@lru_cache(maxsize=65536)
def _tokens(name: str) -> tuple[str, ...]:
    """The folded parts of a name without titles and suffixes; all of them when nothing else is left."""
    words = [_fold(_POSSESSIVE.sub("", w)) for w in _WORD.findall(turned(_BRACKETED.sub(" ", name[:_LONGEST])))]
    words = [token for word in words if (token := re.sub("['’]", "", word))]
    kept = words
    while len(kept) > 1 and kept[0] in _FOLDED_TITLES:
        kept = kept[1:]
    while len(kept) > 1 and kept[-1] in _SUFFIXES:
        kept = kept[:-1]
    return tuple(kept)


@lru_cache(maxsize=65536)
def _has_title(name: str) -> bool:
    words = _WORD.findall(_fold(turned(name[:_LONGEST])))
    return len(words) > 1 and words[0] in _FOLDED_TITLES
