"""Who is who as the owner told it, laid over the rules of ``joining``: merged, split, apart, named, corrected, nobody.

Rules give every node (one person of one document) a cluster, ``ruled``. Here nodes are taken out of it (split, apart, also
known as), clusters are put together to groups (merged), and persons get what was said of them. All is computed from the
standing decisions and the nodes that there are: a decision also holds for what comes after it, and undoing it takes all back.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from notesight.store import decisions, identity
from notesight.store.decisions import PERSON_FIELDS, Decision

_IN = "IN (SELECT value FROM json_each(?))"


@dataclass(slots=True)
class Told:
    """The standing decisions about people."""

    split: dict[str, str] = field(default_factory=dict)
    """A node, and the cluster of its own that it was put in."""
    aliases: dict[str, str] = field(default_factory=dict)
    """A folded name, and the cluster of whoever is called so without an address."""
    apart: list[Decision] = field(default_factory=list)
    merged: list[tuple[list[str], list[str]]] = field(default_factory=list)
    """Nodes, any of which stands for a person, and those of another who is the same."""
    named: list[tuple[str, list[str]]] = field(default_factory=list)
    """A cluster of aliases, and the nodes that stand for the person."""
    cards: list[Decision] = field(default_factory=list)
    """Names, corrected fields, and who is no person."""

    def __bool__(self) -> bool:
        return bool(self.split or self.aliases or self.apart or self.merged or self.cards)


def read(conn: sqlite3.Connection) -> Told:
    """What the decisions say of people."""
    told = Told()
    for each in decisions.about_people(conn):
        said = each.said
        if each.action == "merged":
            told.merged.append((said["anchors"], said["other"]))
        elif each.action == "split":
            told.split |= dict.fromkeys(said["entries"], f"split:{each.id}")
        elif each.action == "apart":
            told.apart.append(each)
        elif each.action == "added":
            told.aliases[identity.name_key(said["alias"])] = f"alias:{each.id}"
            told.named.append((f"alias:{each.id}", said["anchors"]))
            told.cards.append(each)
        elif each.action != "kept":
            told.cards.append(each)
    return told


def regroup(conn: sqlite3.Connection, told: Told) -> set[str]:
    """Put nodes and clusters where the owner wants them; the clusters whose people may have changed."""
    if not told and not conn.execute("SELECT 1 FROM _person_groups").fetchone() and not _moved_nodes(conn):
        return set()
    touched = _place_nodes(conn, told)
    before = dict(tuple(row) for row in conn.execute("SELECT cluster, grouped FROM _person_groups"))
    after = _groups(conn, told)
    changed = {cluster for cluster in {*before, *after} if before.get(cluster) != after.get(cluster)}
    if changed:
        conn.execute("DELETE FROM _person_groups")
        conn.executemany("INSERT INTO _person_groups VALUES (?, ?)", sorted(after.items()))
    groups = {group for group in (*map(before.get, changed), *map(after.get, changed)) if group}
    return (
        touched
        | changed
        | {cluster for cluster in {*before, *after} if {before.get(cluster), after.get(cluster)} & groups}
    )


def cards(conn: sqlite3.Connection, told: Told) -> tuple[set[str], set[str]]:
    """Write what was said of persons; whose rows change by it, and who of them became or is no longer a person."""
    before = {row["person_id"]: tuple(row) for row in conn.execute("SELECT * FROM _person_told")}
    if not before and not told.cards:
        return set(), set()
    said: dict[str, dict[str, str | None]] = {}
    aliases: dict[str, list[str]] = {}
    for each in told.cards:
        node = _node(conn, each.said["anchors"])
        if node is not None:
            mine = said.setdefault(node["person_id"], dict.fromkeys(("name", *PERSON_FIELDS, "wrong")))
            mine |= {name: value for name, value in each.said.items() if name in mine}
            aliases.setdefault(node["person_id"], []).extend(
                each.said[name] for name in ("alias",) if name in each.said
            )
            mine["wrong"] = "1" if each.action == "wrong" else mine["wrong"]
    after = {
        person: (
            person,
            *(mine[name] for name in ("name", *PERSON_FIELDS)),
            _json(aliases[person]),
            int(bool(mine["wrong"])),
        )
        for person, mine in said.items()
    }
    changed = {person for person in {*before, *after} if before.get(person) != after.get(person)}
    if changed:
        conn.execute("DELETE FROM _person_told")
        conn.executemany("INSERT INTO _person_told VALUES (?, ?, ?, ?, ?, ?, ?)", sorted(after.values()))
    wrong = {person for person in changed if _wrong(before, person) != _wrong(after, person)}
    return changed, wrong


def anchors(conn: sqlite3.Connection, person_id: str) -> list[str]:
    """The nodes that stand for a person, the first ones of the notebook; empty for an unknown person."""
    sql = "SELECT own_id FROM _person_nodes WHERE person_id = ? ORDER BY first_id, entry LIMIT 50"
    return [row[0] for row in conn.execute(sql, [person_id])]


def person_of(conn: sqlite3.Connection, anchored: Iterable[str]) -> str | None:
    """The id of the person for whom these nodes stand; ``None`` when none of them is there any more."""
    node = _node(conn, anchored)
    return str(node["person_id"]) if node is not None else None


def _wrong(those: Mapping[str, tuple[object, ...]], person: str) -> bool:
    return person in those and bool(those[person][-1])


def _node(conn: sqlite3.Connection, anchored: Iterable[str]) -> sqlite3.Row | None:
    """The first of the nodes that is still there."""
    for own_id in anchored:
        found: sqlite3.Row | None = conn.execute(
            "SELECT cluster, ruled, person_id FROM _person_nodes WHERE own_id = ?", [own_id]
        ).fetchone()
        if found is not None:
            return found
    return None


def _moved_nodes(conn: sqlite3.Connection) -> list[sqlite3.Row]:
    return conn.execute("SELECT own_id, cluster, ruled FROM _person_nodes WHERE cluster <> ruled").fetchall()


def _place_nodes(conn: sqlite3.Connection, told: Told) -> set[str]:
    wanted = dict(told.split)
    for each in told.apart:
        one, other = _node(conn, each.said["anchors"]), _node(conn, each.said["other"])
        if one is not None and other is not None and one["ruled"] == other["ruled"]:
            wanted |= dict.fromkeys(each.said["other"], f"apart:{each.id}")
    for alias, cluster in told.aliases.items():
        sql = """
            SELECT own_id FROM _person_nodes AS node JOIN _person_forms AS form ON form.id = node.form_id
            WHERE form.name = ? AND form.address = ''
        """
        wanted |= {row[0]: cluster for row in conn.execute(sql, [alias])}
    rows = {row["own_id"]: row for row in _moved_nodes(conn)}
    sql = f"SELECT own_id, cluster, ruled FROM _person_nodes WHERE own_id {_IN}"  # noqa: S608 (our own names)
    rows |= {row["own_id"]: row for row in conn.execute(sql, [_json(wanted)])}
    touched: set[str] = set()
    for own_id, row in rows.items():
        cluster = wanted.get(own_id, row["ruled"])
        if cluster != row["cluster"]:
            conn.execute("UPDATE _person_nodes SET cluster = ? WHERE own_id = ?", [cluster, own_id])
            touched |= {cluster, row["cluster"]}
    return touched


def _groups(conn: sqlite3.Connection, told: Told) -> dict[str, str]:
    """For each cluster that was merged with another, the group of both: the smallest of their names."""
    parents: dict[str, str] = {}

    def root(cluster: str) -> str:
        parents.setdefault(cluster, cluster)
        while parents[cluster] != cluster:
            cluster = parents[cluster]
        return cluster

    pairs = [(_cluster(conn, one), _cluster(conn, other)) for one, other in told.merged]
    pairs += [(cluster, _cluster(conn, anchored)) for cluster, anchored in told.named]
    for one, other in pairs:
        if one is not None and other is not None and root(one) != root(other):
            low, high = sorted((root(one), root(other)))
            parents[high] = low
    return {cluster: root(cluster) for cluster in list(parents)}


def _cluster(conn: sqlite3.Connection, anchored: Collection[str]) -> str | None:
    node = _node(conn, anchored)
    return str(node["cluster"]) if node is not None else None


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
