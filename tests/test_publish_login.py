"""A notebook that others can reach: refused without a login, read by who is logged in, decided by who may."""

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest
from publish_example import make
from publish_site import SERVE, Site, running
from visitor import SAME_ORIGIN, Visitor

from notesight import publish
from notesight.errors import ConfigError

passwords = pytest.importorskip("datasette_auth_passwords")
from datasette_auth_passwords.utils import hash_password  # noqa: E402

HASH = hash_password("open sesame")


def configuration(edit=None, **more):
    ours = {"hosts": ["notes.home"]} | ({"edit": edit} if edit is not None else {})
    login = {"ada_password_hash": HASH, "bob_password_hash": HASH}
    return {"plugins": {"notesight": ours, "datasette-auth-passwords": login}, **more}


@pytest.fixture
def database(tmp_path):
    make(tmp_path / "notes.db")
    return tmp_path / "notes.db"


@pytest.fixture
def written(tmp_path):
    def write(value):
        (tmp_path / "datasette.json").write_text(json.dumps(value))
        return tmp_path / "datasette.json"

    return write


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({}, "unless whoever looks has to log in; no login is set up"),
        ({"plugins": {"datasette-auth-passwords": {}}}, "no login is set up"),
        ({"plugins": {"datasette-auth-passwords": {"ada_password_hash": ""}}}, "no login is set up"),
        ({"plugins": {"datasette-auth-passwords": {"ada_password_hash": HASH}}}, "not said by which names"),
        (configuration(allow=True), "Everybody who reaches this machine could read"),
        ([], "is no configuration of Datasette"),
        ({"plugins": []}, "is no configuration of Datasette"),
        ({"plugins": {"notesight": "yes"}}, "is no configuration of Datasette"),
    ],
)
def test_what_would_be_open_to_all_is_not_served_to_others(database, written, value, said):
    with pytest.raises(ConfigError, match=said):
        publish.serve(database, host="0.0.0.0", port=0, configuration=written(value))


def test_a_configuration_that_cannot_be_read_is_a_sentence(database, tmp_path):
    with pytest.raises(ConfigError, match="cannot be read: no such file"):
        publish.serve(database, port=0, configuration=tmp_path / "none.yaml")
    (tmp_path / "odd.yaml").write_text("a: [")
    with pytest.raises(ConfigError, match="neither YAML nor JSON"):
        publish.serve(database, port=0, configuration=tmp_path / "odd.yaml")


async def logged_in(site, name, password="open sesame"):
    visitor = Visitor(site, headers={"Host": "notes.home"})
    response = await site.datasette.client.get("/-/login", headers=visitor.headers)
    visitor._keep(response)
    fields = {"username": name, "password": password, "csrftoken": visitor.cookies.get("ds_csrftoken", "")}
    own = {**visitor.headers, **SAME_ORIGIN, "Origin": "http://notes.home"}
    response = await site.datasette.client.post("/-/login", data=fields, headers=own, cookies=visitor.cookies)
    visitor._keep(response)
    return visitor


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("edit", "ada", "bob"),
    [(None, False, False), ({"id": "ada"}, True, False), ({"id": "*"}, True, True), ("local", False, False)],
)
async def test_who_is_logged_in_reads_and_who_may_decides(database, edit, ada, bob):
    async with running(publish.build(database, host="0.0.0.0", configuration=configuration(edit))) as datasette:
        site = Site(datasette, {}, database)
        for path in ("/", "/notes/-/home", "/notes/people", "/notes/-/review", "/notes/people.json"):
            answer = await datasette.client.get(path, headers={"Host": "notes.home"})
            assert (answer.status_code, answer.headers.get("location")) == (302, "/-/login"), path
        refused = await datasette.client.post("/notes/-/decide", data={"say": "done:x"}, headers={"Host": "notes.home"})
        assert refused.status_code in (302, 403)
        for name, may in (("ada", ada), ("bob", bob)):
            visitor = await logged_in(site, name)
            home = await visitor.go("/")
            assert visitor.status == 200
            assert bool(home.all("button", form="decide")) == may, name
        wrong = await logged_in(site, "ada", "open barley")
        answer = await datasette.client.get("/", headers=wrong.headers, cookies=wrong.cookies)
        assert answer.status_code == 302
        answer = await datasette.client.get("/", headers={"Host": "evil.example"})
        assert answer.status_code == 421


@pytest.mark.asyncio
async def test_who_may_decides_from_another_machine(database):
    async with running(
        publish.build(database, host="0.0.0.0", configuration=configuration({"id": "ada"}))
    ) as datasette:
        site = Site(datasette, {}, database)
        ada = await logged_in(site, "ada")
        await ada.go("/")
        address, fields = ada.form_of(ada.button("Done: Send Priya the deck"))
        await ada.send(
            address, fields, {"Origin": "http://notes.home"}
        )  # no Sec-Fetch-Site: plain http is not trusted with it
        assert ada.flash == "Done: Send Priya the deck"
        assert await site.rows("SELECT state FROM followups WHERE summary = 'Send Priya the deck'") == [("done",)]


def test_a_served_notebook_asks_others_to_log_in(database, written):
    name = socket.gethostname()
    value = configuration({"id": "ada"})
    value["plugins"]["notesight"]["hosts"] = ["127.0.0.1"]
    command = [*SERVE, "--db", str(database), "--host", "0.0.0.0", "--port", "0", "--datasette", str(written(value))]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        said = process.stderr.readline()
        assert said.startswith(f"Serving {database} at http://127.0.0.1:"), said + process.stderr.read()
        address = said.split()[3]
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        with browser.open(address, timeout=20) as login:
            assert login.url == f"{address}-/login"
            html = login.read().decode()
        token = html.partition('name="csrftoken" value="')[2].partition('"')[0]
        form = urllib.parse.urlencode({"username": "ada", "password": "open sesame", "csrftoken": token}).encode()
        with browser.open(urllib.request.Request(f"{address}-/login", form), timeout=20) as home:
            assert "Today, " in home.read().decode()
        with pytest.raises(urllib.error.HTTPError) as refused:
            browser.open(urllib.request.Request(address, headers={"Host": f"{name}.example"}), timeout=20)
        refused.value.close()
        assert refused.value.code == 421
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
        assert process.returncode == 0
        assert "Traceback" not in err
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def test_the_command_line_says_why_it_refuses(database):
    command = [*SERVE, "--db", str(database), "--host", "0.0.0.0", "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 4
    assert done.stdout == ""
    assert done.stderr.startswith(
        "Error: A notebook is served to this machine only, unless whoever looks has to log in"
    )
    assert "Try: Leave the host out" in done.stderr
    assert sys.executable
