"""Which words name a person: what is to be seen of each word, and how probable the trained model finds it.

What the rules of :mod:`names` make of a word goes in as features; so does what the text says of the same word
elsewhere. Nothing here knows how names are joined into people.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline import labeller, lexicon, names
from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.tokens import ADDRESS, HANDLE, LINK, MARK, NUMBER, WORD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from notesight.extractors.offline.names import Run
    from notesight.extractors.offline.sentences import Sentence
    from notesight.extractors.offline.tokens import Token

_HOPELESS: Final = -2.5
"""A possible name of so little weight, and no other capital beside it, is not worth a second look."""
_KINDS: Final = {NUMBER: "<n>", ADDRESS: "<@>", LINK: "<u>", HANDLE: "<h>"}
_LISTS: Final = (
    ("titles", tables.TITLES), ("particles", tables.PARTICLES), ("kin", tables.KIN), ("org", tables.ORGANISATION),
    ("placeword", tables.PLACE_WORDS), ("place", tables.PLACES), ("calendar", tables.CALENDAR),
    ("notname", tables.NOT_NAMES), ("saying", tables.SAYING), ("meeting", tables.MEETING), ("role", tables.ROLE_WORDS),
)  # fmt: skip


def features(read: Sequence[Sentence], runs: Sequence[Run], *, small: bool) -> list[list[list[str]] | None]:
    """For each sentence, for each of its tokens, the features that the model weighs.

    ``runs`` are the possible names that the rules see. ``None`` stands for a sentence in which nothing can be a name.
    """
    best: dict[str, float] = {}
    for run in runs:
        for part in run.parts:
            best[part] = max(best.get(part, -9.0), run.weight)
    inside = {(run.sentence, place): run for run in runs for place in range(run.start, run.stop)}
    hopeful = {run.sentence for run in runs if run.weight > _HOPELESS}
    middle = _capitals(read)
    found: list[list[list[str]] | None] = []
    for number, sentence in enumerate(read):
        if not small and number not in hopeful and not any(token.cap for token in sentence.tokens[1:]):
            found.append(None)
            continue
        own = [
            _of_one(token, inside.get((number, place)), place, best, middle)
            for place, token in enumerate(sentence.tokens)
        ]
        found.append(_sentence(own, sentence, small=small))
    return found


def probabilities(read: Sequence[Sentence], runs: Sequence[Run], *, small: bool) -> list[list[float]]:
    """For each sentence, for each of its tokens, how probable it is that it is part of somebody's name."""
    model = labeller.tagger("names")
    begun = {read[run.sentence].tokens[place].start for run in runs for place in range(run.start, run.stop)}
    found = []
    for sentence, shown in zip(read, features(read, runs, small=small), strict=True):
        if shown is None:
            found.append([0.0] * len(sentence.tokens))
            continue
        model.set(shown)
        found.append(
            [
                1.0 - model.marginal(labeller.NONE, place) if small or token.cap or token.start in begun else 0.0
                for place, token in enumerate(sentence.tokens)
            ]
        )
    return found


def _capitals(read: Sequence[Sentence]) -> set[str]:
    """The words that stand with a capital in the middle of a sentence somewhere in the text."""
    return {token.norm for sentence in read for token in sentence.tokens[1:] if token.cap}


def _of_one(token: Token, run: Run | None, place: int, best: Mapping[str, float], middle: set[str]) -> tuple[str, ...]:
    """What is to be seen of one word itself; its first feature names it."""
    if token.kind != WORD:
        return (f"m={token.text[:1] if token.kind == MARK else _KINDS[token.kind]}",)
    low = lexicon.fold(token.text)
    seen = _of_word(low, token.text)
    if token.norm in middle:
        seen += ("capital-elsewhere",)
    if low in best:
        seen += (f"best={_bucket(best[low])}",)
    if run is not None:
        seen += (
            f"run={_bucket(run.weight)}",
            f"in={'first' if place == run.start else 'later'}",
            f"parts={min(len(run.parts), 4)}",
        )
        if run.title:
            seen += ("titled",)
    return seen


@lru_cache(maxsize=20_000)
def _of_word(low: str, text: str) -> tuple[str, ...]:
    """What the lists say of a word, wherever it stands."""
    seen = [f"w={low}", f"shape={_shape(text)}", f"s={low[-3:]}"]
    if names.is_given(low):
        seen.append("given")
    if low in lexicon.given_words():
        seen.append("givenword")
    if low in lexicon.surnames():
        seen.append("surname")
    seen.append("ordinary" if names.is_ordinary(low) else "unknown")
    seen += [name for name, words in _LISTS if low in words]
    return tuple(seen)


@lru_cache(maxsize=50_000)
def _told(seen: tuple[str, ...]) -> tuple[list[str], list[str], list[str], list[str]]:
    """What a word tells of itself to the words two places and one before it, and one and two after it."""
    first = seen[0]
    return [f"2:{first}"], [f"1:{name}" for name in seen], [f"-1:{name}" for name in seen], [f"-2:{first}"]


_EDGES: Final = (["2:edge"], ["1:edge"], ["-1:edge"], ["-2:edge"])


def _sentence(own: Sequence[tuple[str, ...]], sentence: Sentence, *, small: bool) -> list[list[str]]:
    """The features of the words of a sentence, each with what its neighbours tell; ``own`` is what each shows itself."""
    always = ["small"] if small else []
    if sentence.block.kind != "text":
        always.append(f"block={sentence.block.kind}")
    if sentence.block.section:
        always.append(f"section={sentence.block.section}")
    told = [_EDGES, _EDGES, *map(_told, own), _EDGES, _EDGES]
    found = [
        [*seen, *always, *told[n][3], *told[n + 1][2], *told[n + 3][1], *told[n + 4][0]] for n, seen in enumerate(own)
    ]
    found[0].append("opens")
    if sentence.first:
        found[0].append("opens-block")
    for place in range(len(own) - 1):
        one, two = own[place][0], own[place + 1][0]
        found[place].append(f"pair={one}+{two}")
        found[place + 1].append(f"pair-={one}+{two}")
    return found


def _bucket(weight: float) -> str:
    return "no" if weight < -1 else "weak" if weight < names.LIKELY else "likely" if weight < names.SURE else "sure"


def _shape(text: str) -> str:
    if text.islower():
        return "x"
    if text.isupper():
        return "X" if len(text) == 1 else "XX"
    return "Xx" if text[0].isupper() and text[1:].islower() else "xX"
