"""Whom the owner is asked about: two people who may be one, short names that several have; and who is never asked about."""

from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_cases import LATER, met, read, store

from notesight import nicknames
from notesight.model import Address, Document, Extraction, Run
from notesight.store import Store

__all__ = ["store"]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def names(store):
    return {row["id"]: row["name"] for row in store.people()}


def asked(store):
    """The suggestions as ``{one, other}: first reason``."""
    called = names(store)
    return {frozenset((called[each.one], called[each.other])): each.reasons[0] for each in store.suggestions()}


def say(store, action, one, other):
    ids = {name: person for person, name in names(store).items()}
    return store.decide(action, ids[one], ids[other], origin="cli", at=NOW)


# --- two who may be one -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Ana Costa <ana@x.example>", "Ana Ruiz <ana@x.example>", "both have the address ana@x.example"),
        ("Bob Miller", "Robert Miller", "“Bob” can stand for “Robert”, with the same family name"),
        ("Kate Osei", "Katherine Osei", "“Kate” can stand for “Katherine”, with the same family name"),
        ("Paco Ruiz", "Francisco Ruiz", "“Paco” can stand for “Francisco”, with the same family name"),
        ("Kasia Nowak", "Katarzyna Nowak", "“Kasia” can stand for “Katarzyna”, with the same family name"),
        ("Hans Vogel", "Johannes Vogel", "“Hans” can stand for “Johannes”, with the same family name"),
        ("Misha Orlov", "Mikhail Orlov", "“Misha” can stand for “Mikhail”, with the same family name"),
        ("Beppe Conti", "Giuseppe Conti", "“Beppe” can stand for “Giuseppe”, with the same family name"),
        ("Jon Whitaker", "Jon Whittaker", "“Jon Whitaker” and “Jon Whittaker” differ by one letter"),
        ("Dagmar Moore", "Dagmarr Moore", "“Dagmar Moore” and “Dagmarr Moore” differ by one letter"),
        ("Ana Breowne", "Ana Boerwne", None),
        ("Maria Lopez", "Maria Lpoez", "“Maria Lopez” and “Maria Lpoez” differ by one letter"),
        ("Priya Raman", "Raman Priya", "given and family name are in another order"),
        ("Jörg Müller", "Joerg Mueller", "“Jörg Müller” and “Joerg Mueller” are one name, written differently"),
        ("Anne-Marie Roux", "Annemarie Roux", "“Anne-Marie Roux” and “Annemarie Roux” are one name, written differently"),
        ("Ana Costa <ana@x.example>", "Ana Costa <ana@y.example>", "both have the same name"),
        ("P. Raman", "Priya Raman", "“P. Raman” has the initial and the name of “Priya Raman”"),
        ("Fin Byrne", "Finbarr Byrne", "“Fin” begins “Finbarr”, with the same family name"),
        ("Fr Marek", "Marek Duda", "“Fr Marek” may be the shorter form of “Marek Duda”"),
        ("Sr P.", "Sr Paulina", "“Sr P.” may stand for “Sr Paulina”"),
        ("Jarvan", "Jarvin Pell", "“Jarvan” and “Jarvin Pell” differ by one letter"),
        ("Mrs Lasey", "Petra Lasy", "“Mrs Lasey” and “Petra Lasy” differ by one letter"),
        ("Mrs Osei", "Efua Osei", "“Mrs Osei” may be the shorter form of “Efua Osei”"),
        ("José María", "José María Ferré", "“José María” may be the shorter form of “José María Ferré”"),
        ("Ana M. Costa", "Ana Costa", "“Ana Costa” may be the shorter form of “Ana M. Costa”"),
        ("Bảo Châu", "Nguyễn Bảo Châu", "“Bảo Châu” may be the shorter form of “Nguyễn Bảo Châu”"),
        ("Bob", "Robert Miller", "“Bob” can be short for “Robert Miller”"),
    ],
)  # fmt: skip
def test_two_people_who_may_be_one_are_asked_about_with_the_reason(store, one, other, reason):
    met(store, [one], [other])
    pair = frozenset(each.split(" <")[0] for each in (one, other))
    assert asked(store) == ({} if reason is None else {pair: reason})
    assert len(store.people()) == 2, "nothing is joined"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dana Cruz", "Dana Ruiz"),
        ("Ana Costa", "Jim Costa"),
        ("Dan Whitaker", "Don Whitaker"),
        ("Mark Whitaker", "Mary Whitaker"),
        ("Maria Whitaker", "Mario Whitaker"),
        ("Daniel Whitaker", "Daniela Whitaker"),
        ("Christian Whitaker", "Christina Whitaker"),
        ("Ellen Whitaker", "Allen Whitaker"),
        ("Ana Li", "Ana Lu"),
        ("Ana Costa <home@x.example>", "Jim Costa <home@x.example>"),
        ("Ana Costa <home@x.example>", "Jim Hall <home@x.example>"),
        ("Ana Costa @Acme", "Ana Ruiz @Acme"),
        ("Mr Osei", "Mrs Osei"),
        ("Jim", "Ana Costa"),
        ("Mary Ann Smith", "Mary Ann Jones"),
        ("Ann", "Anna Hill"),
    ],
)
def test_two_people_are_not_asked_about_when_only_a_part_of_their_names_is_one(store, one, other):
    met(store, [one], [other])
    assert (asked(store), store.unclear()) == ({}, [])


GIVEN = ("Mark Mary Maria Mario Dan Don Jan Jana Carl Carla Paul Paula Ellen Allen Christian Christina Eva Ivan Olga Hugo "
         "Nina Dina Tomoko Yuki Kwame Amara Lars Signe Priya Ravi Chen Wei").split()  # fmt: skip
FAMILY = "Whitaker Osei Costa Raman".split()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY)), min_size=2, max_size=12, unique=True))
def test_full_names_that_share_only_one_name_are_never_asked_about(pairs):
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "notebook.db") as store:
        met(store, *[[f"{first} {last}"] for first, last in pairs])
        called = names(store)
        for each in store.suggestions():
            one, other = (called[person].casefold().split() for person in (each.one, each.other))
            assert one[1] == other[1]
            assert nicknames.share(one[0], other[0]), (one, other, each.reasons)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    who=st.lists(
        st.sampled_from(["Jim Hall", "James Hall", "Jim Hal", "J. Hall", "Jim", "Jim Baker <j@x.example>", "Hall Jim", "Jim Hall <j@x.example>"]),
        min_size=2, max_size=6,
    ),
    n=st.integers(0, 20),
    action=st.sampled_from(["merged", "apart"]),
)  # fmt: skip
def test_no_pair_comes_again_once_the_owner_has_said_what_it_is(who, n, action):
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "notebook.db") as store:
        met(store, *[[each] for each in who])
        people = set(names(store))
        before = store.suggestions()
        for each in before:
            assert len({each.one, each.other} & people) == 2
            assert each.reasons
            assert 0 < each.score <= 100
        assert [each.score for each in before] == sorted((each.score for each in before), reverse=True)
        pairs = {frozenset((each.one, each.other)) for each in before}
        assert len(pairs) == len(before)
        if before:
            chosen = before[n % len(before)]
            made = store.decide(action, chosen.one, chosen.other, origin="cli", at=NOW)
            after = {frozenset((each.one, each.other)) for each in store.suggestions()}
            assert frozenset((chosen.one, chosen.other)) not in after
            store.undo(made.id, origin="cli", at=NOW)
            assert {frozenset((each.one, each.other)) for each in store.suggestions()} == pairs


def test_a_limit_takes_the_likeliest(store):
    met(store, ["Bob Miller"], ["Robert Miller"], ["Ana Costa <a@x.example>"], ["Ana Ruiz <a@x.example>"])
    assert [each.score for each in store.suggestions()] == [90, 65]
    assert [each.score for each in store.suggestions(limit=1)] == [90]


def test_two_addresses_or_organisations_make_it_less_likely(store):
    met(store, ["Bob Miller <bob@x.example> @Acme"], ["Robert Miller <r@y.example> @Zeta"])
    assert [each.score for each in store.suggestions()] == [40]


def test_whom_one_note_names_as_two_people_are_two(store):
    met(store, ["Bob Miller", "Robert Miller"])
    assert asked(store) == {}


def test_a_split_is_said_to_be_two_people_too(store):
    met(store, ["Ana Costa"], ["Ana Costa"])
    store.decide("split", store.people()[0]["id"], [2], origin="cli", at=NOW)
    assert (len(store.people()), asked(store)) == (2, {})


def test_a_corrected_address_counts(store):
    met(store, ["Ana Costa <ana@x.example>"], ["Ana Ruiz"])
    ids = {name: person for person, name in names(store).items()}
    store.decide("corrected", ids["Ana Ruiz"], {"email": "ana@x.example"}, origin="cli", at=NOW)
    assert asked(store) == {frozenset({"Ana Costa", "Ana Ruiz"}): "both have the address ana@x.example"}


def test_who_is_no_person_is_not_asked_about(store):
    met(store, ["Bob Miller"], ["Robert Miller"])
    store.decide("wrong", store.people()[0]["id"], origin="cli", at=NOW)
    assert asked(store) == {}


# --- who is this? -------------------------------------------------------------------------------------------------


def who_is_this(store):
    called = names(store)
    return [
        (called[each.person], [called[one] for one in each.candidates], each.document_id, each.words)
        for each in store.unclear()
    ]


def test_a_first_name_that_two_people_have_is_asked_about_with_its_sentence(store):
    met(store, ["Jim Baker"], ["Jim Hall"])
    read(store, "A long day.\nLunch with Jim and the others. Home at six.", ["Jim"], day=LATER)
    (one,) = who_is_this(store)
    assert (one[0], sorted(one[1]), one[2:]) == (
        "Jim",
        ["Jim Baker", "Jim Hall"],
        (3, "Lunch with Jim and the others."),
    )
    assert asked(store) == {}


@pytest.mark.parametrize("short", ["Mrs Hall", "J. Hall", "Hall"])
def test_so_is_a_family_name_or_an_initial(store, short):
    met(store, ["Jane Hall"], ["June Hall"], [short])
    assert [(one, sorted(those)) for one, those, *_ in who_is_this(store)] == [(short, ["Jane Hall", "June Hall"])]


def test_so_is_a_full_name_that_two_people_have(store):
    met(store, ["Ana Costa <ana@x.example>"], ["Ana Costa <ana@y.example>"], ["Ana Costa"])
    assert [(one, those) for one, those, *_ in who_is_this(store)] == [("Ana Costa", ["Ana Costa", "Ana Costa"])]


def test_a_nickname_may_mean_two_people(store):
    met(store, ["Robert Miller"], ["Roberto Costa"], ["Robert Hall"], ["Bob"])
    assert [(one, sorted(those)) for one, those, *_ in who_is_this(store)] == [
        ("Bob", ["Robert Hall", "Robert Miller"])
    ]


def test_who_was_told_apart_is_no_candidate_any_more(store):
    met(store, ["Jim Baker"], ["Jim Hall"], ["Jim Wood"], ["Jim"])
    say(store, "apart", "Jim", "Jim Hall")
    assert [sorted(those) for _, those, *_ in who_is_this(store)] == [["Jim Baker", "Jim Wood"]]
    say(store, "apart", "Jim", "Jim Wood")
    assert who_is_this(store) == []
    assert asked(store) == {frozenset({"Jim", "Jim Baker"}): "“Jim” may be the shorter form of “Jim Baker”"}


def test_who_stands_in_the_same_conversation_comes_first_and_is_suggested(store):
    def mail(n, text, who, **more):
        document = Document(f"mid:{n}@x", text, LATER, "email", sender=Address("Ana Costa", "ana@x.example"), **more)
        stored = store.put(document, seen_at=NOW)
        from store_cases import extraction

        store.record(stored.id, Run("offline", "f"), extraction(text, who) if who else Extraction())

    met(store, ["Jim Baker"])
    mail(1, "Jim Hall can come.", ["Jim Hall"])
    mail(2, "Then let Jim come.", ["Jim"], in_reply_to="<1@x>", references=("<1@x>",))
    assert [those for _, those, *_ in who_is_this(store)] == [["Jim Hall", "Jim Baker"]]
    assert asked(store) == {frozenset({"Jim", "Jim Hall"}): "“Jim” stands in one conversation with “Jim Hall”"}


def test_the_organisation_tells_which_of_several_is_likely(store):
    met(store, ["Jim Baker @Acme"], ["Jim Hall @Zeta"], ["Jim @Acme Ltd"])
    pair = frozenset({"Jim", "Jim Baker"})
    assert asked(store) == {pair: "both are at the same organisation, with a name that fits (acme)"}


def test_a_merged_short_name_is_clear(store):
    met(store, ["Jim Baker"], ["Jim Hall"], ["Jim"])
    say(store, "merged", "Jim", "Jim Hall")
    assert (who_is_this(store), asked(store)) == ([], {})


# --- nicknames ----------------------------------------------------------------------------------------------------


def test_the_table_of_nicknames_is_of_folded_names_each_once_in_its_group():
    for group in nicknames._GROUPS:
        assert all(name.isascii() and name.islower() and name.isalpha() for name in group), group
    assert all(len(group) > 1 for group in nicknames._GROUPS)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [("bob", "robert", True), ("robert", "bob", True), ("bob", "bob", False), ("bob", "bill", False), ("zora", "zor", False)],
)  # fmt: skip
def test_two_names_share_a_group_or_not(one, other, shared):
    assert nicknames.share(one, other) is shared


def test_short_forms_of_different_names_do_not_meet():
    pairs = list(combinations("mark mary john jane anna peter paul david carl clara".split(), 2))
    assert [pair for pair in pairs if nicknames.share(*pair)] == []


def test_a_letter_is_asked_about_with_the_few_whose_names_begin_with_it(store):
    met(store, ["Kitty Brandt"], ["K"], ["Ola Berg"])
    assert [each.reasons for each in store.suggestions()] == [("“K” may stand for “Kitty Brandt”",)]


def test_a_given_name_that_is_told_from_another_is_nobody_elses_and_makes_the_bare_one_doubtful(store):
    met(store, ["Donal Fahy"], ["young Donal"], ["Donal"], ["young Donal"])
    assert sorted(f"{row['name']}: {row['documents']}" for row in store.people()) == [
        "Donal Fahy: 1", "Donal: 1", "young Donal: 2",
    ]  # fmt: skip
    assert [len(each.candidates) for each in store.unclear()] == [2]
