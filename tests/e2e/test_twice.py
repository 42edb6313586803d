"""The back button, two tabs and double clicks do no harm."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps

WITH_AND_WITHOUT = pytest.mark.parametrize(
    "options", [{}, {"java_script_enabled": False}], ids=["with JavaScript", "without JavaScript"]
)


def decided_once(page: Page, asked: steps.Asked) -> None:
    """One decision stands in the story, and the line gave its weeks once."""
    page.goto(asked.path)
    expect(steps.state(page)).to_have_text("Approved")
    story = page.locator("section").filter(has=page.get_by_role("heading", name="The story so far"))
    expect(story.get_by_text("Approved", exact=True)).to_have_count(1)
    approved = page.locator("dl.figures > div").filter(has=page.get_by_text("Approved", exact=True))
    expect(approved).to_contain_text(steps.WEEKS)
    pushed_out = page.get_by_role("region", name="What it pushed out")
    expect(pushed_out.locator("tbody tr")).to_have_count(1)


def test_two_tabs_decide_the_same(sign_in, beside):
    asked = steps.proposed(beside, "A bell at the hall door")
    # The sales VP's only free slot belongs to the story: whoever decides here is an executive.
    helen, elsewhere = sign_in("Helen"), sign_in("Helen")
    again = helen.context.new_page()
    buttons = [steps.open_decision(page, asked) for page in (helen, again, elsewhere)]
    buttons[0].click()
    steps.toast(helen, "Approved")
    for page, button in ((again, buttons[1]), (elsewhere, buttons[2])):
        button.click()
        steps.toast(page, "It is approved now, so nothing was changed.")
    decided_once(helen, asked)


@WITH_AND_WITHOUT
def test_a_double_click_decides_once(sign_in, beside, options):
    asked = steps.proposed(beside, f"A bench at the hall door, {len(options)}")
    helen = sign_in("Helen", **options)
    steps.open_decision(helen, asked).dblclick()
    expect(helen.get_by_role("heading", level=1)).to_have_text(asked.title)
    decided_once(helen, asked)


@WITH_AND_WITHOUT
def test_the_back_button_submits_nothing_again(sign_in, options):
    nora = sign_in("Nora", **options)
    asked = steps.file_request(nora, f"A mat at the hall door, {len(options)}")
    nora.go_back()
    again = nora.get_by_role("button", name="Hand it to engineering")
    if again.count():  # the page as it was; else the server has said it already
        again.click()
    # Kept by the browser it means the same request; asked for anew, it is an empty form.
    same, empty = "It is submitted now, so nothing was changed.", "Say which customer asks."
    expect(nora.get_by_text(same).or_(nora.get_by_text(empty)).first).to_be_visible()
    nora.goto(f"{steps.WICKET}/escalations/?q=A+mat+at+the+hall+door,+{len(options)}")
    expect(nora.get_by_role("link", name=asked.title)).to_have_count(1)


def test_the_back_button_decides_nothing_again(sign_in, beside):
    asked = steps.proposed(beside, "A clock at the hall door")
    helen = sign_in("Helen")
    steps.approve(helen, asked)
    helen.go_back()
    again = helen.get_by_role("button", name=re.compile("^Approve"))
    if again.count():
        again.click()
    steps.toast(helen, "It is approved now, so nothing was changed.")
    decided_once(helen, asked)
