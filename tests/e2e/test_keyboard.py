"""Filing and approving without a mouse."""

import re

from playwright.sync_api import Page, expect

from tests.e2e import steps

MOST_TABS = 120
# The name of what has the focus, as a person reads it: its label, else its own words.
FOCUSED = """() => {
  const here = document.activeElement;
  const label = here.labels && here.labels.length ? here.labels[0].textContent : "";
  return (label || here.getAttribute("aria-label") || here.textContent || "").trim();
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what begins with the words of `name` has a visible focus."""
    words = re.compile(re.escape(name) + r"(?!\w)")
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if words.match(page.evaluate(FOCUSED)):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{name} has the focus, and nobody can see it"
            return
    raise AssertionError(f"{MOST_TABS} times Tab do not lead to {name!r}")


def test_a_request_is_filed_by_keyboard(sign_in):
    page = sign_in("Nora")
    tab_to(page, "Escalations")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/escalations/$"))
    page.wait_for_load_state()
    tab_to(page, "Ask for something")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/escalations/new/$"))
    page.wait_for_load_state()
    tab_to(page, "Customer")
    page.keyboard.type("kes")
    expect(page.locator(".combo-list .option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Customer", exact=True)).to_have_value("Kestrel Data Centres")
    tab_to(page, "What can the customer not do today?")
    page.keyboard.type("The list of the day lies at the other door.")
    tab_to(page, "In a few words")
    page.keyboard.type("The list lies at both doors")
    tab_to(page, "By when")
    page.keyboard.type("01032027")
    tab_to(page, "Hand it to engineering")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The list lies at both doors")
    expect(steps.state(page)).to_have_text("Submitted")


def test_a_request_is_approved_by_keyboard(sign_in, beside):
    asked = steps.proposed(beside, "A lamp over the hall door")
    page = sign_in("Helen")
    page.goto(f"{steps.WICKET}/queue/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to the page"
    page.keyboard.press("Enter")
    tab_to(page, f"Decide {asked.title}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Approve {asked.title}?")
    tab_to(page, "Reason")
    page.keyboard.type(steps.REASON)
    tab_to(page, "Approve")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"{asked.path}(\?next=\d+)?$"))
    expect(steps.state(page)).to_have_text("Approved")


def test_search_answers_while_it_is_typed(sign_in):
    page = sign_in("Marit")
    page.keyboard.press("/")
    page.keyboard.type("audit")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=audit$"))
    expect(page.locator("#found")).to_contain_text("SSO audit log")

    page.locator("main #q").fill("lift")

    expect(page.locator("#found")).to_contain_text("Lift controllers")
    expect(page.locator("#found")).not_to_contain_text("SSO audit log")
    expect(page).to_have_url(re.compile(r"/search/\?q=lift$"))
    expect(page.locator("main #q")).to_be_focused()
