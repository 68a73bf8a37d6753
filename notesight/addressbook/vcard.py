"""vCards: written as version 4.0 (RFC 6350), read in the versions 2.1, 3.0 and 4.0 as address books write them.

Every text is data: what could end a value or a line is escaped on the way out, and nothing that is read is more than words.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from notesight.addressbook.cards import Card
from notesight.errors import SourceError
from notesight.model import fold

_WIDE = 75
"""Octets of a line, by RFC 6350; what is longer goes on in the next line, after a space."""
_LINE = re.compile(
    r"(?:[\w-]+\.)?(?P<name>[A-Za-z][\w-]*)(?P<parameters>(?:;(?:\"[^\"]*\"|[^\":;])*)*):(?P<value>.*)", re.DOTALL
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_COUNTS_AS_NOBODY = frozenset({"group", "org", "location", "application", "device"})
_LONGEST = 2_000
"""Characters of a value that are kept: a picture is no fact about a person."""


# --- out -----------------------------------------------------------------------------------------------------------


def written(cards: Iterable[Card]) -> str:
    """Cards as one text in the format of ``.vcf`` files, with the line ends that it asks for."""
    return "".join(f"{_folded(line)}\r\n" for card in cards for line in _lines(card))


def _lines(card: Card) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    if card.uid:
        yield f"UID:{_escaped(card.uid)}"
    yield f"FN:{_escaped(card.name)}"
    given, _, family = card.name.rpartition(" ")
    yield f"N:{_escaped(family)};{_escaped(given)};;;" if given else f"N:;{_escaped(card.name)};;;"
    if card.nicknames:
        yield "NICKNAME:" + ",".join(map(_escaped, card.nicknames))
    yield from (f"EMAIL:{_escaped(each)}" for each in card.emails)
    sources = dict(card.sources)
    for each in card.phones:
        source = f";X-SOURCE={_quoted(sources[each])}" if each in sources else ""
        yield f"TEL;VALUE=text{source}:{_escaped(each)}"
    if card.organization:
        yield f"ORG:{_escaped(card.organization)}"
    if card.role:
        yield f"TITLE:{_escaped(card.role)}"
    if card.birthday:
        yield f"BDAY;VALUE=text:{_escaped(card.birthday)}"
    yield from (f"ADR;LABEL={_quoted(each)}:;;;;;;" for each in card.places)
    yield from (f"URL:{_escaped(each)}" for each in card.webs)
    if card.groups:
        yield "CATEGORIES:" + ",".join(map(_escaped, card.groups))
    if card.note:
        yield f"NOTE:{_escaped(card.note)}"
    if card.on:
        yield f"REV:{card.on:%Y%m%d}T000000Z"
    yield "END:VCARD"


def _escaped(value: str) -> str:
    value = _UNPRINTABLE.sub("", value).replace("\\", "\\\\")
    for mark, instead in (
        (",", "\\,"),
        (";", "\\;"),
        ("\n", "\\n"),
        ("\u2028", "\\n"),
        ("\u2029", "\\n"),
        ("\x85", "\\n"),
    ):
        value = value.replace(mark, instead)
    return value


def _quoted(value: str) -> str:
    """A parameter's value (RFC 6868: marks that may not stand in quotes are written with a caret)."""
    value = _UNPRINTABLE.sub("", " ".join(value.splitlines())).replace("^", "^^").replace('"', "^'")
    return f'"{value}"'


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, no character cut."""
    pieces, size = [""], 0
    for character in line:
        octets = len(character.encode("utf-8", "surrogatepass"))
        if size + octets > _WIDE:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += octets
    return "\r\n".join(pieces)


# --- in ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    parameters: dict[str, list[str]]
    value: str

    @property
    def words(self) -> str:
        """The value as one text, on one line."""
        return " ".join(_plain(self.value).split())

    def parts(self, mark: str) -> list[str]:
        """The texts between marks that are not escaped."""
        found = [""]
        for each in re.findall(r"\\.|.", self.value, re.DOTALL):  # a backslash belongs to what follows it
            if each == mark:
                found.append("")
            else:
                found[-1] += each
        return [" ".join(_plain(each).split()) for each in found]


def read(text: str) -> Iterator[Card | SourceError]:
    """The cards of a text, and for each that tells of nobody, or is no card, the reason.

    Cards of groups and of organisations are passed over. Raises ``SourceError`` for a text that holds no card at all.
    """
    lines = list(_unfolded(text))
    if not any(fold(line) == "begin:vcard" for line in lines):
        raise SourceError("It holds no vCard.")
    inside: list[_Property] | None = None
    for line in lines:
        if fold(line) == "begin:vcard":
            if inside is not None:
                yield SourceError("A card is not finished.")
            inside = []
        elif fold(line) == "end:vcard":
            if inside is not None and (card := _card(inside)) is not None:
                yield card
            inside = None
        elif inside is not None and (found := _property(line)) is not None:
            inside.append(found)
    if inside is not None:
        yield SourceError("The last card is not finished.")


def _unfolded(text: str) -> Iterator[str]:
    """The logical lines: those that begin with white space go on, and so do quoted-printable ones that end with ``=``."""
    line: str | None = None
    for physical in re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff")):
        if line is not None and physical[:1] in (" ", "\t"):
            line += physical[1:]
        elif line is not None and line.endswith("=") and "quoted-printable" in line.partition(":")[0].casefold():
            line = line[:-1] + physical
        else:
            if line is not None:
                yield line
            line = physical
    if line is not None:
        yield line


def _property(line: str) -> _Property | None:
    found = _LINE.fullmatch(line.strip())
    if found is None:
        return None
    parameters: dict[str, list[str]] = {}
    for each in re.findall(r";((?:\"[^\"]*\"|[^\":;])*)", found["parameters"]):
        name, equals, value = each.partition("=")
        parameters.setdefault((name if equals else "type").casefold(), []).append(
            (value if equals else name).strip('"')
        )
    value = found["value"]
    if "quoted-printable" in map(str.casefold, (*parameters.get("encoding", ()), *parameters.get("type", ()))):
        charset = (parameters.get("charset") or ["utf-8"])[0]
        value = _decoded(quopri.decodestring(value.encode("utf-8", "replace")), charset)
    return _Property(found["name"].upper(), parameters, value[:_LONGEST])


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _plain(value: str) -> str:
    return _UNPRINTABLE.sub("", re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value))


def _card(found: list[_Property]) -> Card | SourceError | None:
    """The card of these properties; ``None`` for one that is about no human being."""
    by_name: dict[str, list[_Property]] = {}
    for each in found:
        by_name.setdefault(each.name, []).append(each)

    def all_of(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.words for each in by_name.get(name, ()) if each.words))

    kinds = {fold(each) for name in ("KIND", "X-ADDRESSBOOKSERVER-KIND") for each in all_of(name)}
    if kinds & _COUNTS_AS_NOBODY or "company" in map(fold, all_of("X-ABSHOWAS")):
        return None
    emails = tuple(dict.fromkeys(each.removeprefix("mailto:") for each in all_of("EMAIL") if "@" in each))
    name = next(iter(all_of("FN")), "") or _name(by_name.get("N", ())) or next(iter(emails), "")
    if not name:
        return SourceError("A card has neither a name nor an address.")
    organization = next((", ".join(filter(None, each.parts(";"))) for each in by_name.get("ORG", ())), None)
    return Card(
        name=name,
        nicknames=tuple(
            dict.fromkeys(word for each in by_name.get("NICKNAME", ()) for word in each.parts(",") if word)
        ),
        emails=emails,
        phones=tuple(each.removeprefix("tel:") for each in all_of("TEL")),
        organization=organization or None,
        role=next(iter(all_of("TITLE") or all_of("ROLE")), None),
        birthday=next(iter(all_of("BDAY")), None),
        places=tuple(dict.fromkeys(filter(None, map(_place, by_name.get("ADR", ()))))),
        webs=all_of("URL"),
        groups=tuple(dict.fromkeys(word for each in by_name.get("CATEGORIES", ()) for word in each.parts(",") if word)),
        note=next(iter(all_of("NOTE")), None),
        uid=next(iter(all_of("UID")), None),
        on=next((_day(each) for each in all_of("REV")), None),
    )


def _name(structured: Iterable[_Property]) -> str:
    """The name of ``N:Family;Given;Additional;Prefixes;Suffixes``."""
    for each in structured:
        family, given, more, *_ = (*each.parts(";"), "", "", "")
        return " ".join(filter(None, (given, more, family)))
    return ""


def _place(address: _Property) -> str:
    said = ", ".join(filter(None, address.parts(";")))
    label = " ".join(
        address.parameters.get("label", [""])[0].replace("^'", '"').replace("^^", "^").replace("\\n", " ").split()
    )
    return said or label


def _day(stamp: str) -> date | None:
    digits = re.sub(r"\D", "", stamp)[:8]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
