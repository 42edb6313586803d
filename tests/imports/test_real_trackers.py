"""Exports of issue trackers, each figure computed here from the file itself."""

import csv
import datetime as dt
from collections import Counter
from decimal import Decimal

import pandas
import pytest
from django.db.models import Sum

from portfolio.models import Effort, Item, Team

# What is read from a file; test_real_data stores such files on every database.
pytestmark = [pytest.mark.real_data, pytest.mark.any_database]


def rows_of(path):
    """The rows as lists, below a header whose names repeat."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def slices():
    return Counter(Item.objects.values_list("slice__key", flat=True))


def day_of(text):
    return dt.datetime.strptime(text, "%d/%b/%y %I:%M %p").date()  # noqa: DTZ007 (a day)


def test_jira_issues_become_items(import_real, real_file):
    name = "jira_exports/jira_en_labels_logwork.csv"
    header, rows = rows_of(real_file(name))
    column = {name: position for position, name in reversed(list(enumerate(header)))}
    label_columns = [n for n, name in enumerate(header) if name == "Labels"]

    counted, said = import_real("items", name, "--preset", "jira")

    booked = {r[column["Issue key"]] for r in rows if r[column["Time Spent"]]}
    steps = Counter(
        r[column["Issue Type"]]
        for r in rows
        if r[column["Issue Type"]] in ("Epic", "Sub-task") and r[column["Issue key"]] not in booked
    )
    kept = {
        r[column["Issue key"]]: r
        for r in rows
        if r[column["Issue Type"]] not in ("Epic", "Sub-task") or r[column["Issue key"]] in booked
    }
    assert counted == (len(kept), 0, sum(steps.values()), 0) == (28, 0, 40, 0)
    assert f"{steps['Epic']} rows were left out: Issue Type is Epic and Log Work and" in said
    assert f"{steps['Sub-task']} rows were left out: Issue Type is Sub-task and Log Work" in said
    items = {item.import_key: item for item in Item.objects.select_related("slice")}
    assert set(items) == set(kept)
    for key, row in kept.items():
        resolved = row[column["Resolved"]]
        assert items[key].title == " ".join(row[column["Summary"]].split())
        assert items[key].finished_on == (day_of(resolved) if resolved else None)
    tested = sum(any(r[n] == "testing" for n in label_columns) for r in kept.values())
    prototyped = sum(any(r[n] == "prototype" for n in label_columns) for r in kept.values())
    assert (slices()["quality"], slices()["discovery"]) == (tested, prototyped)
    assert slices()["features"] == sum(
        r[column["Issue Type"]] == "Story" and "testing" not in [r[n] for n in label_columns]
        for r in kept.values()
    )


def test_jira_work_logs_become_effort(import_real, real_file):
    name = "jira_exports/jira_en_labels_logwork.csv"
    header, rows = rows_of(real_file(name))
    log_columns = [n for n, name in enumerate(header) if name == "Log Work"]
    logs = [row[n].rsplit(";", 3) for row in rows for n in log_columns if row[n]]
    import_real("items", name, "--preset", "jira")

    counted, _ = import_real("effort", name, "--preset", "jira")

    logged = sum(any(row[n] for n in log_columns) for row in rows)
    assert counted == (logged, 0, len(rows) - logged, 0) == (1, 0, 67, 0)
    kept = Effort.objects.order_by("import_key").values_list("date", "minutes")
    assert list(kept) == [(day_of(log[1]), int(log[3]) // 60) for log in logs]
    spent = sum(int(row[header.index("Time Spent")] or 0) for row in rows)
    assert kept.aggregate(total=Sum("minutes"))["total"] == spent // 60 == 210
    assert list(Team.objects.values_list("name", flat=True)) == ["Development"]


def test_jira_sprints_become_items_and_no_effort(import_real, real_file):
    name = "jira_exports/jira_en_sprint3_2022.csv"
    header, rows = rows_of(real_file(name))
    types = Counter(row[header.index("Issue Type")] for row in rows)

    counted, _ = import_real("items", name, "--preset", "jira")
    effort, why = import_real("effort", name, "--preset", "jira")

    assert counted == (len(rows) - types["Epic"], 0, types["Epic"], 0) == (23, 0, 3, 0)
    assert slices() == {"features": types["Story"], None: types["Task"]}
    finished = [r[header.index("Resolved")] for r in rows if r[header.index("Resolved")]]
    kept = Item.objects.exclude(finished_on=None).values_list("finished_on", flat=True)
    assert Counter(kept) == Counter(map(day_of, finished))
    assert effort == (0, 0, len(rows), 0)
    assert f"{len(finished)} rows were left out: no time." in why
    assert f"{len(rows) - len(finished)} rows were left out: Resolved and Time Spent are" in why


def test_spanish_jira_is_read_by_the_same_preset(import_real, real_file):
    name = "jira_exports/jira_es_dup_etiquetas.csv"
    header, rows = rows_of(real_file(name))
    types = Counter(row[header.index("Tipo de Incidencia")] for row in rows)

    counted, said = import_real("items", name, "--preset", "jira")
    effort, _ = import_real("effort", name, "--preset", "jira")

    left = types["Epic"] + types["Subtarea"]
    assert counted == (types["Historia"], 0, left, 0) == (24, 0, 15, 0)
    assert slices() == {"features": types["Historia"]}
    assert "10 rows were left out: Tipo de Incidencia is Subtarea and Tiempo Trabajado is" in said
    assert effort == (0, 0, len(rows), 0)


CYCLES = """
[items]
key = "id"
date_form = "iso"
[items.columns]
title = "id"
started_on = "created_date"
finished_on = "finished_date"
"""


def test_cycle_times_lose_the_dates_that_run_backwards(import_real, real_file, tmp_path):
    name = "formats/jira_cycle_times.csv"
    frame = pandas.read_csv(real_file(name), dtype=str)
    mapping = tmp_path / "cycles.toml"
    mapping.write_text(CYCLES)

    counted, said = import_real("items", name, "--mapping", mapping)

    backwards = int((frame.finished_date < frame.created_date).sum())
    assert counted == (len(frame), 0, 0, 0) == (4123, 0, 0, 0)
    assert Item.objects.filter(finished_on=None, started_on=None).count() == backwards == 1662
    assert f"... and {backwards - 20} more" in said
    forwards = frame[frame.finished_date >= frame.created_date]
    kept = Item.objects.exclude(finished_on=None).values_list("import_key", "finished_on")
    assert dict(kept) == {
        r.id: dt.date.fromisoformat(r.finished_date) for r in forwards.itertuples()
    }


def test_linear_issues_become_items(import_real, real_file):
    name = "formats/linear-export.csv"
    frame = pandas.read_csv(real_file(name), dtype=str, keep_default_na=False)
    kept = frame[frame.Status != "Canceled"]

    counted, said = import_real("items", name, "--preset", "linear")
    effort, why = import_real("effort", name, "--preset", "linear")

    assert counted == (len(kept), 0, 2, 0) == (8, 0, 2, 0)
    assert "2 rows were left out: Status is Canceled." in said
    assert set(Item.objects.values_list("title", flat=True)) == set(kept.Title)
    points = sum(int(points) for points in kept.Estimate if points)
    minutes = Item.objects.aggregate(total=Sum("estimate_minutes"))["total"]
    assert minutes == points * Decimal("0.2") * 2400
    assert slices() == {"quality": 1, "features": 2, None: 5}
    done = Item.objects.get(title="Done already")
    assert done.finished_on == dt.date(2023, 2, 11)
    assert effort == (0, 0, len(frame), 0)
    assert "9 rows were left out: Completed is blank." in why
    assert "1 row was left out: no time." in why
