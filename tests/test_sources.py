"""Where text comes from: what is found, how it is read, from what day it is, and what a note says of itself."""

import os
import socket
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from notesight import sources
from notesight.errors import SourceError
from notesight.sources import Failure, File, Raw, discover, document, from_stdin, raws, text_of

TODAY = date(2026, 3, 10)
MAIL = (
    b"From: Priya Raman <priya@lumen.example>\r\nTo: sam@notes.example\r\nDate: Mon, 2 Mar 2026 09:00:00 +0100\r\n"
    b"Message-ID: <1@lumen.example>\r\nSubject: the deck\r\n\r\nCould you send me the deck by Friday?\r\n"
)
ENVELOPE = b"From priya@lumen.example Mon Mar  2 09:00:00 2026\n"


def read(data, *, name="tea.md", day=None, written=None, form="note"):
    path = Path("/notes", name) if name else None
    return document(
        Raw(data if isinstance(data, bytes) else data.encode(), form, name or "standard input", path, written),
        date=day,
        today=TODAY,
    )


def names(*paths):
    return [(each.path.name, each.form) if isinstance(each, File) else each for each in discover(paths)]


def files(folder, *relative, data=b"Tea."):
    for each in relative:
        path = folder / each
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def sentence(failure):
    assert isinstance(failure, Failure)
    return failure.error.sentence


# --- standard input -----------------------------------------------------------------------------------------------


def test_a_note_that_is_piped_in_has_its_text_for_a_key():
    note = document(from_stdin(b"Tea with Ana.\n"), date=None, today=TODAY)
    assert (note.kind, note.source, note.date, note.text) == ("note", None, TODAY, "Tea with Ana.\n")
    assert note.key == note.digest


def test_a_mail_that_is_piped_in_is_a_mail():
    found = document(from_stdin(MAIL), date=None, today=TODAY)
    assert (found.kind, found.key, found.date) == ("email", "mid:1@lumen.example", date(2026, 3, 2))


@pytest.mark.parametrize("before", [b"", b"\n", b"\r\n\r\n"])
def test_a_mail_with_the_envelope_of_a_mailbox_is_the_same_mail(before):
    found = document(from_stdin(before + ENVELOPE + MAIL.replace(b"\r\n", b"\n")), date=None, today=TODAY)
    assert found.key == "mid:1@lumen.example"
    assert "From priya" not in found.text


def test_a_from_that_the_mailbox_escaped_is_unescaped():
    found = document(from_stdin(ENVELOPE + MAIL + b">From here on it rained.\n"), date=None, today=TODAY)
    assert found.text.endswith("\nFrom here on it rained.\n")


def test_several_mails_at_once_are_not_taken_for_one():
    one = ENVELOPE + MAIL.replace(b"\r\n", b"\n") + b"\n"
    with pytest.raises(SourceError, match="several mails") as caught:
        from_stdin(one + one)
    assert ".mbox" in caught.value.hint


def test_words_that_only_begin_like_a_header_are_a_note():
    assert from_stdin(b"From: my desk\nI think of Ana.").form == "note"
    assert from_stdin(b"Dear Ana,\n\nTo: do\n").form == "note"


# --- finding files ------------------------------------------------------------------------------------------------


def test_all_known_kinds_of_a_folder_are_found_in_a_stable_order(tmp_path):
    files(tmp_path, "b.md", "a.txt", "deep/er/c.markdown", "deep/d.eml", "e.mbox", "F.TXT")
    expected = [
        ("F.TXT", "note"),
        ("a.txt", "note"),
        ("b.md", "note"),
        ("e.mbox", "mbox"),
        ("d.eml", "mail"),
        ("c.markdown", "note"),
    ]
    assert names(tmp_path) == expected
    assert names(tmp_path) == names(tmp_path)


def test_hidden_files_and_other_kinds_are_passed_over(tmp_path):
    files(
        tmp_path, ".hidden.md", ".git/notes.md", "photo.jpg", "table.xlsx", "no-suffix", "a.md~", "deep/.obsidian/x.md"
    )
    assert names(tmp_path) == []


def test_a_named_file_of_any_kind_is_looked_into(tmp_path):
    files(tmp_path, "README", ".hidden")
    files(tmp_path, "letter", data=MAIL)
    files(tmp_path, "box", data=ENVELOPE + MAIL)
    every = [tmp_path / each for each in ("README", ".hidden", "letter", "box")]
    assert names(*every) == [("README", "note"), (".hidden", "note"), ("letter", "mail"), ("box", "mbox")]


def test_every_message_of_a_maildir_is_a_mail(tmp_path):
    for box in ("box", "box/.Sent", "box/.Trash"):
        files(tmp_path, f"{box}/cur/1:2,S", f"{box}/new/2", f"{box}/new/.lock", f"{box}/tmp/3", f"{box}/dovecot.index")
    files(tmp_path, "box/.notes/x.md", "other/cur/6")
    found = [(str(each.path.relative_to(tmp_path)), each.form) for each in discover([tmp_path])]
    assert sorted(found) == [
        ("box/.Sent/cur/1:2,S", "mail"), ("box/.Sent/new/2", "mail"), ("box/cur/1:2,S", "mail"), ("box/new/2", "mail")
    ]  # fmt: skip


def test_the_folder_new_of_a_maildir_may_be_named_alone(tmp_path):
    files(tmp_path, "cur/1:2,S", "new/2.host", "tmp/3")
    assert names(tmp_path / "new") == [("2.host", "mail")]


def test_a_mailbox_that_apple_mail_has_exported_is_a_folder(tmp_path):
    files(tmp_path, "Notes.mbox/mbox", "Notes.mbox/table_of_contents", "mbox")
    assert names(tmp_path) == [("mbox", "mbox")]


def test_a_folder_that_is_left_out_is_left_out_whichever_way_leads_there(tmp_path):
    files(tmp_path, "a.txt", "done/b.txt")
    (tmp_path / "way").symlink_to("done")
    assert [each.path.name for each in discover([tmp_path], leave_out=tmp_path / "done")] == ["a.txt"]
    assert [each.path.name for each in discover([tmp_path], leave_out=tmp_path / "none")] == ["a.txt", "b.txt"]


def test_what_vanishes_while_a_folder_is_looked_at_was_never_there(tmp_path, monkeypatch):
    files(tmp_path, "a.txt", "b/c.txt", "d.txt")
    listed = Path.iterdir

    def lose(path):
        entries = list(listed(path))
        if path == tmp_path:
            (tmp_path / "a.txt").unlink()
            (tmp_path / "b" / "c.txt").unlink()
            (tmp_path / "b").rmdir()
        return iter(entries)

    monkeypatch.setattr(Path, "iterdir", lose)
    assert names(tmp_path) == [("d.txt", "note")]


def test_a_message_of_a_maildir_that_is_named_alone_is_a_mail(tmp_path):
    files(tmp_path, "cur/1:2,S", "new/.keep", "tmp/.keep")
    assert names(tmp_path / "cur" / "1:2,S") == [("1:2,S", "mail")]


def test_links_that_lead_back_end(tmp_path):
    files(tmp_path, "a/note.md", "b/other.md")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "b" / "across").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    assert sorted(names(tmp_path)) == [("note.md", "note"), ("other.md", "note")]


def test_a_link_that_leads_nowhere_is_listed_and_the_rest_is_found(tmp_path):
    files(tmp_path, "a.md", "c.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "gone.md")
    first, broken, last = discover([tmp_path])
    assert [first.path.name, last.path.name] == ["a.md", "c.md"]
    assert sentence(broken) == f"{tmp_path}/b.md cannot be read: no such file or directory."


def test_the_key_of_a_note_is_its_path_as_it_was_named(tmp_path, monkeypatch):
    files(tmp_path, "real/a.md")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path)
    (file,) = discover([Path("link/../link/a.md")])
    (raw,) = raws(file)
    assert document(raw, date=None, today=TODAY).key == f"path:{tmp_path}/link/a.md"


def test_what_is_not_there_is_a_failure_with_a_sentence(tmp_path):
    (failure,) = discover([tmp_path / "gone.md"])
    assert sentence(failure) == f"{tmp_path}/gone.md cannot be read: no such file or directory."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_listed_and_the_rest_is_found(tmp_path):
    files(tmp_path, "a/x.md", "b/y.md")
    (tmp_path / "a").chmod(0)
    failure, found = discover([tmp_path])
    assert "permission denied" in sentence(failure)
    assert found.path.name == "y.md"


def test_a_folder_that_vanishes_is_listed_and_the_rest_is_found(tmp_path, monkeypatch):
    files(tmp_path, "a/x.md", "b/y.md")
    listed = Path.iterdir

    def iterdir(path):
        if path.name == "a":
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    failure, found = discover([tmp_path])
    assert sentence(failure) == f"{tmp_path}/a cannot be read: no such file or directory."
    assert found.path.name == "y.md"


@pytest.mark.timeout(20)
def test_a_pipe_or_a_socket_is_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.txt"))
        for each in (*discover([tmp_path]), *discover([tmp_path / "pipe.md"])):
            assert "it is a pipe or a device" in sentence(each)


def test_a_folder_that_is_very_deep_is_read_to_its_end(tmp_path, monkeypatch):
    deep = 1500
    monkeypatch.chdir(tmp_path)
    for _ in range(deep):
        Path("d").mkdir()
        os.chdir("d")
    Path("note.md").write_text("Tea.")
    os.chdir(tmp_path)
    assert names(tmp_path) == [("note.md", "note")]
    os.chdir(tmp_path / "/".join(["d"] * deep))
    Path("note.md").unlink()
    for _ in range(deep):  # pytest's own cleaning would recurse
        os.chdir("..")
        Path("d").rmdir()


def test_a_name_that_is_no_utf8_can_be_stored_and_printed(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md"))
    path.write_text("Tea.")
    (file,) = discover([tmp_path])
    (raw,) = raws(file)
    note = document(raw, date=None, today=TODAY)
    assert note.key == f"path:{tmp_path}/caf\\xe9.md"
    assert note.source == raw.name == f"{tmp_path}/caf\\xe9.md"
    path.unlink()
    (failure,) = raws(file)
    sentence(failure).encode()


# --- from a file to its documents ---------------------------------------------------------------------------------


def of_file(path):
    (file,) = discover([path])
    return list(raws(file))


def test_each_message_of_a_mailbox_is_a_document(tmp_path):
    files(tmp_path, "box.mbox", data=(ENVELOPE + MAIL.replace(b"\r\n", b"\n") + b"\n") * 2)
    one, two = of_file(tmp_path / "box.mbox")
    assert (one.name, two.name) == (f"{tmp_path}/box.mbox#1", f"{tmp_path}/box.mbox#2")
    assert document(one, date=None, today=TODAY).key == "mid:1@lumen.example"


def test_what_is_wrong_in_a_mailbox_is_listed_and_the_rest_is_read(tmp_path):
    files(tmp_path, "box.mbox", data=b"rubbish\n\n" + ENVELOPE + MAIL)
    wrong, right = of_file(tmp_path / "box.mbox")
    assert sentence(wrong).startswith(f"{tmp_path}/box.mbox: The mbox does not begin with a message")
    assert right.form == "mail"


def test_a_mail_in_a_file_may_have_an_envelope(tmp_path):
    files(tmp_path, "a.eml", data=ENVELOPE + MAIL)
    (raw,) = of_file(tmp_path / "a.eml")
    assert document(raw, date=None, today=TODAY).key == "mid:1@lumen.example"


def test_a_note_that_is_too_large_is_not_even_opened(tmp_path, monkeypatch):
    files(tmp_path, "a.txt")
    monkeypatch.setattr(sources, "LARGEST_NOTE", 3)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was opened"))
    (failure,) = of_file(tmp_path / "a.txt")
    assert "a note may have" in sentence(failure)


def test_a_file_that_vanishes_before_it_is_read_is_a_failure(tmp_path):
    files(tmp_path, "a.txt", "b.mbox", "c.eml")
    found = list(discover([tmp_path]))
    for file in found:
        file.path.unlink()
    assert all("no such file" in sentence(each) for file in found for each in raws(file))


@pytest.mark.parametrize("mtime_ns", [10**30, -(10**30)])
def test_a_file_time_beyond_all_calendars_is_no_day(tmp_path, mtime_ns):
    files(tmp_path, "a.txt")
    (raw,) = raws(File(tmp_path / "a.txt", 4, mtime_ns, "note"))
    assert raw.written is None
    assert document(raw, date=None, today=TODAY).date == TODAY


# --- the day ------------------------------------------------------------------------------------------------------

OLD = date(2025, 7, 1)


@pytest.mark.parametrize(
    ("name", "text", "day"),
    [
        ("tea.md", "---\ndate: 2026-03-02\n---\nTea.", date(2026, 3, 2)),
        ("tea.md", "---\ndate: 2026-03-02T23:30:00-05:00\n---\nTea.", date(2026, 3, 2)),
        ("tea.md", "---\ndate: 2 March 2026\n---\nTea.", date(2026, 3, 2)),
        ("tea.md", "---\ndate: 02.03.2026\n---\nTea.", date(2026, 3, 2)),
        ("tea.md", "---\ndate: '20260302'\n---\nTea.", date(2026, 3, 2)),
        ("tea.md", "---\nDate: 2026-03-02\n---\nTea.", date(2026, 3, 2)),
        ("2026-02-01 tea.md", "---\ndate: 2026-03-02\n---\n# 2026-01-01\nTea.", date(2026, 3, 2)),
        ("2026-03-02 tea.md", "# 2026-01-01\nTea.", date(2026, 3, 2)),
        ("2026-03-02.md", "Tea.", date(2026, 3, 2)),
        ("20260302.txt", "Tea.", date(2026, 3, 2)),
        ("tea 2026-03-02.txt", "Tea.", date(2026, 3, 2)),
        ("tea 2.3.2026.txt", "Tea.", date(2026, 3, 2)),
        ("tea.txt", "Mon 2 March 2026\nTea.", date(2026, 3, 2)),
        ("tea.txt", "\n\n# 2026-03-02\nTea.", date(2026, 3, 2)),
        ("tea.txt", "2026-03-02 tea with Ana\n", date(2026, 3, 2)),
        ("tea.md", "---\ndate: 2026-02-30\n---\nTea.", OLD),
        ("tea.md", "---\ndate: [1, 2]\n---\nTea.", OLD),
        ("tea.md", "---\ndate:\n---\nTea.", OLD),
        ("meeting 12.5.md", "Tea with Ana on Friday.", OLD),
        ("tea.txt", "Tea.\n2026-03-02 is far away", OLD),
    ],
)
def test_the_day_of_a_note_is_in_its_front_matter_its_name_its_first_line_or_the_files(name, text, day):
    written = OLD if day == OLD else TODAY
    assert read(text, name=name, written=written).date == day


def test_a_day_that_is_given_wins_over_all():
    given = date(2024, 12, 24)
    assert read("---\ndate: 2026-03-02\n---\nTea.", name="2026-03-02.md", day=given, written=OLD).date == given
    assert read(MAIL, form="mail", day=given).date == given


def test_what_a_mail_promises_counts_from_the_day_that_is_given():
    quoted = MAIL + b"\r\nOn 27 Feb 2026 at 10:00, Ana wrote:\r\n> Call me by Tuesday\r\n"
    found = read(quoted, form="mail", day=date(2024, 12, 24))
    days = {part.role: part.date.date() for part in found.parts if part.date}
    assert days["new"] == date(2024, 12, 24)
    assert days["quoted"] == date(2026, 2, 27)


def test_a_mail_without_a_date_is_from_the_day_of_its_file():
    bare = MAIL.replace(b"Date: Mon, 2 Mar 2026 09:00:00 +0100\r\n", b"")
    assert read(bare, form="mail", written=OLD).date == OLD
    assert read(bare, form="mail").date == TODAY
    assert read(bare, form="mail", day=date(2024, 12, 24)).date == date(2024, 12, 24)


def test_a_note_that_says_no_day_is_from_the_day_of_its_file_or_of_today(tmp_path):
    files(tmp_path, "tea.txt")
    moment = time.mktime((2025, 7, 1, 12, 0, 0, 0, 0, -1))
    os.utime(tmp_path / "tea.txt", (moment, moment))
    (raw,) = of_file(tmp_path / "tea.txt")
    assert document(raw, date=None, today=TODAY).date == OLD
    assert read("Tea.", name=None).date == TODAY


# --- front matter, links and tags ---------------------------------------------------------------------------------


def test_front_matter_says_what_a_note_is():
    text = "---\r\ntitle: Tea with Ana\r\nchannel: coffee\r\npeople: [Priya Raman, Tom]\r\ntags: [work, loom/blue]\r\n---\r\nTea. #later"
    note = read(text)
    assert (note.title, note.channel) == ("Tea with Ana", "coffee")
    assert note.people == ("Priya Raman", "Tom")
    assert note.tags == ("work", "loom/blue", "later")
    assert [(part.role, note.text[part.start : part.end]) for part in note.parts] == [
        ("header", text[: text.index("Tea. ")]), ("new", "Tea. #later")
    ]  # fmt: skip
    assert note.text == text


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("people: Priya Raman, Tom", ("Priya Raman", "Tom")),
        ("people:\n- Priya Raman\n- Tom", ("Priya Raman", "Tom")),
        ("people: [[Priya Raman]]", ("Priya Raman",)),
        ('people: ["[[Priya Raman|Priya]]", "[[folder/Tom]]"]', ("Priya Raman", "Tom")),
        ('people:\n- "[[people/Priya Raman.md#tea|P]]"', ("Priya Raman",)),
        ('people: "[[Priya Raman]], [[Raman, Ravi]]"', ("Priya Raman", "Raman, Ravi")),
        ("people: '@tom'", ("tom",)),
        ("people:\n- name: Priya Raman\n  role: VP", ("Priya Raman",)),
        ("people: {Priya: VP, Tom: CFO}", ("Priya", "Tom")),
        ("people: [Tom, Tom, '', ~]", ("Tom",)),
        ("People: Tom", ("Tom",)),
        ("people:", ()),
        ("people: 7", ("7",)),
    ],
)
def test_the_people_of_the_front_matter_are_plain_names(line, people):
    assert read(f"---\n{line}\n---\nTea.").people == people


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("tags: work, home", ("work", "home")),
        ("tags: work home", ("work", "home")),
        ('tags: "#work #home"', ("work", "home")),
        ("tags:\n- work\n- loom/blue", ("work", "loom/blue")),
        ("tags: [[work]]", ("work",)),
    ],
)
def test_the_tags_of_the_front_matter_are_plain_words(line, tags):
    assert read(f"---\n{line}\n---\nTea.").tags == tags


def test_tags_in_the_text_are_words_behind_a_hash():
    text = "#first tea (#no) with#out #loom/blue, #ünïcode #2026 # none\n## Heading\nhttp://x.example/#anchor #first"
    assert read(text).tags == ("first", "loom/blue", "ünïcode")
    assert read(text, name="tea.txt").tags == ("first", "loom/blue", "ünïcode")


def test_links_in_the_text_stay_as_they_are():
    text = "Tea with [[Priya Raman|Priya]], [[Priya Raman]] and [[folder/Tom]]."
    assert (read(text).text, read(text).people) == (text, ())


def test_the_title_is_the_one_of_the_front_matter_else_a_heading():
    assert read("---\ntitle: 'Tea:\n\n  late'\n---\n# Other").title == "Tea: late"
    assert read("Tea.\n\n## Tea with Ana ##\n").title == "Tea with Ana"
    assert read("#tag only").title is None
    assert len(read(f"---\ntitle: {'long ' * 900}\n---\nTea.").title) <= 200


@pytest.mark.parametrize("title", ["No", "12:30", "0x" + "f" * 9000, "9" * 9000, "2026-02-30", "1e400", "~5"])
def test_a_value_is_the_words_that_stand_there(title):
    assert read(f"---\ntitle: {title}\n---\nTea.").title == title[:200]


@pytest.mark.parametrize(
    "matter",
    [
        "z: [",
        "\tx: y",
        "just words",
        "- a\n- b",
        "z: &x [*x]",
        "z: b: c",
        "? [a]\n: b",
        "%YAML 9",
        "\x07: y",
        "!!python/object:os.system x",
    ],
)
def test_front_matter_that_is_broken_is_text(matter):
    text = f"---\n{matter}\n---\nTea."
    note = read(text)
    assert note.text == text
    assert note.title is None
    assert [part.role for part in note.parts] == ["new"]


def test_front_matter_that_never_ends_or_is_huge_is_text():
    assert read("---\ntitle: Tea\nTea.").title is None
    huge = "---\n" + "".join(f"key{n}: value\n" for n in range(50_000)) + "---\nTea."
    began = time.perf_counter()
    assert [part.role for part in read(huge).parts] == ["new"]
    assert time.perf_counter() - began < 5


def test_an_empty_front_matter_is_text_and_a_note_may_be_nothing_else():
    assert [part.role for part in read("---\n---\nTea.").parts] == ["new"]
    assert [part.role for part in read("---\ntitle: Tea\n---\n").parts] == ["header"]


LAUGHS = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {k: v}\n" + "".join(
    f"{b}: &{b} {{<<: [{', '.join([f'*{a}'] * 9)}]}}\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "matter",
    [
        LAUGHS + "people: *i\n",
        LAUGHS + "title: *i\ndate: *i\n",
        MERGES,
        "people: " + "[" * 9000,
        "people: " + "[" * 900 + "Tom" + "]" * 900,
        "people: [" + "Tom, " * 3000 + "]",
        "z: " + "{z: " * 3000,
    ],
)
def test_a_yaml_bomb_does_not_go_off(matter):
    note = read(f"---\n{matter}\n---\nTea.")
    assert len(note.people) <= 200
    assert note.text.endswith("Tea.")


@pytest.mark.parametrize(
    "text",
    [
        "---\nprivate: true\n---\nTea.",
        "---\nprivate: True\n---\nTea.",
        "---\nprivate: yes\n---\nTea.",
        '---\nprivate: "true"\n---\nTea.',
        "---\nPrivate: on\n---\nTea.",
        "---\nprivate: 1\n---\nTea.",
        "---\nprivate: true\ndate: [broken\n---\nTea.",
        "---\nprivate: true\nz: &x [*x]\n---\nTea.",
        "---\nprivate: true\nTea.",
        "private: Tea.",
        "Private:\nTea.",
        "\n\n  PRIVATE: tea",
        "# Private\nTea.",
        "**private**\nTea.",
        "---\ntitle: Tea\n---\nprivate: tea",
    ],
)
def test_a_note_says_that_it_is_private(text):
    assert read(text).private


@pytest.mark.parametrize(
    "text",
    [
        "---\nprivate: false\n---\nTea.",
        "---\nprivate: no\n---\nTea.",
        "---\nprivate:\n---\nTea.",
        "Tea.\nprivate: tea",
        "Private view at the gallery",
        "The private: tea",
        "---\ntitle: private\n---\nTea.",
    ],
)
def test_other_notes_are_not_private(text):
    assert not read(text).private


def test_a_plain_text_file_has_no_front_matter():
    note = read("---\ntitle: Tea\nprivate: true\n---\nTea.", name="tea.txt")
    assert note.title is None
    assert note.private  # but what it says of itself is heard


# --- bytes to text ------------------------------------------------------------------------------------------------

SAMPLES = {
    "german": (
        "cp1252",
        "Kaffee mit Jörg Müller. Er sucht für die Gärtnerei eine Buchhalterin, möglichst ab März. Größeres später.",
    ),
    "french": (
        "cp1252",
        "Café avec Hélène. Elle cherche une comptable dès février. L’échéancier part vendredi, ça sera serré : 30 €.",
    ),
    "spanish": ("cp1252", "Café con Íñigo Muñoz. Busca una diseñadora para mañana, ¿conozco a alguien? ¡Qué año!"),
    "portuguese": (
        "cp1252",
        "Café com João. Precisa de um contador até março; não há pressa. Amanhã envio o orçamento.",
    ),
    "swedish": ("cp1252", "Kaffe med Åsa Björk. Hon söker en bokförare på halvtid från mars."),
    "polish": (
        "cp1250",
        "Kawa z Łukaszem Wiśniewskim. Szuka księgowej na pół etatu. Wyślę mu ofertę do piątku, żona pożyczy łódź.",
    ),
    "polish, the ISO way": (
        "iso8859-2",
        "Kawa z Łukaszem Wiśniewskim. Szuka księgowej na pół etatu. Wyślę mu ofertę do piątku.",
    ),
    "czech": ("cp1250", "Káva s Jiřím Dvořákem. Hledá účetní na poloviční úvazek, nejlépe od března."),
    "hungarian": (
        "cp1250",
        "Kávé Gergővel. Könyvelőt keres félállásban. Pénteken küldöm az árajánlatot, hétfőn őt hívom.",
    ),
    "turkish": (
        "cp1254",
        "Ayşe ile kahve. Yarı zamanlı bir muhasebeci arıyor. Cuma gününe kadar teklifi göndereceğim.",
    ),
    "russian": (
        "cp1251",
        "Кофе с Ириной Волковой. Она ищет бухгалтера на полставки, лучше с марта. Её муж может одолжить нам лодку.",
    ),
    "russian, the old way": ("koi8-r", "Кофе с Ириной Волковой. Она ищет бухгалтера на полставки, лучше с марта."),
    "greek": ("cp1253", "Καφές με τη Μαρία. Ψάχνει λογιστή για λίγες ώρες. Θα της στείλω την προσφορά."),
    "english": ("cp1252", "Tea with Zoë – she’s “free” until May. Lunch was £12, the naïve café’s fault…"),
    "english with signs only": ("cp1252", "She’s looking for a CFO – “fractional” – at £90 an hour…"),
}


@pytest.mark.parametrize("language", SAMPLES)
@pytest.mark.parametrize("times", [1, 40])
def test_an_encoding_that_is_not_said_is_seen(language, times):
    encoding, text = SAMPLES[language]
    assert text_of((text * times).encode(encoding)) == text * times


@pytest.mark.parametrize("language", ["german", "french", "spanish", "polish", "russian"])
@pytest.mark.parametrize("length", [25, 40, 60])
def test_a_few_words_are_enough_to_see_it(language, length):
    encoding, text = SAMPLES[language]
    assert text_of(text[:length].encode(encoding)) == text[:length]


TEA = "Tea with Zoë – « très » – и Ирина, 李明. 🙂\n"


@pytest.mark.parametrize(
    "data",
    [
        TEA.encode(),
        b"\xef\xbb\xbf" + TEA.encode(),
        TEA.encode("utf-16"),
        b"\xff\xfe" + TEA.encode("utf-16-le"),
        b"\xfe\xff" + TEA.encode("utf-16-be"),
        TEA.encode("utf-16-le"),
        TEA.encode("utf-16-be"),
    ],
)
def test_unicode_is_read_with_and_without_its_mark(data):
    assert text_of(data) == TEA


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Plain tea with Ana.\n", SAMPLES["russian"][1], SAMPLES["greek"][1], "a b"])
def test_wide_letters_of_any_script_are_seen_without_a_mark(encoding, text):
    assert text_of(text.encode(encoding)) == text


def test_a_few_bad_bytes_do_not_spoil_what_is_utf8():
    data = SAMPLES["russian"][1].encode() * 3
    assert text_of(data[:100] + b"\xff" + data[100:]).count("\ufffd") <= 3
    assert text_of(data[:-1]).startswith("Кофе с Ириной")


def test_line_ends_stay_as_they_are():
    text = "a\r\nb\rc\n\x0bd\u2028e\x0c"
    assert text_of(text.encode()) == text
    assert text_of(text.encode("utf-16")) == text
    assert read(text).text == text


@pytest.mark.parametrize("data", [b"", b"\n \t\r\n", b"\0\0\0\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe \0\n\0"])
def test_nothing_is_said_to_be_nothing(data):
    with pytest.raises(SourceError, match="nothing in it"):
        text_of(data)


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 40,
        b"\x89PNG\r\n\x1a\n" + bytes(range(200)) * 9,
        b"PK\x03\x04\x14\0\x06\0" + b"\x01\x02\x93\xff" * 500,
        b"%PDF-1.7\n" + bytes(range(128, 256)) * 30 + b"\x01\x02\x03" * 60,
        b"\x7fELF\x02\x01\x01" + b"\0" * 5000,
        b"text and then\0\x01\x02\x03\x04" * 50,
        os.urandom(20_000),
    ],
)
def test_what_is_no_text_is_refused(data):
    with pytest.raises(SourceError, match="not text"):
        text_of(data)


def test_a_zero_in_a_text_is_replaced_so_that_it_can_be_stored():
    text = "Tea with Ana, a long and quiet talk about looms and what they cost.\0 And more of it."
    assert text_of(text.encode()) == text.replace("\0", "\ufffd")


def test_one_emoji_is_a_note():
    assert read("🙂", name=None).text == "🙂"


def test_what_goes_wrong_is_said_with_the_name_of_the_file():
    with pytest.raises(SourceError, match=r"^/notes/tea.md: There is nothing in it\.$") as caught:
        document(Raw(b"", "note", "/notes/tea.md", Path("/notes/tea.md")), date=None, today=TODAY)
    assert caught.value.exit_code == 3


def test_a_moment_is_not_needed_to_read_a_mail():
    assert read(MAIL, form="mail").parts[0].date == datetime(2026, 3, 2, 8, tzinfo=UTC)


# --- talks --------------------------------------------------------------------------------------------------------


def test_a_transcript_in_a_folder_is_a_talk_whose_words_belong_to_its_speakers(tmp_path):
    """The folder holds a WebVTT file; its readable text has no times."""
    (tmp_path / "2026-03-02 kiln call.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ana Ruiz>I am looking for a second kiln.\n\n"
        "00:05.000 --> 00:08.000\n<v Bo Lind>I can lend you mine in May.\n"
    )
    (raw,) = [raw for file in sources.discover([tmp_path]) for raw in sources.raws(file)]
    document = sources.document(raw, date=None, today=date(2026, 10, 1))
    said = [
        (part.author.name, document.text[part.start : part.end].strip())
        for part in document.parts
        if part.role == "new"
    ]
    assert (document.kind, document.date) == ("thread", date(2026, 3, 2))
    assert said == [("Ana Ruiz", "I am looking for a second kiln."), ("Bo Lind", "I can lend you mine in May.")]
