"""What each file of the public data should bring, counted here from the file itself."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas
from playwright.sync_api import expect

from tests.e2e.intake import DATA, Counts, Intake

RAVEN = "saas_ravenstack/ravenstack_"


def frame(name: str | Path) -> pandas.DataFrame:
    """Of the public data, or of a whole path."""
    return pandas.read_csv(DATA / name, dtype=str, keep_default_na=False)


def rows_of(name: str | Path, encoding: str = "utf-8-sig") -> list[list[str]]:
    with (DATA / name).open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def each_row_is_new(kind: str) -> Callable[[Path, Counts], None]:
    def check(path: Path, counted: Counts) -> None:
        assert counted == {kind: (len(frame(path)), 0, 0, 0)}

    return check


def exactly(expected: Counts) -> Callable[[Path, Counts], None]:
    """For few rows, counted by eye."""

    def check(path: Path, counted: Counts) -> None:
        assert counted == expected

    return check


def jira(types: str, subtask: str) -> Callable[[Path, Counts], None]:
    """Epics and sub-tasks without time of their own are no items."""

    def check(path: Path, counted: Counts) -> None:
        head, *rows = rows_of(path)
        kinds = Counter(row[head.index(types)] for row in rows)
        left_out = kinds["Epic"] + kinds[subtask]
        assert counted["items"] == (len(rows) - left_out, 0, left_out, 0)
        assert counted["effort"] == (0, 0, len(rows), 0)

    return check


def jira_work_logs(path: Path, counted: Counts) -> None:
    head, *rows = rows_of(path)
    logs = [n for n, column in enumerate(head) if column == "Log Work"]
    logged = sum(any(row[n] for n in logs) for row in rows)
    assert sum(counted["items"]) == len(rows)
    assert counted["effort"] == (logged, 0, len(rows) - logged, 0)


def linear(path: Path, counted: Counts) -> None:
    issues = frame(path)
    canceled = int((issues.Status == "Canceled").sum())
    assert counted["items"] == (len(issues) - canceled, 0, canceled, 0)
    assert counted["effort"] == (0, 0, len(issues), 0)


def live_subscriptions() -> pandas.DataFrame:
    """Subscriptions without an end are live (all ends of the file are past), trials pay nothing."""
    found = frame(f"{RAVEN}subscriptions.csv")
    return found[(found.end_date == "") & (found.is_trial == "False")]


def subscriptions(path: Path, counted: Counts) -> None:
    payers = live_subscriptions().account_id.nunique()
    assert counted["customers"] == (0, payers, len(frame(path)) - payers, 0)


def largest_customer(intake: Intake) -> None:
    """The page of customers says what the subscriptions of the largest sum up to."""
    by_account = live_subscriptions().groupby("account_id").arr_amount
    largest = by_account.apply(lambda each: each.astype(int).sum()).max()
    assert largest > 1_000_000
    intake.page.goto(f"/p/{intake.slug}/customers/?order=-arr")
    first = intake.page.get_by_role("region", name="Customers").locator("tbody tr").first
    expect(first).to_contain_text(f"{largest / 1_000_000:.2f}m")


# By preset, in the order in which they are sent.
FILES: dict[str, dict[str, Callable[[Path, Counts], None]]] = {
    "jira": {
        "jira_exports/jira_en_labels_logwork.csv": jira_work_logs,
        "jira_exports/jira_en_sprint3_2022.csv": jira("Issue Type", "Sub-task"),
        "jira_exports/jira_es_dup_etiquetas.csv": jira("Tipo de Incidencia", "Subtarea"),
    },
    "linear": {"formats/linear-export.csv": linear},
    "kimai": {
        "formats/kimai-XLSX.xlsx": exactly(
            {"customers": (3, 0, 3, 0), "items": (3, 0, 3, 0), "effort": (5, 0, 1, 0)}
        )
    },
    "monday": {
        "formats/monday.com-XLSX.xlsx": exactly({"items": (3, 0, 1, 0), "effort": (2, 0, 2, 0)})
    },
    "maven": {
        "crm_maven/accounts.csv": each_row_is_new("customers"),
        "crm_maven/sales_pipeline.csv": each_row_is_new("deals"),
    },
    "ravenstack": {
        f"{RAVEN}accounts.csv": each_row_is_new("customers"),
        f"{RAVEN}subscriptions.csv": subscriptions,
        f"{RAVEN}churn_events.csv": each_row_is_new("deals"),
        f"{RAVEN}support_tickets.csv": each_row_is_new("items"),
    },
    "salesforce": {"opportunities.csv": exactly({"deals": (4, 0, 0, 0)})},
}
