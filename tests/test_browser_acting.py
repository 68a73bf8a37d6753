"""What one decides, in a real browser: by mouse and by keyboard, with and without scripts, on a wide screen and on a phone."""

import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from chromium import PROGRAM, Chromium
from publish_example import make
from publish_site import serving
from test_browser import CONTRAST

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def browser():
    with Chromium() as chromium:
        yield chromium


@pytest.fixture
def served(tmp_path):
    """The example notebook, served as ``notesight serve`` does: its address and its file."""
    path = tmp_path / "notes.db"
    make(path)
    with serving(path, "--port", "0") as (_, address):
        yield address, path


@pytest.fixture(params=["with scripts", "without scripts"])
def page(request, browser, served):
    """A tab on the home page; at the end nothing may have been said on the console or asked from elsewhere."""
    opened = browser.page()
    if request.param == "without scripts":
        opened.without_scripts()
    opened.go(served[0])
    yield opened
    assert opened.console == []
    hosts = {urlsplit(address).netloc for address in opened.requests if not address.startswith("data:")}
    assert hosts == {urlsplit(served[0]).netloc}


def rows(served, sql, *params):
    with closing(sqlite3.connect(served[1])) as conn:
        return conn.execute(sql, params).fetchall()


def state(served, summary):
    return rows(served, "SELECT state FROM items WHERE summary = ?", summary)[0][0]


def row_of(summary):
    """The row of a fact, as an expression."""
    return f"[...document.querySelectorAll('li.fact')].find(one => one.innerText.includes({summary!r}))"


def marked(page, expression, name):
    """Give an element an id to click on."""
    page.ask(f"({expression}).id = {name!r}")
    return f"#{name}"


def test_done_and_undo(page, served):
    page.click(marked(page, f"{row_of('Send Priya the deck')}.querySelector('[value^=done]')", "it"))
    assert state(served, "Send Priya the deck") == "done"
    assert page.ask("document.querySelector('.flash').innerText").startswith("Done: Send Priya the deck")
    assert page.ask(f"!({row_of('Send Priya the deck')})")
    page.click(".flash button")
    assert state(served, "Send Priya the deck") == "open"
    assert page.ask(f"!!({row_of('Send Priya the deck')})")


def test_snoozing_to_a_day(page, served):
    row = row_of("Bring the chairs")
    page.ask(f"{row}.querySelector('.menu').open = true")
    page.ask(f"{row}.querySelector('input[type=date]').value = '2999-04-01'")
    page.click(marked(page, f"{row}.querySelector('form.inline button')", "it"))
    assert state(served, "Bring the chairs") == "snoozed"
    assert "Put off until Mon 1 Apr 2999: Bring the chairs" in page.text


def test_a_name_is_corrected(page, served):
    row = row_of("Bring the chairs")
    page.ask(f"{row}.querySelectorAll('.menu')[1].open = true")
    page.click(marked(page, f"{row}.querySelector('.sheet a')", "it"))
    assert "/-/item/" in page.address
    assert page.ask("document.querySelector('#by').value") == "Bruno Keller"
    page.ask("document.querySelector('#by').focus(); document.querySelector('#by').select()")
    page.type("Tom Okafor")
    found = "SELECT people.name FROM items JOIN people ON people.id = by_person_id WHERE summary = 'Bring the chairs'"
    assert rows(served, found) == [("Tom Okafor",)]
    assert "Corrected: Bring the chairs by Tom Okafor" in page.text


def test_two_people_become_one_and_two_again(page, served):
    tom = rows(served, "SELECT id FROM people WHERE name = 'Tom Okafor'")[0][0]
    page.go(f"{served[0]}notes/-/person/{tom}")
    page.click("a[href$='/edit']")
    page.ask("document.querySelector('#with').focus()")
    page.type("Bruno Keller")
    assert "/merge?" in page.address
    assert "1 document" in page.ask("document.querySelector('.moves').innerText")
    before = rows(served, "SELECT count(*) FROM people")
    page.click(".moves .submit button")
    assert rows(served, "SELECT count(*) FROM people") == [(before[0][0] - 1,)]
    assert "The same person: Tom Okafor and Bruno Keller" in page.text
    page.click(".flash button")
    assert rows(served, "SELECT count(*) FROM people") == before


def test_without_scripts_the_review_goes_by_its_buttons(page, served):
    page.go(f"{served[0]}notes/-/review")
    first = page.ask("document.querySelector('.desk .summary').innerText")
    page.click(".key-a")
    assert page.ask("document.querySelector('.desk .summary').innerText") != first
    page.click(".key-u")
    assert page.ask("document.querySelector('.desk .summary').innerText") == first
    page.click("a.key-j")
    assert "?at=1" in page.address
    page.click("a.key-k")
    assert "?at=0" in page.address


@pytest.fixture
def review(browser, served):
    opened = browser.page()
    opened.go(f"{served[0]}notes/-/review")
    yield opened
    assert opened.console == []
    assert {urlsplit(address).netloc for address in opened.requests} - {""} == {urlsplit(served[0]).netloc}


def press(page, key):
    """Press a key that leads somewhere, and wait until it is there."""
    with page.arriving():
        strike(page, key)


def strike(page, key):
    for kind in ("keyDown", "keyUp"):
        more = {"text": key} if kind == "keyDown" else {}
        page.call("Input.dispatchKeyEvent", type=kind, key=key, **more)


def summary(page):
    return page.ask("document.querySelector('.desk .summary').innerText")


def left(page):
    return int(page.ask("document.querySelector('#left').innerText").split()[0])


def test_the_review_goes_by_the_keyboard(review, served):
    first, number = summary(review), left(review)
    assert first.startswith("An introduction to Priya")
    press(review, "a")
    assert rows(served, "SELECT confirmed FROM asks WHERE summary = 'An introduction to Priya'") == [(1,)]
    assert left(review) == number - 1
    second = summary(review)
    press(review, "u")
    assert (summary(review), left(review)) == (first, number)
    press(review, "j")
    assert summary(review) == second
    press(review, "k")
    press(review, "x")
    assert state(served, "An introduction to Priya") == "wrong"
    third = summary(review)
    press(review, "d")
    assert state(served, third) == "done"
    press(review, "e")
    assert "/-/item/" in review.address
    back = review.ask("document.querySelector('.fields input[name=back]').value")
    assert back.startswith("/notes/-/review")
    review.click(".submit button")
    assert "/-/review" in review.address
    assert review.ask("document.querySelector('details.keys').open") is False
    strike(review, "?")
    review.until("document.querySelector('details.keys').open")


def test_keys_that_are_typed_into_a_field_decide_nothing(review, served):
    before = rows(served, "SELECT count(*) FROM decisions")
    review.ask("document.querySelector('#q').focus()")
    for key in "axdu":
        strike(review, key)
    assert review.ask("document.querySelector('#q').value") == "axdu"
    assert rows(served, "SELECT count(*) FROM decisions") == before


def test_many_things_are_reviewed_one_after_the_other(review, served):
    number = left(review)
    for _ in range(number):
        press(review, "a")
    assert "Nothing is left" in review.text
    assert rows(served, "SELECT count(*) FROM decisions WHERE action IN ('confirmed', 'merged')")[0][0] >= number - 2


def test_the_selected_words_fill_the_form(browser, served):
    page = browser.page()
    page.go(f"{served[0]}notes/-/document/1/add")
    page.ask(
        "(() => { const text = document.getElementById('text').firstChild, start = text.data.indexOf('two days');"
        "const range = document.createRange(); range.setStart(text, start); range.setEnd(text, start + 23);"
        "getSelection().removeAllRanges(); getSelection().addRange(range); })()"
    )
    page.until("document.getElementById('quote').value !== ''")
    words = page.ask("document.getElementById('quote').value")
    assert words == "two days a week from Ma"
    page.click(".submit button")
    assert rows(served, "SELECT quote FROM followups WHERE run_id IS NULL") == [(words,)]
    assert page.console == []


def addresses(served):
    item = rows(served, "SELECT id FROM items WHERE summary = 'Send Priya the deck'")[0][0]
    person, other = (
        rows(served, "SELECT id FROM people WHERE name = ?", name)[0][0] for name in ("Tom Okafor", "Bruno Keller")
    )
    places = ["", "review", "review?at=1", f"item/{item}", f"person/{person}", f"person/{person}/edit", f"person/{person}/merge?with={other}",
              "document/1", "document/3", "document/4/add", "history", "who", "search?q=the"]  # fmt: skip
    return [served[0] + (f"notes/-/{place}" if place else "") for place in places]


@pytest.mark.parametrize("width", [320, 375, 1200])
def test_no_page_has_to_be_scrolled_sideways(browser, served, width):
    page = browser.page()
    page.resize(width, 740)
    for address in addresses(served):
        page.go(address)
        page.ask(
            "document.querySelectorAll('details').forEach(one => { one.removeAttribute('name'); one.open = true; })"
        )
        assert page.ask("document.documentElement.scrollWidth") <= width, address
    page.go(served[0])
    page.click(marked(page, "document.querySelector('li.fact [value^=done]')", "it"))
    assert page.ask("document.documentElement.scrollWidth") <= width
    assert page.ask("document.querySelector('.flash').getBoundingClientRect().right") <= width
    assert page.console == []


def test_everything_is_readable_in_the_light_and_in_the_dark(browser, served):
    page = browser.page()
    for scheme in ("light", "dark"):
        page.prefer(scheme)
        for address in addresses(served):
            page.go(address)
            page.ask(
                "document.querySelectorAll('details').forEach(one => { one.removeAttribute('name'); one.open = true; })"
            )
            assert page.ask(CONTRAST) == [], (scheme, address)


def test_the_buttons_are_reached_by_the_keyboard_and_are_named(browser, served):
    page = browser.page()
    page.go(served[0])
    unnamed = "[...document.querySelectorAll('button, summary, a')].filter(one => !one.hidden && !(one.getAttribute('aria-label') || one.textContent).trim()).length"
    assert page.ask(unnamed) == 0
    focusable = f"[...{row_of('Send Priya the deck')}.querySelectorAll('.acts button, .acts summary')].filter(one => one.closest('.sheet') === null).every(one => one.tabIndex === 0)"
    assert page.ask(focusable)
    page.ask(f"{row_of('Send Priya the deck')}.querySelector('[value^=done]').focus()")
    with page.arriving():
        for kind in ("keyDown", "keyUp"):
            page.call(
                "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r", windowsVirtualKeyCode=13
            )
    assert state(served, "Send Priya the deck") == "done"
