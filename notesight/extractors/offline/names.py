"""Find the stretches of a sentence that may name a person, with how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline import lexicon
from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.tokens import HANDLE, MARK, NUMBER, WORD, Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notesight.extractors.offline.sentences import Sentence

SURE: Final = 3.0
"""From this weight on a stretch names a person whatever else the text says."""
LIKELY: Final = 1.5
"""From this weight on a stretch names a person if it is not contradicted."""
_BARE_TITLES: Final = tables.TITLES - {"mama", "papa"}
"""Titles that stand for nobody alone."""
_MET: Final = frozenset({"bumped", "ran", "run", "bump", "running", "bumping"})


@dataclass(slots=True)
class Run:
    """Neighbouring words that look like one name: ``tokens[start:stop]`` of a sentence, titles included."""

    sentence: int
    start: int
    stop: int
    name: str
    parts: tuple[str, ...]
    title: str
    weight: float
    begin: int
    end: int


def is_given(word: str) -> bool:
    """Whether a folded word is a given name and nothing else (either half of a double name counts)."""
    given = lexicon.given()
    if word in given:
        return True
    head, dash, tail = word.partition("-")
    return bool(dash) and (head in given or tail in given) and tail not in lexicon.words()


def is_ordinary(word: str) -> bool:
    """Whether a folded word is an ordinary English word, or one of the calendar."""
    return word in lexicon.words() or word in tables.CALENDAR or word in tables.NOT_NAMES


def runs(number: int, sentence: Sentence, *, small: bool) -> list[Run]:
    """The possible names of a sentence; with ``small`` also given names in small letters."""
    tokens = sentence.tokens
    found: list[Run] = []
    place = 0
    while place < len(tokens):
        if not _may_begin(tokens, place, small=small):
            place += 1
            continue
        stop = _extent(tokens, place, small=small)
        for run in _trimmed(number, sentence, place, stop, small=small):
            found.append(run)
            stop = max(stop, run.stop)
        place = max(stop, place + 1)
    return found


def _may_begin(tokens: Sequence[Token], place: int, *, small: bool) -> bool:
    token = tokens[place]
    if token.kind != WORD or token.norm in {"'s", "not"}:
        return False
    if token.cap:
        return True
    if small:
        low = lexicon.fold(token.text)
        return is_given(low) or (
            low in tables.TITLES
            and low not in {"don", "sister", "brother", "coach", "nurse", "father", "judge", "miss"}
        )
    return False


def _extent(tokens: Sequence[Token], place: int, *, small: bool) -> int:
    """Where the run of name-like words that begins at ``place`` stops."""
    stop = place + 1
    while stop < len(tokens):
        token, before = tokens[stop], tokens[stop - 1]
        if token.start - before.end > 2:
            break
        if token.kind == MARK:
            initial = (
                token.text == "."
                and token.start == before.end
                and (
                    len(before.text) == 1
                    or before.norm in tables.TITLES
                    or before.norm in tables.PARTICLES
                    or before.text in {"St", "Jr", "Sr"}
                )
            )
            if initial and stop + 1 < len(tokens) and (tokens[stop + 1].cap or before.text != "I"):
                stop += 1
                continue
            if token.text in {"‘", '"', "“", "("} and _nickname(tokens, stop):
                stop += 3
                continue
            break
        if token.kind != WORD or token.norm == "'s":
            break
        low = lexicon.fold(token.text)
        if token.cap:
            stop += 1
            continue
        particle = low in tables.PARTICLES and stop + 1 < len(tokens)
        if particle and tokens[stop + 1].cap and low not in {"y", "st", "e", "le", "la"}:
            stop += 1
            continue
        if particle and low in {"de", "van", "v.d", "von"} and stop + 2 < len(tokens) and (tokens[stop + 2].cap):
            stop += 2
            continue
        if small and not before.cap and _small_surname(tokens, stop):
            stop += 1
            continue
        if small and len(low) == 1 and low not in "ai" and stop + 1 < len(tokens) and tokens[stop + 1].text == ".":
            return stop + 2
        break
    return stop


def _nickname(tokens: Sequence[Token], place: int) -> bool:
    if place + 3 >= len(tokens) or tokens[place].text == "(":
        return False
    return tokens[place + 1].cap and tokens[place + 2].text in {"’", '"', "”", "'"} and tokens[place + 3].cap


def _small_surname(tokens: Sequence[Token], place: int) -> bool:
    low = lexicon.fold(tokens[place].text)
    return (
        len(low) > 2
        and not is_ordinary(low)
        and low not in tables.SAYING
        and low not in tables.MEETING
        and (low in lexicon.surnames() or low not in tables.PLACES)
        and tokens[place].norm == low
    )


def _trimmed(number: int, sentence: Sentence, start: int, stop: int, *, small: bool) -> list[Run]:
    """The run without the ordinary words around the name; weighed; possibly none, or two."""
    tokens = sentence.tokens
    while start < stop and _leads(tokens, start, stop):
        start += 1
    while stop > start and tokens[stop - 1].kind == MARK and tokens[stop - 1].text != ".":
        stop -= 1
    while stop - start > 1 and _trails(tokens, stop):
        stop -= 1
    # A word of the calendar parts two things: "Priya Friday".
    for place in range(start + 1, stop):
        if tokens[place].norm in tables.CALENDAR and tokens[place].norm not in lexicon.given_words():
            stop = place
            break
    if start >= stop:
        return []
    run = weighed(number, sentence, start, stop, small=small)
    return [run] if run else []


def _leads(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether the first word of a run stands before the name and is no part of it."""
    low = lexicon.fold(tokens[start].text)
    if tokens[start].kind == MARK:
        return True
    if low in tables.TITLES and stop - start > 1:
        return False
    if low in tables.CALENDAR and low not in lexicon.given_words():
        return True
    if low in tables.NOT_NAMES or tokens[start].norm in {"i", "am"}:
        return True
    if stop - start == 1:
        return False
    nxt = lexicon.fold(tokens[start + 1].text)
    if not tokens[start + 1].cap and nxt not in tables.PARTICLES:
        return False
    ordinary = is_ordinary(low) and not is_given(low)
    if low in lexicon.given_words():
        # "Mark Anna's draft": the ordinary word goes when a sure given name follows at the line's beginning.
        return start == 0 and is_given(nxt) and low in tables.MEETING
    if ordinary and (start == 0 or tokens[start - 1].kind == MARK or low in tables.MEETING):
        return True
    return ordinary and (is_given(nxt) or low in tables.ROLE_WORDS)


def _trails(tokens: Sequence[Token], stop: int) -> bool:
    last = tokens[stop - 1]
    low = lexicon.fold(last.text)
    if last.kind == MARK:
        return not (last.text == "." and len(tokens[stop - 2].text) <= 2)
    if low in tables.CALENDAR and low not in lexicon.given_words():
        return True
    return low in tables.NOT_NAMES or (last.norm in {"i", "will", "would", "am"} and last.text != "Will")


def weighed(number: int, sentence: Sentence, start: int, stop: int, *, small: bool) -> Run | None:
    """``tokens[start:stop]`` of a sentence as a name with its weight; ``None`` when it cannot be one."""
    tokens = sentence.tokens
    words = [t for t in tokens[start:stop] if t.kind == WORD]
    title = ""
    body = list(words)
    while (
        len(body) > 0
        and lexicon.fold(body[0].text) in tables.TITLES
        and (len(body) > 1 and lexicon.fold(body[0].text) not in {"don", "art"})
    ):
        title = title or body[0].text
        body = body[1:]
    while len(body) > 1 and lexicon.fold(body[-1].text) in tables.SUFFIXES:
        body = body[:-1]
    if not body or (len(body) == 1 and lexicon.fold(body[0].text) in _BARE_TITLES):
        return None
    parts = tuple(lexicon.fold(w.text) for w in body)
    weight = _inner(parts, body, title)
    weight += _outer(sentence, start, stop, parts, title)
    if small and not body[0].cap:
        weight -= 0.5
    begin, end = tokens[start].start, tokens[stop - 1].end
    name = _name(tokens[start:stop], body, title)
    return Run(number, start, stop, name, parts, title, weight, begin, end)


def _name(tokens: Sequence[Token], body: Sequence[Token], title: str) -> str:
    """The name as written; a title stays only before a single name."""
    first = tokens[0].start if len(body) == 1 and title else body[0].start
    pieces = []
    last = None
    for token in tokens:
        if token.start < first:
            continue
        if last is not None and token.start > last:
            pieces.append(" ")
        pieces.append(token.text)
        last = token.end
    return "".join(pieces).strip()


def _inner(parts: tuple[str, ...], body: Sequence[Token], title: str) -> float:  # noqa: C901, PLR0912 - one line a witness
    """What the words themselves say."""
    first, last = parts[0], parts[-1]
    weight = 0.0
    if title:
        weight += 3.0
    if len(parts) > 1 and (last in tables.ORGANISATION or last in tables.PLACE_WORDS) and not title:
        return -4.0
    if not tables.ORGANISATION.isdisjoint(parts[1:]):
        weight -= 2.5
    if is_given(first):
        weight += 3.0 if len(parts) > 1 or first not in tables.PLACES else 1.0
    elif first in lexicon.given_words():
        weight += 2.0 if len(parts) > 1 and not is_ordinary(last) else 0.6
    elif is_ordinary(first):
        weight -= 3.0 if not title else 1.0
    elif len(parts) > 1:
        weight += 0.7
    if first in tables.PLACES and first not in lexicon.given_words():
        weight -= 3.0
    if len(parts) > 1:
        if last in lexicon.surnames() or is_given(last):
            weight += 1.2
        elif is_ordinary(last) and last not in lexicon.given_words():
            weight -= 0.6
        elif last not in tables.PLACES:
            weight += 1.0
        if last in tables.PLACES:
            weight -= 1.0
        if len(parts) > 4:
            weight -= 2.0
        if len(last) == 1 and not is_given(first) and first not in lexicon.given_words():
            weight -= 1.5
    elif first in lexicon.surnames():
        weight += 0.4
    text = body[0].text
    if len(text) > 1 and text.isupper() and not is_given(first):
        weight -= 2.5
    if any(c.isdigit() for c in text) or any(
        c.isupper() for c in text[1:] if len(text) > 3 and text[:2] not in {"Mc", "Ma", "De", "O'", "O’"}
    ):
        weight -= 1.0 if not text.isupper() else 0.0
    return weight


def _outer(sentence: Sentence, start: int, stop: int, parts: tuple[str, ...], title: str) -> float:  # noqa: C901, PLR0912 - one line a witness
    """What the words around say."""
    tokens = sentence.tokens
    weight = 0.0
    after = tokens[stop] if stop < len(tokens) else None
    second = tokens[stop + 1] if stop + 1 < len(tokens) else None
    before = tokens[start - 1] if start else None
    if after is not None:
        if after.norm in tables.SAYING:
            weight += 1.2
        elif after.norm == "'s":
            weight += 1.5 if second is not None and second.norm in tables.KIN else 0.3
        elif after.text in {":", "–", "—"} and start == 0 and sentence.first:
            weight += 1.0
        elif after.text in {",", "("} and second is not None:
            near = {t.norm for t in tokens[stop + 1 : stop + 5]}
            if near & tables.ROLE_WORDS or near & tables.KIN or (second.cap and after.text == "(" and start == 0):
                weight += 1.2
        elif (
            after.norm in {"from", "at", "@"}
            and second is not None
            and (second.cap or second.norm == "the" or second.kind == HANDLE)
        ):
            weight += 1.0
        elif after.norm == "to" and start == 0 and second is not None and second.kind == WORD:
            weight += 0.8
        elif after.norm in {"&", "and"} and second is not None and second.cap and is_given(second.norm):
            weight += 0.6
        elif after.norm in {
            "street",
            "road",
            "lane",
            "st",
            "conference",
            "meeting",
            "workshop",
            "call",
            "list",
            "team",
        }:
            weight -= 1.5
        elif after.kind == NUMBER:
            weight -= 0.8
    if before is not None:
        if before.norm in tables.MEETING or (before.norm == "into" and start > 1 and tokens[start - 2].norm in _MET):
            weight += 0.9
        elif before.norm in {"in", "at", "near", "towards", "across", "around", "through", "onto", "into", "on"}:
            weight -= 1.8
        elif before.norm in {"the", "a", "an", "our", "this", "every"}:
            weight -= 2.5
        elif before.norm in tables.KIN or before.norm in tables.ROLE_WORDS:
            weight += 1.2
        elif before.text in {'"', "“", "‘", "#"}:
            weight -= 1.0
    if len(parts) == 1 and not title and start == 0 and parts[0] in lexicon.given_words() and weight <= 0:
        weight -= 0.4
    return weight
