"""Embeddings that a model server has given: a cache, by the model and a digest of the text, without the text itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping


class Kept:
    """The vectors that a notebook has, for whoever only reads: what is new is not kept."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def vectors(self, model: str, digests: Iterable[str]) -> dict[str, bytes]:
        """The vectors that are there, by their texts' digests."""
        return kept(self._conn, model, digests)

    def keep_vectors(self, model: str, new: Mapping[str, bytes]) -> None:
        """Keep nothing."""


def kept(conn: sqlite3.Connection, model: str, digests: Iterable[str]) -> dict[str, bytes]:
    """The vectors that are there, by their texts' digests."""
    sql = "SELECT digest, vector FROM _embeddings WHERE model = ? AND digest IN (SELECT value FROM json_each(?))"
    return dict(tuple(row) for row in conn.execute(sql, [model, json.dumps(list(digests))]))


def keep(conn: sqlite3.Connection, model: str, vectors: Mapping[str, bytes]) -> None:
    """Keep vectors by their texts' digests."""
    rows = [(model, digest, vector) for digest, vector in vectors.items()]
    conn.executemany("INSERT OR REPLACE INTO _embeddings VALUES (?, ?, ?)", rows)


def drop(conn: sqlite3.Connection) -> None:
    """Drop all of them: of what was forgotten nothing stays, and a server gives the others again."""
    conn.execute("DELETE FROM _embeddings")
