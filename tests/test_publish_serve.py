"""``notesight serve``: one notebook, on this machine, until Ctrl-C."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
import webbrowser
from contextlib import closing, contextmanager

import pytest
from publish_example import make
from publish_site import SERVE, serving

from notesight import publish
from notesight.errors import ConfigError, StoreError
from notesight.publish import server


@pytest.fixture
def database(tmp_path):
    make(tmp_path / "notes.db")
    return tmp_path / "notes.db"


def get(address):
    with urllib.request.urlopen(address, timeout=20) as response:
        return response.status, response.read().decode()


@contextmanager
def taken():
    """A port of the loopback that somebody else listens on."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_served_notebook_answers_and_ends_cleanly_at_ctrl_c(database):
    with serving(database, "--port", "0") as (process, address):
        status, home = get(address)
        assert status == 200
        assert "Today, " in home
        assert (
            "Coffee with Priya" in get(f"{address}notes/people")[1] or "Priya Raman" in get(f"{address}notes/people")[1]
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(urllib.request.Request(address, headers={"Host": "evil.example"}))
        refused.value.close()
        assert refused.value.code == 421
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert out == ""
    assert "Traceback" not in err
    assert "Priya" not in err


def test_a_taken_port_gives_way_to_the_next(database):
    with taken() as port, serving(database, "--port", str(port)) as (_, address):
        assert int(address.rsplit(":", 1)[1].strip("/")) > port
        assert get(address)[0] == 200


def test_port_0_takes_any_and_a_named_port_is_taken_when_it_is_free():
    with closing(server._listening("127.0.0.1", 0)) as listener:
        assert listener.getsockname()[1] > 0
    with taken() as port:
        pass
    with closing(server._listening("127.0.0.1", port)) as listener:
        assert listener.getsockname() == ("127.0.0.1", port)


def test_a_socket_listens_on_the_loopback_only():
    for host in ("127.0.0.1", "localhost"):
        with closing(server._listening(host, 0)) as listener:
            assert listener.getsockname()[0] == "127.0.0.1"


def test_no_free_port_is_a_sentence(monkeypatch):
    monkeypatch.setattr(server, "_PORTS_TRIED", 1)
    with taken() as port, pytest.raises(ConfigError, match=f"No port from {port} on is free"):
        server._listening("127.0.0.1", port)
    with pytest.raises(ConfigError, match="No port from 65536"):
        server._listening("127.0.0.1", 65536)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.0.7", "example.org", "127.0.0.2", "localhost.example"])
def test_other_machines_are_refused(database, host):
    with pytest.raises(ConfigError, match="to this machine only"):
        publish.serve(database, host=host, port=0)


def test_a_missing_database_is_a_sentence(tmp_path):
    for path in (tmp_path / "none.db", tmp_path):
        with pytest.raises(StoreError, match="There is no database at"):
            publish.serve(path, port=0)
    command = [*SERVE, "--db", str(tmp_path / "none.db")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Error: There is no database at")
    assert not (tmp_path / "none.db").exists()


def test_a_database_of_another_program_is_a_sentence(tmp_path):
    sqlite3.connect(tmp_path / "shop.db").execute("CREATE TABLE t (a)").connection.close()
    (tmp_path / "text.db").write_text("not a database at all, though it is long enough to look like one " * 20)
    for name in ("shop.db", "text.db"):
        before = (tmp_path / name).read_bytes()
        command = [*SERVE, "--db", str(tmp_path / name)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1, done.stderr
        assert done.stderr.startswith("Error: "), name
        assert "Traceback" not in done.stderr
        assert (tmp_path / name).read_bytes() == before


@pytest.mark.parametrize(
    ("platform", "environment", "found"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ""}, False),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_browser_is_opened_only_where_there_is_a_screen(monkeypatch, platform, environment, found):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert publish.server.has_browser() is found


@pytest.mark.parametrize("screen", [True, False])
def test_the_browser_is_sent_to_the_address_that_answers(database, monkeypatch, screen):
    opened, said = [], []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(server, "has_browser", lambda: screen)

    def started(address):
        said.append(address)
        os.kill(os.getpid(), signal.SIGINT)

    publish.serve(database, port=0, open_browser=True, started=started)
    assert len(said) == 1
    assert opened == (said if screen else [])


def test_serving_the_sixth_version_of_the_loopback_names_it_in_brackets():
    assert server._address("::1", 8001) == "http://[::1]:8001/"
    assert server._address("127.0.0.1", 80) == "http://127.0.0.1:80/"
