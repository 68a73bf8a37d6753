"""How introductions and outcomes are held against gold: by their quotes, either way round, once; and only where looked for."""

import json

import pytest
from terminal import call, done, write

from notesight import scoring
from notesight.scoring import Found, GoldError, Introduction, Outcome, Who, match

TEXT = "Ana told Bo about me. Bo, meet Cy. Cy, meet Bo. Cy signed, $300. Dot is Bo's sister."
PEOPLE = tuple(Who(name, None, (name,)) for name in ("Ana", "Bo", "Cy", "Dot"))
SPOKE = Introduction("Ana told Bo about me", "Ana", "me", "Bo", "made", "spoke")
MEET = Introduction("Bo, meet Cy", "me", "Cy", "Bo", "made")
SIGNED = Outcome("Cy signed, $300", "Cy signed", "Cy", "me", "$300")
TIE = Introduction("Dot is Bo's sister", "Bo", "Dot", None, "known", "tie")


def told(wanted, found):
    """The pairs, what is right of them, the missed and the extra introductions."""
    held = match(Found(PEOPLE, (), tuple(wanted), ()), Found(PEOPLE, (), tuple(found), ()), TEXT).introductions
    return held.pairs, held.right, held.missed, held.extra


def test_an_introduction_is_found_by_its_words_and_right_by_who_is_who():
    said = Introduction("told Bo about me", "Ana", "Bo", "me", "offered")
    right = {"introducer": True, "sides": True, "state": False}
    assert told([SPOKE], [said]) == (((SPOKE, said),), (right,), (), ())
    assert told([SPOKE], [MEET]) == ((), (), (SPOKE,), (MEET,))


def test_the_same_two_by_the_same_one_again_is_no_mistake_and_another_one_is():
    again = Introduction("Cy, meet Bo", "me", "Bo", "Cy", "made")
    assert told([MEET], [MEET, again])[3] == ()
    other = Introduction("Cy, meet Bo", "Ana", "Bo", "Cy", "made")
    assert told([MEET], [MEET, other])[3] == (other,)


def test_of_two_on_the_same_words_the_one_of_whom_more_is_right_is_found():
    wrong = Introduction("Bo, meet Cy", "Ana", "Dot", "Bo", "asked")
    assert told([MEET], [wrong, MEET])[0] == ((MEET, MEET),)
    assert told([MEET], [MEET, wrong])[3] == (wrong,)


def test_ties_are_neither_wanted_nor_extra():
    assert told([MEET, TIE], [MEET]) == told([MEET], [MEET, TIE])
    assert told([MEET], [MEET, TIE])[2:] == ((), ())


def test_figures_count_them_only_where_somebody_has_looked():
    silent = match(Found(PEOPLE), Found(PEOPLE, (), (MEET,), (SIGNED,)), TEXT)
    assert (silent.introductions, silent.outcomes, silent.faultless) == (None, None, True)
    looked = match(Found(PEOPLE, (), (MEET, SPOKE), (SIGNED,)), Found(PEOPLE, (), (MEET,), (SIGNED, SIGNED)), TEXT)
    assert not looked.faultless
    figures = scoring.figures([silent, looked])
    assert {row: (rate.right, rate.found, rate.wanted) for row, rate in figures.rates.items() if row in ("introductions", "outcomes")} == {
        "introductions": (1, 1, 2),
        "outcomes": (1, 2, 1),
    }  # fmt: skip
    assert {name: (ratio.right, ratio.of) for name, ratio in figures.told.items()} == {
        "introducer": (1, 1), "sides": (1, 1), "state": (1, 1), "source": (1, 1),
    }  # fmt: skip
    assert scoring.below(figures, {"introductions": 0.7, "outcomes.recall": 1.0}) == [("introductions", 2 / 3, 0.7)]
    assert scoring.below(scoring.figures([silent]), {"introductions": 1.0, "sides": 1.0}) == []


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"introductions": [{"by": "Ana"}]}, "Introduction 1 has no quote."),
        ({"introductions": [{"quote": "x", "state": "hoped", "manner": "tie"}]}, "The state or the manner of introduction 1 is none."),
        ({"outcomes": [{"what": "x"}]}, "Outcome 1 has no quote."),
        ({"outcomes": {}}, None),
        ({"outcomes": "x"}, "“outcomes” is a list, and this is none."),
    ],
)  # fmt: skip
def test_gold_that_is_none_is_told_in_a_sentence(value, sentence):
    if sentence is None:
        assert scoring.found_from(value).outcomes == ()
        return
    with pytest.raises(GoldError) as told_off:
        scoring.found_from(value)
    assert str(told_off.value) == sentence


def test_a_reading_comes_back_from_json_as_it_was():
    found = Found(PEOPLE, (), (MEET, TIE), (SIGNED,))
    assert scoring.found_from(json.loads(json.dumps(found.as_json()))) == found
    assert scoring.found_from(Found(PEOPLE).as_json()) == Found(PEOPLE)


def test_eval_shows_them_with_their_errors_and_holds_a_floor(tmp_path):
    write(tmp_path / "a.txt", "Priya introduced me to Bo Reyes. Bo Reyes signed a contract with me.")
    gold = {
        "id": "a", "kind": "note", "file": "a.txt", "date": "2026-03-02", "me": None, "items": [],
        "people": [{"name": name, "mentions": [name]} for name in ("Priya", "Bo Reyes")],
        "introductions": [{"by": "Priya", "who": "Bo Reyes", "to": "me", "state": "made", "manner": "introduced",
                           "quote": "Priya introduced me to Bo Reyes"}],
        "outcomes": [{"source": "Priya", "whose": "me", "what": "A contract", "worth": None,
                      "quote": "Bo Reyes signed a contract with me"}],
    }  # fmt: skip
    write(tmp_path / "a.json", json.dumps(gold))
    shown = done("eval", str(tmp_path), "--errors")
    assert "\nintroduced      1.000    1.000   1.000       1       1       1\n" in shown
    assert "Wrong in outcomes\n    should be from Priya: A contract, said from Bo Reyes: Bo Reyes signed" in shown
    found = json.loads(done("eval", str(tmp_path), "--json", "--errors"))
    assert (found["introductions"]["f1"], found["sides"]["share"], found["source"]["share"]) == (1.0, 1.0, 0.0)
    assert found["errors"]["a"]["outcomes"]["wrong"][0]["wrong"] == ["source"]
    write(tmp_path / "floor.toml", "source = 0.5\n")
    low = call("eval", str(tmp_path), "--floor", str(tmp_path / "floor.toml"))
    assert (low.code, low.err.splitlines()[0]) == (1, "Error: source is 0.0000, below its floor of 0.5.")
