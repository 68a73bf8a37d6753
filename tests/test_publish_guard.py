"""The guard before every request: who may ask, what may write, and the headers that go out with everything."""

import sqlite3

import pytest
import pytest_asyncio
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st
from publish_example import make
from publish_site import running, site

from notesight.publish import guard
from notesight.publish.guard import LOCAL, refusal
from notesight.publish.lines import V1


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


OWN = [
    "localhost",
    "localhost:8001",
    "LOCALHOST:1",
    "127.0.0.1",
    "127.0.0.1:8001",
    "[::1]",
    "[::1]:8001",
    "localhost.:8001",
]
FOREIGN = ["evil.example", "evil.example:8001", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.2", "0.0.0.0", "[::2]", "",
           "localhost@evil.example", "evil.example#localhost", "[::1", "127.0.0.1:port", "127.1", "2130706433", "local host", "notes"]  # fmt: skip
PATHS = ["/", "/-/", "/notes", "/notes/people", "/notes/people.json", "/notes/-/home", "/notes/-/search?q=a", "/notes/-/document/1",
         "/-/notesight.css", "/-/notesight-tables.css", "/-/static/app.css", "/nowhere", "/notes/-/person/nobody", "/-/versions.json"]  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize("host", OWN)
async def test_this_machines_own_names_are_answered(notes, host):
    assert (await notes.get("/notes/-/home", headers={"Host": host})).status_code == 200


@pytest.mark.asyncio
@pytest.mark.parametrize("host", FOREIGN)
async def test_a_foreign_name_is_refused_everywhere(notes, host):
    for path in PATHS:
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            response = await notes.datasette.client.request(method, path, headers={"Host": host})
            assert response.status_code == 421, (method, path)
            assert "Priya" not in response.text
            assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost:9999"}, {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": ""}, {"Sec-Fetch-Site": "Same-Origin"}, {"Origin": ""}, {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://[::1"}, {"Origin": "http://127.0.0.1"},
    ],
)  # fmt: skip
async def test_a_page_from_elsewhere_may_not_write(notes, headers):
    for method in ("POST", "PUT", "PATCH", "DELETE", "post"):
        for path in ("/notes/-/home", "/notes/people", "/-/messages"):
            response = await notes.datasette.client.request(method, path, headers=headers)
            assert response.status_code == 403, (method, path)
            assert response.text == "A page from elsewhere may not write here."


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": "http://localhost:8001"},
        {"sec-fetch-site": "same-origin", "origin": "http://localhost:8001"},
    ],
)  # fmt: skip
def test_our_own_pages_and_programs_of_this_machine_may_write(headers):
    assert refusal("POST", {"host": "localhost:8001", **headers}, LOCAL) is None


@pytest.mark.asyncio
async def test_our_own_page_gets_past_the_guard(notes):
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    response = await notes.datasette.client.request("POST", "/-/messages", headers=own, data={"message": "hello"})
    assert "from elsewhere" not in response.text


@given(st.text(), st.text())
def test_any_header_gives_an_answer(host, origin):
    for method in ("GET", "POST"):
        refused = refusal(method, {"host": host, "origin": origin}, LOCAL)
        assert refused is None or refused[0] in (421, 403)
    assert refusal("GET", {"host": host + ".evil.example"}, LOCAL)[0] == 421


@pytest.mark.asyncio
@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_carries_the_headers(notes, path):
    response = await notes.get(path)
    policy = response.headers["content-security-policy"]
    ours = path == "/" or "/-/home" in path or "/-/search" in path or "/-/document" in path or "/-/person" in path
    assert policy == (guard.OUR_CSP if ours else guard.CORE_CSP)
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] in ("same-origin", "no-referrer")  # the latter is Datasette's own
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in response.headers
    names = [name.lower() for name, _ in response.headers.multi_items()]
    assert len([name for name in names if name == "content-security-policy"]) == 1


@pytest.mark.asyncio
async def test_our_pages_allow_no_script_and_are_not_kept_by_others(notes):
    response = await notes.get("/")
    assert "script-src" not in response.headers["content-security-policy"]
    assert response.headers["cache-control"] in (
        "private, no-cache",
        "private, no-store",
    )  # with a cookie, Datasette's own


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path", ["/", "/notes/-/home", "/notes/-/document/1", "/notes/-/person/nobody", "/notes/people", "/-/notesight.css"]
)
async def test_head_and_options_are_answered_like_get(notes, path):
    got = await notes.get(path)
    head = await notes.datasette.client.request("HEAD", path)
    assert head.status_code == got.status_code
    assert head.headers["content-type"] == got.headers["content-type"]
    options = await notes.datasette.client.request("OPTIONS", path, headers={"Origin": "https://evil.example"})
    assert options.status_code < 500
    assert "access-control-allow-origin" not in options.headers


@pytest.mark.asyncio
async def test_a_post_to_our_pages_changes_nothing(notes):
    before = await notes.rows("SELECT count(*) FROM decisions")
    for path in ("/", "/notes/-/home", "/notes/-/document/1", "/notes/-/search"):
        response = await notes.datasette.client.request("POST", path, data={"q": "a"})
        assert response.status_code < 500, path
    assert await notes.rows("SELECT count(*) FROM decisions") == before


@pytest.mark.asyncio
async def test_another_name_is_answered_where_the_settings_allow_it(tmp_path):
    make(tmp_path / "notes.db")
    plugins = {"plugins": {"notesight": {"hosts": ["notes.home", "[fd00::1]"]}}}
    settings = {"config": plugins} if V1 else {"metadata": plugins}
    async with running(Datasette([str(tmp_path / "notes.db")], **settings)) as datasette:
        for host, status in (("notes.home:8001", 200), ("[fd00::1]", 200), ("NOTES.home", 200), ("evil.example", 421)):
            assert (await datasette.client.get("/", headers={"Host": host})).status_code == status, host


@pytest.mark.asyncio
async def test_a_plain_database_is_not_guarded(tmp_path):
    sqlite3.connect(tmp_path / "shop.db").execute("CREATE TABLE t (a)").connection.close()
    async with running(Datasette([str(tmp_path / "shop.db")])) as datasette:
        response = await datasette.client.get("/", headers={"Host": "shop.example"})
        assert response.status_code == 200
        assert "content-security-policy" not in response.headers


@pytest.mark.asyncio
@pytest.mark.parametrize("base_url", ["/", "/my/"])
@pytest.mark.parametrize("slashes", ["/", "//"])
@pytest.mark.parametrize("query", ["", "as_of=2026-03-10", "x=1"])
async def test_too_many_slashes_lead_to_the_front_page_and_not_in_a_circle(tmp_path, base_url, slashes, query):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    path = base_url + slashes
    async with site(tmp_path, base_url=base_url) as notes:
        scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
                 "query_string": query.encode(), "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 5)}  # fmt: skip
        await notes.datasette.app()(scope, receive, send)
    assert sent[0]["status"] == 200, sent[0]["headers"]
    assert b'body class="page-home"' in b"".join(message.get("body", b"") for message in sent)
