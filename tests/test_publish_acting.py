"""What one decides on the pages: every action, its way back, who may, and what is said when it cannot be."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest
import pytest_asyncio
from datasette.app import Datasette
from publish_example import COFFEE, RUN, SEEN, TODAY, make, note
from publish_site import Site, running, site
from visitor import SAME_ORIGIN, Visitor

from notesight.model import Extraction
from notesight.publish.lines import V1
from notesight.store import Store, connection

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def notes(tmp_path):
    async with site(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def me(notes):
    """The owner, on the home page."""
    visitor = Visitor(notes)
    await visitor.go("/")
    return visitor


async def state(notes, summary):
    return (await notes.rows("SELECT state, snoozed_until, confirmed FROM items WHERE summary = ?", [summary]))[0]


async def item_id(notes, summary):
    return (await notes.rows("SELECT id FROM items WHERE summary = ?", [summary]))[0][0]


async def person_id(notes, name):
    return (await notes.rows("SELECT id FROM people WHERE name = ?", [name]))[0][0]


async def decided(notes):
    return await notes.rows("SELECT action, origin, undoes IS NOT NULL FROM decisions ORDER BY id")


# --- asks, offers and follow-ups ----------------------------------------------------------------------------------


async def test_done_is_said_on_the_home_page_told_there_once_and_taken_back(notes, me):
    await me.press("Done: Send Priya the deck")
    assert await state(notes, "Send Priya the deck") == ("done", None, 0)
    assert me.address == "/notes/-/home#i-owe"
    assert me.flash == "Done: Send Priya the deck"
    assert "Send Priya the deck" not in me.page.section("I owe").text
    await me.press("Undo")
    assert await state(notes, "Send Priya the deck") == ("open", None, 0)
    assert me.flash == "Taken back: Done: Send Priya the deck"
    assert "Send Priya the deck" in me.page.section("I owe").text
    await me.press("Say it again")
    assert await state(notes, "Send Priya the deck") == ("done", None, 0)
    await me.go("/")
    assert me.flash == ""
    assert (await decided(notes))[2:] == [("done", "web", 0), ("undone", "web", 1), ("undone", "web", 1)]


@pytest.mark.parametrize(("label", "settled"), [("Dismiss", "dismissed"), ("Wrong", "wrong"), ("Done", "done")])
async def test_what_is_settled_can_be_reopened_where_it_stands(notes, me, label, settled):
    await me.go(f"/notes/-/document/{notes.ids['coffee']}")
    await me.press(f"{label}: Find a fractional CFO")
    assert (await state(notes, "Find a fractional CFO"))[0] == settled
    item = await item_id(notes, "Find a fractional CFO")
    assert me.address == f"/notes/-/document/{notes.ids['coffee']}#fact-{item}"
    await me.press("Reopen: Find a fractional CFO")
    assert (await state(notes, "Find a fractional CFO"))[0] == "open"


async def test_what_is_wrong_leaves_every_list_and_stands_folded_on_its_document(notes, me):
    await me.press("Wrong: A desk in the studio")
    tom = await person_id(notes, "Tom Okafor")
    for address in ("/", f"/notes/-/person/{tom}", "/notes/-/search?q=desk+studio"):
        page = await me.go(address)
        assert "A desk in the studio" not in [one.text for one in page.all("p", "summary")], address
    page = await me.go(f"/notes/-/document/{notes.ids['coffee']}")
    folded = next(one for one in page.all("details", "more") if one.first("summary").text == "Said to be wrong (1)")
    assert [one.text for one in folded.all("li")[0].all("bdi")] == ["A desk in the studio"]


async def test_snoozing_until_tomorrow_next_week_or_a_day(notes, me):
    days = []
    for label in ("Until tomorrow", "Until next week"):
        await me.go("/")
        row = next(one for one in me.page.all("li", "fact") if "Bring the chairs" in one.text)
        await me.press(label, inside=row)
        days.append((await state(notes, "Bring the chairs"))[1])
        assert me.flash.startswith("Put off until")
        await me.press("Undo")
    today = datetime.now().astimezone().date()
    assert days == [str(today + timedelta(days=1)), str(today + timedelta(days=7 - today.weekday()))]
    row = next(one for one in me.page.all("li", "fact") if "Bring the chairs" in one.text)
    await me.press("Snooze", inside=row, until="2999-04-01")
    assert await state(notes, "Bring the chairs") == ("snoozed", "2999-04-01", 0)
    assert me.flash == "Put off until Mon 1 Apr 2999: Bring the chairs"


@pytest.mark.parametrize(
    ("until", "said"), [("2020-01-01", "That day is not ahead"), ("soon", "Name a day"), ("", "Name a day")]
)
async def test_a_day_that_is_none_is_told_and_can_be_sent_again(notes, me, until, said):
    row = next(one for one in me.page.all("li", "fact") if "Bring the chairs" in one.text)
    await me.press("Snooze", inside=row, until=until)
    assert me.status == 400
    assert said in me.page.first("p", "lead").text
    assert me.page.first("input", name="until").attributes["value"] == until
    await me.press("Send again", until="2999-04-01")
    assert me.address == "/notes/-/home#between-others"
    assert await state(notes, "Bring the chairs") == ("snoozed", "2999-04-01", 0)


async def test_correcting_changes_what_was_changed_and_counts_as_confirmed(notes, me):
    await me.go(f"/notes/-/item/{await item_id(notes, 'Ask Ines about the venue')}")
    assert me.page.first("mark").text == "I'd ask Ines about the venue by Monday"
    assert me.page.first("input", name="by").attributes["value"] == "me"
    assert me.page.first("input", name="to").attributes["value"] == "Ines Duarte"
    await me.press(
        "Save", kind="ask", summary="Ask about the  big\nvenue", to="Tom Okafor", due="2026-04-02", by="the landlord"
    )
    rows = await notes.rows(
        "SELECT summary, by_text, by_person_id, to_text, to_person_id, due, confirmed FROM asks WHERE due = '2026-04-02'"
    )
    assert rows == [
        (
            "Ask about the big venue",
            "the landlord",
            None,
            "Tom Okafor",
            await person_id(notes, "Tom Okafor"),
            "2026-04-02",
            1,
        )
    ]
    assert (
        me.flash
        == "Corrected: Ask about the big venue an ask, “Ask about the big venue”, by the landlord, to Tom Okafor, due Thu 2 Apr"
    )
    said = (await notes.rows("SELECT value FROM decisions ORDER BY id DESC LIMIT 1"))[0][0]
    await me.press("Undo")
    assert (await state(notes, "Ask Ines about the venue"))[2] == 0
    assert '"kind":"ask"' in said


async def test_saving_what_is_right_confirms_it_and_says_nothing_else(notes, me):
    await me.go(f"/notes/-/item/{await item_id(notes, 'Ask Ines about the venue')}")
    await me.press("Save")
    assert (await decided(notes))[-1] == ("confirmed", "web", 0)
    assert await state(notes, "Ask Ines about the venue") == ("open", None, 1)
    before = await decided(notes)
    await me.go(f"/notes/-/item/{await item_id(notes, 'Ask Ines about the venue')}")
    await me.press("Save")
    assert await decided(notes) == before


async def test_a_form_that_shows_what_is_no_longer_so_changes_nothing(notes, me):
    await me.go(f"/notes/-/item/{await item_id(notes, 'Ask Ines about the venue')}")
    with Store.open(notes.path) as store:
        store.decide(
            "corrected", await item_id(notes, "Ask Ines about the venue"), {"due": "2026-05-05"}, origin="cli", at=SEEN
        )
    before = await decided(notes)
    await me.press("Save", due="2026-04-02")
    assert me.status == 409
    assert me.page.first("p", "lead").text == "This has changed since the page was shown."
    assert await decided(notes) == before
    assert me.page.first("main").links[-1].startswith("/notes/-/item/")


async def test_a_button_for_what_is_gone_says_so(notes, me):
    with Store.open(notes.path) as store:
        text = "coffee with Priya Raman, nothing else"
        changed = store.put(note("coffee.md", text, TODAY), seen_at=SEEN).id
        store.record(changed, RUN, Extraction())
    await me.press("Done: Send Priya the deck")
    assert me.status == 409
    assert me.page.first("p", "lead").text.startswith("This is no longer in the notebook")
    assert me.page.first("main").links == ["/notes/-/home#i-owe"]


async def test_saying_it_twice_is_saying_it_once(notes, me):
    address, fields = me.form_of(me.button("Done: Send Priya the deck"))
    await me.send(address, fields)
    before = await decided(notes)
    await me.send(address, fields)
    assert me.address == "/notes/-/home#i-owe"
    assert await decided(notes) == before


# --- people -------------------------------------------------------------------------------------------------------


async def on_person(me, notes, name, more=""):
    return await me.go(f"/notes/-/person/{await person_id(notes, name)}{more}")


async def test_a_person_is_renamed_gets_a_name_and_is_put_right(notes, me):
    await on_person(me, notes, "Tom Okafor", "/edit")
    await me.press("Rename", name="Thomas Okafor")
    assert me.flash == "Renamed: Tom Okafor to Thomas Okafor"
    await me.press("Add", name="Tommy")
    assert me.flash == "One more name: Tom Okafor Tommy"
    card = next(one for one in me.page.all("section") if one.attributes.get("aria-labelledby") == "card")
    await me.press("Save", inside=card, organization="Okafor & Sons", role="", email="tom@okafor.example")
    row = await notes.rows(
        "SELECT name, also_known_as, email, organization, role FROM people WHERE name LIKE 'Thomas%'"
    )
    assert row == [("Thomas Okafor", "Tom, Tom Okafor, Tommy", "tom@okafor.example", "Okafor & Sons", None)]
    person = await on_person(me, notes, "Thomas Okafor")
    assert [one.first("p").text for one in person.section("What you said").all("li")] == [
        "Corrected: Tom Okafor address tom@okafor.example, organisation Okafor & Sons",
        "One more name: Tom Okafor Tommy",
        "Renamed: Tom Okafor to Thomas Okafor",
    ]


async def test_joining_two_people_shows_first_what_moves_and_can_be_undone(notes, me):
    one, other = await person_id(notes, "Tom Okafor"), await person_id(notes, "Bruno Keller")
    await on_person(me, notes, "Tom Okafor", "/edit")
    form = next(one for one in me.page.all("form") if one.attributes["action"].endswith("/merge"))
    before = await decided(notes)
    page = await me.go(f"{form.attributes['action']}?with=Bruno+Keller")
    assert [one.text for one in page.section("What moves").all("li")] == [
        "1 document", "1 ask, offer or follow-up", "1 name or address: Bruno Keller",
    ]  # fmt: skip
    assert await decided(notes) == before
    await me.press("They are one person")
    assert me.flash == "The same person: Tom Okafor and Bruno Keller"
    left = await notes.rows("SELECT id FROM people WHERE id IN (?, ?)", [one, other])
    assert len(left) == 1
    assert me.address == f"/notes/-/person/{left[0][0]}"
    await me.press("Undo")
    assert len(await notes.rows("SELECT id FROM people WHERE id IN (?, ?)", [one, other])) == 2


async def test_who_cannot_be_joined_is_said(notes, me):
    page = await on_person(me, notes, "Tom Okafor", "/merge?with=Nobody+At+All")
    assert "“Nobody At All” is nobody else of this notebook" in page.first("p", "lead").text
    await on_person(me, notes, "Tom Okafor", "/merge?with=Tom+Okafor")
    assert "What moves" not in me.page.text
    await on_person(me, notes, "Tom Okafor", "/edit")
    await me.press("Keep apart", other="Nobody At All")
    assert me.status == 400
    await me.press("Send again", other="Bruno Keller")
    assert me.flash == "Not the same person: Tom Okafor and Bruno Keller"


async def test_documents_are_split_off_and_who_is_nobody_leaves(notes, me):
    await on_person(me, notes, "Tom Okafor", "/edit")
    await me.press("Split off", document=str(notes.ids["call"]))
    assert me.flash == "Split off: Tom Okafor in 1 document"
    assert len(await notes.rows("SELECT id FROM people WHERE name LIKE 'Tom%'")) == 2
    await on_person(me, notes, "Bruno Keller", "/edit")
    await me.press("Not a person: Bruno Keller")
    assert me.address == "/notes/-/home"
    assert await notes.rows("SELECT id FROM people WHERE name = 'Bruno Keller'") == []
    await me.press("Undo")
    assert len(await notes.rows("SELECT id FROM people WHERE name = 'Bruno Keller'")) == 1


async def test_split_needs_a_document(notes, me):
    await on_person(me, notes, "Tom Okafor", "/edit")
    await me.press("Split off")
    assert me.status == 400
    assert me.page.first("p", "lead").text == "Choose the documents that are about somebody else."


# --- documents ----------------------------------------------------------------------------------------------------


async def test_what_was_missed_is_added_by_hand_on_its_words(notes, me):
    await me.go(f"/notes/-/document/{notes.ids['coffee']}/add")
    assert me.page.first("div", id="text").raw == COFFEE
    await me.press(
        "Add",
        kind="ask",
        quote="coffee with Priya Raman\n   at the station\r\n\r\nShe's",
        summary="",
        by="Priya Raman",
        to="me",
        due="2026-04-04",
    )
    assert me.address == f"/notes/-/document/{notes.ids['coffee']}"
    rows = await notes.rows(
        "SELECT quote, summary, by_person_id, to_text, due, confirmed, run_id FROM asks WHERE due = '2026-04-04'"
    )
    quote = "coffee with Priya Raman at the station\n\nShe's"
    assert rows == [
        (
            quote,
            "coffee with Priya Raman at the station She's",
            await person_id(notes, "Priya Raman"),
            "me",
            "2026-04-04",
            1,
            None,
        )
    ]
    await me.press("Undo")
    assert await notes.rows("SELECT 1 FROM asks WHERE due = '2026-04-04'") == []


async def test_words_that_do_not_stand_there_are_told_and_nothing_typed_is_lost(notes, me):
    await me.go(f"/notes/-/document/{notes.ids['coffee']}/add")
    await me.press("Add", kind="ask", quote="she wants a <b>dog</b>", summary="A dog", by="Priya Raman")
    assert me.status == 400
    assert me.page.first("p", "lead").text == "These words do not stand in the document."
    assert me.page.first("textarea", name="quote").raw == "she wants a <b>dog</b>"
    assert me.page.first("input", name="by").attributes["value"] == "Priya Raman"
    await me.press("Send again", quote="two days a week from May")
    assert me.flash == "Added by hand, an ask: Coffee with Priya “A dog”"


async def test_a_person_is_added_by_hand(notes, me):
    await me.go(f"/notes/-/document/{notes.ids['coffee']}/add")
    await me.press("Add", kind="person", quote="old co-op")
    assert await person_id(notes, "old co-op")


async def test_a_document_is_made_private_for_every_reader(notes, me):
    await me.go(f"/notes/-/document/{notes.ids['coffee']}")
    await me.press("Make private: Coffee with Priya")
    assert me.flash == "Made private: Coffee with Priya"
    assert me.page.first("p", "lead").first("span", "badge").text == "private"
    with Store.open(notes.path, readonly=True) as store:
        assert store.document(notes.ids["coffee"]).private
    await me.press("Undo")
    with Store.open(notes.path, readonly=True) as store:
        assert not store.document(notes.ids["coffee"]).private


# --- who may, and from where --------------------------------------------------------------------------------------


def behind(path, **ours):
    """The notebook behind a Datasette that was started by itself, with the plugin's settings."""
    plugins = {"plugins": {"notesight": ours}}
    return Datasette([str(path)], **{"config" if V1 else "metadata": plugins})


BUTTONS = [
    "/",
    "/notes/-/document/1",
    "/notes/-/document/1/add",
    "/notes/-/review",
    "/notes/-/who",
    "/notes/-/history",
    "/notes/-/search?q=the",
]


async def test_datasette_started_by_itself_shows_and_does_not_write(tmp_path):
    ids = make(tmp_path / "notes.db")
    async with running(behind(tmp_path / "notes.db")) as datasette:
        site = Site(datasette, ids, tmp_path / "notes.db")
        item = await item_id(site, "Send Priya the deck")
        person = await person_id(site, "Tom Okafor")
        visitor = Visitor(site)
        for address in [
            *BUTTONS,
            f"/notes/-/item/{item}",
            f"/notes/-/person/{person}",
            f"/notes/-/person/{person}/edit",
        ]:
            page = await visitor.go(address)
            assert visitor.status == 200, address
            assert not [one for one in page.all("form") if one.attributes.get("method") == "post"], address
            assert not page.all("button", form="decide"), address
        before = await decided(site)
        await visitor.send("/notes/-/decide", {"say": f"done:{item}"})
        assert visitor.status == 403
        assert visitor.page.first("p", "lead").text == "Who decides here has to log in."
        assert await decided(site) == before


RULES = [
    pytest.param({"edit": {"id": "ada"}}, {"id": "ada"}, 200, id="an allow block"),
    pytest.param({"edit": {"id": "ada"}}, {"id": "bob"}, 403, id="not in the allow block"),
    pytest.param({"edit": {"id": "ada"}}, None, 403, id="not logged in"),
    pytest.param({"edit": True}, None, 200, id="everybody"),
    pytest.param({"edit": False}, {"id": "ada"}, 403, id="nobody"),
    pytest.param({"edit": "local"}, None, 200, id="the one at this machine"),
    pytest.param({"edit": "local"}, {"id": "ada"}, 403, id="local, and somebody logged in"),
    pytest.param({"edit": "yes"}, None, 403, id="a word that means nothing"),
]


@pytest.mark.parametrize(("ours", "actor", "status"), RULES)
async def test_the_setting_edit_says_who_may(tmp_path, ours, actor, status):
    ids = make(tmp_path / "notes.db")
    async with running(behind(tmp_path / "notes.db", **ours)) as datasette:
        site = Site(datasette, ids, tmp_path / "notes.db")
        visitor = Visitor(site, actor=actor)
        home = await visitor.go("/")
        assert bool(home.all("button", form="decide")) == (status == 200)
        fields = {"say": f"done:{await item_id(site, 'Send Priya the deck')}"}
        if status == 200:
            fields["csrftoken"] = home.first("input", name="csrftoken").attributes["value"]
        elif visitor.cookies:  # a token from elsewhere in Datasette: what is refused here is the permission
            fields["csrftoken"] = await token(visitor)
        await visitor.send("/notes/-/decide", fields)
        assert visitor.status == status
        assert (await state(site, "Send Priya the deck"))[0] == ("done" if status == 200 else "open")


async def token(visitor):
    response = await visitor.site.datasette.client.get("/-/messages", cookies=visitor.cookies)
    visitor._keep(response)
    return visitor.cookies.get("ds_csrftoken", "")


@pytest.mark.skipif(not V1, reason="0.65 has no permissions for actions of plugins in its configuration")
async def test_datasettes_own_permissions_say_who_may(tmp_path):
    ids = make(tmp_path / "notes.db")
    config = {"databases": {"notes": {"permissions": {"notesight-edit": {"id": "ada"}}}}}
    async with running(Datasette([str(tmp_path / "notes.db")], config=config)) as datasette:
        site = Site(datasette, ids, tmp_path / "notes.db")
        for actor, may in (({"id": "ada"}, True), ({"id": "bob"}, False), (None, False)):
            page = await Visitor(site, actor=actor).go("/")
            assert bool(page.all("button", form="decide")) == may, actor


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-For": "203.0.113.7"}, {"Forwarded": "for=203.0.113.7"}, {"X-Real-IP": "203.0.113.7"}],
)
async def test_who_comes_through_a_proxy_is_not_the_one_at_this_machine(notes, headers):
    page = await Visitor(notes, headers=headers).go("/")
    assert not page.all("button", form="decide")


async def test_a_database_that_cannot_be_written_has_no_buttons(tmp_path):
    make(tmp_path / "notes.db")
    plugins = {"plugins": {"notesight": {"edit": True}}}
    datasette = Datasette([], immutables=[str(tmp_path / "notes.db")], **{"config" if V1 else "metadata": plugins})
    with closing(sqlite3.connect(tmp_path / "notes.db")) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
    async with running(datasette):
        response = await datasette.client.get("/notes/-/home")
        assert response.status_code == 200
        assert "/-/decide" not in response.text


FOREIGN = [
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null"},
    {"Origin": "http://localhost:9999", "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site"},
]


@pytest.mark.parametrize("headers", FOREIGN)
async def test_a_page_from_elsewhere_decides_nothing(notes, me, headers):
    address, fields = me.form_of(me.button("Done: Send Priya the deck"))
    before = await decided(notes)
    await me.send(address, fields, headers)
    assert me.status == 403
    assert await decided(notes) == before


async def test_our_own_form_without_a_referrer_is_ours(notes, me):
    address, fields = me.form_of(me.button("Done: Send Priya the deck"))
    await me.send(address, fields, {"Origin": "null", "Sec-Fetch-Site": "same-origin"})
    assert (await state(notes, "Send Priya the deck"))[0] == "done"


async def test_a_wrong_name_of_this_machine_decides_nothing(notes, me):
    address, fields = me.form_of(me.button("Done: Send Priya the deck"))
    before = await decided(notes)
    await me.send(address, fields, {**SAME_ORIGIN, "Origin": "http://evil.example", "Host": "evil.example"})
    assert me.status == 421
    assert await decided(notes) == before


@pytest.mark.skipif(V1, reason="the 1.0 line has no token: it looks at the headers itself")
async def test_a_form_with_cookies_needs_datasettes_token(notes, me):
    address, fields = me.form_of(me.button("Done: Send Priya the deck"))
    before = await decided(notes)
    await me.send(address, {**fields, "csrftoken": "another"})
    assert me.status == 403
    assert await decided(notes) == before


async def test_looking_never_writes(notes, me):
    item = await item_id(notes, "Send Priya the deck")
    before = await decided(notes)
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        address = f"/notes/-/decide?say=done:{item}"
        response = await notes.datasette.client.request(
            method, address, headers=SAME_ORIGIN, data={"say": f"done:{item}"} if method == "PUT" else None
        )
        assert response.status_code == 405, method
        assert response.headers["allow"] == "POST"
    for address in [
        *BUTTONS,
        f"/notes/-/item/{item}",
        f"/notes/-/person/{await person_id(notes, 'Tom Okafor')}/merge?with=Bruno+Keller",
    ]:
        await me.go(f"{address}{'&' if '?' in address else '?'}say=done:{item}")
    assert await decided(notes) == before


async def test_what_is_sent_to_no_notebook_is_not_found(notes):
    for address in ("/other/-/decide", "/-/decide"):
        response = await notes.datasette.client.post(address, data={"say": "done:x"}, headers=SAME_ORIGIN)
        assert response.status_code == 404, address


# --- what is sent by hand -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"say": ""}, {"say": "done"}, {"say": "done:"}, {"say": ":x"}, {"say": "explode:abc"}, {"say": "undo:999"}, {"say": "undo:-1"},
        {"say": "undo:x"}, {"say": "private:999"}, {"say": "added:1"}, {"say": "added:1", "kind": "lead", "quote": "Tom"},
        {"say": "left-out:1"}, {"say": "private:" + "9" * 40},
    ],
)  # fmt: skip
async def test_a_form_that_means_nothing_is_a_sentence(notes, me, fields):
    before = await decided(notes)
    await me.send(
        "/notes/-/decide", {**fields, "csrftoken": me.page.first("input", name="csrftoken").attributes["value"]}
    )
    assert me.status == 400
    assert me.page.first("p", "lead").text
    assert await decided(notes) == before


@pytest.mark.parametrize(
    "subject", ["' OR 1=1 --", "zz", "\x00", "%", "nothing-of-that-kind", "<script>", "1", "é" * 300]
)
async def test_whatever_is_named_as_a_subject_is_only_looked_for(notes, me, subject):
    before = await decided(notes)
    for verb in ("done", "snoozed", "corrected", "renamed", "merged", "split", "nobody", "private"):
        fields = {"say": f"{verb}:{subject}", "until": "2999-01-01", "name": "x", "other": "y", "document": "1"}
        fields["csrftoken"] = me.cookies.get("ds_csrftoken", "")
        if verb == "private" and subject == "1":
            continue
        await me.send("/notes/-/decide", fields)
        assert me.status in (400, 409), verb
        assert "Traceback" not in me.page.text
    assert await decided(notes) == before


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/notes/-/search?q=deck", "/notes/-/search?q=deck"),
        ("//evil.example/", "/notes/-/home"),
        ("https://evil.example/", "/notes/-/home"),
        ("/\\evil.example", "/notes/-/home"),
        ("javascript:alert(1)", "/notes/-/home"),
        ("/notes\r\nSet-Cookie: a=b", "/notes/-/home"),
        ("", "/notes/-/home"),
    ],
)
async def test_the_way_back_stays_on_this_site(notes, me, asked, led):
    fields = {"say": f"done:{await item_id(notes, 'Send Priya the deck')}", "back": asked}
    fields["csrftoken"] = me.cookies.get("ds_csrftoken", "")
    response = await notes.datasette.client.post(
        "/notes/-/decide", data=fields, headers=SAME_ORIGIN, cookies=me.cookies
    )
    assert response.status_code == 303
    assert response.headers["location"] == led


async def test_a_form_that_is_too_long_is_not_read(notes, me):
    fields = {"say": "added:1", "kind": "ask", "quote": "x" * 300_000, "csrftoken": me.cookies.get("ds_csrftoken", "")}
    await me.send("/notes/-/decide", fields)
    assert me.status == 400


async def test_hostile_words_are_only_ever_words(notes, me):
    hostile = '"><script>alert(1)</script>\u202e\x07'
    await on_person(me, notes, "Tom Okafor", "/edit")
    await me.press("Rename", name=hostile)
    assert me.flash == 'Renamed: Tom Okafor to "><script>alert(1)</script>\u202e␇'
    await me.go("/notes/-/history")
    assert "<script>alert(1)</script>" in me.page.text
    await me.go(f"/notes/-/item/{await item_id(notes, 'A desk in the studio')}")
    await me.press("Save", summary=hostile, by=hostile, to=hostile)
    for address in ("/", f"/notes/-/document/{notes.ids['coffee']}", "/notes/-/history", "/notes/-/review"):
        await me.go(address)
        assert me.status == 200
    await me.go(f"/notes/-/document/{notes.ids['hostile']}/add?quote=%3Cscript%3E&kind=%22x")
    assert me.page.first("textarea", name="quote").raw == "<script>"


# --- the store ----------------------------------------------------------------------------------------------------


async def test_a_notebook_that_another_program_holds_is_told_and_the_same_is_sent_again(notes, me, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.2)
    await me.go(f"/notes/-/item/{await item_id(notes, 'Ask Ines about the venue')}")
    with closing(sqlite3.connect(notes.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await me.press("Save", summary="Ask about the roof")
        assert me.status == 503
        assert "Nothing was written, and nothing is lost" in me.page.first("p", "lead").text
        other.execute("ROLLBACK")
    await me.press("Send again")
    assert me.flash == "Corrected: Ask about the roof “Ask about the roof”"


async def test_what_is_decided_in_the_terminal_is_seen_at_once(notes, me):
    with Store.open(notes.path) as store:
        store.decide("done", await item_id(notes, "Send Priya the deck"), origin="cli", at=SEEN)
    page = await me.go("/")
    assert "Send Priya the deck" not in page.section("I owe").text


# --- the past, and the history ------------------------------------------------------------------------------------


async def test_in_the_past_nothing_is_decided(notes):
    visitor = Visitor(notes)
    for address in ("/", f"/notes/-/document/{notes.ids['coffee']}", "/notes/-/search?q=the"):
        page = await visitor.go(f"{address}{'&' if '?' in address else '?'}as_of=2026-03-10")
        assert not page.all("button", form="decide"), address
        assert not [one for one in page.all("form") if one.attributes.get("method") == "post"], address


async def test_the_history_tells_everything_and_takes_each_back(notes, me):
    await me.press("Done: Send Priya the deck")
    page = await me.go("/notes/-/history")
    assert [one.first("p").text for one in page.first("ol", "decisions").all("li")] == [
        "Done: Send Priya the deck",
        "Put off until Wed 1 Apr: Talk again with Priya",
        "Done: Lend the projector",
    ]
    await me.press("Undo: Done, Lend the projector")
    assert me.address == "/notes/-/history"
    assert await state(notes, "Lend the projector") == ("open", None, 0)
    first = me.page.first("ol", "decisions").all("li")
    assert first[0].first("p").text == "Taken back: Done: Lend the projector"
    assert "undone" in first[3].classes
    assert not first[3].all("button")


async def test_a_long_history_goes_on_on_the_next_page(notes, me):
    item = await item_id(notes, "Send Priya the deck")
    with Store.open(notes.path) as store, store.transaction():
        for n in range(150):
            store.decide("done" if n % 2 else "reopened", item, origin="cli", at=SEEN)
    page = await me.go("/notes/-/history")
    assert len(page.first("ol", "decisions").all("li")) == 100
    older = next(link for link in page.links if "before=" in link)
    page = await me.go(older)
    assert len(page.first("ol", "decisions").all("li")) == 52
    assert not [link for link in page.links if "before=" in link]
