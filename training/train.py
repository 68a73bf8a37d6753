"""Train the models of the embedded extractor from ``training/data``: ``python training/train.py`` (or ``make train``).

    names   which words name a person (a chain over the words of a sentence)
    items   which clauses ask, offer or promise something (a chain over the clauses of a part)
    by, to  which of those on the scene an item is by, and to

The same data gives the same weights. ``--check`` trains on three quarters of the texts and prints what the extractor
then finds in the other quarter; the weights in the package stay as they are.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite
from corpus import KnownItem, Text, texts

from notesight.candidates import Span
from notesight.extractors import offline
from notesight.extractors.offline import items, labeller, names, naming, people, roles
from notesight.extractors.offline.items import Chain
from notesight.extractors.offline.lexicon.classes import content, repeats
from notesight.extractors.offline.people import Cast
from notesight.extractors.offline.sentences import sentences
from notesight.grounding import Haystack, ground
from notesight.model import ITEM_KINDS, Item, fold

HALF = 0.5
LONGEST_INITIALS = 3
NAMELESS = "x"
"""Files of this initial teach no names: with their lists of mail headers, names that are plain words ("Will") got lost."""
COPIES = {"items": 6, "by": 2, "to": 2}
DROPPED = 0.3
"""So many copies are learned from, and so large a share of the features is left out of each."""
Sequences = list[tuple[list[list[str]], list[str]]]


def name_sequences(known: Iterable[Text]) -> Sequences:
    """What the names model learns from: the words of each sentence, labelled with the known forms of the people."""
    found: Sequences = []
    for text in known:
        read = [
            sentence
            for part in offline.parts(text.document)
            for sentence in sentences(text.document.text, part.start, part.end)
        ]
        spans = _name_spans(text)
        small = people.is_small(read)
        runs = [run for number, sentence in enumerate(read) for run in names.runs(number, sentence, small=small)]
        for sentence, features in zip(read, naming.features(read, runs, small=small), strict=True):
            if features is None:
                continue
            labels: list[str] = []
            for token in sentence.tokens:
                hit = next((span for span in spans if span[0] < token.end and token.start < span[1]), None)
                begins = hit is not None and (token.start <= hit[0] or not labels or labels[-1] == labeller.NONE)
                labels.append(labeller.NONE if hit is None else "B" if begins else "I")
            found.append((features, labels))
    return found


def _name_spans(text: Text) -> list[tuple[int, int]]:
    """Where the people of a text are named, longer forms first; addresses and initials are found by rule."""
    haystack = Haystack(text.document.text)
    forms = [form for person in text.people for form in person.forms if not _is_mark(form)]
    spans = [(span.start, span.end) for form in forms for span in haystack.find(form, whole_words=True)]
    kept: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda each: each[0] - each[1]):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return kept


def _is_mark(form: str) -> bool:
    return "@" in form or (len(form) <= LONGEST_INITIALS and form.isupper())


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
    _mark_repeats(found)
    return found


def _mark_repeats(sample: Sample) -> None:
    """Label also the lines of a list of actions that say once more what is known from elsewhere in the text."""
    known = [
        (item.kind, content(w for shape in chain.words[a : b + 1] for w in shape)) for item, chain, a, b in sample.spans
    ]
    for chain, labels in zip(sample.chains, sample.labels, strict=True):
        for place, passage in enumerate(chain.passages):
            if passage.sentence.block.section == "actions" and labels[place] == labeller.NONE:
                about = content(chain.words[place])
                kind = next((kind for kind, said in known if repeats(about, said) or (about and about <= said)), None)
                if kind is not None:
                    labels[place] = f"B-{kind}"


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
    """What the models of ``by`` and ``to`` learn from: the candidates of an item, and which of them is meant."""
    by: Sequences = []
    to: Sequences = []
    for each in samples:
        forms = {
            fold(form): person.name
            for person in each.text.people
            for form in (*person.forms, *([person.email] if person.email else []))
        }
        for item, chain, first, last in each.spans:
            claim = items.claim(item.kind, chain, first, last)
            those = roles.candidates(claim, each.cast)
            said = roles.words(claim)
            giver = _meant(item.by, those, forms)
            if giver is None:
                continue
            by.append((roles.features(those, said, None), _labels(giver, len(those))))
            taker = _meant(item.to, those, forms)
            if taker is not None:
                to.append((roles.features(those, said, those[giver]), _labels(taker, len(those))))
    return by, to


def _labels(meant: int, count: int) -> list[str]:
    return [roles.BEFORE] * meant + [roles.CHOSEN] + [roles.BEHIND] * (count - meant - 1)


def _meant(wanted: str | None, those: Sequence[roles.Candidate], forms: dict[str, str]) -> int | None:
    """Which candidate is the wanted party; ``None`` when nobody is."""
    if wanted is None:
        return 0
    goal = forms.get(fold(wanted), fold(wanted))
    return next(
        (n for n, one in enumerate(those) if one.name and forms.get(fold(one.name), fold(one.name)) == goal), None
    )


def blurred(sequences: Sequences, copies: int) -> Sequences:
    """Every sequence so many times, each time without another share of its features, so that no word decides alone."""
    chance = random.Random(7)  # noqa: S311 - the same features every time
    return [
        ([[name for name in names if chance.random() >= DROPPED] for names in features], labels)
        for _ in range(copies)
        for features, labels in sequences
    ]


def train(name: str, sequences: Sequences, folder: Path, *, c1: float, c2: float) -> None:
    """Write one model.

    ``c1`` and ``c2`` are the weights of the two penalties, tried by cross-validation and on texts that are not in the data.
    """
    trainer = pycrfsuite.Trainer(verbose=False)
    for features, labels in sequences:
        trainer.append(features, labels)
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": 150, "feature.possible_transitions": True})
    trainer.train(str(folder / f"{name}.crfsuite"))


def train_all(known: Sequence[Text], folder: Path) -> None:
    """Write all models to a folder, which becomes the one that the extractor reads from in this process.

    Clauses and parties are learned with the names that a model of all texts finds; the names model that is kept is made
    after them, without the texts that teach no names. Notes count twice for whom an item is by and to: they say it in more
    ways than mail, and there are fewer of them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    train("names", name_sequences(known), folder, c1=0.1, c2=0.1)
    labeller.use(folder)
    samples = [sample(text) for text in known]
    train("items", blurred(item_sequences(samples), COPIES["items"]), folder, c1=1.5, c2=6.0)
    by, to = party_sequences([*samples, *(each for each in samples if each.text.document.kind == "note")])
    train("by", blurred(by, COPIES["by"]), folder, c1=1.0, c2=2.0)
    train("to", blurred(to, COPIES["to"]), folder, c1=1.0, c2=2.0)
    train("names", name_sequences(each for each in known if not each.name.startswith(NAMELESS)), folder, c1=0.1, c2=0.1)
    labeller.use(folder)
    learned = sum(len(each.items) for each in known)
    print(
        f"{len(known)} texts, {learned} items; learned whom they are by from {len(by)}, whom they are to from {len(to)}"
    )


def check(known: Sequence[Text]) -> None:
    """Train on three quarters, read the fourth, print precision, recall and F1 of people and of each kind."""
    order = list(range(len(known)))
    random.Random(5).shuffle(order)  # noqa: S311 - the same quarter every time
    held = {order[n] for n in range(0, len(order), 4)}
    with tempfile.TemporaryDirectory() as folder:
        train_all([text for n, text in enumerate(known) if n not in held], Path(folder))
        counts = {(form, kind): [0, 0, 0] for form in ("notes", "mail") for kind in ("people", *ITEM_KINDS)}
        for text in (text for n, text in enumerate(known) if n in held):
            form = "notes" if text.document.kind == "note" else "mail"
            for kind, more in _found(text).items():
                counts[form, kind] = [a + b for a, b in zip(counts[form, kind], more, strict=True)]
    for (form, kind), (right, found, wanted) in counts.items():
        precision, recall = right / max(1, found), right / max(1, wanted)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(
            f"{form:6} {kind:9} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  ({wanted} known, {found} found)"
        )


def _found(text: Text) -> dict[str, list[int]]:
    """For people and each kind: how many were found rightly, how many were found, how many are known."""
    read = ground(offline.candidates(text.document, text.owner), text.document, text.owner)
    free = [{fold(form) for form in (person.name, person.email or "", *person.aliases)} for person in read.people]
    counts = {"people": [0, len(free), len(text.people)]}
    for person in text.people:
        hit = next((forms for forms in free if forms & {fold(form) for form in person.forms}), None)
        if hit is not None:
            free.remove(hit)
            counts["people"][0] += 1
    haystack = Haystack(text.document.text)
    for kind in ITEM_KINDS:
        wanted = [item for item in text.items if item.kind == kind]
        found = list(read.of(kind))
        counts[kind] = [0, len(found), len(wanted)]
        for item in wanted:
            spans = haystack.find(item.quote)
            hit_item = next((each for each in found if any(_overlaps(each, span) for span in spans)), None)
            if hit_item is not None:
                found.remove(hit_item)
                counts[kind][0] += 1
    return counts


def _overlaps(item: Item, span: Span) -> bool:
    """Half of the shorter one shared, and neither over four times as long: as the scorer counts it."""
    sizes = sorted((item.end - item.start, span.end - span.start))
    shared = min(item.end, span.end) - max(item.start, span.start)
    return shared >= HALF * sizes[0] and sizes[1] <= 4 * sizes[0]


def main() -> None:
    """Train from all texts, or check on a quarter of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=labeller.MODELS)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    known = list(texts())
    if args.check:
        check(known)
    else:
        train_all(known, args.out)


if __name__ == "__main__":
    main()
