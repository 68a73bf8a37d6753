"""Who is the same person: pure rules over the ways in which people are given, never over single documents' order.

A *form* is a way in which a person is given: folded name, address, organisation. A *cluster* is the text that
names one human being. The forms of the whole notebook decide which cluster each form means, in three steps, each of
which looks at one small block of forms only:

1. :func:`by_address`: one address is one person, unless clearly different names share it.
2. :func:`by_name`: one full name is one person, unless two addresses or two stated organisations speak against it.
3. :func:`by_given`: a bare given name is the one person of the notebook who has it, if there is exactly one.

Whatever stays in doubt means ``None``: each document has its own. Two plausible people are never joined silently;
one person too many is a smaller harm, and a decision of the owner can join them.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Literal, NamedTuple

from notesight import people
from notesight.model import fold

FormKind = Literal["addressed", "full", "bare"]

_COMPANY_WORDS = frozenset(
    {
        "the",
        "inc",
        "ltd",
        "limited",
        "llc",
        "llp",
        "plc",
        "gmbh",
        "ag",
        "kg",
        "co",
        "corp",
        "corporation",
        "company",
        "sa",
        "bv",
        "oy",
        "ab",
        "group",
    }
)
_WORD = re.compile(r"\w+")
_QUALIFIED = re.compile(
    r"(?:(?:the )?(?:young|younger|old|older|elder|little|wee|big|other|another|second|tall|small)|[^\W\d_]+'s)"
    r" (?P<name>[^\W\d_]{2,})"
)
"""A given name that is told from another one's: "young Donal" is not whoever else is called Donal."""
MANY_NAMES = 20
"""An address that more names than these are given with is a machine's or a list's, and tells nothing of who they are."""
ID_LENGTH = 12
"""Characters of an id: base 32, 60 bits."""


class Form(NamedTuple):
    """A way in which a person is given; every field folded, empty when not stated."""

    name: str
    address: str = ""
    organization: str = ""

    @property
    def kind(self) -> FormKind:
        """``addressed`` when there is an address, else ``full`` or ``bare`` by the name."""
        if self.address:
            return "addressed"
        return "full" if _is_full(self.name) or _QUALIFIED.fullmatch(self.name) else "bare"

    @property
    def block(self) -> str:
        """What a bare name is looked up by: the given name, or all of "mrs osei"; empty for an address alone."""
        if qualified := _QUALIFIED.fullmatch(self.name):
            return qualified["name"]
        return _given(self.name) or self.name


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of one document as a form; ``alone`` when the document itself says: nobody else of that name."""

    form: Form
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cluster that a name could mean, with the folded organisations stated for it; no cluster: one a document."""

    cluster: str | None
    organizations: frozenset[str] = frozenset()


# --- from a document to its entries ------------------------------------------------------------------------------


def entries(
    found: Sequence[tuple[str, str | None, str | None]], hinted: Sequence[str] = (), known: Sequence[str | None] = ()
) -> list[Entry]:
    """The people of one document, given as (name, email, organization), as entries in the same order.

    ``known`` has, for each of them, the full name of whom the reader took a bare name to be, if of anybody.

    ``hinted`` are the people that the document's front matter names: a bare name takes the one full name there
    that fits it. When several fit, or when that one is an entry of its own, the bare one is somebody else.
    """
    keys = [_key(name, email) for name, email, _ in found]
    hints = {key for key in map(name_key, hinted) if _is_full(key)}
    made = []
    for key, (_, email, organization), meant in zip_longest(keys, found, known[: len(found)]):
        form = Form(key, fold(email or ""), fold(organization or ""))
        alone = False
        if form.kind == "bare" and meant and _is_full(name_key(meant)) and name_key(meant) not in keys:
            form = form._replace(name=name_key(meant))
        elif form.kind == "bare":
            fitting = {hint for hint in hints if _given(hint) == form.block and _compatible(hint, key)}
            if len(fitting) == 1 and not fitting & set(keys):
                form = form._replace(name=fitting.pop())
            else:
                alone = bool(fitting) or len(key) == 1
        made.append(Entry(form, alone))
    return made


_SET_APART = re.compile(
    r"\s*\((?:[^()]*\b(?:not|different|another|the other|no relation)\b|[^()]*['’]s (?P<name>\w+))", re.IGNORECASE
)
_ANOTHER = re.compile(r"\b(?:another|young|wee|(?:a|the) (?:different|other|new|second))\s$", re.IGNORECASE)


_TOLD_BY = re.compile(r"\b(young|wee|another)\s$", re.IGNORECASE)


def qualified(entry: Entry, before: str) -> Entry:
    """An entry of a bare name by the word before it that tells it from another of that name: "young Donal"."""
    word = _TOLD_BY.search(before)
    name = f"{word[1].casefold()} {entry.form.name}" if word else ""
    return Entry(entry.form._replace(name=name), entry.alone) if _QUALIFIED.fullmatch(name) else entry


def set_apart(name: str, before: str, after: str) -> bool:
    """Whether the words around a bare name say that somebody else of that name is meant: "Dave (Tash's Dave, not the other)".

    ``before`` and ``after`` are the text just around it.
    """
    if _is_full(name_key(name)):
        return False
    found = _SET_APART.match(after)
    by_whose = bool(found and found["name"] and fold(found["name"]) == fold(name))
    return bool(_ANOTHER.search(before)) or by_whose or bool(found and not found["name"])


def assign(document: str, entries_and_clusters: Sequence[tuple[Entry, str | None]]) -> list[str]:
    """The cluster of each person of a document, from what its form means in the notebook.

    A bare name is not who stands in the same document as another entry: that makes it one of the document's own.
    ``document`` sets the document's own clusters apart.
    """
    meant = [cluster for _, cluster in entries_and_clusters]
    return [
        f"#{document}/{n}"
        if cluster is None or entry.alone or (entry.form.kind == "bare" and meant.count(cluster) > 1)
        else cluster
        for n, (entry, cluster) in enumerate(entries_and_clusters)
    ]


# --- the three steps ---------------------------------------------------------------------------------------------


def by_address(address: str, names: Collection[str]) -> dict[str, str | None]:
    """For one address, the cluster of each name that is given with it (empty: the address alone).

    Names that fit each other are one person. A name that fits two people who do not fit each other is in doubt; a short
    form does not keep two spellings of a full name apart. Of very many names, each is a person.
    """
    given = sorted({name for name in names if name})
    if len(given) > MANY_NAMES:
        return {"": f"@{address}", **{name: f"@{address} {name}" for name in given}}
    full = [name for name in given if _is_full(name)]
    core = _cores(full)
    alone = []
    for name in given:
        if name not in core:
            near = {core[other] for other in full if people.likely_same(name, other)}
            core[name] = next(iter(near)) if len(near) == 1 else None
            alone += [] if near else [name]
    core |= _cores(alone)
    cores = set(core.values()) - {None}
    only = f"@{address}" if len(cores) == 1 else None
    return {"": f"@{address}", **{name: one and (only or f"@{address} {one}") for name, one in core.items()}}


def _cores(names: Sequence[str]) -> dict[str, str | None]:
    """For each name, the first of those that it fits; none if these do not all fit each other."""
    fits = {name: {other for other in names if name == other or people.likely_same(name, other)} for name in names}
    doubtful = {name for name in names if any(b not in fits[a] for a in fits[name] for b in fits[name])}
    return {name: None if name in doubtful else min(fits[name] - doubtful) for name in names}


def by_name(name: str, candidates: Collection[Candidate], organizations: Iterable[str]) -> dict[str, str | None]:
    """For one full name given without an address, the cluster for each organisation stated with it (empty: none).

    ``candidates`` are the people with an address who have that very name.
    """
    return _attach(f"={name}", candidates, organizations, by_organization=True)


def by_given(name: str, candidates: Collection[Candidate], organizations: Iterable[str]) -> dict[str, str | None]:
    """For one bare name, the cluster for each organisation stated with it (empty: none).

    ``candidates`` are the people of the notebook whom the name fits, by their full name or with an address.
    """
    return _attach(f"~{name}", candidates, organizations, by_organization=False)


def _attach(
    stem: str, candidates: Collection[Candidate], organizations: Iterable[str], *, by_organization: bool
) -> dict[str, str | None]:
    stated = {organization for organization in organizations if organization}
    groups = _organization_groups(stated)
    own = {organization: f"{stem} ({min(group)})" for group in groups for organization in group}
    if not candidates:
        if len(groups) <= 1:
            return dict.fromkeys({"", *stated}, stem)
        return {"": None, **own}
    if len(candidates) == 1 and (only := next(iter(candidates))).cluster:
        fits = _fitting(stated, only.organizations) if only.organizations else stated if len(groups) == 1 else set()
        return {"": only.cluster, **{each: only.cluster if each in fits else own[each] for each in stated}}
    if not by_organization:
        return dict.fromkeys({"", *stated})
    clusters: dict[str, str | None] = {"": None, **own}
    for group in groups:
        fitting = [each.cluster for each in candidates if _fitting(group, each.organizations)]
        if fitting:
            clusters.update(dict.fromkeys(group, fitting[0] if len(fitting) == 1 else None))
    return clusters


def is_qualified(name: str) -> bool:
    """Whether a folded name tells somebody from another one of that given name."""
    return _QUALIFIED.fullmatch(name) is not None


def fits(name: str, other: str) -> bool:
    """Whether a bare name can be a shorter form of another name that shares its block."""
    qualified = _QUALIFIED.fullmatch(other)
    return name == qualified["name"] if qualified else _compatible(name, other)


# --- organisations -----------------------------------------------------------------------------------------------


def same_organization(one: str, other: str) -> bool:
    """Whether two folded names can be the same organisation: equal, or one is a shorter form of the other."""
    if one == other:
        return True
    first, second = _organization_words(one), _organization_words(other)
    return bool(first) and bool(second) and (first <= second or second <= first)


def _fitting(organizations: Iterable[str], known: Iterable[str]) -> set[str]:
    known = tuple(known)
    return {each for each in organizations if any(same_organization(each, other) for other in known)}


def _organization_groups(organizations: Iterable[str]) -> list[set[str]]:
    groups: list[set[str]] = []
    for each in sorted(organizations):
        near = [group for group in groups if any(same_organization(each, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append({each}.union(*near))
    return groups


@lru_cache(maxsize=4096)
def _organization_words(organization: str) -> frozenset[str]:
    words = frozenset(_WORD.findall(organization))
    return words - _COMPANY_WORDS or words


# --- names and ids -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """A name folded for comparing; a title stays where only a family name follows, and so does what has no letter."""
    key = people.name_key(name)
    return key if key and people.given(name) else fold(name.replace(".", " "))


_OF_SOMEBODY = re.compile(r"\s*([^\W\d_]+)['’]s\s+([^\W\d_]{2,})\s*")


def _key(name: str, email: str | None) -> str:
    if whose := _OF_SOMEBODY.fullmatch(name):  # "Ada's Tom" is a Tom, and no Ada
        return f"{name_key(whose[1])}'s {name_key(whose[2])}"
    return "" if email and fold(name) == fold(email) else name_key(name)


@lru_cache(maxsize=8192)
def _is_full(name: str) -> bool:
    return people.is_full(name)


@lru_cache(maxsize=8192)
def _given(name: str) -> str:
    return fold(people.given(name))


@lru_cache(maxsize=8192)
def _compatible(one: str, other: str) -> bool:
    return one == other or people.compatible(one, other)


def item_id(key: str, kind: str, quote: str, nth: int) -> str:
    """The id of an item: of its document's key, its kind, its folded quote, and the how-many-eth of these (from 0)."""
    return _hash(kind, key, fold(quote), str(nth))


def person_id(key: str, name: str, nth: int) -> str:
    """The id of a person first met in the document ``key`` under ``name``, the how-many-eth of that name there."""
    return _hash("person", key, name_key(name), str(nth))


def _hash(*words: str) -> str:
    joined = "\x1f".join(words).encode("utf-8", "surrogatepass")
    return b32encode(hashlib.sha256(joined).digest())[:ID_LENGTH].decode().lower()
