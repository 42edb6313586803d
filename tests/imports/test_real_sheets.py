"""Workbooks of time sheets, each figure computed here from the file's own XML."""

import datetime as dt
import zipfile
from xml.etree import ElementTree

import pytest
from django.db.models import Sum

from portfolio.models import Customer, Effort, Item

# What is read from a file; test_real_data stores such files on every database.
pytestmark = [pytest.mark.real_data, pytest.mark.any_database]

SPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
KIMAI = "formats/kimai-XLSX.xlsx"
MONDAY = "formats/monday.com-XLSX.xlsx"


def cells_of(path):
    """The first sheet's filled cells, such as {"A1": "Date"}; days are parts of numbers."""
    with zipfile.ZipFile(path) as archive:
        names = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314 (ours)
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    shared = ["".join(name.itertext()) for name in names.findall("x:si", SPACE)]
    cells = {}
    for cell in sheet.iterfind(".//x:c", SPACE):
        value = cell.find("x:v", SPACE)
        if value is not None and value.text:
            is_shared = cell.get("t") == "s"
            cells[cell.get("r")] = shared[int(value.text)] if is_shared else value.text
    return cells


def column(cells, title, rows):
    """What stands below a title, row by row."""
    letter = next(name[0] for name, text in cells.items() if text == title)
    return [cells.get(f"{letter}{row}", "") for row in rows]


def test_kimai_time_sheet_becomes_weekly_effort_of_one_team(import_real, real_file):
    cells = cells_of(real_file(KIMAI))
    names = [column(cells, title, range(2, 7)) for title in ("Customer", "Project", "Activity")]
    days = sum(float(part) for part in column(cells, "Duration", range(2, 7)))

    customers, warned = import_real("customers", KIMAI, "--preset", "kimai")
    items, _ = import_real("items", KIMAI, "--preset", "kimai")
    effort, _ = import_real("effort", KIMAI, "--preset", "kimai")

    assert (customers, items, effort) == ((3, 0, 3, 0), (3, 0, 3, 0), (5, 0, 1, 0))
    assert "1 row was left out: row 7 only sums up the others." in warned
    assert set(Customer.objects.values_list("name", flat=True)) == set(names[0])
    assert set(Item.objects.values_list("import_key", flat=True)) == {
        "/".join(each) for each in zip(*names, strict=True)
    }
    assert Effort.objects.aggregate(total=Sum("minutes"))["total"] == round(days * 24 * 60)
    # All of it lies in the week of Thursday 31 March 2022, on whichever day it was.
    assert set(Effort.objects.values_list("date", flat=True)) == {dt.date(2022, 3, 31)}
    assert "admin" not in str([list(Effort.objects.values()), list(Item.objects.values())])


def test_monday_board_becomes_items_and_effort(import_real, real_file):
    cells = cells_of(real_file(MONDAY))
    titles = column(cells, "Name", range(4, 7))
    clocks = [text.split(":") for text in column(cells, "Time Tracking", range(4, 7)) if text]

    items, warned = import_real("items", MONDAY, "--preset", "monday")
    effort, why = import_real("effort", MONDAY, "--preset", "monday")

    assert (items, effort) == ((len(titles), 0, 1, 0), (len(clocks), 0, 2, 0))
    assert (len(titles), len(clocks)) == (3, 2)
    assert "1 row was left out: row 7 only sums up the others." in warned
    assert "1 row was left out: no time." in why
    assert set(Item.objects.values_list("title", flat=True)) == set(titles)
    seconds = [int(h) * 3600 + int(m) * 60 + int(s) for h, m, s in clocks]
    assert sorted(Effort.objects.values_list("minutes", flat=True)) == sorted(
        max(1, round(each / 60)) for each in seconds
    )
