"""The public data sets: every row, every date, amounts and durations, whatever they mean."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache

import pytest

from imports.files.reader import open_table, sheet_names
from imports.problems import BadValue
from imports.values.dates import day_of
from imports.values.numbers import minutes, money
from tests.imports.makers import summary_rows

# Rows, dates and amounts are read here, and nothing is stored.
pytestmark = [pytest.mark.real_data, pytest.mark.any_database]


def test_kimai_export_is_read_with_its_days_and_durations(real_file):
    table = open_table(real_file("formats") / "kimai-XLSX.xlsx")

    rows = list(table.rows())

    assert [row.cells["Duration"] for row in rows] == [
        "0:28:00",
        "0:03:00",
        "210:00:00",
        "20:00:00",
        "2:00:00",
        "232:31:00",
    ]
    assert [row.cells["Date"] for row in rows] == [
        "2022-03-30 14:32:00",
        "2022-03-30 13:29:00",
        "2022-03-30",
        "2022-03-29",
        "2022-03-28",
        "",
    ]
    assert [row.is_summary for row in rows] == [False] * 5 + [True]
    assert summary_rows(table) == (7,)


def test_monday_export_is_read_below_its_banner_and_by_its_sheets(real_file):
    path = real_file("formats") / "monday.com-XLSX.xlsx"

    tasks = open_table(path)
    log = open_table(path, wanted=["Started By", "Duration"])

    assert sheet_names(path) == ("sample-worksheet", "time-tracking")
    assert tasks.header == ("Name", "Person", "Status", "Date", "Time Tracking")
    assert [(row.cells["Name"], row.cells["Date"], row.is_summary) for row in tasks.rows()] == [
        ("action 1", "2022-03-31", False),
        ("action 2", "2022-04-02", False),
        ("Item 3", "2022-03-27", False),
        ("", "2022-03-27 to 2022-04-02", True),
    ]
    assert log.header[0::6] == ("Started By", "Duration")
    assert summary_rows(log) == (12,)


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("sip_tasks_2004_2009.csv", 7576, 20),
        ("crm_maven/sales_pipeline.csv", 8800, 8),
        ("saas_ravenstack/ravenstack_subscriptions.csv", 5000, 14),
        ("jira_exports/jira_en_labels_logwork.csv", 68, 92),
        ("jira_exports/jira_es_dup_etiquetas.csv", 39, 63),
        ("jira_exports/jira_en_sprint3_2022.csv", 26, 48),
        ("formats/jira_cycle_times.csv", 4123, 6),
        ("formats/linear-export.csv", 10, 25),
        ("volume/CESAW_task_fact.csv.xz", 61_817, 12),
        ("volume/CESAW_time_fact.csv.xz", 203_621, 15),
    ],
)
def test_real_export_is_read_whole_and_holds_no_summary(real_file, name, rows, columns):
    table = open_table(real_file(name))

    assert (table.total, len(table.header)) == (rows, columns)
    assert summary_rows(table) == ()


# How the day is written; the time behind it is left out.
JIRA = "%d/%b/%y"
BROWSER = "%a %b %d %Y"
MONTH_FIRST = "%m/%d/%Y"
ISO = "%Y-%m-%d"
LINEAR = {"Cycle Start": 4, "Cycle End": 4, "Created": 10, "Updated": 10, "Started": 1}
# Every column of dates in the public data sets: how it is written, and how many cells are filled.
REAL_DATES = [
    (
        "sip_tasks_2004_2009.csv",
        "dd-mon-yy",
        "%d-%b-%y",
        {"EstimateOn": 7576, "StartedOn": 7435, "CompletedOn": 7576},
    ),
    (
        "crm_maven/sales_pipeline.csv",
        "m/d/y",
        "%m/%d/%Y",
        {"engage_date": 8300, "close_date": 6711},
    ),
    ("saas_ravenstack/ravenstack_accounts.csv", "", ISO, {"signup_date": 500}),
    ("saas_ravenstack/ravenstack_churn_events.csv", "iso", ISO, {"churn_date": 600}),
    (
        "saas_ravenstack/ravenstack_subscriptions.csv",
        "",
        ISO,
        {"start_date": 5000, "end_date": 486},
    ),
    (
        "saas_ravenstack/ravenstack_support_tickets.csv",
        "iso",
        ISO,
        {"submitted_at": 2000, "closed_at": 2000},
    ),
    (
        "jira_exports/jira_en_labels_logwork.csv",
        "",
        JIRA,
        {
            "Created": 68,
            "Updated": 68,
            "Last Viewed": 50,
            "Resolved": 13,
            "Due date": 38,
            "Custom field (Start date)": 7,
            "Status Category Changed": 68,
        },
    ),
    (
        "jira_exports/jira_en_sprint3_2022.csv",
        "",
        JIRA,
        {"Created": 26, "Updated": 26, "Last Viewed": 26, "Resolved": 9, "Due date": 0},
    ),
    (
        "jira_exports/jira_es_dup_etiquetas.csv",
        "",
        JIRA,
        {
            "Creada": 39,
            "Actualizada": 39,
            "Vista por Última Vez": 29,
            "Fecha de vencimiento": 0,
            "Categoría de estado cambiada": 39,
        },
    ),
    (
        "formats/jira_cycle_times.csv",
        "",
        ISO,
        {"created_date": 4123, "finished_date": 4123},
    ),
    (
        "formats/linear-export.csv",
        "",
        BROWSER,
        {**LINEAR, "Completed": 1, "Canceled": 2, "Archived": 1, "Due Date": 2},
    ),
    ("formats/kimai-XLSX.xlsx", "", ISO, {"Date": 5, "From": 5, "To": 5}),
    ("formats/monday.com-XLSX.xlsx", "", ISO, {"Date": 3}),
    (
        "volume/CESAW_task_fact.csv.xz",
        "m/d/y",
        MONTH_FIRST,
        {"task_actual_start_date": 60_974, "task_actual_complete_date": 61_232},
    ),
    (
        "volume/CESAW_time_fact.csv.xz",
        "m/d/y",
        MONTH_FIRST,
        {"time_log_start_date": 203_619, "time_log_end_date": 203_619},
    ),
]


@pytest.mark.parametrize(("name", "form", "written", "filled"), REAL_DATES)
def test_every_date_of_a_real_export_is_read(real_file, name, form, written, filled):
    table = open_table(real_file(name))
    refused, read = [], dict.fromkeys(filled, 0)

    for row in table.rows():
        for column in filled:
            text = row.cells[column].strip()
            if row.is_summary or text in ("", r"\N"):
                continue
            try:
                day = day_of(text, form)
            except BadValue as bad:
                refused.append((column, bad.reason))
                continue
            words = " ".join(text.split()[: len(written.split())])
            assert day == _told_by_the_standard_library(words, written)
            read[column] += 1

    assert read == filled
    assert refused == BEYOND_REASON.get(name, [])


# A year 16 that somebody typed: nothing can tell which one was meant.
BEYOND_REASON = {
    "volume/CESAW_task_fact.csv.xz": [
        (
            "task_actual_start_date",
            "the year of '0016-01-11 16:22:26' lies outside 1900 to 2999",
        )
    ],
    "volume/CESAW_time_fact.csv.xz": [
        ("time_log_start_date", "the year of '0016-01-11 16:22:26' lies outside 1900 to 2999"),
        ("time_log_end_date", "the year of '0016-01-11 18:14:26' lies outside 1900 to 2999"),
    ],
}


@lru_cache
def _told_by_the_standard_library(text, written):
    day = dt.datetime.strptime(text.replace("/ago/", "/Aug/"), written)  # noqa: DTZ007 (a day)
    return day.date()


REAL_MONEY = [
    ("crm_maven/sales_pipeline.csv", "close_value", 6711),
    ("crm_maven/products.csv", "sales_price", 7),
    ("saas_ravenstack/ravenstack_subscriptions.csv", "arr_amount", 5000),
    ("saas_ravenstack/ravenstack_churn_events.csv", "refund_amount_usd", 600),
]


@pytest.mark.parametrize(("name", "column", "filled"), REAL_MONEY)
def test_every_amount_of_a_real_export_is_read(real_file, name, column, filled):
    texts = [row.cells[column] for row in open_table(real_file(name)).rows()]
    amounts = [text for text in texts if text]

    assert len(amounts) == filled
    assert [money(text, "USD") for text in amounts] == [Decimal(text.strip()) for text in amounts]


REAL_TIME = [
    ("sip_tasks_2004_2009.csv", "HoursEstimate", "hours", 60),
    ("sip_tasks_2004_2009.csv", "DeveloperHoursActual", "hours", 60),
    ("saas_ravenstack/ravenstack_support_tickets.csv", "resolution_time_hours", "hours", 60),
    ("volume/CESAW_time_fact.csv.xz", "time_log_delta_minutes", "minutes", 1),
    ("volume/CESAW_task_fact.csv.xz", "task_plan_time_minutes", "minutes", 1),
]


@pytest.mark.parametrize(("name", "column", "unit", "each"), REAL_TIME)
def test_every_duration_of_a_real_export_is_read(real_file, name, column, unit, each):
    for row in open_table(real_file(name)).rows():
        text = row.cells[column]

        exact = Decimal(text) * each

        # To the minute, half up, and more than nothing where there is something.
        assert abs(minutes(text, unit) - exact) <= (Decimal("0.5") if exact > 1 else 1)
        assert (minutes(text, unit) > 0) is (exact > 0)


def test_every_duration_of_a_workbook_is_read(real_file):
    table = open_table(real_file("formats") / "kimai-XLSX.xlsx")

    spent = [minutes(row.cells["Duration"]) for row in table.rows()]

    assert spent == [28, 3, 12_600, 1_200, 120, 13_951]
    assert sum(spent[:-1]) == spent[-1]
