"""What the README shows of the program itself, made by the program: an example, command help, settings, tables."""

import json
import re
import tempfile
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from typer.models import CommandInfo
from typer.testing import CliRunner

from notesight import config, resources
from notesight.cli import app, program
from notesight.cli.contents import CONTENTS
from notesight.store import schema

_ALONE = {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "80"}
_TABLE = re.compile(r"CREATE (?:TABLE|VIEW) (\w+) (?:AS|\()\s+-- ([^\n]*)\n(.*?)(?:\n\)|;\n)", re.DOTALL)
_COLUMN = re.compile(r"^    (\w+) (?:TEXT|INTEGER|REAL)[^\n]*?(?:--\s*(.*))?$", re.MULTILINE)
NOTE = "Coffee with Ana Ruiz. She is looking for a web designer. I will send her Mia’s portfolio by Friday."
_ADDED = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (\w+ [^;]*);  (-- .*)")


def _whole(truth: str, *later: str) -> str:
    """The tables of the truth with the columns that later steps have added."""
    for table, column, meaning in _ADDED.findall("".join(later)):
        begin = truth.index(f"CREATE TABLE {table} ")
        end = truth.index("\n) STRICT", begin)
        truth = f"{truth[:end]}\n    {column}  {meaning}{truth[end:]}"
    return truth


PARTS = (
    (
        "Truth: only ever added to",
        _whole(schema.TRUTH, schema.PROPOSED).replace(schema.OBSERVED, schema.OBSERVED_NOW) + schema.READING,
    ),
    ("Projection: what people browse", schema.PROJECTION),
    ("Besides", schema.LEDGER + schema.BATCHES + schema.FORGOTTEN),
)


_MODULES = (
    "intake post batch lists keep brief persons matches links outcomes decide correct review reread upkeep hide outgoing"
    " incoming agents evaluate loadgold"
).split()


def _load_commands() -> None:
    """Register the commands of every module, in the order of the README."""
    for module in _MODULES:
        import_module(f"notesight.cli.{module}")


def _call(*words: str, stdin: str | None = None, **more: str) -> str:
    result = CliRunner().invoke(program, list(words), input=stdin, prog_name="notesight", env={**_ALONE, **more})
    assert result.exit_code == 0, result.output
    return "\n".join(line.rstrip() for line in result.output.strip("\n").splitlines())


def example() -> str:
    """A note that is piped in, and what is printed."""
    with tempfile.TemporaryDirectory() as folder:
        nowhere = {"NOTESIGHT_CONFIG": str(Path(folder) / "none.toml"), "NOTESIGHT_DB": str(Path(folder) / "notes.db")}
        shown = _call("add", "--date", "2026-03-02", stdin=NOTE, **nowhere)
    return f"```\n$ cat coffee.txt\n{NOTE}\n$ cat coffee.txt | notesight add --date 2026-03-02\n{shown}\n```\n"


def figures() -> str:
    """How well the embedded extractor reads our own gold."""
    value = json.loads(_call("eval", str(resources.folder("fixtures") / "gold"), "--extractor", "offline", "--json"))
    rows = [
        f"| {label} | {value[key]['precision']:.2f} | {value[key]['recall']:.2f} | {value[key]['f1']:.2f} |"
        for label, key in (
            ("people", "people"), ("asks", "asks"), ("offers", "offers"), ("follow-ups", "followups"), ("all items", "items"),
            ("introductions", "introductions"), ("outcomes", "outcomes"),
        )
    ]  # fmt: skip
    shares = [f"{name} {value[name]['share']:.2f}" for name in ("by", "to", "due")]
    said = f"Of the items found, right: {', '.join(shares)}. Quotes that stand in their text: {value['grounded']['share']:.0%}."
    return "\n".join(["| `offline` | precision | recall | F1 |", "|---|---|---|---|", *rows, "", said]) + "\n"


def help_of(*words: str) -> str:
    """The help of one command as a fenced block."""
    shown = _call(*words, "--help")
    return f"```\n$ notesight {' '.join([*words, '--help'])}\n{shown}\n```\n"


def registered() -> dict[str, CommandInfo]:
    """All commands by their names, in the order of use; those of a group stand behind it: ``people merge``."""
    _load_commands()
    inside = {str(group.name): group.typer_instance for group in app.registered_groups}
    found = _named(sorted(app.registered_commands, key=_module_of))
    for group in groups():
        found |= {f"{group} {name}": each for name, each in _named(inside[group].registered_commands).items()}
    return found


def _named(those: Iterable[CommandInfo]) -> dict[str, CommandInfo]:
    return {each.name or each.callback.__name__: each for each in those if each.callback}


def _module_of(command: CommandInfo) -> int:
    assert command.callback is not None
    return _MODULES.index(command.callback.__module__.rpartition(".")[2])


def groups() -> list[str]:
    """The names of the commands that have others under them, in the order of ``--help``."""
    _load_commands()
    names = {group.name for group in app.registered_groups}
    return [each.name for entries in CONTENTS.values() for each in entries if each.name in names]


def commands() -> list[str]:
    """The names of all commands."""
    return [*registered()]


def all_help() -> str:
    """The help of every command, each in a fold; that of a group before its commands."""
    shown = [name for name in commands() if " " not in name]
    for group in groups():
        shown += [group, *(name for name in commands() if name.startswith(f"{group} "))]
    return "\n".join(
        f"<details><summary><code>notesight {name}</code></summary>\n\n{help_of(*name.split())}\n</details>\n"
        for name in shown
    )


def settings() -> str:
    """Every setting: its name in the file, its variable, what it means."""
    rows = [f"| `{option.key}` | `{option.variable}` | {option.meaning} |" for option in config.OPTIONS]
    return "\n".join(["| setting | in the environment | is |", "|---|---|---|", *rows]) + "\n"


def tables() -> str:
    """Every table that people see: what it is, its columns and what each means, from the SQL that makes it."""
    blocks = []
    for title, sql in PARTS:
        blocks.append(f"**{title}**\n")
        for name, what, body in tables_of(sql):
            columns = [f"| `{column}` | {meaning} |" for column, meaning in columns_of(body)]
            if not columns:
                blocks.append(f"`{name}` (a view): {what}\n")
                continue
            listed = "\n".join(["| column | is |", "|---|---|", *columns])
            blocks.append(f"<details><summary><code>{name}</code>: {what}</summary>\n\n{listed}\n\n</details>\n")
    return "\n".join(blocks)


def tables_of(sql: str) -> list[tuple[str, str, str]]:
    """The tables and views of a script that are no workings: name, meaning, body."""
    return [(name, what.strip(), body) for name, what, body in _TABLE.findall(sql) if not name.startswith("_")]


def columns_of(body: str) -> list[tuple[str, str]]:
    """The columns of a table with the meaning that stands behind each."""
    return [(name, meaning.strip()) for name, meaning in _COLUMN.findall(body)]
