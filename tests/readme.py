"""What the README shows of the program itself, made by the program: command help and the database's tables."""

import re

from typer.testing import CliRunner

from notesight.cli import app, load_commands
from notesight.store import schema


def help_of(*words: str) -> str:
    """The help of one command as a fenced block."""
    load_commands()
    result = CliRunner().invoke(app, [*words, "--help"], prog_name="notesight", env={"TERM": "dumb", "NO_COLOR": "1"})
    assert result.exit_code == 0, result.output
    lines = "\n".join(line.rstrip() for line in result.output.strip("\n").splitlines())
    return f"```\n$ notesight {' '.join([*words, '--help'])}\n{lines}\n```\n"


def all_help() -> str:
    """The help of every command, each in a fold."""
    load_commands()
    names = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    blocks = [
        f"<details><summary><code>notesight {name}</code></summary>\n\n{help_of(name)}\n</details>\n" for name in names
    ]
    return "\n".join(blocks)


def tables() -> str:
    """Every table people see: its columns and what each means, from the SQL that makes it."""
    blocks = []
    for title, sql in (
        ("Truth: only ever added to", schema.TRUTH),
        ("Projection: what people browse", schema.PROJECTION),
    ):
        blocks.append(f"**{title}**\n")
        for name, what, body in re.findall(r"CREATE TABLE (\w+) \(\s+-- ([^\n]*)\n(.*?)\n\)", sql, re.DOTALL):
            if name.startswith("_"):
                continue
            columns = re.findall(r"^    (\w+) (?:TEXT|INTEGER|REAL)", body, re.MULTILINE)
            blocks.append(f"- `{name}`: {what.strip()}  \n  {', '.join(columns)}")
        blocks.append("")
    return "\n".join(blocks)
