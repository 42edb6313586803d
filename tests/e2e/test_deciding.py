"""The queue is where one chooses: two side by side, one decided, and on to the next by a key."""

import re

from playwright.sync_api import Page, expect

from tests.e2e import steps

QUEUE = f"{steps.WICKET}/queue/"
SMALL, LARGE, OPEN = (
    "A lift that stops for judges only",
    "Rooms ready from the property system",
    "Doors open for the ward round",
)


def order(page: Page) -> list[str]:
    return page.locator("tbody[data-queue] th a").all_inner_texts()


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.querySelector?.('th a')?.textContent ?? ''")


def rank_by_keys(page: Page, title: str) -> None:
    """Down to the request, up one place, and the server says so when it is asked again."""
    page.goto(QUEUE)
    before = order(page)
    for _ in before:
        page.keyboard.press("j")
        if focused(page) == title:
            break
    with page.expect_response(re.compile(r"/queue/\d+/$")) as told:
        page.keyboard.press("Alt+ArrowUp")
    assert told.value.status == 204
    assert focused(page) == title
    at = before.index(title)
    expected = [*before[: at - 1], title, before[at - 1], *before[at + 1 :]]
    assert order(page) == expected
    page.reload()
    assert order(page) == expected


def drag_to_the_top(page: Page, title: str) -> None:
    row = page.locator("tr[data-row]").filter(has_text=title)
    first = page.locator("tr[data-row]").first.bounding_box()
    grip = row.locator(".grip").bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(first["x"] + 20, first["y"] + 20, steps=4)
    page.mouse.move(first["x"] + 20, first["y"] + 4, steps=2)
    with page.expect_response(re.compile(r"/queue/\d+/$")):
        page.mouse.up()
    assert order(page)[0] == title


def test_a_vp_compares_two_decides_one_and_goes_on_by_a_key(sign_in):
    vp = sign_in("Adaeze")
    rank_by_keys(vp, OPEN)
    drag_to_the_top(vp, SMALL)

    for title in (SMALL, LARGE):
        vp.get_by_label(f"Compare {title}").check()
    vp.get_by_role("button", name="Compare those ticked").click()
    expect(vp.get_by_role("heading", level=1)).to_have_text("Which of these?")
    expect(vp.get_by_role("row", name="Asks for")).to_contain_text("0.75 wk")
    expect(vp.get_by_role("row", name="Asks for")).to_contain_text("6.00 wk")
    expect(vp.locator("main")).to_contain_text("Send it to Helen Castellane")
    vp.get_by_role("link", name=f"Decide {SMALL}").click()
    expect(vp.locator(".place")).to_contain_text(re.compile(r"^1 of \d"))
    vp.get_by_label("Reason").fill(steps.REASON)
    vp.get_by_role("button", name=re.compile("^Approve and slip Battery forecast")).click()
    steps.toast(vp, "Approved")
    expect(steps.state(vp)).to_have_text("Approved")
    vp.wait_for_load_state()

    go_on(vp, "]", OPEN)
    expect(vp.get_by_role("button", name=re.compile("^(Approve|Override) "))).to_have_count(0)
    go_on(vp, "]", LARGE)
    go_on(vp, "[", OPEN)
    boss = sign_in("Helen")
    overrides(boss, vp.url)
    for title in (SMALL, OPEN):  # what others decide here has its room again
        cancel(boss, title)


def go_on(page: Page, key: str, title: str) -> None:
    page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Approve {title}?")
    page.wait_for_load_state()  # from then on its scripts hear keys


def overrides(boss: Page, path: str) -> None:
    """An executive's button says what it waives; too short a reason is counted and kept."""
    boss.goto(path)
    button = boss.locator("#decide-button")
    expect(button).to_have_text(
        re.compile(
            r"^Override the cap by \d\.\d\d wk, with 1\.50 wk that no line gives,"
            " and slip Battery forecast for wireless readers$"
        )
    )
    boss.get_by_label("Reason").fill("Too short.")
    expect(boss.locator("[data-least]")).to_contain_text("10 of 20.")
    button.click()
    expect(steps.state(boss)).to_have_count(0)
    boss.get_by_label("Reason").fill("The ward round cannot wait for us.")
    expect(boss.locator("[data-least]")).to_contain_text("34 of 20, enough.")
    button.click()
    steps.toast(boss, "Approved")
    expect(steps.state(boss)).to_have_text("Approved")


def cancel(boss: Page, title: str) -> None:
    boss.goto(f"{steps.WICKET}/escalations/?state=approved")
    boss.get_by_role("link", name=title).click()
    boss.get_by_role("link", name="Cancel it").click()
    boss.get_by_label("Reason").fill("It was only tried out here.")
    boss.get_by_role("button", name="Cancel it with this reason").click()
    expect(steps.state(boss)).to_have_text("Cancelled")
