"""Who may be one another without being joined, kept up in ``_namesakes`` as names come and go.

Two people who alone go by a name are, as long as one of them has no fuller one; and a given name alone may be anybody's who
has it, as long as they are few. "Mags" of one note may well be the Mags whom another note also calls Marguerite Dunne: that
joins nobody, but what the one did may close what the other said. Of two, each has the other.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable

_IN = "IN (SELECT value FROM json_each(?))"
_FEW, _MOST_BARE = 3, 12
"""A given name is anybody's whose full name begins with it while there are no more such people, and fewer who have no other."""
_SHORTEST = 3

Pair = tuple[str, str]


def refresh(conn: sqlite3.Connection, names: Iterable[str], persons: Collection[str]) -> set[str]:
    """Look again at names that somebody has come to have or has no longer, and at people who are called otherwise now.

    Returns the people who have other namesakes than before.
    """
    called = f"SELECT DISTINCT name FROM _person_names WHERE person_id {_IN} AND kind <> 'address'"  # noqa: S608 (our own names)
    changed = {part for each in names for part in (each, _given(each))}
    changed |= {row[0] for row in conn.execute(called, [_json(persons)])} if persons else set()
    changed = {_folded(each) for each in changed if len(each) >= _SHORTEST}
    sql = f"SELECT name, person_id, other_id FROM _namesakes WHERE name {_IN}"  # noqa: S608 (our own names)
    before = {(row["name"], row["person_id"], row["other_id"]) for row in conn.execute(sql, [_json(changed)])}
    now = {(name, *pair) for name in changed for pair in _pairs(conn, name)}
    if now == before:
        return set()
    concerned = {person for _, *pair in now ^ before for person in pair}
    had = of(conn, concerned)
    conn.executemany("DELETE FROM _namesakes WHERE name = ? AND person_id = ? AND other_id = ?", sorted(before - now))
    conn.executemany("INSERT INTO _namesakes VALUES (?, ?, ?)", sorted(now - before))
    has = of(conn, concerned)
    return {person for person in concerned if had.get(person) != has.get(person)}


def rebuild(conn: sqlite3.Connection) -> None:
    """Look at all names anew."""
    conn.execute("DELETE FROM _namesakes")
    names = {row[0] for row in conn.execute("SELECT DISTINCT name FROM _person_names WHERE kind <> 'address'")}
    refresh(conn, names, ())


def of(conn: sqlite3.Connection, persons: Collection[str]) -> dict[str, set[str]]:
    """For those of some people who have any, their namesakes."""
    found: dict[str, set[str]] = {}
    if not persons:
        return found
    sql = f"SELECT person_id, other_id FROM _namesakes WHERE person_id {_IN}"  # noqa: S608 (our own names)
    for row in conn.execute(sql, [_json(persons)]):
        found.setdefault(row["person_id"], set()).add(row["other_id"])
    return found


_GOING_BY = f"""
SELECT DISTINCT person_id FROM _person_names WHERE name = ? COLLATE NOCASE AND kind <> 'address' LIMIT {_MOST_BARE}
"""  # noqa: S608 (our own words)
_CALLED = f"""
SELECT DISTINCT person_id FROM _person_names WHERE name > ? COLLATE NOCASE AND name < ? COLLATE NOCASE
    AND kind <> 'address' LIMIT {_FEW + 1}
"""  # noqa: S608 (our own words)


def _pairs(conn: sqlite3.Connection, name: str) -> set[Pair]:
    """Who are namesakes by a name, or by its being the given name of some."""
    bare = {row[0] for row in conn.execute(_GOING_BY, [name])}
    found: set[Pair] = set()
    if len(bare) == 2:
        one, other = bare
        if _one_has_no_more(conn, one, other):
            found |= {(one, other), (other, one)}
    if not bare or len(bare) >= _MOST_BARE or _given(name) != name:
        return found
    full = {row[0] for row in conn.execute(_CALLED, [f"{name} ", f"{name}!"])}
    if len(full) <= _FEW:
        both = {(one, other) for one in full for other in bare if one != other}
        found |= both | {(other, one) for one, other in both}
    return found


def _one_has_no_more(conn: sqlite3.Connection, one: str, other: str) -> bool:
    sql = "SELECT 1 FROM people WHERE id IN (?, ?) AND name NOT LIKE '% %' LIMIT 1"
    return conn.execute(sql, [one, other]).fetchone() is not None


def _given(name: str) -> str:
    return name.partition(" ")[0]


def _folded(name: str) -> str:
    """Small letters as SQLite's ``NOCASE`` has them: those of the English alphabet."""
    return "".join(each.lower() if each.isascii() else each for each in name)


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
