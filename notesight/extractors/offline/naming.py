"""Which words name a person: what is to be seen of each word, and how probable the trained model finds it.

What the rules of :mod:`names` make of a word goes in as features; so does what the text says of the same word
elsewhere. Nothing here knows how names are joined into people.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final, TypeVar

from notesight.extractors.offline import labeller, lexicon, names
from notesight.extractors.offline.lexicon import tables
from notesight.extractors.offline.tokens import ADDRESS, HANDLE, LINK, MARK, NUMBER, WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from notesight.extractors.offline.crf import Field, Row
    from notesight.extractors.offline.names import Run
    from notesight.extractors.offline.sentences import Sentence
    from notesight.extractors.offline.tokens import Token

_T = TypeVar("_T")
_HOPELESS: Final = -2.5
"""A possible name of so little weight, and no other capital beside it, is not worth a second look."""
_KINDS: Final = {NUMBER: "<n>", ADDRESS: "<@>", LINK: "<u>", HANDLE: "<h>"}
_LISTS: Final = (
    ("titles", tables.TITLES), ("particles", tables.PARTICLES), ("kin", tables.KIN), ("org", tables.ORGANISATION),
    ("placeword", tables.PLACE_WORDS), ("place", tables.PLACES), ("calendar", tables.CALENDAR),
    ("notname", tables.NOT_NAMES), ("saying", tables.SAYING), ("meeting", tables.MEETING), ("role", tables.ROLE_WORDS),
)  # fmt: skip


def features(read: Sequence[Sentence], runs: Sequence[Run], *, small: bool) -> list[list[list[str]] | None]:
    """For each sentence, for each of its tokens, the features that the model weighs, by name: for training.

    ``runs`` are the possible names that the rules see. ``None`` stands for a sentence in which nothing can be a name.
    """
    found: list[list[list[str]] | None] = []
    for sentence, own in zip(read, _own(read, runs, small=small), strict=True):
        if own is None:
            found.append(None)
            continue
        always = _always(sentence, small=small)
        around = _around(list(map(_told, own)), _EDGES)
        found.append(
            [
                [*seen, *always, *chain(*beside), *more]
                for (seen, *beside), more in zip(around, _more(own, sentence), strict=True)
            ]
        )
    return found


def probabilities(read: Sequence[Sentence], runs: Sequence[Run], *, small: bool) -> list[list[float]]:
    """For each sentence, for each of its tokens, how probable it is that it is part of somebody's name."""
    field = labeller.model("names")
    none = field.labels.index(labeller.NONE)
    begun = {read[run.sentence].tokens[place].start for run in runs for place in range(run.start, run.stop)}
    found: list[list[float]] = []
    for sentence, own in zip(read, _own(read, runs, small=small), strict=True):
        if own is None:
            found.append([0.0] * len(sentence.tokens))
            continue
        always = field.sum(field.rows(_always(sentence, small=small)))
        around = _around([_weighed(seen, field) for seen in own], _weighed_edges(field))
        weighed = [
            field.sum([*rows, always, *field.rows(more)])
            for rows, more in zip(around, _more(own, sentence), strict=True)
        ]
        found.append(
            [
                1.0 - chance[none] if small or token.cap or token.start in begun else 0.0
                for chance, token in zip(field.probabilities(weighed), sentence.tokens, strict=True)
            ]
        )
    return found


def _own(read: Sequence[Sentence], runs: Sequence[Run], *, small: bool) -> Iterator[list[tuple[str, ...]] | None]:
    """For each sentence what each of its tokens shows itself; ``None`` when nothing in it can be a name."""
    best: dict[str, float] = {}
    for run in runs:
        for part in run.parts:
            best[part] = max(best.get(part, -9.0), run.weight)
    inside = {(run.sentence, place): run for run in runs for place in range(run.start, run.stop)}
    hopeful = {run.sentence for run in runs if run.weight > _HOPELESS}
    middle = _capitals(read)
    for number, sentence in enumerate(read):
        if not small and number not in hopeful and not any(token.cap for token in sentence.tokens[1:]):
            yield None
            continue
        yield [
            _of_one(token, inside.get((number, place)), place, best, middle)
            for place, token in enumerate(sentence.tokens)
        ]


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


def _told(seen: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What a word shows itself, and what it tells of that to the words two places and one before it, one and two after."""
    first = seen[0]
    to_next = tuple([f"1:{name}" for name in seen]), tuple([f"-1:{name}" for name in seen])
    return seen, (f"2:{first}",), *to_next, (f"-2:{first}",)


_EDGES: Final[tuple[tuple[str, ...], ...]] = ((), ("2:edge",), ("1:edge",), ("-1:edge",), ("-2:edge",))


@lru_cache(maxsize=20_000)
def _weighed(seen: tuple[str, ...], field: Field) -> tuple[Row, ...]:
    """What that weighs."""
    return tuple([field.sum(field.rows(names)) for names in _told(seen)])


@cache
def _weighed_edges(field: Field) -> tuple[Row, ...]:
    return tuple([field.sum(field.rows(names)) for names in _EDGES])


def _around(told: list[tuple[_T, ...]], edges: tuple[_T, ...]) -> Iterator[tuple[_T, _T, _T, _T, _T]]:
    """For each word of a sentence what it shows, and what the words two and one before it, one and two after it tell it."""
    padded = [edges, edges, *told, edges, edges]
    for n, (shown, *_) in enumerate(told):
        yield shown, padded[n][4], padded[n + 1][3], padded[n + 3][2], padded[n + 4][1]


def _always(sentence: Sentence, *, small: bool) -> tuple[str, ...]:
    """What holds for all words of a sentence."""
    names = ["small"] if small else []
    if sentence.block.kind != "text":
        names.append(f"block={sentence.block.kind}")
    if sentence.block.section:
        names.append(f"section={sentence.block.section}")
    return tuple(names)


def _more(own: Sequence[tuple[str, ...]], sentence: Sentence) -> list[list[str]]:
    """What is seen besides at each word: that it opens something, which pairs it makes with its neighbours."""
    pairs = [_pair(one, two) for (one, *_), (two, *_) in pairwise(own)]
    found = [[*before[:1], *behind[1:]] for before, behind in zip([(), *pairs], [*pairs, ()], strict=True)]
    found[0][:0] = ["opens", "opens-block"] if sentence.first else ["opens"]
    return found


@lru_cache(maxsize=20_000)
def _pair(one: str, two: str) -> tuple[str, str]:
    """What two neighbours are for the one behind and for the one before."""
    return f"pair-={one}+{two}", f"pair={one}+{two}"


def _bucket(weight: float) -> str:
    return "no" if weight < -1 else "weak" if weight < names.LIKELY else "likely" if weight < names.SURE else "sure"


def _shape(text: str) -> str:
    if text.islower():
        return "x"
    if text.isupper():
        return "X" if len(text) == 1 else "XX"
    return "Xx" if text[0].isupper() and text[1:].islower() else "xX"
