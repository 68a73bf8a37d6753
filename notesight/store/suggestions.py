"""Who may be the same person, for the owner to decide: people to ask about two by two, and short names that several people have.

Nothing is joined here. A *vague* person has no address, and no full name that is clearly one person's: "Jim", "Mrs Osei",
"J. Hall", or "Ana Costa" where two people of that name have two addresses. All others are *known*. Known people are compared
with each other only within small blocks (a shared name, address, nickname, or one letter's difference), vague ones only with
the known people whose names they fit. What the owner said, apart or split, is never asked again.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, product
from typing import TypeVar

from notesight import nicknames, people
from notesight.store import decisions, identity

_IN = "IN (SELECT value FROM json_each(?))"
MOST_IN_A_BLOCK = 30
"""What more people than these have in common tells nothing of any two of them."""
MOST_CANDIDATES = 12
_SHORTEST_SPELLING = 8
"""Characters of full names that are compared letter by letter."""
_SHORTEST_GIVEN, _SHORTEST_FAMILY = 5, 4
"""Characters of the one name in which two spellings differ: Dan is not Don."""
_AROUND = 160
_SENTENCE_END = re.compile(r"[.!?…]\s|\n")
_VOWELS = frozenset("aeiouy")
T = TypeVar("T")


Parts = tuple[str, ...]
"""The folded parts of a name."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two people (ids) who may be one, with the reasons in plain words; a higher ``score`` (to 100) comes first.

    ``one`` is the better known of both.
    """

    one: str
    other: str
    reasons: tuple[str, ...]
    score: int


@dataclass(frozen=True, slots=True)
class Unclear:
    """A person (id) who is named by words that several others have too: the likeliest first, none said to be apart.

    ``words`` are the sentence of ``document_id`` that names the person.
    """

    person: str
    candidates: tuple[str, ...]
    document_id: int
    words: str


@dataclass(slots=True)
class _Person:
    """What is compared of one person: folded names with their parts, those of them that are full, and the rest."""

    id: str
    shown: str
    documents: int
    last_seen: str
    names: dict[str, Parts] = field(default_factory=dict)
    full: list[Parts] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    organizations: set[str] = field(default_factory=set)
    vague: bool = True


@dataclass(slots=True)
class _Fit:
    """A known person whom a vague one's name fits, and how."""

    person: _Person
    how: str
    points: int
    talks: bool = False
    works: bool = False

    @property
    def worth(self) -> tuple[bool, bool, int, str, str]:
        return (self.talks, self.works, self.points, self.person.last_seen, self.person.id)


def suggestions(conn: sqlite3.Connection, *, limit: int | None = None) -> list[Suggestion]:
    """People who may be the same, the likeliest first."""
    book = _read(conn)
    apart = _told_apart(conn)
    found = _among_known(book)
    for vague, fits in _fitting(conn, book, apart):
        _suggest_vague(found, vague, fits)
    _by_other_name(conn, found, book)
    _by_letter(found, book)
    _among_vague(found, book)
    ranked = sorted(
        (-_score(book[one], book[other], reasons), one, other)
        for (one, other), reasons in found.items()
        if (one, other) not in apart
    )
    asked: list[Suggestion] = []
    for score, one, other in ranked:
        if limit is not None and len(asked) >= limit:
            break
        reasons = found[one, other]
        if not _stand_together(conn, book[one], book[other], reasons):
            low, high = sorted((book[one], book[other]), key=lambda each: (each.vague, -each.documents, each.id))
            ordered = sorted(reasons, key=lambda each: (-reasons[each][0], each))
            asked.append(Suggestion(low.id, high.id, tuple(ordered), -score))
    return asked


def unclear(conn: sqlite3.Connection, *, limit: int | None = None) -> list[Unclear]:
    """Who is named by words that two or more people have, the latest document first."""
    book = _read(conn)
    several = {
        vague.id: tuple(each.person.id for each in fits[:MOST_CANDIDATES])
        for vague, fits in _fitting(conn, book, _told_apart(conn))
        if len(fits) > 1
    }
    sql = f"""
        SELECT person_id, document_id, start, end, min(start, {_AROUND}) AS before,
            substr(documents.text, max(0, start - {_AROUND}) + 1, end - start + 2 * {_AROUND}) AS around
        FROM mentions JOIN documents ON documents.id = document_id WHERE person_id {_IN}
        ORDER BY documents.date DESC, document_id DESC, start
    """  # noqa: S608 (our own names)
    asked: dict[str, Unclear] = {}
    for row in conn.execute(sql, [json.dumps(list(several))]):
        if limit is not None and len(asked) >= limit:
            break
        if row["person_id"] not in asked:
            words = _sentence(row["around"], row["before"], row["before"] + row["end"] - row["start"])
            asked[row["person_id"]] = Unclear(row["person_id"], several[row["person_id"]], row["document_id"], words)
    return list(asked.values())


# --- what is compared ---------------------------------------------------------------------------------------------


def _read(conn: sqlite3.Connection) -> dict[str, _Person]:
    book = {
        row["id"]: _Person(row["id"], row["name"], row["documents"], row["last_seen"])
        for row in conn.execute("SELECT id, name, documents, last_seen FROM people")
    }
    forms = """
        SELECT DISTINCT node.person_id, form.id, form.name, form.address, form.organization,
            form.kind <> 'bare' AND form.cluster IS NOT NULL AS clear
        FROM _person_nodes AS node JOIN _person_forms AS form ON form.id = node.form_id
    """
    for row in conn.execute(forms):
        if (person := book.get(row["person_id"])) is not None:
            _add(person, row["name"], row["address"], row["organization"], clear=bool(row["clear"]))
    for row in conn.execute("SELECT * FROM _person_told"):
        if (person := book.get(row["person_id"])) is not None:
            named = [name for name in (row["name"], *json.loads(row["aliases"])) if name]
            for name in named or [""]:
                key = identity.name_key(name) if name else ""
                _add(
                    person,
                    key,
                    (row["email"] or "").casefold(),
                    (row["organization"] or "").casefold(),
                    clear=bool(named),
                )
    return book


def _add(person: _Person, name: str, address: str, organization: str, *, clear: bool) -> None:
    if name and name not in person.names:
        parts = people.tokens_of_key(name)
        person.names[name] = parts
        if len(parts) > 1 and not _is_initial(parts[0]) and not _is_initial(parts[-1]):
            person.full.append(parts)
    person.addresses |= {address} - {""}
    person.organizations |= {organization} - {""}
    person.vague = person.vague and not clear and not address


def _is_initial(part: str) -> bool:
    return len(part) == 1 and part < "\u0590"


def _told_apart(conn: sqlite3.Connection) -> set[tuple[str, str]]:
    """The pairs of people of whom the owner said that they are two, in both orders."""
    found: set[tuple[str, str]] = set()
    for each in decisions.about_people(conn):
        if each.action == "apart":
            sides = (each.said["anchors"], each.said["other"])
        elif each.action == "split":
            sides = ([own for own in each.said["anchors"] if own not in each.said["entries"]], each.said["entries"])
        else:
            continue
        one, other = (_person_now(conn, side) for side in sides)
        if one and other:
            found |= {(one, other), (other, one)}
    return found


def _person_now(conn: sqlite3.Connection, anchored: Iterable[str]) -> str | None:
    for own_id in anchored:
        row = conn.execute("SELECT person_id FROM _person_nodes WHERE own_id = ?", [own_id]).fetchone()
        if row:
            return str(row[0])
    return None


# --- known people with each other ---------------------------------------------------------------------------------

_Reasons = dict[str, tuple[int, bool]]
"""Reasons in words, each with its points and whether it stands although one document names both."""
_Found = dict[tuple[str, str], _Reasons]


def _among_known(book: Mapping[str, _Person]) -> _Found:
    found: _Found = defaultdict(dict)
    known = [person for person in book.values() if not person.vague]
    names = [(person, parts) for person in known for parts in person.full]
    _by_address(found, known)
    _by_name(found, names)
    _by_nickname(found, names)
    _by_beginning(found, names)
    _by_shorter_form(found, known, names)
    _by_spelling(found, names)
    return found


def _note(found: _Found, one: _Person, other: _Person, reason: str, points: int, *, firm: bool = False) -> None:
    pair = (one.id, other.id) if one.id < other.id else (other.id, one.id)
    found[pair][reason] = (points, firm)


def _blocks(keyed: Iterable[tuple[Hashable, T]]) -> Iterator[list[T]]:
    """The values that have a key in common, for keys of two or more of them; not those that very many have."""
    first: dict[Hashable, T] = {}
    more: dict[Hashable, list[T]] = {}
    for key, value in keyed:
        if first.setdefault(key, value) is not value:
            more.setdefault(key, []).append(value)
    for key, values in more.items():
        if len(values) < MOST_IN_A_BLOCK:
            yield [first[key], *values]


def _pairs(keyed: Iterable[tuple[Hashable, _Person]]) -> Iterator[tuple[_Person, _Person]]:
    """The pairs of different people who have a key in common."""
    for block in _blocks(keyed):
        yield from (pair for pair in combinations(block, 2) if pair[0] is not pair[1])


def _by_address(found: _Found, known: Sequence[_Person]) -> None:
    for one, other in _pairs((address, person) for person in known for address in person.addresses):
        if not one.names or not other.names or _may_be_one(one, other):
            shared = min(one.addresses & other.addresses)
            _note(found, one, other, f"both have the address {shared}", 90, firm=True)


def _may_be_one(one: _Person, other: _Person) -> bool:
    """Whether two names go together: a couple has one address and two given names."""
    return any(
        parts[0] == its[0] or nicknames.share(parts[0], its[0]) or _fits(name, parts, other_name, its)
        for name, parts in one.names.items()
        for other_name, its in other.names.items()
    )


def _by_name(found: _Found, names: Sequence[tuple[_Person, Parts]]) -> None:
    for one, other in _pairs((parts, person) for person, parts in names):
        _note(found, one, other, "both have the same name", 70, firm=True)
    for one, other in _pairs((_plain(parts), person) for person, parts in names):
        if one.names.keys().isdisjoint(other.names):
            reason = f"“{one.shown}” and “{other.shown}” are one name, written differently"
            _note(found, one, other, reason, 75, firm=True)
    for one, other in _pairs((tuple(sorted(parts)), person) for person, parts in names):
        if one.names.keys().isdisjoint(other.names):
            _note(found, one, other, "given and family name are in another order", 70, firm=True)


def _plain(parts: Parts) -> str:
    """A name without what writers leave out or write in two letters: spaces, umlauts."""
    joined = "".join(parts)
    if "e" in joined:
        for two, one in (("ae", "a"), ("oe", "o"), ("ue", "u")):
            joined = joined.replace(two, one)
    return joined


def _by_nickname(found: _Found, names: Sequence[tuple[_Person, Parts]]) -> None:
    keyed = (((parts[-1], group), (person, parts)) for person, parts in names for group in nicknames.groups(parts[0]))
    for block in _blocks(keyed):
        for (one, mine), (other, its) in combinations(block, 2):
            middle = [part for part in (*mine[1:-1], *its[1:-1]) if not _is_initial(part)]
            if mine[0] != its[0] and not middle and one.names.keys().isdisjoint(other.names):
                short, long = sorted((mine[0], its[0]), key=lambda each: (len(each), each))
                reason = f"“{short.title()}” can stand for “{long.title()}”, with the same family name"
                _note(found, one, other, reason, 65)


def _by_beginning(found: _Found, names: Sequence[tuple[_Person, Parts]]) -> None:
    """Full names with one family name, and given names of which one begins the other."""
    keyed = (((parts[-1], parts[0][:3]), (person, parts)) for person, parts in names if len(parts) == 2)
    for block in _blocks(keyed):
        for (one, mine), (other, its) in combinations(block, 2):
            if nicknames.shortens(mine[0], its[0]) and one.names.keys().isdisjoint(other.names):
                short, long = sorted((mine[0], its[0]), key=len)
                reason = f"“{short.title()}” begins “{long.title()}”, with the same family name"
                _note(found, one, other, reason, 55)


def _by_shorter_form(found: _Found, known: Sequence[_Person], names: Sequence[tuple[_Person, Parts]]) -> None:
    """Full names of which one has more parts, and short names with an address that fit one person only."""
    keyed = (
        (pair, person)
        for person, parts in names
        for pair in ({*((parts[0], part) for part in parts[1:]), *pairwise(parts)} if len(parts) > 2 else (parts,))
    )
    for one, other in _pairs(keyed):
        if longer := _longer(one, other):
            _note(found, one, other, f"“{longer[0]}” may be the shorter form of “{longer[1]}”", 60)
    short = [person for person in known if not person.full]
    fitting = _Fitting(known, short)
    for person in short:
        fits = [fit for fit in fitting.of(person) if fit.person.id != person.id]
        if len(fits) == 1 and not (person.addresses and fits[0].person.addresses):
            _note(found, person, fits[0].person, fits[0].how, fits[0].points)


def _longer(one: _Person, other: _Person) -> tuple[str, str] | None:
    """The shorter and the longer of two full names of which one fits the other, or is its end."""
    for mine in one.full:
        for its in other.full:
            short, long = sorted((mine, its), key=len)
            if len(short) < len(long) and (long[-len(short) :] == short or people.parts_fit(short, long)):
                return (one.shown, other.shown) if short is mine else (other.shown, one.shown)
    return None


_FAMILY_TITLES = ("mr", "mrs", "ms", "miss")
_MOST_BY_LETTER = 4
"""What a letter stands for is asked only where so few have it."""


def _by_letter(found: _Found, book: Mapping[str, _Person]) -> None:
    """Somebody who is only a letter may be whoever's name begins with it, where few names do; Sr P. is a Sister."""
    letters = [
        person
        for person in book.values()
        if person.names and all(len(parts[-1]) == len(parts) == 1 for parts in person.names.values())
    ]
    if not letters:
        return
    begins: dict[tuple[str, str], dict[str, _Person]] = defaultdict(dict)
    for person in book.values():
        for name, parts in person.names.items():
            if len(parts[0]) > 1:
                begins[parts[0][0], ""][person.id] = person
                begins[parts[0][0], _title(name, parts)][person.id] = person
            for title in _FAMILY_TITLES if len(parts) > 1 else ():
                begins[parts[-1][0], title][person.id] = person
    for person in letters:
        keys = {(parts[0], _title(name, parts)) for name, parts in person.names.items()}
        those = {each.id: each for key in keys for each in begins.get(key, {}).values()}
        for each in those.values() if len(those) <= _MOST_BY_LETTER else ():
            _note(found, person, each, f"“{person.shown}” may stand for “{each.shown}”", 35)


def _among_vague(found: _Found, book: Mapping[str, _Person]) -> None:
    """Two who are only called by given names that go together, where few are: Jo and Joanne, Obi and Obinna."""
    bare = [
        (person, next(iter(person.names.values()))[0])
        for person in book.values()
        if len(person.names) == 1 and all(name == parts[0] != name[0] for name, parts in person.names.items())
    ]
    keyed: list[tuple[Hashable, tuple[_Person, str]]] = [
        (group, each) for each in bare for group in nicknames.groups(each[1])
    ]
    keyed += [(each[1][:3], each) for each in bare]
    for block in _blocks(keyed):
        for (one, mine), (other, its) in combinations(block, 2) if len(block) <= _MOST_BY_LETTER else ():
            if mine != its and (nicknames.share(mine, its) or nicknames.shortens(mine, its)):
                short, long = sorted((one, other), key=lambda each: len(each.shown))
                _note(found, one, other, f"“{short.shown}” can be short for “{long.shown}”", 35)

    for same in _blocks((name, person) for person, name in bare):
        for one, other in pairwise(sorted(same, key=lambda each: each.id)) if len(same) <= _MOST_BY_LETTER else ():
            _note(found, one, other, f"both are called “{one.shown}”, and somebody else is, too", 30)


def _title(name: str, parts: Parts) -> str:
    """The title that a folded name begins with, if any."""
    return name.split(" ", 1)[0] if name.count(" ") + 1 > len(parts) else ""


_SHARED_NAMES = """
SELECT min(name) AS name, min(person_id) AS one, max(person_id) AS other FROM _person_names
WHERE kind <> 'address' AND length(name) > 2
GROUP BY name COLLATE NOCASE HAVING count(DISTINCT person_id) = 2
"""


def _by_other_name(conn: sqlite3.Connection, found: _Found, book: Mapping[str, _Person]) -> None:
    """Somebody who has no fuller name goes by a name that one other has besides: "Mags", and Mags Dunne is Marguerite."""
    for row in conn.execute(_SHARED_NAMES):
        one, other = book.get(row["one"]), book.get(row["other"])
        if one is None or other is None:
            continue
        short = [each for each in (one, other) if each.shown.casefold() == row["name"].casefold()]
        if len(short) == 1 and not short[0].full:
            longer = other if short[0] is one else one
            _note(found, one, other, f"“{longer.shown}” is called “{short[0].shown}” too", 75)


def _by_spelling(found: _Found, names: Sequence[tuple[_Person, Parts]]) -> None:
    """Full names that one letter more, less, other or moved makes the same."""
    long = [named for named in names if sum(map(len, named[1])) + len(named[1]) > _SHORTEST_SPELLING]
    called: dict[Parts, list[_Person]] = defaultdict(list)
    for person, parts in long:
        called[parts].append(person)
    near = _near({part for parts in called for part in parts})
    for mine in called:
        for place, part in enumerate(mine):
            for slip in near.get(part, ()):
                its = (*mine[:place], slip, *mine[place + 1 :])
                if its in called and _may_be_a_slip(part, slip, is_family=place == len(mine) - 1):
                    for one, other in product(called[mine][:MOST_IN_A_BLOCK], called[its][:MOST_IN_A_BLOCK]):
                        if one is not other and one.names.keys().isdisjoint(other.names):
                            _note(found, one, other, f"“{one.shown}” and “{other.shown}” differ by one letter", 55)


def _near(words: Iterable[str]) -> dict[str, list[str]]:
    """For each word, those that differ from it by a slip and come after it."""
    found: dict[str, list[str]] = defaultdict(list)
    for block in _blocks(_shortened(words)):
        for pair in combinations(block, 2):
            one, other = sorted(pair)
            if one != other and other not in found[one] and _one_slip(one, other):
                found[one].append(other)
    return found


def _shortened(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Words as they are and with any one letter left out: two that differ by a slip have one of these in common."""
    for word in words:
        if len(word) >= _SHORTEST_FAMILY:
            yield word, word
            for n in range(len(word)):
                if not n or word[n] != word[n - 1]:
                    yield word[:n] + word[n + 1 :], word


def _may_be_a_slip(one: str, other: str, *, is_family: bool) -> bool:
    """Whether two names that are one slip apart are hardly two names: Dan is not Don, nor Mario Maria, nor Ellen Allen."""
    if is_family:
        return True
    ends_apart = one[-1] != other[-1] and bool({one[-1], other[-1]} & _VOWELS)
    return min(len(one), len(other)) >= _SHORTEST_GIVEN and one[0] == other[0] and not ends_apart


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter more, less, other, or two neighbours changed make two different words the same."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else b[1:] == a


# --- vague people -------------------------------------------------------------------------------------------------


class _Fitting:
    """Finds the known people whom a short name may mean; only those are looked up whom somebody asks for."""

    def __init__(self, known: Iterable[_Person], asking: Iterable[_Person]) -> None:
        asked = [parts for person in asking for parts in person.names.values()]
        words = {word for parts in asked for word in (parts[0], parts[-1])}
        wanted = {group for parts in asked for group in nicknames.groups(parts[0])}
        initials = {(parts[0], parts[-1]) for parts in asked if len(parts) > 1}
        self._by_word: dict[str, dict[str, _Person]] = defaultdict(dict)
        self._by_group: dict[int, dict[str, _Person]] = defaultdict(dict)
        self._by_initials: dict[tuple[str, str], dict[str, _Person]] = defaultdict(dict)
        self._by_first: dict[str, dict[str, _Person]] = defaultdict(dict)
        begun = {parts[0][:3] for parts in asked}
        for person in known:
            for parts in person.names.values():
                first, last = parts[0], parts[-1]
                if first[:3] in begun:
                    self._by_first[first[:3]][person.id] = person
                for word in {first, last} & words:
                    self._by_word[word][person.id] = person
                for both in {(first[0], last), (first, last[0])} & initials if len(parts) > 1 else ():
                    self._by_initials[both][person.id] = person
                for group in nicknames.groups(first) & wanted if wanted else ():
                    self._by_group[group][person.id] = person

    def of(self, person: _Person) -> list[_Fit]:
        """Everybody whom one of the person's names fits."""
        found: dict[str, _Fit] = {}
        for name, parts in sorted(person.names.items()):
            for fit in (*self._by_nickname(person, parts), *self._by_short_form(person, name, parts)):
                found[fit.person.id] = fit
        if not found:
            found = {fit.person.id: fit for parts in person.names.values() for fit in self._by_beginning(person, parts)}
        return list(found.values())

    def _by_beginning(self, person: _Person, parts: Parts) -> Iterator[_Fit]:
        """Whose given name begins with a bare one, where nobody is called just so: Obi is Obinna."""
        for each in self._by_first.get(parts[0][:3], {}).values() if len(parts) == 1 else ():
            if any(nicknames.shortens(parts[0], its[0]) and len(its[0]) > len(parts[0]) for its in each.names.values()):
                yield _Fit(each, f"“{person.shown}” begins the name of “{each.shown}”", 40)

    def _by_short_form(self, person: _Person, name: str, parts: Parts) -> Iterator[_Fit]:
        known = {**self._by_word.get(parts[0], {}), **self._by_word.get(parts[-1], {})}
        known |= self._by_initials.get((parts[0], parts[-1]), {})
        is_initial = len(parts) > 1 and (_is_initial(parts[0]) or _is_initial(parts[-1]))
        for each in known.values():
            if any(_fits(name, parts, other, its) for other, its in each.names.items()):
                if is_initial:
                    yield _Fit(each, f"“{person.shown}” has the initial and the name of “{each.shown}”", 60)
                else:
                    yield _Fit(each, f"“{person.shown}” may be the shorter form of “{each.shown}”", 45)

    def _by_nickname(self, person: _Person, parts: Parts) -> Iterator[_Fit]:
        for group in nicknames.groups(parts[0]):
            for each in self._by_group.get(group, {}).values():
                if any(
                    nicknames.share(parts[0], its[0]) and (len(parts) == 1 or parts[-1] == its[-1])
                    for its in each.names.values()
                ):
                    yield _Fit(each, f"“{person.shown}” can be short for “{each.shown}”", 40)


class _Slips:
    """Finds the known people whose given or family name is one letter away from the only name of somebody."""

    def __init__(self, book: Iterable[_Person]) -> None:
        self._by_word: dict[str, dict[str, tuple[_Person, bool]]] = defaultdict(dict)
        asked: set[str] = set()
        for person in book:
            if person.vague:
                asked.update(parts[0] for parts in person.names.values() if len(parts) == 1)
            for parts in person.full if not person.vague else ():
                self._by_word[parts[0]][person.id] = (person, False)
                self._by_word[parts[-1]][person.id] = (person, True)
        near = _near({*asked, *self._by_word}) if asked else {}
        self._near: dict[str, set[str]] = defaultdict(set)
        for one, others in near.items():
            for other in others:
                self._near[one].add(other)
                self._near[other].add(one)

    def of(self, person: _Person) -> list[_Fit]:
        """Whom a bare name may mean that somebody has written with another letter."""
        found: dict[str, _Fit] = {}
        for name, parts in person.names.items():
            for slip in sorted(self._near.get(parts[0], ())) if len(parts) == 1 else ():
                for each, is_family in self._by_word.get(slip, {}).values():
                    titled = bool(_title(name, parts))
                    if is_family == titled and _may_be_a_slip(parts[0], slip, is_family=is_family):
                        found[each.id] = _Fit(each, f"“{person.shown}” and “{each.shown}” differ by one letter", 40)
        return list(found.values())


def _fits(name: str, parts: Parts, other: str, its: Parts) -> bool:
    """Whether one of two folded names may be a shorter form of the other; Mrs Osei is not a given name's Osei."""
    if name.count(" ") + 1 == len(parts) and other.count(" ") + 1 == len(its):
        return people.parts_fit(parts, its)
    return people.compatible(name, other)


def _fitting(
    conn: sqlite3.Connection, book: Mapping[str, _Person], apart: Collection[tuple[str, str]]
) -> Iterator[tuple[_Person, list[_Fit]]]:
    """Every vague person whom somebody known may be, with those, the likeliest first."""
    vague = [person for person in book.values() if person.vague and person.names]
    fitting = _Fitting((person for person in book.values() if not person.vague), vague)
    talking = _conversations(conn, [person.id for person in vague])
    slips = _Slips(book.values())
    for person in vague:
        fits = [fit for fit in fitting.of(person) or slips.of(person) if (person.id, fit.person.id) not in apart]
        for fit in fits:
            fit.talks = fit.person.id in talking.get(person.id, ())
            fit.works = any(
                identity.same_organization(mine, its)
                for mine in person.organizations
                for its in fit.person.organizations
            )
        if fits:
            yield person, sorted(fits, key=lambda fit: fit.worth, reverse=True)


def _conversations(conn: sqlite3.Connection, persons: Collection[str]) -> dict[str, set[str]]:
    """For each of these people, everybody named in the conversations in which they are named."""
    sql = f"""
        WITH said AS (
            SELECT node.person_id AS person_id, coalesce(_threads.thread_id, -node.document_id) AS talk
            FROM _person_nodes AS node LEFT JOIN _threads ON _threads.document_id = node.document_id
        )
        SELECT DISTINCT mine.person_id, theirs.person_id FROM said AS mine JOIN said AS theirs USING (talk)
        WHERE mine.person_id {_IN} AND mine.person_id <> theirs.person_id
    """  # noqa: S608 (our own names)
    found: dict[str, set[str]] = defaultdict(set)
    for mine, theirs in conn.execute(sql, [json.dumps(list(persons))]) if persons else ():
        found[mine].add(theirs)
    return found


def _suggest_vague(found: _Found, person: _Person, fits: Sequence[_Fit]) -> None:
    """Ask about a vague person where something tells one of those whom the name fits from the others."""
    talks = [fit for fit in fits if fit.talks]
    works = [fit for fit in fits if fit.works]
    if len(talks) == 1:
        fit = talks[0]
        reason = f"“{person.shown}” stands in one conversation with “{fit.person.shown}”"
        _note(found, person, fit.person, reason, 80, firm=True)
    if len(works) == 1:
        fit = works[0]
        where = min(fit.person.organizations)
        _note(found, person, fit.person, f"both are at the same organisation, with a name that fits ({where})", 70)
    if len(fits) == 1:
        _note(found, person, fits[0].person, fits[0].how, fits[0].points)


# --- what comes of it ---------------------------------------------------------------------------------------------


def _score(one: _Person, other: _Person, reasons: _Reasons) -> int:
    score = max(points for points, _ in reasons.values()) + 5 * (len(reasons) - 1)
    if one.addresses and other.addresses and not one.addresses & other.addresses:
        score -= 15
    if (
        one.organizations
        and other.organizations
        and not any(identity.same_organization(mine, its) for mine in one.organizations for its in other.organizations)
    ):
        score -= 10
    return max(1, min(100, score))


def _stand_together(conn: sqlite3.Connection, one: _Person, other: _Person, reasons: _Reasons) -> bool:
    """Whether one document names both as two people, and nothing firmer says that they are one."""
    if any(firm for _, firm in reasons.values()):
        return False
    low, high = sorted((one, other), key=lambda each: each.documents)
    sql = """
        SELECT 1 FROM _person_nodes AS mine JOIN _person_nodes AS its ON its.document_id = mine.document_id
        WHERE mine.person_id = ? AND its.person_id = ? LIMIT 1
    """
    return conn.execute(sql, [low.id, high.id]).fetchone() is not None


def _sentence(around: str, start: int, end: int) -> str:
    """The sentence of a text that holds ``around[start:end]``, on one line."""
    begins = [match.end() for match in _SENTENCE_END.finditer(around, 0, start)]
    ends = _SENTENCE_END.search(around, end)
    first = begins[-1] if begins else 0
    words = around[first : ends.start() + 1 if ends else len(around)]
    return " ".join(words.split())
