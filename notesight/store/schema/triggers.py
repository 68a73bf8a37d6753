"""What follows each change of a row by itself: counts, and the notes of what closings must look at again."""

from __future__ import annotations

from notesight.model import ITEM_KINDS, PLURALS
from notesight.store.schema.lists import ITEM_TABLES

# Somebody may stand in every document: their counts follow each row that comes, goes or changes hands.
_OPEN = "state IN ('open', 'snoozed')"
_ADD_NAME = """INSERT INTO _person_names VALUES (new.person_id, new.kind, new.name, 1)
        ON CONFLICT DO UPDATE SET times = times + 1;"""
_DROP_NAME = """UPDATE _person_names SET times = times - 1
        WHERE person_id = old.person_id AND kind = old.kind AND name = old.name;
    DELETE FROM _person_names
        WHERE person_id = old.person_id AND kind = old.kind AND name = old.name AND times = 0;"""
_OTHER_ENTRY = """(SELECT 1 FROM _person_nodes AS other WHERE other.document_id = {row}.document_id
        AND other.entry <> {row}.entry AND +other.person_id = {row}.person_id)"""
_ADD_NODE = f"""INSERT INTO _person_counts VALUES (new.person_id, NOT EXISTS {_OTHER_ENTRY.format(row="new")}, 0)
        ON CONFLICT DO UPDATE SET documents = documents + excluded.documents;"""  # noqa: S608 (our own names)
_DROP_NODE = f"""UPDATE _person_counts SET documents = documents - NOT EXISTS {_OTHER_ENTRY.format(row="old")}
        WHERE person_id = old.person_id;"""  # noqa: S608 (our own names)
_ADD_ITEM = f"""INSERT INTO _person_counts
        SELECT person, 0, 1 FROM (SELECT new.by_person_id AS person UNION SELECT new.to_person_id)
        WHERE person IS NOT NULL AND new.{_OPEN}
        ON CONFLICT DO UPDATE SET open_items = open_items + 1;"""  # noqa: S608 (our own names)
_DROP_ITEM = f"""UPDATE _person_counts SET open_items = open_items - 1
        WHERE person_id IN (old.by_person_id, old.to_person_id) AND old.{_OPEN};"""  # noqa: S608 (our own names)

_MONTH = "month = old.month AND channel = old.channel"
_ADD_MONTH = """INSERT INTO _month_counts VALUES (new.month, new.channel, 1)
        ON CONFLICT DO UPDATE SET number = number + 1;"""
_DROP_MONTH = f"""UPDATE _month_counts SET number = number - 1 WHERE {_MONTH};
    DELETE FROM _month_counts WHERE {_MONTH} AND number = 0;"""  # noqa: S608 (our own names)
_SORTED_BY = "state, certainty, due, by_text, by_person_id, to_text, to_person_id, confirmed, snoozed_until"


def side_sql(side: str, row: str) -> str:
    """By whom or to whom an item is (``side`` is ``by`` or ``to``), as SQL over its row: ``me``, ``nobody`` or ``other``."""
    return (
        f"CASE WHEN {row}.{side}_person_id IS NOT NULL THEN 'other' "
        f"WHEN {row}.{side}_text IS NULL THEN 'nobody' WHEN {row}.{side}_text = 'me' THEN 'me' ELSE 'other' END"
    )


def _sort(kind: str, row: str) -> dict[str, str]:
    """The columns of ``_item_counts`` by which an item, ``old`` or ``new``, counts."""
    return {
        "kind": f"'{kind}'",
        "state": f"{row}.state",
        "certainty": f"{row}.certainty",
        "due": f"ifnull({row}.due, '')",
        "by_side": side_sql("by", row),
        "to_side": side_sql("to", row),
        "confirmed": f"{row}.confirmed",
        "snoozed_until": f"ifnull({row}.snoozed_until, '')",
    }


def _item_counts(kind: str) -> tuple[str, str]:
    """What a trigger does to ``_item_counts`` for an item that came, and for one that went."""
    add = f"""INSERT INTO _item_counts VALUES ({", ".join(_sort(kind, "new").values())}, 1)
        ON CONFLICT DO UPDATE SET number = number + 1;"""  # noqa: S608 (our own names)
    same = " AND ".join(f"{column} = {value}" for column, value in _sort(kind, "old").items())
    drop = f"""UPDATE _item_counts SET number = number - 1 WHERE {same};
    DELETE FROM _item_counts WHERE {same} AND number = 0;"""  # noqa: S608 (our own names)
    return add, drop


def _counted(table: str, hands: str, add: str, drop: str, *, name: str = "count") -> str:
    """Triggers that count the rows of a table; ``hands`` are the columns by which a row counts."""
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in hands.split(", "))
    return f"""
CREATE TRIGGER {table}_{name}_add AFTER INSERT ON {table} BEGIN
    {add}
END;
CREATE TRIGGER {table}_{name}_drop AFTER DELETE ON {table} BEGIN
    {drop}
END;
CREATE TRIGGER {table}_{name}_change AFTER UPDATE OF {hands} ON {table} WHEN {changed} BEGIN
    {drop}
    {add}
END;
"""


def _stale(table: str, what: str, key: str, columns: str) -> str:
    """Triggers that note what has changed for closings."""
    note = "INSERT OR IGNORE INTO _closing_stale VALUES"
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns.split(", "))
    return f"""
CREATE TRIGGER {table}_stale_add AFTER INSERT ON {table} BEGIN
    {note} ('{what}', new.{key});
END;
CREATE TRIGGER {table}_stale_drop AFTER DELETE ON {table} BEGIN
    {note} ('{what}', old.{key});
END;
CREATE TRIGGER {table}_stale_change AFTER UPDATE OF {columns} ON {table} WHEN {changed} BEGIN
    {note} ('{what}', old.{key});
    {note} ('{what}', new.{key});
END;
"""


_LOOKS_DONE = """
CREATE TRIGGER closings_shown_add AFTER INSERT ON closings BEGIN
    INSERT INTO _looks_done VALUES (new.item_id, new.document_id)
        ON CONFLICT DO UPDATE SET document_id = max(document_id, excluded.document_id);
END;
CREATE TRIGGER closings_shown_drop AFTER DELETE ON closings BEGIN
    DELETE FROM _looks_done WHERE item_id = old.item_id AND document_id = old.document_id;
    INSERT INTO _looks_done SELECT item_id, max(document_id) FROM closings WHERE item_id = old.item_id GROUP BY item_id
        ON CONFLICT DO NOTHING;
END;
"""

TRIGGERS = "".join(
    (
        _counted("names", "person_id", _ADD_NAME, _DROP_NAME),
        _counted("_person_nodes", "person_id", _ADD_NODE, _DROP_NODE),
        *(_counted(table, "state, by_person_id, to_person_id", _ADD_ITEM, _DROP_ITEM) for table in ITEM_TABLES),
        *(_counted(PLURALS[kind], _SORTED_BY, *_item_counts(kind), name="sort") for kind in ITEM_KINDS),
        _counted("_document_months", "month, channel", _ADD_MONTH, _DROP_MONTH),
        *(
            _stale(table, "item", "id", "by_person_id, to_person_id, due")
            for table in ("asks", "followups", "_repeats")
        ),
        _LOOKS_DONE,
        _stale("mentions", "document", "document_id", "person_id"),
        _stale("_threads", "document", "document_id", "thread_id"),
        _stale("quotes", "item", "item_id", "item_id"),
        _stale("_person_names", "name", "name", "name"),
        _stale("people", "person", "id", "name"),
    )
)
