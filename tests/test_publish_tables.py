"""Datasette's own pages of a notebook: labels, links, facets, orders, descriptions, search; and the JSON as ever."""

import re

import pytest
import pytest_asyncio
from datasette.app import Datasette
from publish_example import make
from publish_site import ON, running, site, tree

from notesight.publish.lines import V1
from notesight.publish.tables import comments, described

pytestmark = pytest.mark.asyncio
TABLES = ("people", "asks", "offers", "followups", "documents")


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


async def html(notes, path):
    response = await notes.get(path)
    assert response.status_code == 200, (path, response.text[:300])
    return response.text


async def rows(notes, path):
    """The rows of a table page as JSON, on either line."""
    response = await notes.get(path + ("&" if "?" in path else "?") + "_shape=objects")
    assert response.status_code == 200, (path, response.text[:300])
    return response.json()["rows"]


async def test_people_and_documents_show_by_name_and_lead_to_their_pages(notes):
    priya = await notes.address_of("Priya Raman")
    asks = await html(notes, "/notes/asks")
    assert f'<a href="{priya}">Priya Raman</a>' in asks
    assert f'<a href="/notes/-/document/{notes.ids["coffee"]}">Coffee with Priya</a>' in asks
    assert f'<a href="{priya}">Priya Raman</a>' in await html(notes, "/notes/people")
    assert f'<a href="/notes/-/document/{notes.ids["call"]}">Call with Tom</a>' in await html(notes, "/notes/documents")


async def test_a_summary_leads_to_its_words(notes):
    fact, document = (await notes.rows("SELECT id, document_id FROM asks WHERE summary LIKE '%CFO'"))[0]
    link = f'<a href="/notes/-/document/{document}#words-{fact}">Find a fractional CFO</a>'
    for path in ("/notes/asks", f"/notes/asks/{fact}", "/notes/items?_col=id&_col=summary&_col=document_id"):
        assert link in await html(notes, path), path
    assert link not in await html(notes, "/notes/asks?_col=summary")  # no document at hand: the plain words


@pytest.mark.parametrize(
    ("table", "facets"),
    [("asks", ["state", "certainty", "by_person_id"]), ("offers", ["state", "certainty", "by_person_id"]), ("followups", ["state", "certainty", "by_person_id"]),
     ("documents", ["kind", "channel"]), ("current_documents", ["kind", "channel"]), ("items", ["kind", "state", "certainty"])],
)  # fmt: skip
async def test_the_useful_facets_are_there(notes, table, facets):
    page = await html(notes, f"/notes/{table}")
    for facet in facets:
        assert f'<div class="facet-info facet-notes-{table}-{facet}' in page or f'data-column="{facet}"' in page, facet
        assert re.search(rf'class="facet-info[^"]*{facet}"', page), facet


async def test_a_facet_of_people_shows_their_names(notes):
    page = await html(notes, "/notes/asks")
    facet = page[page.index("facet-results") :]
    assert re.search(r"<li>\s*<a [^>]*>Tom Okafor</a>", facet)


@pytest.mark.parametrize(
    ("table", "column"),
    [("people", "last_seen"), ("asks", "said_on"), ("offers", "said_on"), ("followups", "said_on"), ("documents", "date"),
     ("current_documents", "date"), ("items", "said_on")],
)  # fmt: skip
async def test_the_newest_come_first(notes, table, column):
    found = [row[column] for row in await rows(notes, f"/notes/{table}.json")]
    assert found
    assert found == sorted(found, reverse=True)
    assert "sorted by" in await html(notes, f"/notes/{table}")


@pytest.mark.parametrize("table", [*TABLES, "current_documents"])
async def test_every_table_and_its_columns_say_what_they_are(notes, table):
    page = await html(notes, f"/notes/{table}")
    words = dict(re.findall(r"<dt>(.+?)</dt><dd>(.+?)</dd>", page))
    wanted = {"people": "also_known_as", "documents": "title", "current_documents": "title"}.get(table, "due_text")
    assert words[wanted][0].isupper()
    assert len(words) > 7
    said = described_by_name(notes)[table]["description"]
    assert said in page.replace("&#39;", "'")


def described_by_name(notes):
    import sqlite3

    conn = sqlite3.connect(notes.path)
    try:
        return described(conn)
    finally:
        conn.close()


async def test_a_comment_that_goes_on_is_one_description():
    said = comments(
        "CREATE TABLE notes (   -- what was said\n  id TEXT,  -- first\n            -- and more\n  n INTEGER, k TEXT -- last\n)"
    )
    assert said == {"description": "What was said", "columns": {"id": "First; and more", "n": "Last"}}


async def test_workings_are_hidden(notes):
    page = await html(notes, "/notes")
    assert "_person_forms" not in page.partition("hidden table")[0]


@pytest.mark.parametrize(
    ("table", "typed", "found"),
    [("people", "harbour", "Ines Duarte"), ("asks", "fractional", "Find a fractional CFO"), ("offers", "terrace", "Show the roof terrace"),
     ("followups", "chairs", "Bring the chairs"), ("documents", "flyers year", "Plan"), ("current_documents", "chairs", "A room for the workshop")],
)  # fmt: skip
async def test_full_text_search_stands_on_the_table_pages(notes, table, typed, found):
    page = await html(notes, f"/notes/{table}?_search={typed}")
    assert 'name="_search"' in page
    listed = await rows(notes, f"/notes/{table}.json?_search={typed}")
    assert found in [row.get("title") or row.get("name") or row.get("summary") for row in listed]
    assert not await rows(notes, f"/notes/{table}.json?_search=zebra")


async def test_long_texts_are_short_in_a_list_and_whole_on_their_row(notes):
    listed = await html(notes, "/notes/documents")
    assert "x" * 300 not in listed
    assert "/-/notesight-tables.css?" in listed
    whole = await html(notes, f"/notes/documents/{notes.ids['hostile']}")
    assert "x" * 10_000 in whole


async def test_our_links_to_a_table_ask_for_the_columns_that_a_reader_wants(notes):
    home = await notes.page(f"/{ON}")
    for link in [link for link in home.links if link.startswith("/notes/") and "/-/" not in link]:
        page = await html(notes, link)
        assert "<th" in page
        columns = re.findall(r'data-column="(\w+)"', page)
        assert not {"text", "digest", "run_id", "start"} & set(columns), link


async def test_the_style_sheets_are_served_with_their_type_and_change_their_address_with_their_text(notes):
    page = await notes.page("/")
    addresses = [page.first("link", rel="stylesheet").attributes["href"]]
    addresses += re.findall(r'href="(/-/notesight-tables\.css\?\w+)"', await html(notes, "/notes/asks"))
    assert len(addresses) == 2
    for address in addresses:
        response = await notes.get(address)
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/css; charset=utf-8"
        assert "url(" not in response.text
        assert "@import" not in response.text


async def test_json_has_the_rows_as_they_are(notes):
    for table in TABLES:
        got = await rows(notes, f"/notes/{table}.json?_size=max")
        assert len(got) == (await notes.rows(f"SELECT count(*) FROM {table}"))[0][0]
    ask = next(row for row in await rows(notes, "/notes/asks.json") if row["summary"] == "Find a fractional CFO")
    assert ask["quote"] == "She's looking for a fractional CFO"
    assert ask["document_id"] == notes.ids["coffee"]
    response = await notes.get(
        "/notes.json?sql=select+name+from+people+order+by+name&_shape=array"
        if not V1
        else "/notes/-/query.json?sql=select+name+from+people+order+by+name&_shape=array"
    )
    assert {"name": "Tom Okafor"} in response.json()
    assert "text/csv" in (await notes.get("/notes/people.csv")).headers["content-type"] or (
        await notes.get("/notes/people.csv")
    ).text.startswith("id,name")


async def test_the_index_of_datasette_stays_reachable(notes):
    index = await html(notes, "/-/")
    assert 'href="/notes"' in index
    assert (await notes.get("/-/versions.json")).status_code == 200
    assert (await notes.get("/.json")).status_code == 200


async def test_the_menu_leads_to_the_notebook(notes):
    for path in ("/-/", "/notes", "/notes/people"):
        assert '<a href="/notes/-/home">Notebook</a>' in await html(notes, path), path


async def test_what_the_user_says_about_a_table_wins(tmp_path):
    make(tmp_path / "notes.db")
    about = {"description": "My friends", "sort": "name", "columns": {"email": "Where to write"}}
    metadata = {"databases": {"notes": {"tables": {"people": about, "asks": {"facets": ["certainty"]}}}}}
    async with running(Datasette([str(tmp_path / "notes.db")], metadata=metadata)) as datasette:
        people = (await datasette.client.get("/notes/people")).text
        assert "My friends" in people
        assert "Where to write" in people
        assert "sorted by name" in people
        assert "The fullest and most used form" in people  # and the rest is still said
        asks = (await datasette.client.get("/notes/asks")).text
        assert "certainty" in re.findall(r'class="facet-info[^"]*-(\w+)"', asks)


async def test_a_path_before_every_address_is_kept(tmp_path):
    async with site(tmp_path, base_url="/mine/") as notes:
        response = await notes.datasette.client.get("/")
        assert response.status_code == 200
        home = tree(response.text)
        assert home.first("h1")
        for link in home.links:
            assert link.startswith(("/mine/", "#")), link
        past = tree((await notes.datasette.client.get("/notes/-/asks?as_of=2026-03-05&state=all")).text)
        assert past.first("p", "banner").links == ["/mine/notes/-/asks?state=all"]
        for link in (home.links[1], home.first("link", rel="stylesheet").attributes["href"]):
            assert (await notes.datasette.client.get(link.removeprefix("/mine"))).status_code == 200
