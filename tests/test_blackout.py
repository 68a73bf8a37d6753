"""A person who is forgotten: what is about them alone goes, and what else names them is blacked out, letter for letter."""

import json

import pytest
from store_cases import DAY, NOW, extraction, item, people, read, rows, store
from terminal import done
from test_forgetting import on_disk
from test_store_properties import projected

from notesight.errors import UsageError
from notesight.model import Address, Document, Extraction, Mention, Part, Person, Rejection, Run
from notesight.store import Store

__all__ = ["store"]


def who(store, name):
    (found,) = [row["id"] for row in store.people() if row["name"] == name]
    return found


def forget(store, name, **how):
    plan = store.forgotten.plan("person", who(store, name), **how)
    assert store.forgotten.carry_out(plan, at=NOW) is True
    before = projected(store.path)
    store.rebuild()
    assert projected(store.path) == before
    assert store.check() == []
    stands_on_its_words(store)
    return plan


def stands_on_its_words(store):
    sql = "SELECT text, start, end, quote FROM observations JOIN runs ON runs.id = run_id JOIN documents ON documents.id = document_id"
    assert all(text[start:end] == quote for text, start, end, quote in rows(store, sql))


def texts(store):
    return [document.text for _, document in store.current()]


def found_in(store, *words):
    """Which of the words stand in the file or its log, in the case in which they are given."""
    return [word for word in words if word.encode() in on_disk(store.path)]


def test_a_note_about_them_alone_goes_and_in_others_they_become_blocks(store):
    read(
        store,
        "Coffee with Wilma Brack. She wants a loom.",
        ["Wilma Brack"],
        [("ask", "She wants a loom", "Wilma Brack")],
    )
    read(
        store, "Ana Costa needs a van. Wilma Brack (wilma@brack.example) can lend hers to Ana.",
        ["Ana Costa", "Wilma Brack <wilma@brack.example>"],
        [("ask", "needs a van", "Ana Costa"), ("offer", "Wilma Brack (wilma@brack.example) can lend hers", "Wilma Brack", "Ana Costa")],
    )  # fmt: skip
    plan = forget(store, "Wilma Brack")
    assert [row["id"] for row in plan.removed] == [1]
    assert [row["id"] for row in plan.blacked] == [2]
    assert (plan.names, plan.addresses, plan.staying) == (("Wilma Brack",), ("wilma@brack.example",), ())
    assert plan.counts == {"documents": 1, "runs": 1, "people": 0, "items": 2, "decisions": 0}
    assert found_in(store, "Wilma", "Brack", "wilma", "brack", "loom", "lend hers") == []
    assert texts(store) == ["Ana Costa needs a van. " + "█" * 47 + " to Ana."]
    assert (people(store), [row["summary"] for row in store.items()]) == (["Ana Costa: 1"], ["Needs a van"])


def test_every_other_span_is_as_exact_as_before(store):
    text = "Tell Wilma Brack that Ana Costa needs a van,\nand ask Wilma whether Bob Hale may come."
    document = read(store, text, ["Wilma Brack", ("Ana Costa",), "Bob Hale"], [("ask", "Ana Costa needs a van", "Ana Costa"),
                    ("followup", "Bob Hale may come", "Bob Hale")])  # fmt: skip
    before = store.document(document).text
    forget(store, "Wilma Brack")
    after = store.document(document)
    assert after.text == "Tell ███████████ that Ana Costa needs a van,\nand ask █████ whether Bob Hale may come."
    assert len(after.text) == len(before)
    assert [(row["quote"], row["start"]) for row in store.items()] == [
        ("Ana Costa needs a van", 22),
        ("Bob Hale may come", 67),
    ]


def test_a_short_name_is_theirs_wherever_it_stands_unless_somebody_else_has_it(store):
    read(store, "Wilma Brack, called Wilma, and Ana Costa", [("Wilma Brack", "Wilma"), "Ana Costa"])
    read(store, "Wilma's loom: ask WILMA, not Wilmas")
    plan = forget(store, "Wilma Brack")
    assert plan.staying == ()
    assert texts(store) == ["███████████, called █████, and Ana Costa", "█████'s loom: ask WILMA, not Wilmas"]


def test_a_word_that_is_somebody_elses_name_stays_theirs(store):
    read(store, "Jim Baker, or Jim, and Ana Costa", [("Jim Baker", "Jim"), "Ana Costa"])
    read(store, "Jim Hall plays; Jim likes it; so does Bob Hale", [("Jim Hall", "Jim"), "Bob Hale"])
    plan = forget(store, "Jim Baker")
    assert plan.staying == (("Jim", "somebody else goes by it"),)
    assert texts(store) == ["█████████, or ███, and Ana Costa", "Jim Hall plays; Jim likes it; so does Bob Hale"]
    assert people(store) == ["Ana Costa: 1", "Bob Hale: 1", "Jim Hall: 1"]


def test_an_ordinary_word_is_blacked_out_only_where_it_is_a_name(store):
    text = "Will Stone came. Will send Will the list, says Ana Costa."
    named = Person("Will Stone", (Mention("Will Stone", 0, 10), Mention("Will", 27, 31)), ("Will",))
    stored = store.put(Document("k", text, DAY), seen_at=NOW)
    ana = extraction(text, ["Ana Costa"]).people
    store.record(
        stored.id,
        Run("offline", "f"),
        Extraction((named, *ana), (item(text, "followup", "send Will the list", "me", summary="Send Will the list"),)),
    )
    read(store, "Bob Hale said: it will rain. Will we go?", ["Bob Hale"])
    plan = forget(store, "Will Stone")
    assert plan.staying == (("Will", "it is an ordinary word too"),)
    assert texts(store) == [
        "██████████ came. Will send ████ the list, says Ana Costa.",
        "Bob Hale said: it will rain. Will we go?",
    ]
    assert [(row["quote"], row["summary"]) for row in store.items()] == [("send ████ the list", "Send ████ the list")]


def test_full_names_and_addresses_go_in_any_case_over_line_ends_and_unread_too(store):
    read(store, "Wilma Brack <wilma@brack.example> and Ana Costa", ["Wilma Brack <wilma@brack.example>", "Ana Costa"])
    unread = "WILMA BRACK, Brack, Wilma; wilma\n> brack; Wilma@Brack.Example; xwilma@brack.example; Wilma Bracken"
    store.put(Document("u", unread, DAY, people=("Wilma Brack",), tags=("wilma brack",)), seen_at=NOW)
    forget(store, "Wilma Brack")
    last = "███████████, ████████████; █████\n███████; ███████████████████; xwilma@brack.example; Wilma Bracken"
    assert texts(store)[1] == last
    assert store.document(2).people == ("",)


def test_what_was_said_by_or_to_them_goes_wherever_it_is_quoted(store):
    read(store, "Ana Costa: I can lend you my van, Wilma Brack.", ["Ana Costa", "Wilma Brack"],
         [("offer", "I can lend you my van", "Ana Costa", "Wilma Brack") ])  # fmt: skip
    read(
        store,
        'Bob Hale heard: "I can lend\n> you my van". He needs one.',
        ["Bob Hale"],
        [("ask", "He needs one", "Bob Hale")],
    )
    forget(store, "Wilma Brack")
    assert texts(store) == [
        "Ana Costa: █████████████████████, ███████████.",
        'Bob Hale heard: "██████████\n████████████". He needs one.',
    ]
    assert [row["summary"] for row in store.items()] == ["He needs one"]


def test_raw_answers_rejects_older_readings_and_older_versions_are_rewritten_too(store):
    text = "Ana Costa met Wilma Brack. Ana needs a van."
    read(store, text + " Old.", ["Ana Costa", "Wilma Brack"], key="k", raw="Wilma Brack, said the model")
    document = read(store, text, ["Ana Costa", "Wilma Brack"], [("ask", "Ana needs a van", "Ana Costa")], key="k")
    named = extraction(
        text, ["Ana Costa", "Wilma Brack"], rejected=[("ask", "Wilma Brack wants a cat", "Not Wilma Brack's.")]
    )
    store.record(document, Run("openai", "g", raw="Wilma Brack", error=None), named)
    store.record_failure(document, Run("openai", "h", error="No answer about Wilma Brack."))
    forget(store, "Wilma Brack")
    assert found_in(store, "Wilma", "Brack") == []
    assert store.extraction(document).rejected == (Rejection("ask", "███████████ wants a cat", "Not ███████████'s."),)
    assert rows(store, "SELECT count(*), count(raw) FROM runs") == [(4, 0)]
    assert people(store) == ["Ana Costa: 1"]


def test_headers_keys_files_and_parts_say_nothing_of_them(store):
    wilma, ana = Address("Wilma Brack", "wilma@brack.example"), Address("Ana Costa", "ana@x.example")
    text = "From: Wilma Brack <wilma@brack.example>\nTo: Ana Costa\n\nMeet Bob Hale."
    document = Document(
        "mid:7.wilma@brack.example", text, DAY, "email", (Part("new", 0, len(text), wilma, to=(ana,), subject="Wilma Brack's"),),
        "From Wilma Brack", "mail", wilma, (ana, wilma), source="/mail/Wilma Brack.eml", references=("8.wilma@brack.example",),
    )  # fmt: skip
    stored = store.put(document, seen_at=NOW)
    store.record(
        stored.id, Run("offline", "f"), extraction(text, ["Wilma Brack <wilma@brack.example>", "Ana Costa", "Bob Hale"])
    )
    store.sources.note("/mail/Wilma Brack.eml", 3, 4, documents=1, seen_at=NOW)
    forget(store, "Wilma Brack")
    assert found_in(store, "Wilma", "Brack", "wilma@", "@brack") == []
    left = store.document(stored.id)
    assert (left.title, left.sender, left.to) == ("From ███████████", None, (ana, Address()))
    assert (left.source, left.parts[0].author, left.parts[0].subject) == (
        "/mail/███████████.eml",
        Address(),
        "███████████'s",
    )
    assert store.put(document, seen_at=NOW).status == "forgotten"


def test_what_was_decided_follows_an_item_whose_words_change(store):
    read(
        store,
        "Ana Costa will call Wilma Brack",
        ["Ana Costa", "Wilma Brack"],
        [("followup", "will call Wilma Brack", "Ana Costa")],
    )
    store.decide("done", store.items()[0]["id"], origin="cli", at=NOW)
    forget(store, "Wilma Brack")
    assert [(row["quote"], row["summary"], row["state"]) for row in store.items()] == [
        ("will call ███████████", "Will call ███████████", "done")
    ]


def test_every_document_that_names_them_goes_when_that_is_wanted(store):
    read(store, "Ana Costa met Wilma Brack", ["Ana Costa", "Wilma Brack"])
    read(store, "Not read well: Wilma Brack", [])
    read(store, "Ana Costa alone", ["Ana Costa"])
    plan = forget(store, "Wilma Brack", whole=True)
    assert ([row["id"] for row in plan.removed], plan.blacked) == ([1, 2], ())
    assert found_in(store, "Wilma", "Brack") == []
    assert (texts(store), people(store)) == (["Ana Costa alone"], ["Ana Costa: 1"])


def test_a_note_that_was_blacked_out_is_not_read_again_as_it_was(store):
    text = "Ana Costa met Wilma Brack"
    read(store, text, ["Ana Costa", "Wilma Brack"], key="k")
    forget(store, "Wilma Brack")
    assert store.put(Document("k", text, DAY), seen_at=NOW).status == "forgotten"
    assert store.put(Document("k", text + " again", DAY), seen_at=NOW).status == "changed", "a changed note is news"


def test_who_is_named_again_in_a_new_note_is_left_out_of_the_lists_and_counted(store):
    read(store, "Ana Costa met Wilma Brack <wilma@brack.example>", ["Ana Costa", "Wilma Brack <wilma@brack.example>"])
    forget(store, "Wilma Brack")
    new = read(store, "wilma  brack wants a loom, Bob Hale a cat; Bob Hale gives wilma  brack one", ["wilma  brack", "Bob Hale"], [
        ("ask", "wants a loom", "wilma  brack"), ("ask", "a cat", "Bob Hale"), ("offer", "gives", "Bob Hale", "wilma  brack"),
    ])  # fmt: skip
    read(store, "Double U", ["Double U <wilma@brack.example>"])
    assert (people(store), [row["summary"] for row in store.items()]) == (["Ana Costa: 1", "Bob Hale: 1"], ["A cat"])
    assert (store.forgotten.named_again(), store.forgotten.named_again(new), store.forgotten.named_again(1)) == (
        2,
        1,
        0,
    )
    before = projected(store.path)
    store.rebuild()
    assert projected(store.path) == before
    assert store.forgotten.remember_person("Nobody Else") is False
    assert store.forgotten.remember_person("Brack, Wilma") is True
    assert store.forgotten.named_again() == 0
    assert len(people(store)) == 4
    assert len(store.items()) == 3


def test_somebody_of_the_same_full_name_stays_and_is_not_hidden_later(store):
    read(store, "Jim Baker one, with Ana Costa", ["Jim Baker <jim@one.example>", "Ana Costa"])
    read(store, "Jim Baker two, with Ana Costa", ["Jim Baker <jim@two.example>", "Ana Costa"])
    (one,) = [row["id"] for row in store.people("jim@one.example")]
    plan = store.forgotten.plan("person", one)
    assert plan.staying == (("Jim Baker", "somebody else goes by it"),)
    store.forgotten.carry_out(plan, at=NOW)
    assert texts(store) == ["█████████ one, with Ana Costa", "Jim Baker two, with Ana Costa"]
    assert people(store) == ["Ana Costa: 2", "Jim Baker: 1"]


def test_a_notebook_that_has_changed_meanwhile_is_left_alone(store):
    read(store, "Wilma Brack", ["Wilma Brack"])
    plan = store.forgotten.plan("person", who(store, "Wilma Brack"))
    store.forgotten.carry_out(store.forgotten.plan("document", 1), at=NOW)
    with pytest.raises(UsageError, match="changed meanwhile"):
        store.forgotten.carry_out(plan, at=NOW)


@pytest.mark.parametrize("name", ["Bex Okonjo-Hale", "Nguyễn Bảo Châu", "Casper van den Nieuwenhof", "ليلى الخطيب"])
def test_nobody_of_an_invented_year_can_be_found_again(tmp_path, name):
    done("demo", "--no-serve", "--db", tmp_path / "notes.db")
    with Store.open(tmp_path / "notes.db") as store:
        others = {row["name"] for row in store.people()} - {name}
        plan = forget(store, name)
        told = {words for words, _ in plan.staying}
        assert found_in(store, *({*plan.names, *plan.addresses} - told)) == []
        assert {row["name"] for row in store.people()} <= others
        assert json.loads(rows(store, "SELECT json_group_array(text) FROM documents")[0][0])
