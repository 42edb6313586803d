"""Work logs: one row of an issue gives an effort for each entry."""

import datetime as dt

import pytest

from portfolio.models import Effort, Item, Team
from tests.imports.conftest import counts

HEADER = ("Key", "Log Work", "Log Work", "Spent", "Points", "Resolved")
PART = {
    "key": "Key",
    "columns": {"item": "Key", "date": "Resolved", "amount": ["Spent", "Points"]},
    "constants": {"team": "Core"},
    "units": {"Spent": "seconds", "Points": "points"},
    "weeks_per_point": "0.1",
    "work_logs": ["Log Work", "Registro de trabajo"],
    "leave_out_no_time": True,
}
FIRST = "wrote; then; tested;15/Feb/26 4:31 PM;712020:0-1;3600"
SECOND = ";16/Feb/26 9:00 AM;712020:0-2;1800"


@pytest.fixture(autouse=True)
def _login(product):
    Team.objects.create(product=product, name="Core")
    for n in (1, 2, 3, 4):
        Item.objects.create(product=product, title=f"Item {n}", import_key=f"T-{n}")


def kept():
    found = Effort.objects.order_by("import_key", "date")
    return [(e.import_key, e.item.import_key, e.date.isoformat(), e.minutes) for e in found]


def test_logs_stand_before_time_spent_and_time_spent_before_points(product, import_rows):
    rows = [
        HEADER,
        ("T-1", FIRST, SECOND, "9999", "8", "20/Feb/26"),
        ("T-2", "", "", "7200", "8", "20/Feb/26"),
        ("T-3", "", "", "", "2", "20/Feb/26"),
        ("T-4", "", "", "", "", ""),
    ]

    result = import_rows("effort", *rows, part=PART)
    again = import_rows("effort", *rows, part=PART)

    assert (counts(result), counts(again)) == ((3, 0, 1, 0), (0, 0, 4, 0))
    assert kept() == [
        ("T-1", "T-1", "2026-02-15", 60),
        ("T-1 #2", "T-1", "2026-02-16", 30),
        ("T-2", "T-2", "2026-02-20", 120),
        ("T-3", "T-3", "2026-02-20", 480),
    ]


def test_log_that_came_later_replaces_time_spent_and_adds_nothing_twice(product, import_rows):
    import_rows("effort", HEADER, ("T-1", "", "", "3600", "", "20/Feb/26"), part=PART)

    result = import_rows("effort", HEADER, ("T-1", FIRST, SECOND, "5400", "", ""), part=PART)

    assert counts(result) == (1, 0, 0, 0)
    assert kept() == [("T-1", "T-1", "2026-02-15", 60), ("T-1 #2", "T-1", "2026-02-16", 30)]


def test_row_of_which_one_log_changed_is_updated(product, import_rows):
    import_rows("effort", HEADER, ("T-1", FIRST, SECOND, "", "", ""), part=PART)
    longer = FIRST.replace("3600", "5400")

    result = import_rows("effort", HEADER, ("T-1", longer, SECOND, "", "", ""), part=PART)

    assert counts(result) == (0, 1, 0, 0)
    assert [minutes for *_, minutes in kept()] == [90, 30]


def test_author_of_a_log_is_nowhere(product, import_rows):
    import_rows("effort", HEADER, ("T-1", FIRST, "", "", "", ""), part=PART)

    assert "712020" not in str(list(Effort.objects.values()))


def test_equal_logs_without_a_key_each_count(product, import_rows):
    part = {name: value for name, value in PART.items() if name != "key"}
    row = ("T-1", SECOND, SECOND, "", "", "")

    first = import_rows("effort", HEADER, row, part=part)
    again = import_rows("effort", HEADER, row, part=part)

    assert (counts(first), counts(again)) == ((1, 0, 0, 0), (0, 0, 1, 0))
    assert [effort.minutes for effort in Effort.objects.all()] == [30, 30]


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        ("3600", "the cell is not a work log"),
        (";someday;712020:0-2;1800", "'someday' is not a date"),
        (";16/Feb/26;712020:0-2;much", "'much' is not a number"),
    ],
)
def test_row_with_a_bad_log_is_rejected_once_and_whole(product, import_rows, log, reason):
    result = import_rows("effort", HEADER, ("T-1", FIRST, log, "60", "", "1/Mar/26"), part=PART)

    assert counts(result) == (0, 0, 0, 1)
    assert [(p.column, p.reason) for p in result.rejections[0].problems] == [
        ("Log Work, Registro de trabajo", reason)
    ]
    assert kept() == []


def test_row_of_an_unknown_item_is_rejected_once(product, import_rows):
    told = []

    result = import_rows(
        "effort", HEADER, ("T-9", FIRST, SECOND, "", "", ""), part=PART, on_rejected=told.append
    )

    assert counts(result) == (0, 0, 0, 1)
    assert len(told) == 1
    assert told[0].reason == "there is no item with the key 'T-9', nor one item of that title"


def test_second_row_of_a_key_is_rejected_with_all_its_logs(product, import_rows):
    rows = [("T-1", FIRST, "", "", "", ""), ("T-1", FIRST, SECOND, "", "", "")]

    result = import_rows("effort", HEADER, *rows, part=PART)

    assert counts(result) == (1, 0, 0, 1)
    assert kept() == [("T-1", "T-1", "2026-02-15", 60)]


def test_logs_of_no_time_are_nothing(product, import_rows):
    nothing = ";16/Feb/26;712020:0-2;0"

    result = import_rows(
        "effort",
        HEADER,
        ("T-1", nothing, "", "3600", "", "20/Feb/26"),
        ("T-2", nothing, nothing, "", "", "20/Feb/26"),
        part=PART,
    )

    assert counts(result) == (1, 0, 1, 0)
    assert kept() == [("T-1", "T-1", "2026-02-20", 60)]


def test_weekly_logs_are_dated_the_thursday(product, import_rows):
    import_rows("effort", HEADER, ("T-1", FIRST, SECOND, "", "", ""), part={**PART, "weekly": True})

    # 15 February 2026 is a Sunday, the 16th a Monday.
    assert set(Effort.objects.values_list("date", flat=True)) == {
        dt.date(2026, 2, 12),
        dt.date(2026, 2, 19),
    }


def test_unreadable_long_key_of_a_later_log_rejects_the_row(product, import_rows):
    part = {**PART, "columns": {**PART["columns"], "item": ["Item"]}}
    row = ("x" * 198, FIRST, SECOND, "", "", "", "T-1")

    result = import_rows("effort", (*HEADER, "Item"), row, part=part)

    assert counts(result) == (0, 0, 0, 1)
    assert result.rejections[0].reason == "the key is too long"
    assert kept() == []
