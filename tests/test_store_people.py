"""Who is the same person over many documents: by address, by full name when nothing speaks against it, else apart."""

from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from store_cases import DAY, LATER, NOW, met, people, read, rows, store
from test_store_properties import Notebook

from notesight.model import Document
from notesight.store import Store, identity

__all__ = ["store"]

LATEST = date(2026, 4, 1)


def groups(store):
    """Which documents are about the same person."""
    return sorted(
        [",".join(str(row[0]) for row in rows(store, "SELECT document_id FROM names WHERE person_id = ? AND kind = 'name' ORDER BY 1", person["id"]))
         for person in store.people()]
    )  # fmt: skip


# --- joined -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "notes",
    [
        [["Ana Costa <ana@x.example>"], ["Ana <ana@x.example>"], ["A. Costa <ANA@x.example>"]],
        [["Ana Costa"], ["Costa, Ana"], ["ANA COSTA"], ["Dr. Ana Costa"]],
        [["Ana Costa <ana@x.example>"], ["Ana Costa"]],
        [["Ana Costa"], ["Ana Costa <ana@x.example>"]],
        [["Ana Costa"], ["Ana"]],
        [["Ana"], ["Ana Costa"]],
        [["Ana"], ["Ana"]],
        [["Ana Costa @Acme"], ["Ana Costa @Acme Ltd"], ["Ana Costa"]],
        [["ana@x.example <ana@x.example>"], ["Ana Costa <ana@x.example>"]],
        [["Bob Miller <bob@x.example>"], ["Robert Miller <bob@x.example>"]],
        [["José Ruiz"], ["Jose Ruiz"]],
        [["李明 <li@x.example>"], ["李明"]],
        [
            ["Ana Costa <ana@x.example>"],
            ["A. Costa <ana@x.example>"],
            ["Ana <ana@x.example>"],
            ["Ana M. Costa <ana@x.example>"],
        ],
    ],
)
def test_who_has_one_address_or_one_full_name_is_one_person(store, notes):
    met(store, *notes)
    assert [row["documents"] for row in store.people()] == [len(notes)]


@pytest.mark.parametrize(
    "notes",
    [
        [["Ana Costa <ana@x.example>"], ["Ana Costa <ana@y.example>"]],
        [["Ana Costa @Acme"], ["Ana Costa @Zeta"]],
        [["Ana Costa"], ["Ana Ruiz"]],
        [["Dana Cruz"], ["Dana Ruiz"]],
        [["Mr Osei"], ["Mrs Osei"]],
        [["Ana Costa <home@x.example>"], ["Jim Hall <home@x.example>"]],
        [["Bob Miller"], ["Robert Miller"]],
        [["J"], ["J"]],
        [["Jim Baker <x@x.example>"], ["Jim Hall <x@x.example>"], ["Jim <x@x.example>"]],
    ],
)
def test_what_speaks_against_it_keeps_two_people_apart(store, notes):
    met(store, *notes)
    assert people(store) == sorted(f"{each[0].split(' <')[0].split(' @')[0]}: 1" for each in notes)


def test_a_short_name_that_two_people_have_stays_a_person_of_its_own(store):
    met(store, ["Jim Baker"], ["Jim Hall"], ["Jim"])
    assert people(store) == ["Jim Baker: 1", "Jim Hall: 1", "Jim: 1"]


def test_a_second_jim_takes_the_doubtful_ones_apart_again(store):
    met(store, ["Jim Baker"], ["Jim"])
    assert people(store) == ["Jim Baker: 2"]
    read(store, "Jim Hall came", ["Jim Hall"])
    assert people(store) == ["Jim Baker: 1", "Jim Hall: 1", "Jim: 1"]


def test_a_young_one_of_the_same_name_takes_the_short_name_elsewhere_apart(store):
    met(store, ["Jim Hall"], ["Jim"])
    assert people(store) == ["Jim Hall: 2"]
    read(store, "at bow young Jim", ["Jim"])
    assert people(store) == ["Jim Hall: 1", "Jim: 1", "Jim: 1"]
    store.rebuild()
    assert people(store) == ["Jim Hall: 1", "Jim: 1", "Jim: 1"]


def test_somebodys_tom_is_not_that_one_and_no_other_tom_for_certain(store):
    met(store, ["Ada Lund"], ["Ada"], ["Ada's Tom"], ["Tom"], ["Tom"])
    assert people(store) == ["Ada Lund: 2", "Ada's Tom: 1", "Tom: 1", "Tom: 1"]
    store.rebuild()
    assert people(store) == ["Ada Lund: 2", "Ada's Tom: 1", "Tom: 1", "Tom: 1"]


def test_two_short_names_that_are_in_doubt_are_not_each_other(store):
    met(store, ["Jim Baker"], ["Jim Hall"], ["Jim"], ["Jim"])
    assert people(store) == ["Jim Baker: 1", "Jim Hall: 1", "Jim: 1", "Jim: 1"]


def test_a_short_name_beside_the_full_one_is_somebody_else(store):
    met(store, ["Jim Baker", "Jim"])
    assert people(store) == ["Jim Baker: 1", "Jim: 1"]


def test_a_full_name_at_two_addresses_leaves_the_one_without_in_doubt(store):
    met(store, ["Ana Costa <ana@x.example>"], ["Ana Costa <ana@y.example>"], ["Ana Costa"])
    assert people(store) == ["Ana Costa: 1"] * 3


def test_the_organisation_can_decide_between_two_of_one_name(store):
    met(
        store,
        ["Ana Costa <a@x.example> @Acme"],
        ["Ana Costa <a@y.example> @Zeta"],
        ["Ana Costa @Acme Ltd"],
        ["Ana Costa @Kiln"],
    )
    assert groups(store) == ["1,3", "2", "4"]


def test_whom_the_front_matter_names_is_who_a_short_name_means(store):
    met(store, ["Jim Baker"], ["Jim Hall"])
    read(store, "Tea with Jim", ["Jim"], people=("Jim Hall",))
    assert people(store) == ["Jim Baker: 1", "Jim Hall: 2"]


def test_many_names_at_one_address_are_as_many_people(store):
    many = [f"Ana{n} Costa{n}" for n in range(identity.MANY_NAMES + 5)]
    met(store, *[[f"{name} <list@x.example>"] for name in many], ["Ana3 Costa3"], ["Ana3 <list@x.example>"])
    assert people(store) == sorted([*(f"{name}: {1 + (name == 'Ana3 Costa3')}" for name in many), "Ana3: 1"])


def test_few_enough_names_at_one_address_are_joined_again(store):
    many = [f"Ana{n} Costa{n}" for n in range(identity.MANY_NAMES)]
    for n, name in enumerate([*many, "Ana0"]):
        read(store, f"{name} list@x.example", [f"{name} <list@x.example>"], key=f"k{n}")
    assert "Ana0: 1" in people(store)
    read(store, "nobody", [], key=f"k{identity.MANY_NAMES - 1}")
    assert "Ana0 Costa0: 2" in people(store)


def test_the_order_in_which_notes_come_makes_no_difference(tmp_path):
    notes = [
        ["Jim Baker <jim@x.example>"],
        ["Jim"],
        ["Jim Hall @Acme"],
        ["Jim Baker"],
        ["J. Hall"],
        ["James Baker <jim@x.example>"],
    ]
    seen = set()
    for turn in range(len(notes)):
        with Store.open(tmp_path / f"{turn}.db") as store:
            met(store, *notes[turn:], *notes[:turn])
            seen.add(tuple(people(store)))
    assert len(seen) == 1


# --- what is known of a person ------------------------------------------------------------------------------------


def test_a_person_is_called_by_the_fullest_and_most_used_name(store):
    met(
        store,
        ["ANA COSTA <a@x.example>"],
        ["Ana Costa <a@x.example>"],
        ["Ana <a@x.example>"],
        ["ana <a@x.example>"],
        ["A. Costa <a@x.example>"],
    )
    (ana,) = store.people()
    assert (ana["name"], ana["also_known_as"], ana["email"]) == ("Ana Costa", "A. Costa, Ana", "a@x.example")


def test_a_person_without_a_name_is_called_by_the_address(store):
    met(store, ["ana@x.example <ana@x.example>"])
    assert (store.people()[0]["name"], store.people()[0]["also_known_as"]) == ("ana@x.example", None)


def test_organisation_and_role_are_those_of_the_last_day_that_states_them(store):
    for n, (day, who) in enumerate([(LATER, "Ana Costa @Zeta"), (DAY, "Ana Costa @Zeta Ltd"), (LATEST, "Ana Costa")]):
        read(store, f"{n} Ana Costa", [who], day=day)
    (ana,) = store.people()
    assert (ana["organization"], ana["first_seen"], ana["last_seen"]) == ("Zeta", "2026-03-02", "2026-04-01")


def test_a_person_has_all_names_mentions_and_open_items(store):
    text = "Ana Costa (ana@x.example) needs a van. Ana can lend a boat to Ana Costa."
    document = read(
        store,
        text,
        [("Ana Costa <ana@x.example>", "Ana")],
        [("ask", "needs a van", "Ana Costa"), ("offer", "can lend a boat", "Ana Costa", "Ana Costa")],
    )
    read(store, "Ana again", ["Ana <ana@x.example>"], day=LATER)
    (ana,) = store.people()
    assert (ana["open_items"], ana["documents"]) == (2, 2)
    whole = store.person(ana["id"])
    assert [(row["kind"], row["name"], row["documents"]) for row in whole["names"]] == [
        ("name", "Ana", 1), ("name", "Ana Costa", 1), ("alias", "Ana", 1), ("address", "ana@x.example", 2)
    ]  # fmt: skip
    assert [row["date"] for row in whole["mentions"]] == ["2026-03-09", "2026-03-02", "2026-03-02"]
    assert {row["text"] for row in whole["mentions"]} == {"Ana", "Ana Costa"}
    assert [(row["name"], row["said"]) for row in store.people_of(document)] == [("Ana Costa", "Ana Costa")]
    assert store.person("nobody") is None


def test_two_entries_of_one_person_in_a_document_are_one_document(store):
    read(store, "Bob Miller, Robert Miller", ["Bob Miller <bob@x.example>", "Robert Miller <bob@x.example>"])
    assert [(row["documents"]) for row in store.people()] == [1]


def test_two_entries_of_one_person_leave_nothing_behind(store):
    read(store, "Jim Baker, Jim Baker", ["Jim Baker", "Jim Baker"], key="k")
    assert len(rows(store, "SELECT * FROM _person_counts")) == 1
    read(store, "Nobody", [], key="k")
    assert rows(store, "SELECT * FROM _person_counts") == []


def test_who_stands_in_no_current_document_any_more_is_gone(store):
    read(store, "Ana Costa and Jim Hall", ["Ana Costa", "Jim Hall"], key="k")
    read(store, "Jim Hall alone", ["Jim Hall"], key="k")
    assert people(store) == ["Jim Hall: 1"]


def test_people_are_listed_last_seen_first_and_found_by_any_name(store):
    read(store, "Ana Costa", ["Ana Costa"])
    read(store, "Jim Hall (jim@kiln.example)", ["Jim Hall <jim@kiln.example> @Kiln"], day=LATER)
    assert [row["name"] for row in store.people()] == ["Jim Hall", "Ana Costa"]
    assert [row["name"] for row in store.people(limit=1)] == ["Jim Hall"]
    for words in ("jim", "HALL j", "jim@kiln.example", "kiln", "hal"):
        assert [row["name"] for row in store.people(words)] == ["Jim Hall"]
    assert store.people("zoe") == store.people("") == store.people('"') == []


# --- ids ----------------------------------------------------------------------------------------------------------


def ids(store):
    return {row["name"]: row["id"] for row in store.people()}


def test_the_id_of_a_person_stays_when_more_is_known(store):
    read(store, "Ana Costa", ["Ana Costa"], key="a")
    before = ids(store)["Ana Costa"]
    read(store, "Ana Costa ana@x.example", ["Ana Costa <ana@x.example>"], key="b")
    read(store, "Ana Costa once more", ["Ana Costa"], key="a", fingerprint="g")
    read(store, "Ana Costa", ["Ana Costa"], key="a", fingerprint="h")
    assert ids(store) == {"Ana Costa": before}


def test_an_id_is_the_same_in_every_notebook(tmp_path):
    found = []
    for name in ("a.db", "b.db"):
        with Store.open(tmp_path / name) as store:
            read(store, "Ana Costa", ["Ana Costa"], key="k")
            found.append(ids(store))
    assert found[0] == found[1]
    assert all(len(each) == identity.ID_LENGTH for each in found[0].values())


def test_a_rebuild_changes_nothing(store):
    met(store, ["Jim Baker <jim@x.example>"], ["Jim"], ["Jim Hall @Acme"], ["J. Hall"])
    before = [rows(store, f"SELECT * FROM {table} ORDER BY 1, 2") for table in ("people", "names", "mentions")]
    store.rebuild()
    assert before == [rows(store, f"SELECT * FROM {table} ORDER BY 1, 2") for table in ("people", "names", "mentions")]


def test_a_document_that_no_run_has_read_names_nobody(store):
    stored = store.put(Document("k", "Ana Costa", DAY), seen_at=NOW)
    assert (store.people(), store.people_of(stored.id)) == ([], [])


class Crowded(Notebook):
    """The same machine, where three names at one address are already many."""

    def __init__(self):
        super().__init__()
        self._many, identity.MANY_NAMES = identity.MANY_NAMES, 2

    def teardown(self):
        identity.MANY_NAMES = self._many
        super().teardown()


TestCrowded = pytest.mark.timeout(900)(Crowded.TestCase)
TestCrowded.settings = settings(
    max_examples=8,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
