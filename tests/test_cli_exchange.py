"""Out to other programs and back in: address books, calendars, pages, and the whole notebook."""

import json
import stat
from datetime import date

import icalendar
import pytest
from terminal import call, done, write

from notesight.store import Store, backup

NOTE = "2026-11-20\ncoffee with Priya Raman. She's looking for a fractional CFO. I'll send her the deck by Friday. I'll call Bo Lind.\n"
CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Priya Raman\nEMAIL:p@lumen.example\nEMAIL:pr@home.example\nTEL:+44 1\nORG:Lumen\nUID:1\nEND:VCARD\n"


@pytest.fixture(autouse=True)
def db(tmp_path, monkeypatch):
    path = tmp_path / "notes.db"
    monkeypatch.setenv("NOTESIGHT_DB", str(path))
    done("add", write(tmp_path / "a.txt", NOTE))
    return path


def people(*more):
    return json.loads(done("people", "--json", *more))


# --- address books -------------------------------------------------------------------------------------------------


def test_a_card_is_a_source_and_its_person_the_one_of_the_notes(tmp_path):
    result = call("import", write(tmp_path / "book.vcf", CARD))
    assert (result.code, result.err) == (0, f"{tmp_path}/book.vcf: 1 card taken in.\n")
    (priya,) = people("Priya")
    assert (priya["name"], priya["organization"], priya["documents"]) == ("Priya Raman", "Lumen", 2)
    shown = json.loads(done("show", priya["id"], "--json"))
    assert {each["name"] for each in shown["names"] if each["kind"] == "address"} == {
        "p@lumen.example",
        "pr@home.example",
    }
    again = call("import", tmp_path / "book.vcf")
    assert again.err == f"{tmp_path}/book.vcf: 0 cards taken in, 1 known already.\n"
    assert call("run", "--again").err.endswith("There was nothing to read.\n")


def test_a_card_that_has_changed_takes_the_place_of_the_old_one(tmp_path):
    done("import", write(tmp_path / "book.vcf", CARD))
    done("import", write(tmp_path / "book.vcf", CARD.replace("ORG:Lumen", "ORG:Kiln")))
    assert [row["organization"] for row in people("Priya")] == ["Kiln"]


def test_whom_a_card_may_mean_is_asked_and_never_guessed(tmp_path):
    one, two = (
        f"BEGIN:VCARD\nFN:Eva Holm\nEMAIL:eva@{each}.example\nORG:{each}\nEND:VCARD\n" for each in ("Kiln", "Loom")
    )
    done("import", write(tmp_path / "one.vcf", one))
    result = call("import", write(tmp_path / "two.vcf", two))
    assert result.err.splitlines()[-1] == "1 pair of people may be one and the same: notesight people same"
    assert len(people("Eva")) == 2


def test_a_card_with_a_hundred_addresses_is_one_person(tmp_path):
    lines = "\n".join(f"EMAIL:many{n}@x.example" for n in range(100))
    done("import", write(tmp_path / "book.vcf", f"BEGIN:VCARD\nFN:Eva Holm\n{lines}\nEND:VCARD\n"))
    (eva,) = people("Eva Holm")
    assert done("export", "cards", "Eva Holm").count("EMAIL:") == 100
    assert eva["documents"] == 1


def test_what_is_broken_in_a_book_is_told_and_the_rest_taken_in(tmp_path):
    result = call("import", write(tmp_path / "book.vcf", CARD + "BEGIN:VCARD\nNOTE:x\nEND:VCARD\n"))
    assert result.code == 3
    assert result.err.splitlines() == [
        f"{tmp_path}/book.vcf: A card has neither a name nor an address.", f"{tmp_path}/book.vcf: 1 card taken in."
    ]  # fmt: skip
    assert call("import", write(tmp_path / "x.csv", "Day,Amount\n")).err.startswith("Error: It is no table of contacts")
    assert (
        call("import", tmp_path / "none.vcf").err
        == f"Error: {tmp_path}/none.vcf cannot be read: no such file or directory.\n"
    )


def test_cards_that_were_given_out_bring_the_same_people_back(tmp_path):
    done("import", write(tmp_path / "book.vcf", CARD))
    book = write(tmp_path / "out.vcf", done("export", "cards"))
    call("import", book, "--db", tmp_path / "other.db")
    fields = ("name", "email", "organization", "role")
    assert [[row[each] for each in fields] for row in sorted(people("--db", tmp_path / "other.db"), key=lambda row: row["name"])] == [
        [row[each] for each in fields] for row in sorted(people(), key=lambda row: row["name"])
    ]  # fmt: skip
    assert done("export", "cards", "--db", tmp_path / "other.db").count("TEL;VALUE=text:+44 1") == 1


# --- calendars -----------------------------------------------------------------------------------------------------


def entries(*more):
    found = icalendar.Calendar.from_ical(call("export", "calendar", *more).out)
    return {str(each["UID"]): each for each in found.subcomponents}


def test_open_follow_ups_are_events_of_their_days_or_tasks():
    [(uid, event)] = entries().items()
    assert (str(event["SUMMARY"]), event["DTSTART"].dt) == ("Send Priya the deck by Friday", date(2026, 11, 27))
    assert "“I'll send her the deck by Friday”" in event["DESCRIPTION"]
    tasks = entries("--tasks")
    assert (len(tasks), tasks[uid]["DUE"].dt, {each.name for each in tasks.values()}) == (
        2,
        date(2026, 11, 27),
        {"VTODO"},
    )
    assert call("export", "calendar").err == "1 follow-up without a day is left out; --tasks has all.\n"


def test_the_same_calendar_twice_makes_no_doubles_and_what_is_done_is_gone():
    before = entries()
    assert entries().keys() == before.keys()
    done("done", next(iter(before)).partition("@")[0])
    assert entries() == {}


# --- pages ---------------------------------------------------------------------------------------------------------


def test_a_page_grows_and_keeps_what_its_reader_wrote(tmp_path):
    pages = tmp_path / "vault" / "people"
    assert call("export", "pages", pages).err == f"{pages}: 2 new pages, 0 brought up to date.\n"
    assert call("export", "pages", pages).err == f"{pages}: 0 new pages, 0 brought up to date.\n"
    page = pages / "Priya Raman.md"
    moved = pages / "friends" / "P.md"
    moved.parent.mkdir()
    moved.write_text(
        "---\ntags: [friend]\n"
        + page.read_text()[4:].replace("%% notesight begin", "My own line.\n\n%% notesight begin")
        + "\nMore of mine.\n"
    )
    page.unlink()
    done("add", "--date", "2026-11-21", stdin="Priya Raman offers her van.")
    assert call("export", "pages", pages).err == f"{pages}: 0 new pages, 1 brought up to date.\n"
    text = moved.read_text()
    assert text.startswith("---\ntags: [friend]\n")
    assert text.endswith("%% notesight end %%\n\nMore of mine.\n")
    assert ("My own line." in text, text.count("# Priya Raman"), "2026-11-21" in text) == (True, 1, True)
    assert sorted(path.name for path in pages.rglob("*.md")) == ["Bo Lind.md", "P.md"]


def test_names_and_words_break_out_of_no_page(tmp_path):
    done("import", write(tmp_path / "b.vcf", "BEGIN:VCARD\nFN:../Eve %% notesight end %% [[x]] <b>\nEND:VCARD\n"))
    done("export", "pages", tmp_path / "vault")
    (page,) = [each for each in (tmp_path / "vault").iterdir() if "Eve" in each.name]
    assert page.parent == tmp_path / "vault"
    text = page.read_text()
    assert text.count("%% notesight end %%") == 1
    assert "\\[\\[x\\]\\] \\<b\\>" in text


# --- all of it -------------------------------------------------------------------------------------------------------


def test_a_fresh_machine_rebuilds_the_same(tmp_path, db):
    done("import", write(tmp_path / "book.vcf", CARD))
    done("done", json.loads(done("followups", "--json"))[0]["id"])
    out = tmp_path / "all.jsonl"
    done("export", "notebook", "--out", out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    other = tmp_path / "other.db"
    assert call("import", out, "--db", other).err == f"{out}: 2 documents and 2 decisions taken in.\n"
    for words in (("people",), ("asks",), ("followups",), ("today", "--as-of", "2026-11-22")):
        assert done(*words, "--json", "--db", other) == done(*words, "--json")
    assert done("history", "--db", other) == done("history")
    refused = call("import", out, "--db", other)
    assert refused.err == "Error: A whole notebook goes into an empty one only.\nTry: Name another file with --db.\n"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda lines: lines[1:], "These lines are no notebook."),
        (lambda lines: [lines[0].replace('"version":', '"version":9'), *lines[1:]], "These lines are of a newer notesight."),
        (lambda lines: [*lines, "{"], "Line {n} is no JSON object."),
        (lambda lines: [*lines, '{"table":"people","id":"x"}'], "Line {n} is no row of a notebook."),
        (lambda lines: [*lines, '{"table":"runs","id) --":"x"}'], "Line {n} is no row of a notebook."),
        (lambda lines: [line.replace('"quote":"She', '"quote":"He') for line in lines], "A quote in these lines is not the text at its place; nothing was taken in."),
    ],
)  # fmt: skip
def test_lines_that_are_no_notebook_are_refused_and_nothing_is_taken_in(tmp_path, change, says):
    lines = change(done("export", "notebook").splitlines())
    result = call("import", write(tmp_path / "x.jsonl", "\n".join(lines)), "--db", tmp_path / "other.db")
    assert result.err.splitlines()[0] == "Error: " + says.format(n=len(lines))
    with Store.open(tmp_path / "other.db") as store:
        assert store.counts()["documents"] == 0


def test_every_table_is_given_out_or_left_here_or_computed(db):
    with Store.open(db) as store:
        every = {
            row[0]
            for row in store._conn.execute(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT GLOB 'sqlite_*'"
            )
        }
        store._conn.execute("BEGIN")
        from notesight.store import projection

        for table in (*backup.TABLES, *backup.OF_THIS_MACHINE):
            assert table in every
        computed = every - set(backup.TABLES) - set(backup.OF_THIS_MACHINE)
        before = {table: store._conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in computed}
        projection.rebuild(store._conn)
        assert {
            table: store._conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in computed
        } == before
        store._conn.execute("ROLLBACK")
