"""What the README and its neighbours say is true, whole and fresh."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import readme
from cogapp import Cog

from notesight import config, errors, sources
from notesight.cli import INTERRUPTED
from notesight.store import schema

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TO_COME = {"docs/home.png"}
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "fixtures/README.md")


def test_the_generated_blocks_are_fresh(monkeypatch):
    for name, value in {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    with redirect_stdout(io.StringIO()) as said:
        code = Cog().main(["cog", "--check", "-I", str(ROOT / "tests"), str(ROOT / "README.md")])
    assert code == 0, f"{said.getvalue()}\nPut them in order: make format"


def test_the_generated_blocks_do_not_hang_on_the_terminal(monkeypatch):
    for name, value in {"COLUMNS": "200", "TERM": "xterm-256color", "FORCE_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    assert readme.help_of("add") in README


def test_every_block_holds_something():
    blocks = re.findall(r"^\]\]\] -->\n(.*?)<!-- \[\[\[end\]\]\] -->", README, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 5
    assert all(block.strip() for block in blocks)


@pytest.mark.parametrize("command", readme.commands())
def test_every_command_is_shown_with_all_its_options(command):
    assert f"$ notesight {command} --help" in README
    section = README[README.index(f"$ notesight {command} --help") :].partition("</details>")[0]
    import typer.main

    info = typer.main.get_command_from_info(
        readme.registered()[command], pretty_exceptions_short=False, rich_markup_mode=None
    )
    for parameter in info.params:
        for option in parameter.opts if parameter.param_type_name == "option" else [parameter.metavar or ""]:
            assert option in section, (command, option)


@pytest.mark.parametrize("command", readme.commands())
def test_the_text_speaks_of_every_command_outside_of_its_help(command):
    prose = re.sub(r"<!-- \[\[\[cog.*?\[\[\[end\]\]\] -->", "", README, flags=re.DOTALL)
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"\b{command}\b", prose + changes), command


def test_every_command_that_the_text_shows_exists():
    named = re.findall(r"(?:^|[\s`|$])notesight ([a-z]+(?:-[a-z]+)?)", README)
    known = {*readme.commands(), *readme.groups(), "reads"}
    assert set(named) <= known, set(named) - known


def test_every_setting_and_its_variable_is_there():
    for option in config.OPTIONS:
        assert f"| `{option.key}` | `{option.variable}` | " in README
    for variable in (*config.KEY_VARIABLES, "NOTESIGHT_CONFIG", "NOTESIGHT_DEBUG"):
        assert f"${variable}" in README


def test_every_variable_that_the_code_reads_is_there():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "notesight").rglob("*.py"))
    for variable in set(re.findall(r"\bNOTESIGHT_[A-Z_]+\b", code)):
        assert variable in README, variable


def test_every_table_and_every_column_is_there():
    shown = README[README.index("## The database") :]
    for sql in (readme.PARTS[0][1], schema.READING, schema.PROJECTION, schema.LEDGER):
        for name in re.findall(r"CREATE (?:TABLE|VIEW) ([a-z]\w*)", sql):
            assert f"<code>{name}</code>: " in shown or f"`{name}` (a view): " in shown, name
        for name, _, body in readme.tables_of(sql):
            section = shown[shown.index(f"{name}</code>" if f"{name}</code>" in shown else f"`{name}`") :].partition(
                "</details>"
            )[0]
            columns = re.findall(r"^    ([a-z]\w*) (?:TEXT|INTEGER|REAL)", body, re.MULTILINE)
            assert [f"| `{column}` | " in section for column in columns] == [True] * len(columns), name


def test_every_exit_code_is_there():
    codes = {int(code) for code in re.findall(r"^\| (\d) \| ", README, re.MULTILINE)}
    classes = [
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.NotesightError)
    ]
    assert codes == {0, *(each.exit_code for each in classes)}
    assert f"| {INTERRUPTED} | " in README


def test_the_limits_are_those_of_the_code():
    sentence = re.search(r"may be (\d+) MB long, a mail with its attachments (\d+) MB", README)
    assert [int(each) * 1_000_000 for each in sentence.groups()] == [sources.LARGEST_NOTE, sources.LARGEST_MAIL]


def test_every_kind_of_file_that_is_read_is_there():
    section = README[README.index("## What it reads") : README.index("## For programs")]
    assert {".txt", ".md", ".eml", ".mbox"} <= sources.NOTES | sources.MAILS | sources.MAILBOXES
    for suffix in (".txt", ".md", ".eml", ".mbox"):
        assert f"`{suffix}`" in section


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_to_files_that_exist(name):
    path = ROOT / name
    for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert target in TO_COME or (path.parent / target).exists(), target


def test_make_targets_that_the_text_names_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert set(re.findall(r"`?make ([a-z-]+)\b(?=[`\s])", text)) - {"and", "a"} <= targets, name


def test_the_changelog_has_a_section_for_what_is_not_released():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    section = re.search(r"^## \[Unreleased\]\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert re.search(r"^### (Added|Changed|Fixed|Removed|Security|Deprecated)\n- \S", section[1], re.MULTILINE)
