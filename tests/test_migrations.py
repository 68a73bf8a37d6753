"""How a file becomes a notebook of the present version, and which files are refused."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from store_cases import DAY, NOW, people, read, rows, store

from notesight.errors import NewerDatabase, NotOurs
from notesight.model import Document, Part, Piece, Run
from notesight.store import Store, migrations, projection, schema

__all__ = ["store"]


def run(path, *statements):
    with closing(sqlite3.connect(path)) as conn:
        for statement in statements:
            conn.execute(statement)
        conn.commit()


def numbers(path):
    with closing(sqlite3.connect(path)) as conn:
        return tuple(
            conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version", "journal_mode")
        )


def test_an_empty_file_becomes_a_notebook(tmp_path):
    path = tmp_path / "a.db"
    path.touch()
    with Store.open(path) as store:
        assert store.check() == []
    assert numbers(path) == (schema.APPLICATION_ID, migrations.VERSION, "wal")


def test_a_database_at_version_0_becomes_a_notebook(tmp_path):
    path = tmp_path / "a.db"
    run(path, f"PRAGMA application_id = {schema.APPLICATION_ID}", "PRAGMA user_version = 0")
    with Store.open(path) as store:
        read(store, "Ana Costa", ["Ana Costa"])
        assert people(store) == ["Ana Costa: 1"]
    assert numbers(path)[1] == migrations.VERSION


def test_every_step_is_counted_by_the_version(tmp_path):
    with Store.open(tmp_path / "a.db") as store:
        applied = rows(store, "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", migrations.SET)
    assert len(applied) == migrations.VERSION


def tables(conn):
    """Everything that a database is made of, as the SQL that made it, in order."""
    projection.create(conn)
    return [tuple(row) for row in conn.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")]


def test_an_empty_file_gets_the_same_tables_as_one_that_takes_each_step_with_sqlite_utils():
    with closing(sqlite3.connect(":memory:")) as laid, closing(sqlite3.connect(":memory:")) as stepped:
        migrations._lay(laid)
        migrations._catch_up(stepped)
        recorded = "SELECT id, migration_set, name FROM _sqlite_migrations"
        assert laid.execute(recorded).fetchall() == [
            (n, "notesight", name) for n, name in enumerate(migrations.STEPS, start=1)
        ]
        assert [tuple(row) for row in stepped.execute(recorded)] == laid.execute(recorded).fetchall()
        assert tables(laid) == tables(stepped)


def test_making_a_notebook_does_not_even_import_sqlite_utils(tmp_path):
    code = f"import sys, pathlib; from notesight.store import Store; Store.open(pathlib.Path({str(tmp_path / 'a.db')!r})); print('sqlite_utils' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_opening_a_present_notebook_does_not_even_import_sqlite_utils(store):
    code = f"import sys, pathlib; from notesight.store import Store; Store.open(pathlib.Path({str(store.path)!r})); print('sqlite_utils' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_newer_notebook_is_refused_and_left_alone(store):
    read(store, "Ana Costa", ["Ana Costa"])
    store.close()
    run(store.path, "PRAGMA user_version = 99")
    before = store.path.read_bytes()
    for how in ({}, {"readonly": True}):
        with pytest.raises(NewerDatabase, match="newer notesight") as caught:
            Store.open(store.path, **how)
    assert caught.value.hint == "Bring notesight up to date."
    assert store.path.read_bytes() == before


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE mine (x)"],
        ["CREATE TABLE documents (x)", "CREATE TABLE observations (x)"],
        [
            "CREATE TABLE _sqlite_migrations (migration_set, name)",
            "CREATE TABLE documents (x)",
            "CREATE TABLE observations (x)",
        ],
        ["PRAGMA application_id = 252006674"],
        [f"PRAGMA application_id = {0x0F055112}", "CREATE TABLE blob (x)"],
    ],
)
@pytest.mark.parametrize("how", [{}, {"readonly": True}])
def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path, statements, how):
    path = tmp_path / "a.db"
    run(path, *statements)
    before = path.read_bytes()
    with pytest.raises(NotOurs, match="another program"):
        Store.open(path, **how)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.db"]


def test_an_empty_file_is_not_made_a_notebook_by_reading(tmp_path):
    path = tmp_path / "a.db"
    path.touch()
    with pytest.raises(NotOurs, match="older notesight") as caught:
        Store.open(path, readonly=True)
    assert "rebuild" in caught.value.hint
    assert path.read_bytes() == b""


def dumped(store, path):
    """A notebook written out and read back in: the same tables, without the two numbers of the header."""
    with closing(sqlite3.connect(store.path)) as conn:
        conn.execute("VACUUM INTO ?", [str(path)])
    run(path, "PRAGMA application_id = 0", "PRAGMA user_version = 0")


def test_a_dump_that_is_read_back_is_a_notebook_again(store, tmp_path):
    document = read(store, "Ana Costa needs a van", ["Ana Costa"], [("ask", "needs a van", "Ana Costa")])
    store.decide("done", store.items()[0]["id"], origin="cli", at=NOW)
    dumped(store, tmp_path / "b.db")
    with Store.open(tmp_path / "b.db") as again:
        assert again.items() == store.items()
        assert again.document(document) == store.document(document)
        again.rebuild()
        assert again.items() == store.items()
    assert numbers(tmp_path / "b.db") == (schema.APPLICATION_ID, migrations.VERSION, "wal")


def test_a_notebook_of_the_first_version_is_brought_up_to_date_with_all_its_rows(store):
    read(store, "Ana Costa needs a van", ["Ana Costa"], [("ask", "needs a van", "Ana Costa")])
    failed = store.put(Document("k", "Tea.", DAY), seen_at=NOW).id
    store.record_failure(failed, Run("openai", "f", error="no"))
    store.decide("snoozed", store.items()[0]["id"], value="2026-04-01", origin="cli", at=NOW)
    before = store.items(), store.people(), store.failures(), store.counts()
    store.close()
    covered = rows(store, "SELECT * FROM coverage")
    newer = (
        "_waiting",
        "_person_counts",
        "_person_names",
        "_item_counts",
        "_document_months",
        "_month_counts",
        "mailboxes",
        "_mbox_messages",
        "_moved",
        "pieces",
        "coverage",
        "batch_documents",
        "batches",
        "_embeddings",
        "forgotten",
        "_notebook",
    )
    counts = [
        row[0]
        for row in rows(
            store,
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND (name LIKE '%_count_%' OR name LIKE '%_sort_%')",
        )
    ]
    run(
        store.path,
        *(f"DROP TRIGGER {each}" for each in counts),
        "DROP VIEW silent_sentences",
        "DROP INDEX runs_paid",
        "ALTER TABLE runs DROP COLUMN proposed",
        *(f"DROP TABLE IF EXISTS {each}" for each in newer),
        "DELETE FROM _sqlite_migrations WHERE name <> '0001_notebook'",
        "PRAGMA user_version = 1",
    )
    with pytest.raises(NotOurs, match="older notesight"):
        Store.open(store.path, readonly=True)
    with Store.open(store.path) as again:
        assert (again.items(), again.people(), again.failures(), again.counts()) == before
        assert again.check() == []
        assert [row["kind"] for row in again.search("van")] == ["ask", "document"]
    assert rows(store, "SELECT * FROM coverage") == covered == [(1, 1, 0, "[]")]
    assert numbers(store.path)[1] == migrations.VERSION


def test_a_dump_of_a_newer_notebook_is_refused(store, tmp_path):
    dumped(store, tmp_path / "b.db")
    run(tmp_path / "b.db", *(
        f"INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('{migrations.SET}', '{n}')" for n in range(migrations.VERSION)
    ))  # fmt: skip
    with pytest.raises(NewerDatabase):
        Store.open(tmp_path / "b.db")


def test_a_step_that_fails_leaves_an_empty_file(tmp_path, monkeypatch):
    def fails(_):
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(migrations.projection, "create", fails)
        with pytest.raises(sqlite3.OperationalError):
            Store.open(tmp_path / "a.db")
    assert numbers(tmp_path / "a.db")[:2] == (0, 0)
    with Store.open(tmp_path / "a.db") as store:
        assert store.check() == []


# --- the truth is only ever added to --------------------------------------------------------------------------------


def some_truth(store):
    read(
        store,
        "Ana Costa needs a van",
        ["Ana Costa"],
        [("ask", "needs a van", "Ana Costa")],
        rejected=[("ask", "x", "y")],
    )
    store.put(Document("in parts", "Tea.", DAY, parts=(Part("new", 0, 4),)), seen_at=NOW)
    store.decide("done", store.items()[0]["id"], origin="cli", at=NOW)
    failed = store.put(Document("in pieces", "Tea. Milk.", DAY), seen_at=NOW).id
    pieces = (Piece(0, 5, answer="{}"), Piece(5, 10, error="no"))
    store.record_failure(failed, Run("openai", "f", error="1 of 2", pieces=pieces))


@pytest.mark.parametrize("table", schema.TRUTH_TABLES + schema.READING_TABLES)
def test_a_row_of_the_truth_cannot_be_changed(store, table):
    some_truth(store)
    (column,) = rows(store, f"SELECT name FROM pragma_table_info('{table}') ORDER BY cid DESC LIMIT 1")
    before = rows(store, f"SELECT * FROM {table}")
    assert before
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} are never changed, only added to"):
        run(store.path, f"UPDATE {table} SET {column[0]} = {column[0]}")
    with pytest.raises(sqlite3.IntegrityError):
        run(store.path, f"UPDATE OR REPLACE {table} SET {column[0]} = {column[0]}")
    assert rows(store, f"SELECT * FROM {table}") == before


def test_all_triggers_stand_after_migration(store):
    found = {row[0] for row in rows(store, "SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert {f"{table}_never_change" for table in schema.TRUTH_TABLES + schema.READING_TABLES} <= found
    assert {f"{table}_fts_{what}" for table in schema.SEARCHED for what in ("delete", "update")} <= found
    counted = ("names", "_person_nodes", "_document_months", *schema.ITEM_TABLES)
    assert {f"{table}_count_{what}" for table in counted for what in ("add", "drop", "change")} <= found
    assert {f"{table}_sort_{what}" for table in schema.ITEM_TABLES for what in ("add", "drop", "change")} <= found
    before = found
    store.rebuild()
    assert {row[0] for row in rows(store, "SELECT name FROM sqlite_master WHERE type = 'trigger'")} == before


def test_all_tables_are_strict(store):
    loose = rows(store, "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND schema = 'main'")
    assert {row[0] for row in loose} <= {"sqlite_schema", "_sqlite_migrations"}
