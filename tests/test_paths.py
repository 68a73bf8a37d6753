"""Ways to somebody and chains back: the nearest first, nobody twice, and no cycle that never ends."""

import math
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from notesight import paths
from notesight.paths import Link

PEOPLE = st.integers(0, 8)
EDGES = st.lists(st.tuples(PEOPLE, PEOPLE, st.floats(0.1, 3)), max_size=30)


def search(wanted, edges, known, *, least=0.0):
    links = {}
    for one, other, cost in edges:
        links.setdefault(one, []).append(Link(other, cost))
        links.setdefault(other, []).append(Link(one, cost))
    return paths.ways(wanted, lambda one: links.get(one, ()), lambda one: known.get(one, math.inf), least=least)


def test_the_closest_friend_is_asked_first():
    edges = [("ada", "cy", 1.0), ("bo", "cy", 1.0), ("dee", "bo", 1.0)]
    found = search("cy", edges, {"ada": 0.9, "bo": 0.2, "dee": 0.1})
    assert [way.people for way in found] == [("bo", "cy"), ("ada", "cy")]  # dee would only ask bo


def test_nobody_to_ask_is_no_way():
    assert search("cy", [("ada", "cy", 1.0)], {}) == []


@given(PEOPLE, EDGES, st.dictionaries(PEOPLE, st.floats(0.1, 2)))
def test_a_way_ends_at_whom_one_wants_and_no_one_stands_in_it_twice(wanted, edges, known):
    for way in search(wanted, edges, known):
        assert way.people[-1] == wanted
        assert way.people[0] in known
        assert len(set(way.people)) == len(way.people) == len(way.links) + 1 <= paths.DEEPEST + 1


@given(
    PEOPLE,
    st.lists(st.tuples(PEOPLE, PEOPLE, st.floats(0.8, 3)), max_size=30),
    st.dictionaries(PEOPLE, st.floats(0.1, 2)),
)
def test_nobody_is_missed_by_not_going_on_from_whom_one_would_rather_ask(wanted, edges, known):
    assert search(wanted, edges, known, least=0.8) == search(wanted, edges, known)


@given(PEOPLE, st.dictionaries(PEOPLE, PEOPLE))
def test_a_chain_back_ends_though_people_introduce_one_another_in_a_circle(person, introducers):
    chain = paths.back(person, introducers.get)
    assert chain[-1] == person
    assert len(set(chain)) == len(chain)
    assert all(introducers[after] == before for before, after in pairwise(chain))


def test_newer_and_more_contacts_are_closer():
    on = date(2026, 3, 2)
    new, old = date(2026, 3, 1), date(2024, 3, 1)
    costs = [paths.closeness(9, new, 0, on), paths.closeness(1, new, 0, on), paths.closeness(1, old, 0, on)]
    assert costs == sorted(costs)
    assert paths.closeness(1, old, 2, on) < paths.closeness(1, old, 0, on)
    assert paths.closeness(0, None, 3, on) == math.inf
