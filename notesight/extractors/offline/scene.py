"""Keep in mind who was spoken of, and how much, so that a pronoun finds whom it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline.genders import clashes, pronoun_of
from notesight.extractors.offline.people import Figure
from notesight.extractors.offline.tokens import WORD

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from notesight.extractors.offline.mentions import Mention
    from notesight.extractors.offline.people import Cast
    from notesight.extractors.offline.tokens import Token

SUBJECT: Final = 3.0
"""What it adds to somebody's weight to do something, to be named, to be only named as whose something is."""
NAMED: Final = 1.2
OWNER: Final = 0.8
STRANGER: Final = 2.0
"""The same for somebody without a name."""
_FADING: Final = 0.45
"""What is left of all weights after a sentence, and after a paragraph."""
_PARTING: Final = 0.5
_LEAST: Final = 0.05
_FITS: Final = 1.3
"""What it adds that the gender is known and is the pronoun's."""
_MISFITS: Final = 1.0
"""What it takes away from one person that the pronoun is "they"."""
_STANDING: Final = {"topic": 0.5, "line": 0.9, "last": 0.2, "prior": 0.5}
"""What it adds to be who the lines are about, who was named first in this one, who was named or acted last."""
_AFTER_IS: Final = frozenset(
    "a an the not been got going after in on at off up also still just now happy keen free to".split()
)


@dataclass(slots=True)
class Scene:
    """Who was spoken of up to here.

    ``last`` is the last one named, ``prior`` the last one who was said to do something, ``line`` the first one named in
    this line or paragraph, ``topic`` the one whom the heading or the lines above are about; ``weights`` says of everybody
    how much they are spoken of, ``until`` up to where in the text.
    """

    last: Figure | None = None
    prior: Figure | None = None
    line: Figure | None = None
    topic: Figure | None = None
    until: int = -1
    weights: dict[int, tuple[Figure, float]] = field(default_factory=dict)

    def copy(self) -> Scene:
        """The scene as it is now."""
        return Scene(self.last, self.prior, self.line, self.topic, self.until, dict(self.weights))

    def add(self, figure: Figure | None, weight: float) -> None:
        """Somebody is spoken of."""
        if figure is not None and not figure.me:
            before = self.weights.get(id(figure), (figure, 0.0))[1]
            self.weights[id(figure)] = figure, before + weight

    def fade(self, *, paragraph: bool = False) -> None:
        """A sentence begins, or with it a paragraph: what was said before counts for less."""
        left = _PARTING * _FADING if paragraph else _FADING
        self.weights = {
            key: (figure, weight * left) for key, (figure, weight) in self.weights.items() if weight * left > _LEAST
        }

    def ranked(self) -> list[Figure]:
        """Everybody who was spoken of lately, most of all first."""
        return [figure for figure, _ in sorted(self.weights.values(), key=lambda each: -each[1])]


def unnamed(mention: Mention) -> Figure:
    """Somebody without a name as one who can be spoken of."""
    return Figure(mention.words, (), gender=mention.gender, unnamed=True)


def antecedent(
    pronoun: str, before: Sequence[Token], cast: Cast, scene: Scene, but: Container[str | None] = ()
) -> Figure | None:
    """Whom a pronoun means: who fits it and is spoken of most, in the scene and in the words ``before``; nobody of ``but``.

    A name that is only a man's is no "she", and a woman's no "he".
    """
    weights = dict(scene.weights)
    first = True
    for place, token in enumerate(before):
        figure = cast.at.get(token.start)
        if figure is None or figure.me or token.start < scene.until:
            continue
        weight = OWNER if owns(before, place, cast) else SUBJECT if first else NAMED
        first = False
        weights[id(figure)] = figure, weights.get(id(figure), (figure, 0.0))[1] + weight
    for figure, more in zip((scene.topic, scene.line, scene.last, scene.prior), _STANDING.values(), strict=True):
        if figure is not None:
            weights[id(figure)] = figure, weights.get(id(figure), (figure, 0.0))[1] + more
    best: Figure | None = None
    most = -1e9
    wanted = pronoun_of(pronoun)
    for figure, weight in weights.values():
        if figure.me or figure.name in but or clashes(figure, pronoun):
            continue
        fits = _FITS if figure.gender == wanted else -_MISFITS if wanted == "they" and not figure.unnamed else 0.0
        if weight + fits > most:
            best, most = figure, weight + fits
    return best


def owns(tokens: Sequence[Token], place: int, cast: Cast) -> bool:
    """Whether a name only says whose something is ("Tash's roommate"), and its "'s" is no "is" ("Tash's looking for …")."""
    end = cast.ends[tokens[place].start]
    mark = next((n for n in range(place + 1, len(tokens)) if tokens[n].start >= end), None)
    if mark is None or tokens[mark].norm != "'s":
        return False
    after = tokens[mark + 1] if mark + 1 < len(tokens) else None
    return after is not None and after.kind == WORD and not (after.norm in _AFTER_IS or after.norm.endswith("ing"))
