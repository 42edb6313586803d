"""Sent, not touched, and imported: each preset gives what the command gives, object by object.

How much that is, `counted` reads from the files.
Values that fall to a catch-all are listed before, and a tracker without time is split.
"""

import sqlite3
from contextlib import closing
from itertools import islice

import pytest
from playwright.sync_api import expect

from bin.demonstration import DATABASE
from tests.e2e.counted import FILES, largest_customer
from tests.e2e.intake import DATA, PATIENCE
from tests.sampling import MORE

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the public data sets are not beside the project (shared/data)"
)
OPPORTUNITIES = """Opportunity Name,Account Name,Stage,Close Date,Type,Amount
Gates,,Closed/Won,2026-01-02,Up-sell,"1,000.00"
Turnstiles,,Closed - Lost,2026-01-02,Cross-Sell,20.00
Kiosk,,Parked,2026-01-02,New Business,5.00
Badges,,Parked,2026-02-02,Renewal,7.50
"""
# Of its rows the first: test_first_month sends them all.
LONG, MOST_LINES = "crm_maven/sales_pipeline.csv", 1_500
STORED = (
    "SELECT c.name, c.arr, c.renewal_date, c.segment, c.import_key FROM portfolio_customer c"
    " JOIN company_product p ON p.id = c.product_id WHERE p.slug = ? ORDER BY 1, 5",
    "SELECT d.name, d.amount, d.stage, d.close_date, d.kind, d.outcome, d.owner, d.import_key"
    " FROM escalations_deal d JOIN company_product p ON p.id = d.product_id WHERE p.slug = ?"
    " ORDER BY 8",
    "SELECT i.title, s.key, i.estimate_minutes, i.started_on, i.finished_on, i.import_key"
    " FROM portfolio_item i LEFT JOIN portfolio_slice s ON s.id = i.slice_id"
    " JOIN company_product p ON p.id = i.product_id WHERE p.slug = ? ORDER BY 6",
    "SELECT i.import_key, t.name, e.date, e.minutes, e.people, e.is_split, e.import_key"
    " FROM portfolio_effort e JOIN portfolio_item i ON i.id = e.item_id"
    " JOIN portfolio_team t ON t.id = e.team_id JOIN company_product p ON p.id = e.product_id"
    " WHERE p.slug = ? ORDER BY 7",
)


def stored(folder, slug):
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        return [database.execute(query, [slug]).fetchall() for query in STORED]


def by_command(beside, kind, path, slug, preset):
    """Import by the command; its counts."""
    where = ["--product", slug, "--preset", preset]
    said = beside.manage("import_data", kind, path, *where, may_reject=True)
    return tuple(int(line.split()[1]) for line in said)


@pytest.fixture
def data(tmp_path):
    """The path of a file; the opportunities of nobody are written here."""

    def path(name):
        here = tmp_path / name.rpartition("/")[2]
        if name == "opportunities.csv":
            here.write_text(OPPORTUNITIES)
        elif name == LONG and not MORE:
            with (DATA / name).open("rb") as file:
                here.write_bytes(b"".join(islice(file, MOST_LINES)))
        else:
            return DATA / name
        return here

    return path


@pytest.mark.parametrize("preset", FILES)
def test_every_preset_untouched(intake, beside, folder, data, preset):
    other = f"{intake.slug}-command"
    beside.manage("add_product", other, "By command")
    for name, check in FILES[preset].items():
        intake.send(data(name))
        assert (
            f"{preset.capitalize()} export"
            in intake.page.locator("#as option:checked").inner_text()
        )
        counted = intake.bring_in()

        commanded = {kind: by_command(beside, kind, data(name), other, preset) for kind in counted}

        check(data(name), counted)
        assert counted == commanded
        assert stored(folder, intake.slug) == stored(folder, other)
    if preset == "ravenstack":
        largest_customer(intake)


def test_what_falls_to_a_catch_all_is_listed_and_given_a_meaning(intake, folder, data):
    intake.send(data("opportunities.csv"))
    row = intake.page.locator(".meanings").get_by_role("row", name="Parked")
    expect(row).to_contain_text("open")
    expect(row.get_by_role("cell").nth(1)).to_have_text("2")
    intake.try_it()
    said = "outcome: 'Parked' is read as open in 2 rows."
    expect(intake.page.get_by_text(said)).to_be_visible()

    intake.page.get_by_role("link", name="Say what they mean").click()
    row.get_by_role("button", name="Lost").click()
    expect(intake.page.get_by_role("heading", name="What nobody gave a meaning")).to_have_count(0)
    intake.bring_in()

    _, deals, _, _ = stored(folder, intake.slug)
    outcomes = {deal[0]: (deal[4], deal[5]) for deal in deals}
    assert outcomes == {
        "Gates": ("expansion", "won"),
        "Turnstiles": ("expansion", "lost"),
        "Kiosk": ("new", "lost"),
        "Badges": ("renewal", "lost"),
    }


TEAMS = "name,people,availability\nClaw,2,0.80\n"
SPLIT = (
    "ID,Team,Title,Status,Estimate,Labels,Cycle Name,Created,Updated,Started,Completed,Canceled,"
    "Parent issue\n"
    "C-1,Claw,Gate,Done,,Feature,,2026-09-01,2026-10-02,2026-10-01,2026-10-02,,\n"
    "C-2,Claw,Kiosk,Done,,customer:Acme,,2026-09-01,2026-10-05,2026-10-02,2026-10-05,,\n"
)


def test_a_tracker_without_time_is_split(intake, folder, tmp_path):
    """768 minutes a day: Thursday for the gate, Friday for both, Monday for the kiosk."""
    (tmp_path / "teams.csv").write_text(TEAMS)
    (tmp_path / "linear.csv").write_text(SPLIT)
    intake.send(tmp_path / "teams.csv")
    intake.read_as("", "teams")
    intake.bring_in()

    intake.send(tmp_path / "linear.csv")
    expect(intake.page.get_by_label("Amount", exact=True)).to_be_visible()
    intake.page.get_by_label("Nobody logs time").check()
    expect(intake.page.get_by_label("Amount", exact=True)).to_be_hidden()
    counted = intake.bring_in()

    assert counted == {"items": (2, 0, 0, 0), "effort": (2, 0, 0, 0)}
    *_, effort = stored(folder, intake.slug)
    assert [(row[0], row[2], row[3], row[5]) for row in effort] == [
        ("C-1", "2026-10-01", 768, 1),
        ("C-1", "2026-10-02", 384, 1),
        ("C-2", "2026-10-02", 384, 1),
        ("C-2", "2026-10-05", 768, 1),
    ]
    # 1,152 of 2,304 minutes are for Acme: 0.48 of 0.96 weeks.
    intake.page.get_by_role("link", name="See the look-back").click()
    said = "0.96 wk of it nobody logged"
    expect(intake.page.get_by_text(said)).to_be_visible(timeout=PATIENCE)
    row = intake.page.get_by_role("row", name="Q4 2026").first
    expect(row).to_contain_text("0.48 of 0.96")
    expect(row).to_contain_text("50.0%")
