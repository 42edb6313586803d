"""Sums of effort by item: kept for quarters that ended, and any period is the same without them."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from company.models import Rate
from portfolio.effort import sums
from portfolio.effort.by_item import work_by_item
from portfolio.effort.cost import cost_of
from portfolio.effort.item_sums import ItemSums
from portfolio.effort.queries import CORE, effort_between
from portfolio.items.actions import keep_item
from portfolio.models import Effort, EffortQuarter
from tests.conftest import make_item, make_team
from tests.makers import Q4
from tests.portfolio.pages import queries, signed_in

# Fiscal quarters are calendar quarters, and the fourth of 2026 is running.
DAYS = [
    dt.date(2026, 3, 31),
    dt.date(2026, 4, 1),
    dt.date(2026, 6, 30),
    dt.date(2026, 8, 15),
    dt.date(2026, 10, 1),
    dt.date(2026, 11, 5),
]


@pytest.fixture
def years(world):
    """Effort of three quarters that ended and of the running one, some of it split."""
    helpers = make_team(world.product, "Helpers", kind="services")
    for n, day in enumerate(DAYS):
        world.spend(world.a, day=day, minutes=100 + n)
        world.spend(world.b, day=day, minutes=10)
        world.spend(world.b, day=day, minutes=1000, team=helpers)
    Effort.objects.filter(item=world.b, date=DAYS[3]).update(is_split=True)
    Rate.objects.create(product=world.product, from_date=dt.date(2026, 5, 10), per_week=D(9000))
    call_command("check_books", product=world.product.slug, rebuild_sums=True)
    return world


def kept() -> list[tuple[str, str, int, int]]:
    rows = EffortQuarter.objects.filter(CORE).order_by("quarter", "item_id")
    return [(str(r.quarter), r.item.title, r.minutes, r.split_minutes) for r in rows]


def test_quarters_that_ended_are_kept_and_the_running_one_is_read(years):
    a, b = years.a.title, years.b.title

    assert kept() == [
        ("2026Q1", a, 100, 0),
        ("2026Q1", b, 10, 0),
        ("2026Q2", a, 203, 0),
        ("2026Q2", b, 20, 0),
        ("2026Q3", a, 103, 0),
        ("2026Q3", b, 10, 10),
    ]
    found = ItemSums.between(years.product, DAYS[3], dt.date(2027, 1, 1))
    assert found.by_quarter_and_item() == {
        Q4.previous: {years.a.pk: 103, years.b.pk: 10},
        Q4: {years.a.pk: 209, years.b.pk: 20},
    }


@pytest.mark.parametrize("first", [dt.date(2025, 1, 1), *DAYS])
@pytest.mark.parametrize("last", DAYS)
def test_any_period_is_what_its_effort_says(years, first, last):
    after = last + dt.timedelta(days=1)
    effort = effort_between(years.product, first, after).filter(CORE)

    work = work_by_item(years.product, first, after)

    logged = effort.values_list("item").annotate(n=Sum("minutes")).order_by("-n", "item")
    assert [(row.item, row.minutes) for row in work.rows] == list(logged)
    assert work.cost == cost_of(years.product, effort)
    split = effort.filter(is_split=True).aggregate(n=Sum("minutes", default=0))["n"]
    found = ItemSums.between(years.product, first, after)
    assert sum(found.split_by_quarter().values()) == split


def test_only_one_slice_and_its_share_of_all(years):
    keep_item(years.b.pk, {"slice": None}, actor=years.cast.product_manager)

    work = work_by_item(years.product, DAYS[0], dt.date(2027, 1, 1), "uncategorised")

    (row,) = work.rows
    assert (row.title, row.slice, row.name, row.minutes) == (years.b.title, None, None, 60)
    assert (work.weeks, work.all_weeks) == (D("0.03"), D("0.28"))
    # An item may change its slice without its sums by item being made again.
    assert list(sums.faults(years.product)) == []


def test_late_effort_changes_its_quarter_alone(years):
    before = set(EffortQuarter.objects.exclude(quarter="2026Q2").values_list("pk", flat=True))

    years.spend(years.a, day=DAYS[2], minutes=7)

    assert ("2026Q2", years.a.title, 210, 0) in kept()
    assert (
        set(EffortQuarter.objects.exclude(quarter="2026Q2").values_list("pk", flat=True)) == before
    )


def test_a_wrong_sum_is_found_and_rebuilt(years, capsys):
    EffortQuarter.objects.filter(quarter="2026Q1", item=years.a).update(minutes=61)

    with pytest.raises(CommandError):
        call_command("check_books", product=years.product.slug)
    assert "61 min (0 split) are kept as their sum, and 100 (0) were" in capsys.readouterr().err
    call_command("check_books", product=years.product.slug, rebuild_sums=True)

    assert kept()[0] == ("2026Q1", years.a.title, 100, 0)


@pytest.mark.any_database
def test_the_list_of_all_years_names_a_page_of_items_in_as_many_queries(years):
    reader = signed_in(years.cast.observer)
    path = "/p/skylark/effort/?from=2026-01-01"
    few = queries(reader, path)
    for n in range(60):
        years.spend(make_item(years.product, f"Item {n}"), day=DAYS[1], minutes=n + 1)

    assert queries(reader, path) == few
    page = reader.get(f"{path}&page=2").context["list"].page
    assert (page.paginator.count, len(page), page[0].title) == (62, 12, "Item 11")
    down = reader.get(f"{path}&order=-title").context["list"].page
    assert [row.title for row in down][:2] == [years.a.title, years.b.title]
