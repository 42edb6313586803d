"""Capacity, costs by dated rates, what lines have left, and the specials share's minutes."""

import datetime as dt
from decimal import Decimal as D

import pytest

from company import clock
from company.models import Rate
from portfolio.as_of import AsOf
from portfolio.customers.queries import waiting_for
from portfolio.effort.cost import cost_by, cost_of, rate_on
from portfolio.effort.queries import (
    effort_between,
    minutes_by_quarter,
    spent_weeks,
)
from portfolio.effort.sums import core_minutes
from portfolio.models import Effort, Item, Slice, Team
from portfolio.plan.queries import capacity_of_teams, plan_of, weeks_left
from portfolio.products import history_began
from tests.conftest import make_customer, make_item, make_product, make_team, make_waiting, rewrite
from tests.makers import NEXT, Q4


def team(product, name, people, availability, kind="core"):
    return Team.objects.create(
        product=product, name=name, people=D(people), availability=D(availability), kind=kind
    )


def test_eight_people_of_which_four_fifths_are_83_20_weeks(product):
    team(product, "Core", "8", "0.8")

    assert str(capacity_of_teams(product)) == "83.20"


def test_capacity_sums_the_core_teams_and_never_services(product):
    team(product, "Web", "3", "0.75")
    team(product, "Devices", "2.5", "1")
    team(product, "Services", "20", "1", kind="services")

    # 3 x 13 x 0.75 = 29.25, and 2.5 x 13 = 32.50
    assert str(capacity_of_teams(product)) == "61.75"


def test_without_teams_there_is_no_capacity(product):
    assert str(capacity_of_teams(product)) == "0.00"


@pytest.fixture
def dated(product):
    """8,000 at first, 9,000 from 1 November, 10,000 from 1 December."""
    for month, money in ((11, 9000), (12, 10000)):
        Rate.objects.create(product=product, from_date=dt.date(2026, month, 1), per_week=money)
    return product


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        ((2026, 10, 31), "8000.00"),
        ((2026, 11, 1), "9000.00"),
        ((2026, 11, 30), "9000.00"),
        ((2026, 12, 1), "10000.00"),
        ((2030, 1, 1), "10000.00"),
        ((1960, 1, 1), "8000.00"),
    ],
)
def test_a_day_has_its_rate(dated, day, rate):
    assert str(rate_on(dated, dt.date(*day))) == rate


def log(item, date, minutes, team):
    return Effort.objects.create(
        product=item.product, item=item, team=team, date=dt.date(*date), minutes=minutes
    )


def test_a_cost_uses_the_rate_of_each_efforts_date(dated):
    one, other, core = make_item(dated, "One"), make_item(dated, "Other"), make_team(dated)
    log(one, (2026, 10, 31), 2400, core)  # 8,000.00
    log(one, (2026, 11, 1), 1200, core)  # 4,500.00
    log(other, (2026, 12, 1), 24, core)  # 100.00
    log(other, (1960, 1, 1), 1, core)  # 3.33, by the first rate
    effort = Effort.objects.all()

    assert cost_by(dated, effort, "item") == {one.pk: D("12500.00"), other.pk: D("103.33")}
    assert str(cost_of(dated, effort)) == "12603.33"
    assert str(cost_of(dated, effort.none())) == "0.00"


def test_a_later_rate_does_not_change_what_was_spent_before(dated):
    item = make_item(dated)
    log(item, (2026, 10, 31), 2400, make_team(dated))

    Rate.objects.create(product=dated, from_date=dt.date(2027, 1, 1), per_week=20000)

    assert str(cost_of(dated, Effort.objects.all())) == "8000.00"


def test_effort_lies_in_the_quarter_and_month_of_its_date(product):
    item, core = make_item(product), make_team(product)
    for date, minutes in [
        ((2026, 9, 30), 1),
        ((2026, 10, 1), 10),
        ((2026, 12, 31), 100),
        ((2027, 1, 1), 1000),
    ]:
        log(item, date, minutes, core)

    november = effort_between(product, dt.date(2026, 10, 1), dt.date(2027, 1, 1))
    assert sorted(november.values_list("minutes", flat=True)) == [10, 100]
    found = minutes_by_quarter(product, Effort.objects.all())
    assert {str(q): n for q, n in found.items()} == {"2026Q3": 1, "2026Q4": 110, "2027Q1": 1000}


def test_a_fiscal_quarter_takes_its_own_months(product):
    product.fiscal_year_start = 2
    item, core = make_item(product), make_team(product)
    log(item, (2026, 1, 31), 1, core)
    log(item, (2026, 2, 1), 10, core)

    found = minutes_by_quarter(product, Effort.objects.all())
    assert {str(q): n for q, n in found.items()} == {"2026Q4": 1, "2027Q1": 10}


def test_the_specials_share_counts_core_teams_only(product):
    core, services = make_team(product), make_team(product, "Services", "services")
    special = Item.objects.create(
        product=product, title="Special", slice=Slice.objects.get(key="specials", product=product)
    )
    loose = Item.objects.create(product=product, title="Uncategorised")
    for item, team_, minutes in [
        (make_item(product), core, 700),
        (loose, core, 100),
        (special, core, 200),
        (special, services, 5000),
    ]:
        log(item, (2026, 11, 1), minutes, team_)

    found, november = core_minutes(AsOf(product)), (dt.date(2026, 11, 1), dt.date(2026, 12, 1))
    assert (found.total(*november), found.special(*november)) == (1000, 200)


def test_what_a_line_has_left_is_its_weeks_less_the_quarters_core_effort(world):
    services = make_team(world.product, "Services", "services")
    world.spend(world.a, "4.50")
    world.spend(world.a, "2.00", day=dt.date(2026, 9, 30))
    world.spend(world.a, "3.00", team=services)
    world.spend(world.b, "25.00")

    left = weeks_left(plan_of(world.product, Q4))
    assert {key: str(weeks) for key, weeks in left.items()} == {
        world.a.pk: "25.50",
        world.b.pk: "0.00",
        world.c.pk: "10.00",
        None: "8.00",
    }
    assert str(spent_weeks(world.product, world.a.pk, Q4)) == "4.50"
    assert plan_of(world.product, NEXT) is None


def test_who_waits_comes_by_item_soonest_renewal_first(product):
    one, other = make_item(product, "One"), make_item(product, "Other")
    for name, days in [("Never", None), ("Late", 90), ("Soon", 10)]:
        make_waiting(make_customer(product, name, renews_in=days), one)

    found = waiting_for([one.pk, other.pk])

    assert [w.customer.name for w in found[one.pk]] == ["Soon", "Late", "Never"]
    assert other.pk not in found


def test_histories_know_a_product_since_it_was_made(db):
    created = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    with clock.at(created):
        product = make_product("kite")
    with clock.at(created + dt.timedelta(days=9)):
        rewrite(Slice.objects.filter(product=product), position=9)

    assert history_began(product) == created
