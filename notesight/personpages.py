"""One Markdown page for a person, for Obsidian and other folders of notes: it grows, and keeps what its reader wrote.

What comes of the notebook stands between two marks and is written anew; all else on the page stays as it is. The page knows
whom it is about by the id in its front matter, so that it may be renamed or moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

BEGIN, END = "%% notesight begin %%", "%% notesight end %%"
"""The marks: comments in Obsidian, on lines of their own."""
ID = "notesight"
"""The line of the front matter that has the person's id."""
_ID = re.compile(rf"^{ID}:[ \t]*([a-z0-9]+)[ \t]*$", re.MULTILINE)
_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_BLOCK = re.compile(rf"^{re.escape(BEGIN)}.*?^{re.escape(END)}", re.DOTALL | re.MULTILINE)
_UNFIT = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*#^\[\]]+")
_LONGEST_NAME = 80
_HEADINGS = {"ask": "Asks", "offer": "Offers", "followup": "Follow-ups"}


def file_name(person: Mapping[str, Any], taken: Iterable[str]) -> str:
    """A name for a person's page that no page in ``taken`` (folded) has yet."""
    stem = " ".join(_UNFIT.sub(" ", person["name"]).split()).strip(". ")[:_LONGEST_NAME].strip(". ") or person["id"]
    name = f"{stem}.md"
    return name if name.casefold() not in set(taken) else f"{stem} ({person['id']}).md"


def id_of(page: str) -> str | None:
    """Whom a page is about: the id in its front matter."""
    front = _FRONT.match(page.removeprefix("\ufeff"))
    found = _ID.search(front[1]) if front else None
    return found[1] if found else None


def page(person: Mapping[str, Any], items: Sequence[Mapping[str, Any]], documents: Sequence[Mapping[str, Any]]) -> str:
    """A new page about a person."""
    return f"---\n{ID}: {person['id']}\n---\n\n{block(person, items, documents)}\n"


def renewed(old: str, person: Mapping[str, Any], block_: str) -> str:
    """The page with its block written anew; what stands before and after it is kept, as is a page without a block."""
    ends = "\r\n" if "\r\n" in old else "\n"
    new = block_.replace("\n", ends)
    old = _ID.sub(f"{ID}: {person['id']}", old, count=1)
    found = _BLOCK.search(old)
    if found is None:
        return old.rstrip("\r\n") + f"{ends}{ends}{new}{ends}"
    return old[: found.start()] + new + old[found.end() :]


def block(person: Mapping[str, Any], items: Sequence[Mapping[str, Any]], documents: Sequence[Mapping[str, Any]]) -> str:
    """What the notebook knows of a person: who they are, what is open, what was, and where they stand; marks included."""
    lines = [BEGIN, f"# {_text(person['name'])}", ""]
    told = (
        ("Also", person["also_known_as"]), ("At", person["organization"]), ("As", person["role"]),
        ("Address", person["email"]), ("Seen", _seen(person)),
    )  # fmt: skip
    lines += [f"- {label}: {_text(str(value))}" for label, value in told if value]
    for kind, heading in _HEADINGS.items():
        of_kind = sorted((each for each in items if each["kind"] == kind), key=_order)
        if of_kind:
            lines += ["", f"## {heading}", "", *(_item(each) for each in of_kind)]
    if documents:
        lines += ["", "## Where", ""]
        lines += [f"- {each['date']} {_text(each['title'])} (document {each['document_id']})" for each in documents]
    return "\n".join([*lines, "", END])


def _order(item: Mapping[str, Any]) -> tuple[bool, str, str]:
    return item["state"] != "open", item["said_on"], item["id"]


def _seen(person: Mapping[str, Any]) -> str:
    first, last = person["first_seen"], person["last_seen"]
    return first if first == last else f"{first} to {last}"


def _item(item: Mapping[str, Any]) -> str:
    mark = "x" if item["state"] == "done" else "-" if item["state"] in ("dismissed", "wrong") else " "
    who = " → ".join(each for each in (item["by"], item["to"]) if each)
    due = f", due {item['due']}" if item["due"] else ""
    return (
        f"- [{mark}] {_text(item['summary'])} ({_text(who)}{', ' if who else ''}said {item['said_on']}{due})\n"
        f"  “{_text(item['quote'])}”"
    )


def _text(value: str) -> str:
    """A text on one line, in which nothing is markup: no link, no tag, no heading, no mark of ours."""
    one_line = " ".join(value.split()).replace("%%", "% %")
    return re.sub(r"([\\`*_{}\[\]<>#|~=$^!])", r"\\\1", one_line)
