"""From an export to a first answer: four thousand issues, sorted by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.intake import DATA

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the public data sets are not beside the project (shared/data)"
)
MAPPING = (
    '[items]\nkey = "id"\n[items.columns]\ntitle = "id"\n'
    'started_on = "created_date"\nfinished_on = "finished_date"\n'
)


def press(page: Page, *keys: str) -> str:
    """Press what sorts the item that is asked about; the next one's title."""
    asked = page.locator("#item").inner_text()
    for key in keys:
        page.keyboard.press(key) if len(key) == 1 or key == "Enter" else page.keyboard.type(key)
    expect(page.locator("#item")).not_to_have_text(asked)
    # What the keys go to next is where one reads on.
    expect(page.locator("#item")).to_be_focused()
    return asked


def test_cycle_times_are_sorted_by_keyboard(intake):
    page = intake.page
    page.goto(f"/p/{intake.slug}/sort/")
    page.set_input_files("input[type=file]", DATA / "formats/jira_cycle_times.csv")
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/map/")
    intake.write_mapping(MAPPING)
    assert intake.bring_in() == {"items": (4123, 0, 0, 0)}
    page.get_by_role("link", name="Sort what you built").click()
    answer, progress = page.locator(".range .answer"), page.locator(".range .hint")
    expect(answer).to_have_text("Between 0.0% and 100.0% of what you built was for one customer.")
    page.wait_for_load_state()

    first = press(page, "p")
    press(page, "f")
    press(page, "c", "Borealis", "Enter")
    press(page, "c", "borealis", "Enter")
    press(page, "s")
    for _ in range(6):
        press(page, "p")
    undone = press(page, "u")

    expect(progress).to_contain_text("9 of 4,123 sorted; they are 0.2% of the items, 1 skipped.")
    expect(answer).to_contain_text("Between 0.1% and 99.8%")
    assert undone != first
    # The second key of a shortcut sorts nothing: it leads to the plan.
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/plan/**")
    page.goto(f"/p/{intake.slug}/built/")
    row = page.get_by_role("row", name="Borealis").last
    expect(row).to_contain_text("2")
    expect(page.locator("main")).to_contain_text("Nobody has sorted 4,114 items yet")
