"""From an empty database to a published report, through the browser alone, as four people."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.intake import DATA, Intake
from tests.flow.test_start import started

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the public data sets are not beside the project (shared/data)"
)
SLUG, HERE = "skylark", "/p/skylark"
PASSWORD = "a long walk in daylight"
ACCOUNT = "Acme Corporation"
TARGETS = {
    "Customer-visible features": "50",
    "Infrastructure and -ilities": "20",
    "Quality, tooling and debt": "10",
    "Discovery and validation": "10",
    "Specials": "10",
}


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    """What `make start` serves on a fresh machine: its address, and the code that it printed."""
    with started(tmp_path_factory.mktemp("first-month")) as (address, printed):
        yield address, re.search(r"code: (\S+)", printed)[1]


@pytest.fixture(scope="session")
def base_url(begun) -> str:
    """Here nobody needs the demonstration."""
    return begun[0]


def begin(page: Page, code: str) -> None:
    """The first page makes the administrator, who also plans, and the product."""
    page.goto("/")
    for label, text in {
        "Code": code,
        "Your e-mail": "ada@skylark.example",
        "Your name": "Ada Lund",
        "Your password": PASSWORD,
        "Name of your product": "Skylark",
        "Short name": SLUG,
    }.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Skylark")


def invite(page: Page, name: str, role: str) -> str:
    """The administrator gives somebody a role; the link that they choose a password by."""
    page.goto(f"/setup/products/{SLUG}/")
    page.get_by_role("link", name="Add somebody").first.click()
    page.get_by_label("E-mail", exact=True).fill(f"{name.lower()}@{SLUG}.example")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label(role, exact=True).check()
    page.get_by_role("button", name="Give them these roles").click()
    return page.get_by_label("Link for").input_value()


def arrive(page: Page, link: str, email: str) -> Page:
    """Somebody new chooses a password and signs in."""
    page.goto(link)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    page.get_by_role("link", name="Sign out").first.wait_for(state="attached")
    return page


def sort_two(page: Page) -> None:
    """The first answer: the two largest items."""
    page.goto("/")
    page.get_by_role("link", name="Sort what you built").click()
    title = page.locator("#item").inner_text()
    page.get_by_label("For one customer only").fill(ACCOUNT)
    page.get_by_role("button", name="For this customer").click()
    expect(page.locator("#item")).not_to_have_text(title)
    page.get_by_role("button", name="Planned, for all").click()
    expect(page.locator(".range .hint")).to_contain_text("2 of ")


def plan(page: Page) -> None:
    """A team, an item, and a quarter that gives it twenty weeks."""
    page.goto("/")
    page.get_by_role("link", name="Name the teams").click()
    page.get_by_label("Name", exact=True).fill("Cloud")
    page.get_by_label("People", exact=True).fill("8")
    page.get_by_label("Availability", exact=True).fill("0.8")
    page.locator("main button.primary").click()
    page.goto(f"{HERE}/items/new/")
    page.get_by_label("Title", exact=True).fill("SSO audit log")
    page.locator("main button.primary").click()
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Plan Q")).click()
    page.get_by_label(re.compile("^Capacity")).first.fill("83.20")
    for name, percent in TARGETS.items():
        page.get_by_label(name, exact=True).fill(percent)
    page.locator("[name=item_0]").fill("SSO audit log")
    page.locator("[name=weeks_0]").fill("20")
    page.get_by_role("button", name="Keep this plan").last.click()
    expect(page.get_by_role("heading", name="Line by line")).to_be_visible()


def agree(page: Page) -> None:
    page.goto(f"{HERE}/plan/")
    page.get_by_role("link", name=re.compile("Agree")).first.click()
    page.get_by_role("button", name=re.compile("^Agree and freeze")).click()
    expect(page.get_by_text("Nothing has moved since the baseline.")).to_be_visible()


def publish(page: Page) -> None:
    """Last month's, since this one has not ended."""
    last = dt.date.today().replace(day=1) - dt.timedelta(days=1)  # noqa: DTZ011 (the server's day)
    page.goto(f"{HERE}/report/{last:%Y-%m}/publish/")
    page.get_by_role("button", name=f"Publish {last:%B %Y}").click()
    expect(page.locator("main")).to_contain_text("by Eve, version 1.")


def test_four_people_come_from_nothing_to_a_published_report(visit, begun):
    ada = visit()
    begin(ada, begun[1])
    nils, edda, eve = (
        arrive(visit(), invite(ada, name, role), f"{name.lower()}@{SLUG}.example")
        for name, role in (("Nils", "Sales VP"), ("Edda", "Engineering"), ("Eve", "Executive"))
    )
    intake = Intake(ada, SLUG)
    intake.send("formats/linear-export.csv")
    assert intake.bring_in()["items"][0] > 0
    for name, kind in (("accounts", "customers"), ("sales_pipeline", "deals")):
        intake.send(f"crm_maven/{name}.csv")
        assert intake.bring_in()[kind][0] in (85, 8800)

    sort_two(ada)
    plan(ada)
    agree(eve)
    ada.goto("/")
    expect(ada.get_by_text("To the first report")).to_have_count(0)

    asked = steps.file_request(nils, "A lamp over the hall door", HERE, ACCOUNT)
    steps.size(edda, asked)
    steps.confirm(edda, asked, "Engineering")
    steps.confirm(ada, asked, "Product")
    steps.propose(ada, asked)
    steps.approve(eve, asked)
    steps.start(edda, asked)
    steps.log_effort(edda, asked)
    steps.read_report(eve, asked, "SSO audit log")
    publish(eve)
