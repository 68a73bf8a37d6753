"""``notesight watch``: what arrives in a folder is read once it is whole, and nothing is read twice."""

import mailbox
import os
import shutil
import signal
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import watchfiles
from terminal import COFFEE, MAIL, Scripted, call, start, use_scripted, write
from watchfiles._rust_notify import WatchfilesRustInternalError

from notesight import config, extractors, moving, pipeline, sources, watching
from notesight.archive import Archive
from notesight.errors import SourceError, Unreachable
from notesight.store import Store


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder, and a watch that is in a hurry."""
    use_scripted(monkeypatch)
    monkeypatch.setattr(watching, "SETTLED_SECONDS", 0.2)
    monkeypatch.setattr(watching, "GLANCE_MILLISECONDS", 100)
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


class Watch:
    """The outcomes of a watch, in a thread of its own, with its own open database."""

    def __init__(self, folder, database, archive=None):
        self.outcomes = []
        self._archive = archive
        self.error = None
        self._stop = threading.Event()
        self._settings = replace(config.load(dict(os.environ)), database=database)
        self._folder = folder
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        with Store.open(self._settings.database) as store:
            engine = extractors.load(self._settings.extractor, self._settings)
            line = pipeline.Line(store, engine, self._settings, today=date(2026, 3, 2))
            try:
                archive = self._archive and Archive(self._archive, self._folder)
                for outcome in watching.arrivals(self._folder, line, archive=archive, stop=self._stop):
                    self.outcomes.append(outcome)
            except SourceError as error:
                self.error = error

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(20)
        assert not self._thread.is_alive()

    def wait(self, count):
        """The names and fates of the outcomes, when there are so many."""
        until(lambda: len(self.outcomes) >= count)
        return [(Path(outcome.name).name, outcome.status) for outcome in self.outcomes]


def until(what, seconds=20):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def counts(database):
    with Store.open(database) as store:
        return store.counts()


def test_what_is_there_and_what_comes_is_read(folder, tmp_path):
    write(folder / "first.txt", "ask Ana: a van")
    with Watch(folder, tmp_path / "a.db") as watch:
        assert watch.wait(1) == [("first.txt", "read")]
        write(folder / "deep" / "second.md", "ask Bob: a drum")
        assert watch.wait(2)[1:] == [("second.md", "read")]
        write(folder / "picture.png", b"x")
        write(folder / ".hidden.txt", "ask Bob: a secret")
        write(folder / "first.txt", "ask Ana: two vans")
        assert watch.wait(3)[2:] == [("first.txt", "read")]
    assert counts(tmp_path / "a.db")["documents"] == 2


def test_a_file_that_was_forgotten_is_told_once_and_not_read_again(folder, tmp_path):
    note = write(folder / "first.txt", "ask Ana: a van")
    with Watch(folder, tmp_path / "a.db") as watch:
        watch.wait(1)
        with Store.open(tmp_path / "a.db") as store:
            assert store.forgotten.carry_out(store.forgotten.plan("document", 1), at=datetime.now(UTC))
        os.utime(note)
        assert watch.wait(2)[1] == ("first.txt", "forgotten")
        write(folder / "second.txt", "ask Bob: a drum")
        assert watch.wait(3)[2:] == [("second.txt", "read")]
    assert counts(tmp_path / "a.db")["documents"] == 1


def test_a_file_that_is_renamed_into_place_is_read(folder, tmp_path):
    with Watch(folder, tmp_path / "a.db") as watch:
        part = write(tmp_path / "mail.part", "ask Ana: a van")
        os.utime(part, (1, 1))
        part.replace(folder / "mail.txt")
        assert watch.wait(1) == [("mail.txt", "read")]


def test_a_half_written_file_waits_until_it_is_whole(folder, tmp_path):
    with Watch(folder, tmp_path / "a.db") as watch:
        time.sleep(0.3)
        with (folder / "slow.txt").open("w") as file:
            for n in range(10):
                file.write(f"ask Ana: van no. {n}\n")
                file.flush()
                time.sleep(0.08)
        watch.wait(1)
        time.sleep(0.5)
        assert [len(outcome.extraction.items) for outcome in watch.outcomes] == [10]


def test_a_file_that_grows_with_long_pauses_waits_until_it_is_closed(folder, tmp_path):
    """Where the system tells that a program has a file open for writing, a pause is not taken for its end."""
    path = folder / "slow.txt"
    with Watch(folder, tmp_path / "a.db") as watch:
        with path.open("w") as file:
            if not moving.being_written(path):
                pytest.skip("this system does not tell")
            for n in range(3):
                file.write(f"ask Ana: van no. {n}\n")
                file.flush()
                time.sleep(0.6)
            assert watch.outcomes == []
        watch.wait(1)
        assert [len(outcome.extraction.items) for outcome in watch.outcomes] == [3]


def test_a_file_that_is_never_closed_is_read_in_the_end(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(watching, "OPEN_SECONDS", 0.8)
    with Watch(folder, tmp_path / "a.db") as watch, (folder / "log.txt").open("w") as file:
        file.write("ask Ana: a van\n")
        file.flush()
        assert watch.wait(1) == [("log.txt", "read")]


def test_what_is_moved_within_the_folder_is_a_copy_and_what_is_deleted_is_no_failure(folder, tmp_path):
    with Watch(folder, tmp_path / "a.db") as watch:
        write(folder / "deep" / "a.txt", "ask Ana: a van")
        watch.wait(1)
        (folder / "deep" / "a.txt").rename(folder / "b.txt")
        assert watch.wait(2)[1:] == [("b.txt", "copy")]
        (folder / "b.txt").unlink()
        write(folder / "c.txt", "ask Ana: a drum")
        assert watch.wait(3)[2:] == [("c.txt", "read")]
    assert (counts(tmp_path / "a.db")["documents"], counts(tmp_path / "a.db")["failed_files"]) == (2, 0)


@pytest.mark.parametrize("after", ["discover", "raws"])
def test_files_that_are_deleted_before_they_are_read_are_nothing_to_tell(folder, tmp_path, monkeypatch, after):
    """And they are not taken for read: the same file is read when it is back."""
    path = write(folder / "a.txt", "ask Ana: a van")
    write(folder / "b.eml", MAIL)
    os.utime(path, (5, 5))
    original = getattr(sources, after)

    def lose(first, **more):
        found = list(original(first, **more)) if after == "discover" else None
        path.unlink(missing_ok=True)
        return iter(found) if found is not None else original(first, **more)

    with monkeypatch.context() as patch, Watch(folder, tmp_path / "a.db") as watch:
        patch.setattr(sources, after, lose)
        assert watch.wait(1) == [("b.eml", "read")]
    assert counts(tmp_path / "a.db")["failed_files"] == 0
    os.utime(write(path, "ask Ana: a van"), (5, 5))
    with Watch(folder, tmp_path / "a.db") as watch:
        assert watch.wait(1) == [("a.txt", "read")]


def test_a_message_that_a_mail_program_moves_and_flags_is_read_once(folder, tmp_path, monkeypatch):
    opened = []
    raws = sources.raws
    monkeypatch.setattr(sources, "raws", lambda file: opened.append(file.path.name) or raws(file))
    monkeypatch.setattr(watching, "ROUND_SECONDS", 0.2)
    mailbox.Maildir(folder / "Mail")
    message = write(folder / "Mail" / "new" / "1.one.host", MAIL)
    with Watch(folder, tmp_path / "a.db") as watch:
        assert watch.wait(1) == [("1.one.host", "read")]
        for name in ("1.one.host:2,", "1.one.host:2,S", "1.one.host:2,RS"):
            message = message.rename(folder / "Mail" / "cur" / name)
            time.sleep(0.4)
        write(folder / "Mail" / "new" / "2.two.host", MAIL.replace("one@", "two@").replace("CFO", "CTO"))
        assert watch.wait(2)[1:] == [("2.two.host", "read")]
    assert opened == ["1.one.host", "2.two.host"]
    assert counts(tmp_path / "a.db")["failed_files"] == 0


def test_a_folder_that_is_a_link_is_watched(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder)
    with Watch(tmp_path / "link", tmp_path / "a.db", tmp_path / "archive") as watch:
        time.sleep(0.4)
        write(folder / "a.txt", "ask Ana: a van")
        assert watch.wait(1) == [("a.txt", "read")]
        until(lambda: not (folder / "a.txt").exists())
    assert (tmp_path / "archive" / "a.txt").read_text() == "ask Ana: a van"


def test_what_cannot_be_read_is_not_looked_at_again_until_it_changes(folder, tmp_path, monkeypatch):
    """A large mailbox file with one bad mail must not be read anew every half minute."""
    opened = []
    raws = sources.raws
    monkeypatch.setattr(sources, "raws", lambda file: opened.append(file.path.name) or raws(file))
    monkeypatch.setattr(watching, "ROUND_SECONDS", 0.1)
    bad = write(folder / "bad.mbox", "From x Mon Mar  2 09:00:00 2026\nX-Only: this\n\nbad\n")
    with Watch(folder, tmp_path / "a.db") as watch:
        watch.wait(1)
        time.sleep(0.8)
        assert opened == ["bad.mbox"]
        bad.chmod(0o600)
        until(lambda: opened == ["bad.mbox"] * 2)
        monkeypatch.setattr(watching, "RETRY_SECONDS", 0.0)
        until(lambda: len(opened) > 3)
    assert len(watch.outcomes) == 1


def test_a_file_that_may_be_read_at_last_is_read(folder, tmp_path, monkeypatch):
    """Root may read everything: the door is shut by hand."""
    path = write(folder / "a.txt", "ask Ana: a van")
    path.chmod(0)
    read_bytes = Path.read_bytes

    def read_if_allowed(self):
        if self == path and not self.stat().st_mode & 0o400:
            raise PermissionError(13, "Permission denied")
        return read_bytes(self)

    monkeypatch.setattr(Path, "read_bytes", read_if_allowed)
    with Watch(folder, tmp_path / "a.db") as watch:
        assert watch.wait(1) == [("a.txt", "failed")]
        assert watch.outcomes[0].error.sentence == f"{path} cannot be read: permission denied."
        path.chmod(0o600)
        assert watch.wait(2)[1:] == [("a.txt", "read")]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), WatchfilesRustInternalError("denied")])
def test_a_folder_that_cannot_be_watched_is_looked_at_every_now_and_then(folder, tmp_path, monkeypatch, error):
    def refuse(*_, **__):
        raise error
        yield

    monkeypatch.setattr(watchfiles, "watch", refuse)
    monkeypatch.setattr(watching, "ROUND_SECONDS", 0.2)
    with Watch(folder, tmp_path / "a.db") as watch:
        time.sleep(0.3)
        write(folder / "a.txt", "ask Ana: a van")
        assert watch.wait(1) == [("a.txt", "read")]


def test_what_cannot_be_archived_is_said_once(folder, tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(moving, "_rename", refuse)
    monkeypatch.setattr(watching, "ROUND_SECONDS", 0.1)
    write(folder / "a.txt", "ask Ana: a van")
    with Watch(folder, tmp_path / "a.db", tmp_path / "archive") as watch:
        assert watch.wait(2) == [("a.txt", "read"), ("a.txt", "failed")]
        time.sleep(0.6)
        assert len(watch.outcomes) == 2
        sentence = f"{folder}/a.txt was read, but cannot be moved to {tmp_path}/archive: read-only file system."
        assert watch.outcomes[1].error.sentence == sentence
    assert counts(tmp_path / "a.db")["failed_files"] == 0


def test_a_file_from_the_future_is_read(folder, tmp_path):
    late = time.time() + 86400
    os.utime(write(folder / "future.txt", "ask Ana: a van"), (late, late))
    with Watch(folder, tmp_path / "a.db") as watch:
        assert watch.wait(1) == [("future.txt", "read")]


def test_what_cannot_be_read_is_said_once_and_read_when_it_is_mended(folder, tmp_path):
    bad = write(folder / "bad.txt", b"\x00\x01" * 900)
    with Watch(folder, tmp_path / "a.db") as watch:
        assert watch.wait(1) == [("bad.txt", "failed")]
        write(folder / "good.txt", "ask Ana: a van")
        assert watch.wait(2)[1:] == [("good.txt", "read")]
        write(bad, "ask Bob: a drum")
        assert watch.wait(3)[2:] == [("bad.txt", "read")]
    assert counts(tmp_path / "a.db")["failed_files"] == 0


def test_stopped_and_started_again_nothing_is_double_and_what_came_meanwhile_is_read(folder, tmp_path):
    write(folder / "first.txt", "ask Ana: a van")
    with Watch(folder, tmp_path / "a.db") as watch:
        watch.wait(1)
    write(folder / "second.txt", "ask Bob: a drum")
    with Watch(folder, tmp_path / "a.db") as watch:
        assert watch.wait(1) == [("second.txt", "read")]
    assert (counts(tmp_path / "a.db")["documents"], counts(tmp_path / "a.db")["runs"]) == (2, 2)


def test_a_folder_that_is_none_is_said_at_once(folder, tmp_path):
    with Watch(folder / "none", tmp_path / "a.db") as watch:
        until(lambda: watch.error)
    assert watch.error.sentence == f"{folder}/none is no folder."


def test_a_folder_that_vanishes_is_said_and_what_was_read_is_kept(folder, tmp_path):
    write(folder / "first.txt", "ask Ana: a van")
    with Watch(folder, tmp_path / "a.db") as watch:
        watch.wait(1)
        shutil.rmtree(folder)
        until(lambda: watch.error)
    assert watch.error.sentence == f"{folder} has vanished."
    assert (counts(tmp_path / "a.db")["documents"], counts(tmp_path / "a.db")["failed_files"]) == (1, 0)


def test_a_database_in_the_folder_is_no_reason_to_look_again(folder, monkeypatch):
    rounds = []
    ingest = pipeline.ingest
    monkeypatch.setattr(pipeline, "ingest", lambda *args, **more: rounds.append(1) or ingest(*args, **more))
    write(folder / "bad.txt", b"\x00\x01" * 900)
    with Watch(folder, folder / "notes.db") as watch:
        watch.wait(1)
        time.sleep(1.0)
        before = len(rounds)
        time.sleep(0.6)
        assert len(rounds) == before


def test_a_server_that_does_not_answer_is_said_once_and_waited_for(folder, tmp_path, monkeypatch):
    is_down = threading.Event()
    is_down.set()
    read = Scripted.read

    def read_if_up(self, documents, owner):
        for reading in read(self, documents, owner):
            if is_down.is_set():
                raise Unreachable("No model server answers.")
            yield reading

    monkeypatch.setattr(watching, "ROUND_SECONDS", 0.2)
    monkeypatch.setattr(Scripted, "local", False)
    monkeypatch.setattr(Scripted, "read", read_if_up)
    write(folder / "first.txt", "ask Ana: a van")
    with Watch(folder, tmp_path / "a.db") as watch:
        assert watch.wait(1) == [("in", "failed")]
        assert watch.outcomes[0].error.sentence == "No model server answers."
        time.sleep(0.6)
        assert len(watch.outcomes) == 1
        is_down.clear()
        assert watch.wait(2)[1:] == [("first.txt", "read")]
    assert counts(tmp_path / "a.db")["queued"] == 0


def test_the_command_says_each_arrival_in_a_line(tmp_path):
    folder = tmp_path / "in"
    write(folder / "empty.txt", "")
    with start("watch", folder, "--db", tmp_path / "a.db") as child:
        assert child.stderr.readline() == f"Watching {folder}, read by offline  (Ctrl-C stops)\n"
        assert child.stderr.readline()[5:] == "  empty.txt: There is nothing in it.\n"
        write(folder / "new" / "coffee.txt", COFFEE)
        assert child.stderr.readline()[5:] == "  new/coffee.txt: 2 people, 1 ask, 1 follow-up (offline)\n"
        child.terminate()


@pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_whoever_stops_it_is_told_that_nothing_is_lost(tmp_path, by, code):
    """Ctrl-C ends a command; a service manager's wish is no failure of the service."""
    write(tmp_path / "in" / "empty.txt", "")
    with start("watch", tmp_path / "in", "--db", tmp_path / "a.db") as child:
        child.stderr.readline()
        child.stderr.readline()
        child.send_signal(by)
        assert child.stderr.read() == "Stopped. What was read is kept; the same command goes on from there.\n"
        assert child.wait() == code


def test_the_folder_of_the_settings_is_watched_when_none_is_named(tmp_path, monkeypatch):
    result = call("watch", "--db", tmp_path / "a.db")
    assert (result.code, result.err.splitlines()) == (
        2,
        ["Error: No folder is named.", "Try: notesight watch FOLDER, or notesight config folder FOLDER"],
    )
    monkeypatch.setenv("NOTESIGHT_FOLDER", str(tmp_path / "none"))
    result = call("watch", "--db", tmp_path / "a.db")
    assert (result.code, result.err.splitlines()[0]) == (3, f"Error: {tmp_path}/none is no folder.")
