"""``today``, ``people``, ``asks``, ``offers``, ``followups``, ``show`` and ``search``, for people and for programs."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from store_cases import item, read
from terminal import call, done, use_scripted, write

from notesight.cli import lists, persons
from notesight.store import Store

JANUARY = """ask Ana Ruiz>me: a web designer by 5 March
offer Bob Stone>Ana Ruiz: a spare van
followup me>Ana Ruiz: the portfolio by 6 March
followup Bob Stone>me: a call by 30 March
"""
MARCH = """ask Bob Stone: somebody who knows roofs
followup me: tidy the desk
ask Ana Ruiz: a flat by 9 March
"""


@pytest.fixture
def db(tmp_path, monkeypatch):
    use_scripted(monkeypatch)
    monkeypatch.setattr(lists, "this_day", lambda: date(2026, 3, 6))
    path = tmp_path / "notes.db"
    monkeypatch.setenv("NOTESIGHT_DB", str(path))
    done("add", write(tmp_path / "january.txt", JANUARY), "--date", "2026-01-05")
    done("add", write(tmp_path / "march.txt", MARCH), "--date", "2026-03-01")
    return path


def ids(db):
    """The short id of everything, by its words."""
    with Store.open(db) as store:
        rows = {row["name"]: row["id"] for row in store.people()} | {row["summary"]: row["id"] for row in store.items()}
        short = store.short_ids(rows.values())
        return {words: short[each] for words, each in rows.items()}


def summaries(*words):
    return [item["summary"] for item in json.loads(done(*words, "--json"))]


# --- today --------------------------------------------------------------------------------------------------------


def test_today_shows_what_i_owe_what_they_owe_and_what_is_nobodys_yet(db):
    n = ids(db)
    out = done("today", "--as-of", "2026-03-06", columns=80)
    assert (
        out
        == f"""\
I owe  3
  {n["the portfolio by 6 March"]}  Follow-up: the portfolio by 6 March
         me → Ana Ruiz · due today · 60 days ago in “ask Ana Ruiz>me: a web
         designer by 5 …”
  {n["a web designer by 5 March"]}  Ask: a web designer by 5 March
         Ana Ruiz → me · due yesterday, 1 day late · 60 days ago in “ask Ana
         Ruiz>me: a web designer by 5 …”
  {n["tidy the desk"]}  Follow-up: tidy the desk
         me · 5 days ago in “ask Bob Stone: somebody who knows roofs …”

They owe me  1
  {n["a call by 30 March"]}  Follow-up: a call by 30 March
         Bob Stone → me · due Mon 30 Mar · 60 days ago in “ask Ana Ruiz>me: a
         web designer by 5 …”

Nobody's yet  2
  {n["a flat by 9 March"]}  Ask: a flat by 9 March
         Ana Ruiz · due Mon 9 Mar · 5 days ago in “ask Bob Stone: somebody who
         knows roofs …”
  {n["somebody who knows roofs"]}  Ask: somebody who knows roofs
         Bob Stone · 5 days ago in “ask Bob Stone: somebody who knows roofs …”

On offer  1
  {n["a spare van"]}  a spare van
         Bob Stone → Ana Ruiz · 60 days ago in “ask Ana Ruiz>me: a web designer
         by 5 …”
"""
    )


def test_what_was_asked_of_me_stands_by_itself(db):
    out = done("today", "asked-of-me", "--as-of", "2026-01-05")
    assert out.splitlines()[0] == "Asked of me  1"
    assert "a web designer by 5 March" in out


def test_one_list_can_be_asked_for_by_name(db):
    assert done("today", "overdue", "--as-of", "2026-04-01").splitlines()[0] == "Overdue  4"
    assert done("today", "asked-of-me", "--as-of", "2026-01-05").splitlines()[0] == "Asked of me  1"
    result = call("today", "tomorrow")
    assert result.code == 2
    assert (
        "the lists are looks_done, i_owe, they_owe, waiting, nobodys, between_others, overdue, soon, asked_of_me,"
        in result.err
    )
    nothing = call("today", "overdue", "--as-of", "2026-01-05")
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "Nothing.\n")


def test_a_long_list_is_cut_with_the_command_that_shows_it_whole(db):
    done("add", "--date", "2026-01-05", stdin="\n".join(f"ask Bob Stone: chair no. {n}" for n in range(30)))
    out = done("today", "--as-of", "2026-03-06", "--db", db)
    assert "Nobody's yet  32" in out
    command = f"today nobodys --as-of 2026-03-06 --db {db}"
    assert f"\n  and 27 more: notesight {command}\n" in out
    assert done(*command.split()).count("  Ask: ") == 32
    assert done("today", "asks", "--limit", 3).count(" days ago in ") == 3


def test_today_as_json_has_every_list_whole(db):
    found = json.loads(done("today", "--as-of", "2026-03-06", "--json"))
    loop = ["looks_done", "i_owe", "they_owe", "waiting", "nobodys", "between_others", "keep"]
    assert list(found) == ["on", "overdue", "soon", "asked_of_me", "mine", "theirs", "asks", "offers", "maybe", *loop]
    assert [item["summary"] for item in found["they_owe"]] == ["a call by 30 March"]
    assert (found["they_owe"][0]["age"], found["they_owe"][0]["closing"]) == (60, None)
    assert found["on"] == "2026-03-06"
    assert [item["summary"] for item in found["soon"]] == ["the portfolio by 6 March", "a flat by 9 March"]
    assert list(json.loads(done("today", "mine", "--json"))) == ["on", "mine"]


def test_today_as_csv_names_the_list_of_each_row(db):
    rows = list(csv.DictReader(io.StringIO(done("today", "--as-of", "2026-03-06", "--csv"))))
    assert [(row["list"], row["summary"]) for row in rows][:2] == [
        ("overdue", "a web designer by 5 March"),
        ("soon", "the portfolio by 6 March"),
    ]
    assert list(rows[0]) == ["list", *lists.ITEM_FIELDS]


def test_the_latest_of_what_is_overdue_comes_first(db):
    out = done("today", "overdue", "--as-of", "2026-04-01")
    due = [line.split(" by ")[1] for line in out.splitlines() if line.startswith("  ") and line[2] != " "]
    assert due == ["30 March", "9 March", "6 March", "5 March"]


def test_nothing_due_is_said(tmp_path):
    done("add", "--db", tmp_path / "a.db", stdin="☕")
    result = call("today", "--db", tmp_path / "a.db")
    assert (result.out, result.err) == ("", "Nothing is due and nothing is open.\n")


def test_what_was_put_off_comes_back_on_its_day(db):
    done("snooze", ids(db)["a call by 30 March"], "2030-01-01")
    assert "a call" not in done("today", "--as-of", "2029-12-31")
    assert "a call" in done("today", "--as-of", "2030-01-01")


def test_as_of_a_day_what_came_later_is_not_there_and_what_was_decided_later_does_not_count(db):
    done("done", ids(db)["a spare van"])
    as_of = ["--as-of", "2026-02-28", "--json"]
    assert [item["summary"] for item in json.loads(done("asks", *as_of))] == ["a web designer by 5 March"]
    assert [(item["summary"], item["state"]) for item in json.loads(done("offers", *as_of))] == [
        ("a spare van", "open")
    ]
    assert [row["last_seen"] for row in json.loads(done("people", *as_of))] == ["2026-01-05", "2026-01-05"]
    bob = json.loads(done("people", "bob", "--json"))[0]["id"]
    assert len(json.loads(done("show", bob, *as_of))["items"]) == 2
    assert len(json.loads(done("show", bob, "--json"))["items"]) == 3
    flat = ids(db)["a flat by 9 March"]
    assert call("show", flat, *as_of).err.startswith(f"Error: Nothing has the id “{flat}”.")


def test_what_was_said_with_a_maybe_stands_apart(db):
    with Store.open(db) as store:
        text = "Ana might need a ladder"
        read(
            store,
            text,
            ["Ana"],
            [replace(item(text, "ask", "need a ladder"), certainty="hedged")],
            day=date(2026, 3, 2),
        )
    lines = done("asks", columns=80).splitlines()
    assert [" ".join(line.split()[1:]) for line in lines[-2:]] == ["1", "Need a ladder (perhaps) somebody"]
    assert lines[-2].startswith("Maybe")
    assert "ladder" not in "\n".join(lines[:-2])
    assert summaries("asks")[-1] == "Need a ladder"
    today = json.loads(done("today", "--as-of", "2026-03-06", "--json"))
    assert [item["summary"] for item in today["maybe"]] == ["Need a ladder"]
    assert [name for name, items in today.items() if "ladder" in str(items)] == ["maybe"]
    assert "Maybe  1" in done("today", "--as-of", "2026-03-06").splitlines()[-4:]


# --- the lists ----------------------------------------------------------------------------------------------------


def test_a_list_is_a_table_as_wide_as_it_needs_to_be(db):
    n = ids(db)
    assert (
        done("asks", columns=80)
        == f"""\
id     what                       who → whom     due
{n["a web designer by 5 March"]}  a web designer by 5 March  Ana Ruiz → me  yesterday
{n["a flat by 9 March"]}  a flat by 9 March          Ana Ruiz       Mon 9 Mar
{n["somebody who knows roofs"]}  somebody who knows roofs   Bob Stone
"""
    )


def test_a_wide_screen_shows_when_it_was_said_too(db):
    assert done("asks", columns=120).splitlines()[0].split()[-1] == "said"
    assert done("asks", columns=80).splitlines()[0].split()[-1] == "due"


@pytest.mark.parametrize("columns", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_screen_nor_ends_in_spaces(db, columns):
    done("add", stdin=f"ask Casper van den Nieuwenhof>me: {'a very long story about tiles ' * 9}by 9 March")
    for words in (["today"], ["asks"], ["people"], ["search", "tiles"], ["config"], ["doctor"]):
        lines = done(*words, columns=columns).splitlines()
        assert all(line == line.rstrip() for line in lines)
        if words[0] in ("asks", "search", "people") and columns >= 80:
            assert max(map(len, lines)) <= columns


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["asks"], ["a web designer by 5 March", "a flat by 9 March", "somebody who knows roofs"]),
        (["offers"], ["a spare van"]),
        (["followups"], ["the portfolio by 6 March", "a call by 30 March", "tidy the desk"]),
        (["asks", "--due", "2026-03-05"], ["a web designer by 5 March"]),
        (["asks", "--due", "2026-03-04"], []),
        (["asks", "--since", "2026-02-01"], ["a flat by 9 March", "somebody who knows roofs"]),
        (["asks", "--since", "2026-03-01", "--due", "2026-12-31"], ["a flat by 9 March"]),
        (["asks", "--limit", "1"], ["a web designer by 5 March"]),
        (["asks", "-n", "2"], ["a web designer by 5 March", "a flat by 9 March"]),
        (["asks", "--person", "ana"], ["a web designer by 5 March", "a flat by 9 March"]),
        (["asks", "--person", "Bob Stone"], ["somebody who knows roofs"]),
        (["followups", "--person", "me"], ["the portfolio by 6 March", "a call by 30 March", "tidy the desk"]),
        (["offers", "--person", "Ana Ruiz"], ["a spare van"]),
    ],
)
def test_a_list_can_be_limited(db, words, expected):
    assert summaries(*words) == expected


def test_only_what_is_open_is_what_is_neither_done_nor_dismissed_nor_put_off(db):
    n = ids(db)
    done("done", n["a flat by 9 March"])
    done("dismiss", n["somebody who knows roofs"])
    done("snooze", n["a web designer by 5 March"], "2999-01-01")
    assert summaries("asks", "--open") == []
    assert {line.split()[-1] for line in done("asks", columns=80).splitlines()} == {
        "state",
        "done",
        "dismissed",
        "2999",
    }


def test_somebody_unknown_is_an_error_and_not_an_empty_list(db):
    result = call("asks", "--person", "Zork", "--json")
    assert (result.code, result.out) == (2, "")
    assert result.err == "Error: Nobody goes by “Zork”.\nTry: notesight people\n"


def test_a_person_can_be_given_by_id(db):
    with Store.open(db) as store:
        bob = store.people("Bob")[0]["id"]
    assert summaries("asks", "--person", bob[:6]) == ["somebody who knows roofs"]


def test_several_people_of_one_name_are_all_meant_and_named(db):
    done("add", "--date", "2026-03-02", stdin="ask Ana Costa: a drum by 1 March")
    result = call("asks", "--person", "Ana", "--json")
    assert result.err == "2 people go by “Ana”: Ana Costa, Ana Ruiz.\n"
    assert [item["summary"] for item in json.loads(result.out)] == [
        "a web designer by 5 March",
        "a flat by 9 March",
        "a drum by 1 March",
    ]
    assert call("asks", "--person", "Ana Ruiz").err == ""


def test_a_long_list_is_cut_for_people_and_whole_for_programs(db):
    done("add", stdin="\n".join(f"ask Bob Stone: chair no. {n}" for n in range(60)))
    lines = done("asks", "--person", "bob", "--open").splitlines()
    assert len(lines) == 1 + lists.MOST_OF_A_LIST + 1
    assert lines[-1] == "and 21 more: notesight asks --open --person bob --limit 61"
    assert len(done(*lines[-1].split("notesight ")[1].split()).splitlines()) == 62
    assert len(summaries("asks")) == 63


def test_an_empty_list_is_said_on_stderr(db):
    result = call("asks", "--due", "2020-01-01")
    assert (result.code, result.out, result.err) == (0, "", "None.\n")


# --- for programs -------------------------------------------------------------------------------------------------


def test_json_and_csv_exclude_each_other_everywhere(db):
    for words in (["today"], ["people"], ["asks"], ["offers"], ["followups"], ["search", "van"]):
        result = call(*words, "--json", "--csv")
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("Error: --json and --csv exclude each other.\n")


def test_the_columns_of_the_csv_are_the_keys_of_the_json(db):
    for words, fields in (
        (["asks"], lists.ITEM_FIELDS),
        (["people"], persons.PERSON_FIELDS),
        (["search", "van"], lists.FOUND_FIELDS),
    ):
        assert list(json.loads(done(*words, "--json"))[0]) == fields
        assert done(*words, "--csv").splitlines()[0] == ",".join(fields)


def test_an_empty_csv_still_has_its_heading(db):
    assert done("asks", "--due", "2020-01-01", "--csv") == ",".join(lists.ITEM_FIELDS) + "\n"
    assert done("asks", "--due", "2020-01-01", "--json") == "[]\n"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "＝", "\t="])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(db, begin):
    from notesight.cli.view import _cell

    done("add", stdin=f"ask Eve: {begin.strip()}cmd|'/c calc'!A1, \"x\" by Friday")
    cell = next(
        row["summary"] for row in csv.DictReader(io.StringIO(done("asks", "--csv"))) if "calc" in row["summary"]
    )
    assert cell.startswith("'" + begin.strip())
    assert _cell(begin + "1").startswith("'")


# --- people -------------------------------------------------------------------------------------------------------


def test_people_are_listed_latest_first(db):
    n = ids(db)
    lines = done("people", columns=80).splitlines()
    assert lines[0].split() == ["id", "name", "last", "seen", "open"]
    assert [line.split("  ")[:2] for line in lines[1:]] == [[n["Ana Ruiz"], "Ana Ruiz"], [n["Bob Stone"], "Bob Stone"]]
    assert [line.split()[-1] for line in lines[1:]] == ["4", "3"]


def test_people_can_be_looked_for(db):
    assert [row["name"] for row in json.loads(done("people", "sto", "--json"))] == ["Bob Stone"]
    assert len(json.loads(done("people", "--limit", "1", "--json"))) == 1
    nobody = call("people", "zork")
    assert (nobody.code, nobody.out, nobody.err) == (0, "", "Nobody goes by that name.\n")


# --- show ---------------------------------------------------------------------------------------------------------


def test_an_item_is_shown_with_its_words_in_their_context(db):
    n = ids(db)
    out = done("show", n["a web designer by 5 March"], columns=130)
    with Store.open(db) as store:
        item = store.items("ask")[0]
    head, _, context = out.partition("\n\n")
    assert head.splitlines()[:3] == ["Ask  a web designer by 5 March", "  by        Ana Ruiz", "  to        me"]
    assert head.splitlines()[3].startswith("  due       Thu 2026-03-05")
    assert f"  id        {item['id']}" in head.splitlines()
    assert "  said      Mon 2026-01-05" in head.splitlines()
    assert "  read by   scripted" in head.splitlines()
    assert context == (
        "  ask Ana Ruiz>me: [a web designer by 5 March] offer Bob Stone>Ana Ruiz: a spare van followup me>Ana Ruiz: the portfolio by 6\n"
        "  March followup Bob Stone>me: a call by 30 March\n"
    )
    found = json.loads(done("show", item["id"], "--json"))
    assert found["context"]["before"] + found["context"]["quote"] + found["context"]["after"] == JANUARY


def test_a_person_is_shown_with_names_items_and_documents(db):
    n = ids(db)
    out = done("show", n["Ana Ruiz"])
    assert out.splitlines()[0] == "Ana Ruiz"
    assert "  seen      Mon 2026-01-05 to Sun 2026-03-01, in 2 documents" in out.splitlines()
    for words in ("a web designer by 5 March", "a spare van", "the portfolio by 6 March", "a flat by 9 March"):
        assert f"  {n[words]}  " in out
    assert "  document  day" in out.splitlines()
    found = json.loads(done("show", n["Ana Ruiz"], "--json"))
    assert ({name["name"] for name in found["names"]}, len(found["items"])) == ({"Ana Ruiz"}, 4)


def test_a_document_is_shown_with_its_facts_and_its_text(db, tmp_path):
    out = done("show", "1")
    assert out.splitlines()[:2] == ["Note of Mon 2026-01-05, read by scripted", f"  {tmp_path}/january.txt"]
    assert out.endswith("\n\n" + JANUARY)
    found = json.loads(done("show", "1", "--json"))
    assert (found["id"], found["document"]["text"], found["run"]["extractor"]) == (1, JANUARY, "scripted")


def test_a_document_that_is_not_read_yet_says_so(tmp_path):
    db = tmp_path / "a.db"
    assert call("add", "--db", db, "--model", "m", "--base-url", "http://127.0.0.1:1/v1", stdin="Hello").code == 5
    assert done("show", "1", "--db", db).splitlines()[0].endswith(", not read yet")
    assert json.loads(done("show", "1", "--db", db, "--json"))["run"] is None


def test_what_could_move_the_terminal_is_shown_as_a_mark(db):
    done("add", stdin="ask Eve: \x1b[31mred\x07 \u202eor\r\nask Eve: two\tmore")
    for words in (["show", "3"], ["asks"], ["search", "red"], ["today"]):
        out = done(*words)
        assert not {"\x1b", "\x07", "\u202e", "\r"} & set(out)
    assert "�[31mred�" in done("asks")


@pytest.mark.parametrize("what", ["zzzzz", "99", "0", "é"])
def test_an_unknown_id_is_an_error(db, what):
    result = call("show", what)
    assert result.code == 2
    assert result.err.startswith(("Error: Nothing has the id", "Error: Give at least 3 characters"))


# --- search -------------------------------------------------------------------------------------------------------


def test_search_finds_people_items_and_texts(db):
    n = ids(db)
    lines = done("search", "ana", columns=120).splitlines()
    assert lines[0].split() == ["id", "is", "words", "day"]
    assert lines[1].split("  ")[0] == n["Ana Ruiz"]
    assert [line[7:16].strip() for line in lines[1:] if line[0] != " "] == ["Person", "Document", "Document"]
    assert "[designer]" in done("search", "web", "designer")
    assert call("search", "zork").err == "Nothing holds these words.\n"


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "*",
        "a AND",
        "NEAR(",
        "^x",
        "-a",
        "col:x",
        "'; DROP TABLE asks",
        "()",
        "\x00",
        "é" * 5000,
        "a" * 5000,
        "%",
        "_",
    ],
)
def test_hostile_words_are_only_words(db, words):
    result = call("search", "--", words)
    assert (result.code, result.err in ("", "Nothing holds these words.\n")) == (0, True)
    assert call("people", "--", words).code == 0


# --- when there is nothing to look at -----------------------------------------------------------------------------


def test_without_a_database_every_look_tells_how_to_begin(tmp_path):
    for words in (
        ["today"],
        ["people"],
        ["asks"],
        ["show", "1"],
        ["search", "x"],
        ["run"],
        ["rebuild"],
        ["serve"],
        ["done", "abc"],
    ):
        result = call(*words, "--db", tmp_path / "none.db")
        assert (result.code, result.out) == (2, "")
        assert result.err == (
            f"Error: There is no database at {tmp_path}/none.db yet.\n"
            "Try: notesight add, notesight ingest FOLDER, or notesight demo\n"
        )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("on", ["2026-02-30", "tomorrow", "9999-12-31", "0001-01-01", ""])
def test_a_day_that_is_none_is_an_error_of_the_call(db, on):
    result = call("today", "--as-of", on)
    assert result.code == 2
    assert result.err.startswith("Error: Invalid value for '--as-of': ")
