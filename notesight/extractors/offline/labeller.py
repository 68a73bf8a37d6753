"""The trained models, and which clauses ask, offer or promise, with how much probability.

Their weights are learned from the texts in ``training/data`` by ``training/train.py`` and lie beside this file;
``make train`` makes the same ones again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline.crf import Field
from notesight.model import ITEM_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from notesight.extractors.offline.crf import Shown
    from notesight.model import ItemKind

MODELS: Final = Path(__file__).resolve().parent / "models"
NONE: Final = "-"
"""The label of a clause that is no item; ``B-ask`` begins an ask, ``I-ask`` goes on with it."""

_HARDLY: Final = 0.1
"""Of what is an item with less probability than this, the kind is not looked up: nobody asks for it."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a clause most probably is: the likeliest kind, how probable any kind is, whether it goes on the one before."""

    kind: ItemKind
    probability: float
    goes_on: bool


@cache
def model(name: str) -> Field:
    """The model of that name, loaded once."""
    return Field(_folder[0] / f"{name}.crfsuite")


_folder = [MODELS]


def use(folder: Path) -> None:
    """Read the models from another folder from now on: for training, which reads with what it has learned so far."""
    _folder[0] = folder
    model.cache_clear()


def labels(clauses: Iterable[Shown]) -> list[Label]:
    """One label for each clause of a part of a document, in order."""
    field = model("items")
    none = field.labels.index(NONE)
    begins, goes_on = ([field.labels.index(f"{mark}-{kind}") for kind in ITEM_KINDS] for mark in "BI")
    found = []
    for chances in field.probabilities([field.weigh(shown) for shown in clauses]):
        probability = 1.0 - chances[none]
        if probability < _HARDLY:
            found.append(Label("ask", probability, goes_on=False))
            continue
        best = max(range(len(ITEM_KINDS)), key=lambda n: chances[begins[n]] + chances[goes_on[n]])
        found.append(Label(ITEM_KINDS[best], probability, chances[goes_on[best]] > chances[begins[best]]))
    return found
