"""Titles of 200 letters without a space: no list is wider than its page."""

import csv

import pytest

from tests.e2e.test_pages import NARROW, OUT, WIDE

pytestmark = pytest.mark.xdist_group("long titles")
LONG = "Unbroken" * 25
INSIDE = """() => [...document.querySelectorAll(".scroll")]
  .filter(one => one.scrollWidth > one.clientWidth + 1)
  .map(one => one.getAttribute("aria-label"))"""


def write(path, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def test_nothing_scrolls_sideways(intake, beside, tmp_path):
    slug, page = intake.slug, intake.page
    customers = write(
        tmp_path / "c.csv", [["name", "arr", "segment"], [LONG, "9000000", "Segment" * 8]]
    )
    items = write(tmp_path / "i.csv", [["title", "slice"], [LONG, "Quality, tooling and debt"]])
    deals = write(tmp_path / "d.csv", [["name", "customer", "stage"], [LONG, LONG, "Stage" * 10]])
    waiting = write(tmp_path / "w.csv", [["customer", "item"], [LONG, LONG]])
    for kind, file in {
        "customers": customers,
        "items": items,
        "deals": deals,
        "waiting": waiting,
    }.items():
        beside.manage("import_data", kind, file, "--product", slug)
    wide = []
    for path in ("customers/", "items/", "deals/", "search/?q=Unbroken", "search/?q=Unbrokem"):
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            page.goto(f"/p/{slug}/{path}")
            assert LONG[:60] in page.locator("main").inner_text()
            wide += [(path, size["width"], one) for one in page.evaluate(OUT)]
            wide += [(path, size["width"], one) for one in page.evaluate(INSIDE)]
    assert wide == []
