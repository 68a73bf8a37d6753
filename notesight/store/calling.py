"""By which numbers somebody can be called: read from the signatures of what they wrote, each time anew, with their lines.

Nothing is stored: a number is as true as the newest signature that has it, and goes with the document when that is forgotten.
"""

from __future__ import annotations

import sqlite3

from notesight.phones import phones
from notesight.store.queries import Row, rows

_LOOKED_AT = 40
"""So many of the newest documents that name somebody are looked at."""


def of_person(conn: sqlite3.Connection, person_id: str) -> list[Row]:
    """The numbers of a person, the newest first, each once, with ``quote``, the line of it, and the document.

    Rows of ``number``, ``quote``, ``document_id``, ``title``, ``day``; ``start`` and ``end`` are where the number stands in the
    document. Only signatures below words of their own count.
    """
    sql = f"""
        SELECT documents.id AS document_id, documents.title, documents.date AS day, parts.start,
            substr(documents.text, parts.start + 1, parts.end - parts.start) AS words
        FROM (SELECT DISTINCT document_id FROM (
            SELECT document_id FROM _person_nodes WHERE person_id = :person ORDER BY date DESC LIMIT {_LOOKED_AT})) AS mine
        JOIN parts ON parts.document_id = mine.document_id AND parts.role = 'signature'
        JOIN documents ON documents.id = mine.document_id
        WHERE EXISTS (
            SELECT 1 FROM names WHERE names.document_id = parts.document_id AND names.person_id = :person AND (
                names.kind = 'address' AND names.name = parts.author_address COLLATE NOCASE
                OR parts.author_address = '' AND names.name = parts.author_name COLLATE NOCASE))
        ORDER BY documents.date DESC, documents.id DESC, parts.n
    """  # noqa: S608 (our own names)
    found: dict[str, Row] = {}
    for row in rows(conn, sql, {"person": person_id}):
        words, start = row.pop("words"), row.pop("start")
        for each in phones(words):
            begin = words.rfind("\n", 0, each.start) + 1
            stop = words.find("\n", each.end)
            quote = " ".join(words[begin : stop if stop >= 0 else len(words)].split())
            place = {"start": start + each.start, "end": start + each.end}
            found.setdefault(each.digits, {"number": each.number, "quote": quote, **place, **row})
    return list(found.values())
