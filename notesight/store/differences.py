"""What one reading of a document has that another has not: facts that were added, lost or changed. Pure.

A fact is the same when kind and words are; it is a changed one when its words overlap another's, or when it says something
else of the same words. A person is told by the name, else by the first mention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from notesight import people
from notesight.model import Extraction, Item, Person, fold

Fact = Person | Item
F = TypeVar("F", Person, Item)
_ITEM_FIELDS = ("kind", "quote", "summary", "by", "to", "due", "certainty")
_PERSON_FIELDS = ("name", "email", "organization", "role")


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs; ``fields`` are those of a changed one, each with the value before and after."""

    how: Literal["added", "lost", "changed"]
    before: Fact | None
    after: Fact | None
    fields: dict[str, tuple[object, object]] = field(default_factory=dict)

    @property
    def fact(self) -> Fact:
        """The fact as it is after, or was when it is lost."""
        found = self.after or self.before
        assert found is not None
        return found


def between(before: Extraction, after: Extraction) -> list[Change]:
    """All differences, people first, in the order of the text."""
    persons = _paired(before.people, after.people, (_same_name, _same_mention))
    items = _paired(before.items, after.items, (_same_words, _same_kind_and_place, _same_place))
    changes = [*_changes(persons, _PERSON_FIELDS), *_changes(items, _ITEM_FIELDS)]
    return sorted(changes, key=lambda each: (isinstance(each.fact, Item), _start(each.fact)))


def _changes(pairs: Iterable[tuple[F | None, F | None]], names: Sequence[str]) -> Iterable[Change]:
    for old, new in pairs:
        if old is None or new is None:
            yield Change("added" if old is None else "lost", old, new)
            continue
        fields = {name: (getattr(old, name), getattr(new, name)) for name in names}
        differing = {name: both for name, both in fields.items() if both[0] != both[1]}
        if differing:
            yield Change("changed", old, new, differing)


def _paired(
    before: Sequence[F], after: Sequence[F], alike: Sequence[Callable[[F, F], bool]]
) -> list[tuple[F | None, F | None]]:
    """Each fact with the one that it is in the other reading, by the strictest likeness first."""
    left: list[F] = list(before)
    right: list[F] = list(after)
    pairs: list[tuple[F | None, F | None]] = []
    for is_alike in alike:
        for old in tuple(left):
            new = next((each for each in right if is_alike(old, each)), None)
            if new is not None:
                pairs.append((old, new))
                left.remove(old)
                right.remove(new)
    pairs.extend((old, None) for old in left)
    pairs.extend((None, new) for new in right)
    return pairs


def _same_name(one: Person, other: Person) -> bool:
    return fold(one.name) == fold(other.name) or people.name_key(one.name) == people.name_key(other.name)


def _same_mention(one: Person, other: Person) -> bool:
    return bool({(each.start, each.end) for each in one.mentions} & {(each.start, each.end) for each in other.mentions})


def _same_words(one: Item, other: Item) -> bool:
    return one.kind == other.kind and (one.start, one.end) == (other.start, other.end)


def _same_kind_and_place(one: Item, other: Item) -> bool:
    return one.kind == other.kind and _same_place(one, other)


def _same_place(one: Item, other: Item) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= min(one.end - one.start, other.end - other.start)


def _start(fact: Fact) -> int:
    return fact.start if isinstance(fact, Item) else fact.mentions[0].start
