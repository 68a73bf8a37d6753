"""The sentences of a document by what they are about and whom they name: few of them can show anything of one item.

What :func:`judge` and :func:`weigh` need at least of a sentence is looked up here for all sentences at once. One that is left
out shows nothing: a property test holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from notesight.closing.judging import Open
from notesight.closing.passages import Passage


class Sentences:
    """The passages of one document, to be judged of many items."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = passages
        self._order = range(len(passages))
        self._asked: dict[frozenset[str], frozenset[int]] = {}

    def worth_judging(self, item: Open, *, reply: bool) -> list[Passage]:
        """Those that may show something of an item, in the order of the text; ``reply`` as for :func:`judge`.

        Of an ask, it takes words of the thing, or that it is wanted no longer; a promise may be kept by who turns up.
        """
        found: set[int] = set()
        if not item.core.isdisjoint(self._stems):
            found.update(n for stem in item.core & self._stems for n in self._by_stem[stem])
        if item.kind == "followup":
            found.update(self._order if reply else self._about(item.people))
        else:
            found |= self._withdrawing
            if (item.thin or self._following) and not item.near.isdisjoint(self._stems):
                told = {n for stem in item.near & self._stems for n in self._by_stem[stem]}
                found |= told if item.thin else told & self._following
        return [self.passages[n] for n in sorted(found)]

    def _about(self, people: frozenset[str]) -> frozenset[int]:
        if people not in self._asked:
            self._asked[people] = frozenset(n for person in people for n in self._by_person.get(person, ()))
        return self._asked[people]

    @cached_property
    def _by_stem(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for n, each in enumerate(self.passages):
            for stem in each.stems:
                found.setdefault(stem, []).append(n)
        return found

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(self._by_stem)

    @cached_property
    def _by_person(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for n, each in enumerate(self.passages):
            for person in each.named | each.carried:
                found.setdefault(person, []).append(n)
        return found

    @cached_property
    def _withdrawing(self) -> frozenset[int]:
        return frozenset(n for n, each in enumerate(self.passages) if each.withdraws)

    @cached_property
    def _following(self) -> frozenset[int]:
        """Those that tell what may follow from a thing that they do not name."""
        return frozenset(n for n, each in enumerate(self.passages) if each.pays or each.liked)
