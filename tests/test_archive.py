"""``notesight watch --archive``: what was read is moved, whole, once, over nothing, and nothing else is."""

import errno
import mailbox
import os
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from store_cases import store
from terminal import MAIL, Scripted, call, start, use_scripted, write

from notesight import config, moving, pipeline
from notesight.archive import Archive, Kept
from notesight.errors import ExtractorError, UsageError
from notesight.extractors import Reading
from notesight.model import Run
from notesight.pipeline import Line
from notesight.store import Store

__all__ = ["store"]

ENVELOPE = "From priya@lumen.example Mon Mar  2 09:30:00 2026\n"
OTHER_DISK = Path("/dev/shm")
"""On Linux a file system of its own."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    use_scripted(monkeypatch)
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def line(store):
    return Line(store, Scripted(), config.load({**os.environ}), today=date(2026, 3, 2), jobs=1)


@pytest.fixture(params=["the same disk", "another disk", "a disk that cannot refuse"])
def archive(request, tmp_path, monkeypatch):
    """A folder that is not made yet, on each kind of file system."""
    if request.param == "another disk":
        if not OTHER_DISK.is_dir() or OTHER_DISK.stat().st_dev == tmp_path.stat().st_dev:
            pytest.skip("there is no other file system")
        made = Path(tempfile.mkdtemp(dir=OTHER_DISK))
        yield made / "archive"
        shutil.rmtree(made)
        return
    if request.param == "a disk that cannot refuse":
        monkeypatch.setattr(moving, "_rename_exclusively", lambda *_: errno.EINVAL)
    yield tmp_path / "archive"


def read_and_move(folder, archive, line):
    """One look at the folder: the statuses of what was read, and where files went."""
    kept = Archive(archive, folder)
    statuses = [outcome.status for outcome in pipeline.ingest([folder], line, leave_out=kept.folder)]
    return statuses, [each.error.sentence if isinstance(each, Kept) else each.target for each in kept.take(line.store)]


def files_in(folder):
    return {str(each.relative_to(folder)): each.read_text() for each in sorted(folder.rglob("*")) if each.is_file()}


# --- what goes --------------------------------------------------------------------------------------------------------


def test_what_was_read_goes_the_same_way_down_and_what_failed_stays(folder, archive, line):
    write(folder / "coffee.txt", "ask Ana: a van")
    write(folder / "deep" / "er" / "mail.eml", MAIL)
    write(folder / "bad.txt", b"\x00\x01" * 900)
    write(folder / "picture.png", "x")
    moment = (folder / "coffee.txt").stat().st_mtime_ns
    statuses, moved = read_and_move(folder, archive, line)
    assert (sorted(statuses), moved) == (
        ["failed", "read", "read"],
        [archive / "coffee.txt", archive / "deep" / "er" / "mail.eml"],
    )
    assert files_in(archive) == {"coffee.txt": "ask Ana: a van", "deep/er/mail.eml": MAIL}
    assert (archive / "coffee.txt").stat().st_mtime_ns == moment
    assert set(files_in(folder)) == {"bad.txt", "picture.png"}
    assert read_and_move(folder, archive, line) == (["failed"], [])


def test_what_went_is_not_missed_and_keeps_the_path_that_it_was_read_from(folder, archive, line):
    path = write(folder / "coffee.txt", "ask Ana: a van")
    read_and_move(folder, archive, line)
    read_and_move(folder, archive, line)
    assert (line.store.failures(), line.store.counts()["failed_files"]) == ([], 0)
    assert line.store.document(1).source == str(path)
    assert line.store.items()[0]["summary"] == "a van"


def test_a_name_that_is_taken_gets_a_number_and_nothing_is_written_over(folder, archive, line):
    for nth, thing in enumerate(("a van", "a drum", "a hall"), start=1):
        write(folder / "memo.txt", f"ask Ana: {thing}")
        _, moved = read_and_move(folder, archive, line)
        assert moved == [archive / ("memo.txt" if nth == 1 else f"memo-{nth}.txt")]
    assert list(files_in(archive).values()) == ["ask Ana: a drum", "ask Ana: a hall", "ask Ana: a van"]


def test_the_next_note_of_the_same_name_is_another_note(folder, archive, line):
    """A recorder that calls everything memo.txt must not overwrite in the notebook what the archive keeps."""
    for thing in ("a van", "a drum", "a hall"):
        write(folder / "memo.txt", f"ask Ana: {thing}")
        read_and_move(folder, archive, line)
    assert sorted(item["summary"] for item in line.store.items()) == ["a drum", "a hall", "a van"]
    assert line.store.document(3).key == f"path:{folder}/memo.txt#3"


def test_the_very_same_bytes_under_the_same_name_are_kept_once(folder, archive, line):
    write(folder / "memo.txt", "ask Ana: a van")
    read_and_move(folder, archive, line)
    write(folder / "memo.txt", "ask Ana: a van")
    os.utime(folder / "memo.txt", (1, 1))
    _, moved = read_and_move(folder, archive, line)
    assert moved == [archive / "memo.txt"]
    assert (files_in(folder), files_in(archive)) == ({}, {"memo.txt": "ask Ana: a van"})


def test_what_else_has_the_name_is_left_alone(folder, archive, line):
    (archive / "a.txt").mkdir(parents=True)
    (archive / "b.txt").symlink_to(folder / "b.txt")
    (archive / "c.txt").symlink_to("nowhere")
    for name in "abc":
        write(folder / f"{name}.txt", f"ask Ana: {name}")
    _, moved = read_and_move(folder, archive, line)
    assert moved == [archive / f"{name}-2.txt" for name in "abc"]
    assert [each.read_text() for each in moved] == [f"ask Ana: {name}" for name in "abc"]


def test_a_maildir_becomes_a_maildir(folder, archive, line):
    box = mailbox.Maildir(folder / "Mail")
    write(folder / "Mail" / "new" / "1.one.host", MAIL)
    write(folder / "Mail" / "cur" / "2.two.host:2,RS", MAIL.replace("one@", "two@"))
    write(archive / "Mail" / "cur" / "2.two.host:2,RS", "another mail")
    read_and_move(folder, archive, line)
    assert list(box.keys()) == []
    kept = mailbox.Maildir(archive / "Mail", create=False)
    assert sorted((key, kept[key].get_subdir(), kept[key].get_flags()) for key in kept.keys()) == [  # noqa: SIM118 - a mailbox is no dict
        ("1.one.host", "new", ""),
        ("2.two.host", "cur", "RS"),
        ("2.two.host-2", "cur", "RS"),
    ]
    assert (archive / "Mail" / "tmp").is_dir()


def test_the_folder_new_of_a_maildir_may_be_watched_alone(folder, archive, line):
    mailbox.Maildir(folder / "Mail")
    write(folder / "Mail" / "new" / "1.one.host", MAIL)
    _, moved = read_and_move(folder / "Mail" / "new", archive, line)
    assert moved == [archive / "1.one.host"]
    assert [each.name for each in archive.parent.iterdir() if each.name in {"cur", "new", "tmp"}] == []


def test_a_mailbox_file_goes_when_all_of_its_messages_were_read(folder, archive, line):
    bad = f"{ENVELOPE}X-Only: this\n\nbad\n\n"
    write(folder / "good.mbox", ENVELOPE + MAIL)
    write(folder / "half.mbox", f"{ENVELOPE}{MAIL.replace('one@', 'two@')}\n{bad}")
    write(folder / "empty.mbox", "")
    _, moved = read_and_move(folder, archive, line)
    assert moved == [archive / "good.mbox"]
    assert set(files_in(folder)) == {"half.mbox", "empty.mbox"}


def test_a_file_whose_document_is_not_read_yet_stays_until_it_is(folder, archive, line, monkeypatch):
    write(folder / "a.txt", "ask Ana: a van")
    read = Scripted.read

    def fail(self, documents, owner):
        del self, owner
        for document in documents:
            yield Reading(document, None, Run("scripted", "scripted:1"), ExtractorError("The model gave up."))

    monkeypatch.setattr(Scripted, "local", False)
    monkeypatch.setattr(Scripted, "read", fail)
    assert read_and_move(folder, archive, line) == (["failed"], [])
    monkeypatch.setattr(Scripted, "read", read)
    assert [outcome.status for outcome in pipeline.run_queued(line)] == ["read"]
    assert read_and_move(folder, archive, line) == (["known"], [archive / "a.txt"])


# --- what stays -------------------------------------------------------------------------------------------------------


def test_a_file_that_changed_after_it_was_read_is_read_again_and_goes_then(folder, archive, line):
    path = write(folder / "a.txt", "ask Ana: a van")
    list(pipeline.ingest([folder], line))
    write(path, "ask Ana: a van\nask Ana: a drum")
    assert list(Archive(archive, folder).take(line.store)) == []
    assert read_and_move(folder, archive, line) == (["read"], [archive / "a.txt"])
    assert sorted(item["summary"] for item in line.store.items()) == ["a drum", "a van"]
    assert line.store.counts()["documents"] == 1


@pytest.mark.parametrize("when", ["_same_bytes", "_rename"])
def test_a_file_that_is_exchanged_at_the_last_moment_is_not_lost(folder, archive, line, monkeypatch, when):
    path = write(folder / "a.txt", "ask Ana: a van")
    original = getattr(moving, when)
    exchanged = []

    def exchange(source, *rest):
        if source == path and not exchanged:
            exchanged.append(source)
            write(folder / "other", "ask Ana: a quite new van").replace(path)
        return original(source, *rest)

    list(pipeline.ingest([folder], line))
    monkeypatch.setattr(moving, when, exchange)
    assert list(Archive(archive, folder).take(line.store)) == []
    assert exchanged
    assert files_in(folder) == {"a.txt": "ask Ana: a quite new van"}
    _, moved = read_and_move(folder, archive, line)
    assert [each.read_text() for each in moved] == ["ask Ana: a quite new van"]


@pytest.mark.skipif(not hasattr(__import__("fcntl"), "F_SETLEASE"), reason="only Linux tells")
def test_a_file_that_a_program_still_writes_to_stays_until_it_is_closed(folder, archive, line):
    path = write(folder / "a.txt", "ask Ana: a van")
    with path.open("a"):
        assert moving.being_written(path)
        assert read_and_move(folder, archive, line) == (["read"], [])
    assert not moving.being_written(path)
    assert read_and_move(folder, archive, line) == (["known"], [archive / "a.txt"])


def test_what_only_a_link_leads_to_stays_where_it_is(folder, archive, line, tmp_path):
    elsewhere = write(tmp_path / "elsewhere" / "a.txt", "ask Ana: a van")
    (folder / "link").symlink_to(elsewhere.parent)
    (folder / "b.txt").symlink_to(write(tmp_path / "b.txt", "ask Ana: a drum"))
    statuses, moved = read_and_move(folder, archive, line)
    assert (statuses, moved) == (["read", "read"], [])
    assert elsewhere.exists()


def test_a_watched_folder_may_itself_be_a_link(folder, archive, line, tmp_path):
    (tmp_path / "link").symlink_to(folder)
    write(folder / "a.txt", "ask Ana: a van")
    _, moved = read_and_move(tmp_path / "link", archive, line)
    assert moved == [archive / "a.txt"]


def test_what_vanishes_before_it_is_moved_is_nothing_to_tell(folder, archive, line, monkeypatch):
    path = write(folder / "a.txt", "ask Ana: a van")
    list(pipeline.ingest([folder], line))
    monkeypatch.setattr(sources_type := type(line.store.sources), "note_moves", lambda *_: path.unlink(missing_ok=True))
    monkeypatch.setattr(sources_type, "take_back_moves", lambda *_: None)
    assert list(Archive(archive, folder).take(line.store)) == []


@pytest.mark.parametrize("archive", ["on the same disk"], indirect=False)
def test_what_cannot_be_moved_is_told_and_stays(folder, line, tmp_path, archive, monkeypatch):
    del archive

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    write(folder / "a.txt", "ask Ana: a van")
    with monkeypatch.context() as patch:
        patch.setattr(moving, "_rename", full)
        assert read_and_move(folder, tmp_path / "archive", line) == (
            ["read"],
            [
                f"{folder}/a.txt was read, but cannot be moved to {tmp_path}/archive: no space left on device.",
            ],
        )
    assert set(files_in(folder)) == {"a.txt"}
    write(folder / "a.txt", "ask Ana: a van!")
    assert read_and_move(folder, tmp_path / "archive", line) == (["read"], [tmp_path / "archive" / "a.txt"])
    assert line.store.counts()["documents"] == 1, "it has stayed, so what came was its new version"


# --- where to ---------------------------------------------------------------------------------------------------------


def test_an_archive_in_the_watched_folder_is_not_read(folder, line):
    write(folder / "a.txt", "ask Ana: a van")
    (folder / "way").symlink_to("done")
    assert read_and_move(folder, folder / "done", line) == (["read"], [folder / "done" / "a.txt"])
    assert read_and_move(folder, folder / "done", line) == ([], [])


@pytest.mark.parametrize("where", ["in", ".", "in/../in", "link"])
def test_an_archive_that_would_be_read_again_is_refused(folder, tmp_path, where):
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(UsageError, match=r"what goes there would be read again\.$"):
        Archive(tmp_path / where, folder)


def test_an_archive_that_cannot_be_made_is_refused(folder, tmp_path):
    write(tmp_path / "file", "x")
    for where in ("file", "file/archive"):
        with pytest.raises(UsageError, match=rf"^The archive .*/{where} cannot be made or written: "):
            Archive(tmp_path / where, folder)


def test_making_an_archive_leaves_nothing_in_it_and_clears_what_a_killed_copy_left(folder, tmp_path):
    Archive(tmp_path / "archive", folder)
    assert list((tmp_path / "archive").iterdir()) == []
    left = write(tmp_path / "archive" / ".notesight-moving" / ".notesight-1-aa", "half")
    young = Archive(tmp_path / "archive", folder)
    assert left.exists()
    later = time.time() + 7200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: later)
        young._clean()
    assert not left.exists()


def test_the_command_refuses_with_a_sentence(folder, tmp_path):
    result = call("watch", folder, "--archive", folder, "--db", tmp_path / "a.db")
    assert (result.code, result.err.splitlines()) == (
        2,
        [
            f"Error: The archive {folder} is the watched folder itself: what goes there would be read again.",
            "Try: Name a folder beside it, or one in it: a folder in it is not read.",
        ],
    )


# --- killed -----------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The program ends at this very call."""


def calls_of_moving():
    return ["_rename", "_sync", "_is", "_put", "_taken_away", "_same_bytes", "_copied"]


@pytest.mark.parametrize("nth", range(12))
def test_killed_anywhere_in_a_move_the_next_start_finishes_it(folder, archive, line, monkeypatch, nth):
    """Each call of the mover in turn is the last one; afterwards the file is in the archive once, and whole."""
    write(folder / "memo.txt", "ask Ana: a van")
    list(pipeline.ingest([folder], line))
    count = 0

    def mortal(function):
        def call_or_die(*args, **more):
            nonlocal count
            count += 1
            if count == nth:
                raise Killed
            return function(*args, **more)

        return call_or_die

    with monkeypatch.context() as patch:
        for name in calls_of_moving():
            patch.setattr(moving, name, mortal(getattr(moving, name)))
        patch.setattr(type(line.store.sources), "take_back_moves", lambda *_: None)  # nothing is tidied up by the dead
        with suppress(Killed):
            list(Archive(archive, folder).take(line.store))
    whole = [each for where in (folder, archive) for each in where.rglob("*") if each.is_file()]
    assert any(each.read_text() == "ask Ana: a van" for each in whole)
    read_and_move(folder, archive, line)
    shown = {name: text for name, text in files_in(archive).items() if not name.startswith(".notesight")}
    assert shown == {"memo.txt": "ask Ana: a van"}
    assert [name for name in files_in(folder) if not name.startswith(".notesight")] == []
    write(folder / "memo.txt", "ask Ana: a drum")
    read_and_move(folder, archive, line)
    assert sorted(item["summary"] for item in line.store.items()) == ["a drum", "a van"]


def test_sigkill_at_ten_points_of_a_burst_loses_nothing_and_doubles_nothing(tmp_path):
    folder, archive, database = tmp_path / "in", tmp_path / "archive", tmp_path / "a.db"
    wanted = {f"{n:03}.txt": f"Nadia Brook is looking for chair number {n}." for n in range(300)}
    for name, text in wanted.items():
        os.utime(write(folder / name, text), (1, 1))
    for stop in range(10):
        child = start("watch", folder, "--archive", archive, "--db", database)
        child.stderr.readline()
        time.sleep(0.12 * stop)
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        kept = files_in(archive) if archive.exists() else {}
        assert {**files_in(folder), **kept} == wanted
    with start("watch", folder, "--archive", archive, "--db", database) as child:
        deadline = time.monotonic() + 60
        while any(folder.glob("*.txt")) and time.monotonic() < deadline:
            time.sleep(0.05)
        child.terminate()
        child.communicate()
    assert files_in(archive) == wanted
    with Store.open(database) as store:
        assert (store.counts()["documents"], store.counts()["versions"], store.counts()["runs"]) == (300, 300, 300)
        assert store.check() == []
