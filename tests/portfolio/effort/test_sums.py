"""Sums of effort: kept for months that ended, forgotten with what they rest on, proven."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from portfolio.as_of import AsOf
from portfolio.effort import sums
from portfolio.effort.sums import core_minutes
from portfolio.items.actions import keep_item
from portfolio.models import Effort, EffortMonth
from portfolio.teams.actions import keep_team
from tests.conftest import make_team
from tests.makers import noon

OCTOBER, NOVEMBER = dt.date(2026, 10, 1), dt.date(2026, 11, 1)


def kept() -> dict[str, int]:
    """The kept minutes by month and slice."""
    rows = EffortMonth.objects.order_by("month", "slice__position", "pk")
    return {
        f"{row.month:%b} {row.slice.key if row.slice else 'uncategorised'}": row.minutes
        for row in rows.select_related("slice")
    }


def spend(world, item, day: dt.date, minutes: int, team=None) -> None:
    world.spend(item, day=day, minutes=minutes, team=team)


def test_months_that_ended_are_kept_and_the_running_one_is_read(world):
    spend(world, world.a, OCTOBER, 60)
    spend(world, world.a, dt.date(2026, 10, 31), 40)
    spend(world, world.a, NOVEMBER, 7)

    assert kept() == {"Oct features": 100}
    assert core_minutes(AsOf(world.product)).by_month == {
        (OCTOBER, world.a.slice_id): 100,
        (NOVEMBER, world.a.slice_id): 7,
    }


def test_late_effort_changes_the_month_it_is_dated_in(world):
    spend(world, world.a, OCTOBER, 60)
    spend(world, world.b, OCTOBER, 30)

    assert kept() == {"Oct features": 60, "Oct infrastructure": 30}
    assert list(sums.faults(world.product)) == []


def test_an_item_that_changes_its_slice_takes_its_effort_along(world):
    spend(world, world.a, OCTOBER, 60)

    keep_item(world.a.pk, {"slice": None}, actor=world.cast.product_manager)

    assert kept() == {"Oct uncategorised": 60}
    assert list(sums.faults(world.product)) == []


def test_services_teams_never_count_and_a_team_counts_as_the_kind_it_has(world):
    helpers = make_team(world.product, "Helpers", kind="services")
    spend(world, world.a, OCTOBER, 60)
    spend(world, world.a, OCTOBER, 500, team=helpers)
    before = core_minutes(AsOf(world.product)).total(OCTOBER, NOVEMBER)

    keep_team(helpers.pk, {"kind": "core"}, actor=world.cast.product_manager)

    assert (before, core_minutes(AsOf(world.product)).total(OCTOBER, NOVEMBER)) == (60, 560)


def test_slices_and_kinds_of_teams_as_they_were_then(world):
    spend(world, world.a, OCTOBER, 60)
    with noon(2026, 12, 1):
        keep_item(world.a.pk, {"slice": world.b.slice}, actor=world.cast.product_manager)
        keep_team(world.team.pk, {"kind": "services"}, actor=world.cast.product_manager)
        spend(world, world.a, OCTOBER, 30)
        then = AsOf(world.product, world.product.midnight(NOVEMBER + dt.timedelta(days=29)))

        assert core_minutes(then).of_slices(OCTOBER, NOVEMBER) == {world.a.slice_id: 90}
        assert core_minutes(AsOf(world.product)).by_month == {}


def test_a_wrong_sum_is_found_and_rebuilt(world, capsys):
    spend(world, world.a, OCTOBER, 60)
    EffortMonth.objects.update(minutes=61)

    with pytest.raises(CommandError):
        call_command("check_books", product=world.product.slug)
    assert "61 min are kept as their sum, and 60 min were logged" in capsys.readouterr().err
    call_command("check_books", product=world.product.slug, rebuild_sums=True)

    assert kept() == {"Oct features": 60}


def test_effort_that_no_sum_was_made_of_is_read_as_it_is(world):
    spend(world, world.a, OCTOBER, 60)
    EffortMonth.objects.all().delete()

    assert core_minutes(AsOf(world.product)).total(OCTOBER, NOVEMBER) == 60
    assert Effort.objects.count() == 1
