"""CESAW: a part of 61,817 tasks of real projects and of their 203,621 time records.

Whole, they take a minute that the suite does not have.
"""

import csv
import datetime as dt
import lzma
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from django.db.models import Sum

from imports.mapping.toml import mapping_from
from imports.run.execution import run_import
from portfolio.models import Effort, Item
from tests.imports.conftest import counts

# What is stored of them is items and effort, as of the files of test_real_data and
# test_real_trackers, which are imported on every database.
pytestmark = [pytest.mark.real_data, pytest.mark.any_database]

TASKS = {
    "items": {
        "key": "plan_item_key",
        "date_form": "auto",
        "unit": "minutes",
        "columns": {
            "title": {"joined": ["wbs_element_key", "phase_short_name"]},
            "estimate": "task_plan_time_minutes",
            "started_on": "task_actual_start_date",
            "finished_on": "task_actual_complete_date",
        },
    }
}
RECORDS = {
    "items": {"key": "wbs_element_key", "columns": {"title": "wbs_element_key"}},
    "effort": {
        "key": "time_log_fact_key",
        "date_form": "auto",
        "unit": "minutes",
        "create_missing": True,
        "leave_out_no_time": True,
        "columns": {
            "team": "team_key",
            "item": "wbs_element_key",
            "date": "time_log_start_date",
            "amount": "time_log_delta_minutes",
        },
    },
}


def rows_of(path):
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day_of(text):
    """10/29/2012 13:12, or 2012-10-29 13:12:05 in a few rows; \\N is nothing."""
    if text == r"\N":
        return None
    form = "%m/%d/%Y" if "/" in text else "%Y-%m-%d"
    return dt.datetime.strptime(text.split(" ")[0], form).date()  # noqa: DTZ007 (a day)


@pytest.fixture
def import_cesaw(product):
    def run(kind, path, said):
        return run_import(
            kind=kind, path=path, product=product, mapping=mapping_from(said, "cesaw.toml")
        )

    return run


@pytest.fixture
def part_of(real_file, tmp_path):
    """Every so many rows of a file and some others, packed as the whole file is."""

    def cut(name, each, others):
        path = tmp_path / "part.csv.xz"
        with lzma.open(real_file(f"volume/{name}.csv.xz"), "rt", encoding="utf-8") as whole:
            numbered = list(enumerate(whole, start=1))
        with lzma.open(path, "wt", encoding="utf-8", preset=0) as file:
            file.writelines(line for n, line in numbered if n == 1 or n % each == 0 or n in others)
        return path

    return cut


def test_tasks_become_items_once(import_cesaw, part_of):
    # Row 31430 began in the year 16.
    path = part_of("CESAW_task_fact", 4, (31430,))
    rows = rows_of(path)
    first = {}
    for row in rows:
        if row["task_actual_start_date"][:4] != "0016":
            first.setdefault(row["plan_item_key"], row)

    result = import_cesaw("items", path, TASKS)

    assert counts(result) == (len(first), 0, len(rows) - len(first) - 1, 1)
    assert len(first) > 10_000
    finished = Counter()
    for row in first.values():
        start = day_of(row["task_actual_start_date"])
        end = day_of(row["task_actual_complete_date"])
        finished[None if start and end and end < start else end] += 1
    assert Counter(Item.objects.values_list("finished_on", flat=True)) == finished
    planned = sum(Decimal(row["task_plan_time_minutes"]) for row in first.values())
    kept = Item.objects.aggregate(total=Sum("estimate_minutes"))["total"]
    # Each estimate is rounded to a whole minute, half a minute at most.
    assert abs(kept - planned) <= Decimal(len(first)) / 2


def test_time_records_become_effort_by_team(import_cesaw, part_of):
    # Row 64345 says no day, and row 116215 is of the year 16.
    path = part_of("CESAW_time_fact", 16, (64345, 116215))
    rows = rows_of(path)
    items = import_cesaw("items", path, RECORDS)

    result = import_cesaw("effort", path, RECORDS)
    again = import_cesaw("effort", path, RECORDS)

    timed = [row for row in rows if row["time_log_delta_minutes"] != "0"]
    sound = [row for row in timed if row["time_log_start_date"][:4] not in ("0016", r"\N")]
    minutes = defaultdict(int)
    for row in sound:
        minutes[row["team_key"]] += int(row["time_log_delta_minutes"])
    keys = {row["wbs_element_key"] for row in rows}
    assert counts(items) == (len(keys), 0, len(rows) - len(keys), 0)
    assert counts(result) == (len(sound), 0, len(rows) - len(timed), 2)
    assert counts(again) == (0, 0, len(rows) - 2, 2)
    assert len(sound) > 12_000
    assert [r.reason for r in result.rejections] == [
        "date is empty",
        "the year of '0016-01-11 16:22:26' lies outside 1900 to 2999",
    ]
    by_team = Effort.objects.order_by().values_list("team__name").annotate(Sum("minutes"))
    assert dict(by_team) == minutes
    assert Effort.objects.count() == len(sound)
