"""The Atom feed of a notebook: what was last asked, offered and promised, for a feed reader.

RFC 4287. Every text is data: control characters that XML forbids are left out, the rest is escaped by the writer. Ids are
those of the items and last as long as they do, so that a reader shows nothing twice.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from notesight.model import ITEM_KINDS, ME
from notesight.publish.facts import Fact, facts
from notesight.publish.words import KIND_WORDS

LENGTH = 60
"""So many items stand in the feed, those that came in last."""
_ATOM = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 300


def feed(conn: sqlite3.Connection, name: str, own: str, page: Callable[[Fact], str]) -> bytes:
    """The feed as XML. ``own`` is its address, ``page`` gives the address of an item's page."""
    found = [
        fact
        for kind in ITEM_KINDS
        for fact in facts(conn, kind, "item.state = 'open'", {}, order="item.rowid DESC", limit=LENGTH)
    ]
    came = _came(conn, {fact.document_id for fact in found})
    found.sort(key=lambda fact: (came[fact.document_id], fact.id), reverse=True)
    root = ET.Element("feed", xmlns=_ATOM)
    _add(root, "title", f"{name}: asks, offers and follow-ups")
    _add(root, "id", own)
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=own)
    latest = max(came.values(), default=datetime(1970, 1, 1, tzinfo=UTC))
    _add(root, "updated", latest.isoformat())
    _add(ET.SubElement(root, "author"), "name", "notesight")
    for fact in found[:LENGTH]:
        _entry(root, fact, came[fact.document_id], page(fact))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: ET.Element, fact: Fact, came: datetime, page: str) -> None:
    entry = ET.SubElement(root, "entry")
    _add(entry, "title", f"{KIND_WORDS[fact.kind]}: {fact.line[:_LONGEST]}")
    _add(entry, "id", f"urn:notesight:item:{fact.id}")
    _add(entry, "updated", came.isoformat())
    ET.SubElement(entry, "link", rel="alternate", href=page)
    ET.SubElement(entry, "category", term=fact.kind)
    parties = " → ".join("me" if party.name == ME else party.name for party in (fact.by, fact.to) if party)
    due = f"due {fact.due}" if fact.due else ""
    said = f"“{fact.quote}”"
    source = f"{fact.title}, {fact.said_on}" if fact.said_on else fact.title
    _add(entry, "content", "\n".join(filter(None, (parties, due, said, source)))).set("type", "text")


def _came(conn: sqlite3.Connection, documents: set[int]) -> dict[int, datetime]:
    """When documents came into the notebook."""
    listed = ", ".join(map(str, sorted(documents)))
    rows = conn.execute(f"SELECT id, added_at FROM documents WHERE id IN ({listed})").fetchall()  # noqa: S608 (numbers)
    return {row[0]: datetime.fromisoformat(row[1]) for row in rows}


def _add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = _FORBIDDEN.sub("", text)
    return element
