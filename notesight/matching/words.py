"""Words for comparing: cut out of any text, folded, in their plain form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VOWEL = re.compile(r"[aeiouy]")
_BEGINNINGS = frozenset("o d l rock n".split())
_DOUBLED = frozenset("bdgmnprt")
_KEEP = frozenset(
    """
    bus gas news yes this his its is was has does thus plus lens series physics mathematics opening building being evening
    wedding
    """.split()
)
"""Words that only look like forms of others."""

PLAIN = frozenset(
    """
    a an the and or but nor so if then than that this these those there here it its he she they we you i me him her them us
    my your his our their mine yours hers ours theirs who whom whose which what when where why how be am is are was were been
    being do does did done doing have has had having will would shall should can could may might must not no yes to of in on
    at by for from with without into onto over under about after before during between through up down out off again once
    also too very just only even still yet ever never always often sometimes maybe perhaps really quite rather much many more
    most some any each every all both few little lot lots bit one two three four five six seven eight nine ten first last next
    other another same such own as like because while until since though although whether else either neither now today
    tomorrow yesterday tonight soon later ago already back away around along across near far well good better best great nice
    new old big small long short high low right left sure okay ok please thanks thank want wants wanted need needs needed look
    looking find finding found help helps helping know knows knew known ask asks asked asking offer offers offered offering
    get gets got getting give gives gave given giving take takes took taken taking make makes made making go goes went gone
    going come comes came coming see sees saw seen say says said saying tell tells told think thinks thought let lets keep
    keeps put puts use uses used try tries thing things something anything nothing everything somebody someone anybody anyone
    nobody everybody everyone people person man woman friend friends guy time times day days week weeks weekend month months
    year years hour hours minute minutes morning evening night monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december way ways kind sort happy glad love loves
    call calls called send sends sent show shows shown meet meets met start starts started end ends name names number place
    places part parts whole half end free spare kindly able around per via etc re fwd hi hello dear regards cheers im ive id
    ill hed shed theyd theyll youd dont doesnt didnt isnt cant couldnt wont wouldnt havent hasnt lets thats whats anymore
    would-be must enough cost costs cheap price money pay pays paid dollar dollars euro euros pound pounds problem idea
    """.split()
)
"""Words that tell nothing of what a text is about."""


@lru_cache(maxsize=65_536)
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if not unicodedata.combining(each))


def tokens(text: str) -> list[str]:
    """The words of a text, folded, in order; what stands behind an apostrophe (her's, she'd) is none, and a hyphen parts."""
    found = []
    for word in _WORD.findall(_folded(text) if len(text) < 2000 else _folded.__wrapped__(text)):
        bare, mark, ending = word.replace("’", "'").partition("'")
        found.append(bare + ending if mark and bare in _BEGINNINGS else bare)  # o'clock is one word, she'd is she
    return found


def words_in(text: str) -> frozenset[str]:
    """The different words of a text, folded."""
    return frozenset(tokens(text))


def plain_form(word: str, known: Container[str]) -> str:
    """The plain form of a folded English word: ``baking`` and ``bakes`` are ``bake`` where that is known.

    A few clear rules and a vocabulary to choose between their outcomes; a form that is known itself stays.
    """
    if len(word) <= 3 or word in known or word in _KEEP:
        return word
    candidates = _candidates(word)
    for each in candidates:
        if each in known:
            return each
    return _bare(candidates[-1] if candidates else word)


def plain_words(words: Iterable[str]) -> frozenset[str]:
    """A vocabulary for :func:`plain_form` of words in any form: of two forms of one word the plainer."""
    every = frozenset(words)
    return frozenset(word for word in every if len(word) <= 3 or word in _KEEP or every.isdisjoint(_candidates(word)))


def _candidates(word: str) -> list[str]:
    """Shorter forms that a word may come from, the likeliest first; the last one stands for an unknown word."""
    found: list[str] = []
    if word.endswith("ies") and len(word) > 4:
        found += [word[:-1], word[:-3] + "y"]
    elif word.endswith(("sses", "xes", "ches", "shes", "zes")):
        found += [word[:-1], word[:-2]]
    elif word.endswith("ves"):
        found += [word[:-3] + "f", word[:-3] + "fe", word[:-1]]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found += [word[:-1]]
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and _VOWEL.search(stem):
            if ending == "ed" and stem.endswith("i"):
                found.append(stem[:-1] + "y")
            found.append(stem + "e")
            if stem[-1] == stem[-2] and stem[-1] in _DOUBLED:
                found.append(stem[:-1])
            elif stem[-1] == stem[-2] == "l":
                found += [stem[:-1], stem]
            else:
                found.append(stem)
    return found


def _bare(word: str) -> str:
    """An unknown word without the silent end that its other forms lose."""
    return word[:-1] if len(word) > 5 and word.endswith("e") else word
