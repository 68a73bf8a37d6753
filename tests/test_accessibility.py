"""axe-core finds nothing serious on any page, light or dark, wide or on a phone."""

import os
from pathlib import Path

import pytest
from chromium import PROGRAM, Chromium
from publish_example import TODAY, make
from publish_site import serving

ROOT = Path(__file__).resolve().parent.parent
AXE = Path(os.environ.get("AXE", ROOT / ".axe/node_modules/axe-core/axe.min.js"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there (npm install --prefix .axe axe-core)"),
]

SERIOUS = """
axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
    .filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')))
"""
PLACES = {
    "home": "/",
    "list": "/notes/-/asks",
    "due": "/notes/-/due",
    "timeline": "/notes/-/timeline",
    "network": "/notes/-/network",
    "figures": "/notes/-/figures",
    "search": "/notes/-/search?q=the",
    "document": "/notes/-/document/{mail}",
    "note": "/notes/-/document/{coffee}",
    "missing": "/notes/-/person/nobody",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The address of the example notebook, and the numbers of its documents by name."""
    path = tmp_path_factory.mktemp("accessibility") / "notes.db"
    ids = make(path)
    with serving(path, "--port", "0") as (_, address):
        yield address.rstrip("/"), ids


@pytest.fixture(scope="module")
def browser():
    with Chromium() as chromium:
        yield chromium


@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing_serious(browser, served, place):
    address, ids = served
    page = browser.page()
    where = PLACES[place].format(**ids)
    found = []
    for width, scheme, day in ((1200, "light", ""), (1200, "dark", f"as_of={TODAY}"), (390, "light", f"as_of={TODAY}")):
        page.resize(width, 900)
        page.prefer(scheme)
        page.go(f"{address}{where}{'&' if '?' in where else '?'}{day}")
        page.ask(AXE.read_text(encoding="utf-8") + "; 0")
        found += [f"{width} {scheme}: {each}" for each in page.wait_for(SERIOUS)]
    assert found == []


def test_axe_finds_nothing_serious_on_the_page_of_a_person(browser, served):
    page = browser.page()
    page.go(f"{served[0]}/?as_of={TODAY}")
    page.click(".fact a[href*='/-/person/']")
    page.ask(AXE.read_text(encoding="utf-8") + "; 0")
    assert page.wait_for(SERIOUS) == []
