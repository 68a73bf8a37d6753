"""``serve``, ``demo``, ``rebuild``, ``doctor``, ``config``."""

import json
import re
import shlex
import sqlite3

import pytest
from terminal import COFFEE, DAY, call, done, environ, process, write

from notesight import publish
from notesight.cli import checks
from notesight.errors import ConfigError
from notesight.store import Store


@pytest.fixture
def db(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_DB", str(tmp_path / "notes.db"))
    done("add", "--date", DAY, stdin=COFFEE)
    return tmp_path / "notes.db"


# --- serve --------------------------------------------------------------------------------------------------------


def test_serve_says_where_it_is(db, monkeypatch):
    asked = []

    def serve(database, *, host, port, demo, configuration, open_browser, started):
        assert (host, demo, configuration) == ("127.0.0.1", None, None)
        asked.append((database, port, open_browser))
        started(f"http://127.0.0.1:{port}/")

    monkeypatch.setattr(publish, "serve", serve)
    result = call("serve", "--port", 9000, "--no-browser")
    assert (result.code, result.out) == (0, "")
    assert result.err == f"Serving {db} at http://127.0.0.1:9000/  (Ctrl-C stops)\n"
    call("serve", "--db", db)
    assert asked == [(db, 9000, False), (db, 8001, True)]


def test_serve_without_a_free_port_is_a_sentence(db, monkeypatch):
    def serve(*_, **__):
        raise ConfigError("No port from 9000 on is free.", hint="Name another one with --port.")

    monkeypatch.setattr(publish, "serve", serve)
    result = call("serve", "--port", 9000)
    assert (result.code, result.err) == (
        4,
        "Error: No port from 9000 on is free.\nTry: Name another one with --port.\n",
    )


@pytest.mark.parametrize("port", ["-1", "70000", "http"])
def test_a_port_that_cannot_be_is_an_error_of_the_call(db, port):
    assert call("serve", "--port", port).code == 2


def test_a_file_that_is_no_notebook_is_not_served(tmp_path):
    result = call("serve", "--db", write(tmp_path / "x.db", "hello" * 1000))
    assert (result.code, result.err.splitlines()[0]) == (1, f"Error: {tmp_path}/x.db is not a SQLite database.")


# --- demo ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the demo prints, on a database of its own, and where that is."""
    database = tmp_path_factory.mktemp("demo") / "demo.db"
    result = process("demo", "--no-serve", "--db", database, env=environ(COLUMNS="120"))
    assert result.returncode == 0, result.stderr
    return result, database


def test_the_tour_shows_the_most_telling_facts(told):
    result, _ = told
    parts = result.stdout.strip().split("\n\n")
    assert re.fullmatch(r"65 documents name \d+ people and hold \d+ asks, \d+ offers and \d+ follow-ups\.", parts[0])
    answered, overdue, person, following = parts[1:]
    assert answered.startswith("An ask, and an offer from elsewhere that answers it\n")
    assert "old Polish" in answered
    assert "Casper van den Nieuwenhof" in answered
    assert overdue.startswith("A promise that is overdue\n")
    assert re.search(r", due \w{3} 2026-\d\d-\d\d, \d+ days late", overdue)
    assert person.startswith("One person under several names\n")
    assert re.search(r"\w+ \w+, also .+: \d+ documents", person)
    assert following.startswith("Try next\n")
    assert len(result.stdout.splitlines()) <= 30


def test_every_line_to_try_next_works_when_copied(told):
    result, database = told
    lines = result.stdout[result.stdout.index("Try next") :].splitlines()[1:]
    commands = [shlex.split(line, comments=True) for line in lines if line.strip()]
    assert [words[3] for words in commands] == ["today", "show", "show", "search", "done"]
    for words in commands:
        assert words[:3] == ["python", "-m", "notesight"]
        ran = call(*words[3:])
        assert ran.code == 0, ran.err
        assert ran.out or words[3] == "done"
        assert str(database) in words


def test_the_demo_again_reads_nothing_and_keeps_what_was_decided(told):
    _, database = told
    with Store.open(database) as store:
        before = store.counts()
    result = call("demo", "--no-serve", "--db", database)
    assert result.code == 0
    assert "65 documents were known already." in result.err
    with Store.open(database) as store:
        assert store.counts() == before


def test_the_demo_keeps_out_of_a_notebook_of_yours(db):
    before = db.read_bytes()
    result = call("demo", "--no-serve", "--db", db)
    assert result.code == 2
    assert result.err.splitlines()[-2:] == [
        f"Error: {db} holds other notes.",
        "Try: Name another file with --db; the demo keeps to itself.",
    ]
    assert db.read_bytes() == before


def test_the_demo_is_read_here_whatever_is_configured(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTESIGHT_MODEL", "m")
    monkeypatch.setenv("NOTESIGHT_BASE_URL", "http://127.0.0.1:1/v1")
    assert "(offline)" in call("demo", "--no-serve", "--db", tmp_path / "demo.db").err


# --- rebuild and doctor -------------------------------------------------------------------------------------------


def test_rebuild_says_what_there_is(db):
    result = call("rebuild")
    assert (result.code, result.err) == (0, "Rebuilt: 2 people, 1 ask, 0 offers, 1 follow-up.\n")


def states(result):
    return {check["what"]: check["state"] for check in json.loads(result.out)}


def test_what_takes_minutes_tells_how_far_it_has_come(db, monkeypatch):
    monkeypatch.setattr("notesight.cli.progress.WORTH_TELLING", 1)
    told = call("rebuild")
    assert told.out == ""
    assert told.err.splitlines()[:-1] == ["All lists are computed anew.", "  0 %", "  33 %", "  66 %", "  100 %"]
    with sqlite3.connect(db) as conn:
        conn.execute("PRAGMA user_version = 16")
        conn.execute("DELETE FROM _sqlite_migrations WHERE name = '0017_topics'")
        conn.execute("DROP TABLE _topics")
    conn.close()
    first, *steps = call("today").err.splitlines()
    assert first.startswith("This database is of an older notesight. It is brought up to date")
    assert steps[:4] == ["  0 %", "  33 %", "  66 %", "  100 %"]


def test_doctor_finds_a_healthy_notebook_healthy(db):
    result = call("doctor", columns=200)
    assert result.code == 0
    lines = result.out.splitlines()
    assert f"ok  database      {db} is sound: 1 document, 2 people." in lines
    assert "ok  reader        offline: embedded, nothing leaves this machine." in lines
    assert "ok  read by       offline: 1 run, 0 failed." in lines
    assert '                  Try: notesight config addresses "you@example.org"' in lines
    assert set(states(call("doctor", "--json")).values()) == {"good", "note"}


def test_doctor_before_anything_was_read_tells_how_to_begin(tmp_path):
    result = call("doctor", "--db", tmp_path / "none.db", columns=200)
    assert result.code == 0
    assert f"--  database      {tmp_path}/none.db is not there yet." in result.out
    assert not (tmp_path / "none.db").exists()


def test_doctor_lists_what_failed_and_what_waits(db, tmp_path):
    bad = write(tmp_path / "in" / "bad.txt", b"\x00\x01" * 900)
    assert call("ingest", tmp_path / "in").code == 3
    assert call("add", "--model", "m", "--base-url", "http://127.0.0.1:1/v1", stdin="Hello").code == 5
    result = call("doctor", columns=200)
    assert result.code == 0
    assert "--  waiting       1 document is not read yet and 1 failed." in result.out
    assert "                  Try: notesight run" in result.out
    assert f"--  failed        {bad}: This is not text." in result.out


def test_doctor_cuts_a_long_list_of_failures_and_json_has_it_whole(db, tmp_path):
    for n in range(25):
        write(tmp_path / "in" / f"{n}.txt", b"\x00\x01" * 900)
    call("ingest", tmp_path / "in")
    assert call("doctor").out.splitlines()[-1] == "and 5 more: notesight doctor --json"
    assert sum(check["what"] == "failed" for check in json.loads(done("doctor", "--json"))) == 25


def test_doctor_names_an_old_library(db, monkeypatch):
    monkeypatch.setitem(checks.FLOORS, "typer", (99, 1))
    monkeypatch.setitem(checks.FLOORS, "no-such-library", (1, 0))
    result = call("doctor")
    assert result.code == 1
    assert re.search(r"!!  typer         \S+ is older than 99\.1\.\n +Try: pip install 'typer>=99\.1'", result.out)
    assert "!!  no-such-library is not installed." in result.out


def test_doctor_finds_a_damaged_database(db):
    done("add", stdin="\n".join(f"Bob needs van no. {n}, a green one with a rack." for n in range(400)))
    with sqlite3.connect(db) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()
    whole = bytearray(db.read_bytes())
    for page in range(8, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    db.write_bytes(bytes(whole))
    result = call("doctor")
    assert result.code == 1
    assert "!!  database" in result.out
    assert "damaged" in result.out
    assert "green one" not in result.out + result.err


def test_doctor_finds_rows_that_point_nowhere(db):
    with sqlite3.connect(db) as conn:
        conn.execute("DELETE FROM people")
    conn.close()
    result = call("doctor", columns=200)
    assert result.code == 1
    assert "a row of mentions points nowhere" in result.out
    assert "Try: notesight rebuild" in result.out
    done("rebuild")
    assert call("doctor").code == 0


def test_doctor_says_what_is_wrong_with_the_settings(db, tmp_path):
    write(tmp_path / "config.toml", "concurrency = 0\n")
    result = call("doctor")
    assert result.code == 1
    assert "!!  settings      “concurrency” must be a number above zero." in result.out


def test_doctor_says_who_reads_and_where_without_what_is_secret(db):
    told = {"NOTESIGHT_BASE_URL": "https://ada:sesame@llm.example/v1?token=sesame", "NOTESIGHT_API_KEY": "sk-sesame"}
    result = call("doctor", NOTESIGHT_MODEL="m", **told)
    assert "ok  reader        openai: m at https://llm.example/v1, with a key." in result.out
    assert "sesame" not in result.out + result.err
    nameless = call("doctor", **told)
    assert nameless.code == 1
    assert "!!  reader        openai: No model is named." in nameless.out


# --- config -------------------------------------------------------------------------------------------------------


def test_config_shows_every_setting_with_its_origin(tmp_path):
    write(tmp_path / "config.toml", 'name = "Ada Brandt"\n')
    result = call("config", NOTESIGHT_MODEL="m")
    shown = {line.split()[0]: line for line in result.out.splitlines()}
    assert re.search(r"Ada Brandt +file +your own name", shown["name"])
    assert re.search(r"m +\$NOTESIGHT_MODEL ", shown["model"])
    assert re.search(r"openai +default ", shown["extractor"])
    assert result.err == f"File: {tmp_path}/config.toml\nAPI key: none; it is never stored.\n"
    values = json.loads(call("config", "--json", NOTESIGHT_MODEL="m").out)
    assert (values["name"], values["model"], values["concurrency"], values["addresses"]) == ("Ada Brandt", "m", 8, [])


def test_one_setting_is_set_shown_and_removed(tmp_path):
    path = tmp_path / "config.toml"
    assert call("config", "addresses", "ada@example.org, ada@example.net").err == (
        f"addresses = ada@example.org, ada@example.net (in {path})\n"
    )
    assert done("config", "addresses") == "ada@example.org, ada@example.net\n"
    assert json.loads(done("config", "addresses", "--json")) == ["ada@example.org", "ada@example.net"]
    assert call("config", "addresses", "--unset").err == f"addresses removed from {path}.\n"
    assert call("config", "addresses", "--unset").err == f"addresses was not set in {path}.\n"
    assert done("config", "addresses") == "\n"


def test_what_the_environment_says_wins_and_that_is_told(tmp_path):
    result = call("config", "model", "small", NOTESIGHT_MODEL="large")
    assert result.err.splitlines()[1] == "$NOTESIGHT_MODEL is set in the environment, and wins."
    assert call("config", "model", NOTESIGHT_MODEL="large").out == "large\n"
    assert done("config", "model") == "small\n"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["colour", "red"], 2, "There is no setting “colour”."),
        (["colour"], 2, "There is no setting “colour”."),
        (["colour", "--unset"], 2, "There is no setting “colour”."),
        (["--unset"], 2, "--unset takes the name of one setting."),
        (["model", "m", "--unset"], 2, "--unset takes the name of one setting."),
        (["api_key", "sk-sesame"], 2, "A key is never stored."),
        (["model", " "], 2, "A setting cannot be empty."),
        (["concurrency", "many"], 4, "“concurrency” from the command line is not a number."),
        (["concurrency", "0"], 4, "“concurrency” must be a number above zero."),
        (["timeout_seconds", "nan"], 4, "“timeout_seconds” must be a number above zero."),
        (["base_url", "localhost:11434"], 4, "“base_url” must begin with http:// or https://."),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_is_written(tmp_path, words, code, sentence):
    write(tmp_path / "config.toml", '# mine\nname = "Ada"\n')
    result = call("config", *words)
    assert (result.code, result.err.splitlines()[0]) == (code, f"Error: {sentence}")
    assert "sesame" not in result.err
    assert (tmp_path / "config.toml").read_text() == '# mine\nname = "Ada"\n'


def test_a_configuration_that_cannot_be_read_or_written_is_a_sentence(tmp_path):
    (tmp_path / "config.toml").mkdir()
    for words in (["config"], ["config", "name", "Ada"], ["today"]):
        result = call(*words)
        assert result.code == 4
        assert result.err == (
            f"Error: {tmp_path}/config.toml cannot be read: is a directory.\nTry: Name another file with $NOTESIGHT_CONFIG.\n"
        )
    below = call("config", "name", "Ada", NOTESIGHT_CONFIG=str(write(tmp_path / "file") / "config.toml"))
    assert (below.code, "not a directory" in below.err) == (4, True)


def test_an_empty_value_in_the_file_is_no_value(tmp_path, db):
    write(tmp_path / "config.toml", 'model = ""\nbase_url = " "\n')
    assert done("config", "extractor") == "offline\n"


def test_a_link_to_the_settings_stays_a_link(tmp_path):
    real = write(tmp_path / "dotfiles" / "notesight.toml", 'name = "Ada"\n')
    (tmp_path / "config.toml").symlink_to(real)
    done("config", "model", "m")
    assert (tmp_path / "config.toml").is_symlink()
    assert real.read_text() == 'name = "Ada"\nmodel = "m"\n'
    assert [path.name for path in real.parent.iterdir()] == ["notesight.toml"]
