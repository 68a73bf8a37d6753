"""What asks and offers are about: kept for each by itself, whatever came before it, and by the lexicon of the present."""

import random
from datetime import date, timedelta

import pytest
from store_cases import LATER, NOW, item, read

from notesight.store import Store, matches, topics

OFFERED = (
    "builds websites for small shops", "makes websites and shops online", "prunes apple trees", "teaches piano to children",
    "mends bicycles", "bakes cakes for weddings", "translates Polish", "lends a pram",
)  # fmt: skip
WANTED = "needs a website for the shop"


def notes(count):
    """Offers of other people, one in each note, on other days, and an ask."""
    for n in range(count):
        name = f"Person{chr(65 + n // 26)}{chr(97 + n % 26)}"
        quote = OFFERED[n % len(OFFERED)]
        yield f"k{n}", f"{name} {quote}.", name, "offer", quote, LATER - timedelta(days=n % 50)
    yield "ask", f"Greta {WANTED}.", "Greta", "ask", WANTED, LATER


def fill(store, those):
    for key, text, name, kind, quote, day in those:
        read(store, text, [name], [item(text, kind, quote, name, said_on=day)], key=key, day=day)


def suggested(store):
    [ask] = store.items("ask")
    return [(each.offer["by"], each.score) for each in store.matches.ranked(ask["id"], on=LATER, limit=8)]


def kept(store):
    return sorted(tuple(row) for row in store._conn.execute("SELECT * FROM _topics"))


@pytest.mark.parametrize("most", [0, matches._ALL], ids=["by topics", "all weighed"])
def test_the_order_in_which_notes_come_changes_no_suggestion(tmp_path, monkeypatch, most):
    monkeypatch.setattr(matches, "_ALL", most)
    found = []
    for seed in (1, 2):
        those = list(notes(40))
        random.Random(seed).shuffle(those)
        with Store.open(tmp_path / f"{seed}.db") as store:
            fill(store, those)
            found.append(suggested(store))
            store.rebuild()
            assert suggested(store) == found[-1]
    assert found[0] == found[1]
    assert found[0]


def test_by_topics_is_found_what_weighing_all_finds(tmp_path, monkeypatch):
    with Store.open(tmp_path / "notes.db") as store:
        fill(store, notes(40))
        every = suggested(store)
        monkeypatch.setattr(matches, "_ALL", 0)
        assert suggested(store) == every


def test_what_is_settled_is_not_compared_and_comes_back(tmp_path, monkeypatch):
    monkeypatch.setattr(matches, "_ALL", 0)
    with Store.open(tmp_path / "notes.db") as store:
        fill(store, notes(40))
        before = suggested(store)
        first = next(row["id"] for row in store.items("offer") if row["by"] == before[0][0])
        said = store.decide("done", first, origin="cli", at=NOW)
        assert before[0] not in suggested(store)
        store.undo(said.id, origin="cli", at=NOW)
        assert suggested(store) == before


def test_another_lexicon_makes_them_anew_with_the_next_thing_that_is_written(tmp_path, monkeypatch):
    with Store.open(tmp_path / "notes.db") as store:
        fill(store, notes(4))
        told = kept(store)
        store._conn.execute("DELETE FROM _topics")
        monkeypatch.setattr(topics, "fingerprint", lambda: "another")
        read(store, "Nothing of it.", key="last")
        assert kept(store) == told


def test_the_newest_suggestions_are_looked_for_no_further_than_they_are_wanted(tmp_path):
    with Store.open(tmp_path / "notes.db") as store:
        for n in range(6):
            day = date(2026, 2, 1) + timedelta(days=n)
            name = f"Asker{chr(65 + n)}"
            fill(store, [(f"a{n}", f"{name} {WANTED}.", name, "ask", WANTED, day)])
        fill(store, [("o", f"Pavel {OFFERED[0]}.", "Pavel", "offer", OFFERED[0], date(2026, 1, 1))])
        every = store.matches.newest(on=LATER)
        assert [each.ask["by"] for each in every] == ["AskerF", "AskerE", "AskerD", "AskerC", "AskerB", "AskerA"]
        assert store.matches.newest(on=LATER, most=2) == every[:2]
