"""Two people in one form, in real browsers: the second sees both texts and goes on from there."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps

WITH_AND_WITHOUT = pytest.mark.parametrize(
    "options", [{}, {"java_script_enabled": False}], ids=["with JavaScript", "without JavaScript"]
)
PLAN = re.compile("^Keep this plan|^Change the plan")


def notice(page: Page) -> None:
    """The page says what happened, and the keyboard stands there."""
    said = page.get_by_role("alert")
    expect(said).to_contain_text("changed this while you were writing")
    expect(said).to_be_focused()


def make_item(page: Page, title: str) -> str:
    """The path of the page that changes it."""
    page.goto(f"{steps.WICKET}/items/new/")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Add it").click()
    steps.toast(page, "is kept")
    return page.url + "edit/"


@WITH_AND_WITHOUT
def test_an_item_goes_field_by_field(sign_in, options):
    marit, again = sign_in("Marit"), sign_in("Marit", **options)
    path = make_item(marit, f"A lamp at the hall door, {len(options)}")
    for page in (marit, again):
        page.goto(path)
    marit.get_by_label("Title").fill("A brighter lamp")
    marit.get_by_label("Started on").fill("2026-10-05")
    marit.get_by_role("button", name="Keep the change").click()
    steps.toast(marit, "A brighter lamp is kept")

    again.get_by_label("Title").fill("A lamp that lasts")
    again.get_by_role("button", name="Keep the change").click()

    notice(again)
    title = again.get_by_role("group", name="Title")
    expect(title.get_by_text("A brighter lamp")).to_be_visible()
    expect(title.get_by_label("Title, as I typed it")).to_have_value("A lamp that lasts")
    expect(title.get_by_label("Keep what I typed")).to_be_checked()
    started = again.get_by_role("group", name="Started on")
    expect(started.get_by_label(re.compile("Take what stands now: 5 Oct"))).to_be_checked()
    again.get_by_role("button", name="Keep the change").click()
    steps.toast(again, "A lamp that lasts is kept")
    again.goto(path)
    expect(again.get_by_label("Started on")).to_have_value("2026-10-05")


@WITH_AND_WITHOUT
def test_a_plan_goes_line_by_line(sign_in, options):
    marit, again = sign_in("Marit"), sign_in("Marit", **options)
    marit.goto(f"{steps.WICKET}/plan/")
    path = marit.url + "edit/"
    for page in (marit, again):
        page.goto(path)
    titles = [marit.get_by_label(f"Item of row {n}", exact=True).input_value() for n in (1, 2)]
    mine, theirs = (page.get_by_label("Weeks of row 1", exact=True) for page in (again, marit))
    second = marit.get_by_label("Weeks of row 2", exact=True)
    kept = [float(field.input_value()) for field in (theirs, second)]
    theirs.fill(f"{kept[0] - 0.5:.2f}")
    second.fill(f"{kept[1] - 0.25:.2f}")
    save(marit, "Half a week less.")
    steps.toast(marit, "is planned as you wrote it")

    mine.fill(f"{kept[0] - 1:.2f}")
    save(again, "A week less.")

    notice(again)
    table = again.get_by_role("table").filter(has_text="Keep what I typed")
    first_row, second_row = (table.get_by_role("row", name=title) for title in titles)
    expect(first_row.get_by_label(f"{kept[0] - 0.5:.2f} wk")).not_to_be_checked()
    expect(first_row.get_by_label(f"{kept[0] - 1:.2f} wk")).to_be_checked()
    expect(second_row.get_by_label(f"{kept[1] - 0.25:.2f} wk")).to_be_checked()
    first_row.get_by_label(f"{kept[0] - 0.5:.2f} wk").check()
    again.get_by_role("button", name=PLAN).last.click()
    steps.toast(again, "is planned as you wrote it")
    again.goto(path)
    for n, less in ((1, 0.5), (2, 0.25)):
        field = again.get_by_label(f"Weeks of row {n}", exact=True)
        expect(field).to_have_value(f"{kept[n - 1] - less:.2f}")


def save(page: Page, reason: str) -> None:
    page.get_by_label("Why does the plan change?").fill(reason)
    page.get_by_role("button", name=PLAN).last.click()


def test_two_tabs_of_one_draft(sign_in):
    nora = sign_in("Nora")
    nora.goto(f"{steps.WICKET}/escalations/new/")
    title = "In a few words, what do they ask for?"
    nora.get_by_label(title).fill("A fan at the hall door")
    nora.get_by_role("button", name="Keep as draft").click()
    steps.toast(nora, "Saved")
    path = nora.url + "edit/"
    again = nora.context.new_page()
    for page in (nora, again):
        page.goto(path)

    for words in ("A quiet fan", "A quiet fan at the hall door"):
        with nora.expect_response(re.compile("/draft/$")) as answered:
            nora.get_by_label(title).fill(words)
        assert answered.value.status == 200
        expect(nora.get_by_role("status").filter(has_text="Draft kept at")).to_be_visible()
    with again.expect_response(re.compile("/draft/$")) as answered:
        again.get_by_label(title).fill("A loud fan")
    assert answered.value.status == 412
    expect(again.get_by_role("status").filter(has_text="Not kept")).to_be_visible()

    again.get_by_role("button", name="Save", exact=True).click()
    notice(again)
    both = again.get_by_role("group", name=title)
    expect(both.get_by_text("A quiet fan at the hall door")).to_be_visible()
    both.get_by_label("Take what stands now").check()
    again.get_by_role("button", name="Save", exact=True).click()
    expect(again.get_by_role("heading", level=1)).to_have_text("A quiet fan at the hall door")


def test_both_texts_fit_a_phone(sign_in):
    small = {"viewport": {"width": 360, "height": 740}}
    marit, again = sign_in("Marit"), sign_in("Marit", **small)
    path = make_item(marit, "A bell for the hall door")
    for page in (marit, again):
        page.goto(path)
    for page, words in ((marit, "A" + "bc" * 60), (again, "X" + "yz" * 60)):
        page.get_by_label("Title").fill(words)
        page.get_by_role("button", name="Keep the change").click()
    notice(again)
    wide = again.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
