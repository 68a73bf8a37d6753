"""``notesight load-gold``: texts in a notebook with what people wrote down of them, as if a reader had read it."""

import json
from pathlib import Path

from terminal import call, done, write

from notesight import scoring
from notesight.cli import goldfolder
from notesight.store import Store

GOLD = Path(__file__).parents[1] / "fixtures/gold"
COFFEE = "Coffee with Ana Ruiz of Lumen. I'll send her the portfolio by Friday. She may lend me her kiln soon.\n"
FIRST = {
    "id": "a", "kind": "note", "file": "a.txt", "date": "2026-03-02", "me": None,
    "people": [
        {"name": "Ana Ruiz", "mentions": ["Ana Ruiz"], "email": None, "organization": "Lumen", "role": None},
    ],
    "items": [
        {"kind": "followup", "by": "me", "to": "Ana Ruiz", "summary": "Send Ana the portfolio",
         "quote": "I'll send her the portfolio by Friday", "due": "2026-03-05", "due_text": "by Friday"},
        {"kind": "offer", "by": "Ana Ruiz", "to": "me", "summary": "Lend her kiln",
         "quote": "She may lend me her kiln soon", "due": None, "due_text": "by Friday"},
    ],
}  # fmt: skip


def folder(tmp_path, gold=FIRST):
    write(tmp_path / "gold/a.txt", COFFEE)
    write(tmp_path / "gold/a.json", json.dumps(gold))
    return tmp_path / "gold"


def test_gold_becomes_rows_by_the_extractor_gold_and_its_days_hold_whatever_the_calendar_says(tmp_path):
    db = tmp_path / "notebook.db"
    told = call("load-gold", folder(tmp_path), "--db", db)
    assert told.err.startswith("Read 1 document (gold): 1 mention of a person, 0 asks, 1 offer, 1 follow-up.")
    (promise,) = json.loads(done("followups", "--db", db, "--json"))
    wanted = {
        "summary": "Send Ana the portfolio", "by": "me", "to": "Ana Ruiz", "due": "2026-03-05", "due_text": "by Friday",
        "date": "2026-03-02", "extractor": "gold",
    }  # fmt: skip
    assert {key: promise[key] for key in wanted} == wanted
    (offer,) = json.loads(done("offers", "--db", db, "--json"))
    assert (offer["summary"], offer["due"], offer["due_text"]) == ("Lend her kiln", None, None)
    with Store.open(db) as store:
        (person,) = store.people()
        assert (person["name"], person["organization"]) == ("Ana Ruiz", "Lumen")


def test_the_same_gold_again_is_known_and_changed_gold_is_taken_anew(tmp_path):
    db, gold = tmp_path / "notebook.db", folder(tmp_path)
    done("load-gold", gold, "--db", db)
    assert call("load-gold", gold, "--db", db).err == "1 document was known already.\n"
    folder(tmp_path, {**FIRST, "items": FIRST["items"][:1]})
    done("load-gold", gold, "--db", db)
    assert json.loads(done("offers", "--db", db, "--json")) == []


def test_all_our_gold_goes_through_the_proof_without_a_loss(tmp_path):
    db = tmp_path / "notebook.db"
    assert call("load-gold", GOLD, "--db", db).code == 0
    lost = []
    with Store.open(db) as store:
        found = {}
        for document_id, document in store.current():
            found[document.source] = scoring.found_in(store.extraction(document_id))
        for case in goldfolder.load(GOLD):
            match = scoring.match(case.gold.wanted, found[case.document.source], case.document.text)
            lost += [(case.name, each.quote) for each in match.missed]
            lost += [(case.name, each.name) for each in match.missed_people]
            lost += [(case.name, pair.wanted.quote) for pair in match.pairs if pair.wanted.due != pair.found.due]
    assert lost == []


def test_a_pattern_loads_some_of_them(tmp_path):
    db = tmp_path / "notebook.db"
    assert call("load-gold", GOLD, "--only", "m0*", "--db", db).err.startswith("Read 9 documents (gold): ")


def test_gold_that_does_not_fit_its_text_is_refused_before_anything_is_stored(tmp_path):
    db = tmp_path / "notebook.db"
    bad = {**FIRST, "items": [{**FIRST["items"][0], "quote": "I'll send her nothing"}]}
    told = call("load-gold", folder(tmp_path, bad), "--db", db)
    assert (told.code, db.exists()) == (2, False)
    assert "the quote of item 1 does not stand in a.txt." in told.err
