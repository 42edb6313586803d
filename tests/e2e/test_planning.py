"""A quarter planned without a mouse, and an item moved on in two clicks."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.steps import WICKET, toast

QUARTER = f"{WICKET}/plan/2027Q4/"
# The first is an item that stands in no plan yet; the others are made with their lines.
LINES = ["Sites that set themselves up", *[f"Gate {n} opens by phone" for n in range(1, 10)]]
CLICKS = (
    "window.clicks = 0; document.addEventListener('click', () => { window.clicks += 1; }, true)"
)


def line(page: Page, title: str) -> Locator:
    return page.locator("tr[data-line]").filter(
        has=page.get_by_role("link", name=title, exact=True)
    )


def titles(page: Page) -> list[str]:
    return page.locator("tr[data-line] th a").all_inner_texts()


def test_ten_lines_by_keyboard_and_one_moved_in_two_clicks(sign_in):
    page = sign_in("Marit")
    page.goto(QUARTER)
    page.wait_for_load_state()
    page.keyboard.press("a")
    item = page.get_by_label("Item", exact=True)
    for n, title in enumerate(LINES, start=1):
        expect(item).to_be_focused()
        expect(item).to_have_value("")
        page.keyboard.type(title)
        page.keyboard.press("Tab")
        page.keyboard.type(f"{n}.50")
        if n == 1:
            expect(page.locator("#add output")).to_contain_text("takes 1.50 wk, and 102.50 wk")
        page.keyboard.press("Enter")
        expect(line(page, title)).to_contain_text(f"{n}.50")
    expect(page.locator(".lede")).to_contain_text("60.00 wk of 104.00 wk are planned")

    # What is too much says by how much, where it was typed.
    page.keyboard.type("A second building")
    page.keyboard.press("Tab")
    page.keyboard.type("50")
    page.keyboard.press("Enter")
    expect(page.locator("#add")).to_contain_text("take 6.00 wk out, or plan more capacity")
    page.get_by_label("Weeks", exact=True).press("Escape")
    expect(page.locator("#add")).to_have_count(0)

    # The largest stands first, until somebody orders them.
    smallest = line(page, LINES[0])
    expect(smallest).to_be_focused()
    assert titles(page) == [*LINES[:0:-1], LINES[0]]
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("tr[data-line]").last).to_contain_text(LINES[1])
    expect(smallest).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    toast(page, f"{LINES[1]} is out of Q4 2027.")
    expect(smallest).to_be_focused()
    page.keyboard.press("m")
    toast(page, f"{LINES[0]} moved on to Q1 2028.")
    expect(page.locator("tr[data-line]")).to_have_count(8)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Move it on to Q1 2028")
    page.keyboard.press("Escape")

    # By mouse: dragged to its place, and moved on in two clicks.
    last = page.locator("tr[data-line]").last
    dragged = last.locator("th a").inner_text()
    last.hover()
    last.locator("[data-drag]").hover()
    page.mouse.down()
    top = page.locator("tr[data-line]").first.bounding_box()
    page.mouse.move(top["x"] + 20, top["y"] + 20, steps=2)
    page.mouse.move(top["x"] + 20, top["y"] + 2, steps=2)
    page.mouse.up()
    expect(page.locator("tr[data-line]").first).to_contain_text(dragged)
    page.evaluate(CLICKS)
    line(page, dragged).get_by_role("link", name=re.compile("^Change")).click()
    page.get_by_role("button", name=re.compile("on to Q1 2028$")).click()
    toast(page, f"{dragged} moved on to Q1 2028.")
    assert page.evaluate("window.clicks") == 2
    expect(line(page, dragged)).to_have_count(0)
