"""Train the models of the embedded extractor from ``training/data``: ``python training/train.py`` (or ``make train``).

    items   which clauses ask, offer or promise something (a chain over the clauses of a part)
    by, to  which of those on the scene an item is by, and to

The same data gives the same weights. ``--check`` trains on four fifths and prints what that finds in the other fifth.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite
from corpus import KnownItem, Text, texts

from notesight.extractors import offline
from notesight.extractors.offline import items, labeller, people, roles
from notesight.extractors.offline.items import Chain
from notesight.extractors.offline.people import Cast
from notesight.extractors.offline.sentences import sentences
from notesight.grounding import Haystack
from notesight.model import fold

HALF = 0.5
Sequences = list[tuple[list[list[str]], list[str]]]


@dataclass(slots=True)
class Sample:
    """One text with its clauses, and the labels that they should have."""

    text: Text
    cast: Cast
    chains: list[Chain]
    labels: list[list[str]]
    spans: list[tuple[KnownItem, Chain, int, int]]


def sample(text: Text) -> Sample:
    """The clauses of a text as the extractor sees them, labelled with the items that are known to be there."""
    document = text.document
    read = [(part, sentences(document.text, part.start, part.end)) for part in offline.parts(document)]
    cast = people.find(document, [sentence for _, said in read for sentence in said], text.owner)
    chains = list(items.chains(document, read, cast, text.owner))
    found = Sample(text, cast, chains, [[labeller.NONE] * len(chain.passages) for chain in chains], [])
    haystack = Haystack(document.text)
    for item in text.items:
        for span in haystack.find(item.quote):
            if _mark(found, item, span.start, span.end):
                break
    return found


def _mark(sample: Sample, item: KnownItem, start: int, end: int) -> bool:
    """Label the clauses in which an item's quote stands; whether there are any."""
    for chain, labels in zip(sample.chains, sample.labels, strict=True):
        shared = [min(each.end, end) - max(each.begin, start) for each in chain.passages]
        touched = [place for place, size in enumerate(shared) if size > 0]
        if not touched:
            continue
        sizes = [passage.end - passage.begin for passage in chain.passages]
        mostly = [p for p in touched if shared[p] >= HALF * min(sizes[p], end - start)] or touched[:1]
        free = [place for place in mostly if labels[place] == labeller.NONE]
        if free:
            run = [place for n, place in enumerate(free) if place == free[0] + n]
            for place in run:
                labels[place] = f"{'B' if place == run[0] else 'I'}-{item.kind}"
            sample.spans.append((item, chain, run[0], run[-1]))
        return True
    return False


def item_sequences(samples: Iterable[Sample]) -> Sequences:
    """What the items model learns from."""
    return [
        (chain.features, labels) for each in samples for chain, labels in zip(each.chains, each.labels, strict=True)
    ]


def party_sequences(samples: Iterable[Sample]) -> tuple[Sequences, Sequences]:
    """What the models of ``by`` and ``to`` learn from: one choice each."""
    by: Sequences = []
    to: Sequences = []
    for each in samples:
        forms = {fold(form): person.name for person in each.text.people for form in person.forms}
        for item, chain, first, last in each.spans:
            claim = items.claim(item.kind, chain, first, last)
            scene = roles.options(claim, each.cast)
            shown = roles.features(claim, scene)
            giver = _role(item.by, scene, forms)
            if giver is None:
                continue
            by.append(([shown], [giver]))
            taker = _role(item.to, scene, forms)
            if taker is not None:
                to.append(([[*shown, f"by={giver}", f"by+kind={giver}+{item.kind}"]], [taker]))
    return by, to


def _role(wanted: str | None, scene: dict[str, str], forms: dict[str, str]) -> str | None:
    """The role in which the wanted party is on the scene; ``None`` when it is not there."""
    if wanted is None:
        return roles.NOBODY
    goal = forms.get(fold(wanted), fold(wanted))
    return next(
        (role for role in roles.ROLES if role in scene and forms.get(fold(scene[role]), fold(scene[role])) == goal),
        None,
    )


def train(name: str, sequences: Sequences, folder: Path, *, c1: float, c2: float) -> None:
    """Write one model. ``c1`` and ``c2`` are the weights of the two penalties (chosen by cross-validation)."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for features, labels in sequences:
        trainer.append(features, labels)
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": 150, "feature.possible_transitions": True})
    trainer.train(str(folder / f"{name}.crfsuite"))


def train_all(samples: Sequence[Sample], folder: Path) -> None:
    """Write all models."""
    folder.mkdir(parents=True, exist_ok=True)
    train("items", item_sequences(samples), folder, c1=0.1, c2=0.3)
    by, to = party_sequences(samples)
    train("by", by, folder, c1=0.1, c2=0.3)
    train("to", to, folder, c1=0.1, c2=0.3)
    print(f"{len(samples)} texts, {sum(len(each.text.items) for each in samples)} items; by {len(by)}, to {len(to)}")


def main() -> None:
    """Train from all texts, or check on a fifth of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=labeller.MODELS)
    args = parser.parse_args()
    train_all([sample(text) for text in texts()], args.out)


if __name__ == "__main__":
    main()
