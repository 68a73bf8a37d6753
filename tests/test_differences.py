"""What one reading has that another has not."""

from hypothesis import given
from hypothesis import strategies as st
from store_cases import extraction

from notesight.store.differences import between

TEXT = "Ana Costa and Bob Miller need a big van and can lend a good drum."


def told(before, after):
    return [
        (each.how, getattr(each.fact, "name", None) or each.fact.quote, sorted(each.fields))
        for each in between(extraction(TEXT, *before), extraction(TEXT, *after))
    ]


def test_what_is_the_same_does_not_differ():
    one = (["Ana Costa"], [("ask", "need a big van", "Ana Costa")])
    assert told(one, one) == []


def test_facts_are_added_lost_and_changed_in_the_order_of_the_text():
    before = (["Ana Costa", "Bob Miller"], [("ask", "need a big van", "Ana Costa"), ("offer", "can lend a good drum")])
    after = (["Ana Costa @Acme"], [("ask", "a big van", "me"), ("followup", "Bob Miller need")])
    assert told(before, after) == [
        ("changed", "Ana Costa", ["organization"]),
        ("lost", "Bob Miller", []),
        ("added", "Bob Miller need", []),
        ("changed", "a big van", ["by", "quote", "summary"]),
        ("lost", "can lend a good drum", []),
    ]


def test_the_same_words_as_another_kind_are_a_change():
    assert told(([], [("ask", "can lend a good drum")]), ([], [("offer", "can lend a good drum")])) == [
        ("changed", "can lend a good drum", ["kind"])
    ]


facts = st.tuples(
    st.lists(st.sampled_from(["Ana Costa", "Bob Miller"]), unique=True),
    st.lists(
        st.tuples(
            st.sampled_from(["ask", "offer"]), st.sampled_from(["need a big van", "a big van", "lend a good drum"])
        ),
        unique=True,
    ),
)


@given(facts, facts)
def test_the_other_way_round_what_was_added_is_lost(before, after):
    there, back = told(before, after), told(after, before)
    assert sum(how == "added" for how, *_ in there) == sum(how == "lost" for how, *_ in back)
    assert sum(how == "changed" for how, *_ in there) == sum(how == "changed" for how, *_ in back)
    sizes = [len(side[0]) + len(side[1]) for side in (before, after)]
    gained = sum(how == "added" for how, *_ in there) - sum(how == "lost" for how, *_ in there)
    assert gained == sizes[1] - sizes[0]
