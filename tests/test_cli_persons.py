"""``notesight people …``: who is who, who may be the same, who has no name; and the way back, by real documents."""

import json
import re
import sqlite3
from contextlib import closing

import pytest
from store_cases import NOW
from terminal import call, done, use_scripted

from notesight.store import Store

NOTES = (
    "offer Bob Miller: a van\nfollowup me>Bob Miller: the list by Friday\n",
    "ask Robert Miller>me: a good roof\n",
    "ask Jim Baker: a drum\n",
    "offer Jim Hall: a tent\n",
    "ask Jim: some chairs for Sunday\n",
    "ask her roommate>Ana Costa: a job in spring\nWritten after tea with Zoe.\n",
)


@pytest.fixture
def db(tmp_path, monkeypatch):
    use_scripted(monkeypatch)
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    for note in NOTES:
        done("add", "--date", "2026-03-02", stdin=note)
    return tmp_path / "notes.db"


def rows(*names):
    """What the lists hold of these people, by their names."""
    found = {}
    for name in names:
        (person,) = [row for row in json.loads(done("people", name, "--json")) if row["name"] == name]
        shown = json.loads(done("show", person["id"], "--json"))
        items = sorted(f"{item['kind']} {item['by']}>{item['to']}: {item['quote']}" for item in shown["items"])
        found[name] = (person["documents"], items)
    return found


def everything(db):
    """All that is computed, as rows."""
    with closing(sqlite3.connect(db)) as conn:
        tables = ("people", "names", "mentions", "asks", "offers", "followups", "quotes")
        columns = {"asks", "offers", "followups"}
        return {
            table: sorted(
                map(repr, conn.execute("SELECT id, summary, by_person_id, by_text, to_person_id, to_text FROM " + table if table in columns else f"SELECT * FROM {table}"))
            )
            for table in tables
        }  # fmt: skip


def undo_said(result):
    """The command that takes it back, as it was printed."""
    return re.search(r"To take it back: notesight (undo [\d ]+)", result.err)[1].split()


def test_people_alone_lists_everybody_and_a_name_whoever_goes_by_it(db):
    assert "Bob Miller" in done("people")
    assert [row["name"] for row in json.loads(done("people", "jim", "--json"))] == ["Jim", "Jim Baker", "Jim Hall"]
    assert done("people", "list", "jim") == done("people", "jim")
    assert call("people", "--limit", "1").out.count("\n") >= 2
    assert call("people", "nobody at all").err == "Nobody goes by that name.\n"
    assert "merge" in done("people", "--help")


def test_a_dry_run_counts_what_would_move_and_changes_nothing(db):
    before = everything(db)
    result = call("people", "merge", "Bob Miller", "Robert Miller", "--dry-run")
    assert result.code == 0
    assert re.fullmatch(
        r"From Bob Miller \(\w{5}\) to Robert Miller \(\w{5}\) would move: "
        r"1 document, 0 asks, 1 offer, 1 follow-up and 1 name\.\n",
        result.err,
    )
    assert everything(db) == before


def test_a_merge_holds_for_what_comes_later_and_undo_gives_every_fact_back_to_the_right_one(db):
    result = call("people", "merge", "Bob Miller", "robert miller")
    said = result.err.splitlines()
    assert re.fullmatch(
        r"Bob Miller and Robert Miller are one person now: (Bob|Robert) Miller \(\w{5}\), 2 documents\.", said[0]
    )
    assert said[1:3] == [
        "Moved: 1 document, 0 asks, 1 offer, 1 follow-up and 1 name.",
        "Merged: Bob Miller and Robert Miller",
    ]
    name = json.loads(done("people", "miller", "--json"))[0]["name"]
    assert rows(name)[name][0] == 2
    later = ("ask Bob Miller: a later thing\n", "offer Robert Miller: another later thing\n")
    for note in later:
        done("add", "--date", "2026-03-05", stdin=note)
    assert rows(name)[name][0] == 4
    done(*undo_said(result))
    assert rows("Bob Miller", "Robert Miller") == {
        "Bob Miller": (
            2, ["ask Bob Miller>None: a later thing", "followup me>Bob Miller: the list by Friday", "offer Bob Miller>None: a van"]
        ),
        "Robert Miller": (2, ["ask Robert Miller>me: a good roof", "offer Robert Miller>None: another later thing"]),
    }  # fmt: skip
    undone = everything(db)
    done("rebuild")
    assert everything(db) == undone


@pytest.mark.parametrize(
    "words",
    [
        ("merge", "Jim", "Jim Hall"),
        ("not-same", "Jim", "Jim Hall", "Jim Baker"),
        ("rename", "Jim", "James Wood"),
        ("alias", "Jim Hall", "Jim"),
        ("correct", "Jim Hall", "--email", "jim@hall.example", "--role", "drummer", "--organization", "Kiln"),
        ("wrong", "Jim"),
    ],
)
def test_whatever_is_said_of_people_is_undone_whole(db, words):
    before = everything(db)
    result = call("people", *words)
    assert result.code == 0
    done(*undo_said(result))
    assert everything(db) == before


def test_a_split_takes_documents_to_somebody_else(db):
    done("add", "--date", "2026-03-09", stdin="ask Jim Hall: a second tent\n")
    result = call("people", "split", "Jim Hall", "7")
    assert re.match(r"Jim Hall \(\w{5}\) is somebody else now, in 1 document\.\n", result.err)
    assert sorted(row["documents"] for row in json.loads(done("people", "Jim Hall", "--json"))) == [1, 1]
    again = call("people", "split", "Jim Hall", "7")
    assert (again.code, again.err.splitlines()[1]) == (2, "Try: Say the id instead of the name.")
    done(*undo_said(result))
    assert [row["documents"] for row in json.loads(done("people", "Jim Hall", "--json"))] == [2]


def test_a_new_name_an_address_and_what_is_no_person_are_shown(db):
    done("people", "rename", "Jim Baker", "James Baker")
    done("people", "correct", "James Baker", "--email", "james@x.example")
    assert "james@x.example" in done("people", "james", columns=160)
    done("people", "wrong", "Jim Hall")
    assert call("people", "Jim Hall").err == "Nobody goes by that name.\n"


def test_same_asks_about_pairs_and_short_names_with_the_commands_to_say(db):
    shown = done("people", "same", columns=120)
    with Store.open(db) as store:
        ids = {row["name"]: store.short_ids([row["id"]])[row["id"]] for row in store.people()}
    assert "“Bob” can stand for “Robert”, with the same family name" in shown
    assert "[Jim]: some chairs for Sunday" in shown
    merges = re.findall(r"notesight (people merge \w+ \w+)", shown)
    assert f"people merge {ids['Jim']} {ids['Jim Hall']}" in merges
    apart = re.findall(r"notesight (people not-same [\w ]+)", shown)
    assert len(apart) == 2
    for each in apart:
        done(*each.split())
    assert call("people", "same").err == "Nobody seems to be there twice.\n"


def test_same_is_there_for_programs(db):
    found = json.loads(done("people", "same", "--json"))
    assert [{pair["one"]["name"], pair["other"]["name"]} for pair in found["same"]] == [{"Bob Miller", "Robert Miller"}]
    assert [(each["person"]["name"], each["document_id"], each["words"]) for each in found["unclear"]] == [
        ("Jim", 5, "ask Jim: some chairs for Sunday")
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("merge", "Zoltan", "Jim Hall"), "Error: Nobody goes by “Zoltan”."),
        (("merge", "Jim Hall", "Jim Hall"), "Error: That is one and the same person."),
        (("merge", "miller", "Jim Hall"), "Error: “miller” may be any of 2: "),
        (("split", "Jim Hall", "4"), "Error: These are all the documents that name that person"),
        (("split", "Jim Hall", "99"), "Error: There is no document 99."),
        (("split", "Jim Hall", "3"), "Error: None of these documents names that person."),
        (("correct", "Jim Hall"), "Error: Say what is right."),
        (("rename", "Jim Hall", " "), "Error: A name needs words."),
        (("name", "zzzzz", "--by", "Zoe"), "Error: Nothing has the id “zzzzz”."),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_decided(db, words, said):
    result = call("people", *words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(said)
    assert call("history").err == "Nothing was decided yet.\n"


# --- without a name -----------------------------------------------------------------------------------------------


def test_who_has_no_name_is_listed_with_the_person_they_hang_on_and_can_be_named(db):
    with Store.open(db) as store:  # the scripted reader makes a person of every party
        store.decide("wrong", store.people("her roommate")[0]["id"], origin="cli", at=NOW)
    (one,) = json.loads(done("people", "unnamed", "--json"))
    assert (one["side"], one["words"], one["document_id"], one["near"]["name"]) == (
        "by",
        "her roommate",
        6,
        "Ana Costa",
    )
    assert "her roommate" in done("people", "unnamed")
    result = call("people", "name", one["item_id"], "--by", "Zoe")
    assert result.err.splitlines()[:2] == [
        "Person added by hand: “Zoe” in ask her roommate>Ana Costa: a job in spring Written after tea with Zoe.",
        "Corrected: a job in spring: by is Zoe",
    ]
    assert rows("Zoe") == {"Zoe": (1, ["ask Zoe>Ana Costa: a job in spring"])}
    assert call("people", "unnamed").err == "Everybody who asks, gives or acts has a name.\n"
    done(*undo_said(result))
    assert call("people", "Zoe").err == "Nobody goes by that name.\n"
    done("people", "name", one["item_id"], "--by", "Jim Hall")
    assert "ask Jim Hall>Ana Costa: a job in spring" in rows("Jim Hall")["Jim Hall"][1]
    done("people", "name", one["item_id"], "--by", "her younger sister")
    assert json.loads(done("people", "unnamed", "--json"))[0]["words"] == "her younger sister"
