"""Every public data set goes in by the browser, counted here from the files themselves.

Each story has a product of its own. The files stand beside the project; without them the
tests skip.
"""

import csv
import lzma
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bin.demonstration import ROOT
from tests.e2e.counted import frame, rows_of
from tests.e2e.intake import DATA, PATIENCE
from tests.sampling import MORE, a_fifth

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the public data sets are not beside the project (shared/data)"
)


def test_sip_is_looked_back_upon(intake):
    """The first look-back, from nothing but an issue tracker's export."""
    name = "sip_tasks_2004_2009.csv"
    head, *rows = rows_of(name, "cp1252")
    task, hours = head.index("TaskNumber"), head.index("DeveloperHoursActual")
    tasks = len({row[task] for row in rows})
    worked = sum(float(row[hours] or 0) > 0 for row in rows)

    intake.send(name)
    intake.write_mapping((ROOT / "docs" / "examples" / "sip.toml").read_text())
    special = {
        row[head.index("ProjectCode")]
        for row in rows
        if row[head.index("SubCategory")] in ("Client Support", "Consultancy")
    }
    expect(intake.page.locator(".running")).to_contain_text(f"specials of {len(special)} customers")
    tried = intake.try_it()
    counted = intake.bring_in()

    assert counted == tried
    assert counted["items"] == (tasks, 0, len(rows) - tasks, 0)
    created, updated, unchanged, rejected = counted["effort"]
    assert (created, updated) == (worked, 0)
    assert unchanged + rejected == len(rows) - worked
    intake.page.get_by_role("link", name="See the look-back").click()
    intake.page.goto(f"/p/{intake.slug}/lookback/?quarters=16")
    intake.page.get_by_text("Quarter by quarter", exact=True).click()
    table = intake.page.get_by_role("region", name="Quarters", exact=True)
    expected = {"Q2 2006": "8.4", "Q2 2007": "11.6", "Q1 2008": "10.0", "Q1 2009": "0.3"}
    for quarter, share in expected.items():
        head = intake.page.get_by_role("rowheader", name=quarter, exact=True)
        expect(table.locator("tr", has=head)).to_contain_text(f"{share}%")


def test_maven_teams_and_products_and_what_is_undone(intake):
    intake.send("crm_maven/accounts.csv")
    assert intake.bring_in() == {"customers": (len(frame("crm_maven/accounts.csv")), 0, 0, 0)}
    intake.undo()
    intake.page.goto(f"/p/{intake.slug}/customers/")
    expect(intake.page.get_by_role("region", name="Customers")).to_have_count(0)

    intake.send("crm_maven/sales_teams.csv")
    intake.read_as("suggested from its columns", "teams")
    intake.write_mapping('[teams]\ncolumns.name = "regional_office"\n')
    teams = frame("crm_maven/sales_teams.csv")
    offices = teams.regional_office.nunique()
    assert intake.bring_in() == {"teams": (offices, 0, len(teams) - offices, 0)}
    intake.send("crm_maven/products.csv")
    intake.write_mapping('[items]\nkey = "product"\ncolumns.title = "product"\n')
    assert intake.bring_in() == {"items": (len(frame("crm_maven/products.csv")), 0, 0, 0)}


def test_a_file_that_holds_nothing_for_daylight_says_so(intake):
    intake.send("crm_maven/data_dictionary.csv")
    intake.read_as("suggested from its columns", "deals", "customers")

    expect(intake.page.locator("#look")).to_contain_text("no column for")


def test_cycle_times_lose_dates_that_run_backwards(intake):
    times = frame("formats/jira_cycle_times.csv")
    backwards = int((times.finished_date < times.created_date).sum())

    intake.send("formats/jira_cycle_times.csv")
    intake.write_mapping(
        '[items]\nkey = "id"\n[items.columns]\ntitle = "id"\n'
        'started_on = "created_date"\nfinished_on = "finished_date"\n'
    )

    assert intake.bring_in() == {"items": (len(times), 0, 0, 0)}
    expect(intake.page.get_by_text(f"{backwards:,} remarks on items")).to_be_visible()


RECORDS = """
[items]
key = "wbs_element_key"
columns.title = "wbs_element_key"
[effort]
key = "time_log_fact_key"
date_form = "auto"
unit = "minutes"
create_missing = true
leave_out_no_time = true
[effort.columns]
team = "team_key"
item = "wbs_element_key"
date = "time_log_start_date"
amount = "time_log_delta_minutes"
"""


def part_of(name: str, first: int, tmp_path: Path) -> tuple[Path, list[dict[str, str]]]:
    """A fifth of the rows of a file of many, in a file of their own; and these rows."""
    with lzma.open(DATA / name, "rt", newline="") as file:
        head, *lines = file.readlines()
    lines = [head, *a_fifth(lines, first)]
    sent = tmp_path / Path(name).name
    with lzma.open(sent, "wt", newline="", preset=0) as file:
        file.writelines(lines)
    return sent, list(csv.DictReader(lines))


def test_a_large_file_goes_on_while_the_page_is_left(intake, tmp_path):
    sent, rows = part_of("volume/CESAW_time_fact.csv.xz", 3, tmp_path)
    elements = len({row["wbs_element_key"] for row in rows})
    timed = [row for row in rows if float(row["time_log_delta_minutes"]) > 0]
    # One has no date, and one is of the year 16.
    dated = sum(row["time_log_start_date"][:2] not in (r"\N", "00") for row in timed)

    intake.send(sent)
    intake.write_mapping(RECORDS)
    intake.page.get_by_role("button", name=re.compile("^Import ")).click()
    expect(intake.page.locator("progress[value]")).to_be_visible(timeout=PATIENCE)
    here = intake.page.url
    intake.page.goto(f"/p/{intake.slug}/items/")
    intake.page.goto(here)
    expect(intake.page.get_by_role("heading", name="What came of it")).to_be_visible(
        timeout=4 * PATIENCE
    )

    counted = intake.counts()
    assert len(rows) == (203_621 if MORE else 40_724)
    assert counted["items"] == (elements, 0, len(rows) - elements, 0)
    assert len(timed) - dated == 2
    assert counted["effort"] == (dated, 0, len(rows) - len(timed), 2)


TASKS = """
[items]
key = "plan_item_key"
columns.title = "phase_short_name"
columns.estimate = "task_plan_time_minutes"
unit = "minutes"
"""


def test_many_tasks_repeat_some_items(intake, tmp_path):
    sent, rows = part_of("volume/CESAW_task_fact.csv.xz", 1, tmp_path)
    # What a database writes for nothing is no title.
    titled = [row for row in rows if row["phase_short_name"] != r"\N"]
    items = len({row["plan_item_key"] for row in titled})
    untitled = len(rows) - len(titled)
    assert untitled
    assert items < len(titled)

    intake.send(sent)
    intake.write_mapping(TASKS)

    assert intake.bring_in() == {"items": (items, 0, len(titled) - items, untitled)}


def test_files_that_are_none_are_refused_in_words(intake, tmp_path):
    for name, content, said in (
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), "is an image"),
        ("header.csv", b"name,arr\n", "has a header and no rows"),
        ("cut.csv", "name\nZo\u00eb\nJos\u00e9".encode()[:-1], "ends in the middle of a character"),
    ):
        path: Path = tmp_path / name
        path.write_bytes(content)
        intake.page.goto(f"/p/{intake.slug}/imports/new/")
        intake.page.set_input_files("input[type=file]", path)
        intake.page.get_by_role("button", name="Read the file").click()
        expect(intake.page.get_by_role("alert")).to_contain_text(said)
