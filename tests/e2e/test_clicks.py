"""Filing, sizing and standing by it take so many clicks, wide, narrow, and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps

# Across pages; a click by keyboard, or by a label on its field, is none of the hand's.
COUNT = """document.addEventListener("click", (event) => {
  if (event.isTrusted && event.detail)
    sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true)"""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def clicks(page: Page) -> int:
    """How many there were since this was asked last."""
    found = page.evaluate("() => Number(sessionStorage.clicks || 0)")
    page.evaluate("() => { sessionStorage.clicks = 0; }")
    return found


def size_and_stand_by_it(page: Page, asked: steps.Asked) -> None:
    page.goto(asked.path)
    page.get_by_role("link", name="Size it").click()
    for name, weeks in (("Low", "0.05"), ("Likely", "0.10"), ("High", "0.20")):
        page.get_by_label(name, exact=True).fill(weeks)
    page.get_by_label("What it takes, in a sentence").fill("The list is there; it needs a page.")
    page.get_by_role("button", name="Save it and stand by it").click()
    expect(page.get_by_text("Engineering stands by it").first).to_be_visible()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_filing_takes_four_clicks_and_sizing_two(sign_in, viewport):
    nora, ravi = (sign_in(name, viewport=viewport) for name in ("Nora", "Ravi"))
    for page in (nora, ravi):
        page.add_init_script(COUNT)

    asked = steps.file_request(nora, f"Lists for {viewport['width']} visitors")
    size_and_stand_by_it(ravi, asked)

    assert (clicks(nora), clicks(ravi)) == (4, 2)


def test_both_go_without_scripts(sign_in):
    nora, ravi = (sign_in(name, java_script_enabled=False) for name in ("Nora", "Ravi"))

    size_and_stand_by_it(ravi, steps.file_request(nora, "Lists for visitors on paper"))

    expect(steps.state(ravi)).to_have_text("Sized")
