"""The review, one thing at a time, and who is who: what is asked, in which order, and what the answers do."""

import asyncio
import sys
from datetime import date

import pytest
import pytest_asyncio
from publish_example import RUN, SEEN, item, make, note, person
from publish_site import Site, running
from visitor import Visitor

from notesight import publish
from notesight.model import Extraction, Rejection
from notesight.publish import asking
from notesight.store import Store

pytestmark = pytest.mark.asyncio

MEETING = """Long talk with Katherine Hall about the printing press. She would lend her paper cutter to anybody careful.
Mateo Ruiz and Mateo Brandt were there as well."""
LATER = "Kate Hall called. She asked, more or less, whether I know somebody who repairs a letterpress before summer."
BARE = "Mateo wants the keys back by Monday."


@pytest_asyncio.fixture
async def notes(tmp_path):
    """The example, with two people who may be one, a short name that two others have, and a quote that was nearly right."""
    path = tmp_path / "notes.db"
    ids = make(path)
    with Store.open(path) as store:
        for key, text, people, items, rejected in (
            (
                "meeting", MEETING, ("Katherine Hall", "Mateo Ruiz", "Mateo Brandt"),
                [item(MEETING, "offer", "She would lend her paper cutter", "Lend a paper cutter", "Katherine Hall", None, date(2026, 2, 3))], (),
            ),
            (
                "later", LATER, ("Kate Hall",), [],
                (Rejection("ask", "whether I know somebody who can repair a letterpress before summer", "These words do not stand in the text."),),
            ),
            ("bare", BARE, ("Mateo",), [], ()),
        ):  # fmt: skip
            ids[key] = store.put(note(f"{key}.md", text, date(2026, 2, 3), title=key), seen_at=SEEN).id
            found = Extraction(
                people=tuple(person(text, name) for name in people), items=tuple(items), rejected=rejected
            )
            store.record(ids[key], RUN, found)
    async with running(publish.build(path)) as datasette:
        yield Site(datasette, ids, path)


@pytest_asyncio.fixture
async def me(notes):
    visitor = Visitor(notes)
    await visitor.go("/notes/-/review")
    return visitor


def asked(page):
    """What is asked now: the line in bold."""
    return page.first("section", "desk").first("p", "summary").text


def left(page):
    return int(page.first("p", id="left").text.split()[0])


async def test_the_least_certain_comes_first_and_everything_comes_once(notes, me):
    questions = []
    for at in range(left(me.page)):
        page = await me.go(f"/notes/-/review?at={at}")
        questions.append(asked(page))
    assert questions[0] == "An introduction to Priya maybe"
    assert questions[1:4] == [
        "Which Mateo is this?",
        "Are these one person?",
        "“whether I know somebody who can repair a letterpress before summer”",
    ]
    rest = questions[4:]
    assert "Lend a paper cutter" in rest
    assert "Send Priya the deck" in rest
    assert "Lend the projector" not in rest  # done
    assert len(questions) == len(set(questions))
    assert await me.go(f"/notes/-/review?at={len(questions) + 7}")
    assert asked(me.page) == questions[-1]


async def test_home_leads_to_the_review_with_the_number(me):
    number = left(me.page)
    home = await me.go("/")
    link = home.first("p", "review-link")
    assert link.text == f"Review what was read {number}"
    assert link.links == ["/notes/-/review"]


async def test_an_item_stands_in_its_words_and_is_right_wrong_or_done(notes, me):
    assert me.page.first("blockquote", "inked").text.startswith("Quick call with Tom.")
    assert me.page.first("mark").text == "wants an intro to Priya"
    number = left(me.page)
    await me.press("Right")
    assert await notes.rows("SELECT confirmed FROM asks WHERE summary = 'An introduction to Priya'") == [(1,)]
    assert left(me.page) == number - 1
    assert me.address == "/notes/-/review"
    assert me.page.first("p", "last").first("span").text == "Last: Confirmed: An introduction to Priya"
    await me.press("Undo")
    assert left(me.page) == number
    assert asked(me.page) == "An introduction to Priya maybe"
    await me.press("Wrong")
    assert await notes.rows("SELECT state FROM asks WHERE summary = 'An introduction to Priya'") == [("wrong",)]
    await me.press("Undo")
    await me.press("Done")
    assert await notes.rows("SELECT state FROM asks WHERE summary = 'An introduction to Priya'") == [("done",)]


async def test_a_decision_stays_at_its_place_of_the_queue(me):
    page = await me.go("/notes/-/review?at=4")
    following = asked(await me.go("/notes/-/review?at=5"))
    await me.go("/notes/-/review?at=4")
    await me.press("Right")
    assert me.address == "/notes/-/review?at=4"
    assert asked(me.page) == following
    assert [one.attributes["rel"] for one in page.first("nav", "steps").all("a")] == ["prev", "next"]


async def test_correcting_leads_back_to_the_review(me):
    edit = me.page.first("a", "key-e").attributes["href"]
    await me.go(edit)
    await me.press("Save", summary="Introduce Tom to Priya")
    assert me.address == "/notes/-/review"
    assert me.page.first("p", "last").first("span").text.startswith("Last: Corrected: Introduce Tom to Priya")


async def test_a_short_name_is_one_of_those_who_have_it(notes, me):
    page = await me.go("/notes/-/review?at=1")
    assert page.first("mark").text == "Mateo"
    cards = page.all("li", "candidate")
    assert sorted(one.first("a").text for one in cards) == ["Mateo Brandt", "Mateo Ruiz"]
    ruiz = next(one for one in cards if one.first("a").text == "Mateo Ruiz")
    await me.press("This one: Mateo Ruiz", inside=ruiz)
    assert await notes.rows("SELECT documents FROM people WHERE name = 'Mateo Ruiz'") == [(2,)]
    assert asked(me.page) == "Are these one person?"
    assert me.address == "/notes/-/review?at=1"


async def test_two_people_are_one_or_are_not_asked_about_again(notes, me):
    page = await me.go("/notes/-/review?at=2")
    assert sorted(one.first("a").text for one in page.all("div", "person")) == ["Kate Hall", "Katherine Hall"]
    assert "Kate" in page.first("p", "hint").text
    await me.press("One person")
    assert len(await notes.rows("SELECT id FROM people WHERE name LIKE 'Kat% Hall'")) == 1
    await me.press("Undo")
    await me.go("/notes/-/review?at=2")
    await me.press("Two people")
    assert asked(me.page).startswith("“whether I know")
    assert len(await notes.rows("SELECT id FROM people WHERE name LIKE 'Kat% Hall'")) == 2


async def test_words_that_were_nearly_right_are_added_or_left_out_for_good(notes, me):
    page = await me.go("/notes/-/review?at=3")
    words = page.first("mark").text
    assert words == "whether I know somebody who repairs a letterpress before summer"
    await me.press("Leave it out")
    assert not asked(me.page).startswith("“whether")
    await me.press("Undo")
    await me.go("/notes/-/review?at=3")
    await me.press("Add it")
    assert await notes.rows("SELECT quote, confirmed FROM asks WHERE document_id = ?", [notes.ids["later"]]) == [
        (words, 1)
    ]
    history = await me.go("/notes/-/history")
    assert [one.first("p").text for one in history.first("ol", "decisions").all("li")][:3] == [
        f"Added by hand, an ask: later “{words}”",
        "Taken back: Left out: later “whether I know somebody who can repair a letterpress before summer”",
        "Left out: later “whether I know somebody who can repair a letterpress before summer”",
    ]


async def test_the_review_ends(notes, me):
    with Store.open(notes.path) as store, store.transaction():
        for row in store.items():
            store.decide("dismissed", row["id"], origin="cli", at=SEEN)
    for _ in range(3):
        await me.go("/notes/-/review")
        await me.press(next(one.text for one in me.page.all("button") if {"key-a"} & set(one.classes)))
    assert me.page.first("p", id="left").text == "Nothing is left to look at."
    assert not (await me.go("/")).all("p", "review-link")


async def test_what_is_read_or_decided_elsewhere_is_asked_at_once(notes, me):
    number = left(me.page)
    with Store.open(notes.path) as store:
        text = "Wanda could bring the lamps (perhaps)."
        added = store.put(note("lamps.md", text, date(2026, 3, 9), title="lamps"), seen_at=SEEN).id
        lamps = item(
            text,
            "offer",
            "Wanda could bring the lamps",
            "Bring the lamps",
            "Wanda",
            None,
            date(2026, 3, 9),
            certainty="hedged",
        )
        store.record(added, RUN, Extraction(people=(person(text, "Wanda"),), items=(lamps,)))
    page = await me.go("/notes/-/review")
    assert left(page) >= number + 1
    assert asked(page) == "Bring the lamps maybe"


async def test_who_is_who_asks_about_pairs_and_short_names(notes, me):
    page = await me.go("/notes/-/who")
    pairs = page.section("One person?")
    assert sorted(one.first("a").text for one in pairs.all("div", "person")) == ["Kate Hall", "Katherine Hall"]
    assert page.section("Which one?").first("blockquote").text == BARE
    merge = next(link for link in pairs.links if "/merge?with=" in link)
    page = await me.go(merge)
    assert "What moves" in page.text
    assert "Why they may be one" in page.text
    await me.go("/notes/-/who")
    two = next(one for one in me.page.all("button") if one.text.startswith("Two people"))
    await me.send(*me.form_of(two))
    assert me.address.startswith("/notes/-/who")
    assert me.page.section("One person?") is None


@pytest.mark.parametrize("at", ["-1", "x", "", "99999999999999", "1%00"])
async def test_any_place_is_a_place(me, at):
    page = await me.go(f"/notes/-/review?at={at}")
    assert me.status == 200
    assert asked(page)


async def until_compared(me, address):
    """Open a page again and again until nobody is compared any more."""
    for _ in range(500):
        page = await me.go(address)
        if "being compared" not in page.text:
            return page
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to an end")


async def test_a_large_notebook_is_compared_beside_the_pages(notes, me, monkeypatch):
    monkeypatch.setattr(asking, "AT_ONCE", 3)
    asking._found.clear()
    page = await me.go("/notes/-/review")
    assert "People are still being compared." in page.text
    assert asked(page) == "An introduction to Priya maybe"
    page = await until_compared(me, "/notes/-/who")
    assert sorted(one.first("a").text for one in page.section("One person?").all("div", "person")) == [
        "Kate Hall",
        "Katherine Hall",
    ]
    two = next(one for one in me.page.all("button") if one.text.startswith("Two people"))
    await me.send(*me.form_of(two))
    assert me.page.section("One person?") is None  # at once, whether or not the others are compared already
    ruiz = next(one for one in me.page.all("li", "candidate") if one.first("a").text == "Mateo Ruiz")
    await me.press("Not this one: Mateo Ruiz", inside=ruiz)
    assert me.page.section("Which one?") is None
    page = await until_compared(me, "/notes/-/review?at=1")
    assert asked(page) == "Are these one person?"  # it is Mateo Brandt, or nobody that is known
    await me.go("/notes/-/review?at=2")
    assert asked(me.page).startswith("“whether I know")
    await me.press("Leave it out")
    assert not asked(me.page).startswith("“whether I know")
    assert not asked(await until_compared(me, "/notes/-/review?at=2")).startswith("“whether I know")


async def test_while_people_are_compared_the_pages_have_way_and_after_it_all_is_as_usual(notes, me, monkeypatch):
    usual, slices = asking._USUAL_SECONDS, []

    def others(conn):
        slices.append(sys.getswitchinterval())
        return []

    monkeypatch.setattr(asking, "AT_ONCE", 3)
    monkeypatch.setattr(asking.reviewing, "others", others)
    asking._found.clear()
    await me.go("/notes/-/review")
    for _ in range(500):
        if slices and not asking._busy:
            break
        await asyncio.sleep(0.02)
    with asking._lock:
        assert sys.getswitchinterval() == pytest.approx(usual)
    assert slices == [pytest.approx(usual / 10)]


async def test_the_review_alone_runs_a_script_and_only_our_own(notes):
    response = await notes.get("/notes/-/review")
    policy = response.headers["content-security-policy"]
    assert policy.endswith("script-src 'self'")
    assert "unsafe" not in policy
    address = response.text.partition('<script src="')[2].partition('"')[0]
    script = await notes.get(address)
    assert script.status_code == 200
    assert script.headers["content-type"].startswith("text/javascript")
    for path in ("/", "/notes/-/who", "/notes/-/history", "/notes/-/document/1", "/notes/-/search?q=a"):
        response = await notes.get(path)
        assert "script-src" not in response.headers["content-security-policy"], path
        assert "<script" not in response.text, path
