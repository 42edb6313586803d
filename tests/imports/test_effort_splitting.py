"""Effort where a tracker knows neither time nor points: each team's day, split over its issues."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from imports.problems import BadMapping
from imports.run.effort_splitting import days_in_progress, shares
from portfolio.models import Effort, Item, Team
from tests.imports.conftest import counts
from tests.makers import noon

HEADER = ("Key", "Team", "Started", "Done", "Changed")
SPLIT = {
    "key": "Key",
    "split": True,
    "date_form": "iso",
    "columns": {
        "team": "Team",
        "item": "Key",
        "started_on": "Started",
        "finished_on": "Done",
        "changed_on": "Changed",
    },
}
TODAY = dt.date(2026, 11, 10)


def make_team(product, name, people, availability):
    return Team.objects.create(product=product, name=name, people=people, availability=availability)


@pytest.fixture(autouse=True)
def _today():
    with noon(2026, 11, 10):
        yield


@pytest.fixture
def core(product):
    """Two people who have 80% of their weeks: 768 minutes of each working day."""
    return make_team(product, "Core", people=Decimal("2.00"), availability=Decimal("0.80"))


@pytest.fixture
def split(product, import_rows):
    """Import rows as split effort, their items first."""

    def run(*rows, part=SPLIT, **options):
        items = [(key, key) for key in dict.fromkeys(row[0] for row in rows)]
        import_rows("items", ("key", "title"), *items)
        return import_rows("effort", HEADER, *rows, part=part, **options)

    return run


def logged():
    """By item and day, the minutes."""
    rows = Effort.objects.values_list("item__import_key", "date", "minutes")
    return {(key, day.isoformat()): minutes for key, day, minutes in rows}


def by_day():
    rows = Effort.objects.values_list("date").annotate(n=Sum("minutes")).order_by("date")
    return {day.isoformat(): minutes for day, minutes in rows}


def day(text):
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("started", "finished", "changed", "first", "last", "number"),
    [
        # Thursday to Monday: the weekend does not count.
        ("2026-10-01", "2026-10-05", "", "2026-10-01", "2026-10-05", 3),
        # Thirty days without a change, and then only the day it ended.
        ("2026-03-02", "2026-06-01", "", "2026-03-02", "2026-06-01", 24),
        # A change within the thirty days goes on from there.
        ("2026-03-02", "2026-06-01", "2026-03-31", "2026-03-02", "2026-06-01", 45),
        # One that nobody ended counts until it is stale, or until today.
        ("2026-01-05", "", "", "2026-01-05", "2026-02-04", 23),
        ("2026-11-05", "", "", "2026-11-05", "2026-11-10", 4),
        # A change after the end says nothing.
        ("2026-10-01", "2026-10-01", "2026-10-20", "2026-10-01", "2026-10-01", 1),
        # Dates that run backwards: the day it ended.
        ("2026-10-06", "2026-10-05", "", "2026-10-05", "2026-10-05", 1),
        ("", "2026-10-05", "", "2026-10-05", "2026-10-05", 1),
    ],
)
def test_an_issue_counts_on_its_working_days(started, finished, changed, first, last, number):
    found = days_in_progress(day(started), day(finished), day(changed), TODAY)

    assert (found[0], found[-1], len(found)) == (day(first), day(last), number)


@pytest.mark.parametrize(
    ("started", "finished"), [("", ""), ("2026-11-11", ""), ("2026-10-03", "2026-10-04")]
)
def test_what_was_not_begun_or_only_on_a_weekend_counts_on_no_day(started, finished):
    assert days_in_progress(day(started), day(finished), None, TODAY) == []


@given(st.integers(0, 10_000), st.integers(1, 500))
def test_shares_are_even_and_exact(minutes, among):
    found = shares(minutes, among)

    assert sum(found) == minutes
    assert max(found) - min(found) <= 1


def test_a_team_s_day_is_split_over_its_issues_in_progress(core, split):
    result = split(
        ("A", "Core", "2026-10-01", "2026-10-02", ""),
        ("B", "Core", "2026-10-02", "2026-10-05", ""),
        ("C", "core", "2026-10-02", "2026-10-02", ""),
    )

    assert counts(result) == (3, 0, 0, 0)
    assert logged() == {
        ("A", "2026-10-01"): 768,
        ("A", "2026-10-02"): 256,
        ("B", "2026-10-02"): 256,
        ("C", "2026-10-02"): 256,
        ("B", "2026-10-05"): 768,
    }
    assert set(Effort.objects.values_list("is_split", "team__name")) == {(True, "Core")}


def test_what_does_not_divide_goes_to_the_first(core, split):
    issues = [(key, "Core", "2026-10-01", "2026-10-01", "") for key in "ABCDE"]

    split(*issues)

    assert [minutes for _, minutes in sorted(logged().items())] == [154, 154, 154, 153, 153]


def test_each_team_has_its_own_day(product, core, split):
    make_team(product, "Other", people=Decimal(1), availability=Decimal(1))

    split(
        ("A", "Core", "2026-10-01", "2026-10-01", ""),
        ("B", "Other", "2026-10-01", "2026-10-01", ""),
    )

    assert logged() == {("A", "2026-10-01"): 768, ("B", "2026-10-01"): 480}


def test_the_same_file_twice_changes_nothing(core, split):
    rows = [("A", "Core", "2026-10-01", "2026-10-05", ""), ("B", "Core", "2026-10-02", "", "")]
    split(*rows)
    before = list(Effort.objects.order_by("pk").values())

    assert counts(split(*rows)) == (0, 0, 2, 0)
    assert list(Effort.objects.order_by("pk").values()) == before


def test_a_later_export_keeps_each_day_s_sum(core, split):
    """A changed since: the days that the first file knew of it stand, and are shared anew."""
    split(
        ("A", "Core", "2026-08-03", "", "2026-09-15"), ("B", "Core", "2026-09-14", "2026-09-18", "")
    )
    before = by_day()

    result = split(
        ("A", "Core", "2026-08-03", "", "2026-11-02"),
        ("B", "Core", "2026-09-14", "2026-09-18", ""),
        ("C", "Core", "2026-09-17", "2026-09-18", ""),
    )

    assert counts(result) == (1, 2, 0, 0) or counts(result) == (2, 1, 0, 0)
    assert set(by_day().values()) == {768}
    assert by_day().keys() >= before.keys()
    assert logged()["C", "2026-09-17"] == logged()["A", "2026-09-17"] == 256


def test_what_cannot_be_kept_takes_no_share(product, core, import_rows):
    import_rows("items", ("key", "title"), *[(key, key) for key in "ACDE"])
    make_team(product, "Nobody", people=Decimal(0), availability=Decimal(1))

    result = import_rows(
        "effort",
        HEADER,
        ("A", "Core", "2026-10-01", "2026-10-01", ""),
        ("B", "Core", "2026-10-01", "2026-10-01", ""),
        ("C", "Core", "someday", "2026-10-01", ""),
        ("D", "Nobody", "2026-10-01", "2026-10-01", ""),
        ("E", "New", "2026-10-01", "2026-10-01", ""),
        ("A", "Core", "2026-10-01", "2026-10-02", ""),
        part=SPLIT,
        create_missing=True,
    )

    assert logged() == {("A", "2026-10-01"): 768}
    assert counts(result) == (1, 0, 1, 4)
    assert [each.reason for each in result.rejections] == [
        "there is no item with the key 'B', nor one item of that title",
        "'someday' is not a date",
        "the team 'Nobody' has nobody available, so that there is nothing to split",
        "the team 'New' has nobody available, so that there is nothing to split",
    ]
    assert result.left_out == {"its issue stands in an earlier row": 1}
    assert not Team.objects.filter(name="New").exists()


def test_more_issues_than_minutes_leave_some_out(product, split):
    make_team(product, "Core", people=Decimal("0.01"), availability=Decimal("0.50"))
    issues = [(key, "Core", "2026-10-01", "2026-10-01", "") for key in "ABC"]

    result = split(*issues)

    assert logged() == {("A", "2026-10-01"): 1, ("B", "2026-10-01"): 1}
    assert result.left_out == {"it was in progress on no working day": 1}


def test_a_constant_team_stands_for_a_file_without_one(core, split):
    columns = {name: column for name, column in SPLIT["columns"].items() if name != "team"}

    split(
        ("A", "", "2026-10-01", "2026-10-01", ""),
        part={**SPLIT, "columns": columns, "constants": {"team": "Core"}},
    )

    assert logged() == {("A", "2026-10-01"): 768}


def test_rows_are_left_out_for_want_of_time_only_where_time_is_read(core, split):
    left_out = [{"column": "Done", "blank": True, "unless_split": True}]

    split(("A", "Core", "2026-11-10", "", ""), part={**SPLIT, "leave_out": left_out})

    assert logged() == {("A", "2026-11-10"): 768}


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({**SPLIT, "key": ""}, "split needs a key"),
        ({**SPLIT, "weekly": True}, "split says each day by itself"),
    ],
)
def test_what_cannot_be_split_is_said(product, import_rows, part, sentence):
    part = {name: value for name, value in part.items() if value}
    with pytest.raises(BadMapping, match=sentence):
        import_rows("effort", HEADER, ("A", "Core", "", "", ""), part=part)


def test_many_issues_sum_up_to_the_teams_days(product, core, split):
    make_team(product, "Other", people=Decimal("1.50"), availability=Decimal("0.33"))
    rows = [
        (
            f"I{n}",
            ("Core", "Other")[n % 2],
            f"2026-0{1 + n % 9}-{1 + n % 27:02}",
            f"2026-0{1 + n % 9}-28" if n % 3 else "",
            "",
        )
        for n in range(120)
    ]

    split(*rows)

    sums = defaultdict(int)
    for team, when, minutes in Effort.objects.values_list("team__name", "date", "minutes"):
        sums[team, when] += minutes
    assert {team: {n for (t, _), n in sums.items() if t == team} for team in ("Core", "Other")} == {
        "Core": {768},
        "Other": {238},
    }


SUB = ("Key", "Parent", "Done", "Hours")
PARENTED = {
    "key": "Key",
    "columns": {"item": ["Key", "Parent"], "date": "Done", "amount": ["Hours"]},
    "constants": {"team": "Core", "amount": "0.5d"},
    "create_missing": True,
}


def test_a_constant_counts_sub_tasks_for_their_issue(import_rows):
    import_rows("items", ("key", "title"), ("A", "Login"))

    result = import_rows(
        "effort",
        SUB,
        ("A", "", "2026-10-01", ""),
        ("A-1", "A", "2026-10-02", ""),
        ("A-2", "A", "2026-10-02", "3h"),
        ("B-1", "B", "2026-10-02", ""),
        part=PARENTED,
    )

    assert counts(result) == (3, 0, 0, 1)
    kept = Effort.objects.order_by("import_key").values_list("item__title", "minutes", "is_split")
    assert list(kept) == [("Login", 240, False), ("Login", 240, False), ("Login", 180, False)]


PERCENT = ("Item", "Team", "Month", "Share")


@pytest.mark.parametrize(
    ("period", "minutes"),
    # 768 minutes a day; October 2026 has 22 working days, its quarter 66.
    [("day", 192), ("week", 960), ("month", 4224), ("quarter", 12672)],
)
def test_percent_of_what_a_team_has(core, import_rows, period, minutes):
    import_rows("items", ("key", "title"), ("A", "Login"))
    columns = {"item": "Item", "team": "Team", "date": "Month", "amount": "Share"}
    part = {"unit": "percent", "percent_of": period, "date_form": "iso", "columns": columns}

    result = import_rows(
        "effort",
        PERCENT,
        ("A", "Core", "2026-10-01", "25%"),
        ("A", "Core", "2026-10-01", "25.0"),
        ("A", "Nobody", "2026-10-01", "25"),
        ("A", "Core", "2026-10-01", "-1"),
        ("A", "Core", "2026-10-01", "0"),
        part=part,
    )

    assert list(Effort.objects.values_list("minutes", "is_split")) == [(minutes, False)] * 2
    assert (result.created, result.rejected) == (2, 3)


def test_percent_needs_to_say_of_what(import_rows):
    part = {"unit": "percent", "columns": {"item": "Item", "date": "Month", "amount": "Share"}}

    with pytest.raises(BadMapping, match="percent_of"):
        import_rows("effort", PERCENT, ("A", "Core", "2026-10-01", "25%"), part=part)


def test_effort_that_somebody_logged_is_not_split(core, import_rows):
    Item.objects.create(product=core.product, title="Login")
    import_rows("effort", ("item", "team", "date", "hours"), ("Login", "Core", "2026-10-01", "8"))

    assert list(Effort.objects.values_list("minutes", "is_split")) == [(480, False)]
