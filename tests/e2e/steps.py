"""What each role does with a request, page by page, as people do it."""

import datetime as dt
import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.backstage import Backstage

WICKET = "/p/wicket"
CUSTOMER = "Kestrel Data Centres"
# Customers wait for it.
ITEM = "SSO audit log"
WEEKS = "0.10"
REASON = "Worth a tenth of a week, and it fits under the cap."
CLAIM = re.compile("lines of code", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """A request that was filed: its title, and the path of its page."""

    title: str
    path: str

    @property
    def product(self) -> str:
        """The path of its product."""
        return self.path.partition("/escalations/")[0]


def state(page: Page) -> Locator:
    """The state of a request, as its page says it under the heading."""
    return page.locator("header.heading .state").first


def toast(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def file_request(
    page: Page,
    title: str,
    product: str = WICKET,
    customer: str = CUSTOMER,
    claim: re.Pattern[str] = CLAIM,
) -> Asked:
    """Sales writes a request, with what was claimed for it, and hands it to engineering."""
    page.goto(f"{product}/escalations/")
    page.get_by_role("link", name="Ask for something").first.click()
    page.get_by_label("Customer", exact=True).fill(customer)
    page.get_by_label("What can the customer not do today?").fill(
        "Tenants wait at the hall door while the guard looks for the list of the day."
    )
    page.get_by_label("In a few words, what do they ask for?").fill(title)
    needed = dt.date.today() + dt.timedelta(days=75)  # noqa: DTZ011 (the browser's day)
    page.get_by_label("By when do they need it?").fill(needed.isoformat())
    page.get_by_text("What was said for it").first.click()
    page.get_by_label(claim).check()
    page.get_by_role("button", name="Hand it to engineering").click()
    toast(page, "Engineering has it now")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(state(page)).to_have_text("Submitted")
    return Asked(title, re.sub(r"^https?://[^/]+", "", page.url))


def size(page: Page, asked: Asked) -> None:
    page.goto(asked.path)
    page.get_by_role("link", name="Size it").click()
    page.get_by_label("Low").fill("0.05")
    page.get_by_label("Likely", exact=True).fill(WEEKS)
    page.get_by_label("High").fill("0.20")
    page.get_by_label("What it takes, in a sentence").fill("The list is there; it needs a page.")
    page.get_by_role("button", name="Save the sizing").click()
    expect(state(page)).to_have_text("Sized")


def confirm(page: Page, asked: Asked, side: str) -> None:
    page.goto(asked.path)
    page.get_by_role("button", name="Stand by it for").click()
    expect(page.get_by_text(f"{side} stands by it").first).to_be_visible()


def propose(page: Page, asked: Asked) -> str:
    """Product takes the weeks from an item that customers wait for. Its name."""
    page.goto(asked.path)
    page.get_by_role("link", name="Propose what pays for it").click()
    offer = page.locator("table.offers tbody tr").filter(has=page.get_by_role("link", name=ITEM))
    offer.get_by_label(f"Weeks from {ITEM}").fill(WEEKS)
    page.get_by_label("Product's position").fill("Small; what waits, waits a day.")
    page.get_by_role("button", name="Propose it").click()
    expect(state(page)).to_have_text("Proposed")
    expect(page.locator("main")).to_contain_text(f"{WEEKS} wk from {ITEM}")
    return ITEM


def open_decision(page: Page, asked: Asked) -> Locator:
    """The page that decides it, with its reason written; its button says the consequence."""
    page.goto(f"{asked.product}/queue/")
    page.get_by_role("link", name=f"Decide {asked.title}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Approve {asked.title}?")
    page.get_by_label("Reason").first.fill(REASON)
    return page.get_by_role("button", name=re.compile("^Approve"))


def approve(page: Page, asked: Asked) -> None:
    open_decision(page, asked).click()
    toast(page, "Approved")
    expect(state(page)).to_have_text("Approved")


def start(page: Page, asked: Asked) -> None:
    page.goto(asked.path)
    page.get_by_role("button", name="Start it").click()
    expect(state(page)).to_have_text("In progress")


def log_effort(page: Page, asked: Asked) -> None:
    page.goto(asked.path)
    page.get_by_role("link", name="Log effort").click()
    # A product of one team goes to its week at once.
    page.wait_for_url(re.compile("/effort/new/|/week/"))
    if "/effort/new/" in page.url:
        page.get_by_role("link", name="Cloud").click()
        page.wait_for_url(re.compile("/week/"))
    item = page.locator(f'input[value^="{asked.title}"]')
    row = page.locator("tbody tr").filter(has=item)
    plan = page.locator("details", has=item)
    expect(row).to_have_count(1)  # its page is whole before one asks whether it is folded away
    if plan.count() and plan.get_attribute("open") is None:
        plan.locator("summary").click()
    row.get_by_label("Weeks of row").fill(WEEKS)
    page.get_by_role(
        "button", name=re.compile("^(Confirm it so|Log it, as last week|Log this week)$")
    ).click()
    toast(page, "wk in the week of")
    page.goto(asked.path)
    spent = page.locator("dl.figures > div").filter(has_text="Spent")
    expect(spent).to_contain_text(WEEKS)


def deliver(page: Page, asked: Asked) -> None:
    page.goto(asked.path)
    page.get_by_role("link", name="Deliver it").click()
    page.get_by_role("button", name="It is delivered").click()
    expect(state(page)).to_have_text("Delivered")


def review(page: Page, asked: Asked, claim: re.Pattern[str] = CLAIM) -> None:
    page.goto(asked.path)
    page.get_by_role("link", name="Review it").click()
    page.get_by_label("How many customers use it now?").fill("1")
    page.get_by_label(claim).select_option("It was not")
    page.get_by_role("button", name="Keep this review").click()
    expect(state(page)).to_have_text("Reviewed")
    expect(page.locator("main")).to_contain_text("it was not true")


def read_report(page: Page, asked: Asked, item: str) -> None:
    """The month's report names the special, its decision, and what it pushed out."""
    page.goto("/")
    page.get_by_role("link", name="Report", exact=True).first.click()
    decided = page.get_by_role("region", name="Decisions").get_by_role("row", name=asked.title)
    expect(decided).to_contain_text("Approved")
    expect(decided).to_contain_text(REASON)
    expect(page.get_by_role("region", name="Postponed")).to_contain_text(item)


def proposed(beside: Backstage, title: str) -> Asked:
    """A request on which everything but the decision is done."""
    return Asked(title, beside.propose(title, WEEKS, CUSTOMER, ITEM))
