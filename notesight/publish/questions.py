"""Questions with a blank to fill in, as Datasette's stored queries of a notebook: plain SQL that its owner can go on from.

What is typed into a blank comes in as a parameter only. A query shows who, what and where as words that lead to our
pages; see ``cells.answered``.
"""

from __future__ import annotations

from typing import Any

_EACH = """'"' || replace(trim(replace(printf('%s', :words), '"', ' ')), ' ', '" "') || '"'"""
"""What was typed, up to a NUL, as an FTS5 expression: each word in quotes, so that none of them is an order."""
_WORDS = f"""rowid IN (
    SELECT rowid FROM {{0}}_fts WHERE {{0}}_fts
    MATCH {_EACH}
)"""  # noqa: S608 (our own words)
_ITEM = """item.quote AS words, item.said_on, item.state, documents.title AS "where",
    {party}_person_id AS person_id, item.id AS fact_id, item.document_id"""

_WHO_CAN_HELP = f"""
SELECT coalesce(people.name, item.by_text, 'somebody') AS who, item.summary AS what,
    {_ITEM.format(party="item.by")}
FROM offers AS item JOIN documents ON documents.id = item.document_id
LEFT JOIN people ON people.id = item.by_person_id
WHERE item.state IN ('open', 'snoozed') AND item.{_WORDS.format("offers")}
ORDER BY item.said_on DESC
"""  # noqa: S608 (our own words)

_WHO_IS_LOOKING = f"""
SELECT coalesce(people.name, item.by_text, 'somebody') AS who, item.summary AS what,
    {_ITEM.format(party="item.by")}
FROM asks AS item JOIN documents ON documents.id = item.document_id
LEFT JOIN people ON people.id = item.by_person_id
WHERE item.state IN ('open', 'snoozed') AND item.{_WORDS.format("asks")}
ORDER BY item.said_on DESC
"""  # noqa: S608

_PROMISED = f"""
SELECT item.summary AS what, coalesce(people.name, item.to_text) AS who, item.due,
    {_ITEM.format(party="item.to")}
FROM followups AS item JOIN documents ON documents.id = item.document_id
LEFT JOIN people ON people.id = item.to_person_id
WHERE item.by_person_id IS NULL AND item.by_text = 'me'
    AND (item.said_on LIKE :month_or_title || '%' OR documents.title LIKE '%' || :month_or_title || '%')
ORDER BY item.said_on DESC, item.start
"""  # noqa: S608

_NOT_SPOKEN = """
SELECT people.name AS who, max(documents.date) AS last_contact, people.last_seen AS last_named, people.documents,
    people.open_items, people.id AS person_id
FROM people JOIN _person_nodes AS node ON node.person_id = people.id
LEFT JOIN documents ON documents.id = node.document_id AND (
    documents.kind = 'note'
    OR documents.sender_address IN (SELECT name FROM names WHERE person_id = people.id AND kind = 'address')
    OR EXISTS (
        SELECT 1 FROM json_each(documents.recipients) AS to_whom
        JOIN names ON names.name = json_extract(to_whom.value, '$.address') AND names.kind = 'address'
        WHERE names.person_id = people.id
    )
)
GROUP BY people.id HAVING max(documents.date) < date(:day)
ORDER BY last_contact DESC, people.name
"""

_OPEN_WITH = """
WITH them AS (SELECT id FROM people WHERE trim(:name) <> '' AND name LIKE '%' || trim(:name) || '%')
SELECT items.kind, items.summary AS what, coalesce(giver.name, items.by_text) AS by,
    coalesce(taker.name, items.to_text) AS "to", items.due, items.said_on, documents.title AS "where",
    items.id AS fact_id, items.document_id
FROM items JOIN documents ON documents.id = items.document_id
LEFT JOIN people AS giver ON giver.id = items.by_person_id
LEFT JOIN people AS taker ON taker.id = items.to_person_id
WHERE items.state IN ('open', 'snoozed')
    AND (items.by_person_id IN (SELECT id FROM them) OR items.to_person_id IN (SELECT id FROM them))
ORDER BY items.due IS NULL, items.due, items.said_on DESC
"""

_ASKED: dict[str, dict[str, Any]] = {
    "who-can-help": {
        "title": "Who can help with …",
        "description": "Open offers in which all these words stand.",
        "sql": _WHO_CAN_HELP.strip(),
    },
    "who-is-looking-for": {
        "title": "Who is looking for …",
        "description": "Open asks in which all these words stand.",
        "sql": _WHO_IS_LOOKING.strip(),
    },
    "what-did-i-promise": {
        "title": "What did I promise in …",
        "description": "My own follow-ups, said in a month (2026-03), on a day, or in a document with these words in its title.",
        "sql": _PROMISED.strip(),
    },
    "not-spoken-since": {
        "title": "Not spoken since …",
        "description": "Who has neither written nor been written to, and is named in no note of mine, since a day (2026-03-01).",
        "sql": _NOT_SPOKEN.strip(),
    },
    "what-is-open-with": {
        "title": "What is open with …",
        "description": "Open asks, offers and follow-ups by or to whoever goes by this name.",
        "sql": _OPEN_WITH.strip(),
    },
}
QUESTIONS: dict[str, dict[str, Any]] = {name: {**question, "hide_sql": True} for name, question in _ASKED.items()}
"""By their names in an address, in the form of Datasette's configuration; the SQL is shown when it is asked for."""
