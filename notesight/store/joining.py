"""Who is the same person, kept up in the database: the rules of ``identity`` over the forms that a change touches.

A form is looked at again only when one appears or disappears in a block it shares; how many documents use a form
does not matter. :func:`join` gives every person of the touched documents a cluster and a person id, and says which
persons of other documents have changed hands.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from notesight.store import identity, told
from notesight.store.identity import Entry, Form
from notesight.store.told import Told


@dataclass(slots=True)
class Node:
    """One person of one current document, on the way into ``_person_nodes``."""

    document_id: int
    entry: int
    name: str
    organization: str | None
    role: str | None
    date: str
    first_id: int
    form: Form
    alone: bool
    own_id: str
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A person of an untouched document who is now somebody else: ``(document_id, entry)`` called ``name``."""

    document_id: int
    entry: int
    name: str
    old: str
    new: str


@dataclass(slots=True)
class _Forms:
    """What became of the forms: those whose meaning changed, and the blocks that must be looked at."""

    changed: set[int] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    blocks: set[str] = field(default_factory=set)
    clusters: set[str] = field(default_factory=set)


def remove(conn: sqlite3.Connection, documents: Collection[int]) -> tuple[set[int], set[str], set[str]]:
    """Take the people of documents out; the ids of their forms, their clusters, and the ids of who they were."""
    rows = conn.execute(
        "SELECT form_id, cluster, person_id FROM _person_nodes WHERE document_id IN (SELECT value FROM json_each(?))",
        [_json(documents)],
    ).fetchall()
    if rows:
        conn.execute(
            "DELETE FROM _person_nodes WHERE document_id IN (SELECT value FROM json_each(?))", [_json(documents)]
        )
    return {row[0] for row in rows}, {row[1] for row in rows}, {row[2] for row in rows}


def days(conn: sqlite3.Connection, documents: Collection[int]) -> Counter[tuple[str, str]]:
    """On which days documents name whom, and how often: by a person's id and a day."""
    sql = "SELECT person_id, date FROM _person_nodes WHERE document_id IN (SELECT value FROM json_each(?))"
    return Counter((row["person_id"], row["date"]) for row in conn.execute(sql, [_json(documents)]))


def join(
    conn: sqlite3.Connection, nodes: Sequence[Node], left: set[int], clusters: set[str], said: Told
) -> list[Moved]:
    """Write the people of the touched documents, joined with all others; who has moved.

    ``left`` are forms and ``clusters`` the clusters that :func:`remove` took people out of, ``said`` is what the owner said
    of people: it wins over the rules.
    """
    state = _Forms()
    ids = _form_ids(conn, {node.form for node in nodes}, state)
    _drop_unused(conn, left - set(ids.values()), state)
    _join_addresses(conn, state)
    _join_names(conn, state)
    _join_bare(conn, state)
    meaning = _meanings(conn, set(ids.values()))
    for mine in _by_document(nodes).values():
        clusters_of = [(Entry(node.form, node.alone), meaning[ids[node.form]]) for node in mine]
        for node, cluster in zip(mine, identity.assign(str(mine[0].document_id), clusters_of), strict=True):
            node.cluster = cluster
    shifted = _shift_others(conn, state.changed)
    _insert(conn, nodes, ids)
    touched = clusters | {node.cluster for node in nodes} | shifted | told.regroup(conn, said)
    return _settle(conn, touched)


# --- forms -------------------------------------------------------------------------------------------------------


def _form_ids(conn: sqlite3.Connection, forms: set[Form], state: _Forms) -> dict[Form, int]:
    ids: dict[Form, int] = {}
    for form in sorted(forms):
        row = conn.execute(
            "SELECT id FROM _person_forms WHERE name = ? AND address = ? AND organization = ?", form
        ).fetchone()
        if row is None:
            added = conn.execute(
                "INSERT INTO _person_forms (name, address, organization, kind, block) VALUES (?, ?, ?, ?, ?)",
                (*form, form.kind, form.block),
            ).lastrowid
            assert added is not None
            ids[form] = added
            state.changed.add(added)
            _mark(state, form)
        else:
            ids[form] = row[0]
    return ids


def _drop_unused(conn: sqlite3.Connection, candidates: set[int], state: _Forms) -> None:
    rows = conn.execute(
        "SELECT id, name, address, organization, cluster FROM _person_forms "
        "WHERE id IN (SELECT value FROM json_each(?)) "
        "AND NOT EXISTS (SELECT 1 FROM _person_nodes WHERE form_id = _person_forms.id)",
        [_json(candidates)],
    ).fetchall()
    for row in rows:
        _mark(state, Form(*row[1:4]))
        state.clusters.update(each for each in (row["cluster"],) if each)
    conn.executemany("DELETE FROM _person_forms WHERE id = ?", [(row[0],) for row in rows])


def _mark(state: _Forms, form: Form) -> None:
    if form.address:
        state.addresses.add(form.address)
    state.names.update({form.name} - {""})
    state.blocks.update({form.block} - {""})


def _join_addresses(conn: sqlite3.Connection, state: _Forms) -> None:
    for address in sorted(state.addresses):
        rows = conn.execute(
            "SELECT id, name, cluster FROM _person_forms WHERE address = ? AND address <> ''", [address]
        ).fetchall()
        names = {row["name"] for row in rows}
        meant = identity.by_address(address, names)
        if len(names) > identity.MANY_NAMES:  # each for itself: nothing changes for the others
            rows = [row for row in rows if row["cluster"] != meant[row["name"]]]
        _mean(conn, state, {row["id"]: (row["cluster"], meant[row["name"]]) for row in rows})
        # An organisation or a name more or less at this address counts for all of its names.
        state.names.update({row["name"] for row in rows} - {""})
        state.clusters.update(cluster for row in rows if (cluster := meant[row["name"]]))


def _join_names(conn: sqlite3.Connection, state: _Forms) -> None:
    for name in sorted(state.names):
        rows = conn.execute(
            "SELECT id, organization, cluster, kind FROM _person_forms WHERE name = ?", [name]
        ).fetchall()
        mine = [row for row in rows if row["kind"] == "full"]
        if not mine:
            continue
        addressed = {row["cluster"] for row in rows if row["kind"] == "addressed"}
        candidates = [
            identity.Candidate(cluster, _stated(conn, cluster, "addressed") if cluster else frozenset())
            for cluster in sorted(addressed, key=str)
        ]
        meant = identity.by_name(name, candidates, [row["organization"] for row in mine])
        _mean(conn, state, {row["id"]: (row["cluster"], meant[row["organization"]]) for row in mine})
        state.clusters.update(cluster for cluster in meant.values() if cluster)


def _join_bare(conn: sqlite3.Connection, state: _Forms) -> None:
    """A bare name depends on everybody of its block, and on all organisations stated for them."""
    blocks = conn.execute(
        "SELECT DISTINCT block FROM _person_forms WHERE cluster IN (SELECT value FROM json_each(?)) AND block <> ''",
        [_json(state.clusters)],
    )
    state.blocks.update(row[0] for row in blocks.fetchall())
    for block in sorted(state.blocks):
        rows = conn.execute(
            "SELECT id, name, organization, cluster, kind FROM _person_forms WHERE block = ? AND block <> ''", [block]
        ).fetchall()
        bare = [row for row in rows if row["kind"] == "bare"]
        strong = {(row["name"], row["cluster"]) for row in rows if row["kind"] != "bare"}
        for name in sorted({row["name"] for row in bare}):
            fitting = {cluster for other, cluster in strong if identity.fits(name, other)}
            one = next(iter(fitting)) if len(fitting) == 1 else None  # of several, no organisation decides
            stated = _stated(conn, one, "addressed", "full") if one else frozenset()
            candidates = [identity.Candidate(cluster, stated) for cluster in sorted(fitting, key=str)]
            if any(identity.is_qualified(other) and identity.fits(name, other) for other, _ in strong):
                candidates.append(identity.Candidate(None))  # "Ada's Tom" is told from another Tom, whoever that is
            mine = [row for row in bare if row["name"] == name]
            meant = identity.by_given(name, candidates, [row["organization"] for row in mine])
            _mean(conn, state, {row["id"]: (row["cluster"], meant[row["organization"]]) for row in mine})


def _stated(conn: sqlite3.Connection, cluster: str, *kinds: str) -> frozenset[str]:
    rows = conn.execute(
        "SELECT DISTINCT organization FROM _person_forms WHERE cluster = ? AND organization <> '' "
        "AND kind IN (SELECT value FROM json_each(?))",
        [cluster, json.dumps(kinds)],
    )
    return frozenset(row[0] for row in rows)


def _mean(conn: sqlite3.Connection, state: _Forms, forms: Mapping[int, tuple[str | None, str | None]]) -> None:
    """Note what forms mean now, given as ``{id: (before, now)}``."""
    for form_id, (before, now) in forms.items():
        if before != now:
            conn.execute("UPDATE _person_forms SET cluster = ? WHERE id = ?", [now, form_id])
            state.changed.add(form_id)
            state.clusters.update(each for each in (before, now) if each)


def _meanings(conn: sqlite3.Connection, forms: set[int]) -> dict[int, str | None]:
    rows = conn.execute(
        "SELECT id, cluster FROM _person_forms WHERE id IN (SELECT value FROM json_each(?))", [_json(forms)]
    )
    return {row[0]: row[1] for row in rows}


# --- people of documents -----------------------------------------------------------------------------------------


def _by_document(nodes: Iterable[Node]) -> dict[int, list[Node]]:
    found: dict[int, list[Node]] = {}
    for node in nodes:
        found.setdefault(node.document_id, []).append(node)
    return found


def _shift_others(conn: sqlite3.Connection, changed: set[int]) -> set[str]:
    """Give the people of untouched documents the cluster that their form means now; all clusters that it concerns."""
    if not changed:
        return set()
    rows = conn.execute(
        "SELECT node.document_id, node.entry, node.ruled, node.alone, form.name, form.address, form.organization, "
        "form.cluster AS meant FROM _person_nodes AS node JOIN _person_forms AS form ON form.id = node.form_id "
        "WHERE node.document_id IN "
        "(SELECT document_id FROM _person_nodes WHERE form_id IN (SELECT value FROM json_each(?))) "
        "ORDER BY node.document_id, node.entry",
        [_json(changed)],
    ).fetchall()
    documents: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        documents.setdefault(row["document_id"], []).append(row)
    concerned: set[str] = set()
    for document_id, mine in documents.items():
        known = [
            (Entry(Form(row["name"], row["address"], row["organization"]), bool(row["alone"])), row["meant"])
            for row in mine
        ]
        for row, cluster in zip(mine, identity.assign(str(document_id), known), strict=True):
            if cluster != row["ruled"]:
                where = [cluster, document_id, row["entry"]]
                conn.execute(
                    "UPDATE _person_nodes SET ruled = ?1, cluster = iif(cluster = ruled, ?1, cluster) "
                    "WHERE document_id = ?2 AND entry = ?3",
                    where,
                )
                concerned |= {cluster, row["ruled"]}
    return concerned


def _insert(conn: sqlite3.Connection, nodes: Sequence[Node], forms: Mapping[Form, int]) -> None:
    """Write nodes; until it is settled who they are, each is a person of its own."""
    conn.executemany(
        "INSERT INTO _person_nodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                node.document_id, node.entry, node.name, node.organization, node.role, node.date, node.first_id,
                forms[node.form], int(node.alone), node.cluster, node.cluster, node.own_id, node.own_id,
            )
            for node in nodes
        ],
    )  # fmt: skip


def _settle(conn: sqlite3.Connection, clusters: set[str]) -> list[Moved]:
    """Name every concerned group of clusters by its first person, and write that name wherever it is new."""
    moved: list[Moved] = []
    done: set[str] = set()
    for cluster in sorted(clusters):
        if cluster in done:
            continue
        group = {cluster, *(row[0] for row in conn.execute(_GROUP, [cluster]))}
        done |= group
        firsts = [first for each in group if (first := conn.execute(_FIRST, [each]).fetchone()) is not None]
        if firsts:
            person = min(firsts, key=lambda first: (first["first_id"], first["entry"]))["own_id"]
            moved += [each for one in sorted(group) for each in _restamp(conn, one, person)]
    return moved


_GROUP = """
SELECT cluster FROM _person_groups WHERE grouped = (SELECT grouped FROM _person_groups WHERE cluster = ?)
"""
_FIRST = "SELECT own_id, first_id, entry FROM _person_nodes WHERE cluster = ? ORDER BY first_id, entry LIMIT 1"
# Somebody may stand in every document: only those of another name are looked at, which an index finds.
_OTHERS = """
SELECT document_id, entry, name, person_id FROM _person_nodes WHERE cluster = ?1 AND person_id < ?2
UNION ALL SELECT document_id, entry, name, person_id FROM _person_nodes WHERE cluster = ?1 AND person_id > ?2
"""


def _restamp(conn: sqlite3.Connection, cluster: str, person_id: str) -> list[Moved]:
    rows = conn.execute(_OTHERS, [cluster, person_id]).fetchall()
    conn.executemany(
        "UPDATE _person_nodes SET person_id = ? WHERE document_id = ? AND entry = ?",
        [(person_id, row["document_id"], row["entry"]) for row in rows],
    )
    return [Moved(row["document_id"], row["entry"], row["name"], row["person_id"], person_id) for row in rows]


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
