"""What stands beside a name and says who that is: "X (Y)", "X from Y", "X, role at Y"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.tokens import HANDLE, NUMBER, WORD, Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notesight.extractors.offline.names import Run
    from notesight.extractors.offline.people import Figure
    from notesight.extractors.offline.sentences import Sentence

_LONGEST_ROLE = 6


def describe(figure: Figure, run: Run, sentence: Sentence) -> None:
    """Fill the organisation and the role of a person from the words after one mention, where still unknown."""
    tokens = sentence.tokens
    place = run.stop
    if run.title and not figure.role and run.title.lower().strip(".") not in {"mr", "mrs", "ms", "miss", "sir", "dame"}:
        figure.role = run.title if len(run.parts) > 1 else ""
    while place < len(tokens) and tokens[place].text in {",", "(", "–", "—", "-"}:
        place += 1
    if place >= len(tokens):
        return
    apposed = place > run.stop
    if tokens[place].norm in {"from", "at", "of", "@"}:
        figure.organization = figure.organization or _body(tokens, place + 1)
        return
    if tokens[place].kind == HANDLE and tokens[place].text[0] == "@":
        return
    if not apposed:
        return
    stop = place
    while stop < len(tokens) and stop - place < _LONGEST_ROLE and tokens[stop].kind == WORD and tokens[stop].norm not in {
        "at", "from", "of", "for", "with", "is", "says", "who", "wants", "needs", "and", "has", "in", "on", "asked",
    }:  # fmt: skip
        stop += 1
    words = {t.norm for t in tokens[place:stop]}
    if words & tables.ROLE_WORDS and stop > place:
        figure.role = figure.role or _text(tokens, place, stop)
        if stop < len(tokens) and tokens[stop].norm in {"at", "from", "of"}:
            figure.organization = figure.organization or _body(tokens, stop + 1)
    elif tokens[place].cap and tokens[run.stop].text == "(" and not figure.organization:
        body = _body(tokens, place)
        if body and body.lower() not in tables.PLACES:
            figure.organization = body


def _body(tokens: Sequence[Token], place: int) -> str:
    """The named body that begins here: capitalised words, with "the" before them if it stands there."""
    begin = place
    if place < len(tokens) and tokens[place].norm == "the":
        place += 1
    stop = place
    while stop < len(tokens) and (
        tokens[stop].cap
        or (stop > place and tokens[stop].text in {"&", "and"} and stop + 1 < len(tokens) and tokens[stop + 1].cap)
    ):
        stop += 1
    if stop == place:
        if (
            begin < place
            and stop < len(tokens)
            and tokens[stop].kind == WORD
            and tokens[stop].norm in tables.ORGANISATION
        ):
            return _text(tokens, begin, stop + 1)
        return ""
    if (
        tokens[place].norm in tables.CALENDAR
        or tokens[place].kind == NUMBER
        or (stop - place == 1 and tokens[place].norm in tables.PLACES)
    ):
        return ""
    return _text(tokens, begin, stop)


def _text(tokens: Sequence[Token], start: int, stop: int) -> str:
    pieces: list[str] = []
    last = tokens[start].start
    for token in tokens[start:stop]:
        if token.start > last:
            pieces.append(" ")
        pieces.append(token.text)
        last = token.end
    return "".join(pieces)
