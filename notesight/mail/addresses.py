"""Read lists of mailboxes: from real headers, from Outlook's and Lotus' own lines, from what people type."""

from __future__ import annotations

import re

from notesight.mail.headers import decode_words
from notesight.model import Address

MAX_ADDRESSES = 500
_MAX_CHARS = 65_536

_SPECIAL = re.compile(r'["\\,;<>()\[\]]')
_BARE = re.compile(r"[^\s<>()\[\]\"',;:@/]{1,64}@[^\s<>()\[\]\"',;:@.]{1,63}(?:\.[^\s<>()\[\]\"',;:@.]{1,63}){1,9}")
_MAILTO = re.compile(r"[\[<(]\s?mailto:([^\]>)\s]{3,320})[\]>)]?", re.IGNORECASE)
_GROUP = re.compile(r"\A\s{0,9}[^<>@\",;:\[(]{1,80}:(?!//)")
_NOTES_PATH = re.compile(r"(?:/[\w .&-]{1,40}){0,6}@[\w.-]{1,40}$|(?:/[\w .&-]{1,40}){1,6}$")
_QUOTES = " \t'\"“”‘’*"


def parse_addresses(value: str, limit: int = MAX_ADDRESSES) -> tuple[Address, ...]:
    """The mailboxes of a header value, at most ``limit``: display names decoded, ``Last, First`` kept together."""
    found: list[Address] = []
    for piece in _rejoined(_split(value[:_MAX_CHARS])):
        address = parse_address(_GROUP.sub("", piece))
        if address is not None:
            found.append(address)
            if len(found) >= limit:
                break
    return tuple(found)


def parse_address(piece: str) -> Address | None:
    """One mailbox: ``Ana Ruiz <ana@x.org>``, ``ana@x.org``, ``Ana Ruiz/HOU/ECT@ECT``; None when nothing is named."""
    piece = piece.strip()
    mailto = _MAILTO.search(piece)
    if mailto:
        name, address = piece[: mailto.start()], mailto.group(1)
        if "@" in name and (twice := _BARE.search(name)):
            # Outlook's web form: "Ana Ruiz <ana@x.org<mailto:ana@x.org>>".
            name = name[: twice.start()]
    else:
        name, angle, rest = piece.rpartition("<")
        if angle:
            address = rest.partition(">")[0].strip().removeprefix("SMTP:").removeprefix("mailto:")
        else:
            bare = _BARE.search(piece)
            address = bare.group() if bare else ""
            name = (piece[: bare.start()] + " " + piece[bare.end() :]) if bare else piece
    if "@" not in address or " " in address or len(address) > 320:
        address = ""
    name = _name(name)
    return Address(name=name, address=address) if name or address else None


def _name(raw: str) -> str:
    name = _trimmed(decode_words(raw.replace("\\", "")))
    if "/" in name or "@" in name:
        if _BARE.fullmatch(name):
            return ""
        name = _NOTES_PATH.sub("", name).strip(_QUOTES)
    if name.upper().startswith(("/O=", "O=", "CN=")):
        return ""
    return name[:200] if any(letter.isalpha() for letter in name) and not _BARE.search(name) else ""


def _trimmed(name: str) -> str:
    """Without quotes and separators around it, and without brackets that enclose all of it or nothing."""
    name = name.strip(_QUOTES + ",;:")
    while name and (name[0] in ")]>" or name[-1] in "([<" or (name[0] in "([<" and name[-1] in ")]>")):
        name = name.strip(_QUOTES + ",;:<>")
        if name and (name[0] in ")]" or (name[0] in "([" and name[-1] in ")]")):
            name = name[1:]
            if name and name[-1] in ")]":
                name = name[:-1]
        elif name and name[-1] in "([":
            name = name[:-1]
    return name.strip(_QUOTES + ",;:")


def _split(value: str) -> list[str]:
    """The list cut at commas and semicolons that stand outside quotes, comments and angle brackets."""
    pieces: list[str] = []
    begin, depth, quoted, angled, skip = 0, 0, False, False, -1
    for found in _SPECIAL.finditer(value):
        mark, at = found.group(), found.start()
        if at == skip:
            continue
        if mark == "\\":
            skip = at + 1
        elif mark == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif mark in "([":
            depth += 1
        elif mark in ")]":
            depth = max(0, depth - 1)
        elif mark == "<":
            angled = True
        elif mark == ">":
            angled = False
        elif not depth and not angled:
            pieces.append(value[begin:at] + mark)
            begin = at + 1
    pieces.append(value[begin:])
    return pieces


def _rejoined(pieces: list[str]) -> list[str]:
    """``Last`` and ``First <addr>`` made one again, where an unquoted comma stood inside a name."""
    semicolons = any(piece.endswith(";") for piece in pieces)
    out: list[str] = []
    held: list[str] = []
    for index, piece in enumerate(pieces):
        comma = piece.endswith(",")
        core = piece.rstrip(",;").strip()
        if comma and _may_be_surname(core) and not held and _goes_on(pieces, index, semicolons=semicolons):
            held = [core]
            continue
        out.append(", ".join([*held, core]))
        held = []
    return [*out, *held]


def _may_be_surname(core: str) -> bool:
    return bool(core) and "@" not in core and "<" not in core and '"' not in core and "/" not in core


def _goes_on(pieces: list[str], index: int, *, semicolons: bool) -> bool:
    """Whether the next piece is the first name to this surname, and not somebody else."""
    following = pieces[index + 1].rstrip(",;").strip() if index + 1 < len(pieces) else ""
    if not following or following.startswith(('"', "<")):
        return False
    if semicolons:
        return True
    here = pieces[index].rstrip(",;").split()
    there = following.partition("<")[0].split()
    if "<" in following:
        return len(there) > 0 and "@" not in following.partition("<")[0]
    # Without brackets or semicolons only a lone "Surname, First" is told from a list of people.
    return len(here) == 1 and len(pieces) == 2 and 0 < len(there) <= 2 and "@" not in following
