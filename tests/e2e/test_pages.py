"""Every page, in both themes, wide and narrow: axe, the console, and nothing sticking out."""

import zlib
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import PAGES
from tests.e2e.crawl import kind, pages_of
from tests.sampling import every_other

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
# A theme changes colours and nothing else, and colours are most of the work.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
# Every other one is light and dark, and wide and narrow.
LOOKS = [("light", WIDE), ("dark", WIDE), ("dark", NARROW), ("light", NARROW)]
# Two workers look at half of what the first two can reach, and each at all that one more can.
LOOKERS = [("Marit", 0), ("Marit", 1), ("Helen", 0), ("Helen", 1), ("Nora", None), ("Ravi", None)]
SEEN: set[str] = set()
OUT = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > wide + 1 && !one.closest(".scroll"))
    .slice(0, 3).map(one => one.outerHTML.slice(0, 120));
}"""


AXE = Axe().axe_script
# Only what is wrong: all that is right would be megabytes for each page.
RUN = """options => axe.run(document, {resultTypes: ["violations"], ...options})
  .then(found => found.violations)"""


def faults_of(page: Page, where: str, options: dict[str, Any] | None = None) -> list[str]:
    if not page.evaluate("() => Boolean(window.axe)"):  # a page forgets it when it is left
        page.evaluate(AXE)
    found = page.evaluate(RUN, options or {})
    return [
        f"{where}: {fault['id']}, {fault['help']}: {fault['nodes'][0]['html'][:160]}"
        for fault in found
    ]


def wake_charts(page: Page) -> None:
    """Point at every chart: the still picture becomes one that answers."""
    page.evaluate(
        "() => document.querySelectorAll('details:has(.chart)').forEach(d => d.open = true)"
    )
    for chart in page.locator(".chart").all():
        chart.hover()
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-chart]')]"
        ".every(place => place.querySelector('svg'))"
    )


def look_at(page: Page, path: str) -> list[str]:
    """Everything wrong with one page: in both themes, one of them wide and the other narrow.

    Which one, its kind decides. All but colours is the same in both, and is looked at in light.
    """
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    page.goto(path)
    wake_charts(page)
    faults = []
    for theme, size in every_other(LOOKS, kind(path)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size(size)
        where = f"{path} {theme}, {size['width']} px"
        faults += faults_of(page, where, None if theme == "light" else COLOURS)
    page.set_viewport_size(NARROW)
    sticking_out = page.evaluate(OUT)
    return faults + [f"{path} narrow: sticks out to the right: {one}" for one in sticking_out]


@pytest.mark.parametrize(
    ("person", "half"),
    [
        pytest.param(*each, marks=pytest.mark.xdist_group(PAGES[n % 2]))
        for n, each in enumerate(LOOKERS)
    ],
)
def test_pages_have_no_fault(sign_in, person, half):
    """Each kind of page once, seen by the first of these people who can reach it."""
    page = sign_in(person)
    faults, looked = [], 0
    for path in pages_of(page):
        name = kind(path) if "escalations/N/" not in kind(path) else path
        is_mine = half is None or zlib.crc32(kind(path).encode()) % 2 == half
        if (is_mine and name not in SEEN) or path == "/":
            looked += 1
            faults += look_at(page, path)
        SEEN.add(name)  # what is not of this half, the other worker looks at
    assert not faults, "\n".join(faults)
    assert looked


def test_pages_before_signing_in_have_no_fault(visit):
    page = visit()
    faults = [
        fault
        for path in ("/accounts/login/", "/accounts/password/reset/", "/accounts/signup/")
        for fault in look_at(page, path)
    ]
    assert not faults, "\n".join(faults)


def test_a_fault_would_be_found(visit):
    page = visit()
    page.set_content('<html lang="en"><title>Badges</title><main><h1>Badges</h1><input></main>')

    assert [said.partition(",")[0] for said in faults_of(page, "here")] == ["here: label"]
    assert faults_of(page, "here", COLOURS) == []
