"""Introductions and outcomes: read by rule, proved, kept, decided about; the ways that they open, the chains back."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from store_cases import DAY, NOW, extraction, store  # noqa: F401 (a fixture)
from terminal import call, done

from notesight import sources
from notesight.candidates import CandidateIntroduction, CandidateOutcome, CandidatePerson, Candidates
from notesight.chains import Step, few
from notesight.exports import reading
from notesight.extractors import offline
from notesight.grounding import ground
from notesight.model import Address, Document, Introduction, Outcome, Owner, Part, Run
from notesight.store import Store, provenance

SAID = [
    ("Nadia introduced me to Otto at the fair.", ["Nadia", "Otto"], ("introduced", "made", "Nadia", "me", "Otto")),
    ("Otto wants an intro to Nadia.", ["Otto", "Nadia"], ("introduced", "asked", None, "Otto", "Nadia")),
    ("Lunch with Imre. He'll connect me with Sanna.", ["Imre", "Sanna"], ("introduced", "offered", "Imre", "me", "Sanna")),
    ("Imre will put us in touch. Sanna prints.", ["Imre", "Sanna"], ("introduced", "offered", "Imre", "Sanna", "me")),
    ("Sanna rang. She got my name from Imre.", ["Imre", "Sanna"], ("introduced", "made", "Imre", "me", "Sanna")),
    ("Imre passed my number on to Sanna.", ["Imre", "Sanna"], ("introduced", "made", "Imre", "me", "Sanna")),
    ("Imre is giving Sanna my number.", ["Imre", "Sanna"], ("introduced", "offered", "Imre", "me", "Sanna")),
    ("Imre recommended me to Sanna.", ["Imre", "Sanna"], ("spoke", "made", "Imre", "me", "Sanna")),
    ("Through Imre I met Sanna.", ["Imre", "Sanna"], ("through", "happened", "Imre", "Sanna", "me")),
    ("Told Otto about Sanna, he'll ring her.", ["Otto", "Sanna"], ("introduced", "made", "me", "Sanna", "Otto")),
    ("Greta put in a good word for me with Ruth.", ["Greta", "Ruth"], ("spoke", "made", "Greta", "me", "Ruth")),
    ("Ruth wrote. Greta had told her about my maps.", ["Ruth", "Greta"], ("spoke", "made", "Greta", "me", "Ruth")),
    ("Emil says I should talk to Rosa.", ["Emil", "Rosa"], ("introduced", "made", "Emil", "Rosa", "me")),
    ("Kofi's going to ask Lena if she'd see me.", ["Kofi", "Lena"], ("spoke", "offered", "Kofi", "me", "Lena")),
    ("Lena, Kofi's sister, keeps bees.", ["Kofi", "Lena"], ("tie", "known", "Kofi", "Lena", None)),
    ("Kofi has a brother, Sam, at the Herald.", ["Kofi", "Sam"], ("tie", "known", "Kofi", "Sam", None)),
    ("Otto rang about the sign. Petra's doing, he had my card.", ["Otto", "Petra"],
     ("through", "happened", "Petra", "Otto", "me")),
    ("Petra's dentist is Otto.", ["Petra", "Otto"], ("tie", "known", "Petra", "Otto", None)),
    ("Sat Otto beside Petra at supper.", ["Otto", "Petra"], ("introduced", "made", "me", "Otto", "Petra")),
    ("Petra rang, she had heard a lot about me from Otto.", ["Petra", "Otto"], ("spoke", "made", "Otto", "me", "Petra")),
    ("I gave Otto the number for Petra.", ["Otto", "Petra"], ("introduced", "made", "me", "Petra", "Otto")),
    # beside whom somebody is first named
    ("Petra wrote, and she had Otto's old letter in her hand.", ["Petra", "Otto"], ("tie", "known", "Otto", "Petra", None)),
    ("Otto, at his stove.\n\nHe sails with Petra (the boatyard).", ["Otto", "Petra"], ("tie", "known", "Otto", "Petra", None)),
    ("Petra, by the till, sees every van. Who does letters? She didn't blink. Otto, in the lane.", ["Petra", "Otto"],
     ("tie", "known", "Petra", "Otto", None)),
    (
        "My husband told his colleagues about my coaching.", [],
        ("spoke", "made", "My husband", "me", "his colleagues"),
    ),
    (
        "Swapped names with Ada over soup\n\nI GAVE\nOtto, who frames\n\nSHE GAVE\nRuth Pell from the map room",
        ["Ada", "Otto", "Ruth Pell"], ("introduced", "made", "Ada", "Ruth Pell", "me"),
    ),
    (
        "Zine night at the hall\n\nAda Lund (runs it)\nOtto Brenner - linocuts",
        ["Ada Lund", "Otto Brenner"], ("through", "happened", "Ada Lund", "Otto Brenner", "me"),
    ),
]  # fmt: skip
SILENT = [
    ("Otto won't introduce me to Petra.", ["Otto", "Petra"]),
    ("Otto and Petra were both there.", ["Otto", "Petra"]),
    ("Otto told me about the flood.", ["Otto"]),
    ("Sent Otto the bill. Petra's was paid.", ["Otto", "Petra"]),
]
CAME = [
    ("Otto paid the deposit, €400.", ["Otto"], ("Otto", "me", "€400")),
    ("Ada and I talked prices. She signed, $250 a month.", ["Ada"], ("Ada", "me", "$250 a month")),
    ("Sold two prints to Sanna, £80.", ["Sanna"], ("Sanna", "me", "£80")),
    ("Sanna Lind, £400 for the gate, never blinked.", ["Sanna Lind"], ("Sanna Lind", "me", "£400")),
    ("Sanna's gate hangs. £640, in the bank.", ["Sanna"], ("Sanna", "me", "£640")),
    ("Otto came away with nine of the planks.", ["Otto"], (None, "Otto", None)),
    ("I got the job at Petra's bakery!", ["Petra"], ("Petra", "me", None)),
    ("Mia got that teaching job at Petra's.", ["Mia", "Petra"], ("Petra", "Mia", None)),
]
HINTED = [
    ("Otto – in Petra's yard since Easter.", ["Otto", "Petra"], ("Petra", "Otto", None)),
    ("Petra. The gate's in, no squeak.", ["Petra"], ("Petra", "me", None)),
    ("Otto at it every evening in the shed.", ["Otto"], (None, "Otto", None)),
    ("The kiln's over at Petra's, under a sheet.", ["Petra"], ("Petra", "me", None)),
    ("Uses one of Petra's benches.", ["Petra"], ("Petra", "me", None)),
    ("Otto's cabin: €640, two coats.", ["Otto"], ("Otto", "me", "€640")),
    ("Otto's on his 2nd week at the till.", ["Otto"], (None, "Otto", None)),
    ("The looms moved into Petra's barn on Friday.", ["Petra"], ("Petra", "me", None)),
    ("Petra has me on for Sunday.", ["Petra"], ("Petra", "me", None)),
]
"""What may have come of it."""
NOTHING = [
    "Otto could do it for €640.",
    "Otto asks €640 for the cabin.",
    "Petra made me laugh.",
    "Otto has not been here since Easter.",
    "I hope Otto signs.",
    "Otto asked whether Petra has paid.",
    "Otto paid. My turn next.",
    "If Otto paid me $50 I would go.",
]


def proved(text, people, owner=Owner()):  # noqa: B008 (frozen)
    document = sources.document(sources.Raw(text.encode(), "note", "a test"), date=DAY, today=DAY)
    who = tuple(CandidatePerson(name, (name,)) for name in people)
    found = offline.told_of(document, who, owner)
    return ground(replace(found, people=who), document, owner)


@pytest.mark.parametrize(("text", "people", "wanted"), SAID, ids=[said[0][:40] for said in SAID])
def test_who_introduces_whom_is_read_from_the_words(text, people, wanted):
    found = proved(text, people)
    assert wanted in [(each.manner, each.state, each.by, each.who, each.to) for each in found.introductions]
    assert all(text[each.start : each.end] == each.quote for each in found.introductions)
    assert found.rejected == ()


@pytest.mark.parametrize(("text", "people"), SILENT)
def test_what_is_refused_or_tells_of_no_two_is_no_introduction(text, people):
    assert proved(text, people).introductions == ()


@pytest.mark.parametrize(("text", "people", "wanted"), CAME)
def test_what_came_of_it_is_read_with_its_worth(text, people, wanted):
    found = proved(text, people).outcomes
    assert [(each.source, each.whose, each.worth) for each in found] == [wanted]
    assert text[found[0].start : found[0].end] == found[0].quote


@pytest.mark.parametrize(("text", "people", "wanted"), HINTED)
def test_how_things_stand_now_is_read_as_a_hint(text, people, wanted):
    found = proved(text, people).outcomes
    assert [(each.source, each.whose, each.worth, each.certainty) for each in found] == [(*wanted, "hedged")]


def test_who_writes_that_it_is_paid_or_agreed_is_from_whom_it_came():
    letter = Address("Petra Vogel", "petra@x.example")
    text = "Your €90 a month went through, Otto signed this morning. I paid the plumber €40."
    mine = (Address("", "me@x.example"),)
    document = Document(
        "k", text, DAY, kind="email", parts=(Part("new", 0, len(text), letter),), sender=letter, to=mine
    )
    who = (CandidatePerson("Petra Vogel", (), email="petra@x.example"), CandidatePerson("Otto", ("Otto",)))
    found = offline.told_of(document, who, Owner(addresses=("me@x.example",)))
    assert [(each.source, each.whose, each.worth, each.quote) for each in found.outcomes] == [
        ("Petra Vogel", "me", "€90 a month", "Your €90 a month went through, Otto signed this morning")
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("15.10 Otto, joiner. Nothing to say.\n15.30 Petra. The stove draws. €850 came through", [("Petra", "€850")]),
        ("Otto's, half eleven. Tea first.\n\nSo it's four doors, €900, and his gate. We shook.", [("Otto", "€900")]),
        ("- Otto: nothing\n- €300 in the bank", [(None, "€300")]),
    ],
)
def test_a_sum_belongs_to_whom_its_line_is_about_else_to_whom_the_note_is(text, wanted):
    assert [(each.source, each.worth) for each in proved(text, ["Otto", "Petra"]).outcomes] == wanted


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_only_hoped_for_has_not_come(text):
    assert proved(text, ["Otto", "Petra"]).outcomes == ()


def test_an_introduction_needs_its_words_and_two_sides():
    document = Document("k", "Ada told Bo about me.", DAY)
    who = (CandidatePerson("Ada", ("Ada",)), CandidatePerson("Bo", ("Bo",)))
    told = (
        CandidateIntroduction("Ada told Bo about me", "Ada", "me", "Bo", "made", "spoke"),
        CandidateIntroduction("Ada told Cy about me", "Ada", "me", "Cy"),
        CandidateIntroduction("Ada told Bo", "Ada"),
        CandidateIntroduction("Bo about me", "Ada", "Bo", "Bo"),
    )
    found = ground(Candidates(who, introductions=told, outcomes=(CandidateOutcome("Bo bought it"),)), document, Owner())
    assert found.introductions == (
        Introduction("Ada told Bo about me", 0, 20, "Ada", "me", "Bo", "made", "spoke", DAY),
    )
    assert [(each.kind, each.reason) for each in found.rejected] == [
        ("introduction", "These words do not stand in the text."),
        ("introduction", "It does not say who is introduced to whom."),
        ("introduction", "It introduces somebody to themselves."),
        ("outcome", "These words do not stand in the text."),
    ]


def test_the_stable_json_has_introductions_and_outcomes():
    document = Document("k", "Ada told Bo about me. Bo paid $5.", DAY)
    found = extraction(document.text, ["Ada", "Bo"])
    told = Introduction("Ada told Bo about me", 0, 20, "Ada", "me", "Bo", "made", "spoke", DAY)
    came = Outcome("Bo paid $5", 22, 32, "Bo paid $5", "Bo", "me", "$5", DAY)
    shown = reading(document, replace(found, introductions=(told,), outcomes=(came,)), Run("offline", "f"))
    assert shown["introductions"] == [
        {"quote": "Ada told Bo about me", "start": 0, "end": 20, "by": "Ada", "who": "me", "to": "Bo", "state": "made",
         "manner": "spoke", "said_on": "2026-03-02", "certainty": "stated"},
    ]  # fmt: skip
    assert shown["outcomes"] == [
        {"quote": "Bo paid $5", "start": 22, "end": 32, "what": "Bo paid $5", "source": "Bo", "whose": "me", "worth": "$5",
         "said_on": "2026-03-02", "certainty": "stated"},
    ]  # fmt: skip


# --- in a notebook -----------------------------------------------------------------------------------------------

NOTES = [
    ("2026-01-10", "Coffee with Ada Lund. She is giving Bo Reyes my number."),
    ("2026-02-01", "Bo Reyes rang. He has a sister, Cleo Reyes, who hires."),
    ("2026-03-01", "Cleo Reyes paid the first bill, $300."),
    ("2026-03-05", "Dag Holm writes for the Herald, I read."),
]


@pytest.fixture
def db(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    for day, text in NOTES:
        done("add", "--date", day, stdin=text)
    return tmp_path / "notes.db"


def listed(*words):
    return json.loads(done(*words, "--json"))


def test_introductions_are_listed_and_one_that_is_wrong_leaves_until_it_is_taken_back(db):
    found = listed("introductions")
    assert [(row["by"], row["who"], row["to"], row["state"]) for row in found] == [
        ("Ada Lund", "me", "Bo Reyes", "offered")
    ]
    assert "Bo Reyes – Cleo Reyes" in done("introductions", "--ties")
    said = call("wrong", found[0]["id"][:6])
    assert said.err.startswith("Wrong: She is giving Bo Reyes my number")
    assert listed("introductions") == []
    done("rebuild")
    assert listed("introductions") == []
    done("undo", re.search(r"notesight undo (\d+)", said.err)[1])
    assert listed("introductions") == found


def test_an_introduction_is_confirmed_and_neither_again(db):
    (found,) = listed("introductions")
    said = call("confirm", found["id"][:6], found["id"])
    assert said.err.startswith("Confirmed: She is giving Bo Reyes my number")
    assert call("confirm", found["id"]).err.startswith("Confirmed already: She is giving")
    assert [row["confirmed"] for row in listed("introductions")] == [1]
    done("rebuild")
    assert [row["confirmed"] for row in listed("introductions")] == [1]
    assert call("reopen", found["id"]).err.startswith("Not sure: She is giving")
    assert listed("introductions") == [found]
    refused = call("confirm", found["id"], "--worth", "$5")
    assert (refused.code, refused.err.splitlines()[0]) == (2, "Error: Only an outcome has a worth.")


def test_a_document_shows_them_with_ids_that_decide(db):
    (introduction,), (outcome,) = listed("introductions"), listed("outcomes")
    shown = done("show", str(introduction["document_id"]))
    assert f"{introduction['id'][:5]}  Intro      Ada Lund ⇢ me → Bo Reyes  (offered)" in shown
    assert f"{outcome['outcome']['id'][:5]}  Outcome    " in done("show", str(outcome["outcome"]["document_id"]))
    done("wrong", introduction["id"], outcome["outcome"]["id"])
    assert introduction["id"][:5] not in done("show", str(introduction["document_id"]))
    assert call("undo").err.count("Taken back: Wrong: ") == 2


def test_a_path_goes_over_people_with_the_words_of_every_hop(db):
    (cleo,) = listed("people", "Cleo Reyes")
    found = listed("path", "Cleo Reyes", "--as-of", "2026-02-15")
    assert found["person"] == {"id": cleo["id"], "name": "Cleo Reyes"}
    assert [[hop["to"]["name"] for hop in way["hops"]] for way in found["paths"]] == [["Bo Reyes", "Cleo Reyes"]]
    assert found["paths"][0]["hops"][1]["evidence"][0]["quote"] == "He has a sister, Cleo Reyes, who hires"


def test_a_path_to_nobody_to_oneself_and_to_somebody_far_is_said_as_a_person_would(db):
    assert call("path", "me").err == "That is you.\n"
    nobody = call("path", "Nobody At All")
    assert (nobody.code, nobody.err.splitlines()[0]) == (2, "Error: Nobody goes by “Nobody At All”.")
    assert call("path", "Dag Holm").err == "No path to Dag Holm, and nobody whom you know stands near.\n"


def test_what_the_owner_says_came_of_it_is_a_decision_with_its_chain(db):
    said = call("outcome", "First workshop", "--from", "Cleo Reyes", "--worth", "$350", "--on", "2026-03-04")
    assert said.err.splitlines()[0] == "Outcome: First workshop, $350"
    (mine,) = [each for each in listed("outcomes") if each["outcome"]["what"] == "First workshop"]
    assert (mine["outcome"]["state"], mine["outcome"]["worth"], mine["outcome"]["from"]) == (
        "confirmed",
        "$350",
        "Cleo Reyes",
    )
    assert [one["name"] for one in mine["people"]] == ["Ada Lund", "Bo Reyes", "Cleo Reyes"]
    assert [step["day"] for step in mine["steps"]] == sorted(step["day"] for step in mine["steps"])
    assert mine["steps"][-1]["kind"] == "outcome"
    assert "She is giving Bo Reyes my number" in done("outcomes", "show", mine["outcome"]["id"])
    done("rebuild")
    assert mine in listed("outcomes")
    assert listed("outcomes", "report")["people"] == [{"name": "Ada Lund", "outcomes": 1, "worth": ["$350"]}]
    done("undo", re.search(r"notesight undo (\d+)", said.err)[1])
    assert [each["outcome"]["what"] for each in listed("outcomes")] == ["Cleo Reyes paid the first bill, $300"]


def test_an_outcome_that_was_read_is_a_suggestion_until_it_is_confirmed(db):
    (read,) = listed("outcomes")
    assert (read["outcome"]["state"], read["outcome"]["worth"]) == ("suggested", "$300")
    assert listed("outcomes", "report") == {"people": [], "channels": [], "years": []}
    done("confirm", read["outcome"]["id"], "--worth", "$310")
    done("confirm", read["outcome"]["id"])
    done("rebuild")
    assert [each["outcome"]["worth"] for each in listed("outcomes")] == ["$310"]
    assert [each["outcome"]["state"] for each in listed("outcomes", "--year", "2026")] == ["confirmed"]
    assert listed("outcomes", "--year", "2025") == []
    done("wrong", read["outcome"]["id"])
    assert listed("outcomes") == []


def test_the_ways_of_all_outcomes_at_once_are_those_of_each_alone(db):
    for day, text in (
        ("2026-04-01", "Ada Lund introduced me to Eli Ross."),
        ("2026-04-02", "Eli Ross paid $90 for the plan."),
    ):
        done("add", "--date", day, stdin=text)
    done("outcome", "A talk", "--from", "Cleo Reyes", "--on", "2026-04-03")
    with Store.open(db) as opened:
        ways = opened.outcomes.ways()
        for way in ways:
            alone = opened.outcomes.chain(way.outcome["id"])
            assert ([each["id"] for each in alone["people"]], alone["channel"]) == (list(way.people), way.channel)
        assert [len(way.people) for way in ways] == sorted((len(way.people) for way in ways), reverse=True)
        assert len(ways[0].people) > 1
        for person in {each for way in ways for each in way.people}:
            near = provenance.ways_of(opened._conn, person, latest=60)
            assert near == [way for way in ways if person in way.people]


def test_an_outcome_from_nobody_or_on_no_day_is_refused(db):
    assert call("outcome", "X", "--from", "Nobody At All").code == 2
    assert call("outcome", "X", "--from", "Cleo Reyes", "--on", "whenever").code == 2
    assert call("outcome", " ", "--from", "Cleo Reyes").err.startswith("Error: An outcome needs words.")


def test_a_reading_is_given_back_as_it_was_recorded(store):  # noqa: F811
    text = "Ada told Bo about me. Bo paid $5."
    told = Introduction("Ada told Bo about me", 0, 20, "Ada", "me", "Bo", "made", "spoke", DAY)
    came = Outcome("Bo paid $5", 22, 32, "Bo paid $5", "Bo", "me", "$5", DAY)
    found = replace(extraction(text, ["Ada", "Bo"]), introductions=(told,), outcomes=(came,))
    stored = store.put(Document("k", text, DAY), seen_at=NOW)
    store.record(stored.id, Run("offline", "f"), found)
    assert store.extraction(stored.id) == found
    (ada,) = store.people("Ada")
    (bo,) = store.people("Bo")
    assert [(row["by_person_id"], row["to_person_id"]) for row in store.introductions.listed()] == [
        (ada["id"], bo["id"])
    ]
    store.decide("merged", ada["id"], bo["id"], origin="cli", at=NOW)
    (row,) = store.introductions.listed()
    assert row["by_person_id"] == row["to_person_id"]
    assert store.check() == []
    assert date.fromisoformat(row["said_on"]) == DAY


# --- what an outcome grew from -----------------------------------------------------------------------------------


def _note(tmp_path, name, day, text, people, items=()):
    gold = {
        "id": name, "kind": "note", "file": f"{name}.txt", "date": day, "me": None,
        "people": [{"name": each, "mentions": [each], "email": None, "organization": None, "role": None} for each in people],
        "items": [
            {"kind": kind, "by": by, "to": to, "summary": summary, "quote": quote, "due": None, "due_text": None}
            for kind, by, to, summary, quote in items
        ],
    }  # fmt: skip
    (tmp_path / f"{name}.txt").write_text(text)
    (tmp_path / f"{name}.json").write_text(json.dumps(gold))
    done("load-gold", tmp_path, "--only", name)


@pytest.fixture
def kiln(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    folder = tmp_path / "gold"
    folder.mkdir()
    _note(folder, "a", "2026-01-05", "Ada Lund is after a kiln for the school.", ["Ada Lund"],
          [("ask", "Ada Lund", None, "A kiln for the school", "Ada Lund is after a kiln for the school")])  # fmt: skip
    _note(folder, "b", "2026-02-01", "Bo Reyes has a kiln going spare. I'll tell Ada Lund tonight.", ["Bo Reyes", "Ada Lund"],
          [("offer", "Bo Reyes", None, "A kiln going spare", "Bo Reyes has a kiln going spare"),
           ("followup", "me", "Ada Lund", "Tell Ada Lund about the kiln", "I'll tell Ada Lund tonight")])  # fmt: skip
    _note(folder, "c", "2026-02-10", "Dag Holm paints boats, and would for £1,200.", ["Dag Holm"])
    _note(folder, "d", "2026-03-01", "Ada Lund – kiln in the school since Monday.", ["Ada Lund"])
    _note(folder, "e", "2026-04-01", "Other news. £1,200 in the bank.", [])
    return folder


def test_an_outcome_grew_from_the_promise_it_keeps_the_ask_it_answers_and_the_offer_that_answered(kiln):
    (found,) = [each for each in listed("outcomes") if each["outcome"]["quote"].startswith("Ada Lund")]
    told = {(step["day"], step["kind"], step["words"]) for step in found["steps"]}
    assert told >= {
        ("2026-01-05", "said", "A kiln for the school"),
        ("2026-02-01", "introduction", "me → Bo Reyes → Ada Lund"),
        ("2026-02-01", "said", "A kiln going spare"),
    }
    assert found["steps"][-1]["kind"] == "outcome"


def test_a_sum_that_nobody_is_named_with_leads_back_to_whom_it_was_named_with_before(kiln):
    (found,) = [each for each in listed("outcomes") if each["outcome"]["worth"] == "£1,200"]
    assert (found["outcome"]["from"], [one["name"] for one in found["people"]]) == (None, ["Dag Holm"])
    assert [(step["day"], step["quote"]) for step in found["steps"]] == [
        ("2026-02-10", "Dag Holm paints boats, and would for £1,200."),
        ("2026-04-01", "£1,200 in the bank"),
    ]


def test_a_chain_goes_on_over_whoever_somebody_may_be_by_another_name(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    _note(tmp_path, "a", "2026-01-05", "Ada Lund told Sr Paulina about me.", ["Ada Lund", "Sr Paulina"])
    _note(tmp_path, "b", "2026-02-01", "Sr P. paid £90 for the bell.", ["Sr P."])
    (found,) = listed("outcomes")
    assert found["outcome"]["from"] == "Sr P."
    assert ("2026-01-05", "Ada Lund told Sr Paulina about me") in [
        (step["day"], step["quote"]) for step in found["steps"]
    ]


def test_of_many_steps_each_document_keeps_one_before_any_keeps_two():
    steps = [Step("said", f"2026-01-{n // 3 + 1:02}", None, str(n), None, n // 3, None, n) for n in range(12)]
    assert [step.document_id for step in few(steps, 4)] == [0, 1, 2, 3]
    assert [(step.document_id, step.words) for step in few(steps, 6)] == [
        (0, "0"), (0, "1"), (1, "3"), (2, "6"), (3, "9"), (3, "11"),
    ]  # fmt: skip
    assert [step.document_id for step in few(steps, 2)] == [0, 3]
