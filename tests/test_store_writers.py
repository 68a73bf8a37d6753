"""Several programs have the same notebook open: nobody is turned away, nothing is lost, readers see whole units."""

import multiprocessing
import sqlite3
import threading
import time
from contextlib import closing

import pytest
from store_cases import people, read, rows, store

from notesight.errors import Locked
from notesight.store import Store, connection, migrations

__all__ = ["store"]

UNITS = 200
SPAWN = multiprocessing.get_context("spawn")


def write(path, name, units, barrier):
    """Each unit is a note with a person of this writer's and one that all share."""
    barrier.wait()
    with Store.open(path) as opened:
        for n in range(units):
            text = f"{name} Writer and Kim Sand, no. {n}"
            read(opened, text, [f"{name} Writer", "Kim Sand"], [("ask", f"no. {n}", "Kim Sand", f"{name} Writer")])


def start(target, *arguments):
    process = SPAWN.Process(target=target, args=arguments)
    process.start()
    return process


def finish(processes):
    for process in processes:
        process.join(120)
        assert process.exitcode == 0


@pytest.mark.parametrize("fresh", [True, False])
def test_two_writers_lose_nothing_and_are_never_locked_out(tmp_path, fresh):
    path = tmp_path / "notebook.db"
    if not fresh:
        Store.open(path).close()
    barrier = SPAWN.Barrier(2)
    finish([start(write, path, name, UNITS, barrier) for name in ("Ana", "Jim")])
    with Store.open(path) as store:
        assert (store.counts()["documents"], store.counts()["asks"]) == (2 * UNITS, 2 * UNITS)
        assert people(store) == [f"Ana Writer: {UNITS}", f"Jim Writer: {UNITS}", f"Kim Sand: {2 * UNITS}"]
        assert {row["open_items"] for row in store.people()} == {UNITS, 2 * UNITS}
        assert store.check() == []
        before = store.items(), store.people()
        store.rebuild()
        assert before == (store.items(), store.people())


def open_and_close(path, barrier):
    barrier.wait()
    Store.open(path).close()


def test_many_programs_may_make_the_same_notebook_at_once(tmp_path):
    barrier = SPAWN.Barrier(4)
    finish([start(open_and_close, tmp_path / "a.db", barrier) for _ in range(4)])
    with Store.open(tmp_path / "a.db") as store:
        assert store.check() == []
        assert rows(store, "SELECT count(*) FROM _sqlite_migrations") == [(migrations.VERSION,)]


def test_readers_see_whole_units_while_somebody_writes(store):
    stop = threading.Event()
    seen, wrong = [], []

    def look():
        with Store.open(store.path, readonly=True) as reader:
            while not stop.is_set():
                try:
                    counted = reader.counts()
                    seen.append(counted["documents"])
                    whole = closing(sqlite3.connect(store.path))
                    with whole as conn:
                        sums = conn.execute(
                            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM asks), (SELECT total(documents) FROM people)"
                        ).fetchone()
                    if not sums[0] == sums[1] == sums[2] / 2:
                        wrong.append(sums)
                except Exception as error:  # noqa: BLE001 - it is shown below
                    wrong.append(error)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    for n in range(60):
        read(store, f"Ana Writer and Kim Sand, no. {n}", ["Ana Writer", "Kim Sand"], [("ask", f"no. {n}", "Kim Sand")])
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert seen


def test_a_writer_that_holds_the_notebook_too_long_is_named(store, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)
    with Store.open(store.path) as impatient, store.transaction():
        began = time.monotonic()
        with pytest.raises(Locked, match="Another program holds the database") as caught:
            read(impatient, "Tea.")
        assert time.monotonic() - began < 5
        assert caught.value.hint
    read(store, "Tea.")


def test_a_reader_is_not_stopped_by_a_writer(store):
    read(store, "Ana Costa", ["Ana Costa"])
    with Store.open(store.path, readonly=True) as reader, store.transaction():
        read(store, "Jim Hall", ["Jim Hall"])
        assert people(reader) == ["Ana Costa: 1"]


def test_a_long_reading_does_not_stop_a_writer(store):
    for n in range(5):
        read(store, f"Ana Costa {n}", ["Ana Costa"], key=str(n))
    with closing(sqlite3.connect(store.path)) as reader:
        cursor = reader.execute("SELECT id FROM documents")
        cursor.fetchone()
        read(store, "one more", key="more")
        assert len(cursor.fetchall()) == 4
