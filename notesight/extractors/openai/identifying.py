"""Which words of a document say who somebody is: what the embedded extractor finds here, and what has a name's looks.

On the side of caution: a capital on a word that no dictionary has is reason enough. A word too many costs nothing but
readability, since every place is restored; a word too few has left the machine.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from notesight.extractors.offline import lexicon, people
from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.lexicon.cues import ACTS
from notesight.extractors.offline.lexicon.spellings import SPELLINGS
from notesight.extractors.offline.sentences import sentences
from notesight.model import Address, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from notesight.extractors.openai.standins import Sort
    from notesight.model import Document, Owner

_SIGNS = "\u00ad\u200b-\u200f\u2060\ufeff\U000e0000-\U000e007f"
WORD = rf"[^\W\d_](?:[{_SIGNS}]*(?:[^\W\d_]|[\u0300-\u036f\u064b-\u0655\u0900-\u0dff\u0e31-\u0e4e]))*"
"""A run of letters with their accents; signs without width inside a word do not part it."""
_WORD = re.compile(WORD)
_MUTE = re.compile(rf"[{_SIGNS}]")

_PLAIN = (tables.CALENDAR - {"lent", "advent", "noon", "labor"}) | frozenset(
    "i ok okay yes no not hi hello hey dear thanks thank regards best cheers love sincerely subject re fw fwd aw wg from to"
    " cc bcc sent date ps nb fyi asap todo action actions aob agm ceo cfo cto coo md vp hr pr it uk us eu ai api pdf url cv"
    " faq rsvp tbc tbd eta nda am pm id tv csv html docx xlsx pptx png jpg mp ii iii iv phd q gmt utc cet cest bst est pst"
    " english french german spanish italian dutch portuguese russian chinese japanese korean arabic hindi welsh irish"
    " scottish british american canadian australian european african asian polish swedish norwegian danish finnish greek"
    " turkish hebrew latin internet wi fi eur usd gbp chf iban bic vat gdpr sms dm ux ui qa pm okr kpi roi".split()
)
"""Capitalised words that name nobody, and that the model needs in order to understand a text."""
_STEADY = _PLAIN | frozenset(
    "a an and are as at be but by can could did do does for had has have he her his how if in is its just may me might my"
    " of on one or our out she so some that the their them then there they this up was we were what when where which who"
    " why will with would you your"
    " ain aren couldn didn doesn don hadn hasn haven isn mustn needn shan shouldn wasn weren won wouldn".split()
)
"""Words that are hidden only at the very places where somebody is found by that name."""
_GENERIC = tables.ORGANISATION | tables.ROLE_WORDS | tables.KIN | tables.TITLES | tables.PARTICLES | tables.SUFFIXES
_HEADING = frozenset(word for heading in tables.ACTION_HEADINGS | tables.ROLL_HEADINGS for word in heading.split())
_VERBS = ACTS | tables.MEETING | tables.SAYING
_JOINED = re.compile(r"[ \t]+(?:(?:&|of|and|the|for|de|van|von)[ \t]+)?|['’.-]")
_BEFORE_DATES = frozenset(
    "in by on of until till since before after this next last early late mid end during through every each the".split()
)
_PRONOUNS = frozenset("i you he she it we they that this there the a an".split())
_GUESTS = 0.3
"""Of the letters of a text; where there are more, it is written in that script, and its names cannot be told from its words."""
_LEAST_INSIDE = 5
"""A name of so many letters is hidden inside a longer word too: "karahan" in "karahantiles"."""


@dataclass(slots=True)
class Identifying:
    """What is to be hidden. ``anywhere``: folded words in any form; ``capitals``: folded words where they have a capital.

    ``places`` are half-open spans of the text at which words are hidden though they are ordinary ones elsewhere.
    ``sorts`` says what stands in for which word.
    """

    anywhere: set[str] = field(default_factory=set)
    capitals: set[str] = field(default_factory=set)
    places: set[tuple[int, int]] = field(default_factory=set)
    sorts: dict[str, Sort] = field(default_factory=dict)

    def hides(self, word: str, start: int = -1) -> bool:
        """Whether a word is hidden; ``start`` is its place in the text, if it stands there."""
        folded = folded_word(word)
        return (
            folded in self.anywhere
            or (word[0].isupper() and folded in self.capitals)
            or (start >= 0 and (start, start + len(word)) in self.places)
        )


def folded_word(word: str) -> str:
    """A word for comparing: small letters, no accents, no signs without width."""
    return lexicon.fold(_MUTE.sub("", word))


def identifying(document: Document, owner: Owner) -> Identifying:
    """All words of a document, its title and its addresses that may say who somebody is."""
    found = Identifying()
    for who in mailboxes(document, owner):
        _name(who.name, found)
    for name in (*owner.names, *document.people, *(known.name for known in document.known)):
        _name(name, found)
    _cast(document, owner, found)
    small, guests = _is_small(document), _has_guests(document.text)
    for text in (document.text, *_labels(document)):
        _looks(text, found, small=small, guests=guests)
    _steady(document.text, found)
    _inside(document.text, found)
    plurals = {word for word in found.anywhere if word[:-1] in found.anywhere and found.sorts[word] == "name"}
    found.anywhere -= {word for word in plurals if word.endswith("s")}
    return found


def mailboxes(document: Document, owner: Owner) -> Iterator[Address]:
    """Every mailbox that goes with a document."""
    yield from (Address(address=address) for address in owner.addresses)
    if document.sender is not None:
        yield document.sender
    yield from document.to
    for part in document.parts:
        yield part.author
        yield from part.to


def _labels(document: Document) -> Iterable[str]:
    return [label for label in (document.title, document.channel, *document.tags) if label]


def _name(name: str, found: Identifying) -> None:
    """The words of a name that is known to be one."""
    spoken = name
    if "," in name:
        last, _, first = name.partition(",")
        spoken = f"{first} {last}"
    words = [word.group() for word in _WORD.finditer(spoken)]
    kept = [word for word in words if folded_word(word) not in tables.TITLES | tables.SUFFIXES | tables.PARTICLES]
    for place, word in enumerate(kept):
        _hide(word, _sort(folded_word(word), last=0 < place == len(kept) - 1), found)


def _hide(word: str, sort: Sort, found: Identifying) -> None:
    folded = folded_word(word)
    if (len(folded) < 2 and folded.isascii()) or folded in _STEADY:
        return
    found.sorts.setdefault(folded, sort)
    (found.capitals if _is_ordinary(folded) else found.anywhere).add(folded)


def _sort(folded: str, *, last: bool) -> Sort:
    if last:
        return "family"
    if folded in lexicon.women():
        return "woman"
    return "man" if folded in lexicon.men() else "given"


def _is_ordinary(folded: str) -> bool:
    return folded in lexicon.words() or folded in _STEADY or folded in _GENERIC or folded in SPELLINGS


def _cast(document: Document, owner: Owner, found: Identifying) -> None:
    """Whom the embedded extractor finds, also in headers and signatures, and the firms that it gives them."""
    parts = document.parts or (Part("new", 0, len(document.text)),)
    read = [sentence for part in parts for sentence in sentences(document.text, part.start, part.end)]
    for figure in people.find(document, read, owner).figures:
        if "@" not in figure.name:
            _name(figure.name, found)
        for start, end in figure.spans:
            if "@" not in document.text[start:end]:
                _place(document.text, start, end, found)
        _firm(figure.organization, found)
    for known in document.known:
        _firm(known.organization or "", found)


def _firm(organization: str, found: Identifying) -> None:
    for word in _WORD.findall(organization):
        if word[0].isupper() and folded_word(word) not in _GENERIC:
            _hide(word, "name", found)


def _place(text: str, start: int, end: int, found: Identifying) -> None:
    words = list(_WORD.finditer(text, start, end))
    for number, word in enumerate(words):
        folded = folded_word(word.group())
        if folded in tables.TITLES | tables.SUFFIXES | tables.PARTICLES and len(words) > 1:
            continue
        if folded not in found.anywhere and len(folded) > 1:
            initials = len(words) == 1 and word.group().isupper() and len(folded) <= 3
            sort = _sort(folded, last=0 < number == len(words) - 1)
            found.sorts.setdefault(folded, "letters" if initials else sort)
            found.places.add(word.span())
            if word.group()[0].isupper() and folded not in _STEADY:
                found.capitals.add(folded)


def _is_small(document: Document) -> bool:
    said = document.parts or (Part("new", 0, len(document.text)),)
    return people.is_small(
        [sentence for part in said if part.role == "new" for sentence in sentences(document.text, part.start, part.end)]
    )


def _has_guests(text: str) -> bool:
    """Whether words in a script without capitals are few in a text, so that they are names and the like."""
    letters = [character for character in text if character.isalpha()]
    return sum(unicodedata.category(letter) == "Lo" for letter in letters) < _GUESTS * len(letters)


def _looks(text: str, found: Identifying, *, small: bool, guests: bool) -> None:
    """What looks like a name: names of the lists, capitals on unknown words, capitals inside a sentence."""
    words = list(_WORD.finditer(text))
    for number, match in enumerate(words):
        word, folded = match.group(), folded_word(match.group())
        if len(folded) < 2 or folded in _STEADY:
            continue
        if folded in lexicon.given():
            _hide(word, _sort(folded, last=False), found)
        elif folded in lexicon.surnames():
            _hide(word, "family", found)
        elif folded in lexicon.given_words() and _is_called(text, words, number):
            _hide(word, _sort(folded, last=False), found)
        elif not word[0].isupper():
            guest = guests and unicodedata.category(word[0]) == "Lo"
            if guest or (small and len(folded) > 2 and not _is_known(folded)):
                _hide(word, "name", found)
        elif not _is_known(folded):
            initials = word.isupper() and len(word) <= 4
            _hide(
                word,
                "letters" if initials else "family" if _follows_given(text, words, number, found) else "name",
                found,
            )
        elif folded not in _GENERIC | _HEADING and _stands_out(text, words, number):
            _hide(word, "name", found)


def _steady(text: str, found: Identifying) -> None:
    """Names that are little words or months: where a family name follows, and once found, where no date is meant."""
    words = list(_WORD.finditer(text))
    named = {folded_word(text[start:end]) for start, end in found.places}
    for number, match in enumerate(words):
        folded = folded_word(match.group())
        if folded not in _STEADY or not match.group()[0].isupper():
            continue
        after = words[number + 1] if number + 1 < len(words) else None
        next_to = after is not None and _JOINED.fullmatch(text[match.end() : after.start()]) is not None
        full = after is not None and next_to and after.group()[0].isupper() and found.hides(after.group())
        before = folded_word(words[number - 1].group()) if number else ""
        dated = before in _BEFORE_DATES or re.match(r"\s*\d", text[match.end() :])
        asks = after is not None and next_to and folded_word(after.group()) in _PRONOUNS
        if (full and folded in lexicon.given_words() and not dated) or (folded in named and not dated and not asks):
            found.sorts.setdefault(folded, _sort(folded, last=False))
            found.places.add(match.span())


def _is_called(text: str, words: list[re.Match[str]], number: int) -> bool:
    """Whether a name that is a word too ("Grace", "Chase") may be the name here."""
    word = words[number].group()
    if word[0].isupper():
        return folded_word(word) not in _VERBS or _stands_out(text, words, number)
    return len(word) > 2 and not _is_ordinary(folded_word(word))


def _follows_given(text: str, words: list[re.Match[str]], number: int, found: Identifying) -> bool:
    if not number or text[words[number - 1].end() : words[number].start()] != " ":
        return False
    before = folded_word(words[number - 1].group())
    return found.sorts.get(before) in ("woman", "man", "given") or before in lexicon.given_words()


def _is_known(folded: str) -> bool:
    """Whether a dictionary has the word, or its simpler form."""
    forms = (folded, folded.removesuffix("s"), folded.removesuffix("ed"), folded.removesuffix("ing"))
    return any(_is_ordinary(form) for form in forms if form)


def _stands_out(text: str, words: list[re.Match[str]], number: int) -> bool:
    """Whether an ordinary word has its capital for a name's sake: inside a sentence, or before another such word."""
    word = words[number]
    if word.group().isupper() and len(word.group()) > 1:
        return False
    before = text[words[number - 1].end() : word.start()] if number else "\n"
    last = folded_word(words[number - 1].group()) if number else ""
    if before == ". " and (len(last) < 3 or last in tables.TITLES):
        return True
    if _JOINED.fullmatch(before) or re.fullmatch(r"[ \t]*[,(/–—][ \t]*", before):
        return True
    if folded_word(word.group()) in _VERBS or number + 1 == len(words):
        return False
    after = words[number + 1]
    joined = _JOINED.fullmatch(text[word.end() : after.start()])
    known = _is_ordinary(folded_word(after.group())) and folded_word(after.group()) not in _STEADY
    return bool(joined) and after.group()[0].isupper() and known


def _inside(text: str, found: Identifying) -> None:
    """Longer words that a hidden name stands in."""
    names = [name for name in found.anywhere if len(name) >= _LEAST_INSIDE]
    if not names:
        return
    holds = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    for word in Counter(folded_word(word) for word in _WORD.findall(text)):
        if word not in found.anywhere and not _is_ordinary(word) and holds.search(word):
            found.anywhere.add(word)
            found.sorts.setdefault(word, "name")
