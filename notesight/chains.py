"""From an outcome back to the conversations it grew out of: which steps are told, and in which order. Pure.

A chain is as long as it is far from where it began: first whoever introduced whoever introduced …, then what was said with
the one it came from. Every step stands on words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

StepKind = Literal["conversation", "introduction", "said", "outcome"]
MOST_OF_ONE = 8
"""Steps told of one person at most: the first ones, and the last ones before the outcome."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: on which day, in which document, with whom, in which words."""

    kind: StepKind
    day: str
    person: str | None
    words: str
    quote: str | None
    document_id: int | None
    title: str | None
    start: int = 0

    def as_json(self) -> dict[str, Any]:
        """The step as plain values."""
        return {
            "kind": self.kind, "day": self.day, "person": self.person, "words": self.words, "quote": self.quote,
            "document_id": self.document_id, "title": self.title,
        }  # fmt: skip


def told(steps: Iterable[Step]) -> list[Step]:
    """The steps in the order of time; the same words once, where more is said of them."""
    kept: dict[tuple[int | None, str], Step] = {}
    weight = {"introduction": 0, "outcome": 0, "said": 1, "conversation": 2}
    for step in steps:
        key = (step.document_id, " ".join((step.quote or step.words).split()))
        if key not in kept or weight[step.kind] < weight[kept[key].kind]:
            kept[key] = step
    order = sorted(
        kept.values(), key=lambda step: (step.day, step.kind == "outcome", step.document_id or 0, step.start)
    )
    return _without_echoes(order)


def _without_echoes(steps: Sequence[Step]) -> list[Step]:
    """Of words that stand in longer ones of the same document, only those that tell more."""
    shown: list[Step] = []
    for n, step in enumerate(steps):
        if step.kind == "conversation" and step.quote is not None:
            words = " ".join(step.quote.split())
            others = (other for m, other in enumerate(steps) if m != n and other.document_id == step.document_id)
            if any(
                other.kind != "conversation" and other.quote and words in " ".join(other.quote.split())
                for other in others
            ):
                continue
        shown.append(step)
    return shown


def few(steps: Sequence[Step], most: int = MOST_OF_ONE) -> list[Step]:
    """The first steps of many, and the last ones; of each document one before another one of any has two."""
    if len(steps) <= most:
        return list(steps)
    firsts: dict[int | None, Step] = {}
    for step in steps:
        firsts.setdefault(step.document_id, step)
    if len(firsts) >= most:
        ones = list(firsts.values())
        return [*ones[: most // 2], *ones[len(ones) - (most - most // 2) :]]
    chosen = {id(step) for step in firsts.values()}
    others = [step for step in steps if id(step) not in chosen]
    left = most - len(chosen)
    chosen |= {id(step) for step in (*others[: left // 2], *others[len(others) - (left - left // 2) :])}
    return [step for step in steps if id(step) in chosen]
