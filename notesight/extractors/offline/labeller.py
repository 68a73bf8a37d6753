"""The trained model: which clauses ask, offer or promise, with how much probability.

A linear-chain conditional random field over the clauses of a part (CRFsuite). Its weights are learned from the texts in
``training/data`` by ``training/train.py`` and lie beside this file; ``make train`` makes the same ones again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from notesight.model import ITEM_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

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
def tagger(name: str) -> Any:
    """The model of that name, loaded once."""
    import pycrfsuite

    found = pycrfsuite.Tagger()
    found.open(str(_folder[0] / f"{name}.crfsuite"))
    return found


_folder = [MODELS]


def use(folder: Path) -> None:
    """Read the models from another folder from now on: for training, which reads with what it has learned so far."""
    _folder[0] = folder
    tagger.cache_clear()


def labels(features: Sequence[Sequence[str]]) -> list[Label]:
    """One label for each clause of a part, in order."""
    model = tagger("items")
    model.set(features)
    found = []
    for place in range(len(features)):
        probability = 1.0 - model.marginal(NONE, place)
        if probability < _HARDLY:
            found.append(Label("ask", probability, goes_on=False))
            continue
        begins = {kind: model.marginal(f"B-{kind}", place) for kind in ITEM_KINDS}
        goes_on = {kind: model.marginal(f"I-{kind}", place) for kind in ITEM_KINDS}
        kind = max(ITEM_KINDS, key=lambda each: begins[each] + goes_on[each])
        found.append(Label(kind, probability, goes_on[kind] > begins[kind]))
    return found
