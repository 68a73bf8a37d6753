"""The program itself: help, version, pipes, exit codes, and what is never printed."""

import importlib
import inspect
import os
import pty
import re
import signal
import subprocess
import sys

import pytest
from fake_openai import FakeOpenAI, fault, good
from readme import groups, registered
from terminal import COFFEE, call, done, environ, process, start, use_scripted, write

from notesight import cli, pipeline
from notesight.cli.contents import CONTENTS
from notesight.errors import NotesightError, Unreachable
from notesight.extractors.openai import seam

KEY = "sk-tests-only-open-sesame"


def test_help_lists_every_command_in_the_order_of_use():
    out = done("--help", columns=80)
    assert re.findall(r"^│ ([a-z][\w-]*) ", out, re.MULTILINE) == [
        *"add ingest watch extract run fetch receive demo batch".split(),
        *(
            "today people matches asks offers followups show search keep contacts brief news digest who who-for"
            " introductions path outcomes serve mcp"
        ).split(),
        *(
            "outcome done dismiss snooze reopen not-done not-same confirm wrong correct add-item remember private channel undo history"
            " review"
        ).split(),
        *"reread diff accept".split(),
        *"rebuild doctor config forget publish-copy export import eval load-gold".split(),
    ]
    assert re.findall(r"^╭─ (\w+) ", out, re.MULTILINE) == ["Options", "Start", "Look", "Decide", "Keep"]


@pytest.mark.parametrize(("panel", "entry"), [(panel, each) for panel in CONTENTS for each in CONTENTS[panel]])
def test_the_table_of_contents_says_of_each_command_what_its_module_says(panel, entry):
    found = registered().get(entry.name)
    group = {each.name: each for each in cli.app.registered_groups}.get(entry.name)
    said = (
        inspect.getdoc(found.callback)
        if found
        else group.typer_instance.info.short_help or group.typer_instance.info.help
    )
    first = " ".join(said.split("\n\n")[0].split())
    assert (panel, entry.help) == ((found or group).rich_help_panel, first)
    module = importlib.import_module(f"notesight.cli.{entry.module}")
    assert found is None or found.callback.__module__ == module.__name__
    assert group is None or group.typer_instance in vars(module).values()


def test_every_command_stands_in_the_table_of_contents():
    named = [each.name for entries in CONTENTS.values() for each in entries]
    assert sorted(named) == sorted([*(name for name in registered() if " " not in name), *groups()])


def test_of_all_commands_only_the_one_that_is_called_is_imported():
    code = "import sys; from notesight.cli import main; sys.argv[1:] = ['undo', '--help']\ntry: main()\nfinally: print(*sorted(m for m in sys.modules if m.startswith('notesight.cli.')), file=sys.stderr)"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr
    assert asked.split() == [
        f"notesight.cli.{name}" for name in ("common", "contents", "correct", "decide", "told", "view", "words")
    ]
    code = code.replace("'undo', ", "")
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr
    assert asked.split() == ["notesight.cli.contents"]


def test_each_command_is_described_on_one_line():
    out = done("--help", columns=80)
    for line in out[out.index("╭─ Start") :].strip().splitlines():
        assert line[:2] in ("╭─", "╰─") or re.match(r"│ [\w-]+ +\w", line), line


def test_without_a_command_the_help_is_shown():
    nothing = call()
    assert (nothing.code, nothing.out, nothing.err) == (0, done("--help"), "")
    assert done("-h") == done("--help")


@pytest.mark.parametrize("command", [each.name for entries in CONTENTS.values() for each in entries])
def test_every_command_has_help_in_plain_words(command):
    out = done(command, "--help", columns=80)
    assert f"notesight {command} " in out
    assert not re.search("<[a-z]", out), "Python's types are nobody's business"
    assert done(command, "-h", columns=80) == out


def test_version():
    assert re.fullmatch(r"notesight \d+\.\d+\S*\n", done("--version"))


def test_python_m_notesight_is_the_same_program():
    assert process("--version").stdout == done("--version")


@pytest.mark.parametrize(
    ("words", "sentence", "hint"),
    [
        (["ad"], "No such command 'ad'. Did you mean 'add'?", "notesight --help"),
        (["--colour"], "No such option: --colour.", "notesight --help"),
        (["today", "--colour"], "No such option: --colour.", "notesight today --help"),
        (
            ["asks", "--opn"],
            "No such option: --opn (Possible options: --json, --open, --person)",
            "notesight asks --help",
        ),
        (["ingest"], "Missing argument 'PATH'.", "notesight ingest --help"),
        (["show"], "Missing argument 'ID'.", "notesight show --help"),
        (
            ["asks", "--limit", "0"],
            "Invalid value for '--limit' / '-n': Input should be greater than or equal to 1.",
            "notesight asks --help",
        ),
        (["add", "--date"], "Option '--date' requires an argument.", "notesight --help"),
        (
            ["add", "--date", "2 March"],
            "Invalid value for '--date': a date is written YYYY-MM-DD, for example 2026-03-02.",
            "notesight add --help",
        ),
    ],
)
def test_a_call_that_makes_no_sense_is_a_sentence_and_exit_code_2(words, sentence, hint):
    result = call(*words)
    assert (result.code, result.out, result.err) == (2, "", f"Error: {sentence}\nTry: {hint}\n")


@pytest.mark.parametrize("error", [NotesightError, Unreachable])
def test_an_error_is_a_sentence_a_hint_and_its_own_exit_code(error, monkeypatch, tmp_path):
    def fail(*_):
        raise error("It did not work.", hint="something else")

    monkeypatch.setattr(pipeline, "add", fail)
    result = call("add", "--db", tmp_path / "a.db", stdin="x")
    assert (result.code, result.err) == (error.exit_code, "Error: It did not work.\nTry: something else\n")


# --- what is never printed ----------------------------------------------------------------------------------------


def test_a_bug_shows_where_it_is_and_no_word_of_the_note(monkeypatch, tmp_path):
    def broken(*_):
        raise RuntimeError(f"cannot read: {COFFEE}")

    monkeypatch.setattr(pipeline, "add", broken)
    result = call("add", "--db", tmp_path / "a.db", stdin=COFFEE)
    assert result.code == 1
    assert result.err.startswith("This is a bug in notesight:\n")
    assert "test_cli_program.py" in result.err
    assert "RuntimeError (its message may quote a note; NOTESIGHT_DEBUG=1 shows it)" in result.err
    assert "Ana" not in result.err
    with pytest.raises(RuntimeError, match="Ana"):
        call("add", "--db", tmp_path / "a.db", stdin=COFFEE, NOTESIGHT_DEBUG="1")


def test_the_key_stands_in_no_output_and_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr(seam, "_BACKOFF", 0.01)
    db = tmp_path / "a.db"
    told = {"NOTESIGHT_API_KEY": KEY, "NOTESIGHT_MODEL": "m", "NOTESIGHT_DB": str(db)}
    printed = []
    empty = good({"people": [], "items": []})
    for step, code in ((empty, 0), (fault(401), 4), (fault(400), 3), (fault(500), 3)):
        with FakeOpenAI(step) as server:
            told["NOTESIGHT_BASE_URL"] = server.address
            result = call("add", stdin=f"{COFFEE} {code}", **told)
            assert result.code == code, result.err
            assert KEY in str(server.headers)
        printed += [result.out, result.err]
    for words in (
        ["doctor"],
        ["config"],
        ["config", "--json"],
        ["show", "1"],
        ["show", "1", "--json"],
        ["today", "--json"],
        ["run"],
    ):
        result = call(*words, **told)
        printed += [result.out, result.err]
    assert KEY not in "".join(printed)
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path


# --- processes ----------------------------------------------------------------------------------------------------


@pytest.fixture
def db(tmp_path, monkeypatch):
    use_scripted(monkeypatch)
    path = tmp_path / "notes.db"
    done("add", "--db", path, stdin="\n".join(f"ask Ana: thing no. {n}" for n in range(2000)))
    return path


@pytest.mark.parametrize("words", [["asks", "--json"], ["today"], ["people", "--csv"]])
def test_a_reader_that_goes_away_is_no_error(db, words):
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "notesight", *words, "--db", str(db)]
    gone = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, env=environ(), check=False)
    os.close(writer)
    assert (gone.returncode, gone.stderr) == (0, b"")
    script = f'"{sys.executable}" -m notesight {" ".join(words)} --db "{db}" 2>&1 | head -n 1'
    head = subprocess.run(["sh", "-c", script], capture_output=True, env=environ(), check=True)
    assert head.stdout.count(b"\n") == 1


def test_stdout_is_data_and_stderr_is_talk(db):
    result = process("asks", "--json", "--limit", 1, "--db", db)
    assert (result.stderr, result.stdout[:1]) == ("", "[")
    result = process("asks", "--due", "2020-01-01", "--db", db)
    assert (result.stdout, result.stderr) == ("", "None.\n")


def test_a_terminal_that_lacks_letters_stops_nothing(tmp_path):
    told = environ(PYTHONIOENCODING="latin-1", NOTESIGHT_DB=str(tmp_path / "a.db"))
    text = "followup me>Ana: ring 陈雨涵".encode()
    command = [sys.executable, "-m", "notesight"]
    for words in (["add"], ["followups"], ["followups", "--csv"], ["show", "1"], ["extract"]):
        result = subprocess.run([*command, *words], input=text, capture_output=True, env=told, check=False)
        assert (result.returncode, b"bug" in result.stderr) == (0, False), result.stderr
    shown = subprocess.run([*command, "show", "1"], capture_output=True, env=told, check=True)
    assert b"\\u9648\\u96e8\\u6db5" in shown.stdout


def colours(db, **more):
    """What a list prints on a terminal."""
    leader, follower = pty.openpty()
    told = {
        name: value
        for name, value in environ(TERM="xterm-256color", NOTESIGHT_DB=str(db)).items()
        if name != "NO_COLOR"
    }
    told |= more
    command = [sys.executable, "-m", "notesight", "asks", "--limit", "1"]
    subprocess.run(command, stdin=follower, stdout=follower, stderr=follower, env=told, check=True)
    os.close(follower)
    printed = os.read(leader, 65536)
    os.close(leader)
    return printed


def test_colours_stand_on_a_terminal_only_and_not_for_who_wants_none(db):
    assert b"\x1b[" in colours(db)
    assert b"\x1b[" not in colours(db, NO_COLOR="1")
    assert b"\x1b[" not in colours(db, TERM="dumb")
    assert "\x1b[" not in process("asks", "--limit", 1, "--db", db, env=environ(TERM="xterm-256color")).stdout


def test_ctrl_c_is_a_sentence_and_what_was_read_is_kept(tmp_path):
    (tmp_path / "in").mkdir()
    with start("watch", tmp_path / "in", "--db", tmp_path / "a.db") as child:
        assert child.stderr.readline().startswith("Watching ")
        write(tmp_path / "in" / "note.txt")
        assert "note.txt: 2 people, " in child.stderr.readline()
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=20)
    assert child.returncode == 130
    assert err == "Stopped. What was read is kept; the same command goes on from there.\n"
    assert "Ana Ruiz" in done("people", "--db", tmp_path / "a.db")
