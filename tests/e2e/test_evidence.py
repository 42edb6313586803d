"""What is asked before, beside and after a decision: what came true, and what it was worth."""

import re

from playwright.sync_api import Page, expect

from tests.e2e import steps

FOYER = "/p/foyer"
EVERYONE = re.compile("everyone wants", re.IGNORECASE)


def find(page: Page, title: str, product: str) -> steps.Asked:
    """A request of the demonstration, which is open in the page from then on."""
    page.goto(f"{product}/escalations/?q={title}")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return steps.Asked(title, re.sub(r"^https?://[^/]+", "", page.url))


def refused(page: Page, words: str) -> None:
    """The form stands there again, and says why."""
    expect(page.get_by_role("alert")).to_contain_text(words)


def judge_it_untrue(page: Page, asked: steps.Asked) -> None:
    page.goto(asked.path)
    page.get_by_role("link", name="Judge what was claimed").click()
    page.get_by_label(EVERYONE).select_option("It was not")
    page.get_by_role("button", name="Keep this judgement").click()
    steps.toast(page, "Kept.")


def test_a_claim_that_was_judged_counts_for_the_next_request(sign_in):
    helen, samir, tomasz, lucia = (sign_in(who) for who in ("Helen", "Samir", "Tomasz", "Lucía"))
    asked = find(helen, "Tours sign in through the house manager", FOYER)
    steps.open_decision(helen, asked)
    said = helen.locator("summary").filter(has_text="Claims").inner_text()
    true, of = map(int, re.search(r"Everyone wants this, true (\d+) of (\d+)", said).groups())

    steps.approve(helen, asked)
    steps.start(samir, asked)
    steps.deliver(samir, asked)
    steps.review(tomasz, asked, EVERYONE)
    # What sales say of their own claim counts for nothing yet: product judges it.
    expect(tomasz.locator("main")).to_contain_text(f"came true {true} of {of} time")
    judge_it_untrue(lucia, asked)

    customer = "Harbour & Pine Coworking"
    steps.file_request(tomasz, "Tours sign out as well", FOYER, customer, EVERYONE)
    expect(tomasz.locator("main")).to_contain_text(f"came true {true} of {of + 1} times")


def test_services_below_three_times_their_cost_need_a_reason(sign_in):
    helen = sign_in("Helen")
    asked = find(helen, "Companions wait in another room", FOYER)
    helen.get_by_role("link", name="Redirect it").click()
    helen.get_by_label("To whom?").select_option("Services")
    helen.get_by_label("Their weeks").fill("2")
    helen.get_by_label("Price").fill("45599.99")
    helen.get_by_role("button", name="Redirect it").click()
    refused(helen, "2.00 wk cost EUR 15,200.00")
    refused(helen, "the price of 45,599.99 is below 3 times that: say why")
    helen.get_by_label("Reason").fill("A clinic.")
    helen.get_by_role("button", name="Redirect it").click()
    refused(helen, "at least 20 characters")
    helen.goto(asked.path)
    expect(steps.state(helen)).to_have_text("Submitted")

    helen.go_back()
    helen.get_by_label("Reason").fill("Five more clinics come with the same desk.")
    helen.get_by_role("button", name="Redirect it").click()
    steps.toast(helen, "Redirected.")
    expect(steps.state(helen)).to_have_text("Redirected")
    expect(helen.locator("main")).to_contain_text("Five more clinics come with the same desk.")


def plan_it(page: Page, asked: steps.Asked) -> None:
    page.goto(asked.path)
    page.get_by_role("link", name="Take it into the plan").click()
    page.get_by_label("Into the plan of").select_option(index=1)
    page.get_by_label("Why it is planned work").fill("Two ask for it, and every school will.")
    page.get_by_role("button", name="Take it into the plan").click()


def test_what_two_customers_want_is_planned_and_what_one_wants_is_not(sign_in):
    ravi, marit = sign_in("Ravi"), sign_in("Marit")
    asked = find(ravi, "Readers that speak to blind students", steps.WICKET)
    ravi.get_by_role("link", name="Size it again").click()
    ravi.get_by_label("Approach").select_option("A planned item: several customers want it")
    ravi.get_by_role("button", name="Save the sizing").click()
    steps.toast(ravi, "Sized.")

    ravi.get_by_role("link", name="A customer asks for it no more").click()
    ravi.get_by_label("Which customer?").select_option("Pemberton Schools Trust")
    ravi.locator("main button.primary").click()
    plan_it(marit, asked)
    refused(marit, "A planned item is for two customers at least")
    expect(marit.locator("main")).to_contain_text("Osterby University asks for it")

    ravi.goto(asked.path)
    ravi.get_by_role("link", name="Another customer asks for it too").click()
    ravi.get_by_label("Which customer?").fill("Pemberton Schools Trust")
    ravi.locator("main button.primary").click()
    plan_it(marit, asked)
    steps.toast(marit, "It is planned work now")
    expect(steps.state(marit)).to_have_text("Planned")
    marit.goto(asked.path)
    expect(marit.locator("main")).to_contain_text("Two ask for it, and every school will.")


def test_a_special_past_its_day_is_retired_by_a_decision(sign_in):
    marit = sign_in("Marit")
    title = "Visitors move only with their escort"
    marit.goto(f"{steps.WICKET}/queue/")
    listed = marit.locator("section").filter(has_text="To be retired, or carried on")
    listed.get_by_role("link", name=title).click()
    marit.get_by_role("link", name="Retire it").click()
    button = marit.get_by_role("button", name="Retire it with this reason")
    marit.get_by_label("Reason").fill(" ")
    button.click()
    refused(marit, "required")
    marit.get_by_label("Reason").fill("The hall is empty, and nobody moves there.")
    button.click()
    steps.toast(marit, "Retired. From today nobody carries it.")
    expect(marit.get_by_role("link", name="Retire it")).to_have_count(0)

    marit.goto(f"{steps.WICKET}/queue/")
    expect(listed).to_have_count(0)
    marit.goto(f"{steps.WICKET}/report/")
    decided = marit.get_by_role("region", name="Decisions").get_by_role("row", name=title)
    expect(decided).to_contain_text("The hall is empty, and nobody moves there.")
