"""The pages in a real browser: clicking, searching, a phone, the dark, no script, and nothing from elsewhere."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from chromium import PROGRAM, Chromium
from publish_example import TODAY, make
from publish_site import serving
from test_repeats import ANA, DECK, book

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]

ON = f"?as_of={TODAY}"
IN_SIGHT = (
    "(() => { const box = document.querySelector(':target')?.getBoundingClientRect();"
    "return !!box && box.top >= 0 && box.top < innerHeight; })()"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The address of the example notebook, served as ``notesight serve`` does."""
    path = tmp_path_factory.mktemp("browser") / "notes.db"
    make(path)
    with serving(path, "--port", "0") as (_, address):
        yield address


@pytest.fixture(scope="module")
def browser():
    with Chromium() as chromium:
        yield chromium


@pytest.fixture
def page(browser, home):
    """A tab on the home page; at the end nothing may have been said on the console or asked from elsewhere."""
    opened = browser.page()
    opened.go(f"{home}{ON}")
    yield opened
    assert opened.console == []
    assert {urlsplit(address).netloc for address in opened.requests if not address.startswith("data:")} == {
        urlsplit(home).netloc
    }


def walk(page):
    """From home to a person to a document, from a fact's words to its card and back, then a search: all by hand."""
    page.click("section[aria-labelledby=i-owe] .fact a[href*='/-/person/']")
    assert "/-/person/" in page.address
    name = page.ask("document.querySelector('h1').innerText")
    assert name in ("Priya Raman", "Ines Duarte")
    page.click(".timeline > li:last-child p a")
    assert "/-/document/" in page.address
    page.click(".words a.badge")
    assert "#fact-" in page.address
    page.until(IN_SIGHT)
    assert page.ask("document.querySelector(':target').matches('li.card')")
    page.click(":target a.badge")
    assert "#words-" in page.address
    page.until(IN_SIGHT)
    assert page.ask("document.querySelector(':target').matches('mark.lit')")
    page.click(".words .lit a")
    assert "#fact-" in page.address or "#person-" in page.address
    page.ask("document.querySelector('#q').focus()")
    page.type("roof terr")
    assert "/-/search" in page.address
    assert page.ask("[...document.querySelectorAll('mark.hit')].map(one => one.innerText).join(' ')").startswith(
        "roof terrace"
    )
    page.click("li.fact .summary a")
    assert page.ask("document.querySelector(':target').innerText").startswith("Happy to show you the roof terrace")
    page.click(".brand")
    assert urlsplit(page.address).path == "/"


def test_everything_is_reached_by_clicking(page):
    walk(page)


def test_everything_is_reached_without_scripts(browser, home):
    page = browser.page()
    page.without_scripts()
    page.go(f"{home}{ON}")
    walk(page)
    assert page.console == []


def addresses(page):
    """A page of every kind."""
    base = page.address.partition("?")[0]
    person = page.ask("document.querySelector('a[href*=\"/-/person/\"]').href")
    return [f"{base}{ON}", person, f"{base}notes/-/document/3{ON}", f"{base}notes/-/document/4{ON}", f"{base}notes/-/search?q=the",
            f"{base}notes/-/search?q=zed", f"{base}notes/-/search?q=zebra", f"{base}notes/-/asks{ON}",
            f"{base}notes/-/due?due=late&state=all", f"{base}notes/-/timeline{ON}", f"{base}notes/-/network{ON}",
            f"{base}notes/-/network?person={person.partition('?')[0].rpartition('/')[2]}", f"{base}notes/-/figures{ON}", f"{base}notes/-/outcomes{ON}",
            f"{base}notes/-/followups?as_of=2026-03-05"]  # fmt: skip


@pytest.mark.parametrize("width", [320, 375, 1200])
def test_no_page_has_to_be_scrolled_sideways(page, width):
    page.resize(width, 740)
    for address in addresses(page):
        page.go(address)
        assert page.ask("document.documentElement.scrollWidth") <= width, address
        assert page.ask("document.querySelector('h1').getBoundingClientRect().right") <= width
        assert page.ask("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)") >= 16


@pytest.mark.parametrize("width", [375, 1200])
def test_what_is_told_again_stays_in_its_column(browser, tmp_path, width):
    """A long quote of a later telling breaks into lines, and covers nothing beside it."""
    again = ("again", date(2026, 3, 9), "Still owe Ana Ruiz that kiln deck, the one with the long table of every firing since May!", [
        ("followup", "Still owe Ana Ruiz that kiln deck, the one with the long table of every firing since May", "me", ANA),
    ])  # fmt: skip
    book(tmp_path, DECK, again).close()
    with serving(tmp_path / "n.db", "--port", "0") as (_, address):
        page = browser.page()
        page.resize(width, 740)
        page.go(f"{address}n/-/i-owe")
        assert "the one with the long table" in page.ask("document.querySelector('.fact .again').innerText")
        assert page.ask("(one => one.scrollWidth - one.clientWidth)(document.querySelector('.fact .again'))") <= 0


def test_the_dark_is_dark_and_both_are_readable(page):
    every = addresses(page)
    seen = {}
    for scheme in ("light", "dark"):
        page.prefer(scheme)
        for address in every:
            page.go(address)
            assert page.ask(CONTRAST) == [], (scheme, address)
        seen[scheme] = page.ask("getComputedStyle(document.documentElement).backgroundColor")
    assert brightness(seen["dark"]) < 50
    assert brightness(seen["light"]) > 200


def brightness(color):
    return sum(int(part) for part in color.removeprefix("rgb(").removesuffix(")").split(",")) / 3


CONTRAST = """
(() => {
  const parts = color => color.match(/[\\d.]+/g).map(Number);
  const over = (top, below) => top.slice(0, 3).map((c, i) => c * (top[3] ?? 1) + below[i] * (1 - (top[3] ?? 1)));
  const light = c => c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = one => {
    const own = parts(getComputedStyle(one).backgroundColor);
    return (own[3] ?? 1) === 1 ? own.slice(0, 3) : over(own, one.parentElement ? ground(one.parentElement) : [255, 255, 255]);
  };
  const weak = [];
  for (const one of document.querySelectorAll('body *')) {
    const words = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!words || one.closest('.aside, .skip')) continue;
    const below = ground(one), a = light(over(parts(getComputedStyle(one).color), below)), b = light(below);
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) weak.push(`${one.tagName}.${one.className} ${contrast.toFixed(2)} ${one.textContent.trim().slice(0, 30)}`);
  }
  return weak;
})()
"""


def test_datasettes_own_pages_run_under_our_policy(page):
    page.go(page.address.partition("?")[0] + "notes/asks")
    assert "Find a fractional CFO" in page.text
    page.click("a[href*='/-/document/'][href*='#words-']")
    assert page.ask("!!document.querySelector(':target')")


def test_a_hostile_note_runs_nothing(page):
    page.go(page.address.partition("?")[0] + "notes/-/document/4")
    assert "<script>alert('note')</script>" in page.text
    assert page.ask("document.scripts.length") == 0
    assert page.ask("document.querySelectorAll('main img, main u, .words b').length") == 0
